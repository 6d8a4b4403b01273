"""Libraries that come with an extra: what is missing is reported with the words that install it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from relsched.errors import MissingExtraError, Place


@contextmanager
def extra(package: str, file: str, kind: str) -> Iterator[None]:
    """Turn the absence of a package into an error that names the extra."""
    try:
        yield
    except ImportError as error:
        raise MissingExtraError(
            f"{kind} can't be read without the package `{package}`.",
            code="extra-absent",
            where=Place(document=file),
            why=f"it comes with the extra `documents`, which isn't installed: {error}",
            fix='pip install "relsched[documents]"',
        ) from None
