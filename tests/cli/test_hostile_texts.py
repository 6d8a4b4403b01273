"""Texts of users on the terminal and in reports: as they were given, and nothing that would steer anything."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from command_line import relsched_
from hostile_texts import BRACKETED, STEERING
from relsched import compare, lint, read_plan, resolve

TEXTS = (*BRACKETED, *STEERING)
CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
FAIR = "fair=2026-06-06"
RUNS: dict[str, tuple[str, ...]] = {
    "resolve": ("resolve", "plan.yaml"),
    "resolve with dates": ("resolve", "plan.yaml", "--known", FAIR),
    "check": ("check", "plan.yaml", "--known", FAIR),
    "check --conventions": ("check", "plan.yaml", "--conventions", "--known", FAIR),
    "why": ("why", "plan.yaml", "r7", "--known", FAIR),
    "why the event": ("why", "plan.yaml", "fair"),
    "whatif": ("whatif", "plan.yaml", "fair=2026-06-01..2026-06-03"),
    "float": ("float", "plan.yaml", "--known", FAIR),
    "feed": ("feed", "plan.yaml", "-o", "out", "--stamp", "2026-01-01 08:00Z", "--known", FAIR),
    "edit": ("edit", "plan.yaml", "rename", "r7", "other", "--dry-run"),
    "phrase": ("phrase", "10 days before fair", "--plan", "plan.yaml"),
    "publish": (
        "publish",
        "plan.yaml",
        "--known",
        FAIR,
        "--reason",
        "[/x]\x1b[31m",
        "--by",
        "\x1b[1mAn",
        "--yes",
    ),
    "move": ("move", "plan.yaml", "fair=2026-06-13", "--reason", "[/y]", "--yes"),
    "history": ("history", "plan.yaml"),
    "show": ("show", "plan.yaml", "2"),
    "compare": ("compare", "plan.yaml", "1", "2"),
    "compare as Markdown": ("compare", "plan.yaml", "1", "2", "--format", "markdown"),
    "compare as HTML": ("compare", "plan.yaml", "1", "2", "--format", "html"),
    "notices": ("notices", "plan.yaml", "2"),
}


@pytest.fixture
def plan(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A plan in which every text that a user may write is one of the hostile ones, row by row."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("RELSCHED_DB", "sqlite:///ledger.db")
    rows = [
        {
            "id": f"r{number}",
            "title": text,
            "when": f"{number % 40 + 1} days before fair",
            "lead": "office",
            "notes": text,
            "source": {"phrase": text, "row": str(number)},
        }
        for number, text in enumerate(TEXTS)
    ]
    fair = {"id": "fair", "title": "Hội chợ [/fair]\x1b[31m", "expected": "in June 2026"}
    written = {
        "plan": "hostile",
        "title": "Plan [/abc]",
        "issued": "2026-01-05",
        "calendar": "own",
        "calendars": [{"id": "own", "closed": {"2026-06-01": "[holiday]\x1b[5m"}}],
        "units": [{"id": "office", "name": "[Phòng] \x1b[7m"}],
        "events": [{**fair, "decided_by": "[UBND]\x07"}],
        "deadlines": rows,
    }
    file = tmp_path / "plan.yaml"
    file.write_text(json.dumps(written), encoding="utf-8")  # JSON, with escapes, is YAML
    return file


def test_there_are_enough_hostile_texts() -> None:
    """Sixty that steer and forty in brackets, all different."""
    assert len(set(STEERING)) >= 60
    assert len(set(BRACKETED)) >= 40


def shown(text: str) -> list[str]:
    """Give the words of a text that must be found in a table; longer ones may run over two lines."""
    return [part for part in CONTROLS.sub("", text).split() if 1 < len(part) <= 20]


@pytest.mark.slow
@pytest.mark.usefixtures("plan")
@pytest.mark.parametrize("lang", ["en", "vi"])
def test_commands_print_what_was_given_without_controls(lang: str) -> None:
    """No command ends in a traceback, and none lets a control through; titles lose no bracket."""
    for name, words in RUNS.items():
        result = relsched_(*words, "--lang", lang)
        assert result.exit_code in (0, 1), (name, result.stderr)
        for stream in (result.stdout, result.stderr):
            assert CONTROLS.findall(stream) == [], name
        if name == "resolve":
            squeezed = re.sub(r"\s+", "", result.stdout)
            lost = [text for text in TEXTS for part in shown(text) if part not in squeezed]
            assert lost == []
            assert "Plan[/abc]" in squeezed
            assert "[Phòng]" in squeezed


def test_texts_of_the_library_hold_no_controls(plan: Path) -> None:
    """What values say of themselves is as clean: schedules, reasons, lints, comparisons in each form."""
    read = read_plan(plan)
    before, after = resolve(read), resolve(read, {"fair": "2026-06-06"})
    found = compare(before, after)
    for language in ("en", "vi"):
        texts = [
            str(after),
            *(after.why(entry.id).text(language) for entry in after),
            *(each.text(language) for each in lint(after)),
            found.text(language),
            found.markdown(language),
            found.html(language),
        ]
        assert [text for text in texts if CONTROLS.search(text)] == []
    lines = str(after).replace("\n", " ").split()
    assert [text for text in TEXTS if not set(CONTROLS.sub("", text).split()) <= set(lines)] == []
