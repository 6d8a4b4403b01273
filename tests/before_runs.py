"""The runs whose output is held to what version 0.1.0 said: for each plan commands, and calls of the library.

Each run names its language, so that it doesn't matter which one is taken when none is asked for. Nothing in a run comes
from the clock, from chance or from the machine.
"""

from __future__ import annotations

import contextlib
import json
import os
import secrets
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import yaml

import relsched
from command_line import relsched_

PROFILES = (
    *("default", "google", "apple", "outlook+alarms", "thunderbird", "tools"),
    *("default+reminders-7", "tools+plan-events+alarms-2"),
)
PLAN = "plan.yaml"
STAMP = datetime(2026, 3, 1, tzinfo=UTC)
LEDGER = ("--db", "sqlite:///l.db")


class Case(NamedTuple):
    """What a list of runs is given: a plan, or a text for each file, and what is known of its events.

    Attributes:
        name: What the file of golden outputs is called.
        kind: `full`, `random`, `errors`, `phrases` or `documents`.
        files: The text of each file that the runs find, plans among them.
        known, moved: Known dates as the command line takes them, and others.
        events, deadlines, units: The ids of the plan, in its order.
        titles: The item of each title.
        arguments: The words of each command, where the case lists them itself.
    """

    name: str
    kind: str
    files: dict[str, str]
    known: list[str]
    moved: list[str]
    events: list[str]
    deadlines: list[str]
    units: list[str]
    titles: dict[str, str]
    arguments: dict[str, list[str]]

    @property
    def titled(self) -> list[tuple[str, str]]:
        """Read each item of the plan with its titles, in each language."""
        found: list[tuple[str, str]] = []
        for item in _items(yaml.safe_load(self.files[PLAN]) if self.deadlines else {}):
            title = item.get("title", "")
            titles = title.values() if isinstance(title, dict) else [title]
            found += ((str(item["id"]), str(each)) for each in titles)
        return found


def _items(value: Any) -> Iterator[dict[str, Any]]:
    if isinstance(value, dict):
        if "id" in value:
            yield value
        for part in value.values():
            yield from _items(part)
    elif isinstance(value, list):
        for part in value:
            yield from _items(part)


class Output(NamedTuple):
    """What one run gave: its name, what it is (`json`, `text`, `ics`, `plan` or `export`), its status, and the text."""

    run: str
    kind: str
    status: int
    text: str


def outputs(case: Case, folder: Path) -> Iterator[Output]:
    """Do all runs of a case in an empty folder."""
    with pytest.MonkeyPatch.context() as patch, contextlib.chdir(folder):
        for name in (*os.environ,):
            if name.startswith(("LC_", "RELSCHED_")) or name == "LANGUAGE":
                patch.delenv(name)
        for name, value in {
            "COLUMNS": "1000",
            "NO_COLOR": "1",
            "TERM": "dumb",
            "LANG": "C.UTF-8",
            "TZ": "UTC",
            "USER": "lan",
            "LOGNAME": "lan",
            "XDG_DATA_HOME": str(folder / "data"),
            "RELSCHED_BASE_URL": "https://dates.example.vn",
        }.items():
            patch.setenv(name, value)
        chance = iter(range(1_000_000))
        patch.setattr(secrets, "token_urlsafe", lambda size: f"secret-{next(chance):032}")
        patch.setattr(secrets, "token_hex", lambda size: f"{next(chance):010x}")
        for file, text in case.files.items():
            # A file may hold octets that are no UTF-8; they stand in the text as lone surrogates.
            Path(file).write_bytes(text.encode("utf-8", "surrogateescape"))
        yield from RUNS[case.kind](case)


def said(run: str, *arguments: str, stdin: str | None = None) -> Output:
    """Run a command; of what it gives, standard output counts."""
    result = relsched_(*arguments, stdin=stdin)
    if not isinstance(result.exception, SystemExit | None):
        raise result.exception
    is_json = "--json" in arguments or "json" in arguments or "--jsonl" in arguments
    return Output(
        run, "json" if is_json else "text", result.exit_code, result.stdout_bytes.decode()
    )


def kept(run: str, *files: str | Path) -> Iterator[Output]:
    """Give the files that a run wrote, folders with all that they hold."""
    for file in map(Path, files):
        for each in (file,) if file.is_file() else sorted(file.rglob("*.ics")):
            kind = "ics" if each.suffix == ".ics" else "plan"
            text = each.read_bytes().decode()
            yield Output(f"{run}: {each.as_posix()}", kind, 0, text)


def called(run: str, call: Callable[[], Any]) -> Output:
    """Call the library; plain values are written as JSON."""
    try:
        found = call()
    except relsched.RelschedError as error:
        found = {
            "code": error.code,
            "value": error.value,
            "where": error.where and str(error.where),
        }
    return Output(run, "json", 0, json.dumps(found, ensure_ascii=False, default=str) + "\n")


def dates(known: Sequence[str]) -> list[str]:
    """Give known dates as options of a command."""
    return [word for each in known for word in ("--known", each)]


def pairs(known: Sequence[str]) -> dict[str, str]:
    """Give known dates as the library takes them."""
    return {one: text for one, _, text in (each.partition("=") for each in known)}


class Questions:
    """What is asked of a plan: the words of commands that follow from it."""

    def __init__(self, case: Case) -> None:
        self.plan = relsched.read_plan(PLAN)
        issued = self.plan.issued
        assert issued is not None
        self.issued: date = issued
        self.turn = sum(map(ord, case.name))
        self.is_large = (
            len(case.deadlines) > 20
        )  # of a large plan less is asked, for the time it takes
        self.event = (case.events or case.deadlines)[0]
        first = next((text[:10] for text in pairs(case.known).values() if text[:2] == "20"), None)
        self.first = issued + timedelta(days=60) if first is None else date.fromisoformat(first)
        self.span = f"{self.event}={self.after(-3)}..{self.after(5)}"
        self.rest = [each for each in case.known if not each.startswith(self.event)]

    def after(self, days: int) -> date:
        """Give the day so long after the first that is known."""
        return self.first + timedelta(days=days)

    def state(self, known: Sequence[str]) -> relsched.Schedule:
        """Resolve the plan."""
        return relsched.resolve(self.plan, pairs(known))

    def occurrences(self, known: Sequence[str]) -> dict[str, Any]:
        """Give the days of each recurring deadline, or the code of what is wrong with asking."""
        schedule = self.state(known)
        found: dict[str, Any] = {}
        for deadline in self.plan.deadlines:
            try:
                found[deadline.id] = [day.isoformat() for day in schedule.occurrences(deadline.id)]
            except relsched.RelschedError as error:
                found[deadline.id] = error.code
        return found


def rewritten(plan: relsched.Plan) -> Iterator[Output]:
    """Write a plan to a file anew."""
    relsched.write_plan(plan, "again.yaml")
    yield from kept("write_plan", "again.yaml")


def edits(case: Case, turn: int) -> list[list[str]]:
    """Give edits that the plan may take or refuse."""
    one, other = (case.deadlines[(turn + n) % len(case.deadlines)] for n in (0, 1))
    event, second = (case.events or [one])[0], (case.events or [one])[-1]
    return [
        ["rename", event, "renamed-event"],
        ["rename", one, "renamed-deadline"],
        ["merge", one, other],
        ["merge", one, other, "--when", "both"],
        ["merge", event, second],
        ["split", one, "one", "two"],
        ["split", event, "one", "two", "--keep"],
        ["split", event, "one", "two", "--titles", "Khai", "Bế"],
        *(
            ["delete", name, "--dependants", how]
            for name in (one, event)
            for how in ("refuse", "cascade", "freeze", "rebase")
        ),
    ]


def edited(case: Case, words: Sequence[str], known: Sequence[str]) -> Iterator[Output]:
    """Edit a copy of the plan file."""
    run = f"edit {' '.join(words)}"
    Path("edited.yaml").write_text(case.files[PLAN], encoding="utf-8", newline="")
    asked = ("--yes", "--json", "--lang", "en", *dates(known))
    yield said(run, "edit", "edited.yaml", *words, *asked)
    yield from kept(run, "edited.yaml")


def random_runs(case: Case) -> Iterator[Output]:
    """Ask a random plan for its dates, and for a share of everything else, in turns."""
    asked = Questions(case)
    turn, known, moved = asked.turn, dates(case.known), dates(case.moved)
    here, there = ("en", "vi") if turn % 2 else ("vi", "en")
    as_json = ("--json", "--lang", "en")
    if turn % 2:
        yield from rewritten(asked.plan)
    yield said("resolve", "resolve", PLAN, *as_json, *known)
    yield said("check", "check", PLAN, *as_json, *(known if turn % 2 else moved))
    if turn % 3 == 0:
        yield said("check table", "check", PLAN, "--lang", there, *known)
    if turn % 3 == 1:
        yield said("resolve table", "resolve", PLAN, "--lang", here, *known)
    if turn % 3 == 2:
        yield said("resolve moved", "resolve", PLAN, *as_json, *moved)
    yield called("occurrences", lambda: asked.occurrences(case.known))
    yield called(
        "compare",
        lambda: json.loads(
            relsched.compare(
                asked.state(case.known),
                asked.state(case.moved),
                as_of=asked.issued + timedelta(days=30),
            ).to_json()
        ),
    )
    for name in dict.fromkeys((case.deadlines[turn % len(case.deadlines)], asked.event)):
        yield said(f"why {name}", "why", PLAN, name, *as_json, *known)
    if turn % 3 == 0:
        yield said("float", "float", PLAN, *as_json, *known)
    if turn % 3 == 1:
        yield said(
            "whatif", "whatif", PLAN, asked.span, *as_json, "--best", "3", *dates(asked.rest)
        )
    if turn % 3 == 2:
        yield said("conventions", "check", PLAN, "--conventions", *as_json, *known)
    if turn % 3:
        yield said("feeds", "feed", PLAN, "-o", "feeds", "--json", "--lang", here, *known)
        yield from kept("feeds", "feeds")
    stamp = ("--stamp", "2026-03-01T08:00:00+07:00", "--sequence", "3")
    profile = PROFILES[turn % len(PROFILES)]
    written = ("feed", PLAN, "-o", "-", "--profile", profile, "--lang", there, *stamp, *moved)
    yield said("feed of the plan", *written)._replace(kind="ics")
    several = edits(case, turn)
    yield from edited(case, several[turn % len(several)], case.known if turn % 2 else [])
    if turn % 4 == 0:
        yield from published(case, asked)


def full_runs(case: Case) -> Iterator[Output]:
    """Ask a plan that stands for real ones for everything, in both languages."""
    asked = Questions(case)
    known, moved = dates(case.known), dates(case.moved)
    as_json = ("--json", "--lang", "en")
    yield from rewritten(asked.plan)
    for name, days in {"nothing": [], "moved": moved}.items():
        yield said(f"resolve {name}", "resolve", PLAN, *as_json, *days)
        yield said(f"check {name}", "check", PLAN, *as_json, *days)
    yield said("check table", "check", PLAN, "--lang", "vi", *known)
    if not asked.is_large:
        yield said("resolve table", "resolve", PLAN, "--lang", "vi", *known)
        yield said("float table", "float", PLAN, "--lang", "vi", *known)
        yield said("conventions", "check", PLAN, "--conventions", *as_json, *known)
    yield said("float", "float", PLAN, *as_json, "--since", str(asked.issued))
    for name in [*case.deadlines[:: 1 + len(case.deadlines) // 3], case.events[0]]:
        yield said(f"why {name}", "why", PLAN, name, *as_json, *known)
    as_of = ("--as-of", str(asked.issued + timedelta(days=20)))
    yield said("whatif", "whatif", PLAN, asked.span, *as_json, "--best", "3", *as_of, *known)
    second = f"{case.events[1]}={asked.after(1)}..{asked.after(2)}"
    yield said("whatif of two", "whatif", PLAN, asked.span, second, *as_json, "--best", "2")
    if not asked.is_large:
        yield said("whatif table", "whatif", PLAN, asked.span, "--feasible", "--lang", "vi")
    Path("s.csv").write_text(
        f"scenario,{case.events[0]},{case.events[1]}\n"
        f"A,{asked.first},{asked.after(9)}\nB,{asked.after(2)},\n",
        encoding="utf-8",
    )
    yield said("scenarios", "whatif", PLAN, "--scenarios", "s.csv", *as_json)
    yield called("occurrences", lambda: asked.occurrences(case.known))
    for number, profile in enumerate(PROFILES[:: 5 if asked.is_large else 1]):
        lang = ("vi", "en")[number % 2]
        given = ("feed", PLAN, "-o", "-", "--profile", profile, "--lang", lang, *known)
        yield said(f"feed {profile}", *given)._replace(kind="ics")
    for audience in (f"lead:{case.units[0]}", f"chain:{case.deadlines[2]}"):
        given = ("feed", PLAN, "-o", "-", "--audience", audience, "--lang", "vi", *moved)
        yield said(f"feed {audience}", *given)._replace(kind="ics")
    if not asked.is_large:
        yield said("feeds", "feed", PLAN, "-o", "feeds", "--json", "--lang", "en", *known)
        yield from kept("feeds", "feeds")
    several = edits(case, asked.turn)
    for number, words in enumerate(several[: 1 if asked.is_large else None]):
        yield from edited(case, words, case.known if number % 2 else [])
    yield from published(case, asked)


def published(case: Case, asked: Questions) -> Iterator[Output]:
    """Publish the plan, move it about, look at its history from all sides, and export it."""
    first, last = case.deadlines[0], case.deadlines[-1]

    def at(day: int) -> tuple[str, ...]:
        moment = f"2026-01-{6 + day:02}T03:00:00Z"
        return ("--by", "An", "--yes", "--json", "--lang", "en", "--now", moment, *LEDGER)

    def on(days: int) -> str:
        return str(asked.issued + timedelta(days=days))

    def told(run: str, *arguments: str) -> Output:
        return said(f"ledger: {run}", *arguments)

    yield told("publish", "publish", PLAN, "--reason", "first", *at(0), *dates(case.known))
    if case.moved:
        yield told("move", "move", PLAN, *case.moved, "--reason", "moved", *at(1))
    if not asked.is_large:
        yield told("publish again", "publish", PLAN, "--reason", "again", *at(2))
        yield told("pin", "pin", PLAN, f"{first}={on(40)}", "--reason", "pinned", *at(3))
        yield told("done", "done", PLAN, last, "--on", on(50), "--reason", "met", *at(4))
        yield told("forget", "publish", PLAN, "--forget", first, "--reason", "let go", *at(5))
        Path("less.yaml").write_text(case.files[PLAN], encoding="utf-8", newline="")
        middle = case.deadlines[len(case.deadlines) // 2]
        relsched_("edit", "less.yaml", "delete", middle, "--dependants", "cascade", "--yes")
        yield told("one less", "publish", "less.yaml", "--reason", "one less", *at(6))
        yield told("back", "publish", PLAN, "--again", "1", "--reason", "back", *at(7))
        yield told("compare with now", "compare", "2", "--json", "--lang", "en", *LEDGER)
    as_json = ("--json", "--lang", "en", *LEDGER)
    yield told("history", "history", *as_json)
    yield told("another plan", "history", "nonesuch", *as_json)
    yield told("show", "show", *as_json)
    yield told("show 2", "show", "2", *as_json)
    yield told("show on a day", "show", "--on", "2026-01-08", *as_json)
    yield told("no such revision", "show", "77", *as_json)
    yield told("compare 1 2", "compare", "1", "2", *as_json)
    form = "text" if asked.is_large else "markdown"
    yield told("compare table", "compare", "1", "2", "--format", form, "--lang", "vi", *LEDGER)
    yield told("notices en", "notices", "2", *as_json)
    yield told("notices vi", "notices", "2", "--json", "--lang", "vi", *LEDGER)
    for profile in PROFILES[:: 8 if case.kind == "random" else 5 if asked.is_large else 2]:
        to = ("-o", f"ledger-{profile}")
        plan_only = () if profile == "default" else ("--audience", "plan")
        given = ("feed", PLAN, *to, *plan_only, "--profile", profile, *LEDGER)
        yield told(f"feed {profile}", *given)
        yield from kept(f"ledger: feed {profile}", to[1])
    moment = ("--json", "--by", "An", *LEDGER, "--now")
    yield told("share", "share", "plan", *moment, "2026-01-14T03:00:00Z")
    shared = told(
        "share for google", "share", "plan", "--profile", "google", *moment, "2026-01-14T04:00:00Z"
    )
    yield shared
    address = json.loads(shared.text)["address"]["id"]
    yield told("rotate", "rotate", address, *moment, "2026-01-15T03:00:00Z")
    yield told("rotate nothing", "rotate", "nonesuch", *moment, "2026-01-15T03:00:00Z")
    yield told("addresses", "addresses", "--json", "--now", "2026-01-17T00:00:00Z", *LEDGER)
    yield told("verify", "verify", "--replay", "--json", *LEDGER)
    with relsched.Ledger.open("sqlite:///l.db", create=False) as ledger:
        lines = "".join(f"{line}\n" for line in ledger.export())
    yield Output("ledger: export", "export", 0, lines)


def error_runs(case: Case) -> Iterator[Output]:
    """Run bad commands on bad plans, and make bad calls of the library."""
    for run, arguments in case.arguments.items():
        file = case.files.get(f"{run}.yaml")
        Path(PLAN).unlink(missing_ok=True)
        if file is not None:
            Path(PLAN).write_bytes(file.encode("utf-8", "surrogateescape"))
        yield said(run, *arguments, "--json")
    for run, call in BAD_CALLS.items():
        yield called(run, call)


def _plan(*deadlines: relsched.Deadline, **parts: Any) -> relsched.Plan:
    events = parts.pop("events", [relsched.Event("c")])
    return relsched.Plan("p", issued="2020-03-25", events=events, deadlines=deadlines, **parts)


def _resolved(*deadlines: relsched.Deadline, **parts: Any) -> relsched.Schedule:
    return relsched.resolve(_plan(*deadlines, **parts))


BAD_CALLS: dict[str, Callable[[], Any]] = {
    "no timing": lambda: relsched.Timing.parse("10 days congress"),
    "no time": lambda: relsched.Timing.parse("on 2020-10-13 at 25:00"),
    "no date": lambda: relsched.Window.parse("13/10/2020"),
    "no such day": lambda: relsched.Timing.parse("by 2020-02-30"),
    "no period": lambda: relsched.Timing.parse("in July and September 2020"),
    "no recurrence": lambda: relsched.Timing.parse("every 0 days"),
    "reversed window": lambda: relsched.Window("2020-10-15", "2020-10-13"),
    "no offset": lambda: relsched.Offset.parse("ten days"),
    "no unit of time": lambda: relsched.Timing.parse("10 dayz before congress"),
    "empty offset": lambda: relsched.Offset(),
    "mixed offset": lambda: relsched.Offset.parse("2 weeks and 3 clear days"),
    "negative offset": lambda: relsched.days(-10),
    "offset of ages": lambda: relsched.days(100_000),
    "no length": lambda: relsched.Event("congress", lasts="1 month"),
    "long timing": lambda: relsched.Timing.parse("by " + "x" * 500),
    "deep timing": lambda: relsched.Timing.parse("by " + "(" * 65 + "congress" + ")" * 65),
    "long phrase": lambda: relsched.Question.about("x" * 1001).answer(),
    "no convention": lambda: relsched.Conventions.read({"befor": "inclusive"}),
    "no conventions": lambda: relsched.Conventions.read("vn-civil-code"),
    "no choice": lambda: relsched.Conventions.read({"before": "maybe"}),
    "no roll": lambda: relsched.Roll.parse("foward"),
    "no id": lambda: relsched.Deadline("4.1 b"),
    "reserved id": lambda: relsched.Event("before"),
    "two of one id": lambda: _plan(events=[relsched.Event("a"), relsched.Event("a")]),
    "no such unit": lambda: _plan(relsched.Deadline("1", lead="press")),
    "no such phase": lambda: _plan(relsched.Deadline("1", phase="before")),
    "no such item": lambda: _resolved().why("4.1"),
    "circle": lambda: _resolved(
        relsched.Deadline("a", when="1 day after b"), relsched.Deadline("b", when="1 day after a")
    ),
    "no relation": lambda: relsched.Wait("a", relation="start-to-start"),
    "no lint": lambda: relsched.Deadline("1", ignore="overlaps"),
    "no strategy": lambda: relsched.delete(_plan(), "c", dependants="keep"),
    "no zone": lambda: _plan(timezone="Asia/Hanoi"),
    "no language": lambda: _plan(language="fr"),
    "open horizon": lambda: _plan(horizon="2020-01-01.."),
    "long title": lambda: relsched.Event("congress", "x" * 501),
    "no calendar": lambda: relsched.Calendars().get("Vietnam"),
    "outside a calendar": lambda: relsched.Calendars().get("VN").is_open(date(2300, 1, 1)),
    "no name of a calendar": lambda: relsched.Calendars().get("my office"),
    "no weekday": lambda: relsched.CalendarSpec("office", weekend=["sunnday"]),
    "two calendars of one name": lambda: relsched.Calendars(
        [relsched.CalendarSpec("office"), relsched.CalendarSpec("office", base="VN")]
    ),
    "days counted back": lambda: (
        relsched.Calendars().get("VN").working_days_between(date(2020, 10, 15), date(2020, 10, 13))
    ),
    "no known date": lambda: relsched.Known.read("congress", "every Friday"),
    "known of nothing": lambda: relsched.resolve(_plan(), {"congress": "2020-10-13"}),
    "reversed known": lambda: relsched.Known("congress", "2020-10-15", "2020-10-13"),
    "nothing to try": lambda: relsched.whatif(_plan(), {"c": []}),
    "too much to try": lambda: relsched.whatif(_plan(), {"c": "1900-01-01..2199-12-31"}),
    "no float": lambda: _resolved(relsched.Deadline("1", when="continuously")).floats()["1"],
    "beyond the horizon": lambda: _resolved(
        relsched.Deadline("1", when="5 years after issued"), horizon="2020-01-01..2020-12-31"
    ),
    "no calendar file": lambda: relsched.known_from_calendar(_plan(), b"BEGIN:VEVENT", {"c": "a"}),
    "an empty feed": lambda: len(relsched.feed(_resolved(), stamp=STAMP)),
    "a feed of nobody": lambda: relsched.feed(_resolved(), unit="press", stamp=STAMP),
    "no profile": lambda: relsched.feed(_resolved(), profile="lotus", stamp=STAMP),
    "nothing tried": lambda: relsched.whatif(_plan(), {"c": "2020-10-01"}).feasible("d"),
    "no ledger": lambda: relsched.Ledger.open("sqlite:///absent.db", create=False),
    "no address of a ledger": lambda: relsched.Ledger.open("mysql://host/db"),
}


def document_runs(case: Case) -> Iterator[Output]:
    """Import documents, and a new version of each into the plan that was made."""
    for file in case.files:
        if not file.endswith((".txt", ".csv")):
            continue
        lang = "vi" if file.startswith("plan_72") else "en"
        given = ("import", file, "--issued", "2020-03-25", "--lang", lang)
        yield said(f"import {file}", *given, "--json")
        yield said(f"import {file} to a plan", *given, "-o", f"{file}.yaml")
        yield from kept(f"import {file}", f"{file}.yaml")
        newer = Path(file).read_text(encoding="utf-8").replace("trước", "sau").replace("5 ", "6 ")
        Path(file).write_text(newer, encoding="utf-8", newline="")
        yield said(f"update {file}", *given, "-o", f"{file}.yaml", "--update", "--json")
        yield from kept(f"update {file}", f"{file}.yaml")
    calendar = ("--from-calendar", "province.ics", "--json", "--lang", "en")
    for command in ("resolve", "check"):
        yield said(f"{command} following", command, "district.yaml", *calendar)
    yield said("why following", "why", "district.yaml", "doors", *calendar)


RUNS: dict[str, Callable[[Case], Iterator[Output]]] = {
    "full": full_runs,
    "random": random_runs,
    "errors": error_runs,
    "documents": document_runs,
}
