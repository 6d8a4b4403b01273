"""A timing is said as a sentence of a language, and the sentence reads back as the same timing.

What a language has no words for is said in the canonical text, which every language's reader takes too.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date

import attrs

from relsched.offsets import Offset
from relsched.phrases.reading import Context
from relsched.recurrence import Frequency, Recurrence
from relsched.timing import (
    After,
    At,
    Before,
    Both,
    By,
    Continuously,
    Day,
    Edge,
    EitherWay,
    From,
    FromTo,
    Immediately,
    In,
    Issued,
    On,
    OnWeekday,
    Period,
    Point,
    Recurring,
    Reference,
    SetBy,
    Shifted,
    Term,
    Throughout,
    Timing,
    Within,
    time_text,
)


class NoWordsError(Exception):
    """A language has no words for a point, a period or a repetition."""


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
        frequencies: How each frequency is said, `{n}` where every so many are meant.
    """

    forms: Mapping[str, str]
    day: Callable[[date], str]
    amount: Callable[[Offset], str]
    months: Callable[[int, int, int], str]
    parts: Mapping[str, str]
    weekdays: tuple[str, ...]
    frequencies: Mapping[Frequency, tuple[str, str]]


@attrs.frozen
class Speaker:
    """Says timings in one language, with the names of a context."""

    sentences: Sentences
    context: Context

    def say(self, timing: Timing) -> str:
        """Say a timing.

        Raises:
            NoWordsError: The language has no words for it.
        """
        match timing:
            case Both():
                return self._form("and").join(self.say(part) for part in timing.timings)
            case By(point=Shifted() as shifted):
                return self._offset(shifted)
            case By(point=point):
                return self._form("by", p=self.point(point))
            case Before(point=point):
                return self._form("before", p=self.point(point, Edge.START))
            case After(point=point):
                return self._form("after", p=self.point(point, Edge.END))
            case From(point=point):
                return self._form("from", p=self.point(point))
            case On(point=point):
                return self._form("on", p=self.point(point))
            case Immediately(point=point):
                return self._form("immediately", p=self.point(point, Edge.END))
            case Term(point=Shifted() as shifted):
                return self._form("term", p=self._offset(shifted))
            case Within():
                form = "within both" if timing.both_sides else "within before"
                default = None if timing.both_sides else Edge.START
                return self._form(
                    form,
                    a=self.sentences.amount(timing.offset),
                    p=self.point(timing.point, default),
                )
            case In(period=period):
                return self._form("in", p=self._period(period))
            case FromTo(first=first, last=last):
                return self._form(
                    "from to", p=self.point(first, Edge.START), q=self.point(last, Edge.END)
                )
            case EitherWay(point=Shifted() as shifted, tolerance=tolerance):
                return self._form(
                    "either way", p=self._offset(shifted), a=self.sentences.amount(tolerance)
                )
            case Throughout(reference=reference):
                return self._form("throughout", p=self._name(reference.item, None))
            case Continuously(first=begin, last=end):
                return self._form("continuously") + self._span(begin, end)
            case Recurring(recurrence=recurrence, first=begin, last=end):
                return self._recurrence(recurrence) + self._span(begin, end)
            case SetBy(name=name):
                return self._form("set by", name=name)
            case _:
                raise NoWordsError

    def point(self, point: Point, default: Edge | None = None) -> str:
        """Say a point; `default` is the edge that is meant where none is said."""
        match point:
            case Day(day=day):
                return self.sentences.day(day)
            case Issued():
                return self._form("issued")
            case Reference():
                edge = None if point.edge is default else point.edge
                return self._name(point.item, edge)
            case Shifted():
                return self._offset(point)
            case At(point=inner, minute=minute, zone=None):
                return self._form("at", p=self.point(inner, default), q=time_text(minute))
            case OnWeekday(may_stay=False):
                form = f"weekday {point.direction.value}"
                edge = Edge.START if point.direction.value == "before" else Edge.END
                weekday = self.sentences.weekdays[point.weekday]
                return self._form(form, a=weekday, p=self.point(point.point, edge))
            case _:
                raise NoWordsError

    def _form(self, form: str, **values: str) -> str:
        return self.sentences.forms[form].format(**values)

    def _offset(self, point: Shifted) -> str:
        if point.offset.calendar is not None:
            raise NoWordsError
        before = point.direction.value == "before"
        edge = Edge.START if before else Edge.END
        return self._form(
            "offset before" if before else "offset after",
            a=self.sentences.amount(point.offset),
            p=self.point(point.anchor, edge),
        )

    def _name(self, item: str, edge: Edge | None) -> str:
        """Say an event by a name that means exactly that edge, or by its own name and the edge."""
        whole = None
        for name, meant in self.context.names.items():
            if meant.item != item:
                continue
            if edge is not None and meant.edge is edge:
                return name
            if meant.edge is None and (whole is None or whole == item):
                whole = name
        if whole is None:
            raise NoWordsError
        return whole if edge is None else self._form(f"edge {edge.value}", p=whole)

    def _span(self, first: Point | None, last: Point | None) -> str:
        if first is not None and last is not None:
            return self._form("span", p=self.point(first, Edge.START), q=self.point(last, Edge.END))
        if first is not None:
            return self._form("span from", p=self.point(first, Edge.START))
        if last is not None:
            return self._form("span to", q=self.point(last, Edge.END))
        return ""

    def _recurrence(self, recurrence: Recurrence) -> str:
        if recurrence.calendar is not None or recurrence.nth is not None:
            raise NoWordsError
        once, several = self.sentences.frequencies.get(recurrence.frequency, ("", ""))
        if not once:
            raise NoWordsError
        period = once if recurrence.interval == 1 else several.format(n=recurrence.interval)
        if recurrence.weekdays:
            joint = self._form("and")
            weekdays = joint.join(self.sentences.weekdays[day] for day in recurrence.weekdays)
            return self._form("on weekdays", a=weekdays, p=period)
        if recurrence.interval != 1 and (recurrence.month_day or recurrence.nth_working_day):
            raise NoWordsError
        if recurrence.nth_working_day == -1:
            return self._form("last working day of every", p=period)
        if recurrence.nth_working_day is not None:
            raise NoWordsError
        if recurrence.month_day is None:
            return period
        if recurrence.month_day == -1:
            raise NoWordsError
        if recurrence.month is not None:
            day = self._form("day and month", a=str(recurrence.month_day), p=str(recurrence.month))
            return self._form("on day of every", a=day, p=period)
        day = self._form("day of month", a=str(recurrence.month_day))
        return self._form("on day of every", a=day, p=period)

    def _period(self, period: Period) -> str:
        """Find the words for the days of a period: whole months, or a half or third of them."""
        year = period.first.year
        for first in range(1, 13):
            for last in range(first, 13):
                whole = Period.months(year, first, last)
                if not (whole.first <= period.first and period.last <= whole.last):
                    continue
                said = self.sentences.months(year, first, last)
                if whole == period:
                    return said
                if last - first in (0, 2, 11):
                    part = self._part(whole, period, last - first)
                    if part is not None:
                        return self.sentences.parts[part].format(p=said)
        if (period.last - period.first).days == 6 and period.first.weekday() == 0:
            return self._form("week of", p=self.sentences.day(period.first))
        raise NoWordsError

    @staticmethod
    def _part(whole: Period, period: Period, months: int) -> str | None:
        parts: dict[str, Period] = {word: whole.third(word) for word in ("early", "mid", "late")}
        if months != 2:
            parts |= {"first half": whole.half(1), "second half": whole.half(2)}
        return next((word for word, part in parts.items() if part == period), None)
