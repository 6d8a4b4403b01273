"""Merge: make one of two events, or of two deadlines, and depend on it what depended on both."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

import attrs

from relsched.editing.edit import Edit
from relsched.editing.plan_editor import PlanEditor
from relsched.editing.plan_rows import by_item, renewed
from relsched.errors import PlanError, unknown
from relsched.messages.message import Message
from relsched.plan import dependency_graph
from relsched.plan.items import Deadline, Event
from relsched.plan.known_dates import Known, KnownDates
from relsched.plan.plan import Plan
from relsched.timing.timings import Both

if TYPE_CHECKING:
    from relsched.dates.working_calendar import WorkingCalendar

WHICH_TIMING = ("kept", "both")  # of two that are merged


def merge(
    plan: Plan,
    item: str,
    into: str,
    known: KnownDates | Iterable[Known] | None = None,
    calendars: Mapping[str, WorkingCalendar] | None = None,
    *,
    when: str = "kept",
) -> Edit:
    """Make one of two events, or of two deadlines: what depended on the first depends on the second.

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
        UnknownItemError: `unknown-item`.
        PlanError: `not-declared`, `different-kinds`, `dependency-cycle` where one is counted from the
            other or both are the same, `known-differs` where both have known dates that aren't the same,
            `unknown-strategy` for another `when`.
    """
    if when not in WHICH_TIMING:
        why, fix = unknown(Message("kinds timings of a merge"), when, WHICH_TIMING)
        raise PlanError(
            Message("error unknown-strategy merge", item=item, into=into, timing=when),
            code="unknown-strategy",
            value=when,
            why=why,
            fix=fix,
        )
    editor = _Merger(plan, known, calendars)
    gone, kept = editor.declared(item), editor.declared(into)
    editor.refuse_merge(gone, kept)

    changed = editor.rows()
    changed.substitute(by_item(item, into), renewed({item: into}))
    changed.renew_parts(lambda _, part: (into,) if part == item else (part,))
    gone, kept = changed.rows.pop(item), changed.rows[into]
    if isinstance(gone, Event) and isinstance(kept, Event):
        changed.rows[into] = _merged_events(gone, kept)
    elif isinstance(gone, Deadline) and isinstance(kept, Deadline):
        changed.rows[into] = _merged_deadlines(gone, kept, both=when == "both")
    fixed = dict(editor.known)
    moved = fixed.pop(item, None)
    if moved is not None:
        own = fixed.setdefault(into, attrs.evolve(moved, item=into))
        if own.text != moved.text:
            raise PlanError(
                Message("error known-differs", item=item, into=into),
                code="known-differs",
                value=f"{moved}, {own}",
                fix=Message("error known-differs fix"),
            )
    return editor.edit("merge", changed, fixed, {item: None}, {item: into})


class _Merger(PlanEditor):
    """Holds a plan while two of its items become one."""

    def refuse_merge(self, gone: Event | Deadline, kept: Event | Deadline) -> None:
        """Refuse to merge what can't be one."""
        if gone.id == kept.id:
            raise PlanError(
                Message("error dependency-cycle merge itself", item=gone.id),
                code="dependency-cycle",
                value=gone.id,
                fix=Message("error dependency-cycle merge itself fix"),
            )
        if isinstance(gone, Event) != isinstance(kept, Event):
            raise PlanError(
                Message("error different-kinds merge", item=gone.id, into=kept.id),
                code="different-kinds",
                value=gone.id,
                fix=Message("error different-kinds merge fix"),
            )
        for one, other in ((gone, kept), (kept, gone)):
            if one.id in dependency_graph.dependencies(self.plan, [other.id]):
                raise PlanError(
                    Message("error dependency-cycle merge", item=gone.id, into=kept.id),
                    code="dependency-cycle",
                    value=gone.id,
                    why=Message("error dependency-cycle merge why", other=other.id, one=one.id),
                    fix=Message("error dependency-cycle merge fix", item=gone.id),
                )


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
        short=kept.short or gone.short,
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
