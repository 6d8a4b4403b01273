"""The items that the feeds of a schedule hold, made from its entries."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta
from functools import cached_property

import attrs

from relsched.dates.days import find_day, number
from relsched.dates.offsets import Direction, Offset, apply_day_part
from relsched.dates.recurrence import Frequency, Recurrence
from relsched.errors import CalendarError
from relsched.feeds.feed_items import FeedItem, order_key, uid, unknown_unit
from relsched.feeds.item_relations import related
from relsched.feeds.item_texts import ItemTexts, joined_names
from relsched.feeds.needed_events import needed_events
from relsched.feeds.shown_days import ShownDays, shown_days
from relsched.messages.catalogue import check_language
from relsched.messages.message import Message
from relsched.plan.items import Deadline, Event
from relsched.schedule.entry import Entry
from relsched.schedule.schedule import Schedule
from relsched.timing.timings import Recurring

MAX_LEAD_TIME = 60  # days before that a feed can be asked to remind
_LONGEST_CLOSURE = 14  # days in a row that a reminder is moved over at most
_MONTHLY = {Frequency.MONTH: 1, Frequency.QUARTER: 3, Frequency.YEAR: 12}


def items(
    schedule: Schedule, *, unit: str | None = None, language: str | None = None
) -> Iterator[FeedItem]:
    """Go through the deadlines that a feed holds, in the order of feeds.

    Args:
        schedule: The schedule.
        unit: Only what this unit leads or supports; None for the whole plan.
        language: Language of the texts; None for the plan's.

    Raises:
        PlanError: `unknown-unit`.
    """
    plan = schedule.plan
    if unit is not None and unit not in plan.units_by_id:
        raise unknown_unit(plan, unit)
    for item in all_items(schedule, language=language):
        is_theirs = unit is None or unit == item.lead or unit in item.support
        if is_theirs and not item.is_event:
            yield item


def all_items(schedule: Schedule, *, language: str | None = None) -> list[FeedItem]:
    """Give everything that feeds of a plan may hold, its events too, in the order of feeds.

    An event is there once for the plan and once for each unit with a deadline that depends on it, since it lists the
    deadlines that wait for its date: a new one of another unit must not change the feed.
    """
    maker = _Maker(schedule, check_language(language or schedule.plan.language))
    found = related(schedule, _told_apart(list(maker.items())))
    return sorted(found, key=lambda item: order_key(item.item, item.uid))


def _told_apart(found: list[FeedItem]) -> list[FeedItem]:
    """Give what is alike but for its identity its id too: a synchroniser would take the two for one."""
    alike: dict[tuple[object, ...], set[str]] = {}
    for item in found:
        alike.setdefault(_seen(item), set()).add(item.item)
    return [
        attrs.evolve(item, description=f"{item.description}\n{_id_line(item)}")
        if len(alike[_seen(item)]) > 1
        else item
        for item in found
    ]


def _seen(item: FeedItem) -> tuple[object, ...]:
    days = (item.first, item.last, item.starts_at, item.ends_at, item.window)
    texts = (item.summary, item.description, item.categories, item.contact, item.status)
    return (*days, *texts)


def _id_line(item: FeedItem) -> str:
    return Message("entry id", id=item.item).text(item.language)


class _Maker:
    """Makes the items of a schedule in one language."""

    def __init__(self, schedule: Schedule, language: str) -> None:
        self.schedule = schedule
        self.plan = schedule.plan
        self.language = language
        self.texts = ItemTexts(schedule, language)
        self._closed: dict[date, tuple[int, ...]] = {}

    def items(self) -> Iterator[FeedItem]:
        for entry in self.schedule:
            yield from self._of_deadline(entry)
        for entry in self.schedule.events:
            yield from self._of_event(entry)

    # ------------------------------------------------------------ deadlines

    @cached_property
    def _shown(self) -> Mapping[str, ShownDays | None]:
        known = self.schedule.known
        return {entry.id: shown_days(entry, known.get(entry.id)) for entry in self.schedule.entries}

    def _of_deadline(self, entry: Entry) -> Iterator[FeedItem]:
        row = self.plan.by_id[entry.id]
        assert isinstance(row, Deadline)
        days = self.schedule.occurrences(entry.id) if entry.done is None else ()
        if days:
            assert isinstance(row.when, Recurring)
            keys = occurrence_keys(row.when.recurrence, days)
            for day, key in zip(days, keys, strict=True):
                yield self._item(row, entry, ShownDays(day, day, "due"), occurrence=key)
            return
        shown = self._shown[entry.id]
        if shown is not None:
            yield self._item(row, entry, shown)

    def _item(
        self, row: Deadline, entry: Entry, shown: ShownDays, *, occurrence: str | None = None
    ) -> FeedItem:
        texts = self.texts
        lead = texts.unit(entry.lead)
        is_one = occurrence is not None
        item = FeedItem(
            uid=uid(self.plan, entry.id, occurrence),
            item=entry.id,
            occurrence=occurrence,
            first=shown.first,
            last=shown.last,
            status=shown.status,
            summary=texts.summary(row, shown, entry),
            description=texts.description(row, shown, entry, occurrence=is_one),
            categories=joined_names((texts.phase(entry.phase), lead)),
            contact=lead,
            is_done=entry.done is not None,
            starts_at=shown.starts_at,
            ends_at=shown.ends_at,
            window=shown.window,
            lead=entry.lead,
            support=entry.support,
            rule=_rule(row),
            language=self.language,
        )
        if item.is_done:
            return item
        reminders = tuple(self._reminders(row, shown.first))
        return attrs.evolve(item, reminders=reminders, closed=self._closed_before(shown.first))

    # ------------------------------------------------------------ reminders

    def _closed_before(self, first: date) -> tuple[int, ...]:
        """Give the numbers of the closed days among those before a day on which somebody may be reminded."""
        found = self._closed.get(first)
        if found is None:
            days = range(MAX_LEAD_TIME + _LONGEST_CLOSURE + 1)
            found = tuple(n for n in days if self._is_closed(first - timedelta(days=n)))
            self._closed[first] = found
        return found

    @cached_property
    def _open_days(self) -> dict[date, bool]:
        return {}

    def _is_closed(self, day: date) -> bool:
        found = self._open_days.get(day)
        if found is None:
            calendar = self.schedule.program.calendars.get(self.plan.calendar)
            found = not calendar.first <= day <= calendar.last or calendar.is_open(day)
            self._open_days[day] = found
        return not found

    def _reminders(self, row: Deadline, first: date) -> Iterator[tuple[int, date]]:
        """Go through the open days on which the plan itself wants a deadline remembered."""
        for offset in row.remind:
            day = self._before(first, offset)
            if day is None:
                continue
            lead_time = (first - day).days
            for _ in range(_LONGEST_CLOSURE):
                if self._is_closed(day):
                    day -= timedelta(days=1)
            yield lead_time, day

    def _before(self, first: date, offset: Offset) -> date | None:
        """Count back from a day; hours and minutes don't count. None where no calendar reaches."""
        import numpy as np

        name = offset.calendar or self.plan.calendar
        try:
            calendar = None
            if offset.working_days is not None:
                calendar = self.schedule.program.calendars.get(name)
        except CalendarError:
            return None
        days = np.array([number(first)], dtype=np.int64)
        return find_day(int(apply_day_part(days, offset, Direction.BEFORE, calendar)[0]))

    # ------------------------------------------------------------ events

    @cached_property
    def _waiting(self) -> Mapping[str, list[str]]:
        """For each event the deadlines that have no entry of their own until it has a date."""
        found: dict[str, list[str]] = {}
        for entry in self.schedule:
            if self._shown[entry.id] is None:
                for name in entry.waits_for:
                    found.setdefault(name, []).append(entry.id)
        return found

    @cached_property
    def _needed_by(self) -> Mapping[str, set[str]]:
        """For each unit the events that its feed holds."""
        rows: dict[str, list[str]] = {name: [] for name in self.plan.units_by_id}
        for deadline in self.plan.deadlines:
            for name in {deadline.lead, *deadline.support} - {None}:
                rows[str(name)].append(deadline.id)
        return {name: needed_events(self.plan, found) for name, found in rows.items()}

    @cached_property
    def _needed(self) -> set[str]:
        return needed_events(self.plan, [deadline.id for deadline in self.plan.deadlines])

    def _of_event(self, entry: Entry) -> Iterator[FeedItem]:
        row = self.plan.by_id[entry.id]
        assert isinstance(row, Event)
        shown = self._shown[entry.id]
        if shown is None:
            return
        waiting = self._waiting.get(entry.id, [])
        whole = self._event_item(row, entry, shown, waiting)
        yield attrs.evolve(whole, is_needed=entry.id in self._needed)
        for unit, needed in self._needed_by.items():
            if entry.id in needed:
                own = [name for name in waiting if self._is_of(name, unit)]
                item = self._event_item(row, entry, shown, own)
                yield attrs.evolve(
                    item,
                    uid=uid(self.plan, entry.id, unit),
                    audience=f"unit:{unit}",
                    is_needed=True,
                )

    def _is_of(self, name: str, unit: str) -> bool:
        deadline = self.plan.by_id[name]
        return isinstance(deadline, Deadline) and unit in (deadline.lead, *deadline.support)

    def _event_item(
        self, row: Event, entry: Entry, shown: ShownDays, waiting: list[str]
    ) -> FeedItem:
        return FeedItem(
            uid=uid(self.plan, entry.id),
            item=entry.id,
            occurrence=None,
            first=shown.first,
            last=shown.last,
            status=shown.status,
            summary=self.texts.summary(row, shown, entry),
            description=self.texts.description(row, shown, entry, waiting=waiting),
            is_event=True,
            starts_at=shown.starts_at,
            ends_at=shown.ends_at,
            window=shown.window,
            rule=_rule(row),
            language=self.language,
        )


def _rule(row: Event | Deadline) -> str | None:
    """Write the timing of a row and what it waits for as a plan file does."""
    timing = row.expected if isinstance(row, Event) else row.when
    parts = [] if timing is None else [str(timing)]
    for wait in () if isinstance(row, Event) else row.after:
        gaps = [f"at least {wait.at_least}"] if wait.at_least is not None else []
        gaps += [f"at most {wait.at_most}"] if wait.at_most is not None else []
        parts.append(" ".join([" and ".join(gaps), f"after {wait.item} ({wait.relation})"]).strip())
    return "; ".join(parts) or None


def occurrence_keys(recurrence: Recurrence, days: Iterable[date]) -> list[str]:
    """Name the occurrences of a duty by what they are for: its month, its week, else its day.

    So an occurrence keeps its identity when the duty begins earlier, and when its day in the month moves.
    The rule alone decides, since a rule with one day in each period never has two; were it decided by the
    days there are, a longer span could rename them all.
    """
    days = list(days)
    if recurrence.frequency in _MONTHLY:
        keys = [_month(day, _MONTHLY[recurrence.frequency]) for day in days]
    elif recurrence.frequency is Frequency.WEEK and len(recurrence.weekdays) < 2:
        keys = ["{}-W{:02}".format(*day.isocalendar()[:2]) for day in days]
    else:
        keys = [day.isoformat() for day in days]
    return keys


def _month(day: date, months: int) -> str:
    return f"{day.year:04}-{(day.month - 1) // months * months + 1:02}"
