"""Rolls: their names, what they do to closed days, and their laws."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import assume, example, given

import strategies
from relsched.dates import days
from relsched.dates.calendars import Calendars
from relsched.dates.rolls import Roll, apply_roll, roll_date
from relsched.dates.working_calendar import WorkingCalendar
from relsched.errors import CalendarError, TimingError

WEEKDAYS, VN, US = (Calendars().get(name) for name in ("weekdays", "VN", "US"))

FRI_2027_07_30, SAT_2027_07_31, SUN_2027_08_01, MON_2027_08_02 = (
    date(2027, 7, 30) + timedelta(days=k) for k in range(4)
)
FRI_2027_08_13, SAT_2027_08_14, SUN_2027_08_15, MON_2027_08_16, TUE_2027_08_17, WED_2027_08_18 = (
    date(2027, 8, day) for day in range(13, 19)
)

ONE_DAY = timedelta(days=1)


def find(calendar: WorkingCalendar, day: date, step: timedelta) -> date | None:
    """Find the open day on or after (on or before) a day by looking at one after the other."""
    while day in calendar.covers:
        if calendar.is_open(day):
            return day
        day += step
    return None


def by_looking(day: date, roll: Roll, calendar: WorkingCalendar) -> date | None:
    """Roll by looking; None where an open day that could matter lies beyond the range."""
    if roll is Roll.NONE:
        return day
    after, before = find(calendar, day, ONE_DAY), find(calendar, day, -ONE_DAY)
    if roll is Roll.FOLLOWING:
        return after
    if roll is Roll.PRECEDING:
        return before
    if roll is Roll.NEAREST:
        for distance in range((calendar.last - calendar.first).days + 1):
            for candidate in (day + distance * ONE_DAY, day - distance * ONE_DAY):
                if candidate not in calendar.covers:
                    return None  # it might have been open
                if calendar.is_open(candidate):
                    return candidate
        return None
    forward = roll is Roll.MODIFIED_FOLLOWING
    step, found, other = (ONE_DAY, after, before) if forward else (-ONE_DAY, before, after)
    candidate = day
    while candidate.month == day.month:
        if candidate not in calendar.covers:
            return None
        if calendar.is_open(candidate):
            return found
        candidate += step
    return other


def ask(day: date, roll: Roll, calendar: WorkingCalendar) -> date | None:
    """Roll, or give None where the calendar doesn't know."""
    try:
        return roll_date(day, roll, calendar)
    except CalendarError as error:
        if error.code != "outside-calendar":
            raise
        return None


# ---------------------------------------------------------------- names


@pytest.mark.parametrize("roll", Roll)
def test_text_and_roll_are_inverse(roll: Roll) -> None:
    """A roll is read from its own text, in any case, with any of the usual joints."""
    assert Roll.parse(str(roll)) is roll
    assert Roll.parse(roll.value.upper()) is roll
    assert Roll.parse(roll.name) is roll
    assert Roll.parse(roll.value.replace(" ", "-")) is roll
    assert Roll.parse(f"  {roll.value.replace(' ', '   ')} ") is roll


@pytest.mark.parametrize(
    ("text", "fix"),
    [
        ("folowing", "write `following`"),
        ("modified-folowing", "write `modified following`"),
        ("nearst", "write `nearest`"),
        ("", None),
        ("xyz", None),
    ],
)
def test_unknown_rolls(text: str, fix: str | None) -> None:
    """A text that is no roll is an error, with the roll it may have meant."""
    with pytest.raises(TimingError) as caught:
        Roll.parse(text)
    assert (caught.value.code, caught.value.fix) == ("unknown-roll", fix)


def test_the_text_of_an_unknown_roll() -> None:
    """The error lists the rolls."""
    with pytest.raises(TimingError) as caught:
        Roll.parse("folowing")
    assert str(caught.value) == (
        "`folowing` isn't a roll.\n"
        '  where: "folowing"\n'
        "  why:   rolls are none, following, preceding, modified following, modified preceding,"
        " nearest\n"
        "  fix:   write `following`"
    )


# ---------------------------------------------------------------- by hand


@pytest.mark.parametrize(
    ("roll", "day", "expected"),
    [
        (Roll.NONE, SAT_2027_08_14, SAT_2027_08_14),
        (Roll.FOLLOWING, FRI_2027_08_13, FRI_2027_08_13),  # an open day stays
        (Roll.FOLLOWING, SAT_2027_08_14, MON_2027_08_16),
        (Roll.FOLLOWING, SUN_2027_08_15, MON_2027_08_16),
        (Roll.PRECEDING, SAT_2027_08_14, FRI_2027_08_13),
        (Roll.PRECEDING, SUN_2027_08_15, FRI_2027_08_13),
        (Roll.MODIFIED_FOLLOWING, SAT_2027_08_14, MON_2027_08_16),
        (Roll.MODIFIED_FOLLOWING, SAT_2027_07_31, FRI_2027_07_30),  # Monday is in August
        (Roll.MODIFIED_FOLLOWING, SUN_2027_08_01, MON_2027_08_02),
        (Roll.MODIFIED_PRECEDING, SAT_2027_08_14, FRI_2027_08_13),
        (Roll.MODIFIED_PRECEDING, SUN_2027_08_01, MON_2027_08_02),  # Friday is in July
        (Roll.MODIFIED_PRECEDING, SAT_2027_07_31, FRI_2027_07_30),
        (Roll.NEAREST, SAT_2027_08_14, FRI_2027_08_13),
        (Roll.NEAREST, SUN_2027_08_15, MON_2027_08_16),
    ],
)
def test_weekends(roll: Roll, day: date, expected: date) -> None:
    """A closed day of the weekend moves as the name of the roll says."""
    assert roll_date(day, roll, WEEKDAYS) == expected


@pytest.mark.parametrize(
    ("roll", "day", "expected"),
    [
        (Roll.FOLLOWING, date(2026, 1, 2), date(2026, 1, 5)),
        (Roll.PRECEDING, date(2026, 1, 2), date(2025, 12, 31)),
        (Roll.MODIFIED_PRECEDING, date(2026, 1, 2), date(2026, 1, 5)),
        (Roll.NEAREST, date(2026, 1, 2), date(2025, 12, 31)),  # two days against three
        (Roll.FOLLOWING, date(2026, 1, 10), date(2026, 1, 10)),  # a Saturday that is worked
        (Roll.NEAREST, date(2026, 1, 11), date(2026, 1, 12)),  # equally far: following
        (Roll.FOLLOWING, date(2026, 2, 16), date(2026, 2, 23)),  # Tết
        (Roll.NEAREST, date(2026, 2, 18), date(2026, 2, 23)),  # five days either way
        (Roll.NEAREST, date(2026, 2, 17), date(2026, 2, 13)),
    ],
)
def test_vietnam(roll: Roll, day: date, expected: date) -> None:
    """Tết, swapped days and worked Saturdays are rolled over and onto."""
    assert roll_date(day, roll, VN) == expected


def test_nearest_goes_by_distance() -> None:
    """L39: over a closed Saturday to Tuesday, nearest never turns back, as a weekday rule would."""
    closed = WorkingCalendar.from_rules(
        "long",
        first=date(2027, 8, 1),
        last=date(2027, 8, 31),
        closed=[MON_2027_08_16, TUE_2027_08_17],
    )
    reached = [
        roll_date(day, Roll.NEAREST, closed)
        for day in (SAT_2027_08_14, SUN_2027_08_15, MON_2027_08_16, TUE_2027_08_17)
    ]
    assert reached == [FRI_2027_08_13, FRI_2027_08_13, WED_2027_08_18, WED_2027_08_18]
    assert reached == sorted(reached)


def test_a_month_without_an_open_day() -> None:
    """Where a whole month is closed, modified rolls leave it on the other side."""
    calendar = WorkingCalendar.from_rules(
        "closed-june",
        first=date(2027, 1, 1),
        last=date(2027, 12, 31),
        weekend=(),
        closed=[date(2027, 6, day) for day in range(1, 31)],
    )
    middle = date(2027, 6, 15)
    assert roll_date(middle, Roll.MODIFIED_FOLLOWING, calendar) == date(2027, 5, 31)
    assert roll_date(middle, Roll.MODIFIED_PRECEDING, calendar) == date(2027, 7, 1)
    assert roll_date(middle, Roll.NEAREST, calendar) == date(2027, 5, 31)
    assert roll_date(date(2027, 6, 16), Roll.NEAREST, calendar) == date(2027, 7, 1)


# ---------------------------------------------------------------- the edges of a range


@pytest.mark.parametrize(
    ("roll", "day", "expected"),
    [
        (Roll.NONE, date(2030, 1, 1), date(2030, 1, 1)),  # the calendar isn't asked
        (Roll.FOLLOWING, SAT_2027_07_31, None),
        (Roll.PRECEDING, SAT_2027_07_31, FRI_2027_07_30),
        (Roll.MODIFIED_FOLLOWING, SAT_2027_07_31, FRI_2027_07_30),  # August is sure to be later
        (Roll.MODIFIED_PRECEDING, SAT_2027_07_31, FRI_2027_07_30),
        (Roll.NEAREST, SAT_2027_07_31, None),  # 1 August may be open, and would be as near
        (Roll.FOLLOWING, MON_2027_08_02, None),
        (Roll.MODIFIED_FOLLOWING, MON_2027_08_02, None),
    ],
)
def test_the_end_of_the_range(roll: Roll, day: date, expected: date | None) -> None:
    """At the end of a range a roll answers exactly where no unknown day could change the answer."""
    until_july = WorkingCalendar.from_rules("july", first=date(2027, 7, 1), last=SAT_2027_07_31)
    assert ask(day, roll, until_july) == expected


def test_nearest_needs_to_know_both_sides() -> None:
    """With Sunday known to be closed, Friday is nearer than any day beyond the range can be."""
    until_sunday = WorkingCalendar.from_rules("a", first=date(2027, 7, 1), last=SUN_2027_08_01)
    assert roll_date(SAT_2027_07_31, Roll.NEAREST, until_sunday) == FRI_2027_07_30
    assert ask(SUN_2027_08_01, Roll.NEAREST, until_sunday) is None


def test_the_error_at_the_end_of_the_range() -> None:
    """Where the calendar doesn't know, the error holds the date and names the range."""
    until_july = WorkingCalendar.from_rules("july", first=date(2027, 7, 1), last=SAT_2027_07_31)
    with pytest.raises(CalendarError) as caught:
        roll_date(SAT_2027_07_31, Roll.FOLLOWING, until_july)
    assert str(caught.value) == (
        "The calendar `july` can't answer for that date.\n"
        '  where: "2027-07-31"\n'
        "  why:   it covers 2027-07-01..2027-07-31; rolling 2027-07-31 (following) leads out of it"
    )
    assert caught.value.value == SAT_2027_07_31


@pytest.mark.parametrize("roll", Roll)
def test_what_is_no_day_stays(roll: Roll) -> None:
    """Infinities and `OUTSIDE` stay, and a day outside the range becomes `OUTSIDE` unless not rolled."""
    far = days.number(date(2150, 1, 2))
    given_days = days.array([days.MINUS_INFINITY, days.PLUS_INFINITY, days.OUTSIDE, far])
    expected = [
        *(days.MINUS_INFINITY, days.PLUS_INFINITY, days.OUTSIDE),
        far if roll is Roll.NONE else days.OUTSIDE,
    ]
    assert apply_roll(given_days, roll, VN).tolist() == expected


# ---------------------------------------------------------------- other methods


@pytest.mark.parametrize(
    ("roll", "numpy_roll"),
    [
        (Roll.FOLLOWING, "following"),
        (Roll.PRECEDING, "preceding"),
        (Roll.MODIFIED_FOLLOWING, "modifiedfollowing"),
        (Roll.MODIFIED_PRECEDING, "modifiedpreceding"),
    ],
)
def test_rolls_against_numpy(roll: Roll, numpy_roll: str) -> None:
    """In the United States every day of two centuries rolls as numpy's business days do."""
    every = np.arange(np.datetime64("1901-01-01"), np.datetime64("2099-12-01"))
    numbers = every.astype(np.int64)
    off = every[~US.is_open_array(numbers)]
    table = np.busdaycalendar(weekmask="1111100", holidays=off)
    expected = np.busday_offset(every, 0, roll=numpy_roll, busdaycal=table)  # type: ignore[call-overload]
    assert np.array_equal(apply_roll(numbers, roll, US), expected.astype(np.int64))


@pytest.mark.parametrize("roll", Roll)
def test_vietnam_against_looking(roll: Roll) -> None:
    """Every day of 2010 to 2030 rolls in Vietnam as looking day by day gives."""
    every = [date(2010, 1, 1) + k * ONE_DAY for k in range(21 * 365)]
    rolled = apply_roll(days.array([days.number(day) for day in every]), roll, VN)
    assert [days.day(value) for value in rolled.tolist()] == [
        by_looking(day, roll, VN) for day in every
    ]


@pytest.mark.parametrize("calendar", [VN, US, WEEKDAYS], ids=str)
def test_every_day_rolls_to_a_neighbour_among_the_open_days(calendar: WorkingCalendar) -> None:
    """All days of 1900 to 2199 that the calendar covers roll to the open day before or after, as each roll says."""
    first, last = max(calendar.first, date(1900, 1, 1)), min(calendar.last, date(2199, 12, 31))
    every = [first + k * ONE_DAY for k in range((last - first).days + 1)]
    is_open = [calendar.is_open(day) for day in every]
    after: list[date] = []
    for day, open_ in zip(reversed(every), reversed(is_open), strict=True):
        after.append(day if open_ or not after else after[-1])
    after.reverse()
    before: list[date] = []
    for day, open_ in zip(every, is_open, strict=True):
        before.append(day if open_ or not before else before[-1])
    expected: dict[Roll, list[date]] = {roll: [] for roll in Roll}
    for day, later, earlier in zip(every, after, before, strict=True):
        expected[Roll.NONE].append(day)
        expected[Roll.FOLLOWING].append(later)
        expected[Roll.PRECEDING].append(earlier)
        expected[Roll.NEAREST].append(earlier if day - earlier < later - day else later)
        stays = (later.year, later.month) == (day.year, day.month)
        expected[Roll.MODIFIED_FOLLOWING].append(later if stays else earlier)
        stays = (earlier.year, earlier.month) == (day.year, day.month)
        expected[Roll.MODIFIED_PRECEDING].append(earlier if stays else later)
    inner = slice(40, -40)  # at its ends a calendar doesn't know what is open beyond
    for roll in Roll:
        rolled = apply_roll(days.array([days.number(day) for day in every[inner]]), roll, calendar)
        assert rolled.tolist() == [days.number(day) for day in expected[roll][inner]], roll


@given(strategies.calendars_and_days(), strategies.rolls())
def test_rolls_against_looking(drawn: tuple[WorkingCalendar, list[date]], roll: Roll) -> None:
    """In any calendar, up to the ends of its range, a roll is what looking day by day gives."""
    calendar, (day,) = drawn
    expected = by_looking(day, roll, calendar)
    actual = ask(day, roll, calendar)
    assert actual == expected


# ---------------------------------------------------------------- laws


@given(strategies.vietnamese_days(), strategies.rolls())
@example(date(2026, 1, 31), Roll.MODIFIED_FOLLOWING)
def test_rolls_change_nothing_twice(day: date, roll: Roll) -> None:
    """L20: a roll lands on an open day, leaves open days alone, and so changes nothing twice."""
    rolled = roll_date(day, roll, VN)
    assert roll_date(rolled, roll, VN) == rolled
    if roll is not Roll.NONE:
        assert VN.is_open(rolled)
        assert (rolled == day) == VN.is_open(day)


@given(strategies.vietnamese_days(), strategies.rolls())
def test_rolls_go_to_a_neighbour(day: date, roll: Roll) -> None:
    """L20: preceding <= day <= following, no open day strictly between, and other rolls take one of both."""
    assume(roll is not Roll.NONE)
    before = roll_date(day, Roll.PRECEDING, VN)
    after = roll_date(day, Roll.FOLLOWING, VN)
    assert before <= day <= after
    between = (before + k * ONE_DAY for k in range(1, (after - before).days))
    assert not any(VN.is_open(d) for d in between)
    assert roll_date(day, roll, VN) in (before, after)


@given(strategies.calendars(), strategies.rolls())
def test_rolls_are_monotone(calendar: WorkingCalendar, roll: Roll) -> None:
    """L7, L39: a later day never rolls to an earlier one, nearest included, in odd calendars too."""
    length = (calendar.last - calendar.first).days + 1
    numbers = days.array([days.number(calendar.first) + k for k in range(length)])
    rolled = apply_roll(numbers, roll, calendar)
    known = rolled[rolled != days.OUTSIDE]
    assert (np.diff(known) >= 0).all()


@given(strategies.vietnamese_days())
def test_nearest_is_nearest(day: date) -> None:
    """L39: no open day is closer than the nearest, and of two equally far it is the later."""
    rolled = roll_date(day, Roll.NEAREST, VN)
    distance = abs(rolled - day).days
    closer = (day + k * ONE_DAY for k in range(-distance + 1, distance))
    assert distance == 0 or not any(VN.is_open(d) for d in closer)
    if rolled < day:
        assert not VN.is_open(day + distance * ONE_DAY)
