"""Writing .ics: components and calendars as octets (RFC 5545, RFC 7986). The only door to icalendar.

There is no METHOD (it would ask for an organiser), no UID of the calendar (a synchroniser would give it to
every event), and no moment of export: the same item, stamps and head give the same bytes.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from functools import cache
from typing import TYPE_CHECKING, Any

import attrs

from relsched.dates.date_reading import MomentLike, to_moment
from relsched.feeds.feed_items import FeedItem
from relsched.messages.message import Message

if TYPE_CHECKING:
    from icalendar import Component, vText

PRODID = "-//relsched//relsched//EN"
LINE = 75  # octets
_END = b"END:VEVENT\r\n"
# The first and last day on which an item may lie, for programs that follow it; people read them in its text.
WINDOW = "X-RELSCHED-WINDOW"
RULE = "X-RELSCHED-RULE"


def _whole_second(moment: MomentLike) -> datetime:
    return to_moment(moment, "stamp").astimezone(UTC).replace(microsecond=0)


def _sequence(_: object, __: object, value: int) -> None:
    if value < 0:
        raise ValueError("the sequence must not be negative")


@attrs.frozen
class Stamps:
    """When a component was made, when it last changed, and how often: CREATED, LAST-MODIFIED, SEQUENCE."""

    created: datetime = attrs.field(converter=_whole_second)
    modified: datetime = attrs.field(converter=_whole_second)
    sequence: int = attrs.field(default=0, validator=_sequence)


@attrs.frozen
class CalendarHead:
    """What stands above the components of a calendar.

    Attributes:
        name: What it is called.
        modified: The latest LAST-MODIFIED of its components.
        description: What it is, without anything that changes by itself.
        source: The address it is served at.
        refresh_hours: How long a program should wait before it asks again, at least.
    """

    name: str
    modified: datetime = attrs.field(converter=_whole_second)
    description: str | None = None
    source: str | None = None
    refresh_hours: int = 6


def component(item: FeedItem, stamps: Stamps, *, cancelled: bool = False) -> bytes:
    """Write an item as a VEVENT, each line with its CRLF.

    Args:
        item: What it says.
        stamps: When it changed; DTSTAMP is LAST-MODIFIED, as RFC 5545 section 3.8.7.2 has it without a METHOD.
        cancelled: Whether it was called off: STATUS:CANCELLED, and the word in its title too, since
            programs that show such items don't all show the status.

    Source: RFC 5545 section 3.6.1.
    """
    from icalendar import Event

    event = Event()
    event.add("uid", item.uid)
    event.add("dtstamp", stamps.modified)
    event.add("created", stamps.created)
    event.add("last-modified", stamps.modified)
    event.add("sequence", stamps.sequence)
    starts, ends = _moments(item) or (item.first, item.last + timedelta(days=1))
    event.add("dtstart", starts)
    event.add("dtend", ends)
    called_off = Message("called off", title=item.summary).text(item.language)
    event.add("summary", _text(called_off if cancelled else item.summary))
    lines = (item.description, item.moved)
    event.add("description", _text("\n".join(line for line in lines if line)))
    event.add("status", "CANCELLED" if cancelled else item.status)
    event.add("transp", "TRANSPARENT")
    if item.categories:
        event.add("categories", list(item.categories))
    if item.contact:
        event.add("contact", _text(item.contact))
    if item.window is not None:
        event.add(WINDOW, _text("/".join(f"{day:%Y%m%d}" for day in item.window)))
    elif item.status == "TENTATIVE":
        event.add(WINDOW, _text("/"))  # nobody knows
    return _octets(event)


def _moments(item: FeedItem) -> tuple[datetime, datetime] | None:
    """Give the moments of an item by the clocks of their zone; in UTC where these show one of them a second time.

    Both in the same way: some programs read an end in UTC beside a start in a zone wrongly.
    """
    if item.starts_at is None or item.ends_at is None:
        return None
    if item.zone == "UTC" or item.starts_at.fold or item.ends_at.fold:
        return item.starts_at.astimezone(UTC), item.ends_at.astimezone(UTC)
    return item.starts_at, item.ends_at


def zones_in(items: Iterable[FeedItem]) -> list[bytes]:
    """Write a VTIMEZONE for each zone that items name, in the order of the names, for the days between them.

    Args:
        items: What stands in a calendar.

    Source: RFC 5545 sections 3.6.5 and 3.8.3.1.
    """
    from icalendar import Timezone

    days: dict[str, list[date]] = {}
    for item in items:
        for moment in _moments(item) or ():
            if moment.tzinfo is not UTC:
                days.setdefault(str(moment.tzinfo), []).append(moment.date())
    found = []
    for name in sorted(days):
        first = min(days[name]) - timedelta(days=1)
        last = max(days[name]) + timedelta(days=1)
        zone = Timezone.from_tzid(name, first_date=first, last_date=last)
        zone.pop("comment", None)  # it says the first and last day in English
        found.append(_octets(zone))
    return found


def with_lines(written: bytes, lines: Iterable[str], stamps: Stamps | None = None) -> bytes:
    """Give a written component with some more lines at its end, and with later stamps where they are given."""
    if not written.endswith(_END):
        raise ValueError("not a component")
    more = b"".join(fold(line.encode()) + b"\r\n" for line in lines)
    if stamps is not None:
        written = _restamped(written, stamps)
    return written[: -len(_END)] + more + _END


def _restamped(written: bytes, stamps: Stamps) -> bytes:
    moment = f"{stamps.modified:%Y%m%dT%H%M%SZ}"
    new = {
        b"DTSTAMP": f"DTSTAMP:{moment}",
        b"LAST-MODIFIED": f"LAST-MODIFIED:{moment}",
        b"SEQUENCE": f"SEQUENCE:{stamps.sequence}",
    }
    lines = written.split(b"\r\n")
    return b"\r\n".join(
        new[name].encode() if (name := line.partition(b":")[0]) in new else line for line in lines
    )


def calendar(head: CalendarHead, components: Iterable[bytes], zones: Iterable[bytes] = ()) -> bytes:
    """Put written components under a head.

    Args:
        head: What stands above them.
        components: The components, as `component` writes them.
        zones: The zones that they name, as `zones_in` writes them.

    Returns:
        The bytes of an .ics file: UTF-8, CRLF, no line over 75 octets.

    Source: RFC 5545 section 3.6; RFC 7986 section 5.
    """
    from icalendar import Calendar, vUri

    header = Calendar()
    header.add("prodid", PRODID)
    header.add("version", "2.0")
    header.add("name", _text(head.name))
    header.add("x-wr-calname", _text(head.name))
    if head.description:
        header.add("description", _text(head.description))
        header.add("x-wr-caldesc", _text(head.description))
    header.add("last-modified", head.modified)
    refresh = timedelta(hours=head.refresh_hours)
    header.add("refresh-interval", refresh, parameters={"VALUE": "DURATION"})
    header.add("x-published-ttl", _text(f"PT{head.refresh_hours}H"))
    if head.source:
        header.add("source", vUri(head.source), parameters={"VALUE": "URI"})
    end = b"END:VCALENDAR\r\n"
    return _octets(header)[: -len(end)] + b"".join([*zones, *components]) + end


def escape(text: str) -> str:
    """Write a text as the value of a TEXT property.

    Source: RFC 5545 section 3.3.11.
    """
    return text.translate(_ESCAPES)


_ESCAPES = str.maketrans({"\\": "\\\\", ";": "\\;", ",": "\\,", "\n": "\\n"})


@cache
def _text_type() -> type[vText]:
    from icalendar import vText

    class Text(vText):
        """icalendar leaves NAME unescaped, and takes a backslash before an N for a line break."""

        def to_ical(self) -> bytes:
            return escape(str(self)).encode()

    return Text


def _text(text: str) -> vText:
    return _text_type()(text)


def _octets(component: Component) -> bytes:
    unfolded = component.to_ical().replace(b"\r\n ", b"")
    return b"\r\n".join(fold(line) for line in unfolded.split(b"\r\n"))


def fold(line: bytes) -> bytes:
    """Fold a content line at 75 octets, inside no character and no escape.

    icalendar may part a backslash from what it escapes; readers that unescape before they unfold show a wreck.
    """
    parts = []
    room = LINE
    while len(line) > room:
        cut = room
        while line[cut] & 0xC0 == 0x80:
            cut -= 1
        before = line[:cut]
        if (len(before) - len(before.rstrip(b"\\"))) % 2:
            cut -= 1
        parts.append(line[:cut])
        line = line[cut:]
        room = LINE - 1
    return b"\r\n ".join([*parts, line])


def parsed(data: bytes) -> Any:
    """Read a calendar with icalendar, strictly.

    Raises:
        ValueError: It can't be read.
    """
    from icalendar import Calendar

    return Calendar.from_ical(data)
