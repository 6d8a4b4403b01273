"""Comma-separated values: a table for spreadsheets and programs (RFC 4180, with line feeds)."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from relsched.messages.tables import ReportTable


def table_csv(table: ReportTable, language: str) -> str:
    """Write a table with its heads in the first line; every cell is as it is, quoted where it needs that.

    Args:
        table: The table.
        language: `en` or `vi`.
    """
    file = io.StringIO()
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(table.heads(language))
    writer.writerows(row.cells for row in table.rows)
    return file.getvalue()
