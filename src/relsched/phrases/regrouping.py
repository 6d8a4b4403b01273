"""Words of a text are grouped anew before the grammar sees them.

What a word means may hang on its neighbours in ways that a grammar of the longest match can't follow: a negation
turns the limit behind it, a month beside an unknown word is a name, an hour takes the zone behind it.
"""

from __future__ import annotations

from collections.abc import Sequence

import attrs

from relsched.phrases.lexed_words import LexedWord
from relsched.phrases.raw_dates import RawTime


def regrouped(words: Sequence[LexedWord]) -> list[LexedWord]:
    """Give the words of a text as the grammar takes them; their places stay."""
    found = _without_hyphens(words)
    found = _with_zones(found)
    return with_negations(found)


def _type(words: Sequence[LexedWord], at: int) -> str:
    return words[at].type if 0 <= at < len(words) else ""


def _without_hyphens(words: Sequence[LexedWord]) -> list[LexedWord]:
    """Drop the dash of `15-days`, which isn't a range."""
    return [
        word
        for at, word in enumerate(words)
        if not (
            word.type == "DASH"
            and _type(words, at - 1) in ("NUMBER", "DECIMAL")
            and _type(words, at + 1) == "UNIT"
            and words[at - 1].end == word.start
            and words[at + 1].start == word.end
        )
    ]


def _with_zones(words: Sequence[LexedWord]) -> list[LexedWord]:
    """Say the zone of a time in the time itself."""
    found: list[LexedWord] = []
    for word in words:
        before = found[-1] if found else None
        if (
            word.type == "ZONE"
            and before is not None
            and before.type == "TIME"
            and isinstance(before.value, RawTime)
            and before.value.minute < 1440
        ):
            time = attrs.evolve(before.value, zone=word.value)
            found[-1] = attrs.evolve(before, end=word.end, value=time)
        else:
            found.append(word)
    return found


# ------------------------------------------------------------ negations

# What a negation makes of the limit behind it: who may not do it before a day, may do it from that day on.
_TURNED = {
    ("BEFORE", None): ("NOT_EARLIER", None),
    ("AFTER", None): ("TO_END", None),
    ("TO", None): ("NOT_EARLIER", None),
    ("LIMIT", "more"): ("LIMIT", "at most"),
    ("LIMIT", "less"): ("LIMIT", "at least"),
}
# Words that may stand between the two: `may not be filed more than …`, `no entries after …`.
_BETWEEN = frozenset({"NAME", "HAPPENING", "EVENT", "OTHER", "OF", "A", "DONE", "EDGE", "BUT"})


def with_negations(words: Sequence[LexedWord]) -> list[LexedWord]:
    """Turn the limit that a rule denies: `may not be filed after 3 June` is `by 3 June`.

    Only words that forbid (`NOT=rule`) do so; what denies a fact, such as `haven't paid`, turns nothing.
    """
    found = list(words)
    for at, word in enumerate(words):
        if word.type == "NOR" and _type(words, at + 1) == "LIMIT":
            found[at + 1] = _turned(words, at + 1) or words[at + 1]  # not less … nor more than
        if word.type != "NOT" or word.value != "rule":
            continue
        place = at + 1
        while _type(words, place) in _BETWEEN:
            place += 1
        turned = _turned(words, place)
        if turned is None:
            continue
        found[at] = attrs.evolve(word, type="OTHER", value=None)
        found[place] = turned
        for between in range(at + 1, place):
            if words[between].type == "DONE":
                found[between] = attrs.evolve(words[between], type="OTHER", value=None)
        last = place + 1  # neither before … nor after …
        while last < len(words) and words[last].type in _OF_A_DAY:
            last += 1
        second = _turned(words, last + 1) if _type(words, last) == "NOR" else None
        if second is not None:
            found[last] = attrs.evolve(words[last], type="AND")
            found[last + 1] = second
    return found


def _turned(words: Sequence[LexedWord], at: int) -> LexedWord | None:
    if at >= len(words):
        return None
    meant = _TURNED.get((words[at].type, words[at].value))
    return None if meant is None else attrs.evolve(words[at], type=meant[0], value=meant[1])


_OF_A_DAY = frozenset({"DATE", "PERIOD", "WEEKDAY", "NUMBER", "UNIT", "EVENT", "AFTER", "BEFORE"})
