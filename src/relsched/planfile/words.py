"""Timings of a plan file that are written in the words people use, where they can mean one thing only.

A plan keeps canonical timings. What the strict grammar can't read is read as a phrase, against the names of the plan,
and taken if there is exactly one reading, with no question, nothing guessed and no word left over.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import attrs

from relsched.doors import public
from relsched.errors import Path, RelschedError
from relsched.messages.message import Message
from relsched.plan.plan import Plan
from relsched.timing.timings import Timing

_TIMINGS = {("events", "expected"), ("deadlines", "when"), ("phases", "when")}
_SECTIONS = ("phases", "events", "deadlines")
_LANGUAGES = ("en", "vi")
# Notes on what a text leaves open: what is guessed isn't taken without a person, and guessed letters aren't offered.
_MISSPELT = frozenset({"phrase misprint", "phrase no marks"})
_QUOTES = frozenset("\"'“”‘’„«»")
_GUESSED = _MISSPELT | {"phrase main"}


@attrs.frozen
class WordsRead:
    """What the words at some places of a plan file say.

    Attributes:
        timings: The canonical text, for each place where words can mean one thing only.
        offers: The canonical texts of their readings, best first, for each other place where words were read.
    """

    timings: Mapping[Path, str]
    offers: Mapping[Path, tuple[str, ...]]


def read_words(
    value: Mapping[str, Any], problems: Iterable[RelschedError], plan: Plan, language: str
) -> WordsRead:
    """Read as phrases what stands where a timing can't be read.

    Args:
        value: The values of the file.
        problems: What is wrong with them.
        plan: The sound parts of the plan, for its names and its date.
        language: The language of the plan, which is tried first.
    """
    timings: dict[Path, str] = {}
    offers: dict[Path, tuple[str, ...]] = {}
    places = {
        problem.where.path
        for problem in problems
        if problem.where is not None and _is_timing(problem.where.path)
    }
    readers: list[Any] = []
    done: dict[str, tuple[str, ...]] = {}
    for path in sorted(places, key=lambda path: (_SECTIONS.index(str(path[0])), path[1])):
        text = value[str(path[0])][path[1]].get(path[2])
        if not isinstance(text, str) or _QUOTES & set(text):
            continue  # a quote that was lost or curled is a slip, not a word
        if not readers:
            context, reader = public("PhraseContext"), public("PhraseReader")
            languages = sorted(_LANGUAGES, key=lambda code: code != language)
            readers = [reader(context.of_plan(plan, code)) for code in languages]
        if text not in done:
            done[text] = _readings(text, readers)
        sure, *others = done[text]
        if sure:
            timings[path] = sure
        elif others:
            offers[path] = tuple(others)
    return WordsRead(timings, offers)


def with_timings(value: Mapping[str, Any], timings: Mapping[Path, str]) -> dict[str, Any]:
    """Give the values with canonical timings, and the words that stood for them as phrases of their sources."""
    found = dict(value)
    for path, timing in timings.items():
        section, place, key = str(path[0]), path[1], str(path[2])
        items = list(found[section])
        item = dict(items[int(place)])
        words, item[key] = item[key], timing
        source = item.get("source")
        if section != "phases" and (source is None or isinstance(source, Mapping)):
            item["source"] = {"phrase": " ".join(words.split()), **(source or {})}
        items[int(place)] = item
        found[section] = items
    return found


def offering(error: RelschedError, offers: Mapping[Path, tuple[str, ...]]) -> RelschedError:
    """Give an error of a timing with what its words may mean."""
    readings = offers.get(error.where.path) if error.where is not None else None
    if not readings:
        return error
    texts = ", ".join(f"`{reading}`" for reading in readings)
    return error.with_parts(fix=Message("error timing words fix", readings=texts))


def _is_timing(path: Path) -> bool:
    return len(path) == 3 and isinstance(path[1], int) and (path[0], path[2]) in _TIMINGS


def _is_in_words(text: str) -> bool:
    """Is a text none that the strict grammar reads, and not one that only lacks its quotes?"""
    try:
        Timing.parse(text)
    except RelschedError as error:
        return error.code == "timing-form" and not text.startswith("as set by")
    return False


def _readings(text: str, readers: Iterable[Any]) -> tuple[str, ...]:
    """Give the only timing that a text can mean, or an empty text and behind it all that it may mean."""
    if not _is_in_words(text):
        return ("",)
    for reader in readers:
        try:
            phrase = reader.read(text)
        except RelschedError:
            continue
        readings = phrase.readings
        notes = {note.code for each in readings for note in each.notes}
        notes |= {note.code for note in phrase.notes}
        is_whole = len(phrase.parts) == 1 and not (phrase.unread or phrase.proposed)
        timings = tuple(str(each.timing) for each in readings if each.timing is not None)
        if not is_whole or not timings or notes & _MISSPELT:
            continue
        if len(readings) == 1 and readings[0].question is None and not notes & _GUESSED:
            return timings
        return ("", *timings[:3])
    return ("",)
