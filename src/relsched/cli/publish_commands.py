"""`publish`, `move`, `pin` and `done`: the next revision of a plan in the ledger."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

import click

from relsched.cli.exit_status import NO
from relsched.cli.input import followed_calendars, item_and_dates, language_of, resolvable_plan_file
from relsched.cli.ledger_opening import moment_of, open_ledger, plan_id, signed_by
from relsched.cli.options import (
    Command,
    by_option,
    calendar_option,
    db_option,
    json_option,
    lang_option,
    now_option,
    plan_argument,
)
from relsched.errors import KnownError, LedgerError, RelschedError, one_or_all

if TYPE_CHECKING:
    from relsched.ledger.ledger import Ledger
    from relsched.ledger.preview import Preview
    from relsched.ledger.records import Revision
    from relsched.plan.known_dates import KnownDates
    from relsched.plan.plan import Plan


def _publishing(command: Command) -> Command:
    for add in reversed(
        (
            calendar_option,
            click.option("--reason", required=True, help="Why; kept with the revision."),
            by_option,
            click.option("--yes", is_flag=True, help="Publish without asking."),
            click.option("--dry-run", is_flag=True, help="Show what would change, and stop."),
            now_option,
            db_option,
            lang_option,
            json_option,
        )
    ):
        command = add(command)
    return command


@click.command()
@plan_argument
@click.option(
    "--known",
    multiple=True,
    metavar="ITEM=DATES",
    help="What is fixed, beside what the ledger knows. May be given several times.",
)
@click.option("--forget", multiple=True, metavar="ITEM", help="What isn't fixed any more.")
@click.option("--again", type=click.IntRange(1), metavar="REV", help="Publish this revision again.")
@_publishing
def publish(
    plan_file: str,
    known: tuple[str, ...],
    forget: tuple[str, ...],
    again: int | None,
    **options: Any,
) -> int:
    """Publish PLAN: show what changes for whom, ask, and record it as the next revision."""
    if again is not None:
        if known or forget:
            raise click.UsageError("--again takes its dates from the revision")
        return _publish_again(plan_file, again, **options)
    return _publish(plan_file, _changes(known, forget), **options)


@click.command()
@plan_argument
@click.argument("dates", nargs=-1, required=True, metavar="ITEM=DATES...")
@_publishing
def move(plan_file: str, dates: tuple[str, ...], **options: Any) -> int:
    """Give events their new dates: show what moves, ask, and publish it."""
    return _publish(plan_file, _changes(dates, ()), **options)


@click.command()
@plan_argument
@click.argument("dates", nargs=-1, required=True, metavar="ITEM=DATES...")
@_publishing
def pin(plan_file: str, dates: tuple[str, ...], **options: Any) -> int:
    """Fix deadlines on days of their own, whatever their rules say; ITEM= lets one go."""
    changes: dict[str, object] = {}
    for value in dates:
        item, sign, days = value.partition("=")
        changes[item.strip()] = days.strip() or None if sign else item_and_dates(value)
    return _publish(plan_file, changes, **options)


@click.command()
@plan_argument
@click.argument("items", nargs=-1, required=True, metavar="ITEM...")
@click.option("--on", metavar="DATE", help="The day they were done; else today where the plan is.")
@_publishing
def done(plan_file: str, items: tuple[str, ...], on: str | None, **options: Any) -> int:
    """Record that deadlines have been met."""
    from relsched.dates.windows import parse_date

    day = None if on is None else parse_date(on)

    def changes(plan: Plan, now: datetime) -> KnownDates:
        met = _today(plan, now) if day is None else day
        return dict.fromkeys(items, f"done {met}")

    return _publish(plan_file, changes, **options)


def _today(plan: Plan, now: datetime) -> date:
    from relsched.dates.zones import day_of

    return day_of(now, plan.timezone)


def _changes(known: Sequence[str], forget: Sequence[str]) -> dict[str, object]:
    """Read what is given as known, all troubles at once; None stands for what is to be forgotten."""
    from relsched.plan.known_dates import Known

    found: dict[str, object] = {}
    errors: list[RelschedError] = []
    for value in known:
        try:
            item, dates = item_and_dates(value)
            entry = Known.read(item, dates)
        except RelschedError as error:
            errors.append(error)
            continue
        if item in found:
            errors.append(
                KnownError(
                    f"The dates of `{item}` must not be given twice.",
                    code="known-form",
                    value=value,
                    fix=f"write {item}=2020-10-13..2020-10-15 for its first and last day",
                )
            )
        found[item] = entry
    for item in forget:
        found[item.strip()] = None
    if errors:
        raise one_or_all(errors, "What is known")
    return found


Changes = Mapping[str, object] | Callable[["Plan", datetime], "KnownDates"]


def _publish(plan_file: str, changes: Changes, **options: Any) -> int:

    file = resolvable_plan_file(plan_file)
    plan = file.plan
    now = moment_of(options.pop("now"))
    given = dict(changes(plan, now) if callable(changes) else changes)
    followed = followed_calendars(plan)
    if followed is not None:
        given = {**followed.changes, **given}
    try:
        with open_ledger(options["db"], create=not options["dry_run"]) as ledger:
            return _propose(ledger, ledger.preview(plan, given, now=now), now, **options)
    except LedgerError as error:
        if error.code != "ledger-absent" or not options["dry_run"]:
            raise
        from relsched.ledger.ledger import Ledger

        # Looking makes no ledger: what would be its first revision can be told without one.
        return _propose(None, Ledger.first_preview(plan, given, now=now), now, **options)
    except RelschedError as error:
        raise file.locate(error) from None


def _publish_again(plan_file: str, number: int, **options: Any) -> int:
    now = moment_of(options.pop("now"))
    with open_ledger(options["db"]) as ledger:
        preview = ledger.preview_again(plan_id(ledger, plan_file), number, now=now)
        return _propose(ledger, preview, now, **options)


def _propose(ledger: Ledger | None, preview: Preview, now: datetime, **options: Any) -> int:
    """Show a preview, and publish it when the answer is yes."""
    from relsched.messages.message import Message

    language = language_of(options["lang"], preview.plan)
    as_json = options["as_json"]
    if not as_json:
        click.echo(preview.text(language))
    revision: Revision | None = None
    agreed = options["yes"]
    if not options["dry_run"] and preview.is_change:
        if not agreed:
            if not sys.stdin.isatty():
                raise click.UsageError(
                    "nobody can be asked here: give --yes to publish, or --dry-run to only look"
                )
            agreed = click.confirm(Message("publish asked").text(language), err=True)
        if agreed and ledger is not None:
            revision = ledger.publish(
                preview, now=now, reason=options["reason"], by=signed_by(options["by"])
            )
    if as_json:
        found = {
            "format": "relsched/publish/1",
            "preview": preview.to_dict(),
            "revision": None if revision is None else revision.to_json(),
        }
        click.echo(json.dumps(found, ensure_ascii=False))
    if revision is not None:
        assert ledger is not None
        click.echo(
            Message(
                "publish done", number=revision.number, plan=revision.plan, hash=revision.hash
            ).text(language),
            err=True,
        )
        for other in ledger.followers(revision.plan):
            click.echo(Message("publish follower", plan=other).text(language), err=True)
        return 0
    if not preview.is_change:
        click.echo(Message("publish nothing", number=preview.base).text(language), err=True)
        return 0
    click.echo(Message("publish not").text(language), err=True)
    return 0 if options["dry_run"] else NO
