"""The content of a file to a plan document: its head, sections, items and defects are put together."""

from __future__ import annotations

import unicodedata

import attrs

from relsched.documents import file_limits
from relsched.documents.content import Block, Cell, Content, Defect, DocumentPlace, Grid, Paragraph
from relsched.errors import DocumentError, Place
from relsched.intake import prose, row_joining, source_defects, task_rows
from relsched.intake.document_head import read_head
from relsched.intake.document_sections import DocumentSection
from relsched.intake.document_words import language_of
from relsched.intake.plan_document import PlanDocument
from relsched.intake.row_joining import Line
from relsched.intake.task_rows import TaskRow
from relsched.intake.unit_names import Names
from relsched.messages.message import Grouped, Message


def assemble(content: Content, file: str) -> PlanDocument:
    """Make a document of what a reader found in a file.

    Raises:
        DocumentError: Nothing in it says what is to be done and when.
    """
    if sum(isinstance(block, Paragraph) for block in content.blocks) > file_limits.MAX_PARAGRAPHS:
        raise file_limits.too_many_lines(
            file,
            Message("error too-long paragraphs why", limit=Grouped(file_limits.MAX_PARAGRAPHS)),
        )
    blocks = [_composed(block) for block in content.blocks]
    tables, rest = row_joining.tables(blocks)
    found: list[Defect] = list(content.defects)
    if any(table.columns.has("timing") for table in tables):
        # Beside a plan a table that says nothing of time is of something else: costs, people.
        others = [table for table in tables if not table.columns.has("timing")]
        found += [Defect("table without timing", table.place) for table in others]
        tables = [table for table in tables if table.columns.has("timing")]
    lines: list[Line] = []
    sections: list[DocumentSection] = []
    for index, table in enumerate(tables):
        found_lines, found_sections = row_joining.join(table, index, len(tables) > 1)
        lines += found_lines
        sections += found_sections
    names = _names(lines)
    paragraphs = prose.whole(prose.paragraphs_of(rest))
    drafts = task_rows.drafts(lines, names, found)
    head = read_head(paragraphs)
    # `Date: 1 March 2027` in the head is no deadline.
    dated = head.places.get("issued")
    lines.clear()  # what they say is in the drafts now; a large table is held once
    in_prose, more_sections, remarks = prose.drafts(
        [paragraph for paragraph in paragraphs if paragraph.place != dated], names
    )
    if sections:
        # The table has phases of its own; the chapters of the text around it are none.
        for draft in in_prose:
            draft.section = None
    else:
        sections = more_sections
    drafts += in_prose
    if not drafts:
        raise _nothing(content, blocks, bool(tables), file)
    done = task_rows.finish(drafts, names)
    has_lead = any(draft.texts.get("lead") for draft in drafts)
    texts = _texts(blocks)
    found += [
        *source_defects.of_items(drafts, has_lead),
        *source_defects.of_numbers(drafts),
        *source_defects.of_sections(sections),
        *source_defects.of_symbols(texts),
        *source_defects.of_numerals(texts),
        *remarks,
        *_leads(done),
    ]
    return PlanDocument(
        file=file,
        format=content.format,
        language=language_of(
            [text for text, _ in texts],
            [text for table in tables for text in table.columns.headings],
        ),
        head=head,
        grids=tuple(block for block in blocks if isinstance(block, Grid)),
        paragraphs=tuple(paragraphs),
        sections=tuple(sections),
        items=tuple(done),
        defects=tuple(sorted(found, key=lambda defect: _order(defect.place))),
    )


def _names(lines: list[Line]) -> Names:
    """Learn the names of units from the cells that hold one, cut cells included unless their parts are names."""
    cells: list[str] = []
    cut: list[tuple[str, ...]] = []
    for line in lines:
        for role in ("lead", "support"):
            pieces = [piece.text for piece in line.cells.get(role, ()) if piece.text]
            if len(pieces) == 1:
                cells.append(pieces[0])
            elif pieces:
                cut.append(tuple(pieces))
    known = Names.of(cells)
    cells += [" ".join(pieces) for pieces in cut if not all(known.knows(piece) for piece in pieces)]
    return Names.of(cells)


def _composed(block: Block) -> Block:
    """Bring the letters of a block into their composed form."""
    if isinstance(block, Paragraph):
        return attrs.evolve(block, text=unicodedata.normalize("NFC", block.text))
    if all(unicodedata.is_normalized("NFC", cell.text) for row in block.rows for cell in row):
        return block
    composed: dict[int, Cell] = {}
    rows = []
    for row in block.rows:
        cells = []
        for cell in row:
            anchor = composed[id(cell.anchor)] if cell.anchor is not None else None
            composed[id(cell)] = attrs.evolve(
                cell, text=unicodedata.normalize("NFC", cell.text), anchor=anchor
            )
            cells.append(composed[id(cell)])
        rows.append(tuple(cells))
    return Grid(block.place, tuple(rows))


def _texts(blocks: list[Block]) -> list[tuple[str, DocumentPlace]]:
    """Give the texts of a document with their places, in its order; what is cut by a page stays apart."""
    found: list[tuple[str, DocumentPlace]] = []
    for block in blocks:
        if isinstance(block, Paragraph):
            found.append((block.text, block.place))
        else:
            found += [(cell.text, cell.place) for cell in row_joining.cells_of(block)]
    return found


def _leads(done: list[TaskRow]) -> list[Defect]:
    return [
        Defect(
            "several leads",
            item.places.get("lead", item.place),
            {"item": item.id, "count": len(item.lead), "names": "; ".join(item.lead)},
        )
        for item in done
        if len(item.lead) > 1
    ]


def _order(place: DocumentPlace) -> tuple[int, ...]:
    return tuple(
        value or 0 for value in (place.page, place.line, place.table, place.paragraph, place.row)
    )


def _nothing(content: Content, blocks: list[Block], has_table: bool, file: str) -> DocumentError:
    """Say why no item was found, as far as it can be reported."""
    where = Place(document=file)
    if has_table:
        return DocumentError(
            Message("error document-empty rows"),
            code="document-empty",
            where=where,
            why=Message("error document-empty rows why"),
            fix=Message("error document-empty rows fix"),
        )
    if any(isinstance(block, Grid) for block in blocks):
        return DocumentError(
            Message("error document-empty columns"),
            code="document-empty",
            where=where,
            why=Message("error document-empty columns why"),
            fix=Message("error document-empty columns fix"),
        )
    if content.pictures:
        return DocumentError(
            Message("error document-picture"),
            code="document-picture",
            where=where,
            why=Message("error document-picture pages why"),
            fix=Message("error document-picture fix"),
        )
    return DocumentError(
        Message("error document-empty plan"),
        code="document-empty",
        where=where,
        why=Message("error document-empty plan why"),
        fix=Message("error document-empty plan fix"),
    )
