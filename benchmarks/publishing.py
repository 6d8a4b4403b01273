"""How long it takes to publish the change of one event in a large plan, beside icalendar writing the same feed.

    python -m benchmarks.publishing [--size N] [--json]

A plan of N deadlines depends on two events, nine in ten on the one and one in ten on the other. It is published; then
the second event moves. What is timed, in one run:

| step | what is done |
|---|---|
| preview | find what changes, with causes |
| publish | record it: only the components that change are written |
| feed | put the stored components together, and check every octet |
| icalendar | the peer: build the same events with icalendar, and `to_ical` |

The number of components written is reported beside; a wrong number, or other days than icalendar reads from the feed,
ends the run with status 1.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import TypeVar

from benchmarks.large_plans import machine

from relsched import Deadline, Event, Ledger, Plan
from relsched.plan.items import Unit

MARCH, SEPTEMBER = datetime(2020, 3, 25, tzinfo=UTC), datetime(2020, 9, 1, tzinfo=UTC)
Answer = TypeVar("Answer")


def large_plan(size: int) -> Plan:
    """Give a plan in which every tenth deadline depends on the fair, and the others on the congress."""
    anchors = ["fair" if n % 10 == 0 else "congress" for n in range(size)]
    return Plan(
        "large",
        "Kế hoạch lớn",
        issued="2020-03-25",
        timezone="Asia/Ho_Chi_Minh",
        units=[Unit("press", "Phòng Báo chí")],
        events=[Event("congress"), Event("fair")],
        deadlines=[
            Deadline(f"d{n}", f"Việc {n}", f"{n % 200 + 1} days before {anchor}", lead="press")
            for n, anchor in enumerate(anchors)
        ],
    )


def timed(step: str, figures: dict[str, float], work: Callable[[], Answer]) -> Answer:
    """Do something and note how long it took, in seconds."""
    start = time.perf_counter()
    answer = work()
    figures[step] = time.perf_counter() - start
    return answer


def by_icalendar(data: bytes) -> float:
    """Write the events of a feed as a program does that has only icalendar; give the seconds it took."""
    from icalendar import Calendar, Event

    made = Calendar()
    made.add("prodid", "-//peer//peer//EN")
    made.add("version", "2.0")
    events = Calendar.from_ical(data).walk("VEVENT")
    told = [{name: event[name] for name in event} for event in events]
    start = time.perf_counter()
    for values in told:
        event = Event()
        for name, value in values.items():
            event.add(name, value)
        made.add_component(event)
    made.to_ical()
    return time.perf_counter() - start


def days_of(data: bytes) -> dict[str, date]:
    """Read the first day of each event of a feed with icalendar."""
    from icalendar import Calendar

    events = Calendar.from_ical(data).walk("VEVENT")
    return {str(event["UID"]): event.decoded("DTSTART") for event in events}


def main() -> int:
    """Run the comparison and print its figures."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--size", type=int, default=10_000)
    parser.add_argument("--json", action="store_true")
    asked = parser.parse_args()
    plan = large_plan(asked.size)
    figures: dict[str, float] = {}
    known = {"congress": "2020-12-01", "fair": "2020-12-20"}
    with tempfile.TemporaryDirectory() as folder, Ledger.open(f"{folder}/ledger.db") as ledger:
        first = timed("first preview", figures, lambda: ledger.preview(plan, known, now=MARCH))
        timed(
            "first publish", figures, lambda: ledger.publish(first, now=MARCH, reason="first dates")
        )
        moved = {"fair": "2020-12-27"}
        second = timed("preview", figures, lambda: ledger.preview(plan, moved, now=SEPTEMBER))
        revision = timed(
            "publish", figures, lambda: ledger.publish(second, now=SEPTEMBER, reason="moved")
        )
        changed = len(ledger.changed("large", revision.number))
        found = timed("feed", figures, lambda: ledger.feed("large"))
        size = Path(folder, "ledger.db").stat().st_size
    figures["icalendar"] = by_icalendar(found.data)
    wanted = {
        f"large:d{n}@relsched": date(2020, 12, 27 if n % 10 == 0 else 1)
        - timedelta(days=n % 200 + 1)
        for n in range(asked.size)
    }
    # The fair itself is a component too, for those who ask for events.
    right = changed == -(-asked.size // 10) + 1 and days_of(found.data) == wanted
    ratios = {step: figures["icalendar"] / seconds for step, seconds in figures.items()}
    if asked.json:
        values = {"machine": machine(), "size": asked.size, "changed": changed, "right": right}
        print(json.dumps({**values, "seconds": figures, "ratios": ratios, "bytes": size}))
    else:
        print(f"{machine()}; {asked.size} deadlines, {changed} components written anew")
        for step, seconds in figures.items():
            print(f"{step:14} {seconds:8.2f} s   {ratios[step]:6.2f} x icalendar")
        print(f"ledger {size / 1e6:.1f} MB after two revisions")
    return 0 if right else 1


if __name__ == "__main__":
    sys.exit(main())
