"""`relsched import`: a document to a draft plan, with the report on what was read and what is open."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from relsched.cli.output import make_console
from relsched.errors import DocumentError, Place, RelschedError

if TYPE_CHECKING:
    from relsched.intake.draft_report import Report
    from relsched.plan.plan import Plan


@click.command("import")
@click.argument("document", type=click.Path(path_type=Path))
@click.option(
    "-o", "--output", type=click.Path(path_type=Path), metavar="PLAN", help="Plan file to write."
)
@click.option("--update", is_flag=True, help="Bring a new version of the document into PLAN.")
@click.option("--issued", metavar="DATE", help="Date of the plan, if the document has none.")
@click.option(
    "--lang", type=click.Choice(["en", "vi"]), help="Language of the document; else told from it."
)
@click.option("--json", "as_json", is_flag=True, help="Print the report as JSON.")
@click.option(
    "--report",
    "report_file",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Write the report as Markdown.",
)
def import_(
    document: Path,
    output: Path | None,
    update: bool,
    issued: str | None,
    lang: str | None,
    as_json: bool,
    report_file: Path | None,
) -> int:
    """Make a draft plan of DOCUMENT; status 1 when something is open for a person.

    Without --output the plan is printed.
    """
    from relsched.dates.windows import parse_date
    from relsched.intake.document_reader import read_document
    from relsched.intake.draft import open_questions
    from relsched.intake.drafting import draft
    from relsched.planfile.plan_file import PlanFile

    if update and output is None:
        raise click.UsageError("--update needs --output", click.get_current_context())
    day = None if issued is None else parse_date(issued)
    before: Plan | None = None
    asked: dict[str, list[str]] = {}
    if output is not None and output.exists():
        if not update:
            raise DocumentError(
                f"The plan file `{output}` is already there.",
                code="file-exists",
                where=Place(document=str(output)),
                fix="give --update to bring the document into it, or another name",
            )
        file = PlanFile.read(output)
        before, asked = file.plan, open_questions(file.text)
    try:
        imported = draft(
            read_document(document), issued=day, language=lang, into=before, asked=asked
        )
    except RelschedError as error:
        if error.where is not None and error.where.document == document.name:
            # The place names the file as it was given.
            raise error.moved_to(Place(document=str(document))) from None
        raise
    report = imported.report
    if output is not None:
        _write(output, imported.text)
    if report_file is not None:
        _write(report_file, report.to_markdown())
    if as_json:
        click.echo(report.to_json())
    elif output is None:
        click.echo(imported.text, nl=False)
        click.echo(report.summary(), err=True)
    else:
        _print(report)
    return 1 if report.is_open else 0


def _write(file: Path, text: str) -> None:
    from relsched.planfile.text_files import write_text

    try:
        write_text(file, text)
    except OSError as error:
        raise DocumentError(
            f"The file `{file}` can't be written.",
            code="file-absent",
            where=Place(document=str(file)),
            why=error.strerror or str(error),
        ) from None


def _print(report: Report) -> None:
    """Print the report as tables, one for each part that has something to say."""
    from rich import box
    from rich.table import Table
    from rich.text import Text

    from relsched.messages.message import Message

    console = make_console()
    console.print(Text(report.summary()))
    for heading, rows in report.rows_of():
        table = Table(box=box.SIMPLE_HEAD, title=Text(heading), title_justify="left")
        for name in ("item", "place", "text"):
            table.add_column(
                Message(f"import column {name}").text(report.language), overflow="fold"
            )
        for row in rows:
            table.add_row(*map(Text, row))
        console.print(table)
