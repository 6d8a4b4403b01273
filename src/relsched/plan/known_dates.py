"""Known dates: what has been fixed from outside about events and deadlines, with who, when and why.

They are frozen, checked when they are made, and equal when they mean the same.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date, datetime

import attrs

from relsched.dates.windows import Window, parse_date
from relsched.errors import KnownError, RelschedError, TimingError, one_or_all, unknown
from relsched.messages.message import Message
from relsched.plan.items import to_date
from relsched.plan.plan import Plan, read_zone
from relsched.timing.clock_times import parse_time, time_text
from relsched.timing.points import Day
from relsched.timing.timings import After, By, From, FromTo, In, Timing


@attrs.frozen
class Moment:
    """A day, with a time of day where one is known: `2020-10-13`, `2020-10-13 08:00 Asia/Ho_Chi_Minh`."""

    day: date
    minute: int | None = None
    zone: str | None = None

    def __str__(self) -> str:
        if self.minute is None:
            return self.day.isoformat()
        return f"{self.day} {time_text(self.minute)}" + (f" {self.zone}" if self.zone else "")

    def is_before(self, other: Moment) -> bool:
        """Whether it surely comes before another; on one day only times in one zone are compared.

        Args:
            other: The moment it is compared with.
        """
        if self.day != other.day or self.zone != other.zone:
            return self.day < other.day
        if self.minute is None or other.minute is None:
            return False
        return self.minute < other.minute

    @classmethod
    def read(cls, value: Moment | date | str) -> Moment:
        """Make a moment from a date, from a datetime without zone or with a named one, or from its text.

        Args:
            value: What is read; a datetime's seconds are left out.

        Raises:
            TimingError: `date-form`, `time-form`.
            KnownError: `known-form` for a zone without a name.
        """
        if isinstance(value, Moment):
            return value
        if isinstance(value, datetime):
            zone = getattr(value.tzinfo, "key", None)
            if value.tzinfo is not None and zone is None:
                raise KnownError(
                    Message("error known-form zone"),
                    code="known-form",
                    value=value.isoformat(),
                    fix=Message("error known-form zone fix"),
                )
            return cls(value.date(), value.hour * 60 + value.minute, zone)
        if isinstance(value, date):
            return cls(date(value.year, value.month, value.day))
        day, _, rest = value.strip().replace("T", " ", 1).partition(" ")
        if not rest:
            return cls(parse_date(day))
        time, _, zone = rest.strip().partition(" ")
        return cls(parse_date(day), parse_time(time), read_zone(zone.strip()) if zone else None)


def _moment(value: Moment | date | str | None) -> Moment | None:
    return None if value is None else Moment.read(value)


@attrs.frozen
class Known:
    """What has been fixed from outside about an event or a deadline, with who, when and why.

    | text | meaning |
    |---|---|
    | `2020-10-13` | an event begins on that day; a deadline is due on it, whatever its rule says |
    | `2020-10-13 08:00` | the same, with the time |
    | `2020-10-13..2020-10-15` | from the first day to the last |
    | `..2020-10-15` | an event ends on that day |
    | `in October 2020` · `from 2020-10-01 to 2020-10-20` | it lies somewhere in these days |
    | `done 2020-10-02` | it was completed on that day |
    """

    item: str
    start: Moment | None = attrs.field(default=None, converter=_moment)
    end: Moment | None = attrs.field(default=None, converter=_moment)
    within: Window | None = None
    done: date | None = attrs.field(default=None, converter=to_date)
    by: str | None = attrs.field(default=None, kw_only=True)
    on: str | None = attrs.field(default=None, kw_only=True)
    reason: str | None = attrs.field(default=None, kw_only=True)

    def __attrs_post_init__(self) -> None:
        if self.start is not None and self.end is not None and self.end.is_before(self.start):
            raise KnownError(
                Message("error window-reversed known", item=self.item),
                code="window-reversed",
                value=str(self),
                fix=Message("error window-reversed fix", text=f"{self.end}..{self.start}"),
            )
        if all(part is None for part in (self.start, self.end, self.within, self.done)):
            raise KnownError(Message("error known-form empty", item=self.item), code="known-form")

    @property
    def text(self) -> str:
        """Its text form, without the item."""
        if self.done is not None:
            return f"done {self.done}"
        if self.within is not None:
            return str(_window_timing(self.within))
        if self.end is None:
            return str(self.start)
        return f"{self.start or ''}..{self.end}"

    def __str__(self) -> str:
        return f"{self.item}={self.text}"

    @classmethod
    def read(cls, item: str, value: object) -> Known:
        """Make it from what a caller may hand in: a `Known`, a date, a pair of dates, a window or a text.

        Args:
            item: Id of the event or deadline.
            value: Its dates.

        Raises:
            KnownError: `known-form` where the text has none of the forms.
        """
        if isinstance(value, Known):
            return value
        if isinstance(value, Window):
            return cls(item, within=value)
        if isinstance(value, date):
            return cls(item, start=Moment.read(value))
        if isinstance(value, tuple) and len(value) == 2:
            return cls(item, start=value[0], end=value[1])
        if isinstance(value, str):
            return cls._parse(item, value.strip())
        raise TypeError(f"a known date must be a date, a window or a text, not {value!r}")

    @classmethod
    def _parse(cls, item: str, text: str) -> Known:
        if not text:
            raise KnownError(
                Message("error known-form empty", item=item),
                code="known-form",
                value=f"{item}=",
                fix=Message("error known-form empty fix", text=f"{item}=2020-10-13"),
            )
        name, _, edge = item.rpartition(".")
        if name and edge in ("start", "end"):
            moment = Moment.read(text)
            return cls(name, start=moment) if edge == "start" else cls(name, end=moment)
        try:
            if text.startswith("done"):
                return cls(item, done=parse_date(text[4:].removeprefix(" on").strip()))
            if ".." in text:
                first, _, last = text.partition("..")
                return cls(item, start=first.strip() or None, end=last.strip() or None)
            if re.match(r"[0-9]{4}-", text):
                return cls(item, start=Moment.read(text))
            window = _window_of(Timing.parse(text))
        except TimingError as error:
            raise error.with_parts(
                what=Message("error known-form", item=item), value=f"{item}={text}"
            ) from None
        if window is None:
            raise KnownError(
                Message("error known-form", item=item),
                code="known-form",
                value=f"{item}={text}",
                why=Message("error known-form why"),
                fix=Message(
                    "error known-form fix",
                    one=f"{item}=2020-10-13",
                    two=f"{item}=2020-10-13..2020-10-15",
                ),
            )
        return cls(item, within=window)


def _window_of(timing: Timing) -> Window | None:
    if isinstance(timing, In):
        return timing.period.window
    if (
        isinstance(timing, FromTo)
        and isinstance(timing.first, Day)
        and isinstance(timing.last, Day)
    ):
        return Window(timing.first.day, timing.last.day)
    if isinstance(timing, By) and isinstance(timing.point, Day):
        return Window.until(timing.point.day)
    if isinstance(timing, After) and isinstance(timing.point, Day):
        return Window.since(date.fromordinal(timing.point.day.toordinal() + 1))
    if isinstance(timing, From) and isinstance(timing.point, Day):
        return Window.since(timing.point.day)
    return None


def _window_timing(window: Window) -> Timing:
    if window.earliest is None:
        assert window.latest is not None
        return By(Day(window.latest))
    if window.latest is None:
        return After(Day(date.fromordinal(window.earliest.toordinal() - 1)))
    return FromTo(Day(window.earliest), Day(window.latest))


KnownDates = Mapping[str, object]


def read_known(plan: Plan, known: KnownDates | Iterable[Known] | None) -> dict[str, Known]:
    """Make known dates from a mapping of ids to dates, checked against a plan, in the plan's order.

    Raises:
        RelschedError: Everything that can't be used, all at once.
    """
    pairs: list[tuple[str, object]]
    if known is None:
        pairs = []
    elif isinstance(known, Mapping):
        pairs = list(known.items())
    else:
        pairs = [(value.item, value) for value in known]
    found: dict[str, Known] = {}
    errors: list[RelschedError] = []
    for item, value in pairs:
        try:
            entry = Known.read(item, value)
        except RelschedError as error:
            errors.append(error)
            continue
        if isinstance(value, Known) and value.item != item:
            errors.append(
                KnownError(
                    Message("error known-form elsewhere", item=value.item, key=item),
                    code="known-form",
                    value=str(value),
                    fix=Message("error known-form elsewhere fix", item=value.item),
                )
            )
            continue
        if entry.item not in plan.by_id:
            errors.append(
                KnownError(
                    Message("error unknown-event known", item=entry.item),
                    code="unknown-event",
                    value=str(entry),
                    fix=unknown(None, entry.item, plan.by_id).fix,
                )
            )
            continue
        earlier = found.get(entry.item)
        found[entry.item] = entry if earlier is None else _merged(earlier, entry)
    if errors:
        raise one_or_all(errors, Message("problems of known"))
    return {item: found[item] for item in sorted(found, key=plan.positions.__getitem__)}


def _merged(earlier: Known, later: Known) -> Known:
    """Put two known dates of one item together (a start and an end); what came later wins."""
    return attrs.evolve(
        later,
        start=later.start or earlier.start,
        end=later.end or earlier.end,
        within=later.within or earlier.within,
        done=later.done or earlier.done,
    )
