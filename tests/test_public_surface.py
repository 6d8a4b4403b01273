"""What users may rely on: the public names, their signatures, their docstrings, and the pages about them."""

from __future__ import annotations

import ast
import functools
import inspect
import re
import sys
import textwrap
import typing
from collections.abc import Callable, Iterator
from difflib import unified_diff
from enum import Enum
from importlib import import_module
from typing import Any

import pytest

import relsched
from documentation import DOCS, page, rows
from places import SOURCES
from public_api import SNAPSHOT, members, snapshot
from rooms import files, name_of

API = DOCS / "reference" / "api"
# Said once for all on the first page of the reference.
EVERYWHERE = {"language", "indent"}
ERROR_COLUMNS = ("code", "class", "meaning", "example", "what to do")


def public() -> Iterator[tuple[str, Any]]:
    """Go through the public names and what they stand for."""
    for name in relsched.__all__:
        yield name, getattr(relsched, name)


def functions() -> Iterator[tuple[str, str, Callable[..., Any]]]:
    """Go through public functions, methods and properties: name, kind and function."""
    for name, value in public():
        if inspect.isfunction(value):
            yield name, "function", value
        elif isinstance(value, type):
            for member, kind, function in members(value):
                if not member.startswith("_") and function.__module__.startswith("relsched"):
                    yield f"{name}.{member}", kind, function


FUNCTIONS = [pytest.param(name, kind, found, id=name) for name, kind, found in functions()]

# ---------------------------------------------------------------- the names


def test_the_signatures_are_those_of_the_snapshot() -> None:
    """No public name or signature changes without somebody meaning it."""
    kept = SNAPSHOT.read_text(encoding="utf-8").splitlines()
    changed = list(unified_diff(kept, snapshot().splitlines(), "kept", "now", lineterm="", n=0))
    assert not changed, "\n".join(
        [
            *changed,
            "The public interface has changed. If that is meant, run `python tests/public_api.py`, and tell users in",
            "CHANGELOG.md; docs/reference/versioning.md says which changes need which version.",
        ]
    )


def test_every_table_of_names_holds_the_same() -> None:
    """What type checkers see, what is loaded when asked for and `__all__` agree."""
    tree = ast.parse((SOURCES / "__init__.py").read_text(encoding="utf-8"))
    seen = {
        alias.asname or alias.name: node.module
        for block in tree.body
        if isinstance(block, ast.If)
        for node in block.body
        if isinstance(node, ast.ImportFrom) and node.module != "importlib"
        for alias in node.names
    }
    homes = {name: f"relsched.{home}" for name, home in relsched._HOMES.items()}
    assert seen == homes
    assert sorted(homes) == sorted(relsched.__all__)


def test_a_name_that_is_none_is_refused() -> None:
    """A misspelt name is an attribute error, as in any module."""
    with pytest.raises(AttributeError, match="module 'relsched' has no attribute 'Plam'"):
        _ = relsched.Plam  # type: ignore[attr-defined]
    assert set(relsched.__all__) <= set(dir(relsched))


# ---------------------------------------------------------------- what a user is handed

# Attributes that lead inside, with what they are for; docs/reference/versioning.md lists them.
INSIDE = {row["attribute"]: row for row in rows("reference/versioning", "attribute", "leads to")}


def classes_in(annotation: Any) -> Iterator[type]:
    """Go through the classes of relsched that an annotation names."""
    if isinstance(annotation, type) and annotation.__module__.startswith("relsched"):
        yield annotation
    for part in typing.get_args(annotation):
        for inner in part if isinstance(part, list) else [part]:
            yield from classes_in(inner)


@functools.cache
def all_classes() -> dict[str, Any]:
    """Every class of relsched, and what annotations are written with, by name."""
    found: dict[str, Any] = {}
    for path in files():
        name = name_of(path)
        if "migrations" not in name and not name.endswith("__main__"):
            found |= {k: v for k, v in vars(import_module(name)).items() if not k.startswith("__")}
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date, datetime

    import numpy as np

    more = {"Iterable": Iterable, "Mapping": Mapping, "Sequence": Sequence, "np": np}
    return {**found, **more, "date": date, "datetime": datetime}


class Names(dict[str, Any]):
    """Names of annotations; an alias that is written as a text is read, one inside itself as an object."""

    def __getitem__(self, name: str) -> Any:
        found = super().__getitem__(name)
        if not isinstance(found, str):
            return found
        self[name] = object
        self[name] = eval(found, {}, self)
        return super().__getitem__(name)


def read_annotation(written: Any, module: str) -> Any:
    """Give what an annotation means in a module."""
    names = Names({**all_classes(), **vars(sys.modules[module])})
    return eval(written, {}, names) if isinstance(written, str) else written


def fields_of(value: type) -> Iterator[tuple[str, Any]]:
    """Go through the annotations of a class and of those that it is made from."""
    for base in value.__mro__:
        if base.__module__.startswith("relsched"):
            for field, written in inspect.get_annotations(base).items():
                yield field, read_annotation(written, base.__module__)


def handed_by(value: Any, name: str) -> Iterator[tuple[str, type]]:
    """Go through the classes that a public function gives, or that a public class leads to."""
    if inspect.isfunction(value):
        yield from ((name, found) for found in returned_by(value))
        return
    for member, _, function in members(value):
        yield from ((f"{name}.{member}", found) for found in returned_by(function))
    for field, annotation in fields_of(value):
        if not field.startswith("_"):
            yield from ((f"{name}.{field}", found) for found in classes_in(annotation))
    for field, written in attributes_of(value):
        hints = read_annotation(written, value.__module__)
        yield from ((f"{name}.{field}", found) for found in classes_in(hints))


def returned_by(function: Callable[..., Any]) -> Iterator[type]:
    """Go through the classes in the annotation of what a function gives."""
    written = function.__annotations__.get("return")
    yield from classes_in(read_annotation(written, function.__module__))


def attributes_of(value: type) -> Iterator[tuple[str, str]]:
    """Go through the public attributes that `__init__` sets with a type: name and annotation."""
    own = vars(value).get("__init__")
    if not inspect.isfunction(own) or own.__code__.co_filename.startswith("<"):
        return
    given = own.__annotations__
    for node in ast.walk(ast.parse(textwrap.dedent(inspect.getsource(own)))):
        match node:
            case ast.AnnAssign(target=ast.Attribute(attr=name), annotation=written):
                found = ast.unparse(written)
            case ast.Assign(targets=[ast.Attribute(attr=name)], value=ast.Name(id=argument)):
                found = given.get(argument, "None")
            case _:
                continue
        if not name.startswith("_"):
            yield name, found


def test_every_class_that_a_user_is_handed_is_public() -> None:
    """What a public call gives has its name at the top, or comes from an attribute that leads inside."""
    given = [
        f"{where} gives {found.__name__} of {found.__module__}"
        for name, value in public()
        for where, found in handed_by(value, name)
        if found.__name__ not in relsched.__all__ and where not in INSIDE
    ]
    assert given == []


def test_every_attribute_that_leads_inside_is_there() -> None:
    """The list of attributes that lead inside names none that is gone, and none that leads to a public class."""
    inside = {
        where
        for name, value in public()
        for where, found in handed_by(value, name)
        if found.__name__ not in relsched.__all__
    }
    assert set(INSIDE) - inside == set()


# ---------------------------------------------------------------- docstrings


def sections(text: str) -> dict[str, str]:
    """Give the sections of a docstring by their headings; what stands before them is under ``."""
    found = {"": ""}
    heading = ""
    for line in text.splitlines():
        match = re.fullmatch(r"(Args|Returns|Raises|Example|Attributes):", line)
        if match:
            heading = match[1]
            found[heading] = ""
        else:
            if line.strip() and not line.startswith(" ") and heading:
                heading = ""
            found[heading] += f"{line}\n"
    return found


def names_of(section: str) -> set[str]:
    """The names that the lines of a section begin with: `plan, known: …` gives two."""
    heads = re.findall(r"^    ([*\w, ]+):", section, re.MULTILINE)
    return {name.strip(" *") for head in heads for name in head.split(",")}


@pytest.mark.parametrize("name", relsched.__all__)
def test_every_public_name_has_a_docstring(name: str) -> None:
    """Each class and function says first what it is or gives, in a sentence."""
    text = inspect.getdoc(getattr(relsched, name))
    assert text
    assert re.match(r"[^\n]+[.…]\)?(\n|$)|.+\n.+\.", text), text.splitlines()[0]


@pytest.mark.parametrize(("name", "kind", "function"), FUNCTIONS)
def test_every_argument_is_reported(name: str, kind: str, function: Callable[..., Any]) -> None:
    """A docstring tells each argument under `Args`, or has the name of the only one in its sentences."""
    text = inspect.getdoc(function)
    assert text, f"{name} has no docstring"
    parameters = set(inspect.signature(function).parameters) - {"self", "cls"} - EVERYWHERE
    if kind == "property" or not parameters:
        return
    parts = sections(text)
    unreported = parameters - names_of(parts.get("Args", ""))
    if len(parameters) == 1 and re.search(rf"\b{min(parameters)}\b", parts[""]):
        return
    assert not unreported, f"{name} doesn't tell {', '.join(sorted(unreported))}"


@pytest.mark.parametrize(("name", "kind", "function"), FUNCTIONS)
def test_every_error_that_is_raised_is_reported(
    name: str, kind: str, function: Callable[..., Any]
) -> None:
    """What a function raises itself stands under `Raises`, and so do codes that exist."""
    text = inspect.getdoc(function) or ""
    tree = ast.parse(textwrap.dedent(inspect.getsource(function)))
    raised = any(isinstance(node, ast.Raise) and node.exc for node in ast.walk(tree))
    parts = sections(text)
    assert not raised or "Raises" in parts, f"{name} doesn't tell what it raises"
    codes = {row["code"] for row in rows("reference/errors", *ERROR_COLUMNS)}
    for line in re.findall(
        r"^    \w+Error: (?:.*\n)(?:      +.*\n)*", parts.get("Raises", ""), re.MULTILINE
    ):
        if line.lstrip().startswith(("RelschedError:", "ValueError:", "TypeError:")):
            continue
        told = re.findall(r"`([a-z]+(?:-[a-z0-9]+)+)`", line)
        assert set(told) <= codes, f"{name}: {set(told) - codes} are no codes"


def test_sections_are_read_right() -> None:
    """The reader of docstrings finds what is reported, and what isn't."""
    parts = sections(
        "Give it.\n\nArgs:\n    plan, known: As ever.\n    day: A day,\n        a date.\n\nSource: a law."
    )
    assert names_of(parts["Args"]) == {"plan", "known", "day"}
    assert "a law" in parts[""]


# ---------------------------------------------------------------- pages


def test_every_public_name_is_on_an_api_page_once() -> None:
    """The reference has an entry for each public name, and none for another."""
    entries = [
        name
        for file in sorted(API.glob("*.md"))
        for name in re.findall(
            r"^\.\. auto(?:class|function|data):: (\w+)$", file.read_text(encoding="utf-8"), re.M
        )
    ]
    assert sorted(entries) == sorted(relsched.__all__)


def test_every_api_page_is_in_the_index() -> None:
    """Each page of the reference is reached from its first one."""
    text = page("reference/api/index")
    assert {file.stem for file in API.glob("*.md")} - {"index"} == set(
        re.findall(r"^([a-z]+)$", text, re.MULTILINE)
    )


def test_enumerations_show_their_members() -> None:
    """An enumeration's members have no docstrings, so its entry asks for them all the same."""
    text = "".join(file.read_text(encoding="utf-8") for file in API.glob("*.md"))
    for name, value in public():
        if isinstance(value, type) and issubclass(value, Enum):
            assert f".. autoclass:: {name}\n   :undoc-members:\n" in text
