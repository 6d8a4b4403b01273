"""A tree of the grammar becomes timings, branch by branch.

A grammar names its rules after the methods of the parts of a `Builder`. Words of when something is (`when`)
become an anchor; directions, limits and amounts around it become a timing.
"""

from __future__ import annotations

from collections.abc import Callable
from inspect import isfunction
from typing import Any

from relsched.errors import RelschedError
from relsched.phrases.builder.amounts import Amounts
from relsched.phrases.builder.anchors import Anchors
from relsched.phrases.builder.attempt import Attempt
from relsched.phrases.builder.counted_timings import CountedTimings
from relsched.phrases.builder.directions import Directions
from relsched.phrases.builder.duties import Duties
from relsched.phrases.builder.events import Events
from relsched.phrases.builder.meanings import Sense, Unreadable
from relsched.phrases.builder.named_periods import Periods
from relsched.phrases.builder.ranges import Ranges
from relsched.phrases.builder.repetitions import Repetitions
from relsched.phrases.lexed_words import LexedWord
from relsched.timing.timings import Timing

_PARTS = (
    Events,
    Periods,
    Amounts,
    Ranges,
    Directions,
    CountedTimings,
    Repetitions,
    Duties,
)
# The part that has the method of a rule.
_PLACES = {
    rule: place
    for place, part in enumerate(_PARTS)
    for rule, method in vars(part).items()
    if isfunction(method) and not rule.startswith("_")
}


class Builder:
    """Builds the senses of one tree; what it says on the way is in its attempt."""

    def __init__(self, attempt: Attempt) -> None:
        self.attempt = attempt
        anchors = Anchors(attempt)
        events = Events(attempt, anchors)
        periods = Periods(attempt, anchors, events)
        amounts = Amounts(attempt)
        ranges = Ranges(anchors)
        directions = Directions(attempt, anchors)
        counted = CountedTimings(attempt, anchors, events, amounts)
        repetitions = Repetitions()
        duties = Duties(anchors, ranges, repetitions)
        self.anchors = anchors
        self.events = events
        self._parts = (
            events,
            periods,
            amounts,
            ranges,
            directions,
            counted,
            repetitions,
            duties,
        )

    def build(self, tree: Any) -> list[Sense]:
        """Give the senses of a tree, the best first.

        Raises:
            Unreadable: It means nothing that can be a timing.
        """
        try:
            found = self._value(tree)
        except RelschedError:
            raise Unreadable(None) from None
        if isinstance(found, Timing):
            found = [Sense(found)]
        assert isinstance(found, list)
        return found

    def _value(self, node: Any) -> Any:
        if not hasattr(node, "data"):
            return node
        children = [
            self._value(child)
            for child in node.children
            if not (isinstance(child, LexedWord) and child.value is None)
        ]
        action: Callable[..., Any] = self._action(str(node.data))
        return action(*children)

    def _action(self, rule: str) -> Callable[..., Any]:
        """Give the method of a rule."""
        action: Callable[..., Any] = getattr(self._parts[_PLACES[rule]], rule)
        return action
