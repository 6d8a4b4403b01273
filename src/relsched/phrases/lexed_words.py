"""The words of a text as the grammar takes them, and which of them are joined.

Numbers that are spelt out become numbers, and a row of unknown words becomes the name of something: a
happening, if one of its words is a kind of event.
"""

from __future__ import annotations

import re
from typing import Any

import attrs

from relsched.phrases.readings import Note


@attrs.frozen(slots=False)
class LexedWord:
    """A word or several that mean one thing: a terminal of the grammar, its value and its place."""

    type: str
    start: int
    end: int
    value: Any = None
    note: Note | None = None
    other: tuple[str, Any] | None = None


def with_numbers(words: list[LexedWord]) -> list[LexedWord]:
    """Take a number word as a number before a unit only, and drop a number repeated in brackets."""
    found: list[LexedWord] = []
    at = 0
    while at < len(words):
        word = words[at]
        if word.type == "SPELT" and word.other and found and found[-1].type == "NUMBER":
            word = LexedWord(word.other[0], word.start, word.end, word.other[1])
        if (
            word.other
            and word.other[0] == "NOUN"
            and at + 1 < len(words)
            and words[at + 1].type in ("WORD", "NOUN")
        ):
            word = LexedWord("NOUN", word.start, word.end)  # `tuần lễ văn hóa` is no week
        if word.other == ("LIMIT", "about") and _is_counted(words, at + 1):
            word = attrs.evolve(word, type="LIMIT", value="about")  # `khoảng 10 ngày`
        if word.type == "SPELT":
            joined, end = _spelt(words, at)
            following = words[end].type if end < len(words) else ""
            after_bracket = following == "OPEN" and _repeated(words, end, joined) is not None
            is_one_of_two = (
                following in ("OR", "AND", "NOR", "BUT")
                and end + 1 < len(words)
                and words[end + 1].type in ("SPELT", "NUMBER", "LIMIT", "BY")
            )  # "two or three weeks"
            if following in _AFTER_NUMBERS or after_bracket or is_one_of_two:
                word = LexedWord("NUMBER", word.start, words[end - 1].end, joined)
                at = end - 1
            else:
                kind, value = word.other or ("WORD", word.value)
                if (
                    joined > _SMALL
                ):  # "forty" without a unit is a number still; "một" may be any word
                    kind, value, at = "NUMBER", joined, end - 1
                word = LexedWord(kind, word.start, words[at].end, value)
        if (
            word.other
            and word.type == "FROM"
            and at + 1 < len(words)
            and words[at + 1].type == "OF"
        ):
            kind, value = word.other
            word = LexedWord(kind, word.start, word.end, value)
        if word.type == "NUMBER" and at + 1 < len(words) and words[at + 1].type == "OPEN":
            reached = _repeated(words, at + 1, word.value)
            if reached is not None:
                word = LexedWord("NUMBER", word.start, words[reached - 1].end, word.value)
                at = reached - 1
        if word.type == "STOP" and found and found[-1].type == "WEEKDAY" and at + 1 < len(words):
            at += 1  # an abbreviation
            continue
        if word.type == "COMMA" and found and at + 1 < len(words):
            after = words[at + 1].type
            if after in ("PLUSMINUS", "ROLL") or (found[-1].type in _REPEATS and after in _ENDS):
                at += 1  # a comma that only sets off what belongs to the words before
                continue
        found.append(word)
        at += 1
    for place in range(1, len(found) - 2):
        if [word.type for word in found[place - 1 : place + 3]] == [
            "UNIT",
            "AND",
            "NUMBER",
            "UNIT",
        ]:
            found[place] = attrs.evolve(found[place], type="AND_MORE")
    for place in range(len(found) - 4, 0, -1):  # "one year, two months and ten days"
        if [word.type for word in found[place - 1 : place + 4]] == [
            "UNIT",
            "COMMA",
            "NUMBER",
            "UNIT",
            "AND_MORE",
        ]:
            found[place] = attrs.evolve(found[place], type="AND_MORE")
    return found


# Small number words mean other things too: one, tư, năm.
_SMALL = 5


def _is_counted(words: list[LexedWord], at: int) -> bool:
    """Does an amount stand here?"""
    end = at
    while end < len(words) and words[end].type in ("NUMBER", "SPELT", "DECIMAL", "DASH"):
        end += 1
    return at < end < len(words) and words[end].type == "UNIT"


_REPEATS = frozenset({"EVERY", "WEEKDAY", "WEEKDAYS", "ONCE", "ONGOING"})


_ENDS = frozenset({"FROM", "TO", "TO_END", "RANGE", "DURING", "ON"})


_AFTER_NUMBERS = frozenset(
    {
        "UNIT",
        "HALF",
        "TO",
        "DASH",
        "WORKING",
        "NUMBER",
        "SPELT",
        "MORE_OF",
        "NTH_WEEK",
        "NTH_DAY",
        "AND_A_HALF",
    }
)


def with_hours(words: list[LexedWord], text: str) -> list[LexedWord]:
    """Take `24 giờ` as an amount where it is counted: before a direction, or behind an event and its direction.

    Args:
        words: The words, of which times of day are one each.
        text: The text they are cut from.
    """
    found: list[LexedWord] = []
    for at, word in enumerate(words):
        hours = _HOURS.fullmatch(text, word.start, word.end) if word.type == "TIME" else None
        after = words[at + 1].type if at + 1 < len(words) else ""
        is_last = after in ("", "STOP", "COMMA", "SEMICOLON", "SHUT")
        counted = after in ("BEFORE", "AFTER") or (
            is_last and any(each.type in ("BEFORE", "AFTER") for each in words[max(0, at - 6) : at])
        )
        if hours is None or not counted:
            found.append(word)
            continue
        found.append(LexedWord("NUMBER", word.start, hours.end(1), int(hours[1])))
        found.append(LexedWord("UNIT", hours.end(1), word.end, "hours"))
    return found


_HOURS = re.compile(r"([0-9]{1,2}) ?(?:giờ|h|g|gio)")


def with_years_of_names(words: list[LexedWord]) -> list[LexedWord]:
    """Take a year before the name of something as part of the name: `the 2027 County Fair`."""
    return [
        attrs.evolve(word, type="WORD")
        if word.type == "NUMBER"
        and 1900 <= word.value < 2200
        and word.end - word.start == 4
        and at + 1 < len(words)
        and words[at + 1].type in ("WORD", "NOUN", "EVENT")
        else word
        for at, word in enumerate(words)
    ]


def _spelt(words: list[LexedWord], at: int) -> tuple[int, int]:
    """Read number words that follow one another: `hai mươi lăm`, `một trăm linh năm`, `twenty-five`."""
    total, group = 0, words[at].value  # the thousands, and what follows them
    if group == 1000:
        total, group = group, 0
    end = at + 1
    while end < len(words) and end < at + 9:
        link = end
        if words[end].type in ("DASH", "AND") and end + 1 < len(words):
            if words[end].type == "AND" and (group % 100 or not (group or total)):
                break
            link = end + 1  # twenty-one, a hundred and five
        if words[link].type != "SPELT":
            break
        value = words[link].value
        joined = words[link - 1].value == 0 and words[link - 1].type == "SPELT"
        if value == 1000 and 0 < group < 1000 and not total:
            total, group = group * 1000, 0
        elif value in (10, 100) and 0 < group < 10 and not (value == 10 and group == 1):
            group *= value
        elif value == 0 and group % 100 == 0:
            pass  # `một trăm linh năm`
        elif words[link].other == ("UNIT", "years") and not joined and group:
            break  # `hai mươi năm` is twenty years
        elif value < group and group % 10 == 0 and (value < 10 or group % 100 == 0):
            group += value
        elif not group and total and value < 1000:
            group = value
        else:
            break
        end = link + 1
    return total + group, end


def _repeated(words: list[LexedWord], at: int, number: int) -> int | None:
    """Give where `(mười)` after `10` ends, if the bracket repeats the number."""
    end = at + 1
    inside = []
    while end < len(words) and words[end].type in ("SPELT", "NUMBER") and end < at + 6:
        inside.append(words[end])
        end += 1
    if not inside or end >= len(words) or words[end].type != "SHUT":
        return None
    value = inside[0].value if inside[0].type == "NUMBER" else _spelt(inside, 0)[0]
    return end + 1 if value == number else None


def with_names(words: list[LexedWord]) -> list[LexedWord]:
    """Join unknown words that follow one another into one name."""
    words = _settled(words)
    found: list[LexedWord] = []
    at = 0
    while at < len(words):
        word = words[at]
        if word.type not in ("WORD", "NOUN"):
            found.append(word)
            at += 1
            continue
        end = at
        happens = False
        while end < len(words) and (
            words[end].type in ("WORD", "NOUN")
            or _is_numbered(words, end, at)
            or (end > at and words[end].type == "BARRED")
            or (end > at and words[end].type == "VAGUE" and words[end].value == "adjective")
            or (happens and end > at + 1 and words[end].type == "EVENT")
            or _is_hyphen(words, end, at)
            or (end == at + 1 and found and _is_unit_of_name(found[-1], words, end))
        ):
            happens = happens or words[end].type == "NOUN"
            end += 1
        kind = "HAPPENING" if happens else "NAME"
        if (
            end < len(words)
            and words[end].type == "EVENT"
            and _POSSESSIVE.search(str(words[end - 1].value))
        ):
            at = end  # "the court's ruling" is the ruling
            continue
        ends_in_number = words[end - 1].type == "NUMBER"
        number = ("NUMBER", words[end - 1].value) if ends_in_number else None
        found.append(LexedWord(kind, word.start, words[end - 1].end, kind, other=number))
        at = end
    return found


def _is_unit_of_name(before: LexedWord, words: list[LexedWord], at: int) -> bool:
    """Does a unit belong to the name before it, as in `before the school year begins`?"""
    return (
        words[at].type == "UNIT"
        and before.type in ("BEFORE", "AFTER", "IMMEDIATELY", "DURING")
        and at + 1 < len(words)
        and words[at + 1].type in ("EDGE", "HELD")
    )


def _settled(words: list[LexedWord]) -> list[LexedWord]:
    """Settle words whose sense is that of their neighbours.

    An opening such as `khởi công` is that of an event beside it, else an event of its own; `lễ` before an event is
    part of it.
    """
    found: list[LexedWord] = []
    for at, word in enumerate(words):
        before = words[at - 1].type if at else ""
        after = words[at + 1].type if at + 1 < len(words) else ""
        if word.type == "OPENING":
            kind = "EDGE" if "EVENT" in (before, after) else "NOUN"
            word = attrs.evolve(word, type=kind)
        if word.type == "MAIN" and before in ("WORD", "NOUN"):
            word = attrs.evolve(word, type="NOUN")
        if word.type == "SAME" and word.value == "between" and after not in ("EDGE", "EVENT"):
            word = attrs.evolve(word, type="WORD")
        if word.type == "SAME":
            if found and found[-1].type in ("EVENT", "MAIN", "WORD", "NOUN", "EDGE"):
                found[-1] = attrs.evolve(found[-1], end=word.end)
                continue
            word = attrs.evolve(word, type="OTHER")
        if found and found[-1].type == "NOUN" and found[-1].value == "before":
            follows = word.type == "EDGE" and after == "EVENT"
            alone = len(found) < 2 or found[-2].type not in ("WORD", "NOUN")
            if alone and (word.type in ("EVENT", "DATE", "HOLIDAY") or follows):
                word = attrs.evolve(word, start=found.pop().start)
        found.append(word)
    return found


def _is_hyphen(words: list[LexedWord], at: int, first: int) -> bool:
    """Does a dash join two words of a name, as in `ribbon-cutting`?"""
    return (
        words[at].type == "DASH"
        and at > first
        and at + 1 < len(words)
        and words[at + 1].type in ("WORD", "NOUN")
        and words[at - 1].end == words[at].start
        and words[at].end == words[at + 1].start
    )


_POSSESSIVE = re.compile(r"['’]s?$")


def _is_numbered(words: list[LexedWord], at: int, first: int) -> bool:
    """Does a number belong to the name before it, as in `vòng 2`?"""
    return (
        words[at].type == "NUMBER"
        and at > first
        and (at + 1 == len(words) or words[at + 1].type not in (*_AFTER_NUMBERS, "COMMA"))
    )
