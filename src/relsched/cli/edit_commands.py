"""`relsched edit`: rename, merge, split, delete, answer and dismiss in a plan file, with a preview first."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import click

from relsched.cli.command_classes import Command, CommandGroup, Function, argument, option
from relsched.cli.completion import offer_items
from relsched.cli.exit_status import NO
from relsched.cli.input import known_dates, resolvable_plan_file
from relsched.cli.language_choice import language_of, tell
from relsched.cli.options import json_option, known_option, newest_options, plan_argument
from relsched.cli.output import write_file
from relsched.cli.printing import echo
from relsched.cli.prompts import confirm
from relsched.cli.usage_errors import Misuse, OneOf
from relsched.errors import RelschedError
from relsched.messages.message import Message

if TYPE_CHECKING:
    from relsched.editing.edit import Edit


@click.group(cls=CommandGroup, about=(Message("help edit"), Message("help edit more")))
@plan_argument
@click.pass_context
def edit(context: click.Context, plan_file: str) -> None:
    """Change an item of a plan and adapt what depends on it, or answer a question of the plan."""
    context.obj = plan_file


def _options(command: Function) -> Function:
    options: tuple[Callable[[Function], Function], ...] = (
        known_option,
        newest_options,
        json_option,
        option("--dry-run", is_flag=True, about=Message("help option edit dry-run")),
        option("--yes", is_flag=True, about=Message("help option edit yes")),
        click.pass_obj,
    )
    for add in reversed(options):
        command = add(command)
    return command


@edit.command(cls=Command, about=(Message("help edit rename"),))
@argument(
    "old",
    label=Message("label old"),
    about=Message("help argument edit old"),
    shell_complete=offer_items("events", "deadlines"),
)
@argument("new", label=Message("label new"), about=Message("help argument edit new"))
@_options
def rename(plan_file: str, old: str, new: str, **options: Any) -> int:
    """Give an item another id, wherever the plan names it."""
    from relsched.editing.rename import rename as operation

    return _propose(plan_file, operation, (old, new), {}, **options)


@edit.command(cls=Command, about=(Message("help edit merge"),))
@argument(
    "item",
    label=Message("label item"),
    about=Message("help argument edit merge item"),
    shell_complete=offer_items("events", "deadlines"),
)
@argument(
    "into",
    label=Message("label into"),
    about=Message("help argument edit merge into"),
    shell_complete=offer_items("events", "deadlines"),
)
@option(
    "--when",
    type=OneOf(["kept", "both"]),
    default="kept",
    about=Message("help option edit merge when"),
)
@_options
def merge(plan_file: str, item: str, into: str, when: str, **options: Any) -> int:
    """Merge an item into another: what depended on the one depends on the other."""
    from relsched.editing.merge import merge as operation

    return _propose(plan_file, operation, (item, into), {"when": when}, **options)


@edit.command(cls=Command, about=(Message("help edit split"),))
@argument(
    "item",
    label=Message("label item"),
    about=Message("help argument edit split item"),
    shell_complete=offer_items("events", "deadlines"),
)
@argument("first", label=Message("label first"), about=Message("help argument edit split first"))
@argument("second", label=Message("label second"), about=Message("help argument edit split second"))
@option(
    "--to",
    multiple=True,
    label=Message("label dependant part"),
    about=Message("help option edit split to"),
)
@option("--keep", is_flag=True, about=Message("help option edit split keep"))
@option(
    "--known-to",
    multiple=True,
    label=Message("label part"),
    about=Message("help option edit split known-to"),
)
@option(
    "--titles",
    nargs=2,
    label=Message("label titles"),
    about=Message("help option edit split titles"),
)
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
    """Split an item into two, such as an opening and a closing."""
    from relsched.editing.split import split as operation

    routes = {}
    for value in to:
        owner, sign, part = value.partition("=")
        if not sign:
            raise Misuse(
                Message("usage split to", value=f"--to {value}", text=f"--to 4.1.b={first}")
            )
        routes[owner.strip()] = part.strip()
    more = {"to": routes, "keep": keep, "titles": titles, "known_to": known_to}
    return _propose(plan_file, operation, (item, first, second), more, **options)


@edit.command(cls=Command, about=(Message("help edit delete"),))
@argument(
    "item",
    label=Message("label item"),
    about=Message("help argument edit delete item"),
    shell_complete=offer_items("events", "deadlines"),
)
@option(
    "--dependants",
    type=OneOf(["refuse", "cascade", "freeze", "rebase"]),
    default="refuse",
    about=Message("help option edit delete dependants"),
)
@_options
def delete(plan_file: str, item: str, dependants: str, **options: Any) -> int:
    """Delete an item."""
    from relsched.editing.delete import delete as operation

    return _propose(plan_file, operation, (item,), {"dependants": dependants}, **options)


@edit.command(cls=Command, about=(Message("help edit answer"),))
@argument("question", label=Message("label question"), about=Message("help argument edit question"))
@argument("given", label=Message("label answer"), about=Message("help argument edit answer"))
@_options
def answer(plan_file: str, question: str, given: str, **options: Any) -> int:
    """Answer a question: what it is about gets the timing, and the question is taken out."""
    from relsched.editing.answer import answer as operation

    return _propose(plan_file, operation, (question, given), {}, **options)


@edit.command(cls=Command, about=(Message("help edit dismiss"),))
@argument("question", label=Message("label question"), about=Message("help argument edit question"))
@_options
def dismiss(plan_file: str, question: str, **options: Any) -> int:
    """Dismiss a question: the plan stays as it is, and the question isn't asked again."""
    from relsched.editing.answer import dismiss as operation

    return _propose(plan_file, operation, (question,), {}, **options)


def _propose(
    plan_file: str,
    operate: Callable[..., Edit],
    words: tuple[str, ...],
    more: dict[str, Any],
    *,
    known: tuple[str, ...],
    as_json: bool,
    dry_run: bool,
    yes: bool,
) -> int:
    """Show what an operation changes, and write the file when the answer is yes."""
    from pathlib import Path

    file = resolvable_plan_file(plan_file)
    given = known_dates(file.plan, known)
    try:
        edit = operate(file.plan, *words, given.values(), **more)
    except RelschedError as error:
        raise file.locate(error) from None
    language = language_of(file.plan)
    patch = file.patched(edit.plan, edit.ids, words=edit.words)
    to_output = plan_file == "-"
    if not as_json:
        echo(edit.text(language), err=to_output)
    if patch.is_rewritten and not as_json:
        tell(Message("edit would rewrite"))
    agreed = yes or to_output
    if not dry_run and not agreed:
        if not sys.stdin.isatty():
            raise Misuse(Message("usage nobody to ask write"))
        agreed = confirm(Message("edit asked", file=file.name))
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
        tell(Message("edit not"))
        return 0 if dry_run else NO
    if not to_output:
        sentence = "edit rewritten" if patch.is_rewritten else "edit written"
        tell(Message(sentence, file=file.name))
    if {name: entry.text for name, entry in given.items()} != {
        name: entry.text for name, entry in edit.known.items()
    }:
        options = " ".join(f"--known '{entry}'" for entry in edit.known.values())
        tell(Message("edit known", known=options or Message("edit nothing")))
    return 0
