"""A phrase is read: cut into parts, and in each part the timings found, the longest first.

Time grows linearly with the text: from each word at most `_REACH` words are taken, and `_TRIES` ends of them tried.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from contextlib import suppress
from itertools import islice

import attrs

from relsched.dates.rolls import Roll
from relsched.errors import RelschedError
from relsched.phrases.brackets import Bracket, bears_on, condition_in, set_apart
from relsched.phrases.builder.attempt import Attempt
from relsched.phrases.builder.builder import Builder
from relsched.phrases.builder.directions import in_rolled_days
from relsched.phrases.builder.meanings import Unreadable
from relsched.phrases.context import PhraseContext
from relsched.phrases.doubts import doubt
from relsched.phrases.found_timings import FoundTiming, joined, without_half_rhythms
from relsched.phrases.languages import Language
from relsched.phrases.letters import Letters
from relsched.phrases.lexed_words import LexedWord
from relsched.phrases.raw_dates import RawDate, RawDay
from relsched.phrases.readings import Note, Part, Proposed, Reading
from relsched.phrases.segments import segments
from relsched.timing.points import Day
from relsched.timing.timings import On, SetBy, Timing

_REACH = 24
_TRIES = 6


@attrs.define
class PhraseParser:
    """The reading of one text."""

    language: Language
    context: PhraseContext
    letters: Letters
    words: list[LexedWord]
    proposed: list[Proposed] = attrs.field(factory=list)

    def parts(self) -> list[Part]:
        """Cut the text at its labels, at semicolons and at line ends, and read each part."""
        parts: list[Part] = []
        at = 0
        for label, start, end in segments(self.letters):
            while at < len(self.words) and self.words[at].start < start:
                at += 1
            last = at
            while last < len(self.words) and self.words[last].end <= end:
                last += 1
            words, at = self.words[at:last], last
            roll = _roll_alone(words)
            if roll is not None and parts and not label:
                parts[-1] = self._rolled(parts[-1], roll)
                continue
            parts.extend(self._read_segment(label, words, start, end))
            if len(parts) > 1 and self.planned and parts[-2].readings and not parts[-1].label:
                parts[-2:] = [_hardened(parts[-2], parts[-1])]
            self.planned = bool(words) and any(word.type == "PLANNED" for word in words)
        return _merged(parts) or [Part("", "", (), "", (0, len(self.letters.given)))]

    def _rolled(self, part: Part, roll: LexedWord) -> Part:
        """Move the days of a part off closed days, as the next segment says."""
        given = self.letters.span(roll.start, roll.end)
        readings = []
        for reading in part.readings:
            timing = in_rolled_days(reading.timing, Roll(roll.value)) if reading.timing else None
            question = (
                None
                if timing
                else Note("phrase left words", {"words": self._text((roll.start, roll.end))})
            )
            readings.append(
                Reading.of(
                    timing or reading.timing,
                    notes=reading.notes,
                    question=reading.question or question,
                    spans=(*reading.spans, given),
                )
                if reading.timing
                else reading
            )
        return attrs.evolve(part, readings=tuple(readings), span=(part.span[0], given[1]))

    # ------------------------------------------------------------ one segment

    def _read_segment(self, label: str, words: list[LexedWord], start: int, end: int) -> list[Part]:
        delegated = self._delegated(words, end)
        done = self._done(words)
        stop = delegated[0] if delegated else len(words)
        outside, brackets = set_apart(words[:stop])
        self.apart = [bracket.span for bracket in brackets]
        found = [] if done else without_half_rhythms(outside, self._timings(outside))
        if not found and brackets and not done:  # a timing stands in a bracket alone
            outside, brackets, self.apart = words[:stop], [], []
            found = self._timings(outside)
        later = [word for word in words if word.type == "LATER"]
        if done is not None:
            return [self._part(label, words, start, end, [done])]
        if not found:
            if delegated:
                return [self._part(label, words, start, end, [delegated[1]])]
            alone = self._amount_alone(words)
            if alone:
                return [self._part(label, words, start, end, alone)]
            if later:
                return [self._part(label, words, start, end, [self._announced(later[0])])]
            demanded = self._on_demand(words)
            if demanded is not None:
                return [self._part(label, words, start, end, [demanded])]
            return [self._part(label, words, start, end, self._event_alone(words))]
        if delegated:
            found[0].notes += (Note("phrase as per", {"document": self._text(delegated[2])}),)
        if later:
            found[0].notes += (Note("phrase later"),)
            found[0].spans.append((later[0].start, later[0].end))
        self._take_brackets(found, brackets)
        found = joined(outside, found)
        return self._split(label, words, outside, found, (start, end))

    def _event_alone(self, words: list[LexedWord]) -> list[Reading]:
        """A known event that fills the whole text is the time of it."""
        meaningful = [word for word in words if word.type not in (*_FILLERS, "STOP", "COMMA")]
        if len(meaningful) != 1 or meaningful[0].type != "EVENT":
            return []
        builder = self._builder()
        anchor = builder.events.event(meaningful[0])
        question = Note("phrase event alone", {"event": meaningful[0].value.item})
        reading = self._reading(On(anchor.begin), [(meaningful[0].start, meaningful[0].end)])
        return [attrs.evolve(reading, question=question)]

    def _amount_alone(self, words: list[LexedWord]) -> list[Reading]:
        """Take an amount that fills the whole text as a term, of which isn't said what it is counted from."""
        meaningful = [word for word in words if word.type not in (*_FILLERS, "STOP")]
        if not meaningful or not {word.type for word in meaningful} <= {"NUMBER", "UNIT"}:
            return []
        within = LexedWord("WITHIN", meaningful[0].start, meaningful[0].start)
        timing = self._timing_at([within, *meaningful], 0)
        if timing is None or timing.end != len(meaningful) + 1:
            return []
        return self._readings(timing)

    def _text(self, span: tuple[int, int]) -> str:
        return " ".join(self.letters.text[span[0] : span[1]].split()).strip(" .,;:")

    def _delegated(
        self, words: list[LexedWord], end: int
    ) -> tuple[int, Reading, tuple[int, int]] | None:
        """Find what another document or body sets: the place of the word, and the reading."""
        for place, word in enumerate(words):
            if word.type != "AS_PER" or place + 1 >= len(words):
                continue
            before = words[place - 1].type if place else ""
            if self._text((word.start, word.end)).casefold() == "per" and before in _PER_WHAT:
                continue  # "$5 per day per booth"
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
        reading = self._reading(SetBy(name), [(word.start, word.end)])
        return attrs.evolve(reading, question=Note("phrase what decides"))

    def _on_demand(self, words: list[LexedWord]) -> Reading | None:
        """Find that something is done whenever somebody asks for it, which has no date."""
        place = next((at for at, word in enumerate(words) if word.type == "ON_DEMAND"), None)
        if place is None or any(word.type in ("NOT", "CONDITION") for word in words):
            return None
        used = [(words[place].start, words[place].end)]
        note = Note("phrase on demand")
        return Reading(None, "on-demand", None, (note,), None, self._given(used))

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
                    anchor = builder.anchors.anchor(word, self.context.issued)
                except (Unreadable, RelschedError):
                    continue
                if isinstance(anchor.begin, Day):
                    day = anchor.begin.day
                used.append((word.start, word.end))
                break
        return Reading(None, "done", day, tuple(builder.attempt.notes), None, self._given(used))

    def _is_statement(self, words: list[LexedWord], place: int) -> bool:
        """`done` says so at the head of a text, or with a date; "Đã" says so everywhere."""
        word = words[place]
        if word.value == "sure":
            return True
        return all(before.type in ("LABEL", "COLON", "DASH") for before in words[:place])

    def _builder(self) -> Builder:
        return Builder(Attempt(self.language, self.context, self.letters))

    def _take_brackets(self, found: list[FoundTiming], brackets: list[Bracket]) -> None:
        """Take each bracket with the timing it stands in or behind; one that stands elsewhere is a remark."""
        for bracket in brackets:
            attempt = Attempt(self.language, self.context, self.letters)
            main = next((each for each in found if each.start < bracket.at <= each.end), None)
            if main is None:
                main = next((each for each in found if each.end > bracket.at), None) or found[-1]
                question = condition_in(bracket, attempt)
            else:
                question = bears_on(main, bracket, self._timings(list(bracket.words)), attempt)
            if question is not None:
                main.senses = [
                    attrs.evolve(sense, question=sense.question or question)
                    for sense in main.senses
                ]

    def _timings(self, words: list[LexedWord]) -> list[FoundTiming]:
        grammar = self.language.grammar
        begins = grammar.begins("timing")
        found: list[FoundTiming] = []
        at = 0
        while at < len(words):
            timing = None
            if words[at].type == "BY" and at and words[at - 1].type == "ON_DEMAND":
                at += 2  # "when requested by the engineer"
                continue
            if words[at].type == "CONDITION" and words[at].value != "exclude":
                at = _end_of_condition(words, at)
                continue
            if words[at].type in begins and not self._is_barred(words, at):
                timing = self._timing_at(words, at)
            if timing is None:
                at += 1
                continue
            if at > 0 and words[at - 1].type == "VAGUE":
                at = timing.end  # "a few days before": nobody can say which day
                continue
            if self._is_torn(words, timing, found[-1].end if found else 0):
                at = (
                    timing.end
                )  # words of time beside it weren't understood: better nothing than half
                continue
            timing.is_planned = at > 0 and words[at - 1].type == "PLANNED"
            found.append(timing)
            at = timing.end
        return found

    def _is_barred(self, words: list[LexedWord], at: int) -> bool:
        """A bare date or amount after such a word belongs to it: the date of a document, a number of things."""
        before = words[at - 1].type if at > 0 else ""
        if words[at].type == "HOLIDAY" and before in ("NAME", "HAPPENING"):
            return True  # `quà Tết` is no day
        if self._is_title(words, at):
            return True
        if words[at].type == "EVERY" and at:
            named = at - 2 if before in ("NAME", "HAPPENING") else at - 1
            if named >= 0 and (words[named].type, words[named].value) == ("BARRED", "money"):
                return True  # `tiền điện hằng tháng`
        is_bare = words[at].type not in _LED_BY
        value = words[at].value
        if (
            isinstance(value, RawDate)
            and value.year is None
            and words[at].type == "DATE"
            and at > 1
        ):
            named = before in ("NAME", "HAPPENING") and words[at - 2].type == "BARRED"
            if named and words[at - 2].end + 1 == words[at - 1].start:
                return True  # `tỷ lệ đồng ý 9/10`
        return (before == "BARRED" and is_bare) or (before == "NUMBER" and words[at].type == "UNIT")

    def _is_title(self, words: list[LexedWord], at: int) -> bool:
        """Is a day or month part of a name, such as `cầu Tháng Mười`, which has capitals inside a text?"""
        word = words[at]
        if word.type not in ("DATE", "PERIOD") or at == 0 or not self.language.has_marks:
            return False
        text = self.letters.text[word.start : word.end]
        named = words[at - 1].type in ("NAME", "HAPPENING", "BARRED", "OTHER")
        return named and "Tháng" in text.split() and not text.isupper()

    def _is_torn(self, words: list[LexedWord], timing: FoundTiming, since: int) -> bool:
        """Do words that belong to a timing stand right beside it, left out of it?"""
        first, last = words[timing.start], words[timing.end - 1]
        before = words[timing.start - 1] if timing.start else None
        after = words[timing.end] if timing.end < len(words) else None
        if before is not None and before.type in _TORN_BEFORE and self._are_beside(before, first):
            return True
        if first.type in _BARE_STARTS and any(
            word.type in _LIMITS_ALONE
            for word in words[max(since, timing.start - 5) : timing.start]
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
        alone = timing.end - timing.start == 1 and last.type in ("PERIOD", "WEEKDAY")
        return alone and capital and bool(self.language.capitals)

    def _are_beside(self, before: LexedWord, after: LexedWord) -> bool:
        """Does nothing stand between two words but words that never mean anything?"""
        between = self.letters.key[before.end : after.start].split()
        return all(word in self.language.dropped for word in between)

    def _timing_at(self, words: list[LexedWord], at: int) -> FoundTiming | None:
        grammar = self.language.grammar
        for tree, end in islice(grammar.longest(words, at, _REACH, "timing"), _TRIES):
            if end < len(words) and _is_open(words[end - 1].type, words[end].type):
                continue  # the end of something that can't be read
            following = words[end].type if end < len(words) else "STOP"
            if following == "OF" and isinstance(words[end - 1].value, RawDay):
                continue  # a day of something that can't be read
            if words[end - 1].type in _OPEN_ENDS and following not in _CLAUSE_ENDS:
                continue  # before something that can't be read
            builder = self._builder()
            try:
                senses = builder.build(tree)
            except Unreadable as unread:
                if unread.note is not None and unread.note not in self.problems:
                    self.problems.append(unread.note)
                continue
            if builder.attempt.has_other:
                other_order = Builder(
                    Attempt(self.language, self.context, self.letters, uses_other_order=True)
                )
                with suppress(Unreadable):
                    senses = [*senses, *other_order.build(tree)]
                    builder.attempt.proposed.extend(other_order.attempt.proposed)
            notes = list(builder.attempt.notes)
            for word in words[at:end]:
                if word.note is not None and word.note not in notes:
                    notes.append(word.note)
            return FoundTiming(
                at,
                end,
                senses,
                tuple(notes),
                tuple(builder.attempt.questions),
                tuple(builder.attempt.proposed),
                spans=self._around_brackets(words[at].start, words[end - 1].end),
            )
        return None

    def _around_brackets(self, start: int, end: int) -> list[tuple[int, int]]:
        """Give the places of a timing without the brackets that stand in it."""
        spans = []
        for first, last in self.apart:
            if start < first and last <= end:
                spans.append((start, first))
                start = last
        return [*spans, (start, end)]

    apart: list[tuple[int, int]] = attrs.field(factory=list)
    problems: list[Note] = attrs.field(factory=list)
    planned: bool = False

    # ------------------------------------------------------------ several timings together

    def _split(
        self,
        label: str,
        words: list[LexedWord],
        outside: list[LexedWord],
        found: list[FoundTiming],
        whole: tuple[int, int],
    ) -> list[Part]:
        start, end = whole
        parts = []
        for place, each in enumerate(found):
            first = start if place == 0 else self._end(found[place - 1], outside)
            last = end if place + 1 == len(found) else self._end(each, outside)
            inside = [word for word in words if first <= word.start and word.end <= last]
            before = outside[found[place - 1].end if place else 0 : each.start]
            after = outside[each.end : found[place + 1].start if place + 1 < len(found) else None]
            readings = self._accounted(each, before, after, first=outside[each.start].type)
            if readings:
                self.proposed.extend(p for p in each.proposed if p not in self.proposed)
            parts.append(self._part(label, inside, first, last, readings))
        return parts

    @staticmethod
    def _end(each: FoundTiming, words: list[LexedWord]) -> int:
        """Give where a timing ends, with the brackets that were taken with it."""
        return max(words[each.end - 1].end, *(last for _, last in each.spans))

    def _accounted(
        self,
        each: FoundTiming,
        before: Sequence[LexedWord],
        after: Sequence[LexedWord],
        *,
        first: str,
    ) -> list[Reading]:
        """Give its readings if no word beside it could change them, or with the question whether one does."""
        spans = each.spans

        def left(words: Sequence[LexedWord]) -> list[LexedWord]:
            return [
                word
                for word in words
                if not any(first <= word.start and word.end <= last for first, last in spans)
            ]

        is_alone = any(
            sense.question is not None and sense.question.code == "phrase counted from"
            for sense in each.senses
        )
        found = doubt(left(before), left(after), first=first, is_alone=is_alone)
        readings = self._readings(each)
        if found is None:
            return readings
        text = " … ".join(self._text((word.start, word.end)) for word in found.words)
        if found.is_tied:
            note = Note("phrase not read", {"words": text})
            if note not in self.problems:
                self.problems.append(note)
            return []
        question = Note("phrase left words", {"words": text})
        return [attrs.evolve(each, question=each.question or question) for each in readings]

    def _readings(self, each: FoundTiming) -> list[Reading]:
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


def _end_of_condition(words: Sequence[LexedWord], at: int) -> int:
    """Give where a condition ends: what stands in it is no time of the task."""
    ends = ("COMMA", "SEMICOLON", "STOP", "OPEN", "SHUT", "THEN")
    return next((end for end in range(at + 1, len(words)) if words[end].type in ends), len(words))


def _roll_alone(words: Sequence[LexedWord]) -> LexedWord | None:
    """Give what moves a day off a closed day, if a segment says no more."""
    rolls = [word for word in words if word.type == "ROLL"]
    rest = {word.type for word in words} - {"ROLL", "STOP", "COMMA", "SEMICOLON"}
    return rolls[0] if len(rolls) == 1 and not rest else None


def _is_open(last: str, following: str) -> bool:
    """Would a timing end on a word that belongs to what follows it?"""
    if following == "OF":
        return last in ("EDGE", "NTH", "WEEKDAY")
    return last in ("BEFORE", "AFTER", "OF") and following not in _ENDS_OF_CLAUSE


_ENDS_OF_CLAUSE = frozenset(
    {
        "COMMA",
        "STOP",
        "SEMICOLON",
        "COLON",
        "DASH",
        "OPEN",
        "SHUT",
        "AND",
        "OR",
        "BUT",
        "ROLL",
        "NOR",
    }
)


# Words of time that mean something together with what follows or goes before.
_TORN_BEFORE = frozenset(
    {
        "NUMBER",
        "DECIMAL",
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
        "DECIMAL",
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


# At these a timing may end only where its clause does, since what it is counted from may follow.
_OPEN_ENDS = frozenset({"BEFORE", "AFTER", "TO"})


_CLAUSE_ENDS = frozenset(
    {"COMMA", "SEMICOLON", "STOP", "OPEN", "SHUT", "DASH", "COLON", "AND", "ROLL"}
)


# What begins with one of these is no bare date.
_LED_BY = frozenset(
    {"BEFORE", "AFTER", "BY", "MOST", "TO_END", "FROM", "NOT_EARLIER", "IMMEDIATELY", "WITHIN"}
)


_PER_WHAT = frozenset({"EVERY", "UNIT", "NUMBER", "OTHER", "DECIMAL"})


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


_NOT_DONE = frozenset(
    {"NOT", "CONDITION", "WHEN", "AFTER", "IMMEDIATELY", "BEFORE", "FROM", "AS_PER", "BY", "NUMBER"}
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
