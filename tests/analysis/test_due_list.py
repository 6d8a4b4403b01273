"""What is due: the groups and days against a count by hand and by brute force, over several plans."""

from __future__ import annotations

import csv
import io
import json
from datetime import date, timedelta
from pathlib import Path

import icalendar
import pytest
from hypothesis import given
from hypothesis import strategies as st

from command_line import relsched_
from relsched import Deadline, DueList, Event, Plan, Unit, due_list, joint_calendar, resolve
from relsched.errors import UnknownUnitError
from relsched.schedule.schedule import Schedule
from sizes import sized

STAMP = "2026-10-01T08:00:00Z"


def fair() -> Schedule:
    """A fair on 20 October 2026 with a deadline of each kind."""
    plan = Plan(
        "fair",
        "Fair",
        issued="2026-09-01",
        units=[Unit("press", "Press office"), Unit("hall", "Town hall")],
        events=[Event("c", "Fair"), Event("d", "Dinner")],
        deadlines=[
            Deadline("late", "Late", "by 2026-10-05", lead="press"),
            Deadline("met", "Met", "by 2026-10-05", lead="press"),
            Deadline("now", "Now", "by 2026-10-07", lead="hall", support=["press"]),
            Deadline("sunday", "Sunday", "by 2026-10-11", lead="hall"),
            Deadline("monday", "Monday", "by 2026-10-12", lead="hall"),
            Deadline("far", "Far", "by 2026-12-24", lead="hall"),
            Deadline("open", "Open", "10 days before d", lead="hall"),
            Deadline("weekly", "Weekly", "every Friday until 2026-10-31", lead="press"),
            Deadline("nothing", "Nothing", lead="press"),
        ],
    )
    known = {"c": "2026-10-20", "met": "done 2026-10-01", "d": "in November 2026"}
    return resolve(plan, known)


def ids(found: DueList) -> dict[str, list[str]]:
    """The ids of each group."""
    return {name: [row.id for row in found.group(name)] for name in ("overdue", "today", "week", "later")}  # fmt: skip


def test_groups_and_days() -> None:
    """As of Wednesday 7 October 2026: by hand, with weeks that begin on Monday."""
    found = due_list([fair()], "2026-10-07")
    assert ids(found) == {
        "overdue": ["late"],
        "today": ["now"],
        "week": ["weekly", "sunday"],  # Friday 9, Sunday 11
        "later": ["monday", "weekly", "open", "weekly", "weekly"],  # 12, 16, 22, 23, 30 October
    }
    (row,) = [row for row in found if row.id == "open"]
    assert (row.day, row.is_fixed) == (date(2026, 10, 22), False)  # ten days before 1 November
    assert found.undated == 1  # `nothing`
    assert found.until == date(2026, 11, 6)


@given(st.dates(date(2026, 9, 1), date(2026, 12, 31)), st.integers(0, 60))
@sized(200)
def test_every_day_is_in_one_group(day: date, within: int) -> None:
    """Against a plain count: what is before the day is overdue, what is after its reach isn't listed."""
    found = due_list([fair()], day, within=within)
    fixed = {"late": date(2026, 10, 5), "now": date(2026, 10, 7), "sunday": date(2026, 10, 11),
             "monday": date(2026, 10, 12), "far": date(2026, 12, 24), "open": date(2026, 10, 22)}  # fmt: skip
    fridays = [
        each
        for n in range(61)
        if (each := date(2026, 9, 1) + timedelta(days=n)).weekday() == 4 and each >= day
    ]
    wanted = sorted(
        [(each, name) for name, each in fixed.items() if each <= day + timedelta(days=within)]
        + [(each, "weekly") for each in fridays if each <= day + timedelta(days=within)]
    )
    assert sorted((row.day, row.id) for row in found) == wanted
    monday = day - timedelta(days=day.weekday())
    for row in found:
        if row.day < day:
            assert row.group == "overdue"
        elif row.day == day:
            assert row.group == "today"
        else:
            assert (row.group == "week") is (row.day < monday + timedelta(days=7))


def test_a_unit_of_several_plans() -> None:
    """A unit is found by its name in plans where it has other ids; a plan without it has nothing listed."""
    other = resolve(
        Plan(
            "camp",
            "Camp",
            units=[Unit("p", "Press office"), Unit("q", "Others")],
            deadlines=[
                Deadline("a", "A", "by 2026-10-09", lead="p"),
                Deadline("b", "B", "by 2026-10-09", lead="q"),
            ],
        )
    )
    third = resolve(Plan("third", "T", deadlines=[Deadline("x", "X", "by 2026-10-09")]))
    found = due_list([fair(), other, third], "2026-10-07", within=7, unit="press OFFICE")
    assert [(row.plan, row.id) for row in found] == [
        ("fair", "late"),
        ("fair", "now"),
        ("fair", "weekly"),
        ("camp", "a"),
    ]
    assert found.rows[1].support == ("Press office",)
    with pytest.raises(UnknownUnitError, match="the unit `nobody`"):
        due_list([fair(), other], "2026-10-07", unit="nobody")


def test_plain_values_and_texts() -> None:
    """JSON holds every row in its group; texts name day, distance and unit in either language."""
    found = due_list([fair()], "2026-10-07", within=7)
    value = json.loads(found.to_json())
    assert value["format"] == "relsched/due/1"
    assert {name: [row["id"] for row in rows] for name, rows in value["groups"].items()} == ids(
        found
    )
    assert "Mon 2026-10-05 (2 days late): late Late – Press office" in found.text("en")
    assert "05/10/2026 (thứ Hai) (quá hạn 2 ngày): late Late – Press office" in found.text("vi")
    nothing = due_list([fair()], "2020-01-01", within=0)
    assert nothing.text("en") == "Nothing is due until Wed 2020-01-01."


def test_a_calendar_over_plans() -> None:
    """It holds the entries of what is listed, as the feeds of their plans have them, by another reader."""
    schedule = fair()
    found = due_list([schedule], "2026-10-07", within=7)
    data = joint_calendar([(schedule, {row.id for row in found})], title="Due", stamp=STAMP)
    calendar = icalendar.Calendar.from_ical(data)
    uids = {str(event["UID"]).partition("@")[0].split(":")[1] for event in calendar.events}
    assert uids == {"late", "now", "sunday", "monday", "weekly"}


# ---------------------------------------------------------------- the command


@pytest.fixture
def plan(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.chdir(tmp_path)
    file = tmp_path / "fair.yaml"
    fair().plan.write(str(file))
    return str(file)


GIVEN = ("--as-of", "7 October 2026", "--lang", "en", "--within", "1w")


@pytest.mark.parametrize("form", ["table", "text", "markdown", "html", "csv", "json"])
def test_forms(plan: str, form: str) -> None:
    """Every form names the same rows."""
    result = relsched_("due", plan, *GIVEN, "--known", "met=done 2026-10-01", "--format", form)
    assert result.exit_code == 0, result.stderr
    for title in ("Late", "Now", "Sunday", "Monday", "Weekly"):
        assert title in result.stdout
    assert "Far" not in result.stdout
    assert "Met" not in result.stdout
    if form == "csv":
        rows = list(csv.DictReader(io.StringIO(result.stdout)))
        # 5, 7, 9, 11, 12 October
        assert [row["id"] for row in rows] == ["late", "now", "weekly", "sunday", "monday"]


def test_a_calendar_file(plan: str, tmp_path: Path) -> None:
    """`--ics` writes what is listed."""
    result = relsched_("due", plan, *GIVEN, "--ics", "due.ics", "--now", STAMP)
    assert result.exit_code == 0, result.stderr
    calendar = icalendar.Calendar.from_ical((tmp_path / "due.ics").read_bytes())
    assert len(calendar.events) >= 4


def test_what_cant_be_done(plan: str) -> None:
    """Known dates are of one plan; a span must be a number of days; a unit must be there."""
    for more, told in (
        ((plan, "--known", "c=2026-10-20"), "--known"),
        (("--within", "soon"), "7d"),
        (("--unit", "pres"), "press"),
        (("--as-of", "someday"), "someday"),
    ):
        result = relsched_("due", plan, *more, "--lang", "en")
        assert result.exit_code == 2
        assert told in result.stderr
