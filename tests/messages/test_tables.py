"""Tables: one value, written as text and as Markdown; each cell stands as it is."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from relsched.messages.markdown_writing import escape_markdown, table_markdown
from relsched.messages.message import Message
from relsched.messages.tables import ReportColumn, ReportRow, ReportTable, table_text

PEOPLE = ReportTable(
    (ReportColumn(Message("column id")), ReportColumn(), ReportColumn(Message("column due"))),
    (ReportRow(("4.1.b", "", "Tue")), ReportRow(("9", "x", ""), "best", ends_group=True)),
)
BARE = ReportTable(
    (ReportColumn(), ReportColumn()), (ReportRow(("a", "1")), ReportRow(("bc", "2")))
)
HOSTILE = "a|b\\ *c* _d_ `e` <b>f</b> [g](h) #i ~~j~~ &lt;"
WORDS = st.text(st.characters(exclude_categories=["C", "Z"]), min_size=1, max_size=12)


def cells_of(markdown: str) -> list[str]:
    """Read the texts of the cells of a Markdown table, heads first, as a reader of Markdown shows them."""
    tokens = MarkdownIt("commonmark").enable(["table", "strikethrough"]).parse(markdown)
    found = []
    for token in tokens:
        if token.type == "inline":
            parts = token.children or []
            assert {part.type for part in parts} <= {"text", "text_special"}, markdown
            found.append("".join(part.content for part in parts))
    return found


def test_a_table_as_text() -> None:
    """Columns are as wide as their widest cell, the head among them, and no line ends with a space."""
    assert table_text(PEOPLE, "en") == "id        when\n4.1.b     Tue\n9      x"


def test_a_table_without_heads_as_text() -> None:
    """Where nothing stands above the columns, the first line is a row; each line is indented."""
    assert table_text(BARE, "en", "  ") == "  a   1\n  bc  2"


def test_a_table_without_rows_as_text() -> None:
    """It is its heads, or else nothing."""
    assert table_text(ReportTable(PEOPLE.columns, ()), "en") == "id    when"
    assert table_text(ReportTable(BARE.columns, ()), "en") == ""


def test_a_table_as_markdown() -> None:
    """A head, a line below it, and a line for each row."""
    assert table_markdown(PEOPLE, "en") == (
        "| id |  | when |\n|---|---|---|\n| 4.1.b |  | Tue |\n| 9 | x |  |"
    )


def test_the_heads_are_in_the_language_asked_for() -> None:
    """A table is one value in both languages but for its cells."""
    heads = tuple(Message(f"column {name}").text("vi") for name in ("id", "due"))
    assert PEOPLE.heads("vi") == (heads[0], "", heads[1])
    assert table_markdown(PEOPLE, "vi").startswith(f"| {heads[0]} |  | {heads[1]} |")


@given(st.lists(st.tuples(st.one_of(st.just(HOSTILE), WORDS), WORDS), max_size=4))
def test_the_cells_of_markdown_stay_text(rows: list[tuple[str, str]]) -> None:
    """No sign in a cell is a mark, an element or the end of the cell."""
    table = ReportTable(BARE.columns, tuple(map(ReportRow, rows)))
    shown = cells_of(table_markdown(table, "en"))
    assert shown == ["", "", *(cell for cells in rows for cell in cells)]


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("two\nlines\tof  text", "two lines of text"),
        ("a|b", "a\\|b"),
        ("a\\|b", "a\\\\\\|b"),
        ("<br> &amp;", "\\<br\\> \\&amp;"),
        ("`x` *y* [z]", "\\`x\\` \\*y\\* \\[z\\]"),
    ],
)
def test_a_text_in_markdown(text: str, line: str) -> None:
    """A text becomes one line, its signs with a backslash before them."""
    assert escape_markdown(text) == line
