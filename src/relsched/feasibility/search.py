"""Finding conflicts: what can't hold in a resolved plan, the smallest set of rules that makes it, and the cases.

Most conflicts show in the windows of a schedule: a deadline that is due before it can be begun. The others take
propagation: several deadlines that each have days left and can't be met together. Where bounds can't tell, because a
choice is in it or two dates depend on one event, the cases are gone through.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property, partial
from typing import Any

import numpy as np

from relsched.dates.days import OUTSIDE, PLUS_INFINITY, Days
from relsched.engine.constraints import Constraints
from relsched.engine.monotone_maps import CHOICE
from relsched.engine.network import Network
from relsched.engine.program import DeadlineNodes, EventNodes, Program
from relsched.engine.propagation import propagate
from relsched.engine.propagators import Rule
from relsched.engine.solution import Dates
from relsched.explain.steps import Step
from relsched.feasibility.conflict import Conflict, FoundConflict
from relsched.feasibility.conflict_explanation import ConflictExplanation
from relsched.feasibility.conflict_members import ConflictMembers
from relsched.feasibility.core_reduction import CoreReduction
from relsched.feasibility.own_conflicts import OwnConflicts, ends_of, in_order
from relsched.feasibility.possible_conflicts import PossibleConflicts
from relsched.plan.known_dates import Known
from relsched.plan.plan import Plan

ANY = 10**7  # days: more than any calendar has, so that a rule that is relaxed by them says nothing


class Finder:
    """Finds the conflicts of one resolved plan, and has them explained.

    Args:
        dates: The dates of the plan, with what is known.
    """

    def __init__(self, dates: Dates) -> None:
        self.dates = dates
        self.program: Program = dates.program
        self.values: Days = dates.values
        self.known: Mapping[str, Known] = dates.known
        self.overridden: Mapping[int, Days] = dates.overridden
        self.plan: Plan = dates.plan
        self._own = OwnConflicts(dates)
        self.reduction: CoreReduction = CoreReduction(dates, self._own)
        self.members: ConflictMembers = ConflictMembers(dates)
        self.explanation: ConflictExplanation = ConflictExplanation(
            self.reduction, self._own, self.members
        )

    def __reduce__(self) -> tuple[Any, ...]:
        return (Finder, (self.dates,))  # what it has worked out it can work out again

    @property
    def constraints(self) -> Constraints:
        """The rules of the plan with what is known."""
        return self.reduction.constraints

    @property
    def passed_over(self) -> frozenset[Rule]:
        """Expectations that a known date of their event breaks."""
        return self.reduction.passed_over

    @property
    def domain(self) -> tuple[int, int]:
        """The days on which anything may lie: the plan's horizon, as far as its calendars reach."""
        return self.reduction.domain

    @property
    def own(self) -> tuple[FoundConflict, ...]:
        """What can't hold by an item's own dates alone, in the plan's order, before it is explained."""
        return self._own.found

    def whole(
        self,
        names: Sequence[str],
        assumed: Mapping[int, tuple[int, int]] | None = None,
        events: Sequence[str] = (),
    ) -> Network:
        """Make the network of all that some deadlines depend on, which must be met, and of some events."""
        return self.reduction.whole(names, assumed, events)

    def step_of(self, rule: Rule) -> Step:
        """Give what a rule says, as a sentence."""
        return self.members.step_of(rule)

    def certain(self) -> Iterator[Conflict]:
        """Go through what can't hold in any case."""
        failing = frozenset(name for found in self.found for name in found.items)
        for found in self.found:
            yield Conflict(
                found.code,
                found.items,
                found.step.titled(self.plan),
                shortfall=found.shortfall,
                calendar=self.plan.calendar,
                explain=partial(self.explanation.explained, found, failing),
            )

    def possible(self, certain: frozenset[str]) -> Iterator[Conflict]:
        """Go through conflicts that come about in some cases and not in others, in the plan's order.

        Args:
            certain: Deadlines that are in conflict anyway.
        """
        events = [name for name in self.expected if name in self.known]
        return PossibleConflicts(self.reduction, self.explanation, self.open, events).beside(
            certain
        )

    @cached_property
    def found(self) -> tuple[FoundConflict, ...]:
        """What certainly can't hold, alone or together, in the plan's order, before it is explained."""
        reported = frozenset(name for found in self.own for name in found.items)
        return in_order([*self.own, *self._together(reported)], self.plan)

    @cached_property
    def open(self) -> tuple[str, ...]:
        """Deadlines with two ends that aren't both settled, in the plan's order: only these depend on what happens."""
        found = []
        for name, item_nodes in self.program.items.items():
            if isinstance(item_nodes, EventNodes) or item_nodes.last is None:
                continue
            nodes = item_nodes.soonest
            if not nodes:
                continue
            pairs = [ends_of(self.values, node) for node in (*nodes, item_nodes.last)]
            if all(low == high for low, high in pairs) or self.never_fails(item_nodes):
                continue
            if any(OUTSIDE in pair for pair in pairs):
                continue
            found.append(name)
        return tuple(found)

    def never_fails(self, nodes: DeadlineNodes) -> bool:
        """Tell of the commonest rule, from a point to so long after it, that its ends can't miss each other."""
        if nodes.is_planned:
            return nodes.last not in self.overridden
        if nodes.finish is not None or nodes.not_finished_before or len(nodes.not_before) != 1:
            return False
        start = nodes.not_before[0].node
        if len(nodes.due) != 1:
            return False
        end = nodes.due[0].node
        if start == end:
            return True
        if self.program.inputs[end] != (start,):
            return False
        least, _ = self.program.maps[end].displacement(self.program.amounts[end])
        return least >= 0

    def _together(self, certain: frozenset[str]) -> Iterator[FoundConflict]:
        """Find what can't hold in any case although each deadline has days left, one conflict after another."""
        held = [name for name in self.open if name not in certain]
        events = [name for name in self.expected if name not in certain]
        network = self.whole(held, events=events)
        let_go: dict[int, Days] = {}  # rules by their numbers, and how much they are relaxed
        while held or events:
            bounds = propagate(network, within=self.domain, slack=let_go)
            if not bounds.is_infeasible:
                break
            core = self.reduction.reduced(self.reduction.rules_of(bounds, let_go=let_go))
            kind = "holds" if any(rule.kind == "holds" for rule in core) else "expected"
            items = tuple(
                sorted(
                    (rule.item for rule in core if rule.kind == kind),
                    key=self.plan.positions.__getitem__,
                )
            )
            if not items:
                break
            waiting = held if kind == "holds" else events
            unreported = [name for name in items if name in waiting]
            if unreported:
                yield self._found_together(core, items)
                waiting.remove(unreported[-1])
            # What its own dates contradict already is relaxed without being reported again.
            last = unreported[-1] if unreported else items[-1]
            let_go[network.rules.index(Rule(last, kind))] = np.asarray(ANY)
        yield from self._in_every_case(held)

    @property
    def expected(self) -> Iterator[str]:
        """Events of which something is expected that may contradict others, in the plan's order.

        Of an event that is known only what it is expected from may: days that are open.
        """
        for name, event in self.plan.all_events.items():
            if event.expected is None or Rule(name, "expected") in self.passed_over:
                continue
            if name not in self.known or self.says_of_others(name):
                yield name

    def says_of_others(self, name: str) -> bool:
        """Tell whether what is expected of an event that is known isn't kept in every case."""
        nodes = self.program.events[name]
        assert nodes.lowest is not None
        assert nodes.highest is not None
        low, high = ends_of(self.values, nodes.lowest), ends_of(self.values, nodes.highest)
        return (
            ends_of(self.values, nodes.first)[0] < low[1]
            or ends_of(self.values, nodes.last)[1] > high[0]
        )

    def _found_together(self, core: frozenset[Rule], items: tuple[str, ...]) -> FoundConflict:
        short = self._least_missed(items) if len(items) == 1 else None
        short = self.reduction.shortfall(core) if short is None else short
        values: dict[str, Any] = {"items": ", ".join(f"`{name}`" for name in items)}
        if items[0] in self.plan.all_events:
            word = "conflict expectations"
            if short is not None:
                word, values = f"{word} short", values | {"count": short}
            step = Step(word, None, None, values)
            return FoundConflict("against-expectation", items, step, short, None, core)
        if short is None:
            step = Step(
                "conflict never" if len(items) == 1 else "conflict never together",
                None,
                None,
                values,
            )
        else:
            word = "conflict each case" if len(items) == 1 else "conflict together"
            step = Step(word, None, None, values | {"count": short})
        return FoundConflict("impossible", items, step, short, None, core)

    def _least_missed(self, items: tuple[str, ...]) -> int | None:
        """Give the fewest days by which a deadline is missed in any case; None where cases can't be gone through."""
        (name,) = items
        if name in self.plan.all_events or self._depends_on_unbounded(name):
            return None
        cases = self.reduction.cases([name])
        if cases is None or not cases.count or not cases.fails(name).all():
            return None
        return int(cases.missed(name).min())

    def _in_every_case(self, held: list[str]) -> Iterator[FoundConflict]:
        """Go through the cases where bounds alone can't tell: a choice is in it that bounds don't make."""
        for name in held:
            if self._depends_on_unbounded(name):
                continue
            network = self.whole([name])
            if not network.is_open:
                continue
            cases = self.reduction.cases([name])
            if cases is None or not cases.count or not cases.fails(name).all():
                continue
            core = self.reduction.reduced(frozenset(network.rules))
            yield self._found_together(core, (name,))

    @cached_property
    def _boundless(self) -> list[bool]:
        """For each node of the program, whether it depends on a day that may be any at all."""
        program = self.program
        found: list[bool] = []
        unbounded = set(np.flatnonzero((np.abs(self.values) >= PLUS_INFINITY).any(axis=1)).tolist())
        for node, inputs in enumerate(program.inputs):
            if node in self.overridden:
                found.append(False)
            elif program.maps[node] is CHOICE and inputs[0] != inputs[1] and node in unbounded:
                found.append(True)
            else:
                found.append(any(found[each] for each in inputs))
        return found

    def _depends_on_unbounded(self, name: str) -> bool:
        """Tell whether the cases of a deadline can't be gone through, there being no end of them."""
        nodes = self.program.deadlines[name]
        assert nodes.last is not None
        return any(self._boundless[node] for node in (*nodes.soonest, nodes.last))
