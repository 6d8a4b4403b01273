"""Numbers with units become amounts."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

import attrs

from relsched.dates.offsets import Offset
from relsched.phrases.builder.attempt import Attempt
from relsched.phrases.builder.meanings import Amount, Unreadable
from relsched.phrases.lexed_words import LexedWord

_UNITS = ("years", "months", "weeks", "days", "clear_days", "working_days", "hours", "minutes")


def offset_of(parts: Mapping[str, int], calendar: str | None = None) -> Offset:
    """Make an offset of its units by name."""
    given: dict[str, Any] = {**parts, "calendar": calendar}
    return Offset(**given)


def one_more(offset: Offset, change: int) -> Offset:
    """Lengthen or shorten the smallest unit of an offset by one."""
    parts: dict[str, int] = {
        name: getattr(offset, name) for name in _UNITS if getattr(offset, name) is not None
    }
    smallest = list(parts)[-1]
    if smallest in ("weeks", "months", "years"):
        parts["days"] = change
        if change < 0:
            raise Unreadable(None)
    else:
        parts[smallest] += change
    if parts[smallest] < 0:
        raise Unreadable(None)
    return offset_of(parts, offset.calendar)


@attrs.frozen
class Amounts:
    """Gives numbers with units as amounts."""

    attempt: Attempt

    def amount(self, *items: Any) -> Amount:
        """Numbers with units, one after another."""
        total: dict[str, int] = {}
        for item in items:
            for unit, count in item.items():
                if unit in total:
                    raise Unreadable(None)
                total[unit] = count
        return Amount(offset_of(total))

    def item(self, number: Any, unit: LexedWord) -> dict[str, int]:
        """A number with a unit."""
        count = 1 if number is None else number.value
        name = unit.value
        if name == "quarters":
            return {"months": 3 * count}
        if name == "halves of month":
            return {"days": 15 * count}
        if name == "fortnights":
            return {"weeks": 2 * count}
        return {name: count}

    def one(self, unit: LexedWord) -> dict[str, int]:
        """A unit alone after an article: one of it."""
        return self.item(None, unit)

    def half_unit(self, unit: LexedWord) -> dict[str, int]:
        """Half of a unit."""
        return self._half_of(unit.value)

    def item_and_half(self, number: Any, unit: LexedWord) -> dict[str, int]:
        """A number and a half of a unit."""
        count = 1 if number is None else number.value
        half = self._half_of(unit.value)
        found = {unit.value: count}
        for name, more in half.items():
            found[name] = found.get(name, 0) + more
        return found

    def _half_of(self, unit: str) -> dict[str, int]:
        halves = {
            "years": {"months": 6},
            "months": {"days": 15},
            "hours": {"minutes": 30},
            "days": {"hours": 12},
        }
        if unit not in halves:
            raise Unreadable(None)
        if unit == "months":
            self.attempt.note("phrase half month")
        return halves[unit]

    def decimal_item(self, number: LexedWord, unit: LexedWord) -> dict[str, int]:
        """A number with decimals, where the unit has such parts: half a year is six months."""
        if not isinstance(number.value, Fraction) or unit.value in ("days", "months"):
            raise Unreadable(None)
        whole, rest = divmod(number.value, 1)
        if not rest:
            return self.item_of(whole, unit)
        parts = {"years": ("months", 12), "hours": ("minutes", 60)}.get(unit.value)
        if parts is None or (rest * parts[1]).denominator != 1:
            raise Unreadable(None)
        found = {unit.value: int(whole)} if whole else {}
        return {**found, parts[0]: int(rest * parts[1])}

    def one_and_half(self, unit: LexedWord) -> dict[str, int]:
        """One and a half of a unit."""
        return self.item_and_half(None, unit)

    def amounts(self, low: LexedWord, high: LexedWord, unit: LexedWord) -> Amount:
        """A least and a greatest number of a unit."""
        first, last = sorted((low.value, high.value))
        return Amount(offset_of(self.item_of(first, unit)), offset_of(self.item_of(last, unit)))

    def item_of(self, count: int, unit: LexedWord) -> dict[str, int]:
        """Give the parts of an offset for a count of a unit."""
        return {name: amount * count for name, amount in self.item(None, unit).items()}

    def amount_range(self, low: Amount, high: Amount) -> Amount:
        """A least and a greatest amount, each with its unit."""
        return Amount(low.low, high.low)

    def nth_item(self, place: LexedWord, number: LexedWord, unit: LexedWord) -> dict[str, int]:
        """The last so many days before something, the first after it."""
        if place.value not in (1, -1):
            raise Unreadable(None)
        return self.item(number, unit)
