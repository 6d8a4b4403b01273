"""The plan file: YAML to a plan and back. The only door to PyYAML and cattrs.

Only the event stream of YAML is read: every scalar stays the text that was written (`4.10` stays `4.10`,
`no` is no truth value), every key and value keeps its line, and depth is bounded before anything is built.
All troubles of a file are told at once, each with its line.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache
from importlib import resources
from pathlib import Path as FilePath
from typing import TYPE_CHECKING, Any

import attrs
import yaml

from relsched.dates.calendars import Calendars, CalendarSpec, WorkingCalendar
from relsched.dates.conventions import Conventions
from relsched.errors import (
    DocumentError,
    Path,
    Place,
    RelschedError,
    Troubles,
    did_you_mean,
    one_or_all,
)
from relsched.plan import graph
from relsched.plan.plan import (
    DEFAULT_HORIZON,
    LANGUAGES,
    LINTS,
    RELATIONS,
    Deadline,
    Event,
    Follow,
    Phase,
    Plan,
    Source,
    Text,
    Unit,
    Wait,
)

if TYPE_CHECKING:
    from cattrs import Converter

MAX_BYTES = 5 * 1024 * 1024
MAX_DEPTH = 64
# So much is read of what is nested too deeply, to tell what stands behind it: reading on takes quadratic time.
_PASSED_OVER = 300

# ---------------------------------------------------------------- YAML with places


@attrs.frozen
class ScalarNode:
    """A text of the file, with its place: line and column from 1, and the characters it takes from 0.

    `style` is the quote or sign it was written with, empty for a plain one.
    """

    text: str
    line: int
    column: int
    plain: bool
    left_out: bool = False
    start: int = 0
    end: int = 0
    style: str = ""


@attrs.frozen
class ListNode:
    """A list of the file, with its place. `in_brackets` is false for one with a dash before each item."""

    items: tuple[Node, ...]
    line: int
    column: int
    left_out: bool = False  # whether something in it was nested too deeply
    start: int = 0
    end: int = 0
    in_brackets: bool = False


@attrs.frozen
class MappingNode:
    """A mapping of the file, with its place. `in_brackets` is false for one with a key a line."""

    items: tuple[tuple[ScalarNode, Node], ...]
    line: int
    column: int
    left_out: bool = False
    start: int = 0
    end: int = 0
    in_brackets: bool = False


Node = ScalarNode | ListNode | MappingNode


def _parse(text: str, name: str) -> tuple[Node, list[RelschedError]]:
    """Build nodes from the event stream, without recursion; what is nested too deeply is told and left out."""
    stack: list[tuple[str, list[Any], Any]] = []
    done: Node | None = None
    errors: list[RelschedError] = []
    deeper = passed_over = 0
    try:
        for event in yaml.parse(text, Loader=yaml.SafeLoader):
            mark: Any = event.start_mark
            if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
                raise _trouble(
                    name,
                    mark,
                    "A plan file can't have anchors or aliases.",
                    "yaml-alias",
                    fix="write the value out in both places",
                )
            node: Node | None = None
            if deeper:
                passed_over += 1
                if passed_over > _PASSED_OVER:
                    raise one_or_all(errors, name)
                deeper += isinstance(event, yaml.CollectionStartEvent)
                deeper -= isinstance(event, yaml.CollectionEndEvent)
            elif isinstance(event, yaml.ScalarEvent):
                node = ScalarNode(
                    event.value,
                    mark.line + 1,
                    mark.column + 1,
                    not event.style,
                    start=mark.index,
                    end=_end(event),
                    style=event.style or "",
                )
            elif isinstance(event, yaml.SequenceStartEvent | yaml.MappingStartEvent):
                if len(stack) < MAX_DEPTH:
                    word = "list" if isinstance(event, yaml.SequenceStartEvent) else "mapping"
                    stack.append((word, [], (mark, bool(event.flow_style))))
                else:
                    errors.append(_too_deep(name, mark))
                    deeper = 1
                    node = ScalarNode("", mark.line + 1, mark.column + 1, True, left_out=True)
            elif isinstance(event, yaml.SequenceEndEvent | yaml.MappingEndEvent):
                word, items, (begun, in_brackets) = stack.pop()
                at = (begun.line + 1, begun.column + 1)
                begin, end = int(begun.index), _end(event)
                left_out = any(item.left_out for item in items)
                if word == "list":
                    node = ListNode(tuple(items), *at, left_out, begin, end, in_brackets)
                else:
                    # A row of the plan (a mapping in a list at the left edge) outlives what its keys lose.
                    is_row = not stack or [kind for kind, _, _ in stack] == ["mapping", "list"]
                    pairs = tuple(zip(items[::2], items[1::2], strict=True))
                    left_out = left_out and not is_row
                    node = MappingNode(pairs, *at, left_out, begin, end, in_brackets)
            elif isinstance(event, yaml.DocumentStartEvent) and done is not None:
                raise _trouble(name, mark, "A plan file must hold one document.", "yaml-form")
            if node is not None:
                if stack:
                    stack[-1][1].append(node)
                else:
                    done = node
    except yaml.YAMLError as error:
        raise _yaml_error(error, name, text) from None
    if done is None:
        raise DocumentError(
            "A plan file must not be empty.",
            code="yaml-form",
            where=Place(document=name, line=1),
            fix="`relsched new` writes a plan to start from",
        )
    return done, errors


def _end(event: Any) -> int:
    """Give the character behind an event."""
    return int(event.end_mark.index)


def _parse_tabbed(text: str, name: str) -> tuple[Node, list[RelschedError]]:
    """Build nodes also where tabs indent lines: they are told, and read as the spaces they may stand for."""
    try:
        return _parse(text, name)
    except DocumentError as error:
        if error.code != "yaml-tab":
            raise
        first = error
    tabs: list[RelschedError] = [first]
    for number, line in enumerate(text.splitlines(), 1):
        indent = line[: len(line) - len(line.lstrip(" \t"))]
        if "\t" in indent and first.where is not None and number != first.where.line:
            tabs.append(_tab(Place(name, number, indent.index("\t") + 1)))
    for width in (2, 4, 8):
        try:
            node, errors = _parse(text.expandtabs(width), name)
        except RelschedError:
            continue
        return node, [*tabs, *errors]
    raise one_or_all(tabs, name)


def places_of(text: str, name: str = "plan.yaml") -> dict[Path, Node]:
    """Tell where everything stands in the text of a plan file: a node for each path.

    A path is that of errors: `("deadlines", 4, "when")`; `("key", "deadlines", 4, "when")` is its key.

    Raises:
        RelschedError: The text isn't YAML that a plan file may hold.
    """
    places: dict[Path, Node] = {}
    root, errors = _parse(text, name)
    _plain(root, (), places, errors)
    if errors:
        raise one_or_all(errors, name)
    return places


def lines_of(text: str, name: str = "plan.yaml") -> dict[Path, int]:
    """Tell on which line each part of a plan file stands: that of its key, or where an item of a list begins.

    Raises:
        RelschedError: The text isn't YAML that a plan file may hold.
    """
    places = places_of(text, name)
    return {
        path: places.get(("key", *path), node).line
        for path, node in places.items()
        if path[:1] != ("key",)
    }


def _tab(where: Place) -> DocumentError:
    return DocumentError(
        "A tab can't indent a line of YAML.",
        code="yaml-tab",
        where=where,
        why="YAML indents with spaces only",
        fix="replace the tab by spaces",
    )


def _too_deep(name: str, mark: Any) -> DocumentError:
    return _trouble(
        name,
        mark,
        "A plan file can't be nested so deeply.",
        "too-deep",
        why=f"at most {MAX_DEPTH} levels may stand inside one another",
        fix="take the brackets away, or put quotes round them if they are text",
    )


def _trouble(
    name: str, mark: Any, what: str, code: str, *, why: str | None = None, fix: str | None = None
) -> DocumentError:
    where = Place(document=name, line=mark.line + 1, column=mark.column + 1)
    return DocumentError(what, code=code, where=where, why=why, fix=fix)


def _unprintable(error: yaml.reader.ReaderError, name: str, text: str) -> DocumentError:
    before = text[: error.position]
    return DocumentError(
        "A plan file can't hold a control character.",
        code="yaml-form",
        where=Place(
            document=name,
            line=before.count("\n") + 1,
            column=len(before) - before.rfind("\n"),
        ),
        value=f"U+{ord(text[error.position]):04X}",
        fix="take the character out",
    )


def _yaml_error(error: yaml.YAMLError, name: str, text: str) -> DocumentError:
    if isinstance(error, yaml.reader.ReaderError):
        return _unprintable(error, name, text)
    mark = getattr(error, "problem_mark", None)
    problem = str(getattr(error, "problem", None) or getattr(error, "reason", None) or error)
    is_tab = "'\\t'" in problem
    where = Place(
        document=name,
        line=None if mark is None else mark.line + 1,
        column=None if mark is None else mark.column + 1,
    )
    if is_tab:
        return _tab(where)
    return DocumentError(
        "The file can't be read as YAML.", code="yaml-form", where=where, why=problem
    )


def _plain(node: Node, path: Path, places: dict[Path, Node], errors: list[RelschedError]) -> Any:
    """Turn nodes into lists, dictionaries and texts, and note where each path stands."""
    places[path] = node
    if isinstance(node, ScalarNode):
        return None if node.plain and node.text in ("", "~", "null") else node.text
    if isinstance(node, ListNode):
        return [_plain(item, (*path, n), places, errors) for n, item in enumerate(node.items)]
    found: dict[str, Any] = {}
    for key, value in node.items:
        if not isinstance(key, ScalarNode):
            errors.append(
                DocumentError(
                    "A key must be a word.",
                    code="yaml-form",
                    where=Place(line=key.line, column=key.column, path=path),
                )
            )
            continue
        if key.text in found:
            errors.append(
                DocumentError(
                    f"The key `{key.text}` must not be given twice.",
                    code="duplicate-key",
                    where=Place(line=key.line, column=key.column, path=(*path, key.text)),
                    why="one of the two values would be lost",
                    fix="leave one of them out",
                )
            )
            continue
        # What is nested too deeply has been told; nothing more is said of the value that holds it.
        value = ScalarNode("", value.line, value.column, True) if value.left_out else value
        found[key.text] = _plain(value, (*path, key.text), places, errors)
        places[("key", *path, key.text)] = key
    return found


# ---------------------------------------------------------------- structure


def _text(value: Any) -> str:
    if isinstance(value, str):
        return value
    raise _kind("a text", value)


def _kind(wanted: str, value: Any) -> DocumentError:
    found = {dict: "a mapping", list: "a list", type(None): "nothing"}.get(type(value), "a text")
    return DocumentError(
        f"The value must be {wanted}.",
        code="value-kind",
        value=value if isinstance(value, str) else None,
        why=f"{found} was found",
        fix="write a single one" if wanted == "a text" and isinstance(value, list) else None,
    )


def _texts(value: Any) -> tuple[str, ...]:
    if isinstance(value, str):
        return (value,)
    if isinstance(value, list):
        return tuple(_text(part) for part in value)
    raise _kind("a text or a list of texts", value)


def _text_or_mapping(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _text(part) for key, part in value.items()}
    return _text(value)


def _texts_or_mapping(value: Any) -> Any:
    return _text_or_mapping(value) if isinstance(value, dict) else _texts(value)


def _list(value: Any) -> Any:
    if not isinstance(value, list):
        raise _kind("a list", value)
    return value


def _one_or_list(value: Any) -> Any:
    return value if isinstance(value, list) else [value]


def _text_unless_mapping(value: Any) -> Any:
    return value if isinstance(value, dict) else _text(value)


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


def _listed(made: type[Any]) -> Shape:
    return Shape(_list, {"type": "array", "items": _defined(made)}, each=made)


def _defined(made: type[Any]) -> dict[str, Any]:
    return {"$ref": f"#/$defs/{made.__name__}"}


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
    },
    CalendarSpec: {
        "id": _TEXT,
        "base": _TEXT,
        "weekend": _TEXTS,
        "closed": _NAMED,
        "open": _TEXTS,
        "covers": _TEXT,
    },
    Unit: {"id": _TEXT, "name": _TITLE, "contact": _TEXT},
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
    Follow: {"calendar": _TEXT, "plan": _TEXT, "event": _TEXT},
    Wait: {
        "item": _TEXT,
        "at_least": _TEXT,
        "at_most": _TEXT,
        "relation": Shape(_text, {"enum": list(RELATIONS)}),
    },
    Source: {"phrase": _TEXT, "document": _TEXT, "row": _TEXT},
}
_KEY_OF: dict[tuple[Any, str], str] = {
    (Plan, "id"): "plan"
}  # where the file's word isn't the attribute's
_ABSENT = object()
REQUIRED: dict[type[Any], tuple[str, ...]] = {
    Plan: ("plan", "issued"),
    **dict.fromkeys((CalendarSpec, Unit, Phase, Event, Deadline), ("id",)),
    Follow: (),
    Wait: ("item",),
    Source: (),
}


@cache
def _converter() -> Converter:
    """Make the converter that builds a plan and its parts from plain values."""
    from cattrs import Converter
    from cattrs.gen import make_dict_structure_fn, override

    converter = Converter(detailed_validation=True)
    for made, shapes in SHAPES.items():
        chosen: dict[str, Any] = {}
        for field in attrs.fields(made):
            key = _KEY_OF.get((made, field.name), field.name)
            if key in shapes:
                hook = _field_hook(key, shapes[key], field)
                chosen[field.name] = override(rename=key, struct_hook=hook)
            else:
                chosen[field.name] = override(omit=True)
        structure = make_dict_structure_fn(
            made, converter, _cattrs_forbid_extra_keys=True, **chosen
        )
        converter.register_structure_hook(made, _class_hook(made, structure))
    return converter


def _field_hook(key: str, shape: Shape, field: attrs.Attribute[Any]) -> Callable[[Any, Any], Any]:
    """Read one field, and run its own checks now, so that its error stands at its own key."""

    def hook(value: Any, _: Any) -> Any:
        if value is _ABSENT:
            raise DocumentError(
                f"The key `{key}` must be given.", code="missing-key", fix=f"add `{key}:`"
            )
        found = shape.read(value)
        if shape.each is not None:
            found = _converter().structure(found, tuple[shape.each, ...])  # type: ignore[name-defined]
        elif shape.mapping is not None and isinstance(found, dict):
            found = _structure(found, shape.mapping)
        if field.converter is not None:
            assert callable(field.converter)
            found = field.converter(found)
        if field.validator is not None:
            field.validator(None, field, found)
        return found

    return hook


def _class_hook(made: type[Any], structure: Callable[[Any, Any], Any]) -> Callable[[Any, Any], Any]:
    def hook(value: Any, kind: Any) -> Any:
        if not isinstance(value, dict):
            # A waiting deadline may name what it waits for without more.
            if made is Wait and isinstance(value, str):
                return Wait(value)
            raise _kind("a mapping", value)
        # `key:` with nothing behind it is as if it weren't there.
        known = SHAPES[made]
        given = {key: part for key, part in value.items() if part is not None or key not in known}
        return structure({**dict.fromkeys(REQUIRED[made], _ABSENT), **given}, kind)

    return hook


def _structure(value: Any, made: type[Any]) -> Any:
    """Build a value, and tell everything that is wrong with it, each at its path.

    Raises:
        RelschedError: The trouble, or all of them.
    """
    from cattrs.errors import BaseValidationError

    try:
        return _converter().structure(value, made)
    except BaseValidationError as error:
        raise one_or_all(list(_told(error, (), None)), f"The {made.__name__.lower()}") from None


def _told(error: Exception, path: Path, within: type[Any] | None) -> Iterator[RelschedError]:
    """Turn what cattrs gathered into our errors, in the order of the fields."""
    from cattrs.errors import (
        AttributeValidationNote,
        BaseValidationError,
        ForbiddenExtraKeysError,
        IterableValidationNote,
    )

    for note in getattr(error, "__notes__", ()):
        if isinstance(note, IterableValidationNote):
            path = (*path, note.index)
        elif isinstance(note, AttributeValidationNote):
            path = (*path, _KEY_OF.get((within, note.name), note.name))
    if isinstance(error, BaseValidationError):
        for part in error.exceptions:
            yield from _told(part, path, error.cl)
    elif isinstance(error, ForbiddenExtraKeysError):
        for key in sorted(error.extra_fields):
            yield _unknown_key(key, SHAPES[error.cl]).moved_to(Place(path=path))
    elif isinstance(error, RelschedError):
        moved = error.moved_to(Place(path=path))
        yield from moved.troubles if isinstance(moved, Troubles) else (moved,)
    else:
        raise error


def _unknown_key(key: str, known: Iterable[str]) -> DocumentError:
    near = did_you_mean(key, known)
    return DocumentError(
        f"The key `{key}` isn't known here.",
        code="unknown-key",
        where=Place(path=(key,)),
        why=f"the keys are {', '.join(known)}",
        fix=f"write `{near}`" if near else None,
    )


# ---------------------------------------------------------------- reading


def parse_plan(
    text: str,
    name: str = "plan.yaml",
    calendars: Mapping[str, WorkingCalendar] | None = None,
    *,
    trial: Callable[[Plan], object] | None = None,
) -> Plan:
    """Read a plan from the text of a plan file.

    Args:
        text: The YAML.
        name: What the file is called in messages.
        calendars: Working calendars that the plan may name beside its own and the countries'.
        trial: What is tried with the sound parts of a broken plan, such as `resolve`; the dates it can't
            reach are told with the rest.

    Raises:
        RelschedError: Everything that is wrong, all at once, each with its line.
    """
    if len(text.encode("utf-8", "surrogatepass")) > MAX_BYTES:
        raise _too_large(name)
    root, errors = _parse_tabbed(text, name)
    places: dict[Path, Node] = {}
    value = _plain(root, (), places, errors)
    plan: Plan | None = None
    try:
        plan = _structure(value, Plan)
    except RelschedError as error:
        errors.extend(error.troubles if isinstance(error, Troubles) else [error])
    if plan is not None:
        try:
            graph.check(plan)
        except RelschedError as error:
            errors.extend(error.troubles if isinstance(error, Troubles) else [error])
        errors.extend(Calendars(plan.calendars, calendars).troubles(plan.calendar_names()))
    elif isinstance(value, dict):
        errors.extend(_across(value, calendars, trial))
    if errors:
        located = [_located(error, places, name) for error in _distinct(errors)]
        located.sort(key=lambda error: _line_of(error))
        raise one_or_all(located, name)
    assert plan is not None
    return plan


def locate(error: RelschedError, text: str, name: str = "plan.yaml") -> RelschedError:
    """Give an error that came up after a plan file was read its line in the file.

    Args:
        error: What `resolve` raised, or several at once.
        text: The text of the plan file.
        name: What the file is called in messages.
    """
    places: dict[Path, Node] = {}
    _plain(_parse(text, name)[0], (), places, [])
    parts = error.troubles if isinstance(error, Troubles) else (error,)
    found = [
        _located(part, places, name) if part.where is not None and part.where.path else part
        for part in parts
    ]
    found.sort(key=_line_of)
    return one_or_all(found, name)


def _across(
    value: dict[str, Any],
    calendars: Mapping[str, WorkingCalendar] | None,
    trial: Callable[[Plan], object] | None,
) -> Iterator[RelschedError]:
    """Check the sound parts of a broken plan against one another, so that nothing waits for a second run."""
    head, whole = _head(value)
    kept: dict[str, list[Any]] = {}
    indices: dict[str, list[int]] = {}
    names: dict[str, type[Any]] = {
        "calendars": CalendarSpec,
        "units": Unit,
        "phases": Phase,
        "events": Event,
        "deadlines": Deadline,
    }
    for name, made in names.items():
        kept[name], indices[name] = [], []
        listed = value.get(name)
        for index, part in enumerate(listed if isinstance(listed, list) else []):
            try:
                kept[name].append(_structure(part, made))
            except RelschedError as error:
                whole = whole and made is not CalendarSpec
                sound = _without_broken(part, error, made)
                if sound is None:
                    continue
                kept[name].append(sound)
            indices[name].append(index)

    def at_home(trouble: RelschedError) -> RelschedError:
        """Give a trouble of the kept parts the path that its part has in the file."""
        path = () if trouble.where is None else trouble.where.path
        if len(path) < 2 or path[0] not in indices or not isinstance(path[1], int):
            return trouble
        moved = trouble.moved_to(Place())
        moved.where = Place(path=(path[0], indices[str(path[0])][path[1]], *path[2:]))
        return moved

    # What contradicts something is told, then emptied, so that what stands behind it comes to light as well.
    while True:
        try:
            plan = Plan(
                "plan",
                **head,
                **{name: tuple(items) for name, items in kept.items()},  # type: ignore[arg-type]
            )
            graph.check(plan)
        except RelschedError as error:
            told = list(error.troubles) if isinstance(error, Troubles) else [error]
        else:
            told = list(Calendars(plan.calendars, calendars).troubles(plan.calendar_names()))
            if not told:
                break
        yield from map(at_home, told)
        doubled: set[tuple[str, int]] = set()
        emptied = False
        for trouble in told:
            path = () if trouble.where is None else trouble.where.path
            if path == ("calendar",):
                emptied = head.pop("calendar", None) is not None or emptied
            if len(path) < 3 or path[0] not in indices or not isinstance(path[1], int):
                continue
            name, index, field = str(path[0]), path[1], str(path[2])
            whole = whole and name != "calendars"
            if trouble.code == "duplicate-id":
                doubled.add((name, index))
            elif field != "id":
                empty: Any = () if field in ("support", "after", "parts", "aliases") else None
                kept[name][index] = attrs.evolve(kept[name][index], **{field: empty})
                emptied = True
        for name, index in sorted(doubled, reverse=True):
            del kept[name][index], indices[name][index]
        if not (emptied or doubled):
            return
    if trial is not None and whole:
        try:
            trial(plan)
        except RelschedError as error:
            found = error.troubles if isinstance(error, Troubles) else (error,)
            yield from (
                at_home(t) for t in found if t.code in ("outside-calendar", "outside-horizon")
            )


def _head(value: dict[str, Any]) -> tuple[dict[str, Any], bool]:
    """Give the sound single values of a broken plan that dates hang on, and whether all of them are sound."""
    head: dict[str, Any] = {"issued": "2000-01-01"}
    whole = True
    for key in ("issued", "timezone", "calendar", "horizon", "conventions"):
        if value.get(key) is None:
            whole = whole and key != "issued"
            continue
        try:
            found = _structure({"plan": "plan", "issued": "2000-01-01", key: value[key]}, Plan)
        except RelschedError:
            whole = False
        else:
            head[key] = getattr(found, key)
    return head, whole


def _without_broken(part: Any, error: RelschedError, made: type[Any]) -> Any:
    """Build an item from its sound keys, so that these are checked too; None where it has no name."""
    told = error.troubles if isinstance(error, Troubles) else (error,)
    broken = {trouble.where.path[0] for trouble in told if trouble.where and trouble.where.path}
    if not isinstance(part, dict) or "id" in broken:
        return None
    sound = {key: text for key, text in part.items() if broken and key not in broken}
    for given in (sound, {"id": part.get("id")}):
        try:
            return _structure(given, made)
        except RelschedError:
            continue
    return None


def _distinct(errors: list[RelschedError]) -> list[RelschedError]:
    seen: dict[tuple[str, Path, int | None, str], RelschedError] = {}
    for error in errors:
        where = error.where or Place()
        seen.setdefault((error.code, where.path, where.line, error.what), error)
    return list(seen.values())


def _located(error: RelschedError, places: Mapping[Path, Node], name: str) -> RelschedError:
    where = error.where or Place()
    if where.line is not None:
        return error.moved_to(Place(document=name))
    path = where.path
    node: Node | None = places.get(("key", *path)) if error.code == "unknown-key" else None
    while node is None:
        node = places.get(path)
        if node is None and not path:
            break
        path = path[:-1]
    error.where = Place(
        document=name,
        line=None if node is None else node.line,
        column=None if node is None else node.column,
        path=where.path,
    )
    # The user's own words, where the path leads to some.
    is_cut = error.value is not None and str(error.value).endswith("…")
    own = error.value is None or (node is places.get(where.path) and not is_cut)
    if own and error.code != "unknown-key" and isinstance(node, ScalarNode):
        error.value = node.text
    return error


def _line_of(error: RelschedError) -> tuple[int, int]:
    where = error.where
    if where is None:
        return (0, 0)
    return (where.line or 0, where.column or 0)


def read_plan(path: str | FilePath, calendars: Mapping[str, WorkingCalendar] | None = None) -> Plan:
    """Read a plan file.

    Args:
        path: The file.
        calendars: Working calendars that the plan may name beside its own and the countries'.

    Raises:
        RelschedError: Everything that is wrong, all at once, each with its line.
    """
    return parse_plan(read_text(path), str(path), calendars)


def read_text(path: str | FilePath) -> str:
    """Read the text of a plan file.

    Raises:
        DocumentError: `file-absent`, `too-long` or `file-encoding`.
    """
    file = FilePath(path)
    try:
        size = file.stat().st_size
        data = file.read_bytes() if size <= MAX_BYTES else b""
    except OSError as error:
        raise DocumentError(
            "The plan file can't be read.",
            code="file-absent",
            where=Place(document=str(path)),
            why=error.strerror or str(error),
        ) from None
    if size > MAX_BYTES:
        raise _too_large(str(path))
    return decode(data, str(path))


def decode(data: bytes, name: str) -> str:
    """Give the text of a plan file from its bytes.

    Raises:
        DocumentError: `file-encoding` where they aren't UTF-8.
    """
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise DocumentError(
            "A plan file must be in UTF-8.",
            code="file-encoding",
            where=Place(document=name, line=line),
            why=f"the byte at offset {error.start} isn't",
            fix="save the file as UTF-8",
        ) from None


def _too_large(name: str) -> DocumentError:
    return DocumentError(
        "A plan file must not be larger than 5 MiB.",
        code="too-long",
        where=Place(document=name),
        fix="split the plan",
    )


# ---------------------------------------------------------------- writing


def plan_to_dict(plan: Plan) -> dict[str, Any]:
    """Give a plan as plain values in the shape of the plan file; what has its default is left out."""
    found: dict[str, Any] = {"plan": plan.id}
    found |= _given(
        title=_text_value(plan.title),
        issued=plan.issued.isoformat(),
        timezone=None if plan.timezone == "UTC" else plan.timezone,
        language=None if plan.language == "en" else plan.language,
        calendar=None if plan.calendar == "weekdays" else plan.calendar,
        calendars=[_calendar_value(spec) for spec in plan.calendars],
        conventions=_conventions_value(plan.conventions),
        horizon=None if plan.horizon == DEFAULT_HORIZON else str(plan.horizon),
        source=_source_value(plan.source),
        ignore=list(plan.ignore),
        units=[
            _given(id=unit.id, name=_text_value(unit.name), contact=unit.contact)
            for unit in plan.units
        ],
        phases=[
            _given(id=phase.id, title=_text_value(phase.title), when=_str(phase.when))
            for phase in plan.phases
        ],
        events=[_event_value(event) for event in plan.events],
        deadlines=[_deadline_value(deadline) for deadline in plan.deadlines],
    )
    return found


def plan_from_dict(value: Mapping[str, Any]) -> Plan:
    """Make a plan from plain values, as `plan_to_dict` gives them.

    Raises:
        RelschedError: Everything that is wrong, all at once, each with its path.
    """
    plan: Plan = _structure(value, Plan)
    graph.check(plan)
    return plan


def _given(**values: Any) -> dict[str, Any]:
    return {key: value for key, value in values.items() if value not in (None, "", [], {}, ())}


def _str(value: object) -> str | None:
    return None if value is None else str(value)


def _text_value(text: Text) -> str | dict[str, str]:
    return dict(text.others) if text.others else text.main


def _source_value(source: Source | None) -> Any:
    if source is None:
        return None
    if source.document is None and source.row is None:
        return source.phrase
    return _given(phrase=source.phrase, document=source.document, row=source.row)


def _conventions_value(conventions: Conventions) -> Any:
    if conventions.name is None:
        return conventions.choices()
    base = Conventions.named(conventions.name)
    changed = conventions.choices(base)
    return {"based_on": conventions.name, **changed} if changed else conventions.name


def _calendar_value(spec: CalendarSpec) -> dict[str, Any]:
    from relsched.dates.recurrence import WEEKDAYS

    named = any(text for _, text in spec.closed)
    closed: Any = [day.isoformat() for day, _ in spec.closed]
    if named:
        closed = {day.isoformat(): text for day, text in spec.closed}
    found = _given(
        id=spec.id,
        base=spec.base,
        closed=closed,
        open=[day.isoformat() for day in spec.open],
        covers=_str(spec.covers),
    )
    if spec.weekend is not None:  # an empty one says that no weekday is closed
        found["weekend"] = [WEEKDAYS[day].lower() for day in spec.weekend]
    return found


def _event_value(event: Event) -> dict[str, Any]:
    return _given(
        id=event.id,
        title=_text_value(event.title),
        expected=_str(event.expected),
        lasts="unknown" if event.lasts is None else None if event.lasts == 1 else str(event.lasts),
        parts=list(event.parts),
        aliases={phrase: "event" if edge is None else edge.value for phrase, edge in event.aliases},
        decided_by=event.decided_by,
        follows=_str(event.follows),
        source=_source_value(event.source),
        ignore=list(event.ignore),
    )


def _choices_value(deadline: Deadline) -> dict[str, str]:
    given = dict(deadline.conventions)
    read = Conventions.read(given)
    return {
        name: str(value) if name == "based_on" else read.text_of(name)
        for name, value in given.items()
    }


def _deadline_value(deadline: Deadline) -> dict[str, Any]:
    return _given(
        id=deadline.id,
        title=_text_value(deadline.title),
        when=_str(deadline.when),
        lead=deadline.lead,
        support=list(deadline.support),
        phase=deadline.phase,
        after=[
            wait.item
            if wait == Wait(wait.item)
            else _given(
                item=wait.item,
                at_least=_str(wait.at_least),
                at_most=_str(wait.at_most),
                relation=None if wait.relation == RELATIONS[0] else wait.relation,
            )
            for wait in deadline.after
        ],
        takes=_str(deadline.takes),
        done=_str(deadline.done),
        remind=[str(offset) for offset in deadline.remind],
        conventions=_choices_value(deadline),
        source=_source_value(deadline.source),
        notes=deadline.notes,
        ignore=list(deadline.ignore),
    )


class _Dumper(yaml.SafeDumper):
    """Writes lists indented under their key, as people do."""

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> Any:
        return super().increase_indent(flow, False)


def _write_text(dumper: yaml.SafeDumper, value: str) -> yaml.ScalarNode:
    """Quote texts with unusual line ends, which any other style would fold into spaces."""
    unusual = any(c in value for c in "\x85\u2028\u2029")
    return dumper.represent_scalar("tag:yaml.org,2002:str", value, style='"' if unusual else None)


_Dumper.add_representer(str, _write_text)


def format_plan(plan: Plan) -> str:
    """Give the text of a plan file that reads back as the same plan."""
    return "# yaml-language-server: $schema=plan.schema.json\n" + in_lines(plan_to_dict(plan))


def in_one_line(value: Any, style: str = "") -> str:
    """Write plain values as YAML in one line that may stand anywhere, also inside brackets.

    Args:
        value: A text, a list or a mapping.
        style: The quote that a text gets where it can: `'`, `"`, or none.
    """

    class Dumper(_Dumper):
        pass

    def write(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
        sound = all(c.isprintable() for c in text)
        chosen = style if style in ("'", '"') and text is value else None
        return dumper.represent_scalar(
            "tag:yaml.org,2002:str", text, style=chosen if sound else '"'
        )

    Dumper.add_representer(str, write)
    written: str = yaml.dump(
        [value],
        Dumper=Dumper,
        allow_unicode=True,
        sort_keys=False,
        default_flow_style=True,
        width=10**9,
    )
    return written.strip()[1:-1]


def in_lines(value: Any) -> str:
    """Write plain values as YAML over several lines, as a plan file is written."""
    written: str = yaml.dump(value, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=100)
    return written


def write_plan(plan: Plan, path: str | FilePath) -> None:
    """Write a plan file; it is replaced in one step, so that nobody reads half of it."""
    write_text(path, format_plan(plan))


def write_text(path: str | FilePath, text: str) -> None:
    """Write a text file with LF line ends, in one step."""
    write_bytes(path, text.encode("utf-8"))


def write_bytes(path: str | FilePath, data: bytes) -> None:
    """Write a file beside its place and move it there, so that a reader finds the old or the new."""
    import os
    import tempfile

    file = FilePath(path)
    descriptor, made = tempfile.mkstemp(dir=file.parent, prefix=f".{file.name}.")
    try:
        with os.fdopen(descriptor, "wb") as handle:
            handle.write(data)
            handle.flush()
            os.fsync(handle.fileno())
        umask = os.umask(0)
        os.umask(umask)
        os.chmod(made, 0o666 & ~umask)
        os.replace(made, file)
    except BaseException:
        os.unlink(made)
        raise


def schema() -> dict[str, Any]:
    """Give the JSON Schema of the plan file, as it is shipped."""
    text = (
        resources.files("relsched.planfile")
        .joinpath("plan.schema.json")
        .read_text(encoding="utf-8")
    )
    loaded: dict[str, Any] = json.loads(text)
    return loaded
