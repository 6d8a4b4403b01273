"""The commands themselves. One of the two doors to click and rich, with the rest of this package."""

from __future__ import annotations

import json
import os
import sys
import traceback
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from relsched.errors import (
    DocumentError,
    KnownError,
    LedgerError,
    Place,
    RelschedError,
    one_or_all,
)
from relsched.version import __version__

if TYPE_CHECKING:
    from rich.console import Console

    from relsched import phrasing
    from relsched.alternatives import ConventionReport
    from relsched.following import Followed
    from relsched.plan import Known, Plan
    from relsched.schedule import Schedule

NO = 1
USAGE = 2
NO_LEDGER = 3
BUG = 70
INTERRUPTED = 130


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
        return _status_of(error)
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


# What is wrong with what was given to a ledger, and not with the ledger.
_GIVEN = frozenset(
    (
        "file-exists",
        "ledger-address",
        "reason-absent",
        "too-long",
        "unknown-address",
        "unknown-plan",
        "unknown-revision",
    )
)


def _status_of(error: RelschedError) -> int:
    if not isinstance(error, LedgerError) or error.code in _GIVEN:
        return USAGE
    return NO if error.code == "plan-changed" else NO_LEDGER


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="relsched")
def commands() -> None:
    """Plans whose dates hang on events: resolve, explain and publish them."""


Command = Callable[..., Any]
Answer = TypeVar("Answer")


def _plan_argument(command: Command) -> Command:
    return click.argument("plan_file", metavar="PLAN", type=click.Path(allow_dash=True))(command)


# Where a command keeps the calendars it was given until the plan has been read.
_CALENDARS = "relsched.calendars"


def _keep_calendars(context: click.Context, _: object, files: tuple[str, ...]) -> None:
    context.meta[_CALENDARS] = files


def calendars_given() -> tuple[str, ...]:
    """Give the calendar files that dates are to be taken from."""
    found: tuple[str, ...] = click.get_current_context().meta.get(_CALENDARS, ())
    return found


_calendar_option = click.option(
    "--from-calendar",
    multiple=True,
    metavar="FILE",
    type=click.Path(allow_dash=True),
    expose_value=False,
    callback=_keep_calendars,
    help="An .ics file that events follow by `follows: uid:…`. May be given several times.",
)


_known_option = click.option(
    "--known",
    "known",
    multiple=True,
    metavar="ITEM=DATES",
    help="What is fixed: congress=2020-10-13..2020-10-15. May be given several times.",
)
_lang_option = click.option(
    "--lang", type=click.Choice(["en", "vi"]), help="Language of texts; else the plan's."
)
_json_option = click.option(
    "--json", "as_json", is_flag=True, help="Print JSON in its documented shape."
)


def _common(command: Command) -> Command:
    options: tuple[Callable[[Command], Command], ...] = (
        _known_option,
        _calendar_option,
        _lang_option,
        _json_option,
    )
    for add in reversed(options):
        command = add(command)
    return command


def _text_of(plan_file: str) -> tuple[str, str]:
    """Give the text of a plan file, and what it is called in messages."""
    from relsched.document import decode, read_text

    if plan_file == "-":
        name = "standard input"
        return decode(sys.stdin.buffer.read(), name), name
    return read_text(plan_file), plan_file


def _known(plan: Plan, values: Sequence[str]) -> dict[str, Known]:
    """Give what is known: from calendars, and before that what is given by hand."""
    from relsched.plan import Known, read_known

    found: list[Known] = []
    errors: list[RelschedError] = []
    followed: Mapping[str, Known] = {}
    try:
        followed = _from_calendars(plan)
    except RelschedError as error:
        errors.append(error)
    for value in values:
        try:
            found.append(Known.read(*_item_and_dates(value)))
        except RelschedError as error:
            errors.append(error)
    try:
        known = read_known(plan, found)
    except RelschedError as error:
        errors.append(error)
    if errors:
        raise one_or_all(errors, "What is known")
    return {**{name: date for name, date in followed.items() if name not in known}, **known}


def _from_calendars(plan: Plan) -> Mapping[str, Known]:
    """Take dates from the calendar files that were given, and tell of which events they say nothing."""
    followed = followed_calendars(plan)
    return {} if followed is None else followed.known


def followed_calendars(plan: Plan) -> Followed | None:
    """Give what the calendar files that were given say of the events that follow them; None without files."""
    files = calendars_given()
    if not files:
        return None
    from relsched.following import known_from_calendars

    followed = known_from_calendars(plan, {_shown_name(file): _calendar(file) for file in files})
    language = _language(click.get_current_context().params.get("lang"), plan)
    for note in followed.notes:
        click.echo(note.text(language), err=True)
    return followed


def _shown_name(file: str) -> str:
    return "standard input" if file == "-" else file


def _calendar(file: str) -> bytes:
    """Give the bytes of a calendar file, or of a few more than are read of one."""
    from relsched.feeds.reading import MAX_BYTES

    if file == "-":
        return sys.stdin.buffer.read(MAX_BYTES + 1)
    try:
        with open(file, "rb") as handle:
            return handle.read(MAX_BYTES + 1)
    except OSError as error:
        raise DocumentError(
            "The calendar file can't be read.",
            code="file-absent",
            where=Place(document=file),
            why=error.strerror or str(error),
        ) from None


def _item_and_dates(value: str) -> tuple[str, str]:
    item, sign, dates = value.partition("=")
    if not sign:
        raise KnownError(
            f"`{value}` can't be read as a known date.",
            code="known-form",
            value=value,
            why="a known date is an id, an equals sign and dates",
            fix=f"write --known {value}=2020-10-13",
        )
    return item.strip(), dates.strip()


def _schedule(plan_file: str, known: Sequence[str]) -> Schedule:
    from relsched.resolver import resolve

    return _resolved(plan_file, known, resolve)


def _resolved(
    plan_file: str, known: Sequence[str], resolve: Callable[[Plan, Iterable[Known]], Answer]
) -> Answer:
    """Give what a function makes of the plan in a file and what is known."""
    return _resolved_text(*_text_of(plan_file), known, resolve)


def _resolved_text(
    text: str,
    name: str,
    known: Sequence[str],
    resolve: Callable[[Plan, Iterable[Known]], Answer],
) -> Answer:
    from relsched import resolver
    from relsched.document import locate, parse_plan

    plan = parse_plan(text, name, trial=resolver.resolve)
    given = _known(plan, known)
    try:
        return resolve(plan, given.values())
    except RelschedError as error:
        raise locate(error, text, name) from None


def _language(lang: str | None, plan: Plan) -> str:
    return lang or plan.language


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
@_plan_argument
@_common
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

    text, name = _text_of(plan_file)
    schedule = _resolved_text(text, name, known, resolve)
    language = _language(lang, schedule.plan)
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

    report = _resolved(plan_file, known, convention_report)
    schedule = report.schedule
    if as_json:
        click.echo(report.to_json())
    else:
        if report.groups:
            _print_moves(report, _language(lang, schedule.plan))
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
    _console().print(table)


@commands.command(name="resolve")
@_plan_argument
@_common
@click.option("--strict", is_flag=True, help="Status 1 while anything isn't settled.")
def resolve_command(
    plan_file: str, known: tuple[str, ...], lang: str | None, as_json: bool, strict: bool
) -> int:
    """Print the schedule as a table."""
    schedule = _schedule(plan_file, known)
    if as_json:
        click.echo(schedule.to_json())
    else:
        _print_table(schedule, _language(lang, schedule.plan))
    unsettled = any(entry.status not in ("settled", "done") for entry in schedule)
    return 1 if strict and unsettled else 0


def _console() -> Console:
    """Give the console of tables: as wide as the terminal, or 160 characters elsewhere."""
    from rich.console import Console

    class Terminal(Console):
        def on_broken_pipe(self) -> None:
            # Rich would end the program with status 1, which here means that the answer is no.
            raise BrokenPipeError

    return Terminal(width=None if sys.stdout.isatty() else 160, highlight=False)


def _print_table(schedule: Schedule, language: str) -> None:
    from rich import box
    from rich.table import Table
    from rich.text import Text

    from relsched.catalogue import say, say_day
    from relsched.schedule import describe

    plan = schedule.plan
    table = Table(box=box.SIMPLE_HEAD, title=plan.title.spoken(language) or plan.id)
    for name in ("id", "title", "due", "safe", "status", "lead", "waits"):
        table.add_column(say(f"column {name}", language), overflow="fold", no_wrap=name == "id")
    colours = {"settled": "green", "done": "green", "windowed": "yellow", "conflict": "red bold"}
    for entry in schedule:
        item = plan.by_id[entry.id]
        unit = plan.units_by_id.get(entry.lead or "")
        safe = ""
        if entry.status == "windowed" and entry.safe is not None and entry.safe.latest is not None:
            safe = say_day(entry.safe.latest, language)
        cells = (
            entry.id,
            item.title.spoken(language),
            describe(entry, language),
            safe,
            say(f"status {entry.status}", language),
            "" if unit is None else unit.name.spoken(language),
            ", ".join(
                f"{name} ({asked})" if (asked := dict(entry.decided_by).get(name)) else name
                for name in entry.waits_for
            ),
        )
        styles = ("bold", "", "", "dim", colours.get(entry.status, "dim"), "", "dim")
        # Text, not markup: a title may hold square brackets.
        table.add_row(*(Text(cell, style) for cell, style in zip(cells, styles, strict=True)))
    console = _console()
    console.print(table)
    for finding in schedule.conflicts:
        console.print(Text(finding.text(language), "red bold"))


@commands.command()
@_plan_argument
@click.argument("item")
@_common
def why(plan_file: str, item: str, known: tuple[str, ...], lang: str | None, as_json: bool) -> None:
    """Explain the date of ITEM: the chain behind it, down to the phrase of the document."""
    schedule = _schedule(plan_file, known)
    explanation = schedule.why(item, _language(lang, schedule.plan))
    if as_json:
        click.echo(
            json.dumps({"format": "relsched/why/1", **explanation.to_json()}, ensure_ascii=False)
        )
    else:
        click.echo(explanation.text())


def _stamp(_: object, __: object, value: str | None) -> datetime | None:
    if value is None:
        return None
    try:
        moment = datetime.fromisoformat(value)
    except ValueError:
        raise click.BadParameter("write it like 2020-03-25T08:00:00Z") from None
    if moment.tzinfo is None:
        raise click.BadParameter("a zone is needed: write it like 2020-03-25T08:00:00Z")
    try:
        return moment.astimezone(UTC)
    except OverflowError:
        raise click.BadParameter("it lies outside the years 1 to 9999") from None


def _write_bytes(file: Path, data: bytes) -> None:
    from relsched.document import write_bytes

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
    given["known"] = dict(_item_and_dates(value) for value in known)
    if plan_file is not None:
        from relsched.document import parse_plan

        given["plan"] = parse_plan(*_text_of(plan_file))
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
