"""Phrases: what they are read as, how often that is right, and that everything said reads back.

The expected readings stand in `phrases/`, made by hand.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from contextlib import suppress
from datetime import date
from itertools import product
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from phrase_sets import LANGUAGES, Expected, PhraseSet, Row, phrase_set
from places import TESTS
from relsched import Timing
from relsched.dates.conventions import Conventions
from relsched.errors import RelschedError, TimingError
from relsched.phrases.context import PhraseContext
from relsched.phrases.holiday_names import holiday
from relsched.phrases.languages import language, languages
from relsched.phrases.lunar import to_solar
from relsched.phrases.phrase_reader import MAX_LENGTH, PhraseReader, read_phrase
from relsched.phrases.readings import Phrase, Reading
from relsched.phrases.timing_in_words import timing_in_words
from sizes import sized
from whole_plans import POINTS, TIMINGS


def reader(name: str) -> PhraseReader:
    """A reader for a set, with the set's own events."""
    chosen: PhraseSet = phrase_set(name)
    return PhraseReader(
        PhraseContext(
            chosen.language,
            date.fromisoformat(chosen.issued),
            chosen.names,
            chosen.main,
            chosen.country,
        )
    )


READERS = {name: reader(name) for name in LANGUAGES}
ENGLISH = PhraseContext("en", date(2020, 3, 25))


def same(first: Timing | None, second: Timing) -> bool:
    """Do two timings say the same: equal, or of one kind with the same two points?"""
    if first is None or first == second:
        return first == second
    limits = [each.limits(Conventions()) for each in (first, second)]
    points = [(each.not_before, each.due) for each in limits]
    return first.kind is second.kind and points[0] == points[1] != (None, None)


def verdict(expected: Expected, readings: Sequence[Reading]) -> str:
    """Say whether readings are `right`, `honest` (nothing read, or asked about) or `wrong`."""
    if expected.kind == "none":
        return "right" if not readings else "wrong"
    if not readings:
        return "honest"
    best = readings[0]
    if expected.kind == "done":
        told = best.done.isoformat() if best.done else None
        return "right" if best.kind == "done" and told == expected.done else "wrong"
    if expected.kind == "on-demand":
        return "right" if (best.kind, best.timing) == ("on-demand", None) else "wrong"
    if expected.kind == "delegated":
        return "right" if best.is_delegated else "wrong"
    wanted = [Timing.parse(text) for text in expected.timings]
    if not any(same(best.timing, each) for each in wanted):
        asked = best.question and any(
            same(reading.timing, each) for reading in readings for each in wanted
        )
        return "honest" if asked else "wrong"
    second = expected.alternative
    if second and not any(same(r.timing, Timing.parse(second)) for r in readings):
        return "wrong"
    return "right"


def judged(row: Row, phrase: Phrase) -> str:
    """Judge a row: as many parts as it has, each of them right."""
    parts = [part for part in phrase.parts if part.readings]
    if row.parted or len(parts) > 1:
        if not parts:
            return "honest"
        if len(parts) != len(row.parts):
            return "wrong"
    found = [
        verdict(expected, readings)
        for expected, readings in zip(
            row.parts, [part.readings for part in parts] or [()], strict=True
        )
    ]
    return max(found, key=("right", "honest", "wrong").index)


def tally(name: str, *lists: str) -> Counter[str]:
    """Count the verdicts on the rows of a set."""
    rows = [row for each in lists for row in phrase_set(name).chosen(each)]
    return Counter(judged(row, READERS[name].read(row.text)) for row in rows)


@pytest.mark.parametrize("name", LANGUAGES)
def test_accuracy(name: str) -> None:
    """Of all phrases over 95 % are read right and under 1 % wrong; the rest is left unread or asked about."""
    found = tally(name, "phrases", "held_out")
    assert found.total() >= {"vi": 300, "en": 200}[name]
    assert found["right"] / found.total() > 0.95, found
    assert found["wrong"] / found.total() < 0.01, found


@pytest.mark.parametrize("name", LANGUAGES)
def test_what_is_no_timing_gives_none(name: str) -> None:
    """Titles, numbers, addresses and the like have no reading."""
    rows = [row for row in phrase_set(name).rows if row.parts[0].kind == "none"]
    assert len(rows) > 40
    wrong = [row.text for row in rows if judged(row, READERS[name].read(row.text)) == "wrong"]
    assert wrong == []


def test_the_founding_document() -> None:
    """Every phrase of the founding plan is read right."""
    seed = (TESTS / "documents" / "plan_72.txt").read_text(encoding="utf-8")
    flat = " ".join(seed.split())
    rows = [row for row in phrase_set("vi").rows if f"\t{row.text}" in seed or row.text in flat]
    rows = [row for row in rows if row.list_name == "phrases" and row.parts[0].kind != "none"]
    assert len(rows) >= 20
    assert [r.text for r in rows if judged(r, READERS["vi"].read(r.text)) != "right"] == []


# ---------------------------------------------------------------- writing

ROWS = {name: [row.text for row in phrase_set(name).rows] for name in LANGUAGES}


@pytest.mark.parametrize("name", LANGUAGES)
def test_composed_and_decomposed_read_alike(name: str) -> None:
    """NFC and NFD give the same readings, and the places lead into the text as given."""
    for text in ROWS[name]:
        composed, decomposed = (
            READERS[name].read(unicodedata.normalize(form, text)) for form in ("NFC", "NFD")
        )
        assert composed.timing == decomposed.timing, text
        for phrase in (composed, decomposed):
            for reading in phrase.readings:
                for first, last in reading.spans:
                    assert 0 <= first < last <= len(phrase.text)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("trước khi hòa giải 5 ngày", "trước khi hoà giải 5 ngày"),
        ("trong quý II/2020", "trong quí II/2020"),
        ("định kỳ 3 tháng một lần", "định kì 3 tháng một lần"),
        ("CHẬM NHẤT NGÀY 15/5/2020", "chậm nhất ngày 15/5/2020"),
    ],
)
def test_spellings_of_one_word(one: str, other: str) -> None:
    """Both places of a tone mark, i and y, capitals: the same timing."""
    found = READERS["vi"].read(one).timing
    assert found is not None
    assert READERS["vi"].read(other).timing == found


def test_without_marks_is_noted() -> None:
    """A text without any mark is read, and the note says that another word could be meant."""
    phrase = READERS["vi"].read("truoc khai mac Dai hoi XVII 10 ngay")
    assert str(phrase.timing) == "10 days before congress"
    assert [note.code for note in phrase.notes] == ["phrase no marks"]


def test_unread_words_are_kept() -> None:
    """Words that no timing uses come back, in order."""
    phrase = read_phrase("Bring a cake by 15 May 2020, please", ENGLISH)
    assert str(phrase.timing) == "by 2020-05-15"
    assert phrase.unread == "Bring a cake … please"
    assert phrase.parts[0].action == "Bring a cake"


def test_unknown_events_are_proposed() -> None:
    """An event that nobody has declared gets an id made of its words, and is reported."""
    phrase = read_phrase("10 days before the customer meeting", ENGLISH)
    assert str(phrase.timing) == "10 days before customer-meeting"
    assert [(each.id, each.title) for each in phrase.proposed] == [
        ("customer-meeting", "customer meeting")
    ]


def test_choices_are_reported_in_both_languages() -> None:
    """A year that isn't written is reported as a choice, in English and Vietnamese."""
    phrase = read_phrase("by 20 September", ENGLISH)
    note = phrase.readings[0].notes[0]
    assert "2020-09-20" in note.text("en")
    assert "20/09/2020" in note.text("vi")


def test_second_readings_come_with_a_question() -> None:
    """“Before” the last day of a month may include it in Vietnamese: both readings, and the question."""
    phrase = READERS["vi"].read("Xong trước 31/3/2020.")
    assert [str(reading.timing) for reading in phrase.readings] == [
        "before 2020-03-31",
        "by 2020-03-31",
    ]
    question = phrase.readings[0].question
    assert question is not None
    assert "31/03/2020" in question.text("vi")


@pytest.mark.parametrize("text", ["31/11/2020", "ngày 30 tháng 2 năm 2021"])
def test_days_that_do_not_exist(text: str) -> None:
    """An impossible day is never put right in silence."""
    assert READERS["vi"].read(text).readings == ()


# ---------------------------------------------------------------- saying


@pytest.mark.parametrize("name", LANGUAGES)
def test_what_is_said_reads_back(name: str) -> None:
    """Every timing of both sets, said in a language, reads back as the same timing."""
    renderer = READERS[name]
    known = {meant.item for meant in renderer.context.names.values()}
    timings = {
        Timing.parse(text)
        for other in LANGUAGES
        for row in phrase_set(other).rows
        for part in row.parts
        for text in part.all_timings
    }
    for timing in timings:
        if {reference.item for reference in timing.references()} <= known:
            assert renderer.read(renderer.render(timing)).timing == timing


@pytest.mark.parametrize(
    ("timing", "vi", "en"),
    [
        ("before 2020-03-31", "trước ngày 31/03/2020", "before 31 March 2020"),
        ("in Q2 2025", "trong quý II/2025", "in Q2 2025"),
        ("in 2020-10", "trong tháng 10/2020", "in October 2020"),
        ("in late October 2020", "trong hạ tuần tháng 10/2020", "in late October 2020"),
        ("every Friday", "thứ Sáu hằng tuần", "every week on Friday"),
        ("on the 25th of every month", "ngày 25 hằng tháng", "on the 25th of every month"),
        ("from 2020-10-13 to 2020-10-15", "từ ngày 13/10/2020 đến hết ngày 15/10/2020",
         "from 13 October 2020 through 15 October 2020"),
    ],
)  # fmt: skip
def test_sentences(timing: str, vi: str, en: str) -> None:
    """Timings are said as a native would write them."""
    assert READERS["vi"].render(Timing.parse(timing)) == vi
    assert READERS["en"].render(Timing.parse(timing)) == en


# ---------------------------------------------------------------- retold to readers of a plan

IN_WORDS = [
    ("10 days before congress", "10 ngày trước `congress`"),
    ("within 5 working days after congress", "trong vòng 5 ngày làm việc sau `congress`"),
    ("within 30 days of congress", "trong vòng 30 ngày trước hoặc sau `congress`"),
    ("by 8.1.due", "chậm nhất hạn của `8.1`"),
    ("by 2020-10-05 and from 8.1.not_before",
     "chậm nhất ngày 05/10/2020 và từ ngày được bắt đầu `8.1`"),
    ("earlier of congress, 2020-10-10",
     "chậm nhất mốc sớm nhất trong các mốc (`congress`; ngày 10/10/2020)"),
    ("on 2 days after congress rolled forward in own",
     "vào 2 ngày sau `congress`, gặp ngày nghỉ thì dời về sau theo lịch own"),
    ("by last working day of month congress",
     "chậm nhất ngày làm việc cuối cùng của tháng có `congress`"),
    ("by Friday on or before congress", "chậm nhất thứ Sáu đúng hoặc ngay trước `congress`"),
    ("by end of quarter congress", "chậm nhất ngày cuối quý của `congress`"),
    ("on the 2nd last Friday of every quarter", "thứ Sáu lần thứ 2 tính từ cuối hằng quý"),
    ("in the 2nd week of October 2020",
     "trong tuần thứ 2 của tháng 10/2020"),
]  # fmt: skip
ENGLISH_WORDS = re.compile(
    r"\b(after|as|at|before|by|continuously|days?|earlier|end|every|first|from|in|issued|last|later"
    r"|month|of|on|or|rolled|set|start|the|throughout|to|until|within|working)\b"
)


@pytest.mark.parametrize(("timing", "told"), IN_WORDS)
def test_a_timing_is_rendered(timing: str, told: str) -> None:
    """A plan's readers see its items by their ids, and all else in their language."""
    assert timing_in_words(Timing.parse(timing), "vi") == told
    assert timing_in_words(Timing.parse(timing), "en") == str(Timing.parse(timing))


def test_every_timing_has_words_of_its_own() -> None:
    """All forms with all points in them: nothing of the English is left, and no two read the same."""
    points = [text.format("congress", "paper") for text in POINTS]
    told: dict[str, Timing] = {}
    for form in TIMINGS:
        for first, second in product(points, points[:4]):
            with suppress(RelschedError):  # some forms take no point with a time of day
                timing = Timing.parse(form.format("congress", "paper", p=first, q=second))
                said = timing_in_words(timing, "vi")
                assert not ENGLISH_WORDS.search(re.sub("`[^`]*`", "", said))
                assert told.setdefault(said, timing) == timing
    assert len(told) > 300


# ---------------------------------------------------------------- lunar days


@pytest.mark.parametrize(
    ("day", "month", "year", "solar"),
    [
        (1, 1, 2020, date(2020, 1, 25)),
        (1, 1, 2021, date(2021, 2, 12)),
        (10, 3, 2021, date(2021, 4, 21)),
        (15, 8, 2020, date(2020, 10, 1)),
        (1, 1, 1985, date(1985, 1, 21)),  # a month before the Chinese new year of 20 February
    ],
)
def test_lunar_days(day: int, month: int, year: int, solar: date) -> None:
    """Days of the Vietnamese lunar calendar, from printed calendars."""
    assert to_solar(day, month, year) == solar


def test_lunar_new_year_agrees_with_the_holidays() -> None:
    """Two sources agree on every Lunar New Year of 1950 to 2099."""
    for year in range(1950, 2100):
        found = holiday("VN", "Lunar New Year", year)
        assert found is not None
        assert to_solar(1, 1, year) == found[0]


def test_a_lunar_day_that_does_not_exist() -> None:
    """The first lunar month of 2021 has 29 days: 12 February to 12 March."""
    assert to_solar(29, 1, 2021) == date(2021, 3, 12)
    assert to_solar(30, 1, 2021) is None


# ---------------------------------------------------------------- limits


def test_languages_are_folders() -> None:
    """Both languages are there; another is refused by name."""
    assert languages() == ("en", "vi")
    with pytest.raises(TimingError) as caught:
        language("fr")
    assert caught.value.code == "language-unknown"


def test_a_text_beyond_the_limit() -> None:
    """A text that is too long for a phrase is refused, with its length."""
    assert read_phrase("x" * MAX_LENGTH).readings == ()
    with pytest.raises(TimingError, match="1001") as caught:
        read_phrase("x" * (MAX_LENGTH + 1))
    assert caught.value.code == "phrase-length"


@pytest.mark.parametrize("name", LANGUAGES)
@given(data=st.data())
def test_any_row_of_words_is_read(name: str, data: st.DataObject) -> None:
    """Words of real phrases in any order are read or left unread, never an error."""
    words = sorted({word for text in ROWS[name] for word in text.split()})
    text = " ".join(data.draw(st.lists(st.sampled_from(words), max_size=14)))
    phrase = READERS[name].read(text)
    assert phrase.parts


@sized(40)
@given(text=st.text(max_size=60) | st.text("\u0300\u0301\u0323\u0302aêiđyt ", max_size=8))
@example(text="\u0300")
def test_any_text_is_read(text: str) -> None:
    """Any text is read or left unread, never an error."""
    for each in READERS.values():
        assert each.read(text).parts


# ---------------------------------------------------------------- a third language

GERMAN = {
    "words.txt": "BEFORE: vor\nEDGE=start: Eröffnung\nUNIT=days: Tage | Tag\nSPELT=10: zehn\n",
    "grammar.lark": (
        "// start: timing\n%declare BEFORE EDGE UNIT NUMBER EVENT\n"
        "?timing: [limit] amount way when -> offset\nlimit: \"x\" -> limit_by\n"
        "way: BEFORE -> way_before\n?when: EDGE -> edge\n | EVENT -> event\n"
        "?amount: item -> amount\nitem: NUMBER UNIT -> item\n"
    ),
    "__init__.py": (
        "from relsched.phrases.languages import Language\nfrom relsched.phrases.en import LANGUAGE as EN\n"
        "LANGUAGE = Language(code='de', patterns=EN.patterns, sentences=EN.sentences, country='DE')\n"
    ),
}  # fmt: skip


def test_a_third_language_is_a_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A folder with words, grammar and a value is a language; nothing else has to change."""
    import relsched.phrases as package

    folder = tmp_path / "de"
    folder.mkdir()
    for name, text in GERMAN.items():
        (folder / name).write_text(text, encoding="utf-8")
    monkeypatch.setattr(package, "__path__", [*package.__path__, str(tmp_path)])
    language.cache_clear()
    try:
        context = PhraseContext("de", date(2020, 3, 25), {"Kongress": "congress"}, "congress")
        assert (
            str(read_phrase("zehn Tage vor Kongress", context).timing) == "10 days before congress"
        )
        assert (
            str(read_phrase("10 Tage vor Eröffnung", context).timing) == "10 days before congress"
        )
    finally:
        language.cache_clear()
