"""Rows that pages cut are joined: wherever the cut is, the items are those of the table that wasn't cut."""

from __future__ import annotations

from typing import NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from relsched.intake.document_reader import read_bytes
from relsched.intake.plan_document import PlanDocument

HEADING = ("STT", "Nội dung", "Công việc cụ thể", "Đơn vị chủ trì", "Đơn vị phối hợp", "Tiến độ")
WORDS = (
    "tổ",
    "chức",
    "họp",
    "báo",
    "in",
    "Tài",
    "liệu",
    "Đại",
    "hội",
    "đồng",
    "Sở",
    "viết",
    "bài",
    "trình",
)
UNITS = ("Phòng Tuyên truyền - Báo chí", "Phòng Tổng hợp", "Ban Giám khảo", "Văn phòng Tỉnh ủy")
TIMINGS = (
    "Trước khai mạc Đại hội 10 ngày.",
    "Xong trước 31/3/2020",
    "Thường xuyên, liên tục.",
    "Tháng 9/2020",
)


class Row(NamedTuple):
    """A row of the table, each cell as words."""

    number: str
    cells: tuple[list[str], ...]


sentences = st.lists(st.sampled_from(WORDS), min_size=1, max_size=8).map(
    lambda words: [words[0].title(), *words[1:]]
)


@st.composite
def tables(draw: st.DrawFn, has_sub_numbers: bool) -> list[Row]:
    """Rows with numbers 1, 2, 3 and, where wanted, sub-numbers at the head of their tasks."""
    rows = []
    for number in range(1, draw(st.integers(2, 4)) + 1):
        for part in range(1, (draw(st.integers(1, 3)) if has_sub_numbers else 1) + 1):
            task = draw(sentences)
            if has_sub_numbers:
                task = [f"{number}.{part}.", *task]
            content = draw(sentences) if part == 1 else []
            lead = draw(st.sampled_from(UNITS)).split()
            support = draw(st.sampled_from(("", *UNITS))).split()
            timing = draw(st.sampled_from(TIMINGS)).split()
            rows.append(
                Row(str(number) if part == 1 else "", (content, task, lead, support, timing))
            )
    return rows


class Cut(NamedTuple):
    """A page that ends in a row: how many words of each cell stand above it, and whether the heading is repeated."""

    row: int
    above: tuple[int, ...]
    heading: bool


@st.composite
def cut_tables(draw: st.DrawFn) -> tuple[list[Row], list[Cut]]:
    """A table and the places where pages end."""
    rows = draw(tables(draw(st.booleans())))
    cuts = []
    for index in sorted(draw(st.sets(st.integers(0, len(rows) - 1), max_size=3))):
        cells = rows[index].cells
        # The beginning of a task, with its number, stands where the row begins.
        above = tuple(
            draw(st.integers(min(len(words), 2) if column == 1 else 0, len(words)))
            for column, words in enumerate(cells)
        )
        cuts.append(Cut(index, above, draw(st.booleans())))
    return rows, cuts


def write(rows: list[Row], cuts: list[Cut]) -> str:
    """Write a table as text, an empty line where a page ends."""
    lines = ["\t".join(HEADING)]
    at = {cut.row: cut for cut in cuts}
    for index, row in enumerate(rows):
        cut = at.get(index)
        above = cut.above if cut is not None else tuple(len(words) for words in row.cells)
        lines.append(
            "\t".join(
                [
                    row.number,
                    *(" ".join(words[:n]) for words, n in zip(row.cells, above, strict=True)),
                ]
            )
        )
        if cut is None:
            continue
        lines.append("")
        if cut.heading:
            lines.append("\t".join(HEADING))
        rest = [" ".join(words[n:]) for words, n in zip(row.cells, above, strict=True)]
        if any(rest):
            lines.append("\t".join(["", *rest]))
    return "\n".join(lines)


def read(text: str) -> PlanDocument:
    """Read a text."""
    return read_bytes(text.encode(), "plan.txt")


@given(cut_tables())
def test_a_table_cut_by_pages_joins_back(cut: tuple[list[Row], list[Cut]]) -> None:
    """Whatever rows and cells the pages cut, ids, tasks, units and timings are those of the whole table."""
    rows, cuts = cut
    text = write(rows, cuts)
    whole = [
        (item.id, item.task, item.context, item.lead, item.support, item.timing)
        for item in read(write(rows, [])).items
    ]
    assert [
        (i.id, i.task, i.context, i.lead, i.support, i.timing) for i in read(text).items
    ] == whole


@given(tables(has_sub_numbers=True))
def test_a_whole_table_gives_its_rows(rows: list[Row]) -> None:
    """Without any cut each row is an item, with the words that stand in it."""
    document = read(write(rows, []))
    assert [item.id for item in document.items] == [row.cells[1][0].rstrip(".") for row in rows]
    assert [item.task for item in document.items] == [" ".join(row.cells[1][1:]) for row in rows]
    assert [" ".join(item.lead) for item in document.items] == [
        " ".join(row.cells[2]) for row in rows
    ]
    assert [" ".join(item.support) for item in document.items] == [
        " ".join(row.cells[3]) for row in rows
    ]
    assert [item.timing for item in document.items] == [" ".join(row.cells[4]) for row in rows]
    assert document.defects == ()


@pytest.mark.parametrize(
    ("rows", "items"),
    [
        pytest.param(
            ["1\tHọp báo\tPhòng Tuyên\tTrước 5/3", "\tvề Đại hội\ttruyền\tnăm 2020", "2\tIn\tPhòng A\t6/3"],
            [("1", "Họp báo về Đại hội", "Phòng Tuyên truyền", "Trước 5/3 năm 2020"), ("2", "In", "Phòng A", "6/3")],
            id="a row that is cut in every cell, without a heading between",
        ),
        pytest.param(
            ["1\tHọp báo\tPhòng A\tTrước Đại hội", "\t\t\t10 ngày"],
            [("1", "Họp báo", "Phòng A", "Trước Đại hội 10 ngày")],
            id="only the timing runs on",
        ),
        pytest.param(
            ["1\tHọp.\tPhòng A\t5/3", "\tIn.\tPhòng B\t6/3", "2\tGửi.\tPhòng A\t7/3", "3\tThu.\tPhòng A\t8/3"],
            [
                ("1", "Họp.", "Phòng A", "5/3"),
                ("1.a", "In.", "Phòng B", "6/3"),
                ("2", "Gửi.", "Phòng A", "7/3"),
                ("3", "Thu.", "Phòng A", "8/3"),
            ],
            id="a row without a number that has everything else is an item",
        ),
        pytest.param(
            ["1\tHọp báo\t\t5/3", "", "\t\tPhòng A\t"],
            [("1", "Họp báo", "Phòng A", "5/3")],
            id="a page of one cell",
        ),
        pytest.param(
            ["Họp báo.\tPhòng A\t5/3", "In tài liệu.\tPhòng B\t6/3"],
            [("1", "Họp báo.", "Phòng A", "5/3"), ("2", "In tài liệu.", "Phòng B", "6/3")],
            id="no column of numbers",
        ),
        pytest.param(
            ["book the hall\tPhòng A\t5/3", "print\tPhòng B\t6/3", "send\tPhòng B\t7/3"],
            [
                ("1", "book the hall", "Phòng A", "5/3"),
                ("2", "print", "Phòng B", "6/3"),
                ("3", "send", "Phòng B", "7/3"),
            ],
            id="tasks that all begin with small letters",
        ),
        pytest.param(
            ["1\thọp\tPhòng A\t5/3", "2\tin\tPhòng B\t6/3", "\tgửi\tPhòng B\t7/3"],
            [("1", "họp", "Phòng A", "5/3"), ("2", "in", "Phòng B", "6/3"), ("2.a", "gửi", "Phòng B", "7/3")],
            id="the same with numbers, and a row that has none",
        ),
    ],
)  # fmt: skip
def test_rows_without_numbers(rows: list[str], items: list[tuple[str, ...]]) -> None:
    """A row without a number is the rest of the one above, or an item, by what stands in it."""
    heading = (
        "STT\tCông việc\tChủ trì\tThời hạn"
        if rows[0].count("\t") == 3
        else "Công việc\tChủ trì\tThời hạn"
    )
    document = read("\n".join([heading, *rows]))
    assert [(item.id, item.task, *item.lead, item.timing) for item in document.items] == items
