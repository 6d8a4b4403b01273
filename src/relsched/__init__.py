"""relsched: plans whose dates depend on events, resolved exactly, explained, and published as calendars.

Names are loaded when they are first used, so that `import relsched` stays light.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from relsched.version import __version__ as __version__

if TYPE_CHECKING:
    from relsched.analysis.compare.change_kinds import Cause, Change, FieldEdit
    from relsched.analysis.compare.comparison import Comparison, compare, notice
    from relsched.analysis.compare.day_notes import DayNote
    from relsched.analysis.convention_report import (
        Alternative,
        ConventionReport,
        Outcome,
        convention_report,
    )
    from relsched.analysis.due_list import DueList, DueRow, due_list
    from relsched.analysis.lints import Lint, lint
    from relsched.analysis.whatif.candidates import Break, Candidate, Feasible, PlanRule, Stretch
    from relsched.analysis.whatif.questions import feasible, whatif
    from relsched.analysis.whatif.scenario_table import WhatIf
    from relsched.analysis.whatif.trials import Total
    from relsched.dates.calendar_spec import CalendarSpec
    from relsched.dates.calendars import Calendars
    from relsched.dates.conventions import ConventionLike, Conventions
    from relsched.dates.date_reading import DateLike, MomentLike
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
    from relsched.dates.windows import Window, WindowLike
    from relsched.dates.working_calendar import WorkingCalendar
    from relsched.editing.answer import answer, dismiss
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
    from relsched.feeds.joint_calendar import joint_calendar
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
    from relsched.plan.items import (
        AliasesLike,
        Deadline,
        Event,
        Follow,
        Phase,
        Source,
        Text,
        Unit,
        Wait,
        WaitLike,
    )
    from relsched.plan.known_dates import Known, KnownDates, KnownLike, Moment
    from relsched.plan.plan import Plan
    from relsched.plan.plan_questions import PlanQuestion
    from relsched.planfile.patching import Patch
    from relsched.planfile.plan_data import plan_data, read_plan_data
    from relsched.planfile.plan_file import PlanFile, parse_plan, read_plan
    from relsched.planfile.plan_writing import write_plan
    from relsched.schedule.entry import Entry
    from relsched.schedule.finding import Finding
    from relsched.schedule.resolver import Resolver, read_schedule, resolve
    from relsched.schedule.schedule import Schedule
    from relsched.server.launch import create_app
    from relsched.timing.points import Edge, Point, PointLike, Reference
    from relsched.timing.timings import Kind, Limits, Timing, TimingLike, to_timing

_HOMES = {
    "Address": "ledger.addresses",
    "Addresses": "ledger.addresses",
    "AliasesLike": "plan.items",
    "Alternative": "analysis.convention_report",
    "Anchored": "dates.offsets",
    "Audience": "feeds.audiences",
    "Break": "analysis.whatif.candidates",
    "CalendarError": "errors",
    "CalendarSpec": "dates.calendar_spec",
    "Calendars": "dates.calendars",
    "Candidate": "analysis.whatif.candidates",
    "Case": "feasibility.conflict",
    "Cause": "analysis.compare.change_kinds",
    "Change": "analysis.compare.change_kinds",
    "Comparison": "analysis.compare.comparison",
    "Conflict": "feasibility.conflict",
    "ConventionLike": "dates.conventions",
    "ConventionReport": "analysis.convention_report",
    "Conventions": "dates.conventions",
    "DateLike": "dates.date_reading",
    "Dated": "intake.phrase_query",
    "DayNote": "analysis.compare.day_notes",
    "Deadline": "plan.items",
    "Direction": "dates.offsets",
    "DocumentError": "errors",
    "Driver": "feasibility.floats",
    "DueList": "analysis.due_list",
    "DueRow": "analysis.due_list",
    "Edge": "timing.points",
    "Edit": "editing.edit",
    "Entry": "schedule.entry",
    "Event": "plan.items",
    "Explained": "feasibility.conflict",
    "Explanation": "explain.steps",
    "Feasible": "analysis.whatif.candidates",
    "FeedFile": "ledger.published_feed",
    "FeedItem": "feeds.feed_items",
    "FieldEdit": "analysis.compare.change_kinds",
    "Finding": "schedule.finding",
    "Float": "feasibility.floats",
    "Floats": "feasibility.floats",
    "Follow": "plan.items",
    "FollowNote": "feeds.external_dates",
    "Followed": "feeds.external_dates",
    "HasPoint": "dates.offsets",
    "ItemChange": "editing.edit",
    "Kind": "timing.timings",
    "Known": "plan.known_dates",
    "KnownDates": "plan.known_dates",
    "KnownError": "errors",
    "KnownLike": "plan.known_dates",
    "Ledger": "ledger.ledger",
    "LedgerError": "errors",
    "Limits": "timing.timings",
    "Lint": "analysis.lints",
    "Member": "feasibility.conflict",
    "Message": "messages.message",
    "MissingExtraError": "errors",
    "Moment": "plan.known_dates",
    "MomentLike": "dates.date_reading",
    "NewAddress": "ledger.addresses",
    "Note": "phrases.readings",
    "Offset": "dates.offsets",
    "OutOfRangeError": "errors",
    "Outcome": "analysis.convention_report",
    "Part": "phrases.readings",
    "Patch": "planfile.patching",
    "Phase": "plan.items",
    "Phrase": "phrases.readings",
    "PhraseAnswer": "intake.phrase_query",
    "PhraseContext": "phrases.context",
    "PhraseReader": "phrases.phrase_reader",
    "Place": "errors",
    "Plan": "plan.plan",
    "PlanError": "errors",
    "PlanFile": "planfile.plan_file",
    "PlanQuestion": "plan.plan_questions",
    "PlanRule": "analysis.whatif.candidates",
    "Point": "timing.points",
    "PointLike": "timing.points",
    "Preview": "ledger.preview",
    "Problems": "errors",
    "Profile": "feeds.profiles",
    "Proposed": "phrases.readings",
    "Published": "ledger.records",
    "Question": "intake.phrase_query",
    "Readable": "messages.message",
    "Reading": "phrases.readings",
    "Reference": "timing.points",
    "Relation": "feeds.feed_items",
    "RelschedError": "errors",
    "Repair": "feasibility.conflict",
    "Resolver": "schedule.resolver",
    "Revision": "ledger.records",
    "Roll": "dates.rolls",
    "Rule": "engine.propagators",
    "Schedule": "schedule.schedule",
    "ServerError": "errors",
    "Source": "plan.items",
    "Step": "explain.steps",
    "Stretch": "analysis.whatif.candidates",
    "Text": "plan.items",
    "Timing": "timing.timings",
    "TimingError": "errors",
    "TimingLike": "timing.timings",
    "Total": "analysis.whatif.trials",
    "Unit": "plan.items",
    "UnknownCalendarError": "errors",
    "UnknownItemError": "errors",
    "UnknownNameError": "errors",
    "UnknownRevisionError": "errors",
    "UnknownUnitError": "errors",
    "Verified": "ledger.verification",
    "Wait": "plan.items",
    "WaitLike": "plan.items",
    "WhatIf": "analysis.whatif.scenario_table",
    "Window": "dates.windows",
    "WindowLike": "dates.windows",
    "WorkingCalendar": "dates.working_calendar",
    "answer": "editing.answer",
    "clear_days": "dates.offsets",
    "compare": "analysis.compare.comparison",
    "convention_report": "analysis.convention_report",
    "create_app": "server.launch",
    "days": "dates.offsets",
    "delete": "editing.delete",
    "dismiss": "editing.answer",
    "due_list": "analysis.due_list",
    "feasible": "analysis.whatif.questions",
    "feed": "feeds.calendar_file",
    "hours": "dates.offsets",
    "joint_calendar": "feeds.joint_calendar",
    "known_from_calendar": "feeds.external_dates",
    "known_from_schedule": "feeds.external_dates",
    "lint": "analysis.lints",
    "merge": "editing.merge",
    "minutes": "dates.offsets",
    "months": "dates.offsets",
    "notice": "analysis.compare.comparison",
    "parse_plan": "planfile.plan_file",
    "plan_data": "planfile.plan_data",
    "read_phrase": "phrases.phrase_reader",
    "read_plan": "planfile.plan_file",
    "read_plan_data": "planfile.plan_data",
    "read_schedule": "schedule.resolver",
    "rename": "editing.rename",
    "resolve": "schedule.resolver",
    "split": "editing.split",
    "to_timing": "timing.timings",
    "weeks": "dates.offsets",
    "whatif": "analysis.whatif.questions",
    "working_days": "dates.offsets",
    "write_plan": "planfile.plan_writing",
    "years": "dates.offsets",
}

__all__ = [
    "Address",
    "Addresses",
    "AliasesLike",
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
    "ConventionLike",
    "ConventionReport",
    "Conventions",
    "DateLike",
    "Dated",
    "DayNote",
    "Deadline",
    "Direction",
    "DocumentError",
    "Driver",
    "DueList",
    "DueRow",
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
    "KnownDates",
    "KnownError",
    "KnownLike",
    "Ledger",
    "LedgerError",
    "Limits",
    "Lint",
    "Member",
    "Message",
    "MissingExtraError",
    "Moment",
    "MomentLike",
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
    "PlanQuestion",
    "PlanRule",
    "Point",
    "PointLike",
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
    "TimingLike",
    "Total",
    "Unit",
    "UnknownCalendarError",
    "UnknownItemError",
    "UnknownNameError",
    "UnknownRevisionError",
    "UnknownUnitError",
    "Verified",
    "Wait",
    "WaitLike",
    "WhatIf",
    "Window",
    "WindowLike",
    "WorkingCalendar",
    "answer",
    "clear_days",
    "compare",
    "convention_report",
    "create_app",
    "days",
    "delete",
    "dismiss",
    "due_list",
    "feasible",
    "feed",
    "hours",
    "joint_calendar",
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
