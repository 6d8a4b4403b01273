"""Languages: what one is made of, and those that are installed."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import cached_property, lru_cache
from importlib import import_module, resources
from pathlib import Path
from typing import Any

import attrs

from relsched import phrases
from relsched.errors import TimingError
from relsched.messages.message import Message
from relsched.phrases import letters
from relsched.phrases.headings import HeadingWords
from relsched.phrases.sentences import Sentences
from relsched.phrases.trie import WORD, Trie
from relsched.timing.lark_grammar import TokenGrammar


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
        main_names: Words that mean the main event, such as `the event`.
        function_words: Words that two names of one event may differ in.
        says_rhythm_once: Whether one word behind a list of days says how often they are meant: `hằng năm`.
        thousands: The mark between groups of three digits; the other of `.` and `,` stands before decimals.
        has_misprints: Whether a word with a letter too many or too few is taken as the one meant.
        headings: Words that headings of columns are written with.
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
    main_names: frozenset[str] = frozenset()
    headings: HeadingWords = attrs.field(factory=HeadingWords)
    thousands: str = ","
    function_words: frozenset[str] = frozenset()
    says_rhythm_once: bool = False

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
        """Give the words of the vocabulary that have a letter more or less, or two swapped."""
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
        return frozenset(word for key, _ in self._entries for word in WORD.findall(key))

    @cached_property
    def expression(self) -> re.Pattern[str]:
        """All patterns as one expression."""
        return re.compile(letters.settled(self._written))

    @property
    def _written(self) -> str:
        return "|".join(
            f"(?P<p{place}>{pattern.expression})" for place, pattern in enumerate(self.patterns)
        )

    def after(self, place: int, *, folded: bool) -> re.Pattern[str]:
        """Give the patterns behind one, as one expression."""
        key = (place, folded)
        if key not in self._tails:
            written = "|".join(
                f"(?P<p{later}>{pattern.expression})"
                for later, pattern in enumerate(self.patterns)
                if later > place
            )
            made = _bare_pattern(written) if folded else letters.settled(written)
            self._tails[key] = re.compile(made)
        return self._tails[key]

    @cached_property
    def _tails(self) -> dict[tuple[int, bool], re.Pattern[str]]:
        return {}

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


def languages() -> tuple[str, ...]:
    """Give the codes of the languages that are installed: each is a folder of this package."""
    return tuple(
        sorted(
            folder.name
            for root in phrases.__path__  # a folder may lie wherever it looks for modules
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
            Message("error language-unknown", code=code),
            code="language-unknown",
            value=code,
            fix=Message("error language-unknown fix", names=languages()),
        )
    found: Language = import_module(f"relsched.phrases.{code}").LANGUAGE
    return found
