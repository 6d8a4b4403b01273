"""The questions `whatif` and `feasible`: what is to be tried becomes scenarios, and these a table."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any, TypeAlias

import attrs

from relsched.analysis.whatif.candidates import ONE_DAY, Feasible
from relsched.analysis.whatif.scenario_table import WhatIf
from relsched.dates.date_reading import DateLike, plain, to_day
from relsched.dates.windows import Window, WindowLike
from relsched.errors import KnownError, RelschedError, one_or_all
from relsched.messages.message import Grouped, Message, listed
from relsched.plan.items import Event
from relsched.plan.known_dates import Known, KnownDates, KnownLike, Moment, read_known
from relsched.plan.plan import Plan
from relsched.schedule.resolver import MAX_BYTES, Resolver

if TYPE_CHECKING:
    from relsched.dates.working_calendar import WorkingCalendar

MAX_CANDIDATES = 100_000
MAX_DAYS = 3660  # that an event lasts, as in a plan
# What may be tried: for items the days, of which every combination is a candidate, or known dates scenario by scenario.
Tried: TypeAlias = "Mapping[str, DaysTried] | Iterable[KnownDates]"
# The days of one item: all from a first to a last, or one after another, each as known dates take it.
DaysTried: TypeAlias = "KnownLike | Iterable[KnownLike]"


def whatif(
    plan: Plan | Resolver,
    tried: Tried,
    known: KnownDates | Iterable[Known] | None = None,
    calendars: Mapping[str, WorkingCalendar] | None = None,
    *,
    as_of: DateLike | None = None,
    base: KnownDates | Iterable[Known] | None = None,
    lasts: int | Mapping[str, int] | None = None,
    labels: Sequence[str] = (),
    most_bytes: int = MAX_BYTES,
) -> WhatIf:
    """Try many dates at once: what would be in conflict, past, on a closed day, or move, and what is best.

    Args:
        plan: The plan, or a resolver that holds it.
        tried: For items the days to try, of which every combination is a candidate:
            `{"congress": "2020-10-01..2020-10-31"}` tries each day of October; a list tries its values, each
            as `resolve` takes it. Or scenarios one by one: a list of such known dates.
        known: What is known beside; a candidate stands instead of what is known of its own items.
        calendars: Working calendars by name, as for `resolve`.
        as_of: The day that what is past lies before; without it nothing is past.
        base: Known dates of the schedule that moves are counted from; `known` where none are given.
        lasts: How many days the events last that are tried by their first day alone; one number where one
            event is tried. Else an event that is known from a day to a day keeps that length, and any other has
            the length that the plan gives it.
        labels: What the scenarios are called, one for each.
        most_bytes: Memory for the values of the columns that are evaluated together.

    Returns:
        A candidate for each scenario, with its counts and its rank.

    Raises:
        KnownError: What is tried or known can't be read, or isn't of this plan; `no-candidates` where nothing
            is tried, `too-many-candidates` beyond 100,000.
        RelschedError: What `resolve` raises for the base.
    """
    resolver = plan if isinstance(plan, Resolver) else Resolver(plan, calendars)
    given = read_known(resolver.plan, known)
    scenarios = (
        _grid(resolver.plan, tried)
        if isinstance(tried, Mapping)
        else _scenarios(resolver.plan, tried)
    )
    if not scenarios or not any(scenarios):
        raise KnownError(
            Message("error no-candidates"),
            code="no-candidates",
            value=", ".join(tried) if isinstance(tried, Mapping) else None,
            why=Message("error no-candidates why"),
            fix=Message("error no-candidates fix"),
        )
    if labels and len(labels) != len(scenarios):
        raise ValueError("there must be a label for each scenario")
    scenarios = _with_lengths(resolver.plan, scenarios, given, lasts)
    start = resolver.resolve((given if base is None else read_known(resolver.plan, base)).values())
    return WhatIf(
        resolver,
        scenarios,
        given,
        labels=labels,
        as_of=to_day(as_of, resolver.plan.timezone),
        base=start,
        most_bytes=most_bytes,
    )


def feasible(
    plan: Plan | Resolver,
    item: str,
    days: WindowLike,
    known: KnownDates | Iterable[Known] | None = None,
    calendars: Mapping[str, WorkingCalendar] | None = None,
    *,
    as_of: DateLike | None = None,
    lasts: int | None = None,
) -> Feasible:
    """Give the days on which an event can begin so that everything holds, and what binds at each end.

    Everything that depends on it must be free of conflicts and, with `as_of`, not past. The days before and after
    those asked about are tried too, so that what breaks there can be reported.

    Args:
        plan, known, calendars, as_of: As for `whatif`.
        item: The event, or a deadline to pin.
        days: From which day to which, such as `"2020-09-01..2020-12-31"` or a pair; a single day is asked about alone.
        lasts: How many days the event lasts; as for `whatif`.

    Raises:
        KnownError: As `whatif`.
    """
    resolver = plan if isinstance(plan, Resolver) else Resolver(plan, calendars)
    asked = _days_of(item, days)
    if asked is None:
        raise _unreadable(item, str(days))
    padded = around(asked)
    table = whatif(resolver, {item: padded}, known, as_of=as_of, lasts=lasts)
    return table.feasible(table.varied[0], asked)


def around(days: Window) -> Window:
    """Give the days with one more at each end, where the calendar has one."""
    first, last = days.earliest, days.latest
    assert first is not None
    assert last is not None
    return Window(
        first if first == date.min else first - ONE_DAY,
        last if last == date.max else last + ONE_DAY,
    )


def days_tried(tried: Mapping[str, DaysTried]) -> dict[str, Window]:
    """Give of what is tried the items whose days are tried one by one, from a first to a last."""
    found = {name: _days_of(name, value) for name, value in tried.items()}
    return {name: window for name, window in found.items() if window is not None}


def _days_of(item: str, value: Any) -> Window | None:
    """Read days to be tried one by one; None for what has another form."""
    window: Window | None = None
    if isinstance(value, Window):
        window = value
    elif isinstance(value, tuple) and len(value) == 2:
        window = Window.read(value)
    elif isinstance(value, str) and "," not in value:
        text = value.strip()
        window = Window.parse(text) if ".." in text else Known.read(item, text).within
    return window if window is not None and window.is_bounded else None


def _unreadable(item: str, text: str) -> KnownError:
    return KnownError(
        Message("error known-form tried", item=item),
        code="known-form",
        value=f"{item}={text}",
        why=Message("error known-form tried why"),
        fix=Message("error example", text=f"{item}=2020-10-01..2020-10-31"),
    )


def _too_many(count: int) -> KnownError:
    return KnownError(
        Message("error too-many-candidates", limit=Grouped(MAX_CANDIDATES)),
        code="too-many-candidates",
        value=f"{count:,}",
        why=Message("error too-many-candidates why"),
        fix=Message("error too-many-candidates fix"),
    )


def _grid(plan: Plan, tried: Mapping[str, DaysTried]) -> list[dict[str, Known]]:
    """Make every combination of the days of some items."""
    axes: list[list[Known]] = []
    errors: list[RelschedError] = []
    spans: dict[str, Window | None] = {}
    for item, value in tried.items():
        try:
            spans[item] = _days_of(item, value)
            if spans[item] is None:
                axes.append(_listed(item, value))
        except RelschedError as error:
            errors.append(error)
    if not errors:
        lengths = [window.days for window in spans.values() if window is not None]
        count = math.prod(lengths) * math.prod(len(axis) for axis in axes)
        if count > MAX_CANDIDATES:
            raise _too_many(count)
        listed = iter(axes)
        axes = [
            next(listed) if window is None else [Known(item, start=day) for day in window]
            for item, window in spans.items()
        ]
    probes = [axis[0] for axis in axes if axis]
    try:
        read_known(plan, probes)
    except RelschedError as error:
        errors.append(error)
    if errors:
        raise one_or_all(errors, Message("problems of tried"))
    rows = itertools.product(*axes)
    positions = plan.positions
    return [
        {one.item: one for one in sorted(row, key=lambda one: positions[one.item])} for row in rows
    ]


def _listed(item: str, value: Any) -> list[Known]:
    """Read candidates that are listed: texts with commas between them, or values as `resolve` takes them."""
    if isinstance(value, str):
        found: list[Known] = []
        for part in value.split(","):
            window = _days_of(item, part)
            if window is not None and window.days > MAX_CANDIDATES:
                raise _too_many(window.days)
            if window is None:
                found.append(_settled(item, Known.read(item, part), part))
            else:
                found += [Known(item, start=day) for day in window]
        return found
    if isinstance(value, Moment | Known) or isinstance(plain(value), date):
        return [Known.read(item, value)]
    if isinstance(value, Window):
        raise _unreadable(item, str(value))
    if not isinstance(value, Iterable):
        raise TypeError(f"candidates must be days, a text or a list of known dates, not {value!r}")
    return [Known.read(item, one) for one in value]


def _settled(item: str, known: Known, text: str) -> Known:
    if known.within is not None or (".." in text and (known.start is None or known.end is None)):
        raise _unreadable(item, text.strip())
    return known


def _scenarios(plan: Plan, tried: Iterable[KnownDates]) -> list[dict[str, Known]]:
    """Read scenarios given one by one; a value of None leaves an item as it is known."""
    found: list[dict[str, Known]] = []
    errors: list[RelschedError] = []
    for row in tried:
        if len(found) >= MAX_CANDIDATES:
            raise _too_many(len(found) + 1)
        try:
            found.append(read_known(plan, row))
        except RelschedError as error:
            errors.append(error)
    if errors:
        raise one_or_all(errors, Message("problems of tried"))
    return found


def _with_lengths(
    plan: Plan,
    scenarios: list[dict[str, Known]],
    known: Mapping[str, Known],
    lasts: int | Mapping[str, int] | None,
) -> list[dict[str, Known]]:
    """Give events that are tried by their first day alone the length asked for, or that they are known to have."""
    names = {name for scenario in scenarios for name in scenario}
    events = [name for name in plan.by_id if name in names and isinstance(plan.by_id[name], Event)]
    lengths: dict[str, int] = {}
    for name in events:
        fixed = known.get(name)
        if fixed is not None and fixed.start is not None and fixed.end is not None:
            lengths[name] = (fixed.end.day - fixed.start.day).days + 1
    if isinstance(lasts, Mapping):
        lengths |= _checked_lengths(plan, lasts, events)
    elif lasts is not None:
        if len(events) != 1:
            raise KnownError(
                Message("error lasts-form which"),
                code="lasts-form",
                value=str(lasts),
                fix=Message(
                    "error lasts-form which fix",
                    lengths=listed([f"{name}={lasts}" for name in events]),
                )
                if events
                else None,
            )
        lengths |= _checked_lengths(plan, {events[0]: lasts}, events)
    if not lengths:
        return scenarios
    return [
        {
            name: _lasting(value, lengths[name]) if name in lengths else value
            for name, value in scenario.items()
        }
        for scenario in scenarios
    ]


def _checked_lengths(plan: Plan, lasts: Mapping[str, int], events: Sequence[str]) -> dict[str, int]:
    for name, days in lasts.items():
        if name not in events or isinstance(days, bool) or not 1 <= days <= MAX_DAYS:
            raise KnownError(
                Message("error lasts-form tried", item=name),
                code="lasts-form",
                value=f"{name}={days}",
                why=Message("error lasts-form tried why", limit=MAX_DAYS),
            )
    return dict(lasts)


def _lasting(known: Known, days: int) -> Known:
    start = known.start
    if start is None or known.end is not None or known.within is not None or known.done is not None:
        return known
    last = start.day.toordinal() + days - 1
    if last > date.max.toordinal():
        return known  # left as it is, it is told to lie outside the horizon
    return attrs.evolve(known, end=date.fromordinal(last))
