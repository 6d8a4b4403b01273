"""Timings in the words people use: read where they can mean one thing, else offered; canonical when written."""

from __future__ import annotations

import pytest

from relsched import PlanFile, Timing
from relsched.analysis.lints import lint_words
from relsched.errors import RelschedError

PLAN = """\
# a plan
plan: fair
language: {language}
issued: 2026-03-25
events:
  - id: fair
    title: {{vi: Hội chợ, en: the fair}}
    lasts: 3
    expected: {expected}
deadlines:
  - id: a
    title: In chương trình
    when: {when}   # a remark
  - id: b
    when: 3 days after fair
"""


def plan_of(when: str, expected: str = "on 2027-04-20", language: str = "vi") -> PlanFile:
    return PlanFile.parse(PLAN.format(when=when, expected=expected, language=language))


@pytest.mark.parametrize(
    ("language", "when", "timing"),
    [
        ("vi", "trước khai mạc Hội chợ 10 ngày", "10 days before fair"),
        ("vi", "trong quý III/2026", "in Q3 2026"),
        ("vi", "thứ Sáu hằng tuần", "every Friday"),
        ("en", "no later than 2 weeks before the fair", "2 weeks before fair"),
        ("en", "by 31 March 2027", "by 2027-03-31"),
        # the other language, where the plan's own reads nothing
        ("vi", "no later than 2 weeks before the fair", "2 weeks before fair"),
        ("en", "10 ngày trước khai mạc Hội chợ", "10 days before fair"),
        # deadlines are named by their ids
        ("en", "2 days after b", "2 days after b"),
    ],
)
def test_words_with_one_meaning_are_read(language: str, when: str, timing: str) -> None:
    """The plan has the canonical timing, and the words are kept as the source of the item."""
    file = plan_of(when, language=language)
    deadline = file.plan.deadlines[0]
    assert deadline.when == Timing.parse(timing)
    if str(deadline.when) != when:
        assert file.words == {("deadlines", 0, "when"): when}
        assert deadline.source is not None
        assert deadline.source.phrase == when
        assert file.plan.to_dict()["deadlines"][0]["when"] == timing


@pytest.mark.parametrize(
    ("when", "offered"),
    [
        ("trước ngày 31/3/2027", ["before 2027-03-31", "by 2027-03-31"]),  # 31 March itself?
        ("trước Hội chợ 10 ngày, nếu thời tiết cho phép", []),  # a word left over
        ("trước Hội chợ 10 ngày; sau Hội chợ 2 ngày", []),  # two parts
        ("10 ngày trước Hội thảo", []),  # an event that the plan doesn't have
        ("khi có tiền", []),
        ("Đã hoàn thành ngày 05/3/2026", []),
        ("truoc Hoi cho 10 ngay", []),  # without marks another word could be meant
        ("10 dayz before fair", []),
        ("10 days before", ["10 days before fair"]),  # the event is a guess
        ("on 3/4/2027", ["on 2027-04-03"]),  # in this plan's language; in English it is another day
        ("as set by 'Plan 140'", []),
    ],
)
def test_words_with_a_doubt_are_not_read(when: str, offered: list[str]) -> None:
    """The error is that of a timing, at its line; readings that are sound are offered."""
    with pytest.raises(RelschedError) as caught:
        plan_of(when)
    error = caught.value
    assert error.where is not None
    assert (error.where.line, error.where.path) == (13, ("deadlines", 0, "when"))
    for timing in offered:
        assert f"`{timing}`" in str(error.fix)


def test_an_expected_date_in_words() -> None:
    """Of an event the expected date is read in the same way."""
    file = plan_of("10 days before fair", "ngày 20/4/2027")
    assert file.plan.events[0].expected == Timing.parse("on 2027-04-20")
    assert file.words == {("events", 0, "expected"): "ngày 20/4/2027"}


def test_an_edit_writes_the_canonical_timing() -> None:
    """Whatever is edited, the file gets the timing, keeps the words as a source, and all else as it was."""
    file = plan_of("trước khai mạc Hội chợ 10 ngày")
    patch = file.patched(file.plan)
    assert not patch.is_rewritten
    expected = PLAN.format(
        language="vi", expected="on 2027-04-20", when="10 days before fair"
    ).replace("# a remark\n", "# a remark\n    source: trước khai mạc Hội chợ 10 ngày\n")
    assert patch.text == expected
    again = PlanFile.parse(patch.text)
    assert again.plan == file.plan
    assert again.words == {}


def test_words_of_a_source_stay() -> None:
    """A phrase that the item has already is not replaced; a row keeps its place beside the new one."""
    text = PLAN.format(language="en", expected="on 2027-04-20", when="by 31 March 2027")
    kept = PlanFile.parse(text.replace("# a remark", "\n    source: {phrase: as ever, row: '3'}"))
    assert kept.plan.deadlines[0].source is not None
    assert kept.plan.deadlines[0].source.phrase == "as ever"
    beside = PlanFile.parse(text.replace("# a remark", "\n    source: {row: '3'}"))
    source = beside.plan.deadlines[0].source
    assert source is not None
    assert (source.phrase, source.row) == ("by 31 March 2027", "3")


def test_nothing_is_read_in_silence() -> None:
    """A lint tells each timing that was read from words, unless the item ignores it."""
    file = plan_of("trước khai mạc Hội chợ 10 ngày", "ngày 20/4/2027")
    found = lint_words(file.plan, file.words)
    assert [(each.code, each.severity, each.items, each.paths) for each in found] == [
        ("in-words", "note", ("fair",), (("events", 0),)),
        ("in-words", "note", ("a",), (("deadlines", 0),)),
    ]
    assert found[1].text("en") == (
        "`a` (In chương trình): “trước khai mạc Hội chợ 10 ngày” is read as `10 days before fair`"
    )
    text = file.text.replace("# a remark", "\n    ignore: in-words")
    ignoring = PlanFile.parse(text)
    assert [each.items for each in lint_words(ignoring.plan, ignoring.words)] == [("fair",)]


def test_other_errors_are_found_beside_words() -> None:
    """Words that can be read don't hide what else is wrong."""
    with pytest.raises(RelschedError) as caught:
        PlanFile.parse(PLAN.format(language="vi", expected="khi nào đó", when="trong quý III/2026"))
    assert [problem.where.path for problem in caught.value.problems if problem.where] == [
        ("events", 0, "expected")
    ]
