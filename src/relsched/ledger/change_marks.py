"""Change marks: whether a ledger holds anything new, and if so its newest revisions and open addresses, cheaply.

A server must never give a feed older than a publish that has returned, nor one whose address has been ended. So it asks
the ledger at every request, and the ledger answers by a mark that stays the same while nothing is written:

| | mark |
|---|---|
| SQLite | which file it is, and `PRAGMA data_version`, which changes with each commit of another connection |
| SQLite that can't be written | also size and time of it and its log; it is opened anew, as no lock can be had |
| PostgreSQL | `pg_current_snapshot()`: an equal snapshot sees the same commits |

Only when the mark has changed is anything read.

Source: the documentation of `PRAGMA data_version` of SQLite, and of snapshot functions of PostgreSQL.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

import attrs

from relsched.errors import LedgerError, Place
from relsched.ledger.addresses import MAX_SECRET, Address, address_of
from relsched.ledger.records import sha
from relsched.ledger.store import Store, database_error
from relsched.messages.message import Message
from relsched.messages.system_errors import reason

if TYPE_CHECKING:
    from sqlalchemy import Connection


@attrs.frozen
class Newest:
    """The newest revision of a plan: its number, and the hash over it and all before it."""

    number: int
    hash: str


@attrs.frozen
class State:
    """A ledger at one moment, as far as serving feeds goes.

    Attributes:
        newest: The newest revision of each plan.
        addresses: All addresses, those that have ended too, by the SHA-256 of their secrets.
    """

    newest: Mapping[str, Newest]
    addresses: Mapping[str, Address]

    def find(self, secret: str, *, now: datetime) -> Address | None:
        """Find the open address of a secret; None alike for one unknown, ended or malformed."""
        if len(secret) > MAX_SECRET:
            return None
        found = self.addresses.get(sha(secret.encode("utf-8", "surrogatepass")))
        return found if found is not None and found.is_open(now) else None


class Watch:
    """Looks at a ledger again and again; for one thread, in which it is closed too."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._kept: Any = None  # the connection that marks are asked on
        self._file: tuple[int, int] | None = None  # which file it has open
        self._mark: object = None
        self._chains: Mapping[str, str] | None = (
            None  # of addresses: the hash of the last row of each plan
        )
        self._state: State | None = None

    def look(self) -> State:
        """Give the state of the ledger now.

        Raises:
            LedgerError: `ledger-absent`, `ledger-unreachable`, `ledger-busy`, `ledger-altered`.
        """
        mark = self._marked()
        if self._state is None or mark != self._mark:
            # The mark was taken before: whatever is written from then on changes it again.
            self._state = self._read()
            self._mark = mark
        return self._state

    def close(self) -> None:
        """Let the connection go."""
        kept, self._kept = self._kept, None
        self._mark = None
        if kept is not None:
            kept.close()

    def _marked(self) -> object:
        from sqlalchemy.exc import SQLAlchemyError

        ask = self._sqlite_mark if self._store.is_sqlite else self._postgresql_mark
        was_kept = self._kept is not None
        try:
            return ask()
        except SQLAlchemyError as error:
            self._drop()
            if (
                was_kept
            ):  # a server that was started again closes what was open; a new connection may do
                return self._marked()
            raise database_error(self._store.place, getattr(error, "orig", None) or error) from None

    def _drop(self) -> None:
        kept, self._kept = self._kept, None
        self._mark = None
        if kept is not None:
            kept.invalidate()
            kept.close()

    def _sqlite_mark(self) -> object:
        place = self._store.place
        try:
            file = _identity(place)
        except OSError as error:
            self._drop()
            raise LedgerError(
                Message("error ledger-absent gone", place=place),
                code="ledger-absent",
                where=Place(document=place),
                why=reason(error),
                fix=Message("error ledger-absent gone fix"),
            ) from None
        # Another file has been put in its place, or one that is read without locks was written to.
        if self._store.renew() or file != self._file:
            self._drop()
        if self._kept is None:
            self._kept = self._store.engine.connect()
            self._file = file
        version = self._kept.exec_driver_sql("PRAGMA data_version").scalar_one()
        return (file, self._store.read_state, version)

    def _postgresql_mark(self) -> object:
        if self._kept is None:
            connection = self._store.engine.connect()
            self._kept = connection.execution_options(isolation_level="AUTOCOMMIT")
        return self._kept.exec_driver_sql("SELECT pg_current_snapshot()::text").scalar_one()

    def _read(self) -> State:
        from relsched.ledger import schema

        with self._store.reading() as connection:
            newest = {
                plan: Newest(number, stamp)
                for plan, number, stamp in _last_rows(connection, schema.revisions)
            }
            chains = {plan: stamp for plan, _, stamp in _last_rows(connection, schema.addresses)}
            is_same = self._state is not None and chains == self._chains
            addresses = self._state.addresses if self._state and is_same else _addresses(connection)
        self._chains = chains
        return State(newest, addresses)


class Glance:
    """Tells at once, on SQLite, whether a ledger is as it was; so an event loop may ask it at every request.

    `open` belongs into a thread, since it may have to wait for others; `mark` waits for nobody.
    """

    def __init__(self, store: Store) -> None:
        self._store = store
        self._kept: Any = None  # the connection, and the one of the driver beneath it
        self._file: tuple[int, int] | None = None

    def open(self) -> None:
        """Make ready what isn't; nothing is done for PostgreSQL, which has to be asked over a connection."""
        if not self._store.is_sqlite or self._kept is not None:
            return
        from sqlalchemy.exc import SQLAlchemyError

        try:
            file = _identity(self._store.place)
            connection = self._store.engine.connect()
        except (OSError, SQLAlchemyError):
            return  # a look tells what is wrong
        beneath: Any = connection.connection.driver_connection
        beneath.execute("PRAGMA busy_timeout=0").close()
        self._file = file
        self._kept = (connection, beneath)

    def mark(self) -> object:
        """Give what is equal as long as nothing is written; None when it can't be reported at once."""
        kept = self._kept
        if kept is None:
            return None
        try:
            file = _identity(self._store.place)
            if file == self._file and not self._store.is_outdated:
                version = kept[1].execute("PRAGMA data_version").fetchone()
                return (file, self._store.read_state, *version)
        except Exception:  # whatever it is, a look tells it better
            pass
        self.close()
        return None

    def close(self) -> None:
        """Let the connection go."""
        kept, self._kept = self._kept, None
        if kept is not None:
            kept[0].close()


def _identity(place: str) -> tuple[int, int]:
    """Tell which file lies at a place, whatever it is called."""
    found = os.stat(place)
    return (found.st_dev, found.st_ino)


def _last_rows(connection: Connection, table: Any) -> list[tuple[str, int, str]]:
    """Give plan, number and hash of the last row of each chain in a table."""
    from sqlalchemy import and_, func, select

    last = (
        select(table.c.plan, func.max(table.c.number).label("number"))
        .group_by(table.c.plan)
        .subquery()
    )
    same = and_(table.c.plan == last.c.plan, table.c.number == last.c.number)
    rows = connection.execute(
        select(table.c.plan, table.c.number, table.c.hash).join(last, same).order_by(table.c.plan)
    )
    return [(plan, number, stamp) for plan, number, stamp in rows]


def _addresses(connection: Connection) -> dict[str, Address]:
    """Give all addresses by the SHA-256 of their secrets."""
    from sqlalchemy import select

    from relsched.ledger import schema

    table = schema.addresses
    addresses: dict[str, Any] = {}
    ends: dict[str, list[Any]] = {}
    for row in connection.execute(select(table)).mappings():
        if row["action"] == "end":
            ends.setdefault(row["address"], []).append(row)
        else:
            addresses[row["secret_sha"]] = row
    return {
        secret: address_of(row, ends.get(row["address"], [])) for secret, row in addresses.items()
    }
