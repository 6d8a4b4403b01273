"""Secret addresses of feeds: who holds one can read that feed and nothing else.

A secret is 256 random bits, told once when it is made; the ledger keeps its SHA-256. Whether a secret was never
given, has been ended or isn't even of the right form, the answer is the same.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, NoReturn

import attrs

from relsched.dates.date_reading import MomentLike, to_moment
from relsched.errors import LedgerError
from relsched.feeds.audiences import Audience
from relsched.feeds.profiles import Profile
from relsched.feeds.text_cleaning import clean_text
from relsched.ledger.records import chained, microseconds, moment_of, sha
from relsched.ledger.store import Store
from relsched.messages.message import Message
from relsched.short_repr import cut, short_repr

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from relsched.plan.plan import Plan

PREFIX = "rs_"  # so that programs that look for leaked secrets can know one
OVERLAP = timedelta(days=7)
MAX_SECRET = 100


@short_repr
@attrs.frozen
class Address:
    """One secret address of a feed, without its secret.

    Attributes:
        id: What it is called when it is ended or changed; no secret.
        plan, audience, profile: What is read at it, and how that is written.
        since, by: When and by whom it was made.
        ends: When it ends or ended; None while nothing ends it.

    One that was ended at once is closed whatever a clock says: that of who ended it may have been ahead.
    """

    id: str
    plan: str
    audience: str
    profile: str
    since: datetime
    by: str | None
    ends: datetime | None
    _was_ended: bool = attrs.field(default=False, eq=False, repr=False, kw_only=True)

    def is_open(self, now: MomentLike) -> bool:
        """Whether the feed can be read at it.

        Args:
            now: The moment, with a zone.
        """
        if self._was_ended:
            return False
        return self.ends is None or to_moment(now, "now") < self.ends

    def to_dict(self) -> dict[str, Any]:
        """Give it as plain values."""
        found = attrs.asdict(self, filter=lambda field, _: not field.name.startswith("_"))
        found["since"] = self.since.isoformat()
        return found | {"ends": None if self.ends is None else self.ends.isoformat()}


@short_repr
@attrs.frozen
class NewAddress:
    """An address just made, with its secret, which can't be had again."""

    address: Address
    secret: str = attrs.field(repr=False)


class Addresses:
    """The secret addresses in a ledger; `Ledger.addresses` gives it."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def __reduce__(self) -> NoReturn:
        # It reads and writes through the connection of its ledger, which can't be copied either.
        raise TypeError("Addresses can't be copied or pickled: it is a connection; open it again")

    def __repr__(self) -> str:
        return f"<Addresses of {cut(self._store.place, 150)}>"

    def share(
        self,
        plan: Plan,
        audience: Audience | str,
        profile: Profile | str = "default",
        *,
        now: MomentLike,
        by: str | None = None,
    ) -> NewAddress:
        """Make an address at which a feed can be read.

        Args:
            plan: The plan, as it was published.
            audience: What is in the feed: `plan`, `unit:culture`, `lead:culture` or `chain:4.1.b`.
            profile: How it is written: the name of a client, or a `Profile`.
            now: The moment, with a zone.
            by: Who does it; kept with the record.

        Raises:
            UnknownUnitError: `unknown-unit`.
            UnknownItemError: `unknown-item`.
            PlanError: `audience-form`, `unknown-profile`.
        """
        audience = Audience.parse(audience) if isinstance(audience, str) else audience
        audience.check(plan)
        name = Profile.named(profile).name if isinstance(profile, str) else profile.name
        with self._store.writing(plan.id) as connection:
            return _make(connection, plan.id, str(audience), name, to_moment(now, "now"), by)

    def unshare(self, address: str, *, now: MomentLike, by: str | None = None) -> Address:
        """End an address at once.

        Args:
            address: Id of the address; not its secret.
            now: The moment, with a zone.
            by: Who does it; kept with the record.

        Raises:
            LedgerError: `unknown-address`.
        """
        moment = to_moment(now, "now")
        return self._end(address, moment, moment, by)

    def rotate(
        self,
        address: str,
        *,
        now: MomentLike,
        by: str | None = None,
        overlap: timedelta = OVERLAP,
    ) -> NewAddress:
        """Make a new address for the same feed; the old one goes on for a while, so that people can change over.

        Args:
            address: Id of the address; not its secret.
            now: The moment, with a zone.
            by: Who does it; kept with the record.
            overlap: How long the old address goes on; zero ends it at once.

        Raises:
            LedgerError: `unknown-address`, also for one that has ended.
        """
        moment = to_moment(now, "now")
        old = self._open(address, moment)
        with self._store.writing(old.plan) as connection:
            found = _make(connection, old.plan, old.audience, old.profile, moment, by)
            _add(
                connection, old.plan, moment, by, "end", old.id, ends=microseconds(moment + overlap)
            )
        return found

    def of(self, plan: str) -> list[Address]:
        """Give all addresses of a plan, those that have ended too, oldest first."""
        return list(self._all(plan).values())

    def get(self, address: str) -> Address:
        """Give an address by its id.

        Raises:
            LedgerError: `unknown-address`.
        """
        found = self._all().get(address)
        if found is None:
            raise _unknown(address)
        return found

    def find(self, secret: str, *, now: MomentLike) -> Address | None:
        """Find the open address of a secret; None alike for one unknown, ended or malformed.

        Args:
            secret: What stands in the address between `/f/` and `.ics`.
            now: The moment, with a zone.
        """
        from sqlalchemy import select

        from relsched.ledger import schema

        table = schema.addresses
        # The look-up is by hash: how long it takes tells nothing of the secrets there are.
        wanted = sha(secret[:MAX_SECRET].encode("utf-8", "surrogatepass"))
        with self._store.reading() as connection:
            row = (
                connection.execute(select(table).where(table.c.secret_sha == wanted))
                .mappings()
                .first()
            )
            if row is None or len(secret) > MAX_SECRET:
                return None
            ended = connection.execute(
                select(table).where(
                    table.c.plan == row["plan"],
                    table.c.address == row["address"],
                    table.c.action == "end",
                )
            ).mappings()
            found = address_of(row, list(ended))
        return found if found.is_open(now) else None

    def _open(self, address: str, now: datetime) -> Address:
        found = self.get(address)
        if not found.is_open(now):
            raise LedgerError(
                Message("error unknown-address ended", address=address),
                code="unknown-address",
                value=address,
                why=Message("error unknown-address ended why", moment=str(found.ends)),
                fix=Message("error unknown-address ended fix"),
            )
        return found

    def _end(self, address: str, ends: datetime, now: datetime, by: str | None) -> Address:
        found = self.get(address)
        if not found.is_open(now):
            return found
        with self._store.writing(found.plan) as connection:
            _add(connection, found.plan, now, by, "end", address, ends=microseconds(ends))
        return self.get(address)

    def _all(self, plan: str | None = None) -> dict[str, Address]:
        from sqlalchemy import select

        from relsched.ledger import schema

        table = schema.addresses
        wanted = select(table).order_by(table.c.plan, table.c.number)
        if plan is not None:
            wanted = wanted.where(table.c.plan == plan)
        with self._store.reading() as connection:
            rows = list(connection.execute(wanted).mappings())
        ends: dict[str, list[Mapping[Any, Any]]] = {}
        for row in rows:
            if row["action"] == "end":
                ends.setdefault(row["address"], []).append(row)
        return {
            row["address"]: address_of(row, ends.get(row["address"], []))
            for row in rows
            if row["action"] == "share"
        }


def address_of(row: Mapping[Any, Any], ends: Sequence[Mapping[Any, Any]]) -> Address:
    """Read the row that shared an address, with the rows that end it."""
    return Address(
        id=row["address"],
        plan=row["plan"],
        audience=row["audience"],
        profile=row["profile"],
        since=moment_of(row["at"]),
        by=row["by"],
        ends=moment_of(min(end["ends"] for end in ends)) if ends else None,
        was_ended=any(_is_at_once(end) for end in ends),
    )


def _is_at_once(end: Mapping[Any, Any]) -> bool:
    """Whether a row ends an address at the moment at which it was written.

    Rows of one moment are a microsecond apart. A row that is written much later than the end it gives was put behind
    others, of a clock that was ahead.
    """
    return bool(0 <= end["at"] - end["ends"] < 1_000_000)


def _unknown(address: str) -> LedgerError:
    return LedgerError(
        Message("error unknown-address", address=address),
        code="unknown-address",
        value=address,
        why=Message("error unknown-address why"),
        fix=Message("error unknown-address fix"),
    )


def _make(
    connection: Connection, plan: str, audience: str, profile: str, now: datetime, by: str | None
) -> NewAddress:
    secret = PREFIX + secrets.token_urlsafe(32)
    name = secrets.token_hex(5)
    row = _add(
        connection,
        plan,
        now,
        by,
        "share",
        name,
        audience=audience,
        profile=profile,
        secret_sha=sha(secret),
    )
    return NewAddress(address_of(row, []), secret)


def _add(
    connection: Connection,
    plan: str,
    now: datetime,
    by: str | None,
    action: str,
    address: str,
    **given: Any,
) -> dict[str, Any]:
    """Add a row to the chain of a plan's addresses."""
    from sqlalchemy import insert, select

    from relsched.ledger import schema

    table = schema.addresses
    last = (
        connection.execute(
            select(table).where(table.c.plan == plan).order_by(table.c.number.desc()).limit(1)
        )
        .mappings()
        .first()
    )
    at = microseconds(now) if last is None else max(microseconds(now), last["at"] + 1)
    values = {
        "plan": plan,
        "number": 1 if last is None else last["number"] + 1,
        "at": at,
        "by": clean_text(by or "", one_line=True) or None,
        "action": action,
        "address": address,
        "audience": None,
        "profile": None,
        "secret_sha": None,
        "ends": None,
        **given,
    }
    previous = "" if last is None else last["hash"]
    values |= {"hash": chained(previous, values), "previous": previous}
    connection.execute(insert(table), [values])
    return values
