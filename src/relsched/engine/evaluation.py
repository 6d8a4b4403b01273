"""Columns: the values of every node of a program, at points x columns.

A column is one scenario. A resolve has two, one with everything at its earliest and one at its latest; since
every map is monotone, the two ends are exact and both are reached.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np
import numpy.typing as npt

from relsched.dates.days import Days, is_finite
from relsched.engine.program import Group, Index, Program

Link = tuple[Index, npt.NDArray[np.int64]]
Sides = npt.NDArray[np.bool_]
RESOLVE_SIDES: Sides = np.array([False, True])


def link(program: Program, overridden: npt.NDArray[np.bool_]) -> Link:
    """Collapse runs of shifts: for each node the node it is a fixed number of days from, and that number.

    A run of any length takes a number of steps that grows with its logarithm.
    """
    parents = np.where(overridden, np.arange(program.size), program.parents)
    shifts = np.where(overridden, 0, program.shifts)
    while True:
        further = parents[parents]
        if np.array_equal(further, parents):
            return parents, shifts
        shifts = shifts + shifts[parents]
        parents = further


def evaluate(
    program: Program,
    overrides: Mapping[int, Days] | None = None,
    sides: Sides = RESOLVE_SIDES,
    linked: Link | None = None,
    previous: Days | None = None,
    changed: Index | None = None,
) -> Days:
    """Give the value of every node in every column.

    Args:
        program: The program of a plan.
        overrides: For a node, its values in the columns: what is known.
        sides: For each column, whether it looks for the latest.
        linked: The collapsed shifts, where they are at hand.
        previous: Values of the same program and columns, of which only what depends on the changed nodes
            is evaluated again.
        changed: Nodes whose overrides differ from those of the previous values.

    Returns:
        Nodes x columns, days since 1970-01-01; `OUTSIDE` where a calendar doesn't reach.
    """
    overrides = overrides or {}
    overridden = np.zeros(program.size, dtype=bool)
    overridden[list(overrides)] = True
    if linked is None:
        linked = link(program, overridden)
    roots, offsets = linked
    if previous is None:
        values = np.zeros((program.size, len(sides)), dtype=np.int64)
        values[program.constants] = program.constant_values[:, None]
    else:
        values = previous.copy()
    dirty = np.zeros(program.size, dtype=bool)
    marks = roots
    if changed is not None:
        dirty[changed] = True
        if not overridden[changed].all():
            # Where a known date was taken away, the run of shifts goes on behind its node; what hangs
            # on that node must still be found from it.
            marks = link(program, overridden | dirty)[0]
    for node, given in overrides.items():
        values[node] = given

    def read(nodes: Index) -> Days:
        found = values[roots[nodes]]
        moved = offsets[nodes][..., None]
        return np.where(is_finite(found), found + moved, found) if moved.any() else found

    for group in program.groups:
        wanted = ~overridden[group.nodes]
        if previous is not None:
            touched = dirty[marks[group.inputs]]
            wanted &= (touched if touched.ndim == 1 else touched.any(axis=1)) | dirty[group.nodes]
            dirty[group.nodes[wanted]] = True
            if not wanted.any():
                continue
        part = group if wanted.all() else group.only(wanted)
        if len(part.nodes):
            values[part.nodes] = _apply(part, read, sides)
    free = program.shift_nodes[~overridden[program.shift_nodes]]
    if previous is not None:
        free = free[dirty[marks[free]] | dirty[free]]
    values[free] = read(free)
    return values


def extended(program: Program, values: Days, sides: Sides = RESOLVE_SIDES) -> Days:
    """Give the values with those of nodes that a scratch copy of the program has beyond them."""
    first = len(values)
    grown = np.concatenate([values, np.zeros((program.size - first, values.shape[1]), np.int64)])
    for node in range(first, program.size):
        grown[node] = _apply(program.group_of(node), lambda nodes: grown[nodes], sides)[0]
    return grown


def applied(program: Program, node: int, inputs: list[Days], count: int) -> Days:
    """Give the value of a node in some cases, from those of its inputs; a choice gives its first."""
    group = program.group_of(node)
    given = np.stack(inputs) if inputs else np.zeros((1, count), dtype=np.int64)
    given = given[None] if len(inputs) > 1 else given
    found: Days = group.map.apply(given, group.amounts[:, None])[0]
    return found


def _apply(group: Group, read: Callable[[Index], Days], sides: Sides) -> Days:
    return group.map.apply_on_sides(read(group.inputs), group.amounts[:, None], sides)
