"""Maps: each kind keeps the three laws of the engine, beside a map of plain dates that shares no code with it.

| law | says |
|---|---|
| monotone | a later day is never mapped to an earlier one |
| Galois connection | the adjoint is the first day that fits, or the last: no day beyond it does |
| displacement | says by how many days the map moves a day at least and at most |

Each kind of map that the engine has is in the table `KINDS`, which a test holds against the classes. Planted faults are
subclasses of the maps, and each law finds its own.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import attrs
import numpy as np
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

import networks as nw
from networks import ONE, Office
from relsched.dates import days as day_maps
from relsched.dates.calendars import Calendars
from relsched.dates.days import MINUS_INFINITY, OUTSIDE, PLUS_INFINITY, Days, day, number
from relsched.dates.offsets import Direction
from relsched.dates.rolls import Roll
from relsched.engine import monotone_maps as maps
from relsched.engine.monotone_maps import SHIFT, Map
from sizes import sized

HOW = {
    Roll.FOLLOWING: "forward",
    Roll.PRECEDING: "back",
    Roll.NEAREST: "nearest",
    Roll.MODIFIED_FOLLOWING: "modified forward",
    Roll.MODIFIED_PRECEDING: "modified back",
}
PERIODS = {1: "month", 3: "quarter", 12: "year"}
Plain = Callable[[date], date]
Drawn = tuple[Map, int, Plain]  # a map, its amount, and the same map of plain dates

FEW = sized(25, 2_000)  # of each kind and law

weekdays, months = st.integers(0, 6), st.sampled_from((1, 3, 12))
ways = st.sampled_from(list(Direction))


def book(office: Office) -> Calendars:
    return Calendars((), {"office": office.ready()})


# ---------------------------------------------------------------- each kind beside plain dates


def shifts(draw: st.DrawFn, _: Office) -> Drawn:
    amount = draw(st.integers(-400, 400))
    return SHIFT, amount, lambda x: x + amount * ONE


def by_months(draw: st.DrawFn, _: Office) -> Drawn:
    amount = draw(st.integers(-40, 40))
    way = "after" if amount >= 0 else "before"
    return maps.Months(), amount, lambda x: nw.move(x, abs(amount), "months", way)


def period_starts(draw: st.DrawFn, _: Office) -> Drawn:
    length = draw(months)
    return maps.ToPeriodStart(length), 0, lambda x: nw.bound(x, "start", PERIODS[length])


def period_ends(draw: st.DrawFn, _: Office) -> Drawn:
    length = draw(months)
    return maps.ToPeriodEnd(length), 0, lambda x: nw.bound(x, "end", PERIODS[length])


def week_starts(draw: st.DrawFn, _: Office) -> Drawn:
    # The second engine's weeks begin on Monday; one that begins later is that of a day moved back.
    starts = draw(weekdays)
    return (
        maps.WeekStart(starts),
        0,
        lambda x: nw.bound(x - starts * ONE, "start", "week") + starts * ONE,
    )


def week_ends(draw: st.DrawFn, _: Office) -> Drawn:
    starts = draw(weekdays)
    return (
        maps.WeekEnd(starts),
        0,
        lambda x: nw.bound(x - starts * ONE, "end", "week") + starts * ONE,
    )


def to_weekdays(draw: st.DrawFn, _: Office) -> Drawn:
    weekday, way = draw(weekdays), draw(ways)
    step, word = (-ONE, "next") if way is Direction.AFTER else (ONE, "previous")
    return maps.ToWeekday(weekday, way), 0, lambda x: nw.next_weekday(x + step, weekday, word)


def nth_weekdays(draw: st.DrawFn, _: Office) -> Drawn:
    weekday, nth, length = (
        draw(weekdays),
        draw(st.sampled_from((1, 2, 5, -1, -2, -5))),
        draw(months),
    )

    def plain(x: date) -> date:
        first, last = (nw.bound(x, side, PERIODS[length]) for side in ("start", "end"))
        days = [first + k * ONE for k in range((last - first).days + 1)]
        fitting = [each for each in days if each.weekday() == weekday]
        return fitting[min(nth, len(fitting)) - 1 if nth > 0 else max(nth, -len(fitting))]

    return maps.NthWeekday(months=length, weekday=weekday, nth=nth), 0, plain


def month_days(draw: st.DrawFn, _: Office) -> Drawn:
    wanted = draw(st.integers(1, 31))
    return (
        maps.MonthDay(wanted),
        0,
        lambda x: min(x.replace(day=1) + (wanted - 1) * ONE, nw.bound(x, "end", "month")),
    )


def working_days(draw: st.DrawFn, office: Office) -> Drawn:
    amount, way = draw(st.integers(0, 30)), draw(ways)
    map_ = maps.WorkingDays("office", book(office), way)
    return map_, amount, lambda x: nw.move(x, amount, "working days", way.value, office)


def rolls(draw: st.DrawFn, office: Office) -> Drawn:
    roll = draw(st.sampled_from(list(HOW)))
    return maps.RollTo("office", book(office), roll), 0, lambda x: nw.turn(x, HOW[roll], office)


def days_at_a_time(draw: st.DrawFn, _: Office) -> Drawn:
    # In Greenland clocks go forward to midnight every spring, elsewhere they have done so once, or at other hours.
    names = ("America/Nuuk", "Pacific/Apia", "Asia/Pyongyang", "Europe/Paris", "UTC")
    zone, minute = draw(st.sampled_from(names)), draw(st.integers(0, 24 * 60 - 1))

    def plain(x: date) -> date:
        local = datetime(x.year, x.month, x.day) + timedelta(minutes=minute)
        return (
            local.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC).astimezone(ZoneInfo(zone)).date()
        )

    return maps.DayAt(zone, minute), 0, plain


KINDS: dict[type[Map], Callable[[st.DrawFn, Office], Drawn]] = {
    maps.Shift: shifts,
    maps.Months: by_months,
    maps.ToPeriodStart: period_starts,
    maps.ToPeriodEnd: period_ends,
    maps.WeekStart: week_starts,
    maps.WeekEnd: week_ends,
    maps.ToWeekday: to_weekdays,
    maps.NthWeekday: nth_weekdays,
    maps.MonthDay: month_days,
    maps.WorkingDays: working_days,
    maps.RollTo: rolls,
    maps.DayAt: days_at_a_time,
}
# What a program is made of, and what is no map of days: tried with programs and with times of day.
OTHERS: set[type[Map]] = {
    *(maps.Constant, maps.Choice, maps.Earliest, maps.Latest),
    *(maps.AtTime, maps.WholeDay, maps.DateOf, maps.Elapsed, maps.KeptTime),
}


@st.composite
def drawn_maps(draw: st.DrawFn, kind: type[Map]) -> Drawn:
    return KINDS[kind](draw, draw(nw.offices()))


def leaves(kind: type[Any]) -> set[type[Any]]:
    """The kinds of maps that others don't refine, within the engine."""
    below = [each for each in kind.__subclasses__() if each.__module__ == maps.__name__]
    return {kind} if not below else set().union(*map(leaves, below))


def test_every_kind_of_map_is_tried() -> None:
    """A new kind is put into the table, or told to be none of days."""
    assert leaves(Map) == {*KINDS, *OTHERS}
    assert not any(kind.has_adjoint for kind in OTHERS)


# ---------------------------------------------------------------- the laws


def image(map_: Map, amount: int, x: date) -> date:
    return day(int(map_.apply(np.array([[number(x)]]), np.array([[amount]]))[0, 0]))


def check_image(drawn: Drawn, x: date) -> None:
    """A map gives what plain dates give, and never turns two days round."""
    map_, amount, plain = drawn
    around = [x + k * ONE for k in (*range(-40, -3, 6), *range(-3, 4), *range(4, 41, 6))]
    given = np.array([[number(each) for each in around]])
    found = map_.apply(given, np.array([[amount]]))[0].tolist()
    assert [day(each) for each in found] == [plain(each) for each in around]
    assert found == sorted(found)


def check_adjoint(drawn: Drawn, x: date, upper: bool) -> None:
    """No day beyond the adjoint fits, and it does: found by looking at each day around."""
    map_, amount, plain = drawn
    (found,) = map_.adjoint(np.array([[number(x)]]), np.array([[amount]]), upper=upper)[0].tolist()
    answer, step = day(found), ONE if upper else -ONE

    def fits(each: date) -> bool:
        return plain(each) <= x if upper else plain(each) >= x

    assert fits(answer)
    assert not fits(answer + step)
    # Monotone maps need no more, and the witness is asked that it is one.
    around = [answer + k * ONE for k in (*range(-40, -3, 6), *range(-3, 4), *range(4, 41, 6))]
    assert [plain(each) for each in around] == sorted(plain(each) for each in around)


def check_displacement(drawn: Drawn, x: date) -> None:
    """A day is moved by no fewer days than told, and by no more."""
    map_, amount, plain = drawn
    least, most = map_.displacement(amount)
    assert least <= (plain(x) - x).days <= most


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
@FEW
@given(st.data(), nw.anchors())
def test_a_map_is_monotone_and_gives_what_plain_dates_give(
    kind: type[Map], data: st.DataObject, x: date
) -> None:
    """Beside a map that shares no code with it, on eighty days around."""
    check_image(data.draw(drawn_maps(kind)), x)


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
@FEW
@given(st.data(), nw.anchors(), st.booleans())
def test_an_adjoint_is_the_first_or_last_day_that_fits(
    kind: type[Map], data: st.DataObject, x: date, upper: bool
) -> None:
    """The adjoint of each kind forms a Galois connection with it."""
    check_adjoint(data.draw(drawn_maps(kind)), x, upper)


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
@FEW
@given(st.data(), nw.anchors())
def test_a_displacement_bounds_what_a_map_does(
    kind: type[Map], data: st.DataObject, x: date
) -> None:
    """By no fewer days and by no more."""
    check_displacement(data.draw(drawn_maps(kind)), x)


BOUNDED = [k for k in KINDS if not issubclass(k, maps.CalendarMap)]


@pytest.mark.parametrize("kind", BOUNDED, ids=lambda kind: kind.__name__)
@FEW
@given(st.data(), nw.anchors(), st.booleans())
def test_a_search_finds_the_adjoint_of_a_kind_that_knows_no_way(
    kind: type[Map], data: st.DataObject, x: date, upper: bool
) -> None:
    """What a new kind gets without a word of its own is what these kinds work out directly."""
    map_, amount, _ = data.draw(drawn_maps(kind))
    given_days, amounts = np.array([[number(x), number(x) + 31]]), np.array([[amount]])
    found = Map.preimage(map_, given_days, amounts, upper=upper)
    assert found.tolist() == map_.preimage(given_days, amounts, upper=upper).tolist()


def test_a_month_round_is_not_the_way_back() -> None:
    """The example of the theory: a month before 1 May is the first past 31 March, one before 30 April the last not."""
    month_before, march = np.array([[-1]]), np.array([[number(date(2020, 3, 31))]])
    (first,) = maps.Months().adjoint(march, month_before, upper=False)[0]
    (last,) = maps.Months().adjoint(march, month_before, upper=True)[0]
    assert (day(first), day(last)) == (date(2020, 5, 1), date(2020, 4, 30))


def test_infinities_and_what_no_calendar_answers() -> None:
    """Infinities stay; where a calendar ends, or for times of day, nothing follows."""
    office = Office(closed=frozenset({date(2020, 1, 1)}))  # from 1960 to 2089
    values = np.array([[MINUS_INFINITY, PLUS_INFINITY, number(date(2500, 1, 1)), OUTSIDE]])
    map_, one = maps.WorkingDays("office", book(office), Direction.AFTER), np.array([[1]])
    lower = map_.adjoint(values, one, upper=False)[0].tolist()
    upper = map_.adjoint(values, one, upper=True)[0].tolist()
    assert lower == [MINUS_INFINITY, PLUS_INFINITY, MINUS_INFINITY, MINUS_INFINITY]
    assert upper == [MINUS_INFINITY, PLUS_INFINITY, PLUS_INFINITY, PLUS_INFINITY]
    for clock in (
        maps.AtTime("UTC", 8 * 60),
        *(kind("UTC") for kind in (maps.WholeDay, maps.DateOf, maps.Elapsed, maps.KeptTime)),
    ):
        assert clock.adjoint(values, one, upper=True)[0].tolist() == [PLUS_INFINITY] * 4


def test_a_map_that_does_not_say_how_it_applies_is_none() -> None:
    """A kind of map without a rule is a fault, not silently the identity."""

    class Moon(Map):
        __slots__ = ()

    with pytest.raises(TypeError, match="apply"):
        Moon()  # type: ignore[abstract]


# ---------------------------------------------------------------- planted faults


class MonthsRunOver(maps.Months):
    """A day that the month lacks runs over into the next."""

    def apply(self, days: Days, amounts: Any) -> Days:
        clipped = super().apply(days, amounts)
        wanted = days - day_maps.month_start(days)
        reached = clipped - day_maps.month_start(clipped)
        return clipped + (wanted - reached)


class MonthsGoBack(maps.Months):
    """The adjoint is taken to be the same number of months back."""

    def preimage(self, days: Days, amounts: Any, *, upper: bool) -> Days:
        return day_maps.add_months(days, -np.asarray(amounts))


class MonthsOfThirtyDays(maps.Months):
    """No month is taken to be shorter or longer than 30 days."""

    def displacement(self, amount: int) -> tuple[int, int]:
        return 30 * amount, 30 * amount


class PeriodBegunBefore(maps.ToPeriodStart):
    """The day before the edge still belongs to the period."""

    def preimage(self, days: Days, amounts: Any, *, upper: bool) -> Days:
        return super().preimage(days, amounts, upper=upper) - (1 if upper else 0)


class WeekOfEightDays(maps.WeekEnd):
    """The last day of a week is the first of the next."""

    def apply(self, days: Days, amounts: Any) -> Days:
        return super().apply(days, amounts) + 1


class WeekdayThatMoves(maps.ToWeekday):
    """A day that is the weekday moves by a week."""

    def displacement(self, amount: int) -> tuple[int, int]:
        return (1, 7) if self.direction is Direction.AFTER else (-7, -1)


class RollOneWay(maps.RollTo):
    """Every roll goes to the next open day when bounds go back."""

    def preimage(self, days: Days, amounts: Any, *, upper: bool) -> Days:
        return maps.RollTo(self.name, self.book, Roll.FOLLOWING).preimage(
            days, amounts, upper=upper
        )


class WorkingDaysBackFromClosed(maps.WorkingDays):
    """Bounds go back over as many working days, whatever lies beside them."""

    def preimage(self, days: Days, amounts: Any, *, upper: bool) -> Days:
        back = Direction.BEFORE if self.direction is Direction.AFTER else Direction.AFTER
        return maps.WorkingDays(self.name, self.book, back).apply(days, amounts)


def as_mutant(drawn: Drawn, kind: type[Map]) -> Drawn:
    map_, amount, plain = drawn
    fields = attrs.fields(type(map_))  # type: ignore[arg-type]
    return kind(**{f.name: getattr(map_, f.name) for f in fields if f.init}), amount, plain


@pytest.mark.parametrize(
    ("kind", "law"),
    [
        (MonthsRunOver, "image"),
        (WeekOfEightDays, "image"),
        (MonthsGoBack, "adjoint"),
        (PeriodBegunBefore, "adjoint"),
        (RollOneWay, "adjoint"),
        (WorkingDaysBackFromClosed, "adjoint"),
        (MonthsOfThirtyDays, "displacement"),
        (WeekdayThatMoves, "displacement"),
    ],
    ids=lambda value: value if isinstance(value, str) else value.__name__,
)
def test_each_law_finds_its_planted_faults(kind: type[Map], law: str) -> None:
    """A law that no slip can break says nothing."""
    (real,) = kind.__bases__

    @settings(max_examples=200, report_multiple_bugs=False, phases=[Phase.generate])
    @given(st.data(), nw.anchors(), st.booleans())
    def check(data: st.DataObject, x: date, upper: bool) -> None:
        drawn = as_mutant(data.draw(drawn_maps(real)), kind)
        if law == "image":
            check_image(drawn, x)
        elif law == "adjoint":
            check_adjoint(drawn, x, upper)
        else:
            check_displacement(drawn, x)

    with pytest.raises(AssertionError):
        check()


def test_working_days_at_hand() -> None:
    """Two working days before Wed 2020-10-14 is Mon the 12th, whose adjoints lie around the weekend."""
    map_ = maps.WorkingDays("weekdays", Calendars(), Direction.BEFORE)
    assert image(map_, 2, date(2020, 10, 14)) == date(2020, 10, 12)
    sunday = np.array([[number(date(2020, 10, 11))]])
    (first,) = map_.adjoint(sunday, np.array([[2]]), upper=False)[0]
    assert day(first) == date(2020, 10, 12) + timedelta(days=2)
