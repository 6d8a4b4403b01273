"""From a file to a plan document: its size is held, its content is read, its items are found."""

from __future__ import annotations

from pathlib import Path

from relsched.documents import file_limits
from relsched.documents.content_reader import read_content
from relsched.errors import DocumentError, Place
from relsched.intake.document_assembly import assemble
from relsched.intake.document_words import is_heading
from relsched.intake.plan_document import PlanDocument
from relsched.messages.message import Message
from relsched.messages.system_errors import reason


def read_document(path: str | Path) -> PlanDocument:
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
            Message("error file-absent document"),
            code="file-absent",
            where=Place(document=str(path)),
            why=reason(error),
            fix=Message("error file-absent document fix"),
        ) from None
    if size > file_limits.MAX_FILE:
        raise file_limits.too_long(size, file_limits.MAX_FILE, path.name)
    return read_bytes(data, path.name)


def read_bytes(data: bytes, name: str) -> PlanDocument:
    """Read a plan document that is in memory; `name` is its file's, for messages and places."""
    return assemble(read_content(data, name, is_heading), name)
