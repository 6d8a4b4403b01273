"""From rows to items: ids, parents, parts of one cell, merged cells, ditto marks; and the defects of a source."""

from __future__ import annotations

import pytest

from relsched.documents.content import DocumentPlace
from relsched.intake.document_reader import read_bytes
from relsched.intake.plan_document import PlanDocument


def read(text: str, name: str = "plan.txt") -> PlanDocument:
    """Read a text."""
    return read_bytes(text.encode(), name)


def table(*rows: str) -> PlanDocument:
    """Read a table of number, task, lead and timing."""
    return read("\n".join(["STT\tCông việc\tChủ trì\tThời hạn", *rows]))


def items(document: PlanDocument) -> list[tuple[str, str, str, str]]:
    """Give what the items have."""
    return [(item.id, item.task, " + ".join(item.lead), item.timing) for item in document.items]


def said(document: PlanDocument) -> list[str]:
    """Give the defects as sentences."""
    return [str(defect) for defect in document.defects]


def test_a_parent_row_is_the_context_of_its_parts() -> None:
    """A row without a timing that stands over others is no item; what it says is said of each."""
    document = table(
        "1\tChuẩn bị\tPhòng A\t",
        "1.1\tĐặt phòng\t\t5/3",
        "1.2\tIn\tPhòng B\t6/3",
        "2\tHọp\tPhòng A\t7/3",
    )
    assert items(document) == [
        ("1.1", "Đặt phòng", "Phòng A", "5/3"),
        ("1.2", "In", "Phòng B", "6/3"),
        ("2", "Họp", "Phòng A", "7/3"),
    ]
    assert [item.context for item in document] == [("Chuẩn bị",), ("Chuẩn bị",), ()]
    assert [set(item.inferred) for item in document] == [{"lead"}, set(), set()]


def test_a_parent_with_a_timing_is_an_item_too() -> None:
    """A row that has a timing, and parts that have theirs, is an item beside them."""
    document = table("1\tChuẩn bị\tPhòng A\t31/3", "1.1\tĐặt phòng\tPhòng A\t5/3")
    assert items(document) == [
        ("1", "Chuẩn bị", "Phòng A", "31/3"),
        ("1.1", "Đặt phòng", "Phòng A", "5/3"),
    ]


def test_letters_are_parts_of_the_number_above() -> None:
    """Rows a, b and one with a dash below row 1 are 1.a, 1.b and 1.c."""
    document = table(
        "1\tChuẩn bị\t\t",
        "a\tĐặt phòng\tPhòng A\t5/3",
        "b\tIn\tPhòng A\t6/3",
        "-\tKhác\tPhòng A\t7/3",
    )
    assert [item.id for item in document] == ["1.a", "1.b", "1.c"]
    assert {item.context for item in document} == {("Chuẩn bị",)}


def test_sections_that_count_again() -> None:
    """Where each section begins with 1, ids have the number of the section before them."""
    document = table(
        "I\tCHUẨN BỊ\t\t", "1\tIn\tPhòng A\t5/3", "II\tTỔ CHỨC\t\t", "1\tHọp\tPhòng A\t6/3"
    )
    assert [(s.number, s.title) for s in document.sections] == [
        ("I", "CHUẨN BỊ"),
        ("II", "TỔ CHỨC"),
    ]
    assert [item.id for item in document] == ["I.1", "II.1"]
    assert document.defects == ()


def test_tables_that_count_again() -> None:
    """So have those of several tables."""
    text = "# Plan\n\n## Phase 1: before\n\n{}| 1 | A | by May |\n\n## Phase 2: after\n\n{}| 1 | B | by June |\n"
    head = "| No | Task | When |\n|---|---|---|\n"
    document = read(text.format(head, head), "plan.md")
    assert [(i.id, i.section.title if i.section else "") for i in document] == [
        ("T1.1", "Phase 1: before"),
        ("T2.1", "Phase 2: after"),
    ]


@pytest.mark.parametrize("mark", ["nt", "như trên", '"', "-nt-", "ditto"])
def test_ditto_marks(mark: str) -> None:
    """A mark for "as above" takes what stands above, and says so."""
    document = table("1\tIn\tPhòng A\t5/3", f"2\tGửi\tPhòng B\t{mark}")
    assert document["2"].timing == "5/3"
    assert document["2"].inferred == {"timing"}


def test_a_timing_merged_over_rows() -> None:
    """A cell merged over two rows holds for both; rows that share a number are parts of it."""
    page = (
        "<table><tr><th>TT<th>Nội dung<th>Công việc<th>Chủ trì<th>Tiến độ"
        "<tr><td rowspan=3>1<td rowspan=3>Tuyên truyền<td>Viết<td>Phòng A<td rowspan=2>trước 5/3"
        "<tr><td>in ấn<td>Phòng B<tr><td>Gửi<td>Phòng C<td>6/3</table>"
    )
    document = read(page, "plan.html")
    assert items(document) == [
        ("1.a", "Viết", "Phòng A", "trước 5/3"),
        ("1.b", "in ấn", "Phòng B", "trước 5/3"),
        ("1.c", "Gửi", "Phòng C", "6/3"),
    ]
    assert {item.context for item in document} == {("Tuyên truyền",)}
    assert document["1.b"].inferred == {"timing"}
    assert str(document["1.b"].places["timing"]) == "table 1, row 2, column Tiến độ"


def test_a_task_merged_over_two_timings() -> None:
    """Two timings beside one merged task are two lines of it."""
    page = (
        "<table><tr><th>TT<th>Công việc<th>Chủ trì<th>Tiến độ<tr><td rowspan=2>1<td rowspan=2>Sân khấu"
        "<td rowspan=2>Phòng A<td>Thẩm định trước 15/5<tr><td>thi công xong 30/9</table>"
    )
    assert items(read(page, "plan.html")) == [
        ("1", "Sân khấu", "Phòng A", "Thẩm định trước 15/5\nthi công xong 30/9")
    ]


def test_one_cell_with_a_line_for_each_part() -> None:
    """A cell with as many lines as its row has parts gives each part one, and asks."""
    page = (
        "<table><tr><th>TT<th>Công việc<th>Chủ trì<th>Tiến độ<tr><td>4<td>4.4. Thẩm định:<br>4.4.1. Triển lãm A"
        "<br>4.4.2. Triển lãm B<td>Phòng A<br>Phòng B<td>trước 1 tháng</table>"
    )
    document = read(page, "plan.html")
    assert items(document) == [
        ("4.4.1", "Triển lãm A", "Phòng A", "trước 1 tháng"),
        ("4.4.2", "Triển lãm B", "Phòng B", "trước 1 tháng"),
    ]
    assert said(document) == [
        "one cell holds what belongs to 4.4.1, 4.4.2; each was given one line of it",
        "one cell says when for 4.4.1, 4.4.2",
    ]


def test_an_empty_support_means_nobody() -> None:
    """A part that has a lead of its own has no help but its own."""
    document = read(
        "STT\tCông việc\tChủ trì\tPhối hợp\tTiến độ\n"
        "1\tThẩm định: 1.1. A\tPhòng A\tPhòng C\t5/3\n\t1.2. B\tPhòng B\t\t\n"
    )
    assert [(i.id, i.lead, i.support, i.timing) for i in document] == [
        ("1.1", ("Phòng A",), ("Phòng C",), "5/3"),
        ("1.2", ("Phòng B",), (), "5/3"),
    ]


@pytest.mark.parametrize(
    ("rows", "found"),
    [
        (("1\tA\tPhòng A\t", "2\tB\tPhòng A\t5/3"), ["1 has no date or time"]),
        (("1\tA\t\t5/3", "2\tB\tPhòng A\t5/3"), ["nobody leads 1"]),
        (("1\tA\tPhòng A; Phòng B\t5/3",), ["2 units lead 1; the first is taken: Phòng A; Phòng B"]),
        (("1\tA\tPhòng A\t5/3", "1\tB\tPhòng A\t6/3"), ["the number 1 stands twice; the first is at line 2"]),
        (("1\tA\tPhòng A\t5/3", "4\tB\tPhòng A\t6/3"), ["before 4 the numbers leave out 2, 3"]),
        (("1\t1.1. A\tPhòng A\t5/3", "\t1.3. B\tPhòng A\t6/3"), ["before 1.3 the numbers leave out 1.2"]),
        (("4\t4.1. A\tPhòng A\t5/3", "5\t4.2. B\tPhòng A\t6/3"), ["4.2 stands in the row of 5"]),
        (("I. TRƯỚC\t\t\t", "1\tA\tP\t5/3", "III. SAU\t\t\t", "2\tB\tP\t6/3"), ["before III the numbers leave out II"]),
        (("1\tTheo 02-KH/TBTTPVBV\tP\t5/3", "2\tTheo 02-KH/TBTTBVPV\tP\t6/3"), [
            "“02-KH/TBTTBVPV” stands 1 times and “02-KH/TBTTPVBV” 1 times: are both the same document?",
        ]),
        (("1\tTheo 02-KH/TU và 03-KH/TU, 02-HD/TU\tP\t5/3",), []),
        (("1\tTheo 140-KH/TU, 142-KH/TU, 12/KH-UBND, 12/QĐ-UBND\tP\t5/3",), []),
    ],
)  # fmt: skip
def test_defects(rows: tuple[str, ...], found: list[str]) -> None:
    """What a source contradicts itself in, or leaves out, is reported where it stands."""
    assert said(table(*rows)) == found


@pytest.mark.parametrize(
    ("usual", "once", "is_documented"),
    [
        ("Đại hội XVII", "ĐẠI HỘI ĐẢNG BỘ TỈNH LẦN THỨ XVIII", True),
        ("Đại hội XVII", "Đại hội XII", True),
        ("Đại hội XVII", "Nghị quyết Đại hội XVI", False),
        ("Đại hội XVII", "Đại hội XVI", True),
        ("Đại hội XVII", "Đại hội IX", False),
        ("Đại hội XVII", "khóa XVIII", False),
        ("the 17th congress", "the 18th party congress", True),
        ("the 17th congress", "the 13th congress", False),
    ],
)
def test_a_numeral_that_contradicts_the_rest(usual: str, once: str, is_documented: bool) -> None:
    """A numeral one stroke away from one that stands ten times is asked about, unless an earlier one is meant."""
    document = table(*(f"{n}\tTrước {usual}\tP\t5/3" for n in range(1, 11)), f"11\t{once}\tP\t5/3")
    assert [defect.code for defect in document.defects] == ["numeral"] * is_documented
    few = table(*(f"{n}\tTrước {usual}\tP\t5/3" for n in range(1, 10)), f"10\t{once}\tP\t5/3")
    assert few.defects == ()


def test_looking_items_up() -> None:
    """A document is gone through item by item, and asked for one by its id."""
    document = table("1\tA\tP\t5/3", "2\tB\tP\t6/3")
    assert [item.id for item in document] == ["1", "2"]
    assert document["2"].task == "B"
    with pytest.raises(KeyError):
        document["3"]


def test_places_in_words() -> None:
    """A place says file apart, and the rest from the large to the small."""
    place = DocumentPlace("plan.xlsx", sheet="Kế hoạch", row=14, column="Tiến độ")
    assert (str(place), place.text("vi")) == (
        "sheet Kế hoạch, row 14, column Tiến độ",
        "trang tính Kế hoạch, hàng 14, cột Tiến độ",
    )
    assert str(place.located()) == "plan.xlsx, sheet Kế hoạch, row 14, column Tiến độ"
    assert str(DocumentPlace("plan.pdf", page=3, table=2, row=1)) == "page 3, table 2, row 1"
    assert str(DocumentPlace("plan.docx", paragraph=4)) == "paragraph 4"
    assert str(DocumentPlace("plan.docx").located()) == "plan.docx"


def test_a_table_of_other_things_beside_the_plan() -> None:
    """Beside a plan a table that says nothing of time isn't read, and that is reported."""
    document = read(
        "STT\tCông việc\tChủ trì\tThời hạn\n1\tHọp\tPhòng A\t5/3\n\nKinh phí như sau:\n\n"
        "STT\tNội dung\tĐơn vị chủ trì\tKinh phí\n1\tHội trường\tPhòng A\t5.000\n"
    )
    assert [item.task for item in document] == ["Họp"]
    assert [(str(defect), str(defect.place)) for defect in document.defects] == [
        ("the table has no column that says when; it wasn't read", "table 2, line 6")
    ]
    alone = read("STT\tNội dung\tĐơn vị chủ trì\n1\tHội trường\tPhòng A\n")
    assert [(item.task, item.timing) for item in alone] == [("Hội trường", "")]
