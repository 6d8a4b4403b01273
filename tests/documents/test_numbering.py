"""Numbers of rows and points are reported from dates, amounts and names that begin alike."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from relsched.documents.numbering import (
    Number,
    inner_numbers,
    read_number,
    roman,
    split_bullet,
    split_letter,
    split_number,
    split_roman,
    split_sub_number,
    to_roman,
)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("01", "1"), ("1", "1"), ("4.10.", "4.10"), ("(3)", "3"), ("4.4.1", "4.4.1"), ("IV", "IV"), ("iv", None),
        ("a)", "a"), ("đ", "đ"), ("IIII", None), ("12 a", None), ("-", None), ("", None), ("2020-03-01", None),
    ],
)  # fmt: skip
def test_a_cell_that_is_a_number(text: str, shown: str | None) -> None:
    """A cell of the column of numbers is a number, a Roman numeral or a letter; leading zeros don't count."""
    number = read_number(text)
    assert (None if number is None else str(number)) == shown


@pytest.mark.parametrize(
    ("text", "number", "rest"),
    [
        ("4.1. Họp", "4.1", "Họp"), ("4.4.1 Triển lãm", "4.4.1", "Triển lãm"), ("1) Hall", "1", "Hall"),
        ("2. In", "2", "In"), ("3.Tổ chức", "3", "Tổ chức"), ("(4) Send", "4", "Send"), ("1.2: Viết", "1.2", "Viết"),
        ("10 ngày trước", None, "10 ngày trước"), ("02 tài liệu", None, "02 tài liệu"),
        ("15.4.2020 họp", None, "15.4.2020 họp"), ("8:30 họp", None, "8:30 họp"), ("1/3 họp", None, "1/3 họp"),
        ("50 % xong", None, "50 % xong"), ("Họp 1.", None, "Họp 1."),
    ],
)  # fmt: skip
def test_a_number_at_the_head(text: str, number: str | None, rest: str) -> None:
    """A number is taken off the head of a text; what else begins with digits stays."""
    found, left = split_number(text)
    assert (None if found is None else str(found), left) == (number, rest)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("4.1. Họp", "4.1"),
        ("- 4.1. Họp", "4.1"),
        ("4. Họp", None),
        ("15.4/2020", None),
        ("2.500 bản", None),
    ],
)
def test_a_sub_number_at_the_head(text: str, number: str | None) -> None:
    """A sub-number has two parts or more; a date or an amount has them too, and isn't one."""
    found, _ = split_sub_number(text)
    assert (None if found is None else str(found)) == number


@pytest.mark.parametrize(
    ("text", "split"),
    [
        ("III- TỔ CHỨC", ("III", "TỔ CHỨC")), ("I. Trước", ("I", "Trước")), ("XVII khai mạc", None),
        ("IC. Sai", None), ("V/v họp", None),
    ],
)  # fmt: skip
def test_a_roman_numeral_at_the_head(text: str, split: tuple[str, str] | None) -> None:
    """A Roman numeral counts a heading where a sign follows it."""
    number, rest = split_roman(text)
    assert (None if number is None else (str(number), rest)) == split


def test_letters_and_signs_of_lists() -> None:
    """Letters and the signs of lists are taken off."""
    assert split_letter("a) Họp") == (Number("a", (1,), "letter"), "Họp")
    assert split_letter("đ) In") == (Number("đ", (5,), "letter"), "In")
    assert split_letter("A hall") == (None, "A hall")
    assert split_bullet("- Họp") == (True, "Họp")
    assert split_bullet("•In") == (True, "In")
    assert split_bullet("-5") == (False, "-5")


def test_numbers_within_a_cell() -> None:
    """Only numbers of the parts of a row count, as long as they run on from 1."""
    above = Number("4.4", (4, 4))
    text = "Thẩm định: 4.4.1. Triển lãm A ngày 4.4.2020. 4.4.2. Triển lãm B, 4.4.9 và 5.1."
    found = inner_numbers(text, above)
    assert [str(number) for _, _, number in found] == ["4.4.1", "4.4.2"]
    assert text[found[1][1] :].startswith("Triển lãm B")
    assert inner_numbers("in 16.2 trước", Number("16", (16,))) == []


@given(st.integers(1, 399))
def test_roman_numerals_read_back(value: int) -> None:
    """A Roman numeral that is written is read as the same number."""
    assert roman(to_roman(value)) == value
