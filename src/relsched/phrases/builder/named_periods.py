"""Days, weeks, months, quarters and years become anchors, and so do places and parts in them."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import attrs

from relsched.dates.offsets import Direction, Offset
from relsched.dates.rolls import Roll
from relsched.phrases.builder.amounts import offset_of
from relsched.phrases.builder.anchors import Anchors
from relsched.phrases.builder.attempt import Attempt
from relsched.phrases.builder.events import Events
from relsched.phrases.builder.meanings import EVENT_KINDS, Amount, Anchor, Sense, Unreadable
from relsched.phrases.lexed_words import LexedWord
from relsched.phrases.raw_dates import RawDay, RawRelative, RawTime, RawYear
from relsched.phrases.readings import Note
from relsched.timing.periods import Period
from relsched.timing.points import (
    At,
    Day,
    DayOfMonth,
    Edge,
    Issued,
    NthInPeriod,
    OnWeekday,
    PeriodEnd,
    PeriodStart,
    Point,
    Reference,
    Rolled,
    Shifted,
)
from relsched.timing.timings import By, FromTo, In, On

_STRETCHES = {"weeks": "week", "months": "month", "quarters": "quarter", "years": "year"}


@attrs.frozen
class Periods:
    """Gives days, weeks, months and parts of them as anchors."""

    attempt: Attempt
    anchors: Anchors
    events: Events

    def edge_event(self, edge: LexedWord, event: Any) -> Anchor:
        """The opening or closing of an event, or the beginning or end of a period."""
        found = self.anchors.anchor(event)
        if found.period is not None and found.part is None:
            return self._part("early" if edge.value == "start" else "late", found)
        if found.kind not in EVENT_KINDS:
            return self._of_edge_day(edge, found)
        return self.events.with_edge(found, Edge(edge.value))

    def _of_edge_day(self, edge: LexedWord, found: Anchor) -> Anchor:
        point = found.begin if edge.value == "start" else found.end
        return Anchor(point, point, On(point), "day")

    def weekday_unit_date(self, weekday: LexedWord, unit: LexedWord, when: Any) -> Anchor:
        """A weekday with its date after the word for day."""
        if unit.value != "days":
            raise Unreadable(None)
        return self.weekday_date(weekday, when)

    def day_of(self, unit: LexedWord, when: Any) -> Anchor:
        """The day or week of something."""
        if unit.value == "weeks":
            if self.anchors.anchor(when).kind in ("name", "capital"):
                raise Unreadable(None)  # `Tuần hàng Việt Nam` is a name
            return self.week_of(when)
        if unit.value in ("months", "quarters", "years"):
            return self._stretch_of(unit, when)
        if unit.value not in ("days", "hours"):
            raise Unreadable(None)
        found = self.anchors.anchor(when)
        if found.kind in ("name", "capital"):
            return attrs.evolve(found, kind="event")
        is_known = isinstance(found.begin, Reference) and any(
            meant.item == found.begin.item for meant in self.attempt.context.names.values()
        )
        return (
            attrs.evolve(found, kind="event day") if found.kind == "event" and is_known else found
        )

    def _stretch_of(self, unit: LexedWord, when: Any) -> Anchor:
        """The week, month, quarter or year of something that is known, or of an opening."""
        found = self.anchors.anchor(when)
        name = _STRETCHES.get(unit.value)
        known = isinstance(found.begin, Reference) and any(
            meant.item == found.begin.item for meant in self.attempt.context.names.values()
        )
        if name is None or not (found.kind == "edge" or (known and found.kind in EVENT_KINDS)):
            raise Unreadable(None)
        return self._calendar_period(name, found.begin)

    def weekday_unit_of(self, weekday: LexedWord, unit: LexedWord, when: Any) -> Anchor:
        """A weekday of the week of something."""
        return self._weekday_of(weekday, self._stretch_of(unit, when))

    def weekday_unit_near(self, weekday: LexedWord, unit: LexedWord, way: str, when: Any) -> Anchor:
        """A weekday of the week before or after something."""
        return self._weekday_of(weekday, self.unit_next(unit, way, when))

    def _weekday_of(self, weekday: LexedWord, whole: Anchor) -> Anchor:
        if not isinstance(whole.begin, PeriodStart) or whole.begin.period != "week":
            raise Unreadable(None)
        return self._nth(1, weekday.value, whole)

    def nth_day_unit_of(self, place: LexedWord, unit: LexedWord, when: Any) -> Anchor:
        """A day of the week, month or quarter of something by its number."""
        return self._nth_day(place.value, self._stretch_of(unit, when))

    def nth_day_unit_near(self, place: LexedWord, unit: LexedWord, way: str, when: Any) -> Anchor:
        """A day of the week or month before or after something."""
        return self._nth_day(place.value, self.unit_next(unit, way, when))

    def nth_working_unit_of(self, place: LexedWord, unit: LexedWord, when: Any) -> Anchor:
        """A working day of the month or quarter of something."""
        return self._nth(place.value, None, self._stretch_of(unit, when))

    def nth_weekday_unit_of(self, pair: LexedWord, unit: LexedWord, when: Any) -> Anchor:
        """A weekday of the month of something by its number."""
        place, weekday = pair.value
        return self._nth(place, weekday, self._stretch_of(unit, when))

    def nth_weekday_unit_near(
        self, pair: LexedWord, unit: LexedWord, way: str, when: Any
    ) -> Anchor:
        """A weekday of the month before or after something."""
        place, weekday = pair.value
        return self._nth(place, weekday, self.unit_next(unit, way, when))

    def weekday_week_with(self, weekday: LexedWord, when: Any) -> Anchor:
        """A weekday of the week that holds a day."""
        return self.weekday_in(weekday, self.week_of(when))

    def weekday_ahead(self, weekday: LexedWord, amount: Amount, *_: Any) -> Anchor:
        """A weekday some weeks ahead: of the week that the issue comes to then."""
        weeks = amount.low.weeks
        if amount.high is not None or not weeks or amount.low != Offset(weeks=weeks):
            raise Unreadable(None)
        return self.weekday_in(weekday, self.anchors.anchor(RawRelative("weeks", weeks)))

    def nth_weekday_pair_near(self, pair: LexedWord, way: str, when: Any) -> Anchor:
        """The nth such weekday before or after something."""
        place, weekday = pair.value
        near = self.weekday_next(attrs.evolve(pair, value=weekday), way, when)
        if place < 1:
            raise Unreadable(None)
        if place == 1:
            return near
        direction = Direction.BEFORE if way == "before" else Direction.AFTER
        point = Shifted(Offset(weeks=place - 1), direction, near.begin)
        return Anchor(point, point, On(point), "day")

    def nth_week_unit_of(self, place: LexedWord, unit: LexedWord, when: Any) -> Anchor:
        """A week of the month of something by its number."""
        return self._week_of_month(place.value, self._stretch_of(unit, when))

    def nth_week_unit_near(self, place: LexedWord, unit: LexedWord, way: str, when: Any) -> Anchor:
        """A week of the month before or after something."""
        return self._week_of_month(place.value, self.unit_next(unit, way, when))

    def _week_of_month(self, place: int, whole: Anchor) -> Anchor:
        start = whole.begin
        if not isinstance(start, PeriodStart) or start.period != "month" or not 1 <= place <= 4:
            raise Unreadable(None)
        first, last = DayOfMonth(7 * place - 6, start.point), DayOfMonth(7 * place, start.point)
        return Anchor(first, last, FromTo(first, last), "range")

    def day_of_unit(self, day: LexedWord, unit: LexedWord, when: Any) -> Anchor:
        """A day by its number of the month of something."""
        return self._day_of_month(day, self._stretch_of(unit, when))

    def day_of_unit_near(self, day: LexedWord, unit: LexedWord, way: str, when: Any) -> Anchor:
        """A day by its number of the month before or after something."""
        return self._day_of_month(day, self.unit_next(unit, way, when))

    def _day_of_month(self, day: LexedWord, whole: Anchor) -> Anchor:
        start = whole.begin
        if not isinstance(day.value, RawDay) or not isinstance(start, PeriodStart):
            raise Unreadable(None)
        if start.period != "month":
            raise Unreadable(None)
        point = DayOfMonth(day.value.day, start.point)
        return Anchor(point, point, On(point), "day")

    def part_unit_near(self, part: LexedWord, unit: LexedWord, way: str, when: Any) -> Anchor:
        """The beginning or end of the week, month or quarter before or after something."""
        return self._edge_of_stretch(part, self.unit_next(unit, way, when))

    def part_unit_of(self, part: LexedWord, unit: LexedWord, when: Any) -> Anchor:
        """The beginning or end of the week, month or quarter of something."""
        return self._edge_of_stretch(part, self._stretch_of(unit, when))

    @staticmethod
    def _edge_of_stretch(part: LexedWord, whole: Anchor) -> Anchor:
        if part.value not in ("early", "late") or not isinstance(whole.begin, PeriodStart):
            raise Unreadable(None)
        point = whole.begin if part.value == "early" else whole.end
        return Anchor(point, point, On(point), "day")

    def weekday_nth_week(self, weekday: LexedWord, place: LexedWord, when: Any) -> Anchor:
        """A weekday of a week of a month."""
        return self.weekday_in(weekday, self.nth_week(place, when))

    def day_in_period(self, day: LexedWord, when: Any) -> Anchor:
        """A day by its number of a month that is named otherwise: `ngày 15 của tháng cuối quý III`."""
        period = self.anchors.anchor(when).period
        if not isinstance(day.value, RawDay) or period is None:
            raise Unreadable(None)
        if period.first.month != period.last.month or day.value.day > period.last.day:
            raise Unreadable(None)
        return self.anchors.of_day(period.first.replace(day=day.value.day))

    def in_part_of_day(self, _: LexedWord, when: Any) -> Anchor:
        """The morning or evening of a day: the day."""
        found = self.anchors.anchor(when)
        if found.kind not in ("day", "edge", "event day", "event"):
            raise Unreadable(None)
        point = found.begin
        return attrs.evolve(found, kind="day", end=point, whole=On(point))

    def moment_in_part(self, time: LexedWord, part: LexedWord, when: Any) -> Anchor:
        """A time in a part of a day."""
        return self.moment(self.in_part_of_day(part, when), time)

    def nth_day_near(self, place: LexedWord, way: str, when: Any) -> Anchor:
        """The nth day before or after something."""
        if place.value < 1:
            raise Unreadable(None)
        found = self.anchors.anchor(when)
        back = way == "before"
        point = Shifted(
            Offset(days=place.value),
            Direction.BEFORE if back else Direction.AFTER,
            found.begin if back else found.end,
        )
        return Anchor(point, point, On(point), "day")

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
        return self.anchors.anchor(when)

    def nth_weekday_pair(self, pair: LexedWord, when: Any) -> Anchor:
        """A weekday of a period by its number, both in one word."""
        place, weekday = pair.value
        return self._nth(place, weekday, self.anchors.anchor(when))

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
        found = self.anchors.anchor(when)
        minute = time.value.minute if isinstance(time.value, RawTime) else time.value
        zone = time.value.zone if isinstance(time.value, RawTime) else None
        if found.kind not in ("day", "event", "edge", "event day"):
            raise Unreadable(None)
        if minute == 1440:
            self.attempt.note("phrase midnight")
            return attrs.evolve(found, kind="midnight")
        point = At(found.begin, minute, zone)
        if zone is not None:
            self.attempt.note("phrase zone", zone=zone)
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
        found = self.anchors.anchor(when)
        if found.kind == "day" and isinstance(found.begin, Day):
            day = found.begin.day
            if day.weekday() != weekday.value:
                self.attempt.ask("phrase weekday", day=day)
        return found

    def now(self, *_: Any) -> Anchor:
        """The date of the plan."""
        self.attempt.note("phrase now")
        return Anchor(Issued(), Issued(), On(Issued()), "day")

    def part_of(self, part: LexedWord, when: Any) -> Anchor:
        """A part of a period: a third or a half."""
        return self._part(str(part.value), self.anchors.anchor(when))

    def part_unit(self, part: LexedWord, unit: LexedWord) -> Anchor:
        """A part of this month, quarter or year."""
        if unit.value == "years":
            whole = self.anchors.anchor(RawYear(shift=0))
        elif unit.value in ("months", "quarters"):
            whole = self.anchors.anchor(RawRelative(unit.value, 0))
        else:
            raise Unreadable(None)
        return self._part(str(part.value), whole)

    def edge_unit(self, edge: LexedWord, unit: LexedWord) -> Anchor:
        """The beginning or end of this week, month, quarter or year."""
        if unit.value == "weeks":
            week = self.anchors.anchor(RawRelative("weeks", 0)).period
            assert week is not None
            return self.anchors.of_day(week.first if edge.value == "start" else week.last)
        part = "early" if edge.value == "start" else "late"
        return self.part_unit(attrs.evolve(edge, value=part), unit)

    def _part(self, part: str, whole: Anchor) -> Anchor:
        if whole.kind in EVENT_KINDS and isinstance(whole.begin, Reference):
            point = Reference(whole.begin.item, Edge.END if part == "late" else Edge.START)
            return Anchor(point, point, On(point), "edge")
        if isinstance(whole.begin, PeriodStart) and whole.begin.period == "month":
            return self._third_of_month(part, whole)
        period = whole.period
        if period is None or whole.part is not None:
            raise Unreadable(None)
        if (period.last - period.first).days == 6:
            return self._part_of_week(part, period)
        if part in ("1", "2"):
            found = period.half(int(part))
            return attrs.evolve(self.anchors.of_period(found), part=part)
        third, _, plain = part.partition(" ")
        found = period.third(third)
        limits = {"early": found.last, "mid": self._middle(period), "late": period.last}
        laws = {"early": period.first, "mid": self._middle(period), "late": period.last}
        law = Day(laws[third]) if self.attempt.language.thirds_are_days and not plain else None
        return attrs.evolve(
            self.anchors.of_period(found), part=third, limit=Day(limits[third]), law=law
        )

    def _third_of_month(self, part: str, month: Anchor) -> Anchor:
        """A third of the month of something: its first or second ten days, or the rest."""
        assert isinstance(month.begin, PeriodStart)
        point = month.begin.point
        days = {"early": (1, 10, 10), "mid": (11, 20, 15), "late": (21, 31, 31)}.get(part)
        if days is None:
            raise Unreadable(None)
        first, last, limit = (
            month.end if number == 31 else DayOfMonth(number, point) for number in days
        )
        whole = FromTo(first, last)
        return Anchor(first, last, whole, "range", part=part, limit=limit)

    @staticmethod
    def _part_of_week(part: str, period: Period) -> Anchor:
        """The first two days of a week, the two in the middle, or Saturday and Sunday."""
        begins = {"early": 0, "mid": 2, "late": 5}
        if part not in begins:
            raise Unreadable(None)
        first = Day(period.first + timedelta(days=begins[part]))
        last = Day(first.day + timedelta(days=1))
        return Anchor(first, last, FromTo(first, last), "range", limit=last, part=part)

    def _middle(self, period: Period) -> date:
        months = period.last.month - period.first.month + 1
        if months == 1:
            return period.first.replace(day=15)
        if months == 12:
            return period.first.replace(month=6, day=30)
        return period.third("mid").last

    def week_of(self, when: Any) -> Anchor:
        """The week that holds a day."""
        found = self.anchors.anchor(when)
        if isinstance(found.begin, Day) and found.kind == "day":
            return self.anchors.of_period(Period.week_of(found.begin.day))
        return self._calendar_period("week", found.begin)

    def nth_week(self, place: LexedWord, when: Any) -> Anchor:
        """A week of a month by its number; -1 is the last seven days."""
        found = self.anchors.anchor(when)
        if isinstance(found.begin, PeriodStart) and found.begin.period == "month":
            return self._week_of_month_of(place.value, found)
        period = self.anchors.anchor(when).period
        if period is None or (
            period.first.month != period.last.month and place.value not in (1, -1)
        ):
            raise Unreadable(None)
        if place.value == -1:
            first = period.last - timedelta(days=6)
            whole = FromTo(Day(first), Day(period.last))
            return Anchor(Day(first), Day(period.last), whole, "range")
        return self.anchors.of_period(
            Period.week_of_month(period.first.year, period.first.month, place.value)
        )

    def _week_of_month_of(self, place: int, month: Anchor) -> Anchor:
        assert isinstance(month.begin, PeriodStart)
        first: Point
        last: Point
        if place == -1:
            first, last = Shifted(Offset(days=6), Direction.BEFORE, month.end), month.end
        elif 1 <= place <= 4:
            first = DayOfMonth(7 * place - 6, month.begin.point)
            last = DayOfMonth(7 * place, month.begin.point)
        else:
            raise Unreadable(None)
        return Anchor(first, last, FromTo(first, last), "range")

    def nth_weekday(self, place: LexedWord, weekday: LexedWord, when: Any) -> Anchor:
        """A weekday of a period by its number."""
        return self._nth(place.value, weekday.value, self.anchors.anchor(when))

    def nth_working_day(self, place: LexedWord, when: Any) -> Anchor:
        """A working day of a period by its number."""
        return self._nth(place.value, None, self.anchors.anchor(when))

    def _nth(self, place: int, weekday: int | None, whole: Anchor) -> Anchor:
        if isinstance(whole.whole, In) and whole.period is not None:
            months = whole.period.last.month - whole.period.first.month + 1
            unit = {1: "month", 3: "quarter", 12: "year"}.get(months)
            if unit is None or whole.part:
                raise Unreadable(None)
            begin: Point = whole.begin
        elif isinstance(whole.begin, PeriodStart) and whole.begin.period == "week":
            point = _of_week(place, weekday, whole.begin.point)
            return Anchor(point, point, On(point), "day")
        elif isinstance(whole.begin, PeriodStart):
            unit, begin = whole.begin.period, whole.begin.point
        else:
            raise Unreadable(None)
        found = NthInPeriod(place, weekday, unit, begin)
        return Anchor(found, found, On(found), "day")

    def nth_day_of(self, place: LexedWord, when: Any) -> Anchor:
        """The first or another day of a month, quarter or event."""
        found = self.anchors.anchor(when)
        if found.kind in EVENT_KINDS:
            return self.events.nth_day(place, found)
        if isinstance(found.begin, PeriodStart):
            return self._nth_day(place.value, found)
        if found.period is None:
            raise Unreadable(None)
        if place.value == -1:
            return self.anchors.of_day(found.period.last)
        day = found.period.first + timedelta(days=place.value - 1)
        if day > found.period.last:
            raise Unreadable(None)
        return self.anchors.of_day(day)

    def nth_alone(self, place: LexedWord) -> Anchor:
        """A day of the month by its number, such as `the 25th`."""
        value = place.value
        if isinstance(value, int) and not 3 < value <= 31:
            raise Unreadable(None)
        return self.anchors.anchor(value if isinstance(value, RawDay) else RawDay(value))

    def nth_of_month(self, place: LexedWord, when: Any) -> Anchor:
        """A day of a month by its number: `the fifth of May`."""
        found = self.anchors.anchor(when)
        if isinstance(found.begin, PeriodStart) and found.begin.period == "month":
            point: Point = DayOfMonth(place.value, found.begin.point)
            if place.value == -1:
                point = found.end
            return Anchor(point, point, On(point), "day")
        period = self.anchors.anchor(when).period
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
        if unit.value == "months":
            return self.nth_month(place, when)
        raise Unreadable(None)

    def nth_month(self, place: LexedWord, when: Any) -> Anchor:
        """A month of a quarter or year by its number; -1 is the last."""
        period = self.anchors.anchor(when).period
        if period is None:
            raise Unreadable(None)
        first, last = period.first.month, period.last.month
        month = last if place.value == -1 else first + place.value - 1
        if last - first not in (2, 11) or not first <= month <= last:
            raise Unreadable(None)
        return self.anchors.of_period(Period.months(period.first.year, month, month))

    def _nth_day(self, place: int, whole: Anchor) -> Anchor:
        if not isinstance(whole.begin, PeriodStart) or place == 0 or place < -1:
            raise Unreadable(None)
        point = whole.end if place == -1 else whole.begin
        if place > 1:
            point = Shifted(Offset(days=place - 1), Direction.AFTER, point)
        return Anchor(point, point, On(point), "day")

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
            found = self.anchors.anchor(when)
            return attrs.evolve(found, kind="day")
        found = self.anchors.anchor(when)
        if unit.value in ("months", "quarters", "years") and found.kind in EVENT_KINDS:
            return self._calendar_period(unit.value[:-1], found.begin)
        raise Unreadable(None)

    def unit_next(self, unit: LexedWord, way: str, when: Any, count: int = 1) -> Anchor:
        """The day, week, month or year right before or after something."""
        if count == 1 and self.attempt.text.text[unit.start : unit.end].endswith("s"):
            raise Unreadable(None)  # "days before": their number wasn't understood
        found = self.anchors.anchor(when)
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
            offset = offset_of({unit.value: 1})
            return self._calendar_period(unit.value[:-1], Shifted(offset, direction, origin))
        raise Unreadable(None)

    def _calendar_period(self, unit: str, point: Point) -> Anchor:
        first, last = PeriodStart(unit, point), PeriodEnd(unit, point)
        return Anchor(first, last, FromTo(first, last), "range")

    def weekday_next(self, weekday: LexedWord, way: str, when: Any) -> Anchor:
        """The weekday right before or after something."""
        found = self.anchors.anchor(when)
        before = way == "before"
        if way == "of":
            raise Unreadable(None)
        direction = Direction.BEFORE if before else Direction.AFTER
        point = OnWeekday(weekday.value, direction, found.begin if before else found.end)
        return Anchor(point, point, On(point), "day")

    def weekday_right_after(self, weekday: LexedWord, *when: Any) -> Anchor:
        """The weekday right after something."""
        return self.weekday_next(weekday, "after", when[-1])

    def nth_weekday_near(self, place: LexedWord, weekday: LexedWord, way: str, when: Any) -> Anchor:
        """The first such weekday after something, or the last before it; the second is a week further."""
        if place.value < 1 and (place.value != -1 or way != "before"):
            raise Unreadable(None)
        found = self.weekday_next(weekday, way, when)
        if abs(place.value) == 1:
            return found
        direction = Direction.BEFORE if way == "before" else Direction.AFTER
        point = Shifted(Offset(weeks=place.value - 1), direction, found.begin)
        return Anchor(point, point, On(point), "day")

    def weekday_in(self, weekday: LexedWord, when: Any) -> Anchor:
        """A weekday of a week."""
        found = self.anchors.anchor(when)
        if isinstance(found.begin, PeriodStart) and found.begin.period == "week":
            point = _of_week(1, weekday.value, found.begin.point)
            return Anchor(point, point, On(point), "day")
        first, last = found.begin, found.end
        if not isinstance(first, Day) or not isinstance(last, Day):
            raise Unreadable(None)
        if (last.day - first.day).days != 6:
            raise Unreadable(None)
        until = (weekday.value - first.day.weekday()) % 7
        return self.anchors.of_day(first.day + timedelta(days=until))

    def weekday(self, weekday: LexedWord) -> Anchor:
        """A weekday alone: the next one from the issue."""
        issued = self.anchors.issued()
        found = issued + timedelta(days=(weekday.value - issued.weekday()) % 7)
        self.attempt.note("phrase from issue", day=found)
        return self.anchors.of_day(found)

    def weekday_in_amount(self, weekday: LexedWord, amount: Amount) -> list[Sense]:
        """A weekday in so many weeks: the next one from the issue, so many weeks later."""
        weeks = amount.low.weeks
        if weeks is None or amount.high is not None or amount.low != Offset(weeks=weeks):
            raise Unreadable(None)
        found = self.weekday(weekday)
        assert isinstance(found.begin, Day)
        day = found.begin.day + timedelta(weeks=weeks)
        self.attempt.notes.clear()
        self.attempt.note("phrase from issue", day=day)
        return [Sense(On(Day(day)))]

    def next_weekday(self, weekday: LexedWord) -> list[Sense]:
        """The next such weekday, or that of next week: both, and the question where they differ."""
        issued = self.anchors.issued()
        coming = issued + timedelta(days=(weekday.value - issued.weekday() - 1) % 7 + 1)
        later = Period.week_of(issued + timedelta(weeks=1)).first + timedelta(days=weekday.value)
        self.attempt.note("phrase from issue", day=coming)
        if coming == later:
            return [Sense(On(Day(coming)))]
        question = Note("phrase next weekday", {"first": coming, "second": later})
        return [Sense(On(Day(day)), question) for day in (coming, later)]

    def by_next_weekday(self, weekday: LexedWord) -> list[Sense]:
        """The same as a limit."""
        return [
            attrs.evolve(sense, timing=By(sense.timing.points[0]))
            for sense in self.next_weekday(weekday)
        ]

    def unit_of_main(self, unit: LexedWord) -> list[Sense]:
        """The day or week of the main event, as headings say it: `week of`."""
        main = self.anchors.of_event(Reference(self.events.main()))
        if unit.value == "days":
            return [Sense(On(main.begin))]
        if unit.value == "weeks":
            return [Sense(self.week_of(main).whole)]
        raise Unreadable(None)

    def unit_near_main(self, unit: LexedWord, way: str) -> list[Sense]:
        """The day or week before or after the main event: `the day before`."""
        main = self.anchors.of_event(Reference(self.events.main()))
        return [Sense(self.unit_next(unit, way, main).whole)]

    def weekday_near_main(self, weekday: LexedWord, way: str) -> list[Sense]:
        """The weekday before or after the main event: `the Friday before`."""
        if way == "of":
            raise Unreadable(None)
        main = self.anchors.of_event(Reference(self.events.main()))
        return [Sense(self.weekday_next(weekday, way, main).whole)]

    def day_of_edge(self, unit: LexedWord, event: LexedWord, edge: LexedWord) -> Anchor:
        """The day on which an event begins or ends."""
        if unit.value != "days":
            raise Unreadable(None)
        return self.events.with_edge(self.events.event(event), Edge(edge.value))

    def day_of_unknown_edge(
        self, unit: LexedWord, name: tuple[int, int, str], edge: LexedWord
    ) -> Anchor:
        """The same of something unknown."""
        if unit.value != "days":
            raise Unreadable(None)
        return self.events.unknown_edge(name, edge)


def _of_week(place: int, weekday: int | None, point: Point) -> Point:
    """Give a weekday or working day of a week: timings count places in longer periods only."""
    if weekday is not None:
        if place not in (1, -1):
            raise Unreadable(None)
        return OnWeekday(weekday, Direction.AFTER, PeriodStart("week", point), may_stay=True)
    first, last = PeriodStart("week", point), PeriodEnd("week", point)
    edge = Rolled(first, Roll.FOLLOWING) if place > 0 else Rolled(last, Roll.PRECEDING)
    if place in (1, -1):
        return edge
    direction = Direction.AFTER if place > 0 else Direction.BEFORE
    return Shifted(Offset(working_days=abs(place) - 1), direction, edge)
