"""Edit: what an operation makes of a plan, as the new plan, what changed in which item, and which dates move.

Nothing is written; `Edit.patch` gives the text of a plan file with the change in it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cached_property
from typing import Any

import attrs

from relsched.analysis.compare.change_kinds import Change
from relsched.analysis.compare.day_notes import new_day_notes
from relsched.analysis.compare.moved_dates import moved_json, moved_line
from relsched.explain.steps import value_in_words
from relsched.messages.message import Message
from relsched.plan.known_dates import Known
from relsched.plan.plan import Plan
from relsched.planfile.patching import SECTIONS, Patch
from relsched.planfile.plan_file import PlanFile
from relsched.planfile.plan_writing import in_one_line, plan_to_dict
from relsched.schedule.schedule import Schedule
from relsched.short_repr import short_repr

FORMAT = "relsched/edit/1"


@short_repr
@attrs.frozen
class ItemChange:
    """What an edit does to one phase, event, deadline or question, or to the date of issue.

    Attributes:
        item: Its id in the old plan; in the new one where it is added.
        kind: `renamed`, `deleted`, `added` or `changed`.
        key: The key of the plan file that changes; None where the whole item does.
        old, new: The value before and after, as the plan file writes it; None where there is none.
    """

    item: str
    kind: str
    key: str | None = None
    old: str | None = None
    new: str | None = None

    def text(self, language: str = "en") -> str:
        """Give it as a sentence."""
        nothing = Message("edit nothing").text(language)
        named = self.key or ""
        old, new = (
            nothing if value is None else value_in_words(named, value, language)
            for value in (self.old, self.new)
        )
        return Message(f"edit {self.kind}", item=self.item, name=named, old=old, new=new).text(
            language
        )

    def to_json(self) -> dict[str, Any]:
        """Give it as plain values."""
        return attrs.asdict(self)


@short_repr
@attrs.frozen(slots=False)
class Edit:
    """What an operation makes of a plan; nothing is written yet.

    Attributes:
        operation: `rename`, `merge`, `split`, `delete`, `answer` or `dismiss`.
        before, after: The schedules of the old and of the new plan.
        ids: What becomes of the ids that don't stay: the new id, or None.
        words: Ids that stand for others in timings.
    """

    operation: str
    before: Schedule
    after: Schedule
    ids: Mapping[str, str | None] = attrs.field(hash=False)
    words: Mapping[str, str] = attrs.field(factory=dict, hash=False)

    @property
    def plan(self) -> Plan:
        """The new plan."""
        return self.after.plan

    @property
    def known(self) -> Mapping[str, Known]:
        """The new known dates."""
        return self.after.known

    @cached_property
    def changes(self) -> tuple[ItemChange, ...]:
        """What changes in the plan, in its order: phases, events, deadlines, questions; what is added comes last."""
        old, new = plan_to_dict(self.before.plan), plan_to_dict(self.plan)
        found: list[ItemChange] = []
        added: list[ItemChange] = []
        if old.get("issued") != new.get("issued"):
            days = (old.get("issued"), new.get("issued"))
            found.append(ItemChange(self.plan.id, "changed", "issued", *days))
        for section in SECTIONS:
            mapped = self.ids if section in ("events", "deadlines") else {}
            items = {item["id"]: item for item in new.get(section, [])}
            for item in old.get(section, []):
                name = mapped.get(item["id"], item["id"])
                found += _changes(item, None if name is None else items.pop(name, None))
            added += [
                ItemChange(name, "added", None, None, _written(items[name])) for name in items
            ]
        return (*found, *added)

    @cached_property
    def known_changes(self) -> tuple[ItemChange, ...]:
        """What changes in the known dates, under the key `known`."""
        found = []
        taken = dict(self.known)
        for name, known in self.before.known.items():
            other = self.ids.get(name, name)
            now = None if other is None else taken.pop(other, None)
            if now is None or now.text != known.text:
                text = None if now is None else now.text
                found.append(ItemChange(name, "changed", "known", known.text, text))
        found += [
            ItemChange(name, "changed", "known", None, known.text) for name, known in taken.items()
        ]
        return tuple(found)

    @cached_property
    def moved(self) -> tuple[Change, ...]:
        """The events and deadlines that stay and whose days aren't the same, under their new ids."""
        found = []
        for old in self.before.entries:
            name = self.ids.get(old.id, old.id)
            if self.operation == "split" and old.id in self.ids:
                continue  # what was one is two now
            new = None if name is None else self.after.find(name)
            if new is not None and (old.not_before, old.due) != (new.not_before, new.due):
                notes = new_day_notes(self.after.program, old, new)
                found.append(Change.between(old, new, day_notes=notes))
        return tuple(found)

    def patch(self, text: str, name: str = "plan.yaml") -> Patch:
        """Give the text of the plan file with the change in it; comments and layout stay where they can.

        Args:
            text: The text that the old plan was read from.
            name: What the file is called in messages.
        """
        return PlanFile.parse(text, name).patched(self.plan, self.ids, words=self.words)

    def text(self, language: str = "en") -> str:
        """Give the preview as text: what changes, then the dates that move."""
        lines = [change.text(language) for change in (*self.changes, *self.known_changes)]
        if self.moved:
            lines.append(Message("edit moves").text(language))
            lines += [moved_line(change, language) for change in self.moved]
        else:
            lines.append(Message("edit no moves").text(language))
        return "\n".join(lines)

    def __str__(self) -> str:
        return self.text()

    def to_dict(self) -> dict[str, Any]:
        """Give it as plain values, in the documented shape."""
        return {
            "format": FORMAT,
            "plan": self.plan.id,
            "operation": self.operation,
            "changes": [change.to_json() for change in (*self.changes, *self.known_changes)],
            "moves": [moved_json(change) for change in self.moved],
            "known": {name: known.text for name, known in self.known.items()},
        }

    def to_json(self, *, indent: int | None = None) -> str:
        """Give `to_dict` as JSON text."""
        return json.dumps(self.to_dict(), ensure_ascii=False, indent=indent)


def _changes(old: Mapping[str, Any], new: Mapping[str, Any] | None) -> list[ItemChange]:
    name = old["id"]
    if new is None:
        return [ItemChange(name, "deleted", None, _written(old), None)]
    found = []
    if new["id"] != name:
        found.append(ItemChange(name, "renamed", None, name, new["id"]))
    for key in dict.fromkeys((*old, *new)):
        if key != "id" and old.get(key) != new.get(key):
            values = (None if item.get(key) is None else _written(item[key]) for item in (old, new))
            found.append(ItemChange(name, "changed", key, *values))
    return found


def _written(value: Any) -> str:
    return value if isinstance(value, str) else in_one_line(value)
