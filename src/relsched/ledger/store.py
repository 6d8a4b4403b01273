"""The store: opens the database of a ledger, brings it to the newest version, and runs transactions in it.

The door to SQLAlchemy and Alembic, with the rest of this package.

| | SQLite | PostgreSQL |
|---|---|---|
| a write is safe when it returns | `synchronous=FULL` | `fsync` and `synchronous_commit`; warned about if off |
| a write is in the file itself | the log is checkpointed after it, so that a plain copy holds it | – |
| opened for reading | nothing is written, and a file that can't be written is read as it is | no transaction writes |
| one publisher at a time | `BEGIN IMMEDIATE` | the row of the plan is locked |
| kept where | a local disk; a network drive is refused | the server |
"""

from __future__ import annotations

import os
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

from relsched.errors import LedgerError, MissingExtraError, Place
from relsched.messages.message import Message, verbatim
from relsched.messages.system_errors import reason

if TYPE_CHECKING:
    from sqlalchemy import Connection, Engine

NEWEST = "0002"
VERSIONS = "alembic_version"  # the table that says which version the others have
BUSY_SECONDS = 30
# How long a publisher waits for readers before it leaves the rest of the log to the next one, or to the last to close.
CHECKPOINT_SECONDS = 2
COPIES = 5  # how often a file is copied anew because somebody wrote to it meanwhile
READING = ("foreign_keys=ON", "trusted_schema=OFF", "query_only=ON")
# The log is written ahead, so that readers never wait.
WRITING = ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "trusted_schema=OFF")
# Where a lock may mean nothing to the next computer, and a write may be lost after it was confirmed.
NETWORK_DRIVES = frozenset(
    {
        *("nfs", "nfs4", "cifs", "smb", "smb2", "smb3", "smbfs", "afs", "9p", "ncpfs", "davfs"),
        *("ceph", "glusterfs", "lustre", "ocfs2", "gfs2", "beegfs"),
        *("fuse.sshfs", "fuse.davfs2", "fuse.glusterfs", "fuse.cephfs", "fuse.rclone", "fuse.s3fs"),
    }
)


class Store:
    """An open database; made by `open_store`.

    Attributes:
        engine: The SQLAlchemy engine.
        place: The address without its password, for messages.
        is_read_only: Whether it was opened for reading; then nothing can be written.
        warnings: What about the database's settings endangers a published revision.
    """

    def __init__(
        self,
        engine: Engine,
        place: str,
        *,
        is_read_only: bool = False,
        unlocked: Path | None = None,
        scratch: tempfile.TemporaryDirectory[str] | None = None,
        read_state: FileState | None = None,
    ) -> None:
        self.engine: Engine = engine
        self.place = place
        self.is_read_only = is_read_only
        self.warnings: tuple[Message, ...] = ()
        self._unlocked = unlocked  # the file, where it is read without locks
        self._scratch = scratch  # where the copy lies that is read instead of the file
        self._old_scratch: tempfile.TemporaryDirectory[str] | None = None
        # In which state the file was when it was opened, where no lock holds those who write to it.
        self.read_state = read_state

    @property
    def is_sqlite(self) -> bool:
        """Whether it is a file; else it is a PostgreSQL server."""
        return self.engine.dialect.name == "sqlite"

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Give a connection that sees one moment of the ledger."""
        with (
            _translated_errors(self.place),
            self._unwritten_meanwhile(),
            self.engine.connect() as connection,
        ):
            if self.is_sqlite:
                connection.exec_driver_sql("BEGIN")
            else:
                connection = connection.execution_options(isolation_level="REPEATABLE READ")
            yield connection
            connection.rollback()

    @contextmanager
    def _unwritten_meanwhile(self) -> Iterator[None]:
        """Refuse what was read without locks when somebody has written to the file meanwhile."""
        before = None if self._unlocked is None else _state_of(self._unlocked)
        try:
            yield
        finally:
            if self._unlocked is not None and _state_of(self._unlocked) != before:
                raise _busy(self.place, Message("error ledger-busy why unlocked"))

    @property
    def is_outdated(self) -> bool:
        """Whether somebody has written since to a file that is read without locks, or from a copy."""
        return self.read_state is not None and _state_of(Path(self.place)) != self.read_state

    def renew(self) -> bool:
        """Open anew a file that is read without locks, or from a copy, if somebody has written to it since.

        Who keeps a ledger open for long, as a server does, would otherwise never see what is published. Connections
        that are still in use end as they began; the copy they read stays until the next time.

        Returns:
            Whether it was opened anew.

        Raises:
            LedgerError: It can't be opened any more; then all is as it was.
        """
        if not self.is_outdated:
            return False
        found = _open_to_read(Path(self.place))
        if self._old_scratch is not None:
            self._old_scratch.cleanup()
        self.engine.dispose()
        self._old_scratch, self._scratch = self._scratch, found._scratch
        self._unlocked, self.read_state = found._unlocked, found.read_state
        self.engine = found.engine
        return True

    @contextmanager
    def writing(self, plan: str | None = None) -> Iterator[Connection]:
        """Give a connection whose changes are kept together or not at all.

        On SQLite they are then put into the file itself, unless readers are in the way.

        Args:
            plan: The plan that is written, so that two writers of it come one after the other.

        Raises:
            LedgerError: `ledger-unreachable`: it was opened for reading; or the database can't be written.
        """
        if self.is_read_only:
            raise LedgerError(
                Message("error ledger-unreachable", place=self.place),
                code="ledger-unreachable",
                why=Message("error ledger-unreachable reading why"),
                fix=Message("error ledger-unreachable reading fix"),
            )
        with _translated_errors(self.place), self.engine.connect() as connection:
            if self.is_sqlite:
                connection.exec_driver_sql("BEGIN IMMEDIATE")
            else:
                # Whatever the server's default: after the lock, what others have published is seen.
                connection = connection.execution_options(isolation_level="READ COMMITTED")
            if plan is not None:
                _lock(connection, plan)
            try:
                yield connection
                connection.commit()
            except BaseException:
                connection.rollback()
                raise
            if self.is_sqlite:
                _checkpoint(connection)

    def close(self) -> None:
        """Close all connections."""
        self.engine.dispose()
        for scratch in (self._scratch, self._old_scratch):
            if scratch is not None:
                scratch.cleanup()


def _checkpoint(connection: Connection) -> None:
    """Put what was confirmed from the log into the file, so that a plain copy of the file holds it.

    It is confirmed already, and safe in the log: nothing that hinders this may become an error of the one who wrote.
    """
    from sqlalchemy.exc import DBAPIError

    try:
        connection.exec_driver_sql(f"PRAGMA busy_timeout={int(CHECKPOINT_SECONDS * 1000)}")
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    except DBAPIError:  # no room on the disk, a reader that doesn't come to an end
        connection.rollback()


def _lock(connection: Connection, plan: str) -> None:
    """Make the plan's row if it is new, and lock it until the end of the transaction."""
    from sqlalchemy import select
    from sqlalchemy.dialects import postgresql, sqlite

    from relsched.ledger.schema import plans

    dialect: Any = sqlite if connection.dialect.name == "sqlite" else postgresql
    connection.execute(dialect.insert(plans).values(plan=plan).on_conflict_do_nothing())
    connection.execute(select(plans).where(plans.c.plan == plan).with_for_update())


def open_store(url: str, *, create: bool = True, read_only: bool = False) -> Store:
    """Open the database of a ledger, and bring it to the newest version.

    Args:
        url: `sqlite:///ledger.db`, a path, or `postgresql://user@host/name`.
        create: Whether a file that isn't there is made.
        read_only: Whether it is only going to be read; then no file is made, and one of an earlier version stays so.

    Raises:
        LedgerError: `ledger-address`, `ledger-absent`, `ledger-network-drive`, `ledger-unreachable`,
            `ledger-newer`.
        MissingExtraError: `extra-absent`, without SQLAlchemy and Alembic, and for PostgreSQL without its driver.
    """
    need_extra("postgres" if url.startswith("postgres") else "ledger")
    from sqlalchemy import URL, make_url
    from sqlalchemy.exc import ArgumentError

    if "://" not in url:
        url = f"sqlite:///{url}"
    try:
        address: URL = make_url(url)
    except (ArgumentError, ValueError):
        raise _not_an_address(url) from None
    family = address.get_backend_name()
    if family == "sqlite":
        return _open_file(address, create=create, read_only=read_only)
    if family in ("postgresql", "postgres"):
        return _open_server(address.set(drivername="postgresql+psycopg"), read_only=read_only)
    raise _not_an_address(address.render_as_string(hide_password=True))


def need_extra(extra: str = "ledger") -> None:
    """Refuse to go on without the packages of the extra `ledger`.

    Args:
        extra: The extra to name: `postgres` brings these packages too.

    Raises:
        MissingExtraError: `extra-absent`.
    """
    absent = [name for name in ("sqlalchemy", "alembic") if find_spec(name) is None]
    if absent:
        raise MissingExtraError(
            Message("error extra-absent ledger", names=tuple(f"`{name}`" for name in absent)),
            code="extra-absent",
            fix=verbatim(f'pip install "relsched[{extra}]"'),
        )


def _not_an_address(url: str) -> LedgerError:
    return LedgerError(
        Message("error ledger-address"),
        code="ledger-address",
        value=url,
        why=Message("error ledger-address why"),
        fix=Message("error ledger-address fix"),
    )


def _open_file(address: Any, *, create: bool, read_only: bool) -> Store:
    if address.database in (None, "", ":memory:") or address.query:
        raise _not_an_address(address.render_as_string(hide_password=True))
    file = Path(address.database)
    if not file.exists() and (read_only or not create):
        raise _absent(str(file), Place(document=str(file)))
    _check_drive(file)
    if read_only:
        return _open_to_read(file)
    if not file.exists():
        _make_private(file)
    store = Store(_engine(str(file), WRITING), str(file))
    with _closed_on_error(store):
        _bring_up_to_date(store)
    return store


def _engine(database: str, settings: Sequence[str], *, is_uri: bool = False) -> Engine:
    """Make the engine of a file; each connection is made with these settings."""
    from sqlalchemy import create_engine, event
    from sqlalchemy.pool import NullPool

    def connect() -> sqlite3.Connection:
        # The driver must begin no transaction of its own: `BEGIN IMMEDIATE` locks before the first reading.
        return sqlite3.connect(
            database,
            timeout=BUSY_SECONDS,
            isolation_level=None,
            check_same_thread=False,
            uri=is_uri,
        )

    engine = create_engine("sqlite://", creator=connect, poolclass=NullPool)

    @event.listens_for(engine, "connect")
    def _settings(connection: Any, _: object) -> None:
        for setting in settings:
            connection.execute(f"PRAGMA {setting}").close()

    return engine


def _absent(place: str, where: Place | None) -> LedgerError:
    return LedgerError(
        Message("error ledger-absent", place=place),
        code="ledger-absent",
        where=where,
        fix=Message("error ledger-absent fix"),
    )


# ---------------------------------------------------------------- files that are only read


def _open_to_read(file: Path) -> Store:
    """Open a file for reading, so that neither it nor anything beside it is another afterwards.

    Where it can be written, the database's own locks keep it whole; its log and index go with the last who closes.
    Elsewhere there can be neither, so it is read as it lies, and what was read is refused if somebody wrote
    meanwhile. What waits in a log is read from a copy, and an earlier version is brought up to date in a copy.
    """
    state = _state_of(file)
    if _is_writable(file) and _is_writable(file.parent):
        store = Store(_engine(str(file), READING), str(file), is_read_only=True)
    elif state[1] is None:
        uri = f"{file.resolve().as_uri()}?mode=ro&immutable=1"
        engine = _engine(uri, READING, is_uri=True)
        store = Store(engine, str(file), is_read_only=True, unlocked=file, read_state=state)
    else:
        return _open_copy(file)
    with _closed_on_error(store):
        found = _known_version(store)
        if found is None:
            raise _absent(store.place, Place(document=store.place))
    if found < NEWEST:
        store.close()
        return _open_copy(file)
    return store


def _is_writable(path: Path) -> bool:
    """Whether a file or directory may be written, going by what is set on it too: root passes all permissions."""
    effective = os.access in os.supports_effective_ids
    return bool(path.stat().st_mode & 0o222) and os.access(path, os.W_OK, effective_ids=effective)


FileState = tuple[tuple[int, ...], tuple[int, ...] | None]


def _state_of(file: Path) -> FileState:
    """Tell the state of a file, and of its log if there is anything in it: they differ once it has been written."""
    log = Path(f"{file}-wal")
    try:
        found = log.stat()
    except OSError:
        found = None
    waiting = None if found is None or not found.st_size else _marks(found)
    return _marks(file.stat()), waiting


def _marks(found: os.stat_result) -> tuple[int, ...]:
    return (found.st_dev, found.st_ino, found.st_size, found.st_mtime_ns)


def _open_copy(file: Path) -> Store:
    """Open a copy of a file and its log, which goes when it is closed."""
    scratch = tempfile.TemporaryDirectory(prefix="relsched-")
    copy = Path(scratch.name) / "ledger.db"
    try:
        state = _copy_files(file, copy)
    except BaseException:
        scratch.cleanup()
        raise
    store = Store(_engine(str(copy), WRITING), str(file), scratch=scratch, read_state=state)
    with _closed_on_error(store):
        _bring_up_to_date(store)
    store.is_read_only = True
    return store


def _copy_files(file: Path, copy: Path) -> FileState:
    """Copy a file and its log as they are at one moment, and give their state then."""
    for _ in range(COPIES):
        before = _state_of(file)
        try:
            shutil.copyfile(file, copy)
            if before[1] is not None:
                shutil.copyfile(f"{file}-wal", f"{copy}-wal")
        except OSError as error:
            what, fix = "error ledger-unreachable", "error ledger-unreachable fix"
            raise _unreachable(file, error, Message(what, place=str(file)), Message(fix)) from None
        if _state_of(file) == before:
            return before
        Path(f"{copy}-wal").unlink(missing_ok=True)
    raise _busy(str(file), Message("error ledger-busy why unlocked"))


@contextmanager
def _closed_on_error(store: Store) -> Iterator[None]:
    try:
        yield
    except BaseException:
        store.close()
        raise


def _make_private(file: Path) -> None:
    """Make the file so that only its owner can read it: dates not yet public are in it."""
    try:
        os.close(os.open(file, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
    except FileExistsError:
        pass
    except OSError as error:
        what, fix = "error ledger-unreachable new", "error ledger-unreachable new fix"
        raise _unreachable(file, error, Message(what, place=str(file)), Message(fix)) from None


def _unreachable(file: Path, error: OSError, what: Message, fix: Message) -> LedgerError:
    """Say of a file why the system doesn't let it be used."""
    where = Place(document=str(file))
    return LedgerError(what, code="ledger-unreachable", where=where, why=reason(error), fix=fix)


def _open_server(address: Any, *, read_only: bool) -> Store:
    from sqlalchemy import create_engine

    try:
        import psycopg  # noqa: F401
    except ImportError:
        raise MissingExtraError(
            Message("error extra-absent postgres"),
            code="extra-absent",
            value=address.render_as_string(hide_password=True),
            fix=verbatim('pip install "relsched[postgres]"'),
        ) from None
    engine = create_engine(address, pool_pre_ping=True)
    place = address.set(drivername="postgresql").render_as_string(hide_password=True)
    store = Store(engine, place)
    with _closed_on_error(store):
        if read_only and _known_version(store) is None:
            raise _absent(place, None)
        _bring_up_to_date(store)
        store.is_read_only = read_only
        store.warnings = tuple(_server_warnings(store))
    return store


def _server_warnings(store: Store) -> Iterator[Message]:
    with store.reading() as connection:
        for setting in ("fsync", "synchronous_commit", "full_page_writes"):
            value = connection.exec_driver_sql(f"SHOW {setting}").scalar_one()
            if value == "off":
                yield Message(
                    "warning database setting", setting=setting, value=value, place=store.place
                )


# ---------------------------------------------------------------- where the file lies


def _check_drive(file: Path) -> None:
    kind = drive_kind(file.parent.resolve(), _mounts())
    if kind in NETWORK_DRIVES:
        raise LedgerError(
            Message("error ledger-network-drive", place=str(file)),
            code="ledger-network-drive",
            where=Place(document=str(file)),
            value=kind,
            why=Message("error ledger-network-drive why"),
            fix=Message("error ledger-network-drive fix"),
        )


def _mounts() -> str:
    try:
        return Path("/proc/self/mountinfo").read_text(encoding="utf-8", errors="surrogateescape")
    except OSError:  # other systems don't tell in this way
        return ""


def drive_kind(directory: Path, mounts: str) -> str | None:
    """Find the kind of file system a directory lies on, from what Linux tells in `mountinfo`.

    Returns:
        A word such as `ext4` or `nfs4`; None when nothing is reported of it.

    Source: proc_pid_mountinfo(5).
    """
    best: tuple[int, str | None] = (-1, None)
    for line in mounts.splitlines():
        before, _, after = line.partition(" - ")
        fields, kinds = before.split(" "), after.split(" ")
        if len(fields) < 5 or not kinds[0]:
            continue
        # Spaces and the like stand as octal numbers; later lines lie over earlier ones.
        point = Path(
            fields[4]
            .encode(errors="surrogateescape")
            .decode("unicode_escape")
            .encode("latin-1")
            .decode(errors="surrogateescape")
        )
        if (point == directory or point in directory.parents) and len(point.parts) >= best[0]:
            best = (len(point.parts), kinds[0])
    return best[1]


# ---------------------------------------------------------------- versions


def _bring_up_to_date(store: Store) -> None:
    if _known_version(store) != NEWEST:
        with _translated_errors(store.place):
            migrate(store)


def _known_version(store: Store) -> str | None:
    """Give the version of the tables, None where there are none; refuse one that nobody here knows yet."""
    with _translated_errors(store.place):
        found = _version(store)
    if found is not None and found > NEWEST:
        raise LedgerError(
            Message("error ledger-newer", place=store.place),
            code="ledger-newer",
            value=found,
            why=Message("error ledger-newer why", newest=NEWEST),
            fix=Message("error ledger-newer fix"),
        )
    return found


def _version(store: Store) -> str | None:
    """Give the version of the tables, or None for a database in which there are none."""
    from sqlalchemy import inspect, text

    from relsched.ledger.schema import metadata

    with store.engine.connect() as connection:
        names = set(inspect(connection).get_table_names())
        is_ours = {VERSIONS, "revisions"} <= names
        # A file is a ledger's alone; on a server others may have tables beside it.
        if not is_ours and (names if store.is_sqlite else names & {*metadata.tables, VERSIONS}):
            raise _not_a_ledger(store.place, Message("error ledger-altered foreign"))
        if not is_ours:
            return None
        found = connection.execute(text(f"SELECT version_num FROM {VERSIONS}")).scalar()
        return None if found is None else str(found)


def migrate(store: Store, to: str = NEWEST) -> None:
    """Bring the tables to a version, step by step, in one transaction that others wait for."""
    from alembic import command
    from alembic.config import Config

    config = Config()
    folder = str(Path(__file__).parent / "migrations")
    config.set_main_option("script_location", folder.replace("%", "%%"))
    with store.engine.connect() as connection:
        if store.is_sqlite:
            connection.exec_driver_sql("BEGIN IMMEDIATE")
        else:
            # Any number will do, so long as all agree on it: two openers must not both make the tables.
            connection.exec_driver_sql("SELECT pg_advisory_xact_lock(7203325)")
        config.attributes["connection"] = connection
        command.upgrade(config, to)
        connection.commit()
        if store.is_sqlite:
            _checkpoint(connection)


# ---------------------------------------------------------------- what goes wrong


@contextmanager
def _translated_errors(place: str) -> Iterator[None]:
    """Turn what the database complains about into errors of ours."""
    from sqlalchemy.exc import DBAPIError, SQLAlchemyError

    try:
        yield
    except DBAPIError as error:
        raise database_error(place, error.orig or error) from error
    except SQLAlchemyError as error:
        raise database_error(place, error) from error


def database_error(place: str, error: BaseException) -> LedgerError:
    """Say what a database complains about as an error of ours."""
    why = str(error).strip().partition("\n")[0]
    code = getattr(error, "sqlite_errorname", "")
    if code.startswith(("SQLITE_BUSY", "SQLITE_LOCKED")):
        return _busy(place, Message("error ledger-busy why", seconds=BUSY_SECONDS))
    if code in ("SQLITE_CORRUPT", "SQLITE_NOTADB") or "decode to UTF-8" in why:
        return _not_a_ledger(place, verbatim(why))
    return LedgerError(
        Message("error ledger-unreachable", place=place),
        code="ledger-unreachable",
        why=verbatim(why),
        fix=Message("error ledger-unreachable fix"),
    )


def _busy(place: str, why: Message) -> LedgerError:
    return LedgerError(
        Message("error ledger-busy", place=place),
        code="ledger-busy",
        why=why,
        fix=Message("error ledger-busy fix"),
    )


def _not_a_ledger(place: str, why: Message) -> LedgerError:
    return LedgerError(
        Message("error ledger-altered", place=place),
        code="ledger-altered",
        why=why,
        fix=Message("error ledger-altered fix"),
    )
