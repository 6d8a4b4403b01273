"""Offsets: their text, when two are the same, and where they take a day."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import numpy as np
import pendulum
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

import strategies
from relsched.dates import offsets
from relsched.dates.calendars import Calendars
from relsched.dates.days import MINUS_INFINITY, OUTSIDE, PLUS_INFINITY
from relsched.dates.offsets import LIMITS, Direction, Offset, apply_day_part, unit_named
from relsched.dates.working_calendar import WorkingCalendar
from relsched.errors import OutOfRangeError, TimingError
from relsched.plan.items import Deadline, Event
from relsched.plan.plan import Plan
from relsched.schedule.resolver import resolve
from relsched.timing.points import Shifted
from relsched.timing.timings import Timing, to_timing

BEFORE, AFTER = Direction.BEFORE, Direction.AFTER
EPOCH = date(1970, 1, 1)
ONE_DAY = timedelta(days=1)
WEEKDAYS, VN = (Calendars().get(name) for name in ("weekdays", "VN"))

# What people write, and what it is in parts.
TEXTS: list[tuple[str, dict[str, Any]]] = [
    ("1 day", {"days": 1}),
    ("0 days", {"days": 0}),
    ("10 days", {"days": 10}),
    ("1 month", {"months": 1}),
    ("2 years", {"years": 2}),
    ("1 year and 6 months", {"years": 1, "months": 6}),
    ("3 weeks and 2 days", {"weeks": 3, "days": 2}),
    ("1 working day", {"working_days": 1}),
    ("2 working days in VN", {"working_days": 2, "calendar": "VN"}),
    ("1 working day in VN", {"working_days": 1, "calendar": "VN"}),
    ("0 working days in VN+US", {"working_days": 0, "calendar": "VN+US"}),
    ("21 clear days", {"clear_days": 21}),
    ("1 clear day", {"clear_days": 1}),
    ("30 minutes", {"minutes": 30}),
    ("1 hour and 30 minutes", {"hours": 1, "minutes": 30}),
    ("1 month and 10 clear days", {"months": 1, "clear_days": 10}),
    ("1 month, 2 weeks and 3 days", {"months": 1, "weeks": 2, "days": 3}),
    (
        "1 year, 2 months, 3 weeks, 4 days, 5 working days in VN, 6 hours and 7 minutes",
        {
            "years": 1,
            "months": 2,
            "weeks": 3,
            "days": 4,
            "working_days": 5,
            "calendar": "VN",
            "hours": 6,
            "minutes": 7,
        },
    ),
]


def number(day: date) -> int:
    """Count the days since 1970-01-01 with datetime."""
    return (day - EPOCH).days


def moved(
    day: date, offset: Offset, direction: Direction, calendar: WorkingCalendar | None = None
) -> date:
    """Move one day by an offset."""
    (value,) = apply_day_part(np.array([number(day)]), offset, direction, calendar)
    return EPOCH + timedelta(days=int(value))


def by_steps(
    day: date, offset: Offset, direction: Direction, calendar: WorkingCalendar | None
) -> date:
    """Move one day with pendulum and datetime, by the words of the reference."""
    sign = -1 if direction is BEFORE else 1
    months = 12 * (offset.years or 0) + (offset.months or 0)
    shown = pendulum.date(day.year, day.month, day.day).add(months=sign * months)
    day = date(shown.year, shown.month, shown.day)
    span = 7 * (offset.weeks or 0) + (offset.days or 0)
    if offset.clear_days is not None:
        span = offset.clear_days + 1
    day += sign * span * ONE_DAY
    if offset.working_days is None:
        return day
    assert calendar is not None
    if offset.working_days == 0:
        while not calendar.is_open(day):
            day += sign * ONE_DAY
    for _ in range(offset.working_days):
        day += sign * ONE_DAY
        while not calendar.is_open(day):
            day += sign * ONE_DAY
    return day


# ---------------------------------------------------------------- text


@pytest.mark.parametrize(("text", "parts"), TEXTS)
def test_text_and_parts(text: str, parts: dict[str, Any]) -> None:
    """An offset is read from its text and written as it."""
    offset = Offset(**parts)
    assert str(offset) == text
    assert Offset.parse(text) == offset
    assert str(Offset.parse(text)) == text


@pytest.mark.parametrize(
    ("text", "canonical"),
    [
        ("  10   days ", "10 days"),
        ("1 days", "1 day"),
        ("2 day", "2 days"),
        ("007 days", "7 days"),
        ("1 week and 1 week", None),
        ("2 days and 3 weeks", "3 weeks and 2 days"),
        ("30 minutes,1 hour", "1 hour and 30 minutes"),
        ("1 month , 2 days  and 3 weeks", "1 month, 3 weeks and 2 days"),
        ("5 working  days  in  VN", "5 working days in VN"),
        ("2 weeks\tand\n1 day", "2 weeks and 1 day"),
    ],
)
def test_other_ways_to_write_it(text: str, canonical: str | None) -> None:
    """Spaces, order and the plural may be written freely; a unit may come once."""
    if canonical is None:
        with pytest.raises(TimingError) as caught:
            Offset.parse(text)
        assert (caught.value.code, caught.value.fix) == ("offset-form", "add the two amounts up")
    else:
        assert str(Offset.parse(text)) == canonical


def amounts(unit: str) -> st.SearchStrategy[int | None]:
    """Amounts of a unit, or None where it isn't given."""
    most = LIMITS[unit]
    return st.one_of(st.none(), st.integers(0, min(3, most)), st.integers(0, most), st.just(most))


@st.composite
def drawn_offsets(draw: st.DrawFn) -> Offset:
    """Offsets of all shapes, at most one of days with weeks and clear days."""
    names = list(LIMITS)
    parts: dict[str, Any] = {name: draw(amounts(name)) for name in names}
    if draw(st.booleans()):
        parts |= {"days": None, "weeks": None}
    else:
        parts["clear_days"] = None
    if all(value is None for value in parts.values()):
        parts[draw(st.sampled_from([n for n in names if n != "clear_days"]))] = 1
    if parts["working_days"] is not None:
        parts["calendar"] = draw(st.sampled_from([None, "VN", "VN+US", "own_calendar-2", "A~B"]))
    return Offset(**parts)


@given(drawn_offsets())
@example(Offset(working_days=1, calendar="VN"))
@example(Offset(months=1, working_days=1, calendar="VN"))
def test_parse_and_str_are_inverse(offset: Offset) -> None:
    """Every offset comes back from its text, part for part."""
    back = Offset.parse(str(offset))
    assert list(back.parts()) == list(offset.parts())
    assert (back.calendar, back, str(back)) == (offset.calendar, offset, str(offset))


@given(drawn_offsets(), st.sampled_from(["before", "after"]))
def test_a_timing_reads_the_same_text(offset: Offset, direction: str) -> None:
    """An offset reads the same inside a timing, where hours and days are counted from an event."""
    timing = Timing.parse(f"{offset} {direction} congress")
    assert str(timing) == f"{offset} {direction} congress"
    (point,) = (p for p in timing.points if isinstance(p, Shifted))
    assert (point.offset, point.direction) == (offset, Direction(direction))


# ---------------------------------------------------------------- equality


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("1 week", "7 days", True),
        ("1 week and 1 day", "8 days", True),
        ("1 year", "12 months", True),
        ("1 year and 1 month", "13 months", True),
        ("1 hour", "60 minutes", True),
        ("0 days", "0 weeks", True),
        ("0 days", "0 months", True),
        ("1 month and 0 days", "1 month", True),
        ("1 month", "30 days", False),
        ("1 year", "365 days", False),
        ("1 year", "52 weeks", False),
        ("24 hours", "1 day", False),
        ("0 hours", "0 days", False),  # only one of them needs a time
        ("0 working days", "0 days", False),  # only one of them rolls
        ("5 working days", "7 days", False),
        ("5 working days", "5 working days in VN", False),
        ("7 clear days", "7 days", False),
        (
            "7 clear days",
            "8 days",
            False,
        ),  # a convention may count the days, not the clear days, clear
    ],
)
def test_equal_when_they_always_move_alike(one: str, other: str, same: bool) -> None:
    """Two offsets are equal when they move every day alike, however they are written."""
    first, second = Offset.parse(one), Offset.parse(other)
    assert (first == second) is same
    if same:
        assert hash(first) == hash(second)


def test_an_offset_is_no_other_thing() -> None:
    """An offset isn't equal to its text or a number, and can't be changed."""
    assert Offset(days=10) != "10 days"
    assert Offset(days=10) != 10
    with pytest.raises(AttributeError):
        Offset(days=10).days = 11  # type: ignore[misc]


@pytest.mark.parametrize(
    ("text", "clock", "day_part", "pure"),
    [
        ("10 days", False, True, True),
        ("2 weeks", False, True, True),
        ("10 clear days", False, True, True),
        ("1 month", False, True, False),
        ("1 working day", False, True, False),
        ("30 minutes", True, False, False),
        ("1 day and 2 hours", True, True, False),
        ("0 months", False, True, True),
    ],
)
def test_what_an_offset_counts(text: str, clock: bool, day_part: bool, pure: bool) -> None:
    """It can be asked whether an offset has hours, has days, or is nothing but days."""
    offset = Offset.parse(text)
    assert (offset.has_clock, offset.has_day_part, offset.is_pure_days) == (clock, day_part, pure)


# ---------------------------------------------------------------- where a day goes


@pytest.mark.parametrize(
    ("day", "text", "direction", "expected"),
    [
        ("2020-10-13", "10 days", BEFORE, "2020-10-03"),
        ("2020-10-15", "2 days", AFTER, "2020-10-17"),
        ("2020-10-13", "0 days", BEFORE, "2020-10-13"),
        ("2020-03-31", "1 month", BEFORE, "2020-02-29"),
        ("2019-03-31", "1 month", BEFORE, "2019-02-28"),
        ("2020-01-31", "1 month", AFTER, "2020-02-29"),
        ("2020-02-29", "1 year", AFTER, "2021-02-28"),
        ("2020-02-29", "4 years", AFTER, "2024-02-29"),
        ("2020-01-31", "1 year and 1 month", AFTER, "2021-02-28"),  # thirteen months at once
        ("2020-02-29", "1 year and 12 months", AFTER, "2022-02-28"),
        ("2020-12-31", "2 months", AFTER, "2021-02-28"),
        ("2020-01-15", "1 month", BEFORE, "2019-12-15"),
        # Months before days: 30 January, 29 February, 1 March. (Days first would give 29 February.)
        ("2020-01-30", "1 month and 1 day", AFTER, "2020-03-01"),
        # 31 March, 29 February, 28 February. (Days first would give 29 February.)
        ("2020-03-31", "1 month and 1 day", BEFORE, "2020-02-28"),
        ("2020-10-13", "3 weeks and 2 days", AFTER, "2020-11-05"),
        ("2020-10-13", "10 clear days", BEFORE, "2020-10-02"),  # ten days lie between
        ("2020-10-13", "0 clear days", AFTER, "2020-10-14"),
        ("2020-01-30", "1 month and 1 clear day", AFTER, "2020-03-02"),
    ],
)
def test_days_by_hand(day: str, text: str, direction: Direction, expected: str) -> None:
    """Days, weeks, months and years lead where counting on a calendar leads."""
    assert moved(date.fromisoformat(day), Offset.parse(text), direction).isoformat() == expected


@pytest.mark.parametrize(
    ("day", "text", "direction", "calendar", "expected"),
    [
        ("2020-10-09", "1 working day", AFTER, WEEKDAYS, "2020-10-12"),  # Friday to Monday
        ("2020-10-10", "1 working day", AFTER, WEEKDAYS, "2020-10-12"),  # Saturday: Monday is 1
        ("2020-10-10", "2 working days", AFTER, WEEKDAYS, "2020-10-13"),
        ("2020-10-10", "1 working day", BEFORE, WEEKDAYS, "2020-10-09"),
        ("2020-10-09", "0 working days", AFTER, WEEKDAYS, "2020-10-09"),  # open: it stays
        ("2020-10-10", "0 working days", AFTER, WEEKDAYS, "2020-10-12"),
        ("2020-10-11", "0 working days", BEFORE, WEEKDAYS, "2020-10-09"),
        ("2019-05-02", "2 working days", AFTER, VN, "2019-05-04"),  # a Saturday worked for a Monday
        ("2026-02-12", "1 working day", AFTER, VN, "2026-02-13"),
        ("2026-02-13", "1 working day", AFTER, VN, "2026-02-23"),  # Tết lies between
        # Days before working days: Thursday and 2 days is Saturday, and 1 working day on is Monday.
        # (The other way round: Friday and 2 days would be Sunday.)
        ("2020-10-08", "2 days and 1 working day", AFTER, WEEKDAYS, "2020-10-12"),
        ("2020-09-11", "1 month and 0 working days", AFTER, WEEKDAYS, "2020-10-12"),
    ],
)
def test_working_days_by_hand(
    day: str, text: str, direction: Direction, calendar: WorkingCalendar, expected: str
) -> None:
    """Working days are counted in the calendar, after all longer units."""
    found = moved(date.fromisoformat(day), Offset.parse(text), direction, calendar)
    assert found.isoformat() == expected


DIRECTIONS = st.sampled_from([BEFORE, AFTER])


@given(strategies.days(), st.integers(-1_200, 1_200))
def test_months_agree_with_pendulum(day: date, months: int) -> None:
    """A month forth or back is pendulum's month, month ends and leap days included."""
    direction = AFTER if months >= 0 else BEFORE
    expected = pendulum.date(day.year, day.month, day.day).add(months=months)
    found = moved(day, Offset(months=abs(months)), direction)
    assert (found.year, found.month, found.day) == (expected.year, expected.month, expected.day)


def test_years_and_months_of_four_hundred_years() -> None:
    """Adding 1 to 24 months agrees with pendulum on each last day and 29th, 30th of 400 years."""
    days = [date(year, month, 1) - ONE_DAY for year in range(1801, 2201) for month in range(1, 13)]
    values = np.array([number(day) for day in days])
    for months in (1, 6, 12, 13, 24):
        for direction, sign in ((BEFORE, -1), (AFTER, 1)):
            offset = Offset(years=months // 12, months=months % 12)
            found = apply_day_part(values, offset, direction, None)
            expected = [
                number(date(p.year, p.month, p.day))
                for p in (
                    pendulum.date(d.year, d.month, d.day).add(months=sign * months) for d in days
                )
            ]
            assert found.tolist() == expected


@given(
    st.builds(
        Offset,
        years=st.one_of(st.none(), st.integers(0, 3)),
        months=st.one_of(st.none(), st.integers(0, 15)),
        weeks=st.one_of(st.none(), st.integers(0, 6)),
        days=st.integers(0, 45),
        working_days=st.one_of(st.none(), st.integers(0, 15)),
    ),
    DIRECTIONS,
    st.one_of(
        st.sampled_from([date(2020, 1, 31), date(2024, 2, 29), date(2025, 4, 26)]),
        st.dates(date(1960, 1, 1), date(2090, 12, 31)),
    ),
)
def test_composites_are_applied_longest_first(
    offset: Offset, direction: Direction, day: date
) -> None:
    """Years and months at once, then weeks and days, then working days: as done step by step."""
    assert moved(day, offset, direction, VN) == by_steps(day, offset, direction, VN)


@given(strategies.days(), strategies.days(), drawn_offsets(), DIRECTIONS)
def test_a_later_day_never_leads_to_an_earlier_one(
    one: date, other: date, offset: Offset, direction: Direction
) -> None:
    """Every offset keeps the order of days, or brings them together."""
    sane = Offset(
        months=min(offset.month_count, 300),
        days=min(offset.day_count, 3_000),
        working_days=None if offset.working_days is None else offset.working_days % 500,
    )
    first, last = sorted([one, other])
    values = np.array([MINUS_INFINITY, number(first), number(last), PLUS_INFINITY])
    everyday = WorkingCalendar.from_rules(
        "long", first=date(1800, 1, 1), last=date(2300, 12, 31), weekend=(6,)
    )
    found = apply_day_part(values, sane, direction, everyday)
    assert found.tolist() == sorted(found.tolist())
    assert (found[0], found[3]) == (MINUS_INFINITY, PLUS_INFINITY)


@given(strategies.days(), st.integers(0, 18_000), st.integers(0, 18_000), DIRECTIONS)
def test_days_add_up(day: date, one: int, other: int, direction: Direction) -> None:
    """a days and then b days are a + b days; there and back is the same day."""
    there = moved(moved(day, Offset(days=one), direction), Offset(days=other), direction)
    assert there == moved(day, Offset(days=one + other), direction)
    back = BEFORE if direction is AFTER else AFTER
    assert moved(there, Offset(days=one + other), back) == day


@given(strategies.days(), st.integers(0, 3_000), DIRECTIONS)
def test_clear_days_lie_between(day: date, amount: int, direction: Direction) -> None:
    """Of n clear days, n days lie between the day counted from and the day reached."""
    found = moved(day, Offset(clear_days=amount), direction)
    assert abs((found - day).days) - 1 == amount
    assert (found > day) is (direction is AFTER)


def test_working_days_need_a_calendar() -> None:
    """Working days without a calendar are refused; other units need none."""
    with pytest.raises(ValueError, match="calendar"):
        moved(date(2020, 1, 1), Offset(working_days=1), AFTER)


def test_outside_the_calendar() -> None:
    """Where the calendar doesn't reach, the answer is that it is outside, never a guess."""
    small = WorkingCalendar.from_rules("small", first=date(2020, 1, 1), last=date(2020, 1, 10))
    values = np.array([number(date(2020, 1, 9)), number(date(2019, 12, 20)), PLUS_INFINITY])
    found = apply_day_part(values, Offset(working_days=1), AFTER, small)
    assert found.tolist() == [number(date(2020, 1, 10)), OUTSIDE, PLUS_INFINITY]
    found = apply_day_part(values, Offset(working_days=2), AFTER, small)
    assert found.tolist() == [OUTSIDE, OUTSIDE, PLUS_INFINITY]


def test_columns_of_days() -> None:
    """An array of any shape is moved day by day and keeps its shape."""
    grid = np.array([[number(date(2020, 1, 31)), 0, 1], [59, PLUS_INFINITY, MINUS_INFINITY]])
    found = apply_day_part(grid, Offset(months=1), AFTER, None)
    # 29 February 2020 is day 18321; 1 February 1970 is 31, 2 February 32; 1 April 1970 is 90 (from 1 March).
    assert found.tolist() == [
        [(date(2020, 2, 29) - EPOCH).days, 31, 32],
        [90, PLUS_INFINITY, MINUS_INFINITY],
    ]


# ---------------------------------------------------------------- hours


@pytest.mark.parametrize(
    ("when", "known", "zone", "expected"),
    [
        ("30 minutes before congress", "2020-10-13 08:00", "Asia/Ho_Chi_Minh", "2020-10-13T07:30"),
        ("9 hours before congress", "2020-10-13 08:00", "Asia/Ho_Chi_Minh", "2020-10-12T23:00"),
        (
            "1 hour and 45 minutes after congress.start",
            *("2020-10-13 23:00", "Asia/Ho_Chi_Minh", "2020-10-14T00:45"),
        ),
        # Days before hours: Sunday 01:30, and two hours later the clock, which skips an hour, shows 04:30.
        # (Hours first would give 03:30 on Saturday, and 03:30 on Sunday.)
        (
            "1 day and 2 hours after congress.start",
            "2020-03-28 01:30",
            "Europe/Berlin",
            "2020-03-29T04:30",
        ),
        # Hours are elapsed time: the hour from 2 to 3 comes twice on 25 October 2020.
        ("3 hours after congress.start", "2020-10-25 01:30", "Europe/Berlin", "2020-10-25T03:30"),
    ],
)
def test_hours_are_elapsed_time_after_all_else(
    when: str, known: str, zone: str, expected: str
) -> None:
    """Hours and minutes count elapsed time from an event's time, after days and longer units."""
    plan = Plan(
        "small",
        issued="2020-01-01",
        timezone=zone,
        events=[Event("congress")],
        deadlines=[Deadline("x", "Việc", when)],
    )
    entry = resolve(plan, {"congress": known})["x"]
    assert dict(entry.times)["due"] == expected
    assert entry.due is not None
    assert entry.due.day.isoformat() == expected[:10]


@given(
    st.datetimes(datetime(2015, 1, 1), datetime(2030, 12, 31)),
    st.integers(0, 200),
    st.integers(0, 5_000),
    DIRECTIONS,
    st.sampled_from(["Asia/Ho_Chi_Minh", "Europe/Berlin", "America/New_York", "UTC"]),
)
def test_hours_agree_with_pendulum(
    moment: datetime, hours: int, minutes: int, direction: Direction, zone: str
) -> None:
    """Counted hours and minutes end where pendulum's elapsed time ends, clock changes included."""
    start = pendulum.instance(moment.replace(second=0, microsecond=0, tzinfo=None), tz="UTC")
    local = start.in_timezone(zone)
    folded = local.subtract(hours=2).offset != local.add(hours=2).offset
    sign = -1 if direction is BEFORE else 1
    ended = start.add(minutes=sign * (60 * hours + minutes)).in_timezone(zone)
    plan = Plan(
        "small",
        issued="2020-01-01",
        timezone=zone,
        events=[Event("congress")],
        deadlines=[
            Deadline(
                "x", "Việc", f"{hours} hours and {minutes} minutes {direction.value} congress.start"
            )
        ],
    )
    entry = resolve(plan, {"congress": local.format("YYYY-MM-DD HH:mm")})["x"]
    if not folded:  # the text of an hour that comes twice means the earlier
        assert dict(entry.times)["due"] == ended.format("YYYY-MM-DDTHH:mm")


# ---------------------------------------------------------------- signs and limits


def test_signs() -> None:
    """Before counts back and after counts forth, for every unit."""
    assert (BEFORE.sign, AFTER.sign) == (-1, 1)
    day = date(2020, 6, 15)  # a Monday in mid-month, where every unit has a way back
    for text in ("1 year", "1 month", "1 week", "1 day", "1 clear day", "1 working day"):
        offset = Offset.parse(text)
        earlier, later = moved(day, offset, BEFORE, WEEKDAYS), moved(day, offset, AFTER, WEEKDAYS)
        assert earlier < day < later
        assert moved(later, offset, BEFORE, WEEKDAYS) == day


@pytest.mark.parametrize(
    ("unit", "most"),
    [
        *(("years", 100), ("months", 1_200), ("weeks", 5_200), ("days", 36_600)),
        *(("clear_days", 36_600), ("working_days", 26_000)),
        *(("hours", 36_600 * 24), ("minutes", 36_600 * 24 * 60)),
    ],
)
def test_limits(unit: str, most: int) -> None:
    """A century in a unit is taken, one more is refused, whether made from parts or from text."""
    words, parts = unit.replace("_", " "), dict[str, Any]
    assert str(Offset(**parts({unit: most}))) == f"{most} {words}"
    assert Offset.parse(f"{most} {words}") == Offset(**parts({unit: most}))
    for amount in (most + 1, 10**12):
        with pytest.raises(OutOfRangeError) as made:
            Offset(**parts({unit: amount}))
        with pytest.raises(OutOfRangeError) as read:
            Offset.parse(f"{amount} {words}")
        assert {made.value.code, read.value.code} == {"offset-too-long"}
        assert made.value.what == f"An offset of {amount} {words} can't be counted."
        assert read.value.what == made.value.what


def test_an_endless_number() -> None:
    """A number of forty digits is too long, one of more isn't read at all; neither is ever counted."""
    with pytest.raises(OutOfRangeError) as caught:
        Offset.parse(f"{'9' * 40} days")
    assert caught.value.code == "offset-too-long"
    with pytest.raises((OutOfRangeError, TimingError)):
        Offset.parse(f"{'9' * 5_000} days")


@pytest.mark.parametrize("unit", list(LIMITS))
def test_negative_amounts(unit: str) -> None:
    """An amount below zero is refused, and the fix inverts the direction."""
    words, parts = unit.replace("_", " "), dict[str, Any]
    with pytest.raises(TimingError) as caught:
        Offset(**parts({unit: -3}))
    error = caught.value
    assert (error.code, error.value) == ("offset-negative", f"-3 {words}")
    assert error.fix == f"write 3 {words} and invert the direction"


@pytest.mark.parametrize("amount", [1.5, 2.0, "1", b"1", True, 1j])
def test_amounts_that_are_no_whole_numbers(amount: object) -> None:
    """Parts of a day, texts and truth values are no amounts."""
    with pytest.raises(TypeError, match="must be a whole number"):
        Offset(days=amount)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("parts", "code"),
    [
        ({}, "offset-empty"),
        ({"calendar": "VN"}, "offset-empty"),
        ({"days": 1, "calendar": "VN"}, "offset-mixed"),
        ({"days": 1, "clear_days": 1}, "offset-mixed"),
        ({"weeks": 1, "clear_days": 1}, "offset-mixed"),
    ],
)
def test_parts_that_make_no_offset(parts: dict[str, Any], code: str) -> None:
    """Nothing at all, a calendar without working days, and two ways of counting days are refused."""
    with pytest.raises(TimingError) as caught:
        Offset(**parts)
    assert caught.value.code == code


@pytest.mark.parametrize(
    ("text", "code", "fix"),
    [
        ("", "offset-form", None),
        ("days", "offset-form", None),
        ("ten days", "offset-form", None),
        ("10", "offset-form", None),
        ("-10 days", "offset-form", None),
        ("1.5 days", "offset-form", None),
        ("1,5 days", "offset-form", None),
        ("10 days before", "unknown-time-unit", None),
        ("10 days and", "unknown-time-unit", "write `days`"),
        ("10 days,, 1 month", "offset-form", None),
        ("10 days in VN", "offset-mixed", "write `working days`, or leave the calendar out"),
        ("١٠ days", "offset-form", None),  # digits of another script
        ("１０ days", "offset-form", None),
        ("10 dayz", "unknown-time-unit", "write `days`"),
        ("10 wroking days", "unknown-time-unit", "write `working days`"),
        ("1 mnth", "unknown-time-unit", "write `months`"),
        ("2 fortnights", "unknown-time-unit", None),
        ("10 DAYS", "unknown-time-unit", "write `days`"),
        ("10 ngày", "offset-form", None),
    ],
)
def test_texts_that_are_no_offset(text: str, code: str, fix: str | None) -> None:
    """A text that can't be read is refused with what it may have meant."""
    with pytest.raises(TimingError) as caught:
        Offset.parse(text)
    assert caught.value.code == code
    if fix is not None:
        assert caught.value.fix == fix


def test_the_text_of_an_unknown_unit() -> None:
    """The error names the word, the units there are, and the nearest."""
    with pytest.raises(TimingError) as caught:
        unit_named("dayz")
    assert str(caught.value) == (
        "`dayz` can't be read as a unit of time.\n"
        '  where: "dayz"\n'
        "  why:   `dayz` isn't a unit; units are years, months, weeks, days, clear days,"
        " working days, hours, minutes\n"
        "  fix:   write `days`"
    )


@given(st.text(max_size=60))
def test_any_text_is_an_offset_or_refused(text: str) -> None:
    """Whatever the text, there is an offset whose text reads back, or an error of ours."""
    try:
        offset = Offset.parse(text)
    except (TimingError, OutOfRangeError) as error:
        code = error.code
    else:
        code = "read" if Offset.parse(str(offset)) == offset else "not read back"
    assert code in ("read", "offset-form", "unknown-time-unit", "offset-too-long", "offset-mixed")


# ---------------------------------------------------------------- values instead of text


@pytest.mark.parametrize(
    ("make", "text"),
    [
        *((offsets.years, "3 years"), (offsets.months, "3 months"), (offsets.weeks, "3 weeks")),
        *((offsets.days, "3 days"), (offsets.clear_days, "3 clear days")),
        *((offsets.hours, "3 hours"), (offsets.minutes, "3 minutes")),
        (offsets.working_days, "3 working days"),
    ],
)
def test_offsets_built_as_values(make: Callable[[int], Offset], text: str) -> None:
    """A function for each unit makes what the text makes."""
    assert make(3) == Offset.parse(text)
    assert str(make(3)) == text


def test_points_built_as_values() -> None:
    """An offset before or after an event, a point or a text is the timing of the same words."""
    congress = Event("congress")
    for anchor in (congress, congress.start, "congress.start"):
        assert to_timing(offsets.days(10).before(anchor)) == Timing.parse(
            "10 days before congress.start" if anchor is not congress else "10 days before congress"
        )
    made = offsets.working_days(2, "VN").after("congress.end")
    assert str(made) == "2 working days in VN after congress.end"
    assert to_timing(made) == Timing.parse("2 working days in VN after congress.end")


def test_days_as_clear_days() -> None:
    """Under the clear-days convention days become clear days; months and working days stay."""
    assert Offset.parse("10 days").with_clear_days() == Offset.parse("10 clear days")
    assert Offset.parse("1 week and 3 days").with_clear_days() == Offset.parse("10 clear days")
    assert Offset.parse("1 month and 3 days").with_clear_days() == Offset.parse(
        "1 month and 3 clear days"
    )
    for text in ("1 month", "3 working days", "3 hours", "3 clear days"):
        assert Offset.parse(text).with_clear_days() == Offset.parse(text)
