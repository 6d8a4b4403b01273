"""Limits on what is read, looked at before any library builds anything: sizes, zip directories, DOCTYPEs.

A file of a few kilobytes can hold gigabytes. What a package says of itself is checked first, then its real
bytes are counted while they are unpacked, and its XML is read once as a stream.
"""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Iterator
from io import BytesIO
from xml.parsers import expat

from relsched.errors import DocumentError, Place

MIB = 1024 * 1024
MAX_TEXT = 5 * MIB  # a text, csv, Markdown or HTML file
MAX_FILE = 20 * MIB  # a Word, Excel or PDF file
MAX_EXPANDED = 100 * MIB  # all parts of a package
MAX_PART = 50 * MIB  # one of them
MAX_ENTRIES = 2_000
MAX_RATIO = 100  # how many times a part may grow; looked at from 1 MiB on
MAX_DEPTH = 200  # XML elements inside one another
MAX_NODES = 1_000_000  # elements and attributes of a part that is read as a whole
MAX_STREAMED_NODES = 8_000_000  # of a part that is read as a stream
MAX_ROWS = 100_000
MAX_COLUMNS = 256
MAX_CELLS = 1_000_000
MAX_PAGES = 500
MAX_PARAGRAPHS = 20_000
MAX_LINES = 100_000  # of a text
STREAMED = ("xl/worksheets/", "xl/sharedStrings")


def too_long(size: int, limit: int, file: str) -> DocumentError:
    """Say that a file is larger than what is read."""
    return DocumentError(
        "A document can't be so large.",
        code="too-long",
        where=Place(document=file),
        why=f"it has {size:,} bytes; at most {limit:,} of such a file are read",
        fix="give the part of it that holds the plan",
    )


def broken(file: str, why: str, part: str | None = None) -> DocumentError:
    """Say that a file is damaged."""
    return DocumentError(
        "The document is damaged.",
        code="document-broken",
        where=Place(document=file, path=(part,) if part else ()),
        why=why,
        fix="open it in the program it comes from and save it anew, or fetch it again",
    )


def unsafe(file: str, why: str, part: str | None = None) -> DocumentError:
    """Say that a file is made to harm, or looks so."""
    return DocumentError(
        "The document can't be read safely.",
        code="document-unsafe",
        where=Place(document=file, path=(part,) if part else ()),
        why=why,
        fix="open it in the program it comes from, and copy the plan into a new document",
    )


def locked(file: str) -> DocumentError:
    """Say that a file is encrypted."""
    return DocumentError(
        "The document is protected by a password.",
        code="document-locked",
        where=Place(document=file),
        why="what is encrypted can't be read",
        fix="save a copy without a password",
    )


def too_many_cells(file: str, why: str, part: str) -> DocumentError:
    """Say that a table is larger than any plan."""
    return DocumentError(
        "A table can't be so large.",
        code="table-size",
        where=Place(document=file, path=(part,)),
        why=f"{why}; at most {MAX_ROWS:,} rows, {MAX_COLUMNS} columns and {MAX_CELLS:,} filled cells are read",
        fix="delete what doesn't belong to the plan, or copy the plan into a new document",
    )


def too_many_lines(file: str, limit: int, what: str) -> DocumentError:
    """Say that a text is longer than any plan."""
    return DocumentError(
        "A document can't be so long.",
        code="too-long",
        where=Place(document=file),
        why=f"it has more than {limit:,} {what}",
        fix="give the part of it that holds the plan",
    )


def check_size(data: bytes, limit: int, file: str) -> None:
    """Refuse a file that is too large."""
    if len(data) > limit:
        raise too_long(len(data), limit, file)


def open_package(data: bytes, file: str) -> zipfile.ZipFile:
    """Open a package (docx, xlsx) after a look at its directory."""
    try:
        package = zipfile.ZipFile(BytesIO(data))
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as error:
        why = f"it begins as a package of parts, but its directory can't be read: {error}"
        raise broken(file, why) from None
    entries = package.infolist()
    if len(entries) > MAX_ENTRIES:
        raise unsafe(file, f"it has {len(entries):,} parts; at most {MAX_ENTRIES:,} are read")
    total = 0
    for entry in entries:
        if entry.flag_bits & 1:
            raise locked(file)
        total += entry.file_size
        if entry.file_size > MAX_PART:
            why = f"the part unpacks to {entry.file_size / MIB:.0f} MiB; at most {MAX_PART // MIB} MiB are read"
            raise unsafe(file, why, entry.filename)
        if entry.file_size > MIB and entry.file_size > MAX_RATIO * max(entry.compress_size, 1):
            raise unsafe(
                file, f"the part grows more than {MAX_RATIO} times when unpacked", entry.filename
            )
    if total > MAX_EXPANDED:
        raise unsafe(
            file, f"it unpacks to {total / MIB:.0f} MiB; at most {MAX_EXPANDED // MIB} MiB are read"
        )
    return package


def check_package(data: bytes, file: str) -> None:
    """Unpack every part once, counting its bytes, and read its XML once as a stream.

    Raises:
        DocumentError: It is damaged, encrypted or unsafe: a bomb, a DOCTYPE, XML too deep or too large.
    """
    package = open_package(data, file)
    total = 0
    for entry in package.infolist():
        is_xml = entry.filename.lower().endswith((".xml", ".rels", ".vml"))
        check = _XmlCheck(file, entry.filename) if is_xml else None
        size = 0
        try:
            for chunk in _chunks(package, entry):
                size += len(chunk)
                total += len(chunk)
                if size > MAX_PART or total > MAX_EXPANDED:
                    raise unsafe(file, "it unpacks to more than its directory says", entry.filename)
                if check is not None:
                    check.feed(chunk)
            if check is not None and size:
                check.close()
        except (
            zipfile.BadZipFile,
            zlib.error,
            EOFError,
            NotImplementedError,
            OSError,
            RuntimeError,
        ) as error:
            raise broken(file, f"the part can't be unpacked: {error}", entry.filename) from None
        except expat.ExpatError as error:
            raise broken(file, f"the part isn't XML: {error}", entry.filename) from None


def _chunks(package: zipfile.ZipFile, entry: zipfile.ZipInfo) -> Iterator[bytes]:
    with package.open(entry) as part:
        while chunk := part.read(64 * 1024):
            yield chunk


class _XmlCheck:
    """Reads XML as a stream and refuses what a document never needs."""

    def __init__(self, file: str, part: str) -> None:
        self.file, self.part = file, part
        self.depth = self.nodes = 0
        self.limit = MAX_STREAMED_NODES if part.startswith(STREAMED) else MAX_NODES
        self.parser = expat.ParserCreate()
        self.parser.ordered_attributes = True
        self.parser.StartDoctypeDeclHandler = self.doctype
        self.parser.StartElementHandler = self.start
        self.parser.EndElementHandler = self.end

    def feed(self, chunk: bytes) -> None:
        self.parser.Parse(chunk, False)

    def close(self) -> None:
        self.parser.Parse(b"", True)

    def doctype(self, *_: object) -> None:
        raise unsafe(self.file, "the part has a DOCTYPE, which no such document needs", self.part)

    def start(self, _: str, attributes: list[str]) -> None:
        self.depth += 1
        self.nodes += 1 + len(attributes) // 2
        if self.depth > MAX_DEPTH:
            raise unsafe(self.file, f"its XML is nested more than {MAX_DEPTH} deep", self.part)
        if self.nodes > self.limit:
            raise unsafe(self.file, f"its XML has more than {self.limit:,} elements", self.part)

    def end(self, _: str) -> None:
        self.depth -= 1
