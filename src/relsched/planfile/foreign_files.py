"""What is given as a plan file and is another thing: a document, a calendar, a text in the letters of old fonts."""

from __future__ import annotations

import re
import shlex

from relsched.documents.old_letters import recognised
from relsched.errors import DocumentError, Place
from relsched.messages.message import Message

# A line each of a text in old letters is shown as it should be; more are converted by a program.
_MOST_LINES = 30
_SIGNS = (b"PK\x03\x04", b"PK\x05\x06", b"\xd0\xcf\x11\xe0", b"{\\rtf", b"\x89PNG", b"\xff\xd8\xff")
_PAGE = re.compile(rb"\s*(?:<\?xml[^>]*>\s*)?<(?:!doctype\s+html|html|head|body|table)\b", re.I)


def refuse_document(data: bytes, name: str) -> None:
    """Refuse a document or a calendar by its content, whatever its name ends in.

    Args:
        data: The file, or its beginning where it is longer than a plan may be.
        name: What the file is called in messages.

    Raises:
        DocumentError: `plan-document`, with the command that makes a plan of it; `document-kind`, `document-picture`
            or the like where none can.
    """
    head = data[:1024].removeprefix(b"\xef\xbb\xbf")
    if head.lstrip()[:15].upper() == b"BEGIN:VCALENDAR":
        raise DocumentError(
            Message("error plan-document"),
            code="plan-document",
            where=Place(document=name),
            why=Message("error document-kind why", kind=Message("file kind calendar")),
            fix=Message("error plan-document fix calendar", file=_typed(name)),
        )
    if head.startswith(_SIGNS) or b"%PDF-" in head or _PAGE.match(head):
        from relsched.documents.file_kinds import sniff

        raise DocumentError(
            Message("error plan-document"),
            code="plan-document",
            where=Place(document=name),
            why=Message(
                "error document-kind why", kind=Message(f"file kind {sniff(data, name).kind}")
            ),
            fix=Message("error plan-document fix", file=_typed(name)),
        )


def _typed(name: str) -> str:
    """Give the name of a file as it is typed in a command; what came through a pipe has none."""
    return "FILE" if name == "standard input" else shlex.quote(name)


def old_letters_in(text: str, name: str) -> tuple[DocumentError, ...]:
    """Find the lines of a plan file that are in old letters, each with the line in Unicode as its fix.

    Args:
        text: The text; of a file that isn't in UTF-8, as Latin-1 reads its bytes.
        name: What the file is called in messages.
    """
    if text.isascii():
        return ()
    lines = re.split("\r\n|[\r\n\x85\u2028\u2029]", text)
    letters = recognised(lines)
    if letters is None:
        return ()
    found: list[DocumentError] = []
    for number, line in enumerate(lines, 1):
        word = letters.first_in(line)
        if word is None:
            continue
        more = len(found) == _MOST_LINES - 1
        found.append(
            DocumentError(
                Message("error old-letters", letters=letters.name),
                code="old-letters",
                where=Place(document=name, line=number, column=line.index(word) + 1),
                value=line.strip(),
                why=Message("error old-letters why", word=word, read=letters.converted(word)),
                fix=Message("error old-letters fix more", letters=letters.name)
                if more
                else Message("error slip write", line=number, text=letters.converted(line)),
            )
        )
        if more:
            break
    return tuple(found)
