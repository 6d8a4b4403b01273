"""Lines that a command prints for people, in one place; data goes out as it is."""

from __future__ import annotations

import os
import sys
from typing import TextIO

import click

from relsched.cli.progress import clear_progress
from relsched.cli.wrapping import wrap_text
from relsched.messages.printable import printable

USUAL = 80  # columns of a terminal that doesn't say
LEAST = 20


def echo(text: str = "", *, err: bool = False, nl: bool = True, is_whole: bool = False) -> None:
    """Print a text, without control characters; on a terminal it is broken between words where lines end.

    Args:
        text: The text.
        err: Whether it goes to standard error.
        nl: Whether a line feed follows.
        is_whole: Whether its lines aren't broken, as they are to be copied.
    """
    clear_progress()
    shown = printable(text)
    stream = sys.stderr if err else sys.stdout
    if not is_whole and stream.isatty():
        end = shown[len(shown.rstrip(" ")) :]  # between a question and its answer
        shown = wrap_text(shown, terminal_width(stream) - len(end))
        shown = f"{shown.rstrip(' ')}{end}"
    click.echo(shown, err=err, nl=nl)


def terminal_width(stream: TextIO) -> int:
    """Give the columns of the terminal that a stream writes to; what `COLUMNS` says counts first."""
    told = os.environ.get("COLUMNS", "")
    if told.isdecimal() and int(told) > 0:
        return max(int(told), LEAST)
    try:
        found = os.get_terminal_size(stream.fileno()).columns
    except (OSError, ValueError):
        found = 0
    return max(found, LEAST) if found else USUAL
