"""A kind of point that is defined here alone works everywhere, held against plain dates that are tried one by one.

It is "the last day of the quarter before P": one class for the point, one for its map, one line that joins them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, timedelta

import attrs
import numpy as np
import pytest

from relsched import (
    Deadline,
    Event,
    Plan,
    Resolver,
    Schedule,
    Unit,
    Wait,
    Window,
    resolve,
    whatif,
)
from relsched.dates import days as day_maps
from relsched.dates.days import Amounts, Days, number
from relsched.engine.monotone_maps import Map
from relsched.engine.point_maps import Counting, MapStep, maps_to
from relsched.timing.points import Point, to_point
from relsched.timing.timings import By

ONE = timedelta(days=1)


# ---------------------------------------------------------------- the new kind


@attrs.frozen
class QuarterBefore(Point):
    """The last day of the quarter before a point."""

    point: Point = attrs.field(converter=to_point)

    @property
    def depth(self) -> int:  # type: ignore[override]
        return 1 + self.point.depth

    @property
    def inputs(self) -> tuple[Point, ...]:
        return (self.point,)

    @property
    def has_clock(self) -> bool:
        return False

    def __str__(self) -> str:
        return f"last day of the quarter before {self.point}"


@attrs.frozen
class ToQuarterBefore(Map):
    """A day becomes the last one of the quarter before its own."""

    def apply(self, days: Days, amounts: Amounts) -> Days:
        return day_maps.add_days(day_maps.month_start(days, 3), -1)

    def displacement(self, amount: int) -> tuple[int, int]:
        return -92, -1


@maps_to.register
def _(point: QuarterBefore, counting: Counting) -> Iterator[MapStep]:
    yield MapStep(ToQuarterBefore())


# ---------------------------------------------------------------- plain dates


def quarter_before(day: date) -> date:
    """Walk back until the quarter is another one."""
    quarter = (day.month - 1) // 3
    while (day.month - 1) // 3 == quarter:
        day -= ONE
    return day


def days_of(first: str, last: str) -> list[date]:
    start, end = date.fromisoformat(first), date.fromisoformat(last)
    return [start + k * ONE for k in range((end - start).days + 1)]


FAIR = days_of("2026-02-10", "2026-08-20")  # the days on which the fair may be
PERMIT = date(2026, 3, 20)


def plan(**more: object) -> Plan:
    """A report is due by the end of the quarter before the fair; a summary three days later waits for the report."""
    return Plan(
        "fair",
        events=[Event("fair", expected="from 2026-02-10 to 2026-08-20"), Event("permit")],
        deadlines=[
            Deadline("report", when=By(QuarterBefore("fair")), lead="press", **more),  # type: ignore[arg-type]
            Deadline("summary", when="by 3 days after report"),
        ],
        units=[Unit("press")],
    )


def span(found: list[date]) -> Window:
    return Window(min(found), max(found))


def test_windows_are_those_of_every_day_tried() -> None:
    """With the fair on any day of its window, and on each one of them."""
    entry = resolve(plan())
    assert entry["report"].due == span([quarter_before(day) for day in FAIR])
    assert entry["summary"].due == span([quarter_before(day) + 3 * ONE for day in FAIR])
    resolver = Resolver(plan())
    for day in FAIR[::7]:
        assert resolver.resolve({"fair": day})["report"].due == Window.on(quarter_before(day))


def test_knowing_nothing_gives_nothing_away() -> None:
    """An unknown event goes through the map."""
    unknown = Plan(
        "p", events=[Event("fair")], deadlines=plan().deadlines[:1], units=[Unit("press")]
    )
    assert resolve(unknown)["report"].due == Window.unknown()


def waiting(least: str = "10 days") -> Plan:
    """The report can't be done sooner than some days after the permit."""
    return plan(after=[Wait("permit", at_least=least)])


def test_backward_inference_is_exact() -> None:
    """The fair can't be before the first day whose quarter leaves time for the permit, nor after its window."""
    floats = resolve(waiting(), {"permit": PERMIT}).floats()
    fits = [day for day in FAIR if quarter_before(day) >= PERMIT + 10 * ONE]
    assert (floats["fair"].earliest, floats["fair"].latest) == (fits[0], fits[-1])


def test_floats_are_those_of_every_day_tried() -> None:
    """How late the report can be: the end of the quarter before the last day that the fair may be on."""
    floats = resolve(waiting(), {"permit": PERMIT}).floats()
    last = max(quarter_before(day) for day in FAIR)
    report = floats["report"]
    assert (report.earliest, report.latest) == (PERMIT + 10 * ONE, last)
    assert report.total == (last - PERMIT - 10 * ONE).days


def test_a_conflict_has_its_set_its_days_and_repairs_that_mend() -> None:
    """A fair in May asks for the report by 31 March, the permit allows it later: so many days short."""
    fair = date(2026, 5, 12)
    schedule = resolve(waiting("20 days"), {"permit": PERMIT, "fair": fair})
    (conflict,) = schedule.conflicts
    short = (PERMIT + 20 * ONE - quarter_before(fair)).days
    assert (conflict.items, conflict.shortfall) == (("report",), short)
    assert {(m.rule.item, m.rule.kind) for m in conflict.members} == {
        *(("permit", "known"), ("fair", "known"), ("report", "when"), ("report", "after"))
    }
    by_hand = {
        # The permit comes so much sooner; the fair moves on to the next quarter.
        ("permit", "known"): short,
        ("fair", "known"): (date(2026, 7, 1) - fair).days,
        ("report", "when"): short,
        ("report", "after"): short,
    }
    found = {(r.rule.item, r.rule.kind): r.days for r in conflict.repairs}
    assert found == by_hand
    assert not resolve(waiting("20 days"), {"permit": PERMIT, "fair": date(2026, 7, 1)}).conflicts
    assert resolve(waiting("20 days"), {"permit": PERMIT, "fair": date(2026, 6, 30)}).conflicts


def test_a_possible_conflict_names_its_cases() -> None:
    """Of the days that the fair may be on, those fail that leave no time for the permit."""
    schedule = resolve(waiting(), {"permit": PERMIT})
    (conflict,) = schedule.possible_conflicts
    fails = [day for day in FAIR if quarter_before(day) < PERMIT + 10 * ONE]
    assert conflict.counted == (len(fails), len(FAIR))
    (case,) = conflict.cases
    assert case.window == Window(None, fails[-1])


def test_what_if_counts_what_every_day_does() -> None:
    """Each candidate is in conflict where plain dates say so, and moves the report to their day."""
    table = whatif(waiting(), {"fair": "2026-02-10..2026-08-20"}, known={"permit": PERMIT})
    for day in FAIR[::5]:
        candidate = table.find(day.isoformat())
        assert candidate is not None
        fails = quarter_before(day) < PERMIT + 10 * ONE
        assert candidate.conflicts == int(fails)
        assert candidate.schedule["report"].due == Window.on(quarter_before(day))


@pytest.mark.parametrize("language", ["en", "vi"])
def test_reasons_name_it_and_give_its_day(language: str) -> None:
    """The chain shows the point in its own words and the day that came out."""
    told = resolve(plan(), {"fair": "2026-05-12"}).why("report").text(language)
    assert "last day of the quarter before fair" in told
    assert {"en": "Tue 2026-03-31", "vi": "31/03/2026"}[language] in told


def test_an_update_is_a_resolve_from_scratch() -> None:
    """What depends on a moved fair is evaluated again, and nothing else."""
    resolver = Resolver(plan())
    before = resolver.resolve({"fair": "2026-03-10"})
    after = resolver.update(before, {"fair": "2026-08-10"})
    assert dates(after) == dates(resolver.resolve({"fair": "2026-08-10"}))


def dates(schedule: Schedule) -> list[Window | None]:
    return [entry.due for entry in schedule.entries]


# ---------------------------------------------------------------- what a map promises


def image(map_: Map, day: date) -> date:
    return day_maps.day(int(map_.apply(np.array([[number(day)]]), 0)[0, 0]))


def test_its_adjoint_is_found_without_a_word() -> None:
    """The first and the last day that fit, for every day of two years, against a walk over the days."""
    map_ = ToQuarterBefore()
    walked = {day: quarter_before(day) for day in days_of("2023-01-01", "2027-12-31")}
    assert all(image(map_, day) == found for day, found in list(walked.items())[::13])
    fits: tuple[tuple[bool, Callable[[date, date], bool]], ...] = (
        (False, lambda found, asked: found >= asked),
        (True, lambda found, asked: found <= asked),
    )
    for asked in days_of("2025-01-01", "2026-12-31")[::3]:
        given = np.array([[number(asked)]])
        for upper, holds in fits:
            answer = day_maps.day(int(map_.adjoint(given, 0, upper=upper)[0, 0]))
            fitting = [day for day, found in walked.items() if holds(found, asked)]
            assert answer == (max if upper else min)(fitting)
