"""Giving what a command has made: tables on the terminal, and files."""

from __future__ import annotations

import sys
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from relsched.errors import DocumentError, Place
from relsched.messages.message import Message, day_in_figures
from relsched.messages.system_errors import reason

if TYPE_CHECKING:
    from rich.console import Console, RenderableType

    from relsched.schedule.schedule import Schedule

WIDTH = 160  # of tables in files and pipes, where no terminal has a width


def make_console() -> Console:
    """Give the console of tables: as wide as the terminal, or 160 characters elsewhere."""
    from rich.console import Console

    class Terminal(Console):
        def on_broken_pipe(self) -> None:
            # Rich would end the program with status 1, which here means that the answer is no.
            raise BrokenPipeError

    return Terminal(width=None if sys.stdout.isatty() else WIDTH, highlight=False)


def print_table(table: RenderableType) -> None:
    """Print a table; where no terminal bounds it, so wide that nothing of it is cut."""
    console = make_console()
    if not sys.stdout.isatty():
        unbounded = console.options.update(width=sys.maxsize)
        console.width = max(WIDTH, console.measure(table, options=unbounded).minimum)
    console.print(table)


def print_schedule(schedule: Schedule, language: str) -> None:
    """Print a schedule as a table, and its conflicts below."""
    from rich import box
    from rich.table import Table
    from rich.text import Text

    from relsched.messages.dates_in_words import render_day
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
    print_table(table)
    for finding in schedule.conflicts:
        make_console().print(Text(finding.text(language), "red bold"))


def moment_in_figures(moment: datetime, language: str) -> str:
    """Write a moment with its zone: `2020-03-25 08:00:00+00:00`, `25/03/2020 08:00:00+00:00`."""
    time = moment.isoformat(sep=" ", timespec="seconds").partition(" ")[2]
    return f"{day_in_figures(moment.date(), language)} {time}"


def month_in_figures(day: date, language: str) -> str:
    """Write the month of a day: `2020-10`, `10/2020`."""
    iso = f"{day.year:04}-{day.month:02}"
    return f"{day.month:02}/{day.year:04}" if language == "vi" else iso


def write_file(file: Path, data: bytes) -> None:
    """Write a file, with the directories above it."""
    from relsched.planfile.text_files import write_bytes

    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        write_bytes(file, data)
    except OSError as error:
        raise cant_write(file, error) from None


def cant_write(file: Path, error: OSError) -> DocumentError:
    """Give the error about a file that the system doesn't let us write."""
    return DocumentError(
        Message("error file-absent write", file=str(file)),
        code="file-absent",
        where=Place(document=str(file)),
        why=reason(error),
    )
