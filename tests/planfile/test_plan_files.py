"""The plan file: what is written reads back as the same plan, and all that is wrong is reported with its place."""

from __future__ import annotations

import json
import stat
import unicodedata
from collections.abc import Callable
from pathlib import Path
from typing import Literal

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from places import EXAMPLE_PLAN, SOURCES
from plan_texts import FULL_TEXT
from relsched.cli.input import resolvable
from relsched.dates.calendar_spec import CalendarSpec
from relsched.dates.conventions import Conventions
from relsched.dates.offsets import Offset
from relsched.dates.rolls import Roll
from relsched.dates.windows import Window
from relsched.errors import DocumentError, PlanError, Problems, RelschedError
from relsched.plan.items import Deadline, Event, Follow, Phase, Source, Unit, Wait
from relsched.plan.plan import Plan
from relsched.plan.plan_questions import PlanQuestion
from relsched.planfile.plan_file import parse_plan, read_plan
from relsched.planfile.plan_writing import format_plan, plan_to_dict, write_plan
from relsched.planfile.text_files import MAX_BYTES, write_bytes, write_text
from relsched.planfile.yaml_events import MAX_DEPTH
from relsched.schedule.resolver import resolve
from relsched.timing.points import Edge
from sizes import sized
from whole_plans import HOSTILE, plans, texts

HEAD = "plan: p\nissued: '2020-03-25'\n"
STARTER = SOURCES / "planfile" / "starter.yaml"

# ---------------------------------------------------------------- there and back


@sized(50)
@given(plans())
def test_writing_and_reading_gives_the_same_plan(plan: Plan) -> None:
    """What is written reads back as the same plan, and writing that gives the same text."""
    text = format_plan(plan)
    again = parse_plan(text)
    assert again == plan
    assert format_plan(again) == text


@given(st.text(min_size=1, max_size=60), st.text(min_size=1, max_size=60))
@example("a\ud800b", "x")  # half of a pair, as a broken program may give it
def test_every_text_survives(title: str, note: str) -> None:
    """Every text that a plan may hold survives the plan file, control characters and broken pairs too."""
    plan = Plan("p", title, deadlines=[Deadline("a", notes=note, source=title)])
    assert parse_plan(format_plan(plan)) == plan


@pytest.mark.parametrize("text", HOSTILE)
@pytest.mark.parametrize(
    "place",
    [
        lambda text: Plan("p", text),
        lambda text: Plan("p", {"vi": text, "en": text}),
        lambda text: Plan("p", events=[Event("e", aliases={text: "start"})]),
        lambda text: Plan("p", units=[Unit("u", contact=text)]),
        lambda text: Plan("p", deadlines=[Deadline("a", source={"row": text, "phrase": text})]),
        lambda text: Plan("p", calendars=[CalendarSpec("own", closed={"2020-10-05": text})]),
    ],
    ids=["title", "titles", "alias", "contact", "source", "closed"],
)
def test_texts_that_look_like_yaml(place: Callable[[str], Plan], text: str) -> None:
    """A text that YAML would take for something else stays the text, wherever it stands."""
    plan = place(text)
    assert parse_plan(format_plan(plan)) == plan


@pytest.mark.parametrize(
    "plan",
    [
        Plan("p", units=[Unit("u", contact="")]),
        Plan("p", events=[Event("e", decided_by="")]),
        Plan("p", deadlines=[Deadline("a", notes="")]),
        Plan("p", deadlines=[Deadline("a", source="")]),
        Plan("p", deadlines=[Deadline("a", source=Source())]),
        Plan("p", deadlines=[Deadline("a", source={"phrase": "", "row": "4.1"})]),
        Plan("p", {"vi": "", "en": ""}),
        Plan("p", source={"document": ""}),
        Plan("p", events=[Event("e", aliases={"": "start"})]),
    ],
)
def test_empty_texts(plan: Plan) -> None:
    """An empty text is either the same as none or stays what it is; it never changes the plan."""
    assert parse_plan(format_plan(plan)) == plan


@pytest.mark.parametrize(
    "plan",
    [
        Plan("p", calendars=[CalendarSpec("own", weekend=())]),
        Plan("p", calendars=[CalendarSpec("own", base="VN", weekend=())]),
        Plan("p", calendars=[CalendarSpec("own", covers="..")]),
        Plan("p", deadlines=[Deadline("a", conventions={"roll_after": Roll.FOLLOWING})]),
        Plan("p", deadlines=[Deadline("a", conventions={"week_starts": 6})]),
        Plan("p", deadlines=[Deadline("a", conventions={"least_working_days": 2})]),
        Plan("p", deadlines=[Deadline("a", conventions={"immediately": Offset(days=2)})]),
        Plan("p", conventions=Conventions(roll_after=Roll.FOLLOWING, week_starts=6)),
        Plan("p", conventions=Conventions(immediately=Offset(working_days=0))),
        Plan("p", conventions={"based_on": "vn-civil-code-2015", "roll_after": "none"}),
        Plan("p", deadlines=[Deadline("a", takes=Offset(days=0))]),
        Plan("p", horizon=Window.on("2020-10-13")),
        Plan("p", deadlines=[Deadline("a", done="0001-01-01")]),
        Plan("p", issued="0999-01-01"),
    ],
)
def test_values_made_by_a_program(plan: Plan) -> None:
    """What a program puts into a plan comes back from the file, even where the default is near."""
    assert parse_plan(format_plan(plan)) == plan


def test_the_example_there_and_back() -> None:
    """The founding plan is the same after it is written."""
    plan = read_plan(EXAMPLE_PLAN)
    assert parse_plan(format_plan(plan)) == plan


FULL = Plan(
    "congress",
    {"vi": "Đại hội", "en": "Congress"},
    issued="2020-03-25",
    timezone="Asia/Ho_Chi_Minh",
    language="vi",
    calendar="own",
    calendars=[
        CalendarSpec(
            "own",
            base="VN",
            weekend=(5, 6),
            closed={"2020-10-05": "Ngày của ngành"},
            open=["2020-10-10"],
            covers="2020-01-01..2020-12-31",
        )
    ],
    conventions={"based_on": "vn-civil-code-2015", "before": "inclusive"},
    horizon="2020-01-01..2020-12-31",
    source="72-KH/BTGTU",
    units=[Unit("press", "Phòng Tuyên truyền", contact="press@example.org")],
    phases=[Phase("before", "Trước Đại hội", when="from issued to congress")],
    events=[
        Event(
            "congress",
            "Đại hội",
            expected="in 2020-10",
            lasts=None,
            aliases=[("khai mạc", Edge.START), ("bế mạc", Edge.END), "Đại hội XVII"],
            decided_by="Tỉnh ủy",
            follows=Follow(plan="province", event="congress"),
            source=Source(document="148-KH/TU"),
        ),
        Event("whole", parts=["congress"], lasts=None, follows=Follow(calendar="7: a@example.vn")),
    ],
    deadlines=[
        Deadline(
            "4.10",
            "no",
            "10 days before congress",
            lead="press",
            support=["press"],
            phase="before",
            after=[Wait("congress"), Wait("whole", "1 day", "2 weeks")],
            takes="5 working days",
            done="2020-10-01",
            remind=["1 week", "1 day"],
            conventions={"before": "exclusive"},
            source=Source("Trước khai mạc 10 ngày.", "72-KH/BTGTU", "4.10"),
            notes="12:30:45",
        ),
        Deadline("4.11", after=["4.10"], remind=["2 days"]),
    ],
    questions=[
        PlanQuestion(
            "q1",
            {"vi": "trước hay sau?", "en": "before or after?"},
            item="4.11",
            readings=["10 days before congress", "2 days after congress.end"],
            phrase="khai mạc 10 ngày",
            place={"vi": "dòng 82", "en": "line 82"},
        ),
        PlanQuestion(
            "q2",
            "Xong ngày nào?",
            item="4.11",
            asks="done",
            readings="on 2020-10-01",
            dismissed=True,
        ),
        PlanQuestion("q3", "Giai đoạn này khi nào?", phase="before", place="dòng 60"),
    ],
)


def test_every_key_of_a_plan_file() -> None:
    """Each key of the file gives the part of the plan that is named like it."""
    assert parse_plan(FULL_TEXT) == FULL


def test_the_plain_values_of_a_plan() -> None:
    """A plan gives texts, lists and mappings in the shape of the file; what has its default is left out."""
    assert plan_to_dict(Plan("p", issued="2020-03-25")) == {"plan": "p", "issued": "2020-03-25"}
    found = plan_to_dict(FULL)
    assert found["conventions"] == {"based_on": "vn-civil-code-2015", "before": "inclusive"}
    assert found["calendars"] == [
        {
            "id": "own",
            "base": "VN",
            "weekend": ["saturday", "sunday"],
            "closed": {"2020-10-05": "Ngày của ngành"},
            "open": ["2020-10-10"],
            "covers": "2020-01-01..2020-12-31",
        }
    ]
    assert found["events"][0] == {
        "id": "congress",
        "title": "Đại hội",
        "expected": "in 2020-10",
        "lasts": "unknown",
        "aliases": {"khai mạc": "start", "bế mạc": "end", "Đại hội XVII": "event"},
        "decided_by": "Tỉnh ủy",
        "follows": "province:congress",
        "source": {"document": "148-KH/TU"},
    }
    assert found["deadlines"][1] == {"id": "4.11", "after": ["4.10"], "remind": ["2 days"]}
    assert found["questions"][1:] == [
        {
            "id": "q2",
            "text": "Xong ngày nào?",
            "item": "4.11",
            "asks": "done",
            "readings": ["on 2020-10-01"],
            "dismissed": "true",
        },
        {"id": "q3", "text": "Giai đoạn này khi nào?", "phase": "before", "place": "dòng 60"},
    ]
    assert found["deadlines"][0]["after"] == [
        "congress",
        {"item": "whole", "at_least": "1 day", "at_most": "2 weeks"},
    ]


def test_the_text_of_a_plan_file() -> None:
    """A written plan begins with the line that editors look for, in plain blocks, in Vietnamese letters."""
    plan = Plan(
        "p", "Đại hội: no. 4", issued="2020-03-25", deadlines=[Deadline("4.10", when="in 2020-09")]
    )
    assert format_plan(plan) == (
        "# yaml-language-server: $schema=plan.schema.json\n"
        "plan: p\n"
        "title: 'Đại hội: no. 4'\n"
        "issued: '2020-03-25'\n"
        "deadlines:\n"
        "  - id: '4.10'\n"
        "    when: in 2020-09\n"
    )


SCALARS = (
    *("4.10", "010", "no", "yes", "on", "true", "12:30:45", "1_000", "0x1F", "1e3", ".inf", "NaN"),
    *("2020-03-31", "=", "0o14", "+1", "1.0", "-"),
)


@pytest.mark.parametrize("scalar", SCALARS)
def test_scalars_stay_the_text_that_was_written(scalar: str) -> None:
    """A bare word of the file is a text: no number, no truth value, no time, no date."""
    text = f"{HEAD}title: {scalar}\ndeadlines:\n  - id: a\n    notes: {scalar}\n    source: {{row: {scalar}}}\n"
    if scalar == "-":
        text = text.replace("{row: -}", "{row: '-'}").replace(": -", ": '-'")
    plan = parse_plan(text)
    assert str(plan.title) == scalar
    assert plan.deadlines[0].notes == scalar
    assert plan.deadlines[0].source == Source(row=scalar)


@pytest.mark.parametrize(
    "scalar", ["4.10", "010", "no", "null2", "1e3", "0x1F", "16.2", "1_000", "7"]
)
def test_bare_ids_stay_the_text_that_was_written(scalar: str) -> None:
    """An id without quotes keeps its zeros: 4.10 is not 4.1."""
    plan = parse_plan(
        f"{HEAD}deadlines:\n  - id: {scalar}\n  - id: after-it\n    after: {scalar}\n"
    )
    assert plan.deadlines[0].id == scalar
    assert plan.deadlines[1].after == (Wait(scalar),)


def test_a_key_with_nothing_behind_it() -> None:
    """`notes:` without a value is as if it weren't there, and an empty list too."""
    text = "units:\nphases: []\ntitle:\ndeadlines:\n  - id: a\n    notes:\n    support: []\n    lead: ~\n"
    assert parse_plan(HEAD + text) == Plan("p", issued="2020-03-25", deadlines=[Deadline("a")])


# ---------------------------------------------------------------- files


def test_files_there_and_back(tmp_path: Path) -> None:
    """A plan file is written in UTF-8 with LF line ends, replaces the old one, and leaves nothing beside it."""
    file = tmp_path / "kế hoạch.yaml"
    file.write_text("old", encoding="utf-8")
    write_plan(FULL, file)
    data = file.read_bytes()
    assert data == format_plan(FULL).encode("utf-8")
    assert b"\r" not in data
    assert data.endswith(b"\n")
    assert read_plan(file) == FULL
    assert read_plan(str(file)) == FULL
    assert list(tmp_path.iterdir()) == [file]
    assert stat.S_IMODE(file.stat().st_mode) & 0o600 == 0o600


def test_a_failed_write_leaves_the_old_file(tmp_path: Path) -> None:
    """When a file can't be replaced, what was there stays, and no half of the new one."""
    target = tmp_path / "plan.yaml"
    target.mkdir()
    with pytest.raises(OSError):  # noqa: PT011 - which one depends on the system
        write_text(target, "new")
    assert list(tmp_path.iterdir()) == [target]
    with pytest.raises(OSError):  # noqa: PT011
        write_bytes(tmp_path / "absent" / "plan.ics", b"new")
    assert list(tmp_path.iterdir()) == [target]


@pytest.mark.parametrize(
    "change",
    [
        lambda data: b"\xef\xbb\xbf" + data,
        lambda data: data.replace(b"\n", b"\r\n"),
        lambda data: data.rstrip(b"\n"),
        lambda data: b"---\n" + data,
        lambda data: data + b"...\n",
        lambda data: b"\n\n# first a remark\n" + data,
    ],
    ids=["byte order mark", "CRLF", "no last line end", "start mark", "end mark", "remark"],
)
def test_other_ways_to_save_a_file(change: Callable[[bytes], bytes], tmp_path: Path) -> None:
    """What editors do to a file changes nothing in the plan."""
    file = tmp_path / "plan.yaml"
    file.write_bytes(change(FULL_TEXT.encode()))
    assert read_plan(file) == FULL


def test_composition_of_letters_means_nothing() -> None:
    """A file typed with separate marks gives the same plan and the same dates as one with whole letters."""
    known = {"congress": "2020-10-13..2020-10-15"}
    for text in (FULL_TEXT, EXAMPLE_PLAN.read_text(encoding="utf-8")):
        apart = unicodedata.normalize("NFD", text)
        assert apart != text
        one, other = parse_plan(text), parse_plan(apart)
        assert other == one
        assert resolve(other, known).to_json() == resolve(one, known).to_json()


def test_composition_of_the_names_of_documents() -> None:
    """A deciding document whose name is typed with separate marks is the same document."""
    text = HEAD + 'deadlines:\n  - id: a\n    when: as set by "Kế hoạch"\n'
    assert parse_plan(unicodedata.normalize("NFD", text)) == parse_plan(text)


# ---------------------------------------------------------------- what is wrong

EVENT = "events:\n  - id: congress\n"
LOOP = "deadlines:\n" + "".join(
    f"  - id: {name}\n    when: 1 day after {other}\n"
    for name, other in zip("abcde", "eabcd", strict=True)
)
BAD: list[tuple[str, str, str, str, int, int, str, str | None]] = [
    # what, the text after the head, code, what the value or text shows, line, column, path, fix
    (
        "unknown event",
        EVENT + "deadlines:\n  - id: a\n    when: 10 days before congres\n",
        "unknown-event", "congres", 7, 11, "deadlines[0].when", "write `congress`",
    ),
    (
        "unknown event to wait for",
        EVENT + "deadlines:\n  - id: a\n    after:\n      - congress\n      - congrss\n",
        "unknown-event", "congrss", 9, 9, "deadlines[0].after[1]", "write `congress`",
    ),
    (
        "loop of five",
        LOOP,
        "dependency-cycle", "`a` -> `b` -> `c` -> `d` -> `e` -> `a`", 5, 11, "deadlines[0].when",
        "give one of them a date or an event of its own",
    ),
    (
        "counted from itself",
        "deadlines:\n  - id: a\n    when: 1 day after a\n",
        "dependency-cycle", "1 day after a", 5, 11, "deadlines[0].when",
        "name the event or deadline it is counted from",
    ),
    (
        "misspelt unit of time",
        EVENT + "deadlines:\n  - id: a\n    when: 10 dayz before congress\n",
        "unknown-time-unit", "dayz", 7, 11, "deadlines[0].when", "write `days`",
    ),
    (
        "misspelt unit of the plan",
        "units:\n  - id: press\ndeadlines:\n  - id: a\n    lead: pres\n",
        "unknown-unit", "pres", 7, 11, "deadlines[0].lead", "write `press`",
    ),
    (
        "duplicate id",
        EVENT + "deadlines:\n  - id: a\n  - id: congress\n",
        "duplicate-id", "congress", 7, 9, "deadlines[1].id", "give one of the two another id",
    ),
    (
        "duplicate key",
        "deadlines:\n  - id: a\n    when: in 2020-09\n    when: in 2020-10\n",
        "duplicate-key", "when", 6, 5, "deadlines[0].when", "leave one of them out",
    ),
    (
        "duplicate key at the top",
        "title: a\ntitle: b\n",
        "duplicate-key", "title", 4, 1, "title", "leave one of them out",
    ),
    (
        "date that doesn't exist",
        "deadlines:\n  - id: a\n    when: by 2021-02-29\n",
        "date-absent", "2021-02-29", 5, 11, "deadlines[0].when",
        "write 2021-02-28 if you mean the end of the month",
    ),
    (
        "date of another form",
        "deadlines:\n  - id: a\n    done: 29/2/2020\n",
        "date-form", "29/2/2020", 5, 11, "deadlines[0].done", "write it like 2020-10-03",
    ),
    (
        "window turned round",
        "deadlines:\n  - id: a\n    when: from 2020-10-31 to 2020-10-01\n",
        "window-reversed", "from 2020-10-31 to 2020-10-01", 5, 11, "deadlines[0].when",
        "write 2020-10-01..2020-10-31 if the ends were swapped",
    ),
    (
        "horizon turned round",
        "horizon: 2020-10-31..2020-10-01\n",
        "window-reversed", "2020-10-31..2020-10-01", 3, 10, "horizon",
        "write 2020-10-01..2020-10-31 if the ends were swapped",
    ),
    (
        "unknown calendar",
        EVENT + "calendar: VM\ndeadlines:\n  - id: a\n    when: 2 working days before congress\n",
        "unknown-calendar", "VM", 5, 11, "calendar", "write `VN`",
    ),
    (
        "unknown calendar in a timing",
        EVENT + "deadlines:\n  - id: a\n    when: 2 working days in VM before congress\n",
        "unknown-calendar", "VM", 7, 11, "deadlines[0].when", "write `VN`",
    ),
    (
        "10^12 days",
        EVENT + "deadlines:\n  - id: a\n    when: 1000000000000 days before congress\n",
        "offset-too-long", "1000000000000", 7, 11, "deadlines[0].when", "correct the amount",
    ),
    (
        "two timings",
        EVENT + "deadlines:\n  - id: a\n    when: by 2020-10-01 by 2020-10-02\n",
        "timing-form", "by 2020-10-01 by 2020-10-02", 7, 11, "deadlines[0].when",
        "leave out what follows, or write `and` between two timings",
    ),
    (
        "a tab",
        "deadlines:\n\t- id: a\n",
        "yaml-tab", "tab", 4, 1, "", "write line 4 as `  - id: a`",
    ),
    (
        "a tab in front of a key",
        "deadlines:\n  - id: a\n\twhen: in 2020-09\n",
        "yaml-tab", "tab", 5, 1, "", "write line 5 as `    when: in 2020-09`",
    ),
    (
        "65 levels",
        "source: " + "[" * 64 + "]" * 64 + "\n",
        "too-deep", "64 levels", 3, 72, "",
        "take the brackets away, or put quotes round them if they are text",
    ),
    (
        "an anchor",
        "title: &a Đại hội\nsource: *a\n",
        "yaml-alias", "anchors", 3, 8, "", "write the value out in both places",
    ),
    (
        "an alias",
        "title: Đại hội\nsource: *a\n",
        "yaml-sign", "`*`", 4, 9, "", 'write line 4 as `source: "*a"`',
    ),
    (
        "a merge key",
        "deadlines:\n  - &a {id: a}\n  - <<: *a\n",
        "yaml-alias", "anchors", 4, 5, "", "write the value out in both places",
    ),
    (
        "a bracket without end",
        "title: [a\n",
        "yaml-bracket", "no other half", 3, 8, "", "write line 3 as `title: a`",
    ),
    (
        "a control character",
        'title: "a\x01b"\n',
        "yaml-form", "U+0001", 3, 10, "", "take the character out",
    ),
    (
        "a second document",
        "---\n" + HEAD,
        "yaml-form", "one document", 3, 1, "", "make a file of its own of what follows `---`",
    ),
    (
        "a key that is a list",
        "? [a, b]\n: x\n",
        "yaml-form", "A key must be a word", 3, 3, "",
        "write a word, a colon and the value: `title: Conference`",
    ),
    (
        "a misspelt key",
        "deadlines:\n  - id: a\n    whn: in 2020-09\n",
        "unknown-key", "whn", 5, 5, "deadlines[0].whn", "write `when`",
    ),
    (
        "a misspelt key at the top",
        "titel: x\n",
        "unknown-key", "titel", 3, 1, "titel", "write `title`",
    ),
    (
        "a key of nothing known",
        "xyzzy: x\n",
        "unknown-key", "xyzzy", 3, 1, "xyzzy", None,
    ),
    (
        "a deadline without id",
        "deadlines:\n  - title: a\n",
        "missing-key", "`id`", 4, 5, "deadlines[0].id", "add `id:`",
    ),
    (
        "a wait without item",
        "deadlines:\n  - id: a\n    after: [{at_least: 3 days}]\n",
        "missing-key", "`item`", 5, 13, "deadlines[0].after[0].item", "add `item:`",
    ),
    (
        "a text for a list",
        "units: press\n",
        "value-kind", "press", 3, 8, "units", None,
    ),
    (
        "a text for a deadline",
        "deadlines:\n  - 4.1\n",
        "value-kind", "4.1", 4, 5, "deadlines[0]", None,
    ),
    (
        "a list for a text",
        "deadlines:\n  - id: a\n    when: [in 2020-09]\n",
        "value-kind", "a list was found", 5, 11, "deadlines[0].when", "write a single one",
    ),
    (
        "a mapping for a list",
        "deadlines:\n  a: {when: in 2020-09}\n",
        "value-kind", "a mapping was found", 4, 3, "deadlines", None,
    ),
    (
        "nothing in a list",
        "deadlines:\n  - id: a\n    support: [~]\n",
        "value-kind", "nothing was found", 5, 14, "deadlines[0].support", None,
    ),
    (
        "an id that can't be",
        "deadlines:\n  - id: Phòng họp\n",
        "id-form", "Phòng họp", 4, 9, "deadlines[0].id", "write `phong-hop`",
    ),
    (
        "an id that is a word of timings",
        "events:\n  - id: before\n",
        "id-reserved", "before", 4, 9, "events[0].id", "write `before-1` or another name",
    ),
    (
        "a language",
        "language: fr\n",
        "unknown-language", "fr", 3, 11, "language", None,
    ),
    (
        "a title in another language",
        "title: {vi: Đại hội, fr: Congrès}\n",
        "unknown-language", "fr", 3, 8, "title", None,
    ),
    (
        "a zone",
        "timezone: Asia/Hanoi\n",
        "unknown-zone", "Asia/Hanoi", 3, 11, "timezone", "write `Asia/Ho_Chi_Minh`",
    ),
    (
        "a convention",
        "conventions: {befor: inclusive}\n",
        "unknown-convention", "befor", 3, 14, "conventions", "write `before`",
    ),
    (
        "a value of a convention",
        "deadlines:\n  - id: a\n    conventions: {before: inclusiv}\n",
        "convention-value", "inclusiv", 5, 18, "deadlines[0].conventions", "write `inclusive`",
    ),
    (
        "a named set of conventions",
        "conventions: vn-civil-code\n",
        "unknown-conventions", "vn-civil-code", 3, 14, "conventions", "write `vn-civil-code-2015`",
    ),
    (
        "a named set that isn't one, for a deadline",
        "deadlines:\n  - id: a\n    conventions: vn-civil-code\n",
        "unknown-conventions", "vn-civil-code", 5, 18, "deadlines[0].conventions",
        "write `vn-civil-code-2015`",
    ),
    (
        "the length of an event",
        "events:\n  - id: congress\n    lasts: 1 month\n",
        "lasts-form", "1 month", 5, 12, "events[0].lasts", "write it in days",
    ),
    (
        "the edge of an alias",
        "events:\n  - id: congress\n    aliases: {khai mạc: begin}\n",
        "alias-edge", "begin", 5, 14, "events[0].aliases", None,
    ),
    (
        "an edge that an event doesn't have",
        EVENT + "deadlines:\n  - id: a\n    when: on congress.not_before\n",
        "wrong-edge", "congress.not_before", 7, 11, "deadlines[0].when", None,
    ),
    (
        "a weekend",
        "calendars:\n  - id: own\n    weekend: [funday]\n",
        "calendar-weekend", "funday", 5, 14, "calendars[0].weekend", "write `Sunday`",
    ),
    (
        "a horizon without end",
        "horizon: 2020-01-01..\n",
        "horizon-form", "2020-01-01..", 3, 10, "horizon", "write `1900-01-01..2199-12-31`",
    ),
    (
        "an offset",
        "deadlines:\n  - id: a\n    takes: three days\n",
        "offset-form", "three days", 5, 12, "deadlines[0].takes", None,
    ),
    (
        "a title that is too long",
        f"title: {'a' * 501}\n",
        "too-long", "aaa", 3, 8, "title", None,
    ),
    (
        "a timing that is nested too deeply",
        f"deadlines:\n  - id: a\n    when: by {'1 day before ' * 64}issued\n",
        "too-long", "1 day before", 5, 11, "deadlines[0].when", None,
    ),
]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "code", "shown", "line", "column", "path", "fix"),
    [row[1:] for row in BAD],
    ids=[row[0] for row in BAD],
)
def test_what_is_wrong_is_reported_with_its_place(
    text: str, code: str, shown: str, line: int, column: int, path: str, fix: str | None
) -> None:
    """Everything wrong in a plan file is refused with file, line, column, path, the words and a fix."""
    with pytest.raises(RelschedError) as caught:
        parse_plan(HEAD + text, "kế hoạch.yaml")
    error = caught.value
    assert not isinstance(error, Problems), str(error)
    assert error.where is not None
    assert error.code == code
    where = f"kế hoạch.yaml, line {line}, column {column}"
    assert str(error.where) == (f"{where}, {path}" if path else where)
    assert error.fix == fix
    assert shown in str(error)


@pytest.mark.parametrize(
    ("text", "code", "line"),
    [
        ("", "yaml-form", 1),
        ("\n\n", "yaml-form", 1),
        ("# only a remark\n", "yaml-form", 1),
        ("---\n", "value-kind", 2),
        ("~\n", "value-kind", 1),
        ("Đại hội\n", "value-kind", 1),
        ("- plan: p\n", "value-kind", 1),
        ("\n\n[]\n", "value-kind", 3),
        ("42", "value-kind", 1),
    ],
)
def test_files_that_hold_no_plan(text: str, code: str, line: int) -> None:
    """An empty file, a list or a word is no plan, and is refused with its place."""
    with pytest.raises(DocumentError) as caught:
        parse_plan(text, "plan.yaml")
    assert caught.value.where is not None
    where = caught.value.where
    assert (caught.value.code, where.document, where.line) == (code, "plan.yaml", line)


@pytest.mark.parametrize(
    ("text", "keys"),
    [
        ("title: a\n", ["plan"]),
        ("issued: 2020-03-25\n", ["plan"]),
        ("plan:\nissued:\n", ["plan"]),
        ("{}\n", ["plan"]),
    ],
)
def test_keys_that_must_be_given(text: str, keys: list[str]) -> None:
    """A plan file must name its plan, and the error says so; all else may be left out."""
    with pytest.raises(RelschedError) as caught:
        parse_plan(text)
    error = caught.value
    found = list(error.problems) if isinstance(error, Problems) else [error]
    assert [part.code for part in found] == ["missing-key"] * len(keys)
    assert [part.fix for part in found] == [f"add `{key}:`" for key in keys]
    lines = text.splitlines()
    for key, part in zip(keys, found, strict=True):
        assert part.where is not None
        assert part.where.line == (lines.index(f"{key}:") + 1 if f"{key}:" in lines else 1)


def test_depth_at_its_limit() -> None:
    """64 levels may stand inside one another; what is wrong with them is reported as usual."""
    assert MAX_DEPTH == 64
    for opening, closing in (("[", "]"), ("{a: ", "}")):
        with pytest.raises(DocumentError) as caught:
            parse_plan(f"{HEAD}title: {opening * 63}{closing * 63}\n")
        assert caught.value.code == "value-kind"
        with pytest.raises(DocumentError) as caught:
            parse_plan(f"{HEAD}title: {opening * 64}{closing * 64}\n")
        assert caught.value.code == "too-deep"
    blocks = "\n".join(f"{' ' * depth}a:" for depth in range(1, 66))
    with pytest.raises(DocumentError) as caught:
        parse_plan(f"{HEAD}title:\n{blocks}\n")
    assert caught.value.code == "too-deep"


@pytest.mark.slow
@pytest.mark.parametrize("opening", ["[", "{", "- ", "? ", "[{", "!a [", "'", '"', "|", "&a ["])
def test_depth_far_beyond_its_limit(opening: str) -> None:
    """100,000 open brackets are refused, and crash nothing."""
    with pytest.raises(RelschedError) as caught:
        parse_plan(f"{HEAD}title: {opening * 100_000}\n")
    assert caught.value.where is not None
    assert caught.value.where.line is not None


@pytest.mark.slow
def test_size_at_its_limit(tmp_path: Path) -> None:
    """A file of 5 MiB is read, one byte more is refused, and so are 6 MiB."""
    assert MAX_BYTES == 5 * 1024 * 1024
    file = tmp_path / "plan.yaml"
    rest = MAX_BYTES - len(HEAD.encode()) - len(b"#\n")
    file.write_text(f"{HEAD}#{'a' * rest}\n", encoding="utf-8", newline="")
    assert file.stat().st_size == MAX_BYTES
    assert read_plan(file) == Plan("p", issued="2020-03-25")
    for size in (rest + 1, rest + 1024 * 1024):
        text = f"{HEAD}#{'a' * size}\n"
        file.write_text(text, encoding="utf-8", newline="")
        with pytest.raises(DocumentError) as from_file:
            read_plan(file)
        with pytest.raises(DocumentError) as from_text:
            parse_plan(text, str(file))
        for error in (from_file.value, from_text.value):
            assert (error.code, str(error.where)) == ("too-long", str(file))


@pytest.mark.parametrize(
    ("data", "line"),
    [
        (HEAD.encode() + b"title: \xff\n", 3),
        (HEAD.encode("utf-16"), 1),
        (HEAD.encode() + "title: Đại hội\n".encode("cp1258", "replace"), 3),
        (b"\x89NG\r\n\x1a\n\x00", 1),
    ],
)
def test_files_in_another_encoding(data: bytes, line: int, tmp_path: Path) -> None:
    """A file that isn't UTF-8 is refused with the line of the first byte that isn't."""
    file = tmp_path / "plan.yaml"
    file.write_bytes(data)
    with pytest.raises(DocumentError) as caught:
        read_plan(file)
    error = caught.value
    assert (error.code, error.fix) == ("file-encoding", "save the file as UTF-8")
    assert str(error.where) == f"{file}, line {line}"


def test_files_that_are_not_there(tmp_path: Path) -> None:
    """A file that is absent, or a directory, is refused with its name and the system's reason."""
    for file in (tmp_path / "absent.yaml", tmp_path):
        with pytest.raises(DocumentError) as caught:
            read_plan(file)
        assert caught.value.code == "file-absent"
        assert str(caught.value.where) == str(file)
        assert caught.value.why


MANY = """\
plan: congress xvii
titel: Đại hội
issued: 2020-02-30
timezone: Asia/Hanoi
conventions: {before: inclusiv}
units:
  - id: press
    nam: Phòng Tuyên truyền
  - id: press
events:
  - id: congress
    lasts: 0
  - id: exhibition
    expected: in Octobr 2020
  - title: Kỷ niệm
deadlines:
  - id: 4.1
    when: 10 dayz before congress
    lead: pres
  - id: 4.1
    when: 10 days before congres
  - id: x
    when: 1 day after y
  - id: y
    when: 1 day after z
  - id: z
    when: 1 day after x
  - id: 5
    when: from 2020-10-31 to 2020-10-01
    takes: 1000000000000 days
    done: never
    done: 2020-10-01
  - plain
"""


def test_everything_that_is_wrong_at_once() -> None:
    """A file with many problems tells all of them, each once, in the order of its lines."""
    with pytest.raises(Problems) as caught:
        parse_plan(MANY, "plan.yaml")
    found = [
        (error.where.line, error.code) for error in caught.value.problems if error.where is not None
    ]
    assert found == [
        (1, "id-form"),
        (2, "unknown-key"),
        (3, "date-absent"),
        (4, "unknown-zone"),
        (5, "convention-value"),
        (8, "unknown-key"),
        (9, "duplicate-id"),
        (12, "lasts-form"),
        (14, "timing-form"),
        (15, "missing-key"),
        (18, "unknown-time-unit"),
        (19, "unknown-unit"),
        (20, "duplicate-id"),
        (21, "unknown-event"),
        (23, "dependency-cycle"),
        (29, "window-reversed"),
        (30, "offset-too-long"),
        (31, "date-form"),
        (32, "duplicate-key"),
        (33, "value-kind"),
    ]
    assert caught.value.what == "plan.yaml has 20 problems."
    assert all(str(error.where).startswith("plan.yaml, line ") for error in caught.value.problems)


# What an impatient author may get wrong, all of it in one file.
WORST = """\
plan: worst
issued: 2020-03-25
calendar: VM
title: Đại hội
source: {deep}
events:
  - id: congress
  - id: congress
  - id: exhibition
    expected: from 2020-10-31 to 2020-10-01
deadlines:
  - id: a
    when: 10 days before congres
  - {{id: l1, when: 1 day after l5}}
  - {{id: l2, when: 1 day after l1}}
  - {{id: l3, when: 1 day after l2}}
  - {{id: l4, when: 1 day after l3}}
  - {{id: l5, when: 1 day after l4}}
  - {{id: b, when: 10 dayz before congress}}
  - {{id: c, when: on 2020-11-31}}
  - {{id: d, when: 1000000000000 days before congress}}
  - {{id: e, when: by 2020-10-01 by 2020-10-02}}
  - id: f
\twhen: 2 days after congress
  - {{id: g, when: 2 working days in VN after 2150-01-01}}
"""
WORST_REPORTED = [
    (3, "unknown-calendar"),
    (5, "too-deep"),
    (8, "duplicate-id"),
    (10, "window-reversed"),
    (13, "unknown-event"),
    (14, "dependency-cycle"),
    (19, "unknown-time-unit"),
    (20, "date-absent"),
    (21, "offset-too-long"),
    (22, "timing-form"),
    (24, "yaml-tab"),
    (25, "outside-calendar"),
]


@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_the_worst_file_is_reported_in_one_run(form: Literal["NFC", "NFD"]) -> None:
    """A tab, 65 levels, a loop and a date beyond its calendar hide none of the other problems; each has a fix."""
    text = unicodedata.normalize(form, WORST.format(deep="[" * 65 + "]" * 65))
    with pytest.raises(Problems) as caught:
        resolvable(text, "plan.yaml")
    problems = caught.value.problems
    found = [(error.where.line, error.code) for error in problems if error.where is not None]
    assert found == WORST_REPORTED
    assert all(error.where is not None and error.where.column for error in problems)
    assert all(error.fix for error in problems)


def test_what_cannot_be_reached_is_reported_with_the_rest() -> None:
    """Dates outside a calendar or the horizon are reported beside a slip elsewhere, if the caller tries them."""
    text = (
        "calendar: office\nhorizon: 2020-01-01..2030-12-31\n"
        "calendars:\n  - {id: office, covers: 2020-01-01..2020-12-31}\n"
        "deadlines:\n  - {id: a, when: 2 working days after 2021-02-01}\n"
        "  - {id: b, when: 20 years after issued}\n  - {id: c, whn: x}\n"
    )
    with pytest.raises(Problems) as caught:
        resolvable(HEAD + text, "plan.yaml")
    assert caught.value.codes == ("outside-calendar", "outside-horizon", "unknown-key")
    with pytest.raises(DocumentError) as alone:
        parse_plan(HEAD + text)
    assert alone.value.code == "unknown-key"


@pytest.mark.parametrize("slip", ["issued: never", "horizon: x", "calendars: [{id: o, closed: x}]"])
def test_nothing_is_tried_on_shaky_ground(slip: str) -> None:
    """Where dates may be others than the author's, none is called out of reach."""
    text = f"{HEAD if 'issued' not in slip else 'plan: p'}\n{slip}\ncalendar: VN\n" + (
        "deadlines:\n  - {id: a, when: 2 working days after 2150-01-01}\n"
    )
    with pytest.raises(RelschedError) as caught:
        resolvable(text, "plan.yaml")
    assert "outside-calendar" not in str(getattr(caught.value, "codes", caught.value.code))


def test_every_tab_is_reported() -> None:
    """Each line that a tab indents is reported, and so is what else is wrong, at its own line."""
    text = "events:\n\t- id: congress\n\t  lasts: 0\ndeadlines:\n\t- id: a\n\t  when: on congres\n"
    with pytest.raises(Problems) as caught:
        parse_plan(HEAD + text)
    found = [(e.where.line, e.code) for e in caught.value.problems if e.where is not None]
    assert found == [
        (4, "yaml-tab"),
        (5, "yaml-tab"),
        (5, "lasts-form"),
        (7, "yaml-tab"),
        (8, "yaml-tab"),
        (8, "unknown-event"),
    ]


def test_a_broken_item_brings_no_other_problems() -> None:
    """What refers to a broken event or unit isn't reported as a problem of its own."""
    text = (
        "units:\n  - {id: press, nam: x}\n"
        "events:\n  - {id: congress, lasts: 0}\n"
        "deadlines:\n  - {id: a, when: 10 days before congress, lead: press}\n"
        "  - {id: b, whn: x}\n  - {id: c, when: on b}\n"
    )
    with pytest.raises(Problems) as caught:
        parse_plan(HEAD + text)
    assert caught.value.codes == ("unknown-key", "lasts-form", "unknown-key")


# ---------------------------------------------------------------- files that were damaged

DAMAGED = FULL_TEXT.splitlines(keepends=True)
SPLINTERS = (
    *(
        "\t",
        " ",
        "\n",
        ":",
        "-",
        "- ",
        "#",
        "'",
        '"',
        "[",
        "]",
        "{",
        "}",
        "&a ",
        "*a",
        "!",
        "|",
        ">",
    ),
    *("%", "@", "~", "0", "no", "..", "id: a\n", "when: \n", "  ", "ế", "e\u0302\u0301", "\ufeff"),
    *("😀", "\x00", "\x7f", "\u2028", "2020-02-30", "10 ", "congress", "1" * 400, "(" * 70, "? "),
)


@given(
    st.lists(
        st.tuples(
            st.integers(0, len(FULL_TEXT)), st.integers(0, 12), st.sampled_from(["", *SPLINTERS])
        ),
        min_size=1,
        max_size=4,
    )
)
def test_damaged_files_are_read_or_refused(damages: list[tuple[int, int, str]]) -> None:
    """Whatever happens to a file, it is a plan or ends in errors that name file and line."""
    text = FULL_TEXT
    for place, length, splinter in damages:
        text = text[:place] + splinter + text[place + length :]
    try:
        parse_plan(text, "plan.yaml")
    except RelschedError as error:
        for problem in error.problems if isinstance(error, Problems) else [error]:
            assert problem.where is not None
            assert problem.where.document == "plan.yaml"
            assert problem.where.line is not None, str(problem)


KEYED = [n for n, line in enumerate(DAMAGED) if ": " in line]


@given(
    st.lists(st.tuples(st.sampled_from(KEYED), texts()), min_size=1, max_size=3),
    st.booleans(),
)
def test_any_value_may_be_wrong(changes: list[tuple[int, str]], as_list: bool) -> None:
    """Any text or list instead of any value is taken or refused, with the line where it stands."""
    lines = list(DAMAGED)
    for number, text in changes:
        key, _, _ = lines[number].partition(": ")
        quoted = json.dumps([text] if as_list else text)
        lines[number] = f"{key}: {quoted}\n"
    try:
        parse_plan("".join(lines), "plan.yaml")
    except RelschedError as error:
        for problem in error.problems if isinstance(error, Problems) else [error]:
            assert problem.where is not None
            assert problem.where.line is not None, str(problem)


@given(st.permutations(range(len(DAMAGED))), st.integers(1, len(DAMAGED)))
def test_shuffled_files_are_read_or_refused(order: list[int], count: int) -> None:
    """Lines in any order, and with some of them lost, are a plan or end in errors that name file and line."""
    try:
        parse_plan("".join(DAMAGED[n] for n in order[:count]), "plan.yaml")
    except RelschedError as error:
        for problem in error.problems if isinstance(error, Problems) else [error]:
            assert problem.where is not None
            assert problem.where.line is not None, str(problem)


def test_a_short_title_is_at_most_sixty_letters() -> None:
    """A deadline and a unit keep their short titles, in each language; a longer one is refused."""
    short = {"vi": "Sân khấu", "en": "Stage"}
    plan = Plan("p", units=[Unit("u", "Phòng", short="P")], deadlines=[Deadline("x", short=short)])
    assert plan_to_dict(plan)["units"] == [{"id": "u", "name": "Phòng", "short": "P"}]
    assert plan_to_dict(plan)["deadlines"] == [{"id": "x", "short": short}]
    assert parse_plan(format_plan(plan)) == plan
    for make in (Deadline, Unit):
        assert make("x", short="ữ" * 60).short.main == "ữ" * 60
        with pytest.raises(PlanError) as caught:
            make("x", short={"vi": "", "en": "x" * 61})
        assert caught.value.code == "too-long"
