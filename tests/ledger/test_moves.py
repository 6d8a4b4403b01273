"""What moved says from where: in the description of its entry, until it itself changes again."""

from __future__ import annotations

from collections.abc import Iterator

import attrs
import pytest

from festival import OPENING, after, changed, publish, read, without
from relsched.ledger.ledger import Ledger
from relsched.plan.items import Deadline, Event, Unit
from relsched.plan.plan import Plan


@pytest.fixture
def ledger(url: str) -> Iterator[Ledger]:
    """A ledger in either database."""
    with Ledger.open(url) as opened:
        yield opened


def description(ledger: Ledger, name: str, plan: str = "festival", audience: str = "plan") -> str:
    """Give the description of an entry, without the folds and escapes of its lines."""
    raw = read(ledger.feed(plan, audience).data)[name].raw
    (line,) = [
        line
        for line in raw.decode().replace("\r\n ", "").split("\r\n")
        if line.startswith("DESCRIPTION:")
    ]
    return line.removeprefix("DESCRIPTION:").replace("\\n", "\n").replace("\\,", ",")


def last_line(ledger: Ledger, name: str, **values: str) -> str:
    return description(ledger, name, **values).rpartition("\n")[2]


def test_what_moved_says_from_where_and_why(ledger: Ledger) -> None:
    """The old day, the revision and its reason stand in the description; what didn't move says nothing of it."""
    publish(ledger, changes=OPENING)
    assert "Moved" not in description(ledger, "posters")
    publish(
        ledger,
        changes={"opening": "2026-10-15"},
        now=after(days=1),
        reason="postponed by the flood",
    )
    why = "(revision 2: postponed by the flood)"
    assert last_line(ledger, "posters") == f"Moved from 21 Sep {why}"
    assert last_line(ledger, "opening") == f"Moved from 1 Oct {why}"
    assert last_line(ledger, "opening:press", audience="unit:press") == f"Moved from 1 Oct {why}"
    assert "Moved" not in description(ledger, "report")
    assert "Moved" not in description(ledger, "stalls")  # it had no settled day


def test_it_stays_until_the_item_itself_changes(ledger: Ledger) -> None:
    """Other rows may change without a byte of it; a new title of its own ends the old news, a new day brings newer."""
    publish(ledger, changes=OPENING)
    publish(ledger, changes={"opening": "2026-10-08"}, now=after(days=1), reason="rain")
    before = read(ledger.feed("festival").data)["posters"]
    publish(ledger, changed("report", title="Write it all up"), now=after(days=2), reason="title")
    assert read(ledger.feed("festival").data)["posters"] == before
    assert not ledger.preview(
        changed("report", title="Write it all up"), now=after(days=3)
    ).is_change
    plan = changed("posters", title="Print all posters")
    publish(ledger, plan, now=after(days=4), reason="title")
    assert "Moved" not in description(ledger, "posters")
    assert last_line(ledger, "tickets") == "Moved from 6 Oct (revision 2: rain)"
    publish(ledger, plan, changes={"opening": "2026-10-09"}, now=after(days=5), reason="hall")
    assert last_line(ledger, "posters") == "Moved from 28 Sep (revision 5: hall)"


def test_who_leads_it_is_no_change_of_it(ledger: Ledger) -> None:
    """What subscribers don't see, such as who supports it beside others, leaves its last move where it is."""
    publish(ledger, changes=OPENING)
    publish(ledger, changes={"opening": "2026-10-08"}, now=after(days=1), reason="rain")
    before = read(ledger.feed("festival").data)["posters"].raw
    plan = changed("posters", remind=["1 week"])
    publish(ledger, plan, now=after(days=2), reason="reminder")
    assert read(ledger.feed("festival").data)["posters"].raw == before
    assert last_line(ledger, "posters") == "Moved from 21 Sep (revision 2: rain)"


def test_what_becomes_fixed_has_not_moved(ledger: Ledger) -> None:
    """The last day that is surely in time is no date; a date that is taken back says which it was."""
    publish(ledger)
    publish(ledger, changes={"fair": "2026-11-10"}, now=after(days=1), reason="decided")
    assert "Moved" not in description(ledger, "stalls")
    publish(ledger, changes={"fair": None}, now=after(days=2), reason="hall closed")
    assert last_line(ledger, "stalls") == "Moved from 3 Nov (revision 3: hall closed)"


def test_what_left_and_comes_back_elsewhere_has_moved(ledger: Ledger) -> None:
    """A date that was open for a while, or a row that was called off, comes back with where it stood."""
    publish(ledger, changes=OPENING)
    publish(ledger, changes={"opening": None}, now=after(days=1), reason="open again")
    publish(ledger, without("report"), now=after(days=2), reason="no report")
    assert "Moved" not in description(ledger, "report")  # called off
    again = {"opening": "2026-10-08"}
    publish(ledger, changed("report", when="by 2027-01-15"), again, now=after(days=3), reason="new")
    assert last_line(ledger, "posters") == "Moved from 21 Sep (revision 4: new)"
    # From one year to another the year stands beside the day.
    assert last_line(ledger, "report") == "Moved from 15 Dec 2026 (revision 4: new)"


def test_what_was_done_has_not_moved(ledger: Ledger) -> None:
    """It stands on the day it was done and says so."""
    publish(ledger, changes=OPENING)
    publish(ledger, changed("posters", done="2026-09-10"), now=after(days=1))
    assert "Moved" not in description(ledger, "posters")


HOURS = Plan(
    "gala",
    "Dạ hội",
    issued="2026-01-05",
    timezone="Asia/Ho_Chi_Minh",
    language="vi",
    units=[Unit("press", "Phòng Báo chí")],
    events=[Event("gala", "Dạ hội", lasts=2)],
    deadlines=[
        Deadline("guests", "Danh sách", "1 day before gala at 17:00", lead="press"),
        Deadline("weekly", "Báo cáo", "every Friday until gala", lead="press"),
    ],
)


def test_hours_and_spans_in_vietnamese(ledger: Ledger) -> None:
    """A span gives both days, a moment its hour, also where only the hour changes."""
    ledger_plan = {"plan": "gala"}
    publish(ledger, HOURS, {"gala": "2026-10-03..2026-10-04"})
    publish(
        ledger,
        HOURS,
        {"gala": "2026-10-10..2026-10-11"},
        now=after(days=1),
        reason="hoãn vì lũ;\n chờ thông báo",
    )
    why = "(phiên bản 2: hoãn vì lũ\\; chờ thông báo)"
    assert last_line(ledger, "gala", **ledger_plan) == f"Đã dời từ 03/10 – 04/10 {why}"
    assert last_line(ledger, "guests", **ledger_plan) == f"Đã dời từ 17:00 ngày 02/10 {why}"
    # The series is longer by a week; what it had before stays as it was.
    weeks = {n: one for n, one in read(ledger.feed("gala").data).items() if n.startswith("weekly")}
    assert {one.sequence for one in weeks.values()} == {0}
    earlier = attrs.evolve(
        HOURS,
        deadlines=[
            Deadline("guests", "Danh sách", "1 day before gala at 16:30", lead="press"),
            HOURS.deadlines[1],
        ],
    )
    publish(ledger, earlier, now=after(days=2), reason="sớm hơn")
    said = "Đã dời từ 17:00 ngày 09/10 (phiên bản 3: sớm hơn)"
    assert last_line(ledger, "guests", **ledger_plan) == said


def test_a_long_reason_is_cut(ledger: Ledger) -> None:
    """A reason of a page doesn't fill the calendar of everybody."""
    publish(ledger, changes=OPENING)
    publish(ledger, changes={"opening": "2026-10-08"}, now=after(days=1), reason="rain " * 1_000)
    line = last_line(ledger, "posters")
    assert line.endswith("rain…)")
    assert len(line) < 250


def test_old_records_know_no_moves(ledger: Ledger) -> None:
    """What was published says nothing of where it will move to: the feed of an old revision stays as it was."""
    publish(ledger, changes=OPENING)
    before = ledger.feed("festival").data
    publish(ledger, changes={"opening": "2026-10-08"}, now=after(days=1))
    assert ledger.feed("festival", number=1).data == before
    bars = ledger.feed("festival", profile="default+windows").data
    assert bars.count(b"Moved from") == ledger.feed("festival").data.count(b"Moved from") > 0
