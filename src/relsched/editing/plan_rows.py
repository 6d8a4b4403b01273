"""The phases, events and deadlines of a plan while references, waits and parts in them are replaced."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import attrs

from relsched.editing.waits import held, released
from relsched.plan import dependency_graph
from relsched.plan.items import Deadline, Event, Phase, Wait
from relsched.plan.plan import Plan
from relsched.timing.points import Edge, Point, Reference
from relsched.timing.rewriting import Replace, Substitution


def by_item(old: str, new: str) -> Callable[[str], Replace]:
    """Put one item instead of another, whoever names it."""

    def replace(point: Reference, _: Edge, __: bool) -> Point:
        return attrs.evolve(point, item=new) if point.item == old else point

    return lambda _: replace


# What becomes of a wait of an owner: another wait, or a point that takes the place of what it waits for.
Renew = Callable[[str, Wait], Wait | Point]


def renewed(names: Mapping[str, str]) -> Renew:
    """Let waits follow items to their new ids."""
    return lambda _, wait: attrs.evolve(wait, item=names.get(wait.item, wait.item))


@attrs.define
class PlanRows:
    """The phases, events and deadlines of a plan while they change, each under its old id."""

    plan: Plan
    is_event: Callable[[str], bool]
    phases: dict[str, Phase]
    rows: dict[str, Event | Deadline]
    behind: dict[str, list[Event | Deadline]] = attrs.field(factory=dict)

    def add(self, name: str, *items: Event | Deadline) -> None:
        """Put items behind another."""
        self.behind.setdefault(name, []).extend(items)

    def substitute(
        self, for_owner: Callable[[str], Replace], renewed: Renew, *, adds: bool = False
    ) -> None:
        """Put points instead of references everywhere: timings, waits, and the dates of phases."""
        for name, phase in self.phases.items():
            substitution = Substitution(for_owner(name), self.plan.conventions, self.is_event, adds)
            if phase.when is not None:
                self.phases[name] = attrs.evolve(phase, when=substitution.timing(phase.when))
        for name, item in self.rows.items():
            if isinstance(item, Event):
                substitution = Substitution(
                    for_owner(name), self.plan.conventions, self.is_event, adds
                )
                if item.expected is not None:
                    self.rows[name] = attrs.evolve(
                        item, expected=substitution.expected(item.expected)
                    )
                continue
            rules = self.plan.conventions_for(item)
            substitution = Substitution(for_owner(name), rules, self.is_event, adds)
            when = None if item.when is None else substitution.timing(item.when)
            waits: list[Wait] = []
            for wait in item.after:
                new = renewed(name, wait)
                if isinstance(new, Wait):
                    waits.append(new)
                else:
                    when = held(when, *released(wait, new, substitution))
            self.rows[name] = attrs.evolve(item, when=when, after=tuple(dict.fromkeys(waits)))

    def renew_parts(self, parts: Callable[[str, str], tuple[str, ...]]) -> None:
        """Put parts of events instead of parts: none, one or two."""
        for name, item in self.rows.items():
            if isinstance(item, Event) and item.parts:
                found = tuple(new for part in item.parts for new in parts(name, part))
                self.rows[name] = attrs.evolve(item, parts=found)

    def build(self) -> Plan:
        """Give the plan of these rows, in the order of the old one.

        Raises:
            RelschedError: What can't stand together.
        """
        items = [
            found
            for name, item in self.rows.items()
            for found in (item, *self.behind.get(name, ()))
        ]
        plan = attrs.evolve(
            self.plan,
            phases=tuple(self.phases.values()),
            events=tuple(item for item in items if isinstance(item, Event)),
            deadlines=tuple(item for item in items if isinstance(item, Deadline)),
        )
        dependency_graph.check(plan)
        return plan
