"""Backup, restore and export: a ledger copied whole, in one state of it, between any two databases."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from relsched.errors import LedgerError, Place
from relsched.ledger import tables
from relsched.ledger.records import canonical, unpack
from relsched.ledger.store import Store, open_store

if TYPE_CHECKING:
    from sqlalchemy import Connection

# In the order in which one rests on the other.
ALL = (tables.plans, tables.texts, tables.revisions, tables.items, tables.addresses)
ROWS = 1_000


def backup(store: Store, file: Path) -> None:
    """Copy a ledger into a new file of SQLite, which is a ledger itself, while others publish.

    Raises:
        LedgerError: `file-exists`, `ledger-unreachable`.
    """
    if file.exists():
        raise LedgerError(
            f"The backup `{file}` is already there.",
            code="file-exists",
            where=Place(document=str(file)),
            fix="choose another name",
        )
    try:
        descriptor, name = tempfile.mkstemp(dir=file.parent, prefix=f".{file.name}.")
        os.close(descriptor)
    except OSError as error:
        raise LedgerError(
            f"The backup `{file}` can't be written.",
            code="ledger-unreachable",
            where=Place(document=str(file)),
            why=error.strerror or str(error),
        ) from None
    made = Path(name)
    try:
        copy = open_store(f"sqlite:///{made}")
        try:
            _copy(store, copy)
            with copy.engine.connect() as connection:
                # One file that can be carried away; the log would stay behind.
                connection.exec_driver_sql("PRAGMA journal_mode=DELETE")
        finally:
            copy.close()
        _to_disk(made)
        os.link(made, file)  # fails where somebody has made the file meanwhile
    finally:
        for suffix in ("", "-wal", "-shm"):
            Path(name + suffix).unlink(missing_ok=True)


def _to_disk(file: Path) -> None:
    with file.open("rb") as handle:
        os.fsync(handle.fileno())


def restore(file: Path, url: str) -> None:
    """Copy a backup into an empty ledger.

    Raises:
        LedgerError: `ledger-absent`, `ledger-altered`, `ledger-not-empty`.
    """
    from sqlalchemy import func, select

    source = open_store(f"sqlite:///{file}", create=False)
    try:
        target = open_store(url)
        try:
            with target.reading() as connection:
                if connection.scalar(select(func.count()).select_from(tables.plans)):
                    raise LedgerError(
                        f"The ledger `{target.place}` isn't empty.",
                        code="ledger-not-empty",
                        why="a backup is restored into a ledger in which nothing has been published",
                        fix="choose another address",
                    )
            _copy(source, target)
        finally:
            target.close()
    finally:
        source.close()


def _copy(source: Store, target: Store) -> None:
    from sqlalchemy import insert

    with source.reading() as reading, target.writing() as writing:
        for table in ALL:
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
    with store.reading() as connection:
        for table in ALL:
            for rows in _chunks(connection, table):
                for row in rows:
                    yield canonical({"table": table.name, **_readable(table.name, row)})


def _readable(table: str, row: dict[str, Any]) -> dict[str, Any]:
    if table == "texts":
        return {"sha": row["sha"], "text": unpack(row["packed"])}
    if table == "items" and row["component"] is not None:
        row["component"] = row["component"].decode()
    return row
