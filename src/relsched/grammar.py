"""A grammar file becomes a reader: text in, what the actions build out, with places and expected words.

The only door to lark. A grammar is LALR, so reading takes time linear in the text.
"""

from __future__ import annotations

import re
from contextlib import suppress
from functools import cached_property
from importlib import resources
from typing import TYPE_CHECKING, Any

import attrs

if TYPE_CHECKING:
    from lark import Lark


class NotInGrammarError(Exception):
    """A text doesn't follow the grammar.

    Attributes:
        position: Where reading stopped, in characters from 0.
        found: The word that stands there, or an empty text at the end.
        expected: Words and kinds of words that could have stood there, sorted.
    """

    def __init__(self, position: int, found: str, expected: tuple[str, ...]) -> None:
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
        names: What a kind of word is called in messages, such as `ID` -> "a name".
    """

    package: str
    file: str
    actions: object
    names: dict[str, str] = attrs.field(factory=dict)

    @cached_property
    def _lark(self) -> Lark:
        from lark import Lark

        text = resources.files(self.package).joinpath(self.file).read_text(encoding="utf-8")
        starts = [line.split()[-1] for line in text.splitlines() if line.startswith("// start:")]
        return Lark(
            text,
            parser="lalr",
            start=starts,
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

    def _expected_after(self, text: str, start: str) -> tuple[str, ...]:
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

    def _named(self, terminals: Any) -> tuple[str, ...]:
        by_name = {terminal.name: terminal.pattern for terminal in self._lark.terminals}
        words = set()
        for name in terminals:
            pattern = by_name.get(name)
            if name in self.names:
                words.add(self.names[name])
            elif name == "$END":
                words.add("the end")
            elif pattern is not None and type(pattern).__name__ == "PatternStr":
                words.add(f"`{pattern.value}`")
        return tuple(sorted(words))


_WORD = re.compile(r"[(),]|[^\s(),]+")


def _word_start(text: str, position: int) -> int:
    """Give where the word around a position begins, so that no word is told in part."""
    starts = (found.start() for found in _WORD.finditer(text) if found.end() > position)
    return min(next(starts, position), position)


def _word_at(text: str, position: int) -> str:
    found = _WORD.match(text, position)
    return "" if found is None else found.group()[:40]
