"""A feed as it was published, from the stored bytes of its components."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

import attrs

from relsched.feeds.audiences import Audience
from relsched.feeds.calendar_file import written
from relsched.feeds.feed_notices import notice_uid, recorded_for
from relsched.feeds.profiles import Profile
from relsched.ledger.records import Published, Revision, sha
from relsched.ledger.stored_revisions import feed_order
from relsched.plan.plan import Plan
from relsched.short_repr import short_repr


@short_repr
@attrs.frozen
class FeedFile:
    """A feed as it is served: its bytes, and what a client asks by.

    Attributes:
        data: The bytes of the .ics file.
        etag: A strong entity tag: equal tags, equal bytes.
        modified: When anything of the plan was last published, in whole seconds; UTC.
        revision: The revision it shows.
        count: How many components are in it.
    """

    data: bytes = attrs.field(repr=False)
    etag: str
    modified: datetime
    revision: int
    count: int


def feed_file(
    plan: Plan,
    revision: Revision,
    states: Mapping[str, Published],
    audience: Audience,
    profile: Profile,
    source: str | None,
) -> FeedFile:
    """Put the feed of an audience together from components as they stood at a revision."""
    holds = audience.chooser(plan, all_events=profile.events)
    chosen = sorted(
        (
            state
            for state in states.values()
            if state.state != "gone" and not state.is_notice and holds(state.content)
        ),
        key=feed_order,
    )
    notice = states.get(notice_uid(plan, recorded_for(audience)))
    calendar = written(
        plan, chosen, audience, profile, revision.stamp, notice=notice, source=source
    )
    return FeedFile(
        data=calendar.data,
        etag=f'"{sha(calendar.data)[:32]}"',
        modified=revision.stamp,
        revision=revision.number,
        count=calendar.count,
    )
