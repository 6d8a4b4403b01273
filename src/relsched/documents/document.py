"""What a document is made of, each part with its place: paragraphs, grids of cells, items, defects."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

import attrs

from relsched import errors
from relsched.messages.catalogue import say


@attrs.frozen
class Place:
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
        return self.said("en")

    def said(self, language: str) -> str:
        """Give the place in a language, without the name of the file."""
        parts = []
        if self.sheet is not None:
            parts.append(say("place sheet", language, name=self.sheet))
        if self.page is not None:
            parts.append(say("place page", language, number=self.page))
        if self.table is not None:
            parts.append(say("place table", language, number=self.table))
        if self.paragraph is not None:
            parts.append(say("place paragraph", language, number=self.paragraph))
        if self.line is not None:
            parts.append(say("place line", language, number=self.line))
        if self.row is not None:
            parts.append(say("place row", language, number=self.row))
        if self.column is not None:
            parts.append(say("place column", language, name=self.column))
        return ", ".join(parts)

    def in_column(self, heading: str | None) -> Place:
        """Give the place of one cell of a row."""
        return Place(
            self.file,
            self.sheet,
            self.page,
            self.table,
            self.paragraph,
            self.line,
            self.row,
            heading or None,
        )

    def located(self) -> errors.Place:
        """Give the place as errors tell it."""
        said = str(self)
        return errors.Place(document=self.file, path=(said,) if said else ())


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
    place: Place
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

    place: Place
    rows: tuple[tuple[Cell, ...], ...]

    @classmethod
    def of(cls, place: Place, rows: list[list[Cell]]) -> Grid:
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
    place: Place
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
    place: Place
    values: Mapping[str, Any] = attrs.field(factory=dict, eq=lambda values: tuple(values.items()))

    def __str__(self) -> str:
        return self.said("en")

    def said(self, language: str) -> str:
        """Give its sentence in a language, without the place."""
        return say(f"defect {self.code}", language, **self.values)


@attrs.frozen
class Content:
    """What a reader finds in a file: the blocks in their order, and remarks on the file."""

    format: str
    blocks: tuple[Block, ...]
    defects: tuple[Defect, ...] = ()
    pictures: int = 0


@attrs.frozen
class Section:
    """A heading over rows: a phase of the plan, if it says when.

    `number` is as written (`III`), `timing` the words in its bracket or an empty text.
    """

    number: str
    title: str
    timing: str
    place: Place


@attrs.frozen
class Item:
    """Something to do, as the document has it.

    Attributes:
        id: Its number (`4.4.1`), or one made for it.
        task: What is to be done, without the number.
        context: What stands above it, from the outside in: contents of the row, introductions.
        timing: When, verbatim; empty where the document doesn't say.
        begin: When it begins, verbatim, where that has a column of its own.
        lead: Who does it, each name verbatim.
        support: Who helps, each name verbatim.
        notes: What else is said.
        section: The heading it stands under.
        place: Where it begins.
        places: Where its timing, lead, support and so on stand, by the name of the attribute.
        is_numbered: Whether the document gives its number.
        inferred: The attributes that were taken from running text or shared with another item.
    """

    id: str
    task: str
    place: Place
    context: tuple[str, ...] = ()
    timing: str = ""
    begin: str = ""
    lead: tuple[str, ...] = ()
    support: tuple[str, ...] = ()
    notes: str = ""
    section: Section | None = None
    places: Mapping[str, Place] = attrs.field(factory=dict, eq=False)
    is_numbered: bool = True
    inferred: frozenset[str] = frozenset()


@attrs.frozen
class Head:
    """What a document says of itself; what it doesn't say is None or empty.

    Attributes:
        title: Its title, on one line.
        number: Its number, such as `72-KH/BTGTU`.
        issued: Its date.
        issued_text: The date verbatim.
        town: Where it was issued, as before the date.
        issuer: Who issued it.
        addressees: Who receives it, each verbatim.
        signed: Who signed it.
        places: Where each of these stands.
    """

    title: str = ""
    number: str = ""
    issued: date | None = None
    issued_text: str = ""
    town: str = ""
    issuer: str = ""
    addressees: tuple[str, ...] = ()
    signed: str = ""
    places: Mapping[str, Place] = attrs.field(factory=dict, eq=False)


@attrs.frozen
class Document:
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
    head: Head
    grids: tuple[Grid, ...]
    paragraphs: tuple[Paragraph, ...]
    sections: tuple[Section, ...]
    items: tuple[Item, ...]
    defects: tuple[Defect, ...]

    def __getitem__(self, id: str) -> Item:
        for item in self.items:
            if item.id == id:
                return item
        raise KeyError(id)

    def __iter__(self) -> Iterator[Item]:
        return iter(self.items)
