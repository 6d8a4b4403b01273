"""The options and arguments that several commands take, and how their values are checked."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import click

Command = Callable[..., Any]


def plan_argument(command: Command) -> Command:
    """Let a command take a plan file, or `-`."""
    return click.argument("plan_file", metavar="PLAN", type=click.Path(allow_dash=True))(command)


# Where a command keeps the calendars it was given until the plan has been read.
_CALENDARS = "relsched.dates.calendars"


def _keep_calendars(context: click.Context, _: object, files: tuple[str, ...]) -> None:
    context.meta[_CALENDARS] = files


def calendars_given() -> tuple[str, ...]:
    """Give the calendar files that dates are to be taken from."""
    found: tuple[str, ...] = click.get_current_context().meta.get(_CALENDARS, ())
    return found


calendar_option = click.option(
    "--from-calendar",
    multiple=True,
    metavar="FILE",
    type=click.Path(allow_dash=True),
    expose_value=False,
    callback=_keep_calendars,
    help="An .ics file that events follow by `follows: uid:…`. May be given several times.",
)
known_option = click.option(
    "--known",
    "known",
    multiple=True,
    metavar="ITEM=DATES",
    help="What is fixed: congress=2020-10-13..2020-10-15. May be given several times.",
)
lang_option = click.option(
    "--lang", type=click.Choice(["en", "vi"]), help="Language of texts; else the plan's."
)
json_option = click.option(
    "--json", "as_json", is_flag=True, help="Print JSON in its documented shape."
)


def common_options(command: Command) -> Command:
    """Let a command take what every reader of a plan does: known dates, calendars, language, JSON."""
    options: tuple[Callable[[Command], Command], ...] = (
        known_option,
        calendar_option,
        lang_option,
        json_option,
    )
    for add in reversed(options):
        command = add(command)
    return command


def read_stamp(_: object, __: object, value: str | None) -> datetime | None:
    """Read the moment that an option names, with its zone."""
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


db_option = click.option(
    "--db", metavar="URL", help="The ledger; else RELSCHED_DB, else a file of your own."
)
now_option = click.option(
    "--now", callback=read_stamp, metavar="MOMENT", help="The moment to record; else the clock's."
)
by_option = click.option("--by", metavar="NAME", help="Who does it; else who is logged in.")
