"""Recurrence: how a repeated duty repeats, and on which days it falls.

| text | days |
|---|---|
| `every day` · `every 3 days` | from the first day of the span on |
| `every working day` · `every working day in VN` | each open day |
| `every week` · `every 2 weeks` | on the weekday of the first day of the span |
| `every Friday` · `every Monday and Thursday` | each such weekday |
| `every 2 weeks on Friday` | the first Friday of the span, then every other |
| `every month` · `every 3 months` · `every quarter` · `every year` | on the first day's day of the month, clipped |
| `on the 25th of every month` | that day, clipped to the end of the month |
| `on the last day of every month` (`quarter`, `year`) | the last day |
| `on the 15th of December of every year` | that day; 29 February clipped in common years |
| `on the first Monday of every month` | that weekday; a fifth that is absent is left out |
| `on the last working day of every month` | counted in the working calendar |
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from enum import Enum
from typing import TYPE_CHECKING

import attrs

from relsched.dates.date_reading import last_of_month
from relsched.errors import TimingError
from relsched.messages.message import Message
from relsched.short_repr import short_repr

if TYPE_CHECKING:
    from relsched.dates.working_calendar import WorkingCalendar

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
_LONGEST = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_MONTHS_IN = {"month": 1, "quarter": 3, "year": 12}


class Frequency(Enum):
    """The period that a repeated duty repeats in."""

    DAY = "day"
    WORKING_DAY = "working day"
    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"


def ordinal(number: int) -> str:
    """Write a place in a row: `first`, `2nd`, `last`, `2nd last`."""
    if number == 1:
        return "first"
    if number == -1:
        return "last"
    if number < 0:
        return f"{ordinal(-number)} last"
    suffix = (
        "th" if 10 <= number % 100 <= 20 else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    )
    return f"{number}{suffix}"


def _sorted_days(days: Iterable[int]) -> tuple[int, ...]:
    return tuple(sorted(set(days)))


_PERIODS = (Frequency.MONTH, Frequency.QUARTER, Frequency.YEAR)


@short_repr
@attrs.frozen
class Recurrence:
    """A way of repeating, such as `on the 25th of every month`.

    At most one of `month_day`, `nth` with `weekdays`, and `nth_working_day` says which day of the
    period is meant; `month_day` -1 is the last day. `month` says in which month of a year it lies.
    """

    frequency: Frequency
    interval: int = 1
    weekdays: tuple[int, ...] = attrs.field(default=(), converter=_sorted_days)
    nth: int | None = None
    month_day: int | None = None
    nth_working_day: int | None = None
    calendar: str | None = None
    month: int | None = None

    def __attrs_post_init__(self) -> None:
        if not 1 <= self.interval <= 1_000:
            raise TimingError(
                Message("error recurrence-form interval"),
                code="recurrence-form",
                value=str(self.interval),
            )
        month_day = self.month_day
        if month_day is not None and month_day != -1 and not 1 <= month_day <= 31:
            raise TimingError(
                Message("error day of month"),
                code="recurrence-form",
                value=ordinal(month_day),
            )
        if self.month is not None and not 1 <= self.month <= 12:
            raise TimingError(
                Message("error recurrence-form month"),
                code="recurrence-form",
                value=str(self.month),
            )
        contradiction = next(self._problems(), None)
        if contradiction is not None:
            raise TimingError(
                Message("error recurrence-form"),
                code="recurrence-form",
                why=contradiction,
            )

    def _problems(self) -> Iterator[Message]:
        places = [self.month_day, self.nth, self.nth_working_day]
        if any(not 0 <= day <= 6 for day in self.weekdays):
            yield Message("error recurrence-form weekday numbers")
        if sum(place is not None for place in places) > 1:
            yield Message("error recurrence-form one place")
        if self.nth == 0 or self.nth_working_day == 0:
            yield Message("error recurrence-form zero")
        if (self.nth is not None) != (self._has_periods and bool(self.weekdays)):
            yield Message("error recurrence-form nth")
        if self.nth is not None and len(self.weekdays) > 1:
            yield Message("error recurrence-form one weekday")
        if self.weekdays and self.frequency not in (Frequency.WEEK, *_PERIODS):
            yield Message("error recurrence-form weekdays")
        if not self._has_periods and any(place is not None for place in places):
            yield Message("error recurrence-form place")
        if self.month is not None:
            month = Message(f"month {self.month}")
            if self.frequency is not Frequency.YEAR or self.month_day is None:
                yield Message("error recurrence-form month alone", month=month)
            elif self.month_day > _LONGEST[self.month - 1]:
                days = _LONGEST[self.month - 1]
                yield Message("error recurrence-form month length", month=month, days=days)
        if self.frequency is Frequency.WORKING_DAY and self.interval != 1:
            yield Message("error recurrence-form working days")
        if self.calendar is not None and not self.needs_calendar:
            yield Message("error recurrence-form calendar")

    @property
    def _has_periods(self) -> bool:
        return self.frequency in _PERIODS

    def __str__(self) -> str:
        unit = self.frequency.value
        period = unit if self.interval == 1 else f"{self.interval} {unit}s"
        place = self._place()
        if place is not None:
            return f"on the {place} of every {period}"
        if self.frequency is Frequency.WORKING_DAY:
            return "every working day" + (f" in {self.calendar}" if self.calendar else "")
        if not self.weekdays:
            return f"every {period}"
        names = [WEEKDAYS[day] for day in self.weekdays]
        listed = names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
        return f"every {listed}" if self.interval == 1 else f"every {period} on {listed}"

    def _place(self) -> str | None:
        if self.month_day is not None:
            day = "last day" if self.month_day == -1 else ordinal(self.month_day)
            return day if self.month is None else f"{day} of {MONTHS[self.month - 1]}"
        if self.nth is not None:
            return f"{ordinal(self.nth)} {WEEKDAYS[self.weekdays[0]]}"
        if self.nth_working_day is not None:
            named = f" in {self.calendar}" if self.calendar else ""
            return f"{ordinal(self.nth_working_day)} working day{named}"
        return None

    @property
    def needs_calendar(self) -> bool:
        """Whether the days can only be reported with a working calendar."""
        return self.frequency is Frequency.WORKING_DAY or self.nth_working_day is not None

    def occurrences(
        self, first: date, last: date, calendar: WorkingCalendar | None = None
    ) -> Iterator[date]:
        """Go through the days of the duty from the first day to the last, both included, in order.

        Raises:
            ValueError: The rule counts working days and no calendar is given.
        """
        if self.needs_calendar and calendar is None:
            raise ValueError("this recurrence needs a working calendar")
        if self.frequency is Frequency.WORKING_DAY:
            assert calendar is not None
            day = first
            while day <= last:
                if calendar.is_open(day):
                    yield day
                day += timedelta(days=1)
            return
        for day in self._days(first, last, calendar):
            if day > last:
                return
            if day >= first:
                yield day

    def _days(self, first: date, last: date, calendar: WorkingCalendar | None) -> Iterator[date]:
        if self.frequency is Frequency.DAY:
            day = first
            while day <= last:
                yield day
                day += timedelta(days=self.interval)
        elif self.frequency is Frequency.WEEK:
            yield from self._weekly(first, last)
        else:
            yield from self._by_period(first, last, calendar)

    def _weekly(self, first: date, last: date) -> Iterator[date]:
        wanted = self.weekdays or (first.weekday(),)
        # Every other week counts from the week of the first such weekday, not from that of the start.
        begin = first + timedelta(days=min((day - first.weekday()) % 7 for day in wanted))
        monday = begin - timedelta(days=begin.weekday())
        while monday <= last:
            for day in wanted:
                falls = monday + timedelta(days=day)
                if falls >= begin:
                    yield falls
            monday += timedelta(weeks=self.interval)

    def _by_period(
        self, first: date, last: date, calendar: WorkingCalendar | None
    ) -> Iterator[date]:
        months = _MONTHS_IN[self.frequency.value]
        placed = self._place() is not None
        month = first.year * 12 + first.month - 1
        if placed:
            month -= month % months
        while month < 12 * last.year + last.month:
            begin = _first_of(month)
            end = _first_of(month + months) - timedelta(days=1)
            day = self._day_in(begin, end, first, calendar)
            if day is not None:
                yield day
            month += months * self.interval

    def _day_in(
        self, begin: date, end: date, first: date, calendar: WorkingCalendar | None
    ) -> date | None:
        """Give the day of the duty in the period from begin to end, or None where there is none."""
        if self.nth_working_day is not None:
            assert calendar is not None
            days = (begin + timedelta(days=n) for n in range((end - begin).days + 1))
            open_days = [day for day in days if calendar.is_open(day)]
            nth = self.nth_working_day
            index = nth - 1 if nth > 0 else len(open_days) + nth
            return open_days[index] if 0 <= index < len(open_days) else None
        if self.nth is not None:
            if self.nth > 0:
                ahead = (self.weekdays[0] - begin.weekday()) % 7
                day = begin + timedelta(days=ahead + 7 * (self.nth - 1))
            else:
                back = (end.weekday() - self.weekdays[0]) % 7
                day = end - timedelta(days=back + 7 * (-self.nth - 1))
            return day if begin <= day <= end else None
        if self.month is not None:
            begin = begin.replace(month=self.month)
            end = last_of_month(begin.year, self.month)
        if self.month_day == -1:
            return end
        wanted = first.day if self.month_day is None else self.month_day
        return begin.replace(day=min(wanted, last_of_month(begin.year, begin.month).day))


def _first_of(month: int) -> date:
    return date(month // 12, month % 12 + 1, 1)
