"""`relsched edit`: rename, merge, split and delete in a plan file, with a preview first."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import click

from relsched.cli.exit_status import NO
from relsched.cli.input import known_dates, language_of, resolvable_plan_file
from relsched.cli.options import Command, json_option, known_option, lang_option, plan_argument
from relsched.cli.output import write_file
from relsched.errors import RelschedError

if TYPE_CHECKING:
    from relsched.editing.edit import Edit


@click.group()
@plan_argument
@click.pass_context
def edit(context: click.Context, plan_file: str) -> None:
    """Rename, merge, split or delete an event or deadline of PLAN, and mend what hangs from it."""
    context.obj = plan_file


def _options(command: Command) -> Command:
    options: tuple[Callable[[Command], Command], ...] = (
        known_option,
        lang_option,
        json_option,
        click.option("--dry-run", is_flag=True, help="Only show what would change."),
        click.option("--yes", is_flag=True, help="Write the file without asking."),
        click.pass_obj,
    )
    for add in reversed(options):
        command = add(command)
    return command


@edit.command()
@click.argument("old")
@click.argument("new")
@_options
def rename(plan_file: str, old: str, new: str, **options: Any) -> int:
    """Give OLD the id NEW, wherever the plan names it."""
    from relsched.editing.rename import rename as operation

    return _propose(plan_file, operation, (old, new), {}, **options)


@edit.command()
@click.argument("item")
@click.argument("into")
@click.option(
    "--when",
    type=click.Choice(["kept", "both"]),
    default="kept",
    help="Keep the timing of INTO, or hold it to both timings.",
)
@_options
def merge(plan_file: str, item: str, into: str, when: str, **options: Any) -> int:
    """Merge ITEM into INTO: what hung from the one hangs from the other."""
    from relsched.editing.merge import merge as operation

    return _propose(plan_file, operation, (item, into), {"when": when}, **options)


@edit.command()
@click.argument("item")
@click.argument("first")
@click.argument("second")
@click.option(
    "--to",
    multiple=True,
    metavar="DEPENDANT=PART",
    help="Hang a dependant from FIRST or SECOND. May be given several times.",
)
@click.option("--keep", is_flag=True, help="Keep the event, with the two as its parts.")
@click.option(
    "--known-to",
    multiple=True,
    metavar="PART",
    help="Which of the two a deadline's fixed date holds for. May be given for both.",
)
@click.option("--titles", nargs=2, metavar="TITLE TITLE", help="What the two are called.")
@_options
def split(
    plan_file: str,
    item: str,
    first: str,
    second: str,
    to: tuple[str, ...],
    keep: bool,
    known_to: tuple[str, ...],
    titles: tuple[str, str] | None,
    **options: Any,
) -> int:
    """Split ITEM into FIRST and SECOND, such as an opening and a closing."""
    from relsched.editing.split import split as operation

    routes = {}
    for value in to:
        owner, sign, part = value.partition("=")
        if not sign:
            raise click.UsageError(f"--to {value}: write it like --to 4.1.b={first}")
        routes[owner.strip()] = part.strip()
    more = {"to": routes, "keep": keep, "titles": titles, "known_to": known_to}
    return _propose(plan_file, operation, (item, first, second), more, **options)


@edit.command()
@click.argument("item")
@click.option(
    "--dependants",
    type=click.Choice(["refuse", "cascade", "freeze", "rebase"]),
    default="refuse",
    help="What becomes of what hangs from it: refuse, delete it too, write its dates, or hang it"
    " from what ITEM hung from.",
)
@_options
def delete(plan_file: str, item: str, dependants: str, **options: Any) -> int:
    """Delete ITEM."""
    from relsched.editing.delete import delete as operation

    return _propose(plan_file, operation, (item,), {"dependants": dependants}, **options)


def _propose(
    plan_file: str,
    operate: Callable[..., Edit],
    words: tuple[str, ...],
    more: dict[str, Any],
    *,
    known: tuple[str, ...],
    lang: str | None,
    as_json: bool,
    dry_run: bool,
    yes: bool,
) -> int:
    """Show what an operation changes, and write the file when the answer is yes."""
    from pathlib import Path

    from relsched.messages.message import Message

    file = resolvable_plan_file(plan_file)
    given = known_dates(file.plan, known)
    try:
        edit = operate(file.plan, *words, given.values(), **more)
    except RelschedError as error:
        raise file.locate(error) from None
    language = language_of(lang, file.plan)
    patch = file.patched(edit.plan, edit.ids, words=edit.words)
    to_output = plan_file == "-"
    if not as_json:
        click.echo(edit.text(language), err=to_output)
    if patch.is_rewritten and not as_json:
        click.echo(Message("edit would rewrite").text(language), err=True)
    agreed = yes or to_output
    if not dry_run and not agreed:
        if not sys.stdin.isatty():
            raise click.UsageError(
                "nobody can be asked here: give --yes to write, or --dry-run to only look"
            )
        agreed = click.confirm(Message("edit asked", file=file.name).text(language), err=True)
    written = agreed and not dry_run
    if written and not to_output:
        write_file(Path(plan_file), patch.text.encode("utf-8"))
    if as_json:
        found = edit.to_dict() | {
            "rewritten": patch.is_rewritten,
            "written": written and not to_output,
            "text": patch.text if to_output and written else None,
        }
        click.echo(json.dumps(found, ensure_ascii=False))
    elif written and to_output:
        click.echo(patch.text, nl=False)
    if not written:
        click.echo(Message("edit not").text(language), err=True)
        return 0 if dry_run else NO
    if not to_output:
        sentence = "edit rewritten" if patch.is_rewritten else "edit written"
        click.echo(Message(sentence, file=file.name).text(language), err=True)
    if {name: entry.text for name, entry in given.items()} != {
        name: entry.text for name, entry in edit.known.items()
    }:
        options = " ".join(f"--known '{entry}'" for entry in edit.known.values())
        click.echo(
            Message("edit known", known=options or Message("edit nothing").text(language)).text(
                language
            ),
            err=True,
        )
    return 0
