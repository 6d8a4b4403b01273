"""Rows as they were meant: headings repeated on each page are dropped, and rows cut in two are joined.

The tables of a document that have the same columns are one stream of rows. A row of the stream is a
heading over others, the beginning of an item, or the rest of the row above it: a page break cuts a row in
the middle of a sentence, in some of its columns or in all of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import attrs

from relsched.documents.content import Cell, DocumentPlace, Grid, Paragraph
from relsched.documents.numbering import (
    Number,
    read_number,
    split_bullet,
    split_sub_number,
)
from relsched.intake import column_roles
from relsched.intake.column_roles import Row, TableColumns
from relsched.intake.document_sections import DocumentSection, build_section, is_titled, section_of
from relsched.intake.document_words import is_ditto

TERMINAL = ".!?;:)…"


@attrs.frozen
class Piece:
    """A part of a cell: what one row of the document holds of it.

    `row` counts the rows that an item was joined from; `apart` tells that a real border lies above the
    piece, so that it isn't the rest of a sentence.
    """

    text: str
    place: DocumentPlace
    row: int = 0
    apart: bool = False
    merged: bool = False


Pieces = tuple[Piece, ...]


def text_of(pieces: Iterable[Piece]) -> str:
    """Join pieces as a reader does: with a space, or a line break where a border lies between."""
    text = ""
    for piece in pieces:
        if not piece.text:
            continue
        text += ("\n" if piece.apart else " ") if text else ""
        text += piece.text
    return text


@attrs.define
class RowGroup:
    """Rows below one number of the first column, and the content that stands beside it."""

    number: Number | None
    content: list[Piece]
    place: DocumentPlace
    section: DocumentSection | None


@attrs.define
class Line:
    """One row as it was meant: for each role the pieces it was joined from."""

    group: RowGroup
    number: Number | None
    place: DocumentPlace
    cells: dict[str, list[Piece]]
    columns: TableColumns
    table: int
    rows: int = 1
    is_part: bool = False  # its number cell is merged with the one above

    def text(self, role: str) -> str:
        """Give the joined text of a role."""
        return text_of(self.cells.get(role, ()))


@attrs.frozen
class Table:
    """The grids that have one heading, as far as they belong together, with what stands between them."""

    place: DocumentPlace
    columns: TableColumns
    parts: tuple[tuple[Row | Paragraph, bool], ...]  # with: whether a page begins before it
    heading: Paragraph | None = None  # the heading right above it, if there is one


def tables(blocks: Iterable[Grid | Paragraph]) -> tuple[list[Table], list[Grid | Paragraph]]:
    """Find the tables of a plan among blocks.

    Returns:
        The tables; and the blocks that belong to none, with what stands above a heading in its grid.
    """
    found: list[Table] = []
    rest: list[Grid | Paragraph] = []
    open_columns: TableColumns | None = None
    parts: list[tuple[Row | Paragraph, bool]] = []
    above: Paragraph | None = None
    begun = DocumentPlace("")
    waiting: list[Paragraph] = []  # between two grids: they belong to the table if it goes on

    def close() -> None:
        nonlocal open_columns, parts, waiting, above
        if open_columns is not None:
            found.append(Table(begun, open_columns, tuple(parts), above))
        rest.extend(waiting)
        above = next(
            (p for p in reversed(rest[-3:]) if isinstance(p, Paragraph) and _is_heading(p)), None
        )
        open_columns, parts, waiting = None, [], []

    for block in blocks:
        if isinstance(block, Paragraph):
            if open_columns is None:
                rest.append(block)
            else:
                waiting.append(block)
            continue
        heading = column_roles.find(block)
        if heading is None:
            if open_columns is not None and _goes_on(block, open_columns, waiting):
                parts += [(paragraph, False) for paragraph in waiting]
                waiting = []
                parts += [(row, index == 0) for index, row in enumerate(block.rows)]
                continue
            guessed = column_roles.guess(block)
            if guessed is not None:
                close()
                open_columns, begun = guessed, block.place
                parts = [(row, False) for row in block.rows]
                continue
            if open_columns is None:
                rest.append(block)
            else:
                close()
                rest.append(block)
            continue
        columns, start, size = heading
        same = open_columns is not None and (
            columns.roles == open_columns.roles and len(waiting) <= 5 and start == 0
        )
        if not same:
            close()
            open_columns, begun = columns, block.place
        elif waiting:
            parts += [(paragraph, False) for paragraph in waiting]
            waiting = []
        if start:
            rest.append(Grid(block.place, block.rows[:start]))
        parts += [
            (row, index == 0 and same) for index, row in enumerate(block.rows[start + size :])
        ]
    close()
    return found, rest


def _is_heading(paragraph: Paragraph) -> bool:
    return paragraph.level > 0 or section_of(paragraph.text, paragraph.place) is not None


def _goes_on(grid: Grid, columns: TableColumns, between: list[Paragraph]) -> bool:
    """Whether a grid without a heading goes on with the table above it."""
    return (
        grid.width == len(columns.roles)
        and len(between) <= 2
        and all(len(p.text) <= 200 for p in between)
    )


def join(
    table: Table, index: int, has_others: bool = False
) -> tuple[list[Line], list[DocumentSection]]:
    """Join the rows of a table into lines.

    The heading above the table is the section of its rows where several tables have one each.
    """
    joiner = _Joiner(table, index)
    between = (part for part, _ in table.parts if isinstance(part, Paragraph))
    if table.heading is not None and (has_others or any(map(_is_heading, between))):
        heading = table.heading
        joiner.sections.append(
            section_of(heading.text, heading.place) or build_section(heading.text, heading.place)
        )
    for part, is_page in table.parts:
        if isinstance(part, Paragraph):
            joiner.paragraph(part)
        else:
            joiner.row(part, is_page)
    return joiner.lines, joiner.sections


class _Joiner:
    """Goes through the rows of a table from top to bottom and keeps what is open."""

    def __init__(self, table: Table, index: int) -> None:
        self.columns = table.columns
        self.index = index
        self.lines: list[Line] = []
        self.sections: list[DocumentSection] = []
        self.group: RowGroup | None = None
        self.after_page = False
        self.is_numbered, self.has_sub_numbers, self.has_small = self._style(table)

    # ------------------------------------------------------------ style

    def _style(self, table: Table) -> tuple[bool, bool, bool]:
        """Tell whether rows are numbered, whether tasks are, and whether tasks begin with small letters."""
        begun = numbered = sub = 0
        small = {
            True: [0, 0],
            False: [0, 0],
        }  # with a number or not: how many in all, and with small letters
        after_page = False
        for part, is_page in table.parts:
            if isinstance(part, Paragraph):
                continue
            if column_roles.is_repeated(part, self.columns):
                after_page = True
                continue
            if self._section(part) is not None or not any(cell.text for cell in part):
                continue
            own, head, task = self._numbers(part)
            has_number = own is not None or head is not None
            is_small = split_sub_number(split_bullet(task)[1])[1][:1].islower()
            if has_number or not (is_page or after_page):
                # A row without a number that begins small is no beginning, or says nothing about numbers.
                begun += has_number or not is_small
                numbered += has_number
                sub += head is not None or (own is not None and len(own.parts) > 1)
                if has_number or self._text(part, "timing"):
                    small[has_number][0] += 1
                    small[has_number][1] += is_small
            after_page = False
        is_numbered = numbered >= 0.7 * begun and numbered > 0
        count, begin_small = small[is_numbered]
        return is_numbered, sub >= 0.3 * begun and sub > 0, begin_small >= 0.5 * count and count > 0

    def _text(self, row: Row, role: str) -> str:
        return "\n".join(row[c].text for c in self.columns.of(role) if c < len(row) and row[c].text)

    def _numbers(self, row: Row) -> tuple[Number | None, Number | None, str]:
        """Give the number of the row's own column, the number at the head of its task, and the task."""
        own = read_number(self._text(row, "number"))
        task = self._text(row, "task")
        head, _ = split_sub_number(task)
        return own, head, task

    # ------------------------------------------------------------ parts

    def paragraph(self, paragraph: Paragraph) -> None:
        """Take what stands between two grids: a heading over rows, the number of a page, or nothing."""
        section = section_of(paragraph.text, paragraph.place)
        if section is None and paragraph.level:
            section = build_section(paragraph.text, paragraph.place)
        if section is not None:
            self._open(section)
        self.after_page = True

    def row(self, row: Row, is_page: bool) -> None:
        """Take a row."""
        self.after_page = self.after_page or is_page
        if column_roles.is_repeated(row, self.columns):
            self.after_page = True
            return
        if not any(cell.text for cell in row) and not any(cell.anchor for cell in row):
            return
        if not any(cell.text for cell in row):
            return
        section = self._section(row)
        if section is not None:
            self._open(section)
        else:
            self._take(row)
        self.after_page = False

    def _open(self, section: DocumentSection) -> None:
        self.sections.append(section)
        self.group = None

    def _section(self, row: Row) -> DocumentSection | None:
        """Read a row that is a heading over others: one cell filled, or a Roman numeral and a title."""
        filled = [(column, cell) for column, cell in enumerate(row) if cell.text]
        if not filled:
            return None
        column, cell = filled[0]
        place = cell.place
        spans = any(other.anchor is cell and other.across for other in row)
        if len(filled) == 1:
            wide = sum(other.anchor is cell and other.across for other in row) + 1
            if read_number(cell.text) is not None:
                return None
            if wide * 2 > len(row) and len(row) > 1:
                return section_of(cell.text, place) or build_section(cell.text, place)
            role = self.columns.roles[column]
            if role == "number" or (column == 0 and (role != "task" or is_titled(cell.text))):
                return section_of(cell.text, place) or build_section(cell.text, place)
            return None
        number = read_number(cell.text)
        if (
            len(filled) == 2
            and number is not None
            and number.kind != "number"
            and column in self.columns.of("number")
        ):
            title = filled[1][1]
            beside = self.columns.roles[filled[1][0]]
            if beside in ("content", "task") and (cell.text.strip(" .)-").isupper() or spans):
                return build_section(title.text, place, cell.text.strip(" .)-:"))
        return None

    # ------------------------------------------------------------ rows

    def _take(self, row: Row) -> None:
        own, head, task = self._numbers(row)
        line = self.lines[-1] if self.lines else None
        group = self.group
        covered = any(row[c].below for c in self.columns.of("number"))
        if group is None:
            line = None
        if (
            own is None
            and head is None
            and line is not None
            and not self._begins(row, line, task, covered)
        ):
            self._go_on(row, line)
            return
        if (
            own is not None
            and own.kind == "letter"
            and group is not None
            and group.number is not None
        ):
            head = head or Number(
                f"{group.number}.{own.text}", (*group.number.parts, *own.parts), "letter"
            )
            own = None
        content = self._pieces(row, "content", 0)
        if group is None or own is not None or self._new_content(row, group, head, covered):
            section = self.sections[-1] if self.sections else None
            self.group = group = RowGroup(own, content, row[0].place, section)
        elif content:
            start = len(group.content)
            group.content += [attrs.evolve(piece, row=start) for piece in content]
        cells = {
            role: self._pieces(row, role, 0)
            for role in ("task", "lead", "support", "begin", "timing", "notes")
        }
        self._fill_in(cells)
        number = head if head is not None else own
        line = Line(group, number, row[0].place, cells, self.columns, self.index)
        line.is_part = covered and own is None
        self.lines.append(line)

    def _pieces(self, row: Row, role: str, count: int, apart: bool = False) -> list[Piece]:
        """Give what a row has for a role; a cell merged from above counts as if it stood here."""
        pieces = []
        for column in self.columns.of(role):
            if column >= len(row):
                continue
            cell = row[column]
            text, merged = cell.text, False
            if cell.below and cell.anchor is not None and role != "content" and count == 0:
                text, merged = cell.anchor.text, True
            if text:
                place = (cell.anchor or cell).place.in_column(self.columns.headings[column])
                pieces.append(Piece(text, place, count, apart, merged))
        return pieces

    def _fill_in(self, cells: dict[str, list[Piece]]) -> None:
        """Put what stands above in place of ditto marks."""
        if not self.lines:
            return
        for role, pieces in cells.items():
            above = self.lines[-1].cells.get(role)
            if above and len(pieces) == 1 and is_ditto(pieces[0].text):
                cells[role] = [attrs.evolve(piece, merged=True) for piece in above]

    def _go_on(self, row: Row, line: Line) -> None:
        """Add a row to the line above: it is the rest of it."""
        line.group.content += [
            attrs.evolve(piece, row=len(line.group.content))
            for piece in self._pieces(row, "content", 0)
        ]
        covered = any(row[c].below for c in self.columns.of("task"))
        for role in line.cells:
            pieces = self._pieces(row, role, line.rows, covered)
            if covered or not any(row[c].below for c in self.columns.of(role)):
                line.cells[role] += pieces
        line.rows += 1

    def _new_content(self, row: Row, group: RowGroup, head: Number | None, covered: bool) -> bool:
        """Whether the content of a row without a number begins something new, and not the rest of what is above."""
        text = self._text(row, "content")
        if not text or covered:
            return bool(text) and covered
        if head is not None and group.number is not None and head.is_below(group.number):
            return False
        return not (self.after_page or runs_on(_end(group.content), text))

    def _begins(self, row: Row, line: Line, task: str, covered: bool) -> bool:
        """Whether a row without any number begins an item, and isn't the rest of the one above."""
        timing, lead = self._text(row, "timing"), self._text(row, "lead")
        has_own = bool(timing or any(row[c].below for c in self.columns.of("timing")))
        if not task:
            return False
        is_point, text = split_bullet(task)
        above = _end(line.cells["task"])
        if covered and not self.after_page:
            # A border was drawn below one number: another task, unless it plainly runs on.
            return not (text[:1].islower() and runs_on(above, text)) or has_own
        if self.is_numbered:
            if self.after_page or (text[:1].islower() and not self.has_small):
                return False
            if is_point:
                return has_own
            if self.has_sub_numbers:
                return has_own and bool(lead) and not runs_on(above, text)
            return has_own or (bool(lead) and not runs_on(above, text))
        if self.after_page and (runs_on(above, text) or (not has_own and not is_point)):
            return False
        if text[:1].islower() and not self.has_small and not is_point:
            return False
        return has_own or bool(lead) or is_point or not runs_on(above, text)


def _end(pieces: list[Piece]) -> str:
    """Give the last piece of a cell that says something: what a further one would go on with."""
    return next((piece.text for piece in reversed(pieces) if piece.text), "")


def runs_on(above: str, below: str) -> bool:
    """Whether a text reads as the rest of the one above: that has no end, or this has no beginning."""
    above, below = above.rstrip(), below.lstrip()
    if not above or not below:
        return False
    if below[0].islower() or below[0] in ",;.)":
        return True
    return above[-1] not in TERMINAL


def cells_of(grid: Grid) -> Iterator[Cell]:
    """Go through the filled cells of a grid, row by row."""
    for row in grid.rows:
        for cell in row:
            if cell.text:
                yield cell
