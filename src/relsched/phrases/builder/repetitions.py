"""Words of how often something is done become a recurrence."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import attrs

from relsched.dates.recurrence import Frequency, Recurrence
from relsched.phrases.builder.meanings import Unreadable
from relsched.phrases.lexed_words import LexedWord
from relsched.phrases.raw_dates import RawDate, RawDay


@attrs.frozen
class Repetitions:
    """Gives how often a duty is repeated."""

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

    def monthly_unit_before(self, place: LexedWord, unit: LexedWord, every: Any) -> Recurrence:
        """The day before a day of every month by its number."""
        if unit.value != "days" or place.value < 1:
            raise Unreadable(None)
        return self.monthly_before(place, every)

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

    def each_day_every(self, day: LexedWord, every: Any) -> Recurrence:
        """The same behind a word that says once more that it repeats: `định kỳ vào ngày 25 hằng tháng`."""
        return self.day_every(day, every)

    def holiday_every(self, holiday: LexedWord, every: Any) -> Recurrence:
        """A holiday of every year, if it has one day of the solar calendar."""
        month, _, day = holiday.value.name.partition("-")
        if not (month.isdecimal() and day.isdecimal()) or holiday.value.year is not None:
            raise Unreadable(None)
        when = attrs.evolve(holiday, value=RawDate(int(day), int(month)))
        return self.yearly_day(when, every)

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
