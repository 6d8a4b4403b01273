"""Letters: the forms of a text that are compared, each as long as the text itself.

Vietnamese is written composed or decomposed, with the tone mark of `hòa` on either vowel (`hoà`), and often
without any mark. A text is composed first; its key has small letters and one place for the tone mark; its
bare form has no marks at all. Places in a key are places in the composed text, and lead back to the text as given.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cached_property, lru_cache

import attrs

_TONES = "\u0300\u0301\u0303\u0309\u0323"
# i and y at the end of these are two spellings of one word: kì and kỳ, quí and quý.
_BEFORE_Y = frozenset({"h", "k", "l", "m", "qu", "s", "t"})
_STROKES = str.maketrans("đðɖĐÐƉ", "dddddd")

# Each sign stands for one other, so that places stay.
_PLAIN = (
    {ord(char): " " for char in map(chr, range(0x3001)) if char.isspace()}
    | dict.fromkeys((0xAD, 0x180E, *range(0x200B, 0x2010), 0x2060, 0xFEFF), " ")
    | {0xFF10 + digit: str(digit) for digit in range(10)}
    | {0xFF01 + place: chr(0x21 + place) for place in range(15)}  # ！ to ／
    | dict.fromkeys((0x2010, 0x2011, 0x2012, 0x2212, 0xFE63), "-")
)


def compose(text: str) -> str:
    """Give the text composed, as files and forms mean it."""
    return unicodedata.normalize("NFC", text)


@lru_cache(maxsize=8192)
def _small(char: str) -> str:
    small = char.lower()
    return small if len(small) == 1 else char


def key(text: str) -> str:
    """Give the key of a composed text: small letters, each word's tone mark on its first vowel."""
    return settled("".join(map(_small, text)))


def settled(text: str) -> str:
    """Move the tone mark of every word to its first vowel; all else stays, each letter in its place."""
    if text.isascii():
        return text
    return "".join(_settle(word) for word in re.split(r"([^\w]+|_)", text))


@lru_cache(maxsize=8192)
def _settle(word: str) -> str:
    """Spell one word with the tone mark on its first vowel, and y for a last i: `hoà`, `hòa`, `đaị`, `kì`."""
    if word.isascii():
        return word
    parts = [unicodedata.normalize("NFD", char) for char in word]
    if parts[-1][0] == "i" and "".join(parts[:-1]) in _BEFORE_Y:
        parts[-1] = "y" + parts[-1][1:]
    tones = [mark for part in parts for mark in part if mark in _TONES]
    if len(tones) != 1:
        return word if len(tones) else unicodedata.normalize("NFC", "".join(parts))
    bared = ["".join(mark for mark in part if mark not in _TONES) for part in parts]
    # Of a mark that stands alone, as where a text was cut, nothing is left.
    first = next((place for place, part in enumerate(bared) if part[:1] in tuple("aeiouy")), None)
    if first is None:
        return word
    bared[first] += tones[0]
    composed = unicodedata.normalize("NFC", "".join(bared))
    return composed if len(composed) == len(word) else word


def is_near(written: str, meant: str) -> bool:
    """Is a word the same but for marks that are missing?"""
    if len(written) != len(meant):
        return False
    return all(
        _marks(char) <= _marks(right) and _bare_letter(char) == _bare_letter(right)
        for char, right in zip(written, meant, strict=True)
    )


def _marks(char: str) -> frozenset[str]:
    found = {mark for mark in unicodedata.normalize("NFD", char) if unicodedata.combining(mark)}
    return frozenset(found | ({"stroke"} if char in "đĐ" else set()))


def bare(text: str) -> str:
    """Give the text in small letters without marks, `đ` as `d`; one letter for each."""
    return "".join(map(_bare_letter, text))


@lru_cache(maxsize=8192)  # texts have few different letters
def _bare_letter(char: str) -> str:
    decomposed = unicodedata.normalize("NFD", _small(char))
    kept = "".join(mark for mark in decomposed if not unicodedata.combining(mark))
    plain = kept.translate(_STROKES)
    return plain if len(plain) == 1 else _small(char)


def bare_keeping_case(text: str) -> str:
    """Give the text without marks, its capitals kept."""
    return "".join(
        char if char.isascii() else (plain.upper() if char.isupper() else plain)
        for char in text
        for plain in (_bare_letter(char),)
    )


def has_marks(text: str) -> bool:
    """Tell whether any letter of a text carries a mark that Vietnamese writes."""
    return any(_bare_letter(char) != _small(char) for char in text)


@attrs.frozen(slots=False)
class Letters:
    """A text with its forms; a place in one is the same place in each.

    `given` is what was handed in, `text` the same composed; `place` leads from the second to the first.
    """

    given: str

    @cached_property
    def text(self) -> str:
        """The composed text, with white space and signs nobody sees as plain spaces, digits and dashes plain."""
        return compose(self.given).translate(_PLAIN)

    @cached_property
    def key(self) -> str:
        """Its key."""
        return key(self.text)

    @cached_property
    def bare(self) -> str:
        """Its letters without marks."""
        return bare(self.text)

    @cached_property
    def _places(self) -> list[int]:
        """Where each letter of the composed text begins in the text as given, and the end."""
        if len(self.given) == len(self.text):
            return list(range(len(self.given) + 1))
        places, at = [], 0
        for char in self.text:
            places.append(at)
            wanted = unicodedata.normalize("NFD", char)
            taken = ""
            while at < len(self.given) and len(taken) < len(wanted):
                taken += unicodedata.normalize("NFD", self.given[at])
                at += 1
        return [*places, len(self.given)]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Give a span of the composed text as a span of the text as given."""
        return self._places[start], self._places[end]
