"""Reading .ics: items out of calendar files that other programs wrote, by their UIDs.

Only what is asked for is looked at closely. The rest of a file must have the form of a calendar, so that half of a
download, or a page that asks for a password, isn't taken for a calendar in which an item is missing; what stands in
other items may be anything.

| in the file | read as |
|---|---|
| `DTSTART;VALUE=DATE`, `DTEND` | whole days; the end isn't counted, so the last day is the one before it |
| times with a zone, or in UTC | the days and times that clocks show in the zone that is asked for |
| times without a zone | as they stand |
| an end at midnight | the day before it |
| `X-MICROSOFT-CDO-ALLDAYEVENT`, from midnight to midnight | whole days, whatever the zone |
| no end | the day of the start |
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any, NamedTuple

import attrs

from relsched.dates import zones
from relsched.errors import DocumentError, OutOfRangeError, Place, RelschedError, one_or_all
from relsched.messages.message import Grouped, Message, listed, verbatim
from relsched.plan.known_dates import Moment

MIB = 1024 * 1024
MAX_BYTES = 10 * MIB
MAX_LINES = 500_000
MAX_DEPTH = 8
# What the rules of a zone take at most; those with every change of a century have some hundred lines.
_MAX_ZONE_LINES = 2_000
_MAX_ZONE_OCTETS = 64 * 1024
_MAX_ZONE_RULES = 50

_NAME = re.compile(rb"([A-Za-z0-9_.-]+)[;:]")
_PARAMETER = re.compile(r';([A-Za-z0-9_.-]+)=("[^"]*"|[^";:,]*)(?:,(?:"[^"]*"|[^";:,]*))*')
_DATE = re.compile(r"[0-9]{8}\Z")
_MOMENT = re.compile(r"[0-9]{8}T[0-9]{6}Z?\Z")
_ESCAPED = re.compile(r"\\([\\;,])")
# What a rule of a zone may say: a change a year, on a day that comes. Others could be made to be counted for ever.
_ZONE_RULE = re.compile(
    r"(?:FREQ=YEARLY|INTERVAL=1|WKST=(?:SU|MO|TU|WE|TH|FR|SA)|BYMONTH=(?:1[0-2]|0?[1-9])"
    r"|BYDAY=(?P<nth>[-+]?[1-5])?(?:SU|MO|TU|WE|TH|FR|SA)"
    r"|(?P<days>BYMONTHDAY)=-?(?:[12][0-9]|0?[1-9])(?:,-?(?:[12][0-9]|0?[1-9])){0,6}"
    r"|UNTIL=(?P<until>[0-9]{4})[0-9]{4}(?:T[0-9]{6}Z?)?)(?:;|\Z)"
)
_ZONE_START = re.compile(
    rb"(DTSTART(?:;[^:]*)?:)([0-9]{4})([0-9]{4}(?:T[0-9]{6}Z?)?)\Z", re.IGNORECASE
)
_ALL_DAY = ("X-MICROSOFT-CDO-ALLDAYEVENT", "X-MICROSOFT-MSNCALENDAR-ALLDAYEVENT")
_WANTED = frozenset(
    (
        *("UID", "DTSTART", "DTEND", "DURATION", "STATUS", "RRULE", "RDATE", "RECURRENCE-ID"),
        *("X-RELSCHED-WINDOW", *_ALL_DAY),
    )
)
_STATUSES = ("CONFIRMED", "TENTATIVE", "CANCELLED")


@attrs.frozen
class IcsItem:
    """An item of a calendar file.

    Attributes:
        uid: Its identity.
        line: Where it begins in the file.
        status: `CONFIRMED`, also where the file doesn't say; `TENTATIVE` or `CANCELLED`.
        first, last: When it begins and ends, both included; None where it was called off and has no date.
        window: The days on which it may lie, where a feed of relsched says them; empty where it says that nobody knows.
    """

    uid: str
    line: int
    status: str
    first: Moment | None
    last: Moment | None
    window: tuple[date, ...] | None = None


class _Line(NamedTuple):
    number: int
    octets: bytes
    name: str  # in capitals; empty where the line has none


@attrs.define
class _Part:
    """A component while it is read; `method` is the METHOD of a calendar."""

    kind: str
    begun: int
    lines: list[_Line]
    within: _Part | None
    method: str = ""


def read_items(data: bytes, uids: Collection[str], zone: str, name: str) -> dict[str, IcsItem]:
    """Read the items with some UIDs; what isn't in the file isn't in the answer.

    Args:
        data: The bytes of an .ics file.
        uids: What is asked for.
        zone: The zone in which days and times are given.
        name: What the file is called in messages.

    Raises:
        DocumentError: `too-long`, `ics-form`: it can't be read at all; `ics-value`, `ics-zone`, `ics-repeated`: an item
            that was asked for can't be used. All of the latter at once.

    Source: RFC 5545 sections 3.1, 3.3, 3.6.1, 3.6.5 and 3.8; MS-OXCICAL section 2.1.3.1.1.20.28 for whole days.
    """
    if len(data) > MAX_BYTES or max(map(data.count, (b"\n", b"\r"))) > MAX_LINES:
        raise DocumentError(
            Message("error too-long calendar", size=MAX_BYTES // MIB, lines=Grouped(MAX_LINES)),
            code="too-long",
            where=Place(document=name),
            fix=Message("error too-long calendar fix"),
        )
    asked = {unicodedata.normalize("NFC", uid): uid for uid in uids}
    events: dict[str, list[_Part]] = {}
    rules: dict[str, list[_Line]] = {}
    for part in _parts(data, name):
        if part.kind == "VTIMEZONE":
            named = next((line for line in part.lines if line.name == "TZID"), None)
            if named is not None:
                rules.setdefault(_text(named), part.lines)
            continue
        given = next((line for line in part.lines if line.name == "UID"), None)
        if given is not None and (text := unicodedata.normalize("NFC", _text(given))) in asked:
            events.setdefault(asked[text], []).append(part)
    reader = _Reader(zone, name, rules)
    found: dict[str, IcsItem] = {}
    errors: list[RelschedError] = []
    for uid, parts in events.items():
        try:
            found[uid] = reader.read(uid, parts)
        except RelschedError as error:
            errors.append(error)
    if errors:
        raise one_or_all(errors, verbatim(name))
    return found


# ---------------------------------------------------------------- the form of a file


def _parts(data: bytes, name: str) -> Iterator[_Part]:
    """Go through the events and zones of a file, each whole.

    Raises:
        DocumentError: `ics-form`, with the line.
    """
    within: _Part | None = None
    calendars = 0
    for line in _unfolded(data):
        if not line.name:
            raise _broken(
                name,
                line.number,
                Message("error ics-form line" if calendars else "error ics-form begin"),
            )
        if line.name == "BEGIN":
            of = line.octets[6:].strip().decode("latin-1").upper()
            depth = 0 if within is None else _depth(within)
            if (of == "VCALENDAR") != (within is None) or depth >= MAX_DEPTH:
                raise _broken(name, line.number, Message("error ics-form misplaced", part=of[:40]))
            calendars += within is None
            within = _Part(of, line.number, [], within)
            continue
        if within is None:
            raise _broken(name, line.number, Message("error ics-form begin"))
        if line.name == "END":
            of = line.octets[4:].strip().decode("latin-1").upper()
            if of != within.kind:
                why = Message(
                    "error ics-form crossed",
                    part=of[:40],
                    open=within.kind[:40],
                    line=within.begun,
                )
                raise _broken(name, line.number, why)
            if within.kind in ("VEVENT", "VTIMEZONE"):
                yield within
            elif within.within is not None and within.within.kind == "VTIMEZONE":
                begin = _Line(within.begun, b"BEGIN:" + of.encode("latin-1"), "BEGIN")
                within.within.lines += [begin, *within.lines, line]
            within = within.within
        elif within.kind == "VCALENDAR":
            if line.name == "METHOD":
                within.method = _value(line)[1].upper()
        elif within.kind != "VEVENT" or line.name in _WANTED:
            within.lines.append(line)  # the rest of an item may be very long
    if within is not None:
        why = Message("error ics-form cut", open=within.kind[:40], line=within.begun)
        raise _broken(name, within.begun, why, fix=Message("error ics-form fix fetch"))
    if not calendars:
        raise _broken(name, 1, Message("error ics-form empty"))


def _depth(part: _Part) -> int:
    depth = 1
    while part.within is not None:
        part, depth = part.within, depth + 1
    return depth


def _broken(name: str, line: int, why: Message, *, fix: Message | None = None) -> DocumentError:
    return DocumentError(
        Message("error ics-form"),
        code="ics-form",
        where=Place(document=name, line=line),
        why=why,
        fix=fix or Message("error ics-form fix"),
    )


def _unfolded(data: bytes) -> Iterator[_Line]:
    """Go through the content lines; folds are undone on octets, since some programs cut letters in two."""
    number, begun = 0, 0
    pieces: list[bytes] = []
    for octets in data.removeprefix(b"\xef\xbb\xbf").splitlines():
        number += 1
        if octets[:1] in (b" ", b"\t") and pieces:
            pieces.append(octets[1:])
            continue
        if pieces:
            yield _named(begun, b"".join(pieces))
            pieces = []
        if octets.strip():
            begun = number
            pieces = [octets]
    if pieces:
        yield _named(begun, b"".join(pieces))


def _named(number: int, octets: bytes) -> _Line:
    found = _NAME.match(octets)
    return _Line(number, octets, found[1].decode("ascii").upper() if found else "")


def _value(line: _Line) -> tuple[dict[str, str], str]:
    """Give the parameters and the value of a line."""
    text = line.octets.decode("utf-8", "replace")
    at = re.match(r"[A-Za-z0-9_.-]+", text)
    assert at is not None
    parameters = {}
    end = at.end()
    while (found := _PARAMETER.match(text, end)) is not None:
        parameters[found[1].upper()] = found[2].strip('"')
        end = found.end()
    return parameters, text[end:].removeprefix(":").strip()


def _text(line: _Line) -> str:
    return _ESCAPED.sub(r"\1", _value(line)[1])


# ---------------------------------------------------------------- items


# An instant in UTC minutes, and the local time it was written as.
_Written = tuple[int, datetime]


class _Reader:
    """Reads the items of one file."""

    def __init__(self, zone: str, name: str, rules: dict[str, list[_Line]]) -> None:
        self._zone = zone
        self._name = name
        self._rules = rules

    def read(self, uid: str, parts: Sequence[_Part]) -> IcsItem:
        """Read what a UID stands for.

        Raises:
            DocumentError: `ics-repeated`, `ics-value`, `ics-zone`.
        """
        part = parts[0]
        if len(parts) > 1:
            lines = listed([str(other.begun) for other in parts[:3]])
            raise _unusable(
                self._name,
                parts[1],
                uid,
                code="ics-repeated",
                why=Message("error ics-repeated twice", lines=lines),
            )
        fields: dict[str, _Line] = {}
        for line in part.lines:
            if line.name in fields and line.name not in ("RRULE", "RDATE"):
                raise _unusable(
                    self._name,
                    line,
                    uid,
                    code="ics-value",
                    why=Message("error ics-value twice", name=line.name),
                )
            fields[line.name] = line
        for name in ("RRULE", "RDATE", "RECURRENCE-ID"):
            if name in fields:
                raise _unusable(
                    self._name,
                    fields[name],
                    uid,
                    code="ics-repeated",
                    why=Message("error ics-repeated recurring", name=name),
                )
        status = self._status(uid, part, fields)
        if status == "CANCELLED" and "DTSTART" not in fields:
            return IcsItem(uid, part.begun, status, None, None)
        if "DTSTART" not in fields:
            raise _unusable(
                self._name, part, uid, code="ics-value", why=Message("error ics-value start")
            )
        first, last = self._days(uid, fields)
        return IcsItem(uid, part.begun, status, first, last, _window(fields))

    def _status(self, uid: str, part: _Part, fields: dict[str, _Line]) -> str:
        # A message that calls an item off need not say so in the item.
        if part.within is not None and part.within.method == "CANCEL":
            return "CANCELLED"
        if "STATUS" not in fields:
            return "CONFIRMED"
        status = _value(fields["STATUS"])[1].upper()
        if status not in _STATUSES:
            why = Message("error ics-value status", statuses=_STATUSES[:-1], last=_STATUSES[-1])
            raise _unusable(self._name, fields["STATUS"], uid, code="ics-value", why=why)
        return status

    def _days(self, uid: str, fields: dict[str, _Line]) -> tuple[Moment, Moment]:
        start = self._read(uid, fields["DTSTART"])
        end_line = fields.get("DTEND") or fields.get("DURATION")
        if "DTEND" in fields:
            end = self._read(uid, fields["DTEND"])
        elif "DURATION" in fields:
            end = self._after(uid, start, fields["DURATION"])
        else:
            end = start
        if isinstance(start, date) != isinstance(end, date):
            assert end_line is not None
            raise _unusable(
                self._name,
                end_line,
                uid,
                code="ics-value",
                why=Message("error ics-value mixed"),
            )
        if isinstance(start, date) and isinstance(end, date):
            return self._whole(uid, start, end, end_line)
        assert not isinstance(start, date)
        assert not isinstance(end, date)
        if end[0] < start[0]:
            raise self._reversed(uid, end_line)
        begins = self._local(uid, fields["DTSTART"], start[0])
        ends = self._local(uid, end_line or fields["DTSTART"], end[0])
        if any(_has_value(fields.get(name)) for name in _ALL_DAY):
            if all(moment.hour == moment.minute == 0 for _, moment in (start, end)):
                return self._whole(uid, start[1].date(), end[1].date(), end_line)
            if begins.minute == ends.minute == 0:
                return self._whole(uid, begins.day, ends.day, end_line)
        if ends.minute == 0 and end[0] > start[0]:
            ends = Moment(ends.day - timedelta(days=1))
        return begins, ends

    def _whole(
        self, uid: str, first: date, end: date, end_line: _Line | None
    ) -> tuple[Moment, Moment]:
        if end < first:
            raise self._reversed(uid, end_line)
        # Some programs let an item of one day end on that day, against the letter of RFC 5545.
        last = end if end == first else end - timedelta(days=1)
        return Moment(first), Moment(last)

    def _local(self, uid: str, line: _Line, instant: int) -> Moment:
        try:
            day, minute = zones.local(instant, self._zone)
        except OutOfRangeError as error:
            raise _unusable(
                self._name, line, uid, code="ics-value", why=error.reason or error.message
            ) from None
        return Moment(date(1970, 1, 1) + timedelta(days=day), minute)

    def _read(self, uid: str, line: _Line) -> date | _Written:
        """Read a day, or a time as an instant."""
        parameters, value = _value(line)
        as_day = parameters.get("VALUE", "").upper() == "DATE"
        try:
            if _DATE.match(value):
                day: date = _icalendar_type("vDate").from_ical(value)
                return day
            if _MOMENT.match(value) and not as_day:
                moment: datetime = _icalendar_type("vDatetime").from_ical(value.rstrip("Z"))
                zone = "UTC" if value.endswith("Z") else parameters.get("TZID")
                return self._instant(uid, line, moment, zone), moment
        except RelschedError:
            raise  # it says better what is wrong
        except ValueError:
            raise _unusable(
                self._name, line, uid, code="ics-value", why=Message("error ics-value absent")
            ) from None
        what = Message("error ics-value form")
        raise _unusable(self._name, line, uid, code="ics-value", why=what)

    def _after(self, uid: str, start: date | _Written, line: _Line) -> date | _Written:
        """Give the end from a duration: days are those of the calendar, hours and minutes are counted out."""
        try:
            length: timedelta = _icalendar_type("vDuration").from_ical(_value(line)[1])
            if isinstance(start, date):
                if length % timedelta(days=1) or length < timedelta(0):
                    raise _unusable(
                        self._name,
                        line,
                        uid,
                        code="ics-value",
                        why=Message("error ics-value whole"),
                    )
                return start + length
            minutes = length // timedelta(minutes=1)
            return start[0] + minutes, start[1] + length
        except RelschedError:
            raise
        except (ValueError, OverflowError):
            raise _unusable(
                self._name, line, uid, code="ics-value", why=Message("error ics-value duration")
            ) from None

    def _instant(self, uid: str, line: _Line, moment: datetime, zone: str | None) -> int:
        day = (moment.date() - date(1970, 1, 1)).days
        minute = moment.hour * 60 + moment.minute
        try:
            name = self._zone if zone is None else _zone_named(zone)
            if name is not None:
                return zones.instant(day, minute, name)[0]
            assert zone is not None
            offset = self._offset(uid, line, zone, moment)
        except OutOfRangeError as error:
            raise _unusable(
                self._name, line, uid, code="ics-value", why=error.reason or error.message
            ) from None
        return day * 24 * 60 + minute - offset // timedelta(minutes=1)

    def _offset(self, uid: str, line: _Line, zone: str, moment: datetime) -> timedelta:
        """Give the offset of local time by the rules that the file itself has for a zone."""
        rules = self._rules.get(zone)
        if rules is None:
            why = Message("error ics-zone unknown", zone=zone[:80])
            raise _unusable(self._name, line, uid, code="ics-zone", why=why)
        near = _near(rules, moment.year)
        if near is None:
            why = Message("error ics-zone rules")
            raise _unusable(self._name, rules[0], uid, code="ics-zone", why=why)
        offset = _offset_by(near, moment)
        if offset is None:
            why = Message("error ics-zone form")
            raise _unusable(self._name, rules[0], uid, code="ics-zone", why=why)
        return offset

    def _reversed(self, uid: str, line: _Line | None) -> DocumentError:
        assert line is not None
        return _unusable(
            self._name, line, uid, code="ics-value", why=Message("error ics-value reversed")
        )


def unreadable(uid: str) -> Message:
    """Say that the date of an item can't be read; a UID may be very long."""
    return Message("error ics-item", uid=uid if len(uid) <= 60 else f"{uid[:60]}…")


def _unusable(name: str, at: _Line | _Part, uid: str, why: Message, code: str) -> DocumentError:
    """Say why an item that was asked for can't be used."""
    line = at.begun if isinstance(at, _Part) else at.number
    value = None if isinstance(at, _Part) else at.octets[:80].decode("utf-8", "replace")
    fixes = {
        "ics-repeated": Message("error ics-repeated fix"),
        "ics-zone": Message("error ics-zone fix"),
    }
    return DocumentError(
        unreadable(uid),
        code=code,
        where=Place(document=name, line=line),
        value=value,
        why=why,
        fix=fixes.get(code),
    )


def _icalendar_type(name: str) -> Any:
    """Give one of icalendar's types of values; they have no types for mypy."""
    from icalendar import prop

    return getattr(prop, name)


def _window(fields: Mapping[str, _Line]) -> tuple[date, ...] | None:
    """Read the days on which an item may lie; None where it doesn't say them, or not as relsched does."""
    line = fields.get("X-RELSCHED-WINDOW")
    text = "" if line is None else _value(line)[1]
    if text == "/":
        return ()
    if not re.fullmatch("[0-9]{8}/[0-9]{8}", text):
        return None
    try:
        first, last = map(date.fromisoformat, text.split("/"))
    except ValueError:
        return None
    return (first, last) if first <= last else None


def _has_value(line: _Line | None) -> bool:
    return line is not None and _value(line)[1].upper() == "TRUE"


# ---------------------------------------------------------------- zones


@lru_cache(maxsize=256)
def _zone_named(text: str) -> str | None:
    """Give the IANA zone that a TZID means, or None where it is none.

    Mozilla and libical put a prefix before the name, Outlook writes the names that Windows has.
    """
    from icalendar.timezone.windows_to_olson import WINDOWS_TO_OLSON

    parts = text.strip("/").split("/")
    tails = ["/".join(parts[n:]) for n in range(len(parts))] if text.startswith("/") else [text]
    for name in (*tails[:8], WINDOWS_TO_OLSON.get(text)):
        if name is not None and zones.is_zone(name):
            return name
    return None


def _near(rules: Sequence[_Line], year: int) -> tuple[bytes, ...] | None:
    """Let the rules of a zone begin not long before a year; None where they aren't those of a zone.

    Outlook's begin in 1601, and counting the changes of centuries one by one takes long. A rule without COUNT gives
    the same changes in a year wherever it began.
    """
    if len(rules) > _MAX_ZONE_LINES or sum(len(rule.octets) for rule in rules) > _MAX_ZONE_OCTETS:
        return None
    near: list[bytes] = []
    part: list[_Line] = []
    for rule in rules:
        if rule.name == "TZID" and not part:
            continue
        part.append(rule)
        if rule.name == "END":
            repeated = [_value(one)[1].upper() for one in part if one.name == "RRULE"]
            parts = [found for text in repeated for found in _ZONE_RULE.finditer(text)]
            if any(_ZONE_RULE.sub("", text) for text in repeated) or (
                any(found["nth"] for found in parts) and any(found["days"] for found in parts)
            ):
                return None
            until = min((int(found["until"]) for found in parts if found["until"]), default=year)
            lines = [one.octets for one in part]
            if repeated:
                lines = [_begun_by(line, min(year, until) - 2) for line in lines]
            near += lines
            part = []
    repeats = sum(octets[:6].upper() == b"RRULE:" for octets in near)
    return None if repeats > _MAX_ZONE_RULES else tuple(near)


def _begun_by(line: bytes, year: int) -> bytes:
    """Let a DTSTART lie in a year, if it lies before; other lines stay."""
    found = _ZONE_START.match(line)
    if found is None or int(found[2]) >= year:
        return line
    return found[1] + f"{year:04}".encode() + found[3].replace(b"0229", b"0228", 1)


def _offset_by(rules: tuple[bytes, ...], moment: datetime) -> timedelta | None:
    """Give the offset of local time by rules of a zone; None where they can't be read.

    The zone gets a name made from its rules: icalendar remembers zones by name, and two files may give one name to two.
    """
    import hashlib

    from icalendar import Timezone

    digest = hashlib.sha256(b"\n".join(rules)).hexdigest()
    text = b"\r\n".join((b"BEGIN:VTIMEZONE", b"TZID:" + digest.encode(), *rules, b"END:VTIMEZONE"))
    try:
        zone: Any = Timezone.from_ical(text + b"\r\n")
        offset: timedelta | None = zone.to_tz(lookup_tzid=False).utcoffset(moment)
    except Exception:
        # What icalendar and dateutil raise at broken rules isn't told by either of them.
        return None
    return offset
