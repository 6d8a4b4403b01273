"""What a new date needs said beside it: that it falls on a closed day, or from which day it was rolled.

Whoever looks at a preview decides about these dates, and a date alone shows neither. Which dates count as closed is
what the lints `closed-day` and `event-on-closed-day` say, so that the notes, the counts and the check agree.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

import attrs

from relsched.dates.calendar_spec import WEEKDAY_NAMES
from relsched.dates.windows import Window
from relsched.engine.program import Program
from relsched.explain.explainer import closed_reason
from relsched.messages.catalogue import FIRST, check_language
from relsched.messages.dates_in_words import NamedDay
from relsched.messages.message import Message
from relsched.schedule.entry import Entry
from relsched.short_repr import short_repr


@short_repr
@attrs.frozen
class DayNote:
    """One thing to know of a date: that the day is closed, or from which day it was rolled.

    Attributes:
        kind: `closed` or `rolled`.
        point: `due`; of an event also `not_before`, its start, where that isn't the day on which it ends.
        day: The closed day; of what was rolled, the day that was counted to.
        reason: Why the day is closed, by language: the weekday or the holiday; empty for what was rolled.
    """

    kind: str
    point: str
    day: date
    reason: Mapping[str, str] = attrs.field(factory=dict, hash=False)
    _key: str = attrs.field(default="", eq=False, repr=False, kw_only=True)

    def text(self, language: str = FIRST, /) -> str:
        """Say it in a few words, without the date that it stands beside."""
        reason = self.reason.get(check_language(language), "")
        key = f"day {self.kind}{self._key}"
        return Message(key, day=NamedDay(self.day), reason=reason).text(language)

    def holiday(self, language: str = FIRST, /) -> str:
        """Give why the day is closed, where its weekday doesn't say it already; else nothing."""
        check_language(language)
        weekday = WEEKDAY_NAMES[self.day.weekday()]
        return "" if self.reason.get(FIRST, weekday) == weekday else self.reason[language]

    def to_json(self) -> dict[str, Any]:
        """Give it as plain values; the reason and the text are English."""
        return {
            "kind": self.kind,
            "point": self.point,
            "day": self.day.isoformat(),
            "reason": self.reason.get(FIRST),
            "text": self.text(),
        }


def day_notes(program: Program, entry: Entry) -> tuple[DayNote, ...]:
    """Give what there is to say of the dates of an entry; nothing of what is done or isn't settled.

    Args:
        program: That of the entry's schedule, for the plan's calendar.
        entry: An event or a deadline.
    """
    if entry.done is not None:
        return ()
    due = _day(entry.due)
    if entry.is_event:
        return event_notes(program, _day(entry.not_before), due)
    is_dated = entry.kind == "deadline"
    return deadline_notes(program, due, _day(entry.unadjusted), is_dated=is_dated)


def new_day_notes(
    program: Program, before: Entry | None, after: Entry | None
) -> tuple[DayNote, ...]:
    """Give the notes of the dates that an entry hasn't had before.

    Args:
        program: That of the later entry's schedule.
        before, after: The entries of an item; None where it wasn't, or isn't, in the plan.
    """
    if after is None:
        return ()
    notes = day_notes(program, after)
    if before is None or before.done is not None:
        return notes
    return tuple(
        note for note in notes if getattr(before, note.point) != getattr(after, note.point)
    )


def event_notes(program: Program, first: date | None, last: date | None) -> tuple[DayNote, ...]:
    """Give the notes of an event, by the settled days on which it begins and ends."""
    if first == last:
        return tuple(_closed(program, "due", last))
    return (
        *_closed(program, "not_before", first, " start"),
        *_closed(program, "due", last, " end"),
    )


def deadline_notes(
    program: Program, due: date | None, unadjusted: date | None, *, is_dated: bool
) -> tuple[DayNote, ...]:
    """Give the notes of a deadline that isn't done, by its settled due date and that before its roll.

    Args:
        program: As for `day_notes`.
        due, unadjusted: The days; None where there is none or it isn't settled.
        is_dated: Whether it is due on a day. What is a duty or a window is no less met by ending on a closed day,
            as the lint has it.
    """
    found = [*_closed(program, "due", due)] if is_dated else []
    if due is not None and unadjusted is not None and due != unadjusted:
        found.append(DayNote("rolled", "due", unadjusted))
    return tuple(found)


def _closed(program: Program, point: str, day: date | None, key: str = "") -> Iterator[DayNote]:
    reason = None if day is None else closed_reason(program, day)
    if day is not None and reason is not None:
        yield DayNote("closed", point, day, reason, key=key)


def _day(window: Window | None) -> date | None:
    return window.day if window is not None and window.is_settled else None
