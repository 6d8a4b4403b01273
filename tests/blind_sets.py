"""Sets of phrases that whoever wrote the grammar hadn't seen, and how a reader does on them.

The files are in `blind`; expectations were written down from the words alone, before any reader saw them.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import attrs
import yaml

from relsched import Deadline, Event, Plan, Timing, resolve
from relsched.dates.conventions import Conventions
from relsched.errors import RelschedError
from relsched.phrases.context import PhraseContext
from relsched.phrases.phrase_reader import PhraseReader
from relsched.phrases.readings import Part, Phrase, Reading
from relsched.timing.timings import Kind

SETS = Path(__file__).parent / "phrases" / "blind"
NO_DATE = ("none", "unread", "on-demand")


@attrs.frozen
class BlindPhrase:
    """A phrase with what it was expected to mean."""

    text: str
    kind: int
    row: Mapping[str, Any]
    context: Mapping[str, Any]
    language: str


def blind_phrases(name: str) -> list[BlindPhrase]:
    """Read a set, such as `one_vi`."""
    loaded = yaml.safe_load((SETS / f"{name}.yaml").read_text(encoding="utf-8"))
    return [
        BlindPhrase(
            str(row["text"]),
            int(row.get("kind", 0)),
            row,
            loaded["contexts"][row["context"]],
            name[-2:],
        )
        for row in loaded["phrases"]
    ]


def read(phrase: BlindPhrase) -> Phrase:
    """Read a phrase in its context."""
    names = {
        str(name): str(meant)
        for event in phrase.context["events"].values()
        for name, meant in event.get("names", {}).items()
    }
    more = {
        key: phrase.row[key]
        for key in ("heading", "date_order", "day_zero")
        if phrase.row.get(key) is not None and key in attrs.fields_dict(PhraseContext)
    }
    issued = phrase.context.get("issued")
    context = PhraseContext(
        phrase.language,
        issued if isinstance(issued, date) or issued is None else date.fromisoformat(str(issued)),
        names,
        phrase.context.get("main"),
        **more,
    )
    return PhraseReader(context).read(phrase.text)


# ------------------------------------------------------------ whether two timings say the same


@cache
def _dates(text: str, context: str) -> tuple[object, ...] | None:
    """Resolve a timing with the known days of a context; None where that can't be."""
    given = yaml.safe_load(context)
    timing = Timing.parse(text)
    ids = {reference.item for reference in timing.references()}
    if not ids <= given["events"].keys():
        return None
    known = {
        id: tuple(str(event["known"]).split(".."))
        if ".." in str(event["known"])
        else event["known"]
        for id, event in given["events"].items()
        if event.get("known")
    }
    events = [
        Event(id, lasts=1 if event.get("kind") == "instant" else None)
        for id, event in given["events"].items()
    ]
    plan = Plan(
        "p", "P", issued=given.get("issued"), events=events, deadlines=[Deadline("x", "X", timing)]
    )
    schedule = resolve(plan, known)
    entry = schedule["x"]
    days = tuple(str(day) for day in schedule.occurrences("x"))
    if entry.not_before is None and entry.due is None and not days:
        return None
    # Of a deadline the due date counts: "by 7 days after" and "7 days after" differ in where the term begins.
    begins = None if timing.kind is Kind.DEADLINE else str(entry.not_before)
    return begins, str(entry.due), days, timing.kind


def same(found: Timing | None, wanted: str, context: Mapping[str, Any]) -> bool:
    """Do two timings say the same: equal, of one kind with the same points, or the same days from the same events?"""
    timing = Timing.parse(wanted)
    if found is None or found == timing:
        return found == timing
    limits = [each.limits(Conventions()) for each in (found, timing)]
    points = [(each.not_before, each.due) for each in limits]
    is_deadline = found.kind is timing.kind is Kind.DEADLINE
    if is_deadline and points[0][1] == points[1][1] is not None:
        return True
    if found.kind is timing.kind and points[0] == points[1] != (None, None):
        return True
    if {r.item for r in found.references()} != {r.item for r in timing.references()}:
        return False
    dumped = yaml.safe_dump(dict(context), allow_unicode=True)
    try:
        days = [_dates(str(each), dumped) for each in (found, timing)]
    except RelschedError:
        return False
    return days[0] is not None and days[0] == days[1]


# ------------------------------------------------------------ verdicts


def verdict(phrase: BlindPhrase, found: Phrase | None = None) -> str:
    """Judge what a reader makes of a phrase.

    Where a plain timing is expected, a question beside it does no harm: it is `right` if the first reading is.

    Returns:
        `right`; `asked`, where the right reading is offered with a question; `unread`, where nothing is read; `wrong`,
        where another date is given, whatever is told beside it.
    """
    found = read(phrase) if found is None else found
    row = phrase.row
    parts = [part for part in found.parts if part.readings]
    if "parts" in row:
        if not parts:
            return "unread"
        if len(parts) != len(row["parts"]):
            return "wrong"
        each = [
            _of_timing(part, [str(timing)], phrase)
            for part, timing in zip(parts, row["parts"], strict=True)
        ]
        return max(each, key=("right", "asked", "unread", "wrong").index)
    expected = str(row["expect"])
    if expected in NO_DATE:
        return _of_no_date(expected, parts)
    if not parts:
        return "unread"
    if expected == "ask":
        return _of_question(parts, [str(each) for each in row["readings"]], phrase)
    if len(parts) > 1:
        return "wrong"
    wanted = [expected, *map(str, row.get("also_ok") or ())]
    if expected == "new":
        wanted = [str(row["timing"]), *map(str, row.get("also_ok") or ())]
        ids = [proposed.id for proposed in found.proposed]
        wanted = [each.replace("NEW", id) for each in wanted for id in ids if "NEW" in each]
    return _of_timing(parts[0], wanted, phrase)


def _of_no_date(expected: str, parts: list[Part]) -> str:
    readings = [reading for part in parts for reading in part.readings]
    if expected == "on-demand":
        if not readings:
            return "unread"
        return "right" if readings[0].timing is None or readings[0].is_delegated else "wrong"
    if not readings or all(reading.timing is None for reading in readings):
        return "right"
    return "asked" if expected == "unread" and _is_asked(readings) else "wrong"


def _of_question(parts: list[Part], offered: list[str], phrase: BlindPhrase) -> str:
    readings = [reading for part in parts for reading in part.readings]
    right = [
        any(same(reading.timing, each, phrase.context) for each in offered) for reading in readings
    ]
    if not any(right):
        return "wrong"
    return "right" if _is_asked(readings) else ("asked" if all(right) else "wrong")


def _of_timing(part: Part, wanted: list[str], phrase: BlindPhrase) -> str:
    right = [
        any(same(reading.timing, each, phrase.context) for each in wanted)
        for reading in part.readings
    ]
    if right[0]:
        return "right"
    return "asked" if any(right) and _is_asked(part.readings) else "wrong"


def _is_asked(readings: Any) -> bool:
    return any(reading.question for reading in readings)


def tally(name: str) -> Counter[str]:
    """Count the verdicts on a set."""
    return Counter(verdict(phrase) for phrase in blind_phrases(name))


def faults(name: str) -> Iterator[str]:
    """Tell which expectations aren't timings."""
    for phrase in blind_phrases(name):
        row = phrase.row
        texts = [*row.get("parts", ()), *(row.get("readings") or ()), *(row.get("also_ok") or ())]
        texts += [row[key] for key in ("timing",) if key in row]
        if row.get("expect") not in (None, *NO_DATE, "ask", "new"):
            texts.append(row["expect"])
        for text in texts:
            try:
                Timing.parse(str(text).replace("NEW", "a-new-event"))
            except RelschedError as error:
                yield f"{text!r}: {error}"


def shown(reading: Reading) -> str:
    """Say what a reading is, with its question."""
    return f"{reading.timing or reading.kind}" + (
        f" [{reading.question.code}]" if reading.question else ""
    )


if __name__ == "__main__":
    name, *wanted = sys.argv[1:]
    counts: Counter[str] = Counter()
    for phrase in blind_phrases(name):
        phrase_read = read(phrase)
        told = verdict(phrase, phrase_read)
        counts[told] += 1
        if told in wanted:
            got = " || ".join(" / ".join(map(shown, part.readings)) for part in phrase_read.parts)
            print(
                f"{told} [{phrase.kind}] {phrase.text!r}\n    {got}  unread={phrase_read.unread!r}"
            )
            print(
                "    expected", {k: v for k, v in phrase.row.items() if k not in ("text", "source")}
            )
    total = counts.total()
    print(name, total, {k: f"{v} ({100 * v / total:.1f} %)" for k, v in sorted(counts.items())})
