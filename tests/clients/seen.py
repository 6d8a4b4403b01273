"""What a calendar program sees of a feed, and what to do where it isn't there."""

from __future__ import annotations

import os
from datetime import UTC, date, datetime, timedelta
from typing import NamedTuple, NoReturn

import pytest


class Seen(NamedTuple):
    """One item as a reader gives it: both days are part of it; or the moments it is shown from and to, in UTC."""

    uid: str
    first: date
    last: date
    title: str
    description: str


class Complaint(Exception):
    """A reader found fault with a feed that it read all the same."""


def span_of(first: object, ends: object) -> tuple[date, date]:
    """Give the first and last day of an item, or its moments in UTC.

    Raises:
        Complaint: It is neither, or a local time of no zone.
    """
    if isinstance(first, datetime) and isinstance(ends, datetime):
        if first.tzinfo is None or ends.tzinfo is None:
            raise Complaint(f"{first} – {ends} is in no zone")
        return first.astimezone(UTC), ends.astimezone(UTC)
    for day in (first, ends):
        if not isinstance(day, date) or isinstance(day, datetime):
            raise Complaint(f"{day!r} is no whole day")
    assert isinstance(first, date)
    assert isinstance(ends, date)
    return first, ends - timedelta(days=1)


def absent(reader: str, why: str) -> NoReturn:
    """Skip a test whose reader isn't on this machine; where everything must be there, fail it."""
    if any(os.environ.get(name) not in (None, "", "0", "false") for name in ("CI", "RELSCHED_CI")):
        pytest.fail(f"{reader} must be there in CI: {why}")
    pytest.skip(f"{reader} isn't there: {why}")
