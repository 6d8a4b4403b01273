"""The parser: reads the texts of points and timings by their grammar, and advises where one can't be read.

It makes points and timings, which themselves are made from texts: so it puts its reader in their slot.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Any

import attrs

from relsched.dates.date_reading import parse_date
from relsched.dates.offsets import Direction, Offset, unit_named, whole_number
from relsched.dates.recurrence import MONTHS, WEEKDAYS, Frequency, Recurrence
from relsched.dates.rolls import Roll
from relsched.errors import RelschedError, TimingError, did_you_mean
from relsched.messages.message import Message, verbatim
from relsched.timing.clock_times import parse_time
from relsched.timing.lark_grammar import THE_END, Grammar, NotInGrammarError
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
        return NthInPeriod(c[0], WEEKDAYS.index(c[1]), str(c[2]), c[3])

    def nth_working_day(self, c: list[Any]) -> Point:
        calendar = None if c[1] is None else str(c[1])
        return NthInPeriod(c[0], None, str(c[2]), c[3], calendar)

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
                    Message("error offset-form twice", unit=unit),
                    code="offset-form",
                    fix=Message("error offset-form twice fix"),
                )
            found[key] = amount
            if named is not None and unit != "working days":
                raise TimingError(
                    Message("error offset-mixed calendar"),
                    code="offset-mixed",
                    value=named,
                    fix=Message("error offset-mixed calendar fix"),
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
                Message("error period-form listed"),
                code="period-form",
                value=", ".join(str(name) for name in c),
                fix=Message("error period-form listed fix"),
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
                Message("error recurrence-form weeks", amount=str(c[0]), unit=str(c[1])),
                code="recurrence-form",
                value=f"every {c[0]} {c[1]} on …",
                why=Message("error recurrence-form weeks why"),
                fix=Message("error recurrence-form weeks fix", amount=str(c[0])),
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


GRAMMAR = Grammar(
    "relsched.timing",
    "timing.lark",
    _Actions(),
    {
        "ID": Message("expected name"),
        "NUMBER": Message("expected number"),
        "DATE": Message("expected date"),
        "UNIT": Message("expected unit"),
        "COMPOUND_UNIT": Message("expected unit"),
        "TIME": Message("expected time"),
        "PERIOD": verbatim("`week`, `month`, `quarter`, `year`"),
        "WEEKDAY": Message("expected weekday"),
        "WEEKDAY_AND": verbatim("`and`"),
        "MONTH": Message("expected month"),
        "MONTH_NAME": Message("expected month name"),
        "QUARTER": Message("expected quarter"),
        "CALENDAR": Message("expected calendar"),
        "QUOTED": Message("expected quoted"),
        "ORDINAL": Message("expected place"),
        "COMMA": verbatim("`,`"),
        "EITHER_COMMA": Message("expected tolerance"),
        "FREQUENCY": verbatim("`day`, `week`, `month`, `quarter`, `year`"),
        "PERIOD_OR_PERIODS": verbatim("`month`, `quarter`, `year`"),
        "THIRD": verbatim("`early`, `mid`, `late`"),
        "ZONE": Message("expected zone"),
        "LPAR": verbatim("`(`"),
        "RPAR": verbatim("`)`"),
    },
)


def _read(text: str, start: str, kind: Message) -> object:
    if len(text) > MAX_LENGTH:
        raise TimingError(
            Message("error too-long timing", kind=kind, most=MAX_LENGTH),
            code="too-long",
            value=text[:60] + "…",
            why=Message("error too-long timing why", count=len(text)),
        )
    if text.count("(") > MAX_DEPTH:
        raise TimingError(
            Message("error too-deep timing", kind=kind),
            code="too-deep",
            value=text[:60] + "…",
            why=Message("error too-deep timing why", most=MAX_DEPTH),
        )
    text = unicodedata.normalize("NFC", text)
    try:
        return GRAMMAR.parse(text, start)
    except NotInGrammarError as error:
        raise _unread(text, kind, error) from None
    except RelschedError as error:
        error.value = text
        raise


def _unread(text: str, kind: Message, error: NotInGrammarError) -> TimingError:
    if not text.strip():
        return TimingError(
            Message("error timing-form empty", kind=kind),
            code="timing-form",
            value=text,
            fix=Message("error timing-form empty fix"),
        )
    found = verbatim(f"`{error.found}`") if error.found else THE_END
    position = error.position + 1
    return TimingError(
        Message("error timing-form", text=text, kind=kind),
        code="timing-form",
        value=text,
        why=Message(
            "error timing-form expected why",
            found=found,
            position=position,
            expected=error.expected,
        )
        if error.expected
        else Message("error timing-form why", found=found, position=position),
        fix=_advice(text, error),
    )


_SLASHED = re.compile(r"(\d{1,2})[/.](\d{1,2})[/.](\d{4})\b")


def _advice(text: str, error: NotInGrammarError) -> Message | None:
    """Give one thing to try where a text can't be read: the likeliest slip around the place."""
    slashed = _SLASHED.match(error.found)
    if slashed:
        day, month, year = slashed.groups()
        return Message("error timing-form date fix", text=f"{year}-{month:0>2}-{day:0>2}")
    if error.found[:1] in ("'", "“", "‘"):
        return Message("error timing-form quotes fix")
    before = text[: error.position].split()
    for word in (error.found, *before[-1:]):
        near = did_you_mean(word, GRAMMAR.keywords) if word else None
        if near and near != word:
            return Message("error write instead", text=near, found=word)
    if THE_END in error.expected:
        return Message("error timing-form end fix")
    return None


TextReader.read = _read
