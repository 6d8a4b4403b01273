"""Tightening: networks of points whose bounds run along flows until nothing changes.

In several columns bounds run as arrays. In a single one they run one by one, and each remembers the rule that set it
and the bound it was set from, so that a contradiction can be walked back; there too circles are found that push bounds
on without end.
"""

from __future__ import annotations

import heapq
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import cached_property
from operator import gt

import attrs
import numpy as np
import numpy.typing as npt

from relsched.dates import days as day_maps
from relsched.dates.days import MINUS_INFINITY, OUTSIDE, PLUS_INFINITY, Days, is_finite
from relsched.engine.program import Program
from relsched.engine.propagators import (
    ABOVE,
    BELOW,
    ENDS,
    HIGH,
    LOW,
    UNKNOWN,
    NetworkParts,
    Propagator,
    Rule,
    index,
    moved_by,
    numbered,
    propagators_of,
    shifts_of,
)

_PATIENCE = 8  # rounds before all that bounds a circle is gone round with it
_FAR = 60  # days that make a leap worth while
_MAX_LEAP = 4_000_000  # bounds that are looked at together to find where a circle rests
_THOROUGH = (2, 4, 8, 16)  # rounds after which circles are looked for behind all of the last one
_EVERY_ROUNDS = 4  # how often a circle is looked for in what set the bounds
_SWEEPS = 4  # through the network, to see whether a point stays where it is
_MAX_LOOKED_AT = 8  # of the windows that emptied together
_MAX_ROUNDS = (
    400_000  # more than the days of any horizon: every round moves a bound by a day or more
)


class Network:
    """The bounds of some points, and how they bound one another; made by `Constraints.network`.

    Attributes:
        rules: The rules that are in it; a rule's number is its place.
        nodes: For nodes of the program their places in the arrays of bounds.
        owners: For each place the item that sets it; None where it is what its inputs make it, whoever asks.
    """

    def __init__(self, program: Program, parts: NetworkParts, rules: Sequence[Rule]) -> None:
        self.program = program
        self.rules = tuple(rules)
        self.nodes = parts.nodes
        self.owners = parts.owners
        self.size = len(parts.levels)
        self.fixed = parts.fixed
        self.is_open = any(
            len(each.sources) > 1 and (each.is_latest or each.is_joint)
            for each in parts.comparisons
        )  # whether something in it is a choice that bounds can't make
        self.points = index(parts.points)
        horizon = program.plan.horizon
        assert horizon.earliest is not None
        assert horizon.latest is not None
        self.horizon = day_maps.number(horizon.earliest), day_maps.number(horizon.latest)
        self.propagators = propagators_of(parts, self.rules)
        self._shifts = shifts_of(parts)

    @cached_property
    def ways(self) -> tuple[list[list[tuple[int, int]]], list[list[tuple[int, int]]]]:
        """For each side and each place the flows that run from it, and their rows."""
        low: list[list[tuple[int, int]]] = [[] for _ in range(self.size)]
        high: list[list[tuple[int, int]]] = [[] for _ in range(self.size)]
        for number, propagator in enumerate(self.propagators):
            told = low if propagator.side == LOW else high
            for row, each in enumerate(propagator.rows):
                told[each.source].append((number, row))
        return low, high

    def rule_of(self, number: int) -> int:
        """Give the number of a rule from that in a row of a propagator, which says how it bounds; -1 stays."""
        return number if number < 0 else number % len(self.rules)

    def find(self, node: int) -> tuple[int, int]:
        """Give the place of a node of the program, and by how many days the node lies after it."""
        place = self.nodes[node]
        return self._shifts.get(place, (place, 0))

    @cached_property
    def _by_place(self) -> dict[int, int]:
        return {place: node for node, place in self.nodes.items()}

    def node_at(self, place: int) -> int | None:
        """Give the node of the program that stands at a place; None for days that only the network has."""
        return self._by_place.get(place)

    def propagate(
        self,
        *,
        within: tuple[int, int] | None = None,
        slack: Mapping[int, Days] | None = None,
        moved: Mapping[int, Days] | None = None,
        given: Mapping[int, tuple[Days, Days]] | None = None,
        columns: int = 1,
        most_rounds: int = _MAX_ROUNDS,
        to_the_end: bool = False,
        standing: bool = False,
        loosened: Collection[int] = ENDS,
    ) -> Bounds:
        """Tighten the bounds until nothing changes or, unless `to_the_end`, something can't hold.

        Args:
            within: The days between which all points lie that have no bound of their own; none for the infinities.
            slack: For rules by their numbers, by how many days they are loosened in each column.
            moved: For rules that fix days, by how many days these move in each column.
            given: For places that known dates fix, between which days they do in each column, in the place of what is
                known.
            columns: The number of columns, each a case of its own.
            most_rounds: How often bounds run through several columns at most; some may be left restless then.
            to_the_end: Whether both sides are tightened to their end, whatever contradicts what.
            standing: Whether a date that a rule fixes stands against what would move it beyond.
            loosened: Where rules are loosened: where they bound their item from above (`ABOVE`), from below (`BELOW`),
                or its due date from below (`DUE`).
        """
        bounds = Bounds(
            self,
            within,
            slack or {},
            moved or {},
            columns,
            given=given or {},
            standing=standing,
            loosened=loosened,
        )
        return bounds.run(to_the_end=to_the_end, most_rounds=most_rounds)


@attrs.frozen
class BoundEntry:
    """A bound that was set in a step, with the numbers of the entries it was set from."""

    place: int
    side: int
    day: int
    rule: int
    propagator: Propagator | None
    row: int
    reasons: tuple[int, ...]


class Bounds:
    """The bounds of the points of a network, in one or several columns, and what set them.

    Attributes:
        low, high: Days since 1970-01-01, points x columns.
        contradicted: For each column, whether something can't hold.
        restless: For each column, whether bounds would still move, no more rounds being allowed.
    """

    def __init__(
        self,
        network: Network,
        within: tuple[int, int] | None,
        slack: Mapping[int, Days],
        moved: Mapping[int, Days],
        columns: int,
        *,
        given: Mapping[int, tuple[Days, Days]],
        standing: bool = False,
        loosened: Collection[int] = ENDS,
    ) -> None:
        self.network = network
        self.within = within
        self.columns = columns
        self._sides = tuple(
            np.full((network.size, columns), end, dtype=np.int64) for end in UNKNOWN
        )
        if within is not None:
            for side in (LOW, HIGH):
                self._sides[side][network.points] = within[side]
        self.contradicted = np.zeros(columns, dtype=bool)
        self.restless = np.zeros(columns, dtype=bool)
        self._beyond: list[int] | None = None  # a circle that never rests
        count = len(network.rules)
        self._slack = np.zeros((len(ENDS) * count + 1, columns), dtype=np.int64)
        for rule, amounts in slack.items():
            for end in loosened:
                self._slack[numbered(rule, end, count)] = amounts
        self._is_slack = bool(slack)
        self._loose: list[int] = self._slack[:, 0].tolist()  # of the only column
        # For flows by their numbers, the rows whose sources have moved since they ran.
        self._waiting: dict[int, list[int]] = {}
        # In a single column the trail is kept: every bound that was set, and which one holds.
        self._traced = columns == 1
        self._trail: list[tuple[int, int, int, int, Propagator | None, int, tuple[int, ...]]] = []
        self._kept: dict[
            int, dict[tuple[int, int], int]
        ] = {}  # what maps made of bounds, by propagator
        self._current = [[-1] * network.size for _ in (LOW, HIGH)]
        for place, first, last, rule in network.fixed:
            ends = np.asarray(first), np.asarray(last)
            if rule >= 0:
                ends = given.get(place, ends)
            for side, value in zip((LOW, HIGH), ends, strict=True):
                if (np.abs(value) < PLUS_INFINITY).all():
                    self._fix(place, side, value + np.asarray(moved.get(rule, 0)), rule)
        fixed = sorted({each.place for each in network.fixed})
        self._fixed = index(fixed)
        self._ends_fixed = tuple(ends[fixed].copy() for ends in self._sides)
        for side in (LOW, HIGH):
            self._wake(side, network.points.tolist() if within is not None else ())
            self._wake(side, fixed)
        # Lower bounds aren't raised above these, nor upper ones lowered below.
        self._caps: tuple[Days, Days] | None = None
        if standing:
            told = index({each.place for each in network.fixed if each.rule >= 0})
            self._caps = (
                np.full_like(self.low, PLUS_INFINITY),
                np.full_like(self.low, MINUS_INFINITY),
            )
            for side in (LOW, HIGH):
                self._caps[side][told] = self._sides[HIGH + LOW - side][told]
        # The only column as lists, which are quicker to read and to set one by one than arrays.
        self._days: list[list[int]] = (
            [ends[:, 0].tolist() for ends in self._sides] if self._traced else []
        )

    @property
    def low(self) -> Days:
        """The earliest day of each point."""
        return self._sides[LOW]

    @property
    def high(self) -> Days:
        """The latest day of each point."""
        return self._sides[HIGH]

    @property
    def is_contradicted(self) -> bool:
        """Whether something can't hold, in the only column."""
        return bool(self.contradicted[0])

    @property
    def is_circle(self) -> bool:
        """Whether bounds push one another on without end, so that no day is left whatever is known."""
        return self._beyond is not None

    @property
    def loss(self) -> tuple[int, Counter[int]]:
        """By how many days bounds push one another on each time round, and how often each rule does.

        Nothing where they don't, or where it depends on the day.
        """
        if self._beyond is None:
            return 0, Counter()
        entries = [self.numbered(number) for number in self._beyond[:-1]]
        if not all(_is_pure(entry.propagator) for entry in entries):
            return 0, Counter()
        rules = Counter(entry.rule for entry in entries if entry.rule >= 0)
        return self._round_moves(self._beyond), rules

    # ------------------------------------------------------------ setting bounds

    def _fix(self, place: int, side: int, value: Days, rule: int) -> None:
        given = np.broadcast_to(value.astype(np.int64), (self.columns,))
        count = len(self.network.rules)
        loose = self._slack[numbered(rule, ABOVE if side == HIGH else BELOW, count)]
        given = given + (loose if side == HIGH else -loose)
        held = self._sides[side][place]
        # A day that is known stands, also outside the days that all others lie between.
        better = given > held if side == LOW else given < held
        better |= self._current[side][place] < 0
        if better.any():
            self._sides[side][place] = np.where(better, given, held)
            self._note(place, side, int(given[0]), rule, None, -1, ())

    def _note(
        self,
        place: int,
        side: int,
        value: int,
        rule: int,
        propagator: Propagator | None,
        row: int,
        reasons: Iterable[int],
    ) -> None:
        """Remember which rule and which bounds set one."""
        rule = self.network.rule_of(rule)
        self._current[side][place] = len(self._trail)
        told = tuple(each for each in reasons if each >= 0)
        self._trail.append((place, side, value, rule, propagator, row, told))

    def limit(self, place: int, side: int, value: int) -> None:
        """Bound a point of the only column by a day that no rule gives; to be followed by `run`."""
        held = self._days[side]
        if value > held[place] if side == LOW else value < held[place]:
            held[place] = value
            self._note(place, side, value, -1, None, -1, ())
            self._wake(side, [place])

    def _wake(self, side: int, places: Iterable[int]) -> None:
        """Note that what flows from some points is to run again."""
        ways = self.network.ways[side]
        for place in places:
            for number, row in ways[place]:
                self._waiting.setdefault(number, []).append(row)

    def _given(
        self, propagator: Propagator, held: Days, displacements: Days | None = None
    ) -> tuple[Days, Days]:
        """Give what a propagator brings to its targets, source by source, and the strongest for each target.

        With displacements in the place of the maps, the values held are days from some point.
        """
        given = held[propagator.sources]
        if displacements is None:
            given = propagator.moved(given)
        else:
            moves = displacements[:, None]
            known = is_finite(given) & is_finite(moves)
            given = np.where(known, given + np.where(known, moves, 0), UNKNOWN[propagator.side])
        if self._is_slack:
            loose = self._slack[propagator.rules]
            loose = loose if propagator.side == HIGH else -loose
            given = np.where(is_finite(given), given + loose, given)
        strongest = (propagator.side == LOW) != propagator.is_weakest
        return given, (np.maximum if strongest else np.minimum).reduceat(
            given, propagator.starts, axis=0
        )

    def _apply(self, propagator: Propagator) -> list[int]:
        """Let bounds run once in all columns; give the points that moved."""
        side = propagator.side
        held = self._sides[side]
        _, best = self._given(propagator, held)
        now = held[propagator.unique]
        if self._caps is not None:
            best = (np.minimum if side == LOW else np.maximum)(
                best, self._caps[side][propagator.unique]
            )
        better = best > now if side == LOW else best < now
        better &= ~self.contradicted
        self.restless |= better.any(axis=0)
        moved = better.any(axis=1)
        places = propagator.unique[moved]
        held[places] = np.where(better[moved], best[moved], now[moved])
        told: list[int] = places.tolist()
        return told

    def _apply_rows(self, propagator: Propagator, rows: Sequence[int]) -> Iterable[int]:
        """Let some bounds run in the only column, one by one; give the points that moved."""
        if propagator.is_weakest:
            return self._apply_weakest(propagator, {propagator.rows[row].target for row in rows})
        side, given = propagator.side, propagator.rows
        held, current, trail = self._days[side], self._current[side], self._trail
        caps = None if self._caps is None else self._caps[side]
        sign, loose, count = (
            -1 if propagator.is_adjoint else 1,
            self._loose,
            len(self.network.rules),
        )
        brought = None if propagator.is_plain else self._brought(propagator, rows)
        moved: dict[int, None] = {}
        is_low = side == LOW
        for n, row in enumerate(rows):
            source, target, rule, amount = given[row]
            value = held[source] if brought is None else brought[n]
            if -OUTSIDE < value < OUTSIDE:
                if brought is None:
                    value += sign * amount
                if self._is_slack:
                    value += -loose[rule] if is_low else loose[rule]
            if caps is not None:
                cap = caps.item(target)
                value = min(value, cap) if is_low else max(value, cap)
            if value > held[target] if is_low else value < held[target]:
                held[target] = value
                reason = current[source]
                current[target] = len(trail)
                told = (reason,) if reason >= 0 else ()
                told_rule = rule if rule < count else rule % count
                trail.append((target, side, value, told_rule, propagator, row, told))
                moved[target] = None
        return moved

    def _brought(self, propagator: Propagator, rows: Sequence[int]) -> list[int]:
        """Give what a map makes of the bounds at some sources, in the only column."""
        held = self._days[propagator.side]
        if propagator.is_plain:
            sign = -1 if propagator.is_adjoint else 1
            return [
                moved_by(held[propagator.rows[row].source], sign * propagator.rows[row].amount)
                for row in rows
            ]
        values = [held[propagator.rows[row].source] for row in rows]
        kept = self._kept.setdefault(id(propagator), {})
        missing = [n for n, row in enumerate(rows) if (row, values[n]) not in kept]
        if missing:
            given = np.array([[values[n]] for n in missing], dtype=np.int64)
            chosen = [rows[n] for n in missing]
            images = propagator.moved(given, chosen)[:, 0].tolist()
            kept.update(zip(((rows[n], values[n]) for n in missing), images, strict=True))
        return [kept[row, value] for row, value in zip(rows, values, strict=True)]

    def _apply_weakest(self, propagator: Propagator, targets: Iterable[int]) -> list[int]:
        """Bound points by the weakest of what they come from, in the only column; give those that moved."""
        side = propagator.side
        held = self._days[side]
        choose = min if side == LOW else max
        sign = -1 if side == LOW else 1
        moved = []
        for target in sorted(targets):
            rows = propagator.of_target[target]
            brought = (propagator.rows[row] for row in rows)
            values = [
                moved_by(held[source], amount + sign * self._loose[rule])
                for source, _, rule, amount in brought
            ]
            value = best = choose(values)
            if self._caps is not None:
                cap = self._caps[side].item(target)
                value = min(value, cap) if side == LOW else max(value, cap)
            if value > held[target] if side == LOW else value < held[target]:
                held[target] = value
                chosen = rows[values.index(best)]
                behind = rows if propagator.is_joint else (chosen,)
                reasons = [self._current[side][propagator.rows[row].source] for row in behind]
                self._note(
                    target, side, value, propagator.rows[chosen].rule, propagator, chosen, reasons
                )
                moved.append(target)
        return moved

    # ------------------------------------------------------------ to the fixpoint

    def run(self, *, to_the_end: bool = False, most_rounds: int = _MAX_ROUNDS) -> Bounds:
        """Tighten until nothing changes, or something can't hold."""
        propagators, ways = self.network.propagators, self.network.ways
        for number in range(1, _MAX_ROUNDS):
            before = len(self._trail)
            now, self._waiting = self._waiting, {}
            self.restless[:] = False
            queue = sorted(now)  # which is a heap
            while queue:
                n = heapq.heappop(queue)
                propagator, rows = propagators[n], now.pop(n)
                moved = (
                    self._apply_rows(propagator, rows) if self._traced else self._apply(propagator)
                )
                for place in moved:
                    for other, row in ways[propagator.side][place]:
                        if other <= n:
                            self._waiting.setdefault(other, []).append(row)  # in the next round
                        elif other in now:
                            now[other].append(row)
                        else:
                            now[other] = [row]
                            heapq.heappush(queue, other)
            self._look_for_contradictions()
            self.restless &= ~self.contradicted
            if not self._waiting or (self.contradicted.all() and not to_the_end):
                self.restless[:] = False
                break
            if number >= most_rounds:
                break
            if self._traced and self._never_rests(number, before):
                self.contradicted[:] = True
                break
        else:
            raise AssertionError("bounds must rest or leave the horizon")
        for side, days in enumerate(self._days):
            self._sides[side][:, 0] = days
        return self

    def _look_for_contradictions(self) -> None:
        if self._traced:
            self.contradicted[0] |= any(map(gt, *self._days))
        else:
            self.contradicted |= (self.low > self.high).any(axis=0)

    def _never_rests(self, turn: int, since: int) -> bool:
        """Look for circles in what set the newest bounds, and take each to the day on which it rests.

        Without this a circle would go on by a day or two each round. A circle that rests on no day of the
        horizon contradicts itself.

        Args:
            turn: How many rounds there were; not every one is looked at.
            since: The number of the first entry of the last round.
        """
        is_thorough = turn in _THOROUGH
        if not is_thorough and turn % _EVERY_ROUNDS != 0:
            return False
        # Later on all that bounds a circle is gone round with it, not only what set the bound.
        patient = turn <= _PATIENCE
        looked: set[int] = set()
        newest = len(self._trail)
        for number in range(
            newest - 1, (since if is_thorough else max(since, newest - 64)) - 1, -1
        ):
            circle = self._circle(number, looked)
            if circle is None:
                continue
            if self._is_pushed_on(circle):
                self._beyond = circle
                return True
            rests, place, side = self._rest(circle)
            if rests is not None and not patient:
                rests, place, side = self._rest_of_all(circle)
            if rests is None:
                self._beyond = circle
                return True
            held = self._days[side]
            if rests > held[place] if side == LOW else rests < held[place]:
                held[place] = rests
                self._note(place, side, rests, -1, None, -1, circle[:1])
                self._wake(side, [place])
        return False

    def _circle(self, number: int, looked: set[int]) -> list[int] | None:
        """Walk back to where a point bounds itself: the entries on the way, newest first, and the older bound."""
        found: dict[tuple[int, int], int] = {}
        path: list[int] = []
        while number >= 0 and number not in looked:
            looked.add(number)
            place, side, _, _, _, _, reasons = self._trail[number]
            path.append(number)
            key = (place, side)
            if key in found:
                circle = path[found[key] :]
                steps = [self.numbered(each).propagator for each in circle[:-1]]
                return None if None in steps else circle
            found[key] = len(path) - 1
            number = max(reasons, default=-1)
        return None

    def _rest(self, circle: list[int]) -> tuple[int | None, int, int]:
        """Find the first day, from the bound on, that the way round the circle doesn't move any more."""
        newest = self.numbered(circle[0])
        place, side = newest.place, newest.side
        now = self._days[side][place]
        low, high = self.within or self.network.horizon
        days = np.arange(now, high + 1) if side == LOW else np.arange(now, low - 1, -1)
        if not len(days):
            return None, place, side
        values: Days = days[None, :]
        for number in reversed(circle[:-1]):
            values = self._round(self.numbered(number), values)
        fits = values[0] <= days if side == LOW else values[0] >= days
        return (int(days[int(fits.argmax())]) if fits.any() else None), place, side

    def _is_pushed_on(self, circle: list[int]) -> bool:
        """Tell whether a point of a circle is moved by a day or more on the way round, whatever day it lies on."""
        if self._round_moves(circle):
            return True
        looked: set[tuple[int, int]] = set()
        for number in circle[:-1]:
            entry = self.numbered(number)
            place, side = entry.place, entry.side
            if (place, side) in looked or len(looked) >= _MAX_LOOKED_AT:
                continue
            looked.add((place, side))
            moved = np.full((self.network.size, 1), UNKNOWN[side], dtype=np.int64)
            moved[place] = 0
            for _ in range(_SWEEPS):
                is_still = self._sweep(moved, side, displaced=True)
                if moved[place, 0] > 0 if side == LOW else moved[place, 0] < 0:
                    return True
                if is_still:
                    break
        return False

    def _round_moves(self, circle: list[int]) -> int:
        """Give the days by which the steps of a circle alone move its points each time round at least; 0 if unknown."""
        entries = [self.numbered(number) for number in circle[:-1]]
        side, total = entries[0].side, 0
        for entry in entries:
            if entry.propagator is None or entry.propagator.is_weakest:
                return 0
            loose = self._loose[entry.propagator.rows[entry.row].rule]
            total += int(entry.propagator.displacements[entry.row]) + (
                loose if side == HIGH else -loose
            )
            if abs(total) >= OUTSIDE:
                return 0
        return max(0, total if side == LOW else -total)

    def _rest_of_all(self, circle: list[int]) -> tuple[int | None, int, int]:
        """Find the first day, from a bound of a circle on, that nothing in the network moves it from.

        Taken as the bound of its point, a day of any solution comes back to itself, since every map is monotone. So the
        days before the first that does can be passed over. It depends on the point how much else follows from it,
        and the first that goes far is given.
        """
        best: tuple[int, int, int, int] = -1, -1, 0, 0
        for number in circle[:-1]:
            entry = self.numbered(number)
            now = self._days[entry.side][entry.place]
            if abs(now) < PLUS_INFINITY:
                rests = self._first_rest(entry.place, entry.side, now)
                if rests is None:
                    return None, entry.place, entry.side
                best = max(best, (abs(rests - now), entry.place, entry.side, rests))
                if best[0] >= _FAR:
                    break
        _, place, side, rests = best
        return rests, place, side

    def _first_rest(self, place: int, side: int, now: int) -> int | None:
        low, high = self.within or self.network.horizon
        ahead = 1 if side == LOW else -1
        left = high - now if side == LOW else now - low
        most = max(64, _MAX_LEAP // self.network.size)
        first, count = 0, 64
        while first <= left:
            steps = np.arange(first, min(left + 1, first + count), dtype=np.int64)
            stays = self._stays(place, side, now + ahead * steps)
            if stays.any():
                return int(now + ahead * steps[stays.argmax()])
            first, count = first + count, min(8 * count, most)
        return None

    def _stays(self, place: int, side: int, days: Days) -> npt.NDArray[np.bool_]:
        """Tell for each of some days whether a point that is bounded by it stays so, the others being free."""
        held = np.full((self.network.size, len(days)), UNKNOWN[side], dtype=np.int64)
        if self.within is not None:
            held[self.network.points] = self.within[side]
        held[self._fixed] = self._ends_fixed[side]
        held[place] = days
        left = np.arange(len(days))
        for _ in range(_SWEEPS):
            is_still = self._sweep(held, side)
            stays = held[place] == days[left]
            if not stays.all():
                left, held = left[stays], held[:, stays]
            if is_still or not len(left):
                break
        found = np.zeros(len(days), dtype=bool)
        found[left] = True
        return found

    def _sweep(self, held: Days, side: int, *, displaced: bool = False) -> bool:
        """Let some bounds of one side, which change, run once through all of the network; tell whether none moved.

        Args:
            held: Days, points x columns; or how far they have moved.
            side: Which bounds they are.
            displaced: Whether each map counts as the least by which it moves a bound.
        """
        combine = np.maximum if side == LOW else np.minimum
        is_still = True
        for propagator in self.network.propagators:
            if propagator.side != side:
                continue
            _, best = self._given(propagator, held, propagator.displacements if displaced else None)
            now = held[propagator.unique]
            then = combine(now, best)
            if (then != now).any():
                held[propagator.unique] = then
                is_still = False
        return is_still

    def _round(self, entry: BoundEntry, values: Days) -> Days:
        propagator, side = entry.propagator, entry.side
        assert propagator is not None
        values = propagator.moved(values, slice(entry.row, entry.row + 1))
        loose = self._loose[propagator.rows[entry.row].rule]
        values = np.where(is_finite(values), values + (loose if side == HIGH else -loose), values)
        if propagator.is_weakest:
            others = propagator.sources[propagator.targets == entry.place]
            others = others[others != propagator.sources[entry.row]]
            if len(others):
                bounds = [self._days[side][other] for other in others.tolist()]
                held = min(bounds) if side == LOW else max(bounds)
                values = (np.minimum if side == LOW else np.maximum)(values, held)
        return values

    # ------------------------------------------------------------ reasons

    def entry(self, place: int, side: int) -> int:
        """Give the number of the entry that set a bound; -1 where nothing did."""
        return int(self._current[side][place])

    def numbered(self, number: int) -> BoundEntry:
        """Give the entry of a number."""
        return BoundEntry(*self._trail[number])

    def binding(self, side: int) -> list[tuple[int, int, int]]:
        """Give the pairs of points of which the bound of the first is what makes that of the second.

        Pairs never go round in a circle: what a bound was set from was set before it.

        Returns:
            The first point, the second, and the number of the rule between them, -1 for none.
        """
        held, current = self._days[side], self._current[side]
        found = []
        for propagator in self.network.propagators:
            if propagator.side != side:
                continue
            # Only what was set before a bound can have set it.
            rows = [
                n
                for n, each in enumerate(propagator.rows)
                if -1 < current[each.source] < current[each.target]
            ]
            for row, value in zip(rows, self._brought(propagator, rows), strict=True):
                source, target, rule, _ = propagator.rows[row]
                if value == held[target] and -OUTSIDE < value < OUTSIDE:
                    found.append((source, target, self.network.rule_of(rule)))
        return found

    def chain(self, numbers: Iterable[int]) -> dict[int, BoundEntry]:
        """Walk back from some entries to all that they were set from, by their numbers, newest first."""
        found: dict[int, BoundEntry] = {}
        stack = [number for number in numbers if number >= 0]
        while stack:
            number = stack.pop()
            if number not in found:
                found[number] = self.numbered(number)
                stack.extend(found[number].reasons)
        return dict(sorted(found.items(), reverse=True))

    def told(self, items: Collection[str] = ()) -> tuple[BoundEntry, ...]:
        """Give the bounds behind a contradiction, each behind those that it was set from.

        Of several windows that emptied, that of the fewest rules; or a circle that never rests.

        Args:
            items: Items whose windows are looked at first.
        """
        if self._beyond is not None:
            circle = self._beyond
            entries = {number: self.numbered(number) for number in circle[:-1]}
            if not all(_is_pure(entry.propagator) for entry in entries.values()):
                others = [circle[-1]]
                for entry in entries.values():
                    if entry.propagator is not None and entry.propagator.is_weakest:
                        sources = entry.propagator.sources[entry.propagator.targets == entry.place]
                        others += [self._current[entry.side][each] for each in sources.tolist()]
                entries = self.chain(others) | entries
            return tuple(entries[number] for number in sorted(entries))
        best: tuple[BoundEntry, ...] = ()
        fewest = -1
        empty = np.flatnonzero(self.low[:, 0] > self.high[:, 0]).tolist()
        owners = self.network.owners
        # Where an item sets its own day, both ends say what its rules come to.
        empty.sort(key=lambda place: (owners[place] not in items, owners[place] is None))
        for place in empty[:_MAX_LOOKED_AT]:
            found: dict[int, BoundEntry] = {}
            for side in (LOW, HIGH):
                chain = self.chain([self.entry(place, side)])
                found |= {number: chain[number] for number in reversed(chain)}
            rules = len({entry.rule for entry in found.values() if entry.rule >= 0})
            if fewest < 0 or rules < fewest:
                best, fewest = tuple(found.values()), rules
        assert best, "nothing is contradicted"
        return best

    def core(self) -> frozenset[Rule]:
        """Give rules that can't all hold: those behind a window that emptied, or in a circle that never rests."""
        rules = self.network.rules
        return frozenset(rules[entry.rule] for entry in self.told() if entry.rule >= 0)


def _is_pure(propagator: Propagator | None) -> bool:
    """Tell whether bounds only move by a number of days on their way."""
    return propagator is not None and not propagator.is_weakest and propagator.is_plain
