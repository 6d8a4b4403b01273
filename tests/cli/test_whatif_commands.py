"""`relsched whatif`: its table, its pictures and its JSON, the tables it reads, and the status it leaves."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from command_line import EXAMPLE
from command_line import relsched_ as run
from json_shapes import COUNT, DAY_NOTES, IDS, PARTS, TEXT, TEXT_OR_NULL, WINDOW, closed, holds
from relsched.analysis.whatif.criteria import CRITERIA
from relsched.analysis.whatif.trials import FLAGS

NUMBER = {"type": "integer", "minimum": 0}
NUMBER_OR_NULL = {"type": ["integer", "null"], "minimum": 0}
KNOWN = {"type": "object", "additionalProperties": TEXT}
BREAKS = {
    "type": "array",
    "items": closed(
        kind={"enum": ["conflict", "past", "unusable"]},
        item=TEXT_OR_NULL,
        rule=TEXT_OR_NULL,
        text=TEXT,
    ),
}
DETAIL = closed(
    id=TEXT,
    not_before=WINDOW,
    due=WINDOW,
    flags={"type": "array", "items": {"enum": list(FLAGS)}, "uniqueItems": True},
    day_notes=DAY_NOTES,
    shift=closed(earliest=COUNT, latest=COUNT),
)
CANDIDATE = closed(
    number=NUMBER,
    label=TEXT,
    known=KNOWN,
    holds={"type": "boolean"},
    rank={"type": ["integer", "null"], "minimum": 1},
    **dict.fromkeys(CRITERIA, NUMBER_OR_NULL),
    error={"anyOf": [{"type": "null"}, closed(**PARTS)]},
    deadlines={"type": "array", "items": DETAIL},
)
FEASIBLE = closed(
    item=TEXT,
    asked=WINDOW,
    stretches={
        "type": "array",
        "items": closed(days=WINDOW, count=NUMBER, before=BREAKS, after=BREAKS),
    },
    nearest={"anyOf": [{"type": "null"}, closed(number=NUMBER, known=KNOWN, breaks=BREAKS)]},
)
WHATIF = closed(
    format={"const": "relsched/whatif/2"},
    plan=TEXT,
    as_of=TEXT_OR_NULL,
    known=KNOWN,
    base=KNOWN,
    tried=IDS,
    count=NUMBER,
    holding=NUMBER,
    criteria={"type": "array", "items": {"enum": list(CRITERIA)}},
    anyway=closed(conflicts=IDS, past=IDS, closed=IDS),
    best={
        "type": "array",
        "items": closed(number=NUMBER, reasons={"type": "array", "items": TEXT}),
    },
    ties=NUMBER,
    totals={
        "type": "array",
        "items": closed(id=TEXT, conflicts=NUMBER, past=NUMBER_OR_NULL, closed=NUMBER, due=WINDOW),
    },
    candidates={"type": "array", "items": CANDIDATE},
    feasible={"type": "array", "items": FEASIBLE},
)


def asked(*arguments: str, status: int = 0, stdin: str | None = None) -> dict[str, Any]:
    """Ask with --json, and hold the answer to its shape."""
    result = run("whatif", EXAMPLE, *arguments, "--json", stdin=stdin)
    assert result.exit_code == status, result.output
    return holds(WHATIF, result.stdout)


OCTOBER = ("congress=2020-10-01..2020-10-31", "--lasts", "3", "--as-of", "2020-09-25")


def test_a_row_for_each_day_and_a_star_for_the_best() -> None:
    """Every day has a row with its weekday and counts; the four Mondays are starred; talk goes to stderr."""
    result = run("whatif", EXAMPLE, *OCTOBER, "--lang", "en")
    assert result.exit_code == 0
    rows = [line for line in result.stdout.splitlines() if " – " in line and "best" not in line]
    table = [row.split() for row in rows if row.split()[-4:][0].isdigit()]
    assert len(table) == 31
    starred = [row[2] for row in table if row[0] == "★"]
    assert starred == ["2020-10-05", "2020-10-12", "2020-10-19", "2020-10-26"]
    assert ["✗", "Thu", "2020-10-01", "–", "Sat", "2020-10-03", "0", "5", "6", "1"] in table
    assert result.stderr == "congress-xvii: everything holds for 25 of 31 candidates\n"


def test_the_table_speaks_vietnamese() -> None:
    """In Vietnamese the days have their Vietnamese weekdays, and so have the reasons."""
    result = run("whatif", EXAMPLE, *OCTOBER)
    assert "★   từ ngày 05/10/2020 (thứ Hai) đến ngày 07/10/2020 (thứ Tư)" in result.stdout
    assert (
        "tốt nhất: từ ngày 05/10/2020 (thứ Hai) đến ngày 07/10/2020 (thứ Tư)\n  không có mâu thuẫn"
        in result.stdout
    )
    assert "25/31 phương án" in result.stderr


def test_the_json_tells_each_deadline() -> None:
    """The counts of a candidate are the flags of its deadlines; totals add them up over the candidates."""
    found = asked(*OCTOBER)
    assert (found["count"], found["holding"], found["ties"]) == (31, 25, 4)
    assert found["criteria"] == ["conflicts", "past", "closed", "closed_days"]
    for one in found["candidates"]:
        flags = [flag for row in one["deadlines"] for flag in row["flags"]]
        for name, flag in (("conflicts", "conflict"), ("past", "past"), ("closed", "closed")):
            assert one[name] == flags.count(flag)
    for total in found["totals"]:
        rows = [
            row
            for one in found["candidates"]
            for row in one["deadlines"]
            if row["id"] == total["id"]
        ]
        assert len(rows) == 31
        assert total["past"] == sum("past" in row["flags"] for row in rows)
        assert total["due"]["earliest"] == min(row["due"]["earliest"] for row in rows)


def test_the_best_few_come_first() -> None:
    """With --best the best stand first, in the table and in the JSON; the count is still of all."""
    found = asked(*OCTOBER, "--best", "5")
    assert [one["rank"] for one in found["candidates"]] == [1, 1, 1, 1, 5]
    assert found["count"] == 31


def test_moves_are_counted_from_the_base() -> None:
    """With a base, deadlines that had a date there tell how far they move."""
    found = asked("congress=2020-10-12..2020-10-14", "--known", "congress=2020-10-13..2020-10-15")
    assert [one["days_moved"] for one in found["candidates"]] == [13, 0, 13]
    other = asked(
        "congress=2020-10-14", "--lasts", "congress=3", "--base", "congress=2020-10-13..2020-10-15"
    )
    assert other["base"] == {"congress": "2020-10-13..2020-10-15"}
    (one,) = other["candidates"]
    assert {row["shift"]["earliest"] for row in one["deadlines"] if "moved" in row["flags"]} == {1}


def test_nothing_holds() -> None:
    """Where no candidate holds, the answer is no; the best is reported all the same."""
    result = run("whatif", EXAMPLE, "congress=2020-11-03..2020-11-05", "--lang", "en")
    assert result.exit_code == 1
    assert "✗★" in result.stdout
    assert "in conflict, 1: congress" in result.stdout


def test_feasible_days_and_what_binds() -> None:
    """--feasible gives stretches of days with what breaks around them; none of them is status 1."""
    days = asked("congress=2020-09-01..2020-12-31", "--lasts", "3", "--feasible")
    (answer,) = days["feasible"]
    (stretch,) = answer["stretches"]
    assert stretch["days"] == {"earliest": "2020-10-01", "latest": "2020-10-29"}
    assert [one["item"] for one in (*stretch["before"], *stretch["after"])] == ["congress"] * 2
    assert days["count"] == len(days["candidates"]) == 122
    none = asked("congress=2020-11-01..2020-11-09", "--feasible", status=1)
    assert none["feasible"][0]["nearest"]["breaks"][0]["item"] == "congress"
    text = run("whatif", EXAMPLE, "congress=in October 2020", "--lasts", "3", "--feasible")
    assert "từ ngày 01/10/2020 (thứ Năm) đến ngày 29/10/2020 (thứ Năm): 29 ngày" in text.stdout


def test_the_days_as_a_calendar() -> None:
    """--calendar draws weeks from Monday, with marks that need no colours."""
    result = run("whatif", EXAMPLE, *OCTOBER, "--calendar", "--lang", "en")
    weeks = [line.split() for line in result.stdout.splitlines()]
    assert ["5★", "6~", "7~", "8~", "9~", "10~", "11~"] in weeks
    assert ["1✗", "2✗", "3✗", "4✗"] in weeks
    assert "★ best, ✗ doesn't hold, ~ something on a closed day" in result.stdout


# ---------------------------------------------------------------- tables of scenarios


def test_scenarios_of_a_table(tmp_path: Path) -> None:
    """Rows of a table are candidates with their names; an empty cell leaves the item as it is known."""
    file = tmp_path / "bảng.csv"
    file.write_text(
        "\ufeffscenario;congress;exhibition\n\nsớm;2020-10-05..2020-10-07;2020-10-12\n"
        "muộn;2020-11-03..2020-11-05;\n",
        encoding="utf-8",
    )
    found = asked("--scenarios", str(file), "--known", "exhibition=2020-11-10")
    assert [one["label"] for one in found["candidates"]] == ["sớm", "muộn"]
    late = found["candidates"][1]
    assert late["known"] == {"congress": "2020-11-03..2020-11-05"}
    by_id = {row["id"]: row for row in late["deadlines"]}
    assert by_id["4.4.1"]["due"]["latest"] == "2020-10-10"
    shown = run("whatif", EXAMPLE, "--scenarios", "-", stdin=file.read_text(encoding="utf-8-sig"))
    assert "sớm: congress: từ ngày 05/10/2020 (thứ Hai)" in shown.stdout


@pytest.mark.parametrize(
    ("table", "places"),
    [
        ("congres,exhibition\n", ["line 1, column 1"]),
        ("congress,congress\n", ["line 1, column 2"]),
        ("congress\n2020-10-01\n2020-02-30\nsoon\n", ["line 3, column 1", "line 4, column 1"]),
        ("congress\n2020-10-01,2020-10-02\n", ["line 2"]),
        ('congress\n"2020-10-01\n', ["line 2"]),
        ("", []),
    ],
)
def test_a_table_that_cannot_be_read(table: str, places: list[str]) -> None:
    """All that is wrong with a table is reported, each with line and column, and the status is 2."""
    result = run("whatif", EXAMPLE, "--scenarios", "-", "--lang", "en", stdin=table)
    assert result.exit_code == 2
    assert result.stdout == ""
    told = [line for line in result.stderr.splitlines() if line.startswith("  where: ")]
    assert len(told) == max(1, len(places))
    for line, place in zip(told, places, strict=False):
        assert line.startswith(f"  where: standard input, {place}")


@pytest.mark.parametrize(
    "arguments",
    [
        (),
        ("congress=2020-10-01", "--scenarios", "x.csv"),
        ("congress=2020-10-01", "--feasible", "--calendar"),
        ("congress=2020-10-01", "--best", "0"),
        ("congress=2020-10-01", "--lasts", "three"),
        ("congress=2020-10-01", "--lasts", "3", "--lasts", "congress=3"),
        ("congress=2020-10-01", "--as-of", "yesterday"),
        ("congress",),
        ("nothing=2020-10-01",),
        ("congress=2020-10-01", "exhibition=2020-10-01", "--lasts", "3"),
    ],
    ids=" ".join,
)
def test_what_cannot_be_used(arguments: tuple[str, ...]) -> None:
    """What is asked for wrongly leaves 2 and no output."""
    result = run("whatif", EXAMPLE, *arguments)
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr
