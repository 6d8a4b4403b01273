"""Where things lie that tests read: the project, its tests, its sources."""

from __future__ import annotations

from pathlib import Path

TESTS = Path(__file__).resolve().parent
ROOT = TESTS.parent
SOURCES = ROOT / "src" / "relsched"
EXAMPLE_PLAN = ROOT / "examples" / "congress_xvii.yaml"
