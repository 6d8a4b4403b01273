"""Events become anchors: those of a plan, their openings and closings, and those that nobody has declared."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

import attrs

from relsched.dates.offsets import Direction, Offset
from relsched.phrases.builder.anchors import Anchors
from relsched.phrases.builder.attempt import Attempt
from relsched.phrases.builder.meanings import EVENT_KINDS, Anchor, Unreadable
from relsched.phrases.letters import compose, key
from relsched.phrases.lexed_words import LexedWord
from relsched.phrases.readings import Note, Proposed
from relsched.plan.ids import slug
from relsched.timing.parsing import GRAMMAR
from relsched.timing.points import Edge, Point, Reference, Shifted
from relsched.timing.timings import On

# Words of timings, which can't be ids.
_NO_IDS = frozenset(GRAMMAR.keywords) | {"first", "issued", "second"}


@lru_cache(maxsize=4096)
def _content(text: str, without: frozenset[str]) -> frozenset[str]:
    """Give the words of a name that say what it is."""
    return frozenset(re.findall(r"\w+", key(compose(text)))) - set(map(key, without))


@attrs.frozen
class Events:
    """Gives names of events, and of their openings and closings, as anchors."""

    attempt: Attempt
    anchors: Anchors

    def event(self, word: LexedWord) -> Anchor:
        """An event of the plan; where its name says that it is a day, "in" it is on that day."""
        anchor = self.anchors.of_event(word.value)
        text = self.attempt.text.text[word.start : word.end].casefold()
        is_day = anchor.kind == "event" and (text.startswith("ngày ") or text.endswith(" day"))
        return attrs.evolve(anchor, is_named_day=is_day)

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
        if event.is_named_day and edge is Edge.END:
            return attrs.evolve(
                event, part="late"
            )  # "before the end of election day" is on that day
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

    def main_event(self, *_: Any) -> Anchor:
        """`The event`: the main one."""
        return self.anchors.of_event(Reference(self.main()))

    def main_held(self, *_: Any) -> Anchor:
        """That it takes place."""
        return self.main_event()

    def main_edge(self, edge: LexedWord, *_: Any) -> Anchor:
        """The opening or closing of the main event."""
        return self.edge(edge)

    def main_edge_last(self, edge: LexedWord) -> Anchor:
        """The same, the event first."""
        return self.edge(edge)

    def event_more(self, event: LexedWord, name: tuple[int, int, str]) -> Anchor:
        """An event of the plan with words behind it: that event, or another one that begins with its name."""
        return self._or_another(event.value, (event.start, name[1], "event"))

    def edge_event_more(
        self, edge: LexedWord, event: LexedWord, name: tuple[int, int, str]
    ) -> Anchor:
        """The opening or closing of the same."""
        return self.with_edge(self.event_more(event, name), Edge(edge.value))

    def event_more_edge(
        self, event: LexedWord, name: tuple[int, int, str], edge: LexedWord
    ) -> Anchor:
        """The opening or closing of the same, told last."""
        return self.with_edge(self.event_more(event, name), Edge(edge.value))

    def held_event_more(self, event: LexedWord, name: tuple[int, int, str]) -> Anchor:
        """That it takes place."""
        return self.event_more(event, name)

    def _or_another(self, meant: Reference, name: tuple[int, int, str]) -> Anchor:
        """Ask whether words name this event or another; the other is the second reading."""
        words = " ".join(self.attempt.text.text[name[0] : name[1]].split())
        self.attempt.ask("phrase other event", words=words, event=meant.item)
        self.attempt.has_other = True
        if self.attempt.uses_other_order:
            return self._proposed(name)
        return self.anchors.of_event(meant)

    def unknown(self, name: tuple[int, int, str]) -> Anchor:
        """Something that happens: an event of the plan in other words, or one that it doesn't have."""
        language = self.attempt.language
        content = _content(self.attempt.text.text[name[0] : name[1]], language.function_words)
        best: dict[Reference, int] = {}
        for alias, meant in self.attempt.context.names.items():
            said = _content(alias, language.function_words)
            if len(said) > 1 and said <= content:
                best[meant] = max(best.get(meant, 0), len(said))
        most = max(best.values(), default=0)
        closest = [meant for meant, count in best.items() if count == most]
        if not language.function_words or len(closest) != 1:
            return self._proposed(name)
        if most < len(content):
            return self._or_another(closest[0], name)
        self.attempt.note("phrase same event", event=closest[0].item)
        return self.anchors.of_event(closest[0])

    def _proposed(self, name: tuple[int, int, str]) -> Anchor:
        """An event that the plan doesn't have."""
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

    def happening_of(self, happening: LexedWord, event: LexedWord) -> Anchor:
        """What happens to a known event, such as the filing of the motion: that event, and the author is asked."""
        words = self.attempt.text.text[happening.start : happening.end]
        self.attempt.ask("phrase left words", words=words)
        return self.event(event)

    def held_event(self, event: LexedWord) -> Anchor:
        """The same, the event last."""
        return self.event(event)

    def held_unknown(self, name: tuple[int, int, str]) -> Anchor:
        """The same of something unknown, the event last."""
        return attrs.evolve(self.unknown(name), kind="event")

    def held(self) -> Anchor:
        """That it takes place, alone: the main event, which stands in no text by itself."""
        return attrs.evolve(self.anchors.of_event(Reference(self.main())), kind="edge")

    def edge_unknown(self, edge: LexedWord, name: tuple[int, int, str]) -> Anchor:
        """The beginning or end of something unknown."""
        return self.unknown_edge(name, edge)
