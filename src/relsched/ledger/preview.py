"""Preview: what publishing would do, before it is done; and what exactly is then published."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from typing import Any

import attrs

from relsched.analysis.compare.comparison import Comparison, compare
from relsched.analysis.lints import events_on_closed_days
from relsched.dates.zones import day_of
from relsched.feeds.external_dates import FollowNote
from relsched.feeds.feed_building import all_items
from relsched.feeds.feed_items import FeedItem
from relsched.ledger.component_sequences import says_the_same
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
from relsched.plan.known_dates import Known
from relsched.plan.plan import Plan
from relsched.schedule.entry import Entry
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
        remarks: What looks like a slip, to be asked about before it is published: a clock that is behind the ledger,
            an id that is nearly that of a published plan, open questions, deadlines without a date, events on closed
            days.
        today: The day on which it would be published, where the plan is.
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
    today: date
    notes: tuple[FollowNote, ...] = ()
    remarks: tuple[Message, ...] = ()

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
        lines = [remark.text(language) for remark in self.remarks]
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
        lines.append(Message("publish counts", **self.counts).text(language))
        return "\n".join(lines)

    @property
    def counts(self) -> dict[str, int]:
        """How many deadlines are `moved`, on `closed` days, `past`, in `conflict`, and `rolled` to another day."""
        changes = () if self.comparison is None else self.comparison.deadlines
        entries = list(self.schedule)
        return {
            "moved": sum(change.date_kind is not None for change in changes),
            "closed": len(self.schedule.lints),
            "past": sum(entry.done is None and _is_past(entry, self.today) for entry in entries),
            "conflict": sum(entry.status == "conflict" for entry in entries),
            "rolled": sum(
                entry.done is None
                and entry.due is not None
                and entry.unadjusted is not None
                and entry.due.is_settled
                and entry.unadjusted.is_settled
                and entry.due != entry.unadjusted
                for entry in entries
            ),
        }

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
            "remarks": [remark.text("en") for remark in self.remarks],
            "deadline_counts": self.counts,
            "comparison": None if self.comparison is None else self.comparison.to_dict(),
        }


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
        today=today,
        remarks=tuple(_doubts(schedule, today, is_first=head is None)),
    )


def _doubts(schedule: Schedule, today: date, *, is_first: bool) -> Iterator[Message]:
    """Tell what the plan may have forgotten: questions, deadlines without a date, closed days, days long past."""
    ahead = [entry.id for entry in schedule if entry.done is not None and entry.done > today]
    if ahead:
        items = tuple(f"`{name}`" for name in ahead)
        yield Message("publish done ahead", count=len(ahead), items=items)
    # Later revisions of a plan that has run its course record what was done.
    if is_first and len(schedule) and all(_is_past(entry, today) for entry in schedule):
        yield Message("publish all past", day=today)
    asked = schedule.plan.open_questions
    if asked:
        named = tuple(
            f"`{each.id}` ({each.about})" if each.about else f"`{each.id}`" for each in asked
        )
        yield Message("publish questions", count=len(asked), questions=named)
    undated = [entry.id for entry in schedule if entry.status == "undated"]
    if undated:
        items = tuple(f"`{name}`" for name in undated)
        yield Message("publish undated", count=len(undated), items=items)
    for found in events_on_closed_days(schedule):
        step = found.step.titled(schedule.plan)
        yield Message("publish closed event", text=step)


def _is_past(entry: Entry, today: date) -> bool:
    return entry.due is not None and entry.due.latest is not None and entry.due.latest < today


def _facts(known: Mapping[str, Known]) -> set[tuple[str, str]]:
    return {(name, entry.text) for name, entry in known.items()}


def _differ(stored: Mapping[str, Published], items: Iterable[FeedItem]) -> bool:
    displayed = {
        uid: state.content
        for uid, state in stored.items()
        if state.state == "shown" and not state.is_notice
    }
    now = {item.uid: item for item in items}
    return displayed.keys() != now.keys() or not all(
        says_the_same(content, now[uid]) for uid, content in displayed.items()
    )
