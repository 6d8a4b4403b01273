"""Lines that a command prints for people, in one place; data goes out as it is."""

from __future__ import annotations

import click

from relsched.messages.printable import printable


def echo(text: str = "", *, err: bool = False, nl: bool = True) -> None:
    """Print a text, without control characters.

    Args:
        text: The text.
        err: Whether it goes to standard error.
        nl: Whether a line feed follows.
    """
    click.echo(printable(text), err=err, nl=nl)
