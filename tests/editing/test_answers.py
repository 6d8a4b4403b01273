"""Answers: a question gives its item the timing and is gone; the rest of the file stays as its owner wrote it."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from command_line import relsched_ as relsched
from json_shapes import CHECK, holds
from relsched.editing.answer import answer, dismiss
from relsched.editing.delete import delete
from relsched.editing.merge import merge
from relsched.editing.rename import rename
from relsched.editing.split import split
from relsched.errors import PlanError, UnknownItemError
from relsched.plan.plan import Plan
from relsched.planfile.plan_file import parse_plan
from relsched.planfile.plan_writing import format_plan

ASKED = (
    """\
plan: asked
language: vi   # the owner's remark
phases:
  - {id: before, title: Trước Đại hội}
events:
  - {id: congress, title: Đại hội XVII, aliases: {khai mạc Đại hội XVII: start}}
deadlines:
  # the stage
  - id: stage
    when: before 2020-03-31   # as read
  - {id: books}
questions:
  - id: q1
    text: {vi: 'có tính cả ngày 31/03/2020 không?', en: 'is 31 March itself still allowed?'}
    item: stage
    readings: [before 2020-03-31, by 2020-03-31]
    phrase: Xong trước 31/3/2020.
    place: {vi: dòng 62, en: line 62}
  # not before May
  - {id: q2, text: Xong ngày nào?, item: books, asks: done}
  - {id: q3, text: Giai đoạn này khi nào?, phase: before}
  - {id: q4, text: Đại hội khi nào?, item: congress}
  - {id: q5, text: Ban hành ngày nào?, item: issued}
  - {id: q6, text: Ai ký?}
  - {id: q7, text: Có bỏ không?, item: books, asks: dropped, dismissed: true}
""".replace("?,", "?',")
    .replace("text: ", "text: '")
    .replace("text: '{", "text: {")
    .replace("ký?}", "ký?'}")
)


@pytest.fixture(scope="module")
def plan() -> Plan:
    """A plan that asks one question of each sort."""
    return parse_plan(ASKED)


def changed(text: str, *arguments: str, folder: Path) -> list[str]:
    """Give the lines of a file that an edit takes out (-) and puts in (+)."""
    file = folder / "plan.yaml"
    file.write_text(text, encoding="utf-8")
    result = relsched("edit", str(file), *arguments, "--yes")
    assert result.exit_code == 0, result.stderr
    before, after = text.splitlines(), file.read_text(encoding="utf-8").splitlines()
    return [f"-{line}" for line in before if line not in after] + [
        f"+{line}" for line in after if line not in before
    ]


QUESTION_1 = [f"-{line}" for line in ASKED.splitlines() if line.startswith("  - id: q1")] + [
    f"-{line}"
    for line in ASKED.splitlines()
    if line.startswith("    ") and not line.startswith("    when")
]


@pytest.mark.parametrize(
    ("question", "given", "lines"),
    [
        ("q1", "2", ["    when: by 2020-03-31   # as read"]),
        ("q1", "in 2020-04", ["    when: in 2020-04   # as read"]),
        (
            "q1",
            "Trước khai mạc Đại hội XVII 10 ngày.",
            ["    when: 10 days before congress   # as read"],
        ),
        (
            "q3",
            "throughout congress",
            ["  - {id: before, title: Trước Đại hội, when: throughout congress}"],
        ),
        ("q5", "2020-03-25", ["issued: '2020-03-25'"]),
    ],
)
def test_an_answer_changes_its_item_and_takes_the_question_out(
    question: str, given: str, lines: list[str], tmp_path: Path
) -> None:
    """The number of a reading, a timing and a phrase are taken; nothing else of the file changes."""
    found = changed(ASKED, "answer", question, given, folder=tmp_path)
    assert [line for line in found if line.startswith("+")] == [f"+{line}" for line in lines]
    gone = [line for line in found if line.startswith("-") and "questions" not in line]
    assert any(f"id: {question}" in line for line in gone)
    assert not any("#" in line and "as read" not in line for line in gone)


def test_a_day_on_which_it_was_done(plan: Plan) -> None:
    """The answer is a day; what has no timing is then due on it too."""
    books = answer(plan, "q2", "2020-05-04").plan.item("books")
    assert (str(books.when), books.done) == ("on 2020-05-04", date(2020, 5, 4))  # type: ignore[union-attr]


def test_an_event_gets_what_is_expected(plan: Plan) -> None:
    """An event has no `when`: it is expected then."""
    congress = answer(plan, "q4", "in October 2020").plan.item("congress")
    assert str(congress.expected) == "in 2020-10"  # type: ignore[union-attr]


def test_the_last_question_takes_the_list_with_it(tmp_path: Path) -> None:
    """A file without questions has no such key; comments and layout around it stay."""
    head, _, _ = ASKED.partition("  # not before May")
    found = changed(head, "answer", "q1", "1", folder=tmp_path)
    assert found == ["-questions:", *QUESTION_1]


def test_an_owner_s_comment_between_questions_stays(tmp_path: Path) -> None:
    """Where a comment stands in the list its lines alone go."""
    head, _, _ = ASKED.replace("questions:", "questions:\n  # for the office").partition("  # not")
    changed(head, "answer", "q1", "1", folder=tmp_path)
    after = (tmp_path / "plan.yaml").read_text(encoding="utf-8")
    assert after.endswith("questions:\n  # for the office\n")
    assert parse_plan(after).questions == ()


def test_dismissed_is_marked(tmp_path: Path) -> None:
    """It stays, marked; the plan is as it was."""
    found = changed(ASKED, "dismiss", "q1", folder=tmp_path)
    assert found == ["+    dismissed: 'true'"]


@pytest.mark.parametrize(
    ("question", "given"),
    [
        *(("q1", "3"), ("q1", "0"), ("q1", "soon"), ("q1", "khi có tiền"), ("q1", "")),
        *(("q1", "Trước khai mạc Hội chợ 10 ngày"), ("q6", "2020-05-01"), ("q7", "2020-05-01")),
    ],
)
def test_what_answers_nothing_is_refused(plan: Plan, question: str, given: str) -> None:
    """A number that isn't offered, words that aren't understood, a question that no date answers."""
    with pytest.raises(PlanError) as refused:
        answer(plan, question, given)
    assert refused.value.code == "answer-form"
    with pytest.raises(UnknownItemError):
        dismiss(plan, "q9")


def test_an_item_cannot_wait_for_itself(plan: Plan) -> None:
    """What can't stand in a plan can't be an answer."""
    with pytest.raises(PlanError) as refused:
        answer(plan, "q1", "2 days after stage")
    assert refused.value.code == "dependency-cycle"


# ---------------------------------------------------------------- with other edits

TIED = parse_plan("""\
plan: tied
issued: 2020-03-25
events: [{id: congress}, {id: fair}]
deadlines:
  - {id: a, when: 10 days before congress}
  - {id: b, when: 2 days after a}
questions:
  - {id: q1, item: a, readings: [10 days before congress, 10 days after congress]}
  - {id: q2, item: b, readings: [2 days after a, by 2020-10-01]}
  - {id: q3, item: congress, readings: in October 2020}
""")


def told(plan: Plan) -> dict[str, tuple[str | None, list[str]]]:
    """Give what each question is about, and what it offers."""
    return {q.id: (q.item, list(map(str, q.readings))) for q in plan.questions}


def test_a_question_goes_with_what_it_is_about() -> None:
    """Renamed, merged and split, what it is about and what its readings name follow; deleted, it is gone."""
    assert told(rename(TIED, "congress", "meeting").plan) == {
        "q1": ("a", ["10 days before meeting", "10 days after meeting"]),
        "q2": ("b", ["2 days after a", "by 2020-10-01"]),
        "q3": ("meeting", ["in 2020-10"]),
    }
    assert told(merge(TIED, "congress", "fair").plan)["q3"] == ("fair", ["in 2020-10"])
    assert told(split(TIED, "congress", "opening", "closing").plan)["q1"] == (
        "a",
        ["10 days before opening", "10 days after closing"],
    )
    rebased = delete(TIED, "a", dependants="rebase").plan
    assert str(rebased.item("b").when) == "2 days after 10 days before congress"  # type: ignore[union-attr]
    assert told(rebased) == {
        "q2": ("b", ["2 days after 10 days before congress", "by 2020-10-01"]),
        "q3": ("congress", ["in 2020-10"]),
    }
    assert told(delete(TIED, "congress", dependants="cascade").plan) == {}


@pytest.mark.parametrize(
    "arguments",
    [
        *("rename congress meeting", "merge congress fair", "split congress opening closing"),
        *("delete a --dependants rebase", "delete congress --dependants cascade"),
    ],
)
def test_files_say_what_becomes_of_their_questions(arguments: str, tmp_path: Path) -> None:
    """The file of each edit reads as the plan that the edit gives; its preview names the questions."""
    file = tmp_path / "plan.yaml"
    file.write_text(format_plan(TIED), encoding="utf-8")
    result = relsched("edit", str(file), *arguments.split(), "--yes", "--json")
    found = json.loads(result.stdout)
    assert {each["item"] for each in found["changes"]} & {"q1", "q2", "q3"}
    assert not found["rewritten"]
    assert parse_plan(file.read_text(encoding="utf-8")).questions != TIED.questions


# ---------------------------------------------------------------- told


def test_check_lists_what_is_open(tmp_path: Path) -> None:
    """Each open question has its item, its words, its readings and its line, in either language; the status stays 0."""
    file = tmp_path / "plan.yaml"
    file.write_text(ASKED, encoding="utf-8")
    english = relsched("check", str(file), "--lang", "en")
    assert english.exit_code == 0
    lines = english.stdout.splitlines()
    at = next(n for n, line in enumerate(lines) if "[q1]" in line)
    assert lines[at : at + 4] == [
        f"question  stage: is 31 March itself still allowed? [q1]  ({file}:13)",
        "          line 62: “Xong trước 31/3/2020.”",
        "          1) before 2020-03-31",
        "          2) by 2020-03-31",
    ]
    assert "[q7]" not in english.stdout
    assert "6 questions open" in english.stderr
    vietnamese = relsched("check", str(file), "--lang", "vi").stdout
    assert "stage: có tính cả ngày 31/03/2020 không? [q1]" in vietnamese
    assert "dòng 62: “Xong trước 31/3/2020.”" in vietnamese
    found = holds(CHECK, relsched("check", str(file), "--json").stdout)
    assert [each["id"] for each in found["questions"]] == ["q1", "q2", "q3", "q4", "q5", "q6"]
    assert found["questions"][0] == {
        "id": "q1",
        "item": "stage",
        "phase": None,
        "asks": "when",
        "text": "is 31 March itself still allowed?",
        "readings": ["before 2020-03-31", "by 2020-03-31"],
        "phrase": "Xong trước 31/3/2020.",
        "place": "line 62",
        "path": ["questions", 0],
        "line": 13,
    }


def test_strict_fails_while_a_question_is_open(tmp_path: Path) -> None:
    """A plan in which all is settled but a question isn't done; dismissed, it is."""
    text = (
        "plan: p\nissued: 2020-03-25\ndeadlines:\n  - {id: a, when: by 2020-10-01}\n"
        "questions:\n  - {id: q1, text: which day, item: a}\n"
    )
    file = tmp_path / "plan.yaml"
    file.write_text(text, encoding="utf-8")
    assert relsched("resolve", str(file)).exit_code == 0
    strict = relsched("resolve", str(file), "--strict")
    assert strict.exit_code == 1
    assert "1 question of the plan open" in strict.stderr
    assert relsched("edit", str(file), "dismiss", "q1", "--yes").exit_code == 0
    assert relsched("resolve", str(file), "--strict").exit_code == 0


def test_publishing_names_what_is_open(tmp_path: Path) -> None:
    """The preview says which questions are open, and what they are about; without a terminal nothing goes on."""
    pytest.importorskip("sqlalchemy")
    file = tmp_path / "plan.yaml"
    file.write_text(ASKED, encoding="utf-8")
    words = ("publish", str(file), "--reason", "first", "--db", f"sqlite:///{tmp_path}/l.db")
    looked = relsched(*words, "--dry-run", "--lang", "en")
    assert (
        "6 questions are open, and the dates may be others: `q1` (stage), `q2` (books), `q3` (before),"
        " `q4` (congress), `q5` (issued), `q6`" in looked.stdout
    )
    assert "6 câu hỏi" in relsched(*words, "--dry-run", "--lang", "vi").stdout
    refused = relsched(*words)
    assert refused.exit_code == 2
    agreed = relsched(*words, "--yes", "--json")
    remarks = json.loads(agreed.stdout)["preview"]["remarks"]
    assert any(remark.startswith("6 questions are open") for remark in remarks)
