"""The program run inside a test or in a process of its own, and the example that it is given."""

from __future__ import annotations

import os
import re
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


def shown_on_a_terminal(*arguments: str, columns: int, **environment: str) -> tuple[list[str], int]:
    """Run the command on a terminal of this width; give the lines that it shows, without styles, and the status."""
    import fcntl
    import pty
    import struct
    import termios

    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 40, columns, 0, 0))
    process = subprocess.Popen(
        [sys.executable, "-m", "relsched", *arguments],
        stdin=subprocess.DEVNULL,
        stdout=theirs,
        stderr=theirs,
        env=clean_environment({"TERM": "xterm-256color", **environment}),
    )
    os.close(theirs)
    written = _read_all(ours).decode()
    shown = re.sub(r"\x1b\[[0-9;]*m", "", written)
    return shown.replace("\r\n", "\n").split("\n"), process.wait()


def _read_all(terminal: int) -> bytes:
    """Read what is written to a terminal until its other end is closed."""
    written = b""
    while True:
        try:
            part = os.read(terminal, 65_536)
        except OSError:
            break
        if not part:
            break
        written += part
    os.close(terminal)
    return written


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
    written = _read_all(ours)
    assert process.stderr is not None
    process.stderr.close()
    assert process.wait() == 0
    return written
