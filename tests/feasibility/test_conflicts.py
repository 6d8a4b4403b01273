"""Conflicts: the set, the shortfall, the repairs and the cases, against plain dates that are tried one by one."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta

import attrs
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

import constraint_nets as cn
from constraint_nets import Net, everything, is_dated, resolved
from networks import ONE
from places import EXAMPLE_PLAN
from relsched import (
    Deadline,
    Event,
    Plan,
    Schedule,
    Unit,
    Wait,
    Window,
    read_plan,
    resolve,
)
from relsched.engine.propagators import Rule
from relsched.feasibility.conflict import Conflict, Repair
from relsched.plan.known_dates import KnownLike
from relsched.schedule.schedule import MAX_EXPLAINED
from sizes import sized

NOVEMBER = {"congress": "2020-11-03..2020-11-05"}
OWN = ("conflict empty", "conflict unfinished")


@pytest.fixture(scope="module")
def founding() -> Plan:
    """The founding plan, row 14.2 being meant to follow the closing."""
    plan = read_plan(EXAMPLE_PLAN)
    rows = [
        attrs.evolve(row, after=["congress"]) if row.id == "14.2" else row for row in plan.deadlines
    ]
    return attrs.evolve(plan, deadlines=rows)


# ---------------------------------------------------------------- the founding plan


def test_the_closing_the_wait_and_october(founding: Plan) -> None:
    """A congress that closes on 5 November leaves the study plan six days short of October, by three rules."""
    conflict = resolve(founding, NOVEMBER).conflicts[-1]
    assert (conflict.code, conflict.items, conflict.is_certain) == ("impossible", ("14.2",), True)
    assert {(m.rule.item, m.rule.kind) for m in conflict.members} == {
        ("congress", "known"),
        ("14.2", "after"),
        ("14.2", "when"),
    }
    # From 1 to 6 November: the first is a Sunday.
    assert (conflict.shortfall, conflict.working_days) == (6, 5)


def test_every_repair_of_the_founding_plan_mends_it(founding: Plan) -> None:
    """Each repair is tried: as many days repair the conflict, and one less doesn't."""
    conflict = resolve(founding, NOVEMBER).conflicts[-1]
    assert [(r.rule.kind, r.days) for r in conflict.repairs] == [
        ("when", 6),
        ("after", 6),
        ("known", 6),
    ]

    def corrected(days: int) -> list[bool]:
        end = date(2020, 10, 31) + timedelta(days=days)
        later = [
            attrs.evolve(row, when=f"from 2020-10-01 to {end}") if row.id == "14.2" else row
            for row in founding.deadlines
        ]
        first = date(2020, 11, 3) - timedelta(days=days)
        moved = {"congress": (first, first + timedelta(days=2))}
        tried = (
            resolve(attrs.evolve(founding, deadlines=later), NOVEMBER),
            resolve(founding, moved),
        )
        return [all("14.2" not in each.items for each in one.conflicts) for one in tried]

    assert corrected(6) == [True, True]
    assert corrected(5) == [False, False]


def test_a_conflict_reads_in_both_languages(founding: Plan) -> None:
    """The text names the set and what follows; nothing of it is left untranslated."""
    conflict = resolve(founding, NOVEMBER).conflicts[-1]
    assert "so `14.2` can begin Fri 2020-11-06 at the earliest" in conflict.to_text()
    assert "nên `14.2` phải hoàn thành chậm nhất vào ngày 31/10/2020 (thứ Bảy)" in conflict.to_text(
        "vi"
    )
    assert "fix:" not in conflict.to_text("vi")
    assert conflict.to_html("vi").startswith('<section class="conflict" lang="vi">')


def test_the_case_in_which_october_is_too_short(founding: Plan) -> None:
    """While only October is known, the last day of October is the one closing that leaves no day."""
    (possible,) = resolve(founding).possible_conflicts
    assert (possible.items, possible.is_certain, possible.is_exact) == (("14.2",), False, True)
    (case,) = possible.cases
    assert (case.item, case.edge) == ("congress", "end")
    assert case.window == Window("2020-10-31", None)
    # All openings in October with a closing on the 31st, of all pairs of days in order.
    assert possible.counted == (31, 31 * 32 // 2)


# ---------------------------------------------------------------- cycles, and several at once


def torn(*rows: Deadline, **more: KnownLike) -> Schedule:
    """Resolve some deadlines of a congress in October."""
    events = [Event("congress", expected="in October 2020")]
    return resolve(Plan("p", issued="2020-01-01", events=events, deadlines=rows), more)


def test_rules_that_push_each_other_on_are_reported() -> None:
    """Each of two deadlines must be over before the other's day, whatever the congress: found, and told."""
    schedule = torn(
        Deadline("a", when="from 2 days after b to 1 day after congress"),
        Deadline("b", when="1 month after congress"),
    )
    (conflict,) = schedule.conflicts
    assert conflict.items == ("a",)
    assert {(m.rule.item, m.rule.kind) for m in conflict.members} == {("a", "when"), ("b", "when")}
    assert all(not member.follows for member in conflict.members)


def test_several_conflicts_are_found_in_one_run() -> None:
    """Conflicts that have nothing to do with each other are each told, in the plan's order."""
    schedule = torn(
        Deadline("c", when="from 2020-05-10 and by 2020-05-01"),
        Deadline("d", when="by 2020-06-01", after=[Wait("e", at_least="1 month")]),
        Deadline("e", when="on 2020-05-15"),
    )
    assert [(each.items, each.shortfall) for each in schedule.conflicts] == [
        (("c",), 9),
        (("d",), 14),
    ]


def test_work_that_does_not_fit() -> None:
    """Five working days from a Thursday end on the Wednesday after, the first and last day counted."""
    schedule = torn(Deadline("a", when="from 2020-10-01 to 2020-10-06", takes="5 working days"))
    (conflict,) = schedule.conflicts
    assert (conflict.shortfall, conflict.working_days) == (1, 1)
    assert {m.rule.kind for m in conflict.members} == {"when", "takes"}


# ---------------------------------------------------------------- beside a second engine


def starts_of(net: Net, rules: frozenset[Rule]) -> Iterator[dict[str, date]]:
    """Go through the days of the events as some rules leave them.

    A free one lies anywhere around the span, or where the calendar isn't as everywhere else.
    """
    marked = [net.base, *net.office.closed, *net.office.opened]
    anywhere = sorted({day + k * ONE for day in marked for k in range(-45, 85)})
    choices = []
    for act in net.acts:
        if act.known is not None and Rule(act.name, "known") in rules:
            choices.append([net.day(act.known)])
        elif act.known is None and act.window and Rule(act.name, "expected") in rules:
            first, last = act.window
            choices.append([net.day(k) for k in range(first, last - act.lasts + 2)])
        else:
            choices.append(anywhere)
    for days in itertools.product(*choices):
        yield dict(zip((act.name for act in net.acts), days, strict=True))


def free_acts(net: Net, rules: frozenset[Rule]) -> list[str]:
    """Name the events that some rules leave on any day, and that a row's date may depend on."""
    bound = {rule.item for rule in rules if rule.kind in ("known", "expected")}
    return [act.name for act in net.acts if act.name not in bound]


def misses(net: Net, name: str, starts: dict[str, date], rules: frozenset[Rule]) -> int:
    """Give by how many days a row is missed in one case, when only some rules hold."""
    left_out = frozenset((rule.item, rule.kind, rule.index) for rule in everything(net) - rules)
    soonest, due = net.dates(starts, left_out)[name]
    return 0 if soonest is None or due is None else max(0, (soonest - due).days)


@given(cn.nets(bounded=True))
def test_certain_and_possible_are_what_the_cases_say(net: Net) -> None:
    """A row is in certain conflict if every case misses it, in possible conflict if some do; by so many days."""
    assume(is_dated(net))
    schedule = resolved(net)
    rules = everything(net)
    certain, possible = {}, {}
    for row in net.rows:
        missed = [misses(net, row.name, starts, rules) for starts in net.cases()]
        if missed and all(missed):
            certain[row.name] = min(missed)
        elif any(missed):
            possible[row.name] = (max(missed), sum(map(bool, missed)), len(missed))
    alone: dict[str, Conflict] = {
        each.items[0]: each
        for each in schedule.conflicts
        if each.code == "impossible" and len(each.items) == 1
    }
    assert set(alone) == set(certain)
    for name, conflict in alone.items():
        if conflict.step.kind in OWN:
            assert conflict.shortfall is not None
            assert conflict.shortfall <= certain[name]
    assert {
        each.items[0]: (each.shortfall, *(each.counted or (0, 0)))
        for each in schedule.possible_conflicts
        if each.is_exact
    } == possible


@sized(40, full=2_000)
@given(cn.nets(bounded=True))
def test_a_set_is_real_and_smallest(net: Net) -> None:
    """The rules of a set can't all hold on any days; leave out any one, and some days keep the others."""
    assume(is_dated(net))
    schedule = resolved(net)
    told = [
        each for each in schedule.conflicts if each.code == "impossible" and len(each.items) == 1
    ]
    assume(told)
    for conflict in told:
        (name,) = conflict.items
        rules = frozenset(conflict.rules)
        if any(act.lasts > 1 for act in net.acts):
            continue  # the second engine knows events by their length, whatever the rules
        assert rules <= everything(net)
        if len(free_acts(net, rules)) > 1 or not is_dated(net, rules):
            continue  # too many days to try, or one that it doesn't know
        assert all(misses(net, name, starts, rules) for starts in starts_of(net, rules))
        for rule in rules:
            fewer = rules - {rule}
            if len(free_acts(net, fewer)) > 1 or not is_dated(net, fewer):
                continue
            assert any(not misses(net, name, starts, fewer) for starts in starts_of(net, fewer))


def changed(net: Net, repair: Repair, days: int) -> Net | None:
    """Change a net as a repair says, by so many days; None where it isn't a matter of one number of days."""
    rule, (_, _, *way) = repair.rule, repair.step.kind.split()
    if rule.kind == "known":
        moved = days if way == ["later"] else -days
        acts = [
            replace(act, known=act.known + moved)
            if act.name == rule.item and act.known is not None
            else act
            for act in net.acts
        ]
        return replace(net, acts=tuple(acts))
    if rule.kind == "expected":
        first, last = (-days, 0) if way == ["sooner"] else (0, days)
        acts = [
            replace(act, window=(act.window[0] + first, act.window[1] + last))
            if act.name == rule.item and act.window is not None
            else act
            for act in net.acts
        ]
        return replace(net, acts=tuple(acts))
    if rule.kind not in ("when", "after"):
        return None
    (row,) = (row for row in net.rows if row.name == rule.item)
    if rule.kind == "when":
        limit = row.limits[rule.index]
        in_days = limit.form in ("by", "from") or limit.gap[1] == "days"
        ways = (
            (["sooner"],)
            if limit.form in ("from", "after-open")
            else (["later"], ["due", "sooner"])
        )
        if not in_days or limit.form == "on" or way not in ways:
            return None
        sign = (1 if way == ["later"] else -1) * (-1 if limit.form == "before" else 1)
        if limit.form in ("by", "from"):
            limit = replace(limit, day=limit.day + sign * days)
        elif limit.gap[0] + sign * days < 0:
            return None
        else:
            limit = replace(limit, gap=(limit.gap[0] + sign * days, "days"))
        parts = (*row.limits[: rule.index], limit, *row.limits[rule.index + 1 :])
        then = replace(row, limits=parts)
    else:
        hold = row.holds[rule.index]
        gap = hold.least if way == ["sooner"] else hold.most
        sign = 1 if way == ["later"] else -1
        if row.takes is not None and gap is hold.most and hold.relation.endswith("start"):
            return None  # its work comes after the gap, and moves by other days
        if gap is None or gap[1] != "days" or gap[0] + sign * days < 0 or way == ["all", "sooner"]:
            return None
        then_gap = gap[0] + sign * days, "days"
        hold = replace(hold, least=then_gap) if way == ["sooner"] else replace(hold, most=then_gap)
        then = replace(row, holds=(*row.holds[: rule.index], hold, *row.holds[rule.index + 1 :]))
    return replace(net, rows=tuple(then if each.name == row.name else each for each in net.rows))


@sized(40, full=2_000)
@given(cn.nets(bounded=True))
def test_a_repair_is_the_least_change_that_mends(net: Net) -> None:
    """Changed by so many days, a case is left that keeps all that the set is of; by one day less, none is."""
    assume(is_dated(net))
    schedule = resolved(net)
    failing = {name for each in schedule.conflicts for name in each.items}
    for conflict in schedule.conflicts:
        if conflict.code != "impossible" or len(conflict.items) > 1:
            continue
        concerned = {rule.item for rule in conflict.rules} - failing | {*conflict.items}
        rows = [row.name for row in net.rows if row.name in concerned]

        def holds(net: Net, rows: Sequence[str] = rows) -> bool:
            rules = everything(net)
            return any(
                not any(misses(net, name, starts, rules) for name in rows) for starts in net.cases()
            )

        corrected = []
        for repair in conflict.repairs:
            then, less = (changed(net, repair, days) for days in (repair.days, repair.days - 1))
            if then is not None and less is not None:
                corrected.append((holds(then), holds(less)))
        if not holds(net) and any(then for then, _ in corrected):  # else the set alone counts
            assert set(corrected) == {(True, False)}


# ---------------------------------------------------------------- very many


def test_only_the_first_hundred_are_explained_as_json() -> None:
    """Of 130 conflicts the first hundred come with sets and repairs; of the rest nothing is worked out."""
    rows = [
        Deadline(f"d{n}", when="from 2 days after congress to 1 day after congress")
        for n in range(MAX_EXPLAINED + 30)
    ]
    schedule = torn(*rows)
    told = schedule.conflicts_json()
    assert [each["items"] for each in told] == [[row.id] for row in rows]
    assert [each["explained"] for each in told] == [True] * 100 + [False] * 30
    assert all(each["members"] and each["repairs"] for each in told[:100])
    assert all(each["members"] == each["repairs"] == [] for each in told[100:])
    assert {each["shortfall"]["days"] for each in told} == {1}
    untouched = [each for each in schedule.conflicts if "_explained" not in vars(each)]
    assert untouched == list(schedule.conflicts[100:])


# ---------------------------------------------------------------- what a repair breaks


def own(schedule: Schedule) -> set[str]:
    """Name the items that are in conflict by their own dates."""
    return {entry.id for entry in schedule if entry.status == "conflict"}


def test_a_repair_that_brings_others_into_conflict_comes_last_and_says_so() -> None:
    """Moved two days back the congress would repair `a` and break `b`; two days more for `a` would break `c`."""
    rows = [
        Deadline("a", when="by 2020-10-20", after=["congress"], lead="x"),
        Deadline("b", when="from 2020-10-16 to 5 days before congress"),
        Deadline("c", when="from 4 days after a to 2020-10-25"),
    ]
    plan = Plan(
        "p", issued="2020-01-01", events=[Event("congress")], deadlines=rows, units=[Unit("x")]
    )
    (conflict,) = resolve(plan, {"congress": "2020-10-21"}).conflicts
    assert [(r.rule.kind, r.days, r.breaks) for r in conflict.repairs] == [
        ("after", 2, ()),
        ("when", 2, ("c",)),
        ("known", 2, ("b",)),
    ]
    assert conflict.repairs[1].text() == (
        "make `a` due later by 2 days (x; others that may move: 1; then in conflict: `c`)"
    )
    assert "khi đó phát sinh mâu thuẫn ở `b`" in conflict.repairs[2].text("vi")
    # The two changed plans, resolved again.
    moved = resolve(plan, {"congress": "2020-10-19"})
    assert [each.items for each in moved.conflicts] == [("b",)]
    later = attrs.evolve(rows[0], when="by 2020-10-22")
    moved = resolve(attrs.evolve(plan, deadlines=[later, *rows[1:]]), {"congress": "2020-10-21"})
    assert [each.items for each in moved.conflicts] == [("c",)]


@sized(40, full=2_000)
@given(
    begins=st.integers(1, 28),
    gap=st.integers(0, 12),
    limit=st.integers(1, 28),
    held=st.integers(1, 28),
    lead=st.integers(0, 12),
)
def test_what_a_move_breaks_is_what_the_changed_plan_says(
    begins: int, gap: int, limit: int, held: int, lead: int
) -> None:
    """Every move of the known date that is offered is made, and the plan is resolved again."""
    plan = Plan(
        "p",
        issued="2020-01-01",
        events=[Event("congress", lasts=2)],
        deadlines=[
            Deadline("a", when=f"by 2020-10-{limit:02}", after=["congress"]),
            Deadline("b", when=f"from 2020-10-{held:02} to {lead} days before congress"),
            Deadline("c", when=f"from {gap} days after congress to 2020-11-10"),
        ],
    )
    first = date(2020, 10, begins)

    def with_problems(day: date) -> Schedule:
        return resolve(plan, {"congress": (day, day + timedelta(days=1))})

    schedule = with_problems(first)
    moves = [r for each in schedule.conflicts for r in each.repairs if r.rule.kind == "known"]
    for repair in moves:
        sign = 1 if repair.step.kind == "repair known later" else -1
        then = with_problems(first + timedelta(days=sign * repair.days))
        assert set(repair.breaks) == own(then) - own(schedule)


@sized(60, full=2_000)
@given(
    least=st.integers(0, 8),
    most=st.integers(1, 8),
    limit=st.integers(10, 20),
    held=st.integers(1, 28),
    lead=st.integers(0, 12),
)
def test_what_another_due_date_breaks_is_what_the_changed_plan_says(
    least: int, most: int, limit: int, held: int, lead: int
) -> None:
    """Every change of a limit that is offered is made, and the plan is resolved again."""

    def plan(most: int, limit: date) -> Plan:
        return Plan(
            "p",
            issued="2020-01-01",
            events=[Event("congress")],
            deadlines=[
                Deadline("a", after=[Wait("congress", "0 days", f"{most} days")]),
                Deadline("b", when=f"from 2020-10-{held:02} to {lead} days after a"),
                Deadline("c", when=f"by {limit}", after=[Wait("a", f"{least} days")]),
                Deadline("d", when="from 2 days after c to 2020-10-26"),
            ],
        )

    last = date(2020, 10, limit)
    schedule = resolve(plan(most, last), {"congress": "2020-10-10"})
    for conflict in schedule.conflicts:
        for repair in conflict.repairs:
            if (repair.rule.item, repair.step.kind) == ("a", "repair after due sooner"):
                changed = plan(most - repair.days, last)
            elif (repair.rule.item, repair.step.kind) == ("a", "repair after later"):
                changed = plan(most + repair.days, last)
            elif (repair.rule.item, repair.step.kind) == ("c", "repair when later"):
                changed = plan(most, last + timedelta(days=repair.days))
            else:
                continue
            then = resolve(changed, {"congress": "2020-10-10"})
            assert set(conflict.items).isdisjoint(own(then))
            assert set(repair.breaks) == own(then) - own(schedule)


def test_expectations_that_contradict_one_another() -> None:
    """What is expected of events alone is a conflict where it can't hold, with the days that either end lacks."""
    plan = Plan(
        "p",
        issued="2026-03-02",
        events=[
            Event("b", expected="in 2026-06"),
            Event("a", expected="from 10 days after b to 12 days after b", lasts=1),
            Event("c", expected="from 10 days after a to 15 days after b", lasts=1),
        ],
    )
    (conflict,) = resolve(plan).conflicts
    # Ten days after what is ten days after `b` is the 20th day after it, and only fifteen are left.
    assert (conflict.code, conflict.items) == ("against-expectation", ("a", "c"))
    assert conflict.shortfall == 5
    assert {(rule.item, rule.kind) for rule in conflict.rules} == {
        ("a", "expected"),
        ("c", "expected"),
    }
    assert [repair.days for repair in conflict.repairs] == [5, 5, 5]
    assert conflict.text() == "what is expected of `a`, `c` can't all hold: short by 5 days"
    assert conflict.text("vi") == "các dự kiến về `a`, `c` mâu thuẫn với nhau: chênh 5 ngày"
    known = resolve(plan, {"b": "2026-06-10", "c": "2026-06-28"}).conflicts
    assert [found.items for found in known] == [("c",)]
    # With the 15th, `b` is the 5th at the latest, and fifteen days after it is the 20th.
    (narrowed,) = resolve(plan, {"a": "2026-06-15", "c": "2026-06-25"}).conflicts
    assert (narrowed.items, narrowed.shortfall) == (("a", "c"), 5)


def test_what_only_adds_to_a_conflict_stands_beside_the_set() -> None:
    """What makes a conflict longer is reported with its set, so that the chain leads to the days that are reported."""
    plan = Plan(
        "fair",
        issued="2026-03-02",
        calendar="weekdays",
        deadlines=[
            Deadline("text", when="from 2026-03-02", takes="4 working days"),
            Deadline("layout", after=["text"], takes="3 working days"),
            Deadline("print", when="by 2026-03-05", after=["layout"]),
        ],
    )
    (conflict,) = resolve(plan).conflicts
    # Thursday the 5th, Tuesday the 10th, so Wednesday the 11th. Without the work of the text it would be the 6th, since
    # the text is done on the 2nd and the layout from the 3rd to the 5th; without that of the layout the 7th.
    assert conflict.shortfall == 6
    needed = {(rule.item, rule.kind) for rule in conflict.rules}
    added = {(member.rule.item, member.rule.kind) for member in conflict.adds}
    assert len(added) == 1
    assert added <= {("text", "takes"), ("layout", "takes")}
    assert needed | added == {
        *(("text", "when"), ("text", "takes"), ("layout", "after"), ("layout", "takes")),
        *(("print", "after"), ("print", "when")),
    }
    told = conflict.to_text()
    assert "so `print` can begin Wed 2026-03-11 at the earliest" in told
    short = {("text", "takes"): 1, ("layout", "takes"): 2}[next(iter(added))]
    assert f"without what is marked + it would be short by {short} day" in told
    assert 'class="adds"' in conflict.to_html()
    assert [each["kind"] for each in conflict.to_json()["adds"]] == ["takes"]
    alone = resolve(attrs.evolve(plan, deadlines=plan.deadlines[:2])).conflicts
    assert alone == ()


def test_what_its_own_dates_contradict_is_reported_once() -> None:
    """A week of which only five days are expected contradicts itself; what depends on it brings no second conflict."""
    plan = Plan(
        "p",
        events=[
            Event("fair", expected="from 2020-04-11 to 2020-04-15", lasts=7),
            Event("review", expected="in May 2020"),
        ],
        deadlines=[Deadline("d", when="from fair.start to review")],
    )
    assert [conflict.items for conflict in resolve(plan).conflicts] == [("fair",)]


def test_a_set_that_only_cases_show_names_the_length_it_needs() -> None:
    """A fair of three days begins by the 8th; one that could begin on the 10th would leave a day for `a`."""
    plan = Plan(
        "p",
        issued="2026-03-02",
        events=[Event("fair", expected="from 2026-06-01 to 2026-06-10", lasts=3)],
        deadlines=[
            Deadline(
                "a",
                when="from earlier of 2 days after fair.start, 2026-06-11 to 1 day after fair.start",
            )
        ],
    )
    (conflict,) = resolve(plan).conflicts
    # Any day but the 10th or a later one comes two days before the day after it, or after the 11th.
    assert {(rule.item, rule.kind) for rule in conflict.rules} == {
        ("fair", "expected"),
        ("fair", "lasts"),
        ("a", "when"),
    }
    assert {(r.days, r.step.text()) for r in conflict.repairs} == {
        (1, "make `a` begin earlier by 1 day"),
        (1, "make `a` due later by 1 day"),
        (2, "expect `fair` later by 2 days"),
        (2, "shorten `fair` by 2 days"),
    }
