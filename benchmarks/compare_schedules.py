"""How long two schedules of 10,000 deadlines take to compare, beside a plain difference row by row.

    python -m benchmarks.compare_schedules [--size N] [--edits N] [--repeat N] [--shape NAME]... [--json]

The plans are those of `large_plans.py`: `mixed` (twenty events), `star` and `chain` (one event, on which every
deadline hangs; `chain` only when asked for). Three changes are compared:

| change | what it is |
|---|---|
| event | one event moves by two weeks |
| edits | the event moves, and `--edits` rows, drawn at random but the same in every run, get another rule |
| setting | all of this, and dates counted back from an event roll off closed days |

| way | what it is |
|---|---|
| compare | `relsched.compare`, from schedules of which no entry has been read: the entries, kinds, shifts and causes |
| read | the same where all entries have been read before, as they are when a feed was written |
| peer | dicts of both schedules from `Entry.to_json`, compared row by row; it says what differs, and not why |

The reading of the entries is part of the peer's time too. The rows that differ must be the same on both sides; if not,
the run ends with status 1. The figures are medians of `--repeat` runs. A ratio is the peer's median divided by that of
`compare`: above 1, relsched is quicker.
"""

from __future__ import annotations

import argparse
import gc
import json
import random
import statistics
import sys
import time
from collections.abc import Callable
from datetime import date, timedelta

import attrs
from benchmarks.large_plans import MAKERS, OPENING, machine, make_plan, shifted

from relsched import Plan, Resolver, Schedule, compare
from relsched.timing.timings import By

SHAPES = ("mixed", "star")  # and chain, when it is asked for
Days = dict[str, date]  # of each event
Makers = dict[str, tuple[Callable[[], Schedule], Callable[[], Schedule]]]


def edited(plan: Plan, count: int) -> Plan:
    drawn = random.Random(20201013)
    rows = list(plan.deadlines)
    for n in drawn.sample(range(len(rows)), count):
        rows[n] = attrs.evolve(rows[n], when=By(shifted("event0", drawn.randint(1, 99))))
    return attrs.evolve(plan, deadlines=rows)


def makers(shape: str, size: int, edits: int) -> Makers:
    """Give for each change what makes the schedules before and after."""
    events, rules = MAKERS[shape](size)
    plan = make_plan(events, rules)
    other = edited(plan, edits)
    rolling = attrs.evolve(other, conventions={"roll_before": "preceding"})
    first: Days = dict.fromkeys(events, OPENING)
    then = first | {"event0": OPENING + timedelta(days=14)}

    def making(made: Plan, known: Days) -> Callable[[], Schedule]:
        resolver = Resolver(made)  # each schedule is new, the program of its plan isn't
        return lambda: resolver.resolve(known)

    before = making(plan, first)
    shared = Resolver(plan)
    return {
        "event": (lambda: shared.resolve(first), lambda: shared.resolve(then)),
        "edits": (before, making(other, then)),
        "setting": (before, making(rolling, then)),
    }


def plain(before: Schedule, after: Schedule) -> dict[str, tuple[object, object]]:
    """Compare row by row, as one would by hand."""
    old = {entry.id: entry.to_json() for entry in before.entries}
    new = {entry.id: entry.to_json() for entry in after.entries}
    return {
        name: (old.get(name), new.get(name))
        for name in {**old, **new}
        if old.get(name) != new.get(name)
    }


def timed(work: Callable[[], object]) -> float:
    gc.collect()
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def measure(
    make: tuple[Callable[[], Schedule], Callable[[], Schedule]], repeat: int
) -> dict[str, float] | None:
    """Give the median seconds of each way; None where the two ways find other rows."""
    seconds: dict[str, list[float]] = {"compare": [], "read": [], "peer": []}
    rows = 0
    for _ in range(repeat):
        pair = make[0](), make[1]()
        seconds["compare"].append(timed(lambda pair=pair: compare(*pair)))  # type: ignore[misc]
        for schedule in pair:
            list(schedule.entries)
        seconds["read"].append(timed(lambda pair=pair: compare(*pair)))  # type: ignore[misc]
        fresh = make[0](), make[1]()
        seconds["peer"].append(timed(lambda fresh=fresh: plain(*fresh)))  # type: ignore[misc]
        found = {change.id for change in compare(*pair) if change.before != change.after}
        rows = len(found)
        if found != plain(*pair).keys():
            return None
    made = {way: statistics.median(values) for way, values in seconds.items()}
    return {**made, "ratio": made["peer"] / made["compare"], "rows": float(rows)}


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--size", type=int, default=10_000, help="deadlines of the plan")
    parser.add_argument("--edits", type=int, default=30, help="rows that get another rule")
    parser.add_argument("--repeat", type=int, default=3, help="times each way is measured")
    parser.add_argument(
        "--shape", action="append", choices=(*SHAPES, "chain"), help="default: all but chain"
    )
    parser.add_argument("--json", action="store_true", help="print the figures as JSON")
    given = parser.parse_args(arguments)
    whole: dict[str, dict[str, dict[str, float]]] = {}
    for shape in given.shape or SHAPES:
        whole[shape] = {}
        for change, make in makers(shape, given.size, given.edits).items():
            figures = measure(make, given.repeat)
            if figures is None:
                print(f"{shape}, {change}: the two ways find other rows", file=sys.stderr)
                return 1
            whole[shape][change] = figures
            if not given.json:
                ways = (
                    f"{way} {figures[way] * 1000:,.0f} ms" for way in ("compare", "read", "peer")
                )
                print(
                    f"{shape}, {change}: {int(figures['rows']):,} rows differ; "
                    f"{', '.join(ways)}; ratio {figures['ratio']:.2f}",
                    flush=True,
                )
    if given.json:
        print(json.dumps({"machine": machine(), "size": given.size, "seconds": whole}, indent=2))
    return 0


if __name__ == "__main__":
    sys.exit(main())
