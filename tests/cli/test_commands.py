"""The command line: what each command says, where it says it, and the status it leaves."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import icalendar
import pytest

import relsched
from command_line import (
    CONGRESS,
    EXAMPLE,
    EXHIBITION,
    clean_environment,
    in_process_of_its_own,
    on_a_terminal,
    relsched_,
)
from json_shapes import (
    CHECK,
    CONVENTIONS,
    ERROR,
    FEED,
    SCHEDULE,
    WHY,
    holds,
)
from places import ROOT
from relsched.cli import main
from relsched.cli.group import commands

KNOWN = ("--known", CONGRESS, "--known", EXHIBITION)
SMALL = """\
plan: small
title: {vi: Đại hội, en: Congress}
issued: 2020-03-25
language: vi
calendar: VN
units: [{id: press, name: {vi: Phòng Tuyên truyền, en: Press}}, {id: jury}]
events: [{id: congress, title: Đại hội, lasts: unknown, decided_by: Tỉnh ủy}]
deadlines:
  - {id: a, title: {vi: Xong sân khấu, en: Stage}, when: 10 days before congress, lead: press}
  - {id: b, title: Báo cáo, when: before 2020-03-31, lead: press}
"""


@pytest.fixture
def small(tmp_path: Path) -> str:
    """A small plan in a file of its own."""
    file = tmp_path / "kế hoạch.yaml"
    file.write_text(SMALL, encoding="utf-8")
    return str(file)


def test_the_schedule_as_json() -> None:
    """`resolve --json` gives the documented shape: windows as earliest and latest, one entry a deadline."""
    result = relsched_("resolve", EXAMPLE, *KNOWN, "--json")
    assert (result.exit_code, result.stderr) == (0, "")
    found = holds(SCHEDULE, result.stdout)
    assert found["plan"] == "congress-xvii"
    assert found["known"] == {"congress": "2020-10-13..2020-10-15", "exhibition": "2020-10-10"}
    assert len(found["entries"]) == 38
    assert len(found["events"]) == 8
    entry = next(entry for entry in found["entries"] if entry["id"] == "4.1.b")
    assert entry == {
        "id": "4.1.b",
        "title": "Thi công xong sân khấu và khuôn viên",
        "kind": "deadline",
        "when": "10 days before congress",
        "not_before": None,
        "due": {"earliest": "2020-10-03", "latest": "2020-10-03"},
        "possible": {"earliest": None, "latest": "2020-10-03"},
        "safe": {"earliest": None, "latest": "2020-10-03"},
        "unadjusted": {"earliest": "2020-10-03", "latest": "2020-10-03"},
        "pinned": None,
        "status": "settled",
        "waits_for": [],
        "decided_by": {},
        "times": {},
        "lead": "press",
        "support": ["culture"],
        "phase": "before",
        "source": "thi công xong trước Đại hội XVII 10 ngày.",
        "row": "4.1",
        "done": None,
    }
    assert "Thi công xong" in result.stdout  # as letters, not as escapes


@pytest.mark.parametrize(
    "known", [(), KNOWN, ("--known", "congress=2020-11-03"), ("--known", "8.1=done 2020-09-01")]
)
def test_every_schedule_has_the_shape(known: tuple[str, ...]) -> None:
    """Whatever is known, the JSON keeps its shape."""
    holds(SCHEDULE, relsched_("resolve", EXAMPLE, *known, "--json").stdout)
    holds(CHECK, relsched_("check", EXAMPLE, *known, "--json").stdout)
    holds(CONVENTIONS, relsched_("check", EXAMPLE, "--conventions", *known, "--json").stdout)
    holds(WHY, relsched_("why", EXAMPLE, "4.1.b", *known, "--json").stdout)


def test_json_is_one_line_and_the_only_output() -> None:
    """With `--json`, standard output holds one JSON value and a line end, and nothing else."""
    for arguments in (("resolve",), ("check",), ("check", "--conventions"), ("why", "8.2")):
        command, *rest = arguments
        result = relsched_(command, EXAMPLE, *rest, "--json")
        assert result.stdout.count("\n") == 1
        assert result.stdout.endswith("\n")
        assert isinstance(json.loads(result.stdout), dict)


def test_errors_as_json() -> None:
    """With `--json`, an error is JSON too, with the same parts as the text beside it."""
    result = relsched_("check", "-", "--json", stdin="plan: p\nissued: 2020-02-30\n")
    assert result.exit_code == 2
    assert holds(ERROR, result.stdout) == {
        "format": "relsched/error/2",
        "code": "date-absent",
        "what": "The date 2020-02-30 doesn't exist.",
        "where": "standard input, line 2, column 9, issued",
        "value": "2020-02-30",
        "why": "the last day of that month is 2020-02-29",
        "fix": "write 2020-02-29 if you mean the end of the month",
    }
    assert result.stderr.startswith("The date 2020-02-30 doesn't exist.\n  where: standard input")
    many = relsched_("check", "-", "--json", stdin="plan: p\nissued: x\ntitel: y\n")
    assert [part["code"] for part in holds(ERROR, many.stdout)["problems"]] == [
        "date-form",
        "unknown-key",
    ]


# ---------------------------------------------------------------- each command


def test_resolve_prints_a_table() -> None:
    """`resolve` prints a row for each deadline, in the plan's language, on standard output."""
    result = relsched_("resolve", EXAMPLE, *KNOWN)
    assert (result.exit_code, result.stderr) == (0, "")
    assert "Tuyên truyền Đại hội Đảng bộ tỉnh lần thứ XVII" in result.stdout
    row = next(line for line in result.stdout.splitlines() if "4.1.b" in line)
    assert "Thi công xong sân khấu" in row
    assert "03/10/2020 (thứ Bảy)" in row
    assert "đã xác định" in row
    for name in ("1.1", "4.3.iii", "4.4.2", "16.2", "III.3"):
        assert re.search(rf"^ *{re.escape(name)} ", result.stdout, re.MULTILINE)
    assert "\x1b" not in result.stdout


def test_resolve_in_english() -> None:
    """`--lang en` gives English words and titles, dates in ISO form with their weekday."""
    result = relsched_("resolve", EXAMPLE, *KNOWN, "--lang", "en")
    row = next(line for line in result.stdout.splitlines() if "4.1.b" in line)
    assert "Stage and grounds" in row
    assert "Sat 2020-10-03" in row
    assert "settled" in row
    assert "Publicity for the 17th provincial party congress" in result.stdout


def test_resolve_says_who_decides() -> None:
    """What waits says for what, and who decides it."""
    result = relsched_("resolve", EXAMPLE)
    row = next(line for line in result.stdout.splitlines() if " 8.2 " in line)
    assert "chưa xác định" in row
    assert "committee-opinion" not in row
    last = row.rindex(
        "Thường trực Tỉnh ủy"
    )  # the title of the opinion, not its id; where the last column begins
    waits = " ".join(" ".join(line[last:] for line in result.stdout.splitlines()).split())
    assert "(8.1) (Thường trực Tỉnh ủy)" in waits


@pytest.mark.parametrize(
    ("known", "status"),
    [([], 1), (["--known", "congress=in 2020-10"], 1), (["--known", "congress=2020-10-13"], 0)],
)
def test_strict(small: str, known: list[str], status: int) -> None:
    """`--strict` leaves 1 until everything is settled; the table is printed all the same."""
    assert relsched_("resolve", small, *known).exit_code == 0
    result = relsched_("resolve", small, *known, "--strict")
    assert result.exit_code == status
    assert "Xong sân khấu" in result.stdout
    assert relsched_("resolve", small, *known, "--strict", "--json").exit_code == status


def test_check_of_a_sound_plan(small: str) -> None:
    """`check` of a plan without conflicts leaves 0; the count is talk."""
    result = relsched_("check", small)
    assert (result.exit_code, result.stdout) == (0, "")
    assert result.stderr == "small: 2 nhiệm vụ, 0 mâu thuẫn, 0 điểm cần rà soát\n"
    english = relsched_("check", small, "--lang", "en").stderr
    assert english == "small: 2 deadlines, 0 conflicts, 0 lints\n"


def test_check_counts_one_as_one(tmp_path: Path) -> None:
    """One deadline is no "deadlines"."""
    plan = tmp_path / "one.yaml"
    plan.write_text(
        "plan: one\nissued: 2020-03-25\ndeadlines: [{id: a, when: 1 day before 2020-10-04}]\n",
        encoding="utf-8",
    )
    assert relsched_("check", str(plan)).stderr == "one: 1 deadline, 0 conflicts, 1 lint\n"


def test_check_in_other_ways_to_count() -> None:
    """`check --conventions` prints a table of the dates that move, in the plan's language; the count is talk."""
    result = relsched_("check", EXAMPLE, "--conventions", *KNOWN)
    assert result.exit_code == 0
    assert result.stderr == "congress-xvii: 14/23 quy ước khác làm thay đổi thời hạn\n"
    assert "Theo quy ước khác" in result.stdout
    lines = result.stdout.splitlines()
    first = next(n for n, line in enumerate(lines) if "before-inclusive" in line)
    assert re.search(
        r" 1\.2 .* 30/03/2020 \(thứ Hai\) +31/03/2020 \(thứ Ba\) +\+1 ngày", lines[first]
    )
    english = relsched_("check", EXAMPLE, "--conventions", *KNOWN, "--lang", "en").stdout
    assert "“before” a day" in english
    assert re.search(r" 4\.1\.b .*Sat 2020-10-03 +Tue 2020-09-29 +−4 days", english)
    assert "\x1b" not in english


def test_check_in_other_ways_keeps_the_status(small: str) -> None:
    """Nothing to show prints no table; a conflict of the plan as it is leaves 1, and a problem 2."""
    result = relsched_("check", "-", "--conventions", stdin="plan: p\nissued: 2020-03-25\n")
    assert (result.exit_code, result.stdout) == (0, "")
    assert result.stderr == "p: other dates under 0 of 23 other conventions\n"
    known = ("--known", "congress=2020-11-03")
    for arguments in ((), ("--json",)):
        assert relsched_("check", EXAMPLE, "--conventions", *known, *arguments).exit_code == 1
    assert (
        relsched_("check", small, "--conventions", "--known", "congres=2020-11-03").exit_code == 2
    )


def test_check_in_other_ways_that_cannot_be() -> None:
    """A way that no calendar covers is reported on standard error, and the others stand."""
    plan = "plan: p\nissued: 1950-03-25\ncalendar: VN\nhorizon: 1900-01-01..2000-12-31\n"
    plan += "deadlines: [{id: a, when: 9 days before 1950-01-05}]\n"
    result = relsched_("check", "-", "--conventions", "--lang", "en", stdin=plan)
    assert "working-days: " in result.stderr
    assert "opening-counted" in result.stdout


TORN = """\
plan: torn
issued: 2020-03-25
events:
  - id: congress
    expected: in 2020-10
deadlines:
  - id: stage
    when: by 2020-10-03

  - id: study-plan
    when:
      in 2020-10
    after:
      - stage
      - congress
  - {id: a, title: x, when: by 2020-10-01}
  - {id: b, title: x, when: by 2020-10-01}
"""


def test_check_tells_the_lines_of_what_it_finds(tmp_path: Path) -> None:
    """Each rule of a conflict and each item of a lint comes with its line, counted in the file by hand."""
    plan = tmp_path / "torn.yaml"
    plan.write_text(TORN, encoding="utf-8")
    given = ("--known", "congress=2020-11-02")
    text = relsched_("check", str(plan), *given).stdout
    assert f"2. `congress` is expected in 2020-10  ({plan}:5)\n" in text
    assert f"it may begin only after `congress`  ({plan}:15)\n" in text
    assert f"the rule of `study-plan`: in 2020-10  ({plan}:11)\n" in text
    assert "`congress` is known: Mon 2020-11-02\n" in text
    found = holds(CHECK, relsched_("check", str(plan), *given, "--json").stdout)
    members = {
        (member["item"], member["kind"]): (member["path"], member["line"])
        for conflict in found["conflicts"]
        for member in conflict["members"]
    }
    assert members == {
        ("congress", "known"): ([], None),
        ("congress", "expected"): (["events", 0, "expected"], 5),
        ("study-plan", "after"): (["deadlines", 1, "after", 1], 15),
        ("study-plan", "when"): (["deadlines", 1, "when"], 11),
    }
    lints = {lint["code"]: (lint["paths"], lint["lines"]) for lint in found["lints"]}
    assert lints == {
        "closed-day": ([["deadlines", 0]], [7]),
        "duplicate": ([["deadlines", 2], ["deadlines", 3]], [16, 17]),
    }
    assert text.count(f"[closed-day]  ({plan}:7)") == 1
    assert text.count(f"[duplicate]  ({plan}:16, {plan}:17)") == 1


def test_check_of_standard_input_tells_bare_lines() -> None:
    """What has no name to click on has lines all the same, and in the language of the rest."""
    assert "[closed-day]  (line 7)" in relsched_("check", "-", stdin=TORN).stdout
    assert "[closed-day]  (dòng 7)" in relsched_("check", "-", "--lang", "vi", stdin=TORN).stdout


def test_check_of_closed_days() -> None:
    """A due date on a closed day is a lint: it is reported, and the status stays 0."""
    result = relsched_("check", EXAMPLE, *KNOWN, "--lang", "en")
    assert result.exit_code == 0
    closed_days = [line for line in result.stdout.splitlines() if "[closed-day]" in line]
    text = Path(EXAMPLE).read_text(encoding="utf-8").splitlines()
    lines = {name: n for n, line in enumerate(text, 1) for name in line.split("- id:")[1:]}
    lines = {name.strip(" '\""): n for name, n in lines.items()}
    titles = {
        item.id: item.title.in_language("en") for item in relsched.read_plan(EXAMPLE).deadlines
    }
    assert closed_days == [
        f"warning   `{name}` ({titles[name]}) is due on {day}, a closed day (Saturday) [closed-day]"
        f"  ({EXAMPLE}:{lines[name]})"
        for name, day in [
            ("4.1.b", "Sat 2020-10-03"),
            ("4.3.iii", "Sat 2020-10-17"),
            ("5.1", "Sat 2020-10-03"),
            ("5.2", "Sat 2020-10-03"),
            ("7", "Sat 2020-10-03"),
            ("8.1", "Sat 2020-10-03"),
        ]
    ]
    assert result.stderr == "congress-xvii: 38 deadlines, 0 conflicts, 15 lints\n"


def test_check_of_a_conflict() -> None:
    """A date outside what was expected is a conflict: it is reported, and the status is 1."""
    known = ("--known", "congress=2020-11-03..2020-11-04")
    english = relsched_("check", EXAMPLE, *known, "--lang", "en")
    assert english.exit_code == 1
    assert english.stdout.splitlines()[0].startswith(
        "conflict  `congress` (17th provincial party congress) is known to be"
    )
    assert "but was expected in 2020-10" in english.stdout
    vietnamese = relsched_("check", EXAMPLE, *known)
    assert vietnamese.exit_code == 1
    assert "03/11/2020 (thứ Ba)" in vietnamese.stdout
    as_json = relsched_("check", EXAMPLE, *known, "--json")
    assert as_json.exit_code == 1
    conflicts = holds(CHECK, as_json.stdout)["conflicts"]
    assert [(part["code"], part["items"]) for part in conflicts] == [
        ("against-expectation", ["congress"])
    ]


def test_check_of_an_impossible_deadline() -> None:
    """A deadline that is due before it may begin is a conflict with the days it falls short."""
    text = SMALL + "  - {id: c, when: 2 days after congress and by 2020-10-10}\n"
    result = relsched_("check", "-", "--known", CONGRESS, "--lang", "en", stdin=text)
    assert result.exit_code == 1
    assert (
        "conflict  `c` can't begin before Thu 2020-10-15, but is due by Sat 2020-10-10:"
        " short by 5 days" in result.stdout
    )


def test_why_in_two_languages() -> None:
    """`why` gives the chain down to the phrase of the document, in the plan's language or the asked one."""
    english = relsched_("why", EXAMPLE, "4.1.b", *KNOWN, "--lang", "en")
    assert (english.exit_code, english.stderr) == (0, "")
    for words in (
        "Stage and grounds finished",
        "due Sat 2020-10-03",
        "row 4.1: “thi công xong trước Đại hội XVII 10 ngày.”",
        "10 days before congress is Sat 2020-10-03",
        "`congress` (17th provincial party congress) is known: Tue 2020-10-13 – Thu 2020-10-15",
    ):
        assert words in english.stdout
    vietnamese = relsched_("why", EXAMPLE, "4.1.b", *KNOWN)
    for words in ("Thời hạn: 03/10/2020 (thứ Bảy)", "văn bản ghi ở mục 4.1", "XVII) đã ấn định: "):
        assert words in vietnamese.stdout
    assert relsched_("why", EXAMPLE, "4.1.b", *KNOWN, "--lang", "vi").stdout == vietnamese.stdout


def test_why_of_an_event() -> None:
    """`why` explains events as well, and what isn't known yet."""
    result = relsched_("why", EXAMPLE, "exhibition", "--lang", "en")
    assert result.exit_code == 0
    assert "`exhibition` isn't known yet" in result.stdout


FILES = (
    "congress-xvii.ics",
    *(
        f"congress-xvii.{unit}.ics"
        for unit in (
            *("press", "theory", "culture", "general", "science", "all-units", "units-of-board"),
            *("jury", "contest-team", "editors"),
        )
    ),
)


def test_feed_writes_a_file_for_the_plan_and_each_unit(tmp_path: Path) -> None:
    """`feed` writes and names one calendar for the plan and one for each unit: the congress is in all."""
    directory = tmp_path / "lịch" / "2020"
    result = relsched_("feed", EXAMPLE, *KNOWN, "-o", str(directory))
    assert result.exit_code == 0
    assert result.stdout.splitlines() == [str(directory / name) for name in FILES]
    assert sorted(file.name for file in directory.iterdir()) == sorted(FILES)
    calendar = icalendar.Calendar.from_ical((directory / "congress-xvii.ics").read_bytes())
    stage = next(event for event in calendar.walk("VEVENT") if "4.1.b" in str(event["uid"]))
    assert stage.decoded("dtstart") == date(2020, 10, 3)
    assert stage.decoded("dtend") == date(2020, 10, 4)
    assert "Thi công xong sân khấu và khuôn viên" in str(stage["summary"])


def test_feed_as_json(tmp_path: Path) -> None:
    """With `--json` the names of the files come in an envelope."""
    result = relsched_("feed", EXAMPLE, *KNOWN, "-o", str(tmp_path), "--json")
    assert holds(FEED, result.stdout)["files"] == [str(tmp_path / name) for name in FILES]


def test_feed_of_one_unit(tmp_path: Path) -> None:
    """`--unit` writes the calendar of that unit alone."""
    result = relsched_("feed", EXAMPLE, *KNOWN, "-o", str(tmp_path), "--unit", "editors")
    assert result.exit_code == 0
    assert [file.name for file in tmp_path.iterdir()] == ["congress-xvii.editors.ics"]
    calendar = icalendar.Calendar.from_ical((tmp_path / "congress-xvii.editors.ics").read_bytes())
    assert len(list(calendar.walk("VEVENT"))) == 3  # 16.1, 16.2 and the congress


def test_feed_tells_what_it_leaves_out(tmp_path: Path) -> None:
    """What has no entry is named on standard error with why; with one file for that audience, else for the plan."""
    result = relsched_("feed", EXAMPLE, *KNOWN, "-o", str(tmp_path), "--lang", "en")
    assert result.stderr.splitlines() == [
        "`congress-xvii.ics` has no entry for 10 of 38 deadlines:",
        "5 without a last day: `1.1`, `3.1`, `12.1`, `12.2`, `15`",
        "5 not fixed yet, with no day that is surely in time: `1.4`, `2.1`, `2.2`, `2.3`, `8.2`",
    ]
    arguments = ("feed", EXAMPLE, "-o", "-", "--unit", "culture", "--profile", "default+fixed")
    result = relsched_(*arguments, "--lang", "en")
    assert result.stderr.splitlines() == [
        "`congress-xvii.culture.ics` has no entry for 4 of 6 deadlines:",
        "1 not fixed yet, with no day that is surely in time: `4.4.2`",
        "3 not fixed yet, which the profile leaves out: `4.1.b`, `5.1`, `5.2`",
    ]
    assert result.stdout.startswith("BEGIN:VCALENDAR")


def test_feed_to_standard_output(small: str, tmp_path: Path) -> None:
    """`-o -` gives the bytes of one calendar, the same as in the file."""
    arguments = ("feed", small, "--known", CONGRESS, "--stamp", "2020-03-25T08:00:00+07:00")
    result = relsched_(*arguments, "-o", "-")
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout_bytes.startswith(b"BEGIN:VCALENDAR\r\n")
    assert result.stdout_bytes.endswith(b"END:VCALENDAR\r\n")
    assert b"DTSTAMP:20200325T010000Z\r\n" in result.stdout_bytes
    relsched_(*arguments, "-o", str(tmp_path))
    assert (tmp_path / "small.ics").read_bytes() == result.stdout_bytes


@pytest.mark.parametrize(("lang", "words"), [("en", "1,096 entries and"), ("vi", "1.096 mục, ")])
def test_a_large_calendar_is_told(lang: str, words: str, tmp_path: Path) -> None:
    """Over 900 entries some programs may cut a calendar off: it is written, and how to split it is said."""
    # Every day of three years, one of them a leap year.
    (tmp_path / "daily.yaml").write_text(
        "plan: daily\nissued: 2020-01-01\ndeadlines:\n"
        "  - {id: watch, when: every day from 2020-01-01 until 2022-12-31}\n",
        encoding="utf-8",
    )
    plan = str(tmp_path / "daily.yaml")
    result = relsched_("feed", plan, "-o", "-", "--lang", lang)
    assert (result.exit_code, result.stdout_bytes.count(b"BEGIN:VEVENT")) == (0, 1096)
    assert f"`daily.ics` {'has' if lang == 'en' else 'có'} {words}" in result.stderr
    assert "--unit" in result.stderr


def test_feed_has_no_clock(small: str) -> None:
    """Without a stamp the plan's date of issue is taken, so the same input gives the same bytes."""
    one, other = (relsched_("feed", small, "-o", "-").stdout_bytes for _ in range(2))
    assert one == other
    assert b"DTSTAMP:20200325T000000Z\r\n" in one


def test_feed_is_replaced_in_one_step(small: str, tmp_path: Path) -> None:
    """A reader that holds the old calendar keeps it whole; the new one takes its name; nothing else is left."""
    directory = tmp_path / "feeds"
    arguments = ("feed", small, "-o", str(directory))
    relsched_(*arguments, "--known", CONGRESS)
    file, old = directory / "small.ics", tmp_path / "old.ics"
    os.link(file, old)
    before = file.read_bytes()
    relsched_(*arguments, "--known", "congress=2020-10-27..2020-10-29", "--sequence", "1")
    assert old.read_bytes() == before
    assert file.read_bytes() != before
    assert b"DTSTART;VALUE=DATE:20201017" in file.read_bytes()  # 10 days before the 27th
    assert sorted(path.name for path in directory.iterdir()) == [
        *("small.ics", "small.jury.ics", "small.press.ics")
    ]


def test_new_writes_a_plan_to_start_from(tmp_path: Path) -> None:
    """`new` writes a plan that every other command takes, and the schema for editors beside it."""
    directory = tmp_path / "hội nghị"
    result = relsched_("new", str(directory))
    assert (result.exit_code, result.stdout) == (0, "")
    assert "relsched resolve" in result.stderr
    assert sorted(file.name for file in directory.iterdir()) == ["plan.schema.json", "plan.yaml"]
    plan = str(directory / "plan.yaml")
    assert relsched_("check", plan).exit_code == 0
    assert relsched_("resolve", plan).exit_code == 0
    assert relsched_("why", plan, "deposit").exit_code == 0
    json.loads((directory / "plan.schema.json").read_text(encoding="utf-8"))


def test_new_overwrites_nothing(tmp_path: Path) -> None:
    """A plan that is already there stays as it is, and the status is 2."""
    file = tmp_path / "plan.yaml"
    file.write_text("mine", encoding="utf-8")
    result = relsched_("new", str(tmp_path))
    assert (result.exit_code, result.stdout) == (2, "")
    assert str(file) in result.stderr
    assert file.read_text(encoding="utf-8") == "mine"
    assert list(tmp_path.iterdir()) == [file]


# ---------------------------------------------------------------- what is known


@pytest.mark.parametrize(
    ("known", "due"),
    [
        (["congress=2020-10-13..2020-10-15"], ("2020-10-03", "2020-10-03")),
        (["congress.start=2020-10-13", "congress.end=2020-10-15"], ("2020-10-03", "2020-10-03")),
        (["congress = 2020-10-13"], ("2020-10-03", "2020-10-03")),
        (["congress=in October 2020"], ("2020-09-21", "2020-10-21")),
        (["congress=from 2020-10-10 to 2020-10-20"], ("2020-09-30", "2020-10-10")),
        (["congress=2020-10-01", "congress=2020-10-13"], ("2020-10-03", "2020-10-03")),
        (["a=2020-09-30"], ("2020-09-30", "2020-09-30")),
        ([], (None, None)),
    ],
)
def test_known_dates(small: str, known: list[str], due: tuple[str | None, str | None]) -> None:
    """`--known` takes every form of a known date, several times; the later of two holds."""
    options = [word for value in known for word in ("--known", value)]
    found = json.loads(relsched_("resolve", small, *options, "--json").stdout)
    assert found["entries"][0]["due"] == {"earliest": due[0], "latest": due[1]}


@pytest.mark.parametrize(
    ("known", "words"),
    [
        ("congress", "write `--known congress=2020-10-13`"),
        ("congres=2020-10-13", "write `congress`"),
        ("congress=2020-02-30", "the last day of that month is 2020-02-29"),
        ("congress=some day", "congress"),
        ("congress=", "congress"),
        ("=2020-10-13", "2020-10-13"),
        ("congress=2020-10-15..2020-10-13", "before"),
        ("congress=2020-10-13 25:00", "00:00 to 23:59"),
        ("congress=9999-12-31", "horizon"),
    ],
)
def test_known_dates_that_cannot_be(small: str, known: str, words: str) -> None:
    """A known date that can't be used leaves 2 and says why."""
    result = relsched_("resolve", small, "--known", known, "--lang", "en")
    assert (result.exit_code, result.stdout) == (2, "")
    assert words in result.stderr
    assert "where:" in result.stderr


def test_all_that_is_wrong_with_known_dates(small: str) -> None:
    """Several known dates that can't be used are reported together, of whatever kind they are."""
    known = ("--known", "congress", "--known", "congres=2020-10-13", "--known", "a=x y")
    result = relsched_("resolve", small, *known, "--lang", "en")
    assert result.exit_code == 2
    assert result.stderr.endswith("What is known has 3 problems.\n")


# ---------------------------------------------------------------- standard input


def test_a_plan_from_standard_input() -> None:
    """`-` reads the plan from standard input, with or without a byte order mark."""
    for text in (SMALL, "\ufeff" + SMALL, SMALL.replace("\n", "\r\n")):
        result = relsched_("resolve", "-", "--known", CONGRESS, stdin=text.encode())
        assert result.exit_code == 0, result.stderr
        assert "03/10/2020 (thứ Bảy)" in result.stdout


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "standard input, line 1"),
        (b"plan: p\nissued: 2020-03-25\ntitle: \xff\n", "standard input, line 3"),
        (SMALL.encode("utf-16"), "UTF-8"),
        (b"\x00" * 10, "standard input"),
        (b"plan: p\nissued: 2020-03-25\n#" + b"a" * (6 * 1024 * 1024), "5 MiB"),
        (b"[" * 100_000, "64 levels"),
    ],
    ids=["empty", "not UTF-8", "UTF-16", "zeros", "6 MiB", "brackets"],
)
def test_bad_standard_input(data: bytes, words: str) -> None:
    """What comes from standard input is refused as a file would be, under that name."""
    result = relsched_("check", "-", stdin=data)
    assert (result.exit_code, result.stdout) == (2, "")
    assert words in result.stderr
    assert "Traceback" not in result.stderr


# ---------------------------------------------------------------- statuses

HEAD = "plan: p\nissued: 2020-03-25\n"
BAD_PLANS = {
    "unknown event": "deadlines:\n  - {id: a, when: 10 days before congres}\n",
    "misspelt unit": "deadlines:\n  - {id: a, when: 10 dayz before issued}\n",
    "duplicate id": "deadlines:\n  - {id: a}\n  - {id: a}\n",
    "no such date": "deadlines:\n  - {id: a, when: by 2020-02-30}\n",
    "window turned round": "deadlines:\n  - {id: a, when: from 2020-10-31 to 2020-10-01}\n",
    "unknown calendar": "deadlines:\n  - {id: a, when: 2 working days in VM after issued}\n",
    "unknown calendar of the plan": "calendar: VM\ndeadlines:\n  - {id: a, when: 2 working days after issued}\n",
    "outside the calendar": "calendar: VN\ndeadlines:\n  - {id: a, when: 2 working days after 2120-01-01}\n",
    "rolled outside the calendar": "calendar: VN\ndeadlines:\n  - {id: a, when: on 2120-01-06 rolled forward}\n",
    "outside the horizon": "horizon: 2020-01-01..2020-12-31\ndeadlines:\n  - {id: a, when: 5 years after issued}\n",
    "10^12 days": "deadlines:\n  - {id: a, when: 1000000000000 days after issued}\n",
    "two timings": "deadlines:\n  - {id: a, when: by 2020-10-01 by 2020-10-02}\n",
    "tab": "deadlines:\n\t- {id: a}\n",
    "nested": "title: " + "[" * 65 + "]" * 65 + "\n",
    "dependency-cycle": "".join(
        [
            "deadlines:\n",
            *(
                f"  - {{id: {name}, when: 1 day after {other}}}\n"
                for name, other in zip("abcde", "eabcd", strict=True)
            ),
        ]
    ),
}


@pytest.mark.parametrize("command", ["check", "resolve", "why", "feed"])
@pytest.mark.parametrize("what", BAD_PLANS)
def test_a_bad_plan_leaves_2_and_a_place(what: str, command: str, tmp_path: Path) -> None:
    """A plan that can't be used leaves 2 with file and line, whichever command reads it, and no output."""
    file = tmp_path / "plan.yaml"
    file.write_text(HEAD + BAD_PLANS[what], encoding="utf-8")
    rest = {"why": ["a"], "feed": ["-o", str(tmp_path / "feeds")]}.get(command, [])
    result = relsched_(command, str(file), *rest)
    assert (result.exit_code, result.stdout) == (2, ""), result.stderr
    assert f"where: {file}, line " in result.stderr
    assert "Traceback" not in result.stderr
    assert not (tmp_path / "feeds").exists()


@pytest.mark.parametrize(
    "arguments",
    [
        (),
        ("frobnicate",),
        ("check",),
        ("check", EXAMPLE, "extra"),
        ("check", EXAMPLE, "--frobnicate"),
        ("check", EXAMPLE, "--lang", "fr"),
        ("check", EXAMPLE, "--known"),
        ("resolve", "absent.yaml"),
        ("resolve", str(ROOT)),
        ("resolve", ""),
        ("why", EXAMPLE),
        ("why", EXAMPLE, "4.1.z"),
        ("why", EXAMPLE, ""),
        ("feed", EXAMPLE),
        ("feed", EXAMPLE, "-o", "-", "--unit", "pres"),
        ("feed", EXAMPLE, "-o", "-", "--stamp", "yesterday"),
        ("feed", EXAMPLE, "-o", "-", "--stamp", "2020-03-25T08:00:00"),
        ("feed", EXAMPLE, "-o", "-", "--stamp", "0001-01-01T00:00:00+14:00"),
        ("feed", EXAMPLE, "-o", "-", "--stamp", "9999-12-31T23:59:59-14:00"),
        ("feed", EXAMPLE, "-o", "-", "--sequence", "-1"),
        ("feed", EXAMPLE, "-o", "-", "--sequence", "one"),
        ("feed", EXAMPLE, "-o", EXAMPLE),
        ("new", EXAMPLE),
        ("new",),
    ],
)
def test_wrong_use_leaves_2(arguments: tuple[str, ...]) -> None:
    """A command that can't be meant leaves 2, says so on standard error, and prints no data."""
    result = relsched_(*arguments)
    assert (result.exit_code, result.stdout) == (2, ""), result.stderr
    assert result.stderr
    assert "Traceback" not in result.stderr


@pytest.mark.parametrize("words", [("--help",), ("-h",), ("--version",)])
def test_help_and_version(words: tuple[str, ...]) -> None:
    """Help and version are data and leave 0, for the program and for each command."""
    result = relsched_(*words)
    assert (result.exit_code, result.stderr) == (0, "")
    expected = relsched.__version__ if words == ("--version",) else "resolve"
    assert expected in result.stdout


@pytest.mark.parametrize("command", ["new", "check", "resolve", "why", "feed", "phrase"])
def test_each_command_explains_itself(command: str) -> None:
    """Each command has a help of its own."""
    result = relsched_(command, "--help")
    assert result.exit_code == 0
    assert f"relsched {command}" in result.stdout


def test_the_commands_of_this_version() -> None:
    """No command is missing, and every one that reads a plan takes `--known`, `--lang` and `--json`."""
    assert sorted(commands.commands) == sorted(
        [
            *("new", "check", "resolve", "why", "whatif", "float", "due", "edit", "feed"),
            "phrase",
            "import",
            *("publish", "move", "pin", "done", "history", "show", "compare", "notices"),
            *("share", "addresses", "rotate", "unshare", "serve", "verify", "backup", "restore"),
        ]
    )
    for name in ("check", "feed", "phrase", "resolve", "why"):
        options = {word for option in commands.commands[name].params for word in option.opts}
        assert {"--known", "--lang", "--json"} <= options


@pytest.mark.process
def test_a_command_is_imported_when_it_is_called() -> None:
    """The name of each command in the table is its own, and the table alone imports none of them."""
    code = (
        "import sys, relsched.cli.group; print([n for n in sys.modules if n.endswith('_commands')])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60
    )
    assert done.stdout.strip() == "[]"
    assert [command.name for command in commands.commands.values()] == sorted(commands.commands)


@pytest.fixture
def broken_command() -> Iterator[str]:
    """A command that fails as only a bug could."""

    @commands.command(name="broken")
    def broken() -> None:
        raise ZeroDivisionError("ours")

    yield "broken"
    del commands.commands["broken"]


def test_our_bug_leaves_70(broken_command: str) -> None:
    """What nobody foresaw leaves 70 and asks to be reported; standard output stays clean."""
    result = relsched_(broken_command)
    assert (result.exit_code, result.stdout) == (70, "")
    assert "bug of ours" in result.stderr
    assert "ZeroDivisionError" in result.stderr


def test_main_gives_the_status(small: str, capsys: pytest.CaptureFixture[str]) -> None:
    """The entry point gives the status to a caller who hands in the words."""
    assert main(["check", small]) == 0
    assert main(["check", "absent.yaml"]) == 2
    assert main(["check", EXAMPLE, "--known", "congress=2020-11-03"]) == 1
    assert "absent.yaml" in capsys.readouterr().err


# ---------------------------------------------------------------- in a process of its own


@pytest.mark.process
def test_python_m_relsched(small: str) -> None:
    """`python -m relsched` is the command line, with the same statuses."""
    good = in_process_of_its_own("resolve", small, "--known", CONGRESS, "--json")
    assert (good.returncode, good.stderr) == (0, b"")
    assert json.loads(good.stdout)["entries"][0]["due"]["latest"] == "2020-10-03"
    assert in_process_of_its_own("check", EXAMPLE, "--known", "congress=2020-11-03").returncode == 1
    bad = in_process_of_its_own("check", "-", stdin=b"plan: [\n")
    assert (bad.returncode, bad.stdout) == (2, b"")
    assert b"standard input, line " in bad.stderr
    assert b"Traceback" not in bad.stderr


@pytest.mark.slow
@pytest.mark.process
def test_surroundings_have_no_influence(small: str, tmp_path: Path) -> None:
    """Zone, language, hash seed and directory of the machine change no byte of the output."""
    found = set()
    for seed, zone, language in (
        ("0", "UTC", "C"),
        ("1", "Asia/Ho_Chi_Minh", "vi_VN.UTF-8"),
        ("2", "America/Los_Angeles", "en_US.ISO-8859-1"),
    ):
        settings = {"PYTHONHASHSEED": seed, "TZ": zone, "LC_ALL": language, "LANG": language}
        outputs = []
        for arguments in (("resolve", small, "--json"), ("feed", small, "-o", "-")):
            done = in_process_of_its_own(*arguments, cwd=tmp_path, environment=settings)
            assert done.returncode == 0
            outputs.append((done.stdout, done.stderr))
        found.add(tuple(outputs))
    assert len(found) == 1


@pytest.mark.process
@pytest.mark.parametrize("encoding", ["cp1252", "ascii"])
def test_letters_that_the_terminal_lacks(small: str, encoding: str) -> None:
    """Vietnamese is printed, or marked as not printable, where the output is set to a smaller alphabet."""
    for arguments in (("resolve", small), ("resolve", small, "--json")):
        done = in_process_of_its_own(*arguments, environment={"PYTHONIOENCODING": encoding})
        assert done.returncode == 0
        assert b"Traceback" not in done.stderr
    bad = in_process_of_its_own(
        "check", "không có.yaml", environment={"PYTHONIOENCODING": encoding}
    )
    assert bad.returncode == 2
    assert b"Traceback" not in bad.stderr


@pytest.mark.process
def test_a_reader_that_goes_away(small: str) -> None:
    """When the reader of the output goes away, as `head` does, there is nothing to complain about."""
    reading, writing = os.pipe()
    os.close(reading)
    with os.fdopen(writing, "wb") as output:
        done = subprocess.run(
            [sys.executable, "-m", "relsched", "resolve", small],
            stdout=output,
            stderr=subprocess.PIPE,
            env=clean_environment({}),
            check=False,
        )
    assert (done.returncode, done.stderr) == (0, b"")


@pytest.mark.process
@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no full device here")
@pytest.mark.parametrize("command", [["resolve"], ["resolve", "--json"], ["feed", "-o", "-"]])
def test_a_full_disk_is_no_bug_of_ours(small: str, command: list[str]) -> None:
    """Output that can't be written is reported in a sentence, not as a bug."""
    name, *options = command
    with open("/dev/full", "wb") as output:
        done = subprocess.run(
            [sys.executable, "-m", "relsched", name, small, *options],
            stdout=output,
            stderr=subprocess.PIPE,
            env=clean_environment({}),
            check=False,
        )
    assert done.returncode == 2
    assert b"Traceback" not in done.stderr
    assert done.stderr.decode().endswith("Không ghi được kết quả: ổ đĩa không còn chỗ trống.\n")


@pytest.mark.process
@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no named pipes here")
def test_an_interrupt_leaves_130(tmp_path: Path) -> None:
    """Ctrl-C leaves 130, without a traceback."""
    pipe = tmp_path / "plan.yaml"
    os.mkfifo(pipe)
    process = subprocess.Popen(
        [sys.executable, "-m", "relsched", "check", str(pipe)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=clean_environment({}),
    )
    with pipe.open("wb"):  # opens once the command reads
        process.send_signal(signal.SIGINT)
        output, talk = process.communicate()
    assert (process.returncode, output) == (130, b"")
    assert b"Traceback" not in talk


COLOUR = re.compile(rb"\x1b\[[0-9;]*(?:3[0-7]|9[0-7]|38;[0-9;]+)[0-9;]*m")


@pytest.mark.process
@pytest.mark.skipif(sys.platform == "win32", reason="there are no pseudo-terminals here")
def test_colours_on_a_terminal_unless_refused(small: str) -> None:
    """A terminal gets colours, but none where NO_COLOR is set; a pipe never gets any."""
    shown = on_a_terminal("resolve", small, TERM="xterm-256color", COLUMNS="120")
    assert COLOUR.search(shown)
    plain = on_a_terminal("resolve", small, TERM="xterm-256color", COLUMNS="120", NO_COLOR="1")
    assert not COLOUR.search(plain)
    assert "Xong sân khấu".encode() in plain
    assert b"\x1b" not in in_process_of_its_own("resolve", small).stdout
