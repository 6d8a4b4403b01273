"""Events become anchors: those of a plan, their openings and closings, and those that nobody has declared."""

from __future__ import annotations

from typing import Any

import attrs

from relsched.dates.offsets import Direction, Offset
from relsched.phrases.builder.anchors import Anchors
from relsched.phrases.builder.attempt import Attempt
from relsched.phrases.builder.meanings import EVENT_KINDS, Anchor, Unreadable
from relsched.phrases.lexed_words import LexedWord
from relsched.phrases.readings import Note, Proposed
from relsched.plan.ids import slug
from relsched.timing.parsing import GRAMMAR
from relsched.timing.points import Edge, Point, Reference, Shifted
from relsched.timing.timings import On

# Words of timings, which can't be ids.
_NO_IDS = frozenset(GRAMMAR.keywords) | {"first", "issued", "second"}


@attrs.frozen
class Events:
    """Gives names of events, and of their openings and closings, as anchors."""

    attempt: Attempt
    anchors: Anchors

    def event(self, word: LexedWord) -> Anchor:
        """An event of the plan."""
        return self.anchors.of_event(word.value)

    def event_edge(self, event: LexedWord, edge: LexedWord) -> Anchor:
        """An event whose opening or closing is meant."""
        return self.with_edge(self.event(event), Edge(edge.value))

    def event_of(self, edge: LexedWord, event: Any) -> Anchor:
        """A name that means the opening of one event, said of another: the opening of that one."""
        meant: Reference = edge.value
        if meant.edge is None:
            raise Unreadable(None)
        return self.with_edge(self.anchors.anchor(event), meant.edge)

    def eve(self, when: Any) -> Anchor:
        """The day before something."""
        point = Shifted(Offset(days=1), Direction.BEFORE, self.anchors.anchor(when).begin)
        return Anchor(point, point, On(point), "day")

    def with_edge(self, event: Anchor, edge: Edge) -> Anchor:
        """Take the opening or closing of an event."""
        if not isinstance(event.begin, Reference):
            raise Unreadable(None)
        if event.kind == "edge" and isinstance(event.begin, Reference):
            return event  # a name that tells its edge keeps it
        point = Reference(event.begin.item, edge)
        return Anchor(point, point, On(point), "edge")

    def edge(self, edge: LexedWord) -> Anchor:
        """An opening or closing alone: of the main event."""
        main = self.main()
        point = Reference(main, Edge(edge.value))
        return Anchor(point, point, On(point), "edge")

    def main(self) -> str:
        """Give the main event, which must be known."""
        if self.attempt.context.main is None:
            raise Unreadable(Note("phrase no main"))
        self.attempt.note("phrase main", event=self.attempt.context.main)
        return self.attempt.context.main

    def name(self, *words: LexedWord) -> tuple[int, int, str]:
        """Words that nobody knows: where they stand, and whether they name something that happens."""
        start, end = words[0].start, words[-1].end
        happens = any(word.type == "HAPPENING" for word in words)
        text = self.attempt.text.text
        given = text[start:end]
        # A capital says that it is a name, but not at the head of a text or in one of capitals only.
        capital = start > 0 and given[0].isupper() and not text.isupper()
        return start, end, "event" if happens else "capital" if capital else "name"

    def unknown(self, name: tuple[int, int, str]) -> Anchor:
        """Something that happens and that the plan has no event for."""
        start, end, kind = name
        title = " ".join(self.attempt.text.text[start:end].split()).strip(" .,;:")
        if title.lower() in self.attempt.language.main_names:
            return self.anchors.of_event(Reference(self.main()))
        first, _, rest = title.partition(" ")
        if rest and first.lower() in self.attempt.language.articles:
            title = rest
        event_id = slug(title)
        if len(title) > 200 or event_id in ("item", "issued", "first"):
            raise Unreadable(None)
        if event_id[0].isdecimal() or event_id in _NO_IDS:
            event_id = f"e-{event_id}"
        proposed = Proposed(event_id, title)
        if proposed not in self.attempt.proposed:
            self.attempt.proposed.append(proposed)
        begin, end_point = Reference(event_id, Edge.START), Reference(event_id, Edge.END)
        return Anchor(begin, end_point, On(begin), kind)

    def unknown_edge(self, name: tuple[int, int, str], edge: LexedWord) -> Anchor:
        """The beginning or end of such a thing."""
        return self.with_edge(attrs.evolve(self.unknown(name), kind="event"), Edge(edge.value))

    def nth_day(self, place: LexedWord, event: Anchor) -> Anchor:
        """A day of an event by its number; -1 is the last."""
        if event.kind not in EVENT_KINDS:
            raise Unreadable(None)
        assert isinstance(event.begin, Reference)
        item = event.begin.item
        number = place.value
        point: Point = Reference(item, Edge.END if number == -1 else Edge.START)
        if number > 1:
            point = Shifted(Offset(days=number - 1), Direction.AFTER, point)
        return Anchor(point, point, On(point), "day")

    def when_event(self, event: Anchor) -> Anchor:
        """When something happens."""
        return attrs.evolve(event, kind="event") if event.kind in ("name", "capital") else event

    def nth_day_of_event(self, place: LexedWord, event: LexedWord) -> Anchor:
        """A day of an event by its number."""
        return self.nth_day(place, self.event(event))

    def edge_event_word(self, edge: LexedWord, event: LexedWord) -> Anchor:
        """The opening or closing of an event."""
        return self.with_edge(self.event(event), Edge(edge.value))

    def edge_edge_event(self, edge: LexedWord, inner: LexedWord, event: LexedWord) -> Anchor:
        """The end of the opening of an event is its opening."""
        return self.with_edge(self.event(event), Edge(inner.value))

    def event_held(self, event: LexedWord) -> Anchor:
        """An event that is held or takes place: the event."""
        return self.event(event)

    def unknown_held(self, name: tuple[int, int, str]) -> Anchor:
        """The same of something unknown."""
        return attrs.evolve(self.unknown(name), kind="event")

    def event_event(self, event: LexedWord, edge: LexedWord) -> Anchor:
        """An event with a name that means the opening of another: its own opening, as in `the camp's opening`."""
        if edge.value.edge is None or event.value.edge is not None:
            raise Unreadable(None)
        return self.with_edge(self.event(event), edge.value.edge)

    def qualified_event(self, name: tuple[int, int, str], event: LexedWord) -> Anchor:
        """A known event with words before its name: that event, and the author is asked about the words.

        Where the name means an opening or closing, that of something else is another event: `the bid opening`.
        """
        start, end, kind = name
        if kind == "event" and event.value.edge is not None:
            return self.unknown((start, event.end, kind))
        self.attempt.ask("phrase left words", words=self.attempt.text.text[start:end])
        return self.event(event)

    def edge_unknown(self, edge: LexedWord, name: tuple[int, int, str]) -> Anchor:
        """The beginning or end of something unknown."""
        return self.unknown_edge(name, edge)
