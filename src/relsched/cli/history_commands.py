"""`history`, `show`, `compare` and `notices`: what has been published, and what changed."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

import click

from relsched.cli.command_classes import argument, command, option
from relsched.cli.completion import offer_published_units
from relsched.cli.exit_status import NO
from relsched.cli.language_choice import language_of, tell, written_language_of
from relsched.cli.ledger_opening import open_ledger
from relsched.cli.options import db_option, format_option, json_option, wide_option
from relsched.cli.output import moment_in_figures, print_part, print_schedule, print_table
from relsched.cli.printing import echo
from relsched.cli.progress import working
from relsched.cli.published_plans import plan_and_numbers, plan_id
from relsched.cli.usage_errors import Misuse, OneOf
from relsched.cli.written_dates import day_text
from relsched.errors import UnknownRevisionError
from relsched.messages.message import Message
from relsched.messages.tables import ReportColumn, ReportRow, ReportTable

if TYPE_CHECKING:
    from relsched.analysis.compare.comparison import Comparison
    from relsched.ledger.ledger import Ledger
    from relsched.ledger.records import Revision
    from relsched.plan.known_dates import Known


@command(about=Message("help history"))
@argument(
    "plan",
    required=False,
    label=Message("label plan optional"),
    about=Message("help argument plan published"),
)
@wide_option
@db_option
@json_option
def history(plan: str | None, db: str | None, as_json: bool) -> None:
    """List the revisions of a plan: when, who, why, and what became known."""
    with open_ledger(db, read_only=True) as ledger:
        name = plan_id(ledger, plan)
        revisions = ledger.history(name)
        known = [ledger.known(name, revision.number) for revision in revisions]
        newest = ledger.plan(name)
    language = language_of(newest)
    steps = [_news(before, after) for before, after in zip([{}, *known], known, strict=False)]
    if as_json:
        rows = [
            {**revision.to_json(), "news": news}
            for revision, news in zip(revisions, steps, strict=True)
        ]
        found = {"format": "relsched/history/1", "plan": name, "revisions": rows}
        click.echo(json.dumps(found, ensure_ascii=False))
        return
    _print_history(revisions, steps, newest.timezone, language)


def _news(before: Mapping[str, Known], after: Mapping[str, Known]) -> list[str]:
    """Give what became known or was forgotten from one revision to the next."""
    given = [str(entry) for name, entry in after.items() if _text_of(before, name) != entry.text]
    return given + [f"{name}=" for name in before if name not in after]


def _text_of(known: Mapping[str, Known], name: str) -> str | None:
    return known[name].text if name in known else None


def _print_history(
    revisions: Iterable[Revision], steps: Iterable[Sequence[str]], zone: str, language: str
) -> None:
    from relsched.dates.zones import in_zone

    names = ("revision", "published", "by", "reason", "known")
    columns = tuple(
        ReportColumn(Message(f"column {name}"), in_card="id" if name == "revision" else "named")
        for name in names
    )
    rows = []
    for revision, news in zip(revisions, steps, strict=True):
        again = f" (= {revision.again})" if revision.again else ""
        cells = (
            f"{revision.number}{again}",
            moment_in_figures(in_zone(revision.at, zone), language),
            revision.by or "",
            revision.reason,
            "\n".join(news),
        )
        rows.append(ReportRow(cells, marks=("name", "", "", "", "")))
    print_table(ReportTable(columns, tuple(rows)), language)


@command(about=(Message("help show"), Message("help show more")))
@argument(
    "words",
    nargs=-1,
    label=Message("label plan revision"),
    about=Message("help argument plan revision"),
)
@option("--on", label=Message("label date"), about=Message("help option show on"))
@format_option()
@wide_option
@db_option
@json_option
def show(words: tuple[str, ...], on: str | None, form: str, db: str | None, as_json: bool) -> None:
    """Show a revision: its dates, and what was known with who gave it, when and why."""
    named, numbers = plan_and_numbers(words, 1)
    if numbers and on is not None:
        raise Misuse(Message("usage revision or day"))
    with open_ledger(db, read_only=True) as ledger:
        plan = plan_id(ledger, named)
        number = numbers[0] if numbers else None
        if on is not None:
            number = _number_on(ledger, plan, on)
        revision = ledger.revision(plan, number)
        with working(language_of()):
            schedule = ledger.schedule(plan, revision.number)
        known = ledger.known(plan, revision.number)
    if as_json or form == "json":
        found = {
            "format": "relsched/show/1",
            "revision": revision.to_json(),
            "known": [
                {"item": e.item, "dates": e.text, "by": e.by, "on": e.on, "reason": e.reason}
                for e in known.values()
            ],
            "schedule": schedule.to_dict(),
        }
        click.echo(json.dumps(found, ensure_ascii=False))
        return
    choose = language_of if form == "table" else written_language_of
    language = choose(schedule.plan)
    print_schedule(schedule, language, form)
    if form != "csv":  # which is one table
        _print_known(revision, known.values(), schedule.plan.timezone, language, form)


def _number_on(ledger: Ledger, plan: str, on: str) -> int:
    from relsched.dates.zones import day_of

    day = day_text(on, ledger.plan(plan))
    zone = ledger.plan(plan).timezone
    numbers = [r.number for r in ledger.history(plan) if day_of(r.at, zone) <= day]
    if not numbers:
        raise UnknownRevisionError(
            Message("error unknown-revision on", plan=plan, day=day),
            code="unknown-revision",
            value=on,
            why=Message(
                "error unknown-revision on why", day=day_of(ledger.revision(plan, 1).at, zone)
            ),
        )
    return numbers[-1]


def _print_known(
    revision: Revision, known: Iterable[Known], zone: str, language: str, form: str
) -> None:
    from relsched.dates.zones import in_zone

    at = moment_in_figures(in_zone(revision.at, zone), language)
    title = Message("revision of", number=revision.number, at=at, by=revision.by or "–").text(
        language
    )
    columns = tuple(
        ReportColumn(Message(f"column {name}"), in_card="id" if name == "known" else "named")
        for name in ("known", "by", "published", "reason")
    )
    rows = (
        ReportRow(
            (str(each), each.by or "", _given_on(each.on or "", zone, language), each.reason or "")
        )
        for each in known
    )
    if form == "markdown":
        echo()
    print_part(form, ReportTable(columns, tuple(rows)), language, title)


def _given_on(on: str, zone: str, language: str) -> str:
    """Write when a date was given, as clocks of the plan's zone show it; a text of somebody's own stays as it is."""
    from relsched.dates.zones import in_zone

    try:
        moment = datetime.fromisoformat(on)
    except ValueError:
        return on
    return on if moment.tzinfo is None else moment_in_figures(in_zone(moment, zone), language)


@command("compare", about=(Message("help compare"), Message("help compare more")))
@argument(
    "words",
    nargs=-1,
    label=Message("label plan revisions"),
    about=Message("help argument plan revisions"),
)
@option(
    "--format",
    "form",
    type=OneOf(["text", "markdown", "html", "json"]),
    default="text",
    about=Message("help option compare format"),
)
@option("--exit-code", is_flag=True, about=Message("help option compare exit-code"))
@db_option
@json_option
def compare_command(
    words: tuple[str, ...],
    form: str,
    exit_code: bool,
    db: str | None,
    as_json: bool,
) -> int:
    """Compare two revisions; a single one is compared with the newest."""
    named, numbers = plan_and_numbers(words, 2)
    if not numbers:
        raise Misuse(Message("usage revisions to compare"))
    with open_ledger(db, read_only=True) as ledger, working(language_of()):
        found = ledger.compare(plan_id(ledger, named), numbers[0], *numbers[1:])
    form = "json" if as_json else form
    # Markdown and HTML are handed on; the text is read here.
    choose = language_of if form == "text" else written_language_of
    echo(_written(found, form, choose(found.after.plan)), is_whole=form != "text")
    return NO if exit_code and found else 0


def _written(found: Comparison, form: str, language: str) -> str:
    if form == "json":
        return found.to_json()
    writers = {"text": found.text, "markdown": found.markdown, "html": found.html}
    return writers[form](language)


@command(about=(Message("help notices"), Message("help notices more")))
@argument(
    "words",
    nargs=-1,
    label=Message("label plan revision"),
    about=Message("help argument plan revision"),
)
@option(
    "--unit",
    label=Message("label unit"),
    about=Message("help option notices unit"),
    shell_complete=offer_published_units,
)
@db_option
@json_option
def notices(words: tuple[str, ...], unit: str | None, db: str | None, as_json: bool) -> None:
    """Write for each unit what a revision changed for it, as the text of a message."""
    from relsched.analysis.compare.comparison import notice
    from relsched.feeds.feed_items import unknown_unit

    named, numbers = plan_and_numbers(words, 1)
    with open_ledger(db, read_only=True) as ledger:
        plan = plan_id(ledger, named)
        revision = ledger.revision(plan, numbers[0] if numbers else None)
        if revision.number == 1:
            raise UnknownRevisionError(
                Message("error unknown-revision first", plan=plan),
                code="unknown-revision",
                value=1,
                fix=Message("error unknown-revision first fix"),
            )
        with working(language_of()):
            found = ledger.compare(plan, revision.number - 1, revision.number)
    newer = found.after.plan
    # A notice is handed on to a unit, so the plan's language counts before that of the sender.
    language = written_language_of(newer)
    if unit is not None and unit not in newer.units_by_id:
        raise unknown_unit(newer, unit)
    wanted = [unit] if unit is not None else list(newer.units_by_id)
    texts = {name: text for name in wanted if (text := notice(found, name, language))}
    if as_json:
        value = {
            "format": "relsched/notices/1",
            "plan": plan,
            "revision": revision.number,
            "notices": texts,
        }
        click.echo(json.dumps(value, ensure_ascii=False))
        return
    echo("\n\n".join(texts.values()), is_whole=True)  # for a letter, whose lines are its own
    for name in wanted:
        if name not in texts:
            tell(Message("notice nothing", unit=name))
