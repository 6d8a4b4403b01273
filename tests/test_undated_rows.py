"""What has no due date is in no count of settled ones: in schedules, checks, previews, comparisons, notices, feeds.

The table says of each kind of row by hand what it has while the event `opening` has no date, and once it is on Monday
6 April 2026. Nothing else decides what is expected.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from pathlib import Path
from typing import Any, NamedTuple

import icalendar
import pytest

from command_line import relsched_
from relsched.analysis.compare.comparison import compare, notice
from relsched.plan.items import Deadline, Event, Unit
from relsched.plan.plan import Plan
from relsched.planfile.plan_writing import write_plan
from relsched.schedule.resolver import resolve

OPENING = "opening=2026-04-06"


class Row(NamedTuple):
    """A row of a plan: its status before and after the opening has its date, and its due date then."""

    name: str
    says: dict[str, Any]
    before: str
    after: str
    due: str | None = None


ROWS = (
    # nothing of when
    Row("nothing", {}, "undated", "undated"),
    Row("work", {"takes": "3 days"}, "undated", "undated"),
    # only a beginning, or only a wait
    Row("from-day", {"when": "from 2026-03-02"}, "open", "open"),
    Row("from-event", {"when": "from opening"}, "waiting", "open"),
    Row("waits", {"after": ["opening"]}, "waiting", "open"),
    Row("from-time", {"when": "from opening.start at 08:00"}, "waiting", "open"),
    # duties and series without an end
    Row("duty", {"when": "continuously"}, "open", "open"),
    Row("duty-from", {"when": "continuously from opening"}, "waiting", "open"),
    Row("series", {"when": "every Friday"}, "open", "open"),
    Row("series-from", {"when": "every Friday from opening"}, "waiting", "open"),
    # counted from what has no date
    Row("on-undated", {"when": "3 days after nothing"}, "waiting", "waiting"),
    Row("after-undated", {"after": ["nothing"]}, "waiting", "waiting"),
    Row("on-unknown", {"when": "2 days before never"}, "waiting", "waiting"),
    Row("later-one", {"when": "later of 2026-03-02, 1 day after never"}, "waiting", "waiting"),
    Row("bounded", {"when": "1 day after bounded-event"}, "waiting", "waiting"),
    Row("windowed", {"when": "1 day after windowed-event"}, "windowed", "windowed"),
    # what gets a date
    Row("counted", {"when": "3 days after opening"}, "waiting", "settled", "2026-04-09"),
    Row("duty-until", {"when": "continuously until opening"}, "waiting", "settled", "2026-04-06"),
    Row("all-through", {"when": "throughout opening"}, "waiting", "settled", "2026-04-06"),
    # what has one from the start
    Row("fixed", {"when": "by 2026-05-04"}, "settled", "settled", "2026-05-04"),
    Row("met", {"done": "2026-03-03"}, "done", "done"),
)
PLAN = Plan(
    "undated",
    "Undated",
    issued="2026-03-01",
    timezone="UTC",
    language="en",
    units=[Unit("press", "Press")],
    events=[
        Event("opening", "Opening"),
        Event("never", "Never"),
        Event("bounded-event", "Bounded", expected="from 2026-06-01"),
        Event("windowed-event", "Windowed", expected="in 2026-06"),
    ],
    deadlines=[Deadline(row.name, row.name, lead="press", **row.says) for row in ROWS],
)
BEFORE = {row.name for row in ROWS if row.before == "settled"}
AFTER = {row.name for row in ROWS if row.after == "settled"}
NEWLY = AFTER - BEFORE
UNDATED = {row.name for row in ROWS if row.before == "undated"}


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """The plan as a file, and a ledger of its own for the commands."""
    monkeypatch.setenv("RELSCHED_DB", f"sqlite:///{tmp_path / 'ledger.db'}")
    path = tmp_path / "plan.yaml"
    write_plan(PLAN, path)
    return str(path)


def values(*arguments: str) -> Any:
    """Run a command that writes JSON, and read that."""
    result = relsched_(*arguments, "--json")
    assert result.exit_code in (0, 1), result.output
    return json.loads(result.stdout)


@pytest.mark.parametrize("row", ROWS, ids=[row.name for row in ROWS])
def test_the_status_of_each_kind(row: Row) -> None:
    """Only what has one due date is settled, whatever is known of its beginning."""
    for known, status in (({}, row.before), ({"opening": "2026-04-06"}, row.after)):
        entry = resolve(PLAN, known)[row.name]
        assert entry.status == status
        assert (entry.due is not None and entry.due.is_settled) == (status == "settled")
    assert entry.status != "settled" or str(entry.due) == row.due


def test_resolve_and_check_count_none_of_them(file: str) -> None:
    """The entries of `resolve` have these statuses, `check` names the undated, and `--strict` fails."""
    for given, settled in (((), BEFORE), (("--known", OPENING), AFTER)):
        found = values("resolve", file, *given)
        assert {e["id"] for e in found["entries"] if e["status"] == "settled"} == settled
        assert {e["id"] for e in found["entries"] if e["status"] == "undated"} == UNDATED
        assert all(e["due"] for e in found["entries"] if e["status"] == "settled")
        events = {e["id"]: e["status"] for e in found["events"]}
        assert events["never"] == events["bounded-event"] == "waiting"
        table = relsched_("resolve", file, *given).stdout
        assert len(re.findall(r"\bsettled\b", table)) == len(settled)
        lints = values("check", file, *given)["lints"]
        assert {lint["items"][0] for lint in lints if lint["code"] == "undated"} == UNDATED
        assert relsched_("resolve", file, *given, "--strict").exit_code == 1


def test_publishing_counts_none_of_them(file: str) -> None:
    """The first preview counts by status; the second, its JSON, `compare` and the notices count what is new."""
    publish = ("publish", file, "--reason", "first", "--now", "2026-03-01T09:00Z")
    first = relsched_(*publish, "--yes")
    assert first.exit_code == 0
    (counted,) = re.findall(r"the first revision: 21 deadlines \((.*)\)", first.stdout)
    counts = {word: int(n) for n, word in re.findall(r"(\d+) ([a-z ]+)", counted)}
    statuses = Counter(row.before for row in ROWS)
    assert counts.pop("settled") == statuses.pop("settled") == len(BEFORE)
    assert sorted(counts.values()) == sorted(statuses.values())
    move = ("move", file, OPENING, "--reason", "second", "--now", "2026-03-02T09:00Z")
    preview = values(*move, "--dry-run")["preview"]
    changes = {row["id"]: row["kinds"] for row in preview["comparison"]["deadlines"]}
    assert {name for name, kinds in changes.items() if "settled" in kinds} == NEWLY
    assert preview["comparison"]["counts"]["settled"] == len(NEWLY)
    text = relsched_(*move, "--yes").stdout
    assert any(f"{len(NEWLY)} settled" in line for line in text.splitlines()[:3])
    assert settled_rows(text) == NEWLY
    assert settled_rows(relsched_("compare", "1", "2").stdout) == NEWLY
    assert values("compare", "1", "2")["counts"]["settled"] == len(NEWLY)
    for language, word in (("en", "settled"), ("vi", "đã xác định ngày")):
        told = notice(
            compare(resolve(PLAN), resolve(PLAN, {"opening": "2026-04-06"})), "press", language
        )
        lines = [line for line in told.splitlines() if f", {word}" in line]
        assert {line.split()[1] for line in lines} == NEWLY
    back = compare(resolve(PLAN, {"opening": "2026-04-06"}), resolve(PLAN))
    assert {change.id for change in back.deadlines if "unsettled" in change.kinds} == NEWLY
    assert back.counts["unsettled"] == len(NEWLY)


def settled_rows(text: str) -> set[str]:
    """Give the ids of the deadlines whose line says that they are settled; lines of deadlines follow their cause."""
    below = text.partition("`opening` is fixed")[2]
    return {line.split()[0] for line in below.splitlines()[1:] if re.search(r"  settled  ", line)}


def test_feeds_show_none_of_them_as_settled() -> None:
    """Each row with a settled date has its confirmed entry; of the others none is confirmed."""
    for known, settled in (({}, BEFORE), ({"opening": "2026-04-06"}, AFTER)):
        schedule = resolve(PLAN, known)
        calendar = icalendar.Calendar.from_ical(schedule.feed(stamp="2026-03-01T09:00Z"))
        confirmed = {
            str(entry["uid"]).removesuffix("@relsched").split(":")[1]
            for entry in calendar.walk("VEVENT")
            if entry["status"] == "CONFIRMED"
        }
        rows = {row.name for row in ROWS}
        assert confirmed & rows - {"met"} == settled
