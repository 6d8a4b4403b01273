"""What kind of file it is, told by its content; its ending only decides between kinds of text.

What can't be read is refused with the way to what can.
"""

from __future__ import annotations

import re
import unicodedata
from pathlib import PurePath
from zipfile import ZipFile

import attrs

from relsched.documents import file_limits
from relsched.documents.content import Defect, DocumentPlace
from relsched.documents.old_letters import OldLetters, recognised
from relsched.errors import DocumentError, Place
from relsched.messages.message import Grouped, Message

ENDINGS = {
    ".docx": "docx",
    ".docm": "docx",
    ".dotx": "docx",
    ".dotm": "docx",
    ".xlsx": "xlsx",
    ".xlsm": "xlsx",
    ".pdf": "pdf",
    ".csv": "csv",
    ".tsv": "csv",
    ".tab": "csv",
    ".md": "markdown",
    ".markdown": "markdown",
    ".html": "html",
    ".htm": "html",
    ".xhtml": "html",
    ".txt": "text",
    ".text": "text",
}
_TEXTS = ("csv", "markdown", "html", "text")
_PICTURES = (
    (b"\x89PNG", "png"),
    (b"\xff\xd8\xff", "jpeg"),
    (b"GIF8", "gif"),
    (b"BM", "bmp"),
    (b"II*\x00", "tiff"),
    (b"MM\x00*", "tiff"),
)
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


@attrs.frozen
class Sniffed:
    """The kind of a file, its text where it is one, and what is remarkable about it."""

    kind: str
    text: str = ""
    defects: tuple[Defect, ...] = ()


def _refused(file: str, kind: str) -> DocumentError:
    """Refuse a kind, with the way to one that can be read."""
    return DocumentError(
        Message("error document-kind"),
        code="document-kind",
        where=Place(document=file),
        why=Message("error document-kind why", kind=Message(f"file kind {kind}")),
        fix=Message(f"error document-kind fix {kind}"),
    )


def sniff(data: bytes, file: str) -> Sniffed:
    """Tell the kind of a file by its content.

    Raises:
        DocumentError: It is of a kind that can't be read, encrypted, empty, too large, or no document at all.
    """
    ending = ENDINGS.get(PurePath(file).suffix.lower())
    start = data[:16]
    if not data.strip(b" \t\r\n\x00"):
        raise DocumentError(
            Message("error document-empty"),
            code="document-empty",
            where=Place(document=file),
            why=Message("error document-empty why"),
            fix=Message("error document-empty fix"),
        )
    if start.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        file_limits.check_size(data, file_limits.MAX_FILE, file)
        kind = _package(data, file)
    elif b"%PDF-" in data[:1024]:
        file_limits.check_size(data, file_limits.MAX_FILE, file)
        kind = "pdf"
    elif start.startswith(_OLE):
        raise _compound(data, file)
    elif start.startswith(b"{\\rtf"):
        raise _refused(file, "rtf")
    else:
        for sign, picture in _PICTURES:
            if start.startswith(sign) and (len(sign) > 2 or b"\x00" in data[:32]):
                raise _picture(file, picture)
        if start[:4] == b"RIFF" and start[8:12] == b"WEBP":
            raise _picture(file, "webp")
        file_limits.check_size(data, file_limits.MAX_TEXT, file)
        return _text(data, file, ending)
    return Sniffed(kind, defects=_ending(kind, ending, file))


def _ending(kind: str, ending: str | None, file: str) -> tuple[Defect, ...]:
    """Remark on an ending that says something else than the content."""
    if ending is None or ending == kind or (ending in _TEXTS and kind in _TEXTS and kind != "html"):
        return ()
    values = {"file": file, "kind": Message(f"file kind {kind}")}
    return (Defect("wrong ending", DocumentPlace(file), values),)


def _picture(file: str, kind: str) -> DocumentError:
    return DocumentError(
        Message("error document-picture"),
        code="document-picture",
        where=Place(document=file),
        why=Message("error document-picture why", kind=Message(f"file kind {kind}")),
        fix=Message("error document-picture fix"),
    )


def _package(data: bytes, file: str) -> str:
    """Tell what a package of parts is."""
    package = file_limits.open_package(data, file)
    names = set(package.namelist())
    types = _part(package, "[Content_Types].xml", file)
    if b"wordprocessingml" in types or "word/document.xml" in names:
        return "docx"
    if b"spreadsheetml" in types or "xl/workbook.xml" in names:
        return "xlsx"
    if b"presentationml" in types:
        raise _refused(file, "presentation")
    mime = _part(package, "mimetype", file)
    if b"opendocument.text" in mime:
        raise _refused(file, "open-text")
    if b"opendocument.spreadsheet" in mime:
        raise _refused(file, "open-spreadsheet")
    if types and any(name.endswith(".bin") for name in names):
        raise _refused(file, "binary-workbook")
    raise _refused(file, "archive")


def _part(package: ZipFile, name: str, file: str) -> bytes:
    if name not in package.namelist():
        return b""
    try:
        with package.open(name) as part:
            return part.read(file_limits.MIB)
    except Exception as error:
        raise file_limits.broken(
            file, Message("error document-broken part", reason=str(error)), name
        ) from None


def _compound(data: bytes, file: str) -> DocumentError:
    """Tell what an OLE file is: an encrypted docx or xlsx, or a document of an old program."""

    def has(name: str) -> bool:
        return name.encode("utf-16-le") in data

    if has("EncryptedPackage") or has("EncryptionInfo"):
        return file_limits.locked(file)
    if has("WordDocument"):
        return _refused(file, "old-word")
    if has("Workbook") or has("Book"):
        return _refused(file, "old-workbook")
    if has("PowerPoint Document"):
        return _refused(file, "presentation")
    return _refused(file, "old-office")


def _text(data: bytes, file: str, ending: str | None) -> Sniffed:
    text, encoding = decode(data, file)
    defects: list[Defect] = []
    letters = recognised(text.splitlines())
    if letters is not None:
        word = next(word for line in text.splitlines() if (word := letters.first_in(line)))
        defects.append(old_letters_defect(letters, word, file))
        text = "".join(letters.converted(line) for line in text.splitlines(keepends=True))
        encoding = None
    limit = file_limits.MAX_LINES if ending != "markdown" else file_limits.MAX_LINES // 2
    if text.count("\n") + text.count("\r") > limit:
        raise file_limits.too_many_lines(
            file, Message("error too-long lines why", limit=Grouped(limit))
        )
    head = text[:4096].lstrip().lower()
    if re.match(r"<\?xml|<w:|<\?mso", head) and re.search(
        r"schemas\.microsoft\.com/office/word|urn:schemas-microsoft-com:office:spreadsheet", head
    ):
        raise _refused(file, "office-xml")
    if head.startswith("mime-version:"):
        raise _refused(file, "web-archive")
    if re.match(
        r"(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body|table|div|meta|p|h1)\b",
        head,
        re.DOTALL,
    ) or (
        ending == "html" and re.search(r"<(?:table|ul|ol|p|div|br|h[1-6])\b", text, re.IGNORECASE)
    ):
        kind = "html"
    elif ending in ("csv", "markdown", "text"):
        kind = ending
        if ending == "text" and _has_pipes(text) and "\t" not in text:
            kind = "markdown"
    elif _has_pipes(text):
        kind = "markdown"
    elif "\t" not in text and _has_separators(text):
        kind = "csv"
    else:
        kind = "text"
    defects += _ending(kind, ending, file)
    if encoding is not None:
        defects.append(Defect("encoding", DocumentPlace(file), {"encoding": encoding}))
    return Sniffed(kind, text, tuple(defects))


def old_letters_defect(letters: OldLetters, word: str, file: str) -> Defect:
    """Make the remark that a document was in old letters, with a word of it."""
    values = {"letters": letters.name, "word": word, "read": letters.converted(word)}
    return Defect("old letters", DocumentPlace(file), values)


def _has_pipes(text: str) -> bool:
    """Whether a text has the line of dashes that makes a Markdown table."""
    return bool(
        re.search(
            r"^[ \t]{0,3}\|?[ \t]*:?-{2,}:?[ \t]*(?:\|[ \t]*:?-{2,}:?[ \t]*)+\|?[ \t]*$",
            text,
            re.MULTILINE,
        )
    )


def _has_separators(text: str) -> bool:
    """Whether most lines have the same number of commas or semicolons, three or more."""
    lines = [line for line in text[:20_000].split("\n") if line.strip()][:20]
    for separator in ",;":
        counts = [line.count(separator) for line in lines]
        if len(lines) >= 2 and min(counts) >= 2 and counts.count(counts[0]) * 3 >= len(counts) * 2:
            return True
    return False


def decode(data: bytes, file: str) -> tuple[str, str | None]:
    """Decode a text in composed form, and name its encoding if it isn't UTF-8 or UTF-16 with a mark.

    UTF-8 is tried first: text of another kind hardly ever passes for it. Then UTF-16 by its zero bytes, and
    Windows-1258 (Vietnamese) where its tone marks stand on letters that carry them; else Windows-1252.
    """
    encoding: str | None = None
    if data.startswith((b"\xff\xfe\x00\x00", b"\x00\x00\xfe\xff")):
        text = _strict(data, "utf-32", file)
    elif data.startswith((b"\xff\xfe", b"\xfe\xff")):
        text = _strict(data, "utf-16", file)
    else:
        try:
            text = data.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            text, encoding = _other(data, file, error)
        else:
            if "\x00" in text:
                text, encoding = _other(data, file, None)
    sample = text[:100_000]
    junk = sum(
        unicodedata.category(char) == "Cc" and char not in "\t\n\r\f\v\x1c\x1d\x1e\x1f\x85"
        for char in sample
    )
    if junk * 200 > len(sample):
        raise _junk(file)
    return unicodedata.normalize("NFC", text), encoding


def _junk(file: str) -> DocumentError:
    return _refused(file, "unknown")


def _strict(data: bytes, encoding: str, file: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        raise _encoding(
            data[: error.start].count(b"\n") + 1, error.start, file, encoding.upper()
        ) from None


def _encoding(line: int, offset: int, file: str, name: str) -> DocumentError:
    return DocumentError(
        Message("error file-encoding"),
        code="file-encoding",
        where=Place(document=file, line=line),
        why=Message("error file-encoding document why", encoding=name, offset=offset),
        fix=Message("error file-encoding fix"),
    )


def _other(data: bytes, file: str, error: UnicodeDecodeError | None) -> tuple[str, str]:
    """Decode what isn't UTF-8."""
    sample = data[:20_000]
    even, odd = sample[::2].count(0), sample[1::2].count(0)
    if even + odd:
        if odd * 5 > len(sample) // 2 and even * 20 <= odd:
            return _strict(data[: len(data) // 2 * 2], "utf-16-le", file), "UTF-16"
        if even * 5 > len(sample) // 2 and odd * 20 <= even:
            return _strict(data[: len(data) // 2 * 2], "utf-16-be", file), "UTF-16"
        raise _junk(file)
    assert error is not None
    replaced = data.decode("utf-8", errors="replace")
    wide = sum(char > "\x7f" and char != "\ufffd" for char in replaced)
    if wide > 4 * replaced.count("\ufffd"):
        raise _encoding(data[: error.start].count(b"\n") + 1, error.start, file, "UTF-8")
    # Bytes of an old font are kept as Latin-1 shows them; the reader of the content turns them into Unicode.
    if recognised(data.decode("latin-1").splitlines()) is not None:
        return data.decode("latin-1"), "Latin-1"
    try:
        vietnamese = unicodedata.normalize("NFC", data.decode("cp1258"))
    except UnicodeDecodeError:
        vietnamese = "\u0301"
    if not any(unicodedata.combining(char) for char in vietnamese):
        return vietnamese, "Windows-1258"
    return data.decode("cp1252", errors="replace"), "Windows-1252"
