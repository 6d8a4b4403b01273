"""Commands that read known dates start from the published ones and say so, and load no ledger that isn't there."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import pytest

from command_line import clean_environment, in_process_of_its_own, relsched_
from relsched.cli import ledger_opening

pytestmark = pytest.mark.slow

PLAN = """\
plan: fair
issued: 2026-01-05
language: en
events:
  - {id: fair, title: Fair, expected: in October 2026}
  - {id: survey, title: Survey}
deadlines:
  - {id: stand, title: Stand built, when: 10 days before fair}
  - {id: report, title: Report sent, when: 3 days after survey}
"""
JANUARY, MARCH = "2026-01-06T01:00:00Z", "2026-03-06T01:00:00Z"
# Counted on a paper calendar: ten days before Tue 2026-10-13, and three after Mon 2026-06-01.
FAIR, STAND = "2026-10-13", "2026-10-03"
SURVEY, REPORT = "2026-06-01", "2026-06-04"
SAID = "from revision 1 of fair: 2 known dates\n"

# Every command that reads known dates, with what it is given beside the plan.
READING: dict[str, tuple[str, ...]] = {
    "resolve": ("resolve", "plan.yaml"),
    "why": ("why", "plan.yaml", "stand"),
    "check": ("check", "plan.yaml"),
    "check --conventions": ("check", "plan.yaml", "--conventions"),
    "whatif": ("whatif", "plan.yaml", "survey=2026-06-01..2026-06-03"),
    "float": ("float", "plan.yaml"),
    "feed": ("feed", "plan.yaml", "-o", "out", "--stamp", JANUARY),
    "edit": ("edit", "plan.yaml", "delete", "report", "--dry-run"),
    "phrase": ("phrase", "10 days before fair", "--plan", "plan.yaml"),
}
reading = pytest.mark.parametrize("arguments", READING.values(), ids=READING)


@pytest.fixture(autouse=True)
def directory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A directory with a plan, and no ledger in it yet."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("RELSCHED_DB", "sqlite:///ledger.db")
    Path("plan.yaml").write_text(PLAN, encoding="utf-8")
    return tmp_path


def published(*known: str, now: str = JANUARY, db: str = "ledger.db") -> None:
    options = [word for each in known for word in ("--known", each)]
    rest = ("--reason", "decided", "--by", "Lan", "--yes", "--now", now, "--db", db)
    result = relsched_("publish", "plan.yaml", *options, *rest)
    assert result.exit_code == 0, result.stderr


def resolved(*options: str) -> dict[str, Any]:
    result = relsched_("resolve", "plan.yaml", "--json", *options)
    assert result.exit_code == 0, result.stderr
    found: dict[str, Any] = json.loads(result.stdout)
    return found


def due(found: dict[str, Any]) -> dict[str, str | None]:
    return {entry["id"]: entry["due"]["latest"] for entry in found["entries"]}


# ---------------------------------------------------------------- what was published counts


def test_resolve_starts_from_what_was_published() -> None:
    """Nothing has to be said again after publishing; JSON names the revision, or null."""
    before = resolved()
    assert (before["revision"], before["known"]) == (None, {})
    published(f"fair={FAIR}", f"survey={SURVEY}")
    after = resolved()
    assert (after["revision"], after["known"]) == (1, {"fair": FAIR, "survey": SURVEY})
    assert due(after) == {"stand": STAND, "report": REPORT}
    published("fair=2026-10-20", now=MARCH)
    assert (resolved()["revision"], due(resolved())["stand"]) == (2, "2026-10-10")


@reading
def test_every_reading_command_says_where_its_dates_come_from(arguments: tuple[str, ...]) -> None:
    """One line on standard error names the revision and how many dates are known, in the reader's language."""
    published(f"fair={FAIR}", f"survey={SURVEY}")
    result = relsched_(*arguments)
    assert result.exit_code == 0, result.stderr
    assert result.stderr.count(SAID) == result.stderr.count("revision") == 1
    told = relsched_(*arguments, "--lang", "vi").stderr
    assert told.count("theo phiên bản 1 của fair: 2 mục đã ấn định ngày\n") == 1


@reading
def test_without_the_ledger_nothing_of_it_counts(arguments: tuple[str, ...]) -> None:
    """With --no-ledger each command answers as if nothing had been published, and says nothing of it."""
    before = relsched_(*arguments)
    published(f"fair={FAIR}", f"survey={SURVEY}")
    after = relsched_(*arguments, "--no-ledger")
    assert (after.exit_code, after.stdout, after.stderr) == (
        before.exit_code,
        before.stdout,
        before.stderr,
    )


@pytest.mark.parametrize("arguments", [words for name, words in READING.items() if name != "why"])
def test_what_is_given_by_hand_does_the_same(arguments: tuple[str, ...]) -> None:
    """A command answers alike whether dates were published or are given to it; `why` tells who gave them."""
    by_hand = relsched_(*arguments, "--known", f"fair={FAIR}", "--known", f"survey={SURVEY}")
    files = {file.name: file.read_bytes() for file in Path().glob("out/*")}
    published(f"fair={FAIR}", f"survey={SURVEY}")
    result = relsched_(*arguments)
    assert (result.exit_code, result.stdout) == (by_hand.exit_code, by_hand.stdout)
    assert files == {file.name: file.read_bytes() for file in Path().glob("out/*")}


def test_why_tells_who_published_a_date() -> None:
    """A reason that ends in a published date names who gave it and why."""
    published(f"fair={FAIR}")
    text = relsched_("why", "plan.yaml", "stand").stdout
    assert f"due Sat {STAND}" in text
    assert "Lan" in text
    assert "decided" in text


def test_what_is_given_goes_before_what_was_published() -> None:
    """--known adds to or replaces the published dates item by item; `unknown` takes one back."""
    published(f"fair={FAIR}")
    assert resolved("--known", f"survey={SURVEY}")["known"] == {"fair": FAIR, "survey": SURVEY}
    assert due(resolved("--known", "fair=2026-10-20"))["stand"] == "2026-10-10"
    taken = resolved("--known", "fair=unknown")
    assert (taken["revision"], taken["known"]) == (1, {})
    assert due(taken)["stand"] == "2026-10-21"  # ten days before 31 October, the last expected
    # Of what is said of one item the last word counts.
    assert resolved("--known", "fair=2026-10-20", "--known", "fair=unknown")["known"] == {}
    assert resolved("--known", "fair=unknown", "--known", f"fair={FAIR}")["known"] == {"fair": FAIR}


def test_a_phrase_is_dated_by_what_was_published() -> None:
    """`phrase --plan` takes published dates, lines of JSON too, and `unknown` takes them back."""
    published(f"fair={FAIR}")
    words = ("phrase", "10 days before fair", "--plan", "plan.yaml")
    assert f"Sat {STAND}" in relsched_(*words).stdout
    assert STAND not in relsched_(*words, "--known", "fair=unknown").stdout
    lines = relsched_(
        "phrase", "--jsonl", "--plan", "plan.yaml", stdin='{"text": "10 days before fair"}\n'
    )
    assert json.loads(lines.stdout)["readings"][0]["due"]["latest"] == STAND
    assert lines.stderr == "from revision 1 of fair: 1 known date\n"


def test_a_date_is_taken_back_by_publishing_too() -> None:
    """`publish --known X=unknown` and `move X=unknown` forget a date, as --forget does."""
    published(f"fair={FAIR}", f"survey={SURVEY}")
    published("fair=unknown", now=MARCH)
    assert resolved()["known"] == {"survey": SURVEY}
    moving = ("move", "plan.yaml", "survey=unknown", "--reason", "r", "--yes", "--now", MARCH)
    assert relsched_(*moving).exit_code == 0
    assert resolved()["known"] == {}


def test_dates_of_items_that_are_gone_are_named() -> None:
    """Where the plan file has an item no more, its published date is named in the same line and left out."""
    published(f"fair={FAIR}", f"survey={SURVEY}")
    text = PLAN.replace("{id: survey, title: Survey}", "{id: poll, title: Poll}")
    Path("plan.yaml").write_text(text.replace("after survey", "after poll"), encoding="utf-8")
    result = relsched_("resolve", "plan.yaml", "--json")
    assert json.loads(result.stdout)["known"] == {"fair": FAIR}
    assert result.stderr == (
        "from revision 1 of fair: 1 known date; no longer in the plan file: `survey`\n"
    )


def test_calendar_files_go_before_what_was_published() -> None:
    """An event that follows a calendar has the date of the file given now, not the one published."""
    plan = PLAN.replace("expected: in October 2026", "follows: 'uid:a@b'")
    Path("plan.yaml").write_text(plan, encoding="utf-8")
    published(f"fair={FAIR}")
    Path("fair.ics").write_bytes(
        b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\nBEGIN:VEVENT\r\nUID:a@b\r\n"
        b"DTSTAMP:20260101T000000Z\r\nDTSTART;VALUE=DATE:20261020\r\nEND:VEVENT\r\n"
        b"END:VCALENDAR\r\n"
    )
    assert due(resolved("--from-calendar", "fair.ics"))["stand"] == "2026-10-10"
    both = ("--from-calendar", "fair.ics", "--known", "fair=2026-10-25")
    assert due(resolved(*both))["stand"] == "2026-10-15"


# ---------------------------------------------------------------- a ledger that can't be read


@reading
def test_a_ledger_that_cant_be_read_is_a_remark(arguments: tuple[str, ...]) -> None:
    """A damaged ledger keeps nobody from reading a plan: one line says so, and the answer is that without it."""
    without = relsched_(*arguments)
    Path("ledger.db").write_bytes(b"no ledger at all" * 100)
    result = relsched_(*arguments)
    assert (result.exit_code, result.stdout) == (without.exit_code, without.stdout)
    (line,) = [line for line in result.stderr.splitlines() if "ledger" in line]
    assert line.startswith("nothing that was published counts here, as the ledger can't be read: ")
    assert "`ledger.db`" in line
    assert Path("ledger.db").read_bytes() == b"no ledger at all" * 100


def test_calendars_that_were_published_are_not_replaced() -> None:
    """`feed` hands on what was published; without a ledger that can be read it writes nothing unless told to."""
    published(f"fair={FAIR}")
    assert relsched_("feed", "plan.yaml", "-o", "out").exit_code == 0
    before = Path("out/fair.ics").read_bytes()
    Path("ledger.db").write_bytes(b"no ledger at all" * 100)
    assert relsched_("feed", "plan.yaml", "-o", "out").exit_code == 3
    assert Path("out/fair.ics").read_bytes() == before
    assert relsched_("feed", "plan.yaml", "-o", "out", "--no-ledger").exit_code == 0


def test_a_ledger_that_is_named_must_be_there() -> None:
    """A slip in --db is told, since nothing would else show that published dates are missing."""
    result = relsched_("resolve", "plan.yaml", "--db", "ledgre.db")
    assert result.exit_code == 0
    assert "The ledger `ledgre.db` isn't there" in result.stderr
    assert not Path("ledgre.db").exists()
    both = relsched_("resolve", "plan.yaml", "--db", "ledger.db", "--no-ledger")
    assert both.exit_code == 2


# ---------------------------------------------------------------- nothing of it is loaded


def imported(arguments: tuple[str, ...], **environment: str) -> tuple[set[str], str]:
    """Run a command in a process of its own; give the modules it loaded, and what it said on standard error."""
    code = (
        "import sys, relsched.cli.group as g; s = g.run(sys.argv[1:]);"
        "print('\\nLOADED', *sys.modules, file=sys.stderr); sys.exit(s)"
    )
    import subprocess

    run = subprocess.run(
        [sys.executable, "-c", code, *arguments],
        capture_output=True,
        text=True,
        env=clean_environment(environment),
        check=False,
    )
    assert run.returncode == 0, run.stderr
    said, _, names = run.stderr.rpartition("\nLOADED ")
    return set(names.split()), said


def of_the_ledger(names: set[str]) -> list[str]:
    return sorted(
        name
        for name in names
        if name.partition(".")[0] in ("sqlalchemy", "alembic") or name.startswith("relsched.ledger")
    )


@pytest.mark.process
@reading
def test_without_a_ledger_nothing_of_it_is_loaded(arguments: tuple[str, ...]) -> None:
    """Where there is no ledger file, neither SQLAlchemy nor the ledger's modules are imported, and nothing is said."""
    names, said = imported(arguments, RELSCHED_DB="sqlite:///ledger.db")
    assert of_the_ledger(names) == []
    assert "revision" not in said
    assert not Path("ledger.db").exists()


@pytest.mark.process
def test_the_ledger_is_loaded_where_there_is_one(directory: Path) -> None:
    """The list of modules is read right: with a ledger they are in it; --no-ledger leaves them out."""
    published(f"fair={FAIR}")
    assert "sqlalchemy" in imported(READING["resolve"], RELSCHED_DB="ledger.db")[0]
    left_out = imported((*READING["resolve"], "--no-ledger"), RELSCHED_DB="ledger.db")[0]
    assert of_the_ledger(left_out) == []
    own = imported(READING["resolve"], XDG_DATA_HOME=str(directory / "none"), RELSCHED_DB="")[0]
    assert of_the_ledger(own) == []


@reading
def test_without_the_extra_nothing_is_said(
    arguments: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where the packages of the ledger aren't installed, a ledger file beside the plan is no matter."""
    without = relsched_(*arguments)
    published(f"fair={FAIR}")
    monkeypatch.setattr(ledger_opening, "find_spec", lambda name: None)
    result = relsched_(*arguments)
    assert (result.exit_code, result.stdout, result.stderr) == (0, without.stdout, without.stderr)


@pytest.mark.process
def test_a_plain_process_says_the_same() -> None:
    """What a test sees in its own process holds for the program as it is installed."""
    published(f"fair={FAIR}", f"survey={SURVEY}")
    run = in_process_of_its_own(
        *READING["resolve"], "--json", environment={"RELSCHED_DB": "ledger.db"}
    )
    assert run.stderr.decode() == SAID
    assert json.loads(run.stdout)["revision"] == 1
