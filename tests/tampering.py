"""Changes single bytes of a stored ledger behind its back, to see whether they are found.

Shared by `tests/ledger/test_tampering.py` and `scripts/prove ledger`.
"""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path
from random import Random
from typing import Any

import attrs

from festival import FESTIVAL, OPENING, START, after, publish, without
from relsched.errors import LedgerError
from relsched.ledger.ledger import Ledger

TABLES = ("plans", "texts", "revisions", "items", "addresses")


def fill(file: Path) -> None:
    """Make a ledger with something of everything in it."""
    with Ledger.open(str(file)) as ledger:
        publish(ledger, changes=OPENING, by="An")
        publish(ledger, without("report"), {"opening": "2026-10-08"}, now=after(days=1), by=None)
        publish(ledger, changes={"opening": None}, now=after(days=2), reason="hoãn vì bão")
        again = ledger.preview_again("festival", 1, now=after(days=3))
        ledger.publish(again, now=after(days=3), reason="back")
        publish(ledger, attrs.evolve(FESTIVAL, id="other"), now=after(days=4))
        made = ledger.addresses.share(FESTIVAL, "unit:press", now=START, by="An")
        ledger.addresses.rotate(made.address.id, now=after(days=1))


def cells(connection: sqlite3.Connection) -> list[tuple[str, int, str, Any]]:
    """Give every stored value that isn't empty: table, row, column, value."""
    found = []
    for table in TABLES:
        rows = connection.execute(f"SELECT rowid, * FROM {table}")
        names = [column[0] for column in rows.description][1:]
        for rowid, *values in rows:
            found += [
                (table, rowid, name, value)
                for name, value in zip(names, values, strict=True)
                if value not in (None, "", b"")
            ]
    return found


def flipped(value: Any, random: Random) -> Any:
    """Give a value with one byte of it changed."""
    if isinstance(value, int):
        return value ^ (1 << random.randrange(max(1, value.bit_length())))
    data = bytearray(value if isinstance(value, bytes) else value.encode())
    data[random.randrange(len(data))] ^= random.randrange(1, 256)
    return bytes(data)


def flip_one(file: Path, random: Random) -> str:
    """Change one byte of one stored value, with the triggers out of the way and put back; say where."""
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("PRAGMA foreign_keys=OFF")
        triggers = connection.execute(
            "SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'"
        ).fetchall()
        for name, _ in triggers:
            connection.execute(f"DROP TRIGGER {name}")
        told = None
        while told is None:
            told = _flipped_cell(connection, random)
        for _, sql in triggers:
            connection.execute(sql)
        connection.commit()
    return told


def _flipped_cell(connection: sqlite3.Connection, random: Random) -> str | None:
    """Change one byte somewhere; None where the database refuses it, because two rows would have one key."""
    # Each column as often as any other, not the long ones most of the time.
    found = cells(connection)
    columns = sorted({(table, column) for table, _, column, _ in found})
    chosen = random.choice(columns)
    table, rowid, name, value = random.choice([cell for cell in found if cell[::2][:2] == chosen])
    new = flipped(value, random)
    # A text stays one to SQLite, even if its bytes are none any more.
    cast = "CAST(? AS TEXT)" if isinstance(value, str) else "?"
    try:
        connection.execute(f'UPDATE {table} SET "{name}" = {cast} WHERE rowid = ?', (new, rowid))
    except sqlite3.IntegrityError:
        return None
    return f"{table}.{name} of row {rowid}: {value!r} -> {new!r}"[:300]


def is_found(file: Path) -> bool:
    """Whether `verify` finds that something was changed."""
    try:
        with Ledger.open(str(file), create=False) as ledger:
            return not ledger.verify().is_sound
    except LedgerError as error:
        return error.code == "ledger-altered"


def flip_bytes(directory: Path, times: int, random: Random) -> list[str]:
    """Change one byte, so many times, each in a fresh copy; give those changes that weren't found."""
    directory.mkdir(exist_ok=True)
    whole, copy = directory / "whole.db", directory / "copy.db"
    fill(whole)
    assert not is_found(whole)
    missed = []
    for _ in range(times):
        shutil.copyfile(whole, copy)
        told = flip_one(copy, random)
        if not is_found(copy):
            missed.append(told)
    return missed
