"""The JSON Schema of the plan file, as it is shipped for editors."""

from __future__ import annotations

import json
from importlib import resources
from typing import Any


def schema_text() -> str:
    """Give the text of the JSON Schema of the plan file, as it is shipped."""
    return (
        resources.files("relsched.planfile")
        .joinpath("plan.schema.json")
        .read_text(encoding="utf-8")
    )


def schema() -> dict[str, Any]:
    """Give the JSON Schema of the plan file, as it is shipped."""
    loaded: dict[str, Any] = json.loads(schema_text())
    return loaded


def is_schema(text: str) -> bool:
    """Whether a text is a JSON Schema of the plan file, of this version or another."""
    try:
        found = json.loads(text)
    except ValueError:
        return False
    return isinstance(found, dict) and found.get("title") == schema()["title"]
