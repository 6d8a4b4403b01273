"""Compare: what became of each date between two schedules, and which change it follows from."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date, timedelta
from html.parser import HTMLParser
from typing import Any

import attrs
import pytest
from hypothesis import Phase as HypothesisPhase
from hypothesis import find, given, settings
from hypothesis import strategies as st

import relsched
import versions
from places import EXAMPLE_PLAN
from relsched.analysis.compare.change_kinds import (
    CAUSES,
    DEADLINE_FIELDS,
    EVENT_FIELDS,
    FIELDS,
    FLAGS,
    KINDS,
    Change,
)
from relsched.analysis.compare.comparison import PLAN_FIELDS, Comparison, compare, notice
from relsched.analysis.compare.plan_differences import Differences
from relsched.dates.calendar_spec import CalendarSpec
from relsched.dates.working_calendar import WorkingCalendar
from relsched.messages.catalogue import sentences
from relsched.plan.items import Deadline, Event, Phase, Unit, Wait
from relsched.plan.known_dates import Known
from relsched.plan.plan import Plan
from relsched.planfile.plan_file import read_plan
from relsched.schedule.entry import Entry
from relsched.schedule.resolver import Resolver, resolve
from relsched.schedule.schedule import Schedule
from sizes import sized
from versions import (
    DEADLINES,
    Version,
    causes,
    chains_of_versions,
    resolved,
)

EXAMPLE = read_plan(EXAMPLE_PLAN)
FIRST = {"congress": "2020-10-13..2020-10-15", "exhibition": "2020-10-10"}
SECOND = {"congress": "2020-10-27..2020-10-29", "exhibition": "2020-10-24"}

SAT_2020_10_03, SAT_2020_10_17 = date(2020, 10, 3), date(2020, 10, 17)


def plan_of(*rows: Deadline, **more: Any) -> Plan:
    """Give a plan around two events that nobody has fixed, in a calendar without holidays."""
    made: dict[str, Any] = {
        "events": [Event("opening", "The opening", lasts=3), Event("review", "The review")],
        "units": [Unit("press", "Press"), Unit("stage", "Stage")],
        "issued": "2020-03-02",
        **more,
    }
    return Plan("small", "Small", deadlines=rows, **made)


def row(name: str, when: str | None = None, **more: Any) -> Deadline:
    """Give a deadline called by its id."""
    return Deadline(name, f"Row {name}", when, **more)


def told(change: Change | None) -> set[tuple[str, str]]:
    """Give the causes of a change by kind and name."""
    assert change is not None
    return {(cause.kind, cause.name) for cause in change.causes}


def between(
    before: Plan,
    after: Plan | None = None,
    known: Mapping[str, Any] | None = None,
    now: Mapping[str, Any] | None = None,
    as_of: str | None = None,
) -> Comparison:
    """Compare two plans, with what is known before and after."""
    return compare(
        resolve(before, known),
        resolve(before if after is None else after, known if now is None else now),
        as_of=None if as_of is None else date.fromisoformat(as_of),
    )


# ---------------------------------------------------------------- the founding plan, by hand

# The congress moves from Tue 13 to Thu 15 October on to Tue 27 to Thu 29; the exhibition from Sat 10 to Sat 24.
MOVED = {
    **dict.fromkeys(("4.1.b", "5.1", "5.2", "7", "8.1"), ("2020-10-03", "2020-10-17", 14, 10)),
    **dict.fromkeys(
        ("4.3.ii", "10", "11.1", "11.2", "13", "14.1"), ("2020-10-15", "2020-10-29", 14, 10)
    ),
    "4.3.iii": ("2020-10-17", "2020-10-31", 14, 10),
    "9": ("2020-10-15", "2020-10-29", 14, 10),
    # Thu 10 September to Thu 24: two weeks without a holiday.
    **dict.fromkeys(("4.4.1", "4.4.2"), ("2020-09-10", "2020-09-24", 14, 10)),
}


def test_the_founding_plan_by_hand() -> None:
    """Two events move by two weeks: what depends on each moves with it, for this reason alone."""
    found = between(EXAMPLE, known=FIRST, now=SECOND)
    dates = {
        change.id: (
            str(change.before and change.before.due),
            str(change.after and change.after.due),
            change.days,
            change.working_days,
        )
        for change in found.deadlines
    }
    assert dates == MOVED
    assert {change.kinds for change in found} == {("moved",)}
    for change in found:
        near = "exhibition" if change.id in ("exhibition", "4.4.1", "4.4.2") else "congress"
        assert told(change) == {("known", near)}
    assert [change.id for change in found.events] == ["congress", "exhibition"]
    assert [len(changes) for _, changes in found.groups] == [13, 2]
    assert found.unchanged == 38 - 15
    assert found.counts == {"moved": 15}


def test_the_changes_stand_in_the_order_of_the_plan() -> None:
    """Events come first; then the deadlines as the plan has them."""
    found = between(EXAMPLE, known=FIRST, now=SECOND)
    positions = [EXAMPLE.positions[change.id] for change in found]
    assert positions == sorted(positions)


def test_the_congress_is_fixed() -> None:
    """Windows become days: settled, without a number of days."""
    found = between(EXAMPLE, now=FIRST)
    change = found.find("4.1.b")
    assert change is not None
    assert change.kinds == ("settled",)
    assert change.days is None
    # From 21 September to 21 October, to 3 October.
    assert change.shift("due") == (12, -18)
    back = between(EXAMPLE, known=FIRST, now={}).find("4.1.b")
    assert back is not None
    assert back.kinds == ("unsettled",)
    assert back.shift("due") == (-12, 18)


TEXT = """\
Publicity for the 17th provincial party congress: 2 moved; unchanged: 36

Events
  exhibition  Sat 2020-10-10 or later → Sat 2020-10-24 or later  +14 days  Exhibition  \
[begins on a closed day (Saturday)]

`exhibition` moved from Sat 2020-10-10 or later to Sat 2020-10-24 or later: 2 deadlines, 14 days later
  4.4.1  Thu 2020-09-10 → Thu 2020-09-24  +14 days (10 working)  Exhibition of achievements appraised
  4.4.2  Thu 2020-09-10 → Thu 2020-09-24  +14 days (10 working)  Poster exhibition appraised"""

VIETNAMESE = """\
Tuyên truyền Đại hội Đảng bộ tỉnh lần thứ XVII: 2 nhiệm vụ thay đổi thời hạn; 36 nhiệm vụ giữ nguyên

Sự kiện
  exhibition  từ ngày 10/10/2020 (thứ Bảy) trở đi → từ ngày 24/10/2020 (thứ Bảy) trở đi  +14 ngày  Triển lãm  \
[ngày bắt đầu là ngày nghỉ hằng tuần]

`exhibition` lùi thời gian, nay từ ngày 24/10/2020 (thứ Bảy) trở đi, trước đó từ ngày 10/10/2020 (thứ Bảy) trở đi: \
2 nhiệm vụ, muộn hơn 14 ngày
  4.4.1  10/09/2020 (thứ Năm) → 24/09/2020 (thứ Năm)  +14 ngày (10 ngày làm việc)  Thẩm định triển lãm thành tựu
  4.4.2  10/09/2020 (thứ Năm) → 24/09/2020 (thứ Năm)  +14 ngày (10 ngày làm việc)  Thẩm định triển lãm tranh cổ động"""


def test_the_text_by_hand() -> None:
    """The text says the cause once, with how many deadlines it moves and by how much, then a line for each."""
    found = between(EXAMPLE, known=FIRST, now={**FIRST, "exhibition": "2020-10-24"})
    assert found.text("en") == TEXT
    assert found.text("vi") == found.text() == str(found) == VIETNAMESE


MARKDOWN = """\
Publicity for the 17th provincial party congress: 2 moved; unchanged: 36

**Events**

| id | when | change | what |
|---|---|---|---|
| exhibition | Sat 2020-10-10 or later → Sat 2020-10-24 or later | \
+14 days; begins on a closed day (Saturday) | Exhibition |

**exhibition moved from Sat 2020-10-10 or later to Sat 2020-10-24 or later: 2 deadlines, 14 days later**

| id | when | change | what |
|---|---|---|---|
| 4.4.1 | Thu 2020-09-10 → Thu 2020-09-24 | +14 days (10 working) | Exhibition of achievements appraised |
| 4.4.2 | Thu 2020-09-10 → Thu 2020-09-24 | +14 days (10 working) | Poster exhibition appraised |"""


def test_the_markdown_by_hand() -> None:
    """Markdown has a table under each cause."""
    found = between(EXAMPLE, known=FIRST, now={**FIRST, "exhibition": "2020-10-24"})
    assert found.markdown("en") == MARKDOWN


# ---------------------------------------------------------------- kinds

TEN_DAYS = "10 days before opening"
OCTOBER = {"opening": "in 2020-10"}
THE_13TH = {"opening": "2020-10-13"}
KIND_ROWS: list[
    tuple[str, Deadline | None, Deadline | None, dict[str, Any], dict[str, Any], Any]
] = [
    ("moved", row("d", TEN_DAYS), row("d", TEN_DAYS), THE_13TH, {"opening": "2020-10-14"}, ()),
    ("settled", row("d", TEN_DAYS), row("d", TEN_DAYS), OCTOBER, THE_13TH, ()),
    ("unsettled", row("d", TEN_DAYS), row("d", TEN_DAYS), THE_13TH, {}, ()),
    ("narrowed", row("d", TEN_DAYS), row("d", TEN_DAYS), {}, OCTOBER, ()),
    ("widened", row("d", TEN_DAYS), row("d", TEN_DAYS), OCTOBER, {"opening": "in Q4 2020"}, ()),
    # Neither window holds the other.
    ("moved", row("d", TEN_DAYS), row("d", TEN_DAYS), OCTOBER, {"opening": "in 2020-11"}, ()),
    ("added", None, row("d", TEN_DAYS), {}, {}, ()),
    ("removed", row("d", TEN_DAYS), None, {}, {}, ()),
    ("done", row("d", TEN_DAYS), row("d", TEN_DAYS), {}, {"d": "done 2020-09-01"}, ()),
    ("done", row("d", TEN_DAYS), row("d", TEN_DAYS, done="2020-09-01"), {}, {}, ()),
    ("reopened", row("d", TEN_DAYS, done="2020-09-01"), row("d", TEN_DAYS), {}, {}, ()),
    # What is done was met: a rule that moves afterwards moves nothing.
    (
        "done",
        row("d", TEN_DAYS),
        row("d", TEN_DAYS, done="2020-09-01"),
        OCTOBER,
        THE_13TH,
        (),
    ),
    (
        "pinned",
        row("d", TEN_DAYS),
        row("d", TEN_DAYS),
        THE_13TH,
        {**THE_13TH, "d": "2020-10-03"},
        (),
    ),
    (
        "pinned",
        row("d", TEN_DAYS),
        row("d", TEN_DAYS),
        THE_13TH,
        {**THE_13TH, "d": "2020-10-01"},
        ("moved",),
    ),
    (
        "unpinned",
        row("d", TEN_DAYS),
        row("d", TEN_DAYS),
        {**THE_13TH, "d": "2020-10-01"},
        THE_13TH,
        ("moved",),
    ),
    ("edited", row("d", TEN_DAYS), Deadline("d", "Another", TEN_DAYS), THE_13TH, THE_13TH, ()),
    ("edited", row("d", TEN_DAYS), row("d", TEN_DAYS, notes="More"), THE_13TH, THE_13TH, ()),
    ("edited", row("d", TEN_DAYS), row("d", TEN_DAYS, takes="3 days"), THE_13TH, THE_13TH, ()),
    ("edited", row("d", TEN_DAYS), row("d", "10 days before review"), {}, {}, ()),
    # Another day, for another rule.
    (
        "moved",
        row("d", TEN_DAYS),
        row("d", "9 days before opening"),
        THE_13TH,
        THE_13TH,
        ("edited",),
    ),
    # An end where there was none.
    (
        "settled",
        row("d", "from opening"),
        row("d", "on opening.start"),
        THE_13TH,
        THE_13TH,
        ("edited",),
    ),
    # Sat 3 October and Sun 4 both roll to Mon 5.
    (
        "unmoved",
        row("d", "10 days before opening rolled forward"),
        row("d", "10 days before opening rolled forward"),
        THE_13TH,
        {"opening": "2020-10-14"},
        (),
    ),
    # The way back; an end that comes while the beginning moves; and a beginning, which settles nothing.
    (
        "narrowed",
        row("d", "from opening"),
        row("d", "from opening"),
        OCTOBER,
        THE_13TH,
        (),
    ),
    (
        "widened",
        row("d", None, after=["opening"]),
        row("d", None, after=["opening"]),
        THE_13TH,
        OCTOBER,
        (),
    ),
    (
        "unsettled",
        row("d", "on opening.start"),
        row("d", "from opening"),
        THE_13TH,
        THE_13TH,
        ("edited",),
    ),
    (
        "settled",
        row("d", "from opening"),
        row("d", "on opening.start"),
        THE_13TH,
        {"opening": "2020-10-12"},
        ("edited",),
    ),
    # Times of day.
    (
        "moved",
        row("d", "2 hours before opening"),
        row("d", "2 hours before opening"),
        {"opening": "2020-10-13 08:00"},
        {"opening": "2020-10-13 09:00"},
        (),
    ),
]


@pytest.mark.parametrize(("kind", "old", "new", "known", "now", "more"), KIND_ROWS)
def test_kinds(
    kind: str,
    old: Deadline | None,
    new: Deadline | None,
    known: dict[str, Any],
    now: dict[str, Any],
    more: tuple[str, ...],
) -> None:
    """Each pair of states has the kinds that were thought of for it, the one that matters most first."""
    plans = [plan_of(*([] if one is None else [one])) for one in (old, new)]
    change = between(plans[0], plans[1], known, now).find("d")
    assert change is not None
    assert change.kinds == (kind, *more)
    assert change.kind == kind
    assert set(change.kinds) <= set(KINDS)


def test_events_are_told_apart() -> None:
    """An event that others move is a change of its own, and not among the deadlines."""
    plan = plan_of(
        row("d", "1 day after party"),
        events=[Event("opening"), Event("party", expected="3 days after opening")],
    )
    found = between(plan, known={"opening": "2020-10-13"}, now={"opening": "2020-10-14"})
    assert [change.id for change in found.events] == ["opening", "party"]
    assert [change.id for change in found.deadlines] == ["d"]
    # The root is named, not the event between.
    assert [told(change) for change in found] == [{("known", "opening")}] * 3


def test_an_id_that_was_renamed() -> None:
    """A row under another id is another row, and stands where the old one stood."""
    old = plan_of(row("a", TEN_DAYS), row("b", TEN_DAYS), row("c", TEN_DAYS))
    new = plan_of(row("a", TEN_DAYS), row("x", TEN_DAYS), row("c", TEN_DAYS))
    found = between(old, new)
    assert [(change.id, change.kind) for change in found] == [("b", "removed"), ("x", "added")]
    assert [told(change) for change in found] == [{("removed", "b")}, {("added", "x")}]


def test_the_order_of_rows_is_no_change() -> None:
    """Rows that change places change nothing."""
    rows = [row("a", TEN_DAYS), row("b", TEN_DAYS)]
    assert not between(plan_of(*rows), plan_of(*reversed(rows)))


def test_a_deadline_becomes_an_event() -> None:
    """An id that stands for another sort of thing is reported as edited."""
    old = plan_of(row("x", "on 2020-10-01"), row("d", "1 day after x"))
    events = [Event("opening"), Event("review"), Event("x", expected="on 2020-10-05")]
    found = between(old, plan_of(row("d", "1 day after x"), events=events))
    change = found.find("x")
    assert change is not None
    assert "edited" in change.kinds
    assert [(edit.name, edit.before, edit.after) for edit in change.edits] == [
        ("kind", "deadline", "event")
    ]
    assert told(found.find("d")) == {("rule", "x")}
    assert found.text("en")


# ---------------------------------------------------------------- causes, by hand

KNOWN = {"opening": "2020-10-13", "review": "2020-09-01"}
LATER_ONE = "later of 1 day after opening, 1 day after review"


@pytest.mark.parametrize(
    ("old", "new", "known", "now", "cause"),
    [
        # The rule of the row itself, with both texts.
        (
            plan_of(row("d", TEN_DAYS)),
            plan_of(row("d", "9 days before opening")),
            KNOWN,
            KNOWN,
            ("rule", "d", "10 days before opening", "9 days before opening"),
        ),
        # Of two rows of a chain the first was edited.
        (
            plan_of(row("a", TEN_DAYS), row("d", "1 day after a")),
            plan_of(row("a", "9 days before opening"), row("d", "1 day after a")),
            KNOWN,
            KNOWN,
            ("rule", "a", "10 days before opening", "9 days before opening"),
        ),
        # The rule says the same in other words; what moves it is the event.
        (
            plan_of(row("d", "7 days before opening")),
            plan_of(row("d", "1 week before opening")),
            KNOWN,
            {**KNOWN, "opening": "2020-10-20"},
            ("known", "opening", "2020-10-13", "2020-10-20"),
        ),
        # Both events move, and only the later counts.
        (
            plan_of(row("d", LATER_ONE)),
            None,
            KNOWN,
            {"opening": "2020-10-20", "review": "2020-09-02"},
            ("known", "opening", "2020-10-13", "2020-10-20"),
        ),
        (
            plan_of(row("d", "before 2020-10-13")),
            plan_of(row("d", "before 2020-10-13"), conventions={"before": "inclusive"}),
            KNOWN,
            KNOWN,
            ("setting", "conventions.before", "exclusive", "inclusive"),
        ),
        (
            plan_of(row("d", "10 days after issued")),
            plan_of(row("d", "10 days after issued"), issued="2020-03-03"),
            KNOWN,
            KNOWN,
            ("setting", "issued", "2020-03-02", "2020-03-03"),
        ),
        # The plan counts in another calendar; Thu 15 October to Mon 19, and to Sat 17.
        (
            plan_of(row("d", "2 working days after 2020-10-15")),
            plan_of(row("d", "2 working days after 2020-10-15"), calendar="everyday"),
            KNOWN,
            KNOWN,
            ("setting", "calendar", "weekdays", "everyday"),
        ),
        (
            plan_of(row("d", "before 2020-10-13")),
            plan_of(row("d", "before 2020-10-13", conventions={"before": "inclusive"})),
            KNOWN,
            KNOWN,
            ("conventions", "d", None, "before: inclusive"),
        ),
        (
            plan_of(row("a", "on 2020-10-01"), row("d", after=["a"])),
            plan_of(row("a", "on 2020-10-01"), row("d", after=[Wait("a", "3 days")])),
            KNOWN,
            KNOWN,
            ("after", "d", "a", "a (at least 3 days)"),
        ),
        (
            plan_of(row("d", "1 day after opening")),
            plan_of(
                row("d", "1 day after opening"),
                events=[Event("opening", "The opening", lasts=4), Event("review", "The review")],
            ),
            KNOWN,
            KNOWN,
            ("lasts", "opening", "3 days", "4 days"),
        ),
        (
            plan_of(row("d", TEN_DAYS), events=[Event("opening", expected="in 2020-10")]),
            plan_of(row("d", TEN_DAYS), events=[Event("opening", expected="in 2020-11")]),
            {},
            {},
            ("expected", "opening", "in 2020-10", "in 2020-11"),
        ),
        # A row in the middle was fixed from outside; what depends on it follows from that.
        (
            plan_of(row("a", TEN_DAYS), row("d", "1 day after a")),
            None,
            KNOWN,
            {**KNOWN, "a": "2020-10-01"},
            ("pinned", "a", None, "2020-10-01"),
        ),
        # A row in the middle was done early.
        (
            plan_of(row("a", TEN_DAYS), row("d", "1 day after a")),
            None,
            KNOWN,
            {**KNOWN, "a": "done 2020-09-30"},
            ("done", "a", None, "2020-09-30"),
        ),
        # The same, and the plan itself says so now.
        (
            plan_of(row("a", TEN_DAYS, done="2020-09-30"), row("d", "1 day after a")),
            plan_of(row("a", TEN_DAYS), row("d", "1 day after a")),
            KNOWN,
            KNOWN,
            ("done", "a", "2020-09-30", None),
        ),
        # The event has another part, which ends later.
        (
            plan_of(
                row("d", "1 day after fair"),
                events=[Event("opening"), Event("review"), Event("fair", parts=["opening"])],
            ),
            plan_of(
                row("d", "1 day after fair"),
                events=[
                    Event("opening"),
                    Event("review"),
                    Event("fair", parts=["opening", "review"]),
                ],
            ),
            {**KNOWN, "review": "2020-11-01"},
            {**KNOWN, "review": "2020-11-01"},
            ("parts", "fair", "opening", "opening, review"),
        ),
        # A name means another event than before.
        (
            plan_of(
                row("d", 'as set by "Plan 7"'),
                events=[Event("opening", aliases=["Plan 7"]), Event("review")],
            ),
            plan_of(
                row("d", 'as set by "Plan 7"'),
                events=[Event("opening"), Event("review", aliases=["Plan 7"])],
            ),
            KNOWN,
            KNOWN,
            ("names", "opening", None, None),
        ),
    ],
)
def test_one_cause(
    old: Plan, new: Plan | None, known: dict[str, Any], now: dict[str, Any], cause: Any
) -> None:
    """What moves a date is named, with what it said and says: it, and nothing else."""
    change = between(old, new, known, now).find("d")
    assert change is not None
    assert change.exact
    found = [(one.kind, one.name, one.before, one.after) for one in change.causes]
    if cause[0] == "names":
        assert (cause[0], cause[1]) in {(kind, name) for kind, name, _, _ in found}
    else:
        assert found == [cause]
    assert {kind for kind, _, _, _ in found} <= set(CAUSES)


def test_two_causes_that_each_matter() -> None:
    """A rule and an event that both shift a date are both named."""
    old, new = plan_of(row("d", TEN_DAYS)), plan_of(row("d", "8 days before opening"))
    found = between(old, new, KNOWN, {**KNOWN, "opening": "2020-10-20"})
    assert told(found.find("d")) == {("rule", "d"), ("known", "opening")}


def test_neither_alone() -> None:
    """Two events keep a date back: taking one back changes nothing, so each is put in alone and both count."""
    plan = plan_of(row("d", LATER_ONE), events=[Event("opening"), Event("review")])
    found = between(
        plan,
        known={"opening": "2020-10-01", "review": "2020-10-01"},
        now={"opening": "2020-10-08", "review": "2020-10-08"},
    )
    assert told(found.find("d")) == {("known", "opening"), ("known", "review")}


def test_only_all_together() -> None:
    """Where two of three decide, no event alone matters either way: all three are named."""
    events = [Event(name) for name in ("one", "two", "three")]
    pairs = ("one", "two"), ("two", "three"), ("one", "three")
    both = [f"(later of 1 day after {a}, 1 day after {b})" for a, b in pairs]
    plan = plan_of(row("d", "earlier of " + ", ".join(both)), events=events)
    names = ("one", "two", "three")
    found = between(
        plan, known=dict.fromkeys(names, "2020-10-01"), now=dict.fromkeys(names, "2020-10-08")
    )
    assert told(found.find("d")) == {("known", name) for name in names}


def test_a_rule_that_named_a_row_that_is_gone() -> None:
    """A rule reverted brings back the row it names, so that it can be decided."""
    old = plan_of(row("a", "on 2020-10-01"), row("b", "3 days after a"), row("d", "1 day after b"))
    new = plan_of(row("d", "1 day after opening"))
    found = between(old, new, KNOWN, {**KNOWN, "opening": "2020-10-20"})
    # Taken back, the rule gives Mon 5 October, whatever the opening is; with it the opening counts too.
    assert told(found.find("d")) == {("rule", "d"), ("known", "opening")}


def test_rules_reversed() -> None:
    """Two rules that were inverted can't be reverted alone; each is a cause of what depends on it."""
    old = plan_of(row("a", TEN_DAYS), row("b", "1 day after a"))
    new = plan_of(row("a", "1 day after b"), row("b", "1 day after opening"))
    found = between(old, new, KNOWN, KNOWN)
    assert ("rule", "a") in told(found.find("a"))
    assert ("rule", "b") in told(found.find("b"))


def test_what_can_t_be_reverted_concerns_only_what_depends_on_it() -> None:
    """A setting that one row couldn't do without is no cause of another row."""
    office = CalendarSpec("office", base="weekdays", covers="2020-10-01..2020-10-31")
    rows = (
        row("d", TEN_DAYS),
        row("far", "5 working days after 2020-12-01"),
        row("near", "5 working days after 2020-10-01"),
    )
    new = plan_of(*rows, calendar="weekdays", calendars=[office])
    old = plan_of(
        *rows[:1], row("far", "on 2020-12-01"), rows[2], calendar="office", calendars=[office]
    )
    found = between(old, new, KNOWN, {**KNOWN, "opening": "2020-10-20"})
    assert told(found.find("d")) == {("known", "opening")}
    assert ("setting", "calendar") in told(found.find("far"))
    assert found.find("near") is None


def test_too_much_was_changed() -> None:
    """Where more was changed than can be tried, the nearest is named, and it is said that it wasn't tried."""
    count = 320
    rows = [row("r0", TEN_DAYS), *(row(f"r{n}", f"1 day after r{n - 1}") for n in range(1, count))]
    others = [
        row("r0", "8 days before opening"),
        *(row(f"r{n}", f"2 days after r{n - 1}") for n in range(1, count)),
    ]
    found = between(plan_of(*rows), plan_of(*others), KNOWN, KNOWN)
    first, last = found.find("r0"), found.find(f"r{count - 1}")
    assert first is not None
    assert last is not None
    assert first.exact
    assert not last.exact
    assert told(last) == {("rule", f"r{count - 1}")}
    assert "not every cause was tried" in found.text("en")


# ---------------------------------------------------------------- working calendars


def office(*closed: str, **more: Any) -> CalendarSpec:
    return CalendarSpec("office", closed=[date.fromisoformat(day) for day in closed], **more)


def test_a_day_off_that_explains_a_move() -> None:
    """Five working days after Thu 1 October 2020 are Thu 8; with Wed 7 off, Fri 9: the day is named.

    A day off in December, which the count doesn't reach, isn't.
    """
    rows = (
        row("d", "5 working days after 2020-10-01"),
        row("e", "1 day after d"),
        row("f", TEN_DAYS),
    )
    old = plan_of(*rows, calendar="office", calendars=[office()])
    new = plan_of(*rows, calendar="office", calendars=[office("2020-10-07", "2020-12-02")])
    found = between(old, new, KNOWN)
    assert [(change.id, change.days) for change in found] == [("d", 1), ("e", 1)]
    for change in found:
        assert told(change) == {("calendar", "office")}
        assert (change.opened, change.closed) == ((), (date(2020, 10, 7),))
    assert "closed now: Wed 2020-10-07" in found.text("en")
    back = between(new, old, KNOWN).find("d")
    assert back is not None
    assert (back.opened, back.closed) == ((date(2020, 10, 7),), ())


def test_other_data_of_a_calendar() -> None:
    """A calendar handed in ready with other days is a cause under its name, also where a plan's own rests on it."""
    days: dict[str, Any] = {"first": date(2020, 1, 1), "last": date(2020, 12, 31)}
    old = WorkingCalendar.from_rules("north", version="1", **days)
    new = WorkingCalendar.from_rules("north", version="2", closed=[date(2020, 10, 7)], **days)
    plan = plan_of(
        row("d", "5 working days after 2020-10-01"),
        calendar="office",
        calendars=[CalendarSpec("office", base="north")],
    )
    schedules = [resolve(plan, KNOWN, {"north": calendar}) for calendar in (old, new)]
    change = compare(*schedules).find("d")
    assert change is not None
    (cause,) = change.causes
    assert (cause.kind, cause.name, cause.before, cause.after) == ("calendar", "north", "1", "2")
    assert change.closed == (date(2020, 10, 7),)
    # With an event that moves as well, what counts is tried: here both do.
    both = plan_of(row("d", "5 working days after opening.start"), calendar="north")
    change = compare(
        resolve(both, {"opening": "2020-09-30"}, {"north": old}),
        resolve(both, {"opening": "2020-10-01"}, {"north": new}),
    ).find("d")
    # Wed 30 September to Wed 7 October; Thu 1 to Fri 9, and to Thu 8 in the old calendar.
    assert change is not None
    assert change.days == 2
    assert told(change) == {("known", "opening"), ("calendar", "north")}


def test_the_same_data_is_no_change() -> None:
    """Another version of a calendar with the same days changes nothing."""
    days: dict[str, Any] = {"first": date(2020, 1, 1), "last": date(2020, 12, 31)}
    plan = plan_of(row("d", "5 working days after 2020-10-01"), calendar="north")
    one, two = (WorkingCalendar.from_rules("north", version=v, **days) for v in ("1", "2"))
    assert not compare(resolve(plan, KNOWN, {"north": one}), resolve(plan, KNOWN, {"north": two}))


@pytest.mark.parametrize(
    ("rule", "calendar", "days", "working"),
    [
        # Fri 2 October to Mon 5, Fri 9 to Mon 12: over a weekend three days are one working day.
        ("11 days before opening", "weekdays", 3, 1),
        ("11 days before opening", "everyday", 3, 3),
        # The rule's own calendar goes before the plan's.
        ("7 working days in everyday before opening", "weekdays", 3, 1),
        ("7 working days in everyday before opening", "everyday", 3, 3),
    ],
)
def test_working_days(rule: str, calendar: str, days: int, working: int) -> None:
    """A move is also counted in working days, of the calendar that the rule names or else the plan's."""
    plan = plan_of(row("d", rule), calendar=calendar)
    first, then = (date(2020, 10, 13), date(2020, 10, 16))
    change = between(plan, known={"opening": first}, now={"opening": then}).find("d")
    back = between(plan, known={"opening": then}, now={"opening": first}).find("d")
    assert change is not None
    assert back is not None
    assert change.days == days
    assert back.days == -days
    expected = 3 if "everyday" in rule else working
    assert (change.working_days, back.working_days) == (expected, -expected)


# ---------------------------------------------------------------- flags

EARLIER = {"opening": "2020-10-13"}  # 10 days before it: Sat 3 October


@pytest.mark.parametrize(
    ("known", "now", "as_of", "flags"),
    [
        # From Sat 17 October to Sat 3 October, asked on the 5th: it was in time and is late.
        ({"opening": "2020-10-27"}, EARLIER, "2020-10-05", ("late", "past")),
        # Asked on the day itself it can still be met.
        ({"opening": "2020-10-27"}, EARLIER, "2020-10-03", ()),
        ({"opening": "2020-10-27"}, EARLIER, "2020-10-04", ("late", "past")),
        # Nothing is late for whom nobody asks.
        ({"opening": "2020-10-27"}, EARLIER, None, ()),
        # It was late already.
        ({"opening": "2020-10-12"}, EARLIER, "2020-10-05", ("past",)),
        # It comes back in time.
        (EARLIER, {"opening": "2020-10-27"}, "2020-10-05", ()),
        # The last safe day is gone, the last possible one isn't: from 21 September, and from 2 October on.
        (
            {"opening": "from 2020-10-12 to 2020-10-31"},
            {"opening": "in 2020-10"},
            "2020-10-01",
            ("late",),
        ),
        # No date before: nobody could be late.
        ({}, EARLIER, "2020-10-05", ("late", "past")),
        # Done, whenever that was.
        ({"opening": "2020-10-27"}, {**EARLIER, "d": "done 2020-09-01"}, "2020-10-05", ("frozen",)),
        # Reopened after its day.
        ({**EARLIER, "d": "done 2020-09-01"}, EARLIER, "2020-10-05", ("late", "past")),
        # Fixed on a day that is over.
        (EARLIER, {**EARLIER, "d": "2020-10-01"}, "2020-10-05", ("past",)),
    ],
)
def test_flags(
    known: dict[str, Any], now: dict[str, Any], as_of: str | None, flags: tuple[str, ...]
) -> None:
    """Late is what can't safely be met any more and could before; past is what lies before the day asked on."""
    change = between(plan_of(row("d", TEN_DAYS)), known=known, now=now, as_of=as_of).find("d")
    assert change is not None
    assert change.flags == flags
    assert set(flags) <= set(FLAGS)


def test_past_and_late_of_rows_that_are_new_or_gone() -> None:
    """A new row may be past, and was never in time; one that is gone is nothing any more."""
    with_row, without = plan_of(row("d", TEN_DAYS)), plan_of()
    added = between(without, with_row, KNOWN, as_of="2020-10-05").find("d")
    removed = between(with_row, without, KNOWN, as_of="2020-10-05").find("d")
    assert added is not None
    assert removed is not None
    assert (added.flags, removed.flags) == (("past",), ())


def test_an_event_in_the_past() -> None:
    """An event moved before the day asked on is past, and never late."""
    found = between(
        plan_of(), known={"review": "2020-10-13"}, now={"review": "2020-10-01"}, as_of="2020-10-05"
    )
    assert [change.flags for change in found.events] == [("past",)]


def test_conflict() -> None:
    """A deadline that must begin after it is due is in conflict."""
    plan = plan_of(row("d", "before 2020-10-13", after=["review"]))
    change = between(plan, known={"review": "2020-09-01"}, now={"review": "2020-11-01"}).find("d")
    assert change is not None
    assert change.flags == ("conflict",)
    assert told(change) == {("known", "review")}


def test_what_is_fixed_stays() -> None:
    """What was fixed on a day stays when its rule moves; it is reported, with what the rule says."""
    plan = plan_of(row("d", TEN_DAYS), row("e", "1 day after d"))
    fixed = {"d": "2020-10-01"}
    found = between(
        plan, known={"opening": "2020-10-13", **fixed}, now={"opening": "2020-10-27", **fixed}
    )
    assert [change.id for change in found] == ["opening", "d"]  # what depends on it stays as well
    change = found.deadlines[0]
    assert (change.kinds, change.flags) == (("unmoved",), ("frozen",))
    assert change.before == change.after
    assert told(change) == {("known", "opening")}
    assert change.by_rule is not None
    assert [str(due) for _, due in change.by_rule] == ["2020-10-03", "2020-10-17"]
    text = found.text("en")
    assert "stays; its rule gives Sat 2020-10-17 now (before: Sat 2020-10-03)" in text
    assert "1 deadline, 1 stays" in text


def test_what_is_done_stays() -> None:
    """What is done is reported as frozen when its rule moves, and isn't moved."""
    plan = plan_of(row("d", TEN_DAYS, done="2020-09-15"))
    change = between(plan, known={"opening": "2020-10-13"}, now={"opening": "2020-10-27"}).find("d")
    assert change is not None
    assert (change.kinds, change.flags) == (("unmoved",), ("frozen",))
    assert told(change) == {("known", "opening")}
    assert change.days is None


def test_fixed_by_its_own_rule() -> None:
    """What makes the rule of a fixed deadline move may be the rule itself."""
    known = {**KNOWN, "d": "2020-10-01"}
    new = plan_of(row("d", "8 days before opening"))
    change = between(plan_of(row("d", TEN_DAYS)), new, known).find("d")
    assert change is not None
    assert change.flags == ("frozen",)
    assert told(change) == {("rule", "d")}
    # And by two changes of which both matter.
    change = between(
        plan_of(row("d", TEN_DAYS)), new, known, {**known, "opening": "2020-10-20"}
    ).find("d")
    assert told(change) == {("rule", "d"), ("known", "opening")}


# ---------------------------------------------------------------- the plan itself


def test_settings() -> None:
    """What a plan says otherwise about itself is reported, though no date follows from it."""
    old = plan_of(row("d", TEN_DAYS))
    new = attrs.evolve(
        old,
        title="Smaller",
        units=[Unit("press", "The press", contact="press@example.org")],
        phases=[Phase("p", "First", when="before opening")],
        calendars=[CalendarSpec("office", closed=[date(2020, 10, 7)], weekend=["sunday"])],
    )
    found = between(old, new)
    assert found
    assert not len(found)
    assert {setting.name: (setting.before, setting.after) for setting in found.settings} == {
        "title": ("Small", "Smaller"),
        "calendars.office": (None, "weekend: sunday · closed: 2020-10-07"),
        "units.press": ("Press", "The press · press@example.org"),
        "units.stage": ("Stage", None),
        "phases.p": (None, "First · before opening"),
    }
    text = found.text("en")
    assert "no deadline changed; unchanged: 1" in text
    assert "units.stage: Stage → nothing" in text
    assert "title: Small → Smaller" in text


def test_edits() -> None:
    """Each thing that a row says otherwise is reported with both texts."""
    old = plan_of(row("d", TEN_DAYS, lead="press", notes="Old"), row("a", TEN_DAYS))
    new = plan_of(
        Deadline(
            "d",
            {"en": "Row", "vi": "Hàng"},
            TEN_DAYS,
            lead="stage",
            support=["press"],
            after=[Wait("a", "1 day", "9 days")],
            takes="3 working days",
            remind=["1 week", "1 day"],
            conventions={"based_on": "us-frcp-6", "before": "inclusive"},
            source={"phrase": "ten days before", "row": "7"},
        ),
        row("a", TEN_DAYS),
    )
    change = between(old, new, KNOWN).find("d")
    assert change is not None
    assert {edit.name: (edit.before, edit.after) for edit in change.edits} == {
        "title": ("Row d", "Row / Hàng"),
        "lead": ("press", "stage"),
        "support": (None, "press"),
        "after": (None, "a (at least 1 day, at most 9 days)"),
        "takes": (None, "3 working days"),
        "conventions": (None, "based_on: us-frcp-6, before: inclusive"),
        "remind": (None, "1 week, 1 day"),
        "source": (None, "7 · ten days before"),
        "notes": ("Old", None),
    }


def test_who_decides() -> None:
    """Who decides an event is reported of what waits for it, and moves nothing."""
    old = plan_of(row("d", TEN_DAYS), events=[Event("opening", decided_by="Board")])
    new = plan_of(row("d", TEN_DAYS), events=[Event("opening", decided_by="Chair")])
    change = between(old, new).find("d")
    assert change is not None
    assert change.kinds == ("unmoved",)
    assert told(change) == {("decided_by", "opening")}


# ---------------------------------------------------------------- as values and text


class Tags(HTMLParser):
    """Gathers the elements and the texts of a piece of HTML, and sees that every element is closed."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.seen: set[str] = set()
        self.attributes: set[str] = set()
        self.text = ""

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.open.append(tag)
        self.seen.add(tag)
        self.attributes |= {name for name, _ in attributes}

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data


HOSTILE = '<img src=x onerror=alert(1)> | `*_[a](javascript:b)_*` & "q"'


@pytest.mark.parametrize("language", ["en", "vi"])
def test_html_is_escaped(language: str) -> None:
    """Words of a plan stay words: no element, no attribute and no table cell comes from them."""
    old = plan_of(row("d", TEN_DAYS), row("e", TEN_DAYS))
    new = attrs.evolve(
        old,
        title=HOSTILE,
        deadlines=[
            Deadline("d", HOSTILE, "9 days before opening"),
            row("e", TEN_DAYS, notes=HOSTILE),
        ],
    )
    found = between(old, new, KNOWN)
    tags = Tags()
    tags.feed(found.html(language))
    tags.close()
    assert tags.open == []
    assert tags.seen <= {
        "section",
        "p",
        "h3",
        "ul",
        "li",
        "table",
        "thead",
        "tbody",
        "tr",
        "th",
        "td",
    }
    assert tags.attributes <= {"lang", "scope"}
    assert HOSTILE in tags.text
    assert found._repr_html_() == found.html("en")
    markdown = found.markdown(language)
    assert "\\<img" in markdown
    assert "<img" not in markdown.replace("\\<", "")
    for line in markdown.splitlines():
        if line.startswith("|"):
            assert line.replace("\\|", "").count("|") == 5


def test_json() -> None:
    """JSON has the documented keys and reads back as `to_dict`."""
    known = {**FIRST, "4.1.b": "2020-10-03"}
    found = between(EXAMPLE, known=known, now={**known, **SECOND}, as_of="2020-10-16")
    value = json.loads(found.to_json())
    assert value == json.loads(json.dumps(found.to_dict()))
    assert list(value) == [
        *("format", "plan", "as_of", "counts", "unchanged", "settings", "events", "deadlines")
    ]
    assert value["format"] == "relsched/compare/1"
    assert value["as_of"] == "2020-10-16"
    assert value["counts"] == {"unmoved": 1, "moved": 14}
    (event, _), changes = value["events"], {entry["id"]: entry for entry in value["deadlines"]}
    assert event["before"]["due"] == {"earliest": "2020-10-15", "latest": "2020-10-15"}
    assert changes["5.1"]["days"] == 14
    assert changes["5.1"]["shift"]["due"] == {"earliest": 14, "latest": 14}
    assert changes["5.1"]["flags"] == []
    assert changes["4.1.b"]["by_rule"] == {
        "before": {"not_before": None, "due": {"earliest": "2020-10-03", "latest": "2020-10-03"}},
        "after": {"not_before": None, "due": {"earliest": "2020-10-17", "latest": "2020-10-17"}},
    }
    assert changes["5.1"]["causes"] == [
        {
            "kind": "known",
            "name": "congress",
            "before": "2020-10-13..2020-10-15",
            "after": "2020-10-27..2020-10-29",
            "text": "`congress` moved from Tue 2020-10-13 – Thu 2020-10-15"
            " to Tue 2020-10-27 – Thu 2020-10-29",
        }
    ]


def test_every_field_is_compared() -> None:
    """Whatever a plan can say of an event or a deadline is reported when it is edited, lints to ignore apart."""
    for sort, fields, apart in (
        (Event, EVENT_FIELDS, {"id", "ignore"}),
        (Deadline, DEADLINE_FIELDS, {"id", "done", "ignore"}),
    ):
        assert {field.name for field in attrs.fields(sort)} == {*fields} | apart
    settings = set(PLAN_FIELDS) | {"calendars", "conventions", "units", "phases"}
    assert {field.name for field in attrs.fields(Plan)} == settings | {
        "events",
        "deadlines",
        "ignore",
        "questions",  # what is still asked changes no date
    }


def test_every_kind_cause_and_field_has_its_words() -> None:
    """Keys that are made from a value exist for all its values."""
    wanted = [f"change {kind}" for kind in (*KINDS, "frozen")]
    wanted += [f"flag {flag}" for flag in FLAGS if flag != "frozen"]
    wanted += [f"field {field.replace('_', ' ')}" for field in FIELDS]
    wanted += [f"cause {kind.replace('_', ' ')}" for kind in CAUSES]
    for kind in ("known", "pinned", "done", "rule"):
        wanted += [f"cause {kind} new", f"cause {kind} gone"]
    for kind in ("moved", "settled", "unsettled", "narrowed", "widened"):
        wanted.append(f"cause event {kind}")
    assert [key for key in wanted if key not in sentences("en")] == []


NOTICE = """\
Publicity for the 17th provincial party congress: what changes for Culture and arts
- 4.4.2 Poster exhibition appraised: Thu 2020-09-10 → Thu 2020-09-24, +14 days (10 working); because Exhibition \
moved from Sat 2020-10-10 or later to Sat 2020-10-24 or later"""

NOTICE_VI = """\
Thông báo điều chỉnh thời hạn – Phòng Văn hóa - Văn nghệ (Tuyên truyền Đại hội Đảng bộ tỉnh lần thứ XVII)
- 4.4.2 Thẩm định triển lãm tranh cổ động: 10/09/2020 (thứ Năm) → 24/09/2020 (thứ Năm), +14 ngày \
(10 ngày làm việc); lý do: Triển lãm lùi thời gian, nay từ ngày 24/10/2020 (thứ Bảy) \
trở đi, trước đó từ ngày 10/10/2020 (thứ Bảy) trở đi"""


def test_a_notice_by_hand() -> None:
    """A unit is reported its own deadlines, a line each, with both days and the reason in words; nobody else's."""
    found = between(EXAMPLE, known=FIRST, now={**FIRST, "exhibition": "2020-10-24"})
    assert notice(found, "culture", "en") == NOTICE
    assert notice(found, "culture") == NOTICE_VI
    assert notice(found, "general") == ""
    assert notice(found, "nobody") == ""
    # Press supports 4.4.2 and leads 4.4.1.
    assert [line.split()[1] for line in notice(found, "press", "en").splitlines()[1:]] == [
        "4.4.1",
        "4.4.2",
    ]


def test_a_notice_of_what_is_new_gone_or_given_away() -> None:
    """Rows that come, go, or pass to another unit are told to whom they concern or concerned."""
    old = plan_of(row("a", TEN_DAYS, lead="press"), row("b", TEN_DAYS, lead="press"))
    new = plan_of(row("a", TEN_DAYS, lead="stage"), row("c", TEN_DAYS, lead="stage"))
    found = between(old, new, KNOWN)
    assert notice(found, "press", "en").splitlines()[1:] == [
        "- a Row a: Sat 2020-10-03, edited, lead: press → stage",
        "- b Row b: Sat 2020-10-03, called off",
    ]
    assert notice(found, "stage", "en").splitlines()[1:] == [
        "- a Row a: Sat 2020-10-03, edited, lead: press → stage",
        "- c Row c: Sat 2020-10-03, new, closed day (Saturday)",
    ]


def test_sections_by_kind() -> None:
    """What didn't move by a cause stands under what became of it."""
    old = plan_of(row("a", TEN_DAYS), row("b", TEN_DAYS), row("c", TEN_DAYS), row("x", TEN_DAYS))
    new = plan_of(row("a", TEN_DAYS), Deadline("b", "New", TEN_DAYS), row("c", TEN_DAYS), row("y"))
    found = between(old, new, KNOWN, {**KNOWN, "a": "done 2020-09-01", "c": "2020-10-03"})
    lines = found.text("en").splitlines()
    heads = [line for line in lines if line and not line.startswith(" ")]
    assert heads[1:] == [
        *("New: 1 deadline", "Called off: 1 deadline", "Done: 1 deadline"),
        *("Fixed from outside: 1 deadline", "Edited: 1 deadline"),
    ]
    assert "  b  Sat 2020-10-03  edited  New  [title: Row b → New]" in lines


def test_the_package_has_both_names() -> None:
    """`relsched.compare` is the function, whatever was imported before it."""
    from relsched.analysis.compare.comparison import compare as function

    assert relsched.compare is function
    assert relsched.Comparison is Comparison


# ---------------------------------------------------------------- laws

MUTANTS = settings(max_examples=500, phases=[HypothesisPhase.generate], database=None)
FEWER = sized(30, full=2_500)  # each resolves many plans


def entries(schedule: Schedule) -> dict[str, Entry]:
    return {entry.id: entry for entry in schedule.entries}


def simply(before: Schedule, after: Schedule) -> dict[str, tuple[Entry | None, Entry | None]]:
    """Compare two schedules row by row."""
    old, new = entries(before), entries(after)
    return {
        name: (old.get(name), new.get(name))
        for name in {*old, *new}
        if old.get(name) != new.get(name)
    }


def shown(found: Comparison) -> dict[str, tuple[Entry | None, Entry | None]]:
    """Give the entries of a comparison that differ."""
    return {
        change.id: (change.before, change.after)
        for change in found
        if change.before != change.after
    }


@FEWER
@given(chains_of_versions())
def test_law_every_difference_and_no_other(pair: tuple[Version, Version]) -> None:
    """H7: the changes are exactly the entries that differ, and applying them gives the schedule after."""
    before, after = map(resolved, pair)
    found = compare(before, after)
    assert shown(found) == simply(before, after)
    assert found.apply(before.entries) == tuple(after.entries)
    assert not compare(before, before)
    assert not compare(before, resolved(pair[0]))


MIRROR = {
    "settled": "unsettled",
    "narrowed": "widened",
    "added": "removed",
    "unsettled": "settled",
    "widened": "narrowed",
    "removed": "added",
    "moved": "moved",
    "edited": "edited",
    "unmoved": "unmoved",
}


@FEWER
@given(chains_of_versions())
def test_law_mirror(pair: tuple[Version, Version]) -> None:
    """H7: the way back has the same changes with the ends exchanged, and the kinds that mirror them."""
    before, after = map(resolved, pair)
    there, back = compare(before, after), compare(after, before)
    assert shown(back) == {name: ends[::-1] for name, ends in shown(there).items()}
    for change in there:
        mirrored = back.find(change.id)
        if mirrored is None:  # only what is frozen: it isn't fixed any more on the way back
            assert change.before == change.after or change.flags == ("frozen",)
            continue
        for kind in change.kinds:
            is_done = change.entry.done is not None or mirrored.entry.done is not None
            if kind in MIRROR and not is_done:
                assert MIRROR[kind] in mirrored.kinds
        assert [(edit.after, edit.before) for edit in change.edits] == [
            (edit.before, edit.after) for edit in mirrored.edits
        ]


@FEWER
@given(chains_of_versions(count=3))
def test_law_composition(three: tuple[Version, Version, Version]) -> None:
    """H7: two steps put together by hand, entry by entry, are the comparison of the ends."""
    first, second, third = map(resolved, three)
    one, two = compare(first, second), compare(second, third)
    by_hand: dict[str, tuple[Entry | None, Entry | None]] = {}
    steps = shown(one), shown(two)
    for name in {*steps[0], *steps[1]}:
        begin = steps[0][name][0] if name in steps[0] else steps[1][name][0]
        end = steps[1][name][1] if name in steps[1] else steps[0][name][1]
        if begin != end:
            by_hand[name] = (begin, end)
    both = one.then(two)
    assert shown(both) == by_hand
    assert both.apply(first.entries) == two.apply(one.apply(first.entries))


def test_steps_that_don_t_meet() -> None:
    """Entries or comparisons that don't belong together are refused."""
    plan = plan_of(row("d", TEN_DAYS))
    one = between(plan, known=KNOWN, now={**KNOWN, "opening": "2020-10-20"})
    with pytest.raises(ValueError, match="doesn't begin where the first ends"):
        one.then(one)
    with pytest.raises(ValueError, match="isn't the one that was compared"):
        one.apply(one.after.entries)
    with pytest.raises(ValueError, match="aren't those of the schedule before"):
        one.apply([])


@FEWER
@given(chains_of_versions())
def test_law_causes_by_another_way(pair: tuple[Version, Version]) -> None:
    """The causes of a date are those that taking back each difference alone, in the whole plan, finds."""
    before, after = map(resolved, pair)
    found = compare(before, after)
    for name, wanted in causes(*pair).items():
        change = found.find(name)
        assert change is not None
        if wanted and change.date_kind is not None:
            assert told(change) == wanted
            assert change.exact


def affected(pair: tuple[Version, Version]) -> dict[str, set[tuple[str, str]]]:
    """A slip: name all that affects a date, needed or not."""
    work = Differences(*map(resolved, pair))
    causes_of = {n: (one.cause.kind, one.cause.name) for n, one in enumerate(work.all)}
    return {
        name: {cause for n, cause in causes_of.items() if mask >> n & 1}
        for name, mask in work.masks.items()
    }


def nearest(pair: tuple[Version, Version]) -> dict[str, set[tuple[str, str]]]:
    """A slip: stop at what was changed at the item itself."""
    work = Differences(*map(resolved, pair))
    return {
        name: {(work.all[n].cause.kind, work.all[n].cause.name) for n in work.own.get(name, ())}
        for name in work.masks
    }


@pytest.mark.parametrize("slip", [affected, nearest])
def test_the_law_of_causes_finds_its_mutants(slip: Any) -> None:
    """Naming too much, or too little, is found by taking everything back in the whole plan."""

    def is_caught(pair: Any) -> bool:
        named = slip(pair)
        return any(wanted and named[name] != wanted for name, wanted in causes(*pair).items())

    assert is_caught(find(chains_of_versions(), is_caught, settings=MUTANTS))


@FEWER
@given(chains_of_versions(), st.dates(date(2026, 3, 20), date(2026, 6, 1)))
def test_law_texts(pair: tuple[Version, Version], as_of: date) -> None:
    """Every form can be written in both languages, names every deadline that changed, and has no hole."""
    before, after = map(resolved, pair)
    found = compare(before, after, as_of=as_of)
    json.loads(found.to_json())
    for language in ("en", "vi"):
        for text in (found.text(language), found.markdown(language), found.html(language)):
            assert "None" not in text
            for change in found:
                assert change.id in text
        lines = found.text(language).splitlines()
        assert sum(line.startswith("  d") for line in lines) == len(found.deadlines)


@FEWER
@given(chains_of_versions(), st.data())
def test_law_known_dates_by_update(pair: tuple[Version, Version], data: st.DataObject) -> None:
    """A schedule that was updated compares as one that was resolved again."""
    version = pair[0]
    resolver = Resolver(versions.plan_of(version))
    before = resolver.resolve(versions.known_of(version))
    name = data.draw(st.sampled_from(DEADLINES))
    day = date(2026, 4, data.draw(st.integers(1, 30)))
    after = resolver.update(before, {name: Known(name, start=day)})
    repeated = resolve(before.plan, {**before.known, name: Known(name, start=day)})
    assert compare(before, after).to_dict() == compare(before, repeated).to_dict()
    assert compare(before, after).apply(before.entries) == tuple(repeated.entries)


def test_days_are_those_between_the_dates() -> None:
    """The days of a move are the days between its dates, for every distance up to a year."""
    plan = plan_of(row("d", TEN_DAYS))
    resolver = Resolver(plan)
    first = date(2020, 1, 1)
    before = resolver.resolve({"opening": first})
    for n in range(1, 366):
        change = compare(before, resolver.resolve({"opening": first + timedelta(days=n)})).find("d")
        assert change is not None
        assert change.days == n


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("en", "d  not before Tue 2027-03-02 → not before Fri 2027-04-02"),
        ("vi", "d  không sớm hơn: 02/03/2027 (thứ Ba) → không sớm hơn: 02/04/2027 (thứ Sáu)"),
    ],
)
def test_a_beginning_that_moves_alone_is_shown(language: str, expected: str) -> None:
    """Where the due date stays, what moves is the day before which it can't begin, and not the same day twice."""
    plan = Plan(
        "p",
        issued="2027-01-01",
        events=[Event("e"), Event("f")],
        deadlines=[Deadline("d", "D", when="by e and after f")],
    )
    before, after = (
        resolve(plan, {"e": "2027-06-01", "f": day}) for day in ("2027-03-01", "2027-04-01")
    )
    assert expected in compare(before, after).text(language)
