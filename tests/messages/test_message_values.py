"""Values of messages: numbers with thousands, and lists in words."""

from __future__ import annotations

import pytest

from relsched.documents.content import DocumentPlace
from relsched.errors import Place
from relsched.messages.message import Grouped, Message, in_backticks, listed


@pytest.mark.parametrize(
    ("number", "english", "vietnamese"),
    [
        (0, "0", "0"),
        (999, "999", "999"),
        (1000, "1,000", "1.000"),
        (20971520, "20,971,520", "20.971.520"),
    ],
)
def test_thousands_are_set_apart(number: int, english: str, vietnamese: str) -> None:
    """The sign between thousands is that of the language."""
    assert (Grouped(number).text("en"), Grouped(number).text("vi")) == (english, vietnamese)
    assert str(Grouped(number)) == english


@pytest.mark.parametrize(
    ("parts", "english", "vietnamese"),
    [
        (["a"], "a", "a"),
        (["a", "b"], "a and b", "a và b"),
        (["a", "b", "c"], "a, b and c", "a, b và c"),
        ([Message("no date"), "b"], "no date and b", "chưa có thời hạn và b"),
    ],
)
def test_lists_in_words(parts: list[Message | str], english: str, vietnamese: str) -> None:
    """The last part of a list is joined by a word, also where parts are messages."""
    said = Message("verbatim", text=listed(parts))
    assert (said.text("en"), said.text("vi")) == (english, vietnamese)


def test_names_stand_in_backticks() -> None:
    """A list of names is written with commas."""
    assert str(Message("verbatim", text=in_backticks(["a", "4.1.b"]))) == "`a`, `4.1.b`"


def test_a_part_of_a_document_is_named_in_the_language() -> None:
    """Where an error is may be a row of a table, and stays so when the file becomes known later."""
    row = DocumentPlace("plan.docx", table=1, row=14)
    place = Place(document="plan.docx", part=row)
    assert place.text("en") == "plan.docx, table 1, row 14"
    assert place.text("vi") == "plan.docx, bảng 1, hàng 14"
