"""Base URLs: what the addresses of feeds begin with, and which hosts may stand in them."""

from __future__ import annotations

import ipaddress
import re
from urllib.parse import urlsplit

import attrs

from relsched.errors import ServerError
from relsched.messages.message import Message

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
            raise _no_base_url(text, Message("error base-url-form url")) from None
        host = (parts.hostname or "").lower()
        path = parts.path.rstrip("/")
        if not text.strip().isprintable() or parts.scheme not in ("http", "https"):
            raise _no_base_url(text, Message("error base-url-form https"))
        if parts.username is not None or parts.query or parts.fragment or text.endswith(("?", "#")):
            raise _no_base_url(text, Message("error base-url-form parts"))
        if not _is_host(host) or _PATH.fullmatch(path) is None:
            why = Message("error base-url-form letters")
            raise _no_base_url(text, why)
        if parts.scheme == "http" and not is_loopback(host):
            why = Message("error base-url-form plain", host=host)
            raise _no_base_url(text, why)
        return cls(parts.scheme, host, port, path)

    def __str__(self) -> str:
        return f"{self.scheme}://{authority(self.host, self.port)}{self.path}"

    def feed(self, secret: str) -> str:
        """Give the address of a feed."""
        return f"{self}/f/{secret}.ics"


def _no_base_url(text: str, why: Message) -> ServerError:
    return ServerError(
        Message("error base-url-form"),
        code="base-url-form",
        value=text,
        why=why,
        fix=Message("error base-url-form fix"),
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
    bracketed = f"[{host}]" if ":" in host else host
    return bracketed if port is None else f"{bracketed}:{port}"


def is_loopback(host: str) -> bool:
    """Whether a host can be reached from this computer alone."""
    if host.lower() == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
