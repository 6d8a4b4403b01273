"""Directories in which nobody may write, as on read-only media, and what lies in them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


def lying_in(directory: Path) -> dict[str, tuple[int, bytes]]:
    """Tell what lies in a directory: name, moment of the last change and bytes of each file."""
    return {each.name: (each.stat().st_mtime_ns, each.read_bytes()) for each in directory.iterdir()}


@contextmanager
def read_only(directory: Path) -> Iterator[None]:
    """Set a directory and all in it so that nobody may write, as on read-only media."""
    files = list(directory.iterdir())
    for each in files:
        each.chmod(0o444)
    directory.chmod(0o555)
    try:
        yield
    finally:
        directory.chmod(0o755)
        for each in directory.iterdir():
            each.chmod(0o644)
