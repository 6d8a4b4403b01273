"""The founding document, verbatim as it came: cut by pages, its units and timings in the words of its authors."""

from __future__ import annotations

import re
from datetime import date

import pytest

from founding import FOUNDING, IN_TEXT, ITEMS, PHASES, Expected
from relsched.documents.plain_text import read_text
from relsched.intake.document_assembly import assemble
from relsched.intake.plan_document import PlanDocument
from relsched.intake.task_rows import TaskRow


@pytest.fixture(scope="module")
def document() -> PlanDocument:
    """The document, read."""
    return assemble(read_text(FOUNDING.read_text(encoding="utf-8"), "plan_72.txt"), "plan_72.txt")


def as_expected(item: TaskRow) -> Expected:
    """Bring an item into the shape of the hand-made table."""
    phase = item.section.number if item.section is not None else ""
    assert len(item.lead) == 1
    return Expected(
        item.id, phase, item.task, item.lead[0], item.support, item.timing, item.context
    )


def test_the_ids_are_those_of_the_document(document: PlanDocument) -> None:
    """Sub-numbers are ids, rows without one have their number, the running text its chapter and point."""
    assert [item.id for item in document.items] == [*(item.id for item in ITEMS), "III.3"]


@pytest.mark.parametrize("expected", [*ITEMS, IN_TEXT], ids=lambda item: item.id)
def test_each_item(document: PlanDocument, expected: Expected) -> None:
    """Task, units, timing, phase and context are those that a reader puts together over the page breaks."""
    assert as_expected(document[expected.id]) == expected


def test_the_phases(document: PlanDocument) -> None:
    """Rows with one filled cell are phases; a bracket that says when is their timing."""
    assert {s.number: (s.title, s.timing) for s in document.sections} == PHASES


@pytest.mark.parametrize(
    ("item", "line"),
    [("1.1", 61), ("2.2", 70), ("4.4.2", 83), ("8.2", 95), ("16.2", 115), ("III.3", 25)],
)
def test_places_are_lines_of_the_file(document: PlanDocument, item: str, line: int) -> None:
    """An item is found again where its row begins."""
    assert document[item].place.line == line


def test_the_place_of_a_cell_names_its_column(document: PlanDocument) -> None:
    """A place reads as a person would say it."""
    assert str(document["9"].places["timing"]) == "line 97, column Tiến độ"
    assert document["9"].places["timing"].text("vi") == "dòng 97, cột Tiến độ"


def test_what_was_inferred_is_marked(document: PlanDocument) -> None:
    """The timing that 4.4.2 shares and the units taken from running text are marked, and nothing else."""
    assert {item.id: item.inferred for item in document.items if item.inferred} == {
        "4.4.2": {"timing"},
        "III.3": {"lead", "support"},
    }


def test_the_head(document: PlanDocument) -> None:
    """Number, date and issuer stand where the annex says which plan it belongs to."""
    head = document.head
    assert head.number == "72-KH/BTGTU"
    assert head.issued == date(2020, 3, 25)
    assert head.issued_text == "25/3/2020"
    assert head.issuer == "Ban Tuyên giáo Tỉnh ủy"
    assert head.signed == "Huỳnh Thị Chiến Hòa"
    assert head.title == (
        "KẾ HOẠCH triển khai thực hiện Kế hoạch số 02-KH/TBTTPVBV, ngày 10/3/2020 của Tiểu Ban Tuyên truyền, "
        "phục vụ và bảo vệ Đại hội về tuyên truyền Đại hội đại biểu Đảng bộ tỉnh lần thứ XVII, nhiệm kỳ 2020-2025"
    )
    assert head.addressees == (
        "Thường trực Tỉnh ủy (báo cáo)",
        "MTTQVN tỉnh",
        "Liên hiệp các hội KHKT tỉnh",
        "Sở Thông tin và Truyền thông",
        "Sở Văn hóa, Thể thao và Du lịch",
        "Báo Đắk Lắk",
        "Đài Phát thanh-Truyền hình tỉnh",
        "Cổng Thông tin điện tử tỉnh",
        "Lãnh đạo Ban",
        "Các phòng thuộc Ban",
        "Lưu Ban Tuyên giáo Tỉnh ủy",
    )
    assert document.language == "vi"


def test_the_defects_of_the_source(document: PlanDocument) -> None:
    """A numeral and a document number that contradict the rest are reported, and the cell that two items share."""
    text = FOUNDING.read_text(encoding="utf-8")
    # Three aren't mentions of the congress: "khóa XVII" in 4.3, and two cut off their noun by a page, in 4.1 and 8.1.
    mentions = len(re.findall(r"\bXVII\b", text)) - 3
    found = {(defect.code, defect.place.line): defect.values for defect in document.defects}
    assert found == {
        ("spelt two ways", 53): {
            "rare": "02-KH/TBTTBVPV",
            "times": text.count("02-KH/TBTTBVPV"),
            "often": "02-KH/TBTTPVBV",
            "count": text.count("02-KH/TBTTPVBV"),
        },
        ("shared timing", 83): {"items": "4.4.1, 4.4.2"},
        ("numeral", 106): {"rare": "XVIII", "often": "XVII", "count": mentions},
    }


def test_defects_speak_both_languages(document: PlanDocument) -> None:
    """Each defect is a sentence in English and in Vietnamese."""
    said = {defect.text(language) for defect in document.defects for language in ("en", "vi")}
    assert len(said) == 2 * len(document.defects)
