"""Profiles: how a feed is written for the calendar programs that read it.

| profile | differs in | because |
|---|---|---|
| `default` | | every program reads it without complaint |
| `google` | leaves out what was called off | it hides that anyway, and takes only about 1 MB |
| `apple` | | it shows what was called off struck through |
| `outlook` | asks to be read again after 3 hours | it takes the hint as a lower limit |
| `thunderbird` | | it refreshes by itself, and shows what was called off |
| `tools` | events of the plan, RELATED-TO with GAP | it is read by programs, not by people |

Reminders are off: Google ignores those of a feed, Apple removes them, and for all-day items they ring at
midnight in the zone of whoever reads. Who wants them asks for `alarms` (VALARM) or `reminders` (an item of
its own, some days before): `default+alarms`, `google+reminders-7`.
"""

from __future__ import annotations

import attrs

from relsched.errors import PlanError, unknown
from relsched.messages.message import Message
from relsched.short_repr import short_repr

MOST_DAYS = 60


def _days(_: object, __: object, value: tuple[int, ...]) -> None:
    if len(set(value)) != len(value) or any(not 0 <= days <= MOST_DAYS for days in value):
        raise ValueError(f"reminders are 0 to {MOST_DAYS} days before, each once")


@short_repr
@attrs.frozen
class Profile:
    """How a feed is written.

    Attributes:
        name: What it is called.
        events: Whether the events of the plan are in it too.
        relations: Whether RELATED-TO says how items depend on each other; only in a feed of the whole plan with events.
        cancelled: `keep` what was called off, or `drop` it.
        reminders: None, `alarms` or `events`.
        days_before: How many days before the first day of an item it is reminded of.
        refresh_hours: How long a program should wait before it asks again, at least.
    """

    name: str
    events: bool = False
    relations: bool = False
    cancelled: str = attrs.field(default="keep", validator=attrs.validators.in_(("keep", "drop")))
    reminders: str | None = attrs.field(
        default=None, validator=attrs.validators.in_((None, "alarms", "events"))
    )
    days_before: tuple[int, ...] = attrs.field(default=(3,), validator=_days)
    refresh_hours: int = 6

    @classmethod
    def named(cls, name: str) -> Profile:
        """Give the profile of a name: `google`, or with what is wanted beside it, `google+alarms` or `tools+events-7`.

        Raises:
            PlanError: `unknown-profile`.
        """
        base, *extras = name.split("+")
        found = PROFILES.get(base)
        for extra in extras:
            if found is not None:
                found = _with(found, extra, name)
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
        return found


def _with(profile: Profile, extra: str, name: str) -> Profile | None:
    if extra == "plan-events":
        return attrs.evolve(profile, name=name, events=True)
    kind, _, days = extra.partition("-")
    reminders = {"alarms": "alarms", "reminders": "events"}.get(kind)
    if reminders is None or (
        days and not (days.isascii() and days.isdigit() and int(days) <= MOST_DAYS)
    ):
        return None
    before = (int(days),) if days else profile.days_before
    return attrs.evolve(profile, name=name, reminders=reminders, days_before=before)


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
