"""Conflict explanation: what a conflict that was found comes from, and what would remove it.

Worked out when a conflict is looked at: its smallest set, the chain of bounds through it, the repairs, and the open
days by which it falls short.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cached_property

import attrs

from relsched.dates.days import day
from relsched.engine.bounds import BoundEntry, Bounds
from relsched.engine.network import Network
from relsched.engine.program import Program
from relsched.engine.propagation import propagate
from relsched.engine.propagators import HIGH, LOW, Rule
from relsched.errors import CalendarError
from relsched.feasibility.conflict import Explained, FoundConflict, Repair
from relsched.feasibility.conflict_members import ConflictMembers
from relsched.feasibility.core_reduction import CoreReduction, relaxed
from relsched.feasibility.own_conflicts import OwnConflicts
from relsched.feasibility.repair_trials import Scope
from relsched.feasibility.repairs import MAX_CONTEXT, RepairSearch
from relsched.plan.plan import Plan


class ConflictExplanation:
    """Explains the conflicts of one resolved plan.

    Args:
        reduction: The rules of the plan, and whether some of them can hold.
        own: What can't hold by an item's own dates alone.
        members: What the rules say.
    """

    def __init__(
        self, reduction: CoreReduction, own: OwnConflicts, members: ConflictMembers
    ) -> None:
        self.reduction = reduction
        self.own = own
        self.members = members
        self.program: Program = reduction.program
        self.plan: Plan = reduction.plan

    def explained(self, found: FoundConflict, failing: frozenset[str]) -> Explained:
        """Work out the set of a conflict, its chain and its repairs.

        Args:
            found: The conflict.
            failing: The items of all conflicts of the plan.
        """
        short = found.shortfall
        whole = self._context(found)
        core = longer = found.core
        relax = 0
        if longer is None and short is not None and short > 1:
            longer, relax = self._longest(whole, short), short - 1
        if longer is None:
            core, relax = self._core(whole), 0
            longer = core
        elif core is None:
            core = self.reduction.reduced(longer)
        assert core is not None
        network = self.reduction.network(longer, {})
        scope = self._scope(found, core, whole, failing)
        bounds = propagate(network, within=self.reduction.domain, slack=relaxed(network, relax))
        chain = _chain_of(longer, bounds)
        return Explained(
            self.members.of_chain(core, longer, bounds, chain, _titled(found)),
            self._repairs(core, network, chain, whole, short, scope),
            None if short is None else self._working_days(found.ends, bounds, short),
            short if longer == core else self.reduction.shortfall(core),
        )

    def explained_case(
        self, name: str, assumed: Mapping[int, tuple[int, int]], short: int
    ) -> Explained:
        """Work out the same of a possible conflict, in the case that is short by the most days.

        Args:
            name: The deadline.
            assumed: For nodes of the program, the days between which they lie in this case.
            short: The days by which it falls short then.
        """
        network = self.reduction.whole([name], assumed)
        bounds = propagate(network, within=self.reduction.domain)
        if not bounds.is_infeasible:
            return Explained()
        scope = Scope("impossible", (name,), without=self.reduction.passed_over, assumed=assumed)
        core = self.reduction.reduced(self.reduction.rules_of(bounds, assumed), assumed)
        bounds = propagate(self.reduction.network(core, assumed), within=self.reduction.domain)
        chain = _chain_of(core, bounds)
        return Explained(
            self.members.of_chain(core, core, bounds, chain, (name,)),
            self._repairs(core, bounds.network, chain, network, short, scope),
        )

    def _longest(self, network: Network, short: int) -> frozenset[Rule] | None:
        """Give rules each of which is needed for the ends to miss each other by so many days."""
        slack = relaxed(network, short - 1)
        bounds = propagate(network, within=self.reduction.domain, slack=slack)
        if not bounds.is_infeasible:
            return None  # what bounds don't say is in it, such as a choice
        found = bounds.core()
        if self.reduction.infeasible(found, relax=short - 1) is None:
            return None
        return self.reduction.reduced(found, relax=short - 1)

    def _context(self, found: FoundConflict) -> Network:
        """Make the network of all that the items of a conflict depend on."""
        if found.code == "impossible":
            return self.reduction.whole(found.items)
        own = frozenset(Rule(name, "expected") for name in found.items)
        return self.reduction.constraints.network(
            as_due=True, items=found.items, held=[], without=self.reduction.passed_over - own
        )

    def _scope(
        self, found: FoundConflict, core: frozenset[Rule], whole: Network, failing: frozenset[str]
    ) -> Scope:
        """Say what a repair mustn't break: whatever the rules of a set are of must be met as well."""
        if found.code != "impossible":
            own = frozenset(Rule(name, "expected") for name in found.items)
            return Scope(found.code, found.items, without=self.reduction.passed_over - own)
        others = {rule.item for rule in core} - failing
        nodes = self.program.deadlines
        held = [name for name in nodes if name in others and nodes[name].soonest]
        around = () if whole.size > MAX_CONTEXT else tuple(held)
        events = tuple(sorted({rule.item for rule in core if rule.kind == "expected"}))
        return Scope(found.code, found.items, around, events, self.reduction.passed_over)

    def _core(self, network: Network) -> frozenset[Rule]:
        bounds = propagate(network, within=self.reduction.domain)
        if not bounds.is_infeasible:
            # Times of day are in it, which bounds don't go back through: all that it depends on is named.
            return frozenset(network.rules)
        return self.reduction.reduced(self.reduction.rules_of(bounds))

    def _repairs(
        self,
        core: frozenset[Rule],
        alone: Network,
        chain: Iterable[BoundEntry],
        context: Network,
        short: int | None,
        scope: Scope,
    ) -> tuple[Repair, ...]:
        """Give the repairs of a conflict, with all rules in view where these aren't too many."""
        sides: dict[Rule, set[int]] = {}
        for entry in chain:
            rule = alone.rules[entry.rule]
            # A bound that went back to what is counted from is the other end of its own.
            is_own = alone.owners[entry.place] == rule.item
            sides.setdefault(rule, set()).add(entry.side if is_own else HIGH + LOW - entry.side)
        sides_of_rule = {rule: frozenset(each) for rule, each in sides.items()}
        within, search = self.reduction.domain, self._repair_search
        whole = context
        is_less = bool(scope.around) or not frozenset(context.owners).issuperset(scope.events)
        if is_less and context.size <= MAX_CONTEXT:
            whole = scope.network(self.reduction.constraints, scope.assumed)
        # Items that fail for reasons of their own are let go, and then the others may not fail any more.
        shows = whole.size <= MAX_CONTEXT and propagate(whole, within=within).is_infeasible
        alone_shows = shows or propagate(alone, within=within).is_infeasible
        if shows or not alone_shows:
            found = search.repairs(core, sides_of_rule, whole, short or 1, scope, shows=shows)
            if found or not alone_shows:
                return found
        alone_scope = attrs.evolve(scope, rules=core)
        return search.repairs(core, sides_of_rule, alone, short or 1, alone_scope, shows=True)

    @cached_property
    def _repair_search(self) -> RepairSearch:
        return RepairSearch(self.reduction.constraints, self.reduction.domain, self.own)

    def _working_days(self, ends: tuple[int, int] | None, bounds: Bounds, short: int) -> int | None:
        """Count the open days after the end that comes too soon, up to the one that comes too late."""
        if ends is None:
            chosen = [
                (int(bounds.high[place, 0]), int(bounds.low[place, 0]))
                for node, place in bounds.network.nodes.items()
                if node in self.reduction.constraints.cuts
                and bounds.low[place, 0] - bounds.high[place, 0] == short
            ]
            if not chosen:
                return None
            ends = chosen[0]
        calendar = self.program.calendars.get(self.plan.calendar)
        try:
            return calendar.working_days_between(day(ends[0] + 1), day(ends[1] + 1))
        except (CalendarError, ValueError, OverflowError):
            return None


def _chain_of(core: frozenset[Rule], bounds: Bounds) -> tuple[BoundEntry, ...]:
    """Give the bounds behind a contradiction that a rule set, in their order; none where bounds don't show it."""
    if not bounds.is_infeasible:
        return ()
    return tuple(entry for entry in bounds.explain(_concerned(core)) if entry.rule >= 0)


def _concerned(core: Iterable[Rule]) -> frozenset[str]:
    """Give the items of a set that can't be met: those whose windows empty."""
    items = frozenset(rule.item for rule in core if rule.kind == "holds")
    return items or frozenset(rule.item for rule in core if rule.kind == "expected")


def _titled(found: FoundConflict) -> tuple[str, ...]:
    """Give the item whose title stands in the sentence of a conflict; of several only the ids stand there."""
    return found.items if found.step.item is not None else ()
