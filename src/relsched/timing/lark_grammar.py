"""A grammar file becomes a reader: text in, what the actions build out, with places and expected words.

The only door to lark. A grammar is LALR, so reading takes time linear in the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import suppress
from functools import cached_property
from importlib import resources
from typing import TYPE_CHECKING, Any, Protocol

import attrs

from relsched.messages.message import Message, verbatim

if TYPE_CHECKING:
    from lark import Lark


THE_END = Message("expected end")


class NotInGrammarError(Exception):
    """A text doesn't follow the grammar.

    Attributes:
        position: Where reading stopped, in characters from 0.
        found: The word that stands there, or an empty text at the end.
        expected: Words and kinds of words that could have stood there, in the order of their English.
    """

    def __init__(self, position: int, found: str, expected: tuple[Message, ...]) -> None:
        self.position = position
        self.found = found
        self.expected = expected
        super().__init__(f"unexpected {found!r} at {position}")


@attrs.define
class Grammar:
    """A reader for one grammar file that stands beside a module.

    Args:
        package: The package that holds the file.
        file: Its name.
        actions: An object with a method for each rule and terminal that builds something.
        names: What a kind of word is called in messages, such as `ID` -> `a name`.
    """

    package: str
    file: str
    actions: object
    names: dict[str, Message] = attrs.field(factory=dict)

    @cached_property
    def _lark(self) -> Lark:
        from lark import Lark

        text = resources.files(self.package).joinpath(self.file).read_text(encoding="utf-8")
        return Lark(
            text,
            parser="lalr",
            start=_starts(text),
            transformer=self.actions,
            maybe_placeholders=True,
        )

    def parse(self, text: str, start: str) -> Any:
        """Read a text from a start rule and give what its action built.

        Raises:
            NotInGrammarError: The text doesn't follow the grammar.
        """
        from lark.exceptions import UnexpectedEOF, UnexpectedInput

        try:
            return self._lark.parse(text, start=start)
        except UnexpectedInput as error:
            stopped = error.pos_in_stream
            token = getattr(error, "token", None)
            at_end = isinstance(error, UnexpectedEOF) or (
                token is not None and token.type == "$END"
            )
            position = len(text) if at_end or stopped is None else _word_start(text, stopped)
        # The lexer may have taken a part of the word for one of its own, so the words before are read again.
        raise NotInGrammarError(
            position, _word_at(text, position), self._expected_after(text[:position], start)
        )

    def _expected_after(self, text: str, start: str) -> tuple[Message, ...]:
        from lark.exceptions import UnexpectedInput

        reader = self._lark.parse_interactive(text, start=start)
        with suppress(UnexpectedInput):
            reader.exhaust_lexer()
        accepted: set[str] = reader.accepts()  # type: ignore[no-untyped-call]
        return self._named(accepted)

    @cached_property
    def keywords(self) -> frozenset[str]:
        """Give the words that the grammar itself uses, which no name may be."""
        words = set()
        for terminal in self._lark.terminals:
            pattern = terminal.pattern
            if type(pattern).__name__ == "PatternStr" and pattern.value.isalpha():
                words.add(pattern.value)
        return frozenset(words)

    def _named(self, terminals: Any) -> tuple[Message, ...]:
        by_name = {terminal.name: terminal.pattern for terminal in self._lark.terminals}
        words = set()
        for name in terminals:
            pattern = by_name.get(name)
            if name in self.names:
                words.add(self.names[name])
            elif name == "$END":
                words.add(THE_END)
            elif pattern is not None and type(pattern).__name__ == "PatternStr":
                words.add(verbatim(f"`{pattern.value}`"))
        return tuple(sorted(words, key=str))


_WORD = re.compile(r"[(),]|[^\s(),]+")


def _word_start(text: str, position: int) -> int:
    """Give where the word around a position begins, so that no word is reported in part."""
    starts = (found.start() for found in _WORD.finditer(text) if found.end() > position)
    return min(next(starts, position), position)


def _word_at(text: str, position: int) -> str:
    found = _WORD.match(text, position)
    return "" if found is None else found.group()[:40]


class GrammarWord(Protocol):
    """What a token grammar reads: anything that has a kind, which is a terminal of the grammar."""

    @property
    def type(self) -> str:
        """The terminal."""
        ...


@attrs.define
class TokenGrammar:
    """A reader for texts that were cut into words beforehand, such as free text in a natural language.

    The grammar file declares its terminals, and `// start:` lines name where reading begins.

    Args:
        package: The package that holds the file.
        file: Its name.
    """

    package: str
    file: str

    @cached_property
    def _lark(self) -> Lark:
        from lark import Lark

        text = resources.files(self.package).joinpath(self.file).read_text(encoding="utf-8")
        return Lark(
            text,
            parser="lalr",
            start=_starts(text),
            lexer=_no_lexer(),
            maybe_placeholders=True,
            keep_all_tokens=False,
        )

    @cached_property
    def terminals(self) -> frozenset[str]:
        """The kinds of words that the grammar knows."""
        return frozenset(terminal.name for terminal in self._lark.terminals) | frozenset(
            self._lark.ignore_tokens
        )

    def begins(self, start: str) -> frozenset[str]:
        """Give the kinds of words that a text can begin with."""
        return frozenset(self._reader(start).choices())

    def longest(
        self, words: Sequence[GrammarWord], at: int, most: int, start: str
    ) -> Iterator[tuple[Any, int]]:
        """Read from one place as far as the grammar goes; give trees with their ends, the longest first.

        At most `most` words are read, so that time stays linear in the text.
        """
        from lark import Token
        from lark.exceptions import UnexpectedToken

        state = self._reader(start).parser_state
        last = Token("$END", "")
        ends = []
        for place in range(at, min(at + most, len(words))):
            try:
                state.feed_token(words[place])
            except UnexpectedToken:
                break
            if "$END" in state.parse_conf.parse_table.states[state.position]:
                ends.append((state.copy(deepcopy_values=False), place + 1))
        for reached, end in reversed(ends):
            with suppress(UnexpectedToken):
                yield reached.feed_token(last, True), end

    def _reader(self, start: str) -> Any:
        return self._lark.parse_interactive("", start=start)


def _starts(text: str) -> list[str]:
    return [line.split()[-1] for line in text.splitlines() if line.startswith("// start:")]


def _no_lexer() -> Any:
    """Give a lexer that is never asked: the words are cut by the language's own."""
    from lark.lexer import Lexer

    class NoLexer(Lexer):
        def __init__(self, _: object) -> None:
            pass

        def lex(self, lexer_state: Any, parser_state: Any) -> Iterator[Any]:
            return iter(())

    return NoLexer
