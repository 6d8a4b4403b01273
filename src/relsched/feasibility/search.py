"""Finding conflicts: what can't hold in a resolved plan, the smallest set of rules that makes it, and the cases.

Most conflicts show in the windows of a schedule: a deadline that is due before it can be begun. The others take
propagation: several deadlines that each have days left and can't be met together. Where bounds can't tell, because a
choice is in it or two dates hang on one event, the cases are gone through.
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
from relsched.engine.program import DeadlineNodes, EventNodes
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
from relsched.plan.plan import Plan

ANY = 10**7  # days: more than any calendar has, so that a rule that is relaxed by them says nothing


class Finder:
    """Finds the conflicts of one resolved plan, and has them explained.

    Args:
        dates: The dates of the plan, with what is known.
    """

    def __init__(self, dates: Dates) -> None:
        self.program = dates.program
        self.values = dates.values
        self.known = dates.known
        self.overridden = dates.overridden
        self.plan: Plan = dates.plan
        self.reduction = CoreReduction(dates)
        self.members = ConflictMembers(dates)
        self._own = OwnConflicts(dates)
        self.explanation = ConflictExplanation(self.reduction, self._own, self.members)

    @property
    def constraints(self) -> Constraints:
        """The rules of the plan with what is known."""
        return self.reduction.constraints

    @property
    def passed_over(self) -> frozenset[Rule]:
        """Expectations of events that are known: a date fixed from outside wins."""
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
        """Make the network of all that some deadlines hang on, which must be met, and of some events."""
        return self.reduction.whole(names, assumed, events)

    def said(self, rule: Rule) -> Step:
        """Give what a rule says, as a sentence."""
        return self.members.said(rule)

    def certain(self) -> Iterator[Conflict]:
        """Go through what can't hold in any case."""
        failing = frozenset(name for found in self.found for name in found.items)
        for found in self.found:
            yield Conflict(
                found.code,
                found.items,
                found.step,
                shortfall=found.shortfall,
                calendar=self.plan.calendar,
                explain=partial(self.explanation.explained, found, failing),
            )

    def possible(self, told: frozenset[str]) -> Iterator[Conflict]:
        """Go through conflicts that come about in some cases and not in others, in the plan's order.

        Args:
            told: Deadlines that are in conflict anyway.
        """
        return PossibleConflicts(self.reduction, self.explanation, self.open).beside(told)

    @cached_property
    def found(self) -> tuple[FoundConflict, ...]:
        """What certainly can't hold, alone or together, in the plan's order, before it is explained."""
        told = frozenset(name for found in self.own for name in found.items)
        return in_order([*self.own, *self._together(told)], self.plan)

    @cached_property
    def open(self) -> tuple[str, ...]:
        """Deadlines with two ends that aren't both settled, in the plan's order: only these depend on what happens."""
        found = []
        for name, slots in self.program.items.items():
            if isinstance(slots, EventNodes) or slots.last is None:
                continue
            nodes = slots.soonest
            if not nodes:
                continue
            pairs = [ends_of(self.values, node) for node in (*nodes, slots.last)]
            if all(low == high for low, high in pairs) or self.never_fails(slots):
                continue
            if any(OUTSIDE in pair for pair in pairs):
                continue
            found.append(name)
        return tuple(found)

    def never_fails(self, slots: DeadlineNodes) -> bool:
        """Tell of the commonest rule, from a point to so long after it, that its ends can't miss each other."""
        if slots.finish is not None or slots.not_finished_before or len(slots.not_before) != 1:
            return False
        start = slots.not_before[0].node
        if len(slots.due) != 1:
            return False
        end = slots.due[0].node
        if start == end:
            return True
        if self.program.inputs[end] != (start,):
            return False
        least, _ = self.program.maps[end].displacement(self.program.amounts[end])
        return least >= 0

    def _together(self, told: frozenset[str]) -> Iterator[FoundConflict]:
        """Find what can't hold in any case although each deadline has days left, one conflict after another."""
        held = [name for name in self.open if name not in told]
        events = [name for name in self.expected if name not in told]
        network = self.whole(held, events=events)
        let_go: dict[int, Days] = {}  # rules by their numbers, and how much they are relaxed
        while held or events:
            bounds = propagate(network, within=self.domain, slack=let_go)
            if not bounds.is_contradicted:
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
            untold = [name for name in items if name in waiting]
            if untold:
                yield self._found_together(core, items)
                waiting.remove(untold[-1])
            # What its own dates contradict already is relaxed without being reported again.
            last = untold[-1] if untold else items[-1]
            let_go[network.rules.index(Rule(last, kind))] = np.asarray(ANY)
        yield from self._in_every_case(held)

    @property
    def expected(self) -> Iterator[str]:
        """Events that aren't known and of which something is expected, in the plan's order."""
        for name, event in self.plan.all_events.items():
            if event.expected is not None and name not in self.known:
                yield name

    def _found_together(self, core: frozenset[Rule], items: tuple[str, ...]) -> FoundConflict:
        short = self.reduction.shortfall(core)
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

    def _in_every_case(self, held: list[str]) -> Iterator[FoundConflict]:
        """Go through the cases where bounds alone can't tell: a choice is in it that bounds don't make."""
        for name in held:
            if self._hangs_on_anything(name):
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
        """For each node of the program, whether it hangs on a day that may be any at all."""
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

    def _hangs_on_anything(self, name: str) -> bool:
        """Tell whether the cases of a deadline can't be gone through, there being no end of them."""
        slots = self.program.deadlines[name]
        assert slots.last is not None
        return any(self._boundless[node] for node in (*slots.soonest, slots.last))
