"""`share`, `addresses`, `rotate` and `unshare`: the secret addresses of feeds."""

from __future__ import annotations

import json
import os
from contextlib import suppress
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import click

from relsched.cli.command_classes import Decorator, argument, command, option
from relsched.cli.completion import offer_profiles, offer_published_units
from relsched.cli.language_choice import language_of, tell, tell_next
from relsched.cli.ledger_opening import moment_of, open_ledger, signed_by
from relsched.cli.options import by_option, db_option, json_option, now_option
from relsched.cli.output import moment_in_figures
from relsched.cli.printing import echo
from relsched.cli.published_plans import plan_id
from relsched.cli.usage_errors import Misuse, Whole
from relsched.messages.message import Message, day_in_figures
from relsched.messages.tables import ReportColumn, ReportRow, ReportTable, table_text

if TYPE_CHECKING:
    from relsched.ledger.addresses import NewAddress


address_argument: Decorator = argument(
    "address", label=Message("label address"), about=Message("help argument address")
)


@command(about=(Message("help share"), Message("help share audience"), Message("help share once")))
@argument(
    "words",
    nargs=-1,
    required=True,
    label=Message("label plan audience"),
    about=Message("help argument share"),
    shell_complete=offer_published_units,
)
@option(
    "--profile",
    default="default",
    label=Message("label name"),
    about=Message("help option profile"),
    shell_complete=offer_profiles,
)
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
    """Make a secret address for a feed; the ledger keeps only a hash of it."""
    if len(words) > 2:
        raise Misuse(Message("usage plan and audience"))
    named, audience = (None, *words) if len(words) == 1 else words
    if ":" not in audience and audience != "plan":
        audience = f"unit:{audience}"
    with open_ledger(db) as ledger:
        plan = ledger.plan(plan_id(ledger, named))
        language_of(plan)
        address = ledger.addresses.share(
            plan, audience, profile, now=moment_of(now), by=signed_by(by)
        )
    _print_address(address, as_json)


def _print_address(address: NewAddress, as_json: bool) -> None:
    from relsched.server.base_url import is_loopback

    base = os.environ.get("RELSCHED_BASE_URL", "http://127.0.0.1:8000").rstrip("/")
    url = f"{base}/f/{address.secret}.ics"
    webcal = "webcal://" + url.partition("://")[2]
    host = ""
    with suppress(ValueError):  # what is no URL is shown as it was given
        host = urlsplit(base).hostname or ""
    if is_loopback(host):
        tell(Message("address local", host=host))
    if as_json:
        found = {
            "format": "relsched/share/1",
            "address": address.address.to_dict(),
            "url": url,
            "webcal": webcal,
        }
        click.echo(json.dumps(found, ensure_ascii=False))
        return
    echo(url, is_whole=True)
    echo(webcal, is_whole=True)
    tell(Message("address made", address=address.address.id, audience=address.address.audience))
    tell_next(Message("address next"))


@command(about=(Message("help unshare"), Message("help unshare more")))
@address_argument
@by_option
@now_option
@db_option
def unshare(address: str, by: str | None, now: datetime | None, db: str | None) -> None:
    """End an address at once; what subscribers have fetched stays with them."""
    with open_ledger(db) as ledger:
        ended = ledger.addresses.unshare(address, now=moment_of(now), by=signed_by(by))
    tell(Message("address has ended", address=ended.id, audience=ended.audience))


@command(about=Message("help rotate"))
@address_argument
@option(
    "--overlap",
    type=Whole(0, 365),
    default=7,
    show_default=True,
    label=Message("label days"),
    about=Message("help option rotate overlap"),
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
    """Make a new address instead of an old one."""
    with open_ledger(db) as ledger:
        renewed = ledger.addresses.rotate(
            address, now=moment_of(now), by=signed_by(by), overlap=timedelta(days=overlap)
        )
    _print_address(renewed, as_json)


@command(about=Message("help addresses"))
@argument(
    "plan",
    required=False,
    label=Message("label plan optional"),
    about=Message("help argument plan published"),
)
@now_option
@db_option
@json_option
def addresses(plan: str | None, now: datetime | None, db: str | None, as_json: bool) -> None:
    """List the addresses of a plan, without their secrets."""
    from relsched.dates.zones import in_zone

    moment = moment_of(now)
    with open_ledger(db, read_only=True) as ledger:
        name = plan_id(ledger, plan)
        found = ledger.addresses.of(name)
        newest = ledger.plan(name)
    language = language_of(newest)
    if as_json:
        rows = [{**entry.to_dict(), "is_open": entry.is_open(moment)} for entry in found]
        value = {"format": "relsched/addresses/1", "plan": name, "addresses": rows}
        click.echo(json.dumps(value, ensure_ascii=False))
        return
    listed = []
    for entry in found:
        state = Message("address open" if entry.is_open(moment) else "address ended").text(language)
        time = moment_in_figures(in_zone(entry.since, newest.timezone), language)
        if entry.ends is not None:
            end = in_zone(entry.ends, newest.timezone)
            ends = f"{day_in_figures(end.date(), language)} {end:%H:%M}"
            time = Message("address until", since=time, until=ends).text(language)
        listed.append(ReportRow((entry.id, state, entry.audience, entry.profile, time)))
    if listed:
        echo(table_text(ReportTable((ReportColumn(),) * 5, tuple(listed)), language))
