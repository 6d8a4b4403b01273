"""Bounds: between which days the points of a network lie so far, and what set each bound.

In several columns bounds are arrays. In a single one they are lists, and each remembers the rule that set it and the
bounds it was set from, so that a contradiction can be walked back.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence

import attrs
import numpy as np

from relsched.dates.days import MINUS_INFINITY, OUTSIDE, PLUS_INFINITY, Days, Mask, is_finite
from relsched.engine.network import Network
from relsched.engine.program import Index
from relsched.engine.propagators import (
    ABOVE,
    BELOW,
    ENDS,
    HIGH,
    LOW,
    UNKNOWN,
    Propagator,
    Rule,
    index,
    moved_by,
    numbered,
)

_MAX_LOOKED_AT = 8  # of the windows that emptied together


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
        infeasible: For each column, whether something can't hold.
        not_converged: For each column, whether bounds would still move, no more rounds being allowed.
        sides: Both of `low` and `high`. In a single column they are behind `days` until all has run.
        days: The only column as lists; empty where there are several.
        trail: In a single column every bound that was set, in this order; an entry's number is its place.
        current: For each side and place the number of the entry that holds; -1 for none.
        waiting: For propagators by their numbers, the rows whose sources have moved since they ran.
        cycle: The numbers of the entries of a cycle that never converges, newest first, and the older bound of its
            point.
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
        relaxed: Collection[int] = ENDS,
    ) -> None:
        self.network = network
        self.within = within
        self.columns = columns
        self.sides: tuple[Days, ...] = tuple(
            np.full((network.size, columns), end, dtype=np.int64) for end in UNKNOWN
        )
        if within is not None:
            for side in (LOW, HIGH):
                self.sides[side][network.points] = within[side]
        self.infeasible: Mask = np.zeros(columns, dtype=bool)
        self.not_converged: Mask = np.zeros(columns, dtype=bool)
        self.cycle: list[int] | None = None  # a cycle that never converges
        count = len(network.rules)
        self.slack: Days = np.zeros((len(ENDS) * count + 1, columns), dtype=np.int64)
        for rule, amounts in slack.items():
            for end in relaxed:
                self.slack[numbered(rule, end, count)] = amounts
        self.is_slack: bool = bool(slack)
        self.only_slack: list[int] = self.slack[:, 0].tolist()  # of the only column
        # For flows by their numbers, the rows whose sources have moved since they ran.
        self.waiting: dict[int, list[int]] = {}
        # In a single column the trail is kept: every bound that was set, and which one holds.
        self.is_traced: bool = columns == 1
        self.trail: list[tuple[int, int, int, int, Propagator | None, int, tuple[int, ...]]] = []
        self._kept: dict[
            int, dict[tuple[int, int], int]
        ] = {}  # what maps made of bounds, by propagator
        self.current: list[list[int]] = [[-1] * network.size for _ in (LOW, HIGH)]
        for place, first, last, rule in network.fixed:
            ends = np.asarray(first), np.asarray(last)
            if rule >= 0:
                ends = given.get(place, ends)
            for side, value in zip((LOW, HIGH), ends, strict=True):
                if (np.abs(value) < PLUS_INFINITY).all():
                    self._fix(place, side, value + np.asarray(moved.get(rule, 0)), rule)
        fixed = sorted({each.place for each in network.fixed})
        self.fixed: Index = index(fixed)
        self.ends_fixed: tuple[Days, ...] = tuple(ends[fixed].copy() for ends in self.sides)
        for side in (LOW, HIGH):
            self.wake(side, network.points.tolist() if within is not None else ())
            self.wake(side, fixed)
        # Lower bounds aren't raised above these, nor upper ones lowered below.
        self.caps: tuple[Days, Days] | None = None
        if standing:
            places = index({each.place for each in network.fixed if each.rule >= 0})
            self.caps = (
                np.full_like(self.low, PLUS_INFINITY),
                np.full_like(self.low, MINUS_INFINITY),
            )
            for side in (LOW, HIGH):
                self.caps[side][places] = self.sides[HIGH + LOW - side][places]
        # The only column as lists, which are quicker to read and to set one by one than arrays.
        self.days: list[list[int]] = (
            [ends[:, 0].tolist() for ends in self.sides] if self.is_traced else []
        )

    @property
    def low(self) -> Days:
        """The earliest day of each point."""
        return self.sides[LOW]

    @property
    def high(self) -> Days:
        """The latest day of each point."""
        return self.sides[HIGH]

    @property
    def is_infeasible(self) -> bool:
        """Whether something can't hold, in the only column."""
        return bool(self.infeasible[0])

    @property
    def has_cycle(self) -> bool:
        """Whether bounds push one another on without end, so that no day is left whatever is known."""
        return self.cycle is not None

    # ------------------------------------------------------------ setting bounds

    def _fix(self, place: int, side: int, value: Days, rule: int) -> None:
        given = np.broadcast_to(value.astype(np.int64), (self.columns,))
        count = len(self.network.rules)
        relaxed = self.slack[numbered(rule, ABOVE if side == HIGH else BELOW, count)]
        given = given + (relaxed if side == HIGH else -relaxed)
        held = self.sides[side][place]
        # A day that is known stands, also outside the days that all others lie between.
        better = given > held if side == LOW else given < held
        better |= self.current[side][place] < 0
        if better.any():
            self.sides[side][place] = np.where(better, given, held)
            self.note(place, side, int(given[0]), rule, None, -1, ())

    def note(
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
        self.current[side][place] = len(self.trail)
        earlier = tuple(each for each in reasons if each >= 0)
        self.trail.append((place, side, value, rule, propagator, row, earlier))

    def limit(self, place: int, side: int, value: int) -> None:
        """Bound a point of the only column by a day that no rule gives; to be followed by `run`."""
        held = self.days[side]
        if value > held[place] if side == LOW else value < held[place]:
            held[place] = value
            self.note(place, side, value, -1, None, -1, ())
            self.wake(side, [place])

    def wake(self, side: int, places: Iterable[int]) -> None:
        """Note that what flows from some points is to run again."""
        ways = self.network.ways[side]
        for place in places:
            for number, row in ways[place]:
                self.waiting.setdefault(number, []).append(row)

    # ------------------------------------------------------------ what propagators bring

    def brought_to_targets(
        self, propagator: Propagator, held: Days, displacements: Days | None = None
    ) -> tuple[Days, Days]:
        """Give what a propagator brings to its targets, source by source, and the strongest for each target.

        With displacements instead of the maps, the values held are days from some point.
        """
        given = held[propagator.sources]
        if displacements is None:
            given = propagator.moved(given)
        else:
            moves = displacements[:, None]
            known = is_finite(given) & is_finite(moves)
            given = np.where(known, given + np.where(known, moves, 0), UNKNOWN[propagator.side])
        if self.is_slack:
            relaxed = self.slack[propagator.rules]
            relaxed = relaxed if propagator.side == HIGH else -relaxed
            given = np.where(is_finite(given), given + relaxed, given)
        strongest = (propagator.side == LOW) != propagator.is_weakest
        return given, (np.maximum if strongest else np.minimum).reduceat(
            given, propagator.starts, axis=0
        )

    def brought(self, propagator: Propagator, rows: Sequence[int]) -> list[int]:
        """Give what a map makes of the bounds at some sources, in the only column."""
        held = self.days[propagator.side]
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

    # ------------------------------------------------------------ reasons

    def entry(self, place: int, side: int) -> int:
        """Give the number of the entry that set a bound; -1 where nothing did."""
        return int(self.current[side][place])

    def numbered(self, number: int) -> BoundEntry:
        """Give the entry of a number."""
        return BoundEntry(*self.trail[number])

    def binding(self, side: int) -> list[tuple[int, int, int]]:
        """Give the pairs of points of which the bound of the first is what makes that of the second.

        Pairs never form a cycle: what a bound was set from was set before it.

        Returns:
            The first point, the second, and the number of the rule between them, -1 for none.
        """
        held, current = self.days[side], self.current[side]
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
            for row, value in zip(rows, self.brought(propagator, rows), strict=True):
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

    def explain(self, items: Collection[str] = ()) -> tuple[BoundEntry, ...]:
        """Give the bounds behind a contradiction, each behind those that it was set from.

        Of several windows that emptied, that of the fewest rules; or a cycle that never converges.

        Args:
            items: Items whose windows are looked at first.
        """
        if self.cycle is not None:
            cycle = self.cycle
            entries = {number: self.numbered(number) for number in cycle[:-1]}
            if not all(is_pure(entry.propagator) for entry in entries.values()):
                others = [cycle[-1]]
                for entry in entries.values():
                    if entry.propagator is not None and entry.propagator.is_weakest:
                        sources = entry.propagator.sources[entry.propagator.targets == entry.place]
                        others += [self.current[entry.side][each] for each in sources.tolist()]
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
        """Give rules that can't all hold: those behind a window that emptied, or in a cycle that never converges."""
        rules = self.network.rules
        return frozenset(rules[entry.rule] for entry in self.explain() if entry.rule >= 0)


def is_pure(propagator: Propagator | None) -> bool:
    """Tell whether bounds only move by a number of days on their way."""
    return propagator is not None and not propagator.is_weakest and propagator.is_plain
