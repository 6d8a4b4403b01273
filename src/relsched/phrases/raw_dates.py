"""What the words of a phrase stand for before anything is known of the plan: dates without a year, amounts."""

from __future__ import annotations

import attrs


@attrs.frozen
class RawDate:
    """A day as it is written: its year may be missing.

    `other` is the other order of a date that anybody could take either way; `turned` that of one which the language
    writes in one order, and which is meant only where that is known.
    """

    day: int
    month: int
    year: int | None = None
    other: RawDate | None = attrs.field(default=None, eq=False)
    turned: RawDate | None = attrs.field(default=None, eq=False)


@attrs.frozen
class RawDay:
    """A day of some month, such as `the 25th`."""

    day: int


@attrs.frozen
class RawDayOf:
    """A day of this month (0) or a later one, counted from the issue."""

    day: int
    shift: int


@attrs.frozen
class RawLunar:
    """A day of the lunar calendar."""

    day: int
    month: int
    year: int | None = None
    is_leap: bool = False


@attrs.frozen
class RawHoliday:
    """A public holiday by the key of its name."""

    name: str
    year: int | None = None


@attrs.frozen
class RawMonths:
    """Months of one year that follow one another."""

    first: int
    last: int
    year: int | None = None


@attrs.frozen
class RawYear:
    """A year, or one of this one's neighbours: `shift` counts from the year of issue."""

    year: int | None = None
    shift: int | None = None


@attrs.frozen
class RawRelative:
    """This, the next or a later week, month or quarter, counted from the issue."""

    unit: str
    shift: int


@attrs.frozen
class RawEnd:
    """The last day of a period, such as `EOM`."""

    period: RawRelative | RawYear


@attrs.frozen
class RawRange:
    """A first and a last day written in one, such as `10-15/10/2020`."""

    first: RawDate
    last: RawDate


@attrs.frozen
class RawTime:
    """A time of day in minutes; 1440 is the end of the day. `zone` is the name of its time zone, if it is said."""

    minute: int
    zone: str | None = None


@attrs.frozen
class RawCode:
    """A code such as `T-10`: an amount before or after the main event."""

    amount: int
    unit: str
    is_before: bool


def year_of(text: str | None) -> int | None:
    """Read a year; two digits are of this century."""
    if text is None:
        return None
    year = int(text)
    return year + 2000 if year < 100 else year
