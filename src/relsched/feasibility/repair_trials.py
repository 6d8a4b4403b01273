"""Repair trials: a change of one rule or known date is made, and the plan is resolved again.

What a rule says is moved where it stands, in a program of its own, so that all that is counted from it follows. What
comes out is looked at as any plan is: whether the deadlines of the conflict can be met, and which items can't hold by
their own dates.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from typing import NamedTuple

import attrs
import numpy as np

from relsched.dates.days import OUTSIDE, PLUS_INFINITY, Days, is_finite, number
from relsched.engine.constraints import Constraints
from relsched.engine.enumeration import Cases
from relsched.engine.evaluation import evaluate
from relsched.engine.monotone_maps import ANY_DISTANCE, CLOCK
from relsched.engine.network import Network
from relsched.engine.program import (
    DeadlineNodes,
    EventNodes,
    ItemNodes,
    Program,
    RuleChange,
    changed_program,
)
from relsched.engine.propagation import propagate
from relsched.engine.propagators import Rule
from relsched.engine.solution import Dates
from relsched.feasibility.own_conflicts import OwnConflicts
from relsched.plan.dependency_graph import anchors

MAX_REPAIR = 3_660  # days: a change of more than ten years is no repair
MARKS_OF_A_DAY = CLOCK * 24 * 60
MAX_TRIED = 2_000  # points of a program that is made again for each repair


class TrialOutcome(NamedTuple):
    """What comes of a change: whether the conflict is gone, and the items that are in conflict by their own dates."""

    holds: bool
    failing: frozenset[str]


@attrs.frozen
class Scope:
    """What must hold after a change.

    Attributes:
        code: The code of the conflict.
        items: The deadlines that must be met, or the events whose expectations must hold.
        around: Deadlines that must be met as well.
        events: Events of which something is expected that bounds what these are counted from.
        without: Rules that are left out.
        rules: The rules that hold; all where none are given.
        assumed: For nodes of the program, days between which they are taken to lie.
    """

    code: str
    items: tuple[str, ...]
    around: tuple[str, ...] = ()
    events: tuple[str, ...] = ()
    without: frozenset[Rule] = frozenset()
    rules: frozenset[Rule] | None = None
    assumed: Mapping[int, tuple[int, int]] = attrs.field(factory=dict)

    @property
    def held(self) -> tuple[str, ...]:
        """The deadlines that must be met."""
        return (*self.items, *self.around) if self.code == "impossible" else ()

    def network(self, constraints: Constraints, assumed: Mapping[int, tuple[int, int]]) -> Network:
        """Make the network of what must hold."""
        return constraints.network(
            as_due=True,
            items=(*self.events, *(self.held or self.items)),
            held=self.held,
            rules=self.rules,
            without=self.without,
            assumed=assumed,
        )


@attrs.define(eq=False)
class RepairTrials:
    """Makes changes of one resolved plan, and resolves it again.

    Attributes:
        constraints: The rules of the plan, with what is known.
        within: The days on which anything may lie.
    """

    constraints: Constraints
    within: tuple[int, int]

    @property
    def dates(self) -> Dates:
        """The dates of the plan."""
        return self.constraints.dates

    @cached_property
    def span(self) -> int:
        """The days from the first to the last date that follows from the plan, or the most that a rule of it counts.

        The day of its issue is one of its dates.
        """
        ends = self.dates.values[self.dates.program.dated]
        known = ends[(np.abs(ends) < PLUS_INFINITY) & (ends != OUTSIDE)].tolist()
        issued = self.dates.plan.issued
        if issued is not None:
            known.append(number(issued))
        program = self.dates.program
        moves = {
            map_.displacement(amount)
            for map_, amount in {*zip(program.maps, program.amounts, strict=True)}
        }
        # Only counting moves every day, and one way; a day that goes to the start of its year needn't move.
        counted = [max(-least, most) for least, most in moves - {ANY_DISTANCE} if least * most > 0]
        whole = max(known) - min(known) if known else 0
        return max(whole, *counted, 0)

    def can_be_tried(self, scope: Scope) -> bool:
        """Tell whether what the items of a conflict are counted from is little enough to be made again."""
        return len(self._needed((*scope.items, *scope.around, *scope.events))) <= MAX_TRIED // 4

    def _needed(self, names: Iterable[str]) -> set[str]:
        """Give some items with all that they are counted from; not all of these where they are too many."""
        plan = self.dates.plan
        asked, found = [*names], set[str]()
        while asked and (self._is_small or len(found) <= MAX_TRIED // 4):
            name = asked.pop()
            if name not in found:
                found.add(name)
                asked.extend(anchors(plan, plan.by_id[name]))
        return found

    @property
    def _is_small(self) -> bool:
        return self.dates.program.size <= MAX_TRIED

    @cached_property
    def _counted_from(self) -> dict[str, list[str]]:
        """For each item those that are counted from it."""
        found: dict[str, list[str]] = {}
        for name, item in self.dates.plan.by_id.items():
            for anchor in dict.fromkeys(anchors(self.dates.plan, item)):
                found.setdefault(anchor, []).append(name)
        return found

    def dependents(self, name: str) -> set[str]:
        """Give an item with all that is counted from it, and from these."""
        seen = {name}
        stack = [name]
        while stack:
            for other in self._counted_from.get(stack.pop(), ()):
                if other not in seen:
                    seen.add(other)
                    stack.append(other)
        return seen

    def _names(self, rule: Rule, scope: Scope) -> set[str]:
        """Give the items that a program is made of to try a change: what must hold, and what may break."""
        names = (*scope.items, *scope.around, *scope.events)
        return self._needed((*names, *self.dependents(rule.item)) if self._is_small else names)

    def outcome(self, rule: Rule, change: RuleChange, scope: Scope) -> TrialOutcome:
        """Make a change, and tell what comes of it.

        Args:
            rule: The rule or known date that is changed.
            change: By how many days. Of a known date both sides are moved.
            scope: What must hold then.
        """
        names = self._names(rule, scope)
        dates = self._changed(rule, change, names)
        moved = self._moved(dates.program)
        assumed = {moved[node]: days for node, days in scope.assumed.items() if node in moved}
        if rule.kind in ("known", "expected", "lasts"):
            assumed = {
                node: days
                for node, days in assumed.items()
                if dates.program.owners.get(node) != rule.item
            }
        failing = frozenset(name for found in OwnConflicts(dates).found for name in found.items)
        is_same = dates.program is self.dates.program
        constraints = self.constraints.of_other_dates(dates) if is_same else Constraints(dates)
        network = scope.network(constraints, assumed)
        holds = not propagate(network, within=self.within).is_infeasible
        if holds and network.is_open and scope.held and not scope.assumed:
            cases = Cases.of(constraints, scope.held, scope.rules, scope.without)
            if cases is not None and cases.count:
                fails = np.logical_or.reduce([cases.fails(name) for name in scope.held])
                holds = not bool(fails.all())
        return TrialOutcome(holds and not self._leaves_calendars(dates), failing)

    def _leaves_calendars(self, dates: Dates) -> bool:
        """Tell whether a date isn't known any more, since no calendar reaches it: then nothing contradicts it."""
        now = (dates.values[dates.program.dated] == OUTSIDE).any()
        return bool(now) and not (self.dates.values[self.dates.program.dated] == OUTSIDE).any()

    def _changed(self, rule: Rule, change: RuleChange, names: Iterable[str]) -> Dates:
        program = self.dates.program
        if rule.kind == "known":
            # No rule is another: the program stays, and only what depends on the date is evaluated again.
            overridden = {
                node: self._known(rule, change, node, days)
                for node, days in self.dates.overridden.items()
            }
            moved = [node for node in _nodes_of(program.items[rule.item]) if node in overridden]
            values = evaluate(
                program,
                overridden,
                previous=self.dates.values,
                changed=np.array(moved, dtype=np.intp),
            )
            return attrs.evolve(self.dates, values=values, overridden=overridden)
        changed = changed_program(
            program, {(rule.item, rule.kind, rule.index): change}, frozenset(names)
        )
        overridden = {}
        for node, other in self._moved(changed).items():
            days = self.dates.overridden.get(node)
            if days is not None:
                overridden[other] = self._known(rule, change, node, days)
        values = evaluate(changed, overridden)
        return attrs.evolve(self.dates, program=changed, values=values, overridden=overridden)

    def _known(self, rule: Rule, change: RuleChange, node: int, days: Days) -> Days:
        """Give the days of a known date as they are changed."""
        own = self.dates.program.items[rule.item]
        known = self.dates.known.get(rule.item)
        if rule.kind == "known" and node in _nodes_of(own):
            unit = MARKS_OF_A_DAY if node in (own.first_clock, own.last_clock) else 1
            moved = days + unit * np.array([change.begin, change.end], dtype=np.int64)
            return np.where(is_finite(days), moved, days)
        if rule.kind == "lasts" and node == own.first and known is not None:
            if known.start is None and known.within is None:
                return days - change.end  # only its end is known
            if known.within is not None and known.start is None:
                return np.array([days[0], max(days[0], days[1] - change.end)], dtype=np.int64)
        return days

    def _moved(self, changed: Program) -> dict[int, int]:
        """Give for the nodes of the items' own those of another program."""
        found: dict[int, int] = {}
        for name, nodes in changed.items.items():
            pairs = zip(_nodes_of(self.dates.program.items[name]), _nodes_of(nodes), strict=True)
            found.update((old, new) for old, new in pairs if old is not None and new is not None)
        return found


def _nodes_of(nodes: ItemNodes) -> Sequence[int | None]:
    if isinstance(nodes, EventNodes):
        return nodes.first, nodes.last, nodes.first_clock, nodes.last_clock
    assert isinstance(nodes, DeadlineNodes)
    return (
        nodes.first,
        nodes.last,
        nodes.counted,
        nodes.first_clock,
        nodes.last_clock,
        nodes.begin,
    )
