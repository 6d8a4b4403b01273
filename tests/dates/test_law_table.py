"""The law table: what each article of a named set gives, one row a case, with where the case comes from.

A row marked `note` is an example of the rule's own makers: the Committee Notes on Rules, 2009 and 2005 amendments. The
others were counted on a paper calendar from the words of the article that stands beside them.
"""

from __future__ import annotations

import pytest

from relsched import Deadline, Event, Plan, Schedule, resolve
from relsched.dates.conventions import NAMED_SETS

VN, US, EU = "vn-civil-code-2015", "us-frcp-6", "eu-1182-71"
CALENDARS = {VN: "VN", US: "US", EU: "weekdays"}
ZONES = {VN: "Asia/Ho_Chi_Minh", US: "America/New_York", EU: "Europe/Brussels"}

# set, timing, due, article or rule, and what the row shows
ROWS = [
    # Bộ luật Dân sự 2015. Article 147(2): the first day isn't counted; 147(3): nor is the day of the event.
    (VN, "3 days after 2020-10-12", "2020-10-15", "147(2)", "the 12th isn't counted"),
    (VN, "0 days after 2020-10-12", "2020-10-12", "147(2)", "no days are the day itself"),
    (VN, "1 day after 2020-10-12", "2020-10-13", "148(1)", "the end of the last day"),
    (VN, "2 weeks after 2020-10-14", "2020-10-28", "148(2)", "Wednesday to Wednesday"),
    (VN, "1 month after 2020-10-12", "2020-11-12", "148(3)", "the same day of the month"),
    (VN, "1 month after 2021-08-31", "2021-09-30", "148(3)", "September has no 31st: its last day"),
    (VN, "1 month after 2020-01-31", "2020-03-02", "148(3) and (5)", "29 February, a Saturday"),
    (VN, "1 year after 2020-02-29", "2021-03-01", "148(4) and (5)", "28 February 2021, a Sunday"),
    (VN, "1 year after 2019-10-14", "2020-10-14", "148(4)", "the same day and month"),
    (VN, "4 days after 2020-10-13", "2020-10-19", "148(5)", "Saturday 17, a weekly day off"),
    (VN, "5 days after 2020-10-13", "2020-10-19", "148(5)", "Sunday 18"),
    (VN, "2 days after 2020-08-31", "2020-09-03", "148(5)", "2 September, National Day"),
    (
        VN,
        "10 days after 2021-08-23",
        "2021-09-06",
        "148(5)",
        "National Day of two days, then Saturday",
    ),
    (VN, "7 days after 2020-04-23", "2020-05-04", "148(5)", "30 April, 1 May, and the weekend"),
    (VN, "3 days after 2019-04-26", "2019-05-02", "148(5)", "29 April, swapped for Saturday 4 May"),
    (VN, "2 days after 2019-05-02", "2019-05-04", "148(5)", "that Saturday is worked"),
    (
        VN,
        "4 days after 2020-10-13 at 17:00",
        "2020-10-19 17:00",
        "148(5)",
        "with an hour of the day",
    ),
    (
        VN,
        "earlier of 2020-12-31, 4 days after 2020-10-13",
        "2020-10-19",
        "148(5)",
        "in a comparison",
    ),
    (
        VN,
        "from 2020-10-13 to 4 days after 2020-10-13",
        "2020-10-19",
        "148(5)",
        "a term with its beginning",
    ),
    (VN, "10 days before 2020-10-13", "2020-10-03", "148", "a lead ends no term: Saturday stays"),
    (VN, "by 2020-10-17", "2020-10-17", "148", "a day that is named is no term"),
    (
        VN,
        "24 hours after (2020-10-16 at 09:00)",
        "2020-10-17 09:00",
        "147(1)",
        "hours run from the moment",
    ),
    # Federal Rules of Civil Procedure, rule 6(a)(1): days or a longer unit.
    (
        US,
        "14 days after 2020-01-06",
        "2020-01-21",
        "6(a)(1)(C)",
        "Martin Luther King Day, Monday 20",
    ),
    (US, "10 days after 2020-06-24", "2020-07-06", "6(a)(1)(C)", "Saturday 4 July"),
    (US, "9 days after 2020-06-24", "2020-07-06", "6(a)(6)", "Friday 3 July, the day observed"),
    (US, "7 days after 2020-01-06", "2020-01-13", "6(a)(1)(B)", "the weekend between counts"),
    (
        US,
        "30 days after 2007-08-02",
        "2007-09-04",
        "note to 6(a)(5)",
        "Saturday 1 September; Labor Day",
    ),
    (
        US,
        "21 days before 2007-09-22",
        "2007-08-31",
        "note to 6(a)(5)",
        "the same Saturday, counted back",
    ),
    (US, "by 2007-09-01", "2007-09-01", "note to 6(a)", "a date certain isn't computed"),
    (US, "1 month before 2021-01-04", "2020-12-04", "6(a)(1)", "a Friday stays"),
    (US, "7 days before 2020-12-03", "2020-11-25", "6(a)(5)", "Thanksgiving, counted back"),
    (
        US,
        "10 days before 2020-07-14 at 17:00",
        "2020-07-02 17:00",
        "6(a)(4)(B)",
        "when the clerk's office closes",
    ),
    # Rule 6(a)(2): hours.
    (
        *(US, "72 hours after (2007-11-02 at 10:23)", "2007-11-05 09:23"),
        *("note to 6(a)(2)", "clocks went back on 4 November; every hour counts"),
    ),
    (
        US,
        "72 hours after (2020-11-25 at 10:00)",
        "2020-11-30 10:00",
        "6(a)(2)(C)",
        "Saturday at 10",
    ),
    (US, "24 hours after (2020-11-25 at 10:00)", "2020-11-27 10:00", "6(a)(2)(C)", "Thanksgiving"),
    (
        US,
        "48 hours before (2020-10-13 at 10:00)",
        "2020-10-09 10:00",
        "6(a)(2)(C) and (5)",
        "Sunday, then Saturday",
    ),
    (
        US,
        "90 minutes after (2020-10-14 at 10:23)",
        "2020-10-14 11:53",
        "note to 6(a)(2)",
        "no rounding up",
    ),
    # Regulation (EEC, Euratom) No 1182/71, article 3.
    (EU, "1 day after 2020-10-14", "2020-10-15", "3(1)", "the day of the event isn't counted"),
    (EU, "1 month after 2020-08-31", "2020-09-30", "3(2)(c)", "a month without that day"),
    (EU, "4 days after 2020-10-13", "2020-10-19", "3(4)", "Saturday 17"),
    (EU, "1 day after 2020-10-02", "2020-10-05", "3(4)", "a period of one day needs no two"),
    (
        EU,
        "10 days before 2020-10-14",
        "2020-10-04",
        "3(4)",
        "a period that runs back: Sunday stays",
    ),
    (EU, "24 hours after (2020-10-16 at 10:00)", "2020-10-17 10:00", "3(4)", "hours are excepted"),
    (EU, "2 days after 2020-10-02", "2020-10-06", "3(5)", "Monday and Tuesday"),
    (EU, "3 days after 2020-10-02", "2020-10-06", "3(5)", "Monday alone isn't enough"),
    (EU, "2 days after 2020-10-01", "2020-10-05", "3(5)", "Friday and Monday"),
    (EU, "2 days before 2020-10-05", "2020-10-01", "3(5)", "counted back: Friday and Thursday"),
    (
        EU,
        "3 days before 2020-10-05",
        "2020-10-01",
        "3(5)",
        "counted back, Friday alone isn't enough",
    ),
    (EU, "2 days before 2020-10-14", "2020-10-12", "3(5)", "Tuesday and Monday hold already"),
    (EU, "2 days after 2020-10-02 at 12:00", "2020-10-06 12:00", "3(5)", "with an hour of the day"),
]


def one(name: str, timing: str) -> Schedule:
    """Resolve one timing under a named set."""
    plan = Plan(
        "law",
        issued="2007-01-02",
        calendar=CALENDARS[name],
        timezone=ZONES[name],
        conventions=name,
        deadlines=[Deadline("x", when=timing)],
    )
    return resolve(plan)


@pytest.mark.parametrize(("name", "timing", "due", "article", "shows"), ROWS)
def test_the_law_table(name: str, timing: str, due: str, article: str, shows: str) -> None:
    """Each row comes out under the named set as its article says."""
    entry = one(name, timing)["x"]
    time = dict(entry.times).get("due")
    assert (str(entry.due) if time is None else time.replace("T", " ")) == due, (article, shows)


def test_every_set_has_its_rows() -> None:
    """No named set ships without a table."""
    assert {row[0] for row in ROWS} == set(NAMED_SETS)


def test_three_days_are_added_to_a_term_that_has_been_rolled() -> None:
    """Rule 6(d), note of 2005: three days are added after the period would otherwise end under rule 6(a).

    Served on Thursday 12 November 2020, fourteen days are Thanksgiving, so Friday 27; three more are Monday 30.
    """
    plan = Plan(
        "service",
        issued="2020-11-02",
        calendar="US",
        conventions=US,
        events=[Event("service")],
        deadlines=[
            Deadline("answer", when="14 days after service"),
            Deadline("by-mail", when="3 days after answer"),
            Deadline("at-once", when="3 days after (14 days after service)"),
        ],
    )
    schedule = resolve(plan, {"service": "2020-11-12"})
    dues = {entry.id: str(entry.due) for entry in schedule}
    assert dues == {"answer": "2020-11-27", "by-mail": "2020-11-30", "at-once": "2020-11-30"}
    schedule = resolve(plan, {"service": "2020-11-13"})  # fourteen days are Friday 27
    assert str(schedule["by-mail"].due) == "2020-11-30"


@pytest.mark.parametrize(
    ("name", "timing", "english", "vietnamese"),
    [
        (
            *(VN, "earlier of 2020-12-31, 4 days after 2020-10-13 at 17:00"),
            "a date on a closed day rolls forward (convention roll_after): vn-civil-code-2015, article 148(5)",
            "thời hạn rơi vào ngày nghỉ thì chuyển về sau (quy ước khi tính tới):"
            " vn-civil-code-2015, khoản 5 Điều 148 Bộ luật Dân sự 2015",
        ),
        (
            *(US, "10 days before 2020-10-13"),
            "a date on a closed day rolls back (convention roll_before):"
            " us-frcp-6, rule 6(a)(1)(C) and 6(a)(5)",
            "us-frcp-6, quy tắc 6(a)(1)(C) và 6(a)(5)",
        ),
        (
            *(US, "72 hours after (2020-11-25 at 10:00)"),
            "a time on a closed day rolls to the same hour of an open one (convention roll_hours):"
            " us-frcp-6, rule 6(a)(2)(C)",
            "us-frcp-6, quy tắc 6(a)(2)(C)",
        ),
        (
            *(EU, "2 days before 2020-10-05"),
            "a term of two days or more holds at least 2 days that are worked"
            " (convention least_working_days): eu-1182-71, article 3(5)",
            "eu-1182-71, Điều 3 khoản 5",
        ),
        (
            *(EU, "10 days after 2020-10-05"),
            "the day counted from isn't counted itself: eu-1182-71, article 3(1)",
            "không tính ngày được lấy làm mốc: eu-1182-71, Điều 3 khoản 1",
        ),
    ],
)
def test_reasons_cite_the_law(name: str, timing: str, english: str, vietnamese: str) -> None:
    """`why` says which convention acted and which article or rule of the set says so, in both languages."""
    reason = one(name, timing).why("x")
    assert english in str(reason)
    assert vietnamese in reason.text("vi")
    assert "no roll is set" not in str(reason)


def test_what_a_plan_chooses_itself_cites_nothing() -> None:
    """A choice that differs from the set, or that stands alone, is the plan's own."""
    for conventions in (
        {"based_on": VN, "roll_after": "nearest"},
        {"roll_after": "following"},
    ):
        plan = Plan(
            "own",
            issued="2020-03-25",
            calendar="VN",
            conventions=conventions,
            deadlines=[Deadline("x", when="4 days after 2020-10-13")],
        )
        assert "148" not in str(resolve(plan).why("x"))
