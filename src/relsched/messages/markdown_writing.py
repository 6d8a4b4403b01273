"""Markdown: tables, and texts in which no sign is a mark."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from relsched.messages.tables import ReportTable

_SIGNS = "\\`*_|<>[]#~&"  # what makes a piece of text a mark; the first, which takes that away, comes first


def escape_markdown(text: str) -> str:
    """Write a text in one line, so that a reader of Markdown shows it as it is."""
    for sign in _SIGNS:
        text = text.replace(sign, f"\\{sign}")
    return " ".join(text.split())


def table_markdown(table: ReportTable, language: str) -> str:
    """Write a table as Markdown, every cell as it is.

    Args:
        table: The table.
        language: `en` or `vi`.
    """
    rows = [table.heads(language), *(row.cells for row in table.rows)]
    head, *lines = (_line(map(escape_markdown, row)) for row in rows)
    return "\n".join([head, f"|{'---|' * len(table.columns)}", *lines])


def part_markdown(
    heading: str, table: ReportTable, language: str, notes: Sequence[str] = ()
) -> str:
    """Write a part of a report as Markdown: its heading, its table and what is remarked below.

    Args:
        heading: The heading; none where it is empty.
        table: The table.
        language: `en` or `vi`.
        notes: The remarks.
    """
    parts = [f"## {escape_markdown(heading)}"] if heading else []
    parts.append(table_markdown(table, language))
    if notes:
        parts.append("\n".join(f"- {escape_markdown(note)}" for note in notes))
    return "\n\n".join(parts)


def _line(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"
