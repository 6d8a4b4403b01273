"""Days as integers since 1970-01-01, in arrays: weeks, months, month ends.

One implementation of every map, the array one; a single date is an array of one. The two infinities are
ordinary values that every map leaves as they are, so that an unknown event goes through any rule.

| value | meaning |
|---|---|
| `MINUS_INFINITY` | earlier than any day: nothing is known on this side |
| `PLUS_INFINITY` | later than any day |
| `OUTSIDE` | no answer: a working calendar doesn't cover the day; every map leaves it as it is |
"""

from __future__ import annotations

from datetime import date

import numpy as np
import numpy.typing as npt

Days = npt.NDArray[np.int64]
Amounts = npt.NDArray[np.int64] | int
Mask = npt.NDArray[np.bool_]

PLUS_INFINITY = 2**62
MINUS_INFINITY = -(2**62)
OUTSIDE = 2**61

_FINITE = 2**60  # the largest value that is still a day (or a minute), far beyond any calendar
_EPOCH = date(1970, 1, 1).toordinal()


def number(day: date) -> int:
    """Give the number of a date: days since 1970-01-01."""
    return day.toordinal() - _EPOCH


def day(value: int) -> date:
    """Give the date of a number; the inverse of `number`."""
    return date.fromordinal(int(value) + _EPOCH)


def find_day(value: int) -> date | None:
    """Give the date of a number, or None for the infinities."""
    return day(value) if -_FINITE < value < _FINITE else None


def array(values: object) -> Days:
    """Make an array of days from numbers."""
    return np.asarray(values, dtype=np.int64)


def is_finite(days: Days) -> Mask:
    """Tell for each value whether it is a day."""
    return np.less(np.abs(days), _FINITE)


def _kept(days: Days, moved: Days) -> Days:
    """Give the moved days, with what isn't a day left as it was."""
    return np.where(is_finite(days), moved, days)


def _tame(days: Days) -> Days:
    """Give the days with what isn't a day replaced by day 0, so that arithmetic can't overflow."""
    return np.where(is_finite(days), days, 0)


def add_days(days: Days, amount: Amounts) -> Days:
    """Move by calendar days.

    Source: Civil Code of Vietnam 2015, article 147: the day of the event isn't counted.
    """
    return _kept(days, _tame(days) + amount)


def _month(days: Days) -> Days:
    """Give the number of the month (months since 1970-01) of each day."""
    return days.view("M8[D]").astype("M8[M]").view(np.int64)


def _first_of(months: Days) -> Days:
    """Give the first day of each month."""
    return np.ascontiguousarray(months).view("M8[M]").astype("M8[D]").view(np.int64)


def add_months(days: Days, amount: Amounts) -> Days:
    """Move by calendar months: the same day of the month, clipped to the end of the month reached.

    One month before 2020-03-31 is 2020-02-29. Monotone, but not a group: there and back may lose days.

    Source: Civil Code of Vietnam 2015, article 148.3; ISO 8601 leaves the clipping to us.
    """
    tame = _tame(days)
    month = _month(tame)
    reached = month + amount
    first = _first_of(reached)
    length = _first_of(reached + 1) - first
    return _kept(days, first + np.minimum(tame - _first_of(month), length - 1))


def month_start(days: Days, months: int = 1) -> Days:
    """Give the first day of the month, quarter (`months=3`) or year (`months=12`) of each day."""
    month = _month(_tame(days))
    return _kept(days, _first_of(month - (month % months)))


def month_end(days: Days, months: int = 1) -> Days:
    """Give the last day of the month, quarter (`months=3`) or year (`months=12`) of each day."""
    month = _month(_tame(days))
    return _kept(days, _first_of(month - (month % months) + months) - 1)


def month_day(days: Days, day_of_month: int) -> Days:
    """Give that day of the month of each day, clipped to the end of the month."""
    month = _month(_tame(days))
    first = _first_of(month)
    length = _first_of(month + 1) - first
    return _kept(days, first + np.minimum(day_of_month, length) - 1)


def weekday(days: Days) -> Days:
    """Give the weekday of each day: 0 is Monday, 6 is Sunday. Infinities give that of day 0."""
    return (_tame(days) + 3) % 7


def week_start(days: Days, starts: int = 0) -> Days:
    """Give the first day of the week of each day; weeks start on the given weekday."""
    return _kept(days, _tame(days) - (weekday(days) - starts) % 7)


def weekday_on_or_after(days: Days, wanted: int) -> Days:
    """Give the next such weekday, or the day itself."""
    return _kept(days, _tame(days) + (wanted - weekday(days)) % 7)


def weekday_on_or_before(days: Days, wanted: int) -> Days:
    """Give the previous such weekday, or the day itself."""
    return _kept(days, _tame(days) - (weekday(days) - wanted) % 7)


def nth_weekday(days: Days, wanted: int, nth: int, months: int = 1) -> Days:
    """Give the nth such weekday of the month (quarter, year); negative counts from the end.

    Where there is no nth (a fifth Friday), the last one is meant, so that the map stays inside its period.
    """
    first, last = month_start(days, months), month_end(days, months)
    final = weekday_on_or_before(last, wanted)
    start = weekday_on_or_after(first, wanted)
    if nth > 0:
        return np.minimum(add_days(start, 7 * (nth - 1)), final)
    return np.maximum(add_days(final, 7 * (nth + 1)), start)
