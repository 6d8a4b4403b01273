"""New dates in previews say that they fall on closed days and from which day they were rolled; the counts agree.

Expected days are worked out by hand from Vietnam's holidays of 2026, with their weekdays, or by adding days with plain
`datetime` and asking a set of closed days.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any, NamedTuple

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from relsched.analysis.compare.comparison import Comparison, compare
from relsched.analysis.whatif.questions import whatif
from relsched.dates.calendar_spec import CalendarSpec
from relsched.editing.delete import delete
from relsched.ledger.preview import Preview, previewed
from relsched.plan.items import Deadline, Event
from relsched.plan.plan import Plan
from relsched.schedule.resolver import resolve
from sizes import sized

# 30 April 2026 is a Thursday and Liberation Day, 1 May a Friday and Labour Day; Mon 27 April stands in for the
# Sunday of the Hung Kings.
HOLIDAYS = Plan(
    "holidays",
    issued="2026-03-01",
    timezone="Asia/Ho_Chi_Minh",
    calendar="VN",
    conventions={"roll_before": "preceding"},
    events=[Event("opening", "Opening"), Event("fair", "Fair", lasts="3 days")],
    deadlines=[
        Deadline("guests", "Guests", "10 days before opening"),
        Deadline("report", "Report", "3 days after opening"),
        Deadline("watch", "Watch", "throughout fair"),
        Deadline("programme", "Programme", "in 2026-05", after=["opening"]),
        Deadline("stage", "Stage", "1 day before opening", done="2026-04-05"),
    ],
)
WED_22_APRIL = "2026-04-22"
NOON = datetime(2026, 4, 1, 5, 0, tzinfo=UTC)


def moved(opening: str, fair: str = "2026-06-02", plan: Plan = HOLIDAYS) -> Comparison:
    """Give what becomes of the dates when the opening moves from Wednesday 22 April."""
    before = resolve(plan, {"opening": WED_22_APRIL, "fair": "2026-06-02"})
    return compare(before, resolve(plan, {"opening": opening, "fair": fair}))


def notes(found: Comparison, name: str, language: str = "en") -> list[str]:
    return [note.text(language) for note in found[name].day_notes]


@pytest.mark.parametrize(
    ("opening", "name", "english", "vietnamese"),
    [
        # Thu 30 April
        (
            *("2026-04-27", "report", "closed day (Liberation Day/Reunification Day)"),
            "ngày nghỉ (Ngày Chiến thắng)",
        ),
        # Sun 3 May
        ("2026-04-30", "report", "closed day (Sunday)", "ngày nghỉ hằng tuần"),
        # Sat 2 May is closed, and so are the Friday and the Thursday before: Wed 29 April
        (
            *("2026-05-12", "guests", "rolled from Sat 2026-05-02"),
            "được chuyển từ ngày 02/05/2026 (thứ Bảy)",
        ),
        # an event of one day
        (
            *("2026-05-01", "opening", "closed day (International Labor Day)"),
            "ngày nghỉ (Ngày Quốc tế Lao động)",
        ),
    ],
)
def test_notes_by_hand(opening: str, name: str, english: str, vietnamese: str) -> None:
    """A new date on a closed day names the weekday or the holiday, one that was rolled the day counted to."""
    found = moved(opening)
    assert notes(found, name) == [english]
    assert notes(found, name, "vi") == [vietnamese]
    for language, note in (("en", english), ("vi", vietnamese)):
        (line,) = [line for line in found.text(language).splitlines() if line.split()[:1] == [name]]
        assert note in line
        assert note in found.html(language).replace("&#39;", "'")
        assert note in found.markdown(language).replace("\\", "")
    (json,) = found[name].to_json()["day_notes"]
    assert json["text"] == english
    assert json["kind"] == ("rolled" if "rolled" in english else "closed")
    assert (json["reason"] is None) == ("rolled" in english)


def test_an_event_of_several_days_has_a_note_for_each_end() -> None:
    """The fair from Fri 5 to Sun 7 June ends on a closed day, from Sun 7 to Tue 9 it begins on one."""
    found = moved(WED_22_APRIL, fair="2026-06-05")
    assert notes(found, "fair") == ["ends on a closed day (Sunday)"]
    assert notes(found, "fair", "vi") == ["ngày kết thúc là ngày nghỉ hằng tuần"]
    found = moved(WED_22_APRIL, fair="2026-06-07")
    assert notes(found, "fair") == ["begins on a closed day (Sunday)"]
    assert notes(found, "fair", "vi") == ["ngày bắt đầu là ngày nghỉ hằng tuần"]
    assert notes(moved(WED_22_APRIL, fair="2026-06-08"), "fair") == []


def test_what_isnt_counted_as_closed_has_no_note() -> None:
    """A span, a window and what is done are no less met by a closed day, as in the lint; nor do old dates say it."""
    found = moved("2026-05-10", fair="2026-06-06")  # Sunday; Saturday to Monday
    assert notes(found, "watch") == []
    assert found.find("stage") is None or notes(found, "stage") == []
    plan = attrs.evolve(
        HOLIDAYS, deadlines=[*HOLIDAYS.deadlines, Deadline("sunday", when="2026-05-03")]
    )
    renamed = attrs.evolve(plan, deadlines=[attrs.evolve(row, title="X") for row in plan.deadlines])
    known = {"opening": WED_22_APRIL}
    found = compare(resolve(plan, known), resolve(renamed, known))
    assert found["sunday"].kinds == ("edited",)
    assert found["sunday"].day_notes == ()


def test_an_edit_says_it_too() -> None:
    """The preview of an edit has the note beside the new date, as text and as values."""
    plan = Plan(
        "edited",
        calendar="VN",
        events=[Event("opening"), Event("fair")],
        deadlines=[Deadline("a", when="1 day after opening"), Deadline("b", when="2 days after a")],
    )
    given = resolve(plan, {"opening": "2026-06-03"}).known.values()  # a on Thu 4, b on Sat 6 June
    edit = delete(plan, "a", given, dependants="rebase")
    assert edit.moved == ()
    moved_to_sunday = attrs.evolve(
        edit, after=resolve(edit.plan, {"opening": "2026-06-04"})
    )  # b on Sun 7 June
    (change,) = [change for change in moved_to_sunday.moved if change.id == "b"]
    assert [note.text() for note in change.day_notes] == ["closed day (Sunday)"]
    assert "; Sun 2026-06-07 [closed day (Sunday)]" in moved_to_sunday.text()
    (move,) = [move for move in moved_to_sunday.to_dict()["moves"] if move["id"] == "b"]
    assert move["day_notes"] == [
        {
            "kind": "closed",
            "point": "due",
            "day": "2026-06-07",
            "reason": "Sunday",
            "text": "closed day (Sunday)",
        }
    ]


def test_a_whatif_names_holidays_and_gives_the_notes() -> None:
    """What is due on a holiday under a candidate says which; its values are those of the changes."""
    table = whatif(HOLIDAYS, {"opening": "2026-04-27..2026-05-13"}, {"fair": "2026-06-02"})
    monday = table[0]
    (reason,) = [step for step in monday.reasons() if step.kind == "whatif reason closed"]
    assert "report (Thu 2026-04-30, Liberation Day/Reunification Day)" in reason.text("en")
    assert "report: 30/04/2026 (thứ Năm), ngày nghỉ (Ngày Chiến thắng)" in reason.text("vi")
    (reason,) = [s for s in table[3].reasons() if s.kind == "whatif reason closed"]
    assert "report (Sun 2026-05-03)" in reason.text("en")  # the weekday says it
    values = {row["id"]: row["day_notes"] for row in table[15].to_json()["deadlines"]}  # Tue 12 May
    assert [note["text"] for note in values["guests"]] == ["rolled from Sat 2026-05-02"]
    kinds = set()
    for candidate in table:
        changes = {change.id: change for change in candidate.changes}
        for row in candidate.to_json()["deadlines"]:
            found = [note.to_json() for note in changes[row["id"]].day_notes]
            assert found == row["day_notes"]
            kinds |= {note["kind"] for note in found}
    assert kinds == {"closed", "rolled"}


# ---------------------------------------------------------------- counts

MON_1_JUNE = date(2026, 6, 1)
DAY = timedelta(days=1)


class Row(NamedTuple):
    """A deadline so many days from the opening, negative ones before it, with a roll; or done on a day."""

    days: int
    roll: str
    done: date | None
    before: date | None

    def deadline(self, name: str) -> Deadline:
        """Give the deadline of a plan; one with a last day of its own waits for the opening."""
        more: dict[str, Any] = {} if self.done is None else {"done": self.done}
        if self.before is not None:
            return Deadline(name, name, f"by {self.before}", after=["opening"], **more)
        side = "before" if self.days < 0 else "after"
        rolls = {"roll_before": self.roll, "roll_after": self.roll}
        when = f"{abs(self.days)} days {side} opening"
        return Deadline(name, name, when, conventions=rolls, **more)

    def dates(self, opening: date, off: frozenset[date]) -> tuple[date, date]:
        """Give the date before its roll and the date, counted day by day."""
        plain = opening + self.days * DAY if self.before is None else self.before
        step = {"none": 0 * DAY, "preceding": -DAY, "following": DAY}[self.roll]
        day = plain
        while step and self.before is None and is_closed(day, off):
            day += step
        return plain, day


def is_closed(day: date, off: frozenset[date]) -> bool:
    return day.weekday() >= 5 or day in off


DAYS = st.integers(-40, 40).map(lambda days: MON_1_JUNE + days * DAY)
ROWS = st.builds(
    Row,
    days=st.integers(-20, 20).filter(bool),
    roll=st.sampled_from(["none", "preceding", "following"]),
    done=st.one_of(st.none(), st.none(), DAYS),
    before=st.one_of(st.none(), st.none(), DAYS),
)


@sized(60)
@given(
    rows=st.lists(ROWS, min_size=1, max_size=8),
    openings=st.tuples(DAYS, DAYS),
    off=st.frozensets(DAYS, max_size=10),
    today=DAYS,
)
def test_counts_of_a_preview_are_those_counted_by_hand(
    rows: list[Row], openings: tuple[date, date], off: frozenset[date], today: date
) -> None:
    """What moves, is closed, past, in conflict or rolled is as many as are found day by day; each has its note."""
    plan = Plan(
        "counted",
        timezone="UTC",
        calendar="own",
        calendars=[CalendarSpec("own", closed=sorted(off))],
        events=[Event("opening")],
        deadlines=[row.deadline(f"d{number}") for number, row in enumerate(rows)],
    )
    noon = datetime(today.year, today.month, today.day, 12, tzinfo=UTC)
    before, after = (resolve(plan, {"opening": day}) for day in openings)
    first = previewed(before, before.known, (), None, None, {}, noon, again=None)
    preview = previewed(after, after.known, (), None, before, {}, noon, again=None)
    check_counts(preview, rows, openings, off, today)
    check_counts(first, rows, (openings[0], openings[0]), off, today)


def check_counts(
    preview: Preview,
    rows: list[Row],
    openings: tuple[date, date],
    off: frozenset[date],
    today: date,
) -> None:
    open_rows = [row for row in rows if row.done is None]
    old, new = ([row.dates(day, off) for row in open_rows] for day in openings)
    assert preview.counts == {
        # What waits for the opening may begin on another day, though its last day stays.
        "moved": sum(
            was[1] != now[1] or (row.before is not None and openings[0] != openings[1])
            for row, was, now in zip(open_rows, old, new, strict=True)
        ),
        "closed": sum(is_closed(day, off) for row, (_, day) in zip(open_rows, new, strict=True)),
        "past": sum(day < today for _, day in new),
        "conflict": sum(row.before is not None and row.before <= openings[1] for row in open_rows),
        "rolled": sum(plain != day for plain, day in new),
    }
    assert preview.to_dict()["deadline_counts"] == preview.counts
    for name, row in ((f"d{n}", row) for n, row in enumerate(rows) if row.done is None):
        (_, was), (plain, day) = (row.dates(opening, off) for opening in openings)
        change = None if preview.comparison is None else preview.comparison.find(name)
        found = [] if change is None else [(note.kind, note.day) for note in change.day_notes]
        expected = [("closed", day)] * is_closed(day, off) + [("rolled", plain)] * (plain != day)
        assert found == (expected if was != day else [])
