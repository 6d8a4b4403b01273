"""The laws of the engine, each as a property of what `resolve` gives.

A law has a number and a name, `test_l07_monotone`, and at least one planted fault in `mutants` that it finds.
The second engine in `networks` says what should come out where a law needs dates of its own.
"""

from __future__ import annotations

import calendar
import itertools
import os
import re
import subprocess
import sys
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any, Literal

import numpy as np
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

import mutants
import networks as nw
from networks import (
    ANY,
    DAYS,
    MONTHS,
    ONE,
    PURE_DAYS,
    WEEKENDS_ONLY,
    WEEKS,
    WORKING,
    YEARS,
    Edges,
    Expr,
    Fixed,
    Move,
    Network,
    Office,
    Pick,
    Ref,
    Style,
    Task,
    Turn,
    text_of,
)
from places import EXAMPLE_PLAN, ROOT
from relsched import (
    Deadline,
    Event,
    Plan,
    Point,
    RelschedError,
    Resolver,
    Schedule,
    Timing,
    Window,
    resolve,
)
from relsched.dates.calendars import Calendars
from relsched.dates.days import number
from relsched.engine.evaluation import evaluate
from relsched.engine.program import program
from relsched.errors import PlanError, Problems
from relsched.explain.steps import Step
from relsched.plan.known_dates import KnownLike
from relsched.planfile.plan_file import parse_plan
from relsched.planfile.plan_writing import format_plan
from sizes import sized

pytestmark = pytest.mark.no_cover

# ---------------------------------------------------------------- how a law is kept


@dataclass(frozen=True)
class Law:
    """A law: what must hold, and what it must hold for."""

    body: Callable[..., None]
    strategies: Mapping[str, st.SearchStrategy[Any]]

    def run(self, how: settings) -> None:
        """Try it; raises AssertionError where it doesn't hold."""
        if self.strategies:
            how(given(**self.strategies)(self.body))()
        else:
            self.body()


LAWS: dict[str, Law] = {}


def law(
    **strategies: st.SearchStrategy[Any],
) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Keep a test as a law, tried with examples of the strategies."""

    def keep(body: Callable[..., None]) -> Callable[..., None]:
        LAWS[body.__name__] = Law(body, strategies)
        return given(**strategies)(body) if strategies else body

    return keep


# ---------------------------------------------------------------- asking the engine


def told(schedule: Schedule) -> dict[str, Any]:
    """Give all that a schedule says, without the order in which the plan was written."""
    rows = {entry.id: entry.to_json() for entry in schedule.entries}
    for row in rows.values():
        row["waits_for"] = sorted(row["waits_for"])
    # Which of several smallest sets explains a conflict is left to the order of the rows.
    findings = [(each.code, sorted(each.items), each.text()) for each in schedule.conflicts]
    findings += [(each.code, sorted(each.items), each.text()) for each in schedule.lints]
    return {"entries": rows, "findings": sorted(findings)}


def due(day: date, *rules: str, office: Office = WEEKENDS_ONLY) -> list[date]:
    """Count some rules from the one-day event `e` on a day."""
    deadlines = [Deadline(f"d{n}", when=f"by {rule}") for n, rule in enumerate(rules)]
    plan = Plan(
        "p", calendar="office", events=[Event("e")], deadlines=deadlines, horizon=nw.HORIZON
    )
    schedule = resolve(plan, {"e": day}, {"office": office.ready()})
    return [entry.due.day for entry in schedule if entry.due is not None]


def days_of(schedule: Schedule) -> dict[str, tuple[date | None, date | None]]:
    """Give the settled days of all deadlines."""
    return {
        entry.id: (
            None if entry.not_before is None else entry.not_before.day,
            None if entry.due is None else entry.due.day,
        )
        for entry in schedule
    }


def shifted(days: Mapping[str, tuple[date | None, date | None]], by: int) -> dict[str, Any]:
    """Give the same days some days later."""
    step = timedelta(days=by)
    return {
        name: tuple(None if day is None else day + step for day in pair)
        for name, pair in days.items()
    }


def moved_edges(edges: Edges, by: int) -> dict[str, tuple[date, date]]:
    """Give the same events some days later."""
    step = timedelta(days=by)
    return {name: (start + step, end + step) for name, (start, end) in edges.items()}


def columns(network: Network, scenarios: Sequence[Edges]) -> dict[str, list[list[int]]]:
    """Give for each task its not_before, if it has one, and its due, in all scenarios at once."""
    made = program(network.plan(), Calendars((), {"office": network.office.ready()}))
    overrides = {}
    for name in scenarios[0]:
        item_nodes = made.events[name]
        for node, side in ((item_nodes.first, 0), (item_nodes.last, 1)):
            overrides[node] = np.array([number(edges[name][side]) for edges in scenarios])
    values = evaluate(made, overrides, np.zeros(len(scenarios), dtype=bool))
    found = {}
    for task in network.tasks:
        own = made.deadlines[task.name]
        nodes = [node for node in (own.first, own.last) if node is not None]
        found[task.name] = [values[node].tolist() for node in nodes]
    return found


def nothing_earlier(before: Schedule, after: Schedule) -> bool:
    """Tell whether no deadline has an earlier day than before."""
    now = days_of(after)
    return all(
        new is not None and old <= new
        for name, pair in days_of(before).items()
        for old, new in zip(pair, now[name], strict=True)
        if old is not None
    )


def code_of(give: Callable[[], object]) -> str:
    """Give the code of the error that a call raises, or that it raised none."""
    try:
        give()
    except Problems as error:
        return " ".join(sorted({problem.code for problem in error.problems}))
    except RelschedError as error:
        return error.code
    return "no error"


days = nw.anchors()
working_lags = st.integers(1, 40)
month_lags = st.integers(-60, 60)
sides = st.sampled_from(["before", "after"])
# One calendar day of lag moves all alike: what a shift of all events does can be said exactly.
SHIFTABLE = Style(
    units=(DAYS, WEEKS, WORKING),
    rolls=("forward", "back", "nearest"),
    periods=(),
    weekdays=False,
)
WEEKLY = replace(SHIFTABLE, periods=("week",), weekdays=True)
NO_PICKS = replace(ANY, picks=False)
FROM_NAMES = replace(NO_PICKS, given=False)


def signed(amount: int, unit: str) -> str:
    """Write a signed amount as an offset from the event `e`."""
    return f"{abs(amount)} {unit} {'after' if amount >= 0 else 'before'} e.start"


# ---------------------------------------------------------------- names, order, parts


@law(data=st.data(), network=nw.networks(most_tasks=8))
def test_l01_order_of_rows(data: st.DataObject, network: Network) -> None:
    """The order in which events and deadlines are written changes nothing."""
    mixed = replace(
        network,
        happenings=tuple(data.draw(st.permutations(network.happenings))),
        tasks=tuple(data.draw(st.permutations(network.tasks))),
    )
    for known in ({}, data.draw(nw.fixings(network))):
        assert told(mixed.resolve(known)) == told(network.resolve(known))


# Names that are one another's beginning, differ in case only, or hold what looks like an edge.
_NAMES = ("a", "A", "b", "B", "a-1", "A-1", "4.1.b", "4.1.B", "4.1", "x", "X", "starts", "e0", "t0")


@law(data=st.data(), network=nw.networks(), names=st.permutations(_NAMES))
def test_l02_names(data: st.DataObject, network: Network, names: list[str]) -> None:
    """Other ids for the same items change the ids in the outcome, and no date."""
    new = dict(zip(network.names, names, strict=False))
    edges = data.draw(nw.fixings(network))
    fixed = {name: edges[name] for name in data.draw(st.sets(st.sampled_from(sorted(edges))))}
    before = network.resolve(fixed)
    after = network.renamed(new).resolve({new[name]: pair for name, pair in fixed.items()})
    assert nw.shown(after) == {new[name]: pair for name, pair in nw.shown(before).items()}
    for entry in before:
        assert after[new[entry.id]].waits_for == tuple(new[name] for name in entry.waits_for)
        assert after[new[entry.id]].status == entry.status


@law(data=st.data(), network=nw.networks())
def test_l10_pass_through(data: st.DataObject, network: Network) -> None:
    """A deadline put in between, with no lag of its own, changes nothing else."""
    position = data.draw(st.integers(0, len(network.tasks) - 1))
    task = network.tasks[position]
    names = sorted(set(nw.refs(task.rule)))
    if not names:
        return
    name = data.draw(st.sampled_from(names))
    no_lag = data.draw(st.sampled_from([None, DAYS, WEEKS, MONTHS]))
    rule = Ref(name) if no_lag is None else Move(0, no_lag, data.draw(sides), Ref(name))

    def replaced(expr: Expr) -> Expr:
        if expr == Ref(name):
            return Ref("through")
        return nw.with_inner(expr, tuple(replaced(part) for part in nw.inner(expr)))

    through = Task("through", "by", rule)
    changed = replace(task, rule=replaced(task.rule))
    tasks = (*network.tasks[:position], through, changed, *network.tasks[position + 1 :])
    found = nw.shown(replace(network, tasks=tasks).resolve())
    del found["through"]
    assert found == nw.shown(network.resolve())


@law(
    left=nw.networks(prefix="a", most_tasks=3),
    right=nw.networks(prefix="b", most_tasks=3),
    data=st.data(),
)
def test_l11_plans_side_by_side(left: Network, right: Network, data: st.DataObject) -> None:
    """Two plans that share nothing give the same together as apart."""
    right = replace(right, office=left.office)
    known_left, known_right = data.draw(nw.fixings(left)), data.draw(nw.fixings(right))
    if data.draw(st.booleans()):
        known_right = {}
    both = Network(
        left.happenings + right.happenings, left.tasks + right.tasks, left.office
    ).resolve(known_left | known_right)
    apart = nw.shown(left.resolve(known_left)) | nw.shown(right.resolve(known_right))
    assert nw.shown(both) == apart


@law(network=nw.networks(), data=st.data())
def test_l27_what_nothing_depends_on(network: Network, data: st.DataObject) -> None:
    """Taking away a deadline that nothing depends on changes nothing else."""
    free = [task.name for task in network.tasks if not network.dependants(task.name)]
    gone = data.draw(st.sampled_from(free))
    fewer = replace(network, tasks=tuple(task for task in network.tasks if task.name != gone))
    expected = nw.shown(network.resolve())
    del expected[gone]
    assert nw.shown(fewer.resolve()) == expected


# ---------------------------------------------------------------- moving everything


@law(drawn=nw.fixed_networks(PURE_DAYS, with_office=False), k=st.integers(-1000, 1000))
def test_l03_days_move_alike(drawn: tuple[Network, Edges], k: int) -> None:
    """Where only days and weeks are counted, all dates moved by k days move everything by k days."""
    network, edges = drawn
    before = days_of(network.resolve(edges))
    after = days_of(network.moved(k).resolve(moved_edges(edges, k)))
    assert after == shifted(before, k)


@law(drawn=nw.fixed_networks(SHIFTABLE), k=st.integers(-400, 400))
def test_l04_calendar_moves_too(drawn: tuple[Network, Edges], k: int) -> None:
    """Working days and rolls move by k days when all dates and the calendar do."""
    network, edges = drawn
    later = replace(network.moved(k), office=network.office.moved(k))
    before = days_of(network.resolve(edges))
    assert days_of(later.resolve(moved_edges(edges, k))) == shifted(before, k)


@law(drawn=nw.fixed_networks(WEEKLY, with_office=False), weeks=st.integers(-60, 60))
def test_l05_whole_weeks(drawn: tuple[Network, Edges], weeks: int) -> None:
    """With weekends alone and no months, whole weeks move everything by whole weeks."""
    network, edges = drawn
    before = days_of(network.resolve(edges))
    after = days_of(network.moved(7 * weeks).resolve(moved_edges(edges, 7 * weeks)))
    assert after == shifted(before, 7 * weeks)


@law(drawn=nw.fixed_networks(with_office=False), sign=st.sampled_from([-1, 1]))
def test_l06_four_hundred_years(drawn: tuple[Network, Edges], sign: int) -> None:
    """With weekends alone, 400 years move everything by 400 years, months and all."""
    network, edges = drawn
    k = sign * 146_097
    before = days_of(network.resolve(edges))
    assert days_of(network.moved(k).resolve(moved_edges(edges, k))) == shifted(before, k)


# ---------------------------------------------------------------- moving one event


@law(data=st.data(), drawn=nw.fixed_networks())
def test_l07_monotone(data: st.DataObject, drawn: tuple[Network, Edges]) -> None:
    """Where no event comes earlier, no deadline comes earlier: day by day through forty days."""
    network, edges = drawn
    begin = {name: data.draw(st.sampled_from([0, 0, 3, 20, 40])) for name in edges}
    scenarios = [
        {
            name: moved_edges({name: pair}, max(0, k - begin[name]))[name]
            for name, pair in edges.items()
        }
        for k in range(40)
    ]
    for task, dates in columns(network, scenarios).items():
        for values in dates:
            assert values == sorted(values), task


@law(data=st.data(), drawn=nw.fixed_networks())
def test_l08_locality(data: st.DataObject, drawn: tuple[Network, Edges]) -> None:
    """Moving an event changes what depends on it and nothing else."""
    network, edges = drawn
    name = data.draw(st.sampled_from(sorted(edges)))
    k = data.draw(st.integers(-90, 90))
    before, after = (
        network.resolve(edges),
        network.resolve({**edges, **moved_edges({name: edges[name]}, k)}),
    )
    dependents = network.dependants(name) | {name}
    for entry in before.entries:
        if entry.id not in dependents:
            assert after[entry.id] == entry


@law(data=st.data(), drawn=nw.fixed_networks(NO_PICKS))
def test_l09_unset_event(data: st.DataObject, drawn: tuple[Network, Edges]) -> None:
    """Without the date of an event exactly what depends on it is unsettled; all else is as before."""
    network, edges = drawn
    network = replace(
        network,
        happenings=tuple(replace(item, first=None, last=None) for item in network.happenings),
    )
    name = data.draw(st.sampled_from(sorted(edges)))
    full, less = network.resolve(edges), dict(edges)
    del less[name]
    found = network.resolve(less)
    dependents = network.dependants(name)
    # What can't be met whenever the event comes is a conflict, and still waits for it.
    own = ("conflict empty", "conflict unfinished", "conflict expected")
    hopeless = {item for each in found.conflicts if each.step.kind in own for item in each.items}
    for entry in full:
        if entry.id in dependents:
            assert found[entry.id].status == ("conflict" if entry.id in hopeless else "waiting")
            assert found[entry.id].waits_for == (name,)
        else:
            assert found[entry.id] == entry
            assert entry.status in ("settled", "conflict")


@law(
    first=days,
    rule=nw.points(("x.start",), FROM_NAMES, depth=3),
    office=nw.offices(),
    word=st.sampled_from(["earlier", "later"]),
)
def test_l21_over_later_and_earlier(first: date, rule: Expr, office: Office, word: str) -> None:
    """What is counted from the later of two dates is the later of what is counted from each."""

    def of(other: Expr) -> Expr:
        def replaced(expr: Expr) -> Expr:
            if isinstance(expr, Ref):
                return other
            return nw.with_inner(expr, tuple(replaced(part) for part in nw.inner(expr)))

        return replaced(rule)

    two = (Ref("x.start"), Ref("y.start"))
    inside = Task("inside", "by", of(Pick(word, two)))
    outside = Task("outside", "by", Pick(word, tuple(of(one) for one in two)))
    network = Network((nw.Happening("x"), nw.Happening("y")), (inside, outside), office)
    pairs = [
        (first + k * ONE, first + (k + apart) * ONE)
        for k in range(120)
        for apart in (-30, -1, 1, 3)
    ]
    found = columns(network, [{"x": (x, x), "y": (y, y)} for x, y in pairs])
    assert found["inside"] == found["outside"]


@law(
    data=st.data(),
    drawn=nw.fixed_networks(most_tasks=4),
    word=st.sampled_from(["earlier", "later"]),
)
def test_l22_one_more_predecessor(
    data: st.DataObject, drawn: tuple[Network, Edges], word: str
) -> None:
    """One more point in a `later of` makes nothing earlier, one more in an `earlier of` nothing later."""
    network, edges = drawn
    position = data.draw(st.integers(0, len(network.tasks) - 1))
    task = network.tasks[position]
    extra = Fixed(data.draw(days))
    if extra == task.rule or (isinstance(task.rule, Pick) and extra in task.rule.parts):
        return
    changed = replace(task, rule=Pick(word, (task.rule, extra)))
    tasks = (*network.tasks[:position], changed, *network.tasks[position + 1 :])
    before, after = network.resolve(edges), replace(network, tasks=tasks).resolve(edges)
    assert nothing_earlier(before, after) if word == "later" else nothing_earlier(after, before)


# ---------------------------------------------------------------- days and months


@law(day=days, a=st.integers(0, 400), b=st.integers(0, 400))
def test_l12_days_compose(day: date, a: int, b: int) -> None:
    """Days add up, and as many days back lead back."""
    there = f"{a} days after e.start"
    assert due(
        day,
        f"{b} days after ({there})",
        f"{a + b} days after e.start",
        f"{a} days before ({there})",
    ) == [day + timedelta(days=a + b), day + timedelta(days=a + b), day]


@law(day=days, n=month_lags)
def test_l13_months(day: date, n: int) -> None:
    """A lag of n months moves the month by n and keeps the day, clipped to the end of the month."""
    year, month = divmod(day.year * 12 + day.month - 1 + n, 12)
    last = calendar.monthrange(year, month + 1)[1]
    assert due(day, signed(n, MONTHS)) == [date(year, month + 1, min(day.day, last))]


@law(day=days, n=month_lags)
def test_l14_months_there_and_back(day: date, n: int) -> None:
    """n months there and back is never later than the start, and at most 3 days earlier if it was clipped."""
    other = "before" if n >= 0 else "after"
    there, back = due(day, signed(n, MONTHS), f"{abs(n)} months {other} ({signed(n, MONTHS)})")
    clipped = there.day != day.day
    assert timedelta(0) <= day - back <= timedelta(days=3 if clipped else 0)


@law(day=days, a=st.integers(0, 30), b=st.integers(0, 30), side=sides)
def test_l15_months_compose(day: date, a: int, b: int, side: str) -> None:
    """Up to the 28th of a month, months add up."""
    day = day.replace(day=min(day.day, 28))
    one, two = due(
        day, f"{b} months {side} ({a} months {side} e.start)", f"{a + b} months {side} e.start"
    )
    assert one == two


@law(day=days, n=month_lags, k=st.integers(0, 60))
def test_l16_days_before_months(day: date, n: int, k: int) -> None:
    """Moved k days, a date counted in months moves by k days, give or take 3."""
    (first,) = due(day, signed(n, MONTHS))
    (second,) = due(day + timedelta(days=k), signed(n, MONTHS))
    assert k - 3 <= (second - first).days <= k + 3


# ---------------------------------------------------------------- working days


@law(day=days, office=nw.offices(), a=working_lags, b=working_lags, side=sides)
def test_l17_working_days_compose(day: date, office: Office, a: int, b: int, side: str) -> None:
    """Working days of one direction add up, from whatever day."""
    one, two = due(
        day,
        f"{b} working days {side} ({a} working days {side} e.start)",
        f"{a + b} working days {side} e.start",
        office=office,
    )
    assert one == two


@law(day=days, office=nw.offices(), k=working_lags)
def test_l18_a_lag_holds_its_working_days(day: date, office: Office, k: int) -> None:
    """k working days end on an open day, and exactly k open days lie on the way."""
    after, before = due(
        day, f"{k} working days after e.start", f"{k} working days before e.start", office=office
    )
    assert office.is_open(after)
    assert office.is_open(before)
    forward = [day + n * ONE for n in range(1, (after - day).days + 1)]
    back = [day - n * ONE for n in range(1, (day - before).days + 1)]
    assert sum(map(office.is_open, forward)) == k
    assert sum(map(office.is_open, back)) == k


@law(day=days, office=nw.offices(), k=working_lags, side=sides)
def test_l19_there_and_back(day: date, office: Office, k: int, side: str) -> None:
    """From an open day, k working days there and back lead back."""
    while not office.is_open(day):
        day += ONE
    other = "before" if side == "after" else "after"
    there = f"{k} working days {side} e.start"
    assert due(day, f"{k} working days {other} ({there})", office=office) == [day]


@law(day=days, office=nw.offices())
def test_l20_rolls(day: date, office: Office) -> None:
    """A roll goes to the neighbouring open day, leaves an open day alone, and changes nothing twice."""
    back, forward, back_twice, forward_twice = due(
        day,
        "e.start rolled back",
        "e.start rolled forward",
        "(e.start rolled back) rolled back",
        "(e.start rolled forward) rolled forward",
        office=office,
    )
    assert back <= day <= forward
    assert office.is_open(back)
    assert office.is_open(forward)
    assert (back_twice, forward_twice) == (back, forward)
    assert ((back == day), (forward == day)) == (office.is_open(day), office.is_open(day))
    between = [back + n * ONE for n in range(1, (forward - back).days)]
    assert not any(map(office.is_open, between))


_STEPS = st.lists(
    st.tuples(st.sampled_from([DAYS, MONTHS, WORKING, WORKING, "roll"]), st.integers(0, 12), sides),
    min_size=1,
    max_size=3,
)


@law(day=days, office=nw.offices(), off=st.integers(-20, 20), steps=_STEPS, side=sides)
def test_l23_one_more_day_off(
    day: date, office: Office, off: int, steps: list[tuple[str, int, str]], side: str
) -> None:
    """One more day off makes nothing earlier that counts forward, and nothing later that counts back."""
    rule = "e.start"
    for unit, amount, way in steps:
        if unit == "roll":
            rule = f"(({rule}) rolled {'forward' if side == 'after' else 'back'})"
        else:
            rule = f"({amount} {unit} {side if unit == WORKING else way} {rule})"
    (before,) = due(day, rule, office=office)
    (after,) = due(day, rule, office=office.with_day_off(day + off * ONE))
    assert after >= before if side == "after" else after <= before


@law(
    day=days,
    office=nw.offices(),
    n=st.integers(1, 40),
    unit=st.sampled_from([DAYS, WEEKS, MONTHS, WORKING]),
)
def test_l24_before_and_rolled_back(day: date, office: Office, n: int, unit: str) -> None:
    """n of any unit before an event, rolled back, is before the event."""
    (found,) = due(day, f"({n} {unit} before e.start) rolled back", office=office)
    assert found < day


@law(day=days, office=nw.offices(), n=st.integers(1, 40))
def test_l25_before_is_minus(day: date, office: Office, n: int) -> None:
    """n before is minus n after, in every unit; it isn't what leads back by n after."""
    units = (DAYS, WEEKS, MONTHS, YEARS, WORKING)
    assert due(day, *(f"{n} {unit} before e.start" for unit in units), office=office) == [
        nw.move(day, n, unit, "before", office) for unit in units
    ]


@law(day=days, office=nw.offices())
def test_l26_zero_working_days(day: date, office: Office) -> None:
    """Zero working days is the day itself if it is open, else the next open one after, the previous before."""
    after = before = day
    while not office.is_open(after):
        after += ONE
    while not office.is_open(before):
        before -= ONE
    rules = ("0 working days after e.start", "0 working days before e.start")
    assert due(day, *rules, office=office) == [after, before]


@law(days_off=st.sets(st.integers(0, 16), max_size=12), first=st.integers(0, 15))
def test_l39_nearest_goes_by_distance(days_off: set[int], first: int) -> None:
    """The nearest roll goes to the closest open day, forward when both are as close, and never crosses."""
    begin = date(2020, 5, 1)
    office = Office(frozenset(), frozenset(begin + n * ONE for n in days_off))

    def nearest(day: date) -> date:
        return min(
            (day + n * ONE for n in range(-20, 21) if office.is_open(day + n * ONE)),
            key=lambda found: (abs(found - day), day > found),
        )

    pair = [begin + first * ONE, begin + (first + 1) * ONE]
    found = [due(day, "e.start rolled nearest", office=office)[0] for day in pair]
    assert found == [nearest(day) for day in pair]
    assert found[0] <= found[1]


# ---------------------------------------------------------------- again, and not at all


@sized(20)
@law(data=st.data(), network=nw.networks(most_tasks=4))
def test_l28_again_is_from_scratch(data: st.DataObject, network: Network) -> None:
    """After any changes of what is known, a schedule kept up to date equals one made from scratch."""
    plan, ready = network.plan(), {"office": network.office.ready()}
    resolver = Resolver(plan, ready)
    known: dict[str, KnownLike] = {}
    schedule = resolver.resolve(known)
    for _ in range(data.draw(st.integers(1, 4))):
        changes: dict[str, KnownLike] = {}
        # What is known already comes first, so that dates are often taken away or changed again.
        names = [*known, *(name for name in network.names if name not in known)]
        for name in data.draw(st.lists(st.sampled_from(names), max_size=3, unique=True)):
            day = data.draw(days)
            changes[name] = data.draw(
                st.sampled_from([None, day, (day, day + 2 * ONE), Window(day, day + 6 * ONE)])
            )
        known = {name: value for name, value in (known | changes).items() if value is not None}
        schedule = resolver.update(schedule, changes)
        assert schedule.to_json() == resolve(plan, known, ready).to_json()


@law(edges=st.lists(st.tuples(st.integers(0, 5), st.integers(0, 5)), max_size=9, unique=True))
def test_l29_cycles(edges: list[tuple[int, int]]) -> None:
    """A cycle that is reported is one of the plan; a plan has one if and only if one is reported."""
    needs: dict[int, list[int]] = {n: [] for n in range(6)}
    for of, on in edges:
        needs[of].append(on)
    deadlines = []
    for name, names in needs.items():
        when = f"by 1 day after d{names[0]}" if names else "by 2020-10-01"
        deadlines.append(Deadline(f"d{name}", when=when, after=[f"d{n}" for n in names[1:]]))
    left = dict(needs)
    while free := [name for name, names in left.items() if not any(n in left for n in names)]:
        for name in free:
            del left[name]
    try:
        resolve(Plan("p", deadlines=deadlines))
    except Problems as error:
        problems = list(error.problems)
    except PlanError as error:
        problems = [error]
    else:
        problems = []
    assert bool(problems) == bool(left)
    for problem in problems:
        assert problem.code == "dependency-cycle"
        if problem.why is None:
            (alone,) = set(re.findall(r"`d(\d)`", problem.what))
            assert (int(alone), int(alone)) in edges
            continue
        cycle = [int(n) for n in re.findall(r"`d(\d)`", problem.why)]
        assert cycle[0] == cycle[-1]
        assert len(set(cycle)) == len(cycle) - 1
        for member, following in itertools.pairwise(cycle):
            assert (following, member) in edges


# ---------------------------------------------------------------- what can't be, and why


@law(drawn=nw.fixed_networks(most_tasks=4))
def test_l30_conflicts_add_up(drawn: tuple[Network, Edges]) -> None:
    """A conflict is reported where a deadline is due before it may begin, and nowhere else, and says by how much."""
    network, edges = drawn
    found = {
        finding.items[0]: dict(finding.step.values)
        for finding in network.resolve(edges).conflicts
        if finding.code == "impossible"
    }
    dates = network.dates(edges)
    assert found == {
        name: {"first": first, "last": due, "count": (first - due).days}
        for name, (first, due) in dates.items()
        if first is not None and first > due
    }


def _canonical(expr: Expr) -> str:
    return str(Point.parse(text_of(expr)))


def _flat(expr: Pick) -> tuple[Expr, ...]:
    parts: list[Expr] = []
    for part in expr.parts:
        same = isinstance(part, Pick) and part.word == expr.word
        parts.extend(_flat(part) if same and isinstance(part, Pick) else (part,))
    return tuple(parts)


class Replay:
    """Takes the steps of an explanation one by one, each from the dates that were shown before it."""

    def __init__(self, network: Network, steps: tuple[Step, ...]) -> None:
        self.network = network
        self.rules = {task.name: task for task in network.tasks}
        self.counted = {str(step.values["point"]): step for step in steps if step.kind == "step"}
        self.rolled = {step.values["day"]: step.window for step in steps if step.kind == "roll"}
        self.known = {step.item: step.window for step in steps if step.kind == "known"}

    def item(self, name: str) -> date:
        """Give the day of a reference, as the steps show it."""
        item, _, edge = name.partition(".")
        if item in self.rules:
            task = self.rules[item]
            rule = Move(1, DAYS, "before", task.rule) if task.form == "before" else task.rule
            return self.day(rule)
        window = self.known.get(item)
        assert window is not None, f"the chain never says when {item} is"
        found = window.earliest if edge == "start" else window.latest
        assert found is not None
        return found

    def day(self, expr: Expr) -> date:
        """Give the day of a point, as the steps show it."""
        if isinstance(expr, Fixed):
            return expr.day
        if isinstance(expr, Ref):
            return self.item(expr.name)
        parts = _flat(expr) if isinstance(expr, Pick) else nw.inner(expr)
        given = tuple(Fixed(self.day(part)) for part in parts)
        found = nw.value(nw.with_inner(expr, given), {}, self.network.office)
        if isinstance(expr, Turn):
            (base,) = given
            assert self.rolled.get(base.day, Window.on(base.day)) == Window.on(found)
            return found
        text = _canonical(expr)
        assert text in self.counted, f"the chain has no step for {text}"
        assert self.counted[text].window == Window.on(found)
        return found


@law(drawn=nw.fixed_networks(replace(ANY, waits=False, rolls=("forward",)), most_tasks=4))
def test_l31_why_replays(drawn: tuple[Network, Edges]) -> None:
    """Each step that `why` shows follows from the dates shown, and they lead to the date of the entry."""
    network, edges = drawn
    schedule = network.resolve(edges)
    for entry in schedule:
        replay = Replay(network, schedule.why(entry.id).steps)
        assert entry.due == Window.on(replay.item(entry.id))


# ---------------------------------------------------------------- windows and columns


@law(network=nw.networks())
def test_l32_windows_are_exact(network: Network) -> None:
    """The windows of a plan are those of all that may happen, one case after the other."""
    found = nw.shown(network.resolve())
    assert {task.name: found[task.name] for task in network.tasks} == network.windows()


@law(data=st.data(), network=nw.networks(most_tasks=4))
def test_l32_knowing_more(data: st.DataObject, network: Network) -> None:
    """Knowing more never widens a window, and every date that may come out lies in it."""
    known: dict[str, KnownLike] = {}
    edges = {}
    for happening in network.happenings:
        start, end = data.draw(st.sampled_from(list(happening.choices())))
        if nw.PAST in (start, end) or nw.FUTURE in (start, end):
            start = data.draw(days)
            end = start + ((happening.lasts or 3) - 1) * ONE
        edges[happening.name] = start, end
        first = happening.first or start - 3 * ONE
        last = happening.last or end + 3 * ONE
        low = data.draw(st.dates(first, start))
        high = data.draw(st.dates(end, last))
        more = data.draw(st.sampled_from(["nothing", "window", "date"]))
        if more != "nothing":
            known[happening.name] = (start, end) if more == "date" else Window(low, high)
    office = {"office": network.office.ready()}
    resolver = Resolver(network.plan(), office)
    little, more_known = nw.shown(resolver.resolve()), nw.shown(resolver.resolve(known))
    everything = network.dates(edges)
    for name, windows in little.items():
        for wide, narrow in zip(windows, more_known[name], strict=True):
            assert (wide is None) == (narrow is None)
            if wide is not None and narrow is not None:
                assert wide.encloses(narrow)
    for task in network.tasks:
        for window, day in zip(more_known[task.name], everything[task.name], strict=True):
            assert (window is None) == (day is None)
            if window is not None:
                assert day in window


@law(data=st.data(), network=nw.networks(most_tasks=4))
def test_l33_columns(data: st.DataObject, network: Network) -> None:
    """Many scenarios at once give what each gives alone, row by row."""
    scenarios = data.draw(st.lists(nw.fixings(network), min_size=2, max_size=4))
    together = columns(network, scenarios)
    for column, edges in enumerate(scenarios):
        for name, pair in days_of(network.resolve(edges)).items():
            alone = [number(day) for day in pair if day is not None]
            assert [values[column] for values in together[name]] == alone


# ---------------------------------------------------------------- reading and writing


@law(network=nw.networks())
def test_l35_reading_back(network: Network) -> None:
    """A plan that was written reads back as the same plan, and is written the same again."""
    plan = network.plan()
    text = format_plan(plan)
    again = parse_plan(text, calendars={"office": network.office.ready()})
    assert again == plan
    assert format_plan(again) == text


@law(
    rule=nw.points(("e0.start", "e0.end", "t0"), depth=3),
    form=st.sampled_from(["by", "on", "before", "after"]),
)
def test_d01_text_and_timing_are_inverse(rule: Expr, form: str) -> None:
    """The text of a timing reads back as the same timing, and counts to the same day."""
    timing = Timing.parse(f"{form} {text_of(rule)}")
    assert Timing.parse(str(timing)) == timing
    point = Point.parse(text_of(rule))
    assert Point.parse(str(point)) == point
    names = {"e0": (date(2020, 2, 29), date(2020, 3, 2))}
    network = Network(
        (nw.Happening("e0", lasts=3),),
        (Task("t0", "by", Fixed(date(2020, 12, 31))), Task("t1", "by", rule)),
    )
    written = Deadline("t1", when=f"by {point}")
    plan = Plan(
        "p",
        calendar="office",
        horizon=nw.HORIZON,
        events=[Event("e0", lasts=3)],
        deadlines=[Deadline("t0", when="by 2020-12-31"), written],
    )
    found = resolve(plan, dict(names), {"office": WEEKENDS_ONLY.ready()})
    assert found["t1"].due == Window.on(network.dates(names)["t1"][1])


_WORDS = (
    "Kế hoạch",
    "Kê hoạch",
    "Ke hoach",
    "Thường trực",
    "Tỉnh uỷ",
    "Đại hội",
    "Ô",
    "Ơ",
    "Ư",
    "Ü",
)


@law(
    names=st.lists(st.sampled_from(_WORDS), min_size=2, max_size=3),
    forms=st.lists(st.sampled_from(["NFC", "NFD"]), min_size=3, max_size=3),
)
def test_l38_unicode(names: list[str], forms: list[Literal["NFC", "NFD"]]) -> None:
    """Composed and decomposed letters are the same letters: in files, in titles, in names of documents."""
    rows = "".join(
        f'  - {{id: d{n}, title: "{name}", when: \'as set by "{name}"\'}}\n'
        for n, name in enumerate(names)
    )
    text = f"plan: p\nissued: 2020-03-25\ntitle: {names[0]}\ndeadlines:\n{rows}"
    composed, decomposed = unicodedata.normalize("NFC", text), unicodedata.normalize("NFD", text)
    assert parse_plan(composed) == parse_plan(decomposed)
    assert resolve(parse_plan(composed)).to_json() == resolve(parse_plan(decomposed)).to_json()
    mixed = [unicodedata.normalize(form, name) for form, name in zip(forms, names, strict=False)]
    plan = Plan(
        "p",
        deadlines=[Deadline(f"d{n}", when=f'as set by "{name}"') for n, name in enumerate(mixed)],
    )
    waits = [entry.waits_for for entry in resolve(plan)]
    same = [[one == other for other in names] for one in names]
    assert [[one == other for other in waits] for one in waits] == same


# ---------------------------------------------------------------- elsewhere, and out of range

BEFORE = ""  # what a process does first; a planted fault of L37 stands here
_SCRIPT = """
import sys
from datetime import datetime, timezone
from relsched import feed, read_plan, resolve
{before}
schedule = resolve(read_plan(sys.argv[1]), {{"congress": "2020-10-13..2020-10-15"}})
out = [schedule.to_json(), str(schedule), schedule._repr_html_()]
out += [schedule.why(entry.id, lang).text() for entry in schedule.entries for lang in ("en", "vi")]
stamp = datetime(2020, 3, 25, tzinfo=timezone.utc)
sys.stdout.buffer.write("\\n".join(out).encode() + feed(schedule, stamp=stamp))
"""
_ELSEWHERE = [
    {"PYTHONHASHSEED": "0", "TZ": "UTC", "LC_ALL": "C"},
    {"PYTHONHASHSEED": "1", "TZ": "Asia/Ho_Chi_Minh", "LC_ALL": "C.UTF-8"},
    {"PYTHONHASHSEED": "2", "TZ": "America/St_Johns", "LC_ALL": "vi_VN.UTF-8"},
    {"PYTHONHASHSEED": "3", "TZ": "Pacific/Kiritimati", "LC_ALL": "tr_TR.UTF-8"},
]


@pytest.mark.slow
@pytest.mark.process
@law()
def test_l37_same_bytes_elsewhere() -> None:
    """Hash seed, zone, locale and folder of the process change no byte of what comes out."""
    example = EXAMPLE_PLAN
    source = [str(ROOT / "src"), str(ROOT / "tests")]
    folders = [ROOT, ROOT / "tests", ROOT / "src", ROOT / "examples"]
    running = [
        subprocess.Popen(
            [sys.executable, "-c", _SCRIPT.format(before=BEFORE), str(example)],
            env={**os.environ, **elsewhere, "PYTHONPATH": os.pathsep.join(source)},
            cwd=folder,
            stdout=subprocess.PIPE,
        )
        for elsewhere, folder in zip(_ELSEWHERE, folders, strict=True)
    ]
    outputs = [process.communicate()[0] for process in running]
    assert [process.returncode for process in running] == [0] * len(running)
    assert len(outputs[0]) > 10_000
    assert all(output == outputs[0] for output in outputs)


_LONG = {DAYS: 36_600, WEEKS: 5_200, MONTHS: 1_200, YEARS: 100}


@law(
    day=days,
    steps=st.lists(
        st.sampled_from(sorted(_LONG)).flatmap(
            lambda unit: st.tuples(st.integers(0, _LONG[unit]), st.just(unit))
        ),
        min_size=1,
        max_size=4,
    ),
    side=sides,
    chained=st.booleans(),
)
def test_l40_out_of_range(
    day: date, steps: list[tuple[int, str]], side: str, chained: bool
) -> None:
    """A date outside the horizon is the same error whatever leads there, and a date inside is none."""
    found, dates, rules = day, [], []
    rule = "e.start"
    for n, (amount, unit) in enumerate(steps):
        found = nw.move(found, amount, unit, side)
        dates.append(found)
        rule = f"{amount} {unit} {side} {f'd{n - 1}' if chained and n else rule}"
        rules.append(rule)
    if not chained:
        dates, rules = dates[-1:], rules[-1:]
    deadlines = [Deadline(f"d{n}", when=f"by {rule}") for n, rule in enumerate(rules)]
    plan = Plan("p", events=[Event("e")], deadlines=deadlines)
    inside = all(date(1900, 1, 1) <= day <= date(2199, 12, 31) for day in dates)
    assert code_of(lambda: resolve(plan, {"e": day})) == (
        "no error" if inside else "outside-horizon"
    )
    if inside:
        assert [entry.due for entry in resolve(plan, {"e": day})] == [
            Window.on(day) for day in dates
        ]


# ---------------------------------------------------------------- the laws are needed

# Twice as many examples as a law draws every day, up to the first that fails.
_UP_TO_THE_FIRST = settings(
    max_examples=200,
    derandomize=True,
    database=None,
    deadline=None,
    phases=[Phase.generate],
    report_multiple_bugs=False,
    suppress_health_check=list(HealthCheck),
)


@pytest.mark.slow
@pytest.mark.process
@pytest.mark.parametrize("mutant", [pytest.param(each, id=each.name) for each in mutants.MUTANTS])
def test_each_fault_is_found(mutant: mutants.Mutant) -> None:
    """A law fails while its planted fault stands in the engine."""
    with mutant.planted(), pytest.raises((AssertionError, RelschedError)):
        LAWS[mutant.law].run(_UP_TO_THE_FIRST)


def test_each_law_has_a_fault() -> None:
    """A law that no slip can break says nothing."""
    assert {mutant.law for mutant in mutants.MUTANTS} == set(LAWS)


# ---------------------------------------------------------------- what doesn't hold

# Each of these is easily taken for a law. The dates are counted by hand.
FRI_2019_03_01 = date(2019, 3, 1)
SAT_2020_02_29, SUN_2020_03_01 = date(2020, 2, 29), date(2020, 3, 1)
SUN_2020_03_29 = date(2020, 3, 29)
FRI_2020_05_01, MON_2020_05_04 = date(2020, 5, 1), date(2020, 5, 4)
THU_2020_10_01, FRI_2020_10_02 = date(2020, 10, 1), date(2020, 10, 2)
SAT_2020_10_03, SUN_2020_10_04 = date(2020, 10, 3), date(2020, 10, 4)
MON_2020_10_05, TUE_2020_10_06 = date(2020, 10, 5), date(2020, 10, 6)
SUN_2021_02_28, SUN_2021_03_28 = date(2021, 2, 28), date(2021, 3, 28)
SAT_2021_05_01, MON_2021_05_03 = date(2021, 5, 1), date(2021, 5, 3)
WED_2024_01_24, MON_2024_01_29 = date(2024, 1, 24), date(2024, 1, 29)
TUE_2024_01_30, WED_2024_01_31 = date(2024, 1, 30), date(2024, 1, 31)
SAT_2024_02_24, THU_2024_02_29 = date(2024, 2, 24), date(2024, 2, 29)
FRI_2024_03_01, FRI_2024_03_29 = date(2024, 3, 1), date(2024, 3, 29)
SUN_2024_03_31 = date(2024, 3, 31)
THU_2026_02_12, FRI_2026_02_13 = date(2026, 2, 12), date(2026, 2, 13)
MON_2026_02_16, MON_2026_02_23 = date(2026, 2, 16), date(2026, 2, 23)


def test_a_month_there_and_back_may_lose_days() -> None:
    """A month after 31 January is 29 February, and a month before that is 29 January."""
    there, back = due(
        WED_2024_01_31,
        "1 month after e.start",
        "1 month before (1 month after e.start)",
    )
    assert (there, back) == (THU_2024_02_29, MON_2024_01_29)


def test_two_months_are_not_a_month_twice() -> None:
    """The second month is counted from the clipped day, so that the day is lost."""
    twice, at_once = due(
        WED_2024_01_31,
        "1 month after (1 month after e.start)",
        "2 months after e.start",
    )
    assert (twice, at_once) == (FRI_2024_03_29, SUN_2024_03_31)


def test_days_and_months_do_not_commute() -> None:
    """A month and then a day isn't a day and then a month."""
    month_first, day_first = due(
        TUE_2024_01_30,
        "1 day after (1 month after e.start)",
        "1 month after (1 day after e.start)",
    )
    assert (month_first, day_first) == (FRI_2024_03_01, THU_2024_02_29)


def test_what_is_counted_in_months_does_not_move_alike() -> None:
    """An event that comes a day later may move nothing, and a week may move five days."""
    assert due(TUE_2024_01_30, "1 month after e.start") == [THU_2024_02_29]
    assert due(WED_2024_01_31, "1 month after e.start") == [THU_2024_02_29]
    assert due(WED_2024_01_24, "1 month after e.start") == [SAT_2024_02_24]


def test_different_events_may_give_the_same_day() -> None:
    """Three days in a row have the same day a month later, so the event can't be reported from it."""
    anchors = (MON_2024_01_29, TUE_2024_01_30, WED_2024_01_31)
    found = [due(anchor, "1 month after e.start") for anchor in anchors]
    assert found == [[THU_2024_02_29]] * 3


def test_twelve_months_are_not_365_days() -> None:
    """They are 366 where a 29 February lies between."""
    months, counted = due(FRI_2019_03_01, "12 months after e.start", "365 days after e.start")
    assert (months, counted) == (SUN_2020_03_01, SAT_2020_02_29)


def test_a_year_later_is_not_everything_a_year_later() -> None:
    """A year after 29 February is the 28th, and another weekday; what is counted from it moves otherwise."""
    assert due(SAT_2020_02_29, "1 year after e.start") == [SUN_2021_02_28]
    assert due(SAT_2020_02_29, "1 month after e.start") == [SUN_2020_03_29]
    assert due(SUN_2021_02_28, "1 month after e.start") == [SUN_2021_03_28]
    assert due(FRI_2020_05_01, "1 year after e.start") == [SAT_2021_05_01]
    assert due(FRI_2020_05_01, "1 working day after e.start") == [MON_2020_05_04]
    assert due(SAT_2021_05_01, "1 working day after e.start") == [MON_2021_05_03]


def test_working_days_there_and_back_may_not_lead_back() -> None:
    """From a closed day they lead to an open one."""
    there, back = due(
        SAT_2020_10_03,
        "1 working day after e.start",
        "1 working day before (1 working day after e.start)",
    )
    assert (there, back) == (MON_2020_10_05, FRI_2020_10_02)


def test_working_days_of_both_directions_do_not_add_up() -> None:
    """From a closed day, one back and two on is more than one on."""
    one_by_one, summed = due(
        SAT_2020_10_03,
        "2 working days after (1 working day before e.start)",
        "1 working day after e.start",
    )
    assert (one_by_one, summed) == (TUE_2020_10_06, MON_2020_10_05)


def test_working_days_and_days_do_not_commute() -> None:
    """A day and then a working day isn't a working day and then a day."""
    day_first, working_day_first = due(
        FRI_2020_10_02,
        "1 working day after (1 day after e.start)",
        "1 day after (1 working day after e.start)",
    )
    assert (day_first, working_day_first) == (MON_2020_10_05, TUE_2020_10_06)


def test_before_rolled_forward_is_not_before() -> None:
    """The day before a Monday, rolled forward, is that Monday."""
    plain, rolled = due(
        MON_2020_10_05, "1 day before e.start", "(1 day before e.start) rolled forward"
    )
    assert (plain, rolled) == (SUN_2020_10_04, MON_2020_10_05)


def test_rolls_do_not_commute() -> None:
    """The first roll leads to an open day, and the second leaves it alone."""
    back_first, forward_first = due(
        SAT_2020_10_03,
        "(e.start rolled back) rolled forward",
        "(e.start rolled forward) rolled back",
    )
    assert (back_first, forward_first) == (FRI_2020_10_02, MON_2020_10_05)


def test_a_day_off_moves_more_than_what_falls_on_it() -> None:
    """A Friday off moves what is counted in working days over it, from a Monday to a Tuesday."""
    rule = "2 working days after e.start"
    assert due(THU_2020_10_01, rule) == [MON_2020_10_05]
    without_friday = WEEKENDS_ONLY.with_day_off(FRI_2020_10_02)
    assert due(THU_2020_10_01, rule, office=without_friday) == [TUE_2020_10_06]


def test_a_deadline_may_move_more_than_its_event() -> None:
    """A day later for the event is ten for what comes a working day after it, where Tết lies between."""
    tet = Office(closed=frozenset(MON_2026_02_16 + n * ONE for n in range(5)))
    rule = "1 working day after e.start"
    assert due(THU_2026_02_12, rule, office=tet) == [FRI_2026_02_13]
    assert due(FRI_2026_02_13, rule, office=tet) == [MON_2026_02_23]


def test_the_weekdays_in_the_names_are_right() -> None:
    """A date that is counted by hand is named by its weekday."""
    named = {name: day for name, day in globals().items() if re.match(r"[A-Z]{3}_\d{4}_", name)}
    assert len(named) == 29
    assert [day.strftime("%a_%Y_%m_%d").upper() for day in named.values()] == list(named)
