"""Criteria, judged in columns: which items of each scenario are in conflict, past, or on a closed day."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

import attrs
import numpy as np

from relsched.dates import days as day_maps
from relsched.dates.days import Days, Mask, is_finite
from relsched.engine.program import Index, Program
from relsched.plan.items import Deadline, Event
from relsched.schedule.resolver import Columns

if TYPE_CHECKING:
    from relsched.dates.working_calendar import WorkingCalendar


CRITERIA = ("conflicts", "past", "closed", "closed_days", "moved", "days_moved")


@attrs.frozen(eq=False)
class Judged:
    """What some columns come to: a row for each item in the plan's order, a column for each scenario.

    `first` and `last` are the items' two points, at their earliest and at their latest, with the infinities
    where an item has no such point. `unadjusted` is the day before its roll of a deadline that was rolled and isn't
    done, else infinite.
    """

    first: tuple[Days, Days]
    last: tuple[Days, Days]
    conflicts: Mask
    past: Mask
    closed: Mask
    unadjusted: Days


class Rows:
    """Where the points of the items of one program stand, and what their columns come to."""

    def __init__(self, program: Program) -> None:
        self.program = program
        plan = program.plan
        items = list(plan.by_id.items())
        self.is_event: Mask = np.array([isinstance(item, Event) for _, item in items], dtype=bool)
        nodes = [program.items[name] for name, _ in items]
        self.first: Index = _nodes(one.first for one in nodes)
        self.last: Index = _nodes(one.last for one in nodes)
        self.unadjusted: Index = _nodes(getattr(one, "unadjusted", None) for one in nodes)
        self.counted: Index = _nodes(one.counted for one in nodes)
        # A deadline is finished on the latest of these days at the soonest.
        most = max((len(one.soonest) for one in nodes), default=0)
        self.soonest: list[Index] = [
            _nodes(one.soonest[n] if n < len(one.soonest) else None for one in nodes)
            for n in range(most)
        ]
        # Only an expected timing bounds an event; without one its slots hold the infinities.
        bounded = [
            n
            for n, (_, item) in enumerate(items)
            if isinstance(item, Event) and item.expected is not None
        ]
        self.expected: Index = np.array(bounded, dtype=np.intp)
        events = [program.events[items[n][0]] for n in bounded]
        self.lowest: Index = _nodes(event.lowest for event in events)
        self.highest: Index = _nodes(event.highest for event in events)
        # As the lint has it: what is a duty or a window is no less met by ending on a closed day.
        self.dated: Mask = np.array(
            [isinstance(item, Deadline) and item.kind.value == "deadline" for _, item in items],
            dtype=bool,
        )

    def judge(self, columns: Columns, pinned: Mask, done: Mask, as_of: int | None) -> Judged:
        """Judge columns as a schedule of each alone would.

        Args:
            columns: The columns.
            pinned: Items x columns, whether a known date fixes the item.
            done: Items x columns, whether the item is done.
            as_of: The day that what is past lies before.
        """
        first = self._points(columns, self.first)
        last = self._points(columns, self.last)
        opened = (self.last < 0) & ~self.is_event & pinned.any(axis=1)
        if opened.any():
            # A deadline without a due date of its own has one where it is pinned.
            for side, values in zip(last, (columns.earliest, columns.latest), strict=True):
                side[opened] = np.where(pinned[opened], values[self.counted[opened]], side[opened])
        conflicts = self._conflicts(columns, first, last)
        deadlines = ~self.is_event[:, None] & ~done
        past = np.zeros_like(conflicts)
        if as_of is not None:
            past = deadlines & is_finite(last[1]) & (last[1] < as_of)
        calendar = self.program.calendars.get(self.program.plan.calendar)
        due = np.where(last[0] == last[1], last[0], day_maps.PLUS_INFINITY)
        own = (self.last >= 0) & self.dated
        shut = calendar.covers_array(due) & ~calendar.is_open_array(due)
        closed = deadlines & own[:, None] & shut
        return Judged(first, last, conflicts, past, closed, self._rolled(columns, due, deadlines))

    def _rolled(self, columns: Columns, due: Days, deadlines: Mask) -> Days:
        """Give the days from which deadlines were rolled; infinite where one wasn't, or isn't settled."""
        low, high = self._points(columns, self.unadjusted)
        given = np.isin(self.last, list(columns.overridden))
        rolled = deadlines & ~given[:, None] & (low == high) & is_finite(low)
        return np.where(rolled & is_finite(due) & (low != due), low, day_maps.PLUS_INFINITY)

    def _points(self, columns: Columns, nodes: np.ndarray[Any, Any]) -> tuple[Days, Days]:
        found = []
        sides = (
            (columns.earliest, day_maps.MINUS_INFINITY),
            (columns.latest, day_maps.PLUS_INFINITY),
        )
        for values, absent in sides:
            taken = values[np.maximum(nodes, 0)]
            taken[nodes < 0] = absent
            found.append(taken)
        return found[0], found[1]

    def _conflicts(
        self, columns: Columns, first: tuple[Days, Days], last: tuple[Days, Days]
    ) -> Mask:
        """Tell where an item can't hold in any case: the one place that knows what a conflict is.

        A deadline can't where it may be begun or finished only after it is due; an event where it lies outside
        of what was expected of it. What several come to together, while other events are open, isn't looked at.
        """
        ends = last[1]
        conflicts = np.zeros(ends.shape, dtype=bool)
        for nodes in self.soonest:
            soonest = columns.earliest[np.maximum(nodes, 0)]
            is_late = is_finite(soonest) & is_finite(ends) & (soonest > ends)
            conflicts |= (nodes >= 0)[:, None] & ~self.is_event[:, None] & is_late
        if len(self.expected):
            low, high = columns.earliest[self.lowest], columns.latest[self.highest]
            starts, finishes = first[1][self.expected], last[0][self.expected]
            conflicts[self.expected] = (starts < low) | (finishes > high)
        return conflicts


def _nodes(found: Iterable[int | None]) -> np.ndarray[Any, np.dtype[np.intp]]:
    return np.array([-1 if node is None else node for node in found], dtype=np.intp)


def closed_between(calendar: WorkingCalendar, starts: Days, ends: Days) -> Days:
    """Count for each span its closed days; 0 where an end isn't a day."""
    real = is_finite(starts) & is_finite(ends) & (starts <= ends)
    if not real.any():
        return np.zeros(len(starts), dtype=np.int64)
    first, last = int(starts[real].min()), int(ends[real].max())
    days = np.arange(first, last + 1, dtype=np.int64)
    shut = calendar.covers_array(days) & ~calendar.is_open_array(days)
    before = np.concatenate([[0], np.cumsum(shut)])
    span = np.where(real, ends, first) - first + 1, np.where(real, starts, first) - first
    return np.where(real, before[span[0]] - before[span[1]], 0)
