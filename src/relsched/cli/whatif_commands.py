"""`relsched whatif`: what many candidate dates lead to, and which are best."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import click

from relsched.cli.exit_status import NO
from relsched.cli.input import item_and_dates, language_of, resolvable_plan_file, resolved, text_of
from relsched.cli.options import common_options, plan_argument
from relsched.cli.output import make_console
from relsched.errors import DocumentError, KnownError, Place, RelschedError, one_or_all

if TYPE_CHECKING:
    from collections.abc import Iterable

    from relsched.analysis.whatif.candidates import Candidate, Feasible
    from relsched.analysis.whatif.scenario_table import WhatIf
    from relsched.plan.known_dates import Known
    from relsched.plan.plan import Plan

LABEL = "scenario"  # the column of a table that names its rows


@click.command()
@plan_argument
@click.argument("tried", metavar="[ITEM=DATES]...", nargs=-1)
@common_options
@click.option("--as-of", metavar="DATE", help="Count as past what is due before this day.")
@click.option(
    "--base",
    multiple=True,
    metavar="ITEM=DATES",
    help="Known dates that moves are counted from; else those of --known.",
)
@click.option(
    "--lasts",
    multiple=True,
    metavar="[EVENT=]DAYS",
    help="How many days an event lasts that is tried by its first day.",
)
@click.option("--best", type=click.IntRange(min=1), metavar="N", help="Only the N best, in order.")
@click.option(
    "--scenarios",
    metavar="FILE.csv",
    type=click.Path(allow_dash=True),
    help="Try the rows of a table: a column an item, `scenario` for their names.",
)
@click.option("--feasible", "asks_days", is_flag=True, help="Tell the days on which all holds.")
@click.option("--calendar", "as_calendar", is_flag=True, help="Show the days as a calendar.")
def whatif(
    plan_file: str,
    tried: tuple[str, ...],
    known: tuple[str, ...],
    lang: str | None,
    as_json: bool,
    as_of: str | None,
    base: tuple[str, ...],
    lasts: tuple[str, ...],
    best: int | None,
    scenarios: str | None,
    asks_days: bool,
    as_calendar: bool,
) -> int:
    """Try dates: what would be in conflict, past, or on a closed day, and which are best.

    congress=2020-10-01..2020-10-31 tries each day; with two items every combination is tried. Status 1 when
    no candidate holds.
    """
    from relsched.analysis.whatif.questions import around, days_tried
    from relsched.analysis.whatif.questions import whatif as try_all
    from relsched.schedule.resolver import Resolver

    context = click.get_current_context()
    if bool(tried) == (scenarios is not None):
        raise click.UsageError("give either ITEM=DATES or --scenarios", context)
    if asks_days and as_calendar:
        raise click.UsageError("give either --feasible or --calendar", context)
    if scenarios == "-" == plan_file:
        raise click.UsageError("only one of both can be standard input", context)
    answers: list[Feasible] = []

    def ask(plan: Plan, given: Iterable[Known]) -> WhatIf:
        labels: list[str] = []
        what: Any
        if scenarios is not None:
            labels, what = _table(plan, scenarios)
        else:
            what = dict(item_and_dates(value) for value in tried)
        resolver = Resolver(plan)
        options: dict[str, Any] = {
            "as_of": as_of,
            "base": dict(map(item_and_dates, base)) if base else None,
            "lasts": _lengths(lasts),
        }
        table = try_all(resolver, what, given, labels=labels, **options)
        if asks_days:
            # The days around are tried too, so that what breaks there can be told.
            spans = days_tried(what) if isinstance(what, dict) else {}
            what = what | {n: around(w) for n, w in spans.items()} if spans else what
            wider = try_all(resolver, what, given, **options) if spans else table
            answers.extend(wider.feasible(name, spans.get(name)) for name in table.varied)
        return table

    table = resolved(resolvable_plan_file(plan_file), known, ask)
    language = language_of(lang, table.plan)
    listed = table.ranked[:best] if best is not None else list(table)
    if as_json:
        click.echo(json.dumps(table.to_dict(listed, answers), ensure_ascii=False))
    elif asks_days:
        for answer in answers:
            click.echo(answer.text(language))
    else:
        _print_months(table, language) if as_calendar else _print_table(table, listed, language)
        _print_summary(table, language)
    holds = all(answers) if asks_days else bool(table)
    return 0 if holds else NO


def _lengths(values: Sequence[str]) -> Any:
    """Read lengths: one number, or numbers with the names of their events."""
    named: dict[str, int] = {}
    alone: int | None = None
    for value in values:
        name, sign, days = value.rpartition("=")
        if not days.strip().isdecimal():
            raise KnownError(
                "The length of an event must be a number of days.",
                code="lasts-form",
                value=value,
                fix="write it like --lasts 3 or --lasts congress=3",
            )
        if sign:
            named[name.strip()] = int(days)
        else:
            alone = int(days)
    if alone is not None and named:
        raise click.UsageError(
            "--lasts needs an event each time it is given", click.get_current_context()
        )
    return named or alone


def _table(plan: Plan, file: str) -> tuple[list[str], list[dict[str, str]]]:
    """Read a table of scenarios: their names, and what each says; an empty cell says nothing.

    Everything that can't be read is told at once, each with its line and column.
    """
    from relsched.plan.known_dates import read_known

    text, name = text_of(file)
    head = text.lstrip().partition("\n")[0]
    delimiter = next((mark for mark in ("\t", ";") if mark in head), ",")
    lines = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    errors: list[RelschedError] = []
    labels: list[str] = []
    found: list[dict[str, str]] = []
    columns: list[str] = []
    is_readable = False
    try:
        for row in lines:
            cells = [cell.strip() for cell in row]
            if not any(cells):
                continue
            if not columns:
                columns = cells
                errors += _wrong_head(columns, plan, Place(name, lines.line_num))
                is_readable = not errors
                continue
            if len(cells) > len(columns):
                errors.append(
                    DocumentError(
                        "A row must not have more cells than the first.",
                        code="scenario-table",
                        where=Place(name, lines.line_num),
                        why=f"it has {len(cells)}, and there are {len(columns)} columns",
                        fix="give each column a name in the first row",
                    )
                )
                continue
            cells_by_column = dict(zip(columns, cells, strict=False))
            labels.append(cells_by_column.pop(LABEL, ""))
            given = {item: value for item, value in cells_by_column.items() if value}
            found.append(given)
            for item, value in given.items() if is_readable else ():
                try:
                    read_known(plan, {item: value})
                except RelschedError as error:
                    place = Place(name, lines.line_num, columns.index(item) + 1)
                    errors.append(error.moved_to(place))
    except csv.Error as error:
        errors.append(
            DocumentError(
                "The table can't be read.",
                code="scenario-table",
                where=Place(name, lines.line_num),
                why=str(error),
            )
        )
    if not columns and not errors:
        errors.append(
            DocumentError(
                "The table must have a first row.",
                code="scenario-table",
                where=Place(name),
                why="its cells name the items of which the rows below give dates",
            )
        )
    if errors:
        raise one_or_all(errors, name)
    return labels, found


def _wrong_head(columns: Sequence[str], plan: Plan, place: Place) -> list[RelschedError]:
    """Tell which columns name nothing of the plan, and which come twice."""
    from relsched.errors import did_you_mean

    errors: list[RelschedError] = []
    for number, column in enumerate(columns, 1):
        item = column.removesuffix(".start").removesuffix(".end")
        is_twice = column in columns[: number - 1]
        if column != LABEL and (item not in plan.by_id or is_twice):
            near = did_you_mean(column, (*plan.by_id, LABEL))
            errors.append(
                DocumentError(
                    f"The column `{column}` must name an event or deadline, and only once.",
                    code="scenario-table",
                    where=Place(place.document, place.line, number),
                    value=column,
                    fix=f"write `{near}`"
                    if near and not is_twice
                    else "write the id of an event or deadline of the plan there",
                )
            )
    return errors


# ---------------------------------------------------------------- printing

_STYLES = {
    "best": "bold green",
    "good": "",
    "closed": "yellow",
    "bad": "red",
    "unusable": "dim",
}


def _print_table(table: WhatIf, candidates: Sequence[Candidate], language: str) -> None:
    from rich import box
    from rich.table import Table
    from rich.text import Text

    from relsched.messages.message import Message

    plan = table.plan
    drawn = Table(box=box.SIMPLE_HEAD, title=plan.title.in_language(language) or plan.id)
    drawn.add_column("")
    drawn.add_column(Message("whatif candidate").text(language), overflow="fold")
    for name in table.criteria:
        key = "count past" if name == "past" else name.replace("_", " ")
        drawn.add_column(Message(f"whatif {key}").text(language), justify="right")
    for candidate in candidates:
        style = _STYLES[table.level(candidate)]
        drawn.add_row(*(Text(cell, style) for cell in table.cells(candidate, language)))
    make_console().print(drawn)


def _print_months(table: WhatIf, language: str) -> None:
    """Print the days tried as calendars, Monday first: a star for the best, a cross for what doesn't hold."""
    from rich import box
    from rich.columns import Columns
    from rich.table import Table
    from rich.text import Text

    from relsched.messages.message import Message

    marks = {"best": "★", "bad": "✗", "closed": "~", "unusable": "?"}
    months = []
    for first, weeks in table.months():
        month = Table(
            box=box.SIMPLE, title=f"{first.year:04}-{first.month:02}", show_header=False, padding=0
        )
        for _ in range(7):
            month.add_column(width=4, justify="right")
        for week in weeks:
            cells = []
            for place in week:
                if place is None:
                    cells.append(Text(""))
                    continue
                day, candidate = place
                level = "" if candidate is None else table.level(candidate)
                style = _STYLES.get(level, "dim")
                mark = marks.get(level, " ")
                if candidate is None:
                    mark = "·"
                cells.append(Text(f"{day.day}{mark}", style))
            month.add_row(*cells)
        months.append(month)
    console = make_console()
    if not months:
        _print_table(table, list(table), language)
        return
    console.print(Columns(months))
    console.print(Text(Message("whatif legend").text(language), "dim"))


def _print_summary(table: WhatIf, language: str) -> None:
    """Tell the best with its reasons, and what is wrong whichever candidate is taken."""
    from relsched.messages.message import Message

    for name, items in table.anyway.items():
        if items:
            click.echo(Message(f"whatif anyway {name}", items=", ".join(items)).text(language))
    best = table.best
    if best:
        click.echo(Message("whatif best", dates=best[0].render(language)).text(language))
        for step in best[0].reasons():
            click.echo(f"  {step.text(language)}")
    summary = Message(
        "whatif holding", plan=table.plan.id, holding=len(table.holding), count=len(table)
    ).text(language)
    click.echo(summary, err=True)
