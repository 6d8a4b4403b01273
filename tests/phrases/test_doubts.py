"""Nothing is left out of a reading in silence: words beside a timing, brackets, amounts alone.

The cases are made by hand; the laws put words into the phrases of the sets.
"""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from phrase_sets import LANGUAGES, phrase_set
from relsched.phrases.context import PhraseContext
from relsched.phrases.letters import Letters, has_marks
from relsched.phrases.lexer import Lexer
from relsched.phrases.phrase_reader import PhraseReader
from relsched.phrases.readings import Phrase
from sizes import sized

NAMES = {
    "en": {"the fair": "fair", "the vote": "vote", "the close of the fair": "fair.end"},
    "vi": {"hội chợ": "fair", "khai mạc": "fair.start", "ngày thi": "exam"},
}


def reader(name: str, main: str | None = "fair") -> PhraseReader:
    """A reader that knows a fair; a plan of Tuesday, 1 September 2026."""
    return PhraseReader(PhraseContext(name, date(2026, 9, 1), NAMES[name], main))


READERS = {name: reader(name) for name in LANGUAGES}


def texts(phrase: Phrase) -> list[str]:
    return [str(reading.timing) for part in phrase.parts for reading in part.readings]


def said(phrase: Phrase) -> list[tuple[str, tuple[str, ...]]]:
    """What is read, each with the choices that are told beside it."""
    return [
        (str(reading.timing), tuple(note.code for note in reading.notes))
        for part in phrase.parts
        for reading in part.readings
    ]


def is_asked(phrase: Phrase) -> bool:
    return any(reading.question for part in phrase.parts for reading in part.readings)


# ---------------------------------------------------------------- words beside a timing


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("en", "4.5 days before the fair"),
        ("en", "1,2,3 days before the fair"),
        ("en", "not 10 days before the fair"),
        ("en", "may not be filed 20 days before the vote"),
        ("vi", "2,5 tuần trước khai mạc"),
        ("vi", "không phải 10 ngày trước khai mạc"),
        ("vi", "12.5 ngày trước khai mạc"),
    ],
)
def test_what_is_tied_to_a_timing_leaves_no_reading(name: str, text: str) -> None:
    """Nothing is read, all is told as unread, and what the doubt is stands in a note."""
    phrase = READERS[name].read(text)
    assert texts(phrase) == []
    assert phrase.unread == text


@pytest.mark.parametrize(
    ("name", "text", "timing"),
    [
        ("en", "10 days before the fair unless the committee agrees", "10 days before fair"),
        ("en", "10 days before the fair, weekdays only", "10 days before fair"),
        ("en", "If it rains, 10 days before the fair", "10 days before fair"),
        ("en", "10 days before the fair (only if it rains)", "10 days before fair"),
        ("en", "10 days before the fair or the vote", "10 days before fair"),
        ("vi", "10 ngày trước khai mạc nếu Ban đồng ý", "10 days before fair"),
        ("vi", "nếu trời mưa, 10 ngày trước khai mạc", "10 days before fair"),
        ("vi", "10 ngày trước khai mạc (trừ khi có bão)", "10 days before fair"),
    ],
)
def test_what_may_change_a_date_is_asked(name: str, text: str, timing: str) -> None:
    """The reading stands with a question."""
    phrase = READERS[name].read(text)
    assert texts(phrase) == [timing]
    assert is_asked(phrase)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("en", "Send 200 invitations 10 days before the fair"),
        ("en", "Members who have not paid, 10 days before the fair"),
        ("en", "10 days before the fair (if any)"),
        ("en", "Send 1,200 letters 10 days before the fair"),
        ("en", "Close room 12, 10 days before the fair"),
        ("vi", "gửi 200 giấy mời 10 ngày trước khai mạc"),
        ("vi", "lấy ý kiến (nếu có) 10 ngày trước khai mạc"),
        ("vi", "cán bộ không chuyên trách nộp 10 ngày trước khai mạc"),
        ("vi", "Đợt 2: 10 ngày trước khai mạc"),
    ],
)
def test_what_counts_things_is_no_doubt(name: str, text: str) -> None:
    """Numbers of things, negations of another clause, and empty conditions change nothing."""
    phrase = READERS[name].read(text)
    assert texts(phrase) == ["10 days before fair"]
    assert not is_asked(phrase)


# ---------------------------------------------------------------- brackets


@pytest.mark.parametrize(
    ("name", "text", "timings", "asked"),
    [
        # confirm: 3 June 2027 is a Thursday, 1 April 2027 too, and 4 January 2027 a Monday
        ("en", "3 June 2027 (Thu)", ["on 2027-06-03"], False),
        ("vi", "ngày 3/6/2027 (thứ Năm)", ["on 2027-06-03"], False),
        ("en", "01/04/2027 (Thursday)", ["on 2027-04-01"], False),
        ("en", "from 3 June 2027 (Thu) to 5 June 2027 (Sat)", ["from 2027-06-03 to 2027-06-05"], False),
        ("en", "from 3 June 2027 (Thu) to 5 June 2027 (Fri)", ["from 2027-06-03 to 2027-06-05"], True),
        ("vi", "từ ngày 3/6/2027 (thứ Năm) đến ngày 5/6/2027 (thứ Bảy)", ["from 2027-06-03 to 2027-06-05"], False),
        ("en", "01/04/2027 (Monday)", ["on 2027-01-04"], False),
        ("en", "within 28 days (4 weeks) before the fair", ["within 28 days before fair"], False),
        # contradict
        ("en", "3 June 2027 (Wed)", ["on 2027-06-03"], True),
        ("vi", "ngày 3/6/2027 (thứ Tư)", ["on 2027-06-03"], True),
        ("en", "within 28 days (3 weeks) before the fair", ["within 28 days before fair"], True),
        # exclude
        ("en", "10 days before the fair (excluding Saturdays and Sundays)", ["10 working days before fair"], False),
        ("en", "10 days before the fair excluding Saturdays and Sundays", ["10 working days before fair"], False),
        ("vi", "10 ngày (không tính thứ Bảy, Chủ nhật) trước khai mạc", ["10 working days before fair"], False),
        ("vi", "10 ngày trước khai mạc (trừ thứ Bảy, Chủ nhật)", ["10 working days before fair"], False),
        ("vi", "10 ngày trước khai mạc (trừ Chủ nhật)", ["10 days before fair"], True),
        ("en", "10 days before the fair (not counting public holidays)", ["10 days before fair"], True),
        # remarks
        ("en", "3 June 2027 (closed 2–5 May)", ["on 2027-06-03"], False),
        ("en", "10 days before the fair (the week after Easter Monday is quiet)", ["10 days before fair"], False),
        ("vi", "10 ngày trước khai mạc (nghỉ lễ 30/4)", ["10 days before fair"], False),
        ("vi", "Họp (phòng 2) trước khai mạc 10 ngày", ["10 days before fair"], False),
        # a bracket alone
        ("en", "Meeting (by 3 June 2027)", ["by 2027-06-03"], False),
    ],
)  # fmt: skip
def test_brackets(name: str, text: str, timings: list[str], asked: bool) -> None:
    """They confirm, contradict, exclude, or are remarks, and none is a timing beside one outside."""
    phrase = READERS[name].read(text)
    assert texts(phrase) == timings
    assert is_asked(phrase) is asked


# ---------------------------------------------------------------- amounts alone


@pytest.mark.parametrize(
    ("name", "text", "issued", "after"),
    [
        ("en", "within 12 days", "within 12 days after issued", "within 12 days after fair"),
        ("vi", "không chậm hơn 40 ngày", "within 40 days after issued", "within 40 days after fair"),
    ],
)  # fmt: skip
def test_an_amount_alone_is_asked_about(name: str, text: str, issued: str, after: str) -> None:
    """The date of issue and the main event are both offered, before it and after it; without one, the issue."""
    phrase = READERS[name].read(text)
    assert is_asked(phrase)
    assert texts(phrase)[0] == issued
    assert after in texts(phrase)
    assert any(" before fair" in timing for timing in texts(phrase))
    alone = reader(name, main=None).read(text)
    assert texts(alone) == [issued]
    assert is_asked(alone)


def test_an_origin_that_is_unread_is_no_date_of_issue() -> None:
    """`within 10 days from` something that nobody understands isn't counted from the issue."""
    for name, text in (
        ("en", "within 10 days, counted from then on"),
        ("vi", "trong vòng 10 ngày, kể từ khi đó"),
    ):
        assert texts(READERS[name].read(text)) == []


# ---------------------------------------------------------------- laws

ADDED = {
    "en": {"not": "not", "unless": "unless", "number": "37", "words": "forty", "decimal": "2.5"},
    "vi": {"not": "không", "unless": "trừ khi", "number": "37", "words": "bốn mươi", "decimal": "2,5"},
}  # fmt: skip


def set_reader(name: str) -> PhraseReader:
    chosen = phrase_set(name)
    return PhraseReader(
        PhraseContext(
            chosen.language,
            date.fromisoformat(chosen.issued),
            chosen.names,
            chosen.main,
            chosen.country,
        )
    )


SET_READERS = {name: set_reader(name) for name in LANGUAGES}


def gaps(name: str, text: str) -> list[int]:
    """The places between the words of its timings, as far as each is one thing: not within `at least`."""
    reader = SET_READERS[name]
    spans = [
        reading.spans[0]
        for part in reader.read(text).parts
        for reading in part.readings[:1]
        if reading.timing is not None and not reading.is_delegated
    ]
    letters = Letters(text)
    folded = reader.language.has_marks and not has_marks(letters.text)
    starts = {
        letters.span(word.start, word.end)[0]
        for word in Lexer(reader.language, reader.context).words(letters, folded=folded)
    }
    return sorted(at for first, last in spans for at in starts if first < at < last)


ROWS = {
    # A number before a colon belongs to what has the limit: "Hạn nộp hồ sơ 37: …".
    name: [
        row.text
        for row in phrase_set(name).rows
        if ":" not in row.text and " là " not in row.text and gaps(name, row.text)
    ]
    for name in LANGUAGES
}


@st.composite
def additions(draw: st.DrawFn) -> tuple[str, str, str, str]:
    name = draw(st.sampled_from(LANGUAGES))
    text = draw(st.sampled_from(ROWS[name]))
    kind = draw(st.sampled_from(sorted(ADDED[name])))
    place = draw(st.sampled_from(gaps(name, text)))
    around = (*text[:place].split()[-1:], *text[place:].split()[:1])
    if kind != "not" and around[0] in SET_READERS[name].read(text).unread.split():
        kind = "unless"  # behind a word of the action a number is that of a thing: "hall 37"
    if kind == "not" and any(word.casefold().startswith(("no", "không")) for word in around):
        kind = "unless"  # "nor not more than" denies once
    added = f"{text[:place]} {ADDED[name][kind]} {text[place:]}".strip()
    return name, text, kind, added


@given(additions())
@sized(2_000)
def test_an_added_word_never_leaves_the_date_in_silence(case: tuple[str, str, str, str]) -> None:
    """A negation, a condition or a number put anywhere into the words of a timing changes it, or is asked about."""
    name, text, kind, added = case
    before, after = SET_READERS[name].read(text), SET_READERS[name].read(added)
    if (
        said(after) != said(before)
        or is_asked(after)
        or any(note.code.startswith("phrase not") for note in after.notes)
    ):
        return
    pytest.fail(f"{kind}: {added!r} is {texts(after)}, unread {after.unread!r}")
