"""Propagation against every assignment of days, and against other solvers where all is days."""

from __future__ import annotations

from datetime import date

import networkx as nx
from hypothesis import given

import constraint_nets as cn
from constraint_nets import Net
from net_windows import at_best, constraints_of, windows_of
from relsched import Deadline, Event, Plan, Wait, resolve


@given(cn.nets())
def test_windows_are_those_of_every_assignment(net: Net) -> None:
    """The tightest windows are the first and last days of all assignments; none is left where there is none."""
    made = constraints_of(net)
    bounds = at_best(net, made)
    expected = net.windows_at_best()
    assert bounds.is_infeasible == (expected is None)
    if expected is not None:
        assert windows_of(net, made, bounds, list(expected)) == expected


def test_a_day_more_and_a_day_less_before_months() -> None:
    """Work of a month that begins at most a day after an event is done a month after it, by whatever detours."""
    plan = Plan(
        "p",
        issued="2020-01-15",
        events=[Event("e")],
        deadlines=[Deadline("d", after=[Wait("e", None, "1 day")], takes="1 month")],
    )
    floats = resolve(plan, {"e": "2020-01-17"}).floats()
    assert (floats["d"].latest_begin, floats["d"].latest) == (date(2020, 1, 18), date(2020, 2, 17))


def distances(net: Net) -> nx.DiGraph[str]:
    """Give the distance graph of a net of pure days: an edge of weight w from x to y says y <= x + w."""
    graph: nx.DiGraph[str] = nx.DiGraph()

    def add(lower: str, upper: str, weight: int) -> None:
        if not graph.has_edge(lower, upper) or graph.edges[lower, upper]["weight"] > weight:
            graph.add_edge(lower, upper, weight=weight)

    def bound(point: str, sign: str, images: list[date], axis: str) -> None:
        days = {(image - own).days for image, own in zip(images, net.days, strict=True)}
        if len(set(images)) == 1:
            origin, weight = "", (images[0] - net.days[0]).days
        else:
            origin, (weight,) = axis, days
        if sign == "<=":
            add(origin, point, weight)
        else:
            add(point, origin, -weight)

    for axis in net.axes():
        add("", axis, cn.SPAN - 1)
        add(axis, "", 0)
    for act in net.acts:
        add("", act.name, cn.SPAN - act.lasts)
    for _, point, sign, images, axis in net.rules():
        bound(point, sign, images, axis)
    for row in net.rows:
        if row.name in net.begun:
            ends = net.days if row.takes is None else net.finished(row.takes)
            bound(row.name, ">=", list(ends), f"{row.name}.begin")
    return graph


@given(cn.nets(units=("days", "weeks"), most_points=9))
def test_windows_of_pure_days_are_shortest_paths(net: Net) -> None:
    """Where all is days, windows are shortest paths of the distance graph; a negative cycle leaves none."""
    made = constraints_of(net)
    bounds = at_best(net, made)
    graph = distances(net)
    assert bounds.is_infeasible == nx.negative_edge_cycle(graph)
    if bounds.is_infeasible:
        return
    latest = nx.single_source_bellman_ford_path_length(graph, "")
    earliest = nx.single_source_bellman_ford_path_length(graph.reverse(), "")
    axes = net.axes()
    assert windows_of(net, made, bounds, list(axes)) == {
        axis: (net.day(-int(earliest[axis])), net.day(int(latest[axis]))) for axis in axes
    }
