"""The items of a feed: one for each component, with all that it says but its stamps.

| entry | item |
|---|---|
| settled deadline | its due date, CONFIRMED |
| span | all its days; CONFIRMED when both ends are settled |
| window | all its days, TENTATIVE: the day of it isn't chosen |
| deadline whose date may still lie on several days | these days, TENTATIVE |
| recurring duty with settled ends | an item for each occurrence |
| continuous duty, and anything with an open end | none |
| deadline that has been met | the day it was, CONFIRMED |
| event of the plan | all its days; CONFIRMED when both ends are known |
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta
from functools import cached_property
from typing import Any

import attrs

from relsched.dates.offsets import Direction
from relsched.dates.recurrence import Frequency, Recurrence
from relsched.errors import UnknownUnitError, unknown
from relsched.explain.steps import Explanation, Step
from relsched.feeds.text_cleaning import clean_text
from relsched.messages.catalogue import check_language
from relsched.messages.message import Message
from relsched.plan.items import Deadline, Event
from relsched.plan.known_dates import Known
from relsched.plan.plan import Plan
from relsched.schedule.entry import Entry
from relsched.schedule.schedule import Schedule
from relsched.short_repr import short_repr
from relsched.timing.points import Edge, Reference, Shifted
from relsched.timing.timings import By, Recurring, Term

_MONTHLY = {Frequency.MONTH: 1, Frequency.QUARTER: 3, Frequency.YEAR: 12}
_NUMBERS = re.compile(r"([0-9]+)")


@short_repr
@attrs.frozen
class Relation:
    """How a component is related to another (RFC 9253): its kind, the distance, the other's UID."""

    kind: str
    uid: str
    gap: int | None = None  # days

    def to_json(self) -> list[Any]:
        """Give it as plain values."""
        return [self.kind, self.uid, self.gap]


@short_repr
@attrs.frozen(slots=False)
class FeedItem:
    """One component of a feed: what it says, before it is written.

    Attributes:
        uid: Its identity, from the ids of plan and item and nothing else.
        item, occurrence: The deadline or event it shows, and which of its occurrences.
        first, last: The days it is shown on, both included.
        status: `CONFIRMED`, or `TENTATIVE` while it may still lie elsewhere.
        summary, description, categories, contact: Its texts, clean.
        is_event: Whether it shows an event of the plan; else a deadline.
        lead, support: The units it concerns.
        relations: How it is related to others; only some feeds show them.
        language: The language of its texts.
    """

    uid: str
    item: str
    occurrence: str | None
    first: date
    last: date
    status: str
    summary: str
    description: str
    categories: tuple[str, ...] = ()
    contact: str | None = None
    is_event: bool = False
    lead: str | None = None
    support: tuple[str, ...] = ()
    relations: tuple[Relation, ...] = ()
    language: str = "en"

    @cached_property
    def digest(self) -> str:
        """SHA-256 of everything that a subscriber sees of it."""
        import hashlib
        import json

        seen = self.to_json()
        for name in ("is_event", "lead", "support", "relations"):
            del seen[name]
        text = json.dumps(seen, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(text.encode()).hexdigest()

    def to_json(self) -> dict[str, Any]:
        """Give it as plain values, which `from_json` reads."""
        return {
            "uid": self.uid,
            "item": self.item,
            "occurrence": self.occurrence,
            "first": self.first.isoformat(),
            "last": self.last.isoformat(),
            "status": self.status,
            "summary": self.summary,
            "description": self.description,
            "categories": list(self.categories),
            "contact": self.contact,
            "is_event": self.is_event,
            "lead": self.lead,
            "support": list(self.support),
            "relations": [relation.to_json() for relation in self.relations],
            "language": self.language,
        }

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> FeedItem:
        """Make it from what `to_json` gave.

        Args:
            value: The plain values.
        """
        given = dict(value)
        for name in ("first", "last"):
            given[name] = date.fromisoformat(given[name])
        for name in ("categories", "support"):
            given[name] = tuple(given[name])
        given["relations"] = tuple(Relation(*parts) for parts in given["relations"])
        return cls(**given)


def uid(plan: Plan, item: str, occurrence: str | None = None) -> str:
    """Give the identity of a published item: from the ids of plan and item, and nothing else."""
    of = "" if occurrence is None else f":{occurrence}"
    return f"{plan.id}:{item}{of}@relsched"


def order_key(item: str, identity: str) -> tuple[Any, ...]:
    """Give what the components of a feed are sorted by: ids as people count, `4.2` before `4.10`.

    The order of rows in the plan doesn't count, so that a row put elsewhere changes no byte.
    """
    parts = _NUMBERS.split(item)
    natural = tuple((int(part), "") if n % 2 else (0, part) for n, part in enumerate(parts))
    return natural, identity


def unknown_unit(plan: Plan, name: str) -> UnknownUnitError:
    """Say that a plan has no such unit."""
    why, fix = unknown(None, name, plan.units_by_id)
    return UnknownUnitError(
        Message("error unknown-unit plan", plan=plan.id, unit=name),
        code="unknown-unit",
        value=name,
        why=why,
        fix=fix,
    )


def items(
    schedule: Schedule, *, unit: str | None = None, language: str | None = None
) -> Iterator[FeedItem]:
    """Go through the deadlines that a feed holds, in the order of feeds.

    Args:
        schedule: The schedule.
        unit: Only what this unit leads or supports; None for the whole plan.
        language: Language of the texts; None for the plan's.

    Raises:
        UnknownUnitError: `unknown-unit`.
    """
    plan = schedule.plan
    if unit is not None and unit not in plan.units_by_id:
        raise unknown_unit(plan, unit)
    for item in all_items(schedule, language=language):
        is_theirs = unit is None or unit == item.lead or unit in item.support
        if is_theirs and not item.is_event:
            yield item


def all_items(schedule: Schedule, *, language: str | None = None) -> list[FeedItem]:
    """Give everything that feeds of a plan may hold, its events too, in the order of feeds."""
    language = check_language(language or schedule.plan.language)
    found: list[FeedItem] = []
    for entry in schedule.entries:
        found.extend(_items_of(schedule, entry, language))
    found = _related(schedule, found)
    return sorted(found, key=lambda item: order_key(item.item, item.uid))


def _items_of(schedule: Schedule, entry: Entry, language: str) -> Iterator[FeedItem]:
    days = () if entry.is_event else schedule.occurrences(entry.id)
    if days:
        deadline = schedule.plan.by_id[entry.id]
        assert isinstance(deadline, Deadline)
        assert isinstance(deadline.when, Recurring)
        for day, key in zip(days, occurrence_keys(deadline.when.recurrence, days), strict=True):
            yield _item(schedule, entry, day, day, language, key)
        return
    span = displayed_days(entry)
    if span is not None:
        yield _item(schedule, entry, span[0], span[1], language, None)


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


def displayed_days(entry: Entry) -> tuple[date, date] | None:
    """Give the first and last day that a calendar shows for an entry, or None where it shows none.

    What is done stands on the day it was done, wherever its rule would put it later.
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


def is_firm(entry: Entry, known: Known | None, first: date, last: date) -> bool:
    """Whether an entry surely has the days that a calendar shows for it; else it lies somewhere in them."""
    if entry.status == "done":
        return True
    if entry.pinned is not None:
        return known is not None and known.within is None
    return entry.status == "settled" and (entry.kind != "window" or first == last)


def _both_ends(first: date | None, last: date | None) -> tuple[date, date] | None:
    return None if first is None or last is None or last < first else (first, last)


def _item(
    schedule: Schedule, entry: Entry, first: date, last: date, language: str, occurrence: str | None
) -> FeedItem:
    plan = schedule.plan
    row = plan.by_id[entry.id]
    lead = plan.units_by_id.get(entry.lead or "")
    phase = plan.phases_by_id.get(entry.phase or "")
    known = schedule.known.get(entry.id)
    time = dict(entry.times).get("start" if entry.is_event else "due", "")[11:]
    title = clean_text(row.title.in_language(language), one_line=True) or entry.id
    labels = [phase.title.in_language(language)] if phase is not None else []
    labels += [lead.name.in_language(language)] if lead is not None else []
    names = [clean_text(label, one_line=True) for label in labels]
    return FeedItem(
        uid=uid(plan, entry.id, occurrence),
        item=entry.id,
        occurrence=occurrence,
        first=first,
        last=last,
        status="CONFIRMED" if is_firm(entry, known, first, last) else "TENTATIVE",
        summary=f"{time} {title}".strip(),
        description=clean_text(_description(schedule, row, entry, language), one_line=False),
        categories=tuple(name for name in names if name),
        contact=None
        if lead is None
        else clean_text(lead.name.in_language(language), one_line=True) or None,
        is_event=entry.is_event,
        lead=entry.lead,
        support=entry.support,
        language=language,
    )


def _description(schedule: Schedule, row: Event | Deadline, entry: Entry, language: str) -> str:
    plan = schedule.plan
    lines = []
    if entry.status in ("windowed", "waiting"):
        lines.append(Message("assumed").text(language))
    lines.append(_public(schedule.why(entry.id, language), entry).text(language))
    units = plan.units_by_id
    if entry.lead is not None:
        lines.append(
            Message("lead", unit=units[entry.lead].name.in_language(language)).text(language)
        )
    if entry.support:
        names = "; ".join(units[name].name.in_language(language) for name in entry.support)
        lines.append(Message("support", units=names).text(language))
    if isinstance(row, Deadline) and row.notes:
        lines.append(row.notes)
    return "\n".join(lines)


def _public(explanation: Explanation, entry: Entry) -> Explanation:
    """Leave out who gave a known date, when and why: it is no subscriber's business, and no reason to change.

    Of what is done only that is reported, and the phrase of the document: what its rule says now moves nobody.
    """
    if entry.done is not None:
        phrases = tuple(step for step in explanation.steps if step.kind.startswith("phrase"))
        return attrs.evolve(explanation, outcome=explanation.outcome[:1], steps=phrases)
    steps = tuple(
        Step("known", step.item, step.window, {k: v for k, v in step.values.items() if k != "by"})
        if step.kind == "known by"
        else step
        for step in explanation.steps
    )
    return attrs.evolve(explanation, steps=steps)


# ---------------------------------------------------------------- relations


def _related(schedule: Schedule, found: list[FeedItem]) -> list[FeedItem]:
    """Add how the items are related, where each of the two is shown and the distance is really fixed.

    DEPENDS-ON stands in the one that waits; the distance stands in the one that comes first.
    """
    from relsched.plan.dependency_graph import anchors

    plan = schedule.plan
    by_item = {item.item: item for item in found if item.occurrence is None}
    relations: dict[str, list[Relation]] = {}
    for name, item in by_item.items():
        row = plan.by_id[name]
        for anchor in dict.fromkeys(anchors(plan, row)):
            if anchor in by_item and anchor != name:
                needed = Relation("DEPENDS-ON", by_item[anchor].uid)
                relations.setdefault(item.uid, []).append(needed)
        gap = None if name in schedule.known else _fixed_gap(plan, row)
        if gap is not None and gap[0] in by_item and gap[0] != name:
            _add_gap(relations, item, by_item[gap[0]], gap[1])
    return [
        attrs.evolve(item, relations=tuple(sorted(relations[item.uid], key=Relation.to_json)))
        if item.uid in relations
        else item
        for item in found
    ]


def _fixed_gap(plan: Plan, row: Event | Deadline) -> tuple[str, Edge] | None:
    """Give what a deadline is a fixed number of days from, and from which edge of it.

    Where a roll, a least number of working days or something it waits for may move it, nothing is fixed.
    """
    if not isinstance(row, Deadline) or row.after or row.done is not None:
        return None
    when = row.when
    if not isinstance(when, Term | By) or not isinstance(when.point, Shifted):
        return None
    if not isinstance(when.limits(plan.conventions_for(row)).due, Shifted):
        return None
    point = when.point
    if not point.offset.is_pure_days or not isinstance(point.anchor, Reference):
        return None
    anchor = plan.item_id(point.anchor.item)
    if anchor is None:
        return None
    usual = Edge.START if point.direction is Direction.BEFORE else Edge.END
    if isinstance(plan.by_id[anchor], Deadline):
        usual = Edge.END
    edge = point.anchor.edge or usual
    return anchor, Edge.START if edge in (Edge.START, Edge.NOT_BEFORE) else Edge.END


def _add_gap(
    relations: dict[str, list[Relation]], item: FeedItem, anchor: FeedItem, edge: Edge
) -> None:
    """Say the distance as the dates show it, from start to start or from end to end."""
    if item.status != "CONFIRMED" or anchor.status != "CONFIRMED":
        return
    if edge is Edge.START:
        kind, days = "STARTTOSTART", (item.first - anchor.first) // timedelta(days=1)
    else:
        kind, days = "FINISHTOFINISH", (item.last - anchor.last) // timedelta(days=1)
    earlier, later = (anchor, item) if days >= 0 else (item, anchor)
    relations.setdefault(earlier.uid, []).append(Relation(kind, later.uid, abs(days)))
