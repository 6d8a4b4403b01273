"""Cases: everything that may still happen to a few deadlines, gone through as columns.

A case gives every event that some deadlines depend on one of the days that are left for it. Each deadline is done
when it is due, so all dates follow, and a case is a column of the plan's own maps. This is exact also where bounds
aren't: where a due date is "the later of" two, or two dates depend on one event.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

import attrs
import numpy as np

from relsched.dates.days import MINUS_INFINITY, OUTSIDE, PLUS_INFINITY, Days, Mask, day, is_finite
from relsched.dates.windows import Window
from relsched.engine.constraints import Constraints
from relsched.engine.evaluation import applied
from relsched.engine.program import DeadlineNodes, EventNodes, RuleNode
from relsched.engine.propagators import Rule
from relsched.plan.items import Event
from relsched.timing.rewriting import exact_point

MAX_CASES = 100_000


class Run(NamedTuple):
    """Consecutive days of an event on which a deadline can't be met: always, or in some cases."""

    item: str
    edge: str
    window: Window
    sure: bool


class _NotEnumerableError(Exception):
    """There are too many cases, or a day has no end on one side."""


def every_case(
    ranges: Mapping[int, tuple[int, int]], most: int = MAX_CASES
) -> dict[int, Days] | None:
    """Lay out every choice of days, a column each; None where there are more than can be gone through.

    Args:
        ranges: For each node the first and the last day that it may lie on.
        most: How many cases there may be.

    Returns:
        For each node its day in each case; nothing where nothing is open, which is one case.
    """
    count = math.prod(high - low + 1 for low, high in ranges.values())
    if count > most:
        return None
    if not ranges:
        return {}
    axes = [np.arange(low, high + 1) for low, high in ranges.values()]
    grids = np.meshgrid(*axes, indexing="ij")
    return {
        node: grid.reshape(-1).astype(np.int64) for node, grid in zip(ranges, grids, strict=True)
    }


@attrs.define
class Cases:
    """The cases of some deadlines, a column each.

    Attributes:
        sources: For nodes that may lie on several days, their day in each case.
        values: For nodes of the program, their days in each case.
        count: The number of cases.
    """

    constraints: Constraints
    sources: dict[int, Days]
    values: dict[int, Days]
    ends: dict[str, tuple[Days, Days]]
    count: int
    used: frozenset[int]

    @classmethod
    def of(
        cls,
        constraints: Constraints,
        names: Iterable[str],
        rules: frozenset[Rule] | None = None,
        without: frozenset[Rule] = frozenset(),
    ) -> Cases | None:
        """Go through the cases of some deadlines; None where there are more than `MAX_CASES`.

        Args:
            constraints: The rules of the plan, with what is known.
            names: The deadlines.
            rules: The rules that hold; all where none are given.
            without: Rules that are left out.
        """
        try:
            return _CasesBuilder(constraints, rules, without).build(list(names))
        except _NotEnumerableError:
            return None

    def missed(self, name: str) -> Days:
        """Give for each case by how many days a deadline can't be finished in time; 0 or less where it can."""
        soonest, due = self.ends[name]
        known = is_finite(soonest) & is_finite(due)
        return np.where(known, np.where(known, soonest, 0) - np.where(known, due, 0), 0)

    def fails(self, name: str) -> Mask:
        """Tell for each case whether a deadline can't be met in it."""
        found: Mask = self.missed(name) > 0
        return found

    def shortfall(self, name: str) -> int:
        """Give the most days by which a deadline is missed in any case."""
        return int(self.missed(name).max(initial=0))

    def worst(self, name: str) -> Mapping[int, tuple[int, int]]:
        """Give the days of the sources in the first of the cases in which a deadline is missed by most days."""
        place = int(self.missed(name).argmax())
        return {node: (int(days[place]), int(days[place])) for node, days in self.sources.items()}

    def runs(self, name: str) -> Iterator[Run]:
        """Go through the days of each event on which a deadline can't be met.

        Where no day of any event alone decides it, the days on which it happens in some cases are given. A run that
        goes on to the last day an event may have is open on that side.
        """
        fails = self.fails(name)
        found = [
            (node, *self._shares(node, fails)) for node in self.sources if not self._is_idle(node)
        ]
        is_sure = any((all_fail & (counts > 0)).any() for _, _, all_fail, _, counts in found)
        for node, days, all_fail, some_fail, _ in found:
            hit = all_fail if is_sure else some_fail
            if is_sure or not hit.all():
                yield from self._runs_of(node, days, hit, sure=is_sure)

    def _is_idle(self, node: int) -> bool:
        """Tell of the start of an event that nothing is counted from, its end being open by itself."""
        nodes = self.constraints.program.items[self.constraints.cuts[node]]
        return node == nodes.first and node not in self.used and nodes.last in self.sources

    def _shares(self, node: int, fails: Mask) -> tuple[Days, Mask, Mask, Days]:
        days, places = np.unique(self.sources[node], return_inverse=True)
        counts = np.bincount(places, minlength=len(days))
        failing = np.bincount(places, weights=fails, minlength=len(days))
        return days, (failing == counts) & (counts > 0), failing > 0, counts

    def _runs_of(self, node: int, days: Days, hit: Mask, *, sure: bool) -> Iterator[Run]:
        name = self.constraints.cuts[node]
        item = self.constraints.program.plan.by_id[name]
        nodes = self.constraints.program.items[name]
        edge, later = ("start" if node == nodes.first else "end"), 0
        if isinstance(item, Event) and edge == "start" and nodes.first not in self.used:
            # Only its end is counted from, so that is what is reported.
            edge, later = "end", (item.lasts or 1) - 1
        start = 0
        while start < len(days):
            if not hit[start]:
                start += 1
                continue
            end = start
            while end + 1 < len(days) and hit[end + 1]:
                end += 1
            yield Run(
                name,
                edge,
                Window(
                    None if start == 0 and end + 1 < len(days) else day(int(days[start]) + later),
                    None if end + 1 == len(days) and start > 0 else day(int(days[end]) + later),
                ),
                sure,
            )
            start = end + 1


class _CasesBuilder:
    def __init__(
        self,
        constraints: Constraints,
        rules: frozenset[Rule] | None,
        without: frozenset[Rule],
    ) -> None:
        self.constraints = constraints
        self.program = constraints.program
        self.whole = constraints.dates.values
        self.rules = rules
        self.without = without
        self.order: list[int] = []
        self.used: set[int] = set()
        self.ranges: dict[int, tuple[int, int]] = {}
        self.left_open: set[int] = set()  # nodes that lie anywhere between those that bound them

    def holds(self, item: str, kind: str, index: int = 0) -> bool:
        rule = Rule(item, kind, index)
        return rule not in self.without and (self.rules is None or rule in self.rules)

    # ------------------------------------------------------------ what it depends on

    def build(self, names: list[str]) -> Cases:
        """Find what the deadlines depend on, lay the cases out, and give all days their value."""
        targets = {name: self.targets(name) for name in names}
        roots = [node for soonest, due in targets.values() for node in (*soonest, *due)]
        self.walk(roots)
        columns = self.columns()
        values: dict[int, Days] = {}
        keep = np.ones(len(next(iter(columns.values()), np.zeros(1))), dtype=bool)
        for node in self.order:
            values[node] = self.value(node, columns, values, len(keep))
        for name in dict.fromkeys(self.events()):
            keep &= self.is_kept(name, values)
        values = {node: days[keep] for node, days in values.items()}
        ends = {
            name: (
                _extreme([values[node] for node in soonest], np.maximum, MINUS_INFINITY, keep),
                _extreme([values[node] for node in due], np.minimum, PLUS_INFINITY, keep),
            )
            for name, (soonest, due) in targets.items()
        }
        sources = {node: days[keep] for node, days in columns.items()}
        return Cases(self.constraints, sources, values, ends, int(keep.sum()), frozenset(self.used))

    def targets(self, name: str) -> tuple[list[int], list[int]]:
        """Give the nodes before which a deadline can't be finished, and those by which it is due."""
        nodes = self.program.deadlines[name]
        soonest = self.holding(name, nodes.not_finished_before)
        if nodes.first is not None and self.holding(name, nodes.not_before):
            soonest.append(nodes.first)
            if nodes.finish is not None and self.holds(name, "takes"):
                soonest.append(nodes.finish)
        if nodes.is_planned and nodes.last not in self.constraints.overridden:
            return soonest, []  # due when its work is finished, whenever that is
        due = [] if nodes.last is None else [nodes.last]
        return soonest, due

    def holding(self, name: str, bounds: Iterable[RuleNode]) -> list[int]:
        """Give the nodes of the rules that hold."""
        return [node for kind, place, node in bounds if self.holds(name, kind, place)]

    def inputs(self, node: int) -> list[int]:
        """Give the nodes that a node is made from, whatever is left out aside."""
        name = self.constraints.cuts.get(node)
        if name is None:
            return list(self.program.inputs[node])
        nodes = self.program.items[name]
        if isinstance(nodes, EventNodes):
            return self.event_inputs(self.program.plan.all_events[name], node)
        if node in self.constraints.overridden:
            self.settled_or_refused(node, name)
            return []
        if node == nodes.first:
            return self.holding(name, nodes.not_before)
        if node == nodes.last:
            return self.finishes(name, nodes) if nodes.is_planned else self.holding(name, nodes.due)
        if node == nodes.counted:
            if nodes.last is None or not self.inputs(nodes.last):
                raise _NotEnumerableError
            return [nodes.last]
        return list(self.program.inputs[node])

    def finishes(self, name: str, nodes: DeadlineNodes) -> list[int]:
        """Give the nodes of the days on which work without a limit can be finished; none where it isn't planned."""
        if not self.holds(name, "takes"):
            return []
        finishes = self.holding(name, nodes.not_finished_before)
        if nodes.finish is not None and self.holding(name, nodes.not_before):
            finishes.append(nodes.finish)
        return finishes

    def settled_or_refused(self, node: int, name: str) -> None:
        """Note the days that a known date leaves a node."""
        low, high = (int(end) for end in self.constraints.overridden[node])
        known = name in self.constraints.known
        if known and not self.holds(name, "known"):
            raise _NotEnumerableError
        self.range(node, low, high)

    def range(self, node: int, low: int, high: int) -> None:
        if not (MINUS_INFINITY < low <= high < PLUS_INFINITY) or OUTSIDE in (low, high):
            raise _NotEnumerableError
        self.ranges[node] = low, high

    def event_inputs(self, event: Event, node: int) -> list[int]:
        nodes = self.program.events[event.id]
        if node in self.constraints.overridden:
            self.settled_or_refused(node, event.id)
            return []
        if event.parts:
            inner = [self.program.events[part] for part in event.parts]
            return [each.first if node == nodes.first else each.last for each in inner]
        if node == nodes.last and self.has_length(event):
            return [nodes.first]
        if node == nodes.first and event.id in self.constraints.known:
            raise _NotEnumerableError  # only its end is known
        if event.expected is None or not self.holds(event.id, "expected"):
            raise _NotEnumerableError
        bounds = [each for each in (nodes.lowest, nodes.highest) if each is not None]
        if node == nodes.first:
            if exact_point(event.expected) is not None:
                return bounds[:1]
            self.left_open.add(node)
            return bounds
        if exact_point(event.expected) is not None:
            raise _NotEnumerableError  # it may end on any day
        self.left_open.add(node)
        return [nodes.first, *bounds]

    def has_length(self, event: Event) -> bool:
        """Tell whether the rules that hold say how long an event lasts."""
        return event.lasts is not None and (event.lasts == 1 or self.holds(event.id, "lasts"))

    def walk(self, roots: Iterable[int]) -> None:
        """Put all nodes that some depend on into an order in which each stands behind its inputs."""
        done: set[int] = set()
        known: dict[int, list[int]] = {}
        stack = list(roots)
        while stack:
            node = stack[-1]
            if node in done:
                stack.pop()
                continue
            if node not in known:
                known[node] = self.inputs(node)
                own = self.constraints.cuts.get(node)
                for each in known[node]:
                    if self.constraints.cuts.get(each) not in (None, own):
                        self.used.add(each)
            missing = [each for each in known[node] if each not in done]
            if missing:
                stack.extend(missing)
                continue
            stack.pop()
            done.add(node)
            self.order.append(node)
        self.known_inputs = known

    def columns(self) -> dict[int, Days]:
        """Lay out every choice of days of the sources."""
        if self.left_open:
            self.open_ranges()
        ranges = {node: ends for node, ends in self.ranges.items() if node in self.known_inputs}
        laid_out = every_case(ranges)
        if laid_out is None:
            raise _NotEnumerableError
        return laid_out

    def open_ranges(self) -> None:
        """Find the days that the rules which hold leave for what is expected: all else at its earliest and latest."""
        sides: dict[int, Days] = {node: np.array(ends) for node, ends in self.ranges.items()}
        values: dict[int, Days] = {}
        for node in self.order:
            if node in self.left_open:
                name = self.constraints.cuts[node]
                nodes, event = self.program.events[name], self.program.plan.all_events[name]
                below = nodes.first if node == nodes.last else nodes.lowest
                lasts = self.program.changed_length(event) if self.has_length(event) else 1
                if below is None or nodes.highest is None:
                    raise _NotEnumerableError
                low, high = int(values[below][0]), int(values[nodes.highest][1])
                if node == nodes.first and not event.parts:
                    high -= (lasts or 1) - 1 if high < PLUS_INFINITY else 0
                if low > high:
                    high = low  # no case is kept
                self.range(node, low, high)
                sides[node] = np.array(self.ranges[node])
            values[node] = sides[node] if node in sides else self.value(node, sides, values, 2)

    # ------------------------------------------------------------ their values

    def value(
        self, node: int, columns: Mapping[int, Days], values: Mapping[int, Days], count: int
    ) -> Days:
        if node in columns:
            return columns[node]
        inputs = [values[each] for each in self.known_inputs[node]]
        name = self.constraints.cuts.get(node)
        if name is None:
            return applied(self.program, node, inputs, count)
        item, nodes = self.program.plan.by_id[name], self.program.items[name]
        if not isinstance(item, Event):
            if node == nodes.first:
                return _extreme(inputs, np.maximum, MINUS_INFINITY, np.ones(count, dtype=bool))
            if isinstance(nodes, DeadlineNodes) and node == nodes.last and nodes.is_planned:
                return _extreme(inputs, np.maximum, MINUS_INFINITY, np.ones(count, dtype=bool))
            if node == nodes.last:
                return _extreme(inputs, np.minimum, PLUS_INFINITY, np.ones(count, dtype=bool))
            return inputs[0]
        if item.parts:
            combine = np.minimum if node == nodes.first else np.maximum
            return _extreme(inputs, combine, 0, np.ones(count, dtype=bool))
        if node == nodes.last:
            lasts = self.program.changed_length(item)
            assert lasts is not None
            return np.where(is_finite(inputs[0]), inputs[0] + lasts - 1, inputs[0])
        return inputs[0]

    def events(self) -> Iterator[str]:
        for node in self.order:
            name = self.constraints.cuts.get(node)
            if name is not None and name in self.program.plan.all_events:
                yield name

    def is_kept(self, name: str, values: Mapping[int, Days]) -> Mask:
        """Tell for each case whether an event lies where it may."""
        nodes = self.program.events[name]
        event = self.program.plan.all_events[name]
        start, end = values.get(nodes.first), values.get(nodes.last)
        known = next(iter(values.values()))
        keep = np.ones(len(known), dtype=bool)
        if start is not None and end is not None:
            keep &= start <= end
        if name in self.constraints.known or not self.holds(name, "expected"):
            return keep
        low, high = values.get(nodes.lowest or -1), values.get(nodes.highest or -1)
        if start is not None and low is not None:
            keep &= start >= low
        if end is None and start is not None and self.has_length(event) and not event.parts:
            lasts = self.program.changed_length(event)
            assert lasts is not None
            end = start + lasts - 1
        last = start if end is None else end
        if last is not None and high is not None:
            keep &= last <= high
        return keep


def _extreme(found: list[Days], combine: np.ufunc, nothing: int, keep: Mask) -> Days:
    if not found:
        return np.full(int(keep.sum()), nothing, dtype=np.int64)
    best = found[0]
    unanswered = best == OUTSIDE
    for other in found[1:]:
        unanswered = unanswered | (other == OUTSIDE)
        best = combine(best, other)
    return np.where(unanswered, OUTSIDE, best)
