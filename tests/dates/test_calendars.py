"""Working calendars: names, a plan's own, countries, steps, counts, ranges."""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
from collections.abc import Callable
from datetime import date, timedelta
from functools import cache, partial
from importlib.metadata import version as version_of
from typing import Any, Literal

import holidays
import numpy as np
import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

import strategies
from relsched.dates import days
from relsched.dates.calendar_names import atoms, canonical_name
from relsched.dates.calendar_spec import CalendarSpec
from relsched.dates.calendars import Calendars
from relsched.dates.windows import Window
from relsched.dates.working_calendar import WorkingCalendar
from relsched.errors import CalendarError, TimingError

THU_2019_05_02, SAT_2019_05_04, MON_2019_05_06 = (
    *(date(2019, 5, 2), date(2019, 5, 4)),
    date(2019, 5, 6),
)
FRI_2026_01_02, SAT_2026_01_10 = date(2026, 1, 2), date(2026, 1, 10)
FRI_2027_08_13, SAT_2027_08_14, SUN_2027_08_15, MON_2027_08_16, TUE_2027_08_17 = (
    date(2027, 8, day) for day in range(13, 18)
)

VN, US, DE_BY = (Calendars().get(name) for name in ("VN", "US", "DE-BY"))
WEEKDAYS, EVERYDAY = (Calendars().get(name) for name in ("weekdays", "everyday"))


def span(first: date, last: date) -> list[date]:
    return [first + timedelta(days=k) for k in range((last - first).days + 1)]


def open_days(calendar: WorkingCalendar) -> list[date]:
    """List a calendar's open days by asking for each."""
    return [day for day in span(calendar.first, calendar.last) if calendar.is_open(day)]


def code_of(give: Callable[[], object]) -> str:
    with pytest.raises(CalendarError) as caught:
        give()
    return caught.value.code


def ask(calendar: WorkingCalendar, day: date, amount: int, direction: Any = None) -> date | None:
    """Step, or give None where the calendar doesn't know."""
    try:
        return calendar.step(day, amount, direction)
    except CalendarError as error:
        if error.code != "outside-calendar":
            raise
        return None


def walk(calendar: WorkingCalendar, day: date, amount: int) -> date | None:
    """Step by looking at one day after the other: the witness for every step."""
    sign = 1 if amount > 0 else -1
    for _ in range(abs(amount)):
        day += timedelta(days=sign)
        while day in calendar.covers and not calendar.is_open(day):
            day += timedelta(days=sign)
        if day not in calendar.covers:
            return None
    return day


def look(calendar: WorkingCalendar, day: date, sign: int) -> date | None:
    """Find the open day on or after (on or before) a day by looking at one after the other."""
    while day in calendar.covers:
        if calendar.is_open(day):
            return day
        day += timedelta(days=sign)
    return None


# ---------------------------------------------------------------- names


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("VN", "VN"),
        ("US+VN+US", "US+VN"),
        ("VN+US", "US+VN"),
        (" VN + US ", "US+VN"),
        ("b~a", "a~b"),
        ("VN~VN", "VN"),
        ("c~b+a", "a+b~c"),  # + binds tighter
        ("US+VN~VN+US", "US+VN"),
        ("DE-BY", "DE-BY"),
    ],
)
def test_canonical_name(written: str, kept: str) -> None:
    """Names that mean the same have one form, and that form is its own."""
    assert canonical_name(written) == kept
    assert canonical_name(kept) == kept


@pytest.mark.parametrize(
    "name", ["", "+", "VN+", "~VN", "1a", "-a", "a b", "!VN", "a(b)", "é", "a" * 65, "V\nN"]
)
def test_what_cannot_be_a_name(name: str) -> None:
    """A text that is no name is refused, alone and in a calendar."""
    assert code_of(lambda: canonical_name(name)) == "calendar-name"
    assert code_of(lambda: Calendars().get(name)) == "calendar-name"
    assert code_of(lambda: CalendarSpec(name)) == "calendar-name"


def test_atoms() -> None:
    """The single names of a combination come out sorted, each once."""
    assert atoms("VN~US+VN+weekdays") == ("US", "VN", "weekdays")


names = st.lists(
    st.lists(st.sampled_from(["a", "b", "c", "VN", "x-1"]), min_size=1, max_size=4),
    min_size=1,
    max_size=4,
)


@given(names, st.randoms(use_true_random=False))
def test_order_and_repeats_do_not_matter(terms: list[list[str]], random: Any) -> None:
    """However the parts of a name are ordered and repeated, its canonical form is the same."""
    written = "~".join("+".join(term) for term in terms)
    shuffled = [[*term, random.choice(term)] for term in terms]
    for term in shuffled:
        random.shuffle(term)
    random.shuffle(shuffled)
    assert canonical_name("~".join("+".join(term) for term in shuffled)) == canonical_name(written)


# ---------------------------------------------------------------- specs


@pytest.mark.parametrize(
    "closed",
    [
        [date(2027, 8, 13)],
        ["2027-08-13"],
        "2027-08-13",
        [("2027-08-13", None)],
        {"2027-08-13": ""},
        {date(2027, 8, 13): None},
        ["2027-08-13", "2027-08-13"],
    ],
)
def test_days_off_may_be_written_in_many_ways(closed: Any) -> None:
    """Dates, texts, pairs and mappings give the same spec."""
    assert CalendarSpec("a", closed=closed).closed == ((FRI_2027_08_13, ""),)


def test_specs_are_canonical() -> None:
    """Order and repeats of days and weekdays don't matter."""
    left = CalendarSpec(
        "a", base="VN+US", weekend=["sunday", "Saturday", 5], open=["2027-08-14", "2027-01-02"]
    )
    right = CalendarSpec("a", base="US+VN", weekend=(5, 6), open=["2027-01-02", "2027-08-14"])
    assert left == right
    assert hash(left) == hash(right)


@pytest.mark.parametrize(
    ("make", "code"),
    [
        (lambda: CalendarSpec("a", weekend=range(7)), "calendar-weekend"),
        (lambda: CalendarSpec("a", weekend="sonday"), "calendar-weekend"),
        (lambda: CalendarSpec("a", weekend=7), "calendar-weekend"),
        (lambda: CalendarSpec("a", closed="2027-08-13", open="2027-08-13"), "calendar-day-twice"),
        (
            lambda: CalendarSpec("a", closed="2026-12-31", covers="2027-01-01..2027-12-31"),
            "calendar-day-outside",
        ),
        (
            lambda: CalendarSpec("a", open="2028-01-01", covers="..2027-12-31"),
            "calendar-day-outside",
        ),
    ],
)
def test_specs_that_cannot_be(make: Callable[[], object], code: str) -> None:
    """A spec that contradicts itself is refused."""
    assert code_of(make) == code


def test_the_text_of_a_contradiction() -> None:
    """The error shows the days with their weekdays, and what to do."""
    with pytest.raises(CalendarError) as caught:
        CalendarSpec("office", closed=["2027-08-14", "2027-08-13"], open="2027-08-14")
    assert str(caught.value) == (
        "A day of the calendar `office` must not be closed and open.\n"
        '  where: "Sat 2027-08-14"\n'
        "  why:   each day is either among the days off or among the extra working days\n"
        "  fix:   take 2027-08-14 out of one of the two"
    )


def test_a_misspelt_weekday() -> None:
    """A weekday that is nearly right is offered."""
    with pytest.raises(CalendarError) as caught:
        CalendarSpec("a", weekend="sunnday")
    assert caught.value.fix == "write `Sunday`"


def test_a_day_that_cannot_be_read() -> None:
    """A day that doesn't exist is the same error as everywhere."""
    with pytest.raises(TimingError) as caught:
        CalendarSpec("a", closed="2027-02-30")
    assert caught.value.code == "date-absent"


# ---------------------------------------------------------------- rules


def test_weekdays_and_everyday() -> None:
    """`weekdays` is Monday to Friday and `everyday` every day, for all dates of a plan."""
    for day in span(strategies.FIRST_DAY, strategies.LAST_DAY):
        assert WEEKDAYS.is_open(day) == (day.weekday() < 5)
        assert EVERYDAY.is_open(day)


def test_reasons() -> None:
    """A closed day says why; so does an open day that a rule would close; others have no reason."""
    office = Calendars(
        (
            CalendarSpec(
                "office",
                closed={"2027-08-13": "Founding day", "2027-08-16": None, "2027-08-22": None},
                open=["2027-08-14", "2027-08-18"],
            ),
        )
    ).get("office")
    reasons = {
        FRI_2027_08_13: "Founding day",
        SAT_2027_08_14: None,
        SUN_2027_08_15: "Sunday",
        MON_2027_08_16: "day off in office",
        TUE_2027_08_17: None,
        date(2027, 8, 22): "Sunday",  # closed anyway, and without a name
    }
    assert {day: office.why_closed(day) for day in reasons} == reasons
    assert office.why_open(SAT_2027_08_14) == "swapped working day"
    assert office.why_open(date(2027, 8, 18)) is None  # open anyway
    assert office.why_open(SUN_2027_08_15) is None
    assert office.why_closed(SUN_2027_08_15, "vi") == "Chủ nhật"
    assert office.why_closed(MON_2027_08_16, "vi") == "ngày nghỉ theo lịch office"
    assert office.why_closed(MON_2027_08_16, "de") == "day off in office"
    assert office.why_open(SAT_2027_08_14, "vi") == "ngày làm bù"


# ---------------------------------------------------------------- countries


@pytest.mark.parametrize(
    ("day", "closed", "opened"),
    [
        (FRI_2026_01_02, "Day off (substituted from 01/10/2026)", None),  # our supplement
        (SAT_2026_01_10, None, "swapped working day"),
        (date(2026, 1, 3), "Saturday", None),
        (date(2026, 1, 5), None, None),
        (date(2026, 2, 17), "Lunar New Year", None),
        (date(2026, 8, 22), None, "swapped working day"),
        (date(2026, 8, 31), "Day off (substituted from 08/22/2026)", None),
        (SAT_2019_05_04, None, "swapped working day"),
        (date(2019, 4, 29), "Day off (substituted from 05/04/2019)", None),
        (date(2024, 4, 29), "Day off (substituted from 05/04/2024)", None),
        (date(2025, 5, 2), "Day off (substituted from 04/26/2025)", None),
        (date(2023, 5, 3), "Liberation Day/Reunification Day (observed)", None),
    ],
)
def test_vietnam(day: date, closed: str | None, opened: str | None) -> None:
    """Vietnam's holidays, days off in lieu and swapped Saturdays are those of its government."""
    assert VN.why_closed(day) == closed
    assert VN.why_open(day) == opened
    assert VN.is_open(day) == (closed is None)


# Working days off, Saturdays and Sundays left out, as the government announced them each year.
VIETNAM_DAYS_OFF = {
    2020: "01-01 01-23 01-24 01-27 01-28 01-29 04-02 04-30 05-01 09-02",
    2021: "01-01 02-10 02-11 02-12 02-15 02-16 04-21 04-30 05-03 09-02 09-03",
    2022: "01-03 01-31 02-01 02-02 02-03 02-04 04-11 05-02 05-03 09-01 09-02",
    2023: "01-02 01-20 01-23 01-24 01-25 01-26 05-01 05-02 05-03 09-01 09-04",
    2024: "01-01 02-08 02-09 02-12 02-13 02-14 04-18 04-29 04-30 05-01 09-02 09-03",
    2025: "01-01 01-27 01-28 01-29 01-30 01-31 04-07 04-30 05-01 05-02 09-01 09-02",
    2026: "01-01 01-02 02-16 02-17 02-18 02-19 02-20 04-27 04-30 05-01 08-31 09-01 09-02 11-24",
}
VIETNAM_SATURDAYS_WORKED = {2024: "05-04", 2025: "04-26", 2026: "01-10 08-22"}


@pytest.mark.parametrize("year", VIETNAM_DAYS_OFF)
def test_vietnam_year_by_year(year: int) -> None:
    """In each year exactly the announced days are off, and exactly the announced Saturdays worked."""
    every = span(date(year, 1, 1), date(year, 12, 31))
    off = [f"{d:%m-%d}" for d in every if d.weekday() < 5 and not VN.is_open(d)]
    worked = [f"{d:%m-%d}" for d in every if d.weekday() >= 5 and VN.is_open(d)]
    assert " ".join(off) == VIETNAM_DAYS_OFF[year]
    assert " ".join(worked) == VIETNAM_SATURDAYS_WORKED.get(year, "")


def test_holidays_in_vietnamese() -> None:
    """Holidays and weekdays are named in Vietnamese where that is asked for, ours too."""
    assert VN.why_closed(date(2026, 2, 17), "vi") == "Tết Nguyên Đán"
    assert VN.why_closed(FRI_2026_01_02, "vi") == "Ngày nghỉ (thay cho ngày 10/01/2026)"
    assert VN.why_closed(date(2026, 1, 3), "vi") == "Thứ Bảy"
    assert VN.why_closed(SAT_2026_01_10, "vi") is None


def test_a_language_the_data_lacks() -> None:
    """A language that isn't in the data gives English, and the country's own can be asked for."""
    assert DE_BY.why_closed(date(2026, 1, 6), "vi") == "Epiphany"
    assert DE_BY.why_closed(date(2026, 1, 6), "de") == "Heilige Drei Könige"


@pytest.mark.parametrize(
    ("calendar", "day", "is_open"),
    [
        (US, date(2026, 7, 3), False),  # Friday, observed for Saturday 4 July
        (US, date(2026, 11, 26), False),  # Thanksgiving
        (US, date(2026, 11, 27), True),
        (DE_BY, date(2026, 6, 4), False),  # Corpus Christi, in Bavaria
        (DE_BY, date(2026, 10, 31), False),  # a Saturday
        (DE_BY, date(2017, 10, 31), False),  # once for all of Germany
        (DE_BY, date(2018, 10, 31), True),  # Reformation Day, but not in Bavaria
    ],
)
def test_other_countries(calendar: WorkingCalendar, day: date, is_open: bool) -> None:
    """Holidays of other countries and their parts are known."""
    assert calendar.is_open(day) == is_open


@pytest.mark.parametrize(
    ("name", "day", "is_open"),
    [
        ("AE", date(2021, 12, 24), False),  # Friday, weekend until 2021
        ("AE", date(2022, 2, 6), False),  # Sunday, weekend since 2022
        ("AE", date(2021, 12, 26), True),  # Sunday
        ("SA", date(2013, 6, 20), False),  # Thursday, weekend until June 2013
        ("SA", date(2013, 7, 4), True),  # Thursday
    ],
)
def test_weekends_that_moved(name: str, day: date, is_open: bool) -> None:
    """A country that moved its weekend has the old one before and the new one after."""
    assert Calendars().get(name).is_open(day) == is_open


@pytest.mark.parametrize("name", ["VN", "US", "DE-BY", "AE", "CN", "IL"])
def test_countries_against_their_source(name: str) -> None:
    """Day by day, a country is open as the package says, but for what our supplement adds."""
    calendar = Calendars().get(name)
    code, _, part = name.partition("-")
    years = range(2005, 2030)
    source = holidays.country_holidays(code, subdiv=part or None, years=years)
    differing = [
        day
        for day in span(date(years[0], 1, 1), date(years[-1], 12, 31))
        if calendar.is_open(day) != source.is_working_day(day)
    ]
    assert differing == ([FRI_2026_01_02, SAT_2026_01_10] if name == "VN" else [])


@pytest.mark.parametrize(
    ("calendar", "covers", "version"),
    [
        (VN, "1950-01-01..2099-12-31", "holidays 0.109, supplement 1"),
        (US, "1900-01-01..2099-12-31", "holidays 0.109"),
        (DE_BY, "1991-01-01..2099-12-31", "holidays 0.109"),
        (WEEKDAYS, "1500-01-01..2599-12-31", "rule"),
    ],
)
def test_range_and_version(calendar: WorkingCalendar, covers: str, version: str) -> None:
    """A calendar says what it covers and which data it is made from."""
    assert str(calendar.covers) == covers
    wanted = version.replace("0.109", version_of("holidays"))
    assert calendar.version == wanted
    assert repr(calendar) == f"<WorkingCalendar {calendar.name}, {covers}, {wanted}>"


@pytest.mark.parametrize(
    ("name", "fix"),
    [
        ("vn", "write `VN`"),
        ("Vietnam", "write `VN`"),
        ("VNM", "write `VN`"),
        ("UK", "write `GB`"),
        ("weekday", "write `weekdays`"),
        ("offices", "write `office`"),
        ("de-by", "write `DE-BY`"),
        ("DE-XX", None),
        ("Qx", None),
        ("VN+Qx", None),
    ],
)
def test_unknown_calendars(name: str, fix: str | None) -> None:
    """A name that means nothing is an error, with the one it may have meant if there is one."""
    with pytest.raises(CalendarError) as caught:
        Calendars((CalendarSpec("office"),)).get(name)
    assert (caught.value.code, caught.value.fix) == ("unknown-calendar", fix)


def test_the_text_of_an_unknown_calendar() -> None:
    """The error shows what was written, what there is and what may have been meant."""
    with pytest.raises(CalendarError) as caught:
        Calendars().get("vn")
    assert str(caught.value) == (
        "The calendar `vn` isn't known.\n"
        '  where: "vn"\n'
        "  why:   a calendar is one of the plan's own, `weekdays`, `everyday`, a country such as"
        " `VN`, or a part of one such as `DE-BY`\n"
        "  fix:   write `VN`"
    )


# ---------------------------------------------------------------- outside the range


@pytest.mark.parametrize(
    ("give", "day"),
    [
        (lambda: VN.is_open(date(2100, 1, 1)), date(2100, 1, 1)),
        (lambda: VN.is_open(date(1949, 12, 31)), date(1949, 12, 31)),
        (lambda: VN.why_closed(date(2100, 1, 1)), date(2100, 1, 1)),
        (lambda: VN.why_open(date(2100, 1, 1)), date(2100, 1, 1)),
        (lambda: VN.next(date(2099, 12, 31)), date(2099, 12, 31)),
        (lambda: VN.previous(date(1950, 1, 2)), date(1950, 1, 2)),
        (lambda: VN.step(date(2020, 1, 1), 10**12), date(2020, 1, 1)),
        (lambda: VN.next_or_same(date(1949, 12, 31)), date(1949, 12, 31)),  # though Monday is known
        (
            lambda: VN.working_days_between(date(2099, 12, 1), date(2100, 1, 2)),
            date(2100, 1, 1),
        ),
    ],
)
def test_outside_the_range(give: Callable[[], object], day: date) -> None:
    """A question that leaves the range is an error that holds the date and names the range."""
    with pytest.raises(CalendarError) as caught:
        give()
    assert caught.value.code == "outside-calendar"
    assert caught.value.value == day
    assert caught.value.why is not None
    assert "1950-01-01..2099-12-31" in caught.value.why


def test_the_text_of_a_date_outside() -> None:
    """The error says which calendar, what it covers and what was asked."""
    with pytest.raises(CalendarError) as caught:
        VN.step(date(2099, 12, 31), 2)
    assert str(caught.value) == (
        "The calendar `VN` can't answer for that date.\n"
        '  where: "2099-12-31"\n'
        "  why:   it covers 1950-01-01..2099-12-31; 2 working days after Thu 2099-12-31 lies outside"
    )
    assert caught.value.text("vi") == (
        "Lịch `VN` không có thông tin về ngày đó.\n"
        '  ở đâu:    "2099-12-31"\n'
        "  vì sao:   lịch áp dụng từ 01/01/1950 đến 31/12/2099;"
        " sau 31/12/2099 (thứ Năm) 2 ngày làm việc thì ra ngoài khoảng đó"
    )


# ---------------------------------------------------------------- steps by hand


@pytest.mark.parametrize(
    ("calendar", "day", "amount", "expected"),
    [
        (VN, THU_2019_05_02, 2, SAT_2019_05_04),  # a Saturday that was worked
        (VN, THU_2019_05_02, 3, MON_2019_05_06),
        (VN, MON_2019_05_06, -1, SAT_2019_05_04),
        (VN, date(2026, 1, 1), 1, date(2026, 1, 5)),  # over the swapped Friday
        (VN, date(2026, 1, 9), 1, SAT_2026_01_10),
        (VN, date(2026, 2, 13), 1, date(2026, 2, 23)),  # over Tết
        (WEEKDAYS, FRI_2027_08_13, 1, MON_2027_08_16),
        (WEEKDAYS, FRI_2027_08_13, 2, TUE_2027_08_17),
        (WEEKDAYS, SAT_2027_08_14, 1, MON_2027_08_16),  # from a closed day the first open one is 1
        (WEEKDAYS, SAT_2027_08_14, -1, FRI_2027_08_13),
        (WEEKDAYS, SUN_2027_08_15, 2, TUE_2027_08_17),
        (WEEKDAYS, MON_2027_08_16, -1, FRI_2027_08_13),
        (EVERYDAY, FRI_2027_08_13, 4, TUE_2027_08_17),
    ],
)
def test_steps(calendar: WorkingCalendar, day: date, amount: int, expected: date) -> None:
    """Working days counted by hand come out, and the direction may be said in either way."""
    assert calendar.step(day, amount) == expected
    direction: Literal["after", "before"] = "after" if amount > 0 else "before"
    assert calendar.step(day, abs(amount), direction=direction) == expected


@pytest.mark.parametrize(
    ("day", "after", "before"),
    [
        (FRI_2027_08_13, FRI_2027_08_13, FRI_2027_08_13),  # an open day stays
        (SAT_2027_08_14, MON_2027_08_16, FRI_2027_08_13),
        (SUN_2027_08_15, MON_2027_08_16, FRI_2027_08_13),
    ],
)
def test_zero_working_days(day: date, after: date, before: date) -> None:
    """L26: zero working days is the day if open, else the next (after) or the previous (before)."""
    assert WEEKDAYS.step(day, 0, direction="after") == after
    assert WEEKDAYS.step(day, 0, direction="before") == before


def test_misuse_of_steps() -> None:
    """Zero needs a direction, and with a direction an amount is never negative."""
    with pytest.raises(ValueError, match="need a direction"):
        WEEKDAYS.step(FRI_2027_08_13, 0)
    with pytest.raises(ValueError, match="0 or more"):
        WEEKDAYS.step(FRI_2027_08_13, -1, direction="after")
    with pytest.raises(ValueError, match="after or before"):
        WEEKDAYS.step(FRI_2027_08_13, 1, direction="back")  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        (FRI_2027_08_13, TUE_2027_08_17, 2),
        (FRI_2027_08_13, FRI_2027_08_13, 0),
        (SAT_2027_08_14, MON_2027_08_16, 0),
        (SAT_2027_08_14, TUE_2027_08_17, 1),
        (date(2599, 12, 31), date(2600, 1, 1), 1),  # the end isn't looked at
    ],
)
def test_working_days_between(start: date, end: date, expected: int) -> None:
    """The start counts if it is open, the end never."""
    assert WEEKDAYS.working_days_between(start, end) == expected


def test_counting_backwards() -> None:
    """The end must not be before the start."""
    assert (
        code_of(lambda: WEEKDAYS.working_days_between(TUE_2027_08_17, FRI_2027_08_13))
        == "dates-reversed"
    )


# ---------------------------------------------------------------- steps against other methods


@cache
def business_days(calendar: WorkingCalendar) -> np.busdaycalendar:
    """Make numpy's calendar of one whose weekend is Saturday and Sunday; asking for each day takes seconds."""
    off = [
        day
        for day in span(calendar.first, calendar.last)
        if day.weekday() < 5 and not calendar.is_open(day)
    ]
    return np.busdaycalendar(weekmask="1111100", holidays=np.array(off, dtype="M8[D]"))


@pytest.mark.slow
@pytest.mark.parametrize("calendar", [US, DE_BY, WEEKDAYS], ids=str)
@pytest.mark.parametrize("amount", [0, 1, 2, 5, 23, 260])
def test_steps_against_numpy(calendar: WorkingCalendar, amount: int) -> None:
    """Where no Saturday is worked, every day of 98 years steps as numpy's business days do."""
    first, last = date(1993, 1, 1), date(2090, 12, 31)
    every = np.arange(np.datetime64(first), np.datetime64(last))
    table = business_days(calendar)
    numbers = every.astype(np.int64)
    # From a closed day numpy rolls first, and the day it reaches counts as 0; ours counts it as 1.
    after = np.busday_offset(every, amount, roll="preceding", busdaycal=table)
    before = np.busday_offset(every, -amount, roll="following", busdaycal=table)
    if amount == 0:
        after, before = before, after
    assert np.array_equal(calendar.step_array(numbers, amount, "after"), after.astype(np.int64))
    assert np.array_equal(calendar.step_array(numbers, amount, "before"), before.astype(np.int64))
    assert np.array_equal(calendar.is_open_array(numbers), np.is_busday(every, busdaycal=table))


@pytest.mark.parametrize("calendar", [VN, US, WEEKDAYS], ids=str)
def test_every_day_steps_as_a_list_of_open_days(calendar: WorkingCalendar) -> None:
    """From every day of 1900 to 2199 that the calendar covers, steps are found by counting in its open days."""
    every = span(max(calendar.first, date(1900, 1, 1)), min(calendar.last, date(2199, 12, 31)))
    numbers = days.array([days.number(day) for day in every])
    listed = days.array([days.number(day) for day in open_days(calendar)])
    up_to, below = (np.searchsorted(listed, numbers, side=side) for side in ("right", "left"))
    for amount in (0, 1, 2, 10, 250):
        after, before = (up_to + amount - 1, below - amount) if amount else (below, up_to - 1)
        for direction, places in (("after", after), ("before", before)):
            inside = (places >= 0) & (places < len(listed))
            expected = np.where(inside, listed.take(places, mode="clip"), days.OUTSIDE)
            found = calendar.step_array(numbers, amount, direction)  # type: ignore[arg-type]
            assert np.array_equal(found, expected), (amount, direction)


def test_counts_against_numpy() -> None:
    """Counts between two dates are numpy's."""
    off = [
        day for day in span(date(2000, 1, 1), date(2030, 1, 1)) if US.why_closed(day) is not None
    ]
    for start in span(date(2019, 12, 1), date(2020, 2, 1)):
        for length in (0, 1, 2, 9, 40, 400):
            end = start + timedelta(days=length)
            expected = np.busday_count(start, end, holidays=[d for d in off if d.weekday() < 5])
            assert US.working_days_between(start, end) == expected


@pytest.mark.slow
def test_vietnam_against_walking() -> None:
    """On every day of 2015 to 2027, steps in Vietnam are those of walking day by day."""
    for day in span(date(2015, 1, 1), date(2027, 12, 31)):
        for amount in (-7, -1, 1, 2, 5):
            assert VN.step(day, amount) == walk(VN, day, amount)


@given(strategies.calendars_and_days(), st.integers(-60, 60))
def test_steps_against_walking(drawn: tuple[WorkingCalendar, list[date]], amount: int) -> None:
    """In any calendar a step is what walking day by day gives, and refuses where that leaves it."""
    calendar, (day,) = drawn
    assume(amount != 0)
    assert ask(calendar, day, amount) == walk(calendar, day, amount)


@given(strategies.calendars_and_days())
def test_next_and_previous(drawn: tuple[WorkingCalendar, list[date]]) -> None:
    """`next` and `previous` always move; the others stay on an open day."""
    calendar, (day,) = drawn
    one = timedelta(days=1)
    for give, expected in [
        (calendar.next, look(calendar, day + one, 1)),
        (calendar.previous, look(calendar, day - one, -1)),
        (calendar.next_or_same, look(calendar, day, 1)),
        (calendar.previous_or_same, look(calendar, day, -1)),
    ]:
        if expected is None:
            assert code_of(partial(give, day)) == "outside-calendar"
        else:
            assert give(day) == expected


@given(strategies.calendars_and_days(count=2))
def test_counts_against_looking(drawn: tuple[WorkingCalendar, list[date]]) -> None:
    """A count is the number of open days found by looking at each."""
    calendar, (start, end) = drawn
    found = [day for day in span(start, end)[:-1] if calendar.is_open(day)]
    assert calendar.working_days_between(start, end) == len(found)


# ---------------------------------------------------------------- laws


same_sign = st.one_of(
    st.tuples(st.integers(1, 25), st.integers(1, 25)),
    st.tuples(st.integers(-25, -1), st.integers(-25, -1)),
)


@given(strategies.vietnamese_days(), same_sign)
@example(date(2026, 1, 3), (1, 5))
def test_steps_of_one_sign_compose(day: date, amounts: tuple[int, int]) -> None:
    """L17: a working days and then b more are a + b, from any day."""
    a, b = amounts
    assert VN.step(VN.step(day, a), b) == VN.step(day, a + b)


@given(strategies.calendars_and_days(), same_sign)
def test_steps_compose_in_any_calendar(
    drawn: tuple[WorkingCalendar, list[date]], amounts: tuple[int, int]
) -> None:
    """L17 in odd calendars: the parts are known wherever the whole is, and agree."""
    calendar, (day,) = drawn
    a, b = amounts
    whole = ask(calendar, day, a + b)
    assume(whole is not None)
    assert calendar.step(calendar.step(day, a), b) == whole


@given(strategies.vietnamese_days(), st.integers(1, 40))
def test_a_step_counts_its_days(day: date, amount: int) -> None:
    """L18: k working days away is an open day, and exactly k open days lie on the way."""
    reached, back = VN.step(day, amount), VN.step(day, -amount)
    assert VN.is_open(reached)
    assert VN.is_open(back)
    assert sum(VN.is_open(d) for d in span(day, reached)[1:]) == amount
    assert sum(VN.is_open(d) for d in span(back, day)[:-1]) == amount


@given(strategies.vietnamese_days(), st.integers(1, 60))
def test_there_and_back(day: date, amount: int) -> None:
    """L19: from an open day, k working days there and back return."""
    assume(VN.is_open(day))
    assert VN.step(VN.step(day, amount), -amount) == day
    assert VN.step(VN.step(day, -amount), amount) == day


@given(strategies.calendars_and_days(), st.integers(0, 90), st.integers(1, 12))
def test_one_more_day_off(
    drawn: tuple[WorkingCalendar, list[date]], place: int, amount: int
) -> None:
    """L23: one more day off: no step after is earlier, no step before later, nor next and previous."""
    calendar, (day,) = drawn
    was = open_days(calendar)
    assume(was)
    taken = was[place % len(was)]
    fewer = WorkingCalendar.from_open_days(
        "fewer", set(was) - {taken}, first=calendar.first, last=calendar.last
    )
    for count in (0, 1, amount):
        after, later = ask(calendar, day, count, "after"), ask(fewer, day, count, "after")
        assert later is None or (after is not None and after <= later)
        before, earlier = ask(calendar, day, count, "before"), ask(fewer, day, count, "before")
        assert earlier is None or (before is not None and earlier <= before)


@given(strategies.calendars_and_days(count=2), st.integers(0, 12))
def test_steps_are_monotone(drawn: tuple[WorkingCalendar, list[date]], amount: int) -> None:
    """A later day never steps to an earlier one."""
    calendar, (first, second) = drawn
    for direction in ("after", "before"):
        left, right = (ask(calendar, day, amount, direction) for day in (first, second))
        assert left is None or right is None or left <= right


@pytest.mark.parametrize(
    ("left", "right"),
    [
        (WEEKDAYS.step(WEEKDAYS.step(SAT_2027_08_14, 1), -1), SAT_2027_08_14),
        (
            WEEKDAYS.step(WEEKDAYS.step(SAT_2027_08_14, 2), -1),
            WEEKDAYS.step(SAT_2027_08_14, 1) - timedelta(days=3),
        ),
        (WEEKDAYS.next_or_same(FRI_2027_08_13), WEEKDAYS.step(FRI_2027_08_13, 1)),
    ],
    ids=["inverse from a closed day", "mixed signs add up", "zero is one"],
)
def test_laws_that_do_not_hold(left: date, right: date) -> None:
    """Each of these looks like a law of working days and has a counter-example."""
    assert left != right


# ---------------------------------------------------------------- arrays

SHORT = WorkingCalendar.from_rules(
    "short", first=date(2027, 8, 14), last=date(2027, 8, 29), closed="2027-08-18"
)


def test_arrays_keep_what_is_no_day() -> None:
    """Infinities and `OUTSIDE` stay; days outside the range become `OUTSIDE`."""
    given_days = days.array(
        [days.MINUS_INFINITY, days.number(date(2027, 8, 13)), days.OUTSIDE, days.PLUS_INFINITY]
    )
    expected = [days.MINUS_INFINITY, days.OUTSIDE, days.OUTSIDE, days.PLUS_INFINITY]
    for give in (
        lambda d: SHORT.step_array(d, 3, "after"),
        lambda d: SHORT.step_array(d, 10**12, "before"),
        SHORT.next_or_same_array,
        SHORT.previous_or_same_array,
    ):
        assert give(given_days).tolist() == expected
    assert SHORT.is_open_array(given_days).tolist() == [False] * 4
    assert SHORT.covers_array(given_days).tolist() == [False] * 4


def test_arrays_know_nothing_beyond_the_range() -> None:
    """Where the next open day lies beyond the range, the answer is `OUTSIDE`, never the last day."""
    first_and_last = days.array([days.number(SHORT.first), days.number(SHORT.last)])
    monday, friday = days.number(date(2027, 8, 16)), days.number(date(2027, 8, 27))
    assert SHORT.next_or_same_array(first_and_last).tolist() == [monday, days.OUTSIDE]
    assert SHORT.previous_or_same_array(first_and_last).tolist() == [days.OUTSIDE, friday]
    assert SHORT.step_array(first_and_last, 9).tolist() == [friday, days.OUTSIDE]
    assert SHORT.step_array(first_and_last, 10).tolist() == [days.OUTSIDE, days.OUTSIDE]


@given(strategies.calendars(), st.integers(0, 15))
def test_arrays_agree_with_single_days(calendar: WorkingCalendar, amount: int) -> None:
    """Each value of an array is what walking gives for its day alone."""
    every = span(calendar.first, calendar.last)
    numbers = days.array([days.number(day) for day in every])
    ways: tuple[tuple[Literal["after", "before"], int], ...] = (("after", 1), ("before", -1))
    for direction, sign in ways:
        reached = calendar.step_array(numbers, amount, direction)
        for day, value in zip(every, reached.tolist(), strict=True):
            one = walk(calendar, day, sign * amount) if amount else look(calendar, day, sign)
            assert value == (days.OUTSIDE if one is None else days.number(one))
    assert calendar.is_open_array(numbers).tolist() == [calendar.is_open(day) for day in every]


def test_amounts_broadcast() -> None:
    """A column of amounts against a row of days gives each combination."""
    row = days.array([days.number(FRI_2027_08_13), days.number(SAT_2027_08_14)])
    column = days.array([[0], [1], [2]])
    reached = WEEKDAYS.step_array(row[None, :], column)
    monday, tuesday = days.number(MON_2027_08_16), days.number(TUE_2027_08_17)
    assert reached.tolist() == [
        [days.number(FRI_2027_08_13), monday],
        [monday, monday],
        [tuesday, tuesday],
    ]


# ---------------------------------------------------------------- equality and copies


@given(strategies.calendars())
def test_a_calendar_is_its_open_days(calendar: WorkingCalendar) -> None:
    """A calendar made again from its open days is equal, and so is a copy through pickle."""
    again = WorkingCalendar.from_open_days(
        calendar.name, open_days(calendar), first=calendar.first, last=calendar.last
    )
    copy = pickle.loads(pickle.dumps(calendar))
    assert again == calendar == copy
    assert hash(again) == hash(calendar) == hash(copy)


def test_what_makes_calendars_differ() -> None:
    """Another name, range or open day makes another calendar."""
    first, last = date(2027, 8, 1), date(2027, 8, 31)
    base = WorkingCalendar.from_rules("a", first=first, last=last)
    assert base != WorkingCalendar.from_rules("b", first=first, last=last)
    assert base != WorkingCalendar.from_rules("a", first=first, last=date(2027, 8, 30))
    assert base != WorkingCalendar.from_rules("a", first=first, last=last, closed="2027-08-02")
    assert base == WorkingCalendar.from_rules("a", first=first, last=last, version="other")
    assert base != "a"
    assert str(base) == "a"


def test_a_calendar_covers_something() -> None:
    """A calendar without a day can't be made."""
    with pytest.raises(ValueError, match="at least one day"):
        WorkingCalendar.from_open_days("a", [], first=date(2027, 1, 2), last=date(2027, 1, 1))


def test_a_calendar_from_a_function() -> None:
    """Open days may be told by a function; what it closes is the weekend's or a day off."""
    odd = WorkingCalendar.from_open_days(
        "odd", lambda day: day.day % 2 == 1, first=date(2027, 8, 13), last=date(2027, 8, 16)
    )
    assert [odd.is_open(day) for day in span(odd.first, odd.last)] == [True, False, True, False]
    assert odd.why_closed(SAT_2027_08_14) == "Saturday"
    assert odd.why_closed(MON_2027_08_16) == "day off in odd"


# ---------------------------------------------------------------- a plan's calendars


@given(strategies.calendars("a"), strategies.calendars("b"), strategies.calendars("c"))
def test_combinations(a: WorkingCalendar, b: WorkingCalendar, c: WorkingCalendar) -> None:
    """`+` is open when both are, `~` when either is, on the days that all of them cover."""
    first, last = max(a.first, b.first, c.first), min(a.last, b.last, c.last)
    found = Calendars(ready={"a": a, "b": b, "c": c})
    if last < first:
        assert code_of(lambda: found.get("a~b+c")) == "calendar-no-range"
        return
    combined = found.get("a~b+c")
    assert (combined.first, combined.last) == (first, last)
    for day in span(first, last):
        expected = a.is_open(day) or (b.is_open(day) and c.is_open(day))
        assert combined.is_open(day) == expected
        assert (combined.why_closed(day) is None) == expected


@given(strategies.calendars("a"), st.sets(st.integers(0, 20)), st.sets(st.integers(0, 20)))
def test_overlapping_combinations(a: WorkingCalendar, shut: set[int], opened: set[int]) -> None:
    """Combining a calendar with its own variants agrees with sets of open days."""
    day = [a.first + timedelta(days=k) for k in range(21)]
    b = CalendarSpec("b", base="a", closed=[day[k] for k in shut - opened])
    c = CalendarSpec("c", base="a", open=[day[k] for k in opened])
    found = Calendars((b, c), {"a": a})
    in_a = set(open_days(a))
    in_b = in_a - {day[k] for k in shut - opened}
    in_c = in_a | {day[k] for k in opened}
    assert set(open_days(found.get("b"))) == in_b
    assert set(open_days(found.get("c"))) == in_c
    assert set(open_days(found.get("b+c"))) == in_b & in_c
    assert set(open_days(found.get("b~c"))) == in_b | in_c


def test_reasons_of_combinations() -> None:
    """A combination says which part closes the day when only one has a reason of its own."""
    both = Calendars().get("VN+US")
    assert both.name == "US+VN"
    assert both.why_closed(date(2026, 7, 3)) == "Independence Day (observed)"
    assert both.why_closed(date(2026, 1, 1)) == "New Year's Day"
    assert both.why_closed(SAT_2026_01_10) == "Saturday"  # worked in Vietnam only
    assert both.why_closed(SUN_2027_08_15) == "Sunday"
    either = Calendars().get("VN~US")
    assert either.why_open(SAT_2026_01_10) == "swapped working day"
    assert either.why_open(FRI_2026_01_02) is None  # an ordinary day in the United States
    monday = date(2023, 1, 2)
    assert either.why_closed(monday) == "New Year's Day (observed)"
    labor_day = date(2022, 9, 5)
    assert either.why_closed(labor_day) is None  # open in Vietnam
    two = Calendars(
        (
            CalendarSpec("a", closed={"2027-08-13": "Founding day"}),
            CalendarSpec("b", closed={"2027-08-13": "Fair"}),
        )
    ).get("a+b")
    assert two.why_closed(FRI_2027_08_13) == "Founding day (a); Fair (b)"


def test_versions_of_combinations() -> None:
    """A combination names each piece of data once, and no rule beside data."""
    version = f"holidays {version_of('holidays')}, supplement 1"
    assert Calendars().get("US+VN~weekdays").version == version
    assert Calendars().get("weekdays~everyday").version == "rule"


def test_own_names_stand_before_countries() -> None:
    """A plan's `VN` is the plan's, and may start from what `VN` means otherwise."""
    friday, saturday = date(2026, 3, 6), date(2026, 3, 7)
    spec = CalendarSpec("VN", base="VN", closed={friday: "Moving house"}, open=[saturday])
    mine = Calendars((spec,)).get("VN")
    assert mine.why_closed(friday) == "Moving house"
    assert mine.why_open(saturday) == "swapped working day"
    assert mine.why_closed(date(2026, 2, 17), "vi") == "Tết Nguyên Đán"
    assert VN.is_open(friday)
    bare = Calendars((CalendarSpec("VN"),)).get("VN")
    assert bare.is_open(date(2026, 2, 17))


def test_ready_calendars() -> None:
    """A calendar handed in is found by the name it is handed in with, after the plan's own."""
    august = WorkingCalendar.from_rules("a", first=date(2027, 8, 1), last=date(2027, 8, 31))
    found = Calendars((CalendarSpec("b", base="firm", weekend=()),), {"firm": august})
    assert found.get("firm").name == "firm"
    assert found.get("b").is_open(SAT_2027_08_14)
    assert str(found.get("b").covers) == "2027-08-01..2027-08-31"
    assert code_of(lambda: Calendars(ready={"a+b": august})) == "calendar-name"


def test_a_weekend_replaces_the_base_s() -> None:
    """With a base, a weekend replaces the base's weekend and leaves its holidays and swapped days."""
    six = Calendars((CalendarSpec("six", base="VN", weekend="sunday"),)).get("six")
    assert six.is_open(date(2026, 3, 7))
    assert six.why_closed(date(2026, 3, 8)) == "Sunday"
    assert six.why_closed(date(2026, 2, 17)) == "Lunar New Year"
    assert six.is_open(SAT_2026_01_10)


def test_a_weekend_reaches_down_to_every_base() -> None:
    """The weekend of the outermost spec holds for all that it rests on; days that were named stay."""
    found = Calendars(
        (
            CalendarSpec("inner", base="weekdays", closed=["2027-08-14"]),
            CalendarSpec("middle", base="inner+everyday", weekend=(4, 5)),
            CalendarSpec("outer", base="middle", weekend=(6,)),
        )
    )
    outer, middle = found.get("outer"), found.get("middle")
    assert outer.is_open(FRI_2027_08_13)
    assert not outer.is_open(SAT_2027_08_14)  # named as a day off
    assert outer.is_open(date(2027, 8, 21))
    assert not outer.is_open(SUN_2027_08_15)
    assert not middle.is_open(FRI_2027_08_13)
    assert middle.is_open(SUN_2027_08_15)


def test_the_range_of_a_spec() -> None:
    """A spec covers what it says and its base covers; an open end is the base's."""

    def covers(**parts: Any) -> str:
        return str(Calendars((CalendarSpec("a", **parts),)).get("a").covers)

    assert covers() == "1500-01-01..2599-12-31"
    assert covers(base="VN") == "1950-01-01..2099-12-31"
    assert covers(base="VN", covers="2020-01-01..") == "2020-01-01..2099-12-31"
    assert covers(base="VN", covers="2020-01-01..2120-12-31") == "2020-01-01..2099-12-31"
    assert covers(covers=Window.on("2027-08-13")) == "2027-08-13"
    assert code_of(lambda: covers(base="VN", covers="2150-01-01..")) == "calendar-no-range"
    assert code_of(lambda: covers(base="VN", closed="2150-01-01")) == "outside-calendar"


def test_cycles_are_named() -> None:
    """Calendars that rest on each other are named member by member."""
    specs = (
        CalendarSpec("a", base="b"),
        CalendarSpec("b", base="VN+c"),
        CalendarSpec("c", base="US~b"),
    )
    with pytest.raises(CalendarError) as caught:
        Calendars(specs).get("a")
    assert str(caught.value) == (
        "A calendar must not be based on itself.\n"
        '  where: "b -> c -> b"\n'
        "  why:   `b` is based on `VN+c`, `c` is based on `US~b`\n"
        "  fix:   base one of them on a country or on `weekdays`"
    )
    assert caught.value.code == "calendar-cycle"
    assert code_of(lambda: Calendars((CalendarSpec("s", base="s"),)).get("s")) == "calendar-cycle"


def test_names_and_depth_of_specs() -> None:
    """Two specs of one name are refused, and so is a chain of bases without end."""
    twice = (CalendarSpec("a"), CalendarSpec("a", weekend=6))
    assert code_of(lambda: Calendars(twice)) == "calendar-repeated"
    chain = tuple(CalendarSpec(f"x{k}", base=f"x{k + 1}") for k in range(3000))
    found = Calendars((*chain, CalendarSpec("x3000", closed=["2027-08-13"])))
    assert code_of(lambda: found.get("x0")) == "calendar-too-deep"
    assert found.get("x2990").why_closed(FRI_2027_08_13) == "day off in x3000"


def test_calendars_are_made_once() -> None:
    """Asking twice, and in another form of the name, gives the same object."""
    found = Calendars()
    assert found.get("US+VN") is found.get("VN + US")


@pytest.mark.process
def test_the_module_is_light() -> None:
    """Importing the module imports neither holidays nor numpy."""
    script = (
        "import sys, relsched.dates.calendars, relsched.dates.rolls, relsched.dates.zones;"
        "print([m for m in ('holidays', 'numpy', 'pendulum', 'relsched.dates.days') if m in sys.modules])"
    )
    path = os.pathsep.join(entry for entry in sys.path if entry)
    done = subprocess.run(
        [sys.executable, "-c", script],
        env={**os.environ, "PYTHONPATH": path},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.strip() == "[]"
