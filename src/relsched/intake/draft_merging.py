"""The deadlines of another version of a document into a plan: what has the same phrase stays as it is."""

from __future__ import annotations

from typing import Any, TypeVar

import attrs

from relsched.documents.content import DocumentPlace
from relsched.errors import fold
from relsched.intake.draft_ids import sound_id, taken_ids
from relsched.intake.draft_report import ImportChange, Remark, Unread
from relsched.messages.catalogue import languages
from relsched.phrases.readings import Note
from relsched.plan.items import ISSUED, Deadline
from relsched.plan.plan import Plan
from relsched.plan.plan_questions import DROPPED, PlanQuestion

Reported = TypeVar("Reported", Remark, Unread)


def place_texts(place: DocumentPlace, language: str) -> dict[str, str]:
    """Write a place of a document in a language and in the others, that one first."""
    return {code: place.text(code) for code in (language, *languages())} if str(place) else {}


def _phrase(deadline: Deadline) -> str:
    words = deadline.source.phrase if deadline.source is not None else None
    return " ".join(fold(words or "").split()).strip(" .;")


def _row(deadline: Deadline) -> str:
    return (deadline.source.row if deadline.source is not None else None) or ""


def _name(deadline: Deadline) -> str:
    return fold(deadline.title.main)


@attrs.frozen
class _AskedText:
    """The text of a question that a plan has already."""

    question: PlanQuestion

    def text(self, language: str = "en", /) -> str:
        """Give it in a language."""
        return self.question.text.in_language(language)


@attrs.define
class Merging:
    """Deadlines of another version into those of a plan: what has the same phrase stays as it is.

    So do the questions about it, open or dismissed: what its file no longer asks has been decided. Where the phrase is
    another, what was asked of the old one gives way to what the new one leaves open.
    """

    plan: Plan
    changes: list[ImportChange]
    questions: list[Remark]
    choices: list[Remark]
    unread: list[Unread]
    # What a new deadline is called in the plan; None where the plan's own stays as it was.
    now: dict[str, str | None] = attrs.field(factory=dict)
    again: list[Remark] = attrs.field(factory=list)
    # Questions of the plan that no longer hold, and those that stand at another place of the document.
    moot: set[str] = attrs.field(factory=set)
    moved: dict[str, PlanQuestion] = attrs.field(factory=dict)

    def merged(self, deadlines: list[Deadline]) -> list[Deadline]:
        """Put the new deadlines into the plan's, and bring the remarks on them to their ids."""
        result = self._merged(deadlines)
        asks_for_issue = any(question.item == ISSUED for question in self.plan.questions)
        new = [
            each
            for each in self._renamed(self.questions)
            if not (asks_for_issue and each.note.code == "import undated")
        ]
        self.questions[:] = [*new, *self.again]
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
                if not any(each.asks == DROPPED for each in self._asked(old.id)):
                    note = Note("import is it dropped")
                    self.again.append(Remark(note, old.id, phrase=phrase, asks=DROPPED))
        return result

    def _asked(self, item: str) -> list[PlanQuestion]:
        return [question for question in self.plan.questions if question.item == item]

    def kept_questions(self) -> tuple[PlanQuestion, ...]:
        """Give the questions of the plan that hold as they did, in order."""
        return tuple(
            self.moved.get(each.id, each)
            for each in self.plan.questions
            if each.id not in self.moot
            and not (each.item == ISSUED and self.plan.issued is not None)
        )

    def _kept(self, old: Deadline, new: Deadline) -> Deadline:
        is_same = _phrase(old) == _phrase(new)
        places = {
            each.note.text(self.plan.language): each.place
            for each in (*self.questions, *(unread.as_question() for unread in self.unread))
            if each.about == new.id
        }
        for asked in self._asked(old.id):
            place = places.get(asked.text.in_language(self.plan.language))
            # The row is there again; or the question was an import's, about words that are no longer there.
            if asked.asks == DROPPED or (asked.place and not is_same):
                self.moot.add(asked.id)
            elif asked.place and place is not None:
                self.moved[asked.id] = attrs.evolve(
                    asked, place=place_texts(place, self.plan.language)
                )
        if is_same:
            # It stays as it is, whoever made it so.
            self.now[new.id] = None
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

    def remarks(self) -> list[Remark]:
        """Give the questions that are still open, as a report tells them."""
        return [
            Remark(
                Note("import asked", {"text": _AskedText(question)}),
                question.about,
                phrase=question.phrase,
                readings=question.readings,
                asks=question.asks,
                is_of_phase=question.phase is not None,
                id=question.id,
            )
            for question in self.kept_questions()
            if not question.dismissed
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
