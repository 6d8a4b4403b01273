"""The ledger that a command uses: where it is, when something is recorded in it and by whom.

Where the ledger is: `--db`, else the environment's RELSCHED_DB, else a file of one's own, as XDG says.
"""

from __future__ import annotations

import getpass
import os
from datetime import UTC, datetime
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from relsched.cli.language_choice import choice_in
from relsched.cli.printing import echo
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


def may_be_published(db: str | None) -> bool:
    """Say whether there is a ledger to look into; found out without loading anything of it.

    One that `--db` names is always looked into, so that what is wrong with it is told.
    """
    if db is not None:
        return True
    address = default_db()
    needed = ("sqlalchemy", "alembic", *(["psycopg"] if address.startswith("postgres") else []))
    if any(find_spec(name) is None for name in needed):
        return False
    file = _file_of(address)
    return file is None or file.exists()


def _file_of(address: str) -> Path | None:
    """Give the file that an address names, or None for a server and for what is no address."""
    kind, sign, path = address.partition("://")
    if not sign:
        return Path(address)
    return Path(path.removeprefix("/")) if kind.partition("+")[0] == "sqlite" else None


def open_ledger(db: str | None, *, create: bool = False, read_only: bool = False) -> Ledger:
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
    ledger = Ledger.open(db, create=create, read_only=read_only)
    for warning in ledger.warnings:
        echo(Message("ledger warning", text=warning).text(choice_in().in_language), err=True)
    return ledger


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
