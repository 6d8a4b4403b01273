"""The numbers of rows, points and sections: `01`, `4.4.1.`, `III-`, `a)`, and the points of a list."""

from __future__ import annotations

import re

import attrs

BULLETS = "-–—•*+▪◦●○■□✓➢❖·"
_BULLET = re.compile(rf"\s*[{re.escape(BULLETS)}]\s+|\s*[•▪◦●○■□✓➢❖]\s*")
# Not the beginning of a date, a time or an amount: 15.4.2020, 8:30, 1.5 %.
_NUMBER = re.compile(
    r"\s*\(?(?P<number>[0-9]{1,3}(?:\.[0-9]{1,3}){0,5})(?P<end>\.?\)|[.:/]?(?=\s|$)|[.)](?=[^\W\d])|\s?[-–](?=\s|$))"
    r"(?!\s*[0-9]*\s*(?:%|/))"
)
_ROMAN = re.compile(r"\s*(?P<number>[IVXLC]{1,7})(?P<end>\s?[-–.:)]|/(?=\s)|(?=\s|$))\s*")
_LETTER = re.compile(r"\s*\(?(?P<number>[A-Za-zđĐ])(?P<end>\s?[-–/:)]|\.(?=\s)|$)\s*")
_SUB = re.compile(
    r"(?:(?<=[\s:;.,(])|^)(?P<number>[0-9]{1,3}(?:\.[0-9]{1,3}){1,5})(?:\.(?=\s|$|[^\W\d])|[):]|(?=\s))\s*"
)
_VALUES = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100}


@attrs.frozen
class Number:
    """A number as it stands and as it counts: `04.1.` is (4, 1).

    `kind` is `number`, `roman` or `letter`; of letters, a is 1.
    """

    text: str
    parts: tuple[int, ...]
    kind: str = "number"

    def __str__(self) -> str:
        return self.text if self.kind != "number" else ".".join(map(str, self.parts))

    def is_below(self, other: Number) -> bool:
        """Whether this is a number of a part of another's: 4.4.1 of 4.4 and of 4."""
        size = len(other.parts)
        return len(self.parts) > size and self.parts[:size] == other.parts


def roman(text: str) -> int | None:
    """Read a Roman numeral in its one right form; None for anything else."""
    total, rest = 0, 0
    for char in reversed(text):
        value = _VALUES.get(char)
        if value is None:
            return None
        total += value if value >= rest else -value
        rest = max(rest, value)
    return total if total and to_roman(total) == text else None


def to_roman(value: int) -> str:
    """Write a number up to 399 as a Roman numeral."""
    text = ""
    for size, sign in (
        (100, "C"),
        (90, "XC"),
        (50, "L"),
        (40, "XL"),
        (10, "X"),
        (9, "IX"),
        (5, "V"),
        (4, "IV"),
        (1, "I"),
    ):
        count, value = divmod(value, size)
        text += sign * count
    return text


def split_bullet(text: str) -> tuple[bool, str]:
    """Take the sign of a list off a text, and tell whether there was one."""
    match = _BULLET.match(text)
    return (True, text[match.end() :]) if match else (False, text)


def read_number(text: str) -> Number | None:
    """Read a text that is nothing but a number, as in a column of numbers."""
    plain = text.strip().strip("()").rstrip(".:/)").strip()
    if re.fullmatch(r"[0-9]{1,4}(\.[0-9]{1,4}){0,5}", plain):
        return Number(plain, tuple(int(part) for part in plain.split(".")))
    value = roman(plain)
    if value is not None:
        return Number(plain, (value,), "roman")
    if re.fullmatch(r"[A-Za-zđĐ]", plain):
        return Number(plain, (_letter_value(plain),), "letter")
    return None


def split_number(text: str) -> tuple[Number | None, str]:
    """Take a number such as `4.1.` or `2)` off the head of a text."""
    match = _NUMBER.match(text)
    if match is None:
        return None, text
    parts = tuple(int(part) for part in match["number"].split("."))
    if len(parts) == 1 and not match["end"].strip():
        return None, text  # "10 days before …", "02 tài liệu"
    return Number(match["number"], parts), text[match.end() :].lstrip()


def split_sub_number(text: str) -> tuple[Number | None, str]:
    """Take a number of two or more parts off the head of a text."""
    number, rest = split_number(split_bullet(text)[1])
    if number is None or len(number.parts) < 2 or _is_date(number, rest):
        return None, text
    return number, rest


def split_letter(text: str) -> tuple[Number | None, str]:
    """Take `a)` or `b.` off the head of a text."""
    match = _LETTER.match(text)
    if match is None or not match["end"]:
        return None, text
    return Number(match["number"], (_letter_value(match["number"]),), "letter"), text[match.end() :]


def split_roman(text: str) -> tuple[Number | None, str]:
    """Take `III-` or `II.` off the head of a text."""
    match = _ROMAN.match(text)
    if match is None:
        return None, text
    value = roman(match["number"])
    if value is None or not match["end"].strip():
        return None, text
    return Number(match["number"], (value,), "roman"), text[match.end() :]


def inner_numbers(text: str, above: Number) -> list[tuple[int, int, Number]]:
    """Find the numbers of parts within a cell: `4.4. … 4.4.1. … 4.4.2. …`.

    Only numbers right below `above` count, and only while they run on: from 1, or from any number at the
    very beginning of the text. So a date or an amount in a sentence isn't one.

    Returns:
        Where each number begins, where its text begins, and the number; in order.
    """
    found: list[tuple[int, int, Number]] = []
    for match in _SUB.finditer(text):
        number = Number(match["number"], tuple(int(part) for part in match["number"].split(".")))
        if len(number.parts) != len(above.parts) + 1 or not number.is_below(above):
            continue
        last = found[-1][2].parts[-1] if found else 0
        if number.parts[-1] == last + 1 or (not found and match.start() == 0):
            found.append((match.start(), match.end(), number))
    return found


def _letter_value(letter: str) -> int:
    # Vietnamese lists go a, b, c, d, đ, e; English ones a, b, c, d, e. Both count on, so a gap after d is none.
    small = letter.lower()
    return 5 if small == "đ" else ord(small) - ord("a") + 1


def _is_date(number: Number, rest: str) -> bool:
    """Whether `15.4` or `15.4.2020` is a date rather than the number of a row."""
    return number.parts[-1] > 99 or bool(re.match(r"[/-]", rest))
