"""Countries: the public holidays of each, their names and its weekends. The only door to holidays."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from functools import lru_cache
from typing import Any, NamedTuple

from relsched.dates.calendar_names import ATOM
from relsched.dates.day_kinds import OPEN, RULES, WEEKEND, days_from, weekly_kinds
from relsched.errors import UnknownCalendarError, did_you_mean
from relsched.messages.message import Message


class _Swap(NamedTuple):
    """A working day taken off for a day of the weekend that is worked instead."""

    off: date
    worked: date
    names: Mapping[str, str]


_SUPPLEMENT: dict[str, tuple[_Swap, ...]] = {
    "VN": (
        # Office of the Government, dispatch 12729/VPCP-KGVX of 25 December 2025, on the Ministry of
        # Home Affairs' plan for New Year 2026: Friday 2 January is off, Saturday 10 January is
        # worked instead.
        _Swap(
            off=date(2026, 1, 2),
            worked=date(2026, 1, 10),
            names={
                "en": "Day off (substituted from 01/10/2026)",
                "vi": "Ngày nghỉ (thay cho ngày 10/01/2026)",
            },
        ),
    ),
}
SUPPLEMENT_VERSION = "supplement 1"

# The package answers for any year of its own range. Vietnam's lunar dates are checked from 1950 on,
# and after 2099 they stop without a word.
_EARLIEST_YEAR = {"VN": 1950}
_YEARS = range(1900, 2100)


def find_entity(name: str) -> tuple[str, str | None] | None:
    """Give the country and its part that a name means, or None."""
    import holidays

    code, _, part = name.partition("-")
    parts = holidays.list_supported_countries(include_aliases=False).get(code)
    if parts is None or (part and part not in parts):
        return None
    return code, part or None


def load_holidays(code: str, part: str | None, language: str) -> Any:
    """Read a country's holidays, named in a language, else in English, else in its own."""
    import holidays

    bare = holidays.country_holidays(code, subdiv=part)
    languages = tuple(bare.supported_languages or ())
    wanted = (language, "en_US", "en")
    found = next((s for w in wanted for s in languages if s == w or s.startswith(f"{w}_")), None)
    first = max(bare.start_year, _YEARS[0], _EARLIEST_YEAR.get(code, 0))
    last = min(bare.end_year, _YEARS[-1])
    years = range(first, last + 1)
    return holidays.country_holidays(code, subdiv=part, years=years, language=found), years


def missing_swaps(code: str, data: Any) -> tuple[_Swap, ...]:
    """Give our swaps that the package doesn't know; when it learns one, ours is left out."""
    return tuple(
        swap
        for swap in _SUPPLEMENT.get(code, ())
        if swap.off not in data and swap.worked not in data.weekend_workdays
    )


def named_holidays(data: Any, swaps: Iterable[_Swap], language: str) -> Mapping[date, str]:
    """Give the names of the holidays that were read, with those of our swaps."""
    ours = {swap.off: swap.names.get(language, swap.names["en"]) for swap in swaps}
    return {**dict(data.items()), **ours}


@lru_cache(maxsize=128)
def country_names(name: str, language: str) -> Mapping[date, str]:
    """Give the public holidays of a country or a part of it by day, named in a language."""
    entity = find_entity(name)
    assert entity is not None
    data, _ = load_holidays(*entity, language)
    return named_holidays(data, missing_swaps(entity[0], data), language)


def holiday_names(country: str, language: str = "en") -> Mapping[date, str]:
    """Give the public holidays of a country by day, named in a language; empty for an unknown country."""
    return {} if find_entity(country) is None else country_names(country, language)


def data_version() -> str:
    """Give the version of the package."""
    import holidays

    return str(vars(holidays)["__version__"])


def country_weekends(data: Any, first: date, last: date) -> bytes:
    """Give the weekends; some countries have moved theirs, and only those are asked day by day."""
    import holidays

    steady = getattr(type(data), "_get_weekend", None) is getattr(
        holidays.HolidayBase, "_get_weekend", object()
    )
    if steady:
        return weekly_kinds(tuple(sorted(data.weekend)), first, last)
    return bytes(WEEKEND if data.is_weekend(day) else OPEN for day in days_from(first, last))


def unknown_calendar(name: str, own: Iterable[str]) -> UnknownCalendarError:
    """Say that a name means no calendar, and which one it may have meant."""
    import holidays
    from holidays.registry import COUNTRIES

    why = Message("error unknown-calendar why")
    # Countries by code, by longer code and by name: `VNM` and `Vietnam` mean `VN`.
    choices = {word: word for word in (*own, *RULES)}
    for long_name, (_, code, *aliases) in COUNTRIES.items():
        for word in (code, *aliases, long_name):
            choices.setdefault(word, code)
    near = did_you_mean(name, choices, likeness=0.75)
    fix = choices[near] if near else None

    country, dash, part = name.partition("-")
    parts = holidays.list_supported_countries(include_aliases=False).get(country.upper())
    if dash and parts is not None:
        # Codes of two letters are all alike; only a slip of the case is sure to be one.
        code = country.upper()
        fix = next((f"{code}-{p}" for p in parts if p.casefold() == part.casefold()), None)
        listed = tuple(f"`{p}`" for p in parts if ATOM.match(f"A{p}"))
        why = (
            Message("error unknown-calendar parts", country=code, parts=listed)
            if listed
            else Message("error unknown-calendar no parts", country=code)
        )
    return UnknownCalendarError(
        Message("error unknown-calendar", name=name),
        code="unknown-calendar",
        value=name,
        why=why,
        fix=Message("error write", text=fix) if fix else None,
    )
