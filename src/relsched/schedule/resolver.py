"""Plan and known dates to a schedule; a `Resolver` keeps the program of a plan for many known dates."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

import attrs
import numpy as np

from relsched.dates import days as day_maps
from relsched.dates import zones
from relsched.dates.calendars import Calendars
from relsched.dates.days import OUTSIDE, Days, Mask
from relsched.dates.working_calendar import WorkingCalendar
from relsched.engine.evaluation import Link, evaluate, link
from relsched.engine.monotone_maps import CLOCK
from relsched.engine.program import Index, ItemNodes, Program, program
from relsched.engine.solution import Dates
from relsched.errors import (
    CalendarError,
    KnownError,
    OutOfRangeError,
    Place,
    PlanError,
    RelschedError,
    one_or_all,
)
from relsched.messages.message import Message
from relsched.plan.dependency_graph import anchors
from relsched.plan.items import Deadline, Event
from relsched.plan.known_dates import (
    Known,
    KnownDates,
    KnownLike,
    Moment,
    check_format,
    place_of_known,
    read_known,
    taken_away,
)
from relsched.plan.plan import Plan
from relsched.schedule.schedule import FORMAT, Schedule

MAX_REPORTED = 50  # problems of one resolve that are listed one by one
MAX_BYTES = (
    4 * 2**20
)  # of the values held at a time for many scenarios; more is slower, being out of cache
Overrides = dict[int, Days]


@attrs.frozen(eq=False)
class Columns:
    """Some of many scenarios, evaluated together: each is a column at its earliest and one at its latest.

    Attributes:
        program: The program whose nodes these are.
        numbers: Which of the scenarios these are, in the order of the columns.
        earliest, latest: Nodes x scenarios, days since 1970-01-01.
        unusable: For each scenario, whether a date lies outside the horizon or a calendar: alone, it
            would be refused.
        overridden: The nodes whose values known dates give, in all of these scenarios.
    """

    program: Program
    numbers: Index
    earliest: Days
    latest: Days
    unusable: Mask
    overridden: frozenset[int] = frozenset()


def resolve(
    plan: Plan,
    known: KnownDates | Iterable[Known] | None = None,
    calendars: Mapping[str, WorkingCalendar] | None = None,
) -> Schedule:
    """Turn a plan and what is known into a schedule.

    Args:
        plan: The plan.
        known: For events and deadlines their dates: `{"congress": "2020-10-13..2020-10-15"}`. Values are
            texts, dates, pairs of dates, windows or `Known`.
        calendars: Working calendars by name, beside the plan's own and before the countries'.

    Raises:
        PlanError: `dependency-cycle`.
        KnownError: What is known can't be read, or isn't of this plan.
        CalendarError: A calendar isn't known, or a date lies outside the years it covers.
        OutOfRangeError: `outside-horizon`.
    """
    return Resolver(plan, calendars).resolve(known)


def read_schedule(
    value: Mapping[str, Any],
    plan: Plan,
    calendars: Mapping[str, WorkingCalendar] | None = None,
) -> Schedule:
    """Make the schedule again that `Schedule.to_dict` gave as plain values.

    The plan isn't among them, only its id. The dates follow from the plan once more, and must be those that were given.

    Args:
        value: The plain values.
        plan: The plan.
        calendars: Working calendars by name, as for `resolve`.

    Raises:
        RelschedError: Everything that is wrong, all at once: `format-unknown`; `schedule-differs` for the plan, and for
            each event and deadline, that isn't what the values say; and what `resolve` raises.
    """
    errors: list[RelschedError] = list(check_format(value, FORMAT))
    if value.get("plan") != plan.id:
        errors.append(_differs("plan", str(value.get("plan")), f"the plan is `{plan.id}`"))
    schedule = resolve(plan, value.get("known"), calendars)
    for key, entries in (("events", schedule.events), ("entries", schedule)):
        given = {entry.get("id"): entry for entry in value.get(key, ())}
        program = {entry.id: entry.to_json() for entry in entries}
        errors += [
            _differs(key, str(name), "its dates follow otherwise from the plan and what is known")
            for name in dict.fromkeys((*program, *given))
            if program.get(str(name)) != given.get(name)
        ]
    if errors:
        raise one_or_all(errors, Message("problems of schedule", plan=plan.id))
    return schedule


def _differs(key: str, name: str, why: str) -> PlanError:
    return PlanError(
        Message("error schedule-differs", name=name),
        code="schedule-differs",
        where=Place(path=(key,)),
        value=name,
        why=why,
        fix=Message("error schedule-differs fix"),
    )


class Resolver:
    """Resolves one plan for many known dates; the plan is compiled once.

    Args:
        plan: The plan.
        calendars: Working calendars by name, beside the plan's own, which go before them.
    """

    def __init__(self, plan: Plan, calendars: Mapping[str, WorkingCalendar] | None = None) -> None:
        self.plan = plan
        self._calendars = Calendars(plan.calendars, dict(calendars or {}))
        self._done = [row.id for row in plan.deadlines if row.done is not None]
        self._programs: dict[bool, Program] = {}
        self._links: dict[tuple[bool, frozenset[int]], Link] = {}
        self._unfixed: dict[bool, Days] = {}
        self._program(clocks=False)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Resolver):
            return NotImplemented
        return self is other or (self.plan == other.plan and self._calendars == other._calendars)

    def __hash__(self) -> int:
        return hash((self.plan.id, self._calendars))

    def __repr__(self) -> str:
        return f"<Resolver of {self.plan.id}: {len(self.plan.deadlines)} deadlines>"

    def resolve(self, known: KnownDates | Iterable[Known] | None = None) -> Schedule:
        """Give the schedule for what is known; see `resolve`.

        Raises:
            RelschedError: What `resolve` raises for what is known.
        """
        entries = read_known(self.plan, known)
        program = self._program(clocks=_are_clocked(entries.values()))
        overrides = self._overrides(program, entries)
        values = evaluate(program, overrides, linked=self._link(program, overrides))
        return self._checked(program, values, entries, overrides)

    def update(self, schedule: Schedule, changes: KnownDates) -> Schedule:
        """Give the schedule for some changed known dates, touching only what depends on them.

        A change of None takes a known date away.

        Args:
            schedule: What this resolver gave before.
            changes: Dates by the ids of events and deadlines.

        Raises:
            RelschedError: What `resolve` raises for what is known.
        """
        taken = taken_away(changes)
        given = {name: value for name, value in changes.items() if name not in taken}
        kept: dict[str, KnownLike] = {k: v for k, v in schedule.known.items() if k not in changes}
        entries = read_known(self.plan, {**kept, **given})
        program = self._program(clocks=_are_clocked(entries.values()))
        if program is not schedule.program or taken - set(schedule.known):
            return self.resolve(entries)
        overrides = self._overrides(program, entries)
        before = schedule.overridden
        changed = [
            node
            for node in {*overrides, *before}
            if node not in overrides
            or node not in before
            or not np.array_equal(overrides[node], before[node])
        ]
        values = evaluate(
            program,
            overrides,
            linked=self._link(program, overrides),
            previous=schedule.values,
            changed=np.array(changed, dtype=np.intp),
        )
        return self._checked(program, values, entries, overrides)

    def columns(
        self,
        scenarios: Sequence[Mapping[str, Known]],
        known: Mapping[str, Known] | None = None,
        *,
        most_bytes: int = MAX_BYTES,
    ) -> Iterator[Columns]:
        """Evaluate many scenarios together, as many at a time as fit into the memory given.

        Each column holds what `resolve` gives for its scenario. Scenarios that fix the same points stand
        together, so the chunks needn't come in the order of the scenarios.

        Args:
            scenarios: For each what is known of some items; it stands instead of what `known` says of them.
            known: What is known in all of them, checked by `read_known` as the scenarios are.
            most_bytes: What the values of one chunk may take; at least one scenario is evaluated at a time.

        Raises:
            KnownError: What some scenario says of an event can't be.
        """
        kept = dict(known or {})
        alike: dict[tuple[bool, frozenset[str]], list[int]] = {}
        for place, scenario in enumerate(scenarios):
            others = (value for name, value in kept.items() if name not in scenario)
            clocks = _are_clocked((*scenario.values(), *others))
            alike.setdefault((clocks, frozenset(scenario)), []).append(place)
        for (clocks, varied), places in alike.items():
            program = self._program(clocks=clocks)
            constant = self._overrides(
                program,
                kept,
                [name for name in dict.fromkeys((*kept, *self._done)) if name not in varied],
            )
            by_nodes: dict[tuple[int, ...], tuple[list[int], list[Overrides]]] = {}
            for place in places:
                scenario = scenarios[place]
                fixed = self._overrides(program, scenario, scenario)
                numbers, found = by_nodes.setdefault(tuple(sorted(fixed)), ([], []))
                numbers.append(place)
                found.append(fixed)
            most = max(1, most_bytes // (16 * max(1, program.size)))
            for numbers, found in by_nodes.values():
                for first in range(0, len(numbers), most):
                    part = slice(first, first + most)
                    yield self._evaluated(program, constant, numbers[part], found[part])

    def _evaluated(
        self, program: Program, constant: Overrides, numbers: list[int], fixed: list[Overrides]
    ) -> Columns:
        count = len(numbers)
        sides = np.repeat(np.array([False, True]), count)
        overrides: Overrides = {node: np.repeat(pair, count) for node, pair in constant.items()}
        for node in fixed[0]:
            overrides[node] = np.array([one[node] for one in fixed]).T.reshape(-1)
        values = evaluate(program, overrides, sides, self._link(program, overrides))
        wrong = self._wrong(values[_dated(program, overrides)], axis=0)
        return Columns(
            program,
            np.array(numbers, dtype=np.intp),
            values[:, :count],
            values[:, count:],
            wrong[:count] | wrong[count:],
            frozenset(overrides),
        )

    def _program(self, *, clocks: bool) -> Program:
        if clocks not in self._programs:
            compiled = program(self.plan, self._calendars, clocks=clocks)
            unusable = {
                name
                for name in _calendar_names(compiled)
                if any(True for _ in self._calendars.problems([(name, ())]))
            }
            if unusable:
                places = ((name, p) for name, p in self.plan.calendar_names() if name in unusable)
                problems = list(self._calendars.problems(places))
                raise one_or_all(problems, Message("problems of plan", plan=self.plan.id))
            self._programs[clocks] = compiled
            if compiled.has_clocks:
                self._programs[True] = compiled
        return self._programs[clocks]

    def _link(self, program: Program, overrides: Overrides) -> Link:
        cut = frozenset(node for node in overrides if program.parents[node] != node)
        key = (program.has_clocks, cut)
        if key not in self._links:
            if len(self._links) > 8:
                self._links.clear()
            overridden = np.zeros(program.size, dtype=bool)
            overridden[list(cut)] = True
            self._links[key] = link(program, overridden)
        return self._links[key]

    # ------------------------------------------------------------ known dates

    def _overrides(
        self,
        program: Program,
        entries: Mapping[str, Known],
        names: Iterable[str] | None = None,
    ) -> Overrides:
        """Give the values of the nodes that are fixed: of all items, or of those that are named."""
        overrides: Overrides = {}
        errors: list[RelschedError] = []
        for name in dict.fromkeys((*entries, *self._done)) if names is None else names:
            item, known = self.plan.by_id[name], entries.get(name)
            try:
                if isinstance(item, Event):
                    if known is not None:
                        self._fix_event(program, item, known, overrides)
                elif known is not None or item.done is not None:
                    self._fix_deadline(program, item, known, overrides)
            except RelschedError as error:
                errors.append(error)
        if errors:
            raise one_or_all(errors, Message("problems of known"))
        return overrides

    def _fix_event(
        self, program: Program, event: Event, known: Known, overrides: Overrides
    ) -> None:
        nodes = program.events[event.id]
        length = event.lasts
        if known.within is not None and known.start is None and known.end is None:
            low, high = _ends(known)
            latest_start = high
            if length is not None and high < day_maps.PLUS_INFINITY:
                latest_start = high - length + 1
            if latest_start < low:
                raise KnownError(
                    Message("error known-form within", event=event.id, window=str(known.within)),
                    code="known-form",
                    where=place_of_known(event.id),
                    value=known.text,
                    why=Message("error known-form within why", days=length or 0),
                )
            overrides[nodes.first] = _pair(low, latest_start)
            if length is None:
                overrides[nodes.last] = _pair(low, high)
            elif event.parts:
                earliest_end = (
                    low if low < 0 and low == day_maps.MINUS_INFINITY else low + length - 1
                )
                overrides[nodes.last] = _pair(earliest_end, high)
            return
        start, end = known.start, known.end
        if known.done is not None and end is None:
            end = Moment(known.done)
        if start is not None:
            overrides[nodes.first] = _pair(*[self._day(start)] * 2)
        if end is not None:
            last = self._day(end)
            overrides[nodes.last] = _pair(last, last)
            if start is None:
                overrides[nodes.first] = self._start_before(program, event, last)
        elif event.parts and start is not None:
            first = self._day(start)
            overrides[nodes.last] = _pair(
                first, day_maps.PLUS_INFINITY if length is None else first + length - 1
            )
        for node, moment in ((nodes.first_clock, start), (nodes.last_clock, end)):
            if node is not None and moment is not None:
                overrides[node] = self._marked(moment)

    def _start_before(self, program: Program, event: Event, last: int) -> Days:
        """Bound the start of an event of which only the end is known."""
        nodes = program.events[event.id]
        if event.lasts is not None and not event.parts:
            return _pair(last - event.lasts + 1, last - event.lasts + 1)
        if program.has_clocks not in self._unfixed:
            self._unfixed[program.has_clocks] = evaluate(program)
        low, high = (int(value) for value in self._unfixed[program.has_clocks][nodes.first])
        return _pair(min(low, last), min(high, last))

    def _fix_deadline(
        self, program: Program, deadline: Deadline, known: Known | None, overrides: Overrides
    ) -> None:
        nodes = program.deadlines[deadline.id]
        done = deadline.done if known is None or known.done is None else known.done
        due = nodes.last if nodes.last is not None else nodes.counted
        if known is not None and known.within is not None:
            overrides[due] = _pair(*_ends(known))
        last = None if known is None else known.end or known.start
        if last is not None:
            overrides[due] = _pair(*[self._day(last)] * 2)
            if nodes.last_clock is not None:
                overrides[nodes.last_clock] = self._marked(last)
        first = None if known is None or known.end is None else known.start
        if first is not None and nodes.begin is not None:
            overrides[nodes.begin] = _pair(*[self._day(first)] * 2)
        if first is not None and nodes.first is not None:
            overrides[nodes.first] = _pair(*[self._day(first)] * 2)
            if nodes.first_clock is not None:
                overrides[nodes.first_clock] = self._marked(first)
        if done is not None:
            finished = day_maps.number(done)
            overrides[nodes.counted] = _pair(finished, finished)
            if nodes.begin is not None and first is None:
                # What has been done has begun, whatever its rule said: in time for that day.
                begun = program.day_begun(deadline.takes, finished)
                overrides[nodes.begin] = _pair(begun, begun)

    def _day(self, moment: Moment) -> int:
        """Give the day of a known moment in the plan's own zone."""
        day = day_maps.number(moment.day)
        if moment.minute is None:
            return day
        # Also in that zone itself: clocks may skip the time and all that is left of the day.
        instant, _ = zones.instant(day, moment.minute, moment.zone or self.plan.timezone)
        return zones.local(instant, self.plan.timezone)[0]

    def _marked(self, moment: Moment) -> Days:
        day = day_maps.number(moment.day)
        if moment.minute is None:
            value = CLOCK * zones.instant(day + 1, 0, self.plan.timezone)[0] - 1
        else:
            zone = moment.zone or self.plan.timezone
            value = CLOCK * zones.instant(day, moment.minute, zone)[0]
        return _pair(value, value)

    # ------------------------------------------------------------ what can't be

    def _checked(
        self, program: Program, values: Days, entries: Mapping[str, Known], overrides: Overrides
    ) -> Schedule:
        wrong = self._wrong(values, axis=1)
        if wrong[_dated(program, overrides)].any():
            bad = {
                name
                for name, nodes in program.items.items()
                if any(wrong[node] for node in _ends_of(nodes, overrides))
            }
            raise one_or_all(
                self._problems(program, values, bad, entries, overrides),
                Message("problems of plan", plan=self.plan.id),
            )
        return Schedule(Dates(program, values, entries, overrides))

    def _wrong(self, values: Days, axis: int) -> Mask:
        """Tell along an axis whether any value lies outside a calendar or the horizon."""
        horizon = self.plan.horizon
        assert horizon.earliest is not None
        assert horizon.latest is not None
        low, high = day_maps.number(horizon.earliest), day_maps.number(horizon.latest)
        finite = day_maps.is_finite(values)
        wrong = (values == OUTSIDE) | (finite & ((values < low) | (values > high)))
        return np.asarray(wrong.any(axis=axis))

    def _problems(
        self,
        program: Program,
        values: Days,
        bad: set[str],
        entries: Mapping[str, Known],
        overrides: Overrides,
    ) -> list[RelschedError]:
        errors: list[RelschedError] = []
        places = {d.id: ("deadlines", n, "when") for n, d in enumerate(self.plan.deadlines)}
        places |= {e.id: ("events", n, "expected") for n, e in enumerate(self.plan.events)}
        for name, item in self.plan.by_id.items():
            if name not in bad or len(errors) >= MAX_REPORTED:
                continue
            if any(anchor in bad for anchor in anchors(self.plan, item)):
                continue  # it only repeats the problem of what it is counted from
            nodes = _ends_of(program.items[name], overrides)
            where = Place(path=places.get(name, ()))
            timing = item.expected if isinstance(item, Event) else item.when
            text = None if timing is None else str(timing)
            done = item.done if isinstance(item, Deadline) else None
            if done is not None and done not in self.plan.horizon:
                where, text = Place(path=(*where.path[:-1], "done")), str(done)
            if name in entries:
                where, text = place_of_known(name), entries[name].text
            is_date = name in entries or where.path[-1:] == ("done",)
            if any(OUTSIDE in values[node] for node in nodes):
                errors.append(self._outside_calendar(program, name, where, text, nodes))
            else:
                errors.append(
                    OutOfRangeError(
                        Message("error outside-horizon", item=name),
                        code="outside-horizon",
                        where=where,
                        value=text,
                        why=Message("error outside-horizon why", horizon=str(self.plan.horizon)),
                        fix=Message(
                            "error outside-horizon fix date"
                            if is_date
                            else "error outside-horizon fix amount"
                        ),
                    )
                )
        return errors

    def _outside_calendar(
        self, program: Program, name: str, where: Place, text: str | None, nodes: list[int]
    ) -> CalendarError:
        names = sorted(_calendars_below(program, nodes))
        covered = tuple(
            Message(
                "error outside-calendar covers",
                calendar=calendar.name,
                first=calendar.first,
                last=calendar.last,
            )
            for calendar in map(self._calendars.get, names)
        )
        return CalendarError(
            Message("error outside-calendar", item=name),
            code="outside-calendar",
            where=where,
            value=text,
            why=Message("error outside-calendar why", calendars=covered),
            fix=Message("error outside-calendar fix"),
        )


def _ends_of(nodes: ItemNodes, overrides: Overrides) -> list[int]:
    """Give the nodes of an item's two ends, and of the day on which it was done where that is given."""
    found = [node for node in (nodes.first, nodes.last) if node is not None]
    given = nodes.counted
    return [*found, given] if given in overrides and given not in found else found


def _dated(program: Program, overrides: Overrides) -> Index:
    """Give the nodes of days that must lie within the horizon."""
    owners = {program.owners[node] for node in overrides} & program.deadlines.keys()
    given = [node for name in owners if (node := program.deadlines[name].counted) in overrides]
    return np.append(program.dated, np.array(given, dtype=np.intp))


def _pair(low: int, high: int) -> Days:
    return np.array([low, high], dtype=np.int64)


def _ends(known: Known) -> tuple[int, int]:
    assert known.within is not None
    return (
        _number(known.within.earliest, day_maps.MINUS_INFINITY),
        _number(known.within.latest, day_maps.PLUS_INFINITY),
    )


def _number(day: date | None, default: int) -> int:
    return default if day is None else day_maps.number(day)


def _are_clocked(entries: Iterable[Known]) -> bool:
    return any(
        moment is not None and moment.minute is not None
        for known in entries
        for moment in (known.start, known.end)
    )


def _calendar_names(program: Program) -> set[str]:
    return {name for each in program.maps if (name := each.calendar_name) is not None}


def _calendars_below(program: Program, nodes: list[int]) -> set[str]:
    """Find the calendars that took part in some nodes, without going into other items."""
    found: set[str] = set()
    stack = list(nodes)
    seen: set[int] = set()
    while stack:
        node = stack.pop()
        if node in seen:
            continue
        seen.add(node)
        name = program.maps[node].calendar_name
        if name is not None:
            found.add(name)
        stack.extend(other for other in program.inputs[node] if other not in program.owners)
    return found or {program.plan.calendar}
