"""Revisions as they are stored: rows of the tables as values and back, the newest, and what each rests on."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import attrs

from relsched.dates.working_calendar import WorkingCalendar
from relsched.errors import LedgerError
from relsched.feeds.feed_items import order_key
from relsched.ledger.records import (
    Published,
    Revision,
    canonical,
    moment_of,
    read_calendars_text,
    read_known_text,
    read_plan_text,
    seconds,
    sha,
    unpack,
)
from relsched.messages.message import Message
from relsched.plan.known_dates import Known
from relsched.plan.plan import Plan

if TYPE_CHECKING:
    from sqlalchemy import Connection


def to_revision(row: Mapping[Any, Any]) -> Revision:
    """Read a row of the table of revisions."""
    from relsched.ledger import schema

    values = {column.name: row[column.name] for column in schema.revisions.columns}
    values["at"] = moment_of(row["at"])
    values["stamp"] = moment_of(row["stamp"] * 1_000_000)
    return Revision(**values)


def to_published(row: Mapping[Any, Any]) -> Published:
    """Read a row of the table of components.

    Raises:
        LedgerError: `ledger-altered`.
    """
    from relsched.ledger import schema

    values = {column.name: row[column.name] for column in schema.items.columns}
    for name in ("created", "modified", "related_modified"):
        values[name] = moment_of(row[name] * 1_000_000)
    try:
        values["content"] = json.loads(row["content"])
    except ValueError:
        raise _altered(row["uid"]) from None
    return Published(**values)


def from_published(state: Published) -> dict[str, Any]:
    """Give a component as a row of its table."""
    values = attrs.asdict(state, recurse=False)
    for name in ("created", "modified", "related_modified"):
        values[name] = seconds(values[name])
    values["content"] = canonical(values["content"])
    return values


def newest_revision(connection: Connection, plan: str) -> Revision | None:
    """Give the newest revision of a plan, or None when nothing of it has been published."""
    from sqlalchemy import select

    from relsched.ledger import schema

    table = schema.revisions
    newest = select(table).where(table.c.plan == plan).order_by(table.c.number.desc()).limit(1)
    row = connection.execute(newest).mappings().first()
    return None if row is None else to_revision(row)


def stored_text(connection: Connection, wanted: str) -> str:
    """Give the text of a hash, unpacked.

    Raises:
        LedgerError: `ledger-altered`.
    """
    from sqlalchemy import select

    from relsched.ledger import schema

    packed = connection.scalar(select(schema.texts.c.packed).where(schema.texts.c.sha == wanted))
    try:
        text = "" if packed is None else unpack(packed)
    except ValueError:
        text = ""
    if sha(text) != wanted:
        raise _altered(wanted)
    return text


def inputs_of(
    connection: Connection, revision: Revision
) -> tuple[Plan, dict[str, Known], dict[str, WorkingCalendar]]:
    """Give what a revision rests on: its plan, its known dates, its calendar days."""
    return (
        read_plan_text(stored_text(connection, revision.document)),
        read_known_text(stored_text(connection, revision.known)),
        read_calendars_text(stored_text(connection, revision.calendars)),
    )


def _altered(value: str) -> LedgerError:
    return LedgerError(
        Message("error ledger-altered text"),
        code="ledger-altered",
        value=value,
        fix=Message("error ledger-altered text fix"),
    )


def states_as_of(connection: Connection, plan: str, number: int) -> dict[str, Published]:
    """Give the newest row of each component, as of a revision, by UID."""
    from sqlalchemy import and_, func, select

    from relsched.ledger import schema

    table = schema.items
    newest = (
        select(table.c.uid, func.max(table.c.revision).label("revision"))
        .where(table.c.plan == plan, table.c.revision <= number)
        .group_by(table.c.uid)
        .subquery()
    )
    same = and_(table.c.uid == newest.c.uid, table.c.revision == newest.c.revision)
    rows = connection.execute(
        select(table).join(newest, same).where(table.c.plan == plan)
    ).mappings()
    return {row["uid"]: to_published(row) for row in rows}


def feed_order(state: Published) -> tuple[Any, ...]:
    """Give what the components of a feed are sorted by."""
    return order_key(state.item, state.uid)
