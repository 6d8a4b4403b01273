"""Responses: a status, headers and bytes; which of them a request for a feed gets says RFC 9110."""

from __future__ import annotations

import gzip
import hashlib
import re
from collections.abc import Iterable
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime
from typing import Any

import attrs

from relsched.messages.catalogue import languages
from relsched.messages.message import Message

Header = tuple[bytes, bytes]

FEED_SECONDS = 300  # how long a program may show a feed without asking again
RETRY_SECONDS = 60  # when to come again after the ledger couldn't be read

# A tag; that it is marked as weak (W/) doesn't matter to If-None-Match.
_TAG = re.compile(r'"[^"]*"')
_CODING = re.compile(r"([!#$%&'*+.^_`|~0-9A-Za-z-]+)(?:[ \t]*;[ \t]*[qQ]=([01](?:\.[0-9]{0,3})?))?")


@attrs.frozen
class Response:
    """A response, as an ASGI application: it gives itself."""

    status: int
    headers: tuple[Header, ...]
    body: bytes = attrs.field(default=b"", repr=False)

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Give it."""
        await send(
            {"type": "http.response.start", "status": self.status, "headers": list(self.headers)}
        )
        await send({"type": "http.response.body", "body": self.body})


def text_response(status: int, text: str, *headers: Header) -> Response:
    """Make a response of plain text that nobody keeps."""
    body = text.encode()
    return Response(
        status,
        (
            (b"content-type", b"text/plain; charset=utf-8"),
            (b"content-length", b"%d" % len(body)),
            (b"cache-control", b"no-store"),
            *headers,
        ),
        body,
    )


def refusal(status: int, message: Message, *headers: Header) -> Response:
    """Make a response that says in every language, one a line, why there is nothing else.

    Whose browser asks isn't known, and a choice by what it accepts would make the answer depend on it.
    """
    lines = (f"{message.text(language)}\n" for language in languages())
    return text_response(status, "".join(lines), *headers)


@attrs.frozen
class Form:
    """The bytes of a feed in one coding, with their strong entity tag."""

    coding: str  # identity or gzip
    data: bytes = attrs.field(repr=False)
    etag: str

    @classmethod
    def of(cls, coding: str, data: bytes) -> Form:
        """Make it; the tag is made of the very bytes, so that equal tags are equal bytes on every server."""
        return cls(coding, data, f'"{hashlib.sha256(data).hexdigest()[:32]}"')


@attrs.frozen
class Ready:
    """A feed, ready to be given.

    Attributes:
        name: What a browser calls the file, so that it isn't named after the secret.
        modified: Its Last-Modified.
        plain: Its bytes.
        packed: The same by gzip, or None where that isn't shorter.
    """

    name: str
    modified: datetime
    plain: Form
    packed: Form | None

    @classmethod
    def of(cls, name: str, data: bytes, modified: datetime) -> Ready:
        """Make it of the bytes of a feed."""
        packed = gzip.compress(data, 6, mtime=0)
        return cls(
            name,
            modified,
            Form.of("identity", data),
            Form.of("gzip", packed) if len(packed) < len(data) else None,
        )

    @property
    def size(self) -> int:
        """The bytes it takes."""
        return len(self.plain.data) + (0 if self.packed is None else len(self.packed.data))

    def answer(self, headers: Iterable[Header], now: datetime) -> Response:
        """Answer a request: with the feed, or that the client has it already.

        The client may have it plain or by gzip. Both may be chosen for it, so both tags count.
        """
        asked = _joined(headers)
        form = self._form_for(asked.get(b"accept-encoding"))
        known = asked.get(b"if-none-match")
        if known is not None:  # wins over If-Modified-Since, whatever is in it
            tags = set(_TAG.findall(known))
            either = [self.plain, *([self.packed] if form is self.packed and self.packed else [])]
            same = [one for one in either if one.etag in tags]
            if same or known.strip() == "*":
                return self._unchanged(same[0] if same else form, now)
        elif self._is_old_news(asked.get(b"if-modified-since"), now):
            return self._unchanged(form, now)
        return Response(200, (*self._of_content(form), *self._of_cache(form, now)), form.data)

    def _form_for(self, accepted: str | None) -> Form:
        packed = self.packed
        return packed if packed is not None and accepts_gzip(accepted) else self.plain

    def _is_old_news(self, since: str | None, now: datetime) -> bool:
        moment = None if since is None else read_http_date(since)
        return moment is not None and self.modified <= moment <= now

    def _unchanged(self, form: Form, now: datetime) -> Response:
        return Response(304, self._of_cache(form, now))

    def _of_content(self, form: Form) -> tuple[Header, ...]:
        coded = ((b"content-encoding", b"gzip"),) if form.coding == "gzip" else ()
        return (
            (b"content-type", b"text/calendar; charset=utf-8"),
            (b"content-length", b"%d" % len(form.data)),
            (b"content-disposition", f'inline; filename="{self.name}"'.encode()),
            (b"accept-ranges", b"none"),
            *coded,
        )

    def _of_cache(self, form: Form, now: datetime) -> tuple[Header, ...]:
        # A stamp may lie some seconds ahead when revisions come quickly; HTTP forbids to say so.
        past = self.modified <= now
        dated = ((b"last-modified", write_http_date(self.modified).encode()),) if past else ()
        return (
            (b"etag", form.etag.encode()),
            *dated,
            (b"cache-control", b"private, max-age=%d" % FEED_SECONDS),
            (b"vary", b"accept-encoding"),
        )


def write_http_date(moment: datetime) -> str:
    """Write a moment as HTTP does (RFC 9110, 5.6.7): `Sun, 06 Nov 1994 08:49:37 GMT`."""
    return format_datetime(moment.astimezone(UTC), usegmt=True)


# The three forms of an HTTP date. A reader of mail takes much else, and HTTP wants what isn't one of these ignored.
_HTTP_DATE = re.compile(
    r"[A-Z][a-z]{2}, [0-9]{2} [A-Z][a-z]{2} [1-9][0-9]{3} [0-9]{2}:[0-9]{2}:[0-9]{2} GMT"
    r"|[A-Z][a-z]+day, [0-9]{2}-[A-Z][a-z]{2}-[0-9]{2} [0-9]{2}:[0-9]{2}:[0-9]{2} GMT"
    r"|[A-Z][a-z]{2} [A-Z][a-z]{2} [ 0-9][0-9] [0-9]{2}:[0-9]{2}:[0-9]{2} [1-9][0-9]{3}"
)


def read_http_date(text: str) -> datetime | None:
    """Read a moment in any of the three forms of HTTP (RFC 9110, 5.6.7); None for what is none, such as a list of them.

    HTTP takes a year of two digits for one up to 50 years ahead, the library, as mail does, for one up to 2068.
    Both read a past moment where it matters: a date ahead of now never says that a client has the newest feed.
    """
    if _HTTP_DATE.fullmatch(text.strip(" \t")) is None:
        return None
    try:
        return parsedate_to_datetime(text).replace(tzinfo=UTC)
    except ValueError:  # a month or a day that there isn't, or a leap second
        return None


def _joined(headers: Iterable[Header]) -> dict[bytes, str]:
    """Give the headers by name, those that come several times joined as a list."""
    found: dict[bytes, str] = {}
    for name, value in headers:
        text = value.decode("latin-1")
        found[name] = f"{found[name]}, {text}" if name in found else text
    return found


def accepts_gzip(accepted: str | None) -> bool:
    """Whether an Accept-Encoding takes gzip; without one nothing but plain bytes is given."""
    if accepted is None:
        return False
    weights: dict[str, float] = {}
    for part in accepted.split(","):
        found = _CODING.fullmatch(part.strip(" \t"))
        if found is not None:
            weights[found[1].lower()] = float(found[2] or 1)
    gzip_weight = weights.get("gzip", weights.get("x-gzip", weights.get("*", 0)))
    return 0 < gzip_weight >= weights.get("identity", 0)
