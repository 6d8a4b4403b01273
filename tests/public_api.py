"""The public names with their signatures, as text. `python tests/public_api.py` writes the golden file again."""

from __future__ import annotations

import enum
import functools
import inspect
from collections.abc import Callable, Iterator
from typing import Any

import attrs

import relsched
from places import TESTS

SNAPSHOT = TESTS / "golden" / "public_api.txt"

# Methods by which a value takes part in the language; others that begin with `_` are inside.
SPECIAL = (
    *("__call__", "__contains__", "__enter__", "__getitem__", "__iter__", "__len__"),
    *("__bool__", "__lt__", "__str__"),
)


def snapshot() -> str:
    """Give every public name, and for a class its constructor, fields, properties and methods, a line each."""
    return "".join(f"{line}\n" for name in sorted(relsched.__all__) for line in _lines(name))


def _lines(name: str) -> Iterator[str]:
    value = getattr(relsched, name)
    if not inspect.isfunction(value) and not isinstance(value, type):
        yield f"{name} = {value}"
        return
    if not isinstance(value, type):
        yield f"{name}{_signature(value)}"
        return
    bases = [base.__name__ for base in value.__bases__ if base.__name__ in relsched.__all__]
    yield f"class {name}{f' < {bases[0]}' if bases else ''}"
    if issubclass(value, enum.Enum):
        yield from (f"    {name}.{member.name} = {member.value!r}" for member in value)
    else:
        yield f"    {name}{_signature(value)}"
    for field in sorted(field_names(value)):
        yield f"    {name}.{field}"
    for method, kind, function in members(value):
        shown = _signature(function)
        if kind == "property":
            shown = f": {shown.rpartition(' -> ')[2]}"
        yield f"    {name}.{method}{shown}" + (f"  [{kind}]" if kind != "method" else "")


def field_names(value: type) -> list[str]:
    """Give the public fields of an attrs class; none for another."""
    fields = attrs.fields(value) if attrs.has(value) else ()
    return [field.name for field in fields if not field.name.startswith("_")]


def members(value: type) -> Iterator[tuple[str, str, Callable[..., Any]]]:
    """Go through the public methods and properties that a class defines itself: name, kind and function."""
    for name, member in sorted(vars(value).items()):
        if name.startswith("_") and name not in SPECIAL:
            continue
        kind, function = "method", member
        if isinstance(member, classmethod | staticmethod):
            kind, function = type(member).__name__, member.__func__
        elif isinstance(member, property):
            kind, function = "property", member.fget
        elif isinstance(member, functools.cached_property):
            kind, function = "property", member.func
        # What attrs and enum write into a class is told by its constructor and its members.
        if inspect.isfunction(function) and function.__code__.co_filename.endswith(".py"):
            yield name, kind, function


class _Shown:
    """What stands in a signature in these very words."""

    def __init__(self, text: str) -> None:
        self.text = text

    def __repr__(self) -> str:
        return self.text


def _signature(function: Any) -> str:
    """Give a signature with annotations as they are written, and `…` for a default that is no plain value."""
    signature = inspect.signature(function)
    parameters = [
        parameter.replace(annotation=_annotation(parameter), default=_default(parameter.default))
        for parameter in signature.parameters.values()
    ]
    returned = signature.return_annotation
    if isinstance(returned, str):
        returned = _Shown(returned)
    return str(signature.replace(parameters=parameters, return_annotation=returned))


def _annotation(parameter: inspect.Parameter) -> Any:
    written = parameter.annotation
    return _Shown(written) if isinstance(written, str) else written


def _default(value: object) -> Any:
    if value is inspect.Parameter.empty or value is None or value == ():
        return value
    return value if isinstance(value, bool | int | float | str) else _Shown("…")


if __name__ == "__main__":
    SNAPSHOT.write_text(snapshot(), encoding="utf-8", newline="\n")
    print(f"{SNAPSHOT} is written")
