"""Lines that end where the terminal does: broken between words, and never inside a date, an amount, an id or a status.

Only what is shown on a terminal is broken; what goes into a pipe or a file stays one line a sentence.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import cache

from relsched.messages.catalogue import languages, sentences

MORE = "…"  # stands for what is cut off
MAX_HANGING = 24  # how far in, at most, the further lines of one that was broken begin

_WEEKDAYS = "thứ Hai|thứ Ba|thứ Tư|thứ Năm|thứ Sáu|thứ Bảy|Chủ nhật"
_MONTHS = "Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec"
_TIME = r"(?: \d{1,2}:\d\d(?::\d\d)?(?:[+-]\d\d:\d\d)?)?"
# What stays together, the longest forms first. A number takes the word after it along: its unit, or what it counts.
_WHOLE = (
    r"`[^`\n]{1,60}`",
    rf"(?:ngày )?\d{{1,2}}/\d{{1,2}}/\d{{4}}(?: \((?:{_WEEKDAYS})\))?{_TIME}",
    rf"(?:(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun) )?\d{{4}}-\d\d-\d\d{_TIME}",
    rf"(?:(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun) )?\d{{1,2}} (?:{_MONTHS})[a-z]*(?: \d{{4}})?",
    r"\d{1,2} tháng \d{1,2}(?: năm \d{4})?",
    r"tháng \d{1,2} năm \d{4}",
    r"[+\-−±]?\d[\d.,]* (?:ngày làm việc|ngày tròn|working days?|clear days?)",
    r"(?:phiên bản|dòng|tháng|quý|năm|mục|điều|khoản|revision|line|page|item|section) \d\S*",
    r"[+\-−±]?\d[\d.,]* (?!\d)\w+",
)
# These marks stand before what they belong to, so no line ends with one.
_LEADING = r"(?:[→–·=] )?"
# Where the further lines of a numbered or bulleted one begin, and those of one with columns: below its text.
_NUMBERED = re.compile(r" *(?:\d{1,3}\.|[-*•]) +")
_COLUMN = re.compile(r" *\S+(?: \S+)*?  +(?=\S)")


@cache
def _whole() -> re.Pattern[str]:
    """Give what finds all that stays together; statuses are those of the catalogues."""
    statuses = {
        text
        for language in languages()
        for key, text in sentences(language).items()
        if key.startswith("status ") and " " in text and "{" not in text
    }
    words = "|".join(map(re.escape, sorted(statuses, key=len, reverse=True)))
    first, *others = _WHOLE
    forms = "|".join([first, rf"(?<!\w)(?:{words})(?!\w)", *others])
    return re.compile(rf"{_LEADING}(?:{forms})")


def cell_width(text: str) -> int:
    """Give how many columns of a terminal a text without line feeds takes.

    Chinese letters and their kind take two, marks that stand above others none (Unicode standard annex 11).
    """
    if text.isascii():
        return len(text)
    return sum(map(_width_of, text))


@cache
def _width_of(letter: str) -> int:
    # The vowels and ends of Korean syllables stand in the room of their beginning, as marks do above their letters.
    if unicodedata.category(letter) in ("Mn", "Me", "Cf") or "\u1160" <= letter <= "\u11ff":
        return 0
    return 2 if unicodedata.east_asian_width(letter) in ("W", "F") else 1


def wrap_text(text: str, width: int) -> str:
    """Break every line of a text that is longer than the terminal; further lines begin further in.

    Args:
        text: The text.
        width: Columns of the terminal, at least 1.
    """
    return "\n".join(
        part for line in text.split("\n") for part in wrap_line(line.expandtabs(), width)
    )


def wrap_line(line: str, width: int, *, hanging: int | None = None) -> list[str]:
    """Break a line between words, so that no part is longer than the terminal.

    A path or an address that is longer than a whole line stays in one piece, so that it can be copied: the terminal
    itself breaks it. Any other word of that length is cut through.

    Args:
        line: The line; spaces at its begin stay.
        width: Columns of the terminal.
        hanging: Where further lines begin; None for below the text of a numbered line or of a line with columns,
            else two columns further in than the first.
    """
    if cell_width(line) <= width:
        return [line]
    body = line.lstrip(" ")
    indent = len(line) - len(body)
    column = 0  # where the second column begins, below which further lines do
    if hanging is None:
        hanging, column = _hanging(line, indent)
    indent, hanging = min(indent, width // 2), min(hanging, width // 3)
    lines: list[str] = []
    written, room = " " * indent, width - indent
    for gap, word in _pieces(body, width - max(indent, hanging)):
        size = cell_width(word)
        is_begin = not written.strip()
        if not is_begin and gap + size > room:
            lines.append(written.rstrip())
            # What is longer than the others have room for is moved out as far as it needs.
            begin = max(min(hanging, width - size), 0)
            written, room, is_begin = " " * begin, width - begin, True
        if not is_begin:
            if gap == 2 and not lines:  # the first column is as wide as in the lines around
                gap = max(gap, min(column, hanging) - (width - room))
                column = 0
            written, room = written + " " * gap, room - gap
        written, room = written + word, room - size
    lines.append(written.rstrip())
    return lines


def _hanging(line: str, indent: int) -> tuple[int, int]:
    """Give where further lines begin, and where the second column does; 0 for a line without columns."""
    found = _NUMBERED.match(line)
    if found is not None and cell_width(found[0]) <= MAX_HANGING:
        return cell_width(found[0]), 0
    found = _COLUMN.match(line)
    if found is not None and cell_width(found[0]) <= MAX_HANGING:
        return cell_width(found[0]), cell_width(found[0])
    return indent + 2, 0


def _pieces(body: str, width: int) -> Iterator[tuple[int, str]]:
    """Go through what isn't broken, with the spaces before it: at most two, as columns needn't be aligned any more."""
    end = 0
    for start, stop in _spans(body):
        piece = body[start:stop]
        gap = min(start - end, 2)
        end = stop
        if cell_width(piece) <= width or (" " not in piece and _is_copied(piece)):
            yield gap, piece
            continue
        for word in piece.split(" "):  # there is no room for all of it in any line
            for part in _cut_through(word, width):
                yield gap, part
                gap = 0
            gap = 1


def _spans(body: str) -> Iterator[tuple[int, int]]:
    """Go through where words begin and end, counting as one word what stays together."""
    closed = [found.span() for found in _whole().finditer(body)]
    start = 0
    place = 0
    while start < len(body):
        if body[start] == " ":
            start += 1
            continue
        stop = body.find(" ", start)
        while stop >= 0:
            while place < len(closed) and closed[place][1] <= stop:
                place += 1
            if place == len(closed) or closed[place][0] >= stop:
                break
            stop = body.find(" ", stop + 1)
        stop = len(body) if stop < 0 else stop
        yield start, stop
        start = stop


def _is_copied(word: str) -> bool:
    """Say whether a word is a path or an address, which is of use in one piece only."""
    return "/" in word or "\\" in word


def _cut_through(word: str, width: int) -> Iterator[str]:
    if cell_width(word) <= width or _is_copied(word):
        yield word
        return
    part, room = "", width
    for letter in word:
        size = cell_width(letter)
        if size > room:
            yield part
            part, room = "", width
        part, room = part + letter, room - size
    yield part


def cut(text: str, width: int, lines: int = 1) -> list[str]:
    """Give a text in at most so many lines; where it is longer, the last ends with `…` behind a whole word.

    Args:
        text: The text.
        width: Columns of each line.
        lines: How many at most.
    """
    found = [part for line in text.split("\n") for part in wrap_line(line, width, hanging=0)]
    if len(found) <= lines:
        return found
    rest = " ".join(found[lines - 1 :])
    last = wrap_line(rest, max(width - 1, 1), hanging=0)[0].rstrip(" ,;:–-")
    return [*found[: lines - 1], last + MORE]


def widest_piece(texts: Iterable[str], width: int) -> int:
    """Give the columns that the longest of all pieces takes that aren't broken, at most `width`."""
    found = (
        cell_width(line[start:stop])
        for text in texts
        for line in text.split("\n")
        for start, stop in _spans(line)
    )
    return min(max(found, default=0), width)
