"""Repairs: for each rule and known date of a conflict, the least change that removes it.

A rule is relaxed and a known date moved by more and more days until the deadline can be met with all the other
rules of the plan. Where that many rules hang together that it would take long, only the set of the conflict counts.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from functools import cached_property
from typing import Any, NamedTuple

import attrs
import numpy as np

from relsched.dates.days import OUTSIDE, PLUS_INFINITY, find_day
from relsched.engine.constraints import Constraints
from relsched.engine.network import Network
from relsched.engine.program import EventNodes, RuleChange
from relsched.engine.propagation import propagate
from relsched.engine.propagators import ABOVE, BELOW, DUE, ENDS, HIGH, LOW, Rule
from relsched.engine.solution import Dates
from relsched.explain.steps import Span, Step
from relsched.feasibility.conflict import Repair
from relsched.feasibility.own_conflicts import OwnConflicts
from relsched.feasibility.repair_trials import MAX_REPAIR, RepairTrials, Scope, TrialOutcome
from relsched.plan.items import Deadline, Event
from relsched.plan.plan import Plan

MAX_CONTEXT = 2_000  # points of a network with which repairs are tried
MAX_MEMBERS = 60  # of a larger set hardly any one rule is the one to change


class Way(NamedTuple):
    """One way to change a rule.

    Attributes:
        word: What the change is called.
        ends: Where the rule is relaxed, as `propagate` takes it.
        begin, end: Whether what it says from below, and from above, moves later (1), earlier (-1) or not at all.
    """

    word: str
    ends: tuple[int, ...]
    begin: int
    end: int

    def change(self, days: int) -> RuleChange:
        """Give the change by so many days."""
        return RuleChange(self.begin * days, self.end * days)


# For the side on which a rule bounds in a set, the ways to change it, of which the first that helps is offered.
_LATER, _SOONER = Way("later", (ABOVE,), 0, 1), Way("sooner", (BELOW,), -1, 0)
_WAYS: dict[int, tuple[Way, ...]] = {
    HIGH: (_LATER, Way("begin later", (ABOVE,), 1, 0), Way("all later", (ABOVE,), 1, 1)),
    LOW: (_SOONER, Way("due sooner", (DUE,), 0, -1), Way("all sooner", (BELOW, DUE), -1, -1)),
}
_WAYS_EXPECTED: dict[int, tuple[Way, ...]] = {HIGH: (_LATER,), LOW: (_SOONER,)}
_SHORTER, _LONGER = Way("shorter", ENDS, 0, -1), Way("longer", ENDS, 0, 1)
_MOVED = {-1: Way("earlier", ENDS, -1, -1), 1: Way("later", ENDS, 1, 1)}
# What is sooner changed, all else being equal.
_RANK = ("takes", "when", "after", "expected", "lasts", "known")


def least_change(
    network: Network,
    within: tuple[int, int],
    rule: Rule,
    sign: int = 0,
    guess: int = 1,
    ends: Collection[int] = ENDS,
    most: int = MAX_REPAIR,
) -> int | None:
    """Find the least number of days by which one rule must change so that all can hold.

    Args:
        network: The rules.
        within: The days on which anything may lie.
        rule: The rule.
        sign: Whether a known date moves to a later (1) or an earlier day (-1); 0 relaxes the rule.
        guess: A number of days that is tried first.
        ends: Where it is relaxed, as `propagate` takes it.
        most: The most days that it may change by.

    Returns:
        The days; None where no change of so many days helps.
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

    if 1 < guess <= most and holds(guess) and not holds(guess - 1):
        return guess
    if not sign and not holds(most):
        return None  # relaxing by more never hurts
    return least_days(holds, 1, most)


def least_days(holds: Callable[[int], bool], guess: int, most: int) -> int | None:
    """Find the least number of days that is enough; None where none of up to `most` is.

    Args:
        holds: Whether so many days are enough.
        guess: A number of days that is tried first.
        most: The most days.
    """
    if 1 < guess <= most and holds(guess) and not holds(guess - 1):
        return guess
    high = 1
    while not holds(high):
        if high >= most:
            return None
        high = min(high * 2, most)
    low = high // 2
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if holds(middle) else (middle, high)
    return high


@attrs.define(eq=False, slots=False)
class RepairSearch:
    """Finds repairs for conflicts of one resolved plan.

    Attributes:
        constraints: The rules of the plan, with what is known.
        within: The days on which anything may lie.
        own: What can't hold by an item's own dates alone, before anything is changed.
    """

    constraints: Constraints
    within: tuple[int, int]
    own: OwnConflicts

    @property
    def dates(self) -> Dates:
        """The dates of the plan."""
        return self.constraints.dates

    @property
    def plan(self) -> Plan:
        """The plan."""
        return self.dates.plan

    @cached_property
    def trials(self) -> RepairTrials:
        """Makes changes, and resolves the plan again."""
        return RepairTrials(self.constraints, self.within)

    @cached_property
    def _failing(self) -> frozenset[str]:
        return frozenset(name for found in self.own.found for name in found.items)

    def repairs(
        self,
        core: frozenset[Rule],
        sides: Mapping[Rule, frozenset[int]],
        network: Network,
        guess: int,
        scope: Scope,
        *,
        shows: bool,
    ) -> tuple[Repair, ...]:
        """Give for each rule of a set the least change that removes the conflict, the smallest first.

        Each has been made, and the plan resolved again. Those that bring others into conflict come after all that
        don't.

        Args:
            core: The set.
            sides: For its rules whether they bound from below or from above in it, or both.
            network: All rules that are to hold then.
            guess: The days that are tried first: by how many the ends miss each other.
            scope: What must hold after a change.
            shows: Whether bounds show the conflict in the network; else only the cases do.
        """
        if len(core) > MAX_MEMBERS:
            return ()
        trial = _Trial(self, network, guess, scope, shows)
        found: list[Repair] = []
        for rule in sorted(core):
            found.extend(self._repairs_of(rule, sides.get(rule, frozenset()), trial))
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

    def _repairs_of(self, rule: Rule, sides: frozenset[int], trial: _Trial) -> Iterator[Repair]:
        if rule.kind in ("holds", "done"):
            return
        known = self.dates.known[rule.item] if rule.kind == "known" else None
        if known is not None and known.done is not None:
            return
        if known is not None and known.within is None:
            # What bounds from above only is moved to a later day, and the other way round.
            for sign, side in ((-1, LOW), (1, HIGH)):
                if side in sides or not sides:
                    yield from trial.first_of(rule, (_MOVED[sign],))
            return
        if rule.kind == "takes":
            yield from trial.first_of(rule, (_SHORTER,))
            if self.dates.program.deadlines[rule.item].is_planned:
                yield from trial.first_of(rule, (_LONGER,))
            return
        if rule.kind == "lasts":
            yield from trial.first_of(rule, (_SHORTER,))
            yield from trial.first_of(rule, (_LONGER,))
            return
        # The sides on which it bounds in the set come first; others only where these don't help.
        ways = _WAYS if rule.kind in ("when", "after") else _WAYS_EXPECTED
        every = frozenset(ways)
        for chosen in (sides or every, every - sides):
            repairs_found = [
                repair
                for side in sorted(chosen)[::-1]
                for repair in trial.first_of(rule, ways[side])
            ]
            if repairs_found:
                yield from repairs_found
                return

    def most_days(self, rule: Rule, way: Way, guess: int) -> int:
        """Give by how many days a rule may be changed: no more than the plan spans, and no length is below a day."""
        most = min(MAX_REPAIR, max(self.trials.span, guess))
        if way is not _SHORTER:
            return most
        item = self.plan.by_id[rule.item]
        if isinstance(item, Event):
            return min(most, (item.lasts or 1) - 1)
        return min(most, self._work_days(item) - 1)

    def _work_days(self, row: Deadline) -> int:
        """Give the days from the first of the work of a deadline to its last; at most where that isn't known."""
        assert row.takes is not None
        nodes, values = self.dates.program.deadlines[row.id], self.dates.values
        if nodes.first is not None and nodes.finish is not None:
            lengths = [
                last - first + 1
                for first, last in zip(values[nodes.first], values[nodes.finish], strict=True)
                if max(abs(first), abs(last)) < PLUS_INFINITY and OUTSIDE not in (first, last)
            ]
            if lengths:
                return int(min(lengths))
        weeks_and_days = row.takes.day_count + 28 * row.takes.month_count
        return max(1, weeks_and_days + (row.takes.working_days or 0))

    def made(self, rule: Rule, way: Way, days: int, breaks: frozenset[str]) -> Repair:
        """Give a change that was tried as a repair."""
        kind = rule.kind
        values: dict[str, Any] = {"count": days}
        if way in _MOVED.values():
            values["dates"] = self._moved_dates(rule, days * way.end)
        elif kind == "known":
            kind = "window"
        elif kind == "after":
            item = self.plan.by_id[rule.item]
            assert isinstance(item, Deadline)
            values["other"] = f"`{item.after[rule.index].item}`"
        step = Step(f"repair {kind} {way.word}", rule.item, None, values)
        in_order = sorted(breaks - self._failing, key=self.plan.positions.__getitem__)
        return self._repair(rule, days, step, tuple(in_order))

    def _moved_dates(self, rule: Rule, days: int) -> Span | str:
        item_nodes = self.dates.program.items[rule.item]
        nodes = [item_nodes.counted]
        if isinstance(item_nodes, EventNodes):
            nodes = [item_nodes.first, item_nodes.last]
        first, *_, last = [find_day(int(self.dates.values[node][0]) + days) for node in nodes * 2]
        return "…" if first is None or last is None else Span(first, last)

    def _repair(self, rule: Rule, days: int, step: Step, breaks: tuple[str, ...] = ()) -> Repair:
        item = self.plan.by_id[rule.item]
        asked: tuple[str | None, ...] = (
            (item.decided_by,) if isinstance(item, Event) else (item.lead, *item.support)
        )
        concerns = tuple(unit for unit in asked if unit)
        return Repair(rule, days, step, len(self.trials.dependents(rule.item)), concerns, breaks)


@attrs.define(eq=False, slots=False)
class _Trial:
    """Finds the least change of a rule after which a conflict is gone, and makes it.

    Attributes:
        search: What it is for.
        network: All rules that are to hold then.
        guess: The days that are tried first.
        scope: What must hold after a change.
        shows: Whether bounds show the conflict; else only the cases do.
    """

    search: RepairSearch
    network: Network
    guess: int
    scope: Scope
    shows: bool

    @cached_property
    def can_be_made(self) -> bool:
        """Whether the plan is small enough to be made again."""
        return self.search.trials.can_be_tried(self.scope)

    def first_of(self, rule: Rule, ways: Iterable[Way]) -> Iterator[Repair]:
        """Give the first of some ways that helps, by as few days as it does; none where none does."""
        for way in ways:
            found = self._least(rule, way)
            if found is not None:
                yield self.search.made(rule, way, *found)
                return

    def _least(self, rule: Rule, way: Way) -> tuple[int, frozenset[str]] | None:
        most = self.search.most_days(rule, way, self.guess)
        if most < 1 or rule not in self.network.rules or not self._bounds_so(rule, way):
            return None
        days: int | None
        if not self.shows:
            days = self._least_made(rule, way, most)
        else:
            sign = way.end if way in _MOVED.values() else 0
            days = least_change(
                self.network, self.search.within, rule, sign, self.guess, way.ends, most
            )
            if days is not None and self._is_gap_before_work(rule, way):
                days = self._least_made(rule, way, most)
        if days is None:
            return None
        if not self.can_be_made:
            return days, frozenset()
        outcome = self._outcome(rule, way, days)
        return (days, outcome.failing) if self._is_mended(outcome) else None

    def _least_made(self, rule: Rule, way: Way, most: int) -> int | None:
        if not self.can_be_made:
            return None
        return least_days(
            lambda days: self._is_mended(self._outcome(rule, way, days)), self.guess, most
        )

    def _outcome(self, rule: Rule, way: Way, days: int) -> TrialOutcome:
        return self.search.trials.outcome(rule, way.change(days), self.scope)

    def _is_mended(self, outcome: TrialOutcome) -> bool:
        # Where the set alone counts, its items fail for other reasons, too.
        alone = self.scope.rules is not None or bool(self.scope.assumed)
        return outcome.holds and (alone or outcome.failing.isdisjoint(self.scope.items))

    def _bounds_so(self, rule: Rule, way: Way) -> bool:
        """Tell whether a rule says anything on the side that is to be moved."""
        if rule.kind not in ("when", "after"):
            return True
        nodes = self.search.dates.program.deadlines[rule.item]
        begins = [
            (each.kind, each.place) for each in (*nodes.not_before, *nodes.not_finished_before)
        ]
        ends = [(each.kind, each.place) for each in nodes.due]
        key = (rule.kind, rule.index)
        return (not way.begin or key in begins) and (not way.end or key in ends)

    def _is_gap_before_work(self, rule: Rule, way: Way) -> bool:
        """Tell of a greatest gap up to the beginning of work: its days aren't those by which the due date moves."""
        if rule.kind != "after" or not way.end:
            return False
        row = self.search.plan.by_id[rule.item]
        assert isinstance(row, Deadline)
        return row.takes is not None and row.after[rule.index].bounds_start
