"""How long a plan of 100,000 deadlines takes, beside networkx and pendulum one by one.

    python -m benchmarks.large_plans [--size N] [--repeat N] [--shape NAME]... [--json]

Four shapes of plan are made, each from one neutral list of rules that both sides translate:

- chain: each deadline a day after the one before it, or a day before it, by turns;
- star: every deadline some days from the one event;
- mixed: twenty events; days, months, working days, rolls, earlier and later of two, month ends, windows; each
  deadline is counted from an event or from any deadline before it, drawn at random but the same in every run;
- months, only when asked for: a chain of `1 month after` and `1 month before` by turns. It is the worst case: no
  step can be done before the one below it, so there is nothing to do in arrays.

And these stages are measured:

| stage | relsched | peer |
|---|---|---|
| make | the `Plan` and its `Deadline`s from values | a `networkx.DiGraph` with a rule at each node |
| compile | `Resolver(plan)` | `networkx.topological_sort` into a list |
| first | the first `resolve`, all events known | one walk over the order, a pendulum date for each point |
| again | `resolve` with other days for all events | the same walk with the other days |
| update | `update` after one event moved | the same walk over the descendants of the event only |
| window | `resolve`, each event known as ten days | two walks, with the first days and with the last |
| read | every entry of a schedule | a record with the same windows for every deadline |

The peer is what one would write by hand: the order is found once, working days are a loop over a set of
holidays, and nothing is computed that the stage doesn't ask for. relsched always computes the earliest and
the latest of everything; the peer computes both only where they differ. In every run all dates of both sides
are compared after `first`, `update`, `window` and `read`; a difference ends the run with status 1.

The figures are medians of `--repeat` runs, of at most two for make, compile, first and read. A ratio is the
peer's median divided by relsched's: above 1, relsched is quicker.
"""

from __future__ import annotations

import argparse
import gc
import json
import os
import platform
import random
import statistics
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import ParamSpec, TypeVar

import networkx as nx
import pendulum

from relsched import CalendarSpec, Deadline, Entry, Event, Plan, Resolver, Roll, Schedule, Window
from relsched.dates.offsets import Direction, Offset
from relsched.timing.points import Earlier, Later, PeriodEnd, Point, Reference, Rolled, Shifted
from relsched.timing.timings import By, EitherWay, Timing

SHAPES = ("chain", "star", "mixed")  # and months, when asked for
STAGES = ("make", "compile", "first", "again", "update", "window", "read")
QUICK = ("again", "update", "window")
KINDS = (
    *("days", "days", "days", "months", "working", "forward", "back"),
    *("earlier", "later", "window", "month end"),
)
EVENTS = 20
OPENING = date(2020, 10, 13)
HOLIDAYS = frozenset(
    date(year, month, day)
    for year in range(2000, 2042)
    for month, day in ((1, 1), (4, 30), (5, 1), (9, 2), (9, 3))
)


# ------------------------------------------------------------ rules, without either side


@dataclass(frozen=True)
class Rule:
    """One deadline: a kind, its amounts, and what it is counted from."""

    kind: str
    anchors: tuple[str, ...]
    amounts: tuple[int, ...]


def chain(size: int) -> tuple[list[str], dict[str, Rule]]:
    names = ["event0", *(f"d{n}" for n in range(size))]
    rules = {names[n + 1]: Rule("days", (names[n],), (-1 if n % 2 else 1,)) for n in range(size)}
    return names[:1], rules


def star(size: int) -> tuple[list[str], dict[str, Rule]]:
    return ["event0"], {f"d{n}": Rule("days", ("event0",), (n % 1000 - 500,)) for n in range(size)}


def months(size: int) -> tuple[list[str], dict[str, Rule]]:
    names = ["event0", *(f"d{n}" for n in range(size))]
    rules = {names[n + 1]: Rule("months", (names[n],), (-1 if n % 2 else 1,)) for n in range(size)}
    return names[:1], rules


def mixed(size: int, events: int = EVENTS) -> tuple[list[str], dict[str, Rule]]:
    """Draw the rules, the same in every run; an anchor is any event or deadline that stands before."""
    drawn = random.Random(20201013)
    first = [f"event{n}" for n in range(events)]
    names = list(first)
    rules: dict[str, Rule] = {}

    def amount(most: int) -> int:
        return drawn.choice((-1, 1)) * drawn.randint(1, most)

    for n in range(size):
        kind = drawn.choice(KINDS)
        one, other = drawn.choice(names), drawn.choice(names)
        match kind:
            case "days" | "forward" | "back":
                rule = Rule(kind, (one,), (amount(30),))
            case "months":
                rule = Rule(kind, (one,), (amount(3),))
            case "working":
                rule = Rule(kind, (one,), (amount(15),))
            case "earlier" | "later":
                rule = Rule(kind, (one, other), (amount(30), amount(30)))
            case "window":
                rule = Rule(kind, (one,), (amount(30), drawn.randint(1, 5)))
            case _:
                rule = Rule(kind, (one,), ())
        names.append(f"d{n}")
        rules[f"d{n}"] = rule
    return first, rules


MAKERS: Mapping[str, Callable[[int], tuple[list[str], dict[str, Rule]]]] = {
    "chain": chain,
    "star": star,
    "mixed": mixed,
    "months": months,
}


# ------------------------------------------------------------ relsched


def shifted(anchor: str, amount: int, *, unit: str = "days") -> Point:
    offset = Offset(
        days=abs(amount) if unit == "days" else None,
        months=abs(amount) if unit == "months" else None,
        working_days=abs(amount) if unit == "working" else None,
    )
    direction = Direction.BEFORE if amount < 0 else Direction.AFTER
    return Shifted(offset, direction, Reference(anchor))


def timing(rule: Rule) -> Timing:
    first = rule.anchors[0]
    match rule.kind:
        case "days" | "months" | "working":
            return By(shifted(first, rule.amounts[0], unit=rule.kind))
        case "forward":
            return By(Rolled(shifted(first, rule.amounts[0]), Roll.FOLLOWING))
        case "back":
            return By(Rolled(shifted(first, rule.amounts[0]), Roll.PRECEDING))
        case "earlier" | "later":
            points = [
                shifted(name, days) for name, days in zip(rule.anchors, rule.amounts, strict=True)
            ]
            if points[0] == points[1]:
                return By(points[0])
            return By(Earlier(points) if rule.kind == "earlier" else Later(points))
        case "window":
            return EitherWay(shifted(first, rule.amounts[0]), Offset(days=rule.amounts[1]))
    return By(PeriodEnd("month", Reference(first)))


def make_plan(events: list[str], rules: Mapping[str, Rule]) -> Plan:
    return Plan(
        "large",
        calendar="office",
        calendars=[CalendarSpec("office", closed=sorted(HOLIDAYS))],
        events=[Event(name) for name in events],
        deadlines=[Deadline(name, when=timing(rule)) for name, rule in rules.items()],
    )


# ------------------------------------------------------------ the peer

Dates = dict[str, tuple[pendulum.Date | None, pendulum.Date]]


def make_graph(events: list[str], rules: Mapping[str, Rule]) -> nx.DiGraph[str]:
    graph: nx.DiGraph[str] = nx.DiGraph()
    graph.add_nodes_from(events)
    for name, rule in rules.items():
        graph.add_node(name, rule=rule)
        graph.add_edges_from((anchor, name) for anchor in rule.anchors)
    return graph


def is_open(day: pendulum.Date) -> bool:
    return day.weekday() < 5 and day not in HOLIDAYS


def rolled(day: pendulum.Date, step: int) -> pendulum.Date:
    while not is_open(day):
        day = day.add(days=step)
    return day


def worked(day: pendulum.Date, amount: int) -> pendulum.Date:
    step = -1 if amount < 0 else 1
    for _ in range(abs(amount)):
        day = rolled(day.add(days=step), step)
    return day


def computed(rule: Rule, dates: Dates) -> tuple[pendulum.Date | None, pendulum.Date]:
    """Give the first day, where the rule has one, and the due day."""
    day = dates[rule.anchors[0]][1]
    match rule.kind:
        case "days":
            return None, day.add(days=rule.amounts[0])
        case "months":
            return None, day.add(months=rule.amounts[0])
        case "working":
            return None, worked(day, rule.amounts[0])
        case "forward":
            return None, rolled(day.add(days=rule.amounts[0]), 1)
        case "back":
            return None, rolled(day.add(days=rule.amounts[0]), -1)
        case "earlier" | "later":
            one = day.add(days=rule.amounts[0])
            other = dates[rule.anchors[1]][1].add(days=rule.amounts[1])
            return None, min(one, other) if rule.kind == "earlier" else max(one, other)
        case "window":
            middle, tolerance = day.add(days=rule.amounts[0]), rule.amounts[1]
            return middle.subtract(days=tolerance), middle.add(days=tolerance)
    return None, day.end_of("month")


def walk(graph: nx.DiGraph[str], order: list[str], known: Mapping[str, date]) -> Dates:
    dates: Dates = {}
    rules = graph.nodes
    for name in order:
        if name in known:
            day = known[name]
            dates[name] = (None, pendulum.date(day.year, day.month, day.day))
        else:
            dates[name] = computed(rules[name]["rule"], dates)
    return dates


def walk_again(
    graph: nx.DiGraph[str], order: list[str], before: Dates, moved: str, day: date
) -> Dates:
    dates = dict(before)
    dates[moved] = (None, pendulum.date(day.year, day.month, day.day))
    touched = nx.descendants(graph, moved)
    rules = graph.nodes
    for name in order:
        if name in touched:
            dates[name] = computed(rules[name]["rule"], dates)
    return dates


@dataclass(frozen=True)
class Record:
    """What the peer hands out for a deadline: the windows that an entry of relsched has."""

    name: str
    not_before: tuple[date, date] | None
    due: tuple[date, date]
    possible: tuple[date | None, date]
    safe: tuple[date | None, date]


def records(lows: Dates, highs: Dates, names: Mapping[str, Rule]) -> list[Record]:
    found = []
    for name in names:
        (low_first, low), (high_first, high) = lows[name], highs[name]
        window = None if low_first is None or high_first is None else (low_first, high_first)
        found.append(Record(name, window, (low, high), (low_first, high), (high_first, low)))
    return found


# ------------------------------------------------------------ measuring

Given = ParamSpec("Given")
Result = TypeVar("Result")


def timed(work: Callable[[], Result], repeat: int) -> tuple[Result, float]:
    """Do it several times; gives the last answer and the median of the seconds."""
    seconds = []
    for _ in range(repeat):
        began = time.perf_counter()
        answer = work()
        seconds.append(time.perf_counter() - began)
    return answer, statistics.median(seconds)


class Clock:
    """Seconds by stage and side, several of each."""

    def __init__(self) -> None:
        self.seconds: dict[tuple[str, str], list[float]] = {}

    def __call__(
        self,
        stage: str,
        side: str,
        work: Callable[Given, Result],
        *args: Given.args,
        **kwargs: Given.kwargs,
    ) -> Result:
        if stage not in QUICK:
            gc.collect()
        began = time.perf_counter()
        result = work(*args, **kwargs)
        self.seconds.setdefault((stage, side), []).append(time.perf_counter() - began)
        return result

    def median(self, stage: str, side: str) -> float:
        return statistics.median(self.seconds[stage, side])


class DifferentError(Exception):
    """The two sides don't give the same dates."""


def compare(schedule: Schedule, lows: Dates, highs: Dates, names: Mapping[str, Rule]) -> None:
    """Hold both days of every deadline, at their earliest and their latest, to the peer's."""
    values, item_nodes = schedule.values, schedule.program.deadlines
    epoch = date(1970, 1, 1).toordinal()
    for name in names:
        nodes = (item_nodes[name].first, item_nodes[name].last)
        for node, low, high in zip(nodes, lows[name], highs[name], strict=True):
            wanted = (
                None
                if low is None or high is None
                else [low.toordinal() - epoch, high.toordinal() - epoch]
            )
            found = None if node is None else values[node].tolist()
            if found != wanted:
                raise DifferentError(f"{name}: relsched {found}, peer {low}, {high}")


def compare_entries(entries: list[Entry], expected: list[Record]) -> None:
    """Hold every entry to the peer's record."""
    for entry, record in zip(entries, expected, strict=True):
        for window, ends in ((entry.not_before, record.not_before), (entry.due, record.due)):
            found = None if window is None else (window.earliest, window.latest)
            if found != ends or entry.id != record.name:
                raise DifferentError(f"{entry.id}: relsched {found}, peer {ends}")


def days_from(events: list[str], offset: int) -> dict[str, date]:
    """Give each event a day: the first so many days after the opening, each other three days later."""
    first = OPENING.toordinal() + offset
    return {name: date.fromordinal(first + 3 * index) for index, name in enumerate(events)}


def walk_both(
    graph: nx.DiGraph[str], order: list[str], lows: Mapping[str, date], highs: Mapping[str, date]
) -> tuple[Dates, Dates]:
    return walk(graph, order, lows), walk(graph, order, highs)


def measure(shape: str, size: int, repeat: int) -> dict[str, dict[str, float]]:
    """Measure all stages of one shape; gives seconds and ratio by stage."""
    events, rules = MAKERS[shape](size)
    clock = Clock()
    known = days_from(events, 0)
    for _ in range(min(repeat, 2)):
        plan = clock("make", "relsched", make_plan, events, rules)
        graph = clock("make", "peer", make_graph, events, rules)
        resolver = clock("compile", "relsched", Resolver, plan)
        order = clock("compile", "peer", sorted_names, graph)
        schedule = clock("first", "relsched", resolver.resolve, known)
        dates = clock("first", "peer", walk, graph, order, known)
    compare(schedule, dates, dates, rules)
    # From here on neither side pays for the collector's walks over the plan and the graph.
    gc.collect()
    gc.freeze()

    for turn in range(repeat):
        other = days_from(events, 7 + turn)
        clock("again", "relsched", resolver.resolve, other)
        clock("again", "peer", walk, graph, order, other)

    for turn in range(repeat):
        day = date.fromordinal(OPENING.toordinal() + 14 + turn)
        moved = clock("update", "relsched", resolver.update, schedule, {events[0]: day})
        walked = clock("update", "peer", walk_again, graph, order, dates, events[0], day)
    compare(moved, walked, walked, rules)

    for turn in range(repeat):
        lows, highs = days_from(events, turn), days_from(events, turn + 9)
        windows = {name: Window(lows[name], highs[name]) for name in events}
        windowed = clock("window", "relsched", resolver.resolve, windows)
        ends = clock("window", "peer", walk_both, graph, order, lows, highs)

    for _ in range(min(repeat, 2)):
        unread = resolver.resolve(windows)
        entries = clock("read", "relsched", read, unread)
        expected = clock("read", "peer", records, *ends, rules)
    compare(windowed, *ends, rules)
    compare_entries(entries, expected)
    gc.unfreeze()

    figures = {}
    for stage in STAGES:
        ours, theirs = clock.median(stage, "relsched"), clock.median(stage, "peer")
        figures[stage] = {"relsched": ours, "peer": theirs, "ratio": theirs / ours}
    return figures


def sorted_names(graph: nx.DiGraph[str]) -> list[str]:
    return list(nx.topological_sort(graph))


def read(schedule: Schedule) -> list[Entry]:
    return list(schedule)


def machine() -> dict[str, object]:
    return {
        "python": platform.python_version(),
        "system": f"{platform.system()} {platform.machine()}",
        "cores": os.cpu_count(),
    }


def table(shape: str, size: int, figures: Mapping[str, Mapping[str, float]]) -> str:
    lines = [
        f"{shape}, {size:,} deadlines: the same dates on both sides",
        f"  {'stage':<10}{'relsched':>12}{'peer':>12}{'ratio':>9}",
    ]
    for stage, row in figures.items():
        ours, theirs = (f"{row[side] * 1000:,.1f} ms" for side in ("relsched", "peer"))
        lines.append(f"  {stage:<10}{ours:>12}{theirs:>12}{row['ratio']:>9.2f}")
    return "\n".join(lines)


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--size", type=int, default=100_000, help="deadlines in a plan")
    parser.add_argument("--repeat", type=int, default=3, help="times each stage is measured")
    parser.add_argument(
        "--shape", action="append", choices=sorted(MAKERS), help="default: all but months"
    )
    parser.add_argument("--json", action="store_true", help="print the figures as JSON")
    given = parser.parse_args(arguments)
    shapes: dict[str, dict[str, dict[str, float]]] = {}
    for shape in given.shape or SHAPES:
        try:
            shapes[shape] = measure(shape, given.size, given.repeat)
        except DifferentError as error:
            print(f"{shape}: {error}", file=sys.stderr)
            return 1
        if not given.json:
            print(table(shape, given.size, shapes[shape]), flush=True)
    if given.json:
        whole = {"machine": machine(), "size": given.size, "seconds": shapes, "equal": True}
        print(json.dumps(whole, indent=2))
    return 0


if __name__ == "__main__":
    sys.exit(main())
