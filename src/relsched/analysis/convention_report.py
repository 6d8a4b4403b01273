"""The convention report: how the dates of a plan move when its words are counted under another convention.

An alternative changes how a plan counts, by other conventions or by rewriting its timings, and the engine
resolves it like any plan. The report holds the deadlines that move, with both dates.

`docs/reference/counting` lists the alternatives.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

import attrs

from relsched.analysis.compare.change_kinds import Change
from relsched.analysis.compare.day_notes import DayNote, new_day_notes
from relsched.analysis.compare.moved_dates import moved_json, moved_line, moved_texts, noted_texts
from relsched.dates.conventions import NAMED_SETS
from relsched.dates.offsets import Direction, Offset
from relsched.dates.windows import Window
from relsched.errors import RelschedError, UnknownItemError, unknown
from relsched.messages.message import Message
from relsched.messages.tables import CardPlace, ReportColumn, ReportRow, ReportTable
from relsched.plan.items import Deadline
from relsched.plan.known_dates import Known, KnownDates, read_known
from relsched.plan.lookup import Lookup
from relsched.plan.plan import Plan
from relsched.schedule.entry import Entry
from relsched.schedule.resolver import resolve
from relsched.schedule.schedule import Schedule
from relsched.short_repr import short_repr
from relsched.timing.points import Earlier, Later, Point, Shifted
from relsched.timing.timings import Both, Kind, Timing, Within

if TYPE_CHECKING:
    from relsched.dates.working_calendar import WorkingCalendar

FORMAT = "relsched/conventions/2"


# ---------------------------------------------------------------- other ways to count


@short_repr
@attrs.frozen
class Alternative:
    """Another way to count, such as `before-inclusive`.

    Attributes:
        id: Permanent name.
        choices: The conventions it makes for the whole plan, as a plan writes them; None where it rewrites.
        rewrite: What it makes of the plan, where no convention says it.
    """

    id: str
    choices: Mapping[str, str] | None = attrs.field(default=None, hash=False)
    rewrite: Callable[[Plan], Plan] | None = attrs.field(default=None, eq=False, repr=False)

    def __reduce__(self) -> tuple[Any, ...]:
        # What rewrites a plan is a function made on the spot; those of the list are found by their names.
        if any(self is known for known in ALTERNATIVES):
            return (_alternative, (self.id,))
        return (Alternative, (self.id, self.choices, self.rewrite))

    def text(self, language: str = "en") -> str:
        """Give it as a sentence."""
        if self.id in NAMED_SETS:
            return Message("alternative named", name=self.id).text(language)
        words = self.id.replace("-", " ")
        return Message(f"alternative {words}").text(language)

    def apply(self, plan: Plan) -> Plan:
        """Give the plan that counts so, in every deadline: their own choices give way too.

        Raises:
            RelschedError: The rewritten plan can't be, such as an amount beyond the limits.
        """
        if self.rewrite is not None:
            return self.rewrite(plan)
        choices = dict(self.choices or {})
        if "based_on" in choices:
            deadlines = [_evolved(row, conventions={}) for row in plan.deadlines]
            return attrs.evolve(plan, conventions=choices, deadlines=deadlines)
        deadlines = [
            _evolved(row, conventions={**dict(row.conventions), **choices})
            if row.conventions
            else row
            for row in plan.deadlines
        ]
        conventions = plan.conventions.with_choices(choices)
        return attrs.evolve(plan, conventions=conventions, deadlines=deadlines)


def _evolved(deadline: Deadline, **changes: Any) -> Deadline:
    return attrs.evolve(deadline, **changes)


Recount = Callable[[Offset, Direction | None], Offset]


def _as_working(offset: Offset, _: Direction | None) -> Offset:
    if not offset.days or offset.working_days is not None:
        return offset
    return attrs.evolve(offset, days=None, working_days=offset.days)


def _from_day_one(wanted: Direction) -> Recount:
    """Count the anchor as the first day, in one direction of counting."""

    def change(offset: Offset, direction: Direction | None) -> Offset:
        counts_days = offset.is_pure_days and offset.clear_days is None and offset.day_count
        if direction is not wanted or not counts_days:
            return offset
        return Offset(days=offset.day_count - 1)

    return change


def _over_months(offset: Offset, direction: Direction | None) -> Offset:
    """Leave the day that months reach uncounted too, as clear days do with days."""
    parts = dict.fromkeys(unit for _, unit in offset.parts())
    if direction is None or not offset.month_count or parts.keys() - {"years", "months"}:
        return offset
    return attrs.evolve(offset, clear_days=0)


def _thirty_days(offset: Offset, _: Direction | None) -> Offset:
    if not offset.month_count or offset.clear_days is not None:
        return offset
    days = 365 * (offset.years or 0) + 30 * (offset.months or 0) + offset.day_count
    return attrs.evolve(offset, years=None, months=None, weeks=None, days=days)


def _rewritten(part: Any, change: Recount) -> Any:
    """Rebuild a timing or a point with its offsets changed, the inner ones first."""
    rewritten: dict[str, Any] = {}
    for field in attrs.fields(type(part)):
        value = getattr(part, field.name)
        found = value
        if not field.init:
            continue
        if isinstance(value, Point | Timing):
            found = _rewritten(value, change)
        elif isinstance(value, Offset):
            found = change(value, _direction(part))
        elif isinstance(value, tuple):
            found = tuple(_rewritten(inner, change) for inner in value)
            if isinstance(part, Earlier | Later) and len(set(found)) == 1:
                return found[0]
        if found is not value and found != value:
            rewritten[field.name] = found
    return attrs.evolve(part, **rewritten) if rewritten else part


def _direction(part: Point | Timing) -> Direction | None:
    if isinstance(part, Shifted):
        return part.direction
    return Direction.BEFORE if isinstance(part, Within) and not part.both_sides else None


def _with_offsets(change: Recount) -> Callable[[Plan], Plan]:
    def rewrite(plan: Plan) -> Plan:
        events = [
            event
            if event.expected is None
            else attrs.evolve(event, expected=_rewritten(event.expected, change))
            for event in plan.events
        ]
        deadlines = [
            row if row.when is None else _evolved(row, when=_rewritten(row.when, change))
            for row in plan.deadlines
        ]
        return attrs.evolve(plan, events=events, deadlines=deadlines)

    return rewrite


_IN_PHASES = (Kind.WINDOW, Kind.DUTY, Kind.RECURRING)


def _within_phases(plan: Plan) -> Plan:
    """Bound by its phase what says no day of its own: windows, duties and what repeats."""
    bounded = []
    for row in plan.deadlines:
        phase = plan.phases_by_id.get(row.phase or "")
        when = row.when
        if phase is not None and phase.when is not None and row.kind in _IN_PHASES:
            when = Both((when, phase.when))
        bounded.append(row if when is row.when else _evolved(row, when=when))
    return attrs.evolve(plan, deadlines=bounded)


def _rolls(before: str, after: str) -> dict[str, str]:
    return {"roll_before": before, "roll_after": after}


ALTERNATIVES = (
    Alternative("before-inclusive", {"before": "inclusive"}),
    Alternative("before-exclusive", {"before": "exclusive"}),
    Alternative("after-inclusive", {"after": "inclusive"}),
    Alternative("after-exclusive", {"after": "exclusive"}),
    Alternative("immediately-same-day", {"immediately": "0 days"}),
    Alternative("immediately-next-day", {"immediately": "1 day"}),
    Alternative("clear-days", {"counting": "clear days"}),
    Alternative("calendar-days", {"counting": "calendar"}),
    Alternative("clear-months", rewrite=_with_offsets(_over_months)),
    Alternative("opening-counted", rewrite=_with_offsets(_from_day_one(Direction.BEFORE))),
    Alternative("closing-counted", rewrite=_with_offsets(_from_day_one(Direction.AFTER))),
    Alternative("working-days", rewrite=_with_offsets(_as_working)),
    Alternative("thirty-day-months", rewrite=_with_offsets(_thirty_days)),
    Alternative("roll-none", _rolls("none", "none")),
    Alternative("roll-back", _rolls("preceding", "preceding")),
    Alternative("roll-forward", _rolls("following", "following")),
    Alternative("roll-outward", _rolls("preceding", "following")),
    Alternative("week-starts-monday", {"week_starts": "monday"}),
    Alternative("week-starts-sunday", {"week_starts": "sunday"}),
    Alternative("within-phases", rewrite=_within_phases),
    *(Alternative(name, {"based_on": name}) for name in NAMED_SETS),
)


def _alternative(name: str) -> Alternative:
    return next(known for known in ALTERNATIVES if known.id == name)


# ---------------------------------------------------------------- what moves


@short_repr
@attrs.frozen
class Outcome:
    """What one alternative moves, in the plan's order; or why the plan can't be counted so.

    Attributes:
        alternative: The other way to count.
        moved: The deadlines with other dates, each from its entry as the plan counts to its entry as it would be.
        error: Why the plan can't be counted so.
    """

    alternative: Alternative
    moved: tuple[Change, ...] = ()
    error: RelschedError | None = None

    @property
    def id(self) -> str:
        """The id of the alternative."""
        return self.alternative.id

    def to_json(self) -> dict[str, Any]:
        """Give it as plain values, in the documented shape."""
        choices = self.alternative.choices
        return {
            "id": self.alternative.id,
            "text": self.alternative.text(),
            "conventions": None if choices is None else dict(choices),
            "moves": [moved_json(change) for change in self.moved],
            "error": None if self.error is None else self.error.as_dict(),
        }


@attrs.frozen
class ConventionReport(Lookup[Outcome]):
    """How the dates of a plan move when it counts otherwise; made by `convention_report`.

    Iterating goes through the outcomes of all alternatives, those that move nothing too.
    """

    schedule: Schedule
    outcomes: tuple[Outcome, ...]

    def __repr__(self) -> str:
        moving = sum(bool(outcome.moved) for outcome in self.outcomes)
        return (
            f"<ConventionReport of {self.schedule.plan.id}: {moving} of {len(self)} move something>"
        )

    def __iter__(self) -> Iterator[Outcome]:
        return iter(self.outcomes)

    def __len__(self) -> int:
        return len(self.outcomes)

    def __getitem__(self, name: str) -> Outcome:
        """Give the outcome of the alternative with an id.

        Raises:
            UnknownItemError: `unknown-item`.
        """
        for outcome in self.outcomes:
            if outcome.alternative.id == name:
                return outcome
        raise UnknownItemError(
            Message("error unknown-item alternative", name=name),
            code="unknown-item",
            value=name,
            fix=unknown(None, name, [outcome.id for outcome in self.outcomes]).fix,
        )

    @property
    def groups(self) -> list[tuple[tuple[Alternative, ...], tuple[Change, ...]]]:
        """The alternatives that move something; those that move the same to the same dates stand together."""
        found: dict[Any, list[Outcome]] = {}
        for outcome in self.outcomes:
            if outcome.moved:
                entries = (change.entry for change in outcome.moved)
                key = tuple((entry.id, entry.not_before, entry.due) for entry in entries)
                found.setdefault(key, []).append(outcome)
        return [
            (tuple(outcome.alternative for outcome in same), same[0].moved)
            for same in found.values()
        ]

    def text(self, language: str = "en") -> str:
        """Give the report as text: each alternative that moves something, and its deadlines."""
        lines = []
        for same, moved in self.groups:
            lines += [f"{other.id}: {other.text(language)}" for other in same]
            lines += [moved_line(change, language) for change in moved]
        lines += [
            f"{outcome.alternative.id}: {outcome.error.message.text(language)}"
            for outcome in self.outcomes
            if outcome.error is not None
        ]
        return "\n".join(lines)

    def __str__(self) -> str:
        return self.text()

    def to_rows(self) -> list[dict[str, Any]]:
        """Give a flat row for each point that moves, for tables and data frames; days are dates or None."""
        rows = []
        for outcome in self.outcomes:
            for change in outcome.moved:
                for point in change.points:
                    row: dict[str, Any] = {"alternative": outcome.alternative.id}
                    row |= {"id": change.id, "title": change.entry.title, "point": point}
                    for name, entry in (("old", change.before), ("new", change.after)):
                        window: Window | None = getattr(entry, point)
                        row[f"{name}_earliest"] = None if window is None else window.earliest
                        row[f"{name}_latest"] = None if window is None else window.latest
                    row["days_earliest"], row["days_latest"] = change.shift(point)
                    rows.append(row)
        return rows

    def to_dict(self) -> dict[str, Any]:
        """Give the whole report as plain values, in the documented shape."""
        schedule = self.schedule
        return {
            "format": FORMAT,
            "plan": schedule.plan.id,
            "known": {name: known.text for name, known in schedule.known.items()},
            "alternatives": [outcome.to_json() for outcome in self.outcomes],
        }

    def to_json(self, *, indent: int | None = None) -> str:
        """Give `to_dict` as JSON text."""
        return json.dumps(self.to_dict(), ensure_ascii=False, indent=indent)


_IN_CARDS: dict[str, CardPlace] = {
    "counted": "above",
    "id": "id",
    "title": "title",
    "days": "plain",
}


def convention_table(report: ConventionReport, language: str) -> ReportTable:
    """Make the table of a report: the alternatives that move something, each with its deadlines.

    Args:
        report: The report.
        language: `en` or `vi`.
    """
    names = ("counted", "id", "title", "now", "then", "days")
    columns = tuple(
        ReportColumn(Message(f"column {n}"), is_whole=n == "id", in_card=_IN_CARDS.get(n, "named"))
        for n in names
    )
    plan = report.schedule.plan
    rows = []
    for same, moved in report.groups:
        counted = "\n".join(f"{other.id}: {other.text(language)}" for other in same)
        for change in moved:
            title = plan.by_id[change.id].title.in_language(language)
            old, new, days = moved_texts(change, language)
            new = "\n".join([new, *noted_texts(change, language)])
            cells = (counted, change.id, title, old, new, days)
            is_last = change is moved[-1]
            rows.append(ReportRow(cells, marks=("", "name", "", "", "", ""), ends_group=is_last))
            counted = ""  # once for the deadlines below it
    return ReportTable(columns, tuple(rows))


def convention_report(
    plan: Plan,
    known: KnownDates | Iterable[Known] | None = None,
    calendars: Mapping[str, WorkingCalendar] | None = None,
    *,
    alternatives: Iterable[Alternative] = ALTERNATIVES,
) -> ConventionReport:
    """Tell how the dates of a plan move when its words are counted under another convention.

    Each alternative is tried alone, for the whole plan, by resolving the plan that counts so. Deadlines
    that are done stay out: nothing moves them any more. Where the plan can't be counted so, such as in
    working days that no calendar covers, the outcome holds the error.

    Args:
        plan, known, calendars: As for `resolve`.
        alternatives: Those to try, in this order.

    Returns:
        One outcome for each alternative.

    Raises:
        RelschedError: What `resolve` raises for the plan as it is.
    """
    given = tuple(read_known(plan, known).values())
    schedule = resolve(plan, given, calendars)
    return ConventionReport(
        schedule,
        tuple(_outcome(other, schedule, given, calendars) for other in alternatives),
    )


def _outcome(
    alternative: Alternative,
    schedule: Schedule,
    known: tuple[Known, ...],
    calendars: Mapping[str, WorkingCalendar] | None,
) -> Outcome:
    try:
        plan = alternative.apply(schedule.plan)
        if plan == schedule.plan:
            return Outcome(alternative)
        found = resolve(plan, known, calendars)
    except RelschedError as error:
        return Outcome(alternative, error=error)
    pairs = ((old, found[old.id]) for old in schedule if old.status != "done")
    return Outcome(
        alternative,
        tuple(
            Change.between(old, new, day_notes=_closed_days(found, old, new))
            for old, new in pairs
            if (old.not_before, old.due) != (new.not_before, new.due)
        ),
    )


def _closed_days(found: Schedule, old: Entry, new: Entry) -> tuple[DayNote, ...]:
    """Give the notes of closed days alone.

    From which day one is rolled the alternative says, and others that come to the same day without stand with it.
    """
    notes = new_day_notes(found.program, old, new)
    return tuple(note for note in notes if note.kind == "closed")
