"""`verify`, `backup` and `restore`: the ledger as a whole."""

from __future__ import annotations

import json
from pathlib import Path

import click

from relsched.cli.exit_status import NO
from relsched.cli.ledger_opening import default_db, open_ledger
from relsched.cli.options import db_option, json_option


@click.command()
@click.option("--replay", is_flag=True, help="Resolve each revision again too.")
@db_option
@json_option
def verify(replay: bool, db: str | None, as_json: bool) -> int:
    """Hash everything in the ledger again; status 1 when anything isn't as it was written."""
    with open_ledger(db) as ledger:
        found = ledger.verify(replay=replay)
    if as_json:
        click.echo(json.dumps(found.to_dict(), ensure_ascii=False))
    else:
        for problem in found.problems:
            click.echo(problem)
        for plan, head in found.heads.items():
            click.echo(f"{plan}  {head}")
        state = "sound" if found.is_sound else f"{len(found.problems)} problems"
        click.echo(
            f"{state}: {found.revisions} revisions, {found.components} components,"
            f" {found.addresses} records of addresses",
            err=True,
        )
    return 0 if found.is_sound else NO


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@db_option
def backup(file: Path, db: str | None) -> None:
    """Copy the ledger into FILE, while others go on publishing."""
    with open_ledger(db) as ledger:
        ledger.backup(file)
    click.echo(f"{file} is written; `relsched verify --db {file}` looks it over", err=True)


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@db_option
def restore(file: Path, db: str | None) -> None:
    """Copy a backup into a ledger in which nothing has been published."""
    from relsched.ledger.ledger import Ledger

    target = db or default_db()
    Ledger.restore(file, target)
    click.echo(f"{file} is restored", err=True)
