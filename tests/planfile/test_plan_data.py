"""Plans as plain values: what Python and JSON hold is taken as a plan file has it, and all that is wrong is told."""

from __future__ import annotations

import json
from datetime import date, datetime
from typing import Any

import numpy as np
import pandas as pd  # type: ignore[import-untyped]
import pytest

from relsched import (
    DocumentError,
    Problems,
    RelschedError,
    WorkingCalendar,
    parse_plan,
    read_plan_data,
)

TEXT = """\
plan: fair
issued: 2020-03-25
title: 2020
calendars:
  - {id: own, closed: 2020-10-05}
events:
  - {id: fair, lasts: 3, expected: 2020-10-13, decided_by: true}
deadlines:
  - {id: 4, when: 10 days before fair, done: 2020-10-02, source: {row: 4.5}}
  - {id: report, after: [4], title: null}
"""


def values(lasts: Any = 3, day: Any = "2020-10-13", number: Any = 4) -> dict[str, Any]:
    """Give the values of the plan, some of them of other kinds than texts."""
    return {
        "plan": "fair",
        "issued": "2020-03-25",
        "title": 2020,
        "calendars": [{"id": "own", "closed": date(2020, 10, 5)}],
        "events": [{"id": "fair", "lasts": lasts, "expected": day, "decided_by": True}],
        "deadlines": [
            {
                "id": number,
                "when": "10 days before fair",
                "done": datetime(2020, 10, 2),
                "source": {"row": 4.5},
            },
            {"id": "report", "after": (number,), "title": None, "notes": float("nan")},
        ],
    }


@pytest.mark.parametrize("lasts", ["3", 3, 3.0, np.int64(3)])
@pytest.mark.parametrize(
    "day",
    ["2020-10-13", date(2020, 10, 13), pd.Timestamp("2020-10-13"), np.datetime64("2020-10-13")],
)
def test_values_are_taken_as_a_plan_file_has_them(lasts: Any, day: Any) -> None:
    """A number, a date or a truth value is what the same scalar in a plan file is."""
    assert read_plan_data(values(lasts, day)) == parse_plan(TEXT)


def test_what_json_holds_is_taken() -> None:
    """A plan that went through JSON with its numbers is the plan of the file."""
    value = values() | {"calendars": [{"id": "own", "closed": "2020-10-05"}]}
    value["deadlines"][0]["done"] = "2020-10-02"
    value["deadlines"][1]["notes"] = None
    assert read_plan_data(json.loads(json.dumps(value))) == parse_plan(TEXT)


KINDS: list[tuple[dict[str, Any], str, str]] = [
    ({"title": ["a"]}, "title", "a list was found"),
    ({"issued": {"a": 1}}, "issued", "a mapping was found"),
    ({"title": object()}, "title", "a value of the class `object` was found"),
    ({"events": 3}, "events", "a number was found"),
    ({"events": True}, "events", "a truth value was found"),
    ({"events": date(2020, 10, 13)}, "events", "a date was found"),
    ({"events": "fair"}, "events", "a text was found"),
    ({"events": [None]}, "events[0]", "nothing was found"),
    ({"events": [{"id": "a", "parts": [["b"]]}]}, "events[0].parts", "a list was found"),
    ({"events": [{"id": "a", "parts": {"b": 1}}]}, "events[0].parts", "a mapping was found"),
]


@pytest.mark.parametrize(("given", "where", "why"), KINDS)
def test_the_kind_that_was_found_is_named(given: dict[str, Any], where: str, why: str) -> None:
    """Where a value is of another kind than is wanted, the error names what stands there, and where."""
    with pytest.raises(DocumentError) as caught:
        read_plan_data({"plan": "p", **given})
    assert (caught.value.code, caught.value.why) == ("value-kind", why)
    assert str(caught.value.where) == where


@pytest.mark.parametrize(
    ("body", "why"),
    [
        ([], "a list"),
        (None, "nothing"),
        ("plan: p", "a text"),
        (3, "a number"),
        (True, "a truth value"),
    ],
)
def test_a_body_that_is_no_mapping_is_refused(body: Any, why: str) -> None:
    """What is no mapping at all is an error of the package too, at a place that has a name."""
    with pytest.raises(DocumentError, match="The value must be a mapping") as caught:
        read_plan_data(body)
    where = caught.value.where
    assert where is not None
    assert (where.text(), where.text("vi")) == ("plan data", "dữ liệu kế hoạch")
    assert caught.value.why == f"{why} was found"


def test_all_that_is_wrong_is_told_at_once() -> None:
    """One broken value keeps nothing back: names, ids, cycles and calendars are looked at all the same."""
    with pytest.raises(Problems) as caught:
        read_plan_data(
            {
                "format": "relsched/plan/9",
                "plan": "p",
                "calendar": "nowhere",
                "units": [{"id": "press"}],
                "events": [{"id": "fair"}, {"id": "fair"}],
                "deadlines": [
                    {"id": "a", "when": "10 dayz before fair", "lead": "pres"},
                    {"id": "b", "when": "1 day after fare"},
                    {"id": "c", "when": "1 day after d"},
                    {"id": "d", "when": "1 day after c"},
                ],
            }
        )
    found = {(each.code, str(each.where)) for each in caught.value.problems}
    assert found == {
        ("format-unknown", "format"),
        ("unknown-time-unit", "deadlines[0].when"),
        ("unknown-unit", "deadlines[0].lead"),
        ("duplicate-id", "events[1].id"),
        ("unknown-event", "deadlines[1].when"),
        ("dependency-cycle", "deadlines[2].when"),
        ("unknown-calendar", "calendar"),
    }
    assert len(caught.value.problems) == 7


def test_what_counts_from_a_broken_value_is_not_told_twice() -> None:
    """What depends on a broken value alone isn't checked."""
    with pytest.raises(RelschedError) as caught:
        read_plan_data(
            {
                "plan": "p",
                "deadlines": [
                    {"id": "a", "when": "10 days befor b"},
                    {"id": "b", "when": "1 day after a"},
                ],
            }
        )
    assert caught.value.codes == ("timing-form",)


def test_calendars_may_be_handed_in() -> None:
    """A calendar that the plan names may come from outside, as for a plan file."""
    value = {"plan": "p", "calendar": "house"}
    with pytest.raises(RelschedError) as caught:
        read_plan_data(value)
    assert caught.value.codes == ("unknown-calendar",)
    house = WorkingCalendar.from_open_days(
        "house", lambda day: day.weekday() < 5, first="2020-01-01", last="2020-12-31"
    )
    assert read_plan_data(value, {"house": house}).calendar == "house"
