"""Propagation against every assignment of days, and against other solvers where all is days."""

from __future__ import annotations

from hypothesis import given

import constraint_nets as cn
from constraint_nets import Net
from relsched import Resolver
from relsched.constraints import Bounds, Constraints
from relsched.days import day, number


def constraints_of(net: Net) -> Constraints:
    """Give the rules of a net as the engine holds them."""
    schedule = Resolver(net.plan(), {"office": net.office.ready()}).resolve(net.known())
    return Constraints(schedule.program, schedule.known, schedule.overridden)


def at_best(net: Net, made: Constraints) -> Bounds:
    """Tighten the bounds of a net at best, inside its span."""
    known = [rule for rule in made.rules() if rule.kind == "expected" and rule.item in made.known]
    network = made.network(as_due=False, without=known)
    return network.propagate(within=(number(net.days[0]), number(net.days[-1])))


@given(cn.nets())
def test_windows_are_those_of_every_assignment(net: Net) -> None:
    """The tightest windows are the first and last days of all assignments; none is left where there is none."""
    made = constraints_of(net)
    bounds = at_best(net, made)
    expected = net.windows_at_best()
    assert bounds.is_contradicted == (expected is None)
    if expected is None:
        return
    nodes = bounds.network.nodes
    found = {}
    for axis in expected:
        name, _, part = axis.partition(".")
        slots = made.slots[name]
        own = slots.first if net.is_act(name) else slots.counted
        node = made.work[name][0] if part == "begin" else own
        assert node is not None
        place = nodes[node]
        found[axis] = day(bounds.low[place, 0]), day(bounds.high[place, 0])
    assert found == expected
