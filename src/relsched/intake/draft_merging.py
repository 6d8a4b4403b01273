"""The deadlines of another version of a document into a plan: what has the same phrase stays as it is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, TypeVar

import attrs

from relsched.errors import fold
from relsched.intake.draft_ids import sound_id, taken_ids
from relsched.intake.draft_report import ImportChange, Remark, Unread
from relsched.phrases.readings import Note
from relsched.plan.items import Deadline
from relsched.plan.plan import Plan

Reported = TypeVar("Reported", Remark, Unread)


def _phrase(deadline: Deadline) -> str:
    words = deadline.source.phrase if deadline.source is not None else None
    return " ".join(fold(words or "").split()).strip(" .;")


def _row(deadline: Deadline) -> str:
    return (deadline.source.row if deadline.source is not None else None) or ""


def _name(deadline: Deadline) -> str:
    return fold(deadline.title.main)


@attrs.define
class Merging:
    """Deadlines of another version into those of a plan: what has the same phrase stays as it is."""

    plan: Plan
    asked: Mapping[str, Sequence[str]]
    changes: list[ImportChange]
    questions: list[Remark]
    choices: list[Remark]
    unread: list[Unread]
    # What a new deadline is called in the plan; None where the plan's own stays as it was.
    now: dict[str, str | None] = attrs.field(factory=dict)
    again: list[Remark] = attrs.field(factory=list)

    def merged(self, deadlines: list[Deadline]) -> list[Deadline]:
        """Put the new deadlines into the plan's, and bring the remarks on them to their ids."""
        result = self._merged(deadlines)
        self.questions[:] = [*self._renamed(self.questions), *self.again]
        self.choices[:] = self._renamed(self.choices)
        self.unread[:] = self._renamed(self.unread)
        return result

    def _renamed(self, found: list[Reported]) -> list[Reported]:
        named = [(each, self.now.get(each.about or "", each.about)) for each in found]
        return [
            attrs.evolve(each, about=about)
            for each, about in named
            if about is not None or each.about is None
        ]

    def _merged(self, deadlines: list[Deadline]) -> list[Deadline]:
        pairs = self._pairs(deadlines)
        for name in [*(p.id for p in self.plan.phases), *(e.id for e in self.plan.events), ""]:
            self._ask_again(name)
        taken = taken_ids(self.plan.by_id)
        kept: dict[str, Deadline] = {}
        above = ""  # the deadline of the plan that a new one stands below
        new_below: dict[str, list[Deadline]] = {}
        for new in deadlines:
            old = pairs.get(new.id)
            if old is not None:
                above = old.id
                kept[above] = self._kept(old, new)
                continue
            again = attrs.evolve(new, id=sound_id(new.id, "item", taken))
            new_below.setdefault(above, []).append(again)
            self.now[new.id] = again.id
            self.changes.append(ImportChange("added", again.id, after=str(again.when or "")))
        result = new_below.get("", [])
        for old in self.plan.deadlines:
            result += [kept.get(old.id, old), *new_below.get(old.id, ())]
        found = {old.id for old in pairs.values()}
        for old in self.plan.deadlines:
            if old.id not in found and _phrase(old):
                phrase = old.source.phrase if old.source else ""
                self.changes.append(ImportChange("vanished", old.id, before=phrase or ""))
                self.again.append(Remark(Note("import is it dropped"), old.id))
            elif old.id not in found:
                self._ask_again(old.id)
        return result

    def _kept(self, old: Deadline, new: Deadline) -> Deadline:
        if _phrase(old) == _phrase(new):
            # It stays as it is, whoever made it so; what its file no longer asks has been decided.
            self.now[new.id] = None
            self._ask_again(old.id)
            self._report_names(old, new)
            return old
        self.now[new.id] = old.id
        self.changes.append(
            ImportChange(
                "changed",
                old.id,
                (old.source.phrase if old.source else None) or "",
                (new.source.phrase if new.source else None) or "",
            )
        )
        self._report_names(old, new)
        return attrs.evolve(old, when=new.when, done=new.done or old.done, source=new.source)

    def _report_names(self, old: Deadline, new: Deadline) -> None:
        """Tell who is named otherwise now; who does it stays as the plan has it."""
        for was, now in ((old.lead, new.lead), (", ".join(old.support), ", ".join(new.support))):
            if (was or "") != (now or ""):
                self.changes.append(ImportChange("differs", old.id, was or "–", now or "–"))

    def _ask_again(self, name: str) -> None:
        self.again += [
            Remark(Note("import asked", {"text": text}), name or None)
            for text in self.asked.get(name, ())
        ]

    def _pairs(self, deadlines: list[Deadline]) -> dict[str, Deadline]:
        """Find for each deadline the one it was: by phrase with title or row first, then by title, then by row."""
        keys = (
            lambda d: (_row(d), _phrase(d), _name(d)),
            lambda d: (_phrase(d), _name(d)),
            lambda d: (_row(d), _name(d)),
            lambda d: (_row(d), _phrase(d)),
            _name,
            lambda d: (_row(d), d.id),
        )
        pairs: dict[str, Deadline] = {}
        free = [old for old in self.plan.deadlines if old.source is not None]
        for key in keys:
            have: dict[Any, list[Deadline]] = {}
            for old in free:
                have.setdefault(key(old), []).append(old)
            for new in deadlines:
                if new.id not in pairs and have.get(key(new)):
                    pairs[new.id] = have[key(new)].pop(0)
            used = {old.id for old in pairs.values()}
            free = [old for old in free if old.id not in used]
        return pairs
