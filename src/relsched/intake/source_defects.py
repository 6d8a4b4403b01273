"""Defects of a source that show in how it is made: numbers, names and numerals that contradict each other."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from itertools import combinations

import attrs

from relsched.documents.content import Defect, DocumentPlace
from relsched.documents.numbering import roman, to_roman
from relsched.errors import fold
from relsched.intake.document_head import SYMBOL
from relsched.intake.document_sections import DocumentSection
from relsched.intake.document_words import LANGUAGES
from relsched.intake.task_rows import TaskRowDraft

MOST_ALIKE = 200  # document numbers that begin alike and are compared with each other
Texts = Sequence[tuple[str, DocumentPlace]]


def of_items(drafts: Iterable[TaskRowDraft], has_lead: bool) -> Iterator[Defect]:
    """Tell rows without a timing or without anybody to lead them."""
    for draft in drafts:
        if not draft.texts.get("timing"):
            yield Defect("no timing", draft.place, {"item": draft.id})
        if has_lead and not draft.texts.get("lead") and draft.table >= 0:
            yield Defect("no lead", draft.place, {"item": draft.id})


def of_numbers(drafts: Sequence[TaskRowDraft]) -> Iterator[Defect]:
    """Tell numbers that stand twice, are left out, or stand below another number than their own."""
    seen: dict[tuple[object, tuple[int, ...]], TaskRowDraft] = {}
    last: dict[tuple[object, tuple[int, ...]], int] = {}
    for draft in drafts:
        number = draft.number
        if number is None or not number.parts or number.kind != "number":
            continue
        part = (draft.table, draft.section if draft.table < 0 else None)
        for size in range(1, len(number.parts) + 1):
            above, value = (part, number.parts[: size - 1]), number.parts[size - 1]
            before = last.get(above)
            if before is not None and value > before + 1 and value - before < 20:
                gone = ", ".join(
                    ".".join(map(str, (*number.parts[: size - 1], missing)))
                    for missing in range(before + 1, value)
                )
                yield Defect("number missing", draft.place, {"numbers": gone, "item": str(number)})
            last[above] = value
        key = ((draft.table, draft.section), number.parts)  # a section may count again
        if key in seen:
            yield Defect(
                "number twice", draft.place, {"number": str(number), "other": seen[key].place}
            )
        seen.setdefault(key, draft)
        own = draft.group.number if draft.group is not None else None
        if (
            own is not None
            and own.kind == "number"
            and own.parts != number.parts
            and not number.is_below(own)
        ):
            yield Defect(
                "number elsewhere", draft.place, {"number": str(number), "other": str(own)}
            )


def of_symbols(texts: Texts) -> Iterator[Defect]:
    """Tell document numbers spelt in two ways: `02-KH/TBTTPVBV` and `02-KH/TBTTBVPV`."""
    found: dict[str, list[DocumentPlace]] = {}
    for text, place in texts:
        for match in re.finditer(rf"(?<!\w){SYMBOL}", text):
            found.setdefault(match.group(), []).append(place)
    alike: dict[str, list[str]] = {}  # the names that begin with the same number
    for name in found:
        alike.setdefault(re.split(r"[-/](?=\D)", name, maxsplit=1)[0], []).append(name)
    for names in alike.values():
        for first, second in combinations(names[:MOST_ALIKE], 2):
            if not _is_misspelt(first, second):
                continue
            # Of two that stand as often, the later is reported.
            is_first = len(found[first]) < len(found[second])
            rare, often = (first, second) if is_first else (second, first)
            values = {
                "rare": rare,
                "times": len(found[rare]),
                "often": often,
                "count": len(found[often]),
            }
            yield Defect("spelt two ways", found[rare][0], values)


def _is_misspelt(first: str, second: str) -> bool:
    """Whether two document numbers have the same number, and letters that differ as a slip makes them differ."""
    cut = re.match(r"[0-9/]+", first)
    if cut is None or not second.startswith(cut.group()) or first == second:
        return False
    one, other = first[cut.end() :], second[cut.end() :]
    if one[:1] != other[:1] or min(len(one), len(other)) < 4:
        return False
    if fold(one) == fold(other):
        return True
    head = re.match(r"[-/]?[^-/]*[-/]", one)
    if head is None or not other.startswith(head.group()):
        return False
    tails = one[head.end() :], other[head.end() :]
    if min(map(len, tails)) < 4:
        return False
    if sorted(tails[0]) == sorted(tails[1]):
        return True
    return _distance(tails[0], tails[1]) <= (1 if min(map(len, tails)) < 8 else 2)


def _distance(one: str, other: str) -> int:
    """Count the letters to change, drop or add to make one of two short texts the other."""
    row = list(range(len(other) + 1))
    for i, a in enumerate(one, 1):
        before, row[0] = row[0], i
        for j, b in enumerate(other, 1):
            before, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, before + (a != b))
    return row[-1]


@cache
def _gathering() -> re.Pattern[str]:
    words = "|".join(language.gathering for language in LANGUAGES.values())
    return re.compile(
        rf"\b(?P<name>{words})\b(?P<between>(?:\s(?!(?:{words})\b)[^\W\d_]+){{0,7}}?)"
        r"\s(?P<numeral>[ivxlc]{2,7})\b"
        rf"|\b(?P<ordinal>[0-9]{{1,3}})(?:st|nd|rd|th)\s(?P<words>(?:[^\W\d_]+\s){{0,3}}?)(?P<counted>{words})\b"
    )


_COUNTED = re.compile(r"\b[IVXLC]{2,7}\b|[0-9](?:st|nd|rd|th)\b")


@attrs.frozen
class _Mention:
    value: int
    text: str
    place: DocumentPlace
    is_earlier: bool


def of_numerals(texts: Texts) -> Iterator[Defect]:
    """Tell a numeral that stands once where the same happening has another, one stroke away, ten times and more.

    The one before may be meant: it isn't reported where the words around it say so ("Nghị quyết Đại hội XVI").
    """
    mentions: dict[str, list[_Mention]] = {}
    earlier = re.compile("|".join(rf"\b(?:{words.earlier})\b" for words in LANGUAGES.values()))
    for text, place in texts:
        if not _COUNTED.search(text):
            continue
        plain = " ".join(fold(text).split())
        for match in _gathering().finditer(plain):
            name = match["name"] or match["counted"]
            value = roman(match["numeral"].upper()) if match["numeral"] else int(match["ordinal"])
            if value is None:
                continue
            around = (
                plain[max(0, match.start() - 25) : match.start()]
                + plain[match.end() : match.end() + 20]
            )
            written = match["numeral"].upper() if match["numeral"] else match["ordinal"]
            mentions.setdefault(name, []).append(
                _Mention(value, written, place, bool(earlier.search(around)))
            )
    for found in mentions.values():
        counts = Counter(mention.value for mention in found)
        main, times = counts.most_common(1)[0]
        for mention in found:
            if counts[mention.value] != 1 or times < 10 or not _is_slip(mention, main):
                continue
            if mention.value < main and mention.is_earlier:
                continue
            as_written = to_roman(main) if mention.text.isalpha() else str(main)
            yield Defect(
                "numeral",
                mention.place,
                {"rare": mention.text, "often": as_written, "count": times},
            )


def _is_slip(mention: _Mention, main: int) -> bool:
    """Whether one numeral is written for the other: the next one, or one stroke of a Roman numeral off."""
    if mention.value == main:
        return False
    is_roman = mention.text.isalpha()
    return abs(mention.value - main) == 1 or (
        is_roman and _distance(to_roman(mention.value), to_roman(main)) == 1
    )


def of_sections(sections: Sequence[DocumentSection]) -> Iterator[Defect]:
    """Tell numbers of sections that are left out or stand twice."""
    last = 0
    for section in sections:
        value = roman(section.number) if section.number else None
        if value is None:
            continue
        if last and value == last:
            yield Defect(
                "number twice", section.place, {"number": section.number, "other": section.place}
            )
        elif last and value > last + 1:
            gone = ", ".join(to_roman(missing) for missing in range(last + 1, value))
            yield Defect("number missing", section.place, {"numbers": gone, "item": section.number})
        last = value
