"""The JSON Schema of the plan file, as it is shipped for editors."""

from __future__ import annotations

import json
from importlib import resources
from typing import Any


def schema() -> dict[str, Any]:
    """Give the JSON Schema of the plan file, as it is shipped."""
    text = (
        resources.files("relsched.planfile")
        .joinpath("plan.schema.json")
        .read_text(encoding="utf-8")
    )
    loaded: dict[str, Any] = json.loads(text)
    return loaded
