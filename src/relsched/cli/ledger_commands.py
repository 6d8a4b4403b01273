"""The commands that use a ledger: publish, move and what was published; addresses of feeds; backup.

Where the ledger is: `--db`, else the environment's RELSCHED_DB, else a file of one's own, as XDG says.
"""

from __future__ import annotations

import getpass
import json
import os
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from relsched.cli.exit_status import NO
from relsched.cli.input import followed_calendars, item_and_dates, language_of, text_of
from relsched.cli.options import (
    Command,
    calendar_option,
    json_option,
    lang_option,
    plan_argument,
    read_stamp,
)
from relsched.cli.output import make_console, print_schedule
from relsched.errors import KnownError, LedgerError, PlanError, RelschedError, one_or_all

if TYPE_CHECKING:
    from relsched.comparison import Comparison
    from relsched.ledger import Ledger, NewAddress, Preview, Revision
    from relsched.plan import Known, KnownDates, Plan


def default_db() -> str:
    """Give the address of the ledger: RELSCHED_DB, else a file in the user's own data directory."""
    named = os.environ.get("RELSCHED_DB")
    if named:
        return named
    return f"sqlite:///{_own_directory() / 'ledger.db'}"


def _own_directory() -> Path:
    base = os.environ.get("XDG_DATA_HOME") or ""
    # A relative path is to be ignored, says the specification.
    directory = Path(base) if Path(base).is_absolute() else Path.home() / ".local" / "share"
    return directory / "relsched"


def open_ledger(db: str | None, *, create: bool = False) -> Ledger:
    """Open the ledger that was asked for, and tell what endangers it."""
    from relsched.ledger import Ledger

    if db is None:
        db = default_db()
        if create and "RELSCHED_DB" not in os.environ:
            try:
                _own_directory().mkdir(parents=True, exist_ok=True)
            except OSError as error:
                raise LedgerError(
                    f"The directory `{_own_directory()}` can't be made for the ledger.",
                    code="ledger-unreachable",
                    why=error.strerror or str(error),
                    fix="name another ledger: export RELSCHED_DB=sqlite:///ledger.db",
                ) from None
    ledger = Ledger.open(db, create=create)
    for warning in ledger.warnings:
        click.echo(f"warning: {warning}", err=True)
    return ledger


# ---------------------------------------------------------------- options

_db_option = click.option(
    "--db", metavar="URL", help="The ledger; else RELSCHED_DB, else a file of your own."
)
_now_option = click.option(
    "--now", callback=read_stamp, metavar="MOMENT", help="The moment to record; else the clock's."
)
_by_option = click.option("--by", metavar="NAME", help="Who does it; else who is logged in.")


def _publishing(command: Command) -> Command:
    for add in reversed(
        (
            calendar_option,
            click.option("--reason", required=True, help="Why; kept with the revision."),
            _by_option,
            click.option("--yes", is_flag=True, help="Publish without asking."),
            click.option("--dry-run", is_flag=True, help="Show what would change, and stop."),
            _now_option,
            _db_option,
            lang_option,
            json_option,
        )
    ):
        command = add(command)
    return command


def _moment(now: datetime | None) -> datetime:
    return datetime.now(UTC) if now is None else now


def _signed(by: str | None) -> str | None:
    if by is not None:
        return by
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # a user without a name, as in a container
        return None


# ---------------------------------------------------------------- publish, move, pin, done


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
    from relsched.windows import parse_date

    day = None if on is None else parse_date(on)

    def changes(plan: Plan, now: datetime) -> KnownDates:
        met = _today(plan, now) if day is None else day
        return dict.fromkeys(items, f"done {met}")

    return _publish(plan_file, changes, **options)


def _today(plan: Plan, now: datetime) -> date:
    from relsched.zones import day_of

    return day_of(now, plan.timezone)


def _changes(known: Sequence[str], forget: Sequence[str]) -> dict[str, object]:
    """Read what is given as known, all troubles at once; None stands for what is to be forgotten."""
    from relsched.plan import Known

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
    from relsched import resolver
    from relsched.document import locate, parse_plan

    text, name = text_of(plan_file)
    plan = parse_plan(text, name, trial=resolver.resolve)
    now = _moment(options.pop("now"))
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
        from relsched.ledger import Ledger

        # Looking makes no ledger: what would be its first revision can be told without one.
        return _propose(None, Ledger.first_preview(plan, given, now=now), now, **options)
    except RelschedError as error:
        raise locate(error, text, name) from None


def _publish_again(plan_file: str, number: int, **options: Any) -> int:
    now = _moment(options.pop("now"))
    with open_ledger(options["db"]) as ledger:
        preview = ledger.preview_again(_plan_id(ledger, plan_file), number, now=now)
        return _propose(ledger, preview, now, **options)


def _propose(ledger: Ledger | None, preview: Preview, now: datetime, **options: Any) -> int:
    """Show a preview, and publish it when the answer is yes."""
    from relsched.catalogue import say

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
            agreed = click.confirm(say("publish asked", language), err=True)
        if agreed and ledger is not None:
            revision = ledger.publish(
                preview, now=now, reason=options["reason"], by=_signed(options["by"])
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
            say(
                "publish done",
                language,
                number=revision.number,
                plan=revision.plan,
                hash=revision.hash,
            ),
            err=True,
        )
        for other in ledger.followers(revision.plan):
            click.echo(say("publish follower", language, plan=other), err=True)
        return 0
    if not preview.is_change:
        click.echo(say("publish nothing", language, number=preview.base), err=True)
        return 0
    click.echo(say("publish not", language), err=True)
    return 0 if options["dry_run"] else NO


# ---------------------------------------------------------------- what was published


def _plan_id(ledger: Ledger, named: str | None) -> str:
    """Give the id of a plan named by its file, by its id, or not at all where the ledger has only one."""
    if named is None:
        plans = ledger.plans()
        if len(plans) == 1:
            return plans[0]
        raise click.UsageError(
            "name the plan: the ledger has " + (", ".join(plans) if plans else "none yet")
        )
    if named == "-" or os.sep in named or Path(named).is_file():
        from relsched.document import parse_plan

        return parse_plan(*text_of(named)).id
    return named


def _named(words: Sequence[str], most: int) -> tuple[str | None, list[int]]:
    """Part the words of a command into the plan and the numbers of revisions."""
    numbers = [int(word) for word in words if word.isascii() and word.isdigit() and len(word) < 10]
    names = [word for word in words if not (word.isascii() and word.isdigit())]
    if len(names) > 1 or len(numbers) > most:
        raise click.UsageError(f"give one plan and at most {most} revision(s)")
    return (names[0] if names else None), numbers


@click.command()
@click.argument("plan", required=False)
@_db_option
@lang_option
@json_option
def history(plan: str | None, db: str | None, lang: str | None, as_json: bool) -> None:
    """List the revisions of PLAN: when, who, why, and what became known."""
    with open_ledger(db) as ledger:
        name = _plan_id(ledger, plan)
        revisions = ledger.history(name)
        known = [ledger.known(name, revision.number) for revision in revisions]
        language = lang or ledger.plan(name).language
    steps = [_news(before, after) for before, after in zip([{}, *known], known, strict=False)]
    if as_json:
        rows = [
            {**revision.to_json(), "news": news}
            for revision, news in zip(revisions, steps, strict=True)
        ]
        found = {"format": "relsched/history/1", "plan": name, "revisions": rows}
        click.echo(json.dumps(found, ensure_ascii=False))
        return
    _print_history(revisions, steps, language)


def _news(before: Mapping[str, Known], after: Mapping[str, Known]) -> list[str]:
    """Give what became known or was forgotten from one revision to the next."""
    given = [str(entry) for name, entry in after.items() if _said(before, name) != entry.text]
    return given + [f"{name}=" for name in before if name not in after]


def _said(known: Mapping[str, Known], name: str) -> str | None:
    return known[name].text if name in known else None


def _print_history(
    revisions: Iterable[Revision], steps: Iterable[Sequence[str]], language: str
) -> None:
    from rich import box
    from rich.table import Table
    from rich.text import Text

    from relsched.catalogue import say

    table = Table(box=box.SIMPLE_HEAD)
    for column in ("revision", "published", "by", "reason", "known"):
        table.add_column(say(f"column {column}", language), overflow="fold")
    for revision, news in zip(revisions, steps, strict=True):
        again = f" (= {revision.again})" if revision.again else ""
        table.add_row(
            Text(f"{revision.number}{again}", "bold"),
            Text(revision.at.isoformat(sep=" ", timespec="seconds")),
            Text(revision.by or ""),
            Text(revision.reason),
            Text("\n".join(news)),
        )
    make_console().print(table)


@click.command()
@click.argument("words", nargs=-1, metavar="[PLAN] [REV]")
@click.option("--on", metavar="DATE", help="What held at the end of this day, where the plan is.")
@_db_option
@lang_option
@json_option
def show(
    words: tuple[str, ...], on: str | None, db: str | None, lang: str | None, as_json: bool
) -> None:
    """Show a revision: its dates, and what was known with who said it, when and why."""
    named, numbers = _named(words, 1)
    if numbers and on is not None:
        raise click.UsageError("give a revision or --on, not both")
    with open_ledger(db) as ledger:
        plan = _plan_id(ledger, named)
        number = numbers[0] if numbers else None
        if on is not None:
            number = _number_on(ledger, plan, on)
        revision = ledger.revision(plan, number)
        schedule = ledger.schedule(plan, revision.number)
        known = ledger.known(plan, revision.number)
    if as_json:
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
    language = language_of(lang, schedule.plan)
    print_schedule(schedule, language)
    _print_known(revision, known.values(), language)


def _number_on(ledger: Ledger, plan: str, on: str) -> int:
    from relsched.windows import parse_date
    from relsched.zones import day_of

    day = parse_date(on)
    zone = ledger.plan(plan).timezone
    numbers = [r.number for r in ledger.history(plan) if day_of(r.at, zone) <= day]
    if not numbers:
        raise LedgerError(
            f"Nothing of the plan `{plan}` had been published by {day}.",
            code="unknown-revision",
            value=on,
            why=f"its first revision is of {day_of(ledger.revision(plan, 1).at, zone)}",
        )
    return numbers[-1]


def _print_known(revision: Revision, known: Iterable[Known], language: str) -> None:
    from rich import box
    from rich.table import Table
    from rich.text import Text

    from relsched.catalogue import say

    at = revision.at.isoformat(sep=" ", timespec="seconds")
    title = say("revision of", language, number=revision.number, at=at, by=revision.by or "–")
    table = Table(box=box.SIMPLE_HEAD, title=title)
    for column in ("known", "by", "published", "reason"):
        table.add_column(say(f"column {column}", language), overflow="fold")
    for entry in known:
        cells = (str(entry), entry.by or "", entry.on or "", entry.reason or "")
        table.add_row(*map(Text, cells))
    make_console().print(table)


@click.command(name="compare")
@click.argument("words", nargs=-1, metavar="[PLAN] REV [REV]")
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "markdown", "html", "json"]),
    default="text",
    help="How it is written.",
)
@click.option("--exit-code", is_flag=True, help="Status 1 when there is a difference.")
@_db_option
@lang_option
@json_option
def compare_command(
    words: tuple[str, ...],
    form: str,
    exit_code: bool,
    db: str | None,
    lang: str | None,
    as_json: bool,
) -> int:
    """Compare two revisions; one REV is compared with the newest."""
    named, numbers = _named(words, 2)
    if not numbers:
        raise click.UsageError("give one or two revisions to compare")
    with open_ledger(db) as ledger:
        found = ledger.compare(_plan_id(ledger, named), numbers[0], *numbers[1:])
    language = language_of(lang, found.after.plan)
    click.echo(_written(found, "json" if as_json else form, language))
    return NO if exit_code and found else 0


def _written(found: Comparison, form: str, language: str) -> str:
    if form == "json":
        return found.to_json()
    writers = {"text": found.text, "markdown": found.markdown, "html": found.html}
    return writers[form](language)


@click.command()
@click.argument("words", nargs=-1, metavar="[PLAN] [REV]")
@click.option("--unit", help="Only the notice of this unit.")
@_db_option
@lang_option
@json_option
def notices(
    words: tuple[str, ...], unit: str | None, db: str | None, lang: str | None, as_json: bool
) -> None:
    """Write for each unit what a revision changed for it, as the text of a message."""
    from relsched.comparison import notice

    named, numbers = _named(words, 1)
    with open_ledger(db) as ledger:
        plan = _plan_id(ledger, named)
        revision = ledger.revision(plan, numbers[0] if numbers else None)
        if revision.number == 1:
            raise LedgerError(
                f"The first revision of `{plan}` changed nothing for anybody.",
                code="unknown-revision",
                value=1,
                fix="share the feeds, or give a later revision",
            )
        found = ledger.compare(plan, revision.number - 1, revision.number)
    made = found.after.plan
    if unit is not None and unit not in made.units_by_id:
        raise _unknown_unit(made, unit)
    language = language_of(lang, made)
    wanted = [unit] if unit is not None else list(made.units_by_id)
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
    click.echo("\n\n".join(texts.values()))
    for name in wanted:
        if name not in texts:
            click.echo(f"nothing changes for `{name}`", err=True)


def _unknown_unit(plan: Plan, unit: str) -> PlanError:
    from relsched.errors import did_you_mean

    near = did_you_mean(unit, plan.units_by_id)
    return PlanError(
        f"The plan `{plan.id}` has no unit `{unit}`.",
        code="unknown-unit",
        value=unit,
        fix=f"write `{near}`" if near else None,
    )


# ---------------------------------------------------------------- addresses


@click.command()
@click.argument("words", nargs=-1, required=True, metavar="[PLAN] AUDIENCE")
@click.option("--profile", default="default", help="The client it is written for.")
@_by_option
@_now_option
@_db_option
@json_option
def share(
    words: tuple[str, ...],
    profile: str,
    by: str | None,
    now: datetime | None,
    db: str | None,
    as_json: bool,
) -> None:
    """Make a secret address for a feed: of a unit, lead:UNIT, plan, or chain:DEADLINE.

    The address is told once; the ledger keeps only a hash of it.
    """
    if len(words) > 2:
        raise click.UsageError("give a plan and an audience")
    named, audience = (None, *words) if len(words) == 1 else words
    if ":" not in audience and audience != "plan":
        audience = f"unit:{audience}"
    with open_ledger(db) as ledger:
        plan = ledger.plan(_plan_id(ledger, named))
        made = ledger.addresses.share(plan, audience, profile, now=_moment(now), by=_signed(by))
    _tell_address(made, as_json)


def _tell_address(made: NewAddress, as_json: bool) -> None:
    base = os.environ.get("RELSCHED_BASE_URL", "http://127.0.0.1:8000").rstrip("/")
    url = f"{base}/f/{made.secret}.ics"
    webcal = "webcal://" + url.partition("://")[2]
    if as_json:
        found = {
            "format": "relsched/share/1",
            "address": made.address.to_dict(),
            "url": url,
            "webcal": webcal,
        }
        click.echo(json.dumps(found, ensure_ascii=False))
        return
    click.echo(url)
    click.echo(webcal)
    click.echo(
        f"address {made.address.id} of {made.address.audience}; it isn't told again", err=True
    )


@click.command()
@click.argument("address")
@_by_option
@_now_option
@_db_option
def unshare(address: str, by: str | None, now: datetime | None, db: str | None) -> None:
    """End the address with this id at once; what subscribers have fetched stays with them."""
    with open_ledger(db) as ledger:
        ended = ledger.addresses.unshare(address, now=_moment(now), by=_signed(by))
    click.echo(f"address {ended.id} of {ended.audience} has ended", err=True)


@click.command()
@click.argument("address")
@click.option(
    "--overlap",
    type=click.IntRange(0, 365),
    default=7,
    show_default=True,
    metavar="DAYS",
    help="How long the old address goes on.",
)
@_by_option
@_now_option
@_db_option
@json_option
def rotate(
    address: str,
    overlap: int,
    by: str | None,
    now: datetime | None,
    db: str | None,
    as_json: bool,
) -> None:
    """Make a new address in place of the one with this id."""
    with open_ledger(db) as ledger:
        made = ledger.addresses.rotate(
            address, now=_moment(now), by=_signed(by), overlap=timedelta(days=overlap)
        )
    _tell_address(made, as_json)


@click.command()
@click.argument("plan", required=False)
@_now_option
@_db_option
@json_option
def addresses(plan: str | None, now: datetime | None, db: str | None, as_json: bool) -> None:
    """List the addresses of PLAN, without their secrets."""
    moment = _moment(now)
    with open_ledger(db) as ledger:
        name = _plan_id(ledger, plan)
        found = ledger.addresses.of(name)
    if as_json:
        rows = [{**entry.to_dict(), "is_open": entry.is_open(moment)} for entry in found]
        value = {"format": "relsched/addresses/1", "plan": name, "addresses": rows}
        click.echo(json.dumps(value, ensure_ascii=False))
        return
    for entry in found:
        state = "open" if entry.is_open(moment) else "ended"
        since = entry.since.isoformat(sep=" ", timespec="seconds")
        until = "" if entry.ends is None else f" until {entry.ends:%Y-%m-%d %H:%M}"
        click.echo(f"{entry.id}  {state:5}  {entry.audience}  {entry.profile}  {since}{until}")


# ---------------------------------------------------------------- the whole ledger


@click.command()
@click.option("--replay", is_flag=True, help="Resolve each revision again too.")
@_db_option
@json_option
def verify(replay: bool, db: str | None, as_json: bool) -> int:
    """Hash everything in the ledger again; status 1 when anything isn't as it was written."""
    with open_ledger(db) as ledger:
        found = ledger.verify(replay=replay)
    if as_json:
        click.echo(json.dumps(found.to_dict(), ensure_ascii=False))
    else:
        for trouble in found.troubles:
            click.echo(trouble)
        for plan, head in found.heads.items():
            click.echo(f"{plan}  {head}")
        state = "sound" if found.is_sound else f"{len(found.troubles)} troubles"
        click.echo(
            f"{state}: {found.revisions} revisions, {found.components} components,"
            f" {found.addresses} records of addresses",
            err=True,
        )
    return 0 if found.is_sound else NO


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@_db_option
def backup(file: Path, db: str | None) -> None:
    """Copy the ledger into FILE, while others go on publishing."""
    with open_ledger(db) as ledger:
        ledger.backup(file)
    click.echo(f"{file} is written; `relsched verify --db {file}` looks it over", err=True)


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@_db_option
def restore(file: Path, db: str | None) -> None:
    """Copy a backup into a ledger in which nothing has been published."""
    from relsched.ledger import Ledger

    target = db or default_db()
    Ledger.restore(file, target)
    click.echo(f"{file} is restored", err=True)
