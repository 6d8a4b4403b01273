"""Sentences of today put back into the words of before, with every value carried over.

A row of the table of changed sentences is a pair: how it is said today, and how it was said. Both have named values:

- `{name}`: any text on one line; what stands in it is put back too
- `{name:number}`: a whole number
- `{name:iso}`, `{name:en}`, `{name:vi}`, `{name:vi-day}`, `{name:vi-last}`: a date, written as in `FORMS`; the sentence
  of before may want it in another form
- `{name:id}`: the id of an item
- `{name:offset}`: an offset in Vietnamese words, at the beginning of a line without an arrow: "10 ngày trước khai mạc"
- `{name:title}`: the title of an item, or its id where it has none; the sentence of before wants it as `{name:id}`

An id with its own title behind it, "`opening` (The opening)", counts as the id: the title tells nothing new. With the
title of another item it stays as it is. A document that a rule names has an id that is made of its title.

A row that begins or ends with a text reaches to the beginning or end of the line, without the number or mark of a list;
any other is looked for inside.
No row may lose a value, make one up, or say in two ways what was said in one: `faults_in` tells those that do.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from string import Formatter
from typing import NamedTuple

DAYS = {
    "en": ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"),
    "vi": ("thứ Hai", "thứ Ba", "thứ Tư", "thứ Năm", "thứ Sáu", "thứ Bảy", "Chủ nhật"),
}


class Form(NamedTuple):
    """One way of writing a date: its pattern, and how it is written."""

    pattern: str
    write: Callable[[date], str]


ISO = r"\d{4}-\d\d-\d\d"
SLASHES = r"\d\d/\d\d/\d{4}"
EN, VI = ("(?:" + "|".join(DAYS[lang]) + ")" for lang in ("en", "vi"))
FORMS = {
    "iso": Form(ISO, date.isoformat),
    "en": Form(f"{EN} {ISO}", lambda day: f"{DAYS['en'][day.weekday()]} {day}"),
    "vi": Form(f"{VI} {SLASHES}", lambda day: f"{DAYS['vi'][day.weekday()]} {day:%d/%m/%Y}"),
    "vi-day": Form(SLASHES, lambda day: f"{day:%d/%m/%Y}"),
    "vi-last": Form(
        rf"{SLASHES} \({VI}\)", lambda day: f"{day:%d/%m/%Y} ({DAYS['vi'][day.weekday()]})"
    ),
}
ID = r"[\w.-]*\w"
OFFSET = r"(?!.*→)[^`:\n][^:\n]*\b(?:trước|sau|mốc|của|có)\b[^:\n]*"
KINDS = ("", "number", "id", "offset", "title", *FORMS)
ANY_DATE = re.compile(
    r"(?P<year>\d{4})-(?P<month>\d\d)-(?P<day>\d\d)|(?P<day_>\d\d?)/(?P<month_>\d\d?)/(?P<year_>\d{4})"
)


def days_in(text: str) -> list[date]:
    """Read the dates in a text, however they are written; what is no day of the calendar isn't one."""
    found = []
    for match in ANY_DATE.finditer(text):
        parts = {key.rstrip("_"): int(part) for key, part in match.groupdict().items() if part}
        try:
            found.append(date(**parts))
        except ValueError:
            continue
    return found


class Part(NamedTuple):
    """A stretch of a sentence: words, then perhaps a value of some kind."""

    words: str
    name: str | None
    kind: str


def parts_of(sentence: str) -> tuple[Part, ...]:
    """Take a sentence of the table apart; doubled braces are braces."""
    read = Formatter().parse(sentence)
    return tuple(Part(words, name, kind or "") for words, name, kind, _ in read)


class Row:
    """A changed sentence, for the plan whose titles are given: how it is said today, and how it was said."""

    def __init__(self, now: str, before: str, titles: Mapping[str, str]) -> None:
        self.parts = parts_of(now)
        self.before = parts_of(before)
        self.titles = titles
        self.kinds = {part.name: part.kind for part in self.parts}
        # The longest words of it: where they aren't, the pattern needn't be tried.
        self.sure = max((part.words for part in self.parts), key=len, default="")
        self.pattern = self._pattern()

    def _pattern(self) -> re.Pattern[str]:
        shapes = {
            "": ".+?",
            "number": r"\d+",
            "id": ID,
            "offset": OFFSET,
            "title": "|".join(map(re.escape, sorted(self.titles, key=len, reverse=True))) or "(?!)",
            **{kind: form.pattern for kind, form in FORMS.items()},
        }
        made = ""
        told: set[str] = set()
        for words, name, kind in self.parts:
            made += re.escape(words)
            if name is not None:
                made += f"(?P={name})" if name in told else f"(?P<{name}>{shapes[kind]})"
                told.add(name)
        first, last = self.parts[0], self.parts[-1]
        begins = _edge(first.words[:1], first.kind, "^", r"(?<!\w)")
        ends = _edge("" if last.name else last.words[-1:], last.kind, "$", r"(?!\w)")
        return re.compile(f"{begins}{made}{ends}", re.MULTILINE)

    def put_back(self, text: str, inner: Callable[[str], str]) -> str:
        """Say as before what stands in a text, wherever it is said in the way of today."""
        if self.sure not in text:
            return text
        return self.pattern.sub(lambda found: self._said(found, inner), text)

    def _said(self, found: re.Match[str], inner: Callable[[str], str]) -> str:
        said = ""
        for words, name, kind in self.before:
            said += words
            if name is None:
                continue
            value, told_as = found[name], self.kinds[name]
            if told_as in FORMS:
                days = days_in(value)
                if not days or FORMS[told_as].write(days[0]) != value:
                    return found[0]  # a date with a wrong day of the week stays, to be seen
                value = FORMS[kind].write(days[0])
            elif told_as == "title":
                value = self.titles[value]
            elif told_as in ("", "offset"):
                value = inner(value)
            said += value
        return said


def _edge(letter: str, kind: str, of_line: str, of_word: str) -> str:
    """Where a row may begin or end: a text at the edge of a line, a word and any other value at the edge of a word."""
    if letter:
        return of_word if re.match(r"\w", letter) else ""
    return of_line if kind in ("", "offset") else of_word


def _made_id(text: str) -> str:
    """Give an id without the title it is made of; with any other it stays as it is."""
    name, _, title = text.removesuffix(")").partition(" (")
    letters = unicodedata.normalize("NFD", title.casefold().replace("đ", "d"))
    made = re.sub(r"[^a-z0-9]+", "-", re.sub(r"[\u0300-\u036f]", "", letters)).strip("-")
    return name if name == f"`{made}`" else text


class Words:
    """The table for one plan: it puts back sentences, and the names of keys and codes."""

    def __init__(
        self,
        sentences: Iterable[tuple[str, str]],
        names: Mapping[str, str],
        titles: Mapping[str, str],
        titled: Iterable[tuple[str, str]] = (),
    ) -> None:
        self.rows = [Row(now, before, titles) for now, before in sentences]
        self.names = names
        self._named = {f"`{name}` ({title})": f"`{name}`" for name, title in titled}
        longest_first = sorted(self._named, key=len, reverse=True)
        self._with_title = re.compile(
            "|".join([*map(re.escape, longest_first), r"`[\w-]+` \([^()“]+\)"])
        )
        self._kept: dict[str, str] = {}

    def text(self, text: str) -> str:
        """Say a text as before."""
        if not self.rows:
            return text
        if text not in self._kept:
            self._kept[text] = text  # what a row finds in itself is left as it is
            said = self.untitled(text)
            for row in self.rows:
                said = row.put_back(said, self.text)
            self._kept[text] = said
        return self._kept[text]

    def untitled(self, text: str) -> str:
        """Take the titles off that stand behind their ids."""
        return self._with_title.sub(
            lambda found: self._named.get(found[0]) or _made_id(found[0]), text
        )

    def name(self, name: str) -> str:
        """Give the key or code of before."""
        return self.names.get(name, name)


def faults_in(
    sentences: Sequence[tuple[str, str]], names: Mapping[str, str], ids: Iterable[str] = ()
) -> Iterator[str]:
    """Tell which rows could hide that a date, a number, a status or an id isn't what it was.

    Args:
        sentences: The rows: how it is said today, and how it was said.
        names: The keys and codes of today, with those of before.
        ids: The ids of the plans; none with a digit or a mark in it may stand in a sentence.
    """
    telling = sorted({name for name in ids if re.search(r"[\d.-]", name) and len(name) > 1})
    for now, before in sentences:
        for fault in _faults_of(parts_of(now), parts_of(before), telling):
            yield f"{now!r}: {fault}"
    for which, told in (("today", 0), ("before", 1)):
        shapes = Counter(_shape(row[told]) for row in sentences)
        yield from (f"said twice {which}: {shape!r}" for shape, n in shapes.items() if n > 1)
    yield from (f"two names for {name!r}" for name, n in Counter(names.values()).items() if n > 1)
    yield from (f"{name!r} is a name of before too" for name in names if name in names.values())


def _faults_of(now: Sequence[Part], before: Sequence[Part], ids: Iterable[str]) -> Iterator[str]:
    kinds, wanted = (
        {part.name: part.kind for part in parts if part.name is not None} for parts in (now, before)
    )
    if kinds.keys() != wanted.keys():
        yield f"the values aren't the same: {sorted(kinds.keys() ^ wanted.keys())}"
        return
    if "" in kinds:
        yield "a value has no name"
    for name, kind in kinds.items():
        other = wanted[name]
        if not {kind, other} <= set(KINDS):
            yield f"no such kind: {kind or other}"
        elif not (
            kind == other or {kind, other} <= FORMS.keys() or (kind, other) == ("title", "id")
        ):
            yield f"`{name}` is of kind {kind!r} today and was of kind {other!r}"
    said, was = (" … ".join(part.words for part in parts) for parts in (now, before))
    is_date = len(kinds) == 1 and {*kinds.values(), *wanted.values()} <= FORMS.keys()
    if not is_date and "offset" not in kinds.values() and not re.search(r"\w{2}", said):
        yield "there is no word in it"
    for text in (said, was):
        if days_in(text) or re.search(r"\b\d{4}\b|\d/\d", text):
            yield "a date in its words; make it a value"
        yield from (
            f"the id `{name}` in its words; make it a value"
            for name in ids
            if re.search(rf"(?<![\w.-]){re.escape(name)}(?![\w.-])", text)
        )
    # "no day" may be how "0 days" is said, and "a day" how "1 day" is; any other number is a value.
    for what, pattern in (("number", r"(?<![\w.])\d+(?![\w.])"), ("name", "`[^`…]*`")):
        today, then = ({*re.findall(pattern, text)} - {"0", "1"} for text in (said, was))
        if today != then:
            yield f"a {what} in its words; make it a value: {sorted(today ^ then)}"


def _shape(sentence: str) -> str:
    """Give a sentence without the names of its values, which tell nothing."""
    return "".join(
        f"{part.words}{'' if part.name is None else '{}'}" for part in parts_of(sentence)
    )


VALUE = re.compile(
    f"(?P<vi_last>{FORMS['vi-last'].pattern})|(?P<vi>{FORMS['vi'].pattern})|(?P<en>{FORMS['en'].pattern})"
    rf"|(?P<iso>{ISO})|(?P<vi_day>{SLASHES})|(?<=`)(?P<id>{ID})(?=`)|(?<=“)(?P<text>[^”]+)(?=”)|(?<![\w.])(?P<number>\d+)(?![\w.])"
)


def row_for(now: str, before: str) -> str:
    """Propose a row of the table: what two sentences have in common becomes a value where it looks like one."""
    names = iter("abcdefghijklmnopqrstuvwxyz")
    found = [(match.lastgroup, _value(match), match[0]) for match in VALUE.finditer(before)]
    waiting: dict[tuple[str, str], list[str]] = {}
    made_before = made_now = ""
    end = 0
    for match in VALUE.finditer(now):
        kind, value = str(match.lastgroup), _value(match)
        wanted = [each for each in found if each[1] == value]
        made_now += _plain(now[end : match.start()])
        end = match.end()
        name = next(names, None) if wanted else None
        if name is None:
            made_now += _plain(match[0])
            continue
        found.remove(wanted[0])
        waiting.setdefault((str(wanted[0][0]), value), []).append(name)
        made_now += _placeholder(name, kind)
    made_now += _plain(now[end:])
    end = 0
    for match in VALUE.finditer(before):
        made_before += _plain(before[end : match.start()])
        end = match.end()
        left = waiting.get((str(match.lastgroup), _value(match)))
        made_before += _placeholder(left.pop(0), str(match.lastgroup)) if left else _plain(match[0])
    made_before += _plain(before[end:])
    return f"({made_now!r}, {made_before!r}),"


def _value(match: re.Match[str]) -> str:
    days = days_in(match[0]) if match.lastgroup not in ("id", "text", "number") else []
    return str(days[0]) if days else match[0]


def _plain(words: str) -> str:
    return words.replace("{", "{{").replace("}", "}}")


def _placeholder(name: str, kind: str) -> str:
    return f"{{{name}}}" if kind == "text" else f"{{{name}:{kind.replace('_', '-')}}}"
