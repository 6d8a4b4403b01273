"""Planted faults: for each law of `test_laws` a slip in the engine that it must find.

A mutant is a small change of the engine's own code, made for as long as a law is tried. It is the likeliest
slip there is: a month carried on from the clipped day, the wrong edge, `<` for `<=`.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from types import SimpleNamespace
from typing import Any

import attrs
import numpy as np
import pytest

import networks
from relsched.dates import (
    calendars,
    country_calendars,
    country_holidays,
    day_kinds,
    days,
    working_calendar,
)
from relsched.dates.days import Days
from relsched.dates.offsets import Direction
from relsched.dates.rolls import Roll, apply_roll
from relsched.dates.windows import Window
from relsched.dates.working_calendar import WorkingCalendar
from relsched.engine import evaluation as bounds
from relsched.engine import monotone_maps as maps
from relsched.engine import program
from relsched.engine.point_maps import Counting, MapStep
from relsched.engine.program import Program
from relsched.explain import explainer
from relsched.explain.explainer import Explainer
from relsched.feasibility.conflict import FoundConflict
from relsched.feasibility.own_conflicts import OwnConflicts
from relsched.plan import dependency_graph as graph
from relsched.schedule import resolver
from relsched.schedule.schedule import Schedule
from relsched.timing import parsing, points, timings

Plant = Callable[[pytest.MonkeyPatch], None]


@dataclass(frozen=True)
class Mutant:
    """A planted fault, and the law that must find it."""

    law: str
    plant: Plant

    @property
    def name(self) -> str:
        """What it is called in a report."""
        return f"{self.law.removeprefix('test_')}-{self.plant.__name__}"

    @contextmanager
    def planted(self) -> Iterator[None]:
        """Change the engine while a law is tried, and put it right again."""
        with pytest.MonkeyPatch.context() as patch:
            _forget()
            self.plant(patch)
            yield
        _forget()


def _forget() -> None:
    """Drop calendars that were made, since they keep what they have counted."""
    networks._ready.cache_clear()
    country_calendars.country_calendar.cache_clear()
    calendars._rule.cache_clear()


MUTANTS: list[Mutant] = []


def finds(*laws: str) -> Callable[[Plant], Plant]:
    """Keep a planted fault for the laws that must find it."""

    def keep(plant: Plant) -> Plant:
        MUTANTS.extend(Mutant(law, plant) for law in laws)
        return plant

    return keep


# ---------------------------------------------------------------- names, order, parts


@finds("test_l01_order_of_rows")
def all_go_as_the_first(patch: pytest.MonkeyPatch) -> None:
    """All rolls of one level, all weekdays and all working days go the way of the one written first."""
    for kind in (maps.RollTo, maps.ToWeekday, maps.WorkingDays):
        patch.setattr(kind, "__eq__", lambda self, other: type(self) is type(other))
        patch.setattr(kind, "__hash__", lambda self: hash(type(self)))


@finds("test_l02_names")
def names_without_case(patch: pytest.MonkeyPatch) -> None:
    """Ids that differ in case only are the same item."""
    real = Program._node

    def node(
        self: Program, map_: maps.Map, amount: int, inputs: Any = (), label: Any = None
    ) -> int:
        folded = label and tuple(part.casefold() for part in label)
        made = real(self, map_, amount, inputs, folded)
        if label:
            self.owners[made] = label[0]
        return made

    patch.setattr(Program, "_node", node)


@finds("test_l08_locality")
def unset_events_are_one(patch: pytest.MonkeyPatch) -> None:
    """Two events that are expected alike share their dates."""
    real = Program._choice

    def choice(self: Program, owner: str, name: str, earliest: int, latest: int) -> int:
        made = real(self, "", name, earliest, latest)
        self.owners[made] = owner
        return made

    patch.setattr(Program, "_choice", choice)


@finds("test_l10_pass_through")
def no_lag_is_a_day(patch: pytest.MonkeyPatch) -> None:
    """The day counted from is the first one, so that zero days are one."""
    real = Counting.offset

    def steps(self: Counting, offset: Any, direction: Direction) -> Iterator[MapStep]:
        if offset.days == 0 or offset.weeks == 0:
            offset = attrs.evolve(offset, days=1, weeks=None)
        return real(self, offset, direction)

    patch.setattr(Counting, "offset", steps)


@finds("test_l10_pass_through")
def long_runs_are_cut(patch: pytest.MonkeyPatch) -> None:
    """Only four shifts in a row are followed."""

    def link(made: Program, overridden: Any) -> Any:
        parents = np.where(overridden, np.arange(made.size), made.parents)
        shifts = np.where(overridden, 0, made.shifts)
        for _ in range(2):
            shifts = shifts + shifts[parents]
            parents = parents[parents]
        return parents, shifts

    patch.setattr(resolver, "link", link)


@finds("test_l11_plans_side_by_side", "test_l27_what_nothing_depends_on")
def nodes_by_what_they_do(patch: pytest.MonkeyPatch) -> None:
    """Two lags of the same length are the same node, whatever they are counted from."""
    real = Program._node

    def node(
        self: Program, map_: maps.Map, amount: int, inputs: Any = (), label: Any = None
    ) -> int:
        for (other, same, _, name), number in self.numbers.items():
            if (other, same) == (map_, amount) and map_ is maps.SHIFT and name is label is None:
                return number
        return real(self, map_, amount, inputs, label)

    patch.setattr(Program, "_node", node)


# ---------------------------------------------------------------- moving everything


@finds("test_l03_days_move_alike")
def no_leap_days(patch: pytest.MonkeyPatch) -> None:
    """Every year has 365 days, where a given day is read."""

    def number(day: date) -> int:
        return 365 * (day.year - 1970) + day.timetuple().tm_yday - 1

    patch.setattr(program, "number", number)


@finds("test_l04_calendar_moves_too")
def always_off_on_sunday(patch: pytest.MonkeyPatch) -> None:
    """The weekend is Saturday and Sunday, whatever the calendar says."""
    real = day_kinds.weekly_kinds
    for module in (country_holidays, working_calendar):
        patch.setattr(module, "weekly_kinds", lambda _, first, last: real((5, 6), first, last))


@finds("test_l05_whole_weeks")
def every_roll_is_modified(patch: pytest.MonkeyPatch) -> None:
    """No roll leaves the month."""
    modified = {
        Roll.FOLLOWING: Roll.MODIFIED_FOLLOWING,
        Roll.PRECEDING: Roll.MODIFIED_PRECEDING,
    }

    def apply(given: Days, roll: Roll, calendar: WorkingCalendar) -> Days:
        return apply_roll(given, modified.get(roll, roll), calendar)

    patch.setattr(maps, "apply_roll", apply)


@finds("test_l06_four_hundred_years")
def every_century_is_leap(patch: pytest.MonkeyPatch) -> None:
    """1900 and 2100 have a 29 February, where a given day is read."""

    def number(day: date) -> int:
        centuries = day.year // 100 - 20
        return days.number(day) + centuries - centuries // 4

    patch.setattr(program, "number", number)


# ---------------------------------------------------------------- moving one event


@finds("test_l07_monotone", "test_l13_months", "test_l21_over_later_and_earlier")
def months_run_over(patch: pytest.MonkeyPatch) -> None:
    """A day that the month doesn't have runs over into the next: 31 January and a month is 3 March."""

    def add_months(given: Days, amount: Any) -> Days:
        tame = days._tame(given)
        month = days._month(tame)
        return days._kept(given, days._first_of(month + amount) + tame - days._first_of(month))

    patch.setattr(days, "add_months", add_months)


@finds("test_l39_nearest_goes_by_distance")
def nearest_by_weekday(patch: pytest.MonkeyPatch) -> None:
    """Nearest is the next open day from a Sunday or Monday, else the previous one, as in FpML."""

    def apply(given: Days, roll: Roll, calendar: WorkingCalendar) -> Days:
        if roll is not Roll.NEAREST:
            return apply_roll(given, roll, calendar)
        forward = np.isin(days.weekday(given), (6, 0))
        return np.where(
            forward,
            apply_roll(given, Roll.FOLLOWING, calendar),
            apply_roll(given, Roll.PRECEDING, calendar),
        )

    patch.setattr(maps, "apply_roll", apply)


@finds("test_l09_unset_event")
def half_known_is_windowed(patch: pytest.MonkeyPatch) -> None:
    """A deadline waits only if neither of its days is known."""
    real = Schedule._status

    def status(self: Schedule, ends: Any, timeless: bool) -> str:
        pairs = [self._pairs[node] for node in ends if node is not None]
        known = any(low == high for low, high in pairs)
        found = real(self, ends, timeless)
        return "windowed" if known and found == "waiting" else found

    patch.setattr(Schedule, "_status", status)


@finds("test_l09_unset_event")
def waits_for_what_is_known(patch: pytest.MonkeyPatch) -> None:
    """A deadline waits for all that it is counted from, known or not."""

    def waits(self: Schedule, node: int, inputs: tuple[int, ...]) -> frozenset[str]:
        del inputs
        return frozenset(self.plan.all_events)

    patch.setattr(Schedule, "_joined_waits", waits)


@finds("test_l22_one_more_predecessor")
def last_of_several(patch: pytest.MonkeyPatch) -> None:
    """The later of several is the one written last, and so is the earlier."""
    patch.setattr(maps.Compared, "apply", lambda self, given, amounts: given[:, -1])


# ---------------------------------------------------------------- days and months


@finds("test_l12_days_compose")
def first_day_counts(patch: pytest.MonkeyPatch) -> None:
    """The day counted from is day one, unless it is a given day."""
    real = Program._after

    def after(self: Program, node: int, steps: Iterable[MapStep]) -> int:
        if self.maps[node] is maps.CONSTANT:
            return real(self, node, steps)
        nearer = [
            MapStep(step.map, step.amount - int(np.sign(step.amount)))
            if step.map is maps.SHIFT
            else step
            for step in steps
        ]
        return real(self, node, nearer)

    patch.setattr(Program, "_after", after)


@finds("test_l13_months")
def months_from_the_clipped_day(patch: pytest.MonkeyPatch) -> None:
    """Months are counted one by one, each from the clipped day before it."""
    real = days.add_months

    def add_months(given: Days, amount: Any) -> Days:
        amounts = np.broadcast_to(amount, np.shape(given))
        for step in range(int(np.abs(amounts).max(initial=0))):
            given = np.where(np.abs(amounts) > step, real(given, np.sign(amounts)), given)
        return given

    patch.setattr(days, "add_months", add_months)


@finds("test_l14_months_there_and_back")
def month_ends_stick(patch: pytest.MonkeyPatch) -> None:
    """From the last day of a month, months lead to the last day of a month."""
    real, month_end = days.add_months, days.month_end

    def add_months(given: Days, amount: Any) -> Days:
        moved = real(given, amount)
        return np.where(given == month_end(given), month_end(moved), moved)

    patch.setattr(days, "add_months", add_months)


@finds("test_l15_months_compose")
def months_of_average_length(patch: pytest.MonkeyPatch) -> None:
    """A month is the twelfth part of a year, in whole days."""

    def add_months(given: Days, amount: Any) -> Days:
        return days.add_days(given, np.round(np.asarray(amount) * 30.436875).astype(np.int64))

    patch.setattr(days, "add_months", add_months)


@finds("test_l16_days_before_months")
def the_year_is_not_carried(patch: pytest.MonkeyPatch) -> None:
    """Months go round within the year."""
    real = days.add_months

    def add_months(given: Days, amount: Any) -> Days:
        month = days._month(days._tame(given)) % 12
        return real(given, (month + amount) % 12 - month)

    patch.setattr(days, "add_months", add_months)


# ---------------------------------------------------------------- working days


def _with_step(patch: pytest.MonkeyPatch, step: Callable[..., Days]) -> None:
    """Count working days otherwise; `step` is given the real count first."""
    real = WorkingCalendar.step_array

    def step_array(
        self: WorkingCalendar, given: Days, amount: Any, direction: str = "after"
    ) -> Days:
        def count(given: Days, amount: Any, direction: str) -> Days:
            return real(self, given, amount, direction)  # type: ignore[arg-type]

        return step(count, given, amount, direction)

    patch.setattr(WorkingCalendar, "step_array", step_array)


_Count = Callable[[Days, Any, str], Days]
_OTHER = {"after": "before", "before": "after"}


@finds("test_l17_working_days_compose")
def five_days_are_a_week(patch: pytest.MonkeyPatch) -> None:
    """Two days are added for every five, and what falls on a closed day goes on to an open one."""

    def step(count: _Count, given: Days, amount: Any, direction: str) -> Days:
        sign = 1 if direction == "after" else -1
        span = np.asarray(amount) + 2 * (np.asarray(amount) // 5)
        return count(days.add_days(given, sign * span), 0, direction)

    _with_step(patch, step)


@finds("test_l18_a_lag_holds_its_working_days", "test_l26_zero_working_days")
def closed_days_roll_first(patch: pytest.MonkeyPatch) -> None:
    """From a closed day, the first open one is counted from; zero days stay where they are."""

    def step(count: _Count, given: Days, amount: Any, direction: str) -> Days:
        rolled = count(given, 0, direction)
        return np.where(np.asarray(amount) == 0, given, count(rolled, amount, direction))

    _with_step(patch, step)


@finds("test_l19_there_and_back")
def back_counts_the_day_itself(patch: pytest.MonkeyPatch) -> None:
    """Before a day, the day itself is the first working day."""

    def step(count: _Count, given: Days, amount: Any, direction: str) -> Days:
        fewer = np.asarray(amount) - (np.asarray(amount) > 0)
        return count(given, fewer if direction == "before" else amount, direction)

    _with_step(patch, step)


@finds("test_l20_rolls")
def rolls_always_move(patch: pytest.MonkeyPatch) -> None:
    """A roll moves an open day too."""

    def step(count: _Count, given: Days, amount: Any, direction: str) -> Days:
        return count(given, np.maximum(np.asarray(amount), 1), direction)

    _with_step(patch, step)


@finds("test_l20_rolls", "test_l23_one_more_day_off", "test_l24_before_and_rolled_back")
def rolls_the_other_way(patch: pytest.MonkeyPatch) -> None:
    """A closed day is rolled in the wrong direction."""

    def step(count: _Count, given: Days, amount: Any, direction: str) -> Days:
        zero = np.asarray(amount) == 0
        return np.where(zero, count(given, 0, _OTHER[direction]), count(given, amount, direction))

    _with_step(patch, step)


@finds("test_l25_before_is_minus")
def before_is_what_leads_here(patch: pytest.MonkeyPatch) -> None:
    """A month before a day is the first day from which a month leads to it."""
    real = days.add_months

    def add_months(given: Days, amount: Any) -> Days:
        moved = real(given, amount)
        for _ in range(3):
            short = (np.asarray(amount) < 0) & (real(moved, -amount) < given)
            moved = np.where(short, days.add_days(moved, 1), moved)
        return moved

    patch.setattr(days, "add_months", add_months)


# ---------------------------------------------------------------- again, and not at all


@finds("test_l28_again_is_from_scratch")
def taken_away_is_no_change(patch: pytest.MonkeyPatch) -> None:
    """An update misses the nodes whose known date was taken away."""

    def evaluate(made: Program, overrides: Any = None, **how: Any) -> Days:
        if how.get("changed") is not None:
            kept = [node for node in how["changed"].tolist() if node in overrides]
            how["changed"] = np.array(kept, dtype=np.intp)
        return bounds.evaluate(made, overrides, **how)

    patch.setattr(resolver, "evaluate", evaluate)


@finds("test_l29_cycles")
def cycle_skips_a_member(patch: pytest.MonkeyPatch) -> None:
    """A long dependency cycle is reported without its second member."""
    real = graph._cycle

    def cycle(*given: Any) -> list[str]:
        found = real(*given)
        return found if len(found) < 3 else [found[0], *found[2:]]

    patch.setattr(graph, "_cycle", cycle)


# ---------------------------------------------------------------- what can't be, and why


@finds("test_l30_conflicts_add_up")
def both_ends_fall_short(patch: pytest.MonkeyPatch) -> None:
    """The days by which a deadline falls short are counted with both ends."""
    real = OwnConflicts._impossible

    def impossible(self: OwnConflicts, item: Any, nodes: Any) -> FoundConflict | None:
        found = real(self, item, nodes)
        if found is None:
            return None
        values = {**found.step.values, "count": found.step.values["count"] + 1}
        return attrs.evolve(found, step=attrs.evolve(found.step, values=values))

    patch.setattr(OwnConflicts, "_impossible", impossible)


@finds("test_l31_why_replays")
def shows_what_was_counted_from(patch: pytest.MonkeyPatch) -> None:
    """A step shows the day that was counted from, not the one that was reached."""
    real = Explainer._window

    def window(self: Explainer, point: Any, *how: Any) -> Any:
        return real(self, point.anchor if isinstance(point, points.Shifted) else point, *how)

    patch.setattr(Explainer, "_window", window)


@finds("test_l31_why_replays")
def silent_about_known_dates(patch: pytest.MonkeyPatch) -> None:
    """An explanation shows a known event by its first day alone."""
    real = explainer.known_step

    def step(name: str, known: Any, window: Any, span: Any) -> Any:
        first = Window.on(window.earliest) if span is not None else window
        return real(name, known, first, span)

    patch.setattr(explainer, "known_step", step)


# ---------------------------------------------------------------- windows and columns


@finds("test_l32_windows_are_exact")
def last_day_left_out(patch: pytest.MonkeyPatch) -> None:
    """The last day of an expected window isn't one of it."""
    real = Program._choice

    def choice(self: Program, owner: str, name: str, earliest: int, latest: int) -> int:
        return real(self, owner, name, earliest, self._shift(latest, -1))

    patch.setattr(Program, "_choice", choice)


@finds("test_l32_windows_are_exact")
def never_before_the_wait(patch: pytest.MonkeyPatch) -> None:
    """What a deadline waits for holds nothing back."""
    real = Program._waited

    def waited(self: Program, wait: Any, conventions: Any) -> tuple[int | None, int | None]:
        released, last = real(self, wait, conventions)
        return None if released is None else self._shift(released, -1), last

    patch.setattr(Program, "_waited", waited)


@finds("test_l32_knowing_more")
def known_from_some_day_on(patch: pytest.MonkeyPatch) -> None:
    """Of a window that is known only the first day is taken."""
    real = resolver._ends
    patch.setattr(resolver, "_ends", lambda known: (real(known)[0], days.PLUS_INFINITY))


@finds("test_l33_columns")
def first_column_for_all(patch: pytest.MonkeyPatch) -> None:
    """The later of several is looked for in the first scenario, and given to all."""
    real = maps.Compared.apply

    def apply(self: maps.Compared, given: Days, amounts: Any) -> Days:
        found = real(self, given, amounts)
        return np.broadcast_to(found[:, :1], found.shape)

    patch.setattr(maps.Compared, "apply", apply)


# ---------------------------------------------------------------- reading and writing


@finds("test_l35_reading_back", "test_d01_text_and_timing_are_inverse")
def written_without_brackets(patch: pytest.MonkeyPatch) -> None:
    """No brackets are written, so that the text of a timing reads as another one."""
    for module in (points, timings):
        patch.setattr(module, "as_head", str)
    patch.setattr(points, "_as_operand", str)


@finds("test_l38_unicode")
def letters_stay_decomposed(patch: pytest.MonkeyPatch) -> None:
    """A timing keeps its letters as they were typed."""
    as_typed = SimpleNamespace(normalize=lambda form, text: text)
    for module in (parsing, timings):
        patch.setattr(module, "unicodedata", as_typed)


@finds("test_l38_unicode")
def names_without_marks(patch: pytest.MonkeyPatch) -> None:
    """Letters that differ in their marks are the same letters."""

    def bare(form: str, text: str) -> str:
        del form
        return "".join(c for c in unicodedata.normalize("NFD", text) if c.isascii())

    for module in (parsing, timings):
        patch.setattr(module, "unicodedata", SimpleNamespace(normalize=bare))


# ---------------------------------------------------------------- elsewhere, and out of range


@finds("test_l37_same_bytes_elsewhere")
def entries_from_a_set(patch: pytest.MonkeyPatch) -> None:
    """Entries come in the order of a set."""
    patch.setattr(
        "test_laws.BEFORE",
        "from relsched import Schedule\n"
        "Schedule.__iter__ = lambda self: iter([self[n] for n in {d.id for d in self.plan.deadlines}])",
    )


@finds("test_l37_same_bytes_elsewhere")
def says_where_it_runs(patch: pytest.MonkeyPatch) -> None:
    """The zone of the machine stands in what comes out."""
    patch.setattr(
        "test_laws.BEFORE",
        "import time\n"
        "from relsched import Schedule\n"
        "Schedule.__str__ = lambda self: time.strftime('%Z')",
    )


@finds("test_l40_out_of_range")
def months_stop_at_the_edge(patch: pytest.MonkeyPatch) -> None:
    """Months that lead out of the horizon stop at its last day."""
    real = days.add_months
    last = days.number(date(2199, 12, 31))
    patch.setattr(days, "add_months", lambda given, amount: np.minimum(real(given, amount), last))


@finds("test_l40_out_of_range")
def last_is_not_checked(patch: pytest.MonkeyPatch) -> None:
    """The last deadline of a plan isn't held to the horizon."""
    real = Program.seal

    def seal(self: Program) -> None:
        real(self)
        self.dated = self.dated[:-1]

    patch.setattr(Program, "seal", seal)
