"""Constraints beside OR-tools' CP-SAT, a solver that knows neither bounds nor adjoints: it searches."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date

from hypothesis import given
from hypothesis import strategies as st
from ortools.sat.python import cp_model

import constraint_nets as cn
from constraint_nets import Net
from net_windows import at_best, constraints_of, windows_of
from relsched import Deadline, Plan, Wait, resolve
from relsched.feasibility.conflict import Repair
from sizes import sized


def solver() -> cp_model.CpSolver:
    """Give a solver that does the same each time."""
    made = cp_model.CpSolver()
    made.parameters.num_workers = 1
    made.parameters.random_seed = 1
    return made


# ---------------------------------------------------------------- windows


class Model:
    """A net as a model of CP-SAT: a variable for each point, and each rule as a table of the days it leaves."""

    def __init__(self, net: Net) -> None:
        self.model = cp_model.CpModel()
        self.points = {axis: self.model.new_int_var(0, cn.SPAN - 1, axis) for axis in net.axes()}
        for number, (_, point, sign, images, axis) in enumerate(net.rules()):
            numbers = [(image - net.days[0]).days for image in images]
            bound = self.model.new_int_var(min(numbers), max(numbers), f"bound {number}")
            self.model.add_element(self.points[axis], numbers, bound)
            mine = self.points[point]
            self.model.add(mine <= bound if sign == "<=" else mine >= bound)
        for act in net.acts:
            self.model.add(self.points[act.name] <= cn.SPAN - act.lasts)
        for row in net.rows:
            if row.name in net.begun:
                ends = net.days if row.takes is None else net.finished(row.takes)
                numbers = [(end - net.days[0]).days for end in ends]
                finish = self.model.new_int_var(min(numbers), max(numbers), f"{row.name} finish")
                self.model.add_element(self.points[f"{row.name}.begin"], numbers, finish)
                self.model.add(finish <= self.points[row.name])

    def window(self, axis: str) -> tuple[int, int] | None:
        """Give the first and the last day of a point; None where nothing can hold."""
        found = []
        for sign in (1, -1):
            self.model.minimize(sign * self.points[axis])
            made = solver()
            if made.solve(self.model) != cp_model.OPTIMAL:
                return None
            found.append(made.value(self.points[axis]))
        return found[0], found[1]


@sized(40)
@given(cn.nets(most_points=7))
def test_windows_are_those_that_a_search_finds(net: Net) -> None:
    """Days, weeks, months, working days, gaps both ways and work, with more points than can be enumerated."""
    made = constraints_of(net)
    bounds = at_best(net, made)
    model = Model(net)
    axes = net.axes()
    found = {axis: model.window(axis) for axis in axes}
    assert bounds.is_infeasible == (None in found.values())
    if not bounds.is_infeasible:
        days: dict[str, tuple[date, date]] = {
            axis: (net.day(window[0]), net.day(window[1]))
            for axis, window in found.items()
            if window is not None
        }
        assert windows_of(net, made, bounds, axes) == days


# ---------------------------------------------------------------- conflicts


@dataclass(frozen=True)
class Gap:
    """What a deadline waits for, at least and at most so many days."""

    of: str
    least: int | None
    most: int | None


Rows = dict[str, tuple[Gap, ...]]
Key = tuple[str, int]  # a deadline, and which of its gaps
FAR = 1_000
# What a repair does to the least and to the greatest gap.
RELAXED = {
    "repair after sooner": (-1, 0),
    "repair after later": (0, 1),
    "repair after due sooner": (0, -1),
    "repair after all sooner": (-1, -1),
}


@st.composite
def waits(draw: st.DrawFn) -> Rows:
    """Deadlines that wait for one another by days; one with a greatest gap is done when it is due."""
    rows: Rows = {"d0": ()}
    for n in range(1, draw(st.integers(2, 7))):
        others = draw(st.lists(st.sampled_from(list(rows)), min_size=1, max_size=3, unique=True))
        rows[f"d{n}"] = tuple(
            Gap(
                of,
                draw(st.none() | st.integers(0, 6)),
                draw(st.none() | st.none() | st.integers(1, 9)),
            )
            for of in others
        )
    return rows


def plan_of(rows: Rows) -> Plan:
    """Give them as a plan."""

    def days(amount: int | None) -> str | None:
        return None if amount is None else f"{amount} days"

    return Plan(
        "waits",
        issued="2026-01-05",
        deadlines=[
            Deadline(name, after=[Wait(gap.of, days(gap.least), days(gap.most)) for gap in gaps])
            for name, gaps in rows.items()
        ],
    )


def least_relaxation(
    rows: Rows, keys: Collection[Key], held: Collection[str], loose: str
) -> int | None:
    """Search for the least days by which one deadline must be done later than it is due; None where none do.

    Args:
        rows: All deadlines.
        keys: The gaps that count.
        held: The deadlines that must not be due before they can be done.
        loose: The one that may.
    """
    model = cp_model.CpModel()
    done = {name: model.new_int_var(-FAR, FAR, name) for name in rows}
    short = model.new_int_var(0, FAR, "short")
    for name, gaps in rows.items():
        active = [gap for n, gap in enumerate(gaps) if (name, n) in keys]
        dues = [done[gap.of] + gap.most for gap in active if gap.most is not None]
        if dues:
            model.add_min_equality(done[name], dues)
        for gap in active:
            start = done[gap.of] + (1 if gap.least is None else gap.least)
            if not dues:
                model.add(done[name] >= start)
            elif name in held:
                model.add(done[name] + (short if name == loose else 0) >= start)
    model.minimize(short)
    made = solver()
    return made.value(short) if made.solve(model) == cp_model.OPTIMAL else None


def changed(rows: Rows, repair: Repair, days: int) -> Rows:
    """Change one gap as a repair says, by so many days."""
    name, index = repair.rule.item, repair.rule.index
    gap = rows[name][index]
    least, most = RELAXED[repair.step.kind]
    then = replace(
        gap,
        least=(1 if gap.least is None else gap.least) + least * days,
        most=None if gap.most is None else gap.most + most * days,
    )
    return rows | {name: (*rows[name][:index], then, *rows[name][index + 1 :])}


@sized(60)
@given(waits())
def test_conflicts_are_those_that_a_search_finds(rows: Rows) -> None:
    """There is a conflict where a search finds no way; each set can't hold, can without any member, and is so short."""
    every = [(name, n) for name, gaps in rows.items() for n in range(len(gaps))]
    conflicts = resolve(plan_of(rows)).conflicts
    can_hold = least_relaxation(rows, every, rows, "") is not None
    assert can_hold == (not conflicts)
    for conflict in conflicts:
        keys = [(rule.item, rule.index) for rule in conflict.rules]
        assert {rule.kind for rule in conflict.rules} == {"after"}
        assert least_relaxation(rows, keys, conflict.items, "") is None
        for key in keys:
            rest = [other for other in keys if other != key]
            assert least_relaxation(rows, rest, conflict.items, "") is not None
        found = [least_relaxation(rows, keys, conflict.items, name) for name in conflict.items]
        assert conflict.shortfall == min(days for days in found if days is not None)
        told = [(member.rule.item, member.rule.index) for member in conflict.members]

        def mends(repair: Repair, days: int, keys: Collection[Key], held: Collection[str]) -> bool:
            then = changed(rows, repair, days)
            return least_relaxation(then, keys, held, "") is not None

        # What else is in the set must be met, too, unless it can't be for reasons of its own.
        failing = {name for other in conflicts for name in other.items}
        held = {*conflict.items, *({name for name, _ in keys} - failing)}
        repairs = conflict.repairs
        # Where no single change repairs all that is wrong with an item, they are for this set alone.
        fails = least_relaxation(rows, every, held, "") is None
        is_whole = fails and any(mends(each, each.days, every, held) for each in repairs)
        context = (every, held) if is_whole else (told, conflict.items)
        for repair in repairs:
            assert mends(repair, repair.days, *context)
            assert not mends(repair, repair.days - 1, *context)
