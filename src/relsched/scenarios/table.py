"""The table of candidates: their counts, ranks, details, reasons and pictures."""

from __future__ import annotations

import html
import itertools
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import cached_property
from typing import Any

import numpy as np

from relsched import days as day_maps
from relsched.catalogue import say, say_day
from relsched.days import Days, Mask, find_day, is_finite
from relsched.errors import KnownError
from relsched.graph import dependants
from relsched.plan import Deadline, Event, Known, Plan
from relsched.program import Program
from relsched.provenance import Step
from relsched.resolver import MAX_BYTES, Columns, Resolver
from relsched.scenarios.judging import Judged, Rows, closed_between
from relsched.scenarios.telling import (
    CRITERIA,
    MAX_NAMED,
    ONE_DAY,
    Break,
    Candidate,
    Detail,
    Feasible,
    Stretch,
    Total,
    first_day,
)
from relsched.scenarios.together import contradicted
from relsched.schedule import Schedule
from relsched.windows import Window, parse_date

FORMAT = "relsched/whatif/1"
# What the criteria are called, in the catalogue.
_WORDS = {name: f"whatif {name.replace('_', ' ')}" for name in CRITERIA} | {
    "past": "whatif count past"
}
FLAGS = ("conflict", "past", "closed", "moved")


class WhatIf:
    """Candidates and what each leads to; made by `whatif`.

    `table[3]` is a candidate, iterating goes through them in the order they were given in. What all deadlines
    come to under a candidate is worked out again when it is asked for, so that a table stays small.
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
        self.scenarios = tuple(scenarios)
        self.known = known
        self.labels = tuple(labels)
        self.as_of = as_of
        self.base = base
        self._most_bytes = most_bytes
        self._candidates: dict[int, Candidate] = {}
        self._rows: dict[bool, Rows] = {}
        plan = resolver.plan
        names = {name for scenario in scenarios for name in scenario}
        self.varied = tuple(sorted(names, key=plan.positions.__getitem__))
        self._ids = tuple(plan.by_id)
        self._hanging = frozenset((*names, *dependants(plan, names)))
        self._hangs = np.array([name in self._hanging for name in self._ids], dtype=bool)
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
                self._counts[name][numbers] = (found & self._hangs[:, None]).sum(axis=0)
                sums[name] += (found & usable).sum(axis=1)
                if not seen and usable.any():
                    column = int(np.argmax(usable))
                    told = np.flatnonzero(found[:, column] & ~self._hangs)
                    self._anyway[name] = tuple(self._ids[n] for n in told)
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
        return contradicted(known, columns, judged.conflicts, self._hanging)

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
            slots = self.base.program.slots[name]
            pairs = [
                values[node] if node is not None else None for node in (slots.first, slots.last)
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
        return points is not None and bool((points[2] & self._hangs).any())

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
        self._order = np.lexsort(keys[::-1])
        table = np.stack(keys, axis=1)[self._order]
        if not len(table):
            self._ranks = np.zeros(0, dtype=np.int64)
            return
        is_new = np.ones(len(table), dtype=bool)
        is_new[1:] = (table[1:] != table[:-1]).any(axis=1)
        starts = np.flatnonzero(is_new)
        ranks = np.repeat(starts, np.diff(np.append(starts, len(table)))) + 1
        self._ranks = np.zeros(len(table), dtype=np.int64)
        self._ranks[self._order] = ranks

    # ------------------------------------------------------------ candidates

    def __len__(self) -> int:
        return len(self.scenarios)

    def __iter__(self) -> Iterator[Candidate]:
        return (self[number] for number in range(len(self)))

    def __getitem__(self, number: int) -> Candidate:
        """Give a candidate by its place.

        Raises:
            IndexError: There is none.
        """
        if number < 0:
            number += len(self)
        if not 0 <= number < len(self):
            raise IndexError(f"there are {len(self)} candidates, and {number} isn't one of them")
        if number not in self._candidates:
            counts: dict[str, int | None] = {
                name: int(self._counts[name][number]) for name in CRITERIA
            }
            if self.as_of is None:
                counts["past"] = None
            if not self.has_moves:
                counts["moved"] = counts["days_moved"] = None
            self._candidates[number] = Candidate(
                number,
                self.scenarios[number],
                self.labels[number] if self.labels else "",
                None if self._unusable[number] else int(self._ranks[number]),
                **counts,  # type: ignore[arg-type]
                table=self,
            )
        return self._candidates[number]

    def find(self, dates: object) -> Candidate | None:
        """Find the candidate on a day, where dates of one item are tried; None where there is none."""
        day = parse_date(dates) if isinstance(dates, str) else dates
        return next((one for one in self if day is not None and one.day == day), None)

    @property
    def ranked(self) -> list[Candidate]:
        """All candidates, the best first; equally good ones in the order they were given in."""
        return [self[int(number)] for number in self._order]

    @property
    def best(self) -> list[Candidate]:
        """The best candidates: one, or several that are equally good. A best one needn't hold."""
        return [self[int(n)] for n in self._order if not self._unusable[n] and self._ranks[n] == 1]

    @property
    def holding(self) -> list[Candidate]:
        """The candidates for which everything holds, in the order they were given in."""
        return [self[int(number)] for number in np.flatnonzero(self._holding)]

    @cached_property
    def _holding(self) -> Mask:
        wrong = self._unusable | (self._counts["conflicts"] > 0) | (self._counts["past"] > 0)
        return ~wrong

    def __bool__(self) -> bool:
        """Whether some candidate holds."""
        return bool(self._holding.any())

    @property
    def anyway(self) -> dict[str, tuple[str, ...]]:
        """What is in conflict, past or on a closed day whichever candidate is taken, by criterion."""
        return dict(self._anyway)

    @property
    def totals(self) -> list[Total]:
        """What each deadline and event that hangs on what is tried comes to over all candidates."""
        found = []
        rows = next(iter(self._rows.values()), None)
        for row in np.flatnonzero(self._hangs):
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

    # ------------------------------------------------------------ details

    def details(self, numbers: Iterable[int]) -> Iterator[tuple[Detail, ...]]:
        """Go through candidates and give for each what hangs on it, in the plan's order.

        They are evaluated together, chunk by chunk; one that can't be used has none.
        """
        wanted = list(numbers)
        ready: dict[int, tuple[Detail, ...]] = {}
        given = 0
        for columns, judged in self._judged(wanted):
            moved, _ = self._moves(judged, columns)
            rows = self._rows_of(columns.program)
            for column, place in enumerate(columns.numbers):
                unusable = columns.unusable[column]
                ready[int(place)] = () if unusable else self._detail(rows, judged, moved, column)
            while given in ready:
                yield ready.pop(given)
                given += 1
        while given in ready:
            yield ready.pop(given)
            given += 1

    def _detail(self, rows: Rows, judged: Judged, moved: Mask, column: int) -> tuple[Detail, ...]:
        found = []
        flags = (judged.conflicts, judged.past, judged.closed, moved)
        for row in np.flatnonzero(self._hangs).tolist():
            first = _window(judged.first, row, column) if rows.first[row] >= 0 else None
            last = None
            if rows.last[row] >= 0 or judged.last[0][row, column] > day_maps.MINUS_INFINITY:
                last = _window(judged.last, row, column)
            raised = tuple(
                flag for flag, mask in zip(FLAGS, flags, strict=True) if mask[row, column]
            )
            shift = self._shift(rows, judged, row, column)
            found.append(Detail(self._ids[row], first, last, raised, shift))
        return tuple(found)

    def _shift(
        self, rows: Rows, judged: Judged, row: int, column: int
    ) -> tuple[int | None, int | None]:
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

    def breaks(self, candidate: Candidate) -> tuple[Break, ...]:
        """Tell what keeps a candidate from holding, in the plan's order; conflicts first."""
        error = candidate.error
        if error is not None:
            return (
                Break("unusable", None, None, Step("whatif unusable", values={"why": error.what})),
            )
        found = []
        hanging = {self._ids[row] for row in np.flatnonzero(self._hangs)}
        if candidate.conflicts:
            for finding in candidate.schedule.conflicts:
                if finding.items[0] in hanging:
                    item = finding.items[0]
                    found.append(Break("conflict", item, self._rule(item), finding.step))
        if candidate.past:
            assert self.as_of is not None
            for one in candidate.details:
                if "past" in one.flags and one.due is not None:
                    values = {"due": one.due.latest, "day": self.as_of}
                    step = Step("whatif past", one.id, None, values)
                    found.append(Break("past", one.id, self._rule(one.id), step))
        return tuple(found)

    def _rule(self, name: str) -> str | None:
        item = self.plan.by_id[name]
        if isinstance(item, Event):
            return None if item.expected is None else str(item.expected)
        parts = [] if item.when is None else [str(item.when)]
        parts += [f"after {wait.item}" for wait in item.after]
        return ", ".join(parts) or None

    # ------------------------------------------------------------ reasons

    def reasons(self, candidate: Candidate) -> tuple[Step, ...]:
        """Say what is wrong with a candidate, and what it is better in than the next best."""
        if not candidate.is_usable:
            return tuple(one.step for one in self.breaks(candidate))
        found = []
        details = candidate.details
        for name, flag in (("conflicts", "conflict"), ("past", "past"), ("closed", "closed")):
            count = getattr(candidate, name)
            if count is None:
                continue
            named = [one for one in details if flag in one.flags]
            told = {lang: self._named(named, lang) for lang in ("en", "vi")}
            if named or not count:
                key = f"whatif reason {name}" if count else f"whatif reason no {name}"
                found.append(Step(key, values={"number": len(named), "items": told}))
            if name == "conflicts" and count > len(named):
                own = {one.id for one in named}
                found.extend(
                    each.step
                    for each in candidate.schedule.conflicts
                    if self._hanging.issuperset(each.items) and own.isdisjoint(each.items)
                )
        if candidate.closed_days:
            found.append(Step("whatif reason days", values={"count": candidate.closed_days}))
        if candidate.moved:
            moves = {"number": candidate.moved, "count": candidate.days_moved}
            found.append(Step("whatif reason moved", values=moves))
        following = self._following(candidate)
        if following is not None:
            pairs = zip(CRITERIA, candidate.counts(), following.counts(), strict=True)
            name, mine, theirs = next(pair for pair in pairs if pair[1] != pair[2])
            values = {
                "dates": {lang: following.shown(lang) for lang in ("en", "vi")},
                "criterion": {lang: say(_WORDS[name], lang) for lang in ("en", "vi")},
                "mine": mine,
                "theirs": theirs,
            }
            found.append(Step("whatif reason better", values=values))
        same = int(((self._ranks == candidate.rank) & ~self._unusable).sum())
        if same > 1:
            found.append(Step("whatif reason tie", values={"number": same - 1}))
        return tuple(found)

    def _named(self, details: Sequence[Detail], language: str) -> str:
        told = []
        for one in details[:MAX_NAMED]:
            due = one.due
            is_dated = due is not None and due.latest is not None
            told.append(f"{one.id} ({say_day(due.latest, language)})" if is_dated else one.id)  # type: ignore[union-attr,arg-type]
        if len(details) > MAX_NAMED:
            told.append(say("compare more", language, count=len(details) - MAX_NAMED))
        return ", ".join(told)

    def _following(self, candidate: Candidate) -> Candidate | None:
        """Give the first candidate that is worse; None where none is that can be used."""
        assert candidate.rank is not None
        worse = (self._ranks[self._order] > candidate.rank) & ~self._unusable[self._order]
        return self[int(self._order[np.argmax(worse)])] if worse.any() else None

    # ------------------------------------------------------------ feasible days

    def feasible(self, item: str | None = None, asked: Window | None = None) -> Feasible:
        """Give the days of an item on which everything holds, among those that were tried.

        Where several items are tried, a day counts when it holds with some dates of the others.

        Args:
            item: The event or deadline; the one that is tried, where it is only one.
            asked: The days to tell about; else all that were tried.

        Raises:
            KnownError: `not-tried` when no candidate gives the item a day.
        """
        name = item or (self.varied[0] if len(self.varied) == 1 else "")
        by_day: dict[date, list[int]] = {}
        for number, scenario in enumerate(self.scenarios):
            day = first_day(scenario[name]) if name in scenario else None
            if day is not None:
                by_day.setdefault(day, []).append(number)
        if not by_day:
            raise KnownError(
                f"No day of `{name}` was tried." if name else "One item must be named.",
                code="not-tried",
                value=", ".join(self.varied),
                fix="name one of the items that are tried" if self.varied else None,
            )
        window = asked if asked is not None else Window(min(by_day), max(by_day))
        good = sorted(
            day for day, numbers in by_day.items() if day in window and self._holding[numbers].any()
        )
        stretches = []
        for first, last in _runs(good):
            ends = [
                tuple(self._best_of(by_day[day]).breaks()) if day in by_day else ()
                for day in (first - ONE_DAY, last + ONE_DAY)
            ]
            stretches.append(Stretch(Window(first, last), ends[0], ends[1]))
        inside = [number for day, found in by_day.items() if day in window for number in found]
        nearest = self._best_of(inside) if inside and not good else None
        return Feasible(name, window, tuple(stretches), nearest)

    def _best_of(self, numbers: Sequence[int]) -> Candidate:
        """Give the best of some candidates: what breaks there is the least that must."""
        places = np.array(numbers, dtype=np.intp)
        worst = len(self) + 1
        ranks = np.where(self._unusable[places], worst, self._ranks[places])
        return self[int(places[np.argmin(ranks)])]

    # ------------------------------------------------------------ as values and text

    @property
    def criteria(self) -> tuple[str, ...]:
        """The criteria that were asked for."""
        asked = {"past": self.as_of is not None}
        asked |= dict.fromkeys(("moved", "days_moved"), self.has_moves)
        return tuple(name for name in CRITERIA if asked.get(name, True))

    def to_rows(self) -> list[dict[str, Any]]:
        """Give a flat row for each candidate, for tables and data frames; the dates as text."""
        return [
            {
                "number": one.number,
                "label": one.label,
                **{
                    name: one.known[name].text if name in one.known else None
                    for name in self.varied
                },
                "holds": one.holds,
                "rank": one.rank,
                **dict(zip(CRITERIA, one.counts(), strict=True)),
            }
            for one in self
        ]

    def to_dict(
        self, candidates: Sequence[Candidate] | None = None, feasible: Sequence[Feasible] = ()
    ) -> dict[str, Any]:
        """Give the table as plain values, in the documented shape.

        Args:
            candidates: Those to give, in this order; all of them where none are named.
            feasible: Answers to give with it.
        """
        shown = list(self) if candidates is None else list(candidates)
        details = self.details([one.number for one in shown])
        best = self.best
        return {
            "format": FORMAT,
            "plan": self.plan.id,
            "as_of": None if self.as_of is None else self.as_of.isoformat(),
            "known": {name: known.text for name, known in self.known.items()},
            "base": None
            if self.base is None
            else {name: known.text for name, known in self.base.known.items()},
            "tried": list(self.varied),
            "count": len(self),
            "holding": int(self._holding.sum()),
            "criteria": list(self.criteria),
            "anyway": {name: list(ids) for name, ids in self._anyway.items()},
            "best": [
                {
                    "number": one.number,
                    "reasons": [step.text() for step in one.reasons()],
                }
                for one in best[:MAX_NAMED]
            ],
            "ties": len(best),
            "totals": [total.to_json() for total in self.totals],
            "candidates": [one.to_json(found) for one, found in zip(shown, details, strict=True)],
            "feasible": [answer.to_json() for answer in feasible],
        }

    def to_json(self, *, indent: int | None = None) -> str:
        """Give `to_dict` as JSON text."""
        return json.dumps(self.to_dict(), ensure_ascii=False, indent=indent)

    def __repr__(self) -> str:
        return (
            f"<WhatIf of {self.plan.id}: {len(self)} candidates, {int(self._holding.sum())} hold>"
        )

    def __str__(self) -> str:
        head = ("", "candidate", *self.criteria)
        rows = [head, *(self.cells(one, "en") for one in self)]
        widths = [max(len(row[n]) for row in rows) for n in range(len(head))]
        return "\n".join(
            "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
            for row in rows
        )

    def cells(self, candidate: Candidate, language: str) -> tuple[str, ...]:
        """Give the cells of a candidate's row: a mark, its dates, and the counts that were asked for.

        The mark is a star for the best and a cross for what doesn't hold.
        """
        mark = "★" if candidate.is_best and candidate.holds else "" if candidate.holds else "✗"
        if candidate.is_best and not candidate.holds:
            mark = "✗★"
        counts = dict(zip(CRITERIA, candidate.counts(), strict=True))
        told = [str(counts[name]) if candidate.is_usable else "–" for name in self.criteria]
        return (mark, candidate.shown(language), *told)

    # ------------------------------------------------------------ pictures

    def level(self, candidate: Candidate) -> str:
        """Say in one word how good a candidate is: `best`, `good`, `closed`, `bad` or `unusable`.

        `closed` holds, but something falls on a closed day.
        """
        if not candidate.is_usable:
            return "unusable"
        if not candidate.holds:
            return "bad"
        if candidate.is_best:
            return "best"
        return "closed" if candidate.closed or candidate.closed_days else "good"

    def months(self) -> Iterator[tuple[date, list[list[tuple[date, Candidate | None] | None]]]]:
        """Go through the months of the days tried: the first of each, and its weeks from Monday on.

        A week holds seven places: None outside of the month, else the day and its candidate. Only where
        days of one item are tried; with several candidates on a day, the first counts.
        """
        by_day: dict[date, Candidate] = {}
        for one in self:
            if one.day is not None:
                by_day.setdefault(one.day, one)
        for first in sorted({day.replace(day=1) for day in by_day}):
            weeks: list[list[tuple[date, Candidate | None] | None]] = [[None] * first.weekday()]
            day = first
            while day.month == first.month:
                if len(weeks[-1]) == 7:
                    weeks.append([])
                weeks[-1].append((day, by_day.get(day)))
                if day == date.max:
                    break
                day += ONE_DAY
            weeks[-1] += [None] * (7 - len(weeks[-1]))
            yield first, weeks

    def _repr_html_(self) -> str:
        language = self.plan.language
        parts = [self._month_html(first, weeks, language) for first, weeks in self.months()]
        if not parts:
            parts = [self._rows_html(language)]
        return f'<div style="display:flex;flex-wrap:wrap;gap:1em">{"".join(parts)}</div>'

    def _month_html(
        self,
        first: date,
        weeks: Sequence[Sequence[tuple[date, Candidate | None] | None]],
        language: str,
    ) -> str:
        rows = []
        for week in weeks:
            cells = []
            for place in week:
                if place is None:
                    cells.append("<td></td>")
                    continue
                day, candidate = place
                if candidate is None:
                    cells.append(f'<td style="opacity:.4">{day.day}</td>')
                    continue
                colour = _COLOURS[self.level(candidate)]
                title = html.escape(self._summary(candidate, language))
                star = "★" if candidate.is_best else ""
                cells.append(
                    f'<td style="background:{colour};color:#000" title="{title}">{day.day}{star}</td>'
                )
            rows.append(f"<tr>{''.join(cells)}</tr>")
        return f"<table><caption>{first.year:04}-{first.month:02}</caption>{''.join(rows)}</table>"

    def _rows_html(self, language: str) -> str:
        head = ("", say("whatif candidate", language))
        names = (*head, *(say(_WORDS[name], language) for name in self.criteria))
        rows = ["".join(f"<th>{html.escape(name)}</th>" for name in names)]
        for one in self:
            colour = _COLOURS[self.level(one)]
            cells = "".join(f"<td>{html.escape(cell)}</td>" for cell in self.cells(one, language))
            rows.append(cells.replace("<td>", f'<td style="background:{colour};color:#000">', 1))
        return f"<table>{''.join(f'<tr>{row}</tr>' for row in rows)}</table>"

    def _summary(self, candidate: Candidate, language: str) -> str:
        if not candidate.is_usable:
            return candidate.shown(language)
        counts = dict(zip(CRITERIA, candidate.counts(), strict=True))
        told = (f"{say(_WORDS[name], language)} {counts[name]}" for name in self.criteria)
        return f"{candidate.shown(language)}: {', '.join(told)}"


_COLOURS = {
    "best": "#4dac26",
    "good": "#b8e186",
    "closed": "#fee08b",
    "bad": "#f4a582",
    "unusable": "#cccccc",
}


def _is_pinned(known: Known) -> bool:
    return known.start is not None or known.end is not None or known.within is not None


def _window(point: tuple[Days, Days], row: int, column: int) -> Window:
    low, high = (find_day(int(side[row, column])) for side in point)
    if low is not None and high is not None and high < low:
        return Window(low, low)
    return Window(low, high)


def _runs(days: Sequence[date]) -> Iterator[tuple[date, date]]:
    """Go through runs of consecutive days: the first and last of each."""
    for _, run in itertools.groupby(enumerate(days), lambda pair: pair[1].toordinal() - pair[0]):
        found = [day for _, day in run]
        yield found[0], found[-1]
