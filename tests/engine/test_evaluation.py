"""Columns: every node of a program in every scenario, from scratch and again after a change.

The second witness is a walk over the nodes one by one with plain `date`, `calendar` and infinite floats,
which shares no map with the engine.
"""

from __future__ import annotations

import calendar
import math
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from relsched import Deadline, Event, Plan, Resolver, resolve
from relsched.dates.days import MINUS_INFINITY, OUTSIDE, PLUS_INFINITY, Days, number
from relsched.dates.windows import Window
from relsched.engine.evaluation import RESOLVE_SIDES, Sides, evaluate, link
from relsched.engine.monotone_maps import (
    CHOICE,
    CONSTANT,
    SHIFT,
    Earliest,
    Latest,
    Map,
    Months,
    RollTo,
    ToPeriodEnd,
    ToPeriodStart,
    WeekStart,
    WorkingDays,
)
from relsched.engine.program import Program, program
from relsched.plan.known_dates import KnownLike
from sizes import sized
from text_plans import FIRST, LAST, plans

EPOCH = date(1970, 1, 1)


# ------------------------------------------------------------ random columns


def values_in_columns(columns: int) -> st.SearchStrategy[Days]:
    """The values of one node in some columns: days, and now and then an infinity."""
    days = st.dates(FIRST, LAST).map(number)
    one = st.one_of(days, days, days, st.sampled_from([MINUS_INFINITY, PLUS_INFINITY]))
    return st.lists(one, min_size=columns, max_size=columns).map(
        lambda drawn: np.array(drawn, dtype=np.int64)
    )


def overridable(made: Program) -> list[int]:
    """The nodes whose values may be known: the slots."""
    return sorted(made.owners)


@st.composite
def overrides_of(draw: st.DrawFn, made: Program, columns: int) -> dict[int, Days]:
    nodes = draw(st.sets(st.sampled_from(overridable(made)), max_size=5))
    return {node: draw(values_in_columns(columns)) for node in sorted(nodes)}


# ------------------------------------------------------------ the second witness

Value = float  # a day, or an infinity, or nan where a calendar has no answer


def to_value(day: int) -> Value:
    if day == OUTSIDE:
        return math.nan
    if day in (MINUS_INFINITY, PLUS_INFINITY):
        return math.inf if day > 0 else -math.inf
    return float(day)


def is_open(day: date) -> bool:
    return day.weekday() < 5


def walked_months(day: date, amount: int) -> date:
    months = day.year * 12 + day.month - 1 + amount
    year, month = divmod(months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def walked(day: date, amount: int, direction: str) -> date:
    """Count open days one by one; zero is the day itself or the next open one."""
    one = timedelta(days=1 if direction == "after" else -1)
    if amount == 0:
        while not is_open(day):
            day += one
    while amount:
        day += one
        amount -= is_open(day)
    return day


def rolled(day: date, roll: str) -> date:
    after, before = walked(day, 0, "after"), walked(day, 0, "before")
    if roll == "nearest":
        return before if day - before < after - day else after
    if roll == "modified following":
        return before if after.month != day.month else after
    return after if roll == "following" else before


def mapped(map_: Map, amount: int, day: date) -> date:
    """Apply one map to one day."""
    match map_:
        case Months():
            return walked_months(day, amount)
        case WorkingDays(direction=direction):
            return walked(day, amount, direction.value)
        case RollTo(roll=roll):
            return rolled(day, roll.value)
        case ToPeriodStart(months=months):
            return date(day.year, day.month - (day.month - 1) % months, 1)
        case ToPeriodEnd(months=months):
            last = day.month - (day.month - 1) % months + months - 1
            return date(day.year, last, calendar.monthrange(day.year, last)[1])
        case WeekStart(starts=starts):
            return day - timedelta(days=(day.weekday() - starts) % 7)
    raise AssertionError(map_)


def walk(made: Program, overrides: dict[int, Days], sides: Sides) -> list[list[Value]]:
    """Give the value of every node, one node and one column at a time, in the order of their numbers."""
    found: list[list[Value]] = []
    for node in range(made.size):
        row = []
        for column, latest in enumerate(sides.tolist()):
            inputs = [found[other][column] for other in made.inputs[node]]
            map_, amount = made.maps[node], made.amounts[node]
            if node in overrides:
                row.append(to_value(int(overrides[node][column])))
            elif map_ is CONSTANT:
                row.append(to_value(amount))
            elif map_ is SHIFT:
                row.append(inputs[0] + amount)
            elif map_ is CHOICE:
                row.append(inputs[1] if latest else inputs[0])
            elif isinstance(map_, Earliest | Latest):
                best = min if isinstance(map_, Earliest) else max
                row.append(math.nan if any(map(math.isnan, inputs)) else best(inputs))
            elif math.isfinite(inputs[0]):
                day = EPOCH + timedelta(days=int(inputs[0]))
                row.append(float((mapped(map_, amount, day) - EPOCH).days))
            else:
                row.append(inputs[0])
        found.append(row)
    return found


def as_values(values: Days) -> list[list[Value]]:
    return [[to_value(int(value)) for value in row] for row in values]


@sized(50)
@given(st.data())
def test_columns_agree_with_a_walk_node_by_node(data: st.DataObject) -> None:
    """In each of four columns, every node has the value that counting one by one gives."""
    made = program(data.draw(plans()))
    sides = np.array([False, True, True, False])
    overrides = data.draw(overrides_of(made, len(sides)))
    assert as_values(evaluate(made, overrides, sides)) == walk(made, overrides, sides)


# ------------------------------------------------------------ columns


@sized(50)
@given(st.data())
def test_columns_equal_single_evaluations(data: st.DataObject) -> None:
    """A scenario has the same values beside others as alone."""
    made = program(data.draw(plans()))
    sides = np.array(data.draw(st.lists(st.booleans(), min_size=1, max_size=6)))
    overrides = data.draw(overrides_of(made, len(sides)))
    together = evaluate(made, overrides, sides)
    for column in range(len(sides)):
        pick = slice(column, column + 1)
        alone = evaluate(made, {node: v[pick] for node, v in overrides.items()}, sides[pick])
        assert np.array_equal(together[:, pick], alone)


@sized(50)
@given(plans(), st.lists(st.dates(FIRST, LAST), min_size=1, max_size=8))
def test_candidate_dates_as_columns_equal_resolves(plan: Plan, candidates: list[date]) -> None:
    """A what-if over many dates of an event is as many resolves, in one evaluation."""
    resolver = Resolver(plan)
    starts = np.array([number(day) for day in candidates], dtype=np.int64)
    made = resolver.resolve().program
    node = made.events["event0"].first
    for latest in (False, True):
        table = evaluate(made, {node: starts}, np.full(len(candidates), latest))
        for column, day in enumerate(candidates):
            schedule = resolver.resolve({"event0": day})
            assert np.array_equal(table[:, column], schedule.values[:, int(latest)])


def test_the_sides_of_a_resolve_are_earliest_and_latest() -> None:
    """A choice takes its first input in the earliest column and its second in the latest."""
    made = program(Plan("p", events=[Event("congress", expected="in October 2020")]))
    node = made.events["congress"].first
    expected = [number(date(2020, 10, 1)), number(date(2020, 10, 31))]
    assert evaluate(made, sides=RESOLVE_SIDES)[node].tolist() == expected


# ------------------------------------------------------------ again after a change


def differing(one: dict[int, Days], other: dict[int, Days]) -> np.ndarray[Any, np.dtype[np.intp]]:
    nodes = [
        node
        for node in sorted({*one, *other})
        if node not in one or node not in other or not np.array_equal(one[node], other[node])
    ]
    return np.array(nodes, dtype=np.intp)


@sized(50)
@given(st.data())
def test_evaluating_what_changed_equals_evaluating_everything(data: st.DataObject) -> None:
    """Through any sequence of edits, values kept and values made again are those of a fresh start."""
    made = program(data.draw(plans()))
    overrides: dict[int, Days] = {}
    values = evaluate(made, overrides)
    for _ in range(data.draw(st.integers(1, 4))):
        edited = data.draw(overrides_of(made, 2))
        kept = data.draw(st.sets(st.sampled_from(overridable(made))))
        edited |= {node: given for node, given in overrides.items() if node in kept}
        values = evaluate(made, edited, previous=values, changed=differing(overrides, edited))
        assert np.array_equal(values, evaluate(made, edited))
        overrides = edited


@sized(50)
@given(st.data())
def test_only_what_depends_on_the_change_is_evaluated(data: st.DataObject) -> None:
    """What doesn't depend on a changed node keeps its value, even where it was spoilt."""
    made = program(data.draw(plans()))
    changed = data.draw(st.sampled_from(overridable(made)))
    reached = {changed}
    for node in range(made.size):
        if reached.intersection(made.inputs[node]):
            reached.add(node)
    untouched = [node for node in range(made.size) if node not in reached]
    spoilt = evaluate(made)
    spoilt[untouched] = number(date(2019, 2, 5))
    overrides = {changed: data.draw(values_in_columns(2))}
    nodes = np.array([changed], dtype=np.intp)
    after = evaluate(made, overrides, previous=spoilt, changed=nodes)
    assert np.array_equal(after[untouched], spoilt[untouched])


def test_evaluating_again_leaves_the_values_before_as_they_were() -> None:
    """A schedule that was updated still has its own dates."""
    resolver = Resolver(chain(3, lambda n: n))
    before = resolver.resolve({"congress": "2020-10-13"})
    values = before.values.copy()
    after = resolver.update(before, {"congress": "2020-10-27"})
    assert np.array_equal(before.values, values)
    # 1 + 2 + 3 days after Tue 13 and Tue 27 October.
    assert before["d2"].due == Window.on(date(2020, 10, 19))
    assert after["d2"].due == Window.on(date(2020, 11, 2))


def test_a_known_date_taken_away_moves_what_counts_from_it_back() -> None:
    """A pin on a deadline that is pure days from the congress comes and goes without a trace."""
    plan = Plan(
        "p",
        events=[Event("congress", lasts=3)],
        deadlines=[
            Deadline("venue", "Sân khấu, mặt bằng", "2 days before congress"),
            Deadline("sound", "Âm thanh", "by 3 days after venue"),
            Deadline("bill", "Thanh toán", "by 1 month after sound"),
        ],
    )
    resolver = Resolver(plan)
    known = {"congress": "2020-10-13"}
    pinned = resolver.resolve({**known, "venue": "2020-10-01"})
    assert [entry.due for entry in pinned] == [
        Window.on(date(2020, 10, 1)),
        Window.on(date(2020, 10, 4)),
        Window.on(date(2020, 11, 4)),
    ]
    freed = resolver.update(pinned, {"venue": None})
    assert [entry.due for entry in freed] == [
        Window.on(date(2020, 10, 11)),
        Window.on(date(2020, 10, 14)),
        Window.on(date(2020, 11, 14)),
    ]


KNOWN = st.one_of(
    st.none(),
    st.dates(FIRST, LAST),
    st.tuples(st.dates(FIRST, date(2020, 6, 30)), st.dates(date(2020, 7, 1), LAST)).map(
        lambda ends: Window(*ends)
    ),
)


@sized(50)
@given(st.data())
def test_update_equals_resolve(data: st.DataObject) -> None:
    """Through any sequence of known dates, an updated schedule is the one resolved from scratch."""
    plan = data.draw(plans())
    resolver = Resolver(plan)
    schedule = resolver.resolve()
    known: dict[str, KnownLike] = {}
    for _ in range(data.draw(st.integers(1, 4))):
        names = data.draw(st.sets(st.sampled_from(sorted(plan.by_id)), min_size=1, max_size=3))
        changes = {name: data.draw(KNOWN) for name in sorted(names)}
        schedule = resolver.update(schedule, changes)
        known = {k: v for k, v in {**known, **changes}.items() if v is not None}
        assert list(schedule.entries) == list(resolve(plan, known).entries)


# ------------------------------------------------------------ infinities


@sized(50)
@given(plans())
def test_what_is_unknown_is_unbounded_and_never_a_day(plan: Plan) -> None:
    """However far a rule counts from it, an infinity stays an infinity of its own sign."""
    made = program(plan)
    values = evaluate(made)
    for value in set(values.ravel().tolist()):
        is_day = abs(value) < 1_000_000
        assert is_day or value in (MINUS_INFINITY, PLUS_INFINITY)


@pytest.mark.parametrize("infinity", [MINUS_INFINITY, PLUS_INFINITY, OUTSIDE])
@pytest.mark.parametrize(
    "point",
    [
        "36600 days before congress",
        "36600 days after congress",
        "1200 months before congress",
        "100 years after congress",
        "26000 working days before congress",
        "0 working days after congress",
        "congress rolled back",
        "congress rolled nearest",
        "congress rolled modified forward",
        "start of week congress",
        "end of year congress",
        "next Monday from congress",
        "last Friday of month congress",
        "2nd working day of quarter congress",
        "25th of month congress",
    ],
)
def test_every_map_leaves_what_is_no_day_as_it_is(point: str, infinity: int) -> None:
    """An infinity, and the lack of an answer, go through any rule unchanged."""
    plan = Plan("p", events=[Event("congress")], deadlines=[Deadline("d", when=f"by {point}")])
    made = program(plan)
    nodes, congress = made.deadlines["d"], made.events["congress"]
    assert nodes.last is not None
    given_values = np.array([infinity, infinity], dtype=np.int64)
    values = evaluate(made, {congress.first: given_values, congress.last: given_values})
    assert values[nodes.last].tolist() == [infinity, infinity]


def test_a_long_run_of_shifts_saturates() -> None:
    """A thousand steps of a century each don't leave the infinity they start from, on either side."""
    made = program(chain(1000, lambda _: 36_600))
    due = made.deadlines["d999"].last
    assert due is not None
    assert evaluate(made)[due].tolist() == [MINUS_INFINITY, PLUS_INFINITY]


@pytest.mark.parametrize(
    ("point", "expected"),
    [
        ("later of congress, 2020-10-01", Window("2020-10-01", None)),
        ("earlier of congress, 2020-10-01", Window(None, "2020-10-01")),
        ("later of congress, exhibition", Window(None, None)),
        ("1 day after (later of congress, 2020-10-01)", Window("2020-10-02", None)),
    ],
)
def test_comparing_with_the_unknown_bounds_one_side(point: str, expected: Window) -> None:
    """The later of an unknown day and 1 October is 1 October at the earliest, and has no latest."""
    plan = Plan(
        "p",
        events=[Event("congress"), Event("exhibition")],
        deadlines=[Deadline("d", when=f"by {point}")],
    )
    assert resolve(plan)["d"].due == expected


@pytest.mark.parametrize("word", ["earlier", "later"])
def test_no_answer_spoils_a_comparison(word: str) -> None:
    """Where a calendar has no answer for one of the points, none of their comparison is known."""
    plan = Plan(
        "p",
        events=[Event("congress"), Event("exhibition")],
        deadlines=[Deadline("d", when=f"by {word} of congress.start, exhibition.start")],
    )
    made = program(plan)
    one, other = made.events["congress"].first, made.events["exhibition"].first
    due = made.deadlines["d"].last
    assert due is not None
    values = evaluate(made, {one: np.array([OUTSIDE, 0]), other: np.array([0, 1])})
    assert values[due].tolist() == [OUTSIDE, 0 if word == "earlier" else 1]


# ------------------------------------------------------------ runs of shifts


def followed(made: Program, cut: set[int], node: int) -> tuple[int, int]:
    """Follow a node through its shifts one by one, down to what isn't shifted."""
    amount = 0
    while made.maps[node] is SHIFT and node not in cut:
        amount += made.amounts[node]
        (node,) = made.inputs[node]
    return node, amount


@given(st.data())
def test_jumping_equals_following_one_by_one(data: st.DataObject) -> None:
    """For every node the collapsed run ends where a simple loop ends, with the same sum."""
    made = program(data.draw(plans()))
    cut = data.draw(st.sets(st.sampled_from(overridable(made))))
    mask = np.zeros(made.size, dtype=bool)
    mask[list(cut)] = True
    roots, offsets = link(made, mask)
    actual = list(zip(roots.tolist(), offsets.tolist(), strict=True))
    assert actual == [followed(made, cut, node) for node in range(made.size)]


@pytest.mark.parametrize("length", [1, 2, 3, 7, 8, 9, 1000])
def test_a_run_of_any_length_collapses(length: int) -> None:
    """A chain of n deadlines, one day after another, hangs n days from the one event."""
    made = program(chain(length, lambda n: n))
    due = made.deadlines[f"d{length - 1}"].last
    end = made.events["congress"].last
    assert due is not None
    roots, offsets = link(made, np.zeros(made.size, dtype=bool))
    assert roots[due] == roots[end]
    # 1 + 2 + … + length
    assert offsets[due] - offsets[end] == length * (length + 1) // 2


def chain(length: int, days: Callable[[int], int]) -> Plan:
    """Member n is so many days after the member before it."""
    return Plan(
        "chain",
        events=[Event("congress")],
        deadlines=[
            Deadline(
                f"d{n}", when=f"by {days(n + 1)} days after {f'd{n - 1}' if n else 'congress'}"
            )
            for n in range(length)
        ],
    )


@pytest.mark.parametrize("place", [0, 1, 499, 998, 999])
def test_a_known_date_cuts_a_run_in_two(place: int) -> None:
    """Behind a pinned member days are counted from the pin, before it from the event."""
    resolver = Resolver(chain(1000, lambda _: 1))
    day, pin = date(2020, 10, 13), date(2021, 6, 30)
    schedule = resolver.resolve({"congress": day, f"d{place}": pin})
    expected = [
        day + timedelta(days=n + 1) if n < place else pin + timedelta(days=n - place)
        for n in range(1000)
    ]
    assert [entry.due for entry in schedule] == [Window.on(found) for found in expected]


def test_a_program_keeps_nothing_of_an_evaluation() -> None:
    """The same question gives the same answer, whatever has been asked in between."""
    made = program(chain(5, lambda n: n))
    event = made.events["congress"].first
    first = evaluate(made)
    evaluate(made, {event: np.array([0, 100])})
    assert np.array_equal(evaluate(made), first)
