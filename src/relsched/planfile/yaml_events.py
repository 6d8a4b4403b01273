"""The events of YAML as far as a text can be read, and where its reader stops."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import yaml

MAX_DEPTH = 64
# So much is read of what is nested too deeply, to tell what stands behind it: reading on takes quadratic time.
PASSED_OVER = 300


class YamlEvent(NamedTuple):
    """A scalar, or the begin or end of a list or mapping. Lines and columns count from 0, ends included.

    `kind` is `scalar`, `list`, `mapping` or `end`; `style` the quote or sign of a scalar, empty for a plain one.
    """

    kind: str
    text: str
    line: int
    column: int
    last_line: int
    style: str


class Stop(NamedTuple):
    """Where the reader of YAML can't go on. Lines and columns count from 0.

    Attributes:
        line: The line at which it gave up.
        column: The column there.
        begun: The line where what it was reading had begun: an open quote or bracket, else a key.
        is_property: Whether an anchor, an alias, a tag or a second document stopped it, which a plan can't have.
    """

    line: int
    column: int
    begun: int
    is_property: bool = False


# What reaches over lines until its end is found: where that is missing, the slip is at its beginning.
_REACHING = (
    "while scanning a quoted scalar",
    "while scanning a double-quoted scalar",
    "while parsing a flow sequence",
    "while parsing a flow mapping",
    "while scanning a simple key",
)


def read_events(text: str) -> tuple[Sequence[YamlEvent], Stop | None]:
    """Read the events of a text, up to where YAML or a plan file doesn't allow more; None where all was read."""
    found: list[YamlEvent] = []
    documents = depth = passed_over = 0
    try:
        for event in yaml.parse(text, Loader=yaml.SafeLoader):
            mark: Any = event.start_mark
            if (
                isinstance(event, yaml.AliasEvent)
                or getattr(event, "anchor", None)
                or getattr(event, "tag", None)
            ):
                return found, Stop(mark.line, mark.column, mark.line, is_property=True)
            depth += isinstance(event, yaml.CollectionStartEvent)
            if depth > MAX_DEPTH:
                passed_over += 1
                if passed_over > PASSED_OVER:
                    return found, Stop(mark.line, mark.column, mark.line)
                depth -= isinstance(event, yaml.CollectionEndEvent)
                continue
            depth -= isinstance(event, yaml.CollectionEndEvent)
            if isinstance(event, yaml.ScalarEvent):
                end: Any = event.end_mark
                place = (mark.line, mark.column, end.line)
                found.append(YamlEvent("scalar", event.value, *place, event.style or ""))
            elif isinstance(event, yaml.SequenceStartEvent):
                found.append(YamlEvent("list", "", mark.line, mark.column, mark.line, ""))
            elif isinstance(event, yaml.MappingStartEvent):
                found.append(YamlEvent("mapping", "", mark.line, mark.column, mark.line, ""))
            elif isinstance(event, yaml.CollectionEndEvent):
                found.append(YamlEvent("end", "", mark.line, mark.column, mark.line, ""))
            elif isinstance(event, yaml.DocumentStartEvent):
                documents += 1
                if documents > 1:
                    return found, Stop(mark.line, mark.column, mark.line, is_property=True)
    except yaml.reader.ReaderError as error:
        before = text[: error.position]
        line = before.count("\n")
        return found, Stop(line, len(before) - before.rfind("\n") - 1, line)
    except yaml.YAMLError as error:
        return found, _stop(error, found, text)
    return found, None


def _stop(error: yaml.YAMLError, found: Sequence[YamlEvent], text: str) -> Stop:
    mark = getattr(error, "problem_mark", None)
    context = getattr(error, "context_mark", None)
    line = text.count("\n") if mark is None else mark.line
    begun = line
    if context is not None and getattr(error, "context", None) in _REACHING:
        begun = min(begun, context.line)
    # A quote that was closed by the opening one of a later text has run over lines.
    scalars = [event for event in found[-3:] if event.kind == "scalar"]
    if scalars and scalars[-1].style in ("'", '"') and scalars[-1].last_line > scalars[-1].line:
        begun = min(begun, scalars[-1].line)
    return Stop(line, 0 if mark is None else mark.column, begun)
