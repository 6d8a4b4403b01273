"""The plan: what the organisers wrote.

There is no computed date in it. It is frozen, checked when it is made, and equal to another that means the
same.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from functools import cached_property
from os import PathLike
from typing import Any

import attrs

from relsched.dates.calendar_spec import CalendarSpec
from relsched.dates.conventions import ConventionLike, Conventions
from relsched.dates.date_reading import to_day
from relsched.dates.windows import Window, WindowLike
from relsched.dates.working_calendar import WorkingCalendar
from relsched.doors import public
from relsched.errors import Path, PlanError, UnknownItemError, one_or_all, unknown
from relsched.messages.message import Message
from relsched.plan.checks import deciders_of, problems_of
from relsched.plan.ids import free_id, id_of
from relsched.plan.items import (
    ISSUED,
    LANGUAGES,
    DateOfIssue,
    Deadline,
    Event,
    Phase,
    Source,
    Text,
    Unit,
    nfc,
    to_lints,
    to_source,
    to_text,
)
from relsched.plan.plan_questions import PlanQuestion
from relsched.timing.timings import Timing

DEFAULT_HORIZON = Window("1900-01-01", "2199-12-31")


def _conventions(value: Conventions | str | Mapping[str, ConventionLike] | None) -> Conventions:
    return Conventions.read(value)


def _calendar_specs(values: Iterable[CalendarSpec]) -> tuple[CalendarSpec, ...]:
    return tuple(values)


def _units(values: Iterable[Unit]) -> tuple[Unit, ...]:
    return tuple(values)


def _phases(values: Iterable[Phase]) -> tuple[Phase, ...]:
    return tuple(values)


def _events(values: Iterable[Event]) -> tuple[Event, ...]:
    return tuple(values)


def _deadlines(values: Iterable[Deadline]) -> tuple[Deadline, ...]:
    return tuple(values)


def _questions(values: Iterable[PlanQuestion]) -> tuple[PlanQuestion, ...]:
    return tuple(values)


def read_zone(value: str) -> str:
    """Take a name as that of a time zone that there is."""
    from relsched.dates.zones import check_zone

    # UTC needs no look-up, so the zone data is only loaded for plans that name a zone.
    if value != "UTC":
        check_zone(value)
    return value


def _language(value: str) -> str:
    if value not in LANGUAGES:
        why, fix = unknown(Message("kinds languages"), value, LANGUAGES)
        raise PlanError(
            Message("error unknown-language plan", language=value),
            code="unknown-language",
            value=value,
            why=why,
            fix=fix,
        )
    return value


def _horizon(value: WindowLike) -> Window:
    window = Window.read(value)
    if window.earliest is None or window.latest is None or window.latest > date(9998, 12, 31):
        raise PlanError(
            Message("error horizon-form"),
            code="horizon-form",
            value=str(window),
            fix=Message("error write", text=str(DEFAULT_HORIZON)),
        )
    return window


@attrs.frozen(slots=False)
class Plan:
    """What the organisers wrote: events, deadlines, rules, calendars.

    Attributes:
        id: Permanent name; the identity of published items depends on it.
        issued: Date of the plan, which `issued` in a timing means. None where it isn't known: what is counted from it
            waits for `issued`, which may be known then like an event.
        timezone: The zone in which its days and times are meant.
        language: `vi` or `en`, for titles and reports.
        calendar: Name of the working calendar that `working days` and rolls mean without a name.
        calendars: The plan's own calendars.
        conventions: How it counts.
        horizon: Days it may reach; a date outside is refused.
        ignore: Codes of lints that aren't reported of it at all.
        questions: What a person must still decide, and what was dismissed. Dates don't depend on them.

    Raises:
        RelschedError: Everything that is wrong between the parts, all at once. Dependency cycles and calendars, which
            may come from outside, are looked at by whatever resolves or reads a plan: `resolve`, `parse_plan`,
            `read_plan_data`.
    """

    id: str = attrs.field(validator=id_of("a plan"))
    title: Text = attrs.field(default=None, converter=to_text)
    issued: date | None = attrs.field(default=None, converter=to_day, kw_only=True)
    timezone: str = attrs.field(default="UTC", converter=read_zone, kw_only=True)
    language: str = attrs.field(default="en", converter=_language, kw_only=True)
    calendar: str = attrs.field(default="weekdays", kw_only=True)
    calendars: tuple[CalendarSpec, ...] = attrs.field(
        default=(), converter=_calendar_specs, kw_only=True
    )
    conventions: Conventions = attrs.field(
        default=Conventions(), converter=_conventions, kw_only=True
    )
    units: tuple[Unit, ...] = attrs.field(default=(), converter=_units, kw_only=True)
    phases: tuple[Phase, ...] = attrs.field(default=(), converter=_phases, kw_only=True)
    events: tuple[Event, ...] = attrs.field(default=(), converter=_events, kw_only=True)
    deadlines: tuple[Deadline, ...] = attrs.field(default=(), converter=_deadlines, kw_only=True)
    horizon: Window = attrs.field(default=DEFAULT_HORIZON, converter=_horizon, kw_only=True)
    source: Source | None = attrs.field(default=None, converter=to_source, kw_only=True)
    ignore: tuple[str, ...] = attrs.field(default=(), converter=to_lints, kw_only=True)
    questions: tuple[PlanQuestion, ...] = attrs.field(
        default=(), converter=_questions, kw_only=True
    )

    def __attrs_post_init__(self) -> None:
        errors = list(problems_of(self))
        if errors:
            raise one_or_all(errors, Message("problems of plan", plan=self.id))

    def __repr__(self) -> str:
        counts = f"{len(self.events)} events, {len(self.deadlines)} deadlines"
        return f"<Plan {self.id}: {counts}>"

    @cached_property
    def _declared(self) -> tuple[dict[str, Event], dict[str, str]]:
        """Events by id, and the id that each title and alias means; of two alike the first event's."""
        events: dict[str, Event] = {}
        ids: dict[str, str] = {}

        def declare(event: Event) -> None:
            events[event.id] = event
            for title in (str(event.title), *(phrase for phrase, _ in event.aliases)):
                ids.setdefault(title.casefold(), event.id)

        for event in self.events:
            declare(event)
        if self._waits_for_issue():
            declare(DateOfIssue.of(self.language))
        taken = {deadline.id for deadline in self.deadlines}
        for deadline in self.deadlines:
            for name in deciders_of(deadline.when):
                if name not in events and nfc(name).casefold() not in ids:
                    event_id = free_id(name, {*events, *taken})
                    declare(Event(event_id, name, aliases=(name,), lasts="unknown"))
        return events, ids

    @classmethod
    def read(
        cls, path: str | PathLike[str], calendars: Mapping[str, WorkingCalendar] | None = None
    ) -> Plan:
        """Read a plan file, as the function `read_plan` does.

        Args:
            path: The file, YAML in UTF-8.
            calendars: Working calendars that the plan may name beside its own and the countries'.

        Raises:
            DocumentError: The file can't be read as YAML.
            RelschedError: Everything that is wrong with the plan, all at once, each with its line.
        """
        plan: Plan = public("read_plan")(path, calendars)
        return plan

    @classmethod
    def from_dict(
        cls, value: Mapping[str, Any], calendars: Mapping[str, WorkingCalendar] | None = None
    ) -> Plan:
        """Make a plan from plain values, as the function `read_plan_data` does.

        Args:
            value: What `to_dict` gave, or the values of a plan file.
            calendars: Working calendars that the plan may name beside its own and the countries'.

        Raises:
            RelschedError: Everything that is wrong, all at once, each with its path.
        """
        plan: Plan = public("read_plan_data")(value, calendars)
        return plan

    def to_dict(self) -> dict[str, Any]:
        """Give the plan as plain values with the number of their format, as the function `plan_data` does."""
        values: dict[str, Any] = public("plan_data")(self)
        return values

    def write(self, path: str | PathLike[str]) -> None:
        """Write the plan file, in one step, as the function `write_plan` does.

        Args:
            path: Where the file is, or shall be.

        Raises:
            OSError: The file can't be written.
        """
        public("write_plan")(self, path)

    @property
    def all_events(self) -> dict[str, Event]:
        """Events by id, with those that stand for documents named in `as set by`, in order."""
        return self._declared[0]

    @cached_property
    def by_id(self) -> dict[str, Event | Deadline]:
        """Events and deadlines by id, events first, in order."""
        items: dict[str, Event | Deadline] = dict(self.all_events)
        items.update((deadline.id, deadline) for deadline in self.deadlines)
        return items

    def item(self, name: str) -> Event | Deadline:
        """Give an event or deadline by its id.

        Args:
            name: Id of the event or deadline.

        Raises:
            UnknownItemError: `unknown-item`.
        """
        found = self.by_id.get(name)
        if found is None:
            raise UnknownItemError(
                Message("error unknown-item", plan=self.id, item=name),
                code="unknown-item",
                value=name,
                fix=unknown(None, name, self.by_id).fix,
            )
        return found

    @cached_property
    def positions(self) -> dict[str, int]:
        """The place of each event and deadline in the plan's order, by id."""
        return {name: index for index, name in enumerate(self.by_id)}

    @cached_property
    def paths(self) -> dict[str, Path]:
        """Where each event and deadline stands in a plan file, by id; what only a timing names stands nowhere."""
        found: dict[str, Path] = {event.id: ("events", n) for n, event in enumerate(self.events)}
        return found | {row.id: ("deadlines", n) for n, row in enumerate(self.deadlines)}

    @cached_property
    def units_by_id(self) -> dict[str, Unit]:
        """Units by id."""
        return {unit.id: unit for unit in self.units}

    @property
    def open_questions(self) -> tuple[PlanQuestion, ...]:
        """The questions that are neither answered nor dismissed, in order."""
        return tuple(question for question in self.questions if not question.dismissed)

    def question(self, name: str) -> PlanQuestion:
        """Give a question by its id.

        Args:
            name: Id of the question.

        Raises:
            UnknownItemError: `unknown-question`.
        """
        found = {question.id: question for question in self.questions}
        if name not in found:
            raise UnknownItemError(
                Message("error unknown-question", plan=self.id, question=name),
                code="unknown-question",
                value=name,
                fix=unknown(None, name, found).fix,
            )
        return found[name]

    @cached_property
    def phases_by_id(self) -> dict[str, Phase]:
        """Phases by id."""
        return {phase.id: phase for phase in self.phases}

    def _waits_for_issue(self) -> bool:
        if self.issued is not None:
            return False
        timings = [phase.when for phase in self.phases]
        timings += [deadline.when for deadline in self.deadlines]
        timings += [event.expected for event in self.events]
        return any(timing is not None and timing.counts_from_issue for timing in timings)

    def anchors_of(self, timing: Timing) -> Iterator[str]:
        """Go through the ids of what a timing is counted from; some may come twice."""
        if self.issued is None and timing.counts_from_issue:
            yield ISSUED
        for reference in timing.references():
            name = self.item_id(reference.item)
            if name is not None:
                yield name

    def item_id(self, name: str) -> str | None:
        """Find the id that a name in a timing means: an id itself, else an event's title or alias."""
        return name if name in self.by_id else self._declared[1].get(nfc(name).casefold())

    def calendar_names(self) -> Iterator[tuple[str, Path]]:
        """Go through the names of working calendars in the plan, each with the path at which it stands."""
        for index, spec in enumerate(self.calendars):
            if spec.base is not None:
                yield spec.id, ("calendars", index, "base")
        yield self.calendar, ("calendar",)
        timings: list[tuple[Timing | None, Path]] = [
            *((phase.when, ("phases", n, "when")) for n, phase in enumerate(self.phases)),
            *((event.expected, ("events", n, "expected")) for n, event in enumerate(self.events)),
            *((row.when, ("deadlines", n, "when")) for n, row in enumerate(self.deadlines)),
            *(
                (reading, ("questions", n, "readings", i))
                for n, question in enumerate(self.questions)
                for i, reading in enumerate(question.readings)
            ),
        ]
        for timing, path in timings:
            for name in () if timing is None else timing.calendar_names():
                yield name, path
        for n, row in enumerate(self.deadlines):
            gaps = [
                (offset, ("after", i)) for i, wait in enumerate(row.after) for offset in wait.gaps
            ]
            for offset, where in [(row.takes, ("takes",)), *gaps]:
                if offset is not None and offset.calendar is not None:
                    yield offset.calendar, ("deadlines", n, *where)

    def conventions_for(self, deadline: Deadline) -> Conventions:
        """Give the conventions that hold for a deadline: the plan's, with its own choices on top."""
        if not deadline.conventions:
            return self.conventions
        choices = dict(deadline.conventions)
        base = choices.pop("based_on", None)
        start = self.conventions if base is None else Conventions.named(str(base))
        return start.with_choices(choices)


def is_clocked(plan: Plan) -> bool:
    """Tell whether the plan itself speaks of times of day."""
    timings = [deadline.when for deadline in plan.deadlines]
    timings += [event.expected for event in plan.events]
    return any(
        point.has_clock for timing in timings if timing is not None for point in timing.points
    )
