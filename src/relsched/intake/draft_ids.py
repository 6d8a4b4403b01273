"""Ids for what a document names: near its own words, sound, and not taken yet."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import count

from relsched.errors import RelschedError
from relsched.plan.ids import check_id, slug
from relsched.plan.plan_questions import PlanQuestion


def sound_id(name: str, fallback: str, taken: set[str]) -> str:
    """Give an id near a name that may be one and isn't taken, and take it.

    Ids that differ in capitals alone would be one file on some systems.
    """
    base = name
    for tried in (name, slug(name), f"{fallback}-{slug(name)[:50]}"):
        base = tried[:64]
        try:
            check_id(base, "an item", in_timings=True)
        except RelschedError:
            continue
        break
    free, again = base, 1
    while free.casefold() in taken:
        again += 1
        free = f"{base[:58]}-{again}"
    taken.add(free.casefold())
    return free


def taken_ids(ids: Iterable[str]) -> set[str]:
    """Give ids in the form in which `sound_id` compares them."""
    return {each.casefold() for each in ids}


def question_ids(questions: Iterable[PlanQuestion]) -> Iterator[str]:
    """Give ids for more questions, `q1` and so on, behind the highest that a plan has."""
    numbers = [int(q.id[1:]) for q in questions if q.id[:1] == "q" and q.id[1:].isdecimal()]
    return (f"q{number}" for number in count(max(numbers, default=0) + 1))
