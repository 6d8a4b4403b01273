"""Schedule: the dates that follow from a plan and what is known, one entry an item.

A schedule holds arrays; entries are made when they are asked for.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from functools import cached_property
from typing import Any

import attrs

from relsched.dates.date_reading import DateLike, MomentLike
from relsched.dates.days import MINUS_INFINITY, PLUS_INFINITY, Days, find_day
from relsched.dates.windows import Window
from relsched.dates.zones import to_datetime
from relsched.doors import public
from relsched.engine.monotone_maps import CHOICE, CLOCK
from relsched.engine.program import DeadlineNodes, EventNodes, ItemNodes, Program
from relsched.engine.solution import Dates
from relsched.errors import Path
from relsched.explain.explainer import Explainer, closed_reason, moment_text
from relsched.explain.steps import Explanation, Step
from relsched.feasibility.conflict import Conflict
from relsched.feasibility.floats import Floats
from relsched.feasibility.search import Finder
from relsched.messages.catalogue import check_language
from relsched.messages.html_writing import table_html
from relsched.messages.markdown_writing import table_markdown
from relsched.messages.tables import ReportColumn, ReportRow, ReportTable, table_text
from relsched.plan.items import ISSUED, Deadline, Event, Text
from relsched.plan.known_dates import Known
from relsched.plan.lookup import Lookup
from relsched.plan.plan import Plan
from relsched.schedule.entry import Entry, describe
from relsched.schedule.finding import Finding
from relsched.schedule.schedule_table import COLUMNS, IN_A_NOTEBOOK, schedule_table
from relsched.timing.timings import Recurring

FORMAT = "relsched/schedule/1"
MAX_EXPLAINED = 100  # conflicts that are explained in a whole schedule as JSON


class Schedule(Lookup[Entry]):
    """What follows from a plan and what is known; made by `resolve`.

    `schedule["4.1.b"]` is an entry, of an event too; iterating goes through the deadlines in the plan's order.
    """

    def __init__(self, dates: Dates) -> None:
        self.dates = dates
        self.program: Program = dates.program
        self.values: Days = dates.values
        self.known: Mapping[str, Known] = dates.known
        self.overridden: Mapping[int, Days] = dates.overridden
        self._waits: dict[int, frozenset[str]] = {}
        self._timeless: set[int] = set()
        self._entries: dict[str, Entry] = {}
        self._windows: dict[tuple[int, int], Window] = {}
        self._explaining = threading.Lock()  # an explainer grows while it explains

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Schedule):
            return NotImplemented
        return self.dates == other.dates

    def __hash__(self) -> int:
        return hash(self.dates)

    def __reduce__(self) -> tuple[Any, ...]:
        return (
            Schedule,
            (self.dates,),
        )  # entries and reasons are made again when they are asked for

    @property
    def plan(self) -> Plan:
        """The plan it follows from."""
        return self.program.plan

    def __getitem__(self, name: str) -> Entry:
        """Give the entry of an event or deadline.

        Raises:
            UnknownItemError: `unknown-item`.
        """
        if name not in self._entries:
            self._entries[name] = self._entry(self.plan.item(name))
        return self._entries[name]

    def find(self, name: str) -> Entry | None:
        """Find the entry of an event or deadline; None where there is none.

        Args:
            name: Id of the event or deadline.
        """
        return self[name] if name in self.plan.by_id else None

    def __iter__(self) -> Iterator[Entry]:
        for deadline in self.plan.deadlines:
            yield self[deadline.id]

    def __len__(self) -> int:
        return len(self.plan.deadlines)

    @property
    def events(self) -> Iterator[Entry]:
        """The entries of the events, in the plan's order."""
        for name in self.plan.all_events:
            yield self[name]

    @property
    def entries(self) -> Iterator[Entry]:
        """All entries, events first."""
        yield from self.events
        yield from self

    # ------------------------------------------------------------ entries

    @cached_property
    def _pairs(self) -> list[tuple[int, int]]:
        """The earliest and latest value of each node; reading a list is quicker than reading an array."""
        return [(low, high) for low, high in self.values.tolist()]

    def _window(self, node: int | None) -> Window | None:
        if node is None:
            return None
        pair = self._pairs[node]
        found = self._windows.get(pair)
        if found is None:
            found = self._windows[pair] = Window(find_day(pair[0]), find_day(pair[1]))
        return found

    def _entry(self, item: Event | Deadline) -> Entry:
        if isinstance(item, Event):
            return self._event_entry(item, self.program.events[item.id])
        return self._deadline_entry(item, self.program.deadlines[item.id])

    def _waiting(
        self, nodes: ItemNodes
    ) -> tuple[tuple[str, ...], tuple[tuple[str, str], ...], bool]:
        """Give what an item waits for, who decides each of these, and whether only a time is missing."""
        waits = self._item_waits(nodes, event=isinstance(nodes, EventNodes))
        timeless = any(
            node in self._timeless
            for node in (nodes.first, nodes.last, nodes.first_clock, nodes.last_clock)
        )
        asked = tuple(
            (name, event.decided_by)
            for name in waits
            if (event := self.plan.all_events.get(name)) is not None and event.decided_by
        )
        return waits, asked, timeless

    def _titles_of(self, names: tuple[str, ...]) -> tuple[tuple[str, Text], ...]:
        items = self.plan.by_id
        return tuple((name, items[name].title) for name in names if name in items)

    def _event_entry(self, event: Event, nodes: EventNodes) -> Entry:
        waits, asked, timeless = self._waiting(nodes)
        conflicted = event.id in self._conflicted
        return Entry(
            id=event.id,
            title=str(event.title),
            kind="event",
            when=None if event.expected is None else str(event.expected),
            not_before=self._window(nodes.first),
            due=self._window(nodes.last),
            possible=None,
            safe=None,
            unadjusted=None,
            status="conflict" if conflicted else self._status((nodes.first, nodes.last), timeless),
            waits_for=waits,
            decided_by=asked,
            titles=self._titles_of(waits),
            waits_for_time=timeless,
            **self._times(nodes, ("start", "end")),
            source=None if event.source is None else event.source.phrase,
            row=None if event.source is None else event.source.row,
        )

    def _deadline_entry(self, item: Deadline, nodes: DeadlineNodes) -> Entry:
        waits, asked, timeless = self._waiting(nodes)
        conflicted = item.id in self._conflicted
        known = self.known.get(item.id)
        done = self._done_on(item)
        last = self._last_node(item, nodes)
        possible, safe = self._met(nodes.first, last)
        status = self._deadline_status(item, (nodes.first, last), timeless)
        return Entry(
            id=item.id,
            title=str(item.title),
            kind=item.kind.value,
            when=None if item.when is None else str(item.when),
            not_before=self._window(nodes.first),
            due=self._window(last),
            possible=possible,
            safe=safe,
            unadjusted=self._unadjusted(nodes),
            status="done" if done is not None else "conflict" if conflicted else status,
            waits_for=() if done is not None else waits,
            decided_by=() if done is not None else asked,
            titles=() if done is not None else self._titles_of(waits),
            waits_for_time=timeless and done is None,
            **self._times(nodes, ("not_before", "due")),
            lead=item.lead,
            support=item.support,
            phase=item.phase,
            source=None if item.source is None else item.source.phrase,
            row=None if item.source is None else item.source.row,
            pinned=_pinned(known),
            done=done,
        )

    def _done_on(self, item: Deadline) -> date | None:
        known = self.known.get(item.id)
        return known.done if known is not None and known.done is not None else item.done

    def _last_node(self, item: Deadline, nodes: DeadlineNodes) -> int | None:
        """Give the node of the due date: for an open deadline only once it has been pinned."""
        pinned = _pinned(self.known.get(item.id)) is not None
        return nodes.counted if nodes.last is None and pinned else nodes.last

    def _unadjusted(self, nodes: DeadlineNodes) -> Window | None:
        if nodes.last is None or nodes.unadjusted is None or nodes.last in self.overridden:
            return self._window(nodes.last)
        return self._window(nodes.unadjusted)

    def _met(self, first: int | None, last: int | None) -> tuple[Window | None, Window | None]:
        """Give the possible and the safe days."""
        if first is None and last is None:
            return None, None
        low = self._pairs[first] if first is not None else (MINUS_INFINITY, MINUS_INFINITY)
        high = self._pairs[last] if last is not None else (PLUS_INFINITY, PLUS_INFINITY)
        return _span(low[0], high[1]), _span(
            low[1] if first is not None else None, high[0] if last is not None else None
        )

    def _deadline_status(
        self, item: Deadline, ends: tuple[int | None, int | None], timeless: bool
    ) -> str:
        """Tell how much is known of a deadline that is neither done nor in conflict."""
        if item.when is None and not item.after and ends[1] is None:
            return "undated"
        status = self._status(ends, timeless)
        # Nothing without a due date is ever settled, however well its beginning is known.
        return "open" if status == "settled" and ends[1] is None else status

    def _status(self, ends_of: tuple[int | None, int | None], timeless: bool) -> str:
        pairs = [self._pairs[node] for node in ends_of if node is not None]
        if all(pair[0] == pair[1] for pair in pairs):
            return "waiting" if timeless else "settled"
        ends = [find_day(end) for pair in pairs for end in pair]
        return "waiting" if timeless or None in ends else "windowed"

    def _times(self, nodes: ItemNodes, names: tuple[str, str]) -> dict[str, Any]:
        """Give the times of day that are known, as local texts and as moments, by the names of the fields."""
        zone = self.plan.timezone
        texts: list[tuple[str, str]] = []
        moments: list[tuple[str, datetime]] = []
        for name, node in zip(names, (nodes.first_clock, nodes.last_clock), strict=True):
            if node is not None and self._pairs[node][0] == self._pairs[node][1]:
                value = self._pairs[node][0]
                text = moment_text(value, zone) if abs(value) < 2**59 else None
                if text is not None:
                    texts.append((name, text))
                    moments.append((name, to_datetime(value // CLOCK, zone)))
        return {"times": tuple(texts), "moments": tuple(moments)}

    # ------------------------------------------------------------ waiting

    def _item_waits(self, item_nodes: ItemNodes, *, event: bool) -> tuple[str, ...]:
        nodes = [item_nodes.first, item_nodes.last]
        if not event:
            nodes += [item_nodes.first_clock, item_nodes.last_clock]
        names: frozenset[str] = frozenset()
        for node in nodes:
            if node is not None:
                names |= self._waits_of(node)
        return tuple(name for name in sorted(names, key=self.plan.positions.__getitem__))

    def _waits_of(self, asked: int) -> frozenset[str]:
        """Find what must be decided before a node is settled; every node is looked at once."""
        if self._is_settled(asked):
            return frozenset()
        stack = [asked]
        while stack:
            node = stack[-1]
            if node in self._waits:
                stack.pop()
                continue
            inputs = self._unsettled_inputs(node)
            missing = [other for other in inputs if other not in self._waits]
            if missing:
                stack.extend(missing)
                continue
            self._waits[node] = self._joined_waits(node, inputs)
            stack.pop()
        return self._waits[asked]

    def _is_settled(self, node: int) -> bool:
        return self._pairs[node][0] == self._pairs[node][1]

    def _is_source(self, node: int) -> bool:
        if node in self.overridden:
            return True
        inputs = self.program.inputs[node]
        return self.program.maps[node] is CHOICE and inputs[0] != inputs[1]

    def _unsettled_inputs(self, node: int) -> tuple[int, ...]:
        if self._is_settled(node) or self._is_source(node):
            return ()
        return tuple(other for other in self.program.inputs[node] if not self._is_settled(other))

    def _joined_waits(self, node: int, inputs: tuple[int, ...]) -> frozenset[str]:
        if self._is_settled(node):
            return frozenset()
        if self._is_source(node):
            return frozenset([self.program.owners[node]])
        if not inputs:
            # The day is known and the time isn't: what has the time is the first slot on the way down.
            self._timeless.add(node)
            below = node
            while below not in self.program.owners and self.program.inputs[below]:
                below = self.program.inputs[below][-1]
            return (
                frozenset([self.program.owners[below]])
                if below in self.program.owners
                else frozenset()
            )
        if any(other in self._timeless for other in inputs):
            self._timeless.add(node)
        if len(inputs) == 1:
            return self._waits[inputs[0]]
        return frozenset().union(*(self._waits[other] for other in inputs))

    # ------------------------------------------------------------ findings

    @cached_property
    def _finder(self) -> Finder:
        return Finder(self.dates)

    @cached_property
    def conflicts(self) -> tuple[Conflict, ...]:
        """What can't hold whatever happens: deadlines that can't be met, and events against expectation.

        In the plan's order, each with the smallest set of rules and known dates that makes it, the days they
        fall short, and repairs.
        """
        return tuple(self._finder.certain())

    @cached_property
    def possible_conflicts(self) -> tuple[Conflict, ...]:
        """What can't hold in some of the cases that may still happen, in the plan's order, with these cases."""
        reported = frozenset(name for found in self._finder.found for name in found.items)
        return tuple(self._finder.possible(reported))

    def floats(self, *, since: DateLike | None = None, until: DateLike | None = None) -> Floats:
        """Give how early and how late each deadline can be done, how far it can slip, and what drives it.

        Args:
            since: The day before which nothing is begun or done; the day the plan was issued where none is given.
            until: The day by which everything must be done, or the id of an item that must be done as early as it can.

        Raises:
            UnknownItemError: `unknown-item`.
            TimingError: `date-form`, `date-absent`.
        """
        return Floats(self._finder, self.plan.issued if since is None else since, until)

    @cached_property
    def _conflicted(self) -> frozenset[str]:
        """Items whose own dates can't hold; what several come to together isn't a status of one."""
        return frozenset(name for found in self._finder.own for name in found.items)

    @cached_property
    def lints(self) -> tuple[Finding, ...]:
        """What deserves a look: deadlines not yet done that fall on a closed day of the plan's calendar and stay."""
        found = []
        for place, deadline in enumerate(self.plan.deadlines):
            node = self.program.deadlines[deadline.id].last
            if node is None or deadline.kind.value != "deadline" or not self._is_settled(node):
                continue
            if self._done_on(deadline) is not None:
                continue
            day = find_day(self._pairs[node][0])
            reason = None if day is None else closed_reason(self.program, day)
            if reason is not None:
                values = {"day": day, "reason": reason}
                step = Step("lint closed day", deadline.id, None, values)
                paths: tuple[Path, ...] = (("deadlines", place),)
                found.append(Finding("closed-day", (deadline.id,), step, paths=paths))
        return tuple(found)

    # ------------------------------------------------------------ reading

    def why(self, name: str, language: str | None = None) -> Explanation:
        """Explain the dates of an event or deadline.

        Args:
            name: Id of the event or deadline.

        Raises:
            UnknownItemError: `unknown-item`.
            ValueError: There are no sentences in this language.
        """
        chosen = check_language(language or self.plan.language)
        entry = self[name]
        item = self.plan.by_id[name]
        outcome: list[Step] = []
        if entry.done is not None:
            outcome.append(Step("done", name, values={"day": entry.done}))
        begins, ends = ("begins", "ends") if entry.is_event else ("not before", "due")
        times = {point: text[11:] for point, text in entry.times}
        if entry.not_before is not None and entry.not_before != entry.due:
            time = times.get("not_before")
            outcome.append(Step(begins, name, entry.not_before, time=time))
        if entry.due is not None:
            outcome.append(Step(ends, name, entry.due, time=times.get("due")))
        elif entry.not_before is None:
            outcome.append(Step("no date", name))
        if entry.due is not None and not entry.due.is_settled and not entry.is_event:
            if entry.safe is not None and entry.safe.latest is not None:
                outcome.append(Step("safe", name, values={"day": entry.safe.latest}))
            else:
                outcome.append(Step("not safe", name))
        waits = (other for other in entry.waits_for if other != name)
        word = "waits for the time" if entry.waits_for_time else "waits for"
        outcome.extend(self._waiting_step(Step(word, other)) for other in waits)
        outcome.extend(found.step for found in self._finder.own if name in found.items)
        title = {"main": item.title.main, **dict(item.title.others)}
        with self._explaining:
            steps = self._explainer.steps(name)
        return Explanation(name, title, tuple(outcome), steps, chosen)

    def _waiting_step(self, step: Step) -> Step:
        """Tell which time of an event is missing where one is known: what is counted after it needs that of its end."""
        nodes = self.program.items[step.item or ""]
        if step.kind == "waits for" or not isinstance(nodes, EventNodes):
            return step
        known = {point for point, _ in self._times(nodes, ("start", "end"))["times"]}
        if len(known) != 1:
            return step
        lacking = "end" if "start" in known else "start"
        return attrs.evolve(step, key=f"waits for the {lacking} time")

    @cached_property
    def _explainer(self) -> Explainer:
        """One for all items, since what it works out for one serves others."""
        return Explainer(self.dates)

    def occurrences(self, name: str) -> tuple[date, ...]:
        """Give the days of a recurring duty between its settled ends; empty while an end isn't settled.

        Without a given end the plan's horizon would be filled, so such a duty gives none.

        Args:
            name: Id of the deadline.

        Raises:
            UnknownItemError: `unknown-item`.
        """
        entry = self[name]
        deadline = self.plan.by_id[name]
        timing = deadline.when if isinstance(deadline, Deadline) else None
        if not isinstance(timing, Recurring) or entry.due is None or not entry.due.is_settled:
            return ()
        issued = self.plan.issued
        begins = self.get(ISSUED) if issued is None else None
        first = entry.not_before or Window(issued, issued)
        if begins is not None and entry.not_before is None:
            first = begins.not_before or first
        if not first.is_settled:
            return ()
        rule = timing.recurrence
        calendar = (
            self.program.calendars.get(rule.calendar or self.plan.calendar)
            if rule.needs_calendar
            else None
        )
        return tuple(rule.occurrences(first.day, entry.due.day, calendar))

    def to_rows(self) -> list[dict[str, Any]]:
        """Give a flat row for each deadline, for tables and data frames; days are dates or None."""
        rows = []
        for entry in self:
            row: dict[str, Any] = {"id": entry.id, "title": entry.title, "kind": entry.kind}
            for name in ("not_before", "due", "possible", "safe"):
                window: Window | None = getattr(entry, name)
                row[f"{name}_earliest"] = None if window is None else window.earliest
                row[f"{name}_latest"] = None if window is None else window.latest
            row |= {
                "status": entry.status,
                "waits_for": ", ".join(entry.waits_for),
                "lead": entry.lead,
                "support": ", ".join(entry.support),
                "phase": entry.phase,
                "source": entry.source,
            }
            rows.append(row)
        return rows

    def conflicts_json(self, places: Mapping[Path, int] | None = None) -> list[dict[str, Any]]:
        """Give the conflicts as plain values, the certain ones first; only the first `MAX_EXPLAINED` are explained.

        Args:
            places: For paths of a plan file the lines on which they stand, as `Conflict.to_json` takes them.
        """
        reported = (*self.conflicts, *self.possible_conflicts)
        return [
            found.to_json(places, explained=place < MAX_EXPLAINED)
            for place, found in enumerate(reported)
        ]

    def feed(
        self,
        *,
        stamp: MomentLike,
        audience: str | None = None,
        profile: str = "default",
        language: str | None = None,
        sequence: int = 0,
    ) -> bytes:
        """Write its calendar, as the function `feed` does, which says more of each argument.

        Args:
            stamp: When the dates were published, with a zone.
            audience: What is in it, such as `unit:culture`; None for the whole plan.
            profile: How it is written: the name of a client.
            language: Language of the texts; None for the plan's.
            sequence: Revision count of all items; must rise when any date or status changes.

        Returns:
            The bytes of an .ics file: UTF-8, CRLF, no line over 75 octets.

        Raises:
            UnknownUnitError: `unknown-unit`.
            UnknownItemError: `unknown-item`.
            PlanError: `audience-form`, `unknown-profile` or `feed-empty`.
            TimingError: `moment-form`: the stamp has no zone.
            ValueError: The sequence is negative, or there are no sentences in this language.
        """
        data: bytes = public("feed")(
            self,
            stamp=stamp,
            audience=audience,
            profile=profile,
            language=language,
            sequence=sequence,
        )
        return data

    def to_dict(self) -> dict[str, Any]:
        """Give the whole schedule as plain values, in the documented shape."""
        return {
            "format": FORMAT,
            "plan": self.plan.id,
            "revision": None,
            "known": {name: known.text for name, known in self.known.items()},
            "events": [entry.to_json() for entry in self.events],
            "entries": [entry.to_json() for entry in self],
            "conflicts": self.conflicts_json(),
            "lints": [finding.to_json() for finding in self.lints],
        }

    def to_json(self, *, indent: int | None = None) -> str:
        """Give `to_dict` as JSON text."""
        return json.dumps(self.to_dict(), ensure_ascii=False, indent=indent)

    def text(self, language: str | None = None) -> str:
        """Give the table of its deadlines as text, the columns side by side; None for the plan's language."""
        return table_text(*self._table(language))

    def markdown(self, language: str | None = None) -> str:
        """Give the table of its deadlines in Markdown; None for the plan's language."""
        return table_markdown(*self._table(language))

    def html(self, language: str | None = None) -> str:
        """Give the table of its deadlines as a piece of HTML; None for the plan's language."""
        return table_html(*self._table(language))

    def __repr__(self) -> str:
        return f"<Schedule of {self.plan.id}: {len(self)} deadlines, {len(self.known)} known dates>"

    def __str__(self) -> str:
        cells = ((entry.id, describe(entry, "en"), entry.status, entry.title) for entry in self)
        return table_text(ReportTable((ReportColumn(),) * 4, tuple(map(ReportRow, cells))), "en")

    def _repr_html_(self) -> str:
        return table_html(*self._table(None, IN_A_NOTEBOOK))

    def _table(
        self, language: str | None, names: tuple[str, ...] = COLUMNS
    ) -> tuple[ReportTable, str]:
        """Give the table of its deadlines, and the language that its writers need."""
        language = check_language(language or self.plan.language)
        return schedule_table(self.plan, self, language, names), language


def _pinned(known: Known | None) -> Window | None:
    """Give the days that a known date fixes a deadline on: one day, a span, or a window."""
    if known is None:
        return None
    last = known.end or known.start
    if last is None:
        return known.within
    first = known.start or last
    return Window(first.day, last.day)


def _span(low: int | None, high: int | None) -> Window | None:
    """Give the window from one value to another; None where it is empty or nothing is safe."""
    if (low is not None and low >= PLUS_INFINITY) or (high is not None and high <= MINUS_INFINITY):
        return None
    first = None if low is None else find_day(low)
    last = None if high is None else find_day(high)
    if first is not None and last is not None and last < first:
        return None
    return Window(first, last)
