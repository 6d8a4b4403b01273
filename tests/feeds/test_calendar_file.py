"""Feeds: what a calendar program reads, octet by octet, and what hostile text can't do to it."""

from __future__ import annotations

import hashlib
import importlib
import itertools
import os
import subprocess
import sys
import unicodedata
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import icalendar
import pytest
from hypothesis import given
from hypothesis import strategies as st

from example_days import SHOWN
from places import EXAMPLE_PLAN
from relsched import feeds
from relsched.dates.calendar_spec import CalendarSpec
from relsched.errors import PlanError
from relsched.feeds.calendar_file import feed
from relsched.feeds.feed_building import items
from relsched.feeds.shown_days import shown_days
from relsched.plan.items import Deadline, Event, Phase, Source, Unit
from relsched.plan.known_dates import Known, KnownLike
from relsched.plan.plan import Plan
from relsched.planfile.plan_file import read_plan
from relsched.schedule.resolver import resolve
from relsched.schedule.schedule import Schedule
from sizes import sized

# Neither of these readers has types.
vobject: Any = importlib.import_module("vobject")
recurring_ical_events: Any = importlib.import_module("recurring_ical_events")

STAMP = datetime(2020, 9, 1, 2, 30, 45, tzinfo=UTC)
FIXED = {"congress": "2020-10-13..2020-10-15", "exhibition": "2020-10-10"}

CALENDAR_PROPERTIES = {
    *("VERSION", "PRODID", "NAME", "X-WR-CALNAME", "LAST-MODIFIED", "REFRESH-INTERVAL"),
    *("X-PUBLISHED-TTL", "DESCRIPTION", "X-WR-CALDESC"),
}
EVENT_PROPERTIES = {
    *("UID", "DTSTAMP", "CREATED", "LAST-MODIFIED", "SEQUENCE", "DTSTART", "DTEND", "SUMMARY"),
    *("DESCRIPTION", "STATUS", "TRANSP", "CATEGORIES", "CONTACT"),
}
# Invisible marks that turn the reading direction round.
BIDI = "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"


# ---------------------------------------------------------------- an own, strict reader


def content_lines(data: bytes) -> list[str]:
    """Unfold a feed on its octets, refusing what RFC 5545 section 3.1 doesn't allow."""
    assert data.endswith(b"\r\n")
    assert b"\r" not in data.replace(b"\r\n", b"")
    assert b"\n" not in data.replace(b"\r\n", b"")
    lines: list[bytes] = []
    for octets in data[:-2].split(b"\r\n"):
        assert 0 < len(octets) <= 75
        octets.decode("utf-8")  # a fold inside a character would fail here
        if octets[:1] == b" ":
            lines[-1] += octets[1:]
        else:
            lines.append(octets)
    return [line.decode("utf-8") for line in lines]


def _ends_in_escape(line: bytes) -> bool:
    """Tell whether a line ends in a backslash that escapes what follows."""
    return (len(line) - len(line.rstrip(b"\\"))) % 2 == 1


def name_of(line: str) -> str:
    """Give the name of the property of a content line."""
    return line.partition(":")[0].partition(";")[0]


def skeleton(data: bytes) -> list[str]:
    """Give what a feed is made of without its texts: names in order, components with their name."""
    return [
        line if name_of(line) in ("BEGIN", "END") else name_of(line) for line in content_lines(data)
    ]


def events_of(data: bytes) -> dict[str, icalendar.Event]:
    """Read a feed with icalendar, strictly: its events by the id of their deadline."""
    calendar = icalendar.Calendar.from_ical(data)
    found = {}
    for component in calendar.walk("VEVENT"):
        assert isinstance(component, icalendar.Event)
        assert component.errors == []
        found[str(component["UID"]).partition(":")[2].removesuffix("@relsched")] = component
    return found


def categories_of(event: icalendar.cal.Component) -> list[str]:
    """Give the names in an event's CATEGORIES."""
    found = event["CATEGORIES"]
    assert isinstance(found, icalendar.vCategory)
    return [str(name) for name in found.cats]


def days_of(event: icalendar.Event) -> tuple[date, date]:
    """Give first day and exclusive end of an event."""
    return event.decoded("DTSTART"), event.decoded("DTEND")


def example(known: dict[str, str] | None = None) -> Schedule:
    """Resolve the example plan."""
    return resolve(read_plan(EXAMPLE_PLAN), known)


def small(*deadlines: Deadline, known: dict[str, KnownLike] | None = None, **more: Any) -> Schedule:
    """Resolve a plan of a congress and some deadlines."""
    plan = Plan(
        "small",
        issued="2020-03-25",
        events=[Event("congress", lasts="unknown"), Event("exhibition")],
        deadlines=deadlines,
        **more,
    )
    return resolve(plan, known)


# ---------------------------------------------------------------- the example


def test_the_days_of_the_example() -> None:
    """With congress and exhibition fixed, each dated item shows on its days, and nothing else does."""
    found = {
        name: days_of(event) for name, event in events_of(feed(example(FIXED), stamp=STAMP)).items()
    }
    assert found == {
        name: (date.fromisoformat(first), date.fromisoformat(last) + timedelta(days=1))
        for name, (first, last) in SHOWN.items()
    }


def test_the_order_of_the_example() -> None:
    """Items stand by their ids as people count them, `9` before `10`, whatever the order of rows."""
    assert list(events_of(feed(example(FIXED), stamp=STAMP))) == list(SHOWN)


def test_vobject_reads_the_same() -> None:
    """A second reader finds the same items on the same days with the same texts."""
    data = feed(example(FIXED), stamp=STAMP)
    calendar = vobject.readOne(data.decode("utf-8"))
    found = {
        event.uid.value: (
            event.dtstart.value,
            event.dtend.value,
            event.summary.value,
            event.description.value,
        )
        for event in calendar.vevent_list
    }
    assert found == {
        str(event["UID"]): (*days_of(event), str(event["SUMMARY"]), str(event["DESCRIPTION"]))
        for event in events_of(data).values()
    }
    assert len(found) == len(SHOWN)


def test_days_on_which_a_program_shows_the_items() -> None:
    """A program that unfolds events day by day shows each item on exactly its days."""
    calendar = icalendar.Calendar.from_ical(feed(example(FIXED), stamp=STAMP))
    query = recurring_ical_events.of(calendar)
    day, wrong = date(2020, 1, 1), []
    while day < date(2021, 1, 1):
        shown = {
            str(event["UID"]).partition(":")[2].removesuffix("@relsched") for event in query.at(day)
        }
        wanted = {name for name, (first, last) in SHOWN.items() if first <= day.isoformat() <= last}
        if shown != wanted:
            wrong.append((day, shown ^ wanted))
        day += timedelta(days=1)
    assert wrong == []


def test_one_component_as_written() -> None:
    """The component of 4.1.b, line by line: all-day, exclusive end, number, units, reason, document, row, phrase."""
    lines = content_lines(feed(example(FIXED), stamp=STAMP, sequence=3))
    start = lines.index("UID:congress-xvii:4.1.b@relsched")
    begin = max(n for n in range(start) if lines[n] == "BEGIN:VEVENT")
    found = lines[begin : lines.index("END:VEVENT", begin) + 1]
    press = "Phòng Tuyên truyền - Báo chí - Xuất bản"
    assert sorted(found) == sorted(
        [
            "BEGIN:VEVENT",
            "SUMMARY:4.1.b Thi công xong sân khấu và khuôn viên",
            "DTSTART;VALUE=DATE:20201003",
            "DTEND;VALUE=DATE:20201004",
            "DTSTAMP:20200901T023045Z",
            "CREATED:20200901T023045Z",
            "UID:congress-xvii:4.1.b@relsched",
            "SEQUENCE:3",
            f"CATEGORIES:Trước Đại hội XVII,{press}",
            f"CONTACT:{press}",
            "DESCRIPTION:Thời hạn: 03/10/2020 (thứ Bảy)"
            f"\\nChủ trì: {press}"
            "\\nPhối hợp: Phòng Văn hóa - Văn nghệ"
            "\\nCăn cứ: 10 ngày trước khai mạc Đại hội đại biểu Đảng bộ tỉnh lần thứ XVII\\; mốc tính:"
            " 13/10/2020 (thứ Ba)"
            "\\n72-KH/BTGTU\\, mục 4.1: “thi công xong trước Đại hội XVII 10 ngày.”",
            "LAST-MODIFIED:20200901T023045Z",
            "STATUS:CONFIRMED",
            "TRANSP:TRANSPARENT",
            "END:VEVENT",
        ]
    )
    assert (found[0], found[-1]) == ("BEGIN:VEVENT", "END:VEVENT")


def test_the_calendar_as_written() -> None:
    """The calendar's own properties: two names, refresh in both forms, no METHOD, no UID, no clock."""
    lines = content_lines(feed(example(FIXED), stamp=STAMP))
    own = lines[: lines.index("BEGIN:VEVENT")]
    assert sorted(own) == sorted(
        [
            "BEGIN:VCALENDAR",
            "VERSION:2.0",
            "PRODID:-//relsched//relsched//EN",
            "NAME:Tuyên truyền Đại hội Đảng bộ tỉnh lần thứ XVII",
            "X-WR-CALNAME:Tuyên truyền Đại hội Đảng bộ tỉnh lần thứ XVII",
            "DESCRIPTION:Các thời hạn của 72-KH/BTGTU",
            "X-WR-CALDESC:Các thời hạn của 72-KH/BTGTU",
            "LAST-MODIFIED:20200901T023045Z",
            "REFRESH-INTERVAL;VALUE=DURATION:PT6H",
            "X-PUBLISHED-TTL:PT6H",
        ]
    )
    assert own[0] == "BEGIN:VCALENDAR"
    assert lines[-1] == "END:VCALENDAR"


@pytest.mark.parametrize("known", [{}, FIXED], ids=["nothing fixed", "fixed"])
@pytest.mark.parametrize("language", ["en", "vi"])
def test_only_the_properties_that_are_named(known: dict[str, str], language: str) -> None:
    """A feed holds only the properties it names, and each component has all that it must, once."""
    calendar = icalendar.Calendar.from_ical(feed(example(known), stamp=STAMP, language=language))
    assert set(calendar) == CALENDAR_PROPERTIES
    assert {component.name for component in calendar.walk()} == {"VCALENDAR", "VEVENT"}
    for event in calendar.walk("VEVENT"):
        assert set(event) <= EVENT_PROPERTIES | {"X-RELSCHED-WINDOW"}
        # Events of the plan are nobody's: they have neither phase nor lead.
        assert set(event) >= EVENT_PROPERTIES - {"CATEGORIES", "CONTACT"}
        assert event["TRANSP"] == "TRANSPARENT"
        assert event["DTSTAMP"] == event["LAST-MODIFIED"]
        assert str(event["SUMMARY"]).strip() == str(event["SUMMARY"]) != ""
        assert "\n" not in str(event["SUMMARY"])


def test_both_languages() -> None:
    """The texts come in the language asked for; days and identities don't change."""
    english = events_of(feed(example(FIXED), stamp=STAMP, language="en"))
    vietnamese = events_of(feed(example(FIXED), stamp=STAMP, language="vi"))
    assert english["4.1.b"]["SUMMARY"] == "4.1.b Stage and grounds finished"
    assert vietnamese["4.1.b"]["SUMMARY"] == "4.1.b Thi công xong sân khấu và khuôn viên"
    assert {name: days_of(event) for name, event in english.items()} == {
        name: days_of(event) for name, event in vietnamese.items()
    }
    assert str(english["4.1.b"]["DESCRIPTION"]) == (
        "Due: Sat 3 Oct 2020\n"
        "Lead: Publicity and press\n"
        "Support: Culture and arts\n"
        "Why: 10 days before the opening of 17th provincial party congress, which is Tue 13 Oct 2020\n"
        "72-KH/BTGTU, row 4.1: “thi công xong trước Đại hội XVII 10 ngày.”"
    )


def test_vietnamese_comes_through_composed() -> None:
    """Vietnamese typed in pieces is written composed, and every letter comes back."""
    title = "Họp báo trước Đại hội XVII: Ủy ban, tuỳ phái – “vẻ vang”"
    pieces = unicodedata.normalize("NFD", title)
    assert pieces != title
    data = feed(small(Deadline("7", pieces, "on 2020-10-03")), stamp=STAMP)
    assert str(events_of(data)["7"]["SUMMARY"]) == f"7 {title}"
    assert unicodedata.is_normalized("NFC", data.decode("utf-8"))


# ---------------------------------------------------------------- one unit


def test_the_feed_of_a_unit_holds_what_it_leads_or_supports() -> None:
    """A unit's feed holds its own items, led or supported, with the bytes they have in the whole, and their events."""
    schedule = example(FIXED)
    whole = events_of(feed(schedule, stamp=STAMP, sequence=2))
    culture = events_of(feed(schedule, stamp=STAMP, sequence=2, unit="culture"))
    # By the document: culture leads 4.4.2 and 5.2, and supports 1.5, 4.1 (twice) and 5.1.
    # 4.1.b, 5.1 and 5.2 depend on the congress, 4.4.2 on the exhibition.
    deadlines = ["1.5", "4.1.a", "4.1.b", "4.4.2", "5.1", "5.2"]
    assert list(culture) == [*deadlines, "congress:culture", "exhibition:culture"]
    for name in deadlines:
        assert culture[name].to_ical() == whole[name].to_ical()
    for name in ("congress", "exhibition"):
        theirs = culture[f"{name}:culture"]
        assert days_of(theirs) == days_of(whole[name])
        assert str(theirs["SUMMARY"]) == str(whole[name]["SUMMARY"])


def test_unit_feeds_together_are_the_whole_feed() -> None:
    """Every item is in the feed of each of its units, the main event in all; every unit's items are in the whole."""
    schedule = example(FIXED)
    whole = set(events_of(feed(schedule, stamp=STAMP)))
    found: dict[str, set[str]] = {}
    for unit in schedule.plan.units:
        wanted = {
            deadline.id
            for deadline in schedule.plan.deadlines
            if deadline.id in whole and unit.id in (deadline.lead, *deadline.support)
        }
        in_feed = set(events_of(feed(schedule, stamp=STAMP, unit=unit.id)))
        found[unit.id] = {name.removesuffix(f":{unit.id}") for name in in_feed}
        assert found[unit.id] - {"congress", "exhibition"} == wanted
        assert "congress" in found[unit.id]
        # Only 4.4.1 and 4.4.2 depend on the exhibition.
        assert ("exhibition" in found[unit.id]) == bool(wanted & {"4.4.1", "4.4.2"})
    assert set().union(*found.values()) == whole


def test_the_name_of_a_unit_feed() -> None:
    """A unit's feed is called by the unit and the number of the document, which is short enough for a list."""
    calendar = icalendar.Calendar.from_ical(feed(example(FIXED), stamp=STAMP, unit="culture"))
    name = "Phòng Văn hóa - Văn nghệ – 72-KH/BTGTU"
    assert (str(calendar["NAME"]), str(calendar["X-WR-CALNAME"])) == (name, name)


def test_an_unknown_unit() -> None:
    """A unit that the plan doesn't have is refused, with the one that may be meant."""
    with pytest.raises(PlanError) as caught:
        feed(example(FIXED), stamp=STAMP, unit="cultur")
    error = caught.value
    assert (error.code, error.value, error.fix) == ("unknown-unit", "cultur", "write `culture`")


# ---------------------------------------------------------------- identity, stamp, sequence


def test_identity_depends_on_the_ids_alone() -> None:
    """Title, date, unit, phase, order and language leave the UID; plan id and deadline id make it."""

    def uids(schedule: Schedule, **more: Any) -> list[str]:
        return [
            str(event["UID"]) for event in events_of(feed(schedule, stamp=STAMP, **more)).values()
        ]

    one, two = Deadline("4.1", "Sân khấu", "on 2020-10-01"), Deadline("7", "Họp báo", "in 2020-09")
    plain = ["small:4.1@relsched", "small:7@relsched"]
    assert uids(small(one, two)) == plain
    assert uids(small(two, one)) == plain
    units, phases = (Unit("press", "Báo chí"),), (Phase("before", "Trước"),)
    changed = Deadline("4.1", "Stage", "1 month before exhibition", lead="press", phase="before")
    known: dict[str, KnownLike] = {"exhibition": "2020-12-24"}
    with_event = [*plain, "small:exhibition@relsched"]
    assert uids(small(changed, two, known=known, units=units, phases=phases)) == with_event
    assert uids(small(one, two), sequence=9, language="vi") == plain
    other = Plan("other", issued="2020-03-25", deadlines=[one])
    assert uids(resolve(other)) == ["other:4.1@relsched"]


def test_identities_are_unique_and_short() -> None:
    """No two components share a UID, whatever ids may look like; none has over 255 octets."""
    names = ["a", "a.1", "a-1", "1", "1.1", "11", "a_1", "x" * 64]
    plan = Plan(
        "p" * 64,
        issued="2020-03-25",
        deadlines=[
            *(Deadline(name, name, "on 2020-10-01") for name in names),
            Deadline("daily", "Trực", "every day from 2020-10-01 until 2020-10-12"),
        ],
    )
    data = feed(resolve(plan), stamp=STAMP)
    found = [line[4:] for line in content_lines(data) if name_of(line) == "UID"]
    assert len(found) == len(set(found)) == len(names) + 12
    assert max(len(uid.encode()) for uid in found) <= 255


def test_stamp_and_sequence_are_what_was_given() -> None:
    """DTSTAMP and LAST-MODIFIED are the given moment in UTC to the second; SEQUENCE the given count."""
    hanoi = timezone(timedelta(hours=7))
    local = datetime(2020, 9, 1, 9, 30, 45, 999_999, tzinfo=hanoi)  # the same moment as STAMP
    for sequence in (0, 1, 2_147_483_647):
        data = feed(example(FIXED), stamp=local, sequence=sequence)
        assert data == feed(example(FIXED), stamp=STAMP, sequence=sequence)
        lines = content_lines(data)
        stamps = {line for line in lines if name_of(line) in ("DTSTAMP", "LAST-MODIFIED")}
        assert stamps == {"DTSTAMP:20200901T023045Z", "LAST-MODIFIED:20200901T023045Z"}
        counts = [line for line in lines if name_of(line) == "SEQUENCE"]
        assert counts == [f"SEQUENCE:{sequence}"] * len(SHOWN)


def test_a_stamp_without_zone_and_a_negative_sequence() -> None:
    """A moment that could be any of twenty-four, and a count below zero, are refused."""
    with pytest.raises(ValueError, match="zone"):
        feed(example(FIXED), stamp=datetime(2020, 9, 1))
    with pytest.raises(ValueError, match="sequence"):
        feed(example(FIXED), stamp=STAMP, sequence=-1)


def test_the_same_bytes_on_each_call() -> None:
    """The same schedule, stamp and sequence give the same bytes, from the same or a new plan."""
    schedule = example(FIXED)
    first = feed(schedule, stamp=STAMP, sequence=1)
    assert first == feed(schedule, stamp=STAMP, sequence=1)
    assert first == feed(example(FIXED), stamp=STAMP, sequence=1)
    assert first == feed(example(dict(reversed(FIXED.items()))), stamp=STAMP, sequence=1)


SCRIPT = f"""
import hashlib, sys
from datetime import datetime, timezone
from relsched import feed, read_plan, resolve
schedule = resolve(read_plan(sys.argv[1]), {FIXED!r})
stamp = datetime(2020, 9, 1, 2, 30, 45, tzinfo=timezone.utc)
print(hashlib.sha256(feed(schedule, stamp=stamp, sequence=1)).hexdigest())
"""


@pytest.mark.process
@pytest.mark.parametrize(
    ("zone", "seed", "locale"),
    [
        ("Asia/Ho_Chi_Minh", "0", "C.UTF-8"),
        ("America/Los_Angeles", "1", "C"),
        ("Pacific/Kiritimati", "4294967295", "vi_VN.UTF-8"),
    ],
)
def test_the_same_bytes_in_another_process(
    zone: str, seed: str, locale: str, tmp_path: Path
) -> None:
    """Zone, hash seed, locale and working directory of the process have no part in the bytes."""
    source = str(Path(feeds.__file__).parents[2])
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT, str(EXAMPLE_PLAN)],
        env={**os.environ, "TZ": zone, "PYTHONHASHSEED": seed, "LC_ALL": locale}
        | {"PYTHONPATH": source},
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=True,
    )
    here = hashlib.sha256(feed(example(FIXED), stamp=STAMP, sequence=1)).hexdigest()
    assert done.stdout.split() == [here]


def test_a_move_touches_only_what_moves() -> None:
    """When the congress moves, the items counted from it change and all others keep their bytes."""
    before = events_of(feed(example(FIXED), stamp=STAMP))
    moved = {**FIXED, "congress": "2020-10-27..2020-10-29"}
    after = events_of(feed(example(moved), stamp=STAMP))
    changed = {name for name in before if before[name].to_ical() != after[name].to_ical()}
    assert list(after) == list(before)
    assert changed == {
        *("4.1.b", "4.3.ii", "4.3.iii", "5.1", "5.2", "7", "8.1", "9", "10", "11.1", "11.2"),
        *("13", "14.1", "congress"),
    }
    fortnight = timedelta(days=14)
    for name in changed:
        first, end = days_of(before[name])
        assert days_of(after[name]) == (first + fortnight, end + fortnight)


# ---------------------------------------------------------------- what is shown, and how

DAY = timedelta(days=1)


@pytest.mark.parametrize(
    ("when", "known", "first", "last", "status", "title"),
    [
        # Settled: the day itself.
        ("on 2020-10-03", {}, "2020-10-03", "2020-10-03", "CONFIRMED", "Việc"),
        ("before 2020-03-31", {}, "2020-03-30", "2020-03-30", "CONFIRMED", "Việc"),
        ("within 5 days after 2020-10-01", {}, "2020-10-06", "2020-10-06", "CONFIRMED", "Việc"),
        ("throughout congress", FIXED, "2020-10-13", "2020-10-15", "CONFIRMED", "Việc"),
        ("2 days after congress", FIXED, "2020-10-17", "2020-10-17", "CONFIRMED", "Việc"),
        # A window that the plan gives: its last day.
        ("in October 2020", {}, "2020-10-31", "2020-10-31", "CONFIRMED", "by 31 Oct: Việc"),
        ("on 2020-10-01", {}, "2020-10-01", "2020-10-01", "CONFIRMED", "Việc"),
        # A limit beside a beginning that nobody knows: the limit.
        (
            "after congress and by 2020-10-20",
            {},
            *("2020-10-20", "2020-10-20", "CONFIRMED", "by 20 Oct: Việc"),
        ),
        (
            "from congress and before 2020-10-20",
            {},
            *("2020-10-19", "2020-10-19", "CONFIRMED", "by 19 Oct: Việc"),
        ),
        # Not settled: the last day that is surely in time. The opening is on 1 October at the earliest.
        (
            "10 days before congress",
            {"congress": "in October 2020"},
            *("2020-09-21", "2020-09-21", "TENTATIVE", "not fixed: Việc"),
        ),
        (
            "1 month before exhibition",
            {"exhibition": "from 2020-03-29 to 2020-03-31"},
            *("2020-02-29", "2020-02-29", "CONFIRMED", "Việc"),  # all three days give 29 February
        ),
        (
            "1 month before exhibition",
            {"exhibition": "from 2020-03-28 to 2020-03-31"},
            *("2020-02-28", "2020-02-28", "TENTATIVE", "not fixed: Việc"),
        ),
        # It may begin as late as 10 October, and be due as early as that.
        (
            "from 2 days before exhibition to exhibition",
            {"exhibition": "from 2020-10-10 to 2020-10-12"},
            *("2020-10-10", "2020-10-10", "TENTATIVE", "not fixed: Việc"),
        ),
        # Duties end.
        (
            "continuously from 2020-10-01 until 2020-10-31",
            {},
            *("2020-10-31", "2020-10-31", "CONFIRMED", "ends 31 Oct: Việc"),
        ),
        (
            "continuously until exhibition",
            {"exhibition": "in October 2020"},
            *("2020-10-01", "2020-10-01", "TENTATIVE", "not fixed: Việc"),
        ),
        # No Friday between Monday and Wednesday: the end of the series all the same.
        (
            "every Friday from 2020-10-05 until 2020-10-07",
            {},
            *("2020-10-07", "2020-10-07", "CONFIRMED", "ends 7 Oct: Việc"),
        ),
        # Nothing is surely in time, or there is no end at all: nothing, never a placeholder.
        ("10 days before congress", {}, None, None, None, None),
        ("10 days before congress", {"congress": "by 2020-10-31"}, None, None, None, None),
        ("2 days after congress", {"congress": "in October 2020"}, None, None, None, None),
        ("after 2020-10-03", {}, None, None, None, None),
        ("from 2020-10-03", {}, None, None, None, None),
        ("continuously", {}, None, None, None, None),
        ('as set by "Kế hoạch 140-KH/TU"', {}, None, None, None, None),
        ("every Friday from 2020-10-01 until congress", {}, None, None, None, None),
    ],
)
def test_what_is_shown(
    when: str,
    known: dict[str, KnownLike],
    first: str | None,
    last: str | None,
    status: str | None,
    title: str | None,
) -> None:
    """One entry on the day that counts, whose title says what is so of the day; the unknown isn't shown."""
    schedule = small(
        Deadline("x", "Việc", when), Deadline("y", "Khác", "on 2020-01-02"), known=known
    )
    found = events_of(feed(schedule, stamp=STAMP))
    shown = found.get("x")
    if first is None or last is None:
        assert shown is None
        assert shown_days(schedule["x"]) is None
    else:
        assert shown is not None
        ends = date.fromisoformat(first), date.fromisoformat(last)
        assert days_of(shown) == (ends[0], ends[1] + DAY)
        assert (str(shown["STATUS"]), str(shown["SUMMARY"])) == (status, title)


@pytest.mark.parametrize(
    ("known", "first", "last", "title"),
    [
        ("2020-10-13..2020-10-15", "2020-10-13", "2020-10-15", "Đại hội"),
        ("in October 2020", "2020-10-01", "2020-10-01", "not fixed (October 2020): Đại hội"),
        ("2020-10-13", "2020-10-13", "2020-10-13", "not fixed (from 13 Oct 2020): Đại hội"),
        ("by 2020-10-31", None, None, None),
        (None, None, None, None),
    ],
)
def test_how_an_event_is_shown(
    known: str | None, first: str | None, last: str | None, title: str | None
) -> None:
    """A fixed event is a bar over its days, a window one entry on its first day, the unknown isn't shown.

    An event on which nothing depends is in no feed.
    """
    plan = Plan(
        "small",
        issued="2020-03-25",
        events=[
            Event("congress", "Đại hội", lasts="unknown"),
            Event("fair", expected="in 2020-11"),
        ],
        deadlines=[
            Deadline("x", "Việc", "2 days after congress"),
            Deadline("y", "Khác", "on 2020-01-02"),
        ],
    )
    found = events_of(feed(resolve(plan, {"congress": known} if known else {}), stamp=STAMP))
    assert "fair" not in found
    if first is None or last is None:
        assert "congress" not in found
        return
    ends = date.fromisoformat(first), date.fromisoformat(last)
    assert days_of(found["congress"]) == (ends[0], ends[1] + DAY)
    assert str(found["congress"]["SUMMARY"]) == title
    # What has no day of its own stands in the entry of what it waits for.
    is_listed = "Depends on this: Việc" in str(found["congress"]["DESCRIPTION"])
    assert is_listed == ("x" not in found)


def test_an_item_that_is_not_fixed_says_so() -> None:
    """Its title says it, and its description the window, the day that is shown and what it waits for."""
    schedule = small(
        Deadline("x", "Việc", "10 days before congress"), known={"congress": "in October 2020"}
    )
    for language, title, lines in (
        (
            "en",
            "not fixed: Việc",
            [
                "Not fixed yet: Mon 21 Sep 2020 – Wed 21 Oct 2020",
                "Last day that is surely in time: Mon 21 Sep 2020",
                "Waits for: congress",
            ],
        ),
        (
            "vi",
            "chưa ấn định: Việc",
            [
                "Chưa ấn định: từ ngày 21/09/2020 (thứ Hai) đến ngày 21/10/2020 (thứ Tư)",
                "Ngày cuối cùng chắc chắn còn trong hạn: 21/09/2020 (thứ Hai)",
                "Chờ ấn định: congress",
            ],
        ),
    ):
        event = events_of(feed(schedule, stamp=STAMP, language=language))["x"]
        assert str(event["SUMMARY"]) == title
        assert str(event["DESCRIPTION"]).splitlines()[:3] == lines
        assert str(event["STATUS"]) == "TENTATIVE"


def test_a_date_fixed_goes_from_tentative_to_confirmed_in_place() -> None:
    """The same component, by its UID, becomes CONFIRMED once the event is known."""
    deadline = Deadline("x", "Việc", "10 days before congress")
    early = events_of(feed(small(deadline, known={"congress": "in October 2020"}), stamp=STAMP))
    late = events_of(feed(small(deadline, known={"congress": "2020-10-13"}), stamp=STAMP))
    assert list(early) == list(late) == ["congress", "x"]
    assert (str(early["x"]["STATUS"]), str(late["x"]["STATUS"])) == ("TENTATIVE", "CONFIRMED")


def test_a_pinned_deadline_is_shown_whatever_its_rule_says() -> None:
    """A deadline with a date fixed from outside is shown on it, also one whose rule has no last day."""
    for when in ("10 days before congress", "after congress", "on 2020-10-30", None):
        schedule = small(Deadline("x", "Việc", when), known={"x": "2020-10-20"})
        event = events_of(feed(schedule, stamp=STAMP))["x"]
        assert days_of(event) == (date(2020, 10, 20), date(2020, 10, 21))
        assert str(event["STATUS"]) == "CONFIRMED"


def test_a_repeated_duty_is_shown_on_each_of_its_days() -> None:
    """A repeated duty with settled ends is an event a day, without a rule for programs to disagree on."""
    schedule = small(
        Deadline("x", "Báo cáo tuần", "every Friday from 2020-10-01 until congress"),
        known={"congress": "2020-10-24..2020-10-25"},
    )
    found = events_of(feed(schedule, stamp=STAMP))
    del found["congress"]
    # Fridays from Thu 1 October to the opening on Sat 24 October.
    fridays = [date(2020, 10, day) for day in (2, 9, 16, 23)]
    assert [days_of(event) for event in found.values()] == [(day, day + DAY) for day in fridays]
    # Thu 1 October 2020 lies in week 40.
    assert list(found) == ["x:2020-W40", "x:2020-W41", "x:2020-W42", "x:2020-W43"]
    assert all("RRULE" not in event for event in found.values())


def test_an_occurrence_speaks_of_itself_only() -> None:
    """When the end of a series moves, the others keep their bytes; each says its own day."""
    found = [
        events_of(feed(small(Deadline("x", "Báo cáo", f"every Friday until {end}")), stamp=STAMP))
        for end in ("2020-10-09", "2020-10-23")
    ]
    assert len(found[1]) - len(found[0]) == 2
    for name, event in found[0].items():
        assert event.to_ical() == found[1][name].to_ical()
    one = str(found[0]["x:2020-W41"]["DESCRIPTION"])
    assert one == "Due: Fri 9 Oct 2020\nWhy: every week on Friday"


def test_what_is_done_says_so() -> None:
    """It stands on the day it was done, a duty too, with the word in its title."""
    for when in ("on 2020-10-30", "every Friday until 2020-10-30", "continuously", None):
        schedule = small(Deadline("x", "Việc", when, done="2020-10-20"))
        found = events_of(feed(schedule, stamp=STAMP))
        assert list(found) == ["x"]
        assert days_of(found["x"]) == (date(2020, 10, 20), date(2020, 10, 21))
        assert str(found["x"]["SUMMARY"]) == "done: Việc"
        assert str(found["x"]["DESCRIPTION"]) == "Done on Tue 20 Oct 2020"


def test_a_feed_with_nothing_in_it_is_refused() -> None:
    """An empty calendar would be invalid and would empty its subscribers': it isn't written."""
    with pytest.raises(PlanError) as caught:
        feed(small(Deadline("x", "Việc", "10 days before congress")), stamp=STAMP)
    assert caught.value.code == "feed-empty"
    assert str(caught.value).splitlines()[0] == (
        "A calendar can't be written: nothing in it has a date yet."
    )


def test_a_title_is_never_empty() -> None:
    """Where nothing of a title is left to be seen, the id stands for it; so it does for the plan."""
    for title in ("", " ", "\r\n", "\u200b", "\u202e", "\x00", "\u2028\u2029"):
        plan = Plan(
            "small",
            title,
            issued="2020-03-25",
            units=[Unit("press", title)],
            phases=[Phase("before", title)],
            deadlines=[Deadline("x", title, "on 2020-10-03", lead="press", phase="before")],
        )
        calendar = icalendar.Calendar.from_ical(feed(resolve(plan), stamp=STAMP))
        (event,) = calendar.walk("VEVENT")
        assert (str(event["SUMMARY"]), str(calendar["NAME"])) == ("x", "small")
        names = [] if "CATEGORIES" not in event else categories_of(event)
        assert names in ([], ["before", "press"])  # left out or the ids, never an empty name
        assert str(event.get("CONTACT", "press")) == "press"


# ---------------------------------------------------------------- texts


@pytest.mark.parametrize(
    "text",
    [
        "a;b,c\\d",
        "\\n is no line break",
        "\\",
        "\\\\",
        '"quoted" and ‘quoted’',
        "colon: and; semicolon, comma",
        "BEGIN:VALARM",
        "=?utf-8?q?no?=",
        "^n ^^ ^'",
        "{item} {0} %s %(x)s",
        "<b>&amp;</b>",
        "Ủy ban Kiểm tra Tỉnh ủy; Ban Tổ chức, Ban Dân vận",
        "x" * 500,
        "\U0001f389" * 250,
        "ữ" * 500,
    ],
)
def test_texts_come_back_as_they_were(text: str) -> None:
    """What escaping and folding do is undone by any reader: title, notes, names, one by one."""
    schedule = small(
        Deadline("x", text, "on 2020-10-03", lead="press", phase="before", notes=text),
        units=(Unit("press", text),),
        phases=(Phase("before", text),),
    )
    data = feed(schedule, stamp=STAMP)
    event = events_of(data)["x"]
    assert str(event["SUMMARY"]) == cut(text)
    assert str(event["CONTACT"]) == text
    assert str(event["DESCRIPTION"]).endswith(f"\n{text}")
    assert categories_of(event) == [text, text]
    second = vobject.readOne(data.decode("utf-8")).vevent
    assert second.summary.value == cut(text)
    assert second.description.value.endswith(f"\n{text}")


def cut(text: str) -> str:
    """Cut a text that is one word, or short enough, as a title is."""
    return text if len(text) <= 60 else text[:59] + "…"


@pytest.mark.parametrize(
    ("title", "summary"),
    [
        ("một " * 15, "một " * 14 + "một"),  # 59 letters
        ("một hai " * 10, "một hai " * 7 + "một…"),  # the word that begins at the 61st is left out
        ("một hai, " * 10, "một hai, " * 6 + "một…"),
        ("x" * 58 + "o\u0302\u0323" + "yy", "x" * 58 + "ộ" + "…"),
        ("x" * 57 + "\U0001f468\u200d\U0001f469" + "y", "x" * 57 + "…"),
    ],
)
def test_a_title_is_cut_at_a_word(title: str, summary: str) -> None:
    """No title has over sixty letters; the whole stands in the description, and a short title instead of it."""
    event = events_of(feed(small(Deadline("x", title, "on 2020-10-03")), stamp=STAMP))["x"]
    assert str(event["SUMMARY"]) == summary
    assert len(summary) <= 60
    is_cut = summary.endswith("…")
    first_line = str(event["DESCRIPTION"]).splitlines()[0]
    assert (first_line == unicodedata.normalize("NFC", title).strip()) == is_cut
    short = Deadline("x", title, "on 2020-10-03", short="Ngắn")
    assert str(events_of(feed(small(short), stamp=STAMP))["x"]["SUMMARY"]) == "Ngắn"


@pytest.mark.parametrize(
    ("name", "row", "number"),
    [
        ("7", None, "7 "),
        ("4.1.b", "4.1", "4.1.b "),
        ("III.3", "III.3", "III.3 "),
        ("stage", "4.1", "4.1 "),
        ("stage", None, ""),
        ("stage", "Phụ lục", ""),
    ],
)
def test_the_number_of_a_row_leads_its_title(name: str, row: str | None, number: str) -> None:
    """The id where it is a number of the document, else the number of the row; else nothing."""
    source = None if row is None else Source(row=row)
    plan = small(Deadline(name, "Việc", "on 2020-10-03", source=source))
    (event,) = events_of(feed(plan, stamp=STAMP)).values()
    assert str(event["SUMMARY"]) == f"{number}Việc"


def test_notes_keep_their_lines() -> None:
    """Line breaks of all systems become line feeds in a description, and spaces in a title."""
    text = "một\r\nhai\rba\nbốn\u2028năm\u0085sáu\x0bbảy"
    schedule = small(Deadline("x", text, "on 2020-10-03", notes=text))
    event = events_of(feed(schedule, stamp=STAMP))["x"]
    assert str(event["DESCRIPTION"]).endswith("\nmột\nhai\nba\nbốn\nnăm\nsáu\nbảy")
    assert str(event["SUMMARY"]) == "một hai ba bốn năm sáu bảy"


HOSTILE = [
    # Line breaks, real and written, alone and before what would be a property.
    *("\r", "\n", "\r\n", "\\n", "\\N", "\\r\\n", "\n\n\n", "\r\n ", "\n\t", "\r\nX:1"),
    "Họp\r\nEND:VEVENT\r\nBEGIN:VEVENT\r\nUID:evil\r\nSUMMARY:evil",
    "Họp\rATTACH:https://example.org/x",
    "Họp\nATTENDEE:mailto:a@example.org",
    "Họp\r\nBEGIN:VALARM\r\nACTION:AUDIO\r\nTRIGGER:-PT1M\r\nEND:VALARM",
    "Họp\r\n END:VEVENT",
    "Họp\u2028END:VEVENT",
    "Họp\u2029END:VEVENT",
    "Họp\u0085END:VEVENT",
    "Họp\x0bEND:VEVENT",
    "Họp\x0cEND:VEVENT",
    "Họp\x1c\x1d\x1eEND:VEVENT",
    # Components and properties without a break.
    *("BEGIN:VALARM", "END:VEVENT", "END:VCALENDAR", "BEGIN:VCALENDAR", "METHOD:REQUEST"),
    *("DTSTART:20200101", ":", ";", ",", "=", "^n", "%0D%0AX:1", "&#13;&#10;X:1"),
    # Escapes at the end and in rows.
    *("\\", "\\\\", "\\\\\\", "a\\;b\\,c", ";;;,,,:::", '"', "'", "`", '";X=":y'),
    # Controls.
    *("\x00", "a\x00b", "\x07\x08\x1b[31m", "\x7f", "\x80\x9f", "\ufeffHọp", "\ufffe\uffff"),
    # Marks that can't be seen, or turn the text round.
    f"abc{BIDI}def",
    "\u202eevil\u202c",
    "a\u200bb\u2060c\u00add",
    # Not characters at all.
    *("\ud800", "\udfff", "a\ud83db", "\udc80\udcff"),
    # Long, and cut where a character has four bytes or a mark depends on it.
    *("x" * 10_000, "ộ" * 10_000, "\\" * 10_000, ";\n" * 5_000),
    *("x" * k + "\U0001f468\u200d\U0001f469\u200d\U0001f467" for k in range(60, 68)),
    "e\u0323\u0302" * 200,
    "\u0301" * 300,
    # Code and markup.
    *("<script>alert(1)</script>", "=HYPERLINK(1)", "{item.__class__}", "%s%n", "${x}"),
]
BAD_CATEGORIES = ("Cc", "Cs", "Zl", "Zp")
LONG = {"title": 500, "plan title": 500, "unit": 500, "support": 500, "phase": 500}


def _hostile(field: str, text: str) -> Schedule:
    """Make a schedule with a text in one of its fields, and plain texts in all others."""

    def here(name: str) -> str:
        return text if field == name else "Việc"

    plan = Plan(
        "small",
        here("plan title"),
        issued="2020-03-25",
        language="vi",
        source=Source(document=here("plan document")) if field == "plan document" else None,
        calendar="own",
        calendars=[CalendarSpec("own", closed=[("2020-10-05", here("holiday"))])],
        units=[Unit("press", here("unit")), Unit("arts", here("support"))],
        phases=[Phase("before", here("phase"))],
        events=[Event("congress", expected="in 2020-10", decided_by=here("decided by"))],
        deadlines=[
            Deadline(
                "x",
                here("title"),
                "10 days before congress",
                lead="press",
                support=["arts"],
                phase="before",
                notes=here("notes"),
                source=Source(here("phrase"), here("document"), here("row")),
            ),
            Deadline("y", "Khác", "2 days before 2020-10-07", lead="press"),
            Deadline("z", "Nữa", "on 2020-10-09"),
        ],
    )
    pin = Known("z", start="2020-10-12", by=here("by"), on=here("on"), reason=here("reason"))
    return resolve(plan, [pin])


FIELDS = [
    *("title", "plan title", "unit", "support", "phase", "notes", "phrase", "document", "row"),
    *("holiday", "decided by", "by", "on", "reason"),
]


def _refused_for_length(field: str, text: str) -> bool:
    return len(unicodedata.normalize("NFC", text)) > LONG.get(field, 10_000)


def unwanted(text: str) -> set[str]:
    """Give the characters that a feed must not hold: controls but the tab, marks that can't be seen."""
    return {
        c
        for c in text
        if c in BIDI or c == "\ufeff" or (unicodedata.category(c) in BAD_CATEGORIES and c != "\t")
    }


def what_is_wrong(data: bytes, plain: list[str]) -> str | None:
    """Say what a hostile text has done to a feed that should look like a plain one; None for nothing."""
    text = "".join(content_lines(data))
    calendar = icalendar.Calendar.from_ical(data)
    events = calendar.walk("VEVENT")
    if without_names(skeleton(data)) != plain:
        return "other lines than a plain feed"
    if unwanted(text):
        return f"characters {unwanted(text)!a}"
    values = [str(calendar["NAME"])]
    values += [
        str(e[name]) for e in events for name in ("SUMMARY", "DESCRIPTION", "CONTACT") if name in e
    ]
    if not all(unicodedata.is_normalized("NFC", value) for value in values):
        return "not composed"
    if len(calendar.walk()) != 5 or len(vobject.readOne(data.decode("utf-8")).vevent_list) != 4:
        return "other components"
    described = {"DESCRIPTION", "X-WR-CALDESC"}  # of a plan that says what document it is from
    if set(calendar) != CALENDAR_PROPERTIES - described or any(
        not set(e) <= EVENT_PROPERTIES | {"X-RELSCHED-WINDOW"} for e in events
    ):
        return "other properties"
    if str(calendar["NAME"]) == "" or any(str(event["SUMMARY"]) == "" for event in events):
        return "nothing to be seen where a title should be"
    return None


def without_names(lines: list[str]) -> list[str]:
    """Leave out the lines that aren't there where a unit or a phase has no name."""
    return [name for name in lines if name not in ("CATEGORIES", "CONTACT")]


def test_there_are_enough_hostile_texts() -> None:
    """The corpus holds sixty texts or more, all different."""
    assert len(HOSTILE) == len(set(HOSTILE)) >= 60


@pytest.mark.slow
@pytest.mark.parametrize("field", FIELDS)
def test_hostile_texts_add_nothing_to_a_feed(field: str) -> None:
    """No text in any field adds a content line, a property or a component; all octets stay valid."""
    plain = without_names(skeleton(feed(_hostile("none", ""), stamp=STAMP)))
    wrong = []
    for text in HOSTILE:
        if field in LONG and _refused_for_length(field, text):
            with pytest.raises(PlanError) as caught:
                _hostile(field, text)
            assert caught.value.code == "too-long"
            continue
        problem = what_is_wrong(feed(_hostile(field, text), stamp=STAMP), plain)
        if problem is not None:
            wrong.append((ascii(text[:60]), problem))
    assert wrong == []


@sized(50)
@given(
    st.sampled_from(["title", "notes", "phrase", "unit"]),
    st.text(
        st.one_of(st.characters(), st.sampled_from("\r\n\\;,:\x00\u2028\u202e\ud800ộ\U0001f389")),
        max_size=200,
    ),
)
def test_any_text_is_harmless(field: str, text: str) -> None:
    """Whatever the text, the feed has the lines of a plain one and reads without an error."""
    plain = without_names(skeleton(feed(_hostile("none", ""), stamp=STAMP)))
    data = feed(_hostile(field, f"Việc {text}"), stamp=STAMP)
    assert what_is_wrong(data, plain) is None
    assert list(events_of(data)) == ["congress", "x", "y", "z"]


def test_long_feeds_keep_to_the_line() -> None:
    """A character of any length at any column is never cut, in titles and in notes."""
    makers: list[Callable[[int], str]] = [
        lambda k: "x" * k + "\U0001f389" * 40,
        lambda k: "x" * k + "ữ" * 60,
        lambda k: "x" * k + "\\;" * 60,
        lambda k: "x" * k + "\\" * 61,
        lambda k: "x" * k + ",\u00e9" * 60,
    ]
    for maker in makers:
        for k in range(80):
            text = maker(k)
            data = feed(small(Deadline("x", text, "on 2020-10-03", notes=text)), stamp=STAMP)
            assert str(events_of(data)["x"]["DESCRIPTION"]).endswith(f"\n{text}")
            assert content_lines(data)[-1] == "END:VCALENDAR"


def test_no_fold_parts_an_escape() -> None:
    """A fold never stands between a backslash and what it escapes; some programs can't join these."""
    wrong = []
    for k in range(80):
        text = "x" * k + "\\;" * 60
        data = feed(small(Deadline("x", text, "on 2020-10-03")), stamp=STAMP)
        lines = data.split(b"\r\n")
        for line, following in itertools.pairwise(lines):
            if following[:1] == b" " and _ends_in_escape(line):
                wrong.append((k, line))
    assert wrong == []


# ---------------------------------------------------------------- items


def test_items_are_values() -> None:
    """The items of a feed can be had before they are written, in the plan's order."""
    found = list(items(example(FIXED), unit="culture", language="en"))
    assert [item.uid for item in found] == [
        f"congress-xvii:{name}@relsched"
        for name in ("1.5", "4.1.a", "4.1.b", "4.4.2", "5.1", "5.2")
    ]
    assert found[3].summary == "4.4.2 Poster exhibition appraised"
    assert (found[3].first, found[3].last) == (date(2020, 9, 10), date(2020, 9, 10))
    assert found[3].categories == ("Before the congress", "Culture and arts")
    assert found[3].contact == "Culture and arts"
