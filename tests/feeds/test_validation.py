"""Every rule of a feed is broken once, and the check finds it; audiences, profiles and relations do what they say."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import attrs
import icalendar
import pytest

from places import EXAMPLE_PLAN
from relsched.dates.conventions import Conventions
from relsched.dates.recurrence import Recurrence
from relsched.errors import PlanError
from relsched.feeds import calendar_file as assembly
from relsched.feeds.audiences import Audience
from relsched.feeds.calendar_file import MOST_COMPONENTS, Written, feed
from relsched.feeds.feed_building import all_items, occurrence_keys
from relsched.feeds.feed_items import FeedItem
from relsched.feeds.ics_writing import CalendarHead, Stamps, calendar, component
from relsched.feeds.profiles import Profile
from relsched.feeds.validation import check
from relsched.plan.items import Deadline, Event
from relsched.plan.plan import Plan
from relsched.planfile.plan_file import read_plan
from relsched.schedule.resolver import resolve
from relsched.schedule.schedule import Schedule
from relsched.timing.timings import Recurring, Timing

STAMP = datetime(2020, 9, 1, 2, 30, 45, tzinfo=UTC)
LATER = STAMP + timedelta(days=1)
FIXED = {"congress": "2020-10-13..2020-10-15", "exhibition": "2020-10-10"}

# A feed as small as it can be, written by hand.
PLAIN = (
    "BEGIN:VCALENDAR",
    "VERSION:2.0",
    "PRODID:-//relsched//relsched//EN",
    "NAME:Kế hoạch\\, năm 2020",
    "X-WR-CALNAME:Kế hoạch\\, năm 2020",
    "LAST-MODIFIED:20200901T023045Z",
    "REFRESH-INTERVAL;VALUE=DURATION:PT6H",
    "X-PUBLISHED-TTL:PT6H",
    "BEGIN:VEVENT",
    "SUMMARY:Họp báo",
    "DTSTART;VALUE=DATE:20201003",
    "DTEND;VALUE=DATE:20201004",
    "DTSTAMP:20200901T023045Z",
    "UID:p:a@relsched",
    "SEQUENCE:0",
    "CREATED:20200901T023045Z",
    "DESCRIPTION:vì thế\\n1. một\\; hai",
    "LAST-MODIFIED:20200901T023045Z",
    "STATUS:CONFIRMED",
    "TRANSP:TRANSPARENT",
    "END:VEVENT",
    "END:VCALENDAR",
)


def joined(*lines: str) -> bytes:
    return "".join(f"{line}\r\n" for line in lines).encode()


def put(old: str, *new: str) -> bytes:
    """Give the feed with one line replaced by others."""
    assert old in PLAIN
    at = PLAIN.index(old)
    return joined(*PLAIN[:at], *new, *PLAIN[at + 1 :])


ALARM = (
    *("BEGIN:VALARM", "UID:alarm:p:a@relsched", "ACTION:DISPLAY", "TRIGGER:-P2DT15H"),
    *("DESCRIPTION:Họp báo", "END:VALARM"),
)
EVENT = PLAIN[8:21]
# Another component, two days later.
_LATER = {"20201003": "20201005", "20201004": "20201006", "p:a@": "p:b@"}


def _later(line: str) -> str:
    for old, new in _LATER.items():
        line = line.replace(old, new)
    return line


OTHER = tuple(_later(line) for line in EVENT)

SOUND = {
    "plain": joined(*PLAIN),
    "folded": put("SUMMARY:Họp báo", "SUMMARY:" + "x" * 60, " " + "x" * 74),
    "alarm": put("END:VEVENT", *ALARM, "END:VEVENT"),
    "described": put("VERSION:2.0", "VERSION:2.0", "DESCRIPTION:Của", "X-WR-CALDESC:Của"),
    "source": put("VERSION:2.0", "VERSION:2.0", "SOURCE;VALUE=URI:https://a.example/f/x.ics"),
    "two": put("END:VEVENT", "END:VEVENT", *OTHER),
    "related": put(
        "END:VEVENT",
        "RELATED-TO;RELTYPE=STARTTOSTART;GAP=P2D:p:b@relsched",
        "END:VEVENT",
        *OTHER[:-1],
        "RELATED-TO;RELTYPE=DEPENDS-ON:p:a@relsched",
        OTHER[-1],
    ),
    "categories": put("STATUS:CONFIRMED", "CATEGORIES:một,hai\\, ba", "STATUS:CONFIRMED"),
}

BROKEN: dict[str, tuple[bytes, str]] = {
    # octets
    "no end": (joined(*PLAIN)[:-2], "CRLF"),
    "line feeds": (joined(*PLAIN).replace(b"\r\n", b"\n"), "CRLF"),
    "a bare feed": (put("SUMMARY:Họp báo", "SUMMARY:Họp\nbáo"), "CRLF"),
    "a bare return": (put("SUMMARY:Họp báo", "SUMMARY:Họp\rbáo"), "CRLF"),
    "a mark": (b"\xef\xbb\xbf" + joined(*PLAIN), "byte order mark"),
    "a blank line": (put("VERSION:2.0", "VERSION:2.0", ""), "blank"),
    "a long line": (put("SUMMARY:Họp báo", "SUMMARY:" + "x" * 68), "75"),
    "a long fold": (put("SUMMARY:Họp báo", "SUMMARY:x", " " + "x" * 75), "75"),
    "a cut letter": (
        joined(*PLAIN).replace("SUMMARY:Họp".encode(), b"SUMMARY:H\xe1\r\n \xbb\x8dp"),
        "part a character",
    ),
    "a cut escape": (put("SUMMARY:Họp báo", "SUMMARY:a\\", " ;b"), "backslash"),
    "latin": (joined(*PLAIN).replace("Họp".encode(), b"H\xf3p"), "UTF-8"),
    "decomposed": (put("SUMMARY:Họp báo", "SUMMARY:Ho\u0323p"), "NFC"),
    "a control": (put("SUMMARY:Họp báo", "SUMMARY:Họp\x07"), "control"),
    "a separator": (put("SUMMARY:Họp báo", "SUMMARY:Họp\u2028báo"), "control"),
    "a next line": (put("SUMMARY:Họp báo", "SUMMARY:Họp\u0085báo"), "control"),
    "begins folded": (b" " + joined(*PLAIN), "continuation"),
    # calendar
    "two calendars": (joined(*PLAIN, *PLAIN), "must end before"),
    "no calendar": (joined(*EVENT), "VCALENDAR"),
    "nothing": (b"", "CRLF"),
    "empty": (joined(*PLAIN[:8], PLAIN[-1]), "component"),
    "a method": (put("VERSION:2.0", "VERSION:2.0", "METHOD:PUBLISH"), "METHOD"),
    "a UID of its own": (put("VERSION:2.0", "VERSION:2.0", "UID:x"), "UID"),
    "another version": (put("VERSION:2.0", "VERSION:1.0"), "2.0"),
    "two names": (put("NAME:Kế hoạch\\, năm 2020", "NAME:Kế hoạch"), "the same"),
    "no name": (put("NAME:Kế hoạch\\, năm 2020"), "NAME"),
    "a name twice": (put("VERSION:2.0", "VERSION:2.0", "VERSION:2.0"), "once"),
    "refresh unsaid": (put(PLAIN[6], "REFRESH-INTERVAL:PT6H"), "REFRESH-INTERVAL"),
    "refresh at once": (put(PLAIN[6], "REFRESH-INTERVAL;VALUE=DURATION:PT0H"), "REFRESH-INTERVAL"),
    "older than its items": (
        joined(*PLAIN[:5], "LAST-MODIFIED:20200831T023045Z", *PLAIN[6:]),
        "older",
    ),
    "newer than its items": (
        joined(*PLAIN[:5], "LAST-MODIFIED:20200902T023045Z", *PLAIN[6:]),
        "newer",
    ),
    "two waits": (put(PLAIN[7], "X-PUBLISHED-TTL:PT3H"), "X-PUBLISHED-TTL"),
    "two descriptions": (
        put("VERSION:2.0", "VERSION:2.0", "DESCRIPTION:Của", "X-WR-CALDESC:Cua"),
        "X-WR-CALDESC",
    ),
    "a source that is none": (put("VERSION:2.0", "VERSION:2.0", "SOURCE:a b"), "address"),
    "a source with letters": (
        put("VERSION:2.0", "VERSION:2.0", "SOURCE;VALUE=URI:https://ví.example/"),
        "ASCII",
    ),
    # components
    "no UID": (put("UID:p:a@relsched"), "UID"),
    "an empty UID": (put("UID:p:a@relsched", "UID:"), "255"),
    "a UID twice": (put("END:VEVENT", "END:VEVENT", *EVENT), "unique"),
    "no day": (put("DTSTART;VALUE=DATE:20201003", "DTSTART:20201003"), "DTSTART"),
    "a time": (put("DTSTART;VALUE=DATE:20201003", "DTSTART;VALUE=DATE:20201003T08"), "DTSTART"),
    "a zone": (put(PLAIN[11], "DTEND;TZID=Asia/Ho_Chi_Minh;VALUE=DATE:20201004"), "DTEND"),
    "a day that there isn't": (put(PLAIN[11], "DTEND;VALUE=DATE:20201032"), "DTEND"),
    "a second that there isn't": (
        put("CREATED:20200901T023045Z", "CREATED:20200901T026045Z"),
        "UTC",
    ),
    "a parameter": (put("SUMMARY:Họp báo", "SUMMARY;LANGUAGE=vi:Họp báo"), "LANGUAGE"),
    "too great a count": (put("SEQUENCE:0", "SEQUENCE:2147483648"), "SEQUENCE"),
    "two alike": (
        put("END:VEVENT", "END:VEVENT", *(line.replace("p:a@", "p:b@") for line in EVENT)),
        "but for its UID",
    ),
    "an alarm that never ends": (put("END:VEVENT", *ALARM[:-1], "END:VEVENT"), "alarm"),
    "an alarm of another": (
        put("END:VEVENT", ALARM[0], "UID:alarm:p:b@relsched", *ALARM[2:], "END:VEVENT"),
        "UID of an alarm",
    ),
    "two alarms of one UID": (put("END:VEVENT", *ALARM, *ALARM, "END:VEVENT"), "be its own"),
    "an alarm that sends mail": (
        put("END:VEVENT", *ALARM[:2], "ACTION:EMAIL", *ALARM[3:], "END:VEVENT"),
        "show a text",
    ),
    "an alarm with a bare comma": (
        put("END:VEVENT", *ALARM[:4], "DESCRIPTION:a,b", "END:VALARM", "END:VEVENT"),
        "escape",
    ),
    "related before it is named": (
        put("SUMMARY:Họp báo", "RELATED-TO;RELTYPE=DEPENDS-ON:p:z@relsched", "SUMMARY:Họp"),
        "p:z@relsched",
    ),
    "a distance that isn't theirs": (
        put(
            "END:VEVENT",
            "RELATED-TO;RELTYPE=STARTTOSTART;GAP=P3D:p:b@relsched",
            "END:VEVENT",
            *OTHER,
        ),
        "apart",
    ),
    "a distance the wrong way": (
        put(
            "END:VEVENT",
            "END:VEVENT",
            *OTHER[:-1],
            "RELATED-TO;RELTYPE=FINISHTOFINISH;GAP=P2D:p:a@relsched",
            OTHER[-1],
        ),
        "apart",
    ),
    "must not form a cycle": (
        put(
            "END:VEVENT",
            "RELATED-TO;RELTYPE=DEPENDS-ON:p:b@relsched",
            "END:VEVENT",
            *OTHER[:-1],
            "RELATED-TO;RELTYPE=DEPENDS-ON:p:a@relsched",
            OTHER[-1],
        ),
        "cycle",
    ),
    "ends as it begins": (put(PLAIN[11], "DTEND;VALUE=DATE:20201003"), "day after"),
    "stamped apart": (put("DTSTAMP:20200901T023045Z", "DTSTAMP:20200901T023044Z"), "DTSTAMP"),
    "stamped here": (put("DTSTAMP:20200901T023045Z", "DTSTAMP:20200901T023045"), "UTC"),
    "made later": (put("CREATED:20200901T023045Z", "CREATED:20200902T023045Z"), "CREATED"),
    "no count": (put("SEQUENCE:0", "SEQUENCE:-1"), "SEQUENCE"),
    "an attendee": (put("SEQUENCE:0", "SEQUENCE:0", "ATTENDEE:mailto:a@b.example"), "ATTENDEE"),
    "an organizer": (put("SEQUENCE:0", "SEQUENCE:0", "ORGANIZER:mailto:a@b.example"), "ORGANIZER"),
    "a rule": (put("SEQUENCE:0", "SEQUENCE:0", "RRULE:FREQ=DAILY"), "RRULE"),
    "no title": (put("SUMMARY:Họp báo", "SUMMARY:"), "SUMMARY"),
    "a title of two lines": (put("SUMMARY:Họp báo", "SUMMARY:Họp\\nbáo"), "one line"),
    "a title twice": (put("SUMMARY:Họp báo", "SUMMARY:a", "SUMMARY:b"), "once"),
    "a bare comma": (put("SUMMARY:Họp báo", "SUMMARY:Họp, báo"), "escape"),
    "a bare backslash": (put("SUMMARY:Họp báo", "SUMMARY:Họp \\x"), "escape"),
    "a strange status": (put("STATUS:CONFIRMED", "STATUS:WEIRD"), "STATUS"),
    "busy": (put("TRANSP:TRANSPARENT", "TRANSP:OPAQUE"), "busy"),
    "never ended": (put("END:VEVENT"), "must end"),
    "an alarm without a UID": (put("END:VEVENT", ALARM[0], *ALARM[2:], "END:VEVENT"), "alarm"),
    "an alarm at a time": (
        put("END:VEVENT", *ALARM[:3], "TRIGGER:20201001T000000Z", *ALARM[4:], "END:VEVENT"),
        "TRIGGER",
    ),
    "related to nothing": (
        put("SEQUENCE:0", "SEQUENCE:0", "RELATED-TO;RELTYPE=DEPENDS-ON:p:z@relsched"),
        "p:z@relsched",
    ),
    "related to itself": (
        put("END:VEVENT", "RELATED-TO;RELTYPE=DEPENDS-ON:p:a@relsched", "END:VEVENT"),
        "itself",
    ),
    "a distance without a kind": (
        put("END:VEVENT", "RELATED-TO;GAP=P1D:p:b@relsched", "END:VEVENT"),
        "RELATED-TO",
    ),
}


@pytest.mark.parametrize("case", SOUND)
def test_a_sound_feed_passes(case: str) -> None:
    """What keeps to the rules is let out, and icalendar reads it."""
    check(SOUND[case])
    assert icalendar.Calendar.from_ical(SOUND[case]).walk("VEVENT")


@pytest.mark.parametrize("case", BROKEN)
def test_a_broken_feed_is_held_back(case: str) -> None:
    """Each broken rule is found, and said in words that name it."""
    data, told = BROKEN[case]
    with pytest.raises(PlanError) as caught:
        check(data)
    assert caught.value.code == "feed-unsound"
    assert told in str(caught.value.why)


def test_the_line_is_reported() -> None:
    """The place is the line in the file."""
    with pytest.raises(PlanError) as caught:
        check(put("STATUS:CONFIRMED", "STATUS:WEIRD"))
    assert caught.value.where is not None
    assert caught.value.where.line == PLAIN.index("STATUS:CONFIRMED") + 1


# ---------------------------------------------------------------- components


def an_item(**more: Any) -> FeedItem:
    values: dict[str, Any] = {
        "uid": "p:a@relsched",
        "item": "a",
        "occurrence": None,
        "first": date(2020, 10, 3),
        "last": date(2020, 10, 3),
        "status": "CONFIRMED",
        "summary": "Họp báo",
        "description": "vì thế",
        "language": "vi",
    }
    return FeedItem(**{**values, **more})


def written(item: FeedItem, *, cancelled: bool = False) -> icalendar.Event:
    data = calendar(
        CalendarHead("Kế hoạch", LATER),
        [component(item, Stamps(STAMP, LATER, 2), cancelled=cancelled)],
    )
    check(data)
    (event,) = icalendar.Calendar.from_ical(data).walk("VEVENT")
    assert isinstance(event, icalendar.Event)
    return event


def test_what_is_called_off_says_so_twice() -> None:
    """STATUS says it for programs, the title for people whose program doesn't show the status."""
    event = written(an_item(), cancelled=True)
    assert (event["STATUS"], str(event["SUMMARY"])) == ("CANCELLED", "Đã hủy: Họp báo")
    assert str(written(an_item(language="en"), cancelled=True)["SUMMARY"]) == "Called off: Họp báo"


def test_stamps_stand_where_they_belong() -> None:
    """CREATED is when it was made, DTSTAMP and LAST-MODIFIED when it changed."""
    event = written(an_item())
    assert event.decoded("CREATED") == STAMP
    assert event.decoded("DTSTAMP") == event.decoded("LAST-MODIFIED") == LATER
    assert event.decoded("SEQUENCE") == 2


def test_an_item_is_read_back_from_its_values() -> None:
    """The values that a ledger keeps give the same item."""
    for item in all_items(resolve(read_plan(EXAMPLE_PLAN), FIXED)):
        assert FeedItem.from_json(item.to_json()) == item


@pytest.mark.parametrize(
    "change",
    [
        {"summary": "Họp"},
        {"description": "khác"},
        {"first": date(2020, 10, 2)},
        {"last": date(2020, 10, 4)},
        {"status": "TENTATIVE"},
        {"categories": ("một",)},
        {"contact": "Phòng"},
    ],
)
def test_the_digest_tells_what_a_subscriber_sees(change: dict[str, Any]) -> None:
    """Whatever a subscriber sees changes the digest; whose it is and what it is related to doesn't."""
    assert an_item(**change).digest != an_item().digest
    assert an_item(lead="press", support=("arts",), is_event=True).digest == an_item().digest


@pytest.mark.parametrize(
    ("rule", "days", "keys"),
    [
        ("every month", ["2020-09-30", "2020-10-31"], ["2020-09", "2020-10"]),
        ("every quarter", ["2020-03-25", "2020-06-25"], ["2020-01", "2020-04"]),
        ("every week", ["2020-12-31", "2021-01-07"], ["2020-W53", "2021-W01"]),
        ("every Monday and Friday", ["2020-10-05", "2020-10-09"], ["2020-10-05", "2020-10-09"]),
        ("every day", ["2020-10-05", "2020-10-06"], ["2020-10-05", "2020-10-06"]),
    ],
)
def test_an_occurrence_is_named_by_what_it_is_for(
    rule: str, days: list[str], keys: list[str]
) -> None:
    """A monthly duty's occurrence is known by its month, a weekly one's by its week, others' by their day."""
    timing = Timing.parse(rule)
    assert isinstance(timing, Recurring)
    recurrence: Recurrence = timing.recurrence
    assert occurrence_keys(recurrence, map(date.fromisoformat, days)) == keys


def test_an_occurrence_keeps_its_name_when_the_duty_begins_earlier() -> None:
    """What one span names is named so in every longer one, also where the short one has one day a week."""
    for rule in ("every Monday and Friday", "every Friday", "every month", "every 2 weeks"):
        timing = Timing.parse(rule)
        assert isinstance(timing, Recurring)
        days = list(timing.recurrence.occurrences(date(2020, 9, 4), date(2020, 12, 31)))
        named = dict(zip(days, occurrence_keys(timing.recurrence, days), strict=True))
        assert len(set(named.values())) == len(days)
        for n in range(len(days)):
            for end in range(n + 1, len(days) + 1):
                part = days[n:end]
                assert occurrence_keys(timing.recurrence, part) == [named[day] for day in part]


# ---------------------------------------------------------------- audiences


@pytest.mark.parametrize("text", ["plan", "unit:culture", "lead:culture", "chain:4.1.b"])
def test_an_audience_is_read_and_printed(text: str) -> None:
    """Its text gives it back."""
    assert str(Audience.parse(text)) == text


@pytest.mark.parametrize("text", ["", "culture", "plan:", "plan:x", "unit:", "unit", "all:x", ":x"])
def test_other_texts_are_no_audience(text: str) -> None:
    """What names no kind of audience is refused, with the forms there are."""
    with pytest.raises(PlanError) as caught:
        Audience.parse(text)
    assert caught.value.code == "audience-form"


def chain_plan() -> Schedule:
    plan = Plan(
        "p",
        "Kế hoạch",
        issued="2020-03-25",
        events=[Event("fair")],
        deadlines=[
            Deadline("a", "A", "10 days before fair"),
            Deadline("b", "B", "3 days after a"),
            Deadline("c", "C", "1 day after b"),
            Deadline("d", "D", "5 days before fair"),
        ],
    )
    return resolve(plan, {"fair": "2020-10-13"})


def names(data: bytes) -> set[str]:
    events = icalendar.Calendar.from_ical(data).walk("VEVENT")
    return {str(event["UID"]).partition(":")[2].removesuffix("@relsched") for event in events}


def test_a_chain_is_what_it_depends_on_and_what_depends_on_it() -> None:
    """b depends on a, which depends on the fair, and carries c; d is no part of it. The calendar is called after it."""
    data = feed(chain_plan(), stamp=STAMP, audience="chain:b")
    assert names(data) == {"a", "b", "c", "fair"}
    assert str(icalendar.Calendar.from_ical(data)["NAME"]) == "B – Kế hoạch"


# ---------------------------------------------------------------- profiles


def test_events_of_the_plan_on_request() -> None:
    """By default those that deadlines depend on; with `plan-events` the others too."""
    plan = chain_plan().plan
    schedule = resolve(
        attrs.evolve(plan, events=[*plan.events, Event("feast", expected="on 2020-10-20")]),
        {"fair": "2020-10-13"},
    )
    assert names(feed(schedule, stamp=STAMP)) == {"a", "b", "c", "d", "fair"}
    data = feed(schedule, stamp=STAMP, profile="default+plan-events")
    assert names(data) == {"a", "b", "c", "d", "fair", "feast"}


# The fair is on Tue 13 October 2020; a on Sat 3rd, b on Tue 6th, c on Wed 7th, d on Thu 8th. By hand: three days
# before each, moved to the Friday before where that is a weekend.
THREE_BEFORE = {"a": "2020-09-30", "b": "2020-10-02", "c": "2020-10-02", "d": "2020-10-05"}
EARLY = STAMP - timedelta(days=60)


def test_alarms_on_request() -> None:
    """An alarm rings at nine in the morning, so many days before or on the open day before; none for an event."""
    data = feed(chain_plan(), stamp=EARLY, profile="default+alarms-3")
    rings = {}
    for event in icalendar.Calendar.from_ical(data).walk("VEVENT"):
        if str(event["UID"]) == "p:fair@relsched":
            assert not event.walk("VALARM")
            continue
        (alarm,) = event.walk("VALARM")
        start: date = event.decoded("DTSTART")
        moment = datetime(start.year, start.month, start.day) + alarm.decoded("TRIGGER")
        rings[str(event["UID"])[2:-9]] = moment
        assert str(event["UID"]) in str(alarm["UID"])
        assert str(alarm["DESCRIPTION"]) == str(event["SUMMARY"])
    assert rings == {
        name: datetime.fromisoformat(f"{day}T09:00") for name, day in THREE_BEFORE.items()
    }
    assert not icalendar.Calendar.from_ical(feed(chain_plan(), stamp=EARLY)).walk("VALARM")


def reminded(
    schedule: Schedule, profile: str, stamp: datetime = EARLY
) -> dict[str, tuple[str, str]]:
    """Give the reminders of a feed: by their UID the day and the title."""
    data = feed(schedule, stamp=stamp, profile=profile)
    return {
        uid: (event.decoded("DTSTART").isoformat(), str(event["SUMMARY"]))
        for event in icalendar.Calendar.from_ical(data).walk("VEVENT")
        if (uid := str(event["UID"])).startswith(("reminder-", "overdue:"))
    }


def test_reminders_as_items_on_request() -> None:
    """A reminder is an item of its own on the open day, and says how many days are left."""
    found = reminded(chain_plan(), "google+reminders-3")
    assert found == {
        "reminder-3:p:a@relsched": ("2020-09-30", "in 3 days: A"),
        "reminder-3:p:b@relsched": ("2020-10-02", "in 4 days: B"),
        "reminder-3:p:c@relsched": ("2020-10-02", "in 5 days: C"),
        "reminder-3:p:d@relsched": ("2020-10-05", "in 3 days: D"),
    }
    assert reminded(chain_plan(), "google+reminders") == found


def one_row(when: str = "on 2020-10-20", **more: Any) -> Schedule:
    return resolve(Plan("p", issued="2020-03-25", deadlines=[Deadline("a", "A", when, **more)]))


def test_several_lead_times_add_up() -> None:
    """In one name or in two, each once; two that come to one open day are one."""
    # Tue 20 October 2020; 30 days before is Sun 20 September, so Fri 18th; 2 and 3 days before are Sun and Sat, so Fri.
    wanted = {
        "reminder-30:p:a@relsched": ("2020-09-18", "in 32 days: A"),
        "reminder-7:p:a@relsched": ("2020-10-13", "in 7 days: A"),
        "reminder-1:p:a@relsched": ("2020-10-19", "in 1 day: A"),
    }
    for name in ("reminders-30-7-1", "reminders-30+reminders-7-1", "reminders-30-7+reminders-7-1"):
        assert reminded(one_row(), f"default+{name}") == wanted
    twice = reminded(one_row(), "default+reminders-2-3")
    assert twice == {"reminder-2:p:a@relsched": ("2020-10-16", "in 4 days: A")}


def test_the_remind_of_a_row_counts() -> None:
    """It stands in place of the usual three days, and beside what is asked for; working days are counted."""
    row = one_row(remind=["1 week", "2 working days"])
    own = {
        "reminder-7:p:a@relsched": ("2020-10-13", "in 7 days: A"),
        # Two working days before Tue 20 is Fri 16, four days before.
        "reminder-4:p:a@relsched": ("2020-10-16", "in 4 days: A"),
    }
    assert reminded(row, "default+reminders") == own
    more = {"reminder-1:p:a@relsched": ("2020-10-19", "in 1 day: A")}
    assert reminded(row, "default+reminders-1") == own | more


def test_nothing_past_is_remembered() -> None:
    """No reminder stands before the day it was written on; what is done has none."""
    stamp = datetime(2020, 10, 14, tzinfo=UTC)
    late = reminded(one_row(), "default+reminders-7-1", stamp)
    assert late == {"reminder-1:p:a@relsched": ("2020-10-19", "in 1 day: A")}
    assert b"VALARM" not in feed(one_row(), stamp=stamp, profile="default+alarms-7")
    assert reminded(one_row(done="2020-10-19"), "default+reminders-7+overdue") == {}


def test_overdue_is_said_on_request() -> None:
    """On the day after, or on that of publication where it was past by then."""
    assert reminded(one_row(), "default+overdue") == {
        "overdue:p:a@relsched": ("2020-10-21", "overdue: A")
    }
    late = reminded(one_row(), "default+overdue", datetime(2020, 12, 1, tzinfo=UTC))
    assert late == {"overdue:p:a@relsched": ("2020-12-01", "overdue: A")}


def test_a_window_is_remembered_before_its_last_day_and_a_span_before_its_first() -> None:
    """Of October it is the 31st, of three days from the 13th that."""
    # Sat 31 October less a week is Sat 24th, so Fri 23rd.
    window = reminded(one_row("in October 2020"), "default+reminders-7")
    assert [day for day, _ in window.values()] == ["2020-10-23"]
    plan = Plan(
        "p",
        issued="2020-03-25",
        events=[Event("fair", lasts=3)],
        deadlines=[Deadline("a", "A", "throughout fair")],
    )
    span = reminded(resolve(plan, {"fair": "2020-10-13"}), "default+reminders-7")
    assert [day for day, _ in span.values()] == ["2020-10-06"]


@pytest.mark.parametrize(
    "name", ["lotus", "", "google+", "google+alarms-x", "google+alarms-99", "+alarms"]
)
def test_an_unknown_profile(name: str) -> None:
    """What isn't a profile is refused, with the profiles there are."""
    with pytest.raises(PlanError) as caught:
        Profile.named(name)
    assert caught.value.code == "unknown-profile"


def test_relations_for_programs() -> None:
    """Where a rule is a fixed gap and both dates are settled, the earlier of the two says the distance to the later.

    By hand: the fair is on 13 October; a on the 3rd, b on the 6th, c on the 7th, d on the 8th.
    """
    data = feed(chain_plan(), stamp=STAMP, profile="tools")
    found = set()
    for event in icalendar.Calendar.from_ical(data).walk("VEVENT"):
        name = str(event["UID"])[2:-9]
        related = event.get("RELATED-TO", [])
        for one in related if isinstance(related, list) else [related]:
            gap = one.params.get("GAP")
            found.add(
                (
                    name,
                    str(one.params["RELTYPE"]),
                    str(one)[2:-9],
                    None if gap is None else str(gap),
                )
            )
    assert found == {
        ("a", "DEPENDS-ON", "fair", None),
        ("b", "DEPENDS-ON", "a", None),
        ("c", "DEPENDS-ON", "b", None),
        ("d", "DEPENDS-ON", "fair", None),
        ("a", "STARTTOSTART", "fair", "P10D"),
        ("d", "STARTTOSTART", "fair", "P5D"),
        ("a", "FINISHTOFINISH", "b", "P3D"),
        ("b", "FINISHTOFINISH", "c", "P1D"),
    }


@pytest.mark.parametrize(
    "when",
    [
        "1 month before fair",
        "10 working days before fair",
        "10 days before fair rolled back",
        "by fair",
    ],
)
def test_no_distance_where_none_is_fixed(when: str) -> None:
    """Months, working days, rolls and mere limits give no GAP: it would be wrong when the date moves."""
    plan = Plan(
        "p", issued="2020-03-25", events=[Event("fair")], deadlines=[Deadline("a", "A", when)]
    )
    data = feed(resolve(plan, {"fair": "2020-10-13"}), stamp=STAMP, profile="tools")
    assert b"GAP" not in data
    assert b"DEPENDS-ON" in data.replace(b"\r\n ", b"")


@pytest.mark.parametrize(
    "more",
    [
        {"known": {"fair": "2020-10-13", "a": "2020-10-01"}},  # it stands on a day of its own
        {"known": {"fair": "2020-10-13"}, "conventions": Conventions(roll_before="preceding")},
        {"known": {"fair": "2020-10-13"}, "after": ["b"]},
        {"known": {"fair": "2020-10-13"}, "done": "2020-10-02"},
    ],
    ids=["pinned", "rolled", "waiting", "done"],
)
def test_no_distance_where_something_else_moves_it(more: dict[str, Any]) -> None:
    """A day that isn't that of the rule alone says nothing of a distance."""
    deadline = {name: more[name] for name in ("after", "done") if name in more}
    plan = Plan(
        "p",
        issued="2020-03-25",
        events=[Event("fair")],
        conventions=more.get("conventions", Conventions()),
        deadlines=[
            Deadline("a", "A", "10 days before fair", **deadline),
            Deadline("b", "B", "on 2020-09-01"),
        ],
    )
    data = feed(resolve(plan, more["known"]), stamp=STAMP, profile="tools")
    assert names(data) == {"a", "b", "fair"}
    assert b"GAP" not in data
    assert b"DEPENDS-ON" in data.replace(b"\r\n ", b"")


def test_a_reminder_on_the_day_is_no_second_item() -> None:
    """It says that it is one; two that are alike but for their UID would be taken for one."""
    found = reminded(chain_plan(), "google+reminders-0")
    assert found["reminder-0:p:b@relsched"] == ("2020-10-06", "today: B")


@pytest.mark.parametrize("days", [(-1,), (61,), (3, 3)])
def test_reminders_are_some_days_before(days: tuple[int, ...]) -> None:
    """Reminders after the day, or twice on one day, are refused."""
    with pytest.raises(ValueError, match="0 to 60"):
        Profile("own", reminders=days)
    with pytest.raises(ValueError, match="0 to 60"):
        Profile("own", alarms=days)


def test_the_count_of_a_notice_is_one_for_a_long_time() -> None:
    """It rises with each day, and calendar programs can hold it in the year 2100 too."""
    plan = chain_plan().plan
    counts = []
    for day in (datetime(2020, 9, 1, tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC)):
        data = assembly.written(plan, [], Audience("plan"), Profile.named("default"), day).data
        (event,) = icalendar.Calendar.from_ical(data).walk("VEVENT")
        assert event.decoded("DTSTART") == day.date()
        counts.append(event.decoded("SEQUENCE"))
    assert counts == sorted(set(counts))
    assert counts[-1] < 2**31


def test_a_large_feed_is_known_as_one() -> None:
    """More than Google takes is told to the caller."""
    assert not Written(b"x", 1).is_large
    assert Written(b"x", MOST_COMPONENTS + 1).is_large
    assert Written(b"x" * 1_000_001, 1).is_large


PROFILES: tuple[tuple[str, Callable[[bytes], bool]], ...] = (
    ("outlook", lambda data: b"X-PUBLISHED-TTL:PT3H" in data),
    ("default", lambda data: b"X-PUBLISHED-TTL:PT6H" in data),
)


@pytest.mark.parametrize(("name", "holds"), PROFILES)
def test_how_often_a_program_should_ask(name: str, holds: Callable[[bytes], bool]) -> None:
    """Both hints say the same, and Outlook's is shorter because it is a lower limit there."""
    assert holds(feed(chain_plan(), stamp=STAMP, profile=name))
