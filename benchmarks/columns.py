"""How long 1,000 candidate dates of an event take over 1,000 deadlines: one table, or one date after another.

    python -m benchmarks.columns [--candidates N] [--deadlines N] [--repeat N] [--json]

A plan of days, months, working days, rolls, earlier and later of two and windows depends on one event; the rules
are those of the mixed plan of `large_plans.py`, with one event instead of twenty. The due date of every
deadline is asked for each candidate date of the event, in three ways:

| way | what it is |
|---|---|
| columns | one `bounds.evaluate` with a column for each candidate |
| resolves | `Resolver.resolve` for each candidate, the dates taken from the array of its schedule |
| peer | for each candidate a walk over networkx's topological order, a pendulum date for each deadline |

Compiling the plan and finding the order are done before and measured in `large_plans.py`. The tables of the
three ways are compared cell by cell; a difference ends the run with status 1. The figures are medians of
`--repeat` runs; columns are repeated ten times as often, being so quick. A ratio is the median of a way divided
by that of the columns.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Mapping
from datetime import date

import networkx as nx
import numpy as np
import numpy.typing as npt
from benchmarks.large_plans import OPENING, Rule, machine, make_graph, make_plan, mixed, timed, walk

from relsched import Resolver
from relsched.dates.days import number
from relsched.engine.evaluation import evaluate
from relsched.engine.program import Program

Table = npt.NDArray[np.int64]


def due_nodes(made: Program, rules: Mapping[str, Rule]) -> list[int]:
    """The nodes of the due dates; every rule has one."""
    nodes = [made.deadlines[name].last for name in rules]
    return [node for node in nodes if node is not None]


def by_columns(made: Program, nodes: list[int], candidates: list[date]) -> Table:
    event = made.events["event0"].first
    starts = np.array([number(day) for day in candidates], dtype=np.int64)
    return evaluate(made, {event: starts}, np.zeros(len(candidates), dtype=bool))[nodes]


def by_resolves(resolver: Resolver, nodes: list[int], candidates: list[date]) -> Table:
    columns = [resolver.resolve({"event0": day}).values[nodes, 0] for day in candidates]
    return np.stack(columns, axis=1)


def by_walks(
    graph: nx.DiGraph[str], order: list[str], rules: Mapping[str, Rule], candidates: list[date]
) -> Table:
    epoch = date(1970, 1, 1).toordinal()
    columns = []
    for day in candidates:
        dates = walk(graph, order, {"event0": day})
        columns.append([dates[name][1].toordinal() - epoch for name in rules])
    return np.array(columns, dtype=np.int64).T


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--candidates", type=int, default=1000, help="dates of the event")
    parser.add_argument("--deadlines", type=int, default=1000, help="deadlines of the plan")
    parser.add_argument("--repeat", type=int, default=3, help="times each way is measured")
    parser.add_argument("--json", action="store_true", help="print the figures as JSON")
    given = parser.parse_args(arguments)

    events, rules = mixed(given.deadlines, events=1)
    candidates = [date.fromordinal(OPENING.toordinal() + n) for n in range(given.candidates)]
    resolver = Resolver(make_plan(events, rules))
    made = resolver.resolve().program
    nodes = due_nodes(made, rules)
    graph = make_graph(events, rules)
    order = list(nx.topological_sort(graph))

    tables: dict[str, Table] = {}
    seconds: dict[str, float] = {}
    tables["columns"], seconds["columns"] = timed(
        lambda: by_columns(made, nodes, candidates), 10 * given.repeat
    )
    tables["resolves"], seconds["resolves"] = timed(
        lambda: by_resolves(resolver, nodes, candidates), given.repeat
    )
    tables["peer"], seconds["peer"] = timed(
        lambda: by_walks(graph, order, rules, candidates), given.repeat
    )
    for way, table in tables.items():
        if not np.array_equal(table, tables["columns"]):
            print(f"{way} gives other dates than columns", file=sys.stderr)
            return 1

    ratios = {way: value / seconds["columns"] for way, value in seconds.items()}
    if given.json:
        whole = {
            "machine": machine(),
            "candidates": given.candidates,
            "deadlines": given.deadlines,
            "seconds": seconds,
            "ratios": ratios,
            "equal": True,
        }
        print(json.dumps(whole, indent=2))
        return 0
    print(
        f"{given.candidates:,} dates of the event x {given.deadlines:,} deadlines: the same dates"
    )
    for way, value in seconds.items():
        print(f"  {way:<10}{value * 1000:>12,.1f} ms{ratios[way]:>10.1f}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
