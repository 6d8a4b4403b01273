"""A small plan that the tests of the ledger publish, its dates worked out by hand, and a reader of its feeds.

The opening is on Thursday 1 October 2026 in most tests:

| deadline | rule | date |
|---|---|---|
| `posters` | 10 days before opening | Mon 2026-09-21 |
| `tickets` | 3 working days after opening | Fri 2, Mon 5, Tue 6: Tue 2026-10-06 |
| `stalls` | 7 days before the fair, expected in November | between Sun 2026-10-25 and Mon 2026-11-23 |
| `report` | by 15 December 2026 | Tue 2026-12-15 |
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any, NamedTuple

import attrs
import icalendar

from relsched.ledger.ledger import Ledger
from relsched.ledger.records import Revision
from relsched.plan.items import Deadline, Event, Unit
from relsched.plan.known_dates import KnownDates
from relsched.plan.plan import Plan

START = datetime(2026, 1, 6, 3, 0, tzinfo=UTC)
OPENING = {"opening": "2026-10-01"}

DEADLINES = {
    "posters": Deadline("posters", "Print the posters", "10 days before opening", lead="press"),
    "tickets": Deadline(
        "tickets",
        "Settle the tickets",
        "3 working days after opening",
        lead="finance",
        support="press",
    ),
    "stalls": Deadline("stalls", "Let the stalls", "7 days before fair", lead="hall"),
    "report": Deadline("report", "Write the report", "by 2026-12-15", lead="finance"),
}
FESTIVAL = Plan(
    "festival",
    "Festival",
    issued="2026-01-05",
    timezone="Asia/Ho_Chi_Minh",
    units=[Unit("press", "Press office"), Unit("finance", "Finance"), Unit("hall", "Hall")],
    events=[Event("opening", "Opening"), Event("fair", "Fair", expected="in 2026-11")],
    deadlines=DEADLINES.values(),
)


def without(*names: str, plan: Plan = FESTIVAL) -> Plan:
    """Give the plan without some of its deadlines."""
    return attrs.evolve(plan, deadlines=[row for row in plan.deadlines if row.id not in names])


def changed(name: str, plan: Plan = FESTIVAL, **values: Any) -> Plan:
    """Give the plan with one of its deadlines changed."""
    rows = [attrs.evolve(row, **values) if row.id == name else row for row in plan.deadlines]
    return attrs.evolve(plan, deadlines=rows)


def after(**parts: float) -> datetime:
    """Give the moment so long after the first publishing."""
    return START + timedelta(**parts)


def publish(
    ledger: Ledger,
    plan: Plan = FESTIVAL,
    changes: KnownDates | None = None,
    *,
    now: datetime = START,
    reason: str = "decided",
    by: str | None = "An",
) -> Revision:
    """Preview a plan and publish it at once."""
    return ledger.publish(ledger.preview(plan, changes, now=now), now=now, reason=reason, by=by)


class Shown(NamedTuple):
    """A component of a feed, as icalendar reads it; `last` is the last day that counts."""

    first: date
    last: date
    status: str
    summary: str
    sequence: int
    created: datetime
    modified: datetime
    raw: bytes


def read(data: bytes) -> dict[str, Shown]:
    """Read the components of a feed by the id of their deadline, and the bytes that each stands in."""
    assert data.startswith(b"BEGIN:VCALENDAR\r\n")
    assert data.endswith(b"END:VCALENDAR\r\n")
    found: dict[str, Shown] = {}
    bodies = data.split(b"BEGIN:VEVENT\r\n")[1:]
    for body, event in zip(bodies, icalendar.Calendar.from_ical(data).walk("VEVENT"), strict=True):
        assert event.decoded("dtstamp") == event.decoded("last-modified")
        uid = str(event["uid"])
        assert uid not in found
        found[uid.removesuffix("@relsched").partition(":")[2]] = Shown(
            event.decoded("dtstart"),
            event.decoded("dtend") - timedelta(days=1),
            str(event["status"]),
            str(event["summary"]),
            event.decoded("sequence"),
            event.decoded("created"),
            event.decoded("last-modified"),
            body.partition(b"END:VEVENT\r\n")[0],
        )
    return found


def feed(ledger: Ledger, number: int | None = None) -> dict[str, Shown]:
    """Read the feed of the whole plan."""
    return read(ledger.feed("festival", number=number).data)
