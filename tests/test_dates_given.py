"""Every entrance of the package takes the same kinds of dates, and says at once what it can't take.

The kinds stand in `DAYS` and `MOMENTS`; each entrance is a function that hands one in and tells which day came of it.
The values of pandas, numpy, pendulum, pytz and dateutil are real ones.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import dateutil.tz
import numpy as np
import pandas as pd  # type: ignore[import-untyped]
import pendulum
import pytest
import pytz  # type: ignore[import-untyped]

from relsched import (
    CalendarSpec,
    Deadline,
    Event,
    Known,
    Ledger,
    PhraseContext,
    Plan,
    Question,
    RelschedError,
    Resolver,
    Window,
    WorkingCalendar,
    compare,
    days,
    feasible,
    feed,
    known_from_schedule,
    resolve,
    to_timing,
    whatif,
)
from relsched.dates.date_reading import clock_time, to_moment
from relsched.plan.known_dates import Moment

TUE_2020_10_13 = date(2020, 10, 13)
FAIR = Plan(
    "fair",
    issued="2020-03-25",
    timezone="Asia/Ho_Chi_Minh",
    events=[Event("fair"), Event("expo", lasts="unknown")],
    deadlines=[
        Deadline("letters", when="10 days before fair"),
        Deadline("report", when="by 2020-12-01"),
    ],
)

# What means Tue 2020-10-13 wherever a day is wanted.
DAYS = [
    "2020-10-13",
    TUE_2020_10_13,
    datetime(2020, 10, 13),
    datetime(2020, 10, 13, 8, 30),
    pendulum.date(2020, 10, 13),
    pendulum.datetime(2020, 10, 13),
    pendulum.datetime(2020, 10, 13, 8, tz="Asia/Tokyo"),
    pd.Timestamp("2020-10-13"),
    pd.Timestamp("2020-10-13 08:30", tz="Asia/Ho_Chi_Minh"),
    np.datetime64("2020-10-13"),
    np.datetime64("2020-10-13T00:00:00", "ns"),
    np.datetime64("2020-10-13T08:30"),
]
KINDS = [f"{type(day).__module__}-{n}" for n, day in enumerate(DAYS)]
every_kind = pytest.mark.parametrize("day", DAYS, ids=KINDS)


def _calendar() -> WorkingCalendar:
    return WorkingCalendar.from_open_days(
        "mine",
        lambda day: day != TUE_2020_10_13,
        first="2020-01-01",
        last=np.datetime64("2020-12-31"),
    )


def _dated(item: str, given: Any) -> Any:
    """Give the entry of an item for what is known of it."""
    return resolve(FAIR, {item: given})[item]


def _known(**given: Any) -> Any:
    return Known("fair", **given)


OCTOBER = ("2020-10-01", "2020-10-31")
# Each hands a day in, and gives the day that came of it.
ENTRANCES: dict[str, Callable[[Any], Any]] = {
    "Plan.issued": lambda day: Plan("p", issued=day).issued,
    "Plan.horizon": lambda day: (
        Plan("p", issued="2020-01-01", horizon=("2000-01-01", day)).horizon.latest
    ),
    "Deadline.done": lambda day: Deadline("d", done=day).done,
    "Known.start": lambda day: _known(start=day).start.day,
    "Known.end": lambda day: _known(end=day).end.day,
    "Known.done": lambda day: _known(done=day).done,
    "Known.within": lambda day: _known(within=(day, None)).within.earliest,
    "resolve": lambda day: _dated("fair", day).due.day,
    "resolve-pair": lambda day: _dated("expo", (day, "2020-10-20")).not_before.day,
    "resolve-list": lambda day: _dated("expo", ["2020-10-01", day]).due.day,
    "resolve-window": lambda day: _dated("expo", Window(day, None)).not_before.earliest,
    "pin": lambda day: _dated("letters", day).due.day,
    "update": lambda day: (
        Resolver(FAIR).update(resolve(FAIR), {"fair": day}).known["fair"].start.day  # type: ignore[union-attr]
    ),
    "whatif": lambda day: whatif(FAIR, {"fair": day})[0].day,
    "whatif-list": lambda day: whatif(FAIR, {"fair": ["2020-10-01", day]})[1].day,
    "whatif-pair": lambda day: whatif(FAIR, {"fair": (day, "2020-10-14")})[0].day,
    "whatif-scenario": lambda day: whatif(FAIR, [{"fair": day}])[0].day,
    "whatif-as-of": lambda day: whatif(FAIR, {"fair": "2020-10-20"}, as_of=day).as_of,
    "whatif-find": lambda day: (
        whatif(FAIR, {"fair": ("2020-10-12", "2020-10-14")}).find(day).day  # type: ignore[union-attr]
    ),
    "feasible": lambda day: feasible(FAIR, "fair", (day, "2020-10-14")).asked.earliest,
    "feasible-as-of": lambda day: (
        next(iter(feasible(FAIR, "fair", OCTOBER, as_of=day))) - timedelta(days=10)
    ),
    "feasible-in": lambda day: day in feasible(FAIR, "fair", OCTOBER) and TUE_2020_10_13,
    "compare": lambda day: compare(resolve(FAIR), resolve(FAIR), as_of=day).as_of,
    "floats-since": lambda day: resolve(FAIR).floats(since=day).since,
    "floats-until": lambda day: resolve(FAIR).floats(until=day).until,
    "PhraseContext": lambda day: PhraseContext(issued=day).issued,
    "Question": lambda day: Question.about("soon", issued=day).context.issued,
    "Question-known": lambda day: (
        Question.about("by fair", known={"fair": day}).known["fair"].start.day  # type: ignore[union-attr]
    ),
    "Window": lambda day: Window(day, day).day,
    "Window.on": lambda day: Window.on(day).day,
    "Window.read": lambda day: Window.read((day, None)).earliest,
    "Window-in": lambda day: day in Window.on("2020-10-13") and TUE_2020_10_13,
    "CalendarSpec.closed": lambda day: CalendarSpec("own", closed=[day]).closed_days[0],
    "CalendarSpec.open": lambda day: CalendarSpec("own", open=day).open[0],
    "CalendarSpec.covers": lambda day: (
        CalendarSpec("own", covers=(day, None)).covers.earliest  # type: ignore[union-attr]
    ),
    "WorkingCalendar.is_open": lambda day: not _calendar().is_open(day) and TUE_2020_10_13,
    "WorkingCalendar.next": lambda day: _calendar().next(day) - timedelta(days=1),
    "days-after": lambda day: (
        resolve(  # in a zone in which each of the moments lies on that day
            Plan("p", timezone="Asia/Tokyo", deadlines=[Deadline("a", when=days(1).after(day))])
        )["a"].due.day  # type: ignore[union-attr]
        - timedelta(days=1)
    ),
}


@pytest.mark.parametrize("enter", ENTRANCES.values(), ids=list(ENTRANCES))
@every_kind
def test_every_entrance_takes_every_kind(enter: Callable[[Any], Any], day: Any) -> None:
    """A day is that day at every entrance, whatever kind of date it is given as; and it is a plain `date`."""
    found = enter(day)
    assert found == TUE_2020_10_13
    assert type(found) is date


NOTHING = [None, pd.NaT, pd.NA, np.datetime64("NaT"), float("nan")]
every_nothing = pytest.mark.parametrize("nothing", NOTHING, ids=repr)


@every_nothing
def test_none_means_unknown(nothing: Any) -> None:
    """None is an unknown date wherever one may be unknown, and so is what other libraries write for it."""
    assert resolve(FAIR, {"fair": nothing}) == resolve(FAIR)
    assert resolve(FAIR, {"expo": (nothing, "2020-10-15")}).known["expo"] == Known(
        "expo", end="2020-10-15"
    )
    fixed = resolve(FAIR, {"fair": "2020-10-13"})
    assert Resolver(FAIR).update(fixed, {"fair": nothing}) == resolve(FAIR)
    assert Plan("p", issued=nothing).issued is None
    assert Deadline("d", done=nothing).done is None
    assert Deadline("d", when=nothing).when is None
    assert Event("e", expected=nothing, lasts=nothing) == Event("e", lasts=None)
    assert Window(nothing, nothing).is_unknown
    assert compare(fixed, fixed, as_of=nothing).as_of is None
    assert PhraseContext(issued=nothing).issued is None
    assert Question.about("by fair", known={"fair": nothing}).known == {}


@every_nothing
def test_none_of_a_known_date_says_nothing(nothing: Any) -> None:
    """An attribute that isn't known may be given as it stands in a table, and all else says what it says."""
    known = Known("fair", "2020-10-13", nothing, nothing, nothing, by=nothing, on=nothing)
    assert known == Known("fair", start="2020-10-13")
    assert resolve(FAIR, [known]) == resolve(FAIR, {"fair": "2020-10-13"})


@every_nothing
def test_a_known_date_that_says_nothing_is_refused(nothing: Any) -> None:
    """A known date alone must say something; the error tells what it could say, and what to do."""
    with pytest.raises(RelschedError) as caught:
        Known("fair", done=nothing)
    assert caught.value.code == "known-form"
    assert caught.value.why == "it has no start, no end, no window and no day of completion"
    assert caught.value.fix == "leave `fair` out where nothing is known of it, or give None for it"


@every_nothing
def test_where_a_date_must_be_given_none_is_refused(nothing: Any) -> None:
    """Where no date would mean nothing, it is refused at once, by name."""
    with pytest.raises(TypeError, match="stamp must be a datetime or its text"):
        feed(resolve(FAIR), stamp=nothing)
    with pytest.raises(TypeError, match="a day must be given, not None"):
        CalendarSpec("own", closed=[nothing])


# ---------------------------------------------------------------- moments

TOKYO = timezone(timedelta(hours=9))
# A datetime, the text of the moment, and the local time in Vietnam, worked out by hand.
MOMENTS = [
    (datetime(2020, 10, 13, 8), "2020-10-13 08:00", "2020-10-13T08:00"),
    (datetime(2020, 10, 13, 8, tzinfo=UTC), "2020-10-13 08:00 UTC", "2020-10-13T15:00"),
    (datetime(2020, 10, 13, 8, tzinfo=TOKYO), "2020-10-12 23:00 UTC", "2020-10-13T06:00"),
    (
        datetime(2020, 10, 13, 8, tzinfo=ZoneInfo("Asia/Tokyo")),
        "2020-10-13 08:00 Asia/Tokyo",
        "2020-10-13T06:00",
    ),
    (
        pytz.timezone("Asia/Tokyo").localize(datetime(2020, 10, 13, 8)),
        "2020-10-13 08:00 Asia/Tokyo",
        "2020-10-13T06:00",
    ),
    (
        datetime(2020, 10, 13, 8, tzinfo=dateutil.tz.gettz("Asia/Tokyo")),
        "2020-10-12 23:00 UTC",
        "2020-10-13T06:00",
    ),
    (
        pendulum.datetime(2020, 10, 13, 8, tz="Asia/Tokyo"),
        "2020-10-13 08:00 Asia/Tokyo",
        "2020-10-13T06:00",
    ),
    (
        pd.Timestamp("2020-10-13 08:00", tz="Asia/Tokyo"),
        "2020-10-13 08:00 Asia/Tokyo",
        "2020-10-13T06:00",
    ),
    (pd.Timestamp("2020-10-13 08:00+09:00"), "2020-10-12 23:00 UTC", "2020-10-13T06:00"),
    (np.datetime64("2020-10-13T08:00"), "2020-10-13 08:00", "2020-10-13T08:00"),
    ("2020-10-13T08:00:00+09:00", "2020-10-12 23:00 UTC", "2020-10-13T06:00"),
    ("2020-10-13T08:00Z", "2020-10-13 08:00 UTC", "2020-10-13T15:00"),
    ("2020-10-13 08:00 Asia/Tokyo", "2020-10-13 08:00 Asia/Tokyo", "2020-10-13T06:00"),
    # The clocks of Berlin show 02:30 twice on that day; the second is 01:30 UTC.
    (
        datetime(2020, 10, 25, 2, 30, tzinfo=ZoneInfo("Europe/Berlin")),
        "2020-10-25 02:30 Europe/Berlin",
        "2020-10-25T07:30",
    ),
    (
        datetime(2020, 10, 25, 2, 30, fold=1, tzinfo=ZoneInfo("Europe/Berlin")),
        "2020-10-25 01:30 UTC",
        "2020-10-25T08:30",
    ),
]


@pytest.mark.parametrize(("given", "text", "local"), MOMENTS)
def test_a_datetime_keeps_its_moment(given: Any, text: str, local: str) -> None:
    """A datetime with any tzinfo is the same moment in the plan's zone; one without is meant there."""
    schedule = resolve(FAIR, {"fair": given})
    assert schedule.known["fair"].text == text
    assert dict(schedule["fair"].times)["start"] == local
    assert Moment.parse(text) == Moment.read(given)


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (
            datetime(2020, 10, 12, 20, tzinfo=UTC),
            TUE_2020_10_13,
        ),  # 03:00 of the next day in Vietnam
        (datetime(2020, 10, 13, 16, 59, tzinfo=UTC), TUE_2020_10_13),
        (datetime(2020, 10, 13, 20), TUE_2020_10_13),
        (pd.Timestamp("2020-10-12 20:00", tz="UTC"), TUE_2020_10_13),
    ],
)
def test_days_are_those_of_the_plans_zone(given: Any, expected: date) -> None:
    """Where a plan is asked about as of a moment, the day is that in the plan's zone."""
    assert compare(resolve(FAIR), resolve(FAIR), as_of=given).as_of == expected
    assert whatif(FAIR, {"fair": "2020-10-20"}, as_of=given).as_of == expected


def test_clock_times() -> None:
    """What clocks show comes with the zone whose clocks they are."""
    assert clock_time(datetime(2020, 10, 13, 8)) == (TUE_2020_10_13, 480, None)
    assert clock_time(datetime(2020, 10, 13, 0, tzinfo=TOKYO)) == (date(2020, 10, 12), 900, "UTC")
    assert str(to_timing(datetime(2020, 10, 13, 8, 30))) == "on 2020-10-13 at 08:30"
    assert str(to_timing(datetime(2020, 10, 13))) == "on 2020-10-13"
    zoned = datetime(2020, 10, 13, 8, tzinfo=ZoneInfo("Asia/Tokyo"))
    assert str(to_timing(zoned)) == "on 2020-10-13 at 08:00 Asia/Tokyo"


STAMPS = [
    datetime(2020, 3, 25, 8, tzinfo=UTC),
    datetime(2020, 3, 25, 17, tzinfo=TOKYO),
    pendulum.datetime(2020, 3, 25, 8),
    pd.Timestamp("2020-03-25 17:00", tz="Asia/Tokyo"),
    "2020-03-25T08:00:00Z",
    "2020-03-25T17:00+09:00",
]


@pytest.mark.parametrize("stamp", STAMPS, ids=lambda stamp: type(stamp).__module__)
def test_stamps(stamp: Any, tmp_path: Path) -> None:
    """A stamp, and the moment of publishing, may be of any kind that has a zone."""
    schedule = resolve(FAIR, {"fair": "2020-10-13"})
    assert b"DTSTAMP:20200325T080000Z" in feed(schedule, stamp=stamp)
    assert to_moment(stamp, "now") == datetime(2020, 3, 25, 8, tzinfo=UTC)
    with Ledger.open(str(tmp_path / "a.db")) as ledger:
        preview = ledger.preview(FAIR, {"fair": pd.Timestamp("2020-10-13")}, now=stamp)
        revision = ledger.publish(preview, now=stamp, reason="first")
        assert revision.at == datetime(2020, 3, 25, 8, tzinfo=UTC)
        assert ledger.at("fair", stamp) == revision
        assert ledger.known("fair")["fair"].start == Moment(TUE_2020_10_13)
        address = ledger.addresses.share(FAIR, "plan", now=stamp).address
        assert address.since == revision.at


# ---------------------------------------------------------------- what can't be taken


def refused(ask: Callable[[], Any], code: str, *words: str) -> None:
    """Whatever is asked is refused with a code, in a text that has some words."""
    with pytest.raises(RelschedError) as caught:
        ask()
    assert caught.value.code == code
    for word in words:
        assert word in str(caught.value)


@pytest.mark.parametrize(
    ("given", "code", "words"),
    [
        (Window(), "known-form", ["`fair` must not be empty"]),
        ("", "known-form", ["`fair` must not be empty"]),
        ("..", "known-form", ["`fair` must not be empty"]),
        ((None, None), "known-form", ["`fair` must not be empty"]),
        ("2020-02-30", "date-absent", ["`fair`", "2020-02-29"]),
        (
            ("2020-10-13", "2020-02-30"),
            "date-absent",
            ["`fair`", "2020-02-29", "2020-10-13..2020-02-30"],
        ),
        (("2020-10-13", "2020-10-12"), "window-reversed", ["`fair`"]),
        (np.datetime64("2020-10"), "date-form", ["`fair`", "whole month"]),
        (np.datetime64(10**9, "D"), "out-of-range", ["2739877"]),
        ("2020-10-13 08:00 Asia/Nowhere", "unknown-zone", ["`fair`"]),
        (date(9999, 12, 31), "outside-horizon", ["`fair`", "9999-12-31"]),
        ("done 9999-12-31", "outside-horizon", ["`letters`", "9999-12-31"]),
    ],
)
def test_what_cant_be_is_refused_at_once(given: Any, code: str, words: list[str]) -> None:
    """A date that can't be, or that couldn't be written, is refused where it comes in, with its item named."""
    item = "letters" if "`letters`" in words else "fair"
    refused(lambda: resolve(FAIR, {item: given}), code, *words)


def test_a_day_of_completion_must_lie_in_the_horizon() -> None:
    """A day on which something was done goes into calendars too, so it can't be one that these can't hold."""
    plan = Plan(
        "p", issued="2020-01-01", deadlines=[Deadline("a", when="by 2020-05-05", done="9999-12-31")]
    )
    with pytest.raises(RelschedError) as caught:
        resolve(plan)
    assert caught.value.code == "outside-horizon"
    assert str(caught.value.where) == "deadlines[0].done"
    assert caught.value.value == "9999-12-31"
    assert "correct the date" in str(caught.value.fix)
    told = whatif(FAIR, [{"letters": "done 2020-10-01"}, {"letters": "done 9999-12-31"}])
    assert [one.is_usable for one in told] == [True, False]


@pytest.mark.parametrize("given", [5, True, b"2020-10-13", ["2020-10-13"], {"a": 1}, object()])
def test_what_is_no_date_is_a_type_error(given: Any) -> None:
    """What no kind of date is, is a mistake of the program; the item is named."""
    with pytest.raises(TypeError, match="`fair`"):
        resolve(FAIR, {"fair": given})
    with pytest.raises(TypeError):
        Window.on(given)
    assert given not in Window()


@pytest.mark.parametrize(
    "now", [datetime(2020, 3, 25, 8), date(2020, 3, 25), "2020-03-25", "2020-03-25T08:00", "soon"]
)
def test_a_moment_without_a_zone_is_refused_before_anything_is_done(
    now: Any, tmp_path: Path
) -> None:
    """A moment that isn't one everywhere is refused at the preview already, and by its name."""
    with Ledger.open(str(tmp_path / "a.db")) as ledger:
        refused(lambda: ledger.preview(FAIR, now=now), "moment-form", "`now`")
        preview = ledger.preview(FAIR, now=STAMPS[0])
        refused(lambda: ledger.publish(preview, now=now, reason="x"), "moment-form", "`now`")
        refused(lambda: ledger.at("fair", now), "moment-form", "`moment`")
        refused(lambda: ledger.addresses.share(FAIR, "plan", now=now), "moment-form", "`now`")
        assert ledger.plans() == []
    refused(lambda: Ledger.first_preview(FAIR, now=now), "moment-form", "`now`")
    refused(lambda: feed(resolve(FAIR), stamp=now), "moment-form", "`stamp`")


# ---------------------------------------------------------------- texts that read back

KNOWN = [
    Known("fair", "2020-10-13"),
    Known("fair", "2020-10-13", "2020-10-15"),
    Known("fair", end="2020-10-15"),
    Known("fair", "2020-10-13 08:00", "2020-10-15 17:30 Asia/Tokyo"),
    Known("fair", within=Window("2020-10-01", "2020-10-31")),
    Known("fair", within=Window("2020-10-01", None)),
    Known("fair", within=Window(None, "2020-10-31")),
    Known("fair", within=Window("0001-01-01", None)),
    Known("fair", within=Window("2020-10-13", "2020-10-13")),
    Known("4.1.b", done="2020-10-02"),
    Known("4.1.b", "2020-10-13", done="2020-10-02"),
    Known("4.1.b", within=Window("2020-10-01", "2020-10-31"), done="2020-10-02"),
    Known("4.1.b", "2020-10-13", "2020-10-15", done="2020-10-02"),
]


@pytest.mark.parametrize("known", KNOWN, ids=str)
def test_known_dates_read_back(known: Known) -> None:
    """`Known.parse` is the inverse of `str`, also of what is pinned and done."""
    assert Known.parse(str(known)) == known
    assert Known.read(known.item, known.text) == known


def test_what_came_later_wins() -> None:
    """Of two known dates of an item the later one counts where they say different things; else both do."""
    pairs = [
        ("2020-10-13", "in October 2020", "fair=from 2020-10-01 to 2020-10-31"),
        ("in October 2020", "2020-10-13", "fair=2020-10-13"),
        ("2020-10-13", "..2020-10-15", "fair=2020-10-13..2020-10-15"),
    ]
    for earlier, later, expected in pairs:
        known = resolve(FAIR, [Known.read("fair", earlier), Known.read("fair", later)]).known
        assert str(known["fair"]) == expected
    both = [Known("letters", "2020-10-01"), Known("letters", done="2020-09-30")]
    assert str(resolve(FAIR, both).known["letters"]) == "letters=2020-10-01, done 2020-09-30"


@pytest.mark.parametrize("text", ["", "fair", "=2020-10-13", "fair="])
def test_texts_that_are_no_known_date(text: str) -> None:
    """A known date is an item and a date."""
    refused(lambda: Known.parse(text), "known-form")


def test_a_date_and_a_window_at_once() -> None:
    """What lies on a day needs no window, and what says both may contradict itself."""
    refused(
        lambda: Known("fair", "2020-10-13", within=Window("2020-10-01", "2020-10-31")),
        "known-form",
        "`fair`",
    )


def test_followed_dates_are_taken_as_before() -> None:
    """Dates that come from another plan are known dates like any other."""
    other = resolve(Plan("other", events=[Event("expo")]), {"expo": np.datetime64("2020-10-13")})
    plan = Plan("p", events=[Event("mine", follows="other:expo")])
    assert known_from_schedule(plan, other).known["mine"].start == Moment(TUE_2020_10_13)
