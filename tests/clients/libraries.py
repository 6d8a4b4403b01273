"""The readers that are Python libraries, each as strict as it can be, each called as its users call it."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from typing import Any

import icalendar

from clients.seen import Complaint, Seen, span_of

# None of these has types for what is used here.
ics: Any = importlib.import_module("ics")
vobject: Any = importlib.import_module("vobject")
recurring_ical_events: Any = importlib.import_module("recurring_ical_events")

Read = Callable[[Sequence[bytes]], list[list[Seen]]]


def _each(read: Callable[[bytes], Iterator[Seen]]) -> Read:
    return lambda feeds: [list(read(data)) for data in feeds]


def _seen(component: Any) -> Seen:
    days = span_of(*(component.decoded(name) for name in ("DTSTART", "DTEND")))
    texts = [str(component[name]) for name in ("SUMMARY", "DESCRIPTION")]
    return Seen(str(component["UID"]), *days, *texts)


def _icalendar(data: bytes) -> Iterator[Seen]:
    calendar = icalendar.Calendar.from_ical(data)
    for component in calendar.walk():
        if component.errors:
            raise Complaint(str(component.errors))
    return map(_seen, calendar.walk("VEVENT"))


def _recurring(data: bytes) -> Iterator[Seen]:
    """Give what is shown on the days of a century: expanded, as a calendar's page has it."""
    calendar = icalendar.Calendar.from_ical(data)
    shown = recurring_ical_events.of(calendar).between(date(1970, 1, 1), date(2070, 1, 1))
    return map(_seen, shown)


def _vobject(data: bytes) -> Iterator[Seen]:
    (calendar,) = vobject.readComponents(data.decode(), validate=True)
    calendar.validate(raiseException=True)
    for event in calendar.vevent_list:
        days = span_of(event.dtstart.value, event.dtend.value)
        yield Seen(event.uid.value, *days, event.summary.value, event.description.value)


def _ics(data: bytes) -> Iterator[Seen]:
    for event in ics.Calendar(data.decode()).events:
        ends = (event.begin, event.end)
        days = span_of(*(end.date() if event.all_day else end.datetime for end in ends))
        yield Seen(event.uid, *days, event.name, event.description)


def _home_assistant(data: bytes) -> Iterator[Seen]:
    from ical.calendar_stream import IcsCalendarStream

    for event in IcsCalendarStream.calendar_from_ics(data.decode()).events:
        assert event.uid is not None
        yield Seen(
            event.uid,
            *span_of(event.dtstart, event.dtend),
            event.summary or "",
            event.description or "",
        )


LIBRARIES: dict[str, Read] = {
    "icalendar": _each(_icalendar),
    "ical": _each(_home_assistant),
    "ics": _each(_ics),
    "recurring-ical-events": _each(_recurring),
    "vobject": _each(_vobject),
}
