"""Core reduction: from rules that can't all hold, down to a set of which each one is needed.

Such a smallest set is called a core: without any one of its rules all others of it can hold. Whether some rules can
hold is asked of a network of them alone; where bounds can't tell, because a choice is in it, their cases are gone
through.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import cached_property
from typing import Any

import numpy as np

from relsched.dates.days import Days, number
from relsched.engine.bounds import Bounds
from relsched.engine.constraints import Constraints
from relsched.engine.enumeration import Cases
from relsched.engine.network import Network
from relsched.engine.program import Program
from relsched.engine.propagation import propagate
from relsched.engine.propagation_cycles import loss_of
from relsched.engine.propagators import ABOVE, BELOW, ENDS, Rule
from relsched.engine.solution import Dates
from relsched.feasibility.own_conflicts import OwnConflicts
from relsched.feasibility.repairs import least_change
from relsched.plan.known_dates import Known
from relsched.plan.plan import Plan

_PIECES = 4  # of a set of very many rules, that are tried one by one
_FULLY_REDUCED = 60  # a set of more rules is reduced by halves only


class CoreReduction:
    """Tells of rules of one resolved plan whether they can hold, and reduces those that can't.

    Args:
        dates: The dates of the plan, with what is known.
        own: What can't hold by an item's own dates alone.
    """

    def __init__(self, dates: Dates, own: OwnConflicts) -> None:
        self.dates = dates
        self.own = own
        self.program: Program = dates.program
        self.values: Days = dates.values
        self.known: Mapping[str, Known] = dates.known
        self.plan: Plan = dates.plan
        self._kept: tuple[Any, Network] | None = None

    @cached_property
    def constraints(self) -> Constraints:
        """The rules of the plan with what is known."""
        return Constraints(self.dates)

    @cached_property
    def passed_over(self) -> frozenset[Rule]:
        """Expectations that a known date of their event breaks: it wins, and they count in a conflict of their own.

        Other expectations of what is known say something of the events that they are counted from.
        """
        broken = {name for found in self.own.found for name in found.items}
        return frozenset(
            Rule(name, "expected")
            for name in self.known
            if name in self.plan.all_events and name in broken
        )

    @cached_property
    def domain(self) -> tuple[int, int]:
        """The days on which anything may lie: the plan's horizon, as far as its calendars reach."""
        horizon = self.plan.horizon
        assert horizon.earliest is not None
        assert horizon.latest is not None
        low, high = number(horizon.earliest), number(horizon.latest)
        first, last = low, high
        for map_ in dict.fromkeys(self.program.maps):  # each kind once: many nodes share one
            calendar = map_.calendar
            if calendar is not None:
                first, last = max(first, number(calendar.first)), min(last, number(calendar.last))
        dated = self.values[self.program.dated]
        dated = dated[(dated > -(2**60)) & (dated < 2**60)]
        if dated.size and (dated.min() < first or dated.max() > last):
            return low, high
        return first, last

    def whole(
        self,
        names: Sequence[str],
        assumed: Mapping[int, tuple[int, int]] | None = None,
        events: Sequence[str] = (),
    ) -> Network:
        """Make the network of all that some deadlines depend on, which must be met, and of some events."""
        return self.constraints.network(
            as_due=True,
            items=[*events, *names],
            held=names,
            without=self.passed_over,
            assumed=assumed,
        )

    def cases(self, names: Iterable[str], rules: frozenset[Rule] | None = None) -> Cases | None:
        """Go through what may happen to some deadlines; None where that is more than can be gone through."""
        return Cases.of(self.constraints, names, rules, self.passed_over)

    def network(self, rules: Iterable[Rule], extra: Mapping[int, tuple[int, int]]) -> Network:
        """Make the network of some rules alone; the last one is kept, since it is asked for often."""
        chosen = frozenset(rules)
        key = (chosen, tuple(sorted(extra.items())))
        if self._kept is None or self._kept[0] != key:
            self._kept = key, self._network(chosen, extra)
        return self._kept[1]

    def _network(self, chosen: frozenset[Rule], extra: Mapping[int, tuple[int, int]]) -> Network:
        held = any(rule.kind == "holds" for rule in chosen)
        # What is expected of an event bounds what it is counted from, on which a deadline may depend.
        kinds = ("holds", "expected")
        names = [rule.item for rule in sorted(chosen) if not held or rule.kind in kinds]
        return self.constraints.network(as_due=True, rules=chosen, items=names, assumed=extra)

    def can_hold(
        self,
        rules: Iterable[Rule],
        assumed: Mapping[int, tuple[int, int]] | None = None,
    ) -> bool:
        """Tell whether some rules can all hold."""
        return self.infeasible(frozenset(rules), assumed) is None

    def infeasible(
        self,
        rules: frozenset[Rule],
        assumed: Mapping[int, tuple[int, int]] | None = None,
        *,
        relax: int = 0,
    ) -> frozenset[Rule] | None:
        """Give those of some rules of which it shows that they can't all hold; None where they can.

        Args:
            rules: The rules.
            assumed: For nodes of the program, days between which they are taken to lie.
            relax: By how many days deadlines may be later than they are due.
        """
        network = self.network(rules, assumed or {})
        bounds = propagate(network, within=self.domain, slack=relaxed(network, relax))
        if bounds.is_infeasible:
            return bounds.core()
        if network.is_open and not assumed and not relax:
            names = [rule.item for rule in rules if rule.kind == "holds"]
            cases = self.cases(names, rules) if names else None
            if cases is not None and cases.count:
                fails = cases.fails(names[0])
                for name in names[1:]:
                    fails |= cases.fails(name)
                return rules if bool(fails.all()) else None
        return None

    def reduced(
        self,
        core: frozenset[Rule],
        assumed: Mapping[int, tuple[int, int]] | None = None,
        *,
        relax: int = 0,
    ) -> frozenset[Rule]:
        """Drop rules from a set that can't hold until each that is left is needed.

        Of a set of very many, as of a chain each rule of which passes a bound on, only pieces are tried.

        Args:
            core: The set.
            assumed: For nodes of the program, days between which they are taken to lie.
            relax: By how many days deadlines may be later than they are due, which doesn't help either.
        """
        kinds = ("known", "done", "lasts", "expected")
        order = sorted(
            core,
            key=lambda rule: (
                kinds.index(rule.kind) if rule.kind in kinds else len(kinds),
                rule.kind == "holds",
                self.plan.positions[rule.item],
                rule,
            ),
        )
        size = max(1, len(order) // 2) if len(order) > _FULLY_REDUCED else 1
        # One pass is enough: a rule that was needed once stays needed, since fewer rules hold all the more easily.
        while True:
            start = 0
            while start < len(order) and len(order) > 1:
                rest = order[:start] + order[start + size :]
                kept = frozenset(rest)
                left = self.infeasible(kept, assumed, relax=relax) if rest else None
                if left is None:
                    start += size
                    continue
                # What is left names a set of its own, of which much else may be no part; it can hold for
                # what bounds don't say, such as a choice, and then all of the rest stays.
                smaller = [rule for rule in rest if rule in left]
                kept = frozenset(smaller)
                if len(smaller) < len(rest) and not self.infeasible(kept, assumed, relax=relax):
                    smaller = rest
                start = sum(rule in left for rule in order[:start]) if smaller != rest else start
                order = smaller
            if size == 1:
                return frozenset(order)
            if len(order) <= _FULLY_REDUCED:
                size = 1
            elif (size := size // 2) <= len(order) // _PIECES:
                return frozenset(order)

    def shortfall(self, core: frozenset[Rule]) -> int | None:
        """Give by how many days the ends miss each other: the least by which one deadline had to be later."""
        held = [rule for rule in sorted(core) if rule.kind in ("holds", "expected")]
        spans = [rule for rule in held if rule.kind == "holds"] or held
        network = self.network(core, {})
        loss, rules = loss_of(propagate(network, within=self.domain))
        is_simple = loss > 0 and all(rules[network.rules.index(rule)] == 1 for rule in spans)
        # In a cycle of days that loses so many each time round none of them would do with less: so much has to be
        # given back each time round, by whichever deadline, if the cycle passes it once.
        if is_simple and least_change(network, self.domain, spans[0], guess=loss) == loss:
            return loss
        # An expectation gives way at one of its ends; a deadline only by being due later.
        ends: dict[str, tuple[tuple[int, ...], ...]] = {"expected": ((BELOW,), (ABOVE,))}
        found = [
            least_change(network, self.domain, rule, ends=each)
            for rule in spans
            for each in ends.get(rule.kind, (ENDS,))
        ]
        return min((days for days in found if days is not None), default=None)

    def rules_of(
        self,
        bounds: Bounds,
        assumed: Mapping[int, tuple[int, int]] | None = None,
        let_go: Collection[int] = (),
    ) -> frozenset[Rule]:
        """Give rules that can't all hold: those behind a contradiction, or all where these are too few.

        A cycle without a fixpoint may be pushed on by one rule here and by another there.
        """
        core = bounds.core()
        if not self.can_hold(core, assumed):
            return core
        rules = enumerate(bounds.network.rules)
        return frozenset(rule for number, rule in rules if number not in let_go)


def relaxed(network: Network, days: int) -> dict[int, Days]:
    """Let all deadlines of a network be later than they are due by some days."""
    if not days:
        return {}
    held = enumerate(network.rules)
    return {number: np.asarray(days) for number, rule in held if rule.kind == "holds"}
