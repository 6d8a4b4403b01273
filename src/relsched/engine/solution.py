"""Dates: the values that a plan's program has for what is known, which all later stages take."""

from __future__ import annotations

from collections.abc import Mapping

import attrs
import numpy as np

from relsched.dates.days import Days
from relsched.engine.program import Program
from relsched.plan.known_dates import Known
from relsched.plan.plan import Plan


@attrs.frozen(eq=False)
class Dates:
    """What follows from a plan and what is known, as numbers.

    Attributes:
        program: The program of the plan.
        values: The values of its nodes, nodes x 2: at their earliest and at their latest.
        known: What is known, by item.
        overridden: The values that known dates gave to nodes, and the days on which deadlines were completed.
    """

    program: Program
    values: Days
    known: Mapping[str, Known]
    overridden: Mapping[int, Days]

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Dates):
            return NotImplemented
        return self is other or (
            self.known == other.known
            and self.plan == other.plan
            and self.program.calendars == other.program.calendars
            and np.array_equal(self.values, other.values)
        )

    def __hash__(self) -> int:
        return hash((self.plan.id, tuple(sorted(map(str, self.known.values())))))

    def __repr__(self) -> str:
        return (
            f"<Dates of {self.plan.id}: {self.program.size} nodes, {len(self.known)} known dates>"
        )

    @property
    def plan(self) -> Plan:
        """The plan whose dates they are."""
        return self.program.plan
