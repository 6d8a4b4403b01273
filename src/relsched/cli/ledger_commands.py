"""`verify`, `backup` and `restore`: the ledger as a whole."""

from __future__ import annotations

import json
from pathlib import Path

import click

from relsched.cli.command_classes import argument, command, option
from relsched.cli.exit_status import NO
from relsched.cli.language_choice import tell, written_language_of
from relsched.cli.ledger_opening import default_db, open_ledger
from relsched.cli.options import db_option, json_option
from relsched.cli.printing import echo
from relsched.messages.message import Message


@command(about=(Message("help verify"), Message("help verify status")))
@option("--replay", is_flag=True, about=Message("help option verify replay"))
@option(
    "--head",
    "heads",
    multiple=True,
    label=Message("label hash"),
    about=Message("help option verify head"),
)
@db_option
@json_option
def verify(replay: bool, heads: tuple[str, ...], db: str | None, as_json: bool) -> int:
    """Verify that everything in the ledger is as it was written; status 1 where it isn't."""
    with open_ledger(db, read_only=True) as ledger:
        found = ledger.verify(replay=replay, heads=heads)
    if as_json:
        click.echo(json.dumps(found.to_dict(written_language_of()), ensure_ascii=False))
    else:
        for problem in found.problems:
            tell(Message("verbatim", text=problem), err=False)
        for plan, head in found.heads.items():
            echo(f"{plan}  {head}")
        state = Message("verify sound")
        if not found.is_sound:
            state = Message("verify problems", count=len(found.problems))
        tell(
            Message(
                "verify summary",
                state=state,
                revisions=found.revisions,
                components=found.components,
                addresses=found.addresses,
            )
        )
    return 0 if found.is_sound else NO


@command(about=Message("help backup"))
@argument(
    "file",
    type=click.Path(path_type=Path),
    label=Message("label file"),
    about=Message("help argument backup file"),
)
@db_option
def backup(file: Path, db: str | None) -> None:
    """Copy the ledger into a file, while others go on publishing."""
    with open_ledger(db, read_only=True) as ledger:
        ledger.backup(file)
    tell(Message("backup written", file=str(file), command=f"relsched verify --db {file}"))


@command(about=Message("help restore"))
@argument(
    "file",
    type=click.Path(path_type=Path, readable=False),
    label=Message("label file"),
    about=Message("help argument restore file"),
)
@db_option
def restore(file: Path, db: str | None) -> None:
    """Copy a backup into a ledger in which nothing has been published."""
    from relsched.ledger.ledger import Ledger

    target = db or default_db()
    Ledger.restore(file, target)
    tell(Message("backup restored", file=str(file)))
