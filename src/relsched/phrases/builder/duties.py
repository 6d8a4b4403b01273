"""Duties that last or are repeated, from something until something."""

from __future__ import annotations

from typing import Any

import attrs

from relsched.dates.recurrence import Frequency, Recurrence
from relsched.phrases.builder.anchors import Anchors
from relsched.phrases.builder.meanings import EVENT_KINDS, DutySpan, Sense, Unreadable
from relsched.phrases.builder.ranges import Ranges
from relsched.phrases.builder.repetitions import Repetitions
from relsched.phrases.lexed_words import LexedWord
from relsched.timing.points import Day
from relsched.timing.timings import Continuously, Recurring


@attrs.frozen
class Duties:
    """Gives duties that last or are repeated."""

    anchors: Anchors
    ranges: Ranges
    repetitions: Repetitions

    def span(self, first: Any, last: Any) -> DutySpan:
        """From something until something, either left out."""
        if first is not None and last is not None:
            begin, end = self.ranges.ends(first, last, to_end=False)
            return DutySpan(begin, end)
        if first is not None and self.anchors.anchor(first).kind == "range":
            return self.span_in(first)
        if first is not None:
            return DutySpan(self.anchors.anchor(first).begin, None)
        if last is not None:
            reached = self.anchors.anchor(last)
            event = reached.kind in EVENT_KINDS
            return DutySpan(None, reached.limit or (reached.begin if event else reached.end))
        return DutySpan()

    def span_end(self, first: Any, last: Any) -> DutySpan:
        """The same to the end of the last."""
        found = self.span(first, last)
        return attrs.evolve(found, last=self.anchors.anchor(last).end)

    def span_in(self, when: Any) -> DutySpan:
        """During something."""
        found = self.anchors.anchor(when)
        return DutySpan(found.begin, found.end)

    def span_from(self, first: Any) -> DutySpan:
        """From something on."""
        return self.span(first, None)

    def span_to(self, last: Any) -> DutySpan:
        """Until something."""
        return self.span(None, last)

    def span_to_end(self, last: Any) -> DutySpan:
        """Until the end of something."""
        return DutySpan(None, self.anchors.anchor(last).end)

    def continuously(self, span: DutySpan | None) -> list[Sense]:
        """A lasting duty."""
        ends = span or DutySpan()
        return [Sense(Continuously(ends.first, ends.last))]

    def recurring(self, recurrence: Recurrence, span: DutySpan | None) -> list[Sense]:
        """A repeated duty."""
        ends = span or DutySpan()
        if isinstance(ends.first, Day) and isinstance(ends.last, Day):
            days = (ends.last.day - ends.first.day).days + 1
            if days < _LEAST_DAYS.get(recurrence.frequency, 0):
                raise Unreadable(None)  # "every year in May" isn't every year of one May
        return [Sense(Recurring(recurrence, ends.first, ends.last))]

    def every_comma(self, every: LexedWord, span: DutySpan) -> list[Sense]:
        """Every unit, within a span."""
        return self.recurring(self.repetitions.every(every), span)


_LEAST_DAYS = {Frequency.YEAR: 365, Frequency.QUARTER: 90, Frequency.MONTH: 28}
