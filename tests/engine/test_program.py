"""A plan becomes a flat program: numbered nodes, inputs below what is made of them, alike nodes in one group."""

from __future__ import annotations

from collections import Counter
from datetime import date

import pytest
from hypothesis import given

from relsched import Deadline, Event, Plan, resolve
from relsched.dates.calendar_spec import CalendarSpec
from relsched.dates.days import MINUS_INFINITY, PLUS_INFINITY, number
from relsched.dates.offsets import Direction
from relsched.dates.windows import Window
from relsched.engine.monotone_maps import CONSTANT, SHIFT, Elapsed, Months, WorkingDays
from relsched.engine.program import Program, program
from relsched.errors import PlanError
from relsched.explain.explainer import Explainer
from sizes import sized
from text_plans import plans

CONGRESS = Event("congress", "Đại hội đại biểu", expected="in October 2020", lasts=3)


def made_of(*whens: str) -> Program:
    """The program of a congress and a deadline for each timing: d0, d1, …"""
    deadlines = [Deadline(f"d{n}", when=when) for n, when in enumerate(whens)]
    return program(Plan("p", events=[CONGRESS], deadlines=deadlines))


def due(made: Program, name: str) -> int:
    node = made.deadlines[name].last
    assert node is not None
    return node


# ------------------------------------------------------------ numbers and levels


@sized(50)
@given(plans())
def test_inputs_come_before_what_is_made_of_them(plan: Plan) -> None:
    """A node's inputs have lower numbers, so one walk in order finds all values."""
    made = program(plan)
    later = [node for node in range(made.size) if any(other >= node for other in made.inputs[node])]
    assert later == []


@sized(50)
@given(plans())
def test_a_map_lies_one_level_above_its_highest_input(plan: Plan) -> None:
    """A shift stays on the level of its input, since runs of shifts collapse; a constant lies on the lowest."""
    made = program(plan)
    for node in range(made.size):
        below = [made.levels[other] for other in made.inputs[node]]
        if made.maps[node] is CONSTANT:
            assert made.levels[node] == 0
        elif made.maps[node] is SHIFT:
            assert [made.levels[node]] == below
        else:
            assert made.levels[node] == max(below) + 1


@sized(50)
@given(plans())
def test_each_choice_and_map_is_in_one_group(plan: Plan) -> None:
    """Every such node is evaluated once, no constant or shift is, and each brings its own inputs."""
    made = program(plan)
    counted = Counter(node for group in made.groups for node in group.nodes.tolist())
    wanted = [node for node in range(made.size) if made.maps[node] not in (CONSTANT, SHIFT)]
    assert counted == Counter(wanted)
    for group in made.groups:
        rows = group.inputs.reshape(len(group.nodes), -1).tolist()
        assert rows == [list(made.inputs[node]) for node in group.nodes.tolist()]


@sized(50)
@given(plans())
def test_a_group_has_one_level_and_groups_go_upwards(plan: Plan) -> None:
    """What a group needs has been evaluated by the groups before it."""
    made = program(plan)
    levels = [{made.levels[node] for node in group.nodes.tolist()} for group in made.groups]
    assert all(len(found) == 1 for found in levels)
    in_order = [found.pop() for found in levels]
    assert in_order == sorted(in_order)


@sized(50)
@given(plans())
def test_a_group_holds_one_kind_of_map(plan: Plan) -> None:
    """Only the amounts of months, working days and minutes differ inside a group; all else is in its map."""
    made = program(plan)
    for group in made.groups:
        for node, amount in zip(group.nodes.tolist(), group.amounts.tolist(), strict=True):
            assert (group.map, amount) == (made.maps[node], made.amounts[node])
            assert amount == 0 or isinstance(group.map, Months | WorkingDays | Elapsed)


@sized(50)
@given(plans())
def test_no_node_is_made_twice(plan: Plan) -> None:
    """Two nodes of one map with the same amount and inputs would be one, unless they are an item's own."""
    made = program(plan)
    nodes = [node for node in range(made.size) if node not in made.owners]
    whole = Counter((made.maps[node], made.amounts[node], made.inputs[node]) for node in nodes)
    assert set(whole.values()) == {1}


# ------------------------------------------------------------ few operations


def test_a_star_is_one_operation_whatever_its_size() -> None:
    """A thousand deadlines some months before one event are one group."""
    made = made_of(*(f"{n + 1} months before congress" for n in range(1000)))
    groups = [group for group in made.groups if group.map == Months()]
    assert [len(group.nodes) for group in groups] == [1000]
    assert groups[0].amounts.tolist() == [-(n + 1) for n in range(1000)]


def test_a_chain_of_days_adds_no_level() -> None:
    """However long a run of fixed numbers of days is, it has no groups of its own."""
    short = program(chain(2))
    long = program(chain(500))
    assert max(long.levels) == max(short.levels)
    assert len(long.groups) == len(short.groups)


def chain(length: int) -> Plan:
    deadlines = [
        Deadline(f"d{n}", when=f"by 1 day after {f'd{n - 1}' if n else 'congress'}")
        for n in range(length)
    ]
    return Plan("chain", events=[CONGRESS], deadlines=deadlines)


def test_working_days_of_two_calendars_are_two_operations() -> None:
    """Only what one calendar answers, and in one direction, can be answered at once."""
    made = program(
        Plan(
            "p",
            calendars=[CalendarSpec("office", closed=["2020-09-02"])],
            events=[CONGRESS],
            deadlines=[
                Deadline("a", when="2 working days before congress"),
                Deadline("b", when="5 working days before congress"),
                Deadline("c", when="5 working days in office before congress"),
                Deadline("d", when="by 5 working days after congress.start"),
            ],
        )
    )
    sizes = {
        (group.map.direction, group.map.name): len(group.nodes)
        for group in made.groups
        if isinstance(group.map, WorkingDays)
    }
    assert sizes == {
        (Direction.BEFORE, "weekdays"): 2,
        (Direction.BEFORE, "office"): 1,
        (Direction.AFTER, "weekdays"): 1,
    }


def test_the_same_point_in_two_deadlines_is_one_node() -> None:
    """A point counted alike has one node; each deadline has a slot of its own on top of it."""
    made = made_of("1 month before congress", "1 month before congress")
    one, other = due(made, "d0"), due(made, "d1")
    assert one != other
    assert made.inputs[one] == made.inputs[other]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("1 week before congress", "7 days before congress"),
        ("1 year before congress", "12 months before congress"),
        ("by later of congress, 2020-10-01", "by later of congress, 2020-10-01, 2020-10-01"),
        ("0 days before congress", "by congress"),
    ],
)
def test_the_same_meaning_is_the_same_node(one: str, other: str) -> None:
    """Units that always move alike, repeats, and moves by nothing make no nodes of their own."""
    made = made_of(one, other)
    assert made.inputs[due(made, "d0")] == made.inputs[due(made, "d1")]


def test_months_are_no_days() -> None:
    """A month is a map, thirty days are a shift."""
    made = made_of("1 month before congress", "30 days before congress")
    (month,), (days,) = made.inputs[due(made, "d0")], made.inputs[due(made, "d1")]
    assert (made.maps[month], made.amounts[month]) == (Months(), -1)
    assert (made.maps[days], made.amounts[days]) == (SHIFT, -30)


# ------------------------------------------------------------ slots


def test_every_item_has_its_nodes() -> None:
    """An event has a start and an end; a deadline has the points that its timing has."""
    made = made_of("by congress", "after congress", "from congress to 2020-12-31", "continuously")
    congress = made.events["congress"]
    assert None not in (congress.first, congress.last)
    points = {
        name: (nodes.first is not None, nodes.last is not None)
        for name, nodes in made.deadlines.items()
    }
    assert points == {
        "d0": (False, True),
        "d1": (True, False),
        "d2": (True, True),
        "d3": (False, False),
    }


@sized(50)
@given(plans())
def test_no_two_items_share_a_node(plan: Plan) -> None:
    """What is known about one item can't change another that is counted alike."""
    made = program(plan)
    nodes = [
        (name, node)
        for name, found in made.items.items()
        for node in (found.first, found.last, found.counted)
        if node is not None
    ]
    assert all(made.owners[node] == name for name, node in nodes)
    assert {node for _, node in nodes} == set(made.owners)


def test_items_come_after_those_that_they_are_counted_from() -> None:
    """Whatever their order in the plan, an item finds the nodes of what it is counted from."""
    plan = Plan(
        "p",
        events=[Event("b-event", expected="3 days after a-event"), Event("a-event")],
        deadlines=[Deadline("z", when="by 1 day after y"), Deadline("y", when="by b-event")],
    )
    made = program(plan)
    assert list(made.items) == ["a-event", "b-event", "y", "z"]
    assert {**made.events, **made.deadlines} == made.items


def test_times_of_day_have_nodes_only_where_they_are_needed() -> None:
    """A plan of whole days has no clocks; one deadline with a time gives them to all items."""
    plain, clocked = (
        made_of("by congress"),
        made_of("by congress", "1 day before congress at 17:00"),
    )
    assert (plain.has_clocks, clocked.has_clocks) == (False, True)
    assert plain.deadlines["d0"].last_clock is None
    assert clocked.deadlines["d0"].last_clock is not None


def test_clocks_can_be_asked_for() -> None:
    """Known dates may bring times to a plan that speaks of none."""
    plan = Plan("p", events=[CONGRESS])
    assert program(plan, clocks=True).events["congress"].first_clock is not None


# ------------------------------------------------------------ constants


def test_constants_are_days_and_infinities() -> None:
    """Dates of the plan and its issue are constants, an unknown event has the two infinities."""
    plan = Plan(
        "p",
        issued="2020-03-25",
        events=[Event("congress")],
        deadlines=[
            Deadline("a", when="by 2020-10-03"),
            Deadline("b", when="by 7 days after issued"),
        ],
    )
    made = program(plan)
    expected = {
        MINUS_INFINITY,
        PLUS_INFINITY,
        number(date(2020, 10, 3)),
        number(date(2020, 3, 25)),
    }
    assert set(made.constant_values.tolist()) == expected
    assert made.constants.tolist() == [n for n in range(made.size) if made.maps[n] is CONSTANT]


# ------------------------------------------------------------ order and loops


@sized(50)
@given(plans())
def test_the_order_of_declaration_does_not_matter(plan: Plan) -> None:
    """Deadlines told in any order have the same dates."""
    turned = Plan(
        "drawn",
        events=plan.events[::-1],
        deadlines=plan.deadlines[::-1],
        horizon=plan.horizon,
    )
    one, other = resolve(plan), resolve(turned)
    assert {entry.id: (entry.not_before, entry.due) for entry in one.entries} == {
        entry.id: (entry.not_before, entry.due) for entry in other.entries
    }


def test_a_cycle_has_no_program() -> None:
    """A plan whose items are counted from one another in a cycle is refused, members in a row."""
    plan = Plan(
        "p",
        deadlines=[Deadline(f"d{n}", when=f"by 1 day after d{(n + 4) % 5}") for n in range(5)],
    )
    with pytest.raises(PlanError) as caught:
        program(plan)
    assert caught.value.code == "dependency-cycle"
    for member in ("`d0` -> `d1`", "`d1` -> `d2`", "`d2` -> `d3`", "`d3` -> `d4`", "`d4` -> `d0`"):
        assert member in str(caught.value)


# ------------------------------------------------------------ reading leaves it alone


@pytest.mark.parametrize(
    "when",
    [
        "by next Monday from start of month congress",
        "by last Friday of month 10 days before congress",
        "30 minutes before 2 hours before congress",
        "1 month before congress rolled back",
        "by earlier of 10 days before congress, end of quarter congress",
        "28 days after congress, 3 days either way",
    ],
)
def test_why_adds_nothing_to_a_program(when: str) -> None:
    """A program is finished when it is sealed: explaining a date neither grows nor changes it."""
    schedule = resolve(
        Plan("p", events=[CONGRESS], deadlines=[Deadline("d0", when=when)]),
        {"congress": "2020-10-13"},
    )
    made = schedule.program
    before = (made.size, len(made.maps), len(made.inputs), len(made.levels), len(made.numbers))
    schedule.why("d0").text("vi")
    assert (
        made.size,
        len(made.maps),
        len(made.inputs),
        len(made.levels),
        len(made.numbers),
    ) == before


def test_why_of_a_nested_weekday_has_the_right_day() -> None:
    """The month of Tue 2020-10-13 starts on Thu 2020-10-01; the Monday after that is the 5th."""
    plan = Plan(
        "p",
        events=[Event("congress", lasts=3)],
        deadlines=[Deadline("d0", when="by next Monday from start of month congress")],
    )
    schedule = resolve(plan, {"congress": "2020-10-13"})
    steps = Explainer(schedule.dates).steps("d0")
    windows = [step.window for step in steps if step.kind == "step"]
    assert windows == [Window.on(date(2020, 10, 1)), Window.on(date(2020, 10, 5))]
