"""Timings that run from one thing to another, and the first or last days of a period."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import attrs

from relsched.dates.date_reading import last_of_month
from relsched.phrases.builder.anchors import Anchors
from relsched.phrases.builder.meanings import EVENT_KINDS, Anchor, Sense, Unreadable
from relsched.phrases.lexed_words import LexedWord
from relsched.phrases.raw_dates import RawDate, RawDay, RawMonths, RawYear
from relsched.phrases.readings import Note
from relsched.timing.periods import Period
from relsched.timing.points import Day, Point
from relsched.timing.timings import FromTo, In


@attrs.frozen
class Ranges:
    """Gives timings from one anchor to another, or of the first or last days of one."""

    anchors: Anchors

    def number_to_date(self, number: LexedWord, when: Any) -> list[Sense]:
        """From a day of the same month: `between 10 and 20 June`."""
        return self._range(RawDay(number.value), when, to_end=True)

    def first_days(
        self, place: LexedWord, number: LexedWord, unit: LexedWord, when: Any
    ) -> list[Sense]:
        """The first or last so many days of a period."""
        period = self.anchors.anchor(when).period
        if period is None or place.value not in (1, -1) or unit.value not in ("days", "weeks"):
            raise Unreadable(None)
        days = number.value * (7 if unit.value == "weeks" else 1) - 1
        if days > (period.last - period.first).days:
            raise Unreadable(None)
        first, last = period.first, period.last
        if place.value == 1:
            last = first + timedelta(days=days)
        else:
            first = last - timedelta(days=days)
        return [Sense(FromTo(Day(first), Day(last)))]

    def part_days(
        self, number: LexedWord, unit: LexedWord, part: LexedWord, when: Any
    ) -> list[Sense]:
        """The first or last so many days of a period."""
        place = {"early": 1, "late": -1}.get(str(part.value))
        if place is None:
            raise Unreadable(None)
        return self.first_days(LexedWord("NTH", part.start, part.end, place), number, unit, when)

    def nth_days(self, number: LexedWord, place: LexedWord, when: Any) -> list[Sense]:
        """The first or last so many days of a period, the number first."""
        return self.first_days(place, number, LexedWord("UNIT", 0, 0, "days"), when)

    def from_to(self, first: Any, last: Any) -> list[Sense]:
        """From one thing to another, up to the beginning of an event."""
        return self._range(first, last, to_end=False)

    def reaching(self, first: Any, last: Any) -> list[Sense]:
        """From one thing to another, without a word before it: days and periods, not "the meeting until June"."""
        if self.anchors.anchor(first).kind in EVENT_KINDS:
            raise Unreadable(None)
        return self._range(first, last, to_end=False)

    def reaching_end(self, first: Any, last: Any) -> list[Sense]:
        """The same, to the end of another."""
        if self.anchors.anchor(first).kind in EVENT_KINDS:
            raise Unreadable(None)
        return self._range(first, last, to_end=True)

    def dashed(self, first: Any, last: Any) -> list[Sense]:
        """A range with a dash: of days and periods, since a dash joins other words too."""
        begin, end = self.anchors.anchor(first), self.anchors.anchor(last)
        if begin.kind in EVENT_KINDS or end.kind in EVENT_KINDS:
            raise Unreadable(None)
        return self._range(first, last, to_end=False)

    def from_to_end(self, first: Any, last: Any) -> list[Sense]:
        """From one thing to the end of another."""
        return self._range(first, last, to_end=True)

    def _range(self, first: Any, last: Any, *, to_end: bool) -> list[Sense]:
        begin, end = self.ends(first, last, to_end=to_end)
        kinds = {self.anchors.anchor(last).kind, getattr(_raw(first), "kind", "")}
        if kinds & {"name", "capital"}:
            raise Unreadable(None)  # from Hanoi to Hue: places, more likely
        if isinstance(begin, Day) and isinstance(end, Day):
            if begin.day > end.day:
                raise Unreadable(Note("phrase turned", {"first": begin.day, "last": end.day}))
            whole = _whole_months(begin.day, end.day)
            if whole is not None and isinstance(_raw(first), RawMonths):
                return [Sense(In(whole))]
        return [Sense(FromTo(begin, end))]

    def ends(self, first: Any, last: Any, *, to_end: bool) -> tuple[Point, Point]:
        """Give the first and the last point of a range."""
        reached = self.anchors.anchor(last)
        event = reached.kind in EVENT_KINDS
        end = reached.limit or (reached.begin if event and not to_end else reached.end)
        near = end.day if isinstance(end, Day) else None
        raw = _raw(first)
        helped = isinstance(raw, RawDate | RawMonths | RawDay) and (
            isinstance(raw, RawDay) or raw.year is None
        )
        begun = self.anchors.anchor(first, near if helped and _has_year(last) else None)
        return begun.begin, end


def _raw(value: Any) -> Any:
    return value.value if isinstance(value, LexedWord) else value


def _has_year(value: Any) -> bool:
    raw = _raw(value)
    if isinstance(raw, RawDate | RawMonths | RawYear):
        return raw.year is not None
    return isinstance(raw, Anchor) and isinstance(raw.end, Day)


def _whole_months(first: date, last: date) -> Period | None:
    """Give the months from one day to another where they are whole and of one year."""
    if first.year != last.year or first.day != 1 or last != last_of_month(last.year, last.month):
        return None
    return Period.months(first.year, first.month, last.month)
