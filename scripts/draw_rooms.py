"""Draws docs/pictures/rooms.svg: the rooms of src/relsched on their levels, and which of them import which.

Run it after a change of the rooms or of the imports between them:  python scripts/draw_rooms.py
A test holds the picture to what this makes. Where a room reaches another by way of a third, no arrow of its own is
drawn, so that the picture stays readable. A new room needs a place in `PLACES`.
"""

from __future__ import annotations

import ast
import sys
import textwrap
from collections import defaultdict
from collections.abc import Iterable, Iterator
from html import escape
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tests"))

from places import SOURCES  # noqa: E402
from rooms import FREE, LEVEL, LEVELS, files, imports_in, module_of, target_of  # noqa: E402

FILE = ROOT / "docs" / "pictures" / "rooms.svg"

WIDTH = 720
# Where the box of each room begins and ends, from left to right.
PLACES = {
    "cli/": (230, 560),
    "server/": (400, 690),
    "editing/": (210, 420),
    "ledger/": (455, 690),
    "intake/": (50, 240),
    "analysis/": (285, 465),
    "feeds/": (500, 690),
    "schedule/": (290, 690),
    "feasibility/": (290, 690),
    "explain/": (290, 690),
    "planfile/": (65, 255),
    "phrases/": (290, 470),
    "engine/": (500, 690),
    "plan/": (290, 690),
    "timing/": (290, 690),
    "dates/": (290, 690),
    "documents/": (50, 240),
    "errors": (290, 690),
    "messages/": (50, 290),
    "short_repr": (290, 430),
    "doors": (455, 545),
    "version": (570, 690),
}
LINE, HEAD, BELOW, GAP = (
    14,
    22,
    8,
    30,
)  # heights: a line of text, a name, what is under the text, between levels
LETTER = 6.1  # the mean width of a letter of the small text
MARGIN = 34  # left of it stands the number of the level
ASIDE = 10  # between two arrows that run beside one another, and between one and a box


def imports() -> dict[str, set[str]]:
    """Give for each room the rooms that its modules import."""
    found: dict[str, set[str]] = {room: set() for room in LEVEL}
    for path in files():
        room = module_of(path)
        if room not in FREE:
            named = imports_in(path, (SOURCES / path).read_text(encoding="utf-8"))
            targets = {target_of(each.name) for each in named if each.name.startswith("relsched.")}
            found[room] |= targets - {room, *FREE}
    return found


def arrows(found: dict[str, set[str]]) -> list[tuple[str, str]]:
    """Give the imports that no longer way implies, from above to below."""
    reached: dict[str, set[str]] = {}
    for room in LEVEL:  # a room comes after all that it imports
        reached[room] = set(found[room]).union(*(reached[other] for other in found[room]))
    return [
        (room, other)
        for room in reversed(LEVEL)
        for other in sorted(found[room], key=lambda each: PLACES[each])
        if not any(other in reached[between] for between in found[room])
    ]


def about(room: str) -> str:
    """Give what a room is for: the first clause of its docstring."""
    path = SOURCES / f"{room}__init__.py" if room.endswith("/") else SOURCES / f"{room}.py"
    text = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or ""
    return text.split("\n\n")[0].replace("\n", " ").split(";")[0].split(". ")[0].removesuffix(".")


class Drawing:
    """The boxes and arrows, with their places."""

    def __init__(self) -> None:
        self.text = {
            room: textwrap.wrap(about(room), int((right - left - 16) / LETTER))
            for room, (left, right) in PLACES.items()
        }
        self.top: dict[int, float] = {}  # of each level
        self.bottom: dict[int, float] = {}
        y = 44.0
        for level in reversed(range(len(LEVELS))):
            self.top[level] = y
            lines = max(len(self.text[room]) for room in LEVELS[level])
            self.bottom[level] = y + HEAD + LINE * lines + BELOW
            y = self.bottom[level] + GAP
        self.height = y - GAP + 20
        self.arrows = arrows(imports())
        self.taken: dict[int, list[float]] = defaultdict(list)  # on each level, by arrows that pass

    def ports(self, room: str, *, out: bool) -> dict[str, float]:
        """Give where on a box the arrows from it, or those to it, begin or end: in the order of their other ends."""
        others = [b if out else a for a, b in self.arrows if room == (a if out else b)]
        others.sort(key=lambda other: (sum(PLACES[other]), other))
        left, right = PLACES[room]
        step = (right - left) / (len(others) + 1)
        return {other: left + step * (n + 1) for n, other in enumerate(others)}

    def passages(self, levels: Iterable[int], before: float, wanted: float) -> dict[int, float]:
        """Give where an arrow passes between the boxes of some levels: straight through all of them, where it can."""
        passed = list(levels)
        together = self.nearest(passed, before, wanted)
        found = {}
        for level in passed:
            x = self.nearest([level], before, wanted) if together is None else together
            assert x is not None, f"no arrow more has room on level {level}"
            self.taken[level].append(x)
            found[level] = before = x
        return found

    def nearest(self, levels: list[int], before: float, wanted: float) -> float | None:
        """Give the place free on some levels that is nearest to where an arrow goes, then to where it comes from."""
        boxes = [PLACES[room] for level in levels for room in LEVELS[level]]
        others = [x for level in levels for x in self.taken[level]]
        free = [
            x
            for x in (wanted, *map(float, range(MARGIN, WIDTH - 10)))
            if not any(left - ASIDE < x < right + ASIDE for left, right in boxes)
            and not any(abs(x - other) < ASIDE for other in others)
        ]
        return min(free, key=lambda x: (abs(x - wanted) + 0.9 * abs(x - before), x), default=None)

    def path(self, room: str, other: str) -> str:
        """Give the way of an arrow: straight down beside boxes, in a bow between the levels."""
        x, end = self.ports(room, out=True)[other], self.ports(other, out=False)[room]
        y = self.top[LEVEL[room]] + self.box_height(room)
        way = f"M{x:.0f} {y:.0f}"
        passed = self.passages(reversed(range(LEVEL[other] + 1, LEVEL[room])), x, end)
        for level in reversed(range(LEVEL[other], LEVEL[room])):
            is_last = level == LEVEL[other]
            to = end if is_last else passed[level]
            below = self.top[level] - (5 if is_last else 0)
            start = self.bottom[level + 1]
            if y < start:
                way += f"V{start:.0f}"
            middle = (start + below) / 2
            way += f"C{x:.0f} {middle:.0f} {to:.0f} {middle:.0f} {to:.0f} {below:.0f}"
            x, y = to, below
        return way

    def box_height(self, room: str) -> float:
        return HEAD + LINE * len(self.text[room]) + BELOW

    def lines(self) -> Iterator[str]:
        """Go through the lines of the file."""
        yield (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {self.height:.0f}" role="img"'
            ' font-family="system-ui, sans-serif" font-size="13" fill="#222">'
        )
        yield "  <title>The rooms of src/relsched on their levels, and which of them import which</title>"
        told = "; ".join(f"{name(a)} imports {name(b)}" for a, b in self.arrows)
        yield f"  <desc>{escape(told)}.</desc>"
        yield (
            '  <defs><marker id="head" viewBox="0 0 8 8" refX="3" refY="4" markerWidth="7" markerHeight="7"'
            ' orient="auto"><path d="M0 0L8 4L0 8Z" fill="#2b6cb0"/></marker></defs>'
        )
        yield f'  <rect width="{WIDTH}" height="{self.height:.0f}" rx="6" fill="#fff"/>'
        yield '  <text x="14" y="26" font-weight="600" fill="#444">level</text>'
        yield (
            '  <text x="706" y="26" text-anchor="end" font-size="11" fill="#666">'
            "an arrow points to what is imported</text>"
        )
        for level in reversed(range(len(LEVELS))):
            top, bottom = self.top[level], self.bottom[level]
            yield (
                f'  <rect x="6" y="{top - 6:.0f}" width="{WIDTH - 12}" height="{bottom - top + 12:.0f}"'
                ' rx="4" fill="#f4f4f4"/>'
            )
            yield f'  <text x="14" y="{top + 15:.0f}" fill="#666">{level}</text>'
        yield '  <g fill="none" stroke="#2b6cb0" stroke-width="1.5">'
        for room, other in self.arrows:
            yield f'    <path d="{self.path(room, other)}" marker-end="url(#head)"/>'
        yield "  </g>"
        for room in reversed(LEVEL):
            yield from self.box(room)
        yield "</svg>"

    def box(self, room: str) -> Iterator[str]:
        (left, right), top = PLACES[room], self.top[LEVEL[room]]
        yield (
            f'  <rect x="{left}" y="{top:.0f}" width="{right - left}" height="{self.box_height(room):.0f}"'
            ' rx="4" fill="#d3e4f7" stroke="#2b6cb0"/>'
        )
        yield f'  <text x="{left + 8}" y="{top + 17:.0f}" font-weight="600">{escape(name(room))}</text>'
        yield from text_lines(self.text[room], left + 8, top + HEAD + LINE - 4)


def name(room: str) -> str:
    """Give a room as it is called; a single module has its ending."""
    return room.removesuffix("/") if room.endswith("/") else f"{room}.py"


def text_lines(lines: Iterable[str], x: float, y: float) -> Iterator[str]:
    for n, line in enumerate(lines):
        yield f'  <text x="{x:.0f}" y="{y + n * LINE:.0f}" font-size="11" fill="#444">{escape(line)}</text>'


def drawing() -> str:
    """Give the picture as the text of its file."""
    return "\n".join(Drawing().lines()) + "\n"


if __name__ == "__main__":
    FILE.write_text(drawing(), encoding="utf-8")
    print(f"wrote {FILE.name}")
