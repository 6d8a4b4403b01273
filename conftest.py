"""Runs the examples in the documentation: `pytest docs README.md`.

Every page has a folder of its own, with a copy of `examples`, in which its blocks run from top to bottom:

- ```` ```python ````: run; where it begins with `>>>`, compared with what it prints. ```` ```pycon ```` too.
- ```` ```yaml ```` whose first line is a comment with a file name, `# congress.yaml`: read as a plan and
  written to that file; after `# congress.yaml, continued` it is added at the end.
- ```` ```console ````: each line after `$ ` is run by bash, and what it prints, errors included, is compared
  line by line. A line of `...` stands for any lines. `$ echo $?` tells the exit status of the command before;
  what `$ export NAME=value` sets holds for the rest of the page.

Blocks in other languages are only shown.
"""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterable, Iterator
from difflib import unified_diff
from pathlib import Path

import pytest
from sybil import Document, Example, Region, Sybil
from sybil.evaluators.doctest import DocTestEvaluator
from sybil.parsers.abstract.doctest import DocTestStringParser
from sybil.parsers.myst import CodeBlockParser, PythonCodeBlockParser

ROOT = Path(__file__).parent
FILE_NAME = re.compile(r"# (?P<name>[\w-]+\.yaml)(?P<more>, continued)?\n")
COMMAND = re.compile(r"^\$ (?P<command>(?:.*\\\n)*.*)\n(?P<output>(?:(?!\$ ).*\n)*)", re.MULTILINE)
EXPORT = re.compile(r"export (?P<name>[A-Z_]+)=(?P<value>\S+)")
# `relsched` and `python` are those that run the tests, and a status outlives its shell.
PRELUDE = """
relsched() {{ "{python}" -m relsched "$@"; }}
python() {{ "{python}" "$@"; }}
(exit {status})
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Give a page its folder, and go there."""
    made = tmp_path_factory.mktemp("page")
    shutil.copytree(ROOT / "examples", made / "examples", ignore=shutil.ignore_patterns("__*"))
    with contextlib.chdir(made):
        yield made


def read_plan_block(example: Example) -> str | None:
    """Read a plan as its page shows it, and keep it as a file of the page."""
    from relsched.planfile.plan_file import parse_plan

    marked = FILE_NAME.match(example.parsed)
    if marked is None:
        return None
    file = example.namespace["folder"] / marked["name"]
    text = str(example.parsed)
    if marked["more"]:
        text = file.read_text(encoding="utf-8") + text[marked.end() :]
    parse_plan(text, file.name)
    file.write_text(text, encoding="utf-8")
    return None


def run_console_block(example: Example) -> str | None:
    """Run the commands of a block, and tell where their output isn't what the page says."""
    status = 0
    exported: dict[str, str] = example.namespace.setdefault("exported", {})
    wrong: list[str] = []
    for asked in COMMAND.finditer(example.parsed):
        if export := EXPORT.fullmatch(asked["command"]):
            exported[export["name"]] = export["value"]
        done = subprocess.run(
            ["bash", "-c", PRELUDE.format(python=sys.executable, status=status) + asked["command"]],
            cwd=example.namespace["folder"],
            env={
                "PATH": os.environ["PATH"],
                "PYTHONPATH": str(ROOT / "src"),
                "PYTHONUTF8": "1",
                "PYTHONUNBUFFERED": "1",
                "USER": "lan",
                "LOGNAME": "lan",
                "XDG_DATA_HOME": str(example.namespace["folder"] / "data"),
                **exported,
            },
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            check=False,
        )
        status = done.returncode
        wanted, found = lines(asked["output"]), lines(done.stdout)
        if not fits(wanted, found):
            wrong += [
                f"$ {asked['command']}",
                *unified_diff(wanted, found, "page", "run", "", "", 1),
            ]
    return "\n".join(wrong) or None


def lines(text: str) -> list[str]:
    """Give the lines of an output, without the blanks at their ends and the empty lines around them."""
    trimmed = "\n".join(line.rstrip() for line in text.split("\n"))
    return trimmed.strip("\n").split("\n")


def fits(wanted: list[str], found: list[str]) -> bool:
    """Whether an output is the wanted one, in which a line of `...` stands for any lines."""
    parts = [r"(?:.*\n)*?" if line == "..." else re.escape(line) + r"\n" for line in wanted]
    return re.fullmatch("".join(parts), "".join(f"{line}\n" for line in found)) is not None


def pycon(document: Document) -> Iterable[Region]:
    """Find the examples of ```` ```pycon ```` blocks."""
    read = DocTestStringParser(DocTestEvaluator())
    for block in CodeBlockParser("pycon", evaluator=DocTestEvaluator())(document):
        for found in read(block.parsed, document.path):
            found.adjust(block, block.parsed)
            yield found


pytest_collect_file = Sybil(
    parsers=[
        PythonCodeBlockParser(),
        pycon,
        CodeBlockParser("yaml", evaluator=read_plan_block),
        CodeBlockParser("console", evaluator=run_console_block),
    ],
    patterns=["README.md", "docs/*.md", "docs/**/*.md"],
    fixtures=["folder"],
).pytest()
