"""Trials of scenarios on a plan, by number: what each comes to, how it ranks, and what it does to each item."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import cached_property
from typing import Any, NamedTuple, TypeVar

import attrs
import numpy as np

from relsched.analysis.compare.change_kinds import Change
from relsched.analysis.compare.day_notes import DayNote, day_notes, deadline_notes, event_notes
from relsched.analysis.whatif.criteria import CRITERIA, Judged, Rows, closed_between
from relsched.analysis.whatif.joint_conflicts import infeasible
from relsched.dates import days as day_maps
from relsched.dates.days import Days, Mask, find_day, is_finite
from relsched.dates.windows import Window
from relsched.engine.program import Index, Program
from relsched.engine.solution import Dates
from relsched.plan.dependency_graph import dependants
from relsched.plan.items import Deadline, Event
from relsched.plan.known_dates import Known
from relsched.plan.plan import Plan
from relsched.schedule.resolver import MAX_BYTES, Columns, Resolver
from relsched.schedule.schedule import Schedule
from relsched.short_repr import short_repr

FLAGS = ("conflict", "past", "closed", "moved")
_T = TypeVar("_T")


class _Flags(NamedTuple):
    """What is true of items and scenarios, as columns."""

    judged: Judged
    moved: Mask


@short_repr
@attrs.frozen
class Total:
    """One deadline or event over all usable candidates: in how many it is in conflict, past, or on a closed day.

    `due` holds every day on which it may be due under any of them; None where it has no due date.
    """

    id: str
    conflicts: int
    past: int | None
    closed: int
    due: Window | None

    def to_json(self) -> dict[str, Any]:
        """Give it as plain values."""
        return {
            "id": self.id,
            "conflicts": self.conflicts,
            "past": self.past,
            "closed": self.closed,
            "due": None if self.due is None else self.due.to_json(),
        }


class Trial:
    """Scenarios and what each leads to, by their numbers in the order they were given in.

    What all deadlines come to under one is worked out again when it is asked for, so that a trial stays small.
    """

    def __init__(
        self,
        resolver: Resolver,
        scenarios: Sequence[Mapping[str, Known]],
        known: Mapping[str, Known],
        *,
        labels: Sequence[str] = (),
        as_of: date | None = None,
        base: Schedule | None = None,
        most_bytes: int = MAX_BYTES,
    ) -> None:
        self.resolver = resolver
        self.scenarios: tuple[Mapping[str, Known], ...] = tuple(scenarios)
        self.known = known
        self.labels: tuple[str, ...] = tuple(labels)
        self.as_of = as_of
        self.base = base
        self._most_bytes = most_bytes
        self._rows: dict[bool, Rows] = {}
        plan = resolver.plan
        names = {name for scenario in scenarios for name in scenario}
        self.varied: tuple[str, ...] = tuple(sorted(names, key=plan.positions.__getitem__))
        self._ids = tuple(plan.by_id)
        self.dependents: frozenset[str] = frozenset((*names, *dependants(plan, names)))
        self._is_dependent = np.array([name in self.dependents for name in self._ids], dtype=bool)
        self._evaluate()

    @property
    def plan(self) -> Plan:
        """The plan that is asked about."""
        return self.resolver.plan

    def known_with(self, scenario: Mapping[str, Known]) -> dict[str, Known]:
        """Give what is known in a scenario."""
        return {**self.known, **scenario}

    # ------------------------------------------------------------ evaluation

    def _judged(self, numbers: Sequence[int]) -> Iterator[tuple[Columns, Judged]]:
        """Judge some scenarios, chunk by chunk; the columns hold numbers among those asked for."""
        as_of = None if self.as_of is None else day_maps.number(self.as_of)
        scenarios = [self.scenarios[number] for number in numbers]
        for columns in self.resolver.columns(scenarios, self.known, most_bytes=self._most_bytes):
            rows = self._rows_of(columns.program)
            chunk = [scenarios[number] for number in columns.numbers]
            pinned, done = self._fixed(chunk)
            yield columns, rows.judge(columns, pinned, done, as_of)

    def _rows_of(self, program: Program) -> Rows:
        if program.has_clocks not in self._rows:
            self._rows[program.has_clocks] = Rows(program)
        return self._rows[program.has_clocks]

    def _fixed(self, scenarios: Sequence[Mapping[str, Known]]) -> tuple[Mask, Mask]:
        """Tell of each item and scenario whether it is pinned and whether it is done."""
        shape = (len(self._ids), len(scenarios))
        pinned, done = np.zeros(shape, dtype=bool), np.zeros(shape, dtype=bool)
        places = self.plan.positions
        for row in self.plan.deadlines:
            done[places[row.id]] = row.done is not None
        for name, known in self.known.items():
            pinned[places[name]] = _is_pinned(known)
            done[places[name]] |= known.done is not None
        for name in self.varied:
            item = self.plan.by_id[name]
            if isinstance(item, Event):
                continue  # an event is neither pinned nor done
            for column, scenario in enumerate(scenarios):
                if name in scenario:
                    given = scenario[name]
                    pinned[places[name], column] = _is_pinned(given)
                    done[places[name], column] = given.done is not None or item.done is not None
        return pinned, done

    def _evaluate(self) -> None:
        count = len(self.scenarios)
        self._counts = {name: np.zeros(count, dtype=np.int64) for name in CRITERIA}
        self._unusable = np.zeros(count, dtype=bool)
        items = len(self._ids)
        sums = {name: np.zeros(items, dtype=np.int64) for name in ("conflicts", "past", "closed")}
        low = np.full(items, day_maps.PLUS_INFINITY, dtype=np.int64)
        high = np.full(items, day_maps.MINUS_INFINITY, dtype=np.int64)
        self._anyway: dict[str, tuple[str, ...]] = dict.fromkeys(sums, ())
        seen = False
        for columns, judged in self._judged(range(count)):
            numbers, usable = columns.numbers, ~columns.unusable
            self._unusable[numbers] = columns.unusable
            for name in sums:
                found: Mask = getattr(judged, name)
                self._counts[name][numbers] = (found & self._is_dependent[:, None]).sum(axis=0)
                sums[name] += (found & usable).sum(axis=1)
                if not seen and usable.any():
                    column = int(np.argmax(usable))
                    rows = np.flatnonzero(found[:, column] & ~self._is_dependent)
                    self._anyway[name] = tuple(self._ids[n] for n in rows)
            seen = seen or bool(usable.any())
            self._counts["conflicts"][numbers] += self._together(columns, judged)
            self._counts["closed_days"][numbers] = self._closed_days(columns.program, judged)
            moved, shifts = self._moves(judged, columns)
            self._counts["moved"][numbers] = moved.sum(axis=0)
            self._counts["days_moved"][numbers] = np.where(moved, shifts, 0).sum(axis=0)
            if usable.any():
                low = np.minimum(low, judged.last[0][:, usable].min(axis=1))
                high = np.maximum(high, judged.last[1][:, usable].max(axis=1))
        self._sums, self._due = sums, (low, high)
        self._rank()

    def _together(self, columns: Columns, judged: Judged) -> Mask:
        """Tell where something can't hold together, though each item has days left by itself."""
        usable = np.flatnonzero(~columns.unusable)
        if not len(usable):
            return np.zeros(len(columns.numbers), dtype=bool)
        known = self.known_with(self.scenarios[int(columns.numbers[usable[0]])])
        return infeasible(known, columns, judged.conflicts, self.dependents)

    def _closed_days(self, program: Program, judged: Judged) -> Days:
        """Count the closed days of the events that are tried; of one whose end is open, its first day."""
        calendar = program.calendars.get(self.plan.calendar)
        total = np.zeros(judged.conflicts.shape[1], dtype=np.int64)
        for name in self.varied:
            if isinstance(self.plan.by_id[name], Event):
                row = self.plan.positions[name]
                starts = np.where(
                    judged.first[0][row] == judged.first[1][row],
                    judged.first[0][row],
                    day_maps.PLUS_INFINITY,
                )
                ends = np.where(
                    judged.last[0][row] == judged.last[1][row], judged.last[0][row], starts
                )
                total += closed_between(calendar, starts, ends)
        return total

    @cached_property
    def _base_points(self) -> tuple[Days, Days, Mask] | None:
        """The two points of each item in the base, and which items have one date for each of their points."""
        if self.base is None:
            return None
        items = len(self._ids)
        first = np.full(items, day_maps.MINUS_INFINITY, dtype=np.int64)
        last = np.full(items, day_maps.PLUS_INFINITY, dtype=np.int64)
        settled = np.zeros(items, dtype=bool)
        values = self.base.values
        for row, name in enumerate(self._ids):
            item = self.plan.by_id[name]
            known = self.base.known.get(name)
            is_done = isinstance(item, Deadline) and (
                item.done is not None or (known is not None and known.done is not None)
            )
            if isinstance(item, Event) or is_done:
                continue
            nodes = self.base.program.items[name]
            pairs = [
                values[node] if node is not None else None for node in (nodes.first, nodes.last)
            ]
            there = [pair for pair in pairs if pair is not None]
            settled[row] = bool(there) and all(
                pair[0] == pair[1] and find_day(int(pair[0])) is not None for pair in there
            )
            if pairs[0] is not None:
                first[row] = pairs[0][0]
            if pairs[1] is not None:
                last[row] = pairs[1][0]
        return first, last, settled

    @property
    def has_moves(self) -> bool:
        """Whether the base has dates that a candidate could move."""
        points = self._base_points
        return points is not None and bool((points[2] & self._is_dependent).any())

    def _moves(self, judged: Judged, columns: Columns) -> tuple[Mask, Days]:
        """Tell which items move, and the most that one of their ends moves, in days."""
        shape = judged.conflicts.shape
        shifts = np.zeros(shape, dtype=np.int64)
        if self._base_points is None:
            return np.zeros(shape, dtype=bool), shifts
        first, last, settled = self._base_points
        rows = self._rows_of(columns.program)
        moved = np.zeros(shape, dtype=bool)
        for base, nodes, point in (
            (first, rows.first, judged.first),
            (last, rows.last, judged.last),
        ):
            has = (nodes >= 0) & settled
            for side in point:
                moved |= has[:, None] & (side != base[:, None])
                known = has[:, None] & is_finite(side)
                shift = np.abs(np.where(known, side - np.where(known, base[:, None], 0), 0))
                shifts = np.maximum(shifts, np.where(known, shift, 0))
        return moved, shifts

    def _rank(self) -> None:
        """Rank lexicographically; equal counts share a rank, and the order given decides their order."""
        keys = [self._unusable.astype(np.int64), *(self._counts[name] for name in CRITERIA)]
        self.order: Index = np.lexsort(keys[::-1])
        table = np.stack(keys, axis=1)[self.order]
        if not len(table):
            self._ranks = np.zeros(0, dtype=np.int64)
            return
        is_new = np.ones(len(table), dtype=bool)
        is_new[1:] = (table[1:] != table[:-1]).any(axis=1)
        starts = np.flatnonzero(is_new)
        ranks = np.repeat(starts, np.diff(np.append(starts, len(table)))) + 1
        self._ranks = np.zeros(len(table), dtype=np.int64)
        self._ranks[self.order] = ranks

    # ------------------------------------------------------------ by number

    def counts(self, number: int) -> dict[str, int | None]:
        """Give the counts of a scenario by criterion; None where nobody asked."""
        counts: dict[str, int | None] = {name: int(self._counts[name][number]) for name in CRITERIA}
        if self.as_of is None:
            counts["past"] = None
        if not self.has_moves:
            counts["moved"] = counts["days_moved"] = None
        return counts

    def rank(self, number: int) -> int | None:
        """Give the rank of a scenario, 1 for the best; None where it can't be used."""
        return None if self._unusable[number] else int(self._ranks[number])

    def count_of(self, rank: int) -> int:
        """Give the number of scenarios that share a rank."""
        return int(((self._ranks == rank) & ~self._unusable).sum())

    def following(self, rank: int) -> int | None:
        """Give the first scenario that is worse than a rank; None where none is that can be used."""
        worse = (self._ranks[self.order] > rank) & ~self._unusable[self.order]
        return int(self.order[np.argmax(worse)]) if worse.any() else None

    @property
    def best(self) -> list[int]:
        """The best scenarios: one, or several that are equally good."""
        return [int(n) for n in self.order if not self._unusable[n] and self._ranks[n] == 1]

    def best_of(self, numbers: Sequence[int]) -> int:
        """Give the best of some scenarios: what breaks there is the least that must."""
        places = np.array(numbers, dtype=np.intp)
        worst = len(self.scenarios) + 1
        ranks = np.where(self._unusable[places], worst, self._ranks[places])
        return int(places[np.argmin(ranks)])

    @cached_property
    def holding(self) -> Mask:
        """Which scenarios can be used and have no conflict and nothing past."""
        wrong = self._unusable | (self._counts["conflicts"] > 0) | (self._counts["past"] > 0)
        return ~wrong

    @property
    def anyway(self) -> dict[str, tuple[str, ...]]:
        """What is in conflict, past or on a closed day whichever candidate is taken, by criterion."""
        return dict(self._anyway)

    @property
    def totals(self) -> list[Total]:
        """What each deadline and event that depends on what is tried comes to over all candidates."""
        found = []
        rows = next(iter(self._rows.values()), None)
        for row in np.flatnonzero(self._is_dependent):
            low, high = int(self._due[0][row]), int(self._due[1][row])
            has_due = rows is not None and rows.last[row] >= 0 and low <= high
            found.append(
                Total(
                    self._ids[row],
                    int(self._sums["conflicts"][row]),
                    None if self.as_of is None else int(self._sums["past"][row]),
                    int(self._sums["closed"][row]),
                    Window(find_day(low), find_day(high)) if has_due else None,
                )
            )
        return found

    # ------------------------------------------------------------ changes

    def changes(
        self, numbers: Iterable[int], flagged: Sequence[str] | None = None
    ) -> Iterator[tuple[Change, ...]]:
        """Go through candidates and give for each what becomes of all that depends on it, in the plan's order.

        They are evaluated together, chunk by chunk; one that can't be used has none.

        Args:
            numbers: Which candidates, by their number.
            flagged: Only what has one of these of `FLAGS`; all where None.
        """
        wanted = list(numbers)

        def build(columns: Columns, flags: _Flags, column: int) -> tuple[Change, ...]:
            place = int(columns.numbers[column])
            schedule = self._column(columns, column, self.scenarios[wanted[place]])
            found = []
            for row in self._dependent_rows:
                raised = _raised(flags, row, column)
                if flagged is None or not set(raised).isdisjoint(flagged):
                    name = self._ids[row]
                    entry = schedule[name]
                    notes = day_notes(schedule.program, entry)
                    found.append(Change.between(self._start[name], entry, raised, notes))
            return tuple(found)

        return (found or () for found in self._in_order(wanted, build))

    def changes_json(self, numbers: Iterable[int]) -> Iterator[list[dict[str, Any]]]:
        """Go through candidates and give for each what `changes` gives of it, as plain values in the documented shape.

        They come straight from the columns: a table of many candidates needs few of the values of an entry.
        """

        def build(columns: Columns, flags: _Flags, column: int) -> list[dict[str, Any]]:
            judged, rows = flags.judged, self._rows_of(columns.program)
            found = []
            for row in self._dependent_rows:
                first = _window_json(judged.first, row, column) if rows.first[row] >= 0 else None
                last = None
                if rows.last[row] >= 0 or judged.last[0][row, column] > day_maps.MINUS_INFINITY:
                    last = _window_json(judged.last, row, column)
                shift = self._shift(rows, judged, row, column)
                found.append(
                    {
                        "id": self._ids[row],
                        "not_before": first,
                        "due": last,
                        "flags": list(_raised(flags, row, column)),
                        "day_notes": [note.to_json() for note in _notes(rows, judged, row, column)],
                        "shift": dict(zip(("earliest", "latest"), shift, strict=True)),
                    }
                )
            return found

        return (found or [] for found in self._in_order(list(numbers), build))

    def _in_order(
        self, wanted: Sequence[int], build: Callable[[Columns, _Flags, int], _T]
    ) -> Iterator[_T | None]:
        """Go through candidates in the order wanted, each built from its column; None for one that can't be used."""
        ready: dict[int, _T | None] = {}
        given = 0
        for columns, judged in self._judged(wanted):
            flags = _Flags(judged, self._moves(judged, columns)[0])
            for column, place in enumerate(columns.numbers):
                unusable = columns.unusable[column]
                ready[int(place)] = None if unusable else build(columns, flags, column)
            while given in ready:
                yield ready.pop(given)
                given += 1
        while given in ready:
            yield ready.pop(given)
            given += 1

    def _column(self, columns: Columns, column: int, scenario: Mapping[str, Known]) -> Schedule:
        """Take the schedule of one scenario out of the columns: nothing is resolved again."""
        values = np.stack((columns.earliest[:, column], columns.latest[:, column]), axis=1)
        fixed = {node: values[node] for node in columns.overridden}
        return Schedule(Dates(columns.program, values, self.known_with(scenario), fixed))

    @cached_property
    def _dependent_rows(self) -> list[int]:
        rows: list[int] = np.flatnonzero(self._is_dependent).tolist()
        return rows

    @cached_property
    def _start(self) -> Schedule:
        """The base, or else what follows from what is known in every scenario."""
        if self.base is not None:
            return self.base
        return self.resolver.resolve(self.known.values())

    def _shift(
        self, rows: Rows, judged: Judged, row: int, column: int
    ) -> tuple[int | None, int | None]:
        """Give by how many days the ends of a due date, or else of a first day, differ from the base.

        None where an end is open, and where the base has no date that could move.
        """
        if self._base_points is None or not self._base_points[2][row]:
            return None, None
        is_due = rows.last[row] >= 0
        point = judged.last if is_due else judged.first
        base = int(self._base_points[1 if is_due else 0][row])
        low, high = (int(side[row, column]) for side in point)
        return (
            None if find_day(low) is None else low - base,
            None if find_day(high) is None else high - base,
        )


def _raised(flags: _Flags, row: int, column: int) -> tuple[str, ...]:
    """Give those of `FLAGS` that an item has in a scenario."""
    masks = (flags.judged.conflicts, flags.judged.past, flags.judged.closed, flags.moved)
    return tuple(flag for flag, mask in zip(FLAGS, masks, strict=True) if mask[row, column])


def _notes(rows: Rows, judged: Judged, row: int, column: int) -> tuple[DayNote, ...]:
    """Give what `day_notes` gives of an item in a scenario, straight from the columns."""
    first, last = (
        find_day(int(low[row, column])) if low[row, column] == high[row, column] else None
        for low, high in (judged.first, judged.last)
    )
    if rows.is_event[row]:
        return event_notes(rows.program, first, last)
    unadjusted = find_day(int(judged.unadjusted[row, column]))
    is_dated = bool(judged.closed[row, column])
    return deadline_notes(rows.program, last, unadjusted, is_dated=is_dated)


def _is_pinned(known: Known) -> bool:
    return known.start is not None or known.end is not None or known.within is not None


def _window_json(point: tuple[Days, Days], row: int, column: int) -> dict[str, str | None]:
    low, high = (find_day(int(side[row, column])) for side in point)
    if low is not None and high is not None and high < low:
        high = low
    return Window(low, high).to_json()
