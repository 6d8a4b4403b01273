"""`import relsched` is quick: whatever is heavy waits until it is used."""

from __future__ import annotations

import subprocess
import sys

import pytest

HEAVY = (
    "cattrs",
    "click",
    "docx",
    "holidays",
    "icalendar",
    "jinja2",
    "lark",
    "lxml",
    "markdown_it",
    "networkx",
    "numpy",
    "openpyxl",
    "pdfplumber",
    "pendulum",
    "rich",
    "starlette",
    "uvicorn",
    "yaml",
)


@pytest.fixture(scope="module")
def imported() -> frozenset[str]:
    """The top-level packages that a fresh `import relsched` imports."""
    run = subprocess.run(
        [sys.executable, "-X", "importtime", "-c", "import relsched"],
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
        timeout=60,
    )
    assert run.returncode == 0, run.stderr
    # import time:      1234 |       5678 |   package.module
    names = [line.rpartition("|")[2].strip() for line in run.stderr.splitlines() if "|" in line]
    return frozenset(name.partition(".")[0] for name in names)


@pytest.mark.process
def test_the_listing_is_read_right(imported: frozenset[str]) -> None:
    """A listing read wrongly would let everything pass, so relsched itself must be in it."""
    assert "relsched" in imported


@pytest.mark.process
@pytest.mark.parametrize("package", HEAVY)
def test_import_relsched_leaves_it_alone(imported: frozenset[str], package: str) -> None:
    """A program that only imports relsched doesn't pay for this package."""
    assert package not in imported
