"""Deadlines outside tables: points with labels, points below a heading that says when, running text; and the head."""

from __future__ import annotations

from datetime import date

import pytest

from relsched.intake.document_reader import read_bytes
from relsched.intake.plan_document import PlanDocument


def read(text: str, name: str = "plan.txt") -> PlanDocument:
    """Read a text."""
    return read_bytes(text.encode(), name)


def items(document: PlanDocument) -> list[tuple[object, ...]]:
    """Give what the items have."""
    return [(item.id, item.task, item.timing, item.lead, item.support) for item in document.items]


VIETNAMESE = """KẾ HOẠCH
Tổ chức Hội nghị tổng kết

1. Tổ chức họp báo
- Thời gian: Trước khai mạc Hội nghị 10 ngày.
- Chủ trì: Phòng Tuyên truyền
- Phối hợp: Phòng Tổng hợp; Văn phòng
2. In tài liệu
- Nội dung: in 500 bộ
- Thời gian thực hiện: xong trước 31/3/2021
- Đơn vị thực hiện: Văn phòng
"""
ENGLISH = """# Conference plan

## Before the conference

- Book the venue
  - When: 3 months before the conference
  - Who: Events team
  - With: Finance, Legal
- Print badges. Due: 2 days before the opening. Owner: Office

## After

1. Send thanks
   When: within 5 days after closing
   Who: Director
"""


def test_points_with_labels_in_vietnamese() -> None:
    """The lines below a point say when, who and with whom; what else they say is a note."""
    document = read(VIETNAMESE)
    assert items(document) == [
        (
            "1",
            "Tổ chức họp báo",
            "Trước khai mạc Hội nghị 10 ngày.",
            ("Phòng Tuyên truyền",),
            ("Phòng Tổng hợp", "Văn phòng"),
        ),
        ("2", "In tài liệu", "xong trước 31/3/2021", ("Văn phòng",), ()),
    ]
    assert document["2"].notes == "Nội dung: in 500 bộ"
    assert document["2"].places["timing"].line == 10


def test_points_with_labels_in_english() -> None:
    """Points of Markdown, labels below them or within; a heading is their section, a number its own id."""
    document = read(ENGLISH, "plan.md")
    assert items(document) == [
        (
            "n1",
            "Book the venue",
            "3 months before the conference",
            ("Events team",),
            ("Finance", "Legal"),
        ),
        ("n2", "Print badges.", "2 days before the opening.", ("Office",), ()),
        ("1", "Send thanks", "within 5 days after closing", ("Director",), ()),
    ]
    assert [s.title for s in document.sections] == ["Before the conference", "After"]
    assert [item.section.title for item in document if item.section] == [
        "Before the conference",
        "Before the conference",
        "After",
    ]
    assert document.head.title == "Conference plan"


CHECKLISTS = {
    "plan.txt": """CHECKLIST

10 days before the opening:
- Print badges
- Test lamps
On the day
- Welcome guests
""",
    "plan.md": """# Checklist

## 10 days before the opening

- Print badges
- Test lamps

## On the day

- Welcome guests
""",
    "plan.html": """<h1>Checklist</h1><h2>10 days before the opening</h2>
<ul><li>Print badges<li>Test lamps</ul><h2>On the day</h2><ul><li>Welcome guests</ul>""",
}


@pytest.mark.parametrize(("name", "text"), CHECKLISTS.items())
def test_headings_that_say_when(name: str, text: str) -> None:
    """Below a heading that is a timing, each point is something to do then."""
    assert [(i.id, i.task, i.timing) for i in read(text, name).items] == [
        ("1", "Print badges", "10 days before the opening"),
        ("2", "Test lamps", "10 days before the opening"),
        ("3", "Welcome guests", "On the day"),
    ]


def test_a_deadline_in_running_text_has_the_path_of_its_chapter() -> None:
    """A label within a paragraph makes an item, whose id leads through the headings above it."""
    text = (
        "I- MỤC ĐÍCH\n\nNêu ở trên.\n\nII- TỔ CHỨC\n\n"
        "1. Các phòng lập dự toán. Thời hạn: trước ngày 14/4/2020.\n\n2. Theo dõi.\n"
    )
    assert items(read(text)) == [
        ("II.1", "Các phòng lập dự toán.", "trước ngày 14/4/2020.", (), ())
    ]


def test_a_paragraph_that_a_page_cuts() -> None:
    """A paragraph goes on behind an empty line where it had no end and its rest no beginning."""
    text = "1. Các phòng lập dự toán gửi về\n\nVăn phòng. Tiến độ: 5/3.\n\n2. Các phòng gửi\n\nbáo cáo. Tiến độ: 6/3.\n"
    assert [(i.task, i.timing) for i in read(text).items] == [
        ("Văn phòng.", "5/3."),
        ("Các phòng gửi báo cáo.", "6/3."),
    ]


def test_lines_that_are_wrapped() -> None:
    """Lines broken by the width of a page are one paragraph."""
    text = (
        "1. The office books the hall and tells all exhibitors where they\n   will stand, with a map.\n"
        "   Due: 3 months before the fair.\n   Lead: Office\n2. Posters\n   Due: 1 month before the fair\n"
    )
    assert items(read(text)) == [
        ("1", "The office books the hall and tells all exhibitors where they will stand, with a map.",
         "3 months before the fair.", ("Office",), ()),
        ("2", "Posters", "1 month before the fair", (), ()),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "limits"),
    [
        ("3. Giao Văn phòng theo dõi, báo cáo trước ngày 15/4/2021.", ["trước ngày 15/4/2021"]),
        ("Các đơn vị gửi báo cáo chậm nhất là ngày 5 tháng 3.", ["chậm nhất là ngày 5 tháng 3"]),
        (
            "Reports are due by 3 March 2027 and again before April 4, 2027.",
            ["by 3 March 2027", "before April 4, 2027"],
        ),
        ("Căn cứ Kế hoạch số 12-KH/TU, ngày 10/3/2020.", []),
    ],
)  # fmt: skip
def test_a_limit_without_a_label_is_reported(text: str, limits: list[str]) -> None:
    """Running text that names a limit is pointed at; no item is made of it."""
    document = read(f"Task\tWhen\nBook the hall\tby May\n\n{text}\n")
    assert len(document.items) == 1
    assert [d.values["text"] for d in document.defects if d.code == "limit in text"] == limits


# ---------------------------------------------------------------- the head


TABLE = "\n\nTask\tWhen\nBook the hall\tby May\n"
HEADS = [
    (
        "Số: 15/KH-VP\nHà Nội, ngày 5 tháng 3 năm 2021\n\nKẾ HOẠCH\n\ntổ chức Hội nghị",
        ("15/KH-VP", date(2021, 3, 5), "Hà Nội", "KẾ HOẠCH tổ chức Hội nghị"),
    ),
    (
        "Kế hoạch tuyên truyền\n\n(Kèm theo Kế hoạch số 72-KH/BTGTU, ngày 25/3/2020 của Ban Tuyên giáo)",
        ("72-KH/BTGTU", date(2020, 3, 25), "", "Kế hoạch tuyên truyền"),
    ),
    (
        "Work plan for the fair\n\nPlan No. 12\n\nDate: March 25, 2027",
        ("12", date(2027, 3, 25), "", "Work plan for the fair"),
    ),
    ("ACTION PLAN\n\nHanoi, 5 March 2027", ("", date(2027, 3, 5), "Hanoi", "ACTION PLAN")),
    ("Annex to Decision No. 7/2027, dated 2027-03-05", ("7/2027", date(2027, 3, 5), "", "")),
    ("Một bảng", ("", None, "", "")),
]


@pytest.mark.parametrize(("text", "found"), HEADS)
def test_the_head(text: str, found: tuple[object, ...]) -> None:
    """Number, date, place and title are read where a document of its kind has them."""
    head = read(text + TABLE).head
    assert (head.number, head.issued, head.town, head.title) == found


def test_an_impossible_date_is_no_date() -> None:
    """A date that doesn't exist is not read as another."""
    assert read("Hà Nội, ngày 31/4/2021" + TABLE).head.issued is None


def test_the_date_of_the_head_is_no_deadline() -> None:
    """`Date: …` in the head says when a document was issued."""
    document = read("MEMORANDUM\nTo: All heads of office\nDate: March 3, 2027" + TABLE)
    assert [item.task for item in document.items] == ["Book the hall"]
    assert document.head.addressees == ("All heads of office",)
    assert document.head.title == "MEMORANDUM"


def test_those_who_receive_it() -> None:
    """The points below `Nơi nhận:` are the addressees, and below them stands who signed."""
    document = read(
        "Task\tWhen\nA\tMay\n\nNơi nhận:\n- Thường trực (báo cáo);\n- Lưu VP.\n\nHuỳnh Thị Hòa\n"
    )
    assert document.head.addressees == ("Thường trực (báo cáo)", "Lưu VP")
    assert document.head.signed == "Huỳnh Thị Hòa"
