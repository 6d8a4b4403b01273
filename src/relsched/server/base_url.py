"""Where a server is reached: what addresses begin with, and where it listens."""

from __future__ import annotations

import ipaddress
import os
import re
import socket
from typing import Any
from urllib.parse import urlsplit

import attrs

from relsched.errors import ServerError

_LABEL = re.compile(r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?")
_PATH = re.compile(r"(/[A-Za-z0-9._~-]{1,100}){0,8}")


@attrs.frozen
class BaseUrl:
    """What the addresses of feeds begin with: `https://dates.example.vn`, perhaps with a path.

    `parse` and `str` are inverse.
    """

    scheme: str
    host: str
    port: int | None
    path: str

    @classmethod
    def parse(cls, text: str) -> BaseUrl:
        """Read a base URL; a slash at its end doesn't count.

        Raises:
            ServerError: `base-url-form`; plain `http` is for this computer alone.
        """
        try:
            parts = urlsplit(text.strip())
            port = parts.port
        except ValueError:
            raise _no_base_url(text, "it can't be read as a URL") from None
        host = (parts.hostname or "").lower()
        path = parts.path.rstrip("/")
        if not text.strip().isprintable() or parts.scheme not in ("http", "https"):
            raise _no_base_url(text, "it must begin with https://")
        if parts.username is not None or parts.query or parts.fragment or text.endswith(("?", "#")):
            raise _no_base_url(text, "it has a scheme, a host, perhaps a port and a path, no more")
        if not _is_host(host) or _PATH.fullmatch(path) is None:
            why = "host and path are written in ASCII letters, digits, dots and hyphens"
            raise _no_base_url(text, why)
        if parts.scheme == "http" and not is_loopback(host):
            why = (
                f"whoever is on the way to `{host}` could read the secret addresses over plain http"
            )
            raise _no_base_url(text, why)
        return cls(parts.scheme, host, port, path)

    def __str__(self) -> str:
        return f"{self.scheme}://{authority(self.host, self.port)}{self.path}"

    def feed(self, secret: str) -> str:
        """Give the address of a feed."""
        return f"{self}/f/{secret}.ics"


def _no_base_url(text: str, why: str) -> ServerError:
    return ServerError(
        "The base URL of the server can't be used.",
        code="base-url-form",
        value=text,
        why=why,
        fix="write --base-url https://dates.example.vn",
    )


def _is_host(host: str) -> bool:
    """Whether a text is a host that a certificate can be made out to: a name in ASCII, or an address."""
    if ":" in host:
        try:
            return ipaddress.ip_address(host).version == 6 and "%" not in host
        except ValueError:
            return False
    return len(host) <= 253 and all(_LABEL.fullmatch(part) for part in host.split("."))


def authority(host: str, port: int | None) -> str:
    """Write a host and a port as a URL does."""
    shown = f"[{host}]" if ":" in host else host
    return shown if port is None else f"{shown}:{port}"


def is_loopback(host: str) -> bool:
    """Whether a host can be reached from this computer alone."""
    if host.lower() == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


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
        self.base = None if base_url is None else BaseUrl.parse(base_url)
        if not is_loopback(host) and (self.base is None or self.base.scheme != "https"):
            raise ServerError(
                f"The server must not listen on `{host}` without an https base URL.",
                code="base-url-absent",
                value=host if self.base is None else str(self.base),
                why="anybody on the way could read the secret addresses over plain http",
                fix="let a web server with a certificate stand in front, and write"
                " --base-url https://dates.example.vn",
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
                "The server can't listen there.",
                code="address-unusable",
                value=authority(self.host, self.port),
                why=_reason(error),
                fix="stop what listens there, or choose another port: --port 8001",
            ) from None

    def shown(self, listening: socket.socket) -> str:
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
    made = socket.socket(family, kind, protocol)
    try:
        if (
            os.name == "posix"
        ):  # so that it can start again at once; elsewhere this means something else
            made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if family == socket.AF_INET6:
            made.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
        made.bind(where)
        made.listen(1024)
        made.setblocking(False)
    except BaseException:
        made.close()
        raise
    return made


def _reason(error: Exception) -> str:
    number = getattr(error, "errno", None)
    if isinstance(number, int) and number > 0:
        return os.strerror(number)
    return getattr(error, "strerror", None) or str(error)
