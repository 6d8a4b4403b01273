"""Moved dates: a change of dates as a preview reports it, in words and as plain values.

The convention report and the preview of an edit show nothing else of a change.
"""

from __future__ import annotations

from typing import Any

from relsched.analysis.compare.change_kinds import POINTS, Change
from relsched.dates.windows import Window
from relsched.messages.dates_in_words import render_days, render_window
from relsched.messages.message import Message
from relsched.schedule.entry import Entry, describe


def moved_line(change: Change, language: str) -> str:
    """Write a line of a preview: the id, the dates before and after, and the difference."""
    old, new, days = moved_texts(change, language)
    noted = " ".join([new, *noted_texts(change, language)])
    return f"  {change.id}  {old} → {noted}  {days}".rstrip()


def noted_texts(change: Change, language: str) -> list[str]:
    """Say what there is to know of the new dates, in brackets; nothing where there is nothing."""
    notes = "; ".join(note.text(language) for note in change.day_notes)
    return [f"[{notes}]"] if notes else []


def moved_texts(change: Change, language: str) -> tuple[str, str, str]:
    """Say in a few words the date before, the date after, and the difference.

    Args:
        change: A change of what there was before and is after.
        language: `en` or `vi`.
    """
    before, after = _ends(change)
    texts = [_dates(entry, change.points, language) for entry in (before, after)]
    if after.status == "conflict" != before.status:
        texts[1] += f" ({Message('status conflict').text(language)})"
    differences = (_difference(change.shift(point), language) for point in change.points)
    return texts[0], texts[1], " / ".join(dict.fromkeys(filter(None, differences)))


def moved_json(change: Change) -> dict[str, Any]:
    """Give a change of dates as plain values, in the documented shape of `moves`."""
    before, after = _ends(change)
    return {
        "id": change.id,
        "title": after.title,
        "old": _entry_json(before),
        "new": _entry_json(after),
        "days": {
            point: dict(zip(("earliest", "latest"), change.shift(point), strict=True))
            if point in change.points
            else None
            for point in POINTS
        },
        "day_notes": [note.to_json() for note in change.day_notes],
    }


def _ends(change: Change) -> tuple[Entry, Entry]:
    assert change.before is not None
    assert change.after is not None
    return change.before, change.after


def _entry_json(entry: Entry) -> dict[str, Any]:
    whole = entry.to_json()
    return {key: whole[key] for key in ("when", *POINTS, "status")}


def _dates(entry: Entry, points: tuple[str, ...], language: str) -> str:
    """Say the dates of an entry, those that move above all."""
    begins, due = entry.not_before, entry.due
    if entry.kind not in ("deadline", "open") or begins is None or due is None or begins == due:
        return describe(entry, language)
    parts = {
        "not_before": Message("not before", dates=_window_text(begins, language)).text(language)
    }
    parts["due"] = describe(entry, language)
    return "; ".join(parts[point] for point in points)


def _window_text(window: Window, language: str) -> str:
    return render_window(window.earliest, window.latest, language)


def _difference(days: tuple[int | None, int | None], language: str) -> str:
    found = [count for count in dict.fromkeys(days) if count is not None]
    if None in days and found == [0]:
        return ""  # an end has come or gone, and the other stays
    return " … ".join(
        ("−" if count < 0 else "+" if count else "") + render_days(abs(count), language)
        for count in found
    )
