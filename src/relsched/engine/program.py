"""A plan becomes a flat program: numbered nodes in levels, so that each group is one array operation.

A node is a value in days (or, for times of day, in marked minutes, see `maps.CLOCK`): a map of its inputs with an
amount. Four kinds of map are what a program is made of; all others are rules of counting.

| map | value |
|---|---|
| `Constant` | a day |
| `Shift` | its input moved by a fixed number of days; runs of shifts collapse, whatever their length |
| `Choice` | the first input in columns that look for the earliest, the second in those for the latest |
| `Earliest`, `Latest` | the earlier or later of several inputs |

Every event edge and every deadline's points have a node of their own, whose value may be overridden by what is known.
Nothing here is recursive over the dependency_graph.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping
from typing import NamedTuple

import attrs
import numpy as np
import numpy.typing as npt

from relsched.dates.calendars import Calendars
from relsched.dates.conventions import Conventions
from relsched.dates.days import MINUS_INFINITY, PLUS_INFINITY, Days, number
from relsched.dates.offsets import Direction, Offset
from relsched.dates.zones import first_minute_skipped_to_midnight
from relsched.engine.monotone_maps import (
    CHOICE,
    CONSTANT,
    EARLIEST,
    LATEST,
    SHIFT,
    AtTime,
    DateOf,
    DayAt,
    Elapsed,
    KeptTime,
    Map,
    WholeDay,
)
from relsched.engine.point_maps import Counting, MapStep, maps_to
from relsched.plan import dependency_graph
from relsched.plan.items import ISSUED, Deadline, Event, Wait
from relsched.plan.plan import Plan, is_clocked
from relsched.timing.counted_points import counted
from relsched.timing.points import (
    At,
    Day,
    Earlier,
    Edge,
    EdgeOf,
    Issued,
    Later,
    Point,
    Reference,
    Rolled,
    Shifted,
)
from relsched.timing.rewriting import exact_point, unrolled
from relsched.timing.timings import Both, Kind, Limits, On

Index = npt.NDArray[np.intp]


class RuleNode(NamedTuple):
    """A node that bounds a point of a deadline, with the rule that says so: `when` or `after`, and its number."""

    kind: str
    place: int
    node: int


class RuleChange(NamedTuple):
    """By how many days what a rule says is moved: on the side where it bounds from below, and from above.

    Work and events that take longer have their end moved; a beginning doesn't change how long something takes.
    """

    begin: int = 0
    end: int = 0


@attrs.frozen
class EventNodes:
    """The nodes of an event: its start and its end, and their times of day.

    `lowest` and `highest` are what its expected timing allows for its start and its end.
    """

    first: int
    last: int
    first_clock: int | None = None
    last_clock: int | None = None
    lowest: int | None = None
    highest: int | None = None

    @property
    def counted(self) -> int:
        """The node that others count from unless they say otherwise: its end."""
        return self.last

    @property
    def soonest(self) -> tuple[int, ...]:
        """The nodes of the days before which it can't be over."""
        return (self.first,)


@attrs.frozen
class DeadlineNodes:
    """The nodes of a deadline: its two points, what others count from, and the times of day.

    `first` is its beginning, `last` its due date, None where its timing has no such point; `counted` is the day on
    which it is done, `unadjusted` its due date before its roll.

    `not_before` bounds the day on which its work begins, `not_finished_before` and `due` the day on which it is
    finished, rule by rule. `begin` is the day on which it begins, where something is counted from that; `finish` the
    day on which work that begins on `first` is finished, where the plan says how long it takes. Where `is_planned`,
    nothing bounds the finish from above: `last` is the day on which the work can be finished.
    """

    first: int | None
    last: int | None
    counted: int
    unadjusted: int | None = None
    first_clock: int | None = None
    last_clock: int | None = None
    begin: int | None = None
    finish: int | None = None
    not_before: tuple[RuleNode, ...] = ()
    not_finished_before: tuple[RuleNode, ...] = ()
    due: tuple[RuleNode, ...] = ()
    is_planned: bool = False

    @property
    def rules(self) -> tuple[RuleNode, ...]:
        """All nodes that bound it."""
        return (*self.not_before, *self.not_finished_before, *self.due)

    @property
    def soonest(self) -> tuple[int, ...]:
        """The nodes of the days before which it can't be finished."""
        begun = self.first if self.finish is None else self.finish
        return (*(() if begun is None else (begun,)), *(r.node for r in self.not_finished_before))


ItemNodes = EventNodes | DeadlineNodes


@attrs.frozen
class Group:
    """Nodes of one level that one array operation evaluates."""

    map: Map
    nodes: Index
    inputs: Index  # nodes, or nodes x inputs for a map of several
    amounts: npt.NDArray[np.int64]

    def only(self, wanted: npt.NDArray[np.bool_]) -> Group:
        """Give the part of the group that is wanted."""
        return Group(self.map, self.nodes[wanted], self.inputs[wanted], self.amounts[wanted])


@attrs.define
class Program:
    """The flat program of a plan; made by `program`, evaluated by `evaluation`.

    Attributes:
        plan, calendars: The plan, and the working calendars that its maps ask.
        maps, amounts, inputs, levels: For each node what makes it out of which others, and its level.
        owners: For nodes of an item's own its id.
        events, deadlines: The nodes of each item of the kind.
        items: The nodes of each item, which stands after those that it is counted from.
        changes: For rules (item, kind, index) how they are changed; what the plan says where it is empty.
    """

    plan: Plan
    calendars: Calendars
    maps: list[Map] = attrs.field(factory=list)
    amounts: list[int] = attrs.field(factory=list)
    inputs: list[tuple[int, ...]] = attrs.field(factory=list)
    levels: list[int] = attrs.field(factory=list)
    owners: dict[int, str] = attrs.field(factory=dict)
    events: dict[str, EventNodes] = attrs.field(factory=dict)
    deadlines: dict[str, DeadlineNodes] = attrs.field(factory=dict)
    items: dict[str, ItemNodes] = attrs.field(factory=dict)
    numbers: dict[tuple[object, ...], int] = attrs.field(factory=dict)
    has_clocks: bool = False
    groups: list[Group] = attrs.field(factory=list)
    constants: Index = attrs.field(factory=lambda: np.zeros(0, dtype=np.intp))
    constant_values: Days = attrs.field(factory=lambda: np.zeros(0, dtype=np.int64))
    parents: Index = attrs.field(factory=lambda: np.zeros(0, dtype=np.intp))
    shifts: Days = attrs.field(factory=lambda: np.zeros(0, dtype=np.int64))
    dated: Index = attrs.field(factory=lambda: np.zeros(0, dtype=np.intp))
    shift_nodes: Index = attrs.field(factory=lambda: np.zeros(0, dtype=np.intp))
    begun: frozenset[str] = frozenset()
    changes: Mapping[tuple[str, str, int], RuleChange] = attrs.field(factory=dict)

    @property
    def size(self) -> int:
        """Number of nodes."""
        return len(self.maps)

    # ------------------------------------------------------------ nodes

    def _node(
        self,
        map_: Map,
        amount: int,
        inputs: tuple[int, ...] = (),
        label: tuple[str, str] | None = None,
    ) -> int:
        """Give the node of a map of some inputs; one with a label is nobody else's."""
        whole = (map_, amount, inputs, label)
        found = self.numbers.get(whole)
        if found is not None:
            return found
        number = len(self.maps)
        self.numbers[whole] = number
        self.maps.append(map_)
        self.amounts.append(amount)
        self.inputs.append(inputs)
        deepest = max((self.levels[node] for node in inputs), default=0)
        # A run of shifts is one step, however long: it stays on the level on which it starts.
        is_flat = map_ is SHIFT or map_ is CONSTANT
        self.levels.append(deepest if is_flat else deepest + 1)
        if label is not None:
            self.owners[number] = label[0]
        return number

    def constant(self, value: int) -> int:
        """Give the node of a fixed day or of an infinity."""
        return self._node(CONSTANT, value)

    def _shift(self, node: int, amount: int) -> int:
        return node if amount == 0 else self._node(SHIFT, amount, (node,))

    def _node_of(self, owner: str, name: str, node: int) -> int:
        return self._node(SHIFT, 0, (node,), (owner, name))

    def _choice(self, owner: str, name: str, earliest: int, latest: int) -> int:
        # Never inverted: where the latest would be before the earliest, a conflict is reported beside the dates.
        if earliest != latest and latest != self.constant(PLUS_INFINITY):
            latest = self._several(LATEST, [latest, earliest])
        return self._node(CHOICE, 0, (earliest, latest), (owner, name))

    def _map(self, node: int, map_: Map, amount: int = 0) -> int:
        return self._node(map_, amount, (node,))

    def _after(self, node: int, steps: Iterable[MapStep]) -> int:
        """Give the node that some maps lead to, one after another."""
        for step in steps:
            node = self._node(step.map, step.amount, (node,))
        return node

    def _several(self, map_: Map, nodes: list[int]) -> int:
        distinct = tuple(dict.fromkeys(nodes))
        return distinct[0] if len(distinct) == 1 else self._node(map_, 0, distinct)

    # ------------------------------------------------------------ points

    def counting(self, conventions: Conventions) -> Counting:
        """Give how the plan counts under some conventions."""
        return Counting(conventions, self.calendars, self.plan.calendar)

    def day_of(self, point: Point, edge: Edge, conventions: Conventions) -> int:
        """Give the node of a point's day; a bare reference to an event means the given edge."""
        match point:
            case Day():
                return self.constant(number(point.day))
            case Issued():
                if self.plan.issued is None:
                    return self.events[ISSUED].first
                return self.constant(number(self.plan.issued))
            case Reference() | EdgeOf():
                return self._referred(point, edge)
            case Shifted() if point.has_clock:
                moment = self._elapsed(point, conventions)
                return self._map(moment, DateOf(self.plan.timezone))
            case Earlier() | Later():
                return self._several(
                    EARLIEST if isinstance(point, Earlier) else LATEST,
                    [self.day_of(inner, edge, conventions) for inner in point.points],
                )
            case At():
                if point.zone in (None, self.plan.timezone):
                    day = self.day_of(point.point, edge, conventions)
                    return self._day_at(day, point.minute)
                moment = self.moment_of(point, edge, conventions)
                return self._map(moment, DateOf(self.plan.timezone))
            case Rolled() if point.has_clock and self._may_skip(point):
                moment = self._rolled_moment(point, edge, conventions)
                return self._map(moment, DateOf(self.plan.timezone))
            case _:
                (anchor,) = point.inputs
                node = self.day_of(anchor, _edge_within(point, edge), conventions)
                return self._after(node, maps_to(point, self.counting(conventions)))

    def _referred(self, point: Reference | EdgeOf, edge: Edge) -> int:
        name = self._item_id(point.item)
        if name in self.events:
            event = self.events[name]
            wanted = point.event_edge if isinstance(point, EdgeOf) else point.edge
            return event.first if (wanted or edge) is Edge.START else event.last
        deadline = self.deadlines[name]
        if isinstance(point, Reference) and point.edge is Edge.NOT_BEFORE:
            return self.constant(MINUS_INFINITY) if deadline.first is None else deadline.first
        return deadline.counted

    def _item_id(self, name: str) -> str:
        found = self.plan.item_id(name)
        assert found is not None, name
        return found

    def _moved(self, node: int, offset: Offset, direction: Direction) -> int:
        # An offset counts alike under all conventions: those that change it have changed it before.
        return self._after(node, self.counting(self.plan.conventions).offset(offset, direction))

    # ------------------------------------------------------------ times of day

    def moment_of(self, point: Point, edge: Edge, conventions: Conventions) -> int:
        """Give the node of a point's moment; where it has no time of day, of its day as a whole."""
        found = self._find_moment(point, edge, conventions)
        if found is not None:
            return found
        return self._map(self.day_of(point, edge, conventions), WholeDay(self.plan.timezone))

    def _find_moment(self, point: Point, edge: Edge, conventions: Conventions) -> int | None:
        match point:
            case At():
                day = self.day_of(point.point, edge, conventions)
                return self._map(day, AtTime(point.zone or self.plan.timezone, point.minute))
            case Rolled() if point.has_clock:
                return self._rolled_moment(point, edge, conventions)
            case Shifted() if point.has_clock:
                return self._elapsed(point, conventions)
            case Issued() if self.plan.issued is None:
                return self.events[ISSUED].first_clock
            case Reference() | EdgeOf():
                return self._referred_moment(point, edge)
            case Earlier() | Later():
                found = [self._find_moment(inner, edge, conventions) for inner in point.points]
                if all(node is None for node in found):
                    return None
                return self._several(
                    EARLIEST if isinstance(point, Earlier) else LATEST,
                    [self.moment_of(inner, edge, conventions) for inner in point.points],
                )
        return None

    def _referred_moment(self, point: Reference | EdgeOf, edge: Edge) -> int | None:
        name = self._item_id(point.item)
        nodes = self.items[name]
        if isinstance(nodes, EventNodes):
            wanted = point.event_edge if isinstance(point, EdgeOf) else point.edge
            return nodes.first_clock if (wanted or edge) is Edge.START else nodes.last_clock
        is_first = isinstance(point, Reference) and point.edge is Edge.NOT_BEFORE
        return nodes.first_clock if is_first else nodes.last_clock

    def _rolled_moment(self, point: Rolled, edge: Edge, conventions: Conventions) -> int:
        """Give the node of a moment that is rolled to the same time of another day."""
        moment = self.moment_of(point.point, edge, conventions)
        day = self.day_of(point.point, edge, conventions)
        rolled = self._after(day, maps_to(point, self.counting(conventions)))
        return self._node(KeptTime(self.plan.timezone), 0, (rolled, moment))

    def _may_skip(self, point: Point) -> bool:
        """Whether clocks may skip the time of day of a moment, and with it the rest of the day it is rolled to."""
        skipped = first_minute_skipped_to_midnight(self.plan.timezone)
        if skipped is None:
            return False
        while isinstance(point, Rolled):
            point = point.point
        if not isinstance(point, At) or point.zone not in (None, self.plan.timezone):
            return True  # at what time isn't known beforehand
        return point.minute >= skipped

    def _day_at(self, day: int, minute: int) -> int:
        """Give the node of the day of a moment, which may not be the day whose time it was."""
        skipped = first_minute_skipped_to_midnight(self.plan.timezone)
        if skipped is None or minute < skipped:
            return day
        return self._map(day, DayAt(self.plan.timezone, minute))

    def _elapsed(self, point: Shifted, conventions: Conventions) -> int:
        edge = _edge_of(point.direction)
        node = self.moment_of(point.anchor, edge, conventions)
        if point.offset.has_day_part:
            day = self._map(node, DateOf(self.plan.timezone))
            moved = self._moved(day, point.offset, point.direction)
            node = self._node(KeptTime(self.plan.timezone), 0, (moved, node))
        amount = point.direction.sign * point.offset.minute_count
        return self._map(node, Elapsed(self.plan.timezone), amount)

    # ------------------------------------------------------------ items

    def _change(self, item: str, kind: str, index: int = 0) -> RuleChange:
        return self.changes.get((item, kind, index), _UNCHANGED)

    def changed_length(self, event: Event) -> int | None:
        """Give the days that an event lasts, as its rule is changed."""
        if event.lasts is None:
            return None
        return event.lasts + self._change(event.id, "lasts").end

    def add(self, name: str) -> None:
        """Add the nodes of an item, whose anchors must have been added before."""
        item = self.plan.by_id[name]
        if isinstance(item, Event):
            self.items[name] = self.events[name] = self._add_event(item)
        else:
            self.items[name] = self.deadlines[name] = self._add_deadline(item)

    def _add_event(self, event: Event) -> EventNodes:
        unknown = (self.constant(MINUS_INFINITY), self.constant(PLUS_INFINITY))
        low, high = unknown
        conventions = self.plan.conventions
        exact = exact_point(event.expected)
        lasts, moved = self.changed_length(event), self._change(event.id, "expected")
        clock: int | None = None
        if exact is not None:
            exact = counted(exact, conventions)
            low = high = self.day_of(exact, Edge.START, conventions)
            if exact.has_clock:
                clock = self.moment_of(exact, Edge.START, conventions)
        elif event.expected is not None:
            limits = event.expected.limits(conventions)
            if limits.not_before is not None:
                low = self.day_of(limits.not_before, limits.begins, conventions)
            # An event is no term that could be rolled or lengthened.
            due = limits.unadjusted or limits.due
            if due is not None:
                high = self.day_of(due, limits.ends, conventions)
        # What is expected on a very day is moved as a whole.
        low, high = self._shift(low, moved.begin), self._shift(high, moved.end)
        if exact is not None:
            low = high = self._shift(low, moved.end)
        if event.parts:
            starts = self._several(EARLIEST, [self.events[part].first for part in event.parts])
            ends = self._several(LATEST, [self.events[part].last for part in event.parts])
            if exact is None and event.expected is None:
                start, end = (
                    self._node_of(event.id, "start", starts),
                    self._node_of(event.id, "end", ends),
                )
            else:
                start = self._choice(
                    event.id,
                    "start",
                    self._several(LATEST, [low, starts]),
                    self._several(EARLIEST, [high, starts]),
                )
                end = self._choice(
                    event.id,
                    "end",
                    self._several(LATEST, [low, ends]),
                    self._several(EARLIEST, [high, ends]),
                )
        else:
            last_start = high
            if exact is None and lasts is not None:
                last_start = self._shift(high, 1 - lasts)
            start = self._choice(event.id, "start", low, last_start)
            if lasts is not None:
                end = self._node_of(event.id, "end", self._shift(start, lasts - 1))
            else:
                latest = unknown[1] if exact is not None else high
                end = self._choice(event.id, "end", start, latest)
        clocks: tuple[int | None, int | None] = (None, None)
        if self.has_clocks:
            whole = self._map(start, WholeDay(self.plan.timezone))
            clocks = (
                self._node_of(event.id, "start time", whole if clock is None else clock),
                self._node_of(event.id, "end time", self._map(end, WholeDay(self.plan.timezone))),
            )
        if exact is not None:
            # Expected on a very day: that is where it begins, and where it ends if its length is known.
            high = unknown[1] if lasts is None else self._shift(low, lasts - 1)
        return EventNodes(start, end, *clocks, low, high)

    def _add_deadline(self, deadline: Deadline) -> DeadlineNodes:
        conventions = self.plan.conventions_for(deadline)
        limits = deadline.when.limits(conventions) if deadline.when is not None else Limits()
        begins, finishes, dues = self._bounds(deadline, conventions)
        starts = [rule.node for rule in begins]
        ends = [rule.node for rule in dues]
        unadjusted: int | None = None
        if limits.due is not None:
            plain = unrolled(limits.unadjusted or limits.due)
            unadjusted = self.day_of(plain, limits.ends, conventions)
        first = last_node = first_clock = last_clock = None
        finish = begin = None
        if starts:
            first = self._node_of(deadline.id, "not_before", self._several(LATEST, starts))
            if deadline.takes is not None:
                finish = self.work_done(deadline, first)
        soonest = [] if first is None else [first if finish is None else finish]
        soonest += [rule.node for rule in finishes]
        is_planned = not ends and bool(soonest) and deadline.kind is Kind.PLANNED
        if ends or is_planned:
            limit = self._several(LATEST, soonest) if is_planned else self._several(EARLIEST, ends)
            last_node = self._node_of(deadline.id, "due", limit)
            counted = self._node_of(deadline.id, "done", last_node)
        else:
            # Open at its end: it is done on any day from that on which it can be finished.
            low = self._several(LATEST, soonest) if soonest else self.constant(MINUS_INFINITY)
            counted = self._choice(deadline.id, "done", low, self.constant(PLUS_INFINITY))
        if self.has_clocks:
            zone = self.plan.timezone
            if first is not None:
                moment = self._map(first, WholeDay(zone))
                if limits.not_before is not None and not deadline.after:
                    moment = self.moment_of(limits.not_before, limits.begins, conventions)
                first_clock = self._node_of(deadline.id, "not_before time", moment)
            if last_node is not None:
                moment = self._map(last_node, WholeDay(zone))
                if limits.due is not None and all(rule.kind == "when" for rule in dues):
                    moment = self.moment_of(limits.due, limits.ends, conventions)
                last_clock = self._node_of(deadline.id, "due time", moment)
        if deadline.id in self.begun:
            begin = self._node_of(deadline.id, "begin", self._begun(deadline, first, last_node))
        return DeadlineNodes(
            first,
            last_node,
            counted,
            unadjusted,
            first_clock,
            last_clock,
            begin=begin,
            finish=finish,
            not_before=begins,
            not_finished_before=finishes,
            due=dues,
            is_planned=is_planned,
        )

    def _bounds(
        self, deadline: Deadline, conventions: Conventions
    ) -> tuple[tuple[RuleNode, ...], tuple[RuleNode, ...], tuple[RuleNode, ...]]:
        """Give what bounds the beginning, the finish from below and the finish from above, rule by rule."""
        begins: list[RuleNode] = []
        finishes: list[RuleNode] = []
        dues: list[RuleNode] = []
        when = deadline.when
        parts = () if when is None else when.timings if isinstance(when, Both) else (when,)
        for index, part in enumerate(parts):
            limits, moved = part.limits(conventions), self._change(deadline.id, "when", index)
            if limits.not_before is not None:
                node = self.day_of(limits.not_before, limits.begins, conventions)
                node = self._shift(node, moved.begin)
                # What is due on a day is finished on it; the work for it comes before.
                on_the_day = isinstance(part, On) and deadline.takes is not None
                (finishes if on_the_day else begins).append(RuleNode("when", index, node))
            if limits.due is not None:
                node = self.day_of(limits.due, limits.ends, conventions)
                dues.append(RuleNode("when", index, self._shift(node, moved.end)))
        for index, wait in enumerate(deadline.after):
            released, last = self._waited(wait, conventions)
            moved = self._change(deadline.id, "after", index)
            bounds_start = wait.bounds_start or deadline.takes is None
            if released is not None:
                released = self._shift(released, moved.begin)
                (begins if bounds_start else finishes).append(RuleNode("after", index, released))
            if last is not None:
                last = self._shift(last, moved.end)
                if deadline.takes is not None and wait.bounds_start:
                    # The gap bounds the beginning: it is due when work that begins on its last day is finished.
                    last = self.work_done(deadline, last)
                dues.append(RuleNode("after", index, last))
        return tuple(begins), tuple(finishes), tuple(dues)

    def _waited(self, wait: Wait, conventions: Conventions) -> tuple[int | None, int | None]:
        """Give the first day that a wait leaves, and the last where it has a greatest gap."""
        if wait.follows_start:
            nodes = self.items[wait.item]
            node = nodes.first if isinstance(nodes, EventNodes) else nodes.begin
            assert node is not None
        else:
            node = self._referred(Reference(wait.item), Edge.END)
        released: int | None = node
        if wait.at_least is not None:
            released = self._moved(node, wait.at_least, Direction.AFTER)
        elif wait.relation == "finish-start":
            released = self._shift(node, 0 if conventions.after == "inclusive" else 1)
        last = None if wait.at_most is None else self._moved(node, wait.at_most, Direction.AFTER)
        return released, last

    def finished(self, begin: int, takes: Offset) -> int:
        """Give the node of the day on which work is finished that begins on a day and takes so long.

        The day on which it begins is the first day of it. Hours and minutes fill days up.
        """
        if _is_nothing(takes):
            return begin
        return self._moved(self._shift(begin, _filled_days(takes) - 1), takes, Direction.AFTER)

    def work_done(self, deadline: Deadline, begin: int) -> int:
        """Give the node of the day on which the work of a deadline is finished that begins on a day."""
        assert deadline.takes is not None
        node = self.finished(begin, deadline.takes)
        moved = self._change(deadline.id, "takes").end
        return (
            self._several(LATEST, [begin, self._shift(node, moved)])
            if moved < 0
            else self._shift(node, moved)
        )

    def free(self, owner: str, name: str) -> int:
        """Add a node for a day of an item that nothing else is known of."""
        return self._node_of(owner, name, self.constant(MINUS_INFINITY))

    def _begun(self, deadline: Deadline, first: int | None, last: int | None) -> int:
        """Give the day on which a deadline begins if it is done when it is due."""
        if first is not None:
            return first
        if last is None:
            return self.constant(MINUS_INFINITY)
        if deadline.takes is None or _is_nothing(deadline.takes):
            return last
        filled = _filled_days(deadline.takes)
        begun = self._moved(self._shift(last, 1 - filled), deadline.takes, Direction.BEFORE)
        moved = self._change(deadline.id, "takes").end
        return self._several(EARLIEST, [last, self._shift(begun, -moved)]) if moved else begun

    def day_begun(self, takes: Offset | None, finished: int) -> int:
        """Give the last day on which work that takes so long can have begun, if it was finished on a day.

        Args:
            takes: How long it takes; None for work of a day.
            finished: The day, since 1970-01-01.

        Returns:
            A day; `OUTSIDE` where the working calendar doesn't reach.
        """
        if takes is None or _is_nothing(takes):
            return finished
        days = np.array([[finished + 1 - _filled_days(takes)]], dtype=np.int64)
        counting = self.counting(self.plan.conventions)
        for step in counting.offset(takes, Direction.BEFORE):
            days = step.map.apply(days, np.array([[step.amount]], dtype=np.int64))
        return int(days[0, 0])

    # ------------------------------------------------------------ levels

    def scratch(self) -> Program:
        """Give a copy that may grow: a point that is asked about later must not change the program."""
        return attrs.evolve(
            self,
            maps=list(self.maps),
            amounts=list(self.amounts),
            inputs=list(self.inputs),
            levels=list(self.levels),
            owners=dict(self.owners),
            numbers=dict(self.numbers),
        )

    def group_of(self, node: int) -> Group:
        """Give a node as a group of its own; a constant, which has no input, reads its own place."""
        row = self.inputs[node] or (node,)
        return Group(
            self.maps[node],
            np.array([node], dtype=np.intp),
            np.array([row] if len(row) > 1 else list(row), dtype=np.intp),
            np.array([self.amounts[node]], dtype=np.int64),
        )

    def seal(self) -> None:
        """Put the nodes into groups, level by level, once all items have been added."""
        ends = [node for own in self.items.values() for node in (own.first, own.last)]
        self.dated = np.array([node for node in ends if node is not None], dtype=np.intp)
        maps = self.maps
        amounts = np.array(self.amounts, dtype=np.int64)
        constants = [node for node, each in enumerate(maps) if each is CONSTANT]
        shifts = [node for node, each in enumerate(maps) if each is SHIFT]
        self.constants = np.array(constants, dtype=np.intp)
        self.constant_values = amounts[self.constants]
        self.shift_nodes = np.array(shifts, dtype=np.intp)
        self.parents = np.arange(self.size, dtype=np.intp)
        self.shifts = np.zeros(self.size, dtype=np.int64)
        if shifts:
            self.parents[self.shift_nodes] = [self.inputs[node][0] for node in shifts]
            self.shifts[self.shift_nodes] = amounts[self.shift_nodes]
        collected: dict[tuple[int, Map, int], list[int]] = {}
        for node, each in enumerate(maps):
            if each is not CONSTANT and each is not SHIFT:
                width = len(self.inputs[node])
                collected.setdefault((self.levels[node], each, width), []).append(node)
        for (_, each, width), nodes in sorted(collected.items(), key=lambda entry: entry[0][0]):
            rows = [self.inputs[node] for node in nodes]
            flat = [row[0] for row in rows] if width == 1 else rows
            self.groups.append(
                Group(
                    each,
                    np.array(nodes, dtype=np.intp),
                    np.array(flat, dtype=np.intp),
                    amounts[nodes],
                )
            )


def _filled_days(takes: Offset) -> int:
    """Give the days that hours and minutes of work fill."""
    return -(-takes.minute_count // (24 * 60))


def _is_nothing(takes: Offset) -> bool:
    """Tell whether work takes no time at all."""
    return not any(amount for amount, _ in takes.parts())


_UNCHANGED = RuleChange()


def _edge_of(direction: Direction) -> Edge:
    return Edge.START if direction is Direction.BEFORE else Edge.END


def _edge_within(point: Point, edge: Edge) -> Edge:
    """Give the edge of an event that is meant inside a point: that of its direction, where it has one."""
    direction = getattr(point, "direction", None)
    return _edge_of(direction) if isinstance(direction, Direction) else edge


def program(plan: Plan, calendars: Calendars | None = None, *, clocks: bool = False) -> Program:
    """Turn a plan into its program.

    Args:
        plan: The plan.
        calendars: Its working calendars; made from the plan where none are given.
        clocks: Whether known dates with times of day will come; a plan that speaks of times has them anyway.

    Raises:
        PlanError: `dependency-cycle`.
    """
    conventions = [plan.conventions, *(plan.conventions_for(d) for d in plan.deadlines)]
    compiled = Program(
        plan=plan,
        calendars=calendars if calendars is not None else Calendars(plan.calendars),
        has_clocks=clocks
        or is_clocked(plan)
        or any(choice.immediately.has_clock for choice in conventions),
        begun=frozenset(
            wait.item for row in plan.deadlines for wait in row.after if wait.follows_start
        ),
    )
    for name in dependency_graph.order(plan):
        compiled.add(name)
    compiled.seal()
    return compiled


def changed_program(
    program: Program,
    changes: Mapping[tuple[str, str, int], RuleChange],
    names: Container[str] | None = None,
) -> Program:
    """Make the program of a plan again with some of its rules changed.

    Args:
        program: The program of the plan.
        changes: For rules (item, kind, index) how they are changed.
        names: The items that are in it, with all that they are counted from; all where none are given.
    """
    changed = Program(
        plan=program.plan,
        calendars=program.calendars,
        has_clocks=program.has_clocks,
        begun=program.begun,
        changes=changes,
    )
    for name in program.items:
        if names is None or name in names:
            changed.add(name)
    changed.seal()
    return changed
