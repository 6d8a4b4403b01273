"""Which events of a plan a feed holds: those that its deadlines depend on."""

from __future__ import annotations

from collections.abc import Iterable

from relsched.plan.dependency_graph import dependencies, main_event
from relsched.plan.items import Event
from relsched.plan.plan import Plan


def needed_events(plan: Plan, rows: Iterable[str]) -> set[str]:
    """Give the events that some deadlines depend on, over others too, and the main event of the plan.

    Args:
        plan: The plan.
        rows: Ids of the deadlines.

    Raises:
        PlanError: `unknown-item`.
    """
    found = {name for name in dependencies(plan, rows) if isinstance(plan.by_id[name], Event)}
    main = main_event(plan)
    return found if main is None else {*found, main}
