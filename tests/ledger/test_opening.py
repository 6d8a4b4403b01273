"""Opening a ledger: where it may lie, what is refused with which words, and how the databases are set."""

from __future__ import annotations

import os
import pwd
import sqlite3
import stat
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pytest

from databases import Databases, Server, is_root, name_of
from festival import FESTIVAL, OPENING, START, after, feed, publish, without
from relsched.errors import LedgerError, MissingExtraError
from relsched.ledger import store
from relsched.ledger.ledger import Ledger
from relsched.ledger.store import drive_kind


def refused(url: str | Path, *, create: bool = True) -> LedgerError:
    """Give the error that opening a ledger ends in."""
    with pytest.raises(LedgerError) as error:
        Ledger.open(str(url), create=create)
    return error.value


# ---------------------------------------------------------------- addresses


@pytest.mark.parametrize(
    "url",
    [
        "mysql://user:secret@host/name",
        "http://example.org/ledger",
        "sqlite://",
        "sqlite:///",
        "sqlite:///:memory:",
        "sqlite:///ledger.db?mode=ro",
        "postgresql://host:port/name",
        "://",
        "",
    ],
)
def test_what_is_no_address_is_refused(url: str) -> None:
    """Other databases, no database and options of SQLite are refused; a password is never told."""
    error = refused(url)
    assert error.code == "ledger-address"
    assert error.fix == "write sqlite:///ledger.db or postgresql://user@host/name"
    assert "secret" not in str(error)


def test_a_file_is_named_by_its_path_alone(tmp_path: Path) -> None:
    """The path of a file is an address, with blanks, percent signs and Vietnamese letters in it."""
    file = tmp_path / "sổ 100% cái.db"
    with Ledger.open(str(file)) as ledger:
        publish(ledger)
    with Ledger.open(f"sqlite:///{file}", create=False) as ledger:
        assert len(ledger.history("festival")) == 1
    assert [entry.name for entry in tmp_path.iterdir()] == [file.name]


def test_a_ledger_that_is_not_there_is_reported(tmp_path: Path) -> None:
    """Who only reads doesn't make a ledger by a slip in its name."""
    error = refused(tmp_path / "ledger.db", create=False)
    assert (error.code, error.fix) == (
        "ledger-absent",
        "publish a plan first, or correct RELSCHED_DB",
    )
    assert list(tmp_path.iterdir()) == []


def test_a_directory_that_is_not_there_is_reported(tmp_path: Path) -> None:
    """A ledger isn't made in a directory that nobody has made."""
    assert refused(tmp_path / "no" / "ledger.db").code == "ledger-unreachable"


def test_a_directory_is_no_ledger(tmp_path: Path) -> None:
    """Nor is a directory itself one."""
    assert refused(tmp_path).code == "ledger-unreachable"


# ---------------------------------------------------------------- files


@pytest.mark.parametrize("mask", [0o000, 0o022, 0o077])
def test_only_its_owner_can_read_it(tmp_path: Path, mask: int) -> None:
    """Dates that aren't public yet are in the file: it and its log are of mode 0600, whatever the umask."""
    file = tmp_path / "ledger.db"
    before = os.umask(mask)
    try:
        with Ledger.open(str(file)) as ledger:
            publish(ledger)
            with ledger.store.reading() as connection:
                connection.exec_driver_sql("SELECT count(*) FROM plans")
                modes = {
                    entry.name: stat.S_IMODE(entry.stat().st_mode) for entry in tmp_path.iterdir()
                }
            ledger.backup(tmp_path / "backup.db")
    finally:
        os.umask(before)
    assert set(modes) >= {"ledger.db", "ledger.db-wal"}
    assert set(modes.values()) == {0o600}
    assert stat.S_IMODE((tmp_path / "backup.db").stat().st_mode) == 0o600


def test_sqlite_is_set_so_that_nothing_is_lost(tmp_path: Path) -> None:
    """Each connection writes ahead, waits for the disk, checks references and trusts no schema."""
    with Ledger.open(str(tmp_path / "ledger.db")) as ledger, ledger.store.reading() as connection:
        settings = ("journal_mode", "synchronous", "foreign_keys", "trusted_schema")
        found = [connection.exec_driver_sql(f"PRAGMA {name}").scalar() for name in settings]
    assert found == ["wal", 2, 1, 0]  # 2 is FULL


@pytest.mark.parametrize(
    "content", [b"plan: festival\n" * 100, b"\x00" * 4096, bytes(range(256)) * 20]
)
def test_a_file_of_something_else_is_no_ledger(tmp_path: Path, content: bytes) -> None:
    """A file that SQLite can't read is told to be no ledger, and stays as it is."""
    file = tmp_path / "plan.yaml"
    file.write_bytes(content)
    assert refused(file).code == "ledger-altered"
    assert file.read_bytes() == content


def test_a_database_of_another_program_is_no_ledger(tmp_path: Path) -> None:
    """No tables are made in a file of SQLite that is somebody else's."""
    file = tmp_path / "places.sqlite"
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("CREATE TABLE alembic_version (version_num TEXT)")
        connection.execute("CREATE TABLE places (id INTEGER)")
    before = file.read_bytes()
    error = refused(file)
    assert (error.code, error.why) == (
        "ledger-altered",
        "there are tables of another program in it",
    )
    with closing(sqlite3.connect(file)) as connection:
        found = connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()
    assert found == (2,)
    assert len(file.read_bytes()) == len(before)


def test_a_file_cut_short_is_reported(tmp_path: Path) -> None:
    """A ledger of which a part is missing, as after a copy that was broken off, is never read as whole."""
    file = tmp_path / "ledger.db"
    with Ledger.open(str(file)) as ledger:
        publish(ledger, changes=OPENING)
    file.write_bytes(file.read_bytes()[:-9000])
    with pytest.raises(LedgerError) as error:
        read_all(file)
    assert error.value.code == "ledger-altered"


def read_all(file: Path) -> None:
    with Ledger.open(str(file)) as ledger:
        assert not ledger.verify().is_sound
        ledger.feed("festival")


def test_an_empty_file_becomes_a_ledger(tmp_path: Path) -> None:
    """A file without content, as `mktemp` makes it, is as good as none."""
    file = tmp_path / "ledger.db"
    file.touch()
    with Ledger.open(str(file)) as ledger:
        assert publish(ledger).number == 1


@contextmanager
def as_nobody() -> Iterator[None]:
    """Run as a user whom permissions hold; root passes them all."""
    if not is_root():
        yield
        return
    os.seteuid(pwd.getpwnam("nobody").pw_uid)
    try:
        yield
    finally:
        os.seteuid(0)


@pytest.fixture
def own_directory() -> Iterator[Path]:
    """A directory that everybody may reach, unlike pytest's own."""
    with tempfile.TemporaryDirectory() as name:
        directory = Path(name)
        if is_root():
            directory.chmod(0o755)
            os.chown(directory, pwd.getpwnam("nobody").pw_uid, -1)
        yield directory
        directory.chmod(0o755)


def test_a_directory_that_can_only_be_read_is_reported(own_directory: Path) -> None:
    """Where no file may be made, the error says so."""
    own_directory.chmod(0o555)
    with as_nobody():
        error = refused(own_directory / "ledger.db")
    assert (error.code, error.why) == ("ledger-unreachable", "Permission denied")


def test_a_ledger_that_can_only_be_read_is_reported(own_directory: Path) -> None:
    """A ledger that somebody may not write is refused with words, and isn't harmed."""
    file = own_directory / "ledger.db"
    with as_nobody():
        with Ledger.open(str(file)) as ledger:
            publish(ledger)
        file.chmod(0o400)
        own_directory.chmod(0o555)
        error = refused(file)
    assert error.code == "ledger-unreachable"


def test_a_ledger_of_somebody_else_is_reported(own_directory: Path) -> None:
    """A ledger that may not even be read is refused with words."""
    file = own_directory / "ledger.db"
    with as_nobody():
        with Ledger.open(str(file)) as ledger:
            publish(ledger)
        file.chmod(0o000)
        assert refused(file).code == "ledger-unreachable"


def test_a_full_disk_loses_nothing(tmp_path: Path) -> None:
    """A publish for which there is no room is refused; the ledger stays at the revision before."""
    from sqlalchemy import event

    with Ledger.open(str(tmp_path / "ledger.db")) as ledger:
        publish(ledger, changes=OPENING)
        before = list(ledger.export())

        def no_more(connection: Any, _: object) -> None:
            connection.execute("PRAGMA max_page_count=1").close()  # never below what there is

        event.listen(ledger.store.engine, "connect", no_more)
        for number in range(200):
            try:
                publish(ledger, without("report"), reason="x" * 9000, now=after(days=number))
                publish(ledger, reason="x" * 9000, now=after(days=number, hours=1))
            except LedgerError as error:
                refusal = error
                break
            before = list(ledger.export())
        event.remove(ledger.store.engine, "connect", no_more)
        assert refusal.code == "ledger-unreachable"
        assert refusal.why == "database or disk is full"
        found = ledger.verify(replay=True)
        assert found.is_sound
        assert len(list(ledger.export())) >= len(before)
        number = ledger.revision("festival").number
        assert (
            publish(ledger, FESTIVAL, {"opening": "2026-10-09"}, now=after(days=999)).number
            == number + 1
        )


def test_a_busy_ledger_is_reported(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """When another publisher doesn't come to an end, the wait does; reading goes on meanwhile."""
    monkeypatch.setattr(store, "BUSY_SECONDS", 0.05)
    file = tmp_path / "ledger.db"
    with Ledger.open(str(file)) as ledger, closing(sqlite3.connect(file)) as other:
        publish(ledger, changes=OPENING)
        other.execute("BEGIN IMMEDIATE")
        preview = ledger.preview(without("report"), now=START)
        with pytest.raises(LedgerError) as error:
            ledger.publish(preview, now=after(days=1), reason="decided")
        assert error.value.code == "ledger-busy"
        assert feed(ledger).keys() >= {"posters", "tickets", "stalls", "report"}
        other.rollback()
        assert ledger.publish(preview, now=after(days=1), reason="decided").number == 2


# ---------------------------------------------------------------- versions


def test_a_ledger_of_a_newer_version_is_refused(url: str) -> None:
    """A ledger that a newer relsched has changed is left alone."""
    with Ledger.open(url) as ledger, ledger.store.writing() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    error = refused(url)
    assert (error.code, error.value) == ("ledger-newer", "9999")
    assert error.fix == "upgrade relsched"


# ---------------------------------------------------------------- rows are never changed

TABLES = ("texts", "revisions", "items", "addresses")


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize(
    "statement", ["UPDATE {0} SET {1} = {1}", "DELETE FROM {0}", "TRUNCATE {0}"]
)
def test_the_database_refuses_to_change_history(
    url: str, databases: Databases, table: str, statement: str
) -> None:
    """Updates and deletions are refused by the database itself, whatever program asks for them."""
    with Ledger.open(url) as ledger:
        publish(ledger, changes=OPENING)
        ledger.addresses.share(FESTIVAL, "plan", now=START)
        before = list(ledger.export())
        if ledger.store.is_sqlite and statement.startswith("TRUNCATE"):
            return  # no statement of SQLite
        sql = statement.format(table, "sha" if table == "texts" else "plan")
        if ledger.store.is_sqlite:
            with closing(sqlite3.connect(url.removeprefix("sqlite:///"))) as connection:
                with pytest.raises(
                    sqlite3.IntegrityError, match=f"rows of {table} are never changed"
                ):
                    connection.execute(sql)
                connection.rollback()
        else:
            import psycopg

            cascade = " CASCADE" if statement.startswith("TRUNCATE") else ""
            with pytest.raises(psycopg.Error, match="never changed"):
                databases.server.execute(sql + cascade, name_of(url))
        assert list(ledger.export()) == before


# ---------------------------------------------------------------- PostgreSQL


def test_a_safe_server_is_not_warned_about(server_url: str) -> None:
    """A server as it is installed keeps what it has confirmed."""
    with Ledger.open(server_url) as ledger:
        assert ledger.warnings == ()


def test_a_server_that_confirms_too_early_is_warned_about(
    server_url: str, databases: Databases
) -> None:
    """Each setting with which a confirmed revision may be lost is named."""
    name = name_of(server_url)
    databases.server.execute(f"ALTER DATABASE {name} SET synchronous_commit = off")
    with Ledger.open(server_url) as ledger:
        (warning,) = ledger.warnings
    assert str(warning).startswith("synchronous_commit is off on postgresql://postgres@/")
    databases.server.execute(f"ALTER DATABASE {name} RESET synchronous_commit")
    for setting in ("fsync", "full_page_writes"):
        databases.server.execute(f"ALTER SYSTEM SET {setting} = off")
    databases.server.reload()
    try:
        with Ledger.open(server_url) as ledger:
            told = [str(warning).partition(" ")[0] for warning in ledger.warnings]
    finally:
        for setting in ("fsync", "full_page_writes"):
            databases.server.execute(f"ALTER SYSTEM RESET {setting}")
        databases.server.reload()
    assert told == ["fsync", "full_page_writes"]


def test_a_server_that_is_not_there_is_reported(tmp_path: Path) -> None:
    """The error says what the driver says, without the password."""
    error = refused(f"postgresql://an:geheim@/ledger?host={tmp_path}")
    assert error.code == "ledger-unreachable"
    assert "geheim" not in str(error)
    assert "an:***@" in str(error)


@pytest.mark.database
def test_a_database_that_is_not_there_is_reported(databases: Databases) -> None:
    """A database isn't made by opening it."""
    error = refused(databases.server.url("locked"))
    assert error.code == "ledger-unreachable"
    assert error.why is not None
    assert 'database "locked" does not exist' in error.why


def test_tables_of_others_may_stand_beside_a_ledger(server_url: str, databases: Databases) -> None:
    """On a server a ledger may share a database; tables of the same names aren't taken for its own."""
    name = name_of(server_url)
    databases.server.execute("CREATE TABLE guests (id integer)", name)
    with Ledger.open(server_url) as ledger:
        publish(ledger)
    other = databases.fresh("postgresql")
    name = name_of(other)
    databases.server.execute("CREATE TABLE revisions (id integer)", name)
    assert refused(other).code == "ledger-altered"


def test_names_come_in_the_order_of_their_characters(server_url: str) -> None:
    """Whatever the language of the server, exports are in one order: every key is compared by bytes."""
    with Ledger.open(server_url) as ledger, ledger.store.reading() as connection:
        found = connection.exec_driver_sql(
            "SELECT table_name, column_name, collation_name FROM information_schema.columns"
            " JOIN information_schema.key_column_usage USING (table_schema, table_name, column_name)"
            " JOIN information_schema.table_constraints"
            " USING (table_schema, table_name, constraint_name)"
            " WHERE constraint_type = 'PRIMARY KEY' AND data_type = 'text' AND table_schema = 'public'"
        ).all()
    assert {tuple(row) for row in found} == {
        (table, column, "C")
        for table, column in [
            ("plans", "plan"),
            ("texts", "sha"),
            ("revisions", "plan"),
            ("items", "plan"),
            ("items", "uid"),
            ("addresses", "plan"),
        ]
    }


@pytest.mark.database
def test_a_server_that_comes_back_is_used_again() -> None:
    """While the server is down the error says so; an open ledger goes on when it is back."""
    server = Server()
    try:
        with Ledger.open(server.database()) as ledger:
            made = publish(ledger, changes=OPENING)
            server.stop()
            with pytest.raises(LedgerError) as error:
                ledger.head("festival")
            assert error.value.code == "ledger-unreachable"
            server.start()
            assert ledger.head("festival") == made
    finally:
        server.close()


def test_the_driver_is_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without its driver PostgreSQL can't be used; the error says what to install."""
    monkeypatch.setitem(sys.modules, "psycopg", None)
    with pytest.raises(MissingExtraError) as error:
        Ledger.open("postgresql://host/ledger")
    assert (error.value.code, error.value.fix) == (
        "extra-absent",
        'pip install "relsched[postgres]"',
    )


# ---------------------------------------------------------------- network drives

# As in proc_pid_mountinfo(5): number, parent, device, root, mount point, options, optional fields,
# a hyphen, kind, source, options. Written by hand.
MOUNTS = "\n".join(
    [
        "22 1 8:1 / / rw,relatime shared:1 - ext4 /dev/sda1 rw",
        "30 22 0:5 / /proc rw - proc proc rw",
        "40 22 0:40 / /srv/share rw,relatime shared:9 master:2 - nfs4 server:/export rw,vers=4.2",
        "41 40 8:9 / /srv/share/local rw - xfs /dev/sdb1 rw",
        r"42 22 0:41 / /mnt/my\040files rw - cifs //server/files rw",
        r"43 22 0:42 / /mnt/back\134slash rw - fuse.sshfs host: rw",
        "44 22 0:43 / /mnt/tài\\040liệu rw - smb3 //server/docs rw",
        "45 22 0:44 / /data rw - nfs old:/data rw",
        "46 22 8:17 / /data rw - ext4 /dev/sdc1 rw",
        "47 22 0:45 / /mnt/\udce9t\udce9 rw - 9p C: rw",
        "",
        "a line of a kind that nobody knows yet",
    ]
)


@pytest.mark.parametrize(
    ("directory", "kind"),
    [
        ("/home/an", "ext4"),
        ("/srv", "ext4"),
        ("/srv/shares", "ext4"),
        ("/srv/share", "nfs4"),
        ("/srv/share/plans/2026", "nfs4"),
        ("/srv/share/local/plans", "xfs"),
        ("/mnt/my files/plans", "cifs"),
        ("/mnt/my", "ext4"),
        ("/mnt/back\\slash", "fuse.sshfs"),
        ("/mnt/tài liệu/plans", "smb3"),
        ("/data/plans", "ext4"),  # what was mounted last lies on top
        ("/mnt/\udce9t\udce9/plans", "9p"),  # a name that isn't UTF-8
    ],
)
def test_the_kind_of_a_drive_is_found(directory: str, kind: str) -> None:
    """The mount whose point is the longest way to a directory says what it lies on."""
    assert drive_kind(Path(directory), MOUNTS) == kind


@pytest.mark.parametrize("mounts", ["", "nonsense", "1 2 3 - ", "1 2 3 4 /srv - nfs"])
def test_where_nothing_is_reported_nothing_is_found(mounts: str) -> None:
    """Other systems don't tell what a directory lies on."""
    assert drive_kind(Path("/home/an"), mounts) is None


@pytest.mark.process
def test_this_machine_tells_the_same_as_stat() -> None:
    """What is read from this machine's mounts is what `stat` of the GNU core utilities says."""
    if not Path("/proc/self/mountinfo").exists():
        pytest.skip("only Linux tells it in this way")
    mounts = Path("/proc/self/mountinfo").read_text(encoding="utf-8")
    run = subprocess.run(
        ["stat", "-f", "-c", "%T", "/proc"], capture_output=True, text=True, check=True
    )
    assert drive_kind(Path("/proc"), mounts) == run.stdout.strip() == "proc"


def test_a_network_drive_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """On a drive whose locks can't be relied on no ledger is opened or made; a backup may go there."""
    here = drive_kind(tmp_path.resolve(), store._mounts())
    if here is None:
        pytest.skip("only Linux tells what a directory lies on")
    with Ledger.open(str(tmp_path / "old.db")) as ledger:
        publish(ledger)
    monkeypatch.setattr(store, "NETWORK_DRIVES", frozenset({here}))
    for name in ("old.db", "new.db"):
        error = refused(tmp_path / name)
        assert (error.code, error.value) == ("ledger-network-drive", here)
    assert not (tmp_path / "new.db").exists()
