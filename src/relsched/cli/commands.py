"""The commands themselves. One of the two doors to click and rich, with the rest of this package."""

from __future__ import annotations

import json
import os
import sys
import traceback
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from relsched.cli.exit_status import BUG, INTERRUPTED, USAGE, status_of
from relsched.cli.input import (
    item_and_dates,
    language_of,
    resolved,
    resolved_text,
    schedule_of,
    text_of,
)
from relsched.cli.options import common_options, plan_argument
from relsched.cli.output import make_console, print_schedule
from relsched.errors import (
    DocumentError,
    Place,
    RelschedError,
)
from relsched.version import __version__

if TYPE_CHECKING:
    from relsched import phrasing
    from relsched.alternatives import ConventionReport


def _abandon_output() -> None:
    """Let what is still in the buffer of standard output go nowhere, instead of failing again at the exit."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def run(arguments: Sequence[str] | None) -> int:
    """Run the command line and give its exit status; nothing but a documented status leaves it."""
    argv = list(sys.argv[1:] if arguments is None else arguments)
    as_json = "--json" in argv
    try:
        status = commands.main(args=argv, prog_name="relsched", standalone_mode=False)
        sys.stdout.flush()
    except RelschedError as error:
        if as_json:
            click.echo(
                json.dumps({"format": "relsched/error/1", **error.as_dict()}, ensure_ascii=False)
            )
        click.echo(str(error), err=True)
        return status_of(error)
    except click.exceptions.Abort:
        return INTERRUPTED
    except click.ClickException as error:
        error.show()
        return USAGE
    except BrokenPipeError:
        # The reader went away (`| head`): nothing is wrong, and nothing more can be said to it.
        _abandon_output()
        return 0
    except KeyboardInterrupt:
        return INTERRUPTED
    except OSError as error:
        # What commands read and write is told where it happens; what is left is the output itself.
        _abandon_output()
        click.echo(f"The output can't be written: {error.strerror or error}.", err=True)
        return USAGE
    except Exception:
        click.echo(
            "relsched has failed; this is a bug of ours, please report it with these lines:",
            err=True,
        )
        click.echo(traceback.format_exc(), err=True)
        return BUG
    return status if isinstance(status, int) else 0


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="relsched")
def commands() -> None:
    """Plans whose dates hang on events: resolve, explain and publish them."""


@commands.command()
@click.argument("directory", type=click.Path(path_type=Path))
def new(directory: Path) -> None:
    """Write a commented starter plan into DIRECTORY."""
    from importlib import resources

    from relsched.document import write_text

    starter = resources.files("relsched")
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


@commands.command()
@plan_argument
@common_options
@click.option(
    "--conventions",
    "otherwise",
    is_flag=True,
    help="Tell instead which dates move when the plan is counted otherwise.",
)
def check(
    plan_file: str, known: tuple[str, ...], lang: str | None, as_json: bool, otherwise: bool
) -> int:
    """Tell troubles, conflicts and lints of a plan; status 1 when there is a conflict."""
    if otherwise:
        return _check_conventions(plan_file, known, lang, as_json)
    from relsched.conflict import said_lines
    from relsched.document import lines_of
    from relsched.lints import lint
    from relsched.resolver import resolve
    from relsched.schedule import MAX_EXPLAINED

    text, name = text_of(plan_file)
    schedule = resolved_text(text, name, known, resolve)
    language = language_of(lang, schedule.plan)
    lints = lint(schedule)
    told = (*schedule.conflicts, *schedule.possible_conflicts)
    places = lines_of(text, name) if told or lints else {}
    document = None if plan_file == "-" else name
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
        for place, conflict in enumerate(told):
            word = "conflict" if conflict.is_certain else "possible"
            first, *lines = (
                conflict.lines(language, places, document) if place < MAX_EXPLAINED else [""]
            )
            click.echo(f"{word:<8}  {first or conflict.text(language)}")
            for line in lines:
                click.echo(f"        {line}")
        for each in lints:
            where = said_lines(each.paths, places, language, document)
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
    from relsched.alternatives import convention_report

    report = resolved(plan_file, known, convention_report)
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

    from relsched.catalogue import say

    plan = report.schedule.plan
    table = Table(box=box.SIMPLE_HEAD, title=plan.title.spoken(language) or plan.id)
    for name in ("counted", "id", "title", "now", "then", "days"):
        table.add_column(say(f"column {name}", language), overflow="fold", no_wrap=name == "id")
    for same, moves in report.groups:
        names = "\n".join(f"{other.id}: {other.text(language)}" for other in same)
        for move in moves:
            title = plan.by_id[move.new.id].title.spoken(language)
            table.add_row(
                Text(names),
                Text(move.new.id, "bold"),
                Text(title),
                *map(Text, move.shown(language)),
            )
            names = ""
        table.add_section()
    make_console().print(table)


@commands.command(name="resolve")
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


@commands.command()
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


@commands.command()
@click.argument("text", required=False)
@click.option("--jsonl", "lines", is_flag=True, help="Read lines of JSON, answer each on a line.")
@click.option(
    "--plan", "plan_file", metavar="PLAN", help="Take events, names and dates from a plan."
)
@click.option("--issued", metavar="DATE", help="Date of the plan, which a year may be told from.")
@click.option("--known", multiple=True, metavar="EVENT=DATES", help="What is fixed of an event.")
@click.option("--lang", metavar="[en|vi]", help="Language of TEXT; else told from its words.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON in its documented shape.")
def phrase(
    text: str | None,
    lines: bool,
    plan_file: str | None,
    issued: str | None,
    known: tuple[str, ...],
    lang: str | None,
    as_json: bool,
) -> int:
    """Read TEXT as people write it in plans, and date it; status 1 when nothing was read."""
    from relsched.phrasing import Question

    if (text is None) != lines:
        raise click.UsageError("give either a text or --jsonl", click.get_current_context())
    if lines and plan_file == "-":
        raise click.UsageError(
            "--jsonl reads standard input, so --plan needs a file", click.get_current_context()
        )
    given: dict[str, Any] = {"language": lang, "issued": issued}
    given["known"] = dict(item_and_dates(value) for value in known)
    if plan_file is not None:
        from relsched.document import parse_plan

        given["plan"] = parse_plan(*text_of(plan_file))
    if text is None:
        return _answer_lines(given)
    # What a terminal hands over that isn't UTF-8 could not be printed.
    sound = text.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
    answer = Question.about(sound, **given).answer()
    if as_json:
        click.echo(answer.to_json())
    else:
        _print_answer(answer)
    return 0 if answer.readings else 1


def _answer_lines(given: dict[str, Any]) -> int:
    """Answer each line of standard input before the next is read; status 2 when any can't be used."""
    from relsched.phrasing import FORMAT, Question

    # What the options say must hold for all lines; a wrong option isn't the fault of the first line.
    Question.about("", **given)
    status = 0
    for number, data in enumerate(sys.stdin.buffer, 1):
        if not data.strip():
            continue
        try:
            found = Question.parse(_line(data), **given).answer().to_dict()
        except RelschedError as error:
            status = USAGE
            moved = error.moved_to(Place(document="standard input", line=number))
            found = {"format": FORMAT, "error": moved.as_dict()}
        try:
            out = json.dumps(found, ensure_ascii=False).encode()
        except UnicodeEncodeError:  # half a character, which JSON can write and UTF-8 can't
            out = json.dumps(found).encode()
        sys.stdout.buffer.write(out + b"\n")
        sys.stdout.buffer.flush()
    return status


def _line(data: bytes) -> str:
    try:
        return data.decode("utf-8-sig").strip()
    except UnicodeDecodeError as error:
        raise DocumentError(
            "The line must be in UTF-8.",
            code="file-encoding",
            why=f"the byte at offset {error.start} isn't",
        ) from None


def _print_answer(answer: phrasing.Answer) -> None:
    from relsched.catalogue import say

    language = answer.phrase.language
    unread = []
    for part in answer.phrase.parts:
        head = " ".join(word for word in (part.label and f"({part.label})", part.action) if word)
        if head and part.readings:
            click.echo(head)
        for dated in answer.of(part):
            _print_reading(dated, language, "  " if head else "")
        if part.unread and (not part.readings or part.unread != part.action):
            unread.append(part.unread)
    for event in answer.phrase.proposed:
        click.echo(say("reading event", language, id=event.id, title=event.title))
    for note in answer.phrase.notes:
        click.echo(say("reading note", language, text=note.said(language)))
    if unread:
        click.echo(say("reading unread", language, text=" … ".join(unread)))
    if not answer.readings:
        click.echo(say("reading nothing", language), err=True)


def _print_reading(dated: phrasing.Dated, language: str, indent: str) -> None:
    from relsched.catalogue import say

    reading = dated.reading
    kind = say(f"kind {reading.kind}", language)
    name = kind if reading.timing is None else f"{reading.timing}  ({kind})"
    first = dated.rank == 1
    click.echo(indent + (name if first else f"{say('reading or', language)} {name}"))
    found = _dates_of(dated, language)
    if first:  # the others were made by the same choices
        found += [say("reading note", language, text=note.said(language)) for note in reading.notes]
        if reading.question is not None:
            asked = reading.question.said(language)
            found.append(say("reading question", language, text=asked))
    for line in found:
        click.echo(f"{indent}  {line}")


def _dates_of(dated: phrasing.Dated, language: str) -> list[str]:
    from relsched.catalogue import say_day
    from relsched.schedule import describe

    reading = dated.reading
    if dated.error is not None:
        return [dated.error.what]
    if dated.entry is None:
        return [] if reading.done is None else [say_day(reading.done, language)]
    days = ", ".join(say_day(day, language) for day in dated.occurrences)
    return [describe(dated.entry, language), *([days] if days else [])]


from relsched.cli import editing as editing  # noqa: E402  (each adds its commands to those above)
from relsched.cli import feeding as feeding  # noqa: E402
from relsched.cli import floating as floating  # noqa: E402
from relsched.cli import importing as importing  # noqa: E402
from relsched.cli import publishing as publishing  # noqa: E402
from relsched.cli import serving as serving  # noqa: E402
from relsched.cli import whatif as whatif  # noqa: E402
