"""Lists of days that are repeated: what is said once of all is said of each."""

from __future__ import annotations

import attrs

from relsched.phrases.lexed_words import LexedWord
from relsched.phrases.raw_dates import RawDate, RawDay
from relsched.phrases.readings import Note


def with_rhythms(words: list[LexedWord]) -> list[LexedWord]:
    """Say of each day in a list how often it is meant, where only the last or the first says so.

    `trước ngày 10/3 và 10/9 hằng năm` is `trước ngày 10/3 hằng năm và trước ngày 10/9 hằng năm`: the words that are
    added stand where a day begins or ends, and take no room. A time of day beside them is noted, since no recurrence
    keeps it.
    """
    found: list[LexedWord] = []
    at = 0
    while at < len(words):
        rhythm = _Rhythm.at(words, at)
        if rhythm is None:
            found.append(words[at])
            at += 1
        else:
            found.extend(rhythm.words())
            at = rhythm.end
    return found


@attrs.frozen
class _Rhythm:
    """A list of days and how often they are meant.

    Attributes:
        way: The words before the days, such as `trước`.
        days: The days, each with the brackets behind it.
        links: What stands between them.
        every: How often.
        goes_first: Whether that stands before the days.
        note: What is lost of it.
        start: Where it begins in the text.
        end: The place behind it.
    """

    way: tuple[LexedWord, ...]
    days: tuple[tuple[LexedWord, ...], ...]
    links: tuple[LexedWord, ...]
    every: tuple[LexedWord, ...]
    goes_first: bool
    note: Note | None
    start: int
    end: int

    @classmethod
    def at(cls, words: list[LexedWord], start: int) -> _Rhythm | None:
        """Find one that begins at a place."""
        at = start
        every: tuple[LexedWord, ...] = ()
        goes_first = words[at].type == "EVERY"
        if goes_first:
            every = (words[at],)
            at += 2 if _type(words, at + 1) == "COMMA" else 1
        way: list[LexedWord] = []
        times: list[LexedWord] = []
        while _type(words, at) in _WAYS_OF_DAYS:
            kind = times if words[at].type in ("TIME", "DAY_PART") else way
            kind.append(words[at])
            at += 1
        if len(way) > 2 or (goes_first and not way and not times):
            return None
        days: list[tuple[LexedWord, ...]] = []
        links: list[LexedWord] = []
        while True:
            day = _listed_day(words, at, days, way)
            if day is None:
                break
            days.append(
                tuple(words[at : day[1]]) if day[0] is None else (day[0], *words[at + 1 : day[1]])
            )
            at = day[1]
            link = at + 1 if _type(words, at) == "COMMA" and _type(words, at + 1) == "AND" else at
            if (
                _type(words, link) not in ("AND", "COMMA")
                or _listed_day(words, link + 1, days, way) is None
            ):
                break
            links.append(words[link])
            at = link + 1
        if not days or (len(days) == 1 and not times):
            return None
        if not goes_first:
            end = at + 1 if _type(words, at) == "OF" and _type(words, at + 1) == "EVERY" else at
            if _type(words, end) != "EVERY":
                named = _of_one_month(days, links, way, times)
                if named is None:
                    return None
                start_of_text = words[start].start
                return cls(tuple(way), named, tuple(links), (), False, None, start_of_text, at)
            every, at = tuple(words[at : end + 1]), end + 1
        if any(isinstance(day[0].value, RawDate) and day[0].value.year for day in days):
            return None
        if any(day[0].type == "WEEKDAY" for day in days) and len(days) > 1:
            return None  # the grammar knows lists of weekdays
        note = None
        if any(word.type == "TIME" for word in times):
            note = Note("phrase time left")
            way = [attrs.evolve(word, type="BY") if word.type == "BEFORE" else word for word in way]
        return cls(
            tuple(way), tuple(days), tuple(links), every, goes_first, note, words[start].start, at
        )

    def words(self) -> list[LexedWord]:
        """Give its words with what is left out said of each day."""
        found: list[LexedWord] = []
        shared = (*self.every, *self.way) if self.goes_first else self.way
        if self.days[0][0].type == "WEEKDAY":  # the grammar has no direction before weekdays
            shared = tuple(word for word in shared if word.type in ("EVERY", "ON"))
        for place, (day, *rest) in enumerate(self.days):
            begin, end = day.start, day.end
            if place == 0:
                found.extend(shared)
            else:
                found.append(self.links[place - 1])
                found.extend(attrs.evolve(word, start=begin, end=begin) for word in shared)
            if place == 0 and not shared and not self.goes_first:
                begin = self.start
            found.append(attrs.evolve(day, start=begin, note=self.note or day.note))
            if not self.goes_first:
                is_last = place == len(self.days) - 1
                found.extend(
                    word if is_last else attrs.evolve(word, start=end, end=end)
                    for word in self.every
                )
            found.extend(rest)
        return found


def _of_one_month(
    days: list[tuple[LexedWord, ...]],
    links: list[LexedWord],
    way: list[LexedWord],
    times: list[LexedWord],
) -> tuple[tuple[LexedWord, ...], ...] | None:
    """Give the days of `ngày 5 và 12/10/2020` with the month and year of the last; their direction is that of each."""
    values = [day[0].value for day in days]
    last = values[-1]
    if not links or links[-1].type != "AND" or times or not isinstance(last, RawDate):
        return None
    if not way and not any(isinstance(value, RawDay) for value in values):
        return None  # the grammar reads them one by one
    if not all(isinstance(value, RawDay | RawDate) for value in values):
        return None
    dated = [
        attrs.evolve(last, day=value.day, other=None) if isinstance(value, RawDay) else value
        for value in values
    ]
    if last.year is not None:
        dated = [attrs.evolve(date, year=date.year or last.year) for date in dated]
    return tuple(
        (attrs.evolve(day[0], value=date), *day[1:]) for day, date in zip(days, dated, strict=True)
    )


def _type(words: list[LexedWord], at: int) -> str:
    return words[at].type if at < len(words) else ""


def _listed_day(
    words: list[LexedWord], at: int, days: list[tuple[LexedWord, ...]], way: list[LexedWord]
) -> tuple[LexedWord | None, int] | None:
    """Take a day of a list, with a bracket behind it: give the day if it is only a number, and where it ends."""
    kind = _type(words, at)
    day: LexedWord | None = None
    if kind == "NUMBER":
        value = words[at].value
        named = bool(days) or any(word.type == "ON" for word in way)
        if not named or not 1 <= value <= 31 or _type(words, at + 1) == "UNIT":
            return None
        day = attrs.evolve(words[at], type="DATE", value=RawDay(value))
    elif kind == "DATE":
        value = words[at].value
        if not isinstance(value, RawDay | RawDate):
            return None
    elif kind not in ("NTH_DAY", "NTH_WORKING", "NTH_WEEKDAY", "WEEKDAY"):
        return None
    end = at + 1
    if _type(words, end) == "OPEN":
        while end < len(words) and words[end].type != "SHUT":
            end += 1
        end += 1
    return day, end


_WAYS_OF_DAYS = frozenset({"BEFORE", "BY", "ON", "TO", "TIME", "DAY_PART"})
