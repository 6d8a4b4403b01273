"""Candidates, and what is reported of them: counts, what breaks and why, the days that are feasible."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from functools import cached_property
from typing import Any

import attrs

from relsched.analysis.compare.change_kinds import Change
from relsched.analysis.whatif.criteria import CRITERIA
from relsched.analysis.whatif.trials import Trial
from relsched.dates.windows import Window
from relsched.errors import RelschedError
from relsched.explain.explainer import wait_steps
from relsched.explain.steps import Step, known_in_words
from relsched.messages.catalogue import FIRST
from relsched.messages.dates_in_words import render_day, render_days, render_span
from relsched.messages.message import Message
from relsched.phrases.timing_in_words import timing_in_words
from relsched.plan.items import Event, Wait
from relsched.plan.known_dates import Known
from relsched.plan.plan import Plan
from relsched.schedule.schedule import Schedule
from relsched.short_repr import short_repr
from relsched.timing.timings import Timing

MAX_NAMED = 6  # what a sentence names one by one
ONE_DAY = timedelta(days=1)
# What the criteria are called, in the catalogue.
WORDS = {name: f"whatif {name.replace('_', ' ')}" for name in CRITERIA} | {
    "past": "whatif count past"
}


@short_repr
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
    _trial: Trial = attrs.field(eq=False, repr=False)

    @classmethod
    def of(cls, trial: Trial, number: int) -> Candidate:
        """Make the candidate of a scenario of a trial.

        Args:
            trial: What was tried.
            number: Which of its scenarios, counted from 0.
        """
        return cls(
            number,
            trial.scenarios[number],
            trial.labels[number] if trial.labels else "",
            trial.rank(number),
            **trial.counts(number),  # type: ignore[arg-type]
            trial=trial,
        )

    @property
    def is_usable(self) -> bool:
        """Whether all its dates lie within the plan's horizon and its calendars."""
        return self.rank is not None

    @property
    def holds(self) -> bool:
        """Whether nothing that depends on it is in conflict or past."""
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
        return self._trial.resolver.resolve(self._trial.known_with(self.known).values())

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
    def changes(self) -> tuple[Change, ...]:
        """What becomes of each deadline and event that depends on what is tried, from the base to this candidate.

        Those that stay are among them; there are none where it can't be used.
        """
        return next(self._trial.changes([self.number]))

    def _flagged(self, *flags: str) -> tuple[Change, ...]:
        """Give those of the changes that have one of some flags."""
        return next(self._trial.changes([self.number], flags))

    def counts(self) -> tuple[int | None, ...]:
        """Give the counts in the order of `CRITERIA`."""
        return tuple(getattr(self, name) for name in CRITERIA)

    def render(self, language: str = "en") -> str:
        """Say its dates in words, with weekdays, behind its label."""
        parts = [_known_text(known, language) for known in self.known.values()]
        if len(parts) != 1:
            parts = [f"{name}: {text}" for name, text in zip(self.known, parts, strict=True)]
        dates = "; ".join(parts) or Message("whatif as it is").text(language)
        return f"{self.label}: {dates}" if self.label else dates

    def breaks(self) -> tuple[Break, ...]:
        """Tell what keeps it from holding, in the plan's order, conflicts first; or why it can't be used."""
        error = self.error
        if error is not None:
            return (
                Break(
                    "unusable", None, None, Step("whatif unusable", values={"why": error.message})
                ),
            )
        found = []
        if self.conflicts:
            for finding in self.schedule.conflicts:
                if finding.items[0] in self._trial.dependents:
                    item = finding.items[0]
                    found.append(
                        Break("conflict", item, _rule(self._trial.plan, item), finding.step)
                    )
        if self.past:
            assert self._trial.as_of is not None
            for one in self._flagged("past"):
                due = one.entry.due
                if due is not None:
                    values = {"due": due.latest, "day": self._trial.as_of}
                    step = Step("whatif past", one.id, None, values)
                    found.append(Break("past", one.id, _rule(self._trial.plan, one.id), step))
        return tuple(found)

    def reasons(self) -> tuple[Step, ...]:
        """Say what is wrong with it, with the deadlines named, and what it is better in than the next."""
        if self.rank is None:
            return tuple(one.step for one in self.breaks())
        found = []
        changes = self._flagged("conflict", "past", "closed")
        for name, flag in (("conflicts", "conflict"), ("past", "past"), ("closed", "closed")):
            count = getattr(self, name)
            if count is None:
                continue
            named = [one for one in changes if flag in one.flags]
            names = {lang: _named(named, lang) for lang in ("en", "vi")}
            if named or not count:
                key = f"whatif reason {name}" if count else f"whatif reason no {name}"
                found.append(Step(key, values={"number": len(named), "items": names}))
            if name == "conflicts" and count > len(named):
                own = {one.id for one in named}
                found.extend(
                    each.step
                    for each in self.schedule.conflicts
                    if self._trial.dependents.issuperset(each.items) and own.isdisjoint(each.items)
                )
        if self.closed_days:
            found.append(Step("whatif reason days", values={"count": self.closed_days}))
        if self.moved:
            moves = {"number": self.moved, "count": self.days_moved}
            found.append(Step("whatif reason moved", values=moves))
        worse = self._trial.following(self.rank)
        if worse is not None:
            following = Candidate.of(self._trial, worse)
            pairs = zip(CRITERIA, self.counts(), following.counts(), strict=True)
            name, mine, theirs = next(pair for pair in pairs if pair[1] != pair[2])
            values = {
                "dates": {lang: following.render(lang) for lang in ("en", "vi")},
                "criterion": {lang: Message(WORDS[name]).text(lang) for lang in ("en", "vi")},
                "mine": mine,
                "theirs": theirs,
            }
            found.append(Step("whatif reason better", values=values))
        same = self._trial.count_of(self.rank)
        if same > 1:
            found.append(Step("whatif reason tie", values={"number": same - 1}))
        return tuple(found)

    def to_json(self, deadlines: Iterable[Mapping[str, Any]] | None = None) -> dict[str, Any]:
        """Give it as plain values, in the documented shape.

        Args:
            deadlines: What becomes of all that depends on it, where it is at hand as plain values.
        """
        error = self.error
        if deadlines is None:
            deadlines = next(self._trial.changes_json([self.number]))
        return {
            "number": self.number,
            "label": self.label,
            "known": {name: known.text for name, known in self.known.items()},
            "holds": self.holds,
            "rank": self.rank,
            **dict(zip(CRITERIA, self.counts(), strict=True)),
            "error": None if error is None else error.as_dict(),
            "deadlines": list(deadlines),
        }


def first_day(known: Known) -> date | None:
    """Give the day that a known date begins on, or else ends or is done on; None for a window."""
    if known.start is not None:
        return known.start.day
    return known.end.day if known.end is not None else known.done


def _known_text(known: Known, language: str) -> str:
    """Say a known date in words."""
    if known.done is not None:
        return Message("done", day=render_day(known.done, language)).text(language)
    return known_in_words(known, language)


def _named(changes: Sequence[Change], language: str) -> str:
    texts = []
    for one in changes[:MAX_NAMED]:
        due = one.entry.due
        is_dated = due is not None and due.latest is not None
        day = render_day(due.latest, language) if is_dated else ""  # type: ignore[union-attr,arg-type]
        if day and "closed" in one.flags:
            holidays = (note.holiday(language) for note in one.day_notes)
            day = ", ".join([day, *filter(None, holidays)])
        texts.append(Message("item dated", id=one.id, day=day).text(language) if day else one.id)
    if len(changes) > MAX_NAMED:
        texts.append(Message("compare more", count=len(changes) - MAX_NAMED).text(language))
    return ", ".join(texts)


def _rule(plan: Plan, name: str) -> PlanRule | None:
    item = plan.by_id[name]
    if isinstance(item, Event):
        return None if item.expected is None else PlanRule(item.expected)
    if item.when is None and not item.after:
        return None
    return PlanRule(item.when, item.after)


@short_repr
@attrs.frozen
class PlanRule:
    """What the plan says of when an item is: a timing, and what the item waits for."""

    timing: Timing | None
    waits: tuple[Wait, ...] = ()

    def text(self, language: str = FIRST, /) -> str:
        """Write it: in English as the plan file does, else in words."""
        if language == FIRST:
            parts = [] if self.timing is None else [str(self.timing)]
            return ", ".join([*parts, *(f"after {wait.item}" for wait in self.waits)])
        parts = [] if self.timing is None else [timing_in_words(self.timing, language)]
        waiting = (step.text(language) for wait in self.waits for step in wait_steps(wait))
        return "; ".join([*parts, *waiting])

    def __str__(self) -> str:
        return self.text()


@short_repr
@attrs.frozen
class Break:
    """One thing that keeps a candidate from holding.

    Attributes:
        kind: `conflict`, `past` or `unusable`.
        item: The event or deadline; None where the candidate as a whole can't be used.
        plan_rule: What the plan says of when it is, or is expected.
        step: The sentence.
    """

    kind: str
    item: str | None
    plan_rule: PlanRule | None
    step: Step

    @property
    def rule(self) -> str | None:
        """The rule as the plan file writes it."""
        return None if self.plan_rule is None else str(self.plan_rule)

    def text(self, language: str = "en") -> str:
        """Give it as a sentence, with the rule behind it."""
        text = self.step.text(language)
        if self.plan_rule is None or self.step.kind == "conflict expected":
            return text
        return f"{text} ({self.plan_rule.text(language)})"

    def to_json(self) -> dict[str, Any]:
        """Give it as plain values."""
        return {
            "kind": self.kind,
            "item": self.item,
            "rule": self.rule,
            "text": self.text(),
        }


@short_repr
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
        span = render_span(first, last, language)
        days = render_days(self.days.days, language)
        lines = [Message("whatif stretch", span=span, days=days).text(language)]
        ends = (("before", first - ONE_DAY, self.before), ("after", last + ONE_DAY, self.after))
        for word, day, broken in ends:
            reasons = "; ".join(one.text(language) for one in broken[:MAX_NAMED])
            if len(broken) > MAX_NAMED:
                reasons += "; " + Message("compare more", count=len(broken) - MAX_NAMED).text(
                    language
                )
            reasons = reasons or Message("whatif not asked").text(language)
            lines.append(
                "  "
                + Message(f"whatif {word}", day=render_day(day, language), why=reasons).text(
                    language
                )
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


@short_repr
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
            Message("whatif feasible" if self else "whatif not feasible", item=self.item).text(
                language
            )
        ]
        parts = [stretch.text(language) for stretch in self.stretches]
        if not self and self.nearest is not None:
            parts.append(
                Message("whatif nearest", dates=self.nearest.render(language)).text(language)
            )
            parts += [f"  {one.text(language)}" for one in self.nearest.breaks()]
        lines += [f"  {line}" for text in parts for line in text.split("\n")]
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
