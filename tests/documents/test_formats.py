"""The founding plan in every format, written by other libraries' writers: the same items come out of each."""

from __future__ import annotations

import pytest

from founding import HEADING, ITEMS, PHASES, Expected
from founding_forms import DATED, EACH_FORM, FORMS, NUMBER, TITLE, as_pdf
from relsched.documents import pdf_pages as pages
from relsched.intake.document_reader import read_bytes
from relsched.intake.plan_document import PlanDocument
from relsched.intake.task_rows import TaskRow


def as_expected(item: TaskRow) -> Expected:
    """Bring an item into the shape of the hand-made table."""
    phase = item.section.number if item.section is not None else ""
    return Expected(
        item.id, phase, item.task, "|".join(item.lead), item.support, item.timing, item.context
    )


@pytest.fixture(scope="module", params=EACH_FORM)
def document(request: pytest.FixtureRequest) -> PlanDocument:
    """The plan, written and read in each form."""
    name, write = FORMS[request.param]
    return read_bytes(write(), name)


def test_the_same_items(document: PlanDocument) -> None:
    """Ids, phases, tasks, units, timings and context are the same in whatever form they came."""
    assert [as_expected(item) for item in document.items] == list(ITEMS)


def test_the_same_phases(document: PlanDocument) -> None:
    """So are the phases."""
    assert {s.number: (s.title, s.timing) for s in document.sections} == PHASES


def test_the_head(document: PlanDocument) -> None:
    """Number and date are read where a form has text beside its table."""
    if document.format == "csv":
        return
    assert document.head.number == "72-KH/BTGTU"
    assert document.head.issued is not None
    assert document.head.issued.isoformat() == "2020-03-25"
    assert document.head.town == "Đắk Lắk"
    assert document.head.title == TITLE


def test_pages_as_plain_values() -> None:
    """The process that reads PDF files gives each page's tables with their boxes, and the lines around them."""
    found = pages.read(as_pdf(), 20)
    first = found["pages"][0]
    lines = [block["text"] for block in first["blocks"] if "text" in block]
    (table,) = [block for block in first["blocks"] if "rows" in block]
    assert lines == [NUMBER, DATED, TITLE, "Trang 1"]
    assert [str(cell).replace("\n", " ") for cell in table["rows"][0]] == list(HEADING)
    assert table["rows"][1][1:] == [None] * 5
    assert len(table["boxes"]) == len(table["rows"])
    assert pages.read(as_pdf(), 1) == {"error": "pages", "count": len(found["pages"])}
