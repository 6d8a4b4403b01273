"""The table of scenarios: candidates that hold, the best of them, the days that are feasible, and pictures."""

from __future__ import annotations

import itertools
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

import numpy as np

from relsched.analysis.compare.change_kinds import Change
from relsched.analysis.whatif.candidates import (
    MAX_NAMED,
    ONE_DAY,
    WORDS,
    Break,
    Candidate,
    Feasible,
    Stretch,
    first_day,
)
from relsched.analysis.whatif.criteria import CRITERIA
from relsched.analysis.whatif.trials import Total, Trial
from relsched.dates.date_reading import DateLike, to_day
from relsched.dates.windows import Window
from relsched.errors import KnownError
from relsched.explain.steps import Step
from relsched.messages.html_writing import table_html, write_html
from relsched.messages.message import Message
from relsched.messages.tables import ReportColumn, ReportRow, ReportTable, table_text
from relsched.plan.known_dates import Known
from relsched.plan.plan import Plan
from relsched.schedule.resolver import MAX_BYTES, Resolver
from relsched.schedule.schedule import Schedule

FORMAT = "relsched/whatif/2"


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
        self._trial = Trial(
            resolver,
            scenarios,
            known,
            labels=labels,
            as_of=as_of,
            base=base,
            most_bytes=most_bytes,
        )
        self.resolver = resolver
        self.scenarios: tuple[Mapping[str, Known], ...] = self._trial.scenarios
        self.known = known
        self.labels: tuple[str, ...] = self._trial.labels
        self.as_of = as_of
        self.base = base
        self.varied: tuple[str, ...] = self._trial.varied
        self._candidates: dict[int, Candidate] = {}

    @property
    def plan(self) -> Plan:
        """The plan that is asked about."""
        return self.resolver.plan

    def known_with(self, scenario: Mapping[str, Known]) -> dict[str, Known]:
        """Give what is known in a scenario."""
        return self._trial.known_with(scenario)

    @property
    def has_moves(self) -> bool:
        """Whether the base has dates that a candidate could move."""
        return self._trial.has_moves

    # ------------------------------------------------------------ candidates

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, WhatIf):
            return NotImplemented
        return self is other or self._key() == other._key()

    def __hash__(self) -> int:
        return hash((self.resolver, len(self), self.as_of))

    def _key(self) -> tuple[object, ...]:
        return (self.resolver, self.scenarios, self.known, self.labels, self.as_of, self.base)

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
            self._candidates[number] = Candidate.of(self._trial, number)
        return self._candidates[number]

    def find(self, dates: DateLike) -> Candidate | None:
        """Find the candidate on a day, where dates of one item are tried; None where there is none."""
        day = to_day(dates)
        return next((one for one in self if day is not None and one.day == day), None)

    @property
    def ranked(self) -> list[Candidate]:
        """All candidates, the best first; equally good ones in the order they were given in."""
        return [self[int(number)] for number in self._trial.order]

    @property
    def best(self) -> list[Candidate]:
        """The best candidates: one, or several that are equally good. A best one needn't hold."""
        return [self[number] for number in self._trial.best]

    @property
    def holding(self) -> list[Candidate]:
        """The candidates for which everything holds, in the order they were given in."""
        return [self[int(number)] for number in np.flatnonzero(self._trial.holding)]

    def __bool__(self) -> bool:
        """Whether some candidate holds."""
        return bool(self._trial.holding.any())

    @property
    def anyway(self) -> dict[str, tuple[str, ...]]:
        """What is in conflict, past or on a closed day whichever candidate is taken, by criterion."""
        return self._trial.anyway

    @property
    def totals(self) -> list[Total]:
        """What each deadline and event that depends on what is tried comes to over all candidates."""
        return self._trial.totals

    # ------------------------------------------------------------ of each candidate

    def changes(self, numbers: Iterable[int]) -> Iterator[tuple[Change, ...]]:
        """Go through candidates and give for each what becomes of all that depends on it, in the plan's order.

        They are evaluated together, chunk by chunk; one that can't be used has none.

        Args:
            numbers: Which candidates, by their number.
        """
        return self._trial.changes(numbers)

    def breaks(self, candidate: Candidate) -> tuple[Break, ...]:
        """Tell what keeps a candidate from holding, in the plan's order; conflicts first."""
        return candidate.breaks()

    def reasons(self, candidate: Candidate) -> tuple[Step, ...]:
        """Say what is wrong with a candidate, and what it is better in than the next best."""
        return candidate.reasons()

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
                Message("error not-tried", item=name) if name else Message("error not-tried which"),
                code="not-tried",
                value=", ".join(self.varied),
                fix=Message("error not-tried fix") if self.varied else None,
            )
        window = asked if asked is not None else Window(min(by_day), max(by_day))
        good = sorted(
            day
            for day, numbers in by_day.items()
            if day in window and self._trial.holding[numbers].any()
        )
        stretches = []
        for first, last in _runs(good):
            ends = [
                tuple(self[self._trial.best_of(by_day[day])].breaks()) if day in by_day else ()
                for day in (first - ONE_DAY, last + ONE_DAY)
            ]
            stretches.append(Stretch(Window(first, last), ends[0], ends[1]))
        inside = [number for day, found in by_day.items() if day in window for number in found]
        nearest = self[self._trial.best_of(inside)] if inside and not good else None
        return Feasible(name, window, tuple(stretches), nearest)

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
        listed = list(self) if candidates is None else list(candidates)
        changes = self._trial.changes_json([one.number for one in listed])
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
            "holding": int(self._trial.holding.sum()),
            "criteria": list(self.criteria),
            "anyway": {name: list(ids) for name, ids in self._trial.anyway.items()},
            "best": [
                {
                    "number": one.number,
                    "reasons": [step.text() for step in one.reasons()],
                }
                for one in best[:MAX_NAMED]
            ],
            "ties": len(best),
            "totals": [total.to_json() for total in self.totals],
            "candidates": [one.to_json(found) for one, found in zip(listed, changes, strict=True)],
            "feasible": [answer.to_json() for answer in feasible],
        }

    def to_json(self, *, indent: int | None = None) -> str:
        """Give `to_dict` as JSON text."""
        return json.dumps(self.to_dict(), ensure_ascii=False, indent=indent)

    def __repr__(self) -> str:
        return f"<WhatIf of {self.plan.id}: {len(self)} candidates, {int(self._trial.holding.sum())} hold>"

    def __str__(self) -> str:
        return table_text(scenario_table(self, "en"), "en")

    def cells(self, candidate: Candidate, language: str) -> tuple[str, ...]:
        """Give the cells of a candidate's row: a mark, its dates, and the counts that were asked for.

        The mark is a star for the best and a cross for what doesn't hold.
        """
        mark = "★" if candidate.is_best and candidate.holds else "" if candidate.holds else "✗"
        if candidate.is_best and not candidate.holds:
            mark = "✗★"
        counts = dict(zip(CRITERIA, candidate.counts(), strict=True))
        cells = [str(counts[name]) if candidate.is_usable else "–" for name in self.criteria]
        return (mark, candidate.render(language), *cells)

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
        months = [self._month(first, weeks, language) for first, weeks in self.months()]
        if months:
            return write_html("months", months=months)
        return table_html(scenario_table(self, language), language)

    def _month(
        self,
        first: date,
        weeks: Sequence[Sequence[tuple[date, Candidate | None] | None]],
        language: str,
    ) -> dict[str, Any]:
        """Give a month as its template takes it: days with their counts as title, marked by their level."""

        def place(found: tuple[date, Candidate | None] | None) -> dict[str, str] | None:
            if found is None:
                return None
            day, candidate = found
            if candidate is None:
                return {"text": str(day.day), "mark": "", "title": ""}
            return {
                "text": f"{day.day}{'★' if candidate.is_best else ''}",
                "mark": self.level(candidate),
                "title": self._summary(candidate, language),
            }

        caption = f"{first.year:04}-{first.month:02}"
        return {"caption": caption, "weeks": [[place(each) for each in week] for week in weeks]}

    def _summary(self, candidate: Candidate, language: str) -> str:
        if not candidate.is_usable:
            return candidate.render(language)
        counts = dict(zip(CRITERIA, candidate.counts(), strict=True))
        parts = (f"{Message(WORDS[name]).text(language)} {counts[name]}" for name in self.criteria)
        return f"{candidate.render(language)}: {', '.join(parts)}"


def scenario_table(
    table: WhatIf, language: str, candidates: Iterable[Candidate] | None = None
) -> ReportTable:
    """Make the table of some candidates, each row marked by how good it is.

    Args:
        table: The candidates that were tried.
        language: `en` or `vi`.
        candidates: Those to give; all where none are named.
    """
    criteria = (ReportColumn(Message(WORDS[name]), is_number=True) for name in table.criteria)
    return ReportTable(
        (
            ReportColumn(in_card="id"),
            ReportColumn(Message("whatif candidate"), in_card="id"),
            *criteria,
        ),
        tuple(
            ReportRow(table.cells(one, language), table.level(one))
            for one in (table if candidates is None else candidates)
        ),
    )


def _runs(days: Sequence[date]) -> Iterator[tuple[date, date]]:
    """Go through runs of consecutive days: the first and last of each."""
    for _, run in itertools.groupby(enumerate(days), lambda pair: pair[1].toordinal() - pair[0]):
        found = [day for _, day in run]
        yield found[0], found[-1]
