"""`share`, `addresses`, `rotate` and `unshare`: the secret addresses of feeds."""

from __future__ import annotations

import json
import os
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import click

from relsched.cli.ledger_opening import moment_of, open_ledger, plan_id, signed_by
from relsched.cli.options import by_option, db_option, json_option, now_option

if TYPE_CHECKING:
    from relsched.ledger.addresses import NewAddress


@click.command()
@click.argument("words", nargs=-1, required=True, metavar="[PLAN] AUDIENCE")
@click.option("--profile", default="default", help="The client it is written for.")
@by_option
@now_option
@db_option
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
        plan = ledger.plan(plan_id(ledger, named))
        address = ledger.addresses.share(
            plan, audience, profile, now=moment_of(now), by=signed_by(by)
        )
    _print_address(address, as_json)


def _print_address(address: NewAddress, as_json: bool) -> None:
    base = os.environ.get("RELSCHED_BASE_URL", "http://127.0.0.1:8000").rstrip("/")
    url = f"{base}/f/{address.secret}.ics"
    webcal = "webcal://" + url.partition("://")[2]
    if as_json:
        found = {
            "format": "relsched/share/1",
            "address": address.address.to_dict(),
            "url": url,
            "webcal": webcal,
        }
        click.echo(json.dumps(found, ensure_ascii=False))
        return
    click.echo(url)
    click.echo(webcal)
    click.echo(
        f"address {address.address.id} of {address.address.audience}; it isn't told again", err=True
    )


@click.command()
@click.argument("address")
@by_option
@now_option
@db_option
def unshare(address: str, by: str | None, now: datetime | None, db: str | None) -> None:
    """End the address with this id at once; what subscribers have fetched stays with them."""
    with open_ledger(db) as ledger:
        ended = ledger.addresses.unshare(address, now=moment_of(now), by=signed_by(by))
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
@by_option
@now_option
@db_option
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
        renewed = ledger.addresses.rotate(
            address, now=moment_of(now), by=signed_by(by), overlap=timedelta(days=overlap)
        )
    _print_address(renewed, as_json)


@click.command()
@click.argument("plan", required=False)
@now_option
@db_option
@json_option
def addresses(plan: str | None, now: datetime | None, db: str | None, as_json: bool) -> None:
    """List the addresses of PLAN, without their secrets."""
    moment = moment_of(now)
    with open_ledger(db) as ledger:
        name = plan_id(ledger, plan)
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
