"""On which days a calendar shows an entry of a schedule.

| entry | shown |
|---|---|
| deadline with a settled due date | on it, CONFIRMED |
| span, and a deadline fixed from one day to another | on all its days, CONFIRMED |
| window that the plan gives, and anything else with a settled limit and a beginning | on its last day, CONFIRMED |
| duty with a settled end | on its last day, CONFIRMED |
| deadline whose date isn't settled | on the last day that is surely in time, TENTATIVE; without one it isn't shown |
| deadline that has been met | on the day it was, CONFIRMED |
| event of the plan | on all its days, CONFIRMED |
| event whose date is a window | on the first day of it, TENTATIVE |

What has a time of day is shown from moment to moment: a deadline for the half hour that ends at it, an event for its
hours.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Literal, TypeAlias

import attrs

from relsched.dates.windows import Window
from relsched.dates.zones import in_zone
from relsched.plan.known_dates import Known
from relsched.schedule.entry import Entry
from relsched.short_repr import short_repr

# How long before its moment a deadline is shown: what has no length isn't shown, or can't be touched, on a phone.
LEAD_TIME = timedelta(minutes=30)
_ENDLESS = ("duty", "recurring")
_WINDOWED = ("window", "open", "delegated", "span")


# What the day means on which an entry is shown; its title and its description say it.
Manner: TypeAlias = Literal["due", "by", "span", "ends", "done", "open"]


@short_repr
@attrs.frozen
class ShownDays:
    """The days on which a calendar shows an entry.

    Attributes:
        first, last: The days, both included.
        manner: What they mean.
        window: The first and last day on which it may lie; None where it lies on its days.
        starts_at, ends_at: The moments it is shown from and to, with a zone; None for whole days.
    """

    first: date
    last: date
    manner: Manner
    window: tuple[date, date] | None = None
    starts_at: datetime | None = None
    ends_at: datetime | None = None

    @property
    def status(self) -> str:
        """`CONFIRMED`, or `TENTATIVE` while the date isn't settled."""
        return "TENTATIVE" if self.manner == "open" else "CONFIRMED"


def shown_days(entry: Entry, known: Known | None = None) -> ShownDays | None:
    """Give the days on which a calendar shows an entry; None where it shows none.

    What is done stands on the day it was done, wherever its rule would put it later.

    Args:
        entry: The entry.
        known: What is known of it from outside.
    """
    if entry.done is not None:
        return ShownDays(entry.done, entry.done, "done")
    if entry.is_event:
        return _event_days(entry)
    if entry.due is None:
        return None
    if not entry.due.is_settled:
        return _open_days(entry)
    day = entry.due.day
    begins = entry.not_before
    if entry.pinned is not None and known is not None and known.within is None:
        begins = entry.pinned
        if begins.earliest is not None and begins.earliest < day:
            return ShownDays(begins.earliest, day, "span")
        return _at_moment(entry, ShownDays(day, day, "due"))
    if entry.kind in _ENDLESS:
        return _at_moment(entry, ShownDays(day, day, "ends"))
    if entry.kind == "span" and begins is not None and begins.is_settled and begins.day <= day:
        return ShownDays(begins.day, day, "span")
    if entry.kind in _WINDOWED and begins is not None and begins != entry.due:
        shown = ShownDays(day, day, "by", _days(begins.earliest, day))
    else:
        shown = ShownDays(day, day, "due")
    return _at_moment(entry, shown)


def _open_days(entry: Entry) -> ShownDays | None:
    """Give the last day that is surely in time."""
    if entry.due is None or entry.safe is None or entry.safe.latest is None:
        return None
    begins: Window = entry.due
    if entry.kind in (*_WINDOWED, *_ENDLESS) and entry.not_before is not None:
        begins = entry.not_before
    window = _days(begins.earliest, entry.due.latest)
    return ShownDays(entry.safe.latest, entry.safe.latest, "open", window)


def _event_days(entry: Entry) -> ShownDays | None:
    start, end = entry.not_before, entry.due
    if start is None or end is None or start.earliest is None:
        return None
    if not (start.is_settled and end.is_settled) or end.day < start.day:
        window = _days(start.earliest, end.latest)
        return ShownDays(start.earliest, start.earliest, "open", window)
    shown = ShownDays(start.day, end.day, "span")
    starts_at, ends_at = entry.begins_at, entry.due_at
    one = starts_at or ends_at
    if one is None:
        return shown
    # Where only one of its hours is known, it is shown from or to the end of the day at its other side.
    zone = str(one.tzinfo)
    starts_at = starts_at or in_zone(datetime(start.day.year, start.day.month, start.day.day), zone)
    if ends_at is None:
        after = end.day + timedelta(days=1)
        ends_at = in_zone(datetime(after.year, after.month, after.day), zone)
    return (
        attrs.evolve(shown, starts_at=starts_at, ends_at=ends_at) if starts_at < ends_at else shown
    )


def _at_moment(entry: Entry, shown: ShownDays) -> ShownDays:
    moment = entry.due_at
    if moment is None or moment.date() != shown.last:
        return shown
    zone = str(moment.tzinfo)
    starts_at = in_zone(moment.astimezone(UTC) - LEAD_TIME, zone)  # also where clocks go forward
    return attrs.evolve(shown, starts_at=starts_at, ends_at=moment)


def _days(first: date | None, last: date | None) -> tuple[date, date] | None:
    return None if first is None or last is None or last <= first else (first, last)
