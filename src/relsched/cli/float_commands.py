"""The command `float`: how early, how late, how much room, and what drives what."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from relsched.cli.input import language_of, schedule_of
from relsched.cli.options import common_options, plan_argument
from relsched.cli.output import make_console

if TYPE_CHECKING:
    from relsched.feasibility.floats import Float, Floats


@click.command(name="float")
@plan_argument
@common_options
@click.option(
    "--since",
    metavar="DATE",
    help="Nothing is begun before this day; else the day the plan was issued.",
)
@click.option(
    "--until",
    metavar="ITEM|DATE",
    help="What must be done as early as it can, or the day by which everything must be.",
)
@click.option("--to", metavar="ITEM", help="The chain that drives this item, critical or not.")
@click.option("--critical", is_flag=True, help="Only deadlines that can't slip.")
def float_command(
    plan_file: str,
    known: tuple[str, ...],
    lang: str | None,
    as_json: bool,
    since: str | None,
    until: str | None,
    to: str | None,
    critical: bool,
) -> int:
    """Tell how early and how late each deadline can be done, how far it can slip, and what drives it.

    The deadlines without any float are critical, and marked by a star. The critical chain is told below.
    """
    schedule = schedule_of(plan_file, known)
    floats = schedule.floats(since=since, until=until)
    language = language_of(lang, schedule.plan)
    if as_json:
        click.echo(floats.to_json(to))
        return 0
    chain = floats.chain(to)
    _print_floats(floats, floats.critical if critical else tuple(floats), language)
    _print_below(floats, chain, to, language)
    return 0


def _print_floats(floats: Floats, listed: tuple[Float, ...], language: str) -> None:
    from rich import box
    from rich.table import Table
    from rich.text import Text

    plan = floats.plan
    table = Table(box=box.SIMPLE_HEAD, title=plan.title.in_language(language) or plan.id)
    table.add_column("")
    for name in floats.head(language):
        table.add_column(name, overflow="fold")
    for each in listed:
        style = "bold red" if each.is_critical else "dim" if each.is_done else ""
        mark = "★" if each.is_critical else ""
        cells = (mark, *floats.cells(each, language))
        table.add_row(*(Text(cell, style) for cell in cells))
    make_console().print(table)


def _print_below(floats: Floats, chain: tuple[Float, ...], to: str | None, language: str) -> None:
    """Tell the chain, on which days events that aren't known can be, and what is short."""
    from relsched.messages.message import Message

    if chain:
        word = "float critical chain" if to is None else "float chain"
        click.echo(Message(word, chain=" → ".join(each.id for each in chain)).text(language))
    elif to is None:
        click.echo(Message("float no chain").text(language))
    for event in floats.events:
        step = floats.window_step(event)
        if step is not None:
            click.echo(step.text(language))
    short = [each.id for each in floats if each.total is not None and each.total < 0]
    if short:
        click.echo(Message("float short", items=", ".join(short)).text(language), err=True)
