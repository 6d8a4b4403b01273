"""What is told of candidates: counts, details, what breaks, the days that are feasible."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta
from functools import cached_property
from typing import TYPE_CHECKING, Any

import attrs

from relsched.catalogue import say, say_day, say_days, say_span, say_window
from relsched.errors import RelschedError
from relsched.plan import Known
from relsched.provenance import Step
from relsched.schedule import Schedule
from relsched.windows import Window

if TYPE_CHECKING:
    from relsched.scenarios.table import WhatIf

MAX_NAMED = 6  # what a sentence names one by one
CRITERIA = ("conflicts", "past", "closed", "closed_days", "moved", "days_moved")
ONE_DAY = timedelta(days=1)


@attrs.frozen
class Detail:
    """One deadline or event under one candidate: its windows, what is wrong, how far it moves.

    Attributes:
        id: The event or deadline.
        not_before, due: Its windows; None where it has no such point.
        flags: Of `conflict`, `past`, `closed` and `moved`.
        shift: By how many days the earliest and the latest of its due date, or else of its first day, differ
            from the base; None where an end is open.
    """

    id: str
    not_before: Window | None
    due: Window | None
    flags: tuple[str, ...]
    shift: tuple[int | None, int | None]

    def to_json(self) -> dict[str, Any]:
        """Give it as plain values."""
        return {
            "id": self.id,
            "not_before": None if self.not_before is None else self.not_before.to_json(),
            "due": None if self.due is None else self.due.to_json(),
            "flags": list(self.flags),
            "shift": dict(zip(("earliest", "latest"), self.shift, strict=True)),
        }


@attrs.frozen
class Candidate:
    """One scenario and what it leads to, such as the congress on 13–15 October.

    Attributes:
        number: Its place in the order in which candidates were given, from 0.
        known: What it says of the items that are tried.
        label: What its author calls it, or "".
        rank: 1 for the best; those that are equally good share a rank. None where it can't be used.
        conflicts, past, closed, closed_days, moved, days_moved: The counts of `CRITERIA`; None where nobody
            asked: `past` without a day, `moved` where the base has no date that could move.
    """

    number: int
    known: Mapping[str, Known] = attrs.field(hash=False)
    label: str
    rank: int | None
    conflicts: int
    past: int | None
    closed: int
    closed_days: int
    moved: int | None
    days_moved: int | None
    _table: WhatIf = attrs.field(eq=False, repr=False)

    @property
    def is_usable(self) -> bool:
        """Whether all its dates lie within the plan's horizon and its calendars."""
        return self.rank is not None

    @property
    def holds(self) -> bool:
        """Whether nothing that hangs on it is in conflict or past."""
        return self.is_usable and not self.conflicts and not self.past

    @property
    def is_best(self) -> bool:
        """Whether no other candidate is better."""
        return self.rank == 1

    @property
    def day(self) -> date | None:
        """The day on which what is tried begins, where that is one item with a day."""
        if len(self.known) != 1:
            return None
        (known,) = self.known.values()
        return first_day(known)

    @cached_property
    def schedule(self) -> Schedule:
        """The whole schedule of this candidate.

        Raises:
            RelschedError: A date lies outside the horizon or a calendar.
        """
        return self._table.resolver.resolve(self._table.known_with(self.known).values())

    @property
    def error(self) -> RelschedError | None:
        """Why it can't be used; None where it can."""
        if self.is_usable:
            return None
        try:
            _ = self.schedule
        except RelschedError as error:
            return error
        return None

    @property
    def details(self) -> tuple[Detail, ...]:
        """Each deadline and event that hangs on what is tried; none where it can't be used."""
        return next(self._table.details([self.number]))

    def counts(self) -> tuple[int | None, ...]:
        """Give the counts in the order of `CRITERIA`."""
        return tuple(getattr(self, name) for name in CRITERIA)

    def shown(self, language: str = "en") -> str:
        """Say its dates in words, with weekdays, behind its label."""
        parts = [_known_text(known, language) for known in self.known.values()]
        if len(parts) != 1:
            parts = [f"{name}: {text}" for name, text in zip(self.known, parts, strict=True)]
        told = "; ".join(parts) or say("whatif as it is", language)
        return f"{self.label}: {told}" if self.label else told

    def breaks(self) -> tuple[Break, ...]:
        """Tell what keeps it from holding: conflicts, deadlines in the past, or why it can't be used."""
        return self._table.breaks(self)

    def reasons(self) -> tuple[Step, ...]:
        """Say what is wrong with it, with the deadlines named, and what it is better in than the next."""
        return self._table.reasons(self)

    def to_json(self, details: Iterable[Detail] | None = None) -> dict[str, Any]:
        """Give it as plain values, in the documented shape."""
        error = self.error
        return {
            "number": self.number,
            "label": self.label,
            "known": {name: known.text for name, known in self.known.items()},
            "holds": self.holds,
            "rank": self.rank,
            **dict(zip(CRITERIA, self.counts(), strict=True)),
            "error": None if error is None else error.as_dict(),
            "deadlines": [one.to_json() for one in (self.details if details is None else details)],
        }


def first_day(known: Known) -> date | None:
    """Give the day that a known date begins on, or else ends or is done on; None for a window."""
    if known.start is not None:
        return known.start.day
    return known.end.day if known.end is not None else known.done


def _known_text(known: Known, language: str) -> str:
    """Say a known date in words."""
    if known.done is not None:
        return say("done", language, day=say_day(known.done, language))
    if known.within is not None:
        return say_window(known.within.earliest, known.within.latest, language)
    if known.start is None:
        assert known.end is not None
        return say("whatif until", language, day=say_day(known.end.day, language))
    last = known.start if known.end is None else known.end
    shown = say_span(known.start.day, last.day, language)
    if known.start.minute is None:
        return shown
    return f"{shown} {known.start.minute // 60:02}:{known.start.minute % 60:02}"


@attrs.frozen
class Break:
    """One thing that keeps a candidate from holding.

    Attributes:
        kind: `conflict`, `past` or `unusable`.
        item: The event or deadline; None where the candidate as a whole can't be used.
        rule: What the plan says of when it is, or is expected.
        step: The sentence.
    """

    kind: str
    item: str | None
    rule: str | None
    step: Step

    def text(self, language: str = "en") -> str:
        """Give it as a sentence, with the rule behind it."""
        text = self.step.text(language)
        if self.rule is None or self.step.kind == "conflict expected":
            return text
        return f"{text} ({self.rule})"

    def to_json(self) -> dict[str, Any]:
        """Give it as plain values."""
        return {"kind": self.kind, "item": self.item, "rule": self.rule, "text": self.text()}


@attrs.frozen
class Stretch:
    """Consecutive days on each of which everything holds, and what breaks on the days around them.

    Attributes:
        days: From the first day to the last.
        before, after: What breaks on the day before and on the day after; empty where that day wasn't tried
            or holds, so that the days that were asked about end there.
    """

    days: Window
    before: tuple[Break, ...]
    after: tuple[Break, ...]

    def text(self, language: str = "en") -> str:
        """Say the days, and under them what breaks on the days around them."""
        first, last = self.days.earliest, self.days.latest
        assert first is not None
        assert last is not None
        head = f"{say_span(first, last, language)} ({say_days(self.days.days, language)})"
        lines = [head]
        ends = (("before", first - ONE_DAY, self.before), ("after", last + ONE_DAY, self.after))
        for word, day, broken in ends:
            told = "; ".join(one.text(language) for one in broken[:MAX_NAMED])
            if len(broken) > MAX_NAMED:
                told += "; " + say("compare more", language, count=len(broken) - MAX_NAMED)
            told = told or say("whatif not asked", language)
            lines.append(
                "  " + say(f"whatif {word}", language, day=say_day(day, language), why=told)
            )
        return "\n".join(lines)

    def to_json(self) -> dict[str, Any]:
        """Give it as plain values."""
        return {
            "days": self.days.to_json(),
            "count": self.days.days,
            "before": [one.to_json() for one in self.before],
            "after": [one.to_json() for one in self.after],
        }


@attrs.frozen
class Feasible:
    """The days on which an event can begin so that everything holds; made by `feasible`.

    It is false when there is none; then `nearest` is the best of the candidates, whose `breaks` tell why.
    """

    item: str
    asked: Window
    stretches: tuple[Stretch, ...]
    nearest: Candidate | None = None

    def __bool__(self) -> bool:
        return bool(self.stretches)

    def __contains__(self, day: object) -> bool:
        return any(day in stretch.days for stretch in self.stretches)

    def __iter__(self) -> Iterator[date]:
        for stretch in self.stretches:
            yield from stretch.days

    def __len__(self) -> int:
        return sum(stretch.days.days for stretch in self.stretches)

    def text(self, language: str = "en") -> str:
        """Give it as text: each stretch of days, and what binds at its ends."""
        lines = [
            say("whatif feasible" if self else "whatif not feasible", language, item=self.item)
        ]
        told = [stretch.text(language) for stretch in self.stretches]
        if not self and self.nearest is not None:
            told.append(say("whatif nearest", language, dates=self.nearest.shown(language)))
            told += [f"  {one.text(language)}" for one in self.nearest.breaks()]
        lines += [f"  {line}" for text in told for line in text.split("\n")]
        return "\n".join(lines)

    def __str__(self) -> str:
        return self.text()

    def to_json(self) -> dict[str, Any]:
        """Give it as plain values."""
        nearest = None if self else self.nearest
        return {
            "item": self.item,
            "asked": self.asked.to_json(),
            "stretches": [stretch.to_json() for stretch in self.stretches],
            "nearest": None
            if nearest is None
            else {
                "number": nearest.number,
                "known": {name: known.text for name, known in nearest.known.items()},
                "breaks": [one.to_json() for one in nearest.breaks()],
            },
        }


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
