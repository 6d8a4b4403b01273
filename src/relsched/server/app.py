"""The application: which path gives what, and what every answer has in common."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Any

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.routing import Route

from relsched.errors import LedgerError, RelschedError
from relsched.ledger.addresses import Address
from relsched.ledger.change_marks import Newest, State
from relsched.ledger.ledger import Ledger
from relsched.messages.message import Message
from relsched.server.access_log import ACCESS, PROBLEMS, access_line
from relsched.server.base_url import BaseUrl, is_loopback
from relsched.server.feed_cache import FeedCache
from relsched.server.rate_limit import Misses
from relsched.server.responses import RETRY_SECONDS, Header, Response, refusal, text_response

Clock = Callable[[], datetime]

# In every answer, whatever it is.
GUARDS: tuple[Header, ...] = (
    (b"referrer-policy", b"no-referrer"),
    (b"x-robots-tag", b"noindex, nofollow"),
    (b"x-content-type-options", b"nosniff"),
    (
        b"content-security-policy",
        b"default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; sandbox",
    ),
    (b"cross-origin-resource-policy", b"same-origin"),
)

# What may be fetched is all that there is a link to, and only who was given an address has one. Google Calendar
# obeys this file when it fetches a feed, so forbidding anything would stop subscriptions. Nor would it keep a leaked
# address out of an index: a crawler that may not fetch never sees the `noindex` in the headers.
ROBOTS = "User-agent: *\nDisallow:\n"

# Calendars then keep what they have, which they don't do at a 404.
UNAVAILABLE = refusal(503, Message("server unavailable"), (b"retry-after", b"%d" % RETRY_SECONDS))


def application(ledger: Ledger | str, base: BaseUrl, now: Clock) -> Starlette:
    """Make the application; `create_app` says more."""
    opened = Ledger.open(ledger, read_only=True) if isinstance(ledger, str) else ledger
    cache = FeedCache(opened, base)

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        try:
            yield
        finally:
            await cache.close()
            if opened is not ledger:
                opened.close()

    feeds = Feeds(cache, Misses(), now)
    handlers: dict[Any, Any] = {404: feeds.missing, 405: feeds.not_allowed}
    application = Starlette(
        routes=[
            Route("/f/{file}", feeds.feed),
            Route("/health", feeds.health),
            Route("/robots.txt", feeds.robots),
        ],
        middleware=[Middleware(Guard, base=base, now=now)],
        exception_handlers=handlers,
        lifespan=lifespan,
    )
    # A redirect would carry a mistyped secret into a header.
    application.router.redirect_slashes = False
    return application


class Feeds:
    """The answers to each route."""

    def __init__(self, cache: FeedCache, misses: Misses, now: Clock) -> None:
        self._cache = cache
        self._misses = misses
        self._now = now
        self._is_down = False  # whether the log has said that the ledger can't be read
        self._failed: set[tuple[str, str]] = (
            set()
        )  # addresses and revisions of which it has said the same

    async def feed(self, request: Request) -> Response:
        """Answer `/f/<secret>.ics`: the feed of that address, and of no other."""
        secret, dot, ending = request.path_params["file"].rpartition(".")
        if not dot or ending != "ics":
            return self._miss(request)
        state = await self._state()
        if state is None:
            return UNAVAILABLE
        now = self._now()
        address = state.find(secret, now=now)
        if address is None:
            return self._miss(request)
        request.state.address = address.id
        newest = state.newest[address.plan]
        try:
            ready = await self._cache.feed(secret, address, newest)
        except RelschedError as error:
            self._report_failed_feed(address, newest, error)
            return UNAVAILABLE
        return ready.answer(request.scope["headers"], now)

    async def health(self, _: Request) -> Response:
        """Answer `/health`: whether the ledger can be read."""
        return UNAVAILABLE if await self._state() is None else text_response(200, "ok\n")

    async def robots(self, _: Request) -> Response:
        """Answer `/robots.txt`; also while the ledger can't be read, since a crawler takes an error for a no."""
        return text_response(200, ROBOTS)

    async def missing(self, request: Request, _: Exception) -> Response:
        """Answer a path that isn't known, as a secret that isn't."""
        return self._miss(request)

    async def not_allowed(self, _: Request, error: Exception) -> Response:
        """Answer a method that nothing here has."""
        assert isinstance(error, HTTPException)
        return refusal(405, Message("server methods"), (b"allow", b"GET, HEAD"))

    def _miss(self, request: Request) -> Response:
        """Answer that there is nothing: alike for what never was, what has ended and what can't be."""
        client = request.client
        wait = self._misses.wait(client.host if client is not None else "", self._now())
        if wait is not None:
            return refusal(429, Message("server too many"), (b"retry-after", b"%d" % wait))
        return refusal(404, Message("server nothing"))

    async def _state(self) -> State | None:
        """Give the state of the ledger, or None when it can't be read; the log tells when that begins and ends."""
        try:
            state = await self._cache.state()
        except LedgerError as error:
            if not self._is_down:
                PROBLEMS.error("%s", error)
            self._is_down = True
            return None
        if self._is_down:
            PROBLEMS.info("The ledger can be read again.")
        self._is_down = False
        return state

    def _report_failed_feed(self, address: Address, newest: Newest, error: RelschedError) -> None:
        key = (address.id, newest.hash)
        if key not in self._failed:
            if len(self._failed) >= 1000:
                self._failed.clear()
            self._failed.add(key)
            of = f"{address.audience} of {address.plan}, revision {newest.number}"
            PROBLEMS.error("The feed of address %s (%s) can't be made.\n%s", address.id, of, error)


class Guard:
    """Around everything: the headers in common, hosts that aren't ours, what went wrong, and the log."""

    def __init__(self, app: Any, *, base: BaseUrl, now: Clock) -> None:
        self._app = app
        self._host = base.host
        self._now = now

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Let a request through."""
        if (
            scope["type"] != "http"
        ):  # no other kind of connection is served, but start and end are reported
            if scope["type"] == "lifespan":
                await self._app(scope, receive, send)
            return
        began = time.perf_counter()
        status, sent, started, headless = 0, 0, False, scope["method"] == "HEAD"
        state = scope.setdefault("state", {})

        async def give(message: Any) -> None:
            nonlocal status, sent, started
            if message["type"] == "http.response.start":
                status, started = message["status"], True
                message = {**message, "headers": [*message["headers"], *GUARDS]}
            elif message["type"] == "http.response.body":
                if headless:
                    message = {**message, "body": b""}
                sent += len(message.get("body", b""))
            await send(message)

        try:
            if self._is_ours(scope):
                await self._app(scope, receive, give)
            else:
                await refusal(400, Message("server host"))(scope, receive, give)
        except Exception:
            PROBLEMS.exception("A request couldn't be answered; this is a bug of ours.")
            if started:
                raise
            wait = (b"retry-after", b"%d" % RETRY_SECONDS)
            await refusal(500, Message("server failed"), wait)(scope, receive, give)
        finally:
            if ACCESS.isEnabledFor(20):
                took = time.perf_counter() - began
                moment, address = self._now(), state.get("address")
                ACCESS.info("%s", access_line(scope, moment, status, sent, took, address))

    def _is_ours(self, scope: Any) -> bool:
        """Whether a request came to the host of the base URL, or by this computer's own name.

        Nothing is made from the Host header; but a page elsewhere whose name leads here must not read an answer.
        """
        if scope["path"] == "/health":  # asked by the machine's address, as by a load balancer
            return True
        hosts = [value for name, value in scope["headers"] if name == b"host"]
        if len(hosts) != 1:
            return False
        host = hosts[0].decode("latin-1").lower()
        name = host[1:].partition("]")[0] if host.startswith("[") else host.partition(":")[0]
        return name == self._host or is_loopback(name)
