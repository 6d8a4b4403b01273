"""Working calendars: which days are open, what a plan calls them, how they combine.

| name | open days |
|---|---|
| `weekdays` | Monday to Friday, no holidays |
| `everyday` | every day |
| `VN`, `US`, `DE-BY` | working days of a country or a part of it, from the `holidays` package |
| a name of the plan | what its `CalendarSpec` says; it stands before a country of the same name |
| `A+B` | open when both are |
| `A~B` | open when either is; `+` binds tighter: `A~B+C` is `A` or (`B` and `C`) |

A working calendar answers for each day of its range and for no other: asked beyond it, it raises,
since a guessed working day is worse than none.

Source: names and combinations as in Strata `HolidayCalendarId`.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date, timedelta
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

import attrs

from relsched.dates.windows import Window, parse_date
from relsched.errors import CalendarError, Path, Place, did_you_mean

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from relsched.dates.days import Amounts, Days, Mask

Direction = Literal["after", "before"]
Weekend = tuple[int, ...]

WEEKDAY_NAMES = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_VIETNAMESE_WEEKDAYS = (
    *("Thứ Hai", "Thứ Ba", "Thứ Tư", "Thứ Năm", "Thứ Sáu"),
    *("Thứ Bảy", "Chủ nhật"),
)
SATURDAY_AND_SUNDAY: Weekend = (5, 6)

# A rule without data (Monday to Friday) holds for ever. The range only bounds the tables: all dates
# a plan may use, and 400 years on either side, one full cycle of the Gregorian calendar.
_RULE_FIRST, _RULE_LAST = date(1500, 1, 1), date(2599, 12, 31)

# What each day is, one byte a day. `_combined_kinds` and `_with_weekend` rest on the order.
_OPEN, _WEEKEND, _HOLIDAY, _SWAPPED, _EXTRA = range(5)
_IS_OPEN = bytes(kind not in (_WEEKEND, _HOLIDAY) for kind in range(256))


# ---------------------------------------------------------------- names

_ATOM = re.compile(r"[A-Za-z][A-Za-z0-9_-]{0,63}\Z")
_SHADOWED = "!"  # before a name: what it means outside the plan's own calendar of that name


def _check_atom(atom: str, name: str) -> str:
    if not _ATOM.match(atom):
        raise CalendarError(
            f"`{name}` can't be the name of a calendar.",
            code="calendar-name",
            value=name,
            why="a name begins with a letter and goes on with letters, digits, `_` and `-`,"
            " 64 at most; `+` and `~` combine names",
        )
    return atom


def _terms(name: str) -> tuple[tuple[str, ...], ...]:
    """Take a name apart: names joined by `+` inside, by `~` outside, sorted and without repeats."""
    return tuple(
        sorted({tuple(sorted({atom.strip() for atom in t.split("+")})) for t in name.split("~")})
    )


def _joined(terms: Iterable[Iterable[str]]) -> str:
    return "~".join("+".join(term) for term in terms)


def atoms(name: str) -> tuple[str, ...]:
    """Give the single names in a name, sorted and without repeats.

    Raises:
        CalendarError: `calendar-name`.
    """
    return tuple(sorted({_check_atom(atom, name) for term in _terms(name) for atom in term}))


def canonical_name(name: str) -> str:
    """Give the one form of a name that is kept: `US+VN` for `US+VN+US`, `VN + US` and `VN+US`.

    Raises:
        CalendarError: `calendar-name` for a text that can't be a name.

    Example:
        >>> canonical_name("VN~US+VN+US")
        'US+VN~VN'
    """
    atoms(name)
    return _joined(_terms(name))


# ---------------------------------------------------------------- a plan's own calendar


def _a_date(value: date | str) -> date:
    if isinstance(value, str):
        return parse_date(value.strip())
    day = Window.on(value).earliest
    assert day is not None
    return day


def _a_weekday(value: int | str) -> int:
    if isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= 6:
        return value
    word = str(value).strip()
    for number, name in enumerate(WEEKDAY_NAMES):
        if word.casefold() == name.casefold():
            return number
    near = did_you_mean(word, WEEKDAY_NAMES)
    raise CalendarError(
        f"`{word}` can't be read as a weekday.",
        code="calendar-weekend",
        value=word,
        why=f"weekdays are {', '.join(WEEKDAY_NAMES)}, or 0 for Monday to 6 for Sunday",
        fix=f"write `{near}`" if near else None,
    )


def _to_weekend(value: Iterable[int | str] | int | str | None) -> Weekend | None:
    if value is None:
        return None
    days = (value,) if isinstance(value, int | str) else value
    return tuple(sorted({_a_weekday(day) for day in days}))


def _to_named_days(value: Any) -> tuple[tuple[date, str], ...]:
    """Read days off: dates, ISO texts, pairs of a day and a name, or a mapping."""
    named: dict[date, str] = {}
    items = value.items() if isinstance(value, Mapping) else _one_or_many(value)
    for item in items:
        day, name = item if isinstance(item, tuple | list) else (item, None)
        day = _a_date(day)
        named[day] = named.get(day) or unicodedata.normalize("NFC", name or "").strip()
    return tuple(sorted(named.items()))


def _to_days(value: Any) -> tuple[date, ...]:
    return tuple(sorted({_a_date(day) for day in _one_or_many(value)}))


def _one_or_many(value: Any) -> Iterable[Any]:
    if value is None:
        return ()
    return (value,) if isinstance(value, str | date) else value


def _to_window(value: Window | str | None) -> Window | None:
    return Window.parse(value) if isinstance(value, str) else value


def _to_base(value: str | None) -> str | None:
    return None if value is None else canonical_name(value)


def _id(_: object, __: attrs.Attribute[str], value: str) -> None:
    _check_atom(value, value)


@attrs.frozen
class CalendarSpec:
    """A plan's own calendar, such as `VN` with a day of mourning closed and one Saturday open.

    Attributes:
        id: Its name in the plan.
        base: The name of the calendar it starts from; None starts from every day but the weekend.
        weekend: Closed weekdays, 0 for Monday, or names (`saturday`); None takes the base's, and
            without a base Saturday and Sunday. Given together with a base it replaces the base's.
        closed: More days off, each with its name or "".
        open: More working days, such as a Saturday worked for a Friday off. They win over the base.
        covers: The range it answers for; an open end, or None, takes the base's.

    Raises:
        CalendarError: `calendar-name`; `calendar-weekend` for a week without an open day;
            `calendar-day-twice` for a day that is closed and open; `calendar-day-outside` for a day
            that `covers` leaves out.
        TimingError: `date-form` or `date-absent` for a day that can't be read.
    """

    id: str = attrs.field(validator=_id)
    base: str | None = attrs.field(default=None, converter=_to_base, kw_only=True)
    weekend: Weekend | None = attrs.field(default=None, converter=_to_weekend, kw_only=True)
    closed: tuple[tuple[date, str], ...] = attrs.field(
        default=(), converter=_to_named_days, kw_only=True
    )
    open: tuple[date, ...] = attrs.field(default=(), converter=_to_days, kw_only=True)
    covers: Window | None = attrs.field(default=None, converter=_to_window, kw_only=True)

    def __attrs_post_init__(self) -> None:
        if self.weekend is not None and len(self.weekend) == 7:
            raise CalendarError(
                f"The calendar `{self.id}` must have an open weekday.",
                code="calendar-weekend",
                why="its weekend has all seven days",
            )
        both = sorted(set(self.closed_days) & set(self.open))
        if both:
            raise CalendarError(
                f"A day of the calendar `{self.id}` must not be closed and open.",
                code="calendar-day-twice",
                value=", ".join(_dated(day) for day in both),
                why="each day is either among the days off or among the extra working days",
                fix=f"take {both[0]} out of one of the two",
            )
        covers = self.covers
        strays = [
            day
            for day in (*self.closed_days, *self.open)
            if covers is not None and day not in covers
        ]
        if strays:
            raise CalendarError(
                f"A day of the calendar `{self.id}` must lie in the range it covers.",
                code="calendar-day-outside",
                value=", ".join(_dated(day) for day in sorted(strays)),
                why=f"it covers {covers}",
                fix="widen the range, or take the day out",
            )

    @property
    def closed_days(self) -> tuple[date, ...]:
        """The days off without their names."""
        return tuple(day for day, _ in self.closed)


# ---------------------------------------------------------------- the calendar itself


class _Tables(NamedTuple):
    """What the array maps look up, all of it counted from the first day of the range.

    `before[i]` open days lie before day i; `days` holds the open days, and OUTSIDE behind the last.
    """

    is_open: Mask
    before: Days
    days: Days


@attrs.frozen(eq=False, repr=False)
class WorkingCalendar:
    """Says for each day of its range whether it is open or closed, such as `VN` from 1950 to 2099.

    Two are equal when they have the same name, the same range and the same open days.

    Every question about a day outside the range, or whose answer lies outside, raises CalendarError
    `outside-calendar`, which holds the date and names the range; array maps give `days.OUTSIDE`
    there.

    Source: Strata `HolidayCalendar`; the words next and next or same too.
    """

    name: str = attrs.field(converter=canonical_name)
    first: date
    _kinds: bytes
    version: str = attrs.field(default="given", kw_only=True)
    _names: Mapping[date, str] = attrs.field(factory=dict, kw_only=True)
    _parts: tuple[WorkingCalendar, ...] = attrs.field(default=(), kw_only=True)
    _country: str | None = attrs.field(default=None, kw_only=True)
    _spoken: Mapping[str, Mapping[date, str]] = attrs.field(factory=dict, kw_only=True)

    def __attrs_post_init__(self) -> None:
        if not self._kinds:
            raise ValueError("a working calendar must cover at least one day")

    @classmethod
    def from_open_days(
        cls,
        name: str,
        open_days: Iterable[date] | Callable[[date], bool],
        *,
        first: date,
        last: date,
        version: str = "given",
    ) -> WorkingCalendar:
        """Make a calendar from its open days, or from a function that tells whether a day is.

        Both ends of the range are included. A closed Saturday or Sunday counts as the weekend's.
        """
        is_open = open_days if callable(open_days) else frozenset(open_days).__contains__
        kinds = bytes(
            _OPEN if is_open(day) else _WEEKEND if day.weekday() >= 5 else _HOLIDAY
            for day in _span(first, last)
        )
        return cls(name, first, kinds, version=version)

    @classmethod
    def from_rules(
        cls,
        name: str,
        *,
        first: date,
        last: date,
        weekend: Iterable[int | str] | int | str | None = SATURDAY_AND_SUNDAY,
        closed: Any = (),
        open: Any = (),
        version: str = "given",
    ) -> WorkingCalendar:
        """Make a calendar from what a `CalendarSpec` takes; both ends are included."""
        spec = CalendarSpec(
            name, weekend=weekend, closed=closed, open=open, covers=Window(first, last)
        )
        base = _weekly(name, spec.weekend or (), first, last)
        return attrs.evolve(_apply_spec(spec, base), version=version)

    @classmethod
    def from_dict(cls, value: Mapping[str, Any]) -> WorkingCalendar:
        """Make a calendar from what `to_dict` gave; it answers as the one then did, whatever is installed now."""
        spoken = {
            language: {date.fromisoformat(day): name for day, name in names.items()}
            for language, names in value["names"].items()
        }
        return cls(
            value["name"],
            date.fromisoformat(value["first"]),
            bytes(int(kind) for kind in value["days"]),
            version=value["version"],
            names=spoken["en"],
            spoken=spoken,
        )

    def to_dict(self, languages: Iterable[str] = ()) -> dict[str, Any]:
        """Give the calendar as plain values, day by day, so that it can be had again without its data.

        Args:
            languages: Beside English, the languages to keep the names of its days off in.

        Returns:
            `name`, `version`, `first` (its first day), `days` (a digit for each day: 0 open, 1 weekend,
            2 day off, 3 swapped working day, 4 extra working day) and `names` (by language and day).
        """
        off = list(self._days_off())
        names = {
            language: {day.isoformat(): self.why_closed(day, language) for day in off}
            for language in sorted({"en", *languages})
        }
        return {
            "name": self.name,
            "version": self.version,
            "first": self.first.isoformat(),
            "days": "".join(map(str, self._kinds)),
            "names": names,
        }

    def _days_off(self) -> Iterator[date]:
        """Go through the days that are closed for another reason than their weekday."""
        for index, kind in enumerate(self._kinds):
            day = self.first + timedelta(days=index)
            if kind == _HOLIDAY or (kind == _WEEKEND and day in self._names):
                yield day

    # -- what it is

    @property
    def last(self) -> date:
        """The last day of the range."""
        return self.first + timedelta(days=len(self._kinds) - 1)

    @property
    def covers(self) -> Window:
        """The range as a window, both ends included."""
        return Window(self.first, self.last)

    @cached_property
    def _open(self) -> bytes:
        return self._kinds.translate(_IS_OPEN)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, WorkingCalendar):
            return NotImplemented
        mine, theirs = (self.name, self.first), (other.name, other.first)
        return self is other or (mine == theirs and self._open == other._open)

    def __hash__(self) -> int:
        return hash((self.name, self.first, self._open))

    def __str__(self) -> str:
        return self.name

    def __repr__(self) -> str:
        return f"<WorkingCalendar {self.name}, {self.covers}, {self.version}>"

    # -- one day

    def is_open(self, day: date) -> bool:
        """Tell whether a day is open."""
        return bool(self._open[self._index(day)])

    def why_closed(self, day: date, language: str = "en") -> str | None:
        """Say why a day is closed, by the name of the holiday or the weekday; None if it is open.

        A country's holidays are named in the language asked for where the data has it, else in
        English where it has that; days named by a plan are given as the plan names them.
        """
        kind = self._kinds[self._index(day)]
        if _IS_OPEN[kind]:
            return None
        if day in self._names:
            return self._names_in(language)[day] or f"day off in {self.name}"
        if kind == _WEEKEND:
            names = _VIETNAMESE_WEEKDAYS if language == "vi" else WEEKDAY_NAMES
            return names[day.weekday()]
        reasons = {
            part.name: reason
            for part in self._parts
            if (reason := part.why_closed(day, language)) is not None
        }
        if len(set(reasons.values())) <= 1:
            return next(iter(reasons.values()), f"day off in {self.name}")
        return "; ".join(f"{reason} ({name})" for name, reason in reasons.items())

    def _names_in(self, language: str) -> Mapping[date, str]:
        if language in self._spoken:
            return self._spoken[language]
        if self._country is None or language == "en":
            return self._names
        return _country_names(self._country, language)

    def why_open(self, day: date, language: str = "en") -> str | None:
        """Say why a day is open that a rule would close; None for a closed or an ordinary day."""
        kind = self._kinds[self._index(day)]
        reasons = {
            _SWAPPED: {"en": "swapped working day", "vi": "ngày làm bù"},
            _EXTRA: {"en": "extra working day", "vi": "ngày làm việc thêm"},
        }.get(kind)
        return None if reasons is None else reasons.get(language, reasons["en"])

    def next(self, day: date) -> date:
        """Give the first open day after a day."""
        return self.step(day, 1)

    def next_or_same(self, day: date) -> date:
        """Give the day itself if it is open, else the first open day after it."""
        return self.step(day, 0, direction="after")

    def previous(self, day: date) -> date:
        """Give the last open day before a day."""
        return self.step(day, -1)

    def previous_or_same(self, day: date) -> date:
        """Give the day itself if it is open, else the last open day before it."""
        return self.step(day, 0, direction="before")

    def step(self, day: date, amount: int, direction: Direction | None = None) -> date:
        """Move by a number of working days, after or before.

        The day itself never counts: from a closed day, the first open one is 1. Zero gives the day
        itself if it is open, else the next open one (after) or the previous (before). Without a
        direction the sign of the amount says it.

        Raises:
            CalendarError: `outside-calendar`.
            ValueError: Zero without a direction, or a negative amount with one.

        Example:
            >>> FRI_2027_08_13, plain = date(2027, 8, 13), Calendars().get("weekdays")
            >>> str(plain.step(FRI_2027_08_13, 2))
            '2027-08-17'

        Source: almanac `alma_step`; zero as in the reference on counting, since other libraries
        differ.
        """
        if direction is None:
            if amount == 0:
                raise ValueError("zero working days need a direction: after or before")
            direction = "after" if amount > 0 else "before"
            amount = abs(amount)
        self._index(day)
        from relsched.dates import days

        (reached,) = self.step_array(days.array([days.number(day)]), amount, direction)
        if reached == days.OUTSIDE:
            noun = "working day" if amount == 1 else "working days"
            raise self.outside(day, f"{amount} {noun} {direction} {_dated(day)} lies outside")
        return days.day(reached)

    def working_days_between(self, start_inclusive: date, end_exclusive: date) -> int:
        """Count the open days from one date up to another.

        Half-open: the start counts if it is open, the end never does. Equal dates give 0.

        Raises:
            CalendarError: `outside-calendar`; `dates-reversed` when the end is before the start.

        Source: Strata `HolidayCalendar.daysBetween`.
        """
        if end_exclusive < start_inclusive:
            raise CalendarError(
                "The days between two dates can't be counted backwards.",
                code="dates-reversed",
                value=f"{start_inclusive}..{end_exclusive}",
                why=f"{end_exclusive} is before {start_inclusive}",
            )
        start = self._index(start_inclusive)
        if end_exclusive == start_inclusive:
            return 0
        # The end isn't looked at, so it may be the first day behind the range.
        self._index(end_exclusive - timedelta(days=1))
        return self._open.count(1, start, start + (end_exclusive - start_inclusive).days)

    def _index(self, day: date) -> int:
        index = day.toordinal() - self.first.toordinal()
        if not 0 <= index < len(self._kinds):
            raise self.outside(day, f"{_dated(day)} lies outside")
        return index

    def outside(self, day: date, why: str) -> CalendarError:
        """Make the error for a day the calendar doesn't cover."""
        return CalendarError(
            f"The calendar `{self.name}` can't answer for that date.",
            code="outside-calendar",
            value=day,
            why=f"it covers {self.covers}; {why}",
        )

    # -- arrays of days

    @cached_property
    def _tables(self) -> _Tables:
        import numpy as np

        from relsched.dates import days

        is_open = np.frombuffer(self._open, dtype=np.bool_)
        before = np.zeros(len(is_open) + 1, dtype=np.int64)
        np.cumsum(is_open, out=before[1:])
        open_days = np.flatnonzero(is_open) + days.number(self.first)
        return _Tables(is_open, before, np.append(open_days, days.OUTSIDE))

    def _indexes(self, days: Days) -> tuple[Days, Mask]:
        """Give each day's place in the range, 0 for days outside it, and which are inside."""
        import numpy as np

        from relsched.dates.days import is_finite, number

        inside = is_finite(days)
        index = np.where(inside, days, 0) - number(self.first)
        inside &= (index >= 0) & (index < len(self._kinds))
        return np.where(inside, index, 0), inside

    def covers_array(self, days: Days) -> Mask:
        """Tell for each day whether it lies in the range; what isn't a day doesn't."""
        return self._indexes(days)[1]

    def is_open_array(self, days: Days) -> Mask:
        """Tell for each day whether it is open; False where the calendar doesn't know."""
        index, inside = self._indexes(days)
        return self._tables.is_open[index] & inside

    def next_or_same_array(self, days: Days) -> Days:
        """Give each day if it is open, else the first open day after it."""
        return self.step_array(days, 0, "after")

    def previous_or_same_array(self, days: Days) -> Days:
        """Give each day if it is open, else the last open day before it."""
        return self.step_array(days, 0, "before")

    def step_array(self, days: Days, amount: Amounts, direction: Direction = "after") -> Days:
        """Move each day by a number of working days from 0 up, as `step` does.

        The amount is a number or an array that broadcasts against the days. Infinities stay; days
        outside the range, and those whose answer is, become `days.OUTSIDE`.

        Raises:
            ValueError: An amount below zero, or a direction that is neither after nor before.
        """
        import numpy as np

        from relsched.dates.days import is_finite

        if direction not in ("after", "before"):
            raise ValueError(f"a direction is after or before, not {direction!r}")
        tables = self._tables
        index, inside = self._indexes(days)
        count = self._amounts(amount)
        # The number, among the open days, of the day that is reached.
        if direction == "after":
            wanted = tables.before[index + 1] + (count - 1)
            same = tables.before[index]
        else:
            wanted = tables.before[index] - count
            same = tables.before[index + 1] - 1
        wanted = np.where(count == 0, same, wanted)
        behind = len(tables.days) - 1
        wanted = np.where(inside & (wanted >= 0) & (wanted < behind), wanted, behind)
        return np.where(is_finite(days), tables.days[wanted], days)

    def _amounts(self, amount: Amounts) -> npt.NDArray[np.int64]:
        import numpy as np

        # More working days than the range has days lead out of it, however many: no sum can
        # overflow.
        most = len(self._kinds) + 1
        count = np.asarray(min(amount, most) if isinstance(amount, int) else amount, dtype=np.int64)
        if (count < 0).any():
            raise ValueError("an amount of working days is 0 or more; the direction is said apart")
        return np.minimum(count, most)


def _dated(day: date) -> str:
    return f"{WEEKDAY_NAMES[day.weekday()][:3]} {day.isoformat()}"


def _span(first: date, last: date) -> Iterator[date]:
    return map(date.fromordinal, range(first.toordinal(), last.toordinal() + 1))


# ---------------------------------------------------------------- making them


def _weekly_kinds(weekend: Weekend, first: date, last: date) -> bytes:
    length = last.toordinal() - first.toordinal() + 1
    week = bytes(_WEEKEND if (first.weekday() + i) % 7 in weekend else _OPEN for i in range(7))
    return (week * (length // 7 + 1))[:length]


def _weekly(
    name: str, weekend: Weekend, first: date = _RULE_FIRST, last: date = _RULE_LAST
) -> WorkingCalendar:
    return WorkingCalendar(name, first, _weekly_kinds(weekend, first, last), version="rule")


def _with_weekend(calendar: WorkingCalendar, weekend: Weekend) -> WorkingCalendar:
    """Give a calendar with its weekend replaced; its holidays and extra working days stay."""
    import numpy as np

    old = np.frombuffer(calendar._kinds, dtype=np.uint8)
    weekly = _weekly_kinds(weekend, calendar.first, calendar.last)
    kinds = np.where(old <= _WEEKEND, np.frombuffer(weekly, dtype=np.uint8), old)
    return attrs.evolve(calendar, kinds=bytes(kinds.astype(np.uint8)))


def _apply_spec(spec: CalendarSpec, base: WorkingCalendar) -> WorkingCalendar:
    """Give the calendar that a spec makes of its base, whose weekend is already the right one."""
    first, last = base.first, base.last
    if spec.covers is not None:
        shared = base.covers.intersection(spec.covers)
        if shared is None:
            raise CalendarError(
                f"The calendar `{spec.id}` can't cover {spec.covers}.",
                code="calendar-no-range",
                value=str(spec.covers),
                why=f"it starts from `{base.name}`, which covers {base.covers}",
            )
        first, last = shared.earliest or first, shared.latest or last
    for day in (*spec.closed_days, *spec.open):
        base._index(day)
    kept = base._kinds[(first - base.first).days : (last - base.first).days + 1]
    kinds = bytearray(kept)
    names = dict(spec.closed)
    for day, name in spec.closed:
        index = (day - first).days
        if kinds[index] == _WEEKEND and not name:
            del names[day]  # closed anyway, and the weekday says more than nothing
        elif kinds[index] == _HOLIDAY and not name:
            del names[day]  # the base has a name for it
        else:
            kinds[index] = _HOLIDAY
    for day in spec.open:
        index = (day - first).days
        kinds[index] = {_WEEKEND: _SWAPPED, _HOLIDAY: _EXTRA}.get(kinds[index], kinds[index])
    return WorkingCalendar(
        spec.id,
        first,
        kept if kinds == kept else bytes(kinds),  # one copy for many calendars without changes
        version=base.version,
        names=names,
        parts=(base,),
    )


def _combined(
    name: str, parts: tuple[WorkingCalendar, ...], how: Literal["both", "either"]
) -> WorkingCalendar:
    first = max(part.first for part in parts)
    last = min(part.last for part in parts)
    if last < first:
        raise CalendarError(
            f"The calendars of `{name}` can't be combined.",
            code="calendar-no-range",
            value=name,
            why="they share no day: "
            + ", ".join(f"`{part.name}` covers {part.covers}" for part in parts),
        )
    kinds = [
        part._kinds[(first - part.first).days : (last - part.first).days + 1] for part in parts
    ]
    data = dict.fromkeys(word for part in parts for word in part.version.split(", "))
    return WorkingCalendar(
        name,
        first,
        _combined_kinds(kinds, how),
        version=", ".join(word for word in data if word != "rule") or "rule",
        parts=parts,
    )


def _combined_kinds(kinds: list[bytes], how: Literal["both", "either"]) -> bytes:
    """Combine day by day: a holiday says more than a weekend, and an ordinary day needs no swap."""
    import numpy as np

    rows = np.array([np.frombuffer(row, dtype=np.uint8) for row in kinds])
    closed = (rows == _WEEKEND) | (rows == _HOLIDAY)
    shut = np.where(closed, rows, 0).max(axis=0)
    if how == "both":
        combined = np.where(closed.any(axis=0), shut, rows.max(axis=0))
    else:
        combined = np.where(closed.all(axis=0), shut, np.where(closed, 255, rows).min(axis=0))
    return bytes(combined.astype(np.uint8))


# ---------------------------------------------------------------- countries


class _Swap(NamedTuple):
    """A working day taken off for a day of the weekend that is worked instead."""

    off: date
    worked: date
    names: Mapping[str, str]


_SUPPLEMENT: dict[str, tuple[_Swap, ...]] = {
    "VN": (
        # Office of the Government, dispatch 12729/VPCP-KGVX of 25 December 2025, on the Ministry of
        # Home Affairs' plan for New Year 2026: Friday 2 January is off, Saturday 10 January is
        # worked instead.
        _Swap(
            off=date(2026, 1, 2),
            worked=date(2026, 1, 10),
            names={
                "en": "Day off (substituted from 01/10/2026)",
                "vi": "Ngày nghỉ (thay cho ngày 10/01/2026)",
            },
        ),
    ),
}
_SUPPLEMENT_VERSION = "supplement 1"

# The package answers for any year of its own range. Vietnam's lunar dates are checked from 1950 on,
# and after 2099 they stop without a word.
_EARLIEST_YEAR = {"VN": 1950}
_YEARS = range(1900, 2100)


def _entity(name: str) -> tuple[str, str | None] | None:
    """Give the country and its part that a name means, or None."""
    import holidays

    code, _, part = name.partition("-")
    parts = holidays.list_supported_countries(include_aliases=False).get(code)
    if parts is None or (part and part not in parts):
        return None
    return code, part or None


def _load(code: str, part: str | None, language: str) -> Any:
    """Read a country's holidays, named in a language, else in English, else in its own."""
    import holidays

    bare = holidays.country_holidays(code, subdiv=part)
    spoken = tuple(bare.supported_languages or ())
    wanted = (language, "en_US", "en")
    found = next((s for w in wanted for s in spoken if s == w or s.startswith(f"{w}_")), None)
    first = max(bare.start_year, _YEARS[0], _EARLIEST_YEAR.get(code, 0))
    last = min(bare.end_year, _YEARS[-1])
    years = range(first, last + 1)
    return holidays.country_holidays(code, subdiv=part, years=years, language=found), years


def _missing_swaps(code: str, data: Any) -> tuple[_Swap, ...]:
    """Give our swaps that the package doesn't know; when it learns one, ours is left out."""
    return tuple(
        swap
        for swap in _SUPPLEMENT.get(code, ())
        if swap.off not in data and swap.worked not in data.weekend_workdays
    )


def _named(data: Any, swaps: Iterable[_Swap], language: str) -> Mapping[date, str]:
    ours = {swap.off: swap.names.get(language, swap.names["en"]) for swap in swaps}
    return {**dict(data.items()), **ours}


@lru_cache(maxsize=128)
def _country_names(name: str, language: str) -> Mapping[date, str]:
    entity = _entity(name)
    assert entity is not None
    data, _ = _load(*entity, language)
    return _named(data, _missing_swaps(entity[0], data), language)


def holiday_names(country: str, language: str = "en") -> Mapping[date, str]:
    """Give the public holidays of a country by day, named in a language; empty for an unknown country."""
    return {} if _entity(country) is None else _country_names(country, language)


def _data_version() -> str:
    import holidays

    return str(vars(holidays)["__version__"])


@lru_cache(maxsize=64)
def _country(name: str) -> WorkingCalendar | None:
    """Make the calendar of a country or a part of it, or None if there is none of that name."""
    entity = _entity(name)
    if entity is None:
        return None
    data, years = _load(*entity, "en")
    swaps = _missing_swaps(entity[0], data)
    first, last = date(years[0], 1, 1), date(years[-1], 12, 31)
    start, length = first.toordinal(), last.toordinal() - first.toordinal() + 1
    kinds = bytearray(_country_weekends(data, first, last))
    for day in (*data.keys(), *(swap.off for swap in swaps)):
        if 0 <= (index := day.toordinal() - start) < length:
            kinds[index] = _HOLIDAY
    for day in (*data.weekend_workdays, *(swap.worked for swap in swaps)):
        if 0 <= (index := day.toordinal() - start) < length and data.is_weekend(day):
            kinds[index] = _SWAPPED
    names = _named(data, swaps, "en")
    version = f"holidays {_data_version()}" + (f", {_SUPPLEMENT_VERSION}" if swaps else "")
    return WorkingCalendar(name, first, bytes(kinds), version=version, names=names, country=name)


def _country_weekends(data: Any, first: date, last: date) -> bytes:
    """Give the weekends; some countries have moved theirs, and only those are asked day by day."""
    import holidays

    steady = getattr(type(data), "_get_weekend", None) is getattr(
        holidays.HolidayBase, "_get_weekend", object()
    )
    if steady:
        return _weekly_kinds(tuple(sorted(data.weekend)), first, last)
    return bytes(_WEEKEND if data.is_weekend(day) else _OPEN for day in _span(first, last))


def _unknown(name: str, own: Iterable[str]) -> CalendarError:
    """Say that a name means no calendar, and which one it may have meant."""
    import holidays
    from holidays.registry import COUNTRIES

    why = (
        "a calendar is one of the plan's own, `weekdays`, `everyday`, a country such as `VN`,"
        " or a part of one such as `DE-BY`"
    )
    # Countries by code, by longer code and by name: `VNM` and `Vietnam` mean `VN`.
    choices = {word: word for word in (*own, *_RULES)}
    for long_name, (_, code, *aliases) in COUNTRIES.items():
        for word in (code, *aliases, long_name):
            choices.setdefault(word, code)
    near = did_you_mean(name, choices, likeness=0.75)
    fix = choices[near] if near else None

    country, dash, part = name.partition("-")
    parts = holidays.list_supported_countries(include_aliases=False).get(country.upper())
    if dash and parts is not None:
        # Codes of two letters are all alike; only a slip of the case is sure to be one.
        code = country.upper()
        fix = next((f"{code}-{p}" for p in parts if p.casefold() == part.casefold()), None)
        listed = ", ".join(f"`{p}`" for p in parts if _ATOM.match(f"A{p}"))
        why = f"the parts of `{code}` are {listed}" if listed else f"`{code}` has no parts"
    return CalendarError(
        f"The calendar `{name}` isn't known.",
        code="unknown-calendar",
        value=name,
        why=why,
        fix=f"write `{fix}`" if fix else None,
    )


_RULES: dict[str, Weekend] = {"weekdays": SATURDAY_AND_SUNDAY, "everyday": ()}


@lru_cache(maxsize=8)
def _rule(name: str) -> WorkingCalendar:
    return _weekly(name, _RULES[name])


# ---------------------------------------------------------------- the calendars of a plan

_DEEPEST = 64  # more is a slip; and a reason is looked for down to the lowest

_Key = tuple[str, Weekend | None]  # a name, and the weekend it is read with, None for its own


def _to_ready(value: Mapping[str, WorkingCalendar] | None) -> Mapping[str, WorkingCalendar]:
    return {
        _check_atom(name, name): attrs.evolve(calendar, name=name)
        for name, calendar in (value or {}).items()
    }


def _to_specs(value: Iterable[CalendarSpec]) -> tuple[CalendarSpec, ...]:
    return tuple(value)


@attrs.frozen(eq=False)
class Calendars:
    """The working calendars that one plan can name.

    A name is looked for among the plan's own calendars, then among those handed in ready, then
    among the countries. A calendar of the plan may be based on what its own name means otherwise:
    `VN` based on `VN` is Vietnam with the plan's changes.

    Raises:
        CalendarError: `calendar-repeated` for two specs of one name.
    """

    specs: tuple[CalendarSpec, ...] = attrs.field(default=(), converter=_to_specs)
    ready: Mapping[str, WorkingCalendar] = attrs.field(default=None, converter=_to_ready)
    _specs: dict[str, CalendarSpec] = attrs.field(init=False, repr=False)
    _made: dict[_Key, WorkingCalendar] = attrs.field(init=False, repr=False, factory=dict)
    _depth: dict[_Key, int] = attrs.field(init=False, repr=False, factory=dict)

    def __attrs_post_init__(self) -> None:
        for spec in self.specs:
            if spec.id in self._specs and self._specs[spec.id] is not spec:
                raise CalendarError(
                    f"The calendar `{spec.id}` must not be given twice.",
                    code="calendar-repeated",
                    value=spec.id,
                    fix="give one of the two another name",
                )

    @_specs.default
    def _by_id(self) -> dict[str, CalendarSpec]:
        return {spec.id: spec for spec in reversed(self.specs)}

    def get(self, name: str) -> WorkingCalendar:
        """Give the calendar of a name or of a combination of names.

        Raises:
            CalendarError: `calendar-name`; `unknown-calendar`; `calendar-loop` when specs are based
                on each other; `calendar-too-deep`; `calendar-no-range` when combined calendars
                share no day; `outside-calendar` when a spec closes or opens a day its base doesn't
                cover.
        """
        key: _Key = (canonical_name(name), None)
        if key not in self._made:
            self._make(key)
        return self._made[key]

    def outside(self) -> tuple[WorkingCalendar, ...]:
        """Give the calendars used so far that the plan doesn't define: countries', and those handed in ready."""
        found = {}
        for name, _ in self._made:
            bare = name.removeprefix(_SHADOWED)
            is_own = name in self._specs and not name.startswith(_SHADOWED)
            if bare not in _RULES and not is_own and not {"+", "~"} & set(name):
                calendar = self._find(bare)
                if calendar is not None:
                    found[bare] = calendar
        return tuple(found[name] for name in sorted(found))

    def troubles(self, names: Iterable[tuple[str, Path]]) -> Iterator[CalendarError]:
        """Go through what is wrong with some names, each given with the path at which it stands."""
        found: dict[str, CalendarError | None] = {}
        told: set[str] = set()
        for name, path in names:
            if name not in found:
                found[name] = self._trouble(name)
            trouble = found[name]
            if trouble is None:
                continue
            # A name can be mended in each place that has it; all other troubles have one cause.
            if trouble.code == "unknown-calendar" or str(trouble) not in told:
                told.add(str(trouble))
                if trouble.code == "calendar-no-range" and path[-1:] == ("base",):
                    path = (*path[:-1], "covers")
                moved = trouble.moved_to(Place(path=path))
                assert isinstance(moved, CalendarError)
                yield moved

    def _trouble(self, name: str) -> CalendarError | None:
        try:
            self.get(name)
        except CalendarError as error:
            return error
        return None

    def _make(self, wanted: _Key) -> None:
        """Make a calendar and all it rests on, bases first."""
        path: dict[_Key, Iterator[_Key]] = {wanted: iter(self._bases(wanted))}
        while path:
            key, bases = next(reversed(path.items()))
            base = next(bases, None)
            if base is None:
                self._depth[key] = 1 + max((self._depth[b] for b in self._bases(key)), default=0)
                if self._depth[key] > _DEEPEST:
                    raise CalendarError(
                        f"The calendar `{key[0]}` can't rest on so many others.",
                        code="calendar-too-deep",
                        value=key[0],
                        why=f"calendars are based on each other at most {_DEEPEST} deep",
                    )
                self._made[key] = self._build(key)
                del path[key]
            elif base in path:
                raise self._loop([*path][[*path].index(base) :])
            elif base not in self._made:
                path[base] = iter(self._bases(base))

    def _bases(self, key: _Key) -> tuple[_Key, ...]:
        """Give what a calendar is made from: the parts of a combination, the base of a spec."""
        name, weekend = key
        terms = _terms(name)
        if len(terms) > 1:
            return tuple((_joined([term]), weekend) for term in terms)
        if len(terms[0]) > 1:
            return tuple((atom, weekend) for atom in terms[0])
        spec = self._specs.get(name)
        if spec is None or spec.base is None:
            return ()
        return ((self._base_name(spec), spec.weekend if weekend is None else weekend),)

    def _base_name(self, spec: CalendarSpec) -> str:
        assert spec.base is not None
        if spec.id not in atoms(spec.base) or self._find(spec.id) is None:
            return spec.base
        return _joined(
            tuple(_SHADOWED + atom if atom == spec.id else atom for atom in term)
            for term in _terms(spec.base)
        )

    def _build(self, key: _Key) -> WorkingCalendar:
        name, weekend = key
        bases = tuple(self._made[base] for base in self._bases(key))
        if "~" in name or "+" in name:
            shown = canonical_name(name.replace(_SHADOWED, ""))
            return _combined(shown, bases, "either" if "~" in name else "both")
        spec = self._specs.get(name)
        if spec is not None:
            if not bases:
                own = SATURDAY_AND_SUNDAY if spec.weekend is None else spec.weekend
                bases = (_weekly(name, own if weekend is None else weekend),)
            return _apply_spec(spec, bases[0])
        found = self._find(name.removeprefix(_SHADOWED))
        if found is None:
            raise _unknown(name, (*self._specs, *self.ready))
        return found if weekend is None else _with_weekend(found, weekend)

    def _find(self, name: str) -> WorkingCalendar | None:
        """Find what a name means outside the plan, or None."""
        if name in self.ready:
            return self.ready[name]
        return _rule(name) if name in _RULES else _country(name)

    def _loop(self, path: list[_Key]) -> CalendarError:
        members = [name for name, _ in path if name in self._specs]
        circle = [*members, members[0]]
        steps = (f"`{name}` is based on `{self._specs[name].base}`" for name in members)
        return CalendarError(
            "A calendar must not be based on itself.",
            code="calendar-loop",
            value=" -> ".join(circle),
            why=", ".join(steps),
            fix="base one of them on a country or on `weekdays`",
        )
