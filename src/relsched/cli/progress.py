"""That a command is at work: a line on standard error after a second, on a terminal only, while it computes."""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

from relsched.messages.message import Message

PATIENCE = 1.0  # seconds before anything is said, and between two times that it is


class _Line:
    """The line, while something is being computed; a thread writes it, and whoever prints clears it."""

    def __init__(self, language: str) -> None:
        self.language = language
        self.lock = threading.Lock()
        self.is_over = threading.Event()
        self.shown = ""
        self.begun = time.monotonic()
        self.thread = threading.Thread(target=self._write_on, daemon=True)
        self.thread.start()

    def _write_on(self) -> None:
        while not self.is_over.wait(PATIENCE):
            seconds = int(time.monotonic() - self.begun)
            with self.lock:
                if not self.is_over.is_set():
                    text = Message("working", seconds=seconds).text(self.language)
                    self._put(text)

    def _put(self, text: str) -> None:
        # Spaces and no sequence of a terminal wipe out what stood there: all of them know spaces.
        wipe = " " * (len(self.shown) - len(text))
        try:
            sys.stderr.write(f"\r{text}{wipe}" if text else f"\r{wipe}\r")
            sys.stderr.flush()
        except (OSError, ValueError):  # nobody reads it any more
            self.is_over.set()
        self.shown = text

    def clear(self) -> None:
        """Leave the line empty, for something else that is to be printed there."""
        with self.lock:
            if self.shown:
                self._put("")

    def end(self) -> None:
        """Leave the line empty for good."""
        self.is_over.set()
        self.clear()
        self.thread.join()


_lines: list[_Line] = []  # at most one: work inside work is told once


@contextmanager
def working(language: str) -> Iterator[None]:
    """Show that the command is at work, if that takes longer than a second and a person looks on.

    Args:
        language: `en` or `vi`.
    """
    if _lines or not sys.stderr.isatty():
        yield
        return
    line = _Line(language)
    _lines.append(line)
    try:
        yield
    finally:
        _lines.remove(line)
        line.end()


def clear_progress() -> None:
    """Leave the line empty, if there is one."""
    for line in _lines:
        line.clear()
