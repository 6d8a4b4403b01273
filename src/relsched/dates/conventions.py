"""Conventions: the choices of counting that a plan makes once, and named sets of them with their source.

| convention | values | meaning |
|---|---|---|
| `before` | `exclusive`, `inclusive` | whether "before 31 March" leaves 30 or 31 March as the last day |
| `after` | `exclusive`, `inclusive` | whether "after 15 October" begins on the 16th or the 15th |
| `immediately` | an offset, `0 days` | how long "immediately after" leaves |
| `roll_before` | a roll | what happens to a date counted back from an event that falls on a closed day |
| `roll_after` | a roll | the same for a date counted forward |
| `counting` | `calendar`, `clear days` | whether the day reached is counted |
| `week_starts` | a weekday | what "start of week" means |
| `least_working_days` | a number, 0 | a term of two days or more holds at least so many working days |
| `roll_hours` | `stay`, `same hour` | whether what is counted in hours rolls too, to the same hour of an open day |
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeAlias

import attrs

from relsched.dates.offsets import Offset
from relsched.dates.recurrence import WEEKDAYS
from relsched.dates.rolls import Roll
from relsched.errors import TimingError, unknown
from relsched.messages.message import Message
from relsched.short_repr import short_repr


def _one_of(*words: str) -> Any:
    def check(_: object, attribute: attrs.Attribute[str], value: str) -> None:
        if value not in words:
            begun = next((word for word in words if value and word.startswith(value)), value)
            raise TimingError(
                Message("error convention-value", name=attribute.name, value=value),
                code="convention-value",
                value=value,
                why=Message("error convention-value why", names=words),
                fix=unknown(None, begun, words).fix,
            )

    return check


def _to_offset(value: Offset | str) -> Offset:
    return Offset.parse(value) if isinstance(value, str) else value


def _to_roll(value: Roll | str) -> Roll:
    return Roll.parse(value) if isinstance(value, str) else value


def _to_weekday(value: int | str) -> int:
    if isinstance(value, int) and 0 <= value <= 6:
        return value
    for number, name in enumerate(WEEKDAYS):
        if str(value).strip().casefold() == name.casefold():
            return number
    why, fix = unknown(Message("kinds weekdays"), str(value), WEEKDAYS)
    raise TimingError(
        Message("error convention-value weekday", value=value),
        code="convention-value",
        value=str(value),
        why=why,
        fix=fix,
    )


def _to_count(value: int | str) -> int:
    text = str(value)
    if not (text.isascii() and text.isdigit() and len(text) < 4):
        raise TimingError(
            Message("error convention-value count", value=value),
            code="convention-value",
            value=text,
        )
    return int(text)


# What one choice may be given as; a plan file has texts.
ConventionLike: TypeAlias = "str | int | Offset | Roll"


@short_repr
@attrs.frozen
class Conventions:
    """One choice for each convention, such as `before: exclusive, roll_after: following`.

    Raises:
        TimingError: `convention-value`, `unknown-roll` or an offset's error for a value that can't be.
    """

    before: str = attrs.field(default="exclusive", validator=_one_of("exclusive", "inclusive"))
    after: str = attrs.field(default="exclusive", validator=_one_of("exclusive", "inclusive"))
    immediately: Offset = attrs.field(default=Offset(days=0), converter=_to_offset)
    roll_before: Roll = attrs.field(default=Roll.NONE, converter=_to_roll)
    roll_after: Roll = attrs.field(default=Roll.NONE, converter=_to_roll)
    counting: str = attrs.field(default="calendar", validator=_one_of("calendar", "clear days"))
    week_starts: int = attrs.field(default=0, converter=_to_weekday)
    least_working_days: int = attrs.field(default=0, converter=_to_count)
    roll_hours: str = attrs.field(default="stay", validator=_one_of("stay", "same hour"))
    name: str | None = attrs.field(default=None, eq=False)

    @classmethod
    def named(cls, name: str) -> Conventions:
        """Give a set that a law or a custom fixes; `NAMED_SETS` lists them with their source.

        Args:
            name: Name of the set, such as `vn-civil-code-2015`.

        Raises:
            TimingError: `unknown-conventions`.
        """
        found = NAMED_SETS.get(name)
        if found is None:
            why, fix = unknown(Message("kinds named sets"), name, sorted(NAMED_SETS))
            raise TimingError(
                Message("error unknown-conventions", name=name),
                code="unknown-conventions",
                value=name,
                why=why,
                fix=fix,
            )
        return found[0]

    @classmethod
    def read(cls, value: Conventions | str | Mapping[str, ConventionLike] | None) -> Conventions:
        """Make conventions from a name, or from a mapping of choices that may be `based_on` a name.

        Args:
            value: Conventions, the name of a set, choices by the names of conventions, or None for the
                defaults.

        Raises:
            TimingError: `unknown-conventions`, `unknown-convention`, and what the value of a choice can't be.
        """
        if isinstance(value, Conventions):
            return value
        if value is None:
            return cls()
        if isinstance(value, str):
            return cls.named(value)
        choices = dict(value)
        base = choices.pop("based_on", None)
        return (cls() if base is None else cls.named(str(base))).with_choices(choices)

    def with_choices(self, choices: Mapping[str, ConventionLike]) -> Conventions:
        """Give the same conventions with some choices changed.

        Raises:
            TimingError: `unknown-convention` for a name that isn't a convention.
        """
        for choice in choices:
            if choice not in NAMES:
                why, fix = unknown(Message("kinds conventions"), choice, NAMES)
                raise TimingError(
                    Message("error unknown-convention", name=choice),
                    code="unknown-convention",
                    value=choice,
                    why=why,
                    fix=fix,
                )
        return attrs.evolve(self, **choices) if choices else self  # type: ignore[arg-type]

    def __str__(self) -> str:
        return "; ".join(f"{name}: {text}" for name, text in self.choices().items()) or "default"

    @classmethod
    def parse(cls, text: str) -> Conventions:
        """Read the text form, such as `before: inclusive; roll_after: following`, or the name of a set.

        Raises:
            TimingError: `unknown-conventions`, `unknown-convention`, and what is wrong with a value.
        """
        if ":" not in text:
            return cls() if text.strip() == "default" else cls.named(text.strip())
        pairs = (part.partition(":") for part in text.split(";"))
        return cls().with_choices({name.strip(): value.strip() for name, _, value in pairs})

    def choices(self, base: Conventions | None = None) -> dict[str, str]:
        """Give as text the choices that differ from a base (the default conventions where none is given)."""
        base = base if base is not None else Conventions()
        return {
            name: self.text_of(name) for name in NAMES if getattr(self, name) != getattr(base, name)
        }

    def cited(self, name: str) -> Message | None:
        """Give where a choice comes from: the set of these conventions, and its article or rule.

        Args:
            name: Name of the convention, such as `roll_after`.

        Returns:
            What to cite; None where no law says it, or where the plan has chosen otherwise than its set.
        """
        if self.name is None or name not in _CITED[self.name]:
            return None
        if getattr(self, name) != getattr(NAMED_SETS[self.name][0], name):
            return None
        words = name.replace("_", " ")
        return Message(f"cite {self.name} {words}")

    def text_of(self, name: str) -> str:
        """Give the value of one convention as it is written in a plan.

        Args:
            name: Name of the convention, such as `before`.
        """
        value = getattr(self, name)
        if isinstance(value, Roll):
            return str(value.value)
        return WEEKDAYS[value].lower() if name == "week_starts" else str(value)


NAMES = tuple(field.name for field in attrs.fields(Conventions) if field.name != "name")

# Each set with what it rests on. None of them names a calendar: that is the plan's.
NAMED_SETS: dict[str, tuple[Conventions, str]] = {
    "vn-civil-code-2015": (
        Conventions(roll_after=Roll.FOLLOWING, name="vn-civil-code-2015"),
        "Civil Code of Vietnam, Law 91/2015/QH13, articles 144 to 148: the first day isn't counted"
        " (147); a term that ends on a day off ends with the next working day (148.5).",
    ),
    "us-frcp-6": (
        Conventions(
            roll_before=Roll.PRECEDING,
            roll_after=Roll.FOLLOWING,
            roll_hours="same hour",
            name="us-frcp-6",
        ),
        "United States Federal Rules of Civil Procedure, rule 6(a)(1), (2) and (5): the day of the"
        " event isn't counted, every other day is, and a last day that is a Saturday, Sunday or"
        " legal holiday moves on in the direction of counting; a period in hours that ends on such"
        " a day runs on to the same time of the next day that isn't one.",
    ),
    "eu-1182-71": (
        Conventions(roll_after=Roll.FOLLOWING, least_working_days=2, name="eu-1182-71"),
        "Regulation (EEC, Euratom) 1182/71, article 3: the day of the event isn't counted (3.1);"
        " a last day that is a holiday, Sunday or Saturday gives the next working day, but not when"
        " counting back (3.4); a period of two days or more holds at least two working days, in"
        " whichever direction it runs (3.5).",
    ),
}

# The choices of a set that an article or rule of its own makes; `cite SET CHOICE` are their sentences.
_CITED: dict[str, tuple[str, ...]] = {
    "vn-civil-code-2015": ("counting", "roll_after"),
    "us-frcp-6": ("counting", "roll_before", "roll_after", "roll_hours"),
    "eu-1182-71": ("counting", "roll_after", "least_working_days"),
}
