"""Outputs of today and of before, laid side by side.

What version 0.1.0 said lies in `golden/before`, a file for each plan: compressed lines of JSON, first the case, then
each output. `python tests/before_outputs.py [NAME …]` prints how today's outputs differ, with rows for the table of
changed sentences; `--show NAME [RUN]` prints what was recorded. Nothing records anew: the files stay those of before.

How outputs are compared, by what they are:

- `json`: octet by octet, after names and sentences are put back, without lints that are new. What has no due date was
  called settled, and is `open` or `undated` since; so hashes over schedules differ, and aren't compared. Of errors,
  whose wording may change as a whole, the free texts (`what`, `why`, `fix`) count by their dates, numbers and quoted
  words; code, place and value as they are.
- `ics`, `export`: not at all. What feeds show has changed since, and with it what a ledger records of them; they have
  laws of their own in `feeds/test_what_is_shown.py` and `ledger/test_histories.py`.
- `plan`: octet by octet, without what drafts ask, which stood in comments and is a list of the plan since, and without
  the short titles that they propose since.
- `text`, for a terminal: by the dates of each line and of those it runs on to, and the item it begins with, in order.
"""

from __future__ import annotations

import hashlib
import json
import lzma
import re
import sys
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from itertools import zip_longest
from pathlib import Path
from typing import Any, NamedTuple

from before_runs import Case, Output, outputs
from before_words import ANY_DATE, Words, days_in, row_for
from changed_sentences import ADDED, NAMES, OTHERWISE, RECKONED, SENTENCES
from places import TESTS
from relsched.version import __version__

RECORDED = TESTS / "golden" / "before"
VERSION = "0.1.0"
FREE = ("what", "why", "fix")
TEXTS = ("SUMMARY", "DESCRIPTION", "NAME", "COMMENT", "X-WR-CALNAME", "X-WR-CALDESC")
LINE = 75
SHA = re.compile(r"[0-9a-f]{64}")
HEAD = re.compile(r"(\s*(?:\d+\. +|[-*#] +)*)(.*)", re.DOTALL)
NEW_FINDINGS = ("undated", "event-on-closed-day")  # lints that weren't looked for before
ASKED = re.compile(r"^questions:\n(?:[ -].*\n)*|^    short: .*\n", re.MULTILINE)
ASKED_BEFORE = re.compile(r"^ *# \?.*\n", re.MULTILINE)
# Keys that JSON of today has and that of before hadn't, by the format or the key that holds them.
NEW_KEYS = {
    "relsched/check/1": ("questions",),
    "questions": ("id", "readings"),
    "unread": ("id", "readings"),
}
NEVER_SEEN = ("is_event", "lead", "support", "relations")


# Outputs that show what feeds show, and hashes over them.
NOT_COMPARED = ("ics", "export")
FEEDS = "feeds"  # the run that names the files of the feeds that hold something


def comparable(made: Iterable[Output]) -> list[Output]:
    """Leave out what is different on purpose: outputs of feeds, and in others the hashes over what feeds show."""
    return [
        each._replace(text=re.sub(r"\b[0-9a-f]{64}\b", "a hash", each.text))
        for each in made
        if each.kind not in NOT_COMPARED and each.run != FEEDS
    ]


def recorded(name: str) -> tuple[Case, list[Output]]:
    """Read a case and what it gave before."""
    data = lzma.decompress((RECORDED / f"{name}.jsonl.xz").read_bytes())
    first, *rest = map(json.loads, data.splitlines())
    return Case(**first), [Output(**each) for each in rest]


class Difference(NamedTuple):
    """One place at which an output isn't what it was, as put back."""

    run: str
    place: str
    before: str
    now: str

    def __str__(self) -> str:
        return f"{self.run}  {self.place}\n  before: {self.before}\n  now:    {self.now}"

    @property
    def row(self) -> str:
        """The row that the table would need, if only the words have changed."""
        heads, texts = zip(*map(head_and_text, (self.now, self.before)), strict=True)
        return row_for(*(texts if heads[0] == heads[1] else (self.now, self.before)))

    @property
    def is_hash(self) -> bool:
        """Whether it is a hash, which differs where what it is over does."""
        return SHA.fullmatch(self.now) is not None


class Side:
    """The outputs of one side, put back: those of today, or those of before, which must stay as they are."""

    def __init__(
        self,
        case: Case,
        made: Iterable[Output],
        words: Words,
        added: frozenset[str] = frozenset(),
        *,
        hashes_differ: bool = False,
    ) -> None:
        self.words = words
        self.added = added
        self.faults: list[str] = []
        self.said: dict[tuple[str, str], str] = {}
        self.names = frozenset({*words.names, *words.names.values()})
        self.items = {*case.events, *case.deadlines}
        self.hashes: dict[str, str] = {}
        self.hashes_differ = hashes_differ
        self.made = list(made)
        exports = {each.run: self._export(each) for each in self.made if each.kind == "export"}
        self.hashes_differ |= bool(self.hashes)
        self.texts = {each.run: exports.get(each.run) or self._put_back(each) for each in self.made}

    def _put_back(self, output: Output) -> str:
        how = {"json": self._json, "ics": self._ics, "plan": self._lines, "text": self._dates}
        is_empty = output.kind == "ics" and not output.text.startswith("BEGIN:")
        return (self._dates if is_empty else how[output.kind])(output)

    # ------------------------------------------------------------ sentences

    def _sentence(self, place: str, text: str) -> str:
        """Put a text back, and see that no two texts of today become one of before."""
        lines = map(head_and_text, text.split("\n"))
        put_back = "\n".join(f"{head}{self.words.text(said)}" for head, said in lines)
        other = self.said.setdefault((place, put_back), text)
        if self.words.untitled(other) != self.words.untitled(text):
            self.faults.append(f"{place}: {other!r} and {text!r} are both put back to {put_back!r}")
        return put_back

    def _name(self, name: str) -> str:
        if name in self.words.names.values():
            self.faults.append(f"{name!r} is a name of before, and still there")
        return self.words.name(name)

    # ------------------------------------------------------------ JSON

    def _json(self, output: Output) -> str:
        values, indent = documents_in(output.text)
        if written(values, indent) != output.text:
            self.faults.append(f"{output.run}: the JSON is laid out otherwise")
        return written([self._value("", value) for value in values], indent)

    def _value(self, key: str, value: Any) -> Any:
        if isinstance(value, list):
            return [self._value(key, each) for each in value if not _is_new(each)]
        if isinstance(value, str):
            if key == "version" and value == __version__:
                return VERSION
            if value in self.hashes:
                return self.hashes[value]
            return self._name(value) if value in self.names else self._sentence(key, value)
        if not isinstance(value, dict):
            return value
        if value.get("status") == "settled" and "due" in value and value["due"] is None:
            says_nothing = value.get("when") is None and value.get("not_before") is None
            value = {
                **value,
                "status": "undated" if says_nothing else "open",
            }  # as it is called since
        new = (*NEW_KEYS.get(str(value.get("format")), ()), *NEW_KEYS.get(key, ()))
        found = {
            self._name(name): self._value(self.words.name(name), part)
            for name, part in value.items()
            if name not in self.added and name not in new
        }
        if {"code", *FREE} <= found.keys():
            found |= {name: values_in(value[name]) for name in FREE}
        if self.hashes_differ and found.get("format") == "relsched/preview/1":
            # It is over the hashes and digests of all that would be recorded, which an export doesn't hold.
            found["id"] = SHA.sub("a hash over other hashes", found["id"])
        return found

    # ------------------------------------------------------------ iCalendar

    def _ics(self, output: Output) -> str:
        return self._component(output.run, output.text)

    def _component(self, run: str, text: str) -> str:
        lines = text.replace("\r\n ", "").split("\r\n")
        if "\r\n".join(map(folded, lines)) != text:
            self.faults.append(f"{run}: lines are folded otherwise")
        return "\r\n".join(folded(self._line(line)) for line in lines)

    def _line(self, line: str) -> str:
        name, colon, value = line.partition(":")
        plain = unescaped(value)
        if name not in TEXTS or escaped(plain) != value:
            return line
        return f"{name}{colon}{escaped(self._sentence(name, plain))}"

    # ------------------------------------------------------------ exports of a ledger

    def _export(self, output: Output) -> str:
        """Put the records of a ledger back, and take the hashes over sentences anew.

        The hash of a revision is over its row and those of its items, and over the revision before: so it is known only
        after they are.
        """
        rows = [json.loads(line) for line in output.text.splitlines()]
        for row, line in zip(rows, output.text.splitlines(), strict=True):
            if canonical(row) != line:
                self.faults.append(f"{output.run}: the JSON is laid out otherwise")
        revisions = [row for row in rows if row["table"] == "revisions"]
        items = [row for row in rows if row["table"] == "items"]
        for row in revisions:
            if row["hash"] != revision_hash(row, items):
                self.faults.append(f"revision {row['number']}: its hash is made otherwise")
        for row in items:
            content = json.loads(row["content"])
            if row["digest"] != digest(content):
                self.faults.append(f"{row['uid']}: its digest is made otherwise")
            content = self._value("", content)
            row["content"] = canonical(content)
            row["digest"] = digest(content)
            if row["component"] is not None:
                row["component"] = self._component(output.run, row["component"])
        previous: dict[str, str] = {}
        for row in sorted(revisions, key=lambda row: int(row["number"])):
            old = row["hash"]
            if row["version"] == __version__:
                row["version"] = VERSION
            row["previous"] = previous.get(row["plan"], "")
            row["hash"] = previous[row["plan"]] = revision_hash(row, items)
            if row["hash"] != old:
                self.hashes[old] = row["hash"]
        return "".join(f"{canonical(row)}\n" for row in rows)

    # ------------------------------------------------------------ texts

    def _lines(self, output: Output) -> str:
        return self._sentence("plan", ASKED_BEFORE.sub("", ASKED.sub("", output.text)))

    def _dates(self, output: Output) -> str:
        """Give each item with which a line begins, and the dates up to the next; a row may run over lines."""
        made: list[list[str]] = [[]]
        for line in output.text.splitlines():
            if line.partition("[")[2].partition("]")[0] in NEW_FINDINGS:
                continue
            words = line.strip(" |*-★!•").split(maxsplit=1)
            first = words[0].strip("`:*") if words else ""
            if first in self.items:
                made.append([first])
            elif not words:
                made.append([])
            made[-1] += map(str, days_in(line))
        return "".join(f"{' '.join([*told[:1], *sorted(told[1:])])}\n" for told in made if told)


def _is_new(value: Any) -> bool:
    return isinstance(value, dict) and value.get("code") in NEW_FINDINGS


def head_and_text(line: str) -> tuple[str, str]:
    """Part the indentation of a line, and the number or mark of a list, from what the line says."""
    found = HEAD.fullmatch(line)
    assert found is not None
    return found[1], found[2]


def documents_in(text: str) -> tuple[list[Any], int | None]:
    """Read one document of JSON, or one a line; with the indentation it is written in."""
    lines = text.splitlines()
    if lines and lines[0] in ("{", "["):
        return [json.loads(text)], len(lines[1]) - len(lines[1].lstrip())
    return [json.loads(line) for line in lines], None


def written(values: Iterable[Any], indent: int | None) -> str:
    """Write documents of JSON as commands do."""
    made = (json.dumps(value, ensure_ascii=False, indent=indent) for value in values)
    return "".join(f"{text}\n" for text in made)


def canonical(value: Any) -> str:
    """Write plain values in the one form that hashes are taken of."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def sha(text: str) -> str:
    """Give the SHA-256 of a text."""
    return hashlib.sha256(text.encode()).hexdigest()


def digest(content: Mapping[str, Any]) -> str:
    """Take the digest of what subscribers see of an item."""
    return sha(canonical({name: part for name, part in content.items() if name not in NEVER_SEEN}))


def revision_hash(revision: Mapping[str, Any], items: Iterable[Mapping[str, Any]]) -> str:
    """Take the hash of a revision: over its row, the rows of the items it changed, and the hash before."""
    own = {name: part for name, part in revision.items() if name not in ("hash", "table")}
    rows = {}
    for item in items:
        if (item["plan"], item["revision"]) == (revision["plan"], revision["number"]):
            row = {name: part for name, part in item.items() if name != "table"}
            if row["component"] is not None:
                row["component"] = sha(row["component"])
            rows[item["uid"]] = sha(canonical(row))
    return sha(canonical({**own, "items": rows}))


def folded(line: str) -> str:
    """Fold a line of iCalendar at 75 octets, inside no letter and no escape (RFC 5545, section 3.1)."""
    octets = line.encode()
    made = []
    room = LINE
    while len(octets) > room:
        part = octets[:room].decode(errors="ignore")
        if (len(part) - len(part.rstrip("\\"))) % 2:
            part = part[:-1]
        made.append(part)
        octets = octets[len(part.encode()) :]
        room = LINE - 1
    return "\r\n ".join([*made, octets.decode()])


def unescaped(value: str) -> str:
    """Read a text of iCalendar (RFC 5545, section 3.3.11)."""
    return re.sub(r"\\(.)", lambda found: "\n" if found[1] in "nN" else found[1], value)


def escaped(text: str) -> str:
    """Write a text of iCalendar."""
    return re.sub(r"([\\;,])", r"\\\1", text).replace("\n", "\\n")


VALUES = re.compile(r"`[^`]*`|“[^”]*”|\"[^\"]*\"|(?<![\w.])\d+(?:\.\d+)*(?![\w])")


def values_in(text: str | None) -> str | None:
    """Give the dates, numbers and quoted words of a free text, sorted: all that may not change in it."""
    if text is None:
        return None
    quoted = (found.strip('`“”" ') for found in VALUES.findall(ANY_DATE.sub("", text)))
    return "; ".join(sorted([*filter(None, quoted), *map(str, days_in(text))]))


# ---------------------------------------------------------------- differences


def differences(before: Side, now: Side) -> Iterator[Difference]:
    """Tell all places at which two sides differ."""
    statuses = {each.run: (each.status, each.kind) for each in now.made}
    for output in before.made:
        if output.run not in now.texts:
            yield Difference(output.run, "the run", "is there", "is missing")
            continue
        was = (output.status, output.kind)
        if statuses[output.run] != was:
            yield Difference(output.run, "status", str(was), str(statuses[output.run]))
        yield from _between(output, before.texts[output.run], now.texts[output.run])
    for run in now.texts.keys() - before.texts.keys():
        yield Difference(run, "the run", "wasn't there", "is there")
    order = [run for run in before.texts if run in now.texts]
    found = [run for run in now.texts if run in before.texts]
    if order != found:
        yield Difference("all", "order of runs", str(order), str(found))


def _between(output: Output, before: str, now: str) -> Iterator[Difference]:
    if before == now:
        return
    told = False
    for place, one, other in _pairs(output.kind, before, now):
        lines = zip_longest(one.split("\n"), other.split("\n"), fillvalue="nothing")
        for was, said in lines:
            if was != said:
                told = True
                yield Difference(output.run, place, was, said)
    if not told:
        yield Difference(output.run, "somewhere", before, now)


def _pairs(kind: str, before: str, now: str) -> Iterator[tuple[str, str, str]]:
    if kind == "json":
        one, other = (documents_in(text)[0] for text in (before, now))
        yield from _leaves("", one, other)
        return
    if kind == "ics":
        before, now = (text.replace("\r\n ", "") for text in (before, now))
    lines = zip_longest(before.splitlines(), now.splitlines(), fillvalue="nothing")
    for number, (was, said) in enumerate(lines, start=1):
        if was == said:
            continue
        if kind == "export" and was[:1] == said[:1] == "{":
            yield from _leaves(f"record {number}", *map(_opened, (was, said)))
            continue
        yield f"line {number}", was.replace("\\n", "\n"), said.replace("\\n", "\n")


def _opened(line: str) -> dict[str, Any]:
    """Read a record of an export, with the JSON and the iCalendar that lie in it."""
    record: dict[str, Any] = json.loads(line)
    if "content" in record:
        record["content"] = json.loads(record["content"])
        component = (record["component"] or "").replace("\r\n ", "").splitlines()
        record["component"] = [part.replace("\\n", "\n") for part in component]
    return record


def _leaves(place: str, before: Any, now: Any) -> Iterator[tuple[str, str, str]]:
    """Walk through two trees, and give the leaves that differ, with their place."""
    if isinstance(before, dict) and isinstance(now, dict):
        if list(before) != list(now):
            yield f"{place}: keys", ", ".join(before), ", ".join(now)
        for name in before.keys() & now.keys():
            yield from _leaves(f"{place}.{name}", before[name], now[name])
    elif isinstance(before, list) and isinstance(now, list) and len(before) == len(now):
        for number, (one, other) in enumerate(zip(before, now, strict=True)):
            yield from _leaves(f"{place}[{number}]", one, other)
    elif before != now or type(before) is not type(now):
        yield place, _shown(before), _shown(now)


def _shown(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def sides(
    case: Case,
    before: Iterable[Output],
    now: Iterable[Output],
    sentences: Iterable[tuple[str, str]] = SENTENCES,
    names: Mapping[str, str] = NAMES,
    added: frozenset[str] = ADDED,
) -> tuple[Side, Side]:
    """Put both sides back by the table."""
    new = Side(case, now, Words(sentences, names, case.titles, case.titled), added)
    old = Side(case, before, Words((), {}, {}), hashes_differ=bool(new.hashes))
    return old, new


def on_purpose(name: str, found: Difference) -> tuple[str, str, str] | None:
    """Give the entry of `OTHERWISE` or `RECKONED` that a difference of a case is of, if any."""
    whole = (name, found.run, "")
    entries = ((name, found.run, found.place), whole)
    if whole[:2] in RECKONED:
        return whole
    return next((each for each in entries if each in OTHERWISE), None)


def told(found: list[Difference], most: int = 12) -> str:
    """Say what differs: some places, then the rows that would put the sentences back."""
    shown = list({(each.before, each.now): each for each in found if not each.is_hash}.values())
    hashes = [each for each in found if each.is_hash]
    rows = {re.sub(r"\{\w+", "{", each.row): each.row for each in shown}
    return "\n".join(
        [
            f"{len(found)} places aren't as before, {len(hashes)} of them hashes;"
            f" {len(shown)} differ from one another:",
            *map(str, (shown or hashes)[:most]),
            "Where only words have changed, rows for tests/changed_sentences.py:",
            *(f"    {row}" for row in [*rows.values()][: 3 * most]),
        ]
    )


def cases() -> list[str]:
    """Give the names of the recorded cases."""
    return sorted(file.name.split(".")[0] for file in RECORDED.glob("*.jsonl.xz"))


def main(arguments: list[str]) -> int:
    """Print what was recorded, or how today's outputs differ from it."""
    if arguments[:1] == ["--show"]:
        _, before = recorded(arguments[1])
        for each in before:
            if arguments[2:] in ([], [each.run]):
                print(f"--- {each.run} [{each.status}]")
                if arguments[2:]:
                    print(each.text, end="")
        return 0
    status = 0
    for name in arguments or cases():
        case, before = recorded(name)
        with tempfile.TemporaryDirectory() as folder:
            now = comparable(outputs(case, Path(folder).resolve()))
            old, new = sides(case, comparable(before), now)
        found = [each for each in differences(old, new) if on_purpose(name, each) is None]
        faults = new.faults[:10]
        if found or faults:
            status = 1
            print(f"=== {name}", *faults, told(found) if found else "", sep="\n")
    return status


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
