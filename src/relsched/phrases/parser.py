"""A phrase is read: cut into parts, and in each part the timings found, the longest first.

Time grows linearly with the text: from each word at most `_REACH` words are taken, and `_TRIES` ends of them tried.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Sequence
from contextlib import suppress
from functools import lru_cache
from importlib import import_module
from itertools import islice
from pathlib import Path

import attrs

from relsched.errors import RelschedError, TimingError
from relsched.phrases.builder import Builder, Sense, Unreadable
from relsched.phrases.letters import Letters, has_marks
from relsched.phrases.lexer import Language, LexedWord, Lexer
from relsched.phrases.raw_dates import RawDate, RawDay
from relsched.phrases.rendering import NoWordsError, Reteller, Speaker
from relsched.phrases.result import Note, Part, Phrase, PhraseContext, Proposed, Reading
from relsched.timing.timings import (
    Before,
    Both,
    By,
    Day,
    Earlier,
    FromTo,
    In,
    Kind,
    Later,
    On,
    Point,
    Recurring,
    SetBy,
    Shifted,
    Term,
    Timing,
)

MAX_LENGTH = 1_000
_REACH = 24
_TRIES = 6
_PACKAGE = __name__.rpartition(".")[0]  # found by its name: it imports this module


def languages() -> tuple[str, ...]:
    """Give the codes of the languages that are installed: each is a folder of this package."""
    # The package has loaded this module, so it is there; a folder may lie wherever it looks for modules.
    roots = sys.modules[_PACKAGE].__path__
    return tuple(
        sorted(
            folder.name
            for root in roots
            for folder in Path(root).iterdir()
            if (folder / "grammar.lark").is_file()
        )
    )


@lru_cache(maxsize=16)
def language(code: str) -> Language:
    """Give a language by its code.

    Raises:
        TimingError: `language-unknown`.
    """
    if code not in languages():
        raise TimingError(
            f"Phrases in `{code}` can't be read.",
            code="language-unknown",
            value=code,
            fix=f"use one of {', '.join(languages())}",
        )
    found: Language = import_module(f"{_PACKAGE}.{code}").LANGUAGE
    return found


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


@attrs.define
class PhraseReader:
    """Reads many phrases against one context."""

    context: PhraseContext
    language: Language = attrs.field(init=False)
    _lexer: Lexer = attrs.field(init=False)

    def __attrs_post_init__(self) -> None:
        self.language = language(self.context.language)
        self._lexer = Lexer(self.language, self.context)

    def read(self, text: str) -> Phrase:
        """Read one phrase, as the function `read_phrase` does."""
        if len(text) > MAX_LENGTH:
            raise TimingError(
                f"A phrase has at most {MAX_LENGTH} characters.",
                code="phrase-length",
                value=f"{text[:40]}…",
                why=f"this one has {len(text)}",
                fix="read it in parts, a sentence or a cell at a time",
            )
        letters = Letters(text)
        canonical = self._canonical(letters)
        if canonical is not None:
            return Phrase(text, self.language.code, (canonical,))
        folded = self.language.has_marks and not has_marks(letters.text)
        words = self._lexer.words(letters, folded=folded)
        reading = _Reading(self, letters, words)
        parts = reading.parts()
        notes = []
        if folded and any(part.readings for part in parts):
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
        if isinstance(timing, SetBy) or {ref.item for ref in timing.references()} <= self._known:
            whole = (0, len(letters.given))
            return Part("", "", (Reading.of(timing, spans=(whole,)),), "", whole)
        return None

    def say(self, timing: Timing) -> str:
        """Say a timing so that it reads back as the same: in words, or else in its canonical text."""
        with suppress(NoWordsError):
            said = Speaker(self.language.sentences, self.context).say(timing)
            if len(said) <= MAX_LENGTH:
                phrase = self.read(said)
                if len(phrase.parts) == 1 and phrase.timing == timing and not phrase.unread:
                    return said
        return str(timing)


def say(timing: Timing, context: PhraseContext | None = None) -> str:
    """Say a timing in a language; reading it in the same context gives the same timing.

    Args:
        timing: The timing.
        context: The language, and the names of events.

    Returns:
        A sentence such as `10 ngày trước khai mạc Đại hội`; where the language has no words for a form, or
        the context no name for an event, the canonical text.
    """
    return PhraseReader(context or PhraseContext()).say(timing)


def retell(value: Timing | Point, code: str) -> str:
    """Say a timing or a point of a plan in a language for people to read, who see its items by their ids.

    What comes out needn't be read back as the same timing, as what `say` gives; what the language has no words
    for is the canonical text, and so is English.

    Args:
        value: The timing or the point.
        code: The language.
    """
    if code == "en":
        return str(value)
    with suppress(NoWordsError):
        speaker = _reteller(code)
        return speaker.say(value) if isinstance(value, Timing) else speaker.point(value)
    return str(value)


@lru_cache(maxsize=16)
def _reteller(code: str) -> Reteller:
    return Reteller(language(code).sentences, PhraseContext(code))


# Canonical texts have small letters and dates from the year on; most phrases differ at their first word.
_CANONICAL = re.compile(
    r"(?:by|before|after|immediately after|on|in|from|within|throughout|continuously|every|as set by"
    r"|earlier of|later of|[0-9]+ [a-z]+)\b(?!.*\ban?\b)[ -~]*\Z"
)


@attrs.define
class _Found:
    """A timing in the row of words."""

    start: int
    end: int
    senses: list[Sense]
    notes: tuple[Note, ...]
    questions: tuple[Note, ...]
    proposed: tuple[Proposed, ...]
    is_planned: bool = False
    is_bracketed: bool = False
    spans: list[tuple[int, int]] = attrs.field(factory=list)


_LABEL = re.compile(
    r"(?:(?<=[;\n:.])|\A|(?<=\s))\s*(?:\((?P<a>[ivx]{1,4}|[a-h]|đ|[1-9])\)|(?P<b>[a-h]|đ|[1-9]|[ivx]{1,4})\)|(?P<c>[1-9](?:\.[1-9][0-9]?){0,2}|[a-h])\.(?=\s))\s*:?\s+|"
    r"(?:\A|(?<=\n)|(?<=;)|(?<=; ))[-–+•*]\s+"
)


_NAMED_LINE = re.compile(r"\s*[^\W\d_][\w ]{1,60}(?: [-–] |:)")


@attrs.define
class _Reading:
    """The reading of one text."""

    reader: PhraseReader
    letters: Letters
    words: list[LexedWord]
    proposed: list[Proposed] = attrs.field(factory=list)

    def parts(self) -> list[Part]:
        """Cut the text at its labels, at semicolons and at line ends, and read each part."""
        parts: list[Part] = []
        at = 0
        for label, start, end in self._segments():
            while at < len(self.words) and self.words[at].start < start:
                at += 1
            last = at
            while last < len(self.words) and self.words[last].end <= end:
                last += 1
            words, at = self.words[at:last], last
            parts.extend(self._read_segment(label, words, start, end))
            if len(parts) > 1 and self.planned and parts[-2].readings and not parts[-1].label:
                parts[-2:] = [_hardened(parts[-2], parts[-1])]
            self.planned = bool(words) and any(word.type == "PLANNED" for word in words)
        return _merged(parts) or [Part("", "", (), "", (0, len(self.letters.given)))]

    def _segments(self) -> list[tuple[str, int, int]]:
        text = self.letters.text
        lowered = text.lower()
        cuts = [(0, 0, "")]
        labels = list(_LABEL.finditer(lowered))
        dotted = [match["c"] for match in labels if match["c"]]
        if not _follow_one_another(dotted):
            labels = [match for match in labels if not match["c"]]
        several = len(labels) > 1 or (labels and labels[0].start() == 0)
        cuts.extend(
            (match.start(), match.end(), match["a"] or match["b"] or match["c"] or "")
            for match in (labels if several else ())
        )
        depth = 0
        given = self.letters.given
        plain = len(given) == len(text)
        for place, char in enumerate(text):
            depth += (char == "(") - (char == ")")
            newline = (
                plain and given[place] in "\n\r" and text[:place].rstrip()[-1:] in ("", *".;:")
            )
            if (char == ";" and depth <= 0) or newline:
                cuts.append((place, place + 1, ""))
        cuts.sort()
        found: list[tuple[str, int, int]] = []
        for (_, begin, label), following in zip(
            cuts, [*cuts[1:], (len(text), len(text), "")], strict=True
        ):
            if text[begin : following[0]].strip(" ;.,") or label:
                found.append((label, begin, following[0]))
        return found

    @staticmethod
    def _ends_line(text: str, place: int) -> bool:
        """Does a line end say more than that the cell was full?"""
        return text[:place].rstrip()[-1:] in ("", *".;:") or bool(
            _NAMED_LINE.match(text, place + 1)
        )

    # ------------------------------------------------------------ one segment

    def _read_segment(self, label: str, words: list[LexedWord], start: int, end: int) -> list[Part]:
        delegated = self._delegated(words, end)
        done = self._done(words)
        stop = delegated[0] if delegated else len(words)
        found = [] if done else self._timings(words, stop, end)
        later = [word for word in words if word.type == "LATER"]
        if done is not None:
            return [self._part(label, words, start, end, [done])]
        if not found:
            if delegated:
                return [self._part(label, words, start, end, [delegated[1]])]
            if later:
                return [self._part(label, words, start, end, [self._announced(later[0])])]
            return [self._part(label, words, start, end, self._event_alone(words))]
        if delegated:
            found[0].notes += (Note("phrase as per", {"document": self._text(delegated[2])}),)
        if later:
            found[0].notes += (Note("phrase later"),)
            found[0].spans.append((later[0].start, later[0].end))
        found = self._joined(words, found)
        return self._split(label, words, found, start, end)

    def _event_alone(self, words: list[LexedWord]) -> list[Reading]:
        """A known event that fills the whole text is the time of it."""
        said = [word for word in words if word.type not in (*_FILLERS, "STOP", "COMMA")]
        if len(said) != 1 or said[0].type != "EVENT":
            return []
        builder = self._builder()
        anchor = builder.event(said[0])
        question = Note("phrase event alone", {"event": said[0].value.item})
        reading = self._reading(On(anchor.begin), [(said[0].start, said[0].end)])
        return [attrs.evolve(reading, question=question)]

    def _text(self, span: tuple[int, int]) -> str:
        return " ".join(self.letters.text[span[0] : span[1]].split()).strip(" .,;:")

    def _delegated(
        self, words: list[LexedWord], end: int
    ) -> tuple[int, Reading, tuple[int, int]] | None:
        """Find what another document or body sets: the place of the word, and the reading."""
        for place, word in enumerate(words):
            if word.type != "AS_PER" or place + 1 >= len(words):
                continue
            stop = next(
                (
                    later.start
                    for later in words[place + 1 :]
                    if later.type in ("SEMICOLON", "OPEN")
                ),
                end,
            )
            name = self._text((words[place + 1].start, stop)).replace('"', "'")[:200]
            if len(name) < 2:
                continue
            event = words[place + 1]
            whole = event.type == "EVENT" and event.end >= stop - 1
            timing = SetBy(event.value.item) if whole else SetBy(name)
            return place, self._reading(timing, [(word.start, stop)]), (word.start, stop)
        return None

    def _announced(self, word: LexedWord) -> Reading:
        name = self._text((word.start, word.end)).replace('"', "'")
        return self._reading(SetBy(name), [(word.start, word.end)])

    def _done(self, words: list[LexedWord]) -> Reading | None:
        """Find that something is done already, and on which day."""
        place = next((at for at, word in enumerate(words) if word.type == "DONE"), None)
        if place is None or any(word.type in _NOT_DONE for word in words[:place]):
            return None
        if any(
            word.type in ("NUMBER", "BEFORE", "BY", "FROM", "AFTER", "IMMEDIATELY")
            for word in words[place:]
        ):
            return None
        if not self._is_statement(words, place):
            return None
        builder = self._builder()
        day = None
        used = [(words[place].start, words[place].end)]
        for word in words[place + 1 :]:
            if word.type in ("DATE", "DOCUMENT") and isinstance(word.value, RawDate):
                try:
                    anchor = builder.anchor(word, self.reader.context.issued)
                except (Unreadable, RelschedError):
                    continue
                if isinstance(anchor.begin, Day):
                    day = anchor.begin.day
                used.append((word.start, word.end))
                break
        return Reading(None, "done", day, tuple(builder.notes), None, self._given(used))

    def _is_statement(self, words: list[LexedWord], place: int) -> bool:
        """`done` says so at the head of a text, or with a date; "Đã" says so everywhere."""
        word = words[place]
        if word.value == "sure":
            return True
        return all(before.type in ("LABEL", "COLON", "DASH") for before in words[:place])

    def _builder(self) -> Builder:
        return Builder(self.reader.language, self.reader.context, self.letters)

    def _timings(self, words: list[LexedWord], stop: int, end: int) -> list[_Found]:
        grammar = self.reader.language.grammar
        begins = grammar.begins("timing")
        found: list[_Found] = []
        at = 0
        words = words[:stop]
        while at < len(words):
            made = None
            if words[at].type in begins and not self._is_barred(words, at):
                made = self._timing_at(words, at)
            if made is None:
                at += 1
                continue
            if at > 0 and words[at - 1].type == "VAGUE":
                at = made.end  # "a few days before": nobody can say which day
                continue
            if self._is_torn(words, made, found[-1].end if found else 0):
                at = (
                    made.end
                )  # words of time beside it weren't understood: better nothing than half
                continue
            made.is_planned = at > 0 and words[at - 1].type == "PLANNED"
            made.is_bracketed = at > 0 and words[at - 1].type == "OPEN"
            found.append(made)
            at = made.end
        return found

    def _is_barred(self, words: list[LexedWord], at: int) -> bool:
        """A bare date or amount after such a word belongs to it: the date of a document, a number of things."""
        before = words[at - 1].type if at > 0 else ""
        return before == "BARRED" or (before == "NUMBER" and words[at].type == "UNIT")

    def _is_torn(self, words: list[LexedWord], made: _Found, since: int) -> bool:
        """Do words that belong to a timing stand right beside it, left out of it?"""
        first, last = words[made.start], words[made.end - 1]
        before = words[made.start - 1] if made.start else None
        after = words[made.end] if made.end < len(words) else None
        if before is not None and before.type in _TORN_BEFORE and first.start - before.end <= 2:
            return True
        if first.type in _BARE_STARTS and any(
            word.type in _LIMITS_ALONE for word in words[max(since, made.start - 5) : made.start]
        ):
            return True  # the limit before it is about something between that wasn't understood
        if after is None or after.start - last.end > 1:
            return False
        if after.type in _TORN_AFTER:
            return True
        if last.type in ("NAME", "HAPPENING") and after.type in ("EVENT", "DATE", "PERIOD"):
            return True
        if after.type not in ("NAME", "HAPPENING"):
            return False
        if last.type in ("EVENT", "HOLIDAY") or first.type == "EACH":
            return True  # the name goes on: another event
        capital = self.letters.text[after.start].isupper()
        alone = made.end - made.start == 1 and last.type in ("PERIOD", "WEEKDAY")
        return alone and capital and bool(self.reader.language.capitals)

    def _timing_at(self, words: list[LexedWord], at: int) -> _Found | None:
        grammar = self.reader.language.grammar
        for tree, end in islice(grammar.longest(words, at, _REACH, "timing"), _TRIES):
            if words[end - 1].type == "EDGE" and end < len(words) and words[end].type == "OF":
                continue  # the end of something that can't be read
            builder = self._builder()
            try:
                senses = builder.build(tree)
            except Unreadable as unread:
                if unread.note is not None and unread.note not in self.troubles:
                    self.troubles.append(unread.note)
                continue
            if builder.has_other:
                turned = Builder(
                    self.reader.language, self.reader.context, self.letters, is_turned=True
                )
                with suppress(Unreadable):
                    senses = [*senses, *turned.build(tree)]
            notes = list(builder.notes)
            for word in words[at:end]:
                if word.note is not None and word.note not in notes:
                    notes.append(word.note)
            return _Found(
                at,
                end,
                senses,
                tuple(notes),
                tuple(builder.questions),
                tuple(builder.proposed),
                spans=[(words[at].start, words[end - 1].end)],
            )
        return None

    troubles: list[Note] = attrs.field(factory=list)
    planned: bool = False

    # ------------------------------------------------------------ several timings together

    def _joined(self, words: list[LexedWord], found: list[_Found]) -> list[_Found]:
        """Join timings that are about one thing: in brackets, planned and hard, or with "and"."""
        joined = [found[0]]
        for each in found[1:]:
            before = joined[-1]
            gap = words[before.end : each.start]
            if [word.type for word in gap] == ["AND"] and _take_listed_day(words, before, each):
                joined.append(each)
                continue
            if each.is_bracketed and len([word for word in gap if word.type != "OPEN"]) == 0:
                _take_bracket(before, each)
            elif all(word.type in _LINKS for word in gap):
                if not _take_linked(before, each, gap, words):
                    joined.append(each)
            else:
                joined.append(each)
        return joined

    def _split(
        self, label: str, words: list[LexedWord], found: list[_Found], start: int, end: int
    ) -> list[Part]:
        parts = []
        for place, each in enumerate(found):
            first = start if place == 0 else words[found[place - 1].end - 1].end
            last = end if place + 1 == len(found) else words[each.end - 1].end
            inside = [word for word in words if first <= word.start and word.end <= last]
            readings = self._readings(each)
            self.proposed.extend(p for p in each.proposed if p not in self.proposed)
            parts.append(self._part(label, inside, first, last, readings))
        return parts

    def _readings(self, each: _Found) -> list[Reading]:
        readings = []
        for sense in each.senses:
            question = sense.question or (each.questions[0] if each.questions else None)
            readings.append(
                Reading.of(
                    sense.timing,
                    notes=(*each.notes, *sense.notes),
                    question=question,
                    spans=self._given(each.spans),
                )
            )
        return readings

    def _reading(self, timing: Timing, spans: list[tuple[int, int]]) -> Reading:
        return Reading.of(timing, spans=self._given(spans))

    def _given(self, spans: Iterable[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
        return tuple(self.letters.span(first, last) for first, last in sorted(spans))

    def _part(
        self, label: str, words: list[LexedWord], start: int, end: int, readings: list[Reading]
    ) -> Part:
        used = list(readings[0].spans) if readings else []
        fillers = [
            self.letters.span(word.start, word.end)
            for word in words
            if word.type in _FILLERS or (readings and word.type in _FILLERS_OF_TIMINGS)
        ]
        first, last = self.letters.span(start, end)
        unread = _left(self.letters.given, first, last, [*used, *fillers])
        action = ""
        if used:
            heads = [span for span in fillers if span[1] <= used[0][0]]
            action = _left(self.letters.given, first, used[0][0], heads)
        return Part(label, action, tuple(readings), unread, (first, last))


# Words of time that mean something together with what follows or goes before.
_TORN_BEFORE = frozenset(
    {
        "NUMBER",
        "UNIT",
        "LIMIT",
        "NTH",
        "PART",
        "BETWEEN",
        "WITHIN",
        "TIME",
        "CODE",
        "EVERY",
        "EACH",
        "TO",
        "TO_END",
        "FROM",
        "BEFORE",
        "AFTER",
        "BY",
        "IN",
        "NOR",
        "PLUS",
        "PLUSMINUS",
        "HALF",
        "HALF_UNIT",
        "AND_A_HALF",
        "MORE_OF",
        "IMMEDIATELY",
        "DURING",
        "VAGUE",
        "OTHER_ONE",
        "A",
        "NOT_EARLIER",
        "NTH_DAY",
        "NTH_WEEK",
        "NTH_WORKING",
        "OF",
        "EVE",
        "DATE",
        "PERIOD",
    }
)
_TORN_AFTER = frozenset(
    {
        "VAGUE",
        "NUMBER",
        "UNIT",
        "NTH",
        "TIME",
        "PLUSMINUS",
        "EACH",
        "OTHER_ONE",
        "HALF",
        "ONCE",
        "AND_A_HALF",
        "BEFORE",
        "AFTER",
        "EDGE",
    }
)

_BARE_STARTS = frozenset({"DATE", "PERIOD", "RANGE", "NTH", "TIME", "WEEKDAY", "HOLIDAY"})
_LIMITS_ALONE = frozenset(
    {"BY", "BEFORE", "AFTER", "NOT_EARLIER", "VAGUE", "TO_END", "IMMEDIATELY"}
)

_FILLERS = frozenset({"LABEL", "COLON"})
_FILLERS_OF_TIMINGS = frozenset(
    {
        "FINISHED",
        "PLANNED",
        "OPEN",
        "SHUT",
        "COMMA",
        "STOP",
        "SEMICOLON",
        "DASH",
        "AND",
        "FINALLY",
        "LATER",
    }
)
_NOT_DONE = frozenset({"WHEN", "AFTER", "IMMEDIATELY", "BEFORE", "FROM", "AS_PER", "BY", "NUMBER"})
_LINKS = frozenset(
    {
        "OR",
        "WHICHEVER",
        "AND",
        "COMMA",
        "OPEN",
        "SHUT",
        "PLANNED",
        "FINISHED",
        "FINALLY",
        "BUT",
        "DASH",
    }
)


def _left(text: str, start: int, end: int, used: Sequence[tuple[int, int]]) -> str:
    """Give the words of a stretch that lie outside the used places."""
    kept = []
    at = start
    for first, last in sorted(used):
        if first > at:
            kept.append(text[at : min(first, end)])
        at = max(at, last)
    if at < end:
        kept.append(text[at:end])
    pieces = [" ".join(piece.split()).strip(" .,;:()[]-–") for piece in kept]
    return " … ".join(piece for piece in pieces if re.search(r"\w", piece))


def _follow_one_another(labels: Sequence[str]) -> bool:
    """Are these labels such as `1`, `2` or `4.1`, `4.2` or `a`, `b`, so that they aren't something else?"""
    if len(labels) < 2:
        return False
    lasts = [label.rpartition(".")[2] for label in labels]
    heads = {label.rpartition(".")[0] for label in labels}
    numbers = [int(last) if last.isdecimal() else ord(last) - ord("a") + 1 for last in lasts]
    return len(heads) == 1 and numbers == list(range(numbers[0], numbers[0] + len(numbers)))


def _merged(parts: list[Part]) -> list[Part]:
    """Drop empty parts where others say something, unless they carry a label."""
    if any(part.readings for part in parts):
        return [part for part in parts if part.readings or part.label or part.unread]
    if not parts:
        return parts
    first, last = parts[0], parts[-1]
    unread = " … ".join(part.unread for part in parts if part.unread)
    return [Part(first.label, "", (), unread, (first.span[0], last.span[1]))]


def _hardened(planned: Part, hard: Part) -> Part:
    """Take a planned day and a hard limit in the next part as one."""
    if not hard.readings or hard.action:
        return hard if hard.readings else planned
    note = Note("phrase planned", {"timing": str(planned.readings[0].timing)})
    readings = tuple(
        attrs.evolve(reading, notes=(*reading.notes, note)) for reading in hard.readings
    )
    span = (planned.span[0], hard.span[1])
    return Part(planned.label, planned.action, readings, hard.unread, span)


def _first(found: _Found) -> Timing:
    return found.senses[0].timing


def _is_absolute(timing: Timing) -> bool:
    """Is it told by dates alone?"""
    return not any(timing.references())


def _has_offset(timing: Timing) -> bool:
    return any(isinstance(point, Shifted) for point in timing.points)


def _take_bracket(main: _Found, bracket: _Found) -> None:
    """Take a timing in brackets with the one before it."""
    first, second = _first(main), _first(bracket)
    main.notes += bracket.notes
    main.end = bracket.end
    main.spans.extend(bracket.spans)
    if _is_absolute(second) and not _is_absolute(first):
        if isinstance(second, On) and isinstance(first, By | Term | Before):
            # A date printed beside its offset: the printed one holds, and both are kept.
            printed: Timing = By(second.point)
            main.notes += (Note("phrase printed"),)
            main.senses = [Sense(printed), *main.senses]
            return
        question = Note("phrase bracket", {"first": str(second), "second": str(first)})
        main.senses = [
            Sense(second, question),
            *(attrs.evolve(sense, question=question) for sense in main.senses),
        ]
        return
    if isinstance(first, On | In) and _is_absolute(first) and not _is_absolute(second):
        main.notes += (Note("phrase printed"),)
        if isinstance(second, By | Term) and isinstance(first, On):
            main.senses = [Sense(By(first.point)), *bracket.senses]
        else:
            main.senses = [*main.senses, *bracket.senses]
        return
    question = Note("phrase bracket", {"first": str(first), "second": str(second)})
    main.senses = [
        *(attrs.evolve(sense, question=question) for sense in main.senses),
        *bracket.senses,
    ]


def _take_listed_day(words: list[LexedWord], day: _Found, repeated: _Found) -> bool:
    """Take `ngày 01` before `và ngày 15 hằng tháng` as repeated too; tell whether it is."""
    timing = _first(repeated)
    value = words[day.end - 1].value
    if not isinstance(timing, Recurring) or not isinstance(value, RawDay):
        return False
    recurrence = attrs.evolve(timing.recurrence, month_day=value.day)
    day.senses = [Sense(attrs.evolve(timing, recurrence=recurrence))]
    day.notes = repeated.notes
    return True


def _take_linked(main: _Found, other: _Found, gap: list[LexedWord], words: list[LexedWord]) -> bool:
    """Take a timing that is linked by "and", a comma or nothing; tell whether it belongs to the first."""
    first, second = _first(main), _first(other)
    following = words[other.end : other.end + 2]
    chosen = next((word.value for word in following if word.type == "WHICHEVER"), None)
    if chosen and isinstance(first, _LIMITS) and isinstance(second, _LIMITS):
        kind = Earlier if chosen == "earlier" else Later
        main.senses = [Sense(By(kind((first.point, second.point))))]
        main.notes += other.notes
        main.spans.extend((word.start, word.end) for word in following if word.type == "WHICHEVER")
    elif any(word.type == "OR" for word in gap):
        return False
    elif main.is_planned or other.is_planned:
        planned, hard = (main, other) if main.is_planned else (other, main)
        note = Note("phrase planned", {"timing": str(_first(planned))})
        main.senses = hard.senses
        main.notes = (*hard.notes, note)
        main.questions = hard.questions
    elif _complete_each_other(first, second):
        main.senses = [Sense(Both((first, second)))]
        main.notes += other.notes
    elif any(word.type == "AND" for word in gap):
        return False
    elif isinstance(first, In | On | FromTo) and isinstance(second, By | Before | Term):
        # "trong tháng 9, chậm nhất 20/9": the limit is the harder.
        main.senses = (
            [Sense(Both((first, second)))] if isinstance(first, In | FromTo) else other.senses
        )
        main.notes += other.notes
    else:
        return False
    main.end = other.end
    main.spans.extend(other.spans)
    main.proposed = (*main.proposed, *other.proposed)
    return True


_LIMITS = (By, On, Term)


def _complete_each_other(first: Timing, second: Timing) -> bool:
    """Does one tell the beginning and the other the end, or one the window?"""
    kinds = {first.kind, second.kind}
    begins = Kind.OPEN in kinds and kinds & {Kind.DEADLINE, Kind.WINDOW}
    if begins:
        ends = first if first.kind is not Kind.OPEN else second
        return not isinstance(ends, On)
    return False


__all__ = ["MAX_LENGTH", "PhraseReader", "language", "languages", "read_phrase", "say"]
