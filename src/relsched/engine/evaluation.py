"""Columns: the values of every node of a program, at points x columns.

A column is one scenario. A resolve has two, one with everything at its earliest and one at its latest; since
every map is monotone, the two ends are exact and both are reached.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt

from relsched.dates import days as day_maps
from relsched.dates import zones
from relsched.dates.days import Days, is_finite
from relsched.dates.rolls import apply_roll
from relsched.engine.program import CLOCK, CONSTANT, SHIFT, Group, Index, Program

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
            values[part.nodes] = _apply(program, part, read, sides)
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
        if program.kinds[node] == CONSTANT:
            grown[node] = program.keys[node][0]
        elif program.kinds[node] == SHIFT:
            given = grown[program.inputs[node][0]]
            grown[node] = np.where(is_finite(given), given + program.keys[node][0], given)
        else:
            group = program.group_of(node)
            grown[node] = _apply(program, group, lambda nodes: grown[nodes], sides)[0]
    return grown


def mapped(
    program: Program,
    key: tuple[Any, ...],
    amounts: npt.NDArray[np.int64],
    given: Days,
    *,
    latest: bool,
) -> Days:
    """Give the images of some days under one kind of map.

    Args:
        program: The program of a plan, for its calendars.
        key: The kind of map, as in a group of the program; `("shift",)` for a number of days.
        amounts: The amount of each row, rows x 1, where the kind has one.
        given: Days, rows x columns.
        latest: Whether a day without a time counts from its last minute, not from its first.
    """
    if key[0] == "shift":
        return np.where(is_finite(given), given + amounts, given)
    nowhere = np.zeros(0, dtype=np.intp)
    group = Group(key, nowhere, nowhere, np.reshape(amounts, -1))
    return _apply(program, group, lambda _: given, np.full(given.shape[1:], latest))


def applied(program: Program, node: int, inputs: list[Days]) -> Days:
    """Give the value of one choice or map in every case, from those of its inputs; a choice gives its first."""
    group = program.group_of(node)
    given = np.stack(inputs)
    given = given[None] if len(inputs) > 1 else given
    sides = np.zeros(given.shape[-1], dtype=bool)
    found: Days = _apply(program, group, lambda _: given, sides)[0]
    return found


def _apply(program: Program, group: Group, read: Any, sides: Sides) -> Days:
    word = group.key[0]
    given: Days = read(group.inputs)
    if word == "choice":
        return np.where(sides, given[:, 1], given[:, 0])
    if word in ("earlier", "later"):
        return _compared(given, word)
    if word == "keep time":
        return _kept_time(given[:, 0], given[:, 1], group.key[1])
    if word == "elapsed":
        return _elapsed(given, group.amounts[:, None], group.key[1], sides)
    if word in ("at", "whole day", "date of"):
        return _clock(word, given, group.key)
    if word == "months":
        return day_maps.add_months(given, group.amounts[:, None])
    if word == "working days":
        calendar = program.calendars.get(group.key[2])
        return calendar.step_array(given, group.amounts[:, None], group.key[1])
    if word == "roll":
        return apply_roll(given, group.key[1], program.calendars.get(group.key[2]))
    return _period(word, given, group.key)


def _period(word: str, given: Days, key: tuple[Any, ...]) -> Days:
    if word == "start":
        return day_maps.month_start(given, key[1])
    if word == "end":
        return day_maps.month_end(given, key[1])
    if word == "start of week":
        return day_maps.week_start(given, key[1])
    if word == "end of week":
        return day_maps.add_days(day_maps.week_start(given, key[1]), 6)
    if word == "weekday":
        after = key[2] == "after"
        return (day_maps.weekday_on_or_after if after else day_maps.weekday_on_or_before)(
            given, key[1]
        )
    if word == "nth weekday":
        return day_maps.nth_weekday(given, key[1], key[2], key[3])
    if word == "day of month":
        return day_maps.month_day(given, key[1])
    raise ValueError(f"no map is called {word!r}")


def _compared(given: Days, word: str) -> Days:
    """Give the least or greatest of the inputs; one that no calendar answered spoils the outcome."""
    unanswered = (given == day_maps.OUTSIDE).any(axis=1)
    best = given.min(axis=1) if word == "earlier" else given.max(axis=1)
    return np.where(unanswered, day_maps.OUTSIDE, best)


def _clock(word: str, given: Days, key: tuple[Any, ...]) -> Days:
    finite = is_finite(given)
    if word == "at":
        return np.where(finite, CLOCK * _tame(zones.instants(given, key[1], key[2])), given)
    if word == "whole day":
        ends = _tame(zones.instants(np.where(finite, given + 1, given), 0, key[1]))
        return np.where(finite, CLOCK * ends - 1, given)
    instants = np.where(finite, np.where(given % 2 == 0, given // 2, (given + 1) // 2 - 1), given)
    return zones.local_days(instants, key[1])


def _tame(values: Days) -> Days:
    return np.where(is_finite(values), values, 0)


def _elapsed(given: Days, minutes: npt.NDArray[np.int64], zone: str, sides: Sides) -> Days:
    """Move moments; a day without a time counts from its first minute or from its last."""
    finite = is_finite(given)
    is_day = finite & (given % 2 != 0)
    if is_day.any():
        last_minute = (given + 1) // 2 - 1
        days = zones.local_days(np.where(is_day, last_minute, 0), zone)
        first_minute = zones.instants(days, 0, zone)
        given = np.where(is_day, CLOCK * np.where(sides, last_minute, first_minute), given)
    return np.where(finite, given + CLOCK * minutes, given)


def _kept_time(moved: Days, moments: Days, zone: str) -> Days:
    """Give the moved days at the times of day of the moments."""
    result = _clock("whole day", moved, ("whole day", zone))
    timed = is_finite(moments) & (moments % 2 == 0) & is_finite(moved)
    for row, column in np.argwhere(timed):
        _, minute = zones.local(int(moments[row, column]) // 2, zone)
        result[row, column] = CLOCK * zones.instant(int(moved[row, column]), minute, zone)[0]
    return result
