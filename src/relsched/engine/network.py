"""Network: the bounds of some points of a plan, and how they bound one another."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

from relsched.dates import days as day_maps
from relsched.engine.program import Index, Program
from relsched.engine.propagators import (
    LOW,
    FixedPlace,
    NetworkParts,
    Propagator,
    Rule,
    index,
    propagators_of,
    shifts_of,
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
        self.rules: tuple[Rule, ...] = tuple(rules)
        self.nodes: dict[int, int] = parts.nodes
        self.owners: list[str | None] = parts.owners
        self.size: int = len(parts.levels)
        self.fixed: list[FixedPlace] = parts.fixed
        self.is_open: bool = any(
            len(each.sources) > 1 and (each.is_latest or each.is_joint)
            for each in parts.comparisons
        )  # whether something in it is a choice that bounds can't make
        self.points: Index = index(parts.points)
        horizon = program.plan.horizon
        assert horizon.earliest is not None
        assert horizon.latest is not None
        self.horizon: tuple[int, int] = (
            day_maps.number(horizon.earliest),
            day_maps.number(horizon.latest),
        )
        self.propagators: list[Propagator] = propagators_of(parts, self.rules)
        self._shifts = shifts_of(parts)

    @cached_property
    def ways(self) -> tuple[list[list[tuple[int, int]]], list[list[tuple[int, int]]]]:
        """For each side and each place the flows that run from it, and their rows."""
        low: list[list[tuple[int, int]]] = [[] for _ in range(self.size)]
        high: list[list[tuple[int, int]]] = [[] for _ in range(self.size)]
        for number, propagator in enumerate(self.propagators):
            ways = low if propagator.side == LOW else high
            for row, each in enumerate(propagator.rows):
                ways[each.source].append((number, row))
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
