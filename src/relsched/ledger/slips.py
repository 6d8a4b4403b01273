"""Slips: what looks wrong about a publication before it is made, though it may be meant."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from relsched.dates.zones import day_of
from relsched.errors import did_you_mean
from relsched.ledger.records import Revision, moment_of
from relsched.messages.message import Message
from relsched.plan.plan import Plan

if TYPE_CHECKING:
    from sqlalchemy import Connection

# How far a clock may be behind the newest revision: two computers never quite agree.
BEHIND = timedelta(days=1)


def slips(
    connection: Connection, plan: Plan, head: Revision | None, now: datetime
) -> tuple[Message, ...]:
    """Give what looks like a slip in publishing a plan at a moment.

    Args:
        connection: The ledger.
        plan: The plan that is to be published.
        head: Its newest revision, or None.
        now: The moment of publishing, with its zone.
    """
    found = []
    behind = _clock_behind(connection, plan, now)
    if behind is not None:
        found.append(behind)
    if head is None:
        from sqlalchemy import select

        from relsched.ledger.schema import revisions

        column = revisions.c.plan
        plans = connection.scalars(select(column).distinct().order_by(column)).all()
        near = did_you_mean(plan.id, plans)
        if near is not None:
            found.append(Message("publish near", plan=plan.id, near=near))
    return tuple(found)


def _clock_behind(connection: Connection, plan: Plan, now: datetime) -> Message | None:
    """Tell of a clock by which the newest revision of the ledger lies in the future.

    Either the clock is behind now, or it was ahead then. That it is ahead now can't be seen: a ledger may rest
    for years.
    """
    from sqlalchemy import select

    from relsched.ledger.schema import revisions

    newest = connection.execute(
        select(revisions.c.plan, revisions.c.number, revisions.c.at)
        .order_by(revisions.c.at.desc())
        .limit(1)
    ).first()
    if newest is None or moment_of(newest.at) - now <= BEHIND:
        return None
    return Message(
        "publish clock behind",
        now=day_of(now, plan.timezone),
        plan=newest.plan,
        number=newest.number,
        day=day_of(moment_of(newest.at), plan.timezone),
    )
