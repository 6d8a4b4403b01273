"""The glossary: every notion of the product has an entry, and every enumeration its values, no more and no fewer."""

from __future__ import annotations

import enum
import importlib
import pkgutil
import re
from collections.abc import Iterator

import pytest

import relsched
from documentation import bare, page, tables
from relsched.analysis.compare import change_kinds
from relsched.analysis.lints import SEVERITIES
from relsched.analysis.whatif import criteria, trials
from relsched.dates.conventions import NAMED_SETS, NAMES
from relsched.dates.offsets import UNITS, Direction
from relsched.dates.recurrence import Frequency
from relsched.dates.rolls import Roll
from relsched.editing.delete import STRATEGIES
from relsched.editing.merge import WHICH_TIMING
from relsched.engine.propagators import Rule
from relsched.feeds import audiences
from relsched.feeds.profiles import PROFILES
from relsched.ledger.records import STATES
from relsched.plan.items import LINTS, RELATIONS
from relsched.schedule import entry
from relsched.timing.points import Edge
from relsched.timing.timings import Kind

# The terms of the field that the product uses (CPM, constraint programming, FpML, iCalendar), as people look them up.
NOTIONS = """
plan, event, deadline, unit, phase, source, known date, expected date, follow, rule, constraint, wait, relation,
convention, alternative, anchor, offset, gap, lag, lead, edge, calendar day, working day, clear days, point, timing,
kind, not before, due, phrase, reading, working calendar, calendar name, open day, swapped working day, roll, modified,
nearest, unadjusted, adjusted, step, horizon, resolve, schedule, entry, window, earliest, latest, settled, windowed,
waiting, done, pinned, possible, safe,
provenance, explanation, problem, conflict, short by, repair, lint, early start, early finish, late start, late finish,
float, free float, critical, critical chain, driver, candidate, feasible, edit, draft, dependency graph, depend on,
dependency cycle, distance graph, monotone map, adjoint, bound, propagate, fixpoint, infeasible, publish, feed,
audience, profile, secret address, sequence, revision, ledger, tombstone, change, cause, notice
"""
ENUMERATIONS = {
    "Status of an entry": entry.STATUSES,
    "Kind of a deadline": [kind.value for kind in Kind],
    "Relation of a wait": RELATIONS,
    "Edge": [edge.value for edge in Edge],
    "Direction": [direction.value for direction in Direction],
    "Unit of an offset": UNITS,
    "Frequency": [frequency.value for frequency in Frequency],
    "Roll of a date": [roll.value for roll in Roll],
    "Convention of a plan": NAMES,
    "Named set of conventions": NAMED_SETS,
    "Kind of rule": re.findall(r"^ *\| `(\w+)` \|", str(Rule.__doc__), re.MULTILINE),
    "Code of a conflict": ["impossible", "against-expectation"],  # `FoundConflict.code`
    "Code of a lint": LINTS,
    "Severity of a lint": SEVERITIES,
    "Kinds of change": change_kinds.KINDS,
    "Flag of a change": change_kinds.FLAGS,
    "Kind of cause": change_kinds.CAUSES,
    "Criterion of a what-if": criteria.CRITERIA,
    "Flag of a candidate": trials.FLAGS,
    "Dependants of a deleted item": STRATEGIES,
    "Timing of merged items": WHICH_TIMING,
    "Audience of a feed": audiences.KINDS,
    "Profile of a feed": PROFILES,
    "State of a published item": STATES,
}


def terms() -> set[str]:
    """Give the terms that the glossary defines."""
    found: set[str] = set()
    for block in re.findall(r"^```\{glossary\}\n(.*?)^```$", page("glossary"), re.M | re.S):
        found |= {line for line in block.splitlines() if line and not line.startswith(" ")}
    return found


def enumerations() -> Iterator[type[enum.Enum]]:
    """Go through the classes of `enum` that the package defines."""
    for module in pkgutil.walk_packages(relsched.__path__, "relsched."):
        if not module.name.startswith(("relsched.ledger.migrations", "relsched.__main__")):
            for value in vars(importlib.import_module(module.name)).values():
                is_enumeration = isinstance(value, type) and issubclass(value, enum.Enum)
                if is_enumeration and value.__module__ == module.name:
                    yield value


def test_every_notion_has_an_entry() -> None:
    """What people may look up is defined."""
    wanted = {" ".join(notion.split()) for notion in NOTIONS.split(",")}
    assert wanted - terms() == set()


@pytest.mark.parametrize("heading", ENUMERATIONS)
def test_the_values_of_an_enumeration_are_those_of_the_code(heading: str) -> None:
    """The table below a heading has each value of the code in its order, and no other."""
    listed = [
        bare(row["value"])
        for table in tables("glossary")
        if table.heading == heading
        for row in table.rows
    ]
    assert listed == list(ENUMERATIONS[heading])


def test_every_table_of_the_glossary_is_held_to_the_code() -> None:
    """No enumeration is in the glossary alone."""
    assert [table.heading for table in tables("glossary")] == list(ENUMERATIONS)


def test_every_class_of_enumeration_is_listed() -> None:
    """A new enumeration of the package gets its table."""
    listed = {frozenset(values) for values in ENUMERATIONS.values()}
    missing = {
        found.__name__
        for found in enumerations()
        if frozenset(member.value for member in found) not in listed
    }
    assert missing == set()
