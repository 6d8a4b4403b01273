"""Known dates: what has been fixed from outside about events and deadlines, with who, when and why.

They are frozen, checked when they are made, and equal when they mean the same.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any, TypeAlias

import attrs

from relsched.dates.date_reading import DateLike, clock_time, parse_date, plain, to_day
from relsched.dates.windows import Window, WindowLike
from relsched.errors import (
    DocumentError,
    KnownError,
    Place,
    RelschedError,
    TimingError,
    one_or_all,
    unknown,
)
from relsched.messages.message import Message
from relsched.plan.items import ISSUED
from relsched.plan.plan import Plan, read_zone
from relsched.short_repr import short_repr
from relsched.timing.clock_times import parse_time, time_text
from relsched.timing.points import Day
from relsched.timing.timings import After, By, From, FromTo, In, Timing

KNOWN_FORMAT = "relsched/known/1"


@short_repr
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
    def parse(cls, text: str) -> Moment:
        """Read the text form, or another that ISO 8601 has, such as `2020-10-13T08:00:00+07:00`.

        Raises:
            TimingError: `date-form`, `date-absent`, `time-form`, `unknown-zone`.
        """
        text = text.strip()
        found = _ISO.match(text)
        if found is not None:
            parse_date(found["day"])
            parse_time(found["time"])
            try:
                return cls.read(datetime.fromisoformat(text))
            except ValueError:
                raise TimingError(
                    Message("error time-form moment", text=text),
                    code="time-form",
                    value=text,
                    why=Message("error time-form moment why"),
                    fix=Message("error example", text="2020-10-13T08:00:00+07:00"),
                ) from None
        if text[10:11] == "T":
            text = f"{text[:10]} {text[11:]}"
        day, _, rest = text.partition(" ")
        if not rest:
            return cls(parse_date(day))
        time, _, zone = rest.strip().partition(" ")
        return cls(parse_date(day), parse_time(time), read_zone(zone.strip()) if zone else None)

    @classmethod
    def read(cls, value: Moment | DateLike) -> Moment:
        """Make a moment from a date of any kind.

        A datetime keeps its zone where that has a name and tells the moment; else it is given in UTC.

        Args:
            value: The date or moment, or its text.

        Raises:
            TimingError: `date-form`, `date-absent`, `time-form`, `unknown-zone`.
            TypeError: It is no date of any kind.
        """
        if isinstance(value, Moment):
            return value
        found = plain(value)
        if isinstance(found, str):
            return cls.parse(found)
        if isinstance(found, datetime):
            return cls(*clock_time(found))
        if isinstance(found, date):
            return cls(found)
        raise TypeError(f"a known date must be a date, a window or a text, not {found!r}")


# Beside the text form: seconds, or an offset from UTC.
_ISO = re.compile(
    r"(?P<day>[0-9]{4}-[0-9]{2}-[0-9]{2})[T ](?P<time>[0-9]{2}:[0-9]{2})"
    r"(?=[:Z+-])(?::[0-9]{2}(?:\.[0-9]+)?)?(?:Z|[+-][0-9]{2}:?[0-9]{2})?\Z"
)


def _moment(value: Moment | DateLike | None) -> Moment | None:
    found = value if isinstance(value, Moment) else plain(value)
    return None if found is None else Moment.read(found)


def _within(value: WindowLike) -> Window | None:
    return None if is_nothing(value) else Window.read(value)


def _text(value: str | None) -> str | None:
    return None if is_nothing(value) else value


@short_repr
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
    | `2020-10-13, done 2020-10-02` | the two together |

    `str` gives it with its item, as `congress=2020-10-13`; `Known.parse` reads that. Who gave the date, when and why
    isn't in the text.

    Attributes:
        item: The event or deadline.
        start, end: The first and the last day, with a time where one is known; of a deadline `end` is its due date,
            or `start` where it has only that.
        within: Days that it lies in somewhere.
        done: The day on which it was completed.
        by, on, reason: Who gave it, when and why, as the ledger writes it.

    Raises:
        KnownError: `known-form` where it says nothing, or says a date and a window at once; `window-reversed`.

    None says nothing of an attribute, and so does what other libraries write for it, such as `NaT`.
    """

    item: str
    start: Moment | None = attrs.field(default=None, converter=_moment)
    end: Moment | None = attrs.field(default=None, converter=_moment)
    within: Window | None = attrs.field(default=None, converter=_within)
    done: date | None = attrs.field(default=None, converter=to_day)
    by: str | None = attrs.field(default=None, converter=_text, kw_only=True)
    on: str | None = attrs.field(default=None, converter=_text, kw_only=True)
    reason: str | None = attrs.field(default=None, converter=_text, kw_only=True)

    def __attrs_post_init__(self) -> None:
        if self.start is not None and self.end is not None and self.end.is_before(self.start):
            raise KnownError(
                Message("error window-reversed known", item=self.item),
                code="window-reversed",
                value=str(self),
                fix=Message("error window-reversed fix", text=f"{self.end}..{self.start}"),
            )
        if self.within is not None and self.within.is_unknown:
            raise _says_nothing(self.item, str(self.within))
        if all(part is None for part in (self.start, self.end, self.within, self.done)):
            raise _says_nothing(self.item)
        if self.within is not None and (self.start is not None or self.end is not None):
            raise KnownError(
                Message("error known-form both", item=self.item),
                code="known-form",
                value=str(self.within),
                fix=Message("error known-form both fix"),
            )

    @property
    def text(self) -> str:
        """Its text form, without the item."""
        done = None if self.done is None else f"done {self.done}"
        parts = (self._dates, done)
        return ", ".join(part for part in parts if part is not None)

    @property
    def _dates(self) -> str | None:
        if self.within is not None:
            return str(_window_timing(self.within))
        if self.end is None:
            return None if self.start is None else str(self.start)
        return f"{self.start or ''}..{self.end}"

    def __str__(self) -> str:
        return f"{self.item}={self.text}"

    def to_dict(self) -> dict[str, Any]:
        """Give it as plain values, with who gave it, when and why; what it doesn't say is left out."""
        return {"format": KNOWN_FORMAT, **self.fields()}

    def fields(self) -> dict[str, Any]:
        """Give what it says as plain values, by the names of its attributes."""
        value = {
            "item": self.item,
            "start": None if self.start is None else str(self.start),
            "end": None if self.end is None else str(self.end),
            "within": None if self.within is None else self.within.to_json(),
            "done": None if self.done is None else self.done.isoformat(),
            "by": self.by,
            "on": self.on,
            "reason": self.reason,
        }
        return {key: part for key, part in value.items() if part is not None}

    @classmethod
    def from_dict(cls, value: Mapping[str, Any]) -> Known:
        """Make it from what `to_dict` or `fields` gave.

        Args:
            value: Its dates, with the id of the event or deadline under `item`.

        Raises:
            RelschedError: Everything that is wrong, all at once, each with its key.
        """
        errors: list[RelschedError] = list(check_format(value, KNOWN_FORMAT))
        item = value.get("item")
        if not isinstance(item, str):
            errors.append(_wrong("item", item, Message("error known-form item why")))
        known_keys = {"format", *(field.name for field in attrs.fields(cls))}
        errors += [
            _wrong(key, value[key], Message("error known-form key why"))
            for key in value
            if key not in known_keys
        ]
        found: dict[str, Any] = {}
        readers: dict[str, Callable[[Any], Any]] = {
            "start": Moment.parse,
            "end": Moment.parse,
            "done": parse_date,
            "within": _read_window,
        }
        for key, read in readers.items():
            if value.get(key) is not None:
                try:
                    found[key] = read(value[key])
                except RelschedError as error:
                    errors.append(error.moved_to(Place(path=(key,))))
                except (TypeError, AttributeError):
                    errors.append(_wrong(key, value[key], Message("error known-form date why")))
        for key in ("by", "on", "reason"):
            if isinstance(value.get(key), str | None):
                found[key] = value.get(key)
            else:
                errors.append(_wrong(key, value[key], Message("error known-form text why")))
        if errors:
            raise one_or_all(errors, Message("problems of known"))
        return cls(str(item), **found)

    @classmethod
    def parse(cls, text: str) -> Known:
        """Read the text form with its item, such as `congress=2020-10-13..2020-10-15`.

        Raises:
            KnownError: `known-form` where there is no item, or its date has none of the forms.
            TimingError: `date-form`, `date-absent` and whatever else is wrong with a date.
        """
        item, sign, dates = text.partition("=")
        if not (sign and item.strip()):
            raise KnownError(
                Message("error known-form assignment", text=text),
                code="known-form",
                value=text,
                why=Message("error known-form assignment why"),
                fix=Message("error write", text=f"{item.strip() or 'congress'}=2020-10-13"),
            )
        item = item.strip()
        return cls._given(item, dates, f"{item}=", None)

    @classmethod
    def read(cls, item: str, value: KnownLike) -> Known:
        """Make it from what a caller may hand in: a date of any kind, a pair of dates, a window, a text or a `Known`.

        Args:
            item: The event or deadline; `congress.start` and `congress.end` mean one day of an event.
            value: What is known of it. Of a pair either end may be None.

        Raises:
            KnownError: `known-form` where it says nothing, or a text has none of the forms; `window-reversed`.
            TimingError: `date-form`, `date-absent` and whatever else is wrong with a date.
            OutOfRangeError: `out-of-range`.
                All of these name the item in `where`, and hold the dates as they were given.
            TypeError: It is of no kind that says a date.
        """
        return (
            value if isinstance(value, Known) else cls._given(item, value, "", place_of_known(item))
        )

    @classmethod
    def _given(cls, item: str, value: Any, head: str, where: Place | None) -> Known:
        """Read dates; errors show them behind the head that they have in a text, or at their place."""
        try:
            return cls._read(item, value, head)
        except TypeError as error:
            raise TypeError(f"{error}, for `{item}`") from None
        except RelschedError as error:
            found = error.with_parts(where=where, value=f"{head}{_shown(value)}")
            if isinstance(error, TimingError):
                found = found.with_parts(what=Message("error known-form", item=item))
            raise found from None

    @classmethod
    def _read(cls, item: str, value: Any, head: str) -> Known:
        if isinstance(value, Window):
            return cls(item, within=value)
        if isinstance(value, tuple | list) and len(value) == 2:
            return cls(item, start=value[0], end=value[1])
        found = value if isinstance(value, Moment) else plain(value)
        if isinstance(found, str):
            return cls._parse(item, found.strip(), head)
        return cls(item, start=None if found is None else Moment.read(found))

    @classmethod
    def _parse(cls, item: str, text: str, head: str) -> Known:
        if not text:
            fix = Message("error known-form empty fix", text=f"{head}2020-10-13")
            raise _says_nothing(item, None, fix)
        name, _, edge = item.rpartition(".")
        if name and edge in ("start", "end"):
            moment = Moment.read(text)
            return cls(name, start=moment) if edge == "start" else cls(name, end=moment)
        dates, _, done = text.rpartition(",")
        if dates and done.strip().startswith("done"):
            return attrs.evolve(cls._parse(item, dates.strip(), head), done=_done(done))
        if text.startswith("done"):
            return cls(item, done=_done(text))
        if ".." in text:
            first, _, last = text.partition("..")
            return cls(item, start=first.strip() or None, end=last.strip() or None)
        if re.match(r"[0-9]{4}-", text):
            return cls(item, start=Moment.parse(text))
        window = _window_of(Timing.parse(text))
        if window is None:
            raise KnownError(
                Message("error known-form", item=item),
                code="known-form",
                why=Message("error known-form why"),
                fix=Message(
                    "error known-form fix",
                    one=f"{head}2020-10-13",
                    two=f"{head}2020-10-13..2020-10-15",
                ),
            )
        return cls(item, within=window)


# What a known date may be given as: a date of any kind, a first and a last day, or the window it lies in.
KnownLike: TypeAlias = (
    "Known | Moment | Window | DateLike | Sequence[Moment | DateLike | None] | None"
)
# What is known of the events and deadlines of a plan, by id; None where nothing is.
KnownDates: TypeAlias = Mapping[str, KnownLike]


def check_format(value: Mapping[str, Any], wanted: str) -> Iterator[DocumentError]:
    """Refuse plain values of another format than is read; those without one are taken to be of it."""
    found = value.get("format", wanted)
    if found != wanted:
        yield DocumentError(
            Message("error format-unknown"),
            code="format-unknown",
            where=Place(path=("format",)),
            value=str(found),
            why=Message("error format-unknown why", format=wanted),
        )


def _read_window(value: Mapping[str, Any]) -> Window:
    return Window(value.get("earliest"), value.get("latest"))


def _wrong(key: str, value: object, why: Message | None) -> KnownError:
    return KnownError(
        Message("error known-form key", key=key),
        code="known-form",
        where=Place(path=(key,)),
        value=value if isinstance(value, str | int) else None,
        why=why,
    )


def _done(text: str) -> date:
    return parse_date(text.strip()[4:].strip().removeprefix("on").strip())


def _says_nothing(item: str, value: str | None = None, fix: Message | None = None) -> KnownError:
    return KnownError(
        Message("error known-form empty", item=item),
        code="known-form",
        value=value,
        why=Message("error known-form empty why"),
        fix=fix or Message("error known-form nothing fix", item=item),
    )


def place_of_known(item: str) -> Place:
    """Give where what is known of an item stands, for messages: it was handed in under the item's id."""
    return Place(part=Message("place known", item=item))


def _shown(value: Any) -> str:
    """Write what was given as its text would be."""
    if isinstance(value, tuple | list):
        return "..".join("" if part is None else str(part) for part in value)
    return str(value).strip()


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
    if isinstance(timing, After) and isinstance(timing.point, Day) and timing.point.day != date.max:
        return Window.since(date.fromordinal(timing.point.day.toordinal() + 1))
    if isinstance(timing, From) and isinstance(timing.point, Day):
        return Window.since(timing.point.day)
    return None


def _window_timing(window: Window) -> Timing:
    if window.earliest is None:
        assert window.latest is not None
        return By(Day(window.latest))
    if window.latest is None:
        if window.earliest == date.min:  # there is no day before it
            return From(Day(window.earliest))
        return After(Day(date.fromordinal(window.earliest.toordinal() - 1)))
    return FromTo(Day(window.earliest), Day(window.latest))


def read_known(plan: Plan, known: KnownDates | Iterable[Known] | None) -> dict[str, Known]:
    """Make known dates from a mapping of ids to dates, checked against a plan, in the plan's order.

    An item whose date is None isn't known.

    Raises:
        RelschedError: Everything that can't be used, all at once.
    """
    pairs: list[tuple[str, KnownLike]]
    if known is None:
        pairs = []
    elif isinstance(known, Mapping):
        pairs = [(item, value) for item, value in known.items() if not is_nothing(value)]
    else:
        pairs = [(value.item, value) for value in known]
    is_by_item = isinstance(known, Mapping)
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
                    where=place_of_known(item),
                    value=str(value),
                    fix=Message("error known-form elsewhere fix", item=value.item),
                )
            )
            continue
        if entry.item not in plan.by_id:
            no_item: RelschedError = _unknown(plan, entry)
            if is_by_item:
                no_item = no_item.with_parts(where=place_of_known(item), value=entry.text)
            errors.append(no_item)
            continue
        earlier = found.get(entry.item)
        found[entry.item] = entry if earlier is None else _merged(earlier, entry)
    if errors:
        raise one_or_all(errors, Message("problems of known"))
    return {item: found[item] for item in sorted(found, key=plan.positions.__getitem__)}


def _unknown(plan: Plan, known: Known) -> KnownError:
    why: Message | None = None
    fix = unknown(None, known.item, plan.by_id).fix
    if known.item == ISSUED:
        if plan.issued is None:
            why = Message("error unknown-event issued why")
            fix = Message("error unknown-event issued fix")
        else:
            why = Message("error unknown-event issued known why", day=plan.issued)
            fix = Message("error unknown-event issued known fix")
    return KnownError(
        Message("error unknown-event known", item=known.item),
        code="unknown-event",
        value=str(known),
        why=why,
        fix=fix,
    )


def changed_known(
    plan: Plan, earlier: Mapping[str, Known], changes: KnownDates
) -> tuple[dict[str, Known], tuple[Known, ...]]:
    """Give what is known after some changes, and what was known of items that the plan doesn't have any more.

    Args:
        plan: The plan that has the items.
        earlier: What was known before, such as that of a revision.
        changes: Known dates that are added, or take the place of those before, item by item; None as a date takes
            one away. A date that is given as it was keeps who gave it, when and why.

    Returns:
        The known dates in the plan's order, and the dropped ones in the order of `earlier`.

    Raises:
        RelschedError: Everything in the changes that can't be used, all at once.
    """
    dropped = tuple(entry for name, entry in earlier.items() if name not in plan.by_id)
    away = taken_away(changes)
    taken = {plan.item_id(name) or name for name in away}
    unknown = [name for name in taken if name not in plan.by_id]
    given = read_known(
        plan,
        {name: value for name, value in changes.items() if name not in away}
        | dict.fromkeys(unknown, "done 2000-01-01"),  # so that it is reported with the others
    )
    kept = {k: v for k, v in earlier.items() if k in plan.by_id and k not in taken}
    for name, entry in given.items():
        old = kept.get(name)
        kept[name] = old if old is not None and old.text == entry.text else entry
    return {name: kept[name] for name in plan.by_id if name in kept}, dropped


def unsigned(known: Iterable[Known]) -> list[Known]:
    """Leave out who gave the dates, when and why: a feed must say the same before and after they are signed."""
    return [attrs.evolve(entry, by=None, on=None, reason=None) for entry in known]


def taken_away(changes: KnownDates) -> set[str]:
    """Give the items of which nothing is known any more, after some changes."""
    return {item for item, value in changes.items() if is_nothing(value)}


def is_nothing(value: object) -> bool:
    """Tell whether what is handed in, for an item or a part of it, says that nothing is known of it."""
    if isinstance(value, Known | Moment | Window):
        return False
    try:
        return plain(value) is None
    except RelschedError:
        return False  # whoever reads it says what is wrong, and of which item


def _merged(earlier: Known, later: Known) -> Known:
    """Put two known dates of one item together (a start and an end); what came later wins."""
    has_days = later.start is not None or later.end is not None
    return attrs.evolve(
        later,
        start=later.start or (earlier.start if later.within is None else None),
        end=later.end or (earlier.end if later.within is None else None),
        within=later.within or (None if has_days else earlier.within),
        done=later.done or earlier.done,
    )
