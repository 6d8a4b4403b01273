"""Draws a calendar file as the month of a phone, 390 pixels wide, in a real browser.

    python scripts/draw_month.py congress-xvii.ics 2020-10 month.png
    python scripts/draw_month.py                    # the pictures of the documentation, in docs/pictures

A phone shows three entries a day, a number for the rest, and below the entries of the day that was touched: here the
one with the most. The days of each entry come from recurring-ical-events, which is no part of relsched. The
documentation's pictures show the founding plan as version 0.1.0 wrote it, which is kept in `tests/golden/months`, and
as it is written now. They are made anew when feeds look different, and looked at: no two versions of a browser give
the same bytes.
"""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import icalendar
import jinja2
import recurring_ical_events

ROOT = Path(__file__).resolve().parents[1]
WIDTH, HEIGHT = 390, 844  # of the screen of a phone, in CSS pixels
LANES = 3  # entries that a phone shows on a day
DAY = timedelta(days=1)
# Flags that keep a browser in a container from asking anybody anything.
ARGUMENTS = (
    *("--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"),
    *("--disable-component-update", "--disable-sync"),
)
WEEKDAYS = {
    "en": ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"),
    "vi": ("T2", "T3", "T4", "T5", "T6", "T7", "CN"),
}
MONTHS = (
    *("January", "February", "March", "April", "May", "June", "July", "August", "September"),
    *("October", "November", "December"),
)


class Shown(NamedTuple):
    """An entry of a calendar file on the days on which a program shows it."""

    uid: str
    title: str
    first: date
    last: date
    kind: str


def entries(data: bytes, first: date, last: date) -> list[Shown]:
    """Give the entries of a calendar file on some days, those that begin earlier and last longer first."""
    calendar = icalendar.Calendar.from_ical(data)
    found = []
    for event in recurring_ical_events.of(calendar).between(first, last + DAY):
        begins, ends = event.decoded("DTSTART"), event.decoded("DTEND")
        if isinstance(begins, datetime):
            days = begins.date(), max(begins, ends - timedelta(seconds=1)).date()
            title = f"{begins:%H:%M} {event['SUMMARY']}"
        else:
            days, title = (begins, ends - DAY), str(event["SUMMARY"])
        is_open = str(event.get("STATUS")) == "TENTATIVE"
        is_event = "CONTACT" not in event and "CATEGORIES" not in event
        kind = " ".join(["event"] * is_event + ["open"] * is_open)
        found.append(Shown(str(event["UID"]), title, *days, kind))
    return sorted(found, key=lambda one: (one.first, -(one.last - one.first).days, one.title))


def page(data: bytes, month: date, language: str) -> str:
    """Write the page of a month, every text escaped.

    Args:
        data: A calendar file.
        month: Any day of the month.
        language: `en` or `vi`, of the month and the weekdays.
    """
    first = month.replace(day=1)
    monday = first - first.weekday() * DAY
    mondays = [monday]
    while (mondays[-1] + 7 * DAY).replace(day=1) == first:
        mondays.append(mondays[-1] + 7 * DAY)
    found = entries(data, monday, mondays[-1] + 6 * DAY)
    weeks = [_week(found, start, first) for start in mondays]
    days = [day for week in weeks for day in week["days"] if day["is_inside"]]
    chosen = max(days, key=lambda day: day["count"])["day"]  # the first of those with most
    name = WEEKDAYS[language][chosen.weekday()]
    template = _templates().get_template("month.html")
    return template.render(
        language=language,
        name=str(icalendar.Calendar.from_ical(data).get("NAME", "")),
        month=f"Tháng {month.month}/{month.year}"
        if language == "vi"
        else f"{MONTHS[month.month - 1]} {month.year}",
        weekdays=WEEKDAYS[language],
        weeks=weeks,
        chosen={
            "name": f"{name} {chosen.day}/{chosen.month}"
            if language == "vi"
            else f"{name} {chosen.day} {MONTHS[chosen.month - 1]}",
            "entries": [one for one in found if one.first <= chosen <= one.last],
        },
    )


@cache
def _templates() -> jinja2.Environment:
    return jinja2.Environment(
        loader=jinja2.FileSystemLoader(ROOT / "scripts"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
    )


def _week(found: list[Shown], monday: date, first: date) -> dict[str, Any]:
    """Lay the entries of a week in lanes, each in the first that is free on all its days."""
    sunday = monday + 6 * DAY
    taken: list[set[date]] = []
    laid, more = [], dict.fromkeys(_days(monday, sunday), 0)
    counts = dict(more)
    for one in found:
        begins, ends = max(one.first, monday), min(one.last, sunday)
        if begins > ends:
            continue
        days = set(_days(begins, ends))
        lane = next((n for n, used in enumerate(taken) if not used & days), len(taken))
        if lane == len(taken):
            taken.append(set())
        taken[lane] |= days
        for day in days:
            counts[day] += 1
            more[day] += lane >= LANES
        column = begins.weekday() + 1
        laid.append({**one._asdict(), "lane": lane, "column": column, "days": len(days)})
    return {
        "entries": laid,
        "days": [
            {
                "day": day,
                "count": counts[day],
                "more": more[day],
                "is_inside": (day.year, day.month) == (first.year, first.month),
                "is_closed": day.weekday() >= 5,
            }
            for day in _days(monday, sunday)
        ],
    }


def _days(first: date, last: date) -> Iterator[date]:
    while first <= last:
        yield first
        first += DAY


# ---------------------------------------------------------------- the browser


def browser_path() -> str | None:
    """Find Debian's Chromium, or else Chrome, which is the same engine; None where there is none."""
    names = ("/usr/bin/chromium", "chromium", "google-chrome")
    return next(filter(None, map(shutil.which, names)), None)


def screenshot(html: str, file: Path) -> None:
    """Take the picture of what a phone shows of a page."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=browser_path(), args=[*ARGUMENTS])
        # The page has no script; that of a title couldn't run.
        shown = browser.new_page(
            viewport={"width": WIDTH, "height": HEIGHT},
            device_scale_factor=1.25,
            java_script_enabled=False,
        )
        shown.set_content(html)
        shown.screenshot(path=file)
        browser.close()


# ---------------------------------------------------------------- the pictures of the documentation

OCTOBER = date(2020, 10, 1)
STAMP = datetime(2020, 3, 25, tzinfo=UTC)
BEFORE = (
    ROOT / "tests" / "golden" / "months"
)  # what version 0.1.0 wrote of the same plan and known dates
KNOWN: dict[str, dict[str, Any]] = {
    "october": {},  # the plan itself expects the congress in October
    "fixed": {"congress": "2020-10-13..2020-10-15", "exhibition": "2020-10-10"},
}


def feeds() -> Iterator[tuple[str, bytes]]:
    """Go through the feeds that the documentation shows: before and now, in two states of knowledge."""
    from relsched import read_plan, resolve

    plan = read_plan(ROOT / "examples" / "congress_xvii.yaml")
    for state, known in KNOWN.items():
        yield f"month-{state}-before", (BEFORE / f"{state}.ics").read_bytes()
        yield f"month-{state}", resolve(plan, known).feed(stamp=STAMP)


def main(arguments: list[str]) -> None:
    if not arguments:
        for name, data in feeds():
            screenshot(page(data, OCTOBER, "vi"), ROOT / "docs" / "pictures" / f"{name}.png")
        return
    file, month, picture = arguments
    html = page(Path(file).read_bytes(), date.fromisoformat(f"{month}-01"), "vi")
    screenshot(html, Path(picture))


if __name__ == "__main__":
    main(sys.argv[1:])
