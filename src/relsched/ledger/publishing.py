"""Publishing: a preview becomes the next revision of its plan, in one transaction."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING, Any

import attrs

from relsched.dates.zones import day_of
from relsched.errors import LedgerError
from relsched.feeds.feed_items import FeedItem
from relsched.feeds.ics_writing import CalendarHead, calendar, zones_in
from relsched.feeds.text_cleaning import clean_text
from relsched.feeds.validation import check
from relsched.ledger.component_sequences import evolve
from relsched.ledger.preview import Preview
from relsched.ledger.recorded_notices import recorded_notices
from relsched.ledger.records import (
    Published,
    Revision,
    known_text,
    microseconds,
    moment_of,
    pack,
    read_known_text,
    revision_hash,
    seconds,
    sha,
)
from relsched.ledger.store import Store
from relsched.ledger.stored_revisions import (
    from_published,
    newest_revision,
    states_as_of,
    stored_text,
    to_revision,
)
from relsched.messages.message import Message
from relsched.plan.known_dates import Known
from relsched.plan.plan import Plan
from relsched.version import __version__

if TYPE_CHECKING:
    from sqlalchemy import Connection

MAX_TEXT = 10_000  # characters of a reason
MAX_NAME = 500  # of who publishes


def publish(
    store: Store, preview: Preview, *, now: datetime, reason: str, by: str | None
) -> Revision:
    """Publish a preview, in one transaction; `Ledger.publish` says more."""
    reason, signed = _signature(reason, by)
    plan = preview.plan
    with store.writing(plan.id) as connection:
        head = newest_revision(connection, plan.id)
        if (head.hash if head else "") != preview.base_hash:
            raise _plan_changed(preview, head)
        if head is not None and not preview.is_change:
            return head
        return _next(connection, preview, head, now, reason, signed)


def _signature(reason: str, by: str | None) -> tuple[str, str | None]:
    reason = clean_text(reason, one_line=False)
    signed = clean_text(by or "", one_line=True) or None
    if not reason:
        raise LedgerError(
            Message("error reason-absent"),
            code="reason-absent",
            fix=Message("error reason-absent fix"),
        )
    if len(reason) > MAX_TEXT or len(signed or "") > MAX_NAME:
        raise LedgerError(
            Message("error too-long reason"),
            code="too-long",
            why=Message("error too-long reason why", text=MAX_TEXT, name=MAX_NAME),
        )
    return reason, signed


def _plan_changed(preview: Preview, head: Revision | None) -> LedgerError:
    if head is None:
        state = Message("error plan-changed nothing")
    elif head.by:
        state = Message("error plan-changed revision by", number=head.number, by=head.by)
    else:
        state = Message("error plan-changed revision", number=head.number)
    return LedgerError(
        Message("error plan-changed", plan=preview.plan.id),
        code="plan-changed",
        why=Message("error plan-changed why", base=str(preview.base), state=state),
        fix=Message("error plan-changed fix"),
    )


def _next(
    connection: Connection,
    preview: Preview,
    head: Revision | None,
    now: datetime,
    reason: str,
    by: str | None,
) -> Revision:
    """Record the next revision; everything in it but its moment was decided by the preview."""
    from sqlalchemy import insert

    from relsched.ledger import schema

    plan = preview.plan
    number = preview.base + 1
    at, stamp = microseconds(now), seconds(now)
    if head is not None:
        at = max(at, microseconds(head.at) + 1)
        stamp = max(stamp, seconds(head.stamp) + 1)
    texts = {
        "document": preview.document,
        "known": known_text(_signed(connection, preview, head, moment_of(at), reason, by)),
        "calendars": preview.calendars,
    }
    before = {} if head is None else states_as_of(connection, plan.id, head.number)
    moment: dict[str, Any] = {
        "number": number,
        "stamp": moment_of(stamp * 1_000_000),
        "today": day_of(moment_of(at), plan.timezone),
        "reason": reason,
    }
    items = {uid: state for uid, state in before.items() if not state.is_notice}
    changed = evolve(items, preview.items, plan, **moment)
    states = {**items, **{state.uid: state for state in changed}}
    changed += recorded_notices(plan, before, states.values(), **moment)
    _check_components(plan, changed)
    rows = [from_published(state) for state in changed]
    values = {
        "plan": plan.id,
        "number": number,
        "at": at,
        "stamp": stamp,
        "by": by,
        "reason": reason,
        **{name: sha(text) for name, text in texts.items()},
        "schedule": preview.dates,
        "again": preview.again,
        "version": __version__,
    }
    previous = "" if head is None else head.hash
    values |= {"hash": revision_hash(previous, values, rows), "previous": previous}
    _keep_texts(connection, texts.values())
    connection.execute(insert(schema.revisions), [values])
    if rows:
        connection.execute(insert(schema.items), rows)
    return to_revision(values)


def _signed(
    connection: Connection,
    preview: Preview,
    head: Revision | None,
    at: datetime,
    reason: str,
    by: str | None,
) -> list[Known]:
    """Give the known dates, with who gave them, when and why; what was known already keeps its own."""
    earlier = {} if head is None else read_known_text(stored_text(connection, head.known))
    found = []
    for name, entry in preview.known.items():
        old = earlier.get(name)
        if old is not None and old.text == entry.text:
            found.append(old)
        else:
            found.append(
                attrs.evolve(
                    entry,
                    by=entry.by or by,
                    on=entry.on or at.isoformat(timespec="seconds"),
                    reason=entry.reason or reason,
                )
            )
    return found


def _check_components(plan: Plan, changed: Iterable[Published]) -> None:
    """Refuse to record what a calendar program may choke on: it would be served for ever."""
    displayed = [
        (state.component, state.modified, FeedItem.from_json(state.content))
        for state in changed
        if state.component is not None
    ]
    # Feeds of several audiences hold the same event, with what each of them waits for.
    audiences = dict.fromkeys(item.audience for _, _, item in displayed)
    for audience in audiences:
        own = [each for each in displayed if each[2].audience == audience]
        newest = max(modified for _, modified, _ in own)
        zones = zones_in(item for _, _, item in own)
        check(calendar(CalendarHead(plan.id, newest), [data for data, _, _ in own], zones))


def _keep_texts(connection: Connection, texts: Iterable[str]) -> None:
    from sqlalchemy.dialects import postgresql, sqlite

    from relsched.ledger import schema

    dialect: Any = sqlite if connection.dialect.name == "sqlite" else postgresql
    for text in dict.fromkeys(texts):
        packed = pack(text)
        row = {"sha": sha(text), "packed": packed, "packed_sha": sha(packed)}
        connection.execute(dialect.insert(schema.texts).values(row).on_conflict_do_nothing())
