"""A timing is said as a sentence of a language, and the sentence reads back as the same timing.

What a language has no words for is said in the canonical text, which every language's reader takes too.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress

import attrs

from relsched.dates.offsets import Direction, Offset
from relsched.dates.recurrence import Recurrence
from relsched.phrases.context import PhraseContext
from relsched.phrases.sentences import Sentences, counted_from
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
            case By(point=point):
                return self._limit(point)
            case Before(point=point):
                return self._form("before", p=self._date_of(point, Edge.START))
            case After(point=point):
                return self._form("after", p=self._date_of(point, Edge.END))
            case From(point=point):
                return self._form("from", p=self._date_of(point, Edge.START))
            case On(point=point):
                return self._form("on", p=self._date_of(point))
            case Immediately(point=point):
                return self._form("immediately", p=self._date_of(point, Edge.END))
            case Term(point=point):
                return self._form("term", p=self.point(point))
            case Within():
                form = "within both" if timing.both_sides else "within before"
                default = None if timing.both_sides else Edge.START
                return self._form(
                    form,
                    a=self._amount(timing.offset),
                    p=self._head(timing.point, default),
                )
            case In(period=period):
                return self._form("in", p=self._period(period))
            case FromTo(first=first, last=last):
                return self._form(
                    "from to", p=self.point(first, Edge.START), q=self.point(last, Edge.END)
                )
            case EitherWay(point=point, tolerance=tolerance):
                said = self.point(point) if counted_from(point) else self._date_of(point)
                return self._form("either way", p=said, a=self._amount(tolerance))
            case Throughout(reference=reference):
                return self._form("throughout", p=self._name(reference.item, None))
            case Continuously(first=begin, last=end):
                return self._form("continuously") + self._span(begin, end)
            case Recurring(recurrence=recurrence, first=begin, last=end):
                return self._recurrence(recurrence) + self._span(begin, end)
            case SetBy(name=name):
                return self._form("set by", name=self._document(name))
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
                return self._form(_at(inner), p=self.point(inner, default), q=time)
            case Earlier(points=points) | Later(points=points):
                form = "earlier" if isinstance(point, Earlier) else "later"
                return self._form(form, p="; ".join(self.point(each) for each in points))
            case Rolled(point=inner, roll=roll, calendar=calendar):
                rolled = self.point(inner, default)
                if isinstance(inner, At):
                    rolled = self._form("brackets", p=rolled)
                return self._form(f"rolled {roll.value}", p=rolled, a=self._in(calendar))
            case PeriodStart(period=period, point=inner) | PeriodEnd(period=period, point=inner):
                form = "start of" if isinstance(point, PeriodStart) else "end of"
                return self._form(f"{form} {period}", p=self._head(inner))
            case NthInPeriod() | DayOfMonth():
                return self._place(point)
            case OnWeekday(may_stay=may_stay):
                form = f"weekday {'or ' if may_stay else ''}{point.direction.value}"
                edge = Edge.START if point.direction.value == "before" else Edge.END
                weekday = self.sentences.weekdays[point.weekday]
                return self._form(form, a=weekday, p=self._head(point.point, edge))
            case _:
                raise NoWordsError

    def _limit(self, point: Point) -> str:
        """Say a point as a limit; an amount before something is one by itself."""
        if counted_from(point) is Direction.BEFORE:
            return self.point(point)
        return self._form("by", p=self._date_of(point))

    def _date_of(self, point: Point, default: Edge | None = None) -> str:
        """Say a point after a word of direction, so that the word can't be taken with what the point begins with.

        "Before 10 days before" would be 10 days before, and "on the congress" would be its first day.
        """
        if counted_from(point) is not None:
            return self._form("date that is", p=self.point(point, default))
        if default is None and isinstance(point, Reference) and point.edge in (None, Edge.DUE):
            return self._form("date set", p=self.point(point))
        return self.point(point, default)

    def _head(self, point: Point, default: Edge | None = None) -> str:
        """Say a point that something is counted from: in brackets, where what moves it could belong to the whole."""
        said = self.point(point, default)
        return self._form("brackets", p=said) if isinstance(point, Rolled | At) else said

    def _form(self, form: str, **values: str) -> str:
        if form not in self.sentences.forms:
            raise NoWordsError
        return self.sentences.forms[form].format(**values)

    def _in(self, calendar: str | None) -> str:
        return "" if calendar is None else self._form("in calendar", name=calendar)

    def _place(self, point: NthInPeriod | DayOfMonth) -> str:
        """Say a day of a period by its place in it."""
        inner = self._head(point.point)
        if isinstance(point, DayOfMonth):
            return self._form("of month", a=self._month_day(point.number), p=inner)
        if point.weekday is None:
            day = self._nth_working_day(point.nth, point.calendar)
        else:
            day = self._nth(point.nth, self.sentences.weekdays[point.weekday])
        return self._form(f"of {point.period}", a=day, p=inner)

    def _month_day(self, number: int) -> str:
        if number == -1:
            return self._form("last", a=self._form("day"))
        return self._form("day of month", a=self.sentences.ordinal(number))

    def _nth_working_day(self, number: int, calendar: str | None) -> str:
        return self._nth(number, self._form("working day"), "working ") + self._in(calendar)

    def _nth(self, number: int, named: str, kind: str = "") -> str:
        """Say a day by its number, from the end where that is negative."""
        if number in (1, -1):
            return self._form("first" if number == 1 else "last", a=named)
        form = f"{kind}nth" if number > 0 else f"{kind}nth last"
        return self._form(form, a=named, n=self.sentences.ordinal(abs(number)))

    def _offset(self, point: Shifted) -> str:
        before = point.direction.value == "before"
        edge = Edge.START if before else Edge.END
        return self._form(
            "offset before" if before else "offset after",
            a=self._amount(point.offset),
            p=self._head(point.anchor, edge),
        )

    def _amount(self, offset: Offset) -> str:
        return self.sentences.amount(attrs.evolve(offset, calendar=None)) + self._in(
            offset.calendar
        )

    def _name(self, item: str, edge: Edge | None) -> str:
        """Say an event by a name that means exactly that edge, or by its own name and the edge."""
        whole = None
        for name, meant in self.context.names.items():
            if meant.item != item:
                continue
            if edge not in (None, Edge.DUE) and meant.edge is edge:
                return name
            if meant.edge in (None, Edge.DUE) and (whole is None or whole == item):
                whole = name
        if whole is None:
            raise NoWordsError
        return whole if edge in (None, Edge.DUE) else self._form(f"edge {edge.value}", p=whole)

    def _document(self, name: str) -> str:
        """Say what sets a date: an event by its name, anything else by what it is called."""
        with suppress(NoWordsError):
            return self._name(name, None)
        return name

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
        if recurrence.weekdays and recurrence.nth is not None:
            weekdays = [self.sentences.weekdays[day] for day in recurrence.weekdays]
            day = self._nth(recurrence.nth, self._form("and").join(weekdays))
        elif recurrence.weekdays:
            weekdays = [self.sentences.weekdays[day] for day in recurrence.weekdays]
            return self._form("on weekdays", a=self._form("and").join(weekdays), p=period)
        elif recurrence.nth_working_day == -1 and not named:
            return self._form("last working day of every", p=period)
        elif recurrence.nth_working_day is not None:
            day = self._nth_working_day(recurrence.nth_working_day, recurrence.calendar)
        elif recurrence.month_day is None:
            return period + named
        elif recurrence.month is None:
            day = self._month_day(recurrence.month_day)
        else:
            month = self.sentences.month_names[recurrence.month - 1]
            if recurrence.month_day == -1:
                day = self._form("in the month", a=self._month_day(-1), n=month)
            else:
                number = self.sentences.ordinal(recurrence.month_day)
                day = self._form("day and month", a=number, p=month)
        return self._form("on day of every", a=day, p=period)

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
        month = Period.months(year, period.first.month)
        week = (period.first.day + 6) // 7
        if (
            period.first.day % 7 == 1
            and Period.week_of_month(year, month.first.month, week) == period
        ):
            named = self.sentences.months(year, month.first.month, month.first.month)
            return self._form("nth week", n=self.sentences.ordinal(week), p=named)
        if (period.last - period.first).days == 6 and period.first.weekday() == 0:
            return self._form("week of", p=self.sentences.day(period.first))
        raise NoWordsError

    @staticmethod
    def _part(whole: Period, period: Period, months: int) -> str | None:
        parts: dict[str, Period] = {word: whole.third(word) for word in ("early", "mid", "late")}
        if months != 2:
            parts |= {"first half": whole.half(1), "second half": whole.half(2)}
        return next((word for word, part in parts.items() if part == period), None)


def _at(point: Point) -> str:
    """Choose the form of a time of day: some languages put it before a date, and not before "10 days before"."""
    if isinstance(point, Reference):
        return "at name"
    return "at offset" if counted_from(point) or isinstance(point, Rolled) else "at"


@attrs.frozen
class WordsRenderer(TimingRenderer):
    """Says timings of a plan to its readers, who see its items by their ids."""

    def _document(self, name: str) -> str:
        """Say what sets a date: as it is called in the plan."""
        return name

    def render(self, timing: Timing) -> str:
        """Say a timing; a term as it is written, with `within` or without."""
        if isinstance(timing, Term) and timing.has_within:
            return self._form("term within", p=self.point(timing.point))
        return super().render(timing)

    def _limit(self, point: Point) -> str:
        """Say a point as a limit, and that it is one where anything stands after its amount."""
        return (
            self.point(point)
            if isinstance(point, Shifted)
            else self._form("by", p=self.point(point))
        )

    def _date_of(self, point: Point, default: Edge | None = None) -> str:
        """Say a point after a word of direction as it is: people take it with all of what follows."""
        return self.point(point, default)

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
