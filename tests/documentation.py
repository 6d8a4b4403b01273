"""The pages of the documentation: their tables, by heading and columns, and their blocks of code."""

from __future__ import annotations

import re
from collections.abc import Iterator

import attrs

from places import ROOT

DOCS = ROOT / "docs"


@attrs.frozen
class Table:
    """A table of a page: the heading above it, and its rows by column."""

    page: str
    heading: str
    columns: tuple[str, ...]
    rows: tuple[dict[str, str], ...]


def page(name: str) -> str:
    return (DOCS / f"{name}.md").read_text(encoding="utf-8")


def cells(line: str) -> list[str]:
    return [cell.strip() for cell in line.strip().strip("|").split("|")]


def bare(cell: str) -> str:
    """Give a cell without the backticks of a cell that is code as a whole."""
    match = re.fullmatch(r"(`+)(.*)\1", cell)
    return match.group(2).strip() if match else cell


def tables(name: str) -> Iterator[Table]:
    heading, block, in_code = "", [], False
    for line in [*page(name).splitlines(), ""]:
        if line.startswith("```"):
            in_code = not in_code
        if in_code:
            continue
        if line.startswith("|"):
            block.append(line)
            continue
        if block:
            columns = tuple(cells(block[0]))
            rows = tuple(dict(zip(columns, cells(row), strict=True)) for row in block[2:])
            yield Table(name, heading, columns, rows)
            block = []
        if line.startswith("#"):
            heading = line.lstrip("#").strip()


def rows(name: str, *columns: str) -> list[dict[str, str]]:
    """Give the rows of all tables of a page that have exactly these columns."""
    return [
        {column: bare(cell) for column, cell in row.items()}
        for table in tables(name)
        if table.columns == columns
        for row in table.rows
    ]


def code_blocks(name: str, language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", page(name), re.MULTILINE | re.DOTALL)
