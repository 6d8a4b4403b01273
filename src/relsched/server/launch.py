"""Launching the server: the application is made and run, or the extra that it needs is asked for.

Nothing here needs Starlette or uvicorn before it is called.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from importlib.util import find_spec
from typing import TYPE_CHECKING

from relsched.errors import MissingExtraError
from relsched.messages.message import Message, in_backticks, listed, verbatim
from relsched.server.base_url import BaseUrl

if TYPE_CHECKING:
    import socket

    from starlette.applications import Starlette

    from relsched.ledger.ledger import Ledger


def _clock() -> datetime:
    return datetime.now(UTC)


def create_app(
    ledger: Ledger | str, *, base_url: str | BaseUrl, now: Callable[[], datetime] = _clock
) -> Starlette:
    """Make the application that gives out the feeds of a ledger; any ASGI server runs it.

    The access log of that server must be off: secrets stand in paths. `run` sees to that.

    Args:
        ledger: An open ledger, which stays open, or the address of one, which is closed with the application.
        base_url: What addresses of feeds begin with, such as `https://dates.example.vn`.
        now: Gives the moment, with a zone. Addresses that end and the limit of misses go by it.

    Raises:
        ServerError: `base-url-form`.
        LedgerError: The ledger can't be opened; whatever `Ledger.open` raises.
        MissingExtraError: `extra-absent`.
    """
    need_extra()
    from relsched.server.app import application

    base = BaseUrl.parse(base_url) if isinstance(base_url, str) else base_url
    return application(ledger, base, now)


def run(
    application: Starlette, listening: socket.socket, *, started: Callable[[], None] | None = None
) -> int | None:
    """Serve an application until the program is told to stop.

    Answers that are being given get 5 seconds to end.

    Args:
        application: What `create_app` gave.
        listening: Where to listen; `Listener.open` gives it.
        started: Called when requests are answered.

    Returns:
        The signal that ended it, or None.

    Raises:
        MissingExtraError: `extra-absent`.
    """
    need_extra()
    from relsched.server.uvicorn_server import serve

    return serve(application, listening, started)


def need_extra() -> None:
    """Refuse to go on without the packages of the extra `server`.

    Raises:
        MissingExtraError: `extra-absent`.
    """
    absent = [name for name in ("starlette", "uvicorn") if find_spec(name) is None]
    if absent:
        raise MissingExtraError(
            Message("error extra-absent server", packages=listed(in_backticks(absent))),
            code="extra-absent",
            fix=verbatim('pip install "relsched[server]"'),
        )
