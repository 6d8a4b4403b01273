"""Timings with other points instead of references, and offsets added where they add up exactly.

What a bare `congress` means depends on where it stands: its start in `10 days before congress`, its end in
`2 days after congress`. So each reference is replaced together with the edge that it means there, and a timing
that means both edges at once becomes one that names both.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import attrs

from relsched.dates.conventions import Conventions
from relsched.dates.offsets import Direction, Offset
from relsched.dates.rolls import Roll
from relsched.errors import OutOfRangeError
from relsched.timing.counted_points import kept_offset
from relsched.timing.points import (
    At,
    Earlier,
    Edge,
    EdgeOf,
    Later,
    OnWeekday,
    Point,
    Reference,
    Rolled,
    Shifted,
)
from relsched.timing.timings import (
    After,
    Before,
    Both,
    By,
    Continuously,
    EitherWay,
    From,
    FromTo,
    Immediately,
    On,
    Recurring,
    SetBy,
    Term,
    Throughout,
    Timing,
    Within,
    bare,
)

# What stands instead of a reference: it is reported the edge that a bare one means where it stands, and
# whether a time of day would count there.
Replace = Callable[[Reference, Edge, bool], Point]
IsEvent = Callable[[str], bool]


def edge_of(direction: Direction) -> Edge:
    """Give the edge of an event that an offset counts from."""
    return Edge.START if direction is Direction.BEFORE else Edge.END


def with_items(timing: Timing, names: dict[str, str]) -> Timing:
    """Give a timing that names other items instead of some, and is otherwise the same."""

    def replace(point: Reference, _: Edge, __: bool) -> Point:
        return attrs.evolve(point, item=names.get(point.item, point.item))

    return Substitution(replace, Conventions(), lambda _: True, adds=False).timing(timing)


@attrs.frozen
class Substitution:
    """Puts points instead of references.

    Attributes:
        replace: What stands instead of a reference; the reference itself where it stays.
        conventions: How the timings that are changed count.
        is_event: Tells events from deadlines.
        adds: Whether offsets are added up where a replaced anchor brings its own.
    """

    replace: Replace
    conventions: Conventions
    is_event: IsEvent
    adds: bool = True

    # ------------------------------------------------------------ timings

    def expected(self, timing: Timing) -> Timing:
        """Give what an event is expected on: the very day, where it names one, which no convention rolls."""
        exact = exact_point(timing)
        if exact is None:
            return self.timing(timing)
        point = self.point(exact, Edge.START)
        if point is exact:
            return timing
        if isinstance(timing, On):
            return On(point)
        found = bare(point)
        return found if exact_point(found) is not None else On(point)

    def timing(self, timing: Timing) -> Timing:
        """Give a timing with the points put in; the same value where nothing changes."""
        match timing:
            case Both():
                return self._evolved(
                    timing, timings=tuple(self.timing(part) for part in timing.timings)
                )
            case By() | On():
                return self._evolved(timing, point=self._outermost(timing.point, Edge.START))
            case Term():
                return self._evolved(timing, point=self._term(timing.point))
            case Before():
                return self._evolved(timing, point=self.point(timing.point, Edge.START, False))
            case After():
                return self._evolved(timing, point=self.point(timing.point, Edge.END, False))
            case Immediately():
                return self._evolved(timing, point=self.point(timing.point, Edge.END))
            case From():
                return self._evolved(timing, point=self.point(timing.point, Edge.START))
            case FromTo():
                return self._evolved(
                    timing,
                    first=self.point(timing.first, Edge.START),
                    last=self.point(timing.last, Edge.END),
                )
            case Continuously() | Recurring():
                return self._evolved(
                    timing,
                    first=None if timing.first is None else self.point(timing.first, Edge.START),
                    last=None if timing.last is None else self.point(timing.last, Edge.END),
                )
            case Within() | EitherWay():
                return self._around(timing)
            case Throughout():
                return self._throughout(timing, timing.reference)
            case SetBy():
                return self._throughout(timing, Reference(timing.name))
            case _:
                return timing

    def _evolved(self, timing: Any, **parts: Any) -> Timing:
        same = all(getattr(timing, name) == part for name, part in parts.items())
        found: Timing = timing if same else attrs.evolve(timing, **parts)
        return found

    def _throughout(self, timing: Timing, reference: Reference) -> Timing:
        """Give a span from the start of what replaces an event to the end."""
        first = self.replace(reference, Edge.START, True)
        last = self.replace(reference, Edge.END, True)
        if first == last == reference:
            return timing
        if isinstance(first, Reference) and first == last and first.edge is None:
            return SetBy(first.item) if isinstance(timing, SetBy) else Throughout(first)
        return FromTo(self._edged(first, Edge.START), self._edged(last, Edge.END))

    def _around(self, timing: Within | EitherWay) -> Timing:
        """Give a window round a point; round a whole event it has two middles, its start and its end."""
        if isinstance(timing, Within) and not timing.both_sides:
            return self._evolved(timing, point=self.point(timing.point, Edge.START))
        first, last = self.point(timing.point, Edge.START), self.point(timing.point, Edge.END)
        if first == last:
            # An outermost offset that has been added up could have turned; such a text reads as another.
            core = _core(timing.point)
            if isinstance(timing, EitherWay) and isinstance(core, Shifted):
                first = self._plain(timing.point, Edge.START)
            return self._evolved(timing, point=first)
        offset = (
            timing.offset
            if isinstance(timing, Within)
            else kept_offset(timing.tolerance, self.conventions)
        )
        return FromTo(
            Shifted(offset, Direction.BEFORE, self._edged(first, Edge.START)),
            Shifted(offset, Direction.AFTER, self._edged(last, Edge.END)),
        )

    # ------------------------------------------------------------ points

    def point(self, point: Point, edge: Edge, timed: bool = True) -> Point:
        """Give a point with the points put in; a bare reference to an event means the given edge."""
        if isinstance(point, Shifted):
            plain = self._plain(point, edge, timed)
            return plain if plain is point else self.joined(plain)
        return self._plain(point, edge, timed)

    def _plain(self, point: Point, edge: Edge, timed: bool = True) -> Point:
        """Put the points in, and leave the outermost offset as it is."""
        match point:
            case Reference():
                return self.replace(point, point.edge or edge, timed)
            case Shifted():
                has_clock = point.offset.has_clock
                anchor = self.point(point.anchor, edge_of(point.direction), has_clock)
                return point if anchor == point.anchor else attrs.evolve(point, anchor=anchor)
            case OnWeekday():
                inner = self.point(point.point, edge_of(point.direction), False)
                return point if inner == point.point else attrs.evolve(point, point=inner)
            case Earlier() | Later():
                parts = tuple(self.point(part, edge, timed) for part in point.points)
                return point if parts == point.points else _of_several(point, parts)
            case _ if point.inputs:
                inner = self.point(point.inputs[0], edge, timed and not isinstance(point, At))
                if inner == point.inputs[0]:
                    return point
                return _around(point, inner)
            case _:
                return point

    def _outermost(self, point: Point, edge: Edge) -> Point:
        """Put the points in where the conventions count the outermost offset."""
        if isinstance(point, Rolled | At):
            inner = self._outermost(point.point, edge)
            return point if inner == point.point else attrs.evolve(point, point=inner)
        if isinstance(point, Earlier | Later):
            parts = tuple(self._outermost(part, edge) for part in point.points)
            return point if parts == point.points else _of_several(point, parts)
        plain = self._plain(point, edge)
        if plain is point or not isinstance(plain, Shifted):
            return plain
        added = self.joined(plain)
        rules = self.conventions
        rolls = (rules.roll_before, rules.roll_after) != (Roll.NONE, Roll.NONE)
        keeps = isinstance(added, Shifted) and added.direction is plain.direction
        if rules.least_working_days or (rolls and not keeps):
            return plain
        return added

    def _term(self, point: Point) -> Point:
        """Put the points in where the anchor is the beginning of a term: it can't be taken into the offset."""
        if isinstance(point, Rolled | At):
            inner = self._term(point.point)
            return point if inner == point.point else attrs.evolve(point, point=inner)
        return self._plain(point, Edge.END)

    def _edged(self, point: Point, edge: Edge) -> Point:
        return with_edges(point, edge, self.is_event)

    def joined(self, point: Point) -> Point:
        """Give a point with its outermost offset added to that of its anchor, where that is exact.

        Clear days leave a day out each time, so two counts of them aren't one.
        """
        if not self.adds or not isinstance(point, Shifted):
            return point
        if self.conventions.counting != "calendar":
            return point
        found = added(point, self.is_event)
        return point if found is None else found


def _of_several(point: Earlier | Later, parts: tuple[Point, ...]) -> Point:
    """Give a comparison with other points; two that have become the same are one."""
    return parts[0] if len(set(parts)) == 1 else type(point)(parts)


def _around(point: Any, inner: Point) -> Point:
    """Give a point of one input with another input."""
    found: Point = attrs.evolve(point, point=inner)
    return found


def _core(point: Point) -> Point:
    while isinstance(point, Rolled | At):
        point = point.point
    return point


def with_edges(point: Point, edge: Edge, is_event: IsEvent) -> Point:
    """Say the edges of bare references to events, so that a point means the same wherever it stands."""
    match point:
        case EdgeOf():
            return Reference(point.item, point.event_edge if is_event(point.item) else None)
        case Reference():
            says = point.edge is None and is_event(point.item)
            return Reference(point.item, edge) if says else point
        case Shifted():
            anchor = with_edges(point.anchor, edge_of(point.direction), is_event)
            return attrs.evolve(point, anchor=anchor)
        case OnWeekday():
            return attrs.evolve(
                point, point=with_edges(point.point, edge_of(point.direction), is_event)
            )
        case Earlier() | Later():
            return type(point)(tuple(with_edges(part, edge, is_event) for part in point.points))
        case _ if point.inputs:
            inner = with_edges(point.inputs[0], edge, is_event)
            return _around(point, inner)
        case _:
            return point


# ---------------------------------------------------------------- adding offsets


def added(point: Shifted, is_event: IsEvent) -> Point | None:
    """Give a point with its offset added to that of its anchor; None where they don't add up exactly.

    Days add to days, and to days that follow months; working days follow either. Months don't add to
    anything before them: a month and a month after 31 December is 28 February by way of 31 January, while
    a day and a month aren't a month and a day.
    """
    anchor = point.anchor
    if not isinstance(anchor, Shifted):
        return None
    outer, inner = point.offset, anchor.offset
    if outer.has_clock or inner.has_clock or outer.month_count:
        return None
    start = with_edges(anchor.anchor, edge_of(anchor.direction), is_event)
    same = point.direction is anchor.direction
    try:
        if outer.working_days is not None:
            return _with_working_days(point, anchor, start) if same else None
        if inner.working_days is not None:
            return None
        total = _span(outer) * point.direction.sign + _span(inner) * anchor.direction.sign
        if inner.month_count:
            if total * anchor.direction.sign < 0:
                return None
            days = abs(total) or None
            offset = Offset(years=inner.years, months=inner.months, days=days)
            return Shifted(offset, anchor.direction, start)
        if total == 0:
            return start
        direction = Direction.AFTER if total > 0 else Direction.BEFORE
        return Shifted(Offset(days=abs(total)), direction, start)
    except OutOfRangeError:
        return None


def _with_working_days(point: Shifted, anchor: Shifted, start: Point) -> Point | None:
    outer, inner = point.offset, anchor.offset
    assert outer.working_days is not None
    if inner.working_days is None:
        days = _span(outer) + _span(inner)
        return Shifted(
            Offset(
                years=inner.years,
                months=inner.months,
                days=days or None,
                working_days=outer.working_days,
                calendar=outer.calendar,
            ),
            point.direction,
            start,
        )
    # From a closed day the first open one counts as 1, so only a count that has left it can go on.
    if _span(outer) or inner.working_days < 1 or outer.calendar != inner.calendar:
        return None
    count = inner.working_days + outer.working_days
    return Shifted(attrs.evolve(inner, working_days=count), point.direction, start)


def _span(offset: Offset) -> int:
    return offset.day_count if offset.clear_days is None else offset.clear_days + 1


def unrolled(point: Point) -> Point:
    """Give the point without the rolls that stand outermost: what it was before it was adjusted."""
    if isinstance(point, Rolled):
        return unrolled(point.point)
    return attrs.evolve(point, point=unrolled(point.point)) if isinstance(point, At) else point


def exact_point(expected: Timing | None) -> Point | None:
    """Give the very day that an event is expected on; None where a window is expected, or nothing.

    `10 days before P`, `2 days after P` and `on P` say a day; all other timings bound the event.
    """
    if isinstance(expected, On | Term):
        return expected.point
    if isinstance(expected, By):
        core = expected.point
        while isinstance(core, Rolled | At):
            core = core.point
        if isinstance(core, Shifted) and core.direction is Direction.BEFORE:
            return expected.point
    return None
