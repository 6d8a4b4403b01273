"""Feeds stay as they are: what doesn't concern an audience changes no byte of its feed, also where nothing is dated."""

from __future__ import annotations

import re
from calendar import monthrange
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime, timedelta
from statistics import median
from typing import Any

import attrs
import icalendar
import pytest
from hypothesis import given
from hypothesis import strategies as st

from festival import START, after
from places import EXAMPLE_PLAN
from relsched.ledger.ledger import Ledger
from relsched.plan.dependency_graph import main_event
from relsched.plan.items import Deadline, Event, Text, Unit, Wait
from relsched.plan.known_dates import KnownDates, KnownLike
from relsched.plan.plan import Plan
from relsched.planfile.plan_file import read_plan
from relsched.schedule.resolver import resolve
from sizes import sized


@pytest.fixture
def ledger(url: str) -> Iterator[Ledger]:
    """A ledger in either database."""
    with Ledger.open(url) as opened:
        yield opened


class Author:
    """Publishes a plan again and again, a day after the other."""

    def __init__(self, ledger: Ledger, plan: Plan) -> None:
        self.ledger = ledger
        self.plan = plan
        self.days = 0

    def publish(self, changes: KnownDates | None = None, reason: str = "decided") -> None:
        now = after(days=self.days)
        self.days += 1
        preview = self.ledger.preview(self.plan, changes, now=now)
        self.ledger.publish(preview, now=now, reason=reason)

    def change(self, row: str, **values: Any) -> None:
        rows = [
            attrs.evolve(one, **values) if one.id == row else one for one in self.plan.deadlines
        ]
        self.plan = attrs.evolve(self.plan, deadlines=rows)

    def feed(self, audience: str, profile: str = "default") -> bytes:
        return self.ledger.feed(self.plan.id, audience, profile).data


def events_of(data: bytes) -> list[icalendar.Event]:
    return list(icalendar.Calendar.from_ical(data).walk("VEVENT"))  # type: ignore[arg-type]


def only(data: bytes) -> icalendar.Event:
    (found,) = events_of(data)
    return found


# ---------------------------------------------------------------- notices

WAITING = Plan(
    "p",
    {"en": "Festival", "vi": "Lễ hội"},
    issued="2026-01-05",
    timezone="Asia/Ho_Chi_Minh",
    units=[Unit("press", "Press office"), Unit("hall", "Town hall"), Unit("staff", "Staff")],
    events=[Event("opening", "Opening"), Event("fair", "Fair")],
    deadlines=[
        Deadline("posters", "Print the posters", "10 days before opening", lead="press"),
        Deadline("programme", "Print the programme", "20 days before opening", lead="press"),
        Deadline("stalls", "Let the stalls", "7 days before fair", lead="hall", support=["staff"]),
    ],
    source={"document": "72-KH/BTGTU"},
)
AUDIENCES = ("plan", "unit:press", "unit:hall", "unit:staff", "lead:press", "chain:stalls")


def test_every_audience_has_a_notice_of_its_own(ledger: Ledger) -> None:
    """Where nothing is dated, a feed says so in one entry, which names its unit and has a UID of its own."""
    author = Author(ledger, WAITING)
    author.publish()
    found = {audience: only(author.feed(audience)) for audience in AUDIENCES}
    assert {audience: str(event["SUMMARY"]) for audience, event in found.items()} == {
        "plan": "No settled dates yet: Festival",
        "unit:press": "No settled dates yet: Press office",
        "unit:hall": "No settled dates yet: Town hall",
        "unit:staff": "No settled dates yet: Staff",
        "lead:press": "No settled dates yet: Press office",
        "chain:stalls": "No settled dates yet: Festival",
    }
    assert "Town hall – 72-KH/BTGTU" in str(found["unit:hall"]["DESCRIPTION"])
    assert len({str(event["UID"]) for event in found.values()}) == len(AUDIENCES)
    assert str(found["plan"]["UID"]) == "p::notice@relsched"
    for event in found.values():
        assert event.decoded("CREATED") == event.decoded("LAST-MODIFIED") == START
        assert event.decoded("DTSTART") == START.date()
        assert (event.decoded("SEQUENCE"), event["STATUS"]) == (0, "TENTATIVE")


def test_a_notice_stays_until_its_wording_changes(ledger: Ledger) -> None:
    """What doesn't concern a unit changes no byte of its notice; its new name does, and nothing else of it."""
    author = Author(ledger, WAITING)
    author.publish()
    before = {audience: author.feed(audience) for audience in AUDIENCES}
    author.change("posters", title="Print all posters")
    author.publish()
    assert {audience: author.feed(audience) for audience in AUDIENCES} == before
    author.publish({"opening": "2026-10-01"})
    for audience in ("unit:hall", "unit:staff", "lead:staff", "chain:stalls"):
        assert only(author.feed(audience))["STATUS"] in ("TENTATIVE", "CONFIRMED")
    assert author.feed("chain:stalls") == before["chain:stalls"]
    author.publish({"opening": None})
    assert {audience: author.feed(audience) for audience in AUDIENCES} == before
    units = [
        attrs.evolve(unit, name=Text.read("Council")) if unit.id == "hall" else unit
        for unit in author.plan.units
    ]
    author.plan = attrs.evolve(author.plan, units=units)
    author.publish()
    found = only(author.feed("unit:hall"))
    assert str(found["SUMMARY"]) == "No settled dates yet: Council"
    assert found.decoded("CREATED") == START
    assert found.decoded("DTSTART") == START.date()
    assert found.decoded("LAST-MODIFIED") == after(days=4)
    assert found.decoded("SEQUENCE") == 1
    assert author.feed("unit:press") == before["unit:press"]
    # The old revision shows what it showed.
    assert ledger.feed("p", "unit:hall", number=1).data == before["unit:hall"]
    assert ledger.verify(replay=True).is_sound


def test_a_profile_without_what_is_open_has_its_notice_too(ledger: Ledger) -> None:
    """Under `+fixed` a feed of which nothing is settled rests as well, with the same notice."""
    plan = attrs.evolve(
        WAITING, events=[Event("opening", expected="in 2026-10"), Event("fair", "Fair")]
    )
    author = Author(ledger, plan)
    author.publish()
    before = author.feed("unit:press", "default+fixed")
    assert str(only(before)["SUMMARY"]) == "No settled dates yet: Press office"
    assert len(events_of(author.feed("unit:press"))) == 3
    author.change("stalls", title="Let all stalls")
    author.publish()
    assert author.feed("unit:press", "default+fixed") == before


def test_a_published_notice_is_no_deadline(ledger: Ledger) -> None:
    """Notices are kept with the components and verified with them, and are in no list of them."""
    author = Author(ledger, WAITING)
    author.publish()
    assert ledger.published("p") == ledger.changed("p", 1) == []
    assert ledger.verify().components > 0
    assert not ledger.preview(WAITING, now=after(days=9)).is_change


# ---------------------------------------------------------------- the founding plan in every state of knowledge

FIXED = "2020-10-13..2020-10-15"
STATES: tuple[tuple[str, str | None], ...] = (
    ("nothing", None),
    ("October", "in October 2020"),
    ("fixed", FIXED),
    ("moved", "2020-10-27..2020-10-29"),
    ("unknown again", None),
)
PRESS_ROW = "4.1.b"


def depends(plan: Plan, rows: Iterable[str], event: str) -> bool:
    """Whether an event is named by some rows, or by what they are counted from; read off the plan's own texts."""
    reached, left = set(), list(rows)
    while left:
        name = left.pop()
        if name in reached:
            continue
        reached.add(name)
        row = plan.by_id[name]
        if isinstance(row, Deadline):
            words = f"{row.when or ''}".split() + [wait.item for wait in row.after]
            left += [word for word in words if word in plan.by_id]
    return event in reached


def audiences_of(plan: Plan) -> Mapping[str, list[str]]:
    return {
        f"unit:{unit}": [row.id for row in plan.deadlines if unit in (row.lead, *row.support)]
        for unit in plan.units_by_id
    }


def reads_well(plan: Plan, data: bytes) -> None:
    """Hold a feed to what its readers are promised: room on a phone, no ids, and titles that say what isn't settled."""
    days: Counter[date] = Counter()
    ids = {*plan.units_by_id, *plan.phases_by_id, *(event.id for event in plan.events)}
    word = re.compile(r"(?<![\w-])(?:" + "|".join(map(re.escape, sorted(ids))) + r")(?![\w-])")
    for event in events_of(data):
        day, end = event.decoded("DTSTART"), event.decoded("DTEND")
        days.update(day + timedelta(days=n) for n in range((end - day).days))
        title, text = str(event["SUMMARY"]), str(event["DESCRIPTION"])
        assert title.casefold().startswith("chưa ấn định") == (event["STATUS"] == "TENTATIVE")
        assert "`" not in title + text
        assert word.search(title + text) is None
    for month in range(1, 13):
        whole = range(monthrange(2020, month)[1])
        assert median(days[date(2020, month, 1) + timedelta(days=n)] for n in whole) <= 3


def holds_all(plan: Plan, known: Mapping[str, KnownLike], data: bytes, *, fixed: bool) -> None:
    """Hold the feed of a plan to having each row with a settled due date or a safe day, there; and no other row."""
    expected: dict[str, date] = {}
    for entry in resolve(plan, known):
        if entry.done is not None:
            expected[entry.id] = entry.done
        elif entry.due is not None and entry.due.is_settled:
            expected[entry.id] = entry.due.day
        elif entry.safe is not None and entry.safe.latest is not None and not fixed:
            expected[entry.id] = entry.safe.latest
    shown = {
        str(event["UID"]).removesuffix("@relsched").split(":")[1]: event
        for event in events_of(data)
        if event["STATUS"] != "CANCELLED"
    }
    rows = {row.id for row in plan.deadlines}
    assert shown.keys() & rows == expected.keys()
    for name, day in expected.items():
        assert shown[name].decoded("DTEND") == day + timedelta(days=1), name


@pytest.mark.slow
def test_the_founding_plan_rests_in_every_state(ledger: Ledger) -> None:
    """Renaming a row, or moving the exhibition, rewrites the feeds of those whom it concerns and no others."""
    plan = read_plan(EXAMPLE_PLAN)
    events = [
        attrs.evolve(event, expected=None) if event.id == "congress" else event
        for event in plan.events
    ]
    author = Author(ledger, attrs.evolve(plan, events=events))
    audiences = audiences_of(plan)
    created: dict[str, datetime] = {}
    exhibition = date(2020, 9, 30)
    for number, (name, known) in enumerate(STATES):
        profile = ("default", "default+fixed")[number % 2]
        author.publish({"congress": known}, reason="hoãn vì lũ")
        given: dict[str, KnownLike] = {} if known is None else {"congress": known}
        if number:
            given["exhibition"] = exhibition
        for each in ("default", "default+fixed"):
            data = author.feed("plan", each)
            reads_well(plan, data)
            holds_all(author.plan, given, data, fixed=each != "default")
        for each in (*(f"lead:{unit}" for unit in plan.units_by_id), f"chain:{PRESS_ROW}"):
            reads_well(plan, author.feed(each))
        first = {each: author.feed(each, profile) for each in audiences}
        exhibition += timedelta(days=1)
        author.publish({"exhibition": exhibition})
        second = {each: author.feed(each, profile) for each in audiences}
        for each, rows in audiences.items():
            if not depends(plan, rows, "exhibition"):
                assert second[each] == first[each], (name, each)
        assert second["unit:culture"] != first["unit:culture"]
        author.change(PRESS_ROW, title=f"Sân khấu {exhibition}")
        author.publish()
        for each, rows in audiences.items():
            data = author.feed(each, profile)
            reads_well(plan, data)
            assert PRESS_ROW in rows or data == second[each], (name, each)
            for event in events_of(data):
                uid, made = str(event["UID"]), event.decoded("CREATED")
                assert created.setdefault(uid, made) == made


# ---------------------------------------------------------------- any plan

UNITS = ("a", "b", "c")
EVENTS = ("m", "d", "e")
RULES = (
    *("10 days before {0}", "3 days after {0}", "by {0}", "in October 2026", "by 2026-10-05"),
    *("every Friday until {0}", "after {0} and by 2026-11-20", "by {0} at 17:00", "continuously"),
    *("from {0} to 2026-12-01", "throughout {0}", "2 working days after {0}"),
)
DATES: tuple[str | None, ...] = (
    *(None, "2026-10-01", "2026-10-05", "in October 2026"),
    *("2026-10-08..2026-10-10", "2026-10-07 08:00..2026-10-07 11:00"),
)


@st.composite
def drawn_plans(draw: st.DrawFn) -> Plan:
    """A few rows of a few units, counted from events and from one another; each has a title of its own."""
    rows: list[Deadline] = []
    for number in range(draw(st.integers(1, 6))):
        anchors = [*EVENTS, *(row.id for row in rows)]
        waits = draw(st.lists(st.sampled_from(anchors), max_size=1))
        rule = draw(st.sampled_from([None, *RULES]))
        rows.append(
            Deadline(
                f"x{number}",
                f"Row {number}",
                None if rule is None else rule.format(draw(st.sampled_from(anchors))),
                after=[Wait(name) for name in waits],
                lead=draw(st.sampled_from([None, *UNITS])),
                support=draw(st.lists(st.sampled_from(UNITS), max_size=2, unique=True)),
            )
        )
    return Plan(
        "p",
        issued="2026-01-05",
        timezone="Asia/Ho_Chi_Minh",
        language=draw(st.sampled_from(["en", "vi"])),
        units=map(Unit, UNITS),
        events=[Event(name, lasts=draw(st.sampled_from([1, 3, None]))) for name in EVENTS],
        deadlines=rows,
    )


@st.composite
def acts(draw: st.DrawFn) -> tuple[str, Any]:
    """Something that is done to a plan: an event is moved, or a row renamed, counted otherwise, or taken out."""
    kind = draw(st.sampled_from(["move", "rename", "rule", "leave"]))
    if kind == "move":
        return draw(st.sampled_from(EVENTS)), draw(st.sampled_from(DATES))
    values = {
        "rename": {"title": draw(st.sampled_from(["New", "Other"]))},
        "rule": {"when": draw(st.sampled_from(["by 2026-10-06", "9 days before d"]))},
    }
    return f"x{draw(st.integers(0, 5))}", values.get(kind)


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ledger]:
    """One ledger for all drawn plans, each under an id of its own."""
    with Ledger.open(str(tmp_path_factory.mktemp("ledger") / "ledger.db")) as opened:
        yield opened


@sized(30, 1_000)
@given(drawn_plans(), st.lists(acts(), min_size=1, max_size=4))
def test_any_feed_rests_where_nothing_of_it_changes(
    shared: Ledger, plan: Plan, done: list[tuple[str, Any]]
) -> None:
    """A unit's feed keeps its bytes unless something changes of a row of its, or of what that depends on."""
    author = Author(shared, attrs.evolve(plan, id=f"p{len(shared.plans())}"))
    author.publish()
    for name, change in done:
        before = author.plan
        feeds = {each: author.feed(each) for each in audiences_of(before)}
        if name in EVENTS:
            author.publish({name: change})
        elif name in before.by_id:
            rest = [row for row in before.deadlines if row.id != name]
            waited_for = {word for row in rest for word in str(row.when or "").split()}
            waited_for |= {wait.item for row in rest for wait in row.after}
            if change is not None:
                author.change(name, **change)
            elif name not in waited_for:
                author.plan = attrs.evolve(before, deadlines=rest)
            author.publish()
        for each, rows in audiences_of(before).items():
            mains = {main_event(before), main_event(author.plan)}  # these are in every feed
            is_concerned = depends(before, rows, name) or name in mains or len(mains) > 1
            assert is_concerned or author.feed(each) == feeds[each], (name, each)
