"""A timing is said as a sentence of a language, and the sentence reads back as the same timing.

What a language has no words for is said in the canonical text, which every language's reader takes too.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import date

import attrs

from relsched.dates.offsets import Offset
from relsched.dates.recurrence import Frequency, Recurrence
from relsched.phrases.context import PhraseContext
from relsched.timing.clock_times import time_text
from relsched.timing.periods import Period
from relsched.timing.points import (
    At,
    Day,
    DayOfMonth,
    Earlier,
    Edge,
    EdgeOf,
    Issued,
    Later,
    NthInPeriod,
    OnWeekday,
    PeriodEnd,
    PeriodStart,
    Point,
    Reference,
    Rolled,
    Shifted,
)
from relsched.timing.timings import (
    After,
    Before,
    Both,
    By,
    Continuously,
    EitherWay,
    From,
    FromTo,
    Immediately,
    In,
    On,
    Recurring,
    SetBy,
    Term,
    Throughout,
    Timing,
    Within,
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
class TimingRenderer:
    """Says timings in one language, with the names of a context."""

    sentences: Sentences
    context: PhraseContext

    def render(self, timing: Timing) -> str:
        """Say a timing.

        Raises:
            NoWordsError: The language has no words for it.
        """
        match timing:
            case Both():
                return self._form("and").join(self.render(part) for part in timing.timings)
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
            case Term(point=point):
                return self._form("term", p=self.point(point))
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
            case EitherWay(point=point, tolerance=tolerance):
                return self._form(
                    "either way", p=self.point(point), a=self.sentences.amount(tolerance)
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
            case EdgeOf(item=item):
                return self._name(item, None)
            case Reference():
                edge = None if point.edge is default else point.edge
                return self._name(point.item, edge)
            case Shifted():
                return self._offset(point)
            case At(point=inner, minute=minute, zone=zone):
                time = time_text(minute) if zone is None else f"{time_text(minute)} ({zone})"
                return self._form(self._at(inner), p=self.point(inner, default), q=time)
            case Earlier(points=points) | Later(points=points):
                form = "earlier" if isinstance(point, Earlier) else "later"
                return self._form(form, p="; ".join(self.point(each) for each in points))
            case Rolled(point=inner, roll=roll, calendar=calendar):
                return self._form(
                    f"rolled {roll.value}", p=self.point(inner, default), a=self._in(calendar)
                )
            case PeriodStart(period=period, point=inner) | PeriodEnd(period=period, point=inner):
                form = "start of" if isinstance(point, PeriodStart) else "end of"
                return self._form(f"{form} {period}", p=self.point(inner))
            case NthInPeriod() | DayOfMonth():
                return self._place(point)
            case OnWeekday(may_stay=may_stay):
                form = f"weekday {'or ' if may_stay else ''}{point.direction.value}"
                edge = Edge.START if point.direction.value == "before" else Edge.END
                weekday = self.sentences.weekdays[point.weekday]
                return self._form(form, a=weekday, p=self.point(point.point, edge))
            case _:
                raise NoWordsError

    def _form(self, form: str, **values: str) -> str:
        if form not in self.sentences.forms:
            raise NoWordsError
        return self.sentences.forms[form].format(**values)

    def _in(self, calendar: str | None) -> str:
        return "" if calendar is None else self._form("in calendar", name=calendar)

    def _place(self, point: NthInPeriod | DayOfMonth) -> str:
        """Say a day of a period by its place in it."""
        inner = self.point(point.point)
        if isinstance(point, DayOfMonth):
            day = (
                self._nth(-1, self._form("day"))
                if point.number == -1
                else self._form("day of month", a=str(point.number))
            )
            return self._form("of month", a=day, p=inner)
        named = (
            self._form("working day") + self._in(point.calendar)
            if point.weekday is None
            else self.sentences.weekdays[point.weekday]
        )
        return self._form(f"of {point.period}", a=self._nth(point.nth, named), p=inner)

    def _nth(self, number: int, named: str) -> str:
        form = {1: "first", -1: "last"}.get(number, "nth" if number > 0 else "nth last")
        return self._form(form, a=named, n=str(abs(number)))

    def _offset(self, point: Shifted) -> str:
        before = point.direction.value == "before"
        edge = Edge.START if before else Edge.END
        return self._form(
            "offset before" if before else "offset after",
            a=self.sentences.amount(point.offset) + self._in(point.offset.calendar),
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
        named = self._in(recurrence.calendar)
        once, several = self.sentences.frequencies.get(recurrence.frequency, ("", ""))
        if not once:
            raise NoWordsError
        if recurrence.interval != 1 and not several:
            raise NoWordsError
        period = once if recurrence.interval == 1 else several.format(n=recurrence.interval)
        if recurrence.weekdays:
            joint = self._form("and")
            weekdays = joint.join(self.sentences.weekdays[day] for day in recurrence.weekdays)
            if recurrence.nth is not None:
                weekdays = self._nth(recurrence.nth, weekdays)
            return self._form("on weekdays", a=weekdays, p=period)
        if recurrence.nth_working_day == -1 and not named:
            return self._form("last working day of every", p=period)
        if recurrence.nth_working_day is not None:
            day = self._nth(recurrence.nth_working_day, self._form("working day") + named)
            return self._form("on day of every", a=day, p=period)
        if recurrence.month_day is None:
            return period + named
        if recurrence.month_day == -1:
            day = self._form("last", a=self._form("day"), n="1")
            if recurrence.month is not None:
                day = self._form("in the month", a=day, n=str(recurrence.month))
            return self._form("on day of every", a=day, p=period)
        if recurrence.month is not None:
            day = self._form("day and month", a=str(recurrence.month_day), p=str(recurrence.month))
            return self._form("on day of every", a=day, p=period)
        day = self._form("day of month", a=str(recurrence.month_day))
        return self._form("on day of every", a=day, p=period)

    @staticmethod
    def _at(_: Point) -> str:
        """Choose the form of a time of day; what is to be read back has one for all points."""
        return "at"

    def _period(self, period: Period) -> str:
        """Find the words for the days of a period: whole months, or a half or third of the fewest that has it."""
        year = period.first.year
        lengths = [(length, first) for length in range(12) for first in range(1, 13 - length)]
        for length, first in lengths:
            if Period.months(year, first, first + length) == period:
                return self.sentences.months(year, first, first + length)
        for length, first in lengths:
            whole = Period.months(year, first, first + length)
            holds = whole.first <= period.first and period.last <= whole.last
            part = self._part(whole, period, length) if holds and length in (0, 2, 11) else None
            if part is not None:
                months = self.sentences.months(year, first, first + length)
                return self.sentences.parts[part].format(p=months)
        if (period.last - period.first).days == 6 and period.first.weekday() == 0:
            return self._form("week of", p=self.sentences.day(period.first))
        raise NoWordsError

    @staticmethod
    def _part(whole: Period, period: Period, months: int) -> str | None:
        parts: dict[str, Period] = {word: whole.third(word) for word in ("early", "mid", "late")}
        if months != 2:
            parts |= {"first half": whole.half(1), "second half": whole.half(2)}
        return next((word for word, part in parts.items() if part == period), None)


@attrs.frozen
class WordsRenderer(TimingRenderer):
    """Says timings of a plan to its readers, who see its items by their ids."""

    def render(self, timing: Timing) -> str:
        """Say a timing; a term as it is written, with `within` or without."""
        if isinstance(timing, Term) and timing.has_within:
            return self._form("term within", p=self.point(timing.point))
        return super().render(timing)

    @staticmethod
    def _at(point: Point) -> str:
        """Choose the form of a time of day: some languages put it before a date, and not before "10 days before"."""
        if isinstance(point, Reference):
            return "at name"
        return "at offset" if isinstance(point, Shifted) else "at"

    def _period(self, period: Period) -> str:
        with suppress(NoWordsError):
            return super()._period(period)
        first, last = self.sentences.day(period.first), self.sentences.day(period.last)
        return self._form("days", p=first, q=last)

    def _name(self, item: str, edge: Edge | None) -> str:
        whole = f"`{item}`"
        return whole if edge is None else self._form(f"edge {edge.value}", p=whole)


@attrs.frozen
class ReaderRenderer(WordsRenderer):
    """Says timings of a plan to people who have never seen the plan: by the names of its items.

    Attributes:
        called: What each item is called.
        lasting: Items that have a first and a last day, so that it must be said which is meant.
        said: Takes down the items that were named, in order, each with the edge that was meant.
    """

    called: Mapping[str, str]
    lasting: frozenset[str]
    said: list[tuple[str, Edge | None]]

    def render(self, timing: Timing) -> str:
        """Say a timing; of another document that decides, its name."""
        if isinstance(timing, SetBy):
            return self._form("set by", name=self._name(timing.name, None))
        return super().render(timing)

    def point(self, point: Point, default: Edge | None = None) -> str:
        """Say a point; which edge of an event it is, also where a plan leaves it out."""
        if isinstance(point, Reference):
            return self._name(point.item, point.edge or default)
        return super().point(point, default)

    def _name(self, item: str, edge: Edge | None) -> str:
        self.said.append((item, edge))
        whole = self.called.get(item, item)
        if edge is None or (item not in self.lasting and edge in (Edge.START, Edge.END)):
            return whole
        return self._form(f"edge {edge.value}", p=whole)
