"""relsched: plans whose dates depend on events, resolved exactly, explained, and published as calendars.

Names are loaded when they are first used, so that `import relsched` stays light.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from relsched.version import __version__ as __version__

if TYPE_CHECKING:
    from relsched.analysis.compare.comparison import Comparison, compare, notice
    from relsched.analysis.convention_report import ConventionReport, convention_report
    from relsched.analysis.lints import Lint, lint
    from relsched.analysis.whatif.candidates import Feasible
    from relsched.analysis.whatif.questions import feasible, whatif
    from relsched.analysis.whatif.scenario_table import WhatIf
    from relsched.dates.calendar_spec import CalendarSpec
    from relsched.dates.calendars import Calendars
    from relsched.dates.conventions import Conventions
    from relsched.dates.offsets import (
        Direction,
        Offset,
        clear_days,
        days,
        hours,
        minutes,
        months,
        weeks,
        working_days,
        years,
    )
    from relsched.dates.rolls import Roll
    from relsched.dates.windows import Window
    from relsched.dates.working_calendar import WorkingCalendar
    from relsched.editing.delete import delete
    from relsched.editing.edit import Edit
    from relsched.editing.merge import merge
    from relsched.editing.rename import rename
    from relsched.editing.split import split
    from relsched.errors import Problems, RelschedError
    from relsched.feasibility.conflict import Conflict
    from relsched.feasibility.floats import Floats
    from relsched.feeds.calendar_file import feed
    from relsched.feeds.external_dates import Followed, known_from_calendar, known_from_schedule
    from relsched.intake.phrase_query import Question
    from relsched.ledger.ledger import Ledger
    from relsched.phrases.context import PhraseContext
    from relsched.phrases.phrase_reader import PhraseReader, read_phrase
    from relsched.plan.items import Deadline, Event, Follow, Phase, Source, Text, Unit, Wait
    from relsched.plan.known_dates import Known
    from relsched.plan.plan import Plan
    from relsched.planfile.plan_file import PlanFile, parse_plan, read_plan
    from relsched.planfile.plan_writing import write_plan
    from relsched.schedule.entry import Entry
    from relsched.schedule.resolver import Resolver, resolve
    from relsched.schedule.schedule import Schedule
    from relsched.timing.points import Point
    from relsched.timing.timings import Timing, to_timing

_HOMES = {
    "Comparison": "analysis.compare.comparison",
    "compare": "analysis.compare.comparison",
    "notice": "analysis.compare.comparison",
    "ConventionReport": "analysis.convention_report",
    "convention_report": "analysis.convention_report",
    "Lint": "analysis.lints",
    "lint": "analysis.lints",
    "Feasible": "analysis.whatif.candidates",
    "feasible": "analysis.whatif.questions",
    "whatif": "analysis.whatif.questions",
    "WhatIf": "analysis.whatif.scenario_table",
    "CalendarSpec": "dates.calendar_spec",
    "Calendars": "dates.calendars",
    "Conventions": "dates.conventions",
    "Direction": "dates.offsets",
    "Offset": "dates.offsets",
    "clear_days": "dates.offsets",
    "days": "dates.offsets",
    "hours": "dates.offsets",
    "minutes": "dates.offsets",
    "months": "dates.offsets",
    "weeks": "dates.offsets",
    "working_days": "dates.offsets",
    "years": "dates.offsets",
    "Roll": "dates.rolls",
    "Window": "dates.windows",
    "WorkingCalendar": "dates.working_calendar",
    "delete": "editing.delete",
    "Edit": "editing.edit",
    "merge": "editing.merge",
    "rename": "editing.rename",
    "split": "editing.split",
    "RelschedError": "errors",
    "Problems": "errors",
    "Conflict": "feasibility.conflict",
    "Floats": "feasibility.floats",
    "feed": "feeds.calendar_file",
    "Followed": "feeds.external_dates",
    "known_from_calendar": "feeds.external_dates",
    "known_from_schedule": "feeds.external_dates",
    "Question": "intake.phrase_query",
    "Ledger": "ledger.ledger",
    "PhraseContext": "phrases.context",
    "PhraseReader": "phrases.phrase_reader",
    "read_phrase": "phrases.phrase_reader",
    "Deadline": "plan.items",
    "Event": "plan.items",
    "Follow": "plan.items",
    "Phase": "plan.items",
    "Source": "plan.items",
    "Text": "plan.items",
    "Unit": "plan.items",
    "Wait": "plan.items",
    "Known": "plan.known_dates",
    "Plan": "plan.plan",
    "PlanFile": "planfile.plan_file",
    "parse_plan": "planfile.plan_file",
    "read_plan": "planfile.plan_file",
    "write_plan": "planfile.plan_writing",
    "Resolver": "schedule.resolver",
    "resolve": "schedule.resolver",
    "Entry": "schedule.entry",
    "Schedule": "schedule.schedule",
    "Point": "timing.points",
    "Timing": "timing.timings",
    "to_timing": "timing.timings",
}

__all__ = [
    "CalendarSpec",
    "Calendars",
    "Comparison",
    "Conflict",
    "ConventionReport",
    "Conventions",
    "Deadline",
    "Direction",
    "Edit",
    "Entry",
    "Event",
    "Feasible",
    "Floats",
    "Follow",
    "Followed",
    "Known",
    "Ledger",
    "Lint",
    "Offset",
    "Phase",
    "PhraseContext",
    "PhraseReader",
    "Plan",
    "PlanFile",
    "Point",
    "Problems",
    "Question",
    "RelschedError",
    "Resolver",
    "Roll",
    "Schedule",
    "Source",
    "Text",
    "Timing",
    "Unit",
    "Wait",
    "WhatIf",
    "Window",
    "WorkingCalendar",
    "clear_days",
    "compare",
    "convention_report",
    "days",
    "delete",
    "feasible",
    "feed",
    "hours",
    "known_from_calendar",
    "known_from_schedule",
    "lint",
    "merge",
    "minutes",
    "months",
    "notice",
    "parse_plan",
    "read_phrase",
    "read_plan",
    "rename",
    "resolve",
    "split",
    "to_timing",
    "weeks",
    "whatif",
    "working_days",
    "write_plan",
    "years",
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
