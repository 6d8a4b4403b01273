"""Repairs: each is made on the plan itself, which is resolved again."""

from __future__ import annotations

from datetime import date, timedelta

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

import constraint_nets as cn
from constraint_nets import Net, beyond_the_horizon
from relsched import Deadline, Event, Offset, Plan, Resolver, Schedule, Wait, Window, resolve
from relsched.feasibility.conflict import Repair
from relsched.plan.known_dates import KnownLike
from sizes import sized

Edited = tuple[Plan, dict[str, KnownLike]]


def in_days(offset: Offset | None, *, nothing: int) -> int | None:
    """Give an offset of pure days in days; None of any other."""
    if offset is None:
        return nothing
    return offset.day_count if offset.is_pure_days else None


def edited(plan: Plan, known: dict[str, KnownLike], repair: Repair) -> Edited | None:
    """Edit a plan as a repair says; None where that isn't one number of days."""
    rule, days = repair.rule, repair.days
    way = repair.step.kind.split(maxsplit=2)[2]
    item = plan.by_id[rule.item]
    if rule.kind == "known":
        day = known[item.id]
        assert isinstance(day, date)
        return plan, known | {item.id: day + timedelta(days=days if way == "later" else -days)}
    if isinstance(item, Event):
        if rule.kind != "lasts":
            return None
        assert item.lasts is not None
        new = attrs.evolve(item, lasts=item.lasts + (days if way == "longer" else -days))
        events = [new if each.id == item.id else each for each in plan.events]
        return attrs.evolve(plan, events=events), known
    if rule.kind == "takes":
        takes = in_days(item.takes, nothing=0)
        if takes is None:
            return None
        takes += days if way == "longer" else -days
        assert takes >= 1
        row = attrs.evolve(item, takes=f"{takes} days")
    elif rule.kind == "after":
        wait = item.after[rule.index]
        least = in_days(wait.at_least, nothing=int(wait.relation == "finish-start"))
        most = in_days(wait.at_most, nothing=0)
        sign = 1 if way.endswith("later") else -1
        gaps = {"at_least": least, "at_most": most}
        changed = {
            "begin later": ["at_least"],
            "sooner": ["at_least"],
            "later": ["at_most"],
            "due sooner": ["at_most"],
        }.get(way, ["at_least", "at_most"])
        moved = {}
        for name in changed:
            gap = gaps[name]
            if gap is None or gap + sign * days < 0:
                return None
            moved[name] = f"{gap + sign * days} days"
        waits = list(item.after)
        waits[rule.index] = attrs.evolve(wait, **moved)
        row = attrs.evolve(item, after=waits)
    else:
        return None
    deadlines = [row if each.id == item.id else each for each in plan.deadlines]
    return attrs.evolve(plan, deadlines=deadlines), known


def own(schedule: Schedule) -> set[str]:
    """Name the deadlines that are in conflict by their own dates."""
    return {entry.id for entry in schedule if entry.status == "conflict"}


NETS = st.one_of(
    cn.nets(
        bounded=True,
        units=("days", "days", "weeks", "working days"),
        most_points=6,
        working=True,
    ),
    cn.nets(bounded=True, units=("days", "days", "weeks"), most_points=5),
)


@sized(40, full=5_000)
@given(NETS)
def test_every_repair_mends_the_plan_that_is_edited_so(net: Net) -> None:
    """The plan is written otherwise and resolved anew: the conflict is gone, and what breaks is what was foretold."""
    plan, known = net.plan(), net.known()
    calendars = {"office": beyond_the_horizon(net.office)}
    schedule = Resolver(plan, calendars).resolve(known)
    for conflict in schedule.conflicts:
        for repair in conflict.repairs:
            assert repair.days >= 1
            then = edited(plan, known, repair)
            if then is None:
                continue
            again = Resolver(then[0], calendars).resolve(then[1])
            left = [each for each in again.conflicts if {*each.items} & {*conflict.items}]
            # An item may be in conflict for reasons of its own, which another repair is for.
            assert all(set(each.rules) != set(conflict.rules) for each in left)
            if not left:
                broken = {name for name in repair.breaks if name in plan.by_id} - {*plan.all_events}
                assert broken == own(again) - own(schedule)


# ---------------------------------------------------------------- directions and bounds


def the_repairs(plan: Plan, **known: KnownLike) -> list[str]:
    """Give the repairs of the only conflict of a plan, as sentences without remarks."""
    (conflict,) = resolve(plan, known).conflicts
    return [repair.step.text() for repair in conflict.repairs]


def test_no_length_is_shortened_below_one_day() -> None:
    """A fair of three days can be two days shorter, not five; work of two days one."""

    def plan(limit: str, lasts: int = 3) -> Plan:
        return Plan(
            "p",
            issued="2027-01-04",
            events=[Event("fair", lasts=lasts)],
            deadlines=[Deadline("a", when=f"by {limit}", after=["fair"], takes="2 days")],
        )

    # From the 1st to the 3rd; two days of work are done on the 5th.
    near = the_repairs(plan("2027-02-04"), fair="2027-02-01")
    assert "shorten `fair` by 1 day" in near
    assert "shorten the work of `a` by 1 day" in near
    far = the_repairs(plan("2027-01-31"), fair="2027-02-01")
    assert [text for text in far if text.startswith("shorten `fair`")] == []
    assert [text for text in far if text.startswith("shorten the work")] == []
    assert "make `a` due later by 5 days" in far


def test_lengths_are_changed_in_a_direction() -> None:
    """Where it is over too soon for what follows from its end, it is lengthened; planned work likewise."""
    plan = Plan(
        "p",
        issued="2027-01-04",
        events=[Event("fair", lasts=3)],
        deadlines=[
            Deadline("work", when="from fair.start", takes="4 days"),
            Deadline("a", when="from 2027-02-10", after=[Wait("fair", at_most="5 days")]),
            Deadline("b", when="from 2027-02-12", after=[Wait("work", at_most="5 days")]),
        ],
    )
    first, second = resolve(plan, {"fair": "2027-02-01"}).conflicts
    # The fair is over on the 3rd, and five days later is the 8th; the work on the 4th, and the 9th.
    assert [(r.days, r.step.text()) for r in first.repairs if r.rule.kind == "lasts"] == [
        (2, "lengthen `fair` by 2 days")
    ]
    assert [(r.days, r.step.text()) for r in second.repairs if r.rule.item == "work"] == [
        (3, "lengthen the work of `work` by 3 days"),
        (3, "make `work` begin later by 3 days"),
    ]


def test_a_greatest_gap_before_work_is_changed_by_days_of_the_gap() -> None:
    """`at_most` bounds the beginning: two days more of the gap are four of the due date, over a weekend."""
    plan = Plan(
        "p",
        issued="2027-01-04",
        calendar="weekdays",
        events=[Event("e")],
        deadlines=[
            Deadline(
                "a",
                when="from 2027-02-06",
                after=[Wait("e", at_most="3 days")],
                takes="2 working days",
            )
        ],
    )
    # Begun on Thursday the 4th at the latest, it is due on Friday the 5th; begun from Saturday on, done on Tuesday.
    (conflict,) = resolve(plan, {"e": "2027-02-01"}).conflicts
    assert conflict.shortfall == 4
    gap = next(repair for repair in conflict.repairs if repair.rule.kind == "after")
    assert (gap.days, gap.step.text()) == (
        2,
        "lengthen the maximum gap of `a` after `e` by 2 days",
    )
    for days, has_conflict in ((4, True), (5, False)):
        row = attrs.evolve(plan.deadlines[0], after=[Wait("e", at_most=f"{days} days")])
        again = resolve(attrs.evolve(plan, deadlines=[row]), {"e": "2027-02-01"})
        assert bool(again.conflicts) == has_conflict


def test_no_change_is_longer_than_the_plan() -> None:
    """What would take years where all the dates lie in a spring isn't offered."""
    plan = Plan(
        "p",
        issued="2027-01-04",
        events=[Event("e")],
        deadlines=[
            Deadline("a", when="start of year e"),
            Deadline("b", when="from 2027-03-01 to a"),
        ],
    )
    (conflict,) = resolve(plan, {"e": "2027-02-01"}).conflicts
    assert {(r.rule.kind, r.days) for r in conflict.repairs} == {("when", 59)}


def test_a_conflict_that_only_cases_show_is_mended_by_enough_days() -> None:
    """Where bounds don't show it, the days are those after which some case is left."""
    plan = Plan(
        "p",
        issued="2027-01-04",
        events=[Event("e", expected="from 2027-02-01 to 2027-02-10")],
        deadlines=[
            Deadline("a", when="from 3 days after e to 3 days before e"),
        ],
    )
    for conflict in resolve(plan).conflicts:
        assert {repair.days for repair in conflict.repairs if repair.rule.kind == "when"} == {6}


@pytest.mark.parametrize("way", ["earlier", "later"])
def test_the_end_of_a_known_window_moves_on_the_side_that_binds(way: str) -> None:
    """Of a window that is known only the end that is in the way is moved."""
    limit = "by 2027-02-03" if way == "earlier" else "from 2027-02-25"
    row = Deadline("a", when=f"{limit} and on e")
    plan = Plan("p", issued="2027-01-04", events=[Event("e")], deadlines=[row])
    (conflict,) = resolve(plan, {"e": Window("2027-02-10", "2027-02-20")}).conflicts
    texts = [r.step.text() for r in conflict.repairs if r.rule.kind == "known"]
    assert texts == [
        "move the start of the known window of `e` earlier by 7 days"
        if way == "earlier"
        else "move the end of the known window of `e` later by 5 days"
    ]
