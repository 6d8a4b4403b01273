"""The lunar calendar of Vietnam. The only door to lunar_vn."""

from __future__ import annotations

from datetime import date


def to_solar(day: int, month: int, year: int, *, is_leap: bool = False) -> date | None:
    """Give the day of the solar calendar, or None where the lunar month has no such day."""
    from lunar_vn import LunarDate, lunar_to_solar, solar_to_lunar

    try:
        found: date = lunar_to_solar(LunarDate(day, month, year, is_leap))
        back = solar_to_lunar(found)
    except ValueError:
        return None
    same = (back.day, back.month, back.year, back.leap) == (day, month, year, is_leap)
    return found if same else None
