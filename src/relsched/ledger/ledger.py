"""Ledger: what was decided and published, revision by revision; the one way to publish."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, NoReturn

import attrs

from relsched.analysis.compare.comparison import Comparison, compare
from relsched.dates.date_reading import DateLike, MomentLike, to_moment
from relsched.dates.working_calendar import WorkingCalendar
from relsched.errors import (
    RelschedError,
    UnknownRevisionError,
    one_or_all,
    unknown,
)
from relsched.feeds.audiences import Audience
from relsched.feeds.external_dates import FollowNote, followed_plans, known_from_schedule
from relsched.feeds.profiles import Profile
from relsched.ledger.addresses import Addresses
from relsched.ledger.backup import backup, export, restore
from relsched.ledger.preview import Preview, previewed
from relsched.ledger.published_feed import FeedFile, feed_file
from relsched.ledger.publishing import publish
from relsched.ledger.records import Published, Revision, microseconds, read_known_text
from relsched.ledger.slips import slips
from relsched.ledger.store import Store, open_store
from relsched.ledger.stored_revisions import (
    feed_order,
    inputs_of,
    newest_revision,
    states_as_of,
    stored_text,
    to_published,
    to_revision,
)
from relsched.ledger.verification import Verified, verify
from relsched.messages.message import Message
from relsched.plan.items import Follow
from relsched.plan.known_dates import (
    Known,
    KnownDates,
    KnownLike,
    changed_known,
    unsigned,
)
from relsched.plan.plan import Plan
from relsched.schedule.resolver import Resolver, resolve
from relsched.schedule.schedule import Schedule
from relsched.short_repr import cut

if TYPE_CHECKING:
    from sqlalchemy import Connection


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
    def open(cls, url: str, *, create: bool = True, read_only: bool = False) -> Ledger:
        """Open a ledger, and bring it to the newest version.

        Args:
            url: `sqlite:///ledger.db`, the path of a file, or `postgresql://user@host/name`.
            create: Whether a file that isn't there is made.
            read_only: Whether it is only going to be read. Then no file is made, none is changed, and one that
                can't be written, as on read-only media, can be read; publishing is refused as `ledger-unreachable`.

        Raises:
            LedgerError: `ledger-address`, `ledger-absent`, `ledger-network-drive`,
                `ledger-unreachable`, `ledger-newer`, `ledger-altered`.
            MissingExtraError: `extra-absent`.
        """
        return cls(open_store(url, create=create, read_only=read_only))

    def close(self) -> None:
        """Close it."""
        self.store.close()

    def __reduce__(self) -> NoReturn:
        # As with a file or a lock: a copy of it in another process would be another connection.
        raise TypeError("a Ledger can't be copied or pickled: it is a connection; open it again")

    def __repr__(self) -> str:
        return f"<Ledger {cut(self.store.place, 150)}>"

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
    def warnings(self) -> tuple[Message, ...]:
        """What about the database's settings endangers a published revision."""
        return self.store.warnings

    # ------------------------------------------------------------ reading

    def plans(self) -> list[str]:
        """Give the ids of the plans that have been published."""
        from sqlalchemy import select

        from relsched.ledger import schema

        column = schema.revisions.c.plan
        with self.store.reading() as connection:
            return list(connection.scalars(select(column).distinct().order_by(column)))

    def head(self, plan: str) -> Revision | None:
        """Give the newest revision of a plan, or None when nothing of it has been published."""
        with self.store.reading() as connection:
            return newest_revision(connection, plan)

    def revision(self, plan: str, number: int | None = None) -> Revision:
        """Give a revision of a plan; None for the newest.

        Args:
            plan: Id of the plan.
            number: The revision; None for the newest.

        Raises:
            UnknownRevisionError: `unknown-plan`, `unknown-revision`.
        """
        with self.store.reading() as connection:
            return self._revision(connection, plan, number)

    def history(self, plan: str) -> list[Revision]:
        """Give all revisions of a plan, oldest first.

        Raises:
            UnknownRevisionError: `unknown-plan`.
        """
        from sqlalchemy import select

        from relsched.ledger import schema

        table = schema.revisions
        with self.store.reading() as connection:
            rows = connection.execute(
                select(table).where(table.c.plan == plan).order_by(table.c.number)
            ).mappings()
            found = [to_revision(row) for row in rows]
        if not found:
            raise self._unknown_plan(plan)
        return found

    def at(self, plan: str, moment: MomentLike) -> Revision | None:
        """Give the revision that held at a moment, or None when nothing had been published yet.

        Args:
            plan: Id of the plan.
            moment: The moment, with a zone.
        """
        from sqlalchemy import select

        from relsched.ledger import schema

        table = schema.revisions
        with self.store.reading() as connection:
            row = (
                connection.execute(
                    select(table)
                    .where(table.c.plan == plan, table.c.at <= microseconds(moment, "moment"))
                    .order_by(table.c.number.desc())
                    .limit(1)
                )
                .mappings()
                .first()
            )
        return None if row is None else to_revision(row)

    def plan(self, plan: str, number: int | None = None) -> Plan:
        """Give a plan as a revision published it; None for the newest.

        Args:
            plan: Id of the plan.
            number: The revision; None for the newest.

        Raises:
            UnknownRevisionError: `unknown-plan`, `unknown-revision`.
        """
        return self.schedule(plan, number).plan

    def known(self, plan: str, number: int | None = None) -> dict[str, Known]:
        """Give what was known as of a revision, with who gave it, when and why.

        Args:
            plan: Id of the plan.
            number: The revision; None for the newest.

        Raises:
            UnknownRevisionError: `unknown-plan`, `unknown-revision`.
        """
        with self.store.reading() as connection:
            revision = self._revision(connection, plan, number)
            return read_known_text(stored_text(connection, revision.known))

    def schedule(self, plan: str, number: int | None = None) -> Schedule:
        """Resolve a revision again from what it stored: its plan, its known dates, its calendar days.

        Args:
            plan: Id of the plan.
            number: The revision; None for the newest.

        Raises:
            UnknownRevisionError: `unknown-plan`, `unknown-revision`.
        """
        with self.store.reading() as connection:
            revision = self._revision(connection, plan, number)
            return self._schedule(connection, revision)

    def _schedule(self, connection: Connection, revision: Revision) -> Schedule:
        key = (revision.plan, revision.number)
        kept = self._schedules.get(key)
        if kept is None:
            plan_published, known, calendars = inputs_of(connection, revision)
            kept = Resolver(plan_published, calendars).resolve(known.values())
            if len(self._schedules) >= KEPT_PLANS:
                self._schedules.pop(next(iter(self._schedules)))
            self._schedules[key] = kept
        return kept

    def published(self, plan: str, number: int | None = None) -> list[Published]:
        """Give the state of every component that a plan ever had, as of a revision, in the order of feeds.

        The notices of feeds in which nothing is dated aren't among them: they show nothing of the plan.

        Args:
            plan: Id of the plan.
            number: The revision; None for the newest.

        Raises:
            UnknownRevisionError: `unknown-plan`, `unknown-revision`.
        """
        with self.store.reading() as connection:
            revision = self._revision(connection, plan, number)
            states = states_as_of(connection, plan, revision.number).values()
        return sorted((state for state in states if not state.is_notice), key=feed_order)

    def changed(self, plan: str, number: int) -> list[Published]:
        """Give the components that a revision changed, in the order of feeds, without the notices of empty feeds.

        Args:
            plan: Id of the plan.
            number: The revision.

        Raises:
            UnknownRevisionError: `unknown-plan`, `unknown-revision`.
        """
        from sqlalchemy import select

        from relsched.ledger import schema

        table = schema.items
        with self.store.reading() as connection:
            self._revision(connection, plan, number)
            rows = connection.execute(
                select(table).where(table.c.plan == plan, table.c.revision == number)
            ).mappings()
            states = [to_published(row) for row in rows]
        return sorted((state for state in states if not state.is_notice), key=feed_order)

    def compare(
        self, plan: str, before: int, after: int | None = None, *, as_of: DateLike | None = None
    ) -> Comparison:
        """Compare two revisions of a plan; None for the newest.

        Args:
            plan: Id of the plan.
            before: The earlier revision.
            after: The later one; None for the newest.
            as_of: The day on which it is asked: what was due before it and has moved is late.

        Raises:
            UnknownRevisionError: `unknown-plan`, `unknown-revision`.
        """
        return compare(self.schedule(plan, before), self.schedule(plan, after), as_of=as_of)

    def _revision(self, connection: Connection, plan: str, number: int | None) -> Revision:
        from sqlalchemy import select

        from relsched.ledger import schema

        if number is None:
            head = newest_revision(connection, plan)
            if head is None:
                raise self._unknown_plan(plan)
            return head
        table = schema.revisions
        row = (
            connection.execute(select(table).where(table.c.plan == plan, table.c.number == number))
            .mappings()
            .first()
        )
        if row is not None:
            return to_revision(row)
        head = newest_revision(connection, plan)
        if head is None:
            raise self._unknown_plan(plan)
        raise UnknownRevisionError(
            Message("error unknown-revision", plan=plan, number=number),
            code="unknown-revision",
            value=number,
            why=Message("error unknown-revision why", last=head.number)
            if head.number > 1
            else Message("error unknown-revision why one"),
        )

    def _unknown_plan(self, plan: str) -> UnknownRevisionError:
        fix = unknown(None, plan, self.plans()).fix
        return UnknownRevisionError(
            Message("error unknown-plan", plan=plan, place=self.store.place),
            code="unknown-plan",
            value=plan,
            fix=fix or Message("error unknown-plan fix"),
        )

    # ------------------------------------------------------------ publishing

    def preview(
        self,
        plan: Plan,
        changes: KnownDates | None = None,
        *,
        now: MomentLike,
        calendars: Mapping[str, WorkingCalendar] | None = None,
    ) -> Preview:
        """Find what publishing a plan would change; nothing is written.

        Events that follow a plan of this ledger take their dates from its newest revision, but for those given here.

        Args:
            plan: The plan as it is to be published.
            changes: Known dates beside those of the newest revision; None as a date takes one away.
            now: When it is asked, with its zone: what lies before that day is late or past.
            calendars: Working calendars by name, beside the plan's own and before the countries'.

        Raises:
            TimingError: `moment-form`: `now` has no zone.
            RelschedError: The plan can't be resolved; whatever `resolve` raises.
        """
        moment = to_moment(now, "now")
        with self.store.reading() as connection:
            head = newest_revision(connection, plan.id)
            before = None if head is None else self._schedule(connection, head)
            followed, notes = self._followed(connection, plan)
            earlier = {} if before is None else before.known
            known, dropped = changed_known(plan, earlier, {**followed, **(changes or {})})
            schedule = resolve(plan, unsigned(known.values()), calendars)
            stored = {} if head is None else states_as_of(connection, plan.id, head.number)
            remarks = slips(connection, plan, head, moment)
        preview = previewed(schedule, known, dropped, head, before, stored, moment, again=None)
        notes = [note for note in notes if note.event not in known]
        return attrs.evolve(preview, notes=tuple(notes), remarks=(*remarks, *preview.remarks))

    def _followed(
        self, connection: Connection, plan: Plan
    ) -> tuple[dict[str, KnownLike], list[FollowNote]]:
        """Give the dates of events that follow plans of this ledger; None where the other plan has none."""
        changes: dict[str, KnownLike] = {}
        notes: list[FollowNote] = []
        errors: list[RelschedError] = []
        for name, events in followed_plans(plan).items():
            head = newest_revision(connection, name)
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
            raise one_or_all(errors, Message("problems of followed"))
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
        now: MomentLike,
        calendars: Mapping[str, WorkingCalendar] | None = None,
    ) -> Preview:
        """Find what publishing a plan for the first time would record, where there is no ledger yet.

        Args:
            plan: The plan as it is to be published.
            known: Known dates.
            now: When it is asked.
            calendars: Working calendars by name, beside the plan's own and before the countries'.
        """
        moment = to_moment(now, "now")
        found, dropped = changed_known(plan, {}, known or {})
        schedule = resolve(plan, unsigned(found.values()), calendars)
        return previewed(schedule, found, dropped, None, None, {}, moment, again=None)

    def preview_again(self, plan: str, number: int, *, now: MomentLike) -> Preview:
        """Find what publishing an earlier revision as the next one would change.

        It rests on the calendar data of that revision, so that its dates come back as they were.

        Args:
            plan: Id of the plan.
            number: The earlier revision.
            now: When it is asked, with a zone.

        Raises:
            UnknownRevisionError: `unknown-plan`, `unknown-revision`.
        """
        moment = to_moment(now, "now")
        with self.store.reading() as connection:
            old = self._revision(connection, plan, number)
            head = newest_revision(connection, plan)
            assert head is not None
            before = self._schedule(connection, head)
            plan_published, known, calendars = inputs_of(connection, old)
            schedule = Resolver(plan_published, calendars).resolve(unsigned(known.values()))
            stored = states_as_of(connection, plan, head.number)
            remarks = slips(connection, plan_published, head, moment)
        preview = previewed(schedule, known, (), head, before, stored, moment, again=number)
        return attrs.evolve(preview, remarks=(*remarks, *preview.remarks))

    def publish(
        self, preview: Preview, *, now: MomentLike, reason: str, by: str | None = None
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
        return publish(self.store, preview, now=to_moment(now, "now"), reason=reason, by=by)

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
            UnknownRevisionError: `unknown-plan`, `unknown-revision`.
            UnknownUnitError: `unknown-unit`.
            UnknownItemError: `unknown-item`.
            PlanError: `audience-form`, `unknown-profile`.
        """
        audience = Audience.parse(audience) if isinstance(audience, str) else audience
        profile = Profile.named(profile) if isinstance(profile, str) else profile
        with self.store.reading() as connection:
            revision = self._revision(connection, plan, number)
            plan_published = self._schedule(connection, revision).plan
            states = states_as_of(connection, plan, revision.number)
        return feed_file(plan_published, revision, states, audience, profile, source)

    def backup(self, file: str | Path) -> None:
        """Copy the ledger into a new file, while others publish; the file is a ledger of SQLite itself.

        Raises:
            LedgerError: `file-exists`, `ledger-unreachable`.
        """
        backup(self.store, Path(file))

    @staticmethod
    def restore(file: str | Path, url: str) -> None:
        """Copy a backup into an empty ledger.

        Args:
            file: What `backup` wrote.
            url: Address of the new ledger, as for `open`.

        Raises:
            LedgerError: `ledger-absent`, `ledger-altered`, `ledger-not-empty`.
            MissingExtraError: `extra-absent`.
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

    def verify(self, *, replay: bool = False, heads: Iterable[str] = ()) -> Verified:
        """Hash everything again, and follow the chains of revisions and of addresses.

        A ledger from which the newest revisions are missing, such as an old copy, is whole in itself. Only what
        was noted elsewhere shows that it lacks them.

        Args:
            replay: Resolve each revision again too, and compare the dates.
            heads: Hashes of revisions that were noted when they were the newest; each must be in the ledger.
        """
        return verify(self.store, replay=replay, heads=heads)
