"""Excel workbooks to grids. The only door to openpyxl, which reads them row by row.

Merged cells, and formulas that have no result stored, are found in the XML of each sheet before: the
reader of rows doesn't show them, and a value far outside would make it fill in all that lies between.
"""

from __future__ import annotations

import re
import warnings
from datetime import date, datetime, time, timedelta
from importlib import import_module
from io import BytesIO
from typing import Any
from xml.parsers import expat

import attrs

from relsched.documents import file_limits
from relsched.documents.content import Block, Cell, Content, Defect, DocumentPlace, Grid
from relsched.documents.optional_libraries import extra
from relsched.documents.plain_text import cleaned
from relsched.errors import RelschedError
from relsched.messages.message import Message

MAX_MERGES = 20_000
MAX_AREA = 4 * file_limits.MAX_CELLS  # filled cells and empty ones between them
MOST_NAMED = 5  # formulas without a result that are named


def read_excel(data: bytes, file: str) -> Content:
    """Read a workbook: a grid for each sheet that is shown.

    Raises:
        DocumentError: It is damaged or unsafe, or a sheet is too large.
        MissingExtraError: openpyxl isn't installed.
    """
    with extra("openpyxl", file, "xlsx"):
        openpyxl: Any = import_module("openpyxl")
    file_limits.check_package(data, file)
    package = file_limits.open_package(data, file)
    blocks: list[Block] = []
    defects: list[Defect] = []
    budget = file_limits.MAX_CELLS
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about styles and extensions it doesn't know
            book = openpyxl.load_workbook(
                BytesIO(data), read_only=True, data_only=True, keep_links=False
            )
            for sheet in book.worksheets:
                place = DocumentPlace(file, sheet=sheet.title)
                if sheet.sheet_state != "visible":
                    defects.append(Defect("hidden sheet", place))
                    continue
                found = _survey(package.read(sheet._worksheet_path), file, sheet.title)
                budget -= found.filled
                if budget < 0:
                    raise file_limits.too_many_cells(file, Message("error table-size cells"), place)
                if found.filled_rows * found.columns > MAX_AREA:
                    raise file_limits.too_many_cells(file, Message("error table-size area"), place)
                if found.filled:
                    blocks.append(_grid(sheet, found, file))
                for name in found.unresolved[:MOST_NAMED]:
                    cell = DocumentPlace(file, sheet=sheet.title, column=name)
                    defects.append(Defect("formula without result", cell))
    except RelschedError:
        raise
    except (
        Exception
    ) as error:  # openpyxl raises whatever comes up in a package that isn't as it expects
        name = type(error).__name__
        why = Message("error document-broken workbook", reason=name)
        raise file_limits.broken(file, why) from None
    pictures = sum(name.startswith("xl/media/") for name in package.namelist())
    return Content("xlsx", tuple(blocks), tuple(defects), pictures)


@attrs.define
class _Survey:
    """What the XML of a sheet tells beforehand: its used size, merged cells, formulas without a result."""

    rows: int = 0
    columns: int = 0
    filled: int = 0
    filled_rows: int = 0
    merges: list[tuple[int, int, int, int]] = attrs.field(factory=list)
    unresolved: list[str] = attrs.field(factory=list)


def _survey(xml: bytes, file: str, title: str) -> _Survey:
    """Look through the XML of a sheet."""
    found = _Survey()
    cell = ""
    has_value = has_formula = is_inside = False
    row = column = 0
    parser = expat.ParserCreate(namespace_separator=" ")

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal cell, has_value, has_formula, is_inside, row, column
        local = name.rpartition(" ")[2]
        if local == "row":
            row, column = (int(attributes["r"]) if "r" in attributes else row + 1), 0
        elif local == "c":
            cell, has_value, has_formula = attributes.get("r", ""), False, False
            column = _address(cell)[1] if cell else column + 1
            row = _address(cell)[0] if cell else row
        elif local in ("v", "t"):
            is_inside = True
        elif local == "f":
            has_formula = True
        elif local == "mergeCell" and len(found.merges) < MAX_MERGES:
            first, _, last = attributes.get("ref", "").partition(":")
            found.merges.append((*_address(first), *_address(last or first)))

    def text(_: str) -> None:
        nonlocal has_value
        has_value = has_value or is_inside

    def end(name: str) -> None:
        nonlocal is_inside
        is_inside = False
        if name.rpartition(" ")[2] != "c":
            return
        if has_value:
            if row > file_limits.MAX_ROWS or column > file_limits.MAX_COLUMNS:
                raise file_limits.too_many_cells(
                    file,
                    Message("error table-size cell", cell=cell or row),
                    Message("place sheet cell", sheet=title, cell=cell),
                )
            found.filled_rows += row != found.rows
            found.rows, found.columns = max(found.rows, row), max(found.columns, column)
            found.filled += 1
        elif has_formula and len(found.unresolved) <= MOST_NAMED:
            found.unresolved.append(cell)

    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = text
    parser.Parse(xml, True)
    return found


def _address(name: str) -> tuple[int, int]:
    """Read `F14` as (14, 6)."""
    match = re.fullmatch(r"\$?([A-Z]{1,3})\$?([0-9]{1,7})", name)
    if match is None:
        raise ValueError(f"{name!r} is no cell")
    column = 0
    for letter in match[1]:
        column = column * 26 + ord(letter) - ord("A") + 1
    return int(match[2]), column


def _grid(sheet: Any, found: _Survey, file: str) -> Grid:
    """Read the used part of a sheet."""
    sheet.reset_dimensions()
    rows: list[list[Cell]] = []
    at: dict[int, int] = {}  # the number of a row as the user sees it -> its place in `rows`
    used = sheet.iter_rows(max_row=found.rows, max_col=found.columns)
    for number, values in enumerate(used, 1):
        place = DocumentPlace(file, sheet=sheet.title, row=number)
        empty = Cell("", place)
        cells = [Cell(text, place) if (text := _cell_text(cell)) else empty for cell in values]
        if all(cell is empty for cell in cells):
            continue
        at[number] = len(rows)
        rows.append(cells[: found.columns] + [empty] * (found.columns - len(cells)))
    covered = 0
    for top, left, bottom, right in found.merges:
        bottom, right = min(bottom, found.rows), min(right, found.columns)
        covered += max(0, bottom - top + 1) * max(0, right - left + 1)
        if top not in at or left > found.columns or covered > file_limits.MAX_CELLS:
            continue
        anchor = rows[at[top]][left - 1]
        for number in range(top, bottom + 1):
            if number not in at:
                continue
            row = rows[at[number]]
            for column in range(left - 1, right):
                if number != top or column != left - 1:
                    row[column] = Cell("", row[column].place, anchor, across=number == top)
    return Grid.of(DocumentPlace(file, sheet=sheet.title), rows)


def _cell_text(cell: Any) -> str:
    """Write the value of a cell: dates as in ISO 8601, numbers as their format shows them."""
    value = cell.value
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, datetime):
        is_day = value.time() == time()
        return value.date().isoformat() if is_day else value.isoformat(" ", "minutes")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, time):
        return value.isoformat("minutes")
    if isinstance(value, timedelta):
        return str(value)
    if isinstance(value, int | float):
        return _number(value, cell.number_format)
    lines = (" ".join(line.split()) for line in cleaned(str(value)).splitlines())
    return "\n".join(line for line in lines if line)


def _number(value: int | float, form: str | None) -> str:
    """Write a number; `4.1` in the format `0.00` is `4.10`, and `1` in `00` is `01`."""
    match = re.fullmatch(r"(0+)(?:\.(0+))?", form or "")
    if match is not None and abs(value) < 1e9:
        digits = len(match[2] or "")
        width = len(match[1]) + (digits + 1 if digits else 0)
        return f"{value:0{width}.{digits}f}"
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    return f"{value:.10g}" if isinstance(value, float) else str(value)
