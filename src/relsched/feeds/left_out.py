"""What a feed leaves out: the deadlines of its audience that have no entry in it, and why."""

from __future__ import annotations

from typing import Literal, TypeAlias, get_args

import attrs

from relsched.feeds.audiences import Audience
from relsched.feeds.profiles import Profile
from relsched.feeds.shown_days import shown_days
from relsched.messages.message import Message, in_backticks
from relsched.schedule.entry import Entry
from relsched.schedule.schedule import Schedule
from relsched.short_repr import short_repr

MAX_NAMED = 50  # deadlines that are named for one reason

# `undated`: the plan says nothing of when. `endless`: it has no last day, as what is done continuously.
# `unsafe`: it isn't settled, and no day is surely in time. `unsettled`: the profile leaves out what isn't settled.
Cause: TypeAlias = Literal["undated", "endless", "unsafe", "unsettled"]


@short_repr
@attrs.frozen
class LeftOut:
    """The deadlines without an entry in one feed.

    Attributes:
        causes: For each deadline, by its id in the order of the plan, why it has none.
        total: How many deadlines the audience has.
    """

    causes: dict[str, Cause] = attrs.field(hash=False)
    total: int

    def messages(self, file: str) -> list[Message]:
        """Say how many deadlines are left out and which, a sentence for each cause; nothing where none is.

        Args:
            file: The name of the feed's file.
        """
        if not self.causes:
            return []
        count = len(self.causes)
        said = [Message("feed left out", file=file, count=count, total=self.total)]
        for cause in get_args(Cause):
            names = [name for name, found in self.causes.items() if found == cause]
            if names:
                more = [Message("compare more", count=len(names) - MAX_NAMED)]
                named = (
                    *in_backticks(names[:MAX_NAMED]),
                    *(more if len(names) > MAX_NAMED else ()),
                )
                said.append(Message(f"feed left out {cause}", count=len(names), items=named))
        return said


def left_out(schedule: Schedule, audience: Audience, profile: Profile) -> LeftOut:
    """Find the deadlines of an audience that have no entry in its feed.

    Args:
        schedule: The schedule that the feed shows.
        audience: Whose feed it is.
        profile: How it is written.

    Raises:
        UnknownUnitError: `unknown-unit`.
        UnknownItemError: `unknown-item`.
    """
    holds = audience.chooser(schedule.plan)
    causes: dict[str, Cause] = {}
    total = 0
    for entry in schedule:
        row = {"item": entry.id, "is_event": False, "lead": entry.lead, "support": entry.support}
        if not holds(row):
            continue
        total += 1
        cause = _cause(schedule, entry, profile)
        if cause is not None:
            causes[entry.id] = cause
    return LeftOut(causes, total)


def _cause(schedule: Schedule, entry: Entry, profile: Profile) -> Cause | None:
    shown = shown_days(entry, schedule.known.get(entry.id))
    if shown is not None:
        is_left_out = profile.settled_only and shown.status == "TENTATIVE"
        return "unsettled" if is_left_out else None
    if entry.status == "undated":
        return "undated"
    return "endless" if entry.due is None else "unsafe"
