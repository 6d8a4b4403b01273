"""Comparison: what became of each event and deadline between two schedules, and why; made by `compare`."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date
from functools import cached_property
from typing import Any

import attrs

from relsched.analysis.compare.causes import (
    Asker,
    CauseQuestion,
    FoundCauses,
    calendar_days,
    rule_dates,
)
from relsched.analysis.compare.change_kinds import (
    DATE_KINDS,
    Cause,
    Change,
    FieldEdit,
    Points,
    field_edit,
    flags_of,
    kinds_of,
    value_text,
)
from relsched.analysis.compare.comparison_text import (
    ComparisonContent,
    as_html,
    as_markdown,
    as_notice,
    as_text,
)
from relsched.analysis.compare.day_notes import new_day_notes
from relsched.analysis.compare.plan_differences import Differences, outside_calendars
from relsched.dates.calendar_spec import CalendarSpec
from relsched.dates.conventions import NAMES as CONVENTION_NAMES
from relsched.dates.date_reading import DateLike, to_day
from relsched.dates.recurrence import WEEKDAYS
from relsched.dates.working_calendar import WorkingCalendar
from relsched.errors import CalendarError, UnknownItemError
from relsched.messages.catalogue import check_language
from relsched.messages.message import Message
from relsched.plan.items import ISSUED, Deadline, Phase, Unit
from relsched.plan.lookup import Lookup
from relsched.plan.plan import Plan
from relsched.schedule.entry import Entry
from relsched.schedule.schedule import Schedule

FORMAT = "relsched/compare/1"
PLAN_FIELDS = ("id", "title", "issued", "timezone", "language", "calendar", "horizon", "source")


@attrs.frozen
class Comparison(Lookup[Change]):
    """What became of each event and deadline between two schedules; made by `compare`.

    It is true when anything changed. Iterating goes through all changes, events first, both in the plan's
    order; what is gone from the plan stands where it stood.

    Attributes:
        before, after: The schedules.
        events, deadlines: The changes.
        settings: What the plan says otherwise about itself, its units, phases and calendars.
        as_of: The day it was asked on; None where nobody asks what is late.
        language: For texts, where none is given.
    """

    before: Schedule = attrs.field(repr=False)
    after: Schedule = attrs.field(repr=False)
    events: tuple[Change, ...]
    deadlines: tuple[Change, ...]
    settings: tuple[FieldEdit, ...] = ()
    as_of: date | None = None
    language: str = "en"

    def __repr__(self) -> str:
        return (
            f"<Comparison of {self.after.plan.id}: {len(self)} changes, {self.unchanged} unchanged>"
        )

    def __bool__(self) -> bool:
        return bool(self.events or self.deadlines or self.settings)

    def __getitem__(self, name: str) -> Change:
        """Give the change of an event or deadline.

        Raises:
            UnknownItemError: `unknown-item`: it stayed as it was, or isn't in either plan.
        """
        found = self._by_id.get(name)
        if found is None:
            raise UnknownItemError(
                Message("error unknown-item change", item=name),
                code="unknown-item",
                value=name,
            )
        return found

    def __iter__(self) -> Iterator[Change]:
        return iter(self.changes)

    def __len__(self) -> int:
        return len(self.events) + len(self.deadlines)

    @property
    def changes(self) -> tuple[Change, ...]:
        """All changes, those of events first."""
        return (*self.events, *self.deadlines)

    @property
    def unchanged(self) -> int:
        """Number of deadlines of the plan that stayed as they were."""
        return len(self.after) - sum(change.after is not None for change in self.deadlines)

    @cached_property
    def _by_id(self) -> dict[str, Change]:
        return {change.id: change for change in self.changes}

    def find(self, name: str) -> Change | None:
        """Find the change of an event or deadline; None where it stayed as it was.

        Args:
            name: Id of the event or deadline.
        """
        return self._by_id.get(name)

    @property
    def groups(self) -> list[tuple[tuple[Cause, ...], list[Change]]]:
        """The changes of deadlines with the same causes together, in the plan's order."""
        found: dict[tuple[Cause, ...], list[Change]] = {}
        for change in self.deadlines:
            found.setdefault(change.causes, []).append(change)
        return list(found.items())

    @property
    def counts(self) -> dict[str, int]:
        """How many deadlines became what, by the kind that matters most."""
        return dict(Counter(change.kind for change in self.deadlines))

    # ------------------------------------------------------------ as a step

    def apply(self, entries: Iterable[Entry]) -> tuple[Entry, ...]:
        """Make the entries after from the entries before, in the order of the plan after.

        Raises:
            ValueError: The entries aren't those that the comparison starts from.
        """
        found = {entry.id: entry for entry in entries}
        if found.keys() != self.before.plan.by_id.keys():
            raise ValueError("the entries aren't those of the schedule before")
        for change in self.changes:
            if found.get(change.id) != change.before:
                raise ValueError(f"the entry of {change.id} isn't the one that was compared")
            if change.after is None:
                del found[change.id]
            else:
                found[change.id] = change.after
        return tuple(found[name] for name in self.after.plan.by_id)

    def then(self, other: Comparison) -> Comparison:
        """Give the comparison from where this one begins to where another ends that goes on from it.

        Causes don't add up: what was moved and moved back has none. So they are found again.

        Args:
            other: A comparison that begins where this one ends.

        Raises:
            ValueError: The other doesn't begin where this one ends.
        """
        if self.after is not other.before and tuple(self.after.entries) != tuple(
            other.before.entries
        ):
            raise ValueError("the second comparison doesn't begin where the first ends")
        return compare(self.before, other.after, as_of=other.as_of, language=other.language)

    # ------------------------------------------------------------ as values and text

    def to_dict(self) -> dict[str, Any]:
        """Give the whole comparison as plain values, in the documented shape."""
        return {
            "format": FORMAT,
            "plan": self.after.plan.id,
            "as_of": None if self.as_of is None else self.as_of.isoformat(),
            "counts": self.counts,
            "unchanged": self.unchanged,
            "settings": [setting.to_json() for setting in self.settings],
            "events": [change.to_json() for change in self.events],
            "deadlines": [change.to_json() for change in self.deadlines],
        }

    def to_json(self, *, indent: int | None = None) -> str:
        """Give `to_dict` as JSON text."""
        return json.dumps(self.to_dict(), ensure_ascii=False, indent=indent)

    def text(self, language: str | None = None) -> str:
        """Say what changed, grouped by cause, for a terminal."""
        return as_text(self._content, language or self.language)

    def markdown(self, language: str | None = None) -> str:
        """Say what changed, grouped by cause, as Markdown."""
        return as_markdown(self._content, language or self.language)

    def html(self, language: str | None = None) -> str:
        """Say what changed, grouped by cause, as a piece of HTML: every text escaped, no script or style."""
        return as_html(self._content, language or self.language)

    @property
    def _content(self) -> ComparisonContent:
        return ComparisonContent(
            self.before.plan,
            self.after.plan,
            self.settings,
            tuple(change for change in self.events if not self._is_issue_said(change)),
            self.deadlines,
            self.counts,
            self.unchanged,
        )

    def _is_issue_said(self, change: Change) -> bool:
        """Whether it is that a plan says its date of issue now, or doesn't any more, which a setting tells."""
        return change.id == ISSUED and (change.before is None or change.after is None)

    def _repr_html_(self) -> str:
        return self.html()

    def __str__(self) -> str:
        return self.text()


# ---------------------------------------------------------------- comparing


def compare(
    before: Schedule,
    after: Schedule,
    *,
    as_of: DateLike | None = None,
    language: str | None = None,
) -> Comparison:
    """Find what became of each event and deadline from one schedule to another, and why.

    The schedules may be of two versions of a plan, of other known dates, or of other calendars. An id is
    all that tells which rows are the same: one that was renamed is gone, and another is new. The order of
    rows is no change.

    Args:
        before: The schedule that was.
        after: The schedule that is.
        as_of: The day it is asked on; what is due before it is `late` or `past`.
        language: For texts; the plan's where none is given.

    Returns:
        Every difference of any entry, with its causes; a comparison without any is false.
    """
    chosen = check_language(language or after.plan.language)
    differences = Differences(before, after)
    today = to_day(as_of, after.plan.timezone)
    work = _Work(differences, today)
    changes = work.changes()
    return Comparison(
        before,
        after,
        tuple(change for change in changes if change.is_event),
        tuple(change for change in changes if not change.is_event),
        () if differences.same_plan else tuple(_settings(before.plan, after.plan)),
        today,
        chosen,
    )


def notice(comparison: Comparison, unit: str, language: str | None = None) -> str:
    """Write what changed for one unit, in what it leads or supports, as the text of a message.

    Args:
        comparison: What changed.
        unit: The id of the unit; one that is in neither plan has no changes.
        language: `en` or `vi`; that of the comparison where none is given.

    Returns:
        A heading without greeting, then a line for each deadline: the day before, the day after, and why.
        Empty when nothing changed for the unit.
    """
    chosen = check_language(language or comparison.language)
    return as_notice(comparison._content, unit, chosen)


class _Work:
    """Puts the changes of one comparison together."""

    def __init__(self, differences: Differences, as_of: date | None) -> None:
        self.differences = differences
        self.before, self.after = differences.before, differences.after
        self.as_of = as_of
        self._calendars: dict[str, WorkingCalendar | None] = {}

    def changes(self) -> list[Change]:
        """Give the changes, in the order in which they are reported."""
        found = {}
        for name in self._order():
            change = self._change(name)
            if change is not None:
                found[name] = change
        causes = self._causes(found)
        return [
            attrs.evolve(
                change,
                causes=causes[name].causes,
                exact=causes[name].exact,
                opened=causes[name].opened,
                closed=causes[name].closed,
            )
            for name, change in found.items()
        ]

    def _order(self) -> list[str]:
        """Give what may have changed in the plan's order, and what is gone behind what it stood behind."""
        old, new = self.before.plan.positions, self.after.plan.positions
        places: dict[str, tuple[int, int]] = {}
        last = -1
        for name, position in old.items():
            last = new.get(name, last)
            places[name] = (last, 0 if name in new else position + 1)
        places |= {name: (position, 0) for name, position in new.items()}
        touched = self.differences.touched
        rows = (name for name in places if name in touched or name not in old or name not in new)
        return sorted(rows, key=places.__getitem__)

    def _change(self, name: str) -> Change | None:
        was, now = self.before.find(name), self.after.find(name)
        edits: tuple[FieldEdit, ...] = ()
        fields = self.differences.edited.get(name)
        if fields:
            old, new = self.before.plan.by_id[name], self.after.plan.by_id[name]
            edits = tuple(field_edit(field, old, new) for field in fields)
        by_rule = self._frozen(name, was, now)
        if was == now and not edits and by_rule is None:
            return None
        flags = flags_of(was, now, self.as_of, frozen=by_rule is not None)
        return Change(
            id=name,
            kinds=kinds_of(was, now, edits),
            before=was,
            after=now,
            edits=edits,
            flags=flags,
            by_rule=by_rule,
            working_days=self._working_days(name, was, now),
            day_notes=new_day_notes(self.after.program, was, now),
        )

    def _frozen(
        self, name: str, was: Entry | None, now: Entry | None
    ) -> tuple[Points, Points] | None:
        """Give the dates by rule of what is done or fixed, where they are others than before."""
        if was is None or now is None or now.is_event or was.is_event:
            return None
        if now.done is None and now.pinned is None:
            return None
        found = rule_dates(self.before, name), rule_dates(self.after, name)
        return None if found[0] == found[1] else found

    def _working_days(self, name: str, was: Entry | None, now: Entry | None) -> int | None:
        if was is None or now is None or now.is_event:
            return None
        old, new = was.due or was.not_before, now.due or now.not_before
        if old is None or new is None or old == new or not (old.is_settled and new.is_settled):
            return None
        calendar = self._calendar(now)
        first, last = min(old.day, new.day), max(old.day, new.day)
        try:
            count = calendar.working_days_between(first, last) if calendar is not None else None
        except CalendarError:
            return None
        return -count if count is not None and new.day < old.day else count

    def _calendar(self, entry: Entry) -> WorkingCalendar | None:
        plan = self.after.plan
        item = plan.by_id[entry.id]
        # A timing's text names a calendar after `in`; going through its parts takes longer.
        timing = item.when if isinstance(item, Deadline) and " in " in (entry.when or "") else None
        named = set() if timing is None else set(timing.calendar_names())
        wanted = named.pop() if len(named) == 1 else plan.calendar
        if wanted not in self._calendars:
            try:
                self._calendars[wanted] = self.after.program.calendars.get(wanted)
            except CalendarError:
                self._calendars[wanted] = None
        return self._calendars[wanted]

    # ------------------------------------------------------------ causes

    def _causes(self, changes: dict[str, Change]) -> dict[str, FoundCauses]:
        found: dict[str, FoundCauses] = {}
        questions = []
        for name, change in changes.items():
            about = self._about(change)
            if about is None:
                found[name] = FoundCauses(self._own(change))
            else:
                questions.append(CauseQuestion(name, about))
        causes_found = Asker(self.differences).ask(questions)
        found |= {
            name: FoundCauses(causes, exact) for name, (causes, exact) in causes_found.items()
        }
        return self._with_days(changes, found)

    def _about(self, change: Change) -> str | None:
        """Tell what must be asked about a change; None where its cause is plain."""
        if change.before is None or change.after is None:
            return None
        if DATE_KINDS.intersection(change.kinds):
            return "dates"
        if change.by_rule is not None:
            return "by rule"
        return "facts" if change.kinds == ("unmoved",) else None

    def _own(self, change: Change) -> tuple[Cause, ...]:
        """Give the causes of what was changed at an item itself."""
        if change.before is None or change.after is None:
            return (Cause(change.kind, change.id),)
        numbers = self.differences.own.get(change.id, ())
        causes = [self.differences.all[number].cause for number in numbers]
        affected = {field for n in numbers for field in self.differences.all[n].fields}
        rest = [edit.name for edit in change.edits if edit.name not in affected]
        return (*causes, Cause("edited", ", ".join(rest))) if rest else tuple(causes)

    def _with_days(
        self, changes: dict[str, Change], found: dict[str, FoundCauses]
    ) -> dict[str, FoundCauses]:
        """Name the days of a changed calendar that a count went over, from the anchors on."""
        days = {}
        for difference in self.differences.all:
            if difference.cause.kind == "calendar":
                name, is_own = difference.cause.name, difference.fields == ("spec",)
                days[difference.cause] = calendar_days(
                    *(_calendar_in(s, name, own=is_own) for s in (self.before, self.after))
                )
        if not days:
            return found
        for name in self.after.program.items:
            here = found.get(name)
            concerned = [cause for cause in here.causes if cause in days] if here else []
            if here is None or not concerned:
                continue
            span = self._span(name, changes[name])
            over = [found[other] for other in self.differences.above(name) if other in found]
            lists = []
            for side in (0, 1):
                own = {day for cause in concerned for day in days[cause][side] if _lies(day, span)}
                inherited = {day for other in over for day in (other.opened, other.closed)[side]}
                lists.append(tuple(sorted(own | inherited)))
            found[name] = attrs.evolve(here, opened=lists[0], closed=lists[1])
        return found

    def _span(self, name: str, change: Change) -> tuple[date, date] | None:
        """Give the days between an item's dates and those of what it is counted from."""
        ends = []
        entries = [change.before, change.after]
        for other in self.differences.above(name):
            entries += [self.before.find(other), self.after.find(other)]
        for entry in entries:
            if entry is not None:
                for window in (entry.not_before, entry.due, entry.unadjusted):
                    if window is not None and window.is_bounded:
                        ends += [window.earliest, window.latest]
        dates = [day for day in ends if day is not None]
        return (min(dates), max(dates)) if dates else None


def _lies(day: date, span: tuple[date, date] | None) -> bool:
    return span is not None and span[0] <= day <= span[1]


def _calendar_in(schedule: Schedule, name: str, *, own: bool) -> WorkingCalendar | None:
    if not own:
        return outside_calendars(schedule).get(name)
    try:
        return schedule.program.calendars.get(name)
    except CalendarError:
        return None


# ---------------------------------------------------------------- the plan itself


def _settings(before: Plan, after: Plan) -> Iterator[FieldEdit]:
    """Go through what two plans say otherwise about themselves: their rows are told apart."""
    for name in PLAN_FIELDS:
        old, new = getattr(before, name), getattr(after, name)
        if old != new:
            yield FieldEdit(name, _plain_value(old), _plain_value(new))
    for name in CONVENTION_NAMES:
        old, new = (plan.conventions.text_of(name) for plan in (before, after))
        if old != new:
            yield FieldEdit(f"conventions.{name}", old, new)
    for noun in ("calendars", "units", "phases"):
        rows = [{row.id: row for row in getattr(plan, noun)} for plan in (before, after)]
        for name in dict.fromkeys((*rows[0], *rows[1])):
            was, now = (found.get(name) for found in rows)
            if was != now:
                yield FieldEdit(f"{noun}.{name}", _row_text(was), _row_text(now))


def _plain_value(value: Any) -> str | None:
    return value_text("", value)


def _row_text(row: Unit | Phase | CalendarSpec | None) -> str | None:
    """Write a unit, a phase or a calendar in one line; None where there is none."""
    if row is None:
        return None
    if isinstance(row, Unit):
        parts = [_plain_value(row.name), _plain_value(row.short), row.contact]
    elif isinstance(row, Phase):
        parts = [_plain_value(row.title), None if row.when is None else str(row.when)]
    else:
        parts = list(_spec_parts(row))
    return " · ".join(part for part in parts if part) or row.id


def _spec_parts(spec: CalendarSpec) -> Iterator[str]:
    if spec.base is not None:
        yield f"base: {spec.base}"
    if spec.weekend is not None:
        yield f"weekend: {', '.join(WEEKDAYS[number].lower() for number in spec.weekend) or 'none'}"
    if spec.closed:
        yield "closed: " + ", ".join(f"{day} {name}".rstrip() for day, name in spec.closed)
    if spec.open:
        yield f"open: {', '.join(map(str, spec.open))}"
    if spec.covers is not None:
        yield f"covers: {spec.covers}"
