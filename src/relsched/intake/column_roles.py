"""What the columns of a table are about: by their headings, or, without headings, by what stands in them."""

from __future__ import annotations

import re
from functools import cached_property
from itertools import pairwise

import attrs

from relsched.documents.content import Cell, Grid
from relsched.documents.numbering import read_number
from relsched.intake.document_words import begins_with_unit, folded, looks_like_timing, role_of

Row = tuple[Cell, ...]
SEARCHED = 40  # rows among which a heading is looked for


@attrs.frozen(slots=False)
class TableColumns:
    """What each column is about, and its heading.

    `roles` has a role of `document_words.ROLES` or None for each column; `headings` its words, joined where they
    stand in two rows.
    """

    roles: tuple[str | None, ...]
    headings: tuple[str, ...]

    def of(self, role: str) -> tuple[int, ...]:
        """Give the columns that have a role, from left to right."""
        return self._places.get(role, ())

    @cached_property
    def _places(self) -> dict[str, tuple[int, ...]]:
        return {
            role: tuple(column for column, found in enumerate(self.roles) if found == role)
            for role in self.roles
            if role is not None
        }

    def has(self, role: str) -> bool:
        """Whether any column has a role."""
        return role in self.roles

    @property
    def is_plan(self) -> bool:
        """Whether a table with these columns says what is to be done and by whom or when."""
        return self.has("task") and (
            self.has("timing") or (self.has("lead") and self.has("number"))
        )


def _texts(row: Row) -> list[str]:
    """Give the texts of a heading row; a cell merged across stands over each of its columns."""
    return [
        " ".join(
            (cell.anchor.text if cell.anchor is not None and cell.across else cell.text).split()
        )
        for cell in row
    ]


def _assign(headings: list[str]) -> tuple[str | None, ...]:
    """Give each heading its role; the first text column is the content where a second is the task."""
    found = [role_of(heading) for heading in headings]
    texts = [column for column, role in enumerate(found) if role == "text"]
    roles: list[str | None] = [None if role in ("other", "text") else role for role in found]
    if texts:
        roles[texts[0]] = "content" if len(texts) > 1 else "task"
        for column in texts[1:2]:
            roles[column] = "task"
        for column in texts[2:]:
            roles[column] = "notes"
    return tuple(roles)


def _score(roles: tuple[str | None, ...]) -> int:
    return len({role for role in roles if role is not None})


def _is_counting(row: Row) -> bool:
    """Whether a row only counts the columns: (1) (2) (3), or A B 1 2."""
    texts = [cell.text.strip("() ") for cell in row]
    filled = [text for text in texts if text]
    numbers = [int(text) for text in filled if re.fullmatch(r"[0-9]{1,2}", text)]
    return (
        len(filled) >= max(2, len(row) - 1)
        and len(numbers) >= 2
        and all(re.fullmatch(r"[0-9]{1,2}|[A-H]", text) for text in filled)
        and all(after == before + 1 for before, after in pairwise(numbers))
    )


def heading_at(rows: tuple[Row, ...], start: int) -> tuple[TableColumns, int] | None:
    """Read the heading that begins in a row, if one does.

    Returns:
        The columns and how many rows the heading takes (one or two, and one that counts the columns).
    """
    first = _texts(rows[start])
    if len({text for text in first if text}) < 2 or any(len(text) > 80 for text in first):
        return None
    best, best_headings, size = _assign(first), first, 1
    if start + 1 < len(rows):
        second = _texts(rows[start + 1])
        # The second row of a heading has words of its own only below a heading that is merged across.
        split = [
            column
            for column, cell in enumerate(rows[start])
            if cell.across or _spans(rows[start], column)
        ]
        below = [column for column, text in enumerate(second) if text]
        fits = set(below) <= set(split) if split else all(_is_under(c, first, below) for c in below)
        if below and fits and all(len(text) <= 80 for text in second):
            # Below a shared heading the words of the second row say what the column is about.
            lower = [
                second[c]
                if c in below and role_of(second[c])
                else f"{first[c]} {second[c]}".strip()
                for c in range(len(first))
            ]
            roles = _assign(lower)
            if _score(roles) >= _score(best) and any(role_of(second[c]) for c in below):
                best, best_headings, size = (
                    roles,
                    [f"{a} {b}".strip() for a, b in zip(first, second, strict=True)],
                    2,
                )
    columns = _refined(
        TableColumns(best, tuple(best_headings)), rows[start + size : start + size + SEARCHED]
    )
    if not columns.is_plan or not _is_heading(columns, first):
        return None
    if start + size < len(rows) and _is_counting(rows[start + size]):
        size += 1
    return columns, size


def _is_under(column: int, first: list[str], below: list[int]) -> bool:
    """Whether a cell of a second heading row stands below nothing, or below what the next one shares with it."""
    shares = column + 1 in below and not first[column + 1]
    return not first[column] or (shares and role_of(first[column]) is not None)


def _refined(columns: TableColumns, rows: tuple[Row, ...]) -> TableColumns:
    """Tell number and text apart where the heading leaves it open ("Mục", "Item") by what stands below."""
    roles = list(columns.roles)

    def numbers(column: int) -> float:
        texts = [row[column].text for row in rows if row[column].text]
        return sum(read_number(text) is not None for text in texts) / (len(texts) or 1)

    if "number" not in roles and "content" in roles and numbers(roles.index("content")) >= 0.8:
        roles[roles.index("content")] = "number"
    if "number" in roles and "task" not in roles and rows and numbers(roles.index("number")) < 0.2:
        roles[roles.index("number")] = "task"
    return attrs.evolve(columns, roles=tuple(roles))


def _spans(row: Row, column: int) -> bool:
    """Whether a cell covers the one to its right."""
    return column + 1 < len(row) and row[column + 1].anchor is row[column]


def _is_heading(columns: TableColumns, texts: list[str]) -> bool:
    """A row of data may have one or two cells that read as headings; a heading has most of its cells so."""
    filled = [text for text in texts if text]
    known = sum(role_of(text) is not None for text in filled)
    return known * 2 >= len(filled) or _score(columns.roles) >= 3


def is_repeated(row: Row, columns: TableColumns) -> bool:
    """Whether a row repeats the heading, or the first or second row of it."""
    count = 0
    for text, heading in zip(_texts(row), columns.headings, strict=False):
        if not text:
            continue
        if len(text) > 2 * len(heading):
            return False
        plain, known = folded(text), folded(heading)
        if plain != known and not known.startswith(plain + " ") and not known.endswith(" " + plain):
            return False
        count += 1
    return count >= 2


def find(grid: Grid) -> tuple[TableColumns, int, int] | None:
    """Find the heading of a grid: the columns, its first row and how many rows it takes."""
    for start in range(min(len(grid.rows), SEARCHED)):
        found = heading_at(grid.rows, start)
        if found is not None:
            return found[0], start, found[1]
    return None


def guess(grid: Grid) -> TableColumns | None:
    """Tell the columns of a grid without a heading by what stands in them, or None where that isn't clear."""
    rows = [row for row in grid.rows if sum(bool(cell.text) for cell in row) >= 2]
    if len(rows) < 2 or grid.width < 2:
        return None
    shares: list[dict[str, float]] = []
    for column in range(grid.width):
        texts = [row[column].text for row in rows if row[column].text]
        count = len(texts) or 1
        shares.append(
            {
                "number": sum(read_number(text) is not None for text in texts) / count,
                "timing": sum(
                    looks_like_timing(text) and read_number(text) is None for text in texts
                )
                / count,
                "unit": sum(begins_with_unit(text) for text in texts) / count,
                "length": sum(map(len, texts)) / count,
                "filled": len(texts) / len(rows),
            }
        )
    roles: list[str | None] = [None] * grid.width
    if shares[0]["number"] >= 0.8:
        roles[0] = "number"
    free = [column for column in range(grid.width) if roles[column] is None]
    # The timing is short, looks like one in most rows, and stands to the right where two columns do.
    timings = [
        c
        for c in free
        if shares[c]["timing"] >= 0.6 and shares[c]["unit"] < 0.5 and shares[c]["filled"] >= 0.5
    ]
    if not timings:
        return None
    timing = max(timings, key=lambda c: (shares[c]["timing"] - shares[c]["length"] / 200, c))
    roles[timing] = "timing"
    units = [c for c in free if c != timing and shares[c]["unit"] >= 0.6]
    for column, role in zip(units, ("lead", "support"), strict=False):
        roles[column] = role
    others = [c for c in free if roles[c] is None and shares[c]["filled"] >= 0.5]
    if not others:
        return None
    roles[max(others, key=lambda c: shares[c]["length"])] = "task"
    return TableColumns(tuple(roles), ("",) * grid.width)
