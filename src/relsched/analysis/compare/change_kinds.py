"""Change, Cause and FieldEdit: what became of one event or deadline, and what it follows from.

| kind | what became of it |
|---|---|
| `moved` | it had dates and has others, or another time of day |
| `settled` · `unsettled` | it has one due date now · hasn't any more |
| `narrowed` · `widened` | it may lie on fewer days · on more |
| `done` · `reopened` | it was completed · isn't any more |
| `pinned` · `unpinned` | its date was fixed from outside · isn't any more |
| `added` · `removed` | it is new · gone from the plan |
| `edited` | the plan says something else about it |
| `unmoved` | none of it, but what it waits for, its status or what its rule alone would give is other |

A change may be of several kinds; the first is the one that matters most.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import attrs

from relsched.analysis.compare.day_notes import DayNote
from relsched.dates.conventions import Conventions
from relsched.dates.offsets import Offset
from relsched.dates.windows import Window
from relsched.explain.steps import value_in_words
from relsched.messages.dates_in_words import render_window
from relsched.messages.message import Message
from relsched.plan.items import Deadline, Event, Source, Text, Wait
from relsched.schedule.entry import Entry, describe
from relsched.short_repr import short_repr
from relsched.timing.points import Edge

KINDS = (
    *("added", "removed", "done", "reopened", "pinned", "unpinned"),
    *("moved", "settled", "unsettled", "narrowed", "widened", "edited", "unmoved"),
)
DATE_KINDS = frozenset({"moved", "settled", "unsettled", "narrowed", "widened"})
FLAGS = ("late", "past", "conflict", "frozen")
CAUSES = (
    *("known", "pinned", "done", "rule", "after", "takes", "conventions"),
    *("expected", "lasts", "parts", "names", "decided_by"),
    *("setting", "calendar", "added", "removed", "edited"),
)
POINTS = ("not_before", "due")
Points = tuple[Window | None, Window | None]


@short_repr
@attrs.frozen
class FieldEdit:
    """One thing that the plan says otherwise, as text; None where it says nothing."""

    name: str
    before: str | None
    after: str | None

    def text(self, language: str = "en") -> str:
        """Say it: what it is, what it was, what it is now."""
        nothing = Message("compare nothing").text(language)
        field = self.name.replace("_", " ")
        name = Message(f"field {field}").text(language) if self.name in FIELDS else self.name
        before, after = (
            nothing if value is None else value_in_words(self.name, value, language)
            for value in (self.before, self.after)
        )
        return f"{name}: {before} → {after}"

    def to_json(self) -> dict[str, Any]:
        """Give it as plain values."""
        return {"name": self.name, "before": self.before, "after": self.after}


@short_repr
@attrs.frozen
class Cause:
    """One thing that was changed and that dates follow from, such as the known date of an event.

    Attributes:
        kind: One of `CAUSES`.
        name: The event or deadline at which it was changed; for `setting` and `calendar` its name; for
            `edited` the fields.
        before, after: What it said, in the words of a plan; None where it said nothing.
    """

    kind: str
    name: str
    before: str | None = None
    after: str | None = None
    _entries: tuple[Entry | None, Entry | None] = attrs.field(
        default=(None, None), eq=False, repr=False, kw_only=True
    )

    def text(self, language: str = "en", title: str | None = None) -> str:
        """Say it in a sentence.

        Args:
            language: `en` or `vi`.
            title: What to call the event or deadline, where its id wouldn't be understood.
        """
        name = f"`{self.name}`" if title is None else title
        if self.kind == "known" and all(entry is not None for entry in self._entries):
            return self._moved(name, language)
        if self.kind == "edited":
            parts = (part.replace("_", " ") for part in self.name.split(", "))
            fields = (Message(f"field {part}").text(language) for part in parts)
            return Message("cause edited", name=", ".join(fields)).text(language)
        kind = self.kind.replace("_", " ")
        key = f"cause {kind}"
        if self.kind in ("known", "pinned", "done", "rule"):
            key += " new" if self.before is None else " gone" if self.after is None else ""
        nothing = Message("compare nothing").text(language)
        before, after = (
            nothing if value is None else value_in_words(self.kind, value, language)
            for value in (self.before, self.after)
        )
        return Message(key, name=name, before=before, after=after).text(language)

    def _moved(self, name: str, language: str) -> str:
        before, after = self._entries
        assert before is not None
        assert after is not None
        kind = date_kind(before, after) or "moved"
        if kind == "moved":
            kind = _direction(before, after) or kind
        texts = (_event_text(entry, language) for entry in (before, after))
        return Message(
            f"cause event {kind}", name=name, **dict(zip(_ENDS, texts, strict=True))
        ).text(language)

    def to_json(self) -> dict[str, Any]:
        """Give it as plain values."""
        return {
            "kind": self.kind,
            "name": self.name,
            "before": self.before,
            "after": self.after,
            "text": self.text(),
        }


_ENDS = ("before", "after")


def _direction(before: Entry, after: Entry) -> str | None:
    """Tell whether an event begins later or earlier, and whether on a day alone; None where its windows don't tell."""
    first, then = (entry.not_before or entry.due for entry in (before, after))
    if first is None or then is None or not (first.is_settled and then.is_settled):
        return None
    if first == then:
        return None
    are_days = all(
        entry.not_before in (None, entry.due) and not entry.times for entry in (before, after)
    )
    return ("later" if then.day > first.day else "earlier") + (" day" if are_days else "")


def _event_text(entry: Entry, language: str) -> str:
    """Say when an event is; of one that nothing is known of, that it isn't known."""
    if all(window is None or window.is_unknown for window in (entry.not_before, entry.due)):
        return Message("unknown").text(language)
    return describe(entry, language)


@short_repr
@attrs.frozen
class Change:
    """What became of one event or deadline.

    Attributes:
        id: The event or deadline.
        kinds: Of `KINDS`, the one that matters most first.
        before, after: Its entries; None where it wasn't, or isn't, in the plan.
        edits: What the plan says otherwise about it.
        causes: What it follows from.
        flags: Of `FLAGS`; under a candidate of a what-if of `conflict`, `past`, `closed` for a date on a closed
            day, and `moved` for one that was settled and is another now.
        exact: Whether the causes were found by taking each back; else these are the nearest of those that
            affect it, because there were too many to try.
        by_rule: Of something frozen, the dates that its rule gave before and would give now, whatever was
            fixed: `not_before` and `due` of each.
        opened, closed: Days of a working calendar that are open, or closed, now and that its count went over.
        working_days: How many working days it moved, in its rule's calendar or else the plan's.
        day_notes: Of its new dates, which are closed days, and from which day one was rolled; under a candidate of a
            what-if, of all its dates.
    """

    id: str
    kinds: tuple[str, ...]
    before: Entry | None
    after: Entry | None
    edits: tuple[FieldEdit, ...] = ()
    causes: tuple[Cause, ...] = ()
    flags: tuple[str, ...] = ()
    exact: bool = True
    by_rule: tuple[Points, Points] | None = None
    opened: tuple[date, ...] = ()
    closed: tuple[date, ...] = ()
    working_days: int | None = None
    day_notes: tuple[DayNote, ...] = ()

    @classmethod
    def between(
        cls,
        before: Entry | None,
        after: Entry | None,
        flags: tuple[str, ...] = (),
        day_notes: tuple[DayNote, ...] = (),
    ) -> Change:
        """Make the change from one entry to another, without asking for its causes.

        Args:
            before, after: The entries; the id of the later one is that of the change.
            flags: What deserves a look in it.
            day_notes: What there is to say of its dates after.

        Raises:
            ValueError: Neither entry is there.
        """
        entry = before if after is None else after
        if entry is None:
            raise ValueError("a change needs an entry before or after")
        kinds = kinds_of(before, after, ())
        return cls(entry.id, kinds, before, after, flags=flags, day_notes=day_notes)

    @property
    def kind(self) -> str:
        """The kind that matters most."""
        return self.kinds[0]

    @property
    def date_kind(self) -> str | None:
        """The kind that says what became of its dates; None where they stayed."""
        return next((kind for kind in self.kinds if kind in DATE_KINDS), None)

    @property
    def entry(self) -> Entry:
        """Its entry now, or the last it had."""
        found = self.after if self.after is not None else self.before
        assert found is not None
        return found

    @property
    def is_event(self) -> bool:
        """Whether it is an event; else it is a deadline."""
        return self.entry.is_event

    @property
    def points(self) -> tuple[str, ...]:
        """Which of `not_before` and `due` are others than before."""
        return tuple(
            name
            for name in POINTS
            if getattr(self.before, name, None) != getattr(self.after, name, None)
        )

    def shift(self, point: str) -> tuple[int | None, int | None]:
        """Give by how many calendar days the earliest and the latest of a point moved; None where an end is open."""
        before = None if self.before is None else getattr(self.before, point)
        after = None if self.after is None else getattr(self.after, point)
        if before is None or after is None:
            return None, None
        return _between(before.earliest, after.earliest), _between(before.latest, after.latest)

    @property
    def days(self) -> int | None:
        """How many calendar days it moved as a whole; None where its ends moved apart or one is open.

        What counts is the due date, of an event its start, and of what has no due date its beginning.
        """
        if self.date_kind is None:
            return None
        points = POINTS if self.is_event or self.entry.due is None else POINTS[::-1]
        earliest, latest = self.shift(points[0])
        return earliest if earliest == latest else None

    def concerns(self, unit: str) -> bool:
        """Whether a unit leads or supports it, or did so before."""
        entries = (entry for entry in (self.before, self.after) if entry is not None)
        return any(unit == entry.lead or unit in entry.support for entry in entries)

    def to_json(self) -> dict[str, Any]:
        """Give it as plain values, in the documented shape."""
        return {
            "id": self.id,
            "title": self.entry.title,
            "kinds": list(self.kinds),
            "flags": list(self.flags),
            "day_notes": [note.to_json() for note in self.day_notes],
            "days": self.days,
            "working_days": self.working_days,
            "shift": {
                point: dict(zip(("earliest", "latest"), self.shift(point), strict=True))
                for point in POINTS
            },
            "causes": [cause.to_json() for cause in self.causes],
            "exact": self.exact,
            "edits": [edit.to_json() for edit in self.edits],
            "by_rule": None
            if self.by_rule is None
            else dict(zip(_ENDS, map(_points_json, self.by_rule), strict=True)),
            "opened": [day.isoformat() for day in self.opened],
            "closed": [day.isoformat() for day in self.closed],
            "before": None if self.before is None else self.before.to_json(),
            "after": None if self.after is None else self.after.to_json(),
        }


def _points_json(points: Points) -> dict[str, Any]:
    return {
        name: None if window is None else window.to_json()
        for name, window in zip(POINTS, points, strict=True)
    }


def _between(before: date | None, after: date | None) -> int | None:
    return None if before is None or after is None else (after - before).days


# ---------------------------------------------------------------- kinds


def kinds_of(
    before: Entry | None, after: Entry | None, edits: tuple[FieldEdit, ...]
) -> tuple[str, ...]:
    """Tell what became of an item, by its entries and by what the plan says otherwise."""
    if before is None or after is None:
        return ("added",) if before is None else ("removed",)
    found = []
    if before.done != after.done:
        found.append("reopened" if after.done is None else "done")
    if before.pinned != after.pinned:
        found.append("unpinned" if after.pinned is None else "pinned")
    dates = date_kind(before, after)
    # What is done stays where it was met, even if its rule gives another date now.
    if dates is not None and after.done is None:
        found.append(dates)
    if edits:
        found.append("edited")
    return tuple(found) or ("unmoved",)


def date_kind(before: Entry, after: Entry) -> str | None:
    """Tell what became of the dates of an item; None where they stayed."""
    old, new = _windows(before), _windows(after)
    if old == new:
        return _time_kind(before, after)
    were, are = _is_settled(before), _is_settled(after)
    if were != are:
        return "settled" if are else "unsettled"
    fewer = all(outer.encloses(inner) for outer, inner in zip(old, new, strict=True))
    more = all(outer.encloses(inner) for outer, inner in zip(new, old, strict=True))
    if fewer or more:
        # Of two days none encloses the other, unless one of them wasn't there.
        words = ("settled", "unsettled") if were else ("narrowed", "widened")
        return words[0] if fewer else words[1]
    return "moved"


def _windows(entry: Entry) -> tuple[Window, Window]:
    """Give both points; one that isn't there bounds nothing, as if it were open."""
    return entry.not_before or _UNBOUNDED, entry.due or _UNBOUNDED


_UNBOUNDED = Window.unknown()


def _is_settled(entry: Entry) -> bool:
    """Tell whether an entry has one due date: as in its status, what only begins is never settled."""
    windows = [window for window in (entry.not_before, entry.due) if window is not None]
    return entry.due is not None and all(window.is_settled for window in windows)


def _time_kind(before: Entry, after: Entry) -> str | None:
    old, new = (dict(entry.times).items() for entry in (before, after))
    if old == new:
        return None
    has_due = after.due is not None
    if old <= new:
        return "settled" if has_due else "narrowed"
    if new <= old:
        return "unsettled" if has_due else "widened"
    return "moved"


def flags_of(
    before: Entry | None, after: Entry | None, as_of: date | None, *, frozen: bool
) -> tuple[str, ...]:
    """Tell what deserves a look in what became of an item; `late` and `past` only where a day is given."""
    if after is None:
        return ()
    found = []
    if as_of is not None and after.done is None:
        moved = before is None or before.done is not None or date_kind(before, after) is not None
        if before is not None and not after.is_event:
            was_late = before.done is None and _is_before(_last_day(before), as_of)
            if moved and not was_late and _is_before(_last_day(after), as_of):
                found.append("late")
        if moved and after.due is not None and _is_before(after.due.latest, as_of):
            found.append("past")
    if after.status == "conflict":
        found.append("conflict")
    return (*found, "frozen") if frozen else tuple(found)


def _last_day(entry: Entry) -> date | None:
    """Give the last day that is safe; where none is, the last that is possible."""
    if entry.safe is not None and entry.safe.latest is not None:
        return entry.safe.latest
    return None if entry.due is None else entry.due.latest


def _is_before(day: date | None, as_of: date) -> bool:
    return day is not None and day < as_of


# ---------------------------------------------------------------- what a plan says


def _aliases_text(aliases: tuple[tuple[str, Edge | None], ...]) -> str:
    return ", ".join(
        f"{phrase}: {'event' if edge is None else edge.value}" for phrase, edge in aliases
    )


def _wait_text(wait: Wait) -> str:
    limits = []
    for field in attrs.fields(Wait):
        value = getattr(wait, field.name)
        if field.name != "item" and value != field.default:
            word = f"{field.name.replace('_', ' ')} " if isinstance(value, Offset) else ""
            limits.append(f"{word}{value}")
    return f"{wait.item} ({', '.join(limits)})" if limits else wait.item


def _choices_text(choices: tuple[tuple[str, Any], ...]) -> str:
    rest = {name: value for name, value in choices if name != "based_on"}
    named = [f"based_on: {value}" for name, value in choices if name == "based_on"]
    conventions = Conventions().with_choices(rest)
    return ", ".join([*named, *(f"{name}: {conventions.text_of(name)}" for name in rest)])


def value_text(name: str, value: Any) -> str | None:
    """Write one value of an event or deadline as a plan would say it; None where it says nothing."""
    if name == "lasts":
        return "unknown" if value is None else str(Offset(days=value))
    if value is None or value == () or value == "":
        return None
    if isinstance(value, Text):
        return " / ".join(dict.fromkeys(text for _, text in value.others)) or value.main or None
    if isinstance(value, Source):
        parts = (value.document, value.row, value.phrase)
        return " · ".join(part for part in parts if part is not None)
    if name == "aliases":
        return _aliases_text(value)
    if name == "conventions":
        return _choices_text(value)
    if isinstance(value, tuple):
        return ", ".join(_wait_text(v) if isinstance(v, Wait) else str(v) for v in value)
    return str(value)


# What an item may say; `done` is a kind of its own, whether the plan says it or what is known.
EVENT_FIELDS = (
    *("title", "expected", "lasts", "parts"),
    *("aliases", "decided_by", "source", "follows"),
)
DEADLINE_FIELDS = (
    *("title", "short", "when", "lead", "support", "phase", "after", "takes"),
    *("conventions", "remind", "source", "notes"),
)
FIELDS = frozenset((*EVENT_FIELDS, *DEADLINE_FIELDS, "kind"))


def fields_changed(before: Event | Deadline, after: Event | Deadline) -> Iterator[str]:
    """Go through the names of what two versions of an event, or of a deadline, say otherwise."""
    if before is after:
        return
    if type(before) is not type(after):
        yield "kind"
        return
    for name in EVENT_FIELDS if isinstance(after, Event) else DEADLINE_FIELDS:
        if getattr(before, name) != getattr(after, name):
            yield name


def field_edit(name: str, before: Event | Deadline, after: Event | Deadline) -> FieldEdit:
    """Give what two versions of an item say of one matter, as text."""
    if name == "kind":
        words = ("event" if isinstance(item, Event) else "deadline" for item in (before, after))
        return FieldEdit(name, *words)
    return FieldEdit(
        name, value_text(name, getattr(before, name)), value_text(name, getattr(after, name))
    )


def dates_text(entry: Entry | None, language: str) -> str:
    """Say in a few words when something is, without saying that it is done; a dash for what isn't there."""
    if entry is None:
        return "–"
    if entry.done is None:
        return describe(entry, language)
    window = entry.due or entry.not_before
    return "–" if window is None else render_window(window.earliest, window.latest, language)
