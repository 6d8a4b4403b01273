"""The shipped schema is made from the classes that a plan file is read into."""

from __future__ import annotations

import runpy
from importlib import resources

from places import ROOT


def test_the_shipped_schema_is_current() -> None:
    """`scripts/make_schema.py` would write the file that is there, so no key was forgotten."""
    made = runpy.run_path(str(ROOT / "scripts" / "make_schema.py"))["text"]()
    shipped = (
        resources.files("relsched.planfile")
        .joinpath("plan.schema.json")
        .read_text(encoding="utf-8")
    )
    assert shipped == made
