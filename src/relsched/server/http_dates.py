"""Dates of HTTP: moments as it writes them (RFC 9110, 5.6.7)."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from email.utils import format_datetime

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_CLOCK = r"(?P<h>[0-9]{2}):(?P<m>[0-9]{2}):(?P<s>[0-9]{2})"
_MONTH = rf"(?P<month>{'|'.join(MONTHS)})"
_FORMS = tuple(
    re.compile(form)
    for form in (
        rf"(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), (?P<day>[0-9]{{2}}) {_MONTH} (?P<year>[0-9]{{4}}) {_CLOCK} GMT",
        r"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day,"
        rf" (?P<day>[0-9]{{2}})-{_MONTH}-(?P<year>[0-9]{{2}}) {_CLOCK} GMT",
        rf"(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun) {_MONTH} (?P<day>[ 0-9][0-9]) {_CLOCK} (?P<year>[0-9]{{4}})",
    )
)


def write_moment(moment: datetime) -> str:
    """Write a moment in the preferred form: `Sun, 06 Nov 1994 08:49:37 GMT`."""
    return format_datetime(moment.astimezone(UTC), usegmt=True)


def find_moment(text: str, now: datetime) -> datetime | None:
    """Read a moment in one of the three forms of HTTP; None for anything else.

    Args:
        text: What stands in the header.
        now: A year of two digits that would lie more than 50 years after it is one of the century before.
    """
    for form in _FORMS:
        found = form.fullmatch(text.strip(" \t"))
        if found is None:
            continue
        year = int(found["year"])
        if len(found["year"]) == 2:
            year += now.year - now.year % 100
            year -= 100 if year > now.year + 50 else 0
        try:
            return datetime(
                year,
                MONTHS.index(found["month"]) + 1,
                int(found["day"]),
                int(found["h"]),
                int(found["m"]),
                59 if found["s"] == "60" else int(found["s"]),  # a leap second
                tzinfo=UTC,
            )
        except ValueError:
            return None
    return None
