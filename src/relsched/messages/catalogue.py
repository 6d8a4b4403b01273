"""The catalogue of what people read: a data file a language, `en.json`, `vi.json`; another language is another file.

A file maps keys to sentences, sorted by key. A sentence names its values in braces; `{count:day|days}`
writes the first word for one and the second for any other number. Every file has every key with the
same values, which a test holds.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path

FIRST = "en"  # the language of what has no other: `str(error)`, logs, a program's output
_FOLDER = Path(__file__).parent


@cache
def languages() -> tuple[str, ...]:
    """Give the languages that there are sentences in, English first, the others sorted."""
    others = sorted(file.stem for file in _FOLDER.glob("*.json") if file.stem != FIRST)
    return (FIRST, *others)


def check_language(language: str) -> str:
    """Give a language back where there are sentences in it.

    Whatever is written in a language asks here, also where it has figures only: a wrong language is refused whatever
    there is to be written.

    Raises:
        ValueError: There are no sentences in it; those in which there are some are named.
    """
    if language not in languages():
        raise ValueError(f"there are no sentences in {language!r}, only in {languages()}")
    return language


@cache
def sentences(language: str) -> Mapping[str, str]:
    """Give the sentences of a language by their keys; read once.

    Raises:
        ValueError: There is no file for this language.
    """
    check_language(language)
    found: dict[str, str] = json.loads((_FOLDER / f"{language}.json").read_text(encoding="utf-8"))
    return found
