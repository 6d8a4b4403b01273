"""Points: expressions that give one day (or moment), counted from events that may have no date yet.

Every one prints as canonical English, and that text reads back as the same value. Every map behind a point is
monotone: a later event never makes an earlier date.

`docs/reference/timing` lists the forms.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import date, datetime
from enum import Enum
from typing import Any, ClassVar, TypeAlias

import attrs

from relsched.dates.date_reading import clock_time, plain
from relsched.dates.offsets import Anchored, AnchorLike, Direction, Offset
from relsched.dates.recurrence import WEEKDAYS, ordinal
from relsched.dates.rolls import Roll
from relsched.errors import TimingError
from relsched.messages.message import Message
from relsched.short_repr import text_repr
from relsched.timing.clock_times import time_text

PERIODS = ("week", "month", "quarter", "year")
MAX_DEPTH = 64

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


def _depth_of(*points: Point) -> int:
    depth = 1 + max((point.depth for point in points), default=0)
    if depth > MAX_DEPTH:
        raise TimingError(
            Message("error too-deep timing", kind=Message("point")),
            code="too-deep",
            why=Message("error too-deep point why", most=MAX_DEPTH),
            fix=Message("error too-deep point fix"),
        )
    return depth


class TextReader:
    """The slot for what reads a text as a point or a timing, by a rule of the grammar and what to call it in errors.

    The parser makes points and timings, so their modules can't import it. It puts its reader here when it is
    loaded, which any module of this room sees to (`relsched.timing`).
    """

    read: ClassVar[Callable[[str, str, Message], object]]


class Point:
    """An expression that gives one day, or one moment when a time of day is known.

    `str` gives its canonical text, `Point.parse` reads it.
    """

    depth: int
    is_clocked: ClassVar[bool] = False

    def as_point(self) -> Point:
        """Give the point itself."""
        return self

    @property
    def inputs(self) -> tuple[Point, ...]:
        """The points it is counted from, none for a date or a reference."""
        return ()

    @property
    def has_clock(self) -> bool:
        """Whether the plan itself gives it a time of day, by `at` or by hours or minutes."""
        return any(point.has_clock for point in self.inputs)

    @property
    def counts_from_issue(self) -> bool:
        """Whether it needs the date of issue of the plan."""
        return any(point.counts_from_issue for point in self.inputs)

    def references(self) -> Iterator[Reference]:
        """Go through the references to events and deadlines, in the order of the text."""
        for point in self.inputs:
            yield from point.references()

    def calendar_names(self) -> Iterator[str]:
        """Go through the working calendars that its text names."""
        yield from calendars_in(self)
        for point in self.inputs:
            yield from point.calendar_names()

    def __repr__(self) -> str:
        return text_repr(self, "Point")

    @staticmethod
    def parse(text: str) -> Point:
        """Read a point from its text form.

        Raises:
            TimingError: The text can't be read; holds the words that were expected.
        """
        point = TextReader.read(text, "point", Message("point"))
        assert isinstance(point, Point)
        return point


# What a point may be given as: one, its text, a date of any kind, an event or deadline, or an offset from one of these.
PointLike: TypeAlias = AnchorLike


def calendars_in(value: Any) -> Iterator[str]:
    """Go through the calendars named by the parts of a point or timing, its points aside."""
    for field in attrs.fields(type(value)):
        part = getattr(value, field.name)
        name = part if field.name == "calendar" else getattr(part, "calendar", None)
        if isinstance(name, str):
            yield name


def to_point(value: PointLike) -> Point:
    """Take a point, its text, a date, an event's edge or an offset from one of these, as a point."""
    if isinstance(value, Point):
        return value
    if isinstance(value, str):
        return Point.parse(value)
    day = plain(value)
    if isinstance(day, datetime):
        shown, minute, zone = clock_time(day)
        return Day(shown) if not minute and zone is None else At(Day(shown), minute, zone)
    if isinstance(day, date):
        return Day(day)
    if isinstance(value, Anchored):
        return Shifted(value.offset, value.direction, value.anchor)
    if hasattr(value, "as_point"):
        point = value.as_point()
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


@attrs.frozen(repr=False)
class Day(Point):
    """A given date, such as `2020-03-31`."""

    day: date
    depth: int = _depth_field()

    def __str__(self) -> str:
        return self.day.isoformat()


@attrs.frozen(repr=False)
class Issued(Point):
    """The date of the plan itself."""

    depth: int = _depth_field()

    @property
    def counts_from_issue(self) -> bool:
        """It is that date."""
        return True

    def __str__(self) -> str:
        return "issued"


def _edge_meant(edge: Edge | None) -> Edge | None:
    """Take `8.1.due` and `8.1` as the same: the due date is what a deadline means anyway."""
    return None if edge is Edge.DUE else edge


@attrs.frozen(repr=False)
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


def without_default_edge(point: Point, default: Edge) -> Point:
    """Drop an edge that is meant anyway, so that texts with the same meaning give the same value."""
    if isinstance(point, Reference) and point.edge is default:
        return Reference(point.item)
    return point


@attrs.frozen(repr=False)
class Shifted(Point):
    """An offset from an anchor, such as `10 days before congress`."""

    offset: Offset
    direction: Direction
    anchor: Point = attrs.field(converter=to_point)
    depth: int = _depth_field("anchor")

    def __attrs_post_init__(self) -> None:
        default = Edge.START if self.direction is Direction.BEFORE else Edge.END
        object.__setattr__(self, "anchor", without_default_edge(self.anchor, default))

    def __str__(self) -> str:
        return f"{self.offset} {self.direction.value} {as_head(self.anchor)}"

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
    given: list[Point] = []
    for value in values:
        point = to_point(value)
        given.extend(point.inputs if isinstance(point, kind) else (point,))
    if len(given) < 2:
        raise TimingError(Message("error timing-form two points"), code="timing-form")
    flat = tuple(dict.fromkeys(given))
    # The earlier of a point and itself is that point, and still a limit; written twice it reads as one.
    return flat if len(flat) > 1 else flat * 2


@attrs.frozen(repr=False)
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


@attrs.frozen(repr=False)
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


@attrs.frozen(repr=False)
class PeriodStart(Point):
    """The first day of the week, month, quarter or year of a point."""

    period: str
    point: Point = attrs.field(converter=to_point)
    depth: int = _depth_field("point")

    def __str__(self) -> str:
        return f"start of {self.period} {as_head(self.point)}"

    @property
    def inputs(self) -> tuple[Point, ...]:
        """The point whose period is meant."""
        return (self.point,)

    @property
    def has_clock(self) -> bool:
        """A period's first day has no time."""
        return False


@attrs.frozen(repr=False)
class PeriodEnd(Point):
    """The last day of the week, month, quarter or year of a point."""

    period: str
    point: Point = attrs.field(converter=to_point)
    depth: int = _depth_field("point")

    def __str__(self) -> str:
        return f"end of {self.period} {as_head(self.point)}"

    @property
    def inputs(self) -> tuple[Point, ...]:
        """The point whose period is meant."""
        return (self.point,)

    @property
    def has_clock(self) -> bool:
        """A period's last day has no time."""
        return False


@attrs.frozen(repr=False)
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
        object.__setattr__(self, "point", without_default_edge(self.point, default))

    def __str__(self) -> str:
        name = WEEKDAYS[self.weekday]
        if self.may_stay:
            return f"{name} on or {self.direction.value} {as_head(self.point)}"
        word = "next" if self.direction is Direction.AFTER else "previous"
        return f"{word} {name} from {as_head(self.point)}"

    @property
    def inputs(self) -> tuple[Point, ...]:
        """The point it is counted from."""
        return (self.point,)

    @property
    def has_clock(self) -> bool:
        """A weekday has no time."""
        return False


@attrs.frozen(repr=False)
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
                Message("error timing-form nth"),
                code="timing-form",
                value=str(self.nth),
            )
        if self.period not in PERIODS or self.period == "week":
            raise TimingError(
                Message("error timing-form place"),
                code="timing-form",
                value=self.period,
                fix=Message("error timing-form place fix"),
            )

    def __str__(self) -> str:
        day = "working day" if self.weekday is None else WEEKDAYS[self.weekday]
        named = f" in {self.calendar}" if self.calendar else ""
        return f"{ordinal(self.nth)} {day}{named} of {self.period} {as_head(self.point)}"

    @property
    def inputs(self) -> tuple[Point, ...]:
        """The point whose period is meant."""
        return (self.point,)

    @property
    def has_clock(self) -> bool:
        """A day of a period has no time."""
        return False


@attrs.frozen(repr=False)
class DayOfMonth(Point):
    """A day of the month of a point, clipped to its end: `25th of month congress`."""

    number: int
    point: Point = attrs.field(converter=to_point)
    depth: int = _depth_field("point")

    def __attrs_post_init__(self) -> None:
        if not 1 <= self.number <= 31:
            raise TimingError(
                Message("error day of month"),
                code="timing-form",
                value=ordinal(self.number),
            )

    def __str__(self) -> str:
        return f"{ordinal(self.number)} of month {as_head(self.point)}"

    @property
    def inputs(self) -> tuple[Point, ...]:
        """The point whose month is meant."""
        return (self.point,)

    @property
    def has_clock(self) -> bool:
        """A day of a month has no time."""
        return False


@attrs.frozen(repr=False)
class Rolled(Point):
    """A point moved off a closed day, such as `10 days before congress rolled back in VN`.

    A moment is rolled to the same time of day.
    """

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
        """A moment keeps its time of day on the day that it is rolled to."""
        return self.point.has_clock


@attrs.frozen(repr=False)
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


def as_head(point: Point) -> str:
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


@attrs.frozen(repr=False)
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
