"""`relsched feed`: calendars as files, from what the ledger has published or from a plan file alone."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import attrs
import click

from relsched.cli.command_classes import command, option
from relsched.cli.completion import offer_items, offer_profiles
from relsched.cli.input import plan_file_of, resolvable_plan_file, resolved
from relsched.cli.language_choice import choice_in, language_of, tell
from relsched.cli.ledger_opening import may_be_published, open_ledger
from relsched.cli.options import (
    calendars_given,
    common_options,
    is_without_ledger,
    ledger_given,
    plan_argument,
    read_stamp,
)
from relsched.cli.output import write_file
from relsched.cli.printing import echo
from relsched.cli.progress import working
from relsched.cli.usage_errors import Misuse, Whole
from relsched.errors import LedgerError, Place, PlanError, RelschedError
from relsched.messages.html_writing import write_html
from relsched.messages.message import Grouped, Message

if TYPE_CHECKING:
    from relsched.feeds.left_out import LeftOut
    from relsched.ledger.ledger import Ledger
    from relsched.plan.known_dates import Known
    from relsched.plan.plan import Plan
    from relsched.planfile.plan_file import PlanFile
    from relsched.schedule.schedule import Schedule


@attrs.frozen
class BuiltFeed:
    """One calendar file, before it is written, and what it has no entry for."""

    file: str
    title: str
    data: bytes
    left_out: LeftOut


@command("feed", about=(Message("help feed"), Message("help feed ledger")))
@plan_argument
@common_options
@option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    required=True,
    label=Message("label directory"),
    about=Message("help option feed output"),
)
@option(
    "--unit",
    label=Message("label unit"),
    about=Message("help option feed unit"),
    shell_complete=offer_items("units"),
)
@option("--audience", label=Message("label who"), about=Message("help option feed audience"))
@option(
    "--profile",
    default="default",
    label=Message("label name"),
    about=Message("help option profile"),
    shell_complete=offer_profiles,
)
@option(
    "--stamp",
    callback=read_stamp,
    label=Message("label moment"),
    about=Message("help option feed stamp"),
)
@option(
    "--sequence",
    type=Whole(0),
    label=Message("label number"),
    about=Message("help option feed sequence"),
)
def feed_command(
    plan_file: str,
    known: tuple[str, ...],
    as_json: bool,
    output: Path,
    unit: str | None,
    audience: str | None,
    profile: str,
    stamp: datetime | None,
    sequence: int | None,
) -> None:
    """Write calendar files: one for the plan and one for each unit.

    What has been published in the ledger is written as it was published. With known dates, a stamp, a
    sequence or a language of its own, or while nothing has been published, the plan file decides, with the
    newest known dates.
    """
    lang = choice_in().asked
    if unit is not None and audience is not None:
        raise Misuse(Message("usage not both", first="--unit", second="--audience"))
    wanted = f"unit:{unit}" if unit is not None else audience
    if str(output) == "-" and wanted is None:
        wanted = "plan"
    given = bool(known or calendars_given())
    alone = given or stamp is not None or sequence is not None or lang is not None
    alone = is_without_ledger() or alone
    file = resolvable_plan_file(plan_file) if alone else plan_file_of(plan_file)
    found = None if alone else _from_ledger(file.plan, wanted, profile)
    language = None if found is None else found[0]
    if found is None:
        found = _from_file(file, known, lang, wanted, profile, stamp, sequence or 0)
    _, feeds = found
    # What the calendar of the plan leaves out, those of its units leave out too.
    for one in feeds if wanted is not None else feeds[:1]:
        for message in one.left_out.messages(one.file):
            tell(message)
    for one in feeds:
        tell_if_large(one.file, one.data.count(b"\r\nBEGIN:VEVENT\r\n"), len(one.data))
    if str(output) == "-":
        sys.stdout.buffer.write(feeds[0].data)
        return
    for one in feeds:
        write_file(output / one.file, one.data)
    files = [str(output / one.file) for one in feeds]
    if wanted is None and language is not None:
        write_file(output / "index.html", _index(feeds, language).encode())
        files.append(str(output / "index.html"))
    if as_json:
        click.echo(json.dumps({"format": "relsched/feed/1", "files": files}, ensure_ascii=False))
    else:
        for file_name in files:
            echo(file_name, is_whole=True)


def tell_if_large(file: str, count: int, size: int) -> None:
    """Warn of a calendar that some programs may cut off or refuse, and say how it is split.

    Args:
        file: The name of its file.
        count: How many components it has.
        size: How many bytes it has.
    """
    from relsched.feeds.calendar_file import is_large

    if is_large(count, size):
        kilobytes = Grouped(size // 1000)
        tell(Message("feed large", file=file, count=Grouped(count), size=kilobytes))


# ---------------------------------------------------------------- from the ledger


def _from_ledger(
    plan: Plan, wanted: str | None, profile: str
) -> tuple[str, list[BuiltFeed]] | None:
    """Give the calendars that have been published, or None where nothing of the plan has been.

    A ledger that can't be read is an error here: calendars made without it would take back what is in those of
    subscribers.
    """
    db = ledger_given()
    if not may_be_published(db):
        return None
    try:
        ledger = open_ledger(db, read_only=True)
    except LedgerError as error:
        if error.code == "ledger-absent":
            return None
        raise
    with ledger:
        head = ledger.head(plan.id)
        if head is None:
            return None
        published = ledger.plan(plan.id)
        with working(language_of(published)):
            feeds = list(_published(ledger, published, wanted, profile))
        place = ledger.store.place
    language = published.language
    language_of(published)
    tell(Message("feed from", number=head.number, place=place))
    if published != plan:
        tell(Message("feed behind", number=head.number))
    return language, feeds


def _published(ledger: Ledger, plan: Plan, wanted: str | None, profile: str) -> Iterator[BuiltFeed]:
    schedule = ledger.schedule(plan.id)
    for audience in [wanted] if wanted is not None else _audiences(plan):
        found = ledger.feed(plan.id, audience, profile)
        omitted = _left_out(schedule, audience, profile)
        yield BuiltFeed(_file_name(plan, audience), _title(plan, audience), found.data, omitted)


def _left_out(schedule: Schedule, audience: str, profile: str) -> LeftOut:
    from relsched.feeds.audiences import Audience
    from relsched.feeds.left_out import left_out
    from relsched.feeds.profiles import Profile

    return left_out(schedule, Audience.parse(audience), Profile.named(profile))


def _audiences(plan: Plan) -> list[str]:
    return ["plan", *(f"unit:{name}" for name in plan.units_by_id)]


def _file_name(plan: Plan, audience: str) -> str:
    if audience == "plan":
        return f"{plan.id}.ics"
    kind, _, name = audience.partition(":")
    return f"{plan.id}.{name}.ics" if kind == "unit" else f"{plan.id}.{kind}-{name}.ics"


def _title(plan: Plan, audience: str) -> str:
    from relsched.feeds.audiences import Audience

    return Audience.parse(audience).title(plan, plan.language)


# ---------------------------------------------------------------- from a plan file alone


def _from_file(
    file: PlanFile,
    known: tuple[str, ...],
    lang: str | None,
    wanted: str | None,
    profile: str,
    stamp: datetime | None,
    sequence: int,
) -> tuple[str, list[BuiltFeed]]:
    from relsched.feeds.calendar_file import feed
    from relsched.plan.known_dates import unsigned
    from relsched.schedule import resolver

    def resolve(plan: Plan, given: Iterable[Known]) -> Schedule:
        return resolver.resolve(plan, unsigned(given))

    schedule = resolved(file, known, resolve)
    plan = schedule.plan
    stamp = stamp or _date_of_issue(schedule, file.name)
    options: dict[str, Any] = {"stamp": stamp, "language": lang, "sequence": sequence}
    feeds = []
    for audience in [wanted] if wanted is not None else _audiences(plan):
        try:
            data = feed(schedule, audience=audience, profile=profile, **options)
        except RelschedError as error:
            if error.code != "feed-empty" or wanted is not None or audience == "plan":
                raise
            tell(Message("feed no dates", unit=audience.partition(":")[2]))
            continue
        omitted = _left_out(schedule, audience, profile)
        feeds.append(BuiltFeed(_file_name(plan, audience), _title(plan, audience), data, omitted))
    return lang or plan.language, feeds


def _date_of_issue(schedule: Schedule, document: str) -> datetime:
    """Give the moment that calendars are stamped with where none is given: never the clock's, so that they stay."""
    day = schedule.plan.issued
    entry = schedule.find("issued")
    if day is None and entry is not None and entry.due is not None and entry.due.is_settled:
        day = entry.due.day
    if day is None:
        raise PlanError(
            Message("error stamp-absent"),
            code="stamp-absent",
            where=Place(document=document),
            why=Message("error stamp-absent why"),
            fix=Message("error stamp-absent fix"),
        )
    return datetime(day.year, day.month, day.day, tzinfo=UTC)


# ---------------------------------------------------------------- the page of addresses


def _index(feeds: list[BuiltFeed], language: str) -> str:
    """Write the page that lists the calendars, each with its address to subscribe to."""
    base = os.environ.get("RELSCHED_BASE_URL", "").rstrip("/")
    rows = []
    for one in feeds:
        path = quote(one.file)
        address = f"{base}/{path}" if base else ""
        webcal = "webcal://" + address.partition("://")[2]
        rows.append(
            {
                "title": one.title,
                "file": one.file,
                "path": path,
                "address": address,
                "webcal": webcal,
            }
        )
    page = write_html(
        "feed_index",
        language=language,
        title=feeds[0].title,
        hint=Message("index hint").text(language),
        subscribe=Message("index subscribe").text(language),
        feeds=rows,
    )
    return f"{page}\n"
