"""The calendar that a plan defines: what it starts from, and the days it closes and opens."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any, TypeAlias

import attrs

from relsched.dates.calendar_names import canonical_name, check_atom
from relsched.dates.date_reading import DateLike, plain, the_day
from relsched.dates.day_kinds import Weekend
from relsched.dates.windows import Window, WindowLike
from relsched.errors import CalendarError, unknown
from relsched.messages.dates_in_words import render_day
from relsched.messages.message import Message
from relsched.short_repr import short_repr

WEEKDAY_NAMES = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def _a_date(value: DateLike) -> date:
    return the_day(value.strip() if isinstance(value, str) else value)


def _a_weekday(value: int | str) -> int:
    if isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= 6:
        return value
    word = str(value).strip()
    for number, name in enumerate(WEEKDAY_NAMES):
        if word.casefold() == name.casefold():
            return number
    raise CalendarError(
        Message("error calendar-weekend word", word=word),
        code="calendar-weekend",
        value=word,
        why=Message("error calendar-weekend word why", names=WEEKDAY_NAMES),
        fix=unknown(None, word, WEEKDAY_NAMES).fix,
    )


def _to_weekend(value: Iterable[int | str] | int | str | None) -> Weekend | None:
    if value is None:
        return None
    days = (value,) if isinstance(value, int | str) else value
    return tuple(sorted({_a_weekday(day) for day in days}))


# Days off: one or several, each with its name where it has one.
NamedDays: TypeAlias = (
    "DateLike | Iterable[DateLike | Sequence[DateLike | None]] | Mapping[DateLike, str] | None"
)
# Days: one or several.
SeveralDays: TypeAlias = "DateLike | Iterable[DateLike] | None"


def _to_named_days(value: NamedDays) -> tuple[tuple[date, str], ...]:
    """Read days off: dates, ISO texts, pairs of a day and a name, or a mapping."""
    named: dict[date, str] = {}
    items: Iterable[Any] = value.items() if isinstance(value, Mapping) else _one_or_many(value)
    for item in items:
        day, name = item if isinstance(item, tuple | list) else (item, None)
        day = _a_date(day)
        named[day] = named.get(day) or unicodedata.normalize("NFC", name or "").strip()
    return tuple(sorted(named.items()))


def _to_days(value: SeveralDays) -> tuple[date, ...]:
    return tuple(sorted({_a_date(day) for day in _one_or_many(value)}))


def _one_or_many(value: Any) -> Iterable[Any]:
    if value is None:
        return ()
    return (value,) if isinstance(plain(value), str | date) else value


def _to_window(value: WindowLike) -> Window | None:
    return None if value is None else Window.read(value)


def _to_base(value: str | None) -> str | None:
    return None if value is None else canonical_name(value)


_TEXT = r'"(?:[^"\\]|\\.)*"'
_PARTS = re.compile(rf'(?:[^";]|{_TEXT})+')  # what stands between semicolons
_DAYS = re.compile(rf'(?:[^",]|{_TEXT})+')  # what stands between commas


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def _id(_: object, __: attrs.Attribute[str], value: str) -> None:
    check_atom(value, value)


@short_repr
@attrs.frozen
class CalendarSpec:
    """A plan's own calendar, such as `VN` with a day of mourning closed and one Saturday open.

    Attributes:
        id: Its name in the plan.
        base: The name of the calendar it starts from; None starts from every day but the weekend.
        weekend: Closed weekdays, 0 for Monday, or names (`saturday`); None takes the base's, and
            without a base Saturday and Sunday. Given together with a base it replaces the base's.
        closed: More days off, each with its name or "".
        open: More working days, such as a Saturday worked for a Friday off. They win over the base.
        covers: The range it answers for; an open end, or None, takes the base's.

    Raises:
        CalendarError: `calendar-name`; `calendar-weekend` for a week without an open day;
            `calendar-day-twice` for a day that is closed and open; `calendar-day-outside` for a day
            that `covers` leaves out.
        TimingError: `date-form` or `date-absent` for a day that can't be read.
    """

    id: str = attrs.field(validator=_id)
    base: str | None = attrs.field(default=None, converter=_to_base, kw_only=True)
    weekend: Weekend | None = attrs.field(default=None, converter=_to_weekend, kw_only=True)
    closed: tuple[tuple[date, str], ...] = attrs.field(
        default=(), converter=_to_named_days, kw_only=True
    )
    open: tuple[date, ...] = attrs.field(default=(), converter=_to_days, kw_only=True)
    covers: Window | None = attrs.field(default=None, converter=_to_window, kw_only=True)

    def __attrs_post_init__(self) -> None:
        if self.weekend is not None and len(self.weekend) == 7:
            raise CalendarError(
                Message("error calendar-weekend all", id=self.id),
                code="calendar-weekend",
                why=Message("error calendar-weekend all why"),
            )
        both = sorted(set(self.closed_days) & set(self.open))
        if both:
            raise CalendarError(
                Message("error calendar-day-twice", id=self.id),
                code="calendar-day-twice",
                value=", ".join(render_day(day, "en") for day in both),
                why=Message("error calendar-day-twice why"),
                fix=Message("error calendar-day-twice fix", day=str(both[0])),
            )
        covers = self.covers
        if covers is None:
            return
        strays = [day for day in (*self.closed_days, *self.open) if day not in covers]
        if strays:
            raise CalendarError(
                Message("error calendar-day-outside", id=self.id),
                code="calendar-day-outside",
                value=", ".join(render_day(day, "en") for day in sorted(strays)),
                why=Message("error calendar-day-outside why", covers=covers),
                fix=Message("error calendar-day-outside fix"),
            )

    def __str__(self) -> str:
        parts = [self.id if self.base is None else f"{self.id} based on {self.base}"]
        if self.weekend is not None:
            days = ", ".join(WEEKDAY_NAMES[day].lower() for day in self.weekend)
            parts.append(f"weekend {days or 'none'}")
        closed = (f"{day} {_quoted(name)}" if name else str(day) for day, name in self.closed)
        parts += [f"closed {', '.join(closed)}"] if self.closed else []
        parts += [f"open {', '.join(map(str, self.open))}"] if self.open else []
        parts += [] if self.covers is None else [f"covers {self.covers}"]
        return "; ".join(parts)

    @classmethod
    def parse(cls, text: str) -> CalendarSpec:
        """Read the text form, such as `house based on VN; closed 2020-10-05 "Founding day"; open 2020-10-10`.

        Raises:
            CalendarError: `calendar-form`, and whatever else can't be of a calendar.
            TimingError: `date-form` or `date-absent` for a day that can't be read.
        """
        first, *parts = (part.strip() for part in _PARTS.findall(text) or ("",))
        name, _, base = first.partition(" based on ")
        found: dict[str, Any] = {"base": base.strip() or None}
        for part in parts:
            word, _, rest = part.partition(" ")
            if word not in ("weekend", "closed", "open", "covers") or word in found:
                raise CalendarError(
                    Message("error calendar-form text"),
                    code="calendar-form",
                    value=part,
                    why=Message("error calendar-form text why"),
                    fix=Message("error example", text="house based on VN; closed 2020-10-05"),
                )
            found[word] = rest.strip()
        for word in ("weekend", "open"):
            if word in found:
                listed = found[word].split(",")
                found[word] = () if found[word] == "none" else [day.strip() for day in listed]
        if "closed" in found:
            days = (part.strip().partition(" ") for part in _DAYS.findall(found["closed"]))
            found["closed"] = [(day, json.loads(name) if name else None) for day, _, name in days]
        return cls(name.strip(), **found)

    @property
    def closed_days(self) -> tuple[date, ...]:
        """The days off without their names."""
        return tuple(day for day, _ in self.closed)
