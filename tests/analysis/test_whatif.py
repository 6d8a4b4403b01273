"""What if: many scenarios at once are what each is alone, and the best and the feasible days are the counted ones."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date, timedelta
from html.parser import HTMLParser
from typing import Any

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

import networks as nw
from networks import Network
from places import EXAMPLE_PLAN
from relsched import (
    CalendarSpec,
    Deadline,
    Event,
    Plan,
    Resolver,
    Schedule,
    WhatIf,
    Window,
    feasible,
    read_plan,
    resolve,
    whatif,
)
from relsched.analysis.whatif.candidates import Candidate
from relsched.analysis.whatif.criteria import CRITERIA
from relsched.dates.calendars import Calendars
from relsched.errors import KnownError, Problems, RelschedError
from relsched.plan.dependency_graph import dependants
from relsched.plan.items import Wait
from relsched.plan.known_dates import KnownDates, KnownLike
from sizes import size, sized

ONE = timedelta(days=1)
FOUNDING = read_plan(EXAMPLE_PLAN)
# As the plan means it: the study plan of row 14.2 follows the closing.
CLOSING = attrs.evolve(
    FOUNDING,
    deadlines=[
        attrs.evolve(row, after=["congress"]) if row.id == "14.2" else row
        for row in FOUNDING.deadlines
    ],
)
UNEXPECTED = attrs.evolve(
    CLOSING,
    events=[
        attrs.evolve(event, expected=None) if event.id == "congress" else event
        for event in CLOSING.events
    ],
)


def span(first: date, days: int) -> str:
    """Give the text of an event from a day on."""
    return f"{first}..{first + (days - 1) * ONE}"


def each(first: str, last: str) -> list[date]:
    """Give every day between two."""
    return list(Window(first, last))


# ---------------------------------------------------------------- each scenario alone


OWN = ("conflict empty", "conflict unfinished", "conflict expected")


def alone(
    plan: Plan,
    scenario: Mapping[str, KnownLike],
    known: Mapping[str, KnownLike],
    tried: set[str],
    base: Schedule,
    as_of: date | None,
    calendars: Any = None,
) -> dict[str, Any] | None:
    """Judge one scenario by a schedule of its own, entry by entry; None where it is refused."""
    try:
        schedule = resolve(plan, {**known, **scenario}, calendars)
    except RelschedError:
        return None
    dependents = {*tried, *dependants(plan, tried)}
    found: dict[str, Any] = {
        "conflicts": {f.items[0] for f in schedule.conflicts if f.step.kind in OWN} & dependents,
        # What several come to together counts once, whatever it is made of.
        "together": any(
            f.step.kind not in OWN and dependents.issuperset(f.items) for f in schedule.conflicts
        ),
        "past": set(),
        "closed": {
            item
            for lint in schedule.lints
            if lint.code == "closed-day"
            for item in lint.items
            if schedule[item].done is None
        }
        & dependents,
        "moved": {},
        "closed_days": 0,
    }
    for entry in schedule:
        last_day = None if entry.due is None else entry.due.latest
        is_asked = entry.done is None and entry.id in dependents and as_of is not None
        if is_asked and last_day is not None and as_of is not None and last_day < as_of:
            found["past"].add(entry.id)
        before = base[entry.id]
        points = [(before.not_before, entry.not_before), (before.due, entry.due)]
        settled = all(old is None or old.is_settled for old, _ in points)
        if before.done is None and settled and any(old != new for old, new in points if old):
            ends = [
                abs((day - old.day).days)
                for old, new in points
                if old and new
                for day in (new.earliest, new.latest)
                if day is not None
            ]
            found["moved"][entry.id] = max(ends)
    calendar = Calendars(plan.calendars, calendars or {}).get(plan.calendar)
    for name in tried:
        if name in plan.all_events:
            entry = schedule[name]
            assert entry.not_before is not None
            assert entry.due is not None
            if entry.not_before.is_settled:
                last = entry.due.day if entry.due.is_settled else entry.not_before.day
                found["closed_days"] += sum(
                    calendar.covers.encloses(Window.on(day)) and not calendar.is_open(day)
                    for day in Window(entry.not_before.day, last)
                )
    return found


def same(candidate: Candidate, found: dict[str, Any] | None) -> None:
    """Hold a candidate, and what is reported of each of its deadlines, to a scenario judged alone."""
    assert candidate.is_usable == (found is not None)
    if found is None:
        assert candidate.error is not None
        assert not candidate.holds
        assert candidate.changes == ()
        return
    flagged: dict[str, set[str]] = {flag: set() for flag in ("conflict", "past", "closed", "moved")}
    for change in candidate.changes:
        assert change.after == candidate.schedule[change.id]
        for flag in change.flags:
            flagged[flag].add(change.id)
    assert flagged["conflict"] == found["conflicts"]
    assert flagged["closed"] == found["closed"]
    assert flagged["past"] == found["past"]
    assert candidate.conflicts == len(found["conflicts"]) + found["together"]
    assert candidate.past in (None, len(found["past"]))
    assert candidate.closed == len(found["closed"])
    assert candidate.closed_days == found["closed_days"]
    if candidate.moved is not None:
        assert candidate.moved == len(found["moved"])
        assert candidate.days_moved == sum(found["moved"].values())
    assert candidate.holds == (not candidate.conflicts and not found["past"])


CHOSEN: KnownDates = {"congress": "2020-10-13..2020-10-15", "exhibition": "2020-10-10"}


@pytest.mark.slow
@pytest.mark.scaled
@pytest.mark.parametrize("plan", [FOUNDING, CLOSING, UNEXPECTED], ids=["as-is", "closing", "free"])
@pytest.mark.parametrize("as_of", [None, date(2020, 9, 25)], ids=["ever", "as-of"])
@pytest.mark.parametrize("most_bytes", [1, 10**5, 10**8])
def test_each_day_of_the_founding_plan_is_as_alone(
    plan: Plan, as_of: date | None, most_bytes: int
) -> None:
    """Days of the congress from September to November come to what their own schedules say.

    Every fifth day, so that weekdays go round; in a proof each of them.
    """
    days = each("2020-09-20", "2020-11-10")
    table = whatif(
        plan,
        {"congress": ("2020-09-20", "2020-11-10")},
        CHOSEN,
        as_of=as_of,
        most_bytes=most_bytes,
    )
    base = resolve(plan, CHOSEN)
    assert len(table) == len(days)
    assert [candidate.day for candidate in table] == days
    for candidate in list(table)[:: size(5, 1)]:
        assert candidate.day is not None
        scenario = {"congress": span(candidate.day, 3)}  # it keeps the length it is known to have
        same(candidate, alone(plan, scenario, CHOSEN, {"congress"}, base, as_of))


def test_a_grid_tries_every_combination_in_order() -> None:
    """Two events give each pair of their days, the first event's days outermost; each pair is as alone."""
    table = whatif(
        CLOSING,
        {"congress": "2020-10-26..2020-10-30", "exhibition": ["2020-10-10", "2020-12-01"]},
        as_of="2020-09-20",
        lasts={"congress": 3},
    )
    base = resolve(CLOSING)
    pairs = [
        {"congress": span(date(2020, 10, 26) + n * ONE, 3), "exhibition": other}
        for n in range(5)
        for other in ("2020-10-10", "2020-12-01")
    ]
    assert len(table) == len(pairs)
    for pair, candidate in zip(pairs, table, strict=True):
        assert {name: known.text for name, known in candidate.known.items()} == pair
        found = alone(CLOSING, pair, {}, {"congress", "exhibition"}, base, date(2020, 9, 20))
        same(candidate, found)


def test_scenarios_of_any_form_stand_side_by_side() -> None:
    """Windows, ends, times, pins, deadlines done and nothing at all are each as alone."""
    scenarios: list[dict[str, KnownLike]] = [
        {"congress": "2020-10-13..2020-10-15"},
        {"congress": "..2020-10-30"},
        {"congress": "2020-10-20"},
        {"congress": "2020-10-20 08:00", "exhibition": "2020-11-03"},
        {"congress": Window("2020-10-05", "2020-10-09")},
        {"4.1.b": "2020-09-01", "congress": "2020-10-13"},
        {"4.1.b": "done 2020-09-01"},
        {"14.2": "2020-10-12", "congress": "2020-10-13..2020-10-15"},
        {"committee-opinion": "2020-09-19"},
        {"congress": None},
        {"congress": "9999-12-30"},
    ]
    as_of = date(2020, 9, 28)
    known = {"exhibition": "2020-10-10", "5.1": "done 2020-09-20"}
    names = {name for row in scenarios for name in row if row[name] is not None}
    base = resolve(CLOSING, known)
    table = whatif(CLOSING, scenarios, known, as_of=as_of)
    for row, candidate in zip(scenarios, table, strict=True):
        given = {name: value for name, value in row.items() if value is not None}
        same(candidate, alone(CLOSING, given, known, names, base, as_of))
    assert [one.is_usable for one in table] == [True] * 10 + [False]
    assert table[10].rank is None
    assert [step.text() for step in table[10].reasons()] == [
        "it can't be used: The date of `congress` can't be reached."
    ]


@given(data=st.data(), network=nw.networks(most_tasks=5))
@sized(40, full=2_000)
def test_l33_random_scenarios(data: st.DataObject, network: Network) -> None:
    """Whatever the plan, each scenario of a table comes to what it comes to alone."""
    plan, ready = network.plan(), {"office": network.office.ready()}
    scenarios: list[dict[str, KnownLike]] = []
    for _ in range(data.draw(st.integers(1, 5))):
        row: dict[str, KnownLike] = {}
        names = data.draw(st.lists(st.sampled_from(network.names), max_size=2, unique=True))
        for name in names or network.names[:1]:
            day = data.draw(st.dates(date(2020, 9, 1), date(2020, 12, 31)))
            kinds: list[KnownLike] = [day, f"{day}..{day + 2 * ONE}", Window(day, day + 6 * ONE)]
            row[name] = data.draw(st.sampled_from(kinds))
        scenarios.append(row)
    as_of = data.draw(st.none() | st.dates(date(2020, 9, 1), date(2020, 12, 31)))
    start = data.draw(st.dates(date(2020, 9, 1), date(2020, 12, 31)))
    known = {network.names[0]: start} if data.draw(st.booleans()) else {}
    tried = {name for row in scenarios for name in row}
    base = resolve(plan, known, ready)
    table = whatif(plan, scenarios, known, ready, as_of=as_of, most_bytes=1)
    for row, candidate in zip(scenarios, table, strict=True):
        same(candidate, alone(plan, row, known, tried, base, as_of, ready))
    ranks_are_naive(table)


# ---------------------------------------------------------------- the best


def ranks_are_naive(table: WhatIf) -> None:
    """Hold the ranks to counting, for each candidate, those that are better criterion by criterion."""
    keys = {one.number: [count or 0 for count in one.counts()] for one in table if one.is_usable}
    for one in table:
        if one.is_usable:
            mine = keys[one.number]
            assert one.rank == 1 + sum(other < mine for other in keys.values())
        else:
            assert one.rank is None
    first = min(keys.values(), default=None)
    assert [one.number for one in table.best] == [n for n, key in keys.items() if key == first]
    order = sorted(keys, key=lambda n: (keys[n], n))
    assert [one.number for one in table.ranked if one.is_usable] == order


def test_the_best_day_is_the_first_of_a_naive_ranking() -> None:
    """Ranks follow the criteria one after the other; what is equal in all of them shares a rank."""
    table = whatif(CLOSING, {"congress": "2020-09-20..2020-11-10"}, CHOSEN, as_of="2020-09-25")
    ranks_are_naive(table)
    assert [one.day for one in table.best] == [date(2020, 10, 12)]
    assert table.criteria == CRITERIA


def test_the_best_days_of_october_by_hand() -> None:
    """Three days from a Monday leave nothing on a closed day: ten days before is a Friday. The four Mondays tie."""
    table = whatif(FOUNDING, {"congress": "in October 2020"}, as_of="2020-09-25", lasts=3)
    mondays = [date(2020, 10, day) for day in (5, 12, 19, 26)]
    assert [day.weekday() for day in mondays] == [0, 0, 0, 0]
    assert [one.day for one in table.best] == mondays
    assert [step.text() for step in table.best[0].reasons()] == [
        "nothing is in conflict",
        "nothing is past",
        "nothing is due on a closed day",
        "better than Sun 2020-10-11 – Tue 2020-10-13 in “own closed days”: 0 against 1",
        "other candidates that are as good: 3",
    ]
    worst = table.find("2020-10-01")
    assert worst is not None
    assert worst.past == 5
    assert not worst.holds
    past, closed = [step.text() for step in worst.reasons()][1:3]
    assert past.startswith("already past, 5: 4.1.b (Mon 2020-09-21), 5.1 (Mon 2020-09-21), 5.2")
    # Five follow "immediately" on Sat 3 October, and 4.3.iii two days later, on a Monday; 9 is a span.
    assert closed.startswith("due on closed days, 6: 4.3.ii (Sat 2020-10-03)")


def test_what_depends_on_nothing_tried_is_told_apart() -> None:
    """A deadline that is past or in conflict whichever day is taken counts in no candidate."""
    plan = Plan(
        "p",
        calendar="weekdays",
        events=[Event("fair"), Event("other", expected="on 2027-05-01")],
        deadlines=[
            Deadline("early", when="by 2027-01-02"),
            Deadline("torn", when="in 2027-02", after=["other"]),
            Deadline("stand", when="2 days before fair"),
        ],
    )
    table = whatif(plan, {"fair": "2027-03-01..2027-03-07"}, as_of="2027-02-01")
    assert table.anyway == {"conflicts": ("torn",), "past": ("early",), "closed": ("early",)}
    assert [one.holds for one in table] == [True] * 7
    assert [total.id for total in table.totals] == ["fair", "stand"]
    (_, stand) = table.totals
    # Two days before Mon 1 and Tue 2 March 2027 are a Saturday and a Sunday.
    assert (stand.conflicts, stand.past, stand.closed) == (0, 0, 2)
    assert stand.due == Window("2027-02-27", "2027-03-05")


def test_moves_are_counted_from_the_base() -> None:
    """A deadline that has a date in the base moves by the days between; one that is done stays out."""
    plan = Plan(
        "p",
        events=[Event("fair", lasts=2)],
        deadlines=[
            Deadline("prior", when="10 days before fair"),
            Deadline("later-on", when="2 days after fair"),
            Deadline("finished", when="10 days before fair", done="2027-01-05"),
            Deadline("fixed", when="by 2027-01-02"),
        ],
    )
    table = whatif(plan, {"fair": "2027-03-01..2027-03-05"}, {"fair": "2027-03-03"})
    assert [(one.moved, one.days_moved) for one in table] == [
        (2, 4),
        (2, 2),
        (0, 0),
        (2, 2),
        (2, 4),
    ]
    assert [one.day for one in table.best] == [date(2027, 3, 1)]
    by_id = {change.id: change for change in table[4].changes}
    assert by_id["prior"].shift("due") == by_id["later-on"].shift("due") == (2, 2)
    told = {each["id"]: each["shift"] for each in table[4].to_json()["deadlines"]}
    assert told["prior"] == told["later-on"] == {"earliest": 2, "latest": 2}
    assert told["finished"] == {"earliest": None, "latest": None}
    other = whatif(
        plan,
        {"fair": "2027-03-01..2027-03-05"},
        {"fair": "2027-03-03"},
        base={"fair": "2027-03-01"},
    )
    assert [one.days_moved for one in other] == [0, 2, 4, 6, 8]
    unknown = whatif(plan, {"fair": "2027-03-01..2027-03-05"})
    assert {one.moved for one in unknown} == {None}
    assert unknown.criteria == ("conflicts", "closed", "closed_days")


# ---------------------------------------------------------------- feasible days


def counted_days(
    plan: Plan,
    days: list[date],
    known: Mapping[str, KnownLike],
    length: int | None,
    as_of: date | None,
) -> list[date]:
    """Find the days of the congress on which everything holds, by a schedule for each."""
    base = resolve(plan, known)
    good = []
    for day in days:
        scenario: dict[str, KnownLike] = {"congress": day if length is None else span(day, length)}
        found = alone(plan, scenario, known, {"congress"}, base, as_of)
        if found is not None and not found["conflicts"] and not found["past"]:
            good.append(day)
    return good


@pytest.mark.slow
@pytest.mark.scaled
@pytest.mark.parametrize("plan", [FOUNDING, CLOSING, UNEXPECTED], ids=["as-is", "closing", "free"])
@pytest.mark.parametrize("length", [None, 1, 3])
@pytest.mark.parametrize("as_of", [None, date(2020, 9, 25)], ids=["ever", "as-of"])
def test_feasible_days_of_the_founding_plan(
    plan: Plan, length: int | None, as_of: date | None
) -> None:
    """From September to December the feasible days are those that a schedule for each day finds.

    Every fifth day is tried, and both days at each end of a stretch of feasible ones; in a proof each day.
    """
    days = each("2020-09-01", "2020-12-31")
    answer = feasible(plan, "congress", "2020-09-01..2020-12-31", as_of=as_of, lasts=length)
    found = list(answer)
    tried = [
        day
        for number, day in enumerate(days)
        if number % size(5, 1) == 0
        or ((day in found) != (day - ONE in found))
        or ((day in found) != (day + ONE in found))
    ]
    assert set(found) <= set(days)
    assert [day for day in tried if day in found] == counted_days(plan, tried, {}, length, as_of)
    assert len(answer) == len(found)


def test_what_binds_at_both_ends() -> None:
    """A congress of three days must lie in October and leave row 14.2 a day: 1 to 28 October, told with the rules."""
    found = feasible(CLOSING, "congress", "2020-09-01..2020-12-31", lasts=3)
    (stretch,) = found.stretches
    assert stretch.days == Window("2020-10-01", "2020-10-28")
    (before,) = stretch.before
    assert (before.kind, before.item, before.rule) == ("conflict", "congress", "in 2020-10")
    (after,) = stretch.after
    assert (after.kind, after.item, after.rule) == (
        "conflict",
        "14.2",
        "in 2020-10, after congress",
    )
    assert after.text() == (
        "`14.2` (Plan for studying the resolution) can't begin before Sun 2020-11-01, but is due by"
        " Sat 2020-10-31: short by 1 day (in 2020-10, after congress)"
    )
    assert date(2020, 10, 28) in found
    assert date(2020, 10, 29) not in found


def test_a_known_length_is_kept() -> None:
    """A congress that is known to last three days keeps them when its days are tried; a length given goes before."""
    known = {"congress": "2020-10-13..2020-10-15"}
    kept = feasible(CLOSING, "congress", "2020-10-01..2020-11-15", known)
    assert kept.stretches[0].days.latest == date(2020, 10, 28)
    longer = feasible(CLOSING, "congress", "2020-10-01..2020-11-15", known, lasts=5)
    assert longer.stretches[0].days.latest == date(2020, 10, 26)
    alone_ = feasible(CLOSING, "congress", "2020-10-01..2020-11-15")
    assert alone_.stretches[0].days.latest == date(2020, 10, 30)


def test_no_day_is_feasible() -> None:
    """Where nothing holds, the least bad day is reported with what breaks there."""
    found = feasible(CLOSING, "congress", "2020-11-02..2020-11-10", lasts=3, as_of="2020-10-01")
    assert not found
    assert list(found) == []
    assert found.nearest is not None
    assert {one.item for one in found.nearest.breaks()} == {"congress", "14.2"}
    assert found.text().startswith(
        "congress can't begin on any of these days so that everything holds"
    )


def test_the_days_asked_about_may_be_the_end() -> None:
    """Where the next day holds too, or isn't one, no rule is blamed for the end."""
    found = feasible(CLOSING, "congress", "2020-10-05..2020-10-09", lasts=3)
    (stretch,) = found.stretches
    assert (stretch.before, stretch.after) == ((), ())
    assert stretch.text().count("not asked about") == 2


def test_feasible_days_may_have_gaps() -> None:
    """A rule that some days break leaves several stretches, each with what binds."""
    plan = Plan(
        "p",
        calendar="own",
        calendars=[CalendarSpec("own", weekend=["sunday"], closed=["2027-03-03", "2027-03-04"])],
        events=[Event("fair")],
        deadlines=[
            Deadline("a", when="by fair rolled forward and by 2027-03-05"),
            Deadline("b", when="from 2027-03-01 to fair rolled forward", after=["c"]),
            Deadline("c", when="by fair rolled back"),
        ],
    )
    found = feasible(plan, "fair", "2027-03-01..2027-03-08")
    base = resolve(plan)
    good = [
        day
        for day in each("2027-03-01", "2027-03-08")
        if not alone(plan, {"fair": day}, {}, {"fair"}, base, None)["conflicts"]  # type: ignore[index]
    ]
    # c is rolled back, b may begin the day after and is rolled forward: only closed days leave room.
    assert good == [*each("2027-03-03", "2027-03-04"), date(2027, 3, 7)]
    assert list(found) == good
    assert len(found.stretches) == 2
    assert all(stretch.before and stretch.after for stretch in found.stretches)


def test_a_day_of_a_grid_is_feasible_when_some_pair_holds() -> None:
    """With two events, a day of one counts if it holds with any day of the other."""
    plan = Plan(
        "p",
        events=[Event("fair"), Event("market")],
        deadlines=[Deadline("a", when="from market to fair")],
    )
    table = whatif(plan, {"fair": "2027-03-01..2027-03-05", "market": "2027-03-04..2027-03-08"})
    assert list(table.feasible("fair")) == each("2027-03-04", "2027-03-05")
    assert list(table.feasible("market")) == each("2027-03-04", "2027-03-05")
    with pytest.raises(KnownError, match="One item must be named"):
        table.feasible()


@pytest.mark.scaled
@given(network=nw.networks(most_tasks=4), first=st.dates(date(2020, 9, 1), date(2020, 12, 1)))
@sized(10, full=2_000)
def test_feasible_days_of_random_plans(network: Network, first: date) -> None:
    """Whatever the plan, the feasible days are those that a schedule for each day finds."""
    plan, ready = network.plan(), {"office": network.office.ready()}
    name, last = network.names[0], first + size(everyday=6, full=20) * ONE
    base = resolve(plan, None, ready)
    judged = {
        day: alone(plan, {name: day}, {}, {name}, base, None, ready) for day in Window(first, last)
    }
    good = [day for day, found in judged.items() if found is not None and not found["conflicts"]]
    answer = feasible(plan, name, (first, last), None, ready)
    assert list(answer) == good
    for stretch in answer.stretches:
        assert stretch.days.earliest is not None
        day = stretch.days.earliest - ONE
        broken = judged.get(day)
        if broken is not None:
            assert {one.item for one in stretch.before} == broken["conflicts"]


# ---------------------------------------------------------------- what is given


@pytest.mark.parametrize(
    ("tried", "code"),
    [
        ({"congres": "2020-10-01..2020-10-31"}, "unknown-event"),
        ({"congress": "2020-10-01.."}, "known-form"),
        ({"congress": "soon"}, "known-form"),
        ({"congress": "2020-02-30..2020-03-02"}, "date-absent"),
        ({"congress": "2020-10-31..2020-10-01"}, "window-reversed"),
        ({"congress": "1900-01-01..2199-12-31"}, "too-many-candidates"),
        ({"congress": "2020-01-01..2020-12-31", "exhibition": "2020-01-01..2020-12-31"}, "too-many-candidates"),
        ({"congress": []}, "no-candidates"),
        ({}, "no-candidates"),
        ([], "no-candidates"),
        ([{"congress": None}], "no-candidates"),
    ],
)  # fmt: skip
def test_what_cannot_be_tried_is_refused(tried: Any, code: str) -> None:
    """What can't be read, isn't in the plan, is empty or too much is refused before anything is evaluated."""
    with pytest.raises(RelschedError) as caught:
        whatif(FOUNDING, tried)
    assert caught.value.code == code


def test_all_problems_are_reported_at_once() -> None:
    """Every scenario that can't be read is reported, not only the first."""
    with pytest.raises(Problems) as caught:
        whatif(FOUNDING, [{"congres": "2020-10-01"}, {"congress": "2020-10-01"}, {"congress": "x"}])
    assert caught.value.codes == ("unknown-event", "known-form")


@pytest.mark.parametrize(
    "lasts", [0, {"exhibition": 2}, {"congress": True}, {"nobody": 2}], ids=str
)
def test_a_length_must_be_one(lasts: Any) -> None:
    """A length is a number of days from one up, of an event that is tried."""
    with pytest.raises(KnownError) as caught:
        whatif(FOUNDING, {"congress": "2020-10-01"}, lasts=lasts)
    assert caught.value.code == "lasts-form"


def test_a_length_names_its_event_where_several_are_tried() -> None:
    """With two events a bare length could mean either."""
    with pytest.raises(KnownError, match="must name its event") as caught:
        whatif(FOUNDING, {"congress": "2020-10-01", "exhibition": "2020-10-01"}, lasts=3)
    assert caught.value.fix == "write congress=3 and exhibition=3"


def test_days_may_be_listed() -> None:
    """Days with commas, ranges among them, single days and lists of spans are tried as they stand."""
    table = whatif(FOUNDING, {"congress": "2020-10-05, 2020-10-12..2020-10-13"})
    assert [one.day for one in table] == [date(2020, 10, day) for day in (5, 12, 13)]
    listed: list[KnownLike] = ["2020-10-05..2020-10-06", date(2020, 10, 9)]
    table = whatif(FOUNDING, {"congress": listed})
    assert [one.known["congress"].text for one in table] == ["2020-10-05..2020-10-06", "2020-10-09"]
    assert len(whatif(FOUNDING, {"congress": date(2020, 10, 9)})) == 1


def test_what_several_come_to_together_counts() -> None:
    """Days on which a chain of open deadlines can't be kept don't hold, though each of them has days left."""
    plan = Plan(
        "p",
        issued="2026-03-02",
        events=[Event("fair", lasts=1), Event("press", lasts=1)],
        deadlines=[
            Deadline("text", after=["press"], takes="4 days"),
            Deadline("layout", after=["text"], takes="3 days"),
            Deadline("ready", after=["layout", Wait("press", at_most="9 days")]),
            Deadline("print", when="2 days before fair", after=["ready"]),
            Deadline(
                "call", when="from 20 days before fair", after=[Wait("press", at_most="1 day")]
            ),
        ],
    )
    table = whatif(plan, {"fair": "2026-03-05..2026-04-10"})
    # The press may be on any day. All is ready on the ninth day after it, printed on the tenth, so the fair is twelve
    # days after it or later; and twenty-one at most, since the call is a day after the press, twenty before the fair.
    assert all(one.holds for one in table)
    propagated = attrs.evolve(
        plan,
        deadlines=[
            *plan.deadlines[:4],
            Deadline(
                "call", when="from 9 days before fair", after=[Wait("press", at_most="1 day")]
            ),
        ],
    )
    table = whatif(propagated, {"fair": "2026-03-05..2026-03-07"})
    assert [one.conflicts for one in table] == [1, 1, 1]
    assert not table
    told = table[0].schedule.conflicts
    assert len(told) == 1
    assert [step.text() for step in table[0].reasons()][:1] == [told[0].text()]
    answer = feasible(propagated, "fair", "2026-03-01..2026-04-30", {"press": "2026-03-10"})
    # With the press on the 10th the fair is on the 22nd or later; the call on the 11th wants it by the 20th.
    assert not answer
    wide = feasible(plan, "fair", "2026-03-01..2026-04-30", {"press": "2026-03-10"})
    assert [str(one.days) for one in wide.stretches] == ["2026-03-22..2026-03-31"]


def test_a_cycle_that_no_date_opens() -> None:
    """Rules that push one another on without end are reported of every candidate, and not looped over."""
    plan = Plan(
        "p",
        issued="2026-03-02",
        events=[Event("fair", lasts=1)],
        deadlines=[
            Deadline("z", after=["fair"]),
            Deadline("a", after=[Wait("z", at_most="3 days")]),
            Deadline("b", after=[Wait("a", at_least="2 days")]),
            Deadline("c", after=["b", Wait("z", at_most="2 days")]),
        ],
    )
    table = whatif(plan, {"fair": "2026-03-05..2026-03-24"})
    assert [one.conflicts for one in table] == [1] * 20
    # The third day after `z` for `a`, the fifth for `b`, the sixth for `c`, which is due on the second.
    assert table[0].schedule.conflicts[0].shortfall == 4


def test_nothing_is_resolved_date_by_date(monkeypatch: pytest.MonkeyPatch) -> None:
    """A thousand days are evaluated in columns: beside the base, no schedule is made."""
    calls: list[KnownLike] = []
    inner = Resolver.resolve

    def counted(self: Resolver, known: Any = None) -> Schedule:
        calls.append(known)
        return inner(self, known)

    monkeypatch.setattr(Resolver, "resolve", counted)
    table = whatif(CLOSING, {"congress": ("2020-01-01", "2022-09-26")}, lasts=3)
    assert len(table) == 1000
    assert sum(1 for _ in table.changes(range(1000))) == 1000
    assert len(calls) == 1


# ---------------------------------------------------------------- as values and pictures


def test_rows_and_json_say_the_same() -> None:
    """Each form of the table holds the same counts."""
    table = whatif(CLOSING, {"congress": "2020-10-26..2020-10-31"}, lasts=3, as_of="2020-09-20")
    found = json.loads(table.to_json())
    assert found["format"] == "relsched/whatif/2"
    for row, one, candidate in zip(table.to_rows(), found["candidates"], table, strict=True):
        assert row["congress"] == one["known"]["congress"] == candidate.known["congress"].text
        for name in CRITERIA:
            assert row[name] == one[name] == getattr(candidate, name)
        assert [detail["id"] for detail in one["deadlines"]] == [d.id for d in candidate.changes]
    assert found["holding"] == len(table.holding) == 3
    assert str(table).count("★") == len(table.best)


class Cells(HTMLParser):
    """Gathers the tags and the texts of cells."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.texts: list[str] = []
        self.titles: list[str] = []

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.titles += [value for name, value in attributes if name == "title" and value]

    def handle_data(self, data: str) -> None:
        self.texts.append(data)


def test_the_picture_is_a_calendar_without_script() -> None:
    """Days of one item are shown month by month, each with its counts; nothing of a plan becomes markup."""
    table = whatif(CLOSING, {"congress": "2020-10-26..2020-11-02"}, lasts=3)
    read = Cells()
    read.feed(table._repr_html_())
    assert read.tags == {"div", "table", "caption", "tr", "td"}
    assert [text for text in read.texts if "-" in text] == ["2020-10", "2020-11"]
    assert sum("★" in text for text in read.texts) == 1
    assert len(read.titles) == 8
    months = list(table.months())
    assert [first for first, _ in months] == [date(2020, 10, 1), date(2020, 11, 1)]
    for first, weeks in months:
        for week in weeks:
            assert len(week) == 7
            for weekday, place in enumerate(week):
                assert place is None or (place[0].weekday(), place[0].month) == (
                    weekday,
                    first.month,
                )
    labelled = whatif(
        CLOSING, [{"congress": "2020-10-26", "exhibition": "2020-12-01"}], labels=["<script>x"]
    )
    shown = labelled._repr_html_()
    assert "<script" not in shown
    assert "&lt;script&gt;x" in shown
