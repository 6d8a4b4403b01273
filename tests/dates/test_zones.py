"""Zones: local time <-> instants, round clock changes, held against plain zoneinfo and pendulum."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import pendulum
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from relsched.dates import days, zones
from relsched.errors import OutOfRangeError, TimingError
from sizes import size

DAY = 24 * 60
EPOCH = datetime(1970, 1, 1)

# Zones with an odd side, and local times at which their clocks changed.
CHANGES = [
    ("Europe/Berlin", datetime(2027, 3, 28, 2, 0)),  # forward
    ("Europe/Berlin", datetime(2027, 10, 31, 2, 0)),  # back
    ("America/New_York", datetime(2027, 3, 14, 2, 0)),
    ("America/New_York", datetime(2027, 11, 7, 1, 0)),
    ("America/Sao_Paulo", datetime(2018, 11, 4, 0, 0)),  # forward at midnight
    ("America/Havana", datetime(2020, 11, 1, 0, 0)),  # back to midnight
    ("Pacific/Apia", datetime(2011, 12, 30, 0, 0)),  # a whole day left out
    ("Australia/Lord_Howe", datetime(2027, 4, 4, 1, 30)),  # half an hour
    ("Antarctica/Troll", datetime(2027, 3, 28, 1, 0)),  # two hours
    ("Africa/Casablanca", datetime(2027, 2, 7, 2, 0)),
    ("Asia/Ho_Chi_Minh", datetime(1975, 6, 13, 0, 0)),  # from 8 to 7 hours ahead
    ("Asia/Ho_Chi_Minh", datetime(1911, 5, 1, 0, 0)),  # an offset with seconds
    ("Asia/Kathmandu", datetime(1986, 1, 1, 0, 0)),  # a quarter of an hour
    ("Africa/Monrovia", datetime(1972, 1, 7, 0, 0)),  # 44 and a half minutes
    ("America/Caracas", datetime(2016, 5, 1, 2, 30)),
    ("UTC", datetime(2027, 1, 1)),
]
NAMES = sorted({name for name, _ in CHANGES})


def minutes(moment: datetime) -> int:
    """Count a naive datetime's minutes since 1970-01-01T00:00."""
    return (moment - EPOCH) // timedelta(minutes=1)


def at(moment: datetime, zone: str) -> tuple[int, str | None]:
    day, minute = divmod(minutes(moment), DAY)
    return zones.instant(day, minute, zone)


def utc(*parts: int) -> int:
    return minutes(datetime(*parts))  # type: ignore[arg-type]


def clock(utc_minutes: int, zone: str) -> datetime:
    """Read the clock of a zone with the standard library alone, seconds included."""
    moment = (EPOCH + timedelta(minutes=utc_minutes)).replace(tzinfo=UTC)
    return moment.astimezone(ZoneInfo(zone)).replace(tzinfo=None, fold=0)


def first_moment(moment: datetime, zone: str) -> int:
    """Find the first whole minute at which the zone's clock shows a local time or a later one.

    This is what gap and fold come down to, found by watching the clock.
    """
    now = minutes(moment) - 16 * 60
    assert clock(now, zone) < moment
    while clock(now, zone) < moment:
        now += 1
    return now


def near_changes() -> st.SearchStrategy[tuple[str, datetime]]:
    """Zones, and local times within a day and a half of a clock change, or any."""
    near = st.tuples(
        st.sampled_from(CHANGES), st.one_of(st.integers(-130, 130), st.integers(-2000, 2000))
    ).map(lambda c: (c[0][0], c[0][1] + timedelta(minutes=c[1])))
    whole = st.datetimes(datetime(1880, 1, 1), datetime(2100, 1, 1)).map(
        lambda moment: moment.replace(second=0, microsecond=0)
    )
    return st.one_of(near, st.tuples(st.sampled_from(NAMES), whole))


# ---------------------------------------------------------------- names


@pytest.mark.parametrize("name", NAMES)
def test_known_zones(name: str) -> None:
    """The name of a zone comes back."""
    assert zones.check_zone(name) == name


@pytest.mark.parametrize(
    ("name", "fix"),
    [
        ("asia/ho_chi_minh", "write `Asia/Ho_Chi_Minh`"),
        ("Asia/Ho Chi Minh", "write `Asia/Ho_Chi_Minh`"),
        ("Hà Nội", "write `Asia/Ho_Chi_Minh`"),
        ("Asia/Hanoi", "write `Asia/Ho_Chi_Minh`"),
        ("Berlin", "write `Europe/Berlin`"),
        ("Europe/Berln", "write `Europe/Berlin`"),
        ("New_York", "write `America/New_York`"),
        ("", None),
        ("+07:00", None),
        ("../etc/passwd", None),
    ],
)
def test_unknown_zones(name: str, fix: str | None) -> None:
    """A name that is no zone is an error, with the zone it may have meant."""
    with pytest.raises(TimingError) as caught:
        zones.check_zone(name)
    assert (caught.value.code, caught.value.fix) == ("unknown-zone", fix)


def test_the_text_of_an_unknown_zone() -> None:
    """The error shows what was written and what is meant."""
    with pytest.raises(TimingError) as caught:
        zones.instant(0, 0, "Asia/Hanoi")
    assert str(caught.value) == (
        "The time zone `Asia/Hanoi` isn't known.\n"
        '  where: "Asia/Hanoi"\n'
        "  why:   a zone is named as in the IANA time zone database, by area and city\n"
        "  fix:   write `Asia/Ho_Chi_Minh`"
    )


# ---------------------------------------------------------------- by hand


@pytest.mark.parametrize(
    ("zone", "moment", "expected", "note"),
    [
        ("Asia/Ho_Chi_Minh", datetime(2020, 10, 13, 8, 0), utc(2020, 10, 13, 1, 0), None),
        ("Asia/Ho_Chi_Minh", datetime(2020, 10, 13, 0, 0), utc(2020, 10, 12, 17, 0), None),
        ("UTC", datetime(2020, 10, 13, 8, 0), utc(2020, 10, 13, 8, 0), None),
        # On 28 March 2027 Berlin goes from 2:00 to 3:00, at 1:00 UTC.
        ("Europe/Berlin", datetime(2027, 3, 28, 1, 59), utc(2027, 3, 28, 0, 59), None),
        ("Europe/Berlin", datetime(2027, 3, 28, 2, 0), utc(2027, 3, 28, 1, 0), "gap"),
        ("Europe/Berlin", datetime(2027, 3, 28, 2, 30), utc(2027, 3, 28, 1, 0), "gap"),
        ("Europe/Berlin", datetime(2027, 3, 28, 2, 59), utc(2027, 3, 28, 1, 0), "gap"),
        ("Europe/Berlin", datetime(2027, 3, 28, 3, 0), utc(2027, 3, 28, 1, 0), None),
        # On 31 October 2027 it goes back from 3:00 to 2:00, at 1:00 UTC.
        ("Europe/Berlin", datetime(2027, 10, 31, 1, 59), utc(2027, 10, 30, 23, 59), None),
        ("Europe/Berlin", datetime(2027, 10, 31, 2, 0), utc(2027, 10, 31, 0, 0), "fold"),
        ("Europe/Berlin", datetime(2027, 10, 31, 2, 59), utc(2027, 10, 31, 0, 59), "fold"),
        ("Europe/Berlin", datetime(2027, 10, 31, 3, 0), utc(2027, 10, 31, 2, 0), None),
        # Midnight didn't exist on that day, which began at 1:00.
        ("America/Sao_Paulo", datetime(2018, 11, 4, 0, 0), utc(2018, 11, 4, 3, 0), "gap"),
        # Samoa left out Friday 30 December 2011.
        ("Pacific/Apia", datetime(2011, 12, 29, 23, 59), utc(2011, 12, 30, 9, 59), None),
        ("Pacific/Apia", datetime(2011, 12, 30, 12, 0), utc(2011, 12, 30, 10, 0), "gap"),
        ("Pacific/Apia", datetime(2011, 12, 31, 0, 0), utc(2011, 12, 30, 10, 0), None),
    ],
)
def test_instants(zone: str, moment: datetime, expected: int, note: str | None) -> None:
    """Local times worked out by hand come out, gaps and folds with their note."""
    assert at(moment, zone) == (expected, note)


def test_minutes_beyond_midnight() -> None:
    """Minute 1440 of a day is minute 0 of the next."""
    assert zones.instant(100, DAY, "Europe/Berlin") == zones.instant(101, 0, "Europe/Berlin")


@pytest.mark.parametrize(
    ("zone", "utc_minutes", "day", "minute"),
    [
        ("Asia/Ho_Chi_Minh", utc(2020, 10, 12, 17, 0), date(2020, 10, 13), 0),
        ("America/New_York", utc(2020, 10, 13, 3, 59), date(2020, 10, 12), 23 * 60 + 59),
        ("Europe/Berlin", utc(2027, 10, 31, 0, 30), date(2027, 10, 31), 150),
        ("Europe/Berlin", utc(2027, 10, 31, 1, 30), date(2027, 10, 31), 150),  # the second time
        ("Asia/Kathmandu", utc(2027, 1, 1, 0, 0), date(2027, 1, 1), 345),
        ("UTC", -1, date(1969, 12, 31), 23 * 60 + 59),
    ],
)
def test_local(zone: str, utc_minutes: int, day: date, minute: int) -> None:
    """Instants worked out by hand give their local day and minute."""
    assert zones.local(utc_minutes, zone) == (days.number(day), minute)


def test_to_datetime() -> None:
    """A `datetime` shows local time, its offset and which of two it is."""
    earlier = zones.to_datetime(utc(2027, 10, 31, 0, 30), "Europe/Berlin")
    later = zones.to_datetime(utc(2027, 10, 31, 1, 30), "Europe/Berlin")
    assert earlier.isoformat() == "2027-10-31T02:30:00+02:00"
    assert later.isoformat() == "2027-10-31T02:30:00+01:00"
    assert (earlier.fold, later.fold) == (0, 1)
    # A repeated local time never equals a datetime of another zone (PEP 495), so they meet in UTC.
    assert earlier.astimezone(UTC) == datetime(2027, 10, 31, 0, 30, tzinfo=UTC)


# ---------------------------------------------------------------- other methods


@given(near_changes())
@example(("Pacific/Apia", datetime(2011, 12, 30, 0, 1)))
@example(("Africa/Monrovia", datetime(1972, 1, 7, 0, 30)))
def test_instants_against_watching_the_clock(case: tuple[str, datetime]) -> None:
    """An instant is the first at which the zone's clock shows that local time or a later one."""
    zone, moment = case
    assert at(moment, zone)[0] == first_moment(moment, zone)


@given(near_changes())
def test_instants_against_pendulum(case: tuple[str, datetime]) -> None:
    """Where a local time occurs once, its instant is pendulum's, and so is the note elsewhere."""
    zone, moment = case
    reached, note = at(moment, zone)
    place = pendulum.timezone(zone)
    parts = (moment.year, moment.month, moment.day, moment.hour, moment.minute)
    try:
        theirs = pendulum.datetime(*parts, tz=place, raise_on_unknown_times=True)
    except pendulum.tz.exceptions.NonExistingTime:
        assert note == "gap"
    except pendulum.tz.exceptions.AmbiguousTime:
        assert note == "fold"
    else:
        assert note is None
        assert reached == -(-int(theirs.timestamp()) // 60)


@given(near_changes())
def test_local_against_zoneinfo(case: tuple[str, datetime]) -> None:
    """The local time of an instant is what the standard library's clock shows, seconds dropped."""
    zone, moment = case
    value = minutes(moment)
    day, minute = zones.local(value, zone)
    assert day * DAY + minute == minutes(clock(value, zone))
    assert 0 <= minute < DAY
    shown = zones.to_datetime(value, zone)
    assert shown.astimezone(UTC) == (EPOCH + timedelta(minutes=value)).replace(tzinfo=UTC)
    assert shown.replace(tzinfo=None, fold=0) == clock(value, zone)


@pytest.mark.slow
@pytest.mark.scaled
@pytest.mark.parametrize(
    ("zone", "minute"),
    [
        ("Asia/Ho_Chi_Minh", 0),
        ("Europe/Berlin", 150),
        ("America/New_York", 150),
        ("Pacific/Apia", 720),
    ],
)
def test_every_day_against_zoneinfo(zone: str, minute: int) -> None:
    """Days of 1900 to 2199, at a time of day, have the instant and the local time of the standard library.

    Every fifth day, so that the Sundays on which clocks change are among them; in a proof each day.
    """
    place = ZoneInfo(zone)
    every = days.array(range(-25_567, 84_006, size(5, 1)))  # 1900-01-01 to 2199-12-31
    assert (days.day(-25_567), days.day(84_005)) == (date(1900, 1, 1), date(2199, 12, 31))
    expected = []
    for number in every.tolist():
        moment = EPOCH + timedelta(days=number, minutes=minute)
        there = moment.replace(tzinfo=place).astimezone(UTC)
        if there.astimezone(place).replace(tzinfo=None, fold=0) == moment:
            expected.append(-(-int(there.timestamp()) // 60))
        else:  # the clock leaves this time out
            expected.append(first_moment(moment, zone))
    found = zones.instants(every, minute, zone)
    assert found.tolist() == expected
    local = [clock(value, zone) for value in expected]
    assert zones.local_days(found, zone).tolist() == [minutes(moment) // DAY for moment in local]
    assert zones.local_minutes(found, zone).tolist() == [minutes(moment) % DAY for moment in local]


# ---------------------------------------------------------------- laws


@given(near_changes())
def test_there_and_back(case: tuple[str, datetime]) -> None:
    """A local time that exists comes back from its instant; one in a gap comes back as the gap's end."""
    zone, moment = case
    reached, note = at(moment, zone)
    day, minute = zones.local(reached, zone)
    if note == "gap":
        assert day * DAY + minute >= minutes(moment)
    else:
        assert day * DAY + minute == minutes(moment)


@pytest.mark.parametrize(("zone", "change"), CHANGES)
def test_instants_are_monotone(zone: str, change: datetime) -> None:
    """Minute by minute round a clock change, a later local time never gives an earlier instant."""
    start = minutes(change) - 2 * DAY
    every = days.array(range(start, start + 4 * DAY))
    reached = zones.instants(every // DAY, every % DAY, zone)
    assert (np.diff(reached) >= 0).all()


# ---------------------------------------------------------------- arrays


def some_minutes() -> Iterator[tuple[str, int]]:
    for zone, change in CHANGES:
        for away in range(-3000, 3000, 97):
            yield zone, minutes(change) + away


@pytest.mark.parametrize("zone", NAMES)
def test_arrays_agree_with_single_values(zone: str) -> None:
    """Each value of an array is what its own question gives, repeats included."""
    values = days.array([value for name, value in some_minutes() if name == zone] * 2)
    assert zones.instants(values // DAY, values % DAY, zone).tolist() == [
        zones.instant(value // DAY, value % DAY, zone)[0] for value in values.tolist()
    ]
    local = [zones.local(value, zone) for value in values.tolist()]
    assert zones.local_days(values, zone).tolist() == [day for day, _ in local]
    assert zones.local_minutes(values, zone).tolist() == [minute for _, minute in local]


@pytest.mark.parametrize("zone", ["UTC", "Europe/Berlin"])
def test_infinities_stay(zone: str) -> None:
    """Infinities and `OUTSIDE` stay in every map, in arrays of any shape."""
    values = days.array([[days.MINUS_INFINITY, 0], [days.OUTSIDE, days.PLUS_INFINITY]])
    ahead = {"UTC": 0, "Europe/Berlin": 60}[zone]
    for reached, zero in [
        (zones.instants(values, 600, zone), 600 - ahead),
        (zones.local_days(values, zone), 0),
        (zones.local_minutes(values, zone), ahead),
    ]:
        assert reached.tolist() == [
            [days.MINUS_INFINITY, zero],
            [days.OUTSIDE, days.PLUS_INFINITY],
        ]


def test_arrays_broadcast_and_stay() -> None:
    """Minutes may be an array of their own, an empty array is fine, and what is given isn't changed."""
    given_days = days.array([[0], [1]])
    reached = zones.instants(given_days, days.array([0, 60]), "Europe/Berlin")
    assert reached.tolist() == [[-60, 0], [DAY - 60, DAY]]
    assert given_days.tolist() == [[0], [1]]
    assert zones.instants(days.array([]), 0, "Europe/Berlin").tolist() == []


@pytest.mark.parametrize("number", [10**12, -(10**12), 2**59, 3_000_000, -800_000])
@pytest.mark.parametrize("zone", ["UTC", "Europe/Berlin"])
def test_years_that_are_too_far(number: int, zone: str) -> None:
    """A year before 2 or after 9998 is the same error from every map."""
    many = days.array([0, number])
    for give in (
        lambda: zones.instant(number, 0, zone),
        lambda: zones.instants(many, 0, zone),
        lambda: zones.local(number * DAY, zone),
        lambda: zones.to_datetime(number * DAY, zone),
    ):
        with pytest.raises(OutOfRangeError) as caught:
            give()
        assert caught.value.code == "out-of-range"


@pytest.mark.parametrize("zone", NAMES)
def test_the_first_and_last_years(zone: str) -> None:
    """The first and last local time that is allowed can be placed in every zone, and shown."""
    for moment in (datetime(2, 1, 1), datetime(9998, 12, 31, 23, 59)):
        reached, _ = at(moment, zone)
        assert zones.instants(days.array([minutes(moment) // DAY]), 0, zone).shape == (1,)
        assert abs(reached - minutes(moment)) <= 16 * 60


# ---------------------------------------------------------------- days whose end clocks skip


def plain_skips(zone: str, day: date) -> list[int]:
    """Find the minutes of a day from which no time exists until midnight, with zoneinfo alone, going round by UTC."""
    place, midnight = ZoneInfo(zone), datetime(day.year, day.month, day.day)

    def exists(minute: int) -> bool:
        local = midnight + timedelta(minutes=minute)
        moment = local.replace(tzinfo=place).astimezone(UTC).astimezone(place)
        return moment.replace(tzinfo=None) == local

    last = [minute for minute in range(DAY) if not exists(minute)]
    return last if last and last[-1] == DAY - 1 else []


@pytest.mark.parametrize(
    ("zone", "day", "first"),
    [
        ("Pacific/Apia", date(2011, 12, 30), 0),
        ("Pacific/Fakaofo", date(2011, 12, 30), 0),
        ("Pacific/Kwajalein", date(1993, 8, 21), 0),
        ("Asia/Pyongyang", date(2018, 5, 4), 23 * 60 + 30),
        ("Asia/Ho_Chi_Minh", date(1959, 12, 31), 23 * 60),
        ("Asia/Singapore", date(1981, 12, 31), 23 * 60 + 30),
        ("America/Nuuk", date(2024, 3, 30), 23 * 60),
        ("Europe/Paris", date(1940, 6, 14), 23 * 60),
        ("America/New_York", date(2021, 3, 14), None),
        ("America/Sao_Paulo", date(2018, 11, 4), None),  # forward at midnight: the day begins later
        ("UTC", date(2021, 3, 28), None),
    ],
)
def test_clocks_that_skip_the_end_of_a_day(zone: str, day: date, first: int | None) -> None:
    """The first minute that clocks skip to midnight is found, on the day on which zoneinfo says so."""
    assert zones.first_minute_skipped_to_midnight(zone) == first
    skipped = plain_skips(zone, day)
    assert skipped == ([] if first is None else list(range(first, DAY)))
    for minute in skipped[::97]:
        instant, note = zones.instant(days.number(day), minute, zone)
        assert note == "gap"
        assert zones.local(instant, zone) == (days.number(day) + 1, 0)
        moment = pendulum.datetime(1970, 1, 1).add(minutes=instant).in_timezone(zone)
        assert (moment.date(), moment.hour, moment.minute) == (day + timedelta(days=1), 0, 0)


@pytest.mark.slow
def test_looking_once_a_week_misses_no_change() -> None:
    """In no zone is an evening skipped that a look at every evening finds, and a look once a week doesn't."""
    evening, last = datetime(1900, 1, 1, 23, 59), datetime(2050, 1, 1)
    for name in NAMES:
        place, moment, found = ZoneInfo(name), evening, False
        while moment < last and not found:
            found = place.utcoffset(moment) < place.utcoffset(moment.replace(fold=1))  # type: ignore[operator]
            moment += timedelta(days=1)
        assert found == (zones.first_minute_skipped_to_midnight(name) is not None), name
