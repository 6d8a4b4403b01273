"""Recurrences: their text, and the days on which a repeated duty falls."""

from __future__ import annotations

import calendar as months
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
from dateutil import rrule
from hypothesis import example, given
from hypothesis import strategies as st

import strategies
from relsched.dates.calendars import Calendars
from relsched.dates.recurrence import Frequency, Recurrence, ordinal
from relsched.dates.working_calendar import WorkingCalendar
from relsched.errors import TimingError
from relsched.timing.timings import Recurring, Timing

DAY, WORKING_DAY, WEEK = Frequency.DAY, Frequency.WORKING_DAY, Frequency.WEEK
MONTH, QUARTER, YEAR = Frequency.MONTH, Frequency.QUARTER, Frequency.YEAR
MONDAY, TUESDAY, WEDNESDAY, THURSDAY, FRIDAY, SATURDAY, SUNDAY = range(7)
MONTHS = {MONTH: 1, QUARTER: 3, YEAR: 12}
ONE_DAY = timedelta(days=1)
WEEKDAYS = Calendars().get("weekdays")
VN = Calendars().get("VN")


def days_of(
    rule: Recurrence, first: date, last: date, calendar: WorkingCalendar | None = None
) -> list[date]:
    """Give the days of a rule between two days."""
    return list(rule.occurrences(first, last, calendar))


# ---------------------------------------------------------------- by hand


@pytest.mark.parametrize(
    ("rule", "text", "first", "last", "expected"),
    [
        (Recurrence(DAY), "every day", "2020-02-27", "2020-03-01", "02-27 02-28 02-29 03-01"),
        (Recurrence(DAY, 3), "every 3 days", "2020-02-27", "2020-03-05", "02-27 03-01 03-04"),
        # 1 October 2020 is a Thursday.
        (Recurrence(WEEK), "every week", "2020-10-01", "2020-10-22", "10-01 10-08 10-15 10-22"),
        (Recurrence(WEEK, 2), "every 2 weeks", "2020-10-01", "2020-10-31", "10-01 10-15 10-29"),
        (
            Recurrence(WEEK, weekdays=(FRIDAY,)),
            "every Friday",
            *("2020-10-01", "2020-10-23", "10-02 10-09 10-16 10-23"),
        ),
        (
            Recurrence(WEEK, weekdays=(THURSDAY, MONDAY)),
            "every Monday and Thursday",
            *("2020-10-01", "2020-10-12", "10-01 10-05 10-08 10-12"),
        ),
        (
            Recurrence(WEEK, weekdays=(SUNDAY, WEDNESDAY, FRIDAY)),
            "every Wednesday, Friday and Sunday",
            *("2020-10-01", "2020-10-09", "10-02 10-04 10-07 10-09"),
        ),
        # Every other week counts from the first Wednesday of the span, the 7th, not from its first week.
        (
            Recurrence(WEEK, 2, weekdays=(WEDNESDAY,)),
            "every 2 weeks on Wednesday",
            *("2020-10-01", "2020-11-05", "10-07 10-21 11-04"),
        ),
        # From a Thursday on: the 2nd is of the first week, the Monday of that week has passed.
        (
            Recurrence(WEEK, 2, weekdays=(MONDAY, FRIDAY)),
            "every 2 weeks on Monday and Friday",
            *("2020-10-01", "2020-10-31", "10-02 10-12 10-16 10-26 10-30"),
        ),
        (
            Recurrence(MONTH),
            "every month",
            *("2020-01-31", "2020-05-31", "01-31 02-29 03-31 04-30 05-31"),  # clipped, not drifting
        ),
        (Recurrence(MONTH, 2), "every 2 months", "2020-01-15", "2020-06-01", "01-15 03-15 05-15"),
        (
            Recurrence(QUARTER),
            "every quarter",
            "2020-02-10",
            "2020-12-01",
            "02-10 05-10 08-10 11-10",
        ),
        (Recurrence(YEAR), "every year", "2020-02-29", "2020-12-31", "02-29"),
        (
            Recurrence(MONTH, month_day=25),
            "on the 25th of every month",
            *("2020-03-26", "2020-06-25", "04-25 05-25 06-25"),
        ),
        (
            Recurrence(MONTH, month_day=31),
            "on the 31st of every month",
            *("2020-02-01", "2020-05-31", "02-29 03-31 04-30 05-31"),
        ),
        (
            Recurrence(MONTH, month_day=1),
            "on the first of every month",
            *("2020-02-01", "2020-03-31", "02-01 03-01"),
        ),
        (
            Recurrence(MONTH, month_day=-1),
            "on the last day of every month",
            *("2020-02-01", "2020-04-29", "02-29 03-31"),
        ),
        (
            Recurrence(QUARTER, month_day=-1),
            "on the last day of every quarter",
            *("2020-02-10", "2020-12-31", "03-31 06-30 09-30 12-31"),
        ),
        (
            Recurrence(YEAR, month_day=-1),
            "on the last day of every year",
            *("2020-02-10", "2020-12-31", "12-31"),
        ),
        (
            Recurrence(YEAR, month_day=15, month=12),
            "on the 15th of December of every year",
            *("2020-12-15", "2021-12-14", "12-15"),  # both ends are part of the span
        ),
        (
            Recurrence(YEAR, month_day=-1, month=2),
            "on the last day of February of every year",
            *("2020-01-01", "2020-12-31", "02-29"),
        ),
        (
            Recurrence(MONTH, nth=1, weekdays=(MONDAY,)),
            "on the first Monday of every month",
            *("2020-10-06", "2020-12-31", "11-02 12-07"),
        ),
        # Only July and October of these months of 2020 have a fifth Friday.
        (
            Recurrence(MONTH, nth=5, weekdays=(FRIDAY,)),
            "on the 5th Friday of every month",
            *("2020-06-01", "2020-11-30", "07-31 10-30"),
        ),
        (
            Recurrence(MONTH, nth=-1, weekdays=(FRIDAY,)),
            "on the last Friday of every month",
            *("2020-09-26", "2020-11-30", "10-30 11-27"),
        ),
        (
            Recurrence(MONTH, nth=-2, weekdays=(SUNDAY,)),
            "on the 2nd last Sunday of every month",
            *("2020-10-01", "2020-10-31", "10-18"),
        ),
        (
            Recurrence(QUARTER, nth=1, weekdays=(MONDAY,)),
            "on the first Monday of every quarter",
            *("2020-01-01", "2020-12-31", "01-06 04-06 07-06 10-05"),
        ),
    ],
)
def test_days_by_hand(rule: Recurrence, text: str, first: str, last: str, expected: str) -> None:
    """Each form of the table has its text and falls on the days counted by hand."""
    assert str(rule) == text
    found = days_of(rule, date.fromisoformat(first), date.fromisoformat(last))
    assert found == [date.fromisoformat(f"2020-{day}") for day in expected.split()]


@pytest.mark.parametrize(
    ("rule", "text", "calendar", "first", "last", "expected"),
    [
        # Reunification Day is Thu 30 April, Labour Day Fri 1 May: the week has three working days.
        (
            Recurrence(WORKING_DAY),
            "every working day",
            *(VN, "2020-04-27", "2020-05-05"),
            "2020-04-27 2020-04-28 2020-04-29 2020-05-04 2020-05-05",
        ),
        # Mon 29 April 2019 was swapped against Sat 4 May; 30 April and 1 May are days off.
        (
            Recurrence(WORKING_DAY, calendar="VN"),
            "every working day in VN",
            *(VN, "2019-04-26", "2019-05-06"),
            "2019-04-26 2019-05-02 2019-05-03 2019-05-04 2019-05-06",
        ),
        (
            Recurrence(MONTH, nth_working_day=-1),
            "on the last working day of every month",
            *(WEEKDAYS, "2020-01-01", "2020-06-15"),
            "2020-01-31 2020-02-28 2020-03-31 2020-04-30 2020-05-29",
        ),
        (
            Recurrence(MONTH, nth_working_day=1, calendar="VN"),
            "on the first working day in VN of every month",
            *(VN, "2020-01-02", "2020-05-31"),
            "2020-01-02 2020-02-03 2020-03-02 2020-04-01 2020-05-04",
        ),
        (
            Recurrence(MONTH, nth_working_day=-2),
            "on the 2nd last working day of every month",
            *(WEEKDAYS, "2020-10-01", "2020-11-30"),
            "2020-10-29 2020-11-27",
        ),
        (
            Recurrence(QUARTER, nth_working_day=3),
            "on the 3rd working day of every quarter",
            *(WEEKDAYS, "2020-01-01", "2020-12-31"),
            "2020-01-03 2020-04-03 2020-07-03 2020-10-05",
        ),
        # August and November of 2020 have 21 working days only.
        (
            Recurrence(MONTH, nth_working_day=22),
            "on the 22nd working day of every month",
            *(WEEKDAYS, "2020-07-01", "2020-11-30"),
            "2020-07-30 2020-09-30 2020-10-30",
        ),
    ],
)
def test_working_days_by_hand(
    rule: Recurrence,
    text: str,
    calendar: WorkingCalendar,
    first: str,
    last: str,
    expected: str,
) -> None:
    """Working days are counted in the calendar inside their period; one that it lacks is left out."""
    assert str(rule) == text
    assert rule.needs_calendar
    found = days_of(rule, date.fromisoformat(first), date.fromisoformat(last), calendar)
    assert found == [date.fromisoformat(day) for day in expected.split()]


def test_over_years() -> None:
    """A leap day's yearly duty is clipped in common years and comes back in leap years."""
    found = days_of(Recurrence(YEAR), date(2020, 2, 29), date(2024, 3, 1))
    leap_days = ["2020-02-29", "2021-02-28", "2022-02-28", "2023-02-28", "2024-02-29"]
    assert [day.isoformat() for day in found] == leap_days
    named = Recurrence(YEAR, month_day=29, month=2)
    assert str(named) == "on the 29th of February of every year"
    assert days_of(named, date(2020, 2, 1), date(2024, 3, 1)) == found


def test_every_other_year_counts_from_the_first_year() -> None:
    """Every 2 years begin with the year of the first day, even if its day has passed, as with months."""
    rule = Recurrence(YEAR, 2, month_day=15, month=12)
    assert str(rule) == "on the 15th of December of every 2 years"
    assert days_of(rule, date(2020, 12, 20), date(2024, 12, 31)) == [
        *(date(2022, 12, 15), date(2024, 12, 15)),
    ]


@pytest.mark.parametrize("rule", [Recurrence(WORKING_DAY), Recurrence(MONTH, nth_working_day=1)])
def test_working_days_need_a_calendar(rule: Recurrence) -> None:
    """Without a calendar the days can't be reported, and nothing is guessed."""
    with pytest.raises(ValueError, match="needs a working calendar"):
        days_of(rule, date(2020, 1, 1), date(2020, 12, 31))
    assert not Recurrence(MONTH, month_day=25).needs_calendar


@pytest.mark.parametrize(
    "rule",
    [
        *(Recurrence(frequency) for frequency in (DAY, WEEK, MONTH, QUARTER, YEAR)),
        Recurrence(MONTH, month_day=31),
        Recurrence(YEAR, nth=-1, weekdays=(SUNDAY,)),
        Recurrence(WEEK, 1_000, weekdays=(MONDAY,)),
    ],
)
def test_a_span_reversed_has_no_days(rule: Recurrence) -> None:
    """From a day to an earlier one there is nothing; from a day to itself at most that day."""
    assert days_of(rule, date(2020, 10, 2), date(2020, 10, 1)) == []
    assert days_of(rule, date(2020, 10, 1), date(2020, 10, 1)) in ([], [date(2020, 10, 1)])


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        (Recurrence(YEAR), date(9998, 1, 1)),
        (Recurrence(YEAR, month_day=-1), date(9998, 12, 31)),
        (Recurrence(YEAR, month_day=31, month=12), date(9998, 12, 31)),
        (Recurrence(QUARTER, month_day=-1), date(9998, 12, 31)),
        (Recurrence(MONTH, month_day=31), date(9998, 12, 31)),
        (Recurrence(MONTH, nth=1, weekdays=(TUESDAY,)), date(9998, 12, 1)),
        (Recurrence(YEAR, 1_000), date(9990, 1, 1)),
        (Recurrence(DAY), date(9998, 12, 31)),
        (Recurrence(WEEK, weekdays=(THURSDAY,)), date(9998, 12, 31)),
    ],
)
def test_the_last_year_there_is(rule: Recurrence, expected: date) -> None:
    """Duties reach the end of the widest horizon without stumbling over the end of the calendar."""
    assert days_of(rule, date(9990, 1, 1), date(9998, 12, 31))[-1] == expected


@pytest.mark.parametrize("nth", [1, 2, -1, -2])
def test_the_edges_of_a_calendar(nth: int) -> None:
    """A duty inside the years that a calendar covers needs no day outside them."""
    first, last = date(2020, 1, 1), date(2020, 3, 31)
    calendar = WorkingCalendar.from_rules("small", first=first, last=last)
    rule = Recurrence(MONTH, nth_working_day=nth)
    assert days_of(rule, first, last, calendar) == list(by_counting(rule, first, last, calendar))
    middle = date(2020, 3, 15)
    assert days_of(rule, first, middle, calendar) == [
        day for day in by_counting(rule, first, last, calendar) if day <= middle
    ]


# ---------------------------------------------------------------- other witnesses


def by_rrule(rule: Recurrence, first: date, last: date) -> list[date]:
    """Find the days of a rule without working days with dateutil."""
    frequency: Any = {DAY: rrule.DAILY, WEEK: rrule.WEEKLY}.get(rule.frequency, rrule.MONTHLY)
    more: dict[str, Any] = {}
    interval, begin = rule.interval, first
    if rule.frequency is WEEK and rule.weekdays:
        more["byweekday"] = rule.weekdays
        while begin.weekday() not in rule.weekdays:
            begin += ONE_DAY
    elif rule.frequency in MONTHS:
        size = MONTHS[rule.frequency]
        interval *= size
        begin = first.replace(day=1)
        if rule.nth is not None or rule.month_day is not None:  # the period begins at its own start
            month = (first.month - 1) // size * size + (size if rule.month_day == -1 else 1)
            begin = date(first.year, month, 1)
        if rule.nth is not None:
            weekday = rrule.weekday(rule.weekdays[0])(rule.nth)
            more["byweekday"] = weekday
            frequency = rrule.MONTHLY if size == 1 else rrule.YEARLY
            interval = rule.interval
        if rule.month is not None:
            begin, frequency, interval = date(first.year, 1, 1), rrule.YEARLY, rule.interval
            more["bymonth"] = rule.month
        if rule.nth is not None:
            pass
        elif rule.month_day == -1:
            more["bymonthday"] = -1
        else:
            wanted = rule.month_day or first.day
            more["bymonthday"] = wanted if wanted < 29 else range(28, wanted + 1)
            more["bysetpos"] = -1
    made = rrule.rrule(
        frequency,
        interval=interval,
        dtstart=datetime.combine(begin, time()),
        until=datetime.combine(last, time()),
        wkst=rrule.MO,
        **more,
    )
    return [moment.date() for moment in made if moment.date() >= first]


def by_counting(
    rule: Recurrence, first: date, last: date, calendar: WorkingCalendar | None
) -> Iterator[date]:
    """Find the nth weekday or working day of each period by looking at every day of it."""
    size = MONTHS[rule.frequency]
    year, month = first.year, (first.month - 1) // size * size + 1
    while date(year, month, 1) <= last:
        over = month + size - 1
        day, end = date(year, month, 1), date(year, over, months.monthrange(year, over)[1])
        fitting = []
        while day <= end:
            if calendar is None:
                fits = day.weekday() in rule.weekdays
            else:
                fits = day in calendar.covers and calendar.is_open(day)
            fitting += [day] if fits else []
            day += ONE_DAY
        nth = rule.nth if rule.nth is not None else rule.nth_working_day
        assert nth is not None
        index = nth - 1 if nth > 0 else nth
        if -len(fitting) <= index < len(fitting) and first <= fitting[index] <= last:
            yield fitting[index]
        month += size * rule.interval
        year, month = year + (month - 1) // 12, (month - 1) % 12 + 1


def plain_rules() -> st.SearchStrategy[Recurrence]:
    """Rules without working days."""
    intervals = st.one_of(st.integers(1, 5), st.integers(1, 40))
    weekdays = st.sets(st.integers(0, 6), min_size=1).map(tuple)
    nths = st.one_of(st.integers(1, 5), st.integers(-5, -1))
    return st.one_of(
        st.builds(Recurrence, st.sampled_from([DAY, WEEK, MONTH, QUARTER, YEAR]), intervals),
        st.builds(Recurrence, st.just(WEEK), intervals, weekdays=weekdays),
        st.builds(
            Recurrence,
            st.sampled_from([MONTH, QUARTER, YEAR]),
            intervals,
            month_day=st.one_of(st.integers(1, 28), st.just(-1)),
        ),
        st.builds(Recurrence, st.just(MONTH), intervals, month_day=st.integers(28, 31)),
        st.builds(
            lambda interval, day: Recurrence(YEAR, interval, month_day=day.day, month=day.month),
            intervals,
            st.dates(date(2020, 1, 1), date(2020, 12, 31)),  # a leap year
        ),
        st.builds(
            Recurrence, st.just(YEAR), intervals, month_day=st.just(-1), month=st.integers(1, 12)
        ),
        st.builds(
            Recurrence,
            st.sampled_from([MONTH, YEAR]),
            intervals,
            weekdays=st.integers(0, 6).map(lambda day: (day,)),
            nth=nths,
        ),
    )


@given(plain_rules(), strategies.days(), st.integers(0, 1_500))
@example(Recurrence(WEEK, 2, weekdays=(MONDAY,)), date(2020, 10, 1), 60)
@example(Recurrence(MONTH), date(2019, 12, 31), 800)
@example(Recurrence(YEAR, month_day=29, month=2), date(1896, 2, 29), 3_000)
@example(Recurrence(YEAR, 3, month_day=15, month=12), date(2020, 12, 20), 3_000)
@example(Recurrence(YEAR, nth=5, weekdays=(FRIDAY,)), date(2020, 2, 1), 900)
def test_days_agree_with_dateutil(rule: Recurrence, first: date, length: int) -> None:
    """Without working days, a rule falls where dateutil's rule of the same meaning falls."""
    last = first + timedelta(days=length)
    assert days_of(rule, first, last) == by_rrule(rule, first, last)


@given(st.integers(0, 6), st.integers(-14, 14).filter(bool), st.integers(1, 3), strategies.days())
def test_weekdays_of_quarters(weekday: int, nth: int, interval: int, first: date) -> None:
    """The nth weekday of a quarter is the one that counting finds; a missing one is left out."""
    rule = Recurrence(QUARTER, interval, weekdays=(weekday,), nth=nth)
    last = first + timedelta(days=1_000)
    assert days_of(rule, first, last) == list(by_counting(rule, first, last, None))


@given(strategies.calendars_and_days(2))
def test_every_working_day(drawn: tuple[WorkingCalendar, list[date]]) -> None:
    """Every working day is every open day of the span."""
    calendar, (first, last) = drawn
    found = days_of(Recurrence(WORKING_DAY), first, last, calendar)
    count = (last - first).days + 1
    assert found == [
        day for k in range(count) if calendar.is_open(day := first + timedelta(days=k))
    ]


@given(
    st.integers(-30, 30).filter(bool),
    st.sampled_from([MONTH, QUARTER]),
    strategies.vietnamese_days(),
    st.integers(0, 400),
)
@example(22, MONTH, date(2020, 2, 1), 200)
def test_nth_working_day(nth: int, frequency: Frequency, first: date, length: int) -> None:
    """The nth working day of a period is the one that counting finds; a missing one is left out."""
    rule = Recurrence(frequency, nth_working_day=nth)
    last = min(first + timedelta(days=length), date(2099, 9, 30))
    assert days_of(rule, first, last, VN) == list(by_counting(rule, first, last, VN))


# ---------------------------------------------------------------- laws


@given(plain_rules(), strategies.days(), st.integers(0, 700), st.integers(0, 700))
def test_a_longer_span_only_adds(rule: Recurrence, first: date, length: int, more: int) -> None:
    """A later end leaves the days before it as they are; days come in order, none twice."""
    short = days_of(rule, first, first + timedelta(days=length))
    long = days_of(rule, first, first + timedelta(days=length + more))
    assert long[: len(short)] == short
    assert long == sorted(set(long))
    assert all(first <= day <= first + timedelta(days=length + more) for day in long)


def all_rules() -> st.SearchStrategy[Recurrence]:
    """Rules of every form."""
    named = st.one_of(st.none(), st.sampled_from(["VN", "weekdays", "VN+US"]))
    nths = st.one_of(st.integers(1, 60), st.integers(-60, -1))
    return st.one_of(
        plain_rules(),
        st.builds(Recurrence, st.just(WORKING_DAY), calendar=named),
        st.builds(
            Recurrence,
            st.sampled_from([MONTH, QUARTER, YEAR]),
            st.integers(1, 1_000),
            nth_working_day=nths,
            calendar=named,
        ),
    )


@given(all_rules())
def test_text_and_rule_are_inverse(rule: Recurrence) -> None:
    """A timing reads the text of a rule back as the same rule, with or without a span."""
    for span in ("", " from 2020-01-01 until congress"):
        timing = Timing.parse(f"{rule}{span}")
        assert isinstance(timing, Recurring)
        assert timing.recurrence == rule
        assert str(timing) == f"{rule}{span}"


@given(all_rules(), all_rules())
def test_equal_means_the_same_text(one: Recurrence, other: Recurrence) -> None:
    """Two rules are equal exactly when their texts are."""
    assert (one == other) == (str(one) == str(other))
    if one == other:
        assert hash(one) == hash(other)


def test_weekdays_are_a_set() -> None:
    """In which order and how often a weekday is named makes no difference."""
    assert Recurrence(WEEK, weekdays=(4, 0, 4)) == Recurrence(WEEK, weekdays=(0, 4))
    assert str(Recurrence(WEEK, weekdays=(4, 0, 4))) == "every Monday and Friday"


# ---------------------------------------------------------------- what can't be


@pytest.mark.parametrize("interval", [0, -1, 1_001, 10**12])
def test_intervals_out_of_range(interval: int) -> None:
    """A duty repeats every 1 to 1000 periods."""
    with pytest.raises(TimingError) as caught:
        Recurrence(DAY, interval)
    assert (caught.value.code, caught.value.value) == ("recurrence-form", str(interval))
    assert str(Recurrence(DAY, 1_000)) == "every 1000 days"


@pytest.mark.parametrize("day", [0, 32, -2, 100])
def test_days_of_the_month_out_of_range(day: int) -> None:
    """A day of the month is one of 1 to 31, or the last."""
    with pytest.raises(TimingError) as caught:
        Recurrence(MONTH, month_day=day)
    assert caught.value.code == "recurrence-form"


@pytest.mark.parametrize(
    "parts",
    [
        {"frequency": MONTH, "month_day": 25, "nth_working_day": 1},  # two places
        {"frequency": MONTH, "month_day": 25, "nth": 1, "weekdays": (MONDAY,)},
        {"frequency": MONTH, "nth": 1},  # the first of which weekday?
        {"frequency": MONTH, "nth": 1, "weekdays": (MONDAY, FRIDAY)},
        {"frequency": MONTH, "nth": 0, "weekdays": (MONDAY,)},
        {"frequency": MONTH, "nth_working_day": 0},
        {"frequency": MONTH, "weekdays": (MONDAY,)},  # that would be every week
        {"frequency": DAY, "weekdays": (MONDAY,)},
        {"frequency": WEEK, "month_day": 25},
        {"frequency": WEEK, "weekdays": (7,)},
        {"frequency": WEEK, "weekdays": (-1,)},
        {"frequency": WORKING_DAY, "interval": 2},  # its text has no place for the number
        {"frequency": MONTH, "month_day": 25, "calendar": "VN"},
        {"frequency": MONTH, "month_day": 15, "month": 12},  # a month has no months
        {"frequency": YEAR, "month": 12},  # which day of it?
        {"frequency": YEAR, "nth": 1, "weekdays": (MONDAY,), "month": 12},
        {"frequency": YEAR, "nth_working_day": 1, "month": 12},
        {"frequency": YEAR, "month_day": 30, "month": 2},  # no year has such a day
        {"frequency": YEAR, "month_day": 31, "month": 4},
        {"frequency": YEAR, "month_day": 15, "month": 0},
        {"frequency": YEAR, "month_day": 15, "month": 13},
    ],
)
def test_parts_that_contradict_each_other(parts: dict[str, Any]) -> None:
    """A rule whose parts don't fit together is refused when it is made, not read in some way."""
    with pytest.raises(TimingError) as caught:
        Recurrence(**parts)
    assert caught.value.code == "recurrence-form"
    assert caught.value.text("vi") != caught.value.text("en")


@pytest.mark.parametrize(
    ("number", "text"),
    [
        *((1, "first"), (2, "2nd"), (3, "3rd"), (4, "4th"), (10, "10th"), (11, "11th")),
        *((12, "12th"), (13, "13th"), (20, "20th"), (21, "21st"), (22, "22nd"), (23, "23rd")),
        *((31, "31st"), (101, "101st"), (111, "111th"), (112, "112th"), (113, "113th")),
        *((-1, "last"), (-2, "2nd last"), (-11, "11th last"), (-21, "21st last")),
    ],
)
def test_ordinals(number: int, text: str) -> None:
    """Places in a row are written as people write them."""
    assert ordinal(number) == text


# ---------------------------------------------------------------- a mutant that the laws must catch


def test_a_drifting_month_is_caught() -> None:
    """Adding a month to the clipped day before, a common slip, isn't what a rule does."""
    first = date(2020, 1, 31)
    drifting = [first]
    while len(drifting) < 4:
        day = drifting[-1]
        following = date(day.year, day.month + 1, 1)
        size = months.monthrange(following.year, following.month)[1]
        drifting.append(following.replace(day=min(day.day, size)))
    found = days_of(Recurrence(MONTH), first, date(2020, 4, 30))
    assert found == by_rrule(Recurrence(MONTH), first, date(2020, 4, 30))
    assert found != drifting
