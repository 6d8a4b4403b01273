"""Repairs: for each rule and known date of a conflict, the least change that removes it.

A rule is relaxed and a known date moved by more and more days until the deadline can be met with all the other
rules of the plan. Where that many rules hang together that it would take long, only the set of the conflict counts.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from functools import cached_property
from typing import Any

import attrs
import numpy as np

from relsched.dates.days import Days, find_day
from relsched.engine.evaluation import evaluate
from relsched.engine.network import Network
from relsched.engine.program import EventNodes, RuleNode
from relsched.engine.propagation import propagate
from relsched.engine.propagators import ABOVE, BELOW, DUE, ENDS, HIGH, LOW, Rule
from relsched.engine.solution import Dates
from relsched.explain.steps import Span, Step
from relsched.feasibility.conflict import Repair
from relsched.feasibility.own_conflicts import OwnConflicts, ends_of
from relsched.plan.dependency_graph import anchors
from relsched.plan.items import Deadline, Event
from relsched.plan.plan import Plan

MAX_REPAIR = 3_660  # days: a change of more than ten years is no repair
MAX_CONTEXT = 2_000  # points of a network with which repairs are tried
MAX_MEMBERS = 60  # of a larger set hardly any one rule is the one to change
# For the side on which a rule bounds in a set, where it is relaxed, and what the change is called.
_WAYS: dict[int, dict[tuple[int, ...], str]] = {
    HIGH: {(ABOVE,): "later"},
    LOW: {(BELOW,): "sooner", (DUE,): "due sooner", (BELOW, DUE): "all sooner"},
}
# What is sooner changed, all else being equal.
_TWO_SIDED = ("when", "after", "expected")  # rules that may bound an item from either side
_RANK = ("takes", "when", "after", "expected", "lasts", "known")


def least_change(
    network: Network,
    within: tuple[int, int],
    rule: Rule,
    sign: int = 0,
    guess: int = 1,
    ends: Collection[int] = ENDS,
) -> int | None:
    """Find the least number of days by which one rule must change so that all can hold.

    Args:
        network: The rules.
        within: The days on which anything may lie.
        rule: The rule.
        sign: Whether a known date moves to a later (1) or an earlier day (-1); 0 relaxes the rule.
        guess: A number of days that is tried first.
        ends: Where it is relaxed, as `propagate` takes it.

    Returns:
        The days; None where no change of up to `MAX_REPAIR` days helps.
    """
    place = network.rules.index(rule)

    def holds(days: int) -> bool:
        changed = {place: np.asarray(sign * days if sign else days)}
        bounds = propagate(
            network,
            within=within,
            moved=changed if sign else None,
            slack=None if sign else changed,
            relaxed=ends,
        )
        return not bounds.is_infeasible

    if guess > 1 and holds(guess) and not holds(guess - 1):
        return guess
    if not sign and not holds(MAX_REPAIR):
        return None  # relaxing by more never hurts
    high = 1
    while not holds(high):
        if high >= MAX_REPAIR:
            return None
        high = min(high * 2, MAX_REPAIR)
    low = high // 2
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if holds(middle) else (middle, high)
    return high


@attrs.define(eq=False)
class RepairSearch:
    """Finds repairs for conflicts of one resolved plan.

    Attributes:
        dates: The dates of the plan, with what is known.
        within: The days on which anything may lie.
        own: What can't hold by an item's own dates alone, before anything is changed.
    """

    dates: Dates
    within: tuple[int, int]
    own: OwnConflicts

    @property
    def plan(self) -> Plan:
        """The plan."""
        return self.dates.plan

    def repairs(
        self,
        core: frozenset[Rule],
        sides: Mapping[Rule, frozenset[int]],
        network: Network,
        guess: int,
    ) -> tuple[Repair, ...]:
        """Give for each rule of a set the least change that removes the conflict, the smallest first.

        Those that bring others into conflict come after all that don't.

        Args:
            core: The set.
            sides: For its rules whether they bound from below or from above in it, or both.
            network: All rules that are to hold then.
            guess: The days that are tried first: by how many the ends miss each other.
        """
        if len(core) > MAX_MEMBERS:
            return ()
        found: list[Repair] = []
        for rule in sorted(core):
            found.extend(self._repairs_of(rule, sides.get(rule, frozenset()), network, guess))
        return tuple(
            sorted(
                found,
                key=lambda repair: (
                    len(repair.breaks) > 0,
                    repair.days,
                    repair.moves,
                    _RANK.index(repair.rule.kind),
                    self.plan.positions[repair.rule.item],
                    repair.rule,
                ),
            )
        )

    def _repairs_of(
        self, rule: Rule, sides: frozenset[int], network: Network, guess: int
    ) -> Iterator[Repair]:
        if rule.kind in ("holds", "done"):
            return
        known = self.dates.known[rule.item] if rule.kind == "known" else None
        if known is not None and known.done is not None:
            return
        if known is not None and known.within is None:
            # What bounds from above only is moved to a later day, and the other way round.
            signs = [sign for sign, side in ((-1, LOW), (1, HIGH)) if side in sides or not sides]
            for sign in signs:
                days = least_change(network, self.within, rule, sign, guess)
                if days is not None:
                    yield self._moved(rule, sign * days)
            return
        if rule.kind not in _TWO_SIDED:
            days = least_change(network, self.within, rule, 0, guess)
            if days is not None:
                way = "later" if HIGH in sides or not sides else "sooner"
                yield self._change(rule, days, way)
            return
        # The sides on which it bounds in the set come first; others only where these don't help.
        every = frozenset(_WAYS)
        for chosen in (sides or every, every - sides):
            found = [self._relaxed(rule, network, side, guess) for side in sorted(chosen)[::-1]]
            repairs_found = [repair for repair in found if repair is not None]
            if repairs_found:
                yield from repairs_found
                return

    def _moved(self, rule: Rule, days: int) -> Repair:
        item_nodes = self.dates.program.items[rule.item]
        nodes = [item_nodes.counted]
        if isinstance(item_nodes, EventNodes):
            nodes = [item_nodes.first, item_nodes.last]
        ends = [int(self.dates.values[node][0]) + days for node in nodes]
        values: dict[str, Any] = {"count": abs(days)}
        days_found = [find_day(end) for end in ends]
        if all(each is not None for each in days_found):
            first, last = days_found[0], days_found[-1]
            assert first is not None
            assert last is not None
            values["dates"] = Span(first, last)
        else:
            values["dates"] = "…"
        word = "repair known later" if days > 0 else "repair known earlier"
        breaks = self._broken(dict.fromkeys(nodes, days))
        return self._repair(rule, abs(days), Step(word, rule.item, None, values), breaks)

    def _relaxed(self, rule: Rule, network: Network, side: int, guess: int) -> Repair | None:
        """Give the least change of what a rule says on one side; none where no change helps."""
        for ends, way in _WAYS[side].items():
            days = least_change(network, self.within, rule, 0, guess, ends)
            if days is not None:
                return self._change(rule, days, way)
        return None

    def _change(self, rule: Rule, days: int, way: str) -> Repair:
        values: dict[str, Any] = {"count": days}
        if rule.kind == "after":
            item = self.plan.by_id[rule.item]
            assert isinstance(item, Deadline)
            values["other"] = f"`{item.after[rule.index].item}`"
        if rule.kind in ("lasts", "takes"):
            return self._repair(rule, days, Step(f"repair {rule.kind}", rule.item, None, values))
        kind = "window" if rule.kind == "known" else rule.kind
        step = Step(f"repair {kind} {way}", rule.item, None, values)
        breaks = self._broken(self._ends_moved(rule, days, way))
        return self._repair(rule, days, step, breaks)

    def _broken(self, moved: Mapping[int, int | Days]) -> tuple[str, ...]:
        """Give the items that come into conflict by their own dates when some nodes move by so many days."""
        if not moved or self.dates.program.size > MAX_CONTEXT:
            return ()
        if any(abs(ends_of(self.dates.values, n)[0]) >= 2**59 for n in moved):
            return ()
        shifted = {node: self.dates.values[node] + days for node, days in moved.items()}
        overridden = {**self.dates.overridden, **shifted}
        values = evaluate(self.dates.program, overridden)
        then = OwnConflicts(attrs.evolve(self.dates, values=values, overridden=overridden))
        now = {name for found in self.own.found for name in found.items}
        return tuple(name for found in then.found for name in found.items if name not in now)

    def _ends_moved(self, rule: Rule, days: int, way: str) -> dict[int, Days]:
        """Give for nodes of a deadline by how many days they move when one of its rules is changed."""
        item = self.plan.by_id[rule.item]
        if way == "sooner" or isinstance(item, Event) or rule.item in self.dates.known:
            return {}
        nodes = self.dates.program.deadlines[rule.item]
        by = days if way == "later" else -days
        points: set[int | None] = (
            {nodes.last} if item.done is not None else {nodes.last, nodes.counted}
        )
        due = self._moves(rule, nodes.due, by, np.minimum)
        moved: dict[int | None, Days] = dict.fromkeys(points, due)
        if way == "all sooner":
            moved[nodes.first] = self._moves(rule, nodes.not_before, by, np.maximum)
        return {node: each for node, each in moved.items() if node is not None and each.any()}

    def _moves(self, rule: Rule, bounds: Iterable[RuleNode], by: int, choose: np.ufunc) -> Days:
        """Tell by how many days the earliest or the latest of some bounds moves with one of them."""
        ends_moved = [
            (self.dates.values[each.node], (each.kind, each.place) == (rule.kind, rule.index))
            for each in bounds
        ]
        if not ends_moved:
            return np.zeros(1, dtype=np.int64)
        then = choose.reduce([values + (by if changes else 0) for values, changes in ends_moved])
        moves: Days = then - choose.reduce([values for values, _ in ends_moved])
        return moves

    def _repair(self, rule: Rule, days: int, step: Step, breaks: tuple[str, ...] = ()) -> Repair:
        item = self.plan.by_id[rule.item]
        asked: tuple[str | None, ...] = (
            (item.decided_by,) if isinstance(item, Event) else (item.lead, *item.support)
        )
        concerns = tuple(unit for unit in asked if unit)
        return Repair(rule, days, step, 1 + self._count_dependents(rule.item), concerns, breaks)

    @cached_property
    def _counted_from(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for name, item in self.plan.by_id.items():
            for anchor in dict.fromkeys(anchors(self.plan, item)):
                found.setdefault(anchor, []).append(name)
        return found

    def _count_dependents(self, name: str) -> int:
        """Count what an item may move."""
        seen = {name}
        stack = [name]
        while stack:
            for other in self._counted_from.get(stack.pop(), ()):
                if other not in seen:
                    seen.add(other)
                    stack.append(other)
        return len(seen) - 1
