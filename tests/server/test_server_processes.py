"""The server as a process: `relsched serve`, signals, publishers beside it, clients that are slow."""

from __future__ import annotations

import http.client
import os
import re
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import timedelta

import attrs
import icalendar
import pytest

from databases import EITHER, Databases
from festival import FESTIVAL, OPENING, START, publish
from places import ROOT, TESTS
from relsched.feeds.validation import check
from relsched.ledger.ledger import Ledger
from relsched.server import uvicorn_server as limits
from serving import BASE, HOST, Client, Clock, festival_ledger, path_of, running

pytestmark = pytest.mark.process

SOURCES = ROOT / "src"


def program(
    *arguments: str, url: str, more: dict[str, str] | None = None, code: tuple[str, ...] = ()
) -> subprocess.Popen[str]:
    """Start relsched, or a program in Python, with a ledger and nothing else of whoever runs the tests."""
    return subprocess.Popen(
        [sys.executable, *(code or ("-m", "relsched")), *arguments],
        env={
            "PATH": os.environ["PATH"],
            "PYTHONPATH": f"{SOURCES}{os.pathsep}{TESTS}",
            "PYTHONUTF8": "1",
            "PYTHONUNBUFFERED": "1",
            "RELSCHED_DB": url,
            **(more or {}),
        },
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
    )


@contextmanager
def serve(
    *arguments: str, url: str, more: dict[str, str] | None = None
) -> Iterator[tuple[subprocess.Popen[str], Client, str]]:
    """Run `relsched serve` at a free port; give it, a client, and what it said at its start."""
    with program("serve", "--port", "0", *arguments, url=url, more=more) as process:
        try:
            assert process.stderr is not None
            said = process.stderr.readline()
            match = re.search(r"listening on http://\S+:(\d+);", said)
            assert match is not None, said + process.stderr.read()
            with closing(Client(int(match[1]))) as client:
                yield process, client, said
        finally:
            process.kill()


@pytest.fixture
def url(databases: Databases) -> str:
    """A ledger in a file, in which the festival has been published."""
    made = databases.fresh("sqlite")
    with festival_ledger(made):
        return made


def secret_of(url: str) -> str:
    with Ledger.open(url) as ledger:
        return ledger.addresses.share(FESTIVAL, "plan", now=START).secret


# ---------------------------------------------------------------- the command


@pytest.mark.parametrize(
    ("number", "status"), [(signal.SIGINT, 130), (signal.SIGTERM, 0)], ids=["Ctrl-C", "SIGTERM"]
)
def test_it_serves_until_it_is_told_to_stop(url: str, number: int, status: int) -> None:
    """It says where it listens, logs each access without the secret, and ends with the status it promises."""
    secret = secret_of(url)
    with serve(url=url) as (process, client, said):
        base = f"http://127.0.0.1:{client.port}"
        assert said == f"listening on {base}; addresses begin with {base}/f/\n"
        found = client.ask(path_of(secret), {"Host": f"localhost:{client.port}"})
        assert f"{base}/f/{secret}.ics" in found.body.decode().replace("\r\n ", "")
        client.close()
        process.send_signal(number)
        output, talk = process.communicate(timeout=30)
    assert (process.returncode, output) == (status, "")
    assert re.search(r'"GET /f/[0-9a-f]{6}\.ics" 200 ', talk)
    assert secret not in talk
    assert "Traceback" not in talk


def test_it_stops_while_clients_are_connected(url: str) -> None:
    """Clients that keep their connection, send half a request or don't read hold up no stop."""
    secret = secret_of(url)
    with serve("--no-log", url=url) as (process, client, _):
        assert client.ask(path_of(secret), {"Host": "localhost"}).status == 200
        with (
            socket.create_connection(("127.0.0.1", client.port)) as silent,
            socket.create_connection(("127.0.0.1", client.port)) as half,
        ):
            half.sendall(b"GET /f/")
            assert client.ask("/health").status == 200
            process.send_signal(signal.SIGTERM)
            _, talk = process.communicate(timeout=30)
            assert silent.recv(1) == b""
    assert (process.returncode, talk) == (0, "")


def test_the_base_url_comes_from_option_or_environment(url: str) -> None:
    """Behind a web server addresses begin with its URL; the option wins over RELSCHED_BASE_URL."""
    secret = secret_of(url)
    for arguments, base in (
        ((), BASE),
        (("--base-url", "https://b.example/x/"), "https://b.example/x"),
    ):
        with serve(*arguments, url=url, more={"RELSCHED_BASE_URL": BASE}) as (_, client, said):
            assert said.endswith(f"; addresses begin with {base}/f/\n")
            found = client.ask(path_of(secret), {"Host": "127.0.0.1"})
            source = icalendar.Calendar.from_ical(found.body)["source"]
            assert str(source) == f"{base}/f/{secret}.ics"


def test_it_listens_to_others_only_with_https_in_front(url: str) -> None:
    """On all addresses it starts with an https base URL, and answers requests for that host."""
    secret = secret_of(url)
    with serve("--host", "0.0.0.0", "--base-url", BASE, url=url) as (_, client, said):
        assert said.startswith("listening on http://0.0.0.0:")
        assert client.ask(path_of(secret), {"Host": HOST}).status == 200
        assert client.ask(path_of(secret), {"Host": "0.0.0.0"}).status == 400


@pytest.mark.parametrize(
    ("arguments", "status", "told"),
    [
        (("--host", "0.0.0.0"), 2, "without an https base URL"),
        (("--host", "0.0.0.0", "--base-url", "http://x.example"), 2, "plain http"),
        (("--host", "::"), 2, "without an https base URL"),
        (("--base-url", "dates.example.vn"), 2, "must begin with https://"),
        (("--port", "70000"), 2, "70000"),
        (("--db", "sqlite:///nowhere/none.db"), 3, "isn't there"),
        (("--db", "mysql://x/y"), 2, "can't be read"),
    ],
)
def test_what_it_does_not_start_with(
    url: str, arguments: tuple[str, ...], status: int, told: str
) -> None:
    """It ends at once, with a documented status and a sentence, and without a traceback."""
    with program("serve", "--port", "0", *arguments, url=url) as process:
        output, talk = process.communicate(timeout=60)
    assert (process.returncode, output) == (status, ""), talk
    assert told in talk
    assert "Traceback" not in talk


def test_a_port_in_use_ends_it(url: str) -> None:
    """The second server at one port says so, and the first goes on."""
    with serve(url=url) as (_, client, _):
        with program("serve", "--port", str(client.port), url=url) as second:
            _, talk = second.communicate(timeout=60)
        assert second.returncode == 2
        assert "The server can't listen there." in talk
        assert client.ask("/health").status == 200


# ---------------------------------------------------------------- publishers beside it

PUBLISHER = """
import sys
import attrs
from festival import FESTIVAL, changed, publish, after
from relsched.ledger.ledger import Ledger

with Ledger.open(sys.argv[1]) as ledger:
    for number in range(2, int(sys.argv[2]) + 1):
        plan = changed("posters", title=f"Posters {number}")
        made = publish(ledger, plan, now=after(hours=number))
        print(made.number, flush=True)
"""


@pytest.mark.parametrize("kind", EITHER)
def test_a_feed_is_whole_and_never_older_than_what_was_acknowledged(
    databases: Databases, kind: str
) -> None:
    """While another process publishes 40 times, each answer is a sound feed, of a revision that had not been
    followed by an acknowledged one when it was asked for; its tag is of its bytes, and revisions never go back."""
    url = databases.fresh(kind)
    last = 41
    with Ledger.open(url) as ledger:
        publish(ledger, changes=OPENING)
        secret = ledger.addresses.share(FESTIVAL, "plan", now=START).secret
    acknowledged = 1

    def listen(process: subprocess.Popen[str]) -> None:
        nonlocal acknowledged
        assert process.stdout is not None
        for line in process.stdout:
            acknowledged = int(line)

    with (
        running(url, now=Clock(START + timedelta(days=30))) as client,
        program(url, str(last), url=url, code=("-c", PUBLISHER)) as process,
    ):
        listener = threading.Thread(target=listen, args=(process,))
        listener.start()
        seen, tag, asked = [1], "", 0
        while seen[-1] < last:
            assert listener.is_alive() or acknowledged == last, process.stderr
            at_least = acknowledged
            found = client.ask(path_of(secret), {"If-None-Match": tag})
            asked += 1
            if found.status == 304:
                assert found["etag"] == tag
                assert seen[-1] >= at_least
                continue
            assert found.status == 200
            check(found.body)
            tag = found["etag"]
            title = re.search(rb"SUMMARY:Posters (\d+)\r\n", found.body)
            number = 1 if title is None else int(title[1])
            assert number >= at_least
            assert number > seen[-1] or number == 1
            seen.append(number)
        listener.join()
        assert process.wait(timeout=30) == 0
    assert acknowledged == last
    assert asked > len(seen) > 2


# ---------------------------------------------------------------- slow clients


@pytest.fixture
def ledger(url: str) -> Iterator[Ledger]:
    with Ledger.open(url) as opened:
        yield opened


@pytest.fixture
def client(ledger: Ledger) -> Iterator[Client]:
    with running(ledger, now=Clock(START + timedelta(hours=5))) as made:
        yield made


def test_200_slow_clients_hold_up_nobody(ledger: Ledger, client: Client) -> None:
    """With 200 connections open that send half a request, others are served."""
    secret = ledger.addresses.share(FESTIVAL, "plan", now=START).secret
    slow = [socket.create_connection(("127.0.0.1", client.port)) for _ in range(200)]
    try:
        for number, connection in enumerate(slow):
            connection.sendall(b"GET /f/x.ics HTTP/1.1\r\nHost: localhost\r\nX: " * (number % 2))
        assert all(client.ask(path_of(secret)).status == 200 for _ in range(100))
    finally:
        for connection in slow:
            connection.close()


@pytest.mark.parametrize(
    "sent",
    [
        b"",
        b"G",
        b"GET /health HTTP/1.1\r\nHost: localhost\r\nX: ",
        b"GET /health HTTP/1.1\r\nHost: localhost\r\n\r\nGET /health HTTP",
        b"POST /health HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000000\r\n\r\nx",
    ],
    ids=["nothing", "a letter", "half a head", "half a second head", "half a body"],
)
def test_a_client_that_does_not_send_is_cut_off(
    ledger: Ledger, sent: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A request that isn't whole in time ends its connection, the first as well as a later one."""
    monkeypatch.setattr(limits, "HEAD_SECONDS", 0.05)
    monkeypatch.setattr(limits, "KEEP_ALIVE_SECONDS", 0.05)
    with running(ledger, now=Clock(START)) as client:
        found = client.raw(sent)
    assert found.count(b"HTTP/1.1 ") == (1 if b"\r\n\r\n" in sent else 0)


def test_a_client_that_trickles_is_cut_off(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    """Sending a byte now and then buys no more time."""
    monkeypatch.setattr(limits, "HEAD_SECONDS", 0.2)
    with socket.create_connection(("127.0.0.1", client.port), timeout=30) as connection:
        connection.sendall(b"GET /health HTTP/1.1\r\nHost: localhost\r\nX: ")
        connection.settimeout(0.01)
        for _ in range(2000):
            try:
                connection.sendall(b"x")
                if connection.recv(1) == b"":
                    return
            except TimeoutError:
                continue
            except OSError:
                return
    pytest.fail("it was never cut off")


@pytest.mark.slow
def test_a_client_that_does_not_read_is_cut_off(
    databases: Databases, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An answer that isn't taken in time is dropped, with its connection; others are served meanwhile."""
    # Titles that gzip can't shorten much, so that no buffer between the two holds the whole feed.
    rows = [
        attrs.evolve(
            FESTIVAL.deadlines[0], id=f"row-{number}", title=f"{os.urandom(200).hex()} {number}"
        )
        for number in range(3000)
    ]
    large = attrs.evolve(FESTIVAL, deadlines=rows)
    with Ledger.open(databases.fresh("sqlite")) as ledger:
        publish(ledger, large, OPENING)
        secret = ledger.addresses.share(large, "plan", now=START).secret
        with running(ledger, now=Clock(START)) as client:
            whole = client.ask(path_of(secret))
            monkeypatch.setattr(limits, "ANSWER_SECONDS", 0.5)
            with socket.socket() as greedy:
                greedy.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
                greedy.settimeout(30)
                greedy.connect(("127.0.0.1", client.port))
                request = f"GET {path_of(secret)} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode()
                for _ in range(20):
                    greedy.sendall(request)
                # The server counts the connections it has; that one goes while this one is asked again and again.
                connection = http.client.HTTPConnection("127.0.0.1", client.port, timeout=30)
                for _ in range(3):
                    connection.request("GET", "/health", headers={"Host": HOST})
                    assert connection.getresponse().read() == b"ok\n"
                taken = 0
                try:
                    while part := _late(greedy, client):
                        taken += len(part)
                except ConnectionResetError:
                    pass
                connection.close()
    assert taken < len(whole.body) * 20


def _late(greedy: socket.socket, client: Client) -> bytes:
    """Read only after others have been served many times."""
    for _ in range(50):
        assert client.ask("/health").status == 200
    return greedy.recv(1000)


def test_a_head_that_is_too_large_is_refused(ledger: Ledger, client: Client) -> None:
    """16 KiB of headers are taken, 1 KiB more isn't; nor is a path of that size."""
    secret = ledger.addresses.share(FESTIVAL, "plan", now=START).secret
    start = f"GET {path_of(secret)} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nX: "
    room = limits.HEAD_BYTES - len(start) - 4
    assert client.raw(f"{start}{'x' * room}\r\n\r\n".encode()).startswith(b"HTTP/1.1 200 ")
    over = f"{start}{'x' * (room + 1024)}"
    assert client.raw(over.encode()).startswith(b"HTTP/1.1 400 ")
    assert client.raw(f"GET /{'x' * limits.HEAD_BYTES}".encode()).startswith(b"HTTP/1.1 400 ")
    assert client.ask("/health").status == 200


def test_more_connections_than_it_takes_are_told_to_come_later(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Beyond its limit it keeps none; those it has are served."""
    assert client.ask("/health").status == 200
    monkeypatch.setattr(limits, "FULL", 5)
    others = [socket.create_connection(("127.0.0.1", client.port), timeout=30) for _ in range(10)]
    try:
        ends = 0
        for connection in others[4:]:
            try:
                ends += connection.recv(1) == b""
            except ConnectionResetError:
                ends += 1
        assert ends == 6
        assert client.ask("/health").status == 200
    finally:
        for connection in others:
            connection.close()


def test_an_idle_connection_is_closed(ledger: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    """After an answer a connection is kept for 5 seconds, and no longer; between requests it is one."""
    assert limits.KEEP_ALIVE_SECONDS == 5
    monkeypatch.setattr(limits, "KEEP_ALIVE_SECONDS", 0.05)
    request = b"GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n"
    with running(ledger, now=Clock(START)) as client:
        found = client.raw(request * 3)
    assert found.count(b"HTTP/1.1 200 OK") == 3
    assert found.endswith(b"ok\n")
