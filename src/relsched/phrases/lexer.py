"""A text is cut into words: names of events, dates, vocabulary, numbers, and what is left.

At each place the longest match wins; of equal length a name wins over a pattern, and a pattern over the
vocabulary. What nothing matches is an unknown word.
"""

from __future__ import annotations

import re
from fractions import Fraction
from functools import cached_property
from typing import Any

import attrs

from relsched.phrases import letters
from relsched.phrases.context import PhraseContext
from relsched.phrases.languages import Language
from relsched.phrases.letters import Letters
from relsched.phrases.lexed_words import (
    LexedWord,
    with_hours,
    with_names,
    with_numbers,
    with_years_of_names,
)
from relsched.phrases.raw_dates import RawRelative, RawYear
from relsched.phrases.readings import Note
from relsched.phrases.regrouping import before_names, regrouped
from relsched.phrases.rhythms import with_rhythms
from relsched.phrases.trie import Trie, pieces_of
from relsched.timing.points import Reference

# Words that only keep others from being read aren't worth the risk of a false friend.
_NO_MISPRINTS = frozenset({"OTHER", "NOUN", "BARRED", "VAGUE", "LABEL", "CONDITION", "NOT", "THEN"})


def _spare(
    names: Trie, vocabulary: Trie, words: list[str], at: int, listed: tuple[int, list[Any]]
) -> tuple[int, list[Any]] | None:
    """Shorten a phrase of the vocabulary that would take the beginning of an event's name."""
    for length in range(1, listed[0]):
        name = names.longest(words, at + length)
        if name and length + name[0] > listed[0]:
            return vocabulary.longest(words[: at + length], at)
    return listed


def _is_counted(kind: str, value: Any, before: list[LexedWord]) -> bool:
    """Does a number before it count the unit that it begins with, as in `3 tuần 2 ngày`?"""
    is_relative = (
        kind in ("NTH_WEEK", "NTH_MONTH")
        or isinstance(value, RawRelative)
        or (isinstance(value, RawYear) and value.shift is not None)
    )
    return is_relative and bool(before) and before[-1].type in ("NUMBER", "SPELT")


@attrs.frozen(slots=False)
class Lexer:
    """Cuts a text into words, for one language and context."""

    language: Language
    context: PhraseContext

    @cached_property
    def _names(self) -> Trie:
        return Trie(
            (letters.key(letters.compose(name)), meant) for name, meant in self._names_given()
        )

    @cached_property
    def _bare_names(self) -> Trie:
        return Trie(
            (letters.bare(letters.compose(name)), meant) for name, meant in self._names_given()
        )

    def _names_given(self) -> list[tuple[str, Reference]]:
        given = [(" ".join(name.split()), meant) for name, meant in self.context.names.items()]
        # `go-live` is written `go live` too.
        return [*given, *((name.replace("-", " "), meant) for name, meant in given if "-" in name)]

    def words(self, text: Letters, *, folded: bool) -> list[LexedWord]:
        """Cut a text; `folded` reads it without marks."""
        found = with_hours(self._cut(text, folded), text.key)
        found = with_years_of_names(with_numbers(found))
        if self.language.says_rhythm_once:
            found = with_rhythms(found)
        return regrouped(with_names(before_names(found)))

    def _cut(self, text: Letters, folded: bool) -> list[LexedWord]:
        key = text.bare if folded else text.key
        pieces = self._unglued(key, pieces_of(key), folded)
        words = [key[start:end] for start, end in pieces]
        ends = {end: place + 1 for place, (_, end) in enumerate(pieces)}
        names = self._bare_names if folded else self._names
        vocabulary = self.language.bare_vocabulary if folded else self.language.vocabulary
        expression = self.language.bare_expression if folded else self.language.expression
        year = self.context.issued.year if self.context.issued else None
        result: list[LexedWord] = []
        slips = self.language.has_marks and not folded
        bared = [text.bare[start:end] for start, end in pieces] if slips else []
        at = 0
        while at < len(pieces):
            start = pieces[at][0]
            name = self._name(names, words, pieces, at)
            listed = vocabulary.longest(words, at)
            slipped = None
            if name is None and slips:
                slipped = self._wrong_marks(words, bared, at, listed[0] if listed else 0)
                name = slipped
            if listed and not name:
                listed = _spare(names, vocabulary, words, at, listed)
            length = name[0] if name else 0
            word: LexedWord | None = None
            if name:
                note = Note("phrase misprint") if slipped else None
                word = LexedWord("EVENT", start, pieces[at + length - 1][1], name[1][0], note)
            if (
                listed
                and listed[1][0][0] == "NOW"
                and self._goes_on(words, at + listed[0], vocabulary)
            ):
                listed = vocabulary.longest(words[: at + 1], at)
            match = expression.match(key, start)
            while match and match.lastgroup and self._is_refused(match, year):
                match = self.language.after(_place(match), folded=folded).match(key, start)
            if match and match.end() in ends and match.lastgroup:
                reached = ends[match.end()] - at
                if reached > length and reached >= (listed[0] if listed else 0):
                    pattern = self.language.patterns[_place(match)]
                    value = pattern.build(match, year)
                    if start and pattern.kind == "DATE" and key[start - 1] in ",.":
                        value = None  # the end of a decimal number
                    if _is_counted(pattern.kind, value, result) or (
                        isinstance(value, RawRelative)
                        and self._is_event(words, at + reached, names, vocabulary)
                    ):
                        value = None  # "2 tuần sau …" counts weeks, "tuần sau" is the next one
                    if (
                        isinstance(value, RawRelative)
                        and value.unit == "days"
                        and not text.text.isupper()
                        and _is_titled(text.text, start, match.end())
                    ):
                        value = None  # a title: "The Day After Tomorrow"
                        length, word = reached, LexedWord("OTHER", start, match.end())
                    if match.group() in self.language.capitals and text.text[start].islower():
                        value = None
                    if value is not None:
                        length = reached
                        word = LexedWord(pattern.kind, start, match.end(), value)
            if listed and listed[1][0][0] == "NOT" and not folded:
                misprinted = self._second_misprinted(words, pieces, at)
                if misprinted is not None:  # "no latter than"
                    result.append(misprinted[1])
                    at += misprinted[0]
                    continue
            if listed and listed[0] > length:
                length = listed[0]
                kind, value = listed[1][0][:2]
                other = listed[1][1][:2] if len(listed[1]) > 1 else None
                word = LexedWord(kind, start, pieces[at + length - 1][1], value, other=other)
            if word is None and words[at] in self.language.dropped:
                at += 1
                continue
            if word is None:
                length, word = self._other(words, pieces, at, folded)
            at += length
            if (
                word.type == "NOW"
                and words[at : at + 1] == ["of"]
                and words[at + 1 : at + 2] != ["this"]
            ):
                word = attrs.evolve(
                    word, type="NOUN"
                )  # "the issuance of the permit" is another day
            if word.type != "SKIP":
                result.append(word)
        return result

    @staticmethod
    def _name(
        names: Trie, words: list[str], pieces: list[tuple[int, int]], at: int
    ) -> tuple[int, list[Any]] | None:
        """Find a name, also with hyphens between its words, or in the possessive."""
        found = names.longest(words, at)
        nearby = words[at : at + 12]
        if "-" not in nearby and not any("'" in word or "’" in word for word in nearby):
            return found
        # The words without the hyphens that join them.
        kept = [
            place
            for place in range(at, min(at + 12, len(words)))
            if place == at or words[place] != "-" or pieces[place - 1][1] != pieces[place][0]
        ]
        plain = [_POSSESSIVE.sub("", words[place]) for place in kept]
        joined = names.longest(plain, 0)
        if joined is None:
            return found
        length = kept[joined[0] - 1] - at + 1
        return found if found and found[0] >= length else (length, joined[1])

    def _slip(
        self, words: list[str], pieces: list[tuple[int, int]], at: int
    ) -> tuple[int, LexedWord] | None:
        """Find a name of an event in which one letter is wrong, missing or too many."""
        meant = self._near_name(words[at])
        if meant is None:
            return None
        corrected = [meant, *(self._near_name(word) or word for word in words[at + 1 : at + 8])]
        found = self._names.longest(corrected, 0)
        if found is None:
            return None
        word = LexedWord(
            "EVENT",
            pieces[at][0],
            pieces[at + found[0] - 1][1],
            found[1][0],
            Note("phrase misprint"),
        )
        return found[0], word

    def _near_name(self, word: str) -> str | None:
        """Give the word of a name that a word is but for one letter; the word itself if it is one."""
        if word in self._name_words:
            return word
        if len(word) < 5 or not word.isalpha():
            return None
        near = [each for each in self._name_words if _is_slip(word, each)]
        return near[0] if len(near) == 1 else None

    @cached_property
    def _name_words(self) -> frozenset[str]:
        texts = (letters.key(letters.compose(name)) for name, _ in self._names_given())
        return frozenset(
            text[start:end] for text in texts for start, end in pieces_of(text) if end - start >= 2
        )

    def _is_refused(self, match: re.Match[str], year: int | None) -> bool:
        """Does a pattern of several days say that they are none, so that a shorter one may hold?"""
        pattern = self.language.patterns[_place(match)]
        return pattern.kind == "RANGE" and pattern.build(match, year) is None

    @staticmethod
    def _is_event(words: list[str], at: int, names: Trie, vocabulary: Trie) -> bool:
        """Does an event follow, or an opening?"""
        listed = vocabulary.longest(words, at)
        return names.longest(words, at) is not None or (
            listed is not None and listed[1][0][0] in ("MAIN", "EDGE", "HELD", "UNIT")
        )

    def _wrong_marks(
        self, words: list[str], bared: list[str], at: int, listed: int
    ) -> tuple[int, list[Any]] | None:
        """Find a name of several words that is written with a wrong mark, in at most half of them."""
        found = self._bare_names.longest(bared, at)
        if found is None or found[0] < 2 or found[0] <= listed:
            return None
        for name, _ in self._names_given():
            meant = letters.key(letters.compose(name))
            if letters.bare(meant).split() != bared[at : at + found[0]]:
                continue
            wrong = sum(
                one != other
                for one, other in zip(words[at : at + found[0]], meant.split(), strict=True)
            )
            if wrong <= found[0] / 2:
                return found
        return None

    def _unglued(
        self, key: str, pieces: list[tuple[int, int]], folded: bool
    ) -> list[tuple[int, int]]:
        """Part a number from the unit that is written on to it: `10ngày`, `10days`, `15-days`."""
        found: list[tuple[int, int]] = []
        vocabulary = self.language.bare_vocabulary if folded else self.language.vocabulary
        expression = self.language.bare_expression if folded else self.language.expression
        for start, end in pieces:
            glued = _GLUED.match(key, start, end)
            unit = vocabulary.longest([glued[2]], 0) if glued else None
            if glued and unit and unit[1][0][0] == "UNIT" and not expression.match(key, start):
                found += [(start, glued.end(1)), (glued.start(2), end)]
            else:
                found.append((start, end))
        return found

    def _marked_number(
        self, words: list[str], pieces: list[tuple[int, int]], at: int
    ) -> tuple[int, LexedWord] | None:
        """Take a number with a mark in it whole: `1,200` is a number, `2.5` a decimal."""
        length = 1
        while (
            at + length + 1 < len(words)
            and words[at + length] in (".", ",")
            and words[at + length + 1].isdecimal()
            and pieces[at + length - 1][1] == pieces[at + length][0]
            and pieces[at + length][1] == pieces[at + length + 1][0]
        ):
            length += 2
        text = "".join(words[at : at + length])
        if length == 1 or not text.isascii() or len(text) > 12 or not text[0].isdecimal():
            return None
        start, end = pieces[at][0], pieces[at + length - 1][1]
        if re.fullmatch(
            rf"[1-9][0-9]{{0,2}}(?:{re.escape(self.language.thousands)}[0-9]{{3}})+", text
        ):
            number = int(text.replace(self.language.thousands, ""))
            return length, LexedWord("NUMBER", start, end, number)
        if re.fullmatch(r"[0-9]+[.,][0-9]+", text):
            return length, LexedWord("DECIMAL", start, end, Fraction(text.replace(",", ".")))
        return length, LexedWord("DECIMAL", start, end, text)

    @staticmethod
    def _goes_on(words: list[str], at: int, vocabulary: Trie) -> bool:
        """Does an unknown word follow, so that `ngày ký` begins `ngày ký hợp đồng`?"""
        if at >= len(words) or not words[at][0].isalpha():
            return False
        found = vocabulary.longest(words, at)
        return found is None or found[1][0][0] in ("NOUN", "BARRED")

    def _other(
        self, words: list[str], pieces: list[tuple[int, int]], at: int, folded: bool
    ) -> tuple[int, LexedWord]:
        start, end = pieces[at]
        text = words[at]
        marked = self._marked_number(words, pieces, at)
        if marked is not None:
            return marked
        if text.isdecimal() and text.isascii() and len(text) <= 6:
            return 1, LexedWord("NUMBER", start, end, int(text))
        if not text[0].isalnum():
            return 1, LexedWord(_SIGNS.get(text, "OTHER"), start, end)
        if self.language.has_misprints and len(text) >= 4:
            corrected = [text, *words[at + 1 : at + 8]]
            for meant in self.language.near(text):
                found = self.language.vocabulary.longest([meant, *corrected[1:]], 0)
                if found and found[1][0][0] not in _NO_MISPRINTS:
                    kind, value = found[1][0]
                    last = pieces[at + found[0] - 1][1]
                    return found[0], LexedWord(kind, start, last, value, Note("phrase misprint"))
        misprinted = self._second_misprinted(words, pieces, at) or (
            self._slip(words, pieces, at) if self.language.has_misprints else None
        )
        if misprinted is not None:
            return misprinted
        if self.language.has_marks and not folded:
            # A misprint: the letters are right and a mark is wrong or missing.
            bared = [letters.bare(word) for word in words[at : at + 6]]
            near = self.language.bare_vocabulary.longest(bared, 0)
            if near and (near[0] > 1 or (len(bared[0]) >= 4 and bared[0] != text)):
                length = near[0]
                kind, value, meant = near[1][0]
                written = [key for key in words[at : at + length] if key.isalpha()]
                right = [each for each in re.split(r"\W+", meant) if each]
                slips = (
                    [i for i, each in enumerate(written) if each != right[i : i + 1][0]]
                    if len(written) == len(right)
                    else []
                )
                # A word that is right as it stands isn't made another one: "hàng ngay sau khi", "thu sau khi".
                is_other = any(
                    self.language.vocabulary.longest([written[i]], 0) for i in slips if i
                )
                if slips and not is_other and all(map(letters.is_near, written, right)):
                    last = pieces[at + length - 1][1]
                    return length, LexedWord(kind, start, last, value, Note("phrase misprint"))
        return 1, LexedWord("WORD", start, end, text)

    def _second_misprinted(
        self, words: list[str], pieces: list[tuple[int, int]], at: int
    ) -> tuple[int, LexedWord] | None:
        """Take words of the vocabulary whose second has a misprint: "no latter than"."""
        if not self.language.has_misprints or at + 2 >= len(words) or len(words[at + 1]) < 4:
            return None
        for meant in self.language.near(words[at + 1]):
            found = self.language.vocabulary.longest([words[at], meant, *words[at + 2 : at + 8]], 0)
            if found and found[0] > 1:
                kind, value = found[1][0]
                last = pieces[at + found[0] - 1][1]
                word = LexedWord(kind, pieces[at][0], last, value, Note("phrase misprint"))
                return found[0], word
        return None


_GLUED = re.compile(r"([0-9]{1,6})-?([^\W\d_]{2,})")


_POSSESSIVE = re.compile(r"['’]s?$")


def _is_slip(word: str, meant: str) -> bool:
    """Is a word another with a letter wrong, missing, too many, or two swapped, behind its first?"""
    if word[0] != meant[0] or abs(len(word) - len(meant)) > 1 or len(meant) < 5 or word == meant:
        return False
    start = next(
        (at for at, (a, b) in enumerate(zip(word, meant, strict=False)) if a != b),
        min(len(word), len(meant)),
    )
    one, other = word[start:], meant[start:]
    if len(word) == len(meant):
        return one[1:] == other[1:] or (one[:2] == other[1::-1] and one[2:] == other[2:])
    return one[1:] == other if len(word) > len(meant) else one == other[1:]


def _is_titled(text: str, start: int, end: int) -> bool:
    """Has a stretch capitals where a sentence has none?"""
    first = not text[:start].strip() or text[:start].rstrip()[-1] in ":.;-–("
    return any(char.isupper() for char in text[start + first : end])


def _place(match: re.Match[str]) -> int:
    return next(
        int(name[1:])
        for name, value in match.groupdict().items()
        if value is not None and re.fullmatch(r"p[0-9]+", name)
    )


_SIGNS = {
    ",": "COMMA",
    ";": "SEMICOLON",
    ":": "COLON",
    "-": "DASH",
    "–": "DASH",
    "—": "DASH",
    "(": "OPEN",
    ")": "SHUT",
    "[": "OPEN",
    "]": "SHUT",
    ".": "STOP",
    "±": "PLUSMINUS",
    "+": "PLUS",
}
