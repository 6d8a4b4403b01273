"""Brackets beside a timing: they confirm it, contradict it or exclude days of it, or are remarks.

A bracket is never a timing of its own when there is one outside. What excludes days, such as
`not counting Saturdays and Sundays`, is taken like a bracket where it stands without one.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import attrs

from relsched.dates.offsets import Offset
from relsched.errors import RelschedError
from relsched.phrases.builder.amounts import Amounts, offset_of
from relsched.phrases.builder.attempt import Attempt
from relsched.phrases.builder.meanings import Unreadable
from relsched.phrases.doubts import is_amount
from relsched.phrases.found_timings import FoundTiming, take_bracket
from relsched.phrases.lexed_words import LexedWord
from relsched.phrases.readings import Note
from relsched.timing.points import Day, Point, Shifted
from relsched.timing.timings import After, Before, By, From, FromTo, On, Term, Timing, Within


@attrs.frozen
class Bracket:
    """Words in a bracket.

    Attributes:
        at: The place among the words outside at which it stood.
        words: What stands in it.
        span: Where it stands in the text, with its signs.
    """

    at: int
    words: tuple[LexedWord, ...]
    span: tuple[int, int]


def set_apart(words: Sequence[LexedWord]) -> tuple[list[LexedWord], list[Bracket]]:
    """Part the words outside of brackets from the brackets; one that the grammar itself knows stays.

    Args:
        words: The words of one segment.

    Returns:
        The words outside, and the brackets in order.
    """
    outside: list[LexedWord] = []
    brackets: list[Bracket] = []
    at = 0
    while at < len(words):
        end = _end_of_bracket(words, at)
        if end is None:
            outside.append(words[at])
            at += 1
            continue
        inside = [word for word in words[at:end] if word.type not in ("OPEN", "SHUT")]
        brackets.append(Bracket(len(outside), tuple(inside), (words[at].start, words[end - 1].end)))
        at = end
    return outside, brackets


def _end_of_bracket(words: Sequence[LexedWord], at: int) -> int | None:
    word = words[at]
    if word.type == "CONDITION" and word.value == "exclude" and at:
        end = at + 1
        while end < len(words) and words[end].type in _EXCLUDED:
            end += 1
        return end if end > at + 1 else None
    if word.type == "COMMA" and at and at + 1 < len(words) and words[at + 1].type == "CONDITION":
        ends = [end for end in range(at + 2, len(words)) if words[end].type == "COMMA"]
        return ends[0] + 1 if ends and words[at + 1].value != "exclude" else None
    if word.type != "OPEN" or at + 1 == len(words):
        return None
    depth, end = 0, at
    while end < len(words):
        depth += (words[end].type == "OPEN") - (words[end].type == "SHUT")
        end += 1
        if depth == 0:
            break
    first = words[at + 1].type
    if first in _KNOWN_TO_GRAMMAR or (first == "DATE" and at and words[at - 1].type == "WEEKDAY"):
        return None
    return end


def bears_on(
    main: FoundTiming,
    bracket: Bracket,
    timings: Sequence[FoundTiming],
    attempt: Attempt,
) -> Note | None:
    """Take a bracket with the timing that it stands in or behind.

    Args:
        main: The timing; its senses, notes and places become those of both.
        bracket: The bracket.
        timings: The timings that were read in the bracket.
        attempt: What its words are read against.

    Returns:
        What to ask the author where the bracket could change the timing and it isn't sure how, else None.
    """
    words = [word for word in bracket.words if word.type not in _FILLERS]
    types = {word.type for word in words}
    question = _question(bracket, attempt)
    if not words:
        return None
    if types == {"WEEKDAY"}:
        return _weekday(main, bracket, question)
    if words[0].type == "CONDITION" and words[0].value == "exclude":
        return None if _excluded(main, bracket) else question
    if types == {"UNIT"} and len(words) == 1 and words[0].value == "working_days":
        return None if _take_working_days(main, bracket, ()) else question
    if types <= _AMOUNT:
        return None if _is_same_amount(main, words, attempt, bracket) else question
    if len(timings) == 1 and _fills(timings[0], words):
        take_bracket(main, timings[0])
        main.spans.append(bracket.span)
        return None
    has_amount = any(is_amount(words, at) for at in range(len(words)))
    return question if has_amount or types & _CHANGES else None


def condition_in(bracket: Bracket, attempt: Attempt) -> Note | None:
    """Ask about a bracket that stands elsewhere in the clause, if it sets a condition."""
    is_condition = any(word.type == "CONDITION" for word in bracket.words)
    return _question(bracket, attempt) if is_condition else None


def _question(bracket: Bracket, attempt: Attempt) -> Note:
    text = attempt.text.text[bracket.span[0] : bracket.span[1]]
    return Note("phrase left words", {"words": " ".join(text.split()).strip("()[] ")})


def _fills(timing: FoundTiming, words: Sequence[LexedWord]) -> bool:
    return all(
        any(first <= word.start and word.end <= last for first, last in timing.spans)
        for word in words
    )


# ------------------------------------------------------------ weekdays


def _weekday(main: FoundTiming, bracket: Bracket, question: Note) -> Note | None:
    """A weekday checks the date beside it, and decides which of two orders of day and month is meant."""
    meant = {word.value for word in bracket.words if word.type == "WEEKDAY"}
    is_last = bracket.at == main.end
    days = [_day_of(sense.timing, is_last=is_last) for sense in main.senses]
    if len(meant) != 1 or None in days:
        return question
    right = [
        sense
        for sense, day in zip(main.senses, days, strict=True)
        if day is not None and day.weekday() in meant
    ]
    main.spans.append(bracket.span)
    if not right:
        return Note("phrase weekday", {"day": days[0]})
    if len(right) < len(main.senses):
        main.senses = [attrs.evolve(sense, question=None) for sense in right]
        main.questions = ()
    return None


def _day_of(timing: Timing, *, is_last: bool) -> date | None:
    """Give the day that a weekday behind a timing, or within it, is about."""
    if isinstance(timing, FromTo):
        point = timing.last if is_last else timing.first
        return point.day if isinstance(point, Day) else None
    if isinstance(timing, By | On | Before | After | From) and isinstance(timing.point, Day):
        return timing.point.day
    return None


# ------------------------------------------------------------ days that don't count


def _excluded(main: FoundTiming, bracket: Bracket) -> bool:
    """Take days counted without Saturday and Sunday as working days; tell whether that is what is excluded."""
    weekdays = {word.value for word in bracket.words if word.type in ("WEEKDAY", "WEEKDAYS")}
    if not {5, 6} <= weekdays or any(word.type == "NUMBER" for word in bracket.words):
        return False
    return _take_working_days(main, bracket, (Note("phrase without weekends"),))


def _take_working_days(main: FoundTiming, bracket: Bracket, notes: tuple[Note, ...]) -> bool:
    found = [in_working_days(sense.timing) for sense in main.senses]
    if any(timing is None for timing in found):
        return False
    main.senses = [
        attrs.evolve(sense, timing=timing)
        for sense, timing in zip(main.senses, found, strict=True)
        if timing is not None
    ]
    main.notes += notes
    main.spans.append(bracket.span)
    return True


def in_working_days(timing: Timing) -> Timing | None:
    """Give a timing with its days counted as working days, or None where it counts no days."""
    if isinstance(timing, Within):
        offset = _worked(timing.offset)
        return attrs.evolve(timing, offset=offset) if offset else None
    if isinstance(timing, FromTo):
        first, last = _point(timing.first), _point(timing.last)
        return FromTo(first, last) if first and last else None
    if isinstance(timing, By | Term | On | From):
        point = _point(timing.point)
        return attrs.evolve(timing, point=point) if point else None
    return None


def _point(point: Point) -> Point | None:
    if not isinstance(point, Shifted):
        return None
    offset = _worked(point.offset)
    return attrs.evolve(point, offset=offset) if offset else None


def _worked(offset: Offset) -> Offset | None:
    return (
        Offset(working_days=offset.days)
        if offset.days and offset == Offset(days=offset.days)
        else None
    )


# ------------------------------------------------------------ amounts


def _is_same_amount(
    main: FoundTiming, words: Sequence[LexedWord], attempt: Attempt, bracket: Bracket
) -> bool:
    """Is `(4 weeks)` the 28 days that stand outside?"""
    amounts = Amounts(attempt)
    pairs = list(zip(words[::2], words[1::2], strict=False))
    if len(words) % 2 or any(
        (number.type, unit.type) != ("NUMBER", "UNIT") for number, unit in pairs
    ):
        return False
    try:
        said = offset_of({k: v for pair in pairs for k, v in amounts.item(*pair).items()})
    except (Unreadable, RelschedError):
        return False
    if any(said not in _offsets(sense.timing) for sense in main.senses):
        return False
    main.spans.append(bracket.span)
    return True


def _offsets(timing: Timing) -> list[Offset]:
    if isinstance(timing, Within):
        return [timing.offset]
    return [point.offset for point in timing.points if isinstance(point, Shifted)]


_KNOWN_TO_GRAMMAR = frozenset({"TOLERANCE", "ROLL", "PLUSMINUS", "PLUS", "MORE_OF", "DASH"})


_FILLERS = frozenset({"COMMA", "COLON", "LABEL", "PLANNED", "FINISHED", "FINALLY", "STOP"})


_EXCLUDED = frozenset({"WEEKDAY", "WEEKDAYS", "HOLIDAY", "AND", "OR", "COMMA", "UNIT", "BARRED"})


_AMOUNT = frozenset({"NUMBER", "DECIMAL", "SPELT", "UNIT", "LIMIT", "AND_MORE"})


# What a date may depend on; anything else in a bracket is a remark.
_CHANGES = frozenset({"CONDITION", "NOT", "WHICHEVER", "EVERY"})
