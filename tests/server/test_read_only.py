"""Feeds are served from where nothing may be written; nothing is, and what is published meanwhile is followed."""

from __future__ import annotations

import shutil
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from festival import FESTIVAL, OPENING, START, after, publish, read
from read_only_media import lying_in, read_only
from relsched.ledger.ledger import Ledger
from serving import Client, Clock, path_of, running


@pytest.fixture
def media(tmp_path: Path) -> Path:
    """A directory of its own for a ledger."""
    directory = tmp_path / "media"
    directory.mkdir()
    return directory


def begun(file: Path) -> str:
    """Publish the festival, and give the secret of the address of the whole plan."""
    with Ledger.open(str(file)) as ledger:
        publish(ledger, changes=OPENING)
        return ledger.addresses.share(FESTIVAL, "plan", now=START).secret


@contextmanager
def writable(directory: Path) -> Iterator[None]:
    """Let who publishes write, as where a server sees a directory of another computer that it may only read."""
    files = [directory, *directory.iterdir()]
    for each in files:
        each.chmod(each.stat().st_mode | 0o200)
    try:
        yield
    finally:
        for each in (directory, *directory.iterdir()):
            each.chmod(each.stat().st_mode & ~0o222)


def posters(client: Client, secret: str) -> str:
    """Give the day of the posters in the feed that is served."""
    found = client.ask(path_of(secret))
    assert found.status == 200
    return str(read(found.body)["posters"].first)


def test_a_ledger_on_read_only_media_is_served(media: Path) -> None:
    """Feeds and health are answered, nothing is made beside the ledger at any time, and nothing is changed."""
    secret = begun(media / "ledger.db")
    before = lying_in(media)
    with read_only(media), running(str(media / "ledger.db"), now=Clock(START)) as client:
        assert client.ask("/health").status == 200
        assert posters(client, secret) == "2026-09-21"
        assert client.ask(path_of("x" * 43)).status == 404
        assert lying_in(media) == before
    assert lying_in(media) == before


def test_serving_writes_nothing_where_it_may(tmp_path: Path) -> None:
    """Where the ledger may be written too, the server leaves its bytes and its moment alone."""
    secret = begun(tmp_path / "ledger.db")
    before = lying_in(tmp_path)
    with running(str(tmp_path / "ledger.db"), now=Clock(START)) as client:
        assert posters(client, secret) == "2026-09-21"
        assert lying_in(tmp_path)["ledger.db"] == before["ledger.db"]
    assert lying_in(tmp_path) == before


def test_what_is_published_elsewhere_is_followed(media: Path) -> None:
    """Each publication, and the end of an address, is seen at the next request, though no lock can be had."""
    file = media / "ledger.db"
    secret = begun(file)
    with read_only(media), running(str(file), now=Clock(after(days=40))) as client:
        assert posters(client, secret) == "2026-09-21"  # ten days before Thu 1 October
        for day in (2, 3, 4):
            with writable(media), Ledger.open(str(file)) as ledger:
                moved = {"opening": f"2026-10-{day:02}"}
                publish(ledger, changes=moved, now=after(days=day))
            assert posters(client, secret) == f"2026-09-{20 + day}"
        with writable(media), Ledger.open(str(file)) as ledger:
            (address,) = ledger.addresses.of("festival")
            ledger.addresses.unshare(address.id, now=after(days=30))
        assert client.ask(path_of(secret)).status == 404


def test_a_log_that_waits_is_served_and_followed(media: Path, tmp_path: Path) -> None:
    """What a killed publisher left in the log is served from a copy, and so is what comes after."""
    live, file = tmp_path / "live.db", media / "ledger.db"
    secret = begun(live)
    with closing(sqlite3.connect(live, isolation_level=None)) as other:
        other.execute("PRAGMA wal_autocheckpoint=0")
        other.execute("INSERT INTO plans VALUES ('other')")
        for ending in ("", "-wal"):  # as they lie when the power goes
            shutil.copyfile(f"{live}{ending}", f"{file}{ending}")
    before = lying_in(media)
    with read_only(media), running(str(file), now=Clock(START)) as client:
        assert posters(client, secret) == "2026-09-21"
        assert lying_in(media) == before
        for day in (2, 3):
            with writable(media), Ledger.open(str(file)) as ledger:
                moved = {"opening": f"2026-10-{day:02}"}
                publish(ledger, changes=moved, now=after(days=day))
            assert posters(client, secret) == f"2026-09-{20 + day}"


@pytest.mark.process
def test_an_unchangeable_copy_is_served(media: Path) -> None:
    """A file that the system lets nobody change, not even root, is served where the rest may be written."""
    file = media / "ledger.db"
    secret = begun(file)
    chattr = shutil.which("chattr")
    if chattr is None or subprocess.run([chattr, "+i", file], capture_output=True).returncode:
        pytest.skip("files can't be made unchangeable here")
    try:
        before = lying_in(media)
        with running(str(file), now=Clock(START)) as client:
            assert posters(client, secret) == "2026-09-21"
            assert lying_in(media) == before
    finally:
        subprocess.run([chattr, "-i", file], check=True)
