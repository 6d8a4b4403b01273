"""The content of a file, each part with its place: paragraphs, grids of cells, defects."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import attrs

from relsched.errors import Place
from relsched.messages.catalogue import FIRST
from relsched.messages.message import Message


@attrs.frozen
class DocumentPlace:
    """Where in a document something stands, counted as its reader counts: from 1.

    Prints as `table 1, row 14, column Tiến độ` or `line 57`.
    """

    file: str
    sheet: str | None = None
    page: int | None = None
    table: int | None = None
    paragraph: int | None = None
    line: int | None = None
    row: int | None = None
    column: str | None = None

    def __str__(self) -> str:
        return self.text()

    def text(self, language: str = FIRST) -> str:
        """Give the place in a language, without the name of the file."""
        parts = []
        if self.sheet is not None:
            parts.append(Message("place sheet", name=self.sheet).text(language))
        if self.page is not None:
            parts.append(Message("place page", number=self.page).text(language))
        if self.table is not None:
            parts.append(Message("place table", number=self.table).text(language))
        if self.paragraph is not None:
            parts.append(Message("place paragraph", number=self.paragraph).text(language))
        if self.line is not None:
            parts.append(Message("place line", number=self.line).text(language))
        if self.row is not None:
            parts.append(Message("place row", number=self.row).text(language))
        if self.column is not None:
            parts.append(Message("place column", name=self.column).text(language))
        return ", ".join(parts)

    def in_column(self, heading: str | None) -> DocumentPlace:
        """Give the place of one cell of a row."""
        return DocumentPlace(
            self.file,
            self.sheet,
            self.page,
            self.table,
            self.paragraph,
            self.line,
            self.row,
            heading or None,
        )

    def located(self) -> Place:
        """Give the place as errors report it."""
        return Place(document=self.file, part=self if str(self) else None)


@attrs.frozen(eq=False)
class Cell:
    """A cell of a grid.

    Attributes:
        text: Its text, white space at its ends removed, with line breaks as they stand; empty where the
            cell is covered by another.
        place: The place of its row.
        anchor: The cell that covers it, where cells are merged.
        across: Whether that cell stands in the same row.
        nested: Whether a table of its own stands in the cell.
    """

    text: str
    place: DocumentPlace
    anchor: Cell | None = None
    across: bool = False
    nested: bool = False

    @property
    def below(self) -> bool:
        """Whether it is covered by a cell of a row above."""
        return self.anchor is not None and not self.across


@attrs.frozen(eq=False)
class Grid:
    """A table as it stands in the document: rows of equal length."""

    place: DocumentPlace
    rows: tuple[tuple[Cell, ...], ...]

    @classmethod
    def of(cls, place: DocumentPlace, rows: list[list[Cell]]) -> Grid:
        """Make a grid of rows that may differ in length."""
        width = max((len(row) for row in rows), default=0)
        filled = (
            (*row, *([Cell("", row[0].place if row else place)] * (width - len(row))))
            for row in rows
        )
        return cls(place, tuple(filled))

    @property
    def width(self) -> int:
        """The number of columns."""
        return len(self.rows[0]) if self.rows else 0


@attrs.frozen
class Paragraph:
    """A paragraph outside the tables.

    Attributes:
        text: Its text, on one line.
        place: Where it begins.
        level: 1 and more for a heading; 0 for others.
        depth: How deep it is indented as a point of a list; 0 outside lists.
        after_gap: Whether an empty line or the like stands before it.
    """

    text: str
    place: DocumentPlace
    level: int = 0
    depth: int = 0
    after_gap: bool = True


Block = Paragraph | Grid


@attrs.frozen
class Defect:
    """Something about the source that a person should look at.

    `code` is the key of its sentence after `defect `, such as `no timing`.
    """

    code: str
    place: DocumentPlace
    values: Mapping[str, Any] = attrs.field(factory=dict, eq=lambda values: tuple(values.items()))

    def __str__(self) -> str:
        return self.text()

    def text(self, language: str = FIRST) -> str:
        """Give its sentence in a language, without the place."""
        return Message(f"defect {self.code}", **self.values).text(language)


@attrs.frozen
class Content:
    """What a reader finds in a file: the blocks in their order, and remarks on the file."""

    format: str
    blocks: tuple[Block, ...]
    defects: tuple[Defect, ...] = ()
    pictures: int = 0
