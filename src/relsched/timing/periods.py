"""Periods: stretches of the calendar with a text of their own, such as `Q3 2020`."""

from __future__ import annotations

from datetime import date

import attrs

from relsched.dates.date_reading import last_of_month
from relsched.dates.recurrence import MONTHS, ordinal
from relsched.dates.windows import Window
from relsched.errors import TimingError
from relsched.messages.message import Message
from relsched.short_repr import short_repr


@short_repr
@attrs.frozen
class Period:
    """A stretch of the calendar, such as `2020-09`, `July and August 2020` or `the first half of October 2020`.

    Equal when they hold the same days. Thirds of a month are the 1st to 10th, 11th to 20th and the rest;
    thirds of a quarter or a year are its months in three equal parts.
    """

    first: date
    last: date
    text: str = attrs.field(eq=False)

    def __str__(self) -> str:
        return self.text

    @property
    def window(self) -> Window:
        """Its days."""
        return Window(self.first, self.last)

    @classmethod
    def months(cls, year: int, first: int, last: int | None = None) -> Period:
        """Give whole months of one year, from the first to the last, both included."""
        last = first if last is None else last
        if not (1 <= first <= last <= 12 and 1 <= year <= 9998):
            raise TimingError(
                Message("error period-form order"),
                code="period-form",
                value=f"{year:04d}-{first:02d} to {last:02d}",
                fix=Message("error period-form order fix"),
            )
        return cls(date(year, first, 1), last_of_month(year, last), _months_text(year, first, last))

    @classmethod
    def quarter(cls, year: int, number: int) -> Period:
        """Give a quarter, 1 to 4."""
        return cls.months(year, 3 * number - 2, 3 * number)

    def half(self, number: int) -> Period:
        """Give the first or second half: of a month the days to the 15th or from the 16th, else its months."""
        months = self._whole_months()
        named = f"the {ordinal(number)} half of {_name_of(self)}"
        if number not in (1, 2) or (months % 2 and months != 1):
            raise _absent(named)
        if months == 1:
            middle = self.first.replace(day=15)
            first, last = (
                (self.first, middle) if number == 1 else (middle.replace(day=16), self.last)
            )
            return Period(first, last, named)
        half = months // 2
        begin = self.first.month + (number - 1) * half
        whole = Period.months(self.first.year, begin, begin + half - 1)
        return Period(whole.first, whole.last, named)

    def third(self, word: str) -> Period:
        """Give the `early`, `mid` or `late` third."""
        months = self._whole_months()
        part = ("early", "mid", "late").index(word)
        named = f"{word} {_name_of(self)}"
        if months == 1:
            first = self.first.replace(day=10 * part + 1)
            last = self.last if part == 2 else self.first.replace(day=10 * part + 10)
            return Period(first, last, named)
        if months % 3:
            raise _absent(named)
        third = months // 3
        begin = self.first.month + part * third
        whole = Period.months(self.first.year, begin, begin + third - 1)
        return Period(whole.first, whole.last, named)

    @classmethod
    def week_of(cls, day: date) -> Period:
        """Give the week, Monday to Sunday, that holds a day."""
        monday = date.fromordinal(day.toordinal() - day.weekday())
        return cls(monday, date.fromordinal(monday.toordinal() + 6), f"the week of {day}")

    @classmethod
    def week_of_month(cls, year: int, month: int, number: int) -> Period:
        """Give the nth seven days of a month: the first are the 1st to the 7th, the fifth what is left."""
        whole = cls.months(year, month)
        start = 7 * number - 6
        if number < 1 or start > whole.last.day:
            raise TimingError(
                Message(
                    "error period-form week",
                    number=number,
                    month=Message(f"month {month}"),
                    year=year,
                ),
                code="period-form",
                value=ordinal(number),
            )
        return cls(
            date(year, month, start),
            date(year, month, min(start + 6, whole.last.day)),
            f"the {ordinal(number)} week of {MONTHS[month - 1]} {year}",
        )

    def _whole_months(self) -> int:
        return self.last.month - self.first.month + 1


def _months_text(year: int, first: int, last: int) -> str:
    if first == last:
        return f"{year:04d}-{first:02d}"
    if (first, last) == (1, 12):
        return f"{year:04d}"
    if first % 3 == 1 and last == first + 2:
        return f"Q{last // 3} {year:04d}"
    joint = "and" if last == first + 1 else "to"
    return f"{MONTHS[first - 1]} {joint} {MONTHS[last - 1]} {year:04d}"


def _name_of(period: Period) -> str:
    if period.first.month == period.last.month:
        return f"{MONTHS[period.first.month - 1]} {period.first.year:04d}"
    return period.text


def _absent(named: str) -> TimingError:
    return TimingError(
        Message("error period-form absent", period=named), code="period-form", value=named
    )
