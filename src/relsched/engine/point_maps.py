"""Which maps make a point of a plan out of the point that it is counted from.

Each kind of point that is counted from one other is registered here with the maps that lead to it, one after another.
Dates, references and comparisons aren't: they are nodes of the program themselves.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import singledispatch
from typing import NamedTuple

import attrs

from relsched.dates.calendars import Calendars
from relsched.dates.conventions import Conventions
from relsched.dates.offsets import Direction, Offset
from relsched.dates.rolls import Roll
from relsched.engine.monotone_maps import (
    SHIFT,
    Map,
    MonthDay,
    Months,
    NthWeekday,
    RollTo,
    ToPeriodEnd,
    ToPeriodStart,
    ToWeekday,
    WeekEnd,
    WeekStart,
    WorkingDays,
)
from relsched.timing import points

_MONTHS_IN = {"month": 1, "quarter": 3, "year": 12}
_MONTHS = Months()


class MapStep(NamedTuple):
    """One map on the way to a point, with its amount."""

    map: Map
    amount: int = 0


@attrs.frozen
class Counting:
    """How a plan counts: its conventions for a deadline, its working calendars, and which of these is its own."""

    conventions: Conventions
    calendars: Calendars
    calendar: str

    def working_days(
        self, amount: int, direction: Direction, calendar: str | None = None
    ) -> MapStep:
        """Give so many working days in a direction; in the plan's own calendar where none is named."""
        return MapStep(WorkingDays(calendar or self.calendar, self.calendars, direction), amount)

    def offset(self, offset: Offset, direction: Direction) -> Iterator[MapStep]:
        """Go through the parts of an offset that are a day or longer, the longest first."""
        sign = direction.sign
        if offset.month_count:
            yield MapStep(_MONTHS, sign * offset.month_count)
        span = offset.day_count if offset.clear_days is None else offset.clear_days + 1
        if span:
            yield MapStep(SHIFT, sign * span)
        if offset.working_days is not None:
            yield self.working_days(offset.working_days, direction, offset.calendar)


@singledispatch
def maps_to(point: points.Point, counting: Counting) -> Iterator[MapStep]:
    """Go through the maps that lead from what a point is counted from to the point, in their order.

    `maps_to.register` adds a kind of point.

    Args:
        point: The point, counted from one other.
        counting: How the plan counts it.

    Raises:
        TypeError: No maps are registered for this kind of point.
    """
    raise TypeError(f"no map leads to {point!r}")


@maps_to.register
def _(point: points.Shifted, counting: Counting) -> Iterator[MapStep]:
    return counting.offset(point.offset, point.direction)


@maps_to.register
def _(point: points.Rolled, counting: Counting) -> Iterator[MapStep]:
    if point.roll is not Roll.NONE:
        name = point.calendar or counting.calendar
        yield MapStep(RollTo(name, counting.calendars, point.roll))


@maps_to.register
def _(point: points.PeriodStart, counting: Counting) -> Iterator[MapStep]:
    if point.period == "week":
        yield MapStep(WeekStart(counting.conventions.week_starts))
    else:
        yield MapStep(ToPeriodStart(_MONTHS_IN[point.period]))


@maps_to.register
def _(point: points.PeriodEnd, counting: Counting) -> Iterator[MapStep]:
    if point.period == "week":
        yield MapStep(WeekEnd(counting.conventions.week_starts))
    else:
        yield MapStep(ToPeriodEnd(_MONTHS_IN[point.period]))


@maps_to.register
def _(point: points.OnWeekday, counting: Counting) -> Iterator[MapStep]:
    if not point.may_stay:
        yield MapStep(SHIFT, point.direction.sign)
    yield MapStep(ToWeekday(point.weekday, point.direction))


@maps_to.register
def _(point: points.NthInPeriod, counting: Counting) -> Iterator[MapStep]:
    months = _MONTHS_IN[point.period]
    if point.weekday is not None:
        yield MapStep(NthWeekday(months=months, weekday=point.weekday, nth=point.nth))
        return
    # Working days are counted from the day outside the edge of the period.
    from_start = point.nth > 0
    yield MapStep(ToPeriodStart(months) if from_start else ToPeriodEnd(months))
    yield MapStep(SHIFT, -1 if from_start else 1)
    direction = Direction.AFTER if from_start else Direction.BEFORE
    yield counting.working_days(abs(point.nth), direction, point.calendar)


@maps_to.register
def _(point: points.DayOfMonth, counting: Counting) -> Iterator[MapStep]:
    yield MapStep(MonthDay(point.number))
