"""One calendar file over several plans: chosen deadlines of each."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from relsched.dates.date_reading import MomentLike
from relsched.errors import PlanError
from relsched.feeds.feed_building import all_items
from relsched.feeds.feed_items import order_key
from relsched.feeds.ics_writing import CalendarHead, Stamps, calendar, component, zones_in
from relsched.feeds.validation import check
from relsched.messages.catalogue import check_language
from relsched.messages.message import Message
from relsched.schedule.schedule import Schedule


def joint_calendar(
    chosen: Iterable[tuple[Schedule, Collection[str]]],
    *,
    title: str,
    stamp: MomentLike,
    language: str | None = None,
) -> bytes:
    """Write a calendar of some deadlines of several plans, each entry as the feed of its plan has it.

    Args:
        chosen: The schedules, each with the ids of what is in the calendar.
        title: What the calendar is called.
        stamp: When it is made, with a zone.
        language: Language of the texts; None for that of each plan.

    Returns:
        The bytes of an .ics file: UTF-8, CRLF, no line over 75 octets.

    Raises:
        PlanError: `feed-empty`: nothing of what is chosen has an entry.
        TimingError: `moment-form`: the stamp has no zone.
    """
    stamps = Stamps(stamp, stamp, 0)
    items = [
        item
        for schedule, ids in chosen
        for item in all_items(schedule, language=check_language(language or schedule.plan.language))
        if item.item in ids
    ]
    if not items:
        raise PlanError(
            Message("error feed-empty"),
            code="feed-empty",
            value=title,
            fix=Message("error feed-empty fix"),
        )
    items.sort(key=lambda item: (item.first, order_key(item.item, item.uid)))
    data = calendar(
        CalendarHead(title, stamps.modified),
        [component(item, stamps) for item in items],
        zones_in(items),
    )
    check(data)
    return data
