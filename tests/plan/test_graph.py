"""The dependency graph: who is counted from whom, in which order, and loops with all their members."""

from __future__ import annotations

import gc
import inspect
import re
import sys
import weakref
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import pairwise
from random import Random

import networkx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from places import EXAMPLE_PLAN
from relsched.errors import PlanError, Problems, RelschedError
from relsched.plan import dependency_graph as graph
from relsched.plan.items import Deadline, Event, Wait
from relsched.plan.plan import Plan
from relsched.planfile.plan_file import read_plan
from relsched.schedule.resolver import resolve
from sizes import size

LONG = size(2_000, 20_000)


def plan_of(*deadlines: Deadline, events: tuple[Event, ...] = (Event("opening"),)) -> Plan:
    """Make a plan of an opening and some deadlines."""
    return Plan("small", issued="2020-03-25", events=events, deadlines=deadlines)


def edges(plan: Plan) -> set[tuple[str, str]]:
    """Give the edges of a plan's graph, from what is counted from to what is counted."""
    return set(graph.dependency_graph(plan).edges)


def cycles_of(plan: Plan) -> list[RelschedError]:
    """Give the loops that are reported for a plan."""
    try:
        graph.check(plan)
    except Problems as problems:
        return list(problems.problems)
    except PlanError as error:
        return [error]
    return []


def members(error: RelschedError) -> list[str]:
    """Give the members of a loop as its message names them, the first again at the end."""
    assert error.why is not None
    return re.findall(r"`([^`]+)`", error.why)


@contextmanager
def few_calls(depth: int = 150) -> Iterator[None]:
    """Let calls nest only a little deeper than they do now."""
    before = sys.getrecursionlimit()
    sys.setrecursionlimit(len(inspect.stack(0)) + depth)
    try:
        yield
    finally:
        sys.setrecursionlimit(before)


# ---------------------------------------------------------------- edges


def test_edges() -> None:
    """An edge runs to an item from each event or deadline its timing names or that it waits for."""
    plan = plan_of(
        Deadline("a", when="10 days before opening"),
        Deadline("b", when="later of 2 days after a, 1 month before opening.end"),
        Deadline("c", when="from e.not_before to b", after=["opening"]),
        Deadline("d", when="by 2020-10-01", after=[Wait("b", at_least="3 days")]),
        Deadline("e", when="continuously from a until opening"),
        Deadline("f", when="every Friday until b"),
        Deadline("g", when="continuously"),
        Deadline("h"),
        events=(
            Event("opening", expected="3 days after arrival"),
            Event("arrival"),
            Event("district-1"),
            Event("district-2"),
            Event("districts", parts=["district-1", "district-2"]),
        ),
    )
    assert edges(plan) == {
        ("arrival", "opening"),
        ("district-1", "districts"),
        ("district-2", "districts"),
        ("opening", "a"),
        ("a", "b"),
        ("opening", "b"),
        ("e", "c"),
        ("b", "c"),
        ("opening", "c"),
        ("b", "d"),
        ("a", "e"),
        ("opening", "e"),
        ("b", "f"),
    }


def test_nodes_come_in_the_plan_s_order() -> None:
    """Every event and every deadline is a node, also one that nothing depends on; events come first."""
    plan = plan_of(Deadline("z"), Deadline("a"), events=(Event("y"), Event("b")))
    assert list(graph.dependency_graph(plan)) == ["y", "b", "z", "a"]


def test_the_graph_of_a_plan_is_made_once() -> None:
    """A plan has one graph as long as it lives, which nobody can change; an equal plan has its own."""
    plan, other = (
        plan_of(Deadline("a", when="by opening")),
        plan_of(Deadline("a", when="by opening")),
    )
    made = graph.dependency_graph(plan)
    assert graph.dependency_graph(plan) is made
    assert graph.dependency_graph(other) is not made
    with pytest.raises(networkx.NetworkXError, match="Frozen"):
        made.add_edge("a", "opening")


def test_the_graph_of_a_plan_goes_with_it() -> None:
    """What is remembered of a plan takes no memory after it."""
    plan = plan_of(Deadline("a", when="by opening"))
    made = weakref.ref(graph.dependency_graph(plan))
    del plan
    gc.collect()
    assert made() is None


def test_a_document_named_in_a_timing_is_a_node() -> None:
    """What sets a date is an event of its own, one for all that name it, also by title or alias."""
    plan = plan_of(
        Deadline("a", when='as set by "Kế hoạch 140-KH/TU"'),
        Deadline("b", when='as set by "Kế hoạch 140-KH/TU"'),
        Deadline("c", when='as set by "Báo cáo chính trị"'),
        events=(Event("report", "Báo cáo chính trị"),),
    )
    made = graph.dependency_graph(plan)
    assert len(made) == 5
    (document,) = [name for name in made if name not in ("report", "a", "b", "c")]
    assert edges(plan) == {(document, "a"), (document, "b"), ("report", "c")}


def test_the_edges_of_the_example() -> None:
    """In the example, the items counted from the congress are those of the document."""
    found = edges(read_plan(EXAMPLE_PLAN))
    assert {name for anchor, name in found if anchor == "congress"} == {
        *("4.1.b", "4.3.ii", "4.3.iii", "5.1", "5.2", "7", "8.1", "9", "10", "11.1", "11.2"),
        *("13", "14.1"),
    }
    assert {name for anchor, name in found if anchor == "exhibition"} == {"4.4.1", "4.4.2"}
    assert ("committee-opinion", "8.2") in found


# ---------------------------------------------------------------- order and dependants


def test_order() -> None:
    """Each item comes after everything it is counted from."""
    plan = plan_of(
        Deadline("c", when="1 day after b"),
        Deadline("b", when="1 day after a"),
        Deadline("a", when="1 day after opening"),
    )
    assert graph.order(plan) == ["opening", "a", "b", "c"]


def test_dependants() -> None:
    """What some items may move is given in the plan's order, without the items themselves."""
    plan = plan_of(
        Deadline("d", when="1 day after c"),
        Deadline("c", when="1 day after a"),
        Deadline("b", when="1 day after opening"),
        Deadline("a", when="1 day after opening"),
        Deadline("e", when="on 2020-10-01", after=["closing"]),
        events=(Event("opening"), Event("closing")),
    )
    assert graph.dependants(plan, ["opening"]) == ["d", "c", "b", "a"]
    assert graph.dependants(plan, ["a"]) == ["d", "c"]
    assert graph.dependants(plan, ["a", "closing"]) == ["d", "c", "e"]
    assert graph.dependants(plan, ["d"]) == []
    assert graph.dependants(plan, []) == []
    assert graph.dependants(plan, ["opening", "a"]) == ["d", "c", "b"]


def test_dependants_of_the_example() -> None:
    """When the exhibition moves, its two appraisals move, and nothing else."""
    assert graph.dependants(read_plan(EXAMPLE_PLAN), ["exhibition"]) == ["4.4.1", "4.4.2"]


def test_dependants_of_what_isn_t_there() -> None:
    """An unknown id is an error of ours, with the id that may be meant."""
    with pytest.raises(PlanError) as caught:
        graph.dependants(plan_of(Deadline("a", when="1 day after opening")), ["openning"])
    assert (caught.value.code, caught.value.fix) == ("unknown-item", "write `opening`")


# ---------------------------------------------------------------- loops


def test_a_cycle_of_five() -> None:
    """A loop is reported with its members in a row, where it is written, and what to do."""
    plan = plan_of(
        Deadline("ahead", when="1 day after opening"),
        Deadline("a", when="2 days after e"),
        Deadline("b", when="1 day after a"),
        Deadline("c", when="1 day after b"),
        Deadline("d", when="1 day after c"),
        Deadline("e", when="1 day after d"),
    )
    (error,) = cycles_of(plan)
    assert error.code == "dependency-cycle"
    assert str(error) == (
        "5 items must not form a dependency cycle.\n"
        '  where: deadlines[1].when = "2 days after e"\n'
        "  why:   each is counted from the one before it: `a` -> `b` -> `c` -> `d` -> `e` -> `a`\n"
        "  fix:   give one of them a date or an event of its own"
    )
    with pytest.raises(PlanError) as caught:
        resolve(plan)
    assert str(caught.value) == str(error)


def test_several_cycles_are_reported_together() -> None:
    """Loops that have nothing to do with each other are all told, in the plan's order."""
    plan = plan_of(
        Deadline("d", when="1 day after c"),
        Deadline("x", when="1 day after opening"),
        Deadline("a", when="1 day before b"),
        Deadline("b", when="1 day before a"),
        Deadline("c", when="1 day after d"),
    )
    assert [members(error) for error in cycles_of(plan)] == [["d", "c", "d"], ["a", "b", "a"]]
    with pytest.raises(Problems) as caught:
        graph.order(plan)
    assert caught.value.what == "The plan `small` has 2 problems."
    assert caught.value.codes == ("dependency-cycle", "dependency-cycle")


def test_cycles_of_events() -> None:
    """Events that are expected from one another, or are parts of one another, are loops too."""
    plan = plan_of(
        events=(
            Event("a", expected="1 day after b"),
            Event("b", expected="1 day after a"),
            Event("whole", parts=["morning"]),
            Event("morning", parts=["whole"]),
        )
    )
    assert [members(error) for error in cycles_of(plan)] == [
        ["a", "b", "a"],
        ["whole", "morning", "whole"],
    ]


def test_a_cycle_is_placed_where_it_is_written() -> None:
    """The place is the key that names the next member: a timing, a wait or a part."""
    for first, second, path in (
        (
            Deadline("a", when="on 2020-10-01", after=["opening", "b"]),
            Deadline("b", when="1 day after a"),
            ("deadlines", 0, "after", 1),
        ),
        (
            Deadline("a", when="1 day after b"),
            Deadline("b", when="on 2020-10-01", after=["a"]),
            ("deadlines", 0, "when"),
        ),
    ):
        (error,) = cycles_of(plan_of(first, second))
        assert members(error) == ["a", "b", "a"]
        assert error.where is not None
        assert error.where.path == path
    (error,) = cycles_of(
        plan_of(events=(Event("whole", parts=["morning"]), Event("morning", parts="whole")))
    )
    assert error.where is not None
    assert error.where.path[:3] == ("events", 0, "parts")


def test_counted_from_itself() -> None:
    """An item that is counted from itself is refused already when the plan is made."""
    for deadline in (Deadline("a", when="1 day after a"), Deadline("a", after=["a"])):
        with pytest.raises(PlanError) as caught:
            plan_of(deadline)
        assert caught.value.code == "dependency-cycle"


def test_a_short_cycle_inside_a_long_one() -> None:
    """Of loops that hang together, the shortest through the first member is reported."""
    plan = plan_of(
        Deadline("a", when="later of 1 day after b, 1 day after e"),
        Deadline("b", when="1 day after a"),
        Deadline("c", when="1 day after b"),
        Deadline("d", when="1 day after c"),
        Deadline("e", when="1 day after d"),
    )
    (error,) = cycles_of(plan)
    assert members(error) == ["a", "b", "a"]


# ---------------------------------------------------------------- long chains


def chain(length: int, *, closed: bool = False) -> Plan:
    """Make a chain of deadlines, each a day after the one before; closed, the first depends on the last."""
    first = f"1 day after d{length - 1}" if closed else "1 day after opening"
    deadlines = [Deadline("d0", when=first)]
    deadlines += [Deadline(f"d{n}", when=f"1 day after d{n - 1}") for n in range(1, length)]
    return plan_of(*deadlines)


@pytest.mark.slow
@pytest.mark.scaled
def test_a_long_chain() -> None:
    """A long chain is put in order and searched without calls that nest."""
    plan = chain(LONG)
    graph.order(chain(2))  # what is loaded when first used is loaded
    names = [f"d{n}" for n in range(LONG)]
    with few_calls():
        assert graph.order(plan) == ["opening", *names]
        assert graph.dependants(plan, ["d9"]) == names[10:]
        assert graph.dependants(plan, ["opening"]) == names


@pytest.mark.slow
@pytest.mark.scaled
def test_a_long_cycle() -> None:
    """A long loop is found, and named member by member, without calls that nest."""
    plan = chain(LONG, closed=True)
    assert cycles_of(chain(2, closed=True)) != []
    with few_calls():
        (error,) = cycles_of(plan)
    assert error.what == f"{LONG} items must not form a dependency cycle."
    assert members(error) == [*(f"d{n}" for n in range(LONG)), "d0"]


@pytest.mark.slow
@pytest.mark.scaled
def test_a_star() -> None:
    """All deadlines counted from one event depend on it, however many they are."""
    plan = plan_of(*(Deadline(f"d{n}", when="10 days before opening") for n in range(LONG)))
    assert graph.dependants(plan, ["opening"]) == [f"d{n}" for n in range(LONG)]
    assert len(graph.order(plan)) == LONG + 1


# ---------------------------------------------------------------- random graphs


@st.composite
def drawn(draw: st.DrawFn) -> dict[int, set[int]]:
    """For each of some numbers the others it depends on."""
    count = draw(st.integers(1, 9))
    others = st.sets(st.integers(0, count - 1), max_size=3)
    return {n: draw(others) - {n} for n in range(count)}


def plan_from(anchors: dict[int, set[int]]) -> Plan:
    """Make a plan whose deadlines depend on one another as drawn."""
    deadlines = []
    for n, others in anchors.items():
        points = ", ".join(["2020-10-01", *(f"1 day after d{other}" for other in sorted(others))])
        deadlines.append(
            Deadline(f"d{n}", when=f"later of {points}" if others else "on 2020-10-01")
        )
    return Plan("drawn", issued="2020-03-25", deadlines=deadlines)


def reach(anchors: dict[int, set[int]]) -> set[tuple[int, int]]:
    """Find by repetition which number moves which, over any number of steps."""
    found = {(other, n) for n, others in anchors.items() for other in others}
    while True:
        more = {(a, d) for a, b in found for c, d in found if b == c} - found
        if not more:
            return found
        found |= more


@given(drawn())
def test_dependants_are_what_can_be_reached(anchors: dict[int, set[int]]) -> None:
    """An item moves exactly what can be reached from it; one that moves itself isn't named."""
    plan, moved = plan_from(anchors), reach(anchors)
    for n in anchors:
        expected = [f"d{m}" for m in anchors if (n, m) in moved and m != n]
        assert graph.dependants(plan, [f"d{n}"]) == expected


@given(drawn())
def test_cycles_are_cycles(anchors: dict[int, set[int]]) -> None:
    """A plan without loops has an order; in one with loops each knot is reported, as a cycle that exists."""
    plan, moved = plan_from(anchors), reach(anchors)
    on_cycles = [n for n in anchors if (n, n) in moved]
    knots = {
        frozenset(m for m in on_cycles if (n, m) in moved and (m, n) in moved) for n in on_cycles
    }
    errors = cycles_of(plan)
    assert len(errors) == len(knots)
    for error in errors:
        names = members(error)
        assert names[0] == names[-1]
        assert len(set(names)) == len(names) - 1
        for anchor, name in pairwise(names):
            assert int(anchor[1:]) in anchors[int(name[1:])]
        assert any(int(names[0][1:]) in knot for knot in knots)
    if not knots:
        order = graph.order(plan)
        assert sorted(order) == sorted(f"d{n}" for n in anchors)
        for n, others in anchors.items():
            assert all(order.index(f"d{other}") < order.index(f"d{n}") for other in others)


@given(drawn(), st.randoms(use_true_random=False))
def test_the_order_of_declaration_makes_no_difference(
    anchors: dict[int, set[int]], random: Random
) -> None:
    """Edges and what depends on what don't depend on the order in which deadlines are written."""
    names = list(anchors)
    random.shuffle(names)
    plan, shuffled = plan_from(anchors), plan_from({n: anchors[n] for n in names})
    assert edges(plan) == edges(shuffled)
    for n in anchors:
        assert set(graph.dependants(plan, [f"d{n}"])) == set(graph.dependants(shuffled, [f"d{n}"]))
