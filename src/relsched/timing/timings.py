"""Points and timings: when something is due, counted from events that may have no date yet.

A point is an expression that gives one day (or moment); a timing is at most two points, `not_before` and
`due`, and a kind. Every one prints as canonical English, and that text reads back as the same value.
Every map behind a point is monotone: a later event never makes an earlier date.

`docs/reference/timing` lists the forms.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from enum import Enum
from typing import Any, ClassVar

import attrs

from relsched.dates.conventions import Conventions
from relsched.dates.offsets import Anchored, Direction, Offset, unit_named, whole_number
from relsched.dates.recurrence import MONTHS, WEEKDAYS, Frequency, Recurrence, ordinal
from relsched.dates.rolls import Roll
from relsched.dates.windows import Window, last_of_month, parse_date
from relsched.errors import RelschedError, TimingError, did_you_mean
from relsched.timing.grammar import Grammar, NotInGrammarError

PERIODS = ("week", "month", "quarter", "year")
MAX_DEPTH = 64
MAX_LENGTH = 500

_ROLL_WORDS = {
    Roll.FOLLOWING: "forward",
    Roll.PRECEDING: "back",
    Roll.NEAREST: "nearest",
    Roll.MODIFIED_FOLLOWING: "modified forward",
    Roll.MODIFIED_PRECEDING: "modified back",
}


class Edge(Enum):
    """Which of an item's two points is meant."""

    START = "start"
    END = "end"
    DUE = "due"
    NOT_BEFORE = "not_before"


# ---------------------------------------------------------------- points


def _depth_of(*points: Point) -> int:
    depth = 1 + max((point.depth for point in points), default=0)
    if depth > MAX_DEPTH:
        raise TimingError(
            "A point can't be nested so deeply.",
            code="too-deep",
            why=f"at most {MAX_DEPTH} steps may stand inside one another",
            fix="give a step in the middle an id of its own, as an event or a deadline",
        )
    return depth


class Point:
    """An expression that gives one day, or one moment when a time of day is known.

    `str` gives its canonical text, `Point.parse` reads it.
    """

    depth: int
    is_clocked: ClassVar[bool] = False

    @property
    def inputs(self) -> tuple[Point, ...]:
        """The points it is counted from, none for a date or a reference."""
        return ()

    @property
    def has_clock(self) -> bool:
        """Whether the plan itself gives it a time of day, by `at` or by hours or minutes."""
        return any(point.has_clock for point in self.inputs)

    def references(self) -> Iterator[Reference]:
        """Go through the references to events and deadlines, in the order of the text."""
        for point in self.inputs:
            yield from point.references()

    def calendar_names(self) -> Iterator[str]:
        """Go through the working calendars that its text names."""
        yield from _calendars_in(self)
        for point in self.inputs:
            yield from point.calendar_names()

    @staticmethod
    def parse(text: str) -> Point:
        """Read a point from its text form.

        Raises:
            TimingError: The text can't be read; holds the words that were expected.
        """
        point = _read(text, "point", "point")
        assert isinstance(point, Point)
        return point


def _calendars_in(value: Any) -> Iterator[str]:
    """Go through the calendars named by the parts of a point or timing, its points aside."""
    for field in attrs.fields(type(value)):
        part = getattr(value, field.name)
        name = part if field.name == "calendar" else getattr(part, "calendar", None)
        if isinstance(name, str):
            yield name


def to_point(value: object) -> Point:
    """Take a point, its text, a date, an event's edge or an offset from one of these, as a point."""
    if isinstance(value, Point):
        return value
    if isinstance(value, str):
        return Point.parse(value)
    if isinstance(value, date):
        return Day(date(value.year, value.month, value.day))
    if isinstance(value, Anchored):
        return Shifted(value.offset, value.direction, value.anchor)
    made = getattr(value, "as_point", None)
    if callable(made):
        point = made()
        assert isinstance(point, Point)
        return point
    raise TypeError(f"a point must be a text, a date or a point, not {value!r}")


def _depth_field(*names: str) -> Any:
    return attrs.field(
        init=False,
        eq=False,
        repr=False,
        default=attrs.Factory(
            lambda self: _depth_of(*(getattr(self, name) for name in names)), takes_self=True
        ),
    )


@attrs.frozen
class Day(Point):
    """A given date, such as `2020-03-31`."""

    day: date
    depth: int = _depth_field()

    def __str__(self) -> str:
        return self.day.isoformat()


@attrs.frozen
class Issued(Point):
    """The date of the plan itself."""

    depth: int = _depth_field()

    def __str__(self) -> str:
        return "issued"


def _edge_meant(edge: Edge | None) -> Edge | None:
    """Take `8.1.due` and `8.1` as the same: the due date is what a deadline means anyway."""
    return None if edge is Edge.DUE else edge


@attrs.frozen
class Reference(Point):
    """A point of an event or a deadline, such as `congress.start`, `8.1` or `8.1.not_before`.

    Without an edge it means the due date of a deadline, and of an event the start where something is
    counted before it, the end where something is counted after it.
    """

    item: str
    edge: Edge | None = attrs.field(default=None, eq=_edge_meant)
    depth: int = _depth_field()

    def __str__(self) -> str:
        edge = _edge_meant(self.edge)
        return self.item if edge is None else f"{self.item}.{edge.value}"

    def references(self) -> Iterator[Reference]:
        """Give itself."""
        yield self

    @classmethod
    def read(cls, text: str) -> Reference:
        """Read `congress.start` as item and edge; a text without a known edge is an item."""
        item, _, last = text.rpartition(".")
        edge = _EDGES.get(last) if item else None
        if edge is None:
            return cls(text)
        return cls(item, edge)


_EDGES = {edge.value: edge for edge in Edge}


def _without_default_edge(point: Point, default: Edge) -> Point:
    """Drop an edge that is meant anyway, so that texts with the same meaning give the same value."""
    if isinstance(point, Reference) and point.edge is default:
        return Reference(point.item)
    return point


@attrs.frozen
class Shifted(Point):
    """An offset from an anchor, such as `10 days before congress`."""

    offset: Offset
    direction: Direction
    anchor: Point = attrs.field(converter=to_point)
    depth: int = _depth_field("anchor")

    def __attrs_post_init__(self) -> None:
        default = Edge.START if self.direction is Direction.BEFORE else Edge.END
        object.__setattr__(self, "anchor", _without_default_edge(self.anchor, default))

    def __str__(self) -> str:
        return f"{self.offset} {self.direction.value} {_as_head(self.anchor)}"

    @property
    def inputs(self) -> tuple[Point, ...]:
        """The anchor."""
        return (self.anchor,)

    @property
    def has_clock(self) -> bool:
        """Hours and minutes give a moment, anything longer alone a day."""
        return self.offset.has_clock


def _flat_earlier(values: Iterable[Any]) -> tuple[Point, ...]:
    return _flat(Earlier, values)


def _flat_later(values: Iterable[Any]) -> tuple[Point, ...]:
    return _flat(Later, values)


def _flat(kind: type[Earlier] | type[Later], values: Iterable[Any]) -> tuple[Point, ...]:
    """Take the operands apart where one is of the same kind, and drop repeats."""
    flat: dict[Point, None] = {}
    for value in values:
        point = to_point(value)
        inner = point.inputs if isinstance(point, kind) else (point,)
        flat.update(dict.fromkeys(inner))
    if len(flat) < 2:
        raise TimingError(
            "`earlier of` and `later of` must have two different points.", code="timing-form"
        )
    return tuple(flat)


@attrs.frozen
class Earlier(Point):
    """The earliest of several points, such as `earlier of 2020-10-01, 10 days before congress`.

    On one day, a moment is earlier than the day as a whole, which lasts until its end.
    """

    points: tuple[Point, ...] = attrs.field(converter=_flat_earlier, eq=frozenset)
    depth: int = attrs.field(
        init=False,
        eq=False,
        repr=False,
        default=attrs.Factory(lambda self: _depth_of(*self.points), takes_self=True),
    )

    def __str__(self) -> str:
        return f"earlier of {', '.join(_as_operand(point) for point in self.points)}"

    @property
    def inputs(self) -> tuple[Point, ...]:
        """The points compared."""
        return self.points


@attrs.frozen
class Later(Point):
    """The latest of several points, such as `later of 8.1, 3 days after congress`."""

    points: tuple[Point, ...] = attrs.field(converter=_flat_later, eq=frozenset)
    depth: int = attrs.field(
        init=False,
        eq=False,
        repr=False,
        default=attrs.Factory(lambda self: _depth_of(*self.points), takes_self=True),
    )

    def __str__(self) -> str:
        return f"later of {', '.join(_as_operand(point) for point in self.points)}"

    @property
    def inputs(self) -> tuple[Point, ...]:
        """The points compared."""
        return self.points


@attrs.frozen
class PeriodStart(Point):
    """The first day of the week, month, quarter or year of a point."""

    period: str
    point: Point = attrs.field(converter=to_point)
    depth: int = _depth_field("point")

    def __str__(self) -> str:
        return f"start of {self.period} {_as_head(self.point)}"

    @property
    def inputs(self) -> tuple[Point, ...]:
        """The point whose period is meant."""
        return (self.point,)

    @property
    def has_clock(self) -> bool:
        """A period's first day has no time."""
        return False


@attrs.frozen
class PeriodEnd(Point):
    """The last day of the week, month, quarter or year of a point."""

    period: str
    point: Point = attrs.field(converter=to_point)
    depth: int = _depth_field("point")

    def __str__(self) -> str:
        return f"end of {self.period} {_as_head(self.point)}"

    @property
    def inputs(self) -> tuple[Point, ...]:
        """The point whose period is meant."""
        return (self.point,)

    @property
    def has_clock(self) -> bool:
        """A period's last day has no time."""
        return False


@attrs.frozen
class OnWeekday(Point):
    """The weekday after or before a point, such as `next Monday from congress`.

    `next` and `previous` always move; `Monday on or after` stays on a Monday.
    """

    weekday: int
    direction: Direction
    point: Point = attrs.field(converter=to_point)
    may_stay: bool = False
    depth: int = _depth_field("point")

    def __attrs_post_init__(self) -> None:
        default = Edge.START if self.direction is Direction.BEFORE else Edge.END
        object.__setattr__(self, "point", _without_default_edge(self.point, default))

    def __str__(self) -> str:
        name = WEEKDAYS[self.weekday]
        if self.may_stay:
            return f"{name} on or {self.direction.value} {_as_head(self.point)}"
        word = "next" if self.direction is Direction.AFTER else "previous"
        return f"{word} {name} from {_as_head(self.point)}"

    @property
    def inputs(self) -> tuple[Point, ...]:
        """The point it is counted from."""
        return (self.point,)

    @property
    def has_clock(self) -> bool:
        """A weekday has no time."""
        return False


@attrs.frozen
class NthInPeriod(Point):
    """A day by its place in a period: `last Friday of month P`, `2nd working day of quarter P`.

    `weekday` None counts working days; a negative place counts from the end. A fifth weekday that the
    period lacks is its last; working days that the period lacks are counted on beyond it.
    """

    nth: int
    weekday: int | None
    period: str
    point: Point = attrs.field(converter=to_point)
    calendar: str | None = None
    depth: int = _depth_field("point")

    def __attrs_post_init__(self) -> None:
        if self.nth == 0 or abs(self.nth) > 400:
            raise TimingError(
                "A place in a period must be first, 2nd, 3rd … or last.",
                code="timing-form",
                value=str(self.nth),
            )

    def __str__(self) -> str:
        day = "working day" if self.weekday is None else WEEKDAYS[self.weekday]
        named = f" in {self.calendar}" if self.calendar else ""
        return f"{ordinal(self.nth)} {day}{named} of {self.period} {_as_head(self.point)}"

    @property
    def inputs(self) -> tuple[Point, ...]:
        """The point whose period is meant."""
        return (self.point,)

    @property
    def has_clock(self) -> bool:
        """A day of a period has no time."""
        return False


@attrs.frozen
class DayOfMonth(Point):
    """A day of the month of a point, clipped to its end: `25th of month congress`."""

    number: int
    point: Point = attrs.field(converter=to_point)
    depth: int = _depth_field("point")

    def __attrs_post_init__(self) -> None:
        if not 1 <= self.number <= 31:
            raise TimingError(
                "A day of the month must be from 1 to 31.",
                code="timing-form",
                value=ordinal(self.number),
            )

    def __str__(self) -> str:
        return f"{ordinal(self.number)} of month {_as_head(self.point)}"

    @property
    def inputs(self) -> tuple[Point, ...]:
        """The point whose month is meant."""
        return (self.point,)

    @property
    def has_clock(self) -> bool:
        """A day of a month has no time."""
        return False


@attrs.frozen
class Rolled(Point):
    """A point moved off a closed day, such as `10 days before congress rolled back in VN`."""

    point: Point = attrs.field(converter=to_point)
    roll: Roll = Roll.FOLLOWING
    calendar: str | None = None
    depth: int = _depth_field("point")

    def __str__(self) -> str:
        if self.roll is Roll.NONE:
            return str(self.point)
        named = f" in {self.calendar}" if self.calendar else ""
        return f"{self.point} rolled {_ROLL_WORDS[self.roll]}{named}"

    @property
    def inputs(self) -> tuple[Point, ...]:
        """The point that is rolled."""
        return (self.point,)

    @property
    def has_clock(self) -> bool:
        """A rolled date has no time; `at` gives it one."""
        return False


@attrs.frozen
class At(Point):
    """A point at a time of day, such as `1 day before congress at 17:00`, in the plan's zone or a named one."""

    point: Point = attrs.field(converter=to_point)
    minute: int = 0
    zone: str | None = None
    depth: int = _depth_field("point")

    def __str__(self) -> str:
        named = f" {self.zone}" if self.zone else ""
        return f"{self.point} at {time_text(self.minute)}{named}"

    @property
    def inputs(self) -> tuple[Point, ...]:
        """The point whose day is meant."""
        return (self.point,)

    @property
    def has_clock(self) -> bool:
        """It has one."""
        return True


def time_text(minute: int) -> str:
    """Write a minute of the day as `08:00`."""
    return f"{minute // 60:02d}:{minute % 60:02d}"


def parse_time(text: str) -> int:
    """Read `08:00` as the minute of the day.

    Raises:
        TimingError: `time-form` for a text of another form or an hour or minute that doesn't exist.
    """
    match = re.match(r"([0-9]{1,2}):([0-9]{2})\Z", text)
    hour, minute = (int(part) for part in match.groups()) if match else (99, 99)
    if hour > 23 or minute > 59:
        raise TimingError(
            f"`{text}` can't be read as a time of day.",
            code="time-form",
            value=text,
            why="times run from 00:00 to 23:59",
            fix="write it like 08:00",
        )
    return hour * 60 + minute


def _as_head(point: Point) -> str:
    """Write a point where an offset or a period counts from it."""
    text = str(point)
    return f"({text})" if isinstance(point, Rolled | At) else text


def _as_operand(point: Point) -> str:
    """Write a point in a list: what could swallow the next comma stands in brackets."""
    inner: Point = point
    while not isinstance(inner, Rolled | At | Earlier | Later):
        if not inner.inputs:
            return str(point)
        inner = inner.inputs[0]
    return f"({point})"


# ---------------------------------------------------------------- periods


@attrs.frozen
class Period:
    """A stretch of the calendar, such as `2020-09`, `July and August 2020` or `the first half of October 2020`.

    Equal when they hold the same days. Thirds of a month are the 1st to 10th, 11th to 20th and the rest;
    thirds of a quarter or a year are its months in three equal parts.
    """

    first: date
    last: date
    text: str = attrs.field(eq=False)

    def __str__(self) -> str:
        return self.text

    @property
    def window(self) -> Window:
        """Its days."""
        return Window(self.first, self.last)

    @classmethod
    def months(cls, year: int, first: int, last: int | None = None) -> Period:
        """Give whole months of one year, from the first to the last, both included."""
        last = first if last is None else last
        if not (1 <= first <= last <= 12 and 1 <= year <= 9998):
            raise TimingError(
                "Months must be from 1 to 12 and in order, of a year from 0001 to 9998.",
                code="period-form",
                value=f"{year:04d}-{first:02d} to {last:02d}",
                fix="use `from … to …` for a stretch over the turn of a year",
            )
        return cls(date(year, first, 1), last_of_month(year, last), _months_text(year, first, last))

    @classmethod
    def quarter(cls, year: int, number: int) -> Period:
        """Give a quarter, 1 to 4."""
        return cls.months(year, 3 * number - 2, 3 * number)

    def half(self, number: int) -> Period:
        """Give the first or second half: of a month the days to the 15th or from the 16th, else its months."""
        months = self._whole_months()
        named = f"the {ordinal(number)} half of {_spoken(self)}"
        if number not in (1, 2) or (months % 2 and months != 1):
            raise TimingError(f"`{named}` can't be told.", code="period-form", value=named)
        if months == 1:
            middle = self.first.replace(day=15)
            first, last = (
                (self.first, middle) if number == 1 else (middle.replace(day=16), self.last)
            )
            return Period(first, last, named)
        half = months // 2
        begin = self.first.month + (number - 1) * half
        whole = Period.months(self.first.year, begin, begin + half - 1)
        return Period(whole.first, whole.last, named)

    def third(self, word: str) -> Period:
        """Give the `early`, `mid` or `late` third."""
        months = self._whole_months()
        part = ("early", "mid", "late").index(word)
        named = f"{word} {_spoken(self)}"
        if months == 1:
            first = self.first.replace(day=10 * part + 1)
            last = self.last if part == 2 else self.first.replace(day=10 * part + 10)
            return Period(first, last, named)
        if months % 3:
            raise TimingError(f"`{named}` can't be told.", code="period-form", value=named)
        third = months // 3
        begin = self.first.month + part * third
        whole = Period.months(self.first.year, begin, begin + third - 1)
        return Period(whole.first, whole.last, named)

    @classmethod
    def week_of(cls, day: date) -> Period:
        """Give the week, Monday to Sunday, that holds a day."""
        monday = date.fromordinal(day.toordinal() - day.weekday())
        return cls(monday, date.fromordinal(monday.toordinal() + 6), f"the week of {day}")

    @classmethod
    def week_of_month(cls, year: int, month: int, number: int) -> Period:
        """Give the nth seven days of a month: the first are the 1st to the 7th, the fifth what is left."""
        whole = cls.months(year, month)
        start = 7 * number - 6
        if number < 1 or start > whole.last.day:
            raise TimingError(
                f"{MONTHS[month - 1]} {year} can't have a {ordinal(number)} week.",
                code="period-form",
                value=ordinal(number),
            )
        return cls(
            date(year, month, start),
            date(year, month, min(start + 6, whole.last.day)),
            f"the {ordinal(number)} week of {MONTHS[month - 1]} {year}",
        )

    def _whole_months(self) -> int:
        return self.last.month - self.first.month + 1


def _months_text(year: int, first: int, last: int) -> str:
    if first == last:
        return f"{year:04d}-{first:02d}"
    if (first, last) == (1, 12):
        return f"{year:04d}"
    if first % 3 == 1 and last == first + 2:
        return f"Q{last // 3} {year:04d}"
    joint = "and" if last == first + 1 else "to"
    return f"{MONTHS[first - 1]} {joint} {MONTHS[last - 1]} {year:04d}"


def _spoken(period: Period) -> str:
    if period.first.month == period.last.month:
        return f"{MONTHS[period.first.month - 1]} {period.first.year:04d}"
    return period.text


# ---------------------------------------------------------------- timings


class Kind(Enum):
    """What sort of thing a timing says."""

    DEADLINE = "deadline"
    OPEN = "open"
    WINDOW = "window"
    SPAN = "span"
    DUTY = "duty"
    RECURRING = "recurring"
    DELEGATED = "delegated"


@attrs.frozen
class Limits:
    """The two points of a timing under given conventions; None where the timing has no such point.

    `unadjusted` is the due date before the conventions roll or lengthen it, where they do. `begins` and
    `ends` tell which edge of an event a bare reference means in each.
    """

    not_before: Point | None = None
    due: Point | None = None
    begins: Edge = Edge.START
    ends: Edge = Edge.START
    unadjusted: Point | None = None


class Timing:
    """When something is due: at most two points, and a kind.

    `str` gives its canonical text, `Timing.parse` reads it.
    """

    @property
    def kind(self) -> Kind:
        """What sort of thing it says."""
        return Kind.DEADLINE

    @property
    def points(self) -> tuple[Point, ...]:
        """The points that stand in its text."""
        return ()

    def limits(self, conventions: Conventions) -> Limits:
        """Give its two points as the conventions count them."""
        raise NotImplementedError

    def references(self) -> Iterator[Reference]:
        """Go through the references to events and deadlines, in the order of the text."""
        for point in self.points:
            yield from point.references()

    def calendar_names(self) -> Iterator[str]:
        """Go through the working calendars that its text names."""
        yield from _calendars_in(self)
        for point in self.points:
            yield from point.calendar_names()

    @staticmethod
    def parse(text: str) -> Timing:
        """Read a timing from its text form.

        Raises:
            TimingError: The text can't be read; holds the words that were expected.
        """
        timing = _read(text, "timing", "timing")
        assert isinstance(timing, Timing)
        return timing


def to_timing(value: object) -> Timing:
    """Take a timing, its text, a date or a point as a timing."""
    if isinstance(value, Timing):
        return value
    if isinstance(value, str):
        return Timing.parse(value)
    if isinstance(value, Period):
        return In(value)
    return bare(to_point(value))


def _core(point: Point) -> Point:
    while isinstance(point, Rolled | At):
        point = point.point
    return point


def _anchor(point: Point) -> Point | None:
    """Give what an offset after something is counted from, through rolls and times; None for other points."""
    core = _core(point)
    if isinstance(core, Shifted) and core.direction is Direction.AFTER:
        return core.anchor
    return None


def bare(point: Point) -> Timing:
    """Give the timing of a point that stands alone.

    Before an event it is a limit; after one it is a limit with the event as its beginning; `earlier of`
    and `later of` are limits; any other point is `on` its day.
    """
    core = _core(point)
    if isinstance(core, Earlier | Later):
        return By(point)
    if isinstance(core, Shifted):
        return By(point) if core.direction is Direction.BEFORE else Term(point)
    return On(point)


def _rolled(point: Point, roll: Roll) -> Point:
    """Roll the outcome of an offset as the conventions say; an explicit roll or time wins."""
    if roll is Roll.NONE or not isinstance(point, Shifted) or not point.offset.has_day_part:
        return point
    if point.offset.has_clock or point.offset.working_days is not None:
        return point
    return Rolled(point, roll)


def _counted(point: Point, conventions: Conventions) -> Point:
    """Apply the conventions of counting to the outermost offset of a point."""
    if isinstance(point, Rolled | At):
        return attrs.evolve(point, point=_counted_offset(point.point, conventions))
    counted = _counted_offset(point, conventions)
    if not isinstance(counted, Shifted):
        return counted
    if counted.direction is Direction.BEFORE:
        return _rolled(counted, conventions.roll_before)
    rolled = _rolled(counted, conventions.roll_after)
    least = conventions.least_working_days
    if least and counted.offset.is_pure_days and counted.offset.day_count >= 2:
        return Later((rolled, Shifted(Offset(working_days=least), Direction.AFTER, counted.anchor)))
    return rolled


def _counted_offset(point: Point, conventions: Conventions) -> Point:
    if isinstance(point, Shifted) and conventions.counting == "clear days":
        return attrs.evolve(point, offset=point.offset.with_clear_days())
    return point


@attrs.frozen
class By(Timing):
    """`by P`: due on P at the latest. `by 10 days before E` prints as `10 days before E`."""

    point: Point = attrs.field(converter=to_point)

    def __str__(self) -> str:
        core = _core(self.point)
        listed = isinstance(core, Earlier | Later)
        before = isinstance(core, Shifted) and core.direction is Direction.BEFORE
        return str(self.point) if listed or before else f"by {self.point}"

    @property
    def points(self) -> tuple[Point, ...]:
        """The limit."""
        return (self.point,)

    def limits(self, conventions: Conventions) -> Limits:
        """Due on the point."""
        return Limits(
            due=_counted(self.point, conventions),
            unadjusted=_counted_offset(self.point, conventions),
        )


@attrs.frozen
class Before(Timing):
    """`before P`: due on the day before P; with the convention `before: inclusive`, on P itself."""

    point: Point = attrs.field(converter=to_point)

    def __attrs_post_init__(self) -> None:
        object.__setattr__(self, "point", _without_default_edge(self.point, Edge.START))

    def __str__(self) -> str:
        return f"before {self.point}"

    @property
    def points(self) -> tuple[Point, ...]:
        """What it must come before."""
        return (self.point,)

    def limits(self, conventions: Conventions) -> Limits:
        """Due on the day before; a point with a time of day is a limit by itself."""
        if conventions.before == "inclusive" or self.point.has_clock:
            return Limits(due=self.point)
        return Limits(due=Shifted(Offset(days=1), Direction.BEFORE, self.point))


@attrs.frozen
class Term(Timing):
    """`2 days after P`: from P until two days later; `within 2 days after P` says the same."""

    point: Point = attrs.field(converter=to_point)
    says_within: bool = attrs.field(default=False, eq=False)

    def __str__(self) -> str:
        return f"within {self.point}" if self.says_within else str(self.point)

    @property
    def points(self) -> tuple[Point, ...]:
        """The end of the term."""
        return (self.point,)

    def limits(self, conventions: Conventions) -> Limits:
        """From the anchor to the end of the term."""
        return Limits(
            not_before=_anchor(self.point),
            due=_counted(self.point, conventions),
            begins=Edge.END,
            unadjusted=_counted_offset(self.point, conventions),
        )


@attrs.frozen
class Within(Timing):
    """`within 10 days before P` is from then to P; `within 30 days of P` lies on both sides."""

    offset: Offset
    point: Point = attrs.field(converter=to_point)
    both_sides: bool = False

    def __str__(self) -> str:
        word = "of" if self.both_sides else "before"
        return f"within {self.offset} {word} {_as_head(self.point)}"

    @property
    def kind(self) -> Kind:
        """A window."""
        return Kind.WINDOW

    @property
    def points(self) -> tuple[Point, ...]:
        """What it lies around."""
        return (self.point,)

    def limits(self, conventions: Conventions) -> Limits:
        """From the offset before to the point, or to the offset after."""
        start = _counted_offset(Shifted(self.offset, Direction.BEFORE, self.point), conventions)
        if not self.both_sides:
            return Limits(start, self.point)
        end = _counted_offset(Shifted(self.offset, Direction.AFTER, self.point), conventions)
        return Limits(start, end, ends=Edge.END)


@attrs.frozen
class Immediately(Timing):
    """`immediately after P`: from P, for as long as the convention `immediately` allows."""

    point: Point = attrs.field(converter=to_point)

    def __attrs_post_init__(self) -> None:
        object.__setattr__(self, "point", _without_default_edge(self.point, Edge.END))

    def __str__(self) -> str:
        return f"immediately after {self.point}"

    @property
    def points(self) -> tuple[Point, ...]:
        """What it follows."""
        return (self.point,)

    def limits(self, conventions: Conventions) -> Limits:
        """From the point to the point and the tolerance."""
        tolerance = conventions.immediately
        if tolerance == Offset(days=0):
            return Limits(self.point, self.point, Edge.END, Edge.END)
        reached = Shifted(tolerance, Direction.AFTER, self.point)
        return Limits(
            self.point,
            _rolled(reached, conventions.roll_after),
            Edge.END,
            Edge.END,
            unadjusted=reached,
        )


@attrs.frozen
class After(Timing):
    """`after P`: from the day after P, with no end; with the convention `after: inclusive`, from P."""

    point: Point = attrs.field(converter=to_point)

    def __attrs_post_init__(self) -> None:
        object.__setattr__(self, "point", _without_default_edge(self.point, Edge.END))

    def __str__(self) -> str:
        return f"after {self.point}"

    @property
    def kind(self) -> Kind:
        """Open."""
        return Kind.OPEN

    @property
    def points(self) -> tuple[Point, ...]:
        """What it follows."""
        return (self.point,)

    def limits(self, conventions: Conventions) -> Limits:
        """From the day after; a point with a time of day is a beginning by itself."""
        if conventions.after == "inclusive" or self.point.has_clock:
            return Limits(not_before=self.point, begins=Edge.END)
        return Limits(
            not_before=Shifted(Offset(days=1), Direction.AFTER, self.point), begins=Edge.END
        )


@attrs.frozen
class From(Timing):
    """`from P`: from P on, that day included, with no end; of an event, from its start."""

    point: Point = attrs.field(converter=to_point)

    def __attrs_post_init__(self) -> None:
        object.__setattr__(self, "point", _without_default_edge(self.point, Edge.START))

    def __str__(self) -> str:
        return f"from {self.point}"

    @property
    def kind(self) -> Kind:
        """Open."""
        return Kind.OPEN

    @property
    def points(self) -> tuple[Point, ...]:
        """Where it begins."""
        return (self.point,)

    def limits(self, conventions: Conventions) -> Limits:
        """From the point on."""
        return Limits(not_before=self.point, begins=Edge.START)


@attrs.frozen
class On(Timing):
    """`on P`: on that day, neither before nor after. A bare date means the same."""

    point: Point = attrs.field(converter=to_point)

    def __str__(self) -> str:
        return f"on {self.point}"

    @property
    def points(self) -> tuple[Point, ...]:
        """The day."""
        return (self.point,)

    def limits(self, conventions: Conventions) -> Limits:
        """From the point to the point."""
        counted = _counted(self.point, conventions)
        return Limits(counted, counted, unadjusted=_counted_offset(self.point, conventions))


@attrs.frozen
class In(Timing):
    """`in 2020-09`: any day of a period."""

    period: Period

    def __str__(self) -> str:
        return f"in {self.period}"

    @property
    def kind(self) -> Kind:
        """A window."""
        return Kind.WINDOW

    def limits(self, conventions: Conventions) -> Limits:
        """From the first day to the last."""
        return Limits(Day(self.period.first), Day(self.period.last))


@attrs.frozen
class FromTo(Timing):
    """`from P to Q`: any day from P to Q; of an event, from its start to its end."""

    first: Point = attrs.field(converter=to_point)
    last: Point = attrs.field(converter=to_point)

    def __attrs_post_init__(self) -> None:
        object.__setattr__(self, "first", _without_default_edge(self.first, Edge.START))
        object.__setattr__(self, "last", _without_default_edge(self.last, Edge.END))
        if (
            isinstance(self.first, Day)
            and isinstance(self.last, Day)
            and self.last.day < self.first.day
        ):
            Window(self.first.day, self.last.day)  # raises, with both days

    def __str__(self) -> str:
        return f"from {self.first} to {self.last}"

    @property
    def kind(self) -> Kind:
        """A window."""
        return Kind.WINDOW

    @property
    def points(self) -> tuple[Point, ...]:
        """Both ends."""
        return (self.first, self.last)

    def limits(self, conventions: Conventions) -> Limits:
        """From the first point to the last."""
        return Limits(self.first, self.last, Edge.START, Edge.END)


@attrs.frozen
class EitherWay(Timing):
    """`28 days after P, 3 days either way`: from 25 to 31 days after P."""

    point: Point = attrs.field(converter=to_point)
    tolerance: Offset = attrs.field()

    def __str__(self) -> str:
        return f"{self.point}, {self.tolerance} either way"

    @property
    def kind(self) -> Kind:
        """A window."""
        return Kind.WINDOW

    @property
    def points(self) -> tuple[Point, ...]:
        """The middle."""
        return (self.point,)

    def limits(self, conventions: Conventions) -> Limits:
        """From the tolerance before the middle to the tolerance after."""
        return Limits(
            Shifted(self.tolerance, Direction.BEFORE, self.point),
            Shifted(self.tolerance, Direction.AFTER, self.point),
        )


@attrs.frozen
class Throughout(Timing):
    """`throughout E`: from the start of an event to its end."""

    reference: Reference

    def __attrs_post_init__(self) -> None:
        if self.reference.edge is not None:
            raise TimingError(
                "`throughout` must name a whole event or deadline.",
                code="timing-form",
                value=str(self.reference),
                fix=f"write `throughout {self.reference.item}`",
            )

    def __str__(self) -> str:
        return f"throughout {self.reference}"

    @property
    def kind(self) -> Kind:
        """A span."""
        return Kind.SPAN

    @property
    def points(self) -> tuple[Point, ...]:
        """The event."""
        return (self.reference,)

    def limits(self, conventions: Conventions) -> Limits:
        """From start to end."""
        return Limits(self.reference, self.reference, Edge.START, Edge.END)


@attrs.frozen
class Continuously(Timing):
    """`continuously from P until Q`: a duty with no date of its own; either end may be left out."""

    first: Point | None = attrs.field(default=None, converter=attrs.converters.optional(to_point))
    last: Point | None = attrs.field(default=None, converter=attrs.converters.optional(to_point))

    def __attrs_post_init__(self) -> None:
        _drop_span_edges(self)

    def __str__(self) -> str:
        return "continuously" + _span_text(self.first, self.last)

    @property
    def kind(self) -> Kind:
        """A duty."""
        return Kind.DUTY

    @property
    def points(self) -> tuple[Point, ...]:
        """Its ends, as far as they are given."""
        return tuple(point for point in (self.first, self.last) if point is not None)

    def limits(self, conventions: Conventions) -> Limits:
        """From the first point until the last."""
        return Limits(self.first, self.last, Edge.START, Edge.END)


@attrs.frozen
class Recurring(Timing):
    """`every Friday from P until Q`: a duty that repeats; its occurrences are days of their own."""

    recurrence: Recurrence
    first: Point | None = attrs.field(default=None, converter=attrs.converters.optional(to_point))
    last: Point | None = attrs.field(default=None, converter=attrs.converters.optional(to_point))

    def __attrs_post_init__(self) -> None:
        _drop_span_edges(self)

    def __str__(self) -> str:
        return f"{self.recurrence}" + _span_text(self.first, self.last)

    @property
    def kind(self) -> Kind:
        """Recurring."""
        return Kind.RECURRING

    @property
    def points(self) -> tuple[Point, ...]:
        """Its ends, as far as they are given."""
        return tuple(point for point in (self.first, self.last) if point is not None)

    def limits(self, conventions: Conventions) -> Limits:
        """From the first point until the last."""
        return Limits(self.first, self.last, Edge.START, Edge.END)


def _drop_span_edges(timing: Continuously | Recurring) -> None:
    if timing.first is not None:
        object.__setattr__(timing, "first", _without_default_edge(timing.first, Edge.START))
    if timing.last is not None:
        object.__setattr__(timing, "last", _without_default_edge(timing.last, Edge.END))


def _span_text(first: Point | None, last: Point | None) -> str:
    text = "" if first is None else f" from {first}"
    return text if last is None else f"{text} until {last}"


@attrs.frozen
class SetBy(Timing):
    """`as set by "Plan 140-KH/TU"`: another document decides; an unknown event stands for it."""

    name: str

    def __attrs_post_init__(self) -> None:
        object.__setattr__(self, "name", unicodedata.normalize("NFC", self.name))
        if not self.name.strip() or '"' in self.name or len(self.name) > 200:
            raise TimingError(
                "The name of a deciding document must have 1 to 200 characters and no quote.",
                code="timing-form",
                value=self.name,
            )

    def __str__(self) -> str:
        return (
            f"as set by {self.name}" if _PLAIN_ID.match(self.name) else f'as set by "{self.name}"'
        )

    @property
    def kind(self) -> Kind:
        """Delegated."""
        return Kind.DELEGATED

    @property
    def points(self) -> tuple[Point, ...]:
        """The event that stands for the document."""
        return (Reference(self.name),)

    def limits(self, conventions: Conventions) -> Limits:
        """From the start of the event to its end."""
        return Limits(Reference(self.name), Reference(self.name), Edge.START, Edge.END)


_PLAIN_ID = re.compile(r"[A-Za-z0-9]([A-Za-z0-9_.-]{0,62}[A-Za-z0-9_-])?\Z")


def _flat_timings(values: Iterable[Any]) -> tuple[Timing, ...]:
    flat: list[Timing] = []
    for value in values:
        timing = to_timing(value)
        flat.extend(timing.timings if isinstance(timing, Both) else (timing,))
    if len(flat) < 2:
        raise TimingError("`and` must join two timings.", code="timing-form")
    return tuple(flat)


@attrs.frozen
class Both(Timing):
    """`A and B`: from the later beginning to the earlier limit; its kind is that of the first."""

    timings: tuple[Timing, ...] = attrs.field(converter=_flat_timings)

    def __str__(self) -> str:
        return " and ".join(str(timing) for timing in self.timings)

    @property
    def kind(self) -> Kind:
        """The kind of the first."""
        return self.timings[0].kind

    @property
    def points(self) -> tuple[Point, ...]:
        """The points of all."""
        return tuple(point for timing in self.timings for point in timing.points)

    def calendar_names(self) -> Iterator[str]:
        """Go through the working calendars that their texts name."""
        for timing in self.timings:
            yield from timing.calendar_names()

    def limits(self, conventions: Conventions) -> Limits:
        """From the later of the beginnings to the earlier of the limits."""
        parts = [timing.limits(conventions) for timing in self.timings]
        starts = [
            _with_edge(part.not_before, part.begins)
            for part in parts
            if part.not_before is not None
        ]
        ends = [_with_edge(part.due, part.ends) for part in parts if part.due is not None]
        plain = [
            _with_edge(part.unadjusted or part.due, part.ends)
            for part in parts
            if part.due is not None
        ]
        return Limits(
            _joined(Later, starts), _joined(Earlier, ends), unadjusted=_joined(Earlier, plain)
        )


def _with_edge(point: Point, edge: Edge) -> Point:
    """Say the edge of a bare reference, so that it keeps its meaning beside points of another edge."""
    if isinstance(point, Reference) and point.edge is None:
        return EdgeOf(point.item, edge)
    if isinstance(point, Rolled | At):
        return attrs.evolve(point, point=_with_edge(point.point, edge))
    return point


def _joined(kind: Callable[[tuple[Point, ...]], Point], points: list[Point]) -> Point | None:
    distinct = tuple(dict.fromkeys(points))
    if not distinct:
        return None
    return distinct[0] if len(distinct) == 1 else kind(distinct)


@attrs.frozen
class EdgeOf(Point):
    """A bare reference with the edge it has if it names an event; a deadline's due date otherwise.

    It only stands in limits, never in a text of its own.
    """

    item: str
    event_edge: Edge
    depth: int = _depth_field()

    def __str__(self) -> str:
        return self.item

    def references(self) -> Iterator[Reference]:
        """Give the reference it stands for."""
        yield Reference(self.item)


# ---------------------------------------------------------------- reading


def _number(token: str) -> int:
    return whole_number(token, "")


def _place(token: str) -> int:
    words = {"first": 1, "second": 2}
    return words[token] if token in words else int(token[:-2])


def _evolved(recurrence: Recurrence, **changes: Any) -> Recurrence:
    return attrs.evolve(recurrence, **changes)


class _Actions:
    """What each rule of the grammar builds; a method for each rule."""

    def both(self, c: list[Timing]) -> Timing:
        return c[0] if len(c) == 1 else Both(tuple(c))

    def by(self, c: list[Any]) -> Timing:
        return By(c[0])

    def before(self, c: list[Any]) -> Timing:
        return Before(c[0])

    def after(self, c: list[Any]) -> Timing:
        return After(c[0])

    def immediately(self, c: list[Any]) -> Timing:
        return Immediately(c[0])

    def on(self, c: list[Any]) -> Timing:
        return On(c[0])

    def in_period(self, c: list[Any]) -> Timing:
        return In(c[0])

    def from_to(self, c: list[Any]) -> Timing:
        return FromTo(c[0], c[1])

    def from_on(self, c: list[Any]) -> Timing:
        return From(c[0])

    def within_before(self, c: list[Any]) -> Timing:
        return Within(c[0], _without_default_edge(c[1], Edge.START))

    def within_after(self, c: list[Any]) -> Timing:
        return Term(Shifted(c[0], Direction.AFTER, c[1]), says_within=True)

    def within_of(self, c: list[Any]) -> Timing:
        return Within(c[0], c[1], both_sides=True)

    def bare(self, c: list[Any]) -> Timing:
        return bare(c[0])

    def either_way(self, c: list[Any]) -> Timing:
        return EitherWay(c[0], c[2])

    def throughout(self, c: list[Any]) -> Timing:
        return Throughout(c[0])

    def continuously(self, c: list[Any]) -> Timing:
        return Continuously(c[0], c[1])

    def recurring(self, c: list[Any]) -> Timing:
        return Recurring(c[0], c[1], c[2])

    def set_by(self, c: list[Any]) -> Timing:
        return SetBy(str(c[0]).strip('"'))

    def rolled(self, c: list[Any]) -> Point:
        return Rolled(c[0], c[1], None if c[2] is None else str(c[2]))

    def at(self, c: list[Any]) -> Point:
        return At(c[0], parse_time(str(c[1])), None if c[2] is None else str(c[2]))

    def roll_forward(self, _: list[Any]) -> Roll:
        return Roll.FOLLOWING

    def roll_back(self, _: list[Any]) -> Roll:
        return Roll.PRECEDING

    def roll_nearest(self, _: list[Any]) -> Roll:
        return Roll.NEAREST

    def roll_modified_forward(self, _: list[Any]) -> Roll:
        return Roll.MODIFIED_FOLLOWING

    def roll_modified_back(self, _: list[Any]) -> Roll:
        return Roll.MODIFIED_PRECEDING

    def offset_before(self, c: list[Any]) -> Point:
        return Shifted(c[0], Direction.BEFORE, c[1])

    def offset_after(self, c: list[Any]) -> Point:
        return Shifted(c[0], Direction.AFTER, c[1])

    def earlier(self, c: list[Any]) -> Point:
        return Earlier(tuple(c))

    def later(self, c: list[Any]) -> Point:
        return Later(tuple(c))

    def start_of(self, c: list[Any]) -> Point:
        return PeriodStart(str(c[0]), c[1])

    def end_of(self, c: list[Any]) -> Point:
        return PeriodEnd(str(c[0]), c[1])

    def next_weekday(self, c: list[Any]) -> Point:
        return OnWeekday(WEEKDAYS.index(c[0]), Direction.AFTER, c[1])

    def previous_weekday(self, c: list[Any]) -> Point:
        return OnWeekday(WEEKDAYS.index(c[0]), Direction.BEFORE, c[1])

    def weekday_on_or_after(self, c: list[Any]) -> Point:
        return OnWeekday(WEEKDAYS.index(c[0]), Direction.AFTER, c[1], True)

    def weekday_on_or_before(self, c: list[Any]) -> Point:
        return OnWeekday(WEEKDAYS.index(c[0]), Direction.BEFORE, c[1], True)

    def nth_weekday(self, c: list[Any]) -> Point:
        return NthInPeriod(c[0], WEEKDAYS.index(c[1]), _whole_period(c[2]), c[3])

    def nth_working_day(self, c: list[Any]) -> Point:
        calendar = None if c[1] is None else str(c[1])
        return NthInPeriod(c[0], None, _whole_period(c[2]), c[3], calendar)

    def day_of_month(self, c: list[Any]) -> Point:
        return DayOfMonth(_place(c[0]), c[1])

    def date(self, c: list[Any]) -> Point:
        return Day(parse_date(str(c[0])))

    def issued(self, _: list[Any]) -> Point:
        return Issued()

    def reference(self, c: list[Any]) -> Point:
        return Reference.read(str(c[0]))

    def duration(self, c: list[Any]) -> Offset:
        found: dict[str, int] = {}
        calendar: str | None = None
        for amount, unit, named in c:
            key = unit.replace(" ", "_")
            if key in found:
                raise TimingError(
                    f"The unit `{unit}` can't be given twice in one offset.",
                    code="offset-form",
                    fix="add the two amounts up",
                )
            found[key] = amount
            if named is not None and unit != "working days":
                raise TimingError(
                    "A calendar can only be named for working days.",
                    code="offset-mixed",
                    value=named,
                    fix="write `working days`, or leave the calendar out",
                )
            calendar = named or calendar
        return Offset(calendar=calendar, **found)

    def item(self, c: list[Any]) -> tuple[int, str, str | None]:
        unit = unit_named(c[1])
        return whole_number(str(c[0]), unit), unit, None if c[2] is None else str(c[2])

    def unit(self, c: list[Any]) -> str:
        word = str(c[0])
        return f"{word} days" if word in ("working", "clear") else word

    def nth_ordinal(self, c: list[Any]) -> int:
        return _place(c[0])

    def nth_last(self, _: list[Any]) -> int:
        return -1

    def nth_from_end(self, c: list[Any]) -> int:
        return -_place(c[0])

    def month(self, c: list[Any]) -> Period:
        year, month = str(c[0]).split("-")
        return Period.months(int(year), int(month))

    def year(self, c: list[Any]) -> Period:
        return Period.months(_number(c[0]), 1, 12)

    def quarter(self, c: list[Any]) -> Period:
        return Period.quarter(_number(c[1]), int(c[0][1]))

    def months_of_year(self, c: list[Any]) -> Period:
        return Period.months(_number(c[1]), *c[0])

    def one_month(self, c: list[Any]) -> tuple[int, int]:
        month = MONTHS.index(c[0]) + 1
        return month, month

    def listed_months(self, c: list[Any]) -> tuple[int, int]:
        numbers = [MONTHS.index(name) + 1 for name in c]
        if numbers != list(range(numbers[0], numbers[0] + len(numbers))):
            raise TimingError(
                "The months of a window must follow one another.",
                code="period-form",
                value=", ".join(str(name) for name in c),
                fix="make a deadline for each stretch",
            )
        return numbers[0], numbers[-1]

    def month_range(self, c: list[Any]) -> tuple[int, int]:
        return MONTHS.index(c[0]) + 1, MONTHS.index(c[1]) + 1

    def half(self, c: list[Any]) -> Period:
        period: Period = c[1]
        return period.half(_place(c[0]))

    def third(self, c: list[Any]) -> Period:
        period: Period = c[1]
        return period.third(str(c[0]))

    def half_month(self, c: list[Any]) -> Period:
        return Period.months(_number(c[1]), MONTHS.index(c[0]) + 1)

    half_iso_month = month
    half_quarter = quarter
    half_year = year

    def week_of(self, c: list[Any]) -> Period:
        return Period.week_of(parse_date(str(c[0])))

    def week_of_month(self, c: list[Any]) -> Period:
        return Period.week_of_month(_number(c[2]), MONTHS.index(c[1]) + 1, _place(c[0]))

    def every_period(self, c: list[Any]) -> Recurrence:
        return Recurrence(Frequency(str(c[1]).rstrip("s")), 1 if c[0] is None else _number(c[0]))

    def every_weeks_on(self, c: list[Any]) -> Recurrence:
        if str(c[1]).rstrip("s") != "week":
            raise TimingError(
                f"A duty can't fall on weekdays every {c[0]} {c[1]}.",
                code="recurrence-form",
                value=f"every {c[0]} {c[1]} on …",
                why="only weeks have weekdays of their own",
                fix=f"write `every {c[0]} weeks on …`, or `on the first Monday of every month`",
            )
        return Recurrence(Frequency.WEEK, _number(c[0]), c[2])

    def every_weekday(self, c: list[Any]) -> Recurrence:
        return Recurrence(Frequency.WEEK, 1, c[0])

    def every_working_day(self, c: list[Any]) -> Recurrence:
        return Recurrence(Frequency.WORKING_DAY, calendar=None if c[0] is None else str(c[0]))

    def monthly_day(self, c: list[Any]) -> Recurrence:
        return _evolved(c[1], month_day=_place(c[0]))

    def monthly_last_day(self, c: list[Any]) -> Recurrence:
        return _evolved(c[0], month_day=-1)

    def yearly_day(self, c: list[Any]) -> Recurrence:
        return _evolved(c[2], month_day=_place(c[0]), month=MONTHS.index(c[1]) + 1)

    def yearly_last_day(self, c: list[Any]) -> Recurrence:
        return _evolved(c[1], month_day=-1, month=MONTHS.index(c[0]) + 1)

    def monthly_weekday(self, c: list[Any]) -> Recurrence:
        return _evolved(c[2], nth=c[0], weekdays=(WEEKDAYS.index(c[1]),))

    def monthly_working_day(self, c: list[Any]) -> Recurrence:
        named = None if c[1] is None else str(c[1])
        return _evolved(c[2], nth_working_day=c[0], calendar=named)

    def weekdays(self, c: list[Any]) -> tuple[int, ...]:
        return tuple(WEEKDAYS.index(name) for name in c if name in WEEKDAYS)

    def every(self, c: list[Any]) -> Recurrence:
        return Recurrence(Frequency(str(c[1]).rstrip("s")), 1 if c[0] is None else _number(c[0]))


def _whole_period(token: str) -> str:
    period = str(token)
    if period == "week":
        raise TimingError(
            "A place can only be counted in a month, quarter or year.",
            code="timing-form",
            value=period,
            fix="write `Monday on or after …` for a day of a week",
        )
    return period


GRAMMAR = Grammar(
    "relsched.timing",
    "timing.lark",
    _Actions(),
    {
        "ID": "a name",
        "NUMBER": "a number",
        "DATE": "a date",
        "UNIT": "a unit",
        "COMPOUND_UNIT": "a unit",
        "TIME": "a time",
        "PERIOD": "`week`, `month`, `quarter`, `year`",
        "WEEKDAY": "a weekday",
        "WEEKDAY_AND": "`and`",
        "MONTH": "a month such as 2020-09",
        "MONTH_NAME": "a month's name",
        "QUARTER": "a quarter such as Q3",
        "CALENDAR": "a calendar",
        "QUOTED": "a name in quotes",
        "ORDINAL": "a place such as first",
        "COMMA": "`,`",
        "EITHER_COMMA": "a tolerance such as `, 3 days either way`",
        "FREQUENCY": "`day`, `week`, `month`, `quarter`, `year`",
        "PERIOD_OR_PERIODS": "`month`, `quarter`, `year`",
        "THIRD": "`early`, `mid`, `late`",
        "ZONE": "a time zone",
        "LPAR": "`(`",
        "RPAR": "`)`",
    },
)


def _read(text: str, start: str, noun: str) -> object:
    if len(text) > MAX_LENGTH:
        raise TimingError(
            f"A {noun} must not be longer than {MAX_LENGTH} characters.",
            code="too-long",
            value=text[:60] + "…",
            why=f"it has {len(text)} characters",
        )
    if text.count("(") > MAX_DEPTH:
        raise TimingError(
            f"A {noun} can't be nested so deeply.",
            code="too-deep",
            value=text[:60] + "…",
            why=f"at most {MAX_DEPTH} brackets may stand inside one another",
        )
    text = unicodedata.normalize("NFC", text)
    try:
        return GRAMMAR.parse(text, start)
    except NotInGrammarError as error:
        raise _unread(text, noun, error) from None
    except RelschedError as error:
        error.value = text
        raise


def _unread(text: str, noun: str, error: NotInGrammarError) -> TimingError:
    if not text.strip():
        return TimingError(
            f"A {noun} must not be empty.", code="timing-form", value=text, fix="leave the key out"
        )
    found = f"`{error.found}`" if error.found else "the end"
    expected = ", ".join(error.expected)
    return TimingError(
        f"`{text}` can't be read as a {noun}.",
        code="timing-form",
        value=text,
        why=f"{found} can't stand at character {error.position + 1}"
        + (f"; expected: {expected}" if expected else ""),
        fix=_advice(text, error),
    )


_SLASHED = re.compile(r"(\d{1,2})[/.](\d{1,2})[/.](\d{4})\b")


def _advice(text: str, error: NotInGrammarError) -> str | None:
    """Give one thing to try where a text can't be read: the likeliest slip around the place."""
    slashed = _SLASHED.match(error.found)
    if slashed:
        day, month, year = slashed.groups()
        return f"write dates as year-month-day: {year}-{month:0>2}-{day:0>2}"
    if error.found[:1] in ("'", "“", "‘"):
        return 'put straight double quotes round a name: "…"'
    before = text[: error.position].split()
    for word in (error.found, *before[-1:]):
        near = did_you_mean(word, GRAMMAR.keywords) if word else None
        if near and near != word:
            return f"write `{near}` instead of `{word}`"
    if "the end" in error.expected:
        return "leave out what follows, or write `and` between two timings"
    return None
