"""Where a server listens: the socket is opened, and only to this computer unless https stands in front."""

from __future__ import annotations

import os
import socket
from typing import Any

from relsched.errors import ServerError
from relsched.messages.message import Message
from relsched.messages.system_errors import reason
from relsched.server.base_url import BaseUrl, authority, is_loopback


class Listener:
    """Opens the socket that a server listens on, and says what addresses begin with there."""

    def __init__(self, host: str, port: int, base_url: str | None) -> None:
        """Look whether it may listen there.

        Raises:
            ServerError: `base-url-absent`: it would listen to others than this computer, without https
                in front of it; `base-url-form`.
        """
        self.host = host
        self.port = port
        self.base: BaseUrl | None = None if base_url is None else BaseUrl.parse(base_url)
        if not is_loopback(host) and (self.base is None or self.base.scheme != "https"):
            raise ServerError(
                Message("error base-url-absent", host=host),
                code="base-url-absent",
                value=host if self.base is None else str(self.base),
                why=Message("error base-url-absent why"),
                fix=Message("error base-url-absent fix"),
            )

    def open(self) -> socket.socket:
        """Open the socket.

        Raises:
            ServerError: `address-unusable`.
        """
        try:
            found = socket.getaddrinfo(
                self.host, self.port, type=socket.SOCK_STREAM, proto=socket.IPPROTO_TCP
            )
            return _listening(found[0])
        except (OSError, UnicodeError) as error:
            raise ServerError(
                Message("error address-unusable"),
                code="address-unusable",
                value=authority(self.host, self.port),
                why=reason(error),
                fix=Message("error address-unusable fix"),
            ) from None

    def url(self, listening: socket.socket) -> str:
        """Give where it listens, as one would open it."""
        return f"http://{authority(self.host, listening.getsockname()[1])}"

    def base_of(self, listening: socket.socket) -> BaseUrl:
        """Give what addresses begin with: the base URL that was given, else where it listens."""
        return self.base or BaseUrl("http", self.host, listening.getsockname()[1], "")


def _listening(found: tuple[Any, ...]) -> socket.socket:
    """Open a socket at what `getaddrinfo` found.

    It says that it is TCP, which `socket.create_server` doesn't: only then are answers sent at once by asyncio,
    and not 40 ms later, when the client has confirmed their first part.
    """
    family, kind, protocol, _, where = found
    opened = socket.socket(family, kind, protocol)
    try:
        if (
            os.name == "posix"
        ):  # so that it can start again at once; elsewhere this means something else
            opened.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if family == socket.AF_INET6:
            opened.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
        opened.bind(where)
        opened.listen(1024)
        opened.setblocking(False)
    except BaseException:
        opened.close()
        raise
    return opened
