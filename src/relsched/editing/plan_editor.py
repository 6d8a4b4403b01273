"""A plan and its dates while it is edited: its items, what names them, and the edit that comes out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from relsched.editing.edit import Edit
from relsched.editing.plan_rows import PlanRows
from relsched.errors import PlanError
from relsched.messages.message import Message
from relsched.plan import dependency_graph
from relsched.plan.items import Deadline, Event
from relsched.plan.known_dates import Known, KnownDates, read_known
from relsched.plan.plan import Plan
from relsched.schedule.resolver import resolve
from relsched.schedule.schedule import Schedule
from relsched.timing.points import Reference
from relsched.timing.timings import SetBy, Timing

if TYPE_CHECKING:
    from relsched.dates.working_calendar import WorkingCalendar


class PlanEditor:
    """Holds a plan and its dates while it is edited."""

    def __init__(
        self,
        plan: Plan,
        known: KnownDates | Iterable[Known] | None,
        calendars: Mapping[str, WorkingCalendar] | None,
    ) -> None:
        self.plan = plan
        self.calendars = calendars
        self.known: dict[str, Known] = read_known(plan, known)
        self.before: Schedule = resolve(plan, self.known.values(), calendars)

    # ------------------------------------------------------------ what is asked

    def declared(self, name: str) -> Event | Deadline:
        """Give an item that stands in the plan."""
        item = self.plan.item(name)
        if isinstance(item, Event) and item not in self.plan.events:
            raise PlanError(
                Message("error not-declared", item=name),
                code="not-declared",
                value=name,
                why=Message("error not-declared why", title=str(item.title)),
                fix=Message("error not-declared fix", item=name),
            )
        return item

    def meant(self, point: Reference) -> str | None:
        """Give the id that a reference means; `as set by` may use a title or an alias."""
        return self.plan.item_id(point.item)

    def is_event(self, name: str) -> bool:
        """Tell whether a name is that of an event."""
        return not isinstance(self.plan.by_id.get(self.plan.item_id(name) or name), Deadline)

    def rows(self) -> PlanRows:
        """Give the rows of the plan, to be changed."""
        rows: dict[str, Event | Deadline] = {event.id: event for event in self.plan.events}
        rows |= {deadline.id: deadline for deadline in self.plan.deadlines}
        phases = {phase.id: phase for phase in self.plan.phases}
        questions = {question.id: question for question in self.plan.questions}
        return PlanRows(self.plan, self.is_event, phases, rows, questions)

    def refuse_taken(self, name: str) -> None:
        """Refuse an id that is in use."""
        if name in self.plan.by_id:
            raise PlanError(
                Message("error duplicate-id taken", id=name),
                code="duplicate-id",
                value=name,
                why=Message("error duplicate-id taken why"),
                fix=Message("error duplicate-id taken fix"),
            )

    def users(self, name: str) -> list[str]:
        """Give the ids of what names an item: phases, then events and deadlines in the plan's order."""
        phases = [
            phase.id
            for phase in self.plan.phases
            if phase.when is not None and name in map(self.meant, phase.when.references())
        ]
        items = [
            other
            for other, item in self.plan.by_id.items()
            if other != name and name in dependency_graph.anchors(self.plan, item)
        ]
        return [*phases, *items]

    # ------------------------------------------------------------ what comes out

    def edit(
        self,
        operation: str,
        changed: PlanRows,
        known: Mapping[str, Known],
        ids: Mapping[str, str | None],
        words: Mapping[str, str] | None = None,
    ) -> Edit:
        """Make the new plan and resolve it; what a name means must stay."""
        plan = changed.build({**ids, **(words or {})})
        ids = dict(ids)
        for name, event in self.plan.all_events.items():
            if event not in self.plan.events and plan.item_id(str(event.title)) != name:
                if plan.item_id(str(event.title)) is not None:
                    raise self._other_meaning(str(event.title))
                ids[name] = None
        heirs = {**(words or {}), **ids}
        for deadline in self.plan.deadlines:
            for timing in getattr(deadline.when, "timings", (deadline.when,)):
                if isinstance(timing, SetBy):
                    old, new = self.plan.item_id(timing.name), plan.item_id(timing.name)
                    assert old is not None
                    if new is not None and new not in (old, heirs.get(old), (words or {}).get(old)):
                        raise self._other_meaning(timing.name)
        timings = [event.expected for event in plan.events]
        timings += [phase.when for phase in plan.phases]
        timings += [deadline.when for deadline in plan.deadlines]
        for timing in timings:
            if timing is not None:
                Timing.parse(str(timing))  # refuses what is too long or too deep for a text
        kept = {name: entry for name, entry in known.items() if ids.get(name, name) is not None}
        after = resolve(plan, kept.values(), self.calendars)
        return Edit(operation, self.before, after, ids, words or {})

    def _other_meaning(self, name: str) -> PlanError:
        return PlanError(
            Message("error id-meant", name=name),
            code="id-meant",
            value=name,
            why=Message("error id-meant why"),
            fix=Message("error id-meant fix"),
        )
