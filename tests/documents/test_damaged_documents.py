"""Whatever is done to a document, it is read or refused with a sentence; never anything else."""

from __future__ import annotations

import zipfile
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from founding import FOUNDING
from founding_forms import as_csv, as_docx, as_html, as_markdown, as_xlsx
from relsched.errors import RelschedError
from relsched.intake.document_reader import read_bytes
from sizes import sized

PIECES = (
    b"", b"<", b">", b"&", b'"', b"'", b"\x00", b"\xff", b"\t", b"\n", b"|", b",", b";", b"0", b"-1", b"9" * 12, b"A1:",
    b"w:val", b"continue", b"</w:tc>", b"<w:tr>", b"<w:tbl>", b"</td>", b'rowspan="0"', b'colspan="-3"', b"XFD1",
    b"4.4.", b"- ", b"Th\xe1\xbb\x9di gian: ", b"I. ", b"(", b")", b"\xe2\x80\x93", b"\xcc\x81",
)  # fmt: skip
# Each example reads a whole document, a hundred times slower than those of other tests.
fewer = sized(25, full=2_000)
edits = st.lists(
    st.tuples(st.floats(0, 1, exclude_max=True), st.integers(0, 40), st.sampled_from(PIECES)),
    min_size=1,
    max_size=6,
)


def edited(data: bytes, changes: list[tuple[float, int, bytes]]) -> bytes:
    """Cut bytes out of data and put others in, at some places."""
    for where, size, piece in changes:
        at = int(where * len(data))
        data = data[:at] + piece + data[at + size :]
    return data


def repacked(data: bytes, part: str, changes: list[tuple[float, int, bytes]]) -> bytes:
    """Change one part of a package, and pack it as if nothing had been."""
    out = BytesIO()
    with (
        zipfile.ZipFile(BytesIO(data)) as old,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            content = old.read(name)
            new.writestr(name, edited(content, changes) if name == part else content)
    return out.getvalue()


def tried(data: bytes, name: str) -> None:
    """Read a document; an error must have a sentence, a place and a code."""
    refused: RelschedError | None = None
    try:
        document = read_bytes(data, name)
    except RelschedError as error:
        refused = error
    if refused is not None:
        assert refused.what.endswith(".")
        assert refused.code
        assert refused.where is not None
        assert refused.where.document == name
        return
    ids = [item.id for item in document]
    assert len(set(ids)) == len(ids)
    for defect in document.defects:
        assert defect.text("en")
        assert defect.text("vi")


TEXTS = {
    "plan.txt": FOUNDING.read_bytes(),
    "plan.csv": as_csv("utf-8"),
    "plan.md": as_markdown(),
    "plan.html": as_html(merged=True),
}
DOCX, XLSX = as_docx(merged=True), as_xlsx()


@pytest.mark.parametrize("name", TEXTS)
@fewer
@given(changes=edits)
def test_edited_texts(name: str, changes: list[tuple[float, int, bytes]]) -> None:
    """Bytes cut out of a text, and others put in."""
    tried(edited(TEXTS[name], changes), name)


@pytest.mark.parametrize(
    "part", ["word/document.xml", "word/styles.xml", "word/numbering.xml", "[Content_Types].xml"]
)
@fewer
@given(changes=edits)
def test_edited_parts_of_word(part: str, changes: list[tuple[float, int, bytes]]) -> None:
    """The same within the parts of a Word document."""
    tried(repacked(DOCX, part, changes), "plan.docx")


@pytest.mark.parametrize(
    "part", [f"xl/{part}.xml" for part in ("worksheets/sheet1", "workbook", "styles", "sharedStrings")]
)  # fmt: skip
@fewer
@given(changes=edits)
def test_edited_parts_of_excel(part: str, changes: list[tuple[float, int, bytes]]) -> None:
    """The same within the parts of a workbook."""
    tried(repacked(XLSX, part, changes), "plan.xlsx")


@pytest.mark.parametrize("data", [DOCX, XLSX], ids=["docx", "xlsx"])
@fewer
@given(changes=edits)
def test_edited_packages(data: bytes, changes: list[tuple[float, int, bytes]]) -> None:
    """The same anywhere in a package."""
    tried(edited(data, changes), "plan.docx")


WORDS = [piece.decode("utf-8", "ignore") for piece in PIECES]
WORDS += ["Task", "When", "Tiến độ", "Nội dung", "by May", "STT", "1", "\n\n"]


@fewer
@given(pieces=st.lists(st.sampled_from(WORDS), max_size=60))
@pytest.mark.parametrize("name", TEXTS)
def test_texts_of_any_words(name: str, pieces: list[str]) -> None:
    """A text of words and signs in any order."""
    tried(" ".join(pieces).encode(), name)
