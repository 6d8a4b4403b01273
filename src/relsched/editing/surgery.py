"""Surgery on a plan: rename, merge, split and delete an event or deadline, and mend all that hangs from it.

Each operation gives an `Edit`: the new plan and known dates, what changed in which item, and which dates move.
Nothing is written; `Edit.patch` gives the text of a plan file with the change in it.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import timedelta
from functools import cached_property
from typing import TYPE_CHECKING, Any

import attrs

from relsched.analysis.convention_report import Move
from relsched.dates.offsets import Direction, Offset
from relsched.dates.windows import Window
from relsched.errors import (
    PlanError,
    RelschedError,
    did_you_mean,
    one_or_all,
)
from relsched.messages.catalogue import say
from relsched.plan import graph
from relsched.plan.plan import (
    RELATIONS,
    Deadline,
    Event,
    Known,
    KnownDates,
    Moment,
    Phase,
    Plan,
    Text,
    Wait,
    check_id,
    read_known,
)
from relsched.planfile.patching import SECTIONS, Patch
from relsched.planfile.plan_file import PlanFile
from relsched.planfile.plan_writing import in_one_line, plan_to_dict
from relsched.schedule.resolver import resolve
from relsched.schedule.schedule import Entry, Schedule
from relsched.timing.rewriting import Replace, Substitution, exact_point, with_edges
from relsched.timing.timings import (
    At,
    Both,
    By,
    Continuously,
    Day,
    Earlier,
    Edge,
    From,
    FromTo,
    Later,
    On,
    PeriodEnd,
    PeriodStart,
    Point,
    Recurring,
    Reference,
    SetBy,
    Shifted,
    Timing,
    parse_time,
)

if TYPE_CHECKING:
    from relsched.dates.calendars import WorkingCalendar

FORMAT = "relsched/edit/1"
Title = Text | str | Mapping[str, str]
REFUSE, CASCADE, FREEZE, REBASE = STRATEGIES = ("refuse", "cascade", "freeze", "rebase")
WHICH_TIMING = ("kept", "both")  # of two that are merged

# ---------------------------------------------------------------- what an edit is


@attrs.frozen
class ItemChange:
    """What an edit does to one phase, event or deadline.

    Attributes:
        item: Its id in the old plan; in the new one where it is added.
        kind: `renamed`, `deleted`, `added` or `changed`.
        key: The key of the plan file that changes; None where the whole item does.
        old, new: The value before and after, as the plan file writes it; None where there is none.
    """

    item: str
    kind: str
    key: str | None = None
    old: str | None = None
    new: str | None = None

    def text(self, language: str = "en") -> str:
        """Give it as a sentence."""
        nothing = say("edit nothing", language)
        old, new = (nothing if value is None else value for value in (self.old, self.new))
        named = self.key or ""
        return say(f"edit {self.kind}", language, item=self.item, name=named, old=old, new=new)

    def to_json(self) -> dict[str, Any]:
        """Give it as plain values."""
        return attrs.asdict(self)


@attrs.frozen(slots=False)
class Edit:
    """What an operation makes of a plan; nothing is written yet.

    Attributes:
        operation: `rename`, `merge`, `split` or `delete`.
        before, after: The schedules of the old and of the new plan.
        ids: What becomes of the ids that don't stay: the new id, or None.
        words: Ids that stand for others in timings.
    """

    operation: str
    before: Schedule
    after: Schedule
    ids: Mapping[str, str | None]
    words: Mapping[str, str] = attrs.field(factory=dict)

    @property
    def plan(self) -> Plan:
        """The new plan."""
        return self.after.plan

    @property
    def known(self) -> Mapping[str, Known]:
        """The new known dates."""
        return self.after.known

    @cached_property
    def changes(self) -> tuple[ItemChange, ...]:
        """What changes in the plan, in its order: phases, events, deadlines; what is added comes last."""
        old, new = plan_to_dict(self.before.plan), plan_to_dict(self.plan)
        found: list[ItemChange] = []
        added: list[ItemChange] = []
        for section in SECTIONS:
            mapped = {} if section == "phases" else self.ids
            items = {item["id"]: item for item in new.get(section, [])}
            for item in old.get(section, []):
                name = mapped.get(item["id"], item["id"])
                found += _changes(item, None if name is None else items.pop(name, None))
            added += [
                ItemChange(name, "added", None, None, _written(items[name])) for name in items
            ]
        return (*found, *added)

    @cached_property
    def known_changes(self) -> tuple[ItemChange, ...]:
        """What changes in the known dates, under the key `known`."""
        found = []
        taken = dict(self.known)
        for name, known in self.before.known.items():
            other = self.ids.get(name, name)
            now = None if other is None else taken.pop(other, None)
            if now is None or now.text != known.text:
                text = None if now is None else now.text
                found.append(ItemChange(name, "changed", "known", known.text, text))
        found += [
            ItemChange(name, "changed", "known", None, known.text) for name, known in taken.items()
        ]
        return tuple(found)

    @cached_property
    def moves(self) -> tuple[Move, ...]:
        """The dates that move: of each event and deadline that stays, where its days aren't the same."""
        found = []
        for old in self.before.entries:
            name = self.ids.get(old.id, old.id)
            if self.operation == "split" and old.id in self.ids:
                continue  # what was one is two now
            new = None if name is None else self.after.find(name)
            if new is not None and (move := Move(old, new)).points:
                found.append(move)
        return tuple(found)

    def patch(self, text: str, name: str = "plan.yaml") -> Patch:
        """Give the text of the plan file with the change in it; comments and layout stay where they can.

        Args:
            text: The text that the old plan was read from.
            name: What the file is called in messages.
        """
        return PlanFile.parse(text, name).patched(self.plan, self.ids, words=self.words)

    def text(self, language: str = "en") -> str:
        """Give the preview as text: what changes, then the dates that move."""
        lines = [change.text(language) for change in (*self.changes, *self.known_changes)]
        if self.moves:
            lines.append(say("edit moves", language))
            for move in self.moves:
                old, new, days = move.shown(language)
                lines.append(f"  {move.new.id}  {old} → {new}  {days}".rstrip())
        else:
            lines.append(say("edit no moves", language))
        return "\n".join(lines)

    def __str__(self) -> str:
        return self.text()

    def to_dict(self) -> dict[str, Any]:
        """Give it as plain values, in the documented shape."""
        return {
            "format": FORMAT,
            "plan": self.plan.id,
            "operation": self.operation,
            "changes": [change.to_json() for change in (*self.changes, *self.known_changes)],
            "moves": [move.to_json() for move in self.moves],
            "known": {name: known.text for name, known in self.known.items()},
        }

    def to_json(self, *, indent: int | None = None) -> str:
        """Give `to_dict` as JSON text."""
        return json.dumps(self.to_dict(), ensure_ascii=False, indent=indent)


def _changes(old: Mapping[str, Any], new: Mapping[str, Any] | None) -> list[ItemChange]:
    name = old["id"]
    if new is None:
        return [ItemChange(name, "deleted", None, _written(old), None)]
    found = []
    if new["id"] != name:
        found.append(ItemChange(name, "renamed", None, name, new["id"]))
    for key in dict.fromkeys((*old, *new)):
        if key != "id" and old.get(key) != new.get(key):
            values = (None if item.get(key) is None else _written(item[key]) for item in (old, new))
            found.append(ItemChange(name, "changed", key, *values))
    return found


def _written(value: Any) -> str:
    return value if isinstance(value, str) else in_one_line(value)


# ---------------------------------------------------------------- operations


def rename(
    plan: Plan,
    old: str,
    new: str,
    known: KnownDates | Iterable[Known] | None = None,
    calendars: Mapping[str, WorkingCalendar] | None = None,
) -> Edit:
    """Give an event or deadline another id, wherever the plan and the known dates name it.

    No date changes, and renaming back gives the same plan.

    Raises:
        PlanError: `unknown-item`, `not-declared`, `duplicate-id`, `id-form`, `id-reserved`, `id-meant`.
    """
    surgeon = _Surgeon(plan, known, calendars)
    item = surgeon.declared(old)
    noun = "an event" if isinstance(item, Event) else "a deadline"
    check_id(new, noun, in_timings=True)
    surgeon.refuse_taken(new)

    changed = surgeon.rows()
    changed.substitute(_by_item(old, new), _renewed({old: new}))
    changed.renew_parts(lambda _, part: (new,) if part == old else (part,))
    changed.rows[old] = attrs.evolve(changed.rows[old], id=new)
    fixed = {
        new if name == old else name: attrs.evolve(entry, item=new) if name == old else entry
        for name, entry in surgeon.known.items()
    }
    return surgeon.edit("rename", changed, fixed, {old: new}, {old: new})


def merge(
    plan: Plan,
    item: str,
    into: str,
    known: KnownDates | Iterable[Known] | None = None,
    calendars: Mapping[str, WorkingCalendar] | None = None,
    *,
    when: str = "kept",
) -> Edit:
    """Make one of two events, or of two deadlines: what hung from the first hangs from the second.

    The second keeps what it says, and takes from the first what it lacks: the unit that leads, the phase,
    a source, an expected date. Supporting units, waits and aliases are put together; notes are joined, and
    hold the phrase of the first where the second has its own. A known date goes over too. A lint is ignored
    only if both ignored it: what one of them meant as it stands may be news of the other.

    Args:
        plan, known, calendars: As for `resolve`.
        item: The one that goes.
        into: The one that stays.
        when: `kept` keeps the timing of `into`; `both` holds a deadline to both timings.

    Raises:
        PlanError: `unknown-item`, `not-declared`, `different-kinds`, `loop` where one is counted from the
            other or both are the same, `known-differs` where both have known dates that aren't the same,
            `unknown-strategy` for another `when`.
    """
    if when not in WHICH_TIMING:
        near = did_you_mean(when, WHICH_TIMING)
        raise PlanError(
            f"`{item}` and `{into}` can't be merged with the timing `{when}`.",
            code="unknown-strategy",
            value=when,
            why=f"it is one of {', '.join(WHICH_TIMING)}",
            fix=f"write `{near}`" if near else None,
        )
    surgeon = _Surgeon(plan, known, calendars)
    gone, kept = surgeon.declared(item), surgeon.declared(into)
    surgeon.refuse_merge(gone, kept)

    changed = surgeon.rows()
    changed.substitute(_by_item(item, into), _renewed({item: into}))
    changed.renew_parts(lambda _, part: (into,) if part == item else (part,))
    gone, kept = changed.rows.pop(item), changed.rows[into]
    if isinstance(gone, Event) and isinstance(kept, Event):
        changed.rows[into] = _merged_events(gone, kept)
    elif isinstance(gone, Deadline) and isinstance(kept, Deadline):
        changed.rows[into] = _merged_deadlines(gone, kept, both=when == "both")
    fixed = dict(surgeon.known)
    moved = fixed.pop(item, None)
    if moved is not None:
        own = fixed.setdefault(into, attrs.evolve(moved, item=into))
        if own.text != moved.text:
            raise PlanError(
                f"`{item}` and `{into}` can't be merged while their known dates differ.",
                code="known-differs",
                value=f"{moved}, {own}",
                fix="take one of the two known dates away",
            )
    return surgeon.edit("merge", changed, fixed, {item: None}, {item: into})


def split(
    plan: Plan,
    item: str,
    first: str | Event | Deadline,
    second: str | Event | Deadline,
    known: KnownDates | Iterable[Known] | None = None,
    calendars: Mapping[str, WorkingCalendar] | None = None,
    *,
    to: Mapping[str, str] | None = None,
    keep: bool = False,
    titles: tuple[Title, Title] | None = None,
    known_to: Iterable[str] = (),
) -> Edit:
    """Make two events of one, or two deadlines of one, and tell which of the two each thing hangs from.

    Of an event, the first becomes its beginning and the second its end, a day each: what was counted from
    its start hangs from the first, what was counted from its end from the second, so that no date moves.
    Of a deadline, both get its timing, and what hung from it hangs from the second. What was done as a whole
    was done in both; but a date that a deadline was fixed on from outside goes only to those that are named.

    Args:
        plan, known, calendars: As for `resolve`.
        item: What is split.
        first, second: Their ids; or whole events or deadlines, which then say their own dates.
        to: For an event, deadline or phase the one of the two that it shall hang from instead.
        keep: Keep the event, with the two as its parts, so that what hangs from it may stay.
        titles: What the two are called; else both have the title of the whole.
        known_to: Of a deadline that was fixed on a date, the one of the two that the date holds for, or both.

    Raises:
        PlanError: `unknown-item`, `not-declared`, `duplicate-id`, `id-form`, `id-reserved`, `id-meant`;
            `different-kinds` for an event split into deadlines or a deadline that is to be kept;
            `known-unassigned` where a deadline was fixed on a date, and nobody says for which of the two.
    """
    surgeon = _Surgeon(plan, known, calendars)
    whole = surgeon.declared(item)
    given, fixed = surgeon.halves(whole, first, second, keep, titles, tuple(known_to))
    names = (given[0].id, given[1].id)
    routes = dict(to or {})
    surgeon.refuse_routes(item, names, routes)

    def side(owner: str, edge: Edge) -> str:
        if owner in routes:
            return routes[owner]
        if keep:
            return item
        return names[0] if isinstance(whole, Event) and edge is Edge.START else names[1]

    changed = surgeon.rows()

    def for_owner(owner: str) -> Replace:
        def replace(point: Reference, edge: Edge, _: bool) -> Point:
            meant = surgeon.meant(point) == item
            return attrs.evolve(point, item=side(owner, edge)) if meant else point

        return replace

    def renewed(owner: str, wait: Wait) -> Wait:
        edge = Edge.START if wait.follows_start else Edge.END
        return attrs.evolve(wait, item=side(owner, edge)) if wait.item == item else wait

    changed.substitute(for_owner, renewed)

    def parts(owner: str, part: str) -> tuple[str, ...]:
        if part != item or keep:
            return (routes.get(owner, part),) if part == item else (part,)
        return (routes[owner],) if owner in routes else names

    changed.renew_parts(parts)
    if keep:
        kept = changed.rows[item]
        assert isinstance(kept, Event)
        changed.rows[item] = attrs.evolve(kept, parts=names)
        changed.add(item, *given)
    else:
        changed.rows[item] = given[0]
        changed.add(item, given[1])
    ids = {} if keep else {item: names[0]}
    return surgeon.edit("split", changed, fixed, ids, {item: names[0]})


def delete(
    plan: Plan,
    item: str,
    known: KnownDates | Iterable[Known] | None = None,
    calendars: Mapping[str, WorkingCalendar] | None = None,
    *,
    dependants: str = REFUSE,
) -> Edit:
    """Delete an event or deadline, and do with what hangs from it as is asked.

    Args:
        plan, known, calendars: As for `resolve`.
        item: What is deleted.
        dependants: `refuse` where anything hangs from it; `cascade`: delete that too, and what hangs from
            it in turn; a phase only loses its dates, and an event with other parts only this part;
            `freeze`: the dates it gave are written in its place; `rebase`: what hung from it hangs from
            what it hung from, with the offsets added where they add up exactly, and inside one another
            elsewhere. Freezing and re-basing never move a date: where they would, they are refused.

    Raises:
        PlanError: `unknown-item`, `not-declared`; `still-used` when refused; `not-settled` where a date
            that should be frozen isn't known; `no-anchor` where it hangs from nothing that could take its
            place; `dates-would-move`.
    """
    if dependants not in STRATEGIES:
        near = did_you_mean(dependants, STRATEGIES)
        raise PlanError(
            f"What hangs from `{item}` can't be treated by `{dependants}`.",
            code="unknown-strategy",
            value=dependants,
            why=f"it is one of {', '.join(STRATEGIES)}",
            fix=f"write `{near}`" if near else None,
        )
    surgeon = _Surgeon(plan, known, calendars)
    surgeon.declared(item)
    users = surgeon.users(item)
    if dependants == REFUSE and users:
        raise PlanError(
            f"`{item}` can't be deleted while other things hang from it.",
            code="still-used",
            value=item,
            why=f"it is named by {', '.join(f'`{name}`' for name in users)}",
            fix="delete them too (cascade), freeze their dates, or re-base them",
        )
    if dependants in (REFUSE, CASCADE):
        return surgeon.cascade(item)
    return surgeon.frozen(item) if dependants == FREEZE else surgeon.rebased(item)


# ---------------------------------------------------------------- the parts of a plan, in change


def _by_item(old: str, new: str) -> Callable[[str], Replace]:
    def replace(point: Reference, _: Edge, __: bool) -> Point:
        return attrs.evolve(point, item=new) if point.item == old else point

    return lambda _: replace


# What becomes of a wait of an owner: another wait, or a point that takes the place of what it waits for.
Renew = Callable[[str, Wait], Wait | Point]


def _renewed(names: Mapping[str, str]) -> Renew:
    return lambda _, wait: attrs.evolve(wait, item=names.get(wait.item, wait.item))


@attrs.define
class _Rows:
    """The phases, events and deadlines of a plan while they change, each under its old id."""

    plan: Plan
    is_event: Callable[[str], bool]
    phases: dict[str, Phase]
    rows: dict[str, Event | Deadline]
    behind: dict[str, list[Event | Deadline]] = attrs.field(factory=dict)

    def add(self, name: str, *items: Event | Deadline) -> None:
        """Put items behind another."""
        self.behind.setdefault(name, []).extend(items)

    def substitute(
        self, for_owner: Callable[[str], Replace], renewed: Renew, *, adds: bool = False
    ) -> None:
        """Put points in the place of references everywhere: timings, waits, and the dates of phases."""
        for name, phase in self.phases.items():
            made = Substitution(for_owner(name), self.plan.conventions, self.is_event, adds)
            if phase.when is not None:
                self.phases[name] = attrs.evolve(phase, when=made.timing(phase.when))
        for name, item in self.rows.items():
            if isinstance(item, Event):
                made = Substitution(for_owner(name), self.plan.conventions, self.is_event, adds)
                if item.expected is not None:
                    self.rows[name] = attrs.evolve(item, expected=made.expected(item.expected))
                continue
            rules = self.plan.conventions_for(item)
            made = Substitution(for_owner(name), rules, self.is_event, adds)
            when = None if item.when is None else made.timing(item.when)
            waits: list[Wait] = []
            for wait in item.after:
                new = renewed(name, wait)
                if isinstance(new, Wait):
                    waits.append(new)
                else:
                    when = _held(when, *_released(wait, new, made))
            self.rows[name] = attrs.evolve(item, when=when, after=tuple(dict.fromkeys(waits)))

    def renew_parts(self, parts: Callable[[str, str], tuple[str, ...]]) -> None:
        """Put parts of events in the place of parts: none, one or two."""
        for name, item in self.rows.items():
            if isinstance(item, Event) and item.parts:
                found = tuple(new for part in item.parts for new in parts(name, part))
                self.rows[name] = attrs.evolve(item, parts=found)

    def made(self) -> Plan:
        """Give the plan of these rows, in the order of the old one.

        Raises:
            RelschedError: What can't stand together.
        """
        items = [
            found
            for name, item in self.rows.items()
            for found in (item, *self.behind.get(name, ()))
        ]
        plan = attrs.evolve(
            self.plan,
            phases=tuple(self.phases.values()),
            events=tuple(item for item in items if isinstance(item, Event)),
            deadlines=tuple(item for item in items if isinstance(item, Deadline)),
        )
        graph.check(plan)
        return plan


def _released(wait: Wait, base: Point, made: Substitution) -> tuple[Point, Point | None]:
    """Give the first day that a wait leaves, and the last where it has a greatest gap, as points."""

    def moved(offset: Offset) -> Point:
        return made.joined(Shifted(offset, Direction.AFTER, base))

    next_day = wait.relation == RELATIONS[0] and made.conventions.after != "inclusive"
    if wait.at_least is not None:
        first = moved(wait.at_least)
    elif not next_day:
        first = base
    elif isinstance(base, Day):
        first = Day(base.day + timedelta(days=1))
    else:
        first = moved(Offset(days=1))
    return first, None if wait.at_most is None else moved(wait.at_most)


def _is_sayable(row: Deadline, wait: Wait) -> bool:
    """Whether a timing can say what a wait does: bound the beginning from below, the due date from above."""
    return row.takes is None or (wait.bounds_start and wait.at_most is None)


def _held(when: Timing | None, first: Point, last: Point | None) -> Timing:
    """Hold a timing to a first day, and a last one where there is one, as a wait did."""
    if isinstance(when, Continuously | Recurring):
        begin = first if when.first is None else _joined(Later, [when.first, first])
        end = when.last
        if last is not None:
            end = last if end is None else _joined(Earlier, [end, last])
        return attrs.evolve(when, first=begin, last=end)
    bounds: Timing = From(first) if last is None else FromTo(first, last)
    return bounds if when is None else Both((when, bounds))


def _joined(kind: Callable[[tuple[Point, ...]], Point], points: Iterable[Point]) -> Point:
    distinct = tuple(dict.fromkeys(points))
    return distinct[0] if len(distinct) == 1 else kind(distinct)


def _united(first: Iterable[Any], second: Iterable[Any]) -> tuple[Any, ...]:
    return tuple(dict.fromkeys((*first, *second)))


def _shared(first: Iterable[str], second: Iterable[str]) -> tuple[str, ...]:
    others = frozenset(second)
    return tuple(each for each in first if each in others)


def _merged_events(gone: Event, kept: Event) -> Event:
    own = {phrase for phrase, _ in kept.aliases}
    named = [*gone.aliases, *([(str(gone.title), None)] if gone.title else [])]
    taken = [pair for pair in named if pair[0] not in own and pair[0] != str(kept.title)]
    return attrs.evolve(
        kept,
        title=kept.title or gone.title,
        expected=kept.expected if kept.expected is not None else gone.expected,
        parts=tuple(part for part in _united(kept.parts, gone.parts) if part != kept.id),
        aliases=dict((*kept.aliases, *taken)),
        decided_by=kept.decided_by or gone.decided_by,
        follows=kept.follows or gone.follows,
        source=kept.source or gone.source,
        ignore=_shared(kept.ignore, gone.ignore),
    )


def _merged_deadlines(gone: Deadline, kept: Deadline, *, both: bool) -> Deadline:
    when = kept.when if kept.when is not None else gone.when
    if both and kept.when is not None and gone.when is not None and kept.when != gone.when:
        when = Both((kept.when, gone.when))
    lead = kept.lead or gone.lead
    support = tuple(unit for unit in _united(kept.support, gone.support) if unit != lead)
    if gone.lead is not None and gone.lead != lead:
        support = _united(support, [gone.lead])
    notes = [note for note in (kept.notes, gone.notes) if note]
    if gone.source is not None and kept.source is not None and gone.source.phrase:
        notes.append(f"{gone.source.row or gone.id}: “{gone.source.phrase}”")
    return attrs.evolve(
        kept,
        title=kept.title or gone.title,
        when=when,
        lead=lead,
        support=support,
        phase=kept.phase or gone.phase,
        after=tuple(wait for wait in _united(kept.after, gone.after) if wait.item != kept.id),
        takes=kept.takes if kept.takes is not None else gone.takes,
        done=kept.done if kept.done is not None else gone.done,
        remind=_united(kept.remind, gone.remind),
        source=kept.source or gone.source,
        notes="\n".join(notes) or None,
        ignore=_shared(kept.ignore, gone.ignore),
    )


# ---------------------------------------------------------------- the surgeon


class _Surgeon:
    """Holds a plan and its dates while it is operated on."""

    def __init__(
        self,
        plan: Plan,
        known: KnownDates | Iterable[Known] | None,
        calendars: Mapping[str, WorkingCalendar] | None,
    ) -> None:
        self.plan = plan
        self.calendars = calendars
        self.known = read_known(plan, known)
        self.before = resolve(plan, self.known.values(), calendars)

    # ------------------------------------------------------------ what is asked

    def declared(self, name: str) -> Event | Deadline:
        """Give an item that stands in the plan."""
        item = self.plan.item(name)
        if isinstance(item, Event) and item not in self.plan.events:
            raise PlanError(
                f"`{name}` can't be changed: no event of that id is written in the plan.",
                code="not-declared",
                value=name,
                why=f"it stands for the document “{item.title}” that a timing names by `as set by`",
                fix=f"put `- {{id: {name}, title: …}}` under `events` first",
            )
        return item

    def meant(self, point: Reference) -> str | None:
        """Give the id that a reference means; `as set by` may use a title or an alias."""
        return self.plan.item_id(point.item)

    def is_event(self, name: str) -> bool:
        """Tell whether a name is that of an event."""
        return not isinstance(self.plan.by_id.get(self.plan.item_id(name) or name), Deadline)

    def rows(self) -> _Rows:
        """Give the rows of the plan, to be changed."""
        rows: dict[str, Event | Deadline] = {event.id: event for event in self.plan.events}
        rows |= {deadline.id: deadline for deadline in self.plan.deadlines}
        phases = {phase.id: phase for phase in self.plan.phases}
        return _Rows(self.plan, self.is_event, phases, rows)

    def refuse_taken(self, name: str) -> None:
        """Refuse an id that is in use."""
        if name in self.plan.by_id:
            raise PlanError(
                f"The id `{name}` must not be used twice.",
                code="duplicate-id",
                value=name,
                why="it is already the id of an event or deadline",
                fix="choose another id, or merge the two",
            )

    def refuse_merge(self, gone: Event | Deadline, kept: Event | Deadline) -> None:
        """Refuse to merge what can't be one."""
        if gone.id == kept.id:
            raise PlanError(
                f"`{gone.id}` can't be merged into itself.",
                code="loop",
                value=gone.id,
                fix="name two different items",
            )
        if isinstance(gone, Event) != isinstance(kept, Event):
            raise PlanError(
                f"`{gone.id}` and `{kept.id}` can't be merged: an event isn't a deadline.",
                code="different-kinds",
                value=gone.id,
                fix="delete one of them, and re-base what hangs from it",
            )
        for one, other in ((gone, kept), (kept, gone)):
            if one.id in graph.dependencies(self.plan, [other.id]):
                raise PlanError(
                    f"`{gone.id}` and `{kept.id}` can't be merged: they would wait for themselves.",
                    code="loop",
                    value=gone.id,
                    why=f"`{other.id}` is counted from `{one.id}`",
                    fix=f"delete `{gone.id}` with re-basing instead",
                )

    def refuse_routes(self, item: str, names: tuple[str, str], routes: Mapping[str, str]) -> None:
        """Refuse to let things hang from what isn't one of the two, or that don't hang from the item."""
        users = self.users(item)
        errors: list[RelschedError] = []
        for owner, target in routes.items():
            if owner not in users:
                near = did_you_mean(owner, users)
                errors.append(
                    PlanError(
                        f"`{owner}` can't be hung from another: it doesn't hang from `{item}`.",
                        code="unknown-item",
                        value=owner,
                        fix=f"write `{near}`" if near else None,
                    )
                )
            elif target not in names:
                errors.append(
                    PlanError(
                        f"`{owner}` can't hang from `{target}`.",
                        code="unknown-item",
                        value=target,
                        why=f"`{item}` is split into `{names[0]}` and `{names[1]}`",
                    )
                )
        if errors:
            raise one_or_all(errors, "The split")

    def users(self, name: str) -> list[str]:
        """Give the ids of what names an item: phases, then events and deadlines in the plan's order."""
        phases = [
            phase.id
            for phase in self.plan.phases
            if phase.when is not None and name in map(self.meant, phase.when.references())
        ]
        items = [
            other
            for other, item in self.plan.by_id.items()
            if other != name and name in graph.anchors(self.plan, item)
        ]
        return [*phases, *items]

    # ------------------------------------------------------------ what comes out

    def edit(
        self,
        operation: str,
        changed: _Rows,
        known: Mapping[str, Known],
        ids: Mapping[str, str | None],
        words: Mapping[str, str] | None = None,
    ) -> Edit:
        """Make the new plan and resolve it; what a name means must stay."""
        plan = changed.made()
        ids = dict(ids)
        for name, event in self.plan.all_events.items():
            if event not in self.plan.events and plan.item_id(str(event.title)) != name:
                if plan.item_id(str(event.title)) is not None:
                    raise self._meant_otherwise(str(event.title))
                ids[name] = None
        heirs = {**(words or {}), **ids}
        for deadline in self.plan.deadlines:
            for timing in getattr(deadline.when, "timings", (deadline.when,)):
                if isinstance(timing, SetBy):
                    old, new = self.plan.item_id(timing.name), plan.item_id(timing.name)
                    assert old is not None
                    if new is not None and new not in (old, heirs.get(old), (words or {}).get(old)):
                        raise self._meant_otherwise(timing.name)
        timings = [event.expected for event in plan.events]
        timings += [phase.when for phase in plan.phases]
        timings += [deadline.when for deadline in plan.deadlines]
        for timing in timings:
            if timing is not None:
                Timing.parse(str(timing))  # refuses what is too long or too deep for a text
        kept = {name: entry for name, entry in known.items() if ids.get(name, name) is not None}
        after = resolve(plan, kept.values(), self.calendars)
        return Edit(operation, self.before, after, ids, words or {})

    def _meant_otherwise(self, name: str) -> PlanError:
        return PlanError(
            f"“{name}” would mean another event than now.",
            code="id-meant",
            value=name,
            why="a timing names it by `as set by`, and the new ids would change whom it finds",
            fix="choose another id",
        )

    # ------------------------------------------------------------ splitting

    def halves(
        self,
        whole: Event | Deadline,
        first: str | Event | Deadline,
        second: str | Event | Deadline,
        keep: bool,
        titles: tuple[Title, Title] | None,
        known_to: tuple[str, ...],
    ) -> tuple[tuple[Event | Deadline, Event | Deadline], dict[str, Known]]:
        """Make the two of one, and their known dates."""
        names = [value if isinstance(value, str) else value.id for value in (first, second)]
        noun = "an event" if isinstance(whole, Event) else "a deadline"
        for name in names:
            check_id(name, noun, in_timings=True)
            if name != whole.id or keep:
                self.refuse_taken(name)
        if names[0] == names[1]:
            self.refuse_same(names[0])
        wrong = [
            value
            for value in (first, second)
            if not isinstance(value, str) and isinstance(value, Event) != isinstance(whole, Event)
        ]
        if wrong or (keep and isinstance(whole, Deadline)):
            raise PlanError(
                f"`{whole.id}` can't be split so.",
                code="different-kinds",
                value=whole.id,
                why="only an event can be kept with two events as its parts"
                if keep and not wrong
                else f"it is {noun}, and the two must be so too",
            )
        known = dict(self.known)
        own = known.pop(whole.id, None)
        if known_to and (isinstance(whole, Event) or own is None or not _is_fixed(own)):
            raise PlanError(
                f"`{whole.id}` has no fixed date that only one of the two could take.",
                code="known-unassigned",
                value=", ".join(known_to),
                why="its days are those of its beginning and its end"
                if isinstance(whole, Event)
                else "it hangs on its rule, or is done",
                fix="leave --known-to out",
            )
        made: tuple[Event | Deadline, Event | Deadline]
        if isinstance(whole, Event):
            opening = self._opening(whole, names[0])
            closing = self._closing(whole, names[0], names[1])
            if keep:
                opening = attrs.evolve(opening, aliases=())
                closing = attrs.evolve(closing, aliases=())
            made = opening, closing
            if own is not None:
                known |= self._known_halves(whole, own, names)
        else:
            made = attrs.evolve(whole, id=names[0]), attrs.evolve(whole, id=names[1])
            if own is not None:
                known |= self._known_parts(own, names, known_to)
        if titles is not None:
            made = (
                attrs.evolve(made[0], title=titles[0]),
                attrs.evolve(made[1], title=titles[1]),
            )
        one = made[0] if isinstance(first, str) else first
        other = made[1] if isinstance(second, str) else second
        return (one, other), known

    def _known_parts(
        self, own: Known, names: list[str], known_to: tuple[str, ...]
    ) -> dict[str, Known]:
        """Give what is known of the two deadlines of one: that it is done of both, a fixed date of those named."""
        if not _is_fixed(own):
            return {name: attrs.evolve(own, item=name) for name in names}
        if not known_to:
            raise PlanError(
                f"`{own.item}` was fixed on a date, and nothing says which of the two it holds for.",
                code="known-unassigned",
                value=str(own),
                why="a date that comes from outside was said of the whole",
                fix=f"say which: --known-to {names[0]}, --known-to {names[1]}, or both",
            )
        wrong = [name for name in known_to if name not in names]
        if wrong:
            near = did_you_mean(wrong[0], names)
            raise PlanError(
                f"The known date can't go to `{wrong[0]}`: it isn't one of the two.",
                code="unknown-item",
                value=wrong[0],
                why=f"the two are `{names[0]}` and `{names[1]}`",
                fix=f"write `{near}`" if near else None,
            )
        found = {name: attrs.evolve(own, item=name) for name in names if name in known_to}
        if own.done is not None:
            rest = attrs.evolve(own, start=None, end=None, within=None)
            found |= {name: attrs.evolve(rest, item=name) for name in names if name not in found}
        return found

    def refuse_same(self, name: str) -> None:
        """Refuse one id for two."""
        raise PlanError(
            f"The id `{name}` must not be used twice.",
            code="duplicate-id",
            value=name,
            fix="give the two different ids",
        )

    def _opening(self, whole: Event, name: str) -> Event:
        """Make the event of a whole event's first day: it begins when that would."""
        expected, length = whole.expected, whole.lasts
        lasts: int | None = 1
        if expected is not None and length is not None and length > 1:
            rest = Offset(days=length - 1)
            limits = expected.limits(self.plan.conventions)
            if exact_point(expected) is not None or limits.due is None:
                pass
            elif limits.not_before is None:
                lasts = length  # a window with no beginning can't be shortened in words
            else:
                expected = FromTo(
                    with_edges(limits.not_before, limits.begins, self.is_event),
                    _before(rest, with_edges(limits.due, limits.ends, self.is_event)),
                )
        if whole.parts:
            lasts = whole.lasts
        aliases = [(text, edge) for text, edge in whole.aliases if edge is not Edge.END]
        return attrs.evolve(
            whole, id=name, expected=expected, lasts=lasts, aliases=dict(aliases), follows=None
        )

    def _closing(self, whole: Event, opening: str, name: str) -> Event:
        """Make the event of a whole event's last day: it is as far from the first as that lasts."""
        aliases = {text: edge for text, edge in whole.aliases if edge is Edge.END}
        if whole.parts:
            return attrs.evolve(whole, id=name, aliases=aliases, follows=None)
        start = Reference(opening, Edge.START)
        expected: Timing
        if whole.lasts is None:
            expected = From(start)
            if whole.expected is not None and exact_point(whole.expected) is None:
                expected = Both((whole.expected, expected))
        elif whole.lasts == 1:
            expected = On(start)
        else:
            expected = On(Shifted(Offset(days=whole.lasts - 1), Direction.AFTER, start))
        return attrs.evolve(
            whole, id=name, expected=expected, lasts=1, aliases=aliases, follows=None
        )

    def _known_halves(self, whole: Event, own: Known, names: list[str]) -> dict[str, Known]:
        """Give what is known of the two, from what is known of the whole."""
        if whole.parts:
            return {name: attrs.evolve(own, item=name) for name in names}
        said: dict[str, Any] = {"by": own.by, "on": own.on, "reason": own.reason}
        start, end = own.start, own.end
        if own.done is not None and end is None:
            end = Moment(own.done)
        found: dict[str, Known] = {}
        if start is not None:
            found[names[0]] = Known(names[0], start=start, **said)
        if end is not None:
            found[names[1]] = Known(names[1], start=end, **said)
        entry = self.before[whole.id]
        for name, window in zip(names, (entry.not_before, entry.due), strict=True):
            # What follows from the other end, or from a window, is said as the window that it is.
            follows = whole.lasts is not None and name == names[1]
            if name not in found and not follows and window not in (None, Window.unknown()):
                found[name] = Known(name, within=window, **said)
        return found

    # ------------------------------------------------------------ deleting

    def cascade(self, item: str) -> Edit:
        """Delete an item and what hangs from it."""
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
            users = [d for d in self.plan.deadlines if row.id in graph.anchors(self.plan, d)]
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
            names = ", ".join(f"`{name}`" for name in unsettled)
            waits = [name for name in entry.waits_for if name != item]
            raise PlanError(
                f"The dates that `{item}` gives can't be frozen: they aren't settled.",
                code="not-settled",
                value=item,
                why=f"{names} would need them"
                + (f"; they wait for {', '.join(f'`{name}`' for name in waits)}" if waits else ""),
                fix=f"say what is known, as in --known {item}=2020-10-13, or re-base",
            )
        changed.renew_parts(lambda _, part: () if part == item else (part,))
        return self._unmoved("freeze", changed, item)

    def rebased(self, item: str) -> Edit:
        """Delete an item, and hang what hung from it from what it hung from."""
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
                if found is None or self._counts_weeks_otherwise(row, owner, found):
                    lacking.append(owner)
                    return point
                return found

            return replace

        changed = self.rows()
        del changed.rows[item]
        self._put_points(changed, item, for_owner, lacking, adds=True)
        lacking += self._counted_anew(changed)
        own = row.parts if isinstance(row, Event) and row.expected is None else ()
        if not own:
            # A whole may lose a part only once its days are settled, and can be pinned where they are.
            lacking += [
                event.id
                for event in self.plan.events
                if item in event.parts and not self._is_settled(event.id)
            ]
        self._refuse_unwritten(item, lacking, hangs=(starts, ends) != (None, None))
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
        changed: _Rows,
        item: str,
        for_owner: Callable[[str], Replace],
        lacking: list[str],
        *,
        adds: bool,
    ) -> None:
        """Put points in the place of an item, in waits too; tell what no timing could say."""

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
            if not _is_sayable(row, wait):
                lacking.append(owner)
            return point

        changed.substitute(for_owner, renewed, adds=adds)

    def _takes(self, name: str) -> bool:
        row = self.plan.by_id[name]
        return isinstance(row, Deadline) and row.takes is not None

    def _refuse_unwritten(self, item: str, owners: Iterable[str], *, hangs: bool = True) -> None:
        names = ", ".join(f"`{name}`" for name in dict.fromkeys(owners))
        if names:
            raise PlanError(
                f"What hangs from `{item}` can't be hung elsewhere.",
                code="no-anchor",
                value=item,
                why=f"no rule says the same for {names}"
                if hangs
                else f"`{item}` hangs from no other date, and {names} would need one",
                fix="freeze the dates, merge it into another, or change what hangs from it first",
            )

    def _counted_anew(self, changed: _Rows) -> Iterator[str]:
        """Go through deadlines that were due by a bare point, in whose place the conventions would move an offset.

        `by opening` is that day, whatever is counted as clear days; `by 2 days after issue` isn't 2 days after.
        """
        for old in self.plan.deadlines:
            new = changed.rows.get(old.id)
            if not isinstance(new, Deadline) or new.when is None or new.when == old.when:
                continue
            rules = self.plan.conventions_for(old)
            parts = [
                each.timings if isinstance(each, Both) else (each,) for each in (old.when, new.when)
            ]
            for before, after in zip(*parts, strict=False):
                if not isinstance(before, By | On) or not isinstance(after, By | On):
                    continue
                was_bare = before.limits(rules).due == before.point
                if was_bare and after.limits(rules).due != after.point:
                    yield old.id

    def _is_settled(self, name: str) -> bool:
        entry = self.before[name]
        windows = entry.not_before, entry.due
        return all(window is not None and window.is_settled for window in windows)

    def _still_named(self, event: Event, but: str) -> bool:
        return any(
            row.id != but and row.when is not None and _is_set_by(row.when, event.id, self.plan)
            for row in self.plan.deadlines
        )

    def _counts_weeks_otherwise(self, row: Event | Deadline, owner: str, point: Point) -> bool:
        """Tell whether a point would mean another week where it is put."""
        if not _counts_weeks(point):
            return False
        rules = []
        for item in (row, self.plan.by_id.get(owner)):
            mine = self.plan.conventions
            rules.append(self.plan.conventions_for(item) if isinstance(item, Deadline) else mine)
        return rules[0].week_starts != rules[1].week_starts

    def _as_ids(self, point: Point) -> Point:
        """Name events by their ids where `as set by` named them by a title."""

        def replace(inner: Reference, _: Edge, __: bool) -> Point:
            return attrs.evolve(inner, item=self.meant(inner) or inner.item)

        made = Substitution(replace, self.plan.conventions, self.is_event, adds=False)
        return made.point(point, Edge.START)

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
        made = Substitution(lambda point, _, __: point, rules, self.is_event)
        for wait in row.after:
            base = self._waited_for(wait)
            if base is None or not _is_sayable(row, wait):
                return None, None
            first, last = _released(wait, base, made)
            starts.append(first)
            ends += [] if last is None else [last]
        return (
            self._as_ids(_joined(Later, starts)) if starts else None,
            self._as_ids(_joined(Earlier, ends)) if ends else None,
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
                _joined(Earlier, (Reference(part, Edge.START) for part in row.parts)),
                _joined(Later, (Reference(part, Edge.END) for part in row.parts)),
            )
        exact = exact_point(row.expected)
        if exact is None or row.parts:
            return None, None
        start = self._as_ids(with_edges(exact, Edge.START, self.is_event))
        if row.lasts is None:
            return start, None
        if row.lasts == 1:
            return start, start
        made = Substitution(lambda point, _, __: point, self.plan.conventions, self.is_event)
        rest = Shifted(Offset(days=row.lasts - 1), Direction.AFTER, start)
        return start, made.joined(rest)

    def _unmoved(self, strategy: str, changed: _Rows, item: str) -> Edit:
        """Make the edit, and refuse it where a date would move; pin events whose part is gone."""
        known = {name: entry for name, entry in self.known.items() if name != item}
        found = self.edit("delete", changed, known, {item: None})
        for move in found.moves:
            event = self.plan.by_id.get(move.old.id)
            begin, end = move.old.not_before, move.old.due
            is_whole = isinstance(event, Event) and item in event.parts
            if is_whole and begin and end and begin.is_settled and end.is_settled:
                known[move.old.id] = Known(move.old.id, start=begin.day, end=end.day)
        if len(known) != len(found.known) or set(known) != set(found.known):
            found = self.edit("delete", changed, known, {item: None})
        if found.moves:
            names = ", ".join(f"`{move.old.id}`" for move in found.moves)
            raise PlanError(
                f"`{item}` can't be deleted so: dates would move.",
                code="dates-would-move",
                value=item,
                why=f"the dates of {names} hang on what is known of it, not on its rule",
                fix="freeze the dates" if strategy == "rebase" else "delete with `cascade`",
            )
        return found


def _is_fixed(own: Known) -> bool:
    """Tell whether what is known is a date from outside, and not only that something is done."""
    return own.start is not None or own.end is not None or own.within is not None


def _before(offset: Offset, point: Point) -> Point:
    if isinstance(point, Day) and offset.is_pure_days:
        return Day(point.day - timedelta(days=offset.day_count))
    return Shifted(offset, Direction.BEFORE, point)


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
