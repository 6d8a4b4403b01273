"""How far the events of a text look like a plan file: what stands where no plan has it.

It is looked at while a text is still no YAML throughout, to choose between the ways in which it could be meant.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple

import attrs

from relsched.plan.items import LANGUAGES, Wait
from relsched.plan.plan import Plan
from relsched.planfile.keys import REQUIRED, SHAPES
from relsched.planfile.yaml_events import YamlEvent

# Texts of people, in which a quote or bracket may stand alone.
FREE_TEXTS = frozenset(
    ("title", "name", "short", "notes", "decided_by", "source", "phrase", "document", "row")
) | {"contact", "closed", "aliases", "follows", *LANGUAGES}
KNOWN_KEYS = frozenset(key for shapes in SHAPES.values() for key in shapes)
_PAIRS = {"]": "[", "}": "{"}


class Misfits(NamedTuple):
    """What doesn't fit a plan.

    Attributes:
        wrong: The lines, from 0, of what no plan can have: a key at a wrong place or twice, a text instead of an item.
        odd: How many texts look as if something were lost, such as one with a single quote.
    """

    wrong: tuple[int, ...]
    odd: int


@attrs.define
class _Level:
    """A list or mapping that is being read.

    Attributes:
        kind: Which of the two.
        line: Where it begins.
        key: The key whose value it is, or is in.
        cls: What a mapping is read into; None for one of free keys, and for a list.
        each: What each item of a list is read into; None for texts.
        items: What the items of a list may be.
        keys: The keys that a mapping had so far.
        waiting: The key whose value comes next.
    """

    kind: str
    line: int
    key: str
    cls: type[Any] | None
    each: type[Any] | None
    items: frozenset[str]
    keys: set[str] = attrs.field(factory=set)
    waiting: str | None = None


class _Expected(NamedTuple):
    """What may come next: the key that it belongs to, the kinds, and what a mapping or each item is read into."""

    key: str
    kinds: frozenset[str]
    cls: type[Any] | None
    each: type[Any] | None


def misfits(events: Iterable[YamlEvent]) -> Misfits:
    """Find what doesn't fit a plan in the events that were read, be they complete or not."""
    wrong: list[int] = []
    odd = 0
    levels: list[_Level] = []
    for event in events:
        top = levels[-1] if levels else None
        if event.kind == "end":
            level = levels.pop()
            required = () if level.cls in (None, Plan) else REQUIRED[level.cls]
            if not level.keys.issuperset(required):
                wrong.append(level.line)
            continue
        if top is not None and top.kind == "mapping" and top.waiting is None:
            known = None if top.cls is None else SHAPES[top.cls]
            if (
                event.kind != "scalar"
                or event.text in top.keys
                or (known is not None and event.text not in known)
            ):
                wrong.append(event.line)
            top.keys.add(event.text)
            top.waiting = event.text
            if event.kind == "scalar":
                continue
            expected = _Expected("", _ANY, None, None)
        else:
            expected = _expected(top)
        if event.kind == "scalar":
            odd += looks_torn(event.text) or _holds_a_key(event.text)
            is_item = top is not None and top.kind == "list"
            if ("scalar" not in expected.kinds and (event.text or is_item)) or (
                expected.key in KNOWN_KEYS - FREE_TEXTS and looks_torn(event.text)
            ):
                wrong.append(event.line)
            continue
        if event.kind not in expected.kinds:
            wrong.append(event.line)
        # Where a text may stand instead of a list, the list is one of texts.
        of_texts = "scalar" in expected.kinds and expected.each is None and expected.key
        cls = expected.cls if event.kind == "mapping" else None
        items = _SCALAR if of_texts else _ANY
        levels.append(_Level(event.kind, event.line, expected.key, cls, expected.each, items))
    return Misfits(tuple(wrong), odd)


def _expected(top: _Level | None) -> _Expected:
    """Tell what may come next in a list or mapping, or at the top of a file; a key has its value then."""
    if top is None:
        return _Expected("", _MAPPING, Plan, None)
    if top.kind == "list":
        if top.each is None:
            return _Expected(top.key, top.items, None, None)
        return _Expected(top.key, _WAIT if top.each is Wait else _MAPPING, top.each, None)
    key, top.waiting = top.waiting or "", None
    if top.cls is None:
        return _Expected(top.key, _ANY, None, None)
    shape = SHAPES[top.cls].get(key)
    if shape is None:
        return _Expected(key, _ANY, None, None)
    # A single item may stand without its list.
    cls = Wait if shape.each is Wait else shape.mapping
    return _Expected(key, _kinds(shape.schema), cls, shape.each)


_ANY = frozenset(("scalar", "list", "mapping"))
_MAPPING = frozenset(("mapping",))
_SCALAR = frozenset(("scalar",))
_WAIT = frozenset(("scalar", "mapping"))


def _kinds(schema: dict[str, Any]) -> frozenset[str]:
    """Tell what a key may hold, from what JSON Schema says of it."""
    if "anyOf" in schema:
        return frozenset().union(*(_kinds(part) for part in schema["anyOf"]))
    match schema.get("type"):
        case "array":
            return frozenset(("list",))
        case "object":
            return _MAPPING
    return _MAPPING if "$ref" in schema else frozenset(("scalar",))


def looks_torn(text: str) -> bool:
    """Whether a text has a quote or bracket without its other half, or quotes of a text program round it."""
    if text[:1] in "“„‟«‘" and text:
        return True
    if text.count('"') % 2 or text[:1] == "'" or text[-1:] == "'":
        return True
    opened: list[str] = []
    for sign in text:
        if sign in "[{":
            opened.append(sign)
        elif sign in _PAIRS and (not opened or opened.pop() != _PAIRS[sign]):
            return True
    return bool(opened)


def _holds_a_key(text: str) -> bool:
    """Whether a text is what two lines, or a key and its value, run together to."""
    words = text.split()
    return any(word.rstrip(":") in KNOWN_KEYS for word in words[:1] if ":" in word) or any(
        word.endswith(":") and word[:-1] in KNOWN_KEYS for word in words
    )
