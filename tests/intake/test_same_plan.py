"""The founding document in every format is drafted as the same plan."""

from __future__ import annotations

from datetime import date

import pytest

from founding import FOUNDING
from founding_forms import EACH_FORM, FORMS
from relsched import Plan
from relsched.intake.document_reader import read_bytes, read_document
from relsched.intake.drafting import draft


def told(plan: Plan, *, of_table: bool) -> dict[str, tuple[object, ...]]:
    """What a plan says of each deadline; III.3 stands in running text, outside the table."""
    return {
        each.id: (each.when, each.done, each.lead, each.support, each.phase)
        for each in plan.deadlines
        if not (of_table and each.id == "III.3")
    }


@pytest.mark.parametrize("form", EACH_FORM)
def test_the_same_plan(form: str) -> None:
    """Ids, timings, units and phases are those of the text as it stands."""
    name, write = FORMS[form]
    found = draft(read_bytes(write(), name), issued=date(2020, 3, 25), language="vi").plan
    wanted = draft(read_document(FOUNDING)).plan
    assert len(told(wanted, of_table=True)) == 37
    assert told(found, of_table=True) == told(wanted, of_table=True)
