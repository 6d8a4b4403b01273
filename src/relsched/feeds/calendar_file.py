"""Whole calendar files: a feed of a schedule alone, or of components as they were published."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

import attrs

from relsched.dates.date_reading import MomentLike
from relsched.errors import PlanError
from relsched.feeds.audiences import Audience
from relsched.feeds.feed_building import all_items
from relsched.feeds.feed_items import FeedItem, order_key
from relsched.feeds.feed_notices import of_chain
from relsched.feeds.ics_writing import (
    RULE,
    CalendarHead,
    Stamps,
    calendar,
    component,
    escape,
    with_lines,
    zones_in,
)
from relsched.feeds.profiles import USUAL_LEAD_TIME, Profile
from relsched.feeds.text_cleaning import clean_text
from relsched.feeds.validation import check
from relsched.messages.catalogue import check_language
from relsched.messages.dates_in_words import render_days
from relsched.messages.message import Message
from relsched.plan.plan import Plan
from relsched.schedule.schedule import Schedule
from relsched.short_repr import short_repr

# What the calendar programs that tell take: Google about this much.
# From here on a calendar may be cut off soon.
MOST_BYTES = 900_000
MOST_COMPONENTS = 900


@short_repr
@attrs.frozen(kw_only=True)
class Stored:
    """A component as it was published, and what has become of it.

    Attributes:
        uid, item: Its identity, and the deadline or event it shows; no item where it is a notice that nothing is dated.
        state: `shown`; `open` when its date isn't known any more; `cancelled` when it was called off;
            `gone` when that has been shown for long enough.
        content: What it says, as plain values; `FeedItem.from_json` reads them.
        component: The exact bytes of it in every feed, or None while it is in none.
        sequence, created, modified: Its SEQUENCE, CREATED and LAST-MODIFIED.
        related_sequence, related_modified: The same of its relations, which few feeds show.
    """

    uid: str
    item: str
    state: str
    content: Mapping[str, Any] = attrs.field(hash=False)
    component: bytes | None
    sequence: int
    created: datetime
    modified: datetime
    related_sequence: int
    related_modified: datetime

    @property
    def is_notice(self) -> bool:
        """Whether it says that nothing is dated, and shows no deadline or event."""
        return not self.item


@short_repr
@attrs.frozen
class Written:
    """A whole feed, and how many components are in it."""

    data: bytes = attrs.field(repr=False)
    count: int

    @property
    def is_large(self) -> bool:
        """Whether some calendar programs may soon not take all of it."""
        return is_large(self.count, len(self.data))


def is_large(count: int, size: int) -> bool:
    """Whether some calendar programs may soon not take all of a feed: over 900 components, or over 900 kB.

    Args:
        count: How many components it has.
        size: How many bytes it has.
    """
    return count > MOST_COMPONENTS or size > MOST_BYTES


def feed(
    schedule: Schedule,
    *,
    stamp: MomentLike,
    unit: str | None = None,
    audience: Audience | str | None = None,
    profile: Profile | str = "default",
    language: str | None = None,
    sequence: int = 0,
) -> bytes:
    """Write the calendar of a plan, or of one audience of it, from a schedule alone.

    A calendar that people subscribe to should come from a ledger, which knows what changed and how often. UIDs begin
    with the id of the plan: where one plan is resolved for several people, as for the patients of a trial, give each
    a plan with an id of its own, `attrs.evolve(plan, id="trial-7-p001")`, or one calendar would replace another.

    Args:
        schedule: The schedule.
        stamp: When the dates were published, with a zone; becomes DTSTAMP and LAST-MODIFIED.
        unit: Only what this unit leads or supports; the same as the audience `unit:` with it.
        audience: What is in it: `plan`, `unit:culture`, `lead:culture` or `chain:4.1.b`.
        profile: How it is written: the name of a client, or a `Profile`.
        language: Language of the texts; None for the plan's.
        sequence: Revision count of all items; must rise when any date or status changes, also of an item that stays
            as it is. A ledger counts each item for itself.

    Returns:
        The bytes of an .ics file: UTF-8, CRLF, no line over 75 octets.

    Raises:
        UnknownUnitError: `unknown-unit`.
        UnknownItemError: `unknown-item`.
        PlanError: `audience-form`, `unknown-profile`, or `feed-empty`: a calendar
            with nothing in it would be invalid, and would empty the calendars of its subscribers.
        TimingError: `moment-form`: the stamp has no zone.
        ValueError: The sequence is negative, or there are no sentences in this language.

    Source: RFC 5545 sections 3.6.1 and 3.8; RFC 7986 section 5.
    """
    stamps = Stamps(stamp, stamp, sequence)
    plan = schedule.plan
    language = check_language(language or plan.language)
    if audience is None:
        audience = Audience("plan") if unit is None else Audience("unit", unit)
    audience = Audience.parse(audience) if isinstance(audience, str) else audience
    profile = Profile.named(profile) if isinstance(profile, str) else profile
    holds = audience.chooser(plan, all_events=profile.events)
    displayed = [
        _fresh(item, stamps)
        for item in all_items(schedule, language=language)
        if holds(item.to_json())
    ]
    if not displayed:
        raise PlanError(
            Message("error feed-empty"),
            code="feed-empty",
            value=audience.name or plan.id,
            fix=Message("error feed-empty fix"),
        )
    return written(plan, displayed, audience, profile, stamps.modified, language=language).data


def _fresh(item: FeedItem, stamps: Stamps) -> Stored:
    """Make the state of an item that is published now, for the first time."""
    return Stored(
        uid=item.uid,
        item=item.item,
        state="shown",
        content=item.to_json(),
        component=component(item, stamps),
        sequence=stamps.sequence,
        created=stamps.created,
        modified=stamps.modified,
        related_sequence=0,
        related_modified=stamps.modified,
    )


def written(
    plan: Plan,
    stored: Iterable[Stored],
    audience: Audience,
    profile: Profile,
    stamp: datetime,
    *,
    notice: Stored | None = None,
    source: str | None = None,
    language: str | None = None,
) -> Written:
    """Put components as they were published together into a feed.

    Args:
        plan: The plan they are of.
        stored: Those of the audience, also what isn't shown any more.
        audience: Whose view it is.
        profile: How it is written.
        stamp: When the plan was last published.
        notice: What is shown where nothing is dated; None where none was recorded, as by earlier versions.
        source: The address it is served at.
        language: Language of its name; None for the plan's.

    Raises:
        PlanError: `feed-unsound` when it breaks a rule that calendar programs rely on.
    """
    language = language or plan.language
    kept = sorted(stored, key=lambda one: order_key(one.item, one.uid))
    displayed = [one for one in kept if one.component is not None and _is_in(one, profile)]
    parts = list(_parts(plan, displayed, audience, profile))
    modified = max((part.modified for part in parts), default=stamp)
    if not parts:
        parts = [
            _unrecorded_notice(plan, stamp, language)
            if notice is None
            else _notice(plan, notice, audience)
        ]
        modified = parts[0].modified
    head = CalendarHead(
        audience.title(plan, language),
        modified,
        description=_about(plan, language),
        source=source,
        refresh_hours=profile.refresh_hours,
    )
    data = calendar(head, [part.data for part in parts], zones_in(part.item for part in parts))
    check(data)
    return Written(data, len(parts))


def _is_in(one: Stored, profile: Profile) -> bool:
    if profile.settled_only and one.content["status"] == "TENTATIVE":
        return False
    return one.state == "shown" or profile.cancelled == "keep"


def _about(plan: Plan, language: str) -> str | None:
    """Say what the calendar is: the plan's document and date; nothing that changes by itself."""
    source = plan.source.document if plan.source is not None else None
    if not source:
        return None
    return Message("feed about", document=clean_text(source, one_line=True)).text(language)


@attrs.frozen
class _Part:
    """A component as one profile has it."""

    data: bytes
    modified: datetime
    item: FeedItem


def _parts(
    plan: Plan, displayed: Sequence[Stored], audience: Audience, profile: Profile
) -> Iterator[_Part]:
    """Go through the components as this profile has them, each with its LAST-MODIFIED."""
    related = profile.relations and profile.events and audience.kind == "plan"
    items = {one.uid: FeedItem.from_json(one.content) for one in displayed}
    bars = {uid for uid, item in items.items() if profile.windows and item.window is not None}
    for one in displayed:
        assert one.component is not None
        item = items[one.uid]
        # Both counts only ever grow, and so does their sum.
        aside = Stamps(
            one.created,
            max(one.modified, one.related_modified),
            one.sequence + one.related_sequence,
        )
        stamps = Stamps(one.created, one.modified, one.sequence)
        lines: list[str] = []
        # What it depended on may leave the feed without a change of what isn't shown any more.
        if related and one.state == "shown":
            lines += _relations(item, items.keys(), bars)
        if profile.relations and item.rule:
            lines.append(f"{RULE}:{escape(_one_line(item.rule))}")
        is_remembered = one.state == "shown" and not item.is_event and not item.is_done
        written_on = _day(plan, aside.modified)
        shown = _over_window(item) if one.uid in bars else item
        if profile.alarms is not None and is_remembered:
            lines += _alarms(item, shown, profile.alarms, written_on)
        if profile.relations or profile.alarms is not None:
            stamps = aside
        data = one.component
        if shown is not item:
            data = component(shown, stamps, cancelled=one.state == "cancelled")
        if lines or stamps is aside:
            data = with_lines(data, lines, stamps)
        yield _Part(data, stamps.modified, shown)
        if profile.reminders is not None and is_remembered:
            for days, day in _lead_times(item, profile.reminders):
                if day >= written_on:
                    yield _reminder(item, days, day, aside)
        # Past the last day that is surely in time nothing is overdue yet.
        if profile.overdue and is_remembered and item.status == "CONFIRMED":
            yield _overdue(item, written_on, aside)


def _one_line(text: str) -> str:
    return clean_text(text, one_line=True)


def _over_window(item: FeedItem) -> FeedItem:
    """Show an item on all the days on which it may lie."""
    assert item.window is not None
    first, last = item.window
    return attrs.evolve(item, first=first, last=last, starts_at=None, ends_at=None)


def _relations(item: FeedItem, present: Container[str], bars: set[str]) -> Iterator[str]:
    """Write how an item is related to others of the feed; a bar over a window lies at no fixed distance."""
    for relation in item.relations:
        is_at_distance = relation.gap is None or not {item.uid, relation.uid} & bars
        if relation.uid in present and is_at_distance:
            distance = "" if relation.gap is None else f";GAP=P{relation.gap}D"
            yield f"RELATED-TO;RELTYPE={relation.kind}{distance}:{relation.uid}"


# ---------------------------------------------------------------- reminders


def _lead_times(item: FeedItem, asked: tuple[int, ...]) -> list[tuple[int, date]]:
    """Give the days on which an item is remembered, each open, with how many days before it they were to be.

    What the plan itself says counts beside what is asked for; of several that come to one day, the shortest.
    """
    found = dict(item.reminders)
    for days in asked or (() if found else (USUAL_LEAD_TIME,)):
        moved = days
        while moved in item.closed:
            moved += 1
        found.setdefault(days, item.first - timedelta(days=moved))
    by_day = {day: days for days, day in sorted(found.items(), reverse=True)}
    return sorted((days, day) for day, days in by_day.items())


def _alarms(
    item: FeedItem, shown: FeedItem, asked: tuple[int, ...], written_on: date
) -> Iterator[str]:
    """Ring at nine in the morning of each day of a reminder; at its start, where it begins before that.

    The days count from the item's own day, the trigger from where it is shown to begin.
    """
    for days, day in _lead_times(item, asked):
        if day < written_on:
            continue
        if shown.starts_at is None:
            minutes = (day - shown.first).days * 24 * 60 + 9 * 60
        else:
            rings = datetime(day.year, day.month, day.day, 9)
            minutes = min(0, (rings - shown.starts_at.replace(tzinfo=None)) // timedelta(minutes=1))
        yield from (
            "BEGIN:VALARM",
            f"UID:alarm-{days}:{item.uid}",
            "ACTION:DISPLAY",
            f"TRIGGER:{_duration(minutes)}",
            f"DESCRIPTION:{escape(item.summary)}",
            "END:VALARM",
        )


def _duration(minutes: int) -> str:
    """Write minutes as a DURATION (RFC 5545 section 3.3.6)."""
    days, rest = divmod(abs(minutes), 24 * 60)
    hours, left = divmod(rest, 60)
    time = (f"{hours}H" if hours else "") + (f"{left}M" if left or not (days or hours) else "")
    sign = "-" if minutes < 0 else ""
    return f"{sign}P{f'{days}D' if days else ''}{f'T{time}' if time else ''}"


def _reminder(of: FeedItem, days: int, day: date, stamps: Stamps) -> _Part:
    """Write a reminder as an item of its own, on a day before the first day of another."""
    left = (of.first - day).days
    values: dict[str, Any] = {"days": render_days(left, of.language), "title": of.summary}
    # On the day itself too it must differ from the item, else a synchroniser takes the two for one.
    summary = Message("reminder" if left else "reminder today", **values).text(of.language)
    return _beside(of, f"reminder-{days}:{of.uid}", day, summary, stamps)


def _overdue(of: FeedItem, written_on: date, stamps: Stamps) -> _Part:
    """Say that something isn't done, on the day after, and on no day that was past when it was written."""
    day = max(of.last + timedelta(days=1), written_on)
    summary = Message("reminder overdue", title=of.summary).text(of.language)
    return _beside(of, f"overdue:{of.uid}", day, summary, stamps)


def _beside(of: FeedItem, uid: str, day: date, summary: str, stamps: Stamps) -> _Part:
    """Write an item that goes with another, on a whole day."""
    item = attrs.evolve(
        of,
        uid=uid,
        first=day,
        last=day,
        starts_at=None,
        ends_at=None,
        window=None,
        summary=summary,
    )
    return _Part(component(item, stamps), stamps.modified, item)


def _notice(plan: Plan, notice: Stored, audience: Audience) -> _Part:
    """Give a notice as it was recorded."""
    item = FeedItem.from_json(notice.content)
    data = notice.component
    if data is None or audience.kind == "chain":
        item = of_chain(plan, item, audience)
        data = component(item, Stamps(notice.created, notice.modified, notice.sequence))
    return _Part(data, notice.modified, item)


def _unrecorded_notice(plan: Plan, stamp: datetime, language: str) -> _Part:
    """Say that there is no date yet, on the day that was said, as ledgers did that recorded no notices."""
    day = _day(plan, stamp)
    title = clean_text(plan.title.in_language(language), one_line=True) or plan.id
    item = FeedItem(
        uid=f"{plan.id}::notice@relsched",
        item="",
        occurrence=None,
        first=day,
        last=day,
        status="TENTATIVE",
        summary=Message("feed notice", title=title).text(language),
        description=Message("feed notice why").text(language),
        language=language,
    )
    # Minutes: greater on each later day, and a number of 31 bits for thousands of years.
    stamps = Stamps(stamp, stamp, max(0, int(stamp.timestamp()) // 60))
    return _Part(component(item, stamps), stamp, item)


def _day(plan: Plan, moment: datetime) -> date:
    from relsched.dates.zones import day_of

    return day_of(moment, plan.timezone)
