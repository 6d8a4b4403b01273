"""The items of a feed as values: one for each component, with all that it says but its stamps."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime
from functools import cached_property
from typing import Any

import attrs

from relsched.errors import UnknownUnitError, unknown
from relsched.messages.message import Message
from relsched.plan.plan import Plan
from relsched.short_repr import short_repr

_NUMBERS = re.compile(r"([0-9]+)")
# What a subscriber sees in no feed, or beside the item only.
ASIDE = ("relations", "rule", "reminders", "closed")
_UNSEEN = ("is_event", "is_done", "is_needed", "audience", "lead", "support", "moved", *ASIDE)


@short_repr
@attrs.frozen
class Relation:
    """How a component is related to another (RFC 9253): its kind, the distance, the other's UID."""

    kind: str
    uid: str
    gap: int | None = None  # days

    def to_json(self) -> list[Any]:
        """Give it as plain values."""
        return [self.kind, self.uid, self.gap]


@short_repr
@attrs.frozen(slots=False)
class FeedItem:
    """One component of a feed: what it says, before it is written.

    Attributes:
        uid: Its identity, from the ids of plan and item and nothing else.
        item, occurrence: The deadline or event it shows, and which of its occurrences.
        first, last: The days it is shown on, both included.
        status: `CONFIRMED`, or `TENTATIVE` while it may still lie elsewhere.
        summary, description, categories, contact: Its texts, clean.
        is_event: Whether it shows an event of the plan; else a deadline.
        is_done: Whether it shows a deadline that has been met.
        is_needed: Of an event, whether a deadline of the plan depends on it, or it is the main event.
        audience: The only audience whose feed it is in, such as `unit:culture`; None for those of no other of its kind.
        starts_at, ends_at: The moments it is shown from and to, with a zone; None for whole days.
        window: The first and last day on which it may lie; None where it lies on its days.
        lead, support: The units it concerns.
        relations: How it is related to others; only some feeds show them.
        rule: Its timing as the plan writes it; only some feeds show it.
        reminders: When the plan wants it remembered: how many days before its first day, and on which open day.
        closed: Which days before its first day are closed, by their number; 0 is the first day itself.
        language: The language of its texts.
        moved: The sentence that says from which day it was last moved, when and why; only a ledger knows it.
    """

    uid: str
    item: str
    occurrence: str | None
    first: date
    last: date
    status: str
    summary: str
    description: str
    categories: tuple[str, ...] = ()
    contact: str | None = None
    is_event: bool = False
    is_done: bool = False
    is_needed: bool = False
    audience: str | None = None
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    window: tuple[date, date] | None = None
    lead: str | None = None
    support: tuple[str, ...] = ()
    relations: tuple[Relation, ...] = ()
    rule: str | None = None
    reminders: tuple[tuple[int, date], ...] = ()
    closed: tuple[int, ...] = ()
    language: str = "en"
    moved: str | None = None

    @property
    def zone(self) -> str | None:
        """The zone of its moments; None where it is shown on whole days."""
        return None if self.starts_at is None else str(self.starts_at.tzinfo)

    @cached_property
    def digest(self) -> str:
        """SHA-256 of everything that a subscriber sees of it, but for where it was moved from."""
        import hashlib
        import json

        seen = self.to_json()
        for name in _UNSEEN:
            seen.pop(name, None)
        text = json.dumps(seen, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(text.encode()).hexdigest()

    def to_json(self) -> dict[str, Any]:
        """Give it as plain values, which `from_json` reads; `moved` only where it was."""
        moved = {} if self.moved is None else {"moved": self.moved}
        return {
            "uid": self.uid,
            "item": self.item,
            "occurrence": self.occurrence,
            "first": self.first.isoformat(),
            "last": self.last.isoformat(),
            "status": self.status,
            "summary": self.summary,
            "description": self.description,
            "categories": list(self.categories),
            "contact": self.contact,
            "is_event": self.is_event,
            "is_done": self.is_done,
            "is_needed": self.is_needed,
            "audience": self.audience,
            "starts_at": _moment_text(self.starts_at),
            "ends_at": _moment_text(self.ends_at),
            "zone": self.zone,
            "window": None if self.window is None else [day.isoformat() for day in self.window],
            "lead": self.lead,
            "support": list(self.support),
            "relations": [relation.to_json() for relation in self.relations],
            "rule": self.rule,
            "reminders": [[days, day.isoformat()] for days, day in self.reminders],
            "closed": list(self.closed),
            "language": self.language,
            **moved,
        }

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> FeedItem:
        """Make it from what `to_json` gave, of this version or of an earlier one.

        Args:
            value: The plain values.
        """
        from relsched.dates.zones import in_zone

        given = dict(value)
        zone = given.pop("zone", None)
        for name in ("first", "last"):
            given[name] = date.fromisoformat(given[name])
        for name in ("categories", "support", "closed"):
            given[name] = tuple(given.get(name, ()))
        for name in ("starts_at", "ends_at"):
            text = given.get(name)
            given[name] = None if text is None else in_zone(datetime.fromisoformat(text), zone)
        if given.get("window") is not None:
            first, last = map(date.fromisoformat, given["window"])
            given["window"] = first, last
        given["reminders"] = tuple(
            (days, date.fromisoformat(day)) for days, day in given.get("reminders", ())
        )
        given["relations"] = tuple(Relation(*parts) for parts in given["relations"])
        return cls(**given)


def _moment_text(moment: datetime | None) -> str | None:
    """Write a moment with its distance from UTC, so that the second of two equal local times is told apart."""
    return None if moment is None else moment.isoformat()


def uid(plan: Plan, item: str, occurrence: str | None = None) -> str:
    """Give the identity of a published item: from the ids of plan and item, and nothing else."""
    of = "" if occurrence is None else f":{occurrence}"
    return f"{plan.id}:{item}{of}@relsched"


def order_key(item: str, identity: str) -> tuple[Any, ...]:
    """Give what the components of a feed are sorted by: ids as people count, `4.2` before `4.10`.

    The order of rows in the plan doesn't count, so that a row put elsewhere changes no byte.
    """
    parts = _NUMBERS.split(item)
    natural = tuple((int(part), "") if n % 2 else (0, part) for n, part in enumerate(parts))
    return natural, identity


def unknown_unit(plan: Plan, name: str) -> UnknownUnitError:
    """Say that a plan has no such unit."""
    why, fix = unknown(None, name, plan.units_by_id)
    return UnknownUnitError(
        Message("error unknown-unit plan", plan=plan.id, unit=name),
        code="unknown-unit",
        value=name,
        why=why,
        fix=fix,
    )
