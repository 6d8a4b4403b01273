"""Flows: how bounds on days run from one point of a network to another, as many as go together in one piece.

A rule that says `p <= f(q)` lets an upper bound of q run to p through f, and a lower bound of p to q through its
adjoint. Flows stand in the order in which they are worth running: on from what things are counted from, level by
level, then back.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cached_property
from operator import itemgetter
from typing import Any

import attrs
import numpy as np
import numpy.typing as npt

from relsched.dates.days import MINUS_INFINITY, OUTSIDE, PLUS_INFINITY, Days, is_finite
from relsched.engine.adjoints import WITHOUT, adjoint, displacement
from relsched.engine.evaluation import mapped
from relsched.engine.program import Index, Program

LOW, HIGH = 0, 1
# How a rule bounds: from above, from below, or a due date from below.
ENDS = ABOVE, BELOW, DUE = 0, 1, 2
SHIFTED = ("shift",)  # a map by a number of days
UNKNOWN = (MINUS_INFINITY, PLUS_INFINITY)


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


@attrs.define
class Draft:
    """What a network is made of, before it is put into levels."""

    nodes: dict[int, int] = attrs.field(factory=dict)  # node of the program -> place in the network
    levels: list[int] = attrs.field(factory=list)
    owners: list[str | None] = attrs.field(factory=list)
    fixed: list[tuple[int, int, int, int]] = attrs.field(factory=list)  # place, low, high, rule
    maps: list[tuple[tuple[Any, ...], int, int, int]] = attrs.field(factory=list)
    edges: list[tuple[int, int, int, bool]] = attrs.field(factory=list)
    covers: list[tuple[str, int, tuple[tuple[int, int], ...], bool]] = attrs.field(factory=list)
    lateral: list[tuple[int, int, int]] = attrs.field(factory=list)
    points: list[int] = attrs.field(factory=list)  # places of what may lie on any day
    dues: set[int] = attrs.field(factory=set)  # places of due dates


@attrs.define
class Flow:
    """Bounds of one side that run from some points to others, in one array operation.

    `key` is the map on the way; `turned` says that it is the adjoint. `back` says
    that the targets are what the sources are counted from.
    """

    side: int
    rows: list[
        tuple[int, int, int, int]
    ]  # source, target, rule and amount, in the order of the targets
    key: tuple[Any, ...]
    turned: bool = False
    back: bool = False
    joint: bool = False  # the weakest of the sources of a target bounds it, and all are its reason
    covers: bool = False  # the weakest of the sources of a target bounds it

    def __attrs_post_init__(self) -> None:
        self.rows.sort(key=itemgetter(1))

    @property
    def is_plain(self) -> bool:
        """Whether bounds are moved on their way by a fixed number of days, or not at all."""
        return self.key == SHIFTED

    @cached_property
    def of_target(self) -> dict[int, range]:
        """The rows of each target."""
        starts = [*self.starts.tolist(), len(self.rows)]
        spans = zip(self.unique.tolist(), starts, starts[1:], strict=False)
        return {target: range(first, last) for target, first, last in spans}

    @cached_property
    def sources(self) -> Index:
        """Where its bounds run from."""
        return index(row[0] for row in self.rows)

    @cached_property
    def targets(self) -> Index:
        """Where they run to."""
        return index(row[1] for row in self.rows)

    @cached_property
    def rules(self) -> Index:
        """The rule of each, -1 for none."""
        return index(row[2] for row in self.rows)

    @cached_property
    def amounts(self) -> npt.NDArray[np.int64]:
        """The amount of the map of each."""
        return np.fromiter((row[3] for row in self.rows), dtype=np.int64)

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
            least, most = displacement(self.key, amount)
            if self.turned:  # a day and its image being so far apart, so are the image and the day
                least, most = -most, -least
            found.append(most if self.side == HIGH else least)
        return np.array(found, dtype=np.int64)

    def moved(
        self, program: Program, given: Days, rows: slice | Sequence[int] = slice(None)
    ) -> Days:
        """Give what some bounds at the sources come to at the targets."""
        amounts = self.amounts[rows][:, None]
        if self.key[0] == "shift":
            return np.where(is_finite(given), given + (-amounts if self.turned else amounts), given)
        if self.turned:
            return adjoint(program, self.key, amounts, given, upper=self.side == HIGH)
        found = mapped(program, self.key, amounts, given, latest=self.side == HIGH)
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


def shifts_of(draft: Draft) -> dict[int, tuple[int, int]]:
    """Find places that always lie a number of days from another, so that they needn't be points of their own."""
    mapped_on = {source for group, _, _, source in draft.maps if group != SHIFTED}
    found: dict[int, tuple[int, int]] = {}
    for group, amount, made, source in draft.maps:
        if group == SHIFTED and made not in mapped_on:
            place, before = found.get(source, (source, 0))
            found[made] = place, before + amount
    return found


def flows_of(draft: Draft, rules: Sequence[Rule]) -> list[Flow]:
    """Put everything into flows: those that go on from what things are counted from, level by level, and those back.

    The numbers of rules stand in the rows as `numbered` gives them.
    """
    forward: dict[tuple[Any, ...], list[tuple[int, int, int, int]]] = {}
    backward: dict[tuple[Any, ...], list[tuple[int, int, int, int]]] = {}
    levels, owners = draft.levels, draft.owners

    def add(
        flows: dict[tuple[Any, ...], list[tuple[int, int, int, int]]],
        key: tuple[Any, ...],
        source: int,
        target: int,
        rule: int = -1,
        amount: int = 0,
    ) -> None:
        flows.setdefault(key, []).append((source, target, rule, amount))

    shifts = shifts_of(draft)

    def at(place: int) -> tuple[int, int]:
        return shifts.get(place, (place, 0))

    for group, amount, made, source in draft.maps:
        if made in shifts:
            continue
        source, before = at(
            source
        )  # a day that another map than a shift is made of has a place of its own
        amount += before
        for side in (LOW, HIGH):
            add(forward, (levels[made], 0, side, group, False), source, made, amount=amount)
            if group[0] not in WITHOUT:
                add(backward, (levels[made], 2, side, group, True), made, source, amount=amount)
    last = max(levels, default=0) + 1
    lateral = ((lower, upper, rule, None) for lower, upper, rule in draft.lateral)
    for lower, upper, rule, onward in (*draft.edges, *lateral):
        (low, before), (high, after) = at(lower), at(upper)
        rise, fall = (backward, forward) if onward is False else (forward, backward)
        if onward is None:
            rise = fall = forward
        level = last if onward is None else levels[upper] if onward else levels[lower]
        least = before - after  # the upper one is later than the lower by this at least
        if rule >= 0 and owners[upper] == rules[rule].item != owners[lower]:
            rule = numbered(rule, DUE if upper in draft.dues else BELOW, len(rules))
        add(rise, (level, 1, LOW, SHIFTED, False), low, high, rule, least)
        add(fall, (level, 1, HIGH, SHIFTED, True), high, low, rule, least)
    for word, made, sources, joint in draft.covers:
        side = HIGH if word == "later" else LOW
        key = (levels[made], 3 if joint else 4, side, SHIFTED, False)
        for place, rule in sources:
            if rule >= 0 and side == LOW:
                rule = numbered(rule, DUE if made in draft.dues else BELOW, len(rules))
            source, amount = at(place)
            add(forward, key, source, made, rule, amount)

    def pack(
        flows: dict[tuple[Any, ...], list[tuple[int, int, int, int]]], *, back: bool = False
    ) -> list[Flow]:
        order = sorted(flows, key=lambda key: (key[0], key[1], key[2], str(key[3])))
        return [
            Flow(
                side,
                flows[level, step, side, group, turned],
                group,
                turned,
                back,
                joint=step == 3,
                covers=step >= 3,
            )
            for level, step, side, group, turned in order
        ]

    return [*pack(forward), *reversed(pack(backward, back=True))]


def moved_by(value: int, days: int) -> int:
    """Move a bound by some days, if it is a day."""
    return value + days if -OUTSIDE < value < OUTSIDE else value
