"""A text is cut into words: names of events, dates, vocabulary, numbers, and what is left.

At each place the longest match wins; of equal length a name wins over a pattern, and a pattern over the
vocabulary. What nothing matches is an unknown word, and a row of unknown words becomes the name of
something: a happening, if one of its words is a kind of event.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from functools import cached_property
from importlib import resources
from typing import Any

import attrs

from relsched.phrases import letters
from relsched.phrases.letters import Letters
from relsched.phrases.raw_dates import RawRelative, RawYear
from relsched.phrases.rendering import Sentences
from relsched.phrases.result import Note, PhraseContext
from relsched.timing.grammar import TokenGrammar
from relsched.timing.timings import Reference

_WORD = re.compile(r"[^\W_]+(?:[-.'’/&][^\W_]+)*|\S")
_SYLLABLE = re.compile(r"[^\W_]+")


@attrs.frozen(slots=False)
class LexedWord:
    """A word or several that mean one thing: a terminal of the grammar, its value and its place."""

    type: str
    start: int
    end: int
    value: Any = None
    note: Note | None = None
    other: tuple[str, Any] | None = None


@attrs.frozen
class Pattern:
    """A form that isn't a list of words, such as a date: a regular expression and what it builds.

    The expression is matched against the key of the text, and against its bare letters where the text has
    no marks, so it must be written without marks if it should match there.
    """

    kind: str
    expression: str
    build: Callable[[re.Match[str], int | None], Any]


@attrs.define(slots=False)
class Language:
    """A language: its vocabulary, patterns, grammar, and the sentences it prints.

    Attributes:
        code: Its code, such as `vi`, which is the name of its folder too.
        patterns: Its patterns, each with the kind of word it gives.
        sentences: How timings are said in it.
        country: The country whose public holidays are meant unless another is given.
        has_marks: Whether it may be written without marks.
        month_end_is_inclusive: Whether "before 31 March" is often meant to include it.
        thirds_are_days: Whether law reads "early October" as a day.
        month_first: Whether 3/4 is taken as March 4.
        articles: Words that don't belong to the name they stand before.
        dropped: Words that never mean anything here.
        capitals: Names of months that mean something else without a capital letter.
        has_misprints: Whether a word with a letter too many or too few is taken as the one meant.
    """

    code: str
    patterns: tuple[Pattern, ...]
    sentences: Sentences
    country: str
    has_marks: bool = False
    month_end_is_inclusive: bool = False
    thirds_are_days: bool = False
    month_first: bool = False
    articles: frozenset[str] = frozenset()
    dropped: frozenset[str] = frozenset()
    capitals: frozenset[str] = frozenset()
    has_misprints: bool = False

    @cached_property
    def package(self) -> str:
        """Where its files are."""
        return f"relsched.phrases.{self.code}"

    @cached_property
    def grammar(self) -> TokenGrammar:
        """Its grammar."""
        return TokenGrammar(self.package, "grammar.lark")

    @cached_property
    def vocabulary(self) -> Trie:
        """Its words by their key."""
        return Trie((key, entry) for key, entry in self._entries)

    @cached_property
    def bare_vocabulary(self) -> Trie:
        """Its words without marks; of two that look alike then, the first that is listed."""
        return Trie((letters.bare(key), (*entry, key)) for key, entry in self._entries)

    @cached_property
    def _entries(self) -> list[tuple[str, tuple[str, Any]]]:
        text = resources.files(self.package).joinpath("words.txt").read_text(encoding="utf-8")
        return [
            (letters.key(letters.compose(phrase)), (kind, value))
            for kind, value, phrases in _listed(text)
            for phrase in phrases
        ]

    @cached_property
    def _letters_missing(self) -> dict[str, set[str]]:
        """Words of the vocabulary by what they are without one letter."""
        index: dict[str, set[str]] = {}
        for word in self._known:
            if len(word) >= 5 and word.isalpha():
                for place in range(len(word)):
                    index.setdefault(word[:place] + word[place + 1 :], set()).add(word)
        return index

    def near(self, word: str) -> list[str]:
        """Give the words of the vocabulary that have a letter more or less, or two turned round."""
        if not word.isalpha():
            return []
        index = self._letters_missing
        found = set(index.get(word, ()))
        shorter = {word[:place] + word[place + 1 :] for place in range(len(word))}
        found |= {each for each in shorter if len(each) >= 5 and each in self._known}
        for each in shorter:
            for other in index.get(each, ()):
                if len(other) == len(word) and sorted(other) == sorted(word):
                    found.add(other)
        found.discard(word)
        return sorted(found)

    @cached_property
    def _known(self) -> frozenset[str]:
        return frozenset(word for key, _ in self._entries for word in _WORD.findall(key))

    @cached_property
    def expression(self) -> re.Pattern[str]:
        """All patterns as one expression."""
        return re.compile(letters.settled(self._written))

    @property
    def _written(self) -> str:
        return "|".join(
            f"(?P<p{place}>{pattern.expression})" for place, pattern in enumerate(self.patterns)
        )

    @cached_property
    def bare_expression(self) -> re.Pattern[str]:
        """All patterns without marks."""
        return re.compile(_bare_pattern(self._written))


def _bare_pattern(expression: str) -> str:
    """Take the marks from a regular expression, whose own signs are all plain."""
    return letters.bare_keeping_case(expression)


def _listed(text: str) -> Iterator[tuple[str, Any, list[str]]]:
    """Go through the lines of a list of words: `KIND=value: phrase | phrase`."""
    for line in text.splitlines():
        if not line.strip() or line.startswith("#"):
            continue
        head, _, rest = line.partition(":")
        kind, _, value = head.strip().partition("=")
        meant: Any = int(value) if re.fullmatch(r"-?[0-9]+", value) else value or None
        yield kind, meant, [phrase.strip() for phrase in rest.split("|") if phrase.strip()]


# Words that only keep others from being read aren't worth the risk of a false friend.
_NO_MISPRINTS = frozenset({"OTHER", "NOUN", "BARRED", "VAGUE", "LABEL"})


def _spare(
    names: Trie, vocabulary: Trie, words: list[str], at: int, listed: tuple[int, list[Any]]
) -> tuple[int, list[Any]] | None:
    """Shorten a phrase of the vocabulary that would take the beginning of an event's name."""
    for length in range(1, listed[0]):
        name = names.longest(words, at + length)
        if name and length + name[0] > listed[0]:
            return vocabulary.longest(words[: at + length], at)
    return listed


def _is_counted(value: Any, before: list[LexedWord]) -> bool:
    is_relative = isinstance(value, RawRelative) or (
        isinstance(value, RawYear) and value.shift is not None
    )
    return is_relative and bool(before) and before[-1].type in ("NUMBER", "SPELT")


class Trie:
    """Phrases of several words, found by their words."""

    def __init__(self, entries: Iterable[tuple[str, Any]]) -> None:
        self.root: dict[str, Any] = {}
        for phrase, value in entries:
            node = self.root
            for start, end in _pieces(phrase):
                node = node.setdefault(phrase[start:end], {})
            node.setdefault("", []).append(value)

    def longest(self, words: list[str], at: int) -> tuple[int, list[Any]] | None:
        """Give how many words the longest phrase at a place has, and what it may mean."""
        node, found = self.root, None
        for length, word in enumerate(words[at : at + 12], start=1):
            node = node.get(word)  # type: ignore[assignment]
            if node is None:
                break
            if "" in node:
                found = (length, node[""])
        return found


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
        return [(" ".join(name.split()), meant) for name, meant in self.context.names.items()]

    def words(self, text: Letters, *, folded: bool) -> list[LexedWord]:
        """Cut a text; `folded` reads it without marks."""
        found = self._cut(text, folded)
        found = _numbers(found)
        return _rows(found)

    def _cut(self, text: Letters, folded: bool) -> list[LexedWord]:
        key = text.bare if folded else text.key
        pieces = _pieces(key)
        words = [key[start:end] for start, end in pieces]
        ends = {end: place + 1 for place, (_, end) in enumerate(pieces)}
        names = self._bare_names if folded else self._names
        vocabulary = self.language.bare_vocabulary if folded else self.language.vocabulary
        expression = self.language.bare_expression if folded else self.language.expression
        year = self.context.issued.year if self.context.issued else None
        result: list[LexedWord] = []
        at = 0
        while at < len(pieces):
            start = pieces[at][0]
            name = names.longest(words, at)
            listed = vocabulary.longest(words, at)
            if listed and not name:
                listed = _spare(names, vocabulary, words, at, listed)
            length = name[0] if name else 0
            word: LexedWord | None = None
            if name:
                word = LexedWord("EVENT", start, pieces[at + length - 1][1], name[1][0])
            if (
                listed
                and listed[1][0][0] == "NOW"
                and self._goes_on(words, at + listed[0], vocabulary)
            ):
                listed = vocabulary.longest(words[: at + 1], at)
            match = expression.match(key, start)
            if match and match.end() in ends and match.lastgroup:
                reached = ends[match.end()] - at
                if reached > length and reached >= (listed[0] if listed else 0):
                    pattern = self.language.patterns[_place(match)]
                    value = pattern.build(match, year)
                    if start and pattern.kind == "DATE" and key[start - 1] in ",.":
                        value = None  # the end of a decimal number
                    if _is_counted(value, result) or (
                        isinstance(value, RawRelative) and names.longest(words, at + reached)
                    ):
                        value = None  # "2 tuần sau …" counts weeks, "tuần sau" is the next one
                    if match.group() in self.language.capitals and text.text[start].islower():
                        value = None
                    if value is not None:
                        length = reached
                        word = LexedWord(pattern.kind, start, match.end(), value)
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
            result.append(word)
            at += length
        return result

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
        if text.isdecimal() and text.isascii() and len(text) <= 6:
            return 1, LexedWord("NUMBER", start, end, int(text))
        if not text[0].isalnum():
            return 1, LexedWord(_SIGNS.get(text, "OTHER"), start, end)
        if self.language.has_misprints and len(text) >= 4:
            mended = [text, *words[at + 1 : at + 8]]
            for meant in self.language.near(text):
                found = self.language.vocabulary.longest([meant, *mended[1:]], 0)
                if found and found[1][0][0] not in _NO_MISPRINTS:
                    kind, value = found[1][0]
                    last = pieces[at + found[0] - 1][1]
                    return found[0], LexedWord(kind, start, last, value, Note("phrase misprint"))
        if self.language.has_misprints and at + 2 < len(words) and len(words[at + 1]) >= 4:
            # The misprint may stand in the second word: "no latter than".
            for meant in self.language.near(words[at + 1]):
                found = self.language.vocabulary.longest([text, meant, *words[at + 2 : at + 8]], 0)
                if found and found[0] > 1:
                    kind, value = found[1][0]
                    last = pieces[at + found[0] - 1][1]
                    return found[0], LexedWord(kind, start, last, value, Note("phrase misprint"))
        if self.language.has_marks and not folded:
            # A misprint: the letters are right and a mark is wrong or missing.
            bared = [letters.bare(word) for word in words[at : at + 6]]
            near = self.language.bare_vocabulary.longest(bared, 0)
            if near and (near[0] > 1 or (len(bared[0]) >= 4 and bared[0] != text)):
                length = near[0]
                kind, value, meant = near[1][0]
                written = [key for key in words[at : at + length] if key.isalpha()]
                right = [each for each in re.split(r"\W+", meant) if each]
                if len(written) == len(right) and all(map(letters.is_near, written, right)):
                    last = pieces[at + length - 1][1]
                    return length, LexedWord(kind, start, last, value, Note("phrase misprint"))
        return 1, LexedWord("WORD", start, end, text)


def _pieces(text: str) -> list[tuple[int, int]]:
    """Cut a text into the smallest pieces; codes such as `140-KH/TU` are whole."""
    return [
        part
        for match in _WORD.finditer(text)
        for part in _divided(text, (match.start(), match.end()))
    ]


def _divided(key: str, piece: tuple[int, int]) -> Iterator[tuple[int, int]]:
    start, end = piece
    text = key[start:end]
    if not re.search(r"[-./&]|[^\W\d_]{3}[0-9]", text) or _CODE.fullmatch(text):
        yield piece
        return
    for part in re.finditer(r"[^\W\d_]{3,}(?=[0-9])|[^\W_]+(?:['’][^\W_]+)*|\S", text):
        # `30th`, `8h30` and `10h` stay whole for the patterns, which look at the text itself.
        yield start + part.start(), start + part.end()


_CODE = re.compile(r"(?=.*[^\W\d_])[0-9]{1,5}[-/][^\W\d_]+(?:[-/&.][^\W_]+)*")


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


def _numbers(words: list[LexedWord]) -> list[LexedWord]:
    """Take a number word as a number before a unit only, and drop a number repeated in brackets."""
    found: list[LexedWord] = []
    at = 0
    while at < len(words):
        word = words[at]
        if word.type == "SPELT" and word.other and found and found[-1].type == "NUMBER":
            word = LexedWord(word.other[0], word.start, word.end, word.other[1])
        if (
            word.other
            and word.other[0] == "NOUN"
            and at + 1 < len(words)
            and words[at + 1].type in ("WORD", "NOUN")
        ):
            word = LexedWord("NOUN", word.start, word.end)  # `tuần lễ văn hóa` is no week
        if word.type == "SPELT":
            joined, end = _spelt(words, at)
            following = words[end].type if end < len(words) else ""
            after_bracket = following == "OPEN" and _repeated(words, end, joined) is not None
            if following in _AFTER_NUMBERS or after_bracket:
                word = LexedWord("NUMBER", word.start, words[end - 1].end, joined)
                at = end - 1
            else:
                kind, value = word.other or ("WORD", word.value)
                word = LexedWord(kind, word.start, word.end, value)
        if (
            word.other
            and word.type == "FROM"
            and at + 1 < len(words)
            and words[at + 1].type == "OF"
        ):
            kind, value = word.other
            word = LexedWord(kind, word.start, word.end, value)
        if word.type == "NUMBER" and at + 1 < len(words) and words[at + 1].type == "OPEN":
            reached = _repeated(words, at + 1, word.value)
            if reached is not None:
                word = LexedWord("NUMBER", word.start, words[reached - 1].end, word.value)
                at = reached - 1
        if word.type == "STOP" and found and found[-1].type == "WEEKDAY" and at + 1 < len(words):
            at += 1  # an abbreviation
            continue
        if word.type == "COMMA" and found and at + 1 < len(words):
            after = words[at + 1].type
            if after == "PLUSMINUS" or (found[-1].type in _REPEATS and after in _ENDS):
                at += 1  # a comma that only sets off what belongs to the words before
                continue
        found.append(word)
        at += 1
    for place in range(1, len(found) - 2):
        if [word.type for word in found[place - 1 : place + 3]] == [
            "UNIT",
            "AND",
            "NUMBER",
            "UNIT",
        ]:
            found[place] = attrs.evolve(found[place], type="AND_MORE")
    return found


_REPEATS = frozenset({"EVERY", "WEEKDAY", "WEEKDAYS", "ONCE", "ONGOING"})
_ENDS = frozenset({"FROM", "TO", "TO_END", "RANGE", "DURING", "ON"})
_AFTER_NUMBERS = frozenset(
    {"UNIT", "HALF", "TO", "DASH", "WORKING", "NUMBER", "SPELT", "MORE_OF", "NTH_WEEK", "NTH_DAY"}
)


def _spelt(words: list[LexedWord], at: int) -> tuple[int, int]:
    """Read number words that follow one another: `hai mươi lăm`, `twenty five`."""
    total = words[at].value
    end = at + 1
    while end < len(words) and end < at + 5:
        if words[end].type == "DASH" and end + 1 < len(words) and words[end + 1].type == "SPELT":
            end += 1  # twenty-one
        if words[end].type != "SPELT":
            break
        value = words[end].value
        if value in (10, 100) and 1 < total < 10:
            total *= value
        elif value < total and total % 10 == 0:
            total += value
        else:
            break
        end += 1
    return total, end


def _repeated(words: list[LexedWord], at: int, number: int) -> int | None:
    """Give where `(mười)` after `10` ends, if the bracket repeats the number."""
    end = at + 1
    inside = []
    while end < len(words) and words[end].type in ("SPELT", "NUMBER") and end < at + 6:
        inside.append(words[end])
        end += 1
    if not inside or end >= len(words) or words[end].type != "SHUT":
        return None
    value = inside[0].value if inside[0].type == "NUMBER" else _spelt(inside, 0)[0]
    return end + 1 if value == number else None


def _rows(words: list[LexedWord]) -> list[LexedWord]:
    """Join unknown words that follow one another into one name."""
    found: list[LexedWord] = []
    at = 0
    while at < len(words):
        word = words[at]
        if word.type not in ("WORD", "NOUN"):
            found.append(word)
            at += 1
            continue
        end = at
        happens = False
        while end < len(words) and (
            words[end].type in ("WORD", "NOUN")
            or _is_numbered(words, end, at)
            or (end > at and words[end].type == "BARRED")
            or (happens and end > at + 1 and words[end].type == "EVENT")
            or _is_hyphen(words, end, at)
        ):
            happens = happens or words[end].type == "NOUN"
            end += 1
        kind = "HAPPENING" if happens else "NAME"
        if (
            end < len(words)
            and words[end].type == "EVENT"
            and _POSSESSIVE.search(str(words[end - 1].value))
        ):
            at = end  # "the court's ruling" is the ruling
            continue
        found.append(LexedWord(kind, word.start, words[end - 1].end, kind))
        at = end
    return found


def _is_hyphen(words: list[LexedWord], at: int, first: int) -> bool:
    """Does a dash join two words of a name, as in `ribbon-cutting`?"""
    return (
        words[at].type == "DASH"
        and at > first
        and at + 1 < len(words)
        and words[at + 1].type in ("WORD", "NOUN")
        and words[at - 1].end == words[at].start
        and words[at].end == words[at + 1].start
    )


_POSSESSIVE = re.compile(r"['’]s?$")


def _is_numbered(words: list[LexedWord], at: int, first: int) -> bool:
    """Does a number belong to the name before it, as in `vòng 2`?"""
    return (
        words[at].type == "NUMBER"
        and at > first
        and (at + 1 == len(words) or words[at + 1].type not in (*_AFTER_NUMBERS, "COMMA"))
    )


def next_on_or_after(issued: date, month: int, day: int) -> date | None:
    """Give the first such day of a year that isn't before the issue."""
    for year in range(issued.year, issued.year + 9):
        try:
            found = date(year, month, day)
        except ValueError:
            continue
        if found >= issued:
            return found
    return None


Names = Mapping[str, Reference]
