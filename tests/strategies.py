"""Strategies that the tests share, aimed at where dates go wrong.

Month ends, 29 February, the last day of a year, Tết weeks, swapped Saturdays, the edges of a calendar's
range, clock changes.
"""

from __future__ import annotations

import calendar
from collections.abc import Iterable
from datetime import date, timedelta

from hypothesis import strategies as st

from relsched.dates.rolls import Roll
from relsched.dates.working_calendar import WorkingCalendar

FIRST_DAY, LAST_DAY = date(1900, 1, 1), date(2199, 12, 31)

# New Year's Day of the lunar calendar, Ministry of Science and Technology of Vietnam.
TET = (
    *(date(2019, 2, 5), date(2020, 1, 25), date(2021, 2, 12), date(2022, 2, 1)),
    *(date(2023, 1, 22), date(2024, 2, 10), date(2025, 1, 29), date(2026, 2, 17)),
)
# Saturdays that were worked in Vietnam for a weekday off.
SWAP_SATURDAYS = (
    *(date(2019, 1, 5), date(2019, 5, 4), date(2024, 5, 4), date(2025, 4, 26)),
    *(date(2026, 1, 10), date(2026, 8, 22)),
)


def _around(days: Iterable[date], reach: int) -> list[date]:
    return [day + timedelta(days=k) for day in days for k in range(-reach, reach + 1)]


def month_ends() -> st.SearchStrategy[date]:
    """Days on or next to the end of a month."""
    months = st.tuples(st.integers(1901, 2198), st.integers(1, 12))
    last = months.map(lambda ym: date(*ym, calendar.monthrange(*ym)[1]))
    return st.builds(lambda day, k: day + timedelta(days=k), last, st.integers(-3, 3))


def leap_days() -> st.SearchStrategy[date]:
    """Days on or next to 29 February, or where it is missing: 1900 and 2100."""
    years = st.sampled_from([1900, 1904, 1996, 2000, 2004, 2023, 2024, 2096, 2100, 2104])
    return st.builds(
        lambda year, k: date(year, 2, 28) + timedelta(days=k), years, st.integers(-1, 3)
    )


def days() -> st.SearchStrategy[date]:
    """Days of 1900 to 2199."""
    return st.one_of(
        st.dates(FIRST_DAY, LAST_DAY),
        month_ends(),
        leap_days(),
        st.integers(1900, 2199).map(lambda year: date(year, 12, 31)),
    )


def vietnamese_days() -> st.SearchStrategy[date]:
    """Days of 1951 to 2098, most of them in Tết weeks and round swapped Saturdays."""
    return st.one_of(
        st.sampled_from(_around(TET, 9)),
        st.sampled_from(_around(SWAP_SATURDAYS, 6)),
        st.dates(date(1951, 1, 1), date(2098, 12, 31)),
    )


def near_edges(first: date, last: date, reach: int = 15) -> st.SearchStrategy[date]:
    """Days inside a range, most of them close to one of its ends."""
    length = (last - first).days
    offsets = st.one_of(
        st.integers(0, min(reach, length)),
        st.integers(max(0, length - reach), length),
        st.integers(0, length),
    )
    return offsets.map(lambda k: first + timedelta(days=k))


def weekends() -> st.SearchStrategy[tuple[int, ...]]:
    """Closed weekdays: the usual ones, none, and odd ones, but never all seven."""
    return st.one_of(
        st.sampled_from([(5, 6), (6,), (4, 5), (), (0, 1, 5, 6)]),
        st.sets(st.integers(0, 6), max_size=6).map(lambda found: tuple(sorted(found))),
    )


@st.composite
def calendars(draw: st.DrawFn, name: str = "drawn") -> WorkingCalendar:
    """Small calendars of a few months, with closures, swapped days and short ranges."""
    first = draw(st.one_of(st.dates(date(1990, 1, 1), date(2040, 1, 1)), st.sampled_from(TET)))
    length = draw(st.integers(20, 120))
    numbers = st.integers(0, length)
    starts = draw(st.lists(st.tuples(numbers, st.integers(1, 9)), max_size=5))
    opened = draw(st.sets(numbers, max_size=4))
    closed = {k for start, size in starts for k in range(start, min(start + size, length + 1))}
    return WorkingCalendar.from_rules(
        name,
        first=first,
        last=first + timedelta(days=length),
        weekend=draw(weekends()),
        closed=[first + timedelta(days=k) for k in closed - opened],
        open=[first + timedelta(days=k) for k in opened],
    )


@st.composite
def calendars_and_days(draw: st.DrawFn, count: int = 1) -> tuple[WorkingCalendar, list[date]]:
    """A calendar and some days of its range, in order."""
    drawn = draw(calendars())
    found = st.lists(near_edges(drawn.first, drawn.last), min_size=count, max_size=count)
    return drawn, sorted(draw(found))


def rolls() -> st.SearchStrategy[Roll]:
    """All rolls."""
    return st.sampled_from(list(Roll))
