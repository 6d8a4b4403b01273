"""A plan becomes a flat program: numbered nodes in levels, so that each group is one array operation.

A node is a value in days (or, for times of day, in marked minutes, see `CLOCK`). Four kinds of node:

| kind | value |
|---|---|
| constant | a day |
| shift | its input moved by a fixed number of days; runs of shifts collapse, whatever their length |
| choice | the first input in columns that look for the earliest, the second in those for the latest |
| map | a monotone map of one input, or the earlier or later of several |

Every event edge and every deadline's points have a node of their own (a slot), whose value may be
overridden by what is known. Nothing here is recursive over the graph.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import attrs
import numpy as np
import numpy.typing as npt

from relsched.dates.calendars import Calendars
from relsched.dates.conventions import Conventions
from relsched.dates.days import MINUS_INFINITY, PLUS_INFINITY, number
from relsched.dates.offsets import Direction, Offset
from relsched.dates.rolls import Roll
from relsched.plan import graph
from relsched.plan.items import Deadline, Event, Wait
from relsched.plan.plan import Plan, is_clocked
from relsched.timing.points import (
    At,
    Day,
    DayOfMonth,
    Earlier,
    Edge,
    EdgeOf,
    Issued,
    Later,
    NthInPeriod,
    OnWeekday,
    PeriodEnd,
    PeriodStart,
    Point,
    Reference,
    Rolled,
    Shifted,
)
from relsched.timing.rewriting import exact_point, unrolled
from relsched.timing.timings import Both, Limits, On

Index = npt.NDArray[np.intp]

CONSTANT, SHIFT, CHOICE, MAP = range(4)
Bound = tuple[tuple[str, int], int]  # the key of a rule among those of its deadline, and a node
_MONTHS_IN = {"month": 1, "quarter": 3, "year": 12}

# A time of day is kept as twice the minutes since 1970-01-01 00:00 UTC. An odd number is a day whose time
# isn't known: one less than twice the instant of its end, so that it sorts after every moment of the day.
CLOCK = 2


@attrs.frozen
class Slots:
    """The nodes of one item: its two points, what others count from, and their times of day.

    For an event `first` and `last` are start and end; for a deadline not_before and due.
    `unadjusted` is the due date before its roll. `lowest` and `highest` are what an event's expected
    timing allows for its start and its end.

    Of a deadline, `not_before` bounds the day on which its work begins, `not_finished_before` and `due` the
    day on which it is finished: each node with the key of its rule, such as `("when", 0)` or `("after", 1)`.
    `begin` is the day on which it begins, where something is counted from that; `finish` the day on which
    work that begins on `first` is finished, where the plan says how long it takes.
    """

    first: int | None
    last: int | None
    counted: int | None
    unadjusted: int | None = None
    first_clock: int | None = None
    last_clock: int | None = None
    lowest: int | None = None
    highest: int | None = None
    begin: int | None = None
    finish: int | None = None
    not_before: tuple[Bound, ...] = ()
    not_finished_before: tuple[Bound, ...] = ()
    due: tuple[Bound, ...] = ()

    @property
    def soonest(self) -> tuple[int, ...]:
        """The nodes of the days before which a deadline can't be finished."""
        begun = self.first if self.finish is None else self.finish
        return (*(() if begun is None else (begun,)), *(n for _, n in self.not_finished_before))


@attrs.frozen
class Group:
    """Nodes of one level that one array operation evaluates."""

    key: tuple[Any, ...]
    nodes: Index
    inputs: Index  # nodes, or nodes x inputs for `earlier`, `later`, `choice` and `keep time`
    amounts: npt.NDArray[np.int64]

    def only(self, wanted: npt.NDArray[np.bool_]) -> Group:
        """Give the part of the group that is wanted."""
        return Group(self.key, self.nodes[wanted], self.inputs[wanted], self.amounts[wanted])


@attrs.define
class Program:
    """The flat program of a plan; made by `program`, evaluated by `bounds`."""

    plan: Plan
    calendars: Calendars
    kinds: list[int] = attrs.field(factory=list)
    inputs: list[tuple[int, ...]] = attrs.field(factory=list)
    keys: list[tuple[Any, ...]] = attrs.field(factory=list)
    levels: list[int] = attrs.field(factory=list)
    owners: dict[int, str] = attrs.field(factory=dict)
    slots: dict[str, Slots] = attrs.field(factory=dict)
    numbers: dict[tuple[Any, ...], int] = attrs.field(factory=dict)
    has_clocks: bool = False
    groups: list[Group] = attrs.field(factory=list)
    constants: Index = attrs.field(factory=lambda: np.zeros(0, dtype=np.intp))
    constant_values: npt.NDArray[np.int64] = attrs.field(
        factory=lambda: np.zeros(0, dtype=np.int64)
    )
    parents: Index = attrs.field(factory=lambda: np.zeros(0, dtype=np.intp))
    shifts: npt.NDArray[np.int64] = attrs.field(factory=lambda: np.zeros(0, dtype=np.int64))
    dated: Index = attrs.field(factory=lambda: np.zeros(0, dtype=np.intp))
    shift_nodes: Index = attrs.field(factory=lambda: np.zeros(0, dtype=np.intp))
    begun: frozenset[str] = frozenset()

    @property
    def size(self) -> int:
        """Number of nodes."""
        return len(self.kinds)

    # ------------------------------------------------------------ nodes

    def _node(self, kind: int, key: tuple[Any, ...], inputs: tuple[int, ...] = ()) -> int:
        whole = (kind, key, inputs)
        found = self.numbers.get(whole)
        if found is not None:
            return found
        made = len(self.kinds)
        self.numbers[whole] = made
        self.kinds.append(kind)
        self.keys.append(key)
        self.inputs.append(inputs)
        deepest = max((self.levels[node] for node in inputs), default=0)
        self.levels.append(deepest if kind in (CONSTANT, SHIFT) else deepest + 1)
        return made

    def constant(self, value: int) -> int:
        """Give the node of a fixed day or of an infinity."""
        return self._node(CONSTANT, (value,))

    def _shift(self, node: int, amount: int) -> int:
        return node if amount == 0 else self._node(SHIFT, (amount,), (node,))

    def _slot(self, owner: str, name: str, node: int) -> int:
        made = self._node(SHIFT, (0, owner, name), (node,))
        self.owners[made] = owner
        return made

    def _choice(self, owner: str, name: str, earliest: int, latest: int) -> int:
        # Never inverted: where the latest would be before the earliest, a conflict is told beside the dates.
        if earliest != latest and self.keys[latest] != (PLUS_INFINITY,):
            latest = self._several("later", [latest, earliest])
        made = self._node(CHOICE, ("choice", owner, name), (earliest, latest))
        self.owners[made] = owner
        return made

    def _map(self, node: int, *key: Any) -> int:
        return self._node(MAP, key, (node,))

    def _several(self, word: str, nodes: list[int]) -> int:
        distinct = tuple(dict.fromkeys(nodes))
        return distinct[0] if len(distinct) == 1 else self._node(MAP, (word,), distinct)

    # ------------------------------------------------------------ points

    def day_of(self, point: Point, edge: Edge, conventions: Conventions) -> int:
        """Give the node of a point's day; a bare reference to an event means the given edge."""
        match point:
            case Day():
                return self.constant(number(point.day))
            case Issued():
                return self.constant(number(self.plan.issued))
            case Reference() | EdgeOf():
                return self._referred(point, edge)
            case Shifted():
                if point.has_clock:
                    return self._map(
                        self._elapsed(point, conventions), "date of", self.plan.timezone
                    )
                anchor = self.day_of(point.anchor, _edge_of(point.direction), conventions)
                return self._moved(anchor, point.offset, point.direction)
            case Earlier() | Later():
                word = "earlier" if isinstance(point, Earlier) else "later"
                return self._several(
                    word, [self.day_of(inner, edge, conventions) for inner in point.points]
                )
            case At():
                if point.zone in (None, self.plan.timezone):
                    return self.day_of(point.point, edge, conventions)
                return self._map(
                    self.moment_of(point, edge, conventions), "date of", self.plan.timezone
                )
            case _:
                return self._in_calendar(point, edge, conventions)

    def _in_calendar(self, point: Point, edge: Edge, conventions: Conventions) -> int:
        match point:
            case Rolled():
                node = self.day_of(point.point, edge, conventions)
                if point.roll is Roll.NONE:
                    return node
                return self._map(node, "roll", point.roll, point.calendar or self.plan.calendar)
            case PeriodStart() | PeriodEnd():
                word = "start" if isinstance(point, PeriodStart) else "end"
                node = self.day_of(point.point, edge, conventions)
                if point.period == "week":
                    return self._map(node, f"{word} of week", conventions.week_starts)
                return self._map(node, word, _MONTHS_IN[point.period])
            case OnWeekday():
                node = self.day_of(point.point, _edge_of(point.direction), conventions)
                away = 0 if point.may_stay else point.direction.sign
                return self._map(
                    self._shift(node, away), "weekday", point.weekday, point.direction.value
                )
            case NthInPeriod():
                node = self.day_of(point.point, edge, conventions)
                months = _MONTHS_IN[point.period]
                if point.weekday is not None:
                    return self._map(node, "nth weekday", point.weekday, point.nth, months)
                first = point.nth > 0
                edge_day = self._map(node, "start" if first else "end", months)
                return self._working(
                    self._shift(edge_day, -1 if first else 1),
                    abs(point.nth),
                    Direction.AFTER if first else Direction.BEFORE,
                    point.calendar,
                )
            case DayOfMonth():
                return self._map(
                    self.day_of(point.point, edge, conventions), "day of month", point.number
                )
        raise TypeError(f"no map for {point!r}")

    def _referred(self, point: Reference | EdgeOf, edge: Edge) -> int:
        slots = self.slots[self._item_id(point.item)]
        item = self.plan.by_id[self._item_id(point.item)]
        wanted = point.edge if isinstance(point, Reference) else None
        if isinstance(point, EdgeOf) and isinstance(item, Event):
            wanted = point.event_edge
        if isinstance(item, Event):
            node = slots.first if (wanted or edge) is Edge.START else slots.last
        elif wanted is Edge.NOT_BEFORE:
            node = slots.first if slots.first is not None else self.constant(MINUS_INFINITY)
        else:
            node = slots.counted
        assert node is not None
        return node

    def _item_id(self, name: str) -> str:
        found = self.plan.item_id(name)
        assert found is not None, name
        return found

    def _moved(self, node: int, offset: Offset, direction: Direction) -> int:
        sign = direction.sign
        if offset.month_count:
            node = self._map(node, "months", sign * offset.month_count)
        span = offset.day_count if offset.clear_days is None else offset.clear_days + 1
        node = self._shift(node, sign * span)
        if offset.working_days is not None:
            node = self._working(node, offset.working_days, direction, offset.calendar)
        return node

    def _working(self, node: int, amount: int, direction: Direction, calendar: str | None) -> int:
        name = calendar or self.plan.calendar
        return self._map(node, "working days", amount, direction.value, name)

    # ------------------------------------------------------------ times of day

    def moment_of(self, point: Point, edge: Edge, conventions: Conventions) -> int:
        """Give the node of a point's moment; where it has no time of day, of its day as a whole."""
        found = self._find_moment(point, edge, conventions)
        if found is not None:
            return found
        return self._map(self.day_of(point, edge, conventions), "whole day", self.plan.timezone)

    def _find_moment(self, point: Point, edge: Edge, conventions: Conventions) -> int | None:
        match point:
            case At():
                day = self.day_of(point.point, edge, conventions)
                return self._map(day, "at", point.minute, point.zone or self.plan.timezone)
            case Shifted() if point.has_clock:
                return self._elapsed(point, conventions)
            case Reference() | EdgeOf():
                return self._referred_moment(point, edge)
            case Earlier() | Later():
                found = [self._find_moment(inner, edge, conventions) for inner in point.points]
                if all(node is None for node in found):
                    return None
                word = "earlier" if isinstance(point, Earlier) else "later"
                return self._several(
                    word, [self.moment_of(inner, edge, conventions) for inner in point.points]
                )
        return None

    def _referred_moment(self, point: Reference | EdgeOf, edge: Edge) -> int | None:
        name = self._item_id(point.item)
        slots, item = self.slots[name], self.plan.by_id[name]
        if isinstance(item, Event):
            wanted = point.event_edge if isinstance(point, EdgeOf) else point.edge
            return slots.first_clock if (wanted or edge) is Edge.START else slots.last_clock
        is_first = isinstance(point, Reference) and point.edge is Edge.NOT_BEFORE
        return slots.first_clock if is_first else slots.last_clock

    def _elapsed(self, point: Shifted, conventions: Conventions) -> int:
        edge = _edge_of(point.direction)
        node = self.moment_of(point.anchor, edge, conventions)
        if point.offset.has_day_part:
            day = self._map(node, "date of", self.plan.timezone)
            moved = self._moved(day, point.offset, point.direction)
            node = self._node(MAP, ("keep time", self.plan.timezone), (moved, node))
        amount = point.direction.sign * point.offset.minute_count
        return self._map(node, "elapsed", amount, self.plan.timezone)

    # ------------------------------------------------------------ items

    def add(self, name: str) -> None:
        """Add the nodes of an item, whose anchors must have been added before."""
        item = self.plan.by_id[name]
        if isinstance(item, Event):
            self._add_event(item)
        else:
            self._add_deadline(item)

    def _add_event(self, event: Event) -> None:
        unknown = (self.constant(MINUS_INFINITY), self.constant(PLUS_INFINITY))
        low, high = unknown
        conventions = self.plan.conventions
        exact = exact_point(event.expected)
        clock: int | None = None
        if exact is not None:
            low = high = self.day_of(exact, Edge.START, conventions)
            if exact.has_clock:
                clock = self.moment_of(exact, Edge.START, conventions)
        elif event.expected is not None:
            limits = event.expected.limits(conventions)
            if limits.not_before is not None:
                low = self.day_of(limits.not_before, limits.begins, conventions)
            if limits.due is not None:
                high = self.day_of(limits.due, limits.ends, conventions)
        if event.parts:
            starts = self._several("earlier", [self._part(part).first for part in event.parts])
            ends = self._several("later", [self._part(part).last for part in event.parts])
            if exact is None and event.expected is None:
                start, end = (
                    self._slot(event.id, "start", starts),
                    self._slot(event.id, "end", ends),
                )
            else:
                start = self._choice(
                    event.id,
                    "start",
                    self._several("later", [low, starts]),
                    self._several("earlier", [high, starts]),
                )
                end = self._choice(
                    event.id,
                    "end",
                    self._several("later", [low, ends]),
                    self._several("earlier", [high, ends]),
                )
        else:
            last_start = high
            if exact is None and event.lasts is not None:
                last_start = self._shift(high, 1 - event.lasts)
            start = self._choice(event.id, "start", low, last_start)
            if event.lasts is not None:
                end = self._slot(event.id, "end", self._shift(start, event.lasts - 1))
            else:
                latest = unknown[1] if exact is not None else high
                end = self._choice(event.id, "end", start, latest)
        clocks: tuple[int | None, int | None] = (None, None)
        if self.has_clocks:
            whole = self._map(start, "whole day", self.plan.timezone)
            clocks = (
                self._slot(event.id, "start time", whole if clock is None else clock),
                self._slot(event.id, "end time", self._map(end, "whole day", self.plan.timezone)),
            )
        if exact is not None:
            # Expected on a very day: that is where it begins, and where it ends if its length is known.
            high = unknown[1] if event.lasts is None else self._shift(low, event.lasts - 1)
        self.slots[event.id] = Slots(start, end, end, None, *clocks, low, high)

    def _part(self, name: str) -> _Ends:
        slots = self.slots[name]
        assert slots.first is not None
        assert slots.last is not None
        return _Ends(slots.first, slots.last)

    def _add_deadline(self, deadline: Deadline) -> None:
        conventions = self.plan.conventions_for(deadline)
        limits = deadline.when.limits(conventions) if deadline.when is not None else Limits()
        begins, finishes, dues = self._bounds(deadline, conventions)
        starts = [node for _, node in begins]
        ends = [node for _, node in dues]
        unadjusted: int | None = None
        if limits.due is not None:
            plain = unrolled(limits.unadjusted or limits.due)
            unadjusted = self.day_of(plain, limits.ends, conventions)
        first = last_node = first_clock = last_clock = None
        finish = begin = None
        if starts:
            first = self._slot(deadline.id, "not_before", self._several("later", starts))
            if deadline.takes is not None:
                finish = self.finished(first, deadline.takes)
        if ends:
            last_node = self._slot(deadline.id, "due", self._several("earlier", ends))
            counted = self._slot(deadline.id, "done", last_node)
        else:
            # Open at its end: it is done on any day from that on which it can be finished.
            soonest = [] if first is None else [first if finish is None else finish]
            soonest += [node for _, node in finishes]
            low = self._several("later", soonest) if soonest else self.constant(MINUS_INFINITY)
            counted = self._choice(deadline.id, "done", low, self.constant(PLUS_INFINITY))
        if self.has_clocks:
            zone = self.plan.timezone
            if first is not None:
                moment = self._map(first, "whole day", zone)
                if limits.not_before is not None and not deadline.after:
                    moment = self.moment_of(limits.not_before, limits.begins, conventions)
                first_clock = self._slot(deadline.id, "not_before time", moment)
            if last_node is not None:
                moment = self._map(last_node, "whole day", zone)
                if limits.due is not None and all(key == "when" for (key, _), _ in dues):
                    moment = self.moment_of(limits.due, limits.ends, conventions)
                last_clock = self._slot(deadline.id, "due time", moment)
        if deadline.id in self.begun:
            begin = self._slot(deadline.id, "begin", self._begun(deadline, first, last_node))
        self.slots[deadline.id] = Slots(
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
        )

    def _bounds(
        self, deadline: Deadline, conventions: Conventions
    ) -> tuple[tuple[Bound, ...], tuple[Bound, ...], tuple[Bound, ...]]:
        """Give what bounds the beginning, the finish from below and the finish from above, rule by rule."""
        begins: list[Bound] = []
        finishes: list[Bound] = []
        dues: list[Bound] = []
        when = deadline.when
        parts = () if when is None else when.timings if isinstance(when, Both) else (when,)
        for index, part in enumerate(parts):
            limits = part.limits(conventions)
            if limits.not_before is not None:
                node = self.day_of(limits.not_before, limits.begins, conventions)
                # What is due on a day is finished on it; the work for it comes before.
                on_the_day = isinstance(part, On) and deadline.takes is not None
                (finishes if on_the_day else begins).append((("when", index), node))
            if limits.due is not None:
                node = self.day_of(limits.due, limits.ends, conventions)
                dues.append((("when", index), node))
        for index, wait in enumerate(deadline.after):
            released, last = self._waited(wait, conventions)
            bounds_start = wait.bounds_start or deadline.takes is None
            if released is not None:
                (begins if bounds_start else finishes).append((("after", index), released))
            if last is not None:
                if deadline.takes is not None and wait.bounds_start:
                    last = self.finished(last, deadline.takes)
                dues.append((("after", index), last))
        return tuple(begins), tuple(finishes), tuple(dues)

    def _waited(self, wait: Wait, conventions: Conventions) -> tuple[int | None, int | None]:
        """Give the first day that a wait leaves, and the last where it has a greatest gap."""
        if wait.follows_start:
            slots, item = self.slots[wait.item], self.plan.by_id[wait.item]
            node = slots.first if isinstance(item, Event) else slots.begin
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

    def free(self, owner: str, name: str) -> int:
        """Add a node for a day of an item that nothing else is known of."""
        return self._slot(owner, name, self.constant(MINUS_INFINITY))

    def key_of(self, node: int) -> tuple[tuple[Any, ...], int]:
        """Give the kind of a map as groups have it, and its amount."""
        return _group_key(self.keys[node]), _amount(self.keys[node])

    def _begun(self, deadline: Deadline, first: int | None, last: int | None) -> int:
        """Give the day on which a deadline begins if it is done when it is due."""
        if first is not None:
            return first
        if last is None:
            return self.constant(MINUS_INFINITY)
        if deadline.takes is None or _is_nothing(deadline.takes):
            return last
        filled = _filled_days(deadline.takes)
        return self._moved(self._shift(last, 1 - filled), deadline.takes, Direction.BEFORE)

    # ------------------------------------------------------------ levels

    def scratch(self) -> Program:
        """Give a copy that may grow: a point that is asked about later must not change the program."""
        return attrs.evolve(
            self,
            kinds=list(self.kinds),
            inputs=list(self.inputs),
            keys=list(self.keys),
            levels=list(self.levels),
            owners=dict(self.owners),
            numbers=dict(self.numbers),
        )

    def group_of(self, node: int) -> Group:
        """Give a choice or map as a group of its own."""
        row = self.inputs[node]
        return Group(
            _group_key(self.keys[node]),
            np.array([node], dtype=np.intp),
            np.array([row] if len(row) > 1 else list(row), dtype=np.intp),
            np.array([_amount(self.keys[node])], dtype=np.int64),
        )

    def seal(self) -> None:
        """Put the nodes into groups, level by level, once all items have been added."""
        kinds = np.array(self.kinds, dtype=np.int8)
        ends = [node for slots in self.slots.values() for node in (slots.first, slots.last)]
        self.dated = np.array([node for node in ends if node is not None], dtype=np.intp)
        self.constants = np.flatnonzero(kinds == CONSTANT)
        self.constant_values = np.array(
            [self.keys[node][0] for node in self.constants], dtype=np.int64
        )
        self.shift_nodes = np.flatnonzero(kinds == SHIFT)
        self.parents = np.arange(self.size, dtype=np.intp)
        self.shifts = np.zeros(self.size, dtype=np.int64)
        if len(self.shift_nodes):
            self.parents[self.shift_nodes] = [self.inputs[node][0] for node in self.shift_nodes]
            self.shifts[self.shift_nodes] = [self.keys[node][0] for node in self.shift_nodes]
        collected: dict[tuple[int, tuple[Any, ...], int], list[int]] = {}
        for node in np.flatnonzero(kinds >= CHOICE).tolist():
            key = _group_key(self.keys[node])
            width = len(self.inputs[node])
            collected.setdefault((self.levels[node], key, width), []).append(node)
        for (_, key, width), nodes in sorted(collected.items(), key=lambda entry: entry[0][0]):
            rows = [self.inputs[node] for node in nodes]
            flat = [row[0] for row in rows] if width == 1 else rows
            self.groups.append(
                Group(
                    key,
                    np.array(nodes, dtype=np.intp),
                    np.array(flat, dtype=np.intp),
                    np.array([_amount(self.keys[node]) for node in nodes], dtype=np.int64),
                )
            )


@attrs.frozen
class _Ends:
    first: int
    last: int


def _group_key(key: tuple[Any, ...]) -> tuple[Any, ...]:
    """Leave out what may differ inside one array operation: the amount, or the owner of a choice."""
    if key[0] == "choice":
        return ("choice",)
    return (key[0], *key[2:]) if key[0] in _WITH_AMOUNT else key


_WITH_AMOUNT = frozenset({"months", "working days", "elapsed"})


def _amount(key: tuple[Any, ...]) -> int:
    return int(key[1]) if key[0] in _WITH_AMOUNT else 0


def _filled_days(takes: Offset) -> int:
    """Give the days that hours and minutes of work fill."""
    return -(-takes.minute_count // (24 * 60))


def _is_nothing(takes: Offset) -> bool:
    """Tell whether work takes no time at all."""
    return not any(amount for amount, _ in takes.parts())


def _edge_of(direction: Direction) -> Edge:
    return Edge.START if direction is Direction.BEFORE else Edge.END


def program(plan: Plan, calendars: Calendars | None = None, *, clocks: bool = False) -> Program:
    """Turn a plan into its program.

    Args:
        plan: The plan.
        calendars: Its working calendars; made from the plan where none are given.
        clocks: Whether known dates with times of day will come; a plan that speaks of times has them anyway.

    Raises:
        PlanError: `loop`.
    """
    conventions = [plan.conventions, *(plan.conventions_for(d) for d in plan.deadlines)]
    made = Program(
        plan=plan,
        calendars=calendars if calendars is not None else Calendars(plan.calendars),
        has_clocks=clocks
        or is_clocked(plan)
        or any(choice.immediately.has_clock for choice in conventions),
        begun=frozenset(
            wait.item for row in plan.deadlines for wait in row.after if wait.follows_start
        ),
    )
    for name in graph.order(plan):
        made.add(name)
    made.seal()
    return made


def items(made: Program) -> Iterator[tuple[str, Slots]]:
    """Go through the items of a program in the plan's order."""
    for name in made.plan.by_id:
        yield name, made.slots[name]
