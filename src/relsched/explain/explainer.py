"""The steps behind the dates of a resolved plan, made from what was computed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import attrs

from relsched.dates.calendar_spec import WEEKDAY_NAMES
from relsched.dates.conventions import Conventions
from relsched.dates.days import OUTSIDE, Days, find_day
from relsched.dates.offsets import Direction, Offset
from relsched.dates.rolls import Roll
from relsched.dates.windows import Window
from relsched.dates.working_calendar import WorkingCalendar
from relsched.dates.zones import local
from relsched.engine.evaluation import extended
from relsched.engine.monotone_maps import CLOCK
from relsched.engine.program import Program
from relsched.engine.solution import Dates
from relsched.explain.steps import Span, Step
from relsched.messages.catalogue import FIRST
from relsched.messages.message import Message
from relsched.plan.items import LANGUAGES, Deadline, Event, Source, Wait
from relsched.plan.known_dates import Known
from relsched.plan.plan import Plan
from relsched.timing.clock_times import time_text
from relsched.timing.counted_points import core, counted, counted_offset
from relsched.timing.points import (
    At,
    Day,
    Edge,
    EdgeOf,
    Issued,
    NthInPeriod,
    OnWeekday,
    Point,
    Reference,
    Rolled,
    Shifted,
)
from relsched.timing.timings import (
    After,
    Before,
    Both,
    Immediately,
    Limits,
    Timing,
    Within,
)

MAX_NAMED_DAYS = 12
# The steps that say something of an item itself, by its name.
NAMING = ("known", "known by", "expected", "undecided", "length", "length unknown", "done", "rule")


def window_of(pair: Days) -> Window:
    """Give the window of a node from its earliest and latest value."""
    return Window(find_day(int(pair[0])), find_day(int(pair[1])))


@attrs.define
class Explainer:
    """Explains the dates of one resolved plan."""

    dates: Dates
    _scratch: Program | None = attrs.field(default=None, init=False)
    _explained: dict[str, tuple[list[Step], list[str]]] = attrs.field(factory=dict, init=False)
    _grown: Days = attrs.field(
        default=attrs.Factory(lambda self: self.dates.values, takes_self=True), init=False
    )

    @property
    def plan(self) -> Plan:
        """The plan whose dates they are."""
        return self.dates.plan

    @property
    def program(self) -> Program:
        """The program of the plan."""
        return self.dates.program

    def steps(self, name: str) -> tuple[Step, ...]:
        """Give the steps behind an item's dates: its own first, then those of what it is counted from."""
        found: list[Step] = []
        seen = {name}
        queue = [name]
        for current in queue:
            explained = self._explained.get(current)  # many items are counted from few
            if explained is None:
                explained = self._explained[current] = self._about(self.plan.by_id[current])
            own_steps, anchors = explained
            if current != name:
                own_steps = _titled(own_steps, self.plan)
            found.extend(own_steps)
            for anchor in anchors:
                if anchor not in seen:
                    seen.add(anchor)
                    queue.append(anchor)
        return tuple(found)

    def _about(self, item: Event | Deadline) -> tuple[list[Step], list[str]]:
        steps = list(_source_steps(item.source))
        known = self.dates.known.get(item.id)
        if isinstance(item, Event):
            return self._about_event(item, steps, known)
        return self._about_deadline(item, steps, known)

    def _about_event(
        self, event: Event, steps: list[Step], known: Known | None
    ) -> tuple[list[Step], list[str]]:
        nodes = self.program.events[event.id]
        start, end = (
            window_of(self.dates.values[nodes.first]),
            window_of(self.dates.values[nodes.last]),
        )
        whole = Window(start.earliest, end.latest)
        if known is not None:
            span = Span(start.day, end.day) if start.is_settled and end.is_settled else None
            only_start = known.start is not None and known.end is None and not end.is_settled
            window = start if only_start else whole
            steps.append(known_step(event.id, known, window, span))
            if not end.is_settled and event.lasts is None:
                steps.append(Step("length unknown", event.id))
            return steps, []
        anchors: list[str] = []
        if event.expected is not None:
            rule = {"rule": event.expected}
            steps.append(Step("expected", event.id, whole, rule))
            anchors = self._names(event.expected)
            if event.lasts is None:
                steps.append(Step("length unknown", event.id))
            elif event.lasts > 1:
                steps.append(Step("length", event.id, values={"count": event.lasts}))
        elif not event.parts:
            steps.append(Step("undecided", event.id))
        if event.decided_by is not None and not start.is_settled:
            steps.append(Step("decided by", event.id, values={"unit": event.decided_by}))
        return steps, [*anchors, *event.parts]

    def _about_deadline(
        self, deadline: Deadline, steps: list[Step], known: Known | None
    ) -> tuple[list[Step], list[str]]:
        nodes = self.program.deadlines[deadline.id]
        done = known.done if known is not None and known.done is not None else deadline.done
        if done is not None:
            steps.append(Step("done", deadline.id, values={"day": done}))
        elif known is not None:
            window = window_of(self.dates.values[nodes.counted])
            steps.append(known_step(deadline.id, known, window, None))
            return steps, []
        conventions = self.plan.conventions_for(deadline)
        names: list[str] = []
        if deadline.when is not None:
            steps.append(Step("rule", deadline.id, values={"rule": deadline.when}))
            names = self._names(deadline.when)
            limits = deadline.when.limits(conventions)
            steps.extend(_convention_steps(deadline.when, limits, conventions))
            for point, edge in ((limits.not_before, limits.begins), (limits.due, limits.ends)):
                if point is not None:
                    steps.extend(
                        step
                        for step in self._counted(point, edge, conventions)
                        if step not in steps
                    )
            steps.extend(self._closed(limits, nodes.last, conventions))
        for wait in deadline.after:
            steps.extend(wait_steps(wait))
            names.append(wait.item)
        if nodes.is_planned and done is None:
            # It is due when its work is finished.
            steps.append(Step("member takes", deadline.id, values={"offset": deadline.takes}))
        return steps, names

    def _names(self, timing: Timing) -> list[str]:
        return list(dict.fromkeys(self.plan.anchors_of(timing)))

    def _counted(self, point: Point, edge: Edge, conventions: Conventions) -> Iterator[Step]:
        """Go through what was counted, innermost first; dates and references need no step."""
        inner = edge
        if isinstance(point, Shifted | OnWeekday):
            inner = Edge.START if point.direction is Direction.BEFORE else Edge.END
        for part in point.inputs:
            yield from self._counted(part, inner, conventions)
        if isinstance(point, Day | Issued | Reference | EdgeOf):
            return
        window = self._window(point, edge, conventions)
        if isinstance(point, Rolled):
            before = self._window(point.point, edge, conventions)
            if before.is_settled and before != window:
                calendar = self.program.calendars.get(point.calendar or self.plan.calendar)
                values = {
                    "day": before.day,
                    "reason": _why_closed(calendar, before.day),
                    "roll": Message(f"roll {point.roll.value}"),
                }
                time = self._time(point, edge, conventions) if window.is_settled else None
                yield Step("roll", None, window, values | _counted_in(calendar), time)
            return
        time = self._time(point, edge, conventions) if window.is_settled else None
        values = {"point": point}
        if isinstance(point, Shifted) and point.offset.working_days is not None:
            calendar = self.program.calendars.get(point.offset.calendar or self.plan.calendar)
            values |= _counted_in(calendar)
        elif isinstance(point, NthInPeriod) and point.weekday is None:
            calendar = self.program.calendars.get(point.calendar or self.plan.calendar)
            values |= _counted_in(calendar)
        yield Step("step", None, window, values, time)
        if isinstance(point, Shifted) and point.offset.working_days:
            yield from self._skipped(point, window, conventions)
        if isinstance(point, At):
            yield from self._clock_notes(point, self._window(point.point, edge, conventions))

    def _window(self, point: Point, edge: Edge, conventions: Conventions) -> Window:
        if self._scratch is None:
            self._scratch = self.program.scratch()
        node = self._scratch.day_of(point, edge, conventions)
        if node >= len(self._grown):
            self._grown = extended(self._scratch, self._grown)
        pair = self._grown[node]
        return Window.unknown() if OUTSIDE in pair else window_of(pair)

    def _time(self, point: Point, edge: Edge, conventions: Conventions) -> str | None:
        if not point.has_clock:
            return None
        assert self._scratch is not None
        node = self._scratch.moment_of(point, edge, conventions)
        if node >= len(self._grown):
            self._grown = extended(self._scratch, self._grown)
        low, high = self._grown[node]
        text = moment_text(int(low), self.plan.timezone) if low == high else None
        return None if text is None else text[11:]

    def _skipped(self, point: Shifted, window: Window, conventions: Conventions) -> Iterator[Step]:
        """Name the days that working days passed over, and the swapped ones that counted."""
        edge = Edge.START if point.direction is Direction.BEFORE else Edge.END
        anchor = self._window(point.anchor, edge, conventions)
        if not (anchor.is_settled and window.is_settled):
            return
        calendar = self.program.calendars.get(point.offset.calendar or self.plan.calendar)
        first, last = sorted((anchor.day, window.day))
        between = (first + timedelta(days=n) for n in range((last - first).days + 1))
        closed = [day for day in between if not calendar.is_open(day)]
        if closed:
            named: tuple[object, ...] = tuple(closed[:MAX_NAMED_DAYS])
            yield Step(
                "skipped",
                None,
                values={"days": named + (("…",) if len(closed) > MAX_NAMED_DAYS else ())},
            )
        for n in range((last - first).days + 1):
            day = first + timedelta(days=n)
            reason = calendar.why_open(day)
            if reason is not None:
                reasons = {"en": reason, "vi": calendar.why_open(day, "vi") or reason}
                yield Step("swapped", None, values={"day": day, "reason": reasons})

    def _clock_notes(self, point: At, window: Window) -> Iterator[Step]:
        """Say where the clocks of the zone skip the time on the day that was meant, or show it twice."""
        from relsched.dates.days import number
        from relsched.dates.zones import instant

        if window.is_settled:
            zone = point.zone or self.plan.timezone
            note = instant(number(window.day), point.minute, zone)[1]
            if note is not None:
                yield Step(note, None, values={"time": time_text(point.minute)})

    def _closed(self, limits: Limits, node: int | None, conventions: Conventions) -> Iterator[Step]:
        """Say that a counted date fell on a closed day and stayed there."""
        if node is None or limits.due is None:
            return
        inner = limits.due.point if isinstance(limits.due, At) else limits.due
        if not isinstance(inner, Shifted | NthInPeriod):
            return
        window = window_of(self.dates.values[node])
        if window.is_settled:
            reason = closed_reason(self.program, window.day)
            if reason is not None:
                calendar = self.program.calendars.get(self.plan.calendar)
                values = {"day": window.day, "reason": reason, **_counted_in(calendar)}
                rolls = (conventions.roll_before, conventions.roll_after)
                before = isinstance(inner, Shifted) and inner.direction is Direction.BEFORE
                unset = rolls[0 if before else 1] is Roll.NONE
                step = Step("closed", None, values=values)
                yield step if unset else attrs.evolve(step, key="closed unrolled")


def wait_steps(wait: Wait) -> Iterator[Step]:
    """Say what a deadline waits for: one sentence for the least gap, one for the greatest."""
    word = "after"
    if wait.relation != "finish-start":
        word = f"after {wait.relation.replace('-', ' ')}"
    if wait.at_least is not None:
        yield Step(f"{word} gap", wait.item, values={"gap": wait.at_least})
    else:
        yield Step(word, wait.item)
    if wait.at_most is not None:
        yield Step(f"{word} most", wait.item, values={"gap": wait.at_most})


def _counted_in(calendar: WorkingCalendar) -> dict[str, str]:
    """Name a working calendar and the data it was made from, so that the days can be counted again."""
    return {"calendar": calendar.name, "version": calendar.version}


def closed_reason(program: Program, day: date) -> dict[str, str] | None:
    """Give why a day is closed in the plan's calendar, by language; None if open or not covered."""
    calendar = program.calendars.get(program.plan.calendar)
    if not calendar.first <= day <= calendar.last or calendar.is_open(day):
        return None
    return _why_closed(calendar, day)


def _why_closed(calendar: WorkingCalendar, day: date) -> dict[str, str]:
    """Give why a day is closed, by language: the weekday or the holiday.

    Days are written with their weekday, so that other languages say only that it is off every week.
    """
    english = calendar.why_closed(day) or ""
    found = {FIRST: english}
    for language in LANGUAGES:
        if language != FIRST:
            name = calendar.why_closed(day, language) or ""
            nameless = Message("day off", calendar=calendar.name)
            reason = Message("closed by", name=name)
            if english == WEEKDAY_NAMES[day.weekday()]:
                reason = Message("closed weekly")
            elif name == nameless.text(language):
                reason = nameless
            found[language] = reason.text(language)
    return found


def _titled(steps: list[Step], plan: Plan) -> list[Step]:
    """Give the steps of one item, the first of which that names it calls it by its title too."""
    # That an item is done goes without its name only among its own steps.
    titled = [
        attrs.evolve(step, key="done item") if step.kind == "done" else step for step in steps
    ]
    for place, step in enumerate(titled):
        if step.kind in NAMING:
            titled[place] = step.titled(plan)
            break
    return titled


def _source_steps(source: Source | None) -> Iterator[Step]:
    if source is None or source.phrase is None:
        return
    values = {"phrase": source.phrase, "document": source.document, "row": source.row}
    given = {name: value for name, value in values.items() if value is not None}
    kind = "phrase" + (" in" if source.document else "") + (" row" if source.row else "")
    yield Step(kind, None, values=given)


def known_step(name: str, known: Known, window: Window, span: Span | None) -> Step:
    """Say what is known of an item, and who said it, when and why."""
    values: dict[str, Any] = {}
    if known.start is not None and known.start.minute is not None:
        values["dates"] = (known.start,) if known.end is None else (known.start, known.end)
    elif span is not None:
        values["dates"] = span
    origin = ", ".join(part for part in (known.by, known.on, known.reason) if part)
    if origin:
        return Step("known by", name, window, {**values, "by": origin})
    return Step("known", name, window, values)


def _convention_steps(when: Timing, limits: Limits, conventions: Conventions) -> Iterator[Step]:
    """Say which conventions counted a timing, and what a law says them in."""
    if isinstance(when, Before) and not when.point.has_clock:
        yield Step(f"convention before {conventions.before}")
    elif isinstance(when, After) and not when.point.has_clock:
        yield Step(f"convention after {conventions.after}")
    elif isinstance(when, Immediately):
        step = Step("convention immediately", values={"offset": conventions.immediately})
        if conventions.immediately == Offset(days=0):
            step = attrs.evolve(step, key="convention immediately same day")
        yield step
    for name in dict.fromkeys(limits.adjusted_by):
        yield _cited(_adjusting_step(name, conventions), conventions, name)
    point = limits.unadjusted or limits.due
    inner = None if point is None else core(point)
    has_own_words = isinstance(when, Before | Immediately)
    is_day_count = isinstance(inner, Shifted) and inner.offset.is_pure_days and not has_own_words
    if is_day_count or _counts_clear_days(when, conventions):
        step = Step(f"convention counting {conventions.counting}")
        yield _cited(step, conventions, "counting")


def _adjusting_step(name: str, conventions: Conventions) -> Step:
    if name == "least_working_days":
        return Step("convention least", values={"count": conventions.least_working_days})
    if name == "roll_hours":
        return Step("convention roll hours")
    roll: Roll = getattr(conventions, name)
    words = name.replace("_", " ")
    values = {"roll": Message(f"roll {roll.value}"), "name": Message(f"convention {words}")}
    return Step("convention rolled", values=values)


def _cited(step: Step, conventions: Conventions, name: str) -> Step:
    """Give a step that names where its convention is laid down, if the plan counts by a law."""
    source = conventions.cited(name)
    return step if source is None else attrs.evolve(step, values={**step.values, "law": source})


def _counts_clear_days(when: Timing, conventions: Conventions) -> bool:
    """Whether a timing holds an offset that the convention makes clear days, wherever it stands."""
    if conventions.counting == "calendar":
        return False
    parts = when.timings if isinstance(when, Both) else (when,)
    for part in parts:
        if isinstance(part, Within) and counted_offset(part.offset, conventions) is not part.offset:
            return True
    return any(counted(point, conventions) != point for point in when.points)


def moment_text(value: int, zone: str) -> str | None:
    """Write a marked moment as local time, `2020-10-13T08:00`; None for a day without a time."""
    if value % 2:
        return None
    day, minute = local(value // CLOCK, zone)
    found = find_day(day)
    return None if found is None else f"{found.isoformat()}T{time_text(minute)}"
