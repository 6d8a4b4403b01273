"""The options and arguments that several commands take, and how their values are checked."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import click

from relsched.cli.command_classes import Decorator, Function, argument, option
from relsched.cli.completion import offer_items
from relsched.cli.output import TABLE_FORMS, print_wide
from relsched.cli.usage_errors import BadValue, Misuse, OneOf
from relsched.messages.message import Message


def plan_argument(command: Function) -> Function:
    """Let a command take a plan file, or `-`."""
    return argument(
        "plan_file",
        label=Message("label plan"),
        about=Message("help argument plan file"),
        type=FILE_OR_INPUT,
    )(command)


# Whether a file can be read is found out by reading it, which has an error of ours.
FILE_OR_INPUT = click.Path(allow_dash=True, readable=False)

# Where a command keeps the calendars it was given until the plan has been read.
_CALENDARS = "relsched.dates.calendars"


def _keep_calendars(context: click.Context, _: object, files: tuple[str, ...]) -> None:
    context.meta[_CALENDARS] = files


def calendars_given() -> tuple[str, ...]:
    """Give the calendar files that dates are to be taken from."""
    found: tuple[str, ...] = click.get_current_context().meta.get(_CALENDARS, ())
    return found


calendar_option: Decorator = option(
    "--from-calendar",
    multiple=True,
    label=Message("label file"),
    type=FILE_OR_INPUT,
    expose_value=False,
    callback=_keep_calendars,
    about=Message("help option from-calendar"),
)
known_option: Decorator = option(
    "--known",
    "known",
    multiple=True,
    label=Message("label item dates"),
    about=Message("help option known"),
    shell_complete=offer_items("events", "deadlines", sign="="),
)
json_option: Decorator = option(
    "--json", "as_json", is_flag=True, about=Message("help option json")
)


def _keep_wide(_: object, __: object, is_wide: bool) -> None:
    if is_wide:
        print_wide()


wide_option: Decorator = option(
    "--wide",
    is_flag=True,
    expose_value=False,
    callback=_keep_wide,
    about=Message("help option wide"),
)


def format_option(forms: tuple[str, ...] = TABLE_FORMS) -> Decorator:
    """Let a command take the form of its answer, a table if nothing is said."""
    return option(
        "--format",
        "form",
        default="table",
        type=OneOf(forms),
        about=Message("help option format", forms=forms),
    )


# Where a command that reads known dates keeps which ledger they are to come from.
_LEDGER = "relsched.ledger.address"
_NO_LEDGER = "relsched.ledger.none"


def _keep_ledger(context: click.Context, _: object, address: str | None) -> None:
    context.meta[_LEDGER] = address


def _keep_no_ledger(context: click.Context, _: object, is_left_out: bool) -> None:
    context.meta[_NO_LEDGER] = is_left_out


def ledger_given() -> str | None:
    """Give the address of the ledger that `--db` names."""
    found: str | None = click.get_current_context().meta.get(_LEDGER)
    return found


def is_without_ledger() -> bool:
    """Say whether nothing of a ledger is to count."""
    meta = click.get_current_context().meta
    if meta.get(_NO_LEDGER) and meta.get(_LEDGER) is not None:
        raise Misuse(Message("usage not both", first="--db", second="--no-ledger"))
    return bool(meta.get(_NO_LEDGER))


def newest_options(command: Function) -> Function:
    """Let a command say which ledger its known dates start from, or that they start from nothing."""
    options: tuple[Callable[[Function], Function], ...] = (
        option(
            "--db",
            label=Message("label url"),
            expose_value=False,
            callback=_keep_ledger,
            about=Message("help option db"),
        ),
        option(
            "--no-ledger",
            is_flag=True,
            expose_value=False,
            callback=_keep_no_ledger,
            about=Message("help option no-ledger"),
        ),
    )
    for add in reversed(options):
        command = add(command)
    return command


def common_options(command: Function) -> Function:
    """Let a command take what every reader of a plan does: known dates, calendars, a ledger, JSON."""
    options: tuple[Callable[[Function], Function], ...] = (
        known_option,
        calendar_option,
        newest_options,
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
        raise BadValue(Message("usage moment", text=EXAMPLE_MOMENT)) from None
    if moment.tzinfo is None:
        raise BadValue(Message("usage moment zone", text=EXAMPLE_MOMENT))
    try:
        return moment.astimezone(UTC)
    except OverflowError:
        raise BadValue(Message("usage moment range")) from None


EXAMPLE_MOMENT = "2020-03-25T08:00:00Z"

db_option: Decorator = option("--db", label=Message("label url"), about=Message("help option db"))
now_option: Decorator = option(
    "--now",
    callback=read_stamp,
    label=Message("label moment"),
    about=Message("help option now"),
)
by_option: Decorator = option("--by", label=Message("label name"), about=Message("help option by"))
