"""The open questions of a plan, as `check` lists them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from relsched.errors import Path, line_of
from relsched.phrases.timing_in_words import timing_in_words
from relsched.plan.plan import Plan
from relsched.plan.plan_questions import PlanQuestion


def located_questions(plan: Plan) -> Iterator[tuple[PlanQuestion, Path]]:
    """Go through the open questions of a plan, each with where it stands in the plan file."""
    for index, question in enumerate(plan.questions):
        if not question.dismissed:
            yield question, ("questions", index)


def question_lines(question: PlanQuestion, language: str) -> Iterator[str]:
    """Write a question: what it is about and its text, then the words of the document, then a line a reading."""
    about = f"{question.about}: " if question.about else ""
    yield f"{about}{question.text.in_language(language)} [{question.id}]"
    place = question.place.in_language(language)
    words = f"“{' '.join(question.phrase.split())}”" if question.phrase else ""
    if place or words:
        yield ": ".join(part for part in (place, words) if part)
    for number, reading in enumerate(question.readings, 1):
        yield f"{number}) {timing_in_words(reading, language)}"


def questions_json(plan: Plan, places: Mapping[Path, int]) -> list[dict[str, Any]]:
    """Give the open questions of a plan as plain values, each with its line in the plan file."""
    return [
        {
            "id": question.id,
            "item": question.item,
            "phase": question.phase,
            "asks": question.asks,
            "text": question.text.in_language("en"),
            "readings": [str(reading) for reading in question.readings],
            "phrase": question.phrase,
            "place": question.place.in_language("en") or None,
            "path": list(path),
            "line": line_of(path, places),
        }
        for question, path in located_questions(plan)
    ]
