"""The file is the ledger: a copy of it holds what was confirmed, and whoever only reads changes nothing."""

from __future__ import annotations

import shutil
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing, nullcontext
from datetime import datetime
from itertools import pairwise
from pathlib import Path
from typing import Any

import attrs
import pytest

from command_line import clean_environment
from festival import FESTIVAL, OPENING, START, after, feed, publish, without
from places import TESTS
from read_only_media import lying_in, read_only
from relsched.errors import LedgerError
from relsched.ledger import store
from relsched.ledger.ledger import Ledger
from relsched.ledger.records import Revision
from relsched.plan.plan import Plan


def written(file: Path, revisions: int = 2) -> None:
    """Put revisions into a ledger, each with another day of the opening."""
    with Ledger.open(str(file)) as ledger:
        for number in range(revisions):
            opening = {"opening": f"2026-10-{number + 1:02}"}
            publish(ledger, changes=opening, now=after(days=number))


def use(file: Path) -> list[str]:
    """Use all that reads: show, verify, feed, compare, preview and export a ledger."""
    with Ledger.open(str(file), read_only=True) as ledger:
        assert ledger.plans() == ["festival"]
        assert ledger.verify(replay=True).is_sound
        assert feed(ledger).keys() >= {"posters", "tickets", "stalls", "report"}
        assert ledger.compare("festival", 1)
        assert ledger.preview(without("report"), now=after(days=9)).is_change
        assert ledger.addresses.of("festival") == []
        return list(ledger.export())


# ---------------------------------------------------------------- copies


def test_a_plain_copy_holds_what_was_confirmed(tmp_path: Path) -> None:
    """While a server keeps the ledger open, a copy of the one file has each revision as soon as it is confirmed."""
    file, copy = tmp_path / "ledger.db", tmp_path / "copy.db"
    written(file, 1)
    with (
        Ledger.open(str(file)) as server,
        server.store.engine.connect() as kept,  # as a server's watch keeps one
        Ledger.open(str(file)) as ledger,
    ):
        kept.exec_driver_sql("SELECT count(*) FROM plans").scalar()
        for number in range(2, 6):
            made = publish(
                ledger, changes={"opening": f"2026-10-1{number}"}, now=after(days=number)
            )
            shutil.copyfile(file, copy)
            with Ledger.open(str(copy), read_only=True) as copied:
                assert copied.head("festival") == made
                assert copied.verify(replay=True, heads=[made.hash]).is_sound
        address = ledger.addresses.share(FESTIVAL, "plan", now=after(days=9))
        shutil.copyfile(file, copy)
        with Ledger.open(str(copy), read_only=True) as copied:
            (found,) = copied.addresses.of("festival")
            assert found.id == address.address.id


def test_a_reader_in_the_way_loses_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """While somebody reads an earlier state the file can't be brought up to date; the next publication does it."""
    monkeypatch.setattr(store, "CHECKPOINT_SECONDS", 0.01)
    file, copy = tmp_path / "ledger.db", tmp_path / "copy.db"
    written(file, 1)
    with Ledger.open(str(file)) as reader, Ledger.open(str(file)) as ledger:
        with reader.store.reading() as connection:
            connection.exec_driver_sql("SELECT count(*) FROM plans").scalar()
            second = publish(ledger, changes={"opening": "2026-10-12"}, now=after(days=1))
            assert reader.head("festival") == second
            shutil.copyfile(file, copy)
        with Ledger.open(str(copy), read_only=True) as copied:
            # The copy is whole in itself; only what was noted elsewhere shows what it lacks.
            assert copied.verify().is_sound
            found = copied.verify(heads=[second.hash])
            assert [str(problem) for problem in found.problems] == [
                f"no revision has the noted hash {second.hash}:"
                " newer revisions are missing, or history was altered"
            ]
        third = publish(ledger, changes={"opening": "2026-10-13"}, now=after(days=2))
        shutil.copyfile(file, copy)
        with Ledger.open(str(copy), read_only=True) as copied:
            assert [each.number for each in copied.history("festival")] == [1, 2, 3]
            assert copied.verify(heads=[second.hash, third.hash]).is_sound


def test_noted_hashes_are_found_in_either_database(url: str) -> None:
    """Each hash that was noted is looked for among all revisions, whatever its letters' case and blanks."""
    with Ledger.open(url) as ledger:
        first = publish(ledger, changes=OPENING)
        second = publish(ledger, without("report"), now=after(days=1))
        assert ledger.verify(heads=[f" {first.hash.upper()} ", second.hash]).is_sound
        assert len(ledger.verify(heads=["0" * 64, first.previous]).problems) == 2


def test_no_room_to_bring_the_file_up_to_date(tmp_path: Path) -> None:
    """When the log can't be put into the file, what was published is confirmed all the same, and safe."""
    from sqlalchemy import event

    file = tmp_path / "ledger.db"
    with Ledger.open(str(file)) as ledger:
        publish(ledger, changes=OPENING)

        def fail(connection: Any, cursor: Any, statement: str, *_: Any) -> None:
            if "wal_checkpoint" in statement:
                raise sqlite3.OperationalError("database or disk is full")

        with ledger.store.engine.connect() as kept:  # else the last to close would do it
            kept.exec_driver_sql("SELECT count(*) FROM plans").scalar()
            event.listen(ledger.store.engine, "before_cursor_execute", fail)
            made = publish(ledger, without("report"), now=after(days=1))
            event.remove(ledger.store.engine, "before_cursor_execute", fail)
            assert Path(f"{file}-wal").stat().st_size
            assert ledger.head("festival") == made
    with Ledger.open(str(file), read_only=True) as ledger:
        assert ledger.head("festival") == made
        assert ledger.verify(replay=True).is_sound


KILLED = """
import os, signal, sys
from festival import after, publish, without
from relsched.ledger import store
from relsched.ledger.ledger import Ledger
store._checkpoint = lambda connection: os.kill(os.getpid(), signal.SIGKILL)
with Ledger.open(sys.argv[1]) as ledger:
    publish(ledger, without("report"), now=after(days=1))
"""


@pytest.mark.process
@pytest.mark.parametrize("is_media", [False, True])
def test_killed_before_the_file_is_brought_up_to_date(tmp_path: Path, is_media: bool) -> None:
    """A publisher that is killed between confirming and checkpointing loses nothing: the log is read with the file."""
    directory = tmp_path / "live"
    directory.mkdir()
    file = directory / "ledger.db"
    written(file, 1)
    run = subprocess.run(
        [sys.executable, "-c", KILLED, str(file)],
        cwd=TESTS,  # from where it imports the plan
        env=clean_environment({}),
        check=False,
    )
    assert run.returncode == -signal.SIGKILL
    assert Path(f"{file}-wal").stat().st_size
    before = lying_in(directory)
    with (
        read_only(directory) if is_media else nullcontext(),
        Ledger.open(str(file), read_only=True) as ledger,
    ):
        assert [each.number for each in ledger.history("festival")] == [1, 2]
        assert ledger.verify(replay=True).is_sound
    if is_media:
        assert lying_in(directory) == before
    with Ledger.open(str(file)) as ledger:
        made = publish(ledger, now=after(days=2))
    copy = tmp_path / "copy.db"
    shutil.copyfile(file, copy)
    with Ledger.open(str(copy), read_only=True) as ledger:
        assert made.number == 3
        assert ledger.head("festival") == made


# ---------------------------------------------------------------- reading


def test_reading_leaves_everything_as_it_was(tmp_path: Path) -> None:
    """Where the ledger could be written, reading leaves its bytes, its moment and what lies beside it alone."""
    file = tmp_path / "ledger.db"
    written(file)
    before = lying_in(tmp_path)
    assert use(file)
    assert lying_in(tmp_path) == before


def test_a_ledger_on_read_only_media_can_be_read(tmp_path: Path) -> None:
    """Where nothing can be written, a ledger is shown, verified and fed, and no file is made beside it at any time."""
    directory = tmp_path / "media"
    directory.mkdir()
    file = directory / "ledger.db"
    written(file)
    with Ledger.open(str(file)) as ledger:
        lines = list(ledger.export())
    before = lying_in(directory)
    with read_only(directory):
        assert use(file) == lines
        with (
            Ledger.open(str(file), read_only=True) as ledger,
            ledger.store.reading() as connection,
        ):
            connection.exec_driver_sql("SELECT count(*) FROM revisions").scalar()
            assert [each.name for each in directory.iterdir()] == ["ledger.db"]
    assert lying_in(directory) == before


def test_a_log_on_read_only_media_counts(tmp_path: Path) -> None:
    """What a publisher that was killed left in the log is read, from a copy that goes again."""
    live, directory = tmp_path / "live", tmp_path / "media"
    live.mkdir()
    directory.mkdir()
    written(live / "ledger.db")
    with closing(sqlite3.connect(live / "ledger.db", isolation_level=None)) as other:
        other.execute("PRAGMA wal_autocheckpoint=0")
        other.execute("INSERT INTO plans VALUES ('other')")
        for name in ("ledger.db", "ledger.db-wal"):  # as they lie when the power goes
            shutil.copyfile(live / name, directory / name)
    before = lying_in(directory)
    with read_only(directory), Ledger.open(str(directory / "ledger.db"), read_only=True) as ledger:
        with ledger.store.reading() as connection:
            found = connection.exec_driver_sql("SELECT plan FROM plans ORDER BY plan").scalars()
            assert list(found) == ["festival", "other"]
        assert ledger.store.place == str(directory / "ledger.db")
        with pytest.raises(LedgerError):
            publish(ledger, now=after(days=5))
    assert lying_in(directory) == before


def test_a_write_while_it_is_read_without_locks_is_noticed(tmp_path: Path) -> None:
    """Where no lock can be had, what was read while somebody wrote is refused instead of given back."""
    directory = tmp_path / "media"
    directory.mkdir()
    file = directory / "ledger.db"
    written(file)
    with read_only(directory), Ledger.open(str(file), read_only=True) as ledger:
        assert ledger.head("festival") is not None

        def read_while_it_is_written() -> None:
            with ledger.store.reading() as connection:
                connection.exec_driver_sql("SELECT count(*) FROM revisions").scalar()
                for each in (directory, file):
                    each.chmod(0o755)
                written(file, 3)

        with pytest.raises(LedgerError) as error:
            read_while_it_is_written()
        assert error.value.code == "ledger-busy"
        assert error.value.why == (
            "it was written to while it was read, and where it lies it can't be locked"
        )


def test_a_backup_is_read_as_it_is(tmp_path: Path) -> None:
    """A backup that is only looked into stays the file it was, byte for byte."""
    file = tmp_path / "backup.db"
    written(tmp_path / "ledger.db")
    with Ledger.open(str(tmp_path / "ledger.db"), read_only=True) as ledger:
        ledger.backup(file)
    before = lying_in(tmp_path)
    assert use(file)
    assert lying_in(tmp_path) == before


def test_who_opened_it_for_reading_cant_write(url: str) -> None:
    """Publishing and sharing through a ledger that was opened for reading are refused with words."""
    with Ledger.open(url) as ledger:
        publish(ledger, changes=OPENING)
        before = list(ledger.export())
    with Ledger.open(url, read_only=True) as ledger:
        with pytest.raises(LedgerError) as error:
            publish(ledger, without("report"), now=after(days=1))
        assert (error.value.code, error.value.why) == (
            "ledger-unreachable",
            "it was opened for reading",
        )
        with pytest.raises(LedgerError):
            ledger.addresses.share(FESTIVAL, "plan", now=START)
        assert list(ledger.export()) == before


def test_reading_makes_no_ledger(tmp_path: Path, url: str) -> None:
    """Neither a file nor tables are made by who only reads, whatever `create` says."""
    for address in (str(tmp_path / "none.db"), url):
        with pytest.raises(LedgerError) as error:
            Ledger.open(address, read_only=True)
        assert error.value.code == "ledger-absent"
    empty = tmp_path / "empty.db"
    empty.touch()
    with pytest.raises(LedgerError) as error:
        Ledger.open(str(empty), read_only=True)
    assert error.value.code == "ledger-absent"
    assert empty.read_bytes() == b""
    with Ledger.open(url) as ledger:  # and who is to write may make them afterwards
        assert publish(ledger).number == 1


# ---------------------------------------------------------------- clocks


def test_a_clock_set_forward_and_back_loses_nothing(url: str) -> None:
    """A publication by a clock that was years ahead stays, the next ones follow it, and each is told of."""
    with Ledger.open(url) as ledger:
        first = publish(ledger, changes=OPENING)
        ahead = ledger.preview(without("report"), now=after(days=4000))
        assert ahead.remarks == ()  # a ledger may rest for years
        second = ledger.publish(ahead, now=after(days=4000), reason="clock ahead")
        back = ledger.preview(FESTIVAL, now=after(days=2))
        # 4,000 days after Tue 2026-01-06 it is Fri 2036-12-19: ten years with two leap days are 3,652, and 348 more.
        assert [str(remark) for remark in back.remarks] == [
            "the clock says 2026-01-08, but revision 2 of festival was published on 2036-12-19:"
            " check the clock, or give the moment by `--now`"
        ]
        assert back.text("vi").startswith(
            "hiện tại theo đồng hồ là ngày 08/01/2026, nhưng phiên bản 2 của festival"
        )
        assert back.to_dict()["remarks"] == [str(back.remarks[0])]
        third = ledger.publish(back, now=after(days=2), reason="clock right again")
        assert [first, second, third] == ledger.history("festival")
        assert first.at < second.at < third.at
        assert ledger.verify(replay=True, heads=[first.hash, second.hash, third.hash]).is_sound


def test_all_at_once_loses_nothing(tmp_path: Path) -> None:
    """Under a clock set forward and back, with a full disk between, copies taken while it is open are whole.

    A plain copy on read-only media holds all that was confirmed, and in the feed the stamps and SEQUENCE of what moved
    have risen, whatever the clock said.
    """
    file, media = tmp_path / "ledger.db", tmp_path / "media"
    media.mkdir()
    confirmed: list[Any] = []
    stamps: list[Any] = []
    with Ledger.open(str(file)) as ledger:
        for number, days in enumerate((0, 4000, 2, 8000, -30, 3, 3)):
            now = after(days=days)
            if confirmed:
                confirmed += until_the_disk_is_full(ledger, now)
            opening = {"opening": f"2026-10-{number + 1:02}"}
            confirmed.append(publish(ledger, changes=opening, now=now))
            shown = feed(ledger)["posters"]
            stamps.append((shown.modified, shown.sequence))
            copy = media / f"{number}.db"
            shutil.copyfile(file, copy)
            with read_only(media), Ledger.open(str(copy), read_only=True) as copied:
                assert copied.history("festival") == confirmed
                heads = [revision.hash for revision in confirmed]
                assert copied.verify(replay=True, heads=heads).is_sound
                assert feed(copied) == feed(ledger)
    assert [revision.number for revision in confirmed] == list(range(1, len(confirmed) + 1))
    assert all(one.at < other.at for one, other in pairwise(confirmed))
    assert all(one[0] < other[0] and one[1] < other[1] for one, other in pairwise(stamps))


def until_the_disk_is_full(ledger: Ledger, now: datetime) -> list[Revision]:
    """Publish on a disk without room until that is refused, and give what was confirmed before."""
    from sqlalchemy import event

    def full(connection: Any, _: object) -> None:
        connection.execute("PRAGMA max_page_count=1").close()  # never below what there is

    confirmed = []
    event.listen(ledger.store.engine, "connect", full)
    try:
        for attempt in range(100):
            plan = FESTIVAL if attempt % 2 else without("report")
            confirmed.append(publish(ledger, plan, reason="x" * 9000, now=now))
    except LedgerError as error:
        if error.why != "database or disk is full":
            raise
        return confirmed
    finally:
        event.remove(ledger.store.engine, "connect", full)
    raise AssertionError("there was always room")


@pytest.mark.parametrize(
    ("hours", "is_told"), [(0, False), (-23, False), (-24, False), (-25, True), (24 * 400, False)]
)
def test_a_clock_more_than_a_day_behind_is_told(url: str, hours: int, is_told: bool) -> None:
    """Two computers never quite agree; what is more than a day is told, for other plans and repeats too."""
    with Ledger.open(url) as ledger:
        publish(ledger, changes=OPENING)
        now = after(hours=hours)
        previews = [
            ledger.preview(FESTIVAL, now=now),
            ledger.preview_again("festival", 1, now=now),
            ledger.preview(Plan("quite-another", issued="2026-01-05"), now=now),
        ]
        assert [bool(preview.remarks) for preview in previews] == [is_told] * 3


# ---------------------------------------------------------------- a misspelt plan


@pytest.mark.parametrize(
    ("name", "near"),
    [("festval", "festival"), ("festival-2026", "festival"), ("budget", None)],
)
def test_an_id_near_that_of_a_published_plan_is_told(url: str, name: str, near: str | None) -> None:
    """A plan that was never published, while one of nearly its id was, may be misspelt; it can be published."""
    plan = attrs.evolve(FESTIVAL, id=name)
    with Ledger.open(url) as ledger:
        assert ledger.preview(plan, now=START).remarks == ()  # nothing to mistake it for
        publish(ledger)
        preview = ledger.preview(plan, now=START)
        told = f"nothing of a plan `{name}` has been published yet; did you mean `{near}`?"
        assert [str(remark) for remark in preview.remarks] == ([told] if near else [])
        assert ledger.publish(preview, now=START, reason="it is meant").number == 1
        assert ledger.preview(plan, now=START).remarks == ()
