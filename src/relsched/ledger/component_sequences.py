"""Evolution: how the components of a feed change from one revision to the next: identity, SEQUENCE, stamps, tombstones.

| before | now | what becomes of it |
|---|---|---|
| — | has dates | shown, SEQUENCE 0 |
| shown | says the same | nothing: the same bytes |
| shown | says something else | shown, SEQUENCE +1, a later LAST-MODIFIED |
| shown | its date is open again | left out of the feed; it isn't called off |
| shown | no longer in the plan | CANCELLED, SEQUENCE +1 |
| cancelled | no longer in the plan | stays so until 60 days, 5 revisions and its own date have gone by; then left out |
| open, cancelled or gone | has dates | shown under its old UID, SEQUENCE +1 |

SEQUENCE goes up with every change that a subscriber can see, also of a title: calendar programs are known to keep
what they have while it stands still. Nothing here reads a clock.

What stood on a settled day and now stands elsewhere says so, with the revision and its reason, until it itself changes
again: whoever finds an entry on another day than last week wants to know why.

Source: RFC 5545 sections 3.8.7.3 and 3.8.7.4; RFC 5546 section 2.1.4.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from typing import Any

import attrs

from relsched.feeds.feed_items import ASIDE, FeedItem
from relsched.feeds.ics_writing import Stamps, component
from relsched.feeds.item_moves import moved_from
from relsched.ledger.records import Published
from relsched.plan.plan import Plan

KEPT_DAYS = 60
KEPT_REVISIONS = 5


def evolve(
    before: Mapping[str, Published],
    now: Iterable[FeedItem],
    plan: Plan,
    *,
    number: int,
    stamp: datetime,
    today: date,
    reason: str,
) -> list[Published]:
    """Give the components that a revision changes, by UID; the others keep their state and their bytes.

    Args:
        before: The state of every component that the plan ever had, by UID.
        now: What the plan's feeds hold now.
        plan: The plan as it is now.
        number: The number of the revision.
        stamp: When it is published, in whole seconds, later than any stamp in `before`.
        today: The day of it where the plan is.
        reason: Why it is published.
    """
    found = {item.uid: item for item in now}
    changed = []
    for uid in sorted({*before, *found}):
        old, item = before.get(uid), found.get(uid)
        if item is not None:
            new = _displayed(old, item, plan, number, stamp, reason)
        elif old is not None:
            new = _left(old, plan, number, stamp, today)
        if new is not None:
            changed.append(new)
    return changed


def _displayed(
    old: Published | None, item: FeedItem, plan: Plan, number: int, stamp: datetime, reason: str
) -> Published | None:
    content = item.to_json()
    if old is None:
        stamps = Stamps(stamp, stamp, 0)
        return Published(
            plan=plan.id,
            uid=item.uid,
            revision=number,
            item=item.item,
            state="shown",
            sequence=0,
            created=stamp,
            modified=stamp,
            digest=item.digest,
            content=content,
            component=component(item, stamps),
            related_sequence=0,
            related_modified=stamp,
        )
    item = attrs.evolve(item, moved=old.content.get("moved"))
    content = item.to_json()
    if old.state == "shown" and old.content == content:
        return None
    new = attrs.evolve(old, revision=number, item=item.item, state="shown", content=content)
    if any(old.content.get(name) != content[name] for name in ASIDE):
        new = attrs.evolve(new, related_sequence=old.related_sequence + 1, related_modified=stamp)
    if old.state == "shown" and old.digest == item.digest:
        return new  # whose it is, or what it is related to: its bytes stay
    moved = moved_from(FeedItem.from_json(old.content), item, number, reason)
    item = attrs.evolve(item, moved=moved)
    return _written(attrs.evolve(new, content=item.to_json()), item, stamp, cancelled=False)


def says_the_same(content: Mapping[str, Any], item: FeedItem) -> bool:
    """Whether a recorded component says what an item does; where it was moved from is the ledger's to say."""
    return {name: value for name, value in content.items() if name != "moved"} == item.to_json()


def _written(old: Published, item: FeedItem, stamp: datetime, *, cancelled: bool) -> Published:
    stamps = Stamps(old.created, stamp, old.sequence + 1)
    return attrs.evolve(
        old,
        sequence=stamps.sequence,
        modified=stamp,
        digest=item.digest,
        component=component(item, stamps, cancelled=cancelled),
    )


def _left(
    old: Published, plan: Plan, number: int, stamp: datetime, today: date
) -> Published | None:
    is_planned = old.item in plan.by_id
    if old.state == "shown":
        if is_planned:
            return attrs.evolve(old, revision=number, state="open", modified=stamp, component=None)
        item = attrs.evolve(FeedItem.from_json(old.content), moved=None)
        called_off = attrs.evolve(old, revision=number, state="cancelled", content=item.to_json())
        return _written(called_off, item, stamp, cancelled=True)
    if old.state == "cancelled" and (is_planned or _is_over(old, number, stamp, today)):
        # Back in the plan without a date, it isn't called off any more.
        state = "open" if is_planned else "gone"
        return attrs.evolve(old, revision=number, state=state, modified=stamp, component=None)
    if old.state in ("open", "gone") and (old.state == "open") != is_planned:
        return attrs.evolve(old, revision=number, state="open" if is_planned else "gone")
    return None


def _is_over(old: Published, number: int, stamp: datetime, today: date) -> bool:
    last = date.fromisoformat(old.content["last"])
    return (
        stamp - old.modified >= timedelta(days=KEPT_DAYS)
        and number - old.revision >= KEPT_REVISIONS
        and last < today
    )
