"""From a file to a document: its kind is told, its limits are held, its reader is called."""

from __future__ import annotations

from pathlib import Path

import attrs

from relsched.documents import file_limits
from relsched.documents.document import Content, Document
from relsched.documents.file_kinds import Sniffed, sniff
from relsched.errors import DocumentError
from relsched.errors import Place as ErrorPlace
from relsched.intake.assembly import assemble


def read_document(path: str | Path) -> Document:
    """Read a plan document: Word, Excel, PDF, a web page, csv, Markdown or plain text.

    Args:
        path: Its file. What kind it is its content tells, not its ending.

    Returns:
        The document with its items; timing phrases are left as they are written.

    Raises:
        DocumentError: It is absent, of another kind, damaged, locked, unsafe, too large, or holds no plan.
        MissingExtraError: A library that this kind needs isn't installed.
    """
    path = Path(path)
    try:
        with path.open("rb") as stream:
            data = stream.read(file_limits.MAX_FILE + 1)
            size = len(data) if len(data) <= file_limits.MAX_FILE else path.stat().st_size
    except OSError as error:
        raise DocumentError(
            "The document can't be read.",
            code="file-absent",
            where=ErrorPlace(document=str(path)),
            why=error.strerror or str(error),
            fix="check the name of the file",
        ) from None
    if size > file_limits.MAX_FILE:
        raise file_limits.too_long(size, file_limits.MAX_FILE, path.name)
    return read_bytes(data, path.name)


def read_bytes(data: bytes, name: str) -> Document:
    """Read a plan document that is in memory; `name` is its file's, for messages and places."""
    return assemble(read_content(data, name), name)


def read_content(data: bytes, name: str) -> Content:
    """Read the blocks of a document, without looking for a plan in them."""
    found = sniff(data, name)
    content = _read(found, data, name)
    return attrs.evolve(content, defects=(*found.defects, *content.defects))


def _read(found: Sniffed, data: bytes, name: str) -> Content:
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

            return read_separated(found.text, name)
        case _:
            from relsched.documents.plain_text import read_text

            return read_text(found.text, name)
