"""Points as the conventions count them: which offsets are clear days, and what becomes of a due date.

Two things happen to what stands in a text, at different places:

| convention | acts on |
|---|---|
| `counting` | each offset of days or weeks that is counted from something, wherever it stands |
| `roll_before`, `roll_after`, `roll_hours`, `least_working_days` | a due date that an offset makes |

A roll lengthens the term that ends on the due date. An offset inside another, or at the beginning of a window, only
says where a term begins, so it stays where it was counted; a term that is to be rolled before another begins is a
deadline of its own.

What is counted here is never counted again: these points stand in `Limits`, and in a text only by way of `kept`.

Source: Bộ luật Dân sự 2015, articles 147 and 148; Federal Rules of Civil Procedure, rule 6(a); Regulation (EEC,
Euratom) No 1182/71, article 3.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import attrs

from relsched.dates.conventions import Conventions
from relsched.dates.offsets import Direction, Offset
from relsched.dates.rolls import Roll
from relsched.timing.points import At, Earlier, Later, Point, Rolled, Shifted

CLEAR_DAYS = "clear days"


def core(point: Point) -> Point:
    """Give what stands inside the rolls and times of day that are outermost."""
    while isinstance(point, Rolled | At):
        point = point.point
    return point


def counted(point: Point, conventions: Conventions) -> Point:
    """Give a point with its offsets as the convention `counting` counts them, the inner ones too.

    Args:
        point: The point as it stands in a text.
        conventions: How it is counted.
    """
    if conventions.counting != CLEAR_DAYS:
        return point
    return _with_offsets(point, Offset.with_clear_days)


def counted_offset(offset: Offset, conventions: Conventions) -> Offset:
    """Give an offset as the convention `counting` counts it."""
    return offset.with_clear_days() if conventions.counting == CLEAR_DAYS else offset


def kept(point: Point, conventions: Conventions) -> Point:
    """Give a point that has been counted, in words that the conventions of a text don't count again.

    Args:
        point: A point of `Limits`, or one counted from such points.
        conventions: Those under which the text that it is put into counts.
    """
    if conventions.counting != CLEAR_DAYS:
        return point
    return _with_offsets(point, _in_clear_days)


def kept_offset(offset: Offset, conventions: Conventions) -> Offset:
    """Give an offset that no convention counts, in words that those of a text don't count either."""
    return _in_clear_days(offset) if conventions.counting == CLEAR_DAYS else offset


def _in_clear_days(offset: Offset) -> Offset:
    if offset.days is None and offset.weeks is None:
        return offset
    days = offset.day_count
    parts = [unit for amount, unit in offset.parts() if unit not in ("days", "weeks")]
    if not days and parts:
        return attrs.evolve(offset, days=None, weeks=None)
    if not days:
        # No clear days are a day already; no month is no day at all.
        return Offset(months=0)
    return attrs.evolve(offset, days=None, weeks=None, clear_days=days - 1)


def _with_offsets(point: Point, change: Callable[[Offset], Offset]) -> Point:
    match point:
        case Shifted():
            anchor, offset = _with_offsets(point.anchor, change), change(point.offset)
            if anchor is point.anchor and offset is point.offset:
                return point
            return attrs.evolve(point, offset=offset, anchor=anchor)
        case Earlier() | Later():
            return _of_each(point, lambda part: _with_offsets(part, change))
        case _ if point.inputs:
            inner = _with_offsets(point.inputs[0], change)
            return point if inner is point.inputs[0] else _of(point, inner)
        case _:
            return point


def _of_each(point: Earlier | Later, change: Callable[[Point], Point]) -> Point:
    parts = tuple(change(part) for part in point.points)
    same = all(part is old for part, old in zip(parts, point.points, strict=True))
    return point if same else type(point)(parts)


def _of(point: Any, inner: Point) -> Point:
    found: Point = attrs.evolve(point, point=inner)
    return found


# ---------------------------------------------------------------- due dates


def adjusted(point: Point, conventions: Conventions, direction: Direction | None = None) -> Point:
    """Give a due date that has been counted as the conventions roll it and lengthen its term.

    What the text says itself wins: a roll of its own, a date that is written out, a place in a week or month. A time
    of day stays, on the day that the roll leads to. Of the earlier and the later of several each is adjusted.

    Args:
        point: The due date, counted by `counted`.
        conventions: How it is counted.
        direction: The side that decides which roll acts; that of the outermost offset where it is left out.
    """
    if not _adjusts(conventions):
        return point
    match point:
        case Shifted():
            side = direction if direction is not None else point.direction
            roll = _roll_of(point, side, conventions)
            found: Point = point if roll is Roll.NONE else Rolled(point, roll)
            return _lengthened(found, point, side, conventions)
        case At():
            inner = adjusted(point.point, conventions, direction)
            return point if inner is point.point else attrs.evolve(point, point=inner)
        case Earlier() | Later():
            return _of_each(point, lambda part: adjusted(part, conventions, direction))
        case _:
            return point


def adjusted_around(middle: Point, tolerance: Offset, conventions: Conventions) -> Point:
    """Give the last day of a window round a point that has been counted, as the conventions adjust it.

    The tolerance isn't counted from anything: it widens what the middle says, in both directions alike, and it is the
    middle that is counted forward or back.
    """
    last = Shifted(tolerance, Direction.AFTER, middle)
    term = middle.point if isinstance(middle, At) else middle
    if not isinstance(term, Shifted) or not _adjusts(conventions):
        return last
    side = term.direction
    roll = _roll_of(last, side, conventions)
    found: Point = last if roll is Roll.NONE else Rolled(last, roll)
    return _lengthened(found, term, side, conventions)


def acting_around(middle: Point, tolerance: Offset, conventions: Conventions) -> Iterator[str]:
    """Go through the names of the conventions that adjust the last day of a window round a point."""
    term = middle.point if isinstance(middle, At) else middle
    if isinstance(term, Shifted):
        last = Shifted(tolerance, Direction.AFTER, middle)
        yield from _acting(last, term, term.direction, conventions)


def acting(
    point: Point, conventions: Conventions, direction: Direction | None = None
) -> Iterator[str]:
    """Go through the names of the conventions that adjust a due date, each once for each of its offsets.

    Args:
        point, conventions, direction: As for `adjusted`.
    """
    match point:
        case Shifted():
            side = direction if direction is not None else point.direction
            yield from _acting(point, point, side, conventions)
        case At():
            yield from acting(point.point, conventions, direction)
        case Earlier() | Later():
            for part in point.points:
                yield from acting(part, conventions, direction)


def _acting(
    last: Shifted, term: Shifted, side: Direction, conventions: Conventions
) -> Iterator[str]:
    if _roll_of(last, side, conventions) is not Roll.NONE:
        yield f"roll_{side.value}"
        if last.offset.has_clock:
            yield "roll_hours"
    if _is_long(term.offset, conventions):
        yield "least_working_days"


def _lengthened(found: Point, term: Shifted, side: Direction, conventions: Conventions) -> Point:
    """Give a due date that is far enough from what its term is counted from, whichever way that runs."""
    if not _is_long(term.offset, conventions):
        return found
    least = Shifted(Offset(working_days=conventions.least_working_days), side, term.anchor)
    return (Later if side is Direction.AFTER else Earlier)((found, least))


def _adjusts(conventions: Conventions) -> bool:
    return bool(
        conventions.roll_before is not Roll.NONE
        or conventions.roll_after is not Roll.NONE
        or conventions.least_working_days
    )


def _roll_of(point: Shifted, side: Direction, conventions: Conventions) -> Roll:
    """Give the roll that acts on an offset; working days have been counted from open day to open day."""
    offset = point.offset
    if offset.working_days is not None:
        return Roll.NONE
    if offset.has_clock and conventions.roll_hours == "stay":
        return Roll.NONE
    return conventions.roll_before if side is Direction.BEFORE else conventions.roll_after


def _is_long(offset: Offset, conventions: Conventions) -> bool:
    """Whether a term is one of two days or more, all of it counted in days or longer."""
    if not conventions.least_working_days or offset.working_days is not None or offset.has_clock:
        return False
    return bool(offset.month_count) or offset.day_count + (offset.clear_days or 0) >= 2


def day_before(point: Point, conventions: Conventions) -> Point:
    """Give the last day before a point that has been counted, as `roll_before` adjusts it.

    It is counted back, whatever the point is counted from: rolled forward it could be the point itself. What isn't
    made by an offset stays.
    """
    last = Shifted(Offset(days=1), Direction.BEFORE, point)
    if conventions.roll_before is Roll.NONE or not _is_counted(point):
        return last
    if isinstance(point, Earlier | Later):
        return type(point)(tuple(day_before(part, conventions) for part in point.points))
    return Rolled(last, conventions.roll_before)


def _is_counted(point: Point) -> bool:
    if isinstance(point, Earlier | Later):
        return any(_is_counted(part) for part in point.points)
    return isinstance(point, Shifted)
