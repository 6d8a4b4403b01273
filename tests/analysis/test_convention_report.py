"""The convention report: which dates move when a plan is counted under another convention, and by how many days."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import date
from functools import cache
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from places import EXAMPLE_PLAN
from relsched.analysis.compare.change_kinds import Change
from relsched.analysis.compare.moved_dates import moved_json, moved_texts
from relsched.analysis.convention_report import (
    ALTERNATIVES,
    ConventionReport,
    convention_report,
)
from relsched.dates.conventions import NAMED_SETS
from relsched.dates.working_calendar import WorkingCalendar
from relsched.errors import KnownError, PlanError
from relsched.plan.items import Deadline, Event, Phase, Wait
from relsched.plan.known_dates import KnownLike
from relsched.plan.plan import Plan
from relsched.planfile.plan_file import read_plan
from relsched.schedule.entry import Entry
from relsched.schedule.resolver import resolve
from relsched.timing.timings import Timing
from sizes import sized

EXAMPLE = read_plan(EXAMPLE_PLAN)
NATIONAL = {"national-congress": "2021-01-25..2021-02-01"}
FIRST = {"congress": "2020-10-13..2020-10-15", "exhibition": "2020-10-10", **NATIONAL}
SECOND = {"congress": "2020-10-27..2020-10-29", "exhibition": "2020-10-24", **NATIONAL}
IDS = [alternative.id for alternative in ALTERNATIVES]
BY_ID = {alternative.id: alternative for alternative in ALTERNATIVES}
CHOOSING = [alternative for alternative in ALTERNATIVES if alternative.choices is not None]


def plan_of(*when: str | None, known: str | None = None, **more: Any) -> Plan:
    """Give a plan with deadlines `0`, `1` … around a congress that nobody has fixed."""
    made = {"issued": "2020-03-25", "calendar": "VN", "timezone": "Asia/Ho_Chi_Minh"} | more
    deadlines = [Deadline(str(n), f"Task {n}", text) for n, text in enumerate(when)]
    return Plan(
        "small", "Small", events=[Event("congress", expected=known)], deadlines=deadlines, **made
    )


def moves_of(report: ConventionReport, name: str) -> dict[str, Change]:
    """Give what an alternative moves, by id."""
    return {move.id: move for move in report[name].moved}


def ends(move: Change) -> tuple[Entry, Entry]:
    """Give the entry as the plan counts, and as it would be: a report has both."""
    assert move.before is not None
    assert move.after is not None
    return move.before, move.after


def texts(move: Change, of: Callable[[Entry], object]) -> tuple[str, str]:
    """Write something of both entries."""
    old, new = ends(move)
    return str(of(old)), str(of(new))


def span(move: Change) -> str:
    """Write the dates as they would be."""
    return f"{move.entry.not_before}..{move.entry.due}"


def dues(report: ConventionReport, name: str) -> dict[str, tuple[str, str]]:
    """Give the old and the new due date of what an alternative moves."""
    found = moves_of(report, name)
    return {item: texts(move, lambda entry: entry.due) for item, move in found.items()}


# ---------------------------------------------------------------- the founding plan, by hand


@cache  # it holds all alternatives, and takes a second
def founding_report(*known: tuple[str, str]) -> ConventionReport:
    """Give the report of the founding plan with some known dates, as name and date."""
    return convention_report(EXAMPLE, dict(known))


BEFORE_OPENING = ("4.1.b", "5.1", "5.2", "7", "8.1")  # 10 days before the congress
AFTER_CLOSING = ("4.3.ii", "10", "11.1", "11.2", "13", "14.1")  # right after it
EXHIBITION = ("4.4.1", "4.4.2")  # 1 month before the exhibition
RESOLUTION = "4.3.iii"  # 2 days after the congress
INCLUSIVE = {
    **dict.fromkeys(("1.2", "1.3", "3.2"), ("2020-03-30", "2020-03-31")),
    "4.1.a": ("2020-05-14", "2020-05-15"),
    "4.3.i": ("2020-04-14", "2020-04-15"),
    "III.3": ("2020-04-13", "2020-04-14"),
}


def around(old: str, new: str, last: tuple[str, str] | None) -> dict[str, tuple[str, str]]:
    """Give the rows before the opening, and the one after the closing if it moves too."""
    found = dict.fromkeys(BEFORE_OPENING, (old, new))
    return found if last is None else {**found, RESOLUTION: last}


# Congress 13 to 15 October, a Tuesday to a Thursday: Sat 3, Sat 17. Exhibition on the 10th.
BY_HAND_FIRST: dict[str, dict[str, tuple[str, str]]] = {
    "before-inclusive": INCLUSIVE,
    "immediately-next-day": dict.fromkeys(AFTER_CLOSING, ("2020-10-15", "2020-10-16")),
    "clear-days": around("2020-10-03", "2020-10-02", ("2020-10-17", "2020-10-18")),
    "clear-months": dict.fromkeys(EXHIBITION, ("2020-09-10", "2020-09-09")),
    "opening-counted": around("2020-10-03", "2020-10-04", None),
    "closing-counted": {RESOLUTION: ("2020-10-17", "2020-10-16")},
    "working-days": around("2020-10-03", "2020-09-29", ("2020-10-17", "2020-10-19")),
    "roll-back": around("2020-10-03", "2020-10-02", ("2020-10-17", "2020-10-16")),
    "roll-forward": around("2020-10-03", "2020-10-05", ("2020-10-17", "2020-10-19")),
    "roll-outward": around("2020-10-03", "2020-10-02", ("2020-10-17", "2020-10-19")),
    "vn-civil-code-2015": {RESOLUTION: ("2020-10-17", "2020-10-19")},
    "us-frcp-6": around("2020-10-03", "2020-10-02", ("2020-10-17", "2020-10-19")),
    "eu-1182-71": {RESOLUTION: ("2020-10-17", "2020-10-19")},
}
# Two weeks later: Sat 17, Sat 31. Exhibition on the 24th.
BY_HAND_SECOND: dict[str, dict[str, tuple[str, str]]] = {
    "before-inclusive": INCLUSIVE,
    "immediately-next-day": dict.fromkeys(AFTER_CLOSING, ("2020-10-29", "2020-10-30")),
    "clear-days": around("2020-10-17", "2020-10-16", ("2020-10-31", "2020-11-01")),
    "clear-months": dict.fromkeys(EXHIBITION, ("2020-09-24", "2020-09-23")),
    "opening-counted": around("2020-10-17", "2020-10-18", None),
    "closing-counted": {RESOLUTION: ("2020-10-31", "2020-10-30")},
    "working-days": around("2020-10-17", "2020-10-13", ("2020-10-31", "2020-11-02")),
    "roll-back": around("2020-10-17", "2020-10-16", ("2020-10-31", "2020-10-30")),
    "roll-forward": around("2020-10-17", "2020-10-19", ("2020-10-31", "2020-11-02")),
    "roll-outward": around("2020-10-17", "2020-10-16", ("2020-10-31", "2020-11-02")),
    "vn-civil-code-2015": {RESOLUTION: ("2020-10-31", "2020-11-02")},
    "us-frcp-6": around("2020-10-17", "2020-10-16", ("2020-10-31", "2020-11-02")),
    "eu-1182-71": {RESOLUTION: ("2020-10-31", "2020-11-02")},
}


@pytest.mark.slow
@pytest.mark.parametrize("name", [name for name in IDS if name != "within-phases"])
@pytest.mark.parametrize(
    ("known", "by_hand"), [(FIRST, BY_HAND_FIRST), (SECOND, BY_HAND_SECOND)], ids=["A", "B"]
)
def test_the_founding_plan_by_hand(
    known: dict[str, str], by_hand: dict[str, dict[str, tuple[str, str]]], name: str
) -> None:
    """Each alternative moves the rows that were counted by hand, and no other.

    September has 30 days, so months of 30 days move nothing here.
    """
    assert dues(founding_report(*known.items()), name) == by_hand.get(name, {})


@pytest.mark.parametrize(
    ("known", "closing", "after"),
    [
        (FIRST, "2020-10-13..2020-10-15", "2020-10-16"),
        (SECOND, "2020-10-27..2020-10-29", "2020-10-30"),
    ],
    ids=["A", "B"],
)
def test_the_phases_of_the_founding_plan(known: dict[str, str], closing: str, after: str) -> None:
    """Within its phase, a lasting duty gets its ends, October's task what is left of it, November's nothing."""
    found = moves_of(founding_report(*known.items()), "within-phases")
    spans = {item: span(move) for item, move in found.items()}
    assert spans == {
        **dict.fromkeys(("1.1", "3.1"), "2020-03-25..2020-10-31"),
        **dict.fromkeys(("12.1", "12.2"), closing),
        "14.2": f"{after}..2020-10-31",
        "15": f"{after}..2021-02-01",
        "1.6": "2020-11-01..2020-10-31",
    }
    assert found["1.6"].entry.status == "conflict"


def test_windows_stay_windows() -> None:
    """With the congress on some days of October, old and new dates are windows, each end with its difference."""
    report = convention_report(EXAMPLE)
    # From 1 and 31 October ten working days back: Thu 17 September and, from a Saturday, Mon 19 October.
    move = moves_of(report, "working-days")["4.1.b"]
    assert texts(move, lambda entry: entry.due) == (
        *("2020-09-21..2020-10-21", "2020-09-17..2020-10-19"),
    )
    assert move.shift("due") == (-4, -2)
    assert moved_texts(move, "en") == (
        "between Mon 2020-09-21 and Wed 2020-10-21",
        "between Thu 2020-09-17 and Mon 2020-10-19",
        "−4 days … −2 days",
    )
    # The 3rd is a Saturday, 2 November a Monday: only the earlier end rolls.
    assert moves_of(report, "roll-forward")["4.3.iii"].shift("due") == (2, 0)
    assert "4.4.1" not in moves_of(report, "clear-months")  # unknown stays unknown


# ---------------------------------------------------------------- each alternative is a plan

TIMINGS = st.sampled_from(
    [
        *("before 2020-03-31", "after 2020-10-15", "before congress", "after congress"),
        *("10 days before congress", "2 days after congress", "1 month before congress"),
        *("3 weeks and 2 days after congress", "within 5 working days after congress"),
        *("immediately after congress", "on congress", "in 2020-10", "throughout congress"),
        *(
            "by start of week congress",
            "in 2020-10 and after congress",
            "within 9 days of congress",
        ),
        *(
            "from congress",
            "10 days before congress rolled forward",
            "1 day before congress at 17:00",
        ),
        *("30 minutes before congress", "continuously until congress", "2 days after 0"),
        *("later of 0, 3 days after congress", "earlier of 2020-10-01, 10 days before congress"),
    ]
)
CHOICES = st.fixed_dictionaries(
    {},
    optional={
        "before": st.sampled_from(["exclusive", "inclusive"]),
        "after": st.sampled_from(["exclusive", "inclusive"]),
        "immediately": st.sampled_from(["0 days", "1 day", "2 working days"]),
        "roll_before": st.sampled_from(["none", "preceding", "nearest"]),
        "roll_after": st.sampled_from(["none", "following", "modified following"]),
        "counting": st.sampled_from(["calendar", "clear days"]),
        "week_starts": st.sampled_from(["monday", "sunday"]),
        "least_working_days": st.sampled_from(["0", "2"]),
    },
)
KNOWN: st.SearchStrategy[str | None] = st.sampled_from(
    [
        None,
        "2020-10-13",
        "2020-10-13..2020-10-15",
        "in October 2020",
        "after 2020-10-10",
        "by 2020-11-01",
    ]
)


def windows(plan: Plan, known: Mapping[str, KnownLike]) -> dict[str, tuple[str, str, str]]:
    """Resolve a plan; give the dates and the status of each deadline, as text."""
    schedule = resolve(plan, known)
    return {entry.id: (str(entry.not_before), str(entry.due), entry.status) for entry in schedule}


def assert_moves(report: ConventionReport, name: str, otherwise: Plan, known: Any) -> None:
    """An alternative's moves are what differs between two plans, each resolved by itself."""
    old, new = windows(report.schedule.plan, known), windows(otherwise, known)
    found = {
        item: tuple((str(entry.not_before), str(entry.due), entry.status) for entry in ends(move))
        for item, move in moves_of(report, name).items()
    }
    assert found == {item: (old[item], new[item]) for item in old if old[item][:2] != new[item][:2]}


@given(
    st.sampled_from(CHOOSING),
    st.lists(TIMINGS.filter(lambda text: " 0" not in text), min_size=1, max_size=1),
    st.lists(st.tuples(TIMINGS, st.one_of(st.just({}), CHOICES)), max_size=4),
    CHOICES,
    KNOWN,
)
def test_conventions_changed_by_hand_give_the_same(
    alternative: Any,
    first: list[str],
    others: list[tuple[str, dict[str, str]]],
    choices: dict[str, str],
    date_of_congress: str | None,
) -> None:
    """What a convention moves is what moves when the plan, and each deadline of its own mind, says it so."""
    given_choices = dict(alternative.choices or {})
    known = {} if date_of_congress is None else {"congress": date_of_congress}

    def made(whole: dict[str, str], forced: dict[str, str]) -> Plan:
        named = "based_on" in forced
        rows = [Deadline("0", when=first[0])]
        for n, (text, own) in enumerate(others, start=1):
            mine = {} if named or not own else {**own, **forced}
            rows.append(Deadline(str(n), when=text, conventions=mine, after=("0",)))
        return Plan(
            "drawn",
            issued="2020-03-25",
            calendar="VN",
            timezone="Asia/Ho_Chi_Minh",
            events=[Event("congress", lasts=3)],
            deadlines=rows,
            conventions=forced if named else {**whole, **forced},
        )

    report = convention_report(made(choices, {}), known, alternatives=[alternative])
    assert_moves(report, alternative.id, made(choices, given_choices), known)


WORK, OPEN, CLOSE, OVER, THIRTY = (
    *("working-days", "opening-counted", "closing-counted", "clear-months", "thirty-day-months"),
)
# A timing, and how a person would write it for each rewriting; the others leave it alone.
# {n} is the amount, {m} one less.
REWRITTEN: list[tuple[str, dict[str, str]]] = [
    (
        "{n} days before congress",
        {WORK: "{n} working days before congress", OPEN: "{m} days before congress"},
    ),
    (
        "{n} days after congress",
        {WORK: "{n} working days after congress", CLOSE: "{m} days after congress"},
    ),
    (
        "within {n} days after congress",
        {WORK: "within {n} working days after congress", CLOSE: "within {m} days after congress"},
    ),
    (
        "within {n} days before congress",
        {WORK: "within {n} working days before congress", OPEN: "within {m} days before congress"},
    ),
    ("within {n} days of congress", {WORK: "within {n} working days of congress"}),
    ("1 week before congress", {OPEN: "6 days before congress"}),
    (
        "1 week and {n} days before congress",
        {
            WORK: "1 week and {n} working days before congress",
            OPEN: "{m} days before (7 days before congress)",
        },
    ),
    (
        "2 months after congress",
        {OVER: "2 months and 1 day after congress", THIRTY: "60 days after congress"},
    ),
    (
        "1 year and 1 month before congress",
        {OVER: "1 year, 1 month and 1 day before congress", THIRTY: "395 days before congress"},
    ),
    (
        "1 month and {n} days before congress",
        {
            WORK: "1 month and {n} working days before congress",
            THIRTY: "{n} days before (30 days before congress)",
        },
    ),
    (
        "28 days after congress, {n} days either way",
        {
            WORK: "28 working days after congress, {n} working days either way",
            CLOSE: "27 days after congress, {n} days either way",
        },
    ),
    (
        "earlier of 2020-10-01, {n} days before congress rolled back",
        {
            WORK: "earlier of 2020-10-01, {n} working days before congress rolled back",
            OPEN: "earlier of 2020-10-01, {m} days before congress rolled back",
        },
    ),
    (
        "{n} days after 20 days before congress",
        {
            WORK: "{n} working days after 20 working days before congress",
            OPEN: "{n} days after 19 days before congress",
            CLOSE: "{m} days after 20 days before congress",
        },
    ),
    (
        "from {n} days before congress to next Monday from {n} days after congress",
        {
            WORK: "from {n} working days before congress to next Monday from {n} working days after congress",
            OPEN: "from {m} days before congress to next Monday from {n} days after congress",
            CLOSE: "from {n} days before congress to next Monday from {m} days after congress",
        },
    ),
    (
        "continuously until {n} days after congress",
        {
            WORK: "continuously until {n} working days after congress",
            CLOSE: "continuously until {m} days after congress",
        },
    ),
    (
        "in 2020-10 and {n} days after congress",
        {
            WORK: "in 2020-10 and {n} working days after congress",
            CLOSE: "in 2020-10 and {m} days after congress",
        },
    ),
    ("{n} working days before congress", {}),
    ("{n} clear days before congress", {}),
    ("0 days before congress", {}),
    ("{n} hours before (congress at 08:00)", {}),
    ("before congress", {}),
    ("every Friday from issued until congress", {}),
]


@pytest.mark.parametrize("name", [WORK, OPEN, CLOSE, OVER, THIRTY])
@sized(40)
@given(
    drawn=st.lists(st.sampled_from(REWRITTEN), min_size=1, max_size=4),
    amount=st.integers(1, 40),
    known=KNOWN,
    choices=st.fixed_dictionaries(
        {},
        optional={
            "roll_before": st.sampled_from(["preceding", "following"]),
            "roll_after": st.sampled_from(["preceding", "following"]),
            "before": st.just("inclusive"),
        },
    ),
)
def test_timings_rewritten_by_hand_give_the_same(
    name: str,
    drawn: list[tuple[str, dict[str, str]]],
    amount: int,
    known: str | None,
    choices: dict[str, str],
) -> None:
    """What a rewriting moves is what moves when a person writes each timing so."""
    fixed = {} if known is None else {"congress": known}
    forms = [
        (text.format(n=amount, m=amount - 1), more.get(name, text).format(n=amount, m=amount - 1))
        for text, more in drawn
    ]
    plan = plan_of(*(text for text, _ in forms), conventions=choices)
    otherwise = plan_of(*(text for _, text in forms), conventions=choices)
    report = convention_report(plan, fixed, alternatives=[BY_ID[name]])
    assert_moves(report, name, otherwise, fixed)


def test_an_expected_event_is_counted_differently_too() -> None:
    """Where an event is expected so many days after another, that is rewritten like a deadline."""
    plan = Plan(
        "chain",
        issued="2020-03-25",
        events=[Event("a", expected="on 2020-10-01"), Event("b", expected="on 10 days after a")],
        deadlines=[Deadline("x", when="by b")],
    )
    # Ten days after Thursday the 1st are the 11th, ten working days Thursday the 15th.
    assert dues(convention_report(plan), "working-days") == {"x": ("2020-10-11", "2020-10-15")}


def test_two_dates_that_become_one() -> None:
    """Where the choices of an `earlier of` become the same, it is that date."""
    plan = plan_of("earlier of 0 days before congress, 1 day before congress")
    report = convention_report(plan, {"congress": "2020-10-13"})
    assert dues(report, "opening-counted") == {"0": ("2020-10-12", "2020-10-13")}
    assert report["opening-counted"].moved[0].entry.when == "0 days before congress"


def test_only_what_names_no_day_of_its_own_stays_in_its_phase() -> None:
    """Windows, duties and repeats are cut by their phase; deadlines aren't, nor what has no phase."""
    phase = Phase("late", when="from 2020-10-16 to 2020-12-31")
    rows = {
        "window": ("in 2020-10", "late"),
        "duty": ("continuously", "late"),
        "repeat": ("every Friday until 2020-11-30", "late"),
        "deadline": ("by 2020-10-01", "late"),
        "span": ("from 2020-10-01 to 2020-10-31", None),
        "bare": ("in 2020-10", "idle"),
    }
    plan = Plan(
        "phases",
        issued="2020-03-25",
        phases=[phase, Phase("idle")],
        deadlines=[Deadline(name, when=when, phase=at) for name, (when, at) in rows.items()],
    )
    found = moves_of(convention_report(plan), "within-phases")
    spans = {item: span(move) for item, move in found.items()}
    assert spans == {
        "window": "2020-10-16..2020-10-31",
        "duty": "2020-10-16..2020-12-31",
        "repeat": "2020-10-16..2020-11-30",
    }
    assert found["duty"].shift("due") == (None, None)
    assert moved_texts(found["duty"], "en") == (
        "continuously",
        "Fri 2020-10-16 – Thu 2020-12-31",
        "",
    )
    assert {item: move.points for item, move in found.items()} == {
        "window": ("not_before",),
        "duty": ("not_before", "due"),
        "repeat": ("not_before",),
    }


# ---------------------------------------------------------------- what is in the report


def test_the_alternatives() -> None:
    """Every id is there once, every named set is one of them, and every choice can be made."""
    assert len(set(IDS)) == len(IDS)
    assert set(NAMED_SETS) <= set(IDS)
    plan = plan_of("before congress")
    for alternative in ALTERNATIVES:
        assert (alternative.choices is None) != (alternative.rewrite is None)
        assert alternative.apply(plan).deadlines[0].id == "0"
        assert alternative.text("en") != alternative.text("vi")


def test_a_plan_without_words_to_count_has_no_moves() -> None:
    """Dates that are written out mean the same however one counts."""
    report = convention_report(plan_of("by 2020-03-31", "on 2020-10-05", "in 2020-10", None))
    assert [outcome.alternative.id for outcome in report] == IDS
    assert len(report) == len(IDS)
    assert not any(outcome.moved or outcome.error for outcome in report)
    assert (report.groups, report.to_rows(), str(report)) == ([], [], "")


def test_what_is_done_or_pinned_stays() -> None:
    """A deadline that is done, or fixed on a day, doesn't move, and what depends on it doesn't either."""
    plan = plan_of("before 2020-03-31", "3 weeks after 0", "before 2020-03-31")
    moved = {"0": ("2020-03-30", "2020-03-31"), "1": ("2020-04-20", "2020-04-21")}
    last = {"2": ("2020-03-30", "2020-03-31")}
    assert dues(convention_report(plan), "before-inclusive") == {**moved, **last}
    for known in ("done 2020-03-27", "2020-03-27"):
        report = convention_report(plan, {"0": known})
        assert dues(report, "before-inclusive") == last


def test_a_wait_is_counted_differently() -> None:
    """What may begin only after another begins on that one's day where “after” includes it."""
    plan = Plan(
        "waits",
        issued="2020-03-25",
        deadlines=[
            Deadline("a", when="by 2020-10-01"),
            Deadline("b", when="by 2020-10-31", after=[Wait("a")]),
        ],
    )
    (move,) = convention_report(plan)["after-inclusive"].moved
    assert texts(move, lambda entry: entry.not_before) == ("2020-10-02", "2020-10-01")
    assert move.points == ("not_before",)
    assert moved_texts(move, "en") == (
        *("not before Fri 2020-10-02", "not before Thu 2020-10-01", "−1 day"),
    )
    assert moved_texts(move, "vi") == (
        *("không sớm hơn: 02/10/2020 (thứ Sáu)", "không sớm hơn: 01/10/2020 (thứ Năm)", "−1 ngày"),
    )


def test_a_deadline_s_own_choice_gives_way() -> None:
    """An alternative holds for the whole plan, so both choices that a plan mixes are shown from the other."""
    plan = Plan(
        "mixed",
        issued="2020-03-25",
        deadlines=[
            Deadline("plan", when="before 2020-03-31"),
            Deadline("own", when="before 2020-03-31", conventions={"before": "inclusive"}),
            Deadline("law", when="2 days after 2020-10-15", conventions="us-frcp-6"),
        ],
    )
    report = convention_report(plan)
    assert dues(report, "before-inclusive") == {"plan": ("2020-03-30", "2020-03-31")}
    assert dues(report, "before-exclusive") == {"own": ("2020-03-31", "2020-03-30")}
    assert dues(report, "roll-none") == {"law": ("2020-10-19", "2020-10-17")}
    assert dues(report, "us-frcp-6") == {"own": ("2020-03-31", "2020-03-30")}


def test_an_end_that_comes_or_goes_has_no_difference() -> None:
    """Where a window gains or loses an end, only the ends that both have are compared."""
    plan = Plan(
        "open",
        issued="2020-03-25",
        phases=[Phase("p", when="from 2020-10-05 to congress")],
        events=[Event("congress")],
        deadlines=[Deadline("x", when="in 2020-10", phase="p")],
    )
    (move,) = convention_report(plan)["within-phases"].moved
    assert span(move) == "2020-10-05....2020-10-31"
    assert (move.shift("not_before"), move.shift("due")) == ((4, 4), (None, 0))
    assert moved_texts(move, "en")[2] == "+4 days"
    assert moved_json(move)["days"] == {
        "not_before": {"earliest": 4, "latest": 4},
        "due": {"earliest": None, "latest": 0},
    }


def test_what_cannot_be_counted_so_is_reported() -> None:
    """Where an alternative needs days that no calendar covers, its outcome says so; the others stand."""
    office = WorkingCalendar.from_rules("office", first=date(2020, 1, 1), last=date(2020, 10, 20))
    plan = plan_of("2 days after 2020-10-19", "before 2020-03-31", calendar="office")
    report = convention_report(plan, calendars={"office": office})
    error = report["working-days"].error
    assert error is not None
    assert error.code == "outside-calendar"
    assert report["working-days"].moved == ()
    assert dues(report, "before-inclusive") == {"1": ("2020-03-30", "2020-03-31")}
    assert f"working-days: {error.what}" in report.text().splitlines()
    told = {row["id"]: row["error"] for row in report.to_dict()["alternatives"]}
    assert told["working-days"]["code"] == "outside-calendar"
    assert told["before-inclusive"] is None


def test_the_plan_as_it_is_must_resolve() -> None:
    """What is wrong with the plan itself or with what is known is raised, as by `resolve`."""
    with pytest.raises(KnownError):
        convention_report(EXAMPLE, {"congres": "2020-10-13"})
    loop = Plan(
        "dependency-cycle",
        deadlines=[Deadline("a", when="1 day after b"), Deadline("b", when="1 day after a")],
    )
    with pytest.raises(PlanError):
        convention_report(loop)


# ---------------------------------------------------------------- its forms

FEW = plan_of("before 2020-03-31", "10 days before congress", "2 days after congress")
FEW_KNOWN = {"congress": "2020-10-13..2020-10-15"}


def test_the_text() -> None:
    """Alternatives that move the same to the same dates stand together, in the order of the list."""
    assert (
        str(convention_report(FEW, FEW_KNOWN))
        == """\
before-inclusive: “before” a day includes that day
  0  Mon 2020-03-30 → Tue 2020-03-31  +1 day
clear-days: days are clear days: the day reached isn't counted either
  1  Sat 2020-10-03 → Fri 2020-10-02  −1 day
  2  Sat 2020-10-17 → Sun 2020-10-18 [closed day (Sunday)]  +1 day
opening-counted: counting back, the day counted from is the first
  1  Sat 2020-10-03 → Sun 2020-10-04 [closed day (Sunday)]  +1 day
closing-counted: counting on, the day counted from is the first
  2  Sat 2020-10-17 → Fri 2020-10-16  −1 day
working-days: days are working days
  1  Sat 2020-10-03 → Tue 2020-09-29  −4 days
  2  Sat 2020-10-17 → Mon 2020-10-19  +2 days
roll-back: a due date on a closed day rolls back
  1  Sat 2020-10-03 → Fri 2020-10-02  −1 day
  2  Sat 2020-10-17 → Fri 2020-10-16  −1 day
roll-forward: a due date on a closed day rolls forward
  1  Sat 2020-10-03 → Mon 2020-10-05  +2 days
  2  Sat 2020-10-17 → Mon 2020-10-19  +2 days
roll-outward: a due date on a closed day rolls on in the direction of counting
us-frcp-6: everything counted as in us-frcp-6
  1  Sat 2020-10-03 → Fri 2020-10-02  −1 day
  2  Sat 2020-10-17 → Mon 2020-10-19  +2 days
vn-civil-code-2015: everything counted as in vn-civil-code-2015
eu-1182-71: everything counted as in eu-1182-71
  2  Sat 2020-10-17 → Mon 2020-10-19  +2 days"""
    )


def test_the_text_in_vietnamese() -> None:
    """The report reads in Vietnamese as well."""
    lines = convention_report(FEW, FEW_KNOWN).text("vi").splitlines()
    assert lines[:2] == [
        "before-inclusive: “trước” một ngày tính cả chính ngày đó",
        "  0  30/03/2020 (thứ Hai) → 31/03/2020 (thứ Ba)  +1 ngày",
    ]


def test_a_row_that_becomes_impossible_says_so() -> None:
    """A date that can't be met any more under an alternative is marked."""
    move = moves_of(founding_report(*FIRST.items()), "within-phases")["1.6"]
    assert moved_texts(move, "en")[1].endswith("(conflict)")
    assert moved_texts(move, "vi")[1].endswith("(mâu thuẫn)")


def test_the_rows() -> None:
    """There is a flat row for each point that moves, with plain dates and numbers."""
    rows = convention_report(FEW, FEW_KNOWN).to_rows()
    assert rows[0] == {
        "alternative": "before-inclusive",
        "id": "0",
        "title": "Task 0",
        "point": "due",
        "old_earliest": date(2020, 3, 30),
        "old_latest": date(2020, 3, 30),
        "new_earliest": date(2020, 3, 31),
        "new_latest": date(2020, 3, 31),
        "days_earliest": 1,
        "days_latest": 1,
    }
    assert [row["alternative"] for row in rows].count("working-days") == 2


def test_the_json() -> None:
    """The JSON names what was known and every alternative, with what it chooses and what it moves."""
    found = json.loads(convention_report(FEW, FEW_KNOWN).to_json())
    assert (found["format"], found["plan"], found["known"]) == (
        *("relsched/conventions/2", "small", {"congress": "2020-10-13..2020-10-15"}),
    )
    by_id = {row["id"]: row for row in found["alternatives"]}
    assert list(by_id) == IDS
    assert by_id["before-exclusive"]["moves"] == []
    assert by_id["roll-back"]["conventions"] == {
        "roll_before": "preceding",
        "roll_after": "preceding",
    }
    assert by_id["us-frcp-6"]["conventions"] == {"based_on": "us-frcp-6"}
    rewritten = by_id["working-days"]
    assert rewritten["conventions"] is None
    assert rewritten["moves"][0] == {
        "id": "1",
        "title": "Task 1",
        "old": {
            "when": "10 days before congress",
            "not_before": None,
            "due": {"earliest": "2020-10-03", "latest": "2020-10-03"},
            "status": "settled",
        },
        "new": {
            "when": "10 working days before congress",
            "not_before": None,
            "due": {"earliest": "2020-09-29", "latest": "2020-09-29"},
            "status": "settled",
        },
        "days": {"not_before": None, "due": {"earliest": -4, "latest": -4}},
        "day_notes": [],
    }
    assert Timing.parse(rewritten["moves"][0]["new"]["when"])


def test_outcomes_are_found_by_id() -> None:
    """An outcome is found by the id of its alternative, and an id that isn't one is refused."""
    report = convention_report(FEW)
    assert report["clear-days"].alternative.id == "clear-days"
    with pytest.raises(KeyError):
        report["clear-dayz"]
