"""Public holidays by name, and the days off that are named after them."""

from __future__ import annotations

from datetime import date, timedelta
from functools import lru_cache

from relsched.dates.country_holidays import holiday_names


@lru_cache(maxsize=256)
def holiday(country: str, name: str, year: int) -> tuple[date, date, date] | None:
    """Give a public holiday's own day, and the first and last of the days off that are named after it.

    The name is the English one of the calendar data; `Labor Day` finds `International Labor Day` too.
    """
    days = {
        day: given.removesuffix(" (observed)")
        for day, given in holiday_names(country).items()
        if day.year == year and name.casefold() in given.casefold()
    }
    if not days:
        return None
    exact = [day for day in days if name in days[day].split("/")]
    own = first = last = min(exact or days)
    while last + timedelta(days=1) in days:
        last += timedelta(days=1)
    while first - timedelta(days=1) in days:
        first -= timedelta(days=1)
    return own, first, last
