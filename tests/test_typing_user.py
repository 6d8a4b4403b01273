"""What a type checker sees in a program that uses relsched: run as tests, and checked by mypy with `assert_type`.

A line that mypy must refuse ends in `type: ignore` with its code: one that it no longer refuses fails too.
"""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from typing import assert_type

import pytest

import relsched
from relsched import (
    Change,
    Comparison,
    Conflict,
    Deadline,
    Edit,
    Entry,
    Event,
    Explanation,
    Feasible,
    Finding,
    Float,
    Floats,
    Known,
    Ledger,
    Offset,
    Phrase,
    Plan,
    PlanFile,
    Preview,
    RelschedError,
    Repair,
    Resolver,
    Revision,
    Schedule,
    Step,
    Timing,
    Unit,
    WhatIf,
    Window,
    compare,
    days,
    feasible,
    feed,
    parse_plan,
    read_phrase,
    rename,
    resolve,
    whatif,
)

PLAN = Plan(
    "fair",
    {"en": "Fair", "vi": "Hội chợ"},
    issued=date(2026, 1, 5),
    units=[Unit("press", "Press office")],
    events=[Event("fair", expected="from 2026-02-10 to 2026-04-20")],
    deadlines=(
        Deadline("report", "Report", "10 days before fair", lead="press", support=["press"]),
        Deadline("thanks", when=days(5).after("fair"), takes="2 days", remind=[days(1), "2 days"]),
    ),
)
STAMP = datetime(2026, 1, 5, tzinfo=UTC)


def test_a_plan_is_written_with_values_and_texts() -> None:
    """Constructors take texts, dates and values; attributes are the values."""
    assert_type(PLAN.deadlines, tuple[Deadline, ...])
    assert_type(PLAN.issued, date | None)
    assert_type(PLAN.item("report"), Event | Deadline)
    assert_type(PLAN.deadlines[0].when, Timing | None)
    assert_type(days(5), Offset)
    assert_type(parse_plan("plan: a\nissued: 2026-01-05\n"), Plan)
    assert PLAN.units[0].id == "press"


def test_a_schedule_tells_its_entries() -> None:
    """What resolving gives is known to the last attribute."""
    schedule = resolve(PLAN, {"fair": "2026-03-05"})
    assert_type(schedule, Schedule)
    assert_type(schedule["report"], Entry)
    assert_type(schedule.find("report"), Entry | None)
    assert_type(schedule["report"].due, Window | None)
    assert_type(schedule.why("report"), Explanation)
    assert_type(schedule.why("report").steps, tuple[Step, ...])
    assert_type(schedule.conflicts, tuple[Conflict, ...])
    for entry in schedule:
        assert_type(entry, Entry)
    due = schedule["report"].due
    assert due is not None
    assert_type(due.day, date)
    assert due.day == date(2026, 2, 23)  # ten days before Thursday 5 March


def test_known_dates_come_in_many_forms() -> None:
    """A mapping of texts, of dates or of both, and a list of `Known`, are all taken."""
    resolver = Resolver(PLAN)
    texts: dict[str, str] = {"fair": "2026-03-05"}
    one = resolver.resolve(texts)
    other = resolver.resolve({"fair": date(2026, 3, 5)})
    third = resolver.resolve([Known("fair", start="2026-03-05")])
    assert_type(one, Schedule)
    assert one["report"] == other["report"] == third["report"]


def test_what_is_found_has_names() -> None:
    """Conflicts, repairs, floats and findings can be annotated with names from the top."""
    schedule = resolve(PLAN, {"fair": "2026-03-05"})
    conflicts: tuple[Conflict, ...] = schedule.conflicts
    repairs: list[Repair] = [repair for conflict in conflicts for repair in conflict.repairs]
    floats: Floats = schedule.floats()
    findings: tuple[Finding, ...] = schedule.lints
    assert_type(floats["report"], Float)
    assert (repairs, findings) == ([], ())


def test_questions_are_typed() -> None:
    """Comparing, trying dates and reading phrases give values with names."""
    before, after = resolve(PLAN), resolve(PLAN, {"fair": "2026-03-05"})
    comparison = compare(before, after)
    assert_type(comparison, Comparison)
    for change in comparison:
        assert_type(change, Change)
    assert_type(whatif(PLAN, {"fair": "2026-03-05..2026-03-07"}), WhatIf)
    assert_type(feasible(PLAN, "fair", "2026-03-05..2026-03-07"), Feasible)
    assert_type(rename(PLAN, "report", "summary"), Edit)
    assert_type(read_phrase("10 days before the fair"), Phrase)
    assert_type(feed(after, stamp=STAMP), bytes)


def test_a_ledger_is_typed(tmp_path: Path) -> None:
    """A ledger is a context manager; what it gives has names."""
    with Ledger.open(str(tmp_path / "ledger.db")) as ledger:
        assert_type(ledger, Ledger)
        preview = ledger.preview(PLAN, {"fair": "2026-03-05"}, now=STAMP)
        assert_type(preview, Preview)
        revision = ledger.publish(preview, now=STAMP, reason="first dates")
        assert_type(revision, Revision)
        assert_type(ledger.head("fair"), Revision | None)
    assert revision.number == 1


def test_a_file_is_typed(tmp_path: Path) -> None:
    """A plan file keeps its plan and its text; paths may be texts or paths."""
    relsched.write_plan(PLAN, tmp_path / "fair.yaml")
    file = PlanFile.read(str(tmp_path / "fair.yaml"))
    assert_type(file.plan, Plan)
    assert_type(file.text, str)
    assert file.plan == PLAN


def test_errors_are_caught_by_their_class() -> None:
    """One class catches them all, and its parts have types."""
    with pytest.raises(RelschedError) as caught:
        Window.on("tomorrow")
    assert_type(caught.value.code, str)
    assert_type(caught.value.fix, str | None)
    assert isinstance(caught.value, relsched.TimingError)


def test_a_checker_refuses_what_cannot_be() -> None:
    """Misspelt names and arguments, and values of the wrong kind, are seen before the program runs."""
    with pytest.raises(AttributeError):
        relsched.Schedul  # type: ignore[attr-defined]  # noqa: B018
    with pytest.raises(TypeError):
        Deadline("a", whem="on 2026-03-05")  # type: ignore[call-arg]
    with pytest.raises(TypeError):
        days("5")  # type: ignore[arg-type]
    with pytest.raises(TypeError):
        resolve(PLAN, calendar={})  # type: ignore[call-arg]
