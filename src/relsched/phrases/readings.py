"""What a phrase was read as: parts with readings, and what is said about each choice."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import attrs

from relsched.messages.dates_in_words import render_day
from relsched.messages.message import Message
from relsched.short_repr import short_repr
from relsched.timing.timings import Kind, Timing


@short_repr
@attrs.frozen
class Note:
    """A remark on a choice that was made, or a question to the author: a sentence of the catalogue."""

    code: str
    values: Mapping[str, Any] = attrs.field(factory=dict, eq=lambda values: tuple(values.items()))

    def text(self, language: str) -> str:
        """Give it in a language."""
        values = {
            name: render_day(value, language) if isinstance(value, date) else value
            for name, value in self.values.items()
        }
        return Message(self.code, **values).text(language)


@short_repr
@attrs.frozen
class Proposed:
    """An event that a phrase names and the plan doesn't have."""

    id: str
    title: str


@short_repr
@attrs.frozen
class Reading:
    """One sound reading of a part of a phrase.

    Attributes:
        timing: What it says, or None where something is already done or is done on demand.
        kind: The timing's kind, or `done`, or `on-demand` where it is done whenever somebody asks.
        done: The day something was done, if it is reported.
        notes: The choices that were made.
        question: What to ask the author, where another reading is sound too.
        spans: The places of the words that were used, in the text as given.
    """

    timing: Timing | None
    kind: str
    done: date | None = None
    notes: tuple[Note, ...] = ()
    question: Note | None = None
    spans: tuple[tuple[int, int], ...] = ()

    @classmethod
    def of(
        cls,
        timing: Timing,
        *,
        notes: tuple[Note, ...] = (),
        question: Note | None = None,
        spans: tuple[tuple[int, int], ...] = (),
    ) -> Reading:
        """Give the reading of a timing.

        Args:
            timing: What was read.
            notes: Remarks on what was chosen.
            question: What the author should be asked, or None.
            spans: Where its words stand in the text as given.
        """
        return cls(timing, timing.kind.value, notes=notes, question=question, spans=spans)

    @property
    def is_delegated(self) -> bool:
        """Whether another document or notice sets the date."""
        return self.kind == Kind.DELEGATED.value


@short_repr
@attrs.frozen
class Part:
    """A part of a phrase: one thing to do, by one timing.

    Attributes:
        label: What it is called in the phrase, such as `ii`, or an empty text.
        action: The words before the timing, such as "Thẩm định".
        readings: What its timing may mean, the best first; empty where nothing was read.
        unread: The words that no reading uses.
        span: Where it stands, in the text as given.
    """

    label: str
    action: str
    readings: tuple[Reading, ...]
    unread: str
    span: tuple[int, int]


@short_repr
@attrs.frozen
class Phrase:
    """A text with what was read in it.

    Attributes:
        text: The text as given.
        language: The language it was read in.
        parts: Its parts, at least one.
        proposed: Events it names that nobody has declared.
        notes: What concerns the whole text, such as missing diacritics.
    """

    text: str
    language: str
    parts: tuple[Part, ...]
    proposed: tuple[Proposed, ...] = ()
    notes: tuple[Note, ...] = ()

    @property
    def readings(self) -> tuple[Reading, ...]:
        """The readings of its first part that has any, which is the whole phrase where it has one part."""
        return next((part.readings for part in self.parts if part.readings), ())

    @property
    def timing(self) -> Timing | None:
        """The timing of the best reading."""
        return self.readings[0].timing if self.readings else None

    @property
    def unread(self) -> str:
        """The words that no reading uses, in order."""
        return " … ".join(part.unread for part in self.parts if part.unread)
