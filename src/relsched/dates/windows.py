"""Window: the closed span earliest..latest in which a date may lie; either end may be open.

| text | meaning |
|---|---|
| `2020-10-03` | settled on that day |
| `2020-10-01..2020-10-31` | some day of October, both ends included |
| `2020-10-01..` | that day or later |
| `..2020-10-31` | that day or earlier |
| `..` | nothing is known |
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import TypeAlias

import attrs

from relsched.dates.date_reading import DateLike, to_day
from relsched.errors import TimingError
from relsched.messages.catalogue import FIRST
from relsched.messages.message import Message, day_in_figures
from relsched.short_repr import short_repr


@short_repr
@attrs.frozen
class Window:
    """The days on which a date may lie, such as `2020-09-21..2020-10-21`.

    Both ends are included; None is an open end. A window is never empty.

    Raises:
        TimingError: `window-reversed` when the latest day is before the earliest.

    Source: temporal networks call it the minimal domain; the words `encloses`, `overlaps` and `abuts`
    are those of interval algebra.
    """

    earliest: date | None = attrs.field(default=None, converter=to_day)
    latest: date | None = attrs.field(default=None, converter=to_day)

    def __attrs_post_init__(self) -> None:
        if self.earliest is not None and self.latest is not None and self.latest < self.earliest:
            raise TimingError(
                Message("error window-reversed"),
                code="window-reversed",
                value=f"{self.earliest}..{self.latest}",
                why=Message("error date order", first=self.earliest, last=self.latest),
                fix=Message("error window-reversed fix", text=f"{self.latest}..{self.earliest}"),
            )

    @classmethod
    def on(cls, day: DateLike) -> Window:
        """Give the window of a single day.

        Raises:
            TimingError: `date-form`.
        """
        return cls(day, day)

    @classmethod
    def between(cls, earliest: DateLike, latest: DateLike) -> Window:
        """Give the window from one day to another, both included.

        Args:
            earliest: First day, a date or its text.
            latest: Last day, not before the first.

        Raises:
            TimingError: `date-form`; `window-reversed` when the end is before the start.
        """
        return cls(earliest, latest)

    @classmethod
    def since(cls, earliest: DateLike) -> Window:
        """Give the window of that day and all later ones.

        Args:
            earliest: First day, a date or its text.

        Raises:
            TimingError: `date-form`.
        """
        return cls(earliest, None)

    @classmethod
    def until(cls, latest: DateLike) -> Window:
        """Give the window of that day and all earlier ones.

        Args:
            latest: Last day, a date or its text.

        Raises:
            TimingError: `date-form`.
        """
        return cls(None, latest)

    @classmethod
    def unknown(cls) -> Window:
        """Give the window that is open at both ends."""
        return cls(None, None)

    @classmethod
    def parse(cls, text: str) -> Window:
        """Read the text form; the inverse of `str`.

        Raises:
            TimingError: `date-form`; `window-reversed` when the end is before the start.
        """
        if ".." not in text:
            return cls.on(text.strip())
        first, _, last = text.partition("..")
        return cls(first.strip() or None, last.strip() or None)

    @classmethod
    def read(cls, value: WindowLike) -> Window:
        """Make a window from a pair of its ends, from its text, or from a single day; None is an open end.

        Args:
            value: What is read.

        Raises:
            TimingError: `date-form`, `date-absent`, `window-reversed`.
            TypeError: It is none of these.
        """
        if isinstance(value, Window):
            return value
        if isinstance(value, str):
            return cls.parse(value)
        if isinstance(value, Sequence):
            if len(value) != 2:
                raise TypeError(f"a window has a first and a last day, not {len(value)}")
            return cls(*value)
        day = to_day(value)
        return cls(day, day)

    def __str__(self) -> str:
        if self.is_settled:
            return str(self.earliest)
        return f"{self.earliest or ''}..{self.latest or ''}"

    def text(self, language: str = FIRST, /) -> str:
        """Write the window for people: `2020-10-03..2020-10-05`, `từ 03/10/2020 đến 05/10/2020`."""
        if self.earliest is None and self.latest is None:
            return Message("days any").text(language)
        if self.earliest is None:
            assert self.latest is not None
            return Message("days until", last=self.latest).text(language)
        if self.latest is None:
            return Message("days from", first=self.earliest).text(language)
        if self.is_settled:
            return day_in_figures(self.earliest, language)
        return Message("days both", first=self.earliest, last=self.latest).text(language)

    @property
    def is_settled(self) -> bool:
        """Whether exactly one day is left."""
        return self.earliest is not None and self.earliest == self.latest

    @property
    def is_bounded(self) -> bool:
        """Whether both ends are days."""
        return self.earliest is not None and self.latest is not None

    @property
    def is_unknown(self) -> bool:
        """Whether both ends are open."""
        return self.earliest is None and self.latest is None

    @property
    def day(self) -> date:
        """The one day of a settled window.

        Raises:
            ValueError: The window isn't settled.
        """
        if not self.is_settled or self.earliest is None:
            raise ValueError(f"the window {self} isn't settled on one day")
        return self.earliest

    @property
    def days(self) -> int:
        """Number of days from the earliest to the latest, both counted.

        Raises:
            ValueError: An end is open.
        """
        if self.earliest is None or self.latest is None:
            raise ValueError(f"the window {self} is open")
        return (self.latest - self.earliest).days + 1

    def __contains__(self, day: object) -> bool:
        try:
            found = to_day(day)  # type: ignore[arg-type]
        except TypeError:
            return False
        return (
            found is not None
            and (self.earliest is None or self.earliest <= found)
            and (self.latest is None or found <= self.latest)
        )

    def __iter__(self) -> Iterator[date]:
        """Go through the days, first to last; an open end can't be gone through."""
        for step in range(self.days):
            assert self.earliest is not None
            yield self.earliest + timedelta(days=step)

    def encloses(self, other: Window) -> bool:
        """Whether every day of the other window is one of this."""
        starts = self.earliest is None or (
            other.earliest is not None and self.earliest <= other.earliest
        )
        ends = self.latest is None or (other.latest is not None and other.latest <= self.latest)
        return starts and ends

    def overlaps(self, other: Window) -> bool:
        """Whether a day is in both.

        Args:
            other: The window it is compared with.
        """
        return self.intersection(other) is not None

    def abuts(self, other: Window) -> bool:
        """Whether one begins on the day after the other ends."""
        return _follows(self.latest, other.earliest) or _follows(other.latest, self.earliest)

    def intersection(self, other: Window) -> Window | None:
        """Give the days that are in both, or None when there are none.

        Args:
            other: The other window.
        """
        starts = [d for d in (self.earliest, other.earliest) if d is not None]
        ends = [d for d in (self.latest, other.latest) if d is not None]
        earliest = max(starts) if starts else None
        latest = min(ends) if ends else None
        if earliest is not None and latest is not None and latest < earliest:
            return None
        return Window(earliest, latest)

    def to_json(self) -> dict[str, str | None]:
        """Give `{"earliest": "2020-09-21", "latest": null}`; null is an open end."""
        return {
            "earliest": None if self.earliest is None else self.earliest.isoformat(),
            "latest": None if self.latest is None else self.latest.isoformat(),
        }


# What a window may be given as: a pair is its two ends, a single day both of them.
WindowLike: TypeAlias = "Window | DateLike | Sequence[DateLike | None] | None"


def _follows(last: date | None, first: date | None) -> bool:
    return last is not None and first is not None and first - last == timedelta(days=1)
