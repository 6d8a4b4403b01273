"""Tables on a terminal that has no room for them: columns that break between words, or a card for each row."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import attrs

from relsched.cli.wrapping import cell_width, cut, widest_piece, wrap_line
from relsched.messages.tables import ReportColumn, ReportRow, ReportTable

CARDS_BELOW = 110  # columns of a terminal, for tables whose rows have titles
LEAST = 16  # columns that texts get before a table is shown as cards
LEAST_TITLE = 24
LEAST_CUT = 9  # columns that a name gets before it has a line of its own
ID_ROOM = 12  # what longer ids take more doesn't push all second lines in
ROW_LINES = 2  # of a title in a table
SEPARATOR = " · "

Piece = tuple[str, str]  # a text and its mark


def without_empty_columns(table: ReportTable) -> ReportTable:
    """Leave out the columns in which no row has anything."""
    kept = [n for n in range(len(table.columns)) if any(row.cells[n].strip() for row in table.rows)]
    if len(kept) == len(table.columns) or not kept:
        return table
    rows = (
        attrs.evolve(
            row,
            cells=tuple(row.cells[n] for n in kept),
            marks=tuple(row.marks[n] for n in kept) if row.marks else (),
        )
        for row in table.rows
    )
    return ReportTable(tuple(table.columns[n] for n in kept), tuple(rows))


def column_widths(table: ReportTable, language: str, room: int) -> list[int] | None:
    """Give the columns of the terminal that each column of a table gets.

    Args:
        table: The table.
        language: `en` or `vi`.
        room: What there is for all of them together.

    Returns:
        One number a column; None where there isn't room for what must not be broken.
    """
    wanted, least = _wanted(table, language)
    if sum(wanted) <= room:
        return wanted
    if sum(least) > room:
        return None
    # All columns that want more than they need get the same, as far as they want it.
    level = max(wanted)
    while sum(_between(low, level, high) for low, high in zip(least, wanted, strict=True)) > room:
        level -= 1
    found = [_between(low, level, high) for low, high in zip(least, wanted, strict=True)]
    for place, high in enumerate(wanted):
        if found[place] < high and sum(found) < room:
            found[place] += 1
    return found


def least_widths(table: ReportTable, language: str) -> list[int]:
    """Give what each column needs so that nothing is broken that must not be, however much that is."""
    return _wanted(table, language)[1]


def _wanted(table: ReportTable, language: str) -> tuple[list[int], list[int]]:
    """Give the widths of the columns with nothing broken, and the least ones."""
    heads = table.heads(language)
    wanted, least = [], []
    for place, column in enumerate(table.columns):
        texts = [row.cells[place] for row in table.rows]
        lines = [line for text in [heads[place], *texts] for line in text.split("\n")]
        full = max(map(cell_width, lines), default=0)
        wanted.append(full)
        if column.is_whole:
            needed = max(
                max((cell_width(line) for text in texts for line in text.split("\n")), default=0),
                widest_piece([heads[place]], full),
            )
        else:
            some = LEAST_TITLE if column.in_card == "title" else LEAST
            needed = max(widest_piece([heads[place], *texts], full), min(full, some))
        least.append(min(needed, full))
    return wanted, least


def _between(low: int, value: int, high: int) -> int:
    return min(max(low, value), high)


def broken_cell(text: str, column: ReportColumn, width: int, *, is_cut: bool) -> str:
    """Break a cell between words; titles are cut after two lines.

    Args:
        text: What stands in it.
        column: Its column.
        width: The width of its column.
        is_cut: Whether long titles are cut.
    """
    if is_cut and column.in_card == "title":
        return "\n".join(cut(text, width, ROW_LINES))
    return "\n".join(
        part for line in text.split("\n") for part in wrap_line(line, width, hanging=0)
    )


# ---------------------------------------------------------------- cards


def has_titles(table: ReportTable) -> bool:
    """Say whether the rows of a table have titles, and so are better read as cards."""
    return any(column.in_card == "title" for column in table.columns)


def cards(table: ReportTable, language: str, width: int) -> Iterator[list[Piece]]:
    """Go through the lines of all cards, each as texts with their marks.

    The first line of a card has the id, and the title as far as there is room; the second, further in, all else.
    What is longer than a line is broken between words.

    Args:
        table: The table.
        language: `en` or `vi`.
        width: Columns of the terminal.
    """
    heads = table.heads(language)
    places = range(len(table.columns))
    firsts = [n for n in places if table.columns[n].in_card == "id"]
    widths = {n: max(cell_width(row.cells[n]) for row in table.rows) for n in firsts}
    rooms = {n: min(size, ID_ROOM) for n, size in widths.items()}
    indent = sum(rooms.values()) + 2 * len(rooms)
    if not has_titles(table) and widths != rooms:
        indent = 4
    indent = max(min(indent, width // 3), 2)
    for row in table.rows:
        for n in places:
            if table.columns[n].in_card == "above" and row.cells[n].strip():
                for line in row.cells[n].split("\n"):
                    yield from ([(part, "")] for part in wrap_line(line, width))
        ids = [_piece(row, n, " " * (rooms[n] - cell_width(row.cells[n]))) for n in firsts]
        titles = [n for n in places if table.columns[n].in_card == "title"]
        *before, first = _first_lines(ids, [_piece(row, n) for n in titles], width) or [[]]
        yield from before
        yield from _with_details(first, _details(table, row, heads), indent, width)
        if row.ends_group:
            yield []


def _piece(row: ReportRow, place: int, padding: str = "") -> Piece:
    mark = (row.marks[place] if row.marks else "") or row.mark
    return " ".join(row.cells[place].split("\n")) + padding, mark


def _first_lines(ids: list[Piece], titles: list[Piece], width: int) -> list[list[Piece]]:
    lines: list[list[Piece]] = []
    line: list[Piece] = []
    used = 0
    for text, mark in ids:
        if line:
            line.append(("  ", ""))
            used += 2
        if used + cell_width(text.rstrip()) > width:  # an id as long as this has lines of its own
            if line:
                lines.append(line)
            *before, text = wrap_line(text.rstrip(), width, hanging=0)
            lines += ([(part, mark)] for part in before)
            line, used = [], 0
        line.append((text, mark))
        used += cell_width(text)
    for text, mark in titles:
        room = width - used - 2
        if line and room < LEAST:
            lines.append(line)
            line, used, room = [], 0, width - 2
        line += [("  ", ""), (cut(text, room)[0], mark)]
        used = width
    return [*lines, line] if line else lines


def _details(
    table: ReportTable, row: ReportRow, heads: Sequence[str]
) -> Iterator[tuple[str, str, bool]]:
    """Go through the parts of the second line: the text, its mark, and whether it may be cut."""
    for place, column in enumerate(table.columns):
        text, mark = _piece(row, place)
        if not text.strip() or column.in_card in ("id", "title", "above", "left out"):
            continue
        if column.in_card == "named" and heads[place]:
            text = f"{heads[place]}: {text}"
        yield text, mark, column.in_card == "last"


def _with_details(
    first: list[Piece], parts: Iterator[tuple[str, str, bool]], indent: int, width: int
) -> Iterator[list[Piece]]:
    """Go through the lines of a card; the first takes details along where it ends before they begin."""
    margin: Piece = (" " * indent, "")
    full = width - indent
    taken = sum(cell_width(text) for text, _ in first)
    lead = [*first, (" " * (indent - taken), "")] if taken <= indent else [margin]
    if taken > indent:
        yield first
    line: list[Piece] = []
    used = 0
    for text, mark, is_cut in parts:
        room = full - used - (cell_width(SEPARATOR) if line else 0)
        if line and is_cut and room >= min(LEAST_CUT, cell_width(text)):
            text = cut(text, room)[0]
        if line and cell_width(text) > room:
            yield [*lead, *line]
            lead, line, used, room = [margin], [], 0, full
        if line:
            line.append((SEPARATOR, "minor"))
            used += cell_width(SEPARATOR)
        *before, text = cut(text, full) if is_cut else wrap_line(text, full, hanging=0)
        for part in before:
            yield [*lead, (part, mark)]
            lead = [margin]
        line.append((text, mark))
        used += cell_width(text)
    if line or len(lead) > 1:
        yield [*lead, *line]
