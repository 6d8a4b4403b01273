"""Words of direction around an anchor, such as before, by, on or during, make a timing of it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import attrs

from relsched.dates.rolls import Roll
from relsched.phrases.builder.anchors import Anchors
from relsched.phrases.builder.attempt import Attempt
from relsched.phrases.builder.meanings import EVENT_KINDS, Amount, Anchor, Sense, Unreadable
from relsched.phrases.lexed_words import LexedWord
from relsched.phrases.readings import Note
from relsched.timing.points import At, Day, Reference, Rolled
from relsched.timing.timings import (
    After,
    Before,
    By,
    From,
    FromTo,
    Immediately,
    In,
    On,
    Term,
    Throughout,
    Timing,
)


@attrs.frozen
class Directions:
    """Gives timings that a word of direction makes of an anchor."""

    attempt: Attempt
    anchors: Anchors

    def _strong(self, when: Any) -> Anchor:
        """Take an anchor that a bare direction may stand before: not a word that may mean anything."""
        found = self.anchors.anchor(when)
        if found.kind == "name":
            raise Unreadable(None)
        return found

    def before(self, when: Any) -> list[Sense]:
        """Before something."""
        found = self._strong(when)
        if found.part is not None or found.kind == "midnight":
            return self.by(found)
        timing = Before(found.begin)
        day = found.begin.day if isinstance(found.begin, Day) and found.kind == "day" else None
        if (
            day
            and self.attempt.language.month_end_is_inclusive
            and (day + timedelta(days=1)).day == 1
        ):
            question = Note("phrase month end", {"day": day})
            return [Sense(timing, question), Sense(By(found.begin), question)]
        return [Sense(timing)]

    def by(self, when: Any) -> list[Sense]:
        """At the latest on something."""
        found = self._strong(when)
        if self.attempt.language.has_marks and self.attempt.proposed and found.kind == "event":
            raise Unreadable(None)  # "hạn chót gửi tóm tắt là …": what is to be done
        if found.limit is not None:
            return [Sense(By(found.limit))]
        if found.kind in EVENT_KINDS:
            return [Sense(By(found.begin))]
        return [Sense(By(found.end))]

    def by_at(self, when: Any, time: LexedWord) -> list[Sense]:
        """A limit with its hour behind it: `by 5 July, by 4 p.m.`"""
        senses = self.by(when)
        return [
            attrs.evolve(
                sense, timing=By(At(sense.timing.point, time.value.minute, time.value.zone))
            )
            for sense in senses
            if isinstance(sense.timing, By) and time.value.minute < 1440
        ]

    def by_named(self, *words: Any) -> list[Sense]:
        """The limit of something that is named: `hạn chót nộp bài: …`."""
        return self.by(words[-1])

    def by_after(self, when: Any) -> list[Sense]:
        """A day or period that is followed by "at the latest"."""
        if self.anchors.anchor(when).kind in ("event", "event day", "capital", "name"):
            raise Unreadable(None)
        return self.by(when)

    def until(self, when: Any) -> list[Sense]:
        """Until something; a name that nobody knows is a place or a person, more likely."""
        found = self.anchors.anchor(when)
        if found.kind == "capital" or (found.kind == "event" and self.attempt.proposed):
            raise Unreadable(None)
        return self.by(when)

    def by_end(self, when: Any) -> list[Sense]:
        """Until the end of something."""
        return [Sense(By(self._strong(when).end))]

    def after(self, when: Any) -> list[Sense]:
        """After something."""
        return [Sense(After(self._strong(when).end))]

    def since(self, when: Any) -> list[Sense]:
        """From something on."""
        found = self._strong(when)
        if found.kind == "range":
            return [Sense(found.whole)]
        if found.kind == "capital":
            raise Unreadable(None)  # a place, more likely
        return [Sense(From(self._strong(when).begin))]

    def on(self, when: Any) -> list[Sense]:
        """On or in something."""
        found = self._strong(when)
        if found.law is not None and isinstance(found.whole, In):
            assert found.period is not None
            days = {
                "first": found.period.first,
                "last": found.period.last,
                "day": found.law.day,
            }
            question = Note("phrase third", days)
            return [Sense(found.whole, question), Sense(On(found.law), question)]
        if found.kind == "holiday":
            return [Sense(On(found.begin))]
        return [Sense(found.whole)]

    def about_when(self, limit: LexedWord, when: Any) -> list[Sense]:
        """About a day, or exactly on it."""
        if limit.value not in ("about", "exactly"):
            raise Unreadable(None)
        if self.anchors.anchor(when).kind in EVENT_KINDS:
            raise Unreadable(None)  # "around the event" may be where
        if limit.value == "about":
            self.attempt.note("phrase about")
        return self.on(when)

    def on_in(self, when: Any) -> list[Sense]:
        """In a period; "in" an event says where, not when."""
        if self.anchors.anchor(when).kind in EVENT_KINDS:
            raise Unreadable(None)
        return self.on(when)

    def on_days(self, when: Any) -> list[Sense]:
        """In the days of something."""
        return [Sense(self._strong(when).whole)]

    def alone(self, when: Any) -> list[Sense]:
        """A day or period that stands alone; an event alone says nothing."""
        found = self._strong(when)
        if found.kind in EVENT_KINDS and found.kind != "event day":
            raise Unreadable(None)
        return self.on(found)

    def during(self, when: Any) -> list[Sense]:
        """Throughout an event, or in a period."""
        found = self._strong(when)
        if found.is_named_day:
            return [Sense(found.whole)]
        if found.kind == "edge":
            return [Sense(On(found.begin))]  # in the opening, or on its day
        if found.kind in EVENT_KINDS:
            assert isinstance(found.begin, Reference)
            return [Sense(Throughout(Reference(found.begin.item)))]
        if found.kind == "day":
            return [Sense(found.whole)]
        return self.on_days(found)

    def occasion(self, when: Any) -> list[Sense]:
        """On the occasion of something: from its beginning to its end."""
        found = self._strong(when)
        if found.kind == "event":
            assert isinstance(found.begin, Reference)
            return [Sense(FromTo(found.begin, found.end))]
        return [Sense(found.whole)]

    def occasion_nth(self, _: Amount, when: Any) -> list[Sense]:
        """On the occasion of so many years of something."""
        return self.occasion(when)

    def on_edge(self, when: Any) -> list[Sense]:
        """At the opening or closing of something; "at" an event says where."""
        if self.anchors.anchor(when).kind not in ("edge", "day", "period"):
            raise Unreadable(None)
        return self.on(when)

    def immediately(self, when: Any) -> list[Sense]:
        """Right after something."""
        return [Sense(Immediately(self.anchors.anchor(when).end))]

    def rolled(self, senses: list[Sense], roll: LexedWord) -> list[Sense]:
        """Moved off a closed day."""
        found = []
        for sense in senses:
            timing = in_rolled_days(sense.timing, Roll(roll.value))
            if timing is None:
                raise Unreadable(None)
            found.append(attrs.evolve(sense, timing=timing))
        return found

    def rolled_first(self, roll: LexedWord, senses: list[Sense]) -> list[Sense]:
        """The same, said before the timing."""
        return self.rolled(senses, roll)


def in_rolled_days(timing: Timing, roll: Roll) -> Timing | None:
    """Give a timing whose day is moved off a closed day, or None where that has no sense."""
    if isinstance(timing, By | Term | On) and not isinstance(timing.point, Rolled):
        if isinstance(timing.point, At):  # the hour stays, on the day moved to
            moved = attrs.evolve(timing.point, point=Rolled(timing.point.point, roll))
            return attrs.evolve(timing, point=moved)
        return attrs.evolve(timing, point=Rolled(timing.point, roll))
    return None
