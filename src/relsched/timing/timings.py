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
from relsched.dates.windows import Window
from relsched.errors import TimingError
from relsched.messages.message import Message
from relsched.short_repr import short_repr, text_repr
from relsched.timing.counted_points import (
    acting,
    acting_around,
    adjusted,
    adjusted_around,
    core,
    counted,
    counted_offset,
    day_before,
)
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

    `unadjusted` is the due date before the conventions roll or lengthen it, where they may; `adjusted_by` names
    these conventions, each as often as it acts. `begins` and `ends` tell which edge of an event a bare reference
    means in each.
    """

    not_before: Point | None = None
    due: Point | None = None
    begins: Edge = Edge.START
    ends: Edge = Edge.START
    unadjusted: Point | None = None
    adjusted_by: tuple[str, ...] = ()


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


def _anchor(point: Point) -> Point | None:
    """Give what an offset after something is counted from, through rolls and times; None for other points."""
    inner = core(point)
    if isinstance(inner, Shifted) and inner.direction is Direction.AFTER:
        return inner.anchor
    return None


def bare(point: Point) -> Timing:
    """Give the timing of a point that stands alone.

    Before an event it is a limit; after one it is a limit with the event as its beginning; `earlier of`
    and `later of` are limits; any other point is `on` its day.
    """
    inner = core(point)
    if isinstance(inner, Earlier | Later):
        return By(point)
    if isinstance(inner, Shifted):
        return By(point) if inner.direction is Direction.BEFORE else Term(point)
    return On(point)


def _due(point: Point, conventions: Conventions, **others: Any) -> Limits:
    """Give the limits of what is due on a point, beside others."""
    plain = counted(point, conventions)
    due = adjusted(plain, conventions)
    if due is plain:
        return Limits(due=due, **others)
    return _limits(due, plain, acting(plain, conventions), **others)


def _limits(due: Point, plain: Point, acts: Iterable[str], **others: Any) -> Limits:
    """Give the limits of a due date that conventions may have adjusted; which did is asked only then."""
    if due is plain:
        return Limits(due=due, **others)
    return Limits(due=due, unadjusted=plain, adjusted_by=tuple(acts), **others)


@attrs.frozen(repr=False)
class By(Timing):
    """`by P`: due on P at the latest. `by 10 days before E` prints as `10 days before E`."""

    point: Point = attrs.field(converter=to_point)

    def __str__(self) -> str:
        inner = core(self.point)
        listed = isinstance(inner, Earlier | Later)
        before = isinstance(inner, Shifted) and inner.direction is Direction.BEFORE
        return str(self.point) if listed or before else f"by {self.point}"

    @property
    def points(self) -> tuple[Point, ...]:
        """The limit."""
        return (self.point,)

    def limits(self, conventions: Conventions) -> Limits:
        """Due on the point."""
        return _due(self.point, conventions)


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
            return _due(self.point, conventions)
        point = counted(self.point, conventions)
        due = day_before(point, conventions)
        if isinstance(due, Shifted):
            return Limits(due=due)
        plain = Shifted(Offset(days=1), Direction.BEFORE, point)
        return Limits(due=due, unadjusted=plain, adjusted_by=("roll_before",))


@attrs.frozen(repr=False)
class Term(Timing):
    """`2 days after P`: from P until two days later; `within 2 days after P` says the same."""

    point: Point = attrs.field(converter=to_point)
    has_within: bool = attrs.field(default=False, eq=False)

    def __str__(self) -> str:
        is_plain = isinstance(self.point, Shifted)  # what is moved then can't stand after `within`
        return f"within {self.point}" if self.has_within and is_plain else str(self.point)

    @property
    def points(self) -> tuple[Point, ...]:
        """The end of the term."""
        return (self.point,)

    def limits(self, conventions: Conventions) -> Limits:
        """From the anchor to the end of the term."""
        begin = _anchor(counted(self.point, conventions))
        return _due(self.point, conventions, not_before=begin, begins=Edge.END)


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
        point = counted(self.point, conventions)
        offset = counted_offset(self.offset, conventions)
        start = Shifted(offset, Direction.BEFORE, point)
        if not self.both_sides:
            return _due(self.point, conventions, not_before=start)
        last = Shifted(self.offset, Direction.AFTER, self.point)
        return _due(last, conventions, not_before=start, ends=Edge.END)


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
        point = counted(self.point, conventions)
        edges = {"not_before": point, "begins": Edge.END, "ends": Edge.END}
        if tolerance == Offset(days=0):
            return _due(self.point, conventions, **edges)
        # How long it leaves is a convention itself, which no other counts.
        plain = Shifted(tolerance, Direction.AFTER, point)
        return _limits(adjusted(plain, conventions), plain, acting(plain, conventions), **edges)


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
            return Limits(not_before=counted(self.point, conventions), begins=Edge.END)
        point = counted(self.point, conventions)
        return Limits(not_before=Shifted(Offset(days=1), Direction.AFTER, point), begins=Edge.END)


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
        return Limits(not_before=counted(self.point, conventions), begins=Edge.START)


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
        limits = _due(self.point, conventions)
        return attrs.evolve(limits, not_before=limits.due)


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
        first = counted(self.first, conventions)
        return _due(self.last, conventions, not_before=first, ends=Edge.END)


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
        middle = counted(self.point, conventions)
        plain = Shifted(self.tolerance, Direction.AFTER, middle)
        return _limits(
            adjusted_around(middle, self.tolerance, conventions),
            plain,
            acting_around(middle, self.tolerance, conventions),
            not_before=Shifted(self.tolerance, Direction.BEFORE, middle),
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
        """From the first point until the last; no term that could be rolled or lengthened ends there."""
        first, last = (
            None if point is None else counted(point, conventions)
            for point in (self.first, self.last)
        )
        return Limits(first, last, Edge.START, Edge.END)


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
        """From the first point until the last; no term that could be rolled or lengthened ends there."""
        first, last = (
            None if point is None else counted(point, conventions)
            for point in (self.first, self.last)
        )
        return Limits(first, last, Edge.START, Edge.END)


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
            _joined(Later, starts),
            _joined(Earlier, ends),
            unadjusted=_joined(Earlier, plain),
            adjusted_by=tuple(name for part in parts for name in part.adjusted_by),
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
