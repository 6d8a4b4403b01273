"""Float: a textbook's critical path, plans reckoned by hand, and a second engine of forward and backward passes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from networks import Office
from relsched import Deadline, Event, Plan, RelschedError, Resolver, Wait, resolve
from relsched.schedule.schedule import Schedule

ONE = timedelta(days=1)
MONDAY = date(2026, 3, 2)


# ---------------------------------------------------------------- a textbook's table

# The network of the General Foundry, as textbooks of operations management have it since B. Render and R. M. Stair,
# Quantitative Analysis for Management: durations and dates in weeks from the start, an activity lying from ES to EF.
FOUNDRY = """
A 2 -   0  2  0  2 0
B 3 -   0  3  1  4 1
C 2 A   2  4  2  4 0
D 4 B   3  7  4  8 1
E 4 C   4  8  4  8 0
F 3 C   4  7 10 13 6
G 5 D,E 8 13  8 13 0
H 2 F,G 13 15 13 15 0
"""


def test_a_textbooks_network() -> None:
    """Early and late starts and finishes, slack and the critical path are those of the textbook's table."""
    rows = [line.split() for line in FOUNDRY.split("\n") if line]
    plan = Plan(
        "foundry",
        issued=MONDAY,
        deadlines=[
            Deadline(
                name,
                takes=f"{length} days",
                after=[] if before == "-" else [Wait(each) for each in before.split(",")],
            )
            for name, length, before, *_ in rows
        ],
    )
    floats = resolve(plan).floats(until="H")
    for name, _, _, *numbers in rows:
        early_start, early_finish, late_start, late_finish, slack = map(int, numbers)
        each = floats[name]
        assert each.earliest_begin == MONDAY + early_start * ONE
        assert each.earliest == MONDAY + (early_finish - 1) * ONE
        assert each.latest_begin == MONDAY + late_start * ONE
        assert each.latest == MONDAY + (late_finish - 1) * ONE
        assert each.total == slack
    assert [each.id for each in floats.chain()] == ["A", "C", "E", "G", "H"]
    assert [each.id for each in floats.critical] == ["A", "C", "E", "G", "H"]
    # Free slack by the rule of the book: the earliest start of what follows, less the own earliest finish.
    assert [each.free for each in floats] == [0, 0, 0, 1, 0, 6, 0, 0]


# ---------------------------------------------------------------- by hand


def press() -> Schedule:
    """A leaflet for a fair: text and pictures, layout, print; Monday to Friday, 13 March is a holiday."""
    plan = Plan(
        "press",
        issued="2026-03-02",
        calendar="office",
        events=[Event("fair")],
        deadlines=[
            Deadline("text", takes="4 working days"),
            Deadline("pictures", takes="2 working days"),
            Deadline("layout", after=["text", "pictures"], takes="3 working days"),
            Deadline("proof", after=[Wait("layout", at_least="2 working days")]),
            Deadline("print", after=["proof"], when="3 working days before fair"),
            Deadline("helpers", when="from 2026-03-20 to 2026-03-27"),
        ],
    )
    office = Office(closed=frozenset({date(2026, 3, 13)})).ready()
    return Resolver(plan, {"office": office}).resolve({"fair": "2026-03-25"})


def test_dates_by_hand() -> None:
    """Weekends and the holiday are left out; floats are reported in calendar days and in working days."""
    floats = press().floats()
    told = {
        each.id: (
            each.earliest_begin and each.earliest_begin.day,
            each.earliest and each.earliest.day,
            each.latest_begin and each.latest_begin.day,
            each.latest and each.latest.day,
            each.total,
            each.total_working,
            each.free,
            each.free_working,
        )
        for each in floats
    }
    assert told == {
        # Monday to Thursday; at the latest it ends on Wednesday the 11th.
        "text": (2, 5, 6, 11, 6, 4, 0, 0),
        # Two days, and two free ones until the text is there.
        "pictures": (2, 3, 10, 11, 8, 6, 2, 2),
        # Friday to Tuesday; at the latest Thursday 12th, Monday 16th, Tuesday 17th, since the 13th is closed.
        "layout": (6, 10, 12, 17, 7, 4, 0, 0),
        # Two working days after the 10th is the 12th; the print is due on the 20th, so it may be the 19th.
        "proof": (None, 12, None, 19, 7, 4, 0, 0),
        # The day after the proof is the closed 13th; three working days before the 25th is the 20th.
        "print": (None, 13, None, 20, 7, 5, 7, 5),
        "helpers": (None, 20, None, 27, 7, 5, 7, 5),
    }
    assert [each.id for each in floats.chain("print")] == ["text", "layout", "proof", "print"]
    (driver,) = floats["layout"].drivers
    assert (driver.item, driver.day) == ("text", date(2026, 3, 5))
    assert floats.chain() == ()


def test_the_fair_can_slip_or_not() -> None:
    """With the fair on the earliest day that the work allows the chain has no float; a day sooner it is short."""
    schedule = press()
    resolver = Resolver(schedule.plan, {"office": schedule.program.calendars.get("office")})
    # The print is possible from the closed 13th on. Three working days before Wednesday the 18th is the 12th, before
    # the 19th it is Monday the 16th.
    fair = resolver.resolve({}).floats()["fair"]
    assert fair.earliest == date(2026, 3, 19)
    assert [driver.item for driver in fair.drivers] == ["print"]
    exact = resolver.resolve({"fair": "2026-03-19"}).floats()
    # Proofs may be read on Sunday the 15th, but a layout after the 10th has them on Monday.
    assert {each.id: (each.total, each.total_working) for each in exact} == {
        "text": (0, 0),
        "pictures": (2, 2),
        "layout": (0, 0),
        "proof": (3, 0),
        "print": (3, 1),
        "helpers": (7, 5),
    }
    assert [each.id for each in exact.chain()] == ["text", "layout"]
    short = resolver.resolve({"fair": "2026-03-18"}).floats()
    # Due on the 12th, for which the proof had to be there on the 11th, and the layout on Monday the 9th.
    assert {each.id: (each.total, each.total_working) for each in short} == {
        "text": (-1, -1),
        "pictures": (1, 1),
        "layout": (-1, -1),
        "proof": (-1, -1),
        "print": (-1, 0),
        "helpers": (7, 5),
    }
    assert short["fair"].total == 0
    assert [each.id for each in short.chain()] == ["text", "layout", "proof", "print"]


def test_a_fixed_deadline_narrows_the_event() -> None:
    """What is pinned says of an unknown event where it can't be, without moving the schedule's own window."""
    plan = Plan(
        "p",
        issued="2026-01-01",
        events=[Event("congress")],
        deadlines=[
            Deadline("booking", when="1 month before congress"),
            Deadline("report", when="from 10 days after congress"),
        ],
    )
    schedule = resolve(plan, {"booking": "2026-03-31", "report": "2026-06-20"})
    congress = schedule.floats()["congress"]
    # A month before 30 April is 30 March already; ten days before 20 June is 10 June.
    assert (congress.earliest_begin, congress.latest) == (date(2026, 5, 1), date(2026, 6, 10))
    window = schedule["congress"].not_before
    assert window is not None
    assert (window.earliest, window.latest) == (None, None)


def test_known_dates_stand() -> None:
    """What follows from a pinned date is counted from it, though what comes before makes it too soon."""
    plan = Plan(
        "p",
        issued="2026-03-02",
        deadlines=[
            Deadline("draft", takes="10 days"),
            Deadline("vote", after=["draft"], when="by 2026-03-31"),
            Deadline("notice", after=["vote"], takes="2 days"),
        ],
    )
    floats = resolve(plan, {"vote": "2026-03-09"}).floats()
    assert floats["vote"].earliest == floats["vote"].latest == date(2026, 3, 9)
    assert floats["notice"].earliest == date(2026, 3, 11)
    # The draft is done on 11 March at the earliest, and would have to be on the 8th.
    assert (floats["draft"].earliest, floats["draft"].total) == (date(2026, 3, 11), -3)
    assert not floats["vote"].is_critical
    assert floats["vote"].is_fixed


def test_the_earlier_and_the_later_of_two() -> None:
    """What is counted from the earlier of two moves with the earlier alone, from the later with the later."""
    plan = Plan(
        "p",
        issued="2026-03-02",
        deadlines=[
            Deadline("a", takes="2 days"),
            Deadline("b", takes="6 days"),
            Deadline("one", when="from 1 day after (earlier of a, b)"),
            Deadline("both", when="from 1 day after (later of a, b)"),
        ],
    )
    floats = resolve(plan).floats()
    assert (floats["one"].earliest, floats["both"].earliest) == (
        date(2026, 3, 4),
        date(2026, 3, 8),
    )
    assert [d.item for d in floats["one"].drivers] == ["a"]
    assert [d.item for d in floats["both"].drivers] == ["b"]
    assert (floats["a"].free, floats["b"].free) == (0, 0)
    alone = attrs_without(plan, "one")
    assert resolve(alone).floats()["a"].free == 4
    alone = attrs_without(plan, "both")
    assert resolve(alone).floats()["b"].free is None


def attrs_without(plan: Plan, name: str) -> Plan:
    """Give a plan without one of its deadlines."""
    rows = [row for row in plan.deadlines if row.id != name]
    return Plan(plan.id, issued=plan.issued, deadlines=rows)


def test_two_drivers() -> None:
    """Both are reported where two predecessors are done on the same day."""
    plan = Plan(
        "p",
        issued="2026-03-02",
        deadlines=[
            Deadline("a", takes="3 days"),
            Deadline("b", takes="2 days"),
            Deadline("c", after=["a", Wait("b", at_least="2 days")]),
        ],
    )
    drivers = resolve(plan).floats()["c"].drivers
    assert [(driver.item, driver.day) for driver in drivers] == [
        ("a", date(2026, 3, 4)),
        ("b", date(2026, 3, 3)),
    ]
    assert [driver.step is not None for driver in drivers] == [True, True]


def test_what_goes_on_has_no_float() -> None:
    """A duty is done when it ends, and isn't something that slips."""
    plan = Plan(
        "p",
        issued="2026-03-02",
        events=[Event("fair", lasts=3)],
        deadlines=[
            Deadline("guard", when="throughout fair"),
            Deadline("clear", after=["guard"], takes="1 day"),
        ],
    )
    floats = resolve(plan, {"fair": "2026-03-10"}).floats()
    assert [each.id for each in floats] == ["clear"]
    assert len(floats) == 1
    assert floats["clear"].earliest == date(2026, 3, 13)
    with pytest.raises(RelschedError, match="goes on from day to day") as error:
        _ = floats["guard"]
    assert error.value.code == "no-float"
    assert [each.id for each in floats.chain("clear")] == ["clear"]


def test_a_contradictory_cycle_has_an_end() -> None:
    """Rules that push one another on without end are left out of the floats, with the days they fall short."""
    plan = Plan(
        "p",
        issued="2026-03-02",
        deadlines=[
            Deadline("a", takes="1 day", after=[Wait("z", at_most="1 day")]),
            Deadline("z", takes="1 day"),
            Deadline("b", takes="5 days", after=["z"]),
            Deadline("c", takes="1 day", after=["b", Wait("a", at_most="2 days")]),
        ],
    )
    floats = resolve(plan).floats()
    assert floats["z"].earliest == date(2026, 3, 2)
    assert floats["b"].earliest == date(2026, 3, 7)
    assert floats["c"].total is None or floats["c"].total < 0


def test_done_and_since() -> None:
    """What is done has no room and isn't critical; the rest is counted from the day that is given."""
    plan = Plan(
        "p",
        issued="2026-03-02",
        deadlines=[
            Deadline("a", takes="3 days", done="2026-03-20"),
            Deadline("b", takes="3 days", after=["a"], when="by 2026-03-31"),
        ],
    )
    floats = resolve(plan).floats(since="2026-03-25")
    assert (floats["a"].earliest, floats["a"].latest) == (date(2026, 3, 20), date(2026, 3, 20))
    assert floats["a"].is_done
    assert not floats["a"].is_critical
    assert (floats["b"].earliest, floats["b"].total) == (date(2026, 3, 27), 4)
    (driver,) = floats["b"].drivers
    assert (driver.item, driver.day) == (None, date(2026, 3, 25))
    late = resolve(plan).floats(since="2026-03-25", until="2026-03-27")
    assert late["b"].total == 0


@pytest.mark.parametrize(
    ("options", "code"),
    [
        ({"until": "nothing"}, "unknown-item"),
        ({"since": "soon"}, "date-form"),
        ({"until": "2026-02-30"}, "date-absent"),
    ],
)
def test_bad_options(options: dict[str, str], code: str) -> None:
    """What can't be read, and what isn't in the plan, is reported."""
    schedule = resolve(Plan("p", issued="2026-03-02", deadlines=[Deadline("a")]))
    with pytest.raises(RelschedError) as error:
        schedule.floats(**options)
    assert error.value.code == code


# ---------------------------------------------------------------- a second engine


@dataclass(frozen=True)
class Work:
    """One activity: its length, and for what it waits: an activity, its start or its finish, and a lag."""

    name: str
    length: int
    waits: tuple[tuple[str, str, int | None], ...]


@st.composite
def projects(
    draw: st.DrawFn, relations: tuple[str, ...] = ("finish-start", "start-start")
) -> tuple[Work, ...]:
    """Small projects, each activity waiting for some of those before it."""
    made: list[Work] = []
    for n in range(draw(st.integers(2, 7))):
        before = draw(st.lists(st.sampled_from(made), max_size=3, unique=True)) if made else []
        waits = tuple(
            (
                each.name,
                draw(st.sampled_from(relations)),
                draw(st.none() | st.integers(1, 4)),
            )
            for each in before
        )
        made.append(Work(f"w{n}", draw(st.integers(1, 6)), waits))
    return tuple(made)


class Passes:
    """Forward and backward passes over numbered days, as every textbook has them."""

    def __init__(self, works: tuple[Work, ...]) -> None:
        self.early: dict[str, int] = {}
        for work in works:
            bounds = [0]
            for name, relation, lag in work.waits:
                bounds.append(
                    self.next_start(self.early[name], self.length(works, name), relation, lag)
                )
            self.early[work.name] = max(bounds)
        self.finish = {work.name: self.early[work.name] + work.length - 1 for work in works}
        self.end = max(self.finish.values())
        self.late: dict[str, int] = {}
        self.free: dict[str, int] = {}
        for work in reversed(works):
            bounds, rooms = [self.end - work.length + 1], [self.end - work.length + 1]
            for other in works:
                for name, relation, lag in other.waits:
                    if name == work.name:
                        step = self.next_start(0, work.length, relation, lag)
                        bounds.append(self.late[other.name] - step)
                        rooms.append(self.early[other.name] - step)
            self.late[work.name] = min(bounds)
            self.free[work.name] = min(rooms) - self.early[work.name]

        self.works = works

    def binding(self, work: Work) -> set[str]:
        """Give what an activity waits for that it can't begin sooner for."""
        return {
            name
            for name, relation, lag in work.waits
            if self.next_start(self.early[name], self.length(self.works, name), relation, lag)
            == self.early[work.name]
        }

    @staticmethod
    def length(works: tuple[Work, ...], name: str) -> int:
        """Give the length of an activity."""
        return next(work.length for work in works if work.name == name)

    @staticmethod
    def next_start(start: int, length: int, relation: str, lag: int | None) -> int:
        """Give the first day on which what waits may begin."""
        if relation == "start-start":
            return start + (lag or 0)
        return start + length - 1 + (1 if lag is None else lag)


def plan_of(works: tuple[Work, ...], unit: str, issued: date) -> Plan:
    """Give a project as a plan."""
    return Plan(
        "project",
        issued=issued,
        calendar="office",
        deadlines=[
            Deadline(
                work.name,
                takes=f"{work.length} {unit}",
                after=[
                    Wait(name, None if lag is None else f"{lag} {unit}", None, relation)
                    for name, relation, lag in work.waits
                ],
            )
            for work in works
        ],
    )


OFFICE = Office(closed=frozenset({date(2026, 3, 13), date(2026, 3, 30), date(2026, 4, 27)}))


@given(projects())
def test_forward_and_backward_passes(works: tuple[Work, ...]) -> None:
    """Dates, floats and what binds are those of two passes over numbered days."""
    passes = Passes(works)
    resolver = Resolver(plan_of(works, "days", MONDAY), {"office": OFFICE.ready()})
    floats = resolver.resolve({}).floats(until=MONDAY + passes.end * ONE)
    for work in works:
        each = floats[work.name]
        early, late = passes.early[work.name], passes.late[work.name]
        assert each.earliest_begin == MONDAY + early * ONE
        assert each.latest_begin == MONDAY + late * ONE
        assert each.earliest == MONDAY + passes.finish[work.name] * ONE
        assert each.latest == MONDAY + (late + work.length - 1) * ONE
        assert each.total == late - early
        assert each.is_critical == (early == late)
        assert each.free == passes.free[work.name]
        told = {driver.item for driver in each.drivers if driver.item is not None}
        assert told == (passes.binding(work) if early > 0 else set())


@given(projects(("finish-start",)), st.integers(0, 6))
def test_passes_over_working_days(works: tuple[Work, ...], shift: int) -> None:
    """The same over numbered working days, from any day of the week on, with holidays."""
    issued = MONDAY + shift * ONE
    days = [issued + n * ONE for n in range(300)]
    days = [day for day in days if OFFICE.is_open(day)]
    passes = Passes(works)
    resolver = Resolver(plan_of(works, "working days", issued), {"office": OFFICE.ready()})
    floats = resolver.resolve({}).floats(until=days[passes.end])
    for work in works:
        each = floats[work.name]
        early, late = passes.early[work.name], passes.late[work.name]
        assert each.earliest_begin == days[early]
        assert each.latest_begin == days[late]
        assert each.earliest == days[passes.finish[work.name]]
        assert each.latest == days[late + work.length - 1]
        assert each.total_working == late - early
        assert each.is_critical == (early == late)
        assert each.free_working == passes.free[work.name]
        told = {driver.item for driver in each.drivers if driver.item is not None}
        # Of two that bind alike on paper, one may come first on a closed day.
        assert told <= passes.binding(work)
        assert bool(told) == (early > 0)


@given(projects())
def test_the_chain_has_no_gap(works: tuple[Work, ...]) -> None:
    """The critical chain leads from the first day to the last, and each is bound by the one before it."""
    passes = Passes(works)
    plan = plan_of(works, "days", MONDAY)
    office = Office().ready()
    floats = Resolver(plan, {"office": office}).resolve({}).floats(until=MONDAY + passes.end * ONE)
    chain = floats.chain()
    assert chain[0].earliest_begin == MONDAY
    assert chain[-1].earliest == MONDAY + passes.end * ONE
    assert all(each.is_critical for each in chain)
    for one, other in pairwise(chain):
        assert one.id in {driver.item for driver in other.drivers}
