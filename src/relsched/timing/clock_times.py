"""Times of day: a minute of the day, and its text such as `08:00`."""

from __future__ import annotations

import re

from relsched.errors import TimingError
from relsched.messages.message import Message


def time_text(minute: int) -> str:
    """Write a minute of the day as `08:00`."""
    return f"{minute // 60:02d}:{minute % 60:02d}"


def parse_time(text: str) -> int:
    """Read `08:00` as the minute of the day.

    Raises:
        TimingError: `time-form` for a text of another form or an hour or minute that doesn't exist.
    """
    match = re.match(r"([0-9]{1,2}):([0-9]{2})\Z", text)
    hour, minute = (int(part) for part in match.groups()) if match else (99, 99)
    if hour > 23 or minute > 59:
        raise TimingError(
            Message("error time-form", text=text),
            code="time-form",
            value=text,
            why=Message("error time-form why"),
            fix=Message("error example", text="08:00"),
        )
    return hour * 60 + minute
