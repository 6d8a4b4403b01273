"""relsched: plans whose dates depend on events, resolved exactly, explained, and published as calendars.

Names are loaded when they are first used, so that `import relsched` stays light.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from relsched.version import __version__ as __version__

if TYPE_CHECKING:
    from relsched.analysis.compare.change_kinds import Cause, Change, FieldEdit
    from relsched.analysis.compare.comparison import Comparison, compare, notice
    from relsched.analysis.convention_report import (
        Alternative,
        ConventionReport,
        Move,
        Outcome,
        convention_report,
    )
    from relsched.analysis.lints import Lint, lint
    from relsched.analysis.whatif.candidates import Break, Candidate, Feasible, PlanRule, Stretch
    from relsched.analysis.whatif.questions import feasible, whatif
    from relsched.analysis.whatif.scenario_table import WhatIf
    from relsched.analysis.whatif.trials import Detail, Total
    from relsched.dates.calendar_spec import CalendarSpec
    from relsched.dates.calendars import Calendars
    from relsched.dates.conventions import Conventions
    from relsched.dates.offsets import (
        Anchored,
        Direction,
        HasPoint,
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
    from relsched.editing.edit import Edit, ItemChange
    from relsched.editing.merge import merge
    from relsched.editing.rename import rename
    from relsched.editing.split import split
    from relsched.engine.propagators import Rule
    from relsched.errors import (
        CalendarError,
        DocumentError,
        KnownError,
        LedgerError,
        MissingExtraError,
        OutOfRangeError,
        Place,
        PlanError,
        Problems,
        RelschedError,
        ServerError,
        TimingError,
        UnknownCalendarError,
        UnknownItemError,
        UnknownNameError,
        UnknownRevisionError,
        UnknownUnitError,
    )
    from relsched.explain.steps import Explanation, Step
    from relsched.feasibility.conflict import Case, Conflict, Explained, Member, Repair
    from relsched.feasibility.floats import Driver, Float, Floats
    from relsched.feeds.audiences import Audience
    from relsched.feeds.calendar_file import feed
    from relsched.feeds.external_dates import (
        Followed,
        FollowNote,
        known_from_calendar,
        known_from_schedule,
    )
    from relsched.feeds.feed_items import FeedItem, Relation
    from relsched.feeds.profiles import Profile
    from relsched.intake.phrase_query import Dated, PhraseAnswer, Question
    from relsched.ledger.addresses import Address, Addresses, NewAddress
    from relsched.ledger.ledger import Ledger
    from relsched.ledger.preview import Preview
    from relsched.ledger.published_feed import FeedFile
    from relsched.ledger.records import Published, Revision
    from relsched.ledger.verification import Verified
    from relsched.messages.message import Message, Readable
    from relsched.phrases.context import PhraseContext
    from relsched.phrases.phrase_reader import PhraseReader, read_phrase
    from relsched.phrases.readings import Note, Part, Phrase, Proposed, Reading
    from relsched.plan.items import Deadline, Event, Follow, Phase, Source, Text, Unit, Wait
    from relsched.plan.known_dates import Known, Moment
    from relsched.plan.plan import Plan
    from relsched.planfile.patching import Patch
    from relsched.planfile.plan_data import plan_data, read_plan_data
    from relsched.planfile.plan_file import PlanFile, parse_plan, read_plan
    from relsched.planfile.plan_writing import write_plan
    from relsched.schedule.entry import Entry
    from relsched.schedule.finding import Finding
    from relsched.schedule.resolver import Resolver, read_schedule, resolve
    from relsched.schedule.schedule import Schedule
    from relsched.server.launch import create_app
    from relsched.timing.points import Edge, Point, Reference
    from relsched.timing.timings import Kind, Limits, Timing, to_timing

_HOMES = {
    "Cause": "analysis.compare.change_kinds",
    "Change": "analysis.compare.change_kinds",
    "FieldEdit": "analysis.compare.change_kinds",
    "Comparison": "analysis.compare.comparison",
    "compare": "analysis.compare.comparison",
    "notice": "analysis.compare.comparison",
    "Alternative": "analysis.convention_report",
    "ConventionReport": "analysis.convention_report",
    "Move": "analysis.convention_report",
    "Outcome": "analysis.convention_report",
    "convention_report": "analysis.convention_report",
    "Lint": "analysis.lints",
    "lint": "analysis.lints",
    "Break": "analysis.whatif.candidates",
    "Candidate": "analysis.whatif.candidates",
    "Feasible": "analysis.whatif.candidates",
    "PlanRule": "analysis.whatif.candidates",
    "Stretch": "analysis.whatif.candidates",
    "feasible": "analysis.whatif.questions",
    "whatif": "analysis.whatif.questions",
    "WhatIf": "analysis.whatif.scenario_table",
    "Detail": "analysis.whatif.trials",
    "Total": "analysis.whatif.trials",
    "CalendarSpec": "dates.calendar_spec",
    "Calendars": "dates.calendars",
    "Conventions": "dates.conventions",
    "Anchored": "dates.offsets",
    "Direction": "dates.offsets",
    "HasPoint": "dates.offsets",
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
    "ItemChange": "editing.edit",
    "merge": "editing.merge",
    "rename": "editing.rename",
    "split": "editing.split",
    "Rule": "engine.propagators",
    "CalendarError": "errors",
    "DocumentError": "errors",
    "KnownError": "errors",
    "LedgerError": "errors",
    "MissingExtraError": "errors",
    "Message": "messages.message",
    "Readable": "messages.message",
    "OutOfRangeError": "errors",
    "Place": "errors",
    "PlanError": "errors",
    "RelschedError": "errors",
    "ServerError": "errors",
    "TimingError": "errors",
    "Problems": "errors",
    "UnknownCalendarError": "errors",
    "UnknownItemError": "errors",
    "UnknownNameError": "errors",
    "UnknownRevisionError": "errors",
    "UnknownUnitError": "errors",
    "Explanation": "explain.steps",
    "Step": "explain.steps",
    "Case": "feasibility.conflict",
    "Conflict": "feasibility.conflict",
    "Explained": "feasibility.conflict",
    "Member": "feasibility.conflict",
    "Repair": "feasibility.conflict",
    "Driver": "feasibility.floats",
    "Float": "feasibility.floats",
    "Floats": "feasibility.floats",
    "Audience": "feeds.audiences",
    "feed": "feeds.calendar_file",
    "FollowNote": "feeds.external_dates",
    "Followed": "feeds.external_dates",
    "known_from_calendar": "feeds.external_dates",
    "known_from_schedule": "feeds.external_dates",
    "FeedItem": "feeds.feed_items",
    "Relation": "feeds.feed_items",
    "Profile": "feeds.profiles",
    "Dated": "intake.phrase_query",
    "PhraseAnswer": "intake.phrase_query",
    "Question": "intake.phrase_query",
    "Address": "ledger.addresses",
    "Addresses": "ledger.addresses",
    "NewAddress": "ledger.addresses",
    "Ledger": "ledger.ledger",
    "Preview": "ledger.preview",
    "FeedFile": "ledger.published_feed",
    "Published": "ledger.records",
    "Revision": "ledger.records",
    "Verified": "ledger.verification",
    "PhraseContext": "phrases.context",
    "PhraseReader": "phrases.phrase_reader",
    "read_phrase": "phrases.phrase_reader",
    "Note": "phrases.readings",
    "Part": "phrases.readings",
    "Phrase": "phrases.readings",
    "Proposed": "phrases.readings",
    "Reading": "phrases.readings",
    "Deadline": "plan.items",
    "Event": "plan.items",
    "Follow": "plan.items",
    "Phase": "plan.items",
    "Source": "plan.items",
    "Text": "plan.items",
    "Unit": "plan.items",
    "Wait": "plan.items",
    "Known": "plan.known_dates",
    "Moment": "plan.known_dates",
    "Plan": "plan.plan",
    "Patch": "planfile.patching",
    "PlanFile": "planfile.plan_file",
    "plan_data": "planfile.plan_data",
    "read_plan_data": "planfile.plan_data",
    "parse_plan": "planfile.plan_file",
    "read_plan": "planfile.plan_file",
    "write_plan": "planfile.plan_writing",
    "Entry": "schedule.entry",
    "Finding": "schedule.finding",
    "Resolver": "schedule.resolver",
    "read_schedule": "schedule.resolver",
    "resolve": "schedule.resolver",
    "Schedule": "schedule.schedule",
    "create_app": "server.launch",
    "Edge": "timing.points",
    "Point": "timing.points",
    "Reference": "timing.points",
    "Kind": "timing.timings",
    "Limits": "timing.timings",
    "Timing": "timing.timings",
    "to_timing": "timing.timings",
}

__all__ = [
    "Address",
    "Addresses",
    "Alternative",
    "Anchored",
    "Audience",
    "Break",
    "CalendarError",
    "CalendarSpec",
    "Calendars",
    "Candidate",
    "Case",
    "Cause",
    "Change",
    "Comparison",
    "Conflict",
    "ConventionReport",
    "Conventions",
    "Dated",
    "Deadline",
    "Detail",
    "Direction",
    "DocumentError",
    "Driver",
    "Edge",
    "Edit",
    "Entry",
    "Event",
    "Explained",
    "Explanation",
    "Feasible",
    "FeedFile",
    "FeedItem",
    "FieldEdit",
    "Finding",
    "Float",
    "Floats",
    "Follow",
    "FollowNote",
    "Followed",
    "HasPoint",
    "ItemChange",
    "Kind",
    "Known",
    "KnownError",
    "Ledger",
    "LedgerError",
    "Limits",
    "Lint",
    "Member",
    "Message",
    "MissingExtraError",
    "Moment",
    "Move",
    "NewAddress",
    "Note",
    "Offset",
    "OutOfRangeError",
    "Outcome",
    "Part",
    "Patch",
    "Phase",
    "Phrase",
    "PhraseAnswer",
    "PhraseContext",
    "PhraseReader",
    "Place",
    "Plan",
    "PlanError",
    "PlanFile",
    "PlanRule",
    "Point",
    "Preview",
    "Problems",
    "Profile",
    "Proposed",
    "Published",
    "Question",
    "Readable",
    "Reading",
    "Reference",
    "Relation",
    "RelschedError",
    "Repair",
    "Resolver",
    "Revision",
    "Roll",
    "Rule",
    "Schedule",
    "ServerError",
    "Source",
    "Step",
    "Stretch",
    "Text",
    "Timing",
    "TimingError",
    "Total",
    "Unit",
    "UnknownCalendarError",
    "UnknownItemError",
    "UnknownNameError",
    "UnknownRevisionError",
    "UnknownUnitError",
    "Verified",
    "Wait",
    "WhatIf",
    "Window",
    "WorkingCalendar",
    "clear_days",
    "compare",
    "convention_report",
    "create_app",
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
    "plan_data",
    "read_phrase",
    "read_plan",
    "read_plan_data",
    "read_schedule",
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

if not TYPE_CHECKING:  # a type checker would take any name for a public one

    def __getattr__(name: str) -> object:
        from importlib import import_module

        home = _HOMES.get(name)
        if home is None:
            raise AttributeError(f"module 'relsched' has no attribute {name!r}")
        value = getattr(import_module(f"relsched.{home}"), name)
        globals()[name] = value
        return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
