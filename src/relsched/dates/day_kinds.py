"""Kinds of days, one byte a day: open or closed, and why; weeks of them, and several calendars' combined."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Literal

Weekend = tuple[int, ...]
SATURDAY_AND_SUNDAY: Weekend = (5, 6)
RULES: dict[str, Weekend] = {"weekdays": SATURDAY_AND_SUNDAY, "everyday": ()}

# What each day is, one byte a day. `combined_kinds` and `with_weekend` rest on the order.
OPEN, WEEKEND, HOLIDAY, SWAPPED, EXTRA = range(5)
IS_OPEN = bytes(kind not in (WEEKEND, HOLIDAY) for kind in range(256))


def days_from(first: date, last: date) -> Iterator[date]:
    """Go through the days from the first to the last, both included."""
    return map(date.fromordinal, range(first.toordinal(), last.toordinal() + 1))


def weekly_kinds(weekend: Weekend, first: date, last: date) -> bytes:
    """Give the kinds of days that every week has alike, from the first day to the last."""
    length = last.toordinal() - first.toordinal() + 1
    week = bytes(WEEKEND if (first.weekday() + i) % 7 in weekend else OPEN for i in range(7))
    return (week * (length // 7 + 1))[:length]


def combined_kinds(kinds: list[bytes], how: Literal["both", "either"]) -> bytes:
    """Combine day by day: a holiday says more than a weekend, and an ordinary day needs no swap."""
    import numpy as np

    rows = np.array([np.frombuffer(row, dtype=np.uint8) for row in kinds])
    closed = (rows == WEEKEND) | (rows == HOLIDAY)
    shut = np.where(closed, rows, 0).max(axis=0)
    if how == "both":
        combined = np.where(closed.any(axis=0), shut, rows.max(axis=0))
    else:
        combined = np.where(closed.all(axis=0), shut, np.where(closed, 255, rows).min(axis=0))
    return bytes(combined.astype(np.uint8))
