"""The program run inside a test or in a process of its own, and the example that it is given."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import click
from click.testing import CliRunner, Result

from places import EXAMPLE_PLAN, ROOT
from relsched.cli.group import run

EXAMPLE = str(EXAMPLE_PLAN)


CONGRESS = "congress=2020-10-13..2020-10-15"


EXHIBITION = "exhibition=2020-10-10"


# What a language is chosen by, beside the command and the plan.
LANGUAGE_VARIABLES = ("RELSCHED_LANG", "LC_ALL", "LC_MESSAGES", "LANG")


@click.command(context_settings={"ignore_unknown_options": True, "help_option_names": []})
@click.argument("argv", nargs=-1, type=click.UNPROCESSED)
def program(argv: tuple[str, ...]) -> None:
    """The whole program, as the console script runs it."""
    sys.exit(run(argv))


def relsched_(
    *arguments: str,
    stdin: str | bytes | None = None,
    environment: dict[str, str | None] | None = None,
) -> Result:
    """Run a command in this process; standard output and standard error stay apart."""
    return CliRunner(env=environment).invoke(program, ["--", *arguments], input=stdin)


def in_process_of_its_own(
    *arguments: str,
    environment: dict[str, str] | None = None,
    stdin: bytes = b"",
    cwd: Path | None = None,
) -> subprocess.CompletedProcess[bytes]:
    """Run `python -m relsched` and give its status, output and talk as bytes."""
    return subprocess.run(
        [sys.executable, "-m", "relsched", *arguments],
        input=stdin,
        capture_output=True,
        env=clean_environment(environment or {}),
        cwd=cwd,
        check=False,
    )


def clean_environment(changes: dict[str, str]) -> dict[str, str]:
    """Give an environment in which nothing is chosen but what the test says."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if name not in ("NO_COLOR", "FORCE_COLOR", "COLUMNS", "TERM", "PYTHONIOENCODING")
        and name not in LANGUAGE_VARIABLES
        and not name.startswith("LC_")
    }
    source = os.pathsep.join([str(ROOT / "src"), os.environ.get("PYTHONPATH", "")])
    return {**kept, "PYTHONPATH": source, **changes}


def on_a_terminal(*arguments: str, **environment: str) -> bytes:
    """Run the command with a terminal as its standard output, and give what it wrote."""
    import pty

    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "relsched", *arguments],
        stdin=subprocess.DEVNULL,
        stdout=theirs,
        stderr=subprocess.PIPE,
        env=clean_environment(environment),
    )
    os.close(theirs)
    written = b""
    while True:
        try:
            part = os.read(ours, 65_536)
        except OSError:  # the other end is closed
            break
        if not part:
            break
        written += part
    os.close(ours)
    assert process.stderr is not None
    process.stderr.close()
    assert process.wait() == 0
    return written
