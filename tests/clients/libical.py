"""libical, the reader of GNOME, KDE and of many servers, called in the C library itself."""

from __future__ import annotations

import ctypes
import ctypes.util
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime
from functools import cache

from clients.seen import Complaint, Seen, absent, span_of


class _Time(ctypes.Structure):
    """`struct icaltimetype` of libical 3."""

    _fields_ = (
        *((name, ctypes.c_int) for name in ("year", "month", "day", "hour", "minute", "second")),
        ("is_date", ctypes.c_int),
        ("is_daylight", ctypes.c_int),
        ("zone", ctypes.c_void_p),
    )


# What is called: arguments and result of each function.
_Pointer, _Text, _Int = ctypes.c_void_p, ctypes.c_char_p, ctypes.c_int
_FUNCTIONS = {
    "icalparser_parse_string": ([_Text], _Pointer),
    "icalrestriction_check": ([_Pointer], _Int),
    "icalcomponent_count_errors": ([_Pointer], _Int),
    "icalcomponent_as_ical_string": ([_Pointer], _Text),
    "icalcomponent_string_to_kind": ([_Text], _Int),
    "icalcomponent_isa": ([_Pointer], _Int),
    "icalcomponent_get_first_component": ([_Pointer, _Int], _Pointer),
    "icalcomponent_get_next_component": ([_Pointer, _Int], _Pointer),
    "icalcomponent_get_uid": ([_Pointer], _Text),
    "icalcomponent_get_summary": ([_Pointer], _Text),
    "icalcomponent_get_description": ([_Pointer], _Text),
    "icalcomponent_get_dtstart": ([_Pointer], _Time),
    "icalcomponent_get_dtend": ([_Pointer], _Time),
    "icalcomponent_free": ([_Pointer], None),
    "icaltime_as_timet_with_zone": ([_Time, _Pointer], ctypes.c_long),
}


@cache
def _library() -> ctypes.CDLL:
    name = ctypes.util.find_library("ical")
    for file in ("libical.so.3", *([name] if name else [])):
        try:
            library = ctypes.CDLL(file)
        except OSError:
            continue
        for function, (arguments, result) in _FUNCTIONS.items():
            found = getattr(library, function)
            found.argtypes, found.restype = arguments, result
        return library
    absent("libical", "there is no libical.so.3 (Debian: apt-get install libical3)")


def read(feeds: Sequence[bytes]) -> list[list[Seen]]:
    """Read feeds, each with the checks of libical: errors of parsing, and the rules of RFC 5545 and 5546."""
    return [list(_read(data)) for data in feeds]


def _read(data: bytes) -> Iterator[Seen]:
    library = _library()
    whole = library.icalparser_parse_string(data)
    if not whole:
        raise Complaint("libical can't read it at all")
    try:
        if library.icalcomponent_isa(whole) != library.icalcomponent_string_to_kind(b"VCALENDAR"):
            raise Complaint("not one calendar")
        is_lawful = library.icalrestriction_check(whole)
        if library.icalcomponent_count_errors(whole) or not is_lawful:
            text = library.icalcomponent_as_ical_string(whole).decode()
            raise Complaint("\n".join(line for line in text.split("\n") if "X-LIC" in line) or text)
        kind = library.icalcomponent_string_to_kind(b"VEVENT")
        event = library.icalcomponent_get_first_component(whole, kind)
        while event:
            yield _seen(library, event)
            event = library.icalcomponent_get_next_component(whole, kind)
    finally:
        library.icalcomponent_free(whole)


def _seen(library: ctypes.CDLL, event: int) -> Seen:
    first, ends = (
        _read_time(library, get(event))
        for get in (library.icalcomponent_get_dtstart, library.icalcomponent_get_dtend)
    )
    uid, title, description = (
        get(event).decode()
        for get in (
            library.icalcomponent_get_uid,
            library.icalcomponent_get_summary,
            library.icalcomponent_get_description,
        )
    )
    return Seen(uid, *span_of(first, ends), title, description)


def _read_time(library: ctypes.CDLL, time: _Time) -> date:
    """Give a day, or a moment by what the feed itself says of its zone."""
    if time.is_date:
        return date(time.year, time.month, time.day)
    if not time.zone:
        raise Complaint("a start or end is in no zone")
    seconds: int = library.icaltime_as_timet_with_zone(time, time.zone)
    return datetime.fromtimestamp(seconds, UTC)
