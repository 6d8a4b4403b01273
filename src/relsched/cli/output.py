"""Giving what a command has made: tables on the terminal, and files."""

from __future__ import annotations

import sys
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from relsched.cli.printing import echo, terminal_width
from relsched.cli.wrapping import wrap_line, wrap_text
from relsched.errors import DocumentError, Place
from relsched.messages.message import Message, day_in_figures
from relsched.messages.printable import printable
from relsched.messages.system_errors import reason

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from rich.console import Console, RenderableType

    from relsched.messages.tables import ReportTable
    from relsched.plan.plan import Plan
    from relsched.schedule.schedule import Schedule

WIDTH = 160  # of tables in files and pipes, where no terminal has a width


# What a table can be printed as. JSON is more than the table: each command has its shape.
TABLE_FORMS = ("table", "csv", "markdown", "html", "json")


# How what is marked looks; what isn't here looks like any text.
STYLES = {
    "name": "bold",
    "minor": "dim",
    # statuses of entries
    "settled": "green",
    "done": "green",
    "windowed": "yellow",
    "waiting": "dim",
    "open": "dim",
    "undated": "red",
    "conflict": "red bold",
    # floats
    "critical": "bold red",
    # candidates of a what-if
    "best": "bold green",
    "closed": "yellow",
    "bad": "red",
    "unusable": "dim",
}


def make_console() -> Console:
    """Give the console of tables: as wide as the terminal, or 160 characters elsewhere."""
    from rich.console import Console

    class Terminal(Console):
        def on_broken_pipe(self) -> None:
            # Rich would end the program with status 1, which here means that the answer is no.
            raise BrokenPipeError

    width = terminal_width(sys.stdout) if sys.stdout.isatty() else WIDTH
    return Terminal(width=width, height=25, highlight=False)


def print_text(text: str, mark: str = "") -> None:
    """Print a text, broken between words where the terminal ends.

    Args:
        text: What to print.
        mark: One of `STYLES`; else the text has none.
    """
    from rich.text import Text

    console = make_console()
    _draw(console, Text(wrap_text(printable(text), console.width), STYLES.get(mark, "")))


def _draw(console: Console, drawn: RenderableType) -> None:
    """Print what has been broken into lines already, as it is."""
    console.print(drawn, no_wrap=True, overflow="ignore", crop=False)


# Where a command keeps that tables are to be printed whole, however wide they are.
_WIDE = "relsched.output.wide"


def print_wide() -> None:
    """Print the tables of this run as in a pipe: whole, however wide the terminal is."""
    click.get_current_context().meta[_WIDE] = True


def _is_bounded() -> bool:
    context = click.get_current_context(silent=True)
    return sys.stdout.isatty() and not (context is not None and context.meta.get(_WIDE))


def print_table(
    table: ReportTable, language: str, title: str = "", *, is_part: bool = False
) -> None:
    """Print a table; where no terminal bounds it, so wide that nothing of it is cut.

    On a terminal, columns without content are left out. Where it is too narrow for the table, and below 110 columns
    where the rows have titles, each row is a card of two lines.

    Args:
        table: The table.
        language: `en` or `vi`.
        title: What stands above it, in the middle.
        is_part: Whether the title is the heading of one of several tables, which begins on the left.
    """
    from relsched.cli import narrow_tables

    console = make_console()
    is_bounded = _is_bounded()
    if not is_bounded:
        _draw_table(console, table, language, title, is_part=is_part, widths=None)
        return
    table = narrow_tables.without_empty_columns(table)
    widths = None
    if console.width >= narrow_tables.CARDS_BELOW or not narrow_tables.has_titles(table):
        room = console.width - _frame(len(table.columns))
        widths = narrow_tables.column_widths(table, language, room)
    if widths is None:
        _draw_cards(console, table, language, title)
    else:
        _draw_table(console, table, language, title, is_part=is_part, widths=widths)


def _frame(columns: int) -> int:
    """Give the columns of a terminal that a table takes beside its cells: spaces around each, and between two."""
    return 3 * columns + 1


def _draw_table(
    console: Console,
    table: ReportTable,
    language: str,
    title: str,
    *,
    is_part: bool,
    widths: list[int] | None,
) -> None:
    """Draw a table with columns of these widths, or of those that it needs where nothing bounds it."""
    from rich import box
    from rich.table import Table
    from rich.text import Text

    from relsched.cli import narrow_tables

    is_cut = widths is not None
    if widths is None:
        room = WIDTH - _frame(len(table.columns))
        widths = narrow_tables.column_widths(table, language, room)
        if widths is None:
            widths = narrow_tables.least_widths(table, language)
        console.width = max(WIDTH, sum(widths) + _frame(len(table.columns)))
    # Text, not markup: a title may hold square brackets.
    above = None
    if title:
        room = max(sum(widths) + _frame(len(widths)), 1)
        broken = "\n".join(wrap_line(title, console.width if is_part else room, hanging=0))
        above = Text(broken, "" if is_part else "table.title", no_wrap=True)
    drawn = Table(
        box=box.SIMPLE_HEAD,
        title=above,
        title_justify="left" if is_part else "center",
        show_header=table.has_heads,
    )
    for column, head, width in zip(table.columns, table.heads(language), widths, strict=True):
        drawn.add_column(
            Text("\n".join(wrap_line(head, width, hanging=0))),
            overflow="fold",
            justify="right" if column.is_number else "left",
            no_wrap=True,
            width=width,
        )
    for row in table.rows:
        marks = row.marks or ("",) * len(row.cells)
        drawn.add_row(
            *(
                Text(
                    narrow_tables.broken_cell(cell, column, width, is_cut=is_cut),
                    STYLES.get(mark or row.mark, ""),
                )
                for cell, mark, column, width in zip(
                    row.cells, marks, table.columns, widths, strict=True
                )
            )
        )
        if row.ends_group:
            drawn.add_section()
    console.print(drawn)


def _draw_cards(console: Console, table: ReportTable, language: str, title: str) -> None:
    from rich.text import Text

    from relsched.cli.narrow_tables import cards

    if title:
        _draw(console, Text(wrap_text(printable(title), console.width), "bold"))
        _draw(console, Text(""))
    for line in cards(table, language, console.width):
        drawn = Text.assemble(*((text, STYLES.get(mark, "")) for text, mark in line))
        drawn.rstrip()
        _draw(console, drawn)
    _draw(console, Text(""))


def print_months(months: Iterable[tuple[str, Iterable[Iterable[tuple[str, str]]]]]) -> None:
    """Print calendars side by side, as many as the terminal has room for.

    Args:
        months: The title of each and its weeks: seven places, each a text of at most four characters and a
            mark of `STYLES`.
    """
    from rich import box
    from rich.columns import Columns
    from rich.table import Table
    from rich.text import Text

    drawn = []
    for title, weeks in months:
        month = Table(box=box.SIMPLE, title=title, show_header=False, padding=0)
        for _ in range(7):
            month.add_column(width=4, justify="right")
        for week in weeks:
            month.add_row(*(Text(text, STYLES.get(mark, "")) for text, mark in week))
        drawn.append(month)
    make_console().print(Columns(drawn))


def print_part(
    form: str,
    table: ReportTable,
    language: str,
    heading: str = "",
    notes: Sequence[str] = (),
    *,
    is_part: bool = False,
) -> None:
    """Print a table with its heading and what is remarked below, in one of `TABLE_FORMS` but JSON.

    Args:
        form: `table`, `csv`, `markdown` or `html`; comma-separated values have neither heading nor remarks.
        table: The table.
        language: `en` or `vi`.
        heading: What stands above it.
        notes: The remarks.
        is_part: Whether it is one of several tables.
    """
    if form == "csv":
        from relsched.messages.csv_writing import table_csv

        echo(table_csv(table, language), nl=False, is_whole=True)
    elif form == "markdown":
        from relsched.messages.markdown_writing import part_markdown

        echo(
            part_markdown(heading, table, language, notes) + ("\n" if is_part else ""),
            is_whole=True,
        )
    elif form == "html":
        from relsched.messages.html_writing import part_html

        echo(part_html(heading, table, language, notes), is_whole=True)
    else:
        print_table(table, language, heading, is_part=is_part)
        for note in notes:
            print_text(note, "conflict")


def print_schedule(schedule: Schedule, language: str, form: str = "table") -> None:
    """Print a schedule in one of `TABLE_FORMS` but JSON, and its conflicts below."""
    from relsched.schedule.schedule_table import schedule_sheet, schedule_table

    plan = schedule.plan
    make = schedule_sheet if form == "csv" else schedule_table
    notes = [finding.text(language) for finding in schedule.conflicts]
    print_part(form, make(plan, schedule, language), language, title_of(plan, language), notes)


def title_of(plan: Plan, language: str) -> str:
    """Give what stands above the tables of a plan: its title, or else its id."""
    return plan.title.in_language(language) or plan.id


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
