"""The headings over the rows of a document: how one is known, and the number, title and timing in it."""

from __future__ import annotations

import re

import attrs

from relsched.documents.content import DocumentPlace
from relsched.documents.numbering import split_roman
from relsched.intake.document_words import begins_section, looks_like_timing


@attrs.frozen
class DocumentSection:
    """A heading over rows: a phase of the plan, if it says when.

    `number` is as written (`III`), `timing` the words in its bracket or an empty text.
    """

    number: str
    title: str
    timing: str
    place: DocumentPlace


def is_titled(text: str) -> bool:
    """Whether a text is written as a heading is: in capitals, or with a Roman numeral before it."""
    letters = [char for char in text if char.isalpha()]
    capitals = sum(char.isupper() for char in letters)
    return (
        capitals * 3 > len(letters) * 2 or split_roman(text)[0] is not None or begins_section(text)
    )


def section_of(text: str, place: DocumentPlace) -> DocumentSection | None:
    """Read a heading over rows: with a Roman numeral, a letter, or the like of "Phase 2:"; None for others."""
    plain = " ".join(text.split())
    if not plain or len(plain) > 300 or (plain[-1] in ".;," and not is_titled(plain)):
        return None
    number, title = split_roman(plain)
    if number is not None:
        return build_section(title, place, number.text)
    match = re.match(r"([A-H])\s?[-–./)]\s*(?=[^\W\d])", plain)
    if match is not None and is_titled(plain):
        return build_section(plain[match.end() :], place, match[1])
    if begins_section(plain) and len(plain) <= 150:
        return build_section(plain, place)
    return None


def build_section(text: str, place: DocumentPlace, number: str = "") -> DocumentSection:
    """Make a heading of a title; a bracket at its end that says when is taken as its timing."""
    title = " ".join(text.split())
    if not number:
        found, rest = split_roman(title)
        if found is not None:
            number, title = found.text, rest
    match = re.search(r"\s*\(([^()]{3,120})\)\s*[.:]?$", title)
    if match is not None and looks_like_timing(match[1]):
        return DocumentSection(number, title[: match.start()].strip(), match[1].strip(), place)
    return DocumentSection(number, title.rstrip(" :"), "", place)
