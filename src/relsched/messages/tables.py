"""Tables: what is shown in rows and columns, as one value. Each form of it has one writer.

| form | writer |
|---|---|
| text | `table_text` |
| Markdown | `relsched.messages.markdown_writing.table_markdown` |
| HTML | `relsched.messages.html_writing.table_html` |
| comma-separated values | `relsched.messages.csv_writing.table_csv` |
| terminal | `relsched.cli.output.print_table` |
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal, TypeAlias

import attrs

from relsched.messages.message import Message
from relsched.messages.printable import printable

# How a column is shown where each row is a card, since the terminal is narrow: in the first line, whole or cut at its
# end; as a line above the cards that it is about; in the second line with its head, without it, or without it and cut
# where the line ends; or not at all, where another column says the same.
CardPlace: TypeAlias = Literal["id", "title", "above", "named", "plain", "last", "left out"]


@attrs.frozen
class ReportColumn:
    """A column of a table.

    Attributes:
        head: What stands above it; None for nothing.
        is_number: Whether a terminal sets its cells to the right.
        is_whole: Whether a terminal never breaks its cells, such as ids.
        in_card: Where it stands on a terminal that is too narrow for the table.
    """

    head: Message | None = None
    is_number: bool = False
    is_whole: bool = False
    in_card: CardPlace = "named"


def _printable_cells(cells: Iterable[str]) -> tuple[str, ...]:
    return tuple(map(printable, cells))


@attrs.frozen
class ReportRow:
    """A row of a table.

    Attributes:
        cells: Its texts, in the language of the table; control characters are left out.
        mark: What the row as a whole is, such as `best`; each form shows it in its way, or not at all.
        marks: What single cells are, such as `name`, in the order of the cells; `""` for nothing of its own.
        ends_group: Whether a terminal leaves a line empty below it.
    """

    cells: tuple[str, ...] = attrs.field(converter=_printable_cells)
    mark: str = ""
    marks: tuple[str, ...] = ()
    ends_group: bool = False


@attrs.frozen
class ReportTable:
    """A table.

    Attributes:
        columns: Its columns; every row has as many cells.
        rows: Its rows.
    """

    columns: tuple[ReportColumn, ...]
    rows: tuple[ReportRow, ...]

    def heads(self, language: str) -> tuple[str, ...]:
        """Give what stands above the columns."""
        return tuple(
            "" if column.head is None else column.head.text(language) for column in self.columns
        )

    @property
    def has_heads(self) -> bool:
        """Whether anything stands above a column."""
        return any(column.head is not None for column in self.columns)


def table_text(table: ReportTable, language: str, indent: str = "") -> str:
    """Write a table as lines of text, the columns side by side; marks aren't shown.

    Args:
        table: The table.
        language: `en` or `vi`.
        indent: What stands before each line.
    """
    heads = [table.heads(language)] if table.has_heads else []
    rows = [*heads, *(row.cells for row in table.rows)]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return "\n".join(indent + "  ".join(map(str.ljust, row, widths)).rstrip() for row in rows)
