"""A trie of phrases of several words, and the smallest pieces that a text is cut into for it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

WORD = re.compile(r"[^\W_]+(?:[-.'’/&][^\W_]+)*|\S")


class Trie:
    """Phrases of several words, found by their words."""

    def __init__(self, entries: Iterable[tuple[str, Any]]) -> None:
        self.root: dict[str, Any] = {}
        for phrase, value in entries:
            node = self.root
            for start, end in pieces_of(phrase):
                node = node.setdefault(phrase[start:end], {})
            node.setdefault("", []).append(value)

    def longest(self, words: list[str], at: int) -> tuple[int, list[Any]] | None:
        """Give how many words the longest phrase at a place has, and what it may mean."""
        node, found = self.root, None
        for length, word in enumerate(words[at : at + 12], start=1):
            node = node.get(word)  # type: ignore[assignment]
            if node is None:
                break
            if "" in node:
                found = (length, node[""])
        return found


def pieces_of(text: str) -> list[tuple[int, int]]:
    """Cut a text into the smallest pieces; codes such as `140-KH/TU` are whole."""
    return [
        part
        for match in WORD.finditer(text)
        for part in _divided(text, (match.start(), match.end()))
    ]


def _divided(key: str, piece: tuple[int, int]) -> Iterator[tuple[int, int]]:
    start, end = piece
    text = key[start:end]
    if not re.search(r"[-./&]|[^\W\d_]{3}[0-9]", text) or _CODE.fullmatch(text):
        yield piece
        return
    for part in re.finditer(r"[^\W\d_]{3,}(?=[0-9])|[^\W_]+(?:['’][^\W_]+)*|\S", text):
        # `30th`, `8h30` and `10h` stay whole for the patterns, which look at the text itself.
        yield start + part.start(), start + part.end()


# `140-KH/TU`, but not the months of `Dec 2026-Jan 2027`.
_CODE = re.compile(
    r"(?![12][0-9]{3}-[^\W\d_]{3,9}\Z)(?=.*[^\W\d_])[0-9]{1,5}[-/][^\W\d_]+(?:[-/&.][^\W_]+)*"
)
