"""Backup, restore and export: a ledger copied whole, in one state of it, between any two databases."""

from __future__ import annotations

import os
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any

from relsched.errors import LedgerError, Place
from relsched.ledger.records import canonical, unpack
from relsched.ledger.store import Store, database_error, need_extra, open_store
from relsched.messages.message import Message
from relsched.messages.system_errors import reason

if TYPE_CHECKING:
    from sqlalchemy import Connection

ROWS = 1_000


def backup(store: Store, file: Path) -> None:
    """Copy a ledger into a new file of SQLite, which is a ledger itself, while others publish.

    The file may lie on a network drive: it is made elsewhere and put there when it is whole.

    Raises:
        LedgerError: `file-exists`, `ledger-unreachable`.
    """
    if file.exists():
        raise _already_there(file)
    with tempfile.TemporaryDirectory(prefix="relsched-") as scratch:
        scratch_copy = Path(scratch) / "ledger.db"
        copy = open_store(f"sqlite:///{scratch_copy}")
        try:
            _copy(store, copy)
            with copy.engine.connect() as connection:
                # One file that can be carried away; the log would stay behind.
                connection.exec_driver_sql("PRAGMA journal_mode=DELETE")
        finally:
            copy.close()
        try:
            _put(scratch_copy, file)
        except FileExistsError:  # somebody has made it meanwhile
            raise _already_there(file) from None
        except OSError as error:
            raise LedgerError(
                Message("error ledger-unreachable backup", file=str(file)),
                code="ledger-unreachable",
                where=Place(document=str(file)),
                why=reason(error),
            ) from None


def _already_there(file: Path) -> LedgerError:
    return LedgerError(
        Message("error file-exists backup", file=str(file)),
        code="file-exists",
        where=Place(document=str(file)),
        fix=Message("error file-exists backup fix"),
    )


def _put(copy: Path, file: Path) -> None:
    """Put a finished file in its place: whole or not at all, and never over another."""
    descriptor, name = tempfile.mkstemp(dir=file.parent, prefix=f".{file.name}.")
    try:
        with copy.open("rb") as source, open(descriptor, "wb") as target:
            shutil.copyfileobj(source, target)
            target.flush()
            os.fsync(target.fileno())
        try:
            os.link(name, file)
        except FileExistsError:
            raise
        except OSError:  # a drive without hard links, such as a memory stick
            if file.exists():
                raise FileExistsError(file) from None
            os.replace(name, file)
    finally:
        Path(name).unlink(missing_ok=True)


def restore(file: Path, url: str) -> None:
    """Copy a backup into an empty ledger. The backup stays as it is, also one of an earlier version.

    Raises:
        LedgerError: `ledger-absent`, `ledger-altered`, `ledger-not-empty`.
        MissingExtraError: `extra-absent`.
    """
    need_extra()
    from sqlalchemy import func, select

    from relsched.ledger import schema

    if not file.exists():
        raise LedgerError(
            Message("error ledger-absent backup", file=str(file)),
            code="ledger-absent",
            where=Place(document=str(file)),
        )
    with tempfile.TemporaryDirectory(prefix="relsched-") as scratch:
        copy = Path(scratch) / "ledger.db"
        _read_file(file, copy)
        source = open_store(f"sqlite:///{copy}", create=False)
        try:
            target = open_store(url)
            try:
                with target.reading() as connection:
                    if connection.scalar(select(func.count()).select_from(schema.plans)):
                        raise LedgerError(
                            Message("error ledger-not-empty", place=target.place),
                            code="ledger-not-empty",
                            why=Message("error ledger-not-empty why"),
                            fix=Message("error ledger-not-empty fix"),
                        )
                _copy(source, target)
            finally:
                target.close()
        finally:
            source.close()


def _read_file(file: Path, copy: Path) -> None:
    """Copy a file of SQLite with what may still lie in its log, and change nothing in it."""
    try:
        with (
            closing(sqlite3.connect(f"{file.resolve().as_uri()}?mode=ro", uri=True)) as source,
            closing(sqlite3.connect(copy)) as target,
        ):
            source.backup(target)
    except sqlite3.Error as error:
        raise database_error(str(file), error) from None


def _copy(source: Store, target: Store) -> None:
    from sqlalchemy import insert

    from relsched.ledger import schema

    with source.reading() as reading, target.writing() as writing:
        for table in schema.TABLES:
            for rows in _chunks(reading, table):
                writing.execute(insert(table), rows)


def _chunks(connection: Connection, table: Any) -> Iterator[list[dict[str, Any]]]:
    from sqlalchemy import select

    wanted = select(table).order_by(*table.primary_key.columns)
    found = connection.execution_options(yield_per=ROWS).execute(wanted)
    for rows in found.mappings().partitions(ROWS):
        yield [dict(row) for row in rows]


def export(store: Store) -> Iterator[str]:
    """Give all of a ledger as lines of JSON, one a record: the same for the same history in any database."""
    from relsched.ledger import schema

    with store.reading() as connection:
        for table in schema.TABLES:
            for rows in _chunks(connection, table):
                for row in rows:
                    yield canonical({"table": table.name, **_readable(table.name, row)})


def _readable(table: str, row: dict[str, Any]) -> dict[str, Any]:
    if table == "texts":
        return {"sha": row["sha"], "text": unpack(row["packed"])}
    if table == "items" and row["component"] is not None:
        row["component"] = row["component"].decode()
    return row
