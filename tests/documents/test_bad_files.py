"""Documents that are broken, locked, harmful, too large, or hold no plan: each ends in a sentence that helps.

None takes more than 512 MiB, whatever it unpacks to.
"""

from __future__ import annotations

import random
import struct
import subprocess
import sys
import zipfile
import zlib
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import docx
import msoffcrypto.format.ooxml  # type: ignore[import-untyped]
import pytest
import xlsxwriter  # type: ignore[import-untyped]
from fpdf import FPDF
from PIL import Image

from places import TESTS
from relsched.errors import DocumentError, MissingExtraError
from relsched.intake.document_reader import read_bytes, read_document

GOLDEN = TESTS / "golden" / "documents"
MIB = 1024 * 1024
HEADING = ("No", "Task", "Lead", "When")
ROW = ("1", "Book the hall", "Office", "by 2027-03-01")
W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


# ---------------------------------------------------------------- makers


def good_docx(rows: tuple[tuple[str, ...], ...] = (HEADING, ROW)) -> bytes:
    """A Word document with one table."""
    document = docx.Document()
    grid = document.add_table(rows=0, cols=4)
    for row in rows:
        for cell, text in zip(grid.add_row().cells, row, strict=True):
            cell.text = text
    stream = BytesIO()
    document.save(stream)
    return stream.getvalue()


def good_xlsx(far: str = "") -> bytes:
    """A workbook with one table, and a value far away."""
    stream = BytesIO()
    with xlsxwriter.Workbook(stream) as book:
        sheet = book.add_worksheet("Plan")
        sheet.write_row("A1", HEADING)
        sheet.write_row("A2", ROW)
        if far:
            sheet.write_string(far, "x")
    return stream.getvalue()


def good_pdf(**encryption: str) -> bytes:
    """A PDF with one table."""
    pdf = FPDF()
    if encryption:
        pdf.set_encryption(**encryption)  # type: ignore[arg-type]
    pdf.add_page()
    pdf.set_font("Helvetica", size=10)
    with pdf.table() as grid:
        grid.row(HEADING)
        grid.row(ROW)
    return bytes(pdf.output())


def changed(data: bytes, part: str, content: bytes | Callable[[bytes], bytes]) -> bytes:
    """A package with another content of one part."""
    out = BytesIO()
    with (
        zipfile.ZipFile(BytesIO(data)) as old,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            if name != part:
                new.writestr(name, old.read(name))
        new.writestr(part, content(old.read(part)) if callable(content) else content)
    return out.getvalue()


def body(xml: bytes) -> bytes:
    """The main part of a Word document."""
    return b'<?xml version="1.0"?><w:document xmlns:w="%s"><w:body>%s</w:body></w:document>' % (
        W.encode(),
        xml,
    )


def with_doctype(xml: bytes) -> bytes:
    """XML with entities that stand for each other, ten of each."""
    entities = b"".join(
        b'<!ENTITY l%d "%s">' % (n, b"&l%d;" % (n - 1) * 10 if n else b"lol") for n in range(9)
    )
    head, _, rest = xml.partition(b"?>")
    return head + b"?><!DOCTYPE x [" + entities + b"]>" + rest


def lying(data: bytes) -> bytes:
    """A package whose directory says that its largest part is small."""
    with zipfile.ZipFile(BytesIO(data)) as package:
        size = max(entry.file_size for entry in package.infolist())
    return data.replace(struct.pack("<I", size), struct.pack("<I", 1000))


def picture() -> BytesIO:
    """A picture."""
    stream = BytesIO()
    Image.new("RGB", (40, 40), "white").save(stream, "PNG")
    stream.seek(0)
    return stream


def docx_of_a_picture() -> bytes:
    """A Word document that holds a picture and nothing else."""
    document = docx.Document()
    document.add_picture(picture())
    stream = BytesIO()
    document.save(stream)
    return stream.getvalue()


def pdf_of_a_picture() -> bytes:
    """A page that was scanned."""
    pdf = FPDF()
    pdf.add_page()
    pdf.image(picture(), w=100)
    return bytes(pdf.output())


def pdf_bomb() -> bytes:
    """A PDF whose one page unpacks to 600 MiB."""
    pack = zlib.compressobj(9)
    packed = b"".join(pack.compress(b" " * MIB) for _ in range(600)) + pack.flush()
    parts = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 99 99]/Contents 4 0 R>>",
        b"<</Length %d/Filter/FlateDecode>>stream\n%s\nendstream" % (len(packed), packed),
    ]
    out, places = b"%PDF-1.4\n", []
    for number, part in enumerate(parts, 1):
        places.append(len(out))
        out += b"%d 0 obj%s endobj\n" % (number, part)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    return (
        out
        + b"xref\n0 5\n0000000000 65535 f \n%strailer<</Size 5/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF"
        % (table, len(out))
    )


def many_elements(count: int) -> bytes:
    """A main part of so many paragraphs, with letters that don't pack well."""
    words = random.Random(5)
    return body(b"".join(b'<w:p w:rsidR="%08X"/>' % words.getrandbits(32) for _ in range(count)))


def encrypted(data: bytes) -> bytes:
    """An Office file behind a password."""
    out = BytesIO()
    msoffcrypto.format.ooxml.OOXMLFile(BytesIO(data)).encrypt("secret", out)
    return out.getvalue()


def locked_zip() -> bytes:
    """A package whose entries are marked as encrypted."""
    data = bytearray(good_docx())
    for sign, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = data.find(sign)
        while at >= 0:
            data[at + place] |= 1
            at = data.find(sign, at + 4)
    return bytes(data)


def nested_docx(deep: int) -> bytes:
    """Tables inside tables."""
    xml = b"<w:p/>"
    for _ in range(deep):
        xml = b"<w:tbl><w:tr><w:tc>%s<w:p/></w:tc></w:tr></w:tbl>" % xml
    return changed(good_docx(), "word/document.xml", body(xml + b"<w:p/>"))


def archive(**parts: bytes) -> bytes:
    """A zip file of these parts."""
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        for name, content in parts.items():
            package.writestr(name.replace("__", "/"), content)
    return out.getvalue()


def wide_sheet() -> bytes:
    """A sheet with one column of values, and a last row as wide as is read."""
    rows = b"".join(
        b'<row r="%d"><c r="A%d"><v>1</v></c></row>' % (n, n) for n in range(1, 100_001)
    )
    name = b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    xml = b'<worksheet xmlns="' + name + b'"><sheetData>%s</sheetData></worksheet>'
    rows = rows[: -len(b"</row>")] + b'<c r="IV100000"><v>1</v></c></row>'
    return changed(good_xlsx(), "xl/worksheets/sheet1.xml", xml % rows)


def junk(size: int = 5000) -> bytes:
    """Bytes of no meaning."""
    return b"\x9c" + random.Random(1).randbytes(size)


# What is refused: the name of its golden file, the name of the file, what is in it.
CASES: dict[str, tuple[str, Callable[[], bytes]]] = {
    "document-unsafe.bomb": ("plan.docx", lambda: changed(good_docx(), "word/document.xml", b" " * (60 * MIB))),
    "document-unsafe.ratio": ("plan.docx", lambda: changed(good_docx(), "word/document.xml", b" " * (8 * MIB))),
    "document-unsafe.entries": ("plan.docx", lambda: archive(**{f"word__{n}.xml": b"" for n in range(2_001)})),
    "document-unsafe.sheet": ("plan.xlsx", lambda: changed(good_xlsx(), "xl/sharedStrings.xml", b"x" * (51 * MIB))),
    "document-unsafe.doctype": ("plan.docx", lambda: changed(good_docx(), "word/document.xml", with_doctype)),
    "document-unsafe.doctype-sheet": ("plan.xlsx", lambda: changed(good_xlsx(), "xl/sharedStrings.xml", with_doctype)),
    "document-unsafe.doctype-utf16": (
        "plan.docx",
        lambda: changed(
            good_docx(),
            "word/styles.xml",
            '<?xml version="1.0" encoding="UTF-16"?><!DOCTYPE x><x/>'.encode("utf-16"),
        ),
    ),
    "document-unsafe.elements": (
        "plan.docx",
        lambda: changed(good_docx(), "word/document.xml", many_elements(600_000)),
    ),
    "document-unsafe.deep": (
        "plan.docx",
        lambda: changed(good_docx(), "word/document.xml", body(b"<w:sdt>" * 250 + b"</w:sdt>" * 250)),
    ),
    "document-unsafe.nested": ("plan.docx", lambda: nested_docx(9)),
    "document-unsafe.nested-page": ("plan.html", lambda: b"<html>" + b"<table><tr><td>" * 30),
    "document-unsafe.pdf": ("plan.pdf", pdf_bomb),
    "document-broken.lying": (
        "plan.docx",
        lambda: lying(changed(good_docx(), "word/document.xml", junk(300_000))),
    ),
    "document-broken.cut": ("plan.docx", lambda: good_docx()[:-500]),
    "document-broken.middle": ("plan.xlsx", lambda: good_xlsx().replace(b"xl/workbook.xml", b"xl/workbeek.xml", 1)),
    "document-broken.xml": ("plan.docx", lambda: changed(good_docx(), "word/document.xml", b"<w:document>")),
    "document-broken.other": (
        "plan.docx",
        lambda: changed(
            good_docx(),
            "[Content_Types].xml",
            lambda types: types.replace(b"document.main+xml", b"other.main+xml"),
        ),
    ),
    "document-empty.no-sheets": ("plan.xlsx", lambda: changed(good_xlsx(), "xl/workbook.xml", b"<workbook/>")),
    "document-broken.pdf": ("plan.pdf", lambda: b"%PDF-1.7\n" + junk()),
    "document-broken.csv": ("plan.csv", lambda: b'No,Task,Lead,When\n1,"Book the hall,Office,by March\n2,a,b,c\n'),
    "document-locked.docx": ("plan.docx", lambda: encrypted(good_docx())),
    "document-locked.xlsx": ("plan.xlsx", lambda: encrypted(good_xlsx())),
    "document-locked.zip": ("plan.docx", locked_zip),
    "document-locked.pdf": ("plan.pdf", lambda: good_pdf(owner_password="a", user_password="b")),
    "document-kind.doc": ("plan.doc", lambda: OLE + bytes(1000) + "WordDocument".encode("utf-16-le") + bytes(1000)),
    "document-kind.xls": ("plan.xls", lambda: OLE + bytes(1000) + "Workbook".encode("utf-16-le") + bytes(1000)),
    "document-kind.rtf": ("plan.doc", lambda: b"{\\rtf1 plan}"),
    "document-kind.odt": ("plan.odt", lambda: archive(mimetype=b"application/vnd.oasis.opendocument.text")),
    "document-kind.pptx": (
        "plan.pptx",
        lambda: archive(**{"[Content_Types].xml": b"<Types>presentationml</Types>"}),
    ),
    "document-kind.zip": ("plan.zip", lambda: archive(plan=b"Task,When")),
    "document-kind.junk": ("plan.dat", junk),
    "document-kind.mht": ("plan.mht", lambda: b"MIME-Version: 1.0\nContent-Type: multipart/related\n"),
    "document-picture.png": ("plan.png", lambda: picture().getvalue()),
    "document-picture.docx": ("plan.docx", docx_of_a_picture),
    "document-picture.pdf": ("plan.pdf", pdf_of_a_picture),
    "document-empty.file": ("plan.txt", lambda: b" \r\n"),
    "document-empty.rows": ("plan.docx", lambda: good_docx((HEADING,))),
    "document-empty.csv": ("plan.csv", lambda: b"Task,Lead,When\n"),
    "document-empty.prose": ("plan.md", lambda: b"# A letter\n\nDear all, thank you for coming.\n"),
    "document-empty.columns": ("plan.csv", lambda: b"Name,Colour,Size\nA,red,4\nB,blue,5\n"),
    "table-size.far": ("plan.xlsx", lambda: good_xlsx("XFD1048576")),
    "table-size.wide": ("plan.xlsx", wide_sheet),
    "table-size.text": ("plan.txt", lambda: b"Task\tWhen" + b"\tx" * 300),
    "table-size.csv": ("plan.csv", lambda: b"Task,When" + b",x" * 300 + b"\n"),
    "table-size.span": (
        "plan.docx",
        lambda: changed(
            good_docx(),
            "word/document.xml",
            body(b'<w:tbl><w:tr><w:tc><w:tcPr><w:gridSpan w:val="99999999"/></w:tcPr><w:p/></w:tc></w:tr></w:tbl>'),
        ),
    ),
    "too-long.text": ("plan.txt", lambda: b"Task\tWhen\n" * (2 * MIB)),
    "too-long.docx": ("plan.docx", lambda: good_docx() + bytes(20 * MIB)),
    "too-long.lines": ("plan.txt", lambda: b"a\tb\n" * 100_001),
    "too-long.paragraphs": ("plan.txt", lambda: b"- a\n" * 20_001),
    "file-encoding.utf8": ("plan.csv", lambda: "Việc,Hạn\nThuê hội trường,trước ".encode() + b"\xff\n"),
}  # fmt: skip


class Files(dict[str, Path]):
    """Each document as a file, made when it is first asked for: some take seconds."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def __missing__(self, case: str) -> Path:
        name, make = CASES[case]
        file = self[case] = self.folder / case / name
        file.parent.mkdir()
        file.write_bytes(make())
        return file


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Files:
    """Each document as a file."""
    return Files(tmp_path_factory.mktemp("bad"))


@pytest.mark.parametrize(
    "case",
    # A PDF file is read in a process of its own.
    [
        pytest.param(case, marks=pytest.mark.process) if case.endswith(".pdf") else case
        for case in CASES
    ],
)
def test_a_bad_document_is_refused(files: Files, case: str) -> None:
    """The sentence says what is wrong with which document, and what to try; it was read by somebody."""
    with pytest.raises(DocumentError) as caught:
        read_document(files[case])
    assert caught.value.code == case.split(".")[0]
    assert f"{caught.value}\n" == (GOLDEN / f"{case}.txt").read_text(encoding="utf-8")
    vietnamese = (GOLDEN / "vi" / f"{case}.txt").read_text(encoding="utf-8")
    assert f"{caught.value.text('vi')}\n" == vietnamese
    assert caught.value.fix


def test_each_golden_file_has_its_case() -> None:
    """No golden file is left over from an error that is gone."""
    for folder in (GOLDEN, GOLDEN / "vi"):
        assert sorted(file.stem for file in folder.glob("*.txt")) == sorted(CASES)


MEASURE = """
import resource, sys, time
from relsched.errors import RelschedError
from relsched.intake.document_reader import read_document

start = time.process_time()
try:
    read_document(sys.argv[1])
except RelschedError as error:
    print(error.code)
# What a process counts as its own peak in `getrusage` begins with the peak of whoever started it.
with open("/proc/self/status") as status:
    own = next(int(line.split()[1]) for line in status if line.startswith("VmHWM:"))
print(max(own, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss) // 1024)
print(time.process_time() - start)
"""


def needs_peak_of_memory() -> None:
    if not Path("/proc/self/status").exists():
        pytest.skip("this system doesn't tell how much memory a process took at most")


@pytest.mark.process
@pytest.mark.parametrize(
    "case",
    [case for case in CASES if case.split(".")[0] in ("document-unsafe", "table-size", "too-long")],
)
def test_it_takes_little_memory_and_time(files: Files, case: str) -> None:
    """A bomb stays below 512 MiB and ten seconds of computing, in the process that reads it and its child."""
    needs_peak_of_memory()
    run = subprocess.run(
        [sys.executable, "-c", MEASURE, str(files[case])],
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert run.returncode == 0, run.stderr
    code, memory, seconds = run.stdout.split()
    assert code == case.split(".")[0]
    assert int(memory) < 512
    assert float(seconds) < 10


LARGE: dict[str, tuple[str, Callable[[], bytes]]] = {
    "docx": ("plan.docx", lambda: changed(good_docx(), "word/document.xml", many_elements(490_000))),
    "html": ("plan.html", lambda: b"<html>" + b"<div>" * 100_000 + b"<table><tr><td rowspan=999999 colspan=200>a"),
    "csv": ("plan.csv", lambda: b"No,Task,Lead,When\n" + b"".join(b"%d,Task,A,by May\n" % n for n in range(30_000))),
}  # fmt: skip


@pytest.mark.process
@pytest.mark.parametrize("case", LARGE)
def test_what_is_just_allowed_fits_too(tmp_path: Path, case: str) -> None:
    """A document right below the limits takes less than 512 MiB, whether there is a plan in it or not."""
    needs_peak_of_memory()
    name, make = LARGE[case]
    (tmp_path / name).write_bytes(make())
    run = subprocess.run(
        [sys.executable, "-c", MEASURE, str(tmp_path / name)],
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    assert run.returncode == 0, run.stderr
    assert int(run.stdout.split()[-2]) < 512


# ---------------------------------------------------------------- read all the same


@pytest.mark.parametrize(
    ("name", "make", "said"),
    [
        ("plan.pdf", good_docx, "plan.pdf is a Word document, whatever its ending says"),
        pytest.param(
            *("plan.docx", good_pdf, "plan.docx is a PDF file, whatever its ending says"),
            marks=pytest.mark.process,
        ),
        ("plan.csv", good_xlsx, "plan.csv is an Excel workbook, whatever its ending says"),
        (
            "plan.xlsx",
            lambda: b"No,Task,When\n1,Book the hall,by May\n",
            "plan.xlsx is a table of separated values, whatever its ending says",
        ),
        (
            "plan.xlsx",
            lambda: b"<table><tr><td>Task<td>When<tr><td>Book the hall<td>by May</table>",
            "plan.xlsx is a web page, whatever its ending says",
        ),
    ],
)
def test_a_wrong_ending_is_reported_and_read(
    name: str, make: Callable[[], bytes], said: str
) -> None:
    """The content tells the kind; an ending that says something else is a defect."""
    document = read_bytes(make(), name)
    assert [item.task for item in document.items] == ["Book the hall"]
    assert [str(defect) for defect in document.defects] == [said]


@pytest.mark.parametrize("name", ["plan", "plan.dat", "PLAN.CSV"])
def test_an_unknown_ending_is_no_defect(name: str) -> None:
    """A file without a known ending is read by its content alone, and capitals don't matter."""
    document = read_bytes(b"No,Task,When\n1,Book the hall,by May\n", name)
    assert (document.format, document.defects) == ("csv", ())


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("plan.dotx", b"openxmlformats-officedocument.wordprocessingml.template.main+xml"),
        ("plan.docm", b"ms-word.document.macroEnabled.main+xml"),
        ("plan.dotm", b"ms-word.template.macroEnabledTemplate.main+xml"),
    ],
)
def test_templates_and_documents_with_macros(name: str, kind: bytes) -> None:
    """A template, or a document with macros, is read like others; its macros are nothing to us."""
    old = b"openxmlformats-officedocument.wordprocessingml.document.main+xml"
    data = changed(good_docx(), "[Content_Types].xml", lambda types: types.replace(old, kind))
    document = read_bytes(data, name)
    assert ([item.id for item in document], document.defects) == (["1"], ())


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    """A file that can't be opened is reported as other files are."""
    with pytest.raises(DocumentError) as caught:
        read_document(tmp_path / "absent.docx")
    assert caught.value.code == "file-absent"


@pytest.mark.parametrize(
    ("package", "name", "make"),
    [
        ("docx", "plan.docx", good_docx),
        ("openpyxl", "plan.xlsx", good_xlsx),
        ("lxml.html", "plan.html", lambda: b"<table><tr><td>Task</table>"),
    ],
)
def test_an_absent_extra(
    monkeypatch: pytest.MonkeyPatch, package: str, name: str, make: Callable[[], bytes]
) -> None:
    """Without the library of a format the error names the extra that brings it."""
    data = make()
    monkeypatch.setitem(sys.modules, package, None)
    with pytest.raises(MissingExtraError) as caught:
        read_bytes(data, name)
    assert caught.value.code == "extra-absent"
    assert caught.value.fix == 'pip install "relsched[documents]"'


@pytest.mark.process
def test_the_text_formats_need_no_extra() -> None:
    """csv, Markdown and plain text are read with what every installation has."""
    program = """
import sys
for name in ("docx", "openpyxl", "lxml", "pdfplumber"):
    sys.modules[name] = None
from relsched.intake.document_reader import read_bytes
for name, text in {
    "a.csv": "Task,When\\nA,by May",
    "a.md": "| Task | When |\\n|---|---|\\n| A | by May |",
    "a.txt": "Task\\tWhen\\nA\\tby May",
}.items():
    assert [item.task for item in read_bytes(text.encode(), name)] == ["A"]
"""
    run = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=False
    )
    assert run.returncode == 0, run.stderr
