"""A draft plan with the report on how it was made, and its file, in which open questions are comments."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cached_property

import attrs

from relsched.intake.draft_report import Report
from relsched.messages.message import Message
from relsched.plan.plan import Plan
from relsched.planfile.plan_writing import format_plan
from relsched.short_repr import short_repr


@short_repr
@attrs.frozen(slots=False)
class Draft:
    """A plan made from a document, and the report on how."""

    plan: Plan
    report: Report

    @cached_property
    def text(self) -> str:
        """The plan file, with each open question as a comment above what it is about."""
        language = self.report.language
        asked: dict[str, list[str]] = {}
        for remark in self.report.questions:
            asked.setdefault(remark.about or "", []).append(remark.text(language))
        for unread in self.report.unread:
            words = Message("import words", text=unread.text).text(language)
            asked.setdefault(unread.about, []).append(words)
        lines = format_plan(self.plan).split("\n")
        commented = lines[:1] + [f"# ? {_comment(text)}" for text in asked.pop("", [])]
        ids: dict[str, Iterator[str]] = {
            "phases:": iter([phase.id for phase in self.plan.phases]),
            "events:": iter([event.id for event in self.plan.events]),
            "deadlines:": iter([deadline.id for deadline in self.plan.deadlines]),
        }
        here: Iterator[str] = iter(())
        for line in lines[1:]:
            if line[:1] not in (" ", ""):
                here = ids.get(line, iter(()))
            elif line.startswith("  - id: "):
                commented += [f"  # ? {_comment(text)}" for text in asked.get(next(here, ""), ())]
            commented.append(line)
        return "\n".join(commented)


def _comment(text: str) -> str:
    """Bring a text into one line that YAML takes as a comment."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())


def open_questions(text: str) -> dict[str, list[str]]:
    """Find the questions (`# ?`) of a plan file, by the id of what stands below them."""
    found: dict[str, list[str]] = {}
    waiting: list[str] = []
    for line in text.splitlines():
        plain = line.strip()
        if plain.startswith("# ?"):
            waiting.append(plain[3:].strip())
        elif waiting and not plain.startswith("#"):
            own = re.match(r"\s*- id:\s*(['\"]?)(?P<id>[\w.-]+)\1\s*(?:#.*)?$", line)
            found.setdefault(own["id"] if own else "", []).extend(waiting)
            waiting = []
    return found
