"""The events that the phrases of a document name: which names mean one event, and the words for its edges."""

from __future__ import annotations

import re
from collections.abc import Iterator

import attrs

from relsched.errors import fold
from relsched.plan.items import Source
from relsched.timing.points import Edge

# Words for the edges of an event, as they stand around its name.
EDGES: dict[str, tuple[tuple[str, Edge], ...]] = {
    "vi": (
        ("khai mạc {}", Edge.START),
        ("{} khai mạc", Edge.START),
        ("bế mạc {}", Edge.END),
        ("{} bế mạc", Edge.END),
    ),
    "en": (
        ("opening of {}", Edge.START),
        ("opening of the {}", Edge.START),
        ("{} opens", Edge.START),
        ("closing of {}", Edge.END),
        ("closing of the {}", Edge.END),
        ("{} closes", Edge.END),
    ),
}
AND_THE_LIKE = re.compile(r"\s+(?:và tương đương|or equivalent|and the like)\b", re.IGNORECASE)
_NUMERAL = re.compile(
    r"(?P<head>.*?)\s+(?:lan\s+thu\s+)?(?P<numeral>[ivxlc]+|[0-9]{1,3})"
    r"|(?P<ordinal>[0-9]{1,3})(?:st|nd|rd|th)\s+(?P<counted>.*)"
)
_HAPPENINGS = ("dai hoi", "hoi nghi", "ky hop", "congress", "conference", "session", "assembly")


@attrs.define
class FoundEvent:
    """An event that phrases name: its names in the order of their use."""

    id: str
    names: dict[str, int] = attrs.field(factory=dict)
    source: Source | None = None

    @property
    def count(self) -> int:
        """How often it is named."""
        return sum(self.names.values())

    @property
    def title(self) -> str:
        """The name that is used most, as a title."""
        best = max(self.names, key=lambda name: self.names[name])
        return best[:1].upper() + best[1:]


def event_key(title: str) -> tuple[str, str]:
    """Give what two names of one event share: the kind of happening and its numeral, else all words."""
    plain = " ".join(fold(title).split())
    match = _NUMERAL.fullmatch(plain)
    if match is not None:
        words = match["head"] or match["counted"] or ""
        for happening in _HAPPENINGS:
            if words.startswith(happening) or words.endswith(f" {happening}"):
                # "Đại hội XIII của Đảng" is told apart by what stands behind its numeral: no match there.
                return happening, match["numeral"] or match["ordinal"]
    return re.sub(r"^(?:the|an?) ", "", plain), ""


def full_names(text: str, title: str) -> Iterator[str]:
    """Find longer names in a text: `Đại hội đại biểu Đảng bộ tỉnh lần thứ XVII` for `Đại hội XVII`."""
    match = re.fullmatch(r"([^\W\d_]+ [^\W\d_]+) ([IVXLC]+)", title)
    if match is None:
        return
    first = re.escape(match[1])
    pattern = rf"\b{first}((?:(?! {first}\b) [^\W\d_]+){{1,8}}) lần thứ {match[2]}\b"
    for found in re.finditer(pattern, text, re.IGNORECASE):
        yield found[0]
