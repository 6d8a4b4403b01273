"""The founding plan: the example says what the document says, and gives the dates that people counted."""

from __future__ import annotations

import os
import runpy
import subprocess
import sys
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import attrs
import icalendar
import pytest

from places import EXAMPLE_PLAN, ROOT
from relsched.dates.windows import Window
from relsched.plan.items import Deadline, Event, Source
from relsched.plan.plan import Plan
from relsched.planfile.plan_file import read_plan
from relsched.schedule.entry import Entry
from relsched.schedule.resolver import resolve
from relsched.timing.points import Edge

SCRIPT = ROOT / "examples" / "congress_xvii.py"
PLAN = read_plan(EXAMPLE_PLAN)

# The table of the document, row by row: id, phrase, who leads, who helps, phase.
ROWS: list[tuple[str, str, str, tuple[str, ...], str]] = [
    ("1.1", "Thường xuyên, liên tục", "press", (), "before"),
    ("1.2", "Xong trước 31/3/2020.", "press", (), "before"),
    ("1.3", "Xong trước 31/3/2020.", "theory", ("press",), "before"),
    (
        "1.4",
        "Theo Kế hoạch 140-KH/TU, ngày 12/12/2019 của Ban Thường vụ Tỉnh ủy và Thể lệ Cuộc thi.",
        "press",
        ("theory", "jury", "contest-team"),
        "before",
    ),
    (
        "1.5",
        "Đã ban hành Hướng dẫn số 110-HD/BTGTU, ngày 16/3/2020",
        "press",
        ("culture",),
        "before",
    ),
    (
        "1.6",
        "Phát hành vào dịp 80 năm thành lập Đảng bộ tỉnh (tháng 11/2020).",
        "theory",
        (),
        "before",
    ),
    (
        "2.1",
        "Thực hiện theo tiến độ hoàn thành dự thảo báo cáo chính trị của Tiểu ban Văn kiện.",
        "press",
        (),
        "before",
    ),
    ("2.2", "Theo tiến độ của Tiểu ban Văn kiện.", "science", ("general",), "before"),
    ("2.3", "Tiến độ: theo tiến độ của Tiểu ban Văn kiện.", "press", (), "before"),
    ("3.1", "Thường xuyên, liên tục.", "theory", ("general",), "before"),
    ("3.2", "Xong trước 31/3/2020.", "theory", ("general",), "before"),
    ("4.1.a", "Thẩm định trước 15/5/2020", "press", ("culture",), "before"),
    ("4.1.b", "thi công xong trước Đại hội XVII 10 ngày.", "press", ("culture",), "before"),
    (
        "4.2",
        "Kiểm tra một số địa phương, đơn vị trong tháng 9/2020 (có thông báo sau).",
        "press",
        ("all-units",),
        "before",
    ),
    ("4.3.i", "(i) : Trước 15/4/2020", "press", ("theory",), "before"),
    ("4.3.ii", "(ii): Xong ngay sau khi bế mạc Đại hội XVII", "press", ("theory",), "before"),
    ("4.3.iii", "(iii): xong khi bế mạc Đại hội XVII 02 ngày.", "press", ("theory",), "before"),
    ("4.4.1", "Trước ngày khai mạc triển lãm 01 tháng.", "press", ("theory",), "before"),
    ("4.4.2", "Trước ngày khai mạc triển lãm 01 tháng.", "culture", ("press",), "before"),
    ("5.1", "Trước khai mạc Đại hội XVII 10 ngày.", "press", ("culture",), "before"),
    ("5.2", "Trước khai mạc Đại hội XVII 10 ngày.", "culture", ("press",), "before"),
    (
        "6",
        "Sau khi kết thúc tổ chức đại hội cấp huyện và tương đương (tháng 7, 8/2020).",
        "general",
        (),
        "before",
    ),
    ("7", "Trước khai mạc Đại hội XVII 10 ngày.", "press", ("units-of-board",), "before"),
    ("8.1", "Xong trước Đại hội XVII khai mạc 10 ngày", "press", ("units-of-board",), "before"),
    ("8.2", "Ngay sau khi Thường trực Tỉnh ủy cho ý kiến.", "press", ("units-of-board",), "before"),
    ("9", "Trong suốt quá trình diễn ra Đại hội XVII.", "press", ("all-units",), "during"),
    ("10", "Tổ chức ngay sau khi bế mạc Đại hội XVII.", "press", ("units-of-board",), "during"),
    ("11.1", "Phát hành ngay sau khi bế mạc Đại hội XVII.", "press", ("theory",), "during"),
    ("11.2", "Phát hành ngay sau khi bế mạc Đại hội XVII.", "theory", ("press",), "during"),
    ("12.1", "Thường xuyên, liên tục.", "general", (), "during"),
    ("12.2", "Thường xuyên, liên tục.", "theory", ("all-units",), "during"),
    ("13", "Ngay sau khi bế mạc Đại hội XVII.", "press", ("units-of-board",), "after"),
    ("14.1", "Ngay sau khi bế mạc Đại hội XVII.", "press", ("all-units",), "after"),
    ("14.2", "Trong tháng 10/2020.", "theory", ("all-units",), "after"),
    ("15", "Thường xuyên, liên tục.", "theory", ("all-units",), "after"),
    ("16.1", "Phát hành trong tháng 12/2020.", "theory", ("editors",), "after"),
    ("16.2", "Phát hành trong tháng 12/2020.", "theory", ("editors",), "after"),
    ("III.3", "Tiến độ: Trước ngày 14/4/2020.", "units-of-board", ("press",), "before"),
]
# Offices as the document spells them.
UNITS = {
    "press": "Phòng Tuyên truyền - Báo chí - Xuất bản",
    "theory": "Phòng Lý luận chính trị - Lịch sử Đảng",
    "culture": "Phòng Văn hóa - Văn nghệ",
    "general": "Phòng Tổng hợp",
    "science": "Phòng Khoa giáo",
    "all-units": "Các phòng trong Ban",
    "units-of-board": "Các phòng thuộc Ban",
    "jury": "Ban Giám khảo",
    "contest-team": "Tổ giúp việc",
    "editors": "Thành viên Tổ biên tập",
}

Days = tuple[str | None, str | None] | None
# Dates counted by hand. For each id: first and last day of `not_before`, first and last day of `due`.
ALWAYS: dict[str, tuple[Days, Days]] = {
    **dict.fromkeys(("1.1", "3.1", "12.1", "12.2", "15"), (None, None)),
    **dict.fromkeys(("1.2", "1.3", "3.2"), (None, ("2020-03-30", "2020-03-30"))),
    **dict.fromkeys(("1.4", "2.1", "2.2", "2.3", "8.2"), ((None, None), (None, None))),
    "1.5": (("2020-03-16", "2020-03-16"), ("2020-03-16", "2020-03-16")),
    "1.6": (("2020-11-01", "2020-11-01"), ("2020-11-30", "2020-11-30")),
    "4.1.a": (None, ("2020-05-14", "2020-05-14")),
    "4.2": (("2020-09-01", "2020-09-01"), ("2020-09-30", "2020-09-30")),
    "4.3.i": (None, ("2020-04-14", "2020-04-14")),
    "6": (("2020-07-01", "2020-07-01"), ("2020-08-31", "2020-08-31")),
    "14.2": (("2020-10-01", "2020-10-01"), ("2020-10-31", "2020-10-31")),
    "16.1": (("2020-12-01", "2020-12-01"), ("2020-12-31", "2020-12-31")),
    "16.2": (("2020-12-01", "2020-12-01"), ("2020-12-31", "2020-12-31")),
    "III.3": (None, ("2020-04-13", "2020-04-13")),
}
BEFORE_OPENING = ("4.1.b", "5.1", "5.2", "7", "8.1")
AFTER_CLOSING = ("4.3.ii", "10", "11.1", "11.2", "13", "14.1")
OCTOBER: Days = ("2020-10-01", "2020-10-31")
ONLY_OCTOBER: dict[str, tuple[Days, Days]] = {
    **ALWAYS,
    **dict.fromkeys(BEFORE_OPENING, (None, ("2020-09-21", "2020-10-21"))),
    **dict.fromkeys(AFTER_CLOSING, (OCTOBER, OCTOBER)),
    "4.3.iii": (OCTOBER, ("2020-10-03", "2020-11-02")),
    **dict.fromkeys(("4.4.1", "4.4.2"), (None, (None, None))),
    "9": (OCTOBER, OCTOBER),
}
FIRST: dict[str, tuple[Days, Days]] = {
    **ALWAYS,
    **dict.fromkeys(BEFORE_OPENING, (None, ("2020-10-03", "2020-10-03"))),
    **dict.fromkeys(AFTER_CLOSING, (("2020-10-15", "2020-10-15"), ("2020-10-15", "2020-10-15"))),
    "4.3.iii": (("2020-10-15", "2020-10-15"), ("2020-10-17", "2020-10-17")),
    **dict.fromkeys(("4.4.1", "4.4.2"), (None, ("2020-09-10", "2020-09-10"))),
    "9": (("2020-10-13", "2020-10-13"), ("2020-10-15", "2020-10-15")),
}
MOVED: dict[str, tuple[Days, Days]] = {
    **ALWAYS,
    **dict.fromkeys(BEFORE_OPENING, (None, ("2020-10-17", "2020-10-17"))),
    **dict.fromkeys(AFTER_CLOSING, (("2020-10-29", "2020-10-29"), ("2020-10-29", "2020-10-29"))),
    "4.3.iii": (("2020-10-29", "2020-10-29"), ("2020-10-31", "2020-10-31")),
    **dict.fromkeys(("4.4.1", "4.4.2"), (None, ("2020-09-10", "2020-09-10"))),
    "9": (("2020-10-27", "2020-10-27"), ("2020-10-29", "2020-10-29")),
}
KNOWN_FIRST = {"congress": "2020-10-13..2020-10-15", "exhibition": "2020-10-10"}
KNOWN_MOVED = {"congress": "2020-10-27..2020-10-29", "exhibition": "2020-10-10"}
SCENES: list[tuple[dict[str, str], dict[str, tuple[Days, Days]]]] = [
    ({}, ONLY_OCTOBER),
    (KNOWN_FIRST, FIRST),
    (KNOWN_MOVED, MOVED),
]


def days_of(window: Window | None) -> Days:
    """Give a window as the texts of its first and last day."""
    if window is None:
        return None
    found = window.to_json()
    return found["earliest"], found["latest"]


# ---------------------------------------------------------------- the plan


def script_names() -> dict[str, Any]:
    """Load the script without playing its scenes."""
    return runpy.run_path(str(SCRIPT))


def test_script_and_file_are_the_same_plan() -> None:
    """The plan written in Python equals the plan written in YAML."""
    assert script_names()["PLAN"] == PLAN


def test_sixteen_items_and_thirty_eight_limits() -> None:
    """The plan has the 37 limits of the table and the one of the body text, under the document's numbers."""
    assert [deadline.id for deadline in PLAN.deadlines] == [row[0] for row in ROWS]
    assert len(PLAN.deadlines) == 38
    numbers = {deadline.id.split(".")[0] for deadline in PLAN.deadlines}
    assert numbers == {*(str(number) for number in range(1, 17)), "III"}


@pytest.mark.parametrize(
    ("name", "phrase", "lead", "support", "phase"), ROWS, ids=[row[0] for row in ROWS]
)
def test_each_row_of_the_document(
    name: str, phrase: str, lead: str, support: tuple[str, ...], phase: str
) -> None:
    """Each limit has the phrase of its row verbatim, its offices and its phase, and a title in two languages."""
    deadline = PLAN.by_id[name]
    assert isinstance(deadline, Deadline)
    row = {"4.1.a": "4.1", "4.1.b": "4.1", "4.3.i": "4.3", "4.3.ii": "4.3", "4.3.iii": "4.3"}
    assert deadline.source == Source(phrase, None, row.get(name, name))
    assert (deadline.lead, deadline.support, deadline.phase) == (lead, support, phase)
    vietnamese, english = deadline.title.in_language("vi"), deadline.title.in_language("en")
    assert str(deadline.title) == vietnamese != english
    assert 0 < len(vietnamese) <= 60
    assert 0 < len(english) <= 60


def test_offices_as_the_document_spells_them() -> None:
    """The units are the offices of the document, under its spelling, with an English name beside."""
    assert {unit.id: unit.name.in_language("vi") for unit in PLAN.units} == UNITS
    assert all(unit.name.in_language("en") != unit.name.in_language("vi") for unit in PLAN.units)


def test_events_that_others_decide() -> None:
    """What the dates depend on is in the plan as events, with what was announced in March 2020."""
    events = PLAN.all_events
    assert list(events) == [
        *("congress", "exhibition", "anniversary", "district-congresses", "national-congress"),
        *("committee-opinion", "political-report-draft", "contest-plan"),
    ]
    expected = {
        "congress": "in 2020-10",
        "anniversary": "on 2020-11-23",
        "district-congresses": "in July and August 2020",
    }
    assert {name: str(e.expected) for name, e in events.items() if e.expected} == expected
    assert dict(events["congress"].aliases)["khai mạc Đại hội XVII"] is Edge.START
    assert dict(events["congress"].aliases)["bế mạc Đại hội XVII"] is Edge.END
    assert [name for name, event in events.items() if event.lasts is not None] == [
        "anniversary",
        "committee-opinion",
    ]


def test_phases_of_the_document() -> None:
    """The three parts of the table are phases: before, during and after the congress."""
    schedule = {phase.id: str(phase.when) for phase in PLAN.phases}
    assert schedule == {
        "before": "from issued to 2020-10-31",
        "during": "throughout congress",
        "after": "from 1 day after congress to national-congress",
    }


# ---------------------------------------------------------------- the scenes


@pytest.mark.parametrize("scene", [0, 1, 2], ids=["only October", "13-15 October", "27-29 October"])
def test_the_dates_of_each_scene(scene: int) -> None:
    """Every date of every limit is the one counted by hand."""
    known, expected = SCENES[scene]
    schedule = resolve(PLAN, known)
    found = {entry.id: (days_of(entry.not_before), days_of(entry.due)) for entry in schedule}
    assert found == expected
    assert len(expected) == 38
    assert schedule.conflicts == ()


@pytest.mark.parametrize("scene", [0, 1, 2], ids=["only October", "13-15 October", "27-29 October"])
def test_the_status_of_each_limit(scene: int) -> None:
    """What is settled, still in a window, waiting or done is said of each limit."""
    known, _ = SCENES[scene]
    waiting = {"1.4", "2.1", "2.2", "2.3", "8.2"}
    windowed: set[str] = set()
    if scene == 0:
        waiting |= {"4.4.1", "4.4.2"}
        windowed = {*BEFORE_OPENING, *AFTER_CLOSING, "4.3.iii", "9"}
    by_status: dict[str, set[str]] = {}
    for entry in resolve(PLAN, known):
        by_status.setdefault(entry.status, set()).add(entry.id)
    duties = {"1.1", "3.1", "12.1", "12.2", "15"}  # without an end, so that no due date can come
    settled = {row[0] for row in ROWS} - waiting - windowed - duties - {"1.5"}
    expected = {
        "waiting": waiting,
        "windowed": windowed,
        "open": duties,
        "done": {"1.5"},
        "settled": settled,
    }
    assert by_status == {status: names for status, names in expected.items() if names}


def test_what_waits_names_what_for_and_who_decides() -> None:
    """A limit without a date names the event it waits for and whom to ask."""
    schedule = resolve(PLAN, KNOWN_FIRST)
    drafts = (("political-report-draft",), (("political-report-draft", "Tiểu ban Văn kiện"),))
    expected = {
        "1.4": (("contest-plan",), (("contest-plan", "Ban Tổ chức Cuộc thi"),)),
        **dict.fromkeys(("2.1", "2.2", "2.3"), drafts),
        "8.2": (("committee-opinion",), (("committee-opinion", "Thường trực Tỉnh ủy"),)),
    }
    found = {e.id: (e.waits_for, e.decided_by) for e in schedule if e.waits_for}
    assert found == expected


def test_only_october_is_known() -> None:
    """The stage is due between 21 September and 21 October; 21 September is right whatever happens."""
    entry = resolve(PLAN)["4.1.b"]
    assert entry.due == Window("2020-09-21", "2020-10-21")
    assert entry.safe == Window.until("2020-09-21")
    assert entry.possible == Window.until("2020-10-21")
    assert entry.waits_for == ("congress",)
    assert entry.decided_by == (("congress", "Ban Thường vụ Tỉnh ủy"),)


def test_what_can_only_be_triggered() -> None:
    """What comes right after the closing has no safe day while the closing isn't known."""
    schedule = resolve(PLAN)
    for name in (*AFTER_CLOSING, "4.3.iii"):
        assert schedule[name].safe is None
        assert schedule[name].status == "windowed"


def with_congress(**changes: Any) -> Plan:
    """Give the plan with another congress."""
    events = [attrs.evolve(e, **changes) if e.id == "congress" else e for e in PLAN.events]
    return attrs.evolve(PLAN, events=events)


@pytest.mark.parametrize(
    ("lasts", "latest"),
    [
        ("unknown", "2020-10-21"),  # it may last one day, the 31st
        (1, "2020-10-21"),
        (3, "2020-10-19"),  # 29 to 31 October at the latest
        (31, "2020-09-21"),  # the whole month: the first day is known
    ],
)
def test_how_the_length_of_the_congress_enters(lasts: int | str, latest: str) -> None:
    """October holds all of the congress, so a longer one begins earlier at the latest."""
    entry = resolve(with_congress(lasts=lasts))["4.1.b"]
    assert entry.due == Window("2020-09-21", latest)


def test_nothing_is_known() -> None:
    """Without any announcement everything that depends on the congress waits for it, and nothing crashes."""
    schedule = resolve(with_congress(expected=None))
    for name in (*BEFORE_OPENING, *AFTER_CLOSING, "4.3.iii", "9"):
        entry = schedule[name]
        assert (entry.status, entry.due, entry.waits_for) == (
            "waiting",
            Window.unknown(),
            ("congress",),
        )
    assert schedule["1.2"].due == Window.on("2020-03-30")
    assert schedule.why("4.1.b", "en").text()
    assert schedule.to_rows()
    assert "4.1.b" in schedule.to_json()


def test_before_with_and_without_the_day() -> None:
    """ "Before 31/3/2020" leaves 30 March as the last day, and 31 March where the plan counts it in."""
    assert resolve(PLAN)["1.2"].due == Window.on("2020-03-30")
    inclusive = attrs.evolve(PLAN, conventions={"before": "inclusive"})
    assert resolve(inclusive)["1.2"].due == Window.on("2020-03-31")
    assert resolve(inclusive)["III.3"].due == Window.on("2020-04-14")


def test_the_hidden_link_of_the_press_passes() -> None:
    """The passes of 8.2 wait for the opinion on the list of 8.1, and are due on the day it is given."""
    assert PLAN.item_id("Thường trực Tỉnh ủy cho ý kiến") == "committee-opinion"
    entry = resolve(PLAN, {**KNOWN_FIRST, "committee-opinion": "2020-10-06"})["8.2"]
    assert (entry.not_before, entry.due) == (Window.on("2020-10-06"), Window.on("2020-10-06"))
    event = PLAN.by_id["committee-opinion"]
    assert isinstance(event, Event)
    assert "8.1" in str(event.title)


@pytest.mark.parametrize("first", [date(2020, 10, 1) + timedelta(days=n) for n in range(29)])
def test_every_day_of_october(first: date) -> None:
    """Wherever the three days of the congress lie in October, the dates are those of plain subtraction."""
    last = first + timedelta(days=2)
    schedule = resolve(PLAN, {"congress": (first, last)})

    def due(entry: Entry) -> date:
        assert entry.due is not None
        return entry.due.day

    for name in BEFORE_OPENING:
        assert due(schedule[name]) == first - timedelta(days=10)
    for name in AFTER_CLOSING:
        assert due(schedule[name]) == last
    assert due(schedule["4.3.iii"]) == last + timedelta(days=2)
    assert schedule["9"].not_before == Window.on(first)
    assert due(schedule["9"]) == last
    assert schedule.conflicts == ()


def test_a_congress_outside_october() -> None:
    """A date that nobody expected is a conflict of the congress, and the dates follow it all the same."""
    schedule = resolve(PLAN, {"congress": "2020-11-03..2020-11-05"})
    assert [finding.items for finding in schedule.conflicts] == [("congress",)]
    assert schedule["congress"].status == "conflict"
    assert schedule["4.1.b"].due == Window.on("2020-10-24")


def test_figures_beside_the_plan() -> None:
    """A month before 31 March 2020 is 29 February; a swapped Saturday counts as a working day in Vietnam."""
    plan = Plan(
        "p",
        calendar="VN",
        deadlines=[
            Deadline("clipped", when="1 month before 2020-03-31"),
            Deadline("swapped", when="2 working days after 2019-05-02"),
        ],
    )
    schedule = resolve(plan)
    assert schedule["clipped"].due == Window.on("2020-02-29")
    assert schedule["swapped"].due == Window.on("2019-05-04")


# ---------------------------------------------------------------- the script


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """The script run as a person would, in an empty directory; gives the directory and what it printed."""
    directory = tmp_path_factory.mktemp("played")
    done = subprocess.run(
        [sys.executable, str(SCRIPT)],
        cwd=directory,
        capture_output=True,
        encoding="utf-8",
        env={**os.environ, "PYTHONPATH": str(ROOT / "src"), "PYTHONUTF8": "1"},
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    return directory, done.stdout


@pytest.mark.process
def test_the_script_shows_four_scenes(played: tuple[Path, str]) -> None:
    """The script runs by itself and shows what is known, what is fixed, what moves, and why."""
    _, output = played
    scenes = [line for line in output.splitlines() if line[:2] in ("1.", "2.", "3.", "4.")]
    headings = [line for line in scenes if not line.split()[0][2:]]
    assert [line[:2] for line in headings] == ["1.", "2.", "3.", "4."]
    for words in (
        "between Mon 2020-09-21 and Wed 2020-10-21",
        "Sat 2020-10-03",
        "Sat 2020-10-17",
        "2020-10-03 -> 2020-10-17",
        "row 4.1: “thi công xong trước Đại hội XVII 10 ngày.”",
        "văn bản ghi ở mục 4.1",
    ):
        assert words in output


CALENDARS = {
    *("congress-xvii.ics", "congress-xvii.press.ics", "congress-xvii.theory.ics"),
    *("congress-xvii.culture.ics", "congress-xvii.general.ics", "congress-xvii.all-units.ics"),
    *("congress-xvii.units-of-board.ics", "congress-xvii.editors.ics"),
    # With an event that their work depends on.
    *("congress-xvii.jury.ics", "congress-xvii.science.ics", "congress-xvii.contest-team.ics"),
}


def shown(file: Path) -> dict[str, tuple[date, date]]:
    """Give the first and last day of each limit in a calendar."""
    calendar = icalendar.Calendar.from_ical(file.read_bytes())
    names = {row[0] for row in ROWS}
    found = {}
    for event in calendar.walk("VEVENT"):
        name = next((n for n in names if f":{n}@" in str(event["uid"])), None)
        if name is None:
            continue  # an event of the plan
        last = event.decoded("dtend") - timedelta(days=1)
        found[name] = (event.decoded("dtstart"), last)
    return found


def days_in_calendar() -> dict[str, tuple[date, date]]:
    """Give what a calendar of the second scene shows, from the table counted by hand."""
    found = {}
    for name, (begins, due) in FIRST.items():
        if due is None or due[0] is None or due[1] is None:
            continue
        # What several days are given for stands on the last of them; the days of the congress are a span.
        first = (
            begins[0] if name == "9" and begins is not None and begins[0] is not None else due[1]
        )
        found[name] = (date.fromisoformat(first), date.fromisoformat(due[1]))
    return found


@pytest.mark.process
def test_the_script_writes_calendars(played: tuple[Path, str]) -> None:
    """The script writes a calendar for the plan and one for each unit, each with its limits on their days."""
    directory, _ = played
    build = directory / "build"
    assert {file.name for file in build.iterdir()} == CALENDARS
    expected = days_in_calendar()
    assert len(expected) == 28
    assert shown(build / "congress-xvii.ics") == expected
    for unit in ("press", "theory", "culture", "general", "all-units", "units-of-board", "editors"):
        theirs = {name for name, _, lead, support, _ in ROWS if unit in (lead, *support)}
        wanted = {name: days for name, days in expected.items() if name in theirs}
        assert shown(build / f"congress-xvii.{unit}.ics") == wanted


@pytest.mark.process
def test_calendars_keep_vietnamese_letters(played: tuple[Path, str]) -> None:
    """Titles, offices and phrases stand in the calendar in their own letters."""
    directory, _ = played
    calendar = icalendar.Calendar.from_ical(
        (directory / "build" / "congress-xvii.ics").read_bytes()
    )
    stage = next(event for event in calendar.walk("VEVENT") if ":4.1.b@" in str(event["uid"]))
    assert str(stage["summary"]) == "4.1.b Thi công xong sân khấu và khuôn viên"
    assert "thi công xong trước Đại hội XVII 10 ngày." in str(stage["description"])
    assert "Phòng Tuyên truyền - Báo chí - Xuất bản" in str(stage["description"])
    assert str(calendar["name"]) == "Tuyên truyền Đại hội Đảng bộ tỉnh lần thứ XVII"
