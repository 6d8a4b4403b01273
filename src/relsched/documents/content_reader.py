"""From a file to its content: its kind is reported, and the reader of that kind is called."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import attrs

from relsched.documents.content import Block, Cell, Content, Grid
from relsched.documents.file_kinds import Sniffed, old_letters_defect, sniff
from relsched.documents.old_letters import recognised


def read_content(data: bytes, name: str, is_heading: Callable[[str], bool]) -> Content:
    """Read the blocks of a document, without looking for a plan in them.

    `is_heading` tells a cell that heads a column, for tables whose separator must be chosen.
    """
    found = sniff(data, name)
    content = _in_unicode(_read(found, data, name, is_heading), name)
    return attrs.evolve(content, defects=(*found.defects, *content.defects))


def _in_unicode(content: Content, name: str) -> Content:
    """Turn the texts of a document in the letters of old fonts into Unicode, and remark on it."""
    texts = [text for block in content.blocks for text in _texts(block)]
    letters = recognised(texts)
    if letters is None:
        return content
    made: dict[int, Cell] = {}

    def cell_of(cell: Cell) -> Cell:
        # Cells that are covered by one and the same cell stay so.
        if id(cell) not in made:
            anchor = None if cell.anchor is None else cell_of(cell.anchor)
            made[id(cell)] = attrs.evolve(cell, text=letters.converted(cell.text), anchor=anchor)
        return made[id(cell)]

    blocks: list[Block] = []
    for block in content.blocks:
        if isinstance(block, Grid):
            rows = tuple(tuple(cell_of(cell) for cell in row) for row in block.rows)
            blocks.append(attrs.evolve(block, rows=rows))
        else:
            blocks.append(attrs.evolve(block, text=letters.converted(block.text)))
    word = next(word for text in texts if (word := letters.first_in(text)))
    defects = (old_letters_defect(letters, word, name), *content.defects)
    return attrs.evolve(content, blocks=tuple(blocks), defects=defects)


def _texts(block: Block) -> Iterator[str]:
    if isinstance(block, Grid):
        yield from (cell.text for row in block.rows for cell in row)
    else:
        yield block.text


def _read(found: Sniffed, data: bytes, name: str, is_heading: Callable[[str], bool]) -> Content:
    # A reader is imported when it is used: so are its library and, with it, a share of a second.
    match found.kind:
        case "docx":
            from relsched.documents.word import read_word

            return read_word(data, name)
        case "xlsx":
            from relsched.documents.excel import read_excel

            return read_excel(data, name)
        case "pdf":
            from relsched.documents.pdf import read_pdf

            return read_pdf(data, name)
        case "html":
            from relsched.documents.html import read_html

            return read_html(found.text, name)
        case "markdown":
            from relsched.documents.markdown import read_markdown

            return read_markdown(found.text, name)
        case "csv":
            from relsched.documents.separated_values import read_separated

            return read_separated(found.text, name, is_heading)
        case _:
            from relsched.documents.plain_text import read_text

            return read_text(found.text, name)
