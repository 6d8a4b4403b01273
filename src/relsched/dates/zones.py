"""Zones: local time of a place <-> instants.

An instant is a number of minutes since 1970-01-01T00:00Z; local time is a day (days since
1970-01-01) and a minute of that day. Every local time has one answer:

| local time | answer | note |
|---|---|---|
| occurs once | that instant | None |
| skipped when clocks go forward | the first moment after the gap | `gap` |
| occurs twice when clocks go back | the earlier of the two | `fold` |

So a later local time never gives an earlier instant. The other way it may: when clocks go back,
local time itself does.

Some places had offsets with seconds before their first standard time (Hanoi was 7:03:30 until
1906). An instant is then rounded up to a whole minute and a local time down, so that there and back
gives the same.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta, tzinfo
from functools import lru_cache
from typing import TYPE_CHECKING

from relsched.errors import OutOfRangeError, TimingError, did_you_mean
from relsched.messages.message import Message

if TYPE_CHECKING:
    from relsched.dates.days import Amounts, Days

# Capitals that no zone is named after, and that many people try.
_CAPITALS = {
    name: zone
    for zone, cities in {
        "Asia/Ho_Chi_Minh": ("Hanoi", "Ha_Noi", "Vietnam"),
        "Asia/Shanghai": ("Beijing",),
        "Asia/Kolkata": ("Delhi", "New_Delhi"),
    }.items()
    for city in cities
    for name in (city, f"Asia/{city}")
}
_MINUTES_PER_DAY = 24 * 60
_EPOCH = datetime(1970, 1, 1)
# Local times of the years 2 to 9998: one year off each end of `datetime`, so that no offset
# overflows.
_FIRST = (datetime(2, 1, 1) - _EPOCH).days * _MINUTES_PER_DAY
_LAST = (datetime(9999, 1, 1) - _EPOCH).days * _MINUTES_PER_DAY - 1


@lru_cache(maxsize=1)
def _zone_names() -> frozenset[str]:
    import pendulum

    return frozenset(pendulum.timezones())


def is_zone(name: str) -> bool:
    """Whether there is a zone of this name."""
    return name in _zone_names()


def check_zone(name: str) -> str:
    """Give a zone's name back if there is such a zone.

    Raises:
        TimingError: `unknown-zone`.
    """
    if name in _zone_names():
        return name
    near = did_you_mean(name, _zone_names_by_city())
    raise TimingError(
        Message("error unknown-zone", name=name),
        code="unknown-zone",
        value=name,
        why=Message("error unknown-zone why"),
        fix=Message("error write", text=_zone_names_by_city()[near]) if near else None,
    )


@lru_cache(maxsize=1)
def _zone_names_by_city() -> dict[str, str]:
    """Give the zones by full name and by city alone, which is how most are misspelt."""
    names = sorted(_zone_names())
    cities = {name.rpartition("/")[2]: name for name in reversed(names) if "/" in name}
    return cities | _CAPITALS | {name: name for name in names}


@lru_cache(maxsize=256)
def _zone(name: str) -> tzinfo:
    import pendulum

    return pendulum.timezone(check_zone(name))


def _offset(moment: datetime, zone: tzinfo) -> int:
    """Give the seconds local time is ahead of UTC; the moment's fold chooses between two."""
    offset = zone.utcoffset(moment)
    assert offset is not None
    return offset.days * 86_400 + offset.seconds


def _check_range(minutes: int) -> None:
    if not _FIRST <= minutes <= _LAST:
        raise OutOfRangeError(
            Message("error out-of-range"),
            code="out-of-range",
            value=f"day {minutes // _MINUTES_PER_DAY} since 1970-01-01",
            why=Message("error out-of-range why"),
        )


def instant(day_number: int, minute_of_day: int, zone: str) -> tuple[int, str | None]:
    """Give the instant of a local time in UTC minutes, and the note `gap`, `fold` or None.

    Raises:
        TimingError: `unknown-zone`.
        OutOfRangeError: `out-of-range` for a year before 2 or after 9998.

    Example:
        >>> instant(0, 7 * 60, "Asia/Ho_Chi_Minh")  # it was 8 hours ahead of UTC in 1970
        (-60, None)

    Source: PEP 495 for the two offsets of a local time.
    """
    return _instant(day_number * _MINUTES_PER_DAY + minute_of_day, _zone(zone))


def _instant(local_minutes: int, zone: tzinfo) -> tuple[int, str | None]:
    _check_range(local_minutes)
    moment = _EPOCH + timedelta(minutes=local_minutes)
    before = _offset(moment, zone)
    after = _offset(moment.replace(fold=1), zone)
    seconds = local_minutes * 60
    if before < after:  # PEP 495: only a gap has the greater offset second
        return _up(_transition(seconds - after, seconds - before, after, zone)), "gap"
    return _up(seconds - before), None if before == after else "fold"


def _transition(low: int, high: int, after: int, zone: tzinfo) -> int:
    """Find the first second of (low, high] at which the later offset holds."""
    while high - low > 1:
        middle = (low + high) // 2
        if _offset_at(middle, zone) == after:
            high = middle
        else:
            low = middle
    return high


def _offset_at(seconds: int, zone: tzinfo) -> int:
    moment = (_EPOCH + timedelta(seconds=seconds)).replace(tzinfo=UTC)
    return _offset(moment.astimezone(zone), zone)


def _up(seconds: int) -> int:
    return -(-seconds // 60)


def local(utc_minutes: int, zone: str) -> tuple[int, int]:
    """Give the local day (days since 1970-01-01) and minute of the day of an instant.

    Raises:
        TimingError: `unknown-zone`.
        OutOfRangeError: `out-of-range` for a year before 2 or after 9998.
    """
    return divmod(_local(utc_minutes, _zone(zone)), _MINUTES_PER_DAY)


def _local(utc_minutes: int, zone: tzinfo) -> int:
    _check_range(utc_minutes)
    return (utc_minutes * 60 + _offset_at(utc_minutes * 60, zone)) // 60


# The years between which the clocks of a zone are looked at, and how often: no two changes lie as close as a week.
_CHANGES_FROM, _CHANGES_TO = datetime(1840, 1, 1, 23, 59), datetime(2100, 1, 1, 23, 59)
_WEEK, _DAY = timedelta(days=7), timedelta(days=1)


@lru_cache(maxsize=256)
def first_minute_skipped_to_midnight(zone: str) -> int | None:
    """Give the first minute of a day from which the clocks of a zone have ever gone forward to midnight.

    A local time from that minute on may not exist on some day, and the first moment after the gap is on the next:
    23:45 of 4 May 2018 in Pyongyang, any time of 30 December 2011 in Apia.

    Returns:
        Minutes from midnight; None for most zones, where a day and a time of day always give a moment of that day.

    Raises:
        TimingError: `unknown-zone`.
    """
    place = _zone(zone)
    found: int | None = None
    evening, before = _CHANGES_FROM, _offset(_CHANGES_FROM, place)
    while evening < _CHANGES_TO:
        after = _offset(evening + _WEEK, place)
        if after > before:
            for number in range(7):
                last = evening + number * _DAY
                if _is_skipped(last, place):
                    begins = _beginning_of_gap(last, place)
                    found = begins if found is None else min(found, begins)
        evening, before = evening + _WEEK, after
    return found


def _is_skipped(moment: datetime, zone: tzinfo) -> bool:
    return _offset(moment, zone) < _offset(moment.replace(fold=1), zone)


def _beginning_of_gap(last: datetime, zone: tzinfo) -> int:
    """Give the minute of the day at which a gap begins that lasts until its end."""
    low, high = -1, _MINUTES_PER_DAY - 1
    midnight = last.replace(hour=0, minute=0)
    while high - low > 1:
        middle = (low + high) // 2
        if _is_skipped(midnight + timedelta(minutes=middle), zone):
            high = middle
        else:
            low = middle
    return high


def to_datetime(utc_minutes: int, zone: str) -> datetime:
    """Give an instant as a `datetime` of a zone; its `fold` tells the second of two apart.

    Raises:
        TimingError: `unknown-zone`.
        OutOfRangeError: `out-of-range` for a year before 2 or after 9998.
    """
    place = _zone(zone)
    _check_range(utc_minutes)
    moment = (_EPOCH + timedelta(minutes=utc_minutes)).replace(tzinfo=UTC)
    return moment.astimezone(place)


def in_zone(moment: datetime, zone: str) -> datetime:
    """Give the same moment by the clocks of a zone; one without a zone is local time there.

    A local time that clocks skip is the first moment after the gap.

    Raises:
        TimingError: `unknown-zone`.
    """
    place = _zone(zone)
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=place).astimezone(UTC)
    return moment.astimezone(place)


def day_of(moment: datetime, zone: str) -> date:
    """Give the local day of a moment that has a zone of its own.

    Raises:
        TimingError: `unknown-zone`.
    """
    return moment.astimezone(_zone(zone)).date()


# ---------------------------------------------------------------- arrays


def _each(values: Days, give: Callable[[int], int]) -> Days:
    """Map each different value once; what isn't finite stays."""
    import numpy as np

    from relsched.dates.days import is_finite

    finite = is_finite(values)
    distinct, places = np.unique(values[finite], return_inverse=True)
    given = np.fromiter(map(give, distinct.tolist()), dtype=np.int64, count=len(distinct))
    result = values.copy()
    result[finite] = given[places]
    return result


def _local_minutes_of(days: Days, minute: Amounts) -> Days:
    """Give local time as minutes since 1970-01-01T00:00 local, checked, infinities kept."""
    import numpy as np

    from relsched.dates.days import is_finite

    finite = is_finite(days)
    tame = np.where(finite, days, 0)
    for day in (tame.min(initial=0), tame.max(initial=0)):
        _check_range(int(day) * _MINUTES_PER_DAY)
    return np.where(finite, tame * _MINUTES_PER_DAY + minute, days)


def instants(days: Days, minute: Amounts, zone: str) -> Days:
    """Give the instant of a minute of each day, as `instant` does; infinities stay.

    The minute is a number or an array that broadcasts against the days. Monotone in both.
    """
    place = _zone(zone)
    local_time = _local_minutes_of(days, minute)
    return local_time if zone == "UTC" else _each(local_time, lambda m: _instant(m, place)[0])


def _local_array(utc_minutes: Days, zone: str) -> Days:
    place = _zone(zone)
    return utc_minutes if zone == "UTC" else _each(utc_minutes, lambda m: _local(m, place))


def local_days(utc_minutes: Days, zone: str) -> Days:
    """Give the local day of each instant; infinities stay."""
    import numpy as np

    from relsched.dates.days import is_finite

    local_time = _local_array(utc_minutes, zone)
    return np.where(is_finite(local_time), local_time // _MINUTES_PER_DAY, local_time)


def local_minutes(utc_minutes: Days, zone: str) -> Days:
    """Give the local minute of the day of each instant; infinities stay."""
    import numpy as np

    from relsched.dates.days import is_finite

    local_time = _local_array(utc_minutes, zone)
    return np.where(is_finite(local_time), local_time % _MINUTES_PER_DAY, local_time)
