"""Writes src/relsched/planfile/plan.schema.json, the JSON Schema of the plan file, from the classes it is read into.

Run it after a change of the plan file's keys:  python scripts/make_schema.py
A test holds the file that is shipped to what this makes.
"""

from __future__ import annotations

import inspect
import json
import re
from pathlib import Path
from typing import Any

from relsched.plan.plan import Plan
from relsched.planfile.keys import REQUIRED, SHAPES

FILE = Path(__file__).resolve().parents[1] / "src" / "relsched" / "planfile" / "plan.schema.json"


def described(made: type[Any]) -> tuple[str, dict[str, str]]:
    """Give the first sentence of a class's docstring, and what it says of each attribute."""
    text = inspect.getdoc(made) or ""
    summary = " ".join(text.split("\n\n")[0].split())
    _, _, listed = text.partition("Attributes:\n")
    listed = listed.split("\n\n")[0]
    notes = {}
    for entry in re.split(r"\n(?=    \w[\w, ]*: )", "\n" + listed):
        names, colon, note = entry.strip().partition(": ")
        if colon:
            for name in names.split(", "):
                notes[name] = " ".join(note.split())
    return summary, notes


def definition(made: type[Any]) -> dict[str, Any]:
    """Give the schema of one kind of mapping."""
    summary, notes = described(made)
    if made is Plan:
        notes["plan"] = notes["id"]
    properties = {}
    for key, shape in SHAPES[made].items():
        note = {"description": notes[key]} if key in notes else {}
        properties[key] = note | shape.schema
    return {
        "description": summary,
        "type": "object",
        "properties": properties,
        "required": list(REQUIRED[made]),
        "additionalProperties": False,
    }


def schema() -> dict[str, Any]:
    """Give the JSON Schema of the plan file."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "A relsched plan",
        **definition(Plan),
        "$defs": {made.__name__: definition(made) for made in SHAPES if made is not Plan},
    }


def text() -> str:
    """Give it as the text of the file."""
    return json.dumps(schema(), ensure_ascii=False, indent=2) + "\n"


if __name__ == "__main__":
    FILE.write_text(text(), encoding="utf-8")
    print(f"wrote {FILE.name}")
