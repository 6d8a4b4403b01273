"""Split: make two events or deadlines of one, and let each thing depend on one of the two."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import attrs

from relsched.dates.offsets import Direction, Offset
from relsched.dates.windows import Window
from relsched.editing.edit import Edit
from relsched.editing.plan_editor import PlanEditor
from relsched.errors import PlanError, RelschedError, UnknownItemError, one_or_all, unknown
from relsched.messages.message import Message
from relsched.plan.ids import check_id
from relsched.plan.items import Deadline, Event, Text, Wait
from relsched.plan.known_dates import Known, KnownDates, Moment
from relsched.plan.plan import Plan
from relsched.timing.counted_points import kept, kept_offset
from relsched.timing.points import Day, Edge, Point, Reference, Shifted
from relsched.timing.rewriting import Replace, exact_point, with_edges
from relsched.timing.timings import Both, From, FromTo, On, Timing

if TYPE_CHECKING:
    from relsched.dates.working_calendar import WorkingCalendar

Title = Text | str | Mapping[str, str]


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
    """Make two events of one, or two deadlines of one, and tell which of the two each thing depends on.

    Of an event, the first becomes its beginning and the second its end, a day each: what was counted from
    its start depends on the first, what was counted from its end from the second, so that no date moves.
    Of a deadline, both get its timing, and what depended on it depends on the second. What was done as a whole
    was done in both; but a date that a deadline was fixed on from outside goes only to those that are named.

    Args:
        plan, known, calendars: As for `resolve`.
        item: What is split.
        first, second: Their ids; or whole events or deadlines, which then say their own dates.
        to: For an event, deadline or phase the one of the two that it shall depend on instead.
        keep: Keep the event, with the two as its parts, so that what depends on it may stay.
        titles: What the two are called; else both have the title of the whole.
        known_to: Of a deadline that was fixed on a date, the one of the two that the date holds for, or both.

    Raises:
        UnknownItemError: `unknown-item`.
        PlanError: `not-declared`, `duplicate-id`, `id-form`, `id-reserved`, `id-meant`;
            `different-kinds` for an event split into deadlines or a deadline that is to be kept;
            `known-unassigned` where a deadline was fixed on a date, and nobody says for which of the two.
    """
    editor = _Splitter(plan, known, calendars)
    whole = editor.declared(item)
    given, fixed = editor.halves(whole, first, second, keep, titles, tuple(known_to))
    names = (given[0].id, given[1].id)
    routes = dict(to or {})
    editor.refuse_routes(item, names, routes)

    def side(owner: str, edge: Edge) -> str:
        if owner in routes:
            return routes[owner]
        if keep:
            return item
        return names[0] if isinstance(whole, Event) and edge is Edge.START else names[1]

    changed = editor.rows()

    def for_owner(owner: str) -> Replace:
        def replace(point: Reference, edge: Edge, _: bool) -> Point:
            meant = editor.meant(point) == item
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
    return editor.edit("split", changed, fixed, ids, {item: names[0]})


class _Splitter(PlanEditor):
    """Holds a plan while one of its items becomes two."""

    def refuse_routes(self, item: str, names: tuple[str, str], routes: Mapping[str, str]) -> None:
        """Refuse to let things depend on what isn't one of the two, or that don't depend on the item."""
        users = self.users(item)
        errors: list[RelschedError] = []
        for owner, target in routes.items():
            if owner not in users:
                why, fix = unknown(None, owner, users)
                errors.append(
                    UnknownItemError(
                        Message("error unknown-item split owner", item=owner, whole=item),
                        code="unknown-item",
                        value=owner,
                        why=why,
                        fix=fix,
                    )
                )
            elif target not in names:
                errors.append(
                    UnknownItemError(
                        Message("error unknown-item split target", item=owner, target=target),
                        code="unknown-item",
                        value=target,
                        why=Message(
                            "error unknown-item split target why",
                            whole=item,
                            first=names[0],
                            second=names[1],
                        ),
                    )
                )
        if errors:
            raise one_or_all(errors, Message("problems of split"))

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
                Message("error different-kinds split", item=whole.id),
                code="different-kinds",
                value=whole.id,
                why=Message(
                    "error different-kinds split keep"
                    if keep and not wrong
                    else "error different-kinds split event"
                    if isinstance(whole, Event)
                    else "error different-kinds split deadline"
                ),
            )
        known = dict(self.known)
        own = known.pop(whole.id, None)
        if known_to and (isinstance(whole, Event) or own is None or not _is_fixed(own)):
            raise PlanError(
                Message("error known-unassigned none", item=whole.id),
                code="known-unassigned",
                value=", ".join(known_to),
                why=Message(
                    "error known-unassigned none event"
                    if isinstance(whole, Event)
                    else "error known-unassigned none deadline"
                ),
                fix=Message("error known-unassigned none fix"),
            )
        halves: tuple[Event | Deadline, Event | Deadline]
        if isinstance(whole, Event):
            opening = self._opening(whole, names[0])
            closing = self._closing(whole, names[0], names[1])
            if keep:
                opening = attrs.evolve(opening, aliases=())
                closing = attrs.evolve(closing, aliases=())
            halves = opening, closing
            if own is not None:
                known |= self._known_halves(whole, own, names)
        else:
            halves = attrs.evolve(whole, id=names[0]), attrs.evolve(whole, id=names[1])
            if own is not None:
                known |= self._known_parts(own, names, known_to)
        if titles is not None:
            halves = (
                _titled(halves[0], titles[0]),
                _titled(halves[1], titles[1]),
            )
        one = halves[0] if isinstance(first, str) else first
        other = halves[1] if isinstance(second, str) else second
        return (one, other), known

    def _known_parts(
        self, own: Known, names: list[str], known_to: tuple[str, ...]
    ) -> dict[str, Known]:
        """Give what is known of the two deadlines of one: that it is done of both, a fixed date of those named."""
        if not _is_fixed(own):
            return {name: attrs.evolve(own, item=name) for name in names}
        if not known_to:
            raise PlanError(
                Message("error known-unassigned", item=own.item),
                code="known-unassigned",
                value=str(own),
                why=Message("error known-unassigned why"),
                fix=Message("error known-unassigned fix", first=names[0], second=names[1]),
            )
        wrong = [name for name in known_to if name not in names]
        if wrong:
            fix = unknown(None, wrong[0], names).fix
            raise UnknownItemError(
                Message("error unknown-item known-to", item=wrong[0]),
                code="unknown-item",
                value=wrong[0],
                why=Message("error unknown-item known-to why", first=names[0], second=names[1]),
                fix=fix,
            )
        found = {name: attrs.evolve(own, item=name) for name in names if name in known_to}
        if own.done is not None:
            rest = attrs.evolve(own, start=None, end=None, within=None)
            found |= {name: attrs.evolve(rest, item=name) for name in names if name not in found}
        return found

    def refuse_same(self, name: str) -> None:
        """Refuse one id for two."""
        raise PlanError(
            Message("error duplicate-id taken", id=name),
            code="duplicate-id",
            value=name,
            fix=Message("error duplicate-id split fix"),
        )

    def _opening(self, whole: Event, name: str) -> Event:
        """Make the event of a whole event's first day: it begins when that would."""
        expected, length = whole.expected, whole.lasts
        lasts: int | None = 1
        if expected is not None and length is not None and length > 1:
            rest = Offset(days=length - 1)
            limits = expected.limits(self.plan.conventions)
            due = limits.unadjusted or limits.due
            if exact_point(expected) is not None or due is None:
                pass
            elif limits.not_before is None:
                lasts = length  # a window with no beginning can't be shortened in words
            else:
                first = with_edges(limits.not_before, limits.begins, self.is_event)
                last = _before(rest, with_edges(due, limits.ends, self.is_event))
                rules = self.plan.conventions
                expected = FromTo(kept(first, rules), kept(last, rules))
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
            rest = kept_offset(Offset(days=whole.lasts - 1), self.plan.conventions)
            expected = On(Shifted(rest, Direction.AFTER, start))
        return attrs.evolve(
            whole, id=name, expected=expected, lasts=1, aliases=aliases, follows=None
        )

    def _known_halves(self, whole: Event, own: Known, names: list[str]) -> dict[str, Known]:
        """Give what is known of the two, from what is known of the whole."""
        if whole.parts:
            return {name: attrs.evolve(own, item=name) for name in names}
        origin: dict[str, Any] = {"by": own.by, "on": own.on, "reason": own.reason}
        start, end = own.start, own.end
        if own.done is not None and end is None:
            end = Moment(own.done)
        found: dict[str, Known] = {}
        if start is not None:
            found[names[0]] = Known(names[0], start=start, **origin)
        if end is not None:
            found[names[1]] = Known(names[1], start=end, **origin)
        entry = self.before[whole.id]
        for name, window in zip(names, (entry.not_before, entry.due), strict=True):
            # What follows from the other end, or from a window, is said as the window that it is.
            follows = whole.lasts is not None and name == names[1]
            if name not in found and not follows and window not in (None, Window.unknown()):
                found[name] = Known(name, within=window, **origin)
        return found


def _is_fixed(own: Known) -> bool:
    """Tell whether what is known is a date from outside, and not only that something is done."""
    return own.start is not None or own.end is not None or own.within is not None


def _before(offset: Offset, point: Point) -> Point:
    if isinstance(point, Day) and offset.is_pure_days:
        return Day(point.day - timedelta(days=offset.day_count))
    return Shifted(offset, Direction.BEFORE, point)


def _titled(half: Event | Deadline, title: Title) -> Event | Deadline:
    """Give a half its own title; the short one of the whole would say what the other half is for."""
    if isinstance(half, Event):
        return attrs.evolve(half, title=title)
    return attrs.evolve(half, title=title, short="")
