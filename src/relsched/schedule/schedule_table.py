"""The table of a schedule: a row for each deadline, with the columns that a form asks for."""

from __future__ import annotations

from collections.abc import Iterable

from relsched.messages.dates_in_words import render_day
from relsched.messages.message import Message
from relsched.messages.tables import CardPlace, ReportColumn, ReportRow, ReportTable
from relsched.plan.plan import Plan
from relsched.schedule.entry import Entry, describe

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
