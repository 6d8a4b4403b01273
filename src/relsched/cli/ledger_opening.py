"""The ledger that a command uses: where it is, which plan of it is meant, when and by whom.

Where the ledger is: `--db`, else the environment's RELSCHED_DB, else a file of one's own, as XDG says.
"""

from __future__ import annotations

import getpass
import os
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from relsched.cli.input import plan_file_of
from relsched.cli.language_choice import choice_in
from relsched.cli.usage_errors import Misuse
from relsched.errors import LedgerError
from relsched.messages.message import Message
from relsched.messages.system_errors import reason

if TYPE_CHECKING:
    from relsched.ledger.ledger import Ledger


def default_db() -> str:
    """Give the address of the ledger: RELSCHED_DB, else a file in the user's own data directory."""
    named = os.environ.get("RELSCHED_DB")
    if named:
        return named
    return f"sqlite:///{_own_directory() / 'ledger.db'}"


def _own_directory() -> Path:
    base = os.environ.get("XDG_DATA_HOME") or ""
    # A relative path is to be ignored, says the specification.
    directory = Path(base) if Path(base).is_absolute() else Path.home() / ".local" / "share"
    return directory / "relsched"


def has_no_ledger(db: str | None) -> bool:
    """Say whether no ledger was named and the user has none of their own: nothing can have been published."""
    unnamed = db is None and not os.environ.get("RELSCHED_DB")
    return unnamed and not (_own_directory() / "ledger.db").exists()


def open_ledger(db: str | None, *, create: bool = False) -> Ledger:
    """Open the ledger that was asked for, and warn of what endangers it."""
    from relsched.ledger.ledger import Ledger
    from relsched.ledger.store import need_extra

    need_extra()  # before a directory is made for it
    if db is None:
        db = default_db()
        if create and "RELSCHED_DB" not in os.environ:
            try:
                _own_directory().mkdir(parents=True, exist_ok=True)
            except OSError as error:
                raise LedgerError(
                    Message("error ledger-unreachable directory", directory=str(_own_directory())),
                    code="ledger-unreachable",
                    why=reason(error),
                    fix=Message(
                        "error ledger-unreachable directory fix",
                        text="export RELSCHED_DB=sqlite:///ledger.db",
                    ),
                ) from None
    ledger = Ledger.open(db, create=create)
    for warning in ledger.warnings:
        click.echo(Message("ledger warning", text=warning).text(choice_in().in_language), err=True)
    return ledger


def plan_id(ledger: Ledger, named: str | None) -> str:
    """Give the id of a plan named by its file, by its id, or not at all where the ledger has only one."""
    if named is None:
        plans = ledger.plans()
        if len(plans) == 1:
            return plans[0]
        if not plans:
            raise Misuse(Message("usage no plan yet"))
        raise Misuse(Message("usage which plan", plans=tuple(f"`{plan}`" for plan in plans)))
    if named == "-" or "/" in named or os.sep in named or Path(named).is_file():
        return plan_file_of(named).plan.id
    return named


def plan_and_numbers(words: Sequence[str], most: int) -> tuple[str | None, list[int]]:
    """Part the words of a command into the plan and the numbers of revisions."""
    numbers = [int(word) for word in words if word.isascii() and word.isdigit() and len(word) < 10]
    names = [word for word in words if not (word.isascii() and word.isdigit())]
    if len(names) > 1 or len(numbers) > most:
        raise Misuse(Message("usage plan and revisions", most=most))
    return (names[0] if names else None), numbers


def moment_of(now: datetime | None) -> datetime:
    """Give the moment to record: the one that was given, else the clock's."""
    return datetime.now(UTC) if now is None else now


def signed_by(by: str | None) -> str | None:
    """Give who does it: the name that was given, else who is logged in."""
    if by is not None:
        return by
    try:
        return getpass.getuser()
    except (KeyError, OSError, ImportError):  # a user without a name: in a container, on Windows
        return None
