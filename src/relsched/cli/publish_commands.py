"""`publish`, `move`, `pin` and `done`: the next revision of a plan in the ledger."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

import attrs
import click

from relsched.cli.command_classes import Function, argument, command, option
from relsched.cli.completion import offer_items
from relsched.cli.exit_status import NO
from relsched.cli.feed_commands import tell_if_large
from relsched.cli.input import (
    UNKNOWN,
    followed_calendars,
    item_and_dates,
    known_date,
    resolvable_plan_file,
)
from relsched.cli.language_choice import language_of, tell, tell_next
from relsched.cli.ledger_opening import moment_of, open_ledger, signed_by
from relsched.cli.options import (
    by_option,
    calendar_option,
    db_option,
    json_option,
    now_option,
    plan_argument,
)
from relsched.cli.printing import echo
from relsched.cli.progress import working
from relsched.cli.prompts import ask_number, confirm
from relsched.cli.published_plans import plan_id
from relsched.cli.usage_errors import Misuse, Whole
from relsched.cli.written_dates import day_text, item_named, known_text
from relsched.errors import KnownError, LedgerError, RelschedError, one_or_all
from relsched.messages.message import Message

if TYPE_CHECKING:
    from relsched.ledger.ledger import Ledger
    from relsched.ledger.preview import Preview
    from relsched.ledger.records import Revision
    from relsched.plan.known_dates import Known, KnownDates, KnownLike
    from relsched.plan.plan import Plan


def _publishing(command: Function) -> Function:
    for add in reversed(
        (
            calendar_option,
            option(
                "--reason",
                required=True,
                label=Message("label text"),
                about=Message("help option publish reason"),
            ),
            by_option,
            option("--yes", is_flag=True, about=Message("help option publish yes")),
            option("--dry-run", is_flag=True, about=Message("help option publish dry-run")),
            now_option,
            db_option,
            json_option,
        )
    ):
        command = add(command)
    return command


_one_day = option("--one-day", is_flag=True, about=Message("help option one-day"))


@command(about=(Message("help publish"), Message("help publish more")))
@plan_argument
@option(
    "--known",
    multiple=True,
    label=Message("label item dates"),
    about=Message("help option publish known"),
    shell_complete=offer_items("events", "deadlines", sign="="),
)
@option(
    "--forget",
    multiple=True,
    label=Message("label item"),
    about=Message("help option publish forget"),
    shell_complete=offer_items("events", "deadlines"),
)
@option(
    "--again",
    type=Whole(1),
    label=Message("label revision"),
    about=Message("help option publish again"),
)
@_one_day
@_publishing
def publish(
    plan_file: str,
    known: tuple[str, ...],
    forget: tuple[str, ...],
    again: int | None,
    **options: Any,
) -> int:
    """Publish a plan: show what changes for whom, ask, and record it as the next revision."""
    if again is not None:
        options.pop("one_day")
        if known or forget:
            raise Misuse(Message("usage again", option="--again"))
        return _publish_again(plan_file, again, **options)
    return _publish(plan_file, lambda plan, _: _changes(plan, known, forget), **options)


@command(about=(Message("help move"), Message("help publish more")))
@plan_argument
@argument(
    "dates",
    nargs=-1,
    required=True,
    label=Message("label items dates"),
    about=Message("help argument move dates"),
    shell_complete=offer_items("events", "deadlines"),
)
@_one_day
@_publishing
def move(plan_file: str, dates: tuple[str, ...], **options: Any) -> int:
    """Give events their new dates: show what moves, ask, and publish it."""
    return _publish(plan_file, lambda plan, _: _changes(plan, _paired(dates), ()), **options)


@command(about=(Message("help pin"), Message("help publish more")))
@plan_argument
@argument(
    "dates",
    nargs=-1,
    required=True,
    label=Message("label items dates"),
    about=Message("help argument pin dates"),
    shell_complete=offer_items("deadlines"),
)
@_publishing
def pin(plan_file: str, dates: tuple[str, ...], **options: Any) -> int:
    """Fix deadlines on days of their own, whatever their rules say; `ITEM=` lets one go."""
    released = [value.strip()[:-1] for value in dates if value.strip().endswith("=")]
    fixed = _paired([value for value in dates if not value.strip().endswith("=")])
    return _publish(plan_file, lambda plan, _: _changes(plan, fixed, released), **options)


@command(about=(Message("help done"), Message("help publish more")))
@plan_argument
@argument(
    "items",
    nargs=-1,
    required=True,
    label=Message("label items"),
    about=Message("help argument done items"),
    shell_complete=offer_items("deadlines"),
)
@option("--on", label=Message("label date"), about=Message("help option done on"))
@_publishing
def done(plan_file: str, items: tuple[str, ...], on: str | None, **options: Any) -> int:
    """Record that deadlines have been met."""

    def changes(plan: Plan, now: datetime) -> KnownDates:
        met = _today(plan, now) if on is None else day_text(on, plan)
        return dict.fromkeys((item_named(plan, item) for item in items), f"done {met}")

    return _publish(plan_file, changes, **options)


def _today(plan: Plan, now: datetime) -> date:
    from relsched.dates.zones import day_of

    return day_of(now, plan.timezone)


def _paired(values: Sequence[str]) -> list[str]:
    """Put an item and its dates together where they were given as two words: `congress 2020-10-27`."""
    found = []
    rest = list(values)
    while rest:
        value = rest.pop(0)
        if "=" not in value and rest and "=" not in rest[0]:
            value = f"{value}={rest.pop(0)}"
        found.append(value)
    return found


def _changes(plan: Plan, known: Sequence[str], forget: Sequence[str]) -> dict[str, KnownLike]:
    """Read what is given as known, all problems at once; None stands for what is to be forgotten."""
    found: dict[str, KnownLike] = {}
    errors: list[RelschedError] = []
    for value in known:
        try:
            name, dates = item_and_dates(value)
            item = item_named(plan, name)
            entry = (
                None if dates == UNKNOWN else known_date(f"{item}={known_text(plan, item, dates)}")
            )
        except RelschedError as error:
            errors.append(error)
            continue
        if item in found:
            errors.append(
                KnownError(
                    Message("error known-form twice", item=item),
                    code="known-form",
                    value=value,
                    fix=Message(
                        "error known-form twice fix", text=f"{item}=2020-10-13..2020-10-15"
                    ),
                )
            )
        found[item] = entry
    for item in forget:
        found[item_named(plan, item.strip())] = None
    if errors:
        raise one_or_all(errors, Message("problems of known"))
    return found


def _with_ends(
    plan: Plan, given: Mapping[str, KnownLike], earlier: Mapping[str, Known], *, is_one_day: bool
) -> dict[str, KnownLike]:
    """Give the events of unknown length that got a first day alone their last day, which nobody is to lose unasked.

    Raises:
        RelschedError: `known-length`: an end was known that would be unknown again, and nobody can be asked.
    """
    from relsched.plan.known_dates import Known

    found = dict(given)
    errors: list[RelschedError] = []
    for event in plan.events:
        entry = given.get(event.id)
        if event.lasts is not None or not isinstance(entry, Known):
            continue
        if entry.start is None or entry.end is not None:
            continue
        before = earlier.get(event.id)
        days = _length(before)
        if is_one_day:
            count: int | None = 1
        elif sys.stdin.isatty():
            count = ask_number(Message("asked length", event=event.id), days)
        elif days is not None:
            errors.append(_no_length(entry, days))
            continue
        else:
            tell(Message("dates without an end", event=event.id, option="--one-day"))
            count = None
        if count is not None:
            last = entry.start.day + timedelta(days=count - 1)
            found[event.id] = attrs.evolve(entry, end=last)
    if errors:
        raise one_or_all(errors, Message("problems of known"))
    return found


def _length(known: Known | None) -> int | None:
    if known is None or known.start is None or known.end is None:
        return None
    return (known.end.day - known.start.day).days + 1


def _no_length(entry: Known, days: int) -> KnownError:
    assert entry.start is not None
    last = entry.start.day + timedelta(days=days - 1)
    return KnownError(
        Message("error known-length", event=entry.item),
        code="known-length",
        value=str(entry),
        why=Message("error known-length why", days=days),
        fix=Message(
            "error known-length fix", text=f"{entry.item}={entry.start}..{last}", option="--one-day"
        ),
    )


Changes = Callable[["Plan", datetime], "KnownDates"]


def _publish(plan_file: str, changes: Changes, **options: Any) -> int:

    file = resolvable_plan_file(plan_file)
    plan = file.plan
    now = moment_of(options.pop("now"))
    is_one_day = options.pop("one_day", False)
    given = dict(changes(plan, now))
    followed = followed_calendars(plan)
    if followed is not None:
        given = {**followed.changes, **given}
    try:
        looks = options["dry_run"]
        with open_ledger(options["db"], create=not looks, read_only=looks) as ledger:
            head = ledger.head(plan.id)
            earlier = {} if head is None else ledger.known(plan.id, head.number)
            given = _with_ends(plan, given, earlier, is_one_day=is_one_day)
            with working(language_of(plan)):
                preview = ledger.preview(plan, given, now=now)
            return _propose(ledger, preview, now, **options)
    except LedgerError as error:
        if error.code != "ledger-absent" or not options["dry_run"]:
            raise
        from relsched.ledger.ledger import Ledger

        # Looking makes no ledger: what would be its first revision can be shown without one.
        given = _with_ends(plan, given, {}, is_one_day=is_one_day)
        return _propose(None, Ledger.first_preview(plan, given, now=now), now, **options)
    except RelschedError as error:
        raise file.locate(error) from None


def _publish_again(plan_file: str, number: int, **options: Any) -> int:
    now = moment_of(options.pop("now"))
    with open_ledger(options["db"], read_only=options["dry_run"]) as ledger:
        preview = ledger.preview_again(plan_id(ledger, plan_file), number, now=now)
        return _propose(ledger, preview, now, **options)


def _propose(ledger: Ledger | None, preview: Preview, now: datetime, **options: Any) -> int:
    """Show a preview, and publish it when the answer is yes."""
    language = language_of(preview.plan)
    as_json = options["as_json"]
    if not as_json:
        echo(preview.text(language))
    revision: Revision | None = None
    agreed = options["yes"]
    if not options["dry_run"] and preview.is_change:
        if not agreed:
            if not sys.stdin.isatty():
                raise Misuse(Message("usage nobody to ask publish"))
            agreed = confirm(Message("publish asked"))
        if agreed and ledger is not None:
            with working(language):
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
        tell(Message("publish done", number=revision.number, plan=revision.plan))
        _tell_if_large(ledger, revision.plan)
        for other in ledger.followers(revision.plan):
            tell(Message("publish follower", plan=other))
        tell_next(Message("publish next"))
        return 0
    if not preview.is_change:
        tell(Message("publish nothing", number=preview.base))
        return 0
    tell(Message("publish not"))
    return 0 if options["dry_run"] else NO


def _tell_if_large(ledger: Ledger, plan: str) -> None:
    """Warn where the calendar of the whole plan is large, by its recorded components: no feed is made for that."""
    sizes = [
        len(state.component)
        for state in ledger.published(plan)
        if state.component is not None and state.content.get("audience") is None
    ]
    tell_if_large(f"{plan}.ics", len(sizes), sum(sizes))
