"""The catalogue: every sentence in both languages, with the same values, and none that nobody says."""

from __future__ import annotations

import ast
import json
import re
import string
import unicodedata
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest

from places import SOURCES
from relsched.dates.rolls import Roll
from relsched.messages import catalogue
from relsched.messages.catalogue import languages, sentences
from relsched.messages.dates_in_words import render_day, render_span, render_window
from relsched.messages.message import Message
from relsched.schedule.entry import LASTING, STATUSES

# The functions that are handed a key. Keys that come to them by way of a value are found in what is
# written as text in the same function, or listed below.
RENDERERS = {"Message", "Step", "Note", "note", "ask"}
# What `zones.instant` notes about a time of day.
HANDED_ON = {"gap", "fold", *(key for keys in LASTING.values() for key in keys)}

SAT_2020_10_03, SUN_2020_10_04, TUE_2020_10_13, THU_2020_10_15 = (
    date(2020, 10, day) for day in (3, 4, 13, 15)
)


def placeholders(sentence: str) -> list[str]:
    """Give the names of the values that a sentence is filled with, sorted, each once."""
    return sorted(
        {name for _, name, _, _ in string.Formatter().parse(sentence) if name is not None}
    )


# ---------------------------------------------------------------- the sentences


ENGLISH = sentences("en")
OTHERS = [language for language in languages() if language != "en"]
FILES = Path(catalogue.__file__).parent


@pytest.mark.parametrize("language", languages())
def test_a_file_holds_every_key_once_in_order(language: str) -> None:
    """The file of a language has each key of the English one, no other, none twice, sorted."""
    text = (FILES / f"{language}.json").read_text(encoding="utf-8")
    pairs: list[tuple[str, str]] = json.loads(text, object_pairs_hook=list)
    keys = [key for key, _ in pairs]
    assert keys == sorted(set(keys))
    assert set(keys) == set(ENGLISH)


@pytest.mark.parametrize("language", OTHERS)
def test_languages_say_the_same(language: str) -> None:
    """A sentence names the same values in every language."""
    differing = [
        key
        for key, text in sentences(language).items()
        if placeholders(text) != placeholders(ENGLISH[key])
    ]
    assert differing == []


@pytest.mark.parametrize("language", languages())
def test_sentences_are_well_formed(language: str) -> None:
    """A sentence is one trimmed line in NFC; its values are plain names, or numbers with two words."""
    for key, text in sentences(language).items():
        assert text.strip() == text != "", key
        assert unicodedata.is_normalized("NFC", text), key
        assert "\n" not in text, key
        assert "  " not in text, key
        for _, name, form, conversion in string.Formatter().parse(text):
            assert name is None or re.fullmatch("[a-z_]+", name), key
            assert form in (None, "") or form.count("|") == 1, key
            assert conversion is None, key


def test_vietnamese_is_vietnamese() -> None:
    """What has words in English has other words in Vietnamese, and these are written with marks."""
    for key, given in sentences("vi").items():
        english, vietnamese = (
            re.sub(r"\{[^}]+\}|`[^`]*`", "", text) for text in (ENGLISH[key], given)
        )
        if not re.search("[a-z]", english):
            continue
        assert english != vietnamese, key
        if len(re.findall(r"\w+", vietnamese)) < 2:
            continue  # one word may have none
        marks = set("ăâđêôơưĂÂĐÊÔƠƯ")
        decomposed = unicodedata.normalize("NFD", vietnamese)
        assert marks & set(vietnamese) or any(unicodedata.combining(c) for c in decomposed), key


@pytest.mark.parametrize("language", languages())
def test_quotes_are_those_of_the_languages(language: str) -> None:
    """Quotation marks are the curved ones, in pairs; a straight one stands only inside backticks."""
    for key, text in sentences(language).items():
        assert '"' not in re.sub("`[^`]*`", "", text), key
        assert text.count("“") == text.count("”"), key


# ---------------------------------------------------------------- who says them


def _functions(tree: ast.Module) -> Iterator[ast.AST]:
    """Give every function, then what stands outside functions, such as the constants of a module."""
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node
    yield from _Outside().statements(tree)


class _Outside(ast.NodeVisitor):
    """Gathers the simple statements outside functions, also those of classes."""

    def statements(self, tree: ast.Module) -> list[ast.stmt]:
        self.found: list[ast.stmt] = []
        self.visit(tree)
        return self.found

    def visit_FunctionDef(self, node: ast.FunctionDef) -> None:
        """A function is looked at for itself."""

    def visit_AsyncFunctionDef(self, node: ast.AsyncFunctionDef) -> None:
        """So is one that waits."""

    def generic_visit(self, node: ast.AST) -> None:
        if isinstance(node, ast.Assign | ast.AnnAssign | ast.Expr):
            self.found.append(node)
        else:
            super().generic_visit(node)


def _patterns(node: ast.expr, function: ast.AST) -> Iterator[str]:
    """Give regular expressions for the keys that an expression may be."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield re.escape(node.value)
    elif isinstance(node, ast.JoinedStr):
        yield "".join(
            re.escape(str(part.value)) if isinstance(part, ast.Constant) else "[a-z0-9][a-z0-9 -]*"
            for part in node.values
        )
    elif isinstance(node, ast.IfExp):
        yield from _patterns(node.body, function)
        yield from _patterns(node.orelse, function)
    elif isinstance(node, ast.BinOp):
        for left in _patterns(node.left, function):
            for right in _patterns(node.right, function):
                yield left + right
    elif isinstance(node, ast.Name):
        for other in ast.walk(function):
            if isinstance(other, ast.Assign):
                for target in other.targets:
                    for value in _assigned(target, other.value, node.id):
                        yield from _patterns(value, function)


def _assigned(target: ast.expr, value: ast.expr, name: str) -> Iterator[ast.expr]:
    """Give what a name is assigned, also in a row of names and by a condition."""
    if isinstance(target, ast.Name) and target.id == name:
        yield value
    elif isinstance(target, ast.Tuple) and isinstance(value, ast.IfExp):
        yield from _assigned(target, value.body, name)
        yield from _assigned(target, value.orelse, name)
    elif isinstance(target, ast.Tuple) and isinstance(value, ast.Tuple):
        for inner, part in zip(target.elts, value.elts, strict=True):
            yield from _assigned(inner, part, name)


def said() -> set[str]:
    """Find patterns of all keys that the source hands to those that speak."""
    found = {re.escape(key) for key in HANDED_ON}
    for path in sorted(SOURCES.rglob("*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        for function in _functions(tree):
            for node in ast.walk(function):
                if not (isinstance(node, ast.Call) and node.args):
                    continue
                renderer = getattr(node.func, "id", getattr(node.func, "attr", None))
                if renderer in RENDERERS:
                    found.update(_patterns(node.args[0], function))
                for word in node.keywords:
                    if renderer == "evolve" and word.arg == "key":
                        found.update(_patterns(word.value, function))
    return found


@pytest.mark.slow
def test_every_sentence_is_said_somewhere() -> None:
    """No sentence is kept that nothing says."""
    patterns = [re.compile(pattern) for pattern in said()]
    assert [key for key in ENGLISH if not any(p.fullmatch(key) for p in patterns)] == []


@pytest.mark.slow
def test_everything_said_is_there() -> None:
    """What the source says by its key has a sentence, and a key made from a value has at least one."""
    missing = [
        pattern for pattern in said() if not any(re.fullmatch(pattern, key) for key in ENGLISH)
    ]
    assert missing == []


def test_messages_have_the_values_of_their_sentences() -> None:
    """A message whose key is written out in the source is given all values that its sentence names."""
    missing = []
    for path in sorted(SOURCES.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not (isinstance(node, ast.Call) and getattr(node.func, "id", None) == "Message"):
                continue
            given = {keyword.arg for keyword in node.keywords}
            key = node.args[0]
            if None in given:
                continue  # a `**` holds some of the values
            for choice in (key.body, key.orelse) if isinstance(key, ast.IfExp) else (key,):
                if isinstance(choice, ast.Constant):
                    wanted = set(placeholders(ENGLISH[str(choice.value)]))
                    missing += [(path.name, node.lineno, name) for name in wanted - given]
    assert missing == []


def test_every_status_and_every_roll_has_its_words() -> None:
    """Keys that are made from a value exist for all its values."""
    wanted = [f"status {status}" for status in STATUSES]
    wanted += [f"roll {roll.value}" for roll in Roll if roll is not Roll.NONE]
    for name in ("before", "after"):
        wanted += [f"convention {name} {choice}" for choice in ("exclusive", "inclusive")]
    wanted += [f"convention counting {choice}" for choice in ("calendar", "clear days")]
    assert [key for key in wanted if key not in ENGLISH] == []


# ---------------------------------------------------------------- filling


def test_a_sentence_is_filled() -> None:
    """A sentence is said in the language asked for, with the values put in as they are."""
    assert Message("no date").text("en") == "no date"
    assert Message("no date").text("vi") == "chưa có thời hạn"
    assert Message("entry lead", unit="{unit} {0} %s").text("en") == "Lead: {unit} {0} %s"
    assert Message("entry lead", unit="Phòng Khoa giáo").text("vi") == "Chủ trì: Phòng Khoa giáo"


def test_a_value_that_is_missing() -> None:
    """A sentence is never said with a hole in it."""
    with pytest.raises(KeyError):
        Message("entry lead").text("vi")


@pytest.mark.parametrize(
    ("day", "english", "vietnamese"),
    [
        (date(2020, 10, 5), "Mon 2020-10-05", "05/10/2020 (thứ Hai)"),
        (date(2020, 10, 6), "Tue 2020-10-06", "06/10/2020 (thứ Ba)"),
        (date(2020, 10, 7), "Wed 2020-10-07", "07/10/2020 (thứ Tư)"),
        (date(2020, 10, 8), "Thu 2020-10-08", "08/10/2020 (thứ Năm)"),
        (date(2020, 10, 9), "Fri 2020-10-09", "09/10/2020 (thứ Sáu)"),
        (date(2020, 10, 10), "Sat 2020-10-10", "10/10/2020 (thứ Bảy)"),
        (date(2020, 10, 11), "Sun 2020-10-11", "11/10/2020 (Chủ nhật)"),
        (date(2020, 2, 29), "Sat 2020-02-29", "29/02/2020 (thứ Bảy)"),
        (date(987, 3, 1), "Thu 0987-03-01", "01/03/0987 (thứ Năm)"),
    ],
)
def test_days(day: date, english: str, vietnamese: str) -> None:
    """A day has its weekday with it: ISO in English, day first in Vietnamese, years in four digits."""
    assert (render_day(day, "en"), render_day(day, "vi")) == (english, vietnamese)


def test_days_don_t_depends_on_the_locale() -> None:
    """The weekday of each day of a year is the one that datetime counts."""
    names = ("thứ Hai", "thứ Ba", "thứ Tư", "thứ Năm", "thứ Sáu", "thứ Bảy", "Chủ nhật")
    for k in range(366):
        day = date(2020, 1, 1) + timedelta(days=k)
        assert render_day(day, "vi") == (
            f"{day.day:02}/{day.month:02}/{day.year} ({names[day.weekday()]})"
        )


@pytest.mark.parametrize(
    ("earliest", "latest", "english", "vietnamese"),
    [
        (None, None, "not known yet", "chưa xác định"),
        (SAT_2020_10_03, SAT_2020_10_03, "Sat 2020-10-03", "03/10/2020 (thứ Bảy)"),
        (
            SAT_2020_10_03,
            None,
            "Sat 2020-10-03 or later",
            "từ ngày 03/10/2020 (thứ Bảy) trở đi",
        ),
        (
            None,
            SUN_2020_10_04,
            "Sun 2020-10-04 or earlier",
            "chậm nhất ngày 04/10/2020 (Chủ nhật)",
        ),
        (
            TUE_2020_10_13,
            THU_2020_10_15,
            "between Tue 2020-10-13 and Thu 2020-10-15",
            "trong khoảng từ ngày 13/10/2020 (thứ Ba) đến ngày 15/10/2020 (thứ Năm)",
        ),
    ],
)
def test_windows(earliest: date | None, latest: date | None, english: str, vietnamese: str) -> None:
    """Each kind of window has its words: unknown, settled, open at one end, between two days."""
    assert render_window(earliest, latest, "en") == english
    assert render_window(earliest, latest, "vi") == vietnamese


def test_spans() -> None:
    """A span is its first and last day with a dash, and one day is one day."""
    assert render_span(TUE_2020_10_13, THU_2020_10_15, "en") == "Tue 2020-10-13 – Thu 2020-10-15"
    assert render_span(TUE_2020_10_13, THU_2020_10_15, "vi") == (
        "từ ngày 13/10/2020 (thứ Ba) đến ngày 15/10/2020 (thứ Năm)"
    )
    assert render_span(TUE_2020_10_13, TUE_2020_10_13, "en") == "Tue 2020-10-13"
