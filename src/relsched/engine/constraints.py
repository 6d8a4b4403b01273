"""Constraints of a plan as bounds on days, propagated until nothing changes.

Every rule and every known date says `p <= f(q)` with a monotone f: it bounds p from above, and, inverted,
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
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from copy import copy
from typing import Any

from relsched.dates.days import PLUS_INFINITY, Days
from relsched.engine.monotone_maps import CHOICE, CONSTANT, SHIFT, Compared, Latest
from relsched.engine.network import Network
from relsched.engine.program import (
    DeadlineNodes,
    EventNodes,
    Program,
    RuleNode,
)
from relsched.engine.propagators import (
    ComparedPlaces,
    FixedPlace,
    MappedPlace,
    NetworkParts,
    Precedence,
    Rule,
)
from relsched.engine.solution import Dates
from relsched.plan.items import Deadline, Event
from relsched.plan.known_dates import Known
from relsched.timing.rewriting import exact_point
from relsched.timing.timings import Kind

_GOING_ON = (Kind.SPAN, Kind.DUTY, Kind.RECURRING)


class Constraints:
    """The rules and known dates of one plan, from which networks are made.

    Args:
        dates: The dates of the plan, with what is known.
    """

    def __init__(self, dates: Dates) -> None:
        program = dates.program
        self.dates = dates
        self.program: Program = program.scratch()
        self.known: Mapping[str, Known] = dates.known
        self.overridden: Mapping[int, Days] = dates.overridden
        self.work: dict[str, tuple[int, int]] = {}
        for row in program.plan.deadlines:
            if row.id in program.deadlines and (row.takes is not None or row.id in program.begun):
                begin = program.deadlines[row.id].begin
                if begin is None:
                    begin = self.program.free(row.id, "begin")
                done = begin if row.takes is None else self.program.work_done(row, begin)
                self.work[row.id] = begin, done
        # The points that an item sets itself, by its rules; all others are what their inputs make them.
        self.cuts: dict[int, str] = {}
        for name, own in program.items.items():
            begin = own.begin if isinstance(own, DeadlineNodes) else None
            for node in (own.first, own.last, own.counted, begin):
                if node is not None:
                    self.cuts[node] = name
        self.cuts.update((begin, name) for name, (begin, _) in self.work.items())

    def of_other_dates(self, dates: Dates) -> Constraints:
        """Give the rules of the same plan with other known dates of the same items.

        Args:
            dates: The dates of the same program.
        """
        other = copy(self)
        other.dates, other.known, other.overridden = dates, dates.known, dates.overridden
        return other

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
        bounds = self.program.deadlines[name].rules
        for kind, place in dict.fromkeys((each.kind, each.place) for each in bounds):
            yield Rule(name, kind, place)
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
        self.parts = NetworkParts()
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
            names: Iterable[str] = self.program.items
            if self.active is not None:
                names = dict.fromkeys(rule.item for rule in sorted(self.active))
        else:
            names = dict.fromkeys(items)
        for name in names:
            self.visit_item(name)
        return Network(self.program, self.parts, list(self.rules))

    def place(self, level: int) -> int:
        self.parts.levels.append(level)
        self.parts.owners.append(self.owner)
        return len(self.parts.levels) - 1

    def point(self, node: int, level: int, *, free: bool = True) -> int:
        """Add a point that an item sets itself; a free one may lie on any day that its bounds leave."""
        target = self.parts.nodes[node] = self.place(level)
        if free:
            self.parts.points.append(target)
        if node in self.assumed:
            self.fix(target, *self.assumed[node], -1)
        return target

    def fix(self, node: int, low: int, high: int, rule: int) -> None:
        self.parts.fixed.append(FixedPlace(node, low, high, rule))

    def edge(self, lower: int, upper: int, rule: int = -1) -> None:
        """Note that one point isn't after another; the one of the higher level follows from the other."""
        levels = self.parts.levels
        is_level = levels[lower] == levels[upper]
        onward = None if is_level else levels[upper] > levels[lower]
        self.parts.precedences.append(Precedence(lower, upper, rule, onward))

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
            if key in self.parts.nodes:
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
        return key in self.open if what == "item" else key in self.parts.nodes

    def needs(self, name: str) -> Iterator[tuple[str, Any]]:
        """Go through what must be there before the points of an item are added."""
        for node in self.needed_nodes(name):
            yield self.what(node)
        item = self.program.plan.by_id[name]
        for part in item.parts if isinstance(item, Event) else ():
            yield "item", part

    def needed_nodes(self, name: str) -> Iterator[int]:
        own = self.program.items[name]
        if isinstance(own, EventNodes):
            if self.rule(name, "expected") is not None:
                yield from (node for node in (own.lowest, own.highest) if node is not None)
            return
        for kind, place, node in own.rules:
            if self.rule(name, kind, place) is not None:
                yield node

    def add_node(self, node: int) -> None:
        """Add a node that is what its inputs make it, whatever the rules."""
        program, parts = self.program, self.parts
        map_, amount, inputs = program.maps[node], program.amounts[node], program.inputs[node]
        places = tuple(parts.nodes[each] for each in inputs)
        level = 1 + max((parts.levels[each] for each in places), default=-1)
        target = parts.nodes[node] = self.place(level)
        if map_ is CONSTANT:
            if abs(amount) < PLUS_INFINITY:
                self.fix(target, amount, amount, -1)
        elif isinstance(map_, Compared):
            is_latest = isinstance(map_, Latest)
            self.compare(target, places, is_latest=is_latest)
            for each in places:
                self.edge(*((each, target) if is_latest else (target, each)))
        elif map_ is not CHOICE and len(places) == 1:
            parts.maps.append(MappedPlace(map_, amount, target, places[0]))
        # What keeps a time of day isn't bounded by days; of choices only those of items are points.

    def compare(self, target: int, places: Iterable[int], *, is_latest: bool) -> None:
        """Let a point be the earliest or the latest of some, whatever the rules."""
        distinct = tuple((place, -1) for place in dict.fromkeys(places))
        if distinct:
            self.parts.comparisons.append(
                ComparedPlaces(is_latest, target, distinct, is_joint=True)
            )

    def compare_by_rules(
        self, target: int, bounds: Iterable[tuple[int, int]], *, is_latest: bool
    ) -> None:
        """Let a point be the earliest or the latest of what its rules say; each bounds it on its own already."""
        distinct = dict(reversed(list(bounds)))  # of two rules that say the same, the first
        if len(distinct) == 1:
            ((place, rule),) = distinct.items()
            self.edge(*((target, place) if is_latest else (place, target)), rule)
        elif distinct:
            sources = tuple(distinct.items())
            self.parts.comparisons.append(
                ComparedPlaces(is_latest, target, sources, is_joint=False)
            )

    def equal(self, target: int, other: int, rule: int = -1) -> None:
        self.edge(target, other, rule)
        self.edge(other, target, rule)

    def shifted(self, place: int, amount: int) -> int:
        target = self.place(self.parts.levels[place] + 1)
        self.parts.maps.append(MappedPlace(SHIFT, amount, target, place))
        return target

    # ------------------------------------------------------------ events

    def add_event(self, event: Event | Deadline) -> None:
        assert isinstance(event, Event)
        nodes, parts = self.program.events[event.id], self.parts
        expected = self.rule(event.id, "expected")
        inner = [self.program.events[part] for part in event.parts]
        low = high = None
        if expected is not None:
            low, high = self.at(nodes.lowest), self.at(nodes.highest)
        below = [each for each in (low, high) if each is not None]
        below += [parts.nodes[part.first] for part in inner]
        below += [parts.nodes[part.last] for part in inner]
        level = 1 + max((parts.levels[each] for each in below), default=0)
        start = self.point(nodes.first, level)
        end = self.point(nodes.last, level if inner else level + 2)
        known = self.constraints.known.get(event.id)
        known_rule = None if known is None else self.rule(event.id, "known")
        given = self.known_ends(event, nodes) if known_rule is not None else (None, None)
        for place, pair, is_last in ((start, given[0], False), (end, given[1], True)):
            if pair is not None:
                assert known_rule is not None
                self.fix(place, int(pair[0]), int(pair[1]), known_rule)
            elif inner:
                edges = [part.last if is_last else part.first for part in inner]
                places = [parts.nodes[edge] for edge in edges]
                self.compare(place, places, is_latest=is_last)
                for each in places:
                    self.edge(*((each, place) if is_last else (place, each)))
        is_whole = known is not None and known_rule is not None and known.end is not None
        length = self.program.changed_length(event)
        is_long = None if length is None or event.lasts == 1 else self.rule(event.id, "lasts")
        if not inner and not (is_whole and known is not None and known.start is not None):
            if event.lasts == 1:
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
        return None if node is None else self.parts.nodes[node]

    def known_ends(self, event: Event, nodes: EventNodes) -> tuple[Days | None, Days | None]:
        """Give what is known of the start and of the end of an event."""
        known = self.constraints.known[event.id]
        overridden = self.constraints.overridden
        first, last = overridden.get(nodes.first), overridden.get(nodes.last)
        # A start that only follows from a known end, and from what was expected, isn't known itself.
        follows = known.start is None and known.within is None
        if follows and (event.lasts is None or event.parts):
            first = None
        return first, last

    # ------------------------------------------------------------ deadlines

    def add_deadline(self, row: Event | Deadline) -> None:
        assert isinstance(row, Deadline)
        nodes, parts = self.program.deadlines[row.id], self.parts
        begins = self.bounds(row.id, nodes.not_before)
        finishes = self.bounds(row.id, nodes.not_finished_before)
        dues = self.bounds(row.id, nodes.due)
        below = [place for place, _ in (*begins, *finishes, *dues)]
        level = 1 + max((parts.levels[place] for place in below), default=0)
        overridden = self.constraints.overridden
        known_rule = self.rule(row.id, "known") if row.id in self.constraints.known else None
        done_by = known_rule
        if row.done is not None and (
            known_rule is None or self.constraints.known[row.id].done is None
        ):
            done_by = self.rule(row.id, "done")

        first: int | None = None
        if nodes.first is not None:
            first = self.point(nodes.first, level, free=False)
            given = overridden.get(nodes.first)
            if given is not None and known_rule is not None:
                self.fix(first, int(given[0]), int(given[1]), known_rule)
            else:
                for place, rule in begins:
                    self.edge(place, first, rule)
                self.compare_by_rules(first, begins, is_latest=True)
                if not begins:
                    first = None
        last: int | None = None
        pinned = None if nodes.last is None else overridden.get(nodes.last)
        pin_wins = pinned is not None and known_rule is not None
        if nodes.last is not None:
            last = self.point(nodes.last, level, free=False)
            parts.dues.add(last)
            if pin_wins and self.as_due:
                assert pinned is not None
                assert known_rule is not None
                self.fix(last, int(pinned[0]), int(pinned[1]), known_rule)
            else:
                for place, rule in dues:
                    self.edge(last, place, rule)
                self.compare_by_rules(last, dues, is_latest=False)
        is_planned = self.as_due and nodes.is_planned and not pin_wins
        is_planned = is_planned and self.rule(row.id, "takes") is not None
        if is_planned and first is None:
            # Nothing says when its work begins: it is begun in time for the day on which it is finished.
            is_planned = self.finished_when(last, finishes)
        work, finish, takes = self.worked(row, nodes, first, level, done_by)
        if is_planned and first is not None:
            assert last is not None
            assert finish is not None
            parts.levels[last] = self.top(level, finish) + 1
            self.finished_when(last, [(finish, takes), *finishes])
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
        has_limit = last is not None and bool(dues or pin_wins or is_planned)
        goes_on = row.kind in _GOING_ON and row.takes is None  # it is done when it ends, not sooner
        is_free = not (self.as_due and has_limit)
        top = self.top(level, finish) + (3 if is_planned else 2)
        counted = self.point(nodes.counted, top, free=is_free)
        done = overridden.get(nodes.counted)
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
            # What is due when its work is finished is never due sooner.
            limit = last if has_limit and not is_planned else None
            if limit is None and not is_planned and is_done and not self.is_completed(row):
                limit = counted
            if limit is not None and soonest is not None and holds is not None:
                self.parts.precedences.append(Precedence(soonest, limit, holds, None))
            return
        if pin_wins and not is_done:
            assert pinned is not None
            assert known_rule is not None
            self.fix(counted, int(pinned[0]), int(pinned[1]), known_rule)
        if holds is not None and not self.is_completed(row):
            if soonest is not None:
                self.edge(soonest, counted, holds)
            if last is not None and dues:
                self.edge(counted, last)
        if goes_on and not is_done and has_limit and not pin_wins:
            assert last is not None
            self.edge(last, counted)

    def finished_when(self, last: int | None, bounds: list[tuple[int, int]]) -> bool:
        """Let work be due on the day on which it can be finished; tell whether anything says when that is."""
        assert last is not None
        for place, rule in bounds:
            self.edge(place, last, rule)
        self.compare_by_rules(last, bounds, is_latest=True)
        return bool(bounds)

    def is_completed(self, row: Deadline) -> bool:
        known = self.constraints.known.get(row.id)
        return row.done is not None or (known is not None and known.done is not None)

    def worked(
        self,
        row: Deadline,
        item_nodes: DeadlineNodes,
        first: int | None,
        level: int,
        given_by: int | None,
    ) -> tuple[int | None, int | None, int]:
        """Add the day on which work begins, and the day on which it is finished if it takes as long as it takes."""
        takes = None if row.takes is None else self.rule(row.id, "takes")
        nodes = self.constraints.work.get(row.id)
        if nodes is None:
            return None, None, -1
        begin, finished = nodes
        given = self.constraints.overridden.get(begin)
        work = self.point(begin, level + 1, free=not self.as_due and given is None)
        if given is not None and given_by is not None:
            self.fix(work, int(given[0]), int(given[1]), given_by)
            if self.is_completed(row):
                return None, None, -1  # how long it takes bounds nothing any more
        elif first is not None:
            if self.as_due:
                self.equal(first, work)
            else:
                self.edge(first, work)
        elif self.as_due and item_nodes.first is None and item_nodes.begin is not None:
            # Nothing says when it begins: it is begun in time for its due date.
            (source,) = self.program.inputs[begin]
            self.run([("node", source)])
            self.parts.levels[work] = self.parts.levels[self.parts.nodes[source]] + 1
            self.equal(self.parts.nodes[source], work)
        if takes is None:
            return work, None, -1
        self.run([("node", finished)])  # of its own: nothing else is counted from it
        return work, self.parts.nodes[finished], takes

    def top(self, level: int, finish: int | None) -> int:
        return max(level + 1, -1 if finish is None else self.parts.levels[finish])

    def bounds(self, name: str, bounds: Iterable[RuleNode]) -> list[tuple[int, int]]:
        found = []
        for kind, place, node in bounds:
            rule = self.rule(name, kind, place)
            if rule is not None:
                found.append((self.parts.nodes[node], rule))
        return found
