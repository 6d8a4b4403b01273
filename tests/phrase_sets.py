"""The phrase sets of `phrases/`: loading them, and the plan in which their timings are resolved.

A set is a YAML file of phrases with the timing that each of them means and the dates that were counted by hand.
Every scalar is read as text.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

import yaml

from places import TESTS
from relsched import Deadline, Event, Plan, Schedule, Timing, resolve

FOLDER = TESTS / "phrases"
LANGUAGES = tuple(sorted(file.stem for file in FOLDER.glob("??.yaml")))
LISTS = ("phrases", "held_out")
NO_TIMING = ("none", "delegated", "done", "on-demand")
ZONES = {"VN": "Asia/Ho_Chi_Minh", "US": "America/New_York"}

EXPECTED_KEYS = frozenset(
    {"timing", "kind", "done", "also", "alternative", "not_before", "due", "occurrences"}
)
PART_KEYS = EXPECTED_KEYS | {"label", "action"}
ROW_KEYS = EXPECTED_KEYS | {"text", "form", "unread", "note", "parts"}
CONTEXT_KEYS = frozenset({"issued", "language", "country", "main", "names", "known"})


@dataclass(frozen=True)
class Expected:
    """What a phrase, or one part of it, means."""

    timing: str | None
    kind: str
    done: str | None
    also: tuple[str, ...]
    alternative: str | None
    not_before: str | None
    due: str | None
    occurrences: tuple[str, ...]
    label: str | None
    action: str | None

    @classmethod
    def of(cls, row: Mapping[str, Any]) -> Expected:
        """Take what is expected out of a row or a part; the kind is the timing's unless it is said."""
        timing = row.get("timing")
        return cls(
            timing=timing,
            kind=row.get("kind") or Timing.parse(timing or "").kind.value,
            done=row.get("done"),
            also=tuple(row.get("also", ())),
            alternative=row.get("alternative"),
            not_before=row.get("not_before"),
            due=row.get("due"),
            occurrences=tuple(row.get("occurrences", ())),
            label=row.get("label"),
            action=row.get("action"),
        )

    @property
    def timings(self) -> tuple[str, ...]:
        """The timings that are right as a first reading, the expected one first."""
        return (*([self.timing] if self.timing else ()), *self.also)

    @property
    def all_timings(self) -> tuple[str, ...]:
        """Every timing that the row names, the second reading last."""
        return (*self.timings, *([self.alternative] if self.alternative else ()))


@dataclass(frozen=True)
class Row:
    """A phrase with what is expected of it; one of several parts has `parted`, even where it has one part."""

    text: str
    parts: tuple[Expected, ...]
    parted: bool
    unread: str | None
    note: str | None
    list_name: str

    @classmethod
    def of(cls, row: Mapping[str, Any], list_name: str) -> Row:
        """Read a row; `form: NFD` takes the letters of its text apart."""
        return cls(
            text=unicodedata.normalize(row.get("form", "NFC"), row["text"]),
            parts=tuple(Expected.of(part) for part in row.get("parts", (row,))),
            parted="parts" in row,
            unread=row.get("unread"),
            note=row.get("note"),
            list_name=list_name,
        )


@dataclass(frozen=True)
class PhraseSet:
    """The phrases of one language, and what they are read against."""

    language: str
    country: str
    issued: str
    main: str
    names: Mapping[str, str]
    known: Mapping[str, str]
    rows: tuple[Row, ...]

    def chosen(self, list_name: str) -> tuple[Row, ...]:
        """The rows of one list, `phrases` or `held_out`."""
        return tuple(row for row in self.rows if row.list_name == list_name)

    def plan(self) -> Plan:
        """A plan with the events, and with every timing of the set as a deadline: `12.1` is the first of row 12.

        An event that only a timing names is put in, without a date.
        """
        timings = {
            f"{n}.{m}": part.timing
            for n, row in enumerate(self.rows)
            for m, part in enumerate(row.parts)
            if part.timing
        }
        ids = {*(name.partition(".")[0] for name in self.names.values()), *self.known}
        for text in timings.values():
            ids.update(reference.item for reference in Timing.parse(text).references())
        return Plan(
            f"phrases-{self.language}",
            issued=self.issued,
            timezone=ZONES[self.country],
            language=self.language,
            calendar=self.country,
            events=[Event(name, lasts="unknown") for name in sorted(ids)],
            deadlines=[Deadline(name, when=text) for name, text in timings.items()],
        )

    def schedule(self) -> Schedule:
        """The dates of all timings, with the events on their known days."""
        return resolve(self.plan(), dict(self.known))


def document(language: str) -> dict[str, Any]:
    """A set as it is written, all scalars as text."""
    text = (FOLDER / f"{language}.yaml").read_text(encoding="utf-8")
    loaded: dict[str, Any] = yaml.load(text, Loader=yaml.BaseLoader)
    return loaded


@cache
def phrase_set(language: str) -> PhraseSet:
    """The set of a language, both lists in one, `phrases` first."""
    loaded = document(language)
    context = loaded["context"]
    return PhraseSet(
        language=context["language"],
        country=context["country"],
        issued=context["issued"],
        main=context["main"],
        names=context["names"],
        known=context["known"],
        rows=tuple(Row.of(row, name) for name in LISTS for row in loaded.get(name, ())),
    )
