"""Each map turned round is tried against a search over every day, with maps that share no code with it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import networks as nw
from networks import ONE, Office
from relsched import Plan
from relsched.dates.calendars import Calendars
from relsched.dates.days import MINUS_INFINITY, OUTSIDE, PLUS_INFINITY, day, number
from relsched.dates.rolls import Roll
from relsched.engine.adjoints import WITHOUT, adjoint
from relsched.engine.evaluation import mapped
from relsched.engine.program import Program

HOW = {
    Roll.FOLLOWING: "forward",
    Roll.PRECEDING: "back",
    Roll.NEAREST: "nearest",
    Roll.MODIFIED_FOLLOWING: "modified forward",
    Roll.MODIFIED_PRECEDING: "modified back",
}
PERIODS = {1: "month", 3: "quarter", 12: "year"}


def witness(key: tuple[Any, ...], amount: int, office: Office) -> Callable[[date], date]:
    """The same map, from the second engine of the laws."""
    word = key[0]
    if word == "shift":
        return lambda x: x + timedelta(days=amount)
    if word == "months":
        way = "after" if amount >= 0 else "before"
        return lambda x: nw.move(x, abs(amount), "months", way)
    if word == "working days":
        return lambda x: nw.move(x, amount, "working days", key[1], office)
    if word == "roll":
        return lambda x: nw.turn(x, HOW[key[1]], office)
    if word in ("start of week", "end of week"):
        # The second engine's weeks begin on Monday; one that begins later is that of a day moved back.
        side = word.partition(" ")[0]
        return lambda x: nw.bound(x - key[1] * ONE, side, "week") + key[1] * ONE
    if word in ("start", "end"):
        return lambda x: nw.bound(x, word, PERIODS[key[1]])
    if word == "weekday":
        step = -ONE if key[2] == "after" else ONE
        return lambda x: nw.next_weekday(
            x + step, key[1], "next" if key[2] == "after" else "previous"
        )
    if word == "nth weekday":
        return lambda x: nth_weekday(x, *key[1:])
    assert word == "day of month"
    return lambda x: min(x.replace(day=1) + (key[1] - 1) * ONE, nw.bound(x, "end", "month"))


def nth_weekday(x: date, weekday: int, nth: int, months: int) -> date:
    first, last = (nw.bound(x, side, PERIODS[months]) for side in ("start", "end"))
    days = [first + k * ONE for k in range((last - first).days + 1)]
    fitting = [each for each in days if each.weekday() == weekday]
    place = min(nth, len(fitting)) - 1 if nth > 0 else max(nth, -len(fitting))
    return fitting[place]


@st.composite
def keys(draw: st.DrawFn) -> tuple[tuple[Any, ...], int]:
    """Kinds of maps as a program writes them, with an amount."""
    word = draw(
        st.sampled_from(
            (
                *("shift", "months", "working days", "roll", "start of week", "end of week"),
                *("start", "end", "weekday", "nth weekday", "day of month"),
            )
        )
    )
    weekday, months = draw(st.integers(0, 6)), draw(st.sampled_from((1, 3, 12)))
    way = draw(st.sampled_from(("after", "before")))
    match word:
        case "shift":
            return (word,), draw(st.integers(-400, 400))
        case "months":
            return (word,), draw(st.integers(-40, 40))
        case "working days":
            return (word, way, "office"), draw(st.integers(0, 30))
        case "roll":
            return (word, draw(st.sampled_from(list(HOW))), "office"), 0
        case "start of week" | "end of week":
            return (word, weekday), 0
        case "start" | "end":
            return (word, months), 0
        case "weekday":
            return (word, weekday, way), 0
        case "nth weekday":
            return (word, weekday, draw(st.sampled_from((1, 2, 5, -1, -2, -5))), months), 0
    return (word, draw(st.integers(1, 31))), 0


def made(office: Office) -> Program:
    return Program(Plan("p"), Calendars((), {"office": office.ready()}))


@given(keys(), nw.anchors(), nw.offices(), st.booleans())
def test_an_adjoint_is_the_first_or_last_day_that_fits(
    drawn: tuple[tuple[Any, ...], int], value: date, office: Office, upper: bool
) -> None:
    """No day beyond it fits, and all on this side do: found by looking at each day around."""
    key, amount = drawn
    program, amounts = made(office), np.array([[amount]])
    (found,) = adjoint(program, key, amounts, np.array([[number(value)]]), upper=upper)[0]
    move = witness(key, amount, office)
    answer = day(found)
    step = ONE if upper else -ONE

    def fits(x: date) -> bool:
        return move(x) <= value if upper else move(x) >= value

    assert fits(answer)
    assert not fits(answer + step)
    # Monotone maps need no more, and the witness is asked that it is one.
    around = [answer + k * ONE for k in range(-40, 41)]
    assert [move(x) for x in around] == sorted(move(x) for x in around)
    (image,) = mapped(program, key, amounts, np.array([[found]]), latest=upper)[0]
    assert day(image) == move(answer)


def test_a_month_round_is_not_the_way_back() -> None:
    """The example of the theory: a month before 1 May is the first past 31 March, one before 30 April the last not."""
    program, month_before = made(Office()), np.array([[-1]])
    march = np.array([[number(date(2020, 3, 31))]])
    (first,) = adjoint(program, ("months",), month_before, march, upper=False)[0]
    (last,) = adjoint(program, ("months",), month_before, march, upper=True)[0]
    assert (day(first), day(last)) == (date(2020, 5, 1), date(2020, 4, 30))


def test_infinities_and_what_no_calendar_answers() -> None:
    """Infinities stay; where a calendar ends, or for times of day, nothing follows."""
    office = Office(closed=frozenset({date(2020, 1, 1)}))  # from 1960 to 2089
    program = made(office)
    values = np.array([[MINUS_INFINITY, PLUS_INFINITY, number(date(2500, 1, 1)), OUTSIDE]])
    key, one = ("working days", "after", "office"), np.array([[1]])
    lower = adjoint(program, key, one, values, upper=False)[0].tolist()
    upper = adjoint(program, key, one, values, upper=True)[0].tolist()
    assert lower == [MINUS_INFINITY, PLUS_INFINITY, MINUS_INFINITY, MINUS_INFINITY]
    assert upper == [MINUS_INFINITY, PLUS_INFINITY, PLUS_INFINITY, PLUS_INFINITY]
    for word in WITHOUT:
        assert adjoint(program, (word,), one, values, upper=True)[0].tolist() == [PLUS_INFINITY] * 4


def test_an_unknown_map_is_refused() -> None:
    """A kind of map without a rule here is a fault, not silently the identity."""
    with pytest.raises(ValueError, match="no map"):
        adjoint(made(Office()), ("moon",), np.array([[0]]), np.array([[0]]), upper=True)
