"""Timings: when something is due, at most two points, `not_before` and `due`, and a kind.

Every one prints as canonical English, and that text reads back as the same value.

`docs/reference/timing` lists the forms.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from enum import Enum
from typing import Any, TypeAlias

import attrs

from relsched.dates.conventions import Conventions
from relsched.dates.offsets import Direction, Offset
from relsched.dates.recurrence import Recurrence
from relsched.dates.rolls import Roll
from relsched.dates.windows import Window
from relsched.errors import TimingError
from relsched.messages.message import Message
from relsched.short_repr import short_repr, text_repr
from relsched.timing.periods import Period
from relsched.timing.points import (
    At,
    Day,
    Earlier,
    Edge,
    EdgeOf,
    Later,
    Point,
    PointLike,
    Reference,
    Rolled,
    Shifted,
    TextReader,
    as_head,
    calendars_in,
    to_point,
    without_default_edge,
)


class Kind(Enum):
    """What sort of thing a timing says."""

    DEADLINE = "deadline"
    OPEN = "open"
    WINDOW = "window"
    SPAN = "span"
    DUTY = "duty"
    RECURRING = "recurring"
    DELEGATED = "delegated"
    PLANNED = "planned"  # of a deadline whose due date follows from its work; no timing says it


@short_repr
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
        """Give its two points as the conventions count them.

        Raises:
            NotImplementedError: A kind of timing of one's own doesn't say its points.
        """
        raise NotImplementedError

    @property
    def counts_from_issue(self) -> bool:
        """Whether it needs the date of issue of the plan."""
        return any(point.counts_from_issue for point in self.points)

    def references(self) -> Iterator[Reference]:
        """Go through the references to events and deadlines, in the order of the text."""
        for point in self.points:
            yield from point.references()

    def calendar_names(self) -> Iterator[str]:
        """Go through the working calendars that its text names."""
        yield from calendars_in(self)
        for point in self.points:
            yield from point.calendar_names()

    def __repr__(self) -> str:
        return text_repr(self, "Timing")

    @staticmethod
    def parse(text: str) -> Timing:
        """Read a timing from its text form.

        Raises:
            TimingError: The text can't be read; holds the words that were expected.
        """
        timing = TextReader.read(text, "timing", Message("timing"))
        assert isinstance(timing, Timing)
        return timing


# What a timing may be given as: one, its text, a period, or whatever a point may be given as.
TimingLike: TypeAlias = "Timing | Period | PointLike"


def to_timing(value: TimingLike) -> Timing:
    """Take a timing, its text, a date or a point as a timing.

    Args:
        value: What is taken.

    Raises:
        TimingError: The text can't be read; holds the words that were expected.
        TypeError: It is none of these.
    """
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


@attrs.frozen(repr=False)
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


@attrs.frozen(repr=False)
class Before(Timing):
    """`before P`: due on the day before P; with the convention `before: inclusive`, on P itself."""

    point: Point = attrs.field(converter=to_point)

    def __attrs_post_init__(self) -> None:
        object.__setattr__(self, "point", without_default_edge(self.point, Edge.START))

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


@attrs.frozen(repr=False)
class Term(Timing):
    """`2 days after P`: from P until two days later; `within 2 days after P` says the same."""

    point: Point = attrs.field(converter=to_point)
    has_within: bool = attrs.field(default=False, eq=False)

    def __str__(self) -> str:
        return f"within {self.point}" if self.has_within else str(self.point)

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


@attrs.frozen(repr=False)
class Within(Timing):
    """`within 10 days before P` is from then to P; `within 30 days of P` lies on both sides."""

    offset: Offset
    point: Point = attrs.field(converter=to_point)
    both_sides: bool = False

    def __str__(self) -> str:
        word = "of" if self.both_sides else "before"
        return f"within {self.offset} {word} {as_head(self.point)}"

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


@attrs.frozen(repr=False)
class Immediately(Timing):
    """`immediately after P`: from P, for as long as the convention `immediately` allows."""

    point: Point = attrs.field(converter=to_point)

    def __attrs_post_init__(self) -> None:
        object.__setattr__(self, "point", without_default_edge(self.point, Edge.END))

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


@attrs.frozen(repr=False)
class After(Timing):
    """`after P`: from the day after P, with no end; with the convention `after: inclusive`, from P."""

    point: Point = attrs.field(converter=to_point)

    def __attrs_post_init__(self) -> None:
        object.__setattr__(self, "point", without_default_edge(self.point, Edge.END))

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


@attrs.frozen(repr=False)
class From(Timing):
    """`from P`: from P on, that day included, with no end; of an event, from its start."""

    point: Point = attrs.field(converter=to_point)

    def __attrs_post_init__(self) -> None:
        object.__setattr__(self, "point", without_default_edge(self.point, Edge.START))

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


@attrs.frozen(repr=False)
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


@attrs.frozen(repr=False)
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


@attrs.frozen(repr=False)
class FromTo(Timing):
    """`from P to Q`: any day from P to Q; of an event, from its start to its end."""

    first: Point = attrs.field(converter=to_point)
    last: Point = attrs.field(converter=to_point)

    def __attrs_post_init__(self) -> None:
        object.__setattr__(self, "first", without_default_edge(self.first, Edge.START))
        object.__setattr__(self, "last", without_default_edge(self.last, Edge.END))
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


@attrs.frozen(repr=False)
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


@attrs.frozen(repr=False)
class Throughout(Timing):
    """`throughout E`: from the start of an event to its end."""

    reference: Reference

    def __attrs_post_init__(self) -> None:
        if self.reference.edge is not None:
            raise TimingError(
                Message("error timing-form throughout"),
                code="timing-form",
                value=str(self.reference),
                fix=Message("error write", text=f"throughout {self.reference.item}"),
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


@attrs.frozen(repr=False)
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


@attrs.frozen(repr=False)
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
        object.__setattr__(timing, "first", without_default_edge(timing.first, Edge.START))
    if timing.last is not None:
        object.__setattr__(timing, "last", without_default_edge(timing.last, Edge.END))


def _span_text(first: Point | None, last: Point | None) -> str:
    text = "" if first is None else f" from {first}"
    return text if last is None else f"{text} until {last}"


@attrs.frozen(repr=False)
class SetBy(Timing):
    """`as set by "Plan 140-KH/TU"`: another document decides; an unknown event stands for it."""

    name: str

    def __attrs_post_init__(self) -> None:
        object.__setattr__(self, "name", unicodedata.normalize("NFC", self.name))
        if not self.name.strip() or '"' in self.name or len(self.name) > 200:
            raise TimingError(
                Message("error timing-form document"),
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
        raise TimingError(Message("error timing-form and"), code="timing-form")
    return tuple(flat)


@attrs.frozen(repr=False)
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
