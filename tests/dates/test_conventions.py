"""Conventions: what each choice does to a date, and the named sets with cases counted by hand."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from relsched.dates.conventions import NAMED_SETS, NAMES, Conventions
from relsched.dates.offsets import Offset
from relsched.dates.recurrence import WEEKDAYS
from relsched.dates.rolls import Roll
from relsched.errors import TimingError
from relsched.plan.items import Deadline
from relsched.plan.plan import Plan
from relsched.schedule.entry import Entry
from relsched.schedule.resolver import resolve


def entry(
    when: str, conventions: Any = None, *, calendar: str = "weekdays", own: Any = None
) -> Entry:
    """Resolve one deadline under the conventions of the plan and of its own."""
    plan = Plan(
        "small",
        issued="2020-03-25",
        calendar=calendar,
        conventions=conventions,
        deadlines=[Deadline("x", "Việc", when, conventions=own)],
    )
    return resolve(plan)["x"]


def due(when: str, conventions: Any = None, *, calendar: str = "weekdays", own: Any = None) -> str:
    """Give the settled due date of one deadline."""
    return str(entry(when, conventions, calendar=calendar, own=own).due)


# ---------------------------------------------------------------- each choice


def test_what_holds_when_nothing_is_chosen() -> None:
    """The default conventions are those of the design: exclusive, no tolerance, no roll, Monday."""
    plain = Conventions()
    assert (plain.before, plain.after, plain.counting) == ("exclusive", "exclusive", "calendar")
    assert (plain.roll_before, plain.roll_after) == (Roll.NONE, Roll.NONE)
    assert plain.immediately == Offset(days=0)
    assert (plain.week_starts, plain.least_working_days) == (0, 0)
    assert plain.choices() == {}
    assert Conventions.read(None) == Conventions.read({}) == plain


@pytest.mark.parametrize(
    ("choices", "when", "expected"),
    [
        # Tue 31 March 2020.
        ({}, "before 2020-03-31", "2020-03-30"),
        ({"before": "exclusive"}, "before 2020-03-31", "2020-03-30"),
        ({"before": "inclusive"}, "before 2020-03-31", "2020-03-31"),
        ({"before": "inclusive"}, "by 2020-03-31", "2020-03-31"),
        (
            {"before": "inclusive"},
            "10 days before 2020-10-13",
            "2020-10-03",
        ),  # only a bare "before"
        # Thu 15 October 2020.
        ({}, "immediately after 2020-10-15", "2020-10-15"),
        ({"immediately": "3 days"}, "immediately after 2020-10-15", "2020-10-18"),
        ({"immediately": "3 working days"}, "immediately after 2020-10-15", "2020-10-20"),
        ({"immediately": "1 month"}, "immediately after 2020-10-31", "2020-11-30"),
        ({"immediately": "3 days"}, "2 days after 2020-10-15", "2020-10-17"),
        # Ten days before Tue 13 October is Sat 3 October.
        ({}, "10 days before 2020-10-13", "2020-10-03"),
        ({"roll_before": "preceding"}, "10 days before 2020-10-13", "2020-10-02"),
        ({"roll_before": "following"}, "10 days before 2020-10-13", "2020-10-05"),
        ({"roll_before": "nearest"}, "10 days before 2020-10-13", "2020-10-02"),
        ({"roll_before": "modified preceding"}, "10 days before 2020-10-13", "2020-10-02"),
        # Thirteen days before is Wed 30 September; nothing to roll.
        ({"roll_before": "preceding"}, "13 days before 2020-10-13", "2020-09-30"),
        # Two days after Thu 29 October is Sat 31 October, the end of its month.
        ({"roll_after": "following"}, "2 days after 2020-10-29", "2020-11-02"),
        ({"roll_after": "modified following"}, "2 days after 2020-10-29", "2020-10-30"),
        ({"roll_after": "preceding"}, "2 days after 2020-10-29", "2020-10-30"),
        # A roll holds for its own side, and never for a date that nobody counted.
        ({"roll_after": "following"}, "10 days before 2020-10-13", "2020-10-03"),
        ({"roll_before": "preceding"}, "2 days after 2020-10-29", "2020-10-31"),
        ({"roll_after": "following"}, "by 2020-10-31", "2020-10-31"),
        ({"roll_before": "preceding"}, "before 2020-11-01", "2020-10-31"),
        # What the timing says itself wins over the convention.
        (
            {"roll_before": "preceding"},
            *("10 days before 2020-10-13 rolled forward", "2020-10-05"),
        ),
        # One month after Sat 12 September is Mon 12 October; two months after 31 August Sat 31 October.
        ({"roll_after": "following"}, "2 months after 2020-08-31", "2020-11-02"),
        # Clear days leave out both ends.
        ({"counting": "clear days"}, "10 days before 2020-10-13", "2020-10-02"),
        ({"counting": "clear days"}, "2 days after 2020-10-15", "2020-10-18"),
        ({"counting": "clear days"}, "1 month after 2020-10-15", "2020-11-15"),
        ({"counting": "clear days"}, "2 working days after 2020-10-15", "2020-10-19"),
        ({"counting": "clear days"}, "before 2020-03-31", "2020-03-30"),
        (
            {"counting": "clear days", "roll_after": "following"},
            *("2 days after 2020-10-14", "2020-10-19"),  # Saturday 17 rolls to Monday
        ),
        # Wed 14 October 2020 and the weeks it lies in.
        ({}, "by start of week 2020-10-14", "2020-10-12"),
        ({}, "by end of week 2020-10-14", "2020-10-18"),
        ({"week_starts": "sunday"}, "by start of week 2020-10-14", "2020-10-11"),
        ({"week_starts": "sunday"}, "by end of week 2020-10-14", "2020-10-17"),
        ({"week_starts": "saturday"}, "by start of week 2020-10-14", "2020-10-10"),
        ({"week_starts": "Wednesday"}, "by start of week 2020-10-14", "2020-10-14"),
        ({"week_starts": "sunday"}, "by start of month 2020-10-14", "2020-10-01"),
        # Two days after Fri 2 October is Sunday; a term of two days or more must hold two working days.
        ({"least_working_days": 2}, "2 days after 2020-10-02", "2020-10-06"),
        ({"least_working_days": 2}, "5 days after 2020-10-02", "2020-10-07"),
        ({"least_working_days": 2}, "1 day after 2020-10-02", "2020-10-03"),
        ({"least_working_days": 0}, "2 days after 2020-10-02", "2020-10-04"),
        ({"least_working_days": 2}, "2 days before 2020-10-05", "2020-10-01"),  # Friday, Thursday
    ],
)
def test_what_a_choice_does(choices: dict[str, Any], when: str, expected: str) -> None:
    """Each choice changes the dates it speaks of, and no others."""
    assert due(when, choices) == expected


@pytest.mark.parametrize(
    ("choices", "expected"), [({}, "2020-10-16"), ({"after": "inclusive"}, "2020-10-15")]
)
def test_after(choices: dict[str, Any], expected: str) -> None:
    """“After” a day begins on the next day, or with the inclusive choice on the day itself."""
    found = entry("after 2020-10-15", choices)
    assert (str(found.not_before), found.due) == (expected, None)


def test_the_rolled_date_keeps_the_one_before_it() -> None:
    """A date rolled by convention is kept beside the date before the roll."""
    found = entry("10 days before 2020-10-13", {"roll_before": "preceding"})
    assert (str(found.due), str(found.unadjusted)) == ("2020-10-02", "2020-10-03")


def test_a_deadline_may_choose_otherwise() -> None:
    """A deadline's own choices lie on top of the plan's, one by one, and touch no other deadline."""
    plan = Plan(
        "small",
        issued="2020-03-25",
        calendar="weekdays",
        conventions={"before": "inclusive", "roll_before": "preceding"},
        deadlines=[
            Deadline("a", "Theo kế hoạch", "before 2020-03-31"),
            Deadline("b", "Riêng", "before 2020-03-31", conventions={"before": "exclusive"}),
            Deadline("c", "Lùi", "10 days before 2020-10-13"),
            Deadline("d", "Giữ", "10 days before 2020-10-13", conventions={"roll_before": "none"}),
            Deadline("e", "Tiến", "2 days after 2020-10-15", conventions={"before": "inclusive"}),
        ],
    )
    schedule = resolve(plan)
    assert {name.id: str(name.due) for name in schedule} == {
        "a": "2020-03-31",
        "b": "2020-03-30",
        "c": "2020-10-02",
        "d": "2020-10-03",
        "e": "2020-10-17",
    }
    assert plan.conventions_for(plan.deadlines[0]) == plan.conventions
    assert plan.conventions_for(plan.deadlines[1]) == Conventions(
        before="exclusive", roll_before=Roll.PRECEDING
    )


# ---------------------------------------------------------------- named sets


@pytest.mark.parametrize(
    ("when", "expected"),
    [
        # Article 147: the day of the event isn't counted. Article 148.5: a last day off gives the next working day.
        ("5 days after 2020-09-14", "2020-09-21"),  # Sat 19 September, so Monday
        ("2 days after 2020-10-15", "2020-10-19"),  # Sat 17 October
        (
            "5 days after 2020-04-25",
            "2020-05-04",
        ),  # 30 April and 1 May are days off, then a weekend
        ("1 month after 2020-01-31", "2020-03-02"),  # Sat 29 February
        (
            "1 month after 2019-12-25",
            "2020-01-30",
        ),  # Sat 25 January, first day of Tết; off until the 29th
        ("10 days after 2020-08-23", "2020-09-03"),  # 2 September, National Day
        ("2 days after 2019-04-27", "2019-05-02"),  # Mon 29 April was swapped for Sat 4 May
        ("2 days after 2019-05-02", "2019-05-04"),  # that Saturday is a working day
        ("3 days after 2020-10-12", "2020-10-15"),  # a Thursday stays
        # Counting back isn't spoken of: the date stays.
        ("10 days before 2020-10-13", "2020-10-03"),
        ("before 2020-03-31", "2020-03-30"),
        ("2 working days after 2019-05-02", "2019-05-04"),
    ],
)
def test_the_civil_code_of_vietnam(when: str, expected: str) -> None:
    """Under the Civil Code of 2015 a term ends on the next working day, Tết and swaps included."""
    assert due(when, "vn-civil-code-2015", calendar="VN") == expected


@pytest.mark.parametrize(
    ("when", "expected"),
    [
        # Rule 6(a)(1): the day of the event is left out, and a last day off moves on.
        ("14 days after 2020-11-12", "2020-11-27"),  # Thanksgiving, Thu 26 November
        ("10 days after 2020-06-24", "2020-07-06"),  # Sat 4 July; Fri 3 July is observed
        ("9 days after 2020-06-24", "2020-07-06"),  # Fri 3 July itself
        ("30 days after 2019-12-02", "2020-01-02"),  # New Year's Day
        ("21 days after 2020-01-06", "2020-01-27"),  # a Monday stays
        ("14 days after 2020-01-06", "2020-01-21"),  # Martin Luther King Day, Mon 20 January
        # Rule 6(a)(5): counting back, the move goes on backwards.
        (
            "10 days before 2020-07-14",
            "2020-07-02",
        ),  # Sat 4 July, then Friday, observed, so Thursday
        ("7 days before 2020-12-02", "2020-11-25"),  # a Wednesday stays
        ("7 days before 2020-12-03", "2020-11-25"),  # Thanksgiving
        ("1 month before 2021-01-04", "2020-12-04"),
    ],
)
def test_rule_six_of_the_united_states(when: str, expected: str) -> None:
    """Under rule 6 a last day off moves in the direction of counting, federal holidays included."""
    assert due(when, "us-frcp-6", calendar="US") == expected


@pytest.mark.parametrize(
    ("when", "expected"),
    [
        # Article 3(1) and 3(4): the day of the event is left out; a last day off gives the next working day.
        ("1 day after 2020-10-02", "2020-10-05"),  # Saturday
        ("10 days after 2020-10-07", "2020-10-19"),  # Sat 17 October
        ("1 month after 2020-09-03", "2020-10-05"),  # Sat 3 October
        ("1 month after 2020-08-31", "2020-09-30"),  # a Wednesday
        # Article 3(5): a period of two days or more holds at least two working days.
        (
            "2 days after 2020-10-02",
            "2020-10-06",
        ),  # Saturday and Sunday: Monday and Tuesday are the two
        ("3 days after 2020-10-02", "2020-10-06"),  # holds only Monday
        ("4 days after 2020-10-02", "2020-10-06"),
        ("2 days after 2020-10-01", "2020-10-05"),  # Friday, and Monday after the roll
        ("2 days after 2020-10-06", "2020-10-08"),
        # Article 3(4), second part: not when counting back.
        ("10 days before 2020-10-13", "2020-10-03"),
        # Article 3(5) holds for any period: back from Monday over the weekend, Friday and Thursday.
        ("2 days before 2020-10-12", "2020-10-08"),
    ],
)
def test_the_regulation_of_the_european_union(when: str, expected: str) -> None:
    """Under regulation 1182/71 a term ends on a working day and holds two; back it just counts."""
    assert due(when, "eu-1182-71") == expected


@given(st.integers(2, 60), st.integers(0, 1_000))
def test_terms_of_the_regulation_hold_two_working_days(amount: int, shift: int) -> None:
    """Whatever the length from two days on, two weekdays lie in it, and it never gets shorter."""
    start = date(2020, 1, 1) + timedelta(days=shift)
    found = date.fromisoformat(due(f"{amount} days after {start}", "eu-1182-71"))
    days = [start + timedelta(days=k) for k in range(1, (found - start).days + 1)]
    assert sum(day.weekday() < 5 for day in days) >= 2
    assert found.weekday() < 5
    assert found >= start + timedelta(days=amount)
    shorter = [day for day in days[:-1] if day >= start + timedelta(days=amount)]
    # It isn't longer than needed either: no earlier weekday at or after the last day would have done.
    assert all(
        day.weekday() >= 5 or sum(d.weekday() < 5 for d in days if d <= day) < 2 for day in shorter
    )


def test_the_named_sets_that_there_are() -> None:
    """Three sets ship, each under its name, each with the law and the articles it rests on."""
    assert sorted(NAMED_SETS) == ["eu-1182-71", "us-frcp-6", "vn-civil-code-2015"]
    for name, (conventions, source) in NAMED_SETS.items():
        assert conventions.name == name
        assert Conventions.named(name) == Conventions.read(name) == conventions
        assert conventions != Conventions()
        assert re.search(r"article|rule", source)
        assert source.endswith(".")
        assert any(digit in source for digit in "0123456789")


def test_none_of_the_sets_changes_before_and_after() -> None:
    """The laws leave “before” and “after” a day, and “immediately”, as they are by default."""
    for conventions, _ in NAMED_SETS.values():
        assert (conventions.before, conventions.after) == ("exclusive", "exclusive")
        assert conventions.immediately == Offset(days=0)


# ---------------------------------------------------------------- reading and writing


def test_a_set_with_changes() -> None:
    """A mapping may start from a named set and change some of its choices."""
    made = Conventions.read({"based_on": "us-frcp-6", "before": "inclusive", "roll_before": "none"})
    assert made == Conventions(
        before="inclusive", roll_after=Roll.FOLLOWING, roll_hours="same hour"
    )
    assert made.choices(Conventions.named("us-frcp-6")) == {
        "before": "inclusive",
        "roll_before": "none",
    }


def all_conventions() -> st.SearchStrategy[Conventions]:
    """All kinds of conventions."""
    return st.builds(
        Conventions,
        before=st.sampled_from(["exclusive", "inclusive"]),
        after=st.sampled_from(["exclusive", "inclusive"]),
        immediately=st.sampled_from(
            [
                Offset(days=0),
                Offset(days=3),
                Offset(working_days=1, calendar="VN"),
                Offset(months=1),
            ]
        ),
        roll_before=st.sampled_from(list(Roll)),
        roll_after=st.sampled_from(list(Roll)),
        counting=st.sampled_from(["calendar", "clear days"]),
        week_starts=st.integers(0, 6),
        least_working_days=st.integers(0, 999),
        roll_hours=st.sampled_from(["stay", "same hour"]),
    )


@given(all_conventions(), st.sampled_from([None, *NAMED_SETS]))
def test_choices_read_back(conventions: Conventions, based_on: str | None) -> None:
    """The choices written beside a named set, or alone, give the same conventions again."""
    base = None if based_on is None else Conventions.named(based_on)
    written: dict[str, str] = conventions.choices(base)
    assert all(isinstance(value, str) for value in written.values())
    if based_on is not None:
        written = {"based_on": based_on, **written}
    assert Conventions.read(written) == conventions


def test_values_may_be_words_or_values() -> None:
    """A choice may be given as the word a plan file holds or as the value it means."""
    assert Conventions(
        immediately="3 days", roll_before="Preceding", week_starts="SUNDAY", least_working_days="2"
    ) == Conventions(
        immediately=Offset(days=3), roll_before=Roll.PRECEDING, week_starts=6, least_working_days=2
    )
    assert [Conventions(week_starts=name).week_starts for name in WEEKDAYS] == list(range(7))


def test_every_convention_is_listed() -> None:
    """The names that a plan file may use are these."""
    assert list(NAMES) == [
        *("before", "after", "immediately", "roll_before", "roll_after", "counting"),
        *("week_starts", "least_working_days", "roll_hours"),
    ]


def test_the_name_makes_no_difference() -> None:
    """A set is equal to the same choices without a name."""
    named = Conventions.named("vn-civil-code-2015")
    assert named == Conventions(roll_after="following")
    assert hash(named) == hash(Conventions(roll_after="following"))


# ---------------------------------------------------------------- what can't be


@pytest.mark.parametrize(
    ("choices", "code", "value", "fix"),
    [
        ({"before": "inclusiv"}, "convention-value", "inclusiv", "write `inclusive`"),
        ({"after": "exklusive"}, "convention-value", "exklusive", "write `exclusive`"),
        ({"before": ""}, "convention-value", "", None),
        ({"counting": "clear day"}, "convention-value", "clear day", "write `clear days`"),
        ({"counting": "business"}, "convention-value", "business", None),
        ({"roll_before": "precedng"}, "unknown-roll", "precedng", "write `preceding`"),
        ({"roll_after": "sideways"}, "unknown-roll", "sideways", None),
        ({"immediately": "3 dayz"}, "unknown-time-unit", "dayz", "write `days`"),
        ({"immediately": "soon"}, "offset-form", "soon", None),
        ({"week_starts": "Mondey"}, "convention-value", "Mondey", None),
        ({"week_starts": ""}, "convention-value", "", None),
        ({"week_starts": 7}, "convention-value", "7", None),
        ({"week_starts": -1}, "convention-value", "-1", None),
        ({"least_working_days": "two"}, "convention-value", "two", None),
        ({"least_working_days": "-1"}, "convention-value", "-1", None),
        ({"least_working_days": "٢"}, "convention-value", "٢", None),
        ({"least_working_days": -1}, "convention-value", "-1", None),
        ({"befor": "inclusive"}, "unknown-convention", "befor", "write `before`"),
        ({"roll": "following"}, "unknown-convention", "roll", None),
        ({"name": "mine"}, "unknown-convention", "name", None),
        (
            {"based_on": "vn-civil-code-2005"},
            "unknown-conventions",
            "vn-civil-code-2005",
            "write `vn-civil-code-2015`",
        ),
    ],
)
def test_choices_that_cannot_be(
    choices: dict[str, Any], code: str, value: str, fix: str | None
) -> None:
    """A wrong name or value is refused when it is read, with the nearest right one."""
    with pytest.raises(TimingError) as caught:
        Conventions.read(choices)
    assert (caught.value.code, str(caught.value.value)) == (code, value)
    if fix is not None:
        assert caught.value.fix == fix


def test_an_unknown_set() -> None:
    """A name that isn't a set is refused with the sets there are."""
    with pytest.raises(TimingError) as caught:
        Conventions.named("us-frcp-60")
    assert str(caught.value) == (
        "The conventions `us-frcp-60` aren't known.\n"
        '  where: "us-frcp-60"\n'
        "  why:   the named sets are eu-1182-71, us-frcp-6, vn-civil-code-2015\n"
        "  fix:   write `us-frcp-6`"
    )


def test_the_text_of_a_wrong_value() -> None:
    """The error names the convention, its values and the nearest of them."""
    with pytest.raises(TimingError) as caught:
        Conventions(before="inclusiv")
    assert str(caught.value) == (
        "The convention `before` can't be `inclusiv`.\n"
        '  where: "inclusiv"\n'
        "  why:   it is one of exclusive, inclusive\n"
        "  fix:   write `inclusive`"
    )


def test_a_deadline_refuses_wrong_choices_itself() -> None:
    """A deadline's own choices are checked where they stand, when it is made."""
    with pytest.raises(TimingError) as caught:
        Deadline("x", "Việc", "before 2020-03-31", conventions={"before": "inclusiv"})
    assert caught.value.code == "convention-value"
