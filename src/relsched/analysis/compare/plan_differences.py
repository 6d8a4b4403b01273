"""Differences: all that was changed between two schedules, and what each of them affects.

A difference is one thing that was changed: a known date, one matter of one row, a setting, a calendar. It sits
at an item, or affects all. An item can only follow from what sits at it or at something it depends on, before
or after.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import cached_property
from typing import Any

import attrs

from relsched.analysis.compare.change_kinds import Cause, field_edit, fields_changed
from relsched.dates.calendars import Calendars
from relsched.dates.conventions import NAMES as CONVENTION_NAMES
from relsched.dates.working_calendar import WorkingCalendar
from relsched.errors import CalendarError
from relsched.plan.dependency_graph import anchors
from relsched.plan.items import Deadline, Event
from relsched.plan.known_dates import Known
from relsched.plan.plan import Plan
from relsched.schedule.schedule import Schedule

# The matters of a row that its dates may follow from, with the kind of cause they are.
_AFFECTED = {
    "kind": "rule",
    "when": "rule",
    "after": "after",
    "takes": "takes",
    "conventions": "conventions",
    "expected": "expected",
    "lasts": "lasts",
    "parts": "parts",
    "decided_by": "decided_by",
    "title": "names",
    "aliases": "names",
}
_SETTINGS = ("calendar", "issued", "timezone")


@attrs.frozen(eq=False)
class Difference:
    """One thing that was changed, and where: the cause that it may be, the item it sits at, its fields."""

    cause: Cause
    item: str | None = None
    fields: tuple[str, ...] = ()

    @property
    def may_be_missing(self) -> bool:
        """Whether a plan may be impossible without it for no other reason than that it is named."""
        return self.cause.kind in ("added", "removed") or (
            self.cause.kind == "calendar" and None in (self.cause.before, self.cause.after)
        )


class Differences:
    """All that was changed between two schedules, and what it affects."""

    def __init__(self, before: Schedule, after: Schedule) -> None:
        self.before = before
        self.after = after
        self.same_plan: bool = before.plan is after.plan or before.plan == after.plan
        self.all: list[Difference] = []
        self.own: dict[str, list[int]] = {}
        self.edited: dict[str, list[str]] = {}
        self._above_before, named = _all_anchors(before.plan)
        self._above_after = self._above_before
        if not self.same_plan:
            self._above_after, named_after = _all_anchors(after.plan)
            self._items(names_matter=named or named_after)
            self._settings()
        self._known()
        self._calendars()
        self.masks: dict[str, int] = self._reach()

    def _add(self, difference: Difference) -> None:
        if difference.item is not None:
            self.own.setdefault(difference.item, []).append(len(self.all))
        self.all.append(difference)

    def _items(self, *, names_matter: bool) -> None:
        old, new = self.before.plan.by_id, self.after.plan.by_id
        for name in [*new, *(name for name in old if name not in new)]:
            was, now = old.get(name), new.get(name)
            if was is None or now is None:
                if names_matter:  # it may answer to a name that another item answered to
                    kind = "added" if was is None else "removed"
                    self._add(Difference(Cause(kind, name), name))
                continue
            fields = list(fields_changed(was, now))
            if fields:
                self.edited[name] = fields
            affected: dict[str, list[str]] = {}
            for field in fields:
                matter = _AFFECTED.get(field)
                if matter is not None and (matter != "names" or names_matter):
                    affected.setdefault(matter, []).append(field)
            for matter, parts in affected.items():
                edit = field_edit(parts[0], was, now)
                cause = Cause(matter, name, edit.before, edit.after)
                self._add(Difference(cause, name, tuple(parts)))

    def _settings(self) -> None:
        old, new = self.before.plan, self.after.plan
        for name in _SETTINGS:
            if getattr(old, name) != getattr(new, name):
                given = (getattr(plan, name) for plan in (old, new))
                texts = (None if value is None else str(value) for value in given)
                self._add(Difference(Cause("setting", name, *texts), None, (name,)))
        for name in CONVENTION_NAMES:
            was, now = (plan.conventions.text_of(name) for plan in (old, new))
            if was != now:
                self._add(
                    Difference(Cause("setting", f"conventions.{name}", was, now), None, (name,))
                )

    def _known(self) -> None:
        old, new = self.before, self.after
        rows = [
            *self.after.plan.by_id,
            *(n for n in self.before.plan.by_id if n not in new.plan.by_id),
        ]
        for name in rows:
            was, now = old.plan.by_id.get(name), new.plan.by_id.get(name)
            if was is None or now is None:
                continue
            known = (old.known.get(name), new.known.get(name))
            if known == (None, None) and was is now:
                continue
            if isinstance(now, Event):
                if fixed_parts(known[0], known[0]) != fixed_parts(known[1], known[1]):
                    texts = tuple(None if k is None else k.text for k in known)
                    entries = (old.find(name), new.find(name))
                    self._add(Difference(Cause("known", name, *texts, entries=entries), name))
                continue
            if fixed_parts(known[0], None) != fixed_parts(known[1], None):
                pins = tuple(pin_text(k) for k in known)
                self._add(Difference(Cause("pinned", name, *pins), name))
            done = (done_on(was, known[0]), done_on(now, known[1]))
            if done[0] != done[1]:
                days = tuple(None if day is None else day.isoformat() for day in done)
                self._add(Difference(Cause("done", name, *days), name))

    def _calendars(self) -> None:
        old, new = self.before, self.after
        specs = [{spec.id: spec for spec in s.plan.calendars} for s in (old, new)]
        for name in dict.fromkeys((*specs[0], *specs[1])):
            was, now = (own.get(name) for own in specs)
            if was != now:
                texts = (
                    _version(s, name) if own.get(name) else None
                    for s, own in zip((old, new), specs, strict=True)
                )
                self._add(Difference(Cause("calendar", name, *texts), None, ("spec",)))
        ready = [outside_calendars(s) for s in (old, new)]
        for name in sorted({*ready[0], *ready[1]}):
            found = [
                r.get(name) or find_outside(s, name) for r, s in zip(ready, (old, new), strict=True)
            ]
            if found[0] is not None and found[1] is not None and found[0] != found[1]:
                versions = [calendar.version for calendar in found if calendar is not None]
                self._add(Difference(Cause("calendar", name, *versions), None, ("data",)))

    # ------------------------------------------------------------ what it affects

    def above(self, name: str) -> Iterator[str]:
        """Go through what an item is counted from or waits for, before or after; some may come twice."""
        yield from self._above_after.get(name, ())
        if self._above_before is not self._above_after:
            yield from self._above_before.get(name, ())

    def _reach(self) -> dict[str, int]:
        """Give for each item the differences it may follow from, a bit for each."""
        anywhere = sum(1 << n for n, d in enumerate(self.all) if d.item is None)
        masks = dict.fromkeys((*self.before.plan.by_id, *self.after.plan.by_id), anywhere)
        for name, numbers in self.own.items():
            for number in numbers:
                masks[name] |= 1 << number
        if not self.own:
            return masks
        # Programs hold their items so that each comes after what it is counted from; two of them may
        # have two orders, so this is done until nothing is new.
        orders = [(self.after, self._above_after)]
        if self._above_before is not self._above_after:
            orders.append((self.before, self._above_before))
        is_new = True
        while is_new:
            is_new = False
            for schedule, above in orders:
                for name in schedule.program.items:
                    found = masks[name]
                    for other in above[name]:
                        found |= masks[other]
                    if found != masks[name]:
                        masks[name] = found
                        is_new = True
            is_new = is_new and len(orders) > 1
        return masks

    @cached_property
    def touched(self) -> set[str]:
        """The items whose entries may be others."""
        programs = (self.before.program, self.after.program)
        if programs[0].has_clocks != programs[1].has_clocks:
            return set(self.masks)
        return {name for name, mask in self.masks.items() if mask} | self.edited.keys()


def _all_anchors(plan: Plan) -> tuple[dict[str, tuple[str, ...]], bool]:
    """Give what each item depends on, and whether anything is named by another word than its id."""
    found = {name: tuple(dict.fromkeys(anchors(plan, item))) for name, item in plan.by_id.items()}
    timings = (
        item.expected if isinstance(item, Event) else item.when for item in plan.by_id.values()
    )
    named = any(
        reference.item not in plan.by_id
        for timing in timings
        if timing is not None
        for reference in timing.references()
    )
    return found, named


def done_on(item: Event | Deadline | None, known: Known | None) -> date | None:
    """Give the day on which a deadline was completed, as is known or as the plan says."""
    if known is not None and known.done is not None:
        return known.done
    return item.done if isinstance(item, Deadline) else None


def fixed_parts(pin: Known | None, done: Known | None) -> dict[str, Any]:
    """Give what one known date fixes and the day that another says it was done, without who said so."""
    return {
        "start": None if pin is None else pin.start,
        "end": None if pin is None else pin.end,
        "within": None if pin is None else pin.within,
        "done": None if done is None else done.done,
    }


def pin_text(known: Known | None) -> str | None:
    """Give what a known date fixes a deadline on, as text."""
    if known is None or (known.start is None and known.end is None and known.within is None):
        return None
    return attrs.evolve(known, done=None).text


def _version(schedule: Schedule, name: str) -> str | None:
    try:
        return schedule.program.calendars.get(name).version
    except CalendarError:
        return None


def outside_calendars(schedule: Schedule) -> dict[str, WorkingCalendar]:
    """Give the calendars in use that the plan doesn't define, by name."""
    return {calendar.name: calendar for calendar in schedule.program.calendars.outside()}


def find_outside(schedule: Schedule, name: str) -> WorkingCalendar | None:
    """Give a calendar that the plan doesn't define, even one that it doesn't use; None where there is none."""
    try:
        return Calendars((), schedule.program.calendars.ready).get(name)
    except CalendarError:
        return None
