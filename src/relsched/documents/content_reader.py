"""From a file to its content: its kind is reported, and the reader of that kind is called."""

from __future__ import annotations

from collections.abc import Callable

import attrs

from relsched.documents.content import Content
from relsched.documents.file_kinds import Sniffed, sniff


def read_content(data: bytes, name: str, is_heading: Callable[[str], bool]) -> Content:
    """Read the blocks of a document, without looking for a plan in them.

    `is_heading` tells a cell that heads a column, for tables whose separator must be chosen.
    """
    found = sniff(data, name)
    content = _read(found, data, name, is_heading)
    return attrs.evolve(content, defects=(*found.defects, *content.defects))


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
