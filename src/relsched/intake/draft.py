"""A draft plan with the report on how it was made, and its file."""

from __future__ import annotations

import re
from functools import cached_property

import attrs

from relsched.intake.draft_ids import question_ids
from relsched.intake.draft_report import Report
from relsched.plan.items import ISSUED, MAX_TITLE
from relsched.plan.plan import Plan
from relsched.plan.plan_questions import PlanQuestion
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
        """The plan file."""
        return format_plan(self.plan)


def with_commented_questions(plan: Plan, text: str) -> Plan:
    """Take the questions that an import once left as comments (`# ?`) as questions of the plan.

    Args:
        plan: What the file says.
        text: The file, in which a comment stands above what it is about.
    """
    free = question_ids(plan.questions)
    asked = {(question.about, question.text.main) for question in plan.questions}
    found: list[PlanQuestion] = []
    for about, words in _comments(text):
        question = words[:MAX_TITLE]
        if (about or None, question) in asked:
            continue
        if about in plan.by_id or about == ISSUED:
            found.append(PlanQuestion(next(free), question, item=about))
        elif about in plan.phases_by_id:
            found.append(PlanQuestion(next(free), question, phase=about))
        else:
            found.append(PlanQuestion(next(free), question))
    return attrs.evolve(plan, questions=(*plan.questions, *found)) if found else plan


def _comments(text: str) -> list[tuple[str, str]]:
    """Find the comments `# ?` of a plan file, each with the id of what stands below it."""
    found: list[tuple[str, str]] = []
    waiting: list[str] = []
    for line in text.splitlines():
        plain = line.strip()
        if plain.startswith("# ?"):
            waiting.append(plain[3:].strip())
        elif waiting and not plain.startswith("#"):
            own = re.match(r"\s*- id:\s*(['\"]?)(?P<id>[\w.-]+)\1\s*(?:#.*)?$", line)
            found += [(own["id"] if own else "", words) for words in waiting]
            waiting = []
    return found
