"""The JSON Schema of the plan file: editors accept what relsched reads, and refuse what it refuses."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
import yaml
from hypothesis import given
from jsonschema import Draft202012Validator

from places import EXAMPLE_PLAN, SOURCES
from plan_texts import FULL_TEXT
from relsched.errors import RelschedError
from relsched.plan.plan import Plan
from relsched.planfile.json_schema import schema
from relsched.planfile.plan_file import parse_plan
from relsched.planfile.plan_writing import format_plan, plan_to_dict
from sizes import sized
from whole_plans import plans

GOOD = {
    "the example": EXAMPLE_PLAN.read_text(encoding="utf-8"),
    "the starter": (SOURCES / "planfile" / "starter.yaml").read_text(encoding="utf-8"),
    "the Vietnamese starter": (SOURCES / "planfile" / "starter.vi.yaml").read_text(
        encoding="utf-8"
    ),
    "every key": FULL_TEXT,
    "the least": "plan: p\nissued: 2020-03-25\n",
}


class EditorLoader(yaml.SafeLoader):
    """Reads YAML as editors do, by version 1.2: numbers are numbers, but dates and `no` are texts."""


EditorLoader.yaml_implicit_resolvers = {
    letter: [
        (tag, pattern)
        for tag, pattern in resolvers
        if tag in ("tag:yaml.org,2002:int", "tag:yaml.org,2002:float", "tag:yaml.org,2002:null")
    ]
    for letter, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
# Version 1.2 has no numbers of base 60.
EditorLoader.yaml_implicit_resolvers = {
    letter: [
        (
            tag,
            re.compile(r"[-+]?[0-9]+(\.[0-9]*)?\Z") if tag.endswith(("int", "float")) else pattern,
        )
        for tag, pattern in resolvers
    ]
    for letter, resolvers in EditorLoader.yaml_implicit_resolvers.items()
}


def validator() -> Draft202012Validator:
    """Give a validator for the shipped schema."""
    return Draft202012Validator(schema())


def seen_by_an_editor(text: str) -> Any:
    """Read a plan file as an editor does."""
    return yaml.load(text, Loader=EditorLoader)


def test_the_schema_is_one() -> None:
    """The shipped file is a JSON Schema of the 2020-12 draft, and `schema()` gives it."""
    Draft202012Validator.check_schema(schema())
    assert schema()["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    shipped = (SOURCES / "planfile" / "plan.schema.json").read_text(encoding="utf-8")
    assert json.loads(shipped) == schema()


@pytest.mark.parametrize("what", GOOD)
@pytest.mark.parametrize("loader", [yaml.BaseLoader, EditorLoader])
def test_good_plans_are_accepted(what: str, loader: type[Any]) -> None:
    """The example, the starters and a plan with every key are accepted, with or without numbers seen."""
    found = yaml.load(GOOD[what], Loader=loader)
    assert [error.message for error in validator().iter_errors(found)] == []


WRONG = {
    "no plan": "issued: 2020-03-25\n",
    "unknown key": "{head}titel: x\n",
    "unknown key of a unit": "{head}units: [{{id: press, nam: x}}]\n",
    "unknown key of a phase": "{head}phases: [{{id: before, whn: x}}]\n",
    "unknown key of an event": "{head}events: [{{id: congress, when: in 2020-10}}]\n",
    "unknown key of a deadline": "{head}deadlines: [{{id: a, due: 2020-10-01}}]\n",
    "unknown key of a calendar": "{head}calendars: [{{id: own, holidays: []}}]\n",
    "unknown key of a source": "{head}source: {{page: 3}}\n",
    "unknown key of a wait": "{head}deadlines: [{{id: b}}, {{id: a, after: [{{item: b, gap: 3}}]}}]\n",
    "unit without id": "{head}units: [{{name: x}}]\n",
    "event without id": "{head}events: [{{title: x}}]\n",
    "deadline without id": "{head}deadlines: [{{title: x}}]\n",
    "wait without item": "{head}deadlines: [{{id: a, after: [{{at_least: 3 days}}]}}]\n",
    "text for a list": "{head}deadlines: none\n",
    "mapping for a list": "{head}deadlines: {{a: x}}\n",
    "text for a deadline": "{head}deadlines: [a]\n",
    "list for a text": "{head}title: [a]\n",
    "mapping for a text": "{head}deadlines: [{{id: a, when: {{by: 2020-10-01}}}}]\n",
    "list for a timing": "{head}deadlines: [{{id: a, when: [in 2020-09, in 2020-10]}}]\n",
    "mapping for a list of texts": "{head}deadlines: [{{id: a, support: {{press: x}}}}]\n",
    "list of lists": "{head}deadlines: [{{id: a, support: [[press]]}}]\n",
    "language": "{head}language: fr\n",
    "language of a title": "{head}title: {{fr: Congrès}}\n",
    "a list": "[plan]\n",
    "a text": "plan\n",
}


@pytest.mark.parametrize("what", WRONG)
def test_wrong_plans_are_refused(what: str) -> None:
    """What an editor underlines, relsched refuses as well."""
    text = WRONG[what].format(head="plan: p\nissued: 2020-03-25\n")
    assert not validator().is_valid(seen_by_an_editor(text))
    with pytest.raises(RelschedError):
        parse_plan(text)


@sized(30, full=2_500)  # each of them is read twice
@given(plans())
def test_every_plan_that_is_written_is_accepted(plan: Plan) -> None:
    """Whatever relsched writes, an editor with its schema accepts, as values and as the file is read."""
    check = validator()
    assert [error.message for error in check.iter_errors(plan_to_dict(plan))] == []
    assert check.is_valid(seen_by_an_editor(format_plan(plan)))


def test_every_key_is_in_the_schema() -> None:
    """The schema knows the keys that the reader knows, for the plan and each of its parts."""
    found = schema()
    expected = {
        "CalendarSpec": ["base", "closed", "covers", "id", "open", "weekend"],
        "Deadline": [
            *("after", "conventions", "done", "id", "ignore", "lead", "notes", "phase", "remind"),
            *("short", "source", "support", "takes", "title", "when"),
        ],
        "Event": [
            *("aliases", "decided_by", "expected", "follows", "id", "ignore", "lasts", "parts"),
            *("source", "title"),
        ],
        "Follow": ["calendar", "event", "plan"],
        "Phase": ["id", "title", "when"],
        "PlanQuestion": [
            *("asks", "dismissed", "id", "item", "phase", "phrase", "place", "readings", "text"),
        ],
        "Source": ["document", "phrase", "row"],
        "Unit": ["contact", "id", "name", "short"],
        "Wait": ["at_least", "at_most", "item", "relation"],
    }
    assert {name: sorted(part["properties"]) for name, part in found["$defs"].items()} == expected
    assert sorted(found["properties"]) == [
        *("calendar", "calendars", "conventions", "deadlines", "events", "horizon", "ignore"),
        *("issued", "language", "phases", "plan", "questions", "source", "timezone", "title"),
        "units",
    ]
