"""Float: how early and how late each item of a plan can be, how far it can slip, and the chain that has no room.

All of it is read off the tightest bounds of the constraints, each deadline being done on any day that its rules leave:
the earliest day is that of the forward pass, the latest that of the backward pass, and float is what lies between.
Rules that can't all hold give a negative float along the chain that is short, known dates standing as they are.

Source: the critical path method; J. E. Kelley and M. R. Walker 1959.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date
from functools import cached_property
from typing import Any

import attrs
import numpy as np

from relsched.dates.date_reading import DateLike, to_day
from relsched.dates.days import MINUS_INFINITY, OUTSIDE, PLUS_INFINITY, Days, day, find_day, number
from relsched.dates.windows import Window
from relsched.engine.bounds import Bounds
from relsched.engine.monotone_maps import WorkingDays
from relsched.engine.network import Network
from relsched.engine.propagation import propagate, run
from relsched.engine.propagators import HIGH, LOW
from relsched.errors import CalendarError, UnknownItemError
from relsched.explain.steps import Step
from relsched.feasibility.search import Finder
from relsched.messages.dates_in_words import render_day, render_days
from relsched.messages.html_writing import table_html
from relsched.messages.message import Message
from relsched.messages.tables import ReportColumn, ReportRow, ReportTable, table_text
from relsched.plan.items import Deadline, Event
from relsched.plan.lookup import Lookup
from relsched.plan.plan import Plan
from relsched.short_repr import short_repr
from relsched.timing.timings import Kind

FORMAT = "relsched/float/1"
_WITHOUT_FLOAT = (Kind.SPAN, Kind.DUTY, Kind.RECURRING)


@short_repr
@attrs.frozen
class Driver:
    """What binds the earliest date of an item: a predecessor, or a date that is fixed.

    Attributes:
        item: The event or deadline that it waits for, or the item itself where its own known date binds it; None for a
            date of the plan or the day from which everything is counted.
        day: The day it binds from: the earliest of that item, or the date.
        step: The rule between them in a sentence; None where none is written down.
    """

    item: str | None
    day: date | None
    step: Step | None = None

    def text(self, language: str = "en") -> str:
        """Give it in words."""
        name = "" if self.item is None else f"`{self.item}`"
        day = "" if self.day is None else render_day(self.day, language)
        return ", ".join(part for part in (name, day) if part)

    def to_json(self) -> dict[str, Any]:
        """Give it as plain values."""
        return {
            "item": self.item,
            "day": _iso(self.day),
            "rule": None if self.step is None else self.step.text(),
        }


@short_repr
@attrs.frozen
class Float:
    """How far one deadline or event can slip.

    Days are None where nothing bounds them, and floats where one of their days is.

    Attributes:
        id, title: The item.
        earliest_begin, latest_begin: The days on which its work begins as early and as late as possible; the start of
            an event. None for a deadline whose work has no length.
        earliest, latest: The days on which it is done as early and as late as possible; the end of an event.
        total: The calendar days that it can slip before something can't hold; negative where something can't.
        free: The calendar days that it can slip without moving the earliest day of anything that follows from it.
        total_working, free_working: The same in open days of the plan's calendar; None where it doesn't reach.
        drivers: What binds its earliest day, in the plan's order.
        is_fixed: Whether its date is known from outside.
        is_done: Whether it has been completed.
    """

    id: str
    title: str
    earliest_begin: date | None
    latest_begin: date | None
    earliest: date | None
    latest: date | None
    total: int | None
    free: int | None
    total_working: int | None
    free_working: int | None
    drivers: tuple[Driver, ...] = ()
    is_fixed: bool = False
    is_done: bool = False

    @property
    def is_critical(self) -> bool:
        """Whether it has no float, being neither known nor done."""
        return self.total is not None and self.total <= 0 and not self.is_fixed and not self.is_done

    def to_json(self) -> dict[str, Any]:
        """Give it as plain values."""
        return {
            "id": self.id,
            "title": self.title,
            "earliest_begin": _iso(self.earliest_begin),
            "latest_begin": _iso(self.latest_begin),
            "earliest": _iso(self.earliest),
            "latest": _iso(self.latest),
            "total": self.total,
            "free": self.free,
            "total_working": self.total_working,
            "free_working": self.free_working,
            "critical": self.is_critical,
            "fixed": self.is_fixed,
            "done": self.is_done,
            "drivers": [driver.to_json() for driver in self.drivers],
        }


def _iso(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


class Floats(Lookup[Float]):
    """The floats of a schedule; made by `Schedule.floats`.

    `floats["4.1"]` is that of one item; iterating goes through the deadlines in the plan's order. Duties, recurring
    deadlines and what lasts throughout an event go on from day to day and have none.

    Args:
        finder: The rules of the schedule.
        since: The day before which nothing is begun or done.
        until: The day by which everything must be done, or the item that must be done as early as it can.
    """

    def __init__(self, finder: Finder, since: DateLike | None, until: DateLike | None) -> None:
        self._finder = finder
        self.plan: Plan = finder.plan
        self.since: date | None = to_day(since, self.plan.timezone)
        self.until: date | str | None
        if isinstance(until, str) and (until in self.plan.by_id or not until[:1].isdecimal()):
            self.until = self.plan.item(until).id
        else:
            self.until = to_day(until, self.plan.timezone)
        self._floats: dict[str, Float] = {}
        self._endless: set[str] = set()  # what rules push on without end

    # ------------------------------------------------------------ reading

    def __getitem__(self, name: str) -> Float:
        """Give the float of an event or deadline.

        Raises:
            UnknownItemError: `unknown-item`; `no-float` for what goes on from day to day.
        """
        item = self.plan.item(name)
        if not _has_float(item):
            raise UnknownItemError(
                Message("error no-float", item=name),
                code="no-float",
                value=name,
                why=Message("error no-float why"),
                fix=Message("error no-float fix"),
            )
        if name not in self._floats:
            self._floats[name] = self._float(item)
        return self._floats[name]

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Floats):
            return NotImplemented
        return self is other or self._key() == other._key()

    def __hash__(self) -> int:
        return hash(self._key())

    def _key(self) -> tuple[object, ...]:
        return (self._finder.dates, self.since, self.until)

    def __reduce__(self) -> tuple[Any, ...]:
        return (Floats, (self._finder, self.since, self.until))

    def __repr__(self) -> str:
        return f"<Floats of {self.plan.id}: {len(self)} deadlines>"

    def __iter__(self) -> Iterator[Float]:
        for row in self.plan.deadlines:
            if _has_float(row):
                yield self[row.id]

    def __len__(self) -> int:
        return sum(_has_float(row) for row in self.plan.deadlines)

    @property
    def events(self) -> Iterator[Float]:
        """The events, each in the tightest window that the rules of the plan and all known dates leave it."""
        for name in self.plan.all_events:
            yield self[name]

    @property
    def critical(self) -> tuple[Float, ...]:
        """The deadlines without float, in the plan's order."""
        return tuple(each for each in self if each.is_critical)

    def chain(self, to: str | None = None) -> tuple[Float, ...]:
        """Give the chain of what drives an item, each driven by the one before it.

        Where several drive an item, one without float goes before others, and the later before the earlier.

        Args:
            to: The last item of it; else the critical deadline that can be done last. Without any critical deadline
                the chain is empty.

        Raises:
            UnknownItemError: `unknown-item`, `no-float`.
        """
        if to is not None:
            current: Float | None = self[to]
        else:
            ranked = [(each.earliest or date.min, n, each) for n, each in enumerate(self.critical)]
            current = max(ranked, key=lambda each: each[:2])[2] if ranked else None
        found: dict[str, Float] = {}
        while current is not None and current.id not in found:
            found[current.id] = current
            before = [
                self[driver.item]
                for driver in current.drivers
                if driver.item is not None and _has_float(self.plan.by_id[driver.item])
            ]
            current = max(
                before,
                key=lambda each: (each.is_critical, each.earliest or date.min),
                default=None,
            )
        return tuple(reversed(found.values()))

    # ------------------------------------------------------------ showing

    def head(self, language: str) -> tuple[str, ...]:
        """Give the names of the columns of a table."""
        return tuple(Message(f"float {name}").text(language) for name in COLUMNS)

    def cells(self, each: Float, language: str) -> tuple[str, ...]:
        """Give the cells of one item in it.

        Args:
            each: The float of the item.
        """
        return (
            each.id,
            _optional_day(each.earliest, language),
            _optional_day(each.latest, language),
            _days(each.total, each.total_working, language),
            _days(each.free, each.free_working, language),
            "; ".join(driver.text(language) for driver in each.drivers),
        )

    def window_step(self, event: Float) -> Step | None:
        """Say in which window an event that isn't known can lie; None where nothing bounds it."""
        window = Window(event.earliest_begin, event.latest)
        if event.is_fixed or window == Window():
            return None
        return Step("float window", event.id, window)

    def __str__(self) -> str:
        language = self.plan.language
        return table_text(float_table(self, language), language)

    def _repr_html_(self) -> str:
        language = self.plan.language
        return table_html(float_table(self, language), language, "floats")

    def to_dict(self, to: str | None = None) -> dict[str, Any]:
        """Give all of it as plain values, in the documented shape.

        Args:
            to: The last item of the chain; else that of the critical one.

        Raises:
            UnknownItemError: `unknown-item`, `no-float`.
        """
        return {
            "format": FORMAT,
            "plan": self.plan.id,
            "since": _iso(self.since),
            "until": self.until if isinstance(self.until, str) else _iso(self.until),
            "events": [each.to_json() for each in self.events],
            "deadlines": [each.to_json() for each in self],
            "chain_to": to,
            "chain": [each.id for each in self.chain(to)],
        }

    def to_json(self, to: str | None = None, *, indent: int | None = None) -> str:
        """Give `to_dict` as JSON text.

        Args:
            to: As for `to_dict`.
        """
        return json.dumps(self.to_dict(to), ensure_ascii=False, indent=indent)

    # ------------------------------------------------------------ the bounds

    def _assumed(self) -> dict[int, tuple[int, int]]:
        """Give the days between which what isn't known lies anyway."""
        found: dict[int, tuple[int, int]] = {}
        low = MINUS_INFINITY if self.since is None else number(self.since)
        high = number(self.until) if isinstance(self.until, date) else PLUS_INFINITY
        for row in self.plan.deadlines:
            if row.done is None and row.id not in self._finder.known:
                nodes = self._finder.program.deadlines[row.id]
                begin = self._finder.constraints.work.get(row.id, (None, None))[0]
                for node in (nodes.counted, begin):
                    if node is not None:
                        found[node] = low, high
        return found

    @cached_property
    def _bounds(self) -> Bounds:
        """Both ends tightened as far as they go; rules that push one another on without end are left out."""
        without = set(self._finder.passed_over)
        assumed = self._assumed()
        while True:
            network = self._finder.constraints.network(
                as_due=False, without=without, assumed=assumed
            )
            bounds = propagate(network, to_the_end=True, standing=True)
            if not bounds.has_cycle:
                break
            core = bounds.core()
            limiting = [rule for rule in core if rule.kind in ("holds", "expected")] or list(core)
            last = max(limiting, key=lambda rule: self.plan.positions[rule.item])
            self._endless.add(last.item)
            without.add(last)
        if isinstance(self.until, str):
            place = network.nodes[self._finder.program.items[self.until].counted]
            early = int(bounds.low[place, 0])
            if abs(early) < PLUS_INFINITY:
                bounds.limit(place, HIGH, early)
                run(bounds, to_the_end=True)
        return bounds

    @property
    def _network(self) -> Network:
        return self._bounds.network

    @cached_property
    def _binding(self) -> dict[int, list[tuple[int, int]]]:
        """For each place those that bind its earliest day, with the rule between."""
        found: dict[int, list[tuple[int, int]]] = defaultdict(list)
        for source, target, rule in self._bounds.binding(LOW):
            found[target].append((source, rule))
        return found

    @cached_property
    def _room(self) -> list[int]:
        """For each place the latest day that leaves all that follows from it at its earliest."""
        network, low = self._network, self._begun
        owners, begun = network.owners, low[:, 0].tolist()
        room = [PLUS_INFINITY] * network.size
        propagators = [
            propagator
            for propagator in network.propagators
            if propagator.side == HIGH and propagator.is_backward
        ]
        changed, ran = [0] * network.size, [-1] * len(propagators)
        tick, is_over = 0, False
        while not is_over:
            is_over = True
            for n, propagator in enumerate(propagators):
                if max(changed[each.source] for each in propagator.rows) <= ran[n]:
                    continue
                held = [
                    # What another item sets stays; what no item sets moves with what it is counted from.
                    room[each.source]
                    if owners[each.source] is None or owners[each.source] == owners[each.target]
                    else begun[each.source]
                    for each in propagator.rows
                ]
                given = propagator.moved(np.array(held, dtype=np.int64)[:, None])
                tick += 1
                ran[n] = tick
                for each, value in zip(propagator.rows, given[:, 0].tolist(), strict=True):
                    target = each.target
                    if value < room[target]:
                        room[target], changed[target], is_over = value, tick, False
            if self._leave_the_earlier(room, begun):
                changed, is_over = [tick + 1] * network.size, False
                tick += 1
        for propagator in network.propagators:
            if propagator.side == HIGH and not propagator.is_adjoint and not propagator.is_weakest:
                # Work that begins later is finished later.
                held = [room[each.source] for each in propagator.rows]
                given = propagator.moved(np.array(held, dtype=np.int64)[:, None])
                for each, value in zip(propagator.rows, given[:, 0].tolist(), strict=True):
                    source, target = each.source, each.target
                    if owners[source] is not None and owners[source] == owners[target]:
                        room[target] = min(room[target], value)
        return room

    @cached_property
    def _begun(self) -> Days:
        """The earliest day of each place, work that is counted in working days beginning on an open day."""
        low = self._bounds.low.copy()
        program = self._finder.constraints.program
        for name, (work, _) in self._finder.constraints.work.items():
            opened = self._opened(name)
            for node in (work, program.deadlines[name].first):
                place = None if node is None else self._network.nodes.get(node)
                if place is not None and opened is not None:
                    low[place] = np.maximum(low[place], opened)
        return low

    def _opened(self, name: str) -> int | None:
        """Give the open day on which work can begin at the earliest; None where it isn't counted in open days."""
        work, finished = self._finder.constraints.work[name]
        _, begin, late = self._ends(work)
        takes = self._finder.constraints.program.maps[finished]
        if not isinstance(takes, WorkingDays) or abs(begin) >= PLUS_INFINITY:
            return None
        calendar = takes.calendar
        opened = int(calendar.next_or_same_array(np.array([begin]))[0])
        return opened if opened != OUTSIDE and opened <= late else None

    def _leave_the_earlier(self, room: list[int], begun: list[int]) -> bool:
        """Bound what may not move where something is counted from the earlier of several; tell whether it did."""
        network, has_moved = self._network, False
        for propagator in network.propagators:
            if propagator.side != LOW or not propagator.is_joint:
                continue
            for place, span in propagator.of_target.items():
                limit = room[place] if network.owners[place] is None else begun[place]
                rows = [propagator.rows[row] for row in span]
                days = [begun[each.source] + each.amount for each in rows]
                for n, (source, _, _, amount) in enumerate(rows):
                    others = min(days[:n] + days[n + 1 :], default=PLUS_INFINITY)
                    if others > limit and limit - amount < room[source]:
                        room[source], has_moved = limit - amount, True
        return has_moved

    # ------------------------------------------------------------ one item

    def _float(self, item: Event | Deadline) -> Float:
        ends = self._event(item) if isinstance(item, Event) else self._deadline(item)
        begin, late_begin, low, high, places = ends
        total = free = None
        if item.id in self._endless:
            short = self._shortfalls.get(item.id)
            total, free = (None, None) if short is None else (-short, 0)
        elif abs(low) < PLUS_INFINITY:
            room = min(self._room[place] + days for place, days in places)
            total = high - low if high < PLUS_INFINITY else None
            room = min(room, high)
            free = max(0, room - low) if room < PLUS_INFINITY else None
        return Float(
            item.id,
            str(item.title),
            find_day(begin),
            find_day(late_begin),
            find_day(low),
            find_day(high),
            total,
            free,
            self._open_days(low, total),
            self._open_days(low, free),
            tuple(self._drivers(item.id, places[0][0])),
            is_fixed=item.id in self._finder.known,
            is_done=self._is_done(item),
        )

    def _is_done(self, item: Event | Deadline) -> bool:
        known = self._finder.known.get(item.id)
        done = isinstance(item, Deadline) and item.done is not None
        return done or (known is not None and known.done is not None)

    def _ends(self, node: int) -> tuple[_At, int, int]:
        place, days = at = self._network.find(node)
        low, high = (int(each[place, 0]) for each in (self._bounds.low, self._bounds.high))
        return (
            at,
            low + days if low > MINUS_INFINITY else low,
            high + days if high < PLUS_INFINITY else high,
        )

    def _event(self, event: Event) -> _Ends:
        nodes = self._finder.program.events[event.id]
        start, begin, late_begin = self._ends(nodes.first)
        end, low, high = self._ends(nodes.last)
        return begin, late_begin, low, high, (end, start)

    def _deadline(self, row: Deadline) -> _Ends:
        program = self._finder.constraints.program
        nodes = program.deadlines[row.id]
        at, low, high = self._ends(nodes.counted)
        if row.takes is None or self._is_done(row):
            return MINUS_INFINITY, PLUS_INFINITY, low, high, (at,)
        work, finished = self._finder.constraints.work[row.id]
        _, begin, late_begin = self._ends(work)
        finish, _, late = self._ends(finished)
        # Begun as late as it can be, it may be finished before the last day, if that one is closed.
        high = late if low <= late < high else high
        opened = self._opened(row.id)
        begin = begin if opened is None else opened
        return begin, late_begin, low, high, (at, finish)

    def _open_days(self, low: int, count: int | None) -> int | None:
        """Count the open days after one up to another so many days later."""
        if count is None or find_day(low) is None:
            return None
        first, last = sorted((low, low + count))
        calendar = self._finder.program.calendars.get(self.plan.calendar)
        try:
            days = calendar.working_days_between(day(first + 1), day(last + 1))
        except (CalendarError, ValueError, OverflowError):
            return None
        return days if count >= 0 else -days

    @cached_property
    def _shortfalls(self) -> dict[str, int | None]:
        return {name: found.shortfall for found in self._finder.found for name in found.items}

    # ------------------------------------------------------------ what binds

    def _drivers(self, name: str, place: int) -> Iterator[Driver]:
        """Walk back from the earliest day of an item to the items and dates that it comes from."""
        network, bounds = self._network, self._bounds
        found: dict[tuple[str | None, date | None], Driver] = {}
        newest = bounds.entry(place, LOW)
        seen = {newest, -1}
        stack = [] if newest < 0 else [(newest, -1)]
        while stack:
            at, rule = stack.pop()
            entry = bounds.numbered(at)
            owner = network.owners[entry.place]
            if entry.rule >= 0 and owner in (None, name):
                rule = self._explaining_rule(entry.rule, rule)
            if owner not in (None, name) or entry.propagator is None:
                known = rule >= 0 and network.rules[rule].kind in ("known", "done")
                item = owner if owner != name else name if known else None
                step = None if rule < 0 else self._finder.step_of(network.rules[rule])
                driver = Driver(item, find_day(entry.day), step)
                found.setdefault((driver.item, driver.day), driver)
                continue
            # Of several together those that are as early bind it.
            binds = [n for n in entry.reasons if bounds.numbered(n).day == entry.day]
            before = [(n, rule) for n in (binds if entry.propagator.is_joint else entry.reasons)]
            if at == bounds.entry(entry.place, LOW):
                # What binds alike, though another was looked at first.
                before += [
                    (bounds.entry(source, LOW), self._explaining_rule(binding_rule, rule))
                    for source, binding_rule in self._binding.get(entry.place, ())
                ]
            for earlier, binding_rule in before:
                if earlier not in seen:
                    seen.add(earlier)
                    stack.append((earlier, binding_rule))
        positions = self.plan.positions
        order = sorted(found, key=lambda key: (positions.get(key[0] or "", -1), key[1] or date.min))
        return (found[key] for key in order)

    def _explaining_rule(self, rule: int, other: int) -> int:
        """Give the rule that says something of its own, of one and one further on."""
        silent = rule < 0 or self._network.rules[rule].kind in ("holds", "takes")
        return other if silent else rule


_At = tuple[int, int]  # a place of the network, and how many days after it
_Ends = tuple[int, int, int, int, tuple[_At, ...]]
COLUMNS = ("item", "earliest", "latest", "total", "free", "driven by")


def float_table(
    floats: Floats, language: str, listed: Iterable[Float] | None = None, *, starred: bool = False
) -> ReportTable:
    """Make the table of floats.

    Args:
        floats: Those of a schedule.
        language: `en` or `vi`.
        listed: Those to give; all deadlines where none are named.
        starred: Whether a first column has a star for what is critical.
    """
    columns = [
        ReportColumn(
            Message(f"float {name}"),
            is_whole=name == "item",
            in_card="id" if name == "item" else "named",
        )
        for name in COLUMNS
    ]
    rows = []
    for each in floats if listed is None else listed:
        star = ("★" if each.is_critical else "",) if starred else ()
        mark = "critical" if each.is_critical else "minor" if each.is_done else ""
        rows.append(ReportRow((*star, *floats.cells(each, language)), mark))
    return ReportTable((*([ReportColumn(in_card="id")] if starred else []), *columns), tuple(rows))


def _has_float(item: Event | Deadline) -> bool:
    return isinstance(item, Event) or item.takes is not None or item.kind not in _WITHOUT_FLOAT


def _optional_day(day: date | None, language: str) -> str:
    return "" if day is None else render_day(day, language)


def _days(count: int | None, working: int | None, language: str) -> str:
    if count is None:
        return ""
    if working is None or not count:
        return render_days(count, language)
    return Message("float days", days=render_days(count, language), working=working).text(language)
