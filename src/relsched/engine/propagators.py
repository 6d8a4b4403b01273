"""Propagators: how bounds on days run from one point of a network to another, as many as go together in one piece.

A rule that says `p <= f(q)` lets an upper bound of q run to p through f, and a lower bound of p to q through its
adjoint: the first day whose image isn't before the bound. That is no inverse, since several days may have one image, as
a weekend that rolls to Monday, and other days are none's. Propagators stand in the order in which they are worth
running: on from what things are counted from, level by level, then back.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cached_property
from typing import NamedTuple

import attrs
import numpy as np
import numpy.typing as npt

from relsched.dates.days import MINUS_INFINITY, OUTSIDE, PLUS_INFINITY, Days
from relsched.engine.monotone_maps import SHIFT, Map
from relsched.engine.program import Index
from relsched.short_repr import short_repr

LOW, HIGH = 0, 1
# How a rule bounds: from above, from below, or a due date from below.
ENDS = ABOVE, BELOW, DUE = 0, 1, 2
UNKNOWN = (MINUS_INFINITY, PLUS_INFINITY)


@short_repr
@attrs.frozen(order=True)
class Rule:
    """One rule or known date of a plan, as a conflict names it.

    | kind | what it says |
    |---|---|
    | `known` | a date fixed from outside, of an event or of a deadline |
    | `done` | the day a deadline was completed, as the plan says it |
    | `expected` | the expected timing of an event |
    | `lasts` | the length of an event |
    | `when` | the timing of a deadline; the nth of several that are joined with `and` |
    | `after` | the nth of what a deadline waits for |
    | `takes` | the time that the work of a deadline needs |
    | `holds` | that a deadline is possible: it isn't due before it can be finished |
    """

    item: str
    kind: str
    index: int = 0


class FixedPlace(NamedTuple):
    """Days between which a rule, or nobody (-1), fixes a place."""

    place: int
    low: int
    high: int
    rule: int


class MappedPlace(NamedTuple):
    """A place that a map makes out of another, whatever the rules."""

    map: Map
    amount: int
    place: int
    source: int


class Precedence(NamedTuple):
    """That one place isn't after another, by a rule or, for -1, whatever the rules.

    `onward` says that the upper one follows from the lower, and not the other way round; None where neither does.
    """

    lower: int
    upper: int
    rule: int
    onward: bool | None


class ComparedPlaces(NamedTuple):
    """A place that is the earliest or the latest of some others, each with the rule that says so.

    `is_joint` says that all of them together are the reason for its bound, and not the one that counts.
    """

    is_latest: bool
    place: int
    sources: tuple[tuple[int, int], ...]
    is_joint: bool


@attrs.define
class NetworkParts:
    """What a network is made of, before it is put into levels."""

    nodes: dict[int, int] = attrs.field(factory=dict)  # node of the program -> place in the network
    levels: list[int] = attrs.field(factory=list)
    owners: list[str | None] = attrs.field(factory=list)
    fixed: list[FixedPlace] = attrs.field(factory=list)
    maps: list[MappedPlace] = attrs.field(factory=list)
    precedences: list[Precedence] = attrs.field(factory=list)
    comparisons: list[ComparedPlaces] = attrs.field(factory=list)
    points: list[int] = attrs.field(factory=list)  # places of what may lie on any day
    dues: set[int] = attrs.field(factory=set)  # places of due dates


class PropagatorRow(NamedTuple):
    """A bound that runs from a source to a target, with its rule, -1 for none, and the amount of the map."""

    source: int
    target: int
    rule: int
    amount: int


class PropagatorKey(NamedTuple):
    """What rows have in common that one array operation moves, in the order in which these are worth running."""

    level: int
    step: int
    side: int
    name: str
    map: Map
    is_adjoint: bool


@attrs.define
class Propagator:
    """Bounds of one side that run from some points to others, in one array operation.

    Attributes:
        side: Which bounds they are, `LOW` or `HIGH`.
        rows: From where to where they run, in the order of the targets.
        map: The map on the way.
        is_adjoint: Whether they run through its adjoint.
        is_backward: Whether the targets are what the sources are counted from.
        is_joint: Whether the weakest of the sources of a target bounds it, and all of them are its reason.
        is_weakest: Whether the weakest of the sources of a target bounds it.
    """

    side: int
    rows: list[PropagatorRow]
    map: Map
    is_adjoint: bool = False
    is_backward: bool = False
    is_joint: bool = False
    is_weakest: bool = False

    def __attrs_post_init__(self) -> None:
        self.rows.sort(key=lambda row: row.target)

    @property
    def is_plain(self) -> bool:
        """Whether bounds are moved on their way by a fixed number of days, or not at all."""
        return self.map is SHIFT

    @cached_property
    def of_target(self) -> dict[int, range]:
        """The rows of each target."""
        starts = [*self.starts.tolist(), len(self.rows)]
        spans = zip(self.unique.tolist(), starts, starts[1:], strict=False)
        return {target: range(first, last) for target, first, last in spans}

    @cached_property
    def sources(self) -> Index:
        """Where its bounds run from."""
        return index(row.source for row in self.rows)

    @cached_property
    def targets(self) -> Index:
        """Where they run to."""
        return index(row.target for row in self.rows)

    @cached_property
    def rules(self) -> Index:
        """The rule of each, -1 for none."""
        return index(row.rule for row in self.rows)

    @cached_property
    def amounts(self) -> npt.NDArray[np.int64]:
        """The amount of the map of each."""
        return np.fromiter((row.amount for row in self.rows), dtype=np.int64)

    @cached_property
    def _groups(self) -> tuple[Index, Index]:
        return np.unique(self.targets, return_index=True)

    @property
    def unique(self) -> Index:
        """The targets, each once."""
        return self._groups[0]

    @property
    def starts(self) -> Index:
        """The first row of each target."""
        return self._groups[1]

    @cached_property
    def displacements(self) -> Days:
        """By how many days each bound is moved on its way: at most for upper bounds, at least for lower ones."""
        found = []
        for amount in self.amounts.tolist():
            least, most = self.map.displacement(amount)
            if (
                self.is_adjoint
            ):  # a day and its image being so far apart, so are the image and the day
                least, most = -most, -least
            found.append(most if self.side == HIGH else least)
        return np.array(found, dtype=np.int64)

    def moved(self, given: Days, rows: slice | Sequence[int] = slice(None)) -> Days:
        """Give what some bounds at the sources come to at the targets."""
        amounts = self.amounts[rows][:, None]
        if self.map is SHIFT:
            return SHIFT.apply(given, -amounts if self.is_adjoint else amounts)
        if self.is_adjoint:
            return self.map.adjoint(given, amounts, upper=self.side == HIGH)
        sides = np.full(given.shape[1:], self.side == HIGH)
        found = self.map.apply_on_sides(given, amounts, sides)
        return np.where(found == OUTSIDE, UNKNOWN[self.side], found)


def index(values: Iterable[int]) -> Index:
    """Make an array that picks rows of another."""
    return np.fromiter(values, dtype=np.intp)


def numbered(rule: int, end: int, count: int) -> int:
    """Number a rule among those of a network together with how it bounds there; -1 for none stays.

    Args:
        rule: The number of the rule.
        end: `ABOVE`, `BELOW` or `DUE`.
        count: The number of all rules.
    """
    return rule if rule < 0 else end * count + rule


def shifts_of(parts: NetworkParts) -> dict[int, tuple[int, int]]:
    """Find places that always lie a number of days from another, so that they needn't be points of their own."""
    mapped_on = {row.source for row in parts.maps if row.map is not SHIFT}
    found: dict[int, tuple[int, int]] = {}
    for map_, amount, target, source in parts.maps:
        if map_ is SHIFT and target not in mapped_on:
            place, before = found.get(source, (source, 0))
            found[target] = place, before + amount
    return found


def propagators_of(parts: NetworkParts, rules: Sequence[Rule]) -> list[Propagator]:
    """Put everything into propagators: those that go on from what things are counted from, and those back.

    They stand level by level, the backward ones the other way round. The numbers of rules stand in the rows as
    `numbered` gives them.
    """
    forward: dict[PropagatorKey, list[PropagatorRow]] = {}
    backward: dict[PropagatorKey, list[PropagatorRow]] = {}
    levels, owners = parts.levels, parts.owners
    names: dict[Map, str] = {SHIFT: str(SHIFT)}  # by which maps of one level are put into order

    def add(
        found: dict[PropagatorKey, list[PropagatorRow]],
        key: tuple[int, int, int],
        map_: Map,
        row: PropagatorRow,
        *,
        is_adjoint: bool = False,
    ) -> None:
        if map_ not in names:
            names[map_] = str(map_)
        found.setdefault(PropagatorKey(*key, names[map_], map_, is_adjoint), []).append(row)

    shifts = shifts_of(parts)

    def at(place: int) -> tuple[int, int]:
        return shifts.get(place, (place, 0))

    for map_, amount, target, source in parts.maps:
        if target in shifts:
            continue
        # A day that another map than a shift is made of has a place of its own.
        place, before = at(source)
        amount += before
        for side in (LOW, HIGH):
            add(forward, (levels[target], 0, side), map_, PropagatorRow(place, target, -1, amount))
            if map_.has_adjoint:
                row = PropagatorRow(target, place, -1, amount)
                add(backward, (levels[target], 2, side), map_, row, is_adjoint=True)
    last = max(levels, default=0) + 1
    # Those that lie beside one another come last, as they come to be known last.
    ordered = sorted(parts.precedences, key=lambda each: each.onward is None)
    for lower, upper, rule, onward in ordered:
        (low, before), (high, after) = at(lower), at(upper)
        rise, fall = (backward, forward) if onward is False else (forward, backward)
        if onward is None:
            rise = fall = forward
        level = last if onward is None else levels[upper] if onward else levels[lower]
        least = before - after  # the upper one is later than the lower by this at least
        if rule >= 0 and owners[upper] == rules[rule].item != owners[lower]:
            rule = numbered(rule, DUE if upper in parts.dues else BELOW, len(rules))
        add(rise, (level, 1, LOW), SHIFT, PropagatorRow(low, high, rule, least))
        row = PropagatorRow(high, low, rule, least)
        add(fall, (level, 1, HIGH), SHIFT, row, is_adjoint=True)
    for is_latest, target, sources, is_joint in parts.comparisons:
        side = HIGH if is_latest else LOW
        for place, rule in sources:
            if rule >= 0 and side == LOW:
                rule = numbered(rule, DUE if target in parts.dues else BELOW, len(rules))
            source, amount = at(place)
            row = PropagatorRow(source, target, rule, amount)
            add(forward, (levels[target], 3 if is_joint else 4, side), SHIFT, row)

    def pack(
        found: dict[PropagatorKey, list[PropagatorRow]], *, is_backward: bool = False
    ) -> list[Propagator]:
        return [
            Propagator(
                key.side,
                found[key],
                key.map,
                key.is_adjoint,
                is_backward,
                is_joint=key.step == 3,
                is_weakest=key.step >= 3,
            )
            for key in sorted(found, key=lambda key: key[:4])
        ]

    return [*pack(forward), *reversed(pack(backward, is_backward=True))]


def moved_by(value: int, days: int) -> int:
    """Move a bound by some days, if it is a day."""
    return value + days if -OUTSIDE < value < OUTSIDE else value
