"""Validation: a whole feed against what calendar programs rely on, octet by octet, before anybody gets it.

A feed that breaks a rule can empty the calendars of its subscribers for good, so none is let out. What is written
here is known to keep to them; this is the second look.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from datetime import datetime

from relsched.dates.zones import in_zone, is_zone
from relsched.errors import Place, PlanError
from relsched.messages.message import Message

LINE = 75
_ONCE = {
    *("UID", "DTSTAMP", "CREATED", "LAST-MODIFIED", "SEQUENCE", "DTSTART", "DTEND", "SUMMARY"),
    *("DESCRIPTION", "STATUS", "TRANSP"),
}
_OPTIONAL = {"CATEGORIES", "CONTACT", "RELATED-TO", "X-RELSCHED-RULE", "X-RELSCHED-WINDOW"}
_ZONE = {
    *("BEGIN", "END", "TZID", "DTSTART", "TZNAME", "TZOFFSETFROM", "TZOFFSETTO", "RDATE", "RRULE"),
}
_HEAD = {
    *("VERSION", "PRODID", "NAME", "X-WR-CALNAME", "DESCRIPTION", "X-WR-CALDESC"),
    *("LAST-MODIFIED", "REFRESH-INTERVAL", "X-PUBLISHED-TTL", "SOURCE", "URL", "COLOR"),
}
_NEEDED = ("VERSION", "PRODID", "NAME", "X-WR-CALNAME", "LAST-MODIFIED", "REFRESH-INTERVAL")
_ALARM = {"UID", "ACTION", "TRIGGER", "DESCRIPTION"}
_TEXTS = {
    "NAME",
    "X-WR-CALNAME",
    "DESCRIPTION",
    "X-WR-CALDESC",
    "SUMMARY",
    "CONTACT",
    "X-RELSCHED-RULE",
}
_DAY = re.compile(r"[0-9]{8}\Z")
_WINDOW = re.compile(r"(?:[0-9]{8}/[0-9]{8}|/)\Z")
_LOCAL = re.compile(r"[0-9]{8}T[0-9]{6}\Z")
_TZID = re.compile(r";TZID=(?P<zone>[A-Za-z0-9_+/-]+)\Z")
_MOMENT = re.compile(r"[0-9]{8}T[0-9]{6}Z\Z")
_URI = re.compile(r"[a-z][a-z0-9+.-]*:[!-~]+\Z")
_BARE = re.compile(r"(?:[^\\;,]|\\[\\;,n])*\Z")
_LISTED = re.compile(r"(?:[^\\;]|\\[\\;,n])*\Z")
_TRIGGER = re.compile(r"-?P(?=[0-9T])(?:[0-9]+D)?(?:T(?=[0-9])(?:[0-9]+H)?(?:[0-9]+M)?)?\Z")
_REFRESH = re.compile(r"PT[1-9][0-9]*H\Z")
_RELATION = re.compile(
    r";RELTYPE=(?:DEPENDS-ON|(?P<kind>STARTTOSTART|FINISHTOFINISH);GAP=P(?P<gap>[0-9]+)D)\Z"
)
# What may stand between the name of a property and its value; nothing, where it isn't named here.
_PARAMETERS = {
    "REFRESH-INTERVAL": ";VALUE=DURATION",
    "SOURCE": ";VALUE=URI",
    "URL": ";VALUE=URI",
}
_MOST_CHANGES = 2**31 - 1  # RFC 5545 section 3.3.8

_Line = tuple[int, str, str, str]  # number, name, parameters, value


def check(data: bytes) -> None:
    """Refuse a feed that breaks a rule.

    Raises:
        PlanError: `feed-unsound`, with the line of the first rule that is broken.

    Source: RFC 5545 sections 3.1, 3.3.11, 3.6 and 3.8; RFC 7986 section 5; RFC 9253 sections 5 and 8.
    """
    for number, problem in _problems(data):
        raise PlanError(
            Message("error feed-unsound"),
            code="feed-unsound",
            where=Place(line=number) if number else None,
            why=problem,
        )


def _problems(data: bytes) -> Iterator[tuple[int, Message]]:
    lines: list[_Line] = []
    for number, line, problem in _unfolded(data):
        if problem is not None:
            yield number, problem
            return
        name, parameters, value = _parted(line)
        lines.append((number, name, parameters, value))
    yield from _structure(lines)


def _unfolded(data: bytes) -> Iterator[tuple[int, str, Message | None]]:
    """Go through the content lines, each with its number; with what is wrong in place of a broken one."""
    if not data.endswith(b"\r\n"):
        yield 0, "", Message("error feed-unsound last line")
        return
    if data.startswith(b"\xef\xbb\xbf"):
        yield 1, "", Message("error feed-unsound mark")
        return
    begun, so_far = 0, b""
    raw = data[:-2].split(b"\r\n")
    for number, octets in enumerate([*raw, b""], start=1):
        if octets.startswith(b" "):
            if not begun:
                yield number, "", Message("error feed-unsound first line")
                return
            if _escapes(so_far):
                yield number, "", Message("error feed-unsound fold escape")
                return
            if octets[1:2] and octets[1] & 0xC0 == 0x80:
                yield number, "", Message("error feed-unsound fold character")
                return
            problem = _of_octets(octets)
            so_far += octets[1:]
            if problem is None:
                continue
            yield number, "", problem
            return
        if begun:
            yield from _decoded(begun, so_far)
        if number > len(raw):
            return
        problem = _of_octets(octets)
        if problem is not None:
            yield number, "", problem
            return
        begun, so_far = number, octets


def _escapes(octets: bytes) -> bool:
    return (len(octets) - len(octets.rstrip(b"\\"))) % 2 == 1


def _of_octets(octets: bytes) -> Message | None:
    if not octets:
        return Message("error feed-unsound blank")
    if len(octets) > LINE:
        return Message("error feed-unsound long line", limit=LINE)
    if b"\r" in octets or b"\n" in octets:
        return Message("error feed-unsound line break")
    return None


def _decoded(number: int, octets: bytes) -> Iterator[tuple[int, str, Message | None]]:
    try:
        line = octets.decode("utf-8")
    except UnicodeDecodeError:
        yield number, "", Message("error feed-unsound encoding")
        return
    if line.isascii():
        wrong = not line.isprintable() and any(
            (ord(c) < 32 and c != "\t") or ord(c) == 127 for c in line
        )
    else:
        wrong = any(unicodedata.category(c) == "Cc" and c != "\t" for c in line)
    if wrong or "\u2028" in line or "\u2029" in line:
        yield number, "", Message("error feed-unsound control")
    elif not unicodedata.is_normalized("NFC", line):
        yield number, "", Message("error feed-unsound composed")
    else:
        yield number, line, None


def _parted(line: str) -> tuple[str, str, str]:
    before, _, value = line.partition(":")
    name, semicolon, parameters = before.partition(";")
    return name, semicolon + parameters, value


def _structure(lines: list[_Line]) -> Iterator[tuple[int, Message]]:
    ends = (("BEGIN", "VCALENDAR"), ("END", "VCALENDAR"))
    if len(lines) < 2 or tuple((lines[at][1], lines[at][3]) for at in (0, -1)) != ends:
        yield 1, Message("error feed-unsound calendar")
        return
    begins = [n for n, line in enumerate(lines) if line[1] == "BEGIN" and line[3] == "VEVENT"]
    if not begins:
        yield 1, Message("error feed-unsound component")
        return
    head, zones = _parted_head(lines[1 : begins[0]])
    yield from _of_head(head)
    yield from _of_zones(zones, lines[begins[0] :])
    uids: dict[str, int] = {}
    days: dict[str, tuple[datetime, datetime]] = {}
    alike: dict[tuple[str, ...], int] = {}
    relations: list[_Relation] = []
    latest = ""
    begun = begins[0]
    for at in [*begins[1:], len(lines) - 1]:
        found = lines[begun:at]
        begun = at
        problem = _of_component(found, uids, relations)
        if problem is not None:
            yield problem
            return
        uid = _value(found, "UID")
        days[uid] = _date(_value(found, "DTSTART")), _date(_value(found, "DTEND"))
        same = alike.setdefault(_seen(found), found[0][0])
        if same != found[0][0]:
            # A synchroniser takes two such for one, and drops one of them.
            yield found[0][0], Message("error feed-unsound alike", line=same)
            return
        latest = max(latest, _value(found, "LAST-MODIFIED"))
    yield from _of_relations(relations, days)
    if _value(lines[: begins[0]], "LAST-MODIFIED") != latest:
        yield 1, Message("error feed-unsound age")


_OWN = ("UID", "DTSTAMP", "CREATED", "LAST-MODIFIED", "SEQUENCE", "RELATED-TO")
_Relation = tuple[int, str, str, str]  # number, from, parameters, to


def _seen(lines: list[_Line]) -> tuple[str, ...]:
    """Give what a subscriber sees of a component: all but its identity and its stamps."""
    return tuple(sorted(f"{line[1]}:{line[3]}" for line in lines if line[1] not in _OWN))


def _of_relations(
    relations: list[_Relation], days: Mapping[str, tuple[datetime, datetime]]
) -> Iterator[tuple[int, Message]]:
    following: dict[str, list[str]] = {}
    for number, uid, parameters, other in relations:
        if other not in days:
            yield number, Message("error feed-unsound related absent", uid=other)
            return
        found = _RELATION.match(parameters)
        assert found is not None
        if found["kind"] is None:
            following.setdefault(other, []).append(uid)
            continue
        edge = 0 if found["kind"] == "STARTTOSTART" else 1
        if (days[other][edge] - days[uid][edge]).days != int(found["gap"]):
            yield number, Message("error feed-unsound gap")
            return
    if _has_cycle(following):
        yield 1, Message("error feed-unsound cycle")


def _has_cycle(following: Mapping[str, list[str]]) -> bool:
    """Whether a walk along DEPENDS-ON comes back to where it has been."""
    left = dict.fromkeys(following, 0)
    for others in following.values():
        for other in others:
            left[other] = left.get(other, 0) + 1
    free = [uid for uid, count in left.items() if not count]
    for uid in free:
        for other in following.get(uid, ()):
            left[other] -= 1
            if not left[other]:
                free.append(other)
    return len(free) < len(left)


def _date(text: str) -> datetime:
    """Give the day of a date or a moment."""
    return datetime.fromisoformat(text[:8])


def _parted_head(lines: list[_Line]) -> tuple[list[_Line], list[_Line]]:
    """Part the calendar's own lines from the zones that come after them."""
    at = next((n for n, line in enumerate(lines) if line[1] == "BEGIN"), len(lines))
    return lines[:at], lines[at:]


def _of_zones(lines: list[_Line], components: list[_Line]) -> Iterator[tuple[int, Message]]:
    """See that there is one zone for each that is named, in order, and no other."""
    there: list[str] = []
    for number, name, parameters, value in lines:
        if name not in _ZONE or parameters:
            yield number, Message("error feed-unsound zone", name=name)
            return
        if name == "TZID":
            there.append(value)
    begun = sum(line[1] == "BEGIN" and line[3] == "VTIMEZONE" for line in lines)
    named = {
        found["zone"]
        for _, name, parameters, _ in components
        if name in ("DTSTART", "DTEND") and (found := _TZID.match(parameters)) is not None
    }
    if there != sorted(named) or begun != len(there):
        number = lines[0][0] if lines else 1
        yield number, Message("error feed-unsound zones", zones=", ".join(sorted(named)) or "-")


def _value(lines: list[_Line], name: str) -> str:
    return next((value for _, found, _, value in lines if found == name), "")


def _of_head(lines: list[_Line]) -> Iterator[tuple[int, Message]]:
    found: dict[str, _Line] = {}
    for line in lines:
        if line[1] not in _HEAD:
            yield line[0], Message("error feed-unsound head", name=line[1])
            return
        if line[1] in found:
            yield line[0], Message("error feed-unsound once", name=line[1])
            return
        found[line[1]] = line
        problem = _of_value(line)
        if problem is not None:
            yield line[0], problem
            return
    for name in _NEEDED:
        if name not in found:
            yield 1, Message("error feed-unsound head missing", name=name)
            return
    if found["VERSION"][3] != "2.0":
        yield found["VERSION"][0], Message("error feed-unsound version")
    if found["NAME"][3] != found["X-WR-CALNAME"][3]:
        yield (
            found["NAME"][0],
            Message("error feed-unsound same", first="NAME", second="X-WR-CALNAME"),
        )
    if "DESCRIPTION" in found and found["DESCRIPTION"][3] != _value(lines, "X-WR-CALDESC"):
        yield (
            found["DESCRIPTION"][0],
            Message("error feed-unsound same", first="DESCRIPTION", second="X-WR-CALDESC"),
        )
    number, _, parameters, value = found["REFRESH-INTERVAL"]
    if parameters != ";VALUE=DURATION" or not _REFRESH.match(value):
        yield number, Message("error feed-unsound refresh")
    if "X-PUBLISHED-TTL" in found and found["X-PUBLISHED-TTL"][3] != value:
        yield (
            found["X-PUBLISHED-TTL"][0],
            Message("error feed-unsound equal", first="X-PUBLISHED-TTL", second="REFRESH-INTERVAL"),
        )
    for name in ("SOURCE", "URL"):
        if name in found and not _URI.match(found[name][3]):
            yield found[name][0], Message("error feed-unsound address", name=name)


def _of_value(line: _Line) -> Message | None:
    _, name, parameters, value = line
    if name in ("DTSTART", "DTEND"):
        return None  # they are looked at together
    if name != "RELATED-TO" and parameters not in ("", _PARAMETERS.get(name)):
        return Message("error feed-unsound parameters", name=name, parameters=parameters[1:])
    if name in _TEXTS and not _BARE.match(value):
        return Message("error feed-unsound escapes", name=name)
    if name == "X-RELSCHED-WINDOW" and not _WINDOW.match(value):
        return Message("error feed-unsound window")
    if name == "CATEGORIES" and not _LISTED.match(value):
        return Message("error feed-unsound categories")
    if name in ("DTSTAMP", "CREATED", "LAST-MODIFIED") and not (
        _MOMENT.match(value) and _is_a_moment(value)
    ):
        return Message("error feed-unsound moment", name=name)
    return None


def _is_a_moment(value: str) -> bool:
    try:
        datetime.fromisoformat(value)
    except ValueError:
        return False
    return True


def _of_component(
    lines: list[_Line], uids: dict[str, int], relations: list[_Relation]
) -> tuple[int, Message] | None:
    first = lines[0][0]
    if (lines[-1][1], lines[-1][3]) != ("END", "VEVENT"):
        return lines[-1][0], Message("error feed-unsound event end")
    found: dict[str, _Line] = {}
    own = _value(lines, "UID")
    in_alarm: dict[str, _Line] | None = None
    alarms: set[str] = set()
    for line in lines[1:-1]:
        number, name, parameters, value = line
        if name in ("BEGIN", "END"):
            if value != "VALARM" or (name == "BEGIN") != (in_alarm is None):
                return number, Message("error feed-unsound misplaced", name=f"{name}:{value}")
            if in_alarm is not None:
                why = _of_alarm(in_alarm, own, alarms)
                if why is not None:
                    return number, why
            in_alarm = {} if name == "BEGIN" else None
            continue
        if in_alarm is not None:
            if name not in _ALARM or name in in_alarm:
                return number, Message("error feed-unsound alarm property", name=name)
            if name == "TRIGGER" and not _TRIGGER.match(value):
                return number, Message("error feed-unsound trigger")
            problem = _of_value(line)
            if problem is not None:
                return number, problem
            in_alarm[name] = line
            continue
        if name not in _ONCE | _OPTIONAL:
            return number, Message("error feed-unsound event property", name=name)
        if name in found and name != "RELATED-TO":
            return number, Message("error feed-unsound once", name=name)
        found[name] = line
        problem = _of_value(line)
        if problem is not None:
            return number, problem
        if name == "RELATED-TO":
            if not _RELATION.match(parameters):
                return (
                    number,
                    Message("error feed-unsound related kind"),
                )
            if value == own:
                return number, Message("error feed-unsound related itself")
            relations.append((number, own, parameters, value))
    if in_alarm is not None:
        return lines[-1][0], Message("error feed-unsound alarm end")
    missing = sorted(_ONCE - set(found))
    if missing:
        return first, Message("error feed-unsound missing", name=missing[0])
    return _of_event(found, uids)


def _of_alarm(alarm: Mapping[str, _Line], own: str, others: set[str]) -> Message | None:
    if set(alarm) != _ALARM:
        return Message("error feed-unsound alarm missing")
    if alarm["ACTION"][3] != "DISPLAY":
        return Message("error feed-unsound alarm action")
    uid = alarm["UID"][3]
    if not uid.endswith(f":{own}") or uid in others:
        return Message("error feed-unsound alarm identity")
    others.add(uid)
    return None


def _moment(line: _Line) -> datetime | None:
    """Read a day, a moment of a zone or one in UTC; None where it is none of these."""
    _, _, parameters, value = line
    zone = _TZID.match(parameters)
    if parameters == ";VALUE=DATE":
        form, place = _DAY, None
    elif zone is not None and is_zone(zone["zone"]):
        form, place = _LOCAL, zone["zone"]
    elif not parameters:
        form, place = _MOMENT, None
    else:
        return None
    if form.match(value) is None or not _is_a_moment(value):
        return None
    read = datetime.fromisoformat(value)
    return read if place is None else in_zone(read, place)


def _of_event(found: dict[str, _Line], uids: dict[str, int]) -> tuple[int, Message] | None:
    number, _, _, uid = found["UID"]
    if not uid or len(uid.encode()) > 255:
        return number, Message("error feed-unsound identity")
    if uid in uids:
        return number, Message("error feed-unsound unique", line=uids[uid])
    uids[uid] = number
    moments = []
    for name in ("DTSTART", "DTEND"):
        moment = _moment(found[name])
        if moment is None:
            return found[name][0], Message("error feed-unsound date", name=name)
        moments.append(moment)
    if (moments[0].tzinfo is None) != (moments[1].tzinfo is None):
        return found["DTEND"][0], Message("error feed-unsound date", name="DTEND")
    if moments[1] <= moments[0]:
        return found["DTEND"][0], Message("error feed-unsound end")
    if found["DTSTAMP"][3] != found["LAST-MODIFIED"][3]:
        return found["DTSTAMP"][0], Message(
            "error feed-unsound equal", first="DTSTAMP", second="LAST-MODIFIED"
        )
    if found["CREATED"][3] > found["LAST-MODIFIED"][3]:
        return found["CREATED"][0], Message("error feed-unsound created")
    count = found["SEQUENCE"][3]
    if not re.fullmatch("[0-9]{1,10}", count) or int(count) > _MOST_CHANGES:
        return found["SEQUENCE"][0], Message("error feed-unsound sequence")
    summary = found["SUMMARY"]
    if not summary[3].strip() or "\\n" in summary[3].replace("\\\\", ""):
        return summary[0], Message("error feed-unsound summary")
    if found["STATUS"][3] not in ("CONFIRMED", "TENTATIVE", "CANCELLED"):
        return found["STATUS"][0], Message("error feed-unsound status")
    if found["TRANSP"][3] != "TRANSPARENT":
        return found["TRANSP"][0], Message("error feed-unsound busy")
    return None
