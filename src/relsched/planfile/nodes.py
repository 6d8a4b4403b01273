"""The text of a plan file as nodes: every key and value with its line and column.

Only the event stream of YAML is read: every scalar stays the text that was written (`4.10` stays `4.10`,
`no` is no truth value), every key and value keeps its line, and depth is bounded before anything is built.
"""

from __future__ import annotations

from typing import Any

import attrs
import yaml

from relsched.errors import DocumentError, Path, Place, RelschedError, one_or_all
from relsched.messages.message import Message, verbatim
from relsched.planfile.yaml_events import MAX_DEPTH, PASSED_OVER


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


def parse_nodes(text: str, name: str) -> tuple[Node, list[RelschedError]]:
    """Build nodes from the event stream, without recursion; what is nested too deeply is reported and left out."""
    stack: list[tuple[str, list[Any], Any]] = []
    done: Node | None = None
    errors: list[RelschedError] = []
    deeper = passed_over = 0
    try:
        for event in yaml.parse(text, Loader=yaml.SafeLoader):
            mark: Any = event.start_mark
            if (
                isinstance(event, yaml.AliasEvent)
                or getattr(event, "anchor", None)
                or getattr(event, "tag", None)
            ):
                raise _problem(
                    name,
                    mark,
                    Message("error yaml-alias"),
                    "yaml-alias",
                    fix=Message("error yaml-alias fix"),
                )
            node: Node | None = None
            if deeper:
                passed_over += 1
                if passed_over > PASSED_OVER:
                    raise one_or_all(errors, verbatim(name))
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
                raise _problem(
                    name,
                    mark,
                    Message("error yaml-form documents"),
                    "yaml-form",
                    fix=Message("error yaml-form documents fix"),
                )
            if node is not None:
                if stack:
                    stack[-1][1].append(node)
                else:
                    done = node
    except yaml.YAMLError as error:
        raise _yaml_error(error, name, text) from None
    if done is None:
        raise DocumentError(
            Message("error yaml-form empty"),
            code="yaml-form",
            where=Place(document=name, line=1),
            fix=Message("error yaml-form empty fix"),
        )
    return done, errors


def _end(event: Any) -> int:
    """Give the character behind an event."""
    return int(event.end_mark.index)


def nodes_of(text: str, name: str = "plan.yaml") -> dict[Path, Node]:
    """Tell which node stands at each path of the text of a plan file, whether or not it is a plan.

    A path is that of errors: `("deadlines", 4, "when")`; `("key", "deadlines", 4, "when")` is its key.

    Raises:
        DocumentError: The text can't be read as YAML.
    """
    nodes: dict[Path, Node] = {}
    plain_values(parse_nodes(text, name)[0], (), nodes, [])
    return nodes


def _too_deep(name: str, mark: Any) -> DocumentError:
    return _problem(
        name,
        mark,
        Message("error too-deep file"),
        "too-deep",
        why=Message("error too-deep file why", most=MAX_DEPTH),
        fix=Message("error too-deep file fix"),
    )


def _problem(
    name: str,
    mark: Any,
    what: Message,
    code: str,
    *,
    why: Message | None = None,
    fix: Message | None = None,
) -> DocumentError:
    where = Place(document=name, line=mark.line + 1, column=mark.column + 1)
    return DocumentError(what, code=code, where=where, why=why, fix=fix)


def _unprintable(error: yaml.reader.ReaderError, name: str, text: str) -> DocumentError:
    before = text[: error.position]
    return DocumentError(
        Message("error yaml-form control"),
        code="yaml-form",
        where=Place(
            document=name,
            line=before.count("\n") + 1,
            column=len(before) - before.rfind("\n"),
        ),
        value=f"U+{ord(text[error.position]):04X}",
        fix=Message("error yaml-form control fix"),
    )


def _yaml_error(error: yaml.YAMLError, name: str, text: str) -> DocumentError:
    """Report in our own words where YAML's reader stops; what it expected there helps nobody who writes a plan."""
    if isinstance(error, yaml.reader.ReaderError):
        return _unprintable(error, name, text)
    mark = getattr(error, "problem_mark", None)
    context = getattr(error, "context_mark", None)
    line = None if mark is None else mark.line + 1
    begun = None if context is None or context.line + 1 == line else context.line + 1
    found = "" if mark is None else text[mark.index : mark.index + 40].split("\n", 1)[0].strip()
    return DocumentError(
        Message("error yaml-form"),
        code="yaml-form",
        where=Place(document=name, line=line, column=None if mark is None else mark.column + 1),
        value=found or None,
        why=Message("error yaml-form why")
        if begun is None
        else Message("error yaml-form why begun", line=begun),
        fix=Message("error yaml-form fix"),
    )


def plain_values(
    node: Node, path: Path, places: dict[Path, Node], errors: list[RelschedError]
) -> Any:
    """Turn nodes into lists, dictionaries and texts, and note where each path stands."""
    places[path] = node
    if isinstance(node, ScalarNode):
        return None if node.plain and node.text in ("", "~", "null") else node.text
    if isinstance(node, ListNode):
        return [plain_values(item, (*path, n), places, errors) for n, item in enumerate(node.items)]
    found: dict[str, Any] = {}
    for key, value in node.items:
        if not isinstance(key, ScalarNode):
            errors.append(
                DocumentError(
                    Message("error yaml-form key"),
                    code="yaml-form",
                    where=Place(line=key.line, column=key.column, path=path),
                    fix=Message("error yaml-form key fix"),
                )
            )
            continue
        if key.text in found:
            errors.append(
                DocumentError(
                    Message("error duplicate-key", key=key.text),
                    code="duplicate-key",
                    where=Place(line=key.line, column=key.column, path=(*path, key.text)),
                    why=Message("error duplicate-key why"),
                    fix=Message("error duplicate-key fix"),
                )
            )
            continue
        # What is nested too deeply has been reported; nothing more is said of the value that holds it.
        value = ScalarNode("", value.line, value.column, True) if value.left_out else value
        found[key.text] = plain_values(value, (*path, key.text), places, errors)
        places[("key", *path, key.text)] = key
    return found
