"""A document to a draft plan: the founding document gives the example's dates, and a new version keeps decisions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path

import attrs
import pytest

from command_line import relsched_
from founding import FOUNDING
from json_shapes import TEXT, TEXT_OR_NULL, closed, holds
from places import EXAMPLE_PLAN
from relsched import Plan, read_plan, resolve
from relsched.editing.answer import answer, dismiss
from relsched.editing.delete import delete
from relsched.intake.document_reader import read_bytes, read_document
from relsched.intake.draft import Draft, with_commented_questions
from relsched.intake.drafting import draft
from relsched.plan.plan_questions import PlanQuestion
from relsched.planfile.plan_file import parse_plan
from relsched.planfile.plan_writing import format_plan
from relsched.schedule.entry import Entry

# What the draft calls an event, a unit and a phase, and what the example calls it.
EVENTS = {"dai-hoi-xvii": "congress", "trien-lam": "exhibition"}
UNITS = {
    "phong-tuyen-truyen-bao-chi-xuat-ban": "press",
    "phong-ly-luan-chinh-tri-lich-su-dang": "theory",
    "phong-van-hoa-van-nghe": "culture",
    "phong-tong-hop": "general",
    "phong-khoa-giao": "science",
    "cac-phong-trong-ban": "all-units",
    "cac-phong-thuoc-ban": "units-of-board",
    "ban-giam-khao": "jury",
    "to-giup-viec": "contest-team",
    "thanh-vien-to-bien-tap": "editors",
}
PHASES = {
    "truoc-dai-hoi-xvii": "before",
    "trong-qua-trinh-dien-ra-dai-hoi-xvii": "during",
    "tu-sau-dai-hoi-dang-bo-tinh-lan-thu-xviii-den-dai-hoi-xiii-c": "after",
    None: None,
}
FIXED = {"dai-hoi-xvii": "2020-10-13..2020-10-15", "trien-lam": "2020-10-10"}
MOVED = {"dai-hoi-xvii": "2020-10-27..2020-10-29", "trien-lam": "2020-10-10"}

QUESTION_ROWS = {
    "type": "array",
    "items": closed(
        id=TEXT,
        about=TEXT_OR_NULL,
        code=TEXT,
        text=TEXT,
        place=TEXT_OR_NULL,
        readings={"type": "array", "items": TEXT},
    ),
}
ROWS = {
    "type": "array",
    "items": closed(about=TEXT_OR_NULL, code=TEXT, text=TEXT, place=TEXT_OR_NULL),
}
IMPORT = closed(
    format={"const": "relsched/import/1"},
    document=TEXT,
    kind=TEXT,
    language={"enum": ["en", "vi"]},
    plan=TEXT,
    rows={"type": "integer"},
    deadlines={"type": "integer"},
    events={"type": "array", "items": closed(id=TEXT, title=TEXT)},
    choices=ROWS,
    questions=QUESTION_ROWS,
    unread={
        "type": "array",
        "items": closed(
            id=TEXT, about=TEXT, text=TEXT, place=TEXT, readings={"type": "array", "items": TEXT}
        ),
    },
    defects={"type": "array", "items": closed(code=TEXT, text=TEXT, place=TEXT)},
    changes={
        "type": "array",
        "items": closed(
            kind={"enum": ["added", "changed", "vanished", "differs", "new event"]},
            about=TEXT,
            before=TEXT_OR_NULL,
            after=TEXT_OR_NULL,
            text=TEXT,
        ),
    },
)

FAIR = """\
# Plan for the spring fair

Date: 1 March 2027

| No. | Task | Lead | With | When |
|---|---|---|---|---|
| 1 | Print the programme | Press office | | 10 days before the fair |
| 2 | Invite the speakers | Office | Press office | by 31 March 2027 |
| 3 | Send the thanks | Office | | within 3 days after the closing of the fair |
| 4 | Choose the caterer | Office | | when there is money |
| 5 | Clean the hall | Office | | |
"""


def drafted(text: str, name: str = "fair.md", **rest: object) -> Draft:
    """Make a draft of a text."""
    return draft(read_bytes(text.encode(), name), **rest)  # type: ignore[arg-type]


def ids(found: Iterable[object]) -> list[object]:
    """Give what remarks are about."""
    return [each.about for each in found]  # type: ignore[attr-defined]


@pytest.fixture(scope="module")
def founding() -> Draft:
    """The founding document, drafted."""
    return draft(read_document(FOUNDING))


@pytest.fixture(scope="module")
def example() -> Plan:
    """The same plan, written by hand."""
    return read_plan(EXAMPLE_PLAN)


# ---------------------------------------------------------------- the founding document


def dates(plan: Plan, known: Mapping[str, str]) -> dict[str, tuple[object, object]]:
    """Give when each deadline may begin and is due; what waits for a person alone has nothing to compare."""

    def shown(entry: Entry) -> tuple[object, object]:
        return entry.not_before, entry.due

    schedule = resolve(plan, known)
    return {deadline.id: shown(schedule[deadline.id]) for deadline in plan.deadlines}


@pytest.mark.parametrize("known", [FIXED, MOVED], ids=["fixed", "moved"])
def test_all_dates_are_those_of_the_example(
    founding: Draft, example: Plan, known: dict[str, str]
) -> None:
    """38 deadlines, drafted from the text as it stands, fall on the days of the plan written by hand."""
    expected = dates(example, {EVENTS[event]: days for event, days in known.items()})
    assert len(expected) == 38
    assert dates(founding.plan, known) == expected


def test_some_days_counted_by_hand(founding: Draft) -> None:
    """13 October less 10 days is the 3rd, 10 October less a month is 10 September, the 15th and 2 days the 17th."""
    schedule = resolve(founding.plan, FIXED)
    days = {"4.1.b": (10, 3), "4.4.1": (9, 10), "4.3.iii": (10, 17)}
    for item, (month, day) in days.items():
        due = schedule[item].due
        assert due is not None
        assert due.latest == date(2020, month, day)


def test_ids_and_units_are_those_of_the_example(founding: Draft, example: Plan) -> None:
    """Parts of a cell have ids of their own; who leads and helps is as in the table."""
    assert [d.id for d in founding.plan.deadlines] == [d.id for d in example.deadlines]
    for made, wanted in zip(founding.plan.deadlines, example.deadlines, strict=True):
        assert UNITS[made.lead or ""] == wanted.lead, made.id
        assert sorted(UNITS[unit] for unit in made.support) == sorted(wanted.support), made.id


def test_phases_are_those_of_the_example(founding: Draft, example: Plan) -> None:
    """A row stands in the phase above it; the point in the running text is in none, which a person put there."""
    for made, wanted in zip(founding.plan.deadlines, example.deadlines, strict=True):
        if made.id != "III.3":
            assert PHASES[made.phase] == wanted.phase, made.id
    assert founding.plan.deadlines[-1].phase is None
    whens = [str(phase.when) for phase in founding.plan.phases]
    assert whens == ["from issued to 2020-10-31", "throughout dai-hoi-xvii", "None"]


def test_the_names_of_units_are_verbatim(founding: Draft) -> None:
    """A unit is called as the document calls it."""
    assert str(founding.plan.units[0].name) == "Phòng Tuyên truyền - Báo chí - Xuất bản"
    assert {unit.id for unit in founding.plan.units} == set(UNITS)


def test_the_main_event_has_its_edges(founding: Draft) -> None:
    """The event most phrases name comes with the forms of its opening and closing that the text writes."""
    event = founding.plan.events[0]
    assert event.id == "dai-hoi-xvii"
    aliases = {name: "event" if edge is None else edge.value for name, edge in event.aliases}
    assert aliases == {
        "khai mạc Đại hội XVII": "start",
        "Đại hội XVII khai mạc": "start",
        "bế mạc Đại hội XVII": "end",
        "Đại hội đại biểu Đảng bộ tỉnh lần thứ XVII": "event",
    }


def test_the_head_is_kept(founding: Draft) -> None:
    """Number, date and language of the document are those of the plan."""
    plan = founding.plan
    assert (plan.id, plan.issued, plan.language) == ("72-kh-btgtu", date(2020, 3, 25), "vi")
    assert plan.source is not None
    assert plan.source.document == "72-KH/BTGTU"


@pytest.mark.parametrize(
    ("code", "line", "says"),
    [
        ("numeral", 106, "XVIII"),
        ("spelt two ways", 53, "02-KH/TBTTBVPV"),
        ("shared timing", 83, "4.4.1, 4.4.2"),
        ("no part number", 89, "6, 7, 9, 10, 13, 15"),
        ("outside phase", 68, "1.6: “in 2020-11”"),
    ],
)
def test_known_defects_are_reported(founding: Draft, code: str, line: int, says: str) -> None:
    """A wrong numeral, two spellings, a shared cell, no sub-number, a month after its phase: each with its line."""
    (found,) = [defect for defect in founding.report.defects if defect.code == code]
    assert found.place.line == line
    assert says in str(found)


def test_what_is_open_is_asked(founding: Draft) -> None:
    """Delegated rows, a missing “after”, a bracket that may mean another thing, a phase without days."""
    asked = ids(founding.report.questions)
    assert {"1.4", "2.1", "2.2", "2.3", "4.3.iii", "6", founding.plan.phases[2].id} <= set(asked)


def test_a_finished_row_is_done(founding: Draft) -> None:
    """“Đã ban hành … ngày 16/3/2020” is done on that day."""
    (done,) = [deadline for deadline in founding.plan.deadlines if deadline.done is not None]
    assert (done.id, done.done) == ("1.5", date(2020, 3, 16))


def test_the_text_reads_back_as_the_plan(founding: Draft) -> None:
    """The file loads as the plan it was made from."""
    assert parse_plan(founding.text, "plan.yaml") == founding.plan
    assert "      phrase: xong khi bế mạc Đại hội XVII 02 ngày." in founding.text.split("\n")


def test_what_is_open_stands_in_the_plan(founding: Draft) -> None:
    """Each question and each unread word is one of the plan, with its place, its words and what it offers."""
    report, questions = founding.report, founding.plan.questions
    assert [q.id for q in questions] == [f"q{n + 1}" for n in range(len(questions))]
    assert [q.about for q in questions] == ids([*report.questions, *report.unread])
    (asked,) = [q for q in questions if q.item == "4.3.iii"]
    assert asked == PlanQuestion(
        asked.id,
        {"vi": "trước hay sau?", "en": "is it before or after?"},
        item="4.3.iii",
        readings=["2 days after dai-hoi-xvii.end", "2 days before dai-hoi-xvii.end"],
        phrase="xong khi bế mạc Đại hội XVII 02 ngày.",
        place={"vi": "dòng 82, cột Tiến độ", "en": "line 82, column Tiến độ"},
    )
    (inclusive,) = [q for q in questions if q.item == "1.2"]
    assert list(map(str, inclusive.readings)) == ["before 2020-03-31", "by 2020-03-31"]
    (phase,) = [q for q in questions if q.phase is not None]
    assert (phase.item, phase.phase) == (None, founding.plan.phases[2].id)


# ---------------------------------------------------------------- other documents


def test_an_english_document() -> None:
    """A table in Markdown: the fair is the main event, and what wasn't read or said is asked."""
    made = drafted(FAIR)
    plan = made.plan
    assert (plan.language, plan.issued) == ("en", date(2027, 3, 1))
    (event,) = plan.events
    schedule = resolve(plan, {event.id: "2027-04-20..2027-04-22"})
    due = {d.id: (w.latest if (w := schedule[d.id].due) else None) for d in plan.deadlines}
    assert due == {
        "1": date(2027, 4, 10),
        "2": date(2027, 3, 31),
        "3": date(2027, 4, 25),
        "4": None,
        "5": None,
    }
    assert {"4", "5"} <= set(ids(made.report.questions))
    assert plan.deadlines[1].support == ("press-office",)


def test_separated_values_have_no_date() -> None:
    """A table has no date of its own: it is a question, and so is each day whose year nothing tells."""
    text = "No,Task,Lead,When\n1,Print,Office,10 days before the fair\n2,Pay,Office,by 31 March\n"
    undated = drafted(text, "fair.csv")
    assert undated.plan.issued is None
    told = [(remark.about, remark.text("en")) for remark in undated.report.questions]
    assert told == [
        ("", "the document doesn't say when it was issued: which day is `issued`?"),
        ("2", "when is “by 31 March”?"),
    ]
    assert "1970" not in undated.text
    plan = drafted(text, "fair.csv", issued=date(2027, 1, 5)).plan
    due = resolve(plan)["2"].due
    assert due is not None
    assert due.latest == date(2027, 3, 31)


def test_what_cannot_be_dated_is_asked() -> None:
    """A day beyond the years of a plan loses its timing, not the draft; the others keep theirs."""
    made = drafted(FAIR.replace("by 31 March 2027", "by 31 March 2300"))
    assert [d.id for d in made.plan.deadlines if d.when is None] == ["2", "4", "5"]
    assert [each.note.code for each in made.report.questions if each.about == "2"] == [
        "import no date"
    ]


def test_a_long_task_is_cut_at_a_word() -> None:
    """A title ends with a whole word; the notes have all of it."""
    task = "Print " + "the programme " * 60
    made = drafted(FAIR.replace("Print the programme", task)).plan.deadlines[0]
    assert len(str(made.title)) <= 500
    assert str(made.title).endswith(("the…", "programme…"))
    assert made.notes == task.strip()


# ---------------------------------------------------------------- another version


def test_the_same_document_changes_nothing(founding: Draft) -> None:
    """Importing it again gives the same text, open questions included."""
    again = draft(read_document(FOUNDING), into=founding.plan)
    assert again.report.changes == ()
    assert again.text == founding.text


def test_decisions_are_kept() -> None:
    """A timing, a title, a unit's name, an event's days that a person wrote stay; an answered question is gone."""
    first = drafted(FAIR)
    text = (
        first.text.replace("by 2027-03-31", "by 2027-03-24")
        .replace("title: Invite the speakers", "title: Invitations")
        .replace("lasts: unknown", "lasts: 3 days")
    )
    before = attrs.evolve(parse_plan(text, "plan.yaml"), questions=())
    assert before != first.plan
    again = drafted(FAIR, into=before)
    assert again.plan == before
    assert again.report.questions == ()


def test_what_changed_is_reported() -> None:
    """A changed phrase is read again, a new row comes in its place, one that is gone is asked about."""
    before = drafted(FAIR).plan
    now = (
        FAIR.replace("10 days before", "2 weeks before")
        .replace("| 4 | Choose the caterer | Office | | when there is money |\n", "")
        .replace(
            "| 2 | Invite", "| 2 | Book the hall | Office | | by 10 March 2027 |\n| 3 | Invite"
        )
        .replace("| 3 | Send", "| 4 | Send")
    )
    made = drafted(now, into=before)
    changes = [(change.kind, change.about) for change in made.report.changes]
    assert changes == [("changed", "1"), ("added", "2-2"), ("vanished", "4")]
    assert [d.id for d in made.plan.deadlines] == ["1", "2-2", "2", "3", "4", "5"]
    assert str(made.plan.deadlines[0].when) == f"2 weeks before {made.plan.events[0].id}"
    assert "4" in ids(made.report.questions)


def test_questions_follow_rows_that_move_down() -> None:
    """When a row is put in front, each question stays with the deadline it was about."""
    before = drafted(FAIR)
    row = "| 4 | Choose the caterer | Office | | when there is money |"
    now = FAIR.replace(row, "| 4 | Order flowers | Office | | soon |\n" + row.replace("4", "5", 1))
    now = now.replace("| 5 | Clean", "| 6 | Clean")
    made = drafted(now, into=before.plan)
    asked = {each.about: each.text("en") for each in made.report.questions}
    assert [d.id for d in made.plan.deadlines] == ["1", "2", "3", "4-2", "4", "5"]
    assert asked == {
        "4-2": "when is “soon”?",
        "4": "when is “when there is money”?",
        "5": "when is it due? the document doesn't say",
    }


UNCLEAR = """\
# Plan for the spring fair

Date: 1 March 2027

| No. | Task | Lead | When |
|---|---|---|---|
| 1 | Print the programme | Office | by 3/4/2027 |
| 2 | Choose the caterer | Office | when there is money |
| 3 | Clean the hall | Office | by 20 March 2027 |
"""


def asked(plan: Plan) -> dict[str, str | None]:
    """Give what each question is about, by its id, with a star where it is dismissed."""
    return {q.id: f"{q.about}{'*' if q.dismissed else ''}" for q in plan.questions}


def test_answered_and_dismissed_questions_are_not_asked_again() -> None:
    """The same document asks nothing of what was answered or dismissed, and the open question isn't doubled."""
    first = drafted(UNCLEAR).plan
    assert asked(first) == {"q1": "1", "q2": "2"}
    answered = answer(first, "q1", 2).plan
    again = drafted(UNCLEAR, into=answered)
    assert again.plan == answered
    assert asked(again.plan) == {"q2": "2"}
    assert [each.id for each in again.report.questions] == ["q2"]
    dismissed = dismiss(answered, "q2").plan
    again = drafted(UNCLEAR, into=dismissed)
    assert asked(again.plan) == {"q2": "2*"}
    assert again.report.questions == ()
    assert not again.report.is_open


def test_a_changed_phrase_asks_its_own_questions() -> None:
    """What was asked of the old phrase, dismissed or not, gives way; a question by hand stays, ids stay taken."""
    first = dismiss(drafted(UNCLEAR).plan, "q1").plan
    by_hand = PlanQuestion("budget", "Who pays?", item="2")
    before = attrs.evolve(first, questions=(*first.questions, by_hand))
    now = UNCLEAR.replace("by 3/4/2027", "by 5/4/2027").replace("there is money", "we can")
    again = drafted(now, into=before).plan
    assert asked(again) == {"budget": "2", "q3": "1", "q4": "2"}
    readings = set(map(str, again.question("q3").readings))
    assert readings == {"by 2027-04-05", "by 2027-05-04"}
    assert again.question("q4").text.in_language("en") == "when is “when we can”?"


def test_a_row_that_is_gone_is_asked_about_once() -> None:
    """Whether it is dropped is asked once; dismissed it stays so; a row that is back is no question."""
    gone = UNCLEAR.replace("| 3 | Clean the hall | Office | by 20 March 2027 |\n", "")
    first = drafted(UNCLEAR).plan
    once = drafted(gone, into=first).plan
    assert asked(once) == {"q1": "1", "q2": "2", "q3": "3"}
    assert once.question("q3").asks == "dropped"
    twice = drafted(gone, into=once).plan
    assert twice == once
    kept = drafted(gone, into=dismiss(twice, "q3").plan)
    assert asked(kept.plan) == {"q1": "1", "q2": "2", "q3": "3*"}
    back = drafted(UNCLEAR, into=kept.plan).plan
    assert asked(back) == {"q1": "1", "q2": "2"}
    assert delete(once, "3").plan.questions == first.questions


def test_questions_follow_their_place_in_the_document() -> None:
    """When rows are put in front, a question that is still open says where its words stand now."""
    first = drafted(UNCLEAR).plan
    row = "| 1 | Print"
    now = UNCLEAR.replace(row, "| 0 | Book the hall | Office | by 5 March 2027 |\n" + row)
    moved = drafted(now, into=first).plan
    before, after = (str(plan.question("q2").place) for plan in (first, moved))
    assert before.startswith("line 8, ")
    assert after.startswith("line 9, ")


def test_the_date_of_issue_is_asked_once() -> None:
    """A document without a date asks for it; answered, the plan has it; dismissed, it isn't asked again."""
    text = "No,Task,Lead,When\n1,Print,Office,10 days before the fair\n"
    first = drafted(text, "fair.csv").plan
    (question,) = first.questions
    assert (question.item, question.asks) == ("issued", "when")
    assert drafted(text, "fair.csv", into=first).plan == first
    assert answer(first, "q1", "2027-01-05").plan.issued == date(2027, 1, 5)
    dismissed = dismiss(first, "q1").plan
    again = drafted(text, "fair.csv", into=dismissed)
    assert (again.plan, again.report.questions) == (dismissed, ())


def test_questions_in_comments_become_questions() -> None:
    """What an import once left as comments is taken into the plan, with what it stands above."""
    plan = drafted(UNCLEAR).plan
    bare = attrs.evolve(plan, questions=())
    text = format_plan(bare).replace(
        "  - id: '2'", "  # ? when is “when there is money”?\n  - id: '2'"
    )
    taken = with_commented_questions(bare, text)
    assert taken.questions == (PlanQuestion("q1", "when is “when there is money”?", item="2"),)
    assert with_commented_questions(taken, text) == taken


# ---------------------------------------------------------------- the command


def test_import_writes_a_plan_that_resolves(tmp_path: Path) -> None:
    """The plan and the report are written; JSON holds to its shape; status 1 tells of open questions."""
    plan, report = tmp_path / "plan.yaml", tmp_path / "report.md"
    result = relsched_("import", str(FOUNDING), "-o", str(plan), "--report", str(report), "--json")
    assert result.exit_code == 1
    found = holds(IMPORT, result.stdout)
    assert (found["rows"], found["deadlines"]) == (35, 38)
    assert "| 4.3.iii | dòng 82, cột Tiến độ | trước hay sau? |" in report.read_text("utf-8")
    assert len(read_plan(plan).deadlines) == 38


def test_an_existing_plan_is_not_overwritten(tmp_path: Path) -> None:
    """Without --update a plan that is there stays, and the error says how to go on."""
    plan = tmp_path / "plan.yaml"
    plan.write_text("kept", encoding="utf-8")
    result = relsched_("import", str(FOUNDING), "-o", str(plan))
    assert result.exit_code == 2
    assert "--update" in result.stderr
    assert plan.read_text("utf-8") == "kept"


def test_an_update_tells_what_changed(tmp_path: Path) -> None:
    """The second version of a document goes into the plan of the first."""
    plan, fair = tmp_path / "plan.yaml", tmp_path / "fair.md"
    fair.write_text(FAIR, encoding="utf-8")
    assert relsched_("import", str(fair), "-o", str(plan)).exit_code == 1
    fair.write_text(FAIR.replace("10 days before", "2 weeks before"), encoding="utf-8")
    result = relsched_("import", str(fair), "-o", str(plan), "--update")
    assert result.exit_code == 1
    assert (
        "1 said “10 days before the fair” and now says “2 weeks before the fair”" in result.stdout
    )
    assert "2 weeks before" in plan.read_text("utf-8")


def test_without_output_the_plan_is_printed() -> None:
    """The plan is data for a pipe, the summary is talk."""
    result = relsched_("import", str(FOUNDING))
    assert result.exit_code == 1
    assert len(parse_plan(result.stdout, "out").deadlines) == 38
    assert result.stderr == "plan_72.txt: 35 mục, 38 thời hạn, 4 sự kiện\n"


def test_what_is_no_document_is_refused(tmp_path: Path) -> None:
    """A file without a plan gives status 2 and the reason, and nothing is written."""
    empty, plan = tmp_path / "empty.txt", tmp_path / "plan.yaml"
    empty.write_text("", encoding="utf-8")
    assert relsched_("import", str(empty), "-o", str(plan)).exit_code == 2
    assert not plan.exists()
