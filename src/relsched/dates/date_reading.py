"""Dates that are handed in: every entrance of the package takes the same kinds, and reads them here.

| what is given | as a day | as a day with its time, for known dates |
|---|---|---|
| `None`, `NaN`, `NaT`, `NA` | unknown | unknown |
| `"2020-10-13"` | that day | that day |
| `"2020-10-13 08:00"`, also with `T` and a zone behind it | refused: a day is wanted | that moment |
| a `date`, of `pendulum` too | that day | that day |
| a `datetime`, of `pendulum` too | the day it shows, in the plan's zone where it has one of its own | that moment |
| a `Timestamp` of pandas, a `datetime64` of numpy | the same | that moment; at midnight without a zone that day |

Neither pandas nor numpy has a type for days, so midnight is what a day looks like there. Nothing here imports pandas,
pendulum or numpy: their values are known by what they can do.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any, TypeAlias

from relsched.dates.zones import day_of, instant, is_zone
from relsched.errors import OutOfRangeError, TimingError
from relsched.messages.message import Message

if TYPE_CHECKING:
    import numpy as np

# What a date may be given as; None is an unknown one wherever it may be unknown.
DateLike: TypeAlias = "str | date | np.datetime64"
# What a moment may be given as: it must have a zone, since it is one moment everywhere.
MomentLike: TypeAlias = "str | datetime"

_EPOCH = date(1970, 1, 1).toordinal()
_DAY = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})\Z")


def parse_date(text: str) -> date:
    """Read `2020-10-03`; nothing else is a date here.

    Raises:
        TimingError: `date-form` for another form, `date-absent` for a day that doesn't exist (2020-02-30).
    """
    match = _DAY.match(text)
    if match is None:
        raise TimingError(
            Message("error date-form", text=text),
            code="date-form",
            value=text,
            why=Message("error date-form why"),
            fix=Message("error example", text="2020-10-03"),
        )
    year, month, day = (int(part) for part in match.groups())
    try:
        return date(year, month, day)
    except ValueError:
        raise _no_such_day(text, year, month) from None


def _no_such_day(text: str, year: int, month: int) -> TimingError:
    if 1 <= month <= 12 and year >= 1:
        last = last_of_month(year, month).isoformat()
        return TimingError(
            Message("error date-absent", text=text),
            code="date-absent",
            value=text,
            why=Message("error date-absent why", last=last),
            fix=Message("error date-absent fix", last=last),
        )
    return TimingError(
        Message("error date-absent", text=text),
        code="date-absent",
        value=text,
        why=Message("error date-absent month why"),
    )


def last_of_month(year: int, month: int) -> date:
    """Give the last day of a month."""
    following = date(year + month // 12, month % 12 + 1, 1) if (year, month) != (9999, 12) else None
    return date(9999, 12, 31) if following is None else following - timedelta(days=1)


def plain(value: object) -> Any:
    """Give what was handed in as Python's own: a `date` or `datetime` where it is one of any kind, None for no time.

    All else is given back as it is, so that a text is read by whoever knows its form.

    Raises:
        TimingError: `date-form` for a month or a year of numpy, which is no day.
        OutOfRangeError: `out-of-range` for a year that no calendar has.
    """
    if value is None or (isinstance(value, float | datetime) and value != value):
        return None  # NaN and NaT aren't even equal to themselves
    if (
        type(value).__name__ == "NAType"
    ):  # the NA of pandas answers no comparison, so its name tells
        return None
    if isinstance(value, datetime):
        is_pandas = hasattr(value, "to_datetime64")
        found = datetime.combine(value.date(), value.timetz())  # those of pandas and pendulum too
        return _day_at_midnight(found) if is_pandas else found
    if isinstance(value, date):
        return date(value.year, value.month, value.day)  # those of pendulum become plain
    kind = str(getattr(value, "dtype", ""))
    if not kind.startswith("datetime64") or getattr(value, "shape", None) != ():
        return value
    if kind in ("datetime64[Y]", "datetime64[M]"):
        raise TimingError(
            Message("error date-form period", value=str(value)),
            code="date-form",
            value=str(value),
            why=Message("error date-form period why"),
            fix=Message("error date-form period fix", value=str(value)),
        )
    found = value.astype("datetime64[us]").item()  # type: ignore[attr-defined]
    if found is None:
        return None
    if not isinstance(found, datetime):
        raise OutOfRangeError(
            Message("error out-of-range date", value=str(value)),
            code="out-of-range",
            value=str(value),
            why=Message("error out-of-range date why"),
        )
    return _day_at_midnight(found)


def _day_at_midnight(value: datetime) -> date:
    return value.date() if value.tzinfo is None and value.time() == time() else value


def to_day(value: DateLike | None, zone: str | None = None) -> date | None:
    """Take a date of any kind as a day; None, and what no day is in, as unknown.

    Args:
        value: The date.
        zone: The zone in which a datetime that has a zone of its own is taken; without it the day that it shows.

    Raises:
        TimingError: `date-form`, `date-absent`.
        TypeError: It is no date of any kind.
    """
    found = plain(value)
    if isinstance(found, str):
        return parse_date(found)
    if isinstance(found, datetime):
        is_elsewhere = zone is not None and found.utcoffset() is not None
        return day_of(found, zone) if is_elsewhere and zone is not None else found.date()
    if found is None or isinstance(found, date):
        return found
    raise TypeError(f"a day must be a date or its text, not {found!r}")


def the_day(value: DateLike) -> date:
    """Take a date of any kind as a day, where there must be one.

    Raises:
        TimingError: `date-form`, `date-absent`.
        TypeError: It is no date of any kind, or None.
    """
    if type(value) is date:
        return value
    found = to_day(value)
    if found is None:
        raise TypeError("a day must be given, not None")
    return found


def clock_time(value: datetime) -> tuple[date, int, str | None]:
    """Give the day of a datetime, its minute of the day, and the zone in which clocks show these.

    The zone is None where the datetime has none. It is `UTC`, and the day and minute are those there, where the zone
    has no name, or its clocks show this time twice or never.
    """
    minute = value.hour * 60 + value.minute
    if value.utcoffset() is None:
        return value.date(), minute, None
    at = value.astimezone(UTC)
    name = getattr(value.tzinfo, "key", None) or getattr(value.tzinfo, "zone", None)
    if isinstance(name, str) and is_zone(name):
        found, _ = instant(value.toordinal() - _EPOCH, minute, name)
        if found == (at.toordinal() - _EPOCH) * 24 * 60 + at.hour * 60 + at.minute:
            return value.date(), minute, name
    return at.date(), at.hour * 60 + at.minute, "UTC"


def to_moment(value: MomentLike, name: str) -> datetime:
    """Take a moment of any kind, or its text such as `2020-03-25T08:00:00Z`; it must have a zone.

    Args:
        value: The moment.
        name: What it is, as the sentence calls it that refuses it: `now`, `stamp`.

    Raises:
        TimingError: `moment-form`: it has no zone, or isn't a moment at all.
    """
    found = plain(value)
    if isinstance(found, str):
        try:
            found = datetime.fromisoformat(found.strip())
        except ValueError:
            raise _no_moment(name, value, Message("error moment-form unread why")) from None
    if isinstance(found, datetime) and found.utcoffset() is not None:
        return found
    without = Message(
        "error moment-form zone why" if isinstance(found, datetime) else "error moment-form day why"
    )
    if not isinstance(found, date):
        raise TypeError(f"{name} must be a datetime or its text, not {value!r}")
    raise _no_moment(name, value, without)


def _no_moment(name: str, value: object, why: Message) -> TimingError:
    return TimingError(
        Message("error moment-form", name=name),
        code="moment-form",
        value=str(value),
        why=why,
        fix=Message("error moment-form fix"),
    )
