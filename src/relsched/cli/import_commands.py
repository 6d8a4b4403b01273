"""`relsched import`: a document to a draft plan, with the report on what was read and what is open."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from relsched.cli.command_classes import argument, choose_language, command, option
from relsched.cli.language_choice import choice_in, note_language, tell, tell_next
from relsched.cli.options import wide_option
from relsched.cli.output import cant_write, print_table, print_text
from relsched.cli.printing import echo
from relsched.cli.progress import working
from relsched.cli.usage_errors import Misuse, OneOf
from relsched.errors import DocumentError, Place, RelschedError
from relsched.messages.catalogue import languages
from relsched.messages.message import Message

if TYPE_CHECKING:
    from relsched.intake.draft_report import Report
    from relsched.plan.plan import Plan


@command("import", about=(Message("help import"), Message("help import more")))
@argument(
    "document",
    type=click.Path(path_type=Path, readable=False),
    label=Message("label document"),
    about=Message("help argument import document"),
)
@option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    label=Message("label plan"),
    about=Message("help option import output"),
)
@option("--update", is_flag=True, about=Message("help option import update"))
@option("--issued", label=Message("label date"), about=Message("help option import issued"))
@option(
    "--lang",
    type=OneOf(languages()),
    is_eager=True,
    callback=choose_language,
    about=Message("help option import lang"),
)
@option("--json", "as_json", is_flag=True, about=Message("help option import json"))
@option(
    "--report",
    "report_file",
    type=click.Path(path_type=Path),
    label=Message("label file"),
    about=Message("help option import report"),
)
@wide_option
def import_(
    document: Path,
    output: Path | None,
    update: bool,
    issued: str | None,
    lang: str | None,
    as_json: bool,
    report_file: Path | None,
) -> int:
    """Make a draft plan of a document; status 1 when something is open for a person."""
    from relsched.dates.date_reading import parse_date
    from relsched.intake.document_reader import read_document
    from relsched.intake.draft import with_commented_questions
    from relsched.intake.drafting import draft
    from relsched.planfile.plan_file import PlanFile

    if update and output is None:
        raise Misuse(Message("usage needs option", option="--update", other="--output"))
    day = None if issued is None else parse_date(issued)
    before: Plan | None = None
    if output is not None and output.exists():
        if not update:
            raise DocumentError(
                Message("error file-exists plan", file=str(output)),
                code="file-exists",
                where=Place(document=str(output)),
                fix=Message("error file-exists import fix", option="--update"),
            )
        file = PlanFile.read(output)
        before = with_commented_questions(file.plan, file.text)
    try:
        with working(choice_in().in_language):
            imported = draft(read_document(document), issued=day, language=lang, into=before)
    except RelschedError as error:
        if error.where is not None and error.where.document == document.name:
            # The place names the file as it was given.
            raise error.moved_to(Place(document=str(document))) from None
        raise
    report = imported.report
    note_language(report.language)
    spoken = choice_in().in_language
    if output is not None:
        _write(output, imported.text)
        _write_schema(output.parent)
    if report_file is not None:
        _write(report_file, report.to_markdown())
    if as_json:
        click.echo(report.to_json())
    elif output is None:
        click.echo(imported.text, nl=False)
        echo(report.summary(spoken), err=True)
    else:
        _print(report, spoken)
        questions = len(imported.plan.open_questions)
        if questions:
            tell(Message("import questions", count=questions, file=str(output)))
        tell_next(Message("import next", file=str(output)))
    return 1 if report.is_open else 0


def _write_schema(directory: Path) -> None:
    """Write the schema that the first line of a plan names, beside it, so that an editor finds it.

    A file of that name which is no schema of plans is somebody's own, and stays.
    """
    from relsched.planfile.json_schema import is_schema, schema_text

    file = directory / "plan.schema.json"
    text = schema_text()
    try:
        there = file.read_text(encoding="utf-8") if file.exists() else None
    except (OSError, UnicodeDecodeError):
        return
    if there is None or (there != text and is_schema(there)):
        _write(file, text)


def _write(file: Path, text: str) -> None:
    from relsched.planfile.text_files import write_text

    try:
        write_text(file, text)
    except OSError as error:
        raise cant_write(file, error) from None


def _print(report: Report, language: str) -> None:
    """Print the report as tables, one for each part that has something to say."""
    from relsched.intake.draft_report import report_tables

    print_text(report.summary(language))
    for heading, table in report_tables(report, language):
        print_table(table, language, heading, is_part=True)
