"""Validation: a whole feed against what calendar programs rely on, octet by octet, before anybody gets it.

A feed that breaks a rule can empty the calendars of its subscribers for good, so none is let out. What is written
here is known to keep to them; this is the second look.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from datetime import datetime

from relsched.errors import Place, PlanError

LINE = 75
_ONCE = {
    *("UID", "DTSTAMP", "CREATED", "LAST-MODIFIED", "SEQUENCE", "DTSTART", "DTEND", "SUMMARY"),
    *("DESCRIPTION", "STATUS", "TRANSP"),
}
_OPTIONAL = {"CATEGORIES", "CONTACT", "RELATED-TO"}
_HEAD = {
    *("VERSION", "PRODID", "NAME", "X-WR-CALNAME", "DESCRIPTION", "X-WR-CALDESC"),
    *("LAST-MODIFIED", "REFRESH-INTERVAL", "X-PUBLISHED-TTL", "SOURCE", "URL", "COLOR"),
}
_NEEDED = ("VERSION", "PRODID", "NAME", "X-WR-CALNAME", "LAST-MODIFIED", "REFRESH-INTERVAL")
_ALARM = {"UID", "ACTION", "TRIGGER", "DESCRIPTION"}
_TEXTS = {"NAME", "X-WR-CALNAME", "DESCRIPTION", "X-WR-CALDESC", "SUMMARY", "CONTACT"}
_DAY = re.compile(r"[0-9]{8}\Z")
_MOMENT = re.compile(r"[0-9]{8}T[0-9]{6}Z\Z")
_URI = re.compile(r"[a-z][a-z0-9+.-]*:[!-~]+\Z")
_BARE = re.compile(r"(?:[^\\;,]|\\[\\;,n])*\Z")
_LISTED = re.compile(r"(?:[^\\;]|\\[\\;,n])*\Z")
_TRIGGER = re.compile(r"-?P(?=[0-9T])(?:[0-9]+D)?(?:T[0-9]+H)?\Z")
_REFRESH = re.compile(r"PT[1-9][0-9]*H\Z")
_RELATION = re.compile(
    r";RELTYPE=(?:DEPENDS-ON|(?P<kind>STARTTOSTART|FINISHTOFINISH);GAP=P(?P<gap>[0-9]+)D)\Z"
)
# What may stand between the name of a property and its value; nothing, where it isn't named here.
_PARAMETERS = {
    "DTSTART": ";VALUE=DATE",
    "DTEND": ";VALUE=DATE",
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
            "The feed isn't one that every calendar program can read, and isn't given out.",
            code="feed-unsound",
            where=Place(document="feed", line=number),
            why=problem,
        )


def _problems(data: bytes) -> Iterator[tuple[int, str]]:
    lines: list[_Line] = []
    for number, line, problem in _unfolded(data):
        if problem is not None:
            yield number, problem
            return
        name, parameters, value = _parted(line)
        lines.append((number, name, parameters, value))
    yield from _structure(lines)


def _unfolded(data: bytes) -> Iterator[tuple[int, str, str | None]]:
    """Go through the content lines, each with its number; with what is wrong in place of a broken one."""
    if not data.endswith(b"\r\n"):
        yield 0, "", "the last line must end in CRLF"
        return
    if data.startswith(b"\xef\xbb\xbf"):
        yield 1, "", "there must be no byte order mark"
        return
    begun, so_far = 0, b""
    raw = data[:-2].split(b"\r\n")
    for number, octets in enumerate([*raw, b""], start=1):
        if octets.startswith(b" "):
            if not begun:
                yield number, "", "the first line must not be a continuation"
                return
            if _escapes(so_far):
                yield number, "", "a fold must not part a backslash from what it escapes"
                return
            if octets[1:2] and octets[1] & 0xC0 == 0x80:
                yield number, "", "a fold must not part a character"
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


def _of_octets(octets: bytes) -> str | None:
    if not octets:
        return "no line may be blank"
    if len(octets) > LINE:
        return f"no line may be longer than {LINE} octets"
    if b"\r" in octets or b"\n" in octets:
        return "every line break must be CRLF"
    return None


def _decoded(number: int, octets: bytes) -> Iterator[tuple[int, str, str | None]]:
    try:
        line = octets.decode("utf-8")
    except UnicodeDecodeError:
        yield number, "", "it must be UTF-8"
        return
    if line.isascii():
        wrong = not line.isprintable() and any(
            (ord(c) < 32 and c != "\t") or ord(c) == 127 for c in line
        )
    else:
        wrong = any(unicodedata.category(c) == "Cc" and c != "\t" for c in line)
    if wrong or "\u2028" in line or "\u2029" in line:
        yield number, "", "there must be no control characters"
    elif not unicodedata.is_normalized("NFC", line):
        yield number, "", "letters must be composed (NFC)"
    else:
        yield number, line, None


def _parted(line: str) -> tuple[str, str, str]:
    before, _, value = line.partition(":")
    name, semicolon, parameters = before.partition(";")
    return name, semicolon + parameters, value


def _structure(lines: list[_Line]) -> Iterator[tuple[int, str]]:
    ends = (("BEGIN", "VCALENDAR"), ("END", "VCALENDAR"))
    if len(lines) < 2 or tuple((lines[at][1], lines[at][3]) for at in (0, -1)) != ends:
        yield 1, "it must be one VCALENDAR"
        return
    begins = [n for n, line in enumerate(lines) if line[1] == "BEGIN" and line[3] == "VEVENT"]
    if not begins:
        yield 1, "a calendar must have a component"
        return
    yield from _of_head(lines[1 : begins[0]])
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
            yield found[0][0], f"the component must not be like that of line {same} but for its UID"
            return
        latest = max(latest, _value(found, "LAST-MODIFIED"))
    yield from _of_relations(relations, days)
    if _value(lines[: begins[0]], "LAST-MODIFIED") != latest:
        yield 1, "the calendar must be as old as its newest component, neither older nor newer"


_OWN = ("UID", "DTSTAMP", "CREATED", "LAST-MODIFIED", "SEQUENCE", "RELATED-TO")
_Relation = tuple[int, str, str, str]  # number, from, parameters, to


def _seen(lines: list[_Line]) -> tuple[str, ...]:
    """Give what a subscriber sees of a component: all but its identity and its stamps."""
    return tuple(sorted(f"{line[1]}:{line[3]}" for line in lines if line[1] not in _OWN))


def _of_relations(
    relations: list[_Relation], days: Mapping[str, tuple[datetime, datetime]]
) -> Iterator[tuple[int, str]]:
    following: dict[str, list[str]] = {}
    for number, uid, parameters, other in relations:
        if other not in days:
            yield number, f"RELATED-TO must name a component of this feed, and {other} isn't one"
            return
        found = _RELATION.match(parameters)
        assert found is not None
        if found["kind"] is None:
            following.setdefault(other, []).append(uid)
            continue
        edge = 0 if found["kind"] == "STARTTOSTART" else 1
        if (days[other][edge] - days[uid][edge]).days != int(found["gap"]):
            yield number, "GAP must be the days that the two are apart"
            return
    if _has_cycle(following):
        yield 1, "what depends on what must not go round in a circle"


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
    return datetime.fromisoformat(text)


def _value(lines: list[_Line], name: str) -> str:
    return next((value for _, found, _, value in lines if found == name), "")


def _of_head(lines: list[_Line]) -> Iterator[tuple[int, str]]:
    found: dict[str, _Line] = {}
    for line in lines:
        if line[1] not in _HEAD:
            yield line[0], f"{line[1]} must not stand in the calendar itself"
            return
        if line[1] in found:
            yield line[0], f"{line[1]} must stand once"
            return
        found[line[1]] = line
        problem = _of_value(line)
        if problem is not None:
            yield line[0], problem
            return
    for name in _NEEDED:
        if name not in found:
            yield 1, f"the calendar needs {name}"
            return
    if found["VERSION"][3] != "2.0":
        yield found["VERSION"][0], "VERSION must be 2.0"
    if found["NAME"][3] != found["X-WR-CALNAME"][3]:
        yield found["NAME"][0], "NAME and X-WR-CALNAME must be the same"
    if "DESCRIPTION" in found and found["DESCRIPTION"][3] != _value(lines, "X-WR-CALDESC"):
        yield found["DESCRIPTION"][0], "DESCRIPTION and X-WR-CALDESC must be the same"
    number, _, parameters, value = found["REFRESH-INTERVAL"]
    if parameters != ";VALUE=DURATION" or not _REFRESH.match(value):
        yield number, "REFRESH-INTERVAL must be a duration and say so"
    if "X-PUBLISHED-TTL" in found and found["X-PUBLISHED-TTL"][3] != value:
        yield found["X-PUBLISHED-TTL"][0], "X-PUBLISHED-TTL must be REFRESH-INTERVAL"
    for name in ("SOURCE", "URL"):
        if name in found and not _URI.match(found[name][3]):
            yield found[name][0], f"{name} must be an address in ASCII"


def _of_value(line: _Line) -> str | None:
    _, name, parameters, value = line
    if name != "RELATED-TO" and parameters not in ("", _PARAMETERS.get(name)):
        return f"{name} must not have `{parameters[1:]}`"
    if name in _TEXTS and not _BARE.match(value):
        return f"{name} must escape its commas, semicolons and backslashes"
    if name == "CATEGORIES" and not _LISTED.match(value):
        return "CATEGORIES must escape its semicolons and backslashes"
    if name in ("DTSTAMP", "CREATED", "LAST-MODIFIED") and not (
        _MOMENT.match(value) and _is_a_moment(value)
    ):
        return f"{name} must be a moment in UTC"
    return None


def _is_a_moment(value: str) -> bool:
    try:
        datetime.fromisoformat(value)
    except ValueError:
        return False
    return True


def _of_component(
    lines: list[_Line], uids: dict[str, int], relations: list[_Relation]
) -> tuple[int, str] | None:
    first = lines[0][0]
    if (lines[-1][1], lines[-1][3]) != ("END", "VEVENT"):
        return lines[-1][0], "a VEVENT must end before the next begins"
    found: dict[str, _Line] = {}
    own = _value(lines, "UID")
    in_alarm: dict[str, _Line] | None = None
    alarms: set[str] = set()
    for line in lines[1:-1]:
        number, name, parameters, value = line
        if name in ("BEGIN", "END"):
            if value != "VALARM" or (name == "BEGIN") != (in_alarm is None):
                return number, f"{name}:{value} must not stand here"
            if in_alarm is not None:
                why = _of_alarm(in_alarm, own, alarms)
                if why is not None:
                    return number, why
            in_alarm = {} if name == "BEGIN" else None
            continue
        if in_alarm is not None:
            if name not in _ALARM or name in in_alarm:
                return number, f"{name} must not stand in an alarm, or not twice"
            if name == "TRIGGER" and not _TRIGGER.match(value):
                return number, "TRIGGER must be a duration in whole days and hours"
            problem = _of_value(line)
            if problem is not None:
                return number, problem
            in_alarm[name] = line
            continue
        if name not in _ONCE | _OPTIONAL:
            return number, f"{name} must not stand in a VEVENT"
        if name in found and name != "RELATED-TO":
            return number, f"{name} must stand once"
        found[name] = line
        problem = _of_value(line)
        if problem is not None:
            return number, problem
        if name == "RELATED-TO":
            if not _RELATION.match(parameters):
                return (
                    number,
                    "RELATED-TO must have a kind, and a distance only where dates are fixed",
                )
            if value == own:
                return number, "a component must not be related to itself"
            relations.append((number, own, parameters, value))
    if in_alarm is not None:
        return lines[-1][0], "an alarm must end before its component does"
    missing = sorted(_ONCE - set(found))
    if missing:
        return first, f"the component needs {missing[0]}"
    return _of_event(found, uids)


def _of_alarm(alarm: Mapping[str, _Line], own: str, others: set[str]) -> str | None:
    if set(alarm) != _ALARM:
        return "an alarm needs UID, ACTION, TRIGGER and DESCRIPTION"
    if alarm["ACTION"][3] != "DISPLAY":
        return "an alarm must show a text and do nothing else"
    uid = alarm["UID"][3]
    if not uid.endswith(f":{own}") or uid in others:
        return "the UID of an alarm must come from that of its component, and be its own"
    others.add(uid)
    return None


def _of_event(found: dict[str, _Line], uids: dict[str, int]) -> tuple[int, str] | None:
    number, _, _, uid = found["UID"]
    if not uid or len(uid.encode()) > 255:
        return number, "UID must have 1 to 255 octets"
    if uid in uids:
        return number, f"UID must be unique; line {uids[uid]} has it too"
    uids[uid] = number
    for name in ("DTSTART", "DTEND"):
        day = found[name][3]
        is_day = _DAY.match(day) is not None and _is_a_moment(day)
        if found[name][2] != ";VALUE=DATE" or not is_day:
            return found[name][0], f"{name} must be a date and say so"
    if found["DTEND"][3] <= found["DTSTART"][3]:
        return found["DTEND"][0], "DTEND must be the day after the last day"
    if found["DTSTAMP"][3] != found["LAST-MODIFIED"][3]:
        return found["DTSTAMP"][0], "DTSTAMP must be LAST-MODIFIED"
    if found["CREATED"][3] > found["LAST-MODIFIED"][3]:
        return found["CREATED"][0], "CREATED can't be after LAST-MODIFIED"
    count = found["SEQUENCE"][3]
    if not re.fullmatch("[0-9]{1,10}", count) or int(count) > _MOST_CHANGES:
        return found["SEQUENCE"][0], "SEQUENCE must be a number"
    summary = found["SUMMARY"]
    if not summary[3].strip() or "\\n" in summary[3].replace("\\\\", ""):
        return summary[0], "SUMMARY must be one line, and not empty"
    if found["STATUS"][3] not in ("CONFIRMED", "TENTATIVE", "CANCELLED"):
        return found["STATUS"][0], "STATUS must be CONFIRMED, TENTATIVE or CANCELLED"
    if found["TRANSP"][3] != "TRANSPARENT":
        return found["TRANSP"][0], "a deadline must not make its people busy"
    return None
