"""What is known beside a phrase: the heading above it, the main event, the first day's number, the order of dates."""

from __future__ import annotations

from typing import Any

import pytest

from relsched import Timing
from relsched.errors import RelschedError, TimingError
from relsched.intake.phrase_query import Question
from relsched.phrases.context import PhraseContext
from relsched.phrases.phrase_reader import PhraseReader

NAMES = {
    "en": {"the fair": "fair", "the opening": "fair.start"},
    "vi": {"Hội chợ": "fair", "khai mạc Hội chợ": "fair.start"},
}


def read(language: str, text: str, **settings: Any) -> list[str]:
    """Give the timings of the readings of a text, its main event the fair."""
    given = {"main": "fair", **settings}
    reader = PhraseReader(PhraseContext(language, "2026-03-25", NAMES[language], **given))
    return [str(reading.timing) for reading in reader.read(text).readings]


@pytest.mark.parametrize(
    ("language", "heading", "text", "timing"),
    [
        # all of it: unit, direction and event
        ("vi", "Số ngày trước khai mạc", "105 ngày", "105 days before fair"),
        ("vi", "Số ngày trước khai mạc", "105", "105 days before fair"),
        ("vi", "Số ngày trước khai mạc", "-3", "3 days before fair"),
        ("vi", "Số ngày trước khai mạc", "10-15", "from 15 days before fair to 10 days before fair"),
        ("vi", "Số ngày trước khai mạc", "10 ngày làm việc", "10 working days before fair"),
        ("vi", "SỐ NGÀY TRƯỚC KHAI MẠC", "105", "105 days before fair"),
        ("en", "Days before the event", "-14", "14 days before fair"),
        ("en", "Days before the event", "3 weeks", "3 weeks before fair"),
        ("en", "Weeks before the opening", "3", "3 weeks before fair"),
        ("en", "Weeks before the opening", "at least 3", "3 weeks before fair"),
        ("en", "No. of days prior to the opening", "45", "45 days before fair"),
        ("en", "Working days after the fair", "5", "5 working days after fair"),
        # both directions
        ("en", "Day relative to the fair", "-14", "14 days before fair"),
        ("en", "Day relative to the fair", "+3", "3 days after fair.start"),
        ("en", "Day relative to the fair", "3", "3 days after fair.start"),
        ("en", "Day relative to the fair", "0", "0 days after fair.start"),
        ("vi", "Số ngày so với Hội chợ", "-14", "14 days before fair"),
        ("vi", "Số ngày so với Hội chợ", "+3", "3 days after fair.start"),
        # a part of it
        ("en", "Weeks", "-3", "3 weeks before fair"),
        ("en", "Weeks", "3 days before the fair", "3 days before fair"),
        ("en", "Before the fair", "3 weeks", "3 weeks before fair"),
        ("vi", "Trước Hội chợ", "3 tuần", "3 weeks before fair"),
        ("en", "Before", "3 weeks", "3 weeks before fair"),
        ("en", "The fair", "3 weeks before", "3 weeks before fair"),
        ("vi", "Khai mạc Hội chợ", "trước 3 ngày", "3 days before fair"),
        # what says all by itself is read by itself
        ("en", "Weeks before the opening", "by 3 May 2026", "by 2026-05-03"),
        ("en", "Weeks before the opening", "2026-05-03", "on 2026-05-03"),
        ("en", "Days before the event", "2 days after the fair", "2 days after fair"),
        # what says nothing of time
        ("en", "Responsible", "3 weeks before the fair", "3 weeks before fair"),
        ("vi", "Thời gian thực hiện", "3 ngày trước Hội chợ", "3 days before fair"),
        ("vi", "Ngày", "25/9/2026", "on 2026-09-25"),
    ],
)  # fmt: skip
def test_a_cell_is_read_with_its_heading(
    language: str, heading: str, text: str, timing: str
) -> None:
    """What the cell leaves out is taken from the heading, and nothing else is."""
    assert read(language, text, heading=heading) == [timing]


@pytest.mark.parametrize(
    ("language", "heading", "text"),
    [
        ("en", "Days before the event", "+2"),  # after, under "before"
        ("en", "Responsible", "3"),
        ("en", "Number", "3"),
        ("en", "Day", "3"),
        ("en", "Before the fair", "3"),  # of what?
        ("vi", "Ngày", "3"),
        ("vi", "Trước Hội chợ", "15"),
        ("vi", "Số lượng", "15"),
        ("en", "Weeks before the opening", "three persons"),
        ("en", "Weeks before the opening", "office"),
    ],
)
def test_a_heading_makes_no_timing_of_a_number(language: str, heading: str, text: str) -> None:
    """Without a unit a number is no amount, and what isn't an amount isn't completed."""
    assert read(language, text, heading=heading) == []


def test_a_heading_is_told() -> None:
    """A note says that the heading was read too; the whole cell is what was read."""
    reader = PhraseReader(
        PhraseContext("en", names=NAMES["en"], heading="Weeks before  the opening")
    )
    phrase = reader.read(" 3 ")
    reading = phrase.readings[0]
    assert [note.text("en") for note in reading.notes] == [
        "read with the heading of its column: “Weeks before the opening”"
    ]
    assert (phrase.text, phrase.unread, reading.spans) == (" 3 ", "", ((0, 3),))


@pytest.mark.parametrize(
    ("first", "timings"),
    [
        (0, ["21 days after fair.start, 3 days either way"]),
        (1, ["20 days after fair.start, 3 days either way"]),
        (None, ["21 days after fair.start, 3 days either way",
                "20 days after fair.start, 3 days either way"]),
    ],
)  # fmt: skip
def test_the_first_day_has_a_number(first: int | None, timings: list[str]) -> None:
    """Day 21 is 21 days after day 0 and 20 days after day 1; where nobody said which, it is asked."""
    assert read("en", "Day 21 ± 3 days", day_zero=first) == timings


@pytest.mark.parametrize(
    ("language", "text", "order", "timings"),
    [
        ("en", "3/4/2027", "dmy", ["on 2027-04-03"]),
        ("en", "3/4/2027", "mdy", ["on 2027-03-04"]),
        ("en", "3/4/2027", None, ["on 2027-03-04", "on 2027-04-03"]),
        ("vi", "3/4/2027", "dmy", ["on 2027-04-03"]),
        ("vi", "3/4/2027", "mdy", ["on 2027-03-04"]),
        ("vi", "3/4/2027", None, ["on 2027-04-03"]),
        ("vi", "trước 3-4-2027", "mdy", ["before 2027-03-04"]),
        # only one order gives a day
        ("en", "25/4/2027", "mdy", ["on 2027-04-25"]),
        ("vi", "ngày 25/4/2027", "mdy", ["on 2027-04-25"]),
        # words and ISO dates have an order of their own
        ("vi", "ngày 3 tháng 4 năm 2027", "mdy", ["on 2027-04-03"]),
        ("vi", "2027-04-03", "mdy", ["on 2027-04-03"]),
    ],
)
def test_the_order_of_a_date(
    language: str, text: str, order: str | None, timings: list[str]
) -> None:
    """The order that is known decides a date that could be either."""
    assert read(language, text, date_order=order) == timings


def test_the_main_event_is_chosen() -> None:
    """Of several events the one that is given is meant where the text names none."""
    known = {"fair": "2027-04-20", "gala": "2027-05-20"}
    answer = Question.about("10 days before", known=known, main="gala").answer()
    assert str(answer.phrase.timing) == "10 days before gala"


@pytest.mark.parametrize(
    ("setting", "value"),
    [
        ("day_zero", 2),
        ("day_zero", True),
        ("day_zero", "1"),
        ("date_order", "ymd"),
        ("heading", "x" * 301),
    ],
)
def test_settings_that_are_none(setting: str, value: Any) -> None:
    """What can't be a setting is refused by its name, in Python and in a line of JSON."""
    with pytest.raises(TimingError) as caught:
        PhraseContext(**{setting: value})
    assert caught.value.code == "phrase-setting"
    with pytest.raises(RelschedError) as located:
        Question.read({"text": "3", setting: value})
    assert located.value.where is not None
    assert located.value.where.path == (setting,)


def test_a_main_event_that_nobody_knows() -> None:
    """The main event is one that is known, named or planned."""
    with pytest.raises(RelschedError) as caught:
        Question.about("10 days before", known={"fair": None}, main="gala")
    assert (caught.value.code, caught.value.where.path) == ("phrase-setting", ("main",))  # type: ignore[union-attr]


def test_canonical_texts_need_no_setting() -> None:
    """What is canonical is taken as it is, whatever stands above it."""
    context = PhraseContext("en", names=NAMES["en"], heading="Weeks before the opening")
    timing = Timing.parse("10 days before fair")
    assert PhraseReader(context).read("10 days before fair").timing == timing
