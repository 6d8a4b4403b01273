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
from relsched.messages.message import Grouped, Message, Readable

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
        Message("error too-long document"),
        code="too-long",
        where=Place(document=file),
        why=Message("error too-long document why", size=Grouped(size), limit=Grouped(limit)),
        fix=Message("error too-long document fix"),
    )


def broken(file: str, why: Message, part: str | None = None) -> DocumentError:
    """Say that a file is damaged."""
    return DocumentError(
        Message("error document-broken"),
        code="document-broken",
        where=Place(document=file, path=(part,) if part else ()),
        why=why,
        fix=Message("error document-broken fix"),
    )


def unsafe(file: str, why: Message, part: str | None = None) -> DocumentError:
    """Say that a file is made to harm, or looks so."""
    return DocumentError(
        Message("error document-unsafe"),
        code="document-unsafe",
        where=Place(document=file, path=(part,) if part else ()),
        why=why,
        fix=Message("error document-unsafe fix"),
    )


def locked(file: str) -> DocumentError:
    """Say that a file is encrypted."""
    return DocumentError(
        Message("error document-locked"),
        code="document-locked",
        where=Place(document=file),
        why=Message("error document-locked why"),
        fix=Message("error document-locked fix"),
    )


def too_many_cells(file: str, problem: Message, part: Readable) -> DocumentError:
    """Say that a table is larger than any plan."""
    return DocumentError(
        Message("error table-size"),
        code="table-size",
        where=Place(document=file, part=part),
        why=Message(
            "error table-size why",
            problem=problem,
            rows=Grouped(MAX_ROWS),
            columns=MAX_COLUMNS,
            cells=Grouped(MAX_CELLS),
        ),
        fix=Message("error table-size fix"),
    )


def too_many_lines(file: str, why: Message) -> DocumentError:
    """Say that a text is longer than any plan."""
    return DocumentError(
        Message("error too-long lines"),
        code="too-long",
        where=Place(document=file),
        why=why,
        fix=Message("error too-long document fix"),
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
        why = Message("error document-broken directory", reason=str(error))
        raise broken(file, why) from None
    entries = package.infolist()
    if len(entries) > MAX_ENTRIES:
        count, limit = Grouped(len(entries)), Grouped(MAX_ENTRIES)
        raise unsafe(file, Message("error document-unsafe parts", count=count, limit=limit))
    total = 0
    for entry in entries:
        if entry.flag_bits & 1:
            raise locked(file)
        total += entry.file_size
        if entry.file_size > MAX_PART:
            why = Message(
                "error document-unsafe part", size=_mib(entry.file_size), limit=_mib(MAX_PART)
            )
            raise unsafe(file, why, entry.filename)
        if entry.file_size > MIB and entry.file_size > MAX_RATIO * max(entry.compress_size, 1):
            why = Message("error document-unsafe ratio", limit=MAX_RATIO)
            raise unsafe(file, why, entry.filename)
    if total > MAX_EXPANDED:
        why = Message("error document-unsafe total", size=_mib(total), limit=_mib(MAX_EXPANDED))
        raise unsafe(file, why)
    return package


def _mib(size: int) -> Grouped:
    return Grouped(round(size / MIB))


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
                    why = Message("error document-unsafe directory")
                    raise unsafe(file, why, entry.filename)
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
            why = Message("error document-broken part", reason=str(error))
            raise broken(file, why, entry.filename) from None
        except expat.ExpatError as error:
            why = Message("error document-broken xml", reason=str(error))
            raise broken(file, why, entry.filename) from None


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
        raise unsafe(self.file, Message("error document-unsafe doctype"), self.part)

    def start(self, _: str, attributes: list[str]) -> None:
        self.depth += 1
        self.nodes += 1 + len(attributes) // 2
        if self.depth > MAX_DEPTH:
            raise unsafe(
                self.file, Message("error document-unsafe depth", limit=MAX_DEPTH), self.part
            )
        if self.nodes > self.limit:
            why = Message("error document-unsafe elements", limit=Grouped(self.limit))
            raise unsafe(self.file, why, self.part)

    def end(self, _: str) -> None:
        self.depth -= 1
