"""Two versions of small plans, as plain tables of what they say, and a second way to find causes.

A version is a mapping: `("rule", "d2")` to the text of a timing, `("known", "e0")` to a known date, and so on.
So the differences of two versions are the keys under which they say something else, and taking one back is
putting the other's text there. `causes` does that for every difference and every item, each time resolving the
whole plan again: no graph, no candidates, nothing at a time, nothing kept.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from functools import cache
from typing import Any, cast

from hypothesis import strategies as st

from relsched import CalendarSpec, Deadline, Entry, Event, Plan, Schedule, Window, resolve
from relsched.errors import RelschedError
from relsched.plan.known_dates import Known, KnownLike
from relsched.timing.timings import Timing

Key = tuple[str, str]
Version = Mapping[Key, Any]

EVENTS = ("e0", "e1", "e2")
DEADLINES = ("d0", "d1", "d2", "d3", "d4")
FIRST = date(2026, 4, 1)
COVERS = Window(date(2025, 1, 1), date(2027, 12, 31))
DAYS_OFF = (*(date(2026, 4, n) for n in (6, 8, 15, 16, 27, 30)), date(2026, 5, 1))


def day(n: int) -> str:
    return (FIRST + timedelta(days=n)).isoformat()


@cache  # the same texts are drawn again and again
def _read(text: str | None) -> Timing | None:
    return None if text is None else Timing.parse(text)


def plan_of(version: Version) -> Plan:
    """Make the plan that a version says."""
    rows = [name for name in DEADLINES if ("rule", name) in version]
    return Plan(
        "versions",
        issued=version.get(("setting", "issued"), "2026-03-02"),
        calendar="office",
        calendars=[CalendarSpec("office", closed=version[("calendar", "office")], covers=COVERS)],
        conventions={
            name.removeprefix("conventions."): value
            for (kind, name), value in version.items()
            if kind == "setting" and name.startswith("conventions.")
        },
        events=[
            Event(
                name,
                f"Event {name}",
                expected=_read(version[("expected", name)]),
                lasts=version[("lasts", name)],
            )
            for name in EVENTS
        ],
        deadlines=[
            Deadline(
                name,
                version[("title", name)],
                _read(version[("rule", name)]),
                after=version[("after", name)] or (),
                conventions=version[("conventions", name)] or {},
            )
            for name in rows
        ],
    )


def known_of(version: Version) -> dict[str, KnownLike]:
    """Give what a version knows."""
    known: dict[str, KnownLike] = {}
    for (kind, name), value in version.items():
        if kind == "known" and value is not None:
            known[name] = cast(KnownLike, value)
        elif kind in ("pinned", "done") and value is not None and ("rule", name) in version:
            pin, done = version[("pinned", name)], version[("done", name)]
            known[name] = cast(KnownLike, _pinned_and_done(name, pin, done))
    return known


def _pinned_and_done(name: str, pin: str | None, done: str | None) -> object:
    return Known(name, start=pin, done=done)


def resolved(version: Version) -> Schedule:
    """Resolve a version from scratch."""
    return resolve(plan_of(version), known_of(version))


# ---------------------------------------------------------------- drawing


def _anchor(draw: st.DrawFn, number: int) -> str:
    names = (*EVENTS, *DEADLINES[:number])
    return draw(st.sampled_from(names))


@st.composite
def rules(draw: st.DrawFn, number: int) -> str | None:
    """Timings of the deadline of a number: counted from events and deadlines before it."""
    one, other = _anchor(draw, number), _anchor(draw, number)
    n = draw(st.integers(1, 12))
    m = n + draw(st.integers(1, 5))  # the points of `later of` must differ
    side, other_side = (draw(st.sampled_from(["before", "after"])) for _ in range(2))
    word = draw(st.sampled_from(["earlier", "later"]))
    return draw(
        st.sampled_from(
            [
                f"{n} days {side} {one}",
                f"{n} working days {side} {one}",
                f"{word} of {n} days {side} {one}, {m} days {other_side} {other}",
                f"before {one}",
                f"from {n} days after {one}",
                f"{n} days {side} {one} rolled forward",
                "before 2026-04-15",
                None,
            ]
        )
    )


def _waits(number: int) -> st.SearchStrategy[str | None]:
    names = [None, None, *EVENTS, *DEADLINES[:number]]
    return st.sampled_from(names)


@st.composite
def versions(draw: st.DrawFn) -> dict[Key, Any]:
    """Plans of three events and up to five deadlines, with what is known."""
    said: dict[Key, Any] = {("calendar", "office"): draw(_days_off())}
    for name in ("conventions.before", "conventions.after"):
        said["setting", name] = draw(st.sampled_from(["exclusive", "exclusive", "inclusive"]))
    for name in EVENTS:
        for kind, values in _event(name).items():
            said[kind, name] = draw(values)
    for number, name in enumerate(DEADLINES):
        for kind, values in _row(number).items():
            said[kind, name] = draw(values)
    return said


def _days_off() -> st.SearchStrategy[tuple[date, ...]]:
    return st.sets(st.sampled_from(DAYS_OFF), max_size=4).map(lambda days: tuple(sorted(days)))


def _event(name: str) -> dict[str, st.SearchStrategy[Any]]:
    near = st.integers(0, 40)
    span = st.builds(lambda n, k: f"{day(n)}..{day(n + k)}", near, st.integers(0, 4))
    window = st.builds(lambda n, k: f"from {day(n)} to {day(n + k)}", near, st.integers(5, 9))
    expected: list[str | None] = [None, "in 2026-04", "in 2026-05"]
    if name == "e2":
        expected.append("3 days after e0")
    return {
        "known": st.one_of(st.none(), span, span, window),
        "expected": st.sampled_from(expected),
        "lasts": st.sampled_from([None, 1, 3]),
    }


def _row(number: int) -> dict[str, st.SearchStrategy[Any]]:
    rare = st.sampled_from([None, None, None, day(9), day(20)])
    return {
        "rule": rules(number),
        "after": _waits(number),
        "conventions": st.sampled_from([None, None, None, {"before": "inclusive"}]),
        "title": st.sampled_from(["One", "Two"]),
        "pinned": rare,
        "done": st.sampled_from([None, None, None, None, day(7)]),
    }


@st.composite
def next_versions(draw: st.DrawFn, version: Version, most: int = 6) -> dict[Key, Any]:
    """The same plan with some things changed, each drawn again."""
    made = dict(version)
    for key in draw(st.lists(st.sampled_from(sorted(made)), max_size=most, unique=True)):
        kind, name = key
        if kind == "calendar":
            made[key] = draw(_days_off())
        elif kind == "setting":
            made[key] = draw(st.sampled_from(["exclusive", "inclusive"]))
        elif name in EVENTS:
            made[key] = draw(_event(name)[kind])
        else:
            made[key] = draw(_row(DEADLINES.index(name))[kind])
    return made


@st.composite
def without_rows(draw: st.DrawFn, version: Version) -> dict[Key, Any]:
    """The same plan without one or two deadlines that nothing names, if there are such."""
    made = dict(version)
    for name in draw(st.lists(st.sampled_from(DEADLINES), max_size=2, unique=True)):
        texts = [str(value) for (_, other), value in made.items() if other != name]
        if not any(name in text for text in texts):
            made = {key: value for key, value in made.items() if key[1] != name}
    return made


def is_possible(version: Version) -> bool:
    """Whether a version can be resolved: some things that are drawn contradict each other."""
    plan = plan_of(version)
    try:
        resolve(plan, known_of(version))
    except RelschedError:
        return False
    return True


@st.composite
def chains_of_versions(draw: st.DrawFn, count: int = 2) -> tuple[dict[Key, Any], ...]:
    """Versions of one plan that can each be resolved, each changed from the one before."""
    found = [draw(versions().filter(is_possible))]
    while len(found) < count:
        changed = draw(next_versions(found[-1]))
        if draw(st.booleans()):
            changed = draw(without_rows(changed))
        found.append(changed if is_possible(changed) else found[-1])
    return tuple(found)


# ---------------------------------------------------------------- the second way


def dates(entry: Entry) -> tuple[Any, ...]:
    """Give the dates of an entry."""
    return entry.not_before, entry.due


def differences(before: Version, after: Version) -> list[Key]:
    """Give the keys under which two versions say something else that dates may follow from."""
    keys = [key for key in before if key in after and before[key] != after[key]]
    return [key for key in keys if key[0] != "title"]


def with_back(base: Version, other: Version, keys: tuple[Key, ...]) -> dict[Key, Any]:
    """Put what another version says under some keys, and the rows that this names."""
    made = {**base, **{key: other[key] for key in keys}}
    while True:
        texts = [str(value) for value in made.values()]
        missing = [
            name
            for name in DEADLINES
            if ("rule", name) not in made and any(name in text for text in texts)
        ]
        if not missing:
            return made
        made |= {key: value for key, value in other.items() if key[1] in missing}


def causes(before: Version, after: Version) -> dict[str, set[Key]]:
    """Find for each event and deadline of both versions whose dates differ what they follow from."""
    changed = differences(before, after)
    old, new = _dates(before), _dates(after)
    moved = [name for name in new if name in old and old[name] != new[name]]
    tries = [
        {key: _dates(with_back(base, other, (key,))) for key in changed}
        for base, other in ((after, before), (before, after))
    ]
    found = {}
    for name in moved:
        alone = {key for key, these in tries[0].items() if these[name] != new[name]}
        put = {key for key, these in tries[1].items() if these[name] != old[name]}
        found[name] = alone or put
    return found


def _dates(version: Version) -> dict[str, tuple[Any, ...]]:
    return {entry.id: dates(entry) for entry in resolved(version).entries}
