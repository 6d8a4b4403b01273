"""How a language says timings: patterns that are filled to say one, and cut to read one."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date

import attrs

from relsched.dates.offsets import Direction, Offset
from relsched.dates.recurrence import Frequency
from relsched.timing.points import At, Point, Rolled, Shifted


@attrs.frozen
class Sentences:
    """How a language says timings: a pattern for each form, and words for days, amounts and periods.

    Attributes:
        forms: A pattern for each form, filled with `p`, `q` (points), `a` (an amount) and `name`.
        day: Writes a date.
        amount: Writes an offset.
        months: Writes the months of a year from a first to a last.
        thirds: Patterns for the early, mid and late part of a period, and its halves.
        weekdays: Its weekdays from Monday.
        month_names: What the months are called where no year stands beside.
        ordinal: Writes a place in a row, from 1.
        frequencies: How each frequency is said, `{n}` where every so many are meant.
    """

    forms: Mapping[str, str]
    day: Callable[[date], str]
    amount: Callable[[Offset], str]
    months: Callable[[int, int, int], str]
    parts: Mapping[str, str]
    weekdays: tuple[str, ...]
    month_names: tuple[str, ...]
    ordinal: Callable[[int], str]
    frequencies: Mapping[Frequency, tuple[str, str]]


def counted_from(point: Point | None) -> Direction | None:
    """Tell to which side of something a point is counted, whether it is moved then or not; None where it isn't."""
    while isinstance(point, Rolled | At):
        point = point.point
    return point.direction if isinstance(point, Shifted) else None
