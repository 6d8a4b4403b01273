"""Cycles: rules that push bounds round and round, each taken at once to the day of its fixpoint.

Where two points bound each other, each may raise the bound of the other. That ends when they converge or leave the
horizon, and a cycle that gains a day each time round would take as many rounds as there are days between. So it is
looked for in the trail: a bound that was set from an older bound of the same point and side.

Two shortcuts lead to the same end as going round would. If each time round moves every day on, no day is left, and the
rules contradict one another. Else the bound is put straight to the first day that the way round leaves where it is: no
day before it can be in a solution, since maps are monotone, so nothing that could hold is lost.
"""

from __future__ import annotations

from collections import Counter

import numpy as np
import numpy.typing as npt

from relsched.dates.days import OUTSIDE, PLUS_INFINITY, Days, is_finite
from relsched.engine.bounds import BoundEntry, Bounds, is_pure
from relsched.engine.propagators import (
    HIGH,
    LOW,
    UNKNOWN,
)

_PATIENCE = 8  # rounds before all that bounds a cycle is gone round with it
_FAR = 60  # days that make a leap worth while
_MAX_LEAP = 4_000_000  # bounds that are looked at together to find the fixpoint of a cycle
_THOROUGH = (2, 4, 8, 16)  # rounds after which cycles are looked for behind all of the last one
_EVERY_ROUNDS = 4  # how often a cycle is looked for in what set the bounds
_SWEEPS = 4  # through the network, to see whether a point stays where it is
_MAX_LOOKED_AT = 8  # points of a cycle, to see whether they are pushed on


def never_converges(bounds: Bounds, turn: int, since: int) -> bool:
    """Look for cycles in what set the newest bounds, and take each to the day of its fixpoint.

    True means that one never does.

    Without this a cycle would go on by a day or two each round. A cycle without a fixpoint on a day of the
    horizon contradicts itself.

    Args:
        turn: How many rounds there were; not every one is looked at.
        since: The number of the first entry of the last round.
    """
    is_thorough = turn in _THOROUGH
    if not is_thorough and turn % _EVERY_ROUNDS != 0:
        return False
    # Later on all that bounds a cycle is gone round with it, not only what set the bound.
    patient = turn <= _PATIENCE
    looked: set[int] = set()
    newest = len(bounds.trail)
    for number in range(newest - 1, (since if is_thorough else max(since, newest - 64)) - 1, -1):
        cycle = _find_cycle(bounds, number, looked)
        if cycle is None:
            continue
        if _is_pushed_on(bounds, cycle):
            bounds.cycle = cycle
            return True
        fixpoint, place, side = _fixpoint(bounds, cycle)
        if fixpoint is not None and not patient:
            fixpoint, place, side = _fixpoint_of_all(bounds, cycle)
        if fixpoint is None:
            bounds.cycle = cycle
            return True
        held = bounds.days[side]
        if fixpoint > held[place] if side == LOW else fixpoint < held[place]:
            held[place] = fixpoint
            bounds.note(place, side, fixpoint, -1, None, -1, cycle[:1])
            bounds.wake(side, [place])
    return False


def loss_of(bounds: Bounds) -> tuple[int, Counter[int]]:
    """By how many days bounds push one another on each time round, and how often each rule does.

    Nothing where they don't, or where it depends on the day.
    """
    if bounds.cycle is None:
        return 0, Counter()
    entries = [bounds.numbered(number) for number in bounds.cycle[:-1]]
    if not all(is_pure(entry.propagator) for entry in entries):
        return 0, Counter()
    rules = Counter(entry.rule for entry in entries if entry.rule >= 0)
    return _cycle_gain(bounds, bounds.cycle), rules


def _find_cycle(bounds: Bounds, number: int, looked: set[int]) -> list[int] | None:
    """Walk back to where a point bounds itself: the entries on the way, newest first, and the older bound."""
    found: dict[tuple[int, int], int] = {}
    path: list[int] = []
    while number >= 0 and number not in looked:
        looked.add(number)
        place, side, _, _, _, _, reasons = bounds.trail[number]
        path.append(number)
        key = (place, side)
        if key in found:
            cycle = path[found[key] :]
            steps = [bounds.numbered(each).propagator for each in cycle[:-1]]
            return None if None in steps else cycle
        found[key] = len(path) - 1
        # Of several reasons the newest: a cycle that still turns is where bounds were set last.
        number = max(reasons, default=-1)
    return None


def _fixpoint(bounds: Bounds, cycle: list[int]) -> tuple[int | None, int, int]:
    """Find the first day, from the bound on, that the way round the cycle doesn't move any more."""
    newest = bounds.numbered(cycle[0])
    place, side = newest.place, newest.side
    now = bounds.days[side][place]
    low, high = bounds.within or bounds.network.horizon
    days = np.arange(now, high + 1) if side == LOW else np.arange(now, low - 1, -1)
    if not len(days):
        return None, place, side
    # All days that are left are sent round at once, as columns. What comes back may lie before the day that was sent
    # (after it, for upper bounds): a bound never goes back, so such a day rests too.
    values: Days = days[None, :]
    for number in reversed(cycle[:-1]):
        values = _through_entry(bounds, bounds.numbered(number), values)
    fits = values[0] <= days if side == LOW else values[0] >= days
    return (int(days[int(fits.argmax())]) if fits.any() else None), place, side


def _is_pushed_on(bounds: Bounds, cycle: list[int]) -> bool:
    """Tell whether a point of a cycle is moved by a day or more on the way round, whatever day it lies on."""
    if _cycle_gain(bounds, cycle):
        return True
    looked: set[tuple[int, int]] = set()
    for number in cycle[:-1]:
        entry = bounds.numbered(number)
        place, side = entry.place, entry.side
        if (place, side) in looked or len(looked) >= _MAX_LOOKED_AT:
            continue
        looked.add((place, side))
        # Not days run here, but the least that each map moves any day: a point that comes back moved is pushed on
        # wherever it lies. A few sweeps may miss it, and then the cycle is only gone round for longer.
        moved = np.full((bounds.network.size, 1), UNKNOWN[side], dtype=np.int64)
        moved[place] = 0
        for _ in range(_SWEEPS):
            is_still = _sweep(bounds, moved, side, displaced=True)
            if moved[place, 0] > 0 if side == LOW else moved[place, 0] < 0:
                return True
            if is_still:
                break
    return False


def _cycle_gain(bounds: Bounds, cycle: list[int]) -> int:
    """Give the days by which the steps of a cycle alone move its points each time round at least; 0 if unknown."""
    entries = [bounds.numbered(number) for number in cycle[:-1]]
    side, total = entries[0].side, 0
    for entry in entries:
        if entry.propagator is None or entry.propagator.is_weakest:
            return 0
        relaxed = bounds.only_slack[entry.propagator.rows[entry.row].rule]
        total += int(entry.propagator.displacements[entry.row]) + (
            relaxed if side == HIGH else -relaxed
        )
        if abs(total) >= OUTSIDE:
            return 0
    return max(0, total if side == LOW else -total)


def _fixpoint_of_all(bounds: Bounds, cycle: list[int]) -> tuple[int | None, int, int]:
    """Find the first day, from a bound of a cycle on, that nothing in the network moves it from.

    Taken as the bound of its point, a day of any solution comes back to itself, since every map is monotone. So the
    days before the first that does can be passed over. It depends on the point how much else follows from it,
    and the first that goes far is given.
    """
    best: tuple[int, int, int, int] = -1, -1, 0, 0
    for number in cycle[:-1]:
        entry = bounds.numbered(number)
        now = bounds.days[entry.side][entry.place]
        if abs(now) < PLUS_INFINITY:
            fixpoint = _first_fixpoint(bounds, entry.place, entry.side, now)
            if fixpoint is None:
                return None, entry.place, entry.side
            best = max(best, (abs(fixpoint - now), entry.place, entry.side, fixpoint))
            if best[0] >= _FAR:
                break
    _, place, side, fixpoint = best
    return fixpoint, place, side


def _first_fixpoint(bounds: Bounds, place: int, side: int, now: int) -> int | None:
    low, high = bounds.within or bounds.network.horizon
    ahead = 1 if side == LOW else -1
    left = high - now if side == LOW else now - low
    most = max(64, _MAX_LEAP // bounds.network.size)
    first, count = 0, 64
    while first <= left:
        steps = np.arange(first, min(left + 1, first + count), dtype=np.int64)
        stays = _stays(bounds, place, side, now + ahead * steps)
        if stays.any():
            return int(now + ahead * steps[stays.argmax()])
        first, count = first + count, min(8 * count, most)
    return None


def _stays(bounds: Bounds, place: int, side: int, days: Days) -> npt.NDArray[np.bool_]:
    """Tell for each of some days whether a point that is bounded by it stays so, the others being free."""
    held = np.full((bounds.network.size, len(days)), UNKNOWN[side], dtype=np.int64)
    if bounds.within is not None:
        held[bounds.network.points] = bounds.within[side]
    held[bounds.fixed] = bounds.ends_fixed[side]
    held[place] = days
    # After a few sweeps a day may seem to stay that further ones would move: it is passed over later. None that
    # stays for good is passed over, and that is what counts.
    left = np.arange(len(days))
    for _ in range(_SWEEPS):
        is_still = _sweep(bounds, held, side)
        stays = held[place] == days[left]
        if not stays.all():
            left, held = left[stays], held[:, stays]
        if is_still or not len(left):
            break
    found = np.zeros(len(days), dtype=bool)
    found[left] = True
    return found


def _sweep(bounds: Bounds, held: Days, side: int, *, displaced: bool = False) -> bool:
    """Let some bounds of one side, which change, run once through all of the network; tell whether none moved.

    Args:
        held: Days, points x columns; or how far they have moved.
        side: Which bounds they are.
        displaced: Whether each map counts as the least by which it moves a bound.
    """
    combine = np.maximum if side == LOW else np.minimum
    is_still = True
    for propagator in bounds.network.propagators:
        if propagator.side != side:
            continue
        _, best = bounds.brought_to_targets(
            propagator, held, propagator.displacements if displaced else None
        )
        now = held[propagator.unique]
        then = combine(now, best)
        if (then != now).any():
            held[propagator.unique] = then
            is_still = False
    return is_still


def _through_entry(bounds: Bounds, entry: BoundEntry, values: Days) -> Days:
    propagator, side = entry.propagator, entry.side
    assert propagator is not None
    values = propagator.moved(values, slice(entry.row, entry.row + 1))
    relaxed = bounds.only_slack[propagator.rows[entry.row].rule]
    values = np.where(is_finite(values), values + (relaxed if side == HIGH else -relaxed), values)
    if propagator.is_weakest:
        others = propagator.sources[propagator.targets == entry.place]
        others = others[others != propagator.sources[entry.row]]
        if len(others):
            # The weakest source bounds it, so those beside the cycle hold it back where they now are. They may
            # still move, and so this day is one to go on from and no last word.
            beside = [bounds.days[side][other] for other in others.tolist()]
            held = min(beside) if side == LOW else max(beside)
            values = (np.minimum if side == LOW else np.maximum)(values, held)
    return values
