"""Words of a text are grouped anew before the grammar sees them.

What a word means may hang on its neighbours in ways that a grammar of the longest match can't follow: a negation
turns the limit behind it, a month beside an unknown word is a name, an hour takes the zone behind it.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import attrs

from relsched.phrases.lexed_words import LexedWord
from relsched.phrases.raw_dates import RawDate, RawHoliday, RawMonths, RawTime
from relsched.phrases.readings import Note


def before_names(words: Sequence[LexedWord]) -> list[LexedWord]:
    """Take as words of a name what would be words of time elsewhere, before names are joined."""
    found: list[LexedWord] = []
    for at, word in enumerate(words):
        following = _type(words, at + 1)
        if word.type == "WEEKDAY" and following == "DAYPART":
            following = _type(words, at + 2)
        if word.type == "EARLY":  # "late registration" is no end of a registration
            is_name = following in (*_UNKNOWN, "EVENT")
            word = attrs.evolve(word, type="WORD" if is_name else "PART")
        elif _is_hyphened_part(words, at):  # mid-term review
            word = attrs.evolve(word, type="WORD", value="")
        elif word.type == "OFTEN":  # a "monthly fee" is no month
            word = attrs.evolve(word, type="WORD" if following == "WORD" else "EVERY")
        elif word.type == "DAYPART":
            if found and found[-1].type in ("WEEKDAY", "DATE", "TIME"):
                found[-1] = attrs.evolve(found[-1], end=word.end)
                continue
            kind = "UNIT" if following == "OF" else "WORD"
            word = attrs.evolve(word, type=kind, value="days" if kind == "UNIT" else "")
        elif (
            word.type in ("WEEKDAY", "NTH")
            and following == "WORD"
            and not (found and found[-1].type in _BEFORE_DAYS)
        ):
            word = attrs.evolve(word, type="WORD", value="")  # "Friday lunch"
        elif word.type == "NUMBERED":
            word = attrs.evolve(word, type="WORD", value="")
        elif found and words[at - 1].type == "NUMBERED" and word.type in _NUMBERS:
            found[-1] = attrs.evolve(found[-1], end=word.end)
            continue
        elif word.type == "PLACE":
            while found and found[-1].type in _PLACED and not _is_after_limit(found[:-1]):
                found[-1] = attrs.evolve(found[-1], type="WORD", value="")
                if len(found) < 2 or found[-2].type not in _PLACED:
                    break
                found.pop()
            word = attrs.evolve(word, type="WORD", value="")
        elif _is_name_of_month(word) and not _is_after_limit(found):
            before = found[-1].type if found else ""
            if before in _UNKNOWN or following in (*_UNKNOWN, "UNIT"):
                word = attrs.evolve(word, type="WORD", value="")
        found.append(word)
    return found


_UNKNOWN = frozenset({"WORD", "NOUN", "NUMBERED"})


_NUMBERS = frozenset({"NUMBER", "DECIMAL", "DATE", "NTH", "TIME", "PERIOD", "RANGE"})


_PLACED = frozenset({"DATE", "PERIOD", "NTH", "WEEKDAY", "HOLIDAY", "NUMBER"})


# Behind these stands a time, not a name.
_LIMITS = frozenset(
    {
        "IN", "BY", "BEFORE", "AFTER", "FROM", "TO", "TO_END", "DURING", "WITHIN", "ON", "AT", "OF", "PART", "EDGE",
        "NOT_EARLIER", "BETWEEN", "AND", "OR", "DASH", "COLON", "LABEL", "PLANNED", "EVERY", "EACH", "IMMEDIATELY",
        "UNIT", "NTH", "COMMA", "EARLY", "NUMBER", "NEXT", "OPEN",
    }
)  # fmt: skip


def _is_hyphened_part(words: Sequence[LexedWord], at: int) -> bool:
    return (
        words[at].type == "PART"
        and _type(words, at + 1) == "DASH"
        and words[at].end == words[at + 1].start
        and (_type(words, at + 2) in _UNKNOWN or _type(words, at + 3) in _UNKNOWN)
        and _type(words, at + 2) not in ("PERIOD", "DATE", "EDGE")
    )


_BEFORE_DAYS = _LIMITS | {"LIMIT", "TIME", "EVENT", "WEEKDAY", "DATE", "BARRED"}


# Months that are names of people or other words too.
_NAMES_OF_MONTHS = {(3, 5), (4, 5), (5, 3), (6, 4), (8, 6)}


def _is_after_limit(words: Sequence[LexedWord]) -> bool:
    return bool(words) and words[-1].type in _LIMITS


def _is_name_of_month(word: LexedWord) -> bool:
    """Is it April, May, June, August or March, alone and written out?"""
    value = word.value
    return (
        word.type == "PERIOD"
        and isinstance(value, RawMonths)
        and value.year is None
        and (value.first, word.end - word.start) in _NAMES_OF_MONTHS
    )


def regrouped(words: Sequence[LexedWord]) -> list[LexedWord]:
    """Give the words of a text as the grammar takes them; their places stay."""
    found = _without_hyphens(words)
    found = _with_zones(found)
    found = _with_letter_codes(found)
    found = _with_agents(found)
    found = _with_weekdays(found)
    found = with_negations(found)
    return with_days_of_rhythms(found)


def _type(words: Sequence[LexedWord], at: int) -> str:
    return words[at].type if 0 <= at < len(words) else ""


def _without_hyphens(words: Sequence[LexedWord]) -> list[LexedWord]:
    """Drop the dash of `15-days`, which isn't a range, and a comma that only sets off a roll."""
    return [
        word
        for at, word in enumerate(words)
        if not (word.type == "COMMA" and "ROLL" in (_type(words, at + 1), _type(words, at - 1)))
        and not (
            word.type == "DASH"
            and _type(words, at - 1) in ("NUMBER", "DECIMAL")
            and _type(words, at + 1) == "UNIT"
            and words[at - 1].end == word.start
            and words[at + 1].start == word.end
        )
    ]


def _with_zones(words: Sequence[LexedWord]) -> list[LexedWord]:
    """Say the zone of a time in the time itself."""
    found: list[LexedWord] = []
    for word in words:
        before = found[-1] if found else None
        if (
            word.type == "ZONE"
            and before is not None
            and before.type == "TIME"
            and isinstance(before.value, RawTime)
            and before.value.minute < 1440
        ):
            time = attrs.evolve(before.value, zone=word.value)
            found[-1] = attrs.evolve(before, end=word.end, value=time)
        else:
            found.append(word)
    return found


# ------------------------------------------------------------ negations

# What a negation makes of the limit behind it: who may not do it before a day, may do it from that day on.
_TURNED = {
    ("BEFORE", None): ("NOT_EARLIER", None),
    ("AFTER", None): ("TO_END", None),
    ("TO", None): ("NOT_EARLIER", None),
    ("LIMIT", "more"): ("LIMIT", "at most"),
    ("LIMIT", "less"): ("LIMIT", "at least"),
}
# Words that may stand between the two: `may not be filed more than …`, `no entries after …`.
_BETWEEN = frozenset({"NAME", "HAPPENING", "EVENT", "OTHER", "OF", "A", "DONE", "EDGE", "BUT"})


def with_negations(words: Sequence[LexedWord]) -> list[LexedWord]:
    """Turn the limit that a rule denies: `may not be filed after 3 June` is `by 3 June`.

    Only words that forbid (`NOT=rule`) do so; what denies a fact, such as `haven't paid`, turns nothing.
    """
    found = list(words)
    for at, word in enumerate(words):
        if word.type == "NOR" and _type(words, at + 1) == "LIMIT":
            found[at + 1] = _turned(words, at + 1) or words[at + 1]  # not less … nor more than
        if word.type != "NOT" or word.value != "rule":
            continue
        place = at + 1
        while _type(words, place) in _BETWEEN:
            place += 1
        turned = _turned(words, place)
        if turned is None:
            continue
        found[at] = attrs.evolve(word, type="OTHER", value=None)
        found[place] = turned
        for between in range(at + 1, place):
            if words[between].type == "DONE":
                found[between] = attrs.evolve(words[between], type="OTHER", value=None)
        last = place + 1  # neither before … nor after …
        while last < len(words) and words[last].type in _OF_A_DAY:
            last += 1
        second = _turned(words, last + 1) if _type(words, last) == "NOR" else None
        if second is not None:
            found[last] = attrs.evolve(words[last], type="AND")
            found[last + 1] = second
    return found


def _turned(words: Sequence[LexedWord], at: int) -> LexedWord | None:
    if at >= len(words):
        return None
    meant = _TURNED.get((words[at].type, words[at].value))
    return None if meant is None else attrs.evolve(words[at], type=meant[0], value=meant[1])


_OF_A_DAY = frozenset({"DATE", "PERIOD", "WEEKDAY", "NUMBER", "UNIT", "EVENT", "AFTER", "BEFORE"})


def _with_letter_codes(words: Sequence[LexedWord]) -> list[LexedWord]:
    """`W-6` is six weeks before, but `form W-4` is a form."""
    found: list[LexedWord] = []
    for at, word in enumerate(words):
        if word.type == "LETTER_CODE":
            named = {_type(words, at - 1), _type(words, at + 1)} & {"NAME", "HAPPENING", "BARRED"}
            word = attrs.evolve(word, type="OTHER" if named else "CODE")
        found.append(word)
    return found


# ------------------------------------------------------------ rhythms


def with_days_of_rhythms(words: Sequence[LexedWord]) -> list[LexedWord]:
    """Say of each day of a list how often it is meant, where the text says so once.

    `by 10 March and 10 September each year` becomes `by 10 March each year and by 10 September each year`. Words
    that are added stand where a day begins or ends, and take no room.
    """
    found: list[LexedWord] = []
    at = 0
    while at < len(words):
        rhythm = _rhythm_at(words, at)
        if rhythm is None:
            found.append(words[at])
            at += 1
        else:
            found.extend(rhythm.words())
            at = rhythm.end
    return found


@attrs.frozen
class _Rhythm:
    """Days with a way before them and how often behind or before them.

    Attributes:
        begin: Where its first word begins in the text.
        way: The word of direction before the days, if there is one.
        days: The words of each day.
        links: The words between the days.
        often: How often, as the grammar has it behind a day.
        last: Where its last word ends in the text.
        end: The place of the word behind it.
    """

    begin: int
    way: LexedWord | None
    days: list[list[LexedWord]]
    links: list[LexedWord]
    often: list[LexedWord]
    last: int
    end: int

    def words(self) -> list[LexedWord]:
        """Give its words, each day with direction and rhythm of its own."""
        found: list[LexedWord] = []
        for place, day in enumerate(self.days):
            start = self.begin if place == 0 else day[0].start
            end = self.last if place == len(self.days) - 1 else day[-1].end
            if place:
                found.append(self.links[place - 1])
            if self.way is not None:
                found.append(attrs.evolve(self.way, start=start, end=max(start, day[0].start)))
                start = day[0].start
            found.append(attrs.evolve(day[0], start=start))
            found.extend(day[1:])
            found.extend(attrs.evolve(word, start=day[-1].end, end=end) for word in self.often)
        return found


def _rhythm_at(words: Sequence[LexedWord], at: int) -> _Rhythm | None:
    lead, place = _lead(words, at)
    way = None
    if _type(words, place) in ("ON", "BY", "BEFORE"):
        way = words[place]
        place += 1
    days, links, place = _days_at(words, place)
    if not days:
        return None
    often, end = _often(words, place, is_date=days[-1][0].type == "DATE")
    if lead is not None and often is None:
        often, end = lead, place
        if lead[0].value == "each":
            if days[-1][0].type != "DATE":
                return None  # every second Friday
            often = [LexedWord("EVERY", 0, 0, "years")]
        elif days[-1][0].type == "DATE":
            times = {"years": len(days), "halves of year": 2, "quarters": 4}.get(lead[0].value)
            if times != len(days):
                return None  # "quarterly on" four days of the year
            often = [LexedWord("EVERY", 0, 0, "years")]
        elif way is None or lead[0].value not in ("months", "quarters", "years"):
            return None
        else:
            often = [LexedWord("OF", 0, 0), *lead]
    elif often is None or (lead is not None and lead[0].value != "each"):
        return None
    elif (
        lead is None
        and len(days) == 1
        and "UNIT" not in (_type(words, place + 1), _type(words, place + 2))
    ):
        return None  # the grammar has it so
    return _Rhythm(words[at].start, way, days, links, often, words[end - 1].end, end)


def _lead(words: Sequence[LexedWord], at: int) -> tuple[list[LexedWord] | None, int]:
    """Give how often, where that goes first, and the place behind it."""
    place = at + 1
    if _type(words, at) == "EVERY":
        every = words[at]
    elif _type(words, at) == "EACH" and _type(words, place) == "UNIT":
        every = LexedWord("EVERY", words[at].start, words[place].end, words[place].value)
        place += 1
    elif _type(words, at) == "EACH":
        return [LexedWord("EACH", words[at].start, words[at].end, "each")], place
    else:
        return None, at
    return [every], place + (_type(words, place) == "COMMA")


def _days_at(
    words: Sequence[LexedWord], at: int
) -> tuple[list[list[LexedWord]], list[LexedWord], int]:
    """Give the days of a list with what links them, and the place behind."""
    days: list[list[LexedWord]] = []
    links: list[LexedWord] = []
    place = at
    while True:
        day = _day_at(words, place)
        if not day or (days and (day[0].type == "DATE") != (days[0][0].type == "DATE")):
            break
        if days:
            links.append(LexedWord("AND", words[place - 1].start, words[place - 1].end))
        days.append(day)
        at = place = place + len(day)
        if _type(words, place) == "COMMA" and _type(words, place + 1) == "AND":
            place += 1
        if _type(words, place) not in ("COMMA", "AND"):
            break
        place += 1
    if days and len(days[-1]) > 1:  # the first and last day: the first day and the last day
        days = [[*day, *days[-1][1:]] if len(day) == 1 else day for day in days]
    return days, links, at


def _day_at(words: Sequence[LexedWord], at: int) -> list[LexedWord]:
    word = words[at] if at < len(words) else None
    if word is None:
        return []
    if word.type == "DATE" and isinstance(word.value, RawDate) and word.value.year is None:
        return [word]
    if word.type == "HOLIDAY" and isinstance(word.value, RawHoliday) and word.value.year is None:
        month, dash, day = word.value.name.partition("-")
        if dash and month.isdecimal() and day.isdecimal():
            return [attrs.evolve(word, type="DATE", value=RawDate(int(day), int(month)))]
    if word.type == "NTH":
        return [word, words[at + 1]] if _type(words, at + 1) in ("UNIT", "WEEKDAY") else [word]
    return []


def _often(
    words: Sequence[LexedWord], at: int, *, is_date: bool
) -> tuple[list[LexedWord] | None, int]:
    """Give how often, where it stands behind the days, and the place behind it."""
    if is_date:
        at += _type(words, at) == "OF"
        if _type(words, at) == "EVERY" and words[at].value == "years":
            return [words[at]], at + 1
        if [_type(words, at), _type(words, at + 1)] == ["EACH", "UNIT"]:
            return [LexedWord("EVERY", 0, 0, words[at + 1].value)], at + 2
        return None, at
    if _type(words, at) != "OF":
        return None, at
    if _type(words, at + 1) == "EVERY":
        return [words[at], words[at + 1]], at + 2
    if [_type(words, at + 1), _type(words, at + 2)] == ["EACH", "UNIT"]:
        return [words[at], words[at + 1], words[at + 2]], at + 3
    is_unit = _type(words, at + 1) == "UNIT" and words[at + 1].value == "months"
    if (
        is_unit and _type(words, at + 2) not in _GOES_ON
    ):  # "the 5th of the month" is so of every month
        return [words[at], LexedWord("EVERY", 0, 0, "months")], at + 2
    return None, at


_GOES_ON = frozenset({"OF", "BEFORE", "AFTER", "IN", "EVENT", "NAME", "HAPPENING", "FROM"})


# ------------------------------------------------------------ agents, weekdays


def _with_agents(words: Sequence[LexedWord]) -> list[LexedWord]:
    """`after approval by the board` sets no limit: the board approves."""
    found = list(words)
    for at in range(2, len(words) - 1):
        if (
            words[at].type == "BY"
            and words[at].end - words[at].start == len("by")
            and words[at - 1].type == "HAPPENING"
            and words[at - 2].type in ("AFTER", "BEFORE", "IMMEDIATELY", "FROM", "OF")
            and words[at + 1].type in ("NAME", "HAPPENING", "EVENT")
        ):
            found[at] = attrs.evolve(words[at], type="OTHER")
    return found


def _with_weekdays(words: Sequence[LexedWord]) -> list[LexedWord]:
    """Take `weekly on Tuesdays` as `weekly on Tuesday`, and `Mon-Wed, 10-12 May` as the days."""
    found: list[LexedWord] = []
    at = 0
    while at < len(words):
        types = [_type(words, place) for place in range(at, at + 5)]
        if types[0] == "WEEKDAY" and types[1] in ("DASH", "TO") and types[2] == "WEEKDAY":
            place = at + 3 + (types[3] == "COMMA")
            if _type(words, place) == "RANGE":
                found.append(_checked_range(words[at], words[at + 2], words[place]))
                at = place + 1
                continue
        word = words[at]
        if word.type == "WEEKDAYS" and len(found) > 1 and found[-1].type in ("ON", "AND", "COMMA"):
            before = found[-2].type
            if before == "EVERY" or (found[-1].type != "ON" and before == "WEEKDAY"):
                word = attrs.evolve(word, type="WEEKDAY")
        found.append(word)
        at += 1
    return found


def _checked_range(first: LexedWord, last: LexedWord, days: LexedWord) -> LexedWord:
    """Give a range with the weekdays before it, and a note if they aren't those of its days."""
    note = days.note
    for raw, weekday in ((days.value.first, first), (days.value.last, last)):
        if raw.year is not None:
            try:
                day = date(raw.year, raw.month, raw.day)
            except ValueError:
                continue
            if day.weekday() != weekday.value:
                note = Note("phrase weekday", {"day": day})
    return attrs.evolve(days, start=first.start, note=note)
