"""Own conflicts: what can't hold by an item's own dates alone.

A deadline that is due before it can be finished, and an event that is known, or follows, outside of what was expected
of it. These show in the windows of a schedule, without any propagation.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import Any

from relsched.dates.days import OUTSIDE, Days, find_day
from relsched.dates.windows import Window
from relsched.engine.program import DeadlineNodes, EventNodes, Program
from relsched.engine.solution import Dates
from relsched.explain.explainer import window_of
from relsched.explain.steps import Span, Step
from relsched.feasibility.conflict import FoundConflict
from relsched.plan.items import Event
from relsched.plan.known_dates import Known
from relsched.plan.plan import Plan


class OwnConflicts:
    """The items of one resolved plan that can't hold by their own dates.

    Args:
        dates: The dates of the plan, with what is known.
    """

    def __init__(self, dates: Dates) -> None:
        self.program: Program = dates.program
        self.values: Days = dates.values
        self.known: Mapping[str, Known] = dates.known
        self.overridden: Mapping[int, Days] = dates.overridden
        self.plan: Plan = dates.plan

    @cached_property
    def found(self) -> tuple[FoundConflict, ...]:
        """What can't hold by an item's own dates alone, in the plan's order, before it is explained."""
        conflicts: list[FoundConflict] = []
        for name, nodes in self.program.items.items():
            found = (
                self._against_expected(self.plan.all_events[name], nodes)
                if isinstance(nodes, EventNodes)
                else self._impossible(name, nodes)
            )
            if found is not None:
                conflicts.append(found)
        return in_order(conflicts, self.plan)

    def limit_of(self, name: str, nodes: DeadlineNodes) -> int | None:
        """Give the node of the day by which a deadline must be finished; for an open one once it is pinned."""
        if nodes.last is not None or nodes.counted not in self.overridden:
            return nodes.last
        known = self.known.get(name)
        fixed = known is not None and (known.start or known.end or known.within)
        return nodes.counted if fixed else None

    def _impossible(self, name: str, item_nodes: DeadlineNodes) -> FoundConflict | None:
        limit = self.limit_of(name, item_nodes)
        nodes = item_nodes.soonest
        if limit is None or not nodes:
            return None
        soonest = max(ends_of(self.values, node)[0] for node in nodes)
        due = ends_of(self.values, limit)[1]
        first, last = find_day(soonest), find_day(due)
        if first is None or last is None or soonest <= due or OUTSIDE in (soonest, due):
            return None
        values = {"first": first, "last": last, "count": soonest - due}
        begins = (
            item_nodes.first is not None and soonest == ends_of(self.values, item_nodes.first)[0]
        )
        word = "conflict empty" if begins else "conflict unfinished"
        step = Step(word, name, None, values)
        return FoundConflict("impossible", (name,), step, soonest - due, (due, soonest))

    def _against_expected(self, event: Event, nodes: EventNodes) -> FoundConflict | None:
        if nodes.lowest is None or nodes.highest is None or event.expected is None:
            return None
        low, high = ends_of(self.values, nodes.lowest)[0], ends_of(self.values, nodes.highest)[1]
        starts, ends = ends_of(self.values, nodes.first)[1], ends_of(self.values, nodes.last)[0]
        if starts >= low and ends <= high:
            return None
        first, last = window_of(self.values[nodes.first]), window_of(self.values[nodes.last])
        window = Window(first.earliest, last.latest)
        values: dict[str, Any] = {"rule": event.expected}
        if first.is_settled and last.is_settled:
            values["dates"] = Span(first.day, last.day)
        step = Step("conflict expected", event.id, window, values)
        missed = max(low - starts, ends - high)
        edge = (high, ends) if ends - high >= low - starts else (starts, low)
        return FoundConflict("against-expectation", (event.id,), step, missed, edge)


def in_order(conflicts: Iterable[FoundConflict], plan: Plan) -> tuple[FoundConflict, ...]:
    """Put conflicts into the plan's order."""
    return tuple(sorted(conflicts, key=lambda found: plan.positions[found.items[0]]))


def ends_of(values: Days, node: int) -> tuple[int, int]:
    """Give the earliest and the latest day of a node."""
    low, high = values[node].tolist()
    return low, high
