"""Delete: take an event or deadline out of a plan, and what depends on it falls, is frozen or depends on something
else."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import TYPE_CHECKING

import attrs

from relsched.dates.conventions import Conventions
from relsched.dates.offsets import Direction, Offset
from relsched.dates.windows import Window
from relsched.editing.edit import Edit
from relsched.editing.plan_editor import PlanEditor
from relsched.editing.plan_rows import PlanRows
from relsched.editing.waits import is_expressible, joined, released
from relsched.errors import PlanError, unknown
from relsched.messages.message import Message, in_backticks
from relsched.plan import dependency_graph
from relsched.plan.items import Deadline, Event, Wait
from relsched.plan.known_dates import Known, KnownDates
from relsched.plan.plan import Plan
from relsched.schedule.entry import Entry
from relsched.timing.clock_times import parse_time
from relsched.timing.counted_points import counted, kept
from relsched.timing.points import (
    At,
    Day,
    Earlier,
    Edge,
    Later,
    PeriodEnd,
    PeriodStart,
    Point,
    Reference,
    Shifted,
)
from relsched.timing.rewriting import Replace, Substitution, exact_point, with_edges
from relsched.timing.timings import Both, On, SetBy, Timing

if TYPE_CHECKING:
    from relsched.dates.working_calendar import WorkingCalendar

REFUSE, CASCADE, FREEZE, REBASE = STRATEGIES = ("refuse", "cascade", "freeze", "rebase")


def delete(
    plan: Plan,
    item: str,
    known: KnownDates | Iterable[Known] | None = None,
    calendars: Mapping[str, WorkingCalendar] | None = None,
    *,
    dependants: str = REFUSE,
) -> Edit:
    """Delete an event or deadline, and do with what depends on it as is asked.

    Args:
        plan, known, calendars: As for `resolve`.
        item: What is deleted.
        dependants: `refuse` where anything depends on it; `cascade`: delete that too, and what depends on
            it in turn; a phase only loses its dates, and an event with other parts only this part;
            `freeze`: the dates it gave are written in its place; `rebase`: what depended on it depends on
            what it depended on, with the offsets added where they add up exactly, and inside one another
            elsewhere. Freezing and re-basing never move a date: where they would, they are refused.

    Raises:
        UnknownItemError: `unknown-item`.
        PlanError: `not-declared`; `still-used` when refused; `not-settled` where a date
            that should be frozen isn't known; `no-anchor` where it depends on nothing that could take its
            place; `dates-would-move`.
    """
    if dependants not in STRATEGIES:
        why, fix = unknown(Message("kinds strategies"), dependants, STRATEGIES)
        raise PlanError(
            Message("error unknown-strategy delete", item=item, strategy=dependants),
            code="unknown-strategy",
            value=dependants,
            why=why,
            fix=fix,
        )
    editor = _Deleter(plan, known, calendars)
    editor.declared(item)
    users = editor.users(item)
    if dependants == REFUSE and users:
        raise PlanError(
            Message("error still-used", item=item),
            code="still-used",
            value=item,
            why=Message("error still-used why", items=in_backticks(users)),
            fix=Message("error still-used fix"),
        )
    if dependants in (REFUSE, CASCADE):
        return editor.cascade(item)
    return editor.frozen(item) if dependants == FREEZE else editor.rebased(item)


class _Deleter(PlanEditor):
    """Holds a plan while an item is taken out of it."""

    def cascade(self, item: str) -> Edit:
        """Delete an item and what depends on it."""
        gone = {item}
        while True:
            more = {
                name
                for name, row in self.plan.by_id.items()
                if name not in gone and self._falls(row, gone)
            }
            if not more:
                break
            gone |= more
        changed = self.rows()
        for name in gone:
            changed.rows.pop(name, None)
        changed.renew_parts(lambda _, part: () if part in gone else (part,))
        for name, phase in changed.phases.items():
            if phase.when is not None and gone & set(map(self.meant, phase.when.references())):
                changed.phases[name] = attrs.evolve(phase, when=None)
        known = {name: entry for name, entry in self.known.items() if name not in gone}
        return self.edit("delete", changed, known, dict.fromkeys(sorted(gone)))

    def _falls(self, row: Event | Deadline, gone: set[str]) -> bool:
        if isinstance(row, Event) and row not in self.plan.events:
            users = [
                d for d in self.plan.deadlines if row.id in dependency_graph.anchors(self.plan, d)
            ]
            named = [
                d for d in users if d.when is not None and _is_set_by(d.when, row.id, self.plan)
            ]
            return bool(named) and all(d.id in gone for d in named)
        timing = row.expected if isinstance(row, Event) else row.when
        if timing is not None and gone & set(map(self.meant, timing.references())):
            return True
        if isinstance(row, Event):
            return bool(row.parts) and set(row.parts) <= gone
        return any(wait.item in gone for wait in row.after)

    def frozen(self, item: str) -> Edit:
        """Delete an item, with its dates written where it was named."""
        row, entry = self.plan.by_id[item], self.before[item]
        unsettled: dict[str, Edge] = {}

        def for_owner(owner: str) -> Replace:
            def replace(point: Reference, edge: Edge, timed: bool) -> Point:
                if self.meant(point) != item:
                    return point
                fixed = _date_of(row, entry, edge, timed)
                if fixed is None:
                    unsettled.setdefault(owner, edge)
                    return point
                return fixed

            return replace

        unwritten: list[str] = []
        changed = self.rows()
        del changed.rows[item]
        self._put_points(changed, item, for_owner, unwritten, adds=False)
        self._refuse_unwritten(item, unwritten)
        if unsettled:
            items = in_backticks(unsettled)
            waits = in_backticks(name for name in entry.waits_for if name != item)
            raise PlanError(
                Message("error not-settled", item=item),
                code="not-settled",
                value=item,
                why=Message("error not-settled why waits", items=items, waits=waits)
                if waits
                else Message("error not-settled why", items=items),
                fix=Message("error not-settled fix", item=item),
            )
        changed.renew_parts(lambda _, part: () if part == item else (part,))
        return self._unmoved("freeze", changed, item)

    def rebased(self, item: str) -> Edit:
        """Delete an item, and hang what depended on it from what it depended on."""
        row = self.plan.by_id[item]
        starts, ends = (
            self._event_points(row) if isinstance(row, Event) else self._deadline_points(row)
        )
        lacking: list[str] = []

        def for_owner(owner: str) -> Replace:
            def replace(point: Reference, edge: Edge, _: bool) -> Point:
                if self.meant(point) != item:
                    return point
                is_first = edge in (Edge.START, Edge.NOT_BEFORE)
                if isinstance(row, Deadline):
                    is_first = edge is Edge.NOT_BEFORE
                found = starts if is_first else ends
                if found is None or self._counts_weeks_differently(row, owner, found):
                    lacking.append(owner)
                    return point
                return kept(found, self._rules_of(owner))

            return replace

        changed = self.rows()
        del changed.rows[item]
        self._put_points(changed, item, for_owner, lacking, adds=True)
        lacking += self._counted_again(changed)
        own = row.parts if isinstance(row, Event) and row.expected is None else ()
        if not own:
            # A whole may lose a part only once its days are settled, and can be pinned where they are.
            lacking += [
                event.id
                for event in self.plan.events
                if item in event.parts and not self._is_settled(event.id)
            ]
        self._refuse_unwritten(item, lacking, depends=(starts, ends) != (None, None))
        changed.renew_parts(lambda _, part: own if part == item else (part,))
        if isinstance(row, Deadline) and row.when is not None:
            # A document that only the deleted deadline named becomes an event of its own.
            for reference in row.when.references():
                name = self.meant(reference)
                event = self.plan.all_events.get(name or "")
                if event is None or event in self.plan.events or self._still_named(event, item):
                    continue
                last = list(changed.rows)[-1]
                changed.add(last, event)
        return self._unmoved("rebase", changed, item)

    def _put_points(
        self,
        changed: PlanRows,
        item: str,
        for_owner: Callable[[str], Replace],
        lacking: list[str],
        *,
        adds: bool,
    ) -> None:
        """Put points instead of an item, in waits too; tell what no timing could say."""

        def renewed(owner: str, wait: Wait) -> Wait | Point:
            if wait.item != item:
                return wait
            asked, edge = Reference(item), Edge.START if wait.follows_start else Edge.END
            if wait.follows_start and not self.is_event(item):
                # A deadline begins on the day from which it can be met, or has only its due date.
                if self.before[item].not_before is not None:
                    asked, edge = Reference(item, Edge.NOT_BEFORE), Edge.NOT_BEFORE
                elif self._takes(item):
                    lacking.append(owner)
                    return wait
            point = for_owner(owner)(asked, edge, False)
            if isinstance(point, Reference) and self.is_event(point.item):
                same = (point.edge or edge) is edge
            else:
                same = not wait.follows_start and isinstance(point, Reference) and not point.edge
            if same:
                assert isinstance(point, Reference)
                return attrs.evolve(wait, item=point.item)
            row = self.plan.by_id[owner]
            assert isinstance(row, Deadline)
            if not is_expressible(row, wait):
                lacking.append(owner)
            return point

        changed.substitute(for_owner, renewed, adds=adds)

    def _takes(self, name: str) -> bool:
        row = self.plan.by_id[name]
        return isinstance(row, Deadline) and row.takes is not None

    def _refuse_unwritten(self, item: str, owners: Iterable[str], *, depends: bool = True) -> None:
        items = in_backticks(dict.fromkeys(owners))
        if items:
            raise PlanError(
                Message("error no-anchor", item=item),
                code="no-anchor",
                value=item,
                why=Message("error no-anchor why rule", items=items)
                if depends
                else Message("error no-anchor why none", item=item, items=items),
                fix=Message("error no-anchor fix"),
            )

    def _counted_again(self, changed: PlanRows) -> Iterator[str]:
        """Go through deadlines in which the conventions would act on what stands instead of a reference.

        `by opening` is that day, whatever is rolled; `by 2 days after issue` is counted, and may be.
        """
        for old in self.plan.deadlines:
            new = changed.rows.get(old.id)
            if not isinstance(new, Deadline) or old.when is None or new.when in (None, old.when):
                continue
            rules = self.plan.conventions_for(old)
            parts = [
                each.timings if isinstance(each, Both) else (each,)
                for each in (old.when, new.when)
                if each is not None
            ]
            for before, after in zip(*parts, strict=False):
                if before.limits(rules).adjusted_by != after.limits(rules).adjusted_by:
                    yield old.id
                    break

    def _is_settled(self, name: str) -> bool:
        entry = self.before[name]
        windows = entry.not_before, entry.due
        return all(window is not None and window.is_settled for window in windows)

    def _still_named(self, event: Event, but: str) -> bool:
        return any(
            row.id != but and row.when is not None and _is_set_by(row.when, event.id, self.plan)
            for row in self.plan.deadlines
        )

    def _counts_weeks_differently(self, row: Event | Deadline, owner: str, point: Point) -> bool:
        """Tell whether a point would mean another week where it is put."""
        if not _counts_weeks(point):
            return False
        return self._rules_of(row.id).week_starts != self._rules_of(owner).week_starts

    def _rules_of(self, name: str) -> Conventions:
        """Give the conventions that hold for an item, or for a phase."""
        item = self.plan.by_id.get(name)
        if isinstance(item, Deadline):
            return self.plan.conventions_for(item)
        return self.plan.conventions

    def _as_ids(self, point: Point) -> Point:
        """Name events by their ids where `as set by` named them by a title."""

        def replace(inner: Reference, _: Edge, __: bool) -> Point:
            return attrs.evolve(inner, item=self.meant(inner) or inner.item)

        substitution = Substitution(replace, self.plan.conventions, self.is_event, adds=False)
        return substitution.point(point, Edge.START)

    def _deadline_points(self, row: Deadline) -> tuple[Point | None, Point | None]:
        """Give the rules behind a deadline's two points, which hold wherever they stand."""
        rules = self.plan.conventions_for(row)
        parts = () if row.when is None else getattr(row.when, "timings", (row.when,))
        starts: list[Point] = []
        ends: list[Point] = []
        for part in parts:
            limits = part.limits(rules)
            on_the_day = isinstance(part, On) and row.takes is not None
            if limits.not_before is not None and not on_the_day:
                starts.append(with_edges(limits.not_before, limits.begins, self.is_event))
            if limits.due is not None:
                ends.append(with_edges(limits.due, limits.ends, self.is_event))
        # What has been counted is counted by no convention again.
        plain = attrs.evolve(rules, counting="calendar")
        substitution = Substitution(lambda point, _, __: point, plain, self.is_event)
        for wait in row.after:
            base = self._waited_for(wait)
            if base is None or not is_expressible(row, wait):
                return None, None
            first, last = released(wait, base, substitution)
            starts.append(first)
            ends += [] if last is None else [last]
        return (
            self._as_ids(joined(Later, starts)) if starts else None,
            self._as_ids(joined(Earlier, ends)) if ends else None,
        )

    def _waited_for(self, wait: Wait) -> Point | None:
        """Give the point that a wait counts from; None where no reference says it."""
        if self.is_event(wait.item):
            return Reference(wait.item, Edge.START if wait.follows_start else Edge.END)
        if not wait.follows_start:
            return Reference(wait.item)
        if self.before[wait.item].not_before is not None:
            return Reference(wait.item, Edge.NOT_BEFORE)
        return None if self._takes(wait.item) else Reference(wait.item)

    def _event_points(self, row: Event) -> tuple[Point | None, Point | None]:
        """Give the rules behind an event's start and end; None where only a window is expected, or nothing."""
        if row.parts and row.expected is None:
            return (
                joined(Earlier, (Reference(part, Edge.START) for part in row.parts)),
                joined(Later, (Reference(part, Edge.END) for part in row.parts)),
            )
        exact = exact_point(row.expected)
        if exact is None or row.parts:
            return None, None
        exact = counted(exact, self.plan.conventions)
        start = self._as_ids(with_edges(exact, Edge.START, self.is_event))
        if row.lasts is None:
            return start, None
        if row.lasts == 1:
            return start, start
        plain = attrs.evolve(self.plan.conventions, counting="calendar")
        substitution = Substitution(lambda point, _, __: point, plain, self.is_event)
        rest = Shifted(Offset(days=row.lasts - 1), Direction.AFTER, start)
        return start, substitution.joined(rest)

    def _unmoved(self, strategy: str, changed: PlanRows, item: str) -> Edit:
        """Make the edit, and refuse it where a date would move; pin events whose part is gone."""
        known = {name: entry for name, entry in self.known.items() if name != item}
        found = self.edit("delete", changed, known, {item: None})
        for was in (change.before for change in found.moved):
            assert was is not None
            event = self.plan.by_id.get(was.id)
            begin, end = was.not_before, was.due
            is_whole = isinstance(event, Event) and item in event.parts
            if is_whole and begin and end and begin.is_settled and end.is_settled:
                known[was.id] = Known(was.id, start=begin.day, end=end.day)
        if len(known) != len(found.known) or set(known) != set(found.known):
            found = self.edit("delete", changed, known, {item: None})
        if found.moved:
            items = in_backticks(change.id for change in found.moved)
            raise PlanError(
                Message("error dates-would-move", item=item),
                code="dates-would-move",
                value=item,
                why=Message("error dates-would-move why", items=items),
                fix=Message("error dates-would-move fix freeze")
                if strategy == "rebase"
                else Message("error dates-would-move fix cascade"),
            )
        return found


def _is_set_by(timing: Timing, name: str, plan: Plan) -> bool:
    parts = getattr(timing, "timings", (timing,))
    return any(isinstance(part, SetBy) and plan.item_id(part.name) == name for part in parts)


def _counts_weeks(point: Point) -> bool:
    if isinstance(point, PeriodStart | PeriodEnd) and point.period == "week":
        return True
    return any(_counts_weeks(inner) for inner in point.inputs)


def _date_of(row: Event | Deadline, entry: Entry, edge: Edge, timed: bool) -> Point | None:
    """Give the settled date of an item's edge, with its time of day where that counts; None where it isn't."""
    window: Window | None
    if isinstance(row, Event):
        name, window = ("start", entry.not_before) if edge is Edge.START else ("end", entry.due)
    elif edge is Edge.NOT_BEFORE:
        name, window = "not_before", entry.not_before
    else:
        done = None if entry.done is None else Window.on(entry.done)
        name, window = "due", done or entry.due
    if window is None or not window.is_settled:
        return None
    time = dict(entry.times).get(name, "")
    if timed and time[:10] == window.day.isoformat():
        return At(Day(window.day), parse_time(time[11:16]))
    return Day(window.day)
