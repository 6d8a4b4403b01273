"""Dates and names as people write them on the command line, and what the program prints taken back as it stands."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import click
import pytest
from hypothesis import given
from hypothesis import strategies as st

from command_line import CONGRESS, EXAMPLE, relsched_
from relsched import Deadline, Event, Plan
from relsched.cli.language_choice import LanguageChoice
from relsched.cli.written_dates import day_text, item_named, known_text
from relsched.errors import RelschedError
from relsched.messages.dates_in_words import dated_day, render_day, render_span, spelt_day
from relsched.messages.message import day_in_figures
from sizes import sized

PLAN_IN = {
    name: Plan(
        "p",
        "P",
        language=name,
        issued="2020-03-25",
        events=[Event("congress", lasts=None)],
        deadlines=[Deadline("a", "A", "10 days before congress")],
    )
    for name in ("en", "vi")
}


def known(language: str, written: str) -> str:
    """What a person wrote as known of the congress, in a run of a language."""
    with click.Context(click.Command("resolve"), obj=LanguageChoice()).scope():
        return known_text(PLAN_IN[language], "congress", written)


@pytest.mark.parametrize(
    ("language", "written", "meant"),
    [
        ("vi", "13/10/2020", "2020-10-13"),
        ("vi", "ngày 13 tháng 10 năm 2020", "2020-10-13"),
        ("vi", "ngày 20 tháng 5 năm 2027", "2027-05-20"),
        ("vi", "20 May 2027", "2027-05-20"),
        ("vi", "trong tháng 3/2027", "in 2027-03"),
        ("vi", "quý III/2020", "in Q3 2020"),
        ("vi", "13-15/10/2020", "2020-10-13..2020-10-15"),
        ("vi", "từ ngày 30/9 đến ngày 02/10/2020", "2020-09-30..2020-10-02"),
        ("vi", "8 giờ 30 ngày 13/10/2020", "2020-10-13 08:30"),
        ("vi", "Tue 2020-10-13", "2020-10-13"),
        ("en", "13 October 2020", "2020-10-13"),
        ("en", "Tue 13 Oct 2020", "2020-10-13"),
        ("en", "October 13-15, 2020", "2020-10-13..2020-10-15"),
        ("en", "May 2027", "in 2027-05"),
        ("en", "8:30 am on 13 October 2020", "2020-10-13 08:30"),
        ("en", "13/10/2020 (thứ Ba)", "2020-10-13"),
        ("en", "2020-10-13..2020-10-15", "2020-10-13..2020-10-15"),
        ("en", "done 2020-10-02", "done 2020-10-02"),
    ],
)
def test_what_people_write(language: str, written: str, meant: str) -> None:
    """Days, days from a first to a last and periods are read in either language."""
    assert known(language, written) == meant


@pytest.mark.parametrize(
    ("language", "written", "offered"),
    [
        ("en", "3/4/2020", ("congress=2020-03-04", "congress=2020-04-03")),
        ("vi", "13/10/2020 (thứ Tư)", ("congress=2020-10-13",)),  # it is a Tuesday
        ("en", "about 13 October 2020", ()),
        ("en", "10 days before the fair", ()),
        ("vi", "trước ngày 13/10/2020", ()),
        ("vi", "khi nào xong", ()),
        ("en", "31 February 2020", ()),
    ],
)
def test_what_isnt_sure_is_refused(language: str, written: str, offered: tuple[str, ...]) -> None:
    """What could be several days, or is none, is refused, with what could be meant as the fix."""
    with pytest.raises(RelschedError) as caught:
        known(language, written)
    assert caught.value.code in ("known-form", "timing-form")
    for text in offered:
        assert f"`{text}`" in caught.value.text("en")


@given(st.dates(date(1900, 1, 1), date(2099, 12, 31)), st.sampled_from(["en", "vi"]))
@sized(500)
def test_every_printed_date_is_taken_back(day: date, language: str) -> None:
    """Each form in which a date is printed in a language gives the same day in a run of that language."""
    forms = [
        render_day(day, language),
        spelt_day(day, language),
        dated_day(day, language),
        day_in_figures(day, language),
    ]
    assert {known(language, text) for text in forms} == {str(day)}
    with click.Context(click.Command("done"), obj=LanguageChoice()).scope():
        assert {day_text(text, PLAN_IN[language]) for text in forms} == {day}


@given(
    st.dates(date(1900, 1, 1), date(2099, 1, 1)),
    st.integers(1, 60),
    st.sampled_from(["en", "vi"]),
)
@sized(200)
def test_every_printed_span_is_taken_back(first: date, days: int, language: str) -> None:
    """So are the days from a first to a last."""
    last = date.fromordinal(first.toordinal() + days)
    assert known(language, render_span(first, last, language)) == f"{first}..{last}"


# ---------------------------------------------------------------- in commands


@pytest.fixture(autouse=True)
def directory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each test has a folder, and a ledger, of its own."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("RELSCHED_DB", "ledger.db")


NOW = ("--now", "2020-03-26T08:00:00Z")


def due(*arguments: str) -> str:
    result = relsched_("resolve", EXAMPLE, "--json", *arguments)
    assert result.exit_code == 0, result.stderr
    entries = {entry["id"]: entry for entry in json.loads(result.stdout)["entries"]}
    found: str = entries["4.1.b"]["due"]["earliest"]
    return found


def test_a_title_names_its_event() -> None:
    """Events are named by id, title or alias, whatever the case; the day may be in words."""
    title = "đại hội đại biểu đảng bộ tỉnh lần thứ xvii"
    for name in ("congress", title):
        assert due("--known", f"{name}=từ ngày 13 đến ngày 15 tháng 10 năm 2020") == "2020-10-03"


def test_what_was_understood_is_said() -> None:
    """A day in words is said back on standard error."""
    result = relsched_("resolve", EXAMPLE, "--known", "congress=13-15/10/2020")
    assert "“13-15/10/2020” được hiểu là congress=2020-10-13..2020-10-15" in result.stderr


def published(*arguments: str) -> tuple[int, str]:
    result = relsched_(*arguments, "--reason", "r", "--yes", *NOW)
    return result.exit_code, result.stderr


def test_move_takes_an_event_and_a_day_apart() -> None:
    """`congress 27-29/10/2020` is `congress=27-29/10/2020`."""
    assert published("publish", EXAMPLE, "--known", CONGRESS)[0] == 0
    assert published("move", EXAMPLE, "congress", "27-29/10/2020")[0] == 0
    assert due() == "2020-10-17"


def test_an_end_is_never_lost_unasked() -> None:
    """A single day for an event of unknown length that had an end is refused, unless it is said to last one day."""
    assert published("publish", EXAMPLE, "--known", CONGRESS)[0] == 0
    status, told = published("move", EXAMPLE, "congress=2020-10-27")
    assert status == 2
    assert "congress=2020-10-27..2020-10-29" in told
    assert published("move", EXAMPLE, "congress=2020-10-27", "--one-day")[0] == 0
    result = relsched_("resolve", EXAMPLE, "--json")
    assert '"congress": "2020-10-27..2020-10-27"' in result.stdout


def test_done_and_pin_take_titles_and_words() -> None:
    """`done` and `pin` know deadlines by title, and days in words; `ITEM=` lets one go."""
    assert published("publish", EXAMPLE, "--known", CONGRESS)[0] == 0
    title = json.loads(relsched_("resolve", EXAMPLE, "--json").stdout)["entries"][0]["title"]
    name = title if isinstance(title, str) else title["vi"]
    assert published("done", EXAMPLE, name, "--on", "ngày 26 tháng 3 năm 2020")[0] == 0
    assert published("pin", EXAMPLE, "4.1.b=ngày 01/10/2020")[0] == 0
    assert due() == "2020-10-01"
    assert published("pin", EXAMPLE, "4.1.b=")[0] == 0
    assert due() == "2020-10-03"


def test_a_name_that_several_bear_is_refused() -> None:
    """The ids are given to choose from."""
    twins = Plan(
        "p",
        "P",
        deadlines=[
            Deadline("a", "Report", "by 2020-05-01"),
            Deadline("b", "report", "by 2020-05-02"),
        ],
    )
    with pytest.raises(RelschedError) as caught:
        item_named(twins, "REPORT")
    assert caught.value.code == "ambiguous-name"
    assert "`a`, `b`" in caught.value.text("en")
