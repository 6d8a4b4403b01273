"""Compare: what becomes of each date between two schedules, and exactly why."""

from __future__ import annotations

from relsched.comparison.changes import CAUSES, FLAGS, KINDS, Cause, Change, Edit
from relsched.comparison.comparing import FORMAT, Comparison, compare, notice

__all__ = [
    "CAUSES",
    "FLAGS",
    "FORMAT",
    "KINDS",
    "Cause",
    "Change",
    "Comparison",
    "Edit",
    "compare",
    "notice",
]
