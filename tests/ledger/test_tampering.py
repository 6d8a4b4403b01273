"""Whatever is changed in a stored ledger, behind its back, `verify` finds it."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from random import Random

import pytest

from databases import Databases, name_of
from festival import OPENING, after, publish, without
from relsched.errors import LedgerError
from relsched.ledger.ledger import Ledger
from tampering import cells, fill, flip_bytes

pytestmark = pytest.mark.slow


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A ledger with something of everything in it."""
    made = tmp_path / "ledger.db"
    fill(made)
    return made


@pytest.fixture
def raw(file: Path) -> Iterator[sqlite3.Connection]:
    """The file of the ledger in the hands of somebody who has taken its triggers away."""
    with closing(sqlite3.connect(file, isolation_level=None)) as connection:
        for (name,) in connection.execute(
            "SELECT name FROM sqlite_schema WHERE type = 'trigger'"
        ).fetchall():
            connection.execute(f"DROP TRIGGER {name}")
        yield connection


def problems(file: Path, *, replay: bool = False) -> tuple[str, ...]:
    with Ledger.open(str(file), create=False) as ledger:
        return tuple(map(str, ledger.verify(replay=replay).problems))


@pytest.mark.slow
def test_each_changed_byte_is_found(tmp_path: Path) -> None:
    """150 times one byte of some stored value is changed: each time `verify` says that it was."""
    assert flip_bytes(tmp_path, 150, Random(150)) == []


def test_every_column_is_covered(file: Path, raw: sqlite3.Connection) -> None:
    """Bytes are changed in every column of every table; none is left out of the hashes."""
    wanted = {
        (table, row[1])
        for table in ("plans", "texts", "revisions", "items", "addresses")
        for row in raw.execute(f"PRAGMA table_info({table})")
    }
    assert {(table, column) for table, _, column, _ in cells(raw)} == wanted
    assert problems(file) == ()


@pytest.mark.parametrize(
    ("statement", "problem"),
    [
        ("DELETE FROM revisions WHERE number = 4", "rests on|isn't there|belongs"),
        ("DELETE FROM revisions WHERE number = 2", "doesn't follow the one before"),
        (
            "DELETE FROM items WHERE revision = 2",
            "revision 2 of `festival` isn't what was published",
        ),
        ("DELETE FROM addresses WHERE number = 1", "record 2 of the addresses"),
        ("DELETE FROM texts", "rests on a text that isn't there"),
        ("DELETE FROM plans WHERE plan = 'other'", "`other` isn't in the list of plans"),
        ("INSERT INTO plans VALUES ('third')", "nothing belongs to the plan `third`"),
        ("INSERT INTO texts VALUES ('00', x'00', '00')", "the text 00"),
        ("UPDATE revisions SET by = NULL WHERE number = 1", "revision 1 of"),
        ("UPDATE revisions SET by = '' WHERE number = 2", "revision 2 of"),
        ("UPDATE items SET component = NULL WHERE revision = 1", "revision 1 of"),
        ("UPDATE addresses SET ends = NULL", "record 3 of the addresses"),
        ("UPDATE texts SET packed = x'00'", "isn't what was stored"),
    ],
)
def test_what_is_taken_away_or_added_is_found(
    file: Path, raw: sqlite3.Connection, statement: str, problem: str
) -> None:
    """Whole rows that are gone, new or emptied are reported, each with what it was."""
    import re

    raw.execute("PRAGMA foreign_keys=OFF")
    raw.execute(statement)
    assert re.search(problem, "\n".join(problems(file)))


def test_a_rewritten_end_shows_by_the_head_that_was_written_down(
    file: Path, raw: sqlite3.Connection
) -> None:
    """Who takes away the last revision with all that belongs to it leaves a sound chain with another head.

    The hash that was reported when it was published, and that stands in the minutes, is then in no revision.
    """
    with Ledger.open(str(file)) as ledger:
        publish(ledger, without("report"), {"opening": "2026-12-01"}, now=after(days=9))
        told = ledger.verify().heads["festival"]
    raw.execute("PRAGMA foreign_keys=OFF")
    raw.execute("DELETE FROM items WHERE plan = 'festival' AND revision = 5")
    raw.execute("DELETE FROM revisions WHERE plan = 'festival' AND number = 5")
    raw.execute(
        "DELETE FROM texts WHERE sha NOT IN (SELECT document FROM revisions"
        " UNION SELECT known FROM revisions UNION SELECT calendars FROM revisions)"
    )
    with Ledger.open(str(file)) as ledger:
        found = ledger.verify(replay=True)
        assert found.is_sound
        assert told not in {revision.hash for revision in ledger.history("festival")}


def test_replay_finds_dates_that_do_not_follow(file: Path, raw: sqlite3.Connection) -> None:
    """Even with all hashes made again, dates that don't follow from what is stored are found."""
    import hashlib
    import json

    def digest(value: object) -> str:
        text = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(text.encode()).hexdigest()

    raw.row_factory = sqlite3.Row
    (row,) = map(dict, raw.execute("SELECT * FROM revisions WHERE plan = 'other'"))
    items = {}
    for item in map(dict, raw.execute("SELECT * FROM items WHERE plan = 'other'")):
        component = item["component"]
        named = None if component is None else hashlib.sha256(component).hexdigest()
        items[item["uid"]] = digest({**item, "component": named})
    row["schedule"] = "0" * 64
    own = {key: value for key, value in row.items() if key not in ("hash", "previous")}
    made = digest({**own, "items": items, "previous": ""})
    raw.execute(
        "UPDATE revisions SET schedule = ?, hash = ? WHERE plan = 'other'", (row["schedule"], made)
    )
    assert problems(file) == ()
    assert problems(file, replay=True) == (
        "revision 1 of `other`, resolved again, has other dates",
    )


def test_an_altered_text_is_never_read(file: Path, raw: sqlite3.Connection) -> None:
    """A plan whose stored bytes were changed isn't given back, nor is a feed made of it."""
    raw.execute("UPDATE texts SET packed = substr(packed, 1, 6)")
    with Ledger.open(str(file), create=False) as ledger:
        for ask in (
            lambda: ledger.plan("festival", 1),
            lambda: ledger.schedule("festival", 1),
            lambda: ledger.known("festival", 1),
            lambda: ledger.feed("festival", number=1),
        ):
            with pytest.raises(LedgerError) as error:
                ask()
            assert error.value.code == "ledger-altered"


@pytest.mark.parametrize("content", ["x'7bff7d'", "'{'"])
def test_an_altered_component_is_reported(
    file: Path, raw: sqlite3.Connection, content: str
) -> None:
    """What a component says, changed into something that can't be read, is reported as altered."""
    raw.execute(f"UPDATE items SET content = CAST({content} AS TEXT)")
    with Ledger.open(str(file), create=False) as ledger:
        with pytest.raises(LedgerError) as error:
            ledger.published("festival")
        assert error.value.code == "ledger-altered"
        assert not ledger.verify().is_sound


def test_a_server_is_verified_too(server_url: str, databases: Databases) -> None:
    """On PostgreSQL an administrator who lets the triggers rest is found out in the same way."""
    with Ledger.open(server_url) as ledger:
        publish(ledger, changes=OPENING)
        publish(ledger, without("report"), now=after(days=1))
        assert ledger.verify(replay=True).is_sound
        name = name_of(server_url)
        for statement in (
            "ALTER TABLE revisions DISABLE TRIGGER ALL",
            "UPDATE revisions SET reason = 'other' WHERE number = 1",
            "ALTER TABLE revisions ENABLE TRIGGER ALL",
        ):
            databases.server.execute(statement, name)
        (found,) = ledger.verify().problems
        assert str(found) == "revision 1 of `festival` isn't what was published"


def test_a_problem_does_not_hide_another(file: Path, raw: sqlite3.Connection) -> None:
    """All that is wrong is reported at once, in each plan."""
    raw.execute("UPDATE revisions SET reason = reason || '!'")
    raw.execute("UPDATE addresses SET at = at + 1")
    told = problems(file)
    assert sum("isn't what was published" in line for line in told) == 5
    assert sum("of the addresses" in line for line in told) == 3


def test_what_is_wrong_is_said_in_the_language_asked_for(
    file: Path, raw: sqlite3.Connection
) -> None:
    """The plain values hold the sentences, the message each language."""
    raw.execute("UPDATE revisions SET reason = 'no' WHERE plan = 'other'")
    with Ledger.open(str(file), create=False) as ledger:
        found = ledger.verify()
    assert found.to_dict()["problems"] == ["revision 1 of `other` isn't what was published"]
    assert found.to_dict("vi")["problems"] == ["phiên bản 1 của `other` không như khi công bố"]
