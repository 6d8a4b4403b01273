"""What the heading of a column says for its cells: the unit, the direction or the event that they leave out.

Under "Weeks before the opening" a cell holds "3", and under "Day relative to the fair" it holds "-14". A cell that is
an amount, or part of one, is read together with its heading; every other cell is read as it stands.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import attrs

from relsched.phrases.letters import Letters, compose, key
from relsched.phrases.lexed_words import LexedWord
from relsched.phrases.sentences import Sentences

_NAMES = ("EVENT", "EDGE", "HAPPENING", "NAME", "HOLIDAY")
_DIRECTIONS = {"BEFORE": "before", "AFTER": "after"}
# In a heading a bare "from" counts on, too: "Kể từ ngày tuyên án".
_OF_HEADINGS = {**_DIRECTIONS, "FROM": "after"}
_SIGNED = re.compile(r"\s*(?P<sign>[+\-−–])?\s*(?P<rest>[0-9].*)", re.DOTALL)
# Kinds of words that an amount is made of.
_OF_AMOUNTS = frozenset(
    {
        *("NUMBER", "DECIMAL", "SPELT", "UNIT", "HALF", "HALF_UNIT", "AND_A_HALF", "AND_MORE", "LIMIT"),
        *("DASH", "TO", "OR", "MORE_OF", "OR_MORE", "A", "STOP", "BY", "MOST", "NTH", "WITHIN", "IN"),
    }
)  # fmt: skip


@attrs.frozen
class HeadingWords:
    """Words that headings are written with in a language.

    Attributes:
        counts: Words before a unit that make it one to count in, such as `number of`.
        relative: Words between a unit and an event, from which is counted to both sides.
        general: What the main event is called where it isn't named.
        units: Units that count by themselves, such as `days`; others must stand with a direction or a count.
    """

    counts: tuple[str, ...] = ()
    relative: tuple[str, ...] = ()
    general: tuple[str, ...] = ()
    units: tuple[str, ...] = ()


@attrs.frozen
class Heading:
    """A heading, as far as it says anything of time.

    Attributes:
        text: The heading.
        unit: The unit in its own words, or an empty text.
        direction: `before`, `after` or `relative` (both, by the sign), or an empty text.
        event: What is counted from, in its own words, or an empty text.
    """

    text: str
    unit: str = ""
    direction: str = ""
    event: str = ""

    @classmethod
    def read(cls, given: str, words: list[LexedWord], known: HeadingWords) -> Heading:
        """Read a heading of which the words are given; one that says nothing of time has only its text."""
        text = Letters(given).text
        found = key(compose(text))
        relative = next((match for word in known.relative if (match := _word(word, found))), None)
        turn = next((word for word in words if word.type in _OF_HEADINGS), None)
        if relative is not None:
            split, direction = relative, "relative"
        elif turn is not None:
            split, direction = (turn.start, turn.end), _OF_HEADINGS[turn.type]
        else:
            split, direction = (len(text), 0), ""
        units = [word for word in words if word.type == "UNIT" and word.end <= split[0]]
        unit = text[units[-1].start : units[-1].end] if units else ""
        counted = any(_word(word, found) for word in known.counts)
        if not direction and not counted and key(unit) not in known.units:
            unit = ""
        named = [word for word in words if word.type in _NAMES and word.start >= split[1]]
        if unit and not direction:
            named = []
        run = named[:1]  # "the election by the Election Law" counts from the election
        for word in named[1:]:
            if text[run[-1].end : word.start].strip() in ("", "of"):
                run.append(word)
        event = text[run[0].start : run[-1].end] if run else ""
        if not direction and (
            not event or any(word.type in ("HAPPENING", "NAME") for word in named)
        ):
            event = ""  # an event that nobody knows may be anything: "Product", "Responsible unit"
        if key(event) in known.general:
            event = ""
        return cls(given, unit, direction, event)

    @property
    def says_something(self) -> bool:
        """Whether it says anything of time that a cell may leave out."""
        return bool(self.unit or self.direction or self.event)

    def completed(self, text: str, words: list[LexedWord], sentences: Sentences) -> Iterator[str]:
        """Go through the ways to write a cell out with what its heading says; none where nothing is missing.

        Args:
            text: The cell, composed.
            words: Its words.
            sentences: How their language says amounts before and after something.
        """
        if not self.says_something:
            return
        kinds = {word.type for word in words}
        turn = next((word for word in words if word.type in _DIRECTIONS), None)
        signed = _SIGNED.fullmatch(text.strip(" ."))
        if (
            not words
            or not kinds <= _OF_AMOUNTS | set(_DIRECTIONS) | {"PLUS"}
            or not kinds & _COUNTED
        ):
            return
        if turn is not None and (turn is not words[-1] or not self.event):
            return
        sign = signed["sign"] if signed else None
        amount = (signed["rest"] if signed else text[: turn.start] if turn else text).strip(" .")
        if turn is not None and signed:
            amount = text[signed.start("rest") : turn.start].strip()
        if not kinds & {"UNIT", "HALF_UNIT"}:
            if not self.unit:
                return
            amount = f"{amount} {self.unit}"
        direction = _DIRECTIONS[turn.type] if turn else self.direction
        if sign is not None:
            said = "after" if sign == "+" else "before"
            if direction in ("before", "after") and said != direction and sign == "+":
                return  # a plus under "before": nobody can say which is meant
            direction = said if direction in ("", "relative") else direction
        elif direction == "relative":
            direction = "after"
        if not direction:
            if amount != text.strip():
                yield amount
            return
        event = self.event
        if self.direction == "relative" and direction == "after":
            event = sentences.forms["edge start"].format(p=event) if event else ""
        form = sentences.forms[f"offset {direction}"]
        if event:
            yield form.format(a=amount, p=event)
        else:
            word = form.replace("{a}", "").replace("{p}", "").strip()
            yield f"{amount} {word}"
            yield f"{word} {amount}"


_COUNTED = frozenset({"NUMBER", "DECIMAL", "SPELT", "HALF_UNIT", "A"})


def _word(word: str, text: str) -> tuple[int, int] | None:
    """Tell where a word or several stand in a text, both as keys."""
    match = re.search(rf"(?<!\w){re.escape(key(compose(word)))}(?!\w)", text)
    return None if match is None else match.span()
