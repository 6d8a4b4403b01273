"""Constraints of a plan as bounds on days, tightened until nothing changes.

Every rule and every known date says `p <= f(q)` with a monotone f: it bounds p from above, and, turned round,
q from below. A network holds these bounds for the points of a plan and tightens them, forward from what things
are counted from and backward by the adjoints, until nothing changes. What is left are the tightest windows there
are: all points at their earliest satisfy every rule, so do all at their latest; a window that empties means that
nothing does. Two things aren't inferred, since they would be a choice: which of several points is late when "the later
of" them is, and which is early when "the earlier of" them is.

Two readings of a plan, for two questions:

| reading | a deadline is done | question |
|---|---|---|
| as due | on its due date, from which others count and after which they begin | do the plan's dates hold together? |
| at best | on any day that its rules leave | can all rules be kept, how early, and how late? |

Each bound remembers the rule that set it and the bound it was set from, so that a contradiction can be walked back.
"""

from __future__ import annotations

import heapq
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from operator import gt, itemgetter
from typing import Any

import attrs
import numpy as np
import numpy.typing as npt

from relsched import days as day_maps
from relsched.adjoints import WITHOUT, adjoint, displacement
from relsched.bounds import mapped
from relsched.days import MINUS_INFINITY, OUTSIDE, PLUS_INFINITY, Days, is_finite
from relsched.plan import Deadline, Event, Known
from relsched.program import CHOICE, CONSTANT, SHIFT, Index, Program, Slots, exact_point
from relsched.timing import Kind

LOW, HIGH = 0, 1
_SHIFT = ("shift",)  # a map by a number of days
_UNKNOWN = (MINUS_INFINITY, PLUS_INFINITY)
_GOING_ON = (Kind.SPAN, Kind.DUTY, Kind.RECURRING)
_PATIENCE = 8  # rounds before all that bounds a circle is gone round with it
_FAR = 60  # days that make a leap worth while
_MAX_LEAP = 4_000_000  # bounds that are looked at together to find where a circle rests
_THOROUGH = (
    2,
    4,
    8,
    16,
)  # rounds after which a circle is looked for behind all bounds of the last one
_EVERY_ROUNDS = 4  # how often a circle is looked for in what set the bounds
_MAX_LOOKED_AT = 8  # of the windows that emptied together
_MAX_ROUNDS = (
    400_000  # more than the days of any horizon: every round moves a bound by a day or more
)


@attrs.frozen(order=True)
class Rule:
    """One rule or known date of a plan, as a conflict names it.

    | kind | what it says |
    |---|---|
    | `known` | a date fixed from outside, of an event or of a deadline |
    | `done` | the day a deadline was completed, as the plan says it |
    | `expected` | the expected timing of an event |
    | `lasts` | the length of an event |
    | `when` | the timing of a deadline; the nth of several that are joined with `and` |
    | `after` | the nth of what a deadline waits for |
    | `takes` | the time that the work of a deadline needs |
    | `holds` | that a deadline is possible: it isn't due before it can be finished |
    """

    item: str
    kind: str
    index: int = 0


# ---------------------------------------------------------------- the network


@attrs.define
class _Draft:
    """What a network is made of, before it is put into levels."""

    nodes: dict[int, int] = attrs.field(factory=dict)  # node of the program -> place in the network
    levels: list[int] = attrs.field(factory=list)
    owners: list[str | None] = attrs.field(factory=list)
    fixed: list[tuple[int, int, int, int]] = attrs.field(factory=list)  # place, low, high, rule
    maps: list[tuple[tuple[Any, ...], int, int, int]] = attrs.field(factory=list)
    edges: list[tuple[int, int, int, bool]] = attrs.field(factory=list)
    covers: list[tuple[str, int, tuple[tuple[int, int], ...], bool]] = attrs.field(factory=list)
    lateral: list[tuple[int, int, int]] = attrs.field(factory=list)
    points: list[int] = attrs.field(factory=list)  # places of what may lie on any day


class Constraints:
    """The rules and known dates of one plan, from which networks are made.

    Args:
        program: The program of the plan.
        known: What is known, by item.
        overridden: The values that known dates gave to nodes of the program.
    """

    def __init__(
        self, program: Program, known: Mapping[str, Known], overridden: Mapping[int, Days]
    ) -> None:
        self.program = program.scratch()
        self.known = known
        self.overridden = overridden
        self.work: dict[str, tuple[int, int]] = {}
        for row in program.plan.deadlines:
            if row.takes is not None or row.id in program.begun:
                begin = program.slots[row.id].begin
                if begin is None:
                    begin = self.program.free(row.id, "begin")
                done = begin if row.takes is None else self.program.finished(begin, row.takes)
                self.work[row.id] = begin, done
        # The points that an item sets itself, by its rules; all others are what their inputs make them.
        self.cuts: dict[int, str] = {}
        for name, slots in program.slots.items():
            for node in (slots.first, slots.last, slots.counted, slots.begin):
                if node is not None:
                    self.cuts[node] = name
        self.cuts.update((begin, name) for name, (begin, _) in self.work.items())

    @property
    def slots(self) -> Mapping[str, Slots]:
        """The nodes of each item."""
        return self.program.slots

    def rules(self) -> Iterator[Rule]:
        """Go through all rules and known dates, in the plan's order."""
        for name in self.program.plan.by_id:
            yield from self.rules_of(name)

    def rules_of(self, name: str) -> Iterator[Rule]:
        """Go through the rules and the known date of one item."""
        item = self.program.plan.by_id[name]
        if name in self.known:
            yield Rule(name, "known")
        if isinstance(item, Event):
            if item.expected is not None:
                yield Rule(name, "expected")
            if item.lasts is not None and item.lasts > 1:
                yield Rule(name, "lasts")
            return
        if item.done is not None and (name not in self.known or self.known[name].done is None):
            yield Rule(name, "done")
        slots = self.slots[name]
        bounds = (*slots.not_before, *slots.not_finished_before, *slots.due)
        for kind, index in dict.fromkeys(key for key, _ in bounds):
            yield Rule(name, kind, index)
        if item.takes is not None:
            yield Rule(name, "takes")
        yield Rule(name, "holds")

    def network(
        self,
        *,
        as_due: bool,
        rules: Iterable[Rule] | None = None,
        without: Iterable[Rule] = (),
        items: Iterable[str] | None = None,
        held: Iterable[str] | None = None,
        assumed: Mapping[int, tuple[int, int]] | None = None,
    ) -> Network:
        """Make the network of some rules.

        Args:
            as_due: Whether each deadline is done on its due date, else on any day that its rules leave.
            rules: The rules that hold; all where none are given.
            without: Rules that are left out.
            items: The items whose points are in it, with all that they are counted from; all of them, or those of
                the rules, where none are given.
            held: Deadlines that must be possible (rules of the kind `holds`). All where none are given.
            assumed: For nodes of the program, days between which they are taken to lie.
        """
        builder = _Builder(self, as_due, rules, frozenset(without), held, assumed or {})
        return builder.build(items)


class _Builder:
    def __init__(
        self,
        constraints: Constraints,
        as_due: bool,
        rules: Iterable[Rule] | None,
        without: frozenset[Rule],
        held: Iterable[str] | None,
        assumed: Mapping[int, tuple[int, int]],
    ) -> None:
        self.constraints = constraints
        self.program = constraints.program
        self.as_due = as_due
        self.active = None if rules is None else frozenset(rules)
        self.without = without
        self.held = None if held is None else frozenset(held)
        self.assumed = assumed
        self.draft = _Draft()
        self.rules: dict[Rule, int] = {}
        self.open: set[str] = set()
        self.owner: str | None = None

    # ------------------------------------------------------------ rules

    def rule(self, item: str, kind: str, index: int = 0) -> int | None:
        """Give the number of a rule in this network; None where it doesn't hold."""
        rule = Rule(item, kind, index)
        if kind == "holds" and self.held is not None and item not in self.held:
            return None
        if rule in self.without or (self.active is not None and rule not in self.active):
            return None
        return self.rules.setdefault(rule, len(self.rules))

    # ------------------------------------------------------------ nodes

    def build(self, items: Iterable[str] | None) -> Network:
        if items is None:
            names: Iterable[str] = self.program.slots
            if self.active is not None:
                names = dict.fromkeys(rule.item for rule in sorted(self.active))
        else:
            names = dict.fromkeys(items)
        for name in names:
            self.visit_item(name)
        return Network(self.program, self.draft, list(self.rules))

    def place(self, level: int) -> int:
        self.draft.levels.append(level)
        self.draft.owners.append(self.owner)
        return len(self.draft.levels) - 1

    def point(self, node: int, level: int, *, free: bool = True) -> int:
        """Add a point that an item sets itself; a free one may lie on any day that its bounds leave."""
        made = self.draft.nodes[node] = self.place(level)
        if free:
            self.draft.points.append(made)
        if node in self.assumed:
            self.fix(made, *self.assumed[node], -1)
        return made

    def fix(self, node: int, low: int, high: int, rule: int) -> None:
        self.draft.fixed.append((node, low, high, rule))

    def edge(self, lower: int, upper: int, rule: int = -1) -> None:
        """Note that one point isn't after another; the one of the higher level follows from the other."""
        levels = self.draft.levels
        if levels[lower] == levels[upper]:
            self.draft.lateral.append((lower, upper, rule))
        else:
            self.draft.edges.append((lower, upper, rule, levels[upper] > levels[lower]))

    def visit_item(self, name: str) -> None:
        """Add the points of an item with all that they need, without recursion."""
        if name not in self.open:
            self.run([("item", name)])

    def run(self, stack: list[tuple[str, Any]]) -> None:
        """Add nodes and items, what they need first."""
        while stack:
            what, key = stack[-1]
            if what == "item":
                if key in self.open:
                    stack.pop()
                    continue
                missing = [each for each in self.needs(key) if not self.has(each)]
                if missing:
                    stack.extend(missing)
                    continue
                self.open.add(key)
                stack.pop()
                item = self.program.plan.by_id[key]
                self.owner = key
                (self.add_event if isinstance(item, Event) else self.add_deadline)(item)
                self.owner = None
                continue
            if key in self.draft.nodes:
                stack.pop()
                continue
            missing = [
                each for node in self.program.inputs[key] if not self.has(each := self.what(node))
            ]
            if missing:
                stack.extend(missing)
                continue
            stack.pop()
            self.add_node(key)

    def what(self, node: int) -> tuple[str, Any]:
        owner = self.constraints.cuts.get(node)
        return ("node", node) if owner is None else ("item", owner)

    def has(self, each: tuple[str, Any]) -> bool:
        what, key = each
        return key in self.open if what == "item" else key in self.draft.nodes

    def needs(self, name: str) -> Iterator[tuple[str, Any]]:
        """Go through what must be there before the points of an item are added."""
        for node in self.needed_nodes(name):
            yield self.what(node)
        item = self.program.plan.by_id[name]
        for part in item.parts if isinstance(item, Event) else ():
            yield "item", part

    def needed_nodes(self, name: str) -> Iterator[int]:
        item, slots = self.program.plan.by_id[name], self.program.slots[name]
        if isinstance(item, Event):
            if self.rule(name, "expected") is not None:
                yield from (node for node in (slots.lowest, slots.highest) if node is not None)
            return
        for (kind, index), node in (*slots.not_before, *slots.not_finished_before, *slots.due):
            if self.rule(name, kind, index) is not None:
                yield node

    def add_node(self, node: int) -> None:
        """Add a node that is what its inputs make it, whatever the rules."""
        program, draft = self.program, self.draft
        kind, key, inputs = program.kinds[node], program.keys[node], program.inputs[node]
        places = tuple(draft.nodes[each] for each in inputs)
        level = 1 + max((draft.levels[each] for each in places), default=-1)
        made = draft.nodes[node] = self.place(level)
        if kind == CONSTANT:
            if abs(key[0]) < PLUS_INFINITY:
                self.fix(made, key[0], key[0], -1)
        elif kind == SHIFT:
            draft.maps.append((_SHIFT, key[0], made, places[0]))
        elif key[0] in ("earlier", "later"):
            self.cover(key[0], made, places)
            for each in places:
                self.edge(*((made, each) if key[0] == "earlier" else (each, made)))
        elif kind != CHOICE and len(places) == 1:
            group, amount = program.key_of(node)
            draft.maps.append((group, amount, made, places[0]))
        # What keeps a time of day isn't bounded by days; of choices only those of items are points.

    def cover(self, word: str, made: int, places: Iterable[int]) -> None:
        """Let a point be the earlier or the later of some, whatever the rules."""
        distinct = tuple((place, -1) for place in dict.fromkeys(places))
        if distinct:
            self.draft.covers.append((word, made, distinct, True))

    def cover_by_rules(self, word: str, made: int, bounds: Iterable[tuple[int, int]]) -> None:
        """Let a point be the earliest or the latest of what its rules say; each bounds it on its own already."""
        distinct = dict(reversed(list(bounds)))  # of two rules that say the same, the first
        if len(distinct) == 1:
            ((place, rule),) = distinct.items()
            self.edge(*((made, place) if word == "later" else (place, made)), rule)
        elif distinct:
            self.draft.covers.append((word, made, tuple(distinct.items()), False))

    def equal(self, made: int, other: int, rule: int = -1) -> None:
        self.edge(made, other, rule)
        self.edge(other, made, rule)

    def shifted(self, place: int, amount: int) -> int:
        made = self.place(self.draft.levels[place] + 1)
        self.draft.maps.append((_SHIFT, amount, made, place))
        return made

    # ------------------------------------------------------------ events

    def add_event(self, event: Event | Deadline) -> None:
        assert isinstance(event, Event)
        slots, draft = self.program.slots[event.id], self.draft
        assert slots.first is not None
        assert slots.last is not None
        expected = self.rule(event.id, "expected")
        parts = [self.program.slots[part] for part in event.parts]
        low = high = None
        if expected is not None:
            low, high = self.at(slots.lowest), self.at(slots.highest)
        below = [each for each in (low, high) if each is not None]
        below += [self.at_sure(part.first) for part in parts]
        below += [self.at_sure(part.last) for part in parts]
        level = 1 + max((draft.levels[each] for each in below), default=0)
        start = self.point(slots.first, level)
        end = self.point(slots.last, level if parts else level + 2)
        known = self.constraints.known.get(event.id)
        told = None if known is None else self.rule(event.id, "known")
        given = self.known_ends(event, slots) if told is not None else (None, None)
        for place, pair, word in ((start, given[0], "earlier"), (end, given[1], "later")):
            if pair is not None:
                assert told is not None
                self.fix(place, int(pair[0]), int(pair[1]), told)
            elif parts:
                edges = [part.first if word == "earlier" else part.last for part in parts]
                places = [self.at_sure(edge) for edge in edges]
                self.cover(word, place, places)
                for each in places:
                    self.edge(*((place, each) if word == "earlier" else (each, place)))
        is_whole = known is not None and told is not None and known.end is not None
        length = event.lasts
        is_long = None if length is None or length == 1 else self.rule(event.id, "lasts")
        if not parts and not (is_whole and known is not None and known.start is not None):
            if length == 1:
                self.equal(start, end)
            elif length is not None and is_long is not None:
                self.equal(self.shifted(start, length - 1), end, is_long)
            else:
                self.edge(start, end)
        if expected is not None:
            if low is not None:
                self.edge(low, start, expected)
                if exact_point(event.expected) is not None:
                    self.edge(start, low, expected)
            if high is not None:
                self.edge(end, high, expected)

    def at(self, node: int | None) -> int | None:
        return None if node is None else self.draft.nodes[node]

    def at_sure(self, node: int | None) -> int:
        assert node is not None
        return self.draft.nodes[node]

    def known_ends(self, event: Event, slots: Slots) -> tuple[Days | None, Days | None]:
        """Give what is known of the start and of the end of an event."""
        known = self.constraints.known[event.id]
        assert slots.first is not None
        assert slots.last is not None
        overridden = self.constraints.overridden
        first, last = overridden.get(slots.first), overridden.get(slots.last)
        # A start that only follows from a known end, and from what was expected, isn't known itself.
        follows = known.start is None and known.within is None
        if follows and (event.lasts is None or event.parts):
            first = None
        return first, last

    # ------------------------------------------------------------ deadlines

    def add_deadline(self, row: Event | Deadline) -> None:
        assert isinstance(row, Deadline)
        slots, draft = self.program.slots[row.id], self.draft
        begins = self.bounds(row.id, slots.not_before)
        finishes = self.bounds(row.id, slots.not_finished_before)
        dues = self.bounds(row.id, slots.due)
        below = [place for place, _ in (*begins, *finishes, *dues)]
        level = 1 + max((draft.levels[place] for place in below), default=0)
        overridden = self.constraints.overridden
        told = self.rule(row.id, "known") if row.id in self.constraints.known else None
        done_by = told
        if row.done is not None and (told is None or self.constraints.known[row.id].done is None):
            done_by = self.rule(row.id, "done")

        first: int | None = None
        if slots.first is not None:
            first = self.point(slots.first, level, free=False)
            given = overridden.get(slots.first)
            if given is not None and told is not None:
                self.fix(first, int(given[0]), int(given[1]), told)
            else:
                for place, rule in begins:
                    self.edge(place, first, rule)
                self.cover_by_rules("later", first, begins)
                if not begins:
                    first = None
        last: int | None = None
        pinned = None if slots.last is None else overridden.get(slots.last)
        pin_wins = pinned is not None and told is not None
        if slots.last is not None:
            last = self.point(slots.last, level, free=False)
            if pin_wins and self.as_due:
                assert pinned is not None
                assert told is not None
                self.fix(last, int(pinned[0]), int(pinned[1]), told)
            else:
                for place, rule in dues:
                    self.edge(last, place, rule)
                self.cover_by_rules("earlier", last, dues)
        work, finish, takes = self.worked(row, slots, first, level)
        holds = self.rule(row.id, "holds")
        # The first day on which it can be finished.
        soonest: int | None = None
        if holds is not None and (first is not None or work is not None or finishes):
            soonest = self.place(self.top(level, finish) + 1)
            if first is not None:
                self.edge(first, soonest)
            if work is not None:
                self.edge(work, soonest)
            if finish is not None:
                self.edge(finish, soonest, takes)
            for place, rule in finishes:
                self.edge(place, soonest, rule)
        assert slots.counted is not None
        has_limit = last is not None and bool(dues or pin_wins)
        goes_on = row.kind in _GOING_ON and row.takes is None  # it is done when it ends, not sooner
        is_free = not (self.as_due and has_limit)
        counted = self.point(slots.counted, self.top(level, finish) + 2, free=is_free)
        done = overridden.get(slots.counted)
        is_done = done is not None and done_by is not None
        if is_done:
            assert done is not None
            assert done_by is not None
            self.fix(counted, int(done[0]), int(done[1]), done_by)
        if self.as_due:
            if not is_done and has_limit:
                assert last is not None
                self.equal(last, counted)
            elif not is_done:
                if first is not None:
                    self.edge(first, counted)
                if finish is not None:
                    self.edge(finish, counted, takes)
                for place, rule in finishes:
                    self.edge(place, counted, rule)
            limit = last if has_limit else None
            if limit is None and is_done and not self.is_completed(row):
                limit = counted
            if limit is not None and soonest is not None and holds is not None:
                self.draft.lateral.append((soonest, limit, holds))
            return
        if pin_wins and not is_done:
            assert pinned is not None
            assert told is not None
            self.fix(counted, int(pinned[0]), int(pinned[1]), told)
        if holds is not None and not self.is_completed(row):
            if soonest is not None:
                self.edge(soonest, counted, holds)
            if last is not None and dues:
                self.edge(counted, last)
        if goes_on and not is_done and has_limit and not pin_wins:
            assert last is not None
            self.edge(last, counted)

    def is_completed(self, row: Deadline) -> bool:
        known = self.constraints.known.get(row.id)
        return row.done is not None or (known is not None and known.done is not None)

    def worked(
        self, row: Deadline, slots: Slots, first: int | None, level: int
    ) -> tuple[int | None, int | None, int]:
        """Add the day on which work begins, and the day on which it is finished if it takes as long as it takes."""
        takes = None if row.takes is None else self.rule(row.id, "takes")
        nodes = self.constraints.work.get(row.id)
        if nodes is None:
            return None, None, -1
        begin, finished = nodes
        work = self.point(begin, level + 1, free=not self.as_due)
        if first is not None:
            if self.as_due:
                self.equal(first, work)
            else:
                self.edge(first, work)
        elif self.as_due and slots.first is None and slots.begin is not None:
            # Nothing says when it begins: it is begun in time for its due date.
            (told,) = self.program.inputs[begin]
            self.run([("node", told)])
            self.draft.levels[work] = self.draft.levels[self.draft.nodes[told]] + 1
            self.equal(self.draft.nodes[told], work)
        if takes is None:
            return work, None, -1
        self.run([("node", finished)])  # of its own: nothing else is counted from it
        return work, self.draft.nodes[finished], takes

    def top(self, level: int, finish: int | None) -> int:
        return max(level + 1, -1 if finish is None else self.draft.levels[finish])

    def bounds(
        self, name: str, bounds: Iterable[tuple[tuple[str, int], int]]
    ) -> list[tuple[int, int]]:
        found = []
        for (kind, index), node in bounds:
            rule = self.rule(name, kind, index)
            if rule is not None:
                found.append((self.draft.nodes[node], rule))
        return found


# ---------------------------------------------------------------- flows


@attrs.define
class Flow:
    """Bounds of one side that run from some points to others, in one array operation.

    `key` is the map on the way; `turned` says that it is the adjoint. `back` says
    that the targets are what the sources are counted from.
    """

    side: int
    rows: list[
        tuple[int, int, int, int]
    ]  # source, target, rule and amount, in the order of the targets
    key: tuple[Any, ...]
    turned: bool = False
    back: bool = False
    joint: bool = False  # the weakest of the sources of a target bounds it, and all are its reason
    covers: bool = False  # the weakest of the sources of a target bounds it

    def __attrs_post_init__(self) -> None:
        self.rows.sort(key=itemgetter(1))

    @property
    def is_plain(self) -> bool:
        """Whether bounds are moved on their way by a fixed number of days, or not at all."""
        return self.key == _SHIFT

    @cached_property
    def of_target(self) -> dict[int, range]:
        """The rows of each target."""
        starts = [*self.starts.tolist(), len(self.rows)]
        spans = zip(self.unique.tolist(), starts, starts[1:], strict=False)
        return {target: range(first, last) for target, first, last in spans}

    @cached_property
    def sources(self) -> Index:
        """Where its bounds run from."""
        return _index(row[0] for row in self.rows)

    @cached_property
    def targets(self) -> Index:
        """Where they run to."""
        return _index(row[1] for row in self.rows)

    @cached_property
    def rules(self) -> Index:
        """The rule of each, -1 for none."""
        return _index(row[2] for row in self.rows)

    @cached_property
    def amounts(self) -> npt.NDArray[np.int64]:
        """The amount of the map of each."""
        return np.fromiter((row[3] for row in self.rows), dtype=np.int64)

    @cached_property
    def _groups(self) -> tuple[Index, Index]:
        return np.unique(self.targets, return_index=True)

    @property
    def unique(self) -> Index:
        """The targets, each once."""
        return self._groups[0]

    @property
    def starts(self) -> Index:
        """The first row of each target."""
        return self._groups[1]

    @cached_property
    def displacements(self) -> Days:
        """By how many days each bound is moved on its way: at most for upper bounds, at least for lower ones."""
        found = []
        for amount in self.amounts.tolist():
            least, most = displacement(self.key, amount)
            if self.turned:  # a day and its image being so far apart, so are the image and the day
                least, most = -most, -least
            found.append(most if self.side == HIGH else least)
        return np.array(found, dtype=np.int64)

    def moved(
        self, program: Program, given: Days, rows: slice | Sequence[int] = slice(None)
    ) -> Days:
        """Give what some bounds at the sources come to at the targets."""
        amounts = self.amounts[rows][:, None]
        if self.key[0] == "shift":
            return np.where(is_finite(given), given + (-amounts if self.turned else amounts), given)
        if self.turned:
            return adjoint(program, self.key, amounts, given, upper=self.side == HIGH)
        found = mapped(program, self.key, amounts, given, latest=self.side == HIGH)
        return np.where(found == OUTSIDE, _UNKNOWN[self.side], found)


def _index(values: Iterable[int]) -> Index:
    return np.fromiter(values, dtype=np.intp)


class Network:
    """The bounds of some points, and how they bound one another; made by `Constraints.network`.

    Attributes:
        rules: The rules that are in it; a rule's number is its place.
        nodes: For nodes of the program their places in the arrays of bounds.
        owners: For each place the item that sets it; None where it is what its inputs make it, whoever asks.
    """

    def __init__(self, program: Program, draft: _Draft, rules: Sequence[Rule]) -> None:
        self.program = program
        self.rules = tuple(rules)
        self.nodes = draft.nodes
        self.owners = draft.owners
        self.size = len(draft.levels)
        self.fixed = draft.fixed
        self.is_open = any(
            len(sources) > 1 and (word == "later" or joint)
            for word, _, sources, joint in draft.covers
        )  # whether something in it is a choice that bounds can't make
        self.points = _index(draft.points)
        horizon = program.plan.horizon
        assert horizon.earliest is not None
        assert horizon.latest is not None
        self.horizon = day_maps.number(horizon.earliest), day_maps.number(horizon.latest)
        self.flows = _flows(draft, self.rules)
        self._shifts = _shifts(draft)

    @cached_property
    def ways(self) -> tuple[list[list[tuple[int, int]]], list[list[tuple[int, int]]]]:
        """For each side and each place the flows that run from it, and their rows."""
        low: list[list[tuple[int, int]]] = [[] for _ in range(self.size)]
        high: list[list[tuple[int, int]]] = [[] for _ in range(self.size)]
        for number, flow in enumerate(self.flows):
            told = low if flow.side == LOW else high
            for row, (source, _, _, _) in enumerate(flow.rows):
                told[source].append((number, row))
        return low, high

    def rule_of(self, number: int) -> int:
        """Give the number of a rule from the one that stands in a row of a flow; -1 stays."""
        return number if number < len(self.rules) else number - len(self.rules)

    def find(self, node: int) -> tuple[int, int]:
        """Give the place of a node of the program, and by how many days the node lies after it."""
        place = self.nodes[node]
        return self._shifts.get(place, (place, 0))

    @cached_property
    def _by_place(self) -> dict[int, int]:
        return {place: node for node, place in self.nodes.items()}

    def node_at(self, place: int) -> int | None:
        """Give the node of the program that stands at a place; None for days that only the network has."""
        return self._by_place.get(place)

    def propagate(
        self,
        *,
        within: tuple[int, int] | None = None,
        slack: Mapping[int, Days] | None = None,
        moved: Mapping[int, Days] | None = None,
        given: Mapping[int, tuple[Days, Days]] | None = None,
        columns: int = 1,
        most_rounds: int = _MAX_ROUNDS,
        to_the_end: bool = False,
        standing: bool = False,
        loosened: int | None = None,
    ) -> Bounds:
        """Tighten the bounds until nothing changes or, unless `to_the_end`, something can't hold.

        Args:
            within: The days between which all points lie that have no bound of their own; none for the infinities.
            slack: For rules by their numbers, by how many days they are loosened in each column.
            moved: For rules that fix days, by how many days these move in each column.
            given: For places that known dates fix, between which days they do in each column, in the place of what is
                known.
            columns: The number of columns, each a case of its own.
            most_rounds: How often bounds run through several columns at most; some may be left restless then.
            to_the_end: Whether both sides are tightened to their end, whatever contradicts what.
            standing: Whether a date that a rule fixes stands against what would move it beyond.
            loosened: Whether rules are loosened only where they bound their item from below (`LOW`), or only where they
                do from above (`HIGH`).
        """
        bounds = Bounds(
            self,
            within,
            slack or {},
            moved or {},
            columns,
            given=given or {},
            standing=standing,
            loosened=loosened,
        )
        return bounds.run(to_the_end=to_the_end, most_rounds=most_rounds)


def _shifts(draft: _Draft) -> dict[int, tuple[int, int]]:
    """Find places that always lie a number of days from another, so that they needn't be points of their own."""
    mapped_on = {source for group, _, _, source in draft.maps if group != _SHIFT}
    found: dict[int, tuple[int, int]] = {}
    for group, amount, made, source in draft.maps:
        if group == _SHIFT and made not in mapped_on:
            place, before = found.get(source, (source, 0))
            found[made] = place, before + amount
    return found


def _flows(draft: _Draft, rules: Sequence[Rule]) -> list[Flow]:
    """Put everything into flows: those that go on from what things are counted from, level by level, and those back.

    Where a rule bounds its item from below, its number stands in the rows with the number of all rules added.
    """
    forward: dict[tuple[Any, ...], list[tuple[int, int, int, int]]] = {}
    backward: dict[tuple[Any, ...], list[tuple[int, int, int, int]]] = {}
    levels = draft.levels

    def add(
        flows: dict[tuple[Any, ...], list[tuple[int, int, int, int]]],
        key: tuple[Any, ...],
        source: int,
        target: int,
        rule: int = -1,
        amount: int = 0,
    ) -> None:
        flows.setdefault(key, []).append((source, target, rule, amount))

    shifts = _shifts(draft)

    def at(place: int) -> tuple[int, int]:
        return shifts.get(place, (place, 0))

    for group, amount, made, source in draft.maps:
        if made in shifts:
            continue
        source, before = at(
            source
        )  # a day that another map than a shift is made of has a place of its own
        amount += before
        for side in (LOW, HIGH):
            add(forward, (levels[made], 0, side, group, False), source, made, amount=amount)
            if group[0] not in WITHOUT:
                add(backward, (levels[made], 2, side, group, True), made, source, amount=amount)
    last = max(levels, default=0) + 1
    lateral = ((lower, upper, rule, None) for lower, upper, rule in draft.lateral)
    for lower, upper, rule, onward in (*draft.edges, *lateral):
        (low, before), (high, after) = at(lower), at(upper)
        rise, fall = (backward, forward) if onward is False else (forward, backward)
        if onward is None:
            rise = fall = forward
        level = last if onward is None else levels[upper] if onward else levels[lower]
        least = before - after  # the upper one is later than the lower by this at least
        owners = draft.owners[lower], draft.owners[upper]
        if rule >= 0 and owners[1] == rules[rule].item != owners[0]:
            rule += len(rules)
        add(rise, (level, 1, LOW, _SHIFT, False), low, high, rule, least)
        add(fall, (level, 1, HIGH, _SHIFT, True), high, low, rule, least)
    for word, made, sources, joint in draft.covers:
        side = HIGH if word == "later" else LOW
        key = (levels[made], 3 if joint else 4, side, _SHIFT, False)
        for place, rule in sources:
            source, amount = at(place)
            add(forward, key, source, made, rule, amount)

    def pack(
        flows: dict[tuple[Any, ...], list[tuple[int, int, int, int]]], *, back: bool = False
    ) -> list[Flow]:
        order = sorted(flows, key=lambda key: (key[0], key[1], key[2], str(key[3])))
        return [
            Flow(
                side,
                flows[level, step, side, group, turned],
                group,
                turned,
                back,
                joint=step == 3,
                covers=step >= 3,
            )
            for level, step, side, group, turned in order
        ]

    return [*pack(forward), *reversed(pack(backward, back=True))]


# ---------------------------------------------------------------- propagation


@attrs.frozen
class Entry:
    """A bound that was set in a step, with the numbers of the entries it was set from."""

    place: int
    side: int
    day: int
    rule: int
    flow: Flow | None
    row: int
    reasons: tuple[int, ...]


class Bounds:
    """The bounds of the points of a network, in one or several columns, and what set them.

    Attributes:
        low, high: Days since 1970-01-01, points x columns.
        contradicted: For each column, whether something can't hold.
        restless: For each column, whether bounds would still move, no more rounds being allowed.
    """

    def __init__(
        self,
        network: Network,
        within: tuple[int, int] | None,
        slack: Mapping[int, Days],
        moved: Mapping[int, Days],
        columns: int,
        *,
        given: Mapping[int, tuple[Days, Days]],
        standing: bool = False,
        loosened: int | None = None,
    ) -> None:
        self.network = network
        self.within = within
        self.columns = columns
        self._sides = tuple(
            np.full((network.size, columns), end, dtype=np.int64) for end in _UNKNOWN
        )
        if within is not None:
            for side in (LOW, HIGH):
                self._sides[side][network.points] = within[side]
        self.contradicted = np.zeros(columns, dtype=bool)
        self.restless = np.zeros(columns, dtype=bool)
        self._beyond: list[int] | None = None  # a circle that never rests
        count = len(network.rules)
        self._slack = np.zeros((2 * count + 1, columns), dtype=np.int64)
        for rule, amounts in slack.items():
            if loosened != LOW:
                self._slack[rule] = amounts
            if loosened != HIGH:
                self._slack[rule + count] = amounts
        self._is_slack = bool(slack)
        self._loose: list[int] = self._slack[:, 0].tolist()  # of the only column
        # For flows by their numbers, the rows whose sources have moved since they ran.
        self._waiting: dict[int, list[int]] = {}
        # In a single column the trail is kept: every bound that was set, and which one holds.
        self._traced = columns == 1
        self._trail: list[tuple[int, int, int, int, Flow | None, int, tuple[int, ...]]] = []
        self._kept: dict[int, dict[tuple[int, int], int]] = {}  # what maps made of bounds, by flow
        self._current = [[-1] * network.size for _ in (LOW, HIGH)]
        for place, first, last, rule in network.fixed:
            ends = np.asarray(first), np.asarray(last)
            if rule >= 0:
                ends = given.get(place, ends)
            for side, value in zip((LOW, HIGH), ends, strict=True):
                if (np.abs(value) < PLUS_INFINITY).all():
                    self._fix(place, side, value + np.asarray(moved.get(rule, 0)), rule)
        fixed = sorted({place for place, _, _, _ in network.fixed})
        self._fixed = _index(fixed)
        self._ends_fixed = tuple(ends[fixed].copy() for ends in self._sides)
        for side in (LOW, HIGH):
            self._wake(side, network.points.tolist() if within is not None else ())
            self._wake(side, fixed)
        # Lower bounds aren't raised above these, nor upper ones lowered below.
        self._caps: tuple[Days, Days] | None = None
        if standing:
            told = _index({place for place, _, _, rule in network.fixed if rule >= 0})
            self._caps = (
                np.full_like(self.low, PLUS_INFINITY),
                np.full_like(self.low, MINUS_INFINITY),
            )
            for side in (LOW, HIGH):
                self._caps[side][told] = self._sides[HIGH + LOW - side][told]
        # The only column as lists, which are quicker to read and to set one by one than arrays.
        self._days: list[list[int]] = (
            [ends[:, 0].tolist() for ends in self._sides] if self._traced else []
        )

    @property
    def low(self) -> Days:
        """The earliest day of each point."""
        return self._sides[LOW]

    @property
    def high(self) -> Days:
        """The latest day of each point."""
        return self._sides[HIGH]

    @property
    def is_contradicted(self) -> bool:
        """Whether something can't hold, in the only column."""
        return bool(self.contradicted[0])

    @property
    def is_circle(self) -> bool:
        """Whether bounds push one another on without end, so that no day is left whatever is known."""
        return self._beyond is not None

    @property
    def loss(self) -> tuple[int, Counter[int]]:
        """By how many days bounds push one another on each time round, and how often each rule does.

        Nothing where they don't, or where it depends on the day.
        """
        if self._beyond is None:
            return 0, Counter()
        entries = [self.numbered(number) for number in self._beyond[:-1]]
        if not all(_is_pure(entry.flow) for entry in entries):
            return 0, Counter()
        rules = Counter(entry.rule for entry in entries if entry.rule >= 0)
        return self._round_moves(self._beyond), rules

    # ------------------------------------------------------------ setting bounds

    def _fix(self, place: int, side: int, value: Days, rule: int) -> None:
        given = np.broadcast_to(value.astype(np.int64), (self.columns,))
        given = given + (self._slack[rule] if side == HIGH else -self._slack[rule])
        held = self._sides[side][place]
        # A day that is known stands, also outside the days that all others lie between.
        better = given > held if side == LOW else given < held
        better |= self._current[side][place] < 0
        if better.any():
            self._sides[side][place] = np.where(better, given, held)
            self._note(place, side, int(given[0]), rule, None, -1, ())

    def _note(
        self,
        place: int,
        side: int,
        value: int,
        rule: int,
        flow: Flow | None,
        row: int,
        reasons: Iterable[int],
    ) -> None:
        """Remember which rule and which bounds set one."""
        rule = self.network.rule_of(rule)
        self._current[side][place] = len(self._trail)
        told = tuple(each for each in reasons if each >= 0)
        self._trail.append((place, side, value, rule, flow, row, told))

    def limit(self, place: int, side: int, value: int) -> None:
        """Bound a point of the only column by a day that no rule gives; to be followed by `run`."""
        held = self._days[side]
        if value > held[place] if side == LOW else value < held[place]:
            held[place] = value
            self._note(place, side, value, -1, None, -1, ())
            self._wake(side, [place])

    def _wake(self, side: int, places: Iterable[int]) -> None:
        """Note that what flows from some points is to run again."""
        ways = self.network.ways[side]
        for place in places:
            for number, row in ways[place]:
                self._waiting.setdefault(number, []).append(row)

    def _given(
        self, flow: Flow, held: Days, displacements: Days | None = None
    ) -> tuple[Days, Days]:
        """Give what a flow brings to its targets, source by source, and the strongest for each target.

        With displacements in the place of the maps, the values held are days from some point.
        """
        given = held[flow.sources]
        if displacements is None:
            given = flow.moved(self.network.program, given)
        else:
            moves = displacements[:, None]
            known = is_finite(given) & is_finite(moves)
            given = np.where(known, given + np.where(known, moves, 0), _UNKNOWN[flow.side])
        if self._is_slack:
            loose = self._slack[flow.rules]
            loose = loose if flow.side == HIGH else -loose
            given = np.where(is_finite(given), given + loose, given)
        strongest = (flow.side == LOW) != flow.covers
        return given, (np.maximum if strongest else np.minimum).reduceat(given, flow.starts, axis=0)

    def _apply(self, flow: Flow) -> list[int]:
        """Let bounds flow once in all columns; give the points that moved."""
        side = flow.side
        held = self._sides[side]
        _, best = self._given(flow, held)
        now = held[flow.unique]
        if self._caps is not None:
            best = (np.minimum if side == LOW else np.maximum)(best, self._caps[side][flow.unique])
        better = best > now if side == LOW else best < now
        better &= ~self.contradicted
        self.restless |= better.any(axis=0)
        moved = better.any(axis=1)
        places = flow.unique[moved]
        held[places] = np.where(better[moved], best[moved], now[moved])
        told: list[int] = places.tolist()
        return told

    def _apply_rows(self, flow: Flow, rows: Sequence[int]) -> Iterable[int]:
        """Let some bounds flow in the only column, one by one; give the points that moved."""
        if flow.covers:
            return self._apply_weakest(flow, {flow.rows[row][1] for row in rows})
        side, given = flow.side, flow.rows
        held, current, trail = self._days[side], self._current[side], self._trail
        caps = None if self._caps is None else self._caps[side]
        sign, loose, count = -1 if flow.turned else 1, self._loose, len(self.network.rules)
        brought = None if flow.is_plain else self._brought(flow, rows)
        moved: dict[int, None] = {}
        is_low = side == LOW
        for n, row in enumerate(rows):
            source, target, rule, amount = given[row]
            value = held[source] if brought is None else brought[n]
            if -OUTSIDE < value < OUTSIDE:
                if brought is None:
                    value += sign * amount
                if self._is_slack:
                    value += -loose[rule] if is_low else loose[rule]
            if caps is not None:
                cap = caps.item(target)
                value = min(value, cap) if is_low else max(value, cap)
            if value > held[target] if is_low else value < held[target]:
                held[target] = value
                reason = current[source]
                current[target] = len(trail)
                told = (reason,) if reason >= 0 else ()
                told_rule = rule if rule < count else rule - count
                trail.append((target, side, value, told_rule, flow, row, told))
                moved[target] = None
        return moved

    def _brought(self, flow: Flow, rows: Sequence[int]) -> list[int]:
        """Give what a map makes of the bounds at some sources, in the only column."""
        held = self._days[flow.side]
        if flow.is_plain:
            sign = -1 if flow.turned else 1
            return [_moved(held[flow.rows[row][0]], sign * flow.rows[row][3]) for row in rows]
        values = [held[flow.rows[row][0]] for row in rows]
        kept = self._kept.setdefault(id(flow), {})
        missing = [n for n, row in enumerate(rows) if (row, values[n]) not in kept]
        if missing:
            given = np.array([[values[n]] for n in missing], dtype=np.int64)
            chosen = [rows[n] for n in missing]
            images = flow.moved(self.network.program, given, chosen)[:, 0].tolist()
            kept.update(zip(((rows[n], values[n]) for n in missing), images, strict=True))
        return [kept[row, value] for row, value in zip(rows, values, strict=True)]

    def _apply_weakest(self, flow: Flow, targets: Iterable[int]) -> list[int]:
        """Bound points by the weakest of what they come from, in the only column; give those that moved."""
        side = flow.side
        held = self._days[side]
        choose = min if side == LOW else max
        moved = []
        for target in sorted(targets):
            rows = flow.of_target[target]
            values = [_moved(held[flow.rows[row][0]], flow.rows[row][3]) for row in rows]
            value = best = choose(values)
            if self._caps is not None:
                cap = self._caps[side].item(target)
                value = min(value, cap) if side == LOW else max(value, cap)
            if value > held[target] if side == LOW else value < held[target]:
                held[target] = value
                chosen = rows[values.index(best)]
                behind = rows if flow.joint else (chosen,)
                reasons = [self._current[side][flow.rows[row][0]] for row in behind]
                self._note(target, side, value, flow.rows[chosen][2], flow, chosen, reasons)
                moved.append(target)
        return moved

    # ------------------------------------------------------------ to the fixpoint

    def run(self, *, to_the_end: bool = False, most_rounds: int = _MAX_ROUNDS) -> Bounds:
        """Tighten until nothing changes, or something can't hold."""
        flows, ways = self.network.flows, self.network.ways
        for number in range(1, _MAX_ROUNDS):
            before = len(self._trail)
            now, self._waiting = self._waiting, {}
            self.restless[:] = False
            queue = sorted(now)  # which is a heap
            while queue:
                n = heapq.heappop(queue)
                flow, rows = flows[n], now.pop(n)
                moved = self._apply_rows(flow, rows) if self._traced else self._apply(flow)
                for place in moved:
                    for other, row in ways[flow.side][place]:
                        if other <= n:
                            self._waiting.setdefault(other, []).append(row)  # in the next round
                        elif other in now:
                            now[other].append(row)
                        else:
                            now[other] = [row]
                            heapq.heappush(queue, other)
            self._look_for_contradictions()
            self.restless &= ~self.contradicted
            if not self._waiting or (self.contradicted.all() and not to_the_end):
                self.restless[:] = False
                break
            if number >= most_rounds:
                break
            if self._traced and self._never_rests(number, before):
                self.contradicted[:] = True
                break
        else:
            raise AssertionError("bounds must rest or leave the horizon")
        for side, days in enumerate(self._days):
            self._sides[side][:, 0] = days
        return self

    def _look_for_contradictions(self) -> None:
        if self._traced:
            self.contradicted[0] |= any(map(gt, *self._days))
        else:
            self.contradicted |= (self.low > self.high).any(axis=0)

    def _never_rests(self, turn: int, since: int) -> bool:
        """Look for circles in what set the newest bounds, and take each to the day on which it rests.

        Without this a circle would go on by a day or two each round. A circle that rests on no day of the
        horizon contradicts itself.

        Args:
            turn: How many rounds there were; not every one is looked at.
            since: The number of the first entry of the last round.
        """
        is_thorough = turn in _THOROUGH
        if not is_thorough and turn % _EVERY_ROUNDS != 0:
            return False
        # Later on all that bounds a circle is gone round with it, not only what set the bound.
        patient = turn <= _PATIENCE
        looked: set[int] = set()
        newest = len(self._trail)
        for number in range(
            newest - 1, (since if is_thorough else max(since, newest - 64)) - 1, -1
        ):
            circle = self._circle(number, looked)
            if circle is None:
                continue
            if self._is_pushed_on(circle):
                self._beyond = circle
                return True
            rests, place, side = self._rest(circle)
            if rests is not None and not patient:
                rests, place, side = self._rest_of_all(circle)
            if rests is None:
                self._beyond = circle
                return True
            held = self._days[side]
            if rests > held[place] if side == LOW else rests < held[place]:
                held[place] = rests
                self._note(place, side, rests, -1, None, -1, circle[:1])
                self._wake(side, [place])
        return False

    def _circle(self, number: int, looked: set[int]) -> list[int] | None:
        """Walk back to where a point bounds itself: the entries on the way, newest first, and the older bound."""
        found: dict[tuple[int, int], int] = {}
        path: list[int] = []
        while number >= 0 and number not in looked:
            looked.add(number)
            place, side, _, _, _, _, reasons = self._trail[number]
            path.append(number)
            key = (place, side)
            if key in found:
                circle = path[found[key] :]
                steps = [self.numbered(each).flow for each in circle[:-1]]
                return None if None in steps else circle
            found[key] = len(path) - 1
            number = max(reasons, default=-1)
        return None

    def _rest(self, circle: list[int]) -> tuple[int | None, int, int]:
        """Find the first day, from the bound on, that the way round the circle doesn't move any more."""
        newest = self.numbered(circle[0])
        place, side = newest.place, newest.side
        now = self._days[side][place]
        low, high = self.within or self.network.horizon
        days = np.arange(now, high + 1) if side == LOW else np.arange(now, low - 1, -1)
        if not len(days):
            return None, place, side
        values: Days = days[None, :]
        for number in reversed(circle[:-1]):
            values = self._round(self.numbered(number), values)
        fits = values[0] <= days if side == LOW else values[0] >= days
        return (int(days[int(fits.argmax())]) if fits.any() else None), place, side

    def _is_pushed_on(self, circle: list[int]) -> bool:
        """Tell whether a point of a circle is moved by a day or more on the way round, whatever day it lies on."""
        if self._round_moves(circle):
            return True
        looked: set[tuple[int, int]] = set()
        for number in circle[:-1]:
            entry = self.numbered(number)
            place, side = entry.place, entry.side
            if (place, side) in looked or len(looked) >= _MAX_LOOKED_AT:
                continue
            looked.add((place, side))
            moved = np.full((self.network.size, 1), _UNKNOWN[side], dtype=np.int64)
            moved[place] = 0
            combine = np.maximum if side == LOW else np.minimum
            for _ in range(_EVERY_ROUNDS):
                for flow in self.network.flows:
                    if flow.side == side:
                        _, best = self._given(flow, moved, flow.displacements)
                        moved[flow.unique] = combine(moved[flow.unique], best)
                if moved[place, 0] > 0 if side == LOW else moved[place, 0] < 0:
                    return True
        return False

    def _round_moves(self, circle: list[int]) -> int:
        """Give the days by which the steps of a circle alone move its points each time round at least; 0 if unknown."""
        entries = [self.numbered(number) for number in circle[:-1]]
        side, total = entries[0].side, 0
        for entry in entries:
            if entry.flow is None or entry.flow.covers:
                return 0
            loose = self._loose[entry.flow.rows[entry.row][2]]
            total += int(entry.flow.displacements[entry.row]) + (loose if side == HIGH else -loose)
            if abs(total) >= OUTSIDE:
                return 0
        return max(0, total if side == LOW else -total)

    def _rest_of_all(self, circle: list[int]) -> tuple[int | None, int, int]:
        """Find the first day, from a bound of a circle on, that nothing in the network moves it from.

        Taken as the bound of its point, a day of any solution comes back to itself, since every map is monotone. So the
        days before the first that does can be passed over. It depends on the point how much else follows from it,
        and the first that goes far is given.
        """
        best: tuple[int, int, int, int] = -1, -1, 0, 0
        for number in circle[:-1]:
            entry = self.numbered(number)
            now = self._days[entry.side][entry.place]
            if abs(now) < PLUS_INFINITY:
                rests = self._first_rest(entry.place, entry.side, now)
                if rests is None:
                    return None, entry.place, entry.side
                best = max(best, (abs(rests - now), entry.place, entry.side, rests))
                if best[0] >= _FAR:
                    break
        _, place, side, rests = best
        return rests, place, side

    def _first_rest(self, place: int, side: int, now: int) -> int | None:
        low, high = self.within or self.network.horizon
        ahead = 1 if side == LOW else -1
        left = high - now if side == LOW else now - low
        most = max(64, _MAX_LEAP // self.network.size)
        first, count = 0, 64
        while first <= left:
            steps = np.arange(first, min(left + 1, first + count), dtype=np.int64)
            stays = self._stays(place, side, now + ahead * steps)
            if stays.any():
                return int(now + ahead * steps[stays.argmax()])
            first, count = first + count, min(8 * count, most)
        return None

    def _stays(self, place: int, side: int, days: Days) -> npt.NDArray[np.bool_]:
        """Tell for each of some days whether a point that is bounded by it stays so, the others being free."""
        held = np.full((self.network.size, len(days)), _UNKNOWN[side], dtype=np.int64)
        if self.within is not None:
            held[self.network.points] = self.within[side]
        combine = np.maximum if side == LOW else np.minimum
        held[self._fixed] = self._ends_fixed[side]
        held[place] = days
        left = np.arange(len(days))
        for _ in range(_EVERY_ROUNDS):
            for flow in self.network.flows:
                if flow.side == side:
                    _, best = self._given(flow, held)
                    held[flow.unique] = combine(held[flow.unique], best)
            stays = held[place] == days[left]
            if not stays.all():
                left, held = left[stays], held[:, stays]
            if not len(left):
                break
        found = np.zeros(len(days), dtype=bool)
        found[left] = True
        return found

    def _round(self, entry: Entry, values: Days) -> Days:
        flow, side = entry.flow, entry.side
        assert flow is not None
        values = flow.moved(self.network.program, values, slice(entry.row, entry.row + 1))
        loose = self._loose[flow.rows[entry.row][2]]
        values = np.where(is_finite(values), values + (loose if side == HIGH else -loose), values)
        if flow.covers:
            others = flow.sources[flow.targets == entry.place]
            others = others[others != flow.sources[entry.row]]
            if len(others):
                bounds = [self._days[side][other] for other in others.tolist()]
                held = min(bounds) if side == LOW else max(bounds)
                values = (np.minimum if side == LOW else np.maximum)(values, held)
        return values

    # ------------------------------------------------------------ reasons

    def entry(self, place: int, side: int) -> int:
        """Give the number of the entry that set a bound; -1 where nothing did."""
        return int(self._current[side][place])

    def numbered(self, number: int) -> Entry:
        """Give the entry of a number."""
        return Entry(*self._trail[number])

    def binding(self, side: int) -> list[tuple[int, int, int]]:
        """Give the pairs of points of which the bound of the first is what makes that of the second.

        Pairs never go round in a circle: what a bound was set from was set before it.

        Returns:
            The first point, the second, and the number of the rule between them, -1 for none.
        """
        held, current = self._days[side], self._current[side]
        found = []
        for flow in self.network.flows:
            if flow.side != side:
                continue
            # Only what was set before a bound can have set it.
            rows = [
                n
                for n, (source, target, _, _) in enumerate(flow.rows)
                if -1 < current[source] < current[target]
            ]
            for row, value in zip(rows, self._brought(flow, rows), strict=True):
                source, target, rule, _ = flow.rows[row]
                if value == held[target] and -OUTSIDE < value < OUTSIDE:
                    found.append((source, target, self.network.rule_of(rule)))
        return found

    def chain(self, numbers: Iterable[int]) -> dict[int, Entry]:
        """Walk back from some entries to all that they were set from, by their numbers, newest first."""
        found: dict[int, Entry] = {}
        stack = [number for number in numbers if number >= 0]
        while stack:
            number = stack.pop()
            if number not in found:
                found[number] = self.numbered(number)
                stack.extend(found[number].reasons)
        return dict(sorted(found.items(), reverse=True))

    def told(self, items: Collection[str] = ()) -> tuple[Entry, ...]:
        """Give the bounds behind a contradiction, each behind those that it was set from.

        Of several windows that emptied, that of the fewest rules; or a circle that never rests.

        Args:
            items: Items whose windows are looked at first.
        """
        if self._beyond is not None:
            circle = self._beyond
            entries = {number: self.numbered(number) for number in circle[:-1]}
            if not all(_is_pure(entry.flow) for entry in entries.values()):
                others = [circle[-1]]
                for entry in entries.values():
                    if entry.flow is not None and entry.flow.covers:
                        sources = entry.flow.sources[entry.flow.targets == entry.place]
                        others += [self._current[entry.side][each] for each in sources.tolist()]
                entries = self.chain(others) | entries
            return tuple(entries[number] for number in sorted(entries))
        best: tuple[Entry, ...] = ()
        fewest = -1
        empty = np.flatnonzero(self.low[:, 0] > self.high[:, 0]).tolist()
        owners = self.network.owners
        # Where an item sets its own day, both ends say what its rules come to.
        empty.sort(key=lambda place: (owners[place] not in items, owners[place] is None))
        for place in empty[:_MAX_LOOKED_AT]:
            found: dict[int, Entry] = {}
            for side in (LOW, HIGH):
                chain = self.chain([self.entry(place, side)])
                found |= {number: chain[number] for number in reversed(chain)}
            rules = len({entry.rule for entry in found.values() if entry.rule >= 0})
            if fewest < 0 or rules < fewest:
                best, fewest = tuple(found.values()), rules
        assert best, "nothing is contradicted"
        return best

    def core(self) -> frozenset[Rule]:
        """Give rules that can't all hold: those behind a window that emptied, or in a circle that never rests."""
        rules = self.network.rules
        return frozenset(rules[entry.rule] for entry in self.told() if entry.rule >= 0)


def _moved(value: int, days: int) -> int:
    """Move a bound by some days, if it is a day."""
    return value + days if -OUTSIDE < value < OUTSIDE else value


def _is_pure(flow: Flow | None) -> bool:
    """Tell whether bounds only move by a number of days on their way."""
    return flow is not None and not flow.covers and flow.is_plain
