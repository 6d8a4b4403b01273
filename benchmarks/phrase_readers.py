"""How many timing phrases are read right, not read, or read wrong: by relsched and by date parsers.

    python -m benchmarks.phrase_readers [--language CODE]... [--list NAME] [--repeat N] [--show READER] [--json]

The phrases are the sets in `tests/phrases`, with timings and dates that were worked out by hand. Each answer is

- right: what is expected;
- honest: nothing was said, or the wrong answer came with a question;
- wrong: something else was said as if it were so. For a text that has no date, any date is wrong.

relsched must give the timing itself (event, direction, amount, kind), of every part of the phrase, and for what is
done its day. The peers give dates only, so they are held to less: it is enough that one of their dates is the due
date, or where there is none the day before which nothing may begin; either end of a window will do, the day that is
written will do for "before 31 March", and the day of what is done needn't be reported. Duties that go on or repeat are
wrong when a date comes that is none of their own.

Each peer gets the settings that help it most: the one language, the date of issue as now, the order of day and
month of the country, future dates preferred, and the last day of a month where only the month is reported. None of
them knows events, so for those phrases each is asked once more, with the names of events replaced by their dates. A
document gives no such help; these rows are called `+ dates`.

| group | phrases |
|---|---|
| dates | one day, written with its number: "by March 31, 2020" |
| periods | months, quarters, ranges, holidays, what is counted from the issue |
| events | counted from an event or bound to it |
| repeats | duties that go on or repeat |
| parts | several timings in one phrase |
| no date | no timing, one that is set elsewhere, or one that is done |

The time is that of all phrases of a language divided by their number, the median of `--repeat` rounds after one that
isn't counted. A peer that isn't installed is left out and named. The peers are the dependency group `bench`; two of
them want old versions of packages that others share, so give them an environment of their own.
"""

from __future__ import annotations

import argparse
import json
import re
import statistics
import sys
import time
import warnings
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import Any

import yaml
from benchmarks.large_plans import machine

from relsched import Timing
from relsched.phrases.context import PhraseContext
from relsched.phrases.phrase_reader import PhraseReader
from relsched.phrases.readings import Part
from relsched.timing.timings import Kind

SETS = Path(__file__).resolve().parent.parent / "tests" / "phrases"
LISTS = ("phrases", "held_out")
GROUPS = ("dates", "periods", "events", "repeats", "parts", "no date")
JUDGEMENTS = ("right", "honest", "wrong")
NO_TIMING = ("none", "delegated", "done")

_ISO = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_ONE_DAY = re.compile(r"(on|by|before|after|from) [0-9]{4}-[0-9]{2}-([0-9]{2})( at \S+)?( \S+)?")


@dataclass(frozen=True)
class Expected:
    """What one part of a phrase means."""

    kind: str
    timings: tuple[str, ...]
    done: str | None
    dates: frozenset[date]

    @classmethod
    def read(cls, row: Mapping[str, Any]) -> Expected:
        first = row.get("timing", "")
        timings = (*([first] if first else []), *row.get("also", ()))
        kind = row.get("kind") or Timing.parse(first).kind.value
        due, not_before = _days(row.get("due")), _days(row.get("not_before"))
        has_two_ends = kind in (Kind.WINDOW.value, Kind.SPAN.value)
        dates = {*due, *not_before} if has_two_ends or not due else set(due)
        if _ONE_DAY.fullmatch(first):
            dates.update(_days(first))
        dates.update(day for text in row.get("occurrences", ()) for day in _days(text))
        return cls(kind, timings, row.get("done"), frozenset(dates))


@dataclass(frozen=True)
class Row:
    """A phrase of a set."""

    text: str
    group: str
    expected: tuple[Expected, ...]
    with_dates: str


@dataclass(frozen=True)
class PhraseSet:
    """The phrases of one language, and what they are read against."""

    language: str
    country: str
    issued: date
    main: str
    names: Mapping[str, str]
    known: Mapping[str, tuple[date, date]]
    rows: tuple[Row, ...]

    @classmethod
    def read(cls, file: Path, lists: Iterable[str]) -> PhraseSet:
        document = yaml.load(
            file.read_text(encoding="utf-8"), Loader=yaml.BaseLoader
        )  # all is text
        context = document["context"]
        known = {name: _ends(text) for name, text in context["known"].items() if _days(text)}
        names = context["names"]
        rows = []
        for row in (row for name in lists for row in document.get(name, ())):
            parts = tuple(Expected.read(part) for part in row.get("parts", (row,)))
            helped = _with_dates(row["text"], context["language"], names, known, parts)
            rows.append(Row(row["text"], _group(row["text"], parts), parts, helped))
        return cls(
            context["language"],
            context["country"],
            date.fromisoformat(context["issued"]),
            context["main"],
            names,
            known,
            tuple(rows),
        )


def _days(text: str | None) -> list[date]:
    return [date.fromisoformat(day) for day in _ISO.findall(text or "")]


def _ends(text: str) -> tuple[date, date]:
    days = _days(text)
    return days[0], days[-1]


def _group(text: str, parts: tuple[Expected, ...]) -> str:
    if len(parts) > 1:
        return "parts"
    expected = parts[0]
    if expected.kind in NO_TIMING:
        return "no date"
    if expected.kind in (Kind.DUTY.value, Kind.RECURRING.value):
        return "repeats"
    if any(
        reference.item != "issued" for reference in Timing.parse(expected.timings[0]).references()
    ):
        return "events"
    day = _ONE_DAY.fullmatch(expected.timings[0])
    written = day is not None and re.search(rf"(?<!\d)0?{int(day.group(2))}(?!\d)", text)
    return "dates" if written else "periods"


def _with_dates(
    text: str,
    language: str,
    names: Mapping[str, str],
    known: Mapping[str, tuple[date, date]],
    parts: tuple[Expected, ...],
) -> str:
    """Put the dates of events instead of their names; what is counted after one gets its end."""
    meant = {name.casefold(): target for name, target in names.items()}
    timings = " ".join(timing for part in parts for timing in part.timings[:1])

    def dated(found: re.Match[str]) -> str:
        event, _, edge = meant[found.group().casefold()].partition(".")
        if event not in known or not timings:
            return found.group()
        is_end = edge == "end" or f"after {event}" in timings or f"{event}.end" in timings
        day = known[event][is_end and edge != "start"]
        return f"{day:%d/%m/%Y}" if language == "vi" else f"{day:%B} {day.day}, {day.year}"

    longest_first = sorted(map(re.escape, names), key=len, reverse=True)
    return re.sub(rf"(?<!\w)({'|'.join(longest_first)})(?!\w)", dated, text, flags=re.IGNORECASE)


# relsched


def relsched_judge(phrases: PhraseSet) -> Callable[[Row], str]:
    """Read with relsched, and judge the timings of the best readings."""
    context = PhraseContext(
        language=phrases.language,
        issued=phrases.issued,
        names=phrases.names,
        main=phrases.main,
        country=phrases.country,
    )
    reader = PhraseReader(context)
    return lambda row: _judge_parts(row.expected, reader.read(row.text).parts)


def _judge_parts(expected: tuple[Expected, ...], parts: tuple[Part, ...]) -> str:
    told = [part for part in parts if part.readings]
    if not told and all(part.kind == "none" for part in expected):
        return "right"
    wanted = [part for part in expected if part.kind != "none" or part.timings]
    if len(told) == len(wanted) and all(map(_is_right, wanted, told)):
        return "right"
    asked = any(reading.question for part in told for reading in part.readings)
    # Of several parts some may be left unread, but what is read must be right.
    few = len(told) < len(wanted) and all(any(_is_right(w, part) for w in wanted) for part in told)
    return "honest" if asked or few else "wrong"


def _is_right(expected: Expected, part: Part) -> bool:
    reading = part.readings[0]
    if expected.kind == "done":
        return reading.kind == "done" and expected.done in (None, str(reading.done))
    if expected.kind == "delegated":
        return reading.is_delegated
    return any(reading.timing == Timing.parse(text) for text in expected.timings)


# Peers: a text to the dates in it, an empty list where none is seen.

Reader = Callable[[str], list[date]]


def dateparser_readers(phrases: PhraseSet) -> dict[str, Reader]:
    """The whole text as one date, and dates searched in the text."""
    settings = {
        "RELATIVE_BASE": datetime(phrases.issued.year, phrases.issued.month, phrases.issued.day),
        "DATE_ORDER": "MDY" if phrases.country == "US" else "DMY",
        "PREFER_DATES_FROM": "future",
        "PREFER_DAY_OF_MONTH": "last",
    }
    given: dict[str, Any] = {"languages": [phrases.language], "settings": settings}
    parse = import_module("dateparser").parse
    search = import_module("dateparser.search").search_dates

    def whole(text: str) -> list[date]:
        found = parse(text, **given)
        return [] if found is None else [found.date()]

    def searched(text: str) -> list[date]:
        return [found.date() for _, found in search(text, **given) or ()]

    return {"dateparser.parse": whole, "dateparser.search_dates": searched}


def timefhuman_readers(phrases: PhraseSet) -> dict[str, Reader]:
    """English only: dates, and ranges and lists of them; lengths of time alone are no dates."""
    if phrases.language != "en":
        return {}
    module = import_module("timefhuman")
    issued = datetime(phrases.issued.year, phrases.issued.month, phrases.issued.day)
    config = module.tfhConfig(now=issued, direction=module.Direction.next)

    def flat(found: Any) -> Iterable[date]:
        if isinstance(found, list | tuple):
            for one in found:
                yield from flat(one)
        elif isinstance(found, datetime):
            yield found.date()
        elif isinstance(found, date):
            yield found

    return {"timefhuman": lambda text: list(flat(module.timefhuman(text, config)))}


def recognizers_readers(phrases: PhraseSet) -> dict[str, Reader]:
    """English only: of a past and a future date the future one; the end of a range is the day after it."""
    if phrases.language != "en":
        return {}
    module = import_module("recognizers_date_time")
    base = datetime(phrases.issued.year, phrases.issued.month, phrases.issued.day)

    def dates(value: Mapping[str, str]) -> list[date]:
        found = [day for key in ("value", "start", "end") for day in _days(value.get(key))]
        if value["type"] == "daterange" and "end" in value:
            found += [day - timedelta(days=1) for day in _days(value["end"])]
        return found

    def recognized(text: str) -> list[date]:
        found = []
        for result in module.recognize_datetime(text, module.Culture.English, reference=base):
            candidates = [dates(value) for value in (result.resolution or {}).get("values", ())]
            candidates = [days for days in candidates if days]
            future = [days for days in candidates if max(days) >= phrases.issued]
            found += [day for days in (future or candidates)[:1] for day in days]
        return found

    return {"Recognizers-Text": recognized}


PEERS = {
    "dateparser": dateparser_readers,
    "timefhuman": timefhuman_readers,
    "recognizers-text-suite": recognizers_readers,
}


def peer_judge(reader: Reader, row: Row, *, with_dates: bool = False) -> str:
    try:
        found = set(reader(row.with_dates if with_dates else row.text))
    except Exception:  # a peer that breaks has said nothing
        found = set()
    wanted = [part.dates for part in row.expected if part.dates]
    told = {day for part in row.expected for day in _days(part.done)}
    if not wanted:
        return "wrong" if found - told else "right" if row.group == "no date" else "honest"
    if not found:
        return "honest"
    return "right" if all(found & days for days in wanted) else "wrong"


# Figures


@dataclass
class Figures:
    """The judgements of one reader, by group, and its milliseconds for a phrase."""

    rows: dict[str, list[tuple[str, str]]] = field(default_factory=dict)
    milliseconds: float = 0.0

    def counts(self, group: str | None = None) -> dict[str, int]:
        said = [said for name in self.rows for said, _ in self.rows[name] if group in (None, name)]
        return {judgement: said.count(judgement) for judgement in JUDGEMENTS}


def measure(judge: Callable[[Row], str], rows: Iterable[Row], repeat: int) -> Figures:
    rows = tuple(rows)
    figures = Figures()
    for row in rows:
        figures.rows.setdefault(row.group, []).append((judge(row), row.text))
    seconds = []
    for _ in range(repeat):
        began = time.perf_counter()
        for row in rows:
            judge(row)
        seconds.append(time.perf_counter() - began)
    figures.milliseconds = 1000 * statistics.median(seconds) / len(rows)
    return figures


def compare(phrases: PhraseSet, repeat: int) -> tuple[dict[str, Figures], list[str]]:
    """Measure relsched and every peer that is installed; gives the names of the others too."""
    found = {"relsched": measure(relsched_judge(phrases), phrases.rows, repeat)}
    absent = []
    for package, make in PEERS.items():
        try:
            readers = make(phrases)
        except ImportError as error:
            absent.append(f"{package} ({error})")
            continue
        for name, reader in readers.items():
            judge = partial(peer_judge, reader)
            found[name] = measure(judge, phrases.rows, repeat)
            dated = [
                row for row in phrases.rows if row.group == "events" and row.with_dates != row.text
            ]
            found[f"{name} + dates"] = measure(partial(judge, with_dates=True), dated, repeat)
    return found, absent


def table(figures: Mapping[str, Figures]) -> str:
    lines = [
        f"  {'reader':<32}{'group':<10}{'phrases':>8}{'right':>14}{'honest':>14}{'wrong':>14}{'each':>12}"
    ]
    for name, its in figures.items():
        for group in (None, *GROUPS):
            counts = its.counts(group)
            number = sum(counts.values())
            if number == 0:
                continue
            cells = "".join(f"{n:>6} {100 * n / number:5.1f} %" for n in counts.values())
            each = f"{its.milliseconds:>9.2f} ms" if group is None else ""
            lines.append(
                f"  {'' if group else name:<32}{group or 'all':<10}{number:>8}{cells}{each}"
            )
    return "\n".join(lines)


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    languages = sorted(file.stem for file in SETS.glob("*.yaml"))
    parser.add_argument("--language", action="append", choices=languages, help="default: all")
    parser.add_argument("--list", choices=LISTS, help="one list of the sets; default: both")
    parser.add_argument("--repeat", type=int, default=3, help="rounds that are timed")
    parser.add_argument(
        "--show", metavar="READER", help="print the phrases this reader does not get right"
    )
    parser.add_argument("--json", action="store_true", help="print the figures as JSON")
    given = parser.parse_args(arguments)

    warnings.simplefilter("ignore")  # of the peers, which use what Python has deprecated
    whole: dict[str, Any] = {"machine": machine(), "languages": {}}
    for code in given.language or languages:
        lists = [given.list] if given.list else LISTS
        phrases = PhraseSet.read(SETS / f"{code}.yaml", lists)
        figures, absent = compare(phrases, given.repeat)
        whole["languages"][code] = {
            "phrases": len(phrases.rows),
            "readers": {
                name: {
                    "milliseconds": its.milliseconds,
                    "all": its.counts(),
                    "groups": {group: its.counts(group) for group in GROUPS},
                }
                for name, its in figures.items()
            },
            "absent": absent,
        }
        if given.json:
            continue
        print(f"{code}: {len(phrases.rows)} phrases, issued {phrases.issued}")
        print(table(figures))
        for package in absent:
            print(f"  not measured, since it can't be imported: {package}")
        if given.show in figures:
            for group, rows in figures[given.show].rows.items():
                for judgement, text in rows:
                    if judgement != "right":
                        print(f"  {judgement:<8}{group:<10}{text!r}")
    if given.json:
        print(json.dumps(whole, indent=2))
    return 0


if __name__ == "__main__":
    sys.exit(main())
