"""The founding plan: how a provincial department prepared a party congress in 2020, as a relsched plan.

Four scenes: only October is known; the congress and the exhibition are fixed; the congress moves; and why
the stage must be finished when it must. Then the calendars for the whole plan and each unit are written.

Run it:  python examples/congress_xvii.py [DIRECTORY]
The same plan as a file stands beside this one: congress_xvii.yaml.
"""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path

from relsched import Deadline, Event, Phase, Plan, RelschedError, Schedule, Unit, feed, resolve
