"""The working calendar of a country or of a part of it, made from its public holidays."""

from __future__ import annotations

from datetime import date
from functools import lru_cache

from relsched.dates.country_holidays import (
    SUPPLEMENT_VERSION,
    country_weekends,
    data_version,
    find_entity,
    load_holidays,
    missing_swaps,
    named_holidays,
)
from relsched.dates.day_kinds import HOLIDAY, SWAPPED
from relsched.dates.working_calendar import WorkingCalendar


@lru_cache(maxsize=64)
def country_calendar(name: str) -> WorkingCalendar | None:
    """Make the calendar of a country or a part of it, or None if there is none of that name."""
    entity = find_entity(name)
    if entity is None:
        return None
    data, years = load_holidays(*entity, "en")
    swaps = missing_swaps(entity[0], data)
    first, last = date(years[0], 1, 1), date(years[-1], 12, 31)
    start, length = first.toordinal(), last.toordinal() - first.toordinal() + 1
    kinds = bytearray(country_weekends(data, first, last))
    for day in (*data.keys(), *(swap.off for swap in swaps)):
        if 0 <= (index := day.toordinal() - start) < length:
            kinds[index] = HOLIDAY
    for day in (*data.weekend_workdays, *(swap.worked for swap in swaps)):
        if 0 <= (index := day.toordinal() - start) < length and data.is_weekend(day):
            kinds[index] = SWAPPED
    names = named_holidays(data, swaps, "en")
    version = f"holidays {data_version()}" + (f", {SUPPLEMENT_VERSION}" if swaps else "")
    return WorkingCalendar(name, first, bytes(kinds), version=version, names=names, country=name)
