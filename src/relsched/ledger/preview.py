"""Preview: what publishing would do, before it is done; and what exactly is then published."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

import attrs

from relsched.analysis.compare.comparison import Comparison
from relsched.feeds.components import Item
from relsched.feeds.external_dates import FollowNote
from relsched.ledger.records import canonical, sha
from relsched.messages.catalogue import say
from relsched.plan.known import Known
from relsched.plan.plan import Plan
from relsched.schedule.schedule import Schedule


@attrs.frozen
class Preview:
    """What publishing a plan with some known dates would change; made by `Ledger.preview`.

    `Ledger.publish` records exactly this, or refuses when somebody else has published meanwhile.

    Attributes:
        plan: The plan that would be published.
        known: The known dates it rests on: those of the base with the changes asked for.
        schedule: What follows from them.
        base: Number of the revision it starts from; 0 when nothing has been published.
        base_hash: The hash of that revision; empty when there is none.
        comparison: What becomes of each date, with its causes; None when nothing has been published.
        items: What the feeds would hold.
        dropped: Known dates of the base that the plan has no event or deadline for any more.
        notes: Of events that follow another plan and have no date from it, why.
        again: The earlier revision that it would publish again, or None.
    """

    plan: Plan
    known: Mapping[str, Known]
    schedule: Schedule
    base: int
    base_hash: str
    comparison: Comparison | None
    items: tuple[Item, ...] = attrs.field(repr=False)
    dropped: tuple[Known, ...]
    again: int | None
    document: str = attrs.field(repr=False)
    calendars: str = attrs.field(repr=False)
    dates: str = attrs.field(repr=False)
    is_change: bool
    notes: tuple[FollowNote, ...] = ()

    @property
    def id(self) -> str:
        """SHA-256 over the base and all that would be recorded: two previews are the same or not."""
        known = [(entry.item, entry.text) for entry in self.known.values()]
        parts = (self.base_hash, self.document, self.calendars, self.dates, known, self.again)
        return sha(canonical([self.plan.id, *parts, [item.digest for item in self.items]]))

    def text(self, language: str = "en") -> str:
        """Say what would change, grouped by cause; English or Vietnamese."""
        lines = []
        if self.again is not None:
            lines.append(say("publish again", language, number=self.again))
        lines += [say("publish dropped", language, known=str(entry)) for entry in self.dropped]
        lines += [note.text(language) for note in self.notes]
        if self.comparison is None:
            counts = Counter(entry.status for entry in self.schedule)
            told = ", ".join(f"{n} {say(f'status {word}', language)}" for word, n in counts.items())
            lines.append(say("publish first", language, count=len(self.schedule), told=told))
        else:
            lines.append(self.comparison.text(language))
        return "\n".join(lines)

    def to_dict(self) -> dict[str, Any]:
        """Give it as plain values, in the documented shape."""
        return {
            "format": "relsched/preview/1",
            "plan": self.plan.id,
            "id": self.id,
            "base": self.base,
            "again": self.again,
            "is_change": self.is_change,
            "known": {name: entry.text for name, entry in self.known.items()},
            "dropped": [str(entry) for entry in self.dropped],
            "notes": [note.text("en") for note in self.notes],
            "comparison": None if self.comparison is None else self.comparison.to_dict(),
        }
