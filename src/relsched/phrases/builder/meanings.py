"""What a tree of the grammar and its branches mean: senses, anchors, amounts, and spans of duties."""

from __future__ import annotations

import attrs

from relsched.dates.offsets import Offset
from relsched.phrases.readings import Note
from relsched.timing.periods import Period
from relsched.timing.points import Day, Point
from relsched.timing.timings import Timing

# `capital` and `name` are words nobody knows: a capital letter makes the first likely to be a name.
EVENT_KINDS = ("event", "edge", "event day", "capital", "name")


class Unreadable(Exception):
    """The words follow the grammar and still mean nothing; `note` may say why."""

    def __init__(self, note: Note | None = None) -> None:
        self.note = note
        super().__init__(note.code if note else "")


@attrs.frozen
class Sense:
    """A timing with what makes this reading of the words different from others."""

    timing: Timing
    question: Note | None = None
    notes: tuple[Note, ...] = ()


@attrs.frozen
class Anchor:
    """When something is: its first and last point, and the timing of its whole.

    `limit` is the last day that "by" it allows, where that isn't its end. `is_named_day` is that of an event whose name
    says that it is a day, such as `election day`.
    """

    begin: Point
    end: Point
    whole: Timing
    kind: str
    period: Period | None = None
    part: str | None = None
    limit: Point | None = None
    law: Day | None = None
    is_named_day: bool = False


@attrs.frozen
class Amount:
    """An offset, or a least and a greatest one."""

    low: Offset
    high: Offset | None = None


@attrs.frozen
class DutySpan:
    """The two ends of a duty, either of which may be open."""

    first: Point | None = None
    last: Point | None = None
