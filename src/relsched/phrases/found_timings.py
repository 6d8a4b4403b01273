"""Timings found in a row of words, and which of them are joined as being about one thing."""

from __future__ import annotations

import attrs

from relsched.phrases.builder.meanings import Sense
from relsched.phrases.lexed_words import LexedWord
from relsched.phrases.raw_dates import RawDay
from relsched.phrases.readings import Note, Proposed
from relsched.timing.points import Day, Earlier, Later
from relsched.timing.timings import (
    Before,
    Both,
    By,
    FromTo,
    In,
    Kind,
    On,
    Recurring,
    Term,
    Timing,
    Within,
)


@attrs.define
class FoundTiming:
    """A timing in the row of words."""

    start: int
    end: int
    senses: list[Sense]
    notes: tuple[Note, ...]
    questions: tuple[Note, ...]
    proposed: tuple[Proposed, ...]
    is_planned: bool = False
    spans: list[tuple[int, int]] = attrs.field(factory=list)


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


def _first(found: FoundTiming) -> Timing:
    return found.senses[0].timing


def _is_absolute(timing: Timing) -> bool:
    """Is it told by dates alone?"""
    return not any(timing.references())


def take_bracket(main: FoundTiming, bracket: FoundTiming) -> None:
    """Take a timing in brackets with the one before it."""
    first, second = _first(main), _first(bracket)
    main.notes += bracket.notes
    main.spans.extend(bracket.spans)
    if _is_absolute(second) and not _is_absolute(first):
        guessed = any(note.code == "phrase year" for note in bracket.notes)
        if isinstance(second, On) and isinstance(first, By | Term | Before) and not guessed:
            # A date printed beside its offset: the printed one holds, and both are kept.
            printed: Timing = By(second.point)
            main.notes += (Note("phrase printed"),)
            main.senses = [Sense(printed), *main.senses]
            return
        question = Note("phrase bracket", {"first": str(second), "second": str(first)})
        rest = [attrs.evolve(sense, question=question) for sense in main.senses]
        dated = Sense(second, question)
        # A date whose year is a guess doesn't come before what is counted.
        main.senses = [*rest, dated] if guessed else [dated, *rest]
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


def _take_listed_day(words: list[LexedWord], day: FoundTiming, repeated: FoundTiming) -> bool:
    """Take `ngày 01` before `và ngày 15 hằng tháng` as repeated too; tell whether it is."""
    timing = _first(repeated)
    value = words[day.end - 1].value
    if not isinstance(timing, Recurring) or not isinstance(value, RawDay):
        return False
    recurrence = attrs.evolve(timing.recurrence, month_day=value.day)
    day.senses = [Sense(attrs.evolve(timing, recurrence=recurrence))]
    day.notes = repeated.notes
    return True


def _take_linked(
    main: FoundTiming, other: FoundTiming, gap: list[LexedWord], words: list[LexedWord]
) -> bool:
    """Take a timing that is linked by "and", a comma or nothing; tell whether it belongs to the first."""
    first, second = _first(main), _first(other)
    following = words[other.end : other.end + 2]
    chosen = next((word.value for word in following if word.type == "WHICHEVER"), None)
    if chosen and isinstance(first, _LIMITS) and isinstance(second, _LIMITS):
        kind = Earlier if chosen == "earlier" else Later
        main.senses = [Sense(By(kind((first.point, second.point))))]
        main.notes += other.notes
        main.spans.extend((word.start, word.end) for word in following if word.type == "WHICHEVER")
    elif [word.type for word in gap] == ["OR"] and type(first) is type(second) in (On, In):
        # "5 or 12 June": both, and the question
        question = Note("phrase bracket", {"first": str(first), "second": str(second)})
        main.senses = [
            attrs.evolve(sense, question=question) for sense in (*main.senses, *other.senses)
        ]
        main.notes += other.notes
    elif any(word.type == "OR" for word in gap):
        return False
    elif (
        any(word.type == "BUT" for word in gap)
        and isinstance(first, By | Term)
        and isinstance(second, By)
        and _is_absolute(second) != _is_absolute(first)
    ):  # "12 months after the contract, but not later than 28 February"
        main.senses = [Sense(By(Earlier((second.point, first.point))))]
        main.notes += other.notes
    elif isinstance(first, Within) and isinstance(second, By) and second.point in first.points:
        main.notes += other.notes  # "no earlier than 7 days before it, and no later than it"
    elif main.is_planned or other.is_planned:
        planned, hard = (main, other) if main.is_planned else (other, main)
        note = Note("phrase planned", {"timing": str(_first(planned))})
        main.senses = hard.senses
        main.notes = (*hard.notes, note)
        main.questions = hard.questions
    elif _complete_each_other(first, second):
        main.senses = [Sense(Both((first, second)))]
        main.notes += other.notes
    elif _follow_one_another(first, second):
        assert isinstance(first, In)
        assert isinstance(second, In)
        main.senses = [Sense(FromTo(Day(first.period.first), Day(second.period.last)))]
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


def _follow_one_another(first: Timing, second: Timing) -> bool:
    """Does the second period begin where the first ends, as in `cuối tháng 8, đầu tháng 9`?"""
    return (
        isinstance(first, In)
        and isinstance(second, In)
        and (second.period.first - first.period.last).days == 1
    )


_LIMITS = (By, On, Term)


def _complete_each_other(first: Timing, second: Timing) -> bool:
    """Does one tell the beginning and the other the end, or one the window?"""
    kinds = {first.kind, second.kind}
    begins = Kind.OPEN in kinds and kinds & {Kind.DEADLINE, Kind.WINDOW}
    if begins:
        ends = first if first.kind is not Kind.OPEN else second
        return not isinstance(ends, On)
    return False


def without_half_rhythms(words: list[LexedWord], found: list[FoundTiming]) -> list[FoundTiming]:
    """Leave out "every month" behind a day or an event with nothing between, and what it stands behind.

    `07 ngày trước phiên họp hằng tháng` is about each of many meetings, which neither half says.
    """
    left: list[FoundTiming] = []
    for each in found:
        bare = each.end - each.start == 1 and words[each.start].type == "EVERY"
        before = left[-1] if left else None
        if (
            bare
            and before
            and before.end == each.start
            and not isinstance(_first(before), Recurring)
        ):
            left.pop()
        elif (
            before
            and before.end - before.start == 1
            and words[before.start].type == "EVERY"
            and not isinstance(_first(each), Recurring)
            and all(word.type in ("COMMA", "ON") for word in words[before.end : each.start])
        ):
            left.pop()  # "every quarter, before the 5th of …"
        elif not (bare and each.start and words[each.start - 1].type in _HALVES):
            left.append(each)
    return left


# Beside "every month" these leave it half.
_HALVES = frozenset({"NUMBER", "DECIMAL", "DATE", "PERIOD", "TIME", "NTH_DAY", "NTH_WORKING", "OF"})


def joined(words: list[LexedWord], found: list[FoundTiming]) -> list[FoundTiming]:
    """Join timings that are about one thing: planned and hard, or with "and"."""
    joined = [found[0]]
    for each in found[1:]:
        before = joined[-1]
        gap = words[before.end : each.start]
        if [word.type for word in gap] == ["AND"] and _take_listed_day(words, before, each):
            joined.append(each)
            continue
        if all(word.type in _LINKS for word in gap):
            if not _take_linked(before, each, gap, words):
                joined.append(each)
        else:
            joined.append(each)
    return joined
