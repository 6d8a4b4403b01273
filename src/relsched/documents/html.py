"""Web pages to blocks: tables with their merged cells, headings, lists. The only door to lxml."""

from __future__ import annotations

import re
from collections.abc import Iterator
from importlib import import_module
from typing import Any

from relsched.documents import file_limits
from relsched.documents.content import Block, Cell, Content, DocumentPlace, Grid, Paragraph
from relsched.documents.optional_libraries import extra
from relsched.messages.message import Message

_SKIPPED = {
    "script",
    "style",
    "head",
    "template",
    "noscript",
    "svg",
    "iframe",
    "object",
    "select",
    "textarea",
}
_BLOCKS = {
    "p", "div", "section", "article", "main", "header", "footer", "nav", "aside", "address", "blockquote",
    "dl", "dt", "dd", "ul", "ol", "li", "h1", "h2", "h3", "h4", "h5", "h6", "pre", "form", "figure",
    "figcaption", "hr", "center", "body", "html", "caption", "details", "summary",
}  # fmt: skip
NESTING = 8  # tables inside tables


def read_html(text: str, file: str, first_line: int = 1) -> Content:
    """Read a web page.

    `first_line` is where the text begins in its file.
    """
    with extra("lxml", file, "html"):
        html: Any = import_module("lxml.html")
    etree: Any = import_module("lxml.etree")
    plain = re.sub(r"^\s*<\?xml[^>]*\?>", "", text.lstrip("\ufeff"))
    try:
        root = html.document_fromstring(plain)
    except (etree.LxmlError, ValueError) as error:
        why = Message("error document-broken html", reason=str(error))
        raise file_limits.broken(file, why) from None
    reader = _Reader(file, first_line - 1)
    reader.walk(root)
    return Content("html", tuple(reader.blocks), pictures=reader.pictures)


class _Reader:
    """Goes through the elements of a page in order, without recursion over their depth."""

    def __init__(self, file: str, offset: int) -> None:
        self.file, self.offset = file, offset
        self.blocks: list[Block] = []
        self.text: list[str] = []
        self.place = DocumentPlace(file, line=1)
        self.level = self.depth = self.tables = self.pictures = self.cells = self.nesting = 0
        self.ordinals: list[int | None] = []
        self.mark = ""

    def walk(self, root: Any) -> None:
        """Take an element and all that is in it."""
        stack: list[tuple[Any, bool]] = [(root, False)]
        while stack:
            element, is_end = stack.pop()
            if is_end:
                self.end(element)
                self.text.append(_plain(element.tail))
                continue
            tag = element.tag if isinstance(element.tag, str) else ""
            if tag == "table":
                self.flush()
                self.blocks += self.table(element)
                self.text.append(_plain(element.tail))
                continue
            if not tag or tag in _SKIPPED:
                self.text.append(_plain(element.tail))
                continue
            self.start(element, tag)
            stack.append((element, True))
            stack += [(child, False) for child in reversed(element)]
            self.text.append(_plain(element.text))
        self.flush()

    def start(self, element: Any, tag: str) -> None:
        """Begin an element."""
        if tag == "br":
            self.text.append("\n")
        elif tag == "img":
            self.pictures += 1
        if tag not in _BLOCKS:
            return
        self.flush()
        self.place = DocumentPlace(self.file, line=(element.sourceline or 1) + self.offset)
        if re.fullmatch(r"h[1-6]", tag):
            self.level = int(tag[1])
        elif tag in ("ul", "ol"):
            start = element.get("start", "1")
            self.ordinals.append(
                (int(start) if re.fullmatch(r"[0-9]{1,5}", start) else 1) if tag == "ol" else None
            )
        elif tag == "li":
            ordinal = self.ordinals[-1] if self.ordinals else None
            self.mark = "- " if ordinal is None else f"{ordinal}. "
            if ordinal is not None:
                self.ordinals[-1] = ordinal + 1

    def end(self, element: Any) -> None:
        """End an element."""
        tag = element.tag
        if tag not in _BLOCKS:
            return
        self.flush()
        if re.fullmatch(r"h[1-6]", tag):
            self.level = 0
        elif tag in ("ul", "ol") and self.ordinals:
            self.ordinals.pop()

    def flush(self) -> None:
        """Make paragraphs of the text so far: one for each line."""
        lines = "".join(self.text).split("\n") if self.text else []
        self.text = []
        # Line breaks of the source have become spaces; those that are left are <br>.
        for index, line in enumerate(lines):
            text = " ".join(line.split())
            if not text:
                continue
            if self.mark:
                text, self.mark = self.mark + text, ""
            self.blocks.append(
                Paragraph(text, self.place, self.level, len(self.ordinals), after_gap=index == 0)
            )

    # ------------------------------------------------------------ tables

    def table(self, table: Any) -> list[Block]:
        """Make grids of a table and of those inside its cells."""
        self.tables += 1
        self.nesting += 1
        if self.nesting > NESTING:
            raise file_limits.unsafe(
                self.file, Message("error document-unsafe tables", limit=NESTING)
            )
        place = DocumentPlace(self.file, table=self.tables)
        rows: list[list[Cell]] = []
        open_below: dict[
            int, tuple[Cell, int, int]
        ] = {}  # column: the cell, rows left, its first column
        inner: list[Block] = []
        number = 0
        for tr in _rows(table):
            number += 1
            row_place = DocumentPlace(self.file, table=place.table, row=number)
            row: list[Cell] = []
            cells = [cell for cell in tr if cell.tag in ("td", "th")]
            while cells or len(row) in open_below:
                column = len(row)
                if column >= file_limits.MAX_COLUMNS:
                    raise file_limits.too_many_cells(
                        self.file, Message("error table-size columns"), place
                    )
                if column in open_below:
                    above, left, first = open_below.pop(column)
                    row.append(Cell("", row_place, above, across=False))
                    if left > 1:
                        open_below[column] = (above, left - 1, first)
                    continue
                element = cells.pop(0)
                cell = self.cell(element, row_place, inner)
                wide = _span(element, "colspan", file_limits.MAX_COLUMNS - column)
                high = _span(element, "rowspan", file_limits.MAX_ROWS)
                self.cells += wide
                for index in range(wide):
                    row.append(cell if index == 0 else Cell("", row_place, cell, across=True))
                    if high > 1:
                        open_below[column + index] = (cell, high - 1, column)
            rows.append(row)
            if number > file_limits.MAX_ROWS or self.cells > file_limits.MAX_CELLS:
                raise file_limits.too_many_cells(
                    self.file, Message("error table-size table"), row_place
                )
        self.nesting -= 1
        return [Grid.of(place, rows), *inner] if rows else inner

    def cell(self, element: Any, place: DocumentPlace, inner: list[Block]) -> Cell:
        """Make a cell: its blocks and line breaks are lines; a table inside it is a grid of its own too."""
        parts: list[str] = []
        nested = False
        stack: list[tuple[Any, bool]] = [(element, False)]
        while stack:
            current, is_end = stack.pop()
            tag = current.tag if isinstance(current.tag, str) else ""
            if is_end:
                if tag in _BLOCKS:
                    parts.append("\n")
                if current is not element:
                    parts.append(_plain(current.tail))
                continue
            if not tag or tag in _SKIPPED:
                parts.append(_plain(current.tail))
                continue
            if tag == "table":
                nested = True
                blocks = self.table(current)
                inner += blocks
                parts += ["\n", *(flattened(blocks[0]) if blocks else ()), _plain(current.tail)]
                continue
            if tag == "img":
                self.pictures += 1
            if tag == "br" or tag in _BLOCKS:
                parts.append("\n")
            if tag == "li":
                parts.append("- ")
            parts.append(_plain(current.text))
            stack.append((current, True))
            stack += [(child, False) for child in reversed(current)]
        lines = (" ".join(line.split()) for line in "".join(parts).split("\n"))
        return Cell("\n".join(line for line in lines if line), place, nested=nested)


def flattened(block: Block) -> Iterator[str]:
    """Give the text of a table that stands inside a cell: a line for each row."""
    if isinstance(block, Grid):
        for row in block.rows:
            yield " ".join(cell.text for cell in row if cell.text) + "\n"


def _plain(text: str | None) -> str:
    """Give text in which line breaks of the source are spaces."""
    return " ".join(re.split(r"[\r\n\t\f ]+", text)) if text else ""


def _span(element: Any, name: str, most: int) -> int:
    text = (element.get(name) or "1").strip()
    if not re.fullmatch(r"[0-9]{1,6}", text):
        return 1
    return max(1, min(int(text) if text != "0" else most, most))


def _rows(table: Any) -> list[Any]:
    """Give the rows of a table, not those of tables inside it."""
    rows = []
    for child in table:
        if child.tag == "tr":
            rows.append(child)
        elif child.tag in ("thead", "tbody", "tfoot"):
            rows += [row for row in child if row.tag == "tr"]
    return rows
