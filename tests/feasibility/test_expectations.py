"""What is known of an event says something of the open events that it is expected from."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from relsched import Deadline, Event, Plan, resolve
from sizes import sized

MON_2026_06_01 = date(2026, 6, 1)
DAYS = st.integers(0, 40)


def day(number: int) -> date:
    """Give a day, counted from the first of June."""
    return MON_2026_06_01 + timedelta(days=number)


@sized(100, full=10_000)
@given(
    window=st.tuples(DAYS, st.integers(0, 20)),
    others=st.lists(
        st.tuples(st.integers(0, 12), st.integers(0, 6), st.none() | DAYS), min_size=1, max_size=3
    ),
    limit=DAYS,
    gap=st.integers(0, 10),
)
def test_what_is_known_narrows_what_it_is_expected_from(
    window: tuple[int, int],
    others: list[tuple[int, int, int | None]],
    limit: int,
    gap: int,
) -> None:
    """Every day of the open event is tried: what is left decides what is in conflict, certainly and possibly."""
    first, last = window[0], window[0] + window[1]
    events = [Event("a", expected=f"from {day(first)} to {day(last)}")]
    known = {}
    for n, (least, more, fixed) in enumerate(others):
        expected = f"from {least} days after a to {least + more} days after a"
        events.append(Event(f"b{n}", expected=expected))
        if fixed is not None:
            known[f"b{n}"] = day(fixed)
    plan = Plan(
        "p",
        issued="2026-03-02",
        events=events,
        deadlines=[Deadline("d", when=f"from {day(limit)} to {gap} days after a")],
    )
    schedule = resolve(plan, known)

    kept = {
        f"b{n}": {a for a in range(first, last + 1) if least <= fixed - a <= least + more}
        for n, (least, more, fixed) in enumerate(others)
        if fixed is not None
    }
    broken = {name for name, days in kept.items() if not days}
    left = set(range(first, last + 1)).intersection(
        *(days for name, days in kept.items() if name not in broken)
    )
    certain = {each.items for each in schedule.conflicts if each.code == "against-expectation"}
    alone = {items[0] for items in certain if len(items) == 1}
    assert alone == broken
    assert (not left) == any(len(items) > 1 for items in certain)
    if left:
        missed = [limit - (a + gap) for a in left]
        assert any("d" in each.items for each in schedule.conflicts) == (min(missed) > 0)
    outside = {
        name: set(range(first, last + 1)) - days
        for name, days in kept.items()
        if name not in broken and len(days) < window[1] + 1
    }
    told = {
        each.items[0]: {
            a
            for case in each.cases
            for a in range(first, last + 1)
            if (case.window.earliest or date.min) <= day(a) <= (case.window.latest or date.max)
        }
        for each in schedule.possible_conflicts
        if each.code == "against-expectation"
    }
    if left:
        assert told == outside
    for conflict in schedule.conflicts:
        for repair in conflict.repairs:
            if repair.rule.kind != "known" or conflict.items == ("d",):
                continue
            sign = 1 if repair.step.kind.endswith("later") else -1
            name = repair.rule.item
            moved = {**known, name: known[name] + timedelta(days=sign * repair.days)}
            again = resolve(plan, moved).conflicts
            assert all({*each.rules} != {*conflict.rules} for each in again)


def test_two_dates_that_no_day_of_the_third_allows() -> None:
    """The one is expected ten to twelve days after what the other says was later."""
    expected = "from 10 days after a to 12 days after a"
    plan = Plan(
        "p",
        issued="2026-03-02",
        events=[
            Event("a", expected="in June 2026"),
            Event("b", expected=expected),
            Event("c", expected=expected),
        ],
        deadlines=[Deadline("d", when="from 2026-06-20 to 2 days after a")],
    )
    both, row = resolve(plan, {"b": "2026-06-15", "c": "2026-06-25"}).conflicts
    # From the 3rd to the 5th, says the one; from the 13th to the 15th, the other.
    assert (both.code, both.items, both.shortfall) == ("against-expectation", ("b", "c"), 8)
    assert {repair.days for repair in both.repairs} == {8}
    # The 5th leaves until the 7th.
    assert (row.items, row.shortfall) == (("d",), 13)
    assert [each.items for each in resolve(plan, {"b": "2026-06-15"}).conflicts] == [("d",)]
    (possible,) = resolve(plan, {"b": "2026-06-15"}).possible_conflicts
    assert [case.step.text() for case in possible.cases] == [
        "if `a` begins between Mon 2026-06-01 and Tue 2026-06-02",
        "if `a` begins between Sat 2026-06-06 and Tue 2026-06-30",
    ]
