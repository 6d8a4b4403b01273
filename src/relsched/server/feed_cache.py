"""The feed cache: the state of the ledger, never older than the request, and feeds kept ready.

The ledger is looked at in a thread of its own, and feeds are made in another, so that a slow database or a large plan
holds up nobody who asks for something else. On SQLite a glance tells at once that nothing has been written.
"""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from relsched.errors import LedgerError
from relsched.ledger.addresses import Address
from relsched.ledger.change_marks import Glance, Newest, State, Watch
from relsched.ledger.ledger import Ledger
from relsched.messages.message import Message
from relsched.server.base_url import BaseUrl
from relsched.server.responses import Ready

PATIENCE = 10.0  # seconds to wait for the ledger
ROOM = 64 * 1024 * 1024  # bytes of feeds kept ready

Found = TypeVar("Found")


class FeedCache:
    """Gives the state of a ledger and its feeds; for one event loop.

    A feed is kept by its address and the revision it shows. It can't be kept for several addresses together,
    since the address at which it is fetched stands in it.
    """

    def __init__(
        self, ledger: Ledger, base: BaseUrl, *, patience: float = PATIENCE, room: int = ROOM
    ) -> None:
        self._ledger = ledger
        self._base = base
        self._patience = patience
        self._room = room
        self._watch = Watch(ledger.store)
        self._glance = Glance(ledger.store)
        self._seen: tuple[object, State] | None = None  # a mark, and a state that isn't older
        self._watcher = ThreadPoolExecutor(1, "relsched-watch")
        self._maker = ThreadPoolExecutor(1, "relsched-feeds")
        self._looking: asyncio.Task[State] | None = None
        self._next_look: asyncio.Task[State] | None = None
        self._making: dict[tuple[str, str], asyncio.Task[Ready]] = {}
        self._kept: OrderedDict[str, tuple[str, Ready]] = OrderedDict()
        self._size = 0

    async def close(self) -> None:
        """Let go of the ledger, which itself stays open."""
        loop = asyncio.get_running_loop()
        for part in (self._watch, self._glance):
            await loop.run_in_executor(self._watcher, part.close)
        self._watcher.shutdown(wait=False)
        self._maker.shutdown(wait=False)

    async def state(self) -> State:
        """Give the state of the ledger as it is now, or later, but not earlier.

        Requests that come while the ledger is being looked at share the next look.

        Raises:
            LedgerError: It can't be read, or doesn't answer in time.
        """
        mark = self._glance.mark()
        if mark is not None and self._seen is not None and self._seen[0] == mark:
            return self._seen[1]
        if self._next_look is None:
            self._next_look = _quiet(asyncio.ensure_future(self._look_after(self._looking)))
        found = await self._in_time(self._next_look)
        if mark is not None:
            self._seen = (mark, found)
        return found

    async def _look_after(self, before: asyncio.Task[State] | None) -> State:
        if before is not None:
            await asyncio.wait([before])
        # From here on the look is under way, and whoever comes must wait for another one.
        self._looking, self._next_look = self._next_look, None

        def look() -> State:
            found = self._watch.look()
            self._glance.open()
            return found

        return await _in_thread(self._watcher, look)

    async def feed(self, secret: str, address: Address, newest: Newest) -> Ready:
        """Give the feed of an address, as of the newest revision of its plan.

        Raises:
            RelschedError: It can't be made.
        """
        kept = self._kept.get(address.id)
        if kept is not None and kept[0] == newest.hash:
            self._kept.move_to_end(address.id)
            return kept[1]
        key = (address.id, newest.hash)
        making = self._making.get(key)
        if making is None:
            making = _quiet(asyncio.ensure_future(self._make(secret, address, newest)))
            self._making[key] = making
            making.add_done_callback(lambda _: self._making.pop(key, None))
        return await self._in_time(making)

    async def _make(self, secret: str, address: Address, newest: Newest) -> Ready:
        def make() -> Ready:
            content = self._ledger.feed(
                address.plan,
                address.audience,
                address.profile,
                number=newest.number,
                source=self._base.feed(secret),
            )
            return Ready.of(_file_name(address), content.data, content.modified)

        ready = await _in_thread(self._maker, make)
        self._keep(address.id, newest.hash, ready)
        return ready

    def _keep(self, address: str, revision: str, ready: Ready) -> None:
        before = self._kept.pop(address, None)
        self._size += ready.size - (0 if before is None else before[1].size)
        self._kept[address] = (revision, ready)
        while self._size > self._room and len(self._kept) > 1:
            _, (_, dropped) = self._kept.popitem(last=False)
            self._size -= dropped.size

    async def _in_time(self, task: asyncio.Task[Found]) -> Found:
        try:
            # Others may wait for the same, so it goes on when this request gives up.
            return await asyncio.wait_for(asyncio.shield(task), self._patience)
        except TimeoutError:
            raise LedgerError(
                Message("error ledger-unreachable late"),
                code="ledger-unreachable",
                why=Message("error ledger-unreachable late why", seconds=f"{self._patience:g}"),
            ) from None


def _file_name(address: Address) -> str:
    """Call it as `relsched feed` would."""
    audience = address.audience.removeprefix("unit:").replace(":", ".")
    return f"{address.plan}.ics" if audience == "plan" else f"{address.plan}.{audience}.ics"


async def _in_thread(threads: ThreadPoolExecutor, work: Callable[[], Found]) -> Found:
    return await asyncio.get_running_loop().run_in_executor(threads, work)


def _quiet(task: asyncio.Task[Found]) -> asyncio.Task[Found]:
    """Let a task fail without a word when all that waited for it have given up."""
    task.add_done_callback(lambda done: done.cancelled() or done.exception())
    return task
