"""Compare: what becomes of each date between two schedules, and exactly why.

| kind | what became of it |
|---|---|
| `moved` | it had dates and has others |
| `settled` | it had none yet, or several, and has one now |
| `unsettled` | it had one and hasn't any more |
| `narrowed` · `widened` | it may lie on fewer, or on more days |
| `added` · `removed` | it is new, or gone from the plan |
| `done` · `reopened` | it was completed, or isn't any more |
| `edited` | it says something else, on the same days |

A change has as its causes those of the things changed between the two schedules that it can't be had without:
each is taken back alone and the schedule resolved again; where none alone makes a difference, all that bear on
the item are named.
"""

from __future__ import annotations

import html
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from functools import cached_property
from typing import Any

import attrs

from relsched.calendars import WorkingCalendar
from relsched.catalogue import say, say_days, say_window
from relsched.errors import RelschedError
from relsched.graph import dependency_graph
from relsched.plan import Deadline, Event, Known, Plan
from relsched.resolver import Resolver
from relsched.schedule import Entry, Schedule

FORMAT = "relsched/compare/1"
KINDS = (
    *("moved", "settled", "unsettled", "narrowed", "widened", "added", "removed"),
    *("done", "reopened", "edited"),
)
FLAGS = ("late", "past", "conflict", "frozen")
_DATES = ("not_before", "due", "possible", "safe", "unadjusted", "times", "pinned")
_TEXTS = ("title", "when", "lead", "support", "phase", "source", "row", "kind")
_SETTINGS = ("conventions", "calendar", "calendars", "timezone", "horizon", "issued", "phases")
# Of more things changed in a plan than this, those that bear on an item are named untried.
MOST_TRIED = 60


@attrs.frozen
class Cause:
    """One thing that was changed, and that dates follow from.

    Attributes:
        kind: `known`, `rule`, `setting`, `calendar`, `added` or `removed`.
        name: The event, deadline, setting or calendar.
        before, after: What it said; None where it said nothing.
    """

    kind: str
    name: str
    before: str | None = None
    after: str | None = None

    def text(self, language: str = "en") -> str:
        """Say it in a sentence."""
        kind = self.kind
        if kind in ("known", "rule"):
            kind += " new" if self.before is None else " gone" if self.after is None else ""
        values = {"name": f"`{self.name}`", "before": self.before or "", "after": self.after or ""}
        return say(f"cause {kind}", language, **values)

    def to_json(self) -> dict[str, Any]:
        """Give it as plain values."""
        return {**attrs.asdict(self), "text": self.text()}


@attrs.frozen
class Change:
    """What became of one event or deadline.

    Attributes:
        id: The event or deadline.
        kind: One of `KINDS`.
        before, after: Its entries; None where it wasn't, or isn't, in the plan.
        causes: What it follows from.
        flags: Of `late`, `past`, `conflict` and `frozen`.
    """

    id: str
    kind: str
    before: Entry | None
    after: Entry | None
    causes: tuple[Cause, ...] = ()
    flags: tuple[str, ...] = ()

    @property
    def is_event(self) -> bool:
        """Whether it is an event; else it is a deadline."""
        entry = self.after or self.before
        return entry is not None and entry.is_event

    @property
    def days(self) -> int | None:
        """How many calendar days it moved; None where it has no one date before or after."""
        before, after = _day(self.before), _day(self.after)
        return None if before is None or after is None else (after - before).days

    def dates(self, language: str = "en") -> tuple[str, str]:
        """Give its dates before and after, in words; empty where it has none."""
        return _dates(self.before, language), _dates(self.after, language)

    def to_json(self) -> dict[str, Any]:
        """Give it as plain values."""
        return {
            "id": self.id,
            "kind": self.kind,
            "is_event": self.is_event,
            "days": self.days,
            "flags": list(self.flags),
            "causes": [cause.to_json() for cause in self.causes],
            "before": None if self.before is None else self.before.to_json(),
            "after": None if self.after is None else self.after.to_json(),
        }


def _day(entry: Entry | None) -> date | None:
    if entry is None:
        return None
    window = entry.not_before if entry.is_event else entry.due
    return window.earliest if window is not None and window.is_settled else None


def _dates(entry: Entry | None, language: str) -> str:
    if entry is None:
        return ""
    windows = [w for w in (entry.not_before, entry.due) if w is not None]
    spans = entry.kind in ("event", "span") and len(windows) == 2 and windows[0] != windows[1]
    if not windows:
        return ""
    shown = windows if spans else windows[-1:]
    return " – ".join(say_window(w.earliest, w.latest, language) for w in shown)


@attrs.frozen(eq=False)
class Comparison:
    """What became of each event and deadline between two schedules; made by `compare`.

    It is true when anything changed, and goes through the changes in the order of the plan, events first.
    """

    before: Schedule = attrs.field(repr=False)
    after: Schedule = attrs.field(repr=False)
    changes: tuple[Change, ...]
    unchanged: int
    as_of: date | None = None

    def __bool__(self) -> bool:
        return bool(self.changes)

    def __iter__(self) -> Iterator[Change]:
        return iter(self.changes)

    def __len__(self) -> int:
        return len(self.changes)

    @cached_property
    def _by_id(self) -> dict[str, Change]:
        return {change.id: change for change in self.changes}

    def find(self, name: str) -> Change | None:
        """Find the change of an event or deadline; None where it stayed as it was."""
        return self._by_id.get(name)

    @property
    def groups(self) -> list[tuple[tuple[Cause, ...], list[Change]]]:
        """The changes by their causes, in the order of the plan."""
        found: dict[tuple[Cause, ...], list[Change]] = {}
        for change in self.changes:
            found.setdefault(change.causes, []).append(change)
        return list(found.items())

    def apply(self, entries: Mapping[str, Entry]) -> dict[str, Entry]:
        """Make the entries after from the entries before.

        Raises:
            ValueError: The entries aren't those that the comparison starts from.
        """
        found = dict(entries)
        for change in self.changes:
            if found.get(change.id) != change.before:
                raise ValueError(f"the entry of {change.id} isn't the one compared")
            if change.after is None:
                del found[change.id]
            else:
                found[change.id] = change.after
        return found

    def then(self, other: Comparison) -> Comparison:
        """Give the comparison from the first schedule of this one to the last of another that goes on from it."""
        if other.before is not self.after and _entries(other.before) != _entries(self.after):
            raise ValueError("the second comparison doesn't begin where the first ends")
        return compare(self.before, other.after, as_of=other.as_of)

    # ------------------------------------------------------------ as values and text

    def to_dict(self) -> dict[str, Any]:
        """Give it as plain values, in the documented shape."""
        return {
            "format": FORMAT,
            "plan": self.after.plan.id,
            "as_of": None if self.as_of is None else self.as_of.isoformat(),
            "unchanged": self.unchanged,
            "changes": [change.to_json() for change in self.changes],
        }

    def to_json(self, *, indent: int | None = None) -> str:
        """Give it as JSON."""
        return json.dumps(self.to_dict(), ensure_ascii=False, indent=indent)

    def text(self, language: str | None = None) -> str:
        """Say it, grouped by cause; English or Vietnamese."""
        language = language or self.after.plan.language
        lines = []
        for causes, changes in self.groups:
            lines.append(self._heading(causes, changes, language))
            cells = [self._cells(change, language) for change in changes]
            widths = [max(len(row[n]) for row in cells) for n in range(3)]
            for row in cells:
                padded = [cell.ljust(width) for cell, width in zip(row, widths, strict=False)]
                lines.append("  " + "  ".join([*padded, row[3]]).rstrip())
        lines.append(say("compare unchanged", language, count=self.unchanged))
        return "\n".join(lines)

    def _heading(self, causes: tuple[Cause, ...], changes: list[Change], language: str) -> str:
        told = "; ".join(cause.text(language) for cause in causes) or say("cause none", language)
        return f"{told} ({len(changes)})"

    def _cells(self, change: Change, language: str) -> tuple[str, str, str, str]:
        before, after = change.dates(language)
        if change.kind in ("edited", "done", "reopened") or before == after:
            dates = after or before
        else:
            dates = f"{before or '–'} → {after or '–'}"
        told = [say(f"change {change.kind}", language)]
        if change.days:
            told = [f"{'+' if change.days > 0 else '−'}{say_days(abs(change.days), language)}"]
        told += [say(f"flag {flag}", language) for flag in change.flags]
        return change.id, dates, ", ".join(told), self._title(change, language)

    def _title(self, change: Change, language: str) -> str:
        schedule = self.before if change.after is None else self.after
        return schedule.plan.by_id[change.id].title.spoken(language)

    def markdown(self, language: str | None = None) -> str:
        """Write it as Markdown: a table for each cause."""
        language = language or self.after.plan.language
        parts = []
        for causes, changes in self.groups:
            rows = "\n".join(
                "| " + " | ".join(map(_markdown, self._cells(change, language))) + " |"
                for change in changes
            )
            head = " | ".join(self._columns(language))
            parts.append(
                f"**{_markdown(self._heading(causes, changes, language))}**\n\n"
                f"| {head} |\n|---|---|---|---|\n{rows}"
            )
        parts.append(say("compare unchanged", language, count=self.unchanged))
        return "\n\n".join(parts)

    def _columns(self, language: str) -> list[str]:
        return [say(f"column {name}", language) for name in ("id", "due", "days", "title")]

    def html(self, language: str | None = None) -> str:
        """Write it as a piece of HTML: a table for each cause; no script, every text escaped."""
        language = language or self.after.plan.language
        parts = []
        for causes, changes in self.groups:
            head = "".join(f"<th>{html.escape(name)}</th>" for name in self._columns(language))
            rows = "".join(
                "<tr>"
                + "".join(f"<td>{html.escape(cell)}</td>" for cell in self._cells(change, language))
                + "</tr>"
                for change in changes
            )
            heading = html.escape(self._heading(causes, changes, language))
            parts.append(f"<h3>{heading}</h3><table><tr>{head}</tr>{rows}</table>")
        told = html.escape(say("compare unchanged", language, count=self.unchanged))
        return f'<div lang="{language}">{"".join(parts)}<p>{told}</p></div>'

    def _repr_html_(self) -> str:
        return self.html()

    def __str__(self) -> str:
        return self.text("en")


def _markdown(text: str) -> str:
    for sign in "\\`*_|<[":
        text = text.replace(sign, f"\\{sign}")
    return " ".join(text.split())


def notice(comparison: Comparison, unit: str, language: str | None = None) -> str:
    """Write what changed for one unit, what it leads or supports, as the text of a message.

    Returns:
        A line for the plan, one for each change and its cause; empty when nothing changed for the unit.
    """
    plan = comparison.after.plan
    language = language or plan.language
    lines = []
    for causes, changes in comparison.groups:
        mine = [
            change
            for change in changes
            if any(
                entry is not None and (entry.lead == unit or unit in entry.support)
                for entry in (change.before, change.after)
            )
        ]
        for change in mine:
            before, after = change.dates(language)
            number, _, told, title = comparison._cells(change, language)
            dates = after if before == after else f"{before or '–'} → {after or '–'}"
            lines.append(f"- {number} {title}: {dates} ({told})")
        if mine:
            why = "; ".join(cause.text(language) for cause in causes)
            lines += [f"  {why}"] if why else []
    if not lines:
        return ""
    name = plan.units_by_id[unit].name.spoken(language) if unit in plan.units_by_id else unit
    title = plan.title.spoken(language) or plan.id
    return "\n".join([say("notice head", language, unit=name, plan=title), *lines])


# ---------------------------------------------------------------- comparing


def compare(before: Schedule, after: Schedule, *, as_of: date | None = None) -> Comparison:
    """Find what becomes of each event and deadline from one schedule to another, and why.

    Args:
        before: The schedule that was; of the same plan, or of an earlier version of it.
        after: The schedule that is.
        as_of: The day it is asked on: what is due before it is late or past.
    """
    old, new = _entries(before), _entries(after)
    reasons = _Reasons(before, after)
    found = []
    for name in [*new, *(name for name in old if name not in new)]:
        was, now = old.get(name), new.get(name)
        if was == now:
            continue
        kind = _kind(was, now)
        causes = reasons.of(name, was, now)
        found.append(Change(name, kind, was, now, causes, tuple(_flags(was, now, as_of))))
    unchanged = sum(name in old and old[name] == entry for name, entry in new.items())
    return Comparison(before, after, tuple(found), unchanged, as_of)


def _entries(schedule: Schedule) -> dict[str, Entry]:
    return {entry.id: entry for entry in schedule.entries}


def _kind(was: Entry | None, now: Entry | None) -> str:
    if was is None:
        return "added"
    if now is None:
        return "removed"
    if (was.done is None) != (now.done is None):
        return "reopened" if now.done is None else "done"
    if _when(was) == _when(now):
        return "edited"
    fixed = [_is_fixed(entry) for entry in (was, now)]
    if fixed == [False, True]:
        return "settled"
    if fixed == [True, False]:
        return "unsettled"
    if fixed == [True, True]:
        return "moved"
    if _lies_in(now, was):
        return "narrowed"
    return "widened" if _lies_in(was, now) else "moved"


def _when(entry: Entry) -> tuple[Any, ...]:
    dates = (getattr(entry, name) for name in _DATES)
    return (*dates, entry.done, entry.status == "waiting")


def _is_fixed(entry: Entry) -> bool:
    windows = [w for w in (entry.not_before, entry.due) if w is not None]
    return bool(windows) and all(w.is_settled for w in windows)


def _lies_in(inner: Entry, outer: Entry) -> bool:
    for small, large in ((inner.not_before, outer.not_before), (inner.due, outer.due)):
        if (small is None) != (large is None):
            return False
        if small is not None and large is not None and large.intersection(small) != small:
            return False
    return True


def _flags(was: Entry | None, now: Entry | None, as_of: date | None) -> Iterator[str]:
    if now is None:
        return
    if now.status == "conflict":
        yield "conflict"
    if now.done is not None or now.pinned is not None:
        if was is not None and (was.done, was.pinned) == (now.done, now.pinned):
            yield "frozen"
        return
    due = now.due.latest if now.due is not None else None
    if as_of is None or now.is_event or due is None or due >= as_of:
        return
    before = was.due.latest if was is not None and was.due is not None else None
    yield "late" if before is None or before >= as_of else "past"


# ---------------------------------------------------------------- causes

_Take = Callable[[], Schedule]


class _Reasons:
    """Finds the causes of changes: what was changed between two schedules, and what each item can't be had without."""

    def __init__(self, before: Schedule, after: Schedule) -> None:
        self.before = before
        self.after = after
        self.changed: dict[Cause, _Take] = {}
        self.anywhere: list[Cause] = []  # settings and calendars, which may bear on any item
        self.at: dict[str, list[Cause]] = {}  # by the item at which they were changed
        self._tried: dict[Cause, dict[str, Entry] | None] = {}
        self._settings()
        self._calendars()
        self._items()
        self._known()

    # -- what was changed

    def _settings(self) -> None:
        for name in _SETTINGS:
            old, new = getattr(self.before.plan, name), getattr(self.after.plan, name)
            if old != new:
                cause = Cause("setting", name)
                self.anywhere.append(cause)
                self.changed[cause] = lambda name=name, old=old: self._again(  # type: ignore[misc]
                    attrs.evolve(self.after.plan, **{name: old})
                )

    def _calendars(self) -> None:
        old, new = _outside(self.before), _outside(self.after)
        for name in sorted(old.keys() & new.keys()):
            if old[name] != new[name]:
                cause = Cause("calendar", name, old[name].version, new[name].version)
                self.anywhere.append(cause)
                self.changed[cause] = lambda name=name: self._again(  # type: ignore[misc]
                    self.after.plan, {**new, name: old[name]}
                )

    def _items(self) -> None:
        old, new = self.before.plan.by_id, self.after.plan.by_id
        for name in [*new, *(name for name in old if name not in new)]:
            was, now = old.get(name), new.get(name)
            if was is None or now is None:
                rule = _rule(now or was)
                cause = (
                    Cause("added", name, None, rule)
                    if was is None
                    else Cause("removed", name, rule, None)
                )
                self._put(name, cause, lambda: None)
            elif _bears_on_dates(was) != _bears_on_dates(now):
                cause = Cause("rule", name, _rule(was), _rule(now))
                self._put(name, cause, lambda was=was: self._with(was))

    def _known(self) -> None:
        old, new = self.before.known, self.after.known
        for name in sorted(old.keys() | new.keys()):
            was, now = old.get(name), new.get(name)
            if _said(was) != _said(now):
                cause = Cause("known", name, _said(was), _said(now))
                self._put(name, cause, lambda name=name, was=was: self._knowing(name, was))

    def _put(self, name: str, cause: Cause, take_back: Callable[..., Any]) -> None:
        self.at.setdefault(name, []).append(cause)
        self.changed[cause] = take_back

    # -- taking one thing back

    def _with(self, item: Event | Deadline) -> Schedule:
        plan = self.after.plan
        if isinstance(item, Event):
            events = [item if event.id == item.id else event for event in plan.events]
            return self._again(attrs.evolve(plan, events=events))
        rows = [item if row.id == item.id else row for row in plan.deadlines]
        return self._again(attrs.evolve(plan, deadlines=rows))

    def _knowing(self, name: str, was: Known | None) -> Schedule:
        return self._resolver.update(self.after, {name: was})

    @cached_property
    def _resolver(self) -> Resolver:
        return Resolver(self.after.plan, _outside(self.after))

    def _again(
        self, plan: Plan, calendars: Mapping[str, WorkingCalendar] | None = None
    ) -> Schedule:
        known = [entry for name, entry in self.after.known.items() if name in plan.by_id]
        return Resolver(plan, calendars or _outside(self.after)).resolve(known)

    def _without(self, cause: Cause) -> dict[str, Entry] | None:
        """Give the entries with one thing taken back; None where that can't be resolved."""
        if cause not in self._tried:
            try:
                schedule = self.changed[cause]()
                self._tried[cause] = None if schedule is None else _entries(schedule)
            except RelschedError:
                self._tried[cause] = None
        return self._tried[cause]

    # -- the causes of one change

    def of(self, name: str, was: Entry | None, now: Entry | None) -> tuple[Cause, ...]:
        """Give the causes of what became of an item."""
        own = tuple(self.at.get(name, ()))
        if was is None or now is None:
            return tuple(cause for cause in own if cause.kind in ("added", "removed"))
        if _when(was) == _when(now) and was.status == now.status:
            return tuple(cause for cause in own if cause.kind == "rule")
        near = [cause for other in self._above(name) for cause in self.at.get(other, ())]
        candidates = [*near, *self.anywhere]
        if len(candidates) < 2:
            return tuple(candidates)
        if len(self.changed) > MOST_TRIED:
            return tuple(candidates)
        alone = [
            cause
            for cause in candidates
            if (entries := self._without(cause)) is not None
            and (name not in entries or _when(entries[name]) != _when(now))
        ]
        return tuple(alone or candidates)

    def _above(self, name: str) -> list[str]:
        """Give an item and all that it hangs from, before or after, in the order of the plan."""
        import networkx

        found = {name}
        for graph in self._graphs:
            if name in graph:
                found |= networkx.ancestors(graph, name)
        return [other for other in self.at if other in found]

    @cached_property
    def _graphs(self) -> list[Any]:
        plans = [self.after.plan]
        if self.before.plan is not self.after.plan and self.before.plan != self.after.plan:
            plans.append(self.before.plan)
        return [dependency_graph(plan) for plan in plans]


def _outside(schedule: Schedule) -> dict[str, WorkingCalendar]:
    return {calendar.name: calendar for calendar in schedule.program.calendars.outside()}


def _rule(item: Event | Deadline | None) -> str | None:
    timing = item.expected if isinstance(item, Event) else item.when if item is not None else None
    return None if timing is None else str(timing)


def _bears_on_dates(item: Event | Deadline) -> Event | Deadline:
    """Give an item without what no date follows from."""
    if isinstance(item, Event):
        return attrs.evolve(item, title="", aliases=(), source=None, decided_by=None)
    return attrs.evolve(item, title="", lead=None, support=(), source=None, notes=None)


def _said(known: Known | None) -> str | None:
    return None if known is None else known.text


def roots(changes: Iterable[Change]) -> tuple[Cause, ...]:
    """Give the causes of some changes, each once, in the order they are met."""
    return tuple(dict.fromkeys(cause for change in changes for cause in change.causes))
