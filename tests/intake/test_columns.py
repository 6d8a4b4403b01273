"""Columns are known by their headings in both languages, over one or two rows, or by what stands in them."""

from __future__ import annotations

import unicodedata

import pytest

from relsched.errors import DocumentError
from relsched.intake.document_reader import read_bytes
from relsched.intake.document_words import role_of
from relsched.intake.plan_document import PlanDocument

HEADINGS = {
    "number": ("STT", "TT", "Số TT", "Số thứ tự", "No", "No.", "#", "Nr", "S/N", "Task ID"),
    "text": (
        "Nội dung", "Nội dung công việc", "Công việc cụ thể", "Nhiệm vụ", "Hoạt động", "Hạng mục", "Đầu việc",
        "Các nội dung chính", "Nội dung thực hiện", "Task", "Tasks", "Activity", "Action", "Main tasks",
        "Specific activities", "What", "Milestone", "Description of work", "Item",
    ),
    "lead": (
        "Đơn vị chủ trì", "Đơn vị chủ trì tham mưu", "Cơ quan chủ trì", "Cơ quan thực hiện", "Đơn vị thực hiện",
        "Người phụ trách", "Người thực hiện", "Phân công", "Phân công nhiệm vụ", "Đơn vị phụ trách", "Đầu mối",
        "Chủ trì, phối hợp", "Lead", "Lead unit", "Led by", "Owner", "Responsible", "Responsible person",
        "Person in charge", "Who", "Assigned to", "Department",
    ),
    "support": (
        "Đơn vị phối hợp", "Phối hợp", "Cơ quan phối hợp", "Đơn vị tham gia", "Support", "Supported by", "With",
        "In cooperation with", "Partners", "Supporting units", "Contributors",
    ),
    "timing": (
        "Tiến độ", "Tiến độ thực hiện", "Thời gian", "Thời gian thực hiện", "Thời gian hoàn thành", "Thời hạn",
        "Thời hạn hoàn thành", "Hạn chót", "Hạn", "Ngày hoàn thành", "Thời điểm", "Kết thúc", "Dự kiến thời gian",
        "When", "Due", "Due date", "Deadline", "By when", "Timing", "Time frame", "Target date", "Date", "End date",
        "To be completed by",
    ),
    "begin": ("Bắt đầu", "Thời gian bắt đầu", "Ngày bắt đầu", "Start", "Start date", "Begin"),
    "notes": ("Ghi chú", "Lưu ý", "Sản phẩm", "Notes", "Remarks", "Comment", "Output"),
    "other": ("Kinh phí", "Địa điểm", "Status", "Budget", "Venue"),
    None: ("", "Phóng viên", "Họ và tên", "Colour", "Trước khai mạc Đại hội XVII 10 ngày."),
}  # fmt: skip


@pytest.mark.parametrize(
    ("role", "heading"), [(role, heading) for role, found in HEADINGS.items() for heading in found]
)
def test_what_a_heading_says(role: str | None, heading: str) -> None:
    """A heading says what its column is about, whatever its capitals, marks and punctuation."""
    assert role_of(heading) == role
    assert role_of(heading.upper()) == role
    assert role_of(f"  {heading}: ") == role
    assert role_of(unicodedata.normalize("NFD", heading)) == role


@pytest.mark.parametrize(
    "heading", ["Thời gian hoàn thành", "Thời gian hoàn thành".replace("à", "a\u0300")]
)
def test_both_ways_of_writing_a_mark(heading: str) -> None:
    """`hoàn` composed or not, `hoà` or `hòa`: the heading is the same."""
    assert role_of(heading) == "timing"
    assert role_of("Đơn vị hoà giải") == role_of("Đơn vị hòa giải")


def read(text: str, name: str = "plan.txt") -> PlanDocument:
    """Read a text."""
    return read_bytes(text.encode(), name)


def first(
    document: PlanDocument,
) -> tuple[str, str, tuple[str, ...], tuple[str, ...], str, str, str]:
    """Give what the first item has."""
    item = document.items[0]
    return item.id, item.task, item.lead, item.support, item.begin, item.timing, item.notes


@pytest.mark.parametrize(
    ("text", "found"),
    [
        pytest.param(
            "No\tTask\tOwner\tWith\tStart\tDue\tNotes\n1\tA\tPress\tLegal\tMay\tJune\tby post",
            ("1", "A", ("Press",), ("Legal",), "May", "June", "by post"),
            id="every role",
        ),
        pytest.param(
            "Due\tOwner\tTask\tNo\nJune\tPress\tA\t7",
            ("7", "A", ("Press",), (), "", "June", ""),
            id="in another order",
        ),
        pytest.param(
            "Item\tTask\tOwner\tDue\n1\tA\tPress\tJune\n2\tB\tPress\tJuly",
            ("1", "A", ("Press",), (), "", "June", ""),
            id="a column of items that holds numbers",
        ),
        pytest.param(
            "Item\tOwner\tDue\nHall\tPress\tJune\nFood\tPress\tJuly",
            ("1", "Hall", ("Press",), (), "", "June", ""),
            id="a column of items that holds tasks",
        ),
        pytest.param(
            "Mục\tNgười phụ trách\tHạn\nThuê hội trường\tÔng An\t5/3\nIn\tÔng An\t6/3",
            ("1", "Thuê hội trường", ("Ông An",), (), "", "5/3", ""),
            id="a column of numbers that holds tasks",
        ),
        pytest.param(
            "TT;Nhiệm vụ;Chủ trì;Thời gian;\n;;;Bắt đầu;Kết thúc\n1;Viết;Phòng A;1/3;5/3",
            ("1", "Viết", ("Phòng A",), (), "1/3", "5/3", ""),
            id="a heading in two rows, without merged cells",
        ),
        pytest.param(
            "A plan\t\t\n\t\t\nTask\tOwner\tDue\nHall\tPress\tJune",
            ("1", "Hall", ("Press",), (), "", "June", ""),
            id="rows above the heading",
        ),
        pytest.param(
            "STT\tNội dung\tChủ trì\tThời gian\n(1)\t(2)\t(3)\t(4)\n1\tHọp\tPhòng A\t5/3",
            ("1", "Họp", ("Phòng A",), (), "", "5/3", ""),
            id="a row that counts the columns",
        ),
        pytest.param(
            "1\tĐặt hội trường\tVăn phòng\ttrước ngày 5/3/2021\n2\tIn giấy\tPhòng Hành chính\tngày 10/3/2021",
            ("1", "Đặt hội trường", ("Văn phòng",), (), "", "trước ngày 5/3/2021", ""),
            id="no heading",
        ),
        pytest.param(
            "Book the hall\tby 3 May 2027\nPrint the badges\t10 days before the fair",
            ("1", "Book the hall", (), (), "", "by 3 May 2027", ""),
            id="no heading and two columns",
        ),
    ],
)
def test_columns(text: str, found: tuple[object, ...]) -> None:
    """Each cell goes to the role of its column."""
    assert first(read(text, "plan.csv" if ";" in text else "plan.txt")) == found


def test_a_heading_merged_over_two_columns() -> None:
    """Below a heading that is merged across, the second row says what each column is about."""
    page = (
        "<table><tr><th rowspan=2>TT<th rowspan=2>Nhiệm vụ<th colspan=2>Phân công<th rowspan=2>Thời gian"
        "<tr><th>Chủ trì<th>Phối hợp<tr><td>1<td>Viết<td>Phòng A<td>Phòng B<td>5/3</table>"
    )
    assert first(read(page, "plan.html")) == (
        "1",
        "Viết",
        ("Phòng A",),
        ("Phòng B",),
        "",
        "5/3",
        "",
    )


@pytest.mark.parametrize(
    "text", ["Name\tColour\nA\tred\nB\tblue", "Task\tColour\nA\tred\nB\tblue", "1\t2\t3\n4\t5\t6"]
)
def test_a_table_of_other_things(text: str) -> None:
    """A table in which nothing says when is no plan."""
    with pytest.raises(DocumentError) as caught:
        read(text)
    assert caught.value.code == "document-empty"


def test_the_language() -> None:
    """A document is Vietnamese by its letters, or by its headings where it has no marks."""
    assert read("Task\tDue\nĐại hội Đảng bộ\t5/3").language == "vi"
    assert read("CONG VIEC\tTIEN DO\nHop bao\ttruoc 5/3").language == "vi"
    assert read("Task\tDue\nHall\tJune").language == "en"
