"""A plan that doesn't say when it was issued: what is counted from that waits for it as for an event.

No date is guessed, none is one of 1970, and nothing is refused that doesn't need it. All expectations are by hand.
"""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import attrs
import pytest

from command_line import relsched_
from festival import after, publish
from relsched import (
    Deadline,
    Event,
    Known,
    Ledger,
    Phase,
    PhraseContext,
    Plan,
    RelschedError,
    Schedule,
    Window,
    compare,
    feasible,
    feed,
    lint,
    parse_plan,
    read_phrase,
    resolve,
    whatif,
)
from relsched.planfile.plan_reading import plan_from_dict
from relsched.planfile.plan_writing import format_plan, plan_to_dict

PLAN = Plan(
    "fair",
    "Trade fair",
    phases=[Phase("before", "Preparation", when="from issued to fair")],
    events=[Event("fair", "Fair"), Event("vote", "Vote", expected="14 days after issued")],
    deadlines=[
        Deadline("letters", "Letters sent", "10 days after issued"),
        Deadline("hall", "Hall booked", "by 2020-05-05"),
        Deadline("count", "Votes counted", "2 days after vote"),
        Deadline("sign", "Signs up", "later of 2020-10-01, 3 days after issued"),
        Deadline("guide", "Guide printed", "10 days before fair"),
        Deadline("weekly", "Meeting", "every week until 2020-04-20"),
    ],
)
SAID = attrs.evolve(PLAN, issued="2020-03-25")  # a Wednesday
UNKNOWN, KNOWN, WRITTEN = resolve(PLAN), resolve(PLAN, {"issued": "2020-03-25"}), resolve(SAID)


def due(schedule: Schedule) -> dict[str, str]:
    """Give the due date of each event and deadline as text."""
    return {entry.id: str(entry.due) for entry in schedule.entries}


def test_what_needs_it_waits_for_it() -> None:
    """What is counted from the date of issue waits for it, all else has its date; nothing is one of 1970."""
    waits = {entry.id: entry.waits_for for entry in UNKNOWN.entries}
    assert waits == {
        "issued": ("issued",),
        "fair": ("fair",),
        "vote": ("issued",),
        "letters": ("issued",),
        "hall": (),
        "count": ("issued",),
        "sign": ("issued",),
        "guide": ("fair",),
        "weekly": (),
    }
    assert due(UNKNOWN) == {
        "issued": "..",
        "fair": "..",
        "vote": "..",
        "letters": "..",
        "hall": "2020-05-05",
        "count": "..",
        "sign": "2020-10-01..",
        "guide": "..",
        "weekly": "2020-04-20",
    }
    assert UNKNOWN["letters"].status == "waiting"
    assert "1970" not in UNKNOWN.to_json()
    assert UNKNOWN.plan.issued is None


def test_it_is_known_like_an_event() -> None:
    """Once it is known the dates are those of a plan that says it: 25 March and 10 days are 4 April."""
    assert due(KNOWN) == {
        "issued": "2020-03-25",
        "fair": "..",
        "vote": "2020-04-08",
        "letters": "2020-04-04",
        "hall": "2020-05-05",
        "count": "2020-04-10",
        "sign": "2020-10-01",
        "guide": "..",
        "weekly": "2020-04-20",
    }
    assert {name: day for name, day in due(KNOWN).items() if name != "issued"} == due(WRITTEN)
    assert "issued" not in WRITTEN
    within = resolve(PLAN, {"issued": "in March 2020"})
    assert str(within["letters"].due) == "2020-03-11..2020-04-10"
    assert within["letters"].status == "windowed"
    assert resolve(PLAN, {"issued": None}) == UNKNOWN


def test_a_plan_that_doesnt_need_it_has_no_such_event() -> None:
    """Where nothing is counted from the date of issue, leaving it out changes nothing."""
    plan = Plan("p", events=[Event("fair")], deadlines=[Deadline("a", when="3 days before fair")])
    assert list(plan.by_id) == ["fair", "a"]
    assert resolve(plan).to_dict() == resolve(attrs.evolve(plan, issued="2020-03-25")).to_dict()


@pytest.mark.parametrize(
    ("plan", "why"),
    [
        (SAID, "the plan says its date of issue itself: 2020-03-25"),
        (Plan("p", deadlines=[Deadline("a", when="by 2020-05-05")]), "nothing is counted from"),
    ],
)
def test_it_isnt_known_where_it_isnt_waited_for(plan: Plan, why: str) -> None:
    """There is one place for the date of issue: the plan, or what is known where the plan is silent."""
    with pytest.raises(RelschedError) as caught:
        resolve(plan, {"issued": "2020-03-25"})
    assert caught.value.code == "unknown-event"
    assert why in str(caught.value.why)
    assert caught.value.fix


def test_reasons_say_so() -> None:
    """The chain behind a date ends at the date of issue, in either language."""
    assert str(UNKNOWN.why("letters")).split("\n") == [
        "letters  Letters sent",
        "  due not known yet",
        "  no date is safe yet: it must be triggered when the event is known",
        "  it waits for `issued`",
        "  1. the rule of `letters`: 10 days after issued",
        "  2. the day counted from isn't counted itself",
        "  3. 10 days after issued is not known yet",
        "  4. `issued` (Date of issue) isn't known yet",
    ]
    assert "`issued` (Date of issue) is known: Wed 2020-03-25" in str(KNOWN.why("letters"))
    assert "`issued`" in UNKNOWN.why("letters").text("vi")
    assert UNKNOWN["issued"].title == "Date of issue"
    vietnamese = resolve(attrs.evolve(PLAN, language="vi"))
    assert vietnamese["issued"].title == "Ngày ban hành"


def test_tables_say_so() -> None:
    """A table says that a deadline waits for the date of issue."""
    assert "waits for issued" in str(UNKNOWN)
    assert "waits for issued" in UNKNOWN._repr_html_()
    row = next(row for row in UNKNOWN.to_rows() if row["id"] == "letters")
    assert (row["due_earliest"], row["due_latest"], row["waits_for"]) == (None, None, "issued")


def test_checks_and_lints_go_on() -> None:
    """Conflicts, floats and lints are reported as for an event; that nobody decides it is no lint."""
    late = attrs.evolve(
        PLAN,
        deadlines=[*PLAN.deadlines, Deadline("print", "Print", "by 2020-05-05", after=["letters"])],
    )
    schedule = resolve(late)
    (conflict,) = schedule.possible_conflicts
    assert conflict.items == ("print",)
    # Letters must be done by Mon 4 May, so the plan must be issued 10 days before: Fri 24 April.
    assert [str(case.window) for case in conflict.cases] == ["2020-04-25.."]
    assert [case.item for case in conflict.cases] == ["issued"]
    assert {found.items for found in lint(UNKNOWN) if "issued" in found.items} == set()
    floats = UNKNOWN.floats()
    assert floats.since is None
    assert floats["hall"].earliest is None
    assert KNOWN.floats()["letters"].latest == date(2020, 4, 4)


def test_what_if_and_feasible() -> None:
    """Days of the date of issue are tried like those of an event."""
    table = whatif(PLAN, {"issued": "2020-03-25..2020-03-27"})
    assert [str(one.schedule["letters"].due) for one in table] == [
        "2020-04-04",
        "2020-04-05",
        "2020-04-06",
    ]
    late = attrs.evolve(
        PLAN,
        deadlines=[*PLAN.deadlines, Deadline("print", "Print", "by 2020-05-05", after=["letters"])],
    )
    found = feasible(late, "issued", ("2020-04-20", "2020-04-30"))
    assert [str(stretch.days) for stretch in found.stretches] == ["2020-04-20..2020-04-24"]


def test_duties_without_a_beginning() -> None:
    """What repeats from now on has its days once it is known when now is."""
    assert UNKNOWN.occurrences("weekly") == ()
    days = ["2020-03-25", "2020-04-01", "2020-04-08", "2020-04-15"]
    assert [str(day) for day in WRITTEN.occurrences("weekly")] == days
    assert [str(day) for day in KNOWN.occurrences("weekly")] == days


def test_a_time_of_issue() -> None:
    """Hours are counted from the time of issue, where that is known."""
    plan = Plan("p", deadlines=[Deadline("a", when="2 hours after issued")])
    assert resolve(plan)["a"].waits_for == ("issued",)
    schedule = resolve(plan, {"issued": "2020-03-25 08:00"})
    assert dict(schedule["a"].times) == {
        "not_before": "2020-03-25T08:00",
        "due": "2020-03-25T10:00",
    }
    dated = resolve(plan, {"issued": "2020-03-25"})
    assert dated["a"].waits_for_time
    assert dated["a"].waits_for == ("issued",)


# ---------------------------------------------------------------- comparing


def test_what_saying_it_changes() -> None:
    """A plan that says its date of issue now: what waited for it has a date, and the setting is the cause."""
    comparison = compare(UNKNOWN, WRITTEN)
    assert {change.id: change.kind for change in comparison.deadlines} == {
        "letters": "settled",
        "count": "settled",
        "sign": "settled",
    }
    for change in comparison.deadlines:
        assert [str(cause.text()) for cause in change.causes] == [
            "the plan's `issued`: nothing → 2020-03-25"
        ]
    assert "called off" not in comparison.text()
    assert comparison.apply(UNKNOWN.entries) == tuple(WRITTEN.entries)
    back = compare(WRITTEN, UNKNOWN)
    assert back.apply(WRITTEN.entries) == tuple(UNKNOWN.entries)
    assert {change.kind for change in back.deadlines} == {"unsettled"}
    assert not compare(KNOWN, WRITTEN).deadlines


def test_knowing_it_is_a_cause() -> None:
    """That the date of issue has become known is reported as of an event."""
    comparison = compare(UNKNOWN, KNOWN)
    (cause,) = comparison["letters"].causes
    assert (cause.kind, cause.name) == ("known", "issued")


# ---------------------------------------------------------------- the plan file

TEXT = """\
plan: fair
events:
  - id: fair
deadlines:
  - id: letters
    when: 10 days after issued
  - id: hall
    when: by 2020-05-05
"""


def test_the_plan_file_may_leave_it_out() -> None:
    """A plan file without `issued` reads, writes and reads back; nothing is put in its place."""
    plan = parse_plan(TEXT)
    assert plan.issued is None
    assert resolve(plan)["letters"].waits_for == ("issued",)
    assert "issued:" not in format_plan(plan)
    assert parse_plan(format_plan(PLAN)) == PLAN
    assert plan_from_dict(plan_to_dict(PLAN)) == PLAN
    assert parse_plan(TEXT.replace("plan: fair\n", "plan: fair\nissued:\n")) == plan


def test_a_broken_plan_file_without_it() -> None:
    """All that is wrong is still told at once, also what the dates of the sound parts come to."""
    with pytest.raises(RelschedError) as caught:
        parse_plan(
            TEXT + "  - id: far\n    when: 10 dayz before fair\n  - id: x\n    lead: press\n"
        )
    assert getattr(caught.value, "codes", ()) == ("unknown-time-unit", "unknown-unit")


@pytest.mark.parametrize("name", ["Event", "Deadline"])
def test_nothing_else_is_called_so(name: str) -> None:
    """The word keeps its meaning: no event or deadline can have it as its id."""
    with pytest.raises(RelschedError) as caught:
        {"Event": Event, "Deadline": Deadline}[name]("issued")
    assert caught.value.code == "id-reserved"


def test_commands(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The commands take such a plan: a table, JSON, a reason, a check; calendars ask for a stamp."""
    monkeypatch.chdir(tmp_path)
    Path("plan.yaml").write_text(TEXT, encoding="utf-8")
    assert "waits for issued" in relsched_("resolve", "plan.yaml").output
    told = json.loads(relsched_("resolve", "plan.yaml", "--json").output)
    assert [entry["waits_for"] for entry in told["entries"]] == [["issued"], []]
    known = relsched_("resolve", "plan.yaml", "--known", "issued=2020-03-25", "--json")
    assert json.loads(known.output)["entries"][0]["due"] == {
        "earliest": "2020-04-04",
        "latest": "2020-04-04",
    }
    assert relsched_("check", "plan.yaml").exit_code == 0
    assert "isn't known yet" in relsched_("why", "plan.yaml", "letters").output
    stampless = relsched_("feed", "plan.yaml", "-o", "-")
    assert stampless.exit_code == 2
    assert "--stamp" in stampless.output
    stamped = relsched_("feed", "plan.yaml", "-o", "-", "--stamp", "2020-03-25T08:00:00Z")
    assert "DTSTAMP:20200325T080000Z" in stamped.output
    by_issue = relsched_("feed", "plan.yaml", "-o", "-", "--known", "issued=2020-03-25")
    assert "DTSTAMP:20200325T000000Z" in by_issue.output


# ---------------------------------------------------------------- phrases, feeds, ledger


def test_phrases_take_no_year_from_anywhere() -> None:
    """A day without a year isn't one of this year or of 1970: without a date of issue it is a question."""
    context = PhraseContext.of_plan(PLAN, "en")
    assert context.issued is None
    assert read_phrase("by 31 March 2020", context).timing is not None
    phrase = read_phrase("by 31 March", context)
    assert phrase.timing is None
    assert "1970" not in str(phrase.parts)


def test_feeds_hold_what_is_dated() -> None:
    """A calendar holds what has a date; what waits for the date of issue comes when that is known."""
    shown = feed(UNKNOWN, stamp="2020-03-25T08:00:00Z").decode()
    assert "UID:fair:hall@relsched" in shown
    assert "UID:fair:letters@relsched" not in shown
    assert "1970" not in shown
    assert "UID:fair:letters@relsched" in feed(KNOWN, stamp="2020-03-25T08:00:00Z").decode()


def test_the_ledger_publishes_it(tmp_path: Path) -> None:
    """Publishing without the date, then with it, moves what waited for it; the plan is stored as it was written."""
    with Ledger.open(str(tmp_path / "a.db")) as ledger:
        publish(ledger, PLAN)
        assert ledger.plan("fair") == PLAN
        publish(ledger, PLAN, {"issued": "2020-03-25"}, now=after(days=1))
        assert ledger.known("fair")["issued"].text == "2020-03-25"
        assert {change.id for change in ledger.compare("fair", 1, 2).deadlines} == {
            "letters",
            "count",
            "sign",
        }
        publish(ledger, SAID, now=after(days=2))
        assert ledger.known("fair") == {}
        assert not ledger.compare("fair", 2, 3).deadlines
        assert ledger.verify(replay=True).is_sound
        assert isinstance(ledger.schedule("fair", 2).known["issued"], Known)
        assert ledger.schedule("fair", 1)["letters"].due == Window()
