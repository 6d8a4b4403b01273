"""Entry: the dates of one event or deadline, its status, and how it is said in a few words."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import attrs

from relsched.dates.windows import Window
from relsched.messages.catalogue import check_language
from relsched.messages.dates_in_words import render_span, render_window
from relsched.messages.message import Message
from relsched.plan.items import Text
from relsched.short_repr import short_repr

STATUSES = ("settled", "windowed", "waiting", "open", "undated", "done", "conflict")


@short_repr
@attrs.frozen
class Entry:
    """The dates of one event or deadline.

    Windows are None where the timing has no such point. For an event `not_before` is its start and `due`
    its end.

    Attributes:
        id: The id of the item.
        title: Its title, in the language of the schedule.
        kind: `event`, or what the timing of a deadline is: one of the values of `Kind`.
        when: Its timing in the words of a plan file; None where it has none.
        not_before: The days in which its beginning may lie; the start of an event.
        due: The days in which its due date may lie; the end of an event.
        possible: The days in which it can be met at all.
        safe: The days that are right whatever the events turn out to be; None when there are none.
        unadjusted: The due date before its roll.
        status: The first of these that holds: `done`; `conflict`, where its own rules can't hold; `undated`, where the
            plan says nothing of when; `waiting`, where an end of its window is unknown; `windowed`; `open`, where no
            due date can come, as of what only begins; `settled`.
        waits_for: Ids of what must be decided first; `decided_by` says by whom, where the plan knows.
        times: Local times of `not_before` and `due` where they are known, as `2020-10-13T08:00`.
        pinned: The days a deadline was fixed on from outside, whatever its rule says.
        done: The day it was completed.
        moments: The same as `times`, as datetimes with the plan's zone; `begins_at` and `due_at` give them.
    """

    id: str
    title: str
    kind: str
    when: str | None
    not_before: Window | None
    due: Window | None
    possible: Window | None
    safe: Window | None
    unadjusted: Window | None
    status: str
    waits_for: tuple[str, ...] = ()
    decided_by: tuple[tuple[str, str], ...] = ()
    waits_for_time: bool = False
    times: tuple[tuple[str, str], ...] = ()
    lead: str | None = None
    support: tuple[str, ...] = ()
    phase: str | None = None
    source: str | None = None
    row: str | None = None
    pinned: Window | None = None
    done: date | None = None
    moments: tuple[tuple[str, datetime], ...] = attrs.field(default=(), eq=False, repr=False)
    _titles: tuple[tuple[str, Text], ...] = attrs.field(default=(), eq=False, repr=False)

    @property
    def begins_at(self) -> datetime | None:
        """The moment at which it begins, with the plan's zone; None while day or time isn't known."""
        return self._moment("start" if self.is_event else "not_before")

    @property
    def due_at(self) -> datetime | None:
        """The moment at which it is due, or an event ends, with the plan's zone; None while day or time isn't known.

        A deadline that is due on a day, without a time, has none: what the end of a day is, is for its reader to say.
        """
        return self._moment("end" if self.is_event else "due")

    def _moment(self, point: str) -> datetime | None:
        return dict(self.moments).get(point)

    @property
    def is_event(self) -> bool:
        """Whether it is an event; else it is a deadline."""
        return self.kind == "event"

    def waits_in_words(self, language: str) -> tuple[str, ...]:
        """Give what it waits for as a table calls it: titles in Vietnamese, in English the ids that commands take.

        Args:
            language: `en` or `vi`.
        """
        if check_language(language) == "en":
            return self.waits_for
        titles = dict(self._titles)
        return tuple(
            titles[name].in_language(language) or name if name in titles else name
            for name in self.waits_for
        )

    def to_json(self) -> dict[str, Any]:
        """Give the entry as plain values, in the documented shape."""
        return {
            "id": self.id,
            "title": self.title,
            "kind": self.kind,
            "when": self.when,
            "not_before": _json(self.not_before),
            "due": _json(self.due),
            "possible": _json(self.possible),
            "safe": _json(self.safe),
            "unadjusted": _json(self.unadjusted),
            "status": self.status,
            "waits_for": list(self.waits_for),
            "decided_by": dict(self.decided_by),
            "times": dict(self.times),
            "lead": self.lead,
            "support": list(self.support),
            "phase": self.phase,
            "source": self.source,
            "row": self.row,
            "pinned": _json(self.pinned),
            "done": None if self.done is None else self.done.isoformat(),
        }


def _json(window: Window | None) -> dict[str, str | None] | None:
    return None if window is None else window.to_json()


LASTING = {
    "duty": ("continuous", "continuous from", "continuous until"),
    "recurring": ("repeated", "repeated from", "repeated until"),
}


# Kinds that are from a first to a last day, rather than due on one of several.
SPANS = ("window", "span", "duty", "recurring", "event", "delegated")


def describe(entry: Entry, language: str) -> str:
    """Say in a few words when an entry is due."""
    if entry.done is not None:
        return Message("done", day=render_window(entry.done, entry.done, language)).text(language)
    due, begins = entry.due, entry.not_before
    if entry.waits_for and all(
        window is None or window == Window.unknown() for window in (begins, due)
    ):
        return Message("waiting for", items=entry.waits_in_words(language)).text(language)
    lasting = LASTING.get(entry.kind)
    if due is None and begins is None:
        return Message("no date" if lasting is None else lasting[0]).text(language)
    if due is None:
        assert begins is not None
        if lasting is not None and begins.is_settled:
            return Message(lasting[1], dates=render_window(begins.day, begins.day, language)).text(
                language
            )
        return render_window(begins.earliest, None, language)
    if lasting is not None and begins is None:
        return Message(lasting[2], dates=render_window(due.earliest, due.latest, language)).text(
            language
        )
    spans = entry.kind in SPANS
    if spans and begins is not None and begins.is_settled and due.is_settled:
        return render_span(begins.day, due.day, language)
    if spans and begins is not None and begins != due:
        return render_window(begins.earliest, due.latest, language)
    time = dict(entry.times).get("due")
    text = render_window(due.earliest, due.latest, language)
    return text if time is None else f"{text} {time[11:]}"
