"""Vietnamese in the letters of old fonts (TCVN3 as in .VnTime, VNI), recognised and turned into Unicode.

Such a text shows well only in its own fonts; anywhere else `Đại hội` is `§¹i héi` or `Ñaïi hoäi`. It is recognised by
its words: they hold signs that no word of a language written in Latin letters has, and become Vietnamese syllables.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

import attrs

# TCVN 5712:1993, VN3 (the table that ABC fonts have), from the byte 0xA1 on, as Latin-1 shows it.
_TCVN3 = dict(
    zip(
        "¡¢£¤¥¦§¨©ª«¬\u00ad®µ¶·¸¹»¼½¾ÆÇÈÉÊËÌÎÏÐÑÒÓÔÕÖ×ØÜÝÞßáâãäåæçèéêëìíîïñòóôõö÷øùúûüýþ",
        "ĂÂÊÔƠƯĐăâêôơưđàảãáạằẳẵắặầẩẫấậèẻẽéẹềểễếệìỉĩíịòỏõóọồổỗốộờởỡớợùủũúụừửữứựỳỷỹýỵ",
        strict=True,
    )
)
# VNI for Windows: a letter and, behind it, one sign for its mark; some letters are one sign.
_MARKS = {"ø": "\u0300", "ù": "\u0301", "û": "\u0309", "õ": "\u0303", "ï": "\u0323"}
_ROUND = {"à": "\u0302\u0300", "á": "\u0302\u0301", "å": "\u0302\u0309", "ã": "\u0302\u0303"} | {
    "ä": "\u0302\u0323",
    "â": "\u0302",
}
_SHORT = {"è": "\u0306\u0300", "é": "\u0306\u0301", "ú": "\u0306\u0309", "ü": "\u0306\u0303"} | {
    "ë": "\u0306\u0323",
    "ê": "\u0306",
}
_VNI_MARKS = {
    "a": _MARKS | _ROUND | _SHORT,
    "e": _MARKS | _ROUND,
    "o": _MARKS | _ROUND,
} | dict.fromkeys("uyôö", _MARKS)
_VNI_LETTERS = {"ñ": "đ", "ô": "ơ", "ö": "ư", "æ": "ỉ", "ó": "ĩ", "ò": "ị", "î": "ỵ"}

_WORD = re.compile("[A-Za-z\u00a1-\u00ff]+")
# Signs that stand in no word of a language that Latin-1 was made for.
_NO_LETTERS = frozenset("¡¢£¤¥¦§¨©ª«¬\u00ad®µ¶·¸¹»¼½¾×÷")
_SYLLABLE = re.compile(
    r"(?:ngh|ng|nh|gh|gi|kh|ph|qu|th|tr|ch|[bcdđghklmnpqrstvx])?"
    r"[aăâeêioôơuưy]{1,3}(?:ng|nh|ch|[cmnpt])?"
)
# Letters that only Vietnamese in Unicode has: a text with them is none in old letters.
_UNICODE = re.compile("[ĂăĐđĨĩŨũƠơƯư\u1ea0-\u1ef9\u0300\u0301\u0303\u0309\u0323]")
_FEWEST = 3


@attrs.frozen
class OldLetters:
    """A kind of old letters: `TCVN3` or `VNI`."""

    name: str

    def converted(self, text: str) -> str:
        """Turn a text into Unicode, composed; a text that has letters of Unicode stays as it is."""
        if _UNICODE.search(text):
            return text
        return _WORD.sub(lambda found: _converted(found[0], self.name), text)

    def first_in(self, text: str) -> str | None:
        """Give the first word of a text that changes, None where none does."""
        if _UNICODE.search(text):
            return None
        words = (found[0] for found in _WORD.finditer(text))
        return next((word for word in words if _converted(word, self.name) != word), None)


def recognised(texts: Iterable[str]) -> OldLetters | None:
    """Tell which old letters texts are in, None where they are in Unicode or in another language.

    Args:
        texts: The lines, paragraphs or cells of one document; some may be in Unicode.
    """
    words: set[str] = set()
    for text in texts:
        if not text.isascii() and not _UNICODE.search(text):
            words.update(word for word in _WORD.findall(text) if not word.isascii())
    for name in ("TCVN3", "VNI"):
        good = [word for word in words if _is_syllable(_converted(word, name))]
        telling = [word for word in good if _is_telling(word, name)]
        if len(telling) >= _FEWEST and len(good) * 10 >= len(words) * 7:
            return OldLetters(name)
    return None


def _is_telling(word: str, name: str) -> bool:
    """Whether a word looks like none that is written so in Unicode."""
    if name == "TCVN3":
        return any(sign in _NO_LETTERS for sign in word) and any(sign.isascii() for sign in word)
    return not _is_syllable(unicodedata.normalize("NFC", word))


def _is_syllable(word: str) -> bool:
    """Whether a word is a syllable of Vietnamese by its letters, with one tone at most."""
    bare, tones = [], 0
    for sign in unicodedata.normalize("NFD", word.lower()):
        if sign in "\u0300\u0301\u0303\u0309\u0323":
            tones += 1
        else:
            bare.append(sign)
    plain = unicodedata.normalize("NFC", "".join(bare))
    return tones <= 1 and _SYLLABLE.fullmatch(plain) is not None


def _converted(word: str, name: str) -> str:
    if name == "TCVN3":
        return "".join(_TCVN3.get(sign, sign) for sign in word)
    found = ""
    place = 0
    while place < len(word):
        sign = word[place]
        low = sign.lower()
        marks = _VNI_MARKS.get(low, {})
        letter = _VNI_LETTERS.get(low, low)
        mark = marks.get(word[place + 1 : place + 2].lower(), "")
        letter = letter.upper() if sign.isupper() else letter
        found += unicodedata.normalize("NFC", letter + mark)
        place += 2 if mark else 1
    return found
