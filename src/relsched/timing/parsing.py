"""The parser: reads the texts of points and timings by their grammar, and advises where one can't be read.

It makes points and timings, which themselves are made from texts: so it puts its reader in their slot.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Any

import attrs

from relsched.dates.offsets import Direction, Offset, unit_named, whole_number
from relsched.dates.recurrence import MONTHS, WEEKDAYS, Frequency, Recurrence
from relsched.dates.rolls import Roll
from relsched.dates.windows import parse_date
from relsched.errors import RelschedError, TimingError, did_you_mean
from relsched.timing.clock_times import parse_time
from relsched.timing.lark_grammar import Grammar, NotInGrammarError
from relsched.timing.periods import Period
from relsched.timing.points import (
    MAX_DEPTH,
    At,
    Day,
    DayOfMonth,
    Earlier,
    Edge,
    Issued,
    Later,
    NthInPeriod,
    OnWeekday,
    PeriodEnd,
    PeriodStart,
    Point,
    Reference,
    Rolled,
    Shifted,
    TextReader,
    without_default_edge,
)
from relsched.timing.timings import (
    After,
    Before,
    Both,
    By,
    Continuously,
    EitherWay,
    From,
    FromTo,
    Immediately,
    In,
    On,
    Recurring,
    SetBy,
    Term,
    Throughout,
    Timing,
    Within,
    bare,
)

MAX_LENGTH = 500


def _number(token: str) -> int:
    return whole_number(token, "")


def _place(token: str) -> int:
    words = {"first": 1, "second": 2}
    return words[token] if token in words else int(token[:-2])


def _evolved(recurrence: Recurrence, **changes: Any) -> Recurrence:
    return attrs.evolve(recurrence, **changes)


class _Actions:
    """What each rule of the grammar builds; a method for each rule."""

    def both(self, c: list[Timing]) -> Timing:
        return c[0] if len(c) == 1 else Both(tuple(c))

    def by(self, c: list[Any]) -> Timing:
        return By(c[0])

    def before(self, c: list[Any]) -> Timing:
        return Before(c[0])

    def after(self, c: list[Any]) -> Timing:
        return After(c[0])

    def immediately(self, c: list[Any]) -> Timing:
        return Immediately(c[0])

    def on(self, c: list[Any]) -> Timing:
        return On(c[0])

    def in_period(self, c: list[Any]) -> Timing:
        return In(c[0])

    def from_to(self, c: list[Any]) -> Timing:
        return FromTo(c[0], c[1])

    def from_on(self, c: list[Any]) -> Timing:
        return From(c[0])

    def within_before(self, c: list[Any]) -> Timing:
        return Within(c[0], without_default_edge(c[1], Edge.START))

    def within_after(self, c: list[Any]) -> Timing:
        return Term(Shifted(c[0], Direction.AFTER, c[1]), has_within=True)

    def within_of(self, c: list[Any]) -> Timing:
        return Within(c[0], c[1], both_sides=True)

    def bare(self, c: list[Any]) -> Timing:
        return bare(c[0])

    def either_way(self, c: list[Any]) -> Timing:
        return EitherWay(c[0], c[2])

    def throughout(self, c: list[Any]) -> Timing:
        return Throughout(c[0])

    def continuously(self, c: list[Any]) -> Timing:
        return Continuously(c[0], c[1])

    def recurring(self, c: list[Any]) -> Timing:
        return Recurring(c[0], c[1], c[2])

    def set_by(self, c: list[Any]) -> Timing:
        return SetBy(str(c[0]).strip('"'))

    def rolled(self, c: list[Any]) -> Point:
        return Rolled(c[0], c[1], None if c[2] is None else str(c[2]))

    def at(self, c: list[Any]) -> Point:
        return At(c[0], parse_time(str(c[1])), None if c[2] is None else str(c[2]))

    def roll_forward(self, _: list[Any]) -> Roll:
        return Roll.FOLLOWING

    def roll_back(self, _: list[Any]) -> Roll:
        return Roll.PRECEDING

    def roll_nearest(self, _: list[Any]) -> Roll:
        return Roll.NEAREST

    def roll_modified_forward(self, _: list[Any]) -> Roll:
        return Roll.MODIFIED_FOLLOWING

    def roll_modified_back(self, _: list[Any]) -> Roll:
        return Roll.MODIFIED_PRECEDING

    def offset_before(self, c: list[Any]) -> Point:
        return Shifted(c[0], Direction.BEFORE, c[1])

    def offset_after(self, c: list[Any]) -> Point:
        return Shifted(c[0], Direction.AFTER, c[1])

    def earlier(self, c: list[Any]) -> Point:
        return Earlier(tuple(c))

    def later(self, c: list[Any]) -> Point:
        return Later(tuple(c))

    def start_of(self, c: list[Any]) -> Point:
        return PeriodStart(str(c[0]), c[1])

    def end_of(self, c: list[Any]) -> Point:
        return PeriodEnd(str(c[0]), c[1])

    def next_weekday(self, c: list[Any]) -> Point:
        return OnWeekday(WEEKDAYS.index(c[0]), Direction.AFTER, c[1])

    def previous_weekday(self, c: list[Any]) -> Point:
        return OnWeekday(WEEKDAYS.index(c[0]), Direction.BEFORE, c[1])

    def weekday_on_or_after(self, c: list[Any]) -> Point:
        return OnWeekday(WEEKDAYS.index(c[0]), Direction.AFTER, c[1], True)

    def weekday_on_or_before(self, c: list[Any]) -> Point:
        return OnWeekday(WEEKDAYS.index(c[0]), Direction.BEFORE, c[1], True)

    def nth_weekday(self, c: list[Any]) -> Point:
        return NthInPeriod(c[0], WEEKDAYS.index(c[1]), _whole_period(c[2]), c[3])

    def nth_working_day(self, c: list[Any]) -> Point:
        calendar = None if c[1] is None else str(c[1])
        return NthInPeriod(c[0], None, _whole_period(c[2]), c[3], calendar)

    def day_of_month(self, c: list[Any]) -> Point:
        return DayOfMonth(_place(c[0]), c[1])

    def date(self, c: list[Any]) -> Point:
        return Day(parse_date(str(c[0])))

    def issued(self, _: list[Any]) -> Point:
        return Issued()

    def reference(self, c: list[Any]) -> Point:
        return Reference.read(str(c[0]))

    def duration(self, c: list[Any]) -> Offset:
        found: dict[str, int] = {}
        calendar: str | None = None
        for amount, unit, named in c:
            key = unit.replace(" ", "_")
            if key in found:
                raise TimingError(
                    f"The unit `{unit}` can't be given twice in one offset.",
                    code="offset-form",
                    fix="add the two amounts up",
                )
            found[key] = amount
            if named is not None and unit != "working days":
                raise TimingError(
                    "A calendar can only be named for working days.",
                    code="offset-mixed",
                    value=named,
                    fix="write `working days`, or leave the calendar out",
                )
            calendar = named or calendar
        return Offset(calendar=calendar, **found)

    def item(self, c: list[Any]) -> tuple[int, str, str | None]:
        unit = unit_named(c[1])
        return whole_number(str(c[0]), unit), unit, None if c[2] is None else str(c[2])

    def unit(self, c: list[Any]) -> str:
        word = str(c[0])
        return f"{word} days" if word in ("working", "clear") else word

    def nth_ordinal(self, c: list[Any]) -> int:
        return _place(c[0])

    def nth_last(self, _: list[Any]) -> int:
        return -1

    def nth_from_end(self, c: list[Any]) -> int:
        return -_place(c[0])

    def month(self, c: list[Any]) -> Period:
        year, month = str(c[0]).split("-")
        return Period.months(int(year), int(month))

    def year(self, c: list[Any]) -> Period:
        return Period.months(_number(c[0]), 1, 12)

    def quarter(self, c: list[Any]) -> Period:
        return Period.quarter(_number(c[1]), int(c[0][1]))

    def months_of_year(self, c: list[Any]) -> Period:
        return Period.months(_number(c[1]), *c[0])

    def one_month(self, c: list[Any]) -> tuple[int, int]:
        month = MONTHS.index(c[0]) + 1
        return month, month

    def listed_months(self, c: list[Any]) -> tuple[int, int]:
        numbers = [MONTHS.index(name) + 1 for name in c]
        if numbers != list(range(numbers[0], numbers[0] + len(numbers))):
            raise TimingError(
                "The months of a window must follow one another.",
                code="period-form",
                value=", ".join(str(name) for name in c),
                fix="make a deadline for each stretch",
            )
        return numbers[0], numbers[-1]

    def month_range(self, c: list[Any]) -> tuple[int, int]:
        return MONTHS.index(c[0]) + 1, MONTHS.index(c[1]) + 1

    def half(self, c: list[Any]) -> Period:
        period: Period = c[1]
        return period.half(_place(c[0]))

    def third(self, c: list[Any]) -> Period:
        period: Period = c[1]
        return period.third(str(c[0]))

    def half_month(self, c: list[Any]) -> Period:
        return Period.months(_number(c[1]), MONTHS.index(c[0]) + 1)

    half_iso_month = month
    half_quarter = quarter
    half_year = year

    def week_of(self, c: list[Any]) -> Period:
        return Period.week_of(parse_date(str(c[0])))

    def week_of_month(self, c: list[Any]) -> Period:
        return Period.week_of_month(_number(c[2]), MONTHS.index(c[1]) + 1, _place(c[0]))

    def every_period(self, c: list[Any]) -> Recurrence:
        return Recurrence(Frequency(str(c[1]).rstrip("s")), 1 if c[0] is None else _number(c[0]))

    def every_weeks_on(self, c: list[Any]) -> Recurrence:
        if str(c[1]).rstrip("s") != "week":
            raise TimingError(
                f"A duty can't fall on weekdays every {c[0]} {c[1]}.",
                code="recurrence-form",
                value=f"every {c[0]} {c[1]} on …",
                why="only weeks have weekdays of their own",
                fix=f"write `every {c[0]} weeks on …`, or `on the first Monday of every month`",
            )
        return Recurrence(Frequency.WEEK, _number(c[0]), c[2])

    def every_weekday(self, c: list[Any]) -> Recurrence:
        return Recurrence(Frequency.WEEK, 1, c[0])

    def every_working_day(self, c: list[Any]) -> Recurrence:
        return Recurrence(Frequency.WORKING_DAY, calendar=None if c[0] is None else str(c[0]))

    def monthly_day(self, c: list[Any]) -> Recurrence:
        return _evolved(c[1], month_day=_place(c[0]))

    def monthly_last_day(self, c: list[Any]) -> Recurrence:
        return _evolved(c[0], month_day=-1)

    def yearly_day(self, c: list[Any]) -> Recurrence:
        return _evolved(c[2], month_day=_place(c[0]), month=MONTHS.index(c[1]) + 1)

    def yearly_last_day(self, c: list[Any]) -> Recurrence:
        return _evolved(c[1], month_day=-1, month=MONTHS.index(c[0]) + 1)

    def monthly_weekday(self, c: list[Any]) -> Recurrence:
        return _evolved(c[2], nth=c[0], weekdays=(WEEKDAYS.index(c[1]),))

    def monthly_working_day(self, c: list[Any]) -> Recurrence:
        named = None if c[1] is None else str(c[1])
        return _evolved(c[2], nth_working_day=c[0], calendar=named)

    def weekdays(self, c: list[Any]) -> tuple[int, ...]:
        return tuple(WEEKDAYS.index(name) for name in c if name in WEEKDAYS)

    def every(self, c: list[Any]) -> Recurrence:
        return Recurrence(Frequency(str(c[1]).rstrip("s")), 1 if c[0] is None else _number(c[0]))


def _whole_period(token: str) -> str:
    period = str(token)
    if period == "week":
        raise TimingError(
            "A place can only be counted in a month, quarter or year.",
            code="timing-form",
            value=period,
            fix="write `Monday on or after …` for a day of a week",
        )
    return period


GRAMMAR = Grammar(
    "relsched.timing",
    "timing.lark",
    _Actions(),
    {
        "ID": "a name",
        "NUMBER": "a number",
        "DATE": "a date",
        "UNIT": "a unit",
        "COMPOUND_UNIT": "a unit",
        "TIME": "a time",
        "PERIOD": "`week`, `month`, `quarter`, `year`",
        "WEEKDAY": "a weekday",
        "WEEKDAY_AND": "`and`",
        "MONTH": "a month such as 2020-09",
        "MONTH_NAME": "a month's name",
        "QUARTER": "a quarter such as Q3",
        "CALENDAR": "a calendar",
        "QUOTED": "a name in quotes",
        "ORDINAL": "a place such as first",
        "COMMA": "`,`",
        "EITHER_COMMA": "a tolerance such as `, 3 days either way`",
        "FREQUENCY": "`day`, `week`, `month`, `quarter`, `year`",
        "PERIOD_OR_PERIODS": "`month`, `quarter`, `year`",
        "THIRD": "`early`, `mid`, `late`",
        "ZONE": "a time zone",
        "LPAR": "`(`",
        "RPAR": "`)`",
    },
)


def _read(text: str, start: str, noun: str) -> object:
    if len(text) > MAX_LENGTH:
        raise TimingError(
            f"A {noun} must not be longer than {MAX_LENGTH} characters.",
            code="too-long",
            value=text[:60] + "…",
            why=f"it has {len(text)} characters",
        )
    if text.count("(") > MAX_DEPTH:
        raise TimingError(
            f"A {noun} can't be nested so deeply.",
            code="too-deep",
            value=text[:60] + "…",
            why=f"at most {MAX_DEPTH} brackets may stand inside one another",
        )
    text = unicodedata.normalize("NFC", text)
    try:
        return GRAMMAR.parse(text, start)
    except NotInGrammarError as error:
        raise _unread(text, noun, error) from None
    except RelschedError as error:
        error.value = text
        raise


def _unread(text: str, noun: str, error: NotInGrammarError) -> TimingError:
    if not text.strip():
        return TimingError(
            f"A {noun} must not be empty.", code="timing-form", value=text, fix="leave the key out"
        )
    found = f"`{error.found}`" if error.found else "the end"
    expected = ", ".join(error.expected)
    return TimingError(
        f"`{text}` can't be read as a {noun}.",
        code="timing-form",
        value=text,
        why=f"{found} can't stand at character {error.position + 1}"
        + (f"; expected: {expected}" if expected else ""),
        fix=_advice(text, error),
    )


_SLASHED = re.compile(r"(\d{1,2})[/.](\d{1,2})[/.](\d{4})\b")


def _advice(text: str, error: NotInGrammarError) -> str | None:
    """Give one thing to try where a text can't be read: the likeliest slip around the place."""
    slashed = _SLASHED.match(error.found)
    if slashed:
        day, month, year = slashed.groups()
        return f"write dates as year-month-day: {year}-{month:0>2}-{day:0>2}"
    if error.found[:1] in ("'", "“", "‘"):
        return 'put straight double quotes round a name: "…"'
    before = text[: error.position].split()
    for word in (error.found, *before[-1:]):
        near = did_you_mean(word, GRAMMAR.keywords) if word else None
        if near and near != word:
            return f"write `{near}` instead of `{word}`"
    if "the end" in error.expected:
        return "leave out what follows, or write `and` between two timings"
    return None


TextReader.read = _read
