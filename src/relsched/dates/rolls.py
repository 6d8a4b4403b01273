"""Rolls: what to do with a date that falls on a closed day.

| roll | a closed day becomes |
|---|---|
| `none` | itself |
| `following` | the next open day |
| `preceding` | the previous open day |
| `modified following` | the next open day, unless that leaves the month, then the previous one |
| `modified preceding` | the previous open day, unless that leaves the month, then the next one |
| `nearest` | the closest open day; the following one when both are equally far |

An open day always stays. Every roll is monotone and changes nothing twice.

Source: FpML `businessDayConvention`; Strata `BusinessDayConvention`. `nearest` goes by distance, as
in almanac: the weekday rule of FpML and Strata isn't monotone over a long closure.
"""

from __future__ import annotations

from datetime import date
from enum import Enum
from typing import TYPE_CHECKING

from relsched.errors import TimingError, unknown
from relsched.messages.message import Message

if TYPE_CHECKING:
    from relsched.dates.days import Days
    from relsched.dates.working_calendar import WorkingCalendar


class Roll(Enum):
    """What to do with a date that falls on a closed day, such as `modified following`."""

    NONE = "none"
    FOLLOWING = "following"
    PRECEDING = "preceding"
    MODIFIED_FOLLOWING = "modified following"
    MODIFIED_PRECEDING = "modified preceding"
    NEAREST = "nearest"

    @classmethod
    def parse(cls, text: str) -> Roll:
        """Read a roll; the inverse of `str`. Case doesn't matter, `_` and `-` stand for a space.

        Args:
            text: Its words, such as `modified following`.

        Raises:
            TimingError: `unknown-roll`.
        """
        words = " ".join(text.replace("_", " ").replace("-", " ").casefold().split())
        names = [roll.value for roll in cls]
        if words in names:
            return cls(words)
        why, fix = unknown(Message("kinds rolls"), words, names)
        raise TimingError(
            Message("error unknown-roll", text=text),
            code="unknown-roll",
            value=text,
            why=why,
            fix=fix,
        )

    def __str__(self) -> str:
        return self.value


def apply_roll(days: Days, roll: Roll, calendar: WorkingCalendar) -> Days:
    """Roll each day off the closed days of a calendar.

    Infinities stay. Days outside the calendar's range, and those whose answer it can't know, become
    `days.OUTSIDE`; `none` asks the calendar nothing.
    """
    if roll is Roll.NONE:
        return days
    if roll is Roll.FOLLOWING:
        return calendar.next_or_same_array(days)
    if roll is Roll.PRECEDING:
        return calendar.previous_or_same_array(days)

    import numpy as np

    from relsched.dates.days import OUTSIDE, is_finite, month_start, number

    # Where the range ends before an open day is found, the day beyond it is the nearest it could
    # be: if even that one loses, the other side is the answer whatever the calendar would have
    # said.
    too_early, too_late = number(calendar.first) - 1, number(calendar.last) + 1
    following = calendar.next_or_same_array(days)
    following = np.where(following == OUTSIDE, too_late, following)
    preceding = calendar.previous_or_same_array(days)
    preceding = np.where(preceding == OUTSIDE, too_early, preceding)
    inside = calendar.covers_array(days)
    day = np.where(inside, days, 0)
    if roll is Roll.NEAREST:
        rolled = np.where(day - preceding < following - day, preceding, following)
    elif roll is Roll.MODIFIED_FOLLOWING:
        leaves = month_start(following) != month_start(day)
        rolled = np.where(leaves, preceding, following)
    else:
        leaves = month_start(preceding) != month_start(day)
        rolled = np.where(leaves, following, preceding)
    known = inside & (rolled > too_early) & (rolled < too_late)
    return np.where(known, rolled, np.where(is_finite(days), OUTSIDE, days))


def roll_date(day: date, roll: Roll, calendar: WorkingCalendar) -> date:
    """Roll one day off the closed days of a calendar.

    Raises:
        CalendarError: `outside-calendar` when the day or the answer lies outside its range.

    Example:
        >>> from relsched.dates.calendars import Calendars
        >>> SAT_2027_07_31, plain = date(2027, 7, 31), Calendars().get("weekdays")
        >>> str(roll_date(SAT_2027_07_31, Roll.MODIFIED_FOLLOWING, plain))
        '2027-07-30'
    """
    from relsched.dates import days

    (rolled,) = apply_roll(days.array([days.number(day)]), roll, calendar)
    if rolled == days.OUTSIDE:
        raise calendar.outside(day, Message("error outside-calendar roll", day=day, roll=str(roll)))
    return days.day(rolled)
