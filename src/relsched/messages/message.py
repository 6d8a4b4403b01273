"""A message: the key of a sentence and the values it is filled with; written in a language when a person reads it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from string import Formatter
from typing import Any, Protocol, TypeAlias, runtime_checkable

import attrs

from relsched.messages.catalogue import FIRST, check_language, sentences
from relsched.messages.printable import printable
from relsched.short_repr import call_repr


@runtime_checkable
class Readable(Protocol):
    """A value that can write itself in a language, such as a message inside a message."""

    def text(self, language: str = ..., /) -> str:
        """Write the value in a language."""
        ...


Value: TypeAlias = "str | int | date | Readable | tuple[Value, ...]"


@attrs.frozen(init=False, repr=False)
class Message:
    """What a person is reported: the key of a sentence in the catalogue, and its values.

    A value may be a text, which is the same in every language; a number; a date, written as the
    language does; another message; or a tuple of these, written with commas. Equal messages have the
    same key and values. `str(message)` is English; `dict(message.values)` gives the values by name.

    Raises:
        TypeError: A value can change, as a list can.

    Example: `Message("place line", number=4)` is `line 4`, in Vietnamese `dòng 4`.
    """

    key: str
    values: tuple[tuple[str, Value], ...] = ()

    def __init__(self, key: str, /, **values: Value) -> None:
        for name, value in values.items():
            try:
                hash(value)
            except TypeError:  # what can change would make the message another one afterwards
                kind = type(value).__name__
                raise TypeError(
                    f"`{name}` of the message `{key}` is a {kind}, which can change; give a tuple"
                ) from None
        self.__attrs_init__(key, tuple(sorted(values.items())))

    def __repr__(self) -> str:
        return call_repr(type(self).__name__, [self.key], dict(self.values))

    def text(self, language: str = FIRST) -> str:
        """Write the message in a language.

        Raises:
            KeyError: The catalogue has no sentence of this key, or the message lacks a value of it.
            ValueError: There is no catalogue in this language.
        """
        sentence = sentences(language)[self.key]
        filled = {name: _written(value, language) for name, value in self.values}
        if "|" in sentence:
            return _Plural().vformat(sentence, (), filled)
        return sentence.format_map(filled)

    def __str__(self) -> str:
        return self.text()


def verbatim(text: str) -> Message:
    """Give a text as a message that is the same in every language: somebody else's own words."""
    return Message("verbatim", text=text)


def listed(parts: Sequence[Value]) -> Value:
    """Give one or several values as a list in words: `a`, `a and b`, `a, b and c`."""
    *before, last = parts
    return Message("list and", first=tuple(before), last=last) if before else last


def in_backticks(names: Iterable[str]) -> tuple[str, ...]:
    """Give names as they stand in sentences, for a list of them."""
    return tuple(f"`{name}`" for name in names)


@attrs.frozen
class Grouped:
    """A number whose thousands are set apart: `100,000`, in Vietnamese `100.000`."""

    number: int

    def text(self, language: str = FIRST, /) -> str:
        """Write the number in a language."""
        written = f"{self.number:,}"
        return written.replace(",", ".") if check_language(language) == "vi" else written

    def __str__(self) -> str:
        return self.text()


class _Plural(Formatter):
    """Writes `{count:one|many}` by the number."""

    def format_field(self, value: Any, format_spec: str) -> str:
        if "|" in format_spec:
            one, many = format_spec.split("|")
            return one if abs(int(value)) == 1 else many
        return str(value)


def _written(value: Value, language: str) -> str:
    if isinstance(value, str):
        return printable(value)
    if isinstance(value, tuple):
        return ", ".join(_written(part, language) for part in value)
    if isinstance(value, date):
        return day_in_figures(value, language)
    if isinstance(value, Readable):
        return value.text(language)
    return str(value)


def day_in_figures(day: date, language: str) -> str:
    """Write a day without its weekday: `2020-10-03`, `03/10/2020`."""
    if check_language(language) == "vi":
        return f"{day.day:02}/{day.month:02}/{day.year:04}"
    return day.isoformat()
