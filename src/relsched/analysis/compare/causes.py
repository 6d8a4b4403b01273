"""Causes: which of what was changed between two schedules each date follows from.

An item can only follow from the differences that affect it. Where there is one such difference, it is the cause.
Where there are several, they are decided by taking back:

1. each alone from the schedule after: those without which its dates would be others are the causes;
2. where there is none of them, each alone is put into the schedule before: those that change its dates there;
3. where there is none of these either, all of them together.

What can't be reverted alone, since the plan couldn't be resolved, counts as a cause of what depends on it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date, timedelta
from typing import Any

import attrs

from relsched.analysis.compare.change_kinds import Cause, Points
from relsched.analysis.compare.plan_differences import (
    Difference,
    Differences,
    find_outside,
    fixed_parts,
    outside_calendars,
    pin_text,
)
from relsched.dates.calendar_spec import CalendarSpec
from relsched.dates.days import OUTSIDE, Days
from relsched.dates.windows import Window
from relsched.dates.working_calendar import WorkingCalendar
from relsched.engine.evaluation import evaluate
from relsched.errors import RelschedError
from relsched.explain.explainer import window_of
from relsched.plan.dependency_graph import anchors
from relsched.plan.items import Deadline, Event
from relsched.plan.known_dates import Known
from relsched.schedule.entry import Entry
from relsched.schedule.resolver import Resolver
from relsched.schedule.schedule import Schedule

# Taking back more differences than this takes too long to wait for: then the nearest are named, untried.
MOST_TRIED = 300  # times that something is reverted
MOST_LOOKED_AT = 1_000_000  # pairs of an item and something that affects it
MOST_NEAREST = 20
MOST_PIECES = 64  # into which the questions are cut when a trial can't be resolved

_OWN_POINTS = frozenset({"unadjusted", "lowest", "highest"})  # what nobody is counted from


@attrs.frozen
class FoundCauses:
    """The causes of a change, whether they were tried, and the working days that its count went over."""

    causes: tuple[Cause, ...]
    exact: bool = True
    opened: tuple[date, ...] = ()
    closed: tuple[date, ...] = ()


# ---------------------------------------------------------------- taking back


@attrs.frozen
class Reversal:
    """One schedule with some differences to another reverted.

    Attributes:
        base: The schedule they are reverted from.
        other: The schedule whose state they are reverted to.
        differences: What is reverted.
    """

    base: Schedule
    other: Schedule
    differences: tuple[Difference, ...]

    def schedule(self, wanted: Iterable[str]) -> Schedule:
        """Resolve as much of the plan as some items need.

        Raises:
            RelschedError: The plan can't be so.
        """
        items = self._rows()
        kept = self._needed(items, wanted)
        plan = self.base.plan
        # Events all stay, and those that stand for documents are written out, so that every name means what
        # it meant.
        events = [item for item in items.values() if isinstance(item, Event)]
        deadlines = [item for n, item in items.items() if isinstance(item, Deadline) and n in kept]
        phases = [attrs.evolve(phase, when=None) for phase in plan.phases]
        changes: dict[str, Any] = {"events": events, "deadlines": deadlines, "phases": phases}
        changes |= self._settings()
        reverted = attrs.evolve(plan, **changes)
        known = [value for value in self._known(items).values() if value.item in reverted.by_id]
        return Resolver(reverted, self._ready()).resolve(known)

    def _rows(self) -> dict[str, Event | Deadline]:
        items = dict(self.base.plan.by_id)
        theirs = self.other.plan.by_id
        for difference in self.differences:
            name = difference.item
            if name is None:
                continue
            if name not in theirs:
                items.pop(name, None)
            elif name not in items or "kind" in difference.fields:
                items[name] = _bare(theirs[name])
            elif difference.cause.kind == "done":
                row = items[name]
                if isinstance(row, Deadline):
                    items[name] = attrs.evolve(row, done=getattr(theirs[name], "done", None))
            elif difference.fields:
                changes = {field: getattr(theirs[name], field) for field in difference.fields}
                items[name] = attrs.evolve(items[name], **changes)
        self._restore(items)
        return items

    def _restore(self, items: dict[str, Event | Deadline]) -> None:
        """Bring back what the rows reverted name and what isn't in the plan any more."""
        theirs = self.other.plan
        queue = [d.item for d in self.differences if d.item is not None and d.item in items]
        for name in queue:
            for other in anchors(theirs, items[name]) if name in theirs.by_id else ():
                if other not in items and other in theirs.by_id:
                    items[other] = _bare(theirs.by_id[other])
                    queue.append(other)

    def _needed(self, items: Mapping[str, Event | Deadline], wanted: Iterable[str]) -> set[str]:
        """Give the items that some items depend on, and they themselves; all events are among them."""
        plans = (self.base.plan, self.other.plan)
        kept = {name for name in wanted if name in items}
        kept |= {name for name, item in items.items() if isinstance(item, Event)}
        queue = list(kept)
        for name in queue:
            for plan in plans:
                for other in anchors(plan, items[name]):
                    if other in items and other not in kept:
                        kept.add(other)
                        queue.append(other)
        return kept

    def _settings(self) -> dict[str, Any]:
        plan, theirs = self.base.plan, self.other.plan
        changes: dict[str, Any] = {}
        choices: dict[str, Any] = {}
        specs: dict[str, CalendarSpec] = {spec.id: spec for spec in plan.calendars}
        wanted = {spec.id: spec for spec in theirs.calendars}
        for difference in self.differences:
            cause, fields = difference.cause, difference.fields
            if cause.kind == "setting" and cause.name.startswith("conventions."):
                choices[fields[0]] = getattr(theirs.conventions, fields[0])
            elif cause.kind == "setting":
                changes[fields[0]] = getattr(theirs, fields[0])
            elif fields == ("spec",):
                specs.pop(cause.name, None)
                if cause.name in wanted:
                    specs[cause.name] = wanted[cause.name]
        # A calendar that a row or setting names again comes back with it, where its name is free.
        free = {name: spec for name, spec in wanted.items() if name not in specs}
        taken_away = {d.cause.name for d in self.differences if d.fields == ("spec",)}
        ready = outside_calendars(self.base)
        specs |= {n: spec for n, spec in free.items() if n not in taken_away and n not in ready}
        return {
            **changes,
            "conventions": plan.conventions.with_choices(choices),
            "calendars": tuple(specs.values()),
        }

    def _known(self, items: Mapping[str, Event | Deadline]) -> dict[str, Known]:
        known, theirs = dict(self.base.known), self.other.known
        for name in items:
            if name not in self.base.plan.by_id and name in theirs:
                known[name] = theirs[name]
        for difference in self.differences:
            item, kind = difference.item, difference.cause.kind
            if item is None or kind not in ("known", "pinned", "done"):
                continue
            mine, other = known.get(item), theirs.get(item)
            value = other if kind == "known" else _mixed(item, mine, other, kind)
            known.pop(item, None)
            if value is not None:
                known[item] = value
        return known

    def _ready(self) -> dict[str, WorkingCalendar]:
        ready = dict(self.base.program.calendars.ready)
        for difference in self.differences:
            if difference.fields == ("data",):
                name = difference.cause.name
                found = outside_calendars(self.other).get(name) or find_outside(self.other, name)
                if found is not None:
                    ready[name] = found
        return ready


def _bare(item: Event | Deadline) -> Event | Deadline:
    """Leave out the units and the phase of a row: another plan needn't have them."""
    if isinstance(item, Event):
        return item
    return attrs.evolve(item, lead=None, support=(), phase=None)


def _mixed(name: str, mine: Known | None, theirs: Known | None, kind: str) -> Known | None:
    """Take the fixed date of a deadline, or the day it was done, from another known date."""
    pin, done = (theirs, mine) if kind == "pinned" else (mine, theirs)
    parts = fixed_parts(pin, done)
    return Known(name, **parts) if any(part is not None for part in parts.values()) else None


# ---------------------------------------------------------------- what makes a difference


def _nodes(schedule: Schedule, name: str, *, by_rule: bool) -> tuple[int | None, ...]:
    """Give the nodes of an item's dates and times; by its rule alone where what is fixed is left out."""
    nodes = schedule.program.items[name]
    if by_rule:
        inputs = schedule.program.inputs
        return tuple(
            None if node is None else inputs[node][0] for node in (nodes.first, nodes.last)
        )
    last = nodes.last
    is_deadline = isinstance(schedule.plan.by_id[name], Deadline)
    if last is None and is_deadline and pin_text(schedule.known.get(name)) is not None:
        last = nodes.counted
    return nodes.first, last, nodes.first_clock, nodes.last_clock


def _values(schedule: Schedule, nodes: Iterable[int | None]) -> list[list[int] | None]:
    return [None if node is None else schedule.values[node].tolist() for node in nodes]


def rule_dates(schedule: Schedule, name: str) -> Points:
    """Give the dates that the rule of a deadline has, whatever was fixed for it from outside."""
    first, last = _nodes(schedule, name, by_rule=True)
    return _window(schedule, first), _window(schedule, last)


def _window(schedule: Schedule, node: int | None) -> Window | None:
    if node is None or OUTSIDE in schedule.values[node]:
        return None
    return window_of(schedule.values[node])


def _has_other_dates(one: Schedule, other: Schedule, name: str, *, by_rule: bool) -> bool:
    pairs = (_values(s, _nodes(s, name, by_rule=by_rule)) for s in (one, other))
    return next(pairs) != next(pairs)


# What an entry says beside its facts: what is asked apart, and what the plan says itself.
_NO_FACTS = frozenset(
    "id title kind when not_before due lead support phase source row pinned done".split()  # noqa: SIM905
)


def _facts(entry: Entry | None) -> tuple[Any, ...]:
    """Give what may differ in an entry whose dates stay."""
    fields = (field for field in attrs.fields(Entry) if field.eq)
    names = (field.name for field in fields if field.name not in _NO_FACTS)
    return () if entry is None else tuple(getattr(entry, name) for name in names)


@attrs.frozen
class CauseQuestion:
    """What is asked about an item: why its `dates` are others, those `by rule`, or the other `facts` of it."""

    name: str
    about: str


class Asker:
    """Finds the causes of changes by reverting differences, as many at a time as can be."""

    def __init__(self, differences: Differences) -> None:
        self.differences = differences
        self.before: Schedule = differences.before
        self.after: Schedule = differences.after

    def ask(self, questions: Iterable[CauseQuestion]) -> dict[str, tuple[tuple[Cause, ...], bool]]:
        """Give for each item its causes, and whether they were found exactly."""
        found: dict[str, tuple[tuple[Cause, ...], bool]] = {}
        several: dict[CauseQuestion, list[int]] = {}
        asked = list(questions)
        if self._weight(asked) > MOST_LOOKED_AT:
            return {question.name: (self._nearest(question), False) for question in asked}
        for question in asked:
            numbers = self._candidates(question)
            if len(numbers) < 2:
                found[question.name] = self._causes_of(numbers), True
            else:
                several[question] = numbers
        if len(self._batches(several)) > MOST_TRIED:
            near = {question.name: (self._nearest(question), False) for question in several}
            return found | near
        for base, other in ((self.after, self.before), (self.before, self.after)):
            decisive = self._that_matter(base, other, several)
            for question, numbers in decisive.items():
                if numbers:
                    found[question.name] = self._causes_of(numbers), True
                    del several[question]
        for question, numbers in several.items():
            found[question.name] = self._causes_of(numbers), True
        return found

    def _weight(self, questions: list[CauseQuestion]) -> int:
        masks = self.differences.masks
        return sum(masks[question.name].bit_count() for question in questions)

    def _nearest(self, question: CauseQuestion) -> tuple[Cause, ...]:
        """Give what was changed at an item itself, else the first that affects it."""
        own = self.differences.own.get(question.name)
        return self._causes_of(own or self._candidates(question, MOST_NEAREST))

    def _causes_of(self, numbers: Iterable[int]) -> tuple[Cause, ...]:
        return tuple(self.differences.all[number].cause for number in numbers)

    def _candidates(self, question: CauseQuestion, most: int | None = None) -> list[int]:
        mask = self.differences.masks[question.name]
        found: list[int] = []
        while mask and len(found) != most:
            lowest = mask & -mask
            number = lowest.bit_length() - 1
            mask ^= lowest
            difference = self.differences.all[number]
            kind = difference.cause.kind
            if question.about != "facts" and kind == "decided_by":
                continue
            # Its rule doesn't follow from what was fixed for itself.
            is_own = difference.item == question.name and kind in ("pinned", "done")
            if question.about == "by rule" and is_own:
                continue
            found.append(number)
        return found

    # ------------------------------------------------------------ trying

    def _that_matter(
        self, base: Schedule, other: Schedule, questions: Mapping[CauseQuestion, list[int]]
    ) -> dict[CauseQuestion, list[int]]:
        """Give for each question the differences that change its answer when each alone is reverted."""
        asked = _asked(questions)
        found: dict[CauseQuestion, list[int]] = {question: [] for question in questions}
        for batch in self._batches(questions):
            for number, question in self._try(base, other, batch, asked):
                found[question].append(number)
        return {question: sorted(numbers) for question, numbers in found.items()}

    def _batches(self, questions: Mapping[CauseQuestion, list[int]]) -> list[list[int]]:
        """Put those together that affect no item in common: they are reverted at once."""
        asked = _asked(questions)
        batches: list[list[int]] = []
        together: list[list[int]] = []
        taken_by: list[set[CauseQuestion]] = []
        for number, those in asked.items():
            if self.differences.all[number].item is None:
                batches.append([number])
                continue
            place = next((n for n, taken in enumerate(taken_by) if taken.isdisjoint(those)), None)
            if place is None:
                place = len(taken_by)
                together.append([])
                taken_by.append(set())
            together[place].append(number)
            taken_by[place].update(those)
        return together + batches

    def _try(
        self,
        base: Schedule,
        other: Schedule,
        batch: list[int],
        asked: Mapping[int, list[CauseQuestion]],
    ) -> Iterator[tuple[int, CauseQuestion]]:
        """Take some differences back at once; give those that make a difference, with the questions."""
        pairs = [(number, question) for number in batch for question in asked[number]]
        least = max(1, len(pairs) // MOST_PIECES)
        pieces = [pairs]
        while pieces:
            piece = pieces.pop()
            numbers = list(dict.fromkeys(number for number, _ in piece))
            taken = [self.differences.all[number] for number in numbers]
            try:
                differs = self._differs(base, other, taken, [question for _, question in piece])
            except RelschedError:
                # Something in it can't be resolved; what that doesn't concern is asked again without it.
                if len(numbers) > 1:
                    pieces += [[pair for pair in piece if pair[0] == n] for n in numbers]
                elif len(piece) > least:
                    pieces += [piece[: len(piece) // 2], piece[len(piece) // 2 :]]
                elif not taken[0].may_be_missing:
                    yield from piece
                continue
            yield from (pair for pair in piece if differs(pair[1]))

    def _differs(
        self,
        base: Schedule,
        other: Schedule,
        taken: list[Difference],
        questions: list[CauseQuestion],
    ) -> Callable[[CauseQuestion], bool]:
        trial = Reversal(base, other, tuple(taken))
        if all(difference.item is not None for difference in taken):
            spread = _spread(trial, questions)
            if spread is not None:
                return spread
        reverted = trial.schedule([question.name for question in questions])

        def differs(question: CauseQuestion) -> bool:
            name = question.name
            if name not in reverted.program.items or name not in base.program.items:
                return True
            if question.about == "facts":
                return _facts(reverted.find(name)) != _facts(base.find(name))
            return _has_other_dates(reverted, base, name, by_rule=question.about == "by rule")

        return differs


def _asked(questions: Mapping[CauseQuestion, list[int]]) -> dict[int, list[CauseQuestion]]:
    """Give for each difference the questions on which it bears."""
    asked: dict[int, list[CauseQuestion]] = {}
    for question, numbers in questions.items():
        for number in numbers:
            asked.setdefault(number, []).append(question)
    return asked


def _read_points(schedule: Schedule, name: str) -> dict[str, int]:
    """Give the nodes of an item that others may be counted from, by the name of the point."""
    nodes = schedule.program.items[name]
    points = (field.name for field in attrs.fields(type(nodes)))
    found = {point: getattr(nodes, point) for point in points if point not in _OWN_POINTS}
    return {point: node for point, node in found.items() if isinstance(node, int)}


def _spread(
    trial: Reversal, questions: list[CauseQuestion]
) -> Callable[[CauseQuestion], bool] | None:
    """Resolve only the items at which something is reverted, and carry what they give to the rest.

    All that depends on an item reads its points and nothing else, so that the rest of the program stays as
    it is. None where this can't be: where an item has other points than before, or more than dates are asked.
    """
    import numpy as np

    base = trial.base
    if any(question.about == "facts" for question in questions):
        return None
    items = {d.item for d in trial.differences if d.item is not None}
    if any(name not in base.program.items for name in items):
        return None
    reverted = trial.schedule(items)
    if reverted.program.has_clocks != base.program.has_clocks:
        return None
    given = dict(base.overridden)
    changed = []
    pairs: list[tuple[int, Days]] = []
    for name in items:
        if name not in reverted.program.items:
            return None
        mine, new = _read_points(base, name), _read_points(reverted, name)
        if mine.keys() != new.keys():
            return None
        pairs += [(node, reverted.values[new[point]]) for point, node in mine.items()]
    # An item's own nodes are given; what else others read of it must come out right by itself.
    for node, value in pairs:
        if base.program.owners.get(node) in items:
            given[node] = value
            changed.append(node)
    values = evaluate(
        base.program,
        given,
        previous=base.values,
        changed=np.array(changed, dtype=np.intp),
    )
    if any(not np.array_equal(values[node], value) for node, value in pairs):
        return None
    moved = (values != base.values).any(axis=1)

    def differs(question: CauseQuestion) -> bool:
        name = question.name
        by_rule = question.about == "by rule"
        if name in items:
            return _has_other_dates(reverted, base, name, by_rule=by_rule)
        nodes = _nodes(base, name, by_rule=by_rule)
        return any(bool(moved[node]) for node in nodes if node is not None)

    return differs


# ---------------------------------------------------------------- days of a calendar


def calendar_days(
    before: WorkingCalendar | None, after: WorkingCalendar | None
) -> tuple[list[date], list[date]]:
    """Give the days that are open now and weren't, and those that are closed now and weren't.

    Only days that both calendars cover are compared.
    """
    if before is None or after is None:
        return [], []
    import numpy as np

    from relsched.dates.days import day, number

    first, last = max(before.first, after.first), min(before.last, after.last)
    days = np.arange(number(first), number(last + timedelta(days=1)), dtype=np.int64)
    was, now = before.is_open_array(days), after.is_open_array(days)
    opened, closed = days[now & ~was], days[was & ~now]
    return [day(int(n)) for n in opened], [day(int(n)) for n in closed]
