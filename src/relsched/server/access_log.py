"""The access log of a server, in which no secret stands.

A secret is told by the first 6 characters of its SHA-256, so that requests with the same one can be seen to belong
together. An access is a line:

    2020-09-20T08:00:00Z 203.0.113.7 "GET /f/3fa9c1.ics" 304 0 1.2ms a1b2c3d4e5 "Google-Calendar-Importer"

moment, client, request, status, bytes, time taken, id of the address (as `relsched addresses` lists it) and program.
"""

from __future__ import annotations

import hashlib
import logging
import re
from datetime import UTC, datetime
from typing import Any

ACCESS = logging.getLogger("relsched.server.access")
PROBLEMS = logging.getLogger("relsched.server")

KNOWN_PATHS = frozenset(("/", "/health", "/robots.txt", "/favicon.ico"))
_FEED = re.compile(r"/f/(.*)[.]ics", re.DOTALL)
# What must not get into a log by any other way, as in the text of an error.
_SECRET = re.compile(r"rs_[A-Za-z0-9_-]{8,}")


def short_hash(text: str) -> str:
    """Give the first 6 characters of the SHA-256 of a text."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:6]


def path_for_log(path: str) -> str:
    """Give a path as the log shows it: what isn't a known path may be a secret that was mistyped."""
    if path in KNOWN_PATHS:
        return path
    feed = _FEED.fullmatch(path)
    return f"/?{short_hash(path)}" if feed is None else f"/f/{short_hash(feed[1])}.ics"


def without_secrets(text: str) -> str:
    """Replace whatever looks like a secret."""
    return _SECRET.sub(lambda found: f"rs_?{short_hash(found[0])}", text)


def access_line(
    scope: Any, moment: datetime, status: int, sent: int, seconds: float, address: str | None
) -> str:
    """Write the line of an access."""
    client = scope.get("client")
    program = next((v for k, v in scope["headers"] if k == b"user-agent"), b"")
    return (
        f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ} {_plain(client[0] if client else '-', 64)}"
        f' "{_plain(scope["method"], 16)} {path_for_log(scope["path"])}" {status} {sent}'
        f' {seconds * 1000:.1f}ms {address or "-"} "{_plain(program.decode("latin-1"), 200)}"'
    )


def _plain(text: str, most: int) -> str:
    """Give a text that others wrote so that it can't end a line or a quotation, nor hold a secret."""
    kept = "".join(c if " " <= c <= "~" and c not in '"\\' else "?" for c in text)
    return without_secrets(kept)[:most]


class Formatter(logging.Formatter):
    """Writes records without secrets, whoever made them; what failed is reported with its traceback."""

    def format(self, record: logging.LogRecord) -> str:
        """Write a record."""
        return without_secrets(super().format(record))


def log_to_stderr(*, accesses: bool = True) -> None:
    """Let the server's own log, and what uvicorn warns about, go to standard error."""
    handler = logging.StreamHandler()
    handler.setFormatter(Formatter("%(message)s"))
    for logger, level in (
        (PROBLEMS, logging.INFO),
        (ACCESS, logging.INFO if accesses else logging.WARNING),
        (logging.getLogger("uvicorn.error"), logging.WARNING),
    ):
        logger.setLevel(level)
        if logger is not ACCESS:  # it hands its records on to the server's own
            logger.handlers = [handler]
            logger.propagate = False
