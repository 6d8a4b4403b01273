"""The words of every error that a plan file or a command line can end in, kept as files and compared.

Each file of `golden/errors` is what the command prints to standard error, and the file of the same name in
`golden/errors/vi` the same error in Vietnamese. Its name begins with the code.
Change a file by hand, after reading it as somebody would who has to repair a plan.
"""

from __future__ import annotations

import re
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from places import SOURCES, TESTS
from relsched.cli.group import commands, run
from relsched.errors import Problems, RelschedError
from relsched.messages.catalogue import sentences
from relsched.plan.known_dates import read_known
from relsched.planfile.plan_file import parse_plan
from relsched.schedule.resolver import resolve

GOLDEN = TESTS / "golden" / "errors"
VIETNAMESE = GOLDEN / "vi"
HEAD = "plan: p\nissued: 2020-03-25\n"
CONGRESS = "events:\n  - {id: congress, title: Đại hội}\n"


def when(timing: str, before: str = CONGRESS) -> str:
    """Give a plan file with one deadline of this timing."""
    return f"{HEAD}{before}deadlines:\n  - id: a\n    when: {timing}\n"


def own(calendar: str) -> str:
    """Give a plan file with a calendar of its own."""
    return (
        f"{HEAD}calendar: own\ncalendars:\n  - {{id: own, {calendar}}}\ndeadlines:\n  - {{id: a}}\n"
    )


def convention(choice: str) -> str:
    """Give a plan file with these conventions."""
    return f"{HEAD}conventions: {choice}\n"


FIVE = "".join(
    f"  - {{id: {name}, when: 1 day after {other}}}\n"
    for name, other in zip(("1", "2", "3", "4", "5"), ("5", "1", "2", "3", "4"), strict=True)
)
SPEC = HEAD + CONGRESS + "deadlines:\n  - {id: a, when: 10 days before congress}\n"

EDITED = (
    HEAD
    + "events:\n  - {id: congress}\n  - {id: fair}\n  - {id: hall, title: Plan-12}\n"
    + "deadlines:\n  - {id: a, when: 10 days before congress}\n  - {id: b, when: 2 days after a}\n"
    + "  - {id: c, when: as set by Plan-12}\n  - {id: d, when: as set by Plan-140}\n"
)
EDIT = ("edit", "plan.yaml")
ASKED = (
    SPEC.replace("{id: congress, title: Đại hội}", "{id: congress, title: congress}")
    + "questions:\n  - {id: q1, text: on what day, item: a, readings: [10 days before congress, by congress]}\n"
    + "  - {id: q2, text: Bãi bỏ, item: a, asks: dropped}\n  - {id: q3, text: Ai ký}\n"
)
DELETE = (*EDIT, "delete")

# What goes wrong: the name of its golden file, the plan file, and the words after `relsched`.
CHECK = ("check", "plan.yaml")
CASES: dict[str, tuple[str | bytes | None, tuple[str, ...]]] = {
    # the file
    "file-absent": (None, CHECK),
    "file-absent.directory": (None, ("check", ".")),
    "file-absent.output": (SPEC, ("feed", "plan.yaml", "-o", "plan.yaml", "--known", "congress=2020-10-13")),
    "file-exists": (SPEC, ("new", ".")),
    "file-exists.import": (SPEC, ("import", "fair.txt", "-o", "plan.yaml")),
    "file-encoding": (HEAD.encode() + b"title: \xff\n", CHECK),
    "too-long.file": (HEAD + "#" + "a" * (5 * 1024 * 1024), CHECK),
    "plan-document": (b"%PDF-1.7\n", CHECK),
    "plan-document.calendar": ("BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n", CHECK),
    "old-letters": (HEAD + "title: KÕ ho¹ch tuyªn truyÒn §¹i héi\n", CHECK),
    "yaml-form": (HEAD + "units: " + "]" * 2001, CHECK),
    "yaml-form.empty": ("", CHECK),
    "yaml-form.two-documents": (HEAD + "---\n" + HEAD, CHECK),
    "yaml-form.key": (HEAD + "? [a, b]\n: x\n", CHECK),
    "yaml-form.control": (HEAD + 'title: "a\x01b"\n', CHECK),
    "yaml-form.signs": ("```\n" + HEAD, CHECK),
    "yaml-quote": (HEAD + 'title: "Đại hội\nevents:\n  - {id: congress, title: "Đại hội"}\n', CHECK),
    "yaml-quote.after": (HEAD + 'title: "Đại hội" XVII\n', CHECK),
    "yaml-quote.inside": (HEAD + 'title: "Đại hội "XVII" khai mạc"\n', CHECK),
    "yaml-quote.kind": (HEAD + "title: \"Đại hội'\n", CHECK),
    "yaml-quote.marks": (when("“10 days before congress”"), CHECK),
    "yaml-quote.begin": (HEAD + CONGRESS.replace("congress", 'congress"'), CHECK),
    "yaml-quote.escape": (HEAD + 'title: "C:\\Đại hội"\n', CHECK),
    "yaml-bracket": (HEAD + "events:\n  - id: a\n    aliases: [b, c\n  - id: d\n", CHECK),
    "yaml-bracket.begin": (HEAD + "deadlines:\n  - id: a, when: in 2020-09}\n", CHECK),
    "yaml-bracket.kind": (HEAD + "deadlines:\n  - {id: a, when: in 2020-09]\n", CHECK),
    "yaml-bracket.extra": (HEAD + "deadlines:\n  - {id: a, when: in 2020-09}}\n", CHECK),
    "yaml-bracket.comma": (HEAD + "deadlines:\n  - {id: a when: in 2020-09}\n", CHECK),
    "yaml-colon": (HEAD + "title: Đại hội: khai mạc\n", CHECK),
    "yaml-colon.space": (HEAD + "title:Đại hội\n", CHECK),
    "yaml-colon.missing": (HEAD + "title Đại hội\n", CHECK),
    "yaml-colon.stray": (HEAD + "title:: Đại hội\n", CHECK),
    "yaml-colon.sign": (HEAD + "title = Đại hội\n", CHECK),
    "yaml-dash": (HEAD + "deadlines:\n  - id: a\n    when: in 2020-09\n    id: b\n", CHECK),
    "yaml-dash.space": (HEAD + "deadlines:\n  -id: a\n", CHECK),
    "yaml-dash.sign": (HEAD + "deadlines:\n  – id: a\n", CHECK),
    "yaml-dash.extra": (HEAD + "- title: Đại hội\n", CHECK),
    "yaml-indent": (HEAD + "deadlines:\n  - id: a\n     when: in 2020-09\n", CHECK),
    "yaml-sign": (HEAD + "title: *a\n", CHECK),
    "yaml-space": (HEAD + "title:\u00a0Đại hội\n", CHECK),
    "yaml-tab": (HEAD + "deadlines:\n\t- id: a\n", CHECK),
    "yaml-alias": (HEAD + "title: &a x\nsource: *a\n", CHECK),
    "too-deep.file": (HEAD + "title: " + "[" * 65 + "]" * 65 + "\n", CHECK),
    "duplicate-key": (when("in 2020-09") + "    when: in 2020-10\n", CHECK),
    "unknown-key": (HEAD + "deadlines:\n  - {id: a, whn: in 2020-09}\n", CHECK),
    "unknown-key.far": (HEAD + "xyzzy: 1\n", CHECK),
    "missing-key": (HEAD + "deadlines:\n  - {title: Khai mạc}\n", CHECK),
    "missing-key.plan": ("issued: 2020-03-25\n", CHECK),
    "value-kind": (HEAD + "deadlines: none\n", CHECK),
    "value-kind.list": (HEAD + "title: [a]\n", CHECK),
    "value-kind.mapping": ("[plan]\n", CHECK),
    "value-kind.nothing": (HEAD + "deadlines:\n  -\n", CHECK),
    # the plan
    "id-form": (HEAD + "units:\n  - {id: Phòng Văn hóa}\n", CHECK),
    "id-reserved": (HEAD + "events:\n  - {id: before}\n", CHECK),
    "id-reserved.device": (HEAD + "units:\n  - {id: con}\n", CHECK),
    "duplicate-id": (HEAD + CONGRESS + "deadlines:\n  - {id: congress}\n", CHECK),
    "unknown-event": (when("10 days before congres"), CHECK),
    "unknown-event.far": (when("10 days before exhibition"), CHECK),
    "unknown-event.part": (HEAD + "events:\n  - {id: all, parts: [north]}\n", CHECK),
    "unknown-unit.plan": (HEAD + "units: [{id: press}]\ndeadlines:\n  - {id: a, lead: pres}\n", CHECK),
    "unknown-unit.far": (HEAD + "deadlines:\n  - {id: a, lead: press}\n", CHECK),
    "unknown-phase": (HEAD + "phases: [{id: before}]\ndeadlines:\n  - {id: a, phase: befor}\n", CHECK),
    "dependency-cycle": (HEAD + "deadlines:\n" + FIVE, CHECK),
    "dependency-cycle.itself": (when("1 day after a"), CHECK),
    "dependency-cycle.wait": (HEAD + "deadlines:\n  - {id: a, after: a}\n", CHECK),
    "no-beginning": (when("2 days after b.not_before") + "  - {id: b, when: by 2020-10-10}\n", CHECK),
    "no-beginning.none": (when("from b.not_before to congress") + "  - {id: b}\n", CHECK),
    "wrong-edge": (when("on congress.due"), CHECK),
    "wrong-edge.deadline": (when("on b.start") + "  - {id: b}\n", CHECK),
    "wait-relation": (
        HEAD + "deadlines:\n  - {id: a}\n  - {id: b, after: {item: a, relation: start-to-start}}\n",
        CHECK,
    ),
    "unknown-lint": (HEAD + "deadlines:\n  - {id: a, ignore: [closed-days]}\n", CHECK),
    "alias-edge": (HEAD + "events:\n  - {id: congress, aliases: {khai mạc: begin}}\n", CHECK),
    "alias-repeated": (
        HEAD + "events:\n  - {id: congress, aliases: {khai mạc: start, khai ma\u0323c: end}}\n",
        CHECK,
    ),
    "question-form": (HEAD + "questions:\n  - {id: q1, asks: where}\n", CHECK),
    "question-form.dismissed": (HEAD + "questions:\n  - {id: q1, dismissed: perhaps}\n", CHECK),
    "question-form.both": (
        HEAD + "phases: [{id: p}]\ndeadlines: [{id: a}]\nquestions:\n  - {id: q1, item: a, phase: p}\n",
        CHECK,
    ),
    "question-form.deadline": (HEAD + CONGRESS + "questions:\n  - {id: q1, item: congress, asks: done}\n", CHECK),
    "unknown-event.question": (HEAD + CONGRESS + "questions:\n  - {id: q1, item: congres}\n", CHECK),
    "timing-form.reading": (
        HEAD + CONGRESS + "questions:\n  - id: q1\n    readings:\n      - by congress\n      - befor congress\n",
        CHECK,
    ),
    "unknown-question": (ASKED, (*EDIT, "dismiss", "q7")),
    "answer-form": (ASKED, (*EDIT, "answer", "q1", "3")),
    "answer-form.unread": (ASKED, (*EDIT, "answer", "q1", "soon")),
    "answer-form.event": (ASKED, (*EDIT, "answer", "q1", "10 days before the fair")),
    "answer-form.words": (ASKED, (*EDIT, "answer", "q1", "10 days before the congress if it rains")),
    "answer-form.several": (ASKED, (*EDIT, "answer", "q1", "by 3/4/2020")),
    "answer-form.dropped": (ASKED, (*EDIT, "answer", "q2", "by 2020-10-01")),
    "answer-form.whole": (ASKED, (*EDIT, "answer", "q3", "by 2020-10-01")),
    "follows-form": (HEAD + "events:\n  - {id: congress, follows: congress-xvii}\n", CHECK),
    "follows-form.uid": (HEAD + "events:\n  - {id: congress, follows: 'uid:'}\n", CHECK),
    "dependency-cycle.follows": (HEAD + "events:\n  - {id: congress, follows: 'p:opening'}\n", CHECK),
    "lasts-form": (HEAD + "events:\n  - {id: congress, lasts: 0}\n", CHECK),
    "lasts-form.unit": (HEAD + "events:\n  - {id: congress, lasts: 1 month}\n", CHECK),
    "too-long": (HEAD + f"title: {'a' * 501}\n", CHECK),
    "too-many": (
        HEAD + "events:\n" + "".join(f"  - {{id: e{number}}}\n" for number in range(1_001)),
        CHECK,
    ),
    "unknown-language": (HEAD + "language: fr\n", CHECK),
    "unknown-language.title": (HEAD + "title: {vi: Đại hội, fr: Congrès}\n", CHECK),
    "unknown-zone": (HEAD + "timezone: Asia/Hanoi\n", CHECK),
    "horizon-form": (HEAD + "horizon: 2020-01-01..\n", CHECK),
    # dates, windows, offsets, timings
    "date-absent": (when("by 2020-02-30"), CHECK),
    "date-absent.month": (HEAD + "deadlines:\n  - {id: a, done: 2020-13-01}\n", CHECK),
    "date-form": (HEAD + "deadlines:\n  - {id: a, done: 29/2/2020}\n", CHECK),
    "window-reversed": (when("from 2020-10-31 to 2020-10-01"), CHECK),
    "time-form": (when("1 day before congress at 25:00"), CHECK),
    "offset-form": (HEAD + "deadlines:\n  - {id: a, takes: three days}\n", CHECK),
    "offset-form.twice": (when("3 days and 2 days before congress"), CHECK),
    "offset-mixed": (when("1 week and 2 clear days before congress"), CHECK),
    "offset-mixed.calendar": (when("2 days in VN before congress"), CHECK),
    "offset-too-long": (when("1000000000000 days before congress"), CHECK),
    "offset-too-long.century": (when("101 years before congress"), CHECK),
    "unknown-time-unit": (when("10 dayz before congress"), CHECK),
    "period-form": (when("in July and September 2020"), CHECK),
    "period-form.week": (when("in the 6th week of October 2020"), CHECK),
    "period-form.order": (when("in November to February 2020"), CHECK),
    "period-form.half": (when("in the 3rd half of October 2020"), CHECK),
    "recurrence-form": (when("every 2000 days"), CHECK),
    "recurrence-form.day": (when("on the 32nd of every month"), CHECK),
    "timing-form": (when("by 2020-10-01 by 2020-10-02"), CHECK),
    "timing-form.date": (when("on 3/4/2020"), CHECK),
    "timing-form.quotes": (when("as set by 'Plan 140'"), CHECK),
    "timing-form.end": (when("10 days before"), CHECK),
    "timing-form.word": (when("befor congress"), CHECK),
    "timing-form.empty": (when("''"), CHECK),
    "timing-form.throughout": (when("throughout congress.start"), CHECK),
    "timing-form.week": (when("first working day of week congress"), CHECK),
    "too-deep.timing": (when("by " + "(" * 65 + "congress" + ")" * 65), CHECK),
    "too-long.timing": (when("by " + "1 day after " * 50 + "congress"), CHECK),
    # conventions and calendars
    "unknown-convention": (convention("{befor: inclusive}"), CHECK),
    "unknown-conventions": (convention("vn-civil-code"), CHECK),
    "convention-value": (convention("{before: inclusiv}"), CHECK),
    "convention-value.weekday": (convention("{week_starts: funday}"), CHECK),
    "convention-value.count": (convention("{least_working_days: two}"), CHECK),
    "unknown-roll": (convention("{roll_after: folowing}"), CHECK),
    "unknown-calendar": (when("2 working days in VM before congress"), CHECK),
    "unknown-calendar.plan": (HEAD + "calendar: VM\n", CHECK),
    "calendar-name": (when("2 working days in VN+ before congress"), CHECK),
    "calendar-weekend": (own("weekend: [funday]"), CHECK),
    "calendar-weekend.all": (
        own("weekend: [monday, tuesday, wednesday, thursday, friday, saturday, sunday]"),
        CHECK,
    ),
    "calendar-day-twice": (own("closed: [2020-10-05], open: [2020-10-05]"), CHECK),
    "calendar-day-outside": (own("closed: [2021-10-05], covers: 2020-01-01..2020-12-31"), CHECK),
    "calendar-cycle": (own("base: own"), CHECK),
    "calendar-no-range": (own("base: VN, covers: 2150-01-01..2150-12-31"), CHECK),
    "calendar-no-range.combined": (
        HEAD + "calendar: old+new\ncalendars:\n"
        "  - {id: old, covers: 2019-01-01..2019-12-31}\n  - {id: new, covers: 2020-01-01..2020-12-31}\n",
        CHECK,
    ),
    "calendar-too-deep": (
        HEAD + "calendars:\n  - {id: c0}\n"
        + "".join(f"  - {{id: c{n}, base: c{n - 1}}}\n" for n in range(1, 65)),
        CHECK,
    ),
    "outside-calendar": (when("2 working days after 2120-01-01", "calendar: VN\n"), CHECK),
    "outside-horizon": (when("5 years after issued", "horizon: 2020-01-01..2020-12-31\n"), CHECK),
    # the command line
    "known-form": (SPEC, (*CHECK, "--known", "congress")),
    "known-form.text": (SPEC, (*CHECK, "--known", "congress=10 days before a")),
    "known-form.empty": (SPEC, (*CHECK, "--known", "congress=")),
    "unknown-event.known": (SPEC, (*CHECK, "--known", "congres=2020-10-13")),
    "date-absent.known": (SPEC, (*CHECK, "--known", "congress=2020-02-30")),
    "window-reversed.known": (SPEC, (*CHECK, "--known", "congress=2020-10-15..2020-10-13")),
    "too-many-candidates": (SPEC, ("whatif", "plan.yaml", "congress=1900-01-01..2199-12-31")),
    "lasts-form.option": (SPEC, ("whatif", "plan.yaml", "congress=2020-10-01", "--lasts", "long")),
    "scenario-table": (HEAD, ("whatif", "plan.yaml", "--scenarios", "plan.yaml")),
    "outside-horizon.known": (SPEC, (*CHECK, "--known", "congress=9999-12-31")),
    "unknown-item": (SPEC, ("why", "plan.yaml", "b.1")),
    "unknown-unit.feed": (HEAD + "units: [{id: press}]\n", ("feed", "plan.yaml", "-o", "-", "--unit", "pres")),
    "stamp-absent": (
        SPEC.replace("issued: 2020-03-25\n", ""),
        ("feed", "plan.yaml", "-o", "-", "--known", "congress=2020-10-13"),
    ),
    "feed-empty": (SPEC, ("feed", "plan.yaml", "-o", "-")),
    "language-unknown": (None, ("phrase", "10 days before the congress", "--lang", "fr")),
    "phrase-length": (None, ("phrase", "10 days before the congress and " * 70)),
    "base-url-form": (None, ("serve", "--base-url", "http://dates.example.vn")),
    "base-url-absent": (None, ("serve", "--host", "0.0.0.0")),
    # many at once
    "problems": (
        "plan: p 1\nissued: 2020-02-30\ntitel: Đại hội\n" + CONGRESS
        + "deadlines:\n  - {id: a, when: 10 dayz before congress, lead: press}\n  - {id: a}\n",
        CHECK,
    ),
    # edits
    "still-used": (EDITED, ("edit", "plan.yaml", "delete", "a", "--yes")),
    "not-settled": (EDITED, (*DELETE, "congress", "--dependants", "freeze")),
    "no-anchor": (EDITED, (*DELETE, "congress", "--dependants", "rebase")),
    "dates-would-move": (
        EDITED,
        (*DELETE, "a", "--dependants", "rebase", "--known", "a=2020-10-01"),
    ),
    "different-kinds": (EDITED, (*EDIT, "merge", "a", "congress")),
    "different-kinds.keep": (EDITED, (*EDIT, "split", "a", "x", "y", "--keep")),
    "known-differs": (
        EDITED,
        (
            *EDIT,
            "merge",
            "fair",
            "congress",
            "--known",
            "fair=2020-10-01",
            "--known",
            "congress=2020-10-02",
        ),
    ),
    "known-unassigned": (EDITED, (*EDIT, "split", "a", "x", "y", "--known", "a=2020-10-01")),
    "not-declared": (EDITED, (*EDIT, "rename", "plan-140", "x")),
    "id-meant": (EDITED, (*EDIT, "rename", "fair", "Plan-12")),
}  # fmt: skip

# Codes that a program can provoke, but no plan file and no command line; each with the reason.
ELSEWHERE = {
    **dict.fromkeys(
        ("ambiguous-name", "known-length"), "names and dates as typed; see test_written_dates"
    ),
    "unknown-strategy": "an argument of a function; the command line offers its choices",
    **dict.fromkeys(
        ("ics-form", "ics-repeated", "ics-value", "ics-zone"),
        "a calendar file that events follow; its texts stand in test_external_dates",
    ),
    **dict.fromkeys(
        (
            "document-broken",
            "document-empty",
            "document-kind",
            "document-locked",
            "document-picture",
            "document-unsafe",
            "extra-absent",
            "table-size",
        ),
        "a document to import; its texts stand in golden/documents",
    ),
    "address-unusable": "a port in use; the reason is in the words of the system",
    **dict.fromkeys(
        (
            *("ledger-address", "ledger-absent", "ledger-unreachable", "ledger-network-drive"),
            *("ledger-newer", "ledger-busy", "ledger-altered", "ledger-not-empty", "plan-changed"),
            *("reason-absent", "unknown-plan", "unknown-revision", "unknown-address"),
        ),
        "a ledger; its errors are held to their words in test_opening and test_ledger_commands",
    ),
    **dict.fromkeys(
        ("audience-form", "unknown-profile", "feed-unsound"),
        "a feed; they are held to their words in test_calendar_file and test_ledger_commands",
    ),
    "calendar-repeated": "calendars put together by a program; a plan tells `duplicate-id` first",
    "phrase-setting": "a line of `phrase --jsonl`, which is answered in its own line of output",
    "json-form": "a line of `phrase --jsonl`, which is answered in its own line of output",
    **dict.fromkeys(
        ("no-candidates", "not-tried"), "an empty list, or a question of a program; see test_whatif"
    ),
    "moment-form": "a moment without a zone, given by a program; see test_dates_given",
    **dict.fromkeys(
        ("format-unknown", "schedule-differs"),
        "plain values that a program hands in; see test_values_law",
    ),
    "calendar-form": "the text of a calendar, read by a program; a plan file has its parts",
    "unknown-direction": "a direction read by a program; in a timing it is a word of the grammar",
    "no-float": "asked of a duty; see test_floats and test_float_commands",
    "dates-reversed": "asked of a working calendar by a program",
    "offset-empty": "an offset made without any unit by a program",
    "offset-negative": "texts have no minus sign",
    "out-of-range": "an instant beyond the years of local time",
}


@click.command(context_settings={"ignore_unknown_options": True, "help_option_names": []})
@click.argument("argv", nargs=-1, type=click.UNPROCESSED)
def program(argv: tuple[str, ...]) -> None:
    """The whole program, as the console script runs it."""
    raise SystemExit(run(argv))


def said(
    plan: str | bytes | None, arguments: tuple[str, ...], directory: Path
) -> tuple[int, str, str]:
    """Run a command beside a plan file, and give status, output and talk."""
    if plan is not None:
        data = plan if isinstance(plan, bytes) else plan.encode()
        (directory / "plan.yaml").write_bytes(data)
    result = CliRunner().invoke(program, ["--", *arguments])
    return result.exit_code, result.stdout, result.stderr


@pytest.mark.parametrize("case", CASES)
def test_the_words_of_each_error(
    case: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An error says what it said when somebody last read it, and leaves 2 and no output."""
    monkeypatch.chdir(tmp_path)
    status, output, talk = said(*CASES[case], tmp_path)
    assert talk == (GOLDEN / f"{case}.txt").read_text(encoding="utf-8")
    assert (status, output) == (2, "")


def error_of(
    plan: str | bytes | None, arguments: tuple[str, ...], directory: Path
) -> RelschedError:
    """Run a command beside a plan file, and give the error that it ends in."""
    if plan is not None:
        data = plan if isinstance(plan, bytes) else plan.encode()
        (directory / "plan.yaml").write_bytes(data)
    result = CliRunner().invoke(commands, arguments, standalone_mode=False)
    assert isinstance(result.exception, RelschedError)
    return result.exception


@pytest.mark.parametrize("case", CASES)
def test_the_vietnamese_words_of_each_error(
    case: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An error says in Vietnamese what it said when somebody last read it."""
    monkeypatch.chdir(tmp_path)
    text = error_of(*CASES[case], tmp_path).text("vi")
    assert f"{text}\n" == (VIETNAMESE / f"{case}.txt").read_text(encoding="utf-8")


def test_each_golden_file_has_its_case() -> None:
    """No golden file is left over from an error that is gone."""
    assert sorted(file.stem for file in GOLDEN.glob("*.txt")) == sorted(CASES)
    assert {file.stem for file in VIETNAMESE.iterdir()} == {*CASES}


# Values, places and what must be typed are the same in both languages: they are taken out before.
TYPED = re.compile(r"`[^`]*`|“[^”]*”|^  ở đâu:.*$|--[a-z-]+( \S+)?|https?:\S+", re.MULTILINE)
ENGLISH_WORDS = re.compile(
    r"\b(the|is|isn't|are|can't|must|of|and|or|for|with|that|was|has|not|be|it|its|you|write)\b"
)


@pytest.mark.parametrize("case", sorted(CASES))
def test_vietnamese_errors_are_vietnamese(case: str) -> None:
    """No English sentence stands in a Vietnamese error, and each has its parts under Vietnamese names."""
    text = (VIETNAMESE / f"{case}.txt").read_text(encoding="utf-8")
    english = (GOLDEN / f"{case}.txt").read_text(encoding="utf-8")
    for label, theirs in (("where", "ở đâu"), ("why", "vì sao"), ("fix", "cách sửa")):
        assert text.count(f"\n  {theirs}:") == english.count(f"\n  {label}:")
    assert ENGLISH_WORDS.findall(TYPED.sub("", text)) == []


LINES = re.compile(
    r"(?P<what>.+[.!])\n"
    r"(  where: .+\n)?"
    r"(  why:   .+\n)?"
    r"(  fix:   .+\n)?\Z"
)


@pytest.mark.parametrize("case", [case for case in CASES if case != "problems"])
def test_each_error_follows_the_template(case: str) -> None:
    """An error is one sentence, then where, why and fix, each on its line; the place is never missing."""
    text = (GOLDEN / f"{case}.txt").read_text(encoding="utf-8")
    match = LINES.match(text)
    assert match is not None
    assert "\n  where: " in text
    assert "None" not in text
    assert len(match["what"]) <= 120


def test_each_code_has_a_golden_text() -> None:
    """Every code in the sources is provoked here, or listed with the reason why it can't be."""
    text = "\n".join(file.read_text(encoding="utf-8") for file in sorted(SOURCES.rglob("*.py")))
    codes = set(re.findall(r'code="([a-z]+(?:-[a-z]+)+)"', text))
    told = {case.split(".")[0] for case in CASES}
    assert codes - told == set(ELSEWHERE)


def test_each_code_has_its_sentences() -> None:
    """Every code in the sources has sentences in the catalogue, also those that nothing above provokes."""
    text = "\n".join(file.read_text(encoding="utf-8") for file in sorted(SOURCES.rglob("*.py")))
    codes = set(re.findall(r'code="([a-z]+(?:-[a-z]+)+)"', text))
    there = {" ".join(key.split()[1:2]) for key in sentences("en") if key.startswith("error ")}
    assert codes - there == set()


@pytest.mark.parametrize("case", CASES)
def test_each_file_is_named_after_its_code(
    case: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The code of an error is the first part of the name of its golden file."""
    plan, arguments = CASES[case]
    if not isinstance(plan, str) or arguments[0] != "check" or case == "problems":
        return
    known = dict(word.split("=") for word in arguments[3:] if "=" in word)
    with pytest.raises(RelschedError) as caught:
        _provoke(plan, known, arguments)
    assert not isinstance(caught.value, Problems)
    assert caught.value.code == case.split(".")[0]


def _provoke(plan: str, known: dict[str, str], arguments: tuple[str, ...]) -> None:
    made = parse_plan(plan)
    if "--known" in arguments and not known:
        read_known(made, {arguments[-1]: ""})
    resolve(made, known)
