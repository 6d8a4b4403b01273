"""The calendars of a plan: what each name means, and how they combine.

| name | open days |
|---|---|
| `weekdays` | Monday to Friday, no holidays |
| `everyday` | every day |
| `VN`, `US`, `DE-BY` | working days of a country or a part of it, from the `holidays` package |
| a name of the plan | what its `CalendarSpec` says; it stands before a country of the same name |
| `A+B` | open when both are |
| `A~B` | open when either is; `+` binds tighter: `A~B+C` is `A` or (`B` and `C`) |

Source: names and combinations as in Strata `HolidayCalendarId`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache

import attrs

from relsched.dates.calendar_names import atoms, canonical_name, check_atom, joined, terms_of
from relsched.dates.calendar_spec import CalendarSpec
from relsched.dates.country_calendars import country_calendar
from relsched.dates.country_holidays import unknown_calendar
from relsched.dates.day_kinds import RULES, SATURDAY_AND_SUNDAY, Weekend
from relsched.dates.working_calendar import (
    WorkingCalendar,
    apply_spec,
    combined_calendar,
    weekly_calendar,
    with_weekend,
)
from relsched.errors import CalendarError, Path, Place
from relsched.messages.message import Message
from relsched.short_repr import short_repr

_SHADOWED = "!"  # before a name: what it means outside the plan's own calendar of that name
_DEEPEST = 64  # more is a slip; and a reason is looked for down to the lowest

_Key = tuple[str, Weekend | None]  # a name, and the weekend it is read with, None for its own


@lru_cache(maxsize=8)
def _rule(name: str) -> WorkingCalendar:
    return weekly_calendar(name, RULES[name])


def _to_ready(value: Mapping[str, WorkingCalendar] | None) -> Mapping[str, WorkingCalendar]:
    return {
        check_atom(name, name): attrs.evolve(calendar, name=name)
        for name, calendar in (value or {}).items()
    }


def _to_specs(value: Iterable[CalendarSpec]) -> tuple[CalendarSpec, ...]:
    return tuple(value)


@short_repr
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
    _built: dict[_Key, WorkingCalendar] = attrs.field(init=False, repr=False, factory=dict)
    _depth: dict[_Key, int] = attrs.field(init=False, repr=False, factory=dict)

    def __attrs_post_init__(self) -> None:
        for spec in self.specs:
            if spec.id in self._specs and self._specs[spec.id] is not spec:
                raise CalendarError(
                    Message("error calendar-repeated", id=spec.id),
                    code="calendar-repeated",
                    value=spec.id,
                    fix=Message("error calendar-repeated fix"),
                )

    @_specs.default
    def _by_id(self) -> dict[str, CalendarSpec]:
        return {spec.id: spec for spec in reversed(self.specs)}

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Calendars):
            return NotImplemented
        return self is other or (self.specs == other.specs and self.ready == other.ready)

    def __hash__(self) -> int:
        return hash(self.specs)

    def get(self, name: str) -> WorkingCalendar:
        """Give the calendar of a name or of a combination of names.

        Raises:
            UnknownCalendarError: `unknown-calendar`.
            CalendarError: `calendar-name`; `calendar-cycle` when specs are based
                on each other; `calendar-too-deep`; `calendar-no-range` when combined calendars
                share no day; `outside-calendar` when a spec closes or opens a day its base doesn't
                cover.
        """
        key: _Key = (canonical_name(name), None)
        if key not in self._built:
            self._make(key)
        return self._built[key]

    def outside(self) -> tuple[WorkingCalendar, ...]:
        """Give the calendars used so far that the plan doesn't define: countries', and those handed in ready."""
        found = {}
        for name, _ in self._built:
            bare = name.removeprefix(_SHADOWED)
            is_own = name in self._specs and not name.startswith(_SHADOWED)
            if bare not in RULES and not is_own and not {"+", "~"} & set(name):
                calendar = self._find(bare)
                if calendar is not None:
                    found[bare] = calendar
        return tuple(found[name] for name in sorted(found))

    def problems(self, names: Iterable[tuple[str, Path]]) -> Iterator[CalendarError]:
        """Go through what is wrong with some names, each given with the path at which it stands."""
        found: dict[str, CalendarError | None] = {}
        reported: set[str] = set()
        for name, path in names:
            if name not in found:
                found[name] = self._problem(name)
            problem = found[name]
            if problem is None:
                continue
            # A name can be repaired in each place that has it; all other problems have one cause.
            if problem.code == "unknown-calendar" or str(problem) not in reported:
                reported.add(str(problem))
                if problem.code == "calendar-no-range" and path[-1:] == ("base",):
                    path = (*path[:-1], "covers")
                moved = problem.moved_to(Place(path=path))
                assert isinstance(moved, CalendarError)
                yield moved

    def _problem(self, name: str) -> CalendarError | None:
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
                        Message("error calendar-too-deep", name=key[0]),
                        code="calendar-too-deep",
                        value=key[0],
                        why=Message("error calendar-too-deep why", most=_DEEPEST),
                    )
                self._built[key] = self._build(key)
                del path[key]
            elif base in path:
                raise self._cycle([*path][[*path].index(base) :])
            elif base not in self._built:
                path[base] = iter(self._bases(base))

    def _bases(self, key: _Key) -> tuple[_Key, ...]:
        """Give what a calendar is made from: the parts of a combination, the base of a spec."""
        name, weekend = key
        terms = terms_of(name)
        if len(terms) > 1:
            return tuple((joined([term]), weekend) for term in terms)
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
        return joined(
            tuple(_SHADOWED + atom if atom == spec.id else atom for atom in term)
            for term in terms_of(spec.base)
        )

    def _build(self, key: _Key) -> WorkingCalendar:
        name, weekend = key
        bases = tuple(self._built[base] for base in self._bases(key))
        if "~" in name or "+" in name:
            display_name = canonical_name(name.replace(_SHADOWED, ""))
            return combined_calendar(display_name, bases, "either" if "~" in name else "both")
        spec = self._specs.get(name)
        if spec is not None:
            if not bases:
                own = SATURDAY_AND_SUNDAY if spec.weekend is None else spec.weekend
                bases = (weekly_calendar(name, own if weekend is None else weekend),)
            return apply_spec(spec, bases[0])
        found = self._find(name.removeprefix(_SHADOWED))
        if found is None:
            raise unknown_calendar(name, (*self._specs, *self.ready))
        return found if weekend is None else with_weekend(found, weekend)

    def _find(self, name: str) -> WorkingCalendar | None:
        """Find what a name means outside the plan, or None."""
        if name in self.ready:
            return self.ready[name]
        return _rule(name) if name in RULES else country_calendar(name)

    def _cycle(self, path: list[_Key]) -> CalendarError:
        members = [name for name, _ in path if name in self._specs]
        steps = tuple(
            Message("error calendar-cycle step", name=name, base=self._specs[name].base or "")
            for name in members
        )
        return CalendarError(
            Message("error calendar-cycle"),
            code="calendar-cycle",
            value=" -> ".join([*members, members[0]]),
            why=Message("error calendar-cycle why", steps=steps),
            fix=Message("error calendar-cycle fix"),
        )
