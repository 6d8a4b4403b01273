"""A plan as plain values with a format number, for programs that store plans: in JSON, in a database, over HTTP.

The keys are those of the plan file.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from relsched.errors import RelschedError, one_or_all
from relsched.messages.message import Message
from relsched.plan.known_dates import check_format
from relsched.plan.plan import Plan
from relsched.planfile.plan_reading import plan_from_dict
from relsched.planfile.plan_writing import plan_to_dict

FORMAT = "relsched/plan/1"


def plan_data(plan: Plan) -> dict[str, Any]:
    """Give a plan as plain values, with the number of their format; what is as by default is left out.

    Example:
        >>> plan_data(Plan("fair", issued="2020-03-25"))
        {'format': 'relsched/plan/1', 'plan': 'fair', 'issued': '2020-03-25'}
    """
    return {"format": FORMAT, **plan_to_dict(plan)}


def read_plan_data(value: Mapping[str, Any]) -> Plan:
    """Make a plan from what `plan_data` gave, or from the values of a plan file.

    Args:
        value: The plain values; without a format number they are taken to be of this one.

    Raises:
        RelschedError: Everything that is wrong, all at once, each with its path.
    """
    errors: list[RelschedError] = list(check_format(value, FORMAT))
    try:
        plan = plan_from_dict({key: part for key, part in value.items() if key != "format"})
    except RelschedError as error:
        errors += error.problems
    if errors:
        raise one_or_all(errors, Message("problems of plan data"))
    return plan
