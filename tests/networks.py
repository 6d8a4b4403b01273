"""Small random networks of events and tasks, and a second engine for them.

The second engine shares no map with relsched: a day is a plain `date`, months go by `dateutil`, working
days are walked one by one, and windows come from going through every choice the events leave. A day that
nobody knows is `PAST` or `FUTURE`, which every map leaves as it is.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache, lru_cache
from typing import TypeVar

from dateutil.relativedelta import relativedelta
from hypothesis import strategies as st

from relsched import Deadline, Event, Plan, Schedule, Window, WorkingCalendar, resolve
from strategies import SWAP_SATURDAYS, TET

T = TypeVar("T")
PAST, FUTURE = date.min, date.max
HORIZON = "1600-01-01..2500-12-31"
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
ONE = timedelta(days=1)


# ---------------------------------------------------------------- working days


@dataclass(frozen=True)
class Office:
    """Which days are open: all but the weekend and the closed ones, and the opened ones whatever they are."""

    weekend: frozenset[int] = frozenset({5, 6})
    closed: frozenset[date] = frozenset()
    opened: frozenset[date] = frozenset()

    def is_open(self, day: date) -> bool:
        """Tell whether a day is open."""
        if day in self.opened:
            return True
        return day.weekday() not in self.weekend and day not in self.closed

    def moved(self, days: int) -> Office:
        """Give the same calendar some days later, its weekend too."""
        return Office(
            frozenset((day + days) % 7 for day in self.weekend),
            frozenset(day + timedelta(days=days) for day in self.closed),
            frozenset(day + timedelta(days=days) for day in self.opened),
        )

    def with_day_off(self, day: date) -> Office:
        """Give the same calendar with one more day off."""
        return replace(self, closed=self.closed | {day}, opened=self.opened - {day})

    def ready(self) -> WorkingCalendar:
        """Give it as a working calendar of the engine, from 1960 to 2089, or for 900 years if it is a rule."""
        return _ready(self)


@lru_cache(maxsize=8)
def _ready(office: Office) -> WorkingCalendar:
    is_rule = not office.closed and not office.opened
    return WorkingCalendar.from_rules(
        "office",
        first=date(1560 if is_rule else 1960, 1, 1),
        last=date(2480 if is_rule else 2089, 12, 31),
        weekend=office.weekend,
        closed=office.closed - office.opened,
        open=office.opened,
    )


WEEKENDS_ONLY = Office()


# ---------------------------------------------------------------- points


@dataclass(frozen=True)
class Fixed:
    """A given day."""

    day: date


@dataclass(frozen=True)
class Ref:
    """An edge of an event (`e0.start`), or a task's due date (`t0`)."""

    name: str


@dataclass(frozen=True)
class Move:
    """So many of a unit before or after a point."""

    amount: int
    unit: str
    direction: str
    of: Expr


@dataclass(frozen=True)
class Pick:
    """The earlier or the later of some points."""

    word: str
    parts: tuple[Expr, ...]


@dataclass(frozen=True)
class Turn:
    """A point moved off a closed day: forward, back, nearest, modified forward or modified back."""

    how: str
    of: Expr


@dataclass(frozen=True)
class Bound:
    """The start or end of a week, month, quarter or year of a point."""

    side: str
    period: str
    of: Expr


@dataclass(frozen=True)
class NextWeekday:
    """The next or previous such weekday from a point."""

    weekday: int
    word: str
    of: Expr


Expr = Fixed | Ref | Move | Pick | Turn | Bound | NextWeekday


def text_of(expr: Expr) -> str:
    """Write a point as a timing would."""
    match expr:
        case Fixed(day):
            return day.isoformat()
        case Ref(name):
            return name
        case Move(amount, unit, direction, of):
            return f"{amount} {unit} {direction} ({text_of(of)})"
        case Pick(word, parts):
            return f"{word} of " + ", ".join(f"({text_of(part)})" for part in parts)
        case Turn(how, of):
            return f"({text_of(of)}) rolled {how}"
        case Bound(side, period, of):
            return f"{side} of {period} ({text_of(of)})"
        case NextWeekday(weekday, word, of):
            return f"{word} {WEEKDAYS[weekday]} from ({text_of(of)})"


def inner(expr: Expr) -> tuple[Expr, ...]:
    """Give the points that a point is counted from."""
    match expr:
        case Fixed() | Ref():
            return ()
        case Pick(_, parts):
            return parts
        case _:
            return (expr.of,)


def refs(expr: Expr) -> Iterator[str]:
    """Go through the names in a point."""
    if isinstance(expr, Ref):
        yield expr.name
    for part in inner(expr):
        yield from refs(part)


def with_inner(expr: Expr, parts: tuple[Expr, ...]) -> Expr:
    """Give the same point counted from other points."""
    if isinstance(expr, Fixed | Ref):
        return expr
    return replace(expr, parts=parts) if isinstance(expr, Pick) else replace(expr, of=parts[0])


def renamed(expr: Expr, names: Mapping[str, str]) -> Expr:
    """Give the same point with other names; an edge keeps its item's new name."""
    if isinstance(expr, Ref):
        item, dot, edge = expr.name.partition(".")
        return Ref(names[item] + dot + edge)
    return with_inner(expr, tuple(renamed(part, names) for part in inner(expr)))


def moved_expr(expr: Expr, days: int) -> Expr:
    """Give the same point with its given days moved."""
    if isinstance(expr, Fixed):
        return Fixed(expr.day + timedelta(days=days))
    return with_inner(expr, tuple(moved_expr(part, days) for part in inner(expr)))


# ---------------------------------------------------------------- the second engine


def move(day: date, amount: int, unit: str, direction: str, office: Office = WEEKENDS_ONLY) -> date:
    """Move a day; `PAST` and `FUTURE` stay."""
    if day in (PAST, FUTURE):
        return day
    sign = 1 if direction == "after" else -1
    if unit in ("days", "weeks", "months", "years"):
        return day + relativedelta(**{unit: sign * amount})  # type: ignore[arg-type]
    step = sign * ONE
    if amount == 0:
        while not office.is_open(day):
            day += step
    left = amount
    while left:
        day += step
        left -= office.is_open(day)
    return day


def turn(day: date, how: str, office: Office = WEEKENDS_ONLY) -> date:
    """Roll a day off a closed day by looking at its neighbours."""
    if day in (PAST, FUTURE):
        return day
    after = move(day, 0, "working days", "after", office)
    before = move(day, 0, "working days", "before", office)
    if how == "nearest":
        return before if day - before < after - day else after
    if how == "modified forward":
        return before if (after.year, after.month) != (day.year, day.month) else after
    if how == "modified back":
        return after if (before.year, before.month) != (day.year, day.month) else before
    return after if how == "forward" else before


def bound(day: date, side: str, period: str) -> date:
    """Give the first or last day of the period of a day."""
    if day in (PAST, FUTURE):
        return day
    if period == "week":
        monday = day - timedelta(days=day.weekday())
        return monday if side == "start" else monday + timedelta(days=6)
    months = {"month": 1, "quarter": 3, "year": 12}[period]
    first = date(day.year, day.month - (day.month - 1) % months, 1)
    return first if side == "start" else first + relativedelta(months=months) - ONE


def next_weekday(day: date, weekday: int, word: str) -> date:
    """Walk to the next or previous such weekday."""
    if day in (PAST, FUTURE):
        return day
    step = ONE if word == "next" else -ONE
    day += step
    while day.weekday() != weekday:
        day += step
    return day


def value(expr: Expr, days: Mapping[str, date], office: Office = WEEKENDS_ONLY) -> date:
    """Give the day of a point, given the days that its names mean."""
    match expr:
        case Fixed(day):
            return day
        case Ref(name):
            return days[name]
        case Pick(word, parts):
            return (min if word == "earlier" else max)(value(part, days, office) for part in parts)
        case Move(amount, unit, direction, of):
            return move(value(of, days, office), amount, unit, direction, office)
        case Turn(how, of):
            return turn(value(of, days, office), how, office)
        case Bound(side, period, of):
            return bound(value(of, days, office), side, period)
        case NextWeekday(weekday, word, of):
            return next_weekday(value(of, days, office), weekday, word)


# ---------------------------------------------------------------- networks


@dataclass(frozen=True)
class Happening:
    """An event, expected in a window of days or not at all; `lasts` None where nobody knows how long."""

    name: str
    first: date | None = None
    last: date | None = None
    lasts: int | None = 1

    def choices(self) -> Iterator[tuple[date, date]]:
        """Go through every start and end that it may have."""
        if self.first is None or self.last is None:
            yield from ((PAST, PAST), (FUTURE, FUTURE))
            if self.lasts is None:
                yield PAST, FUTURE
            return
        length = (self.last - self.first).days + 1
        days = [self.first + timedelta(days=k) for k in range(length)]
        if self.lasts is None:
            yield from itertools.combinations_with_replacement(days, 2)
        else:
            yield from (
                (day, day + (self.lasts - 1) * ONE) for day in days[: length - self.lasts + 1]
            )

    def event(self) -> Event:
        """Give it as an event of the engine."""
        expected = None if self.first is None else f"from {self.first} to {self.last}"
        return Event(self.name, expected=expected, lasts=self.lasts)


@dataclass(frozen=True)
class Task:
    """A deadline: `by` or `before` a point, and after some items."""

    name: str
    form: str
    rule: Expr
    waits: tuple[str, ...] = ()

    def deadline(self) -> Deadline:
        """Give it as a deadline of the engine."""
        return Deadline(self.name, when=f"{self.form} {text_of(self.rule)}", after=self.waits)


Edges = Mapping[str, tuple[date, date]]
Dates = tuple[date | None, date]


@dataclass(frozen=True)
class Network:
    """Events, tasks counted from what stands before them, and a calendar."""

    happenings: tuple[Happening, ...]
    tasks: tuple[Task, ...]
    office: Office = WEEKENDS_ONLY

    @property
    def names(self) -> list[str]:
        """All ids, events first."""
        return [item.name for item in self.happenings] + [task.name for task in self.tasks]

    def plan(self, name: str = "drawn") -> Plan:
        """Give it as a plan of the engine."""
        return Plan(
            name,
            calendar="office",
            horizon=HORIZON,
            events=[happening.event() for happening in self.happenings],
            deadlines=[task.deadline() for task in self.tasks],
        )

    def resolve(self, edges: Edges | None = None) -> Schedule:
        """Resolve it with the engine, some of its events fixed."""
        known = {name: pair for name, pair in (edges or {}).items() if pair[0] != PAST}
        return resolve(self.plan(), dict(known), {"office": self.office.ready()})

    def dates(self, edges: Edges) -> dict[str, Dates]:
        """Give for each task its first and last day, all events being fixed."""
        days: dict[str, date] = {}
        ends: dict[str, date] = {}
        for name, (start, end) in edges.items():
            days[f"{name}.start"], days[f"{name}.end"] = start, end
            ends[name] = end
        found: dict[str, Dates] = {}
        for task in self.tasks:
            due = value(task.rule, days, self.office)
            if task.form == "before":
                due = move(due, 1, "days", "before")
            days[task.name] = ends[task.name] = due
            released = [move(ends[name], 1, "days", "after") for name in task.waits]
            found[task.name] = max(released) if released else None, due
        return found

    def choices(self) -> Iterator[dict[str, tuple[date, date]]]:
        """Go through everything that may happen."""
        names = [happening.name for happening in self.happenings]
        for pairs in itertools.product(*(happening.choices() for happening in self.happenings)):
            yield dict(zip(names, pairs, strict=True))

    def windows(self) -> dict[str, tuple[Window | None, Window]]:
        """Give for each task the windows of its two days, by going through everything that may happen."""
        outcomes = [self.dates(edges) for edges in self.choices()]
        found: dict[str, tuple[Window | None, Window]] = {}
        for task in self.tasks:
            firsts = [first for outcome in outcomes if (first := outcome[task.name][0]) is not None]
            dues = [outcome[task.name][1] for outcome in outcomes]
            found[task.name] = spanned(firsts) if firsts else None, spanned(dues)
        return found

    def dependants(self, name: str) -> set[str]:
        """Give the tasks that depend on an item: what waits for it may be met later, but is due when it was."""
        counted, held = {name}, set()
        for task in self.tasks:
            if {ref.partition(".")[0] for ref in refs(task.rule)} & counted:
                counted.add(task.name)
            if set(task.waits) & counted:
                held.add(task.name)
        return (counted | held) - {name}

    def moved(self, days: int) -> Network:
        """Give the same network with every given day moved; the calendar stays."""
        return replace(
            self,
            happenings=tuple(
                replace(
                    item,
                    first=None if item.first is None else item.first + timedelta(days=days),
                    last=None if item.last is None else item.last + timedelta(days=days),
                )
                for item in self.happenings
            ),
            tasks=tuple(replace(task, rule=moved_expr(task.rule, days)) for task in self.tasks),
        )

    def renamed(self, names: Mapping[str, str]) -> Network:
        """Give the same network with other ids."""
        return replace(
            self,
            happenings=tuple(replace(item, name=names[item.name]) for item in self.happenings),
            tasks=tuple(
                Task(
                    names[task.name],
                    task.form,
                    renamed(task.rule, names),
                    tuple(names[name] for name in task.waits),
                )
                for task in self.tasks
            ),
        )


def spanned(days: list[date]) -> Window:
    """Give the window that just holds some days; open where a day isn't known."""
    first, last = min(days), max(days)
    return Window(None if first == PAST else first, None if last == FUTURE else last)


def shown(schedule: Schedule) -> dict[str, tuple[Window | None, Window | None]]:
    """Give the windows of all entries, events and deadlines."""
    return {entry.id: (entry.not_before, entry.due) for entry in schedule.entries}


# ---------------------------------------------------------------- strategies

DAYS, WEEKS, MONTHS, YEARS, WORKING = "days", "weeks", "months", "years", "working days"
ROLLS = ("forward", "back", "nearest", "modified forward", "modified back")
PERIODS = ("week", "month", "quarter", "year")
_MOST = {DAYS: 40, WEEKS: 6, MONTHS: 26, YEARS: 3, WORKING: 25}


@dataclass(frozen=True)
class Style:
    """What the points of a network may be made of."""

    units: tuple[str, ...] = (DAYS, WEEKS, MONTHS, WORKING)
    rolls: tuple[str, ...] = ROLLS
    periods: tuple[str, ...] = PERIODS
    weekdays: bool = True
    picks: bool = True
    waits: bool = True
    given: bool = True  # whether some points are given days


ANY = Style()
PURE_DAYS = Style(units=(DAYS, WEEKS), rolls=(), periods=(), weekdays=False)


# Strategies that are made once: to make one takes as long as to draw from it.
@cache
def _one_of(options: tuple[T, ...]) -> st.SearchStrategy[T]:
    return st.sampled_from(options)


@cache
def _between(least: int, most: int) -> st.SearchStrategy[int]:
    return st.integers(least, most)


@cache
def _some_of(options: tuple[str, ...]) -> st.SearchStrategy[tuple[str, ...]]:
    return st.lists(st.sampled_from(options), min_size=1, max_size=2, unique=True).map(tuple)


@cache
def _kinds(style: Style) -> tuple[str, ...]:
    kinds = ["head"]
    kinds += ["move"] * 4 if style.units else []
    kinds += ["pick"] if style.picks else []
    kinds += ["turn"] if style.rolls else []
    kinds += ["bound"] if style.periods else []
    kinds += ["weekday"] if style.weekdays else []
    return tuple(kinds)


# The days around which dates go wrong: ends of months, leap days, closed weeks, worked Saturdays.
_MONTH_ENDS = """
    2020-01-31 2020-02-28 2020-02-29 2020-03-01 2020-03-31 2020-05-31 2020-10-02 2020-10-03 2020-12-31
    2021-01-01 2021-01-29 2021-01-30 2021-01-31 2021-02-28 2024-02-29
"""
_AIMED = (
    *map(date.fromisoformat, _MONTH_ENDS.split()),
    *(day + k * ONE for day in TET for k in (-3, -1, 0, 2, 5)),
    *SWAP_SATURDAYS,
)


@cache
def anchors() -> st.SearchStrategy[date]:
    """Days of 2019 to 2026, many of them where dates go wrong."""
    return st.one_of(_one_of(_AIMED), st.dates(date(2019, 1, 1), date(2026, 12, 31)))


@cache
def offices() -> st.SearchStrategy[Office]:
    """Calendars with closed weeks and worked weekends in 2019 to 2026."""
    closures = st.lists(st.tuples(anchors(), st.integers(1, 9)), max_size=4).map(
        lambda found: frozenset(day + k * ONE for day, size in found for k in range(size))
    )
    return st.builds(
        Office,
        st.sampled_from([frozenset({5, 6}), frozenset({5, 6}), frozenset({6}), frozenset({4, 5})]),
        closures,
        st.frozensets(anchors(), max_size=2),
    )


@cache
def amounts(unit: str) -> st.SearchStrategy[int]:
    """Amounts of a unit, most of them small."""
    most = _MOST[unit]
    few = [amount for amount in (0, 1, 1, 2, 3, 10, 12, 30) if amount <= most]
    return st.one_of(st.sampled_from(few), st.integers(0, most))


def _meaning(expr: Expr) -> object:
    """Give something that is equal for points that the engine takes as the same value."""
    if isinstance(expr, Move):
        factor, unit = {WEEKS: (7, DAYS), YEARS: (12, MONTHS)}.get(expr.unit, (1, expr.unit))
        amount = expr.amount * factor
        length = amount if unit == WORKING else (amount, unit if amount else DAYS)
        return ("move", length, expr.direction, _meaning(expr.of))
    if isinstance(expr, Pick):
        flat: set[object] = set()
        for part in expr.parts:
            found = _meaning(part)
            same = isinstance(part, Pick) and part.word == expr.word
            flat |= set(found[1]) if same and isinstance(found, tuple) else {found}
        return (expr.word, frozenset(flat))
    if isinstance(expr, Fixed | Ref):
        return expr
    return (replace(expr, of=Fixed(PAST)), _meaning(expr.of))


@st.composite
def points(draw: st.DrawFn, names: tuple[str, ...], style: Style = ANY, depth: int = 2) -> Expr:
    """Points counted from some names or from a given day."""
    kind = draw(_one_of(_kinds(style))) if depth else "head"
    if kind == "head":
        if not names or (style.given and draw(_between(0, 4)) == 4):
            return Fixed(draw(anchors()))
        return Ref(draw(_one_of(names)))
    of = draw(points(names, style, depth - 1))
    if kind == "move":
        unit = draw(_one_of(style.units))
        direction = draw(_one_of(("before", "after")))
        return Move(draw(amounts(unit)), unit, direction, of)
    if kind == "turn":
        return Turn(draw(_one_of(style.rolls)), of)
    if kind == "bound":
        side = draw(_one_of(("start", "end")))
        return Bound(side, draw(_one_of(style.periods)), of)
    if kind == "weekday":
        return NextWeekday(draw(_between(0, 6)), draw(_one_of(("next", "previous"))), of)
    other = draw(points(names, style, depth - 1))
    if _meaning(other) == _meaning(of):
        return of
    return Pick(draw(_one_of(("earlier", "later"))), (of, other))


@st.composite
def happenings(draw: st.DrawFn, name: str, longest: int = 5) -> Happening:
    """Events: settled, windowed or unset, of known or unknown length."""
    lasts = draw(_one_of((1, 1, 2, 3, None)))
    if draw(_between(0, 2)) == 0:
        return Happening(name, lasts=lasts)
    first = draw(anchors())
    length = draw(_between(lasts or 1, max(longest, lasts or 1)))
    return Happening(name, first, first + (length - 1) * ONE, lasts)


@st.composite
def networks(
    draw: st.DrawFn,
    style: Style = ANY,
    *,
    most_events: int = 2,
    most_tasks: int = 5,
    with_office: bool = True,
    prefix: str = "",
) -> Network:
    """Networks of a few events and tasks; each task is counted from what stands before it."""
    events = tuple(draw(happenings(f"{prefix}e{n}")) for n in range(draw(_between(1, most_events))))
    heads = [f"{event.name}.{edge}" for event in events for edge in ("start", "end")]
    items = [event.name for event in events]
    tasks: list[Task] = []
    for n in range(draw(_between(1, most_tasks))):
        rule = draw(points(tuple(heads), style))
        form = draw(_one_of(("by", "by", "before")))
        waiting = style.waits and draw(_between(0, 3)) == 0
        waits = draw(_some_of(tuple(items))) if waiting else ()
        tasks.append(Task(f"{prefix}t{n}", form, rule, waits))
        heads.append(tasks[-1].name)
        items.append(tasks[-1].name)
    return Network(events, tuple(tasks), draw(offices()) if with_office else WEEKENDS_ONLY)


@st.composite
def fixings(draw: st.DrawFn, network: Network) -> dict[str, tuple[date, date]]:
    """A start and an end for every event of a network, whatever was expected."""
    edges = {}
    for happening in network.happenings:
        start = draw(anchors())
        length = draw(_between(1, 4)) if happening.lasts is None else happening.lasts
        edges[happening.name] = start, start + (length - 1) * ONE
    return edges


@st.composite
def fixed_networks(
    draw: st.DrawFn, style: Style = ANY, *, with_office: bool = True, most_tasks: int = 5
) -> tuple[Network, dict[str, tuple[date, date]]]:
    """A network and a date for each of its events."""
    network = draw(networks(style, with_office=with_office, most_tasks=most_tasks))
    return network, draw(fixings(network))
