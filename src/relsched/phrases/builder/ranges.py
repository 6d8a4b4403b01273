"""Timings that run from one thing to another, and the first or last days of a period."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import attrs

from relsched.dates.date_reading import last_of_month
from relsched.dates.offsets import Direction, Offset
from relsched.phrases.builder.anchors import Anchors
from relsched.phrases.builder.meanings import EVENT_KINDS, Amount, Anchor, Sense, Unreadable
from relsched.phrases.lexed_words import LexedWord
from relsched.phrases.raw_dates import RawDate, RawDay, RawMonths, RawRelative, RawYear
from relsched.phrases.readings import Note
from relsched.timing.periods import Period
from relsched.timing.points import At, Day, Point, Reference, Shifted
from relsched.timing.timings import FromTo, In, Timing


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
        """The first or last so many days of a period or of an event."""
        if place.value not in (1, -1) or unit.value not in ("days", "weeks"):
            raise Unreadable(None)
        found = self.anchors.anchor(when)
        days = number.value * (7 if unit.value == "weeks" else 1) - 1
        if found.kind == "event":
            return [Sense(_days_of_event(place.value, days, found))]
        period = found.period
        if period is None or days > (period.last - period.first).days:
            raise Unreadable(None)
        first, last = period.first, period.last
        if place.value == 1:
            last = first + timedelta(days=days)
        else:
            first = last - timedelta(days=days)
        return [Sense(FromTo(Day(first), Day(last)))]

    def first_days_of_this(
        self, place: LexedWord, number: LexedWord, unit: LexedWord, whole: LexedWord
    ) -> list[Sense]:
        """The first or last so many days of this month, quarter or year."""
        if whole.value == "years":
            return self.first_days(place, number, unit, RawYear(shift=0))
        if whole.value not in ("months", "quarters"):
            raise Unreadable(None)
        return self.first_days(place, number, unit, RawRelative(whole.value, 0))

    def part_days(
        self, number: LexedWord, unit: LexedWord, part: LexedWord, when: Any
    ) -> list[Sense]:
        """The first or last so many days of a period."""
        place = {"early": 1, "late": -1}.get(str(part.value))
        if place is None:
            raise Unreadable(None)
        return self.first_days(LexedWord("NTH", part.start, part.end, place), number, unit, when)

    def part_days_limited(self, limit: str, *words: Any) -> list[Sense]:
        """Within the first or last so many days of a period."""
        if limit != "within":
            raise Unreadable(None)
        return self.part_days(*words)

    def nth_days_limited(self, limit: str, *words: Any) -> list[Sense]:
        """The same, the number first."""
        if limit != "within":
            raise Unreadable(None)
        return self.nth_days(*words)

    def nth_days(self, number: LexedWord, place: LexedWord, when: Any) -> list[Sense]:
        """The first or last so many days of a period, the number first."""
        return self.first_days(place, number, LexedWord("UNIT", 0, 0, "days"), when)

    def from_to(self, first: Any, last: Any) -> list[Sense]:
        """From one thing to another, up to the beginning of an event."""
        return self._range(first, last, to_end=False)

    def bare_from_to(self, first: Any, last: Any) -> list[Sense]:
        """The same without a "from": not from a thing, which may be what is done; from its opening is well."""
        if self._is_thing(first):
            raise Unreadable(None)
        return self.from_to(first, last)

    def _is_thing(self, first: Any) -> bool:
        return self.anchors.is_unknown(first) or self.anchors.anchor(first).kind in (
            "event",
            "name",
            "capital",
        )

    def bare_from_to_end(self, first: Any, last: Any) -> list[Sense]:
        """The same to the end of the last."""
        if self._is_thing(first):
            raise Unreadable(None)
        return self.from_to_end(first, last)

    def dashed(self, first: Any, last: Any) -> list[Sense]:
        """A range with a dash: of days and periods, since a dash joins other words too."""
        begin, end = self.anchors.anchor(first), self.anchors.anchor(last)
        if begin.kind in EVENT_KINDS or end.kind in EVENT_KINDS:
            raise Unreadable(None)
        return self._range(first, last, to_end=False)

    def from_to_end(self, first: Any, last: Any) -> list[Sense]:
        """From one thing to the end of another."""
        return self._range(first, last, to_end=True)

    def from_to_before(self, first: Any, last: Any) -> list[Sense]:
        """From one thing until before another: up to the day before it."""
        begin, end = self.ends(first, self.anchors.anchor(last), to_end=False)
        if self.anchors.anchor(last).kind in ("name", "capital"):
            raise Unreadable(None)
        reached = self.anchors.anchor(last).begin
        if isinstance(reached, Day):
            end = Day(reached.day - timedelta(days=1))
        elif isinstance(reached, At):
            end = reached
        else:
            end = Shifted(Offset(days=1), Direction.BEFORE, reached)
        if isinstance(begin, Day) and isinstance(end, Day) and begin.day > end.day:
            raise Unreadable(Note("phrase turned", {"first": begin.day, "last": end.day}))
        return [Sense(FromTo(begin, end))]

    def checked_from_to(self, amount: Amount, first: Any, last: Any) -> list[Sense]:
        """How long a range is, before the range: it must be as long."""
        return self._checked(amount, self.from_to(first, last))

    def checked_from_number(self, amount: Amount, number: LexedWord, when: Any) -> list[Sense]:
        """The same with a day of the same month first."""
        return self._checked(amount, self.number_to_date(number, when))

    def checked_limit(self, limit: str, amount: Amount, days: Any) -> list[Sense]:
        """In so many days, which are told: `trong 2 ngày 01 - 02/6/2026`."""
        if limit != "within":
            raise Unreadable(None)
        return self.checked_range(amount, days)

    def checked_range(self, amount: Amount, when: Any) -> list[Sense]:
        """The same with the range in one word."""
        if self.anchors.anchor(when).kind != "range":
            raise Unreadable(None)
        return self._checked(amount, [Sense(self.anchors.anchor(when).whole)])

    def _checked(self, amount: Amount, senses: list[Sense]) -> list[Sense]:
        timing = senses[0].timing
        if amount.high is not None:
            raise Unreadable(None)
        if isinstance(timing, FromTo) and not any(
            isinstance(point, Day) for point in timing.points
        ):
            raise Unreadable(None)
        limits = [point.day for point in timing.points if isinstance(point, Day)]
        if isinstance(timing, In):
            limits = [timing.period.first, timing.period.last]
        if len(limits) != 2 or not _is_as_long(amount.low, *limits):
            question = Note("phrase other length", {"amount": str(amount.low)})
            return [attrs.evolve(sense, question=question) for sense in senses]
        return senses

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


def _days_of_event(place: int, days: int, event: Anchor) -> Timing:
    """Give the first or the last days of an event; `days` is one less than their number."""
    assert isinstance(event.begin, Reference)
    whole = Reference(event.begin.item)
    if place == 1:
        return FromTo(whole, Shifted(Offset(days=days), Direction.AFTER, event.begin))
    return FromTo(Shifted(Offset(days=days), Direction.BEFORE, event.end), whole)


def _is_as_long(amount: Offset, first: date, last: date) -> bool:
    """Is a range from one day to another, both counted, as long as an amount?"""
    days = (last - first).days + 1
    if amount == Offset(days=amount.days or 0):
        return amount.days == days
    if amount == Offset(weeks=amount.weeks or 0):
        return 7 * (amount.weeks or 0) == days
    if amount == Offset(months=amount.months or 0):
        after = last + timedelta(days=1)
        months = 12 * (after.year - first.year) + after.month - first.month
        return after.day == first.day and months == amount.months
    return False
