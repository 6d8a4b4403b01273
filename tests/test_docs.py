"""The reference pages tell the truth: every row of their tables is held against the code."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import attrs
import pytest

from relsched import Deadline, Plan, Schedule, Timing, resolve
from relsched.document import parse_plan

DOCS = Path(__file__).parent.parent / "docs"


# ---------------------------------------------------------------- pages and their tables


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


def by_first(found: list[dict[str, str]]) -> list[Any]:
    return [pytest.param(row, id=next(iter(row.values()))) for row in found]


# ---------------------------------------------------------------- timing


EXAMPLE = parse_plan(code_blocks("reference/timing", "yaml")[0], "timing.md")
POINTS = rows("reference/timing", "point", "day", "time", "remark")
TIMINGS = rows("reference/timing", "timing", "not_before", "due", "kind", "remark")
RECURRING = rows("reference/timing", "timing", "days")
WRITTEN = rows("reference/timing", "written", "printed")


def example_with(when: str, plan: Plan = EXAMPLE) -> Schedule:
    return resolve(attrs.evolve(plan, deadlines=(*plan.deadlines, Deadline("row", when=when))))


def shown(window: object) -> str:
    return "–" if window is None else "unknown" if str(window) == ".." else str(window)


@pytest.mark.parametrize("row", by_first(POINTS))
def test_each_point_has_its_day_and_time(row: dict[str, str]) -> None:
    """Every point of the reference has the day and the time that stand in its row."""
    schedule = example_with(f"on {row['point']}")
    entry = schedule["row"]
    assert str(Timing.parse(f"on {row['point']}")) == f"on {row['point']}"
    assert shown(entry.due) == row["day"]
    time = dict(entry.times).get("due", "")
    assert time == (f"{row['day']}T{row['time']}" if row["time"] else "")


@pytest.mark.parametrize("row", by_first(TIMINGS))
def test_each_timing_has_its_points_and_kind(row: dict[str, str]) -> None:
    """Every timing of the reference prints as written, and has the points and the kind of its row."""
    timing = Timing.parse(row["timing"])
    assert str(timing) == row["timing"]
    assert Timing.parse(str(timing)) == timing
    entry = example_with(row["timing"])["row"]
    assert (shown(entry.not_before), shown(entry.due)) == (row["not_before"], row["due"])
    assert entry.kind == row["kind"]


@pytest.mark.parametrize("row", by_first(RECURRING))
def test_each_recurring_duty_has_its_days(row: dict[str, str]) -> None:
    """Every recurrence of the reference prints as written and falls on the days of its row."""
    assert str(Timing.parse(row["timing"])) == row["timing"]
    days = example_with(row["timing"]).occurrences("row")
    assert ", ".join(map(str, days)) == row["days"]


@pytest.mark.parametrize("row", by_first(WRITTEN))
def test_each_other_way_of_writing_prints_canonically(row: dict[str, str]) -> None:
    """What the reference lists as another way of writing prints, and equals, the canonical text."""
    timing = Timing.parse(row["written"])
    assert str(timing) == row["printed"]
    assert timing == Timing.parse(row["printed"])
