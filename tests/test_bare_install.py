"""Without any extra, plans are resolved, explained and written as feeds; what needs an extra names it."""

from __future__ import annotations

import json
import shlex
import subprocess
import sys
from io import BytesIO
from pathlib import Path
from typing import NamedTuple

import docx
import pytest

from command_line import CONGRESS, EXAMPLE, clean_environment
from relsched.cli.group import COMMANDS

# What only an extra brings, by the name it is imported by.
EXTRAS = (
    *("alembic", "sqlalchemy", "psycopg", "starlette", "uvicorn"),
    *("docx", "lxml", "openpyxl", "pdfplumber"),
)

PYTHON = """
from datetime import UTC, datetime

from relsched import *
from relsched import Deadline, Event, Plan, errors

plan = Plan(
    "fair",
    issued="2026-01-05",
    events=[Event("fair", expected="from 2026-02-10 to 2026-04-20")],
    deadlines=[Deadline("report", when="10 days before fair")],
)
schedule = resolve(plan, {"fair": "2026-03-05"})
print(schedule["report"].due)
print(schedule.why("report").text("en").splitlines()[-1].partition(". ")[2])
print(feed(schedule, stamp=datetime(2026, 1, 5, tzinfo=UTC)).startswith(b"BEGIN:VCALENDAR"))
try:
    Ledger.open("ledger.db")
except errors.MissingExtraError as error:
    print(error.fix)
"""

# Each command once, in the order in which they build on one another, and the status it must leave.
WORKING = (
    (0, "new office"),
    (0, "check office/plan.yaml"),
    (0, "resolve office/plan.yaml --known conference=2027-05-12..2027-05-14"),
    (0, "why office/plan.yaml invitations"),
    (0, "due office/plan.yaml --as-of 2027-04-26"),
    (0, "resolve office/plan.yaml --format csv"),
    (0, "float office/plan.yaml"),
    (0, "whatif office/plan.yaml conference=2027-05-12..2027-05-14"),
    (0, "feed office/plan.yaml -o feeds"),
    (0, "feed office/plan.yaml -o feeds --known conference=2027-05-12..2027-05-14"),
    (0, "edit office/plan.yaml rename deposit payment --yes"),
    (0, f"phrase '10 days before congress' --known {CONGRESS}"),
    (0, f"resolve {shlex.quote(EXAMPLE)} --known {CONGRESS} --json"),
)
NEEDING_A_LEDGER = (
    "addresses",
    "backup copy.db",
    "compare office 1",
    "done office/plan.yaml thanks --reason x --yes",
    "feed office/plan.yaml -o feeds --db ledger.db",
    "history",
    "move office/plan.yaml conference=2027-05-12..2027-05-14 --reason x --yes",
    "notices",
    "pin office/plan.yaml thanks=2027-06-01 --reason x --yes",
    "publish office/plan.yaml --reason x --yes",
    "publish office/plan.yaml --reason x --dry-run",
    "restore copy.db",
    "rotate a1",
    "share press",
    "show",
    "unshare a1",
    "verify",
)


class Answer(NamedTuple):
    """What a command left: its status, and what it wrote to standard error."""

    status: int
    talk: str


def without_extras(program: str, *arguments: str, cwd: Path) -> str:
    """Run a program in a Python for which the packages of the extras aren't there; give what it prints."""
    hidden = f"import sys\nsys.modules.update(dict.fromkeys({EXTRAS!r}))\n"
    run = subprocess.run(
        [sys.executable, "-c", hidden + program, *arguments],
        capture_output=True,
        text=True,
        encoding="utf-8",
        env=clean_environment({"PYTHONUTF8": "1", "XDG_DATA_HOME": str(cwd / "own")}),
        cwd=cwd,
        check=False,
        timeout=300,
    )
    assert run.returncode == 0, run.stderr
    return run.stdout


COMMAND_LINE = """
import contextlib, io, json, shlex
from relsched.cli import main

def answer(line):
    words = shlex.split(line)
    out, talk = io.TextIOWrapper(io.BytesIO(), "utf-8"), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(talk):
        status = main(words)
    return status, talk.getvalue()

print(json.dumps([answer(line) for line in json.loads(sys.argv[1])]))
"""


@pytest.fixture(scope="module")
def answers(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Answer]:
    """What each command left where no extra is installed."""
    lines = [line for _, line in WORKING]
    lines += [*NEEDING_A_LEDGER, "serve", "import plan.docx -o imported.yaml"]
    directory = tmp_path_factory.mktemp("bare")
    word = BytesIO()
    docx.Document().save(word)
    (directory / "plan.docx").write_bytes(word.getvalue())
    found = json.loads(without_extras(COMMAND_LINE, json.dumps(lines), cwd=directory))
    return {line: Answer(*left) for line, left in zip(lines, found, strict=True)}


@pytest.mark.process
def test_python_needs_no_extra(tmp_path: Path) -> None:
    """A plan is resolved, explained and written as a feed from Python; a ledger names its extra."""
    assert without_extras(PYTHON, cwd=tmp_path).splitlines() == [
        "2026-02-23",  # 5 March, 10 days before
        "`fair` is known: Thu 2026-03-05",
        "True",
        'pip install "relsched[ledger]"',
    ]


@pytest.mark.process
@pytest.mark.parametrize(("status", "line"), WORKING)
def test_a_command_without_a_ledger_needs_no_extra(
    answers: dict[str, Answer], status: int, line: str
) -> None:
    """What concerns a plan file alone works with what every installation has."""
    assert answers[line].status == status, answers[line].talk


@pytest.mark.process
@pytest.mark.parametrize("line", NEEDING_A_LEDGER)
def test_a_command_with_a_ledger_names_the_extra(answers: dict[str, Answer], line: str) -> None:
    """What needs a ledger leaves status 2, and says what to install."""
    status, talk = answers[line]
    assert status == 2, talk
    assert 'pip install "relsched[ledger]"' in talk


@pytest.mark.process
@pytest.mark.parametrize(
    ("line", "extra"), [("serve", "server"), ("import plan.docx -o imported.yaml", "documents")]
)
def test_other_extras_are_named(answers: dict[str, Answer], line: str, extra: str) -> None:
    """A server and a Word file name the extra that brings what they need."""
    status, talk = answers[line]
    assert status == 2, talk
    assert f'pip install "relsched[{extra}]"' in talk


def test_every_command_is_tried() -> None:
    """No command was forgotten."""
    lines = [line for _, line in WORKING]
    lines += [*NEEDING_A_LEDGER, "serve", "import"]
    assert {line.split()[0] for line in lines} == set(COMMANDS)
