"""relsched: plans whose dates hang on events, resolved exactly, explained, and published as calendars.

Names are loaded when they are first used, so that `import relsched` stays light.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from relsched.version import __version__ as __version__

if TYPE_CHECKING:
    from relsched.analysis.compare.comparison import Comparison, compare
    from relsched.analysis.convention_report import ConventionReport, convention_report
    from relsched.analysis.whatif.questions import feasible, whatif
    from relsched.analysis.whatif.scenario_table import WhatIf
    from relsched.dates.calendar_spec import CalendarSpec
    from relsched.dates.calendars import Calendars
    from relsched.dates.conventions import Conventions
    from relsched.dates.offsets import Offset
    from relsched.dates.rolls import Roll
    from relsched.dates.windows import Window
    from relsched.dates.working_calendar import WorkingCalendar
    from relsched.errors import RelschedError, Troubles
    from relsched.feeds.calendar_file import feed
    from relsched.feeds.external_dates import Followed, known_from_calendar, known_from_schedule
    from relsched.ledger.ledger import Ledger
    from relsched.plan.items import Deadline, Event, Follow, Phase, Source, Text, Unit, Wait
    from relsched.plan.known import Known
    from relsched.plan.plan import Plan
    from relsched.planfile.plan_file import read_plan
    from relsched.planfile.plan_writing import write_plan
    from relsched.schedule.resolver import Resolver, resolve
    from relsched.schedule.schedule import Entry, Schedule
    from relsched.timing.points import Point
    from relsched.timing.timings import Timing

_HOMES = {
    "ConventionReport": "analysis.convention_report",
    "convention_report": "analysis.convention_report",
    "CalendarSpec": "dates.calendar_spec",
    "Calendars": "dates.calendars",
    "WorkingCalendar": "dates.working_calendar",
    "Comparison": "analysis.compare.comparison",
    "compare": "analysis.compare.comparison",
    "Conventions": "dates.conventions",
    "read_plan": "planfile.plan_file",
    "write_plan": "planfile.plan_writing",
    "RelschedError": "errors",
    "Troubles": "errors",
    "feed": "feeds.calendar_file",
    "Followed": "feeds.external_dates",
    "known_from_calendar": "feeds.external_dates",
    "known_from_schedule": "feeds.external_dates",
    "Ledger": "ledger.ledger",
    "Offset": "dates.offsets",
    "Deadline": "plan.items",
    "Event": "plan.items",
    "Follow": "plan.items",
    "Known": "plan.known",
    "Phase": "plan.items",
    "Plan": "plan.plan",
    "Source": "plan.items",
    "Text": "plan.items",
    "Unit": "plan.items",
    "Wait": "plan.items",
    "Resolver": "schedule.resolver",
    "resolve": "schedule.resolver",
    "Roll": "dates.rolls",
    "WhatIf": "analysis.whatif.scenario_table",
    "feasible": "analysis.whatif.questions",
    "whatif": "analysis.whatif.questions",
    "Entry": "schedule.schedule",
    "Schedule": "schedule.schedule",
    "Point": "timing.points",
    "Timing": "timing.timings",
    "Window": "dates.windows",
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
