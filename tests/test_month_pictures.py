"""The month of a phone, drawn in Chromium: readable at 390 pixels, every entry in it, and room on the median day."""

from __future__ import annotations

import re
import runpy
from collections.abc import Iterator
from datetime import date
from statistics import median
from types import SimpleNamespace
from typing import Any

import icalendar
import pytest

from clients.seen import absent
from places import ROOT

pytestmark = pytest.mark.browser

SCRIPT = SimpleNamespace(**runpy.run_path(str(ROOT / "scripts" / "draw_month.py")))
PICTURES = ROOT / "docs" / "pictures"
FEEDS: dict[str, bytes] = dict(SCRIPT.feeds())
OCTOBER = date(2020, 10, 1)

# Of each text that is seen: its colour, and the first background behind it that is there; as sRGB.
COLOURS = """
() => [...document.querySelectorAll("body *")]
  .filter(e => [...e.childNodes].some(n => n.nodeType === 3 && n.textContent.trim()))
  .filter(e => e.checkVisibility())
  .map(e => {
    let behind = e;
    const isClear = e => getComputedStyle(e).backgroundColor === "rgba(0, 0, 0, 0)";
    while (isClear(behind)) behind = behind.parentElement;
    const shown = getComputedStyle(e);
    return [e.textContent, shown.color, getComputedStyle(behind).backgroundColor];
  })
"""
# Weekends have a background that lies behind the row and not around the text.
WEEKEND = "rgb(241, 243, 246)"


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """Chromium, for all tests here."""
    if SCRIPT.browser_path() is None:
        absent("Chromium", "no `chromium` on the path")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(
            executable_path=SCRIPT.browser_path(), args=[*SCRIPT.ARGUMENTS]
        )
        yield opened
        opened.close()


@pytest.fixture
def shown(browser: Any, request: pytest.FixtureRequest) -> Iterator[Any]:
    """The page of a feed, on the screen of a phone."""
    page = browser.new_page(viewport={"width": 390, "height": 844})
    page.set_content(SCRIPT.page(FEEDS[request.param], OCTOBER, "vi"))
    yield page
    page.close()


def each_feed(*names: str) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("shown", names or tuple(FEEDS), indirect=True)


def luminance(colour: str) -> float:
    """Give the relative luminance of a colour, as WCAG 2 defines it."""
    parts = [int(part) / 255 for part in re.findall(r"\d+", colour)[:3]]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    dark, light = sorted(map(luminance, (one, other)))
    return (light + 0.05) / (dark + 0.05)


def test_contrast_is_that_of_wcag() -> None:
    """Black on white is 21:1, grey #767676 on white the least that passes at 4.54."""
    assert contrast("rgb(0, 0, 0)", "rgb(255, 255, 255)") == pytest.approx(21)
    assert contrast("rgb(118, 118, 118)", "rgb(255, 255, 255)") == pytest.approx(4.54, abs=0.01)


@each_feed()
def test_a_phone_shows_it_without_moving_sideways(shown: Any) -> None:
    """Nothing is wider than 390 pixels, and the page says its language."""
    assert shown.evaluate("document.documentElement.scrollWidth") <= 390
    assert shown.evaluate("document.body.scrollWidth") <= 390
    rights = shown.evaluate(
        "[...document.querySelectorAll('body *')].map(e => e.getBoundingClientRect().right)"
    )
    assert max(rights) <= 390.5
    assert shown.evaluate("document.documentElement.lang") == "vi"
    assert shown.title()
    assert shown.locator("h1").inner_text() == "Tháng 10/2020"


@each_feed()
def test_every_text_has_contrast(shown: Any) -> None:
    """Each text that is seen stands out from its background by 4.5:1 at least, on weekends too."""
    found = shown.evaluate(COLOURS)
    assert len(found) > 40
    for text, colour, behind in found:
        assert contrast(colour, behind) >= 4.5, (text, colour, behind)
        if behind == "rgb(255, 255, 255)":
            assert contrast(colour, WEEKEND) >= 4.5, (text, colour, WEEKEND)


@pytest.mark.parametrize("name", FEEDS)
def test_every_entry_is_in_the_page(browser: Any, name: str) -> None:
    """Each entry with a day in the month stands in the page with its whole title, and no other of another month."""
    page = browser.new_page(viewport={"width": 390, "height": 844})
    page.set_content(SCRIPT.page(FEEDS[name], OCTOBER, "vi"))
    drawn = dict(
        page.evaluate(
            "[...document.querySelectorAll('.entry')].map(e => [e.dataset.uid, e.textContent])"
        )
    )
    page.close()
    expected = {}
    for event in icalendar.Calendar.from_ical(FEEDS[name]).walk("VEVENT"):
        first, end = event.decoded("DTSTART"), event.decoded("DTEND")
        # The weeks of October 2020 go from Monday 28 September to Sunday 1 November.
        if first <= date(2020, 11, 1) and end > date(2020, 9, 28):
            expected[str(event["UID"])] = str(event["SUMMARY"])
    assert drawn == expected
    assert len(drawn) >= 3


@each_feed("month-october", "month-fixed")
def test_the_median_day_has_room(shown: Any) -> None:
    """At most three entries on the median day of the month; before there were up to fourteen."""
    counts = shown.evaluate(
        "[...document.querySelectorAll('.number:not(.outside)')].map(e => +e.dataset.entries)"
    )
    assert len(counts) == 31
    assert median(counts) <= 3


@each_feed("month-october-before")
def test_before_there_was_none(shown: Any) -> None:
    """A bar over each window put nine entries or more on every day of October."""
    counts = shown.evaluate(
        "[...document.querySelectorAll('.number:not(.outside)')].map(e => +e.dataset.entries)"
    )
    assert min(counts) >= 9


def test_a_title_is_no_markup(browser: Any) -> None:
    """What a title says is text, whatever it says."""
    hostile = "<img src=x onerror=alert(1)><script>document.title='x'</script>&amp;"
    data = FEEDS["month-fixed"].replace(b"SUMMARY:9 ", b"SUMMARY:" + hostile.encode() + b" ", 1)
    assert hostile.encode() in data
    html = SCRIPT.page(data, OCTOBER, "en")
    page = browser.new_page()
    page.set_content(html)
    assert page.locator("img, script").count() == 0
    texts = page.locator(".entry").all_text_contents()
    assert [text for text in texts if text.startswith(hostile)] != []
    assert page.locator("h1").inner_text() == "October 2020"
    page.close()


def test_the_pictures_are_there(browser: Any, tmp_path: Any) -> None:
    """Each picture of the documentation is a PNG of a phone's size under 150 kB, and the script takes such ones."""
    del browser
    sizes = set()
    for name in FEEDS:
        data = (PICTURES / f"{name}.png").read_bytes()
        assert data.startswith(b"\x89PNG\r\n\x1a\n")
        assert len(data) < 150_000
        sizes.add((int.from_bytes(data[16:20]), int.from_bytes(data[20:24])))
    assert len(sizes) == 1
    shown_in = (ROOT / "docs" / "reference" / "feed.md").read_text(encoding="utf-8")
    for name in FEEDS:
        assert re.search(rf"!\[[^\]]{{20,}}\]\(\.\./pictures/{name}\.png\)", shown_in), name
