"""Reads phrases as timings: the canonical text of a timing, or words of a language."""

from __future__ import annotations

import re
from contextlib import suppress
from functools import cached_property
from typing import Any

import attrs

from relsched.errors import RelschedError, TimingError
from relsched.messages.message import Message
from relsched.phrases.context import MAX_HEADING, PhraseContext
from relsched.phrases.headings import Heading
from relsched.phrases.languages import Language
from relsched.phrases.languages import language as language_of
from relsched.phrases.letters import Letters, compose, has_marks, key
from relsched.phrases.lexer import Lexer
from relsched.phrases.parser import PhraseParser
from relsched.phrases.readings import Note, Part, Phrase, Reading
from relsched.phrases.rendering import NoWordsError, TimingRenderer
from relsched.phrases.sentence_reader import SentenceReader
from relsched.short_repr import short_repr
from relsched.timing.points import Reference
from relsched.timing.timings import SetBy, Timing

MAX_LENGTH = 1_000


def read_phrase(text: str, context: PhraseContext | None = None) -> Phrase:
    """Read a phrase of a plan as timings.

    Args:
        text: The phrase, as it stands in the document.
        context: The language, the plan's date, and the names of events.

    Returns:
        Its parts, each with readings, the best first. What can't be read is given back as unread.

    Raises:
        TimingError: `phrase-length` for a text that is longer than a phrase can be.
    """
    return PhraseReader(context or PhraseContext()).read(text)


@short_repr
@attrs.frozen(slots=False)
class PhraseReader:
    """Reads many phrases against one context."""

    context: PhraseContext
    language: Language = attrs.field(init=False, eq=False, repr=False)
    _lexer: Lexer = attrs.field(init=False, eq=False, repr=False)

    @language.default
    def _its_language(self) -> Language:
        return language_of(self.context.language)

    @_lexer.default
    def _its_lexer(self) -> Lexer:
        return Lexer(self.language, self.context)

    def __reduce__(self) -> tuple[Any, ...]:
        return (PhraseReader, (self.context,))

    def read(self, text: str) -> Phrase:
        """Read one phrase, as the function `read_phrase` does.

        Args:
            text: The phrase, at most 1,000 characters.

        Raises:
            TimingError: `phrase-length`.
        """
        if len(text) > MAX_LENGTH:
            raise TimingError(
                Message("error phrase-length", most=MAX_LENGTH),
                code="phrase-length",
                value=f"{text[:40]}…",
                why=Message("error phrase-length why", count=len(text)),
                fix=Message("error phrase-length fix"),
            )
        letters = Letters(text)
        canonical = self._canonical(letters)
        if canonical is not None:
            return Phrase(text, self.language.code, (canonical,))
        if self.context.heading:
            completed = self._below_heading(letters)
            if completed is not None:
                return completed
        folded = self.language.has_marks and not has_marks(letters.text)
        words = self._lexer.words(letters, folded=folded)
        reading = PhraseParser(self.language, self.context, letters, words)
        parts = [self._numbered(part) for part in reading.parts()]
        # Brackets are a second thought where people write them, and hold a point together in what is said here.
        is_settled = _is_whole(parts) and "(" not in letters.text
        said = None if is_settled else self._said(letters)
        if said is not None:
            return Phrase(text, self.language.code, (said,))
        is_read = any(part.readings for part in parts)
        # Where something was read, what stood in the way of another reading is of no use to anybody.
        notes = [each for each in reading.problems if not is_read or each.code == "phrase not read"]
        if folded and is_read:
            notes.append(Note("phrase no marks"))
        known = self._known
        proposed = tuple(each for each in reading.proposed if each.id not in known)
        return Phrase(text, self.language.code, tuple(parts), proposed, tuple(notes))

    @property
    def _known(self) -> set[str]:
        return {meant.item for meant in self.context.names.values()}

    def _canonical(self, letters: Letters) -> Part | None:
        """Take the canonical text of a timing, if the events it names are known."""
        if not _CANONICAL.match(letters.text):
            return None
        try:
            timing = Timing.parse(letters.text.strip(" .;"))
        except RelschedError:
            return None
        is_id = isinstance(timing, SetBy) and timing.name in self._known
        if isinstance(timing, SetBy) and not is_id and key(timing.name) in self._names:
            return None  # the name of an event, which its id stands for
        if isinstance(timing, SetBy) or {ref.item for ref in timing.references()} <= self._known:
            whole = (0, len(letters.given))
            return Part("", "", (Reading.of(timing, spans=(whole,)),), "", whole)
        return None

    def below(self, heading: str) -> PhraseReader:
        """Give the reader of the cells of a column, which is this one where the heading says nothing of time.

        Args:
            heading: The heading of the column.
        """
        if heading not in self._readers:
            found = self
            if heading and len(heading) <= MAX_HEADING:
                below = PhraseReader(attrs.evolve(self.context, heading=heading))
                found = below if below._heading.says_something else self
            self._readers[heading] = found
        return self._readers[heading]

    @cached_property
    def _readers(self) -> dict[str, PhraseReader]:
        return {}

    def _below_heading(self, letters: Letters) -> Phrase | None:
        """Read a cell together with the heading of its column, where it leaves out what that says."""
        heading = self._heading
        words = self._lexer.words(letters, folded=False)
        for completed in heading.completed(letters.text, words, self.language.sentences):
            if len(completed) > MAX_LENGTH:
                continue
            phrase = self._without_heading.read(completed)
            if _is_whole(list(phrase.parts)):
                whole = (0, len(letters.given))
                note = Note("phrase heading", {"heading": " ".join(heading.text.split())})
                readings = tuple(
                    attrs.evolve(reading, spans=(whole,), notes=(*reading.notes, note))
                    for reading in phrase.parts[0].readings
                )
                part = Part("", "", readings, "", whole)
                return attrs.evolve(phrase, text=letters.given, parts=(part,))
        return None

    @cached_property
    def _heading(self) -> Heading:
        letters = Letters(self.context.heading)
        words = self._lexer.words(letters, folded=False)
        return Heading.read(self.context.heading, words, self.language.headings)

    @cached_property
    def _without_heading(self) -> PhraseReader:
        return PhraseReader(attrs.evolve(self.context, heading=""))

    def _numbered(self, part: Part) -> Part:
        """Take the reading that counts the days of an event from the number it is known to begin with."""
        first = self.context.day_zero
        readings = part.readings
        asked = [
            reading.question is not None and reading.question.code == "phrase day nought"
            for reading in readings
        ]
        if first is None or not asked or not all(asked):
            return part
        # The first reading counts from 0, the second from 1; where there is one, it is the same for both.
        chosen = readings[min(first, len(readings) - 1)]
        return attrs.evolve(part, readings=(attrs.evolve(chosen, question=None),))

    def _said(self, letters: Letters) -> Part | None:
        """Take a sentence in which timings are said here, where the words people use don't reach."""
        timing = SentenceReader(self.language.sentences, self._names, letters.text).timing()
        if timing is None:
            return None
        whole = (0, len(letters.given))
        return Part("", "", (Reading.of(timing, spans=(whole,)),), "", whole)

    @cached_property
    def _names(self) -> dict[str, Reference]:
        return {key(compose(name)): meant for name, meant in self.context.names.items()}

    def render(self, timing: Timing) -> str:
        """Say a timing so that it reads back as the same: in words, or else in its canonical text."""
        with suppress(NoWordsError):
            text = TimingRenderer(self.language.sentences, self.context).render(timing)
            if len(text) <= MAX_LENGTH:
                phrase = self.read(text)
                if len(phrase.parts) == 1 and phrase.timing == timing and not phrase.unread:
                    return text
        return str(timing)


def _is_whole(parts: list[Part]) -> bool:
    """Is a text read as one timing, with no word left?"""
    return len(parts) == 1 and bool(parts[0].readings) and not parts[0].unread


# Canonical texts have small letters and dates from the year on; most phrases differ at their first word.
_CANONICAL = re.compile(
    r"(?:by|before|after|immediately after|on|in|from|within|throughout|continuously|every|as set by"
    r"|earlier of|later of|start of|end of|[0-9]+ [a-z]+|(?:first|last|[0-9]+(?:st|nd|rd|th))"
    r"|(?:next|previous) [A-Z][a-z]+|[A-Z][a-z]+day on or)\b(?!.*\ban?\b)[ -~]*\Z"
)
