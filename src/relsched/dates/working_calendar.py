"""The working calendar: which days of its range are open, and how working days are counted.

It answers for each day of its range and for no other: asked beyond it, it raises, since a guessed working
day is worse than none.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date, timedelta
from functools import cached_property
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

import attrs

from relsched.dates.windows import Window
from relsched.errors import CalendarError
from relsched.messages.catalogue import FIRST, languages
from relsched.messages.dates_in_words import NamedDay
from relsched.messages.message import Message

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from relsched.dates.days import Amounts, Days, Mask
from relsched.dates.calendar_names import canonical_name
from relsched.dates.calendar_spec import WEEKDAY_NAMES, CalendarSpec, NamedDays, SeveralDays
from relsched.dates.country_holidays import country_names
from relsched.dates.date_reading import DateLike, the_day
from relsched.dates.day_kinds import (
    EXTRA,
    HOLIDAY,
    IS_OPEN,
    OPEN,
    SATURDAY_AND_SUNDAY,
    SWAPPED,
    WEEKEND,
    Weekend,
    combined_kinds,
    days_from,
    weekly_kinds,
)

Direction = Literal["after", "before"]

_VIETNAMESE_WEEKDAYS = (
    *("Thứ Hai", "Thứ Ba", "Thứ Tư", "Thứ Năm", "Thứ Sáu"),
    *("Thứ Bảy", "Chủ nhật"),
)

# A rule without data (Monday to Friday) holds for ever. The range only bounds the tables: all dates
# a plan may use, and 400 years on either side, one full cycle of the Gregorian calendar.
_RULE_FIRST, _RULE_LAST = date(1500, 1, 1), date(2599, 12, 31)


class _Tables(NamedTuple):
    """What the array maps look up, all of it counted from the first day of the range.

    `before[i]` open days lie before day i; `days` holds the open days, and OUTSIDE behind the last.
    """

    is_open: Mask
    before: Days
    days: Days


@attrs.frozen(eq=False, repr=False)
class WorkingCalendar:
    """Says for each day of its range whether it is open or closed, such as `VN` from 1950 to 2099.

    Two are equal when they have the same name, the same range and the same open days.

    Every question about a day outside the range, or whose answer lies outside, raises CalendarError
    `outside-calendar`, which holds the date and names the range; array maps give `days.OUTSIDE`
    there.

    Source: Strata `HolidayCalendar`; the words next and next or same too.
    """

    name: str = attrs.field(converter=canonical_name)
    first: date = attrs.field(converter=the_day)
    _kinds: bytes
    version: str = attrs.field(default="given", kw_only=True)
    _names: Mapping[date, str] = attrs.field(factory=dict, kw_only=True)
    _parts: tuple[WorkingCalendar, ...] = attrs.field(default=(), kw_only=True)
    _country: str | None = attrs.field(default=None, kw_only=True)
    _names_by_language: Mapping[str, Mapping[date, str]] = attrs.field(factory=dict, kw_only=True)

    def __attrs_post_init__(self) -> None:
        if not self._kinds:
            raise ValueError("a working calendar must cover at least one day")

    @classmethod
    def from_open_days(
        cls,
        name: str,
        open_days: Iterable[DateLike] | Callable[[date], bool],
        *,
        first: DateLike,
        last: DateLike,
        version: str = "given",
    ) -> WorkingCalendar:
        """Make a calendar from its open days, or from a function that tells whether a day is.

        Both ends of the range are included. A closed Saturday or Sunday counts as the weekend's.

        Args:
            name: What plans call it.
            open_days: The open days, or what tells whether a day is one.
            first: First day of its range.
            last: Last day of its range, included.
            version: What its data is called where it is recorded.
        """
        first, last = the_day(first), the_day(last)
        is_open = (
            open_days
            if callable(open_days)
            else frozenset(the_day(day) for day in open_days).__contains__
        )
        kinds = bytes(
            OPEN if is_open(day) else WEEKEND if day.weekday() >= 5 else HOLIDAY
            for day in days_from(first, last)
        )
        return cls(name, first, kinds, version=version)

    @classmethod
    def from_rules(
        cls,
        name: str,
        *,
        first: DateLike,
        last: DateLike,
        weekend: Iterable[int | str] | int | str | None = SATURDAY_AND_SUNDAY,
        closed: NamedDays = (),
        open: SeveralDays = (),
        version: str = "given",
    ) -> WorkingCalendar:
        """Make a calendar from what a `CalendarSpec` takes; both ends are included.

        Args:
            name: What plans call it.
            first: First day of its range.
            last: Last day of its range, included.
            weekend: Days of the week: names, or 0 for Monday up to 6; None for no weekend.
            closed: Days off, as `CalendarSpec` takes them.
            open: Days that are open although a rule closes them, likewise.
            version: What its data is called where it is recorded.
        """
        first, last = the_day(first), the_day(last)
        spec = CalendarSpec(
            name, weekend=weekend, closed=closed, open=open, covers=Window(first, last)
        )
        base = weekly_calendar(name, spec.weekend or (), first, last)
        return attrs.evolve(apply_spec(spec, base), version=version)

    @classmethod
    def from_dict(cls, value: Mapping[str, Any]) -> WorkingCalendar:
        """Make a calendar from what `to_dict` gave; it answers as the one then did, whatever is installed now.

        Args:
            value: The plain values.
        """
        names_by_language = {
            language: {date.fromisoformat(day): name for day, name in names.items()}
            for language, names in value["names"].items()
        }
        return cls(
            value["name"],
            date.fromisoformat(value["first"]),
            bytes(int(kind) for kind in value["days"]),
            version=value["version"],
            names=names_by_language["en"],
            names_by_language=names_by_language,
        )

    def to_dict(self, languages: Iterable[str] = ()) -> dict[str, Any]:
        """Give the calendar as plain values, day by day, so that it can be had again without its data.

        Args:
            languages: Beside English, the languages to keep the names of its days off in.

        Returns:
            `name`, `version`, `first` (its first day), `days` (a digit for each day: 0 open, 1 weekend,
            2 day off, 3 swapped working day, 4 extra working day) and `names` (by language and day).
        """
        off = list(self._days_off())
        names = {
            language: {day.isoformat(): self.why_closed(day, language) for day in off}
            for language in sorted({"en", *languages})
        }
        return {
            "name": self.name,
            "version": self.version,
            "first": self.first.isoformat(),
            "days": "".join(map(str, self._kinds)),
            "names": names,
        }

    def _days_off(self) -> Iterator[date]:
        """Go through the days that are closed for another reason than their weekday."""
        for index, kind in enumerate(self._kinds):
            day = self.first + timedelta(days=index)
            if kind == HOLIDAY or (kind == WEEKEND and day in self._names):
                yield day

    # -- what it is

    @property
    def last(self) -> date:
        """The last day of the range."""
        return self.first + timedelta(days=len(self._kinds) - 1)

    @property
    def covers(self) -> Window:
        """The range as a window, both ends included."""
        return Window(self.first, self.last)

    @cached_property
    def _open(self) -> bytes:
        return self._kinds.translate(IS_OPEN)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, WorkingCalendar):
            return NotImplemented
        mine, theirs = (self.name, self.first), (other.name, other.first)
        return self is other or (mine == theirs and self._open == other._open)

    def __hash__(self) -> int:
        return hash((self.name, self.first, self._open))

    def __str__(self) -> str:
        return self.name

    def __repr__(self) -> str:
        return f"<WorkingCalendar {self.name}, {self.covers}, {self.version}>"

    # -- one day

    def is_open(self, day: DateLike) -> bool:
        """Tell whether a day is open."""
        return bool(self._open[self._index(the_day(day))])

    def why_closed(self, day: DateLike, language: str = "en") -> str | None:
        """Say why a day is closed, by the name of the holiday or the weekday; None if it is open.

        A country's holidays are named in the language asked for where the data has it, else in
        English where it has that; days named by a plan are given as the plan names them.
        """
        day = the_day(day)
        kind = self._kinds[self._index(day)]
        if IS_OPEN[kind]:
            return None
        if day in self._names:
            return self._names_in(language)[day] or self._day_off(language)
        if kind == WEEKEND:
            names = _VIETNAMESE_WEEKDAYS if language == "vi" else WEEKDAY_NAMES
            return names[day.weekday()]
        reasons = {
            part.name: reason
            for part in self._parts
            if (reason := part.why_closed(day, language)) is not None
        }
        if len(set(reasons.values())) <= 1:
            return next(iter(reasons.values()), self._day_off(language))
        return "; ".join(f"{reason} ({name})" for name, reason in reasons.items())

    def _day_off(self, language: str) -> str:
        return Message("day off", calendar=self.name).text(_catalogued(language))

    def _names_in(self, language: str) -> Mapping[date, str]:
        if language in self._names_by_language:
            return self._names_by_language[language]
        if self._country is None or language == "en":
            return self._names
        return country_names(self._country, language)

    def why_open(self, day: DateLike, language: str = "en") -> str | None:
        """Say why a day is open that a rule would close; None for a closed or an ordinary day."""
        kind = self._kinds[self._index(the_day(day))]
        if kind not in (SWAPPED, EXTRA):
            return None
        return Message("day swapped" if kind == SWAPPED else "day extra").text(
            _catalogued(language)
        )

    def next(self, day: DateLike) -> date:
        """Give the first open day after a day."""
        return self.step(day, 1)

    def next_or_same(self, day: DateLike) -> date:
        """Give the day itself if it is open, else the first open day after it."""
        return self.step(day, 0, direction="after")

    def previous(self, day: DateLike) -> date:
        """Give the last open day before a day."""
        return self.step(day, -1)

    def previous_or_same(self, day: DateLike) -> date:
        """Give the day itself if it is open, else the last open day before it."""
        return self.step(day, 0, direction="before")

    def step(self, day: DateLike, amount: int, direction: Direction | None = None) -> date:
        """Move by a number of working days, after or before.

        The day itself never counts: from a closed day, the first open one is 1. Zero gives the day
        itself if it is open, else the next open one (after) or the previous (before). Without a
        direction the sign of the amount says it.

        Args:
            day: Where to start, a date.
            amount: How many working days.
            direction: `after` or `before`; None where the sign says it.

        Raises:
            CalendarError: `outside-calendar`.
            ValueError: Zero without a direction, or a negative amount with one.

        Example:
            >>> FRI_2027_08_13, plain = date(2027, 8, 13), Calendars().get("weekdays")
            >>> str(plain.step(FRI_2027_08_13, 2))
            '2027-08-17'

        Source: almanac `alma_step`; zero as in the reference on counting, since other libraries
        differ.
        """
        if direction is None:
            if amount == 0:
                raise ValueError("zero working days need a direction: after or before")
            direction = "after" if amount > 0 else "before"
            amount = abs(amount)
        day = the_day(day)
        self._index(day)
        from relsched.dates import days

        (reached,) = self.step_array(days.array([days.number(day)]), amount, direction)
        if reached == days.OUTSIDE:
            reason = Message(
                f"error outside-calendar step {direction}", count=amount, day=NamedDay(day)
            )
            raise self.outside(day, reason)
        return days.day(reached)

    def working_days_between(self, start_inclusive: DateLike, end_exclusive: DateLike) -> int:
        """Count the open days from one date up to another.

        Half-open: the start counts if it is open, the end never does. Equal dates give 0.

        Args:
            start_inclusive: First day looked at.
            end_exclusive: First day no longer looked at; not before the start.

        Raises:
            CalendarError: `outside-calendar`; `dates-reversed` when the end is before the start.

        Source: Strata `HolidayCalendar.daysBetween`.
        """
        start_inclusive, end_exclusive = the_day(start_inclusive), the_day(end_exclusive)
        if end_exclusive < start_inclusive:
            raise CalendarError(
                Message("error dates-reversed"),
                code="dates-reversed",
                value=f"{start_inclusive}..{end_exclusive}",
                why=Message("error date order", first=start_inclusive, last=end_exclusive),
            )
        start = self._index(start_inclusive)
        if end_exclusive == start_inclusive:
            return 0
        # The end isn't looked at, so it may be the first day behind the range.
        self._index(end_exclusive - timedelta(days=1))
        return self._open.count(1, start, start + (end_exclusive - start_inclusive).days)

    def _index(self, day: date) -> int:
        index = day.toordinal() - self.first.toordinal()
        if not 0 <= index < len(self._kinds):
            raise self.outside(day, Message("error outside-calendar day", day=NamedDay(day)))
        return index

    def outside(self, day: date, reason: Message) -> CalendarError:
        """Make the error for a day the calendar doesn't cover.

        Args:
            day: The day.
            reason: How the day was reached.
        """
        return CalendarError(
            Message("error outside-calendar answer", name=self.name),
            code="outside-calendar",
            value=day,
            why=Message("error outside-calendar answer why", covers=self.covers, reason=reason),
        )

    # -- arrays of days

    @cached_property
    def _tables(self) -> _Tables:
        import numpy as np

        from relsched.dates import days

        is_open = np.frombuffer(self._open, dtype=np.bool_)
        before = np.zeros(len(is_open) + 1, dtype=np.int64)
        np.cumsum(is_open, out=before[1:])
        open_days = np.flatnonzero(is_open) + days.number(self.first)
        return _Tables(is_open, before, np.append(open_days, days.OUTSIDE))

    def _indexes(self, days: Days) -> tuple[Days, Mask]:
        """Give each day's place in the range, 0 for days outside it, and which are inside."""
        import numpy as np

        from relsched.dates.days import is_finite, number

        inside = is_finite(days)
        index = np.where(inside, days, 0) - number(self.first)
        inside &= (index >= 0) & (index < len(self._kinds))
        return np.where(inside, index, 0), inside

    def covers_array(self, days: Days) -> Mask:
        """Tell for each day whether it lies in the range; what isn't a day doesn't.

        Args:
            days: Days as numbers, an array of any shape.
        """
        return self._indexes(days)[1]

    def is_open_array(self, days: Days) -> Mask:
        """Tell for each day whether it is open; False where the calendar doesn't know.

        Args:
            days: Days as numbers, an array of any shape.
        """
        index, inside = self._indexes(days)
        return self._tables.is_open[index] & inside

    def next_or_same_array(self, days: Days) -> Days:
        """Give each day if it is open, else the first open day after it.

        Args:
            days: Days as numbers, an array of any shape.
        """
        return self.step_array(days, 0, "after")

    def previous_or_same_array(self, days: Days) -> Days:
        """Give each day if it is open, else the last open day before it.

        Args:
            days: Days as numbers, an array of any shape.
        """
        return self.step_array(days, 0, "before")

    def step_array(self, days: Days, amount: Amounts, direction: Direction = "after") -> Days:
        """Move each day by a number of working days from 0 up, as `step` does.

        The amount is a number or an array that broadcasts against the days. Infinities stay; days
        outside the range, and those whose answer is, become `days.OUTSIDE`.

        Args:
            days: Days as numbers, an array of any shape.
            amount: How many working days, from 0 up.
            direction: `after` or `before`.

        Raises:
            ValueError: An amount below zero, or a direction that is neither after nor before.
        """
        import numpy as np

        from relsched.dates.days import is_finite

        if direction not in ("after", "before"):
            raise ValueError(f"a direction is after or before, not {direction!r}")
        tables = self._tables
        index, inside = self._indexes(days)
        count = self._amounts(amount)
        # The number, among the open days, of the day that is reached.
        if direction == "after":
            wanted = tables.before[index + 1] + (count - 1)
            same = tables.before[index]
        else:
            wanted = tables.before[index] - count
            same = tables.before[index + 1] - 1
        wanted = np.where(count == 0, same, wanted)
        behind = len(tables.days) - 1
        wanted = np.where(inside & (wanted >= 0) & (wanted < behind), wanted, behind)
        return np.where(is_finite(days), tables.days[wanted], days)

    def _amounts(self, amount: Amounts) -> npt.NDArray[np.int64]:
        import numpy as np

        # More working days than the range has days lead out of it, however many: no sum can
        # overflow.
        most = len(self._kinds) + 1
        count = np.asarray(min(amount, most) if isinstance(amount, int) else amount, dtype=np.int64)
        if (count < 0).any():
            raise ValueError("an amount of working days is 0 or more; the direction is said apart")
        return np.minimum(count, most)


def weekly_calendar(
    name: str, weekend: Weekend, first: date = _RULE_FIRST, last: date = _RULE_LAST
) -> WorkingCalendar:
    """Make a calendar whose weeks are all alike."""
    return WorkingCalendar(name, first, weekly_kinds(weekend, first, last), version="rule")


def with_weekend(calendar: WorkingCalendar, weekend: Weekend) -> WorkingCalendar:
    """Give a calendar with its weekend replaced; its holidays and extra working days stay."""
    import numpy as np

    old = np.frombuffer(calendar._kinds, dtype=np.uint8)
    weekly = weekly_kinds(weekend, calendar.first, calendar.last)
    kinds = np.where(old <= WEEKEND, np.frombuffer(weekly, dtype=np.uint8), old)
    return attrs.evolve(calendar, kinds=bytes(kinds.astype(np.uint8)))


def _catalogued(language: str) -> str:
    """Give the language if there are messages in it, else English: the data on holidays has more languages."""
    return language if language in languages() else FIRST


def apply_spec(spec: CalendarSpec, base: WorkingCalendar) -> WorkingCalendar:
    """Give the calendar that a spec makes of its base, whose weekend is already the right one."""
    first, last = base.first, base.last
    if spec.covers is not None:
        shared = base.covers.intersection(spec.covers)
        if shared is None:
            raise CalendarError(
                Message("error calendar-no-range", id=spec.id, covers=spec.covers),
                code="calendar-no-range",
                value=str(spec.covers),
                why=Message("error calendar-no-range why", base=base.name, covers=base.covers),
            )
        first, last = shared.earliest or first, shared.latest or last
    for day in (*spec.closed_days, *spec.open):
        base._index(day)
    kept = base._kinds[(first - base.first).days : (last - base.first).days + 1]
    kinds = bytearray(kept)
    names = dict(spec.closed)
    for day, name in spec.closed:
        index = (day - first).days
        if kinds[index] == WEEKEND and not name:
            del names[day]  # closed anyway, and the weekday says more than nothing
        elif kinds[index] == HOLIDAY and not name:
            del names[day]  # the base has a name for it
        else:
            kinds[index] = HOLIDAY
    for day in spec.open:
        index = (day - first).days
        kinds[index] = {WEEKEND: SWAPPED, HOLIDAY: EXTRA}.get(kinds[index], kinds[index])
    return WorkingCalendar(
        spec.id,
        first,
        kept if kinds == kept else bytes(kinds),  # one copy for many calendars without changes
        version=base.version,
        names=names,
        parts=(base,),
    )


def combined_calendar(
    name: str, parts: tuple[WorkingCalendar, ...], how: Literal["both", "either"]
) -> WorkingCalendar:
    """Combine calendars: open when both are, or when either is; the range is what they share."""
    first = max(part.first for part in parts)
    last = min(part.last for part in parts)
    if last < first:
        raise CalendarError(
            Message("error calendar-no-range combined", name=name),
            code="calendar-no-range",
            value=name,
            why=Message(
                "error calendar-no-range combined why",
                parts=tuple(
                    Message("error calendar covers", name=part.name, covers=part.covers)
                    for part in parts
                ),
            ),
        )
    kinds = [
        part._kinds[(first - part.first).days : (last - part.first).days + 1] for part in parts
    ]
    data = dict.fromkeys(word for part in parts for word in part.version.split(", "))
    return WorkingCalendar(
        name,
        first,
        combined_kinds(kinds, how),
        version=", ".join(word for word in data if word != "rule") or "rule",
        parts=parts,
    )
