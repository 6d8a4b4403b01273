"""How many requests a second the server answers, beside a plain file given out by Starlette.

    python -m benchmarks.serving [--seconds N] [--repeat N] [--connections N] [--polls N] [--json]

The feed is that of the example plan, published into a ledger of SQLite. Ours and the peer each run in a process of
their own on loopback, with the same uvicorn and the same parser (h11); a third process asks, on some connections that
are kept open, each of which asks again as soon as it is answered. The ways take turns, so that a busy moment falls on
all of them.

| way | what is asked |
|---|---|
| file | the peer: the same bytes as a file, by `starlette.staticfiles` |
| feed | the whole feed, plain |
| gzip | the same, packed |
| 304 | with the tag that is known |
| file 304 | the peer, with its tag |
| published | the whole feed, while another process publishes as often as it can |

The figures are medians over `--repeat` turns; a ratio is that of a way to `file`. Beside the requests a second, which
depend on what else the machine does, stands the time that the server kept a processor busy with each, where the system
tells it (Linux). Ours writes its access log, to nowhere; the peer writes none. Every answer's status is looked at, and
the bytes of the first are compared with those of the ledger; a difference ends the run with status 1.

Last come `--polls` polls within a minute, as from so many subscribers, each on a connection of its own: how long the
slowest hundredth takes.
"""

from __future__ import annotations

import argparse
import asyncio
import itertools
import json
import math
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from benchmarks.large_plans import machine

EXAMPLE = Path(__file__).parents[1] / "examples" / "congress_xvii.yaml"
NOW = datetime(2020, 9, 1, tzinfo=UTC)
HOST = "127.0.0.1"

# ---------------------------------------------------------------- the servers


def serve(kind: str, place: str) -> None:
    """Run a server at a free port and print the port."""
    from relsched.server.access_log import log_to_stderr
    from relsched.server.launch import create_app, run
    from relsched.server.listener import Listener

    listener = Listener(HOST, 0, None)
    with listener.open() as listening:
        if kind == "ours":
            log_to_stderr()
            app = create_app(place, base_url=listener.base_of(listening))
        else:
            from starlette.applications import Starlette
            from starlette.routing import Mount
            from starlette.staticfiles import StaticFiles

            app = Starlette(routes=[Mount("/", StaticFiles(directory=place))])
        print(listening.getsockname()[1], flush=True)
        run(app, listening)


def publish(url: str) -> None:
    """Publish again and again, each time with another date, and print the numbers of the revisions."""
    from relsched.ledger.ledger import Ledger
    from relsched.planfile.plan_file import read_plan

    plan = read_plan(EXAMPLE)
    with Ledger.open(url) as ledger:
        for number in itertools.count():
            preview = ledger.preview(plan, {"congress": f"2020-10-{13 + number % 2}"}, now=NOW)
            made = ledger.publish(preview, now=NOW, reason="again")
            print(made.number, flush=True)


@contextmanager
def process(*arguments: str, quiet: bool = False) -> Iterator[subprocess.Popen[str]]:
    command = [sys.executable, "-m", "benchmarks.serving", *arguments]
    talk = subprocess.DEVNULL if quiet else None
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=talk, text=True) as started:
        try:
            yield started
        finally:
            started.terminate()


@contextmanager
def server(kind: str, place: str) -> Iterator[tuple[int, int]]:
    """Run one; give its port, and the id of its process."""
    with process("--serve", kind, place, quiet=True) as started:
        assert started.stdout is not None
        yield int(started.stdout.readline()), started.pid


def busy(process_id: int) -> float:
    """The seconds that a process has kept a processor busy; nan where the system doesn't tell."""
    try:
        text = Path(f"/proc/{process_id}/stat").read_text()
    except OSError:
        return math.nan
    fields = text.rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


# ---------------------------------------------------------------- who asks


def request(path: str, *headers: str) -> bytes:
    lines = [f"GET {path} HTTP/1.1", f"Host: {HOST}", "User-Agent: benchmark", *headers, "", ""]
    return "\r\n".join(lines).encode()


async def answer(reader: asyncio.StreamReader) -> tuple[int, bytes, bytes]:
    """Read one answer: status, head, body."""
    head = await reader.readuntil(b"\r\n\r\n")
    status = int(head[9:12])
    size = 0
    if status != 304:
        _, _, rest = head.lower().partition(b"content-length: ")
        size = int(rest.partition(b"\r\n")[0])
    return status, head, await reader.readexactly(size)


async def load(
    port: int, asked: bytes, status: int, seconds: float, connections: int
) -> tuple[int, float]:
    """Ask on several connections for some seconds; give how many were answered, in how many seconds."""
    count = 0
    end = time.perf_counter() + seconds

    async def one() -> None:
        nonlocal count
        reader, writer = await asyncio.open_connection(HOST, port)
        while time.perf_counter() < end:
            writer.write(asked)
            found = await answer(reader)
            if found[0] != status:
                raise SystemExit(f"{found[0]} where {status} was expected")
            count += 1
        writer.close()

    began = time.perf_counter()
    await asyncio.gather(*(one() for _ in range(connections)))
    return count, time.perf_counter() - began


async def poll(port: int, asked: bytes, polls: int, seconds: float) -> list[float]:
    """Ask so many times within some seconds, evenly, each time on a new connection; give how long each took."""
    took: list[float] = []

    async def one(number: int) -> None:
        await asyncio.sleep(number * seconds / polls)
        began = time.perf_counter()
        reader, writer = await asyncio.open_connection(HOST, port)
        writer.write(asked)
        found = await answer(reader)
        writer.close()
        if found[0] not in (200, 304):
            raise SystemExit(f"a poll was answered by {found[0]}")
        took.append(time.perf_counter() - began)

    await asyncio.gather(*(one(number) for number in range(polls)))
    return sorted(took)


async def once(port: int, asked: bytes) -> tuple[int, bytes, bytes]:
    reader, writer = await asyncio.open_connection(HOST, port)
    writer.write(asked)
    found = await answer(reader)
    writer.close()
    return found


def tag_of(head: bytes) -> str:
    return head.lower().partition(b"\r\netag: ")[2].partition(b"\r\n")[0].decode()


def ask(kind: str, *arguments: str) -> Any:
    """Let a process of its own ask, so that asking and answering don't share an interpreter."""
    with process("--ask", kind, *arguments) as started:
        assert started.stdout is not None
        found = started.stdout.read()
    if not found:
        raise SystemExit(1)
    return json.loads(found)


def asking(kind: str, arguments: list[str]) -> None:
    port, asked = int(arguments[0]), arguments[1].encode()
    if kind == "load":
        rate = asyncio.run(load(port, asked, *json.loads(arguments[2])))
        print(json.dumps(rate))
    else:
        print(json.dumps(asyncio.run(poll(port, asked, *json.loads(arguments[2])))))


# ---------------------------------------------------------------- the run


def measure(given: argparse.Namespace, directory: Path) -> dict[str, Any]:
    from relsched.ledger.ledger import Ledger
    from relsched.planfile.plan_file import read_plan

    url = f"sqlite:///{directory / 'ledger.db'}"
    plan = read_plan(EXAMPLE)
    with Ledger.open(url) as ledger:
        preview = ledger.preview(plan, {"congress": "2020-10-13..2020-10-15"}, now=NOW)
        ledger.publish(preview, now=NOW - timedelta(days=1), reason="first")
        secret = ledger.addresses.share(plan, "plan", now=NOW).secret
        with server("ours", url) as (port, ours):
            path = f"/f/{secret}.ics"
            source = f"http://{HOST}:{port}{path}"
            data = ledger.feed(plan.id, source=source).data
            static = directory / "files"
            static.mkdir()
            (static / "feed.ics").write_bytes(data)
            with server("file", str(static)) as (peer, theirs):
                processes = {port: ours, peer: theirs}
                found = _measured(given, url, port, path, peer, data, processes)
        revisions = ledger.revision(plan.id).number - 1
        return found | {"revisions while published": revisions}


def _measured(
    given: argparse.Namespace,
    url: str,
    port: int,
    path: str,
    peer: int,
    data: bytes,
    processes: dict[int, int],
) -> dict[str, Any]:
    ours = asyncio.run(once(port, request(path)))
    theirs = asyncio.run(once(peer, request("/feed.ics")))
    if not ours[2] == theirs[2] == data:
        raise SystemExit("the bytes differ")
    packed = asyncio.run(once(port, request(path, "Accept-Encoding: gzip")))
    known = f"If-None-Match: {tag_of(ours[1])}"
    ways: dict[str, tuple[int, bytes, int]] = {
        "file": (peer, request("/feed.ics"), 200),
        "feed": (port, request(path), 200),
        "gzip": (port, request(path, "Accept-Encoding: gzip"), 200),
        "304": (port, request(path, known), 304),
        "file 304": (peer, request("/feed.ics", f"If-None-Match: {tag_of(theirs[1])}"), 304),
    }
    rates: dict[str, list[float]] = {name: [] for name in (*ways, "published")}
    costs: dict[str, list[float]] = {name: [] for name in rates}

    def turn(name: str, at: int, asked: bytes, status: int, seconds: float) -> None:
        before = busy(processes[at])
        settings = json.dumps([status, seconds, given.connections])
        count, took = ask("load", str(at), asked.decode(), settings)
        rates[name].append(count / took)
        costs[name].append((busy(processes[at]) - before) / count * 1e6)

    for name, way in ways.items():  # the first warms up
        turn(name, *way, given.seconds)
    for kept in (rates, costs):
        for name in ways:
            kept[name].clear()
    for _ in range(given.repeat):
        for name, way in ways.items():
            turn(name, *way, given.seconds)
    asked = request(path, known, "Connection: close").decode()
    took = ask("poll", str(port), asked, json.dumps([given.polls, 60.0]))
    with process("--publish", url) as publisher:
        assert publisher.stdout is not None
        publisher.stdout.readline()
        turn("published", port, request(path), 200, given.seconds * given.repeat)
    medians = {name: statistics.median(found) for name, found in rates.items()}
    return {
        "bytes": len(data),
        "packed": len(packed[2]),
        "connections": given.connections,
        "requests a second": {name: round(rate) for name, rate in medians.items()},
        "processor, µs": {name: round(statistics.median(found)) for name, found in costs.items()},
        "ratio": {name: round(rate / medians["file"], 2) for name, rate in medians.items()},
        "polls": given.polls,
        "poll, median ms": round(statistics.median(took) * 1000, 1),
        "poll, 99 % ms": round(took[len(took) * 99 // 100] * 1000, 1),
    }


def main(arguments: list[str] | None = None) -> int:
    words = sys.argv[1:] if arguments is None else arguments
    if words[:1] == ["--serve"]:
        serve(*words[1:])
        return 0
    if words[:1] == ["--publish"]:  # until it is stopped
        publish(words[1])
        return 0
    if words[:1] == ["--ask"]:
        asking(words[1], words[2:])
        return 0
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--seconds", type=float, default=2.0, help="of each turn")
    parser.add_argument("--repeat", type=int, default=5, help="turns of each way")
    parser.add_argument("--connections", type=int, default=16, help="that ask at the same time")
    parser.add_argument("--polls", type=int, default=10_000, help="within a minute, at the end")
    parser.add_argument("--json", action="store_true", help="print the figures as JSON")
    given = parser.parse_args(words)
    with tempfile.TemporaryDirectory() as directory:
        found = measure(given, Path(directory))
    if given.json:
        print(json.dumps(machine() | found, indent=2))
        return 0
    print(f"{found['bytes']} bytes, packed {found['packed']}; {found['connections']} connections")
    for name, rate in found["requests a second"].items():
        cost, ratio = found["processor, µs"][name], found["ratio"][name]
        print(f"{name:10} {rate:6} requests a second, {cost:5} µs of processor each   {ratio:5}")
    print(f"{found['revisions while published']} revisions were published meanwhile")
    print(
        f"{found['polls']} polls in a minute: median {found['poll, median ms']} ms,"
        f" 99 % within {found['poll, 99 % ms']} ms"
    )
    return 0


if __name__ == "__main__":
    os.environ.setdefault("PYTHONHASHSEED", "0")
    raise SystemExit(main())
