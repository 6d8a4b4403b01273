"""What is due: overdue, today, this week and later, over one plan or several."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from typing import Any, Literal

import attrs

from relsched.dates.date_reading import DateLike, to_day
from relsched.errors import UnknownUnitError, fold, unknown
from relsched.messages.catalogue import check_language
from relsched.messages.dates_in_words import render_day
from relsched.messages.message import Message, in_backticks
from relsched.messages.tables import CardPlace, ReportColumn, ReportRow, ReportTable
from relsched.plan.plan import Plan
from relsched.schedule.entry import Entry
from relsched.schedule.schedule import Schedule
from relsched.short_repr import short_repr

FORMAT = "relsched/due/1"
Group = Literal["overdue", "today", "week", "later"]
GROUPS: tuple[Group, ...] = ("overdue", "today", "week", "later")


@short_repr
@attrs.frozen
class DueRow:
    """One thing that is due.

    Attributes:
        plan: Id of its plan.
        id: Id of the deadline.
        title: Its title, in the language of the list.
        day: The day it is due; where that isn't settled, the last day that is surely in time, else the first on which
            it may be due. Of a repeated duty the day of one occurrence.
        is_fixed: Whether the day is settled.
        group: `overdue`, `today`, `week` (up to the end of the week) or `later`.
        lead: Name of the unit that leads it, or an empty text.
        support: Names of the units that help.
        number: Its number in the document, or an empty text.
        status: The status of its entry.
    """

    plan: str
    id: str
    title: str
    day: date
    is_fixed: bool
    group: Group
    lead: str
    support: tuple[str, ...]
    number: str
    status: str


@short_repr
@attrs.frozen
class DueList:
    """What is due on a day and in the days after it, in the order of the days.

    Attributes:
        as_of: The day.
        until: The last day that is looked at.
        rows: What is overdue, and what is due up to then.
        undated: How many deadlines that aren't done have no day that could be looked at.
        plans: Ids of the plans that were looked at.
    """

    as_of: date
    until: date
    rows: tuple[DueRow, ...]
    undated: int
    plans: tuple[str, ...]

    def __iter__(self) -> Iterator[DueRow]:
        return iter(self.rows)

    def __len__(self) -> int:
        return len(self.rows)

    def group(self, name: Group) -> tuple[DueRow, ...]:
        """Give the rows of a group.

        Args:
            name: `overdue`, `today`, `week` or `later`.
        """
        return tuple(row for row in self.rows if row.group == name)

    def to_dict(self) -> dict[str, Any]:
        """Give it as plain values."""
        return {
            "format": FORMAT,
            "as_of": self.as_of.isoformat(),
            "until": self.until.isoformat(),
            "plans": list(self.plans),
            "groups": {
                name: [
                    {**attrs.asdict(row), "day": row.day.isoformat(), "support": list(row.support)}
                    for row in self.group(name)
                ]
                for name in GROUPS
            },
            "undated": self.undated,
        }

    def to_json(self) -> str:
        """Give it as JSON."""
        return json.dumps(self.to_dict(), ensure_ascii=False)

    def distance(self, row: DueRow, language: str) -> str:
        """Say how far a row lies from the day: `today`, `2 days late`, `in 5 days, not fixed`.

        Args:
            row: The row.
            language: `en` or `vi`.
        """
        days = (row.day - self.as_of).days
        key = "due on the day" if days == 0 else "due late" if days < 0 else "due in"
        text = Message(key, days=abs(days)).text(language)
        return text if row.is_fixed else Message("due not fixed", when=text).text(language)

    def text(self, language: str = "en") -> str:
        """Write it as text: a heading and a line for each row.

        Args:
            language: `en` or `vi`.
        """
        lines = []
        for name in GROUPS:
            rows = self.group(name)
            if rows:
                lines.append(Message(f"due group {name}", count=len(rows)).text(language))
                lines += [f"  {self._line(row, language)}" for row in rows]
        if not lines:
            lines.append(
                Message("due nothing", day=render_day(self.until, language)).text(language)
            )
        return "\n".join(lines)

    def _line(self, row: DueRow, language: str) -> str:
        who = f" – {row.lead}" if row.lead else ""
        return (
            f"{render_day(row.day, language)} ({self.distance(row, language)}): "
            f"{row.id} {row.title}{who}"
        )


_IN_CARDS: dict[str, CardPlace] = {
    "id": "id",
    "title": "title",
    "lead": "last",
    "support": "left out",
}


def due_table(listed: DueList, rows: Sequence[DueRow], language: str) -> ReportTable:
    """Make the table of some rows.

    Args:
        listed: The list they are of.
        rows: The rows.
        language: `en` or `vi`.
    """
    is_several = len(listed.plans) > 1
    names = [
        "day",
        "days left",
        *(["plan"] if is_several else []),
        "id",
        "title",
        "lead",
        "support",
    ]
    whole = {"day", "days left", "id"}
    columns = tuple(
        ReportColumn(Message(f"column {n}"), is_whole=n in whole, in_card=_IN_CARDS.get(n, "plain"))
        for n in names
    )
    made = []
    for row in rows:
        cells = {
            "day": render_day(row.day, language),
            "days left": listed.distance(row, language),
            "plan": row.plan,
            "id": row.id,
            "title": row.title,
            "lead": row.lead,
            "support": ", ".join(row.support),
        }
        marks = {"id": "name", "days left": "conflict" if row.group == "overdue" else ""}
        made.append(
            ReportRow(
                tuple(cells[name] for name in names),
                marks=tuple(marks.get(name, "") for name in names),
            )
        )
    return ReportTable(columns, tuple(made))


def due_sheet(listed: DueList) -> ReportTable:
    """Make the table of all rows for a spreadsheet, their days as `2020-10-13`.

    Args:
        listed: The list they are of.
    """
    names = ("day", "group", "plan", "id", "title", "lead", "support", "status")
    rows = (
        (
            row.day.isoformat(),
            row.group,
            row.plan,
            row.id,
            row.title,
            row.lead,
            "; ".join(row.support),
            row.status,
        )
        for row in listed
    )
    columns = tuple(ReportColumn(Message(f"column {name}")) for name in names)
    return ReportTable(columns, tuple(map(ReportRow, rows)))


def due_list(
    schedules: Iterable[Schedule],
    as_of: DateLike,
    *,
    within: int = 30,
    unit: str | None = None,
    language: str | None = None,
) -> DueList:
    """List what is overdue on a day, and what is due in the days after it.

    Args:
        schedules: The schedules of one or several plans.
        as_of: The day that is today.
        within: How many days after it are looked at.
        unit: Only what this unit leads or supports: its id, name or short name, in any of the plans.
        language: Language of titles and names; None for that of each plan.

    Raises:
        UnknownUnitError: `unknown-unit`: none of the plans has the unit.
        ValueError: `within` is negative.

    Done deadlines are left out, and of repeated duties only occurrences that are still to come are listed: whether an
    earlier one was met isn't known.
    """
    day = to_day(as_of)
    assert day is not None
    if within < 0:
        raise ValueError(within)
    if language is not None:
        check_language(language)
    until = day + timedelta(days=within)
    given = list(schedules)
    units = _units(given, unit)
    rows: list[DueRow] = []
    undated = 0
    for schedule, ids in zip(given, units, strict=True):
        plan = schedule.plan
        week_end = day + timedelta(days=(plan.conventions.week_starts - day.weekday() - 1) % 7)
        said = language or plan.language
        for entry in schedule:
            if entry.done is not None or not (ids is None or ids & {entry.lead, *entry.support}):
                continue
            days = _days(schedule, entry, day)
            undated += not days and entry.status in ("waiting", "undated", "windowed", "settled")
            rows += [
                _row(plan, entry, each, is_fixed, _group(each, day, week_end), said)
                for each, is_fixed in days
                if each <= until
            ]
    rows.sort(key=lambda row: row.day)
    return DueList(day, until, tuple(rows), undated, tuple(each.plan.id for each in given))


def _units(schedules: Sequence[Schedule], unit: str | None) -> list[set[str | None] | None]:
    """Find a unit in each of several plans, where it may have other ids."""
    if unit is None:
        return [None] * len(schedules)
    found: list[set[str | None] | None] = []
    wanted = fold(unit)
    for schedule in schedules:
        same: set[str | None] = set()
        for each in schedule.plan.units:
            names = {
                text.in_language(code)
                for text in (each.name, each.short)
                for code in (None, "en", "vi")
            }
            if each.id == unit or wanted in {fold(name) for name in names if name}:
                same.add(each.id)
        found.append(same)
    if not any(found):
        plans = tuple(schedule.plan.id for schedule in schedules)
        why, fix = unknown(None, unit, [each.id for s in schedules for each in s.plan.units])
        raise UnknownUnitError(
            Message("error unknown-unit due", unit=unit, plans=in_backticks(plans)),
            code="unknown-unit",
            value=unit,
            why=why,
            fix=fix,
        )
    return found


def _days(schedule: Schedule, entry: Entry, as_of: date) -> list[tuple[date, bool]]:
    if entry.kind == "recurring":
        return [(each, True) for each in schedule.occurrences(entry.id) if each >= as_of]
    if entry.due is None:
        return []
    if entry.due.is_settled:
        return [(entry.due.day, True)]
    latest = None if entry.safe is None else entry.safe.latest
    day = latest or entry.due.earliest
    return [] if day is None else [(day, False)]


def _group(day: date, as_of: date, week_end: date) -> Group:
    if day < as_of:
        return "overdue"
    if day == as_of:
        return "today"
    return "week" if day <= week_end else "later"


def _row(
    plan: Plan, entry: Entry, day: date, is_fixed: bool, group: Group, language: str
) -> DueRow:
    def name(unit: str) -> str:
        found = plan.units_by_id.get(unit)
        return unit if found is None else found.name.in_language(language) or unit

    return DueRow(
        plan.id,
        entry.id,
        plan.by_id[entry.id].title.in_language(language) or entry.id,
        day,
        is_fixed,
        group,
        "" if entry.lead is None else name(entry.lead),
        tuple(map(name, entry.support)),
        entry.row or "",
        entry.status,
    )
