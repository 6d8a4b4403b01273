"""One law over every public value: it can be copied and pickled, hashed, shown in a line, looked up and compared.

`VALUES` has an instance or more of each class that the package hands out, and of what these hand out; a class that is
added to the package must be added here, or a test fails. Texts that must read back have a law of their own below.
"""

from __future__ import annotations

import copy
import inspect
import json
import pickle
import re
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from functools import partial
from tempfile import TemporaryDirectory
from typing import Any

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

import relsched
from relsched import (
    Addresses,
    Audience,
    Calendars,
    CalendarSpec,
    Conventions,
    DayNote,
    Deadline,
    Direction,
    Edge,
    Event,
    Follow,
    FollowNote,
    HasPoint,
    Kind,
    Known,
    Ledger,
    Message,
    Moment,
    Note,
    Offset,
    Phase,
    PhraseContext,
    PhraseReader,
    Place,
    Plan,
    PlanError,
    PlanFile,
    PlanQuestion,
    PlanRule,
    Point,
    Profile,
    Proposed,
    Question,
    Readable,
    Relation,
    Resolver,
    Roll,
    Schedule,
    Source,
    Text,
    Timing,
    Unit,
    UnknownCalendarError,
    UnknownItemError,
    UnknownUnitError,
    Wait,
    Window,
    WorkingCalendar,
    compare,
    convention_report,
    days,
    due_list,
    feasible,
    feed,
    known_from_schedule,
    lint,
    notice,
    plan_data,
    read_phrase,
    read_plan_data,
    read_schedule,
    rename,
    resolve,
    whatif,
)
from relsched import errors as errors_module
from relsched.errors import RelschedError
from sizes import sized
from whole_plans import plans as whole_plans

# ---------------------------------------------------------------- instances

FAIR = Plan(
    "fair",
    {"en": "Trade fair", "vi": "Hội chợ"},
    issued="2020-03-25",
    timezone="Asia/Ho_Chi_Minh",
    calendar="VN",
    conventions={"based_on": "vn-civil-code-2015", "before": "inclusive"},
    calendars=[CalendarSpec("house", base="VN", closed={"2020-10-05": "Founding day"})],
    units=[Unit("culture", "Culture", contact="culture@example.org")],
    phases=[Phase("autumn", "Autumn", when="in October 2020")],
    events=[
        Event("fair", "Fair", expected="in October 2020", lasts="unknown", aliases=["the fair"]),
        Event("expo", follows="other:expo", source="row 7"),
        Event("closing", expected="3 days after expo"),
    ],
    deadlines=[
        Deadline("a", "Letters sent", "10 days before fair", lead="culture", remind=["1 day"]),
        Deadline("b", "Report", "2 working days in house after fair", after=["a"], phase="autumn"),
        Deadline("c", "Stands built", "by 2020-09-01", after=[Wait("expo", "3 days")]),
        Deadline("d", "Meeting", "every week from 2020-03-30 until fair.start", notes="n" * 9_000),
        Deadline("e", "Paint bought", "by 2020-09-10", done="2020-09-09"),
    ],
)
LONG = Plan(
    "long",
    "A title " * 60,
    issued="2020-01-01",
    events=[Event("opening", "An event " * 50)],
    deadlines=[
        Deadline(
            f"row-{n}",
            f"Row {n} " * 40,
            f"{n + 1} days after " + (f"row-{n - 1}" if n else "opening"),
            source=Source("words " * 100),
        )
        for n in range(60)
    ],
)
DATES = {"fair": "2020-10-13..2020-10-15", "expo": "2020-09-20 08:00", "b": "done 2020-10-20"}
EARLY, FIXED, FAR = (
    resolve(FAIR),
    resolve(FAIR, DATES),
    resolve(LONG, {"opening": "2020-02-03"}),
)
NEW_YEAR = datetime(2020, 1, 1, tzinfo=UTC)
TEXT = "plan: small\nissued: 2020-03-25\ndeadlines:\n  - id: a\n    when: by 2020-05-05\n"
TRIED = whatif(FAIR, {"fair": "2020-10-01..2020-10-09"}, as_of="2020-09-25")
MANY = whatif(LONG, {"opening": "2020-01-01..2020-01-31"})
CONTEXT = PhraseContext.of_plan(FAIR, "en")
READ = read_phrase("(i) 10 days before the gala; (ii) 2 weeks after the fair", CONTEXT)
REWORDED = resolve(
    attrs.evolve(FAIR, deadlines=[attrs.evolve(FAIR.deadlines[0], lead=None), *FAIR.deadlines[1:]]),
    DATES,
)
ASKED = Question.about("10 days before the fair", plan=FAIR)


def _errors() -> Iterator[RelschedError]:
    """Give an error of each class, with all its parts."""
    kinds = [kind for kind in vars(errors_module).values() if isinstance(kind, type)]
    for kind in kinds:
        if issubclass(kind, errors_module.Problems):
            continue
        if issubclass(kind, RelschedError):
            yield kind(
                "It can't be." + " Really." * 100,
                code="some-code",
                where=Place("fair.yaml", 3, 7, ("deadlines", 4)),
                value="x" * 500,
                why="because",
                fix="try this",
            )


def _published() -> Iterator[Any]:
    """Give what a ledger hands out of two revisions, with an address of their feed."""
    with TemporaryDirectory() as folder, Ledger.open(f"{folder}/a.db") as ledger:
        now = NEW_YEAR.replace(month=9)
        for known in (DATES, DATES | {"fair": "2020-10-20..2020-10-22"}):
            ledger.publish(
                ledger.preview(FAIR, known, now=now), by="office", reason="r" * 300, now=now
            )
            now = now.replace(day=now.day + 1)
        shared = ledger.addresses.share(FAIR, "plan", now=now, by="office")
        yield from (shared, shared.address, ledger.addresses.of("fair")[0])
        yield from (*ledger.history("fair"), *ledger.published("fair"))
        yield from (ledger.feed("fair"), ledger.verify(replay=True))


def _moves() -> Iterator[Any]:
    """Give the other ways to count that move a deadline of the fair, and what each moves."""
    for outcome in convention_report(FAIR, DATES):
        yield from (outcome.alternative, *outcome.moved)


MESSAGES = [
    Message("place line", number=4),
    Message("verbatim", text="words " * 500),
    Message("verbatim", text=(date(2020, 10, 13), Message("place line", number=4), "x" * 300)),
    Message("list and", first=tuple(str(n) for n in range(999)), last="b"),
]
ERRORS = list(_errors())
DUE = due_list([FIXED], "2026-01-05", within=3_000)
VALUES: list[Any] = [
    DUE,
    DUE.rows[0],
    DayNote("closed", "due", date(2026, 5, 2), {"en": "Saturday", "vi": "thứ Bảy"}),
    PlanQuestion("q1", "before or after?"),
    *FAIR.calendars,
    *FAIR.units,
    *FAIR.phases,
    *FAIR.events,
    *FAIR.deadlines,
    *LONG.deadlines[:1],
    *FIXED.known.values(),
    *(*Direction, *Roll, *Edge, *Kind),
    FAIR.conventions,
    Conventions(),
    FAIR.title,
    FAIR.events[1].source,
    FAIR.events[1].follows,
    Follow.parse("uid:20201013@example.org"),
    FAIR.deadlines[2].after[0],
    FAIR.deadlines[0].when,
    *(deadline.when for deadline in FAIR.deadlines),
    FAIR.events[0].start,
    Point.parse("later of 2020-10-13, 3 days after fair"),
    days(10),
    Offset(years=1, days=3, working_days=2, calendar="VN"),
    days(10).before("fair"),
    Window(),
    Window.on("2020-10-13"),
    Known("fair", "2020-10-13", by="office", on="2020-09-01", reason="decided"),
    Known("a", within=Window("2020-10-01", None), done="2020-10-02"),
    FIXED.program.calendars,
    *(FIXED.program.calendars.get(name) for name in ("VN", "weekdays", "house", "VN+house")),
    *(FAIR, LONG, PlanFile.parse(TEXT)),
    *(EARLY, FIXED, FAR),
    *(FIXED["a"], EARLY["fair"], FAR["row-59"]),
    *(Resolver(FAIR), Resolver(LONG)),
    *(FIXED.floats(), FIXED.floats()["a"], FAR.floats(until="2021-01-01")),
    *(FIXED.why("a"), *FIXED.why("a").steps, FAR.why("row-59")),
    *MESSAGES,
    *(Place(), Place("fair.yaml", 3, 7, ("deadlines", 4), MESSAGES[1]), Place("p" * 999)),
    *(Audience.parse("plan"), Audience.parse("unit:culture"), Profile("own", alarms=(1, 7))),
    *(Moment.parse("2020-10-13"), Moment.parse("2020-10-13 08:00 Asia/Ho_Chi_Minh")),
    *(
        row.when.limits(FAIR.conventions)
        for row in (*FAIR.deadlines, LONG.deadlines[9])
        if row.when is not None
    ),
    PlanFile.parse(TEXT).patched(PlanFile.parse(TEXT + "    notes: " + "n" * 500).plan),
    *FIXED.conflicts,
    *(conflict.explain() for conflict in FIXED.conflicts),
    *(case for conflict in EARLY.possible_conflicts for case in conflict.cases),
    *(driver for found in FIXED.floats() for driver in found.drivers),
    *(member.rule for conflict in FIXED.conflicts for member in conflict.members),
    *(field for change in compare(FIXED, REWORDED) for field in change.edits),
    *_moves(),
    *_published(),
    FollowNote("expo", "absent", "other.ics"),
    *Ledger.first_preview(FAIR, DATES, now=NEW_YEAR).items,
    Relation("DEPENDS-ON", "a.fair@relsched", 3),
    *(READ, *READ.parts, *READ.proposed, *(r for part in READ.parts for r in part.readings)),
    *(Proposed("gala", "Gala"), Note("place line", {"number": 4})),
    *(member for conflict in FIXED.conflicts for member in conflict.members),
    *(repair for conflict in FIXED.conflicts for repair in conflict.repairs),
    *EARLY.possible_conflicts,
    *lint(EARLY),
    *FIXED.lints,
    *(compare(EARLY, FIXED), compare(FIXED, FIXED), compare(FIXED, FAR)),
    *compare(EARLY, FIXED),
    *(cause for change in compare(EARLY, FIXED) for cause in change.causes),
    convention_report(FAIR, DATES),
    *convention_report(FAIR),
    *(TRIED, MANY, TRIED[0], MANY[20], TRIED.changes([0]), *TRIED.totals)[:4],
    *TRIED.totals,
    *TRIED[0].changes,
    *TRIED[0].breaks(),
    PlanRule(FAIR.deadlines[0].when, LONG.deadlines[9].after),
    feasible(FAIR, "fair", "2020-10-01..2020-10-31"),
    *feasible(FAIR, "fair", "2020-10-01..2020-10-31").stretches,
    rename(FAIR, "a", "letters"),
    *rename(FAIR, "a", "letters").changes,
    known_from_schedule(FAIR, resolve(Plan("other", events=[Event("expo")]))),
    *(CONTEXT, PhraseReader(CONTEXT), ASKED, ASKED.answer(), *ASKED.answer().readings),
    Ledger.first_preview(FAIR, DATES, now=NEW_YEAR),
    *ERRORS,
    errors_module.Problems(ERRORS, "fair.yaml"),
]
NAMES = [f"{type(value).__name__}-{n}" for n, value in enumerate(VALUES)]
# A connection isn't a value: as with a file or a lock, what could a copy of it in another process be? The addresses of
# a ledger are read and written through its connection.
CONNECTIONS = {Ledger, Addresses}
# A protocol has no instances of its own: what has its methods is tried by the class it is of.
PROTOCOLS = {HasPoint, Readable}
every_value = pytest.mark.parametrize("value", VALUES, ids=NAMES)


def test_no_public_class_is_left_out() -> None:
    """Each class that the package hands out is tried below, by itself or by a class made from it."""
    classes = {
        made for name in relsched.__all__ if isinstance(made := getattr(relsched, name), type)
    }
    tried = {base for value in VALUES for base in type(value).__mro__}
    assert classes - tried == CONNECTIONS | PROTOCOLS


# ---------------------------------------------------------------- copies


@pytest.mark.parametrize(
    "copied",
    [copy.deepcopy, lambda value: pickle.loads(pickle.dumps(value))],
    ids=["deep", "pickle"],
)
@every_value
def test_a_copy_is_equal(value: Any, copied: Callable[[Any], Any]) -> None:
    """A copy, and one that has been in another process, is equal to its original, of its class, and reads alike."""
    made = copied(value)
    assert type(made) is type(value)
    assert made == value
    assert hash(made) == hash(value)
    assert str(made) == str(value)


def test_a_copy_of_a_schedule_goes_on() -> None:
    """What can be asked of a schedule can be asked of one that has been in another process."""
    made: Schedule = pickle.loads(pickle.dumps(FIXED))
    assert list(made.entries) == list(FIXED.entries)
    assert str(made.why("b")) == str(FIXED.why("b"))
    assert [str(conflict) for conflict in made.conflicts] == [str(c) for c in FIXED.conflicts]
    assert made.to_dict() == FIXED.to_dict()
    assert made.floats().to_dict() == FIXED.floats().to_dict()
    assert pickle.loads(pickle.dumps(TRIED)).to_dict() == TRIED.to_dict()
    assert not compare(FIXED, made)
    resolver: Resolver = pickle.loads(pickle.dumps(Resolver(FAIR)))
    moved = resolver.update(resolver.resolve(DATES), {"fair": "2020-10-20..2020-10-22"})
    assert moved == resolve(FAIR, DATES | {"fair": "2020-10-20..2020-10-22"})


def test_a_conflict_is_copied_with_its_reasons() -> None:
    """A conflict works its reasons out when it is asked; a copy has them, and nothing of the plan beside."""
    (conflict,) = FIXED.conflicts
    data = pickle.dumps(conflict)
    assert pickle.loads(data).to_text() == conflict.to_text()
    assert len(data) < 10_000


def test_a_ledger_isnt_copied(tmp_path: Any) -> None:
    """A ledger is a connection; copying it is refused in so many words."""
    with Ledger.open(str(tmp_path / "a.db")) as ledger:
        for connection in (ledger, ledger.addresses):
            assert len(repr(connection)) < 200
            for way in (copy.copy, copy.deepcopy, pickle.dumps):
                with pytest.raises(TypeError, match="it is a connection"):
                    way(connection)


# ---------------------------------------------------------------- equality and reprs


@every_value
def test_what_is_equal_hashes_equal(value: Any) -> None:
    """Every value hashes, also those that hold mappings; it differs from a value of another class."""
    assert value in {value}
    assert value != object()


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (EARLY, FIXED),
        (EARLY, FAR),
        (EARLY.floats(), FIXED.floats()),
        (Resolver(FAIR), Resolver(LONG)),
        (compare(EARLY, FIXED), compare(FIXED, EARLY)),
        (TRIED, MANY),
        (TRIED[0], TRIED[1]),
        (PhraseReader(CONTEXT), PhraseReader(PhraseContext("vi"))),
        (ERRORS[0], ERRORS[1]),
        (RelschedError("x", code="a"), RelschedError("x", code="b")),
    ],
)
def test_what_differs_is_unequal(one: Any, other: Any) -> None:
    """Equality means the same dates, the same question, the same sentence."""
    assert one != other


def test_equal_schedules_come_from_equal_plans() -> None:
    """Two schedules are equal when plan, known dates, calendars and dates are, however they were made."""
    again = resolve(attrs.evolve(FAIR), dict(reversed(DATES.items())))
    assert again == FIXED
    assert resolve(attrs.evolve(FAIR, title="Other"), DATES) != FIXED
    own = WorkingCalendar.from_open_days(
        "mine", lambda day: True, first=date(2020, 1, 1), last=date(2020, 12, 31)
    )
    assert resolve(FAIR, DATES, {"mine": own}) != FIXED


@every_value
def test_reprs_are_short_and_telling(value: Any) -> None:
    """A repr has one line of less than 200 characters, and names the class."""
    shown = repr(value)
    assert len(shown) < 200
    assert "\n" not in shown
    named = {base.__name__ for base in type(value).__mro__} - {"object"}
    assert any(name in shown for name in named)


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (FAIR, "<Plan fair: 3 events, 5 deadlines>"),
        (FIXED, "<Schedule of fair: 5 deadlines, 3 known dates>"),
        (Window("2020-10-01", "2020-10-31"), "Window.parse('2020-10-01..2020-10-31')"),
        (days(10), "Offset.parse('10 days')"),
        (Timing.parse("10 days before fair"), "Timing.parse('10 days before fair')"),
        (FAIR.events[0].start, "Point.parse('fair.start')"),
        (Wait("a", "3 days"), "Wait(item='a', at_least='3 days')"),
        (Text("Fair"), "Text(main='Fair')"),
        (
            Deadline("a", "Letters sent", "10 days before fair"),
            "Deadline(id='a', title=Text(main='Letters sent'), when='10 days before fair')",
        ),
        (RelschedError("It can't be.", code="no"), "RelschedError(\"It can't be.\", code='no')"),
    ],
)
def test_what_reprs_show(value: Any, shown: str) -> None:
    """A repr shows what was given, as texts that the class would take; what is large shows how large it is."""
    assert repr(value) == shown


# ---------------------------------------------------------------- looking up

LOOKUPS = [
    *(EARLY, FIXED, FAR, FIXED.floats(), FAR.floats()),
    *(compare(EARLY, FIXED), compare(FIXED, FIXED), convention_report(FAIR)),
]


@pytest.mark.parametrize("held", LOOKUPS, ids=lambda held: f"{held!r}"[1:40])
def test_lookups_agree(held: Any) -> None:
    """`[]`, `get`, `in`, iteration and `len` say the same of what is held."""
    found = list(held)
    assert len(found) == len(held)
    for value in found:
        assert value in held
        assert value.id in held
        assert held[value.id] == held.get(value.id) == value
    for name in ("fair", "a", "d", "row-59", "before-inclusive", "nothing", ""):
        if name in held:
            assert held[name].id == name
            assert held.get(name, 1) == held[name]
        else:
            assert held.get(name) is None
            assert held.get(name, 1) == 1
            with pytest.raises(KeyError):
                held[name]
    assert 7 not in held
    assert None not in held
    if "a" in held:
        assert (
            attrs.evolve(held["a"], title="other") not in held
            if hasattr(held["a"], "title")
            else True
        )


def test_events_are_looked_up_too() -> None:
    """A schedule and its floats go through deadlines, and give events by their ids as well."""
    assert "fair" in FIXED
    assert FIXED["fair"] in FIXED
    assert FIXED.get("fair") == FIXED["fair"]
    assert [entry.id for entry in FIXED] == ["a", "b", "c", "d", "e"]
    assert "fair" in FIXED.floats()
    assert "d" not in FIXED.floats()  # a duty goes on from day to day


def test_candidates_are_a_sequence() -> None:
    """The candidates of a table are looked up by their places, as in a list."""
    assert list(TRIED) == [TRIED[n] for n in range(len(TRIED))]
    assert TRIED[-1] == TRIED[8]
    assert all(one in TRIED for one in TRIED)
    assert MANY[0] not in TRIED
    with pytest.raises(IndexError):
        TRIED[9]


# ---------------------------------------------------------------- errors

PYTHON = {
    "TimingError": ValueError,
    "PlanError": ValueError,
    "DocumentError": ValueError,
    "CalendarError": ValueError,
    "OutOfRangeError": ValueError,
    "KnownError": ValueError,
    "Problems": ValueError,
    "UnknownNameError": KeyError,
    "UnknownItemError": KeyError,
    "UnknownUnitError": KeyError,
    "UnknownCalendarError": KeyError,
    "UnknownRevisionError": KeyError,
    "MissingExtraError": ImportError,
}


@pytest.mark.parametrize("error", ERRORS, ids=lambda error: type(error).__name__)
def test_errors_are_also_what_python_expects(error: RelschedError) -> None:
    """Who catches what Python raises for such a thing catches ours, and its text isn't spoiled by that."""
    expected = PYTHON.get(type(error).__name__, RelschedError)
    assert isinstance(error, expected)
    assert isinstance(error, LookupError) == issubclass(expected, LookupError)
    assert str(error).startswith("It can't be. Really.")
    assert "\n  fix:   try this" in str(error)


@pytest.mark.parametrize(
    ("ask", "expected", "code"),
    [
        (lambda: FIXED["nothing"], KeyError, "unknown-item"),
        (lambda: FAIR.item("nothing"), KeyError, "unknown-item"),
        (lambda: FIXED.why("nothing"), KeyError, "unknown-item"),
        (lambda: FIXED.floats()["nothing"], KeyError, "unknown-item"),
        (lambda: FIXED.floats()["d"], KeyError, "no-float"),
        (lambda: compare(FIXED, FIXED)["a"], KeyError, "unknown-item"),
        (lambda: convention_report(FAIR)["before"], KeyError, "unknown-item"),
        (lambda: FIXED.program.calendars.get("XX"), KeyError, "unknown-calendar"),
        (lambda: feed(FIXED, stamp=NEW_YEAR, unit="x"), UnknownUnitError, "unknown-unit"),
        (lambda: feed(FIXED, stamp=NEW_YEAR, audience="chain:x"), UnknownItemError, "unknown-item"),
        (lambda: FAIR.item("nothing"), UnknownItemError, "unknown-item"),
        (lambda: Calendars().get("XX"), UnknownCalendarError, "unknown-calendar"),
        (lambda: FAIR.item("nothing"), PlanError, "unknown-item"),
        (lambda: Window.parse("2020-13-01"), ValueError, "date-absent"),
        (lambda: Offset.parse("three days"), ValueError, "offset-form"),
        (lambda: Timing.parse("10 dayz before fair"), ValueError, "unknown-time-unit"),
        (lambda: Roll.parse("nearset"), ValueError, "unknown-roll"),
        (lambda: Plan("p", deadlines=[Deadline("a", lead="u")]), ValueError, "unknown-unit"),
        (lambda: resolve(FAIR, {"fare": "2020-10-13"}), ValueError, "unknown-event"),
        (lambda: PlanFile.parse("plan: [x"), ValueError, "yaml-bracket"),
    ],
)
def test_what_is_raised(ask: Callable[[], Any], expected: type[Exception], code: str) -> None:
    """What can't be read is a `ValueError`, what isn't there a `KeyError`; both have a code and a sentence."""
    with pytest.raises(expected) as caught:
        ask()
    assert isinstance(caught.value, RelschedError)
    assert caught.value.code == code
    assert str(caught.value).startswith(caught.value.what)


# ---------------------------------------------------------------- languages

# Public functions whose languages are others than those of sentences, with the reason.
OTHER_LANGUAGES = {
    "due_list": "the language of its titles, checked where the list is made",
    "joint_calendar": "the language of its texts, checked where the calendar is made",
    "Text.in_language": "a title that isn't there in a language is given in its main one",
    "WorkingCalendar.why_closed": "the data on holidays has more languages",
    "WorkingCalendar.why_open": "the data on holidays has more languages",
    "PhraseContext.of_plan": "phrases are read in the languages that are installed",
    "Question.about": "phrases are read in the languages that are installed",
}
# What is given beside the language.
BESIDE: dict[str, tuple[Any, ...]] = {
    "DueList.distance": (DUE.rows[0],),
    "Audience.title": (FAIR,),
    "Floats.cells": (next(iter(FIXED.floats())),),
    "Schedule.why": ("d",),
    "WhatIf.cells": (TRIED[0],),
    "compare": (FIXED, FIXED),
    "notice": (compare(FIXED, FIXED), "culture"),
}


def takes_a_language(function: Callable[..., Any]) -> bool:
    """Whether a function has an argument of this name."""
    return "language" in inspect.signature(function).parameters


def in_languages() -> Iterator[tuple[str, Callable[..., Any]]]:
    """Go through the public functions and methods that take a language, methods of each kind of value."""
    yield "compare", compare
    yield "feed", partial(feed, stamp=NEW_YEAR, schedule=FIXED)
    yield "notice", notice
    for value in [*VALUES, FIXED, TRIED, FIXED.floats(), *ERRORS, *MESSAGES]:
        for name, found in inspect.getmembers(type(value), inspect.isfunction):
            if not name.startswith("_") and takes_a_language(found):
                yield f"{type(value).__name__}.{name}", getattr(value, name)


IN_LANGUAGES = [(name, write) for name, write in in_languages() if name not in OTHER_LANGUAGES]


def written(name: str, write: Callable[..., Any], language: str) -> list[Any]:
    """Let something be written in a language, also what comes line by line."""
    if name == "Schedule.feed":
        write = partial(write, stamp=NEW_YEAR)
    wanted = inspect.signature(write).parameters["language"]
    if wanted.kind is wanted.POSITIONAL_ONLY:
        return list(write(language))
    return list(write(*BESIDE.get(name, ()), language=language))


@pytest.mark.parametrize(("name", "write"), IN_LANGUAGES)
def test_a_language_that_is_none_is_refused(name: str, write: Callable[..., Any]) -> None:
    """Every public function with a language refuses one without sentences, and names those there are."""
    with pytest.raises(ValueError, match="no sentences in 'fr', only in") as caught:
        written(name, write, "fr")
    assert str(caught.value) == "there are no sentences in 'fr', only in ('en', 'vi')"


def test_no_public_language_is_left_out() -> None:
    """The values above have every public method with a language."""
    kept = {
        f"{name}.{member}"
        for name in relsched.__all__
        if isinstance(kind := getattr(relsched, name), type)
        for member, found in inspect.getmembers(
            kind, lambda each: inspect.isfunction(each) or inspect.ismethod(each)
        )
        if not member.startswith("_") and takes_a_language(found)
    }
    tried = {name for name, _ in IN_LANGUAGES} | OTHER_LANGUAGES.keys()
    assert kept - tried == {"Readable.text"}  # a protocol
    kept = {name for name in relsched.__all__ if inspect.isfunction(getattr(relsched, name))}
    assert {name for name in kept if takes_a_language(getattr(relsched, name))} <= tried


# ---------------------------------------------------------------- texts and plain data

TEXTS = [
    value
    for value in VALUES
    if hasattr(value, "parse")
    and getattr(type(value), "__str__", None) is not getattr(object, "__str__", None)
]


@pytest.mark.parametrize("value", TEXTS, ids=str)
def test_texts_read_back(value: Any) -> None:
    """What has a text form and reads one gives the same value back, but for who said it."""
    plain = (
        attrs.evolve(value, by=None, on=None, reason=None) if isinstance(value, Known) else value
    )
    assert type(value).parse(str(value)) == plain


@sized(60, 1_000)
@given(whole_plans())
def test_drawn_texts_read_back(plan: Plan) -> None:
    """The texts of calendars and conventions read back, whatever their days are called."""
    for spec in plan.calendars:
        assert CalendarSpec.parse(str(spec)) == spec
    assert Conventions.parse(str(plan.conventions)) == plan.conventions


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (CalendarSpec("house"), "house"),
        (
            CalendarSpec("house", base="VN", weekend="sunday", closed={"2020-10-05": 'A "b"; c'}),
            'house based on VN; weekend sunday; closed 2020-10-05 "A \\"b\\"; c"',
        ),
        (
            CalendarSpec(
                "x", weekend=(), open=["2020-10-10", "2020-10-17"], covers=("2020-01-01", None)
            ),
            "x; weekend none; open 2020-10-10, 2020-10-17; covers 2020-01-01..",
        ),
        (Conventions(), "default"),
        (
            Conventions(before="inclusive", immediately="2 days"),
            "before: inclusive; immediately: 2 days",
        ),
        (Direction.BEFORE, "before"),
    ],
)
def test_what_texts_say(value: Any, text: str) -> None:
    """The text forms of calendars, conventions and directions."""
    assert str(value) == text
    assert type(value).parse(text) == value


@pytest.mark.parametrize(
    "text", ["", "house; shut 2020-10-05", "house; open 2020-10-10; open 2020-10-11"]
)
def test_texts_that_are_no_calendar(text: str) -> None:
    """A calendar's text has a name, and each part once."""
    with pytest.raises(errors_module.CalendarError):
        CalendarSpec.parse(text)


@pytest.mark.parametrize("known", [v for v in VALUES if isinstance(v, Known)], ids=str)
def test_known_dates_as_plain_values(known: Known) -> None:
    """A known date is plain values with a format number, and is made from them with all that it says."""
    plain = known.to_dict()
    assert plain["format"] == "relsched/known/1"
    assert Known.from_dict(json.loads(json.dumps(plain))) == known


def test_plain_values_that_are_wrong() -> None:
    """All that is wrong with a known date as plain values is reported at once, each with its key."""
    wrong = {"format": "relsched/known/9", "start": "2020-02-30", "end": 5, "done": "soon", "x": 1}
    with pytest.raises(errors_module.Problems) as caught:
        Known.from_dict(wrong)
    places = [str(problem.where) for problem in caught.value.problems]
    assert places == ["format", "item", "x", "start", "end", "done"]


@pytest.mark.parametrize("plan", [FAIR, LONG, Plan("p")], ids=lambda plan: plan.id)
def test_plans_as_plain_values(plan: Plan) -> None:
    """A plan is plain values with a format number, and is made from them."""
    plain = plan_data(plan)
    assert plain["format"] == "relsched/plan/1"
    assert read_plan_data(json.loads(json.dumps(plain))) == plan
    assert read_plan_data({key: part for key, part in plain.items() if key != "format"}) == plan


def test_wrong_plans_as_plain_values() -> None:
    """All that is wrong with the plain values of a plan is reported at once."""
    with pytest.raises(errors_module.Problems) as caught:
        read_plan_data(
            {"format": "relsched/plan/2", "plan": "a b", "deadlines": [{"id": "x", "wen": 1}]}
        )
    assert caught.value.codes == ("format-unknown", "id-form", "unknown-key")


@pytest.mark.parametrize("schedule", [EARLY, FIXED, FAR], ids=["early", "fixed", "far"])
def test_schedules_as_plain_values(schedule: Schedule) -> None:
    """A schedule is made again from its plain values and its plan."""
    plain = json.loads(schedule.to_json())
    assert read_schedule(plain, schedule.plan) == schedule


def test_wrong_schedules_as_plain_values() -> None:
    """Plain values that don't follow from the plan are refused, each item with its id."""
    plain = FIXED.to_dict() | {"format": "relsched/schedule/0"}
    plan = attrs.evolve(FAIR, deadlines=[*FAIR.deadlines[:4], Deadline("f", when="by 2020-05-05")])
    with pytest.raises(errors_module.Problems) as caught:
        read_schedule(plain, plan)
    told = [(problem.code, problem.value) for problem in caught.value.problems]
    assert told == [
        ("format-unknown", "relsched/schedule/0"),
        ("schedule-differs", "f"),
        ("schedule-differs", "e"),
    ]


# ---------------------------------------------------------------- messages


@pytest.mark.parametrize("value", [["a", "b"], {"a": 1}, {"a"}, ("a", ["b"])], ids=str)
def test_a_message_holds_nothing_that_can_change(value: Any) -> None:
    """A value that can change is refused when the message is made, by its name, so that every message hashes."""
    with pytest.raises(TypeError, match="`items` of the message `listed`"):
        Message("listed", items=value)


def test_values_of_a_message() -> None:
    """The values of a message are pairs; the message itself isn't a collection of them."""
    message = Message("place line", number=4)
    assert dict(message.values) == {"number": 4}
    assert repr(message) == "Message('place line', number=4)"
    with pytest.raises(TypeError):
        "number" in message  # type: ignore[operator]  # noqa: B015


# ---------------------------------------------------------------- moments of entries


def test_moments_of_entries() -> None:
    """An entry gives its moments as datetimes of the plan's zone, also where clocks show a time twice."""
    plan = Plan(
        "p",
        timezone="Europe/Berlin",
        events=[Event("talk")],
        deadlines=[
            Deadline("slides", when="30 minutes after talk"),
            Deadline("notes", when="1 day after talk"),
        ],
    )
    # On Sun 2020-10-25 the clocks of Berlin go back at 03:00, which is 01:00 UTC.
    schedule = resolve(plan, {"talk": ("2020-10-25T00:15Z", "2020-10-25T01:15Z")})
    talk, slides = schedule["talk"], schedule["slides"]
    shown = [str(moment) for moment in (talk.begins_at, talk.due_at, slides.due_at)]
    assert shown == [
        "2020-10-25 02:15:00+02:00",
        "2020-10-25 02:15:00+01:00",
        "2020-10-25 02:45:00+01:00",
    ]
    assert slides.due_at is not None
    assert slides.due_at.timestamp() == datetime(2020, 10, 25, 1, 45, tzinfo=UTC).timestamp()
    assert schedule["notes"].due_at is None
    assert resolve(plan)["talk"].begins_at is None
    assert pickle.loads(pickle.dumps(slides)).due_at == slides.due_at


# ---------------------------------------------------------------- signatures


def _public() -> Iterator[tuple[str, Callable[..., Any]]]:
    """Give the public functions and methods of the package, each once, with the name it has where it is defined."""
    found_already: set[int] = set()  # what a class inherits is the same function again
    for name in relsched.__all__:
        made = getattr(relsched, name)
        if inspect.isfunction(made):
            yield name, made
        if inspect.isclass(made):
            for part in ("__init__", "__getitem__", *(n for n in dir(made) if n[0] != "_")):
                found = inspect.getattr_static(made, part, None)
                found = getattr(found, "__func__", getattr(found, "fget", found))
                if inspect.isfunction(found) and id(found) not in found_already:
                    found_already.add(id(found))
                    yield found.__qualname__, found


def test_signatures_say_what_they_take() -> None:
    """No public function takes or gives `Any` or `object`, but plain values of JSON, and what an error found."""
    vague = {
        f"{name}: {part.annotation}"
        for name, function in _public()
        for part in inspect.signature(function).parameters.values()
        if re.search(r"\b(Any|object)\b", str(part.annotation).replace("Mapping[str, Any]", ""))
    }
    assert vague == {"RelschedError.__init__: object"}
    given = {str(inspect.signature(function).return_annotation) for _, function in _public()}
    assert not {text for text in given if re.search(r"\bobject\b|^Any$", text)}


# ---------------------------------------------------------------- drawn values


@sized(40, 1_000)
@given(whole_plans())
def test_every_plan_is_copied(plan: Plan) -> None:
    """Whatever a plan holds, a copy is equal, hashes equal, and each part has a short repr."""
    made = pickle.loads(pickle.dumps(plan))
    assert made == plan == copy.deepcopy(plan)
    assert hash(made) == hash(plan)
    for part in (plan, *plan.events, *plan.deadlines, *plan.units, *plan.phases, *plan.calendars):
        assert len(repr(part)) < 200


@given(st.text(max_size=400), st.integers(0, 5_000))
def test_reprs_of_long_texts(text: str, more: int) -> None:
    """No text makes a repr long or gives it more than one line."""
    error = RelschedError(text + "x" * more, code="c")
    source = Source(text + "x" * more, text, text)
    for value in (error, source):
        assert len(repr(value)) < 200
        assert len(repr(value).splitlines()) <= 1
