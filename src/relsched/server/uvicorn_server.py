"""Runs uvicorn: its limits, what ends a connection, and what a signal does."""

from __future__ import annotations

import asyncio
import contextlib
import signal
import socket
import threading
from collections.abc import Callable, Iterator
from types import FrameType
from typing import Any

import uvicorn
from starlette.applications import Starlette
from uvicorn.protocols.http.h11_impl import H11Protocol

HEAD_BYTES = 16 * 1024  # of a request: its line and all its headers
HEAD_SECONDS = 10  # to send them in
ANSWER_SECONDS = 60  # to take an answer in
KEEP_ALIVE_SECONDS = 5
STOP_SECONDS = 5  # for answers that are being given when the server stops
BUSY = 500  # connections, from which on a request is told to come later
FULL = 800  # connections, from which on there are no more; the ledger needs files to open too


class Protocol(H11Protocol):
    """HTTP in pure Python, which alone of uvicorn's has a limit for headers; a slow client is cut off."""

    _patience: asyncio.TimerHandle | None = None

    def __init__(self, *given: Any, **named: Any) -> None:
        """Make it; its own access log is off whatever handlers there are, since it would print the secrets."""
        super().__init__(*given, **named)
        self.access_log = False

    def connection_made(self, transport: Any) -> None:
        """Begin a connection."""
        super().connection_made(transport)
        if len(self.connections) > FULL:
            transport.abort()
            return
        self._give(HEAD_SECONDS)

    def data_received(self, data: bytes) -> None:
        """Take what has come; a request that has begun must be whole in time."""
        before = self.cycle
        super().data_received(data)
        if self.cycle is not before:
            self._give(ANSWER_SECONDS)
        elif self._patience is None:
            self._give(HEAD_SECONDS)

    def on_response_complete(self) -> None:
        """End an answer, as far as it has been written; what the client hasn't taken is still to go."""
        before = self.cycle
        super().on_response_complete()
        if self.cycle is not before:  # the next request had come already
            self._give(ANSWER_SECONDS)
        elif not self.transport.get_write_buffer_size():
            self._give(None)

    def connection_lost(self, exc: Exception | None) -> None:
        """End a connection."""
        self._give(None)
        super().connection_lost(exc)

    def _give(self, seconds: float | None) -> None:
        if self._patience is not None:
            self._patience.cancel()
        self._patience = None if seconds is None else self.loop.call_later(seconds, self._run_out)

    def _run_out(self) -> None:
        self._patience = None
        waits_for_head = self.cycle is None or self.cycle.response_complete
        if waits_for_head and not self.transport.get_write_buffer_size() and self._is_idle():
            return  # between two requests; uvicorn ends that
        self.transport.abort()

    def _is_idle(self) -> bool:
        return self.timeout_keep_alive_task is not None


class Server(uvicorn.Server):
    """uvicorn, which tells when it has started, and which signal ended it, instead of raising it again."""

    def __init__(self, config: uvicorn.Config, started: Callable[[], None] | None) -> None:
        super().__init__(config)
        self._when_started = started
        self.ended_by: int | None = None

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Begin to answer."""
        await super().startup(sockets=sockets)
        if self._when_started is not None:
            self._when_started()

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Stop at Ctrl-C and at SIGTERM; only the main thread hears them."""
        if threading.current_thread() is not threading.main_thread():
            yield
            return
        heard = (signal.SIGINT, signal.SIGTERM)
        before = {number: signal.signal(number, self.handle_exit) for number in heard}
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """Stop; at a second Ctrl-C at once."""
        self.ended_by = self.ended_by or sig
        super().handle_exit(sig, frame)


def configured(application: Starlette) -> uvicorn.Config:
    """Give the settings of uvicorn."""
    return uvicorn.Config(
        application,
        loop="asyncio",
        http=Protocol,
        ws="none",
        lifespan="on",
        log_config=None,
        access_log=False,
        server_header=False,
        h11_max_incomplete_event_size=HEAD_BYTES,
        timeout_keep_alive=KEEP_ALIVE_SECONDS,
        timeout_graceful_shutdown=STOP_SECONDS,
        limit_concurrency=BUSY,
    )


def serve(
    application: Starlette, listening: socket.socket, started: Callable[[], None] | None
) -> int | None:
    """Serve until a signal comes; `run` says more."""
    server = Server(configured(application), started)
    server.run(sockets=[listening])
    return server.ended_by
