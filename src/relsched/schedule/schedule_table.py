"""The table of a schedule: a row for each deadline, with the columns that a form asks for."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from relsched.messages.dates_in_words import render_day
from relsched.messages.message import Message
from relsched.messages.tables import CardPlace, ReportColumn, ReportRow, ReportTable
from relsched.plan.plan import Plan
from relsched.schedule.entry import SPANS, Entry, describe

COLUMNS = ("id", "title", "due", "safe", "status", "lead", "waits")
# Dates that wait say in words what they wait for, so a card doesn't say it twice.
_IN_CARDS: dict[str, CardPlace] = {
    "id": "id",
    "title": "title",
    "due": "plain",
    "status": "plain",
    "lead": "last",
    "waits": "left out",
}
IN_A_NOTEBOOK = ("id", "title", "due", "status", "lead")


def schedule_table(
    plan: Plan, entries: Iterable[Entry], language: str, names: tuple[str, ...] = COLUMNS
) -> ReportTable:
    """Make the table of some deadlines.

    Args:
        plan: The plan that they are in.
        entries: Their entries.
        language: `en` or `vi`.
        names: Which of `COLUMNS`, in this order.
    """
    columns = tuple(
        ReportColumn(
            Message(f"column {n}"),
            is_whole=n in ("id", "status"),
            in_card=_IN_CARDS.get(n, "named"),
        )
        for n in names
    )
    rows = []
    for entry in entries:
        cells = _cells(plan, entry, language)
        marks = {"id": "name", "safe": "minor", "status": entry.status, "waits": "minor"}
        rows.append(
            ReportRow(
                tuple(cells[name] for name in names),
                marks=tuple(marks.get(name, "") for name in names),
            )
        )
    return ReportTable(columns, tuple(rows))


SHEET = (
    "id",
    "title",
    "first day",
    "last day",
    "time",
    "safe",
    "status",
    "lead",
    "support",
    "waits",
)


def schedule_sheet(plan: Plan, entries: Iterable[Entry], language: str) -> ReportTable:
    """Make the table of some deadlines for a spreadsheet: days as `2020-10-13`, each in a cell of its own.

    Args:
        plan: The plan that they are in.
        entries: Their entries.
        language: Language of titles and names, `en` or `vi`.

    The first and the last day are those between which it is due, one day twice where that is settled.
    """
    rows = []
    for entry in entries:
        first, last = _days_of(entry)
        shown = _cells(plan, entry, language)
        safe = entry.safe.latest if entry.safe is not None and shown["safe"] else None
        cells = {
            **shown,
            "first day": "" if first is None else first.isoformat(),
            "last day": "" if last is None else last.isoformat(),
            "time": dict(entry.times).get("due", "")[11:],
            "safe": "" if safe is None else safe.isoformat(),
            "support": "; ".join(
                plan.units_by_id[name].name.in_language(language) for name in entry.support
            ),
        }
        rows.append(ReportRow(tuple(cells[name] for name in SHEET)))
    return ReportTable(
        tuple(ReportColumn(Message(f"column {name}")) for name in SHEET), tuple(rows)
    )


def _days_of(entry: Entry) -> tuple[date | None, date | None]:
    if entry.done is not None:
        return entry.done, entry.done
    begins, due = entry.not_before, entry.due
    if due is None:
        return (None if begins is None else begins.earliest), None
    is_span = entry.kind in SPANS and begins is not None
    return (begins.earliest if is_span and begins is not None else due.earliest), due.latest


def _cells(plan: Plan, entry: Entry, language: str) -> dict[str, str]:
    unit = plan.units_by_id.get(entry.lead or "")
    safe = ""
    if entry.status == "windowed" and entry.safe is not None and entry.safe.latest is not None:
        safe = render_day(entry.safe.latest, language)
    asked = dict(entry.decided_by)
    return {
        "id": entry.id,
        "title": plan.by_id[entry.id].title.in_language(language),
        "due": describe(entry, language),
        "safe": safe,
        "status": Message(f"status {entry.status}").text(language),
        "lead": "" if unit is None else unit.name.in_language(language),
        "waits": ", ".join(
            f"{called} ({asked[name]})" if asked.get(name) else called
            for name, called in zip(entry.waits_for, entry.waits_in_words(language), strict=True)
        ),
    }
