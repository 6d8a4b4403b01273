"""Methods that a higher room does are the public functions they stand for."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from places import EXAMPLE_PLAN
from relsched import (
    Plan,
    Problems,
    feed,
    plan_data,
    read_plan,
    read_plan_data,
    resolve,
    write_plan,
)

STAMP = "2020-03-25 08:00Z"


def test_a_plan_reads_and_writes_itself(tmp_path: Path) -> None:
    """Files and plain values are those of the functions, there and back."""
    plan = Plan.read(EXAMPLE_PLAN)
    assert plan == read_plan(EXAMPLE_PLAN)
    assert plan.to_dict() == plan_data(plan)
    assert Plan.from_dict(plan.to_dict()) == read_plan_data(plan_data(plan)) == plan
    plan.write(tmp_path / "method.yaml")
    write_plan(plan, tmp_path / "function.yaml")
    assert (tmp_path / "method.yaml").read_bytes() == (tmp_path / "function.yaml").read_bytes()
    assert Plan.read(tmp_path / "method.yaml") == plan


def test_what_is_wrong_is_reported_by_the_methods(tmp_path: Path) -> None:
    """Errors are the same, with their line or path, and all at once."""
    file = tmp_path / "plan.yaml"
    file.write_text("plan: p\nissued: soon\nlanguage: [\n", encoding="utf-8")
    with pytest.raises(Problems) as found:
        Plan.read(file)
    assert {each.code for each in found.value.problems} == {
        "date-form",
        "yaml-bracket",
        "value-kind",
    }
    with pytest.raises(Problems) as caught:
        Plan.from_dict({"plan": "p", "issued": "soon", "deadlines": [{"id": "a", "when": "never"}]})
    assert len(caught.value.problems) == 2


@pytest.mark.parametrize(
    "how", [{}, {"audience": "unit:press"}, {"profile": "tools", "language": "en", "sequence": 3}]
)
def test_a_schedule_writes_its_calendar(how: dict[str, object]) -> None:
    """The bytes are those of the function."""
    schedule = resolve(Plan.read(EXAMPLE_PLAN), {"congress": "2020-10-13..2020-10-15"})
    written = schedule.feed(stamp=STAMP, **how)  # type: ignore[arg-type]
    assert written == feed(schedule, stamp=STAMP, **how)  # type: ignore[arg-type]
    assert written.startswith(b"BEGIN:VCALENDAR\r\n")


@pytest.mark.process
def test_a_method_loads_its_room_when_it_is_called() -> None:
    """A plan that is made in Python loads no reader of files."""
    code = (
        "import sys; from relsched import Plan; plan = Plan('p');"
        "assert 'relsched.planfile.plan_file' not in sys.modules;"
        "print(plan.to_dict()['plan'])"
    )
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout == "p\n"
