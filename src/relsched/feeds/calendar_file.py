"""Whole calendar files: a feed of a schedule alone, or of components as they were published."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

import attrs

from relsched.dates.date_reading import MomentLike
from relsched.errors import PlanError
from relsched.feeds.audiences import Audience
from relsched.feeds.feed_items import FeedItem, all_items, order_key
from relsched.feeds.ics_writing import CalendarHead, Stamps, calendar, component, escape, with_lines
from relsched.feeds.profiles import Profile
from relsched.feeds.text_cleaning import clean_text
from relsched.feeds.validation import check
from relsched.messages.catalogue import check_language
from relsched.messages.dates_in_words import render_days
from relsched.messages.message import Message
from relsched.plan.plan import Plan
from relsched.schedule.schedule import Schedule
from relsched.short_repr import short_repr

# What the calendar programs that tell take: Google about this much.
MOST_BYTES = 1_000_000
MOST_COMPONENTS = 1_000


@short_repr
@attrs.frozen(kw_only=True)
class Stored:
    """A component as it was published, and what has become of it.

    Attributes:
        uid, item: Its identity, and the deadline or event it shows.
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


@short_repr
@attrs.frozen
class Written:
    """A whole feed, and how many components are in it."""

    data: bytes = attrs.field(repr=False)
    count: int

    @property
    def is_large(self) -> bool:
        """Whether some calendar programs will not take all of it."""
        return len(self.data) > MOST_BYTES or self.count > MOST_COMPONENTS


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
    holds = audience.chooser(plan)
    displayed = [
        _fresh(item, stamps)
        for item in all_items(schedule, language=language)
        if holds(item.to_json())
    ]
    if not any(profile.events or not one.content["is_event"] for one in displayed):
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
    source: str | None = None,
    language: str | None = None,
) -> Written:
    """Put components as they were published together into a feed.

    Args:
        plan: The plan they are of.
        stored: Those of the audience, also what isn't shown any more.
        audience: Whose view it is.
        profile: How it is written.
        stamp: When the plan was last published; where nothing is dated, a notice stands on that day.
        source: The address it is served at.
        language: Language of its name; None for the plan's.

    Raises:
        PlanError: `feed-unsound` when it breaks a rule that calendar programs rely on.
    """
    language = language or plan.language
    kept = sorted(
        (one for one in stored if profile.events or not one.content["is_event"]),
        key=lambda one: order_key(one.item, one.uid),
    )
    displayed = [
        one
        for one in kept
        if one.component is not None and (one.state == "shown" or profile.cancelled == "keep")
    ]
    parts = list(_parts(displayed, audience, profile))
    modified = max((moment for _, moment in parts), default=stamp)
    if not parts:
        parts = [(_notice(plan, stamp, language), stamp)]
    head = CalendarHead(
        audience.title(plan, language),
        modified,
        description=_about(plan, language),
        source=source,
        refresh_hours=profile.refresh_hours,
    )
    data = calendar(head, [part for part, _ in parts])
    check(data)
    return Written(data, len(parts))


def _about(plan: Plan, language: str) -> str | None:
    """Say what the calendar is: the plan's document and date; nothing that changes by itself."""
    source = plan.source.document if plan.source is not None else None
    if not source:
        return None
    return Message("feed about", document=clean_text(source, one_line=True)).text(language)


def _parts(
    displayed: Sequence[Stored], audience: Audience, profile: Profile
) -> Iterator[tuple[bytes, datetime]]:
    """Go through the components as this profile has them, each with its LAST-MODIFIED."""
    related = profile.relations and profile.events and audience.kind == "plan"
    present = {one.uid for one in displayed}
    for one in displayed:
        assert one.component is not None
        lines: list[str] = []
        stamps = Stamps(one.created, one.modified, one.sequence)
        if related:
            # What it depended on may leave the feed without a change of what isn't shown any more.
            lines += _relations(one, present) if one.state == "shown" else ()
            # Both counts only ever grow, and so does their sum.
            stamps = Stamps(
                one.created,
                max(one.modified, one.related_modified),
                one.sequence + one.related_sequence,
            )
        if profile.reminders == "alarms" and one.state == "shown":
            lines += _alarms(one, profile)
        restamped = stamps if related else None
        part = with_lines(one.component, lines, restamped) if lines or related else one.component
        yield part, stamps.modified
        if profile.reminders == "events" and one.state == "shown":
            for days in profile.days_before:
                yield _reminder(one, days, stamps), stamps.modified


def _relations(one: Stored, present: set[str]) -> Iterator[str]:
    for kind, other, gap in one.content["relations"]:
        if other in present:
            distance = "" if gap is None else f";GAP=P{gap}D"
            yield f"RELATED-TO;RELTYPE={kind}{distance}:{other}"


def _alarms(one: Stored, profile: Profile) -> Iterator[str]:
    """Ring at nine in the morning, so many days before: whole-day items begin at midnight."""
    for days in profile.days_before:
        trigger = f"-P{days - 1}DT15H" if days > 1 else "-PT15H" if days else "PT9H"
        yield from (
            "BEGIN:VALARM",
            f"UID:alarm-{days}:{one.uid}",
            "ACTION:DISPLAY",
            f"TRIGGER:{trigger}",
            f"DESCRIPTION:{escape(one.content['summary'])}",
            "END:VALARM",
        )


def _reminder(one: Stored, days: int, stamps: Stamps) -> bytes:
    """Write a reminder as an item of its own, some days before the first day of another."""
    of = FeedItem.from_json(one.content)
    day = of.first - timedelta(days=days)
    values: dict[str, Any] = {"days": render_days(days, of.language), "title": of.summary}
    # On the day itself too it must differ from the item, else a synchroniser takes the two for one.
    summary = Message("reminder" if days else "reminder today", **values).text(of.language)
    item = attrs.evolve(
        of,
        uid=f"reminder-{days}:{of.uid}",
        first=day,
        last=day,
        summary=summary,
        relations=(),
    )
    return component(item, stamps)


def _notice(plan: Plan, stamp: datetime, language: str) -> bytes:
    """Say that there is no date yet, on the day that was said: an empty calendar would be invalid."""
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
    return component(item, Stamps(stamp, stamp, max(0, int(stamp.timestamp()) // 60)))


def _day(plan: Plan, moment: datetime) -> date:
    from relsched.dates.zones import day_of

    return day_of(moment, plan.timezone)
