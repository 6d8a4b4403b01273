"""Offsets: an amount of time in the units people write, and how it moves a day.

| unit | moves by |
|---|---|
| years, months | calendar months: the same day of the month, clipped to its end |
| weeks, days | calendar days; the day counted from isn't counted |
| clear days | calendar days between the two, neither counted: one day further |
| working days | open days of a working calendar; from a closed day the first open one counts as 1 |
| hours, minutes | elapsed time; needs a time of day and gives one |

Applied in that order, longest first.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from enum import Enum
from typing import TYPE_CHECKING, Protocol, TypeAlias

import attrs

from relsched.dates.date_reading import DateLike
from relsched.errors import OutOfRangeError, TimingError, unknown
from relsched.messages.message import Message
from relsched.short_repr import short_repr

if TYPE_CHECKING:
    from relsched.dates.days import Days
    from relsched.dates.working_calendar import WorkingCalendar

# A century in each unit: more is a slip of the keyboard, not a plan.
LIMITS = {
    "years": 100,
    "months": 1_200,
    "weeks": 5_200,
    "days": 36_600,
    "clear_days": 36_600,
    "working_days": 26_000,
    "hours": 36_600 * 24,
    "minutes": 36_600 * 24 * 60,
}
UNITS = ("years", "months", "weeks", "days", "clear days", "working days", "hours", "minutes")
_FIELDS = {unit: unit.replace(" ", "_") for unit in UNITS}
_SINGULAR = {unit: unit[:-1] for unit in UNITS}
_UNIT_OF = {name: unit for unit in UNITS for name in (unit, _SINGULAR[unit])}


class HasPoint(Protocol):
    """What stands for a point of time: a point itself, an event, a deadline."""

    def as_point(self) -> HasPoint:
        """Give the point."""
        ...


class Direction(Enum):
    """Which side of the anchor an offset goes to."""

    BEFORE = "before"
    AFTER = "after"

    @classmethod
    def parse(cls, text: str) -> Direction:
        """Read a direction; the inverse of `str`.

        Args:
            text: `before` or `after`.

        Raises:
            TimingError: `unknown-direction`.
        """
        word = text.strip().casefold()
        if word not in ("before", "after"):
            why, fix = unknown(Message("kinds directions"), word, ("before", "after"))
            raise TimingError(
                Message("error unknown-direction", text=text),
                code="unknown-direction",
                value=text,
                why=why,
                fix=fix,
            )
        return cls(word)

    def __str__(self) -> str:
        return self.value

    @property
    def sign(self) -> int:
        """Give -1 for before and 1 for after."""
        return -1 if self is Direction.BEFORE else 1


def _amount(offset: Offset, attribute: attrs.Attribute[int | None], value: int | None) -> None:
    if value is None:
        return
    unit = attribute.name.replace("_", " ")
    if isinstance(value, bool) or not isinstance(value, int):
        raise TypeError(f"{unit} must be a whole number, not {value!r}")
    if value < 0:
        raise TimingError(
            Message("error offset-negative"),
            code="offset-negative",
            value=f"{value} {unit}",
            why=Message("error offset-negative why"),
            fix=Message("error offset-negative fix", amount=-value, unit=unit),
        )
    if value > LIMITS[attribute.name]:
        raise OutOfRangeError(
            Message("error offset-too-long", amount=value, unit=unit),
            code="offset-too-long",
            value=f"{value} {unit}",
            why=Message("error offset-too-long why", most=LIMITS[attribute.name], unit=unit),
            fix=Message("error offset-too-long fix"),
        )


def _part() -> int | None:
    value: int | None = attrs.field(default=None, validator=_amount, kw_only=True)
    return value


@short_repr
@attrs.frozen(eq=False)
class Offset:
    """An amount of time, such as `3 weeks and 2 days` or `2 working days in VN`.

    A part that isn't given is None, which differs from zero: `0 working days` rolls to an open day.
    Equal when they always move alike: `1 week` equals `7 days`, `1 month` never equals `30 days`.

    Raises:
        TimingError: `offset-negative`, `offset-empty`, `offset-mixed` (clear days beside days or weeks).
        OutOfRangeError: `offset-too-long`: more than a century.

    Source: FpML `RelativeDateOffset`; Strata `DaysAdjustment`.
    """

    years: int | None = _part()
    months: int | None = _part()
    weeks: int | None = _part()
    days: int | None = _part()
    clear_days: int | None = _part()
    working_days: int | None = _part()
    hours: int | None = _part()
    minutes: int | None = _part()
    calendar: str | None = attrs.field(default=None, kw_only=True)

    def __attrs_post_init__(self) -> None:
        if all(getattr(self, field) is None for field in _FIELDS.values()):
            raise TimingError(Message("error offset-empty"), code="offset-empty")
        if self.clear_days is not None and (self.days is not None or self.weeks is not None):
            raise TimingError(
                Message("error offset-mixed clear days"),
                code="offset-mixed",
                value=str(self),
                why=Message("error offset-mixed clear days why"),
                fix=Message("error offset-mixed clear days fix"),
            )
        if self.calendar is not None and self.working_days is None:
            raise TimingError(
                Message("error offset-mixed calendar"),
                code="offset-mixed",
                value=str(self.calendar),
                fix=Message("error offset-mixed calendar fix"),
            )

    def _key(self) -> tuple[object, ...]:
        span = None if self.weeks is None and self.days is None else self.day_count
        return (
            self.month_count,
            span or 0,
            self.clear_days,
            self.working_days,
            self.calendar,
            None if self.hours is None and self.minutes is None else self.minute_count,
        )

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Offset) and self._key() == other._key()

    def __hash__(self) -> int:
        return hash(self._key())

    @property
    def month_count(self) -> int:
        """Years and months as months."""
        return 12 * (self.years or 0) + (self.months or 0)

    @property
    def day_count(self) -> int:
        """Weeks and days as days; clear days aren't in it."""
        return 7 * (self.weeks or 0) + (self.days or 0)

    @property
    def minute_count(self) -> int:
        """Hours and minutes as minutes."""
        return 60 * (self.hours or 0) + (self.minutes or 0)

    @property
    def has_clock(self) -> bool:
        """Whether it counts hours or minutes."""
        return self.hours is not None or self.minutes is not None

    @property
    def has_day_part(self) -> bool:
        """Whether it counts a day or longer."""
        return any(
            getattr(self, _FIELDS[unit]) is not None
            for unit in UNITS
            if unit not in ("hours", "minutes")
        )

    @property
    def is_pure_days(self) -> bool:
        """Whether it only ever adds a fixed number of calendar days."""
        return not self.month_count and self.working_days is None and not self.has_clock

    def parts(self) -> Iterator[tuple[int, str]]:
        """Go through amounts and units, in the order they are applied."""
        for unit in UNITS:
            amount = getattr(self, _FIELDS[unit])
            if amount is not None:
                yield amount, unit

    def __str__(self) -> str:
        words = []
        for amount, unit in self.parts():
            text = f"{amount} {_SINGULAR[unit] if amount == 1 else unit}"
            if unit == "working days" and self.calendar is not None:
                text += f" in {self.calendar}"
            words.append(text)
        if len(words) < 3:
            return " and ".join(words)
        return f"{', '.join(words[:-1])} and {words[-1]}"

    def with_clear_days(self) -> Offset:
        """Give the same offset with its days and weeks counted as clear days; months and years stay."""
        if self.days is None and self.weeks is None:
            return self
        clear = (self.days or 0) + 7 * (self.weeks or 0)
        return attrs.evolve(self, days=None, weeks=None, clear_days=clear)

    def before(self, anchor: AnchorLike) -> Anchored:
        """Give the point this long before an anchor (a point, an event, or its text)."""
        return Anchored(self, Direction.BEFORE, anchor)

    def after(self, anchor: AnchorLike) -> Anchored:
        """Give the point this long after an anchor (a point, an event, or its text)."""
        return Anchored(self, Direction.AFTER, anchor)

    @classmethod
    def parse(cls, text: str) -> Offset:
        """Read the text form; the inverse of `str`.

        Raises:
            TimingError: `offset-form` where the text has another form, `unknown-time-unit` for its unit.
        """
        found: dict[str, int] = {}
        calendar: str | None = None
        for item in re.split(r"\s{1,8}and\s{1,8}|\s{0,8},\s{0,8}", text.strip()):
            match = _ITEM.match(item)
            if match is None:
                raise TimingError(
                    Message("error offset-form", text=text),
                    code="offset-form",
                    value=text,
                    why=Message("error offset-form why"),
                )
            amount, name, in_calendar = match.groups()
            unit = _FIELDS[unit_named(name)]
            if unit in found:
                raise TimingError(
                    Message("error offset-form twice", unit=name),
                    code="offset-form",
                    value=text,
                    fix=Message("error offset-form twice fix"),
                )
            found[unit] = whole_number(amount, name)
            calendar = in_calendar or calendar
        return cls(calendar=calendar, **found)


_ITEM = re.compile(
    r"([0-9]{1,40})\s{1,8}([A-Za-z]{1,40}(?:\s{1,8}[A-Za-z]{1,40})?)"
    r"(?:(?<=days|.day)\s{1,8}in\s{1,8}([A-Za-z][A-Za-z0-9_+~-]{0,127}))?\Z"
)


def whole_number(text: str, unit: str) -> int:
    """Read an amount written in ASCII digits; a very long one is refused before it is counted."""
    if len(text.lstrip("0")) > 9:
        raise OutOfRangeError(
            Message("error offset-too-long", amount=text, unit=unit),
            code="offset-too-long",
            value=f"{text} {unit}",
            why=Message("error offset-too-long any why"),
            fix=Message("error offset-too-long fix"),
        )
    return int(text)


def unit_named(name: str) -> str:
    """Give the unit of a word, singular or plural.

    Raises:
        TimingError: `unknown-time-unit`, with the nearest unit as the fix.
    """
    unit = _UNIT_OF.get(" ".join(name.split()))
    if unit is not None:
        return unit
    raise TimingError(
        Message("error unknown-time-unit", word=name),
        code="unknown-time-unit",
        value=name,
        why=Message("error unknown-time-unit why", word=name, names=UNITS),
        fix=unknown(None, name, UNITS).fix,
    )


@short_repr
@attrs.frozen
class Anchored:
    """An offset from something, before it is known whether that is an event, a point or its text.

    `days(10).before("congress")` gives one; wherever a point or a timing is wanted, it is taken for it.
    """

    offset: Offset
    direction: Direction
    anchor: AnchorLike

    def __str__(self) -> str:
        return f"{self.offset} {self.direction.value} {self.anchor}"


# What an offset may be counted from: something with a point, its text, a date, or another offset from one of these.
AnchorLike: TypeAlias = "HasPoint | Anchored | DateLike"


def years(amount: int) -> Offset:
    """Give an offset of years.

    Args:
        amount: How many: an int from 0 up, at most a century's worth.

    Raises:
        TimingError: `offset-negative`.
        OutOfRangeError: `offset-too-long`: more than a century.
    """
    return Offset(years=amount)


def months(amount: int) -> Offset:
    """Give an offset of months.

    Args:
        amount: How many: an int from 0 up, at most a century's worth.

    Raises:
        TimingError: `offset-negative`.
        OutOfRangeError: `offset-too-long`: more than a century.
    """
    return Offset(months=amount)


def weeks(amount: int) -> Offset:
    """Give an offset of weeks.

    Args:
        amount: How many: an int from 0 up, at most a century's worth.

    Raises:
        TimingError: `offset-negative`.
        OutOfRangeError: `offset-too-long`: more than a century.
    """
    return Offset(weeks=amount)


def days(amount: int) -> Offset:
    """Give an offset of calendar days.

    Args:
        amount: How many: an int from 0 up, at most a century's worth.

    Raises:
        TimingError: `offset-negative`.
        OutOfRangeError: `offset-too-long`: more than a century.
    """
    return Offset(days=amount)


def clear_days(amount: int) -> Offset:
    """Give an offset of clear days: neither the day counted from nor the day reached is counted.

    Args:
        amount: How many: an int from 0 up, at most a century's worth.

    Raises:
        TimingError: `offset-negative`.
        OutOfRangeError: `offset-too-long`: more than a century.
    """
    return Offset(clear_days=amount)


def working_days(amount: int, calendar: str | None = None) -> Offset:
    """Give an offset of working days in a calendar, or in the plan's own where none is named.

    Args:
        amount: How many: an int from 0 up, at most a century's worth.
        calendar: Name of the working calendar.

    Raises:
        TimingError: `offset-negative`.
        OutOfRangeError: `offset-too-long`: more than a century.
    """
    return Offset(working_days=amount, calendar=calendar)


def hours(amount: int) -> Offset:
    """Give an offset of hours.

    Args:
        amount: How many: an int from 0 up, at most a century's worth.

    Raises:
        TimingError: `offset-negative`.
        OutOfRangeError: `offset-too-long`: more than a century.
    """
    return Offset(hours=amount)


def minutes(amount: int) -> Offset:
    """Give an offset of minutes.

    Args:
        amount: How many: an int from 0 up, at most a century's worth.

    Raises:
        TimingError: `offset-negative`.
        OutOfRangeError: `offset-too-long`: more than a century.
    """
    return Offset(minutes=amount)


def apply_day_part(
    values: Days, offset: Offset, direction: Direction, calendar: WorkingCalendar | None
) -> Days:
    """Move an array of days by the parts of a day and longer, longest first.

    Args:
        values: Days since 1970-01-01, any shape; the infinities stay.
        offset: The amount; its hours and minutes are left out.
        direction: Before or after.
        calendar: The working calendar, needed only where the offset has working days.

    Returns:
        An array of the same shape; `days.OUTSIDE` where the calendar doesn't reach.
    """
    from relsched.dates import days as day_maps

    sign = direction.sign
    if offset.month_count:
        values = day_maps.add_months(values, sign * offset.month_count)
    span = offset.day_count if offset.clear_days is None else offset.clear_days + 1
    if span:
        values = day_maps.add_days(values, sign * span)
    if offset.working_days is not None:
        if calendar is None:
            raise ValueError("working days need a calendar")
        values = calendar.step_array(values, offset.working_days, direction.value)
    return values
