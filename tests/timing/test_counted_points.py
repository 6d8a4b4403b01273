"""Where conventions act: every form of a timing under every convention, beside an enumeration in plain dates.

The second engine below shares nothing with relsched. It reads no text: a timing is put together from parts that say
their text and their day. A day is a plain `date`, working days are walked one by one, and a window is what comes out
for each day on which the event can begin. Its rules are those of the page `docs/reference/counting`, section “Where a
convention acts”.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

import attrs
import pytest
from dateutil.relativedelta import relativedelta
from hypothesis import given
from hypothesis import strategies as st

from relsched import Deadline, Event, Plan, Resolver, Window, WorkingCalendar
from relsched.dates.offsets import Direction, Offset
from relsched.schedule.entry import Entry
from relsched.timing import counted_points, timings
from relsched.timing.points import At, Earlier, Later, Shifted
from sizes import sized

ONE = timedelta(days=1)
DAY_END = 24 * 60
CLOSED = {date(2020, 9, 2), date(2020, 10, 20), date(2020, 10, 21), date(2020, 11, 3)}
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
Found = tuple[date, int | None]  # a day, and the minute of the day where there is one


def is_open(day: date) -> bool:
    return day.weekday() < 5 and day not in CLOSED


OFFICE = WorkingCalendar.from_rules(
    "office", first=date(2015, 1, 1), last=date(2025, 12, 31), closed=CLOSED
)


# ---------------------------------------------------------------- rules and what is known


@dataclass(frozen=True)
class Rules:
    """The conventions of a plan, as words."""

    before: str = "exclusive"
    after: str = "exclusive"
    immediately: int = 0
    roll_before: str = "none"
    roll_after: str = "none"
    counting: str = "calendar"
    week_starts: int = 0
    least_working_days: int = 0
    roll_hours: str = "stay"

    def written(self) -> dict[str, str]:
        given = {name: str(value) for name, value in vars(self).items()}
        given["immediately"] = f"{self.immediately} days"
        given["week_starts"] = WEEKDAYS[self.week_starts].lower()
        return given


@dataclass(frozen=True)
class Held:
    """The days of the event, and the minute at which it begins where that is known."""

    start: date
    end: date
    minute: int | None = None


def walk(day: date, amount: int, step: timedelta) -> date:
    """Go so many working days in a direction; none is the first open day in it."""
    if amount == 0:
        while not is_open(day):
            day += step
        return day
    while amount:
        day += step
        amount -= is_open(day)
    return day


def rolled(day: date, how: str) -> date:
    """Roll a day off the closed ones."""
    if how == "none" or is_open(day):
        return day
    on, back = walk(day, 0, ONE), walk(day, 0, -ONE)
    if how == "nearest":
        return back if day - back < on - day else on
    if how == "modified following":
        return on if on.month == day.month else back
    if how == "modified preceding":
        return back if back.month == day.month else on
    return on if how == "following" else back


def order(found: Found) -> tuple[date, int]:
    """A day without a time lasts until its end."""
    return found[0], DAY_END if found[1] is None else found[1]


# ---------------------------------------------------------------- points


class Part:
    """A point: its text, whether the text gives it a time, its day, and that day as a due date."""

    text: str
    timed = False

    def plain(self, edge: str, held: Held, rules: Rules) -> Found:
        raise NotImplementedError

    def due(self, edge: str, held: Held, rules: Rules) -> Found:
        return self.plain(edge, held, rules)

    @property
    def head(self) -> str:
        return f"({self.text})"


@dataclass
class Given(Part):
    day: date

    @property
    def text(self) -> str:  # type: ignore[override]
        return str(self.day)

    def plain(self, edge: str, held: Held, rules: Rules) -> Found:
        return self.day, None


@dataclass
class Of(Part):
    """The event, or one of its edges."""

    edge: str = ""

    @property
    def text(self) -> str:  # type: ignore[override]
        return f"c.{self.edge}" if self.edge else "c"

    @property
    def head(self) -> str:
        return self.text

    def plain(self, edge: str, held: Held, rules: Rules) -> Found:
        if (self.edge or edge) == "start":
            return held.start, held.minute
        return held.end, None


@dataclass
class Off(Part):
    """An offset: amount, unit and direction from another point."""

    amount: int
    unit: str
    way: str
    anchor: Part = field(default_factory=Of)

    @property
    def timed(self) -> bool:  # type: ignore[override]
        return self.unit == "hours"

    @property
    def length(self) -> str:
        return f"{self.amount} {self.unit[:-1] if self.amount == 1 else self.unit}"

    @property
    def text(self) -> str:  # type: ignore[override]
        return f"{self.length} {self.way} {self.anchor.head}"

    @property
    def edge(self) -> str:
        return "start" if self.way == "before" else "end"

    def plain(self, edge: str, held: Held, rules: Rules) -> Found:
        day, minute = self.anchor.plain(self.edge, held, rules)
        step = -ONE if self.way == "before" else ONE
        if self.unit == "hours":
            assert minute is not None
            total = minute + (60 if self.way == "after" else -60) * self.amount
            return day + ONE * (total // DAY_END), total % DAY_END
        if self.unit == "months":
            return day + relativedelta(months=self.amount if step == ONE else -self.amount), None
        if self.unit == "working days":
            return walk(day, self.amount, step), None
        count = self.amount * (7 if self.unit == "weeks" else 1)
        count += self.unit == "clear days" or rules.counting == "clear days"
        return day + step * count, None

    def due(self, edge: str, held: Held, rules: Rules, side: str | None = None) -> Found:
        return adjusted(self, self.plain(edge, held, rules), self.way, held, rules)


def adjusted(term: Off, last: Found, side: str, held: Held, rules: Rules) -> Found:
    """Roll the last day of a term, and let it hold the least number of working days."""
    day, minute = last
    rolls = term.unit not in ("working days", "hours") or (
        term.unit == "hours" and rules.roll_hours == "same hour"
    )
    found = day, minute
    if rolls:
        found = rolled(day, rules.roll_before if side == "before" else rules.roll_after), minute
    days = {"months": 2, "weeks": 7, "days": 1, "clear days": 1}.get(term.unit, 0) * term.amount
    if rules.least_working_days and days >= 2:
        anchor, _ = term.anchor.plain(term.edge, held, rules)
        step = ONE if side == "after" else -ONE
        least = walk(anchor, rules.least_working_days, step), None
        found = (max if side == "after" else min)(found, least, key=order)
    return found


@dataclass
class Pick(Part):
    word: str
    parts: tuple[Part, ...]

    @property
    def timed(self) -> bool:  # type: ignore[override]
        return any(part.timed for part in self.parts)

    @property
    def text(self) -> str:  # type: ignore[override]
        return f"{self.word} of {', '.join(part.head for part in self.parts)}"

    def of(self, found: list[Found]) -> Found:
        return (min if self.word == "earlier" else max)(found, key=order)

    def plain(self, edge: str, held: Held, rules: Rules) -> Found:
        return self.of([part.plain(edge, held, rules) for part in self.parts])

    def due(self, edge: str, held: Held, rules: Rules) -> Found:
        return self.of([part.due(edge, held, rules) for part in self.parts])


ROLL_WORDS = {
    "forward": "following",
    "back": "preceding",
    "nearest": "nearest",
    "modified forward": "modified following",
    "modified back": "modified preceding",
}


@dataclass
class Turn(Part):
    """A roll of its own, which wins over the convention and keeps the time of day."""

    words: str
    inner: Part

    @property
    def timed(self) -> bool:  # type: ignore[override]
        return self.inner.timed

    @property
    def text(self) -> str:  # type: ignore[override]
        return f"{self.inner.head} rolled {self.words}"

    def plain(self, edge: str, held: Held, rules: Rules) -> Found:
        day, minute = self.inner.plain(edge, held, rules)
        return rolled(day, ROLL_WORDS[self.words]), minute if self.timed else None


@dataclass
class Time(Part):
    minute: int
    inner: Part
    timed = True

    @property
    def text(self) -> str:  # type: ignore[override]
        return f"{self.inner.head} at {self.minute // 60:02}:{self.minute % 60:02}"

    def plain(self, edge: str, held: Held, rules: Rules) -> Found:
        return self.inner.plain(edge, held, rules)[0], self.minute

    def due(self, edge: str, held: Held, rules: Rules) -> Found:
        return self.inner.due(edge, held, rules)[0], self.minute


@dataclass
class Place(Part):
    """A place in a period: found for each day by a plain function."""

    words: str
    find: Callable[[date, Rules], date]
    inner: Part
    way: str | None = None

    @property
    def text(self) -> str:  # type: ignore[override]
        return f"{self.words} {self.inner.head}"

    def plain(self, edge: str, held: Held, rules: Rules) -> Found:
        own = {"after": "end", "before": "start", None: edge}[self.way]
        return self.find(self.inner.plain(own, held, rules)[0], rules), None


def week_start(day: date, rules: Rules) -> date:
    while day.weekday() != rules.week_starts:
        day -= ONE
    return day


def month_end(day: date, _: Rules) -> date:
    while (day + ONE).month == day.month:
        day += ONE
    return day


def next_friday(day: date, _: Rules) -> date:
    day += ONE
    while day.weekday() != 4:
        day += ONE
    return day


PLACES: tuple[tuple[str, Callable[[date, Rules], date], str | None], ...] = (
    ("start of week", week_start, None),
    ("end of week", lambda day, rules: week_start(day, rules) + 6 * ONE, None),
    ("end of month", month_end, None),
    ("25th of month", lambda day, _: day.replace(day=25), None),
    ("last working day of month", lambda day, r: walk(month_end(day, r) + ONE, 1, -ONE), None),
    ("next Friday from", next_friday, "after"),
)


# ---------------------------------------------------------------- timings


Ends = tuple[Found | None, Found | None]


@dataclass
class Form:
    """A timing: its text, and its two points for the days of the event."""

    text: str
    ends: Callable[[Held, Rules], Ends]


def by(point: Part) -> Form:
    return Form(f"by {point.head}", lambda h, r: (None, point.due("start", h, r)))


def core(point: Part) -> Part:
    while isinstance(point, Turn | Time):
        point = point.inner
    return point


def alone(point: Part) -> Form:
    """An offset that stands alone: before something a limit, after something a term that begins there."""
    inner = core(point)
    assert isinstance(inner, Off)

    def ends(held: Held, rules: Rules) -> Ends:
        begin = inner.anchor.plain("end", held, rules) if inner.way == "after" else None
        return begin, point.due("start", held, rules)

    return Form(point.text, ends)


def before(point: Part) -> Form:
    def limit(part: Part, held: Held, rules: Rules) -> Found:
        if isinstance(part, Pick):
            return part.of([limit(inner, held, rules) for inner in part.parts])
        day = part.plain("start", held, rules)[0] - ONE
        return rolled(day, rules.roll_before) if isinstance(part, Off) else day, None

    def ends(held: Held, rules: Rules) -> Ends:
        if rules.before == "inclusive" or point.timed:
            return None, point.due("start", held, rules)
        return None, limit(point, held, rules)

    return Form(f"before {point.head}", ends)


def after(point: Part) -> Form:
    def ends(held: Held, rules: Rules) -> Ends:
        found = point.plain("end", held, rules)
        if rules.after == "inclusive" or point.timed:
            return found, None
        return (found[0] + ONE, None), None

    return Form(f"after {point.head}", ends)


def since(point: Part) -> Form:
    return Form(f"from {point.head}", lambda h, r: (point.plain("start", h, r), None))


def on(point: Part) -> Form:
    return Form(f"on {point.head}", lambda h, r: (point.due("start", h, r),) * 2)


def at_once(point: Part) -> Form:
    def ends(held: Held, rules: Rules) -> Ends:
        begin = point.plain("end", held, rules)
        if not rules.immediately:
            return begin, point.due("end", held, rules)
        last = begin[0] + rules.immediately * ONE, None
        term = Off(rules.immediately, "days", "after", point)
        return begin, adjusted(term, last, "after", held, rules)

    return Form(f"immediately after {point.head}", ends)


def between(first: Part, last: Part) -> Form:
    return Form(
        f"from {first.head} to {last.head}",
        lambda h, r: (first.plain("start", h, r), last.due("end", h, r)),
    )


def within_before(amount: int, unit: str, point: Part) -> Form:
    lead = Off(amount, unit, "before", point)
    return Form(
        f"within {lead.length} before {point.head}",
        lambda h, r: (lead.plain("start", h, r), point.due("start", h, r)),
    )


def within_of(amount: int, unit: str, point: Part) -> Form:
    lead, term = Off(amount, unit, "before", point), Off(amount, unit, "after", point)
    return Form(
        f"within {lead.length} of {point.head}",
        lambda h, r: (lead.plain("start", h, r), term.due("end", h, r)),
    )


def either_way(middle: Off, days: int) -> Form:
    def ends(held: Held, rules: Rules) -> Ends:
        day = middle.plain("start", held, rules)[0]
        last = day + days * ONE, None
        # The tolerance is days, whatever the middle is counted in.
        term = Off(middle.amount, middle.unit, middle.way, middle.anchor)
        how = rules.roll_before if middle.way == "before" else rules.roll_after
        held_back = Rules(**{**vars(rules), "roll_before": "none", "roll_after": "none"})
        found = rolled(last[0], how), None
        least = adjusted(term, last, middle.way, held, held_back)
        pick = max if middle.way == "after" else min
        return (day - days * ONE, None), pick(found, least, key=order) if least != last else found

    return Form(f"{middle.text}, {days} days either way", ends)


def lasting(first: Part, last: Part, words: str) -> Form:
    return Form(
        f"{words} from {first.head} until {last.head}",
        lambda h, r: (first.plain("start", h, r), last.plain("end", h, r)),
    )


def both(one: Form, other: Form) -> Form:
    def ends(held: Held, rules: Rules) -> Ends:
        pairs = one.ends(held, rules), other.ends(held, rules)
        begins = [pair[0] for pair in pairs if pair[0] is not None]
        dues = [pair[1] for pair in pairs if pair[1] is not None]
        return max(begins, key=order, default=None), min(dues, key=order, default=None)

    return Form(f"{one.text} and {other.text}", ends)


def fixed(text: str, first: date, last: date) -> Form:
    return Form(text, lambda h, r: ((first, None), (last, None)))


# ---------------------------------------------------------------- the forms of the page


def points() -> Iterator[Part]:
    """One point of every kind, and those of which a convention was once forgotten."""
    yield from (Given(date(2020, 10, 10)), Of(), Of("start"), Of("end"))
    for unit, amount in (("days", 10), ("days", 1), ("days", 0), ("weeks", 2), ("months", 1)):
        yield from (Off(amount, unit, way) for way in ("before", "after"))
    for unit, amount in (("clear days", 3), ("working days", 4), ("working days", 0), ("days", 2)):
        yield from (Off(amount, unit, way) for way in ("before", "after"))
    inner = Off(3, "days", "after")
    yield from (Off(1, "weeks", "after", inner), Off(5, "days", "before", inner))
    yield Off(2, "days", "after", Turn("forward", inner))
    yield Off(2, "days", "before", Time(8 * 60, Off(4, "days", "before")))
    for word in ("earlier", "later"):
        yield Pick(word, (Given(date(2020, 10, 10)), Off(10, "days", "before")))
        yield Pick(word, (Off(4, "days", "after"), Time(9 * 60, Off(5, "days", "after"))))
        yield Pick(word, (inner, inner))
    for words in ROLL_WORDS:
        yield Turn(words, Off(12, "days", "before"))
    yield from (Time(17 * 60, Off(amount, "days", "after")) for amount in (2, 3, 4))
    yield Time(17 * 60, Turn("back", Off(12, "days", "before")))
    yield Turn("back", Time(17 * 60, Off(12, "days", "before")))
    yield Time(17 * 60, Pick("earlier", (Of(), Off(3, "days", "before"))))
    for words, find, way in PLACES:
        yield Place(words, find, Off(6, "days", "after"), way)
        yield Off(2, "days", "before", Place(words, find, Of(), way))


def forms() -> Iterator[Form]:
    """Every form of timing with every point that it may hold."""
    for point in points():
        yield from (by(point), before(point), after(point), since(point), on(point))
        yield from (at_once(point), between(point, Of()), between(Of(), point))
        yield from (lasting(point, Of(), "continuously"), lasting(Of(), point, "every Friday"))
        yield from (within_before(3, "days", point), within_of(2, "weeks", point))
        if isinstance(core(point), Off):
            yield alone(point)
        if isinstance(point, Off):
            yield either_way(point, 2)
            yield both(alone(point), by(Given(date(2020, 10, 17))))
    yield within_of(1, "months", Of())
    yield fixed("in 2020-10", date(2020, 10, 1), date(2020, 10, 31))
    yield Form("throughout c", lambda h, r: ((h.start, None), (h.end, None)))


FORMS = list(forms())
RULES = {
    "default": Rules(),
    "inclusive": Rules(before="inclusive", after="inclusive"),
    "clear": Rules(counting="clear days"),
    "clear-inclusive": Rules(counting="clear days", before="inclusive", immediately=2),
    "back": Rules(roll_before="preceding", roll_after="preceding"),
    "forward": Rules(roll_before="following", roll_after="following", immediately=4),
    "outward": Rules(roll_before="preceding", roll_after="following", before="inclusive"),
    "nearest": Rules(roll_before="nearest", roll_after="nearest"),
    "modified": Rules(roll_before="modified preceding", roll_after="modified following"),
    "sunday": Rules(week_starts=6),
    "least": Rules(least_working_days=2, roll_after="following"),
    "least-4": Rules(least_working_days=4, immediately=3, counting="clear days"),
    "all": Rules(
        *("inclusive", "exclusive", 3, "preceding", "following", "clear days", 3, 3, "same hour")
    ),
    "vn-civil-code-2015": Rules(roll_after="following"),
    "us-frcp-6": Rules(roll_before="preceding", roll_after="following", roll_hours="same hour"),
    "eu-1182-71": Rules(roll_after="following", least_working_days=2),
}
NAMED = ("vn-civil-code-2015", "us-frcp-6", "eu-1182-71")
LASTS = 3
OCTOBER = [date(2020, 10, 1) + k * ONE for k in range(31)]


def resolver_of(texts: Mapping[str, str], conventions: Any, expected: str | None) -> Resolver:
    plan = Plan(
        "reach",
        issued="2020-03-25",
        calendar="office",
        timezone="Asia/Ho_Chi_Minh",
        conventions=conventions,
        events=[Event("c", expected=expected, lasts=LASTS)],
        deadlines=[Deadline(name, when=text) for name, text in texts.items()],
    )
    return Resolver(plan, {"office": OFFICE})


def found_in(entry: Entry, name: str) -> Found | None:
    """Read a settled point of an entry, with its time."""
    window = entry.not_before if name == "not_before" else entry.due
    if window is None:
        return None
    time = dict(entry.times).get(name)
    return window.day, None if time is None else int(time[11:13]) * 60 + int(time[14:16])


def window_of(found: list[Found | None]) -> Window | None:
    days = [each[0] for each in found if each is not None]
    return Window(min(days), max(days)) if days else None


def check(all_forms: list[Form], rules: Rules, conventions: Any = None) -> None:
    """Hold known days and the window of a whole month against the enumeration."""
    made = {f"f{number}": form for number, form in enumerate(all_forms)}
    texts = {name: form.text for name, form in made.items()}
    resolver = resolver_of(texts, conventions or rules.written(), "in October 2020")
    ends: dict[str, list[Ends]] = {name: [] for name in made}
    for start in OCTOBER[: 31 - LASTS + 1]:
        held = Held(start, start + (LASTS - 1) * ONE)
        schedule = resolver.resolve({"c": f"{held.start}..{held.end}"})
        for name, form in made.items():
            expected = form.ends(held, rules)
            entry = schedule[name]
            assert (found_in(entry, "not_before"), found_in(entry, "due")) == expected, (
                form.text,
                held,
                rules,
            )
            ends[name].append(expected)
    schedule = resolver.resolve()
    for name, form in made.items():
        entry = schedule[name]
        windows = window_of([each[0] for each in ends[name]]), window_of([e[1] for e in ends[name]])
        assert (entry.not_before, entry.due) == windows, (form.text, rules)


@pytest.mark.slow
@pytest.mark.parametrize("name", RULES)
def test_every_form_under_every_convention(name: str) -> None:
    """Each form counts as the enumeration says, on each day of the event, and its window is exact."""
    rules = RULES[name]
    if name in NAMED:
        check(FORMS, rules, name)
    else:
        check(FORMS, rules)


def test_every_form_is_tried_often() -> None:
    """The forms are hundreds, and all conventions but defaults are among the rules."""
    assert len({form.text for form in FORMS}) > 700
    for choice in vars(Rules()):
        assert len({vars(rules)[choice] for rules in RULES.values()}) > 1, choice


# ---------------------------------------------------------------- hours


def hours() -> Iterator[Part]:
    """Points that count in hours from a known time, alone, compared, rolled, and inside others."""
    begin = Of("start")
    for amount in (30, 72, 1):
        for way in ("before", "after"):
            point = Off(amount, "hours", way, begin)
            yield from (point, Turn("forward", point), Turn("back", point))
            yield Pick("earlier", (point, Off(3, "days", "after", begin)))
            yield Pick("later", (Off(2, "days", "before", begin), point))
            yield from (Off(2, "days", way, point), Time(17 * 60, point))
    yield from (begin, Turn("back", Time(6 * 60, Off(4, "days", "after"))))
    yield Off(5, "hours", "after", Time(22 * 60, Off(1, "days", "after")))


def hour_forms() -> Iterator[Form]:
    for point in hours():
        yield from (by(point), before(point), after(point), on(point), between(point, point))
        yield from (lasting(point, point, "continuously"), both(by(point), since(point)))
        if isinstance(core(point), Off):
            yield alone(point)


@pytest.mark.parametrize("name", RULES)
def test_hours_under_every_convention(name: str) -> None:
    """Hours keep their minute under every convention; only `roll_hours` moves them, to the same hour."""
    rules = RULES[name]
    made = {f"f{number}": form for number, form in enumerate(hour_forms())}
    texts = {key: form.text for key, form in made.items()}
    resolver = resolver_of(texts, name if name in NAMED else rules.written(), None)
    for start in OCTOBER[:23]:
        held = Held(start, start + (LASTS - 1) * ONE, 9 * 60 + 30)
        schedule = resolver.resolve({"c": f"{held.start} 09:30..{held.end}"})
        for key, form in made.items():
            entry = schedule[key]
            found = found_in(entry, "not_before"), found_in(entry, "due")
            assert found == form.ends(held, rules), (form.text, held, rules)


# ---------------------------------------------------------------- forms inside forms


def drawn_points(depth: int) -> st.SearchStrategy[Part]:
    """Points of any kind, inside one another."""
    units = st.sampled_from(("days", "weeks", "months", "clear days", "working days"))
    way = st.sampled_from(("before", "after"))
    if depth == 0:
        return st.one_of(
            st.sampled_from((Of(), Of("start"), Of("end"))),
            st.builds(Given, st.dates(date(2020, 9, 1), date(2020, 11, 30))),
        )
    inner = drawn_points(depth - 1)
    minutes = st.integers(0, 24 * 4 - 1).map(lambda quarter: 15 * quarter)
    return st.one_of(
        inner,
        st.builds(Off, st.integers(0, 12), units, way, inner),
        st.builds(Off, st.integers(0, 12), units, way, inner),
        st.builds(Pick, st.sampled_from(("earlier", "later")), st.tuples(inner, inner)),
        st.builds(Turn, st.sampled_from(tuple(ROLL_WORDS)), inner),
        st.builds(Time, minutes, inner),
        st.builds(
            lambda place, part: Place(place[0], place[1], part, place[2]),
            st.sampled_from(PLACES),
            inner,
        ),
    )


@st.composite
def drawn_forms(draw: st.DrawFn) -> Form:
    point, other = draw(drawn_points(3)), draw(drawn_points(2))
    made = [by(point), before(point), after(point), since(point), on(point), at_once(point)]
    made += [between(point, other), lasting(point, other, "every 2 weeks")]
    made += [within_before(draw(st.integers(0, 20)), "days", point)]
    made += [within_of(draw(st.integers(0, 4)), draw(st.sampled_from(("weeks", "months"))), point)]
    if isinstance(core(point), Off):
        made.append(alone(point))
    if isinstance(point, Off):
        made.append(either_way(point, draw(st.integers(0, 5))))
    form = draw(st.sampled_from(made))
    return both(form, by(other)) if draw(st.integers(0, 5)) == 0 else form


def drawn_rules() -> st.SearchStrategy[Rules]:
    sides = st.sampled_from(("exclusive", "inclusive"))
    roll = st.sampled_from(("none", *ROLL_WORDS.values()))
    return st.builds(
        Rules,
        before=sides,
        after=sides,
        immediately=st.integers(0, 6),
        roll_before=roll,
        roll_after=roll,
        counting=st.sampled_from(("calendar", "clear days")),
        week_starts=st.integers(0, 6),
        least_working_days=st.integers(0, 4),
    )


@sized(60, 3_000)
@given(st.lists(drawn_forms(), min_size=4, max_size=12), drawn_rules())
def test_forms_inside_forms(drawn: list[Form], rules: Rules) -> None:
    """Whatever stands inside what, and whatever is chosen, every day and every window is that of the enumeration."""
    check(drawn, rules)


# ---------------------------------------------------------------- planted slips


def outermost_only(point: Any, conventions: Any) -> Any:
    """Count clear days in the outermost offset alone."""
    if conventions.counting != "clear days" or not isinstance(point, Shifted):
        return point
    return attrs.evolve(point, offset=point.offset.with_clear_days())


def inner_too(point: Any, conventions: Any) -> Any:
    """Roll the offsets inside as well."""
    if isinstance(point, Shifted) and isinstance(point.anchor, Shifted):
        point = attrs.evolve(point, anchor=inner_too(point.anchor, conventions))
    return counted_points.adjusted(point, conventions)


def not_compared(point: Any, conventions: Any) -> Any:
    """Leave alone what is compared."""
    if isinstance(point, Earlier | Later):
        return point
    return counted_points.adjusted(point, conventions)


def not_at_a_time(point: Any, conventions: Any) -> Any:
    """Leave alone what has a time of day."""
    if isinstance(point, At):
        return point
    return counted_points.adjusted(point, conventions)


def as_by(point: Any, conventions: Any) -> Any:
    """Roll the point itself, and then go a day back."""
    rolled_point = counted_points.adjusted(point, conventions)
    return Shifted(Offset(days=1), Direction.BEFORE, rolled_point)


@pytest.mark.parametrize(
    ("name", "slip", "rules"),
    [
        ("counted", outermost_only, "clear"),
        ("adjusted", inner_too, "outward"),
        ("adjusted", not_compared, "outward"),
        ("adjusted", not_at_a_time, "outward"),
        ("day_before", as_by, "back"),
        ("adjusted_around", lambda mid, by, _: Shifted(by, Direction.AFTER, mid), "outward"),
        ("counted_offset", lambda offset, _: offset, "clear"),
    ],
)
def test_a_slip_is_found(name: str, slip: Any, rules: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each likely slip gives another day than the enumeration in some form."""
    check(FORMS[::3], RULES[rules])
    monkeypatch.setattr(timings, name, slip)
    with pytest.raises(AssertionError):
        check(FORMS, RULES[rules])
