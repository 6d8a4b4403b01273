"""One attempt at a tree: what it is built against, and what is said on the way."""

from __future__ import annotations

from typing import Any

import attrs

from relsched.phrases.context import PhraseContext
from relsched.phrases.languages import Language
from relsched.phrases.letters import Letters
from relsched.phrases.readings import Note, Proposed


@attrs.define
class Attempt:
    """What a tree is built against; keeps the notes, the questions and the events that had to be proposed.

    Attributes:
        language: The language of the text.
        context: What the text is read against.
        text: The text.
        uses_other_order: Whether the other order of an ambiguous date is taken.
        has_other: Whether a date was ambiguous.
        notes: The choices that were made.
        questions: What to ask the author.
        proposed: Events that the text names and the plan doesn't have.
    """

    language: Language
    context: PhraseContext
    text: Letters
    uses_other_order: bool = attrs.field(default=False, kw_only=True)
    has_other: bool = attrs.field(default=False, init=False)
    notes: list[Note] = attrs.field(factory=list, init=False)
    questions: list[Note] = attrs.field(factory=list, init=False)
    proposed: list[Proposed] = attrs.field(factory=list, init=False)

    def note(self, code: str, **values: Any) -> None:
        """Say a choice that was made."""
        note = Note(code, values)
        if note not in self.notes:
            self.notes.append(note)

    def ask(self, code: str, **values: Any) -> None:
        """Put a question to the author."""
        note = Note(code, values)
        if note not in self.questions:
            self.questions.append(note)
