"""Days in arrays, held against plain dates and pendulum on every day of 1900 to 2199."""

from __future__ import annotations

import calendar
from collections.abc import Callable
from datetime import date, timedelta
from functools import cache

import numpy as np
import pendulum
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

import strategies
from relsched.dates import days
from relsched.dates.days import MINUS_INFINITY, OUTSIDE, PLUS_INFINITY, Days

FIRST, LAST = strategies.FIRST_DAY, strategies.LAST_DAY
ALL = [FIRST + timedelta(days=k) for k in range((LAST - FIRST).days + 1)]
NUMBERS = np.array([(day - date(1970, 1, 1)).days for day in ALL])
NOT_DAYS = days.array([MINUS_INFINITY, PLUS_INFINITY, OUTSIDE])


def numbers(dates: list[date]) -> Days:
    """Number dates by subtraction, not by the code under test."""
    epoch = date(1970, 1, 1).toordinal()
    return np.array([day.toordinal() - epoch for day in dates], dtype=np.int64)


def one(give: Callable[[Days], Days], day: date) -> date:
    """Apply an array map to a single date."""
    return days.day(int(give(days.array([days.number(day)]))[0]))


def same(actual: Days, expected: Days) -> None:
    """Compare whole arrays, and name the first day that differs."""
    wrong = np.flatnonzero(actual != expected)
    assert not len(wrong), f"{len(wrong)} wrong, the first from {ALL[wrong[0]]}"


def in_period(day: date, months: int) -> tuple[int, int]:
    """Give the year and number of a day's month, quarter or year."""
    return day.year, (day.month - 1) // months


def by_period(months: int) -> dict[tuple[int, int], list[date]]:
    """Give the days of each month, quarter or year of the whole range."""
    periods: dict[tuple[int, int], list[date]] = {}
    for day in ALL:
        periods.setdefault(in_period(day, months), []).append(day)
    return periods


MAPS: dict[str, Callable[[Days], Days]] = {
    "add_days": lambda d: days.add_days(d, 10),
    "add_days back": lambda d: days.add_days(d, -10),
    "add_months": lambda d: days.add_months(d, 1),
    "add_months back": lambda d: days.add_months(d, -13),
    "month_start": days.month_start,
    "month_end": days.month_end,
    "quarter start": lambda d: days.month_start(d, 3),
    "year end": lambda d: days.month_end(d, 12),
    "month_day": lambda d: days.month_day(d, 30),
    "week_start": lambda d: days.week_start(d, 6),
    "weekday_on_or_after": lambda d: days.weekday_on_or_after(d, 4),
    "weekday_on_or_before": lambda d: days.weekday_on_or_before(d, 4),
    "nth_weekday": lambda d: days.nth_weekday(d, 0, 5),
    "nth_weekday from the end": lambda d: days.nth_weekday(d, 0, -5, 3),
}


# ---------------------------------------------------------------- every day


def test_numbers() -> None:
    """The number of a date is its distance from 1970-01-01, and leads back to the date."""
    assert [days.number(day) for day in ALL] == NUMBERS.tolist()
    assert [days.day(value) for value in NUMBERS.tolist()] == ALL


@pytest.mark.parametrize("amount", [-36_600, -31, -10, -1, 0, 1, 2, 28, 365, 36_600])
def test_add_days(amount: int) -> None:
    """Days move as `timedelta` moves a date."""
    expected = numbers([day + timedelta(days=amount) for day in ALL])
    same(days.add_days(NUMBERS, amount), expected)


@pytest.mark.slow
@pytest.mark.parametrize("amount", [-25, -1, 1, 18])
def test_add_months_against_pendulum(amount: int) -> None:
    """Months move as pendulum moves a date."""
    expected = [pendulum.date(d.year, d.month, d.day).add(months=amount) for d in ALL]
    same(days.add_months(NUMBERS, amount), numbers(list(expected)))


def test_add_months_over_four_hundred_years() -> None:
    """From every day of 2000 to 2399, -24 to 24 months give the clipped day of plain dates."""
    span = [date(2000, 1, 1) + timedelta(days=k) for k in range(146_097)]
    first_month = 1997 * 12
    table = np.empty((405 * 12, 31), dtype=np.int64)
    for index in range(len(table)):
        year, month = divmod(first_month + index, 12)
        length = calendar.monthrange(year, month + 1)[1]
        for day in range(31):
            table[index, day] = date(year, month + 1, min(day + 1, length)).toordinal()
    table -= date(1970, 1, 1).toordinal()
    months = np.array([day.year * 12 + day.month - 1 - first_month for day in span])
    days_of_month = np.array([day.day - 1 for day in span])
    given_days = numbers(span)
    for amount in range(-24, 25):
        expected = table[months + amount, days_of_month]
        assert np.array_equal(days.add_months(given_days, amount), expected), amount


@pytest.mark.parametrize("months", [1, 3, 12])
def test_starts_and_ends(months: int) -> None:
    """The start and end of a month, quarter or year are its first and last day."""
    periods = by_period(months)
    own = [periods[in_period(day, months)] for day in ALL]
    same(days.month_start(NUMBERS, months), numbers([period[0] for period in own]))
    same(days.month_end(NUMBERS, months), numbers([period[-1] for period in own]))


@pytest.mark.parametrize("unit", ["month", "year"])
def test_starts_and_ends_against_pendulum(unit: str) -> None:
    """Starts and ends are those of pendulum."""
    months = {"month": 1, "year": 12}[unit]
    every = [pendulum.date(d.year, d.month, d.day) for d in ALL[::7]]
    assert np.array_equal(
        days.month_start(NUMBERS[::7], months), numbers([day.start_of(unit) for day in every])
    )
    assert np.array_equal(
        days.month_end(NUMBERS[::7], months), numbers([day.end_of(unit) for day in every])
    )


@pytest.mark.parametrize("wanted", range(1, 32))
def test_month_day(wanted: int) -> None:
    """A day of the month is that day, or the last where the month is shorter."""
    found = {
        (year, month): date(year, month, min(wanted, calendar.monthrange(year, month)[1]))
        for year in range(FIRST.year, LAST.year + 1)
        for month in range(1, 13)
    }
    same(days.month_day(NUMBERS, wanted), numbers([found[d.year, d.month] for d in ALL]))


def test_weekday() -> None:
    """Monday is 0 and Sunday 6, as in `date.weekday`."""
    same(days.weekday(NUMBERS), np.array([day.weekday() for day in ALL]))


@pytest.mark.slow
@pytest.mark.parametrize("wanted", range(7))
def test_weeks(wanted: int) -> None:
    """The start of a week, and the weekday on or after and on or before, are found by looking."""
    after = numbers([_look(day, wanted, 1) for day in ALL])
    before = numbers([_look(day, wanted, -1) for day in ALL])
    same(days.weekday_on_or_after(NUMBERS, wanted), after)
    same(days.weekday_on_or_before(NUMBERS, wanted), before)
    same(days.week_start(NUMBERS, wanted), before)


def _look(day: date, wanted: int, step: int) -> date:
    while day.weekday() != wanted:
        day += timedelta(days=step)
    return day


@pytest.mark.slow
@pytest.mark.parametrize("months", [1, 3, 12])
@pytest.mark.parametrize("nth", [1, 2, 4, 5, 13, -1, -2, -4, -5, -13])
def test_nth_weekday(months: int, nth: int) -> None:
    """The nth weekday of a period is the nth in a list of them, the last where there is no nth."""
    for wanted in range(7):
        found = {}
        for period, listed in weekdays_by_period(months, wanted).items():
            place = min(nth, len(listed)) - 1 if nth > 0 else max(nth, -len(listed))
            found[period] = listed[place]
        expected = numbers([found[key] for key in period_of[months]])
        same(days.nth_weekday(NUMBERS, wanted, nth, months), expected)


@cache
def weekdays_by_period(months: int, wanted: int) -> dict[tuple[int, int], list[date]]:
    """List the days of a weekday in each period, in order."""
    return {
        period: [day for day in members if day.weekday() == wanted]
        for period, members in by_period_of[months].items()
    }


by_period_of = {months: by_period(months) for months in (1, 3, 12)}
period_of = {months: [in_period(day, months) for day in ALL] for months in (1, 3, 12)}


# ---------------------------------------------------------------- by hand

TUE_2020_10_13, THU_2020_10_15 = date(2020, 10, 13), date(2020, 10, 15)
TUE_2020_03_31, SAT_2020_02_29 = date(2020, 3, 31), date(2020, 2, 29)


@pytest.mark.parametrize(
    ("day", "give", "expected"),
    [
        (TUE_2020_10_13, lambda d: days.add_days(d, -10), date(2020, 10, 3)),
        (THU_2020_10_15, lambda d: days.add_days(d, 2), date(2020, 10, 17)),
        (TUE_2020_03_31, lambda d: days.add_months(d, -1), SAT_2020_02_29),  # clipped
        (SAT_2020_02_29, lambda d: days.add_months(d, 1), date(2020, 3, 29)),  # no way back
        (SAT_2020_02_29, lambda d: days.add_months(d, 12), date(2021, 2, 28)),
        (SAT_2020_02_29, lambda d: days.add_months(d, 48), date(2024, 2, 29)),
        (date(2100, 1, 31), lambda d: days.add_months(d, 1), date(2100, 2, 28)),  # no leap year
        (date(2000, 1, 31), lambda d: days.add_months(d, 1), date(2000, 2, 29)),
        (date(1969, 12, 31), lambda d: days.add_months(d, -1), date(1969, 11, 30)),  # before 1970
        (TUE_2020_10_13, days.month_end, date(2020, 10, 31)),
        (TUE_2020_10_13, lambda d: days.month_end(d, 3), date(2020, 12, 31)),
        (TUE_2020_10_13, lambda d: days.nth_weekday(d, 4, -1), date(2020, 10, 30)),
        (TUE_2020_10_13, lambda d: days.nth_weekday(d, 0, 5), date(2020, 10, 26)),  # only four
    ],
)
def test_facts(day: date, give: Callable[[Days], Days], expected: date) -> None:
    """Dates worked out by hand come out."""
    assert one(give, day) == expected


def test_amounts_may_be_arrays() -> None:
    """An amount for each day moves each day by its own."""
    given_days = numbers([TUE_2020_03_31] * 3)
    amounts = days.array([-1, 0, 1])
    expected = numbers([SAT_2020_02_29, TUE_2020_03_31, date(2020, 4, 30)])
    assert days.add_months(given_days, amounts).tolist() == expected.tolist()
    columns = days.add_days(given_days[:, None], days.array([1, 2]))
    assert columns.shape == (3, 2)


# ---------------------------------------------------------------- what isn't a day


@pytest.mark.parametrize("name", MAPS)
def test_infinities_stay(name: str) -> None:
    """Every map leaves the infinities and `OUTSIDE` as they are."""
    assert MAPS[name](NOT_DAYS).tolist() == NOT_DAYS.tolist()


def test_what_is_finite() -> None:
    """The infinities and `OUTSIDE` aren't days; every number of a date is."""
    assert not days.is_finite(NOT_DAYS).any()
    assert days.is_finite(NUMBERS).all()
    assert days.find_day(PLUS_INFINITY) is None
    assert days.find_day(MINUS_INFINITY) is None
    assert days.find_day(0) == date(1970, 1, 1)


@pytest.mark.parametrize("name", MAPS)
def test_given_arrays_stay(name: str) -> None:
    """No map changes the array it is given."""
    given_days = NUMBERS[:400].copy()
    MAPS[name](given_days)
    assert given_days.tolist() == NUMBERS[:400].tolist()


@pytest.mark.parametrize("name", MAPS)
def test_every_map_is_monotone(name: str) -> None:
    """A later day never gives an earlier one: on each pair of neighbours, so on every pair."""
    assert (np.diff(MAPS[name](NUMBERS)) >= 0).all()


# ---------------------------------------------------------------- laws

months_of_a_century = st.integers(-1200, 1200)
century = st.integers(-36_600, 36_600)


def plus_days(day: date, amount: int) -> date:
    return one(lambda d: days.add_days(d, amount), day)


def plus_months(day: date, amount: int) -> date:
    return one(lambda d: days.add_months(d, amount), day)


@given(strategies.days(), century, century)
def test_days_compose(day: date, a: int, b: int) -> None:
    """L12: moving by a, then by b, moves by their sum; and there and back returns."""
    assert plus_days(plus_days(day, a), b) == plus_days(day, a + b)
    assert plus_days(plus_days(day, a), -a) == day


@given(strategies.days(), months_of_a_century)
def test_months_move_the_month(day: date, n: int) -> None:
    """L13: the month moves by exactly n; the day stays, or is the last where the month is shorter."""
    moved = plus_months(day, n)
    assert (moved.year * 12 + moved.month) - (day.year * 12 + day.month) == n
    assert moved.day == min(day.day, calendar.monthrange(moved.year, moved.month)[1])


@given(strategies.days(), months_of_a_century)
def test_months_there_and_back(day: date, n: int) -> None:
    """L14: n months there and back is never later and at most 3 days earlier; the same if not clipped."""
    moved = plus_months(day, n)
    back = plus_months(moved, -n)
    assert timedelta(0) <= day - back <= timedelta(days=3)
    assert (back == day) == (moved.day == day.day)


@given(strategies.days(), months_of_a_century, months_of_a_century)
def test_months_compose_up_to_the_28th(day: date, a: int, b: int) -> None:
    """L15: from a day up to the 28th, moving by a and then by b months moves by their sum."""
    assume(day.day <= 28)
    assert plus_months(plus_months(day, a), b) == plus_months(day, a + b)


@given(strategies.days(), st.integers(0, 400), st.integers(-24, 24))
def test_a_shift_before_months(day: date, k: int, n: int) -> None:
    """L16: a shift by k days before a move by months comes out as k, give or take 3."""
    shifted = plus_months(plus_days(day, k), n)
    assert k - 3 <= (shifted - plus_months(day, n)).days <= k + 3


@pytest.mark.parametrize(
    ("left", "right"),
    [
        (plus_months(plus_months(date(2024, 1, 31), 1), 1), plus_months(date(2024, 1, 31), 2)),
        (plus_months(plus_months(date(2023, 1, 31), 1), -1), date(2023, 1, 31)),
        (plus_days(plus_months(date(2023, 1, 30), 1), 1), plus_months(date(2023, 1, 31), 1)),
    ],
    ids=["months compose", "months invert", "months and days commute"],
)
def test_laws_that_do_not_hold(left: date, right: date) -> None:
    """Months are no numbers: each of these looks like a law and has a counter-example."""
    assert left != right
