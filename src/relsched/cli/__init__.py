"""The command line: `relsched new`, `check`, `resolve`, `why`, `feed`.

Data goes to standard output, talk to standard error. Exit status: 0 done; 1 done, and the answer is no;
2 what was given can't be used; 70 our bug; 130 interrupted.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command and give its exit status; the entry point of the console script."""
    from relsched.cli.commands import run

    status = run(arguments)
    if arguments is None:
        sys.exit(status)
    return status
