"""`relsched whatif`: what many candidate dates lead to, and which are best."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import click

from relsched.cli.command_classes import argument, command, option
from relsched.cli.completion import offer_items
from relsched.cli.exit_status import NO
from relsched.cli.input import item_and_dates, resolvable_plan_file, resolved, text_of
from relsched.cli.language_choice import language_of, tell
from relsched.cli.options import FILE_OR_INPUT, common_options, plan_argument, wide_option
from relsched.cli.output import month_in_figures, print_months, print_table, print_text, title_of
from relsched.cli.printing import echo
from relsched.cli.usage_errors import Misuse, Whole
from relsched.cli.written_dates import day_text, item_named, known_text
from relsched.errors import DocumentError, KnownError, Place, RelschedError, one_or_all, unknown
from relsched.messages.message import Message, verbatim

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from relsched.analysis.whatif.candidates import Candidate, Feasible
    from relsched.analysis.whatif.scenario_table import WhatIf
    from relsched.plan.known_dates import Known
    from relsched.plan.plan import Plan

LABEL = "scenario"  # the column of a table that names its rows


@command(
    about=(Message("help whatif"), Message("help whatif tried"), Message("help whatif status"))
)
@plan_argument
@argument(
    "tried",
    nargs=-1,
    label=Message("label tried"),
    about=Message("help argument whatif tried"),
    shell_complete=offer_items("events", sign="="),
)
@common_options
@option("--as-of", label=Message("label date"), about=Message("help option whatif as-of"))
@option(
    "--base",
    multiple=True,
    label=Message("label item dates"),
    about=Message("help option whatif base"),
    shell_complete=offer_items("events", "deadlines", sign="="),
)
@option(
    "--lasts",
    multiple=True,
    label=Message("label lasts"),
    about=Message("help option whatif lasts"),
    shell_complete=offer_items("events", sign="="),
)
@option(
    "--best",
    type=Whole(min=1),
    label=Message("label number"),
    about=Message("help option whatif best"),
)
@option(
    "--scenarios",
    label=Message("label table file"),
    type=FILE_OR_INPUT,
    about=Message("help option whatif scenarios", column=LABEL),
)
@option("--feasible", "asks_days", is_flag=True, about=Message("help option whatif feasible"))
@option("--calendar", "as_calendar", is_flag=True, about=Message("help option whatif calendar"))
@wide_option
def whatif(
    plan_file: str,
    tried: tuple[str, ...],
    known: tuple[str, ...],
    as_json: bool,
    as_of: str | None,
    base: tuple[str, ...],
    lasts: tuple[str, ...],
    best: int | None,
    scenarios: str | None,
    asks_days: bool,
    as_calendar: bool,
) -> int:
    """Try dates: what would be in conflict, past, or on a closed day, and which are best."""
    from relsched.analysis.whatif.questions import around, days_tried
    from relsched.analysis.whatif.questions import whatif as try_all
    from relsched.schedule.resolver import Resolver

    if bool(tried) == (scenarios is not None):
        raise Misuse(Message("usage tried or table", option="--scenarios"))
    if asks_days and as_calendar:
        raise Misuse(Message("usage not both", first="--feasible", second="--calendar"))
    if scenarios == "-" == plan_file:
        raise Misuse(Message("usage one input"))
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
            "as_of": None if as_of is None else day_text(as_of, plan),
            "base": dict(_based(plan, value) for value in base) if base else None,
            "lasts": _lengths(lasts),
        }
        table = try_all(resolver, what, given, labels=labels, **options)
        if asks_days:
            # The days around are tried too, so that what breaks there can be shown.
            spans = days_tried(what) if isinstance(what, dict) else {}
            what = what | {n: around(w) for n, w in spans.items()} if spans else what
            wider = try_all(resolver, what, given, **options) if spans else table
            answers.extend(wider.feasible(name, spans.get(name)) for name in table.varied)
        return table

    table = resolved(resolvable_plan_file(plan_file), known, ask)
    language = language_of(table.plan)
    listed = table.ranked[:best] if best is not None else list(table)
    if as_json:
        click.echo(json.dumps(table.to_dict(listed, answers), ensure_ascii=False))
    elif asks_days:
        for answer in answers:
            echo(answer.text(language))
    else:
        _print_months(table, language) if as_calendar else _print_table(table, listed, language)
        _print_summary(table, language)
    holds = all(answers) if asks_days else bool(table)
    return 0 if holds else NO


def _based(plan: Plan, value: str) -> tuple[str, str]:
    name, dates = item_and_dates(value)
    item = item_named(plan, name)
    return item, known_text(plan, item, dates)


def _lengths(values: Sequence[str]) -> Any:
    """Read lengths: one number, or numbers with the names of their events."""
    named: dict[str, int] = {}
    alone: int | None = None
    for value in values:
        name, sign, days = value.rpartition("=")
        if not days.strip().isdecimal():
            raise KnownError(
                Message("error lasts-form option"),
                code="lasts-form",
                value=value,
                fix=Message(
                    "error lasts-form option fix", text="--lasts 3", other="--lasts congress=3"
                ),
            )
        if sign:
            named[name.strip()] = int(days)
        else:
            alone = int(days)
    if alone is not None and named:
        raise Misuse(Message("usage lasts", option="--lasts"))
    return named or alone


def _table(plan: Plan, file: str) -> tuple[list[str], list[dict[str, str]]]:
    """Read a table of scenarios: their names, and what each says; an empty cell says nothing.

    Everything that can't be read is reported at once, each with its line and column.
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
                        Message("error scenario-table cells"),
                        code="scenario-table",
                        where=Place(name, lines.line_num),
                        why=Message(
                            "error scenario-table cells why",
                            cells=len(cells),
                            columns=len(columns),
                        ),
                        fix=Message("error scenario-table cells fix"),
                    )
                )
                continue
            by_column = dict(zip(columns, cells, strict=False))
            labels.append(by_column.pop(LABEL, ""))
            given = {item: value for item, value in by_column.items() if value}
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
                Message("error scenario-table"),
                code="scenario-table",
                where=Place(name, lines.line_num),
                why=verbatim(str(error)),
            )
        )
    if not columns and not errors:
        errors.append(
            DocumentError(
                Message("error scenario-table head"),
                code="scenario-table",
                where=Place(name),
                why=Message("error scenario-table head why"),
            )
        )
    if errors:
        raise one_or_all(errors, verbatim(name))
    return labels, found


def _wrong_head(columns: Sequence[str], plan: Plan, place: Place) -> list[RelschedError]:
    """Find the columns that name nothing of the plan, and those that come twice."""
    errors: list[RelschedError] = []
    for number, column in enumerate(columns, 1):
        item = column.removesuffix(".start").removesuffix(".end")
        is_twice = column in columns[: number - 1]
        if column != LABEL and (item not in plan.by_id or is_twice):
            _, likely = unknown(None, column, (*plan.by_id, LABEL))
            if is_twice or likely is None:
                likely = Message("error scenario-table column fix")
            errors.append(
                DocumentError(
                    Message("error scenario-table column", column=column),
                    code="scenario-table",
                    where=Place(place.document, place.line, number),
                    value=column,
                    fix=likely,
                )
            )
    return errors


# ---------------------------------------------------------------- printing


def _print_table(table: WhatIf, candidates: Sequence[Candidate], language: str) -> None:
    from relsched.analysis.whatif.scenario_table import scenario_table

    drawn = scenario_table(table, language, candidates)
    print_table(drawn, language, title_of(table.plan, language))


_SIGNS = {"best": "★", "bad": "✗", "closed": "~", "unusable": "?"}


def _print_months(table: WhatIf, language: str) -> None:
    """Print the days tried as calendars, Monday first: a star for the best, a cross for what doesn't hold."""

    def place(found: tuple[date, Candidate | None] | None) -> tuple[str, str]:
        if found is None:
            return "", ""
        day, candidate = found
        if candidate is None:
            return f"{day.day}·", "minor"
        level = table.level(candidate)
        return f"{day.day}{_SIGNS.get(level, ' ')}", level

    months = [
        (month_in_figures(first, language), [map(place, week) for week in weeks])
        for first, weeks in table.months()
    ]
    if not months:
        _print_table(table, list(table), language)
        return
    print_months(months)
    print_text(Message("whatif legend").text(language), "minor")


def _print_summary(table: WhatIf, language: str) -> None:
    """Print the best with its reasons, and what is wrong whichever candidate is taken."""
    for name, items in table.anyway.items():
        if items:
            echo(Message(f"whatif anyway {name}", items=", ".join(items)).text(language))
    best = table.best
    if best:
        echo(Message("whatif best", dates=best[0].render(language)).text(language))
        for step in best[0].reasons():
            echo(f"  {step.text(language)}")
    tell(
        Message("whatif holding", plan=table.plan.id, holding=len(table.holding), count=len(table))
    )
