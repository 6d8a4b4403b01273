"""The report on an import: what was found, chosen, left open and changed, in words and as plain values."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any

import attrs

from relsched.documents.content import Defect, DocumentPlace
from relsched.messages.markdown_writing import escape_markdown, table_markdown
from relsched.messages.message import Message
from relsched.messages.tables import ReportColumn, ReportRow, ReportTable
from relsched.phrases.readings import Note
from relsched.plan.items import Event
from relsched.plan.plan_questions import WHEN
from relsched.short_repr import short_repr
from relsched.timing.timings import Timing

FORMAT = "relsched/import/1"


@short_repr
@attrs.frozen
class Remark:
    """A choice that was made, or a question to a person.

    Attributes:
        note: What is said.
        about: The deadline, phase or event it is about; None where it is about the whole.
        place: Where the document says it.
        phrase: The words of the document that it is about.
        readings: Of a question the timings that it offers.
        asks: Of a question what it asks for, as a plan has it.
        is_of_phase: Whether it is about a phase.
        id: The id of the question in the plan.
    """

    note: Note
    about: str | None = None
    place: DocumentPlace | None = None
    phrase: str | None = attrs.field(default=None, kw_only=True)
    readings: tuple[Timing, ...] = attrs.field(default=(), kw_only=True)
    asks: str = attrs.field(default=WHEN, kw_only=True)
    is_of_phase: bool = attrs.field(default=False, kw_only=True)
    id: str | None = attrs.field(default=None, kw_only=True)

    def text(self, language: str) -> str:
        """Give its sentence in a language."""
        return self.note.text(language)


@short_repr
@attrs.frozen
class Unread:
    """Words of a timing cell that no reading uses: the words, what they are about, and the readings of the rest."""

    text: str
    about: str
    place: DocumentPlace
    phrase: str | None = attrs.field(default=None, kw_only=True)
    readings: tuple[Timing, ...] = attrs.field(default=(), kw_only=True)
    id: str | None = attrs.field(default=None, kw_only=True)

    def as_question(self) -> Remark:
        """Give the question what the words mean."""
        note = Note("import words", {"text": self.text})
        return Remark(
            note, self.about, self.place, phrase=self.phrase, readings=self.readings, id=self.id
        )


@short_repr
@attrs.frozen
class ImportChange:
    """What another version of the document does to a plan.

    `kind` is `added`, `changed`, `vanished` or `differs`; what was kept as it is isn't reported.
    """

    kind: str
    about: str
    before: str = ""
    after: str = ""

    def text(self, language: str) -> str:
        """Give its sentence in a language."""
        return Message(
            f"import {self.kind}", item=self.about, before=self.before, after=self.after
        ).text(language)


@short_repr
@attrs.frozen
class Report:
    """What an import found, chose and left open.

    Attributes:
        document: The name of the file. `format`: its kind. `language`: the one it was read in.
        plan: The id of the plan.
        rows: How many items were read. `deadlines`: how many deadlines they give.
        events: The events of the plan.
        choices: What was chosen between sound readings, or taken for granted.
        questions: What a person must decide.
        unread: Words that no reading uses.
        defects: What is wrong with the document.
        changes: What differs from the plan that was there.
    """

    document: str
    format: str
    language: str
    plan: str
    rows: int
    deadlines: int
    events: tuple[Event, ...] = ()
    choices: tuple[Remark, ...] = ()
    questions: tuple[Remark, ...] = ()
    unread: tuple[Unread, ...] = ()
    defects: tuple[Defect, ...] = ()
    changes: tuple[ImportChange, ...] = ()

    @property
    def is_open(self) -> bool:
        """Whether a person must look at something."""
        return bool(self.questions or self.unread or self.defects)

    def to_dict(self, language: str | None = None) -> dict[str, Any]:
        """Give it as plain values, in the shape `relsched/import/1`."""
        chosen = language or self.language

        def remarks(found: Iterable[Remark]) -> list[dict[str, Any]]:
            return [
                {
                    "about": remark.about,
                    "code": remark.note.code,
                    "text": remark.text(chosen),
                    "place": _place_text(remark.place, chosen),
                }
                for remark in found
            ]

        return {
            "format": FORMAT,
            "document": self.document,
            "kind": self.format,
            "language": self.language,
            "plan": self.plan,
            "rows": self.rows,
            "deadlines": self.deadlines,
            "events": [{"id": event.id, "title": str(event.title)} for event in self.events],
            "choices": remarks(self.choices),
            "questions": [
                {"id": each.id, **found, "readings": list(map(str, each.readings))}
                for each, found in zip(self.questions, remarks(self.questions), strict=True)
            ],
            "unread": [
                {
                    "id": each.id,
                    "about": each.about,
                    "text": each.text,
                    "place": _place_text(each.place, chosen),
                    "readings": list(map(str, each.readings)),
                }
                for each in self.unread
            ],
            "defects": [
                {
                    "code": defect.code,
                    "text": defect.text(chosen),
                    "place": _place_text(defect.place, chosen),
                }
                for defect in self.defects
            ],
            "changes": [
                {
                    "kind": change.kind,
                    "about": change.about,
                    "before": change.before or None,
                    "after": change.after or None,
                    "text": change.text(chosen),
                }
                for change in self.changes
            ],
        }

    def to_json(self, language: str | None = None) -> str:
        """Give it as JSON."""
        return json.dumps(self.to_dict(language), ensure_ascii=False, indent=2)

    def summary(self, language: str | None = None) -> str:
        """Give one line: how much was read."""
        return Message(
            "import summary",
            document=self.document,
            rows=self.rows,
            deadlines=self.deadlines,
            events=len(self.events),
        ).text(language or self.language)

    def rows_of(
        self, language: str | None = None
    ) -> Iterator[tuple[str, list[tuple[str, str, str]]]]:
        """Give each part that has something to say: its heading, and rows of what, where and text."""
        chosen = language or self.language
        parts: tuple[tuple[str, list[tuple[str, str, str]]], ...] = (
            (
                Message("import head changes").text(chosen),
                [(change.about, "", change.text(chosen)) for change in self.changes],
            ),
            (
                Message("import head questions").text(chosen),
                [
                    (each.about or "", _place_text(each.place, chosen) or "", each.text(chosen))
                    for each in self.questions
                ],
            ),
            (
                Message("import head unread").text(chosen),
                [
                    (each.about, _place_text(each.place, chosen) or "", each.text)
                    for each in self.unread
                ],
            ),
            (
                Message("import head defects").text(chosen),
                [
                    ("", _place_text(each.place, chosen) or "", each.text(chosen))
                    for each in self.defects
                ],
            ),
            (
                Message("import head choices").text(chosen),
                [
                    (each.about or "", _place_text(each.place, chosen) or "", each.text(chosen))
                    for each in self.choices
                ],
            ),
            (
                Message("import head events").text(chosen),
                [(event.id, "", str(event.title)) for event in self.events],
            ),
        )
        for heading, rows in parts:
            if rows:
                yield heading, rows

    def to_markdown(self, language: str | None = None) -> str:
        """Give it as a Markdown text."""
        chosen = language or self.language
        head = f"# {escape_markdown(self.document)} → {self.plan}"
        parts = [head, escape_markdown(self.summary(chosen))]
        for heading, table in report_tables(self, chosen):
            parts += [f"## {heading}", table_markdown(table, chosen)]
        return "\n\n".join(parts) + "\n"


def report_tables(report: Report, language: str) -> Iterator[tuple[str, ReportTable]]:
    """Go through the parts of a report that have something to say: their headings and tables.

    Args:
        report: The report.
        language: `en` or `vi`.
    """
    columns = (
        ReportColumn(Message("import column item"), in_card="id"),
        ReportColumn(Message("import column place"), in_card="plain"),
        ReportColumn(Message("import column text"), in_card="plain"),
    )
    for heading, rows in report.rows_of(language):
        yield heading, ReportTable(columns, tuple(map(ReportRow, rows)))


def _place_text(place: DocumentPlace | None, language: str) -> str | None:
    return None if place is None else place.text(language)
