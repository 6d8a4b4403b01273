"""Windows: their ends, their text, their relations."""

from __future__ import annotations

import pickle
from datetime import date, datetime, timedelta

import pendulum
import pytest
from hypothesis import given
from hypothesis import strategies as st

import strategies
from relsched.dates.date_reading import last_of_month, parse_date
from relsched.dates.windows import Window
from relsched.errors import TimingError

THU_2020_10_01, SAT_2020_10_03, SAT_2020_10_31 = (
    *(date(2020, 10, 1), date(2020, 10, 3)),
    date(2020, 10, 31),
)
ARABIC_DIGITS = "\u0662\u0660\u0662\u0660-\u0661\u0660-\u0660\u0661"
OCTOBER = Window(THU_2020_10_01, SAT_2020_10_31)


def windows() -> st.SearchStrategy[Window]:
    """Windows of every kind: settled, bounded, open at one end or at both."""
    ends = st.one_of(st.none(), strategies.days())
    pairs = st.tuples(ends, ends)
    return pairs.map(
        lambda p: Window(*sorted(p)) if None not in p else Window(*p)  # type: ignore[type-var]
    )


def short_windows() -> st.SearchStrategy[Window]:
    """Windows within a fortnight or open, so that two of them often touch."""
    ends = st.one_of(
        st.none(), st.integers(0, 13).map(lambda k: THU_2020_10_01 + timedelta(days=k))
    )

    def in_order(pair: tuple[date | None, date | None]) -> bool:
        first, last = pair
        return first is None or last is None or first <= last

    return st.tuples(ends, ends).filter(in_order).map(lambda pair: Window(*pair))


# Every day that could matter to two short windows; an open end reaches the last of them.
NEARBY = [date(2020, 9, 1) + timedelta(days=k) for k in range(80)]


def members(window: Window) -> set[date]:
    """List a window's days by asking for each, open ends included."""
    return {
        day
        for day in NEARBY
        if (window.earliest is None or window.earliest <= day)
        and (window.latest is None or day <= window.latest)
    }


@pytest.mark.parametrize(
    ("text", "earliest", "latest"),
    [
        ("2020-10-03", SAT_2020_10_03, SAT_2020_10_03),
        ("2020-10-01..2020-10-31", THU_2020_10_01, SAT_2020_10_31),
        ("2020-10-01..", THU_2020_10_01, None),
        ("..2020-10-31", None, SAT_2020_10_31),
        ("..", None, None),
    ],
)
def test_text_forms(text: str, earliest: date | None, latest: date | None) -> None:
    """Each form of the table is read and written alike."""
    assert Window.parse(text) == Window(earliest, latest)
    assert str(Window(earliest, latest)) == text


@given(windows())
def test_text_and_window_are_inverse(window: Window) -> None:
    """A window read from its own text is the same."""
    assert Window.parse(str(window)) == window


@pytest.mark.parametrize(
    ("text", "vietnamese"),
    [
        ("2020-10-03..2020-10-05", "từ 03/10/2020 đến 05/10/2020"),
        ("2020-10-03..", "từ 03/10/2020"),
        ("..2020-10-05", "đến 05/10/2020"),
        ("2020-10-03", "03/10/2020"),
        ("..", "không giới hạn"),
    ],
)
def test_windows_for_people(text: str, vietnamese: str) -> None:
    """For people a window is its text form in English, and in words with days first in Vietnamese."""
    first, dots, last = text.partition("..")
    window = Window(first or None, (last or None) if dots else first)
    assert window.text() == window.text("en") == text
    assert window.text("vi") == vietnamese


def test_spaces_and_equal_ends() -> None:
    """Spaces round the dots don't matter, and equal ends are a settled day."""
    assert Window.parse(" 2020-10-01 .. 2020-10-31 ") == OCTOBER
    assert str(Window.parse("2020-10-03..2020-10-03")) == "2020-10-03"


def test_factories_name_their_ends() -> None:
    """Each factory leaves open what its name doesn't say; days may be texts."""
    assert Window.on(SAT_2020_10_03) == Window(SAT_2020_10_03, SAT_2020_10_03)
    assert Window.between("2020-10-01", "2020-10-31") == OCTOBER
    assert Window.since(THU_2020_10_01) == Window(THU_2020_10_01, None)
    assert Window.until(SAT_2020_10_31) == Window(None, SAT_2020_10_31)
    assert Window.unknown() == Window()


@pytest.mark.parametrize(
    ("window", "settled", "bounded", "unknown"),
    [
        (Window.on(SAT_2020_10_03), True, True, False),
        (OCTOBER, False, True, False),
        (Window.since(SAT_2020_10_03), False, False, False),
        (Window.until(SAT_2020_10_03), False, False, False),
        (Window.unknown(), False, False, True),
    ],
)
def test_kinds(window: Window, settled: bool, bounded: bool, unknown: bool) -> None:
    """A window knows whether it is settled, bounded or unknown."""
    assert window.is_settled == settled
    assert window.is_bounded == bounded
    assert window.is_unknown == unknown


def test_days() -> None:
    """Both ends count, and going through the days meets each once."""
    assert OCTOBER.days == 31
    assert list(OCTOBER) == [THU_2020_10_01 + timedelta(days=k) for k in range(31)]
    assert Window.on(SAT_2020_10_03).day == SAT_2020_10_03


def test_what_an_open_window_cannot_say() -> None:
    """An open window has no number of days, and an unsettled one no single day."""
    with pytest.raises(ValueError, match="is open"):
        _ = Window.since(SAT_2020_10_03).days
    with pytest.raises(ValueError, match="isn't settled"):
        _ = OCTOBER.day
    with pytest.raises(ValueError, match="is open"):
        list(Window.unknown())


def test_a_reversed_window_is_refused() -> None:
    """A window that ends before it begins is an error that offers the ends the other way round."""
    with pytest.raises(TimingError) as caught:
        Window(SAT_2020_10_31, THU_2020_10_01)
    assert str(caught.value) == (
        "A window must not end before it begins.\n"
        '  where: "2020-10-31..2020-10-01"\n'
        "  why:   2020-10-01 is before 2020-10-31\n"
        "  fix:   write 2020-10-01..2020-10-31 if the ends were swapped"
    )
    assert caught.value.code == "window-reversed"


@pytest.mark.parametrize(
    "text",
    ["2020-1-1", "20201001", "2020/10/01", "01.10.2020", "", "2020-10-01T00:00", ARABIC_DIGITS],
)
def test_other_forms_of_dates_are_refused(text: str) -> None:
    """A date is written in one form only."""
    with pytest.raises(TimingError) as caught:
        parse_date(text)
    assert caught.value.code == "date-form"


@pytest.mark.parametrize(
    ("text", "fix"),
    [
        ("2020-02-30", "write 2020-02-29 if you mean the end of the month"),
        ("2021-02-29", "write 2021-02-28 if you mean the end of the month"),
        ("2020-04-31", "write 2020-04-30 if you mean the end of the month"),
        ("2020-13-01", None),
        ("0000-01-01", None),
        ("9999-12-32", "write 9999-12-31 if you mean the end of the month"),
    ],
)
def test_days_that_do_not_exist(text: str, fix: str | None) -> None:
    """A day that doesn't exist is an error, with the end of its month where it has one."""
    with pytest.raises(TimingError) as caught:
        parse_date(text)
    assert (caught.value.code, caught.value.fix) == ("date-absent", fix)


@given(strategies.days())
def test_dates_are_read_as_written(day: date) -> None:
    """The ISO form of a date leads back to it."""
    assert parse_date(day.isoformat()) == day


@given(strategies.days())
def test_last_of_month(day: date) -> None:
    """The last of a month is pendulum's end of month."""
    assert last_of_month(day.year, day.month) == pendulum.instance(day).end_of("month")


def test_pendulum_dates_become_plain() -> None:
    """A pendulum date gives the same window as a plain one, and so does a datetime of that day."""
    window = Window.on(pendulum.date(2020, 10, 3))
    assert type(window.earliest) is date
    assert window == Window.on(SAT_2020_10_03)
    assert window == Window.on(datetime(2020, 10, 3, 8, 0))


@given(short_windows(), short_windows())
def test_relations(a: Window, b: Window) -> None:
    """Relations of windows are those of their sets of days."""
    in_a, in_b = members(a), members(b)
    shared = a.intersection(b)
    assert a.encloses(b) == (in_a >= in_b)
    assert a.overlaps(b) == bool(in_a & in_b)
    assert (members(shared) if shared else set()) == in_a & in_b
    touching = any(
        x is not None and y is not None and y - x == timedelta(days=1)
        for x, y in ((a.latest, b.earliest), (b.latest, a.earliest))
    )
    assert a.abuts(b) == touching
    assert {day for day in NEARBY if day in a} == in_a


def test_membership_of_other_things() -> None:
    """A date can be in a window, given as any kind of date; nothing else can, and no day is unknown."""
    assert SAT_2020_10_03 in OCTOBER
    assert "2020-10-03" in OCTOBER
    assert "2020-11-03" not in OCTOBER
    assert 3 not in OCTOBER
    assert None not in OCTOBER


@given(windows())
def test_windows_are_values(window: Window) -> None:
    """Equal windows hash alike, and a copy through pickle is equal."""
    copy = pickle.loads(pickle.dumps(window))
    assert copy == window
    assert hash(copy) == hash(window)


def test_json() -> None:
    """An open end is null."""
    assert Window.since(SAT_2020_10_03).to_json() == {"earliest": "2020-10-03", "latest": None}
    assert OCTOBER.to_json() == {"earliest": "2020-10-01", "latest": "2020-10-31"}
