"""What `--json` writes, as closed schemas: a key too many or too few is a mistake."""

from __future__ import annotations

import json
from typing import Any

from jsonschema import Draft202012Validator

from relsched.plan.items import LINTS as CODES


def holds(schema: dict[str, Any], text: str) -> dict[str, Any]:
    """Read JSON and hold it to a schema."""
    Draft202012Validator.check_schema(schema)
    found: dict[str, Any] = json.loads(text)
    Draft202012Validator(schema, format_checker=Draft202012Validator.FORMAT_CHECKER).validate(found)
    return found


def closed(**properties: Any) -> dict[str, Any]:
    """Give the schema of an object with these keys, all of them and no others."""
    return {
        "type": "object",
        "properties": properties,
        "required": sorted(properties),
        "additionalProperties": False,
    }


TEXT = {"type": "string"}


TEXT_OR_NULL = {"type": ["string", "null"]}


DAY = {"type": ["string", "null"], "pattern": r"^\d{4}-\d{2}-\d{2}$"}


WINDOW: dict[str, Any] = {"anyOf": [{"type": "null"}, closed(earliest=DAY, latest=DAY)]}


IDS = {"type": "array", "items": TEXT, "uniqueItems": True}


PATH: dict[str, Any] = {"type": "array", "items": {"type": ["string", "integer"]}}


PATHS = {"type": "array", "items": PATH}


LINE = {"type": ["integer", "null"], "minimum": 1}


FINDINGS = {"type": "array", "items": closed(code=TEXT, items=IDS, text=TEXT, paths=PATHS)}


NUMBER = {"type": "integer"}


CHANGE = {"item": TEXT, "kind": TEXT, "index": NUMBER, "text": TEXT}


TEXTS = {"type": "array", "items": TEXT}


def conflicts(**line: Any) -> dict[str, Any]:
    """Give the schema of conflicts; `check` knows the lines of the plan file too."""
    member = closed(
        **CHANGE, path=PATH, **line, row=TEXT_OR_NULL, phrase=TEXT_OR_NULL, follows=TEXTS
    )
    return {
        "type": "array",
        "items": closed(
            code={"enum": ["impossible", "against-expectation"]},
            items=IDS,
            text=TEXT,
            certain={"type": "boolean"},
            exact={"type": "boolean"},
            explained={"type": "boolean"},
            shortfall={
                "anyOf": [
                    {"type": "null"},
                    closed(
                        days=NUMBER,
                        working_days={"type": ["integer", "null"]},
                        calendar=TEXT,
                    ),
                ]
            },
            members={"type": "array", "items": member},
            adds={"type": "array", "items": member},
            repairs={
                "type": "array",
                "items": closed(**CHANGE, days=NUMBER, moves=NUMBER, concerns=TEXTS, breaks=IDS),
            },
            cases={
                "type": "array",
                "items": closed(
                    item=TEXT,
                    edge={"enum": ["start", "end"]},
                    window=WINDOW,
                    sure={"type": "boolean"},
                    text=TEXT,
                ),
            },
            counted={"anyOf": [{"type": "null"}, closed(conflicting=NUMBER, cases=NUMBER)]},
        ),
    }


ENTRY = closed(
    id=TEXT,
    title=TEXT,
    kind={
        "enum": [*("event", "deadline", "open", "window", "span", "duty", "recurring", "delegated")]
    },
    when=TEXT_OR_NULL,
    not_before=WINDOW,
    due=WINDOW,
    possible=WINDOW,
    safe=WINDOW,
    unadjusted=WINDOW,
    pinned=WINDOW,
    status={"enum": ["settled", "windowed", "waiting", "open", "undated", "done", "conflict"]},
    waits_for=IDS,
    decided_by={"type": "object", "additionalProperties": TEXT},
    times={"type": "object", "additionalProperties": TEXT},
    lead=TEXT_OR_NULL,
    support=IDS,
    phase=TEXT_OR_NULL,
    source=TEXT_OR_NULL,
    row=TEXT_OR_NULL,
    done=DAY,
)


SCHEDULE = closed(
    format={"const": "relsched/schedule/1"},
    plan=TEXT,
    revision={"type": ["integer", "null"]},
    known={"type": "object", "additionalProperties": TEXT},
    events={"type": "array", "items": ENTRY},
    entries={"type": "array", "items": ENTRY},
    conflicts=conflicts(),
    lints=FINDINGS,
)


LINTS = {
    "type": "array",
    "items": closed(
        code={"enum": list(CODES)},
        severity={"enum": ["warning", "note"]},
        items={"type": "array", "items": TEXT},
        text=TEXT,
        paths=PATHS,
        lines={"type": "array", "items": LINE},
    ),
}


CHECK = closed(
    format={"const": "relsched/check/1"},
    plan=TEXT,
    conflicts=conflicts(line=LINE),
    lints=LINTS,
    questions={
        "type": "array",
        "items": closed(
            id=TEXT,
            item=TEXT_OR_NULL,
            phase=TEXT_OR_NULL,
            asks={"enum": ["when", "done", "dropped"]},
            text=TEXT,
            readings={"type": "array", "items": TEXT},
            phrase=TEXT_OR_NULL,
            place=TEXT_OR_NULL,
            path={"type": "array", "items": {"type": ["string", "integer"]}},
            line=LINE,
        ),
    },
)


MOVED = closed(
    when=TEXT_OR_NULL, not_before=WINDOW, due=WINDOW, status=ENTRY["properties"]["status"]
)


COUNT = {"type": ["integer", "null"]}


BETWEEN = {"anyOf": [{"type": "null"}, closed(earliest=COUNT, latest=COUNT)]}


DAY_NOTES = {
    "type": "array",
    "items": closed(
        kind={"enum": ["closed", "rolled"]},
        point={"enum": ["not_before", "due"]},
        day=TEXT,
        reason=TEXT_OR_NULL,
        text=TEXT,
    ),
}


ALTERNATIVE = closed(
    id={"type": "string", "pattern": "^[a-z0-9]+(-[a-z0-9]+)*$"},
    text=TEXT,
    conventions={"type": ["object", "null"], "additionalProperties": TEXT},
    moves={
        "type": "array",
        "items": closed(
            id=TEXT,
            title=TEXT,
            old=MOVED,
            new=MOVED,
            days=closed(not_before=BETWEEN, due=BETWEEN),
            day_notes=DAY_NOTES,
        ),
    },
    error={"type": ["object", "null"]},
)


PARTS = {
    "code": {"type": "string", "pattern": "^[a-z]+(-[a-z]+)*$"},
    "what": TEXT,
    "where": TEXT_OR_NULL,
    "value": TEXT_OR_NULL,
    "why": TEXT_OR_NULL,
    "fix": TEXT_OR_NULL,
}


ERROR = {
    "oneOf": [
        closed(format={"const": "relsched/error/2"}, **PARTS),
        closed(
            format={"const": "relsched/error/2"},
            code={"const": "problems"},
            what=TEXT,
            problems={"type": "array", "minItems": 2, "items": closed(**PARTS)},
        ),
    ]
}


CONVENTIONS = closed(
    format={"const": "relsched/conventions/2"},
    plan=TEXT,
    known={"type": "object", "additionalProperties": TEXT},
    alternatives={"type": "array", "items": ALTERNATIVE},
)


STEP = {
    "type": "object",
    "properties": {"kind": TEXT, "item": TEXT_OR_NULL, "window": WINDOW, "text": TEXT},
    "required": ["kind", "item", "window", "text"],
}


WHY = {
    "type": "object",
    "properties": {
        "format": {"const": "relsched/why/1"},
        "item": TEXT,
        "outcome": {"type": "array", "items": STEP},
        "steps": {"type": "array", "items": STEP},
    },
    "required": ["format", "item", "outcome", "steps"],
}


FEED = closed(format={"const": "relsched/feed/1"}, files=IDS)
