"""Reads the sentences in which a language says timings: its own patterns are the grammar.

People write in many ways, which the grammar of a language knows. What the project itself says is written in one way for
each form of a timing, and is to be read back however its points stand in one another. So a pattern such as
`{a} before {p}` is read as it was filled: the text is cut at the words of the pattern, and each piece is read as what
stands there. Of two ways to cut a text the first is taken, in the order of the methods here; whoever says a timing
compares what is read back.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from datetime import date
from functools import lru_cache
from itertools import combinations
from typing import Any, TypeAlias

import attrs

from relsched.dates.offsets import Direction, Offset
from relsched.dates.recurrence import Recurrence
from relsched.dates.rolls import Roll
from relsched.errors import RelschedError
from relsched.phrases.letters import compose, key
from relsched.phrases.sentences import Sentences, counted_from
from relsched.timing.clock_times import parse_time
from relsched.timing.periods import Period
from relsched.timing.points import (
    PERIODS,
    At,
    Day,
    DayOfMonth,
    Earlier,
    Edge,
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
    Term,
    Throughout,
    Timing,
    Within,
)

_UNITS = ("years", "months", "weeks", "days", "clear_days", "working_days", "hours", "minutes")
_HOLE = re.compile(r"\{([a-z]*)\}")
_CLOCK = re.compile(r"([0-9]{2}:[0-9]{2})(?: \(([^ ()]+)\))?")
# A text is given up beyond so many tries: whatever takes more isn't one of these sentences.
_MOST_TRIES = 20_000
_MOST_CHARACTERS = 600

Read: TypeAlias = Callable[[int, int], Any]


class _TooManyTriesError(Exception):
    """The text can be cut in too many ways."""


@attrs.define(eq=False)
class SentenceReader:
    """Reads one text as a timing that a language says, or not at all.

    Attributes:
        sentences: The patterns of the language.
        names: What each name means, by its key (small letters, tone marks in one place).
        text: The text, composed, with plain spaces.
    """

    sentences: Sentences
    names: Mapping[str, Reference]
    text: str
    _key: str = attrs.field(init=False)
    _tries: int = attrs.field(default=0, init=False)
    _done: dict[tuple[str, int, int], Any] = attrs.field(factory=dict, init=False)

    def __attrs_post_init__(self) -> None:
        self._key = key(self.text)

    def timing(self) -> Timing | None:
        """Give the timing that the whole text says; None where it is no such sentence."""
        end = len(self.text.rstrip(" ."))
        start = len(self.text) - len(self.text.lstrip(" "))
        if not start < end <= _MOST_CHARACTERS:
            return None
        with suppress(_TooManyTriesError):
            found: Timing | None = self._once("timing", self._timing, start, end)
            return found
        return None

    # ------------------------------------------------------------ patterns

    def _once(self, kind: str, read: Read, start: int, end: int) -> Any:
        """Read a stretch as something, one time only."""
        place = (kind, start, end)
        if place not in self._done:
            self._tries += 1
            if self._tries > _MOST_TRIES:
                raise _TooManyTriesError
            self._done[place] = None
            with suppress(RelschedError):
                self._done[place] = read(start, end)
        return self._done[place]

    def _filled(self, form: str, start: int, end: int, **holes: Read) -> dict[str, Any] | None:
        """Read a stretch by a pattern: what stands in its holes, by their names; those given first are read first."""
        if form not in self.sentences.forms:
            return None
        return self._fitted(self.sentences.forms[form], start, end, holes)

    def _fitted(
        self, pattern: str, start: int, end: int, holes: Mapping[str, Read]
    ) -> dict[str, Any] | None:
        for places in self._cuts(_pieces(pattern), start, end):
            found: dict[str, Any] = {}
            for name, read in holes.items():
                if name not in places:
                    continue
                first, last = places[name]
                found[name] = self._once(f"{name} {read.__qualname__}", read, first, last)
                if found[name] is None:
                    break
            else:
                if found.keys() == places.keys():
                    return found
        return None

    def _cuts(
        self, pieces: tuple[str, ...], start: int, end: int
    ) -> Iterator[dict[str, tuple[int, int]]]:
        """Go through the ways to cut a stretch at the words of a pattern: where each hole lies."""
        words, rest = pieces[0], pieces[1:]
        if not self._key.startswith(words, start, end):
            return
        at = start + len(words)
        if not rest:
            if at == end:
                yield {}
            return
        hole, following = rest[0], rest[1:]
        if len(following) == 1:  # the last words of the pattern end the stretch
            last = end - len(following[0])
            if last >= at and self._key.startswith(following[0], last, end):
                yield {hole: (at, last)}
            return
        place = self._key.find(following[0], at, end) if following[0] else at
        while at <= place <= end and place >= 0:
            self._tries += 1
            if self._tries > _MOST_TRIES:
                raise _TooManyTriesError
            for later in self._cuts(following, place, end):
                yield {hole: (at, place), **later}
            if following[0]:
                place = self._key.find(following[0], place + 1, end)
            else:
                place += 1

    # ------------------------------------------------------------ timings

    def _timing(self, start: int, end: int) -> Timing | None:
        forms: tuple[Callable[[int, int], Timing | None], ...] = (
            self._of_points,
            self._of_amounts,
            self._duty,
            self._both,
        )
        for form in forms:
            with suppress(RelschedError):
                found = form(start, end)
                if found is not None:
                    return found
        return None

    def _both(self, start: int, end: int) -> Timing | None:
        """Two timings or more, joined by "and"."""
        joint = self._word("and")
        place = self._key.find(joint, start, end)
        while place >= 0:
            first = self._once("timing", self._timing, start, place)
            if first is not None:
                second = self._once("timing", self._timing, place + len(joint), end)
                if second is not None:
                    others = second.timings if isinstance(second, Both) else (second,)
                    return Both((first, *others))
            place = self._key.find(joint, place + 1, end)
        return None

    def _of_points(self, start: int, end: int) -> Timing | None:
        """A direction and a point."""
        makes: tuple[tuple[str, Callable[[Point], Timing]], ...] = (
            ("immediately", Immediately),
            ("by", By),
            ("before", Before),
            ("on", On),
            ("after", After),
        )
        for form, make in makes:
            found = self._filled(form, start, end, p=self._date_of)
            if found:
                return make(found["p"])
        found = self._filled("in", start, end, p=self._period)
        if found:
            return In(found["p"])
        found = self._filled("from to", start, end, p=self._point, q=self._point)
        if found:
            return FromTo(found["p"], found["q"])
        found = self._filled("from", start, end, p=self._date_of)
        if found:
            return From(found["p"])
        found = self._filled("throughout", start, end, p=self._name)
        if found and found["p"].edge is None:
            return Throughout(found["p"])
        return None

    def _of_amounts(self, start: int, end: int) -> Timing | None:
        """An amount before, after or around a point."""
        counted = counted_from(self._once("point", self._point, start, end))
        if counted is not None:
            point = self._once("point", self._point, start, end)
            return By(point) if counted is Direction.BEFORE else Term(point)
        for form, sides in (("within both", True), ("within before", False)):
            found = self._filled(form, start, end, a=self._amount, p=self._head)
            if found:
                return Within(found["a"], found["p"], both_sides=sides)
        for form in ("term within", "term"):
            found = self._filled(form, start, end, p=self._point)
            if found and counted_from(found["p"]) is Direction.AFTER:
                return Term(found["p"], has_within=True)
        found = self._filled("either way", start, end, a=self._amount, p=self._point)
        return EitherWay(found["p"], found["a"]) if found else None

    def _duty(self, start: int, end: int) -> Timing | None:
        """A duty that lasts or is repeated, with its span."""
        for place, first, last in self._spans(start, end):
            if self._key[start:place] == self._word("continuously"):
                return Continuously(first, last)
            found = self._once("recurrence", self._recurrence, start, place)
            if found is not None:
                return Recurring(found, first, last)
        return None

    def _spans(self, start: int, end: int) -> Iterator[tuple[int, Point | None, Point | None]]:
        """Go through the ways to take a span from the end of a stretch: where it begins, and its two points."""
        yield end, None, None
        for form in ("span", "span from", "span to"):
            words = key(self.sentences.forms[form].partition("{")[0])
            place = self._key.find(words, start, end)
            while place >= 0:
                found = self._filled(form, place, end, p=self._point, q=self._point)
                if found:
                    yield place, found.get("p"), found.get("q")
                place = self._key.find(words, place + 1, end)

    # ------------------------------------------------------------ points

    def _point(self, start: int, end: int) -> Point | None:
        for form in (
            self._plain,
            self._timed,
            self._moved,
            self._of_several,
            self._shifted,
            self._weekday_near,
            self._placed,
        ):
            with suppress(RelschedError):
                found = form(start, end)
                if found is not None:
                    return found
        return None

    def _date_of(self, start: int, end: int) -> Point | None:
        """A point after a word of direction: "before 10 days before" is no such sentence."""
        found: Point | None = self._once("point", self._point, start, end)
        if (
            counted_from(found) is not None
            and self._filled("date that is", start, end, p=self._point) is None
        ):
            return None
        return found

    def _plain(self, start: int, end: int) -> Point | None:
        """A day, an item or its edge, the date of the plan, or a point in brackets."""
        if self._key[start:end] == self._word("issued"):
            return Issued()
        named = self._name(start, end)
        if named is not None:
            return named
        day = self._day(start, end)
        if day is not None:
            return Day(day)
        for form in ("brackets", "date set", "date that is"):
            read = self._name if form == "date set" else self._point
            found = self._filled(form, start, end, p=read)
            if found:
                inside: Point = found["p"]
                return inside
        return None

    def _head(self, start: int, end: int) -> Point | None:
        """A point that something is counted from: in brackets, where what moves it could belong to the whole."""
        found: Point | None = self._once("point", self._point, start, end)
        is_open = isinstance(found, Rolled | At) and not self._key.startswith("(", start, end)
        return None if is_open else found

    def _timeless(self, start: int, end: int) -> Point | None:
        """A point that is rolled: in brackets where it has a time of day, which could belong to the whole."""
        found: Point | None = self._once("point", self._point, start, end)
        is_open = isinstance(found, At) and not self._key.startswith("(", start, end)
        return None if is_open else found

    def _timed(self, start: int, end: int) -> Point | None:
        for form in ("at", "at name", "at offset"):
            found = self._filled(form, start, end, q=self._clock, p=self._point)
            if found:
                return At(found["p"], *found["q"])
        return None

    def _moved(self, start: int, end: int) -> Point | None:
        for roll in Roll:
            if roll is Roll.NONE:
                continue
            form = f"rolled {roll.value}"
            found = self._filled(form, start, end, a=self._in_calendar_or_not, p=self._timeless)
            if found:
                return Rolled(found["p"], roll, found["a"] or None)
        return None

    def _of_several(self, start: int, end: int) -> Point | None:
        for form, make in (("earlier", Earlier), ("later", Later)):
            found = self._filled(form, start, end, p=self._points)
            if found:
                several: Point = make(found["p"])
                return several
        return None

    def _points(self, start: int, end: int) -> tuple[Point, ...] | None:
        """Points with semicolons between; a semicolon may stand inside one that is in brackets."""
        place = self._key.find("; ", start, end)
        while place >= 0:
            first = self._once("point", self._point, start, place)
            if first is not None:
                rest = self._once("points", self._points, place + 2, end)
                if rest is not None:
                    return (first, *rest)
            place = self._key.find("; ", place + 1, end)
        only = self._once("point", self._point, start, end)
        return None if only is None else (only,)

    def _shifted(self, start: int, end: int) -> Shifted | None:
        for form, direction in (
            ("offset before", Direction.BEFORE),
            ("offset after", Direction.AFTER),
        ):
            found = self._filled(form, start, end, a=self._amount, p=self._head)
            if found:
                return Shifted(found["a"], direction, found["p"])
        return None

    def _weekday_near(self, start: int, end: int) -> Point | None:
        for may_stay in (True, False):
            for direction in Direction:
                form = f"weekday {'or ' if may_stay else ''}{direction.value}"
                found = self._filled(form, start, end, a=self._weekday, p=self._head)
                if found:
                    return OnWeekday(found["a"], direction, found["p"], may_stay)
        return None

    def _placed(self, start: int, end: int) -> Point | None:
        """A place in a week, month, quarter or year."""
        for period in PERIODS:
            for form, make in (("start of", PeriodStart), ("end of", PeriodEnd)):
                found = self._filled(f"{form} {period}", start, end, p=self._head)
                if found:
                    edge: Point = make(period, found["p"])
                    return edge
        for period in PERIODS[1:]:
            found = self._filled(f"of {period}", start, end, a=self._nth_of_period, p=self._head)
            if found:
                nth, weekday, calendar = found["a"]
                return NthInPeriod(nth, weekday, period, found["p"], calendar)
        found = self._filled("of month", start, end, a=self._month_day, p=self._head)
        return DayOfMonth(found["a"], found["p"]) if found else None

    # ------------------------------------------------------------ places in periods

    def _nth_of_period(self, start: int, end: int) -> tuple[int, int | None, str | None] | None:
        """A weekday or working day by its number: the number, the weekday, and the calendar."""
        words = self._key.find(self._calendar_words, start, end)
        calendar = self._in_calendar(words, end) if words >= 0 else None
        if calendar is not None:
            end = words
        for kind, read in (("", self._weekday), ("working ", self._working_day)):
            for form, sign in (("nth last", -1), ("nth", 1), ("first", 0), ("last", 0)):
                named = form if sign == 0 else f"{kind}{form}"
                for number in (self._number, self._ordinal):
                    found = self._filled(named, start, end, n=number, a=read)
                    if found:
                        nth = sign * found["n"] if sign else {"first": 1, "last": -1}[form]
                        return (nth, None, calendar) if kind else (nth, found["a"], None)
        return None

    def _month_day(self, start: int, end: int) -> int | None:
        """A day of a month by its number; the last is -1."""
        last = self._filled("last", start, end, a=self._the_day)
        if last:
            return -1
        found = self._filled("day of month", start, end, a=self._ordinal)
        return found["a"] if found else None

    def _day_and_month(self, start: int, end: int) -> tuple[int, int] | None:
        found = self._filled("day and month", start, end, a=self._ordinal, p=self._month)
        if found:
            return found["a"], found["p"]
        found = self._filled("in the month", start, end, a=self._month_day, n=self._month)
        return (found["a"], found["n"]) if found else None

    def _the_day(self, start: int, end: int) -> bool | None:
        return True if self._key[start:end] == self._word("day") else None

    def _working_day(self, start: int, end: int) -> bool | None:
        return True if self._key[start:end] == self._word("working day") else None

    # ------------------------------------------------------------ repetitions

    def _recurrence(self, start: int, end: int) -> Recurrence | None:
        plain = self._frequency(start, end)
        if plain is not None:
            return plain
        for place in range(start + 1, end):
            if self._key.startswith(self._calendar_words, place, end):
                every = self._frequency(start, place)
                named = self._in_calendar(place, end) if every is not None else None
                if every is not None and named is not None:
                    return attrs.evolve(every, calendar=named)
        found = self._filled("on weekdays", start, end, a=self._weekdays, p=self._frequency)
        if found:
            on_weekdays: Recurrence = found["p"]
            return attrs.evolve(on_weekdays, weekdays=found["a"])
        found = self._filled("last working day of every", start, end, p=self._frequency)
        if found:
            on_last: Recurrence = found["p"]
            return attrs.evolve(on_last, nth_working_day=-1)
        for read in (self._nth_of_period, self._day_and_month, self._month_day):
            given = self._filled("on day of every", start, end, a=read, p=self._frequency)
            if given is None:
                continue
            found_every: Recurrence = given["p"]
            day = given["a"]
            if read == self._month_day:
                return attrs.evolve(found_every, month_day=day)
            if read == self._day_and_month:
                return attrs.evolve(found_every, month_day=day[0], month=day[1])
            nth, weekday, calendar = day
            if weekday is None:
                return attrs.evolve(found_every, nth_working_day=nth, calendar=calendar)
            return attrs.evolve(found_every, nth=nth, weekdays=(weekday,))
        return None

    def _frequency(self, start: int, end: int) -> Recurrence | None:
        for frequency, (once, several) in self.sentences.frequencies.items():
            if self._key[start:end] == key(compose(once)):
                return Recurrence(frequency)
            if several:
                found = self._fitted(several, start, end, {"n": self._number})
                if found:
                    return Recurrence(frequency, found["n"])
        return None

    def _weekdays(self, start: int, end: int) -> tuple[int, ...] | None:
        joint = self._word("and")
        found = []
        for piece in self._key[start:end].split(joint):
            if piece not in self._weekday_names:
                return None
            found.append(self._weekday_names.index(piece))
        return tuple(found)

    # ------------------------------------------------------------ words

    def _word(self, form: str) -> str:
        return key(compose(self.sentences.forms[form]))

    @property
    def _weekday_names(self) -> list[str]:
        return [key(compose(name)) for name in self.sentences.weekdays]

    @property
    def _calendar_words(self) -> str:
        return key(compose(self.sentences.forms["in calendar"].partition("{")[0]))

    def _weekday(self, start: int, end: int) -> int | None:
        names = self._weekday_names
        name = self._key[start:end]
        return names.index(name) if name in names else None

    def _month(self, start: int, end: int) -> int | None:
        names = [key(compose(name)) for name in self.sentences.month_names]
        name = self._key[start:end]
        return names.index(name) + 1 if name in names else None

    def _number(self, start: int, end: int) -> int | None:
        text = self._key[start:end]
        return int(text) if re.fullmatch("[1-9][0-9]{0,3}", text) else None

    def _ordinal(self, start: int, end: int) -> int | None:
        text = self._key[start:end]
        digits = re.match("[1-9][0-9]{0,3}", text)
        number = int(digits.group()) if digits else 0
        return number if number and key(self.sentences.ordinal(number)) == text else None

    def _clock(self, start: int, end: int) -> tuple[int, str | None] | None:
        match = _CLOCK.fullmatch(self.text, start, end)
        return (parse_time(match[1]), match[2]) if match else None

    def _in_calendar_or_not(self, start: int, end: int) -> str | None:
        return "" if start == end else self._in_calendar(start, end)

    def _in_calendar(self, start: int, end: int) -> str | None:
        found = self._filled("in calendar", start, end, name=self._calendar)
        return found["name"] if found else None

    def _calendar(self, start: int, end: int) -> str | None:
        text = self.text[start:end]
        return text if re.fullmatch(r"[\w.-]+", text) else None

    def _name(self, start: int, end: int) -> Reference | None:
        """The name of an item, or one of its edges."""
        named = self.names.get(self._key[start:end])
        if named is not None:
            return named
        for edge in Edge:
            form = f"edge {edge.value}"
            if form in self.sentences.forms:
                found = self._filled(form, start, end, p=self._whole_name)
                if found:
                    return Reference(found["p"].item, edge)
        return None

    def _whole_name(self, start: int, end: int) -> Reference | None:
        named = self.names.get(self._key[start:end])
        return named if named is not None and named.edge in (None, Edge.DUE) else None

    def _day(self, start: int, end: int) -> date | None:
        text = self._key[start:end]
        for year in _years_in(text):
            found = _days_of(self.sentences.day, year).get(text)
            if found is not None:
                return found
        return None

    def _amount(self, start: int, end: int) -> Offset | None:
        """An amount, with the calendar its working days are counted in."""
        text = self._key[start:end]
        calendar = None
        words = self._calendar_words
        if words in text:
            text, _, _ = text.partition(words)
            calendar = self._in_calendar(start + len(text), end)
            if calendar is None:
                return None
        found = _amount_of(self.sentences.amount, text)
        return attrs.evolve(found, calendar=calendar) if found and calendar else found

    def _period(self, start: int, end: int) -> Period | None:
        months = self._months_at(start, end)
        if months is not None:
            return months
        for part, pattern in self.sentences.parts.items():
            found = self._fitted(pattern, start, end, {"p": self._months_at})
            if found:
                whole: Period = found["p"]
                halves = {"first half": 1, "second half": 2}
                return whole.half(halves[part]) if part in halves else whole.third(part)
        found = self._filled("week of", start, end, p=self._day)
        if found:
            return Period.week_of(found["p"])
        found = self._filled("nth week", start, end, n=self._ordinal, p=self._months_at)
        if found and found["p"].first.month == found["p"].last.month:
            first: date = found["p"].first
            return Period.week_of_month(first.year, first.month, found["n"])
        return None

    def _months_at(self, start: int, end: int) -> Period | None:
        text = self._key[start:end]
        for year in _years_in(text):
            found = _months_of(self.sentences.months, year).get(text)
            if found is not None:
                return Period.months(year, *found)
        return None


@lru_cache(maxsize=512)
def _pieces(pattern: str) -> tuple[str, ...]:
    """Cut a pattern into words and names of holes, in turn: words first and last."""
    pieces = _HOLE.split(compose(pattern))
    return tuple(key(piece) if place % 2 == 0 else piece for place, piece in enumerate(pieces))


def _years_in(text: str) -> list[int]:
    return [int(digits) for digits in re.findall("[0-9]{4}", text) if int(digits)]


@lru_cache(maxsize=64)
def _days_of(render: Callable[[date], str], year: int) -> dict[str, date]:
    """Give every day of a year by what it is called."""
    days = (
        date(year, month, day)
        for month in range(1, 13)
        for day in range(1, monthrange(year, month)[1] + 1)
    )
    return {key(compose(render(day))): day for day in days}


@lru_cache(maxsize=64)
def _months_of(render: Callable[[int, int, int], str], year: int) -> dict[str, tuple[int, int]]:
    """Give every row of months of a year by what it is called."""
    return {
        key(compose(render(year, first, last))): (first, last)
        for first in range(1, 13)
        for last in range(first, 13)
    }


@lru_cache(maxsize=512)
def _amount_of(render: Callable[[Offset], str], text: str) -> Offset | None:
    """Give the amount that is said so: its numbers are in the text, and few units can go with them."""
    if not re.match("[0-9]", text):
        return None
    numbers = [int(digits) for digits in re.findall("[0-9]+", text)]
    if not 1 <= len(numbers) <= len(_UNITS):
        return None
    for units in combinations(_UNITS, len(numbers)):
        with suppress(RelschedError):
            offset = Offset(**dict(zip(units, numbers, strict=True)))  # type: ignore[arg-type]
            if key(compose(render(offset))) == text:
                return offset
    return None
