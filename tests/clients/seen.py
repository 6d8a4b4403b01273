"""What a calendar program sees of a feed, and what to do where it isn't there."""

from __future__ import annotations

import os
from datetime import date
from typing import NamedTuple, NoReturn

import pytest


class Seen(NamedTuple):
    """One item as a reader gives it: both days are part of it."""

    uid: str
    first: date
    last: date
    title: str
    description: str


class Complaint(Exception):
    """A reader found fault with a feed that it read all the same."""


def absent(reader: str, why: str) -> NoReturn:
    """Skip a test whose reader isn't on this machine; where everything must be there, fail it."""
    if any(os.environ.get(name) not in (None, "", "0", "false") for name in ("CI", "RELSCHED_CI")):
        pytest.fail(f"{reader} must be there in CI: {why}")
    pytest.skip(f"{reader} isn't there: {why}")
