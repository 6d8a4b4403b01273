"""Plain text to blocks: lines with tabs are rows of a table, all others are paragraphs."""

from __future__ import annotations

import re

from relsched.documents import file_limits
from relsched.documents.content import Block, Cell, Content, DocumentPlace, Grid, Paragraph
from relsched.documents.numbering import split_bullet
from relsched.messages.message import Message

_TAG = re.compile(r"</?(?:i|b|u|em|strong|sup|sub|span|font)(?:\s[^<>]{0,200})?>", re.IGNORECASE)
_ENTITIES = {"&nbsp;": " ", "&amp;": "&", "&lt;": "<", "&gt;": ">", "&quot;": '"'}


def cleaned(text: str) -> str:
    """Take marks of letter styles (`<i>`) and named spaces off a text that was exported from a page."""
    plain = _TAG.sub("", text)
    if "&" in plain:
        for name, char in _ENTITIES.items():
            plain = plain.replace(name, char)
    return plain


def read_text(text: str, file: str) -> Content:
    """Read plain text.

    An empty line ends a table; what follows may go on with it on the next page.
    """
    blocks: list[Block] = []
    rows: list[list[Cell]] = []
    tables = last = 0
    gap = True
    first: DocumentPlace | None = None

    def close() -> None:
        nonlocal rows, tables
        if rows:
            tables += 1
            blocks.append(
                Grid.of(DocumentPlace(file, table=tables, line=first.line if first else None), rows)
            )
            rows = []

    for number, line in enumerate(re.split(r"\r\n|[\n\r\f\v\x1c-\x1e\x85\u2028\u2029]", text), 1):
        place = DocumentPlace(file, line=number)
        if not line.strip():
            close()
            gap = True
            continue
        # A row may have one filled cell only: then it has as many tabs as the rows before it.
        tabs = line.count("\t")
        if "\t" in line.strip(" \t") or (tabs and (rows or tabs == last)):
            if not rows:
                first = place
            last = tabs
            if tabs >= file_limits.MAX_COLUMNS:
                raise file_limits.too_many_cells(file, Message("error table-size columns"), place)
            rows.append([Cell(" ".join(cleaned(cell).split()), place) for cell in line.split("\t")])
        else:
            close()
            indent = len(line) - len(line.lstrip())
            plain = " ".join(cleaned(line).split())
            is_point, _ = split_bullet(plain)
            blocks.append(
                Paragraph(
                    plain, place, depth=1 + indent if is_point or indent else 0, after_gap=gap
                )
            )
        gap = False
    close()
    return Content("text", tuple(blocks))
