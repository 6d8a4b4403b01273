"""Points and timings: the canonical text and the value are each other's inverse."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from relsched.dates.conventions import NAMED_SETS, Conventions
from relsched.dates.offsets import Direction, Offset, clear_days, days, months, working_days
from relsched.dates.rolls import Roll
from relsched.errors import OutOfRangeError, RelschedError, TimingError
from relsched.plan.items import Event
from relsched.timing.periods import Period
from relsched.timing.points import (
    At,
    Day,
    DayOfMonth,
    Earlier,
    Issued,
    Later,
    NthInPeriod,
    OnWeekday,
    PeriodEnd,
    PeriodStart,
    Point,
    Reference,
    Rolled,
    Shifted,
)
from relsched.timing.timings import Both, By, Kind, Timing, to_timing

CANONICAL = [
    ("by 2020-03-31", Kind.DEADLINE),
    ("before 2020-03-31", Kind.DEADLINE),
    ("10 days before congress", Kind.DEADLINE),
    ("2 days after congress", Kind.DEADLINE),
    ("within 5 working days after congress", Kind.DEADLINE),
    ("2 working days in VN after 10", Kind.DEADLINE),
    ("immediately after congress", Kind.DEADLINE),
    ("after congress", Kind.OPEN),
    ("from congress", Kind.OPEN),
    ("from congress.end at 08:00", Kind.OPEN),
    ("from 2020-10-01 and by congress", Kind.OPEN),
    ("on congress.end", Kind.DEADLINE),
    ("in 2020-09", Kind.WINDOW),
    ("in July and August 2020", Kind.WINDOW),
    ("in Q3 2020", Kind.WINDOW),
    ("in 2021", Kind.WINDOW),
    ("in the first half of October 2020", Kind.WINDOW),
    ("in the 2nd half of 2020", Kind.WINDOW),
    ("in early October 2020", Kind.WINDOW),
    ("in late 2020", Kind.WINDOW),
    ("in the week of 2020-10-12", Kind.WINDOW),
    ("in the 2nd week of October 2020", Kind.WINDOW),
    ("from 2020-01-01 to congress", Kind.WINDOW),
    ("within 10 days before congress", Kind.WINDOW),
    ("within 30 days of congress", Kind.WINDOW),
    ("28 days after visit, 3 days either way", Kind.WINDOW),
    ("throughout congress", Kind.SPAN),
    ("continuously", Kind.DUTY),
    ("continuously from issued until congress", Kind.DUTY),
    ("every Friday from 2020-01-01 until congress", Kind.RECURRING),
    ("every 2 weeks on Monday and Friday", Kind.RECURRING),
    ("every 3 days", Kind.RECURRING),
    ("every working day in VN", Kind.RECURRING),
    ("on the 25th of every month until congress", Kind.RECURRING),
    ("on the last day of every quarter", Kind.RECURRING),
    ("on the 15th of December of every year from congress until 2025-12-31", Kind.RECURRING),
    ("on the last day of February of every 2 years", Kind.RECURRING),
    ("every Friday and by congress", Kind.RECURRING),
    ("every Monday and Friday and from congress", Kind.RECURRING),
    ("on the first Monday of every month", Kind.RECURRING),
    ("on the 2nd last working day of every month", Kind.RECURRING),
    ('as set by "Plan 140-KH/TU"', Kind.DELEGATED),
    ("as set by contest-plan", Kind.DELEGATED),
    ("in 2020-10 and after congress", Kind.WINDOW),
    ("earlier of 2020-10-01, 10 days before congress", Kind.DEADLINE),
    ("later of 8.1, 3 days after congress", Kind.DEADLINE),
    ("3 weeks and 2 days after congress", Kind.DEADLINE),
    ("1 year, 2 months and 3 days before congress", Kind.DEADLINE),
    ("30 minutes before congress", Kind.DEADLINE),
    ("1 day before congress at 17:00", Kind.DEADLINE),
    ("on congress at 08:00 Europe/Paris", Kind.DEADLINE),
    ("10 days before congress rolled back in VN", Kind.DEADLINE),
    ("10 days before congress rolled modified forward", Kind.DEADLINE),
    ("2 days after (congress rolled forward)", Kind.DEADLINE),
    ("by start of month congress", Kind.DEADLINE),
    ("by end of quarter congress", Kind.DEADLINE),
    ("by next Monday from congress", Kind.DEADLINE),
    ("by Friday on or before congress", Kind.DEADLINE),
    ("by last working day of month congress", Kind.DEADLINE),
    ("by 3rd Friday of month congress", Kind.DEADLINE),
    ("by 25th of month congress", Kind.DEADLINE),
    ("10 clear days before congress", Kind.DEADLINE),
    ("on 8.1.not_before", Kind.DEADLINE),
    ("on issued", Kind.DEADLINE),
]


@pytest.mark.parametrize(("text", "kind"), CANONICAL)
def test_canonical_text_reads_back_as_itself(text: str, kind: Kind) -> None:
    """Every documented form prints as it was written and has its kind."""
    timing = Timing.parse(text)
    assert str(timing) == text
    assert timing.kind is kind
    assert Timing.parse(str(timing)) == timing


@pytest.mark.parametrize(
    ("written", "canonical"),
    [
        ("2020-03-31", "on 2020-03-31"),
        ("by 10 days before congress", "10 days before congress"),
        ("10 days before congress.start", "10 days before congress"),
        ("2 days after congress.end", "2 days after congress"),
        ("by 8.1.due", "by 8.1"),
        ("from congress.start", "from congress"),
        ("on the 1st of May of every 1 year", "on the first of May of every year"),
        ("in September 2020", "in 2020-09"),
        ("in July, August and September 2020", "in Q3 2020"),
        ("1 days after  8.1", "1 day after 8.1"),
        ("earlier of a, earlier of b, c", "earlier of a, b, c"),
        ("second Friday of month a", "on 2nd Friday of month a"),
    ],
)
def test_other_spellings_become_canonical(written: str, canonical: str) -> None:
    """What means the same becomes the same value with one text."""
    assert str(Timing.parse(written)) == canonical
    assert Timing.parse(written) == Timing.parse(canonical)


def test_texts_and_values_are_the_same_thing() -> None:
    """Offsets built as values print as, and equal, what is read from text."""
    congress = Event("congress")
    assert to_timing(days(10).before(congress.start)) == Timing.parse("10 days before congress")
    assert to_timing(months(1).before(congress)) == Timing.parse("1 month before congress")
    assert to_timing(working_days(2, "VN").after("congress")) == Timing.parse(
        "2 working days in VN after congress"
    )
    assert str(clear_days(3)) == "3 clear days"
    assert to_timing(date(2020, 3, 31)) == Timing.parse("on 2020-03-31")


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "timing-form"),
        ("10 dayz before congress", "unknown-time-unit"),
        ("10 days congress", "timing-form"),
        ("by 2020-02-30", "date-absent"),
        ("from 2020-10-10 to 2020-10-01", "window-reversed"),
        ("from congress until 2020-10-01", "timing-form"),
        ("on the 15th of December of every month", "recurrence-form"),
        ("on the 31st of June of every year", "recurrence-form"),
        ("on the 15th of Decembre of every year", "timing-form"),
        ("1000000000000 days after congress", "offset-too-long"),
        ("36601 days after congress", "offset-too-long"),
        ("3 days and 2 days after congress", "offset-form"),
        ("2 days in VN after congress", "offset-mixed"),
        ("on congress at 24:00", "time-form"),
        ("in July and October 2020", "period-form"),
        ("in the 6th week of October 2020", "period-form"),
        ("throughout congress.start", "timing-form"),
        ("(" * 65 + "a" + ")" * 65, "too-deep"),
        ("1 day before " * 65 + "a", "too-long"),
        ("by " + "x" * 600, "too-long"),
        ("by 10 days before", "timing-form"),
    ],
)
def test_what_cannot_be_read_says_so(text: str, code: str) -> None:
    """A text that isn't a timing gives an error with its code, and shows the text."""
    with pytest.raises(RelschedError) as caught:
        Timing.parse(text)
    assert caught.value.code == code
    assert caught.value.value is not None


def test_deep_values_are_refused_without_recursion() -> None:
    """Sixty-five steps inside one another are refused, however they are built."""
    point: Point = Reference("a")
    for _ in range(63):
        point = Shifted(Offset(days=1), Direction.AFTER, point)
    with pytest.raises(TimingError, match="nested"):
        Shifted(Offset(days=1), Direction.AFTER, point)


# ---------------------------------------------------------------- laws

ITEMS = st.sampled_from(["congress", "8.1", "4.3.iii", "10", "a-b"])
OFFSETS = st.one_of(
    st.builds(lambda n: Offset(days=n), st.integers(0, 400)),
    st.builds(lambda n: Offset(weeks=n), st.integers(0, 60)),
    st.builds(lambda n, m: Offset(months=n, days=m), st.integers(0, 30), st.integers(1, 9)),
    st.builds(lambda n: Offset(years=1, months=n), st.integers(0, 11)),
    st.builds(lambda n: Offset(clear_days=n), st.integers(0, 30)),
    st.builds(
        lambda n, c: Offset(working_days=n, calendar=c),
        st.integers(0, 30),
        st.sampled_from([None, "VN", "US+VN"]),
    ),
    st.builds(lambda n, m: Offset(hours=n, minutes=m), st.integers(0, 99), st.integers(0, 59)),
)
DAYS = st.dates(date(1900, 1, 1), date(2199, 12, 31))
BASE_POINTS: st.SearchStrategy[Point] = st.one_of(
    st.builds(Reference, ITEMS),
    st.builds(lambda i, e: Reference.read(f"{i}.{e}"), ITEMS, st.sampled_from(["start", "end"])),
    st.builds(Day, DAYS),
    st.just(Issued()),
)
PERIOD_NAMES = st.sampled_from(["week", "month", "quarter", "year"])
LONG_PERIODS = st.sampled_from(["month", "quarter", "year"])
PLACES = st.sampled_from([1, 2, 3, 11, 22, -1, -2])


def _grown(inner: st.SearchStrategy[Point]) -> st.SearchStrategy[Point]:
    directions = st.sampled_from(list(Direction))
    several = st.lists(inner, min_size=2, max_size=3, unique=True)
    return st.one_of(
        st.builds(Shifted, OFFSETS, directions, inner),
        several.map(lambda points: _several(Earlier, points)),
        several.map(lambda points: _several(Later, points)),
        st.builds(PeriodStart, PERIOD_NAMES, inner),
        st.builds(PeriodEnd, PERIOD_NAMES, inner),
        st.builds(OnWeekday, st.integers(0, 6), directions, inner, st.booleans()),
        st.builds(NthInPeriod, PLACES, st.integers(0, 6), LONG_PERIODS, inner),
        st.builds(
            NthInPeriod, PLACES, st.none(), LONG_PERIODS, inner, st.sampled_from([None, "VN"])
        ),
        st.builds(DayOfMonth, st.integers(1, 31), inner),
        st.builds(
            Rolled,
            inner,
            st.sampled_from([roll for roll in Roll if roll is not Roll.NONE]),
            st.sampled_from([None, "VN"]),
        ),
        st.builds(At, inner, st.integers(0, 1439), st.sampled_from([None, "UTC", "Asia/Tokyo"])),
    )


def _several(kind: type[Earlier] | type[Later], points: list[Point]) -> Point:
    try:
        return kind(tuple(points))
    except TimingError:  # all the same after flattening
        return points[0]


POINTS = st.recursive(BASE_POINTS, _grown, max_leaves=6)


@given(POINTS)
def test_parse_is_the_inverse_of_str_for_points(point: Point) -> None:
    """The text of any point reads back as an equal point."""
    assert Point.parse(str(point)) == point


@given(
    POINTS, st.sampled_from(["by", "before", "after", "immediately after", "from", "on"]), OFFSETS
)
def test_parse_is_the_inverse_of_str_for_timings(point: Point, word: str, offset: Offset) -> None:
    """The text of any timing reads back as an equal timing, alone and joined with another."""
    timing = Timing.parse(f"{word} {point}")
    assert Timing.parse(str(timing)) == timing
    both = Both((timing, By(Shifted(offset, Direction.BEFORE, Reference("z")))))
    assert Timing.parse(str(both)) == both


@given(OFFSETS)
def test_parse_is_the_inverse_of_str_for_offsets(offset: Offset) -> None:
    """The text of any offset reads back as an equal offset."""
    assert Offset.parse(str(offset)) == offset


def test_equal_means_moves_alike() -> None:
    """A week equals seven days, a month equals no number of days, and zero working days isn't nothing."""
    assert Offset(weeks=1) == Offset(days=7)
    assert Offset(years=1) == Offset(months=12)
    assert Offset(months=1) != Offset(days=30)
    assert Offset(days=1, working_days=0) != Offset(days=1)
    assert hash(Offset(weeks=2)) == hash(Offset(days=14))


@pytest.mark.parametrize(
    ("amount", "unit", "ok"),
    [
        (36_600, "days", True),
        (36_601, "days", False),
        (5_200, "weeks", True),
        (5_201, "weeks", False),
        (1_200, "months", True),
        (1_201, "months", False),
        (26_000, "working days", True),
        (26_001, "working days", False),
    ],
)
def test_offsets_end_at_a_century(amount: int, unit: str, ok: bool) -> None:
    """The limit itself is allowed and one more is refused."""
    if ok:
        assert str(Offset.parse(f"{amount} {unit}")) == f"{amount} {unit}"
    else:
        with pytest.raises(OutOfRangeError):
            Offset.parse(f"{amount} {unit}")


def test_periods_hold_the_days_people_mean() -> None:
    """Halves and thirds of months and years begin and end where the reference says."""
    october = Period.months(2020, 10)
    assert str(october.half(1).window) == "2020-10-01..2020-10-15"
    assert str(october.half(2).window) == "2020-10-16..2020-10-31"
    assert str(october.third("mid").window) == "2020-10-11..2020-10-20"
    assert str(Period.months(2020, 2).third("late").window) == "2020-02-21..2020-02-29"
    assert str(Period.months(2020, 1, 12).half(2).window) == "2020-07-01..2020-12-31"
    assert str(Period.quarter(2020, 4).third("early").window) == "2020-10-01..2020-10-31"
    assert str(Period.week_of(date(2020, 10, 15)).window) == "2020-10-12..2020-10-18"


def test_named_conventions_have_a_source() -> None:
    """Every named set can be read by its name and says what it rests on."""
    for name, (conventions, source) in NAMED_SETS.items():
        assert Conventions.named(name) == conventions
        assert any(c.isdigit() for c in source)
    with pytest.raises(TimingError) as caught:
        Conventions.named("vn-civil-code")
    assert "vn-civil-code-2015" in str(caught.value.fix)
