"""Plans of 100,000 deadlines resolve, and nothing on the way is recursive over the graph.

While a plan is compiled and read, only a few more frames than the test itself needs are allowed. All dates
are counted by hand from Tue 2020-10-13: the position of a deadline in its chain says its date.

Every day a chain, a star and a cycle have 100,000 members and all other plans 10,000, which are as much too deep for
these frames; `scripts/prove sizes` gives all of them 100,000.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta

import pytest

from relsched import Deadline, Event, Plan, Resolver, Schedule, Window, resolve
from relsched.dates.offsets import Direction, Offset
from relsched.errors import PlanError
from relsched.plan.items import Wait
from relsched.timing.points import Reference, Shifted
from relsched.timing.timings import Term
from sizes import size

pytestmark = [pytest.mark.slow, pytest.mark.scaled]

MOST = 100_000
MANY = size(everyday=10_000, full=MOST)
LAST = MANY - 1
TUE_2020_10_13 = date(2020, 10, 13)
WED_2020_10_14 = date(2020, 10, 14)
ONE_DAY = Offset(days=1)
# What lies so many days after Tue 2020-10-13, counted in years.
LATER = {
    10_000: date(2048, 2, 29),  # 27 × 365 + 6 leap days + 139 to the end of February
    100_000: date(2294, 7, 29),  # 273 × 365 + 66 leap days (2100, 2200 aren't) + 289
}


@contextmanager
def few_frames(more: int = 200) -> Iterator[None]:
    """Allow only so many more frames than stand on the stack now."""
    depth, frame = 0, sys._getframe()
    while frame.f_back is not None:
        depth, frame = depth + 1, frame.f_back
    before = sys.getrecursionlimit()
    sys.setrecursionlimit(depth + more)
    try:
        yield
    finally:
        sys.setrecursionlimit(before)


@pytest.fixture(scope="module", autouse=True)
def imported() -> None:
    """Import all that is imported at first use: importing needs frames of its own."""
    plan = Plan(
        "warm",
        events=[Event("congress", expected="in October 2020")],
        deadlines=[Deadline("a", when="1 month before congress rolled back")],
    )
    resolve(plan).why("a").text("vi")
    with pytest.raises(PlanError):
        resolve(Plan("warm", deadlines=[Deadline("a", when="by b"), Deadline("b", when="by a")]))


def one_day(direction: Direction, anchor: str) -> Term:
    return Term(Shifted(ONE_DAY, direction, Reference(anchor)))


def chain_of(length: int, *directions: Direction, horizon: str = "1900-01-01..2199-12-31") -> Plan:
    """Each deadline is a day from the one before it, in these directions by turns."""
    names = ["congress", *(f"d{n}" for n in range(length))]
    return Plan(
        "chain",
        events=[Event("congress", "Khai mạc Đại hội")],
        deadlines=[
            Deadline(names[n + 1], when=one_day(directions[n % len(directions)], names[n]))
            for n in range(length)
        ],
        horizon=horizon,
    )


def to_and_fro_of(length: int) -> Resolver:
    """A chain that goes one day after, one day before, one day after … and stays where it is."""
    plan = chain_of(length, Direction.AFTER, Direction.BEFORE)
    with few_frames():
        return Resolver(plan)


def star_of(rays: int) -> Resolver:
    """Every deadline is counted from the one event: the nth, n modulo 1,000 days before it."""
    plan = Plan(
        "star",
        events=[Event("congress", "Khai mạc Đại hội")],
        deadlines=[
            Deadline(
                f"d{n}",
                when=Term(Shifted(Offset(days=n % 1000), Direction.BEFORE, Reference("congress"))),
            )
            for n in range(rays)
        ],
    )
    with few_frames():
        return Resolver(plan)


@pytest.fixture(scope="module")
def to_and_fro() -> Resolver:
    return to_and_fro_of(MANY)


@pytest.fixture(scope="module")
def star() -> Resolver:
    return star_of(MANY)


def due_days(schedule: Schedule) -> list[date]:
    return [entry.due.day for entry in schedule if entry.due is not None]


# ------------------------------------------------------------ chains


def test_a_chain_resolves_and_every_date_is_right() -> None:
    """Member 0 is a day after the congress, member 1 a day before that, and so on by turns."""
    to_and_fro = to_and_fro_of(MOST)
    with few_frames():
        actual = due_days(to_and_fro.resolve({"congress": TUE_2020_10_13}))
    expected = [WED_2020_10_14, TUE_2020_10_13] * (MOST // 2)
    assert actual == expected


def test_a_chain_in_one_direction_moves_a_day_a_member() -> None:
    """Member n is n + 1 days after the congress; 100,000 days are 273 years."""
    with few_frames():
        plan = chain_of(MANY, Direction.AFTER, horizon="2020-01-01..2399-12-31")
        actual = due_days(resolve(plan, {"congress": TUE_2020_10_13}))
    expected = [TUE_2020_10_13 + timedelta(days=n + 1) for n in range(MANY)]
    assert actual == expected
    assert actual[LAST] == LATER[MANY]


def test_a_chain_waits_for_its_event_without_recursion(to_and_fro: Resolver) -> None:
    """With nothing known the last member is waiting, and says for what."""
    with few_frames():
        entry = to_and_fro.resolve()[f"d{LAST}"]
    assert entry.status == "waiting"
    assert entry.waits_for == ("congress",)
    assert entry.due == Window.unknown()


def test_a_window_goes_through_the_whole_chain(to_and_fro: Resolver) -> None:
    """The last member, whose number is odd, falls on the congress: anywhere in its window."""
    with few_frames():
        entry = to_and_fro.resolve({"congress": "from 2020-10-01 to 2020-10-20"})[f"d{LAST}"]
    assert entry.due == Window("2020-10-01", "2020-10-20")
    assert entry.status == "windowed"


def test_an_update_in_the_middle_moves_the_rest_only(to_and_fro: Resolver) -> None:
    """A member pinned to 2 November moves all after it, and taking the pin away moves them back."""
    middle = MANY // 2  # an even number, so it lies a day after what it is counted from
    before = to_and_fro.resolve({"congress": TUE_2020_10_13})
    with few_frames():
        pinned = to_and_fro.update(before, {f"d{middle}": date(2020, 11, 2)})
        freed = to_and_fro.update(pinned, {f"d{middle}": None})
    first_half = [WED_2020_10_14, TUE_2020_10_13] * (middle // 2)
    assert due_days(pinned) == first_half + [date(2020, 11, 2), date(2020, 11, 1)] * (middle // 2)
    assert due_days(freed) == first_half * 2


def test_why_of_the_last_member_tells_the_whole_chain(to_and_fro: Resolver) -> None:
    """Every member's rule stands in it once, from the last down to what is known about the congress."""
    schedule = to_and_fro.resolve({"congress": TUE_2020_10_13})
    with few_frames():
        why = schedule.why(f"d{LAST}")
        text = why.text("vi")
    rules = [step.item for step in why.steps if step.kind == "rule"]
    assert rules == [f"d{n}" for n in range(LAST, -1, -1)]
    due = [step.window or step.values.get("window") for step in why.outcome if step.kind == "due"]
    assert due == [Window.on(TUE_2020_10_13)]
    assert why.steps[-1].item == "congress"
    assert why.steps[-1].window == Window.on(TUE_2020_10_13)
    assert text.startswith(f"d{LAST}\n")


def test_a_chain_of_maps_that_never_collapse() -> None:
    """Months aren't additions: a level for each, from the 14th to the 14th of the next month and back."""
    plan = Plan(
        "months",
        events=[Event("congress")],
        deadlines=[
            Deadline(
                f"d{n}",
                when=Term(
                    Shifted(
                        Offset(months=1),
                        Direction.BEFORE if n % 2 else Direction.AFTER,
                        Reference(f"d{n - 1}" if n else "congress"),
                    )
                ),
            )
            for n in range(MANY)
        ],
    )
    with few_frames():
        schedule = resolve(plan, {"congress": WED_2020_10_14})
        actual = [schedule[name].due for name in ("d0", "d1", f"d{LAST - 1}", f"d{LAST}")]
    expected = [Window.on(date(2020, 11, 14)), Window.on(WED_2020_10_14)] * 2
    assert actual == expected


def test_a_chain_of_waits() -> None:
    """A deadline may begin on the day after what it waits for, as often as there are members."""
    plan = Plan(
        "waits",
        events=[Event("congress")],
        deadlines=[
            Deadline(f"d{n}", after=[Wait(f"d{n - 1}" if n else "congress")]) for n in range(MANY)
        ],
        horizon="2020-01-01..2399-12-31",
    )
    with few_frames():
        schedule = resolve(plan, {"congress": TUE_2020_10_13})
        entry = schedule[f"d{LAST}"]
    # An open deadline has no due date, so what waits for it begins no sooner than a day after it could.
    assert entry.not_before == Window(LATER[MANY], None)
    assert entry.due is None


def test_a_chain_of_events_counted_from_one_another() -> None:
    """Events are timed from events too: as many as a plan may have, each 3 days after the last."""
    plan = Plan(
        "events",
        events=[
            Event(
                f"e{n}",
                expected=Term(Shifted(Offset(days=3), Direction.AFTER, Reference(f"e{n - 1}"))),
            )
            if n
            else Event("e0", expected="2020-10-13")
            for n in range(1000)
        ],
    )
    with few_frames():
        actual = [entry.not_before for entry in resolve(plan).events]
    assert actual == [Window.on(TUE_2020_10_13 + timedelta(days=3 * n)) for n in range(1000)]


# ------------------------------------------------------------ stars


def test_a_star_resolves_and_every_date_is_right() -> None:
    """The nth deadline lies n modulo 1,000 days before the congress."""
    star = star_of(MOST)
    with few_frames():
        actual = due_days(star.resolve({"congress": TUE_2020_10_13}))
    assert actual == [TUE_2020_10_13 - timedelta(days=n % 1000) for n in range(MOST)]


def test_a_star_follows_its_event(star: Resolver) -> None:
    """When the congress moves by a fortnight, so does every deadline."""
    before = star.resolve({"congress": TUE_2020_10_13})
    with few_frames():
        after = star.update(before, {"congress": date(2020, 10, 27)})
    assert due_days(after) == [date(2020, 10, 27) - timedelta(days=n % 1000) for n in range(MANY)]


def test_a_star_reversed_takes_the_latest_of_all() -> None:
    """One deadline that waits for all the others begins a day after the last of them."""
    others = [f"d{n}" for n in range(LAST)]
    plan = Plan(
        "funnel",
        events=[Event("congress")],
        deadlines=[
            *(
                Deadline(
                    name,
                    when=Term(
                        Shifted(Offset(days=n % 1000), Direction.AFTER, Reference("congress"))
                    ),
                )
                for n, name in enumerate(others)
            ),
            Deadline("report", "Báo cáo tổng kết", after=[Wait(name) for name in others]),
        ],
    )
    with few_frames():
        entry = resolve(plan, {"congress": TUE_2020_10_13})["report"]
    # 999 days after Tue 2020-10-13 is Sun 2023-07-09.
    assert TUE_2020_10_13 + timedelta(days=999) == date(2023, 7, 9)
    assert entry.not_before == Window(date(2023, 7, 10), date(2023, 7, 10))


# ------------------------------------------------------------ loops


def test_a_cycle_of_100_000_is_refused_without_recursion() -> None:
    """The cycle is found, and its members are reported in a row from the first."""
    plan = Plan(
        "dependency-cycle",
        deadlines=[
            Deadline(f"d{n}", when=one_day(Direction.AFTER, f"d{(n - 1) % MOST}"))
            for n in range(MOST)
        ],
    )
    with few_frames(), pytest.raises(PlanError) as caught:
        resolve(plan)
    assert caught.value.code == "dependency-cycle"
    assert f"`d{MOST - 1}` -> `d0`" in (caught.value.why or "")


def test_few_frames_are_few() -> None:
    """The means of these tests works: a recursion that is only 300 deep fails."""

    def deep(n: int) -> int:
        return 0 if n == 0 else 1 + deep(n - 1)

    with few_frames(), pytest.raises(RecursionError):
        deep(300)
    assert deep(300) == 300


def test_a_star_counts_from_the_edge_that_is_meant(star: Resolver) -> None:
    """`before congress` counts from its first day, however long it lasts: 5 days before Tue is Thu."""
    entry = star.resolve({"congress": "2020-10-13..2020-10-15"})["d5"]
    assert entry.due == Window.on(date(2020, 10, 8))
