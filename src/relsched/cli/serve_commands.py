"""`relsched serve`: feeds at secret addresses."""

from __future__ import annotations

import signal

from relsched.cli.command_classes import command, option
from relsched.cli.exit_status import INTERRUPTED
from relsched.cli.language_choice import tell
from relsched.cli.ledger_opening import open_ledger
from relsched.cli.options import db_option
from relsched.cli.usage_errors import Whole
from relsched.messages.message import Message


@command(about=(Message("help serve"), Message("help serve end")))
@option(
    "--host",
    default="127.0.0.1",
    show_default=True,
    label=Message("label host"),
    about=Message("help option serve host"),
)
@option(
    "--port",
    type=Whole(0, 65535),
    default=8000,
    show_default=True,
    label=Message("label port"),
    about=Message("help option serve port"),
)
@option(
    "--base-url",
    envvar="RELSCHED_BASE_URL",
    label=Message("label url"),
    about=Message("help option serve base-url"),
)
@option("--log/--no-log", "accesses", default=True, about=Message("help option serve log"))
@db_option
def serve(host: str, port: int, base_url: str | None, accesses: bool, db: str | None) -> int:
    """Serve the feeds of the ledger at their addresses, until Ctrl-C (status 130) or SIGTERM (status 0)."""
    from relsched.server.access_log import log_to_stderr
    from relsched.server.launch import create_app, need_extra, run
    from relsched.server.listener import Listener

    need_extra()
    listener = Listener(host, port, base_url)
    with listener.open() as listening, open_ledger(db, read_only=True) as ledger:
        base = listener.base_of(listening)
        application = create_app(ledger, base_url=base)
        log_to_stderr(accesses=accesses)

        def started() -> None:
            where = listener.url(listening)
            tell(Message("serve listening", where=where, base=f"{base}/f/"))

        ended_by = run(application, listening, started=started)
    return INTERRUPTED if ended_by == signal.SIGINT else 0
