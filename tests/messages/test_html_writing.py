"""HTML from templates: every value is escaped, none is forgotten, and marks become colours in one place."""

from __future__ import annotations

from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jinja2 import UndefinedError

from relsched.messages.html_writing import COLOURS, table_html, write_html
from relsched.messages.message import Message
from relsched.messages.tables import ReportColumn, ReportRow, ReportTable


class Reader(HTMLParser):
    """Reads a table as a browser does: its tags, the texts of its cells, their styles."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: set[str] = set()
        self.cells: list[str] = []
        self.styles: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        if tag in ("th", "td"):
            self.cells.append("")
        self.styles += [value for name, value in attrs if name == "style" and value]

    def handle_data(self, data: str) -> None:
        self.cells[-1] += data


def read(html: str) -> Reader:
    """Read a piece of HTML."""
    reader = Reader()
    reader.feed(html)
    reader.close()
    return reader


HOSTILE = "</td></tr><script>\"'&amp;{{ 7 * 7 }}{% raw %}"
WORDS = st.one_of(
    st.just(HOSTILE),
    st.text(
        st.characters(exclude_categories=["Cc", "Cf", "Cs", "Co", "Cn"]), min_size=1, max_size=20
    ),
)


@given(st.lists(st.tuples(WORDS, WORDS), max_size=4))
def test_a_table_holds_its_words_and_no_other_elements(rows: list[tuple[str, str]]) -> None:
    """What stands in a cell is text, whatever it is."""
    head = Message("column id")
    table = ReportTable(
        (ReportColumn(head), ReportColumn()), tuple(ReportRow(cells) for cells in rows)
    )
    found = read(table_html(table, "vi", "small"))
    assert found.tags <= {"table", "thead", "tbody", "tr", "th", "td"}
    assert found.cells == [head.text("vi"), "", *(cell for cells in rows for cell in cells)]
    assert found.styles == []


def test_a_mark_colours_the_first_cell_of_its_row() -> None:
    """A mark without a colour shows nothing."""
    rows = tuple(ReportRow(("a", "b"), mark) for mark in ("best", "windowed", ""))
    table = ReportTable((ReportColumn(), ReportColumn()), rows)
    found = read(table_html(table, "en"))
    assert found.styles == [f"background:{COLOURS['best']};color:#000"]
    assert "thead" not in found.tags  # nothing stands above the columns


def test_a_value_that_is_not_given_is_an_error() -> None:
    """A name that a template has and nobody fills would leave a hole in a page."""
    with pytest.raises(UndefinedError, match="hint"):
        write_html("feed_index", language="en", title="Fair", feeds=[], subscribe="subscribe")
