"""The command `float`: how early, how late, how much room, and what drives what."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from relsched.cli.command_classes import command, option
from relsched.cli.completion import offer_items
from relsched.cli.input import schedule_of
from relsched.cli.language_choice import language_of, tell
from relsched.cli.options import common_options, plan_argument, wide_option
from relsched.cli.output import print_table, title_of
from relsched.cli.printing import echo
from relsched.cli.progress import working
from relsched.messages.message import Message

if TYPE_CHECKING:
    from relsched.feasibility.floats import Float, Floats


@command("float", about=(Message("help float"), Message("help float critical")))
@plan_argument
@common_options
@option(
    "--since",
    label=Message("label date"),
    about=Message("help option float since"),
    shell_complete=offer_items("events", "deadlines"),
)
@option(
    "--until",
    label=Message("label item or date"),
    about=Message("help option float until"),
    shell_complete=offer_items("events", "deadlines"),
)
@option(
    "--to",
    label=Message("label item"),
    about=Message("help option float to"),
    shell_complete=offer_items("events", "deadlines"),
)
@option("--critical", is_flag=True, about=Message("help option float critical"))
@wide_option
def float_command(
    plan_file: str,
    known: tuple[str, ...],
    as_json: bool,
    since: str | None,
    until: str | None,
    to: str | None,
    critical: bool,
) -> int:
    """Show how early and how late each deadline can be done, how far it can slip, and what drives it."""
    from relsched.feasibility.floats import float_table

    schedule = schedule_of(plan_file, known)
    language = language_of(schedule.plan)
    with working(language):
        floats = schedule.floats(since=since, until=until)
    if as_json:
        click.echo(floats.to_json(to))
        return 0
    chain = floats.chain(to)
    listed = floats.critical if critical else floats
    table = float_table(floats, language, listed, starred=True)
    print_table(table, language, title_of(schedule.plan, language))
    _print_below(floats, chain, to, language)
    return 0


def _print_below(floats: Floats, chain: tuple[Float, ...], to: str | None, language: str) -> None:
    """Print the chain, on which days events that aren't known can be, and what is short."""
    if chain:
        word = "float critical chain" if to is None else "float chain"
        echo(Message(word, chain=" → ".join(each.id for each in chain)).text(language))
    elif to is None:
        echo(Message("float no chain").text(language))
    for event in floats.events:
        step = floats.window_step(event)
        if step is not None:
            echo(step.text(language))
    short = [each.id for each in floats if each.total is not None and each.total < 0]
    if short:
        tell(Message("float short", items=", ".join(short)))
