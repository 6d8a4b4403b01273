"""Possible conflicts: those that come about in some of the cases that may still happen, and not in others."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta
from functools import partial

from relsched.dates.days import MINUS_INFINITY, PLUS_INFINITY, Days, find_day
from relsched.dates.windows import Window
from relsched.engine.bounds import Bounds
from relsched.engine.program import Program
from relsched.engine.propagation import propagate
from relsched.explain.steps import Step
from relsched.feasibility.conflict import Case, Conflict
from relsched.feasibility.conflict_explanation import ConflictExplanation
from relsched.feasibility.core_reduction import CoreReduction
from relsched.feasibility.own_conflicts import ends_of
from relsched.plan.plan import Plan


class PossibleConflicts:
    """Goes through the possible conflicts of one resolved plan.

    Args:
        reduction: The rules of the plan.
        explanation: Explains one case of them.
        unsettled: Deadlines with two ends that aren't both settled, in the plan's order.
        events: Events that are known, and may lie outside of what is expected of them.
    """

    def __init__(
        self,
        reduction: CoreReduction,
        explanation: ConflictExplanation,
        unsettled: Sequence[str],
        events: Sequence[str] = (),
    ) -> None:
        self.events = events
        self.reduction = reduction
        self.explanation = explanation
        self.unsettled = unsettled
        self.program: Program = reduction.program
        self.values: Days = reduction.values
        self.plan: Plan = reduction.plan

    def beside(self, certain: frozenset[str]) -> Iterator[Conflict]:
        """Go through conflicts that come about in some cases and not in others, in the plan's order.

        Args:
            certain: Deadlines that are in conflict anyway.
        """
        for name in self.unsettled:
            if name in certain:
                continue
            nodes = self.program.deadlines[name]
            assert nodes.last is not None
            soonest = max(ends_of(self.values, node)[1] for node in nodes.soonest)
            if soonest <= ends_of(self.values, nodes.last)[0]:
                continue  # whatever happens, the ends can't miss each other
            found = self._possible(name)
            if found is not None:
                yield found
        for name in self.events:
            if name not in certain:
                yield from self._outside_expectation(name)

    def _possible(self, name: str) -> Conflict | None:
        cases = self.reduction.cases([name])
        if cases is not None and cases.count:
            fails = cases.fails(name)
            failing = int(fails.sum())
            if not failing:
                return None
            short = cases.shortfall(name)
            possible_cases = tuple(
                Case(run.item, run.edge, run.window, run.sure) for run in cases.runs(name)
            )
            step = Step("conflict possible", name, None, {"count": short}).titled(self.plan)
            return Conflict(
                "impossible",
                (name,),
                step,
                is_certain=False,
                shortfall=short,
                calendar=self.plan.calendar,
                cases=possible_cases,
                counted=(failing, cases.count),
                explain=partial(self.explanation.explained_case, name, cases.worst(name), short),
            )
        return self._possible_by_bounds(name)

    def _possible_by_bounds(self, name: str) -> Conflict | None:
        """Compare what may happen with what may happen if the deadline is to be met."""
        loose = propagate(
            self.reduction.constraints.network(
                as_due=True, items=[name], held=[], without=self.reduction.passed_over
            )
        )
        propagated = propagate(self.reduction.whole([name]))
        if propagated.is_infeasible:
            return None
        possible_cases = self._only_in(loose, propagated)
        if not possible_cases:
            return None
        step = Step("conflict possible unknown", name).titled(self.plan)
        return Conflict(
            "impossible",
            (name,),
            step,
            is_certain=False,
            cases=tuple(possible_cases),
            is_exact=False,
            calendar=self.plan.calendar,
        )

    def _outside_expectation(self, name: str) -> Iterator[Conflict]:
        """Go through the days of open events on which a known one lies outside of what is expected of it."""
        tight = self.reduction.constraints.network(
            as_due=True, items=[name], held=[], without=self.reduction.passed_over
        )
        names = [owner for owner in tight.owners if owner is not None and owner != name]
        loose = propagate(
            self.reduction.constraints.network(
                as_due=True, items=names, held=[], without=self.reduction.passed_over
            )
        )
        propagated = propagate(tight)
        if propagated.is_infeasible:
            return
        possible_cases = self._only_in(loose, propagated)
        if possible_cases:
            step = Step("conflict expected possible", name).titled(self.plan)
            yield Conflict(
                "against-expectation",
                (name,),
                step,
                is_certain=False,
                cases=tuple(possible_cases),
                is_exact=False,
                calendar=self.plan.calendar,
            )

    def _only_in(self, loose: Bounds, propagated: Bounds) -> list[Case]:
        """Give the days of events that some rules leave and more rules don't."""
        found: list[Case] = []
        for node, place in propagated.network.nodes.items():
            owner = self.reduction.constraints.cuts.get(node)
            if (
                owner is None
                or owner not in self.plan.all_events
                or node not in loose.network.nodes
            ):
                continue
            nodes = self.program.events[owner]
            edge = "start" if node == nodes.first else "end"
            other = loose.network.nodes[node]
            before = int(loose.low[other, 0]), int(loose.high[other, 0])
            after = int(propagated.low[place, 0]), int(propagated.high[place, 0])
            if before[0] < after[0]:
                found.append(Case(owner, edge, _window(before[0], after[0] - 1)))
            if before[1] > after[1]:
                found.append(Case(owner, edge, _window(after[1] + 1, before[1])))
        return _distinct(found, self.plan)


def _window(low: int, high: int) -> Window:
    return Window(
        None if low <= MINUS_INFINITY else find_day(low),
        None if high >= PLUS_INFINITY else find_day(high),
    )


def _distinct(cases: list[Case], plan: Plan) -> list[Case]:
    """Leave out the other edge of an event where its length makes both the same."""
    found: list[Case] = []
    for case in cases:
        lasts = plan.all_events[case.item].lasts
        same = lasts is not None and any(
            other.item == case.item
            and other.edge != case.edge
            and _shifted(other.window, lasts - 1) == case.window
            for other in found
        )
        if not same:
            found.append(case)
    return found


def _shifted(window: Window, days: int) -> Window:
    """Move a window by some days; an end that is open stays so."""
    first, last = (
        None if each is None else each + timedelta(days=days)
        for each in (window.earliest, window.latest)
    )
    return Window(first, last)
