"""Preview: what publishing would do, before it is done; and what exactly is then published."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

import attrs

from relsched.analysis.compare.comparison import Comparison, compare
from relsched.dates.zones import day_of
from relsched.feeds.external_dates import FollowNote
from relsched.feeds.feed_building import all_items
from relsched.feeds.feed_items import FeedItem
from relsched.ledger.records import (
    Published,
    Revision,
    calendars_text,
    canonical,
    plan_text,
    schedule_sha,
    sha,
)
from relsched.messages.message import Message
from relsched.plan.known_dates import Known, KnownDates, read_known, taken_away
from relsched.plan.plan import Plan
from relsched.schedule.schedule import Schedule


@attrs.frozen
class Preview:
    """What publishing a plan with some known dates would change; made by `Ledger.preview`.

    `Ledger.publish` records exactly this, or refuses when somebody else has published meanwhile.

    Attributes:
        plan: The plan that would be published.
        known: The known dates it rests on: those of the base with the changes asked for.
        schedule: What follows from them.
        base: Number of the revision it starts from; 0 when nothing has been published.
        base_hash: The hash of that revision; empty when there is none.
        comparison: What becomes of each date, with its causes; None when nothing has been published.
        items: What the feeds would hold.
        dropped: Known dates of the base that the plan has no event or deadline for any more.
        notes: Of events that follow another plan and have no date from it, why.
        again: The earlier revision that it would publish again, or None.
    """

    plan: Plan
    known: Mapping[str, Known] = attrs.field(hash=False)
    schedule: Schedule
    base: int
    base_hash: str
    comparison: Comparison | None
    items: tuple[FeedItem, ...] = attrs.field(repr=False)
    dropped: tuple[Known, ...]
    again: int | None
    document: str = attrs.field(repr=False)
    calendars: str = attrs.field(repr=False)
    dates: str = attrs.field(repr=False)
    is_change: bool
    notes: tuple[FollowNote, ...] = ()

    def __repr__(self) -> str:
        return (
            f"<Preview of {self.plan.id} from revision {self.base}: {len(self.known)} known dates>"
        )

    @property
    def id(self) -> str:
        """SHA-256 over the base and all that would be recorded: two previews are the same or not."""
        known = [(entry.item, entry.text) for entry in self.known.values()]
        parts = (self.base_hash, self.document, self.calendars, self.dates, known, self.again)
        return sha(canonical([self.plan.id, *parts, [item.digest for item in self.items]]))

    def text(self, language: str = "en") -> str:
        """Say what would change, grouped by cause; English or Vietnamese."""
        lines = []
        if self.again is not None:
            lines.append(Message("publish again", number=self.again).text(language))
        lines += [
            Message("publish dropped", known=str(entry)).text(language) for entry in self.dropped
        ]
        lines += [note.text(language) for note in self.notes]
        if self.comparison is None:
            counts = Counter(entry.status for entry in self.schedule)
            statuses = ", ".join(
                f"{n} {Message(f'status {word}').text(language)}" for word, n in counts.items()
            )
            lines.append(
                Message("publish first", count=len(self.schedule), statuses=statuses).text(language)
            )
        else:
            lines.append(self.comparison.text(language))
        return "\n".join(lines)

    def to_dict(self) -> dict[str, Any]:
        """Give it as plain values, in the documented shape."""
        return {
            "format": "relsched/preview/1",
            "plan": self.plan.id,
            "id": self.id,
            "base": self.base,
            "again": self.again,
            "is_change": self.is_change,
            "known": {name: entry.text for name, entry in self.known.items()},
            "dropped": [str(entry) for entry in self.dropped],
            "notes": [note.text("en") for note in self.notes],
            "comparison": None if self.comparison is None else self.comparison.to_dict(),
        }


def known_with(
    plan: Plan, before: Schedule | None, changes: KnownDates
) -> tuple[dict[str, Known], tuple[Known, ...]]:
    """Give the known dates of the base with some changes, and those that are of no item any more."""
    earlier = {} if before is None else dict(before.known)
    dropped = tuple(entry for name, entry in earlier.items() if name not in plan.by_id)
    away = taken_away(changes)
    taken = {plan.item_id(name) or name for name in away}
    unknown = [name for name in taken if name not in plan.by_id]
    given = read_known(
        plan,
        {name: value for name, value in changes.items() if name not in away}
        | dict.fromkeys(unknown, "done 2000-01-01"),  # so that it is reported with the others
    )
    kept = {k: v for k, v in earlier.items() if k in plan.by_id and k not in taken}
    for name, entry in given.items():
        old = kept.get(name)
        kept[name] = old if old is not None and old.text == entry.text else entry
    return {name: kept[name] for name in plan.by_id if name in kept}, dropped


def previewed(
    schedule: Schedule,
    known: Mapping[str, Known],
    dropped: tuple[Known, ...],
    head: Revision | None,
    before: Schedule | None,
    stored: Mapping[str, Published],
    now: datetime,
    *,
    again: int | None,
) -> Preview:
    """Compare a schedule that is to be published with what the newest revision holds."""
    plan = schedule.plan
    items = tuple(all_items(schedule))
    document = plan_text(plan)
    dates = schedule_sha(schedule)
    used = schedule.program.calendars.outside()
    is_change = (
        head is None
        or before is None
        or sha(document) != head.document
        or dates != head.schedule
        or _facts(known) != _facts(before.known)
        or _differ(stored, items)
    )
    today = day_of(now, plan.timezone)
    return Preview(
        plan=plan,
        known=dict(known),
        schedule=schedule,
        base=0 if head is None else head.number,
        base_hash="" if head is None else head.hash,
        comparison=None if before is None else compare(before, schedule, as_of=today),
        items=items,
        dropped=dropped,
        again=again,
        document=document,
        calendars=calendars_text(used, [plan.language]),
        dates=dates,
        is_change=is_change,
    )


def unsigned(known: Iterable[Known]) -> list[Known]:
    """Leave out who gave the dates, when and why: a feed must say the same before and after they are signed."""
    return [attrs.evolve(entry, by=None, on=None, reason=None) for entry in known]


def _facts(known: Mapping[str, Known]) -> set[tuple[str, str]]:
    return {(name, entry.text) for name, entry in known.items()}


def _differ(stored: Mapping[str, Published], items: Iterable[FeedItem]) -> bool:
    displayed = {uid: state.content for uid, state in stored.items() if state.state == "shown"}
    return displayed != {item.uid: item.to_json() for item in items}
