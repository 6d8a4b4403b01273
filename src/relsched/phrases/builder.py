"""A tree of the grammar becomes timings. The rules are the same for every language.

A grammar names its rules after the methods of `Builder`. Words of when something is (`when`) become an
anchor; directions, limits and amounts around it become a timing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date, timedelta
from typing import Any

import attrs

from relsched.dates.offsets import Direction, Offset
from relsched.dates.recurrence import Frequency, Recurrence
from relsched.dates.windows import last_of_month
from relsched.errors import RelschedError
from relsched.phrases import lunar, public_holidays
from relsched.phrases.context import PhraseContext
from relsched.phrases.languages import Language
from relsched.phrases.letters import Letters
from relsched.phrases.lexed_words import LexedWord
from relsched.phrases.raw_dates import (
    RawCode,
    RawDate,
    RawDay,
    RawDayOf,
    RawHoliday,
    RawLunar,
    RawMonths,
    RawRange,
    RawRelative,
    RawTime,
    RawYear,
)
from relsched.phrases.readings import Note, Proposed
from relsched.plan.plan import slug
from relsched.timing.timings import (
    GRAMMAR,
    After,
    At,
    Before,
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
    NthInPeriod,
    On,
    OnWeekday,
    Period,
    PeriodEnd,
    PeriodStart,
    Point,
    Recurring,
    Reference,
    Shifted,
    Term,
    Throughout,
    Timing,
    Within,
)

_UNITS = ("years", "months", "weeks", "days", "clear_days", "working_days", "hours", "minutes")
# Words of timings, which can't be ids.
_NO_IDS = frozenset(GRAMMAR.keywords) | {"first", "issued", "second"}

# `capital` and `name` are words nobody knows: a capital letter makes the first likely to be a name.
_EVENTS = ("event", "edge", "event day", "capital", "name")


class Unreadable(Exception):
    """The words follow the grammar and still mean nothing; `note` may say why."""

    def __init__(self, note: Note | None = None) -> None:
        self.note = note
        super().__init__(note.code if note else "")


@attrs.frozen
class Sense:
    """A timing with what makes this reading of the words different from others."""

    timing: Timing
    question: Note | None = None
    notes: tuple[Note, ...] = ()


@attrs.frozen
class Anchor:
    """When something is: its first and last point, and the timing of its whole.

    `limit` is the last day that "by" it allows, where that isn't its end.
    """

    begin: Point
    end: Point
    whole: Timing
    kind: str
    period: Period | None = None
    part: str | None = None
    limit: Point | None = None
    law: Day | None = None


@attrs.frozen
class Amount:
    """An offset, or a least and a greatest one."""

    low: Offset
    high: Offset | None = None


@attrs.frozen
class DutySpan:
    """The two ends of a duty, either of which may be open."""

    first: Point | None = None
    last: Point | None = None


def _offset(parts: Mapping[str, int], calendar: str | None = None) -> Offset:
    """Make an offset of its units by name."""
    given: dict[str, Any] = {**parts, "calendar": calendar}
    return Offset(**given)


def _one_more(offset: Offset, change: int) -> Offset:
    """Lengthen or shorten the smallest unit of an offset by one."""
    parts: dict[str, int] = {
        name: getattr(offset, name) for name in _UNITS if getattr(offset, name) is not None
    }
    smallest = list(parts)[-1]
    if smallest in ("weeks", "months", "years"):
        parts["days"] = change
        if change < 0:
            raise Unreadable(None)
    else:
        parts[smallest] += change
    if parts[smallest] < 0:
        raise Unreadable(None)
    return _offset(parts, offset.calendar)


class Builder:
    """Builds the senses of one tree; keeps the notes and the events it had to propose."""

    def __init__(
        self, language: Language, context: PhraseContext, text: Letters, *, is_turned: bool = False
    ) -> None:
        self.is_turned = is_turned
        self.has_other = False
        self.language = language
        self.context = context
        self.text = text
        self.notes: list[Note] = []
        self.questions: list[Note] = []
        self.proposed: list[Proposed] = []

    def build(self, tree: Any) -> list[Sense]:
        """Give the senses of a tree, the best first.

        Raises:
            Unreadable: It means nothing that can be a timing.
        """
        try:
            found = self._value(tree)
        except RelschedError:
            raise Unreadable(None) from None
        if isinstance(found, Timing):
            found = [Sense(found)]
        assert isinstance(found, list)
        return found

    def _value(self, node: Any) -> Any:
        if not hasattr(node, "data"):
            return node
        children = [
            self._value(child)
            for child in node.children
            if not (isinstance(child, LexedWord) and child.value is None)
        ]
        action: Callable[..., Any] = getattr(self, str(node.data))
        return action(*children)

    def note(self, code: str, **values: Any) -> None:
        """Say a choice that was made."""
        made = Note(code, values)
        if made not in self.notes:
            self.notes.append(made)

    def ask(self, code: str, **values: Any) -> None:
        """Put a question to the author."""
        made = Note(code, values)
        if made not in self.questions:
            self.questions.append(made)

    # ------------------------------------------------------------ raw values to anchors

    def anchor(self, value: Any, before: date | None = None) -> Anchor:
        """Take what a `when` is as an anchor; `before` helps a date without a year that leads up to it."""
        if isinstance(value, Anchor):
            return value
        if isinstance(value, LexedWord):
            value = value.value
        if isinstance(value, RawDate):
            return self._of_day(self._date(value, before))
        if isinstance(value, RawDay):
            return self._of_day(self._day_of_month(value, before))
        if isinstance(value, RawDayOf):
            month = self._relative(RawRelative("months", value.shift)).period
            assert month is not None
            if value.day > month.last.day:
                raise Unreadable(Note("phrase no such day", {"day": str(value.day)}))
            return self._of_day(month.first.replace(day=value.day))
        if isinstance(value, RawLunar):
            return self._of_day(self._lunar(value))
        if isinstance(value, RawHoliday):
            return self._holiday(value)
        if isinstance(value, RawMonths):
            return self._of_period(self._months(value, before))
        if isinstance(value, RawYear):
            return self._of_period(self._year(value))
        if isinstance(value, RawRelative):
            return self._relative(value)
        if isinstance(value, RawRange):
            last = self._date(value.last, None)
            first = self._date(value.first, last)
            whole = FromTo(Day(first), Day(last))
            return Anchor(Day(first), Day(last), whole, "range")
        assert isinstance(value, Reference), value
        return self._of_event(value)

    def _of_day(self, day: date) -> Anchor:
        return Anchor(Day(day), Day(day), On(Day(day)), "day")

    def _of_period(self, period: Period) -> Anchor:
        return Anchor(Day(period.first), Day(period.last), In(period), "period", period)

    def _of_event(self, reference: Reference) -> Anchor:
        begin = Reference(reference.item, reference.edge or Edge.START)
        end = Reference(reference.item, reference.edge or Edge.END)
        if reference.item not in {meant.item for meant in self.context.names.values()}:
            return Anchor(begin, end, On(begin), "event")
        return Anchor(begin, end, On(begin), "event" if reference.edge is None else "edge")

    def _issued(self) -> date:
        if self.context.issued is None:
            raise Unreadable(Note("phrase needs issue"))
        return self.context.issued

    def _date(self, raw: RawDate, before: date | None) -> date:
        if raw.other is not None:
            self.has_other = True
            self.ask("phrase day or month")
            if self.is_turned:
                raw = raw.other
        year = raw.year
        try:
            if year is not None:
                return date(year, raw.month, raw.day)
            if before is not None:
                try:
                    found = date(before.year, raw.month, raw.day)
                except ValueError:
                    found = date(before.year - 1, raw.month, raw.day)
                return found if found <= before else found.replace(year=before.year - 1)
        except ValueError:
            shown = f"{raw.day}/{raw.month}" + (f"/{year}" if year else "")
            raise Unreadable(Note("phrase no such day", {"day": shown})) from None
        found_next = (
            next_on_or_after(self._issued(), raw.month, raw.day) if raw.month <= 12 else None
        )
        if found_next is None:
            raise Unreadable(Note("phrase no such day", {"day": f"{raw.day}/{raw.month}"}))
        self.note("phrase year", day=found_next)
        return found_next

    def _day_of_month(self, raw: RawDay, before: date | None) -> date:
        start = before or self._issued()
        if before is not None:
            if raw.day > before.day:
                raise Unreadable(None)
            return before.replace(day=raw.day)
        year, month = start.year, start.month
        for _ in range(12):
            if raw.day <= last_of_month(year, month).day:
                found = date(year, month, raw.day)
                if found >= start:
                    self.note("phrase month", day=found)
                    return found
            year, month = (year, month + 1) if month < 12 else (year + 1, 1)
        raise Unreadable(Note("phrase no such day", {"day": str(raw.day)}))

    def _lunar(self, raw: RawLunar) -> date:
        years: Iterable[int]
        years = [raw.year] if raw.year else range(self._issued().year - 1, self._issued().year + 2)
        for year in years:
            found = lunar.to_solar(raw.day, raw.month, year, is_leap=raw.is_leap)
            if found and (raw.year or found >= self._issued()):
                self.note("phrase lunar", day=found)
                if not raw.year:
                    self.note("phrase year", day=found)
                return found
        shown = f"{raw.day}/{raw.month}" + (f"/{raw.year}" if raw.year else "")
        raise Unreadable(Note("phrase no such day", {"day": f"{shown} (âm lịch)"}))

    def _holiday(self, raw: RawHoliday) -> Anchor:
        fixed = raw.name.split("-")
        if len(fixed) == 2 and all(part.isdecimal() for part in fixed):
            return self._of_day(self._date(RawDate(int(fixed[1]), int(fixed[0]), raw.year), None))
        country = self.context.country or self.language.country
        years = [raw.year] if raw.year else [self._issued().year, self._issued().year + 1]
        for year in years:
            found = public_holidays.holiday(country, raw.name, year)
            if found and (raw.year or found[2] >= self._issued()):
                own, first, last = found
                self.note("phrase holiday", day=own, country=country)
                whole = On(Day(own)) if first == last else FromTo(Day(first), Day(last))
                return Anchor(Day(own), Day(last), whole, "holiday")
        raise Unreadable(Note("phrase no holiday", {"country": country}))

    def _months(self, raw: RawMonths, before: date | None) -> Period:
        year = raw.year
        if not 1 <= raw.first <= raw.last <= 12:
            raise Unreadable(None)
        if year is None and before is not None:
            year = before.year if date(before.year, raw.first, 1) <= before else before.year - 1
        if year is None:
            issued = self._issued()
            year = issued.year if raw.last >= issued.month else issued.year + 1
            self.note("phrase month year", year=year)
        return Period.months(year, raw.first, raw.last)

    def _year(self, raw: RawYear) -> Period:
        year = raw.year
        if year is None:
            year = self._issued().year + (raw.shift or 0)
            self.note("phrase month year", year=year)
        return Period.months(year, 1, 12)

    def _relative(self, raw: RawRelative) -> Anchor:
        issued = self._issued()
        if raw.unit == "days":
            found = issued + timedelta(days=raw.shift)
            self.note("phrase from issue", day=found)
            return self._of_day(found)
        if raw.unit == "weeks":
            period = Period.week_of(issued + timedelta(weeks=raw.shift))
        else:
            size = 1 if raw.unit == "months" else 3
            index = issued.year * 12 + (issued.month - 1) // size * size + raw.shift * size
            period = Period.months(index // 12, index % 12 + 1, index % 12 + size)
        self.note("phrase from issue", day=period.first)
        return self._of_period(period)

    # ------------------------------------------------------------ events

    def event(self, word: LexedWord) -> Anchor:
        """An event of the plan."""
        return self._of_event(word.value)

    def event_edge(self, event: LexedWord, edge: LexedWord) -> Anchor:
        """An event whose opening or closing is meant."""
        return self._with_edge(self.event(event), Edge(edge.value))

    def event_of(self, edge: LexedWord, event: Any) -> Anchor:
        """A name that means the opening of one event, said of another: the opening of that one."""
        meant: Reference = edge.value
        if meant.edge is None:
            raise Unreadable(None)
        return self._with_edge(self.anchor(event), meant.edge)

    def eve(self, when: Any) -> Anchor:
        """The day before something."""
        point = Shifted(Offset(days=1), Direction.BEFORE, self.anchor(when).begin)
        return Anchor(point, point, On(point), "day")

    def edge_event(self, edge: LexedWord, event: Any) -> Anchor:
        """The opening or closing of an event, or the beginning or end of a period."""
        found = self.anchor(event)
        if found.period is not None and found.part is None:
            return self._part("early" if edge.value == "start" else "late", found)
        if found.kind not in _EVENTS:
            return self._of_edge_day(edge, found)
        return self._with_edge(found, Edge(edge.value))

    def _of_edge_day(self, edge: LexedWord, found: Anchor) -> Anchor:
        point = found.begin if edge.value == "start" else found.end
        return Anchor(point, point, On(point), "day")

    def _with_edge(self, event: Anchor, edge: Edge) -> Anchor:
        if not isinstance(event.begin, Reference):
            raise Unreadable(None)
        if event.kind == "edge" and isinstance(event.begin, Reference):
            return event  # a name that tells its edge keeps it
        point = Reference(event.begin.item, edge)
        return Anchor(point, point, On(point), "edge")

    def edge(self, edge: LexedWord) -> Anchor:
        """An opening or closing alone: of the main event."""
        main = self._main()
        point = Reference(main, Edge(edge.value))
        return Anchor(point, point, On(point), "edge")

    def _main(self) -> str:
        if self.context.main is None:
            raise Unreadable(Note("phrase no main"))
        self.note("phrase main", event=self.context.main)
        return self.context.main

    def name(self, *words: LexedWord) -> tuple[int, int, str]:
        """Words that nobody knows: where they stand, and whether they name something that happens."""
        start, end = words[0].start, words[-1].end
        happens = any(word.type == "HAPPENING" for word in words)
        text = self.text.text
        given = text[start:end]
        # A capital says that it is a name, but not at the head of a text or in one of capitals only.
        capital = start > 0 and given[0].isupper() and not text.isupper()
        return start, end, "event" if happens else "capital" if capital else "name"

    def unknown(self, name: tuple[int, int, str]) -> Anchor:
        """Something that happens and that the plan has no event for."""
        start, end, kind = name
        title = " ".join(self.text.text[start:end].split()).strip(" .,;:")
        first, _, rest = title.partition(" ")
        if rest and first.lower() in self.language.articles:
            title = rest
        made = slug(title)
        if len(title) > 200 or made in ("item", "issued", "first"):
            raise Unreadable(None)
        if made[0].isdecimal() or made in _NO_IDS:
            made = f"e-{made}"
        proposed = Proposed(made, title)
        if proposed not in self.proposed:
            self.proposed.append(proposed)
        begin, end_point = Reference(made, Edge.START), Reference(made, Edge.END)
        return Anchor(begin, end_point, On(begin), kind)

    def unknown_edge(self, name: tuple[int, int, str], edge: LexedWord) -> Anchor:
        """The beginning or end of such a thing."""
        return self._with_edge(attrs.evolve(self.unknown(name), kind="event"), Edge(edge.value))

    def nth_day(self, place: LexedWord, event: Anchor) -> Anchor:
        """A day of an event by its number; -1 is the last."""
        if event.kind not in _EVENTS:
            raise Unreadable(None)
        assert isinstance(event.begin, Reference)
        item = event.begin.item
        number = place.value
        point: Point = Reference(item, Edge.END if number == -1 else Edge.START)
        if number > 1:
            point = Shifted(Offset(days=number - 1), Direction.AFTER, point)
        return Anchor(point, point, On(point), "day")

    # ------------------------------------------------------------ days and periods

    def when_event(self, event: Anchor) -> Anchor:
        """When something happens."""
        return attrs.evolve(event, kind="event") if event.kind in ("name", "capital") else event

    def weekday_unit_date(self, weekday: LexedWord, unit: LexedWord, when: Any) -> Anchor:
        """A weekday with its date after the word for day."""
        if unit.value != "days":
            raise Unreadable(None)
        return self.weekday_date(weekday, when)

    def day_of(self, unit: LexedWord, when: Any) -> Anchor:
        """The day or week of something."""
        if unit.value == "weeks":
            return self.week_of(when)
        if unit.value not in ("days", "hours"):
            raise Unreadable(None)
        found = self.anchor(when)
        if found.kind in ("name", "capital"):
            return attrs.evolve(found, kind="event")
        is_known = isinstance(found.begin, Reference) and any(
            meant.item == found.begin.item for meant in self.context.names.values()
        )
        return (
            attrs.evolve(found, kind="event day") if found.kind == "event" and is_known else found
        )

    def nth_day_near(self, place: LexedWord, way: str, when: Any) -> Anchor:
        """The nth day before or after something."""
        if place.value < 1:
            raise Unreadable(None)
        found = self.anchor(when)
        back = way == "before"
        point = Shifted(
            Offset(days=place.value),
            Direction.BEFORE if back else Direction.AFTER,
            found.begin if back else found.end,
        )
        return Anchor(point, point, On(point), "day")

    def nth_day_of_event(self, place: LexedWord, event: LexedWord) -> Anchor:
        """A day of an event by its number."""
        return self.nth_day(place, self.event(event))

    def end_before(self, when: Any, amount: Amount) -> Anchor:
        """An amount before something as one end of a range."""
        return self.offset_anchor(amount, "before", when)

    def end_after(self, when: Any, amount: Amount) -> Anchor:
        """An amount after something as one end of a range."""
        return self.offset_anchor(amount, "after", when)

    def week_during(self, unit: LexedWord, event: Anchor) -> Anchor:
        """The week in which something happens."""
        return self.week_of_date(unit, event)

    def week_of_date(self, unit: LexedWord, when: Any) -> Anchor:
        """The week that holds a day."""
        if unit.value != "weeks":
            raise Unreadable(None)
        return self.week_of(when)

    def unit_date(self, unit: LexedWord, when: Any) -> Anchor:
        """A day after the word for day, or the week of it."""
        if unit.value == "weeks":
            return self.week_of(when)
        if unit.value != "days":
            raise Unreadable(None)
        return self.anchor(when)

    def edge_event_word(self, edge: LexedWord, event: LexedWord) -> Anchor:
        """The opening or closing of an event."""
        return self._with_edge(self.event(event), Edge(edge.value))

    def edge_edge_event(self, edge: LexedWord, inner: LexedWord, event: LexedWord) -> Anchor:
        """The end of the opening of an event is its opening."""
        return self._with_edge(self.event(event), Edge(inner.value))

    def edge_unknown(self, edge: LexedWord, name: tuple[int, int, str]) -> Anchor:
        """The beginning or end of something unknown."""
        return self.unknown_edge(name, edge)

    def nth_weekday_pair(self, pair: LexedWord, when: Any) -> Anchor:
        """A weekday of a period by its number, both in one word."""
        place, weekday = pair.value
        return self._nth(place, weekday, self.anchor(when))

    def nth_working_near(self, place: LexedWord, unit: LexedWord, way: str, when: Any) -> Anchor:
        """A working day of the month right before or after something."""
        return self._nth(place.value, None, self.unit_next(unit, way, when))

    def working_near(self, place: LexedWord, way: str, when: Any) -> Anchor:
        """The last working day before something, or the first after it."""
        if place.value < -1 or (place.value == -1 and way != "before"):
            raise Unreadable(None)
        return self.unit_next(LexedWord("UNIT", 0, 0, "working_days"), way, when, abs(place.value))

    def moment(self, when: Any, time: LexedWord) -> Anchor:
        """A day with a time of day."""
        found = self.anchor(when)
        minute = time.value.minute if isinstance(time.value, RawTime) else time.value
        if found.kind not in ("day", *_EVENTS):
            raise Unreadable(None)
        if minute == 1440:
            self.note("phrase midnight")
            return attrs.evolve(found, kind="midnight")
        point = At(found.begin, minute)
        return Anchor(point, point, On(point), "day")

    def times(self, when: Any, first: LexedWord, last: LexedWord) -> list[Sense]:
        """From one time of a day to another."""
        begin, end = self.moment(when, first), self.moment(when, last)
        return [Sense(FromTo(begin.begin, end.begin))]

    def times_first(self, first: LexedWord, last: LexedWord, when: Any) -> list[Sense]:
        """The same, the day at the end."""
        return self.times(when, first, last)

    def number_times(self, first: LexedWord, last: LexedWord, when: Any) -> list[Sense]:
        """From one hour to another of the same half of the day: `9-11 a.m.`"""
        minute = first.value * 60
        if last.value.minute >= 720 + 60 and minute < 720:
            minute += 720
        if not minute < last.value.minute:
            raise Unreadable(None)
        return self.times(when, attrs.evolve(first, value=RawTime(minute)), last)

    def moment_first(self, time: LexedWord, when: Any) -> Anchor:
        """A time of day before its day."""
        return self.moment(when, time)

    def weekday_date(self, weekday: LexedWord, when: Any) -> Anchor:
        """A day with its weekday, which must agree."""
        found = self.anchor(when)
        if found.kind == "day" and isinstance(found.begin, Day):
            day = found.begin.day
            if day.weekday() != weekday.value:
                self.ask("phrase weekday", day=day)
        return found

    def now(self, *_: Any) -> Anchor:
        """The date of the plan."""
        self.note("phrase now")
        return Anchor(Issued(), Issued(), On(Issued()), "day")

    def part_of(self, part: LexedWord, when: Any) -> Anchor:
        """A part of a period: a third or a half."""
        return self._part(str(part.value), self.anchor(when))

    def part_unit(self, part: LexedWord, unit: LexedWord) -> Anchor:
        """A part of this month, quarter or year."""
        if unit.value == "years":
            whole = self.anchor(RawYear(shift=0))
        elif unit.value in ("months", "quarters"):
            whole = self.anchor(RawRelative(unit.value, 0))
        else:
            raise Unreadable(None)
        return self._part(str(part.value), whole)

    def edge_unit(self, edge: LexedWord, unit: LexedWord) -> Anchor:
        """The beginning or end of this month, quarter or year."""
        part = "early" if edge.value == "start" else "late"
        return self.part_unit(attrs.evolve(edge, value=part), unit)

    def _part(self, part: str, whole: Anchor) -> Anchor:
        if whole.kind in _EVENTS and isinstance(whole.begin, Reference):
            point = Reference(whole.begin.item, Edge.END if part == "late" else Edge.START)
            return Anchor(point, point, On(point), "edge")
        period = whole.period
        if period is None or whole.part is not None:
            raise Unreadable(None)
        if part in ("1", "2"):
            found = period.half(int(part))
            return attrs.evolve(self._of_period(found), part=part)
        third, _, plain = part.partition(" ")
        found = period.third(third)
        limits = {"early": found.last, "mid": self._middle(period), "late": period.last}
        laws = {"early": period.first, "mid": self._middle(period), "late": period.last}
        law = Day(laws[third]) if self.language.thirds_are_days and not plain else None
        return attrs.evolve(self._of_period(found), part=third, limit=Day(limits[third]), law=law)

    def _middle(self, period: Period) -> date:
        months = period.last.month - period.first.month + 1
        if months == 1:
            return period.first.replace(day=15)
        if months == 12:
            return period.first.replace(month=6, day=30)
        return period.third("mid").last

    def week_of(self, when: Any) -> Anchor:
        """The week that holds a day."""
        found = self.anchor(when)
        if isinstance(found.begin, Day) and found.kind == "day":
            return self._of_period(Period.week_of(found.begin.day))
        return self._calendar_period("week", found.begin)

    def nth_week(self, place: LexedWord, when: Any) -> Anchor:
        """A week of a month by its number; -1 is the last seven days."""
        period = self.anchor(when).period
        if period is None or period.first.month != period.last.month:
            raise Unreadable(None)
        if place.value == -1:
            first = period.last - timedelta(days=6)
            whole = FromTo(Day(first), Day(period.last))
            return Anchor(Day(first), Day(period.last), whole, "range")
        return self._of_period(
            Period.week_of_month(period.first.year, period.first.month, place.value)
        )

    def nth_weekday(self, place: LexedWord, weekday: LexedWord, when: Any) -> Anchor:
        """A weekday of a period by its number."""
        return self._nth(place.value, weekday.value, self.anchor(when))

    def nth_working_day(self, place: LexedWord, when: Any) -> Anchor:
        """A working day of a period by its number."""
        return self._nth(place.value, None, self.anchor(when))

    def _nth(self, place: int, weekday: int | None, whole: Anchor) -> Anchor:
        if isinstance(whole.whole, In) and whole.period is not None:
            months = whole.period.last.month - whole.period.first.month + 1
            unit = {1: "month", 3: "quarter", 12: "year"}.get(months)
            if unit is None or whole.part:
                raise Unreadable(None)
            begin: Point = whole.begin
        elif isinstance(whole.begin, PeriodStart):
            unit, begin = whole.begin.period, whole.begin.point
        else:
            raise Unreadable(None)
        point = NthInPeriod(place, weekday, unit, begin)
        return Anchor(point, point, On(point), "day")

    def nth_day_of(self, place: LexedWord, when: Any) -> Anchor:
        """The first or another day of a month, quarter or event."""
        found = self.anchor(when)
        if found.kind in _EVENTS:
            return self.nth_day(place, found)
        if found.period is None:
            raise Unreadable(None)
        if place.value == -1:
            return self._of_day(found.period.last)
        day = found.period.first + timedelta(days=place.value - 1)
        if day > found.period.last:
            raise Unreadable(None)
        return self._of_day(day)

    def nth_alone(self, place: LexedWord) -> Anchor:
        """A day of the month by its number, such as `the 25th`."""
        value = place.value
        if isinstance(value, int) and not 3 < value <= 31:
            raise Unreadable(None)
        return self.anchor(value if isinstance(value, RawDay) else RawDay(value))

    def nth_of_month(self, place: LexedWord, when: Any) -> Anchor:
        """A day of a month by its number: `the fifth of May`."""
        period = self.anchor(when).period
        if period is None or period.first.month != period.last.month:
            raise Unreadable(None)
        return self.nth_day_of(place, when)

    def nth_unit(self, place: LexedWord, unit: LexedWord, when: Any) -> Anchor:
        """A day, week or working day of something by its number."""
        if unit.value == "days":
            return self.nth_day_of(place, when)
        if unit.value == "working_days":
            return self.nth_working_day(place, when)
        if unit.value == "weeks":
            return self.nth_week(place, when)
        raise Unreadable(None)

    def nth_unit_near(self, place: LexedWord, unit: LexedWord, way: str, when: Any) -> Anchor:
        """The last working day before something, or the first after it."""
        number = place.value
        if unit.value not in ("working_days", "days") or number < -1:
            raise Unreadable(None)
        if number == -1 and way != "before":
            raise Unreadable(None)
        return self.unit_next(unit, way, when, abs(number))

    def unit_number(self, unit: LexedWord, number: LexedWord, when: Any) -> Anchor:
        """Day or week so many of something."""
        return self.nth_unit(number, unit, when)

    def unit_of(self, unit: LexedWord, when: Any) -> Anchor:
        """The week of a day, or the month or quarter of something."""
        if unit.value == "weeks":
            return self.week_of(when)
        if unit.value == "days":
            found = self.anchor(when)
            return attrs.evolve(found, kind="day")
        found = self.anchor(when)
        if unit.value in ("months", "quarters", "years") and found.kind in _EVENTS:
            return self._calendar_period(unit.value[:-1], found.begin)
        raise Unreadable(None)

    def unit_next(self, unit: LexedWord, way: str, when: Any, count: int = 1) -> Anchor:
        """The day, week, month or year right before or after something."""
        found = self.anchor(when)
        before = way == "before"
        direction = Direction.BEFORE if before else Direction.AFTER
        origin = found.begin if before else found.end
        if unit.value == "days":
            point = Shifted(Offset(days=count), direction, origin)
            return Anchor(point, point, On(point), "day")
        if unit.value == "working_days":
            point = Shifted(Offset(working_days=count), direction, origin)
            return Anchor(point, point, On(point), "day")
        if unit.value == "weeks":
            return self._calendar_period("week", Shifted(Offset(days=7), direction, origin))
        if unit.value in ("months", "years"):
            offset = _offset({unit.value: 1})
            return self._calendar_period(unit.value[:-1], Shifted(offset, direction, origin))
        raise Unreadable(None)

    def _calendar_period(self, unit: str, point: Point) -> Anchor:
        first, last = PeriodStart(unit, point), PeriodEnd(unit, point)
        return Anchor(first, last, FromTo(first, last), "range")

    def weekday_next(self, weekday: LexedWord, way: str, when: Any) -> Anchor:
        """The weekday right before or after something."""
        found = self.anchor(when)
        before = way == "before"
        if way == "of":
            raise Unreadable(None)
        direction = Direction.BEFORE if before else Direction.AFTER
        point = OnWeekday(weekday.value, direction, found.begin if before else found.end)
        return Anchor(point, point, On(point), "day")

    def nth_weekday_near(self, place: LexedWord, weekday: LexedWord, way: str, when: Any) -> Anchor:
        """The first such weekday after something, or the last before it."""
        if place.value != (-1 if way == "before" else 1):
            raise Unreadable(None)
        return self.weekday_next(weekday, way, when)

    def weekday_in(self, weekday: LexedWord, when: Any) -> Anchor:
        """A weekday of a week."""
        period = self.anchor(when).period
        if period is None or (period.last - period.first).days != 6:
            raise Unreadable(None)
        return self._of_day(period.first + timedelta(days=weekday.value))

    def weekday(self, weekday: LexedWord) -> Anchor:
        """A weekday alone: the next one from the issue."""
        issued = self._issued()
        found = issued + timedelta(days=(weekday.value - issued.weekday()) % 7)
        self.note("phrase from issue", day=found)
        return self._of_day(found)

    # ------------------------------------------------------------ amounts

    def amount(self, *items: Any) -> Amount:
        """Numbers with units, one after another."""
        total: dict[str, int] = {}
        for item in items:
            for unit, count in item.items():
                if unit in total:
                    raise Unreadable(None)
                total[unit] = count
        return Amount(_offset(total))

    def item(self, number: Any, unit: LexedWord) -> dict[str, int]:
        """A number with a unit."""
        count = 1 if number is None else number.value
        name = unit.value
        if name == "quarters":
            return {"months": 3 * count}
        if name == "halves of month":
            return {"days": 15 * count}
        if name == "fortnights":
            return {"weeks": 2 * count}
        return {name: count}

    def one(self, unit: LexedWord) -> dict[str, int]:
        """A unit alone after an article: one of it."""
        return self.item(None, unit)

    def half_unit(self, unit: LexedWord) -> dict[str, int]:
        """Half of a unit."""
        return self._half_of(unit.value)

    def item_and_half(self, number: Any, unit: LexedWord) -> dict[str, int]:
        """A number and a half of a unit."""
        count = 1 if number is None else number.value
        half = self._half_of(unit.value)
        found = {unit.value: count}
        for name, more in half.items():
            found[name] = found.get(name, 0) + more
        return found

    def _half_of(self, unit: str) -> dict[str, int]:
        halves = {
            "years": {"months": 6},
            "months": {"days": 15},
            "hours": {"minutes": 30},
            "days": {"hours": 12},
        }
        if unit not in halves:
            raise Unreadable(None)
        if unit == "months":
            self.note("phrase half month")
        return halves[unit]

    def one_and_half(self, unit: LexedWord) -> dict[str, int]:
        """One and a half of a unit."""
        return self.item_and_half(None, unit)

    def amounts(self, low: LexedWord, high: LexedWord, unit: LexedWord) -> Amount:
        """A least and a greatest number of a unit."""
        first, last = sorted((low.value, high.value))
        return Amount(_offset(self.item_of(first, unit)), _offset(self.item_of(last, unit)))

    def item_of(self, count: int, unit: LexedWord) -> dict[str, int]:
        """Give the parts of an offset for a count of a unit."""
        return {name: amount * count for name, amount in self.item(None, unit).items()}

    def amount_range(self, low: Amount, high: Amount) -> Amount:
        """A least and a greatest amount, each with its unit."""
        return Amount(low.low, high.low)

    # ------------------------------------------------------------ timings around an anchor

    def _strong(self, when: Any) -> Anchor:
        """Take an anchor that a bare direction may stand before: not a word that may mean anything."""
        found = self.anchor(when)
        if found.kind == "name":
            raise Unreadable(None)
        return found

    def before(self, when: Any) -> list[Sense]:
        """Before something."""
        found = self._strong(when)
        if found.part is not None or found.kind == "midnight":
            return self.by(found)
        timing = Before(found.begin)
        day = found.begin.day if isinstance(found.begin, Day) and found.kind == "day" else None
        if day and self.language.month_end_is_inclusive and (day + timedelta(days=1)).day == 1:
            question = Note("phrase month end", {"day": day})
            return [Sense(timing, question), Sense(By(found.begin), question)]
        return [Sense(timing)]

    def by(self, when: Any) -> list[Sense]:
        """At the latest on something."""
        found = self._strong(when)
        if found.limit is not None:
            return [Sense(By(found.limit))]
        if found.kind in _EVENTS:
            return [Sense(By(found.begin))]
        return [Sense(By(found.end))]

    def number_to_date(self, number: LexedWord, when: Any) -> list[Sense]:
        """From a day of the same month: `between 10 and 20 June`."""
        return self._range(RawDay(number.value), when, to_end=True)

    def first_days(
        self, place: LexedWord, number: LexedWord, unit: LexedWord, when: Any
    ) -> list[Sense]:
        """The first or last so many days of a period."""
        period = self.anchor(when).period
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

    def nth_item(self, place: LexedWord, number: LexedWord, unit: LexedWord) -> dict[str, int]:
        """The last so many days before something, the first after it."""
        if place.value not in (1, -1):
            raise Unreadable(None)
        return self.item(number, unit)

    def notice(self, amount: Amount, when: Any) -> list[Sense]:
        """So many days' notice before something."""
        return self.offset("at least", amount, "before", when)

    def by_named(self, *words: Any) -> list[Sense]:
        """The limit of something that is named: `hạn chót nộp bài: …`."""
        return self.by(words[-1])

    def by_after(self, when: Any) -> list[Sense]:
        """A day or period that is followed by "at the latest"."""
        if self.anchor(when).kind in _EVENTS:
            raise Unreadable(None)
        return self.by(when)

    def until(self, when: Any) -> list[Sense]:
        """Until something; a name that nobody knows is a place, more likely."""
        if self.anchor(when).kind == "capital":
            raise Unreadable(None)
        return self.by(when)

    def by_end(self, when: Any) -> list[Sense]:
        """Until the end of something."""
        return [Sense(By(self._strong(when).end))]

    def after(self, when: Any) -> list[Sense]:
        """After something."""
        return [Sense(After(self._strong(when).end))]

    def since(self, when: Any) -> list[Sense]:
        """From something on."""
        found = self._strong(when)
        if found.kind == "range":
            return [Sense(found.whole)]
        if found.kind == "capital":
            raise Unreadable(None)  # a place, more likely
        return [Sense(From(self._strong(when).begin))]

    def on(self, when: Any) -> list[Sense]:
        """On or in something."""
        found = self._strong(when)
        if found.law is not None and isinstance(found.whole, In):
            assert found.period is not None
            days = {
                "first": found.period.first,
                "last": found.period.last,
                "day": found.law.day,
            }
            question = Note("phrase third", days)
            return [Sense(found.whole, question), Sense(On(found.law), question)]
        if found.kind == "holiday":
            return [Sense(On(found.begin))]
        return [Sense(found.whole)]

    def on_in(self, when: Any) -> list[Sense]:
        """In a period; "in" an event says where, not when."""
        if self.anchor(when).kind in _EVENTS:
            raise Unreadable(None)
        return self.on(when)

    def on_days(self, when: Any) -> list[Sense]:
        """In the days of something."""
        return [Sense(self._strong(when).whole)]

    def alone(self, when: Any) -> list[Sense]:
        """A day or period that stands alone; an event alone says nothing."""
        found = self._strong(when)
        if found.kind in _EVENTS and found.kind != "event day":
            raise Unreadable(None)
        return self.on(found)

    def during(self, when: Any) -> list[Sense]:
        """Throughout an event, or in a period."""
        found = self._strong(when)
        if found.kind in _EVENTS:
            assert isinstance(found.begin, Reference)
            return [Sense(Throughout(Reference(found.begin.item)))]
        if found.kind == "day":
            return [Sense(found.whole)]
        return self.on_days(found)

    def occasion(self, when: Any) -> list[Sense]:
        """On the occasion of something: from its beginning to its end."""
        found = self._strong(when)
        if found.kind == "event":
            assert isinstance(found.begin, Reference)
            return [Sense(FromTo(found.begin, found.end))]
        return [Sense(found.whole)]

    def occasion_nth(self, _: Amount, when: Any) -> list[Sense]:
        """On the occasion of so many years of something."""
        return self.occasion(when)

    def on_edge(self, when: Any) -> list[Sense]:
        """At the opening or closing of something; "at" an event says where."""
        if self.anchor(when).kind not in ("edge", "day", "period"):
            raise Unreadable(None)
        return self.on(when)

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

    def immediately(self, when: Any) -> list[Sense]:
        """Right after something."""
        return [Sense(Immediately(self.anchor(when).end))]

    # ------------------------------------------------------------ offsets

    def limit(self, word: LexedWord) -> str:
        """A word that says how an amount is meant, such as `at least`."""
        return str(word.value)

    def limit_by(self) -> str:
        """At the latest."""
        return "by"

    def limit_within(self) -> str:
        """Any time within."""
        return "within"

    def way_before(self) -> str:
        """Counted back."""
        return "before"

    def way_after(self) -> str:
        """Counted on."""
        return "after"

    def way_of(self) -> str:
        """Counted both ways."""
        return "of"

    def offset(self, limit: str | None, amount: Amount, way: str, when: Any) -> list[Sense]:
        """An amount before or after something, or before or after the main event."""
        limited = limit or ""
        if when is None:
            if way == "of":
                raise Unreadable(None)
            found = self._of_event(Reference(self._main()))
        else:
            found = self.anchor(when)
        if way == "before":
            return [Sense(self._amount_before(limited, amount, found.begin))]
        if way == "after":
            return [Sense(self._amount_after(limited, amount, found.end))]
        if limited != "within":
            raise Unreadable(None)
        point = found.begin if found.kind == "edge" else _whole(found.begin)
        return [Sense(Within(amount.high or amount.low, point, both_sides=True))]

    def offset_last_before(self, when: Any, limit: str | None, amount: Amount) -> list[Sense]:
        """Before something, the amount at the end."""
        return self.offset(limit, amount, "before", when)

    def offset_last_after(self, when: Any, limit: str | None, amount: Amount) -> list[Sense]:
        """After something, the amount at the end."""
        return self.offset(limit, amount, "after", when)

    def limited_last(self, limit: str, way: str, when: Any, amount: Amount) -> list[Sense]:
        """The limit first, then before or after something, the amount at the end."""
        return self.offset(limit, amount, way, when)

    def limited_first(
        self, limit: str, outer: str, amount: Amount, way: str, when: Any
    ) -> list[Sense]:
        """At the latest after so many days from something: the outer direction counts."""
        return self.offset(limit, amount, outer if outer == "after" else way, when)

    def limited_main(self, limit: str, way: str, amount: Amount) -> list[Sense]:
        """At the latest before so many days: of the main event."""
        return self.offset(limit, amount, way, None)

    def offset_last_immediately(self, when: Any, amount: Amount) -> list[Sense]:
        """Right after something, within an amount."""
        return self.offset(None, amount, "after", when)

    def after_counted(self, limit: str | None, amount: Amount, way: str, when: Any) -> list[Sense]:
        """After so many days counted from something."""
        return self.offset(limit, amount, "after" if way == "after" else way, when)

    def edge_lost(self, edge: LexedWord, event: LexedWord, amount: Amount) -> list[Sense]:
        """The end of an event and an amount, with no direction: after it."""
        return self.offset_lost(self._with_edge(self.event(event), Edge(edge.value)), amount)

    def before_amounts(
        self, when: Any, low: LexedWord, high: LexedWord, unit: LexedWord
    ) -> list[Sense]:
        """Before something, from one number to another of a unit."""
        return self.offset(None, self.amounts(low, high, unit), "before", when)

    def after_amounts(
        self, when: Any, low: LexedWord, high: LexedWord, unit: LexedWord
    ) -> list[Sense]:
        """After something, from one number to another of a unit."""
        return self.offset(None, self.amounts(low, high, unit), "after", when)

    def offset_between_amounts(
        self, first: Amount, last: Amount, way: str, when: Any
    ) -> list[Sense]:
        """No earlier than one amount and no later than another from something."""
        begin = self.offset_anchor(first, way, when)
        end = self.offset_anchor(last, way, when)
        return [Sense(FromTo(begin.begin, end.end))]

    def from_amounts(self, first: Amount, last: Amount, way: str, when: Any) -> list[Sense]:
        """From one amount to another from something."""
        return self.offset_between_amounts(first, last, way, when)

    def before_counted(self, limit: str | None, amount: Amount, way: str, when: Any) -> list[Sense]:
        """Before so many days counted from something."""
        return self.offset(limit, amount, "before" if way == "before" else "after", when)

    def before_main(self, limit: str | None, amount: Amount) -> list[Sense]:
        """An amount before something that isn't named."""
        return self.offset(limit, amount, "before", None)

    def after_main(self, limit: str | None, amount: Amount) -> list[Sense]:
        """An amount after something that isn't named."""
        return self.offset(limit, amount, "after", None)

    def after_first(self, limit: str | None, amount: Amount, when: Any) -> list[Sense]:
        """A direction, an amount, and what it is counted from."""
        return self.offset(limit, amount, "after", when)

    def before_first(self, limit: str | None, amount: Amount, when: Any) -> list[Sense]:
        """The same, counted back."""
        return self.offset(limit, amount, "before", when)

    def offset_or_more(self, amount: Amount, way: str, when: Any) -> list[Sense]:
        """An amount or more before or after something."""
        return self.offset("at least", amount, way, when)

    def offset_within(self, amount: Amount, way: str, when: Any) -> list[Sense]:
        """In the days before or after something."""
        return self.offset("within", amount, way, when)

    def out(self, amount: Amount) -> list[Sense]:
        """An amount before the main event: `10 weeks out`."""
        return self.offset(None, amount, "before", None)

    def offset_no_earlier(self, amount: Amount, way: str, when: Any) -> list[Sense]:
        """No earlier than an amount before or after something."""
        return self.offset("no earlier", amount, way, when)

    def offset_between(
        self,
        _: str,
        low: LexedWord,
        __: LexedWord,
        high: LexedWord,
        unit: LexedWord,
        way: str,
        when: Any,
    ) -> list[Sense]:
        """Not less than one number and not more than another of a unit from something."""
        return self.offset(None, self.amounts(low, high, unit), way, when)

    def around(self, first: Amount, back: str, second: Amount, on: str, when: Any) -> list[Sense]:
        """From one amount before something to another after it."""
        begin = self.offset_anchor(first, back, when)
        end = self.offset_anchor(second, on, when)
        return [Sense(FromTo(begin.begin, end.begin))]

    def numbered_either_way(
        self, unit: LexedWord, number: LexedWord, tolerance: Amount, way: str | None, when: Any
    ) -> list[Sense]:
        """A day by its number with a tolerance, as trials count them: day 0 or day 1 is the first."""
        if unit.value not in ("days", "weeks") or way == "before":
            raise Unreadable(None)
        if when is not None:
            point = Shifted(
                _offset({unit.value: number.value}), Direction.AFTER, self.anchor(when).end
            )
            return [Sense(EitherWay(point, tolerance.low))]
        start = Reference(self._main(), Edge.START)
        question = Note("phrase day nought")
        counts = (number.value, number.value - 1) if unit.value == "days" else (number.value,)
        return [
            Sense(
                EitherWay(
                    Shifted(_offset({unit.value: count}), Direction.AFTER, start), tolerance.low
                ),
                question,
            )
            for count in counts
        ]

    def offset_anchor(self, amount: Amount, way: str, when: Any) -> Anchor:
        """A day counted from something, where one end of a range is meant."""
        found = self.anchor(when)
        back = way == "before"
        direction = Direction.BEFORE if back else Direction.AFTER
        origin = found.begin if back else found.end
        point = Shifted(amount.low, direction, origin)
        if amount.high is not None:
            other = Shifted(amount.high, direction, origin)
            first, last = (other, point) if back else (point, other)
            return Anchor(first, last, FromTo(first, last), "range")
        return Anchor(point, point, On(point), "day")

    def in_amount(self, amount: Amount) -> list[Sense]:
        """In so many days: within them, from the issue."""
        return self.within_alone("within", amount)

    def offset_lost(self, when: Any, amount: Amount) -> list[Sense]:
        """An amount with something and no direction: after it."""
        self.note("phrase no direction")
        question = Note("phrase which direction")
        found = self.anchor(when)
        return [
            Sense(self._amount_after("", amount, found.end), question),
        ]

    def within_alone(self, limit: str, amount: Amount) -> list[Sense]:
        """A term with nothing to count from: from the issue."""
        if limit not in ("within", "by", "at most"):
            raise Unreadable(None)
        self.note("phrase now")
        return [Sense(Term(Shifted(amount.high or amount.low, Direction.AFTER, Issued()), True))]

    def code(self, code: LexedWord) -> list[Sense]:
        """A code such as `T-10`."""
        meant: RawCode = code.value
        main = self._main()
        amount = Amount(_offset({meant.unit: meant.amount}))
        if meant.amount == 0:
            return [Sense(On(Reference(main, Edge.START)))]
        if meant.is_before:
            return [Sense(self._amount_before("", amount, Reference(main, Edge.START)))]
        return [Sense(self._amount_after("", amount, Reference(main, Edge.END)))]

    def either_way_inside(
        self, amount: Amount, tolerance: Amount, way: str, when: Any
    ) -> list[Sense]:
        """A tolerance in brackets between an amount and what it is counted from."""
        return self.either_way(self.offset(None, amount, way, when), tolerance)

    def either_way(self, senses: list[Sense], amount: Amount) -> list[Sense]:
        """A tolerance on both sides."""
        first = senses[0].timing
        if not isinstance(first, By | Term | On):
            raise Unreadable(None)
        return [Sense(EitherWay(first.point, amount.low))]

    def _amount_before(self, limit: str, amount: Amount, anchor: Point) -> Timing:
        def shifted(offset: Offset) -> Shifted:
            return Shifted(offset, Direction.BEFORE, anchor)

        if amount.high is not None:
            if limit in ("at least", "by", "no later"):
                self.note("phrase smaller binds")
                return By(shifted(amount.low))
            if limit in ("within", "at most", "no earlier"):
                return Within(amount.high, _whole(anchor))
            return FromTo(shifted(amount.high), shifted(amount.low))
        if limit in ("within", "at most", "no earlier"):
            return Within(amount.low, _whole(anchor))
        if limit == "more":
            return By(shifted(_one_more(amount.low, 1)))
        if limit == "less":
            return Within(_one_more(amount.low, -1), _whole(anchor))
        if limit == "exactly":
            return On(shifted(amount.low))
        if limit == "about":
            self.note("phrase about")
        return By(shifted(amount.low))

    def _amount_after(self, limit: str, amount: Amount, anchor: Point) -> Timing:
        def shifted(offset: Offset) -> Shifted:
            return Shifted(offset, Direction.AFTER, anchor)

        if amount.high is not None:
            if limit in ("at least", "no earlier"):
                return From(shifted(amount.low))
            if limit in ("within", "by", "no later", "at most"):
                return Term(shifted(amount.high))
            return FromTo(shifted(amount.low), shifted(amount.high))
        if limit in ("at least", "no earlier"):
            return From(shifted(amount.low))
        if limit == "more":
            return From(shifted(_one_more(amount.low, 1)))
        if limit == "less":
            return Term(shifted(_one_more(amount.low, -1)))
        if limit == "exactly":
            return On(shifted(amount.low))
        if limit == "about":
            self.note("phrase about")
        return Term(shifted(amount.low), limit == "within")

    # ------------------------------------------------------------ ranges

    def from_to(self, first: Any, last: Any) -> list[Sense]:
        """From one thing to another, up to the beginning of an event."""
        return self._range(first, last, to_end=False)

    def dashed(self, first: Any, last: Any) -> list[Sense]:
        """A range with a dash: of days and periods, since a dash joins other words too."""
        begin, end = self.anchor(first), self.anchor(last)
        if begin.kind in _EVENTS or end.kind in _EVENTS:
            raise Unreadable(None)
        return self._range(first, last, to_end=False)

    def from_to_end(self, first: Any, last: Any) -> list[Sense]:
        """From one thing to the end of another."""
        return self._range(first, last, to_end=True)

    def _range(self, first: Any, last: Any, *, to_end: bool) -> list[Sense]:
        begin, end = self._ends(first, last, to_end=to_end)
        kinds = {self.anchor(last).kind, getattr(_raw(first), "kind", "")}
        if kinds & {"name", "capital"}:
            raise Unreadable(None)  # from Hanoi to Hue: places, more likely
        if isinstance(begin, Day) and isinstance(end, Day):
            if begin.day > end.day:
                raise Unreadable(Note("phrase turned", {"first": begin.day, "last": end.day}))
            whole = _whole_months(begin.day, end.day)
            if whole is not None and isinstance(_raw(first), RawMonths):
                return [Sense(In(whole))]
        return [Sense(FromTo(begin, end))]

    def _ends(self, first: Any, last: Any, *, to_end: bool) -> tuple[Point, Point]:
        reached = self.anchor(last)
        event = reached.kind in _EVENTS
        end = reached.limit or (reached.begin if event and not to_end else reached.end)
        near = end.day if isinstance(end, Day) else None
        raw = _raw(first)
        helped = isinstance(raw, RawDate | RawMonths | RawDay) and (
            isinstance(raw, RawDay) or raw.year is None
        )
        begun = self.anchor(first, near if helped and _has_year(last) else None)
        return begun.begin, end

    # ------------------------------------------------------------ duties and repeats

    def span(self, first: Any, last: Any) -> DutySpan:
        """From something until something, either left out."""
        if first is not None and last is not None:
            begin, end = self._ends(first, last, to_end=False)
            return DutySpan(begin, end)
        if first is not None and self.anchor(first).kind == "range":
            return self.span_in(first)
        if first is not None:
            return DutySpan(self.anchor(first).begin, None)
        if last is not None:
            reached = self.anchor(last)
            event = reached.kind in _EVENTS
            return DutySpan(None, reached.limit or (reached.begin if event else reached.end))
        return DutySpan()

    def span_end(self, first: Any, last: Any) -> DutySpan:
        """The same to the end of the last."""
        found = self.span(first, last)
        return attrs.evolve(found, last=self.anchor(last).end)

    def span_in(self, when: Any) -> DutySpan:
        """During something."""
        found = self.anchor(when)
        return DutySpan(found.begin, found.end)

    def span_from(self, first: Any) -> DutySpan:
        """From something on."""
        return self.span(first, None)

    def span_to(self, last: Any) -> DutySpan:
        """Until something."""
        return self.span(None, last)

    def span_to_end(self, last: Any) -> DutySpan:
        """Until the end of something."""
        return DutySpan(None, self.anchor(last).end)

    def continuously(self, span: DutySpan | None) -> list[Sense]:
        """A lasting duty."""
        ends = span or DutySpan()
        return [Sense(Continuously(ends.first, ends.last))]

    def recurring(self, recurrence: Recurrence, span: DutySpan | None) -> list[Sense]:
        """A repeated duty."""
        ends = span or DutySpan()
        return [Sense(Recurring(recurrence, ends.first, ends.last))]

    def every(self, every: LexedWord) -> Recurrence:
        """Every unit."""
        return self._every(every.value, 1)

    def every_count(self, number: LexedWord, unit: LexedWord) -> Recurrence:
        """Every so many units."""
        return self._every(unit.value, number.value)

    def _every(self, unit: str, count: int) -> Recurrence:
        if unit == "fortnights":
            unit, count = "weeks", 2 * count
        if unit == "halves of year":
            unit, count = "months", 6 * count
        if unit not in _FREQUENCIES:
            raise Unreadable(None)
        return Recurrence(_FREQUENCIES[unit], count)

    def every_one(self, unit: LexedWord) -> Recurrence:
        """Each unit."""
        return self._every(unit.value, 1)

    def other_unit(self, unit: LexedWord) -> Recurrence:
        """Every other unit."""
        return self._every(unit.value, 2)

    def every_count_on(self, number: LexedWord, unit: LexedWord, weekdays: list[int]) -> Recurrence:
        """Every so many weeks on weekdays."""
        found = self._every(unit.value, number.value)
        if found.frequency is not Frequency.WEEK:
            raise Unreadable(None)
        return attrs.evolve(found, weekdays=weekdays)

    def every_on(self, every: LexedWord, weekdays: list[int]) -> Recurrence:
        """Weekly or fortnightly on weekdays."""
        found = self._every(every.value, 1)
        if found.frequency is not Frequency.WEEK:
            raise Unreadable(None)
        return attrs.evolve(found, weekdays=weekdays)

    def each_on(self, unit: LexedWord, weekdays: list[int]) -> Recurrence:
        """Each week on weekdays."""
        return self.every_on(unit, weekdays)

    def plural_weekdays(self, *weekdays: LexedWord) -> Recurrence:
        """Fridays."""
        return self.every_weekday(self.weekdays(*weekdays))

    def every_on_day(self, every: LexedWord, day: LexedWord) -> Recurrence:
        """Monthly on a day."""
        return self.monthly_day(day, every)

    def every_on_date(self, every: LexedWord, day: LexedWord) -> Recurrence:
        """Yearly on a day."""
        return self.yearly_day(day, every)

    def monthly_unit(self, place: LexedWord, unit: LexedWord, every: Any) -> Recurrence:
        """A day or working day of every month by its number."""
        if unit.value == "working_days":
            return self.monthly_working_day(place, every)
        if unit.value == "days":
            return self.monthly_nth_day(place, every)
        raise Unreadable(None)

    def weekdays_every(self, weekdays: list[int], every: LexedWord) -> Recurrence:
        """Weekdays of every week."""
        return self.every_on(every, weekdays)

    def weekdays_each(self, weekdays: list[int], number: LexedWord, unit: LexedWord) -> Recurrence:
        """Weekdays of every so many weeks."""
        return self.every_count_on(number, unit, weekdays)

    def day_every(self, day: LexedWord, every: Any) -> Recurrence:
        """A day of every month or year."""
        if isinstance(day.value, RawDay):
            return self.monthly_day(day, every)
        return self.yearly_day(day, every)

    def every_day(self, every: Any, day: LexedWord) -> Recurrence:
        """The same, the period first."""
        return self.day_every(day, every)

    def before_day_every(self, day: LexedWord, every: Any) -> Recurrence:
        """The day before such a day."""
        if isinstance(day.value, RawDay):
            return self.monthly_before(day, every)
        return self.yearly_before(day, every)

    def every_before_day(self, every: Any, day: LexedWord) -> Recurrence:
        """The same, the period first."""
        return self.before_day_every(day, every)

    def monthly_weekday_pair(self, pair: LexedWord, every: Any) -> Recurrence:
        """A weekday of every month by its number, both in one word."""
        place, weekday = pair.value
        return attrs.evolve(self._period_of(every), nth=place, weekdays=(weekday,))

    def edge_every(self, edge: LexedWord, every: Any) -> Recurrence:
        """The beginning or end of every period."""
        return attrs.evolve(self._period_of(every), month_day=1 if edge.value == "start" else -1)

    def every_comma(self, every: LexedWord, span: DutySpan) -> list[Sense]:
        """Every unit, within a span."""
        return self.recurring(self.every(every), span)

    def part_every(self, part: LexedWord, every: Any) -> Recurrence:
        """The beginning or end of every period: its first or last day."""
        days = {"early": 1, "mid": 15, "late": -1}
        if part.value not in days:
            raise Unreadable(None)
        found = self._period_of(every)
        if part.value == "mid" and found.frequency is not Frequency.MONTH:
            raise Unreadable(None)
        return attrs.evolve(found, month_day=days[part.value])

    def every_weekday(self, weekdays: list[int]) -> Recurrence:
        """Every such weekday."""
        return Recurrence(Frequency.WEEK, 1, weekdays)

    def every_weeks(self, number: Any, weekdays: list[int]) -> Recurrence:
        """A weekday of every so many weeks."""
        count = number if isinstance(number, int) else number.value
        return Recurrence(Frequency.WEEK, count, weekdays)

    def other_weekday(self, weekdays: list[int]) -> Recurrence:
        """Every other such weekday."""
        return Recurrence(Frequency.WEEK, 2, weekdays)

    def weekdays(self, *weekdays: LexedWord) -> list[int]:
        """Weekdays that are listed."""
        return [day.value for day in weekdays]

    def monthly_day(self, day: LexedWord, every: Any) -> Recurrence:
        """A day of every month."""
        number = day.value.day if isinstance(day.value, RawDay) else day.value
        return attrs.evolve(self._period_of(every), month_day=number)

    def monthly_before(self, day: LexedWord, every: Any) -> Recurrence:
        """The day before a day of every month."""
        found = self.monthly_day(day, every)
        assert found.month_day is not None
        return attrs.evolve(found, month_day=found.month_day - 1 or -1)

    def yearly_day(self, when: LexedWord, every: Any) -> Recurrence:
        """A day of every year."""
        raw: RawDate = when.value
        if not isinstance(raw, RawDate) or raw.year is not None:
            raise Unreadable(None)
        period = self._period_of(every)
        if period.frequency is not Frequency.YEAR:
            raise Unreadable(None)
        return attrs.evolve(period, month_day=raw.day, month=raw.month)

    def yearly_before(self, when: LexedWord, every: Any) -> Recurrence:
        """The day before a day of every year."""
        raw: RawDate = when.value
        if not isinstance(raw, RawDate) or raw.year is not None:
            raise Unreadable(None)
        day = date(2021, raw.month, raw.day) - timedelta(days=1)
        return attrs.evolve(self._period_of(every), month_day=day.day, month=day.month)

    def monthly_working_day(self, place: LexedWord, every: Any) -> Recurrence:
        """A working day of every month by its number."""
        return attrs.evolve(self._period_of(every), nth_working_day=place.value)

    def monthly_weekday(self, place: LexedWord, weekday: LexedWord, every: Any) -> Recurrence:
        """A weekday of every month by its number."""
        return attrs.evolve(self._period_of(every), nth=place.value, weekdays=(weekday.value,))

    def monthly_nth_day(self, place: LexedWord, every: Any) -> Recurrence:
        """The first, last or another day of every month."""
        return attrs.evolve(self._period_of(every), month_day=place.value)

    def _period_of(self, every: Any) -> Recurrence:
        found = every if isinstance(every, Recurrence) else self._every(every.value, 1)
        if found.frequency not in (Frequency.MONTH, Frequency.QUARTER, Frequency.YEAR):
            raise Unreadable(None)
        return found


_FREQUENCIES = {
    "days": Frequency.DAY,
    "working_days": Frequency.WORKING_DAY,
    "weeks": Frequency.WEEK,
    "months": Frequency.MONTH,
    "quarters": Frequency.QUARTER,
    "years": Frequency.YEAR,
}


def _whole(point: Point) -> Point:
    """Leave out the edge that is meant anyway."""
    if isinstance(point, Reference) and point.edge is Edge.START:
        return Reference(point.item)
    return point


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


def next_on_or_after(issued: date, month: int, day: int) -> date | None:
    """Give the first such day of a year that isn't before the issue."""
    for year in range(issued.year, issued.year + 9):
        try:
            found = date(year, month, day)
        except ValueError:
            continue
        if found >= issued:
            return found
    return None
