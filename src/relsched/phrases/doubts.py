"""Words beside a timing that nothing reads and that could change it.

A reading that leaves out a number, a limit, a negation or a condition of its clause may be a wrong date, so it isn't
given as if nothing stood there. What is tied to the timing, such as the `12 or` of `12 or 15 days before`, leaves no
reading; of what stands further off, such as `unless it rains`, the author is asked.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import attrs

from relsched.phrases.lexed_words import LexedWord


@attrs.frozen
class Doubt:
    """Words that could change a timing.

    Attributes:
        words: The words.
        is_tied: Whether they are tied to it, so that nothing may be read; else the author is asked.
    """

    words: tuple[LexedWord, ...]
    is_tied: bool


def doubt(
    before: Sequence[LexedWord],
    after: Sequence[LexedWord],
    *,
    first: str = "",
    is_alone: bool = False,
) -> Doubt | None:
    """Find words that could change a timing, among those before and after it that nothing reads.

    Args:
        before: The words since the last timing, in order.
        after: The words up to the next timing, in order.
        first: The type of the first word of the timing.
        is_alone: Whether the timing is an amount that says nothing of what it is counted from.

    Returns:
        The gravest doubt, or None where all is accounted for.
    """
    before, after = _clause_before(before), _clause_after(after)
    found = [*_doubts(before, at_end=True), *_doubts(after)]
    if first == "WEEKDAY" and before and before[-1].other is not None:
        found.append(Doubt((before[-1],), is_tied=False))  # "morning 37 Tuesday": 37 what?
    if is_alone:  # what it is counted from stands there, and wasn't understood
        found += [
            Doubt((word,), is_tied=True)
            for words, types in ((before, _ORIGINS), (after, _ORIGINS | {"OF", "BEFORE", "ON"}))
            for word in words
            if word.type in types
        ]
    if not found:
        return None
    grave = [each for each in found if each.is_tied]
    words = tuple(word for each in (grave or found) for word in each.words)
    return Doubt(words, is_tied=bool(grave))


def _clause_before(words: Sequence[LexedWord]) -> Sequence[LexedWord]:
    ends = [at for at, word in enumerate(words) if word.type in _CLAUSE_ENDS]
    return words[ends[-1] + 1 :] if ends else words


def _clause_after(words: Sequence[LexedWord]) -> Sequence[LexedWord]:
    ends = [at for at, word in enumerate(words) if word.type in _CLAUSE_ENDS]
    return words[: ends[0]] if ends else words


def _doubts(words: Sequence[LexedWord], *, at_end: bool = False) -> Iterator[Doubt]:
    """Go through the doubtful words of a clause; `at_end` if the timing follows, else it goes before."""
    for at, word in enumerate(words):
        between = words[at + 1 :] if at_end else words[:at]
        if word.type in ("CONDITION", "ROLL"):
            yield Doubt((word,), is_tied=False)
        elif word.type == "NOT":
            # "Members who haven't paid, 10 days before": a comma ends what a negation turns round.
            if not any(each.type == "COMMA" for each in between) and (at_end or _is_tied(between)):
                yield Doubt((word,), is_tied=True)
        elif is_amount(words, at):
            yield Doubt((word,), is_tied=_is_tied(between))
        elif word.type in _OF_TIME and not (at and words[at - 1].type in _BARRING):
            if _is_tied(between):
                yield Doubt((word,), is_tied=True)
            elif word.type == "EVERY":
                yield Doubt((word,), is_tied=False)
        elif word.type == "EVENT" and not at_end and at and _only(words[:at], _LINKS):
            yield Doubt((word,), is_tied=False)  # "before the fair or the camp"


def _is_tied(between: Sequence[LexedWord]) -> bool:
    """Does nothing with a sense of its own stand between these words and the timing?"""
    for at, word in enumerate(between):
        if word.type in _OWN_SENSE:
            return False
        following = between[at + 1].type if at + 1 < len(between) else ""
        if word.type in ("COMMA", "COLON") and following not in _GO_ON:
            return False
    return True


def _only(words: Sequence[LexedWord], types: frozenset[str]) -> bool:
    return all(word.type in types for word in words)


def is_amount(words: Sequence[LexedWord], at: int) -> bool:
    """Tell whether the number at a place is one of time, or of unknown sense; `200 invitations` counts things.

    Args:
        words: The words of a clause that nothing reads.
        at: The place of the number.
    """
    word = words[at]
    before = words[at - 1].type if at else ""
    after = words[at + 1].type if at + 1 < len(words) else ""
    if word.type == "UNIT":
        return before in ("LIMIT", "NTH", "PART", "EACH", "OTHER_ONE")
    if word.type not in ("NUMBER", "SPELT", "DECIMAL"):
        return False
    if before in ("BARRED", "NAME", "HAPPENING", "EVENT", "DOCUMENT", "LABEL"):
        return after in ("UNIT", "OR") and before != "BARRED"
    if after in ("NAME", "HAPPENING"):
        return False
    if after == "UNIT" and words[at + 1].value == "years":
        what = words[at + 2].type if at + 2 < len(words) else ""
        if before == "OCCASION" or what in ("NAME", "HAPPENING", "HOLIDAY", "OF"):
            return False  # "dịp 80 năm thành lập", "5 years of work"
    # `90 %`, `$ 20`, `12 or` …
    return not (after == "OTHER" and words[at + 1].end - words[at + 1].start == 1)


_CLAUSE_ENDS = frozenset({"SEMICOLON", "STOP"})


_BARRING = frozenset({"BARRED", "DOCUMENT"})


_LINKS = frozenset({"AND", "OR", "COMMA", "NOR"})


# What goes on with a limit after a comma: "at least 14 days, but no more than 45".
_GO_ON = frozenset({"BUT", "AND", "OR", "NOR", "LIMIT", "BY", "NOT_EARLIER", "TO", "WITHIN"})


# Words of time that mean something only together with others.
_OF_TIME = frozenset(
    {
        "PART",
        "NTH",
        "NTH_DAY",
        "NTH_WEEK",
        "NTH_WORKING",
        "NTH_WEEKDAY",
        "EACH",
        "EVERY",
        "HALF",
        "BETWEEN",
        "TIME",
        "CODE",
        "DATE",
        "PERIOD",
        "RANGE",
        "HOLIDAY",
        "WEEKDAY",
        "OTHER_ONE",
        "PLUSMINUS",
        "NOT_EARLIER",
    }
)


# After these stands what an amount is counted from.
_ORIGINS = frozenset({"FROM", "AFTER", "WHEN", "IMMEDIATELY"})


# Words with a sense of their own: behind one of them a number belongs to that rather than to the timing.
_OWN_SENSE = frozenset({"NAME", "HAPPENING", "EVENT", "DOCUMENT"})
