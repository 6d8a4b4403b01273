"""Finding conflicts: what can't hold in a resolved plan, the smallest set of rules that makes it, and the cases.

Most conflicts show in the windows of a schedule: a deadline that is due before it can be begun. The others take
propagation: several deadlines that each have days left and can't be met together. Where bounds can't tell, because a
choice is in it or two dates hang on one event, the cases are gone through.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import cached_property, partial
from typing import Any

import attrs
import numpy as np

from relsched.dates.days import MINUS_INFINITY, OUTSIDE, PLUS_INFINITY, Days, day, find_day, number
from relsched.dates.windows import Window
from relsched.engine.constraints import Constraints
from relsched.engine.enumeration import Cases
from relsched.engine.evaluation import evaluate
from relsched.engine.maps import CHOICE
from relsched.engine.program import DeadlineNodes, EventNodes
from relsched.engine.propagation import BoundEntry, Bounds, Network
from relsched.engine.propagators import ABOVE, BELOW, ENDS, HIGH, LOW, Rule
from relsched.engine.solution import Dates
from relsched.errors import CalendarError, Path
from relsched.explain.explainer import known_step, wait_steps, window_of
from relsched.explain.steps import Span, Step
from relsched.feasibility.conflict import Case, Conflict, Explained, Member, Repair
from relsched.feasibility.repairs import Mender, least_change
from relsched.plan.items import LANGUAGES, Deadline, Event
from relsched.plan.plan import Plan
from relsched.timing.timings import Both, Timing

ANY = (
    10**7
)  # days: more than any calendar has, so that a rule that is loosened by them says nothing
_PIECES = 4  # of a set of very many rules, that are tried one by one
_FULLY_REDUCED = 60  # a set of more rules is reduced by halves only
_MAX_CONTEXT = 2_000  # points of a network with which repairs are tried


@attrs.frozen
class Found:
    """A conflict before it is explained: what is wrong with which items, in one sentence."""

    code: str
    items: tuple[str, ...]
    step: Step
    shortfall: int | None = None
    ends: tuple[int, int] | None = None
    core: frozenset[Rule] | None = None


# ---------------------------------------------------------------- finding


class Finder:
    """Finds and explains the conflicts of one resolved plan.

    Args:
        dates: The dates of the plan, with what is known.
    """

    def __init__(self, dates: Dates) -> None:
        self.dates = dates
        self.program = dates.program
        self.values = dates.values
        self.known = dates.known
        self.overridden = dates.overridden
        self.plan: Plan = dates.plan
        self._kept: tuple[Any, Network] | None = None

    @cached_property
    def constraints(self) -> Constraints:
        """The rules of the plan with what is known."""
        return Constraints(self.dates)

    @cached_property
    def passed_over(self) -> frozenset[Rule]:
        """Expectations of events that are known: a date fixed from outside wins."""
        return frozenset(
            Rule(name, "expected") for name in self.known if name in self.plan.all_events
        )

    @cached_property
    def domain(self) -> tuple[int, int]:
        """The days on which anything may lie: the plan's horizon, as far as its calendars reach."""
        horizon = self.plan.horizon
        assert horizon.earliest is not None
        assert horizon.latest is not None
        low, high = number(horizon.earliest), number(horizon.latest)
        first, last = low, high
        for map_ in self.program.maps:
            if map_.calendar is not None:
                calendar = map_.calendar
                first, last = max(first, number(calendar.first)), min(last, number(calendar.last))
        dated = self.values[self.program.dated]
        dated = dated[(dated > -(2**60)) & (dated < 2**60)]
        if dated.size and (dated.min() < first or dated.max() > last):
            return low, high
        return first, last

    def _pair(self, node: int) -> tuple[int, int]:
        low, high = self.values[node].tolist()
        return low, high

    # ------------------------------------------------------------ what is wrong

    @cached_property
    def own(self) -> tuple[Found, ...]:
        """What can't hold by an item's own dates alone, in the plan's order, before it is explained."""
        told: list[Found] = []
        for name, slots in self.program.items.items():
            found = (
                self._against_expected(self.plan.all_events[name], slots)
                if isinstance(slots, EventNodes)
                else self._impossible(name, slots)
            )
            if found is not None:
                told.append(found)
        return self._sorted(told)

    @cached_property
    def found(self) -> tuple[Found, ...]:
        """What certainly can't hold, alone or together, in the plan's order, before it is explained."""
        told = frozenset(name for found in self.own for name in found.items)
        return self._sorted([*self.own, *self._together(told)])

    def _sorted(self, told: Iterable[Found]) -> tuple[Found, ...]:
        return tuple(sorted(told, key=lambda found: self.plan.positions[found.items[0]]))

    def limit_of(self, name: str, slots: DeadlineNodes) -> int | None:
        """Give the node of the day by which a deadline must be finished; for an open one once it is pinned."""
        if slots.last is not None or slots.counted not in self.overridden:
            return slots.last
        known = self.known.get(name)
        fixed = known is not None and (known.start or known.end or known.within)
        return slots.counted if fixed else None

    def _impossible(self, name: str, slots: DeadlineNodes) -> Found | None:
        limit = self.limit_of(name, slots)
        nodes = slots.soonest
        if limit is None or not nodes:
            return None
        soonest = max(self._pair(node)[0] for node in nodes)
        due = self._pair(limit)[1]
        first, last = find_day(soonest), find_day(due)
        if first is None or last is None or soonest <= due or OUTSIDE in (soonest, due):
            return None
        values = {"first": first, "last": last, "count": soonest - due}
        begins = slots.first is not None and soonest == self._pair(slots.first)[0]
        word = "conflict empty" if begins else "conflict unfinished"
        step = Step(word, name, None, values)
        return Found("impossible", (name,), step, soonest - due, (due, soonest))

    def _against_expected(self, event: Event, slots: EventNodes) -> Found | None:
        if slots.lowest is None or slots.highest is None or event.expected is None:
            return None
        low, high = self._pair(slots.lowest)[0], self._pair(slots.highest)[1]
        starts, ends = self._pair(slots.first)[1], self._pair(slots.last)[0]
        if starts >= low and ends <= high:
            return None
        first, last = window_of(self.values[slots.first]), window_of(self.values[slots.last])
        window = Window(first.earliest, last.latest)
        values: dict[str, Any] = {"rule": event.expected}
        if first.is_settled and last.is_settled:
            values["dates"] = Span(first.day, last.day)
        step = Step("conflict expected", event.id, window, values)
        missed = max(low - starts, ends - high)
        edge = (high, ends) if ends - high >= low - starts else (starts, low)
        return Found("against-expectation", (event.id,), step, missed, edge)

    # ------------------------------------------------------------ several together

    @cached_property
    def open(self) -> tuple[str, ...]:
        """Deadlines with two ends that aren't both settled, in the plan's order: only these depend on what happens."""
        found = []
        for name, slots in self.program.items.items():
            if isinstance(slots, EventNodes) or slots.last is None:
                continue
            nodes = slots.soonest
            if not nodes:
                continue
            pairs = [self._pair(node) for node in (*nodes, slots.last)]
            if all(low == high for low, high in pairs) or self.never_fails(slots):
                continue
            if any(OUTSIDE in pair for pair in pairs):
                continue
            found.append(name)
        return tuple(found)

    def never_fails(self, slots: DeadlineNodes) -> bool:
        """Tell of the commonest rule, from a point to so long after it, that its ends can't miss each other."""
        if slots.finish is not None or slots.not_finished_before or len(slots.not_before) != 1:
            return False
        start = slots.not_before[0].node
        if len(slots.due) != 1:
            return False
        end = slots.due[0].node
        if start == end:
            return True
        if self.program.inputs[end] != (start,):
            return False
        least, _ = self.program.maps[end].displacement(self.program.amounts[end])
        return least >= 0

    def _together(self, told: frozenset[str]) -> Iterator[Found]:
        """Find what can't hold in any case although each deadline has days left, one conflict after another."""
        held = [name for name in self.open if name not in told]
        events = [name for name in self.expected if name not in told]
        network = self.whole(held, events=events)
        let_go: dict[int, Days] = {}  # rules by their numbers, and how much they are loosened
        while held or events:
            bounds = network.propagate(within=self.domain, slack=let_go)
            if not bounds.is_contradicted:
                break
            core = self.reduced(self._rules_of(bounds, let_go=let_go))
            kind = "holds" if any(rule.kind == "holds" for rule in core) else "expected"
            items = tuple(
                sorted(
                    (rule.item for rule in core if rule.kind == kind),
                    key=self.plan.positions.__getitem__,
                )
            )
            if not items:
                break
            yield self._found_together(core, items)
            (held if kind == "holds" else events).remove(items[-1])
            let_go[network.rules.index(Rule(items[-1], kind))] = np.asarray(ANY)
        yield from self._in_every_case(held)

    @property
    def expected(self) -> Iterator[str]:
        """Events that aren't known and of which something is expected, in the plan's order."""
        for name, event in self.plan.all_events.items():
            if event.expected is not None and name not in self.known:
                yield name

    def _found_together(self, core: frozenset[Rule], items: tuple[str, ...]) -> Found:
        short = self.shortfall(core)
        values: dict[str, Any] = {"items": ", ".join(f"`{name}`" for name in items)}
        if items[0] in self.plan.all_events:
            word = "conflict expectations"
            if short is not None:
                word, values = f"{word} short", values | {"count": short}
            step = Step(word, None, None, values)
            return Found("against-expectation", items, step, short, None, core)
        if short is None:
            step = Step(
                "conflict never" if len(items) == 1 else "conflict never together",
                None,
                None,
                values,
            )
        else:
            word = "conflict each case" if len(items) == 1 else "conflict together"
            step = Step(word, None, None, values | {"count": short})
        return Found("impossible", items, step, short, None, core)

    def whole(
        self,
        names: Sequence[str],
        assumed: Mapping[int, tuple[int, int]] | None = None,
        events: Sequence[str] = (),
    ) -> Network:
        """Make the network of all that some deadlines hang on, which must be met, and of some events."""
        return self.constraints.network(
            as_due=True,
            items=[*events, *names],
            held=names,
            without=self.passed_over,
            assumed=assumed,
        )

    def _rules_of(
        self,
        bounds: Bounds,
        assumed: Mapping[int, tuple[int, int]] | None = None,
        let_go: Collection[int] = (),
    ) -> frozenset[Rule]:
        """Give rules that can't all hold: those behind a contradiction, or all where these are too few.

        A circle that rests nowhere may be pushed on by one rule here and by another there.
        """
        core = bounds.core()
        if not self.can_hold(core, assumed):
            return core
        rules = enumerate(bounds.network.rules)
        return frozenset(rule for number, rule in rules if number not in let_go)

    def _in_every_case(self, held: list[str]) -> Iterator[Found]:
        """Go through the cases where bounds alone can't tell: a choice is in it that bounds don't make."""
        for name in held:
            if self._hangs_on_anything(name):
                continue
            network = self.whole([name])
            if not network.is_open:
                continue
            cases = self.cases([name])
            if cases is None or not cases.count or not cases.fails(name).all():
                continue
            core = self.reduced(frozenset(network.rules))
            yield self._found_together(core, (name,))

    @cached_property
    def _boundless(self) -> list[bool]:
        """For each node of the program, whether it hangs on a day that may be any at all."""
        program = self.program
        found: list[bool] = []
        unbounded = set(np.flatnonzero((np.abs(self.values) >= PLUS_INFINITY).any(axis=1)).tolist())
        for node, inputs in enumerate(program.inputs):
            if node in self.overridden:
                found.append(False)
            elif program.maps[node] is CHOICE and inputs[0] != inputs[1] and node in unbounded:
                found.append(True)
            else:
                found.append(any(found[each] for each in inputs))
        return found

    def _hangs_on_anything(self, name: str) -> bool:
        """Tell whether the cases of a deadline can't be gone through, there being no end of them."""
        slots = self.program.deadlines[name]
        assert slots.last is not None
        return any(self._boundless[node] for node in (*slots.soonest, slots.last))

    def cases(self, names: Iterable[str], rules: frozenset[Rule] | None = None) -> Cases | None:
        """Go through what may happen to some deadlines; None where that is more than can be gone through."""
        return Cases.of(self.constraints, names, rules, self.passed_over)

    # ------------------------------------------------------------ smallest sets

    def network(self, rules: Iterable[Rule], extra: Mapping[int, tuple[int, int]]) -> Network:
        """Make the network of some rules alone; the last one is kept, since it is asked for often."""
        chosen = frozenset(rules)
        key = (chosen, tuple(sorted(extra.items())))
        if self._kept is None or self._kept[0] != key:
            self._kept = key, self._network(chosen, extra)
        return self._kept[1]

    def _network(self, chosen: frozenset[Rule], extra: Mapping[int, tuple[int, int]]) -> Network:
        names = [rule.item for rule in sorted(chosen) if rule.kind == "holds"]
        names = names or [rule.item for rule in sorted(chosen)]
        return self.constraints.network(as_due=True, rules=chosen, items=names, assumed=extra)

    def can_hold(
        self,
        rules: Iterable[Rule],
        assumed: Mapping[int, tuple[int, int]] | None = None,
    ) -> bool:
        """Tell whether some rules can all hold."""
        return self._contradicted(frozenset(rules), assumed) is None

    def _contradicted(
        self,
        rules: frozenset[Rule],
        assumed: Mapping[int, tuple[int, int]] | None = None,
        *,
        loosen: int = 0,
    ) -> frozenset[Rule] | None:
        """Give those of some rules of which it shows that they can't all hold; None where they can.

        Args:
            rules: The rules.
            assumed: For nodes of the program, days between which they are taken to lie.
            loosen: By how many days deadlines may be later than they are due.
        """
        network = self.network(rules, assumed or {})
        bounds = network.propagate(within=self.domain, slack=_loosened(network, loosen))
        if bounds.is_contradicted:
            return bounds.core()
        if network.is_open and not assumed and not loosen:
            names = [rule.item for rule in rules if rule.kind == "holds"]
            cases = self.cases(names, rules) if names else None
            if cases is not None and cases.count:
                fails = cases.fails(names[0])
                for name in names[1:]:
                    fails |= cases.fails(name)
                return rules if bool(fails.all()) else None
        return None

    def reduced(
        self,
        core: frozenset[Rule],
        assumed: Mapping[int, tuple[int, int]] | None = None,
        *,
        loosen: int = 0,
    ) -> frozenset[Rule]:
        """Drop rules from a set that can't hold until each that is left is needed.

        Of a set of very many, as of a chain each rule of which passes a bound on, only pieces are tried.

        Args:
            core: The set.
            assumed: For nodes of the program, days between which they are taken to lie.
            loosen: By how many days deadlines may be later than they are due, which doesn't help either.
        """
        kinds = ("known", "done", "lasts", "expected")
        order = sorted(
            core,
            key=lambda rule: (
                kinds.index(rule.kind) if rule.kind in kinds else len(kinds),
                rule.kind == "holds",
                self.plan.positions[rule.item],
                rule,
            ),
        )
        size = max(1, len(order) // 2) if len(order) > _FULLY_REDUCED else 1
        while True:
            start = 0
            while start < len(order) and len(order) > 1:
                rest = order[:start] + order[start + size :]
                kept = frozenset(rest)
                left = self._contradicted(kept, assumed, loosen=loosen) if rest else None
                if left is None:
                    start += size
                    continue
                # What is left names a set of its own, of which much else may be no part; it can hold for
                # what bounds don't say, such as a choice, and then all of the rest stays.
                smaller = [rule for rule in rest if rule in left]
                kept = frozenset(smaller)
                if len(smaller) < len(rest) and not self._contradicted(
                    kept, assumed, loosen=loosen
                ):
                    smaller = rest
                start = sum(rule in left for rule in order[:start]) if smaller != rest else start
                order = smaller
            if size == 1:
                return frozenset(order)
            if len(order) <= _FULLY_REDUCED:
                size = 1
            elif (size := size // 2) <= len(order) // _PIECES:
                return frozenset(order)

    def shortfall(self, core: frozenset[Rule]) -> int | None:
        """Give by how many days the ends miss each other: the least by which one deadline had to be later."""
        held = [rule for rule in sorted(core) if rule.kind in ("holds", "expected")]
        spans = [rule for rule in held if rule.kind == "holds"] or held
        network = self.network(core, {})
        loss, rules = network.propagate(within=self.domain).loss
        told = loss > 0 and all(rules[network.rules.index(rule)] == 1 for rule in spans)
        # In a circle of days that loses so many each time round none of them would do with less.
        if told and least_change(network, self.domain, spans[0], guess=loss) == loss:
            return loss
        # An expectation gives way at one of its ends; a deadline only by being due later.
        ends: dict[str, tuple[tuple[int, ...], ...]] = {"expected": ((BELOW,), (ABOVE,))}
        found = [
            least_change(network, self.domain, rule, ends=each)
            for rule in spans
            for each in ends.get(rule.kind, (ENDS,))
        ]
        return min((days for days in found if days is not None), default=None)

    # ------------------------------------------------------------ explaining

    def certain(self) -> Iterator[Conflict]:
        """Go through what can't hold in any case."""
        for found in self.found:
            yield Conflict(
                found.code,
                found.items,
                found.step,
                shortfall=found.shortfall,
                calendar=self.plan.calendar,
                explain=partial(self._explained, found),
            )

    def _explained(self, found: Found) -> Explained:
        """Work out the set of a conflict, its chain and its repairs."""
        short = found.shortfall
        whole = self._context(found)
        core = longer = found.core
        loosen = 0
        if longer is None and short is not None and short > 1:
            longer, loosen = self._longest(whole, short), short - 1
        if longer is None:
            core, loosen = self._core(whole), 0
            longer = core
        elif core is None:
            core = self.reduced(longer)
        assert core is not None
        network = self.network(longer, {})
        bounds = network.propagate(within=self.domain, slack=_loosened(network, loosen))
        chain = _chain_of(longer, bounds)
        return Explained(
            self.members(core, longer, bounds, chain),
            self._repairs(core, network, chain, self._around(found, core, whole), short),
            None if short is None else self._working_days(found.ends, bounds, short),
            short if longer == core else self.shortfall(core),
        )

    def _longest(self, network: Network, short: int) -> frozenset[Rule] | None:
        """Give rules each of which is needed for the ends to miss each other by so many days."""
        slack = _loosened(network, short - 1)
        bounds = network.propagate(within=self.domain, slack=slack)
        if not bounds.is_contradicted:
            return None  # what bounds don't say is in it, such as a choice
        found = bounds.core()
        if self._contradicted(found, loosen=short - 1) is None:
            return None
        return self.reduced(found, loosen=short - 1)

    def _context(self, found: Found) -> Network:
        """Make the network of all that the items of a conflict hang on."""
        if found.code == "impossible":
            return self.whole(found.items)
        own = frozenset(Rule(name, "expected") for name in found.items)
        return self.constraints.network(
            as_due=True, items=found.items, held=[], without=self.passed_over - own
        )

    def _around(self, found: Found, core: frozenset[Rule], whole: Network) -> Network:
        """Make the network of what a repair mustn't break: whatever the rules of a set are of must be met as well."""
        if found.code != "impossible" or whole.size > _MAX_CONTEXT:
            return whole
        concerned = {rule.item for rule in core}
        failing = {name for other in self.found for name in other.items}
        nodes = self.program.items
        others = concerned - failing
        held = [name for name in nodes if name in others and nodes[name].soonest]
        return self.whole([*found.items, *held])

    def _core(self, network: Network) -> frozenset[Rule]:
        bounds = network.propagate(within=self.domain)
        if not bounds.is_contradicted:
            # Times of day are in it, which bounds don't go back through: all that it hangs on is named.
            return frozenset(network.rules)
        return self.reduced(self._rules_of(bounds))

    def _repairs(
        self,
        core: frozenset[Rule],
        alone: Network,
        chain: Iterable[BoundEntry],
        whole: Network,
        short: int | None,
    ) -> tuple[Repair, ...]:
        """Give the repairs of a conflict, with all rules in view where these aren't too many."""
        sides: dict[Rule, set[int]] = {}
        for entry in chain:
            rule = alone.rules[entry.rule]
            # A bound that went back to what is counted from is the other end of its own.
            is_own = alone.owners[entry.place] == rule.item
            sides.setdefault(rule, set()).add(entry.side if is_own else HIGH + LOW - entry.side)
        told = {rule: frozenset(each) for rule, each in sides.items()}
        # Items that fail for reasons of their own are let go, and then the others may not fail any more.
        if whole.size <= _MAX_CONTEXT and whole.propagate(within=self.domain).is_contradicted:
            found = self._mender.repairs(core, told, whole, short or 1)
            if found:
                return found
        return self._mender.repairs(core, told, alone, short or 1)

    @cached_property
    def _mender(self) -> Mender:
        return Mender(self.dates, self.domain, self._broken)

    def _broken(self, moved: Mapping[int, int | Days]) -> tuple[str, ...]:
        """Give the items that come into conflict by their own dates when some nodes move by so many days."""
        if not moved or self.program.size > _MAX_CONTEXT:
            return ()
        if any(abs(self._pair(n)[0]) >= 2**59 for n in moved):
            return ()
        shifted = {node: self.values[node] + days for node, days in moved.items()}
        overridden = {**self.overridden, **shifted}
        values = evaluate(self.program, overridden)
        then = Finder(attrs.evolve(self.dates, values=values, overridden=overridden))
        now = {name for found in self.own for name in found.items}
        return tuple(name for found in then.own for name in found.items if name not in now)

    def _working_days(self, ends: tuple[int, int] | None, bounds: Bounds, short: int) -> int | None:
        """Count the open days after the end that comes too soon, up to the one that comes too late."""
        if ends is None:
            chosen = [
                (int(bounds.high[place, 0]), int(bounds.low[place, 0]))
                for node, place in bounds.network.nodes.items()
                if node in self.constraints.cuts
                and bounds.low[place, 0] - bounds.high[place, 0] == short
            ]
            if not chosen:
                return None
            ends = chosen[0]
        calendar = self.program.calendars.get(self.plan.calendar)
        try:
            return calendar.working_days_between(day(ends[0] + 1), day(ends[1] + 1))
        except (CalendarError, ValueError, OverflowError):
            return None

    # ------------------------------------------------------------ members

    def members(
        self,
        core: frozenset[Rule],
        longer: frozenset[Rule],
        bounds: Bounds,
        chain: Iterable[BoundEntry],
    ) -> tuple[Member, ...]:
        """Give the rules of a set in the order of the chain, each with the bounds that follow from it.

        With them stand those that only make the conflict longer.
        """
        told: dict[Rule, list[Step]] = {}
        for entry in chain:
            rule = bounds.network.rules[entry.rule]
            steps = told.setdefault(rule, [])
            if bounds.is_circle or rule.kind == "known":
                continue  # going round, each day is only the next
            step = self._bound_step(bounds.network, entry.place, entry.side, entry.day)
            if step is not None and step not in steps:
                steps.append(step)
        rest = sorted(longer - set(told), key=lambda rule: (self.plan.positions[rule.item], rule))
        found = (
            attrs.evolve(self._member(rule, tuple(told.get(rule, ()))), adds=rule not in core)
            for rule in (*told, *rest)
            if rule in longer and rule.kind != "holds"
        )
        return tuple(found)

    @cached_property
    def _roles(self) -> dict[int, tuple[str, str]]:
        found: dict[int, tuple[str, str]] = {}
        for name, slots in self.program.items.items():
            is_event = isinstance(slots, EventNodes)
            for node, word in (
                (slots.first, "start" if is_event else "begin"),
                (slots.last, "end" if is_event else "due"),
                (slots.counted, "end" if is_event else "due"),
            ):
                if node is not None:
                    found.setdefault(node, (name, word))
        return found

    def _bound_step(self, network: Network, place: int, side: int, value: int) -> Step | None:
        node = network.node_at(place)
        role = None if node is None else self._roles.get(node)
        shown = find_day(value)
        if role is None or shown is None:
            return None
        name, word = role
        end = "earliest" if side == LOW else "latest"
        return Step(f"so {word} {end}", name, None, {"day": shown})

    def _member(self, rule: Rule, follows: tuple[Step, ...]) -> Member:
        item = self.plan.by_id[rule.item]
        source = item.source
        path = self.plan.paths.get(rule.item, ())
        step, key = self._said(rule, item)
        return Member(
            rule,
            step,
            (*path, *key) if path and key else (),
            None if source is None else source.row,
            None if source is None or rule.kind == "known" else source.phrase,
            follows,
        )

    def said(self, rule: Rule) -> Step:
        """Give what a rule says, as a sentence."""
        return self._said(rule, self.plan.by_id[rule.item])[0]

    def _said(self, rule: Rule, item: Event | Deadline) -> tuple[Step, Path]:
        """Give what a rule says, and the key at which it stands."""
        if rule.kind == "known":
            return self._known_said(rule.item), ()
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
            said = tuple(wait_steps(wait))
            told = {lang: "; ".join(step.text(lang) for step in said) for lang in LANGUAGES}
            return Step("rule", item.id, None, {"rule": told}), ("after", rule.index)
        assert item.when is not None
        return Step("rule", item.id, None, {"rule": part_of(item.when, rule.index)}), ("when",)

    def _known_said(self, name: str) -> Step:
        slots = self.program.items[name]
        known = self.known[name]
        if not isinstance(slots, EventNodes):
            return known_step(name, known, window_of(self.values[slots.counted]), None)
        first, last = window_of(self.values[slots.first]), window_of(self.values[slots.last])
        span = Span(first.day, last.day) if first.is_settled and last.is_settled else None
        return known_step(name, known, Window(first.earliest, last.latest), span)

    # ------------------------------------------------------------ what may come to be one

    def possible(self, told: frozenset[str]) -> Iterator[Conflict]:
        """Go through conflicts that come about in some cases and not in others, in the plan's order.

        Args:
            told: Deadlines that are in conflict anyway.
        """
        for name in self.open:
            if name in told:
                continue
            slots = self.program.deadlines[name]
            assert slots.last is not None
            soonest = max(self._pair(node)[1] for node in slots.soonest)
            if soonest <= self._pair(slots.last)[0]:
                continue  # whatever happens, the ends can't miss each other
            found = self._possible(name)
            if found is not None:
                yield found

    def _possible(self, name: str) -> Conflict | None:
        cases = self.cases([name])
        if cases is not None and cases.count:
            fails = cases.fails(name)
            failing = int(fails.sum())
            if not failing:
                return None
            short = cases.shortfall(name)
            told = tuple(Case(run.item, run.edge, run.window, run.sure) for run in cases.runs(name))
            step = Step("conflict possible", name, None, {"count": short})
            return Conflict(
                "impossible",
                (name,),
                step,
                is_certain=False,
                shortfall=short,
                calendar=self.plan.calendar,
                cases=told,
                counted=(failing, cases.count),
                explain=partial(self._explained_case, name, cases.worst(name), short),
            )
        return self._possible_by_bounds(name)

    def _explained_case(
        self, name: str, assumed: Mapping[int, tuple[int, int]], short: int
    ) -> Explained:
        network = self.whole([name], assumed)
        bounds = network.propagate(within=self.domain)
        if not bounds.is_contradicted:
            return Explained()
        core = self.reduced(self._rules_of(bounds, assumed), assumed)
        bounds = self.network(core, assumed).propagate(within=self.domain)
        chain = _chain_of(core, bounds)
        return Explained(
            self.members(core, core, bounds, chain),
            self._repairs(core, bounds.network, chain, network, short),
        )

    def _possible_by_bounds(self, name: str) -> Conflict | None:
        """Compare what may happen with what may happen if the deadline is to be met."""
        loose = self.constraints.network(
            as_due=True, items=[name], held=[], without=self.passed_over
        ).propagate()
        tight = self.whole([name]).propagate()
        if tight.is_contradicted:
            return None
        told: list[Case] = []
        for node, place in tight.network.nodes.items():
            owner = self.constraints.cuts.get(node)
            if (
                owner is None
                or owner not in self.plan.all_events
                or node not in loose.network.nodes
            ):
                continue
            slots = self.program.events[owner]
            edge = "start" if node == slots.first else "end"
            other = loose.network.nodes[node]
            before = int(loose.low[other, 0]), int(loose.high[other, 0])
            after = int(tight.low[place, 0]), int(tight.high[place, 0])
            if before[0] < after[0]:
                told.append(Case(owner, edge, _window(before[0], after[0] - 1)))
            if before[1] > after[1]:
                told.append(Case(owner, edge, _window(after[1] + 1, before[1])))
        told = _distinct(told, self.plan)
        if not told:
            return None
        step = Step("conflict possible unknown", name)
        return Conflict(
            "impossible",
            (name,),
            step,
            is_certain=False,
            cases=tuple(told),
            is_exact=False,
            calendar=self.plan.calendar,
        )


def _chain_of(core: frozenset[Rule], bounds: Bounds) -> tuple[BoundEntry, ...]:
    """Give the bounds behind a contradiction that a rule set, in their order; none where bounds don't show it."""
    if not bounds.is_contradicted:
        return ()
    return tuple(entry for entry in bounds.told(_concerned(core)) if entry.rule >= 0)


def _loosened(network: Network, days: int) -> dict[int, Days]:
    """Let all deadlines of a network be later than they are due by some days."""
    if not days:
        return {}
    held = enumerate(network.rules)
    return {number: np.asarray(days) for number, rule in held if rule.kind == "holds"}


def _concerned(core: Iterable[Rule]) -> frozenset[str]:
    """Give the items of a set that can't be met: those whose windows empty."""
    items = frozenset(rule.item for rule in core if rule.kind == "holds")
    return items or frozenset(rule.item for rule in core if rule.kind == "expected")


def _window(low: int, high: int) -> Window:
    return Window(
        None if low <= MINUS_INFINITY else find_day(low),
        None if high >= PLUS_INFINITY else find_day(high),
    )


def _distinct(cases: list[Case], plan: Plan) -> list[Case]:
    """Leave out the other edge of an event where its length makes both the same."""
    found: list[Case] = []
    for case in cases:
        event = plan.all_events[case.item]
        earlier = [other for other in found if other.item == case.item]
        same = event.lasts is not None and any(
            (other.window.earliest is None) == (case.window.earliest is None) for other in earlier
        )
        if not same:
            found.append(case)
    return found


def part_of(when: Timing, index: int) -> Timing:
    """Give the nth of several timings that are joined with `and`; the timing itself where it is one."""
    return when.timings[index] if isinstance(when, Both) else when
