"""Short reprs: what a value shows of itself to whoever looks at it in a debugger or a notebook.

A plan of two rows would fill a screen if each part of it showed all of its own parts. So a repr names what was given,
cuts what is long, counts what is many, and ends within `MAX` characters.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from enum import Enum
from typing import TypeVar

import attrs

MAX = 199
MAX_PART = 60

T = TypeVar("T")


def short_repr(made: type[T]) -> type[T]:
    """Give an attrs class a repr of at most `MAX` characters: its name, and each field that isn't as by default.

    A class that is read from a text shows that text, as `Window.parse('2020-10-01..')`.

    Example:
        >>> @short_repr
        ... @attrs.frozen
        ... class Hall:
        ...     name: str
        ...     seats: tuple[int, ...] = ()
        >>> Hall("Great Hall"), Hall("Court", tuple(range(500)))
        (Hall(name='Great Hall'), Hall(name='Court', seats=<500>))
    """
    is_read = hasattr(made, "parse") and made.__str__ is not object.__str__
    made.__repr__ = text_repr if is_read else fields_repr  # type: ignore[method-assign]
    return made


def text_repr(value: object, name: str | None = None) -> str:
    """Show a value by the text that it is read from, and by the class that reads it: its own, unless one is named."""
    return _call(f"{name or type(value).__name__}.parse", [repr(str(value))])


def fields_repr(value: object) -> str:
    """Show an attrs value by its fields; those that are as by default are left out."""
    parts = []
    for field in attrs.fields(type(value)):  # type: ignore[arg-type]
        found = getattr(value, field.name)
        if field.repr and not _is_default(field, found):
            parts.append(f"{field.alias}={_shown(found)}")
    return _call(type(value).__name__, parts)


def call_repr(name: str, given: Iterable[object], named: Mapping[str, object]) -> str:
    """Show a value by the call that makes it, where its fields aren't what its constructor takes."""
    parts = [_shown(value) for value in given]
    return _call(name, [*parts, *(f"{key}={_shown(value)}" for key, value in named.items())])


def _is_default(field: attrs.Attribute[object], value: object) -> bool:
    default = field.default
    if isinstance(default, attrs.Factory):  # type: ignore[arg-type]
        return isinstance(value, Mapping | tuple | list) and not value
    return type(value) is type(default) and value == default


def _call(name: str, parts: list[str]) -> str:
    """Write `name(parts)`, without the last parts where they are too many."""
    whole = f"{name}({', '.join(parts)})"
    if len(whole) <= MAX:
        return whole
    return f"{whole[: MAX - 2]}…)"


def _shown(value: object) -> str:
    """Show a part in few characters: many of something by their number, a value by its text where it has one."""
    if isinstance(value, Enum):
        return cut(repr(value.value))
    if isinstance(value, date):
        return repr(value.isoformat())
    if isinstance(value, Mapping):
        few = len(value) < 4
        told = ", ".join(f"{_shown(k)}: {_shown(v)}" for k, v in value.items()) if few else ""
        return f"{{{told}}}" if few and len(told) <= MAX_PART else f"<{len(value)}>"
    if isinstance(value, tuple | list | frozenset | set):
        few = len(value) < 4
        told = ", ".join(map(_shown, value)) if few else ""
        return f"[{told}]" if few and len(told) <= MAX_PART else f"<{len(value)}>"
    if isinstance(value, str | bytes):
        return repr(value) if len(value) <= MAX_PART else cut(repr(value[:MAX_PART]))
    shown = repr(value)
    if ".parse(" in shown:  # where a value is wanted, the text of one will do
        return cut(shown[shown.index(".parse(") + 7 : -1])
    return cut(shown)


def cut(text: str, most: int = MAX_PART) -> str:
    """Cut a text to a number of characters."""
    return text if len(text) <= most else f"{text[: most - 1]}…"
