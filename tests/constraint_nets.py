"""Small random plans of events, deadlines, gaps both ways and working time, and a second engine that tries every day.

The second engine shares no map with relsched: days are plain dates, moved by the walker of `networks`. It goes through
every assignment of days of a short span to the points of a plan, as one array with an axis for each point.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache

import numpy as np
import numpy.typing as npt
from hypothesis import strategies as st

import networks as nw
from networks import ONE, Office
from relsched import Deadline, Event, Plan, Resolver, Schedule, Wait, WorkingCalendar
from relsched.engine.propagators import Rule
from relsched.plan.known_dates import KnownLike

Mask = npt.NDArray[np.bool_]
Gap = tuple[int, str]
BASES = tuple(
    map(date.fromisoformat, ("2020-01-15", "2020-02-10", "2020-09-21", "2021-01-20", "2024-02-12"))
)
SPAN = 40  # days that every point may lie on


@dataclass(frozen=True)
class Act:
    """An event: expected in a window of the span, or anywhere in it; known on a day, or not."""

    name: str
    window: tuple[int, int] | None
    lasts: int
    known: int | None = None


@dataclass(frozen=True)
class Limit:
    """One part of a timing: a form, and a day of the span or a gap from a point."""

    form: str  # by, from, on (a day); before, after, after-open (a gap from a point)
    day: int = 0
    gap: Gap = (0, "days")
    of: str = ""


@dataclass(frozen=True)
class Hold:
    """What a deadline waits for."""

    of: str
    relation: str = "finish-start"
    least: Gap | None = None
    most: Gap | None = None


@dataclass(frozen=True)
class Row:
    """A deadline."""

    name: str
    limits: tuple[Limit, ...] = ()
    holds: tuple[Hold, ...] = ()
    takes: Gap | None = None

    @property
    def is_planned(self) -> bool:
        """Whether it is due when its work is finished: nothing else limits it."""
        limited = any(limit.form not in ("from", "after-open") for limit in self.limits)
        limited |= any(hold.most is not None for hold in self.holds)
        return self.takes is not None and not limited and bool(self.limits or self.holds)


@dataclass(frozen=True)
class Net:
    """A plan whose points lie in a span of days."""

    base: date
    acts: tuple[Act, ...]
    rows: tuple[Row, ...]
    office: Office = nw.WEEKENDS_ONLY

    @property
    def days(self) -> list[date]:
        """The days of the span."""
        return [self.base + k * ONE for k in range(SPAN)]

    def day(self, number: int) -> date:
        """Give a day of the span."""
        return self.base + number * ONE

    # ---------------------------------------------------------- as a plan of the engine

    def plan(self) -> Plan:
        """Give it as a plan."""
        return Plan(
            "net",
            issued=self.base,
            calendar="office",
            horizon="1900-01-01..2199-12-31",
            events=[
                Event(
                    act.name,
                    expected=None
                    if act.window is None
                    else f"from {self.day(act.window[0])} to {self.day(act.window[1])}",
                    lasts=act.lasts,
                )
                for act in self.acts
            ],
            deadlines=[
                Deadline(
                    row.name,
                    when=" and ".join(self.text(limit) for limit in row.limits) or None,
                    after=[
                        Wait(
                            hold.of,
                            None if hold.least is None else f"{hold.least[0]} {hold.least[1]}",
                            None if hold.most is None else f"{hold.most[0]} {hold.most[1]}",
                            hold.relation,
                        )
                        for hold in row.holds
                    ],
                    takes=None if row.takes is None else f"{row.takes[0]} {row.takes[1]}",
                )
                for row in self.rows
            ],
        )

    def known(self) -> dict[str, KnownLike]:
        """Give what is known."""
        return {act.name: self.day(act.known) for act in self.acts if act.known is not None}

    def text(self, limit: Limit) -> str:
        """Write a part of a timing."""
        amount, unit = limit.gap
        match limit.form:
            case "by" | "from" | "on":
                return f"{limit.form} {self.day(limit.day)}"
            case "before":
                return f"{amount} {unit} before {limit.of}"
            case "after":
                return f"{amount} {unit} after {limit.of}"
        return f"from {amount} {unit} after {limit.of}"

    # ---------------------------------------------------------- the second engine

    def moved(self, gap: Gap, direction: str) -> list[date]:
        """Give where each day of the span is moved to."""
        return [nw.move(day, gap[0], gap[1], direction, self.office) for day in self.days]

    def finished(self, takes: Gap) -> list[date]:
        """Give for each day when work is finished that begins on it: its days are counted from that day on."""
        found = []
        for day in self.days:
            end = nw.move(day - ONE, takes[0], takes[1], "after", self.office)
            found.append(max(day, end))
        return found

    @property
    def begun(self) -> set[str]:
        """The deadlines whose beginning is a day of its own: their work takes time, or others go by it."""
        names = {row.name for row in self.rows if row.takes is not None}
        rows = {row.name for row in self.rows}
        for row in self.rows:
            names |= {h.of for h in row.holds if h.relation.startswith("start") and h.of in rows}
        return names

    def axes(self) -> list[str]:
        """Give the points that may be chosen: starts of events, days on which deadlines begin and are done."""
        found = [act.name for act in self.acts]
        for row in self.rows:
            found += [f"{row.name}.begin", row.name] if row.name in self.begun else [row.name]
        return found

    def begin_of(self, name: str) -> str:
        return f"{name}.begin" if name in self.begun else name

    def shifted(self, name: str, point: str) -> tuple[str, int]:
        """Give the axis of a point and by how many days the point comes later."""
        for act in self.acts:
            if act.name == name:
                return name, act.lasts - 1 if point == "finish" else 0
        return (self.begin_of(name) if point == "start" else name), 0

    def rules(self) -> Iterator[tuple[tuple[str, str, int], str, str, list[date], str]]:
        """Go through all rules at best: key, point, `<=` or `>=`, images of the days of an axis, the axis."""
        for act in self.acts:
            if act.window is not None and act.known is None:
                first, last = (self.day(each) for each in act.window)
                key = (act.name, "expected", 0)
                yield key, act.name, ">=", [first] * SPAN, act.name
                yield key, act.name, "<=", [last - (act.lasts - 1) * ONE] * SPAN, act.name
            if act.known is not None:
                key = (act.name, "known", 0)
                yield key, act.name, ">=", [self.day(act.known)] * SPAN, act.name
                yield key, act.name, "<=", [self.day(act.known)] * SPAN, act.name
        for row in self.rows:
            begin, done = self.begin_of(row.name), row.name
            for number, limit in enumerate(row.limits):
                key = (row.name, "when", number)
                fixed = [self.day(limit.day)] * SPAN
                if limit.form in ("by", "on"):
                    yield key, done, "<=", fixed, done
                if limit.form == "from":
                    yield key, begin, ">=", fixed, begin
                if limit.form == "on":
                    yield key, done if row.takes else begin, ">=", fixed, done
                if limit.form == "before":
                    axis, later = self.shifted(
                        limit.of, "start" if self.is_act(limit.of) else "finish"
                    )
                    images = [
                        self.moved_one(day + later * ONE, limit.gap, "before") for day in self.days
                    ]
                    yield key, done, "<=", images, axis
                if limit.form in ("after", "after-open"):
                    axis, later = self.shifted(limit.of, "finish")
                    ends = [day + later * ONE for day in self.days]
                    images = [self.moved_one(day, limit.gap, "after") for day in ends]
                    if limit.form == "after":
                        yield key, begin, ">=", ends, axis
                        yield key, done, "<=", images, axis
                    else:
                        yield key, begin, ">=", images, axis
            for number, hold in enumerate(row.holds):
                key = (row.name, "after", number)
                of, own = hold.relation.split("-")
                axis, later = self.shifted(hold.of, of)
                # What takes no time of its own is begun no sooner than it may be finished.
                mine = begin if own == "start" or row.takes is None else done
                base = [day + later * ONE for day in self.days]
                if hold.least is not None:
                    images = [self.moved_one(day, hold.least, "after") for day in base]
                    yield key, mine, ">=", images, axis
                elif hold.relation == "finish-start":
                    yield key, mine, ">=", [day + ONE for day in base], axis
                else:
                    yield key, mine, ">=", base, axis
                if hold.most is not None:
                    images = [self.moved_one(day, hold.most, "after") for day in base]
                    if row.takes is not None and own == "start":
                        # As the due date is published: begun in time, and done as soon as the work allows.
                        images = [self.finish_one(day, row.takes) for day in images]
                        mine = done
                    else:
                        mine = done
                    yield key, mine, "<=", images, axis

    def is_act(self, name: str) -> bool:
        return any(act.name == name for act in self.acts)

    def moved_one(self, day: date, gap: Gap, direction: str) -> date:
        return nw.move(day, gap[0], gap[1], direction, self.office)

    def finish_one(self, day: date, takes: Gap) -> date:
        return max(day, nw.move(day - ONE, takes[0], takes[1], "after", self.office))

    def holds_at_best(self, without: frozenset[tuple[str, str, int]] = frozenset()) -> Mask:
        """Tell for every assignment of days whether all rules hold, each deadline being done on any day."""
        axes = self.axes()
        mask = np.ones((SPAN,) * len(axes), dtype=bool)
        days = np.array([day.toordinal() for day in self.days])

        def along(table: npt.NDArray[np.int64], axis: str) -> npt.NDArray[np.int64]:
            shape = [1] * len(axes)
            shape[axes.index(axis)] = SPAN
            return table.reshape(shape)

        for key, point, sign, images, axis in self.rules():
            if key in without:
                continue
            bound = along(np.array([image.toordinal() for image in images]), axis)
            mine = along(days, point)
            mask &= mine <= bound if sign == "<=" else mine >= bound
        for act in self.acts:  # all of an event lies in the span
            mask &= along(days, act.name) <= self.days[-act.lasts].toordinal()
        for row in self.rows:
            if row.name in self.begun:
                table = days
                if row.takes is not None and (row.name, "takes", 0) not in without:
                    ends = self.finished(row.takes)
                    table = np.array([end.toordinal() for end in ends])
                mask &= along(table, f"{row.name}.begin") <= along(days, row.name)
        return mask

    def windows_at_best(self) -> dict[str, tuple[date, date]] | None:
        """Give the first and last day that each point has in any way to keep all rules; None if there is none."""
        mask = self.holds_at_best()
        if not mask.any():
            return None
        axes = self.axes()
        found = {}
        for number, axis in enumerate(axes):
            others = tuple(n for n in range(len(axes)) if n != number)
            hits = np.flatnonzero(mask.any(axis=others))
            found[axis] = self.days[int(hits[0])], self.days[int(hits[-1])]
        return found

    # ---------------------------------------------------------- as due

    def dates(
        self, starts: dict[str, date], without: frozenset[tuple[str, str, int]] = frozenset()
    ) -> dict[str, tuple[date | None, date | None]]:
        """Give for each row the first day on which it can be finished and its due date, all events being fixed."""
        done: dict[str, date | None] = {}
        begun: dict[str, date | None] = {}
        for act in self.acts:
            begun[act.name] = starts[act.name]
            done[act.name] = starts[act.name] + (act.lasts - 1) * ONE
        found: dict[str, tuple[date | None, date | None]] = {}
        for row in self.rows:
            first: list[date] = []
            finish: list[date] = []
            due: list[date] = []
            for number, limit in enumerate(row.limits):
                if (row.name, "when", number) in without:
                    continue
                day = self.day(limit.day)
                if limit.form in ("by", "on"):
                    due.append(day)
                if limit.form == "from":
                    first.append(day)
                if limit.form == "on":
                    (finish if row.takes else first).append(day)
                if limit.form == "before":
                    at = begun[limit.of] if self.is_act(limit.of) else done[limit.of]
                    if at is not None:
                        due.append(self.moved_one(at, limit.gap, "before"))
                if limit.form in ("after", "after-open"):
                    at = done[limit.of]
                    if at is not None:
                        end = self.moved_one(at, limit.gap, "after")
                        if limit.form == "after":
                            due.append(end)
                        first.append(at if limit.form == "after" else end)
            for number, hold in enumerate(row.holds):
                if (row.name, "after", number) in without:
                    continue
                of, own = hold.relation.split("-")
                at = begun[hold.of] if of == "start" else done[hold.of]
                if at is None:
                    continue
                least = at + (hold.relation == "finish-start") * ONE
                if hold.least is not None:
                    least = self.moved_one(at, hold.least, "after")
                (first if own == "start" or row.takes is None else finish).append(least)
                if hold.most is not None:
                    most = self.moved_one(at, hold.most, "after")
                    if row.takes is not None and own == "start":
                        most = self.finish_one(most, row.takes)
                    due.append(most)
            soonest = max(first) if first else None
            if (
                row.takes is not None
                and soonest is not None
                and (row.name, "takes", 0) not in without
            ):
                finish.append(self.finish_one(soonest, row.takes))
            elif soonest is not None:
                finish.append(soonest)
            if row.is_planned and finish and (row.name, "takes", 0) not in without:
                due.append(max(finish))
            limit_day = min(due) if due else None
            if soonest is not None:
                begun[row.name] = soonest
            elif limit_day is None or row.takes is None:
                begun[row.name] = limit_day
            else:
                back = nw.move(limit_day + ONE, row.takes[0], row.takes[1], "before", self.office)
                begun[row.name] = min(limit_day, back)
            done[row.name] = limit_day
            found[row.name] = max(finish) if finish else None, limit_day
        return found

    def cases(self) -> Iterator[dict[str, date]]:
        """Go through every day on which the events may begin."""
        choices = []
        for act in self.acts:
            if act.known is not None:
                choices.append([self.day(act.known)])
            else:
                assert act.window is not None
                first, last = act.window
                choices.append([self.day(k) for k in range(first, last - act.lasts + 2)])
        for days in itertools.product(*choices):
            yield dict(zip((act.name for act in self.acts), days, strict=True))

    def with_office(self, office: Office) -> Net:
        """Give the same net in another calendar."""
        return replace(self, office=office)


# ---------------------------------------------------------------- its rules, and its schedule


def everything(net: Net) -> frozenset[Rule]:
    """Name all rules of a net."""
    found = {Rule(act.name, "known") for act in net.acts if act.known is not None}
    found |= {Rule(act.name, "expected") for act in net.acts if act.known is None}
    for row in net.rows:
        found |= {Rule(row.name, "when", n) for n in range(len(row.limits))}
        found |= {Rule(row.name, "after", n) for n in range(len(row.holds))}
        found |= {Rule(row.name, "takes")} if row.takes else set()
    return frozenset(found)


def is_dated(net: Net, rules: frozenset[Rule] | None = None) -> bool:
    """Tell whether all that others are counted from has a due date; the second engine knows no other finish.

    Args:
        net: The net.
        rules: Those that hold; all if absent.
    """
    (starts, *_) = net.cases()
    every = everything(net)
    without = every - (every if rules is None else rules)
    dates = net.dates(starts, frozenset((rule.item, rule.kind, rule.index) for rule in without))
    asked = {hold.of for row in net.rows for hold in row.holds}
    asked |= {limit.of for row in net.rows for limit in row.limits}
    return all(dates[name][1] is not None for name in asked & dates.keys())


@lru_cache(maxsize=8)
def beyond_the_horizon(office: Office) -> WorkingCalendar:
    """Give an office's calendar for longer than any plan: where one ends, nothing contradicts anything."""
    return WorkingCalendar.from_rules(
        "office",
        first=date(1560, 1, 1),
        last=date(2480, 12, 31),
        weekend=office.weekend,
        closed=office.closed - office.opened,
        open=office.opened,
    )


def resolved(net: Net) -> Schedule:
    """Resolve a net."""
    return Resolver(net.plan(), {"office": beyond_the_horizon(net.office)}).resolve(net.known())


# ---------------------------------------------------------------- strategies

UNITS = ("days", "days", "weeks", "months", "working days")
RELATIONS = ("finish-start", "finish-start", "start-start", "finish-finish", "start-finish")
_MOST = {"days": 20, "weeks": 2, "months": 1, "working days": 9}


@st.composite
def gaps(draw: st.DrawFn, units: tuple[str, ...]) -> Gap:
    """Amounts of a unit."""
    unit = draw(st.sampled_from(units))
    return draw(st.integers(0, _MOST[unit])), unit


FORMS = ("by", "from", "on", "before", "after", "after-open")
WITHOUT_LIMIT = ("from", "after-open")


@st.composite
def limits(
    draw: st.DrawFn,
    names: tuple[str, ...],
    units: tuple[str, ...],
    forms: tuple[str, ...] = FORMS,
) -> Limit:
    """Parts of a timing, counted from what stands before or from days of the span."""
    form = draw(st.sampled_from(forms))
    if form in ("by", "from", "on") or not names:
        form = form if form in ("by", "from", "on") else forms[0]
        return Limit(form, draw(st.integers(3, SPAN - 4)))
    return Limit(form, gap=draw(gaps(units)), of=draw(st.sampled_from(names)))


@st.composite
def nets(
    draw: st.DrawFn,
    units: tuple[str, ...] = UNITS,
    *,
    most_points: int = 4,
    bounded: bool = False,
    working: bool = False,
) -> Net:
    """Plans of one or two events and some deadlines, of no more points than can be tried out.

    Where `bounded`, every event is expected or known, so that its cases can be gone through. Where `working`, most
    deadlines take time and have no limit of their own.
    """
    acts = []
    for n in range(draw(st.integers(1, 2))):
        lasts = draw(st.integers(1, 3))
        window: tuple[int, int] | None = None
        if bounded or draw(st.booleans()):
            first = draw(st.integers(0, SPAN - 12))
            window = first, first + draw(st.integers(lasts - 1, 10))
        known = draw(st.integers(2, SPAN - 6)) if draw(st.integers(0, 2)) == 0 else None
        acts.append(Act(f"e{n}", window, lasts, known))
    rows: list[Row] = []
    base = draw(st.sampled_from(BASES))
    names = tuple(act.name for act in acts)
    while True:
        is_planned = working and draw(st.integers(0, 3)) > 0
        forms = WITHOUT_LIMIT if is_planned else FORMS
        own = tuple(draw(limits(names, units, forms)) for _ in range(draw(st.integers(0, 2))))
        if len({replace(each) for each in own}) < len(own):
            own = own[:1]
        holds = []
        for of in draw(st.lists(st.sampled_from(names), max_size=2, unique=True)):
            relation = draw(st.sampled_from(RELATIONS))
            least = draw(st.none() | gaps(units))
            most = None if is_planned else draw(st.none() | gaps(units))
            holds.append(Hold(of, relation, least, most))
        work = gaps(units).filter(lambda gap: gap[0] > 0)
        takes = draw(work if is_planned else st.none() | st.none() | work)
        rows.append(Row(f"d{len(rows)}", own, tuple(holds), takes))
        net = Net(base, tuple(acts), tuple(rows))
        if len(net.axes()) > most_points:
            rows.pop()
            if rows:
                break
            continue
        names = (*names, rows[-1].name)
        if draw(st.booleans()):
            break
    net = Net(net.base, tuple(acts), tuple(rows))
    return net.with_office(draw(nw.offices())) if any("working" in u for u in units) else net
