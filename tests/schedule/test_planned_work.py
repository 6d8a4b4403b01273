"""Work without a limit of its own: due when it can be finished, for the schedule and all that follows from it."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import assume, given

import constraint_nets as cn
from constraint_nets import Net, is_dated, resolved
from relsched import Deadline, Event, Plan, Wait, Window, resolve
from sizes import sized

FRI_2012_06_15 = date(2012, 6, 15)
MON_2012_06_18 = date(2012, 6, 18)
MON_2012_06_25 = date(2012, 6, 25)


def house() -> Plan:
    """A plan of work: nothing of it has a due date."""
    return Plan(
        "house",
        issued="2012-06-01",
        calendar="weekdays",
        deadlines=[
            Deadline("s", when="from 2012-06-15", takes="2 working days"),
            Deadline("l", after=["s"], takes="5 working days"),
            Deadline("m", after=["l"]),
            Deadline("n", takes="5 working days"),
            Deadline("o", when="2 days after l"),
        ],
    )


def test_a_plan_of_work_gets_its_dates() -> None:
    """Two working days from a Friday end on Monday; five more, begun on Tuesday, on the Monday after."""
    schedule = resolve(house())
    s, work, m, n, o = schedule
    assert (s.kind, s.status, s.due) == ("planned", "settled", Window.on(MON_2012_06_18))
    assert (work.kind, work.status, work.due) == ("planned", "settled", Window.on(MON_2012_06_25))
    assert work.not_before == Window.on("2012-06-19")
    assert o.due == Window.on("2012-06-27")
    assert (m.kind, m.status, m.due) == (
        "open",
        "open",
        None,
    )  # it takes no time: it waits for `l` only
    assert (n.kind, n.status, n.due) == ("open", "undated", None)  # nothing says when it begins
    floats = schedule.floats()
    assert [floats[name].earliest for name in "sl"] == [MON_2012_06_18, MON_2012_06_25]
    assert "the work of `l` takes 5 working days" in str(schedule.why("l"))


@pytest.mark.parametrize(
    ("row", "kind"),
    [
        (Deadline("a", when="from e and after e", takes="1 week"), "planned"),
        (Deadline("a", when="from e and by 2012-07-01", takes="1 week"), "open"),
        (Deadline("a", after=[Wait("e", at_most="1 week")], takes="1 week"), "open"),
        (Deadline("a", when="by 2012-07-01", takes="1 week"), "deadline"),
        (Deadline("a", when="continuously from e", takes="1 week"), "duty"),
        (Deadline("a", when="every Friday from e", takes="1 day"), "recurring"),
        (Deadline("a", when="from e"), "open"),
        (Deadline("a", when="from e", takes="0 days"), "planned"),
    ],
)
def test_only_work_with_a_beginning_and_without_a_limit_is_planned(
    row: Deadline, kind: str
) -> None:
    """A limit is a due date of any part of its timing, or a greatest gap; what goes on is no work that ends."""
    assert row.kind.value == kind
    plan = Plan("p", issued="2012-06-01", events=[Event("e")], deadlines=[row])
    due = resolve(plan, {"e": FRI_2012_06_15})["a"].due
    assert (due is not None) == (
        kind in ("planned", "deadline") or row.when is None or "by" in str(row.when)
    )


def test_work_that_is_pinned_before_it_can_be_finished_is_a_conflict() -> None:
    """A date from outside wins over the day on which the work would be finished, and is reported where it is sooner."""
    late = resolve(house(), {"l": "2012-06-28"})
    assert late["l"].due == Window.on("2012-06-28")
    assert late["o"].due == Window.on("2012-06-30")
    assert not late.conflicts
    (conflict,) = resolve(house(), {"l": "2012-06-22"}).conflicts
    assert (conflict.items, conflict.shortfall) == (("l",), 3)


@sized(40, full=5_000)
@given(cn.nets(bounded=True, most_points=6, working=True))
def test_work_without_a_limit_is_due_when_it_can_be_finished(net: Net) -> None:
    """Windows of planned work, and of what follows it, are the first and last day that any case gives."""
    every = list(net.cases())
    assume(every)
    assume(is_dated(net))
    schedule = resolved(net)
    for row in net.rows:
        days = [net.dates(starts)[row.name][1] for starts in every]
        entry = schedule[row.name]
        if row.is_planned:
            assert entry.kind == "planned"
            assert (entry.due is None) == (None in days)
        found = [day for day in days if day is not None]
        if len(found) < len(days):
            continue
        assert entry.due == Window(min(found), max(found))
        if row.is_planned and entry.not_before is not None:
            begun = entry.not_before.latest
            assert begun is not None
            assert entry.safe == (Window(begun, min(found)) if begun <= min(found) else None)
