"""The command line, the only door to click and rich; `group` has the table of all commands.

Each `…_commands` module holds a family of them; what they share is in `options`, `input` and `output`.

Data goes to standard output, talk to standard error. Exit status: 0 done; 1 done, and the answer is no;
2 what was given can't be used; 3 the ledger can't be used; 70 our bug; 130 interrupted.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from io import TextIOWrapper


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command and give its exit status; the entry point of the console script."""
    from relsched.cli.group import run

    if arguments is not None:
        return run(arguments)
    for stream in (sys.stdout, sys.stderr):
        # A plan's letters must come out whatever the locale says, as when a redirect on Windows picks cp1252.
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(encoding="utf-8")
    sys.exit(run(None))
