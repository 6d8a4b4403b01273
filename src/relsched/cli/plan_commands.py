"""`new`, `check`, `resolve` and `why`: a plan file, what is wrong in it, its dates and their reasons."""

from __future__ import annotations

import json
from pathlib import Path

import click

from relsched.cli.command_classes import argument, command, option
from relsched.cli.completion import offer_items
from relsched.cli.input import resolvable_plan_file, resolved, schedule_of
from relsched.cli.language_choice import choice_in, language_of, tell, written_language_of
from relsched.cli.newest_known import revision_used
from relsched.cli.options import common_options, format_option, plan_argument, wide_option
from relsched.cli.output import print_schedule, print_table, title_of
from relsched.cli.printing import echo
from relsched.cli.progress import working
from relsched.errors import DocumentError, Place
from relsched.messages.message import Message
from relsched.messages.system_errors import reason

# The starter plan of each language is a plan of a country where it is spoken.
STARTERS = {"en": "starter.yaml", "vi": "starter.vi.yaml"}


@command(about=Message("help new"))
@argument(
    "directory",
    type=click.Path(path_type=Path),
    label=Message("label directory"),
    about=Message("help argument new directory"),
)
def new(directory: Path) -> None:
    """Write a commented starter plan into a directory."""
    from importlib import resources

    from relsched.planfile.text_files import write_text

    starter = resources.files("relsched.planfile")
    target = directory / "plan.yaml"
    if target.exists():
        raise DocumentError(
            Message("error file-exists plan", file=str(target)),
            code="file-exists",
            where=Place(document=str(target)),
            fix=Message("error file-exists directory fix"),
        )
    try:
        directory.mkdir(parents=True, exist_ok=True)
        for name, source in (
            ("plan.yaml", STARTERS[choice_in().written]),
            ("plan.schema.json", "plan.schema.json"),
        ):
            write_text(directory / name, starter.joinpath(source).read_text(encoding="utf-8"))
    except OSError as error:
        raise DocumentError(
            Message("error file-absent directory", directory=str(directory)),
            code="file-absent",
            where=Place(document=str(directory)),
            why=reason(error),
        ) from None
    tell(Message("new written", file=str(target), command=f"relsched resolve {target}"))


@command(about=(Message("help check"), Message("help check status")))
@plan_argument
@common_options
@option(
    "--conventions", "conventions", is_flag=True, about=Message("help option check conventions")
)
@wide_option
def check(plan_file: str, known: tuple[str, ...], as_json: bool, conventions: bool) -> int:
    """Report problems, conflicts and lints of a plan."""
    if conventions:
        return _check_conventions(plan_file, known, as_json)
    from relsched.analysis.lints import lint, lint_words
    from relsched.cli.question_lists import located_questions, question_lines, questions_json
    from relsched.feasibility.conflict import render_lines
    from relsched.schedule.resolver import resolve
    from relsched.schedule.schedule import MAX_EXPLAINED

    file = resolvable_plan_file(plan_file)
    schedule = resolved(file, known, resolve)
    language = language_of(schedule.plan)
    with working(language):
        lints = (*lint_words(schedule.plan, file.words), *lint(schedule))
    conflicts = (*schedule.conflicts, *schedule.possible_conflicts)
    questions = schedule.plan.open_questions
    places = file.lines if conflicts or lints or questions else {}
    document = None if plan_file == "-" else file.name
    if as_json:
        click.echo(
            json.dumps(
                {
                    "format": "relsched/check/1",
                    "plan": schedule.plan.id,
                    "conflicts": schedule.conflicts_json(places),
                    "lints": [finding.to_json(places) for finding in lints],
                    "questions": questions_json(schedule.plan, places),
                },
                ensure_ascii=False,
            )
        )
    else:
        words = {name: Message(f"severity {name}").text(language) for name in SEVERITIES}
        width = max(map(len, words.values()))
        for place, conflict in enumerate(conflicts):
            word = words["conflict" if conflict.is_certain else "possible"]
            first, *lines = (
                conflict.lines(language, places, document) if place < MAX_EXPLAINED else [""]
            )
            echo(f"{word:<{width}}  {first or conflict.text(language)}")
            for line in lines:
                echo(f"{'':{width}}{line}")
        for each in lints:
            where = render_lines(each.paths, places, language, document)
            word = words[each.severity]
            echo(f"{word:<{width}}  {each.text(language)} [{each.code}]{where}")
        for question, path in located_questions(schedule.plan):
            first, *lines = question_lines(question, language)
            where = render_lines((path,), places, language, document)
            echo(f"{words['question']:<{width}}  {first}{where}")
            for line in lines:
                echo(f"{'':{width}}  {line}")
        undated = sum(entry.status == "undated" for entry in schedule)
        tell(
            Message(
                "check summary",
                plan=schedule.plan.id,
                deadlines=len(schedule),
                conflicts=len(schedule.conflicts),
                lints=len(lints),
                undated=Message("check undated", count=undated) if undated else "",
                questions=Message("check questions", count=len(questions)) if questions else "",
            )
        )
    return 1 if schedule.conflicts else 0


# What stands before each line of `check`.
SEVERITIES = ("conflict", "possible", "warning", "note", "question")


def _check_conventions(plan_file: str, known: tuple[str, ...], as_json: bool) -> int:
    from relsched.analysis.convention_report import convention_report, convention_table

    report = resolved(resolvable_plan_file(plan_file), known, convention_report)
    schedule = report.schedule
    if as_json:
        click.echo(report.to_json())
    else:
        language = language_of(schedule.plan)
        if report.groups:
            table = convention_table(report, language)
            print_table(table, language, title_of(schedule.plan, language))
        for outcome in report:
            if outcome.error is not None:
                what = outcome.error.as_dict(language)["what"]
                echo(f"{outcome.alternative.id}: {what}", err=True)
        count = sum(bool(outcome.moved) for outcome in report)
        tell(
            Message("check conventions summary", plan=schedule.plan.id, some=count, of=len(report))
        )
    return 1 if schedule.conflicts else 0


@command("resolve", about=Message("help resolve"))
@plan_argument
@common_options
@option("--strict", is_flag=True, about=Message("help option resolve strict"))
@format_option()
@wide_option
def resolve_command(
    plan_file: str, known: tuple[str, ...], as_json: bool, strict: bool, form: str
) -> int:
    """Print the schedule as a table."""
    schedule = schedule_of(plan_file, known)
    if as_json or form == "json":
        found = {**schedule.to_dict(), "revision": revision_used()}
        click.echo(json.dumps(found, ensure_ascii=False))
    else:
        choose = language_of if form == "table" else written_language_of
        print_schedule(schedule, choose(schedule.plan), form)
    unsettled = any(entry.status not in ("settled", "open", "done") for entry in schedule)
    questions = len(schedule.plan.open_questions)
    if strict and questions:
        tell(Message("resolve strict questions", count=questions))
    return 1 if strict and (unsettled or questions) else 0


@command(about=(Message("help why"), Message("help why more")))
@plan_argument
@argument(
    "item",
    label=Message("label item"),
    about=Message("help argument why item"),
    shell_complete=offer_items("events", "deadlines"),
)
@common_options
def why(plan_file: str, item: str, known: tuple[str, ...], as_json: bool) -> None:
    """Explain the date of an item: the chain behind it, down to the phrase of the document."""
    schedule = schedule_of(plan_file, known)
    choose = written_language_of if as_json else language_of
    with working(language_of(schedule.plan)):
        explanation = schedule.why(item, choose(schedule.plan))
    if as_json:
        click.echo(
            json.dumps({"format": "relsched/why/1", **explanation.to_json()}, ensure_ascii=False)
        )
    else:
        echo(explanation.text())
