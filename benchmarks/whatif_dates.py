"""How long a what-if of 1,000 candidate dates over 1,000 deadlines takes: one table, or one date after another.

    python -m benchmarks.whatif_dates [--candidates N] [--deadlines N] [--repeat N] [--json]

The plan is that of `columns.py`: days, months, working days, rolls, earlier and later of two, windows, all
depending on one event. Of each candidate it is asked how many deadlines are in conflict, past as of a day in the
middle, and due on a closed day:

| way | what it is |
|---|---|
| whatif | `whatif`, with ranks and totals, from reading the candidates on |
| resolves | `Resolver.resolve` for each candidate, its conflicts, and the entries and lints of its schedule counted |
| peer | for each candidate a walk over networkx's topological order with pendulum dates, compared and looked up |

Compiling the plan, finding the order and making the peer's set of closed days are done before. The counts of the
three ways are compared; a difference ends the run with status 1. The figures are medians of `--repeat` runs. Memory
is what Python and numpy allocate at most while a table is made, by tracemalloc, in a run of its own.
"""

from __future__ import annotations

import argparse
import json
import sys
import tracemalloc
from collections.abc import Callable
from datetime import date, timedelta

import networkx as nx
import numpy as np
import numpy.typing as npt
from benchmarks.large_plans import OPENING, machine, make_graph, make_plan, mixed, timed, walk

from relsched import Resolver, whatif
from relsched.dates.working_calendar import WorkingCalendar

Counts = npt.NDArray[np.int64]


def by_whatif(resolver: Resolver, candidates: list[date], as_of: date) -> Counts:
    table = whatif(resolver, {"event0": (candidates[0], candidates[-1])}, as_of=as_of)
    return np.array([(one.conflicts, one.past or 0, one.closed) for one in table])


def by_resolves(resolver: Resolver, candidates: list[date], as_of: date) -> Counts:
    found = []
    for day in candidates:
        schedule = resolver.resolve({"event0": day})
        past = sum(
            entry.due is not None and entry.due.latest is not None and entry.due.latest < as_of
            for entry in schedule
        )
        shut = sum(lint.code == "closed-day" for lint in schedule.lints)
        found.append((len(schedule.conflicts), past, shut))
    return np.array(found)


def by_walks(
    graph: nx.DiGraph[str],
    order: list[str],
    candidates: list[date],
    as_of: date,
    dated: set[str],
    is_closed: Callable[[date], bool],
) -> Counts:
    found = []
    for day in candidates:
        dates = walk(graph, order, {"event0": day})
        conflicts = past = shut = 0
        for name, (first, last) in dates.items():
            if name == "event0":
                continue
            conflicts += first is not None and last is not None and first > last
            past += last is not None and last < as_of
            shut += name in dated and last is not None and is_closed(last)
        found.append((conflicts, past, shut))
    return np.array(found)


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--candidates", type=int, default=1000, help="dates of the event")
    parser.add_argument("--deadlines", type=int, default=1000, help="deadlines of the plan")
    parser.add_argument("--repeat", type=int, default=1, help="times each way is measured")
    parser.add_argument("--json", action="store_true", help="print the figures as JSON")
    given = parser.parse_args(arguments)

    events, rules = mixed(given.deadlines, events=1)
    candidates = [OPENING + timedelta(days=n) for n in range(given.candidates)]
    as_of = OPENING + timedelta(days=given.candidates // 2)
    plan = make_plan(events, rules)
    resolver = Resolver(plan)
    calendar: WorkingCalendar = resolver.resolve().program.calendars.get(plan.calendar)
    days = (calendar.first + timedelta(days=n) for n in range(calendar.covers.days))
    closed = {day for day in days if not calendar.is_open(day)}
    dated = {row.id for row in plan.deadlines if row.kind.value == "deadline"}
    graph = make_graph(events, rules)
    order = list(nx.topological_sort(graph))

    counts: dict[str, Counts] = {}
    seconds: dict[str, float] = {}
    counts["whatif"], seconds["whatif"] = timed(
        lambda: by_whatif(resolver, candidates, as_of), 3 * given.repeat
    )
    counts["resolves"], seconds["resolves"] = timed(
        lambda: by_resolves(resolver, candidates, as_of), given.repeat
    )
    counts["peer"], seconds["peer"] = timed(
        lambda: by_walks(graph, order, candidates, as_of, dated, closed.__contains__), given.repeat
    )
    for way, found in counts.items():
        if not np.array_equal(found, counts["whatif"]):
            print(f"{way} gives other counts than whatif", file=sys.stderr)
            return 1
    tracemalloc.start()
    by_whatif(resolver, candidates, as_of)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    ratios = {way: value / seconds["whatif"] for way, value in seconds.items()}
    if given.json:
        whole = {
            "machine": machine(),
            "candidates": given.candidates,
            "deadlines": given.deadlines,
            "seconds": seconds,
            "ratios": ratios,
            "peak_bytes": peak,
            "equal": True,
        }
        print(json.dumps(whole, indent=2))
        return 0
    print(f"{given.candidates:,} dates x {given.deadlines:,} deadlines: the same counts")
    for way, value in seconds.items():
        print(f"  {way:<10}{value * 1000:>12,.1f} ms{ratios[way]:>10.1f}")
    print(f"  memory    {peak / 2**20:>12,.1f} MiB")
    return 0


if __name__ == "__main__":
    sys.exit(main())
