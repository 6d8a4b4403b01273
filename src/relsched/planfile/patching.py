"""The text of a plan file made to say another plan, with as few edits as can be.

What the owner wrote stays as it is, comments and layout too, but for the values that change. Where no edit
of a place would do, the whole file is written again, and the patch says so.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

import attrs

from relsched.errors import Path, RelschedError
from relsched.plan.items import Deadline, Event, Phase
from relsched.plan.plan import Plan
from relsched.plan.plan_questions import PlanQuestion
from relsched.planfile.keys import SHAPES
from relsched.planfile.nodes import ListNode, MappingNode, Node, ScalarNode
from relsched.planfile.plan_reading import matches_text
from relsched.planfile.plan_writing import format_plan, in_lines, in_one_line, plan_to_dict
from relsched.short_repr import short_repr
from relsched.timing.timings import Timing

SECTIONS: dict[str, type[Any]] = {
    "phases": Phase,
    "events": Event,
    "deadlines": Deadline,
    "questions": PlanQuestion,
}
# Of these lists the ids are one name space, in which edits give new ones.
_NAMED = ("events", "deadlines")
_TIMINGS = ("when", "expected")


@short_repr
@attrs.frozen
class Patch:
    """The new text of a plan file.

    Attributes:
        text: The whole text.
        is_rewritten: Whether the file was written again, so that comments and layout are lost.
    """

    text: str
    is_rewritten: bool = False


class _NoEditError(Exception):
    """No edit of a place does what is wanted."""


def patched(
    text: str,
    nodes: Mapping[Path, Node],
    old: Plan,
    new: Plan,
    ids: Mapping[str, str | None],
    words: Mapping[str, str],
    said: Mapping[Path, str] | None = None,
) -> Patch:
    """Change the text of a plan file so that it reads as another plan.

    Only phases, events, deadlines, questions and the date of issue are looked at: all else must be as it is in the
    text.

    Args:
        text: The text of the file.
        nodes: The node at each path of it.
        old: The plan that it says.
        new: The plan that it shall say.
        ids: The new id of an item, None where it is deleted; an item that isn't named keeps its id.
        words: Ids that stand for others in timings, so that an owner's own words can stay around them.
        said: The timings that the file has in the words people use, by their places; they become canonical.
    """
    try:
        found = _Editor(text, nodes, old, new, ids, words, said or {}).build()
    except (_NoEditError, RelschedError):
        pass
    else:
        # An edit goes by what usually stands around a value; it counts only if the text says the new plan.
        if matches_text(found, new):
            return Patch(found)
    return Patch(format_plan(new), is_rewritten=True)


@attrs.define
class _Editor:
    text: str
    nodes: Mapping[Path, Node]
    old: Plan
    new: Plan
    ids: Mapping[str, str | None]
    words: Mapping[str, str]
    said: Mapping[Path, str]
    edits: list[tuple[int, int, str]] = attrs.field(factory=list)
    line_end: str = attrs.field(init=False)

    def build(self) -> str:
        self.line_end = "\r\n" if "\r\n" in self.text else "\n"
        old, new = self._as_in_the_file(plan_to_dict(self.old)), plan_to_dict(self.new)
        if old.get("issued") != new.get("issued"):
            order = [key for key in SHAPES[Plan] if key == "issued" or key in new]
            self._key(self._root(), order, "issued", old.get("issued"), new.get("issued"))
        for section, cls in SECTIONS.items():
            before, after = old.get(section, []), new.get(section, [])
            if before != after:
                self._section(section, cls, before, after)
        text = self.text
        last = len(text) + 1
        # Of two at one place, the one given later goes behind, and what is taken out lies behind both.
        ordered = sorted(
            enumerate(self.edits), key=lambda edit: (edit[1][0], edit[1][1] > edit[1][0], edit[0])
        )
        for _, (start, end, put) in reversed(ordered):
            if end > last:
                raise _NoEditError
            text, last = text[:start] + put + text[end:], start
        return text

    def _as_in_the_file(self, values: dict[str, Any]) -> dict[str, Any]:
        """Give the values of the old plan with the words that the file has for timings, and without what these gave."""
        for (section, place, key), words in self.said.items():
            item = values[str(section)][place]
            item[str(key)] = words
            path: Path = (section, place, "source")
            if path not in self.nodes:
                item.pop("source", None)
            elif (*path, "phrase") not in self.nodes and isinstance(item.get("source"), dict):
                item["source"].pop("phrase", None)
        return values

    def _put(self, start: int, end: int, text: str) -> None:
        self.edits.append((start, end, text.replace("\n", self.line_end)))

    def _root(self) -> MappingNode:
        root = self.nodes.get(())
        if not isinstance(root, MappingNode):
            raise _NoEditError
        return root

    # ------------------------------------------------------------ items

    def _section(
        self,
        section: str,
        cls: type[Any],
        before: list[dict[str, Any]],
        after: list[dict[str, Any]],
    ) -> None:
        node = self.nodes.get((section,))
        if not isinstance(node, ListNode) or len(node.items) != len(before):
            raise _NoEditError
        if section == "questions" and not after and self._remove_section(node, section):
            return
        ids = self.ids if section in _NAMED else {}
        wanted = {item["id"]: item for item in after}
        kept: dict[str, int] = {}
        for index, item in enumerate(before):
            name = ids.get(item["id"], item["id"])
            if name is None or name not in wanted:
                self._remove_item(node, index)
                continue
            kept[name] = index
            self._item(node.items[index], cls, item, wanted[name], (section, index))
        at: int | None = None
        for item in after:
            if item["id"] in kept:
                at = kept[item["id"]]
            elif at is None:
                raise _NoEditError
            else:
                self._add_item(node, at, item)

    def _remove_section(self, node: ListNode, section: str) -> bool:
        """Take out a list that nothing is left of, with its key; not where an owner's comments stand between."""
        root = self._root()
        index = next(n for n, (key, _) in enumerate(root.items) if key.text == section)
        lines = self.text[root.items[index][0].start : _end_of(node)].splitlines()
        if any(line.lstrip().startswith("#") for line in lines):
            return False
        self._remove_key(root, index)
        return True

    def _item(
        self, node: Node, cls: type[Any], old: dict[str, Any], new: dict[str, Any], path: Path
    ) -> None:
        if not isinstance(node, MappingNode):
            raise _NoEditError
        for key in SHAPES[cls]:
            was, now = old.get(key), new.get(key)
            if was != now:
                self._key(node, [k for k in SHAPES[cls] if k == key or k in new], key, was, now)
        if old["id"] != new["id"]:
            self._aliases(node, old["id"], new["id"])

    def _key(self, node: MappingNode, order: list[str], key: str, was: Any, now: Any) -> None:
        at = {other.text: index for index, (other, _) in enumerate(node.items)}
        if key not in at:
            self._add_key(node, order, key, now)
        elif now is None:
            self._remove_key(node, at[key])
        else:
            self._set(node.items[at[key]][1], was, now, key in _TIMINGS)

    def _aliases(self, node: MappingNode, old: str, new: str) -> None:
        """Mend aliases that name their own event: `khai mạc: congress.start`."""
        for key, value in node.items:
            if key.text == "aliases" and isinstance(value, MappingNode):
                for _, edge in value.items:
                    if isinstance(edge, ScalarNode) and edge.text.startswith(f"{old}."):
                        self._scalar(edge, new + edge.text[len(old) :])

    def _remove_item(self, node: ListNode, index: int) -> None:
        item = node.items[index]
        if node.in_brackets:
            self._remove_part(node, index)
            return
        start = self._line_of_dash(item)
        # A question that an import left above the item is about it; other comments are the owner's.
        while start > 0:
            above = self.text.rfind("\n", 0, start - 1) + 1
            if not self.text[above:start].strip().startswith("# ?"):
                break
            start = above
        self._remove_lines(start, item)

    def _remove_lines(self, start: int, node: Node) -> None:
        """Take out the lines from a line's start to that on which a value ends, with the line end before."""
        begin = start - len(self.line_end)
        if self.text[begin:start] != self.line_end:
            raise _NoEditError
        self._put(begin, self._end_of_line(_last(node)), "")

    def _add_item(self, node: ListNode, index: int, item: dict[str, Any]) -> None:
        other = node.items[index]
        if node.in_brackets:
            self._put(_end_of(other), _end_of(other), f", {in_one_line(item)}")
            return
        dash = self.text.rfind("-", 0, other.start)
        indent = " " * (dash - self.text.rfind("\n", 0, dash) - 1)
        lines = in_lines([item]).splitlines()
        margin = len(lines[0]) - len(lines[0].lstrip())
        self._put_line(other, "".join(f"\n{indent}{line[margin:]}" for line in lines))

    # ------------------------------------------------------------ keys

    def _add_key(self, node: MappingNode, order: list[str], key: str, value: Any) -> None:
        before = [
            index
            for index, (other, _) in enumerate(node.items)
            if other.text in order and order.index(other.text) < order.index(key)
        ]
        if not before:
            raise _NoEditError
        other = node.items[before[-1]][1]
        text = f"{key}: {in_one_line(value)}"
        if node.in_brackets:
            self._put(_end_of(other), _end_of(other), f", {text}")
            return
        indent = " " * (node.column - 1)
        self._put_line(other, f"\n{indent}{text}")

    def _remove_key(self, node: MappingNode, index: int) -> None:
        key, value = node.items[index]
        if node.in_brackets:
            before = _end_of(node.items[index - 1][1]) if index else None
            behind = node.items[1][0].start if len(node.items) > 1 else None
            self._remove_between(before, key.start, _end_of(value), behind)
            return
        start = self.text.rfind("\n", 0, key.start) + 1
        if self.text[start : key.start].strip():
            raise _NoEditError
        self._remove_lines(start, value)

    def _remove_part(self, node: ListNode, index: int) -> None:
        part = node.items[index]
        if node.in_brackets:
            before = _end_of(node.items[index - 1]) if index else None
            behind = node.items[1].start if len(node.items) > 1 else None
            self._remove_between(before, part.start, _end_of(part), behind)
        else:
            self._remove_lines(self._line_of_dash(part), part)

    def _remove_between(self, before: int | None, start: int, end: int, behind: int | None) -> None:
        """Take something out of brackets with the comma before it, or of the first the one behind it."""
        if before is not None:
            self._put(before, end, "")
        else:
            self._put(start, end if behind is None else behind, "")

    # ------------------------------------------------------------ values

    def _set(self, node: Node, old: Any, new: Any, is_timing: bool = False) -> None:
        if old == new:
            return
        if isinstance(node, ScalarNode) and isinstance(new, str):
            if is_timing:
                new = next(self._in_own_words(node.text, new), new)
            self._scalar(node, new)
        elif isinstance(node, ListNode) and _are(list, old, new, node.items):
            for part, was, now in zip(node.items, old, new, strict=True):
                self._set(part, was, now)
        elif isinstance(node, ListNode) and _is_rest(old, new, node.items):
            for index, was in reversed(list(enumerate(old))):
                if was not in new:
                    self._remove_part(node, index)
        elif (
            isinstance(node, MappingNode)
            and _are(dict, old, new, node.items)
            and [key.text for key, _ in node.items] == list(old)
            and set(new) <= set(old)
        ):
            for index, (key, part) in enumerate(node.items):
                if key.text in new:
                    self._set(part, old[key.text], new[key.text])
                else:
                    self._remove_key(node, index)
        elif isinstance(node, ScalarNode):
            self._put(node.start, node.end, in_one_line(new))
        else:
            self._put(node.start, _end_of(node), in_one_line(new))

    def _in_own_words(self, text: str, canonical: str) -> Iterator[str]:
        """Try to keep the owner's words of a timing, with ids put instead of others."""
        wanted = Timing.parse(canonical)
        for old, new in self.words.items():
            name = rf"(?<![\w.-]){re.escape(old)}(?=(?:\.(?:start|end|due|not_before))?(?![\w.-]))"
            tried = re.sub(name, new, text)
            try:
                if tried != text and Timing.parse(tried) == wanted:
                    yield tried
            except RelschedError:
                continue

    def _scalar(self, node: ScalarNode, text: str) -> None:
        if node.style in ("|", ">"):
            # Its end lies at the start of what comes next; the line end before that stays.
            end = node.start + len(self.text[node.start : node.end].rstrip())
            self._put(node.start, end, in_one_line(text, '"'))
        else:
            self._put(node.start, node.end, _padded(self.text, node, in_one_line(text, node.style)))

    # ------------------------------------------------------------ lines

    def _line_of_dash(self, item: Node) -> int:
        dash = self.text.rfind("-", 0, item.start)
        start = self.text.rfind("\n", 0, dash) + 1
        if self.text[start:dash].strip() or self.text[dash + 1 : item.start].strip():
            raise _NoEditError
        return start

    def _end_of_line(self, node: Node) -> int:
        """Give the end of the line on which a value ends, before its line end."""
        end = _end_of(node)
        if isinstance(node, ScalarNode) and node.style in ("|", ">"):
            end = node.start + len(self.text[node.start : end].rstrip())
        found = self.text.find("\n", end)
        if found < 0:
            return len(self.text)
        return found - 1 if self.text[found - 1] == "\r" else found

    def _put_line(self, node: Node, text: str) -> None:
        at = self._end_of_line(_last(node))
        self._put(at, at, text)


def _are(kind: type[Any], old: Any, new: Any, items: tuple[Any, ...]) -> bool:
    if not (isinstance(old, kind) and isinstance(new, kind) and len(old) == len(items)):
        return False
    return kind is dict or len(new) == len(items)


def _is_rest(old: Any, new: Any, items: tuple[Any, ...]) -> bool:
    """Tell whether a list is another with some of its items gone."""
    if not (isinstance(old, list) and isinstance(new, list) and len(old) == len(items)):
        return False
    return bool(new) and new == [item for item in old if item in new]


def _last(node: Node) -> Node:
    """Give the innermost value with which a value ends: one in lines has no end of its own."""
    while not isinstance(node, ScalarNode) and not node.in_brackets and node.items:
        last = node.items[-1]
        node = last[1] if isinstance(last, tuple) else last
    return node


def _end_of(node: Node) -> int:
    return _last(node).end


def _padded(text: str, node: ScalarNode, written: str) -> str:
    """Set a value off from its colon where there was nothing behind it."""
    return (
        f" {written}"
        if node.start == node.end and text[node.start - 1 : node.start] == ":"
        else written
    )
