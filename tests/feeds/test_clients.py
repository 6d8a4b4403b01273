"""The feeds of the founding plan in real calendar clients: every reader, and a pair that subscribes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import UTC, date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import yaml

from clients import READERS, Complaint, Subscriber, serving
from clients.seen import absent
from clients.subscribing import Shown
from example_days import DEADLINES, EVENTS, SHOWN
from places import EXAMPLE_PLAN
from relsched.feeds.calendar_file import feed
from relsched.feeds.profiles import PROFILES
from relsched.ledger.ledger import Ledger
from relsched.plan.items import Deadline, Event
from relsched.plan.plan import Plan
from relsched.planfile.plan_file import read_plan
from relsched.schedule.resolver import resolve
from relsched.schedule.schedule import Schedule
from serving import running

pytestmark = [pytest.mark.client, pytest.mark.no_cover]  # every feed is written by other tests too

PUBLISHED = datetime(2020, 9, 1, 2, 30, 45, tzinfo=UTC)
EXHIBITION = {"exhibition": "2020-10-10"}
FIRST = {"congress": "2020-10-13..2020-10-15", **EXHIBITION}
MOVED = {"congress": "2020-10-27..2020-10-29", **EXHIBITION}
NAMES = (*PROFILES, "default+alarms", "google+reminders-7", "apple+plan-events")

# Events on which no deadline depends, by hand: one stands in the plan, of one the months are expected.
MORE_EVENTS = {
    "anniversary": ("2020-11-23", "2020-11-23"),
    "district-congresses": ("2020-07-01", "2020-07-01"),
}
# What titles say besides, by hand: of windows their last day, of what isn't settled that it isn't, what is done.
TITLES = {
    "1.5": "đã hoàn thành: 1.5 {}",
    "1.6": "chậm nhất 30/11: 1.6 {}",
    "4.2": "chậm nhất 30/09: 4.2 {}",
    "6": "chậm nhất 31/08: 6. {}",
    "14.2": "chậm nhất 31/10: 14.2 {}",
    "16.1": "chậm nhất 31/12: 16.1 {}",
    "16.2": "chậm nhất 31/12: 16.2 {}",
    "exhibition": "chưa ấn định (từ 10/10/2020): {}",
    "district-congresses": "chưa ấn định (tháng 7, 8/2020): {}",
}

# Where the items go when the congress is held two weeks later, by hand: on 27–29 October 2020. Ten days before the
# opening is the 17th; what follows the close at once is on the 29th, what follows it by two days on the 31st.
MOVED_TO = {
    **dict.fromkeys(("4.1.b", "5.1", "5.2", "7", "8.1"), ("2020-10-17", "2020-10-17")),
    "9": ("2020-10-27", "2020-10-29"),
    **dict.fromkeys(("4.3.ii", "10", "11.1", "11.2", "13", "14.1"), ("2020-10-29", "2020-10-29")),
    "4.3.iii": ("2020-10-31", "2020-10-31"),
    "congress": ("2020-10-27", "2020-10-29"),
}


class Row(NamedTuple):
    """A deadline or event of the plan file, as a reader of YAML alone has it."""

    title: str
    units: frozenset[str]
    lead: str | None
    is_event: bool
    when: str


@cache
def rows() -> dict[str, Row]:
    """Read the plan file without relsched."""
    written: dict[str, Any] = yaml.load(EXAMPLE_PLAN.read_text("utf-8"), Loader=yaml.BaseLoader)
    found = {row["id"]: _row(row, is_event=True) for row in written["events"]}
    return found | {row["id"]: _row(row, is_event=False) for row in written["deadlines"]}


def _row(written: dict[str, Any], *, is_event: bool) -> Row:
    support = written.get("support", [])
    helping = [support] if isinstance(support, str) else support
    lead = written.get("lead")
    units = frozenset(helping) | frozenset([lead] if lead else [])
    title = TITLES.get(written["id"], "{}" if is_event else f"{written['id']} {{}}")
    return Row(title.format(written["title"]["vi"]), units, lead, is_event, written.get("when", ""))


@cache
def schedule() -> Schedule:
    return resolve(read_plan(EXAMPLE_PLAN), FIRST)


def audiences(profile: str) -> list[str]:
    """Name the feeds of a profile: the whole, and those of each unit."""
    units = schedule().plan.units_by_id
    kinds = ("unit", "lead") if profile == "default" else ("unit",)
    return ["plan", *(f"{kind}:{unit}" for kind in kinds for unit in units)]


@cache
def feeds() -> dict[tuple[str, str], bytes]:
    """Write every feed, by profile and audience; the congress is in each."""
    found = {}
    for profile in NAMES:
        for audience in audiences(profile):
            found[profile, audience] = feed(
                schedule(), stamp=PUBLISHED, audience=audience, profile=profile
            )
    return found


def expected(audience: str, profile: str) -> set[tuple[str, date, date, str]]:
    """Put together by hand what a feed shows: UID, first and last day, title.

    The congress is in every feed, the exhibition where a deadline names it. In the feed of a unit an event is that of
    the unit, if one of its deadlines depends on it.
    """
    has_events = profile == "tools" or profile.endswith("+plan-events")
    days = SHOWN | (MORE_EVENTS if has_events else {})
    kind, _, unit = audience.partition(":")
    theirs = {
        name
        for name, row in rows().items()
        if {"plan": True, "unit": unit in row.units, "lead": unit == row.lead}[kind]
    }
    needed = {"congress"} | {"exhibition" for name in theirs if "exhibition" in rows()[name].when}
    found = set()
    for name, (first, last) in days.items():
        row = rows()[name]
        if name not in theirs - set(EVENTS) - set(MORE_EVENTS) | needed and not (
            row.is_event and has_events
        ):
            continue
        own = f":{unit}" if unit and name in needed else ""
        uid = f"congress-xvii:{name}{own}@relsched"
        begins, ends = date.fromisoformat(first), date.fromisoformat(last)
        found.add((uid, begins, ends, row.title))
        is_past = begins - timedelta(days=7) < PUBLISHED.date()
        if profile.endswith("+reminders-7") and not row.is_event and not is_past:
            day, left = REMINDED.get(name, (begins - timedelta(days=7), 7))
            found.add((f"reminder-7:{uid}", day, day, f"còn {left} ngày: {row.title}"))
    return found


# A week before these is a Saturday or a Sunday, by hand: the Friday before, and how many days are left.
REMINDED = {
    **dict.fromkeys(("4.1.b", "5.1", "5.2", "7", "8.1"), (date(2020, 9, 25), 8)),
    "4.3.iii": (date(2020, 10, 9), 8),
    "14.2": (date(2020, 10, 23), 8),
}


@pytest.mark.parametrize("reader", READERS)
def test_every_reader_sees_the_same(reader: str) -> None:
    """Each feed is read without complaint, and shows its items once, on their days, in Vietnamese."""
    different = list(dict.fromkeys(feeds().values()))  # many profiles write many feeds alike
    read = dict(zip(different, READERS[reader](different), strict=True))
    for (profile, audience), data in feeds().items():
        shown = [(item.uid, item.first, item.last, item.title) for item in read[data]]
        assert len(shown) == len(set(shown))
        assert set(shown) == expected(audience, profile), (profile, audience)


@pytest.mark.parametrize("profile", ["default", "tools"])
def test_every_reader_sees_the_same_reasons(profile: str) -> None:
    """The descriptions, with their line breaks and escapes, come out alike in all readers."""
    data = feeds()[profile, "plan"]
    read = {name: sorted(reader([data])[0]) for name, reader in READERS.items()}
    one = read.pop("icalendar")
    assert len(one) == len(SHOWN) + (len(MORE_EVENTS) if profile == "tools" else 0)
    assert sum("72-KH/BTGTU, mục " in item.description for item in one) == len(DEADLINES)
    for name, found in read.items():
        assert found == one, name


# ---------------------------------------------------------------- do they complain at all?


def with_(old: bytes, new: bytes) -> Callable[[bytes], bytes]:
    """Plant a fault: the first of one text becomes another."""

    def planted(data: bytes) -> bytes:
        assert old in data
        return data.replace(old, new, 1)

    return planted


FAULTS: dict[str, tuple[Callable[[bytes], bytes], tuple[str, ...]]] = {
    "a day that doesn't exist": (
        with_(b"DTSTART;VALUE=DATE:20200330", b"DTSTART;VALUE=DATE:20200230"),
        ("icalendar", "ical", "ics", "recurring-ical-events", "vobject", "libical"),
    ),
    "an end on the day of the start": (
        with_(b"DTEND;VALUE=DATE:20200331", b"DTEND;VALUE=DATE:20200330"),
        ("ical.js",),
    ),
    "a calendar cut off": (
        lambda data: data[: len(data) // 2],
        ("icalendar", "recurring-ical-events", "vobject", "ical.js"),
    ),
    "a METHOD that wants an ORGANIZER": (
        with_(b"VERSION:2.0\r\n", b"VERSION:2.0\r\nMETHOD:PUBLISH\r\n"),
        ("libical",),
    ),
    "a line that isn't one": (
        with_(b"TRANSP:TRANSPARENT", b"TRANSPARENT"),
        ("icalendar", "ical", "ics", "vobject", "libical", "ical.js"),
    ),
}


@pytest.mark.parametrize(
    ("fault", "reader"),
    [(fault, reader) for fault, (_, readers) in FAULTS.items() for reader in readers],
)
def test_a_reader_that_finds_fault_says_so(fault: str, reader: str) -> None:
    """A complaint of a reader reaches the test: none of them would pass over everything."""
    broken = FAULTS[fault][0](feeds()["default", "plan"])
    with pytest.raises(Exception) as told:  # noqa: PT011, each reader has errors of its own
        READERS[reader]([broken])
    assert not isinstance(told.value, AssertionError)


# ---------------------------------------------------------------- a subscription


def on_days(days: dict[str, tuple[str, str]]) -> list[Shown]:
    """Give what a calendar shows when every item stands once on its days."""
    return sorted(
        Shown(date.fromisoformat(first), date.fromisoformat(last), rows()[name].title)
        for name, (first, last) in days.items()
    )


def the_year_of(subscriber: Subscriber) -> list[Shown]:
    return subscriber.render(date(2020, 1, 1), date(2021, 12, 31))


class Subscribed(NamedTuple):
    """A feed that is served, and how it is published again with other dates."""

    url: str
    publish: Callable[[dict[str, str]], None]


@contextmanager
def as_a_file(directory: Path) -> Iterator[Subscribed]:
    """Publish as `relsched feed` does, into files that a web server gives out."""
    plan = read_plan(EXAMPLE_PLAN)
    count = 0

    def publish(known: dict[str, str]) -> None:
        nonlocal count
        stamp = PUBLISHED + timedelta(days=count)
        data = feed(resolve(plan, known), stamp=stamp, sequence=count)
        (directory / "congress-xvii.ics").write_bytes(data)
        count += 1

    publish(FIRST)
    with serving(directory) as base:
        yield Subscribed(f"{base}/congress-xvii.ics", publish)


@contextmanager
def from_a_ledger(directory: Path) -> Iterator[Subscribed]:
    """Publish as `relsched publish` does, into a ledger that our own server reads."""
    plan = read_plan(EXAMPLE_PLAN)
    moment = PUBLISHED

    def publish(known: dict[str, str]) -> None:
        nonlocal moment
        moment += timedelta(days=1)
        preview = ledger.preview(plan, known, now=moment)
        ledger.publish(preview, now=moment, by="a", reason="a decision")

    with Ledger.open(f"sqlite:///{directory / 'ledger.db'}") as ledger:
        publish(FIRST)
        made = ledger.addresses.share(plan, "plan", "default", now=moment, by="a")
        with running(ledger, now=lambda: moment) as client:
            yield Subscribed(f"http://127.0.0.1:{client.port}/f/{made.secret}.ics", publish)


# A feed from a plan file alone has one stamp and one SEQUENCE for all its items; a ledger has one for each.
@pytest.mark.parametrize(
    ("published", "untouched"), [(as_a_file, 0), (from_a_ledger, len(SHOWN) - len(MOVED_TO))]
)
def test_a_subscribed_calendar_follows_the_congress(
    published: Callable[[Path], AbstractContextManager[Subscribed]], untouched: int, tmp_path: Path
) -> None:
    """After a move every deadline is in the calendar once, on its new day, and no old date is left.

    vdirsyncer fetches the feed; khal shows the calendar. Nothing is touched while nothing changes.
    """
    with published(tmp_path) as subscribed:
        subscriber = Subscriber(tmp_path / "subscriber", subscribed.url)
        subscriber.sync()
        assert the_year_of(subscriber) == on_days(SHOWN)
        kept = subscriber.files()
        assert len(kept) == len(SHOWN)

        assert "item" not in subscriber.sync()
        assert subscriber.files() == kept

        subscribed.publish(MOVED)
        subscriber.sync()
        assert the_year_of(subscriber) == on_days(SHOWN | MOVED_TO)
        after = subscriber.files()
        assert len(after) == len(SHOWN)
        unmoved = {name: entry for name, entry in kept.items() if name in after}
        assert len(unmoved) == untouched
        assert {name: after[name] for name in unmoved} == unmoved  # not so much as written again


def test_a_fault_of_the_feed_reaches_the_subscriber(tmp_path: Path) -> None:
    """A calendar UID, which makes vdirsyncer lose all items but one, is seen by this pair."""
    whole = feeds()["default", "plan"]
    (tmp_path / "f.ics").write_bytes(
        whole.replace(b"VERSION:2.0\r\n", b"VERSION:2.0\r\nUID:one\r\n", 1)
    )
    with serving(tmp_path) as base:
        subscriber = Subscriber(tmp_path / "subscriber", f"{base}/f.ics")
        try:
            subscriber.sync()
        except Complaint:
            return
        assert the_year_of(subscriber) != on_days(SHOWN)


def test_a_complaint_of_the_subscriber_is_reported(tmp_path: Path) -> None:
    """A feed that isn't there is no empty calendar."""
    with serving(tmp_path) as base:
        subscriber = Subscriber(tmp_path / "subscriber", f"{base}/absent.ics")
        with pytest.raises(Complaint, match="File not found"):
            subscriber.sync()


# ---------------------------------------------------------------- a reader that isn't there


@pytest.mark.parametrize("name", ["CI", "RELSCHED_CI"])
def test_an_absent_reader_fails_in_ci(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where everything must be there, a reader that isn't is no reason to pass over its tests."""
    for other in ("CI", "RELSCHED_CI"):
        monkeypatch.delenv(other, raising=False)
    with pytest.raises(pytest.skip.Exception, match="libical isn't there: no file"):
        absent("libical", "no file")
    monkeypatch.setenv(name, "true")
    with pytest.raises(pytest.fail.Exception, match="libical must be there in CI: no file"):
        absent("libical", "no file")


# ---------------------------------------------------------------- moments

# By hand. Hanoi is seven hours ahead of UTC all year; London is at UTC in winter and one hour ahead in summer; New York
# five hours behind in winter and four in summer. A deadline is shown for the half hour before it.
MOMENTS = [
    ("Asia/Ho_Chi_Minh", "2020-01-15", "2020-01-15T09:30+00:00", "2020-01-15T10:00+00:00"),
    ("Asia/Ho_Chi_Minh", "2020-07-15", "2020-07-15T09:30+00:00", "2020-07-15T10:00+00:00"),
    ("Europe/London", "2020-01-15", "2020-01-15T16:30+00:00", "2020-01-15T17:00+00:00"),
    ("Europe/London", "2020-07-15", "2020-07-15T15:30+00:00", "2020-07-15T16:00+00:00"),
    ("America/New_York", "2020-01-15", "2020-01-15T21:30+00:00", "2020-01-15T22:00+00:00"),
    ("America/New_York", "2020-07-15", "2020-07-15T20:30+00:00", "2020-07-15T21:00+00:00"),
]


def at_five(zone: str) -> bytes:
    """Write a plan of deadlines at 17:00, in winter and in summer, with a fair from 8:00 to 11:30 in both."""
    days = ("2020-01-15", "2020-07-15")
    plan = Plan(
        "p",
        issued="2019-12-01",
        timezone=zone,
        events=[Event(f"fair-{day}") for day in days],
        deadlines=[
            *(Deadline(f"x-{day}", "Nộp", f"by {day} at 17:00") for day in days),
            *(Deadline(f"y-{day}", "Sau", f"2 days after fair-{day}") for day in days),
        ],
    )
    known = {f"fair-{day}": f"{day} 08:00..{day} 11:30" for day in days}
    return feed(resolve(plan, known), stamp=PUBLISHED)


@pytest.mark.parametrize("reader", READERS)
def test_every_reader_sees_the_same_moments(reader: str) -> None:
    """A deadline at 17:00 stands at the right hour for whoever reads it, in summer and in winter; days stay days."""
    zones = list(dict.fromkeys(zone for zone, *_ in MOMENTS))
    read = dict(zip(zones, READERS[reader]([at_five(zone) for zone in zones]), strict=True))
    for zone, day, begins, ends in MOMENTS:
        found = {item.uid: (item.first, item.last) for item in read[zone]}
        span = datetime.fromisoformat(begins), datetime.fromisoformat(ends)
        assert found[f"p:x-{day}@relsched"] == span
        # The fair begins nine hours before the deadline, and lasts three hours and a half.
        start = span[1] - timedelta(hours=9)
        assert found[f"p:fair-{day}@relsched"] == (start, start + timedelta(hours=3, minutes=30))
        after = date.fromisoformat(day) + timedelta(days=2)
        assert found[f"p:y-{day}@relsched"] == (after, after)


@pytest.mark.parametrize(
    ("reader_zone", "winter", "summer"),
    [
        ("Asia/Ho_Chi_Minh", "16:30-17:00", "16:30-17:00"),
        ("Europe/London", "09:30-10:00", "10:30-11:00"),
        ("America/New_York", "04:30-05:00", "05:30-06:00"),
    ],
)
def test_a_subscriber_elsewhere_sees_their_own_hour(
    reader_zone: str, winter: str, summer: str, tmp_path: Path
) -> None:
    """A deadline at 17:00 in Hanoi, fetched by vdirsyncer and shown by khal in another zone."""
    (tmp_path / "f.ics").write_bytes(at_five("Asia/Ho_Chi_Minh"))
    with serving(tmp_path) as base:
        subscriber = Subscriber(tmp_path / "subscriber", f"{base}/f.ics", zone=reader_zone)
        subscriber.sync()
        for day, hours in (("2020-01-15", winter), ("2020-07-15", summer)):
            assert (hours, "Nộp") in subscriber.hours(date.fromisoformat(day))


def test_an_hour_that_clocks_show_twice() -> None:
    """The second of two equal local times is written in UTC, since a local time would mean the first.

    London's clocks go back at 02:00 on Sun 25 October 2020. Thirty minutes after a fair that ends at 01:45, of which
    the first is meant, it is 01:15 again: 01:15 UTC.
    """
    plan = Plan(
        "p",
        issued="2020-03-25",
        timezone="Europe/London",
        events=[Event("fair")],
        deadlines=[Deadline("x", "X", "30 minutes after fair")],
    )
    known = {"fair": "2020-10-25 00:00..2020-10-25 01:45"}
    data = feed(resolve(plan, known), stamp=PUBLISHED)
    assert b"DTEND:20201025T011500Z" in data
    for reader in READERS.values():
        (found,) = [item for item in reader([data])[0] if item.uid == "p:x@relsched"]
        assert found.last == datetime(2020, 10, 25, 1, 15, tzinfo=UTC)
        assert found.first == datetime(2020, 10, 25, 0, 45, tzinfo=UTC)
