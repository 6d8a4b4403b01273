"""How the items of a feed are related: what depends on what, and at which fixed distance."""

from __future__ import annotations

from datetime import timedelta

import attrs

from relsched.dates.offsets import Direction
from relsched.feeds.feed_items import FeedItem, Relation
from relsched.plan.items import Deadline, Event
from relsched.plan.plan import Plan
from relsched.schedule.schedule import Schedule
from relsched.timing.points import Edge, Reference, Shifted
from relsched.timing.timings import By, Term


def related(schedule: Schedule, found: list[FeedItem]) -> list[FeedItem]:
    """Add how the items are related, where each of the two is shown and the distance is really fixed.

    DEPENDS-ON stands in the one that waits; the distance stands in the one that comes first.
    """
    from relsched.plan.dependency_graph import anchors

    plan = schedule.plan
    by_item = {
        item.item: item for item in found if item.occurrence is None and item.audience is None
    }
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
    if item.starts_at is not None or anchor.starts_at is not None:
        return  # a gap in days would be wrong by hours
    if edge is Edge.START:
        kind, days = "STARTTOSTART", (item.first - anchor.first) // timedelta(days=1)
    else:
        kind, days = "FINISHTOFINISH", (item.last - anchor.last) // timedelta(days=1)
    earlier, later = (anchor, item) if days >= 0 else (item, anchor)
    relations.setdefault(earlier.uid, []).append(Relation(kind, later.uid, abs(days)))
