"""The command line of the ledger: publish, move, what was published, addresses, backup; each with its status."""

from __future__ import annotations

import json
import os
import pty
import select
import shutil
import subprocess
import sys
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import icalendar
import pytest
from click.testing import Result

from command_line import CONGRESS, EXAMPLE, EXHIBITION, clean_environment, relsched_
from places import ROOT
from relsched import Deadline, Event, Plan, Unit, write_plan

pytestmark = pytest.mark.slow

DB = "sqlite:///ledger.db"
MARCH, SEPTEMBER, OCTOBER = "2020-03-26T01:00:00Z", "2020-09-01T01:00:00Z", "2020-10-05T01:00:00Z"
FIRST = ("--known", CONGRESS, "--known", EXHIBITION)

# What depends on the congress in the example, by hand: days before and after its move by 14 days.
MOVED = {
    "4.1.b": ("2020-10-03", "2020-10-17"),
    "4.3.ii": ("2020-10-15", "2020-10-29"),
    "4.3.iii": ("2020-10-17", "2020-10-31"),
    "5.1": ("2020-10-03", "2020-10-17"),
    "5.2": ("2020-10-03", "2020-10-17"),
    "7": ("2020-10-03", "2020-10-17"),
    "8.1": ("2020-10-03", "2020-10-17"),
    "9": ("2020-10-13", "2020-10-27"),
    "10": ("2020-10-15", "2020-10-29"),
    "11.1": ("2020-10-15", "2020-10-29"),
    "11.2": ("2020-10-15", "2020-10-29"),
    "13": ("2020-10-15", "2020-10-29"),
    "14.1": ("2020-10-15", "2020-10-29"),
}


@pytest.fixture(autouse=True)
def directory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A directory of its own, with a ledger named in the environment."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("RELSCHED_DB", DB)
    monkeypatch.setenv("USER", "lan")
    monkeypatch.setenv("LOGNAME", "lan")
    return tmp_path


def done_well(result: Result) -> Result:
    assert result.exit_code == 0, result.stderr + result.stdout
    return result


def published(
    *known: str, now: str = MARCH, plan: str = EXAMPLE, reason: str = "first dates"
) -> Result:
    return done_well(relsched_("publish", plan, *known, "--reason", reason, "--yes", "--now", now))


_BEGUN: list[bytes] = []


def begun() -> None:
    """Give the ledger its first revision; made once, and then copied."""
    if not _BEGUN:
        published(*FIRST)
        _BEGUN.append(Path("ledger.db").read_bytes())
    Path("ledger.db").write_bytes(_BEGUN[0])


def moved(now: str = SEPTEMBER) -> Result:
    return done_well(
        relsched_(
            *("move", EXAMPLE, "congress=2020-10-27..2020-10-29"),
            *("--reason", "postponed", "--yes", "--now", now),
        )
    )


def shown(file: Path) -> dict[str, icalendar.Event]:
    """Read a calendar file: its components by the id of their deadline."""
    calendar = icalendar.Calendar.from_ical(file.read_bytes())
    found = {}
    for component in calendar.walk("VEVENT"):
        assert isinstance(component, icalendar.Event)
        found[str(component["UID"]).partition(":")[2].removesuffix("@relsched")] = component
    return found


def answer(result: Result) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(done_well(result).stdout)
    return found


# ---------------------------------------------------------------- the worked path


@pytest.mark.process
def test_the_worked_path(tmp_path: Path) -> None:
    """Publish, write calendars, move, write them again, as the guide has it: every deadline once, on its new day."""
    bin_ = Path(sys.executable).parent
    environment = clean_environment({"PATH": f"{bin_}{os.pathsep}{os.environ['PATH']}"})
    environment.pop("RELSCHED_DB", None)
    shutil.copytree(ROOT / "examples", tmp_path / "examples")
    script = """
        export RELSCHED_DB=sqlite:///ledger.db
        relsched publish examples/congress_xvii.yaml --known congress=2020-10-13..2020-10-15 \
            --known exhibition=2020-10-10 --reason "first dates" --yes
        relsched feed examples/congress_xvii.yaml -o calendars
        cp -r calendars before
        relsched move examples/congress_xvii.yaml congress=2020-10-27..2020-10-29 --reason "postponed" --yes
        relsched feed examples/congress_xvii.yaml -o calendars
    """
    run = subprocess.run(
        ["bash", "-euc", script],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stderr
    before = shown(tmp_path / "before" / "congress-xvii.ics")
    after = shown(tmp_path / "calendars" / "congress-xvii.ics")
    assert before.keys() == after.keys()
    moved = {**MOVED, "congress": ("2020-10-13", "2020-10-27")}
    for name, event in after.items():
        old, new = moved.get(name) or (None, None)
        if old is None or new is None:
            assert event.to_ical() == before[name].to_ical()
            continue
        assert before[name].decoded("DTSTART") == date.fromisoformat(old)
        assert event.decoded("DTSTART") == date.fromisoformat(new)
        assert (before[name].decoded("SEQUENCE"), event.decoded("SEQUENCE")) == (0, 1)
        assert event.decoded("LAST-MODIFIED") > before[name].decoded("LAST-MODIFIED")
    assert moved.keys() <= after.keys()


# ---------------------------------------------------------------- publishing


def test_the_first_revision() -> None:
    """The first publication says what is in it; its hash is given by `verify` alone."""
    result = published(*FIRST)
    remark, first, counts = result.stdout.splitlines()[:3]
    assert remark == (
        "`exhibition` (Triển lãm) diễn ra vào ngày 10/10/2020 (thứ Bảy), ngày nghỉ hằng tuần; có đúng là ngày đó không?"
    )
    assert first.startswith("phiên bản đầu tiên: 38 nhiệm vụ (")
    assert counts.startswith("Số nhiệm vụ đổi thời hạn: 0; rơi vào ngày nghỉ: ")
    length, done = result.stderr.splitlines()
    assert length.startswith("`exhibition` mới có ngày bắt đầu, chưa có ngày kết thúc")
    assert done == "đã công bố phiên bản 1 của congress-xvii"


def test_what_moves_is_shown_with_its_cause() -> None:
    """The preview groups the deadlines by what moved them and says from when to when."""
    begun()
    result = done_well(
        relsched_(
            *("move", EXAMPLE, "congress=2020-10-27..2020-10-29", "--reason", "postponed"),
            *("--dry-run", "--json", "--now", SEPTEMBER),
        )
    )
    changes = json.loads(result.stdout)["preview"]["comparison"]["deadlines"]
    found = {c["id"]: c for c in changes}
    assert found.keys() == MOVED.keys()
    for name, change in found.items():
        assert change["kinds"] == ["moved"]
        assert change["days"] == 14
        (cause,) = change["causes"]
        assert (cause["kind"], cause["name"]) == ("known", "congress")
        start = change["after"]["not_before"] if name == "9" else change["after"]["due"]
        assert start["earliest"] == MOVED[name][1]


def test_looking_writes_nothing(directory: Path) -> None:
    """A preview alone leaves the ledger's file as it is, byte for byte, and makes none."""
    result = relsched_("publish", EXAMPLE, "--reason", "r", "--dry-run", "--now", MARCH)
    assert result.exit_code == 0
    assert result.stdout.startswith("phiên bản đầu tiên: 38 nhiệm vụ")
    assert not (directory / "ledger.db").exists()
    begun()
    before = (directory / "ledger.db").read_bytes()
    done_well(
        relsched_(
            *("move", EXAMPLE, "congress=2020-11-03..2020-11-05"),
            *("--reason", "r", "--dry-run", "--now", SEPTEMBER),
        )
    )
    assert (directory / "ledger.db").read_bytes() == before


def test_without_a_terminal_nobody_is_asked() -> None:
    """Where no answer can be given, nothing is published, and what to add is said."""
    begun()
    result = relsched_("move", EXAMPLE, "congress=2020-10-27..2020-10-29", "--reason", "r")
    assert result.exit_code == 2
    assert "--yes" in result.stderr
    assert len(answer(relsched_("history", "--json"))["revisions"]) == 1


@pytest.mark.process
@pytest.mark.parametrize(("typed", "status", "revisions"), [("y\n", 0, 2), ("n\n", 1, 1)])
def test_on_a_terminal_one_is_asked(typed: str, status: int, revisions: int) -> None:
    """At a terminal the preview is followed by a question; no means that nothing is published, and status 1."""
    begun()
    words = ("move", EXAMPLE, "congress=2020-10-27..2020-10-29", "--reason", "postponed")
    text, found = asked(*words, "--now", SEPTEMBER, "--lang", "en", typed=typed)
    assert "Publish this?" in text
    assert found == status
    assert len(answer(relsched_("history", "--json"))["revisions"]) == revisions


def asked(*words: str, typed: str) -> tuple[str, int]:
    """Run a command at a terminal and answer its question; give what stood there until then, and the status."""
    master, slave = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "relsched", *words],
        stdin=slave,
        stdout=slave,
        stderr=slave,
        env=clean_environment({"RELSCHED_DB": DB}),
    )
    os.close(slave)
    text = read_until(master, "[y/N]")
    os.write(master, typed.encode())
    read_until(master, None)
    status = process.wait(timeout=60)
    os.close(master)
    return text, status


def read_until(master: int, wanted: str | None) -> str:
    """Read a terminal until it shows a text, or until the program has gone."""
    found = b""
    while wanted is None or wanted.encode() not in found:
        ready, _, _ = select.select([master], [], [], 60)
        assert ready, found.decode()
        try:
            data = os.read(master, 65_536)
        except OSError:  # the other end is closed
            break
        if not data:
            break
        found += data
    return found.decode()


def test_publishing_again_without_a_change() -> None:
    """Nothing new is no revision."""
    begun()
    result = published(*FIRST, now=SEPTEMBER)
    assert "không có gì thay đổi" in result.stderr
    assert len(answer(relsched_("history", "--json"))["revisions"]) == 1


def test_what_is_known_stays_known_until_it_is_forgotten() -> None:
    """A later publication goes on from the dates of the last; --forget takes one away."""
    begun()
    published("--known", "committee-opinion=2020-09-20", now=SEPTEMBER)
    known = {k["item"]: k for k in answer(relsched_("show", "--json"))["known"]}
    assert {name: k["dates"] for name, k in known.items()} == {
        "congress": "2020-10-13..2020-10-15",
        "exhibition": "2020-10-10",
        "committee-opinion": "2020-09-20",
    }
    assert known["congress"]["reason"] == "first dates"
    assert known["congress"]["on"].startswith("2020-03-26T01:00:00")
    published("--forget", "exhibition", now=OCTOBER, reason="put off")
    known = {k["item"]: k for k in answer(relsched_("show", "--json"))["known"]}
    assert known.keys() == {"congress", "committee-opinion"}
    entries = {e["id"]: e for e in answer(relsched_("show", "--json"))["schedule"]["entries"]}
    assert entries["4.4.1"]["status"] == "waiting"


def test_an_old_revision_is_published_again() -> None:
    """--again makes a new revision with the dates of an old one; SEQUENCE goes on rising."""
    begun()
    moved()
    result = done_well(
        relsched_(
            *("publish", EXAMPLE, "--again", "1", "--reason", "not postponed after all"),
            *("--yes", "--now", OCTOBER),
        )
    )
    assert "4.1.b" in result.stdout
    history = answer(relsched_("history", "--json"))["revisions"]
    assert [(r["number"], r["again"]) for r in history] == [(1, None), (2, None), (3, 1)]
    done_well(relsched_("feed", EXAMPLE, "-o", "calendars"))
    event = shown(Path("calendars/congress-xvii.ics"))["4.1.b"]
    assert event.decoded("DTSTART") == date(2020, 10, 3)
    assert event.decoded("SEQUENCE") == 2


def test_a_pinned_deadline_stays_when_its_event_moves() -> None:
    """A deadline fixed on a day of its own doesn't follow its rule, until it is let go."""
    begun()
    pin = ("pin", EXAMPLE, "4.1.b=2020-10-01", "--reason", "the builder has no other day", "--yes")
    done_well(relsched_(*pin, "--now", SEPTEMBER))
    moved(OCTOBER)
    entries = {e["id"]: e for e in answer(relsched_("show", "--json"))["schedule"]["entries"]}
    assert entries["4.1.b"]["due"] == {"earliest": "2020-10-01", "latest": "2020-10-01"}
    let_go = ("pin", EXAMPLE, "4.1.b=", "--reason", "the builder is free", "--yes")
    done_well(relsched_(*let_go, "--now", OCTOBER))
    entries = {e["id"]: e for e in answer(relsched_("show", "--json"))["schedule"]["entries"]}
    assert entries["4.1.b"]["due"] == {"earliest": "2020-10-17", "latest": "2020-10-17"}


def test_what_is_done_stands_on_its_day() -> None:
    """A deadline that has been met is shown on the day it was, and doesn't move any more."""
    begun()
    met = ("done", EXAMPLE, "4.1.b", "--on", "2020-08-30", "--reason", "finished early", "--yes")
    done_well(relsched_(*met, "--now", SEPTEMBER))
    moved(OCTOBER)
    done_well(relsched_("feed", EXAMPLE, "-o", "calendars"))
    event = shown(Path("calendars/congress-xvii.ics"))["4.1.b"]
    assert event.decoded("DTSTART") == date(2020, 8, 30)
    assert event["STATUS"] == "CONFIRMED"
    assert event.decoded("SEQUENCE") == 1


def test_done_today_is_the_plans_today() -> None:
    """Without --on the day is that of the plan's zone: at 18:00 UTC it is tomorrow in Hanoi."""
    begun()
    late = ("done", EXAMPLE, "4.1.a", "--reason", "r", "--yes", "--now", "2020-05-13T18:00:00Z")
    done_well(relsched_(*late))
    entries = {e["id"]: e for e in answer(relsched_("show", "--json"))["schedule"]["entries"]}
    assert entries["4.1.a"]["done"] == "2020-05-14"


# ---------------------------------------------------------------- what was published


def test_history_says_who_when_and_why() -> None:
    """Each revision is a row with its number, moment where the plan is, author, reason and what became known."""
    begun()
    moved()
    text = done_well(relsched_("history", "--lang", "en")).stdout
    # 01:00 UTC is 08:00 in Hanoi.
    moments = ("2020-03-26 08:00:00+07:00", "2020-09-01 08:00:00+07:00")
    for part in (*moments, "first dates", "postponed"):
        assert part in text
    rows = answer(relsched_("history", "congress-xvii", "--json"))["revisions"]
    assert [row["news"] for row in rows] == [
        ["congress=2020-10-13..2020-10-15", "exhibition=2020-10-10"],
        ["congress=2020-10-27..2020-10-29"],
    ]
    assert rows[1]["previous"] == rows[0]["hash"]


def test_what_was_known_on_a_day() -> None:
    """--on gives the revision that held at the end of that day where the plan is."""
    begun()
    moved()

    def due(*options: str) -> str:
        entries = answer(relsched_("show", *options, "--json"))["schedule"]["entries"]
        found: str = next(e for e in entries if e["id"] == "4.1.b")["due"]["latest"]
        return found

    assert due() == due("2") == due("--on", "2020-09-01") == "2020-10-17"
    assert due("1") == due("--on", "2020-08-31") == due("--on", "2020-03-26") == "2020-10-03"
    result = relsched_("show", "--on", "2020-03-25")
    assert (result.exit_code, "2020-03-26" in result.stderr) == (2, True)


def test_two_revisions_compared() -> None:
    """The difference comes as text, Markdown, HTML or JSON; --exit-code tells whether there is one."""
    begun()
    moved()
    for form, sign in (("text", "4.1.b"), ("markdown", "| 4.1.b |"), ("html", "<td>4.1.b</td>")):
        result = done_well(relsched_("compare", "1", "2", "--format", form, "--lang", "en"))
        assert sign in result.stdout.replace(" ", " ")
    found = answer(relsched_("compare", "1", "--json"))
    assert {c["id"] for c in found["deadlines"]} == MOVED.keys()
    assert relsched_("compare", "1", "2", "--exit-code").exit_code == 1
    assert relsched_("compare", "2", "2", "--exit-code").exit_code == 0


def test_notices_tell_each_unit_what_changed_for_it() -> None:
    """A unit's notice names its own deadlines and no others; a unit without a change gets none."""
    begun()
    moved()
    found = answer(relsched_("notices", "--json", "--lang", "en"))["notices"]
    assert "4.1.b" in found["culture"]  # it supports the press there
    assert "8.1" not in found["culture"]
    assert "Sat 2020-10-17" in found["culture"]
    assert "science" not in found
    text = done_well(relsched_("notices", "--unit", "culture")).stdout
    assert "17/10/2020 (thứ Bảy)" in text


# ---------------------------------------------------------------- moments, and slips


def test_moments_are_those_where_the_plan_is() -> None:
    """`history`, `show` and `addresses` tell moments as clocks in Hanoi show them; JSON keeps UTC."""
    published(*FIRST, now="2020-03-25T18:30:00Z")
    local = "26/03/2020 01:30:00+07:00"
    assert local in done_well(relsched_("history")).stdout
    text = done_well(relsched_("show")).stdout
    assert text.count(local) == 3  # of the revision, and of its two dates
    assert "25/03/2020" not in text
    done_well(relsched_("share", "plan", "--now", "2020-03-31T20:00:00Z"))
    assert "01/04/2020 03:00:00+07:00" in done_well(relsched_("addresses")).stdout
    (row,) = answer(relsched_("history", "--json"))["revisions"]
    assert row["at"] == "2020-03-25T18:30:00+00:00"


def test_a_clock_that_is_behind_is_told() -> None:
    """A preview tells of a clock that is before the newest revision; with --yes it is published all the same."""
    begun()
    moved()
    result = published("--forget", "exhibition", now=MARCH)
    assert result.stdout.startswith(
        "hiện tại theo đồng hồ là ngày 26/03/2020, nhưng phiên bản 2 của congress-xvii"
        " đã được công bố ngày 01/09/2020"
    )
    moments = [row["at"] for row in answer(relsched_("history", "--json"))["revisions"]]
    assert moments == sorted(moments)
    assert len(moments) == 3


@pytest.mark.process
def test_a_misspelt_plan_is_asked_about() -> None:
    """On a terminal the near id is named before the question, and no publishes nothing."""
    begun()
    text = Path(EXAMPLE).read_text(encoding="utf-8")
    misspelt = text.replace("plan: congress-xvii", "plan: congress-xvi", 1)
    assert misspelt != text
    Path("slip.yaml").write_text(misspelt, encoding="utf-8")
    dry = done_well(
        relsched_("publish", "slip.yaml", "--reason", "r", "--dry-run", "--json", "--now", MARCH)
    )
    told = "nothing of a plan `congress-xvi` has been published yet; did you mean `congress-xvii`?"
    assert json.loads(dry.stdout)["preview"]["remarks"] == [told]
    words = ("publish", "slip.yaml", "--reason", "r", "--now", SEPTEMBER, "--lang", "en")
    shown_first, status = asked(*words, typed="n\n")
    before = " ".join(
        shown_first.partition("Publish this?")[0].split()
    )  # in lines as long as the terminal
    assert told in before
    assert status == 1
    assert len(answer(relsched_("history", "congress-xvii", "--json"))["revisions"]) == 1


def test_a_noted_hash_shows_what_a_copy_lacks() -> None:
    """An old copy is sound in itself; `verify --head` with the hash that was noted tells that revisions are missing."""
    begun()
    shutil.copyfile("ledger.db", "old.db")
    moved()
    (head,) = answer(relsched_("verify", "--json"))["heads"].values()
    assert relsched_("verify", "--db", "old.db").exit_code == 0
    result = relsched_("verify", "--db", "old.db", "--head", head, "--lang", "en")
    assert result.exit_code == 1
    assert f"no revision has the noted hash {head}" in result.stdout
    assert relsched_("verify", "--head", head).exit_code == 0


def test_a_ledger_on_read_only_media(tmp_path: Path) -> None:
    """Every command that reads works where nothing may be written, and leaves nothing beside the ledger."""
    begun()
    media = tmp_path / "media"
    media.mkdir()
    file = media / "ledger.db"
    shutil.copyfile("ledger.db", file)
    file.chmod(0o444)
    media.chmod(0o555)
    before = (file.stat().st_mtime_ns, file.read_bytes())
    commands = (
        ("history",),
        ("show",),
        ("compare", "1", "1"),
        ("addresses",),
        ("verify", "--replay"),
        ("backup", str(tmp_path / "copy.db")),
        ("feed", EXAMPLE, "-o", "calendars"),
        ("resolve", EXAMPLE),
        ("move", EXAMPLE, "congress=2020-10-27..2020-10-29", "--reason", "r", "--dry-run"),
    )
    try:
        for words in commands:
            done_well(relsched_(*words, "--db", str(file)))
            assert [each.name for each in media.iterdir()] == ["ledger.db"]
        assert (file.stat().st_mtime_ns, file.read_bytes()) == before
    finally:
        media.chmod(0o755)
    assert shown(Path("calendars/congress-xvii.ics"))["4.1.b"].decoded("DTSTART") == date(
        2020, 10, 3
    )


# ---------------------------------------------------------------- following others


DISTRICT = """\
plan: district
issued: 2020-04-01
language: en
timezone: Asia/Ho_Chi_Minh
events:
  - {id: congress, follows: "congress-xvii:congress"}
  - {id: fair, follows: "uid:fair-2020@example.org"}
deadlines:
  - {id: a, title: Report sent, when: 3 days before congress}
  - {id: b, title: Stand built, when: 1 day before fair}
"""
FAIR = (
    "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Example//Fair//EN\r\nBEGIN:VEVENT\r\n"
    "UID:fair-2020@example.org\r\nDTSTAMP:20200801T000000Z\r\nDTSTART;VALUE=DATE:20201101\r\n"
    "DTEND;VALUE=DATE:20201104\r\nSUMMARY:Fair\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
)


def district_dates() -> dict[str, str | None]:
    found = answer(relsched_("show", "district", "--json"))["schedule"]["entries"]
    return {entry["id"]: entry["due"]["latest"] for entry in found}


def test_a_district_follows_its_province() -> None:
    """A plan takes the dates of events that follow another plan of the ledger, or an item of a calendar."""
    begun()
    Path("district.yaml").write_text(DISTRICT, encoding="utf-8")
    Path("fair.ics").write_bytes(FAIR.encode())
    published("--from-calendar", "fair.ics", plan="district.yaml", now=SEPTEMBER)
    # The congress of the province begins on Tue 13 October, the fair on Sun 1 November.
    assert district_dates() == {"a": "2020-10-10", "b": "2020-10-31"}
    result = moved(OCTOBER)
    assert "district" in result.stderr
    assert district_dates()["a"] == "2020-10-10"  # not before it is published again
    text = published(plan="district.yaml", now=OCTOBER, reason="the province moved").stdout
    assert "Sat 2020-10-10" in text
    assert "Sat 2020-10-24" in text
    assert district_dates() == {"a": "2020-10-24", "b": "2020-10-31"}
    known = {k["item"]: k for k in answer(relsched_("show", "district", "--json"))["known"]}
    assert known["congress"]["by"] == "congress-xvii:congress"


def test_what_is_followed_may_be_unknown_or_overruled() -> None:
    """Where the other plan isn't published the preview says so; a date given by hand goes before what is followed."""
    Path("district.yaml").write_text(DISTRICT, encoding="utf-8")
    text = published(plan="district.yaml").stdout
    assert "`congress`" in text
    assert district_dates() == {"a": None, "b": None}
    published("--known", "congress=2020-12-01", plan="district.yaml", now=SEPTEMBER)
    assert district_dates()["a"] == "2020-11-28"


# ---------------------------------------------------------------- calendars


def test_the_ledger_wins_over_the_plan_file(directory: Path) -> None:
    """Calendars show what was published; a plan file edited since is reported, not shown."""
    plan = Plan(
        "small",
        "Kế hoạch",
        issued="2020-03-25",
        events=[Event("congress")],
        units=[Unit("press", "Phòng Báo chí")],
        deadlines=[Deadline("a", "Họp báo", "10 days before congress", lead="press")],
    )
    write_plan(plan, "small.yaml")
    published("--known", "congress=2020-10-13", plan="small.yaml")
    text = Path("small.yaml").read_text(encoding="utf-8")
    Path("small.yaml").write_text(text.replace("10 days", "20 days"), encoding="utf-8")
    result = done_well(relsched_("feed", "small.yaml", "-o", "calendars"))
    assert shown(Path("calendars/small.ics"))["a"].decoded("DTSTART") == date(2020, 10, 3)
    assert "publish it" in result.stderr
    (directory / "calendars" / "small.ics").write_bytes(b"spoiled")
    done_well(relsched_("feed", "small.yaml", "-o", "calendars"))
    assert shown(Path("calendars/small.ics"))["a"].decoded("DTSTART") == date(2020, 10, 3)


def test_the_page_of_addresses(monkeypatch: pytest.MonkeyPatch) -> None:
    """The directory has a page that links each calendar, and to subscribe where its address is known."""
    monkeypatch.setenv("RELSCHED_BASE_URL", "https://lich.example.org/dang")
    begun()
    done_well(relsched_("feed", EXAMPLE, "-o", "calendars"))
    page = Path("calendars/index.html").read_text(encoding="utf-8")
    assert 'href="congress-xvii.press.ics"' in page
    assert 'href="webcal://lich.example.org/dang/congress-xvii.press.ics"' in page
    assert "<script" not in page


def test_a_unit_without_dates_gets_the_main_event() -> None:
    """What most of the plan is counted from is in every calendar, also where nothing of the unit is dated."""
    begun()
    done_well(relsched_("feed", EXAMPLE, "-o", "calendars"))
    (event,) = shown(Path("calendars/congress-xvii.jury.ics")).values()
    assert event.decoded("DTSTART") == date(2020, 10, 13)
    assert event["STATUS"] == "CONFIRMED"


@pytest.mark.parametrize(
    ("audience", "names"),
    [
        ("lead:culture", {"4.4.2", "5.2", "congress:culture", "exhibition:culture"}),
        (
            "unit:culture",
            {
                *("1.5", "4.1.a", "4.1.b", "4.4.2", "5.1", "5.2"),
                *("congress:culture", "exhibition:culture"),
            },
        ),
        ("chain:8.1", {"8.1", "congress"}),
    ],
)
def test_calendars_of_other_audiences(audience: str, names: set[str]) -> None:
    """A calendar holds what a unit leads, what it leads or supports, or a deadline and what depends on it."""
    begun()
    done_well(relsched_("feed", EXAMPLE, "-o", "calendars", "--audience", audience))
    (file,) = Path("calendars").glob("*.ics")
    assert shown(file).keys() == names


# ---------------------------------------------------------------- addresses


def test_an_address_is_reported_once(directory: Path) -> None:
    """Sharing prints the address; the ledger holds no trace of its secret, and listing shows none."""
    begun()
    made = answer(relsched_("share", "culture", "--json", "--now", MARCH))
    secret = made["url"].rpartition("/")[2].removesuffix(".ics")
    assert len(secret) >= 43
    assert made["webcal"].startswith("webcal://")
    for file in directory.glob("ledger.db*"):
        assert secret.encode() not in file.read_bytes()
    (entry,) = answer(relsched_("addresses", "--json"))["addresses"]
    assert entry["audience"] == "unit:culture"
    assert secret not in json.dumps(entry)


def test_an_address_is_changed_and_ended() -> None:
    """Rotating makes a new address and lets the old one go on for a week; unsharing ends one at once."""
    begun()
    old = answer(relsched_("share", "plan", "--json", "--now", MARCH))["address"]["id"]
    new = answer(relsched_("rotate", old, "--json", "--now", SEPTEMBER))["address"]["id"]

    def is_open(now: str) -> dict[str, bool]:
        rows = answer(relsched_("addresses", "--json", "--now", now))["addresses"]
        return {row["id"]: row["is_open"] for row in rows}

    assert is_open("2020-09-07T00:00:00Z") == {old: True, new: True}
    assert is_open("2020-09-08T01:00:00Z") == {old: False, new: True}
    done_well(relsched_("unshare", new, "--now", OCTOBER))
    assert is_open(OCTOBER) == {old: False, new: False}


# ---------------------------------------------------------------- the whole ledger


def test_a_backup_is_restored_and_verified() -> None:
    """A backup is a ledger itself; restored elsewhere it has the same history and is sound."""
    begun()
    moved()
    done_well(relsched_("backup", "copy.db"))
    done_well(relsched_("restore", "copy.db", "--db", "sqlite:///other.db"))
    one = answer(relsched_("history", "--json"))["revisions"]
    other = answer(relsched_("history", "--json", "--db", "sqlite:///other.db"))["revisions"]
    assert one == other
    found = answer(relsched_("verify", "--replay", "--json", "--db", "sqlite:///other.db"))
    assert found["is_sound"]
    assert found["heads"] == {"congress-xvii": one[-1]["hash"]}
    assert relsched_("backup", "copy.db").exit_code == 2
    assert relsched_("restore", "copy.db", "--db", "sqlite:///other.db").exit_code == 3


@pytest.mark.parametrize(
    ("arguments", "status", "told"),
    [
        (("history", "nobody"), 2, "nobody"),
        (("show", "7"), 2, "no revision 7"),
        (("compare",), 2, "one or two revisions"),
        (("notices", "1"), 2, "first revision"),
        (("notices", "2", "--unit", "cultur"), 2, "culture"),
        (("share", "cultur"), 2, "culture"),
        (("share", "chain:99"), 2, "99"),
        (("unshare", "abc"), 2, "abc"),
        (
            (
                "publish",
                EXAMPLE,
                "--reason",
                " ",
                "--yes",
                "--known",
                "congress=2020-11-03..2020-11-05",
            ),
            2,
            "reason",
        ),
        (
            ("publish", EXAMPLE, "--reason", "r", "--yes", "--known", "congres=2020-11-03"),
            2,
            "congress",
        ),
        (("publish", EXAMPLE, "--reason", "r", "--yes", "--forget", "congres"), 2, "congress"),
        (("publish", EXAMPLE, "--reason", "r", "--again", "1", "--forget", "x"), 2, "--again"),
        (("verify", "--db", "mysql://x/y"), 2, "sqlite:///"),
        (("verify", "--db", "sqlite:///absent/ledger.db"), 3, "absent"),
        (("feed", EXAMPLE, "-o", "c", "--audience", "nobody"), 2, "unit:nobody"),
        (("feed", EXAMPLE, "-o", "c", "--profile", "lotus"), 2, "lotus"),
    ],
)
def test_what_cant_be_done_is_said(arguments: tuple[str, ...], status: int, told: str) -> None:
    """Each mistake is reported in words that name it, with its status, and without a traceback."""
    begun()
    moved()
    result = relsched_(*arguments)
    assert result.exit_code == status, result.stderr
    assert told in result.stderr
    assert "Traceback" not in result.stderr


def test_somebody_else_was_faster() -> None:
    """A preview that isn't of the newest revision is refused in the library: status 1 on the command line."""
    from relsched.cli.exit_status import status_of
    from relsched.errors import LedgerError

    assert status_of(LedgerError("x", code="plan-changed")) == 1
    assert status_of(LedgerError("x", code="ledger-unreachable")) == 3
    assert status_of(LedgerError("x", code="unknown-plan")) == 2


def test_no_ledger_named_is_a_file_of_ones_own(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Without RELSCHED_DB the ledger lies in the user's data directory, and only its owner can read it."""
    monkeypatch.delenv("RELSCHED_DB")
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    published(*FIRST)
    file = tmp_path / "data" / "relsched" / "ledger.db"
    assert file.stat().st_mode & 0o077 == 0
    assert len(answer(relsched_("history", "--json"))["revisions"]) == 1


def test_days_between_are_those_between_the_weeks() -> None:
    """The hand-made table moves every deadline by the fourteen days of the congress."""
    for old, new in MOVED.values():
        assert date.fromisoformat(new) - date.fromisoformat(old) == timedelta(days=14)
