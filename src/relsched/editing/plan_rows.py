"""The phases, events, deadlines and questions of a plan while references, waits and parts in them are replaced."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import Any

import attrs

from relsched.editing.waits import held, released
from relsched.errors import RelschedError
from relsched.plan import dependency_graph
from relsched.plan.checks import timing_problems
from relsched.plan.items import ISSUED, Deadline, Event, Phase, Wait
from relsched.plan.plan import Plan
from relsched.plan.plan_questions import PlanQuestion
from relsched.timing.points import Edge, Point, Reference
from relsched.timing.rewriting import Replace, Substitution


def by_item(old: str, new: str) -> Callable[[str], Replace]:
    """Put one item instead of another, whoever names it."""

    def replace(point: Reference, _: Edge, __: bool) -> Point:
        return attrs.evolve(point, item=new) if point.item == old else point

    return lambda _: replace


# What becomes of a wait of an owner: another wait, or a point that takes the place of what it waits for.
Renew = Callable[[str, Wait], Wait | Point]


def renewed(names: Mapping[str, str]) -> Renew:
    """Let waits follow items to their new ids."""
    return lambda _, wait: attrs.evolve(wait, item=names.get(wait.item, wait.item))


@attrs.define
class PlanRows:
    """The phases, events, deadlines and questions of a plan while they change, each under its old id."""

    plan: Plan
    is_event: Callable[[str], bool]
    phases: dict[str, Phase]
    rows: dict[str, Event | Deadline]
    questions: dict[str, PlanQuestion]
    behind: dict[str, list[Event | Deadline]] = attrs.field(factory=dict)
    head: dict[str, Any] = attrs.field(factory=dict)  # attributes of the plan itself that change

    def add(self, name: str, *items: Event | Deadline) -> None:
        """Put items behind another."""
        self.behind.setdefault(name, []).extend(items)

    def substitute(
        self, for_owner: Callable[[str], Replace], renewed: Renew, *, adds: bool = False
    ) -> None:
        """Put points instead of references everywhere: timings, waits, and the dates of phases."""
        for name, phase in self.phases.items():
            substitution = Substitution(for_owner(name), self.plan.conventions, self.is_event, adds)
            if phase.when is not None:
                self.phases[name] = attrs.evolve(phase, when=substitution.timing(phase.when))
        for name, item in self.rows.items():
            if isinstance(item, Event):
                substitution = Substitution(
                    for_owner(name), self.plan.conventions, self.is_event, adds
                )
                if item.expected is not None:
                    self.rows[name] = attrs.evolve(
                        item, expected=substitution.expected(item.expected)
                    )
                continue
            rules = self.plan.conventions_for(item)
            substitution = Substitution(for_owner(name), rules, self.is_event, adds)
            when = None if item.when is None else substitution.timing(item.when)
            waits: list[Wait] = []
            for wait in item.after:
                new = renewed(name, wait)
                if isinstance(new, Wait):
                    waits.append(new)
                else:
                    when = held(when, *released(wait, new, substitution))
            self.rows[name] = attrs.evolve(item, when=when, after=tuple(dict.fromkeys(waits)))
        for name, question in self.questions.items():
            about = self.plan.by_id.get(question.item or "")
            rules = self.plan.conventions
            if isinstance(about, Deadline):
                rules = self.plan.conventions_for(about)
            owner = question.about or ""
            substitution = Substitution(for_owner(owner), rules, self.is_event, adds)
            readings = []
            for reading in question.readings:
                with suppress(
                    RelschedError
                ):  # what can't be said without the item is offered no more
                    readings.append(substitution.timing(reading))
            self.questions[name] = attrs.evolve(question, readings=readings)

    def renew_parts(self, parts: Callable[[str, str], tuple[str, ...]]) -> None:
        """Put parts of events instead of parts: none, one or two."""
        for name, item in self.rows.items():
            if isinstance(item, Event) and item.parts:
                found = tuple(new for part in item.parts for new in parts(name, part))
                self.rows[name] = attrs.evolve(item, parts=found)

    def build(self, heirs: Mapping[str, str | None]) -> Plan:
        """Give the plan of these rows, in the order of the old one.

        Args:
            heirs: For items that don't stay the item that stands for them, or None. A question goes with what it is
                about.

        Raises:
            RelschedError: What can't stand together.
        """
        items = [
            found
            for name, item in self.rows.items()
            for found in (item, *self.behind.get(name, ()))
        ]
        plan = attrs.evolve(
            self.plan,
            **self.head,
            questions=(),
            phases=tuple(self.phases.values()),
            events=tuple(item for item in items if isinstance(item, Event)),
            deadlines=tuple(item for item in items if isinstance(item, Deadline)),
        )
        if self.questions:
            kept = [self._question(question, plan, heirs) for question in self.questions.values()]
            plan = attrs.evolve(plan, questions=[question for question in kept if question])
        dependency_graph.check(plan)
        return plan

    def _question(
        self, question: PlanQuestion, plan: Plan, heirs: Mapping[str, str | None]
    ) -> PlanQuestion | None:
        """Give a question as the new plan has it; None where nothing is left that it is about."""
        item = question.item
        if item not in (None, ISSUED) and item not in plan.by_id:
            item = heirs.get(item or "")
            if item is None:
                return None
        readings = [
            reading
            for reading in question.readings
            if not any(True for _ in timing_problems(plan, reading, item or "", ()))
        ]
        return attrs.evolve(question, item=item, readings=readings)
