"""A comparison as text, Markdown and HTML, and what it means for one unit, in English and Vietnamese.

All forms are made from the same sections: a heading, which is the cause where there is one, and a row for
each event or deadline.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date

import attrs

from relsched.analysis.compare.change_kinds import Cause, Change, FieldEdit, Points, dates_text
from relsched.analysis.compare.moved_dates import moved_texts
from relsched.dates.windows import Window
from relsched.messages.dates_in_words import render_day, render_days, render_window
from relsched.messages.html_writing import write_html
from relsched.messages.markdown_writing import escape_markdown, table_markdown
from relsched.messages.message import Message
from relsched.messages.tables import ReportColumn, ReportRow, ReportTable, table_text
from relsched.plan.plan import Plan
from relsched.schedule.entry import describe

MOST_LISTED = 5  # causes, or days of a calendar, that one line names
_BY_KIND = ("added", "removed", "done", "reopened", "pinned", "unpinned", "edited", "unmoved")

Name = Callable[[str], str]


@attrs.frozen
class ComparisonContent:
    """What is reported of a comparison: the two plans, and what changed from one to the other.

    Attributes:
        before, after: The plans.
        settings: What the plan says otherwise about itself.
        events, deadlines: The changes.
        counts: How many deadlines became what.
        unchanged: Number of deadlines that stayed as they were.
    """

    before: Plan
    after: Plan
    settings: tuple[FieldEdit, ...]
    events: tuple[Change, ...]
    deadlines: tuple[Change, ...]
    counts: Mapping[str, int]
    unchanged: int

    def title(self, language: str) -> str:
        """Give the title of the plan, or else its id."""
        return self.after.title.in_language(language) or self.after.id

    def item_title(self, name: str, language: str) -> str:
        """Give the title of an event or deadline, as it is now or else as it was."""
        for plan in (self.after, self.before):
            item = plan.by_id.get(name)
            if item is not None:
                return item.title.in_language(language)
        return ""


@attrs.frozen
class Row:
    """One event or deadline: its id, its dates before and after, by how much, its title, what else there is."""

    id: str
    dates: str
    change: str
    title: str
    notes: tuple[str, ...]


@attrs.frozen
class ComparisonSection:
    """Some rows under one heading."""

    heading: str
    rows: tuple[Row, ...]

    @property
    def is_of_plan(self) -> bool:
        """Whether it says of the plan itself what changed, and of no item."""
        return not any(row.id for row in self.rows)


def sections(
    content: ComparisonContent, language: str, name: Name = lambda name: f"`{name}`"
) -> Iterator[ComparisonSection]:
    """Go through the sections: the plan itself, the events, then the deadlines by cause or by kind.

    Args:
        content: What changed.
        language: `en` or `vi`.
        name: How ids are written in headings.
    """
    if content.settings:
        rows = (Row("", "", "", "", (setting.text(language),)) for setting in content.settings)
        yield ComparisonSection(Message("compare plan").text(language), tuple(rows))
    if content.events:
        rows = (_row(content, change, language, why=True) for change in content.events)
        yield ComparisonSection(Message("compare events").text(language), tuple(rows))
    by_cause: dict[tuple[Cause, ...], list[Change]] = {}
    by_kind: dict[str, list[Change]] = {kind: [] for kind in _BY_KIND}
    for change in content.deadlines:
        if _is_by_cause(change):
            by_cause.setdefault(change.causes, []).append(change)
        else:
            by_kind[change.kind].append(change)
    for causes, changes in by_cause.items():
        heading = f"{_causes_text(causes, language, name)}: {_summary(changes, language)}"
        yield ComparisonSection(
            heading, tuple(_row(content, change, language) for change in changes)
        )
    for kind, changes in by_kind.items():
        if changes:
            count = render_deadline_count(len(changes), language)
            heading = f"{Message(f'compare {kind}').text(language)}: {count}"
            yield ComparisonSection(
                heading, tuple(_row(content, change, language) for change in changes)
            )


def _is_by_cause(change: Change) -> bool:
    moved = change.date_kind is not None or change.by_rule is not None or change.kind == "unmoved"
    return moved and bool(change.causes)


def render_deadline_count(count: int, language: str) -> str:
    """Write a number of deadlines: `1 deadline`, `24 deadlines`, `24 thời hạn`."""
    return Message("compare one" if count == 1 else "compare many", count=count).text(language)


def _causes_text(causes: Iterable[Cause], language: str, name: Name) -> str:
    texts = [cause.text(language, name(cause.name)) for cause in causes]
    more = len(texts) - MOST_LISTED
    if more > 0:
        texts = [*texts[:MOST_LISTED], Message("compare more", count=more).text(language)]
    return "; ".join(texts)


def _summary(changes: list[Change], language: str) -> str:
    """Say how many deadlines, and what became of all of them: `24 deadlines, 14 days later`."""
    parts = [render_deadline_count(len(changes), language)]
    staying = sum(change.by_rule is not None for change in changes)
    moving = [change for change in changes if change.by_rule is None]
    days = {change.days for change in moving}
    if len(days) == 1 and (only := days.pop()):
        parts.append(_later(only, language))
    else:
        kinds = Counter(change.date_kind or change.kind for change in moving)
        if len(kinds) == 1 and not staying:
            parts += [Message(f"change {kind}").text(language) for kind in kinds if kind != "moved"]
        else:
            parts += [
                f"{n} {Message(f'change {kind}').text(language)}" for kind, n in kinds.items()
            ]
    if staying:
        parts.append(f"{staying} {Message('change frozen').text(language)}")
    return ", ".join(parts)


def _later(days: int, language: str) -> str:
    key = "compare later" if days > 0 else "compare earlier"
    return Message(key, days=render_days(abs(days), language)).text(language)


# ---------------------------------------------------------------- one row


def _row(content: ComparisonContent, change: Change, language: str, *, why: bool = False) -> Row:
    notes = list(_notes(change, language))
    if why:
        others = [
            cause for cause in change.causes if cause.kind not in ("known", "edited", change.kind)
        ]
        if others:
            notes.append(_causes_text(others, language, lambda name: f"`{name}`"))
    title = content.item_title(change.id, language)
    return Row(change.id, _dates(change, language), _moved(change, language), title, tuple(notes))


def _dates(change: Change, language: str) -> str:
    before, after = change.before, change.after
    if before is None or after is None:
        return dates_text(change.entry, language)
    if change.date_kind is None:
        return describe(after, language)
    texts = dates_text(before, language), describe(after, language)
    if texts[0] == texts[1]:  # its due date stays, and the day before which it can't begin moves
        texts = moved_texts(change, language)[:2]
    return " → ".join(texts)


def _moved(change: Change, language: str) -> str:
    """Say by how much a change moved, or else of what kind it is."""
    if change.days:
        return _signed(change.days, change.working_days, language)
    if change.date_kind is None and change.by_rule is not None and change.kind == "unmoved":
        return Message("change frozen").text(language)
    return Message(f"change {change.date_kind or change.kind}").text(language)


def _notes(change: Change, language: str) -> Iterator[str]:
    """Go through what else there is to say of a change."""
    main_kind = change.date_kind or change.kind
    for kind in change.kinds:
        if kind not in (main_kind, "edited"):
            yield Message(f"change {kind}").text(language)
    for flag in change.flags:
        if flag != "frozen":
            yield Message(f"flag {flag}").text(language)
    for note in change.day_notes:
        yield note.text(language)
    if change.by_rule is not None:
        before, after = (_point_text(points, language) for points in change.by_rule)
        yield Message("compare by rule", before=before, after=after).text(language)
    for key, days in (("opened", change.opened), ("closed", change.closed)):
        if days:
            yield Message(f"compare {key}", days=_days_text(days, language)).text(language)
    caused = {(cause.before, cause.after) for cause in change.causes}
    for edit in change.edits:
        if (edit.before, edit.after) not in caused:
            yield edit.text(language)
    if not change.exact:
        yield Message("compare untried").text(language)


def _signed(days: int, working: int | None, language: str) -> str:
    sign = "+" if days > 0 else "−"
    text = f"{sign}{render_days(abs(days), language)}"
    if working is None:
        return text
    return Message("compare working", days=text, count=abs(working)).text(language)


def _point_text(points: Points, language: str) -> str:
    window: Window | None = points[1] or points[0]
    if window is None:
        return Message("no date").text(language)
    return render_window(window.earliest, window.latest, language)


def _days_text(days: tuple[date, ...], language: str) -> str:
    texts = [render_day(day, language) for day in days[:MOST_LISTED]]
    more = len(days) - MOST_LISTED
    return ", ".join(
        [*texts, Message("compare more", count=more).text(language)] if more > 0 else texts
    )


# ---------------------------------------------------------------- forms


def _head(content: ComparisonContent, language: str) -> str:
    counts = ", ".join(
        Message("compare count", count=number, kind=Message(f"change {kind}")).text(language)
        for kind, number in content.counts.items()
    )
    return Message(
        "compare head" if counts else "compare none",
        plan=content.title(language),
        counts=counts,
        unchanged=content.unchanged,
    ).text(language)


def as_text(content: ComparisonContent, language: str) -> str:
    """Write a comparison for a terminal: a line for each deadline under the cause it has."""
    lines = [_head(content, language)]
    for section in sections(content, language):
        lines += ["", section.heading, table_text(_lines(section), language, "  ")]
    return "\n".join(lines)


def as_markdown(content: ComparisonContent, language: str) -> str:
    """Write a comparison as Markdown: a table for each cause."""
    parts = [escape_markdown(_head(content, language))]
    for section in sections(content, language, str):
        parts.append(f"**{escape_markdown(section.heading)}**")
        if section.is_of_plan:
            notes = ("; ".join(row.notes) for row in section.rows)
            parts.append("\n".join(f"- {escape_markdown(note)}" for note in notes))
        else:
            parts.append(table_markdown(_table(section), language))
    return "\n\n".join(parts)


def as_html(content: ComparisonContent, language: str) -> str:
    """Write a comparison as a piece of HTML: a table for each cause; every text escaped."""
    found = [
        {
            "heading": section.heading,
            "notes": ["; ".join(row.notes) for row in section.rows] if section.is_of_plan else [],
            "table": _table(section),
        }
        for section in sections(content, language, str)
    ]
    return write_html(
        "comparison", language=language, head=_head(content, language), sections=found
    )


def _table(section: ComparisonSection) -> ReportTable:
    names = ("id", "due", "change", "title")
    columns = tuple(ReportColumn(Message(f"column {name}")) for name in names)
    rows = (
        (row.id, row.dates, "; ".join([row.change, *row.notes]), row.title) for row in section.rows
    )
    return ReportTable(columns, tuple(map(ReportRow, rows)))


def _lines(section: ComparisonSection) -> ReportTable:
    """Make the table of a section for a terminal: no heads, and the notes last, where their length does no harm."""
    if section.is_of_plan:
        return ReportTable(
            (ReportColumn(),), tuple(ReportRow(("; ".join(row.notes),)) for row in section.rows)
        )
    rows = []
    for row in section.rows:
        notes = f"  [{'; '.join(row.notes)}]" if row.notes else ""
        rows.append(ReportRow((row.id, row.dates, row.change, f"{row.title}{notes}")))
    return ReportTable((ReportColumn(),) * 4, tuple(rows))


# ---------------------------------------------------------------- for one unit


def as_notice(content: ComparisonContent, unit: str, language: str) -> str:
    """Write what changed for one unit, as `notice` does."""
    mine = [change for change in content.deadlines if change.concerns(unit)]
    if not mine:
        return ""
    found = content.after.units_by_id.get(unit) or content.before.units_by_id.get(unit)
    name = unit if found is None else found.name.in_language(language) or unit
    lines = [Message("notice head", unit=name, plan=content.title(language)).text(language)]
    lines += [_notice_line(content, change, language) for change in mine]
    return "\n".join(lines)


def _notice_line(content: ComparisonContent, change: Change, language: str) -> str:
    def called(name: str) -> str:
        return content.item_title(name, language) or name

    title = content.item_title(change.id, language)
    parts = [_dates(change, language), _moved(change, language), *_notes(change, language)]
    line = f"- {change.id} {title}".rstrip() + f": {', '.join(parts)}"
    others = [cause for cause in change.causes if cause.kind not in ("edited", change.kind)]
    if _is_by_cause(change) and others:
        line += Message("notice why", why=_causes_text(others, language, called)).text(language)
    return line
