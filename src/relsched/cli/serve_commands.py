"""`relsched serve`: feeds at secret addresses."""

from __future__ import annotations

import signal

import click

from relsched.cli.exit_status import INTERRUPTED
from relsched.cli.ledger_opening import open_ledger
from relsched.cli.options import db_option


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Where to listen.")
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=8000,
    show_default=True,
    help="Where to listen; 0 for any that is free.",
)
@click.option(
    "--base-url",
    envvar="RELSCHED_BASE_URL",
    metavar="URL",
    help="What addresses of feeds begin with; else RELSCHED_BASE_URL, else where it listens.",
)
@click.option("--log/--no-log", "accesses", default=True, help="Whether each request is logged.")
@db_option
def serve(host: str, port: int, base_url: str | None, accesses: bool, db: str | None) -> int:
    """Serve the feeds of the ledger at their addresses, until Ctrl-C (status 130) or SIGTERM (status 0)."""
    from relsched.server.access_log import log_to_stderr
    from relsched.server.launch import create_app, need_extra, run
    from relsched.server.listener import Listener

    need_extra()
    listener = Listener(host, port, base_url)
    with listener.open() as listening, open_ledger(db) as ledger:
        base = listener.base_of(listening)
        application = create_app(ledger, base_url=base)
        log_to_stderr(accesses=accesses)

        def started() -> None:
            where = listener.url(listening)
            click.echo(f"listening on {where}; addresses begin with {base}/f/", err=True)

        ended_by = run(application, listening, started=started)
    return INTERRUPTED if ended_by == signal.SIGINT else 0
