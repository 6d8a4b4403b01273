"""Giving what a command has made: tables on the terminal, and files."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from relsched.errors import DocumentError, Place

if TYPE_CHECKING:
    from rich.console import Console

    from relsched.schedule.schedule import Schedule


def make_console() -> Console:
    """Give the console of tables: as wide as the terminal, or 160 characters elsewhere."""
    from rich.console import Console

    class Terminal(Console):
        def on_broken_pipe(self) -> None:
            # Rich would end the program with status 1, which here means that the answer is no.
            raise BrokenPipeError

    return Terminal(width=None if sys.stdout.isatty() else 160, highlight=False)


def print_schedule(schedule: Schedule, language: str) -> None:
    """Print a schedule as a table, and its conflicts below."""
    from rich import box
    from rich.table import Table
    from rich.text import Text

    from relsched.messages.dates_in_words import render_day
    from relsched.messages.message import Message
    from relsched.schedule.entry import describe

    plan = schedule.plan
    table = Table(box=box.SIMPLE_HEAD, title=plan.title.in_language(language) or plan.id)
    for name in ("id", "title", "due", "safe", "status", "lead", "waits"):
        table.add_column(
            Message(f"column {name}").text(language), overflow="fold", no_wrap=name == "id"
        )
    colours = {"settled": "green", "done": "green", "windowed": "yellow", "conflict": "red bold"}
    for entry in schedule:
        item = plan.by_id[entry.id]
        unit = plan.units_by_id.get(entry.lead or "")
        safe = ""
        if entry.status == "windowed" and entry.safe is not None and entry.safe.latest is not None:
            safe = render_day(entry.safe.latest, language)
        cells = (
            entry.id,
            item.title.in_language(language),
            describe(entry, language),
            safe,
            Message(f"status {entry.status}").text(language),
            "" if unit is None else unit.name.in_language(language),
            ", ".join(
                f"{name} ({asked})" if (asked := dict(entry.decided_by).get(name)) else name
                for name in entry.waits_for
            ),
        )
        styles = ("bold", "", "", "dim", colours.get(entry.status, "dim"), "", "dim")
        # Text, not markup: a title may hold square brackets.
        table.add_row(*(Text(cell, style) for cell, style in zip(cells, styles, strict=True)))
    console = make_console()
    console.print(table)
    for finding in schedule.conflicts:
        console.print(Text(finding.text(language), "red bold"))


def write_file(file: Path, data: bytes) -> None:
    """Write a file, with the directories above it."""
    from relsched.planfile.text_files import write_bytes

    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        write_bytes(file, data)
    except OSError as error:
        raise DocumentError(
            f"The file `{file}` can't be written.",
            code="file-absent",
            where=Place(document=str(file)),
            why=error.strerror or str(error),
        ) from None
