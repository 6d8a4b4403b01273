"""The phrase sets: each row is well-formed, and its dates, counted by hand, are those of the engine."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from phrase_sets import (
    CONTEXT_KEYS,
    EXPECTED_KEYS,
    LANGUAGES,
    LISTS,
    NO_TIMING,
    PART_KEYS,
    ROW_KEYS,
    document,
    phrase_set,
)
from relsched import Timing, Window
from relsched.timing.timings import Kind

every_language = pytest.mark.parametrize("language", LANGUAGES)


def written_rows(language: str) -> Iterator[Mapping[str, Any]]:
    loaded = document(language)
    for name in LISTS:
        yield from loaded.get(name, ())


def faults(row: Mapping[str, Any]) -> Iterator[str]:
    """What is wrong with the form of a row."""
    if unknown := row.keys() - ROW_KEYS:
        yield f"unknown keys {sorted(unknown)}"
    if row.get("form", "NFC") not in ("NFC", "NFD"):
        yield f"unknown form {row['form']}"
    if row.get("unread", "") not in row["text"]:
        yield "`unread` isn't in the text"
    if "parts" not in row:
        yield from faults_of_meaning(row)
        return
    if both := row.keys() & EXPECTED_KEYS:
        yield f"has parts and {sorted(both)}"
    for part in row["parts"]:
        if unknown := part.keys() - PART_KEYS:
            yield f"unknown keys {sorted(unknown)} of a part"
        if part.get("action", "") not in row["text"]:
            yield "`action` isn't in the text"
        yield from faults_of_meaning(part)


def faults_of_meaning(row: Mapping[str, Any]) -> Iterator[str]:
    """What is wrong with the timings of a row or of a part."""
    if ("timing" in row) == ("kind" in row):
        yield "needs a timing, or a kind where there is none"
        return
    if row.get("kind", "none") not in NO_TIMING:
        yield f"unknown kind {row['kind']}"
    if "done" in row and row.get("kind") != "done":
        yield "only what is done has a day of it"
    if "kind" in row and row.keys() & {"due", "not_before", "occurrences"}:
        yield "has dates, but no timing"
    timings = [row[key] for key in ("timing", "alternative") if key in row]
    timings += row.get("also", ())
    if repeated := [text for text, times in Counter(timings).items() if times > 1]:
        yield f"says {repeated} twice"
    for text in timings:
        printed = str(Timing.parse(text))
        if printed not in (text, f"on {text}"):
            yield f"{text!r} prints as {printed!r}"
    if "occurrences" in row and Timing.parse(row["timing"]).kind is not Kind.RECURRING:
        yield "only what repeats has occurrences"


@every_language
def test_rows_are_well_formed(language: str) -> None:
    """A row has known keys, and either a timing or a kind that has none; each timing parses and prints as it stands."""
    assert [(row["text"], fault) for row in written_rows(language) for fault in faults(row)] == []


@every_language
def test_rows_differ(language: str) -> None:
    """No text is there twice."""
    texts = Counter((row["text"], row.get("form")) for row in written_rows(language))
    assert [text for text, times in texts.items() if times > 1] == []


@every_language
def test_context_is_whole(language: str) -> None:
    """A context names a main event with known days, and an event has known days or a name to be read by."""
    context = document(language)["context"]
    assert context.keys() == CONTEXT_KEYS
    assert context["language"] == language
    assert context["main"] in context["known"]
    named = {name.partition(".")[0] for name in context["names"].values()}
    assert context["known"].keys() <= named
    edges = {
        edge for _, dot, edge in (name.partition(".") for name in context["names"].values()) if dot
    }
    assert edges <= {"start", "end"}
    for days in context["known"].values():
        assert Window.parse(days).is_bounded


@every_language
def test_dates_counted_by_hand_are_those_of_the_engine(language: str) -> None:
    """Two witnesses agree on each date: the hand that counted it and `resolve`."""
    phrases = phrase_set(language)
    schedule = phrases.schedule()
    differ = []
    for n, row in enumerate(phrases.rows):
        for m, part in enumerate(row.parts):
            if part.timing is None:
                continue
            name = f"{n}.{m}"
            entry = schedule[name]
            days = tuple(str(day) for day in schedule.occurrences(name))
            counted = (part.not_before, part.due, part.occurrences or days)
            resolved = (told(entry.not_before), told(entry.due), days)
            if counted != resolved:
                differ.append((row.text, part.timing, counted, resolved))
    assert differ == []


def told(window: Window | None) -> str | None:
    """A date as a set writes it: nothing where there is none, or where nobody knows anything of it."""
    text = "" if window is None else str(window)
    return None if text in ("", "..") else text
