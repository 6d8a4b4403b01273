"""Text outside the tables: paragraphs made whole, their headings, and deadlines in lists and in running text.

A deadline is a point or paragraph with a label that says when (`Thời gian: …`, `Due: …`), or a point of a
list below a heading that says when. A limit without any label is reported, and no item is made of it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

import attrs

from relsched.documents.content import Defect, DocumentPlace, Grid, Paragraph
from relsched.documents.numbering import (
    Number,
    split_bullet,
    split_letter,
    split_number,
    split_roman,
)
from relsched.errors import fold
from relsched.intake.document_sections import DocumentSection, build_section, is_titled, section_of
from relsched.intake.document_words import folded, limits, looks_like_timing, role_of
from relsched.intake.row_joining import TERMINAL
from relsched.intake.task_rows import TaskRowDraft
from relsched.intake.unit_names import Names

_LABEL = re.compile(r"(?P<label>[^\W\d_][^:\n]{0,40}?)\s*:\s*(?P<rest>.*)", re.DOTALL)
_INNER = re.compile(r"(?:(?<=[.;,(–—-]\s)|(?<=[.;,(]))(?P<label>[^\W\d_][^:.;,()\n]{1,30}?)\s*:\s*")
MAX_NAMES = 500  # looked for in running text; more are no list of units
NO_LABELS = ("to", "from", "date", "ngay")  # what a head has: addressees, senders, its own date
LABELLED = ("timing", "begin", "lead", "support", "notes")


def paragraphs_of(blocks: Iterable[Grid | Paragraph]) -> list[Paragraph]:
    """Give the paragraphs of blocks, with the cells of tables that are no plan as paragraphs."""
    found: list[Paragraph] = []
    for block in blocks:
        if isinstance(block, Paragraph):
            found.append(block)
            continue
        for row in block.rows:
            for cell in row:
                for index, line in enumerate(cell.text.split("\n") if not cell.nested else ()):
                    if line.strip():
                        found.append(
                            Paragraph(" ".join(line.split()), cell.place, after_gap=index == 0)
                        )
    return found


def whole(paragraphs: Iterable[Paragraph]) -> list[Paragraph]:
    """Join lines that were broken by the width of a page or by a page break.

    A line goes on where the one above has no end and the line itself no beginning; across an empty line
    it must begin with a small letter.
    """
    joined: list[Paragraph] = []
    lines: list[str] = []
    last: Paragraph | None = None

    def close() -> None:
        if lines:
            joined[-1] = attrs.evolve(joined[-1], text=" ".join(lines))

    for paragraph in paragraphs:
        if last is not None and _goes_on(joined[-1], last, paragraph):
            lines.append(paragraph.text)
        else:
            close()
            joined.append(paragraph)
            lines = [paragraph.text]
        last = paragraph
    close()
    return joined


def _goes_on(first: Paragraph, last: Paragraph, below: Paragraph) -> bool:
    """Whether a line goes on with the paragraph whose first and last line stand above it."""
    text = below.text
    if first.level or below.level or _is_marked(text) or _label(text) is not None:
        return False
    if last.text[-1] in TERMINAL and last.text[-1] != ")":
        return False
    if below.depth and below.place.paragraph is not None:
        return False  # a point of a list in Word, whatever its mark
    if below.after_gap:
        return text[0].islower() and (below.depth == 0 or first.depth > 0)
    if is_titled(last.text) != is_titled(text) and not text[0].islower():
        return False
    return text[0].islower() or (below.place.line is not None and len(last.text) > 50)


def _is_marked(text: str) -> bool:
    """Whether a paragraph begins with a number, a letter or a sign of a list."""
    return (
        split_bullet(text)[0]
        or split_number(text)[0] is not None
        or split_roman(text)[0] is not None
        or split_letter(text)[0] is not None
    )


def _label(text: str) -> tuple[str, str] | None:
    """Take a label such as `Thời gian:` off the head of a text: its role and the rest."""
    match = _LABEL.match(split_bullet(text)[1])
    if match is None:
        return None
    role = role_of(match["label"]) if folded(match["label"]) not in NO_LABELS else None
    if role == "text" and match["rest"].strip():
        return "notes", split_bullet(text)[
            1
        ]  # "Nội dung: …" tells more of the point it stands below
    return (role, match["rest"].strip()) if role in LABELLED else None


@attrs.define
class _Node:
    """A heading, paragraph or point with what stands below it."""

    paragraph: Paragraph
    number: str
    rank: int
    text: str
    labels: dict[str, list[tuple[str, DocumentPlace]]] = attrs.field(factory=dict)


def drafts(
    paragraphs: list[Paragraph], names: Names
) -> tuple[list[TaskRowDraft], list[DocumentSection], list[Defect]]:
    """Find the deadlines in paragraphs.

    Returns:
        Drafts of items, the sections they stand in, and limits in running text of which no item was made.
    """
    reader = _Reader(names)
    tops = [paragraph for paragraph in paragraphs if paragraph.level == 1]
    reader.title = tops[0] if len(tops) == 1 else None
    for paragraph in paragraphs:
        reader.take(paragraph)
    reader.close(0)
    return reader.drafts, reader.sections, reader.defects


class _Reader:
    """Goes through paragraphs and keeps the headings and points that are open."""

    def __init__(self, names: Names) -> None:
        self.names = names
        self.open: list[_Node] = []
        self.drafts: list[TaskRowDraft] = []
        self.sections: list[DocumentSection] = []
        self.defects: list[Defect] = []
        self.title: Paragraph | None = None  # the one heading above all others, if there is one

    def take(self, paragraph: Paragraph) -> None:
        """Take a paragraph: a label of the open point, or a node of its own."""
        label = _label(paragraph.text)
        if label is not None and self.open and self.open[-1].rank > 0:
            role, rest = label
            depth = paragraph.depth
            while (
                len(self.open) > 1
                and self.open[-1].labels
                and depth
                and self.open[-1].paragraph.depth > depth
            ):
                self.close(len(self.open) - 1)
            if _is_point_with_own_label(self.open[-1], role):
                self.open[-1].labels.setdefault(role, []).append((rest, paragraph.place))
                return
            self.open[-1].labels[role].append((rest, paragraph.place))
            return
        rank, number, text = self._rank(paragraph)
        keep = next(
            (index for index, node in enumerate(self.open) if node.rank >= rank), len(self.open)
        )
        self.close(keep)
        self.open.append(_Node(paragraph, number, rank, text))

    def _rank(self, paragraph: Paragraph) -> tuple[int, str, str]:
        """Tell how deep a paragraph stands: headings before numbers before letters before points."""
        text = paragraph.text
        if paragraph.level:
            number, rest = split_roman(text)
            if number is None:
                number, rest = split_number(text)
            return paragraph.level, str(number) if number else "", rest
        roman, rest = split_roman(text)
        if roman is not None:
            return 10, str(roman), rest
        number, rest = split_number(text)
        if number is not None:
            return 20 + len(number.parts), str(number), rest
        letter, rest = split_letter(text)
        if letter is not None:
            return 30, str(letter), rest
        is_point, rest = split_bullet(text)
        if not is_point and _is_when(text, needs_colon=False):
            return 15, "", text
        if is_point or paragraph.depth:
            return 40 + min(paragraph.depth, 50), "", rest
        return 95, "", text

    # ------------------------------------------------------------ items

    def close(self, keep: int) -> None:
        """Close the nodes from one on, and make items of those that say when."""
        while len(self.open) > keep:
            self._item(self.open.pop())

    def _item(self, node: _Node) -> None:
        path = [*self.open, node]
        texts: dict[str, str] = {}
        places: dict[str, DocumentPlace] = {}
        for role, found in node.labels.items():
            texts[role] = "\n".join(text for text, _ in found)
            places[role] = found[0][1]
        task = node.text
        inferred: set[str] = set()
        if "timing" not in texts:
            task, inner = _inner_labels(node.text)
            for role, text in inner.items():
                texts.setdefault(role, text)
                places.setdefault(role, node.paragraph.place)
        if "timing" not in texts and node.rank >= 20 and self.open:
            heading = self.open[-1]
            if _is_timing_heading(heading):
                texts["timing"], places["timing"] = (
                    heading.text.rstrip(" :"),
                    heading.paragraph.place,
                )
                path = [*self.open[:-1], node]
        if not texts.get("timing"):
            self._remark(node)
            return
        self._infer(task, texts, places, node, inferred)
        section = self._section(path[:-1])
        numbers = [part.number for part in path if part.number]
        parents = [part for part in path[:-1] if part.rank >= 20 and part.text]
        self.drafts.append(
            TaskRowDraft(
                _path_number(numbers) if node.number else None,
                " ".join(task.split()).rstrip(" :"),
                node.paragraph.place,
                None,
                tuple(part.text.rstrip(" :") for part in parents),
                {role: texts.get(role, "") for role in LABELLED},
                places,
                -1,
                inferred,
            )
        )
        self.drafts[-1].section = section

    def _section(self, path: list[_Node]) -> DocumentSection | None:
        """Give the nearest heading above."""
        for node in reversed(path):
            if node.rank <= 10 and node.paragraph is not self.title:
                place = node.paragraph.place
                section = section_of(node.paragraph.text, place) or build_section(
                    node.paragraph.text, place
                )
                if section not in self.sections:
                    self.sections.append(section)
                return section
        return None

    def _infer(
        self,
        task: str,
        texts: dict[str, str],
        places: dict[str, DocumentPlace],
        node: _Node,
        inferred: set[str],
    ) -> None:
        """Take known units out of running text: the one it begins with leads, others help."""
        if texts.get("lead") or node.labels:
            return
        if len(self.names.alone) > MAX_NAMES:
            return
        plain = folded(task)
        known = sorted(self.names.alone, key=lambda name: (-len(name), name))
        found: list[tuple[int, str]] = []
        taken = plain
        for name in known:
            at = taken.find(folded(name))
            if at >= 0 and len(folded(name)) > 3:
                found.append((at, name))
                taken = taken.replace(folded(name), " " * len(folded(name)))
        leads = [name for at, name in found if at == 0]
        if not leads:
            return
        texts["lead"] = leads[0]
        texts["support"] = ";".join(name for at, name in sorted(found) if at > 0)
        places["lead"] = places["support"] = node.paragraph.place
        inferred |= {"lead", "support"} if texts["support"] else {"lead"}

    def _remark(self, node: _Node) -> None:
        for text in limits(node.text)[:5]:
            self.defects.append(
                Defect(
                    "limit in text", node.paragraph.place, {"text": _as_written(node.text, text)}
                )
            )


def _is_point_with_own_label(node: _Node, role: str) -> bool:
    return role not in node.labels


def _is_timing_heading(node: _Node) -> bool:
    """Whether a heading over points is a timing: `10 days before the opening:`."""
    return _is_when(node.text, needs_colon=node.rank >= 20)


def _is_when(text: str, needs_colon: bool) -> bool:
    text = text.strip()
    if not text or len(text) > 100 or text[-1] in ".;," or (needs_colon and not text.endswith(":")):
        return False
    return bool(re.match(_WHEN, folded(text))) and looks_like_timing(text)


_WHEN = (
    r"(?:cham nhat |muon nhat |it nhat |at least |no later than |the )?(?:\d{1,3}\+? (?:\w+ ){0,2}"
    r"(?:days?|weeks?|months?|hours?|ngay|tuan|thang|gio)\b|(?:truoc|sau|trong|ngay sau|tuan|thang|quy|before|after"
    r"|by|during|within|in|on|from|week|month|day|[td] ?[-+] ?\d)\b)"
)


def _inner_labels(text: str) -> tuple[str, dict[str, str]]:
    """Take labels inside a paragraph off it: `… trình Thường trực. Tiến độ: Trước ngày 14/4/2020.`"""
    found = [
        (match.start("label"), match.end(), role)
        for match in _INNER.finditer(text)
        if (role := role_of(match["label"])) in LABELLED and folded(match["label"]) not in NO_LABELS
    ]
    if not any(role == "timing" for _, _, role in found):
        return text, {}
    labels: dict[str, str] = {}
    for index, (_, end, role) in enumerate(found):
        stop = found[index + 1][0] if index + 1 < len(found) else len(text)
        labels.setdefault(str(role), text[end:stop].strip(" ;,(-–"))
    for role, value in labels.items():
        if value.endswith(")") and "(" not in value:
            labels[role] = value[:-1].rstrip()
    return text[: found[0][0]].rstrip(" ;,(-–—"), labels


def _path_number(numbers: list[str]) -> Number:
    """Make one number of those of the headings above: III and 3 are III.3; 4 and 4.1 are 4.1."""
    kept: list[str] = []
    for number in numbers:
        if kept and number.startswith(kept[-1] + "."):
            kept.pop()
        kept.append(number)
    return Number(".".join(kept), (), "path")


def _as_written(text: str, found: str) -> str:
    """Give the words of a text that a folded text was found in."""
    plain = " ".join(text.split())
    start = " ".join(fold(plain).split()).find(found)
    return plain[start : start + len(found)] if start >= 0 else found
