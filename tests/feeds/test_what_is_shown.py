"""Laws of what feeds show: every row with a date is there, says what is so of it, and leaves room on a phone."""

from __future__ import annotations

import re
import sys
from calendar import monthrange
from collections import Counter
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from functools import cache
from statistics import median

import attrs
import icalendar
import pytest
from hypothesis import given
from hypothesis import strategies as st

from places import EXAMPLE_PLAN
from relsched.errors import PlanError
from relsched.feeds.audiences import Audience
from relsched.feeds.calendar_file import feed
from relsched.feeds.feed_building import all_items
from relsched.feeds.feed_items import FeedItem
from relsched.feeds.left_out import left_out
from relsched.feeds.profiles import Profile
from relsched.plan.items import Deadline, Event, Unit, Wait
from relsched.plan.known_dates import KnownLike
from relsched.plan.plan import Plan
from relsched.planfile.plan_file import read_plan
from relsched.schedule.resolver import resolve
from relsched.schedule.schedule import Schedule
from sizes import sized

STAMP = datetime(2020, 3, 1, tzinfo=UTC)

# ---------------------------------------------------------------- every row with a date has its entry

TIMINGS = [
    *(
        None,
        "on 2020-10-05",
        "by 2020-10-05",
        "before 2020-10-05",
        "in October 2020",
        "by c",
        "on c",
    ),
    *("10 days before c", "2 days after c", "within 5 days after c", "within 5 days before c"),
    *("immediately after c", "after c", "from c", "throughout c", "as set by c", "before d"),
    *("after c and by 2020-10-20", "from c and before 2020-10-20", "after 2020-10-01 and by d"),
    *("continuously", "continuously until c", "continuously from c", "continuously from c until d"),
    *(
        "every Friday until c",
        "every Friday from 2020-10-05 until 2020-10-07",
        "every month from c",
    ),
    *("from c to d", "10 days after c, 2 days either way", "by 1 month before d", "by c at 17:00"),
    *("30 minutes before c", "3 working days before d rolled back", "5 days before x0"),
]
KNOWN: list[KnownLike] = [
    *("2020-10-13", "2020-10-13..2020-10-15", "in October 2020", "by 2020-10-31"),
    *("2020-10-13 08:00", "2020-10-13 08:00..2020-10-13 11:00"),
]
WAITS = [
    (),
    (Wait("c"),),
    (Wait("c", at_most="5 days"),),
    *((Wait("d", at_least="1 week", relation=name),) for name in ("start-start", "finish-finish")),
]


@st.composite
def schedules(draw: st.DrawFn) -> Schedule:
    """A few rows of any kind, with what is known of two events, and perhaps of one of the rows."""
    rows = [
        Deadline(
            f"x{number}",
            "Việc",
            draw(
                st.sampled_from([when for when in TIMINGS if number or when != "5 days before x0"])
            ),
            after=draw(st.sampled_from(WAITS)),
            takes=draw(st.sampled_from([None, "3 working days"])),
            done=draw(st.sampled_from([None, None, None, "2020-10-10"])),
        )
        for number in range(draw(st.integers(1, 4)))
    ]
    lasts = draw(st.sampled_from(["1", "3", "unknown"]))
    events = [Event("c", lasts=lasts), Event("d")]
    plan = Plan(
        "p",
        issued="2020-03-25",
        timezone=draw(st.sampled_from(["Asia/Ho_Chi_Minh", "Europe/London"])),
        events=events,
        deadlines=rows,
    )
    known = {
        name: value
        for name in ("c", "d", "x0")
        if (value := draw(st.sampled_from([None, *(KNOWN if name != "x0" else KNOWN[:3])])))
    }
    return resolve(plan, known)


def hold_to_the_law(schedule: Schedule) -> None:
    found: dict[str, list[FeedItem]] = {}
    for item in all_items(schedule, language="en"):
        if not item.is_event:
            found.setdefault(item.item, []).append(item)
    for entry in schedule:
        is_settled = entry.due is not None and entry.due.is_settled
        is_safe = entry.safe is not None and entry.safe.latest is not None
        assert (entry.id in found) == (entry.done is not None or is_settled or is_safe), entry
        for item in found.get(entry.id, ()):
            is_open = entry.done is None and not is_settled
            if item.occurrence is None and item.status != "CONFIRMED":
                assert is_open, entry
            assert item.summary.startswith("not fixed") == (item.status == "TENTATIVE") == is_open
            assert item.summary.startswith("done: ") == (entry.done is not None)
            if is_open:
                assert entry.safe is not None
                assert item.first == item.last == entry.safe.latest
    # What has no entry is told, and nothing else is.
    told = left_out(schedule, Audience("plan"), Profile("default"))
    assert told.causes.keys() == {entry.id for entry in schedule} - found.keys()
    assert told.total == len(schedule)
    if found:
        data = feed(schedule, stamp=STAMP)
        read = icalendar.Calendar.from_ical(data).walk("VEVENT")
        uids = {str(event["UID"]) for event in read}
        assert uids >= {item.uid for each in found.values() for item in each}


@sized(60)
@given(schedules())
def test_every_row_with_a_date_is_in_the_feed_of_the_plan(schedule: Schedule) -> None:
    """A settled due date or a day that is surely in time, and nothing else, gives an entry, whatever the kind."""
    hold_to_the_law(schedule)


def calls_for(last_day: str) -> tuple[int, int]:
    """Count the functions called while a daily duty is written to a feed, and its entries."""
    plan = Plan(
        "daily",
        calendar="VN",
        events=[Event("never")],
        deadlines=[
            Deadline(
                "watch", "Watch", f"every day from 2026-01-01 until {last_day}", remind=["1 day"]
            ),
            Deadline("open", "Open", "1 day after never"),
        ],
    )
    schedule = resolve(plan)
    calls = 0

    def count(_: object, what: str, __: object) -> None:
        nonlocal calls
        calls += what == "call"

    sys.setprofile(count)
    try:
        data = feed(schedule, stamp=STAMP)
    finally:
        sys.setprofile(None)
    return calls, data.count(b"BEGIN:VEVENT")


@pytest.mark.slow
def test_long_daily_series_take_no_more_than_their_length() -> None:
    """Four years of days take four times the work of one year, and no more; each day has its entry."""
    calls_for("2026-01-07")  # what is done once
    (short, one), (long, four) = calls_for("2026-12-31"), calls_for("2029-12-31")
    assert (one, four) == (365, 1461)  # 2028 is a leap year
    assert long / four < 1.1 * short / one


# ---------------------------------------------------------------- the founding plan, in every state of knowledge

FIXED = {"congress": "2020-10-13..2020-10-15", "exhibition": "2020-10-10"}
STATES: dict[str, dict[str, KnownLike]] = {
    "nothing": {},
    "October": {},
    "fixed": dict(FIXED),
    "moved": {**FIXED, "congress": "2020-10-27..2020-10-29"},
}


@cache
def founding(state: str) -> Schedule:
    """Resolve the founding plan; `nothing`: not even that the congress is in October."""
    plan = read_plan(EXAMPLE_PLAN)
    if state == "nothing":
        events = [
            attrs.evolve(event, expected=None) if event.id == "congress" else event
            for event in plan.events
        ]
        plan = attrs.evolve(plan, events=events)
    return resolve(plan, STATES[state])


def days_of(data: bytes) -> Counter[date]:
    """Count the entries on each day."""
    found: Counter[date] = Counter()
    for event in icalendar.Calendar.from_ical(data).walk("VEVENT"):
        day, end = event.decoded("DTSTART"), event.decoded("DTEND")
        while day < end:
            found[day] += 1
            day += timedelta(days=1)
    return found


@pytest.mark.parametrize("state", STATES)
def test_a_month_of_the_founding_plan_has_room(state: str) -> None:
    """At most three entries on the median day of every month, in every feed; bars on request are more."""
    schedule = founding(state)
    shown: dict[str, Counter[date]] = {}
    units = schedule.plan.units_by_id
    chains = (f"chain:{row.id}" for row in schedule.plan.deadlines)
    for audience in (
        "plan",
        *(f"{kind}:{name}" for kind in ("unit", "lead") for name in units),
        *chains,
    ):
        # A unit of which nothing is dated, not even the congress, has no feed from a file alone.
        with suppress(PlanError):
            shown[audience] = days_of(feed(schedule, stamp=STAMP, audience=audience))
    assert len(shown) >= 8
    for audience, counts in shown.items():
        for month in range(1, 13):
            whole = range(monthrange(2020, month)[1])
            days = [date(2020, month, 1) + timedelta(days=n) for n in whole]
            assert median(counts[day] for day in days) <= 3, (audience, month)


@pytest.mark.parametrize("state", STATES)
def test_the_founding_plan_speaks_to_its_readers(state: str) -> None:
    """No backtick, no id and no name of a convention in a Vietnamese text; what isn't settled says so."""
    schedule = founding(state)
    hold_to_the_law(schedule)
    plan = schedule.plan
    ids = {*plan.units_by_id, *plan.phases_by_id, *(event.id for event in plan.events)}
    word = re.compile(r"(?<![\w-])(?:" + "|".join(map(re.escape, sorted(ids))) + r")(?![\w-])")
    for item in all_items(schedule, language="vi"):
        for text in (item.summary, item.description):
            assert "`" not in text
            assert word.search(text) is None, text
        assert item.summary.startswith("chưa ấn định") == (item.status == "TENTATIVE")
        assert len(item.summary) <= 100


def texts_of(deadline: Deadline, language: str = "vi") -> tuple[str, str]:
    """Give title and description of a deadline of a small plan whose fair is on 20 October 2020."""
    event = Event("fair", {"vi": "Hội chợ", "en": "the fair"}, lasts=2)
    plan = Plan(
        "p", issued="2020-03-25", timezone="Asia/Ho_Chi_Minh", events=[event], deadlines=[deadline]
    )
    schedule = resolve(plan, {"fair": "2020-10-20..2020-10-21"})
    (item,) = [item for item in all_items(schedule, language=language) if not item.is_event]
    return item.summary, item.description


@pytest.mark.parametrize(
    ("when", "said"),
    [
        ("by 10 days before fair at 17:00", "chậm nhất 10 ngày trước khai mạc Hội chợ, lúc 17:00"),
        ("by fair.start at 17:00", "chậm nhất 17:00 ngày khai mạc Hội chợ"),
        ("by end of month fair at 17:00", "chậm nhất 17:00 ngày cuối tháng của Hội chợ"),
        ("on 2 working days before fair at 08:30", "vào 2 ngày làm việc trước khai mạc Hội chợ, lúc 08:30"),
    ],
)  # fmt: skip
def test_hours_read_well_in_vietnamese(when: str, said: str) -> None:
    """A time of day stands before a date, and behind what isn't one: two numbers side by side say nothing."""
    _, description = texts_of(Deadline("x", "Việc", when))
    assert f"Căn cứ: {said}" in description


@pytest.mark.parametrize(
    ("id_", "when", "summary"),
    [
        ("6", "in October 2020", "chậm nhất 31/10: 6. Bàn giao"),
        ("6", "continuously until 2020-10-30", "kết thúc 30/10: 6. Bàn giao"),
        ("6.1", "in October 2020", "chậm nhất 31/10: 6.1 Bàn giao"),
        ("6", "on 2020-10-30", "6 Bàn giao"),
    ],
)
def test_a_number_behind_a_date_stands_apart(id_: str, when: str, summary: str) -> None:
    """A bare number behind a date has a dot, so that nobody reads it as a part of the date or as an amount."""
    assert texts_of(Deadline(id_, "Bàn giao", when))[0] == summary


# ---------------------------------------------------------------- what is left out


def test_what_is_left_out_is_told() -> None:
    """Each deadline without an entry is named with its cause, in each language; where all have one nothing is said."""
    plan = Plan(
        "p",
        units=[Unit("u"), Unit("v")],
        events=[Event("c"), Event("d", expected="in October 2020")],
        deadlines=[
            Deadline("none", "Không ngày", lead="u"),
            Deadline("always", "Thường xuyên", "continuously", lead="u"),
            Deadline("waiting", "Trước c", "5 days before c", lead="u", support=["v"]),
            Deadline("report", "Sau d", "2 days after d", lead="v"),
            Deadline("open", "Trước d", "5 days before d", lead="v"),
            Deadline("due", "Ngày", "by 2020-10-05"),
        ],
    )
    schedule = resolve(plan)
    whole = left_out(schedule, Audience("plan"), Profile("default"))
    assert whole.causes == {
        "none": "undated",
        "always": "endless",
        "waiting": "unsafe",
        "report": "unsafe",
    }
    assert [message.text("en") for message in whole.messages("p.ics")] == [
        "`p.ics` has no entry for 4 of 6 deadlines:",
        "1 without a date in the plan: `none`",
        "1 without a last day: `always`",
        "2 not fixed yet, with no day that is surely in time: `waiting`, `report`",
    ]
    fixed = left_out(schedule, Audience("unit", "v"), Profile.named("default+fixed"))
    assert fixed.causes == {"waiting": "unsafe", "report": "unsafe", "open": "unsettled"}
    assert [message.text("vi") for message in fixed.messages("p.v.ics")] == [
        "`p.v.ics` không có mục lịch cho 3 trên 3 thời hạn:",
        "2 thời hạn chưa ấn định và chưa có ngày nào chắc chắn còn trong hạn: `waiting`, `report`",
        "1 thời hạn chưa ấn định, không đưa vào theo cấu hình đã chọn: `open`",
    ]
    all_in = left_out(resolve(plan, {"d": "2020-10-10"}), Audience("chain", "open"), Profile("all"))
    assert (all_in.causes, all_in.total, all_in.messages("p.ics")) == ({}, 1, [])


def test_many_that_are_left_out_are_counted() -> None:
    """Beyond fifty of a cause the rest is counted, so that a long plan doesn't fill the screen."""
    rows = [Deadline(f"x{number}", "Việc") for number in range(53)]
    schedule = resolve(Plan("p", deadlines=rows))
    _, line = left_out(schedule, Audience("plan"), Profile("default")).messages("p.ics")
    assert line.text("en").endswith("`x48`, `x49`, 3 more")


# ---------------------------------------------------------------- profiles


def test_only_what_is_fixed() -> None:
    """`+fixed` leaves out what isn't settled, and nothing else."""
    schedule = founding("October")
    whole = icalendar.Calendar.from_ical(feed(schedule, stamp=STAMP)).walk("VEVENT")
    fixed = icalendar.Calendar.from_ical(feed(schedule, stamp=STAMP, profile="default+fixed"))
    assert {str(event["UID"]) for event in fixed.walk("VEVENT")} == {
        str(event["UID"]) for event in whole if event["STATUS"] == "CONFIRMED"
    }


def test_bars_over_all_possible_days() -> None:
    """`+windows` draws a bar over each window; what has none stays as it is."""
    data = feed(founding("October"), stamp=STAMP, profile="default+windows")
    found = {
        str(event["UID"])[len("congress-xvii:") : -len("@relsched")]: (
            event.decoded("DTSTART"),
            event.decoded("DTEND") - timedelta(days=1),
        )
        for event in icalendar.Calendar.from_ical(data).walk("VEVENT")
    }
    # By hand: ten days before some day of October, the Octobers of plan and congress, and a fixed day.
    assert found["4.1.b"] == (date(2020, 9, 21), date(2020, 10, 21))
    assert found["14.2"] == found["congress"] == (date(2020, 10, 1), date(2020, 10, 31))
    assert found["4.1.a"] == (date(2020, 5, 14), date(2020, 5, 14))


BARS = Plan(
    "p",
    issued="2020-03-25",
    timezone="Asia/Ho_Chi_Minh",
    units=[Unit("u")],
    events=[Event("c", expected="in October 2020"), Event("d")],
    deadlines=[
        Deadline("a", "A", "10 days before c", lead="u"),
        Deadline("b", "B", "in October 2020", lead="u", remind=["2 weeks"]),
        Deadline("after-b", "C", "3 days after b", lead="u"),
        Deadline("open", "D", "5 days before d", lead="u"),
    ],
)


def shown_in(profile: str, audience: str = "plan") -> dict[str, icalendar.Event]:
    """Read the feed of the plan of bars, by UID without what is in each."""
    data = feed(resolve(BARS), stamp=STAMP, profile=profile, audience=audience, language="en")
    found = icalendar.Calendar.from_ical(data).events
    return {str(event["UID"]).removesuffix("@relsched"): event for event in found}


def test_bars_are_remembered_as_what_they_stand_for() -> None:
    """Reminders count from the due day, not from where a bar begins; the bar itself rings on the same day."""
    plain, bars = (shown_in(f"default{extra}+reminders-7+overdue") for extra in ("", "+windows"))
    assert plain.keys() == bars.keys()
    beside = {uid for uid in bars if uid.startswith(("reminder", "overdue"))}
    # By hand: two weeks and a week before Sat 31 Oct (Sat 24 Oct is closed), a week before Mon 21 Sep.
    assert {uid: bars[uid].decoded("DTSTART") for uid in beside if uid.endswith((":a", ":b"))} == {
        "reminder-7:p:a": date(2020, 9, 14),
        "reminder-7:p:b": date(2020, 10, 23),
        "reminder-14:p:b": date(2020, 10, 16),
        "overdue:p:b": date(2020, 11, 1),
    }
    assert str(bars["reminder-14:p:b"]["SUMMARY"]) == "in 15 days: by 31 Oct: B"
    for uid in beside:
        assert bars[uid].to_ical() == plain[uid].to_ical()
    assert "p:open" not in bars  # a bar is drawn for what has an entry
    (alarm,) = shown_in("default+windows+alarms-7")["p:a"].walk("VALARM")
    assert alarm.decoded("TRIGGER") == timedelta(days=-7, hours=9)  # the bar begins on 21 Sep
    alarms = shown_in("default+windows+alarms-7")["p:b"].walk("VALARM")
    assert [alarm.decoded("TRIGGER") for alarm in alarms] == [
        timedelta(days=22, hours=9),  # 1 to 23 October
        timedelta(days=15, hours=9),
    ]


def test_what_is_not_fixed_is_not_overdue() -> None:
    """After the last day that is surely in time nobody is late: the date may still be a later one."""
    assert {uid for uid in shown_in("default+overdue") if uid.startswith("overdue")} == {
        "overdue:p:b",
        "overdue:p:after-b",
    }


def test_bars_lie_at_no_fixed_distance() -> None:
    """A GAP is the distance of the days shown; from a bar there is none, only that one depends on the other."""
    plain = shown_in("tools")["p:b"]
    assert (plain["RELATED-TO"], plain["RELATED-TO"].params["GAP"]) == ("p:after-b@relsched", "P3D")
    assert "RELATED-TO" not in shown_in("tools+windows")["p:b"]
    depends = shown_in("tools+windows")["p:after-b"]["RELATED-TO"]
    assert (depends, depends.params["RELTYPE"]) == ("p:b@relsched", "DEPENDS-ON")


def test_the_rule_is_for_tools() -> None:
    """X-RELSCHED-RULE holds the timing as the plan writes it, under the profile `tools` alone."""
    plain = feed(founding("October"), stamp=STAMP)
    assert b"X-RELSCHED-RULE" not in plain
    tools = icalendar.Calendar.from_ical(feed(founding("October"), stamp=STAMP, profile="tools"))
    rules = {str(e["UID"]): str(e.get("X-RELSCHED-RULE", "")) for e in tools.walk("VEVENT")}
    assert rules["congress-xvii:4.1.b@relsched"] == "10 days before congress"
    assert rules["congress-xvii:congress@relsched"] == "in 2020-10"
    of_unit = feed(founding("October"), stamp=STAMP, profile="tools", audience="unit:culture")
    assert b"X-RELSCHED-RULE:10 days before congress\r\n" in of_unit
