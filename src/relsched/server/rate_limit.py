"""The rate limit: counts what each client asked for that isn't there, so that guessing and scanning slow down."""

from __future__ import annotations

import ipaddress
import math
from collections import OrderedDict
from datetime import datetime

MISSES = 60  # in a minute
CLIENTS = 10_000  # remembered


class Misses:
    """How many misses each client may still have: 60 at once, and one more with each second.

    Only the latest 10,000 clients are remembered. What is there is given to everybody, however much a client has
    missed: several people may share one address, and a proxy may make it one for all.
    """

    def __init__(self, per_minute: int = MISSES, clients: int = CLIENTS) -> None:
        self.per_minute = per_minute
        self.clients = clients
        self._left: OrderedDict[str, tuple[float, datetime]] = OrderedDict()

    def __len__(self) -> int:
        return len(self._left)

    def wait(self, client: str, now: datetime) -> int | None:
        """Count a miss; give the seconds to wait before the next when there have been too many, else None."""
        key = _network(client)
        left, since = self._left.pop(key, (float(self.per_minute), now))
        passed = max((now - since).total_seconds(), 0.0)
        left = min(left + passed * self.per_minute / 60, float(self.per_minute))
        allowed = left >= 1
        self._left[key] = (left - 1 if allowed else left, now)
        while len(self._left) > self.clients:
            self._left.popitem(last=False)
        return None if allowed else max(1, math.ceil((1 - left) * 60 / self.per_minute))


def _network(client: str) -> str:
    """Give what counts as one client: an IPv4 address, or the /64 that a connection gets in IPv6."""
    try:
        address = ipaddress.ip_address(client.partition("%")[0])
    except ValueError:
        return client[:64]
    if isinstance(address, ipaddress.IPv6Address):
        if address.ipv4_mapped is not None:
            return str(address.ipv4_mapped)
        return str(ipaddress.ip_network((int(address), 64), strict=False).network_address)
    return str(address)
