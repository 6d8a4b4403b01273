"""The exit statuses of the command line, and which of them an error leaves."""

from __future__ import annotations

from relsched.errors import LedgerError, RelschedError

NO = 1
USAGE = 2
NO_LEDGER = 3
BUG = 70
INTERRUPTED = 130

# What is wrong with what was given to a ledger, and not with the ledger.
_GIVEN = frozenset(
    (
        "file-exists",
        "ledger-address",
        "reason-absent",
        "too-long",
        "unknown-address",
        "unknown-plan",
        "unknown-revision",
    )
)


def status_of(error: RelschedError) -> int:
    """Give the exit status that an error leaves."""
    if not isinstance(error, LedgerError) or error.code in _GIVEN:
        return USAGE
    return NO if error.code == "plan-changed" else NO_LEDGER
