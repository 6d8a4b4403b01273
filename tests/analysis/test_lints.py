"""Lints: each is reported where it is certain or a case can be named, and nowhere else."""

from __future__ import annotations

import re
from datetime import date, timedelta
from itertools import product
from typing import Any

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from places import EXAMPLE_PLAN, ROOT
from relsched.analysis.lints import SEVERITIES, Lint, _Titles, lint, lint_words
from relsched.errors import PlanError
from relsched.plan.items import LINTS, Deadline, Event, Phase, Wait
from relsched.plan.plan import Plan
from relsched.planfile.plan_file import PlanFile, parse_plan, read_plan
from relsched.planfile.plan_writing import format_plan
from relsched.schedule.resolver import resolve
from sizes import sized

OCTOBER = Event("congress", expected="in 2020-10", lasts="unknown", decided_by="x")


@pytest.fixture(scope="module")
def founding() -> Plan:
    return read_plan(EXAMPLE_PLAN)


def small(*deadlines: Deadline, events: tuple[Event, ...] = (OCTOBER,), **more: Any) -> Plan:
    return Plan("p", issued="2020-03-25", events=events, deadlines=deadlines, **more)


def found(
    plan: Plan, known: dict[str, str] | None = None
) -> list[tuple[str, str, tuple[str, ...]]]:
    return [(each.code, each.severity, each.items) for each in lint(resolve(plan, known))]


def only(plan: Plan, code: str, known: dict[str, str] | None = None) -> list[Lint]:
    return [each for each in lint(resolve(plan, known)) if each.code == code]


# ---------------------------------------------------------------- the founding plan, by hand

# Read from the document and its table: what anybody who plans by it would want to be reported.
OF_THE_PLAN = [
    # The exhibition opens on a day that nobody is named for.
    ("undecided-event", "note", ("exhibition",)),
    # Named in the document beside a month that is used instead.
    ("unused-event", "note", ("anniversary",)),
    ("unused-event", "note", ("district-congresses",)),
    # The book comes in November; its part of the table ends with October.
    ("outside-phase", "warning", ("1.6",)),
    # Three units follow opinion, on the street and on the net, all the time.
    ("overlap", "note", ("3.1", "12.1", "15")),
    # Two days after a closing on 30 or 31 October is in November.
    ("outside-phase", "note", ("4.3.iii",)),
    # The plan for the press conference is due when the press conference is.
    ("overlap", "note", ("10", "13")),
    # The notice is drafted, issued and explained on the day of the closing.
    ("zero-slack", "warning", ("11.1", "11.2", "14.1")),
    # "Right after the closing" is the day of the closing; the part "after" begins on the next.
    ("outside-phase", "warning", ("13",)),
    ("outside-phase", "warning", ("14.1",)),
    # If the congress closes on 31 October, no day of October is after it.
    ("outside-phase", "note", ("14.2",)),
]


def test_the_lints_of_the_founding_plan_are_those_that_a_reader_finds(founding: Plan) -> None:
    """Eleven things deserve a look before any date is known, and no other."""
    assert found(founding) == OF_THE_PLAN


def test_the_lints_of_the_founding_plan_once_the_days_are_known(founding: Plan) -> None:
    """With 13 to 15 October six limits fall on Saturdays, and two rows fit into their parts after all."""
    told = found(founding, {"congress": "2020-10-13..2020-10-15"})
    saturdays = [items[0] for code, _, items in told if code == "closed-day"]
    assert saturdays == ["4.1.b", "4.3.iii", "5.1", "5.2", "7", "8.1"]
    fitting = (("4.3.iii",), ("14.2",))
    rest = [each for each in told if each[0] != "closed-day"]
    assert rest == [
        each for each in OF_THE_PLAN if each[0] != "outside-phase" or each[2] not in fitting
    ]


def test_the_lints_of_the_founding_plan_when_the_congress_is_late(founding: Plan) -> None:
    """With 3 to 5 November the leaders' lives and the resolution leave the part before the congress too."""
    told = found(founding, {"congress": "2020-11-03..2020-11-05"})
    outside = [(items[0], severity) for code, severity, items in told if code == "outside-phase"]
    assert outside == [
        (name, "warning") for name in ("1.6", "4.3.ii", "4.3.iii", "13", "14.1", "14.2")
    ]


def test_every_lint_speaks_both_languages(founding: Plan) -> None:
    """Sentences name the items and the case, in English and in Vietnamese."""
    by_items = {each.items: each for each in lint(resolve(founding))}
    fourteen = by_items[("14.2",)]
    assert "`congress.end`: Sat 2020-10-31" in fourteen.text("en")
    assert "`congress.end`: 31/10/2020 (thứ Bảy)" in fourteen.text("vi")
    chain = by_items[("11.1", "11.2", "14.1")]
    assert chain.text("en") == (
        "`11.1`, `11.2`, `14.1` are steps of one matter, all on the day of `congress`:"
        " none leaves time for another"
    )
    rows = [n for n, row in enumerate(founding.deadlines) if row.id in chain.items]
    assert chain.to_json() == {
        "code": "zero-slack",
        "severity": "warning",
        "items": ["11.1", "11.2", "14.1"],
        "text": chain.text("en"),
        "paths": [["deadlines", place] for place in rows],
    }


# ---------------------------------------------------------------- phases


@pytest.mark.parametrize(
    ("when", "phase", "severity"),
    [
        ("by 2020-10-31", "from 2020-10-01 to 2020-10-31", None),
        ("by 2020-11-01", "from 2020-10-01 to 2020-10-31", "warning"),
        ("by 2020-09-30", "from 2020-10-01 to 2020-10-31", "warning"),
        ("in 2020-11", "by 2020-10-31", "warning"),
        ("from 2020-10-31 to 2020-11-30", "by 2020-10-31", None),
        # The two depend on one day, whatever it is.
        ("on 1 day after congress", "from 1 day after congress", None),
        ("on congress.end", "from 1 day after congress", "warning"),
        ("by 3 weeks after congress", "from congress to 1 month after congress", None),
        ("by 5 weeks after congress", "from congress to 1 month after congress", "warning"),
        # 30 days after is later than a month after in February alone, which isn't expected.
        ("by 30 days after congress", "from congress to 1 month after congress", None),
        ("by 2 days after congress", "by 2020-10-31", "note"),
        ("continuously", "by 2020-10-31", None),
        ("after congress", "by 2020-10-31", "note"),
        ("after congress", "by 2020-09-30", "warning"),
    ],
)
def test_what_lies_outside_its_phase(when: str, phase: str, severity: str | None) -> None:
    """A due date must lie in the phase, a window must meet it; a case that is only possible is a note."""
    plan = small(
        Deadline("a", when=when, phase="ph"),
        Deadline("b", when="by congress"),
        phases=[Phase("ph", when=phase)],
    )
    assert [each.severity for each in only(plan, "outside-phase")] == (
        [severity] if severity else []
    )


def test_an_unknown_event_puts_nothing_outside_its_phase() -> None:
    """Where nothing is expected anything could be, so nothing is reported."""
    plan = small(
        Deadline("a", when="by fair", phase="ph"),
        events=(Event("fair"),),
        phases=[Phase("ph", when="by 2020-10-31")],
    )
    assert only(plan, "outside-phase") == []
    assert only(plan, "outside-phase", {"fair": "2020-11-02"}) != []
    assert only(plan, "outside-phase", {"fair": "2020-11-02", "a": "done 2020-10-30"}) == []


# ---------------------------------------------------------------- windows the wrong way round


@pytest.mark.parametrize(
    ("when", "told"),
    [
        ("from 10 days after congress to 12 days after congress", False),
        ("from congress.end to congress.start", True),
        ("from congress to 2020-10-31", False),
        ("from 1 day after congress to 2020-10-31", True),
        ("in 2020-10 and after congress", True),
        ("in 2020-11 and after congress", False),
        ("from 1 month after congress to 31 days after congress", False),
        ("from 1 month after congress to 30 days after congress", True),
        ("from congress to fair", False),
        ("from 3 days after fair to 1 day after fair", True),
    ],
)
def test_a_window_that_may_end_before_it_begins(when: str, told: bool) -> None:
    """It is reported once where a day of what is expected makes it so, or every day does."""
    plan = small(Deadline("a", when=when), events=(OCTOBER, Event("fair", decided_by="x")))
    schedule = resolve(plan)
    possible = [each for each in schedule.possible_conflicts if each.is_exact]
    lints = only(plan, "reversed-window")
    assert len([*lints, *schedule.conflicts, *possible]) == int(told)


def test_a_window_is_reported_beside_the_conflict_of_others() -> None:
    """One that no case leaves a day and one whose window some case turns: each is reported once."""
    plan = small(
        Deadline("a", when="from 1 day after congress to 2020-10-31"),
        Deadline("b", when="from 2 days after c to 1 day after congress"),
        Deadline("c", when="1 month after congress"),
    )
    schedule = resolve(plan)
    assert [each.items for each in schedule.conflicts] == [("b",)]
    assert [each.items for each in schedule.possible_conflicts] == [("a",)]
    assert [each.items for each in only(plan, "reversed-window")] == []


def test_a_phase_that_may_end_before_it_begins() -> None:
    """Phases are looked at as deadlines are; their case is named."""
    plan = small(phases=[Phase("ph", when="from congress.end to 2020-10-20")])
    (told,) = only(plan, "reversed-window")
    assert told.items == ("ph",)
    assert "`congress.end`: Wed 2020-10-21" in told.text()


OFFSETS = ("1 day", "5 days", "1 month", "2 working days", "0 days")


@sized(40, full=2_000)
@given(
    st.sampled_from(OFFSETS),
    st.sampled_from(["before", "after"]),
    st.sampled_from(["start", "end"]),
    st.sampled_from(OFFSETS),
    st.sampled_from(["before", "after"]),
    st.sampled_from(["start", "end"]),
    st.sampled_from(["", " rolled forward", " rolled back"]),
)
def test_a_window_is_reported_exactly_where_a_case_turns_it(
    one: str, way: str, edge: str, other: str, way_too: str, edge_too: str, roll: str
) -> None:
    """Every pair of days of a short October is tried by itself: told means that some pair turns the window."""
    event = Event("e", expected="from 2020-10-26 to 2020-11-02", lasts="unknown", decided_by="x")
    first, last = f"{one} {way} e.{edge}{roll}", f"{other} {way_too} e.{edge_too}"
    plan = small(Deadline("a", when=f"from {first} to {last}"), events=(event,))
    days = [date(2020, 10, 26) + timedelta(days=n) for n in range(8)]
    turned = 0
    pairs = [(begin, end) for begin, end in product(days, days) if begin <= end]
    for begin, end in pairs:
        entry = resolve(plan, {"e": f"{begin}..{end}"})["a"]
        assert entry.not_before is not None
        assert entry.due is not None
        turned += entry.not_before.day > entry.due.day
    schedule = resolve(plan)
    told = [*schedule.conflicts, *schedule.possible_conflicts, *only(plan, "reversed-window")]
    assert len(told) == int(turned > 0)


# ---------------------------------------------------------------- rules that never bind


@pytest.mark.parametrize(
    ("row", "rules"),
    [
        (Deadline("a", when="by 2020-10-01 and by 2020-12-01"), ["by 2020-12-01"]),
        (Deadline("a", when="by 2020-12-01 and 10 days before congress"), []),
        (
            Deadline("a", when="5 days before congress and 10 days before congress"),
            ["5 days before congress"],
        ),
        (Deadline("a", when="by congress.start and by congress.end"), ["by congress.end"]),
        (
            Deadline("a", when="1 month before congress and 32 days before congress"),
            ["1 month before congress"],
        ),
        (Deadline("a", when="1 month before congress and 30 days before congress"), []),
        (
            Deadline("a", when="2 working days before congress and 1 day before congress"),
            ["1 day before congress"],
        ),
        (Deadline("a", when="earlier of 5 days before congress, congress.end"), ["congress.end"]),
        (
            Deadline("a", when="by later of 5 days before congress, congress.end"),
            ["5 days before congress"],
        ),
        (Deadline("a", when="later of fair, congress"), []),
        (Deadline("a", when="from 3 days after congress", after=["congress"]), ["after congress"]),
        (
            Deadline("a", when="immediately after congress", after=["congress"]),
            ["immediately after congress"],
        ),
        # A deadline may be done late or pinned, so what waits for it always may have to wait.
        (Deadline("a", when="2 days after congress", after=["b"]), []),
        (
            Deadline("a", after=[Wait("congress", "2 days"), Wait("congress", "5 days")]),
            ["after congress"],
        ),
        (Deadline("a", when="in 2020-10 and in 2020"), ["in 2020"]),
        (Deadline("a", when="from 2020-10-01 to 2020-10-20 and from 2020-10-10 to 2020-10-31"), []),
    ],
)
def test_rules_that_never_decide_anything(row: Deadline, rules: list[str]) -> None:
    """A rule is reported when each of its limits is outdone whatever becomes known, what is expected left aside."""
    if str(row.when) == "immediately after congress":
        rules = []  # its due date does bind
    plan = small(
        row,
        Deadline("b", when="10 days before congress"),
        events=(OCTOBER, Event("fair", decided_by="x")),
    )
    told = only(plan, "never-binds")
    assert [re.search("“(.*?)”", each.text())[1] for each in told] == rules  # type: ignore[index]
    # What is known changes nothing: the rule might bind on other days.
    assert len(only(plan, "never-binds", {"congress": "2020-10-13..2020-10-15"})) == len(rules)


# ---------------------------------------------------------------- no slack


def test_rows_one_right_after_the_other_have_no_slack() -> None:
    """Draft, signature and issue follow one another on the day of the closing."""
    plan = small(
        Deadline("draft", when="immediately after congress"),
        Deadline("sign", when="immediately after draft"),
        Deadline("issue", when="immediately after sign"),
        Deadline("other", when="immediately after congress"),
    )
    (told,) = only(plan, "zero-slack")
    assert told.items == ("draft", "sign", "issue")
    assert "the day of `congress`" in told.text()
    roomy = attrs.evolve(plan, conventions={"immediately": "1 day"})
    assert only(roomy, "zero-slack") == []


def test_two_rows_on_one_day_are_no_chain() -> None:
    """Things that happen on the day of the closing may be many; only three of one matter are a chain."""
    titles = ("Notice drafted", "Notice signed", "Flowers bought", "Hall cleaned")
    plan = small(
        *(
            Deadline(f"r{n}", title, when="immediately after congress")
            for n, title in enumerate(titles)
        )
    )
    assert only(plan, "zero-slack") == []


# ---------------------------------------------------------------- what is alike


def test_duplicates_have_the_same_title_and_timing() -> None:
    """Marks and case aside; rows of one item too, for the same title can't be meant twice."""
    plan = small(
        Deadline("1.1", "Họp báo", when="by congress"),
        Deadline("1.2", "họp  báo", when="by congress"),
        Deadline("2", "Hop bao", when="by congress"),
        Deadline("3", "Họp báo", when="by 2020-10-01"),
    )
    assert [
        (e.code, e.items) for e in lint(resolve(plan)) if e.code in ("duplicate", "overlap")
    ] == [("duplicate", ("1.1", "1.2", "2"))]


def test_rows_of_one_item_were_set_apart_on_purpose(founding: Plan) -> None:
    """16.1 and 16.2, 4.4.1 and 4.4.2 are as like as can be, and nobody need be reported."""
    paired = {each.items for each in lint(resolve(founding)) if each.code == "overlap"}
    assert paired == {("3.1", "12.1", "15"), ("10", "13")}


def test_a_likeness_in_one_of_two_languages_is_chance(founding: Plan) -> None:
    """13 and 14.1 share half their words in Vietnamese and none in English: they aren't reported."""
    rows = [row for row in founding.deadlines if row.id in ("13", "14.1")]
    alone = [attrs.evolve(row, title=row.title.in_language("vi")) for row in rows]
    assert only(attrs.evolve(founding, deadlines=rows), "overlap") == []
    others = [row for row in founding.deadlines if row.id not in ("13", "14.1")]
    told = _Titles(attrs.evolve(founding, deadlines=[*others, *alone]))
    assert told.are_alike("13", "14.1")
    assert not _Titles(founding).are_alike("13", "14.1")


UNLIKE = (
    *("Stage built", "Invitations sent", "Hall rented", "Menus printed", "Speakers' trains booked"),
    *("Badges ordered", "Choir rehearsed", "Budget approved", "Minutes written", "Doors painted"),
)


def test_rows_with_nothing_in_common_are_never_alike() -> None:
    """A list of ten different things due on one day gives no false alarm."""
    plan = small(*(Deadline(f"r{n}", title, when="by congress") for n, title in enumerate(UNLIKE)))
    assert [
        e for e in lint(resolve(plan)) if e.code in ("duplicate", "overlap", "zero-slack")
    ] == []


# ---------------------------------------------------------------- events


def test_events_that_nothing_uses_or_nobody_decides() -> None:
    """Parts, waits and phases count as use; a date, an expectation, parts or a decider suffice."""
    plan = small(
        Deadline("a", when="by congress", after=["waited"]),
        Deadline("b", when='as set by "Plan 140"'),
        events=(
            Event("congress"),
            Event("waited", decided_by="x"),
            Event("north", expected="in 2020-07"),
            Event("all", parts=["north"]),
            Event("phased", follows="other:event"),
        ),
        phases=[Phase("ph", when="from phased")],
    )
    assert found(plan) == [
        ("undecided-event", "note", ("congress",)),
        ("unused-event", "note", ("all",)),
        ("undeclared-event", "note", ("plan-140",)),
    ]
    assert ("undecided-event", "note", ("congress",)) not in found(plan, {"congress": "2020-10-13"})


# ---------------------------------------------------------------- silence


def test_a_lint_can_be_ignored_by_an_item_or_by_the_plan(founding: Plan) -> None:
    """`ignore` stands in the plan file; of a group an item drops out, and the rest is reported if enough is left."""
    rows = [
        attrs.evolve(row, ignore="overlap" if row.id in ("15", "13") else ())
        for row in founding.deadlines
    ]
    told = only(attrs.evolve(founding, deadlines=rows), "overlap")
    assert [each.items for each in told] == [("3.1", "12.1")]
    assert "`15`" not in told[0].text()
    silent = attrs.evolve(founding, ignore=[*LINTS])
    assert lint(resolve(silent)) == ()
    assert parse_plan(format_plan(silent)) == silent
    text = "plan: p\nissued: 2020-03-25\nignore: unused-event\nevents: [{id: e, ignore: [unused-event]}]\n"
    assert lint(resolve(parse_plan(text))) == ()


def test_an_unknown_lint_is_reported() -> None:
    """A code misspelt would silence nothing, so it is refused with the nearest."""
    with pytest.raises(PlanError) as told:
        Deadline("a", ignore=["overlaps"])
    assert (told.value.code, told.value.fix) == ("unknown-lint", "write `overlap`")


# ---------------------------------------------------------------- the page


def test_the_page_of_lints_has_a_plan_for_each_code() -> None:
    """Each section of the page is a lint, says its severity, and its plan has it."""
    page = (ROOT / "docs" / "reference" / "lints.md").read_text(encoding="utf-8")
    sections = dict(re.findall(r"^## `([a-z-]+)`\n(.*?)(?=^## |\Z)", page, re.M | re.S))
    assert tuple(sections) == LINTS
    for code, text in sections.items():
        file = PlanFile.parse(re.search(r"```yaml\n(.*?)```", text, re.S)[1])  # type: ignore[index]
        told = only(file.plan, code) or lint_words(file.plan, file.words)
        assert told, code
        assert set(re.findall(r"\*(warning|note)\*", text)) >= {each.severity for each in told}
    assert set(re.findall(r"\*(warning|note)\*", page)) == set(SEVERITIES)


def test_an_event_on_a_closed_day() -> None:
    """Its first and its last day count; what lies between may be closed, and what may still move isn't told."""
    plan = Plan(
        "festival",
        issued="2020-03-25",
        calendar="weekdays",
        events=[Event("festival", decided_by="The town")],
        deadlines=[Deadline("stage", when="10 working days before festival")],
    )
    code = "event-on-closed-day"

    def told(known: str) -> list[str]:
        schedule = resolve(plan, {"festival": known})
        return [found.text() for found in lint(schedule) if found.code == code]

    assert told("2020-10-17") == ["`festival` is on Sat 2020-10-17, a closed day (Saturday)"]
    assert told("2020-10-16..2020-10-18") == [
        "`festival` is on Sun 2020-10-18, a closed day (Sunday)"
    ]
    assert told("2020-10-16..2020-10-19") == []  # Friday to Monday
    assert told("in October 2020") == []
    assert lint(resolve(attrs.evolve(plan, ignore=[code]), {"festival": "2020-10-17"})) == ()


def test_a_row_without_a_timing_is_told() -> None:
    """Nothing that says when, no date and no wait: it is told, whatever else it has; a date from outside ends that."""
    plan = Plan(
        "office",
        issued="2020-03-25",
        events=[Event("fair", expected="on 2020-10-13")],
        deadlines=[
            Deadline("a", "Report", lead=None, takes="3 days"),
            Deadline("b", when="after fair"),
            Deadline("c", after=["b"]),  # until b is done
            Deadline("d", when="continuously"),
        ],
    )
    schedule = resolve(plan)
    assert [entry.status for entry in schedule] == ["undated", "open", "waiting", "open"]
    assert [(found.code, found.items) for found in lint(schedule)] == [("undated", ("a",))]
    assert resolve(plan, {"a": "2020-10-01"})["a"].status == "settled"
    assert resolve(plan, {"a": "done 2020-10-01"})["a"].status == "done"
