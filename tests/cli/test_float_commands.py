"""`relsched float`: its table in either language, the chain, its JSON, and the status it leaves."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest

from command_line import EXAMPLE
from command_line import relsched_ as run
from json_shapes import COUNT, IDS, TEXT, TEXT_OR_NULL, closed

PLAN = """\
plan: press
issued: 2026-03-02
calendar: weekdays
events:
  - {id: fair}
deadlines:
  - {id: text, title: {en: Text, vi: Bài viết}, takes: 4 working days}
  - {id: layout, title: Layout, after: text, takes: 3 working days}
  - {id: print, title: Print, when: 3 working days before fair, after: layout}
  - {id: guard, title: Guard, when: continuously until fair}
"""
DAY = {"anyOf": [{"type": "null"}, {"type": "string", "format": "date"}]}
YES = {"type": "boolean"}
FLOAT = closed(
    id=TEXT,
    title={"type": "string"},
    **dict.fromkeys(("earliest_begin", "latest_begin", "earliest", "latest"), DAY),
    **dict.fromkeys(("total", "free", "total_working", "free_working"), COUNT),
    **dict.fromkeys(("critical", "fixed", "done"), YES),
    drivers={"type": "array", "items": closed(item=TEXT_OR_NULL, day=DAY, rule=TEXT_OR_NULL)},
)
FLOATS = closed(
    format={"const": "relsched/float/1"},
    plan=TEXT,
    since=DAY,
    until=TEXT_OR_NULL,
    events={"type": "array", "items": FLOAT},
    deadlines={"type": "array", "items": FLOAT},
    chain_to=TEXT_OR_NULL,
    chain=IDS,
)


@pytest.fixture
def plan(tmp_path: Path) -> str:
    """The plan of a leaflet, as a file."""
    path = tmp_path / "press.yaml"
    path.write_text(PLAN, encoding="utf-8")
    return str(path)


def cells(line: str) -> list[str]:
    """Give what stands in a row of a table."""
    return [cell.strip() for cell in line.split("  ") if cell.strip()]


def test_the_table(plan: str) -> None:
    """A row for each deadline with its days, floats and drivers, a star for the critical, and the chain below."""
    result = run("float", plan, "--known", "fair=2026-03-16")
    assert (result.exit_code, result.stderr) == (0, "")
    lines = result.stdout.splitlines()
    rows = [cells(line) for line in lines if line.strip()]
    assert rows[3] == [
        *("★", "text", "Thu 2026-03-05", "Thu 2026-03-05", "0 days", "0 days", "Mon 2026-03-02")
    ]
    # The day after Tuesday the 10th, and three working days before Monday the 16th.
    assert [
        *("★", "print", "Wed 2026-03-11", "Wed 2026-03-11", "0 days", "0 days"),
        "`layout`, Tue 2026-03-10",
    ] in rows
    assert "critical chain: text → layout → print" in lines
    assert not any("guard" in row for row in rows)


def test_in_vietnamese(plan: str) -> None:
    """The words of the table and below it are in the language that is asked for."""
    result = run("float", plan, "--lang", "vi")
    assert result.exit_code == 0
    for word in ("sớm nhất", "Hoàn thành muộn nhất", "dự trữ", "Phụ thuộc vào"):
        assert word in result.stdout
    # Three working days before Saturday the 14th is Wednesday the 11th.
    assert "`fair` có thể diễn ra: từ ngày 14/03/2026 (thứ Bảy) trở đi" in result.stdout
    assert "không có đường găng" in result.stdout


def test_too_short(plan: str) -> None:
    """Floats below zero are reported, and where to look on."""
    result = run("float", plan, "--known", "fair=2026-03-12")
    assert result.exit_code == 0
    assert result.stderr == "negative float, see `relsched check`: text, layout, print\n"


def test_only_the_critical_ones_and_one_chain(plan: str) -> None:
    """`--critical` leaves out what can slip; `--to` tells the chain of any deadline; `--until` says an end."""
    result = run("float", plan, "--known", "fair=2026-03-31", "--critical", "--to", "layout")
    assert "text" not in result.stdout.splitlines()[4:-1]
    assert result.stdout.splitlines()[-1] == "what drives it: text → layout"
    result = run("float", plan, "--until", "print")
    assert "critical chain: text → layout → print" in result.stdout
    result = run("float", plan, "--since", "2026-03-09", "--until", "2026-03-20")
    assert "Thu 2026-03-12" in result.stdout


def test_the_json(plan: str) -> None:
    """It has the documented shape; days and floats are those of the table."""
    result = run("float", plan, "--known", "fair=2026-03-16", "--json", "--to", "layout")
    told = json.loads(result.stdout)
    jsonschema.validate(told, FLOATS)
    assert (told["chain_to"], told["chain"]) == ("layout", ["text", "layout"])
    assert [each["id"] for each in told["deadlines"]] == ["text", "layout", "print"]
    assert [each["total"] for each in told["deadlines"]] == [0, 0, 0]
    assert told["events"][0]["fixed"] is True
    assert told["since"] == "2026-03-02"


def test_the_founding_plan() -> None:
    """Every deadline that has a day to be done has a row; open events have their windows."""
    result = run("float", EXAMPLE, "--json")
    told = json.loads(result.stdout)
    jsonschema.validate(told, FLOATS)
    days = {each["id"]: (each["earliest"], each["latest"]) for each in told["deadlines"]}
    # In October 2020, while the congress lasts some days of that month; and by 31 March of the same year.
    assert days["14.2"] == ("2020-10-01", "2020-10-31")
    assert days["1.2"] == ("2020-03-25", "2020-03-30")
    assert days["4.1.b"][1] == "2020-10-21"
    windows = {each["id"]: (each["earliest_begin"], each["latest"]) for each in told["events"]}
    assert windows["congress"] == ("2020-10-01", "2020-10-31")


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--until", "fare"), "write `fair`"),
        (("--to", "guard"), "it goes on from day to day"),
        (("--since", "2026-02-30"), "The date 2026-02-30 doesn't exist."),
        (("--until", "2026-3-1"), "can't be read as a date"),
    ],
)
def test_bad_options(plan: str, words: tuple[str, ...], told: str) -> None:
    """What can't be used leaves status 2 with a sentence, and nothing on standard output."""
    result = run("float", plan, *words)
    assert (result.exit_code, result.stdout) == (2, "")
    assert told in result.stderr
    assert "Traceback" not in result.stderr
