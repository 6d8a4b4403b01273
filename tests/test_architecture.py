"""The page on the architecture tells the truth: its picture, its rooms, and every file that it names."""

from __future__ import annotations

import re
import runpy
from typing import Any

import pytest

from documentation import page, rows, tables
from places import ROOT, SOURCES, TESTS
from rooms import LEVEL

PAGE = "explanation/architecture"
ROOMS = rows(PAGE, "level", "room", "holds", "may import levels")
VALUES = rows(PAGE, "value", "made by", "says")
CHANGES = [
    row
    for table in tables(PAGE)
    if table.columns == ("change", "where", "tests")
    for row in table.rows
]
DRAW = ROOT / "scripts" / "draw_rooms.py"


@pytest.fixture(scope="module")
def script() -> dict[str, Any]:
    return runpy.run_path(str(DRAW))


def test_the_picture_is_what_the_imports_are(script: dict[str, Any]) -> None:
    """`scripts/draw_rooms.py` would write the file that is there."""
    drawn = (ROOT / "docs" / "pictures" / "rooms.svg").read_text(encoding="utf-8")
    assert drawn == script["drawing"](), "run: python scripts/draw_rooms.py"


def test_an_arrow_that_others_imply_is_left_out(script: dict[str, Any]) -> None:
    """Of a way of two imports and the direct one, the two are drawn."""
    found: dict[str, set[str]] = {room: set() for room in LEVEL}
    found["timing/"] = {"dates/", "errors", "messages/"}
    found["dates/"] = {"errors"}
    wanted = {("timing/", "dates/"), ("timing/", "messages/"), ("dates/", "errors")}
    assert set(script["arrows"](found)) == wanted


def test_every_room_has_its_row() -> None:
    """The rooms of the table of levels, in its order, and no others."""
    assert [row["room"] for row in ROOMS] == list(LEVEL)


@pytest.mark.parametrize("row", ROOMS, ids=lambda row: row["room"])
def test_each_room_may_import_what_the_levels_allow(row: dict[str, str]) -> None:
    """All levels below its own."""
    level = LEVEL[row["room"]]
    below = {0: "none", 1: "0"}.get(level, f"0–{level - 1}")
    assert (row["level"], row["may import levels"]) == (str(level), below)


def paths_in(text: str) -> list[str]:
    """What a text names in backticks that is a file or a folder."""
    named = re.findall(r"`([\w./-]+)`", text)
    return [each for each in named if "/" in each or each.endswith((".md", ".py", ".yaml"))]


def exists(path: str) -> bool:
    return any((folder / path).exists() for folder in (SOURCES, TESTS, ROOT))


@pytest.mark.parametrize("path", sorted(set(paths_in(page(PAGE)))))
def test_every_file_that_is_named_is_there(path: str) -> None:
    """Below the sources, the tests or the project."""
    assert exists(path)


def test_a_file_that_is_not_there_is_missed() -> None:
    """The names are found, and one without a file is reported."""
    assert paths_in("as `dates/gone.py` and `Plan` say") == ["dates/gone.py"]
    assert not exists("dates/gone.py")


@pytest.mark.parametrize("row", VALUES, ids=lambda row: row["value"])
def test_each_value_is_a_class_of_its_file(row: dict[str, str]) -> None:
    """The file that makes a value defines its class."""
    text = (SOURCES / row["made by"]).read_text(encoding="utf-8")
    assert re.search(rf"^class {row['value']}\b", text, re.MULTILINE)


@pytest.mark.parametrize("row", CHANGES, ids=lambda row: row["change"])
def test_each_name_stands_in_the_file_before_it(row: dict[str, str]) -> None:
    """A change goes to files with sources and with tests; `file`: `NAME` is a name that the file defines."""
    assert any((SOURCES / path).exists() for path in paths_in(row["where"]))
    assert any((TESTS / path).exists() for path in paths_in(row["tests"]))
    for path, name in re.findall(r"`([\w./-]+)`: `(\w+)`", row["where"]):
        text = (SOURCES / path).read_text(encoding="utf-8")
        assert re.search(rf"^{name}\b", text, re.MULTILINE), f"{path} has no {name}"
