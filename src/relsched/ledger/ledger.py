"""Ledger: what was decided and published, revision by revision; the one way to publish."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from functools import cached_property
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any

import attrs

from relsched.analysis.compare.comparison import Comparison, compare
from relsched.dates.working_calendar import WorkingCalendar
from relsched.dates.zones import day_of
from relsched.errors import LedgerError, RelschedError, did_you_mean, one_or_all
from relsched.feeds.audiences import Audience
from relsched.feeds.calendar_file import written
from relsched.feeds.components import Item, all_items, order_key
from relsched.feeds.external_dates import FollowNote, followed_plans, known_from_schedule
from relsched.feeds.ics_text import clean_text
from relsched.feeds.ics_writing import Head, calendar
from relsched.feeds.profiles import Profile
from relsched.feeds.validation import check
from relsched.ledger import schema as tables
from relsched.ledger.addresses import Addresses
from relsched.ledger.backup import backup, export, restore
from relsched.ledger.evolution import evolve
from relsched.ledger.preview import Preview
from relsched.ledger.records import (
    Published,
    Revision,
    calendars_text,
    canonical,
    known_text,
    microseconds,
    moment_of,
    pack,
    plan_text,
    read_calendars_text,
    read_known_text,
    read_plan_text,
    revision_hash,
    schedule_sha,
    seconds,
    sha,
    unpack,
)
from relsched.ledger.store import Store, open_store
from relsched.ledger.verification import Verified, verify
from relsched.plan.items import Follow
from relsched.plan.known import Known, KnownDates, read_known
from relsched.plan.plan import Plan
from relsched.schedule.resolver import Resolver, resolve
from relsched.schedule.schedule import Schedule
from relsched.version import __version__

if TYPE_CHECKING:
    from sqlalchemy import Connection

MAX_TEXT = 10_000  # characters of a reason
MAX_NAME = 500  # of who publishes
KEPT_PLANS = 8  # plans and schedules kept ready


class Ledger:
    """What was decided and published of any number of plans; nothing in it is ever changed.

    Open it with `Ledger.open`, as a context manager or closed by hand. Moments are arguments: a ledger
    never asks a clock.
    """

    def __init__(self, store: Store) -> None:
        self.store = store
        self._schedules: dict[tuple[str, int], Schedule] = {}

    @classmethod
    def open(cls, url: str, *, create: bool = True) -> Ledger:
        """Open a ledger, and bring it to the newest version.

        Args:
            url: `sqlite:///ledger.db`, the path of a file, or `postgresql://user@host/name`.
            create: Whether a file that isn't there is made.

        Raises:
            LedgerError: `ledger-address`, `ledger-absent`, `ledger-network-drive`,
                `ledger-unreachable`, `ledger-newer`, `ledger-altered`.
            MissingExtraError: `extra-absent`.
        """
        return cls(open_store(url, create=create))

    def close(self) -> None:
        """Close it."""
        self.store.close()

    def __enter__(self) -> Ledger:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    @property
    def warnings(self) -> tuple[str, ...]:
        """What about the database's settings endangers a published revision."""
        return self.store.warnings

    # ------------------------------------------------------------ reading

    def plans(self) -> list[str]:
        """Give the ids of the plans that have been published."""
        from sqlalchemy import select

        column = tables.revisions.c.plan
        with self.store.reading() as connection:
            return list(connection.scalars(select(column).distinct().order_by(column)))

    def head(self, plan: str) -> Revision | None:
        """Give the newest revision of a plan, or None when nothing of it has been published."""
        with self.store.reading() as connection:
            return _head(connection, plan)

    def revision(self, plan: str, number: int | None = None) -> Revision:
        """Give a revision of a plan; None for the newest.

        Raises:
            LedgerError: `unknown-plan`, `unknown-revision`.
        """
        with self.store.reading() as connection:
            return self._revision(connection, plan, number)

    def history(self, plan: str) -> list[Revision]:
        """Give all revisions of a plan, oldest first.

        Raises:
            LedgerError: `unknown-plan`.
        """
        from sqlalchemy import select

        table = tables.revisions
        with self.store.reading() as connection:
            rows = connection.execute(
                select(table).where(table.c.plan == plan).order_by(table.c.number)
            ).mappings()
            found = [_to_revision(row) for row in rows]
        if not found:
            raise self._unknown_plan(plan)
        return found

    def at(self, plan: str, moment: datetime) -> Revision | None:
        """Give the revision that held at a moment, or None when nothing had been published yet."""
        from sqlalchemy import select

        table = tables.revisions
        with self.store.reading() as connection:
            row = (
                connection.execute(
                    select(table)
                    .where(table.c.plan == plan, table.c.at <= microseconds(moment))
                    .order_by(table.c.number.desc())
                    .limit(1)
                )
                .mappings()
                .first()
            )
        return None if row is None else _to_revision(row)

    def plan(self, plan: str, number: int | None = None) -> Plan:
        """Give a plan as a revision published it; None for the newest."""
        return self.schedule(plan, number).plan

    def known(self, plan: str, number: int | None = None) -> dict[str, Known]:
        """Give what was known as of a revision, with who gave it, when and why."""
        with self.store.reading() as connection:
            revision = self._revision(connection, plan, number)
            return read_known_text(_text(connection, revision.known))

    def schedule(self, plan: str, number: int | None = None) -> Schedule:
        """Resolve a revision again from what it stored: its plan, its known dates, its calendar days."""
        with self.store.reading() as connection:
            revision = self._revision(connection, plan, number)
            return self._schedule(connection, revision)

    def _schedule(self, connection: Connection, revision: Revision) -> Schedule:
        key = (revision.plan, revision.number)
        kept = self._schedules.get(key)
        if kept is None:
            made, known, calendars = _stored(connection, revision)
            kept = Resolver(made, calendars).resolve(known.values())
            if len(self._schedules) >= KEPT_PLANS:
                self._schedules.pop(next(iter(self._schedules)))
            self._schedules[key] = kept
        return kept

    def published(self, plan: str, number: int | None = None) -> list[Published]:
        """Give the state of every component that a plan ever had, as of a revision, in the order of feeds."""
        with self.store.reading() as connection:
            revision = self._revision(connection, plan, number)
            return sorted(_states(connection, plan, revision.number).values(), key=_feed_order)

    def changed(self, plan: str, number: int) -> list[Published]:
        """Give the components that a revision changed, in the order of feeds."""
        from sqlalchemy import select

        table = tables.items
        with self.store.reading() as connection:
            self._revision(connection, plan, number)
            rows = connection.execute(
                select(table).where(table.c.plan == plan, table.c.revision == number)
            ).mappings()
            return sorted(map(_to_published, rows), key=_feed_order)

    def compare(
        self, plan: str, before: int, after: int | None = None, *, as_of: date | None = None
    ) -> Comparison:
        """Compare two revisions of a plan; None for the newest."""
        return compare(self.schedule(plan, before), self.schedule(plan, after), as_of=as_of)

    def _revision(self, connection: Connection, plan: str, number: int | None) -> Revision:
        from sqlalchemy import select

        if number is None:
            head = _head(connection, plan)
            if head is None:
                raise self._unknown_plan(plan)
            return head
        table = tables.revisions
        row = (
            connection.execute(select(table).where(table.c.plan == plan, table.c.number == number))
            .mappings()
            .first()
        )
        if row is not None:
            return _to_revision(row)
        head = _head(connection, plan)
        if head is None:
            raise self._unknown_plan(plan)
        raise LedgerError(
            f"The plan `{plan}` has no revision {number}.",
            code="unknown-revision",
            value=number,
            why=f"its revisions are 1 to {head.number}" if head.number > 1 else "it has one, 1",
        )

    def _unknown_plan(self, plan: str) -> LedgerError:
        near = did_you_mean(plan, self.plans())
        return LedgerError(
            f"Nothing of the plan `{plan}` has been published in {self.store.place}.",
            code="unknown-plan",
            value=plan,
            fix=f"write `{near}`" if near else "publish it first: relsched publish PLAN",
        )

    # ------------------------------------------------------------ publishing

    def preview(
        self,
        plan: Plan,
        changes: KnownDates | None = None,
        *,
        now: datetime,
        calendars: Mapping[str, WorkingCalendar] | None = None,
    ) -> Preview:
        """Find what publishing a plan would change; nothing is written.

        Events that follow a plan of this ledger take their dates from its newest revision, but for those given here.

        Args:
            plan: The plan as it is to be published.
            changes: Known dates beside those of the newest revision; None as a date takes one away.
            now: When it is asked: what lies before that day is late or past.
            calendars: Working calendars by name, beside the plan's own and before the countries'.

        Raises:
            RelschedError: The plan can't be resolved; whatever `resolve` raises.
        """
        with self.store.reading() as connection:
            head = _head(connection, plan.id)
            before = None if head is None else self._schedule(connection, head)
            followed, notes = self._followed(connection, plan)
            known, dropped = _known_with(plan, before, {**followed, **(changes or {})})
            schedule = resolve(plan, _unsigned(known.values()), calendars)
            stored = {} if head is None else _states(connection, plan.id, head.number)
        made = _previewed(schedule, known, dropped, head, before, stored, now, again=None)
        return attrs.evolve(made, notes=tuple(note for note in notes if note.event not in known))

    def _followed(
        self, connection: Connection, plan: Plan
    ) -> tuple[dict[str, object], list[FollowNote]]:
        """Give the dates of events that follow plans of this ledger; None where the other plan has none."""
        changes: dict[str, object] = {}
        notes: list[FollowNote] = []
        errors: list[RelschedError] = []
        for name, events in followed_plans(plan).items():
            head = _head(connection, name)
            if head is None:
                notes += [
                    FollowNote(ours, "open", str(Follow(plan=name, event=theirs)))
                    for ours, theirs in events.items()
                ]
                continue
            try:
                found = known_from_schedule(plan, self._schedule(connection, head))
            except RelschedError as error:
                errors.append(error)
                continue
            changes |= found.changes
            notes += found.notes
        if errors:
            raise one_or_all(errors, "What is followed")
        return changes, notes

    def followers(self, plan: str) -> list[str]:
        """Give the plans of this ledger that have an event which follows a plan; they are to be published again."""
        others = (other for other in self.plans() if other != plan)
        return [other for other in others if plan in followed_plans(self.plan(other))]

    @staticmethod
    def first_preview(
        plan: Plan,
        known: KnownDates | None = None,
        *,
        now: datetime,
        calendars: Mapping[str, WorkingCalendar] | None = None,
    ) -> Preview:
        """Find what publishing a plan for the first time would record, where there is no ledger yet.

        Args:
            plan: The plan as it is to be published.
            known: Known dates.
            now: When it is asked.
            calendars: Working calendars by name, beside the plan's own and before the countries'.
        """
        found, dropped = _known_with(plan, None, known or {})
        schedule = resolve(plan, _unsigned(found.values()), calendars)
        return _previewed(schedule, found, dropped, None, None, {}, now, again=None)

    def preview_again(self, plan: str, number: int, *, now: datetime) -> Preview:
        """Find what publishing an earlier revision as the next one would change.

        It rests on the calendar data of that revision, so that its dates come back as they were.

        Raises:
            LedgerError: `unknown-plan`, `unknown-revision`.
        """
        with self.store.reading() as connection:
            old = self._revision(connection, plan, number)
            head = _head(connection, plan)
            assert head is not None
            before = self._schedule(connection, head)
            made, known, calendars = _stored(connection, old)
            schedule = Resolver(made, calendars).resolve(_unsigned(known.values()))
            stored = _states(connection, plan, head.number)
        return _previewed(schedule, known, (), head, before, stored, now, again=number)

    def publish(
        self, preview: Preview, *, now: datetime, reason: str, by: str | None = None
    ) -> Revision:
        """Publish a preview: exactly it, as the next revision of its plan.

        When it changes nothing, nothing is recorded and the newest revision is given back.

        Args:
            preview: What `preview` or `preview_again` gave.
            now: The moment of publishing; one before the last revision's counts as just after it.
            reason: Why, in a few words; kept with the revision and with the known dates it changed.
            by: Who publishes.

        Raises:
            LedgerError: `plan-changed` when somebody else has published the plan since the preview;
                `reason-absent`, `too-long`.
        """
        reason, signed = _signature(reason, by)
        plan = preview.plan
        with self.store.writing(plan.id) as connection:
            head = _head(connection, plan.id)
            if (head.hash if head else "") != preview.base_hash:
                raise _plan_changed(preview, head)
            if head is not None and not preview.is_change:
                return head
            return _next(connection, preview, head, now, reason, signed)

    # ------------------------------------------------------------ feeds

    def feed(
        self,
        plan: str,
        audience: Audience | str = "plan",
        profile: Profile | str = "default",
        *,
        number: int | None = None,
        source: str | None = None,
    ) -> FeedFile:
        """Give a feed from the stored bytes of its components.

        Args:
            plan: Id of the plan.
            audience: What is in it: `plan`, `unit:culture`, `lead:culture` or `chain:4.1.b`.
            profile: How it is written: the name of a client, or a `Profile`.
            number: The revision; None for the newest.
            source: The address it is served at, which then stands in it.

        Raises:
            LedgerError: `unknown-plan`, `unknown-revision`.
            PlanError: `unknown-unit`, `unknown-item`, `audience-form`, `unknown-profile`.
        """
        audience = Audience.parse(audience) if isinstance(audience, str) else audience
        profile = Profile.named(profile) if isinstance(profile, str) else profile
        with self.store.reading() as connection:
            revision = self._revision(connection, plan, number)
            made = self._schedule(connection, revision).plan
            states = _states(connection, plan, revision.number)
        return _feed_file(made, revision, states, audience, profile, source)

    def backup(self, file: str | Path) -> None:
        """Copy the ledger into a new file, while others publish; the file is a ledger of SQLite itself.

        Raises:
            LedgerError: `file-exists`, `ledger-unreachable`.
        """
        backup(self.store, Path(file))

    @staticmethod
    def restore(file: str | Path, url: str) -> None:
        """Copy a backup into an empty ledger.

        Raises:
            LedgerError: `ledger-absent`, `ledger-altered`, `ledger-not-empty`.
        """
        restore(Path(file), url)

    def export(self) -> Iterator[str]:
        """Give everything as lines of JSON, one a record; the same history gives the same lines in any database."""
        return export(self.store)

    # ------------------------------------------------------------ the whole

    @cached_property
    def addresses(self) -> Addresses:
        """The secret addresses that feeds are subscribed to by."""
        return Addresses(self.store)

    def verify(self, *, replay: bool = False) -> Verified:
        """Hash everything again, and follow the chains of revisions and of addresses.

        Args:
            replay: Resolve each revision again too, and compare the dates.
        """
        return verify(self.store, replay=replay)


@attrs.frozen
class FeedFile:
    """A feed as it is served: its bytes, and what a client asks by.

    Attributes:
        data: The bytes of the .ics file.
        etag: A strong entity tag: equal tags, equal bytes.
        modified: When anything of the plan was last published, in whole seconds; UTC.
        revision: The revision it shows.
        count: How many components are in it.
    """

    data: bytes = attrs.field(repr=False)
    etag: str
    modified: datetime
    revision: int
    count: int


# ---------------------------------------------------------------- rows


def _to_revision(row: Mapping[Any, Any]) -> Revision:
    values = {column.name: row[column.name] for column in tables.revisions.columns}
    values["at"] = moment_of(row["at"])
    values["stamp"] = moment_of(row["stamp"] * 1_000_000)
    return Revision(**values)


def _to_published(row: Mapping[Any, Any]) -> Published:
    values = {column.name: row[column.name] for column in tables.items.columns}
    for name in ("created", "modified", "related_modified"):
        values[name] = moment_of(row[name] * 1_000_000)
    try:
        values["content"] = json.loads(row["content"])
    except ValueError:
        raise _altered(row["uid"]) from None
    return Published(**values)


def _from_published(state: Published) -> dict[str, Any]:
    values = attrs.asdict(state, recurse=False)
    for name in ("created", "modified", "related_modified"):
        values[name] = seconds(values[name])
    values["content"] = canonical(values["content"])
    return values


def _head(connection: Connection, plan: str) -> Revision | None:
    from sqlalchemy import select

    table = tables.revisions
    newest = select(table).where(table.c.plan == plan).order_by(table.c.number.desc()).limit(1)
    row = connection.execute(newest).mappings().first()
    return None if row is None else _to_revision(row)


def _text(connection: Connection, wanted: str) -> str:
    from sqlalchemy import select

    packed = connection.scalar(select(tables.texts.c.packed).where(tables.texts.c.sha == wanted))
    try:
        text = "" if packed is None else unpack(packed)
    except ValueError:
        text = ""
    if sha(text) != wanted:
        raise _altered(wanted)
    return text


def _stored(
    connection: Connection, revision: Revision
) -> tuple[Plan, dict[str, Known], dict[str, WorkingCalendar]]:
    """Give what a revision rests on: its plan, its known dates, its calendar days."""
    return (
        read_plan_text(_text(connection, revision.document)),
        read_known_text(_text(connection, revision.known)),
        read_calendars_text(_text(connection, revision.calendars)),
    )


def _altered(value: str) -> LedgerError:
    return LedgerError(
        "A stored text of the ledger has been altered or is missing.",
        code="ledger-altered",
        value=value,
        fix="find out what else was: relsched verify; then restore a backup",
    )


def _states(connection: Connection, plan: str, number: int) -> dict[str, Published]:
    """Give the newest row of each component, as of a revision, by UID."""
    from sqlalchemy import and_, func, select

    table = tables.items
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
    return {row["uid"]: _to_published(row) for row in rows}


def _feed_order(state: Published) -> tuple[Any, ...]:
    return order_key(state.item, state.uid)


# ---------------------------------------------------------------- previewing


def _known_with(
    plan: Plan, before: Schedule | None, changes: KnownDates
) -> tuple[dict[str, Known], tuple[Known, ...]]:
    """Give the known dates of the base with some changes, and those that are of no item any more."""
    earlier = {} if before is None else dict(before.known)
    dropped = tuple(entry for name, entry in earlier.items() if name not in plan.by_id)
    taken = {plan.item_id(name) or name for name, value in changes.items() if value is None}
    unknown = [name for name in taken if name not in plan.by_id]
    given = read_known(
        plan,
        {name: value for name, value in changes.items() if value is not None}
        | dict.fromkeys(unknown, "done 2000-01-01"),  # so that it is told with the others
    )
    kept = {k: v for k, v in earlier.items() if k in plan.by_id and k not in taken}
    for name, entry in given.items():
        old = kept.get(name)
        kept[name] = old if old is not None and old.text == entry.text else entry
    return {name: kept[name] for name in plan.by_id if name in kept}, dropped


def _previewed(
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
        or _say_otherwise(stored, items)
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


def _unsigned(known: Iterable[Known]) -> list[Known]:
    """Leave out who gave the dates, when and why: a feed must say the same before and after they are signed."""
    return [attrs.evolve(entry, by=None, on=None, reason=None) for entry in known]


def _facts(known: Mapping[str, Known]) -> set[tuple[str, str]]:
    return {(name, entry.text) for name, entry in known.items()}


def _say_otherwise(stored: Mapping[str, Published], items: Iterable[Item]) -> bool:
    shown = {uid: state.content for uid, state in stored.items() if state.state == "shown"}
    return shown != {item.uid: item.to_json() for item in items}


# ---------------------------------------------------------------- publishing


def _signature(reason: str, by: str | None) -> tuple[str, str | None]:
    reason = clean_text(reason, one_line=False)
    signed = clean_text(by or "", one_line=True) or None
    if not reason:
        raise LedgerError(
            "A reason must be given for what is published.",
            code="reason-absent",
            fix='write one, such as --reason "the congress was postponed"',
        )
    if len(reason) > MAX_TEXT or len(signed or "") > MAX_NAME:
        raise LedgerError(
            "The reason, or who publishes, is too long.",
            code="too-long",
            why=f"a reason has at most {MAX_TEXT} characters, a name {MAX_NAME}",
        )
    return reason, signed


def _plan_changed(preview: Preview, head: Revision | None) -> LedgerError:
    now_at = "nothing" if head is None else f"revision {head.number}"
    who = f", by {head.by}" if head is not None and head.by else ""
    return LedgerError(
        f"The plan `{preview.plan.id}` has changed since the preview.",
        code="plan-changed",
        why=f"the preview starts from revision {preview.base}, the ledger is at {now_at}{who}",
        fix="look at the new preview, and publish that",
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
    before = {} if head is None else _states(connection, plan.id, head.number)
    changed = evolve(
        before,
        preview.items,
        plan,
        number=number,
        stamp=moment_of(stamp * 1_000_000),
        today=day_of(moment_of(at), plan.timezone),
    )
    _check_components(plan, changed)
    rows = [_from_published(state) for state in changed]
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
    connection.execute(insert(tables.revisions), [values])
    if rows:
        connection.execute(insert(tables.items), rows)
    return _to_revision(values)


def _signed(
    connection: Connection,
    preview: Preview,
    head: Revision | None,
    at: datetime,
    reason: str,
    by: str | None,
) -> list[Known]:
    """Give the known dates, with who gave them, when and why; what was known already keeps its own."""
    earlier = {} if head is None else read_known_text(_text(connection, head.known))
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
    shown = [(state.component, state.modified) for state in changed if state.component is not None]
    if shown:
        newest = max(modified for _, modified in shown)
        check(calendar(Head(plan.id, newest), [data for data, _ in shown if data is not None]))


def _keep_texts(connection: Connection, texts: Iterable[str]) -> None:
    from sqlalchemy.dialects import postgresql, sqlite

    dialect: Any = sqlite if connection.dialect.name == "sqlite" else postgresql
    for text in dict.fromkeys(texts):
        packed = pack(text)
        row = {"sha": sha(text), "packed": packed, "packed_sha": sha(packed)}
        connection.execute(dialect.insert(tables.texts).values(row).on_conflict_do_nothing())


# ---------------------------------------------------------------- feeds


def _feed_file(
    plan: Plan,
    revision: Revision,
    states: Mapping[str, Published],
    audience: Audience,
    profile: Profile,
    source: str | None,
) -> FeedFile:
    holds = audience.chooser(plan)
    chosen = sorted(
        (state for state in states.values() if state.state != "gone" and holds(state.content)),
        key=_feed_order,
    )
    made = written(plan, chosen, audience, profile, revision.stamp, source=source)
    return FeedFile(
        data=made.data,
        etag=f'"{sha(made.data)[:32]}"',
        modified=revision.stamp,
        revision=revision.number,
        count=made.count,
    )
