"""Lines broken where the terminal ends: where they may be, and how far in the next begins."""

from __future__ import annotations

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from relsched.cli.wrapping import cell_width, cut, wrap_line, wrap_text


@pytest.mark.parametrize(
    ("line", "width", "expected"),
    [
        ("short", 20, ["short"]),
        ("due on Sat 2020-10-03 at last", 16, ["due on", "  Sat 2020-10-03", "  at last"]),
        ("hạn 03/10/2020 (thứ Bảy) này", 23, ["hạn", "  03/10/2020 (thứ Bảy)", "  này"]),
        ("đến ngày 03/10/2020 (thứ Bảy)", 28, ["đến", "  ngày 03/10/2020 (thứ Bảy)"]),
        ("it moves by 14 working days in all", 20, ["it moves by", "  14 working days in", "  all"]),
        ("lùi thêm 10 ngày làm việc nữa", 22, ["lùi thêm", "  10 ngày làm việc nữa"]),
        ("nay vẫn chưa xác định mà thôi", 18, ["nay vẫn", "  chưa xác định mà", "  thôi"]),
        ("from Thu 2020-10-01 → Fri 2020-10-02", 22, ["from Thu 2020-10-01", "  → Fri 2020-10-02"]),
        ("known by `the programme team` only", 22, ["known by", "  `the programme team`", "  only"]),
        ("1. one two three four", 12, ["1. one two", "   three", "   four"]),
        ("note     one two three four five", 27, ["note     one two three four", "         five"]),
        ("  a  b  c d d d d d", 18, ["  a  b  c d d d d", "     d"]),
        ("see (/srv/a/very/long/path.yaml:12) now", 20, ["see", "(/srv/a/very/long/path.yaml:12)", "  now"]),
        ("x" * 25, 20, ["x" * 18, "  xxxxxxx"]),
        ("日本語 日本語 日本語", 14, ["日本語 日本語", "  日本語"]),
    ],
    ids=[
        *("short", "day", "ngày", "với ngày", "working", "làm việc", "status", "arrow", "backticks"),
        *("numbered", "label", "columns", "path", "too long", "wide"),
    ],
)  # fmt: skip
def test_where_a_line_breaks(line: str, width: int, expected: list[str]) -> None:
    """Between words, never inside what belongs together; a path may be longer than the line."""
    assert wrap_line(line, width) == expected


def test_what_has_no_room_in_any_line_is_parted() -> None:
    """A day longer than the whole line breaks where it has a space."""
    assert wrap_line("03/10/2020 (thứ Bảy)", 14) == ["03/10/2020", "  (thứ Bảy)"]


def test_lines_are_broken_each_by_itself() -> None:
    """Empty lines and those that fit stay as they are."""
    text = "a b\n\n  c d e f g h i"
    assert wrap_text(text, 12) == "a b\n\n  c d e f g\n    h i"


@pytest.mark.parametrize(
    ("text", "width", "lines", "expected"),
    [
        ("one two three", 13, 1, ["one two three"]),
        ("one two three", 12, 1, ["one two…"]),
        ("one two, three", 12, 1, ["one two…"]),
        ("Lịch sử 1930-2020 Đảng bộ", 15, 1, ["Lịch sử…"]),
        ("one two three four five", 10, 2, ["one two", "three…"]),
        ("one two three four", 10, 2, ["one two", "three four"]),
        ("a" * 30, 10, 1, ["aaaaaaaaa…"]),
    ],
)
def test_a_title_is_cut_behind_a_word(
    text: str, width: int, lines: int, expected: list[str]
) -> None:
    """No number is cut into another one, and a mark says that there is more."""
    assert cut(text, width, lines) == expected


SCRIPTS = {
    "latin": (0x20, 0x24F),
    "marks": (0x300, 0x36F),
    "cyrillic": (0x400, 0x4FF),
    "korean parts": (0x1100, 0x11FF),
    "vietnamese": (0x1E00, 0x1EFF),
    "kana": (0x3041, 0x30FF),
    "chinese": (0x4E00, 0x9FFF),
    "korean": (0xAC00, 0xD7A3),
    "full width": (0xFF01, 0xFF5E),
}


@pytest.mark.parametrize("script", SCRIPTS)
def test_widths_are_those_of_another_library(script: str) -> None:
    """Every letter, mark, digit and sign takes as many columns as rich says, which draws the tables."""
    first, last = SCRIPTS[script]
    letters = [letter for letter in map(chr, range(first, last + 1)) if _is_written(letter)]
    assert len(letters) > 50
    assert [letter for letter in letters if cell_width(letter) != cell_len(letter)] == []


def _is_written(letter: str) -> bool:
    return unicodedata.category(letter)[0] in "LMNPS"


WORDS = st.sampled_from(
    [
        *(
            "Sat 2020-10-03",
            "03/10/2020 (thứ Bảy)",
            "14 working days",
            "chưa xác định",
            "`4.3.iii`",
        ),
        *("a", "và", "the", "programme", "Nghị", "quyết", "(thứ", "10", "→"),
    ]
)


@given(st.lists(WORDS, min_size=1, max_size=30), st.integers(28, 120), st.sampled_from([" ", "  "]))
def test_nothing_is_lost_and_nothing_too_long(words: list[str], width: int, gap: str) -> None:
    """All words stand in their order, no line is longer than the terminal, and none is empty."""
    line = gap.join(words)
    found = wrap_line(line, width)
    assert re.sub(r"\s+", " ", " ".join(part.strip() for part in found)) == " ".join(line.split())
    assert all(cell_len(part) <= width for part in found)
    for kept in ("Sat 2020-10-03", "03/10/2020 (thứ Bảy)", "14 working days", "chưa xác định"):
        assert sum(part.count(kept) for part in found) >= words.count(kept)
