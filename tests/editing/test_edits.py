"""Editing: rename, merge, split and delete keep every date they promise to keep, and the owner's file."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import attrs
import pytest
from hypothesis import HealthCheck, assume, given
from hypothesis import strategies as st

from command_line import relsched_ as relsched
from places import EXAMPLE_PLAN
from relsched.analysis.lints import lint
from relsched.dates.calendars import Calendars
from relsched.dates.offsets import Direction, Offset, apply_day_part
from relsched.dates.windows import Window
from relsched.editing.delete import delete
from relsched.editing.edit import Edit
from relsched.editing.merge import merge
from relsched.editing.rename import rename
from relsched.editing.split import split
from relsched.errors import PlanError, RelschedError
from relsched.plan.dependency_graph import anchors
from relsched.plan.items import Deadline, Event, Phase, Wait
from relsched.plan.plan import Plan
from relsched.planfile.plan_file import parse_plan, read_plan
from relsched.planfile.plan_writing import format_plan
from relsched.schedule.resolver import resolve
from relsched.schedule.schedule import Schedule
from relsched.timing.points import Reference, Shifted
from relsched.timing.rewriting import added
from sizes import sized

FIXED = {"congress": "2020-10-13..2020-10-15"}


@pytest.fixture(scope="module")
def founding() -> Plan:
    return read_plan(EXAMPLE_PLAN)


def dates(schedule: Schedule) -> dict[str, tuple[Any, Any]]:
    return {entry.id: (entry.not_before, entry.due) for entry in schedule.entries}


def small(
    *deadlines: Deadline, events: tuple[Event, ...] = (Event("congress"),), **more: Any
) -> Plan:
    return Plan("p", issued="2020-03-25", events=events, deadlines=deadlines, **more)


def when(edit: Edit, name: str) -> str:
    item = edit.plan.by_id[name]
    return str(item.expected if isinstance(item, Event) else item.when)


# ---------------------------------------------------------------- plans to operate on

OFFSETS = (
    "1 day",
    "10 days",
    "2 weeks",
    "1 month",
    "1 month and 3 days",
    "3 working days",
    "0 days",
)
TIMINGS = (
    "{o} before {p}",
    "{o} after {p}",
    "within {o} after {p}",
    "within {o} before {p}",
    "within {o} of {p}",
    "by {p}",
    "before {p}",
    "after {p}",
    "from {p}",
    "on {p}",
    "immediately after {p}",
    "from {p} to {o} after {q}",
    "from 1 day after {p}",
    "throughout {i}",
    "continuously from {p} until {q}",
    "every Friday from {p} until {q}",
    "28 days after {p}, 3 days either way",
    "{p}, 2 days either way",
    "earlier of {p}, {o} after {q}",
    "later of {p}, {o} before {q}",
    "end of month {p}",
    "by next Monday from {p}",
    "by last working day of month {p}",
    "by 25th of month {p}",
    "{o} before {p} rolled back",
    "by start of week {p}",
    "{o} after {p} and by {q}",
    "in 2020-11 and after {p}",
    "by 5 days before 1 month after {p}",
    "2 days after 3 days before {p}",
)
CONVENTIONS: tuple[dict[str, str], ...] = (
    {},
    {"before": "inclusive", "after": "inclusive"},
    {"counting": "clear days"},
    {"immediately": "2 days"},
    {"roll_before": "preceding", "roll_after": "following"},
    {"week_starts": "sunday"},
    {"least_working_days": "2"},
)


@st.composite
def plans(draw: st.DrawFn) -> Plan:
    """Plans whose items depend on one another in every form a timing has."""
    names: list[str] = []
    events: list[Event] = []
    for number in range(draw(st.integers(1, 3))):
        expected = draw(st.sampled_from(["in 2020-10", "on 2020-10-13", None, "hung"]))
        if expected == "hung":
            expected = draw(st.sampled_from(["2 days after {}", "3 days before {}", "on {}"]))
            expected = expected.format(names[-1]) if names else None
        parts: tuple[str, ...] = ()
        if len(names) > 1 and draw(st.booleans()):
            parts, expected = tuple(names[-2:]), None
        lasts = draw(st.sampled_from((None, 1, 3)))
        events.append(
            Event(f"e{number}", f"Event {number}", expected=expected, lasts=lasts, parts=parts)
        )
        names.append(f"e{number}")
    event_names = set(names)

    def point(bare: bool = False) -> str:
        name = draw(st.sampled_from(names))
        edges = ["", ".start", ".end"] if name in event_names else ["", ".due"]
        return name if bare else name + draw(st.sampled_from(edges))

    def timing() -> str:
        form = draw(st.sampled_from(TIMINGS))
        return form.format(
            o=draw(st.sampled_from(OFFSETS)), p=point(), q=point(), i=point(bare=True)
        )

    deadlines = []
    for number in range(draw(st.integers(1, 4))):
        text = None if draw(st.integers(0, 5)) == 0 else timing()
        waits = []
        if draw(st.integers(0, 2)) == 0:
            gaps = draw(
                st.sampled_from(
                    [{}, {"at_least": "2 days"}, {"at_least": "1 month", "at_most": "3 months"}]
                )
            )
            waits.append(Wait(point(bare=True), **gaps))
        try:
            row = Deadline(
                f"d{number}",
                f"Task {number}",
                when=text,
                after=waits,
                conventions=draw(st.sampled_from(CONVENTIONS)),
            )
        except RelschedError:
            assume(False)
        deadlines.append(row)
        names.append(f"d{number}")
    phases = [Phase("ph", when=f"from {point()} to {point()}")] if draw(st.booleans()) else []
    return Plan(
        "p",
        issued="2020-03-25",
        calendar="weekdays",
        conventions=draw(st.sampled_from(CONVENTIONS)),
        phases=phases,
        events=events,
        deadlines=deadlines,
    )


@st.composite
def plans_and_known(draw: st.DrawFn, *, all_known: bool = False) -> tuple[Plan, dict[str, str]]:
    """Plans, and dates of some of their events (or of all that nothing else dates)."""
    plan = draw(plans())
    known = {}
    for event in plan.events:
        depends = event.parts or any(True for _ in anchors(plan, event))
        if not depends and (all_known or draw(st.booleans())):
            first = date(2020, 10, 1) + timedelta(days=draw(st.integers(0, 25)))
            length = (event.lasts or 3) - 1
            known[event.id] = f"{first}..{first + timedelta(days=length)}"
    return plan, known


def some_item(plan: Plan) -> st.SearchStrategy[str]:
    return st.sampled_from(list(plan.by_id))


def resolvable(plan: Plan, known: dict[str, str]) -> Schedule:
    try:
        return resolve(plan, known)
    except RelschedError:
        assume(False)
        raise


search = sized(
    25, full=1_000, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much]
)


def tried(operate: Callable[[], Edit]) -> tuple[Edit | None, str | None]:
    """Give an edit, or the code with which it is refused."""
    try:
        return operate(), None
    except RelschedError as error:
        return None, error.code


def written_back(edit: Edit, plan: Plan) -> None:
    """The plan written back into its file, in either layout, reads as the new plan."""
    patch = edit.patch(format_plan(plan))
    assert parse_plan(patch.text) == edit.plan
    assert not patch.is_rewritten


# ---------------------------------------------------------------- laws


@search
@given(plans_and_known(), st.data())
def test_a_rename_changes_no_date_and_back_gives_the_same_plan(
    drawn: tuple[Plan, dict[str, str]], data: st.DataObject
) -> None:
    """Renaming is a bijection: all dates stay, and renaming back undoes it, known dates too."""
    plan, known = drawn
    before = resolvable(plan, known)
    name = data.draw(some_item(plan))
    there = rename(plan, name, "other", known)
    back = rename(there.plan, "other", name, there.known.values())
    assert back.plan == plan
    assert back.known == before.known
    found = {name if n == "other" else n: value for n, value in dates(there.after).items()}
    assert found == dates(before)
    assert there.moved == ()
    assert name not in there.plan.by_id
    written_back(there, plan)


@search
@given(plans_and_known(all_known=True), st.data())
def test_freezing_moves_no_date_and_leaves_no_reference(
    drawn: tuple[Plan, dict[str, str]], data: st.DataObject
) -> None:
    """Where everything is known, freezing keeps every date of what stays; nothing names what is gone."""
    plan, known = drawn
    before = resolvable(plan, known)
    name = data.draw(some_item(plan))
    edit, code = tried(lambda: delete(plan, name, known, dependants="freeze"))
    if edit is None:
        # An open deadline has no date to write; an event with an open end can't lose a part.
        entry = before[name]
        windows = [window for window in (entry.not_before, entry.due) if window is not None]
        if code == "not-settled":
            assert entry.due is None or not all(window.is_settled for window in windows)
        else:
            assert code == "dates-would-move"
            assert any(name in event.parts for event in plan.events)
        return
    old = dates(before)
    del old[name]
    assert dates(resolve(edit.plan, edit.known.values())) == old
    assert_gone(edit.plan, name)
    written_back(edit, plan)


@search
@given(plans_and_known(), st.data())
def test_rebasing_moves_no_date_whatever_is_known(
    drawn: tuple[Plan, dict[str, str]], data: st.DataObject
) -> None:
    """What is re-based keeps its windows, now and when more is known than now."""
    plan, known = drawn
    before = resolvable(plan, known)
    name = data.draw(some_item(plan))
    edit, code = tried(lambda: delete(plan, name, known, dependants="rebase"))
    if edit is None:
        assert code in ("no-anchor", "dates-would-move", "too-long", "too-deep")
        pinned = name in known or any(name in event.parts for event in plan.events)
        assert pinned or code != "dates-would-move"
        return
    old = dates(before)
    del old[name]
    assert dates(resolve(edit.plan, edit.known.values())) == old
    assert_gone(edit.plan, name)
    written_back(edit, plan)
    # The rules are the same too: another date moves both plans alike.
    for event in edit.plan.events:
        if event.id in known or event.parts or event.expected is not None:
            continue
        more = {**known, event.id: "2021-02-27..2021-03-01"}
        try:
            old = dates(resolve(plan, more))
        except RelschedError:
            continue
        del old[name]
        assert dates(resolve(edit.plan, {k: v for k, v in more.items() if k != name})) == old


@search
@given(plans_and_known(), st.data())
def test_a_cascade_leaves_no_dangling_reference(
    drawn: tuple[Plan, dict[str, str]], data: st.DataObject
) -> None:
    """What is left names nothing that is gone, and keeps its dates, but for an event that lost a part."""
    plan, known = drawn
    before = resolvable(plan, known)
    name = data.draw(some_item(plan))
    edit = delete(plan, name, known, dependants="cascade")
    gone = set(plan.by_id) - set(edit.plan.by_id)
    assert name in gone
    for other in gone:
        assert_gone(edit.plan, other)
    if not any(name in event.parts for event in plan.events):
        old = {key: value for key, value in dates(before).items() if key not in gone}
        assert dates(edit.after) == old
    written_back(edit, plan)


def parts_known(plan: Plan, name: str, known: dict[str, str]) -> tuple[str, ...]:
    """Name both halves of a deadline that was fixed on a date."""
    is_fixed = not isinstance(plan.by_id[name], Event) and name in known
    return ("one", "two") if is_fixed and not known[name].startswith("done") else ()


@search
@given(plans_and_known(), st.data())
def test_a_split_moves_no_date_of_what_depends_on_it(
    drawn: tuple[Plan, dict[str, str]], data: st.DataObject
) -> None:
    """Its start stays with the first of the two and its end with the second, so nothing that hangs moves."""
    plan, known = drawn
    before = resolvable(plan, known)
    name = data.draw(some_item(plan))
    edit = split(plan, name, "one", "two", known, known_to=parts_known(plan, name, known))
    old = dates(before)
    first, last = old.pop(name)
    new = dates(edit.after)
    one, two = new.pop("one"), new.pop("two")
    assert new == old
    if isinstance(plan.by_id[name], Event):
        assert (one[0], two[1]) == (first, last)
    else:
        assert one == two == (first, last)
    written_back(edit, plan)


@search
@given(plans_and_known(), st.data())
def test_two_equal_items_merge_into_one_without_a_date_moving(
    drawn: tuple[Plan, dict[str, str]], data: st.DataObject
) -> None:
    """A deadline that is written twice can be merged either way: nothing moves, nothing dangles."""
    plan, known = drawn
    resolvable(plan, known)
    row = data.draw(st.sampled_from(plan.deadlines))
    twice = attrs.evolve(plan, deadlines=(*plan.deadlines, attrs.evolve(row, id="copy")))
    before = resolvable(twice, known)
    for gone, kept in ((row.id, "copy"), ("copy", row.id)):
        edit = merge(twice, gone, kept, known)
        old = dates(before)
        del old[gone]
        assert dates(edit.after) == old
        assert_gone(edit.plan, gone)
        written_back(edit, twice)


def assert_gone(plan: Plan, name: str) -> None:
    """No timing, wait, part or phase of a plan names an id."""
    assert name not in plan.by_id
    for item in plan.by_id.values():
        assert name not in anchors(plan, item)
    for phase in plan.phases:
        assert phase.when is None or name not in {r.item for r in phase.when.references()}


# ---------------------------------------------------------------- adding offsets


@pytest.mark.parametrize(
    "outer", [*OFFSETS, "4 clear days", "0 working days", "2 days and 1 working day"]
)
@pytest.mark.parametrize("inner", [*OFFSETS, "4 clear days", "0 working days", "1 year"])
@pytest.mark.parametrize("way", [(a, b) for a in Direction for b in Direction])
def test_offsets_are_added_only_where_every_day_agrees(
    outer: str, inner: str, way: tuple[Direction, Direction]
) -> None:
    """An added offset gives on each of 800 days, leap day and month ends among them, what the two give in turn."""
    import numpy as np

    calendar = Calendars(()).get("weekdays")
    first, second = Offset.parse(inner), Offset.parse(outer)
    found = added(Shifted(second, way[1], Shifted(first, way[0], Reference("d"))), lambda _: False)
    if found is None:
        return
    days = np.arange(18_000, 18_800)  # from 2019-04-14 on
    wanted = apply_day_part(apply_day_part(days, first, way[0], calendar), second, way[1], calendar)
    got = days
    if isinstance(found, Shifted):
        got = apply_day_part(days, found.offset, found.direction, calendar)
    assert (wanted == got).all()


@pytest.mark.parametrize(
    ("outer", "rule", "sum_"),
    [
        ("5 days before d", "10 days before congress", "15 days before congress"),
        ("5 days after d", "10 days after congress", "from congress to 15 days after congress"),
        ("by 4 days after d", "10 days before congress", "6 days before congress"),
        ("by 10 days after d", "10 days before congress", "by congress.start"),
        ("by 12 days after d", "10 days before congress", "by 2 days after congress.start"),
        ("1 week before d", "10 days before congress", "17 days before congress"),
        ("5 days before d", "1 month before congress", "1 month and 5 days before congress"),
        ("1 month before d", "5 days before congress", "1 month before 5 days before congress"),
        (
            "2 working days before d",
            "3 working days before congress",
            "5 working days before congress",
        ),
        (
            "2 working days before d",
            "3 days before congress",
            "3 days and 2 working days before congress",
        ),
        (
            "3 days before d",
            "2 working days before congress",
            "3 days before 2 working days before congress",
        ),
        ("before d", "before congress", "before 1 day before congress"),
        ("by d.not_before", "from congress to 2020-12-31", "by congress.start"),
        ("immediately after d", "2 days after congress", "immediately after 2 days after congress"),
        ("throughout d", "by 2020-10-01", "from 2020-10-01 to 2020-10-01"),
    ],
)
def test_what_depends_is_rebased_in_words_that_add_up(outer: str, rule: str, sum_: str) -> None:
    """The new rule is the sum where the units add, the two inside one another where they don't."""
    plan = small(Deadline("d", when=rule), Deadline("x", when=outer))
    if outer.startswith("5 days after"):
        # A term begins where it is counted from, so its anchor can't go into the sum.
        sum_ = "5 days after 10 days after congress"
    edit = delete(plan, "d", dependants="rebase")
    assert when(edit, "x") == sum_


# ---------------------------------------------------------------- by hand


def test_the_congress_of_the_founding_plan_is_renamed_everywhere(founding: Plan) -> None:
    """13 timings and two phases name the congress: all of them change, and nothing else does."""
    edit = rename(founding, "congress", "dai-hoi-xvii", FIXED)
    changed = [change for change in edit.changes if change.key == "when"]
    assert len(changed) == 15
    assert {change.item for change in changed} == {
        *("during", "after", "4.1.b", "4.3.ii", "4.3.iii", "5.1", "5.2", "7", "8.1", "9"),
        *("10", "11.1", "11.2", "13", "14.1"),
    }
    assert [c.item for c in edit.changes if c.kind == "renamed"] == ["congress"]
    assert edit.known["dai-hoi-xvii"].text == "2020-10-13..2020-10-15"
    text = EXAMPLE_PLAN.read_text(encoding="utf-8")
    patch = edit.patch(text)
    old, new = text.splitlines(), patch.text.splitlines()
    assert not patch.is_rewritten
    assert len(old) == len(new)
    differ = [(was, now) for was, now in zip(old, new, strict=True) if was != now]
    assert len(differ) == 16
    own = re.compile(r"\bcongress\b(?<!national-congress)")
    assert all(own.sub("dai-hoi-xvii", was) == now for was, now in differ)


def test_rows_10_and_13_of_the_founding_plan_become_one(founding: Plan) -> None:
    """The merged row keeps the timing and units of 10, and the phrase of 13 as a note."""
    edit = merge(founding, "13", "10", FIXED)
    row = edit.plan.by_id["10"]
    assert isinstance(row, Deadline)
    assert "13" not in edit.plan.by_id
    assert (str(row.when), row.lead, row.support) == (
        "immediately after congress",
        "press",
        ("units-of-board",),
    )
    assert row.notes == "13: “Ngay sau khi bế mạc Đại hội XVII.”"
    assert edit.moved == ()


def test_the_congress_is_split_into_opening_and_closing(founding: Plan) -> None:
    """What is counted back depends on the opening, what is counted on from the closing; no date moves."""
    edit = split(founding, "congress", "opening", "closing", FIXED, titles=("Khai mạc", "Bế mạc"))
    assert when(edit, "4.1.b") == "10 days before opening"
    assert when(edit, "4.3.iii") == "2 days after closing"
    assert when(edit, "9") == "from opening to closing"
    assert when(edit, "opening") == "in 2020-10"
    assert when(edit, "closing") == "in 2020-10 and from opening"
    assert str(edit.plan.by_id["closing"].title) == "Bế mạc"
    assert {name: known.text for name, known in edit.known.items()} == {
        "opening": "2020-10-13",
        "closing": "2020-10-15",
    }
    assert edit.moved == ()
    opening = edit.plan.by_id["opening"]
    assert isinstance(opening, Event)
    assert dict(opening.aliases)["Đại hội XVII khai mạc"].value == "start"  # type: ignore[union-attr]


def test_an_event_of_three_days_splits_into_two_of_one() -> None:
    """The opening lies in the part of October that leaves two more days; the closing is 2 days after it."""
    plan = small(
        Deadline("a", when="1 day before fair"),
        Deadline("b", when="1 day after fair"),
        events=(Event("fair", expected="in 2020-10", lasts=3),),
    )
    edit = split(plan, "fair", "opening", "closing")
    assert when(edit, "opening") == "from 2020-10-01 to 2020-10-29"
    assert when(edit, "closing") == "on 2 days after opening.start"
    assert edit.moved == ()


def test_a_split_sends_each_where_it_is_reported() -> None:
    """`to` names for each dependant the half it depends on; parts and waits too; keep leaves the rest."""
    plan = small(
        Deadline("a", when="10 days before congress"),
        Deadline("b", when="2 days after congress"),
        Deadline("c", when="by 2020-12-01", after=["congress"]),
        events=(Event("congress", lasts="unknown"), Event("season", parts=["congress"])),
    )
    edit = split(
        plan, "congress", "north", "south", to={"a": "south", "c": "north", "season": "north"}
    )
    assert when(edit, "a") == "10 days before south"
    assert when(edit, "b") == "2 days after south"
    assert edit.plan.by_id["c"].after == (Wait("north"),)  # type: ignore[union-attr]
    assert edit.plan.by_id["season"].parts == ("north",)  # type: ignore[union-attr]
    kept = split(plan, "congress", "north", "south", to={"a": "north"}, keep=True)
    assert when(kept, "a") == "10 days before north"
    assert when(kept, "b") == "2 days after congress"
    assert kept.plan.by_id["congress"].parts == ("north", "south")  # type: ignore[union-attr]


def test_freezing_writes_dates_with_their_time_where_it_counts() -> None:
    """Minutes are counted from the time that is known, days from the day."""
    plan = small(
        Deadline("a", when="30 minutes before congress"),
        Deadline("b", when="2 days before congress"),
        Deadline("c", after=[Wait("congress", "2 days", "10 days")]),
        Deadline("d", when="every Friday", after=["congress"]),
    )
    edit = delete(plan, "congress", {"congress": "2020-10-13 08:00"}, dependants="freeze")
    assert when(edit, "a") == "30 minutes before (2020-10-13 at 08:00)"
    assert when(edit, "b") == "2 days before 2020-10-13"
    assert when(edit, "c") == "from 2 days after 2020-10-13 to 10 days after 2020-10-13"
    assert when(edit, "d") == "every Friday from 2020-10-14"
    assert edit.after["a"].times == (("due", "2020-10-13T07:30"),)


def test_an_event_that_loses_a_part_is_pinned_when_its_dates_are_frozen() -> None:
    """All district congresses ended with the south's: without it they still do."""
    plan = small(
        Deadline("a", when="2 days after all"),
        events=(Event("north"), Event("south"), Event("all", parts=["north", "south"])),
    )
    known = {"north": "2020-07-20", "south": "2020-08-25"}
    edit = delete(plan, "south", known, dependants="freeze")
    assert edit.plan.by_id["all"].parts == ("north",)  # type: ignore[union-attr]
    assert edit.known["all"].text == "2020-07-20..2020-08-25"
    assert edit.moved == ()


def test_a_whole_does_not_lose_a_part_that_nothing_takes_the_place_of() -> None:
    """While no day is known no date would move; but once `e1` is known, the whole would have lost `e0`."""
    events = Event("e0"), Event("e1"), Event("e2", parts=["e0", "e1"])
    plan = small(events=events)
    with pytest.raises(PlanError) as told:
        delete(plan, "e0", dependants="rebase")
    assert told.value.code == "no-anchor"
    assert told.value.why == "`e0` depends on no other date, and `e2` would need one"
    known = {"e0": "2021-02-01", "e1": "2021-03-01"}
    edit = delete(plan, "e0", known, dependants="rebase")
    assert edit.known["e2"].text == "2021-02-01..2021-03-01"
    assert dates(edit.after)["e2"] == dates(resolve(plan, known))["e2"]


@pytest.mark.parametrize("known", [{}, {"e0": "2020-10-05"}])
@pytest.mark.parametrize(
    ("conventions", "code"),
    [
        ({}, None),
        ({"counting": "clear days"}, None),
        ({"roll_after": "following"}, "no-anchor"),
        ({"least_working_days": 3}, "no-anchor"),
    ],
)
def test_a_bare_limit_is_not_counted_again(
    conventions: dict[str, Any], code: str | None, known: dict[str, str]
) -> None:
    """`by e1` is the day of e1; `by 2 days after e0` would be rolled or lengthened, which e1 never was."""
    events = Event("e0"), Event("e1", expected="on 2 days after e0")
    plan = small(
        Deadline("a", when="from 2020-01-01 and by e1"), events=events, conventions=conventions
    )
    edit, refused = tried(lambda: delete(plan, "e1", known, dependants="rebase"))
    assert refused == code
    if edit is not None:
        fixed = {"e0": "2020-10-08"}
        assert resolve(edit.plan, fixed)["a"].due == resolve(plan, fixed)["a"].due


def test_a_chain_of_events_is_rebased_on_the_first() -> None:
    """An event 3 days after another that is 2 days after the congress is 5 days after the congress."""
    plan = small(
        Deadline("a", when="1 day before dinner"),
        events=(
            Event("congress"),
            Event("tour", expected="2 days after congress"),
            Event("dinner", expected="3 days after tour"),
        ),
    )
    edit = delete(plan, "tour", dependants="rebase")
    assert when(edit, "dinner") == "5 days after congress"


def test_a_document_that_only_the_deleted_deadline_named_becomes_an_event() -> None:
    """Re-basing on `as set by` keeps the document as an event, so that its date can still be reported."""
    plan = small(
        Deadline("a", when='as set by "Plan 140"'), Deadline("b", when="5 days after a"), events=()
    )
    edit = delete(plan, "a", dependants="rebase")
    assert [event.id for event in edit.plan.events] == ["plan-140"]
    assert when(edit, "b") == "5 days after plan-140"


def test_a_cascade_takes_phases_dates_and_whole_events_only_where_nothing_is_left() -> None:
    """A phase stays without its dates, an event with other parts stays, one without goes."""
    plan = small(
        Deadline("a", when="2 days after all"),
        Deadline("b", when="2 days after alone"),
        Deadline("c", when="1 day after b"),
        events=(
            Event("north"),
            Event("south"),
            Event("all", parts=["north", "south"]),
            Event("alone", parts=["south"]),
        ),
        phases=[Phase("late", when="after south")],
    )
    edit = delete(plan, "south", dependants="cascade")
    assert list(edit.plan.by_id) == ["north", "all", "a"]
    assert edit.plan.by_id["all"].parts == ("north",)  # type: ignore[union-attr]
    assert edit.plan.phases[0].when is None


def test_merged_events_share_aliases_parts_and_dates() -> None:
    """The one that stays answers to all names of the other, its title too."""
    plan = small(
        Deadline("a", when="2 days after fair"),
        Deadline("b", when="later of fair.end, congress.end"),
        Deadline("c", when='as set by "Hội chợ"'),
        events=(
            Event("congress", "Đại hội", aliases={"khai mạc": "start"}),
            Event("fair", "Hội chợ", aliases=["chợ"], decided_by="Ban Tổ chức"),
            Event("all", parts=["congress", "fair"]),
        ),
    )
    edit = merge(plan, "fair", "congress", {"fair": "2020-10-13"})
    kept = edit.plan.by_id["congress"]
    assert isinstance(kept, Event)
    assert [phrase for phrase, _ in kept.aliases] == ["khai mạc", "chợ", "Hội chợ"]
    assert kept.decided_by == "Ban Tổ chức"
    assert when(edit, "b") == "by congress.end"
    assert edit.plan.by_id["all"].parts == ("congress",)  # type: ignore[union-attr]
    assert edit.known["congress"].text == "2020-10-13"
    assert edit.plan.item_id("Hội chợ") == "congress"


def test_merging_with_both_timings_holds_to_both() -> None:
    """The merged deadline is due on the earlier of the two days, as the preview of what moves tells."""
    plan = small(
        Deadline("a", when="by 2020-10-20"),
        Deadline("b", when="by 2020-10-13"),
        Deadline("c", when="1 day after a"),
    )
    edit = merge(plan, "b", "a", when="both")
    assert when(edit, "a") == "by 2020-10-20 and by 2020-10-13"
    (own, other) = edit.moved
    assert (own.id, own.shift("due")) == ("a", (-7, -7))
    assert (other.id, other.shift("due")) == ("c", (-7, -7))
    assert "  c  " in edit.text()


# ---------------------------------------------------------------- refusals


def fair() -> Plan:
    return small(
        Deadline("a", when="10 days before congress"),
        Deadline("b", when="2 days after a"),
        Deadline("c", when='as set by "Plan 140"'),
        Deadline("open", when="after congress"),
        Deadline("d", when="1 day after open"),
        events=(Event("congress"), Event("fair"), Event("hall", "Plan 12")),
    )


@pytest.mark.parametrize(
    ("operate", "code"),
    [
        (lambda p: rename(p, "nobody", "x"), "unknown-item"),
        (lambda p: rename(p, "plan-140", "x"), "not-declared"),
        (lambda p: rename(p, "a", "b"), "duplicate-id"),
        (lambda p: rename(p, "a", "plan-140"), "duplicate-id"),
        (lambda p: rename(p, "a", "before"), "id-reserved"),
        (lambda p: rename(p, "a", "a b"), "id-form"),
        (lambda p: merge(p, "a", "congress"), "different-kinds"),
        (lambda p: merge(p, "a", "b"), "dependency-cycle"),
        (lambda p: merge(p, "b", "a"), "dependency-cycle"),
        (lambda p: merge(p, "a", "a"), "dependency-cycle"),
        (
            lambda p: merge(
                p, "fair", "congress", {"fair": "2020-10-01", "congress": "2020-10-02"}
            ),
            "known-differs",
        ),
        (lambda p: split(p, "a", "x", "x"), "duplicate-id"),
        (lambda p: split(p, "a", "x", "b"), "duplicate-id"),
        (lambda p: split(p, "a", "x", "y", keep=True), "different-kinds"),
        (lambda p: split(p, "a", Event("x"), "y"), "different-kinds"),
        (lambda p: split(p, "congress", "x", "y", to={"b": "x"}), "unknown-item"),
        (lambda p: split(p, "congress", "x", "y", to={"a": "z"}), "unknown-item"),
        (lambda p: delete(p, "congress"), "still-used"),
        (lambda p: delete(p, "congress", dependants="freeze"), "not-settled"),
        (lambda p: delete(p, "congress", dependants="rebase"), "no-anchor"),
        (lambda p: delete(p, "open", dependants="rebase"), "no-anchor"),
        (
            lambda p: delete(
                p, "a", {"a": "2020-10-01", "congress": "2020-10-13"}, dependants="rebase"
            ),
            "dates-would-move",
        ),
        (lambda p: delete(p, "congress", dependants="frozen"), "unknown-strategy"),
        (lambda p: merge(p, "fair", "hall", when="boht"), "unknown-strategy"),
        (lambda p: split(p, "a", "x", "y", {"a": "2020-10-01"}), "known-unassigned"),
        (
            lambda p: split(p, "a", "x", "y", {"a": "2020-10-01"}, known_to=["z"]),
            "unknown-item",
        ),
        (
            lambda p: split(p, "a", "x", "y", {"a": "done 2020-10-01"}, known_to=["x"]),
            "known-unassigned",
        ),
        (
            lambda p: split(p, "fair", "x", "y", {"fair": "2020-10-01"}, known_to=["x"]),
            "known-unassigned",
        ),
        (lambda p: split(p, "a", "x", "y", known_to=["x"]), "known-unassigned"),
    ],
)
def test_what_cant_be_done_is_refused(operate: Callable[[Plan], Edit], code: str) -> None:
    """Each refusal has its code, and nothing is half done: the plan is a value."""
    plan = fair()
    with pytest.raises(PlanError) as told:
        operate(plan)
    assert told.value.code == code
    assert plan == fair()


def test_what_is_refused_says_what_to_do() -> None:
    """A slip of the pen is put right, and two halves or two different items are asked for."""

    def fix(operate: Callable[[], Edit]) -> str | None:
        with pytest.raises(PlanError) as told:
            operate()
        return told.value.fix

    plan = fair()
    assert fix(lambda: merge(plan, "fair", "hall", when="boht")) == "write `both`"
    assert fix(lambda: merge(plan, "fair", "fair")) == "name two different items"
    known = {"a": "2020-10-01"}
    told = fix(lambda: split(plan, "a", "x", "y", known))
    assert told == "choose: --known-to x, --known-to y, or both"


def test_a_fixed_date_of_a_deadline_goes_to_the_half_that_is_named() -> None:
    """What was fixed from outside was said of the whole; the other half falls back on its rule."""
    plan = fair()
    known = {"congress": "2020-10-21", "a": "2020-10-01"}

    def due(*parts: str) -> list[str]:
        after = split(plan, "a", "x", "y", known, known_to=parts).after
        return [str(after[name].due) for name in ("x", "y", "b")]

    fixed, ruled = (str(Window.on(day)) for day in (date(2020, 10, 1), date(2020, 10, 11)))
    of_fixed, of_ruled = (str(Window.on(day)) for day in (date(2020, 10, 3), date(2020, 10, 13)))
    assert due("x") == [fixed, ruled, of_ruled]
    assert due("y") == [ruled, fixed, of_fixed]
    assert due("x", "y") == [fixed, fixed, of_fixed]


def test_what_was_done_as_a_whole_is_done_in_both() -> None:
    """Two halves of a deadline that was met are both met, on that day."""
    after = split(fair(), "a", "x", "y", {"a": "done 2020-09-30"}).after
    assert [after[name].done for name in ("x", "y")] == [date(2020, 9, 30)] * 2


def test_a_merged_item_ignores_only_what_both_ignored() -> None:
    """One that falls on a Saturday on purpose says nothing of the Saturday of the other."""
    kept = Deadline("a", when="by 2020-10-03", ignore=["overlap", "zero-slack"])
    gone = Deadline("b", when="by 2020-10-10", ignore=["closed-day", "overlap"])
    edit = merge(small(kept, gone, events=()), "b", "a", when="both")
    assert edit.plan.by_id["a"].ignore == ("overlap",)
    told = [(each.code, each.items) for each in lint(edit.after) if each.code == "closed-day"]
    assert told == [("closed-day", ("a",))]
    events = Event("e", ignore=["unused-event"]), Event("f")
    assert merge(small(events=events), "e", "f").plan.by_id["f"].ignore == ()


def test_a_new_id_may_not_be_what_a_document_is_called() -> None:
    """`as set by Plan-12` finds the hall by its title: an item of that very id would take its place."""
    plan = small(
        Deadline("a", when="as set by Plan-12"),
        Deadline("b", when="by 2020-10-01"),
        events=(Event("hall", "Plan-12"), Event("fair")),
    )
    with pytest.raises(PlanError) as told:
        rename(plan, "fair", "Plan-12")
    assert told.value.code == "id-meant"


# ---------------------------------------------------------------- the file

FILE = """\
# Our plan. Ask Lan before you change it.
plan: p
issued: 2020-03-25   # the day it was signed

events:
  # the big one
  - id: congress   # Đại hội
    title: Congress
    expected: in October 2020   # as announced
    aliases:
      opening: congress.start
  - {id: fair, title: "The fair", expected: '2 days after congress'}

deadlines:
  - id: '4.10'
    # ten days, says the hall
    when: 10   days before congress   # hall
    title: >
      A long
      title
  # ? is this dropped?
  - id: b
    when: "2 days after congress and by 2020-12-01"
    after: [congress, {item: '4.10', at_least: 1 day}]
  - {id: c, when: 3 days after 4.10, after: '4.10'}   # last
# the end
"""


def unified(old: str, new: str) -> list[str]:
    import difflib

    lines = difflib.unified_diff(old.splitlines(), new.splitlines(), lineterm="", n=0)
    return [line for line in lines if not line.startswith(("---", "+++", "@@"))]


def test_a_rename_touches_the_words_that_name_it_alone() -> None:
    """Spacing, quotes, comments and the owner's own wording of timings stay."""
    edit = rename(parse_plan(FILE), "congress", "dh")
    patch = edit.patch(FILE)
    assert not patch.is_rewritten
    assert unified(FILE, patch.text) == [
        "-  - id: congress   # Đại hội",
        "+  - id: dh   # Đại hội",
        "-      opening: congress.start",
        "-  - {id: fair, title: \"The fair\", expected: '2 days after congress'}",
        "+      opening: dh.start",
        "+  - {id: fair, title: \"The fair\", expected: '2 days after dh'}",
        "-    when: 10   days before congress   # hall",
        "+    when: 10   days before dh   # hall",
        '-    when: "2 days after congress and by 2020-12-01"',
        "-    after: [congress, {item: '4.10', at_least: 1 day}]",
        '+    when: "2 days after dh and by 2020-12-01"',
        "+    after: [dh, {item: '4.10', at_least: 1 day}]",
    ]


def test_a_deleted_item_goes_with_its_lines_and_its_question() -> None:
    """The import's question above it goes too; other comments stay."""
    plan = parse_plan(FILE)
    patch = delete(plan, "b").patch(FILE)
    assert unified(FILE, patch.text) == [
        "-  # ? is this dropped?",
        "-  - id: b",
        '-    when: "2 days after congress and by 2020-12-01"',
        "-    after: [congress, {item: '4.10', at_least: 1 day}]",
    ]
    rest = delete(plan, "4.10", dependants="cascade").patch(FILE)
    assert not rest.is_rewritten
    assert parse_plan(rest.text).deadlines == ()
    assert rest.text.endswith("deadlines:\n# the end\n")


def test_a_rebase_adds_and_removes_keys_in_their_places() -> None:
    """A wait that becomes a timing leaves its key; in brackets and in lines alike."""
    plan = parse_plan(FILE)
    edit = delete(plan, "4.10", dependants="rebase")
    patch = edit.patch(FILE)
    assert not patch.is_rewritten
    assert (
        "  - {id: c, when: 3 days after 10 days before congress and from 9 days before congress}   # last\n"
        in patch.text
    )
    assert (
        '    when: "2 days after congress and by 2020-12-01 and from 9 days before congress"\n'
        "    after: [congress]\n" in patch.text
    )


def test_windows_line_ends_and_a_missing_last_one_stay() -> None:
    """A file of another system is edited in its own line ends."""
    text = FILE.replace("\n", "\r\n").removesuffix("# the end\r\n").removesuffix("\r\n")
    edit = split(parse_plan(text), "c", "c1", "c2")
    patch = edit.patch(text)
    assert not patch.is_rewritten
    assert patch.text.replace("\r\n", "").count("\n") == 0
    assert parse_plan(patch.text) == edit.plan


def test_what_no_edit_can_do_is_written_again_and_said() -> None:
    """A phase list whose items begin with another key can't lose that key in place."""
    text = (
        "plan: p\nissued: 2020-03-25\nevents: [{id: e}]\nphases:\n  - when: after e\n    id: x\n"
        "# mine\n"
    )
    edit = delete(parse_plan(text), "e", dependants="cascade")
    patch = edit.patch(text)
    assert patch.is_rewritten
    assert parse_plan(patch.text) == edit.plan
    assert "# mine" not in patch.text


# ---------------------------------------------------------------- the command


def test_the_command_shows_first_and_writes_when_it_is_reported(tmp_path: Path) -> None:
    """Without --yes nobody can be asked here, so nothing is written; a dry run only looks."""
    file = tmp_path / "plan.yaml"
    file.write_text(FILE, encoding="utf-8")
    asked = relsched("edit", str(file), "rename", "congress", "dh")
    assert asked.exit_code == 2
    assert "give `--yes` to write, or `--dry-run` to only look" in asked.stderr
    looked = relsched("edit", str(file), "rename", "congress", "dh", "--dry-run")
    assert looked.exit_code == 0
    assert "congress: renamed dh\n" in looked.stdout
    assert looked.stderr == "nothing was written\n"
    assert file.read_text(encoding="utf-8") == FILE
    done = relsched(
        "edit", str(file), "rename", "congress", "dh", "--yes", "--known", "congress=2020-10-13"
    )
    assert done.exit_code == 0
    assert done.stderr == f"{file} is written\nfrom now on: --known 'dh=2020-10-13'\n"
    assert "- id: dh   # Đại hội\n" in file.read_text(encoding="utf-8")


def test_the_command_asks_for_which_half_a_date_holds(tmp_path: Path) -> None:
    """Without a half the file stays as it is; with one, the date goes there and nowhere else."""
    file = tmp_path / "plan.yaml"
    file.write_text(format_plan(fair()), encoding="utf-8")
    before = file.read_bytes()
    words = ("edit", str(file), "split", "a", "x", "y", "--known", "a=2020-10-01", "--yes")
    refused = relsched(*words)
    assert refused.exit_code == 2
    assert "choose: --known-to x, --known-to y, or both" in refused.stderr
    assert file.read_bytes() == before
    done = relsched(*words, "--known-to", "x", "--json")
    assert done.exit_code == 0
    assert json.loads(done.stdout)["known"] == {"x": "2020-10-01"}
    assert read_plan(file).by_id.keys() >= {"x", "y"}


def test_the_command_gives_its_changes_as_json(tmp_path: Path) -> None:
    """What changes, which dates move, and whether the file was written."""
    file = tmp_path / "plan.yaml"
    file.write_text(FILE, encoding="utf-8")
    found = relsched("edit", str(file), "delete", "b", "--dry-run", "--json")
    told = json.loads(found.stdout)
    assert (told["format"], told["operation"], told["plan"]) == ("relsched/edit/1", "delete", "p")
    assert (told["written"], told["rewritten"], told["moves"]) == (False, False, [])
    assert [change["item"] for change in told["changes"]] == ["b"]


def test_standard_input_is_answered_on_standard_output() -> None:
    """With `-` for the plan the new text comes out, and the preview goes to standard error."""
    found = relsched("edit", "-", "split", "fair", "one", "two", "--to", "x=one", stdin=FILE)
    assert found.exit_code == 2
    found = relsched("edit", "-", "merge", "c", "b", "--when", "both", stdin=FILE)
    assert found.exit_code == 0
    assert parse_plan(found.stdout).by_id.keys() == {"congress", "fair", "4.10", "b"}
    assert "c: deleted" in found.stderr
