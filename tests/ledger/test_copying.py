"""Backup, restore and export: a ledger copied whole between any two databases, while others publish."""

from __future__ import annotations

import hashlib
import json
import threading
from pathlib import Path

import attrs
import pytest

from databases import EITHER, Databases
from festival import FESTIVAL, OPENING, START, after, feed, publish, without
from relsched.errors import LedgerError
from relsched.ledger import store
from relsched.ledger.ledger import Ledger

pytestmark = pytest.mark.slow


def filled(url: str) -> None:
    """Put revisions of two plans, and addresses, into a ledger."""
    with Ledger.open(url) as ledger:
        publish(ledger, changes=OPENING)
        publish(ledger, without("report"), {"opening": "2026-10-08"}, now=after(days=1))
        publish(ledger, changes={"opening": None}, now=after(days=2), reason="hoãn vì bão")
        publish(ledger, attrs.evolve(FESTIVAL, id="other"), now=after(days=3))
        made = ledger.addresses.share(FESTIVAL, "plan", now=START)
        ledger.addresses.rotate(made.address.id, now=after(days=1))


@pytest.mark.parametrize("target", EITHER)
def test_a_backup_restores_into_either_database(
    url: str, target: str, databases: Databases, tmp_path: Path
) -> None:
    """The copy exports the same lines, is sound, gives the same feeds, and can be published on."""
    filled(url)
    file = tmp_path / "backup.db"
    with Ledger.open(url) as ledger:
        ledger.backup(file)
        before = list(ledger.export())
        shown = ledger.feed("festival", number=2)
    assert [entry.name for entry in tmp_path.iterdir()] == ["backup.db"]
    data = file.read_bytes()
    with databases.lent(target) as other:
        Ledger.restore(file, other)
        with Ledger.open(other) as copy:
            assert list(copy.export()) == before
            assert copy.verify(replay=True).is_sound
            assert copy.feed("festival", number=2) == shown
            made = publish(copy, without("posters"), now=after(days=9))
            assert (made.number, made.previous) == (4, copy.revision("festival", 3).hash)
            assert copy.verify(replay=True).is_sound
    assert file.read_bytes() == data
    assert [entry.name for entry in tmp_path.iterdir()] == ["backup.db"]


def test_a_backup_is_a_ledger_itself(url: str, tmp_path: Path) -> None:
    """A backup can be opened in place of the ledger it was made of."""
    filled(url)
    with Ledger.open(url) as ledger:
        ledger.backup(tmp_path / "backup.db")
        with Ledger.open(str(tmp_path / "backup.db"), create=False) as copy:
            assert list(copy.export()) == list(ledger.export())
            assert copy.verify().heads == ledger.verify().heads


@pytest.mark.slow
def test_a_backup_is_of_one_moment_while_others_publish(url: str, tmp_path: Path) -> None:
    """Backups made during 60 publishes are sound, each with all revisions up to some one."""
    with Ledger.open(url) as ledger:
        publish(ledger, changes=OPENING)
        problems: list[BaseException] = []

        def publisher() -> None:
            try:
                with Ledger.open(url) as own:
                    for day in range(60):
                        opening = {"opening": f"2026-{10 + day // 28}-{day % 28 + 1:02}"}
                        publish(own, changes=opening, now=after(hours=day + 1))
            except BaseException as error:
                problems.append(error)

        working = threading.Thread(target=publisher)
        working.start()
        heads: list[int] = []
        while working.is_alive() or not heads:
            file = tmp_path / f"{len(heads)}.db"
            ledger.backup(file)
            with Ledger.open(str(file), create=False) as copy:
                found = copy.verify(replay=True)
                assert found.is_sound
                heads.append(copy.revision("festival").number)
                assert found.revisions == heads[-1]
                assert feed(copy) == feed(ledger, heads[-1])
        working.join()
    assert problems == []
    assert heads == sorted(heads)


def test_a_backup_never_goes_over_another_file(url: str, tmp_path: Path) -> None:
    """A name that is taken is refused, and what is there stays."""
    file = tmp_path / "backup.db"
    file.write_text("the minutes")
    with Ledger.open(url) as ledger:
        with pytest.raises(LedgerError) as error:
            ledger.backup(file)
        assert error.value.code == "file-exists"
        with pytest.raises(LedgerError) as error:
            ledger.backup(tmp_path / "no" / "backup.db")
        assert error.value.code == "ledger-unreachable"
    assert file.read_text() == "the minutes"
    assert list(tmp_path.iterdir()) == [file]


def test_a_backup_may_lie_on_any_drive(
    url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A backup goes to network drives, where a ledger may not lie, and is restored from there."""
    filled(url)
    here = store.drive_kind(tmp_path.resolve(), store._mounts())
    away, home = tmp_path / "away", tmp_path / "home"
    away.mkdir()
    home.mkdir()
    monkeypatch.setattr(
        store, "drive_kind", lambda directory, _: "nfs" if directory == away.resolve() else here
    )
    with Ledger.open(url) as ledger:
        ledger.backup(away / "backup.db")
        before = list(ledger.export())
    with pytest.raises(LedgerError) as error:
        Ledger.open(str(away / "backup.db"))
    assert error.value.code == "ledger-network-drive"
    Ledger.restore(away / "backup.db", str(home / "ledger.db"))
    with Ledger.open(str(home / "ledger.db")) as copy:
        assert list(copy.export()) == before


def test_drives_without_hard_links_hold_backups_too(
    url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Memory sticks know no second name of a file; there too nothing is written over."""

    def no_links(*_: object) -> None:
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr("relsched.ledger.backup.os.link", no_links)
    filled(url)
    with Ledger.open(url) as ledger:
        ledger.backup(tmp_path / "backup.db")
        with pytest.raises(LedgerError) as error:
            ledger.backup(tmp_path / "backup.db")
        assert error.value.code == "file-exists"
        with Ledger.open(str(tmp_path / "backup.db")) as copy:
            assert list(copy.export()) == list(ledger.export())


def test_a_backup_is_restored_where_nothing_is(url: str, tmp_path: Path) -> None:
    """A ledger in which something has been published is never mixed with another."""
    filled(url)
    with Ledger.open(url) as ledger:
        ledger.backup(tmp_path / "backup.db")
        before = list(ledger.export())
        with pytest.raises(LedgerError) as error:
            Ledger.restore(tmp_path / "backup.db", url)
        assert error.value.code == "ledger-not-empty"
        assert list(ledger.export()) == before


def test_what_is_no_backup_is_reported(url: str, tmp_path: Path) -> None:
    """A backup that isn't there, or is something else, is refused; the target stays empty."""
    with pytest.raises(LedgerError) as error:
        Ledger.restore(tmp_path / "backup.db", url)
    assert error.value.code == "ledger-absent"
    for content in (b"plan: festival\n" * 100, b"SQLite format 3\x00" + b"\xff" * 4096):
        (tmp_path / "plan.yaml").write_bytes(content)
        with pytest.raises(LedgerError) as error:
            Ledger.restore(tmp_path / "plan.yaml", url)
        assert error.value.code == "ledger-altered"
    with Ledger.open(url) as ledger:
        assert list(ledger.export()) == []


def test_a_ledger_copied_with_its_log_is_restored_whole(
    databases: Databases, tmp_path: Path
) -> None:
    """Who restores from a ledger that is open gets what is still in its log too."""
    url = databases.fresh("sqlite")
    with Ledger.open(url) as ledger, ledger.store.reading() as connection:
        connection.exec_driver_sql("SELECT count(*) FROM plans")  # an open reader keeps the log
        publish(ledger, changes=OPENING)
        Ledger.restore(Path(url.removeprefix("sqlite:///")), str(tmp_path / "copy.db"))
        with Ledger.open(str(tmp_path / "copy.db")) as copy:
            assert list(copy.export()) == list(ledger.export())


def test_an_export_holds_everything_in_the_open(url: str) -> None:
    """Each line is JSON of one record; plans, known dates and components are in it as text."""
    filled(url)
    with Ledger.open(url) as ledger:
        rows = [json.loads(line) for line in ledger.export()]
        texts = {row["sha"]: row["text"] for row in rows if row["table"] == "texts"}
        revision = ledger.revision("festival")
    assert list(dict.fromkeys(row["table"] for row in rows)) == [
        "plans",
        "texts",
        "revisions",
        "items",
        "addresses",
    ]
    assert all(hashlib.sha256(text.encode()).hexdigest() == name for name, text in texts.items())
    assert "Print the posters" in texts[revision.document]
    assert [row["reason"] for row in rows if row["table"] == "revisions"][2] == "hoãn vì bão"
    components = [row["component"] for row in rows if row["table"] == "items" and row["component"]]
    assert all(text.startswith("BEGIN:VEVENT\r\n") for text in components)
