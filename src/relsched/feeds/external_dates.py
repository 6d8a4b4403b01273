"""External dates: known dates of events, taken from somebody's calendar file or from another plan.

What an event follows stands in the plan, or is given by the caller. Where the source says a day, the event is known;
where it says only perhaps, the event lies in a window; where it says nothing, nothing is known, and a note tells why.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

import attrs

from relsched.dates import zones
from relsched.dates.windows import Window
from relsched.errors import (
    DocumentError,
    KnownError,
    Place,
    PlanError,
    RelschedError,
    did_you_mean,
    one_or_all,
    unknown,
)
from relsched.feeds.ics_reading import IcsItem, read_items, unreadable
from relsched.messages.message import Message
from relsched.plan.items import Event, Follow
from relsched.plan.known_dates import Known, Moment
from relsched.plan.plan import Plan
from relsched.schedule.entry import Entry
from relsched.schedule.schedule import Schedule
from relsched.short_repr import short_repr


@short_repr
@attrs.frozen
class FollowNote:
    """Why nothing is known of an event that follows something, or not for certain.

    Attributes:
        event: The event.
        kind: `absent`: the item isn't in the calendar; `cancelled`: it was called off; `tentative`: its days are there,
            and may change; `open`: the other plan has no date for it yet; `conflict`: its dates there contradict one
            another.
        source: What was looked at: the name of a calendar, or plan and event.
    """

    event: str
    kind: str
    source: str

    def text(self, language: str = "en") -> str:
        """Give it as a sentence."""
        return Message(f"follows {self.kind}", item=f"`{self.event}`", source=self.source).text(
            language
        )


@short_repr
@attrs.frozen
class Followed:
    """What is known of the events that follow something.

    Attributes:
        known: Their known dates, in the plan's order; `resolve` takes them.
        notes: Why of some nothing is known, or not for certain.
    """

    known: Mapping[str, Known] = attrs.field(hash=False)
    notes: tuple[FollowNote, ...] = ()

    @property
    def changes(self) -> dict[str, Known | None]:
        """The same for a ledger: None takes away what was known of an event before."""
        return {**dict.fromkeys((note.event for note in self.notes), None), **self.known}


def followed_calendars(plan: Plan) -> dict[str, str]:
    """Give the UIDs that events of a plan follow, by event."""
    return {
        event.id: event.follows.calendar
        for event in plan.events
        if event.follows is not None and event.follows.calendar is not None
    }


def followed_plans(plan: Plan) -> dict[str, dict[str, str]]:
    """Give the plans that events of a plan follow: of each, our event and what it follows there."""
    found: dict[str, dict[str, str]] = {}
    for event in plan.events:
        if event.follows is not None and event.follows.plan is not None:
            assert event.follows.event is not None
            found.setdefault(event.follows.plan, {})[event.id] = event.follows.event
    return found


# ---------------------------------------------------------------- calendars


def known_from_calendar(
    plan: Plan, data: bytes, uids: Mapping[str, str] | None = None, *, name: str = "calendar.ics"
) -> Followed:
    """Take known dates from a calendar file, or from the body of a feed.

    Args:
        plan: The plan.
        data: The bytes of the .ics file.
        uids: UIDs by event, beside those that stand in the plan; for the same event these are taken.
        name: What the file is called in messages and reasons.

    Raises:
        RelschedError: `too-long`, `ics-form`: the file can't be read; or everything else at once: `ics-value`,
            `ics-zone`, `ics-repeated`, `unknown-event`.
    """
    return known_from_calendars(plan, {name: data}, uids)


def known_from_calendars(
    plan: Plan, files: Mapping[str, bytes], uids: Mapping[str, str] | None = None
) -> Followed:
    """Take known dates from several calendar files, by the names of the files.

    An item may stand in more than one of them, if they say the same of it.

    Raises:
        RelschedError: As `known_from_calendar`, of all files at once; and `ics-repeated` where two disagree.
    """
    asked = {**followed_calendars(plan), **(uids or {})}
    errors: list[RelschedError] = [
        _no_event(plan, event, uid) for event, uid in asked.items() if event not in plan.all_events
    ]
    found: dict[str, tuple[str, IcsItem]] = {}
    for name, data in files.items():
        try:
            items = read_items(data, set(asked.values()), plan.timezone, name)
        except RelschedError as error:
            errors.append(error)
            continue
        for uid, item in items.items():
            earlier = found.setdefault(uid, (name, item))
            if attrs.astuple(earlier[1])[2:] != attrs.astuple(item)[2:]:
                errors.append(_disagree(uid, earlier, (name, item)))
    if errors:
        raise one_or_all(errors, Message("problems of followed"))
    known: dict[str, Known] = {}
    notes: list[FollowNote] = []
    where = ", ".join(files)
    for event in sorted(asked, key=plan.positions.__getitem__):
        read_in = found.get(asked[event])
        answer = "absent" if read_in is None else _from_item(event, *read_in)
        if isinstance(answer, str):
            notes.append(FollowNote(event, answer, where if read_in is None else read_in[0]))
            continue
        known[event] = answer
        if answer.within is not None and read_in is not None:
            notes.append(FollowNote(event, "tentative", read_in[0]))
    return Followed(known, tuple(notes))


def _from_item(event: str, name: str, item: IcsItem) -> Known | str:
    if item.status == "CANCELLED":
        return "cancelled"
    assert item.first is not None
    assert item.last is not None
    if item.window is not None:
        # A feed of ours shows one day of several.
        return Known(event, within=Window(*item.window), by=name) if item.window else "open"
    if item.status == "TENTATIVE":
        return Known(event, within=Window(item.first.day, item.last.day), by=name)
    return Known(event, item.first, item.last, by=name)


def _no_event(plan: Plan, event: str, uid: str) -> KnownError:
    why, fix = unknown(None, event, plan.all_events)
    return KnownError(
        Message("error unknown-event followed", event=event),
        code="unknown-event",
        value=f"{event}={Follow(calendar=uid)}",
        why=why,
        fix=fix,
    )


def _disagree(uid: str, one: tuple[str, IcsItem], other: tuple[str, IcsItem]) -> DocumentError:
    return DocumentError(
        unreadable(uid),
        code="ics-repeated",
        where=Place(document=other[0], line=other[1].line),
        why=Message("error ics-repeated differs why", file=one[0], line=one[1].line),
        fix=Message("error ics-repeated differs fix"),
    )


# ---------------------------------------------------------------- another plan


def known_from_schedule(
    plan: Plan, other: Schedule, events: Mapping[str, str] | None = None
) -> Followed:
    """Take known dates from the schedule of another plan.

    A day and a time there are what clocks show in the zone of this plan then.

    Args:
        plan: The plan.
        other: The schedule of the plan that is followed, as it was published.
        events: What each event follows there, beside what stands in the plan; for the same event this is taken.

    Raises:
        PlanError: `unknown-event`: there is no such event or deadline in the one or the other plan; `dependency-cycle`:
            that event follows this one. All at once.
    """
    asked = {**followed_plans(plan).get(other.plan.id, {}), **(events or {})}
    places = {event.id: index for index, event in enumerate(plan.events)}
    errors: list[RelschedError] = []
    known: dict[str, Known] = {}
    notes: list[FollowNote] = []
    for event, name in asked.items():
        where = Place(path=("events", places[event], "follows")) if event in places else None
        try:
            entry = _followed_entry(plan, event, other, name)
        except RelschedError as error:
            errors.append(error if where is None else error.moved_to(where))
            continue
        source = str(Follow(plan=other.plan.id, event=name))
        answer = _from_entry(plan, event, other, entry, source)
        if isinstance(answer, str):
            notes.append(FollowNote(event, answer, source))
        else:
            known[event] = answer
    if errors:
        raise one_or_all(errors, Message("problems of followed"))
    at = plan.positions.__getitem__
    return Followed(
        {event: known[event] for event in sorted(known, key=at)},
        tuple(sorted(notes, key=lambda note: at(note.event))),
    )


def _followed_entry(plan: Plan, event: str, other: Schedule, name: str) -> Entry:
    text = f"{other.plan.id}:{name}"
    if event not in plan.all_events:
        why, fix = unknown(None, event, plan.all_events)
        raise PlanError(
            Message("error unknown-event followed", event=event),
            code="unknown-event",
            value=f"{event}={text}",
            why=why,
            fix=fix,
        )
    entry = other.find(name)
    if entry is None:
        near = did_you_mean(name, other.plan.by_id)
        raise PlanError(
            Message("error unknown-event other", plan=other.plan.id, item=name),
            code="unknown-event",
            value=text,
            fix=Message("error write", text=f"{other.plan.id}:{near}") if near else None,
        )
    followed = other.plan.by_id[name]
    if isinstance(followed, Event) and followed.follows == Follow(plan=plan.id, event=event):
        raise PlanError(
            Message("error dependency-cycle plans", event=event),
            code="dependency-cycle",
            value=text,
            why=Message(
                "error dependency-cycle plans why",
                item=name,
                other=other.plan.id,
                event=event,
                plan=plan.id,
            ),
            fix=Message("error dependency-cycle plans fix"),
        )
    return entry


def _from_entry(plan: Plan, event: str, other: Schedule, entry: Entry, source: str) -> Known | str:
    given = other.known.get(entry.id)
    if entry.status == "conflict" and given is None:
        return "conflict"
    if not entry.is_event:
        return _from_deadline(event, entry, given, source)
    start, end = entry.not_before, entry.due
    assert start is not None
    assert end is not None
    times = dict(entry.times)
    zone = (other.plan.timezone, plan.timezone)
    first = _moment(start, times.get("start"), *zone)
    last = _moment(end, times.get("end"), *zone)
    if first is not None or last is not None:
        return Known(event, first, last, by=source)
    if start.earliest is None and end.latest is None:
        return "open"
    return Known(event, within=Window(start.earliest, end.latest), by=source)


def _moment(window: Window, time: str | None, its_zone: str, our_zone: str) -> Moment | None:
    """Give the moment of an end that is settled, as clocks of this plan show it."""
    if not window.is_settled:
        return None
    day = window.earliest
    assert day is not None
    if time is None:
        return Moment(day)
    local = datetime.fromisoformat(time)
    minute = local.hour * 60 + local.minute
    if its_zone == our_zone:
        return Moment(local.date(), minute)
    epoch = date(1970, 1, 1)
    instant, _ = zones.instant((local.date() - epoch).days, minute, its_zone)
    found, minute = zones.local(instant, our_zone)
    return Moment(date.fromordinal(epoch.toordinal() + found), minute)


def _from_deadline(event: str, entry: Entry, given: Known | None, source: str) -> Known | str:
    """Take the days on which a deadline of the other plan lies."""
    days = _days_of(entry)
    if days is None:
        return "open"
    if _is_firm(entry, given, *days):
        return Known(event, *days, by=source)
    return Known(event, within=Window(*days), by=source)


def _days_of(entry: Entry) -> tuple[date, date] | None:
    """Give the first and last day on which an entry may lie; None where they aren't known.

    What is done lies on the day it was done, wherever its rule would put it later.
    """
    if entry.done is not None and entry.kind not in ("duty", "recurring"):
        return entry.done, entry.done
    if entry.pinned is not None:
        return _both_ends(entry.pinned.earliest, entry.pinned.latest)
    if entry.kind in ("duty", "recurring", "open") or entry.due is None:
        return None
    begins = entry.due
    if entry.kind in ("window", "span", "delegated", "event") and entry.not_before is not None:
        begins = entry.not_before
    return _both_ends(begins.earliest, entry.due.latest)


def _both_ends(first: date | None, last: date | None) -> tuple[date, date] | None:
    return None if first is None or last is None or last < first else (first, last)


def _is_firm(entry: Entry, known: Known | None, first: date, last: date) -> bool:
    """Whether an entry surely has its days; else it lies somewhere in them."""
    if entry.status == "done":
        return True
    if entry.pinned is not None:
        return known is not None and known.within is None
    return entry.status == "settled" and (entry.kind != "window" or first == last)
