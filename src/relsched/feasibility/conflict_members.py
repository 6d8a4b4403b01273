"""Members of a conflict: what each of its rules says, where it stands, and which bounds follow from it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cached_property

import attrs

from relsched.dates.days import Days, find_day
from relsched.dates.windows import Window
from relsched.engine.bounds import BoundEntry, Bounds
from relsched.engine.network import Network
from relsched.engine.program import EventNodes, Program
from relsched.engine.propagators import LOW, Rule
from relsched.engine.solution import Dates
from relsched.errors import Path
from relsched.explain.explainer import known_step, wait_steps, window_of
from relsched.explain.steps import Span, Step
from relsched.feasibility.conflict import Member
from relsched.plan.items import LANGUAGES, Deadline, Event
from relsched.plan.known_dates import Known
from relsched.plan.plan import Plan
from relsched.timing.timings import Both, Timing


class ConflictMembers:
    """Says the rules of one resolved plan, and the bounds that they give in a conflict.

    Args:
        dates: The dates of the plan, with what is known.
    """

    def __init__(self, dates: Dates) -> None:
        self.program: Program = dates.program
        self.values: Days = dates.values
        self.known: Mapping[str, Known] = dates.known
        self.plan: Plan = dates.plan

    def of_chain(
        self,
        core: frozenset[Rule],
        longer: frozenset[Rule],
        bounds: Bounds,
        chain: Iterable[BoundEntry],
        named: Iterable[str] = (),
    ) -> tuple[Member, ...]:
        """Give the rules of a set in the order of the chain, each with the bounds that follow from it.

        With them stand those that only make the conflict longer. Where an item is named first, its title stands
        with its id; `named` are those whose titles are given already.
        """
        steps_of_rule: dict[Rule, list[Step]] = {}
        for entry in chain:
            rule = bounds.network.rules[entry.rule]
            steps = steps_of_rule.setdefault(rule, [])
            if bounds.has_cycle or rule.kind == "known":
                continue  # going round, each day is only the next
            step = self._bound_step(bounds.network, entry.place, entry.side, entry.day)
            if step is not None and step not in steps:
                steps.append(step)
        rest = sorted(
            longer - set(steps_of_rule), key=lambda rule: (self.plan.positions[rule.item], rule)
        )
        found: list[Member] = []
        seen = set(named)
        for rule in (*steps_of_rule, *rest):
            if rule in longer and rule.kind != "holds":
                member = self._member(rule, tuple(steps_of_rule.get(rule, ())))
                step = member.step if rule.item in seen else member.step.titled(self.plan)
                seen.add(rule.item)
                found.append(attrs.evolve(member, step=step, adds=rule not in core))
        return tuple(found)

    @cached_property
    def _roles(self) -> dict[int, tuple[str, str]]:
        found: dict[int, tuple[str, str]] = {}
        for name, nodes in self.program.items.items():
            is_event = isinstance(nodes, EventNodes)
            for node, word in (
                (nodes.first, "start" if is_event else "begin"),
                (nodes.last, "end" if is_event else "due"),
                (nodes.counted, "end" if is_event else "due"),
            ):
                if node is not None:
                    found.setdefault(node, (name, word))
        return found

    def _bound_step(self, network: Network, place: int, side: int, value: int) -> Step | None:
        node = network.node_at(place)
        role = None if node is None else self._roles.get(node)
        day = find_day(value)
        if role is None or day is None:
            return None
        name, word = role
        end = "earliest" if side == LOW else "latest"
        return Step(f"so {word} {end}", name, None, {"day": day})

    def _member(self, rule: Rule, follows: tuple[Step, ...]) -> Member:
        item = self.plan.by_id[rule.item]
        source = item.source
        path = self.plan.paths.get(rule.item, ())
        step, key = self._step_and_path(rule, item)
        return Member(
            rule,
            step,
            (*path, *key) if path and key else (),
            None if source is None else source.row,
            None if source is None or rule.kind == "known" else source.phrase,
            follows,
        )

    def step_of(self, rule: Rule) -> Step:
        """Give what a rule says, as a sentence."""
        return self._step_and_path(rule, self.plan.by_id[rule.item])[0]

    def _step_and_path(self, rule: Rule, item: Event | Deadline) -> tuple[Step, Path]:
        """Give what a rule says, and the key at which it stands."""
        if rule.kind == "known":
            return self._known_step(rule.item), ()
        if isinstance(item, Event):
            if rule.kind == "expected":
                values = {"rule": item.expected}
                return Step("member expected", item.id, None, values), ("expected",)
            return Step("length", item.id, None, {"count": item.lasts}), ("lasts",)
        if rule.kind == "done":
            return Step("member done", item.id, None, {"day": item.done}), ("done",)
        if rule.kind == "takes":
            return Step("member takes", item.id, None, {"offset": item.takes}), ("takes",)
        if rule.kind == "after":
            wait = item.after[rule.index]
            steps = tuple(wait_steps(wait))
            sentences = {lang: "; ".join(step.text(lang) for step in steps) for lang in LANGUAGES}
            return Step("rule", item.id, None, {"rule": sentences}), ("after", rule.index)
        assert item.when is not None
        return Step("rule", item.id, None, {"rule": part_of(item.when, rule.index)}), ("when",)

    def _known_step(self, name: str) -> Step:
        nodes = self.program.items[name]
        known = self.known[name]
        if not isinstance(nodes, EventNodes):
            return known_step(name, known, window_of(self.values[nodes.counted]), None)
        first, last = window_of(self.values[nodes.first]), window_of(self.values[nodes.last])
        span = Span(first.day, last.day) if first.is_settled and last.is_settled else None
        return known_step(name, known, Window(first.earliest, last.latest), span)


def part_of(when: Timing, index: int) -> Timing:
    """Give the nth of several timings that are joined with `and`; the timing itself where it is one."""
    return when.timings[index] if isinstance(when, Both) else when
