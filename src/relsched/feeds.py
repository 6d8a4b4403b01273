"""A schedule as an iCalendar file (RFC 5545, RFC 7986). The only door to icalendar.

| item | component |
|---|---|
| settled deadline | one all-day VEVENT on its due date, CONFIRMED |
| span | one all-day VEVENT over its days; CONFIRMED when both ends are settled |
| window | one all-day VEVENT over its days, TENTATIVE: the day of it isn't chosen |
| deadline whose date may still lie on several days | one VEVENT over these days, TENTATIVE |
| recurring duty with settled ends | a VEVENT for each occurrence |
| continuous duty, and anything with an open end | none |

There is no METHOD (it would ask for an organiser), no UID of the calendar (a synchroniser would give it to
every event), and no moment of export: the same schedule, stamp and sequence give the same bytes.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

import attrs

from relsched.catalogue import say
from relsched.errors import PlanError, did_you_mean
from relsched.plan import Deadline, Plan
from relsched.schedule import Entry, Schedule

if TYPE_CHECKING:
    from icalendar import Event

PRODID = "-//relsched//relsched//EN"
REFRESH = timedelta(hours=6)

# Bidirectional controls and zero-width marks: invisible, and able to make a title read as another.
_HIDDEN = frozenset(
    "\u061c\u200b\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff"
)
_BREAKS = str.maketrans(
    {"\r": "\n", "\x0b": "\n", "\x0c": "\n", "\x85": "\n", "\u2028": "\n", "\u2029": "\n"}
)


def clean_text(text: str, *, one_line: bool) -> str:
    """Make a text safe to stand in a calendar: composed, without controls, hidden marks or lone surrogates.

    Args:
        text: Anything that a plan may hold.
        one_line: Whether line breaks become spaces; else they stay, as line feeds.
    """
    broken = text.replace("\r\n", "\n").translate(_BREAKS)
    kept = "".join(
        "\ufffd" if "\ud800" <= c <= "\udfff" else c
        for c in broken
        if c in "\n\t" or (unicodedata.category(c) != "Cc" and c not in _HIDDEN)
    )
    composed = unicodedata.normalize("NFC", kept)
    return " ".join(composed.split()) if one_line else composed.strip()


@attrs.frozen
class Item:
    """One component of a feed: what it says, before it is written."""

    uid: str
    first: date
    last: date
    status: str
    summary: str
    description: str
    categories: tuple[str, ...] = ()
    contact: str | None = None


def uid(plan: Plan, deadline: str, occurrence: int | None = None) -> str:
    """Give the identity of a published item: from the ids of plan and deadline, and nothing else."""
    number = "" if occurrence is None else f":{occurrence}"
    return f"{plan.id}:{deadline}{number}@relsched"


def items(
    schedule: Schedule, *, unit: str | None = None, language: str | None = None
) -> Iterator[Item]:
    """Go through what a feed holds, in the plan's order.

    Args:
        schedule: The schedule.
        unit: Only what this unit leads or supports; None for the whole plan.
        language: Language of the texts; None for the plan's.

    Raises:
        PlanError: `unknown-unit`.
    """
    plan = schedule.plan
    if unit is not None and unit not in plan.units_by_id:
        near = did_you_mean(unit, plan.units_by_id)
        raise PlanError(
            f"The plan `{plan.id}` has no unit `{unit}`.",
            code="unknown-unit",
            value=unit,
            fix=f"write `{near}`" if near else None,
        )
    language = language or plan.language
    for deadline in plan.deadlines:
        if unit is not None and unit != deadline.lead and unit not in deadline.support:
            continue
        yield from _items_of(schedule, deadline, language)


def _items_of(schedule: Schedule, deadline: Deadline, language: str) -> Iterator[Item]:
    entry = schedule[deadline.id]
    days = schedule.occurrences(deadline.id)
    if days:
        for number, day in enumerate(days, start=1):
            yield _item(schedule, deadline, entry, day, day, language, number)
        return
    span = shown_days(entry)
    if span is not None:
        yield _item(schedule, deadline, entry, span[0], span[1], language, None)


def shown_days(entry: Entry) -> tuple[date, date] | None:
    """Give the first and last day that a calendar shows for an entry, or None where it shows none."""
    if entry.pinned is not None:
        return _both_ends(entry.pinned.earliest, entry.pinned.latest)
    if entry.kind in ("duty", "recurring", "open") or entry.due is None:
        return None
    begins = entry.due
    if entry.kind in ("window", "span", "delegated") and entry.not_before is not None:
        begins = entry.not_before
    return _both_ends(begins.earliest, entry.due.latest)


def _both_ends(first: date | None, last: date | None) -> tuple[date, date] | None:
    return None if first is None or last is None or last < first else (first, last)


def _item(
    schedule: Schedule,
    deadline: Deadline,
    entry: Entry,
    first: date,
    last: date,
    language: str,
    occurrence: int | None,
) -> Item:
    plan = schedule.plan
    lead = plan.units_by_id.get(deadline.lead or "")
    phase = plan.phases_by_id.get(deadline.phase or "")
    known = schedule.known.get(deadline.id)
    if entry.pinned is not None:
        is_firm = known is not None and known.within is None
    else:
        is_firm = entry.status == "settled" and (entry.kind != "window" or first == last)
    time = dict(entry.times).get("due", "")[11:]
    title = clean_text(deadline.title.spoken(language), one_line=True) or deadline.id
    labels = [phase.title.spoken(language)] if phase is not None else []
    labels += [lead.name.spoken(language)] if lead is not None else []
    names = [clean_text(label, one_line=True) for label in labels]
    return Item(
        uid=uid(plan, deadline.id, occurrence),
        first=first,
        last=last,
        status="CONFIRMED" if is_firm or entry.status == "done" else "TENTATIVE",
        summary=f"{time} {title}".strip(),
        description=clean_text(_description(schedule, deadline, entry, language), one_line=False),
        categories=tuple(name for name in names if name),
        contact=None if lead is None else clean_text(lead.name.spoken(language), one_line=True),
    )


def _description(schedule: Schedule, deadline: Deadline, entry: Entry, language: str) -> str:
    plan = schedule.plan
    lines = []
    if entry.status in ("windowed", "waiting"):
        lines.append(say("assumed", language))
    lines.append(schedule.why(deadline.id, language).text(language))
    units = plan.units_by_id
    if deadline.lead is not None:
        lines.append(say("lead", language, unit=units[deadline.lead].name.spoken(language)))
    if deadline.support:
        names = "; ".join(units[name].name.spoken(language) for name in deadline.support)
        lines.append(say("support", language, units=names))
    if deadline.notes:
        lines.append(deadline.notes)
    return "\n".join(lines)


def feed(
    schedule: Schedule,
    *,
    stamp: datetime,
    unit: str | None = None,
    language: str | None = None,
    sequence: int = 0,
) -> bytes:
    """Write the calendar of a plan, or of one unit of it.

    Args:
        schedule: The schedule.
        stamp: When the dates were published, with a zone; becomes DTSTAMP and LAST-MODIFIED.
        unit: Only what this unit leads or supports; None for the whole plan.
        language: Language of the texts; None for the plan's.
        sequence: Revision count of the items; must rise when any date or status changes.

    Returns:
        The bytes of an .ics file: UTF-8, CRLF, no line over 75 octets.

    Raises:
        PlanError: `unknown-unit`, or `feed-empty`: a calendar with nothing in it would be invalid, and
            would empty the calendars of its subscribers.
        ValueError: The stamp has no zone, or the sequence is negative.

    Source: RFC 5545 sections 3.6.1 and 3.8; RFC 7986 section 5.
    """
    from icalendar import Calendar, vText

    if stamp.tzinfo is None:
        raise ValueError("the stamp must have a zone")
    if sequence < 0:
        raise ValueError("the sequence must not be negative")
    plan = schedule.plan
    language = language or plan.language
    found = list(items(schedule, unit=unit, language=language))
    if not found:
        raise PlanError(
            "A calendar can't be written: nothing in it has a date yet.",
            code="feed-empty",
            value=unit or plan.id,
            fix="give the dates of more events",
        )
    name = clean_text(plan.title.spoken(language), one_line=True) or plan.id
    if unit is not None:
        whose = clean_text(plan.units_by_id[unit].name.spoken(language), one_line=True) or unit
        name = f"{whose} – {name}"
    moment = stamp.astimezone(UTC).replace(microsecond=0)
    calendar = Calendar()
    calendar.add("prodid", PRODID)
    calendar.add("version", "2.0")
    calendar.add("name", name)
    calendar.add("x-wr-calname", vText(name))
    calendar.add("last-modified", moment)
    calendar.add("refresh-interval", REFRESH, parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", vText("PT6H"))
    for item in found:
        calendar.add_component(_event(item, moment, sequence))
    unfolded = calendar.to_ical().replace(b"\r\n ", b"")
    return b"\r\n".join(_folded(line) for line in unfolded.split(b"\r\n"))


def _folded(line: bytes) -> bytes:
    """Fold a content line at 75 octets, inside no character and no escape.

    icalendar may part a backslash from what it escapes; readers that unescape before they unfold show a wreck.
    """
    parts = []
    room = 75
    while len(line) > room:
        cut = room
        while line[cut] & 0xC0 == 0x80:
            cut -= 1
        before = line[:cut]
        if (len(before) - len(before.rstrip(b"\\"))) % 2:
            cut -= 1
        parts.append(line[:cut])
        line = line[cut:]
        room = 74
    return b"\r\n ".join([*parts, line])


def _event(item: Item, moment: datetime, sequence: int) -> Event:
    from icalendar import Event

    event = Event()
    event.add("uid", item.uid)
    event.add("dtstamp", moment)
    event.add("last-modified", moment)
    event.add("sequence", sequence)
    event.add("dtstart", item.first)
    event.add("dtend", item.last + timedelta(days=1))
    event.add("summary", item.summary)
    event.add("description", item.description)
    event.add("status", item.status)
    event.add("transp", "TRANSPARENT")
    if item.categories:
        event.add("categories", list(item.categories))
    if item.contact:
        event.add("contact", item.contact)
    return event
