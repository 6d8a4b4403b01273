"""A plan document as it has been read: its head, sections and items, with all that they stand in."""

from __future__ import annotations

from collections.abc import Iterator

import attrs

from relsched.documents.content import Defect, Grid, Paragraph
from relsched.intake.document_head import DocumentHead
from relsched.intake.document_sections import DocumentSection
from relsched.intake.task_rows import TaskRow


@attrs.frozen
class PlanDocument:
    """A plan document that has been read, up to but not including its timing phrases.

    Attributes:
        file: Its name.
        format: `docx`, `xlsx`, `csv`, `markdown`, `html`, `text` or `pdf`.
        language: `vi` or `en`: that of most of its text.
        head: What it says of itself.
        grids: Its tables as they stand.
        paragraphs: Its text outside the tables.
        sections: The headings over its items, in order.
        items: What is to be done, in order.
        defects: What a person should look at, in order of the document.
    """

    file: str
    format: str
    language: str
    head: DocumentHead
    grids: tuple[Grid, ...]
    paragraphs: tuple[Paragraph, ...]
    sections: tuple[DocumentSection, ...]
    items: tuple[TaskRow, ...]
    defects: tuple[Defect, ...]

    def __getitem__(self, id: str) -> TaskRow:
        for item in self.items:
            if item.id == id:
                return item
        raise KeyError(id)

    def __iter__(self) -> Iterator[TaskRow]:
        return iter(self.items)
