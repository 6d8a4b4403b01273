"""Adjoints: a map of days turned round, so that a bound on what comes out bounds what went in.

For a monotone map f, `f(x) >= v` says of x that it isn't before the first day whose image isn't before v, and
`f(x) <= v` that it isn't after the last day whose image isn't after v. These two days are the adjoints of f at
v. They aren't the inverse offset: the first day that has 31 March or later a month before it is 1 May, though a
month after 31 March is 30 April.

One implementation for each kind of map, on arrays. Infinities stay. Where a working calendar doesn't reach,
or a map has no adjoint here (those of times of day), nothing follows: the bound is infinite.

Source: P. G. Jeavons and M. C. Cooper 1995 on closed constraints; Galois connections of monotone maps.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from relsched.dates import days as day_maps
from relsched.dates.days import MINUS_INFINITY, OUTSIDE, PLUS_INFINITY, Days, is_finite
from relsched.dates.rolls import Roll, apply_roll
from relsched.engine.program import Program

# What takes the maps of times of day back to days isn't turned round.
WITHOUT = frozenset({"at", "whole day", "date of", "elapsed", "keep time"})


def adjoint(
    program: Program, key: tuple[Any, ...], amounts: Days, values: Days, *, upper: bool
) -> Days:
    """Give for each value the first day whose image isn't before it, or the last whose image isn't after it.

    Args:
        program: The program of a plan, for its calendars.
        key: The kind of map, as in a group of the program; `("shift",)` for a number of days.
        amounts: The amount of each row, where the kind has one; broadcasts against the values.
        values: Days since 1970-01-01, rows x columns.
        upper: Whether the last day is asked for: what f(x) <= v says; else the first: f(x) >= v.

    Returns:
        An array of the same shape; an infinity where nothing follows.
    """
    word = key[0]
    nothing = PLUS_INFINITY if upper else MINUS_INFINITY
    if word in WITHOUT:
        return np.full(values.shape, nothing, dtype=np.int64)
    finite = is_finite(values)
    tame = np.where(finite, values, 0)
    found = _turned(program, key, amounts, tame, upper)
    found = np.where(is_finite(found), found, nothing)
    return np.where(finite, found, np.where(values == OUTSIDE, nothing, values))


def displacement(key: tuple[Any, ...], amount: int) -> tuple[int, int]:
    """Give by how many days a map moves a day at least and at most, whatever the day.

    Infinities stand where that isn't bounded.

    Args:
        key: The kind of map, as in a group of the program.
        amount: Its amount, where the kind has one.
    """
    match key:
        case ("shift",):
            return amount, amount
        case ("months",):
            # A month is 28 to 31 days, and 12 of them 365 or 366.
            years, rest = divmod(abs(amount), 12)
            least, most = 365 * years + 28 * rest, 366 * years + 31 * rest
            return (least, most) if amount >= 0 else (-most, -least)
        case ("working days", "after", *_):
            return amount, PLUS_INFINITY
        case ("working days", "before", *_):
            return MINUS_INFINITY, -amount
        case ("roll", Roll.FOLLOWING, *_):
            return 0, PLUS_INFINITY
        case ("roll", Roll.PRECEDING, *_):
            return MINUS_INFINITY, 0
        case ("start", int(months)):
            return 1 - 31 * months, 0
        case ("end", int(months)):
            return 0, 31 * months - 1
        case ("start of week", *_) | ("weekday", _, "before"):
            return -6, 0
        case ("end of week", *_) | ("weekday", _, "after"):
            return 0, 6
        case ("nth weekday", _, _, int(months)):
            return 1 - 31 * months, 31 * months - 1
        case ("day of month", *_):
            return -30, 30
    return MINUS_INFINITY, PLUS_INFINITY


def _turned(
    program: Program, key: tuple[Any, ...], amounts: Days, values: Days, upper: bool
) -> Days:
    word = key[0]
    if word == "shift":
        return values - amounts
    if word == "months":
        return _months(values, amounts, upper)
    if word == "working days":
        calendar = program.calendars.get(key[2])
        return _working_days(values, amounts, key[1], calendar, upper)
    if word == "roll":
        calendar = program.calendars.get(key[2])
        if key[1] is Roll.FOLLOWING:
            return _working_days(values, np.zeros_like(amounts), "after", calendar, upper)
        if key[1] is Roll.PRECEDING:
            return _working_days(values, np.zeros_like(amounts), "before", calendar, upper)
        return _searched(values, lambda days: apply_roll(days, key[1], calendar), calendar, upper)
    if word in ("start of week", "end of week"):
        starts = key[1]
        if word == "start of week":
            if upper:
                return day_maps.week_start(values, starts) + 6
            return day_maps.week_start(values + 6, starts)
        if upper:
            return day_maps.week_start(values + 1, starts) - 1
        return day_maps.week_start(values, starts)
    if word == "start":
        if upper:
            return day_maps.month_end(values, key[1])
        return day_maps.month_end(values - 1, key[1]) + 1
    if word == "end":
        if upper:
            return day_maps.month_start(values + 1, key[1]) - 1
        return day_maps.month_start(values, key[1])
    if word == "weekday":
        before = day_maps.weekday_on_or_before(values, key[1])
        after = day_maps.weekday_on_or_after(values, key[1])
        if key[2] == "after":
            return before if upper else after - 6
        return before + 6 if upper else after
    if word == "nth weekday":
        reached = day_maps.nth_weekday(values, key[1], key[2], key[3])
        return _by_period(values, reached, key[3], upper)
    if word == "day of month":
        return _by_period(values, day_maps.month_day(values, key[1]), 1, upper)
    raise ValueError(f"no map is called {word!r}")


def _months(values: Days, amounts: Days, upper: bool) -> Days:
    """Turn a number of months round: a day that the month lacks is its end from below, the next month from above."""
    back = day_maps.add_months(day_maps.month_start(values), -amounts)
    day = values - day_maps.month_start(values)
    length = day_maps.month_end(back) - back
    if upper:
        # All days that are clipped to the end of the month are mapped to it.
        is_end = values == day_maps.month_end(values)
        return np.where(is_end, back + length, back + np.minimum(day, length))
    return np.where(day <= length, back + day, back + length + 1)


def _working_days(values: Days, amounts: Days, direction: str, calendar: Any, upper: bool) -> Days:
    """Turn a number of working days round; no working days is the roll in that direction."""
    amounts = np.broadcast_to(amounts, values.shape)
    none = amounts == 0
    # The last open day that isn't after the value, and the first that isn't before it.
    base = (calendar.previous_or_same_array if upper else calendar.next_or_same_array)(values)
    if direction == "after":
        if upper:
            moved = _day_after(calendar.step_array(base, np.maximum(amounts - 1, 0), "before"), -1)
            return np.where(none, base, moved)
        moved = calendar.step_array(base, amounts, "before")
        return np.where(none, _day_after(calendar.step_array(base, 1, "before"), 1), moved)
    if upper:
        moved = calendar.step_array(base, amounts, "after")
        return np.where(none, _day_after(calendar.step_array(base, 1, "after"), -1), moved)
    moved = _day_after(calendar.step_array(base, np.maximum(amounts - 1, 0), "after"), 1)
    return np.where(none, base, moved)


def _day_after(days: Days, amount: int) -> Days:
    return np.where(is_finite(days), days + amount, days)


def _searched(values: Days, roll: Callable[[Days], Days], calendar: Any, upper: bool) -> Days:
    """Turn a roll round that looks both ways: halve the closed days on the side that can still be the answer."""
    if upper:
        inside = calendar.previous_or_same_array(values)  # rolled to itself, so not after the value
        outside = calendar.step_array(inside, 1, "after")
    else:
        inside = calendar.next_or_same_array(values)
        outside = calendar.step_array(inside, 1, "before")
    known = is_finite(inside) & is_finite(outside)
    inside, outside = np.where(known, inside, 0), np.where(known, outside, 0)
    while (np.abs(inside - outside) > 1).any():
        middle = (inside + outside) // 2
        reached = roll(middle)
        holds = (reached <= values) if upper else (reached >= values)
        holds |= middle == inside
        inside, outside = np.where(holds, middle, inside), np.where(holds, outside, middle)
    return np.where(known, inside, OUTSIDE)


def _by_period(values: Days, reached: Days, months: int, upper: bool) -> Days:
    """Turn a map round that gives one day for each period, in that period."""
    if upper:
        before = day_maps.month_start(values, months) - 1
        return np.where(reached <= values, day_maps.month_end(values, months), before)
    after = day_maps.month_end(values, months) + 1
    return np.where(reached >= values, day_maps.month_start(values, months), after)
