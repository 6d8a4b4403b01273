"""Libraries that come with an extra: what is missing is reported with the words that install it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from relsched.errors import MissingExtraError, Place
from relsched.messages.message import Message, verbatim


@contextmanager
def extra(package: str, file: str, kind: str) -> Iterator[None]:
    """Turn the absence of a package into an error that names the extra; `kind` is that of the file."""
    try:
        yield
    except ImportError as error:
        raise absent(package, file, kind, str(error)) from None


def absent(package: str, file: str, kind: str, reason: str) -> MissingExtraError:
    """Say that a package isn't there, and how to install it."""
    return MissingExtraError(
        Message(f"error extra-absent {kind}", package=package),
        code="extra-absent",
        where=Place(document=file),
        why=Message("error extra-absent document why", reason=reason),
        fix=verbatim('pip install "relsched[documents]"'),
    )
