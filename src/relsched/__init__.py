"""relsched: plans whose dates hang on events, resolved exactly, explained, and published as calendars.

Names are loaded when they are first used, so that `import relsched` stays light.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from relsched.version import __version__ as __version__

if TYPE_CHECKING:
    from relsched.alternatives import ConventionReport, convention_report
    from relsched.calendars import Calendars, CalendarSpec, WorkingCalendar
    from relsched.comparison import Comparison, compare
    from relsched.conventions import Conventions
    from relsched.document import read_plan, write_plan
    from relsched.errors import RelschedError, Troubles
    from relsched.feeds import feed
    from relsched.following import Followed, known_from_calendar, known_from_schedule
    from relsched.ledger import Ledger
    from relsched.offsets import Offset
    from relsched.plan import (
        Deadline,
        Event,
        Follow,
        Known,
        Phase,
        Plan,
        Source,
        Text,
        Unit,
        Wait,
    )
    from relsched.resolver import Resolver, resolve
    from relsched.rolls import Roll
    from relsched.scenarios import WhatIf, feasible, whatif
    from relsched.schedule import Entry, Schedule
    from relsched.timing import Point, Timing
    from relsched.windows import Window

_HOMES = {
    "ConventionReport": "alternatives",
    "convention_report": "alternatives",
    "CalendarSpec": "calendars",
    "Calendars": "calendars",
    "WorkingCalendar": "calendars",
    "Comparison": "comparison",
    "compare": "comparison",
    "Conventions": "conventions",
    "read_plan": "document",
    "write_plan": "document",
    "RelschedError": "errors",
    "Troubles": "errors",
    "feed": "feeds",
    "Followed": "following",
    "known_from_calendar": "following",
    "known_from_schedule": "following",
    "Ledger": "ledger",
    "Offset": "offsets",
    "Deadline": "plan",
    "Event": "plan",
    "Follow": "plan",
    "Known": "plan",
    "Phase": "plan",
    "Plan": "plan",
    "Source": "plan",
    "Text": "plan",
    "Unit": "plan",
    "Wait": "plan",
    "Resolver": "resolver",
    "resolve": "resolver",
    "Roll": "rolls",
    "WhatIf": "scenarios",
    "feasible": "scenarios",
    "whatif": "scenarios",
    "Entry": "schedule",
    "Schedule": "schedule",
    "Point": "timing",
    "Timing": "timing",
    "Window": "windows",
}

__all__ = [
    "CalendarSpec",
    "Calendars",
    "Comparison",
    "ConventionReport",
    "Conventions",
    "Deadline",
    "Entry",
    "Event",
    "Follow",
    "Followed",
    "Known",
    "Ledger",
    "Offset",
    "Phase",
    "Plan",
    "Point",
    "RelschedError",
    "Resolver",
    "Roll",
    "Schedule",
    "Source",
    "Text",
    "Timing",
    "Troubles",
    "Unit",
    "Wait",
    "WhatIf",
    "Window",
    "WorkingCalendar",
    "compare",
    "convention_report",
    "feasible",
    "feed",
    "known_from_calendar",
    "known_from_schedule",
    "read_plan",
    "resolve",
    "whatif",
    "write_plan",
]


def __getattr__(name: str) -> Any:
    home = _HOMES.get(name)
    if home is None:
        raise AttributeError(f"module 'relsched' has no attribute {name!r}")
    value = getattr(import_module(f"relsched.{home}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
