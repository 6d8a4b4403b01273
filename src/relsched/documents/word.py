"""Word documents to blocks. The only door to python-docx, which opens the package; its XML is walked here.

python-docx leaves out what stands in content controls and tracked insertions, and shows no automatic
numbers. What is tracked as inserted counts, what is tracked as deleted doesn't.
"""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module
from io import BytesIO
from typing import Any

from relsched.documents import file_limits
from relsched.documents.content import Block, Cell, Content, Defect, DocumentPlace, Grid, Paragraph
from relsched.documents.html import flattened
from relsched.documents.numbering import to_roman
from relsched.documents.optional_libraries import extra
from relsched.messages.message import Message

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_V = "{urn:schemas-microsoft-com:vml}"
_GONE = {
    f"{_W}{name}"
    for name in ("del", "moveFrom", "pPr", "rPr", "instrText", "delText", "tblPr", "sectPr")
}
_GONE.add(f"{_MC}Fallback")
_LIKE_DOCUMENTS = (
    "application/vnd.openxmlformats-officedocument.wordprocessingml.template.main+xml",
    "application/vnd.ms-word.document.macroEnabled.main+xml",
    "application/vnd.ms-word.template.macroEnabledTemplate.main+xml",
)
NESTING = 8  # tables inside tables


def read_word(data: bytes, file: str) -> Content:
    """Read a Word document.

    Raises:
        DocumentError: It is damaged or unsafe.
        MissingExtraError: python-docx isn't installed.
    """
    with extra("python-docx", file, "docx"):
        import_module("docx")
    file_limits.check_package(data, file)
    try:
        document = _opened(data)
        body = document.element.body
        numbering = _Numbering(document)
    except SyntaxError as error:  # what lxml raises for XML it can't read
        why = Message("error document-broken word-xml", reason=error.msg)
        raise file_limits.broken(file, why) from None
    except (
        Exception
    ) as error:  # python-docx raises whatever comes up in a package that isn't as it expects
        name = type(error).__name__
        why = Message("error document-broken word", reason=name)
        raise file_limits.broken(file, why) from None
    if body is None:
        raise file_limits.broken(file, Message("error document-broken body"))
    reader = _Reader(file, numbering)
    reader.read(body)
    return Content("docx", tuple(reader.blocks), tuple(reader.defects), reader.pictures)


def _opened(data: bytes) -> Any:
    """Open a package; templates and documents with macros are made like others."""
    opc: Any = import_module("docx.opc.part")
    parts: Any = import_module("docx.parts.document")
    package: Any = import_module("docx.package")
    for kind in _LIKE_DOCUMENTS:
        opc.PartFactory.part_type_for.setdefault(kind, parts.DocumentPart)
    return package.Package.open(BytesIO(data)).main_document_part.document


def _get(element: Any, *path: str) -> Any:
    """Give a child by its path, or None."""
    for name in path:
        if element is None:
            return None
        element = element.find(f"{_W}{name}")
    return element


def _value(element: Any, *path: str) -> str | None:
    found = _get(element, *path)
    value = None if found is None else found.get(f"{_W}val")
    return None if value is None else str(value)


def _int(text: str | None) -> int | None:
    try:
        return int(text) if text is not None else None
    except ValueError:
        return None


class _Reader:
    """Goes through the body and keeps count of tables and paragraphs."""

    def __init__(self, file: str, numbering: _Numbering) -> None:
        self.file, self.numbering = file, numbering
        self.blocks: list[Block] = []
        self.defects: list[Defect] = []
        self.tables = self.paragraphs = self.pictures = self.nesting = self.cells = 0
        self.gap = True
        self.is_tracked = False

    def read(self, body: Any) -> None:
        """Read the body, and remark on what is tracked and not yet accepted."""
        for element in _children(body):
            if element.tag == f"{_W}p":
                self.paragraph(element)
            elif element.tag == f"{_W}tbl":
                self.blocks += self.table(element)
                self.gap = True
        if self.is_tracked:
            self.defects.append(Defect("tracked changes", DocumentPlace(self.file)))

    def paragraph(self, element: Any) -> None:
        """Read a paragraph outside tables: one block for each of its lines."""
        self.paragraphs += 1
        if not len(element):
            self.gap = True
            return
        text = self.text(element)
        level = self.numbering.level(element)
        place = DocumentPlace(self.file, paragraph=self.paragraphs)
        depth = self.numbering.depth(element)
        for index, line in enumerate(text.split("\n")):
            plain = " ".join(line.split())
            if not plain:
                self.gap = True
                continue
            # Each paragraph is an end of its own; the lines of one run on.
            self.blocks.append(
                Paragraph(plain, place, level, depth, after_gap=index == 0 or self.gap)
            )
            self.gap = False

    def text(self, element: Any) -> str:
        """Give the text of a paragraph with its automatic number."""
        parts: list[str] = []
        self._gather(element, parts)
        text = "".join(parts)
        label = self.numbering.label(element)
        return f"{label} {text.lstrip()}" if label and text.strip() else label if label else text

    def _gather(self, element: Any, parts: list[str]) -> None:
        for child in element:
            tag = child.tag
            if tag in _GONE:
                if tag in (f"{_W}del", f"{_W}moveFrom"):
                    self.is_tracked = True
                continue
            if tag == f"{_W}t":
                parts.append(child.text or "")
            elif tag == f"{_W}tab":
                parts.append(" ")
            elif tag in (f"{_W}br", f"{_W}cr", f"{_W}p"):
                parts.append("\n")
            elif tag == f"{_W}noBreakHyphen":
                parts.append("-")
            elif tag in (f"{_A}blip", f"{_V}imagedata"):
                self.pictures += 1
            elif tag == f"{_W}r" and _get(child, "rPr", "vanish") is not None:
                continue
            elif tag == f"{_W}ins":
                self.is_tracked = True
            if len(child):
                self._gather(child, parts)

    # ------------------------------------------------------------ tables

    def table(self, table: Any) -> list[Block]:
        """Make a grid of a table, and grids of those in its cells."""
        self.tables += 1
        self.nesting += 1
        if self.nesting > NESTING:
            raise file_limits.unsafe(
                self.file, Message("error document-unsafe tables", limit=NESTING)
            )
        place = DocumentPlace(self.file, table=self.tables)
        rows: list[list[Cell]] = []
        inner: list[Block] = []
        for tr in _children(table):
            if tr.tag != f"{_W}tr":
                continue
            if _get(tr, "trPr", "del") is not None:
                self.is_tracked = True
                continue
            row_place = DocumentPlace(self.file, table=place.table, row=len(rows) + 1)
            rows.append(self.row(tr, row_place, rows[-1] if rows else [], inner))
            if len(rows) > file_limits.MAX_ROWS or self.cells > file_limits.MAX_CELLS:
                raise file_limits.too_many_cells(
                    self.file, Message("error table-size rows"), row_place
                )
        self.nesting -= 1
        return [Grid.of(place, rows), *inner] if rows else inner

    def row(
        self, tr: Any, place: DocumentPlace, above: list[Cell], inner: list[Block]
    ) -> list[Cell]:
        """Make a row; a cell that goes on with the one above has that as its anchor."""
        before = _int(_value(tr, "trPr", "gridBefore")) or 0
        row = [Cell("", place) for _ in range(max(0, min(before, file_limits.MAX_COLUMNS)))]
        for tc in _children(tr):
            if tc.tag != f"{_W}tc":
                continue
            column = len(row)
            wide = max(1, _int(_value(tc, "tcPr", "gridSpan")) or 1)
            if column + wide > file_limits.MAX_COLUMNS:
                raise file_limits.too_many_cells(
                    self.file, Message("error table-size columns"), place
                )
            self.cells += wide
            merge = _get(tc, "tcPr", "vMerge")
            goes_on = merge is not None and merge.get(f"{_W}val") != "restart"
            if goes_on and column < len(above):
                anchor = above[column].anchor or above[column]
                row += [Cell("", place, anchor, across=False) for _ in range(wide)]
                continue
            merge = _get(tc, "tcPr", "hMerge")
            if merge is not None and merge.get(f"{_W}val") != "restart" and row:
                row.append(Cell("", place, row[-1].anchor or row[-1], across=True))
                continue
            cell = self.cell(tc, place, inner)
            row.append(cell)
            row += [Cell("", place, cell, across=True) for _ in range(wide - 1)]
        return row

    def cell(self, tc: Any, place: DocumentPlace, inner: list[Block]) -> Cell:
        """Make a cell: each of its paragraphs is a line."""
        parts: list[str] = []
        nested = False
        for element in _children(tc):
            if element.tag == f"{_W}p":
                parts.append(self.text(element) + "\n")
            elif element.tag == f"{_W}tbl":
                nested = True
                blocks = self.table(element)
                inner += blocks
                parts += flattened(blocks[0]) if blocks else ()
        lines = (" ".join(line.split()) for line in "".join(parts).split("\n"))
        return Cell("\n".join(line for line in lines if line), place, nested=nested)


def _children(element: Any) -> Iterator[Any]:
    """Go through the children, and into content controls, insertions and the like."""
    for child in element:
        if child.tag in (f"{_W}sdt", f"{_W}customXml", f"{_W}ins", f"{_W}moveTo", f"{_W}smartTag"):
            content = child.find(f"{_W}sdtContent") if child.tag == f"{_W}sdt" else child
            if content is not None:
                yield from _children(content)
        else:
            yield child


class _Numbering:
    """The automatic numbers of paragraphs, counted as they come."""

    def __init__(self, document: Any) -> None:
        self.levels: dict[tuple[str, int], Any] = {}  # of an abstract list
        self.lists: dict[str, str] = {}  # number -> abstract list
        self.starts: dict[tuple[str, int], int] = {}  # of a number, where it begins again
        self.counts: dict[tuple[str, int], int] = {}
        self.begun: set[str] = set()
        self.styles: dict[str, Any] = {}
        for style in document.styles.element.findall(f"{_W}style"):
            self.styles[style.get(f"{_W}styleId") or ""] = style
        part = next(
            (
                rel.target_part
                for rel in document.part.rels.values()
                if rel.reltype.endswith("/numbering") and not rel.is_external
            ),
            None,
        )
        if part is not None:
            self._read(part.element)

    def _read(self, root: Any) -> None:
        for abstract in root.findall(f"{_W}abstractNum"):
            name = abstract.get(f"{_W}abstractNumId") or ""
            for level in abstract.findall(f"{_W}lvl"):
                self.levels[name, _int(level.get(f"{_W}ilvl")) or 0] = level
        for num in root.findall(f"{_W}num"):
            name = num.get(f"{_W}numId") or ""
            self.lists[name] = _value(num, "abstractNumId") or ""
            for override in num.findall(f"{_W}lvlOverride"):
                start = _int(_value(override, "startOverride"))
                if start is not None:
                    self.starts[name, _int(override.get(f"{_W}ilvl")) or 0] = start

    def _chain(self, element: Any) -> Iterator[Any]:
        """Give the properties of a paragraph, then those of its style and of the styles that is based on."""
        properties = _get(element, "pPr")
        if properties is not None:
            yield properties
        name = _value(properties, "pStyle") if properties is not None else None
        for _ in range(16):
            style = self.styles.get(name or "")
            if style is None:
                return
            inherited = _get(style, "pPr")
            if inherited is not None:
                yield inherited
            name = _value(style, "basedOn")

    def _of(self, element: Any) -> tuple[str, int] | None:
        """Give the list that a paragraph belongs to, and its level in it."""
        number: str | None = None
        level: int | None = None
        for properties in self._chain(element):
            found = _get(properties, "numPr")
            if found is None:
                continue
            if number is None:
                number = _value(found, "numId")
            if level is None:
                level = _int(_value(found, "ilvl"))
            if number is not None:
                break
        if number is None or number == "0" or number not in self.lists:
            return None
        return number, max(0, min(level or 0, 8))

    def label(self, element: Any) -> str:
        """Count a paragraph and give its number, `- ` for a sign of a list, or nothing."""
        found = self._of(element)
        if found is None:
            return ""
        number, level = found
        name = self.lists[number]
        if number not in self.begun:
            self.begun.add(number)
            for (other, at), start in self.starts.items():
                if other == number:
                    self.counts[name, at] = start - 1
        for deeper in range(level + 1, 9):
            self.counts.pop((name, deeper), None)
        for shallower in range(level):
            self.counts.setdefault((name, shallower), self._start(name, shallower))
        self.counts[name, level] = self.counts.get((name, level), self._start(name, level) - 1) + 1
        return self._text(name, level)

    def _start(self, name: str, level: int) -> int:
        start = _int(_value(self.levels.get((name, level)), "start"))
        return 1 if start is None else start

    def _text(self, name: str, level: int) -> str:
        element = self.levels.get((name, level))
        form = _value(element, "numFmt") or "decimal"
        if form == "bullet":
            return "-"
        if form == "none":
            return ""
        text = _value(element, "lvlText") or f"%{level + 1}."
        is_legal = _get(element, "isLgl") is not None
        for at in range(level + 1):
            if f"%{at + 1}" in text:
                form = (
                    "decimal"
                    if is_legal
                    else _value(self.levels.get((name, at)), "numFmt") or "decimal"
                )
                text = text.replace(f"%{at + 1}", _counted(self.counts.get((name, at), 1), form))
        return text.strip()

    def level(self, element: Any) -> int:
        """Give the level of a heading, 0 for other paragraphs."""
        for properties in self._chain(element):
            outline = _int(_value(properties, "outlineLvl"))
            if outline is not None:
                return outline + 1 if 0 <= outline < 9 else 0
        style = self.styles.get(_value(_get(element, "pPr"), "pStyle") or "")
        return 1 if (_value(style, "name") or "").lower() == "title" else 0

    def depth(self, element: Any) -> int:
        """Give how deep a paragraph stands in lists, 0 outside."""
        found = self._of(element)
        return 0 if found is None else found[1] + 1


def _counted(count: int, form: str) -> str:
    """Write a count in a number format of Word."""
    if form == "decimalZero":
        return f"{count:02}"
    if form in ("upperRoman", "lowerRoman") and 0 < count < 400:
        return to_roman(count) if form == "upperRoman" else to_roman(count).lower()
    if form in ("upperLetter", "lowerLetter") and count > 0:
        letter = chr(ord("a") + (count - 1) % 26) * ((count - 1) // 26 + 1)
        return letter.upper() if form == "upperLetter" else letter
    return str(count)
