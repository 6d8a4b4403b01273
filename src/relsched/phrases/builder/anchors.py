"""Words of when something is become an anchor: raw dates, holidays, periods, and events."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

import attrs

from relsched.dates.date_reading import last_of_month
from relsched.phrases import holiday_names, lunar
from relsched.phrases.builder.attempt import Attempt
from relsched.phrases.builder.meanings import Anchor, Unreadable
from relsched.phrases.lexed_words import LexedWord
from relsched.phrases.raw_dates import (
    RawDate,
    RawDay,
    RawDayOf,
    RawEnd,
    RawHoliday,
    RawLunar,
    RawMonths,
    RawRange,
    RawRelative,
    RawYear,
)
from relsched.phrases.readings import Note
from relsched.timing.periods import Period
from relsched.timing.points import Day, Edge, Reference
from relsched.timing.timings import FromTo, In, On


@attrs.frozen
class Anchors:
    """Gives words of when something is as anchors."""

    attempt: Attempt

    def anchor(self, value: Any, before: date | None = None) -> Anchor:
        """Take what a `when` is as an anchor; `before` helps a date without a year that leads up to it."""
        if isinstance(value, Anchor):
            return value
        if isinstance(value, LexedWord):
            value = value.value
        if isinstance(value, RawDate):
            return self.of_day(self._date(value, before))
        if isinstance(value, RawDay):
            return self.of_day(self._day_of_month(value, before))
        if isinstance(value, RawDayOf):
            month = self._relative(RawRelative("months", value.shift)).period
            assert month is not None
            if value.day > month.last.day:
                raise Unreadable(Note("phrase no such day", {"day": str(value.day)}))
            return self.of_day(month.first.replace(day=value.day))
        if isinstance(value, RawLunar):
            return self.of_day(self._lunar(value))
        if isinstance(value, RawHoliday):
            return self._holiday(value)
        if isinstance(value, RawMonths):
            return self.of_period(self._months(value, before))
        if isinstance(value, RawYear):
            return self.of_period(self._year(value))
        if isinstance(value, RawRelative):
            return self._relative(value)
        if isinstance(value, RawEnd):
            whole_period = self.anchor(value.period).period
            assert whole_period is not None
            last_day = Day(whole_period.last)
            return Anchor(last_day, last_day, On(last_day), "day", part="late", limit=last_day)
        if isinstance(value, RawRange):
            last = self._date(value.last, None)
            first = self._date(value.first, last)
            whole = FromTo(Day(first), Day(last))
            return Anchor(Day(first), Day(last), whole, "range")
        assert isinstance(value, Reference), value
        return self.of_event(value)

    def is_unknown(self, value: Any) -> bool:
        """Is this an event that the plan doesn't have?"""
        point = self.anchor(value).begin
        return isinstance(point, Reference) and point.item not in {
            meant.item for meant in self.attempt.context.names.values()
        }

    def of_day(self, day: date) -> Anchor:
        """Take a day as an anchor."""
        return Anchor(Day(day), Day(day), On(Day(day)), "day")

    def of_period(self, period: Period) -> Anchor:
        """Take a period as an anchor."""
        return Anchor(Day(period.first), Day(period.last), In(period), "period", period)

    def of_event(self, reference: Reference) -> Anchor:
        """Take an event, or an edge of it, as an anchor."""
        begin = Reference(reference.item, reference.edge or Edge.START)
        end = Reference(reference.item, reference.edge or Edge.END)
        if reference.item not in {meant.item for meant in self.attempt.context.names.values()}:
            return Anchor(begin, end, On(begin), "event")
        return Anchor(begin, end, On(begin), "event" if reference.edge is None else "edge")

    def issued(self) -> date:
        """Give the date of the plan, which must be known."""
        if self.attempt.context.issued is None:
            raise Unreadable(Note("phrase needs issue"))
        return self.attempt.context.issued

    def _date(self, raw: RawDate, before: date | None) -> date:
        order = self.attempt.context.date_order
        own = "mdy" if self.attempt.language.month_first else "dmy"
        if order is not None:
            other = raw.other or raw.turned
            raw = other if other is not None and order != own else raw
        elif raw.other is not None:
            self.attempt.has_other = True
            self.attempt.ask("phrase day or month")
            if self.attempt.uses_other_order:
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
            text = f"{raw.day}/{raw.month}" + (f"/{year}" if year else "")
            raise Unreadable(Note("phrase no such day", {"day": text})) from None
        found_next = (
            next_on_or_after(self.issued(), raw.month, raw.day) if raw.month <= 12 else None
        )
        if found_next is None:
            raise Unreadable(Note("phrase no such day", {"day": f"{raw.day}/{raw.month}"}))
        self.attempt.note("phrase year", day=found_next)
        return found_next

    def _day_of_month(self, raw: RawDay, before: date | None) -> date:
        start = before or self.issued()
        if before is not None:
            if raw.day > before.day:
                raise Unreadable(None)
            return before.replace(day=raw.day)
        year, month = start.year, start.month
        for _ in range(12):
            if raw.day <= last_of_month(year, month).day:
                found = date(year, month, raw.day)
                if found >= start:
                    self.attempt.note("phrase month", day=found)
                    return found
            year, month = (year, month + 1) if month < 12 else (year + 1, 1)
        raise Unreadable(Note("phrase no such day", {"day": str(raw.day)}))

    def _lunar(self, raw: RawLunar) -> date:
        years: Iterable[int]
        years = [raw.year] if raw.year else range(self.issued().year - 1, self.issued().year + 2)
        for year in years:
            found = lunar.to_solar(raw.day, raw.month, year, is_leap=raw.is_leap)
            if found and (raw.year or found >= self.issued()):
                self.attempt.note("phrase lunar", day=found)
                if not raw.year:
                    self.attempt.note("phrase year", day=found)
                return found
        text = f"{raw.day}/{raw.month}" + (f"/{raw.year}" if raw.year else "")
        raise Unreadable(Note("phrase no such day", {"day": f"{text} (âm lịch)"}))

    def _holiday(self, raw: RawHoliday) -> Anchor:
        fixed = raw.name.split("-")
        if len(fixed) == 2 and all(part.isdecimal() for part in fixed):
            return self.of_day(self._date(RawDate(int(fixed[1]), int(fixed[0]), raw.year), None))
        country = self.attempt.context.country or self.attempt.language.country
        years = [raw.year] if raw.year else [self.issued().year, self.issued().year + 1]
        for year in years:
            found = holiday_names.holiday(country, raw.name, year)
            if found and (raw.year or found[2] >= self.issued()):
                own, first, last = found
                self.attempt.note("phrase holiday", day=own, country=country)
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
            issued = self.issued()
            year = issued.year if raw.last >= issued.month else issued.year + 1
            self.attempt.note("phrase month year", year=year)
        return Period.months(year, raw.first, raw.last)

    def _year(self, raw: RawYear) -> Period:
        year = raw.year
        if year is None:
            year = self.issued().year + (raw.shift or 0)
            self.attempt.note("phrase month year", year=year)
        return Period.months(year, 1, 12)

    def _relative(self, raw: RawRelative) -> Anchor:
        issued = self.issued()
        if raw.unit == "days":
            found = issued + timedelta(days=raw.shift)
            self.attempt.note("phrase from issue", day=found)
            return self.of_day(found)
        if raw.unit == "weeks":
            period = Period.week_of(issued + timedelta(weeks=raw.shift))
        else:
            size = 1 if raw.unit == "months" else 3
            index = issued.year * 12 + (issued.month - 1) // size * size + raw.shift * size
            period = Period.months(index // 12, index % 12 + 1, index % 12 + size)
        self.attempt.note("phrase from issue", day=period.first)
        return self.of_period(period)


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
