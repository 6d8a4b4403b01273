"""Following: dates out of calendar files as other programs write them, and out of other plans.

The files are written by hand after real exports: the order of their lines, their zones and their oddities are those
of the programs. Expected days were read off them by eye; weekdays are those of October 2020.
"""

from __future__ import annotations

import io
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from click.testing import CliRunner
from dateutil.tz import tzical
from hypothesis import given
from hypothesis import strategies as st

from example_days import DEADLINES
from places import EXAMPLE_PLAN
from relsched.cli.group import commands
from relsched.errors import Problems, RelschedError
from relsched.feeds.calendar_file import feed
from relsched.feeds.external_dates import (
    Followed,
    FollowNote,
    followed_calendars,
    followed_plans,
    known_from_calendar,
    known_from_calendars,
    known_from_schedule,
)
from relsched.feeds.feed_items import uid
from relsched.plan.items import Deadline, Event, Follow
from relsched.plan.known_dates import Known, KnownLike
from relsched.plan.plan import Plan
from relsched.planfile.plan_file import read_plan
from relsched.schedule.resolver import resolve
from relsched.schedule.schedule import Schedule

HANOI = "Asia/Ho_Chi_Minh"
TUE_2020_10_13, WED_2020_10_14, THU_2020_10_15 = (date(2020, 10, day) for day in (13, 14, 15))


def following(timezone: str = HANOI, **follows: str) -> Plan:
    """Make a plan whose events follow these, by their ids."""
    return Plan(
        "district",
        issued="2020-03-25",
        timezone=timezone,
        events=[Event(name, lasts=None, follows=source) for name, source in follows.items()],
    )


def ics(text: str) -> bytes:
    """Give the octets of a file as programs write it."""
    return text.strip("\n").replace("\n", "\r\n").encode() + b"\r\n"


def calendar(*lines: str, uid: str = "1", head: str = "") -> bytes:
    """Write a calendar with one event."""
    event = "\n".join(["BEGIN:VEVENT", f"UID:{uid}", *lines, "END:VEVENT"])
    return ics(f"BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:-//x//x//EN\n{head}{event}\nEND:VCALENDAR")


def read(data: bytes, uid: str = "1", timezone: str = HANOI) -> str | None:
    """Give the text of what is known of an event that follows a UID."""
    followed = known_from_calendar(following(timezone, congress=f"uid:{uid}"), data)
    known = followed.known.get("congress")
    return None if known is None else known.text


def refused(data: bytes, uid: str = "1") -> RelschedError:
    """Give the error of following a UID."""
    with pytest.raises(RelschedError) as caught:
        read(data, uid)
    return caught.value


# ---------------------------------------------------------------- files of other programs

GOOGLE = ics("""
BEGIN:VCALENDAR
PRODID:-//Google Inc//Google Calendar 70.9054//EN
VERSION:2.0
CALSCALE:GREGORIAN
METHOD:PUBLISH
X-WR-CALNAME:Tỉnh ủy
X-WR-TIMEZONE:Asia/Ho_Chi_Minh
X-WR-CALDESC:
BEGIN:VEVENT
DTSTART;VALUE=DATE:20201013
DTEND;VALUE=DATE:20201016
DTSTAMP:20200901T021500Z
UID:4hd8tq0r2k1m5c9v7b3n6x8z0a@google.com
CREATED:20200820T075233Z
DESCRIPTION:Đại hội đại biểu Đảng bộ tỉnh lần thứ XVII\\, 350 đại biểu\\nHội t
 rường Tỉnh ủy
LAST-MODIFIED:20200901T021422Z
LOCATION:Hội trường Tỉnh ủy
SEQUENCE:2
STATUS:CONFIRMED
SUMMARY:Đại hội XVII
TRANSP:TRANSPARENT
END:VEVENT
BEGIN:VEVENT
DTSTART:20201010T010000Z
DTEND:20201010T043000Z
DTSTAMP:20200901T021500Z
ORGANIZER;CN=Văn phòng:mailto:vanphong@example.vn
UID:6v5gk2jq9d8e7f6g5h4j3k2l1m@google.com
ATTENDEE;CUTYPE=INDIVIDUAL;ROLE=REQ-PARTICIPANT;PARTSTAT=ACCEPTED;RSVP=TRUE
 ;CN=tuyengiao@example.vn;X-NUM-GUESTS=0:mailto:tuyengiao@example.vn
CREATED:20200820T075233Z
LAST-MODIFIED:20200901T021422Z
SEQUENCE:0
STATUS:TENTATIVE
SUMMARY:Khai mạc triển lãm
TRANSP:OPAQUE
BEGIN:VALARM
ACTION:DISPLAY
DESCRIPTION:This is an event reminder
TRIGGER:-P0DT0H30M0S
END:VALARM
END:VEVENT
BEGIN:VEVENT
DTSTART;TZID=Asia/Ho_Chi_Minh:20200907T073000
DTEND;TZID=Asia/Ho_Chi_Minh:20200907T083000
RRULE:FREQ=WEEKLY;BYDAY=MO
DTSTAMP:20200901T021500Z
UID:giaoban@google.com
SUMMARY:Giao ban
END:VEVENT
BEGIN:VEVENT
DTSTART;TZID=Asia/Ho_Chi_Minh:20200914T140000
DTEND;TZID=Asia/Ho_Chi_Minh:20200914T150000
DTSTAMP:20200901T021500Z
UID:giaoban@google.com
RECURRENCE-ID;TZID=Asia/Ho_Chi_Minh:20200914T073000
SUMMARY:Giao ban (chiều)
END:VEVENT
END:VCALENDAR
""")

OUTLOOK_UID = (
    "040000008200E00074C5B7101A82E00800000000B0C5F2A37F7CD601000000000000000"
    "010000000D5E0B4A1C7F24E4B9A0C7E4F3B2A1D6E"
)
# Outlook writes whole days as times of its own zone, from midnight to midnight, and says so in a line of its own.
OUTLOOK = ics(f"""
BEGIN:VCALENDAR
PRODID:-//Microsoft Corporation//Outlook 16.0 MIMEDIR//EN
VERSION:2.0
METHOD:PUBLISH
X-MS-OLK-FORCEINSPECTOROPEN:TRUE
BEGIN:VTIMEZONE
TZID:SE Asia Standard Time
BEGIN:STANDARD
DTSTART:16010101T000000
TZOFFSETFROM:+0700
TZOFFSETTO:+0700
END:STANDARD
END:VTIMEZONE
BEGIN:VTIMEZONE
TZID:Customized Time Zone
BEGIN:STANDARD
DTSTART:16011104T020000
RRULE:FREQ=YEARLY;BYDAY=1SU;BYMONTH=11
TZOFFSETFROM:-0400
TZOFFSETTO:-0500
END:STANDARD
BEGIN:DAYLIGHT
DTSTART:16010311T020000
RRULE:FREQ=YEARLY;BYDAY=2SU;BYMONTH=3
TZOFFSETFROM:-0500
TZOFFSETTO:-0400
END:DAYLIGHT
END:VTIMEZONE
BEGIN:VEVENT
CLASS:PUBLIC
CREATED:20200820T075233Z
DESCRIPTION:\\n
DTEND;TZID="SE Asia Standard Time":20201016T000000
DTSTAMP:20200820T075233Z
DTSTART;TZID="SE Asia Standard Time":20201013T000000
LAST-MODIFIED:20200820T075233Z
LOCATION:Hội trường
PRIORITY:5
SEQUENCE:0
SUMMARY;LANGUAGE=vi:Đại hội XVII
TRANSP:TRANSPARENT
UID:{OUTLOOK_UID[:71]}
\t{OUTLOOK_UID[71:]}
X-ALT-DESC;FMTTYPE=text/html:<html xmlns:v="urn:schemas-microsoft-com:vml"><body>Đại hội: 13, 14, 15</body></html>
X-MICROSOFT-CDO-BUSYSTATUS:FREE
X-MICROSOFT-CDO-ALLDAYEVENT:TRUE
X-MICROSOFT-DISALLOW-COUNTER:FALSE
BEGIN:VALARM
TRIGGER:-PT1080M
ACTION:DISPLAY
DESCRIPTION:Reminder
END:VALARM
END:VEVENT
BEGIN:VEVENT
DTSTART;TZID=Customized Time Zone:20201031T200000
DTEND;TZID=Customized Time Zone:20201031T213000
DTSTAMP:20200820T075233Z
UID:before-the-change
SUMMARY:Giao lưu trực tuyến
END:VEVENT
BEGIN:VEVENT
DTSTART;TZID=Customized Time Zone:20201101T200000
DTEND;TZID=Customized Time Zone:20201101T213000
DTSTAMP:20200820T075233Z
UID:after-the-change
SUMMARY:Giao lưu trực tuyến
END:VEVENT
END:VCALENDAR
""")

APPLE = ics(
    """
BEGIN:VCALENDAR
CALSCALE:GREGORIAN
PRODID:-//Apple Inc.//macOS 14.5//EN
VERSION:2.0
X-APPLE-CALENDAR-COLOR:#0E61B9
X-WR-CALNAME:Tỉnh ủy
BEGIN:VTIMEZONE
TZID:Europe/Berlin
BEGIN:DAYLIGHT
DTSTART:19810329T020000
RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3
TZNAME:GMT+2
TZOFFSETFROM:+0100
TZOFFSETTO:+0200
END:DAYLIGHT
BEGIN:STANDARD
DTSTART:19961027T030000
RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10
TZNAME:GMT+1
TZOFFSETFROM:+0200
TZOFFSETTO:+0100
END:STANDARD
END:VTIMEZONE
BEGIN:VEVENT
CREATED:20200820T075233Z
DTEND;VALUE=DATE:20201016
DTSTAMP:20200820T075240Z
DTSTART;VALUE=DATE:20201013
LAST-MODIFIED:20200820T075238Z
SEQUENCE:1
SUMMARY:Đại hội XVII
TRANSP:TRANSPARENT
UID:8D5F2B1A-3C4E-4F6A-9B7C-1D2E3F4A5B6C
X-APPLE-TRAVEL-ADVISORY-BEHAVIOR:AUTOMATIC
END:VEVENT
BEGIN:VEVENT
CREATED:20200820T075233Z
DTEND;TZID=Europe/Berlin:20201013T203000
DTSTAMP:20200820T075240Z
DTSTART;TZID=Europe/Berlin:20201013T190000
SUMMARY:Cầu truyền hình
UID:0C9A7E55-71B2-4D1C-8A43-3F0E6B2D9C17
X-APPLE-STRUCTURED-LOCATION;VALUE=URI;X-APPLE-RADIUS=70;X-TITLE="Hội trường
: tầng 2":geo:21.3,105.6
END:VEVENT
BEGIN:VEVENT
DTSTAMP:20200820T075240Z
DTSTART;VALUE=DATE:20201010
DTEND;VALUE=DATE:20201011
STATUS:CANCELLED
SUMMARY:Triển lãm
UID:A1B2C3D4-0000-4000-8000-000000000001
END:VEVENT
END:VCALENDAR
""".replace("\n: tầng", "\n : tầng")
)

THUNDERBIRD = ics("""
BEGIN:VCALENDAR
PRODID:-//Mozilla.org/NONSGML Mozilla Calendar V1.1//EN
VERSION:2.0
BEGIN:VTIMEZONE
TZID:Asia/Bangkok
X-TZINFO:Asia/Bangkok[2024a]
BEGIN:STANDARD
TZOFFSETTO:+070000
TZOFFSETFROM:+064204
TZNAME:+07
DTSTART:19200401T000000
END:STANDARD
END:VTIMEZONE
BEGIN:VEVENT
CREATED:20200820T075233Z
LAST-MODIFIED:20200820T075240Z
DTSTAMP:20200820T075240Z
UID:b7c1f0de-7d11-4a9a-8a7e-0e2f3a4b5c6d
SUMMARY:Đại hội XVII
DTSTART;TZID=Asia/Bangkok:20201013T080000
DTEND;TZID=Asia/Bangkok:20201015T113000
TRANSP:OPAQUE
X-MOZ-GENERATION:2
END:VEVENT
BEGIN:VEVENT
DTSTAMP:20200820T075240Z
UID:old
SUMMARY:Hội nghị
DTSTART;TZID=/mozilla.org/20050126_1/Asia/Saigon:20201012T140000
DURATION:P1DT3H
END:VEVENT
BEGIN:VTODO
UID:a-task
DUE;VALUE=DATE:20201001
SUMMARY:Việc
END:VTODO
END:VCALENDAR
""")


@pytest.mark.parametrize(
    ("data", "uid", "known"),
    [
        (GOOGLE, "4hd8tq0r2k1m5c9v7b3n6x8z0a@google.com", "2020-10-13..2020-10-15"),
        # 01:00 to 04:30 in UTC, in Hanoi seven hours later: all of it on the 10th; tentative
        (GOOGLE, "6v5gk2jq9d8e7f6g5h4j3k2l1m@google.com", "from 2020-10-10 to 2020-10-10"),
        (OUTLOOK, OUTLOOK_UID, "2020-10-13..2020-10-15"),
        # 20:00 in New York is 00:00 UTC on 1 November while clocks are forward, 07:00 in Hanoi
        (OUTLOOK, "before-the-change", "2020-11-01 07:00..2020-11-01 08:30"),
        # and on the day they went back 01:00 UTC on the 2nd, 08:00
        (OUTLOOK, "after-the-change", "2020-11-02 08:00..2020-11-02 09:30"),
        (APPLE, "8D5F2B1A-3C4E-4F6A-9B7C-1D2E3F4A5B6C", "2020-10-13..2020-10-15"),
        # 19:00 in Berlin, two hours ahead of UTC, is 17:00 UTC and midnight in Hanoi: the 14th
        (APPLE, "0C9A7E55-71B2-4D1C-8A43-3F0E6B2D9C17", "2020-10-14 00:00..2020-10-14 01:30"),
        (APPLE, "A1B2C3D4-0000-4000-8000-000000000001", None),
        (THUNDERBIRD, "b7c1f0de-7d11-4a9a-8a7e-0e2f3a4b5c6d", "2020-10-13 08:00..2020-10-15 11:30"),
        # from the 12th at 14:00, a day and three hours
        (THUNDERBIRD, "old", "2020-10-12 14:00..2020-10-13 17:00"),
        (THUNDERBIRD, "a-task", None),
    ],
)  # fmt: skip
def test_files_of_other_programs(data: bytes, uid: str, known: str | None) -> None:
    """An event has the days and times that the program shows to somebody in Hanoi."""
    assert read(data, uid) == known


def test_a_deadline_follows_what_a_calendar_says() -> None:
    """With the congress from 13 to 15 October ten days before it is Saturday the 3rd, and the reason names the file."""
    plan = Plan(
        "district",
        issued="2020-03-25",
        timezone=HANOI,
        events=[Event("congress", lasts=None, follows=f"uid:{OUTLOOK_UID}")],
        deadlines=[Deadline("stage", when="10 days before congress")],
    )
    schedule = resolve(plan, known_from_calendar(plan, OUTLOOK, name="province.ics").known)
    assert str(schedule["stage"].due) == "2020-10-03"
    assert "Thu 2020-10-15 (province.ics)" in schedule.why("stage").text("en")


# ---------------------------------------------------------------- days and times


@pytest.mark.parametrize(
    ("lines", "known"),
    [
        # whole days
        (["DTSTART;VALUE=DATE:20201013"], "2020-10-13..2020-10-13"),
        (["DTSTART;VALUE=DATE:20201013", "DTEND;VALUE=DATE:20201014"], "2020-10-13..2020-10-13"),
        (["DTSTART;VALUE=DATE:20201013", "DURATION:P3D"], "2020-10-13..2020-10-15"),
        (["DTSTART;VALUE=DATE:20201013", "DURATION:P1W"], "2020-10-13..2020-10-19"),
        (["DTSTART:20201013", "DTEND:20201016"], "2020-10-13..2020-10-15"),  # VALUE left out
        (["DTSTART;VALUE=DATE:20201013", "DTEND;VALUE=DATE:20201013"], "2020-10-13..2020-10-13"),
        (["dtstart;value=date:20201231", "DtEnd;Value=Date:20210102"], "2020-12-31..2021-01-01"),
        (["DTSTART;VALUE=DATE:20200229"], "2020-02-29..2020-02-29"),
        # times: without a zone as they stand, at midnight the end is of the day before
        (["DTSTART:20201013T080000"], "2020-10-13 08:00..2020-10-13 08:00"),
        (["DTSTART:20201013T080000", "DTEND:20201016T000000"], "2020-10-13 08:00..2020-10-15"),
        (["DTSTART:20201013T080000", "DURATION:PT16H"], "2020-10-13 08:00..2020-10-13"),
        (["DTSTART:20201013T000000"], "2020-10-13 00:00..2020-10-13 00:00"),
        (["DTSTART:20201013T170000Z", "DTEND:20201014T170000Z"], "2020-10-14 00:00..2020-10-14"),
        (["DTSTART;TZID=UTC:20201013T165959"], "2020-10-13 23:59..2020-10-13 23:59"),
        # Outlook's whole days in its own zone, and as instants of ours
        (
            ["DTSTART;TZID=Tokyo Standard Time:20201013T000000",
             "DTEND;TZID=Tokyo Standard Time:20201016T000000", "X-MICROSOFT-CDO-ALLDAYEVENT:TRUE"],
            "2020-10-13..2020-10-15",
        ),
        (
            ["DTSTART:20201012T170000Z", "DTEND:20201015T170000Z",
             "X-MICROSOFT-MSNCALENDAR-ALLDAYEVENT:TRUE"],
            "2020-10-13..2020-10-15",
        ),
        (
            ["DTSTART:20201013T000000", "DTEND:20201016T000000", "X-MICROSOFT-CDO-ALLDAYEVENT:FALSE"],
            "2020-10-13 00:00..2020-10-15",
        ),
        # what isn't sure is a window, what was called off says nothing
        (["DTSTART;VALUE=DATE:20201001", "DTEND;VALUE=DATE:20201101", "STATUS:TENTATIVE"],
         "from 2020-10-01 to 2020-10-31"),
        (["DTSTART;VALUE=DATE:20201013", "STATUS:CONFIRMED"], "2020-10-13..2020-10-13"),
        (["DTSTART;VALUE=DATE:20201013", "status: Cancelled "], None),
        (["STATUS:CANCELLED"], None),
    ],
)  # fmt: skip
def test_days_and_times(lines: list[str], known: str | None) -> None:
    """Ends aren't counted, zones become that of the plan, and tentative days are a window."""
    assert read(calendar(*lines)) == known


ZONES = ("Asia/Ho_Chi_Minh", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "UTC")


@given(
    st.datetimes(datetime(1990, 1, 1), datetime(2037, 1, 1)).map(
        lambda m: m.replace(microsecond=0)
    ),
    st.integers(1, 10_000),
    st.sampled_from(ZONES),
    st.sampled_from(ZONES),
)
def test_times_as_python_has_them(start: datetime, minutes: int, written: str, ours: str) -> None:
    """Whatever zone a time is written in, the day and time are those that Python gives in ours."""
    begins = start.replace(tzinfo=ZoneInfo(written)).astimezone(UTC)
    ends = begins + timedelta(minutes=minutes)
    data = calendar(f"DTSTART:{begins:%Y%m%dT%H%M%SZ}", f"DTEND:{ends:%Y%m%dT%H%M%SZ}")
    known = known_from_calendar(following(ours, a="uid:1"), data).known["a"]
    first, last = (moment.astimezone(ZoneInfo(ours)) for moment in (begins, ends))
    assert known.start is not None
    assert known.end is not None
    assert (known.start.day, known.start.minute) == (first.date(), first.hour * 60 + first.minute)
    if (last.hour, last.minute) == (0, 0):
        assert (known.end.day, known.end.minute) == (last.date() - timedelta(days=1), None)
    else:
        assert (known.end.day, known.end.minute) == (last.date(), last.hour * 60 + last.minute)
    if first == first.replace(fold=1).astimezone(UTC).astimezone(ZoneInfo(ours)):
        local = begins.astimezone(ZoneInfo(written))
        if local.replace(fold=0).utcoffset() == local.utcoffset():
            zoned = calendar(f"DTSTART;TZID={written}:{local:%Y%m%dT%H%M%S}")
            other = known_from_calendar(following(ours, a="uid:1"), zoned).known["a"]
            assert other.start == known.start


def test_a_zone_is_that_of_its_own_file() -> None:
    """Two files may give one name to two zones; one doesn't change how the other is read."""

    def at(offset: str) -> bytes:
        zone = (
            "BEGIN:VTIMEZONE\nTZID:Customized Time Zone\nBEGIN:STANDARD\nDTSTART:16010101T000000\n"
            f"TZOFFSETFROM:{offset}\nTZOFFSETTO:{offset}\nEND:STANDARD\nEND:VTIMEZONE\n"
        )
        return calendar("DTSTART;TZID=Customized Time Zone:20201013T080000", head=zone)

    assert read(at("+0700")) == "2020-10-13 08:00..2020-10-13 08:00"
    assert read(at("+0000")) == "2020-10-13 15:00..2020-10-13 15:00"
    assert read(at("+0900")) == "2020-10-13 06:00..2020-10-13 06:00"
    assert read(at("+0700")) == "2020-10-13 08:00..2020-10-13 08:00"


@given(st.datetimes(datetime(1975, 1, 1), datetime(2037, 1, 1)), st.sampled_from([1931, 1970]))
def test_the_rules_of_a_file_as_dateutil_counts_them(moment: datetime, begun: int) -> None:
    """Rules that began centuries ago, that ended, and single changes give the offset of another reader of zones.

    The zone is made up: summer time since 1931 or later, at other hours until 1999, none in 2010.
    """
    parts = [
        (f"{begun}0401T020000", "+0100", "+0200", "RRULE:FREQ=YEARLY;BYMONTH=4;BYDAY=1SU;UNTIL=19990501T000000Z"),
        (f"{begun}1001T030000", "+0200", "+0100", "RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU"),
        ("20000326T020000", "+0100", "+0200", "RRULE:FREQ=YEARLY;BYMONTH=3;BYMONTHDAY=25,26,27,28;BYDAY=SU"),
        ("20100601T000000", "+0200", "+0300", "RDATE:20120701T000000,20150701T000000"),
    ]  # fmt: skip
    zone = "BEGIN:VTIMEZONE\nTZID:Made up\n" + "".join(
        f"BEGIN:STANDARD\nDTSTART:{start}\nTZOFFSETFROM:{before}\nTZOFFSETTO:{after}\n{rule}\nEND:STANDARD\n"
        for start, before, after, rule in parts
    ) + "END:VTIMEZONE\n"  # fmt: skip
    local = moment.replace(second=0, microsecond=0)
    counted = tzical(io.StringIO(zone)).get("Made up")
    assert counted is not None
    offset = counted.utcoffset(local)
    assert offset is not None
    found = read(calendar(f"DTSTART;TZID=Made up:{local:%Y%m%dT%H%M%S}", head=zone), timezone="UTC")
    assert found is not None
    assert found.partition("..")[0] == f"{local - offset:%Y-%m-%d %H:%M}"


def test_a_known_zone_is_not_what_a_file_makes_of_it() -> None:
    """A file can't move Hanoi."""
    zone = (
        f"BEGIN:VTIMEZONE\nTZID:{HANOI}\nBEGIN:STANDARD\nDTSTART:16010101T000000\n"
        "TZOFFSETFROM:-1100\nTZOFFSETTO:-1100\nEND:STANDARD\nEND:VTIMEZONE\n"
    )
    data = calendar(f"DTSTART;TZID={HANOI}:20201013T080000", head=zone)
    assert read(data) == "2020-10-13 08:00..2020-10-13 08:00"


def test_a_zone_named_in_words() -> None:
    """Outlook names zones with commas and colons, escaped in one place and in quotes in the other."""
    zone = (
        "BEGIN:VTIMEZONE\nTZID:(UTC+09:00) Osaka\\, Sapporo\\, Tokyo\nBEGIN:STANDARD\n"
        "DTSTART:16010101T000000\nTZOFFSETFROM:+0900\nTZOFFSETTO:+0900\nEND:STANDARD\nEND:VTIMEZONE\n"
    )
    line = 'DTSTART;TZID="(UTC+09:00) Osaka, Sapporo, Tokyo":20201013T000000'
    assert read(calendar(line, head=zone)) == "2020-10-12 22:00..2020-10-12 22:00"


# ---------------------------------------------------------------- the form of a file


@pytest.mark.parametrize(
    "change",
    [
        lambda data: data.replace(b"\r\n", b"\n"),
        lambda data: data.replace(b"\r\n", b"\r"),
        lambda data: b"\xef\xbb\xbf" + data,
        lambda data: data.replace(b"\r\n", b"\r\n\r\n"),  # blank lines
        lambda data: data.rstrip(),
        lambda data: data.lower().replace(b"uid:1", b"UID:1"),
        lambda data: data.replace(b"UID:1", b"U\r\n ID\r\n\t:1"),
        lambda data: data.replace(b"END:VEVENT", b"SUMMARY:\xff\xfe\x00 not UTF-8\r\nEND:VEVENT"),
        lambda data: data + calendar("DTSTART:20301013", uid="2"),  # two calendars in one file
        lambda data: data.replace(b"BEGIN:VEVENT", b"X_WR_ODD.NAME;A=\"b:c\":d\r\nBEGIN:VEVENT"),
        lambda data: data.replace(b"END:VEVENT", b"BEGIN:VALARM\r\nUID:1\r\nEND:VALARM\r\nEND:VEVENT"),
    ],
)  # fmt: skip
def test_forms_that_programs_write(change: Any) -> None:
    """Line ends, folds, marks and the texts of other lines change nothing."""
    data = calendar("DTSTART;VALUE=DATE:20201013", "DTEND;VALUE=DATE:20201016")
    assert change(data) != data
    assert read(change(data)) == "2020-10-13..2020-10-15"


def test_a_uid_folded_inside_a_letter() -> None:
    """Folds that part a letter are undone before letters are read; composed or not, it is the same UID."""
    data = calendar("DTSTART;VALUE=DATE:20201013", uid="đại-hội")
    octets = "đại".encode()
    folded = data.replace(octets, octets[:1] + b"\r\n " + octets[1:])
    assert read(folded, "đại-hội") == "2020-10-13..2020-10-13"
    assert read(data, "đa\u0323i-hô\u0323i") == "2020-10-13..2020-10-13"


def test_a_uid_with_escapes() -> None:
    """A UID is a text, so commas in it are escaped."""
    data = calendar("DTSTART;VALUE=DATE:20201013", uid="a\\,b\\;c\\\\d: e")
    assert read(data, "a,b;c\\d: e") == "2020-10-13..2020-10-13"


@pytest.mark.parametrize(
    ("data", "line", "why"),
    [
        (b"", 1, "it is empty"),
        (b"\r\n\r\n", 1, "it is empty"),
        (b"<!DOCTYPE html>\n<title>Sign in</title>\n", 1, "begins with BEGIN:VCALENDAR"),
        (b"PK\x03\x04" + bytes(100), 1, "begins with BEGIN:VCALENDAR"),
        (b"BEGIN:VEVENT\nUID:1\nEND:VEVENT\n", 1, "VEVENT can't begin here"),
        (b"UID:1\n", 1, "begins with BEGIN:VCALENDAR"),
        (b"BEGIN:VCALENDAR\nVERSION:2.0\n", 1, "ends before VCALENDAR of line 1 does"),
        (b"BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:1\n", 2, "ends before VEVENT of line 2 does"),
        (b"BEGIN:VCALENDAR\nBEGIN:VEVENT\nEND:VCALENDAR\n", 3, "but VEVENT of line 2 doesn't"),
        (b"BEGIN:VCALENDAR\nBEGIN:VCALENDAR\n", 2, "VCALENDAR can't begin here"),
        (b"BEGIN:VCALENDAR\nEND:VCALENDAR\nEND:VCALENDAR\n", 3, "begins with BEGIN:VCALENDAR"),
        (b"BEGIN:VCALENDAR\nSUMMARY\nEND:VCALENDAR\n", 2, "a name, a colon and a value"),
        (b"BEGIN:VCALENDAR\n\xff:\nEND:VCALENDAR\n", 2, "a name, a colon and a value"),
        (b"BEGIN:VCALENDAR\n" + b"BEGIN:X\n" * 100_000, 9, "X can't begin here"),
    ],
)
def test_what_is_no_calendar(data: bytes, line: int, why: str) -> None:
    """A page, half a download or anything else isn't taken for a calendar without the item; the line is reported."""
    error = refused(data)
    assert (error.code, type(error).__name__) == ("ics-form", "DocumentError")
    assert error.where is not None
    assert (error.where.document, error.where.line) == ("calendar.ics", line)
    assert why in str(error.why)


def test_a_file_cut_anywhere() -> None:
    """Of a file that is cut off nothing is read: never is an item told to be gone because the end is missing."""
    uid = "A1B2C3D4-0000-4000-8000-000000000001"
    for end in range(len(APPLE) - len(b"END:VCALENDAR\r\n")):
        assert refused(APPLE[:end], uid).code == "ics-form"


def test_a_file_that_is_too_large() -> None:
    """A calendar file may have 10 MiB, and not an octet more."""
    whole = calendar("DTSTART;VALUE=DATE:20201013")
    room = 10 * 1024 * 1024 - len(whole)
    padding = b"X-A:" + b"a" * (room - 6) + b"\r\n"
    padded = whole.replace(b"BEGIN:VEVENT", padding + b"BEGIN:VEVENT")
    assert len(padded) == 10 * 1024 * 1024
    assert read(padded) == "2020-10-13..2020-10-13"
    assert refused(padded + b"\n").code == "too-long"
    assert refused(b"BEGIN:VCALENDAR\n" + b"A:\n" * 500_000).code == "too-long"


@given(st.binary(max_size=300), st.integers(0, len(GOOGLE)), st.integers(0, 60))
def test_damaged_files(damage: bytes, at: int, cut: int) -> None:
    """Whatever is done to a file, it is read or refused with a place; nothing else is raised."""
    data = GOOGLE[:at] + damage + GOOGLE[at + cut :]
    plan = following(a="uid:4hd8tq0r2k1m5c9v7b3n6x8z0a@google.com", b="uid:giaoban@google.com")
    try:
        known_from_calendar(plan, data)
    except RelschedError as error:
        told = error.problems if isinstance(error, Problems) else (error,)
        assert all(problem.where is not None and problem.where.line for problem in told)


_PIECES = st.sampled_from(
    [
        *("BEGIN:VTIMEZONE", "END:VTIMEZONE", "BEGIN:STANDARD", "END:STANDARD", "TZID:Z", "TZID:"),
        *("TZOFFSETFROM:+0700", "TZOFFSETTO:+0700", "TZOFFSETTO:+9999", "TZOFFSETTO:x"),
        *("DTSTART:16010101T000000", "DTSTART:x", "DTSTART;VALUE=DATE:20200101", "TZNAME:a"),
        *("RRULE:FREQ=YEARLY", "RRULE:FREQ=YEARLY;UNTIL=x", "RRULE:", "RDATE:20200101T000000"),
    ]
)


@given(st.lists(_PIECES, max_size=14))
def test_damaged_zones(lines: list[str]) -> None:
    """Whatever a file says of its zone, the time is read or refused."""
    zone = "".join(f"{line}\n" for line in lines)
    codes = ["ics-zone"]
    try:
        read(calendar("DTSTART;TZID=Z:20201013T080000", head=zone))
    except RelschedError as error:
        codes += [error.code]
    assert codes[-1] in ("ics-form", "ics-zone", "ics-value")


# ---------------------------------------------------------------- what can't be used


@pytest.mark.parametrize(
    ("lines", "code", "line", "why"),
    [
        (["SUMMARY:x"], "ics-value", 4, "no DTSTART"),
        (["DTSTART:20201313"], "ics-value", 6, "no such day or time"),
        (["DTSTART:20201013T250000"], "ics-value", 6, "no such day or time"),
        (["DTSTART:2020-10-13"], "ics-value", 6, "a day is written as 20201013"),
        (["DTSTART;VALUE=DATE:20201013T000000"], "ics-value", 6, "a day is written as 20201013"),
        (["DTSTART:"], "ics-value", 6, "a day is written as 20201013"),
        (["DTSTART:00010101T000000Z"], "ics-value", 6, "years run from 2 to 9998"),
        (["DTSTART:99991231T235959Z"], "ics-value", 6, "years run from 2 to 9998"),
        (["DTSTART:20201013", "DTSTART:20201014"], "ics-value", 7, "DTSTART stands in it twice"),
        (["DTSTART:20201013", "DTEND:20201012"], "ics-value", 7, "ends before it begins"),
        (["DTSTART:20201013T080000", "DTEND:20201013T075900"], "ics-value", 7, "ends before"),
        (["DTSTART:20201013", "DTEND:20201013T080000"], "ics-value", 7, "both be days, or both"),
        (["DTSTART:20201013", "DURATION:PT8H"], "ics-value", 7, "whole days"),
        (["DTSTART:20201013", "DURATION:-P1D"], "ics-value", 7, "whole days"),
        (["DTSTART:20201013T080000", "DURATION:8 hours"], "ics-value", 7, "P3D or PT8H"),
        (["DTSTART:20201013", "DURATION:P99999999D"], "ics-value", 7, "P3D or PT8H"),
        (["DTSTART:20201013", "STATUS:MAYBE"], "ics-value", 7, "CONFIRMED, TENTATIVE or CANCELLED"),
        (["DTSTART;TZID=Asia/Hue:20201013T080000"], "ics-zone", 6, "neither known nor defined"),
        (["DTSTART:20201013", "RRULE:FREQ=DAILY"], "ics-repeated", 7, "more than once (RRULE)"),
        (["DTSTART:20201013", "RDATE:20201014"], "ics-repeated", 7, "more than once (RDATE)"),
        (["DTSTART:20201013", "RECURRENCE-ID:20201013"], "ics-repeated", 7, "(RECURRENCE-ID)"),
    ],
)
def test_items_that_cannot_be_used(lines: list[str], code: str, line: int, why: str) -> None:
    """A date that is missing, broken or one of several is refused where it stands, with the reason."""
    error = refused(calendar(*lines))
    assert error.code == code
    assert error.where is not None
    assert error.where.line == line
    assert why in str(error.why)


def test_an_item_that_stands_twice() -> None:
    """Of two items with one UID none is chosen; a series and its exception are such, as Google writes them."""
    error = refused(GOOGLE, "giaoban@google.com")
    assert error.code == "ics-repeated"
    assert error.where is not None
    assert (error.where.line, error.why) == (52, "it stands in the file twice, in lines 44 and 52")


@pytest.mark.parametrize(
    "rule",
    [
        *("FREQ=SECONDLY", "FREQ=YEARLY;BYSECOND=0,1,2", "FREQ=YEARLY;BYHOUR=1", "FREQ=MONTHLY"),
        *("FREQ=YEARLY;BYYEARDAY=1", "FREQ=YEARLY;INTERVAL=0000", "FREQ=YEARLY;BYDAY=SU,MO,TU"),
        # days that never come would be looked for until the end of time
        *("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=31", "FREQ=YEARLY;BYMONTH=13", "FREQ=YEARLY;COUNT=3"),
        *("FREQ=YEARLY;BYDAY=1SU;BYMONTHDAY=20", "FREQ=YEARLY;BYMONTH=10;BYDAY=SU;BYSETPOS=-1"),
    ],
)
def test_zones_made_to_take_for_ever(rule: str) -> None:
    """Only rules that change clocks some times a year are counted out."""
    zone = (
        "BEGIN:VTIMEZONE\nTZID:Z\nBEGIN:STANDARD\nDTSTART:16010101T000000\n"
        f"RRULE:{rule}\nTZOFFSETFROM:+0700\nTZOFFSETTO:+0700\nEND:STANDARD\nEND:VTIMEZONE\n"
    )
    error = refused(calendar("DTSTART;TZID=Z:20201013T080000", head=zone))
    assert (error.code, error.why) == ("ics-zone", "its zone has rules that no zone has")
    sane = zone.replace(rule, "FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10")
    assert read(calendar("DTSTART;TZID=Z:20201013T080000", head=sane)) is not None


@pytest.mark.parametrize("times", [200, 3_000])
def test_zones_with_too_many_rules(times: int) -> None:
    """So are zones with more changes than there have been."""
    part = (
        "BEGIN:STANDARD\nDTSTART:16010101T000000\nRRULE:FREQ=YEARLY\n"
        "TZOFFSETFROM:+0700\nTZOFFSETTO:+0700\nEND:STANDARD\n"
    )
    zone = f"BEGIN:VTIMEZONE\nTZID:Z\n{part * times}END:VTIMEZONE\n"
    assert refused(calendar("DTSTART;TZID=Z:20201013T080000", head=zone)).code == "ics-zone"


def test_a_message_that_calls_off() -> None:
    """A file with METHOD:CANCEL calls its items off, whatever they say themselves."""
    data = calendar("DTSTART;VALUE=DATE:20201013", "STATUS:CONFIRMED")
    assert read(data.replace(b"VERSION:2.0", b"VERSION:2.0\r\nMETHOD:CANCEL")) is None


def test_all_problems_come_at_once() -> None:
    """Every item that can't be used is reported, and every event that the plan doesn't have."""
    plan = following(a="uid:1", b="uid:2", c="uid:3")
    data = calendar("DTSTART:20201313") + calendar(uid="2") + calendar("DTSTART:20201013", uid="3")
    with pytest.raises(Problems) as caught:
        known_from_calendar(plan, data, {"congres": "3"})
    assert caught.value.codes == ("unknown-event", "ics-value", "ics-value")


# ---------------------------------------------------------------- what is followed


def test_notes_tell_of_what_nothing_is_known() -> None:
    """What isn't in the calendar, was called off or is tentative gets a note; a ledger is told to forget it."""
    plan = following(a="uid:1", b="uid:2", c="uid:3", d="uid:4", e="other:e")
    data = (
        calendar("DTSTART;VALUE=DATE:20201013", uid="4")
        + calendar("DTSTART;VALUE=DATE:20201013", "STATUS:CANCELLED", uid="2")
        + calendar("DTSTART;VALUE=DATE:20201013", "STATUS:TENTATIVE", uid="3")
    )
    followed = known_from_calendar(plan, data, name="p.ics")
    assert followed.notes == (
        FollowNote("a", "absent", "p.ics"),
        FollowNote("b", "cancelled", "p.ics"),
        FollowNote("c", "tentative", "p.ics"),
    )
    assert list(followed.known) == ["c", "d"]
    texts = {
        name: None if known is None else known.text for name, known in followed.changes.items()
    }
    assert texts == {
        "a": None,
        "b": None,
        "c": "from 2020-10-13 to 2020-10-13",
        "d": "2020-10-13..2020-10-13",
    }
    assert [note.text("en") for note in followed.notes] == [
        "`a` follows an item that isn't in p.ics, so nothing is known of it",
        "`b` follows an item that was called off in p.ics, so nothing is known of it",
        "`c` is only tentative in p.ics; its days there are taken as a window",
    ]
    assert (
        followed.notes[0].text("vi")
        == "`a` theo một mục không có trong p.ics, nên chưa xác định được ngày"
    )


def test_uids_given_beside_those_of_the_plan() -> None:
    """A caller may name the item of an event; that wins over what stands in the plan."""
    plan = following(a="uid:1", b="uid:2")
    data = calendar("DTSTART:20201013", uid="2") + calendar("DTSTART:20201014", uid="3")
    followed = known_from_calendar(plan, data, {"a": "3"})
    assert {name: known.text for name, known in followed.known.items()} == {
        "a": "2020-10-14..2020-10-14",
        "b": "2020-10-13..2020-10-13",
    }


def test_several_calendars() -> None:
    """An item is looked for in all files; it may stand in two of them, if they say the same."""
    plan = following(a="uid:1", b="uid:2", c="uid:3")
    one = calendar("DTSTART:20201013") + calendar("DTSTART:20201014", uid="2")
    same = calendar("DTSTART;VALUE=DATE:20201013", "DTEND;VALUE=DATE:20201014")
    followed = known_from_calendars(plan, {"one.ics": one, "two.ics": same})
    assert {name: (k.text, k.by) for name, k in followed.known.items()} == {
        "a": ("2020-10-13..2020-10-13", "one.ics"),
        "b": ("2020-10-14..2020-10-14", "one.ics"),
    }
    assert followed.notes == (FollowNote("c", "absent", "one.ics, two.ics"),)
    other = calendar("DTSTART:20201020")
    with pytest.raises(RelschedError) as caught:
        known_from_calendars(plan, {"one.ics": one, "two.ics": other})
    assert (caught.value.code, str(caught.value.where)) == ("ics-repeated", "two.ics, line 4")
    assert caught.value.why == "one.ics, line 4, gives something else"


def test_what_a_plan_follows() -> None:
    """A plan tells which items and which plans its events follow."""
    plan = following(a="uid:1", b="province:congress", c="province:4.1.b", d="party:congress")
    assert followed_calendars(plan) == {"a": "1"}
    assert followed_plans(plan) == {
        "province": {"b": "congress", "c": "4.1.b"},
        "party": {"d": "congress"},
    }


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("congress-xvii:congress", {"plan": "congress-xvii", "event": "congress"}),
        (" congress-xvii : 4.3.iii ", {"plan": "congress-xvii", "event": "4.3.iii"}),
        ("uid:20201013@example.vn", {"calendar": "20201013@example.vn"}),
        ("uid: a:b c ", {"calendar": "a:b c"}),
    ],
)
def test_what_an_event_follows(text: str, parts: Mapping[str, str]) -> None:
    """The text and the parts are two ways to write one thing; the text reads back."""
    follow = Follow.parse(text)
    assert follow == Follow(**parts) == Follow.read(parts) == Event("e", follows=text).follows
    assert Follow.parse(str(follow)) == follow


@pytest.mark.parametrize(
    ("make", "code"),
    [
        (lambda: Follow(), "follows-form"),
        (lambda: Follow(plan="province"), "follows-form"),
        (lambda: Follow(event="congress"), "follows-form"),
        (lambda: Follow(calendar="1", plan="province", event="congress"), "follows-form"),
        (lambda: Follow(calendar="1", event="congress"), "follows-form"),
        (lambda: Follow(calendar=""), "follows-form"),
        (lambda: Follow(calendar="a\nb"), "follows-form"),
        (lambda: Follow(calendar="a" * 1001), "follows-form"),
        (lambda: Follow(plan="uid", event="congress"), "follows-form"),
        (lambda: Follow.parse("congress"), "follows-form"),
        (lambda: Follow.parse(":congress"), "follows-form"),
        (lambda: Follow.parse("uid:"), "follows-form"),
        (lambda: Follow.parse("the province:congress"), "id-form"),
        (lambda: Follow.parse("province:before"), "id-reserved"),
        (lambda: following(a="district:b"), "dependency-cycle"),
    ],
)
def test_what_cannot_be_followed(make: Any, code: str) -> None:
    """Half of it, both at once, or one's own plan."""
    with pytest.raises(RelschedError) as caught:
        make()
    assert caught.value.code == code


# ---------------------------------------------------------------- another plan


def province(known: Mapping[str, KnownLike] | None = None, timezone: str = HANOI) -> Schedule:
    """Resolve a plan that others follow."""
    plan = Plan(
        "province",
        issued="2020-03-25",
        timezone=timezone,
        events=[
            Event("congress", expected="in October 2020", lasts=3),
            Event("exhibition", lasts=None),
            Event("sequel", expected="after 2020-11-01", lasts=2),
            Event("again", expected="by 2020-10-01", parts=["congress"], lasts=None),
        ],
        deadlines=[
            Deadline("stage", when="10 days before congress"),
            Deadline("check", when="in September 2020"),
            Deadline("always", when="continuously"),
            Deadline("flags", when="throughout congress"),
        ],
    )
    return resolve(plan, known)


def taken(name: str, schedule: Schedule, timezone: str = HANOI) -> str | None:
    """Give what is known of an event that follows something of another plan."""
    followed = known_from_schedule(following(timezone, a=f"province:{name}"), schedule)
    known = followed.known.get("a")
    if known is None:
        (note,) = followed.notes
        assert followed.changes == {"a": None}
        assert note.source == f"province:{name}"
        return note.kind
    assert followed.notes == ()
    assert known.by == f"province:{name}"
    return known.text


FIXED = {"congress": "2020-10-13"}


@pytest.mark.parametrize(
    ("name", "known", "text"),
    [
        ("congress", {}, "from 2020-10-01 to 2020-10-31"),
        ("congress", FIXED, "2020-10-13..2020-10-15"),  # it lasts 3 days
        ("congress", {"congress": "in 2020-11"}, "from 2020-11-01 to 2020-11-30"),
        ("congress", {"congress": "2020-10-13 08:00..2020-10-15 11:30"},
         "2020-10-13 08:00..2020-10-15 11:30"),
        ("exhibition", {}, "open"),
        ("exhibition", {"exhibition": "2020-10-10"}, "2020-10-10"),  # when it ends isn't known
        ("exhibition", {"exhibition": "..2020-10-12"}, "..2020-10-12"),
        ("sequel", {}, "after 2020-11-01"),
        # a part is fixed after the whole must have ended, so the whole has no date that holds
        ("again", FIXED, "conflict"),
        ("again", {**FIXED, "again": "2020-10-13..2020-10-15"}, "2020-10-13..2020-10-15"),
        ("stage", {}, "from 2020-09-21 to 2020-10-19"),
        ("stage", FIXED, "2020-10-03..2020-10-03"),
        ("stage", {**FIXED, "stage": "2020-10-02"}, "2020-10-02..2020-10-02"),
        ("stage", {**FIXED, "stage": "done 2020-10-01"}, "2020-10-01..2020-10-01"),
        ("check", FIXED, "from 2020-09-01 to 2020-09-30"),
        ("flags", FIXED, "2020-10-13..2020-10-15"),
        ("always", FIXED, "open"),
    ],
)  # fmt: skip
def test_events_of_another_plan(name: str, known: dict[str, KnownLike], text: str) -> None:
    """What is settled there is known here, what lies in a window lies in it here, and the rest isn't known."""
    assert taken(name, province(known)) == text


@pytest.mark.parametrize(
    ("theirs", "ours", "text"),
    [
        (
            HANOI,
            "UTC",
            "2020-10-12 23:00..2020-10-15 04:30",
        ),  # 6:00 there is 23:00 of the day before
        ("UTC", HANOI, "2020-10-13 13:00..2020-10-15 18:30"),
        (HANOI, HANOI, "2020-10-13 06:00..2020-10-15 11:30"),
    ],
)
def test_a_plan_in_another_zone(theirs: str, ours: str, text: str) -> None:
    """Times are what clocks show in the zone of the plan that follows; days without a time stay."""
    schedule = province({"congress": "2020-10-13 06:00..2020-10-15 11:30"}, theirs)
    assert taken("congress", schedule, ours) == text
    assert taken("congress", province(FIXED, theirs), ours) == "2020-10-13..2020-10-15"


def test_only_what_follows_that_plan() -> None:
    """Events that follow other plans or calendars aren't touched."""
    plan = following(a="province:congress", b="party:congress", c="uid:1", d="province:stage")
    followed = known_from_schedule(plan, province(FIXED))
    assert list(followed.known) == ["a", "d"]
    assert known_from_schedule(following(b="party:congress"), province()) == Followed({}, ())
    given = known_from_schedule(plan, province(FIXED), {"b": "congress", "a": "stage"})
    assert {name: known.text for name, known in given.known.items()} == {
        "a": "2020-10-03..2020-10-03",
        "b": "2020-10-13..2020-10-15",
        "d": "2020-10-03..2020-10-03",
    }


def test_what_the_other_plan_does_not_have() -> None:
    """Unknown names in either plan are reported at once, each at its place, with the nearest name."""
    plan = following(a="province:congres", b="province:xyzzy")
    with pytest.raises(Problems) as caught:
        known_from_schedule(plan, province(), {"c": "congress"})
    assert [(str(e.where), e.code, e.value, e.fix) for e in caught.value.problems] == [
        ("events[0].follows", "unknown-event", "province:congres", "write `province:congress`"),
        ("events[1].follows", "unknown-event", "province:xyzzy", None),
        ("None", "unknown-event", "c=province:congress", None),
    ]


def test_two_plans_that_follow_each_other() -> None:
    """Dates don't go round between two plans."""
    event = Event("congress", lasts=None, follows="district:a")
    other = resolve(Plan("province", issued="2020-03-25", events=[event]), FIXED)
    with pytest.raises(RelschedError) as caught:
        known_from_schedule(following(a="province:congress"), other)
    assert caught.value.code == "dependency-cycle"


# ---------------------------------------------------------------- our own feeds


def followers(schedule: Schedule, *, by_uid: bool) -> Plan:
    """Make a plan with an event for each event and deadline of another that may have days."""
    names = [entry.id for entry in schedule.entries]
    return Plan(
        "all",
        issued="2020-03-25",
        timezone=HANOI,
        events=[
            Event(
                f"e{number}",
                name,
                lasts=None,
                follows=Follow(calendar=uid(schedule.plan, name))
                if by_uid
                else Follow(plan=schedule.plan.id, event=name),
            )
            for number, name in enumerate(names)
        ],
    )


@pytest.mark.parametrize(
    "known", [{}, {"congress": "2020-10-13..2020-10-15", "exhibition": "2020-10-10"}]
)
def test_a_feed_of_ours_says_what_the_plan_says(known: dict[str, KnownLike]) -> None:
    """Through the feed and from the schedule the same is known of every item that stands in the feed."""
    schedule = resolve(read_plan(EXAMPLE_PLAN), known)
    data = feed(schedule, stamp=datetime(2020, 9, 1, tzinfo=UTC), profile="tools")
    plan = followers(schedule, by_uid=True)
    from_feed = known_from_calendar(plan, data).known
    from_plan = known_from_schedule(followers(schedule, by_uid=False), schedule).known
    assert from_feed
    for name, found in from_feed.items():
        assert found.text == from_plan[name].text, plan.all_events[name].title
    if known:
        days = {str(plan.all_events[name].title): _days(found) for name, found in from_feed.items()}
        # Of the exhibition nobody knows when it ends; a window is known with all its days, not only the one shown.
        windows = {
            "1.6": ("2020-11-01", "2020-11-30"),
            "4.2": ("2020-09-01", "2020-09-30"),
            "6": ("2020-07-01", "2020-08-31"),
            "14.2": ("2020-10-01", "2020-10-31"),
            "16.1": ("2020-12-01", "2020-12-31"),
            "16.2": ("2020-12-01", "2020-12-31"),
        }
        assert (DEADLINES | windows).items() <= days.items()
        assert days["congress"] == ("2020-10-13", "2020-10-15")


def _days(known: Known) -> tuple[str, str]:
    first, last = (
        (known.within.earliest, known.within.latest)
        if known.within is not None
        else (known.start and known.start.day, known.end and known.end.day)
    )
    return str(first), str(last)


# ---------------------------------------------------------------- the command line


@pytest.fixture
def office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give a directory with a plan that follows a calendar, and the calendar."""
    (tmp_path / "plan.yaml").write_text(
        "plan: district\nissued: 2020-03-25\ntimezone: Asia/Ho_Chi_Minh\n"
        "events:\n  - {id: congress, lasts: unknown, follows: 'uid:1'}\n  - {id: fair}\n"
        "deadlines:\n  - {id: stage, when: 10 days before congress}\n",
        encoding="utf-8",
    )
    (tmp_path / "p.ics").write_bytes(
        calendar("DTSTART;VALUE=DATE:20201013", "DTEND;VALUE=DATE:20201016")
    )
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run(*arguments: str, given: bytes = b"") -> Any:
    return CliRunner().invoke(commands, arguments, input=given)


def test_the_command_line_follows_a_calendar(office: Path) -> None:
    """`--from-calendar` gives the dates to resolve, why, check and feed; standard input is a calendar too."""
    assert "Sat 2020-10-03" in run("resolve", "plan.yaml", "--from-calendar", "p.ics").stdout
    assert "(p.ics)" in run("why", "plan.yaml", "stage", "--from-calendar", "p.ics").stdout
    assert run("check", "plan.yaml", "--from-calendar", "p.ics").exit_code == 0
    written = run("feed", "plan.yaml", "-o", "-", "--from-calendar", "p.ics").stdout
    assert "DTSTART;VALUE=DATE:20201003" in written
    piped = run(
        "resolve", "plan.yaml", "--from-calendar", "-", given=(office / "p.ics").read_bytes()
    )
    assert "Sat 2020-10-03" in piped.stdout


def test_a_date_given_by_hand_goes_before(office: Path) -> None:
    """`--known` wins for its event, whole."""
    done = run("resolve", "plan.yaml", "--from-calendar", "p.ics", "--known", "congress=2020-11-12")
    assert "Mon 2020-11-02" in done.stdout


def test_the_command_line_tells_of_what_nothing_is_known(office: Path) -> None:
    """A note on standard error, in the language that is asked for; the rest goes on."""
    (office / "p.ics").write_bytes(calendar("DTSTART;VALUE=DATE:20201013", uid="2"))
    done = run("check", "plan.yaml", "--from-calendar", "p.ics", "--lang", "vi")
    assert done.exit_code == 0
    assert "`congress` theo một mục không có trong p.ics" in done.stderr


def test_problems_of_calendars_and_dates_come_together(office: Path) -> None:
    """A calendar that can't be read and a date that can't are reported at once."""
    with pytest.raises(Problems) as caught:
        run_through("check", "plan.yaml", "--from-calendar", "absent.ics", "--known", "fair=x")
    assert caught.value.codes == ("file-absent", "known-form")


def run_through(*arguments: str) -> None:
    commands.main(args=list(arguments), standalone_mode=False)
