"""The units named in a cell: one, or several put together by dashes, commas, line breaks.

A dash or a comma may also stand inside a name ("Phòng Tuyên truyền - Báo chí - Xuất bản"), so names that
stand alone in some cell of the document are known, and a cut is made only where a name begins.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cached_property

import attrs

from relsched.documents.numbering import BULLETS
from relsched.intake.document_words import LANGUAGES, begins_with_unit, folded, is_unit

_DASH = re.compile(rf"(?:(?<=\s)|^)[{re.escape(BULLETS)}](?=\s)\s*")
_BETWEEN = r"\s*[,;\n]\s*|\s+(?:và|and|&)\s+"
MAX_CELL = 2_000  # characters; more is no list of names
LONGEST = 8  # dashes within one name, at most
_END = " \t\n;,."


def _plain(text: str) -> str:
    return " ".join(text.split())


@attrs.frozen(slots=False)
class Names:
    """The names that stand alone in cells of a document."""

    alone: frozenset[str] = frozenset()

    @classmethod
    def of(cls, cells: Iterable[str]) -> Names:
        """Gather the cells that hold one name."""
        names = set()
        for cell in cells:
            lines = [line for line in cell.split("\n") if line.strip()]
            plain = _plain(cell).strip(_END)
            if lines and _DASH.match(lines[0].lstrip()):
                # One name after one dash; more dashes may be of the name or of the list.
                if (
                    len([line for line in lines if _DASH.match(line.lstrip())]) > 1
                    or len(_DASH.findall(plain)) > 1
                ):
                    continue
                plain = _DASH.sub("", plain, count=1)
            if len(plain) <= 120 and len(cls().split(cell)) > 1:
                continue  # several names, whatever else stands beside them
            if 0 < len(plain) <= 120 and ";" not in plain and plain.count(",") <= 3:
                names.add(plain)
        return cls(frozenset(names))

    @cached_property
    def _folded(self) -> frozenset[str]:
        return frozenset(folded(name) for name in self.alone)

    def knows(self, text: str) -> bool:
        """Whether a name stands alone somewhere, capitals and marks aside."""
        return folded(text) in self._folded

    def split(self, cell: str) -> tuple[str, ...]:
        """Split a cell into the names it holds, each as it is written but for its line breaks.

        >>> Names(frozenset({"Phòng Lý luận - Lịch sử"})).split("- Phòng Lý luận - Lịch sử - Ban Giám khảo")
        ('Phòng Lý luận - Lịch sử', 'Ban Giám khảo')
        """
        if self.knows(cell) or len(cell) > MAX_CELL:
            return (_plain(cell).strip(_END),)
        names: list[str] = []
        for part in re.split(r"\s*;\s*", cell):
            names += self._split_list(part)
        return tuple(name for name in names if name.strip(BULLETS))

    def _split_list(self, text: str) -> Iterator[str]:
        """Split at dashes that begin a line or follow such a one, then at line breaks, then at commas."""
        stripped = text.strip()
        if not _DASH.match(stripped):
            yield from self._split_words(stripped)
            return
        # A list with dashes: a dash is one of the list where a name begins, and else belongs to the name.
        pieces = [piece.strip() for piece in _DASH.split(_plain(stripped)) if piece.strip(_END)]
        at = 0
        while at < len(pieces):
            known = next(
                (
                    end
                    for end in range(min(len(pieces), at + LONGEST), at, -1)
                    if self.knows(" - ".join(pieces[at:end]))
                ),
                None,
            )
            end = known or at + 1
            while known is None and end < len(pieces) and not self._is_start(pieces[end]):
                end += 1
            yield from self._split_words(" - ".join(pieces[at:end]))
            at = end

    def _is_start(self, piece: str) -> bool:
        return begins_with_unit(piece.strip()) or self.knows(piece)

    def _split_words(self, text: str) -> Iterator[str]:
        """Split at line breaks, commas and words such as `và`, where a name begins behind them."""
        are_people = _are_people(text)
        found = (m for words in LANGUAGES.values() for m in re.finditer(words.together, text))
        start = 0
        for begin, end in sorted({match.span() for match in found}):
            before, rest, between = text[start:begin], text[end:], text[begin:end]
            if not rest.strip() or not before.strip():
                continue
            if "\n" in between:
                is_cut = self._breaks(before.rsplit("\n", 1)[-1], rest.split("\n", 1)[0])
            else:
                is_cut = self._parts(before, rest) or ("," in between and are_people)
            if is_cut:
                yield _plain(before).strip(_END)
                start = end
        yield _plain(text[start:]).strip(_END)

    def _breaks(self, before: str, rest: str) -> bool:
        """Whether a line break parts two names, and doesn't just break a long one."""
        if self.knows(f"{before} {rest}"):
            return False
        if before.rstrip()[-1:] in "-–,":
            return False
        return self.knows(before) or self._is_start(rest) or rest[:1].isupper()

    def _parts(self, before: str, rest: str) -> bool:
        """Whether a name ends before a comma or a word such as `và`, and one begins behind it."""
        first = re.split(_BETWEEN, rest.strip(), maxsplit=1)[0]
        return (self.knows(first) or is_unit(first)) and (
            self.knows(before) or is_unit(before.strip())
        )


def _are_people(text: str) -> bool:
    """Whether a text is a list of short names with commas, none of them a unit's: `Ann, Bob`."""
    pieces = re.split(r"\s*,\s*", text.strip(_END))
    return len(pieces) > 1 and all(
        0 < len(piece.split()) <= 4 and piece[:1].isupper() and not is_unit(piece)
        for piece in pieces
    )
