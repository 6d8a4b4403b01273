"""What only Word and Excel files have: automatic numbers, content controls, tracked changes, real dates, formulas."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from io import BytesIO
from typing import Any

import docx
import pytest
import xlsxwriter  # type: ignore[import-untyped]
from docx.oxml import parse_xml

from relsched.intake.document_reader import read_bytes
from relsched.intake.plan_document import PlanDocument

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
HEADING = ("STT", "Nội dung công việc", "Đơn vị chủ trì", "Tiến độ")


def saved(document: Any, name: str = "plan.docx") -> PlanDocument:
    """Save a document and read it."""
    stream = BytesIO()
    document.save(stream)
    return read_bytes(stream.getvalue(), name)


def with_rows(document: Any, *rows: tuple[str, ...]) -> Any:
    """Add a table with a heading and rows."""
    grid = document.add_table(rows=0, cols=4)
    for row in (HEADING, *rows):
        for cell, text in zip(grid.add_row().cells, row, strict=True):
            cell.text = text
    return grid


def xml(text: str) -> Any:
    """Make an element of Word."""
    head, _, rest = text.partition(" " if " " in text.partition(">")[0] else ">")
    return parse_xml(f"{head} {W}{' ' if ' ' in text.partition('>')[0] else '>'}{rest}")


# ---------------------------------------------------------------- Word


def test_a_head_in_a_table_without_lines() -> None:
    """The head of an official letter stands in a table of its own, which is no plan."""
    document = docx.Document()
    head = document.add_table(rows=1, cols=2)
    head.cell(0, 0).text = "TỈNH ỦY ĐẮK LẮK\nBAN TUYÊN GIÁO\n*\nSố: 72-KH/BTGTU"
    head.cell(0, 1).text = "ĐẢNG CỘNG SẢN VIỆT NAM\nĐắk Lắk, ngày 25 tháng 3 năm 2020"
    document.add_paragraph("KẾ HOẠCH")
    document.add_paragraph("tuyên truyền Đại hội")
    with_rows(document, ("1", "Họp báo", "Phòng A", "5/3"))
    document.add_paragraph("Nơi nhận:")
    document.add_paragraph("Lãnh đạo Ban;", style="List Bullet")
    document.add_paragraph("Lưu.", style="List Bullet")
    found = saved(document)
    assert (
        found.head.number,
        found.head.issued,
        found.head.town,
        found.head.issuer,
        found.head.title,
    ) == (
        "72-KH/BTGTU",
        date(2020, 3, 25),
        "Đắk Lắk",
        "BAN TUYÊN GIÁO",
        "KẾ HOẠCH tuyên truyền Đại hội",
    )
    assert found.head.addressees == ("Lãnh đạo Ban", "Lưu")
    assert str(found["1"].place) == "table 2, row 2"


def test_automatic_numbers_of_rows() -> None:
    """Numbers that Word counts are read as if they were typed."""
    document = docx.Document()
    grid = with_rows(document, ("", "Họp báo", "Phòng A", "5/3"), ("", "In", "Phòng B", "6/3"))
    for row in grid.rows[1:]:
        row.cells[0].paragraphs[0].style = document.styles["List Number"]
    assert [(item.id, item.task, item.is_numbered) for item in saved(document)] == [
        ("1", "Họp báo", True),
        ("2", "In", True),
    ]


LEVELS = """<w:abstractNum w:abstractNumId="77">
<w:lvl w:ilvl="0"><w:start w:val="3"/><w:numFmt w:val="decimalZero"/><w:lvlText w:val="%1."/></w:lvl>
<w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%1.%2."/><w:isLgl/></w:lvl>
<w:lvl w:ilvl="2"><w:start w:val="1"/><w:numFmt w:val="upperRoman"/><w:lvlText w:val="%3-"/></w:lvl>
<w:lvl w:ilvl="3"><w:start w:val="27"/><w:numFmt w:val="lowerLetter"/><w:lvlText w:val="%4)"/></w:lvl>
<w:lvl w:ilvl="4"><w:start w:val="1"/><w:numFmt w:val="none"/><w:lvlText w:val=""/></w:lvl>
<w:lvl w:ilvl="5"><w:start w:val="1"/><w:numFmt w:val="bullet"/><w:lvlText w:val="o"/></w:lvl>
</w:abstractNum>"""


def test_automatic_numbers_of_every_kind() -> None:
    """Levels count in their own form, start where they are reported, and begin again below a higher one."""
    document = docx.Document()
    numbering = document.part.numbering_part.element
    numbering.insert(0, xml(LEVELS))
    numbering.append(xml('<w:num w:numId="77"><w:abstractNumId w:val="77"/></w:num>'))
    numbering.append(
        xml(
            '<w:num w:numId="78"><w:abstractNumId w:val="77"/>'
            '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="9"/></w:lvlOverride></w:num>'
        )
    )
    for number, level, text in (
        (77, 0, "A"), (77, 1, "B"), (77, 1, "C"), (77, 2, "D"), (77, 3, "E"), (77, 0, "F"), (77, 1, "G"),
        (77, 4, "H"), (77, 5, "I"), (78, 0, "J"), (0, 0, "K"),
    ):  # fmt: skip
        paragraph = document.add_paragraph(text)
        paragraph._p.get_or_add_pPr().append(
            xml(f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{number}"/></w:numPr>')
        )
    with_rows(document, ("1", "Họp", "Phòng A", "5/3"))
    found = saved(document)
    assert [paragraph.text for paragraph in found.paragraphs] == [
        "03. A", "3.1. B", "3.2. C", "I- D", "aa) E", "04. F", "4.1. G", "H", "- I", "09. J", "K",
    ]  # fmt: skip


def test_tracked_changes() -> None:
    """What is tracked as inserted counts, what is tracked as deleted doesn't; that there are any is reported."""
    document = docx.Document()
    grid = with_rows(document, ("1", "Họp", "Phòng A", "5/3"), ("2", "Bỏ", "Phòng A", "6/3"))
    paragraph = grid.cell(1, 3).paragraphs[0]._p
    paragraph.append(
        xml(
            '<w:ins w:id="1" w:author="x"><w:r><w:t xml:space="preserve"> và 7/3</w:t></w:r></w:ins>'
        )
    )
    paragraph.append(
        xml('<w:del w:id="2" w:author="x"><w:r><w:delText>8/3</w:delText></w:r></w:del>')
    )
    grid.rows[2]._tr.get_or_add_trPr().append(xml('<w:del w:id="3" w:author="x"/>'))
    found = saved(document)
    assert [(item.id, item.timing) for item in found] == [("1", "5/3 và 7/3")]
    assert [defect.code for defect in found.defects] == ["tracked changes"]


def test_content_controls_breaks_and_hidden_text() -> None:
    """Text in content controls is read, hidden text isn't; a break within a paragraph is a line."""
    document = docx.Document()
    grid = with_rows(document, ("1", "Họp", "Phòng A", "5/3"))
    cell = grid.cell(1, 1)
    cell._tc.append(
        xml("<w:sdt><w:sdtContent><w:p><w:r><w:t>báo</w:t></w:r></w:p></w:sdtContent></w:sdt>")
    )
    run = cell.paragraphs[0].add_run(" mật")
    run.font.hidden = True
    unit = grid.cell(1, 2).paragraphs[0]
    unit.add_run().add_break()
    unit.add_run("Phòng\tB")
    row = grid.rows[1]._tr
    row.addprevious(control := xml("<w:sdt><w:sdtContent/></w:sdt>"))
    control[0].append(row)
    item = saved(document).items[0]
    assert (item.task, item.lead) == ("Họp báo", ("Phòng A", "Phòng B"))


def test_a_plan_inside_a_frame() -> None:
    """A table inside the one cell of another is read as the plan it is."""
    document = docx.Document()
    inner = document.add_table(rows=1, cols=1).cell(0, 0).add_table(rows=2, cols=3)
    for row, texts in enumerate((("Task", "Lead", "When"), ("Book", "Office", "by May"))):
        for column, text in enumerate(texts):
            inner.cell(row, column).text = text
    found = saved(document)
    assert [(item.task, item.lead, item.timing) for item in found] == [
        ("Book", ("Office",), "by May")
    ]


def test_a_list_in_word() -> None:
    """Lists of Word with labels below each point are read like those of a text."""
    document = docx.Document()
    document.add_heading("Plan for the fair", 0)
    document.add_heading("Before", 1)
    for task, when in (
        ("Book the hall", "3 months before the fair"),
        ("Print", "1 month before the fair"),
    ):
        document.add_paragraph(task, style="List Number")
        document.add_paragraph(f"When: {when}", style="List Bullet 2")
    found = saved(document)
    assert [(item.id, item.task, item.timing) for item in found] == [
        ("1", "Book the hall", "3 months before the fair"),
        ("2", "Print", "1 month before the fair"),
    ]
    assert (found.head.title, [s.title for s in found.sections]) == (
        "Plan for the fair",
        ["Before"],
    )


# ---------------------------------------------------------------- Excel


def written(write: Any) -> PlanDocument:
    """Have a workbook written and read it."""
    stream = BytesIO()
    with xlsxwriter.Workbook(stream) as book:
        write(book)
    return read_bytes(stream.getvalue(), "plan.xlsx")


@pytest.mark.parametrize(
    ("value", "form", "shown"),
    [
        (date(2021, 3, 5), "dd/mm/yyyy", "2021-03-05"),
        (datetime(2021, 3, 6, 8, 30), "dd/mm/yyyy hh:mm", "2021-03-06 08:30"),
        (time(8, 30), "hh:mm", "08:30"),
        (timedelta(hours=30), "[h]:mm", "1 day, 6:00:00"),
        (4.1, "0.00", "4.10"),
        (7, "00", "07"),
        (10.0, "General", "10"),
        (2.5, "General", "2.5"),
        (True, "General", "TRUE"),
        ("trước\n5/3 ", "General", "trước\n5/3"),
    ],
)
def test_the_values_of_cells(value: object, form: str, shown: str) -> None:
    """Dates come as in ISO 8601, numbers as their format shows them, texts with their line breaks."""

    def write(book: Any) -> None:
        sheet = book.add_worksheet("Tháng 3")
        sheet.write_row(0, 0, ("STT", "Việc", "Người phụ trách", "Hạn chót"))
        sheet.write_row(1, 0, (1, "A", "An"))
        sheet.write(1, 3, value, book.add_format({"num_format": form}))

    document = written(write)
    assert document["1"].timing == shown
    assert str(document["1"].places["timing"]) == "sheet Tháng 3, row 2, column Hạn chót"


def test_hidden_sheets_formulas_and_several_sheets() -> None:
    """Sheets are tables one after the other; a hidden one and a formula without a result are reported."""

    def write(book: Any) -> None:
        for name, task in (("Một", "A"), ("Hai", "B"), ("Ba", "C")):
            sheet = book.add_worksheet(name)
            sheet.write_row(0, 0, ("STT", "Việc", "Hạn"))
            sheet.write_row(2, 0, (1, task, "5/3"))
        book.get_worksheet_by_name("Ba").hide()

    document = written(write)
    assert [(item.task, str(item.place)) for item in document] == [
        ("A", "sheet Một, row 3"),
        ("B", "sheet Hai, row 3"),
    ]
    assert [
        (defect.code, defect.place.sheet)
        for defect in document.defects
        if defect.code == "hidden sheet"
    ] == [("hidden sheet", "Ba")]


def test_a_formula_without_a_result() -> None:
    """A formula that nobody has computed yet gives no value; its cell is named."""
    openpyxl: Any = pytest.importorskip("openpyxl")
    book = openpyxl.Workbook()
    book.active.append(["STT", "Việc", "Hạn"])
    book.active.append([1, "A", "=TODAY()+3"])
    document = saved(book, "plan.xlsx")
    assert document["1"].timing == ""
    assert [(defect.code, defect.place.column) for defect in document.defects] == [
        ("formula without result", "C2"),
        ("no timing", None),
    ]
