"""The help: commands in parts, and two examples of each command, which are typed here one after another."""

from __future__ import annotations

import json
import shlex
import sys
from pathlib import Path

import pytest

from command_line import relsched_, shown_on_a_terminal
from founding_forms import as_docx
from relsched.cli.examples import EXAMPLES, examples_of
from relsched.cli.group import COMMANDS, PARTS
from relsched.messages.catalogue import languages
from relsched.messages.message import Message

ADDRESS = "3f9c2a81d0"
IN_EDIT = {f"edit {name}" for name in ("rename", "merge", "split", "delete")}


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a document to import, and a ledger of its own."""
    monkeypatch.setenv("RELSCHED_DB", f"sqlite:///{tmp_path / 'ledger.db'}")
    monkeypatch.chdir(tmp_path)
    (tmp_path / "plan.docx").write_bytes(as_docx(merged=True))
    (tmp_path / "backups").mkdir()
    return tmp_path


def test_every_command_is_in_one_part() -> None:
    """No command is listed twice, and none is left out."""
    listed = [name for names in PARTS.values() for name in names]
    assert sorted(listed) == sorted(COMMANDS)


@pytest.mark.parametrize("language", languages())
def test_help_lists_the_parts(language: str) -> None:
    """Each part has its heading and its commands, in the order in which people come to them."""
    lines = relsched_("--help", "--lang", language).stdout.splitlines()
    rest = iter(lines)
    for part, names in PARTS.items():
        assert f"{Message(f'help part {part}').text(language)}:" in rest
        for name in names:
            # A summary may go on in a further line, further in.
            assert next(line for line in rest if line[:3].strip()).split()[0] == name


@pytest.mark.parametrize("language", languages())
@pytest.mark.parametrize("command", EXAMPLES)
def test_help_shows_both_examples(command: str, language: str) -> None:
    """Each stands in a line of its own, however long it is."""
    words = command.split()
    if len(words) == 2:
        words.insert(1, "plan.yaml")
    result = relsched_(*words, "--help", "--lang", language)
    lines = [line.strip() for line in result.stdout.splitlines()]
    first, second = examples_of(command, language)
    assert lines[-3:] == [f"{Message('help examples').text(language)}:", first, second]
    assert first != second


def test_every_command_has_examples() -> None:
    """Those of the table, and those of `edit`."""
    assert set(EXAMPLES) == set(COMMANDS) | IN_EDIT


@pytest.mark.slow
@pytest.mark.parametrize("language", languages())
def test_the_examples_work(language: str, place: Path) -> None:
    """With the starter plan of the language each does what it says; 1 is an answer, 2 would be a mistake."""
    address = ADDRESS
    for command in EXAMPLES:
        for line in examples_of(command, language):
            if (
                command == "serve"
            ):  # which goes on until it is stopped; its options are tried elsewhere
                continue
            words = shlex.split(line.replace(ADDRESS, address))[1:]
            result = relsched_(*words, "--lang", language)
            assert result.exit_code in (0, 1), (line, result.stdout[-500:], result.stderr)
            if command == "new" and not (place / "plan.yaml").exists():
                (place / "plan.yaml").write_bytes((Path(words[1]) / "plan.yaml").read_bytes())
            if command in ("share", "rotate"):
                listed = json.loads(relsched_("addresses", "--json").stdout)["addresses"]
                address = next(entry["id"] for entry in reversed(listed) if entry["is_open"])


@pytest.mark.process
@pytest.mark.skipif(sys.platform == "win32", reason="there are no pseudo-terminals here")
def test_a_person_is_told_what_to_do_next(place: Path) -> None:
    """After an import, a publication and a new address, on a terminal; a script isn't told."""
    shown, _ = shown_on_a_terminal(
        "import", "plan.docx", "-o", "a.yaml", "--lang", "en", columns=200
    )
    assert "relsched check a.yaml" in shown[-2]
    relsched_("new", ".", "--lang", "en")
    publish = ("publish", "plan.yaml", "--reason", "x", "--yes", "--lang", "en")
    shown, _ = shown_on_a_terminal(*publish, columns=200)
    assert shown[-2].startswith("next: `relsched notices`")
    shown, _ = shown_on_a_terminal("share", "press", "--lang", "en", columns=200)
    assert "`relsched serve`" in shown[-2]
    assert "next:" not in relsched_("share", "press", "--lang", "en").stderr
