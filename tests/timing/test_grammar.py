"""Grammars: what is read, and where reading stops with which words were expected there."""

from __future__ import annotations

import re
from importlib import resources
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from relsched.errors import RelschedError, TimingError
from relsched.messages.message import verbatim
from relsched.timing.lark_grammar import Grammar, NotInGrammarError
from relsched.timing.parsing import GRAMMAR
from relsched.timing.timings import Timing

SMALL = """\
// start: greeting
// start: sum
greeting: "hello" NAME ("and" NAME)*  -> hello
    | "xin" "chào" NAME               -> hello
sum: NUMBER ("+" NUMBER)*             -> add
NAME: /[A-Z][a-z]*/
NUMBER: /[0-9]+/
%ignore / +/
"""


class Actions:
    """Builds what is read: the names that are greeted, or the sum of the numbers."""

    def hello(self, children: list[str]) -> tuple[str, ...]:
        """Give the names."""
        return tuple(str(child) for child in children)

    def add(self, children: list[str]) -> int:
        """Give the sum."""
        return sum(int(child) for child in children)


@pytest.fixture
def small(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Grammar:
    """A grammar whose file stands in a package of its own."""
    package = tmp_path / "greetings_of_a_test"
    package.mkdir()
    (package / "__init__.py").write_text("", encoding="utf-8")
    (package / "small.lark").write_text(SMALL, encoding="utf-8")
    monkeypatch.syspath_prepend(str(tmp_path))
    return Grammar("greetings_of_a_test", "small.lark", Actions(), {"NAME": verbatim("a name")})


def stop(grammar: Grammar, text: str, start: str) -> tuple[int, str, tuple[str, ...]]:
    """Give where reading stops: position, word, what was expected."""
    with pytest.raises(NotInGrammarError) as caught:
        grammar.parse(text, start)
    expected = tuple(str(kind) for kind in caught.value.expected)
    return caught.value.position, caught.value.found, expected


# ---------------------------------------------------------------- a small grammar


def test_what_the_actions_build_comes_out(small: Grammar) -> None:
    """A text is read from the start rule asked for, and the actions say what comes out."""
    assert small.parse("hello Anna", "greeting") == ("Anna",)
    assert small.parse("hello Anna and Bert and Carl", "greeting") == ("Anna", "Bert", "Carl")
    assert small.parse("xin chào Anna", "greeting") == ("Anna",)
    assert small.parse("1 + 22+3", "sum") == 26


@pytest.mark.parametrize(
    ("text", "start", "expected"),
    [
        # At the end of the text: its length, and no word.
        ("", "greeting", (0, "", ("`hello`", "`xin`"))),
        ("hello", "greeting", (5, "", ("a name",))),
        ("hello Anna and", "greeting", (14, "", ("a name",))),
        ("xin", "greeting", (3, "", ("`chào`",))),
        # A word of the grammar in the wrong place.
        ("hello hello", "greeting", (6, "hello", ("a name",))),
        ("hello Anna Bert", "greeting", (11, "Bert", ("`and`", "the end"))),
        ("and", "greeting", (0, "and", ("`hello`", "`xin`"))),
        # No word of the grammar at all.
        ("hello anna", "greeting", (6, "anna", ("a name",))),
        ("hello   ???!", "greeting", (8, "???!", ("a name",))),
        ("xin chao Anna", "greeting", (4, "chao", ("`chào`",))),
        ("hello Anna, Bert", "greeting", (10, ",", ("`and`", "the end"))),
        # A kind of word without a name in messages isn't reported.
        ("1 +", "sum", (3, "", ())),
        ("1 - 2", "sum", (2, "-", ("`+`", "the end"))),
    ],
)
def test_where_reading_stops(
    small: Grammar, text: str, start: str, expected: tuple[int, str, tuple[str, ...]]
) -> None:
    """An error says at which character reading stopped, which word stands there, and what could."""
    assert stop(small, text, start) == expected


def test_the_error_in_words(small: Grammar) -> None:
    """The error itself is a short sentence; errors of ours are made from its parts."""
    with pytest.raises(NotInGrammarError, match=r"^unexpected 'anna' at 6$"):
        small.parse("hello anna", "greeting")


def test_reading_goes_on_after_an_error(small: Grammar) -> None:
    """A text that can't be read leaves nothing behind."""
    for _ in range(3):
        stop(small, "hello Anna and", "greeting")
        assert small.parse("hello Anna", "greeting") == ("Anna",)


def test_keywords(small: Grammar) -> None:
    """The words that the grammar itself uses are known, without signs and kinds of words."""
    assert small.keywords == {"hello", "and", "xin", "chào"}


# ---------------------------------------------------------------- the grammar of timings

LARK = resources.files("relsched.timing").joinpath("timing.lark").read_text(encoding="utf-8")
ATOM = (
    *("`(`", "`earlier`", "`end`", "`issued`", "`last`", "`later`", "`next`", "`previous`"),
    *("`start`", "a date", "a name", "a number", "a place such as first", "a weekday"),
)


@pytest.mark.parametrize(
    ("text", "position", "found", "expected"),
    [
        ("10 days before", 14, "", ATOM),
        ("by", 2, "", ATOM),
        ("by 2020-10-01 xyz", 14, "xyz", ("`and`", "`at`", "`rolled`", "the end")),
        (
            "from 2020-01-01 until 2020-10-01",
            *(16, "until", ("`and`", "`at`", "`rolled`", "`to`", "the end")),
        ),
        ("by 2020-10-01 at", 16, "", ("a time",)),
        ("by 2020-10-01 at noon", 17, "noon", ("a time",)),
        ("by (2020-10-01", 14, "", ("`)`", "`at`", "`rolled`")),
        ("as set by", 9, "", ("a name", "a name in quotes", "a number")),
        ("as set by 'x'", 10, "'x'", ("a name", "a name in quotes", "a number")),
        (
            "by 2020-10-01 rolled",
            *(20, "", ("`back`", "`forward`", "`modified`", "`nearest`")),
        ),
        ("within 3 days", 13, "", ("`after`", "`before`", "`of`")),
        ("on the 25th of", 14, "", ("`every`",)),
        ("in October", 10, "", ("`,`", "`and`", "`to`", "a number")),
        (
            "in Q5 2020",
            3,
            "Q5",
            (
                *("`the`", "a month such as 2020-09", "a month's name", "a number"),
                "a quarter such as Q3",
            ),
        ),
    ],
)
def test_where_a_timing_stops(
    text: str, position: int, found: str, expected: tuple[str, ...]
) -> None:
    """In a timing, too, the place, the word and what could have stood there are reported."""
    seen = stop(GRAMMAR, text, "timing")
    assert seen[:2] == (position, found)
    assert set(expected) <= set(seen[2])
    assert list(seen[2]) == sorted(seen[2])


@pytest.mark.parametrize(
    ("text", "position", "found"),
    [
        ("khai mạc", 5, "mạc"),
        ("10 ngày trước congress", 3, "ngày"),
        ("by Đại hội", 3, "Đại"),
        ("trước khai mạc 10 ngày", 0, "trước"),
        ("10 days before khai-mạc", 15, "khai-mạc"),
        ("by 2020-10-01½", 3, "2020-10-01½"),
    ],
)
def test_words_are_never_cut(text: str, position: int, found: str) -> None:
    """A word with letters that a name can't have is reported whole, from its first letter on."""
    seen = stop(GRAMMAR, text, "timing")
    assert seen[:2] == (position, found)


@pytest.mark.parametrize(
    "text",
    [
        *("10 days before congress !", "later of a !", "by 2020-10-01 ?", "from a to b ;"),
        *("10 days congress", "by (2020-10-01 x", "every 2 weeks on Monday ...", "in 2020 x"),
        *("within 10 days before congress !", "in the first half of October 2020 !"),
    ],
)
def test_what_is_expected_can_really_stand_there(text: str) -> None:
    """Each word that is reported as expected can be read at that place; nothing misleading is reported."""
    position, _, expected = stop(GRAMMAR, text, "timing")
    misleading = []
    for word in expected:
        if word == "the end":
            GRAMMAR.parse(text[:position], "timing")
        elif word.startswith("`"):
            tried = f"{text[:position].rstrip()} {word[1:-1]}"
            try:
                GRAMMAR.parse(tried, "timing")
            except NotInGrammarError as error:
                if error.position < len(tried):
                    misleading.append(word)
    assert misleading == []


def test_every_kind_of_word_has_a_name() -> None:
    """Each kind of word of the timing grammar is called something in messages."""
    kinds = re.findall(r"^([A-Z_]+)(?:\.\d+)?: /", LARK, flags=re.MULTILINE)
    assert len(kinds) > 15
    assert [kind for kind in kinds if kind not in GRAMMAR.names] == []


def test_the_keywords_of_timings() -> None:
    """The words in quotes in the grammar file, and no others, are its keywords."""
    rules = "\n".join(
        line for line in LARK.splitlines() if not line.startswith("//") and ": /" not in line
    )
    assert GRAMMAR.keywords == {word for word in re.findall(r'"(\w+)"', rules) if word.isalpha()}
    assert {"before", "after", "immediately", "throughout", "rolled"} <= GRAMMAR.keywords


@given(st.text(max_size=40))
def test_any_text_is_read_or_refused(text: str) -> None:
    """Whatever the text: a value, an error with a place inside the text, or an error of ours."""
    try:
        GRAMMAR.parse(text, "timing")
    except NotInGrammarError as error:
        place = error.position
        word = error.found
    except RelschedError:
        return
    else:
        return
    assert 0 <= place <= len(text)
    assert text[place : place + len(word)] == word


@given(
    st.lists(
        st.sampled_from(
            [
                *("10", "days", "before", "after", "congress", "2020-10-01", "(", ")", "rolled"),
                *("by", "in", "later", "of", ",", "and", "every", "Friday", "at", "08:00", "back"),
            ]
        ),
        max_size=9,
    )
)
def test_words_in_any_order(words: list[str]) -> None:
    """Words of the grammar in a wrong order stop at one of them, which is reported whole."""
    text = " ".join(words)
    try:
        GRAMMAR.parse(text, "timing")
    except NotInGrammarError as error:
        stopped = (error.position, error.found)
    except RelschedError:
        return
    else:
        return
    starts = [len(" ".join([*words[:n], ""])) for n in range(len(words))]
    assert stopped in [(len(text), ""), *zip(starts, words, strict=True)]


# ---------------------------------------------------------------- what a person reads


def refusal(text: str) -> str:
    """Give the text of the error of a timing that can't be read."""
    with pytest.raises(TimingError) as caught:
        Timing.parse(text)
    assert caught.value.code == "timing-form"
    return str(caught.value)


def test_a_misspelt_word() -> None:
    """A misspelt keyword is reported with its place, counted from 1, and the word that may be meant."""
    assert refusal("by 2020-10-01 roled back") == (
        "`by 2020-10-01 roled back` can't be read as a timing.\n"
        '  where: "by 2020-10-01 roled back"\n'
        "  why:   `roled` can't stand at character 15; expected: `and`, `at`, `rolled`, the end\n"
        "  fix:   write `rolled` instead of `roled`"
    )


def test_a_text_that_ends_too_early() -> None:
    """A text that stops in the middle is reported with what could follow."""
    assert refusal("by 2020-10-01 at") == (
        "`by 2020-10-01 at` can't be read as a timing.\n"
        '  where: "by 2020-10-01 at"\n'
        "  why:   the end can't stand at character 17; expected: a time"
    )
