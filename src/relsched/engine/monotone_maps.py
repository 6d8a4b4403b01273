"""Maps: the monotone ways from one day to another, each with its adjoint and with how far it moves a day.

A map f never turns the order of two days round. What follows from that is all that the engine needs:

| member | gives |
|---|---|
| `apply` | f(x), in arrays |
| `adjoint` | the first day whose image isn't before a given day, or the last whose image isn't after it |
| `displacement` | by how many days f moves a day at least and at most, whatever the day |
| `calendar` | the working calendar that f asks; None for most maps |

The adjoint bounds what went in by what came out: f(x) >= v says of x that it isn't before the first such day, and
f(x) <= v that it isn't after the last. It isn't the inverse offset: the first day that has 31 March or later a month
before it is 1 May, though a month after 31 March is 30 April.

A map is a value: equal maps are one group of the program and one array operation. What may differ inside a group is
the amount (of days, months, working days, minutes), which the map is handed. `OUTSIDE` stands where a working calendar
doesn't reach; infinities stay.

A new kind of map is a subclass of `Map` that says how it applies and how far it moves a day; the adjoint is found by a
search until the class knows a better way. `register` of `point_maps` says which points it makes.

Source: P. G. Jeavons and M. C. Cooper 1995 on closed constraints; Galois connections of monotone maps.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import ClassVar

import attrs
import numpy as np

from relsched.dates import days as day_maps
from relsched.dates import zones
from relsched.dates.calendars import Calendars
from relsched.dates.days import (
    MINUS_INFINITY,
    OUTSIDE,
    PLUS_INFINITY,
    Amounts,
    Days,
    Mask,
    is_finite,
)
from relsched.dates.offsets import Direction
from relsched.dates.rolls import Roll, apply_roll
from relsched.dates.working_calendar import WorkingCalendar

# A time of day is kept as twice the minutes since 1970-01-01 00:00 UTC. An odd number is a day whose time
# isn't known: one less than twice the instant of its end, so that it sorts after every moment of the day.
CLOCK = 2

ANY_DISTANCE = (MINUS_INFINITY, PLUS_INFINITY)


class Map(ABC):
    """A monotone map of days; a subclass is one kind of map, an instance one group of a program.

    Attributes:
        has_adjoint: Whether bounds run back through it; else nothing follows of what went in.
    """

    __slots__ = ()
    has_adjoint: ClassVar[bool] = True

    @abstractmethod
    def apply(self, days: Days, amounts: Amounts) -> Days:
        """Give the images of some days.

        Args:
            days: Days since 1970-01-01, rows x columns; of a map of several inputs rows x inputs x columns.
            amounts: The amount of each row, rows x 1; read only by maps that have one.

        Returns:
            Rows x columns; infinities stay, `OUTSIDE` where a calendar doesn't reach.
        """

    def apply_on_sides(self, days: Days, amounts: Amounts, latest: Mask) -> Days:
        """Give the images where a column may look for the earliest or, where `latest` says so, for the latest.

        Only a choice, and days that count from their first or from their last minute, tell the two apart.
        """
        return self.apply(days, amounts)

    def adjoint(self, days: Days, amounts: Amounts, *, upper: bool) -> Days:
        """Give for each day the first day whose image isn't before it, or the last whose image isn't after it.

        Args:
            days: Days since 1970-01-01, rows x columns.
            amounts: The amount of each row, where the kind has one; broadcasts against the days.
            upper: Whether the last day is asked for: what f(x) <= v says; else the first: f(x) >= v.

        Returns:
            An array of the same shape; an infinity where nothing follows, as where a calendar ends.
        """
        nothing = PLUS_INFINITY if upper else MINUS_INFINITY
        if not self.has_adjoint:
            return np.full(days.shape, nothing, dtype=np.int64)
        finite = is_finite(days)
        found = self.preimage(np.where(finite, days, 0), amounts, upper=upper)
        found = np.where(is_finite(found), found, nothing)
        return np.where(finite, found, np.where(days == OUTSIDE, nothing, days))

    def preimage(self, days: Days, amounts: Amounts, *, upper: bool) -> Days:
        """Give the adjoint of days none of which is infinite; `OUTSIDE` where nothing follows.

        This one halves the days between which the displacement says that the answer lies. Kinds that know
        a direct way go it.
        """
        given = np.broadcast_to(np.asarray(amounts, dtype=np.int64), days.shape)
        distinct, place = np.unique(given, return_inverse=True)
        spans = np.array([self.displacement(int(amount)) for amount in distinct], dtype=np.int64)
        least, most = (spans[place.reshape(days.shape), side] for side in (0, 1))
        known = is_finite(least) & is_finite(most)
        least, most = np.where(known, least, 0), np.where(known, most, 0)
        # f(x) >= v of all days from v - least on, and of none before v - most; the other way round above.
        inside = days - (most if upper else least)
        outside = days - (least - 1 if upper else most + 1)
        while (np.abs(inside - outside) > 1).any():
            middle = (inside + outside) // 2
            reached = self.apply(middle, given)
            holds = (reached <= days) if upper else (reached >= days)
            holds |= middle == inside
            inside, outside = np.where(holds, middle, inside), np.where(holds, outside, middle)
        return np.where(known, inside, OUTSIDE)

    def displacement(self, amount: int) -> tuple[int, int]:
        """Give by how many days it moves a day at least and at most; infinities where that isn't bounded."""
        return ANY_DISTANCE

    @property
    def calendar(self) -> WorkingCalendar | None:
        """The working calendar that it asks."""
        return None

    @property
    def calendar_name(self) -> str | None:
        """The name of that calendar."""
        return None


# ---------------------------------------------------------------- what a program is made of


@attrs.frozen
class Constant(Map):
    """A fixed day, or an infinity: the amount itself, with no input."""

    def __reduce__(self) -> str:
        return "CONSTANT"  # a program knows it by its identity

    has_adjoint = False

    def apply(self, days: Days, amounts: Amounts) -> Days:
        """Give the amounts."""
        return np.broadcast_to(np.asarray(amounts, dtype=np.int64), days.shape)


@attrs.frozen
class Shift(Map):
    """A number of calendar days later, or earlier where the amount is below zero."""

    def __reduce__(self) -> str:
        return "SHIFT"  # a program knows it by its identity

    def apply(self, days: Days, amounts: Amounts) -> Days:
        """Move by calendar days."""
        return np.where(is_finite(days), days + amounts, days)

    def preimage(self, days: Days, amounts: Amounts, *, upper: bool) -> Days:
        """Move back: the one map whose adjoint is its inverse."""
        return days - amounts

    def displacement(self, amount: int) -> tuple[int, int]:
        """Give the amount, whatever the day."""
        return amount, amount

    def __str__(self) -> str:
        return "shift"


@attrs.frozen
class Choice(Map):
    """The first of two inputs in columns that look for the earliest, the second in those for the latest."""

    def __reduce__(self) -> str:
        return "CHOICE"  # a program knows it by its identity

    has_adjoint = False

    def apply(self, days: Days, amounts: Amounts) -> Days:
        """Give the first input."""
        return days[:, 0]

    def apply_on_sides(self, days: Days, amounts: Amounts, latest: Mask) -> Days:
        """Give the input of each column's side."""
        return np.where(latest, days[:, 1], days[:, 0])


@attrs.frozen
class Compared(Map):
    """The earliest or the latest of several inputs; one that no calendar answered spoils the outcome."""

    has_adjoint = False  # which of them bounds the others is a choice

    def apply(self, days: Days, amounts: Amounts) -> Days:
        """Compare the inputs."""
        unanswered = (days == OUTSIDE).any(axis=1)
        return np.where(unanswered, OUTSIDE, self.best(days, axis=1))

    @abstractmethod
    def best(self, days: Days, axis: int) -> Days:
        """Give the one that counts, along an axis."""


@attrs.frozen
class Earliest(Compared):
    """The earliest of several inputs."""

    def __reduce__(self) -> str:
        return "EARLIEST"  # a program knows it by its identity

    def best(self, days: Days, axis: int) -> Days:
        """Give the least."""
        least: Days = days.min(axis=axis)
        return least


@attrs.frozen
class Latest(Compared):
    """The latest of several inputs."""

    def __reduce__(self) -> str:
        return "LATEST"  # a program knows it by its identity

    def best(self, days: Days, axis: int) -> Days:
        """Give the greatest."""
        greatest: Days = days.max(axis=axis)
        return greatest


CONSTANT, SHIFT, CHOICE = Constant(), Shift(), Choice()
EARLIEST, LATEST = Earliest(), Latest()


# ---------------------------------------------------------------- months, weeks, periods


@attrs.frozen
class Months(Map):
    """So many months later or earlier, on the same day of the month or on its last."""

    def apply(self, days: Days, amounts: Amounts) -> Days:
        """Move by calendar months."""
        return day_maps.add_months(days, amounts)

    def preimage(self, days: Days, amounts: Amounts, *, upper: bool) -> Days:
        """Move back: a day that the month lacks is its end from below, the next month from above."""
        start = day_maps.month_start(days)
        back = day_maps.add_months(start, -np.asarray(amounts))
        day = days - start
        length = day_maps.month_end(back) - back
        if upper:
            # All days that are clipped to the end of the month are mapped to it.
            is_end = days == day_maps.month_end(days)
            return np.where(is_end, back + length, back + np.minimum(day, length))
        return np.where(day <= length, back + day, back + length + 1)

    def displacement(self, amount: int) -> tuple[int, int]:
        """A month is 28 to 31 days, and 12 of them 365 or 366."""
        years, rest = divmod(abs(amount), 12)
        least, most = 365 * years + 28 * rest, 366 * years + 31 * rest
        return (least, most) if amount >= 0 else (-most, -least)

    def __str__(self) -> str:
        return "months"


@attrs.frozen
class ToPeriodStart(Map):
    """The first day of the month, quarter or year: of so many `months`."""

    months: int

    def apply(self, days: Days, amounts: Amounts) -> Days:
        """Go to the first day of the period."""
        return day_maps.month_start(days, self.months)

    def preimage(self, days: Days, amounts: Amounts, *, upper: bool) -> Days:
        """Give an edge of the period whose first day is the last one not after, or the first not before."""
        if upper:
            return day_maps.month_end(days, self.months)
        return day_maps.month_end(days - 1, self.months) + 1

    def displacement(self, amount: int) -> tuple[int, int]:
        """Back by less than the period."""
        return 1 - 31 * self.months, 0

    def __str__(self) -> str:
        return f"start of months {self.months}"


@attrs.frozen
class ToPeriodEnd(Map):
    """The last day of the month, quarter or year: of so many `months`."""

    months: int

    def apply(self, days: Days, amounts: Amounts) -> Days:
        """Go to the last day of the period."""
        return day_maps.month_end(days, self.months)

    def preimage(self, days: Days, amounts: Amounts, *, upper: bool) -> Days:
        """Give an edge of the period whose last day is the last one not after, or the first not before."""
        if upper:
            return day_maps.month_start(days + 1, self.months) - 1
        return day_maps.month_start(days, self.months)

    def displacement(self, amount: int) -> tuple[int, int]:
        """On by less than the period."""
        return 0, 31 * self.months - 1

    def __str__(self) -> str:
        return f"end of months {self.months}"


@attrs.frozen
class WeekStart(Map):
    """The first day of the week; weeks start on the given weekday, 0 for Monday."""

    starts: int

    def apply(self, days: Days, amounts: Amounts) -> Days:
        """Go to the first day of the week."""
        return day_maps.week_start(days, self.starts)

    def preimage(self, days: Days, amounts: Amounts, *, upper: bool) -> Days:
        """Give an edge of the week."""
        if upper:
            return day_maps.week_start(days, self.starts) + 6
        return day_maps.week_start(days + 6, self.starts)

    def displacement(self, amount: int) -> tuple[int, int]:
        """Back by less than a week."""
        return -6, 0

    def __str__(self) -> str:
        return f"start of a week {self.starts}"


@attrs.frozen
class WeekEnd(Map):
    """The last day of the week; weeks start on the given weekday, 0 for Monday."""

    starts: int

    def apply(self, days: Days, amounts: Amounts) -> Days:
        """Go to the last day of the week."""
        return day_maps.add_days(day_maps.week_start(days, self.starts), 6)

    def preimage(self, days: Days, amounts: Amounts, *, upper: bool) -> Days:
        """Give an edge of the week."""
        if upper:
            return day_maps.week_start(days + 1, self.starts) - 1
        return day_maps.week_start(days, self.starts)

    def displacement(self, amount: int) -> tuple[int, int]:
        """On by less than a week."""
        return 0, 6

    def __str__(self) -> str:
        return f"end of a week {self.starts}"


@attrs.frozen
class ToWeekday(Map):
    """The next such weekday, or the previous one; the day itself where it is one."""

    weekday: int
    direction: Direction

    def apply(self, days: Days, amounts: Amounts) -> Days:
        """Go to the weekday."""
        if self.direction is Direction.AFTER:
            return day_maps.weekday_on_or_after(days, self.weekday)
        return day_maps.weekday_on_or_before(days, self.weekday)

    def preimage(self, days: Days, amounts: Amounts, *, upper: bool) -> Days:
        """Give an edge of the seven days that go to the weekday."""
        before = day_maps.weekday_on_or_before(days, self.weekday)
        after = day_maps.weekday_on_or_after(days, self.weekday)
        if self.direction is Direction.AFTER:
            return before if upper else after - 6
        return before + 6 if upper else after

    def displacement(self, amount: int) -> tuple[int, int]:
        """By less than a week."""
        return (0, 6) if self.direction is Direction.AFTER else (-6, 0)

    def __str__(self) -> str:
        return f"weekday {self.weekday}, {self.direction.value}"


@attrs.frozen
class InPeriod(Map):
    """One day of each period of so many `months`, the same for all days of the period."""

    months: int

    def preimage(self, days: Days, amounts: Amounts, *, upper: bool) -> Days:
        """Give an edge of the period, or of the one beside it."""
        reached = self.apply(days, amounts)
        if upper:
            before = day_maps.month_start(days, self.months) - 1
            return np.where(reached <= days, day_maps.month_end(days, self.months), before)
        after = day_maps.month_end(days, self.months) + 1
        return np.where(reached >= days, day_maps.month_start(days, self.months), after)

    def displacement(self, amount: int) -> tuple[int, int]:
        """To any day of the period."""
        return 1 - 31 * self.months, 31 * self.months - 1


@attrs.frozen
class NthWeekday(InPeriod):
    """The nth such weekday of the period; below zero counted from its end."""

    weekday: int
    nth: int

    def apply(self, days: Days, amounts: Amounts) -> Days:
        """Go to the weekday of the period."""
        return day_maps.nth_weekday(days, self.weekday, self.nth, self.months)

    def __str__(self) -> str:
        return f"nth weekday {self.weekday}, {self.nth}, {self.months}"


@attrs.frozen
class MonthDay(InPeriod):
    """A day of the month by its number, or the month's last day."""

    number: int
    months: int = attrs.field(default=1, init=False)

    def apply(self, days: Days, amounts: Amounts) -> Days:
        """Go to that day of the month."""
        return day_maps.month_day(days, self.number)

    def displacement(self, amount: int) -> tuple[int, int]:
        """To any day of the month."""
        return -30, 30

    def __str__(self) -> str:
        return f"day of month {self.number}"


# ---------------------------------------------------------------- working calendars


@attrs.frozen
class CalendarMap(Map):
    """A map that asks a working calendar, found by its name in the plan's book when it is first needed."""

    name: str
    book: Calendars = attrs.field(eq=False, repr=False)

    @property
    def calendar(self) -> WorkingCalendar:
        """The working calendar that it asks."""
        return self.book.get(self.name)

    @property
    def calendar_name(self) -> str:
        """The name of that calendar."""
        return self.name


@attrs.frozen
class WorkingDays(CalendarMap):
    """So many working days after or before; none is the roll in that direction."""

    direction: Direction

    def apply(self, days: Days, amounts: Amounts) -> Days:
        """Move by working days."""
        return self.calendar.step_array(days, amounts, self.direction.value)

    def preimage(self, days: Days, amounts: Amounts, *, upper: bool) -> Days:
        """Move back by working days, over the closed days that lie beside."""
        return _working_days_back(self.calendar, days, amounts, self.direction, upper=upper)

    def displacement(self, amount: int) -> tuple[int, int]:
        """As many days at least; how many more the calendar decides."""
        if self.direction is Direction.AFTER:
            return amount, PLUS_INFINITY
        return MINUS_INFINITY, -amount

    def __str__(self) -> str:
        return f"working days {self.direction.value}, {self.name}"


@attrs.frozen
class RollTo(CalendarMap):
    """A closed day becomes an open one; an open one stays."""

    roll: Roll

    def apply(self, days: Days, amounts: Amounts) -> Days:
        """Roll off the closed days."""
        return apply_roll(days, self.roll, self.calendar)

    def preimage(self, days: Days, amounts: Amounts, *, upper: bool) -> Days:
        """Give an edge of the days that are rolled to the open day."""
        if self.roll is Roll.FOLLOWING:
            return _working_days_back(self.calendar, days, 0, Direction.AFTER, upper=upper)
        if self.roll is Roll.PRECEDING:
            return _working_days_back(self.calendar, days, 0, Direction.BEFORE, upper=upper)
        return self._searched(days, upper=upper)

    def _searched(self, days: Days, *, upper: bool) -> Days:
        """Halve the closed days on the side that can still be the answer, of a roll that looks both ways."""
        calendar = self.calendar
        if upper:
            inside = calendar.previous_or_same_array(days)  # rolled to itself, so not after the day
            outside = calendar.step_array(inside, 1, "after")
        else:
            inside = calendar.next_or_same_array(days)
            outside = calendar.step_array(inside, 1, "before")
        known = is_finite(inside) & is_finite(outside)
        inside, outside = np.where(known, inside, 0), np.where(known, outside, 0)
        while (np.abs(inside - outside) > 1).any():
            middle = (inside + outside) // 2
            reached = apply_roll(middle, self.roll, calendar)
            holds = (reached <= days) if upper else (reached >= days)
            holds |= middle == inside
            inside, outside = np.where(holds, middle, inside), np.where(holds, outside, middle)
        return np.where(known, inside, OUTSIDE)

    def displacement(self, amount: int) -> tuple[int, int]:
        """To one side only, where the roll looks to one side."""
        if self.roll is Roll.FOLLOWING:
            return 0, PLUS_INFINITY
        if self.roll is Roll.PRECEDING:
            return MINUS_INFINITY, 0
        return ANY_DISTANCE

    def __str__(self) -> str:
        return f"roll {self.roll.value}, {self.name}"


def _working_days_back(
    calendar: WorkingCalendar, days: Days, amounts: Amounts, direction: Direction, *, upper: bool
) -> Days:
    """Give the adjoint of a number of working days; no working days is the roll in that direction."""
    given = np.broadcast_to(np.asarray(amounts, dtype=np.int64), days.shape)
    none = given == 0
    # The last open day that isn't after the day, and the first that isn't before it.
    base = (calendar.previous_or_same_array if upper else calendar.next_or_same_array)(days)
    if direction is Direction.AFTER:
        if upper:
            stepped = calendar.step_array(base, np.maximum(given - 1, 0), "before")
            return np.where(none, base, SHIFT.apply(stepped, -1))
        stepped = calendar.step_array(base, given, "before")
        return np.where(none, SHIFT.apply(calendar.step_array(base, 1, "before"), 1), stepped)
    if upper:
        stepped = calendar.step_array(base, given, "after")
        return np.where(none, SHIFT.apply(calendar.step_array(base, 1, "after"), -1), stepped)
    stepped = calendar.step_array(base, np.maximum(given - 1, 0), "after")
    return np.where(none, base, SHIFT.apply(stepped, 1))


# ---------------------------------------------------------------- times of day


@attrs.frozen
class ClockMap(Map):
    """A map to or from moments, in the local time of a `zone`. Bounds aren't carried back through it."""

    has_adjoint = False
    zone: str


@attrs.frozen
class AtTime(ClockMap):
    """The moment at which a local time comes on a day; `minute` counts from midnight."""

    minute: int

    def apply(self, days: Days, amounts: Amounts) -> Days:
        """Give the moments of days."""
        instants = zones.instants(days, self.minute, self.zone)
        return np.where(is_finite(days), CLOCK * _finite_or_zero(instants), days)


@attrs.frozen
class DayAt(Map):
    """The day on which a local time comes: the next one where the clocks skip it and all that is left of its day."""

    zone: str
    minute: int

    def apply(self, days: Days, amounts: Amounts) -> Days:
        """Give the days of the moments."""
        moments = zones.instants(np.where(is_finite(days), days, 0), self.minute, self.zone)
        return np.where(is_finite(days), zones.local_days(moments, self.zone), days)

    def displacement(self, amount: int) -> tuple[int, int]:
        """By a day at most: nowhere have clocks skipped more."""
        return 0, 1

    def __str__(self) -> str:
        return f"day at {self.minute}, {self.zone}"


@attrs.frozen
class WholeDay(ClockMap):
    """A day whose time isn't known, among moments: it lasts until its end."""

    def apply(self, days: Days, amounts: Amounts) -> Days:
        """Mark days."""
        finite = is_finite(days)
        ends = zones.instants(np.where(finite, days + 1, days), 0, self.zone)
        return np.where(finite, CLOCK * _finite_or_zero(ends) - 1, days)


@attrs.frozen
class DateOf(ClockMap):
    """The local date of a moment."""

    def apply(self, days: Days, amounts: Amounts) -> Days:
        """Give the days of moments."""
        instants = np.where(days % CLOCK == 0, days // CLOCK, (days + 1) // CLOCK - 1)
        return zones.local_days(np.where(is_finite(days), instants, days), self.zone)


@attrs.frozen
class Elapsed(ClockMap):
    """So many minutes later or earlier; a day without a time counts from its first minute or from its last."""

    def apply(self, days: Days, amounts: Amounts) -> Days:
        """Move moments, days counting from their first minute."""
        return self.apply_on_sides(days, amounts, np.zeros(days.shape[1:], dtype=bool))

    def apply_on_sides(self, days: Days, amounts: Amounts, latest: Mask) -> Days:
        """Move moments, days counting from the minute of the column's side."""
        finite = is_finite(days)
        is_day = finite & (days % CLOCK != 0)
        if is_day.any():
            last_minute = (days + 1) // CLOCK - 1
            dates = zones.local_days(np.where(is_day, last_minute, 0), self.zone)
            first_minute = zones.instants(dates, 0, self.zone)
            days = np.where(is_day, CLOCK * np.where(latest, last_minute, first_minute), days)
        return np.where(finite, days + CLOCK * np.asarray(amounts), days)


@attrs.frozen
class KeptTime(ClockMap):
    """The first input's day at the second input's time of day."""

    def apply(self, days: Days, amounts: Amounts) -> Days:
        """Give the days at the times of day of the moments."""
        moved, moments = days[:, 0], days[:, 1]
        result = WholeDay(self.zone).apply(moved, amounts)
        timed = is_finite(moments) & (moments % CLOCK == 0) & is_finite(moved)
        for row, column in np.argwhere(timed):
            _, minute = zones.local(int(moments[row, column]) // CLOCK, self.zone)
            day = int(moved[row, column])
            result[row, column] = CLOCK * zones.instant(day, minute, self.zone)[0]
        return result


def _finite_or_zero(values: Days) -> Days:
    return np.where(is_finite(values), values, 0)
