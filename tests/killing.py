"""Publishers that are killed, readers that look on all the time, and what must be true afterwards.

Shared by `tests/ledger/test_killing.py`, a small share of it every day, and `scripts/prove ledger`, which does all.

The plan of revision N says `Round N` in every title, and moves its event, so that every component is written again:
a feed in which two rounds stand was torn, one of a round before the last confirmed one was stale.

Processes come from a fork server that has everything imported, so that a publisher is at work within milliseconds.
"""

from __future__ import annotations

import multiprocessing
import os
import re
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from ctypes import c_int
from datetime import UTC, date, datetime, timedelta
from multiprocessing import forkserver
from multiprocessing.connection import Connection
from multiprocessing.context import ForkServerContext, ForkServerProcess
from pathlib import Path
from random import Random
from typing import Any

# Loaded here, so that no process has to wait for them; the ledger loads them when it needs them.
import alembic.command
import alembic.config  # noqa: F401
import attrs
import icalendar
import psycopg  # noqa: F401
import sqlalchemy.dialects.postgresql
import sqlalchemy.dialects.sqlite  # noqa: F401

from databases import Server
from places import TESTS
from relsched.errors import LedgerError
from relsched.ledger.ledger import Ledger
from relsched.ledger.records import Revision
from relsched.plan.items import Deadline, Event, Unit
from relsched.plan.known_dates import KnownLike
from relsched.plan.plan import Plan
from relsched.schedule.resolver import resolve

PLAN = "rounds"
ROWS = 5
FIRST = datetime(2026, 1, 6, 3, 0, tzinfo=UTC)
ROUND = re.compile(r"Round (\d+)")


def plan_of(number: int, by: str = "") -> Plan:
    """Make the plan of a round."""
    return Plan(
        PLAN,
        f"Round {number}",
        issued="2026-01-05",
        units=[Unit("press", "Press office")],
        events=[Event("opening", f"Round {number}")],
        deadlines=[
            Deadline(f"row-{n}", f"Round {number}{by}", f"{n} days before opening", lead="press")
            for n in range(1, ROWS + 1)
        ],
    )


def known_of(number: int) -> dict[str, KnownLike]:
    """Give the date of the event in a round, another one each time."""
    return {"opening": date(2026, 6, 1) + timedelta(days=number % 180)}


def publish_next(ledger: Ledger, by: str = "") -> Revision:
    """Publish the round after the newest one."""
    head = ledger.head(PLAN)
    number = 1 if head is None else head.number + 1
    # Every third publisher has a clock that is ten years ahead: nothing may depend on the order of clocks.
    now = FIRST + timedelta(minutes=number, days=3650 if number % 3 == 1 else 0)
    preview = ledger.preview(plan_of(number, by), known_of(number), now=now)
    return ledger.publish(preview, now=now, reason=f"round {number}", by=by or None)


# ---------------------------------------------------------------- processes


def context() -> ForkServerContext:
    """Give the fork server, with this module loaded in it."""
    made = multiprocessing.get_context("forkserver")
    made.set_forkserver_preload(["killing"])
    before = os.environ.get("PYTHONPATH")
    here = str(TESTS)
    os.environ["PYTHONPATH"] = os.pathsep.join([here, *([before] if before else [])])
    try:
        forkserver.ensure_running()
    finally:
        if before is None:
            del os.environ["PYTHONPATH"]
        else:
            os.environ["PYTHONPATH"] = before
    return made


class Worker:
    """A process with a pipe to it, of which it can be killed at any moment."""

    def __init__(self, made: ForkServerContext, work: Callable[..., None], *arguments: Any) -> None:
        self.pipe, other = made.Pipe()
        self.process: ForkServerProcess = made.Process(
            target=_work, args=(work, other, *arguments), daemon=True
        )
        self.process.start()
        other.close()

    def explain(self) -> list[Any]:
        """Give all that it has told and that wasn't read yet, up to its end when it is dead."""
        found = []
        with suppress(EOFError, ConnectionResetError):
            while self.pipe.poll():
                found.append(self.pipe.recv())
        return found

    def kill(self) -> list[Any]:
        """Kill it with no chance to do anything more; give what it has told to the end."""
        if self.process.pid is not None:
            with suppress(ProcessLookupError):
                os.kill(self.process.pid, signal.SIGKILL)
        return self.end()

    def end(self) -> list[Any]:
        """Wait until it has ended; give what it has told."""
        found = []
        with suppress(EOFError, ConnectionResetError):
            while True:
                found.append(self.pipe.recv())
        self.process.join()
        self.process.close()
        self.pipe.close()
        return found


def _work(work: Callable[..., None], pipe: Connection, *arguments: Any) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    work(pipe, *arguments)


def publisher(pipe: Connection, url: str, confirmed: Any) -> None:
    """Publish as fast as it goes; tell each revision when `publish` has returned, and only then."""
    try:
        with Ledger.open(url) as ledger:
            pipe.send("open")
            while True:
                try:
                    made = publish_next(ledger)
                except LedgerError as error:
                    if error.code != "plan-changed":
                        raise
                    continue  # another publisher was first
                confirmed.value = max(confirmed.value, made.number)
                pipe.send((made.number, made.hash))
    except LedgerError as error:  # the server has gone; whatever wasn't told may be lost
        pipe.send(error.code)


def reader(pipe: Connection, url: str, confirmed: Any, stop: Any, may_be_down: bool) -> None:
    """Read the feed until told to stop; tell how often, and what was wrong with it."""
    seen = Seen()
    ledger = Ledger.open(url)
    while not stop.value:
        least = confirmed.value
        try:
            file = ledger.feed(PLAN)
        except LedgerError as error:
            if error.code != "unknown-plan" and not may_be_down:
                seen.failed.append(str(error))
            continue
        seen.look(file.data, least, file.revision)
    ledger.close()
    pipe.send(seen)


@attrs.define
class Seen:
    """What a reader of feeds has seen.

    Attributes:
        polls: How many feeds it has read.
        torn: Those that weren't whole, or in which two revisions stood.
        stale: Those of a revision before one that had been confirmed.
        failed: Errors in place of a feed.
        newest: The newest revision in any of them.
    """

    polls: int = 0
    torn: int = 0
    stale: int = 0
    failed: list[str] = attrs.Factory(list)
    newest: int = 0

    def look(self, data: bytes, least: int, revision: int | None = None) -> None:
        """Look at one feed, which must be of the revision `least` or a later one."""
        self.polls += 1
        rounds = rounds_in(data)
        number = rounds.pop() if len(rounds) == 1 else None
        if number is None or revision not in (None, number):
            self.torn += 1
        elif number < least:
            self.stale += 1
        else:
            self.newest = max(self.newest, number)


def rounds_in(data: bytes) -> set[int | None]:
    """Give the rounds that stand in a feed; None among them when it isn't whole."""
    if not (data.startswith(b"BEGIN:VCALENDAR\r\n") and data.endswith(b"END:VCALENDAR\r\n")):
        return {None}
    try:
        events = icalendar.Calendar.from_ical(data).walk("VEVENT")
    except ValueError:
        return {None}
    found: set[int | None] = set()
    for text in [str(event["SUMMARY"]) for event in events] + re.findall(
        "^NAME:(.*)\r$", data.decode(), re.MULTILINE
    ):
        match = ROUND.search(text)
        found.add(int(match[1]) if match else None)
    return found if len(events) == ROWS + 1 else {None}  # with the event they depend on


# ---------------------------------------------------------------- trials


@attrs.define
class Tally:
    """What came of the trials.

    Attributes:
        trials: How often something was killed.
        confirmed: How many revisions had been confirmed.
        lost: Confirmed revisions that weren't there afterwards.
        gaps: Ledgers whose revisions weren't 1, 2, 3 …, or weren't sound.
        seen: What the readers saw, all the time.
        problems: A sentence for each thing that was wrong.
    """

    trials: int = 0
    confirmed: int = 0
    lost: int = 0
    gaps: int = 0
    seen: Seen = attrs.Factory(Seen)
    problems: list[str] = attrs.Factory(list)

    def __str__(self) -> str:
        return (
            f"trials={self.trials} lost={self.lost} torn={self.seen.torn} stale={self.seen.stale}"
            f" gaps={self.gaps} confirmed={self.confirmed} polls={self.seen.polls}"
        )

    @property
    def is_clean(self) -> bool:
        """Whether nothing at all was wrong."""
        wrong = (self.lost, self.gaps, self.seen.torn, self.seen.stale)
        return not any(wrong) and not self.seen.failed and not self.problems

    def look(self, url: str, told: list[Any]) -> None:
        """Look at a ledger after something was killed that had told these revisions."""
        self.trials += 1
        numbers: dict[int, str] = dict(entry for entry in told if isinstance(entry, tuple))
        self.confirmed += len(numbers)
        with Ledger.open(url) as ledger:
            history = ledger.history(PLAN) if ledger.plans() else []
            hashes = {revision.number: revision.hash for revision in history}
            for number, wanted in numbers.items():
                if hashes.get(number) != wanted:
                    self.lost += 1
                    self.problems.append(f"revision {number} was confirmed and isn't there")
            if list(hashes) != list(range(1, len(hashes) + 1)):
                self.gaps += 1
                self.problems.append(f"the revisions are {list(hashes)}")
            if numbers and len(hashes) > max(numbers) + 1:
                self.problems.append("more was published than was asked for")
            found = ledger.verify()
            if not found.is_sound:
                self.gaps += 1
                self.problems += map(str, found.problems)
            if history:
                self.seen.look(ledger.feed(PLAN).data, max(numbers, default=0), len(history))

    def add(self, seen: Seen) -> None:
        """Add what a reader has seen."""
        self.seen.polls += seen.polls
        self.seen.torn += seen.torn
        self.seen.stale += seen.stale
        self.seen.failed += seen.failed


@contextmanager
def looked_on(
    made: ForkServerContext, url: str, tally: Tally, *, may_be_down: bool = False
) -> Iterator[Any]:
    """Have a reader look on; give where publishers write down what they have confirmed."""
    confirmed, stop = made.RawValue(c_int, 0), made.RawValue(c_int, 0)
    watching = Worker(made, reader, url, confirmed, stop, may_be_down)
    try:
        yield confirmed
    finally:
        stop.value = 1
        (seen,) = watching.end()
        tally.add(seen)


def kill_publishers(
    urls: Iterator[str], trials: int, random: Random, *, ledger_every: int = 25
) -> Tally:
    """Kill a publisher at a random moment, look at the ledger, and go on with the next; `trials` times."""
    made = context()
    tally = Tally()
    left = trials
    while left:
        url = next(urls)
        with looked_on(made, url, tally) as confirmed:
            for _ in range(min(left, ledger_every)):
                working = Worker(made, publisher, url, confirmed)
                # Some are killed while they open the ledger, most within their first publishes.
                told = []
                if random.random() < 0.9:
                    told.append(working.pipe.recv())
                told.extend(working.pipe.recv() for _ in range(random.randrange(5)))
                working.pipe.poll(random.expovariate(1 / 0.01))
                tally.look(url, told + working.kill())
                left -= 1
    return tally


def stop_servers(server: Server, trials: int, random: Random, *, ledger_every: int = 25) -> Tally:
    """Stop a server of PostgreSQL at once while two publish, start it, and look; `trials` times."""
    made = context()
    tally = Tally()
    left = trials
    while left:
        url = server.database()
        with looked_on(made, url, tally, may_be_down=True) as confirmed:
            for _ in range(min(left, ledger_every)):
                working = [Worker(made, publisher, url, confirmed) for _ in range(2)]
                told = [worker.pipe.recv() for worker in working]
                told.extend(working[0].pipe.recv() for _ in range(random.randrange(12)))
                working[0].pipe.poll(random.expovariate(1 / 0.01))
                server.stop()
                for worker in working:
                    told += worker.end()
                server.start()
                tally.look(url, [entry for entry in told if entry != "open"])
                left -= 1
    return tally


# ---------------------------------------------------------------- racers


@attrs.frozen
class Race:
    """What came of many publishers at once.

    Attributes:
        publishers, publishes: How many there were, and how often they published together.
        accepted: The numbers of the revisions that were confirmed, in the order they were reported.
        refused: How many publishes were refused because somebody else had published.
        others: Whatever else went wrong.
        history: The numbers of the revisions in the ledger afterwards.
        problems: What `verify` says.
    """

    publishers: int
    publishes: int
    accepted: tuple[int, ...]
    refused: int
    others: tuple[str, ...]
    history: tuple[int, ...]
    problems: tuple[str, ...]

    @property
    def duplicates(self) -> int:
        """How many numbers were given twice."""
        return len(self.accepted) - len(set(self.accepted))

    @property
    def is_clean(self) -> bool:
        """Whether each publish was accepted or refused, and each number given once, without a gap."""
        return (
            len(self.accepted) + self.refused == self.publishes
            and not self.others
            and not self.problems
            and sorted(self.accepted) == list(self.history) == list(range(1, len(self.history) + 1))
        )

    def __str__(self) -> str:
        return (
            f"publishers={self.publishers} publishes={self.publishes}"
            f" accepted+refused={len(self.accepted) + self.refused} duplicates={self.duplicates}"
            f" accepted={len(self.accepted)} refused={self.refused}"
        )


def racer(pipe: Connection, url: str, name: str, times: int, barrier: Any) -> None:
    """Preview and publish so many times; a refused publish counts, and the next begins with a new preview."""
    with Ledger.open(url) as ledger:
        barrier.wait()
        for _ in range(times):
            try:
                pipe.send(publish_next(ledger, f" by {name}").number)
            except LedgerError as error:
                pipe.send(error.code)


def race(url: str, publishers: int, each: int) -> Race:
    """Let many publish the same plan at once."""
    made = context()
    barrier = made.Barrier(publishers)
    running = [Worker(made, racer, url, f"p{n}", each, barrier) for n in range(publishers)]
    told = [entry for worker in running for entry in worker.end()]
    with Ledger.open(url) as ledger:
        history = tuple(revision.number for revision in ledger.history(PLAN))
        problems = tuple(map(str, ledger.verify().problems))
    refused = [entry for entry in told if entry == "plan-changed"]
    accepted = tuple(entry for entry in told if isinstance(entry, int))
    others = tuple(e for e in told if isinstance(e, str) and e != "plan-changed")
    return Race(publishers, publishers * each, accepted, len(refused), others, history, problems)


# ---------------------------------------------------------------- openers


def opener(pipe: Connection, url: str, barrier: Any) -> None:
    """Open a ledger at the same moment as others."""
    barrier.wait()
    try:
        with Ledger.open(url) as ledger:
            pipe.send(len(ledger.plans()))
    except LedgerError as error:
        pipe.send(str(error))


def open_at_once(url: str, openers: int) -> list[Any]:
    """Have many open a ledger that isn't there yet; give what each of them found in it."""
    made = context()
    barrier = made.Barrier(openers)
    running = [Worker(made, opener, url, barrier) for _ in range(openers)]
    return [entry for worker in running for entry in worker.end()]


# ---------------------------------------------------------------- feeds as files


def file_writer(pipe: Connection, url: str, plan_file: str, directory: str, stop: Any) -> None:
    """Write the feeds of a ledger as files again and again, as the command does."""
    from click.testing import CliRunner

    from relsched.cli.group import commands

    times = 0
    while not stop.value:
        words = ["feed", plan_file, "--db", url, "-o", directory]
        done = CliRunner().invoke(commands, words)
        if done.exit_code:
            pipe.send(f"{done.output} {done.exception!r}")
            return
        times += 1
        pipe.send(times)


def file_reader(pipe: Connection, file: str, stop: Any) -> None:
    """Read a feed's file again and again; tell how often, and what was wrong with it."""
    seen = Seen()
    while not stop.value:
        try:
            data = Path(file).read_bytes()
        except FileNotFoundError:
            if seen.polls:
                seen.failed.append("the file was gone")
            continue
        seen.look(data, seen.newest)  # it never goes back either
    pipe.send(seen)


def write_files(url: str, directory: Path, rounds: int, random: Random) -> tuple[Seen, int]:
    """Publish while the files are written and read, and kill the writer now and then.

    Returns:
        What the reader saw, and how often the files were written.
    """
    made = context()
    plan_file = directory / "plan.yaml"
    plan_file.write_text(f"plan: {PLAN}\nissued: 2026-01-05\n", encoding="utf-8")
    out = directory / "out"
    stop = made.RawValue(c_int, 0)
    with Ledger.open(url) as ledger:
        publish_next(ledger)
        writing = Worker(made, file_writer, url, str(plan_file), str(out), stop)
        told = [writing.pipe.recv()]
        reading = Worker(made, file_reader, str(out / f"{PLAN}.ics"), stop)
        for number in range(rounds):
            publish_next(ledger)
            if number % 10 == 9:
                writing.pipe.poll(random.uniform(0, 0.02))
                told += writing.kill()
                writing = Worker(made, file_writer, url, str(plan_file), str(out), stop)
                told.append(writing.pipe.recv())
        stop.value = 1
        told += writing.end()
        (seen,) = reading.end()
    wrong = [entry for entry in told if isinstance(entry, str)]
    seen.failed += wrong
    return seen, len(told) - len(wrong)


# A first resolve reads the grammar of timings; whoever is forked from here has it already.
resolve(plan_of(1), known_of(1))
