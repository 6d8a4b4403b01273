"""Records: what a ledger holds, as values; how they are written as JSON, and the hashes that chain them."""

from __future__ import annotations

import hashlib
import json
import zlib
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import attrs

from relsched.dates.date_reading import MomentLike, to_moment
from relsched.dates.working_calendar import WorkingCalendar
from relsched.feeds.calendar_file import Stored
from relsched.plan.known_dates import Known
from relsched.plan.plan import Plan
from relsched.planfile.plan_reading import plan_from_dict
from relsched.planfile.plan_writing import plan_to_dict
from relsched.schedule.schedule import Schedule
from relsched.short_repr import short_repr

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
STATES = ("shown", "open", "cancelled", "gone")


@short_repr
@attrs.frozen
class Revision:
    """One published state of a plan; numbered 1, 2, 3 … without a gap.

    Attributes:
        plan: Id of the plan.
        number: Its number.
        previous: Hash of the revision before; empty for the first.
        hash: SHA-256 over all that was recorded with it, and over `previous`.
        at: When it was published, UTC, to the microsecond; never before the revision before.
        stamp: The same as calendars show it: whole seconds, later than the revision before.
        by, reason: Who published it, and why.
        document, known, calendars: SHA-256 of the plan, the known dates and the calendar data it rests on.
        schedule: SHA-256 of the dates that followed.
        again: The earlier revision that it published again, or None.
        version: The version of relsched that published it.
    """

    plan: str
    number: int
    previous: str
    hash: str
    at: datetime
    stamp: datetime
    by: str | None
    reason: str
    document: str
    known: str
    calendars: str
    schedule: str
    again: int | None
    version: str

    def to_json(self) -> dict[str, Any]:
        """Give it as plain values."""
        found = attrs.asdict(self)
        return found | {"at": self.at.isoformat(), "stamp": self.stamp.isoformat()}


@short_repr
@attrs.frozen(kw_only=True)
class Published(Stored):
    """The state of one component of the feeds, as of a revision; `feeds.Stored` says the rest.

    Attributes:
        plan: The plan it is of.
        revision: The revision that made it so.
        digest: SHA-256 of what it says.
    """

    plan: str
    revision: int
    digest: str

    @property
    def is_in_feeds(self) -> bool:
        """Whether feeds hold a component for it."""
        return self.component is not None


# ---------------------------------------------------------------- moments


def microseconds(moment: MomentLike, name: str = "now") -> int:
    """Count the microseconds since 1970-01-01 UTC.

    Raises:
        TimingError: `moment-form`: it has no zone.
    """
    return (to_moment(moment, name) - EPOCH) // timedelta(microseconds=1)


def moment_of(value: int) -> datetime:
    """Give the moment so many microseconds after 1970-01-01 UTC."""
    return EPOCH + timedelta(microseconds=value)


def seconds(moment: MomentLike) -> int:
    """Count the whole seconds since 1970-01-01 UTC."""
    return microseconds(moment) // 1_000_000


# ---------------------------------------------------------------- texts and hashes


def canonical(value: Any) -> str:
    """Write plain values as JSON in the one form that hashes are taken of."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def sha(data: bytes | str) -> str:
    """Give the SHA-256 of bytes, or of a text in UTF-8, as 64 hexadecimal digits."""
    return hashlib.sha256(data.encode() if isinstance(data, str) else data).hexdigest()


def pack(text: str) -> bytes:
    """Compress a text for the table of texts."""
    return zlib.compress(text.encode(), 6)


def unpack(packed: bytes) -> str:
    """Give the text that was packed.

    Raises:
        ValueError: The bytes aren't what `pack` gave.
    """
    try:
        return zlib.decompress(packed).decode()
    except zlib.error as error:
        raise ValueError(str(error)) from None


def chained(previous: str, values: Mapping[str, Any]) -> str:
    """Give the hash of a record in a chain."""
    return sha(canonical({**values, "previous": previous}))


def revision_hash(
    previous: str, values: Mapping[str, Any], items: Iterable[Mapping[str, Any]]
) -> str:
    """Give the hash of a revision: over its row, the rows of the components it changed, and the one before it.

    Args:
        previous: The hash of the revision before; empty for the first.
        values: Its row; `hash` and `previous` in it don't count.
        items: The rows of its components, in any order; their bytes count by their own hash.
    """
    own = {key: value for key, value in values.items() if key not in ("hash", "previous")}
    rows = {row["uid"]: sha(canonical({**row, "component": _sha(row)})) for row in items}
    return chained(previous, {**own, "items": rows})


def _sha(row: Mapping[str, Any]) -> str | None:
    component = row["component"]
    return None if component is None else sha(component)


# ---------------------------------------------------------------- what a revision rests on


def plan_text(plan: Plan) -> str:
    """Write a plan as the ledger keeps it: keys in their order, since the first language of a title is the main one."""
    return json.dumps(plan_to_dict(plan), ensure_ascii=False, separators=(",", ":"))


def read_plan_text(text: str) -> Plan:
    """Read a plan that the ledger kept."""
    return plan_from_dict(json.loads(text))


def known_text(known: Iterable[Known]) -> str:
    """Write known dates as the ledger keeps them, with who, when and why."""
    return canonical([entry.fields() for entry in known])


def read_known_text(text: str) -> dict[str, Known]:
    """Read known dates that the ledger kept."""
    found = {}
    for value in json.loads(text):
        if "start" in value or "end" in value:
            value.pop(
                "within", None
            )  # older versions kept a window beside a date, and went by the date
        found[value["item"]] = Known.from_dict(value)
    return found


def calendars_text(calendars: Iterable[WorkingCalendar], languages: Sequence[str]) -> str:
    """Write the working calendars that come from outside the plan, day by day."""
    texts = {calendar.name: calendar.to_dict(languages) for calendar in calendars}
    return canonical(texts)


def read_calendars_text(text: str) -> dict[str, WorkingCalendar]:
    """Read the working calendars that the ledger kept."""
    return {name: WorkingCalendar.from_dict(value) for name, value in json.loads(text).items()}


def schedule_sha(schedule: Schedule) -> str:
    """Give the hash of the dates of a schedule: every window, status and time in it."""
    kept = ("id", "not_before", "due", "possible", "safe", "unadjusted", "status", "times", "done")
    dates = []
    for entry in schedule.entries:
        value = entry.to_json()
        dates.append([value[name] for name in kept])
    return sha(canonical(sorted(dates, key=lambda row: row[0])))
