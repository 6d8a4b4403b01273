"""Lints: what a plan can say and hardly means. Each deserves a look; none keeps a plan from being used.

A lint is reported where it is certain, or where a case can be named; what can't be decided is left alone, so that
what is reported is worth reading. `docs/reference/lints` has an example of each.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cached_property
from itertools import combinations, pairwise
from typing import TYPE_CHECKING, Any

import attrs

from relsched.dates.days import MINUS_INFINITY, PLUS_INFINITY, find_day, is_finite
from relsched.dates.offsets import Direction, Offset
from relsched.engine.enumeration import MAX_CASES, every_case
from relsched.engine.evaluation import evaluate, extended
from relsched.engine.monotone_maps import CHOICE, CONSTANT, Compared, Latest
from relsched.engine.program import EventNodes, Program
from relsched.errors import Path, fold, line_of
from relsched.explain.explainer import closed_reason
from relsched.explain.steps import Step
from relsched.messages.dates_in_words import render_day
from relsched.plan.dependency_graph import anchors
from relsched.plan.items import ISSUED, LANGUAGES, LINTS, Deadline, Event, Phase, Wait
from relsched.plan.plan import Plan
from relsched.schedule.finding import Finding
from relsched.schedule.schedule import Schedule
from relsched.short_repr import short_repr
from relsched.timing.points import Earlier, Edge, Later, Point, Reference, Shifted
from relsched.timing.timings import After, Immediately, Timing

if TYPE_CHECKING:
    from relsched.dates.days import Days

WARNING, NOTE = SEVERITIES = ("warning", "note")
MAX_CELLS = 20_000_000  # values of one look at all cases
# How much two titles must share, by the weight of their words: told in two languages, or in one alone.
ALIKE_IN_TWO, ALIKE_IN_ONE = 0.2, 0.4
MAX_SHARERS = 50  # a word of more titles than these tells nothing


@short_repr
@attrs.frozen
class Lint(Finding):
    """A finding that keeps nothing from being used: `warning` where a date is likely wrong, else `note`."""

    severity: str = NOTE

    def to_json(self, places: Mapping[Path, int] | None = None) -> dict[str, Any]:
        """Give it as plain values; with the lines of a plan file also on which each item stands.

        Args:
            places: The line of each path of the plan file; `PlanFile.lines` holds them.
        """
        found = {"code": self.code, "severity": self.severity, **super().to_json()}
        if places is not None:
            found["lines"] = [line_of(path, places) for path in self.paths]
        return found


def lint_words(plan: Plan, words: Mapping[Path, str]) -> tuple[Lint, ...]:
    """Tell which timings of a plan file were read from the words people use, and as what.

    Args:
        plan: The plan of the file.
        words: The words at their places, as `PlanFile.words` has them.
    """
    found = []
    for path, text in words.items():
        item = getattr(plan, str(path[0]))[path[1]]
        timing = getattr(item, str(path[2]))
        values = {"words": " ".join(text.split()), "timing": str(timing)}
        step = Step("lint in words", item.id, None, values).titled(plan)
        each = Lint("in-words", (item.id,), step, NOTE)
        if _without_ignored(plan, each) is not None:
            found.append(attrs.evolve(each, paths=((path[0], path[1]),)))
    return tuple(found)


def lint(schedule: Schedule) -> tuple[Lint, ...]:
    """Find what deserves a look in a plan and its dates.

    Args:
        schedule: The plan, resolved with what is known.

    Returns:
        The lints in the plan's order, without those that the plan or the item says to `ignore`.
    """
    plan = schedule.plan
    now, always = _Cases(schedule), _Cases(schedule, trusts_dates=False)
    chains = list(_zero_slack(plan))
    reported = [
        *_closed_days(schedule),
        *_outside_phases(schedule, now),
        *_reversed(schedule, now),
        *chains,
        *_alike(schedule, chains),
        *_never_binding(plan, always),
        *_events(schedule),
        *events_on_closed_days(schedule),
        *_undated(schedule),
    ]
    places: dict[str, tuple[int, int]] = {p.id: (0, n) for n, p in enumerate(plan.phases)}
    places |= {name: (1, n) for name, n in plan.positions.items()}
    paths: dict[str, Path] = {phase.id: ("phases", n) for n, phase in enumerate(plan.phases)}
    paths |= plan.paths
    kept = [
        attrs.evolve(
            found,
            step=found.step if found.code == "undeclared-event" else found.step.titled(plan),
            paths=tuple(paths.get(name, ()) for name in found.items),
        )
        for each in reported
        if (found := _without_ignored(plan, each)) is not None
    ]
    return tuple(sorted(kept, key=lambda each: (places[each.items[0]], LINTS.index(each.code))))


def _without_ignored(plan: Plan, found: Lint) -> Lint | None:
    """Leave out what shall be ignored: an item that ignores a lint drops out of a group."""
    if found.code in plan.ignore:
        return None
    left = tuple(
        name
        for name in found.items
        if found.code not in getattr(plan.by_id.get(name), "ignore", ())
    )
    if left == found.items:
        return found
    least = {"zero-slack": 3, "duplicate": 2, "overlap": 2}.get(found.code, len(found.items))
    if len(left) < least:
        return None
    step = attrs.evolve(found.step, values={**found.step.values, "items": _names(left)})
    return attrs.evolve(found, items=left, step=step)


def _names(items: Iterable[str]) -> str:
    return ", ".join(f"`{name}`" for name in items)


def _closed_days(schedule: Schedule) -> Iterator[Lint]:
    for found in schedule.lints:
        yield Lint(found.code, found.items, found.step, WARNING)


# ---------------------------------------------------------------- which of two dates comes first


Bounds = tuple[dict[int, int], dict[int, int]]
_FIXED = -1  # the source of constants: day 0
_MAX_SOURCES = 16
_MONTH = (28, 31)


@attrs.define
class _Cases:
    """Tells which of two nodes of a program comes first: in all cases, in some, or in none.

    Where no dates are trusted, any event or deadline may turn out to be on any day, since a date that is
    fixed from outside goes before every rule; only that an event doesn't end before it begins holds then.
    """

    schedule: Schedule
    trusts_dates: bool = True
    program: Program = attrs.field(init=False)
    values: Days = attrs.field(init=False)
    bounds: dict[int, Bounds] = attrs.field(factory=dict)
    sources: dict[int, frozenset[int]] = attrs.field(factory=dict)
    looked: dict[frozenset[int], Any] = attrs.field(factory=dict)

    def __attrs_post_init__(self) -> None:
        self.program = self.schedule.program.scratch()
        self.values = self.schedule.values

    def node(self, point: Point, edge: Edge, rules: Any) -> int:
        """Give the node of a point, which may be new."""
        return self.program.day_of(point, edge, rules)

    def window(self, node: int) -> tuple[int, int]:
        """Give the earliest and the latest value of a node."""
        if node >= len(self.values):
            self.values = extended(self.program, self.values)
            self.looked.clear()
        low, high = self.values[node].tolist()
        return low, high

    def later(self, one: int, other: int) -> str | None:
        """Tell whether one comes after the other: `always`, `sometimes`, `never`; None where nobody can tell."""
        found = self._by_bounds(one, other)
        if found is not None or not self.trusts_dates:
            return found
        seen = self._seen(one, other)
        if seen is None:
            return None
        after = seen[0][one] > seen[0][other]
        return "always" if after.all() else "sometimes" if after.any() else "never"

    def case(self, one: int, other: int) -> dict[str, dict[str, str]] | None:
        """Give a case in which one comes after the other, as a value of both languages."""
        seen = self._seen(one, other)
        if seen is None:
            return None
        values, names = seen
        columns = (values[one] > values[other]).nonzero()[0]
        if not len(columns):
            return None
        chosen: dict[str, list[str]] = {language: [] for language in LANGUAGES}
        for node in names:
            day = find_day(int(values[node][columns[0]]))
            for language in LANGUAGES:
                day_text = "" if day is None else render_day(day, language)
                chosen[language].append(f"{self._called(node)}: {day_text}")
        return {"case": {language: ", ".join(parts) for language, parts in chosen.items()}}

    def _called(self, node: int) -> str:
        name = self.program.owners[node]
        item = self.program.plan.by_id[name]
        if not isinstance(item, Event) or (item.lasts == 1 and not item.parts):
            return f"`{name}`"
        edge = Edge.START if node == self.program.items[name].first else Edge.END
        return f"`{Reference(name, edge)}`"

    # ------------------------------------------------------------ by what lies between

    def _by_bounds(self, one: int, other: int) -> str | None:
        (low, high), (least, most) = self.window(one), self.window(other)
        (above, below), (above_other, below_other) = self._bounds_of(one), self._bounds_of(other)
        gaps = [above[s] - below_other[s] for s in above.keys() & below_other.keys()]
        if self.trusts_dates and _are_days(low, most):
            gaps.append(low - most)
        if gaps and max(gaps) > 0:
            return "always"
        gaps = [below[s] - above_other[s] for s in below.keys() & above_other.keys()]
        if self.trusts_dates and _are_days(high, least):
            gaps.append(high - least)
        return "never" if gaps and min(gaps) <= 0 else None

    def _is_source(self, node: int) -> bool:
        return self.program.maps[node] is CHOICE or node in self.schedule.overridden

    def _below(self, asked: int) -> Iterator[int]:
        """Go through the nodes that one depends on, each after those it depends on itself; itself is last."""
        stack, open_ = [asked], set()
        while stack:
            node = stack[-1]
            if node in self.bounds:
                stack.pop()
                continue
            ends = node in self.schedule.overridden or (
                not self.trusts_dates and node in self.program.owners
            )
            inputs = () if ends else self.program.inputs[node]
            missing = [other for other in inputs if other not in self.bounds]
            if missing and node not in open_:
                open_.add(node)
                stack.extend(missing)
                continue
            stack.pop()
            yield node

    def _bounds_of(self, asked: int) -> Bounds:
        """Give for some nodes by how much a node lies after them at least, and at most."""
        for node in self._below(asked):
            self.bounds[node] = self._build_bounds(node)
            inputs = self.program.inputs[node]
            joined: frozenset[int] = frozenset()
            if self._is_source(node) or not self.trusts_dates:
                low, high = self.window(node)
                joined = frozenset([node]) if low != high else frozenset()
            elif self.program.maps[node] is not CONSTANT:
                joined = frozenset().union(*(self.sources[other] for other in inputs))
            self.sources[node] = joined
        return self.bounds[asked]

    def _build_bounds(self, node: int) -> Bounds:
        map_, amount, inputs = (
            self.program.maps[node],
            self.program.amounts[node],
            self.program.inputs[node],
        )
        if not self.trusts_dates and node in self.program.owners:
            return self._of_item(node)
        if node in self.schedule.overridden:
            return {node: 0}, {node: 0}
        if map_ is CONSTANT:
            is_day = abs(amount) < PLUS_INFINITY
            return ({_FIXED: amount}, {_FIXED: amount}) if is_day else ({}, {})
        if map_ is CHOICE:
            above, below = self.bounds[inputs[0]][0], self.bounds[inputs[1]][1]
            return _few({node: 0, **above}), _few({node: 0, **below})
        given = [self.bounds[other] for other in inputs]
        if isinstance(map_, Compared):
            return _compared(given, is_later=isinstance(map_, Latest))
        least, most = map_.displacement(amount)
        above, below = given[0]
        return (
            {} if least <= MINUS_INFINITY else {s: days + least for s, days in above.items()},
            {} if most >= PLUS_INFINITY else {s: days + most for s, days in below.items()},
        )

    def _of_item(self, node: int) -> Bounds:
        """Give what holds of an item's date whatever it turns out to be."""
        name = self.program.owners[node]
        nodes = self.program.items[name]
        above, below = {node: 0}, {node: 0}
        if isinstance(nodes, EventNodes):
            if node == nodes.last:
                above[nodes.first] = 0
            elif node == nodes.first:
                below[nodes.last] = 0
        return above, below

    # ------------------------------------------------------------ by looking at every case

    def _seen(self, one: int, other: int) -> tuple[Any, tuple[int, ...]] | None:
        """Give the values of all nodes in every case of what two nodes depend on, and what that is."""
        self._bounds_of(one)
        self._bounds_of(other)
        asked = self.sources[one] | self.sources[other]
        if asked not in self.looked:
            self.looked[asked] = self._look(asked)
        values, names = self.looked[asked] or (None, ())
        return None if values is None else (values, names)

    def _look(self, asked: frozenset[int]) -> tuple[Any, tuple[int, ...]] | None:
        import numpy as np

        names = tuple(sorted(self._with_inputs(asked)))
        ranges = {node: self.window(node) for node in names}
        if not all(_are_days(*ends) for ends in ranges.values()):
            return None
        cases = every_case(ranges, min(MAX_CASES, MAX_CELLS // self.program.size))
        if cases is None:
            return None
        count = len(next(iter(cases.values()))) if cases else 1
        overrides = {
            node: np.full(count, given[0], dtype=np.int64)
            for node, given in self.schedule.overridden.items()
        }
        overrides |= cases
        sides = np.zeros(count, dtype=bool)
        base = self.schedule.program
        values = extended(self.program, evaluate(base, overrides, sides), sides)
        # An event doesn't end before it begins, nor lie outside what is expected of it.
        fits = is_finite(values[list(names)]).all(axis=0) if names else np.ones(count, dtype=bool)
        for node in names:
            if node not in self.schedule.overridden:
                first, last = self.program.inputs[node]
                fits &= (values[node] >= values[first]) & (values[node] <= values[last])
        return (values[:, fits], names) if fits.any() else None

    def _with_inputs(self, asked: frozenset[int]) -> set[int]:
        """Add what the events themselves depend on: an end on its start."""
        found, queue = set(asked), list(asked)
        for node in queue:
            if node in self.schedule.overridden:
                continue
            for below in self.program.inputs[node]:
                self._bounds_of(below)
                more = self.sources[below] - found
                found |= more
                queue.extend(more)
        return found


def _are_days(*values: int) -> bool:
    return all(MINUS_INFINITY // 4 < value < PLUS_INFINITY // 4 for value in values)


def _few(given: dict[int, int]) -> dict[int, int]:
    return dict(list(given.items())[:_MAX_SOURCES])


def _compared(given: list[Bounds], *, is_later: bool) -> Bounds:
    """Give the bounds of the later (earlier) of several: one side holds for any, the other for all."""
    above, below = [pair[0] for pair in given], [pair[1] for pair in given]
    if is_later:
        return _of_any(above, max), _of_all(below, max)
    return _of_all(above, min), _of_any(below, min)


def _of_any(given: list[dict[int, int]], best: Callable[..., int]) -> dict[int, int]:
    found: dict[int, int] = {}
    for bounds in given:
        for source, days in bounds.items():
            found[source] = best(found[source], days) if source in found else days
    return _few(found)


def _of_all(given: list[dict[int, int]], worst: Callable[..., int]) -> dict[int, int]:
    shared = set(given[0]).intersection(*given[1:])
    return {source: worst(bounds[source] for bounds in given) for source in shared}


# ---------------------------------------------------------------- phases and windows


def _phase_nodes(phase: Phase, plan: Plan, cases: _Cases) -> tuple[int | None, int | None]:
    assert phase.when is not None
    limits = phase.when.limits(plan.conventions)
    first = last = None
    if limits.not_before is not None:
        first = cases.node(limits.not_before, limits.begins, plan.conventions)
    if limits.due is not None:
        last = cases.node(limits.due, limits.ends, plan.conventions)
    return first, last


def _outside_phases(schedule: Schedule, cases: _Cases) -> Iterator[Lint]:
    """Tell what lies outside its phase: of a deadline its due date, of all else every day."""
    plan = schedule.plan
    nodes = {
        phase.id: _phase_nodes(phase, plan, cases)
        for phase in plan.phases
        if phase.when is not None
    }
    for row in plan.deadlines:
        if row.phase not in nodes or row.when is None or schedule[row.id].done is not None:
            continue
        begin, end = nodes[row.phase]
        item_nodes = schedule.program.deadlines[row.id]
        first = item_nodes.last if row.kind.value == "deadline" else item_nodes.first
        pairs = [(first, end), (begin, item_nodes.last)]
        found = [
            (cases.later(one, other), one, other)
            for one, other in pairs
            if one is not None and other is not None
        ]
        phase = plan.phases_by_id[row.phase]
        values: dict[str, Any] = {
            "timing": row.when,
            "phase": _phase_names(phase),
            "span": phase.when,
        }
        if any(answer == "always" for answer, _, _ in found):
            yield Lint(
                "outside-phase",
                (row.id,),
                Step("lint outside phase", row.id, None, values),
                WARNING,
            )
            continue
        for answer, one, other in found:
            if answer == "sometimes":
                values |= cases.case(one, other) or {}
                step = Step("lint maybe outside phase", row.id, None, values)
                yield Lint("outside-phase", (row.id,), step, NOTE)
                break


def _phase_names(named: Phase) -> dict[str, str]:
    return {language: named.title.in_language(language) or named.id for language in LANGUAGES}


def _reversed(schedule: Schedule, cases: _Cases) -> Iterator[Lint]:
    """Tell windows that end before they begin in some case: of deadlines, and of phases in any."""
    plan = schedule.plan
    for phase in plan.phases:
        if phase.when is None:
            continue
        first, last = _phase_nodes(phase, plan, cases)
        if first is not None and last is not None:
            yield from _reversed_window(phase.id, phase.when, first, last, cases)
    conflicted = {finding.items for finding in schedule.conflicts}
    for row in plan.deadlines:
        nodes = schedule.program.deadlines[row.id]
        if nodes.first is None or nodes.last is None or (row.id,) in conflicted:
            continue
        if schedule[row.id].done is None:
            text = row.when or ""
            found = tuple(_reversed_window(row.id, text, nodes.first, nodes.last, cases))
            # A possible conflict tells it better: all the cases, the rules and what would repair it.
            if found and not any(each.items == (row.id,) for each in schedule.possible_conflicts):
                yield from found


def _reversed_window(
    name: str, timing: Timing | str, first: int, last: int, cases: _Cases
) -> Iterator[Lint]:
    answer = cases.later(first, last)
    if answer == "always":
        step = Step("lint reversed", name, None, {"timing": timing})
        yield Lint("reversed-window", (name,), step, WARNING)
    elif answer == "sometimes":
        values: dict[str, Any] = {"timing": timing, **(cases.case(first, last) or {})}
        step = Step("lint maybe reversed", name, None, values)
        yield Lint("reversed-window", (name,), step, WARNING)


# ---------------------------------------------------------------- rules that never bind


def _never_binding(plan: Plan, cases: _Cases) -> Iterator[Lint]:
    """Tell rules of a deadline that another of its rules always outdoes, whatever becomes known."""
    for row in plan.deadlines:
        rules = plan.conventions_for(row)
        parts: tuple[Timing, ...] = ()
        if row.when is not None:
            parts = getattr(row.when, "timings", (row.when,))
        begins: list[tuple[int, int]] = []
        ends: list[tuple[int, int]] = []
        texts: list[Timing] = []
        for part in parts:
            limits = part.limits(rules)
            if limits.not_before is not None:
                begins.append((len(texts), cases.node(limits.not_before, limits.begins, rules)))
            if limits.due is not None:
                ends.append((len(texts), cases.node(limits.due, limits.ends, rules)))
            texts.append(part)
        for wait in row.after:
            if wait.bounds_start and not wait.follows_start and row.takes is None:
                released, last = _wait_points(wait, after=rules.after)
                begins.append((len(texts), cases.node(released, Edge.END, rules)))
                if last is not None:
                    ends.append((len(texts), cases.node(last, Edge.END, rules)))
            texts.append(After(Reference(wait.item)))
        for rule, other in _outdone(begins, ends, cases):
            yield _unbound(row.id, texts[rule], texts[other])
        for part in parts:
            for point in part.points:
                for loser, winner in _outdone_operands(point, rules, cases):
                    yield _unbound(row.id, loser, winner)


def _unbound(name: str, rule: Timing | Point, other: Timing | Point) -> Lint:
    values = {"rule": rule, "other": other}
    return Lint("never-binds", (name,), Step("lint never binds", name, None, values), NOTE)


def _wait_points(wait: Wait, *, after: str) -> tuple[Point, Point | None]:
    base = Reference(wait.item)
    gap = wait.at_least or Offset(days=0 if after == "inclusive" else 1)
    last = None if wait.at_most is None else Shifted(wait.at_most, Direction.AFTER, base)
    return Shifted(gap, Direction.AFTER, base), last


def _outdone(
    begins: list[tuple[int, int]], ends: list[tuple[int, int]], cases: _Cases
) -> Iterator[tuple[int, int]]:
    """Find rules of which every limit is outdone, with one that outdoes them; of two equals, the second."""
    rules = sorted({rule for rule, _ in (*begins, *ends)})
    for rule in rules:
        limits = [(node, begins, True) for own, node in begins if own == rule]
        limits += [(node, ends, False) for own, node in ends if own == rule]
        winners = [
            next(
                (
                    other
                    for other, beside in among
                    if other != rule and _is_outdone(node, beside, is_begin, other < rule, cases)
                ),
                None,
            )
            for node, among, is_begin in limits
        ]
        if winners and None not in winners:
            winner = winners[-1]
            assert winner is not None
            yield rule, winner


def _is_outdone(node: int, beside: int, is_begin: bool, stands_first: bool, cases: _Cases) -> bool:
    """Tell whether a limit never bounds more than another does; of equals, the one that stands first bounds."""
    one, other = (node, beside) if is_begin else (beside, node)
    if node == beside:
        return stands_first
    return cases.later(one, other) == "never" and (
        stands_first or cases.later(other, one) != "never"
    )


def _outdone_operands(
    point: Point, rules: Any, cases: _Cases, edge: Edge = Edge.START
) -> Iterator[tuple[Point, Point]]:
    if isinstance(point, Earlier | Later):
        nodes = [(part, cases.node(part, edge, rules)) for part in point.points]
        for index, (part, node) in enumerate(nodes):
            for place, (other, beside) in enumerate(nodes):
                if (
                    place != index
                    and part != other
                    and _is_outdone(node, beside, isinstance(point, Later), place < index, cases)
                ):
                    yield part, other
                    break
    for inner in point.inputs:
        yield from _outdone_operands(inner, rules, cases, edge)


# ---------------------------------------------------------------- events


def _events(schedule: Schedule) -> Iterator[Lint]:
    """Tell events that nothing depends on, that nobody can decide, and that only a timing names."""
    plan = schedule.plan
    used = {name for item in plan.by_id.values() for name in anchors(plan, item)}
    for phase in plan.phases:
        references = () if phase.when is None else phase.when.references()
        used |= {plan.item_id(reference.item) or "" for reference in references}
    declared = {ISSUED, *(event.id for event in plan.events)}
    for name, event in plan.all_events.items():
        if name not in declared:
            values = {"title": str(event.title)}
            yield Lint(
                "undeclared-event", (name,), Step("lint undeclared event", name, None, values), NOTE
            )
        elif name not in used:
            yield Lint("unused-event", (name,), Step("lint unused event", name), NOTE)
        elif name != ISSUED and _nobody_decides(event) and name not in schedule.known:
            yield Lint("undecided-event", (name,), Step("lint undecided event", name), NOTE)


def events_on_closed_days(schedule: Schedule) -> Iterator[Lint]:
    """Tell events that begin or end on a day that the calendar closes; what lies between may well be closed.

    Args:
        schedule: The plan, resolved with what is known.
    """
    for entry in schedule.events:
        for window in dict.fromkeys((entry.not_before, entry.due)):
            if window is None or not window.is_settled:
                continue
            reason = closed_reason(schedule.program, window.day)
            if reason is not None:
                values = {"day": window.day, "reason": reason}
                step = Step("lint event on closed day", entry.id, None, values)
                yield Lint("event-on-closed-day", (entry.id,), step, NOTE)
                break


def _undated(schedule: Schedule) -> Iterator[Lint]:
    """Tell deadlines of which the plan says nothing of when they are due."""
    for entry in schedule:
        if entry.status == "undated":
            yield Lint("undated", (entry.id,), Step("lint undated", entry.id), WARNING)


def _nobody_decides(event: Event) -> bool:
    return not (event.decided_by or event.follows or event.parts) and event.expected is None


# ---------------------------------------------------------------- what is alike


_IGNORED_WORDS = {
    "vi": "va cua cho cac mot so voi trong ngoai theo tu den tai ve khi sau truoc do la thi duoc",
    "en": "the a an of on in to for and by from with after before at or is are be its their",
}


def _words(title: str, language: str) -> frozenset[str]:
    """Give the words of a title that say something, bare of marks and, in English, of endings."""
    found = re.findall(r"[^\W\d_]+", fold(title))
    ignored_words = _IGNORED_WORDS[language].split()
    kept = (word for word in found if word not in ignored_words)
    if language == "en":
        kept = (re.sub(r"(?<=\w{4})(?:ing|ed|es|s)\Z", "", word) for word in kept)
    return frozenset(kept)


@attrs.define(slots=False)
class _Titles:
    """How much the titles of a plan's deadlines share: a word that few have weighs more."""

    plan: Plan

    @cached_property
    def words(self) -> dict[str, dict[str, frozenset[str]]]:
        """The words of each title, in each language it is reported in."""
        found = {}
        for row in self.plan.deadlines:
            titles = dict(row.title.others) or {self.plan.language: row.title.main}
            found[row.id] = {language: _words(text, language) for language, text in titles.items()}
        return found

    @cached_property
    def weights(self) -> dict[tuple[str, str], float]:
        """The weight of each word of a language: the logarithm of how rare it is [Spärck Jones 1972]."""
        counts: dict[tuple[str, str], int] = {}
        for words_of_row in self.words.values():
            for language, words in words_of_row.items():
                for word in words:
                    counts[language, word] = counts.get((language, word), 0) + 1
        whole = len(self.words) + 1
        return {key: math.log(whole / count) for key, count in counts.items()}

    def shared(self, one: str, other: str) -> float:
        """Give how much two titles share, from 0 to 1: the geometric mean over the languages of both.

        In one language it is the cosine of the angle between the weighed words [Salton and Buckley 1988].
        A likeness that only one of two languages shows is chance, so the mean is geometric.
        """
        languages = self.words[one].keys() & self.words[other].keys()
        if not languages:
            return 0.0
        found = [
            self._cosine(language, self.words[one][language], self.words[other][language])
            for language in languages
        ]
        return math.prod(found) ** (1 / len(found))

    def are_alike(self, one: str, other: str) -> bool:
        """Tell whether two titles share enough to be about the same."""
        several = len(self.words[one].keys() & self.words[other].keys()) > 1
        return self.shared(one, other) >= (ALIKE_IN_TWO if several else ALIKE_IN_ONE)

    def _cosine(self, language: str, one: frozenset[str], other: frozenset[str]) -> float:
        def weight(words: Iterable[str]) -> float:
            return math.fsum(self.weights[language, word] ** 2 for word in sorted(words))

        whole = math.sqrt(weight(one) * weight(other))
        return weight(one & other) / whole if whole else 0.0

    def pairs(self, rows: list[Deadline]) -> Iterator[tuple[str, str]]:
        """Go through pairs of rows whose titles share a word that isn't everybody's."""
        having: dict[tuple[str, str], list[str]] = {}
        for row in rows:
            for language, words in self.words[row.id].items():
                for word in words:
                    having.setdefault((language, word), []).append(row.id)
        places = {row.id: index for index, row in enumerate(rows)}
        found = {
            pair
            for names in having.values()
            if len(names) <= MAX_SHARERS
            for pair in combinations(names, 2)
        }
        yield from sorted(found, key=lambda pair: (places[pair[0]], places[pair[1]]))


def _groups(pairs: Iterable[tuple[str, str]], order: Mapping[str, int]) -> list[tuple[str, ...]]:
    """Put together what pairs link, in the plan's order."""
    chief: dict[str, str] = {}

    def find(name: str) -> str:
        while chief.setdefault(name, name) != name:
            name = chief[name]
        return name

    for one, other in pairs:
        chief[find(one)] = find(other)
    found: dict[str, list[str]] = {}
    for name in chief:
        found.setdefault(find(name), []).append(name)
    groups = [tuple(sorted(names, key=order.__getitem__)) for names in found.values()]
    return sorted(groups, key=lambda names: order[names[0]])


def _zero_slack(plan: Plan) -> Iterator[Lint]:
    """Tell steps that all fall on one day: each right after the other, or all right after the same.

    Rows right after one event are steps of one matter where their titles say so, from three rows on.
    """
    at_once: dict[str, Reference] = {}
    for row in plan.deadlines:
        point = row.when.point if isinstance(row.when, Immediately) else None
        rules = plan.conventions_for(row)
        if isinstance(point, Reference) and rules.immediately == Offset(days=0):
            at_once[row.id] = point
    links = [(point.item, name) for name, point in at_once.items() if point.item in at_once]
    reported: set[str] = set()
    for group in _groups(links, plan.positions):
        reported |= set(group)
        if len(group) > 2 or any(at_once[name].item in at_once for name in group):
            anchor = next(at_once[n] for n in group if at_once[n].item not in at_once)
            yield _chain(group, anchor)
    titles = _Titles(plan)
    beside: dict[Reference, list[Deadline]] = {}
    for row in plan.deadlines:
        if row.id in at_once and row.id not in reported and row.done is None:
            beside.setdefault(at_once[row.id], []).append(row)
    for anchor, rows in beside.items():
        alike = [pair for pair in titles.pairs(rows) if titles.are_alike(*pair)]
        for group in _groups(alike, plan.positions):
            if len(group) > 2:
                yield _chain(group, anchor)


def _chain(group: tuple[str, ...], anchor: Reference) -> Lint:
    values = {"items": _names(group), "anchor": f"`{anchor}`"}
    return Lint("zero-slack", group, Step("lint zero slack", None, None, values), WARNING)


def _alike(schedule: Schedule, chains: list[Lint]) -> Iterator[Lint]:
    """Tell rows that seem to say the same: same timing, and the same or a like title.

    Rows of one item of the document (`4.4.1` and `4.4.2`) were set apart on purpose, so only the same
    title is reported of them.
    """
    plan = schedule.plan
    titles = _Titles(plan)
    by_timing: dict[tuple[str, str], list[Deadline]] = {}
    for row in plan.deadlines:
        if row.when is not None and schedule[row.id].done is None and row.title:
            by_timing.setdefault((row.kind.value, str(row.when)), []).append(row)
    chained = {pair for chain in chains for pair in combinations(chain.items, 2)}
    for rows in by_timing.values():
        named: dict[str, list[str]] = {}
        for row in rows:
            named.setdefault(" ".join(fold(row.title.main).split()), []).append(row.id)
        same = [pair for names in named.values() for pair in pairwise(names)]
        twice = _groups(same, plan.positions)
        for group in twice:
            yield _doubled("duplicate", group, WARNING)
        known = {pair for group in twice for pair in combinations(group, 2)}
        alike = [
            pair
            for pair in titles.pairs(rows)
            if pair not in chained
            and pair not in known
            and not _are_siblings(*pair)
            and titles.are_alike(*pair)
        ]
        for group in _groups(alike, plan.positions):
            yield _doubled("overlap", group, NOTE)


def _doubled(code: str, group: tuple[str, ...], severity: str) -> Lint:
    return Lint(code, group, Step(f"lint {code}", None, None, {"items": _names(group)}), severity)


def _are_siblings(one: str, other: str) -> bool:
    parent = one.rpartition(".")[0]
    return bool(parent) and parent == other.rpartition(".")[0]
