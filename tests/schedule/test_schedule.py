"""Schedules: what an entry says, how it is asked for, and the shapes it is given in."""

from __future__ import annotations

import json
from datetime import date, timedelta
from html.parser import HTMLParser
from typing import Any
from zoneinfo import ZoneInfo

import attrs
import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from places import EXAMPLE_PLAN
from relsched.dates.windows import Window
from relsched.errors import PlanError
from relsched.plan.items import Deadline, Event, Phase, Source, Unit, Wait
from relsched.plan.known_dates import Known, KnownLike
from relsched.plan.plan import Plan
from relsched.planfile.plan_file import read_plan
from relsched.schedule.entry import STATUSES, Entry, describe
from relsched.schedule.resolver import resolve
from relsched.schedule.schedule import Schedule
from relsched.timing.timings import Kind, Timing

FIXED = {"congress": "2020-10-13..2020-10-15", "exhibition": "2020-10-10"}


def example(known: dict[str, str] | None = None) -> Schedule:
    """Resolve the example plan."""
    return resolve(read_plan(EXAMPLE_PLAN), known)


def one(when: str | None, known: dict[str, KnownLike] | None = None, **more: Any) -> Schedule:
    """Resolve a plan with one deadline `x`, a congress and an exhibition."""
    plan = Plan(
        "small",
        issued="2020-03-25",
        timezone="Asia/Ho_Chi_Minh",
        events=[
            Event("congress", "Đại hội", expected="in 2020-10", decided_by="Tỉnh ủy"),
            Event("exhibition", "Triển lãm", lasts="unknown"),
        ],
        deadlines=[Deadline("x", "Việc", when, **more)],
    )
    return resolve(plan, known)


def windows(entry: Entry) -> tuple[str, ...]:
    """Give the windows of an entry as text: not before, due, possible, safe."""
    return tuple(str(w) for w in (entry.not_before, entry.due, entry.possible, entry.safe))


# ---------------------------------------------------------------- entries of the example


@pytest.mark.parametrize(
    ("name", "due"),
    [
        *((name, "2020-10-03") for name in ("4.1.b", "5.1", "5.2", "7", "8.1")),
        ("4.3.iii", "2020-10-17"),
        *((name, "2020-09-10") for name in ("4.4.1", "4.4.2")),
        *((name, "2020-03-30") for name in ("1.2", "1.3", "3.2")),
        *((name, "2020-10-15") for name in ("4.3.ii", "10", "11.1", "11.2", "13", "14.1")),
        ("III.3", "2020-04-13"),
    ],
)
def test_due_dates_of_the_example(name: str, due: str) -> None:
    """With congress and exhibition fixed, the deadlines of the plan are due on the days counted by hand."""
    entry = example(FIXED)[name]
    assert (str(entry.due), entry.status, entry.waits_for) == (due, "settled", ())


def test_spans_and_windows_of_the_example() -> None:
    """The span of the congress is its days; a month is a window over its days."""
    schedule = example(FIXED)
    day, month = "2020-10-13..2020-10-15", "2020-10-01..2020-10-31"
    assert windows(schedule["9"]) == ("2020-10-13", "2020-10-15", day, day)
    assert windows(schedule["14.2"]) == ("2020-10-01", "2020-10-31", month, month)
    assert (schedule["9"].kind, schedule["14.2"].kind) == ("span", "window")


@pytest.mark.parametrize(
    ("name", "waits_for", "decided_by"),
    [
        ("2.1", "political-report-draft", "Tiểu ban Văn kiện"),
        ("8.2", "committee-opinion", "Thường trực Tỉnh ủy"),
        ("1.4", "contest-plan", "Ban Tổ chức Cuộc thi"),
    ],
)
def test_what_waits_says_for_what(name: str, waits_for: str, decided_by: str) -> None:
    """A deadline without a date names what it waits for and whom to ask."""
    entry = example(FIXED)[name]
    assert (entry.status, entry.waits_for) == ("waiting", (waits_for,))
    assert entry.decided_by == ((waits_for, decided_by),)
    assert windows(entry) == ("..", "..", "..", "None")


def test_october_only() -> None:
    """With October known and no more, the window is exact and its first day is safe."""
    entry = example()["4.1.b"]
    assert windows(entry) == (
        "None",
        "2020-09-21..2020-10-21",
        "..2020-10-21",
        "..2020-09-21",
    )
    assert (entry.status, entry.waits_for) == ("windowed", ("congress",))


def test_everything_that_an_entry_says() -> None:
    """An entry holds what the plan says of the deadline beside its dates."""
    entry = example(FIXED)["4.3.iii"]
    assert entry == Entry(
        id="4.3.iii",
        title="Infographic: nội dung Nghị quyết XVII",
        kind="deadline",
        when="2 days after congress",
        not_before=Window.on("2020-10-15"),
        due=Window.on("2020-10-17"),
        possible=Window.between("2020-10-15", "2020-10-17"),
        safe=Window.between("2020-10-15", "2020-10-17"),
        unadjusted=Window.on("2020-10-17"),
        status="settled",
        lead="press",
        support=("theory",),
        phase="before",
        source="(iii): xong khi bế mạc Đại hội XVII 02 ngày.",
        row="4.3",
    )
    assert not entry.is_event


def test_the_entry_of_an_event() -> None:
    """An event has an entry of its own: its start and its end, and nothing to be met."""
    entry = example(FIXED)["congress"]
    assert (entry.kind, entry.is_event, entry.status) == ("event", True, "settled")
    assert windows(entry) == ("2020-10-13", "2020-10-15", "None", "None")
    assert entry.when == "in 2020-10"
    open_one = example()["exhibition"]
    assert (open_one.status, open_one.waits_for) == ("waiting", ("exhibition",))


# ---------------------------------------------------------------- status, possible, safe


@pytest.mark.parametrize(
    ("when", "known", "expected", "status"),
    [
        # not before, due, possible, safe
        ("by 2020-03-31", {}, ("None", "2020-03-31", "..2020-03-31", "..2020-03-31"), "settled"),
        (
            "on 2020-03-31",
            {},
            ("2020-03-31", "2020-03-31", "2020-03-31", "2020-03-31"),
            "settled",
        ),
        ("after 2020-03-31", {}, ("2020-04-01", "None", "2020-04-01..", "2020-04-01.."), "open"),
        ("from 2020-03-31", {}, ("2020-03-31", "None", "2020-03-31..", "2020-03-31.."), "open"),
        # The congress begins on some day of October.
        (
            "from congress",
            {},
            ("2020-10-01..2020-10-31", "None", "2020-10-01..", "2020-10-31.."),
            "windowed",
        ),
        (
            "10 days before congress",
            {},
            ("None", "2020-09-21..2020-10-21", "..2020-10-21", "..2020-09-21"),
            "windowed",
        ),
        # Due between the 3rd of October and the 2nd of November, and never right on one day for all cases.
        (
            "2 days after congress",
            {},
            ("2020-10-01..2020-10-31", "2020-10-03..2020-11-02", "2020-10-01..2020-11-02", "None"),
            "windowed",
        ),
        # Forty days are long enough for a day that is right in all cases.
        (
            "40 days after congress",
            {},
            (
                *("2020-10-01..2020-10-31", "2020-11-10..2020-12-10"),
                *("2020-10-01..2020-12-10", "2020-10-31..2020-11-10"),
            ),
            "windowed",
        ),
        ("10 days before exhibition", {}, ("None", "..", "..", "None"), "waiting"),
        (
            "10 days before exhibition",
            {"exhibition": "after 2020-10-10"},  # the 11th or later
            ("None", "2020-10-01..", "..", "..2020-10-01"),
            "waiting",
        ),
        (
            "10 days before exhibition",
            {"exhibition": "by 2020-10-10"},
            ("None", "..2020-09-30", "..2020-09-30", "None"),
            "waiting",
        ),
        (
            "later of 2020-10-01, exhibition",
            {},
            ("None", "2020-10-01..", "..", "..2020-10-01"),
            "waiting",
        ),
        ("continuously", {}, ("None", "None", "None", "None"), "open"),
        (
            "from congress to 2020-10-18",
            {"congress": "2020-10-20"},
            ("2020-10-20", "2020-10-18", "None", "None"),
            "conflict",
        ),
        # Even in the best case there is no day: never before 1 October, never after 30 September.
        (
            "from congress to 2020-09-30",
            {},
            ("2020-10-01..2020-10-31", "2020-09-30", "None", "None"),
            "conflict",
        ),
        # In some cases there is: no conflict for certain.
        (
            "from congress to 2020-10-10",
            {},
            ("2020-10-01..2020-10-31", "2020-10-10", "2020-10-01..2020-10-10", "None"),
            "windowed",
        ),
    ],
)
def test_windows_and_status(
    when: str, known: dict[str, KnownLike], expected: tuple[str, ...], status: str
) -> None:
    """Possible are the days on which it can be met at all, safe those that are right in every case."""
    entry = one(when, known)["x"]
    assert (windows(entry), entry.status) == (expected, status)
    assert entry.status in STATUSES


def test_done() -> None:
    """What is done has the day it was done, and waits for nothing any more."""
    for schedule in (
        one("10 days before exhibition", done="2020-09-01"),
        one("10 days before exhibition", {"x": "done 2020-09-01"}),
    ):
        entry = schedule["x"]
        assert (entry.status, entry.done) == ("done", date(2020, 9, 1))
        assert (entry.waits_for, entry.decided_by, entry.waits_for_time) == ((), (), False)


def test_waiting_for_the_time() -> None:
    """A deadline in minutes waits for the hour of an event whose day is known."""
    entry = one("30 minutes before congress", {"congress": "2020-10-13"})["x"]
    assert (entry.status, entry.waits_for, entry.waits_for_time) == ("waiting", ("congress",), True)
    assert entry.times == ()
    entry = one("30 minutes before congress", {"congress": "2020-10-13 08:00"})["x"]
    assert (entry.status, entry.waits_for_time) == ("settled", False)
    assert entry.times == (("due", "2020-10-13T07:30"),)


def test_before_and_after_the_roll() -> None:
    """A rolled date is kept with the date before the roll, also as a window."""
    entry = one("10 days before congress rolled back", {"congress": "2020-10-13"})["x"]
    assert (str(entry.due), str(entry.unadjusted)) == ("2020-10-02", "2020-10-03")
    # From 1 to 31 October: 21 September, a Monday, to 21 October, a Wednesday.
    entry = one("10 days before congress rolled back")["x"]
    assert (str(entry.due), str(entry.unadjusted)) == ("2020-09-21..2020-10-21",) * 2
    # From 6 October on: 26 September is a Saturday.
    entry = one("10 days before congress rolled back", {"congress": "after 2020-10-05"})["x"]
    assert (str(entry.due), str(entry.unadjusted)) == ("2020-09-25..", "2020-09-26..")


def test_what_is_waited_for_comes_in_the_plan_s_order() -> None:
    """Everything that must still be decided is named, once, in the order of the plan."""
    plan = Plan(
        "small",
        issued="2020-03-25",
        events=[Event("c"), Event("a"), Event("b"), Event("d")],
        deadlines=[
            Deadline("x", when="later of 2 days before b, 2 days before a, 2020-01-01"),
            Deadline("y", when="later of 1 day before x, 1 day before a, 1 day before c"),
        ],
    )
    assert resolve(plan)["x"].waits_for == ("a", "b")
    assert resolve(plan)["y"].waits_for == ("c", "a", "b")
    assert resolve(plan, {"a": "2020-10-01"})["y"].waits_for == ("c", "b")


# ---------------------------------------------------------------- asking


def test_get_raises_and_find_may_give_none() -> None:
    """Brackets give an entry or an error that knows better; `find` gives None."""
    schedule = example()
    found = schedule.find("4.1.b")
    assert found is not None
    assert found == schedule["4.1.b"]
    assert schedule.find("4.1.z") is None
    with pytest.raises(PlanError) as caught:
        schedule["4.1.z"]
    error = caught.value
    assert (error.code, error.value) == ("unknown-item", "4.1.z")
    assert str(error).splitlines()[0] == (
        "The plan `congress-xvii` has no event or deadline `4.1.z`."
    )
    with pytest.raises(PlanError) as caught:
        schedule["congres"]
    assert caught.value.fix == "write `congress`"
    with pytest.raises(PlanError):
        schedule.why("congres")


def test_deadlines_come_in_the_plan_s_order() -> None:
    """A schedule goes through the deadlines as the plan lists them, whatever is counted from what."""
    plan = Plan(
        "small",
        issued="2020-03-25",
        events=[Event("z"), Event("y", expected="1 day after z")],
        deadlines=[
            Deadline("c", when="1 day after b"),
            Deadline("b", when="1 day after a"),
            Deadline("a", when="1 day after y"),
        ],
    )
    schedule = resolve(plan, {"z": "2020-10-01"})
    assert [entry.id for entry in schedule] == ["c", "b", "a"]
    assert [str(entry.due) for entry in schedule] == ["2020-10-05", "2020-10-04", "2020-10-03"]
    assert [entry.id for entry in schedule.events] == ["z", "y"]
    assert [entry.id for entry in schedule.entries] == ["z", "y", "c", "b", "a"]
    assert len(schedule) == 3


def test_the_example_in_order() -> None:
    """The example has its 38 limits, in the order of the document."""
    schedule = example()
    ids = [entry.id for entry in schedule]
    assert len(schedule) == len(ids) == 38
    assert ids[:6] == ["1.1", "1.2", "1.3", "1.4", "1.5", "1.6"]
    assert ids[-3:] == ["16.1", "16.2", "III.3"]


def test_resolving_twice_gives_the_same() -> None:
    """The same plan and known dates give equal entries, asked for in any order."""
    first, second = example(FIXED), example(dict(reversed(FIXED.items())))
    backwards = {entry.id: entry for entry in reversed(list(second.entries))}
    assert {entry.id: entry for entry in first.entries} == backwards
    assert first.to_json() == second.to_json()


def test_occurrences() -> None:
    """A repeated duty has its days once both ends are settled, from the issue of the plan if need be."""
    until = one("every Friday until congress", {"congress": "2020-04-10"})
    fridays = (date(2020, 3, 27), date(2020, 4, 3), date(2020, 4, 10))
    assert until.occurrences("x") == fridays
    assert one("every Friday until exhibition").occurrences("x") == ()
    assert one("every Friday").occurrences("x") == ()
    assert one("on 2020-10-02").occurrences("x") == ()
    assert until.occurrences("congress") == ()
    both = one("every working day in VN from 2019-04-26 until 2019-05-04")
    assert both.occurrences("x") == (
        *(date(2019, 4, 26), date(2019, 5, 2), date(2019, 5, 3), date(2019, 5, 4)),
    )
    with pytest.raises(PlanError):
        until.occurrences("y")


# ---------------------------------------------------------------- findings


def test_a_conflict_is_a_value_and_a_sentence() -> None:
    """A deadline with no day left says by how much it falls short, in both languages."""
    (finding,) = one("from congress to 2020-10-18", {"congress": "2020-10-20"}).conflicts
    assert (finding.code, finding.items) == ("impossible", ("x",))
    assert finding.text() == (
        "`x` (Việc) can't begin before Tue 2020-10-20, but is due by Sun 2020-10-18: short by 2 days"
    )
    assert finding.text("vi") == (
        "`x` (Việc) không thể bắt đầu trước ngày 20/10/2020 (thứ Ba) nhưng thời hạn"
        " là ngày 18/10/2020 (Chủ nhật): chênh 2 ngày"
    )
    told = finding.to_json()
    assert (told["code"], told["items"], told["certain"]) == ("impossible", ["x"], True)
    assert told["shortfall"] == {"days": 2, "working_days": 2, "calendar": "weekdays"}
    assert [(each["item"], each["kind"]) for each in told["members"]] == [
        ("congress", "known"),
        ("x", "when"),
    ]
    (short,) = one("from congress to 2020-10-19", {"congress": "2020-10-20"}).conflicts
    assert short.text().endswith("short by 1 day")


def test_a_date_against_what_was_expected() -> None:
    """A date fixed from outside wins, and the expectation it breaks is reported."""
    schedule = one("10 days before congress", {"congress": "2020-11-03"})
    (finding,) = schedule.conflicts
    assert (finding.code, finding.items) == ("against-expectation", ("congress",))
    assert schedule["congress"].status == "conflict"
    assert str(schedule["x"].due) == "2020-10-24"
    assert finding.text() == (
        "`congress` (Đại hội) is known to be Tue 2020-11-03, but was expected in 2020-10"
    )
    assert finding.text("vi") == (
        "`congress` (Đại hội) đã ấn định: 03/11/2020 (thứ Ba); không đúng dự kiến: trong tháng 10/2020"
    )
    assert one("10 days before congress", {"congress": "2020-10-31"}).conflicts == ()


def test_a_deadline_on_a_closed_day_is_a_lint() -> None:
    """A due date that falls on a closed day and isn't rolled is pointed out with the reason."""
    schedule = one("10 days before congress", {"congress": "2020-10-13"})
    (lint,) = schedule.lints
    assert (lint.code, lint.items) == ("closed-day", ("x",))
    assert lint.text() == "`x` is due on Sat 2020-10-03, a closed day (Saturday)"
    assert lint.text("vi") == "thời hạn của `x` là ngày 03/10/2020 (thứ Bảy), ngày nghỉ hằng tuần"
    assert one("10 days before congress rolled back", {"congress": "2020-10-13"}).lints == ()
    assert one("10 days before congress").lints == ()  # no date yet
    assert one("in 2020-10").lints == ()  # a window over open days too


# ---------------------------------------------------------------- shapes

WINDOW: dict[str, Any] = {
    "type": ["object", "null"],
    "properties": {
        "earliest": {"type": ["string", "null"], "format": "date"},
        "latest": {"type": ["string", "null"], "format": "date"},
    },
    "required": ["earliest", "latest"],
    "additionalProperties": False,
}
TEXT_OR_NULL: dict[str, Any] = {"type": ["string", "null"]}
TEXTS: dict[str, Any] = {"type": "array", "items": {"type": "string"}}
ENTRY: dict[str, Any] = {
    "type": "object",
    "properties": {
        "id": {"type": "string", "pattern": "^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$"},
        "title": {"type": "string"},
        "kind": {"enum": [*(kind.value for kind in Kind), "event"]},
        "when": TEXT_OR_NULL,
        "not_before": WINDOW,
        "due": WINDOW,
        "possible": WINDOW,
        "safe": WINDOW,
        "status": {
            "enum": ["settled", "windowed", "waiting", "open", "undated", "done", "conflict"]
        },
        "waits_for": TEXTS,
        "unadjusted": WINDOW,
        "lead": TEXT_OR_NULL,
        "support": TEXTS,
        "phase": TEXT_OR_NULL,
        "source": TEXT_OR_NULL,
    },
    "required": [
        *("id", "title", "kind", "when", "not_before", "due", "possible", "safe", "status"),
        *("waits_for", "unadjusted", "lead", "support", "phase", "source"),
    ],
}
FINDING: dict[str, Any] = {
    "type": "object",
    "properties": {"code": {"type": "string"}, "items": TEXTS, "text": {"type": "string"}},
    "required": ["code", "items", "text"],
}
SCHEDULE: dict[str, Any] = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "type": "object",
    "properties": {
        "format": {"const": "relsched/schedule/1"},
        "plan": {"type": "string"},
        "revision": {"type": ["integer", "null"]},
        "known": {"type": "object", "additionalProperties": {"type": "string"}},
        "events": {"type": "array", "items": ENTRY},
        "entries": {"type": "array", "items": ENTRY},
        "conflicts": {"type": "array", "items": FINDING},
        "lints": {"type": "array", "items": FINDING},
    },
    "required": ["format", "plan", "revision", "known", "entries", "conflicts", "lints"],
}
CHECK = jsonschema.Draft202012Validator(
    SCHEDULE, format_checker=jsonschema.Draft202012Validator.FORMAT_CHECKER
)


@pytest.mark.parametrize(
    "known",
    [
        {},
        FIXED,
        {"congress": "2020-11-13"},
        {"congress": "2020-10-13 08:00", "4.1.b": "2020-10-20", "7": "done 2020-09-30"},
        {"exhibition": "by 2020-10-10"},
    ],
)
def test_json_has_its_documented_shape(known: dict[str, str]) -> None:
    """The JSON of a schedule is what the design says, for every state of knowledge."""
    schedule = example(known)
    told = json.loads(schedule.to_json())
    assert [error.message for error in CHECK.iter_errors(told)] == []
    assert told == schedule.to_dict()
    assert told["plan"] == "congress-xvii"
    assert sorted(told["known"]) == sorted(known)
    assert [entry["id"] for entry in told["entries"]] == [entry.id for entry in schedule]


def test_json_of_every_kind() -> None:
    """Each kind of timing keeps to the shape, and every kind that is named occurs."""
    kinds = set()
    for when in (
        "by 2020-10-01",
        "after congress",
        "in 2020-10",
        "throughout congress",
        "continuously",
        "every Friday",
        'as set by "Kế hoạch 140-KH/TU"',
        None,
    ):
        told = json.loads(one(when).to_json())
        assert [error.message for error in CHECK.iter_errors(told)] == []
        kinds.add(told["entries"][0]["kind"])
    work = Plan("p", deadlines=[Deadline("w", "W", "from 2020-10-01", takes="2 days")])
    told = json.loads(resolve(work).to_json())
    assert [error.message for error in CHECK.iter_errors(told)] == []
    kinds.add(told["entries"][0]["kind"])
    assert kinds == {kind.value for kind in Kind}


def test_the_keys_of_an_entry_are_fixed() -> None:
    """Other programs read these keys: one more or one fewer is a change that must be meant."""
    told = example(FIXED)["4.1.b"].to_json()
    assert sorted(told) == sorted(
        [
            *ENTRY["required"],
            *("decided_by", "times", "row", "pinned", "done"),
        ]
    )
    assert {key: told[key] for key in ("id", "kind", "when", "due", "possible", "safe")} == {
        "id": "4.1.b",
        "kind": "deadline",
        "when": "10 days before congress",
        "due": {"earliest": "2020-10-03", "latest": "2020-10-03"},
        "possible": {"earliest": None, "latest": "2020-10-03"},
        "safe": {"earliest": None, "latest": "2020-10-03"},
    }


def test_json_keeps_vietnamese_readable() -> None:
    """Letters are written as they are, and an indent changes nothing but the spaces."""
    schedule = example(FIXED)
    text = schedule.to_json(indent=2)
    assert "Thi công xong sân khấu và khuôn viên" in text
    assert json.loads(text) == json.loads(schedule.to_json())
    assert text.startswith('{\n  "format"')


def test_rows() -> None:
    """A row for each deadline, flat, with dates as dates, in the plan's order."""
    rows = example(FIXED).to_rows()
    assert [row["id"] for row in rows] == [entry.id for entry in example(FIXED)]
    names = {frozenset(row) for row in rows}
    assert len(names) == 1
    row = next(row for row in rows if row["id"] == "4.3.iii")
    first, last = date(2020, 10, 15), date(2020, 10, 17)
    expected = {
        "id": "4.3.iii",
        "title": "Infographic: nội dung Nghị quyết XVII",
        "kind": "deadline",
        "not_before_earliest": first,
        "not_before_latest": first,
        "due_earliest": last,
        "due_latest": last,
        "possible_earliest": first,
        "possible_latest": last,
        "safe_earliest": first,
        "safe_latest": last,
        "status": "settled",
        "waits_for": "",
        "lead": "press",
        "support": "theory",
        "phase": "before",
        "source": "(iii): xong khi bế mạc Đại hội XVII 02 ngày.",
    }
    assert {name: row[name] for name in expected} == expected
    for row in rows:
        assert all(isinstance(value, str | date | None) for value in row.values())
    waiting = next(row for row in rows if row["id"] == "8.2")
    assert (waiting["due_earliest"], waiting["due_latest"]) == (None, None)
    assert waiting["waits_for"] == "committee-opinion"


class Table(HTMLParser):
    """Reads a table as a browser would: its tags, and the text of its cells."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[str] = []
        self.cells: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note a tag; none may have attributes but the language and what a head stands above."""
        assert attrs in ([], [("scope", "col")], [("lang", "en")], [("lang", "vi")])
        self.tags.append(tag)
        if tag in ("th", "td"):
            self.cells.append("")

    def handle_data(self, data: str) -> None:
        """Note the text of a cell."""
        self.cells[-1] += data


def table_of(schedule: Schedule) -> Table:
    """Read the table that a notebook shows."""
    table = Table()
    table.feed(schedule._repr_html_())
    table.close()
    return table


HOSTILE = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "</td></tr></table><h1>",
    '"><b>',
    "' onmouseover='alert(1)",
    "&lt;b&gt; &amp; &#60;",
    "<!-- ",
    "<![CDATA[",
    "Tờ trình & báo cáo < 5 trang",
]


def hostile(text: str) -> Schedule:
    """Resolve a plan whose texts are all the same."""
    plan = Plan(
        "small",
        text,
        issued="2020-03-25",
        units=[Unit("press", text)],
        phases=[Phase("before", text)],
        events=[Event("congress", text, decided_by=text)],
        deadlines=[
            Deadline(
                *("x", text, "10 days before congress"),
                lead="press",
                support="press",
                phase="before",
                notes=text,
                source=Source(text, text, text),
            )
        ],
    )
    return resolve(plan, [Known("congress", start="2020-10-13", by=text, reason=text)])


@pytest.mark.parametrize("text", HOSTILE)
def test_a_notebook_shows_text_as_text(text: str) -> None:
    """Whatever titles and names hold, the table has its own tags only, and the text can be read."""
    table = table_of(hostile(text))
    plain = table_of(hostile("Việc"))
    assert table.tags == plain.tags
    assert [cell == text for cell in table.cells] == [cell == "Việc" for cell in plain.cells]
    assert table.cells.count(text) == 2  # the title and the unit


@given(st.text(max_size=80))
def test_a_notebook_shows_any_text_as_text(text: str) -> None:
    """Any text at all leaves the tags of the table alone."""
    assert table_of(hostile(text)).tags == table_of(hostile("Việc")).tags


def test_the_table_of_a_notebook() -> None:
    """A notebook shows a head and a row for each deadline in the plan's language."""
    table = table_of(example(FIXED))
    assert table.cells[:5] == [
        "Mã số",
        "Nội dung công việc",
        "Thời hạn",
        "Trạng thái",
        "Đơn vị chủ trì",
    ]
    assert len(table.cells) == 5 * 39
    start = table.cells.index("4.1.b")
    assert table.cells[start : start + 5] == [
        "4.1.b",
        "Thi công xong sân khấu và khuôn viên",
        "03/10/2020 (thứ Bảy)",
        "đã xác định",
        "Phòng Tuyên truyền - Báo chí - Xuất bản",
    ]


# ---------------------------------------------------------------- words


@pytest.mark.parametrize(
    ("when", "known", "english", "vietnamese"),
    [
        ("by 2020-10-03", {}, "Sat 2020-10-03", "03/10/2020 (thứ Bảy)"),
        (
            "10 days before congress",
            {},
            "between Mon 2020-09-21 and Wed 2020-10-21",
            "trong khoảng từ ngày 21/09/2020 (thứ Hai) đến ngày 21/10/2020 (thứ Tư)",
        ),
        ("after 2020-10-03", {}, "Sun 2020-10-04 or later", "từ ngày 04/10/2020 (Chủ nhật) trở đi"),
        (
            "2 days after exhibition",
            {"exhibition": "by 2020-10-10"},
            "Mon 2020-10-12 or earlier",
            "chậm nhất ngày 12/10/2020 (thứ Hai)",
        ),
        (
            "in 2020-10",
            {},
            "Thu 2020-10-01 – Sat 2020-10-31",
            "từ ngày 01/10/2020 (thứ Năm) đến ngày 31/10/2020 (thứ Bảy)",
        ),
        (
            "throughout congress",
            {"congress": "2020-10-13..2020-10-15"},
            "Tue 2020-10-13 – Thu 2020-10-15",
            "từ ngày 13/10/2020 (thứ Ba) đến ngày 15/10/2020 (thứ Năm)",
        ),
        (
            "throughout congress",
            {"congress": "2020-10-13"},
            "Tue 2020-10-13",
            "13/10/2020 (thứ Ba)",
        ),
        ("continuously", {}, "continuously", "thường xuyên, liên tục"),
        ("every Friday", {}, "repeatedly", "định kỳ"),
        (
            "by exhibition",
            {"x": "done 2020-09-30"},
            "done on Wed 2020-09-30",
            "đã hoàn thành ngày 30/09/2020 (thứ Tư)",
        ),
        (None, {}, "no date", "chưa có thời hạn"),
    ],
)
def test_a_few_words_for_each_entry(
    when: str | None, known: dict[str, KnownLike], english: str, vietnamese: str
) -> None:
    """An entry is described in a few words, in either language."""
    entry = one(when, known)["x"]
    assert (describe(entry, "en"), describe(entry, "vi")) == (english, vietnamese)


def test_what_waits_is_described_by_what_it_waits_for() -> None:
    """Where no day is known at all, the words name what must be decided: by its id, and in Vietnamese by its title."""
    entry = one("10 days before exhibition")["x"]
    assert describe(entry, "en") == "waits for exhibition"
    assert describe(entry, "vi") == "chưa xác định (chờ Triển lãm)"


def test_a_duty_that_only_ends_isn_t_described_as_a_date() -> None:
    """“Until” a day isn't “on” that day."""
    for when in ("continuously until 2020-10-03", "every Friday until 2020-10-03"):
        entry = one(when)["x"]
        for language in ("en", "vi"):
            assert describe(entry, language) != describe(one("by 2020-10-03")["x"], language)


def test_a_schedule_as_text() -> None:
    """Printed, a schedule is a line for each deadline in even columns; its repr is one line."""
    plan = Plan(
        "small",
        issued="2020-03-25",
        events=[Event("congress")],
        deadlines=[
            Deadline("4.1.b", "Sân khấu", "10 days before 2020-10-13"),
            Deadline("7", "", "on 2020-10-02"),
            Deadline("10", "Họp báo", "continuously"),
        ],
    )
    schedule = resolve(plan)
    assert str(schedule) == (
        "4.1.b  Sat 2020-10-03  settled  Sân khấu\n"
        "7      Fri 2020-10-02  settled\n"
        "10     continuously    open     Họp báo"
    )
    assert repr(schedule) == "<Schedule of small: 3 deadlines, 0 known dates>"


def test_a_schedule_as_a_table() -> None:
    """The table for people has titles, dates, statuses and units in their language, in each form."""
    plan = Plan(
        "small",
        issued="2020-03-25",
        language="vi",
        units=[Unit("press", {"vi": "Phòng Báo chí", "en": "Press | office"})],
        events=[Event("congress", {"vi": "Đại hội", "en": "Congress"})],
        deadlines=[
            Deadline("1", {"vi": "Sân khấu", "en": "Stage"}, "on 2020-10-02", lead="press"),
            Deadline("2", "Họp báo", "after congress"),
        ],
    )
    schedule = resolve(plan)
    assert schedule.text().splitlines()[0].split("  ")[0] == "Mã số"
    assert schedule.markdown("en").splitlines()[2:] == [
        "| 1 | Stage | Fri 2020-10-02 |  | settled | Press \\| office |  |",
        "| 2 | Họp báo | waits for congress |  | waiting |  | congress |",
    ]
    assert "<td>02/10/2020 (thứ Sáu)</td>" in schedule.html()
    with pytest.raises(ValueError, match="fr"):
        schedule.text("fr")


def test_a_plan_without_deadlines() -> None:
    """A plan with nothing in it has an empty schedule, in every form."""
    schedule = resolve(Plan("empty", issued="2020-03-25"))
    assert (len(schedule), list(schedule), str(schedule), schedule.to_rows()) == (0, [], "", [])
    assert list(CHECK.iter_errors(json.loads(schedule.to_json()))) == []
    assert table_of(schedule).cells == ["id", "what", "when", "status", "who"]


def test_work_without_a_due_date_is_done_when_it_is_finished() -> None:
    """What waits for an open deadline begins after its work, and after all that it can't be finished before."""
    plan = Plan(
        "fair",
        issued="2026-03-02",
        calendar="weekdays",
        deadlines=[
            Deadline("text", when="from 2026-03-02", takes="4 working days"),
            Deadline("layout", after=["text"], takes="3 working days"),
            Deadline(
                "check",
                after=[
                    "layout",
                    {"item": "text", "relation": "finish-finish", "at_least": "10 days"},
                ],
                takes="1 day",
            ),
            Deadline("print", when="by 2026-03-12", after=["check"]),
        ],
    )
    schedule = resolve(plan)
    # Monday to Thursday; Friday, Monday, Tuesday; Wednesday, but not finished before Sunday the 15th.
    assert schedule["layout"].not_before == Window.on("2026-03-06")
    assert schedule["check"].not_before == Window.on("2026-03-11")
    assert schedule["check"].due == Window.on("2026-03-15")
    assert schedule["print"].not_before == Window.on("2026-03-16")
    (conflict,) = schedule.conflicts
    assert conflict.shortfall == 4
    # Ten days after the 2nd are too many already, however long the text takes.
    assert {(rule.item, rule.kind) for rule in conflict.rules} == {
        ("text", "when"),
        ("check", "after"),
        ("print", "after"),
        ("print", "when"),
    }
    told = [step.text() for step in schedule.why("layout").steps]
    assert "the work of `text` takes 4 working days" in told
    assert told.index("the rule of `text`: from 2026-03-02") < told.index(
        "the work of `text` takes 4 working days"
    )


# ---------------------------------------------------------------- moments, beginnings and what was done


def timed(when: str, zone: str, known: dict[str, str] | None = None) -> tuple[Entry, Schedule]:
    plan = Plan(
        "timed",
        issued="2010-03-25",
        timezone=zone,
        events=[Event("c")],
        deadlines=[Deadline("x", when=when)],
    )
    schedule = resolve(plan, known or {})
    return schedule["x"], schedule


@pytest.mark.parametrize(
    ("when", "zone", "known", "due", "time"),
    [
        ("on 2011-12-30 at 10:00", "Pacific/Apia", None, "2011-12-31", "00:00"),
        ("on 2011-12-29 at 10:00", "Pacific/Apia", None, "2011-12-29", "10:00"),
        ("1 day before 2011-12-31 at 23:59", "Pacific/Apia", None, "2011-12-31", "00:00"),
        ("by c.start", "Pacific/Apia", {"c": "2011-12-30 10:00"}, "2011-12-31", "00:00"),
        ("on 2018-05-04 at 23:45", "Asia/Pyongyang", None, "2018-05-05", "00:00"),
        ("on 2018-05-04 at 23:15", "Asia/Pyongyang", None, "2018-05-04", "23:15"),
        ("on 2018-05-04 at 23:45 Asia/Pyongyang", "UTC", None, "2018-05-04", "15:00"),
        ("2 hours after (2018-05-04 at 23:15)", "Asia/Pyongyang", None, "2018-05-05", "01:45"),
        (
            "2018-05-04 at 23:45 rolled back in everyday",
            "Asia/Pyongyang",
            None,
            "2018-05-05",
            "00:00",
        ),
    ],
)
def test_day_and_moment_are_of_one_value(
    when: str, zone: str, known: dict[str, str] | None, due: str, time: str
) -> None:
    """The day of a point is that of its moment, also where clocks skip what is left of the day."""
    entry, schedule = timed(when, zone, known)
    assert (str(entry.due), dict(entry.times)["due"]) == (due, f"{due}T{time}")
    moment = dict(entry.moments)["due"]
    assert moment.astimezone(ZoneInfo(zone)).date().isoformat() == due
    if "at 23:45" in when or "12-30 at" in when:
        assert "the clock skips" in str(schedule.why("x"))


def test_a_reason_says_which_time_is_missing() -> None:
    """Of an event that begins at 23:00 it isn't known when it ends, and what is counted after it waits for that."""
    entry, schedule = timed("2 hours after c", "Asia/Ho_Chi_Minh", {"c": "2020-10-13 23:00"})
    assert (entry.status, entry.waits_for) == ("waiting", ("c",))
    assert (
        "it waits for the time at which `c` ends; only when it begins is known,"
        " and `.start` counts from that" in str(schedule.why("x"))
    )
    assert "giờ kết thúc của `c`" in schedule.why("x").text("vi")
    entry, _ = timed("2 hours after c.start", "Asia/Ho_Chi_Minh", {"c": "2020-10-13 23:00"})
    assert dict(entry.times)["due"] == "2020-10-14T01:00"
    entry, schedule = timed(
        "2 hours before c", "Asia/Ho_Chi_Minh", {"c": "2020-10-13..2020-10-13 23:00"}
    )
    assert "the time at which `c` begins" in str(schedule.why("x"))
    _, schedule = timed("2 hours after c", "Asia/Ho_Chi_Minh", {"c": "2020-10-13"})
    assert "it waits for the time of `c`" in str(schedule.why("x"))


@pytest.mark.parametrize(
    ("a", "known", "begins"),
    [
        # Its rule says that it begins on Monday 5 October; what follows its start is two days later.
        ({"when": "within 10 days after c"}, None, "2020-10-07"),
        ({"when": "within 10 days after c"}, "done 2020-10-12", "2020-10-14"),
        ({"when": "within 10 days after c", "done": "2020-10-02"}, None, "2020-10-04"),
        # Three working days that end on Tuesday 13 begin on Friday 9.
        (
            {"when": "within 10 days after c", "takes": "3 working days"},
            "done 2020-10-13",
            "2020-10-11",
        ),
        ({"when": "by 2020-10-20", "takes": "3 working days"}, "done 2020-10-13", "2020-10-11"),
        ({"when": "by 2020-10-20", "takes": "3 days"}, "done 2020-10-13", "2020-10-13"),
        # The day on which it was really begun is said.
        (
            {"when": "by 2020-10-20", "takes": "3 days"},
            "2020-10-08..2020-10-20, done 2020-10-13",
            "2020-10-10",
        ),
        ({"when": "by 2020-10-20", "takes": "3 days"}, "2020-10-08..2020-10-20", "2020-10-10"),
    ],
)
@pytest.mark.parametrize("relation", ["start-start", "start-finish"])
def test_a_wait_counts_from_when_work_was_begun(
    a: dict[str, str], known: str | None, begins: str, relation: str
) -> None:
    """What follows the start of what is done counts from when that was begun, not from its rule."""
    plan = Plan(
        "begun",
        issued="2020-09-01",
        calendar="weekdays",
        events=[Event("c")],
        deadlines=[
            Deadline("a", **a),
            Deadline("b", after=[Wait("a", relation=relation, at_least="2 days")]),
        ],
    )
    given = {"c": "2020-10-05"} | ({} if known is None else {"a": known})
    schedule = resolve(plan, given)
    assert str(schedule["b"].not_before) == begins
    assert not schedule.conflicts
    limited = attrs.evolve(
        plan,
        deadlines=[
            plan.deadlines[0],
            Deadline("b", when=f"by {begins}", after=plan.deadlines[1].after),
        ],
    )
    assert not resolve(limited, given).conflicts
    day_earlier = date.fromisoformat(begins) - timedelta(days=1)
    late = Deadline("b", when=f"by {day_earlier}", after=plan.deadlines[1].after)
    short = resolve(attrs.evolve(plan, deadlines=[plan.deadlines[0], late]), given).conflicts
    assert [conflict.shortfall for conflict in short] == [1]


@pytest.mark.parametrize(
    ("a", "refused"),
    [
        ({"when": "by 2020-10-01"}, True),
        ({"when": "10 days before c"}, True),
        ({"when": "earlier of 2 days after c, 2 days after c"}, True),
        ({}, True),
        ({"when": "on 2020-10-01", "takes": "2 days"}, True),
        (
            {
                "when": "by 2020-10-01",
                "takes": "2 days",
                "after": [Wait("c", relation="finish-finish")],
            },
            True,
        ),
        ({"when": "on 2020-10-01"}, False),
        ({"when": "2 days after c"}, False),
        ({"when": "by 2020-10-01 and after c"}, False),
        ({"when": "by 2020-10-01", "after": ["c"]}, False),
        ({"after": [Wait("c", relation="finish-finish")]}, False),
    ],
)
def test_what_has_no_beginning_is_not_counted_from(a: dict[str, Any], refused: bool) -> None:
    """A point that counts from a beginning nobody gave is refused with the plan; nothing is settled without a date."""
    rows = [Deadline("a", **a), Deadline("b", when="2 days after a.not_before")]
    if refused:
        with pytest.raises(PlanError) as caught:
            Plan("p", issued="2020-03-25", events=[Event("c")], deadlines=rows)
        assert caught.value.code == "no-beginning"
        assert caught.value.where is not None
        assert caught.value.where.path == ("deadlines", 1, "when")
        assert "`a`" in str(caught.value.fix)
    else:
        plan = Plan("p", issued="2020-03-25", events=[Event("c")], deadlines=rows)
        assert resolve(plan, {"c": "2020-10-05"})["b"].due is not None


def test_the_earlier_of_a_point_and_itself() -> None:
    """One point twice is that point as a limit, and prints as it was written."""
    timing = Timing.parse("earlier of 2 days after c, 2 days after c")
    assert str(timing) == "earlier of 2 days after c, 2 days after c"
    entry, _ = timed(str(timing), "UTC", {"c": "2020-10-13"})
    assert (entry.not_before, str(entry.due)) == (None, "2020-10-15")


@pytest.mark.parametrize(
    ("conventions", "expected", "start"),
    [
        ({}, "10 days before c", "2020-10-03"),
        ({"counting": "clear days"}, "10 days before c", "2020-10-02"),
        ({"counting": "clear days"}, "earlier of 2021-01-01, 10 days before c", "..2020-10-02"),
        # No term ends with an event: Saturday stays.
        ({"roll_before": "preceding", "roll_after": "following"}, "10 days before c", "2020-10-03"),
        ({"roll_before": "preceding"}, "earlier of 2021-01-01, 10 days before c", "..2020-10-03"),
        ({"roll_after": "following", "least_working_days": "9"}, "4 days after c", "2020-10-17"),
    ],
)
def test_what_is_expected_of_an_event(
    conventions: dict[str, str], expected: str, start: str
) -> None:
    """What is expected is counted as the conventions say, and rolled by none."""
    plan = Plan(
        "expected",
        issued="2020-03-25",
        calendar="weekdays",
        conventions=conventions,
        events=[Event("c"), Event("e", expected=expected)],
    )
    assert str(resolve(plan, {"c": "2020-10-13"})["e"].not_before) == start
