"""Rename: give an event or deadline another id, wherever it is named."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

import attrs

from relsched.editing.edit import Edit
from relsched.editing.plan_editor import PlanEditor
from relsched.editing.plan_rows import by_item, renewed
from relsched.plan.ids import check_id
from relsched.plan.items import Event
from relsched.plan.known_dates import Known, KnownDates
from relsched.plan.plan import Plan

if TYPE_CHECKING:
    from relsched.dates.working_calendar import WorkingCalendar


def rename(
    plan: Plan,
    old: str,
    new: str,
    known: KnownDates | Iterable[Known] | None = None,
    calendars: Mapping[str, WorkingCalendar] | None = None,
) -> Edit:
    """Give an event or deadline another id, wherever the plan and the known dates name it.

    No date changes, and renaming back gives the same plan.

    Args:
        plan, known, calendars: As for `resolve`.
        old: Id that it has.
        new: Id that it gets.

    Raises:
        UnknownItemError: `unknown-item`.
        PlanError: `not-declared`, `duplicate-id`, `id-form`, `id-reserved`, `id-meant`.
    """
    editor = PlanEditor(plan, known, calendars)
    item = editor.declared(old)
    noun = "an event" if isinstance(item, Event) else "a deadline"
    check_id(new, noun, in_timings=True)
    editor.refuse_taken(new)

    changed = editor.rows()
    changed.substitute(by_item(old, new), renewed({old: new}))
    changed.renew_parts(lambda _, part: (new,) if part == old else (part,))
    changed.rows[old] = attrs.evolve(changed.rows[old], id=new)
    fixed = {
        new if name == old else name: attrs.evolve(entry, item=new) if name == old else entry
        for name, entry in editor.known.items()
    }
    return editor.edit("rename", changed, fixed, {old: new}, {old: new})
