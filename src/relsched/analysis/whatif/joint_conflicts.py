"""Joint conflicts: what several items come to together under each scenario, though each has days left by itself.

As in a schedule alone, bounds are tightened until nothing changes; here in a column for each scenario. Those that
don't converge soon are looked at one by one, since a cycle shows only in the trail of a single column.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

import numpy as np

from relsched.dates.days import OUTSIDE, Days, Mask
from relsched.engine.propagation import propagate
from relsched.engine.solution import Dates
from relsched.feasibility.search import ANY, Finder
from relsched.plan.known_dates import Known
from relsched.schedule.resolver import Columns

_ROUNDS = 40  # after which scenarios that haven't converged are looked at alone


def infeasible(
    known: Mapping[str, Known], columns: Columns, conflicts: Mask, dependents: Collection[str]
) -> Mask:
    """Tell for each scenario whether what depends on it can't all hold, beside what can't hold by itself.

    Args:
        known: What is known in one of the scenarios, which can be used.
        columns: The scenarios.
        conflicts: Items x scenarios, whether an item can't hold by its own dates.
        dependents: The items that depend on what is tried.
    """
    usable = int(np.argmin(columns.unusable))
    values = np.stack([columns.earliest[:, usable], columns.latest[:, usable]], axis=1)
    overridden = {node: values[node] for node in columns.overridden}
    finder = Finder(Dates(columns.program, values, known, overridden))
    held = list(_open(finder, columns, dependents))
    events = [name for name in finder.expected if name in dependents]
    if not held and not events:
        return np.zeros(len(columns.numbers), dtype=bool)
    network = finder.whole(held, events=events)
    given = {
        place: (columns.earliest[node], columns.latest[node])
        for node, place in network.nodes.items()
        if node in columns.overridden
    }
    slack: dict[int, Days] = {}
    for number, rule in enumerate(network.rules):
        row = conflicts[finder.plan.positions[rule.item]]
        if rule.kind in ("holds", "expected") and row.any():
            slack[number] = np.where(row, ANY, 0)
    bounds = propagate(
        network,
        within=finder.domain,
        slack=slack,
        given=given,
        columns=len(columns.numbers),
        most_rounds=_ROUNDS,
    )
    found = bounds.infeasible.copy()
    for column in np.flatnonzero(bounds.not_converged).tolist():
        alone = propagate(
            network,
            within=finder.domain,
            slack={number: amounts[column] for number, amounts in slack.items()},
            given={place: (low[column], high[column]) for place, (low, high) in given.items()},
        )
        found[column] = alone.is_infeasible
    return found & ~columns.unusable


def _open(finder: Finder, columns: Columns, dependents: Collection[str]) -> Iterator[str]:
    """Go through deadlines that may lie on one day or another in some scenario."""
    for name, item_nodes in finder.program.deadlines.items():
        if name not in dependents:
            continue
        if item_nodes.last is None or not item_nodes.soonest or finder.never_fails(item_nodes):
            continue
        nodes = [*item_nodes.soonest, item_nodes.last]
        low, high = columns.earliest[nodes], columns.latest[nodes]
        if (low != high).any() and not ((low == OUTSIDE) | (high == OUTSIDE)).any():
            yield name
