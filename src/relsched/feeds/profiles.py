"""Profiles: how a feed is written for the calendar programs that read it.

| profile | differs in | because |
|---|---|---|
| `default` | | every program reads it without complaint |
| `google` | leaves out what was called off | it hides that anyway, and takes only about 1 MB |
| `apple` | | it shows what was called off struck through |
| `outlook` | asks to be read again after 3 hours | it takes the hint as a lower limit |
| `thunderbird` | | it refreshes by itself, and shows what was called off |
| `tools` | all events of the plan, RELATED-TO with GAP, the plan's rules | it is read by programs, not by people |

After any of them may stand what is wanted beside it, each with a `+`:

| extra | what it does |
|---|---|
| `fixed` | leaves out what isn't settled |
| `windows` | shows what may lie on several days on all of them |
| `plan-events` | shows all events of the plan, also those on which nothing in the feed depends |
| `reminders`, `reminders-30-7-1` | an item of its own, so many days before |
| `alarms`, `alarms-3` | VALARM, so many days before |
| `overdue` | an item on the day after, while it isn't done |

Reminders are off: Google ignores alarms of a feed, Apple removes them, and for all-day items they ring at
midnight in the zone of whoever reads. Days given twice, `+reminders-30+reminders-7`, add up. Without a number a
reminder comes as the plan's own `remind` says, else 3 days before; with numbers, beside it.
"""

from __future__ import annotations

from typing import Any

import attrs

from relsched.errors import PlanError, unknown
from relsched.feeds.feed_building import MAX_LEAD_TIME
from relsched.messages.message import Message
from relsched.short_repr import short_repr

USUAL_LEAD_TIME = 3  # days, where neither the profile nor the plan says it


def _days(_: object, __: object, value: tuple[int, ...] | None) -> None:
    if value is None:
        return
    if len(set(value)) != len(value) or any(not 0 <= days <= MAX_LEAD_TIME for days in value):
        raise ValueError(f"reminders are 0 to {MAX_LEAD_TIME} days before, each once")


@short_repr
@attrs.frozen
class Profile:
    """How a feed is written.

    Attributes:
        name: What it is called.
        events: Whether all events of the plan are in it, also those on which nothing in it depends.
        relations: Whether RELATED-TO says how items depend on each other, in a feed of the whole plan with all events,
            and X-RELSCHED-RULE what the plan says of each.
        cancelled: `keep` what was called off, or `drop` it.
        settled_only: Whether what isn't settled is left out.
        windows: Whether what may lie on several days is shown on all of them.
        reminders: How many days before an item there is another that reminds of it; empty for what the plan says,
            else 3 days; None for no reminders.
        alarms: The same for alarms.
        overdue: Whether an item says on the day after that something isn't done.
        refresh_hours: How long a program should wait before it asks again, at least.
    """

    name: str
    events: bool = False
    relations: bool = False
    cancelled: str = attrs.field(default="keep", validator=attrs.validators.in_(("keep", "drop")))
    settled_only: bool = False
    windows: bool = False
    reminders: tuple[int, ...] | None = attrs.field(default=None, validator=_days)
    alarms: tuple[int, ...] | None = attrs.field(default=None, validator=_days)
    overdue: bool = False
    refresh_hours: int = 6

    @classmethod
    def named(cls, name: str) -> Profile:
        """Give the profile of a name: `google`, or with what is wanted beside it, `google+fixed+reminders-30-7`.

        Raises:
            PlanError: `unknown-profile`.
        """
        base, *extras = name.split("+")
        found = PROFILES.get(base)
        for extra in extras:
            if found is not None:
                found = _with(found, extra)
        if found is None:
            _, fix = unknown(None, base, PROFILES)
            raise PlanError(
                Message("error unknown-profile", profile=name),
                code="unknown-profile",
                value=name,
                why=Message(
                    "error unknown-profile why", profiles=tuple(f"`{known}`" for known in PROFILES)
                ),
                fix=fix,
            )
        return attrs.evolve(found, name=name)


_SWITCHES = {
    "plan-events": "events",
    "fixed": "settled_only",
    "windows": "windows",
    "overdue": "overdue",
}


def _with(profile: Profile, extra: str) -> Profile | None:
    changes: dict[str, Any]
    if extra in _SWITCHES:
        changes = {_SWITCHES[extra]: True}
        return attrs.evolve(profile, **changes)
    kind, *numbers = extra.split("-")
    if kind not in ("reminders", "alarms"):
        return None
    if any(not (text.isascii() and text.isdigit() and len(text) <= 2) for text in numbers):
        return None
    before = getattr(profile, kind) or ()
    days = tuple(dict.fromkeys((*before, *map(int, numbers))))
    if any(number > MAX_LEAD_TIME for number in days):
        return None
    changes = {kind: days}
    return attrs.evolve(profile, **changes)


PROFILES = {
    profile.name: profile
    for profile in (
        Profile("default"),
        Profile("google", cancelled="drop"),
        Profile("apple"),
        Profile("outlook", refresh_hours=3),
        Profile("thunderbird"),
        Profile("tools", events=True, relations=True),
    )
}
