"""A server of ours on loopback, in a thread, for tests that ask it over real connections."""

from __future__ import annotations

import http.client
import socket
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

import attrs

from festival import FESTIVAL, OPENING, START, publish
from relsched.ledger.ledger import Ledger
from relsched.server.launch import create_app
from relsched.server.listener import Listener
from relsched.server.uvicorn_server import Server, configured

BASE = "https://dates.example.vn"
HOST = "dates.example.vn"


class Clock:
    """A clock that stands until it is moved."""

    def __init__(self, moment: datetime) -> None:
        self.moment = moment
        self.step = timedelta(0)  # taken each time it is asked

    def __call__(self) -> datetime:
        self.moment += self.step
        return self.moment


@attrs.frozen
class Reply:
    """An answer; `headers` in the order they came, names in lower case."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes

    def __getitem__(self, name: str) -> str:
        """Give the one value of a header."""
        (value,) = [value for key, value in self.headers if key == name]
        return value

    def has(self, name: str) -> bool:
        return any(key == name for key, _ in self.headers)

    @property
    def lasting(self) -> tuple[Any, ...]:
        """All of it that doesn't tell when it was given."""
        return (self.status, tuple(h for h in self.headers if h[0] != "date"), self.body)


class Client:
    """Asks one server, on a connection that is kept."""

    def __init__(self, port: int) -> None:
        self.port = port
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)

    def ask(
        self,
        path: str,
        headers: Mapping[str, str] | None = None,
        *,
        method: str = "GET",
        body: bytes | None = None,
    ) -> Reply:
        """Ask for a path."""
        given = {"Host": HOST} | dict(headers or {})
        was_open = self._connection.sock is not None
        try:
            self._connection.request(method, path, body=body, headers=given)
            found = self._connection.getresponse()
        except (http.client.RemoteDisconnected, BrokenPipeError, ConnectionResetError):
            # One that is kept open may be closed at any time; a new one must be answered.
            self._connection.close()
            if not was_open:
                raise
            return self.ask(path, headers, method=method, body=body)
        data = found.read()
        named = tuple((name.lower(), value) for name, value in found.getheaders())
        return Reply(found.status, named, data)

    def raw(self, data: bytes) -> bytes:
        """Send bytes on a connection of their own, and give all that comes back until it is closed."""
        with socket.create_connection(("127.0.0.1", self.port), timeout=30) as connection:
            connection.sendall(data)
            found = b""
            while part := connection.recv(65536):
                found += part
            return found

    def close(self) -> None:
        self._connection.close()


@contextmanager
def running(
    ledger: Ledger | str, *, now: Callable[[], datetime], base_url: str = BASE
) -> Iterator[Client]:
    """Serve a ledger while the block runs."""
    with served(create_app(ledger, base_url=base_url, now=now)) as client:
        yield client


@contextmanager
def served(application: Any) -> Iterator[Client]:
    """Serve an application while the block runs."""
    started = threading.Event()
    with Listener("127.0.0.1", 0, None).open() as listening:
        port = listening.getsockname()[1]
        server = Server(configured(application), started.set)
        thread = threading.Thread(target=server.run, args=([listening],))
        thread.start()
        assert started.wait(30)
        client = Client(port)
        try:
            yield client
        finally:
            client.close()
            server.should_exit = True
            thread.join(30)
            assert not thread.is_alive()


@contextmanager
def festival_ledger(url: str) -> Iterator[Ledger]:
    """Open a ledger in which the first revision of the festival has been published."""
    with Ledger.open(url) as ledger:
        publish(ledger, changes=OPENING)
        yield ledger


def path_of(secret: str) -> str:
    """Give the path of a feed."""
    return f"/f/{secret}.ics"


__all__ = ["BASE", "FESTIVAL", "HOST", "START", "Client", "Clock", "Reply"]
