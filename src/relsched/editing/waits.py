"""What a wait says, as points and timings: the first and last day it leaves, and a timing held to them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import timedelta

import attrs

from relsched.dates.offsets import Direction, Offset
from relsched.plan.items import RELATIONS, Deadline, Wait
from relsched.timing.counted_points import kept_offset
from relsched.timing.points import Day, Earlier, Later, Point, Shifted
from relsched.timing.rewriting import Substitution
from relsched.timing.timings import Both, Continuously, From, FromTo, Recurring, Timing


def released(wait: Wait, base: Point, substitution: Substitution) -> tuple[Point, Point | None]:
    """Give the first day that a wait leaves, and the last where it has a greatest gap, as points."""

    def moved(offset: Offset) -> Point:
        gap = kept_offset(offset, substitution.conventions)
        return substitution.joined(Shifted(gap, Direction.AFTER, base))

    next_day = wait.relation == RELATIONS[0] and substitution.conventions.after != "inclusive"
    if wait.at_least is not None:
        first = moved(wait.at_least)
    elif not next_day:
        first = base
    elif isinstance(base, Day):
        first = Day(base.day + timedelta(days=1))
    else:
        first = moved(Offset(days=1))
    return first, None if wait.at_most is None else moved(wait.at_most)


def is_expressible(row: Deadline, wait: Wait) -> bool:
    """Whether a timing can say what a wait does: bound the beginning from below, the due date from above."""
    return row.takes is None or (wait.bounds_start and wait.at_most is None)


def held(when: Timing | None, first: Point, last: Point | None) -> Timing:
    """Hold a timing to a first day, and a last one where there is one, as a wait did."""
    if isinstance(when, Continuously | Recurring):
        begin = first if when.first is None else joined(Later, [when.first, first])
        end = when.last
        if last is not None:
            end = last if end is None else joined(Earlier, [end, last])
        return attrs.evolve(when, first=begin, last=end)
    bounds: Timing = From(first) if last is None else FromTo(first, last)
    return bounds if when is None else Both((when, bounds))


def joined(kind: Callable[[tuple[Point, ...]], Point], points: Iterable[Point]) -> Point:
    """Put points together as the earlier or the later of them; one alone stays as it is."""
    distinct = tuple(dict.fromkeys(points))
    return distinct[0] if len(distinct) == 1 else kind(distinct)
