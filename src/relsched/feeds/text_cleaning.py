"""Text of .ics: composed, without controls, hidden marks or lone surrogates."""

from __future__ import annotations

import re
import unicodedata

# Bidirectional controls and zero-width marks: invisible, and able to make a title read as another.
_HIDDEN = frozenset(
    "\u061c\u200b\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff"
)
_BREAKS = str.maketrans(
    {"\r": "\n", "\x0b": "\n", "\x0c": "\n", "\x85": "\n", "\u2028": "\n", "\u2029": "\n"}
)
# All of these, controls and lone surrogates: a text without any is as clean as it is composed.
_UNWANTED = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff" + "".join(sorted(_HIDDEN)) + "]"
)


def clean_text(text: str, *, one_line: bool) -> str:
    """Make a text safe to stand in a calendar: composed, without controls, hidden marks or lone surrogates.

    Args:
        text: Anything that a plan may hold.
        one_line: Whether line breaks become spaces; else they stay, as line feeds.
    """
    if text.isascii() and text.isprintable():
        return " ".join(text.split()) if one_line else text.strip()
    kept = text
    if _UNWANTED.search(text):
        broken = text.replace("\r\n", "\n").translate(_BREAKS)
        kept = "".join(
            "\ufffd" if "\ud800" <= c <= "\udfff" else c
            for c in broken
            if c in "\n\t" or (unicodedata.category(c) != "Cc" and c not in _HIDDEN)
        )
    kept = "\n".join(map(_on_letters, unicodedata.normalize("NFC", kept).split("\n")))
    return " ".join(kept.split()) if one_line else kept.strip()


def _on_letters(line: str) -> str:
    """Drop the marks at the start of a line, which are on no letter: a written `\\n` would become `\\ń`."""
    if line[:1].isascii():
        return line
    start = 0
    while start < len(line) and unicodedata.category(line[start]).startswith("M"):
        start += 1
    return line[start:]
