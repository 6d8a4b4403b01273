"""The line that says that a command is at work: after a second, on a terminal only, gone when it is done."""

from __future__ import annotations

import io
import sys
import time

import pytest

from relsched.cli import progress
from relsched.cli.printing import echo
from relsched.cli.progress import working


class Terminal(io.StringIO):
    """Standard error as a terminal."""

    def isatty(self) -> bool:
        return True


def visible(written: str) -> str:
    """Give what stands in the lines of a terminal after this was written: `\\r` goes back to the begin of one."""
    lines = [""]
    place = 0
    for letter in written:
        if letter == "\n":
            lines.append("")
            place = 0
        elif letter == "\r":
            place = 0
        else:
            lines[-1] = lines[-1][:place].ljust(place) + letter + lines[-1][place + 1 :]
            place += 1
    return "\n".join(line.rstrip() for line in lines)


def terminal_of(monkeypatch: pytest.MonkeyPatch) -> Terminal:
    """Make standard error a terminal on which one needn't wait long; in the test, as pytest sets it anew before."""
    shown = Terminal()
    monkeypatch.setattr(sys, "stderr", shown)
    monkeypatch.setattr(progress, "PATIENCE", 0.02)
    return shown


def wait_for(text: str, terminal: Terminal) -> None:
    end = time.monotonic() + 10
    while text not in terminal.getvalue():
        assert time.monotonic() < end
        time.sleep(0.005)


def test_it_is_said_and_goes(monkeypatch: pytest.MonkeyPatch) -> None:
    """While it works the line stands there, afterwards nothing does."""
    terminal = terminal_of(monkeypatch)
    with working("vi"):
        wait_for("đang tính", terminal)
    assert visible(terminal.getvalue()) == ""


def test_it_goes_after_a_failure_too(monkeypatch: pytest.MonkeyPatch) -> None:
    """An error finds an empty line."""
    terminal = terminal_of(monkeypatch)

    def fail() -> None:
        with working("en"):
            wait_for("at work for 0 s …", terminal)
            raise KeyError

    with pytest.raises(KeyError):
        fail()
    echo("failed", err=True)
    assert visible(terminal.getvalue()) == "failed\n"


def test_a_remark_meanwhile_has_a_line_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is printed while it works doesn't stand behind it."""
    terminal = terminal_of(monkeypatch)
    with working("en"), working("en"):  # inside work, work is told once
        wait_for("at work", terminal)
        echo("a remark", err=True)
    assert visible(terminal.getvalue()) == "a remark\n"


def test_nothing_where_no_person_looks(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """In a pipe nothing is said, however long it takes."""
    monkeypatch.setattr(progress, "PATIENCE", 0.01)
    with working("en"):
        time.sleep(0.05)
    assert capsys.readouterr().err == ""


def test_nothing_within_a_second(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is quick says nothing."""
    shown = Terminal()
    monkeypatch.setattr(sys, "stderr", shown)
    with working("en"):
        pass
    assert shown.getvalue() == ""
    assert progress.PATIENCE == 1
