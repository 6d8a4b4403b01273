"""The windows that the engine gives the points of a net, by their names."""

from __future__ import annotations

from datetime import date

from constraint_nets import Net
from relsched import Resolver
from relsched.dates.days import day, number
from relsched.engine.bounds import Bounds
from relsched.engine.constraints import Constraints
from relsched.engine.propagation import propagate

Windows = dict[str, tuple[date, date]]


def constraints_of(net: Net) -> Constraints:
    """Give the rules of a net as the engine holds them."""
    schedule = Resolver(net.plan(), {"office": net.office.ready()}).resolve(net.known())
    return Constraints(schedule.dates)


def at_best(net: Net, made: Constraints) -> Bounds:
    """Tighten the bounds of a net at best, inside its span."""
    known = [rule for rule in made.rules() if rule.kind == "expected" and rule.item in made.known]
    network = made.network(as_due=False, without=known)
    return propagate(network, within=(number(net.days[0]), number(net.days[-1])))


def windows_of(net: Net, made: Constraints, bounds: Bounds, axes: list[str]) -> Windows:
    """Give the window of each point of a net by its name."""
    found = {}
    for axis in axes:
        name, _, part = axis.partition(".")
        nodes = made.program.items[name]
        own = nodes.first if net.is_act(name) else nodes.counted
        node = made.work[name][0] if part == "begin" else own
        assert node is not None
        place = bounds.network.nodes[node]
        found[axis] = day(int(bounds.low[place, 0])), day(int(bounds.high[place, 0]))
    return found
