"""How long one conflict takes to be found and explained in a network of 10,000 rules.

    python -m benchmarks.conflicts [--rules N] [--repeat N] [--shape NAME]... [--json]

The plans are of pure days, so that a shortest-path program can be asked the same. Deadlines wait for one another with
gaps, drawn at random around days that satisfy them all; a greatest gap is exactly the days between, since a deadline is
taken as done when it is due. Then one wait is added that can't hold:

| shape | what it is |
|---|---|
| web | each deadline waits for three of the forty before it; the last is due too soon after one that lies far before |
| braid | the same with three of the six before, so that the way between has very many more rules |
| chain | each waits for the one before it, and the last is due too soon after the first: all rules are in the set |

| way | what it is |
|---|---|
| found | `Schedule.conflicts` of a new schedule, its sentence and the days it falls short |
| explained | the same with its smallest set, each member's text, and the repairs that are tried |
| bellman-ford | `networkx.find_negative_cycle` of the distance graph from an added source: a cycle, and no more |

The sets are checked: in the distance graph of the smallest set alone there is a negative cycle, without any one member
(of a hundred at most) there is none, and the cycle loses the days that the conflict falls short. A difference ends
the run with status 1. The figures are medians of `--repeat` runs. A ratio is the peer's median divided by that of a
way: above 1, relsched is quicker.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
from collections.abc import Callable
from itertools import pairwise

import networkx as nx
from attrs import frozen
from benchmarks.large_plans import machine, timed

from relsched import Deadline, Plan, Resolver, Wait
from relsched.feasibility.conflict import Conflict

SHAPES = ("web", "braid", "chain")
SOURCE = "start of all"
Edge = tuple[str, str, int]  # the second isn't later than the first by more than so many days


@frozen
class Gap:
    """What a deadline waits for: the least days between, and the most where it is due."""

    of: str
    least: int
    most: int | None = None

    def edges(self, name: str) -> list[Edge]:
        """Give the edges of the distance graph; what is due is done on that day."""
        found = [(name, self.of, -self.least)]
        if self.most is not None:
            found += [(self.of, name, self.most), (name, self.of, -self.most)]
        return found


Rows = dict[str, list[Gap]]


def web(rules: int, reach: int = 40) -> Rows:
    """Deadlines that each wait for three of those before, and one wait that spans many of them too tightly."""
    drawn = random.Random(20260105)
    days = [0]
    rows: Rows = {"d0": []}
    for n in range(1, rules // 3):
        days.append(days[-1] + drawn.randint(1, 3))
        others = drawn.sample(range(max(0, n - reach), n), min(3, n))
        gaps = [Gap(f"d{o}", max(1, days[n] - days[o] - drawn.randint(0, 4))) for o in others]
        if drawn.random() < 0.1:
            length = days[n] - days[others[0]]
            gaps[0] = Gap(gaps[0].of, length, length)
        rows[f"d{n}"] = gaps
    first = len(days) // 2
    reached = {first: 0}
    for n in range(first + 1, first + 200):
        found = [
            reached[o] + gap.least for gap in rows[f"d{n}"] if (o := int(gap.of[1:])) in reached
        ]
        if found:
            reached[n] = max(found)
    last, most = max(reached.items(), key=lambda item: item[1])
    rows["z"] = [Gap(f"d{last}", 1), Gap(f"d{first}", 1, most - 2)]
    return rows


def chain(rules: int) -> Rows:
    """Deadlines that each wait for the one before, the last of them too little after the first."""
    drawn = random.Random(20260105)
    rows: Rows = {"d0": []}
    total = 0
    for n in range(1, rules):
        least = drawn.randint(1, 3)
        total += least
        rows[f"d{n}"] = [Gap(f"d{n - 1}", least)]
    rows[f"d{rules - 1}"].append(Gap("d0", 1, total - 3))
    return rows


def braid(rules: int) -> Rows:
    """The same, each with three of the few before it."""
    return web(rules, 6)


MAKERS: dict[str, Callable[[int], Rows]] = {"web": web, "braid": braid, "chain": chain}


def plan_of(rows: Rows) -> Plan:
    return Plan(
        "network",
        issued="2026-01-05",
        deadlines=[
            Deadline(
                name,
                after=[
                    Wait(
                        gap.of,
                        f"{gap.least} days",
                        None if gap.most is None else f"{gap.most} days",
                    )
                    for gap in gaps
                ],
            )
            for name, gaps in rows.items()
        ],
    )


def graph_of(edges: list[Edge]) -> nx.DiGraph[str]:
    graph: nx.DiGraph[str] = nx.DiGraph()
    for start, end, weight in edges:
        graph.add_edge(SOURCE, start, weight=0)
        graph.add_edge(SOURCE, end, weight=0)
        if not graph.has_edge(start, end) or graph.edges[start, end]["weight"] > weight:
            graph.add_edge(start, end, weight=weight)
    return graph


def cycle(graph: nx.DiGraph[str]) -> list[str]:
    """Give the peer's cycle; none where there isn't any."""
    try:
        found: list[str] = nx.find_negative_cycle(graph, SOURCE)
    except nx.NetworkXError:
        return []
    return found


def loss(graph: nx.DiGraph[str], nodes: list[str]) -> int:
    return -sum(int(graph.edges[a, b]["weight"]) for a, b in pairwise(nodes))


def checked(conflict: Conflict, rows: Rows) -> str:
    """Say what is wrong with a smallest set, beside the peer; empty where nothing is."""
    rules = [rule for rule in conflict.rules if rule.kind == "after"]
    made = {rule: rows[rule.item][rule.index].edges(rule.item) for rule in rules}
    whole = graph_of([edge for edges in made.values() for edge in edges])
    found = cycle(whole)
    if not found:
        return "the set can hold"
    if loss(whole, found) != conflict.shortfall:
        return f"the circle loses {loss(whole, found)} days, the conflict {conflict.shortfall}"
    for rule in rules[:100]:
        rest = [edge for other, edges in made.items() if other != rule for edge in edges]
        if cycle(graph_of(rest)):
            return f"the set can't hold without {rule} either"
    return ""


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--rules", type=int, default=10_000, help="rules of the network")
    parser.add_argument("--repeat", type=int, default=3, help="times each way is measured")
    parser.add_argument("--shape", action="append", choices=SHAPES, help="only these shapes")
    parser.add_argument("--json", action="store_true", help="print the figures as JSON")
    given = parser.parse_args(arguments)

    told: dict[str, dict[str, object]] = {}
    for shape in given.shape or SHAPES:
        rows = MAKERS[shape](given.rules)
        resolver = Resolver(plan_of(rows))
        edges = [edge for name, gaps in rows.items() for gap in gaps for edge in gap.edges(name)]
        graph = graph_of(edges)

        def found(resolver: Resolver = resolver) -> Conflict:
            (conflict,) = resolver.resolve().conflicts
            _ = conflict.text()
            return conflict

        def explained(found: Callable[[], Conflict] = found) -> Conflict:
            conflict = found()
            _ = conflict.to_text()
            return conflict

        def peer(graph: nx.DiGraph[str] = graph) -> list[str]:
            return cycle(graph)

        seconds: dict[str, float] = {}
        _, seconds["found"] = timed(found, given.repeat)
        conflict, seconds["explained"] = timed(explained, given.repeat)
        nodes, seconds["bellman-ford"] = timed(peer, given.repeat)
        wrong = checked(conflict, rows)
        if wrong or not nodes:
            print(f"{shape}: {wrong or 'the peer finds no circle'}", file=sys.stderr)
            return 1
        told[shape] = {
            "rules": sum(len(gaps) for gaps in rows.values()),
            "members": len(conflict.members),
            "repairs": len(conflict.repairs),
            "shortfall": conflict.shortfall,
            "peer_members": len(nodes) - 1,
            "seconds": seconds,
            "ratios": {way: seconds["bellman-ford"] / each for way, each in seconds.items()},
        }
    if given.json:
        print(json.dumps({"machine": machine(), "shapes": told}, indent=2))
        return 0
    for shape, figures in told.items():
        print(
            f"{shape}: {figures['rules']:,} rules, a conflict of {figures['members']:,} short by"
            f" {figures['shortfall']} days; the peer's circle has {figures['peer_members']:,}"
        )
        ratios = figures["ratios"]
        assert isinstance(ratios, dict)
        assert isinstance(figures["seconds"], dict)
        for way, value in figures["seconds"].items():
            print(f"  {way:<14}{value * 1000:>12,.1f} ms{ratios[way]:>10.2f}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
