"""The dependency graph: who is counted from whom. The only door to networkx.

An edge runs from an item to what is counted from it or waits for it.
"""

from __future__ import annotations

import weakref
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from relsched.errors import (
    Path,
    Place,
    PlanError,
    RelschedError,
    UnknownItemError,
    one_or_all,
    unknown,
)
from relsched.messages.message import Message
from relsched.plan.items import Deadline, Event
from relsched.plan.plan import Plan

if TYPE_CHECKING:
    import networkx as nx


# The graphs of the plans that are still in use, by the identity of the plan: comparing plans takes longer.
_GRAPHS: dict[int, nx.DiGraph[str]] = {}


def anchors(plan: Plan, item: Event | Deadline) -> Iterator[str]:
    """Go through the ids that an item is counted from or waits for; some may come twice."""
    timing = item.expected if isinstance(item, Event) else item.when
    if timing is not None:
        yield from plan.anchors_of(timing)
    if isinstance(item, Event):
        yield from item.parts
    else:
        for wait in item.after:
            yield wait.item


def dependency_graph(plan: Plan) -> nx.DiGraph[str]:
    """Give the graph of a plan: a node for each event and deadline, in the plan's order.

    It is made once for a plan, and can't be changed.
    """
    graph = _GRAPHS.get(id(plan))
    if graph is None:
        graph = _GRAPHS[id(plan)] = _build_graph(plan)
        weakref.finalize(plan, _GRAPHS.pop, id(plan), None).atexit = False
    return graph


def _build_graph(plan: Plan) -> nx.DiGraph[str]:
    import networkx

    graph: nx.DiGraph[str] = networkx.DiGraph()
    graph.add_nodes_from(plan.by_id)
    for name, item in plan.by_id.items():
        graph.add_edges_from((anchor, name) for anchor in anchors(plan, item))
    frozen: nx.DiGraph[str] = networkx.freeze(graph)
    return frozen


def order(plan: Plan) -> list[str]:
    """Give all ids so that each comes after what it is counted from.

    Raises:
        PlanError: `dependency-cycle`, for each dependency cycle, with its members in a row; `Problems` where there are
            several.
    """
    import networkx

    graph = dependency_graph(plan)
    try:
        return list(networkx.topological_sort(graph))
    except networkx.NetworkXUnfeasible:
        raise one_or_all(
            list(_cycles(plan, graph)), Message("problems of plan", plan=plan.id)
        ) from None


def check(plan: Plan) -> None:
    """Refuse a plan with a dependency cycle.

    Raises:
        PlanError: as `order`.
    """
    order(plan)


def _cycles(plan: Plan, graph: nx.DiGraph[str]) -> Iterator[RelschedError]:
    import networkx

    position = plan.positions
    components = [
        members
        for members in networkx.strongly_connected_components(graph)
        if len(members) > 1 or any(graph.has_edge(name, name) for name in members)
    ]
    for members in sorted(components, key=lambda names: min(position[name] for name in names)):
        cycle = _cycle(graph, members, min(members, key=position.__getitem__))
        chain = " -> ".join(f"`{name}`" for name in (*cycle, cycle[0]))
        first = cycle[0]
        item = plan.by_id[first]
        timing = item.expected if isinstance(item, Event) else item.when
        if len(cycle) == 1:
            yield PlanError(
                Message("error dependency-cycle itself", item=first),
                code="dependency-cycle",
                where=Place(path=_place(plan, first, cycle[-1])),
                value=str(timing) if timing is not None else first,
                fix=Message("error dependency-cycle itself fix"),
            )
            continue
        yield PlanError(
            Message("error dependency-cycle", count=len(cycle)),
            code="dependency-cycle",
            where=Place(path=_place(plan, first, cycle[-1])),
            value=str(timing) if timing is not None else first,
            why=Message("error dependency-cycle why", chain=chain),
            fix=Message("error dependency-cycle fix"),
        )


def _place(plan: Plan, name: str, anchor: str) -> Path:
    """Find the key at which an item names what it is counted from or waits for."""
    item = plan.by_id[name]
    if isinstance(item, Event):
        if item not in plan.events:
            return ()
        path: Path = ("events", plan.events.index(item))
        timing, key = item.expected, "expected"
    else:
        path = ("deadlines", plan.deadlines.index(item))
        timing, key = item.when, "when"
    if timing is not None and anchor in plan.anchors_of(timing):
        return (*path, key)
    if isinstance(item, Event):
        return (*path, "parts", item.parts.index(anchor))
    return (*path, "after", [wait.item for wait in item.after].index(anchor))


def _cycle(graph: nx.DiGraph[str], members: set[str], start: str) -> list[str]:
    """Find a shortest cycle through the first member, so that the message is as short as it can be."""
    inside = graph.subgraph(members)
    came_from: dict[str, str] = {}
    queue = [start]
    for name in queue:
        for after in sorted(inside.successors(name)):
            if after == start:
                path = [name]
                while path[-1] != start:
                    path.append(came_from[path[-1]])
                return path[::-1]
            if after not in came_from:
                came_from[after] = name
                queue.append(after)
    raise AssertionError("a strongly connected component has a cycle through each member")


def dependants(plan: Plan, items: Iterable[str]) -> list[str]:
    """Give the ids of everything that some of the items may move, in the plan's order; not the items.

    Raises:
        UnknownItemError: `unknown-item`.
    """
    return _reached(plan, items, dependency_graph(plan))


def dependencies(plan: Plan, items: Iterable[str]) -> list[str]:
    """Give the ids of everything that some of the items depend on, in the plan's order; not the items.

    Raises:
        UnknownItemError: `unknown-item`.
    """
    return _reached(plan, items, dependency_graph(plan).reverse(copy=False))


def _reached(plan: Plan, items: Iterable[str], graph: nx.DiGraph[str]) -> list[str]:
    import networkx

    given, moved = set(items), set()
    for item in sorted(given):
        if item not in graph:
            raise UnknownItemError(
                Message("error unknown-item", plan=plan.id, item=item),
                code="unknown-item",
                value=item,
                fix=unknown(None, item, graph).fix,
            )
        moved |= networkx.descendants(graph, item)
    return [name for name in plan.by_id if name in moved and name not in given]


def main_event(plan: Plan) -> str | None:
    """Give the event that most deadlines are counted from, the first of equals; None where no deadline is.

    Args:
        plan: The plan.
    """
    counts = dict.fromkeys(plan.all_events, 0)
    for deadline in plan.deadlines:
        for name in set(anchors(plan, deadline)) & counts.keys():
            counts[name] += 1
    found = max(counts, key=counts.__getitem__, default=None)
    return found if found is not None and counts[found] else None
