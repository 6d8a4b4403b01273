"""The keys that a plan file has, and what each may hold."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from datetime import date, datetime, time
from numbers import Integral, Real
from typing import Any

import attrs

from relsched.dates.calendar_spec import CalendarSpec
from relsched.dates.date_reading import plain
from relsched.errors import DocumentError
from relsched.messages.message import Message
from relsched.plan.items import (
    LANGUAGES,
    LINTS,
    RELATIONS,
    Deadline,
    Event,
    Follow,
    Phase,
    Source,
    Unit,
    Wait,
)
from relsched.plan.plan import Plan
from relsched.plan.plan_questions import ASKS, PlanQuestion

_TEXT_WANTED = Message("value text")


def _text(value: Any) -> str:
    """Take a text, or a number or date of Python and JSON as the text that a plan file has of it.

    A truth value is `true` or `false`, as JSON and YAML write it.
    """
    found = plain(value)
    if isinstance(found, str):
        return found
    if isinstance(found, bool):
        return str(found).lower()
    if isinstance(found, Integral):  # of numpy too
        return str(found)
    if isinstance(found, Real) and math.isfinite(found):
        number = float(found)  # a spreadsheet has 3.0 for a 3
        return str(int(number)) if number.is_integer() else str(number)
    if isinstance(found, datetime):
        # A plan has days only, so a midnight is the day; a time of day is refused by whoever reads a day.
        is_day = found.tzinfo is None and found.time() == time()
        return str(found.date()) if is_day else str(found)
    if isinstance(found, date):
        return str(found)
    raise kind_error(_TEXT_WANTED, value)


_KINDS: tuple[tuple[Any, Message], ...] = (
    (Mapping, Message("value mapping")),
    ((list, tuple), Message("value list")),
    (bool, Message("value boolean")),  # before numbers: Python's truth values are some
    (Real, Message("value number")),
    (date, Message("value date")),
    (str, _TEXT_WANTED),
)


def kind_error(wanted: Message, value: Any) -> DocumentError:
    """Make the error for a value of another kind than is wanted."""
    found = next((kind for classes, kind in _KINDS if isinstance(value, classes)), None)
    if value is None or found is None:
        kind = type(value).__name__
        found = Message("value nothing") if value is None else Message("value other", name=kind)
    return DocumentError(
        Message("error value-kind", wanted=wanted),
        code="value-kind",
        value=str(value) if isinstance(value, str | Real | date) else None,
        why=Message("error value-kind why", found=found),
        fix=Message("error value-kind fix")
        if wanted == _TEXT_WANTED and isinstance(value, list | tuple)
        else None,
    )


def _texts(value: Any) -> tuple[str, ...]:
    if isinstance(value, list | tuple):
        return tuple(_text(part) for part in value)
    if isinstance(value, Mapping) or value is None:
        raise kind_error(Message("value texts"), value)
    return (_text(value),)


def _text_or_mapping(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {key: _text(part) for key, part in value.items()}
    return _text(value)


def _texts_or_mapping(value: Any) -> Any:
    return _text_or_mapping(value) if isinstance(value, Mapping) else _texts(value)


def _list(value: Any) -> Any:
    if not isinstance(value, list | tuple):
        raise kind_error(Message("value list"), value)
    return value


def _one_or_list(value: Any) -> Any:
    return value if isinstance(value, list | tuple) else [value]


def _text_unless_mapping(value: Any) -> Any:
    return value if isinstance(value, Mapping) else _text(value)


@attrs.frozen
class Shape:
    """What a key of the plan file may hold: how it is read, and how JSON Schema says it.

    Attributes:
        read: Takes the value as it is, or refuses it.
        schema: What JSON Schema says of it.
        each: The class that each part of a list is read into.
        mapping: The class that a mapping is read into.
    """

    read: Callable[[Any], Any]
    schema: dict[str, Any]
    each: type[Any] | None = None
    mapping: type[Any] | None = None


def _listed(cls: type[Any]) -> Shape:
    return Shape(_list, {"type": "array", "items": _defined(cls)}, each=cls)


def _defined(cls: type[Any]) -> dict[str, Any]:
    return {"$ref": f"#/$defs/{cls.__name__}"}


# An editor's YAML reader takes `4.10` for a number, where relsched keeps the text that was written.
_SCALAR = {"type": ["string", "number"]}
_SCALARS = {"type": "array", "items": _SCALAR}
_BY_NAME = {"type": "object", "additionalProperties": _SCALAR}
_TEXT = Shape(_text, _SCALAR)
_TEXTS = Shape(_texts, {"anyOf": [_SCALAR, _SCALARS]})
_TITLE = Shape(
    _text_or_mapping,
    {
        "anyOf": [
            _SCALAR,
            {
                "type": "object",
                "properties": dict.fromkeys(LANGUAGES, _SCALAR),
                "additionalProperties": False,
            },
        ]
    },
)
_CHOICES = Shape(_text_or_mapping, {"anyOf": [_SCALAR, _BY_NAME]})
_NAMED = Shape(_texts_or_mapping, {"anyOf": [_SCALAR, _SCALARS, _BY_NAME]})
_FROM = Shape(_text_unless_mapping, {"anyOf": [_SCALAR, _defined(Source)]}, mapping=Source)
_FOLLOWS = Shape(_text_unless_mapping, {"anyOf": [_SCALAR, _defined(Follow)]}, mapping=Follow)
_WAIT = {"anyOf": [_SCALAR, _defined(Wait)]}
_WAITS = Shape(
    _one_or_list, {"anyOf": [*_WAIT["anyOf"], {"type": "array", "items": _WAIT}]}, each=Wait
)
_LINT: dict[str, Any] = {"enum": list(LINTS)}
_LINTS = Shape(_texts, {"anyOf": [_LINT, {"type": "array", "items": _LINT}]})
# Every key of the plan file, in the order in which the schema and the documentation tell them.
SHAPES: dict[type[Any], dict[str, Shape]] = {
    Plan: {
        "plan": _TEXT,
        "title": _TITLE,
        "issued": _TEXT,
        "timezone": _TEXT,
        "language": Shape(_text, {"enum": list(LANGUAGES)}),
        "calendar": _TEXT,
        "calendars": _listed(CalendarSpec),
        "conventions": _CHOICES,
        "units": _listed(Unit),
        "phases": _listed(Phase),
        "events": _listed(Event),
        "deadlines": _listed(Deadline),
        "horizon": _TEXT,
        "source": _FROM,
        "ignore": _LINTS,
        "questions": _listed(PlanQuestion),
    },
    CalendarSpec: {
        "id": _TEXT,
        "base": _TEXT,
        "weekend": _TEXTS,
        "closed": _NAMED,
        "open": _TEXTS,
        "covers": _TEXT,
    },
    Unit: {"id": _TEXT, "name": _TITLE, "short": _TITLE, "contact": _TEXT},
    Phase: {"id": _TEXT, "title": _TITLE, "when": _TEXT},
    Event: {
        "id": _TEXT,
        "title": _TITLE,
        "expected": _TEXT,
        "lasts": _TEXT,
        "parts": _TEXTS,
        "aliases": _NAMED,
        "decided_by": _TEXT,
        "follows": _FOLLOWS,
        "source": _FROM,
        "ignore": _LINTS,
    },
    Deadline: {
        "id": _TEXT,
        "title": _TITLE,
        "short": _TITLE,
        "when": _TEXT,
        "lead": _TEXT,
        "support": _TEXTS,
        "phase": _TEXT,
        "after": _WAITS,
        "takes": _TEXT,
        "done": _TEXT,
        "remind": _TEXTS,
        "conventions": _CHOICES,
        "source": _FROM,
        "notes": _TEXT,
        "ignore": _LINTS,
    },
    PlanQuestion: {
        "id": _TEXT,
        "text": _TITLE,
        "item": _TEXT,
        "phase": _TEXT,
        "asks": Shape(_text, {"enum": list(ASKS)}),
        "readings": _TEXTS,
        "phrase": _TEXT,
        "place": _TITLE,
        # An editor's YAML reader takes a bare `true` for a truth value.
        "dismissed": Shape(_text, {"enum": [True, False, "true", "false"]}),
    },
    Follow: {"calendar": _TEXT, "plan": _TEXT, "event": _TEXT},
    Wait: {
        "item": _TEXT,
        "at_least": _TEXT,
        "at_most": _TEXT,
        "relation": Shape(_text, {"enum": list(RELATIONS)}),
    },
    Source: {"phrase": _TEXT, "document": _TEXT, "row": _TEXT},
}
KEY_OF: dict[tuple[Any, str], str] = {
    (Plan, "id"): "plan"
}  # where the file's word isn't the attribute's
REQUIRED: dict[type[Any], tuple[str, ...]] = {
    Plan: ("plan",),
    **dict.fromkeys((CalendarSpec, Unit, Phase, Event, Deadline, PlanQuestion), ("id",)),
    Follow: (),
    Wait: ("item",),
    Source: (),
}
