"""Propagation: bounds run through a network until nothing changes.

In several columns bounds run as arrays. In a single one they run one by one, and there cycles are looked for, which
would push bounds on without end.
"""

from __future__ import annotations

import heapq
from collections.abc import Collection, Iterable, Mapping, Sequence
from operator import gt

import numpy as np

from relsched.dates.days import OUTSIDE, Days
from relsched.engine.bounds import Bounds
from relsched.engine.network import Network
from relsched.engine.propagation_cycles import never_converges
from relsched.engine.propagators import (
    ENDS,
    LOW,
    Propagator,
    moved_by,
)

_MAX_ROUNDS = (
    400_000  # more than the days of any horizon: every round moves a bound by a day or more
)


def propagate(
    network: Network,
    *,
    within: tuple[int, int] | None = None,
    slack: Mapping[int, Days] | None = None,
    moved: Mapping[int, Days] | None = None,
    given: Mapping[int, tuple[Days, Days]] | None = None,
    columns: int = 1,
    most_rounds: int = _MAX_ROUNDS,
    to_the_end: bool = False,
    standing: bool = False,
    relaxed: Collection[int] = ENDS,
) -> Bounds:
    """Propagate the bounds until nothing changes or, unless `to_the_end`, something can't hold.

    Args:
        within: The days between which all points lie that have no bound of their own; none for the infinities.
        slack: For rules by their numbers, by how many days they are relaxed in each column.
        moved: For rules that fix days, by how many days these move in each column.
        given: For places that known dates fix, between which days they do in each column, instead of what is
            known.
        columns: The number of columns, each a case of its own.
        most_rounds: How often bounds run through several columns at most; some may be left restless then.
        to_the_end: Whether both sides are tightened to their end, whatever contradicts what.
        standing: Whether a date that a rule fixes stands against what would move it beyond.
        relaxed: Where rules are relaxed: where they bound their item from above (`ABOVE`), from below (`BELOW`),
            or its due date from below (`DUE`).
    """
    bounds = Bounds(
        network,
        within,
        slack or {},
        moved or {},
        columns,
        given=given or {},
        standing=standing,
        relaxed=relaxed,
    )
    return run(bounds, to_the_end=to_the_end, most_rounds=most_rounds)


def run(bounds: Bounds, *, to_the_end: bool = False, most_rounds: int = _MAX_ROUNDS) -> Bounds:
    """Propagate until nothing changes, or something can't hold."""
    propagators, ways = bounds.network.propagators, bounds.network.ways
    for number in range(1, _MAX_ROUNDS):
        before = len(bounds.trail)
        now, bounds.waiting = bounds.waiting, {}
        bounds.not_converged[:] = False
        queue = sorted(now)  # which is a heap
        while queue:
            n = heapq.heappop(queue)
            propagator, rows = propagators[n], now.pop(n)
            moved = (
                _apply_rows(bounds, propagator, rows)
                if bounds.is_traced
                else _apply(bounds, propagator)
            )
            for place in moved:
                for other, row in ways[propagator.side][place]:
                    if other <= n:
                        bounds.waiting.setdefault(other, []).append(row)  # in the next round
                    elif other in now:
                        now[other].append(row)
                    else:
                        now[other] = [row]
                        heapq.heappush(queue, other)
        _mark_infeasible(bounds)
        bounds.not_converged &= ~bounds.infeasible
        if not bounds.waiting or (bounds.infeasible.all() and not to_the_end):
            bounds.not_converged[:] = False
            break
        if number >= most_rounds:
            break
        if bounds.is_traced and never_converges(bounds, number, before):
            bounds.infeasible[:] = True
            break
    else:
        raise AssertionError("bounds must rest or leave the horizon")
    for side, days in enumerate(bounds.days):
        bounds.sides[side][:, 0] = days
    return bounds


def _apply(bounds: Bounds, propagator: Propagator) -> list[int]:
    """Let bounds run once in all columns; give the points that moved."""
    side = propagator.side
    held = bounds.sides[side]
    _, best = bounds.brought_to_targets(propagator, held)
    now = held[propagator.unique]
    if bounds.caps is not None:
        best = (np.minimum if side == LOW else np.maximum)(
            best, bounds.caps[side][propagator.unique]
        )
    better = best > now if side == LOW else best < now
    better &= ~bounds.infeasible
    bounds.not_converged |= better.any(axis=0)
    moved = better.any(axis=1)
    places = propagator.unique[moved]
    held[places] = np.where(better[moved], best[moved], now[moved])
    targets: list[int] = places.tolist()
    return targets


def _apply_rows(bounds: Bounds, propagator: Propagator, rows: Sequence[int]) -> Iterable[int]:
    """Let some bounds run in the only column, one by one; give the points that moved."""
    if propagator.is_weakest:
        return _apply_weakest(bounds, propagator, {propagator.rows[row].target for row in rows})
    side, given = propagator.side, propagator.rows
    held, current, trail = bounds.days[side], bounds.current[side], bounds.trail
    caps = None if bounds.caps is None else bounds.caps[side]
    sign, loose, count = (
        -1 if propagator.is_adjoint else 1,
        bounds.only_slack,
        len(bounds.network.rules),
    )
    brought = None if propagator.is_plain else bounds.brought(propagator, rows)
    moved: dict[int, None] = {}
    is_low = side == LOW
    for n, row in enumerate(rows):
        source, target, rule, amount = given[row]
        value = held[source] if brought is None else brought[n]
        if -OUTSIDE < value < OUTSIDE:
            if brought is None:
                value += sign * amount
            if bounds.is_slack:
                value += -loose[rule] if is_low else loose[rule]
        if caps is not None:
            cap = caps.item(target)
            value = min(value, cap) if is_low else max(value, cap)
        if value > held[target] if is_low else value < held[target]:
            held[target] = value
            reason = current[source]
            current[target] = len(trail)
            earlier = (reason,) if reason >= 0 else ()
            noted_rule = rule if rule < count else rule % count
            trail.append((target, side, value, noted_rule, propagator, row, earlier))
            moved[target] = None
    return moved


def _apply_weakest(bounds: Bounds, propagator: Propagator, targets: Iterable[int]) -> list[int]:
    """Bound points by the weakest of what they come from, in the only column; give those that moved."""
    side = propagator.side
    held = bounds.days[side]
    choose = min if side == LOW else max
    sign = -1 if side == LOW else 1
    moved = []
    for target in sorted(targets):
        rows = propagator.of_target[target]
        brought = (propagator.rows[row] for row in rows)
        values = [
            moved_by(held[source], amount + sign * bounds.only_slack[rule])
            for source, _, rule, amount in brought
        ]
        value = best = choose(values)
        if bounds.caps is not None:
            cap = bounds.caps[side].item(target)
            value = min(value, cap) if side == LOW else max(value, cap)
        if value > held[target] if side == LOW else value < held[target]:
            held[target] = value
            chosen = rows[values.index(best)]
            behind = rows if propagator.is_joint else (chosen,)
            reasons = [bounds.current[side][propagator.rows[row].source] for row in behind]
            bounds.note(
                target, side, value, propagator.rows[chosen].rule, propagator, chosen, reasons
            )
            moved.append(target)
    return moved


def _mark_infeasible(bounds: Bounds) -> None:
    if bounds.is_traced:
        bounds.infeasible[0] |= any(map(gt, *bounds.days))
    else:
        bounds.infeasible |= (bounds.low > bounds.high).any(axis=0)
