"""`new`, `check`, `resolve` and `why`: a plan file, what is wrong in it, its dates and their reasons."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

from relsched.cli.input import language_of, resolvable_plan_file, resolved, schedule_of
from relsched.cli.options import common_options, plan_argument
from relsched.cli.output import make_console, print_schedule
from relsched.errors import DocumentError, Place

if TYPE_CHECKING:
    from relsched.analysis.convention_report import ConventionReport


@click.command()
@click.argument("directory", type=click.Path(path_type=Path))
def new(directory: Path) -> None:
    """Write a commented starter plan into DIRECTORY."""
    from importlib import resources

    from relsched.planfile.text_files import write_text

    starter = resources.files("relsched.planfile")
    target = directory / "plan.yaml"
    if target.exists():
        raise DocumentError(
            f"The plan file `{target}` is already there.",
            code="file-exists",
            where=Place(document=str(target)),
            fix="choose another directory",
        )
    try:
        directory.mkdir(parents=True, exist_ok=True)
        for name, source in (
            ("plan.yaml", "starter.yaml"),
            ("plan.schema.json", "plan.schema.json"),
        ):
            write_text(directory / name, starter.joinpath(source).read_text(encoding="utf-8"))
    except OSError as error:
        raise DocumentError(
            f"The directory `{directory}` can't be written.",
            code="file-absent",
            where=Place(document=str(directory)),
            why=error.strerror or str(error),
        ) from None
    click.echo(f"{target} is written; try `relsched resolve {target}`", err=True)


@click.command()
@plan_argument
@common_options
@click.option(
    "--conventions",
    "conventions",
    is_flag=True,
    help="Tell instead which dates move when the plan is counted otherwise.",
)
def check(
    plan_file: str, known: tuple[str, ...], lang: str | None, as_json: bool, conventions: bool
) -> int:
    """Tell troubles, conflicts and lints of a plan; status 1 when there is a conflict."""
    if conventions:
        return _check_conventions(plan_file, known, lang, as_json)
    from relsched.analysis.lints import lint
    from relsched.feasibility.conflict import render_lines
    from relsched.schedule.resolver import resolve
    from relsched.schedule.schedule import MAX_EXPLAINED

    file = resolvable_plan_file(plan_file)
    schedule = resolved(file, known, resolve)
    language = language_of(lang, schedule.plan)
    lints = lint(schedule)
    conflicts = (*schedule.conflicts, *schedule.possible_conflicts)
    places = file.lines if conflicts or lints else {}
    document = None if plan_file == "-" else file.name
    if as_json:
        click.echo(
            json.dumps(
                {
                    "format": "relsched/check/1",
                    "plan": schedule.plan.id,
                    "conflicts": schedule.conflicts_json(places),
                    "lints": [finding.to_json(places) for finding in lints],
                },
                ensure_ascii=False,
            )
        )
    else:
        for place, conflict in enumerate(conflicts):
            word = "conflict" if conflict.is_certain else "possible"
            first, *lines = (
                conflict.lines(language, places, document) if place < MAX_EXPLAINED else [""]
            )
            click.echo(f"{word:<8}  {first or conflict.text(language)}")
            for line in lines:
                click.echo(f"        {line}")
        for each in lints:
            where = render_lines(each.paths, places, language, document)
            click.echo(f"{each.severity:<8}  {each.text(language)} [{each.code}]{where}")
        counts = (
            (len(schedule), "deadline"),
            (len(schedule.conflicts), "conflict"),
            (len(lints), "lint"),
        )
        summary = ", ".join(f"{n} {noun}" if n == 1 else f"{n} {noun}s" for n, noun in counts)
        click.echo(f"{schedule.plan.id}: {summary}", err=True)
    return 1 if schedule.conflicts else 0


def _check_conventions(
    plan_file: str, known: tuple[str, ...], lang: str | None, as_json: bool
) -> int:
    from relsched.analysis.convention_report import convention_report

    report = resolved(resolvable_plan_file(plan_file), known, convention_report)
    schedule = report.schedule
    if as_json:
        click.echo(report.to_json())
    else:
        if report.groups:
            _print_moves(report, language_of(lang, schedule.plan))
        for outcome in report:
            if outcome.error is not None:
                click.echo(f"{outcome.alternative.id}: {outcome.error.what}", err=True)
        count = sum(bool(outcome.moves) for outcome in report)
        click.echo(
            f"{schedule.plan.id}: other dates in {count} of {len(report)} other ways to count",
            err=True,
        )
    return 1 if schedule.conflicts else 0


def _print_moves(report: ConventionReport, language: str) -> None:
    from rich import box
    from rich.table import Table
    from rich.text import Text

    from relsched.messages.message import Message

    plan = report.schedule.plan
    table = Table(box=box.SIMPLE_HEAD, title=plan.title.in_language(language) or plan.id)
    for name in ("counted", "id", "title", "now", "then", "days"):
        table.add_column(
            Message(f"column {name}").text(language), overflow="fold", no_wrap=name == "id"
        )
    for same, moves in report.groups:
        names = "\n".join(f"{other.id}: {other.text(language)}" for other in same)
        for move in moves:
            title = plan.by_id[move.new.id].title.in_language(language)
            table.add_row(
                Text(names),
                Text(move.new.id, "bold"),
                Text(title),
                *map(Text, move.render(language)),
            )
            names = ""
        table.add_section()
    make_console().print(table)


@click.command(name="resolve")
@plan_argument
@common_options
@click.option("--strict", is_flag=True, help="Status 1 while anything isn't settled.")
def resolve_command(
    plan_file: str, known: tuple[str, ...], lang: str | None, as_json: bool, strict: bool
) -> int:
    """Print the schedule as a table."""
    schedule = schedule_of(plan_file, known)
    if as_json:
        click.echo(schedule.to_json())
    else:
        print_schedule(schedule, language_of(lang, schedule.plan))
    unsettled = any(entry.status not in ("settled", "done") for entry in schedule)
    return 1 if strict and unsettled else 0


@click.command()
@plan_argument
@click.argument("item")
@common_options
def why(plan_file: str, item: str, known: tuple[str, ...], lang: str | None, as_json: bool) -> None:
    """Explain the date of ITEM: the chain behind it, down to the phrase of the document."""
    schedule = schedule_of(plan_file, known)
    explanation = schedule.why(item, language_of(lang, schedule.plan))
    if as_json:
        click.echo(
            json.dumps({"format": "relsched/why/1", **explanation.to_json()}, ensure_ascii=False)
        )
    else:
        click.echo(explanation.text())
