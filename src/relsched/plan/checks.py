"""Checks of a plan as a whole: everything that is wrong between its parts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Protocol

from relsched.dates.calendar_spec import CalendarSpec
from relsched.dates.conventions import Conventions
from relsched.errors import Path, Place, PlanError, RelschedError, unknown
from relsched.messages.message import Message
from relsched.plan.items import ISSUED, Deadline, Event, Phase, Unit
from relsched.plan.plan_questions import WHEN, PlanQuestion
from relsched.timing.points import Edge, Reference
from relsched.timing.timings import On, SetBy, Timing

MAX_DEADLINES = 100_000
MAX_EVENTS = 1_000


class CheckedPlan(Protocol):
    """What the checks ask of a plan. They are part of making one, so its own module imports them."""

    @property
    def id(self) -> str:
        """Its name."""
        ...

    @property
    def calendars(self) -> tuple[CalendarSpec, ...]:
        """Its own calendars."""
        ...

    @property
    def units(self) -> tuple[Unit, ...]:
        """Its units."""
        ...

    @property
    def phases(self) -> tuple[Phase, ...]:
        """Its phases."""
        ...

    @property
    def events(self) -> tuple[Event, ...]:
        """Its events."""
        ...

    @property
    def deadlines(self) -> tuple[Deadline, ...]:
        """Its deadlines."""
        ...

    @property
    def questions(self) -> tuple[PlanQuestion, ...]:
        """What it still asks."""
        ...

    @property
    def all_events(self) -> Mapping[str, Event]:
        """Events by id, with those that stand for documents."""
        ...

    @property
    def by_id(self) -> Mapping[str, Event | Deadline]:
        """Events and deadlines by id."""
        ...

    @property
    def units_by_id(self) -> Mapping[str, Unit]:
        """Units by id."""
        ...

    @property
    def phases_by_id(self) -> Mapping[str, Phase]:
        """Phases by id."""
        ...


def deciders_of(timing: Timing | None) -> Iterator[str]:
    """Go through the names of the documents that a timing leaves the date to."""
    if isinstance(timing, SetBy):
        yield timing.name
    for part in getattr(timing, "timings", ()):
        yield from deciders_of(part)


def problems_of(plan: CheckedPlan) -> Iterator[RelschedError]:
    """Go through everything that is wrong between the parts of a plan."""
    yield from _too_many(plan)
    yield from _repeats(plan)
    for index, event in enumerate(plan.events):
        yield from timing_problems(plan, event.expected, event.id, ("events", index, "expected"))
        for part in event.parts:
            if part not in plan.all_events:
                yield _unknown(part, plan.all_events, "event", ("events", index, "parts"))
        if event.follows is not None and event.follows.plan == plan.id:
            yield PlanError(
                Message("error dependency-cycle follows", event=event.id),
                code="dependency-cycle",
                where=Place(path=("events", index, "follows")),
                value=str(event.follows),
                fix=Message("error dependency-cycle follows fix", other=event.follows.event or ""),
            )
    for index, phase in enumerate(plan.phases):
        yield from timing_problems(plan, phase.when, phase.id, ("phases", index, "when"))
    for index, deadline in enumerate(plan.deadlines):
        yield from _check_deadline(plan, deadline, ("deadlines", index))
    for index, question in enumerate(plan.questions):
        yield from _check_question(plan, question, ("questions", index))


def _check_deadline(plan: CheckedPlan, deadline: Deadline, path: Path) -> Iterator[RelschedError]:
    yield from timing_problems(plan, deadline.when, deadline.id, (*path, "when"))
    for index, wait in enumerate(deadline.after):
        if wait.item not in plan.by_id:
            yield _unknown(wait.item, plan.by_id, "event or deadline", (*path, "after", index))
        elif wait.item == deadline.id:
            yield PlanError(
                Message("error dependency-cycle wait", deadline=deadline.id),
                code="dependency-cycle",
                where=Place(path=(*path, "after", index)),
                value=wait.item,
            )
    if deadline.lead is not None and deadline.lead not in plan.units_by_id:
        yield _unknown(deadline.lead, plan.units_by_id, "unit", (*path, "lead"))
    for unit in deadline.support:
        if unit not in plan.units_by_id:
            yield _unknown(unit, plan.units_by_id, "unit", (*path, "support"))
    if deadline.phase is not None and deadline.phase not in plan.phases_by_id:
        yield _unknown(deadline.phase, plan.phases_by_id, "phase", (*path, "phase"))


def _check_question(
    plan: CheckedPlan, question: PlanQuestion, path: Path
) -> Iterator[RelschedError]:
    item = plan.by_id.get(question.item or "")
    if question.item not in (None, ISSUED) and item is None:
        yield _unknown(question.item or "", plan.by_id, "event or deadline", (*path, "item"))
    if question.phase is not None and question.phase not in plan.phases_by_id:
        yield _unknown(question.phase, plan.phases_by_id, "phase", (*path, "phase"))
    if question.item is not None and question.phase is not None:
        yield PlanError(
            Message("error question-form both", question=question.id),
            code="question-form",
            where=Place(path=(*path, "phase")),
            value=question.phase,
            fix=Message("error question-form both fix"),
        )
    is_known = item is not None or question.item in (None, ISSUED)
    if question.asks != WHEN and is_known and not isinstance(item, Deadline):
        yield PlanError(
            Message("error question-form deadline", asks=question.asks),
            code="question-form",
            where=Place(path=(*path, "asks")),
            value=question.asks,
            fix=Message("error question-form deadline fix", asks=WHEN),
        )
    for index, reading in enumerate(question.readings):
        where = (*path, "readings", index)
        yield from timing_problems(plan, reading, question.item or "", where)


def _too_many(plan: CheckedPlan) -> Iterator[RelschedError]:
    for noun, items, most in (
        ("deadlines", plan.deadlines, MAX_DEADLINES),
        ("events", plan.events, MAX_EVENTS),
    ):
        if len(items) > most:
            yield PlanError(
                Message(f"error too-many {noun}", most=most),
                code="too-many",
                where=Place(path=(noun,)),
                value=str(len(items)),
                fix=Message("error too-many plan fix"),
            )


def _repeats(plan: CheckedPlan) -> Iterator[RelschedError]:
    groups: tuple[tuple[tuple[str, tuple[Any, ...]], ...], ...] = (
        (("events", plan.events), ("deadlines", plan.deadlines)),
        (("units", plan.units),),
        (("phases", plan.phases),),
        (("calendars", plan.calendars),),
        (("questions", plan.questions),),
    )
    for group in groups:
        seen: dict[str, Path] = {}
        for name, items in group:
            for index, item in enumerate(items):
                path: Path = (name, index, "id")
                # Units name feed files, and some file systems don't tell upper from lower case.
                key = item.id.casefold() if name == "units" else item.id
                if key in seen:
                    earlier = "[".join(str(part) for part in seen[key][:2]) + "]"
                    yield PlanError(
                        Message("error duplicate-id", id=item.id),
                        code="duplicate-id",
                        where=Place(path=path),
                        value=item.id,
                        why=Message("error duplicate-id why", place=earlier),
                        fix=Message("error duplicate-id fix"),
                    )
                seen.setdefault(key, path)


def timing_problems(
    plan: CheckedPlan, timing: Timing | None, owner: str, path: Path
) -> Iterator[RelschedError]:
    """Go through what is wrong with a timing in a plan.

    Args:
        plan: The plan whose events and deadlines it may name.
        timing: The timing; None has no problems.
        owner: The item that has it, which it can't be counted from.
        path: Where it stands.
    """
    if timing is None:
        return
    deciders = set(deciders_of(timing))
    for reference in dict.fromkeys(timing.references()):
        if reference.item in deciders:
            continue
        item = plan.by_id.get(reference.item)
        if item is None:
            yield _unknown(reference.item, plan.by_id, "event or deadline", path, text=str(timing))
            continue
        if reference.item == owner and owner in plan.by_id and path[:1] != ("phases",):
            yield PlanError(
                Message("error dependency-cycle itself", item=owner),
                code="dependency-cycle",
                where=Place(path=path),
                value=str(timing),
                fix=Message("error dependency-cycle itself fix"),
            )
        yield from _check_edge(reference, item, path, timing)
        if reference.edge is Edge.NOT_BEFORE and isinstance(item, Deadline):
            yield from _check_beginning(item, path, timing)


def _check_beginning(item: Deadline, path: Path, timing: Timing) -> Iterator[RelschedError]:
    """Refuse to count from a day on which a deadline may begin where nothing says one: no date can come of it."""
    if _has_beginning(item):
        return
    rule = None if item.when is None else Message("error no-beginning why", rule=str(item.when))
    yield PlanError(
        Message("error no-beginning", item=item.id),
        code="no-beginning",
        where=Place(path=path),
        value=str(timing),
        why=rule or Message("error no-beginning why none", item=item.id),
        fix=Message("error no-beginning fix", item=item.id),
    )


def _has_beginning(item: Deadline) -> bool:
    parts = () if item.when is None else getattr(item.when, "timings", (item.when,))
    for part in parts:
        # What is due on a day is finished on it; the work for it comes before.
        on_the_day = isinstance(part, On) and item.takes is not None
        if part.limits(Conventions()).not_before is not None and not on_the_day:
            return True
    return any(wait.bounds_start or item.takes is None for wait in item.after)


def _check_edge(
    reference: Reference, item: Event | Deadline, path: Path, timing: Timing
) -> Iterator[RelschedError]:
    is_event = isinstance(item, Event)
    edges = (Edge.START, Edge.END) if is_event else (Edge.DUE, Edge.NOT_BEFORE)
    if reference.edge is not None and reference.edge not in edges:
        first, last = (f"{reference.item}.{edge.value}" for edge in edges)
        yield PlanError(
            Message("error wrong-edge", point=f"{reference.item}.{reference.edge.value}"),
            code="wrong-edge",
            where=Place(path=path),
            value=str(timing),
            why=Message(
                "error wrong-edge why",
                item=reference.item,
                kind=Message("an event" if is_event else "a deadline"),
                first=first,
                last=last,
            ),
        )


def _unknown(
    name: str, known: Iterable[str], noun: str, path: Path, text: str | None = None
) -> PlanError:
    return PlanError(
        Message(f"error unknown-{noun} in plan", name=name),
        code=f"unknown-{noun.split()[0]}",
        where=Place(path=path),
        value=text if text is not None else name,
        fix=unknown(None, name, known).fix
        or Message(f"error unknown-{noun} in plan fix", name=name),
    )
