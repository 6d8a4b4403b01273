"""Errors as values: their parts, their text, their copies, and many of them together."""

from __future__ import annotations

import copy
import pickle

import pytest

from relsched import errors
from relsched.errors import (
    CalendarError,
    DocumentError,
    KnownError,
    MissingExtraError,
    OutOfRangeError,
    Place,
    PlanError,
    Problems,
    RelschedError,
    TimingError,
    did_you_mean,
    fold,
    one_or_all,
    path_text,
    unknown,
)
from relsched.messages.message import Message

PLACE = Place("congress.yaml", 41, None, ("deadlines", 4, "when"))
UNIT = TimingError(
    "The offset of deadline `visa-letters` can't be read.",
    code="unknown-time-unit",
    where=PLACE,
    value="10 dayz before opening",
    why="`dayz` isn't a unit; units are days, working days, weeks, months",
    fix='write "10 days before opening"',
)
NAME = PlanError("The event `opning` isn't known.", code="unknown-event", value="opning")

UNIT_TEXT = """\
The offset of deadline `visa-letters` can't be read.
  where: congress.yaml, line 41, deadlines[4].when = "10 dayz before opening"
  why:   `dayz` isn't a unit; units are days, working days, weeks, months
  fix:   write "10 days before opening\""""


def test_the_full_text() -> None:
    """An error with all parts reads as the template says."""
    assert str(UNIT) == UNIT_TEXT


@pytest.mark.parametrize(
    ("parts", "lines"),
    [
        ({}, ["It can't be."]),
        ({"value": "x"}, ["It can't be.", '  where: "x"']),
        ({"where": Place("a.yaml")}, ["It can't be.", "  where: a.yaml"]),
        ({"where": Place()}, ["It can't be."]),
        (
            {"where": Place("a.yaml", 3, 7), "value": "x"},
            ["It can't be.", '  where: a.yaml, line 3, column 7 = "x"'],
        ),
        ({"why": "because"}, ["It can't be.", "  why:   because"]),
        ({"fix": "try this"}, ["It can't be.", "  fix:   try this"]),
        ({"value": 0}, ["It can't be.", '  where: "0"']),
    ],
)
def test_parts_that_are_missing_leave_no_line(parts: dict[str, object], lines: list[str]) -> None:
    """A part that isn't known is left out of the text rather than guessed."""
    error = RelschedError("It can't be.", code="c", **parts)  # type: ignore[arg-type]
    assert str(error).split("\n") == lines


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ((), ""),
        (("events",), "events"),
        (("deadlines", 4, "when"), "deadlines[4].when"),
        ((0, "id"), "[0].id"),
        (("a", "b", 1, 2), "a.b[1][2]"),
    ],
)
def test_paths(path: errors.Path, text: str) -> None:
    """A path is written as a reader of the file would."""
    assert path_text(path) == text


def test_parts_for_programs() -> None:
    """The parts come out as plain values, with the place as text."""
    assert UNIT.as_dict() == {
        "code": "unknown-time-unit",
        "what": "The offset of deadline `visa-letters` can't be read.",
        "where": "congress.yaml, line 41, deadlines[4].when",
        "value": "10 dayz before opening",
        "why": "`dayz` isn't a unit; units are days, working days, weeks, months",
        "fix": 'write "10 days before opening"',
    }


FAMILY = [
    (TimingError, "timing"),
    (PlanError, "plan"),
    (DocumentError, "document"),
    (CalendarError, "calendar"),
    (OutOfRangeError, "range"),
    (KnownError, "known"),
    (MissingExtraError, "extra"),
]


@pytest.mark.parametrize(("kind", "family"), FAMILY)
def test_family(kind: type[RelschedError], family: str) -> None:
    """Each kind is a RelschedError and names its family."""
    assert issubclass(kind, RelschedError)
    assert kind.family == family


@pytest.mark.parametrize("kind", [kind for kind, _ in FAMILY])
@pytest.mark.parametrize(
    "make", [copy.copy, copy.deepcopy, lambda e: pickle.loads(pickle.dumps(e))]
)
def test_copies(kind: type[RelschedError], make: object) -> None:
    """A copy, and one that went through another process, has the same kind, parts and text."""
    error = kind("It can't be.", code="c", where=PLACE, value="x", why="because", fix="try")
    copied = make(error)  # type: ignore[operator]
    assert type(copied) is kind
    assert copied.as_dict() == error.as_dict()
    assert copied.where == PLACE
    assert str(copied) == str(error)


def test_moving_fills_in_what_is_unknown() -> None:
    """An error gains the outer place; what was known deeper inside is kept, and paths are joined."""
    inner = TimingError("It can't be.", code="c", where=Place(None, 42, 3, ("when",)), value="x")
    moved = inner.moved_to(Place("a.yaml", 41, None, ("deadlines", 4)))
    assert moved.where == Place("a.yaml", 42, 3, ("deadlines", 4, "when"))
    assert type(moved) is TimingError
    assert (moved.code, moved.value) == ("c", "x")
    assert inner.where == Place(None, 42, 3, ("when",))


def test_moving_an_error_without_a_place() -> None:
    """An error that knew no place takes the one it is given."""
    assert NAME.moved_to(PLACE).where == PLACE


# ---------------------------------------------------------------- Problems


def test_problems_tell_all() -> None:
    """All errors are reported, in order, with their count at the end."""
    problems = Problems([UNIT, NAME], "congress.yaml")
    assert str(problems) == f"{UNIT}\n\n{NAME}\n\ncongress.yaml has 2 problems."
    assert problems.codes == ("unknown-time-unit", "unknown-event")
    assert problems.code == "problems"
    assert problems.as_dict() == {
        "code": "problems",
        "what": "congress.yaml has 2 problems.",
        "problems": [UNIT.as_dict(), NAME.as_dict()],
    }


def test_every_error_has_its_problems() -> None:
    """Who goes through the problems of an error needn't ask first whether it is one or several."""
    assert (UNIT.problems, UNIT.codes) == ((UNIT,), ("unknown-time-unit",))
    assert one_or_all([UNIT, NAME], "x").problems == (UNIT, NAME)
    assert "problems" not in UNIT.as_dict()


def test_one_problem_keeps_its_code_and_place() -> None:
    """Problems of one error have its code and place, and say `1 problem`."""
    problems = Problems([UNIT])
    assert (problems.code, problems.where) == ("unknown-time-unit", PLACE)
    assert str(problems).endswith("The input has 1 problem.")


def test_problems_in_problems_are_flat() -> None:
    """Problems of problems are one list of single errors."""
    nested = Problems([NAME, Problems([UNIT, Problems([NAME])])])
    assert nested.codes == ("unknown-event", "unknown-time-unit", "unknown-event")


def test_no_problems_is_no_error() -> None:
    """Problems without an error can't be made."""
    with pytest.raises(ValueError, match="at least one"):
        Problems([])


def test_problems_copy_and_move() -> None:
    """Problems survive pickling, and moving moves each of them."""
    problems = Problems([UNIT, NAME], "The plan that has everything")
    copied = pickle.loads(pickle.dumps(problems))
    assert str(copied) == str(problems)
    assert copied.codes == problems.codes
    moved = problems.moved_to(Place("b.yaml", 1))
    assert isinstance(moved, Problems)
    assert [str(problem.where) for problem in moved.problems] == [
        "congress.yaml, line 41, deadlines[4].when",
        "b.yaml, line 1",
    ]
    assert moved.what == "The plan that has everything has 2 problems."


def test_one_or_all() -> None:
    """A single error is given as it is, several as Problems."""
    assert one_or_all([UNIT], "x") is UNIT
    assert isinstance(one_or_all([UNIT, NAME], "x"), Problems)


# ---------------------------------------------------------------- near words


@pytest.mark.parametrize(
    ("word", "known", "near"),
    [
        ("opning", ["closing", "opening"], "opening"),
        ("Congress", ["congress"], "congress"),
        ("dai hoi", ["Đại hội", "khai mạc"], "Đại hội"),
        ("zzz", ["opening"], None),
        ("x", [], None),
    ],
)
def test_did_you_mean(word: str, known: list[str], near: str | None) -> None:
    """The nearest known word is found, case and marks apart; nothing is suggested from afar."""
    assert did_you_mean(word, known) == near


def test_unknown_lists_the_names_and_proposes_one() -> None:
    """An unknown name has the known ones as its reason and the nearest as its advice, in both languages."""
    why, fix = unknown(Message("kinds rolls"), "folowing", ["following", "nearest"])
    assert why is not None
    assert fix is not None
    assert (str(why), str(fix)) == ("rolls are following, nearest", "write `following`")
    assert why.text("vi") == "các cách chuyển ngày gồm: following, nearest"
    assert fix.text("vi") == "hãy viết `following`"


def test_unknown_says_no_more_than_it_knows() -> None:
    """Names that are somebody's own aren't listed, and nothing far is proposed."""
    assert unknown(None, "opning", iter(["opening"])) == (
        None,
        Message("error write", text="opening"),
    )
    assert unknown(None, "xyz", ["opening"]) == (None, None)


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("Đại hội", "dai hoi"),
        ("ĐẠI HỘI", "dai hoi"),
        ("Ðại hội", "đại hội"),  # U+00D0 looks the same as U+0110
        ("ho\u0300a", "hòa"),  # decomposed and composed
    ],
)
def test_fold(left: str, right: str) -> None:
    """Texts that look alike fold to the same."""
    assert fold(left) == fold(right)
