"""Slips of the keyboard in a plan file: each located on its line, with a fix that, done as it says, mends the file.

A slip is made in a sound plan, so the test knows its line; the fix is read out of the words of the error and done by
hand, not by the package. Then the plan must read as the sound one did.
"""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from relsched.errors import DocumentError, Problems, RelschedError
from relsched.plan.plan import Plan
from relsched.planfile.plan_file import parse_plan

SOUND = """\
# The plan of a festival.
plan: festival
title: Liên hoan sân khấu
issued: '2026-09-01'
timezone: Asia/Ho_Chi_Minh
calendar: VN

units:
  - id: office
    name: Văn phòng
  - id: press
    name: Ban truyền thông

phases:
  - id: before
    title: Trước liên hoan

events:                       # what others decide
  - id: festival
    title: Festival of the stage
    expected: in May 2027
    lasts: unknown
  - id: contract
    title: Contract with the house
    decided_by: Director of the house

deadlines:
  - id: invitations
    title: Invitations sent
    when: 3 months before festival
    lead: office
  - id: programme
    title: Programme printed
    when: 10 working days before festival
    lead: press
    support: [office]
    phase: before
  - id: deposit
    title: Deposit paid
    when: within 5 working days after contract
    lead: office
    support: [press, office]
  - {id: thanks, title: Letters of thanks, when: 2 weeks after festival, lead: office}
  - id: report
    title: Final report
    when: 3 weeks after festival
    lead: press
    after: [thanks]
"""
LINES = SOUND.split("\n")


def at(words: str) -> int:
    """Give the line, from 1, that holds these words and no other line does."""
    found = [number for number, line in enumerate(LINES, 1) if words in line]
    assert len(found) == 1, (words, found)
    return found[0]


def fixes(text: str) -> dict[int, str | None]:
    """Read what each fix says to write in which line; None is a line to take out."""
    found: dict[int, str | None] = {}
    for line in text.split("\n"):
        fix = re.match(r"  (?:fix:   |cách sửa: )(.*)", line)
        if fix is None:
            continue
        out = re.fullmatch(r"(?:take line (\d+) out|hãy bỏ dòng (\d+))", fix[1])
        if out is not None:
            found[int(out[1] or out[2])] = None
            continue
        parts = re.split(r" (?:and|và) (?=write line|hãy viết dòng)", fix[1])
        for part in parts:
            written = re.fullmatch(r"(?:write line|hãy viết dòng) (\d+) (?:as|là) `(.*)`", part)
            assert written is not None, fix[1]
            found[int(written[1])] = written[2]
    return found


def refused(text: str) -> RelschedError:
    with pytest.raises(RelschedError) as caught:
        parse_plan(text, "plan.yaml")
    return caught.value


def mended(text: str, language: str) -> Plan:
    """Give the plan of a text after what its errors say was done."""
    lines = text.split("\n")
    for number, line in sorted(fixes(refused(text).text(language)).items(), reverse=True):
        if line is None:
            del lines[number - 1]
        else:
            lines[number - 1] = line
    return parse_plan("\n".join(lines))


def titled(text: str) -> Callable[[str], str]:
    """Put another title into a line."""
    return lambda line: re.sub(r"((?:title|name|decided_by): ).*", lambda m: m[1] + text, line)


def change(old: str, new: str) -> Callable[[str], str]:
    return lambda line: line.replace(old, new, 1)


TITLES = (
    "title: Liên",
    "name: Ban",
    "title: Trước",
    "title: Festival",
    "decided_by",
    "title: Final",
)
KEYED = (
    "name: Văn",
    "title: Festival",
    "when: 10 working",
    "lead: press\n",
    "phase: before",
    "title: Final",
)
FIRST = ("- id: press", "- id: contract", "- id: programme", "- id: deposit", "- id: report")
INSIDE = (
    "name: Ban",
    "title: Contract",
    "when: 3 months",
    "title: Programme",
    "title: Deposit",
    "after:",
)
LISTS = ("support: [office]", "support: [press", "after: [thanks]")
SECTIONS = ("units:", "phases:", "events:", "deadlines:")


def key_glued(line: str) -> str:
    return line.replace(": ", ":", 1)


# What slips, the lines in which it does, the code, and what happens to the line.
SLIPS: dict[str, tuple[tuple[str, ...], str, Callable[[str], str]]] = {
    # quotes
    "double quote not closed": (
        TITLES,
        "yaml-quote",
        lambda line: re.sub(r": (.*)", r': "\1', line),
    ),
    "single quote not closed": (
        TITLES,
        "yaml-quote",
        lambda line: re.sub(r": (.*)", r": '\1", line),
    ),
    "closed by the other quote": (
        TITLES,
        "yaml-quote",
        lambda line: re.sub(r": (.*)", r""": "\1'""", line),
    ),
    "closed by a curly quote": (
        TITLES,
        "yaml-quote",
        lambda line: re.sub(r": (.*)", ': "\\1”', line),
    ),
    "curly quotes round a timing": (
        ("when: 10 w", "when: 3 w"),
        "yaml-quote",
        lambda line: re.sub(r": (.*)", ": “\\1”", line),
    ),
    "German quotes round an id": (
        FIRST,
        "yaml-quote",
        lambda line: re.sub(r": (.*)", ": „\\1“", line),
    ),
    "a quote at the end of an id": (FIRST, "yaml-quote", lambda line: line + '"'),
    "a quote at the end of a timing": (
        ("when: 10 w", "when: 3 w"),
        "yaml-quote",
        lambda line: line + "'",
    ),
    "quote not closed before a comment": (
        ("title: Final",),
        "yaml-quote",
        lambda line: line.replace("Final", '"Final') + "  # a remark",
    ),
    "quote not closed in brackets": (
        LISTS,
        "yaml-quote",
        lambda line: re.sub(r"\[(\w+)", r'["\1', line),
    ),
    # colons
    "no space behind the colon": (KEYED, "yaml-colon", key_glued),
    "no space behind the colon of an id": (FIRST, "yaml-colon", key_glued),
    "no space behind a colon in braces": (
        ("{id: thanks",),
        "yaml-colon",
        change("when: ", "when:"),
    ),
    "no colon": (KEYED, "yaml-colon", change(":", "")),
    "no colon behind the name of a list": (SECTIONS, "yaml-colon", change(":", "")),
    "two colons": (KEYED, "yaml-colon", change(":", "::")),
    "a colon apart": (KEYED, "yaml-colon", change(": ", ": : ")),
    "a semicolon": (KEYED, "yaml-colon", change(":", ";")),
    "an equals sign": (KEYED, "yaml-colon", change(":", " =")),
    "a full-width colon": (KEYED, "yaml-colon", change(": ", "：")),
    "a colon at the front": (
        INSIDE,
        "yaml-colon",
        lambda line: re.sub(r"(\s*)", r"\1: ", line, count=1),
    ),
    # tabs and other spaces
    "a tab as indent": (INSIDE, "yaml-tab", lambda line: "\t" + line.lstrip()),
    "two tabs as indent": (INSIDE, "yaml-tab", lambda line: "\t\t" + line.lstrip()),
    "a tab among spaces": (INSIDE, "yaml-tab", lambda line: "  \t" + line.lstrip()),
    "a tab before a dash": (FIRST, "yaml-tab", lambda line: "\t" + line.lstrip()),
    "a tab behind a colon": (KEYED, "yaml-tab", change(": ", ":\t")),
    "a space of a page behind a colon": (KEYED, "yaml-space", change(": ", ":\u00a0")),
    "spaces of a page as indent": (
        INSIDE,
        "yaml-space",
        lambda line: line.replace("    ", "\u00a0" * 4, 1),
    ),
    # indents
    "one space more": (INSIDE, "yaml-indent", lambda line: " " + line),
    "two spaces more": (INSIDE, "yaml-indent", lambda line: "  " + line),
    "one space less": (INSIDE, "yaml-indent", lambda line: line[1:]),
    "two spaces less": (INSIDE, "yaml-indent", lambda line: line[2:]),
    "at the left edge": (INSIDE, "yaml-indent", str.lstrip),
    "an item one space to the right": (FIRST, "yaml-indent", lambda line: " " + line),
    "an item one space to the left": (FIRST, "yaml-indent", lambda line: line[1:]),
    "an item at the left edge": (FIRST, "yaml-indent", str.lstrip),
    "two spaces behind the dash": (FIRST, "yaml-indent", change("- ", "-  ")),
    "the name of a list indented": (SECTIONS, "yaml-indent", lambda line: " " + line),
    "a key of the plan indented": (
        ("title: Liên", "timezone:", "calendar:"),
        "yaml-indent",
        lambda line: " " + line,
    ),
    # dashes
    "no dash": (FIRST, "yaml-dash", change("- ", "  ")),
    "no dash, and the line moved": (FIRST, "yaml-dash", change("- ", "")),
    "no space behind the dash": (FIRST, "yaml-dash", change("- ", "-")),
    "a long dash": (FIRST, "yaml-dash", change("- ", "– ")),
    "a bullet": (FIRST, "yaml-dash", change("- ", "• ")),
    "two dashes": (FIRST, "yaml-dash", change("- ", "-- ")),
    "a dash and a dash": (FIRST, "yaml-dash", change("- ", "- - ")),
    # brackets and braces
    "bracket not closed": (LISTS, "yaml-bracket", change("]", "")),
    "bracket not opened": (LISTS, "yaml-bracket", change("[", "")),
    "bracket closed twice": (LISTS, "yaml-bracket", change("]", "]]")),
    "bracket closed by a brace": (LISTS, "yaml-bracket", change("]", "}")),
    "brace not closed": (("{id: thanks",), "yaml-bracket", change("}", "")),
    "brace not opened": (("{id: thanks",), "yaml-bracket", change("{", "")),
    "brace closed by a bracket": (("{id: thanks",), "yaml-bracket", change("}", "]")),
    "no comma in braces": (("{id: thanks",), "yaml-bracket", change(", when", " when")),
    "a brace before a key": (FIRST, "yaml-bracket", change("- ", "- {")),
}
CASES = [
    pytest.param(words.strip(), code, slip, id=f"{name}, {words.strip()}")
    for name, (places, code, slip) in SLIPS.items()
    for words in places
]
# `lead: press` stands twice; the last is meant.
TWICE = {"lead: press": 2}


def line_of(words: str) -> int:
    if words in TWICE:
        return [number for number, line in enumerate(LINES, 1) if words in line][-1]
    if words in {section.strip() for section in SECTIONS} | {
        "title: Liên",
        "timezone:",
        "calendar:",
    }:
        return next(number for number, line in enumerate(LINES, 1) if line.startswith(words))
    return at(words)


@pytest.mark.parametrize(("words", "code", "slip"), CASES)
def test_a_slip_is_located_and_its_fix_mends_it(
    words: str, code: str, slip: Callable[[str], str]
) -> None:
    """A slip is reported once, on its line, and the file reads as before when its fix is done, in both languages."""
    number = line_of(words)
    lines = list(LINES)
    lines[number - 1] = slip(lines[number - 1])
    assert lines != LINES
    text = "\n".join(lines)
    error = refused(text)
    assert isinstance(error, DocumentError), str(error)
    assert error.where is not None
    assert (error.where.line, error.code) == (number, code), str(error)
    assert error.where.column is not None
    assert 1 <= error.where.column <= len(lines[number - 1]) + 1
    for language in ("en", "vi"):
        assert mended(text, language) == parse_plan(SOUND)


# A text that needs quotes: the fix must keep each of its letters.
TEXTS = {
    "a colon": ("Stage: the opening", "yaml-colon"),
    "a colon at the end": ("Stage: the opening:", "yaml-colon"),
    "a per cent": ("%50 of the seats", "yaml-sign"),
    "an at": ("@home", "yaml-sign"),
    "a backtick": ("`stage`", "yaml-sign"),
    "an asterisk": ("*Stage*", "yaml-sign"),
    "two asterisks": ("**Stage** and house", "yaml-sign"),
    "an ampersand": ("&Stage", "yaml-sign"),
    "an exclamation mark": ("!Stage", "yaml-sign"),
    "a bar": ("|Stage", "yaml-sign"),
    "an angle": (">5 guests", "yaml-sign"),
    "a brace": ("{Stage} and house", "yaml-sign"),
    "a bracket": ("[Stage] and house", "yaml-sign"),
    "a comma": (", and the house", "yaml-sign"),
    "words behind quotes": ('"Stage" and house', "yaml-quote"),
    "words behind single quotes": ("'Stage' and house", "yaml-quote"),
    "a dash": ("- Stage", "yaml-sign"),
}


@pytest.mark.parametrize("words", TITLES)
@pytest.mark.parametrize("name", TEXTS)
def test_a_text_that_needs_quotes_gets_them(name: str, words: str) -> None:
    """A title that can't stand without quotes is reported on its line; the fix keeps the title as it was typed."""
    typed, code = TEXTS[name]
    number = line_of(words)
    lines = list(LINES)
    lines[number - 1] = titled(typed)(lines[number - 1])
    error = refused("\n".join(lines))
    assert isinstance(error, DocumentError), str(error)
    assert error.where is not None
    assert (error.where.line, error.code) == (number, code), str(error)
    # The plan that was meant, by another way of writing: a block text takes every sign.
    meant = list(LINES)
    head, _, _ = meant[number - 1].partition(": ")
    indent = " " * (len(head) - len(head.lstrip()) + 2)
    meant[number - 1] = f"{head}: |-\n{indent}{typed}"
    for language in ("en", "vi"):
        assert mended("\n".join(lines), language) == parse_plan("\n".join(meant))


def test_curly_quotes_go_and_the_words_stay() -> None:
    """Curly quotes that were meant to hold a text with a colon become straight ones."""
    text = SOUND.replace("title: Final report", "title: “Final: the report”")
    error = refused(text)
    assert error.code == "yaml-quote"
    assert mended(text, "en") == parse_plan(SOUND.replace("Final report", '"Final: the report"'))


def test_several_slips_are_reported_at_once() -> None:
    """Slips in several lines, and what is wrong beside them, come in one run, each at its own line and column."""
    lines = list(LINES)
    slips = {
        at("title: Contract"): ("    title: Contract: with the house", "yaml-colon"),
        at("title: Invitations"): ("\ttitle: Invitations sent", "yaml-tab"),
        at("- id: programme"): ("  -id: programme", "yaml-dash"),
        at("support: [press"): ("    support: [press, office", "yaml-bracket"),
        at("title: Final"): ('    title: "Final report', "yaml-quote"),
        at("when: 3 weeks"): ("    when: 3 weeks after festval", "unknown-event"),
    }
    for number, (line, _) in slips.items():
        lines[number - 1] = line
    error = refused("\n".join(lines))
    assert isinstance(error, Problems)
    found = [(each.where.line, each.code) for each in error.problems if each.where is not None]
    assert found == [(number, code) for number, (_, code) in sorted(slips.items())]


def test_a_slip_in_a_long_file_is_found_as_well() -> None:
    """In a file of a thousand lines a slip is located as in a short one, by the lines around it."""
    head = SOUND.partition("deadlines:")[0] + "deadlines:\n"
    rows = [
        f'  - id: d{n}\n    title: "Task {n}"\n    when: {n + 1} days before festival\n'
        for n in range(400)
    ]
    sound = parse_plan(head + "".join(rows))
    rows[200] = rows[200].replace('"Task 200"', '"Task 200')
    text = head + "".join(rows)
    number = text.split("\n").index('    title: "Task 200') + 1
    error = refused(text)
    assert (error.code, error.where and error.where.line) == ("yaml-quote", number)
    assert mended(text, "vi") == sound


def test_a_plan_without_slips_reports_what_else_is_wrong_as_it_is() -> None:
    """What is wrong otherwise, such as a misspelt key or a missing id, is taken for no slip."""
    for old, new, code in (
        ("    lasts: unknown", "    location: Huế", "unknown-key"),
        ("    title: Final report", "    titel: Final report", "unknown-key"),
        ("  - id: report\n    title", "  - title", "missing-key"),
        (
            "    lead: press\n    after",
            "    lead: press\n    lead: office\n    after",
            "duplicate-key",
        ),
    ):
        assert refused(SOUND.replace(old, new)).code == code
