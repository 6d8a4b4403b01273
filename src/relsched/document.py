"""The plan file: YAML to a plan and back. The only door to PyYAML and cattrs.

Only the event stream of YAML is read: every scalar stays the text that was written (`4.10` stays `4.10`,
`no` is no truth value), every key and value keeps its line, and depth is bounded before anything is built.
All troubles of a file are told at once, each with its line.
"""

from __future__ import annotations

import difflib
import json
from collections.abc import Callable, Iterator, Mapping
from importlib import resources
from pathlib import Path as FilePath
from typing import Any

import attrs
import yaml

from relsched import graph
from relsched.calendars import CalendarSpec
from relsched.conventions import Conventions
from relsched.errors import (
    DocumentError,
    OutOfRangeError,
    Path,
    Place,
    RelschedError,
    Troubles,
    one_or_all,
)
from relsched.plan import (
    DEFAULT_HORIZON,
    Deadline,
    Event,
    Phase,
    Plan,
    Source,
    Text,
    Unit,
    Wait,
)

MAX_BYTES = 5 * 1024 * 1024
MAX_DEPTH = 64

# ---------------------------------------------------------------- YAML with places


@attrs.frozen
class _Scalar:
    text: str
    line: int
    column: int
    plain: bool


@attrs.frozen
class _List:
    items: tuple[_Node, ...]
    line: int
    column: int


@attrs.frozen
class _Mapping:
    items: tuple[tuple[_Scalar, _Node], ...]
    line: int
    column: int


_Node = _Scalar | _List | _Mapping


def _parse(text: str, name: str) -> _Node:
    """Build nodes from the event stream, without recursion."""
    stack: list[tuple[str, list[Any], Any]] = []
    done: _Node | None = None
    try:
        for event in yaml.parse(text, Loader=yaml.SafeLoader):
            mark = event.start_mark
            if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
                raise _trouble(
                    name,
                    mark,
                    "A plan file can't have anchors or aliases.",
                    "yaml-alias",
                    fix="write the value out in both places",
                )
            node: _Node | None = None
            if isinstance(event, yaml.ScalarEvent):
                node = _Scalar(event.value, mark.line + 1, mark.column + 1, not event.style)
            elif isinstance(event, yaml.SequenceStartEvent | yaml.MappingStartEvent):
                if len(stack) >= MAX_DEPTH:
                    raise _trouble(
                        name,
                        mark,
                        "A plan file can't be nested so deeply.",
                        "too-deep",
                        why=f"at most {MAX_DEPTH} levels may stand inside one another",
                    )
                word = "list" if isinstance(event, yaml.SequenceStartEvent) else "mapping"
                stack.append((word, [], mark))
            elif isinstance(event, yaml.SequenceEndEvent | yaml.MappingEndEvent):
                word, items, begun = stack.pop()
                at = (begun.line + 1, begun.column + 1)
                if word == "list":
                    node = _List(tuple(items), *at)
                else:
                    node = _Mapping(tuple(zip(items[::2], items[1::2], strict=True)), *at)
            elif isinstance(event, yaml.DocumentStartEvent) and done is not None:
                raise _trouble(
                    name, mark, "A plan file must hold one document.", "yaml-form"
                )
            if node is not None:
                if stack:
                    stack[-1][1].append(node)
                else:
                    done = node
    except yaml.YAMLError as error:
        raise _yaml_error(error, name) from None
    if done is None:
        raise DocumentError(
            "A plan file must not be empty.",
            code="yaml-form",
            where=Place(document=name, line=1),
            fix="`relsched new` writes a plan to start from",
        )
    return done


def _trouble(
    name: str, mark: Any, what: str, code: str, *, why: str | None = None, fix: str | None = None
) -> DocumentError:
    where = Place(document=name, line=mark.line + 1, column=mark.column + 1)
    return DocumentError(what, code=code, where=where, why=why, fix=fix)


def _yaml_error(error: yaml.YAMLError, name: str) -> DocumentError:
    mark = getattr(error, "problem_mark", None)
    problem = str(getattr(error, "problem", None) or getattr(error, "reason", None) or error)
    is_tab = "'\\t'" in problem
    where = Place(
        document=name,
        line=None if mark is None else mark.line + 1,
        column=None if mark is None else mark.column + 1,
    )
    return DocumentError(
        "A tab can't indent a line of YAML." if is_tab else "The file can't be read as YAML.",
        code="yaml-tab" if is_tab else "yaml-form",
        where=where,
        why="YAML indents with spaces only" if is_tab else problem,
        fix="replace the tab by spaces" if is_tab else None,
    )


def _plain(node: _Node, path: Path, places: dict[Path, _Node], errors: list[RelschedError]) -> Any:
    """Turn nodes into lists, dictionaries and texts, and note where each path stands."""
    places[path] = node
    if isinstance(node, _Scalar):
        return None if node.plain and node.text in ("", "~", "null") else node.text
    if isinstance(node, _List):
        return [_plain(item, (*path, n), places, errors) for n, item in enumerate(node.items)]
    found: dict[str, Any] = {}
    for key, value in node.items:
        if not isinstance(key, _Scalar):
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


def _aliases(value: Any) -> Any:
    return _text_or_mapping(value) if isinstance(value, dict) else _texts(value)


Reader = Callable[[Any], Any]

_SOURCE: dict[str, Reader] = {"phrase": _text, "document": _text, "row": _text}
_UNIT: dict[str, Reader] = {"id": _text, "name": _text_or_mapping, "contact": _text}


def _source(value: Any) -> Any:
    if isinstance(value, dict):
        return _fields(value, _SOURCE, Source)
    return _text(value)


def _wait(value: Any) -> Wait:
    if isinstance(value, dict):
        made = _fields(value, {"item": _text, "at_least": _text, "at_most": _text}, Wait)
        assert isinstance(made, Wait)
        return made
    return Wait(_text(value))


def _waits(value: Any) -> tuple[Wait, ...]:
    return _each(value if isinstance(value, list) else [value], _wait)


def _closed(value: Any) -> Any:
    return _text_or_mapping(value) if isinstance(value, dict) else _texts(value)


_PHASE: dict[str, Reader] = {"id": _text, "title": _text_or_mapping, "when": _text}
_EVENT: dict[str, Reader] = {
    "id": _text,
    "title": _text_or_mapping,
    "expected": _text,
    "lasts": _text,
    "parts": _texts,
    "aliases": _aliases,
    "decided_by": _text,
    "source": _source,
}
_DEADLINE: dict[str, Reader] = {
    "id": _text,
    "title": _text_or_mapping,
    "when": _text,
    "lead": _text,
    "support": _texts,
    "phase": _text,
    "after": _waits,
    "takes": _text,
    "done": _text,
    "remind": _texts,
    "conventions": _text_or_mapping,
    "source": _source,
    "notes": _text,
}
_CALENDAR: dict[str, Reader] = {
    "id": _text,
    "base": _text,
    "weekend": _texts,
    "closed": _closed,
    "open": _texts,
    "covers": _text,
}


def _listed(readers: dict[str, Reader], made: type[Any]) -> Reader:
    def read(value: Any) -> tuple[Any, ...]:
        if not isinstance(value, list):
            raise _kind("a list", value)
        return _each(value, lambda part: _fields(part, readers, made))

    return read


_PLAN: dict[str, Reader] = {
    "plan": _text,
    "title": _text_or_mapping,
    "issued": _text,
    "timezone": _text,
    "language": _text,
    "calendar": _text,
    "calendars": _listed(_CALENDAR, CalendarSpec),
    "conventions": lambda value: Conventions.read(_text_or_mapping(value)),
    "units": _listed(_UNIT, Unit),
    "phases": _listed(_PHASE, Phase),
    "events": _listed(_EVENT, Event),
    "deadlines": _listed(_DEADLINE, Deadline),
    "horizon": _text,
    "source": _source,
}
_REQUIRED = {Plan: ("plan", "issued"), Wait: ("item",)}


def _each(values: list[Any], read: Reader) -> tuple[Any, ...]:
    """Read every part of a list, and tell the troubles of all of them."""
    made, errors = [], []
    for index, value in enumerate(values):
        try:
            made.append(read(value))
        except RelschedError as error:
            errors.append(error.moved_to(Place(path=(index,))))
    if errors:
        raise one_or_all(errors, "The list")
    return tuple(made)


def _fields(value: Any, readers: dict[str, Reader], made: type[Any]) -> Any:
    """Read the keys of a mapping and make a value of them, telling all troubles."""
    if not isinstance(value, dict):
        raise _kind("a mapping", value)
    errors: list[RelschedError] = []
    arguments: dict[str, Any] = {}
    for key, part in value.items():
        if key not in readers:
            errors.append(_unknown_key(key, readers))
            continue
        if part is None:
            continue
        try:
            read = readers[key](part)
            _check_alone(made, key, read)
            arguments["id" if key == "plan" else key] = read
        except RelschedError as error:
            errors.append(error.moved_to(Place(path=(key,))))
    required = _REQUIRED.get(made, ("id",) if "id" in readers else ())
    for key in required:
        if value.get(key) is None:
            errors.append(
                DocumentError(
                    f"The key `{key}` must be given.",
                    code="missing-key",
                    fix=f"add `{key}:`",
                )
            )
    if errors:
        raise one_or_all(errors, "The mapping")
    return made(**arguments)


def _check_alone(made: type[Any], key: str, value: Any) -> None:
    """Run a field's own converter and checks now, so that its error stands at its own key."""
    name = "id" if key == "plan" else key
    field = next((f for f in attrs.fields(made) if f.name == name), None)
    if field is None:
        return
    converted = field.converter(value) if field.converter is not None else value
    if field.validator is not None and made is not Plan:
        field.validator(None, field, converted)


def _unknown_key(key: str, readers: Mapping[str, Reader]) -> DocumentError:
    near = difflib.get_close_matches(key, readers, n=1)
    return DocumentError(
        f"The key `{key}` isn't known here.",
        code="unknown-key",
        where=Place(path=(key,)),
        why=f"the keys are {', '.join(readers)}",
        fix=f"write `{near[0]}`" if near else None,
    )


# ---------------------------------------------------------------- reading


def parse_plan(text: str, name: str = "plan.yaml") -> Plan:
    """Read a plan from the text of a plan file.

    Args:
        text: The YAML.
        name: What the file is called in messages.

    Raises:
        RelschedError: Everything that is wrong, all at once, each with its line.
    """
    if len(text.encode("utf-8", "surrogatepass")) > MAX_BYTES:
        raise DocumentError(
            "A plan file must not be larger than 5 MiB.",
            code="too-long",
            where=Place(document=name),
            fix="split the plan",
        )
    root = _parse(text, name)
    places: dict[Path, _Node] = {}
    errors: list[RelschedError] = []
    value = _plain(root, (), places, errors)
    plan: Plan | None = None
    try:
        plan = _fields(value, _PLAN, Plan)
    except RelschedError as error:
        errors.extend(error.troubles if isinstance(error, Troubles) else [error])
    if plan is not None:
        try:
            graph.check(plan)
        except RelschedError as error:
            errors.extend(error.troubles if isinstance(error, Troubles) else [error])
    elif isinstance(value, dict):
        errors.extend(_across(value))
    if errors:
        located = [_located(error, places, name) for error in _distinct(errors)]
        located.sort(key=lambda error: _line_of(error))
        raise one_or_all(located, name)
    assert plan is not None
    return plan


def _across(value: dict[str, Any]) -> Iterator[RelschedError]:
    """Check the sound parts of a broken plan against one another, so that nothing waits for a second run."""
    kept: dict[str, list[Any]] = {}
    indices: dict[str, list[int]] = {}
    names: dict[str, tuple[dict[str, Reader], type[Any]]] = {
        "units": (_UNIT, Unit),
        "phases": (_PHASE, Phase),
        "events": (_EVENT, Event),
        "deadlines": (_DEADLINE, Deadline),
    }
    for name, (readers, made) in names.items():
        kept[name], indices[name] = [], []
        listed = value.get(name)
        for index, part in enumerate(listed if isinstance(listed, list) else []):
            try:
                kept[name].append(_fields(part, readers, made))
            except RelschedError:
                # A broken item keeps its name, so that what refers to it isn't told as a trouble too.
                stand_in = part.get("id") if isinstance(part, dict) else None
                try:
                    kept[name].append(made(stand_in))
                except (RelschedError, TypeError):
                    continue
            indices[name].append(index)
    for _ in range(2):
        # What contradicts something is told, then emptied, so that loops behind it come to light as well.
        made_plan = {name: tuple(items) for name, items in kept.items()}
        try:
            graph.check(Plan("plan", issued="2000-01-01", **made_plan))
        except RelschedError as error:
            told = list(error.troubles) if isinstance(error, Troubles) else [error]
        else:
            return
        repeated: dict[str, list[int]] = {}
        for trouble in told:
            path = trouble.where.path if trouble.where is not None else ()
            if len(path) < 2 or path[0] not in indices or not isinstance(path[1], int):
                yield trouble
                continue
            name, index = str(path[0]), path[1]
            if trouble.code == "duplicate-id":
                repeated.setdefault(name, []).append(index)
            elif len(path) > 2:
                field = str(path[2])
                empty: Any = () if field in ("support", "after", "parts") else None
                kept[name][index] = attrs.evolve(kept[name][index], **{field: empty})
            real = (name, indices[name][index], *path[2:])
            moved = trouble.moved_to(Place())
            moved.where = Place(path=real)
            yield moved
        for name, places in repeated.items():
            for index in sorted(places, reverse=True):
                del kept[name][index]
                del indices[name][index]


def _distinct(errors: list[RelschedError]) -> list[RelschedError]:
    seen: dict[tuple[str, Path, str], RelschedError] = {}
    for error in errors:
        path = error.where.path if error.where is not None else ()
        seen.setdefault((error.code, path, error.what), error)
    return list(seen.values())


def _located(error: RelschedError, places: Mapping[Path, _Node], name: str) -> RelschedError:
    where = error.where or Place()
    if where.line is not None:
        return error.moved_to(Place(document=name))
    path = where.path
    node: _Node | None = places.get(("key", *path)) if error.code == "unknown-key" else None
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
    if error.value is None and isinstance(node, _Scalar) and error.code != "unknown-key":
        error.value = node.text
    return error


def _line_of(error: RelschedError) -> tuple[int, int]:
    where = error.where
    if where is None:
        return (0, 0)
    return (where.line or 0, where.column or 0)


def read_plan(path: str | FilePath) -> Plan:
    """Read a plan file.

    Raises:
        RelschedError: Everything that is wrong, all at once, each with its line.
    """
    file = FilePath(path)
    try:
        if file.stat().st_size > MAX_BYTES:
            raise DocumentError(
                "A plan file must not be larger than 5 MiB.",
                code="too-long",
                where=Place(document=str(path)),
                fix="split the plan",
            )
        data = file.read_bytes()
    except OSError as error:
        raise DocumentError(
            "The plan file can't be read.",
            code="file-absent",
            where=Place(document=str(path)),
            why=error.strerror or str(error),
        ) from None
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise DocumentError(
            "A plan file must be in UTF-8.",
            code="file-encoding",
            where=Place(document=str(path), line=line),
            why=f"the byte at offset {error.start} isn't",
            fix="save the file as UTF-8",
        ) from None
    return parse_plan(text, str(path))


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
    from relsched.recurrence import WEEKDAYS

    named = any(text for _, text in spec.closed)
    closed: Any = [day.isoformat() for day, _ in spec.closed]
    if named:
        closed = {day.isoformat(): text for day, text in spec.closed}
    return _given(
        id=spec.id,
        base=spec.base,
        weekend=None if spec.weekend is None else [WEEKDAYS[day].lower() for day in spec.weekend],
        closed=closed,
        open=[day.isoformat() for day in spec.open],
        covers=_str(spec.covers),
    )


def _event_value(event: Event) -> dict[str, Any]:
    return _given(
        id=event.id,
        title=_text_value(event.title),
        expected=_str(event.expected),
        lasts="unknown" if event.lasts is None else None if event.lasts == 1 else str(event.lasts),
        parts=list(event.parts),
        aliases={
            phrase: "event" if edge is None else edge.value for phrase, edge in event.aliases
        },
        decided_by=event.decided_by,
        source=_source_value(event.source),
    )


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
            if wait.at_least is None and wait.at_most is None
            else _given(item=wait.item, at_least=_str(wait.at_least), at_most=_str(wait.at_most))
            for wait in deadline.after
        ],
        takes=_str(deadline.takes),
        done=_str(deadline.done),
        remind=[str(offset) for offset in deadline.remind],
        conventions={key: str(value) for key, value in deadline.conventions},
        source=_source_value(deadline.source),
        notes=deadline.notes,
    )


class _Dumper(yaml.SafeDumper):
    """Writes lists indented under their key, as people do."""

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> Any:
        return super().increase_indent(flow, False)


def format_plan(plan: Plan) -> str:
    """Give the text of a plan file that reads back as the same plan."""
    value = plan_to_dict(plan)
    _refuse_unwritable(value)
    return "# yaml-language-server: $schema=plan.schema.json\n" + yaml.dump(
        value, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=100
    )


def _refuse_unwritable(value: Any) -> None:
    stack = [value]
    while stack:
        part = stack.pop()
        if isinstance(part, dict):
            stack.extend(part.values())
        elif isinstance(part, list):
            stack.extend(part)
        elif not isinstance(part, str):
            raise OutOfRangeError(f"{part!r} can't be written.", code="value-kind")


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
    text = resources.files("relsched").joinpath("plan.schema.json").read_text(encoding="utf-8")
    loaded: dict[str, Any] = json.loads(text)
    return loaded
