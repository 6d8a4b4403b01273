"""The notices of feeds in which nothing may be dated, as a revision records them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime

import attrs

from relsched.feeds.feed_notices import notices
from relsched.ledger.component_sequences import evolve
from relsched.ledger.records import Published
from relsched.plan.plan import Plan


def recorded_notices(
    plan: Plan,
    before: Mapping[str, Published],
    states: Iterable[Published],
    *,
    number: int,
    stamp: datetime,
    today: date,
    reason: str,
) -> list[Published]:
    """Give the notices that a revision records: those that are needed first now, and those that say something else.

    A notice keeps its day and its bytes until its wording changes, also while its feed has dates: whoever subscribes
    again finds what was there.

    Args:
        plan: The plan as it is now.
        before: The state of every component that the plan ever had, by UID, notices too.
        states: What the revision makes of its deadlines and events.
        number: The number of the revision.
        stamp: When it is published, in whole seconds, later than any stamp in `before`.
        today: The day of it where the plan is.
        reason: Why it is published.
    """
    shown = [state.content for state in states if state.state == "shown"]
    said = {}
    for notice in notices(plan, shown, today):
        old = before.get(notice.uid)
        day = today if old is None else date.fromisoformat(old.content["first"])
        said[notice.uid] = attrs.evolve(notice, first=day, last=day)
    recorded = {uid: before[uid] for uid in said if uid in before}
    return evolve(
        recorded, said.values(), plan, number=number, stamp=stamp, today=today, reason=reason
    )
