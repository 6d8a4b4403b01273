"""Ledgers of every earlier version open, are brought to the newest one, are sound, and are published on.

The files of `tests/ledgers` were each made when their version was the newest; `make.py` there says how.
"""

from __future__ import annotations

import shutil
import sqlite3
import sys
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest

from databases import Databases
from festival import FESTIVAL, OPENING, START, after, feed, publish, read
from places import TESTS
from relsched.ledger.ledger import Ledger
from relsched.ledger.store import NEWEST, Store, migrate

HERE = TESTS / "ledgers"
VERSIONS = sorted(file.stem[1:] for file in HERE.glob("v*.db"))
STEPS = sorted(
    file.name[1:5]
    for file in Path(sys.modules["relsched.ledger"].__file__ or "").parent.glob(
        "migrations/versions/s[0-9]*.py"
    )
)


def version_of(file: Path) -> str:
    with closing(sqlite3.connect(file)) as connection:
        (found,) = connection.execute("SELECT version_num FROM alembic_version").fetchone()
    return str(found)


def test_each_version_has_its_file() -> None:
    """No step was added without the ledger that it starts from, and the newest version is the last step."""
    assert VERSIONS == STEPS
    assert STEPS[-1] == NEWEST
    assert [version_of(HERE / f"v{version}.db") for version in VERSIONS] == VERSIONS


@pytest.fixture(params=VERSIONS)
def old(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """A copy of the stored ledger of a version."""
    copy = tmp_path / f"v{request.param}.db"
    shutil.copyfile(HERE / copy.name, copy)
    return copy


def test_an_old_ledger_is_brought_up_to_date(old: Path) -> None:
    """After it was opened once it is of the newest version, sound, and its dates follow from what it stored."""
    with Ledger.open(str(old), create=False) as ledger:
        found = ledger.verify(replay=True)
        assert found.problems == ()
        assert (found.revisions, set(found.heads)) == (5, {"festival", "other"})
        assert [(r.number, r.by, r.reason) for r in ledger.history("festival")] == [
            (1, "An", "the hall is booked"),
            (2, "Binh", "decided"),
            (3, "An", "hoãn vì bão"),
            (4, None, "open again"),
        ]
    assert version_of(old) == NEWEST


def test_an_old_ledger_that_is_only_read_stays_as_it_is(old: Path) -> None:
    """Who only reads sees it as the newest version would have it, and leaves its file alone."""
    before = (old.read_bytes(), old.stat().st_mtime_ns)
    with Ledger.open(str(old), read_only=True) as ledger:
        assert ledger.verify(replay=True).is_sound
        assert ledger.store.place == str(old)
        assert ledger.feed("festival", number=3).data == (HERE / f"{old.stem}.ics").read_bytes()
        assert [each.name for each in old.parent.iterdir()] == [old.name]
    assert (old.read_bytes(), old.stat().st_mtime_ns) == before


def test_an_old_feed_is_the_same_octet_by_octet(old: Path) -> None:
    """What was served then is served now, so that no subscriber sees a change that is none."""
    with Ledger.open(str(old), create=False) as ledger:
        data = ledger.feed("festival", number=3).data
    assert data == (HERE / f"{old.stem}.ics").read_bytes()
    shown = read(data)
    # The opening is on Thursday 8 October, the fair on Tuesday 10 November.
    assert {name: (s.first, s.status, s.sequence) for name, s in shown.items()} == {
        "posters": (date(2026, 9, 28), "CONFIRMED", 1),
        "tickets": (date(2026, 10, 13), "CONFIRMED", 1),
        "stalls": (date(2026, 11, 3), "CONFIRMED", 1),
        "report": (date(2026, 12, 15), "CONFIRMED", 2),
    }


def test_an_old_ledger_is_published_on(old: Path) -> None:
    """The next revision goes on from the last one, sequences too, and new kinds of records can be made."""
    with Ledger.open(str(old), create=False) as ledger:
        last = ledger.revision("festival")
        made = publish(ledger, changes=OPENING, now=after(days=9))
        assert (made.number, made.previous) == (5, last.hash)
        assert feed(ledger)["posters"][:5] == (
            date(2026, 9, 21),
            date(2026, 9, 21),
            "CONFIRMED",
            "Print the posters",
            2,
        )
        shared = ledger.addresses.share(FESTIVAL, "plan", now=START)
        assert ledger.addresses.find(shared.secret, now=START) == shared.address
        assert ledger.verify(replay=True).is_sound


def test_an_old_backup_is_restored_and_stays_as_it_is(
    old: Path, url: str, databases: Databases
) -> None:
    """A backup of an earlier version goes into a database of either kind; the file isn't touched."""
    data = old.read_bytes()
    Ledger.restore(old, url)
    assert old.read_bytes() == data
    with Ledger.open(url) as ledger, Ledger.open(str(old)) as opened:
        assert list(ledger.export()) == list(opened.export())
        assert ledger.verify(replay=True).is_sound


@pytest.mark.parametrize("version", STEPS)
def test_a_server_is_brought_up_to_date(server_url: str, version: str) -> None:
    """On PostgreSQL too a ledger of each version is brought to the newest one and published on."""
    sys.path.insert(0, str(HERE))
    try:
        from make import fill  # type: ignore[import-not-found, unused-ignore]
    finally:
        sys.path.remove(str(HERE))
    from sqlalchemy import create_engine

    engine = create_engine(server_url.replace("postgresql://", "postgresql+psycopg://", 1))
    with closing(Store(engine, "a server")) as store:
        fill(store, version)
    with Ledger.open(server_url, create=False) as ledger:
        assert ledger.verify(replay=True).is_sound
        assert publish(ledger, changes=OPENING, now=after(days=9)).number == 5
        assert ledger.addresses.share(FESTIVAL, "plan", now=START)


def test_the_steps_make_what_the_tables_say(url: str) -> None:
    """The tables that the steps lead to have the columns, keys and kinds that the code works with."""
    from sqlalchemy import inspect

    from relsched.ledger.schema import metadata

    with Ledger.open(url) as ledger:
        found = inspect(ledger.store.engine)
        for table in metadata.sorted_tables:
            columns = {column["name"]: column for column in found.get_columns(table.name)}
            assert list(columns) == [column.name for column in table.columns]
            for column in table.columns:
                made = columns[column.name]
                assert made["nullable"] == column.nullable, column
                kind = column.type.dialect_impl(ledger.store.engine.dialect)
                assert made["type"].python_type == kind.python_type, column
            keys = found.get_pk_constraint(table.name)["constrained_columns"]
            assert keys == [column.name for column in table.primary_key.columns]
            assert {
                (key["constrained_columns"][0], key["referred_table"])
                for key in found.get_foreign_keys(table.name)
            } == {(key.parent.name, key.column.table.name) for key in table.foreign_keys}
            indexes = {tuple(index["column_names"]) for index in found.get_indexes(table.name)}
            unique = {
                tuple(each["column_names"]) for each in found.get_unique_constraints(table.name)
            }
            assert {tuple(c.name for c in index.columns) for index in table.indexes} <= indexes
            assert {(c.name,) for c in table.columns if c.unique} <= indexes | unique
        migrate(ledger.store)  # nothing more to do
