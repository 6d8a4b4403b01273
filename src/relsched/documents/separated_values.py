"""Separated values (csv, tsv) to a grid, with the separator found out."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Callable
from io import StringIO

from relsched.documents import file_limits
from relsched.documents.content import Cell, Content, DocumentPlace, Grid
from relsched.documents.plain_text import cleaned
from relsched.errors import DocumentError, Place
from relsched.messages.message import Message

SEPARATORS = (",", ";", "\t", "|")
SAMPLE = 200  # lines by which the separator is chosen


def read_separated(text: str, file: str, is_heading: Callable[[str], bool]) -> Content:
    """Read separated values as one table.

    `is_heading` tells a cell that heads a column; by these the separator is chosen.

    Raises:
        DocumentError: A quote isn't closed, or the table is too large.
    """
    first, _, rest = text.partition("\n")
    named = first.strip().lower()
    if named.startswith("sep=") and len(named) == 5:  # what Excel writes
        separator, text, skipped = named[4], rest, 1
    else:
        separator, skipped = _separator(text, is_heading), 0
    rows: list[list[Cell]] = []
    reader = csv.reader(StringIO(text, newline=""), delimiter=separator, strict=True)
    line, count = 1 + skipped, 0
    try:
        for values in reader:
            place = DocumentPlace(file, line=line)
            if len(values) > file_limits.MAX_COLUMNS or len(rows) >= file_limits.MAX_ROWS:
                why = Message("error table-size rows or columns")
                raise file_limits.too_many_cells(file, why, place)
            cells = [Cell(_tidy(value), place) for value in values]
            count += sum(bool(cell.text) for cell in cells)
            if count > file_limits.MAX_CELLS:
                raise file_limits.too_many_cells(file, Message("error table-size cells"), place)
            if cells:
                rows.append(cells)
            line = reader.line_num + 1 + skipped
    except csv.Error as error:
        raise DocumentError(
            Message("error document-broken csv"),
            code="document-broken",
            where=Place(document=file, line=line),
            why=Message("error document-broken csv why", reason=str(error)),
            fix=Message("error document-broken csv fix"),
        ) from None
    return Content("csv", (Grid.of(DocumentPlace(file, table=1), rows),))


def _tidy(value: str) -> str:
    lines = (" ".join(line.split()) for line in cleaned(value).splitlines())
    return "\n".join(line for line in lines if line)


def _separator(text: str, is_heading: Callable[[str], bool]) -> str:
    """Choose the separator by which most rows have one width, and headings are known best."""
    best, best_score = ",", -1.0
    sample = "\n".join(text.split("\n")[:SAMPLE])
    for separator in SEPARATORS:
        if separator not in sample:
            continue
        try:
            rows = [
                row for row in csv.reader(StringIO(sample, newline=""), delimiter=separator) if row
            ]
        except csv.Error:
            continue
        widths = Counter(len(row) for row in rows)
        width, often = max(widths.items(), key=lambda pair: (pair[1], pair[0]))
        known = max((sum(is_heading(cell) for cell in row) for row in rows[:20]), default=0)
        score = (often / len(rows) if width > 1 else 0.0) + known
        if score > best_score:
            best, best_score = separator, score
    return best
