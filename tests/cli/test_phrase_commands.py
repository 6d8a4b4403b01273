"""`relsched phrase`: a text to readings with dates, on the terminal, as JSON, and a line at a time.

The events are those of 2020: the congress from Tuesday 13 to Thursday 15 October. Dates were counted on a calendar.
"""

from __future__ import annotations

import json
import random
import subprocess
import sys
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from command_line import clean_environment, in_process_of_its_own, relsched_
from documentation import rows
from json_shapes import DAY, ERROR, PARTS, TEXT, TEXT_OR_NULL, WINDOW, closed, holds
from phrase_sets import document
from places import EXAMPLE_PLAN
from relsched import Timing
from relsched.intake.phrase_query import KEYS, Question, find_language

pytestmark = pytest.mark.slow

EXAMPLE = str(EXAMPLE_PLAN)
CONGRESS = ("--known", "congress=2020-10-13..2020-10-15")
ISSUED = ("--issued", "2020-03-25")

TEXTS = {"type": "array", "items": TEXT}
PROBLEMS: dict[str, Any] = {
    "oneOf": [
        closed(**PARTS),
        closed(
            code={"const": "problems"},
            what=TEXT,
            problems={"type": "array", "minItems": 2, "items": closed(**PARTS)},
        ),
    ]
}
READING = closed(
    timing=TEXT_OR_NULL,
    kind={
        "enum": [
            *(
                "deadline",
                "open",
                "window",
                "span",
                "duty",
                "recurring",
                "delegated",
                "done",
                "on-demand",
            )
        ]
    },
    not_before=WINDOW,
    due=WINDOW,
    times={"type": "object", "additionalProperties": TEXT},
    occurrences={"type": "array", "items": DAY},
    notes=TEXTS,
    question=TEXT_OR_NULL,
    done=DAY,
    part=TEXT,
    action=TEXT,
    rank={"type": "integer", "minimum": 1},
    error={"anyOf": [{"type": "null"}, PROBLEMS]},
)
PHRASE = closed(
    format={"const": "relsched/phrase/2"},
    lang={"enum": ["en", "vi"]},
    readings={"type": "array", "items": READING},
    unread=TEXT,
    proposed={"type": "array", "items": closed(id=TEXT, title=TEXT)},
    notes=TEXTS,
)
REFUSED = closed(format={"const": "relsched/phrase/2"}, error=PROBLEMS)


def on(day: str) -> dict[str, str]:
    """Give the window of one day."""
    return {"earliest": day, "latest": day}


UNKNOWN = {"earliest": None, "latest": None}


def lines(*asked: object) -> tuple[int, list[dict[str, Any]]]:
    """Hand lines to `relsched phrase --jsonl`, and give its status and its lines, each held to its shape."""
    given = "\n".join(line if isinstance(line, str) else json.dumps(line) for line in asked)
    result = relsched_("phrase", "--jsonl", stdin=given)
    assert result.stderr == ""
    shape = {"oneOf": [PHRASE, REFUSED]}
    return result.exit_code, [holds(shape, line) for line in result.stdout.splitlines()]


def asked(text: str, **rest: object) -> dict[str, Any]:
    """Give the answer to one line that can be used."""
    status, (found,) = lines({"text": text, **rest})
    assert status == 0
    holds(PHRASE, json.dumps(found))
    return found


def dated(text: str, **rest: object) -> dict[str, Any]:
    """Give the best reading of one line."""
    reading: dict[str, Any] = asked(text, **rest)["readings"][0]
    return reading


# ---------------------------------------------------------------- dates of what was read

VI: dict[str, Any] = {
    "known": {"congress": ["2020-10-13", "2020-10-15"]},
    "aliases": {
        "Đại hội": "congress",
        "khai mạc Đại hội": "congress.start",
        "bế mạc Đại hội": "congress.end",
    },
    "issued": "2020-03-25",
}
EN: dict[str, Any] = {
    **VI,
    "aliases": {"the congress": "congress", "opening": "congress.start", "closing": "congress.end"},
}


@pytest.mark.parametrize(
    ("text", "context", "timing", "kind", "not_before", "due"),
    [
        ("Trước khai mạc Đại hội 10 ngày", VI, "10 days before congress", "deadline", None, "2020-10-03"),
        ("sau Đại hội 2 ngày", VI, "2 days after congress", "deadline", "2020-10-15", "2020-10-17"),
        ("trong tháng 9/2020", VI, "in 2020-09", "window", "2020-09-01", "2020-09-30"),
        ("suốt thời gian Đại hội", VI, "throughout congress", "span", "2020-10-13", "2020-10-15"),
        ("từ khi bế mạc Đại hội", VI, "from congress.end", "open", "2020-10-15", None),
        ("thường xuyên", VI, "continuously", "duty", None, None),
        ("trong vòng 3 tháng kể từ nay", VI, "within 3 months after issued", "deadline", "2020-03-25", "2020-06-25"),
        ("10 days before the opening", EN, "10 days before congress", "deadline", None, "2020-10-03"),
        # Friday 16, Monday 19 to Thursday 22 October are the five.
        ("within 5 working days after the closing", EN, "within 5 working days after congress", "deadline",
         "2020-10-15", "2020-10-22"),
        ("in Q3 2020", EN, "in Q3 2020", "window", "2020-07-01", "2020-09-30"),
        ("throughout the congress", EN, "throughout congress", "span", "2020-10-13", "2020-10-15"),
        ("from the closing", EN, "from congress.end", "open", "2020-10-15", None),
    ],
)  # fmt: skip
def test_each_kind_is_dated(
    text: str,
    context: dict[str, Any],
    timing: str,
    kind: str,
    not_before: str | None,
    due: str | None,
) -> None:
    """Timings of both languages have their kind and the days that were counted by hand."""
    found = dated(text, **context)
    assert (found["timing"], found["kind"]) == (timing, kind)
    assert found["not_before"] == (None if not_before is None else on(not_before))
    assert found["due"] == (None if due is None else on(due))
    assert found["error"] is None


def test_what_recurs_has_its_days() -> None:
    """The Fridays from Thursday 1 to Tuesday 13 October 2020 are the 2nd and the 9th."""
    text = "every Friday from 1 October 2020 until the opening"
    assert dated(text, **EN)["occurrences"] == ["2020-10-02", "2020-10-09"]
    assert dated(text, aliases={"opening": "congress.start"})["occurrences"] == []


def test_without_a_first_day_a_duty_begins_with_the_plan() -> None:
    """Without the date of the plan nobody can say when it began, so no day is reported."""
    text, known = "on the 25th of every month until the congress", {"congress": "2020-05-30"}
    days = ["2020-03-25", "2020-04-25", "2020-05-25"]
    assert dated(text, known=known, issued="2020-03-25")["occurrences"] == days
    assert dated(text, known=known)["occurrences"] == []


def test_without_the_date_of_the_plan_what_depends_on_it_has_none() -> None:
    """`from now on` without a date of issue is read, and dated by nobody's guess."""
    found = dated("within 3 weeks from now", lang="en")
    assert found["timing"] == "within 3 weeks after issued"
    assert (found["not_before"], found["due"]) == (UNKNOWN, UNKNOWN)


@pytest.mark.parametrize(
    ("known", "due"),
    [
        ("2020-10-13", on("2020-10-15")),
        ("2020-10-13T08:00", on("2020-10-15")),
        ("2020-10-13T23:30:00+07:00", on("2020-10-15")),
        (["2020-10-13", "2020-10-15"], on("2020-10-17")),
        (["2020-10-13", None], {"earliest": "2020-10-15", "latest": None}),
        ([None, "2020-10-15"], on("2020-10-17")),
        ("in October 2020", {"earliest": "2020-10-03", "latest": "2020-11-02"}),
        (None, UNKNOWN),
        ([None, None], UNKNOWN),
    ],
)
def test_what_is_known_of_an_event(known: object, due: dict[str, str | None]) -> None:
    """One day is an event of a day, two are its first and last; a date-time counts by its local day."""
    assert dated("2 days after congress", lang="en", known={"congress": known})["due"] == due


@pytest.mark.parametrize(
    ("calendar", "due"),
    [
        (None, "2020-10-19"),  # Friday 16, Monday 19
        ({"weekend": ["Friday", "Saturday"]}, "2020-10-19"),  # Sunday 18, Monday 19
        ({"weekend": ["Fri", 5], "holidays": ["2020-10-18"]}, "2020-10-20"),
        ({"holidays": {"2020-10-16": "Founding day"}}, "2020-10-20"),
        ({"weekend": []}, "2020-10-17"),
    ],
)
def test_working_days(calendar: object, due: str) -> None:
    """Working days are those of the calendar that is given, or Monday to Friday."""
    found = dated(
        "2 working days after congress", known={"congress": "2020-10-15"}, calendar=calendar
    )
    assert found["due"] == on(due)


def test_an_event_that_nobody_declared_is_proposed() -> None:
    """An unknown name becomes a new event, for which the deadline waits; a known date of its id dates it."""
    text = "Thẩm định trước ngày khai mạc triển lãm 01 tháng"
    found = asked(text)
    assert found["proposed"] == [{"id": "trien-lam", "title": "triển lãm"}]
    assert found["readings"][0]["due"] == UNKNOWN
    assert found["readings"][0]["action"] == "Thẩm định"
    found = asked(text, known={"trien-lam": "2020-10-10"})
    assert (found["proposed"], found["readings"][0]["due"]) == ([], on("2020-09-10"))


def test_what_is_done_or_set_elsewhere() -> None:
    """What is done has its day and no timing; what another document sets waits for it."""
    found = dated("Đã hoàn thành ngày 05/3/2020")
    assert (found["timing"], found["kind"], found["done"]) == (None, "done", "2020-03-05")
    assert (found["not_before"], found["due"]) == (None, None)
    found = dated("theo Kế hoạch 140-KH/TU")
    assert (found["kind"], found["due"]) == ("delegated", UNKNOWN)


def test_several_readings_and_the_question() -> None:
    """Whether `trước ngày 31/3` includes the 31st is asked; both dates stand there, the best first."""
    first, second = asked("trước ngày 31/3/2020")["readings"]
    assert (first["rank"], first["due"]) == (1, on("2020-03-30"))
    assert (second["rank"], second["due"]) == (2, on("2020-03-31"))
    assert "31/03/2020" in first["question"]


def test_parts_are_named() -> None:
    """Each part has its label, its own dates, and what is to be done."""
    found = asked(
        "(i) Họp báo trước khai mạc Đại hội 10 ngày; (ii) Báo cáo sau Đại hội 2 ngày", **VI
    )
    told = [(part["part"], part["action"], part["due"]) for part in found["readings"]]
    assert told == [("i", "Họp báo", on("2020-10-03")), ("ii", "Báo cáo", on("2020-10-17"))]


def test_a_date_out_of_reach_spoils_no_other() -> None:
    """A reading that can't be dated says why; the others of the text have their dates."""
    far, near = asked("by 1 May 2350; by 5 May 2020")["readings"]
    assert (far["due"], far["error"]["code"]) == (None, "outside-horizon")
    assert (near["due"], near["error"]) == (on("2020-05-05"), None)


def test_any_words_are_answered() -> None:
    """Words of the sets in any order are read or unread; no row of them stops the run."""
    pool = [
        word
        for language in ("en", "vi")
        for row in document(language)["phrases"]
        for word in row["text"].split()
    ]
    chosen, shape = random.Random(7), Draft202012Validator(PHRASE)
    for _ in range(200):
        text = " ".join(chosen.choice(pool) for _ in range(chosen.randint(1, 12)))
        for language in ("en", "vi"):
            answer = Question.about(
                text, language=language, known={"congress": "2020-10-13"}
            ).answer()
            shape.validate(answer.to_dict())


def test_nothing_read_is_no_error() -> None:
    """A line without any time has no readings, all its words are unread, and the status stays 0."""
    found = asked("as many people as possible")
    assert (found["readings"], found["unread"]) == ([], "as many people as possible")


# ---------------------------------------------------------------- the language


@pytest.mark.parametrize("language", ["en", "vi"])
def test_the_language_is_found(language: str) -> None:
    """Each phrase of the sets that has a word of its language is taken for it."""
    rows = document(language)
    texts = [row["text"] for name in ("phrases", "held_out") for row in rows.get(name, ())]
    worded = [
        text for text in texts if any(len(word) > 2 for word in text.split() if word.isalpha())
    ]
    assert len(worded) > 400
    assert [text for text in worded if find_language(text) != language] == []


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("10 days before the congress in Hà Nội", "en"),
        ("truoc khai mac Dai hoi 10 ngay", "vi"),
        ("trước Congress 10 ngày", "vi"),
        ("before the café opens", "en"),
        ("31/3/2020", "en"),
        ("", "en"),
    ],
)
def test_the_language_of_mixed_texts(text: str, language: str) -> None:
    """The language with more words wins; figures alone are taken as English, or as the plan's."""
    assert find_language(text) == language
    assert find_language("31/3/2020", "vi") == "vi"


def test_a_language_that_is_given_holds() -> None:
    """In English 3/4 is March 4, in Vietnamese 3 April; each is asked about or plain."""
    assert dated("3/4/2020", lang="en")["due"] == on("2020-03-04")
    assert dated("3/4/2020", lang="vi")["due"] == on("2020-04-03")


# ---------------------------------------------------------------- lines that can't be used


@pytest.mark.parametrize(
    ("line", "code", "where"),
    [
        ("by 5 May 2020", "json-form", "column 1"),
        ("[" * 100_000, "json-form", ""),
        ('["text"]', "value-kind", ""),
        ("{}", "missing-key", "text"),
        ('{"text": 5}', "value-kind", "text"),
        ('{"text": "a", "text": "b"}', "duplicate-key", "text"),
        ('{"text": "a", "langue": "vi"}', "unknown-key", "langue"),
        ('{"text": "a", "lang": "fr"}', "language-unknown", "lang"),
        ('{"text": "a", "issued": "25/3/2020"}', "date-form", "issued"),
        ('{"text": "a", "known": ["2020-10-13"]}', "value-kind", "known"),
        ('{"text": "a", "known": {"c": "2020-02-30"}}', "date-absent", "known.c"),
        ('{"text": "a", "known": {"c": 20201013}}', "value-kind", "known.c"),
        ('{"text": "a", "known": {"c": ["2020-10-13"]}}', "value-kind", "known.c"),
        ('{"text": "a", "known": {"c": ["2020-10-15", "2020-10-13"]}}', "window-reversed", "known.c"),
        ('{"text": "a", "known": {"Đại hội": null}}', "id-form", "known.Đại hội"),
        ('{"text": "a", "known": {"c": "2020-10-13T25:00"}}', "time-form", "known.c"),
        ('{"text": "a", "aliases": {"opening": "c.begin.due"}}', "alias-edge", "aliases.opening"),
        ('{"text": "a", "aliases": {"opening": 1}}', "value-kind", "aliases.opening"),
        ('{"text": "a", "aliases": {" ": "c"}}', "value-kind", "aliases. "),
        ('{"text": "a", "calendar": {"weekend": ["funday"]}}', "calendar-weekend", "calendar.weekend"),
        ('{"text": "a", "calendar": {"weekend": [0, 1, 2, 3, 4, 5, 6]}}', "calendar-weekend", "calendar.weekend"),
        ('{"text": "a", "calendar": {"weekend": "5"}}', "value-kind", "calendar.weekend"),
        ('{"text": "a", "calendar": {"holidays": [1]}}', "value-kind", "calendar.holidays"),
        ('{"text": "a", "calendar": {"holidays": ["Tết"]}}', "date-form", "calendar.holidays"),
        ('{"text": "a", "calendar": {"open": []}}', "unknown-key", "calendar.open"),
        ('{"text": "by 5 May 2020", "known": {"c": "9999-12-31"}}', "outside-horizon", ""),
        (json.dumps({"text": "x" * 2_001}), "phrase-length", ""),
    ],
)  # fmt: skip
def test_a_wrong_line_is_answered_by_its_error(line: str, code: str, where: str) -> None:
    """A line that can't be used gives its error and its place; the next is answered, and the status is 2."""
    status, (refused, found) = lines(line, {"text": "by 5 May 2020"})
    assert status == 2
    error = refused["error"]
    assert error["code"] == code
    assert error["where"].startswith(f"standard input, line 1{', ' if where else ''}{where}")
    assert found["readings"][0]["due"] == on("2020-05-05")


def test_all_that_is_wrong_with_a_line() -> None:
    """The problems of a line come together."""
    wrong = {"text": "a", "lang": "fr", "issued": "x", "known": {"a b": None, "c": "2020-02-30"}}
    _, (refused,) = lines(wrong)
    codes = [problem["code"] for problem in refused["error"]["problems"]]
    assert codes == ["language-unknown", "date-form", "date-absent", "id-form"]


def test_bytes_that_are_no_text() -> None:
    """A line that isn't UTF-8 is refused; a mark of byte order and an empty line are passed over."""
    given = b'\xef\xbb\xbf{"text": "by 5 May 2020"}\r\n\r\n{"text": "\xff"}\n{"text": "\\ud800"}'
    result = relsched_("phrase", "--jsonl", stdin=given)
    assert result.exit_code == 2
    first, second, third = map(json.loads, result.stdout.splitlines())
    assert first["readings"][0]["due"] == on("2020-05-05")
    assert (second["error"]["code"], second["error"]["where"]) == (
        "file-encoding",
        "standard input, line 3",
    )
    assert third["unread"] == ""


# ---------------------------------------------------------------- streaming


@pytest.mark.process
def test_a_line_is_answered_before_the_next_is_asked() -> None:
    """A program can ask, wait for the answer, and ask again."""
    with subprocess.Popen(
        [sys.executable, "-m", "relsched", "phrase", "--jsonl"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env=clean_environment({}),
    ) as run:
        assert run.stdin is not None
        assert run.stdout is not None
        for day in ("2020-05-05", "2020-06-06"):
            run.stdin.write(json.dumps({"text": f"by {day}"}).encode() + b"\n")
            run.stdin.flush()
            assert json.loads(run.stdout.readline())["readings"][0]["due"] == on(day)
        run.stdin.close()
        assert run.wait() == 0


@pytest.mark.process
def test_ten_thousand_lines() -> None:
    """Ten thousand lines give ten thousand answers, in their order."""
    given = "".join(
        json.dumps(
            {"text": f"{n % 28 + 1} days before congress", "known": {"congress": "2020-10-29"}}
        )
        + "\n"
        for n in range(10_000)
    )
    result = in_process_of_its_own("phrase", "--jsonl", stdin=given.encode())
    assert (result.returncode, result.stderr) == (0, b"")
    answers = result.stdout.splitlines()
    assert len(answers) == 10_000
    # n days before the 29th is the day 29 - n.
    for n in (0, 1, 27, 28, 9_999):
        due = json.loads(answers[n])["readings"][0]["due"]
        assert due == on(f"2020-10-{28 - n % 28:02}")


# ---------------------------------------------------------------- the terminal


def test_the_terminal_in_vietnamese() -> None:
    """Each part is reported with its timing, dates, choices and questions in the language of the text."""
    text = "Thẩm định trước ngày khai mạc triển lãm 01 tháng; báo cáo trước ngày 31/3/2020"
    result = relsched_("phrase", text, *ISSUED)
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout == (
        "Thẩm định\n"
        "  1 month before trien-lam  (thời hạn)\n"
        "    chưa xác định (chờ triển lãm)\n"
        "báo cáo\n"
        "  before 2020-03-31  (thời hạn)\n"
        "    30/03/2020 (thứ Hai)\n"
        "    cần hỏi: có tính cả ngày 31/03/2020 (thứ Ba) không?"
        " “trước” là không tính, nhưng thường được hiểu là có\n"
        "  hoặc by 2020-03-31  (thời hạn)\n"
        "    31/03/2020 (thứ Ba)\n"
        "sự kiện mới `trien-lam`: triển lãm\n"
    )


def test_the_terminal_in_english() -> None:
    """Days of what recurs stand below its ends, words that weren't read at the end."""
    text = "every Friday from 1 October 2020 until the congress, mostly outdoors"
    result = relsched_("phrase", text, *CONGRESS)
    assert result.exit_code == 0
    assert result.stdout == (
        "every Friday from 2020-10-01 until congress.start  (recurring)\n"
        "  Thu 2020-10-01 – Tue 2020-10-13\n"
        "  Fri 2020-10-02, Fri 2020-10-09\n"
        "unread: mostly outdoors\n"
    )


def test_what_is_done_on_the_terminal() -> None:
    """What is done has a day and no timing."""
    result = relsched_("phrase", "Đã hoàn thành ngày 05/3/2020")
    assert (result.exit_code, result.stdout) == (0, "đã hoàn thành\n  05/03/2020 (thứ Năm)\n")


def test_nothing_read_leaves_1() -> None:
    """The answer to a text without any time is no."""
    result = relsched_("phrase", "soon")
    assert (result.exit_code, result.stdout, result.stderr) == (
        1,
        "unread: soon\n",
        "nothing was read\n",
    )
    result = relsched_("phrase", "soon", "--json")
    assert result.exit_code == 1
    assert holds(PHRASE, result.stdout)["readings"] == []


def test_one_phrase_as_json() -> None:
    """`--json` gives the shape of a line, on one line, and nothing else."""
    result = relsched_("phrase", "10 days before congress", *CONGRESS, "--json")
    assert (result.exit_code, result.stderr) == (0, "")
    assert holds(PHRASE, result.stdout)["readings"][0]["due"] == on("2020-10-03")
    assert result.stdout.count("\n") == 1


def test_a_plan_gives_names_and_dates() -> None:
    """With `--plan` the names are those of its events; numbers aren't taken for its deadlines of that id."""
    text = "Hoàn thành trước Đại hội XVII 10 ngày"
    result = relsched_("phrase", text, "--plan", EXAMPLE, *CONGRESS)
    assert result.exit_code == 0
    assert result.stdout == "10 days before congress  (thời hạn)\n  03/10/2020 (thứ Bảy)\n"
    # Without a known date the plan's own expectation counts: some days of October.
    found = holds(PHRASE, relsched_("phrase", text, "--plan", EXAMPLE, "--json").stdout)
    assert found["readings"][0]["due"] == {"earliest": "2020-09-21", "latest": "2020-10-21"}


def test_a_plan_for_all_lines() -> None:
    """With `--jsonl` the options hold for every line that doesn't say otherwise."""
    given = '{"text": "Trước Đại hội XVII 10 ngày"}\n{"text": "trong tháng 9", "issued": "2021-01-01"}\n'
    result = relsched_("phrase", "--jsonl", "--plan", EXAMPLE, *CONGRESS, stdin=given)
    first, second = (holds(PHRASE, line)["readings"][0] for line in result.stdout.splitlines())
    assert first["due"] == on("2020-10-03")
    assert second["timing"] == "in 2021-09"


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("phrase",), "give either a text or `--jsonl`"),
        (("phrase", "by 5 May 2020", "--jsonl"), "give either a text or `--jsonl`"),
        (("phrase", "--jsonl", "--plan", "-"), "`--plan` needs a file"),
        (("phrase", "--jsonl", "--lang", "fr"), "Phrases in `fr` can't be read."),
        (("phrase", "--jsonl", "--issued", "2020-02-30"), "The date 2020-02-30 doesn't exist."),
        (("phrase", "x", "--known", "congress"), "`congress` can't be read as a known date."),
        (("phrase", "x", "--plan", "absent.yaml"), "absent.yaml"),
        (
            ("phrase", "x", "--plan", EXAMPLE, "--known", "congres=2020-10-13"),
            "sự kiện hay thời hạn",
        ),
    ],
)
def test_wrong_use_of_phrase(arguments: tuple[str, ...], words: str) -> None:
    """What can't be meant leaves 2 and is reported on standard error; no line is read."""
    result = relsched_(*arguments, stdin='{"text": "by 5 May 2020"}\n')
    assert (result.exit_code, result.stdout) == (2, ""), result.stderr
    assert words in result.stderr
    assert "Traceback" not in result.stderr


def test_errors_of_one_phrase_as_json() -> None:
    """With `--json` an error has the shape that every command gives it."""
    result = relsched_("phrase", "x", "--lang", "fr", "--json")
    assert result.exit_code == 2
    assert holds(ERROR, result.stdout)["code"] == "language-unknown"


def test_letters_that_are_none() -> None:
    """Bytes of an argument that aren't UTF-8 are shown as unknown letters."""
    result = relsched_("phrase", "by 5 May 2020 \udcff", "--json")
    assert result.exit_code == 0
    assert holds(PHRASE, result.stdout)["readings"][0]["due"] == on("2020-05-05")


# ---------------------------------------------------------------- the page

ROWS = rows("reference/phrases", "text", "timing", "not_before", "due")


@pytest.mark.parametrize("row", ROWS, ids=[row["text"] for row in ROWS])
def test_each_phrase_of_the_page(row: dict[str, str]) -> None:
    """Every phrase of the reference has the one reading and the days of its row, in the language it is in."""
    known = {"congress": ["2020-10-13", "2020-10-15"]}
    found = asked(
        row["text"], issued="2020-03-25", known=known, aliases={**VI["aliases"], **EN["aliases"]}
    )
    (reading,) = found["readings"]
    assert found["unread"] == "" or row["text"].startswith("by 1 October")
    if row["timing"].startswith("done"):
        assert (reading["timing"], f"done {reading['done']}") == (None, row["timing"])
    elif row["timing"] == "on demand":
        assert (reading["timing"], reading["kind"]) == (None, "on-demand")
    else:
        assert reading["timing"] == row["timing"]
    for point in ("not_before", "due"):
        day = {"–": None, "unknown": UNKNOWN}.get(row[point], on(row[point]))
        assert reading[point] == day


def test_each_kind_and_key_is_on_the_page() -> None:
    """The page has a phrase of each kind in each language, and tells each key of a line and of a reading."""
    kinds: dict[str, set[str]] = {}
    for row in ROWS:
        kind = (
            row["timing"].replace("on demand", "on-demand")
            if row["timing"].startswith(("done", "on demand"))
            else Timing.parse(row["timing"]).kind.value
        )
        kinds.setdefault(kind.partition(" ")[0], set()).add(find_language(row["text"]))
    assert kinds == {kind: {"en", "vi"} for kind in READING["properties"]["kind"]["enum"]}
    told = [key for row in (*rows("reference/phrases", "key", "holds"),
                            *rows("reference/phrases", "key of a reading", "holds"))
            for key in next(iter(row.values())).replace("`", "").split(", ")]  # fmt: skip
    assert sorted(told) == sorted([*KEYS, *READING["properties"]])


# ---------------------------------------------------------------- in Python


def test_a_question_in_python() -> None:
    """The same is had from Python, with dates as values."""
    question = Question.about(
        "10 days before the opening",
        known={"congress": ("2020-10-13", "2020-10-15")},
        aliases={"opening": "congress.start"},
    )
    (found,) = question.answer().readings
    assert found.entry is not None
    assert str(found.entry.due) == "2020-10-03"


def test_the_shapes_are_schemas() -> None:
    """The shapes that answers are held to are sound schemas."""
    for shape in (PHRASE, REFUSED):
        Draft202012Validator.check_schema(shape)
