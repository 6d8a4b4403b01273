"""What a shell offers for ids and profiles, with what has been typed before it."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.shell_completion import ShellComplete

from command_line import CONGRESS, EXAMPLE, relsched_
from relsched.cli import completion
from relsched.cli.completion import ids_in
from relsched.cli.group import COMPLETION, commands
from relsched.cli.language_choice import LanguageChoice
from relsched.feeds.profiles import PROFILES
from relsched.planfile.plan_file import read_plan

PLAN = read_plan(EXAMPLE)
EVENTS = [event.id for event in PLAN.events]
DEADLINES = [deadline.id for deadline in PLAN.deadlines]
UNITS = [unit.id for unit in PLAN.units]


def offered(*typed: str) -> list[str]:
    """Give what a shell offers for the last word."""
    *words, incomplete = typed
    shell = ShellComplete(commands, {"obj": LanguageChoice()}, "relsched", COMPLETION)
    return [item.value for item in shell.get_completions(words, incomplete)]


def beginning(names: list[str], start: str, sign: str = "") -> list[str]:
    return [f"{name}{sign}" for name in names if name.startswith(start)]


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (("why", EXAMPLE, "4.1"), ["4.1.a", "4.1.b"]),
        (("why", EXAMPLE, "con"), ["congress", "contest-plan"]),
        (("move", EXAMPLE, "congress", "4.1"), ["4.1.a", "4.1.b"]),
        (("resolve", EXAMPLE, "--known", "con"), ["congress=", "contest-plan="]),
        (("done", EXAMPLE, "con"), []),
        (("done", EXAMPLE, "11"), ["11.1", "11.2"]),
        (("pin", EXAMPLE, "11"), ["11.1", "11.2"]),
        (("whatif", EXAMPLE, "con"), ["congress=", "contest-plan="]),
        (("publish", EXAMPLE, "--forget", "con"), ["congress", "contest-plan"]),
        (("float", EXAMPLE, "--to", "4.1"), ["4.1.a", "4.1.b"]),
        (("edit", EXAMPLE, "rename", "con"), ["congress", "contest-plan"]),
        (("due", EXAMPLE, "--unit", "pr"), ["press"]),
        (("feed", EXAMPLE, "--unit", "pr"), ["press"]),
        (("feed", EXAMPLE, "--profile", ""), list(PROFILES)),
        (("share", "--profile", "o"), ["outlook"]),
        (("why", "there-is-none.yaml", "4"), []),
    ],
    ids=" ".join,
)  # fmt: skip
def test_what_is_offered(words: tuple[str, ...], expected: list[str]) -> None:
    """Ids of the plan that the command names, of the kind that belongs there."""
    assert offered(*words) == expected


def test_all_ids_of_the_example_are_found() -> None:
    """Those that the reader of plans finds, in their order."""
    assert offered("why", EXAMPLE, "") == [*EVENTS, *DEADLINES]
    assert offered("due", EXAMPLE, "--unit", "") == UNITS


def test_units_of_what_was_published(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """`share` and `notices` complete the units of the plans in the ledger; without one, nothing."""
    monkeypatch.setenv("RELSCHED_DB", f"sqlite:///{tmp_path / 'ledger.db'}")
    assert offered("share", "pr") == []
    done = relsched_("publish", EXAMPLE, "--known", CONGRESS, "--reason", "first", "--yes")
    assert done.exit_code == 0
    assert offered("share", "") == UNITS
    assert offered("share", PLAN.id, "pr") == ["press"]
    assert offered("notices", "--unit", "pr") == ["press"]


def test_nothing_is_read_as_a_plan(monkeypatch: pytest.MonkeyPatch) -> None:
    """A shell waits: the file is looked through, not read as YAML, let alone resolved."""

    def fail(*_: object, **__: object) -> None:
        raise AssertionError

    monkeypatch.setattr("relsched.planfile.plan_reading.read_plan_text", fail)
    monkeypatch.setattr("relsched.schedule.resolver.resolve", fail)
    assert offered("why", EXAMPLE, "4.1") == ["4.1.a", "4.1.b"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("events:\n  - id: a\n    title: A fair\n", [("a", "A fair")]),
        ("events: [{id: a, title: 'A, b'}, {id: b}]\n", [("a", "A, b"), ("b", "")]),
        ('events:\n  - title: {vi: Hội chợ, en: Fair}\n    id: "x y"\n', [("x y", "")]),
        ("events:\n  - id: a\n    title:\n      vi: Hội chợ\n      en: Fair\n", [("a", "Hội chợ")]),
        ("events:\n  # - id: old\n  - {id: a}  # id: no\nunits:\n  - id: u\n", [("a", "")]),
        ("units:\n  - id: u\nevents:\n  - id: a\n", [("a", "")]),
        ("events:\n  - id: a\n    title: 'not closed\n  - id: b\n", [("a", "'not closed"), ("b", "")]),
        ("events:\n  - id:\n", []),
        ("", []),
        ('{"events": [{"id": "a", "title": {"en": "Fair"}}], "units": [{"id": "u"}]}', [("a", "Fair")]),
    ],
)  # fmt: skip
def test_ids_in_a_text(text: str, expected: list[tuple[str, str]]) -> None:
    """However they are written, and while something is wrong; titles where they stand behind in one line."""
    assert [tuple(found) for found in ids_in(text, ("events",))] == expected


def test_a_file_that_is_no_text(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It offers nothing, and a file of any length is read so far only."""
    file = tmp_path / "plan.docx"
    file.write_bytes(bytes(range(256)) * 10)
    assert offered("why", str(file), "") == []
    plan = tmp_path / "plan.yaml"
    plan.write_text("events:\n  - id: a\n  - id: b\n")
    monkeypatch.setattr(completion, "MAX_BYTES", 20)
    assert offered("why", str(plan), "") == ["a"]
