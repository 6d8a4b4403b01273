"""A plan as plain values with a format number, for programs that store plans: in JSON, in a database, over HTTP.

The keys are those of the plan file.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from relsched.dates.working_calendar import WorkingCalendar
from relsched.plan.known_dates import check_format
from relsched.plan.plan import Plan
from relsched.planfile.plan_reading import plan_of_values
from relsched.planfile.plan_writing import plan_to_dict

FORMAT = "relsched/plan/1"


def plan_data(plan: Plan) -> dict[str, Any]:
    """Give a plan as plain values, with the number of their format; what is as by default is left out.

    Example:
        >>> plan_data(Plan("fair", issued="2020-03-25"))
        {'format': 'relsched/plan/1', 'plan': 'fair', 'issued': '2020-03-25'}
    """
    return {"format": FORMAT, **plan_to_dict(plan)}


def read_plan_data(
    value: Mapping[str, Any], calendars: Mapping[str, WorkingCalendar] | None = None
) -> Plan:
    """Make a plan from what `plan_data` gave, or from the values of a plan file.

    Numbers, dates and None are taken as a plan file would have them: 3 as `3`, a date as its text, None and NaN as if
    they weren't there.

    Args:
        value: The plain values; without a format number they are taken to be of this one.
        calendars: Working calendars that the plan may name beside its own and the countries'.

    Raises:
        RelschedError: Everything that is wrong, all at once, each with its path.
    """
    if not isinstance(value, Mapping):
        return plan_of_values(value)  # which says what it must be
    given = {key: part for key, part in value.items() if key != "format"}
    return plan_of_values(given, calendars, check_format(value, FORMAT))
