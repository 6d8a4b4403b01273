"""Why a date is what it is: the chain behind it, as values and as text.

A `Step` holds a key of the catalogue and the values it is filled with, so that the same chain reads in
English and in Vietnamese, and a program can replay it.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from datetime import date
from typing import TYPE_CHECKING, Any

import attrs

from relsched.dates.offsets import Offset
from relsched.dates.windows import Window
from relsched.errors import RelschedError
from relsched.messages.catalogue import FIRST, check_language, sentences
from relsched.messages.dates_in_words import (
    render_amounts,
    render_day,
    render_days,
    render_span,
    render_window,
)
from relsched.messages.message import Message, Readable
from relsched.messages.printable import printable
from relsched.plan.items import Text
from relsched.plan.known_dates import Known, Moment
from relsched.short_repr import short_repr
from relsched.timing.clock_times import time_text
from relsched.timing.points import Point
from relsched.timing.timings import Timing

if TYPE_CHECKING:
    from relsched.plan.plan import Plan


@short_repr
@attrs.frozen
class Step:
    """One step of a chain: what happened, with what, and the window that came out.

    `kind` is the key of its sentence, unless the kind has several, of which `key` names one. Of the values, windows
    and days are written with their weekday; `law`, where it is among them, is cited behind the sentence.
    `time` is the local time of day of a settled window, where it has one. `title` is that of the item, where the item
    is called by it.
    """

    kind: str
    item: str | None = None
    window: Window | None = None
    values: Mapping[str, Any] = attrs.field(factory=dict, hash=False)
    time: str | None = None
    title: Text | None = None
    key: str = ""

    def titled(self, plan: Plan) -> Step:
        """Give the step with the title of its item, where the sentence names the item.

        Args:
            plan: The plan of the item.
        """
        item = None if self.item is None else plan.by_id.get(self.item)
        if item is None or "{item}" not in sentences(FIRST)[self.key or self.kind]:
            return self
        return attrs.evolve(self, title=item.title)

    def text(self, language: str = "en") -> str:
        """Give the step as a sentence."""
        filled = {name: _in_language(value, language) for name, value in self.values.items()}
        if "count" in self.values:
            filled["days"] = render_days(self.values["count"], language)
        if self.item is not None:
            filled.setdefault("item", item_in_words(self.item, self.title, language))
        if self.window is not None:
            dates = render_window(self.window.earliest, self.window.latest, language)
            filled.setdefault("dates", dates if self.time is None else f"{dates} {self.time}")
        sentence = Message(self.key or self.kind, **filled).text(language)
        if "law" not in filled:
            return sentence
        return Message("step by law", sentence=sentence, law=filled["law"]).text(language)

    def to_json(self) -> dict[str, Any]:
        """Give the step as plain values."""
        return {
            "kind": self.kind,
            "item": self.item,
            "window": None if self.window is None else self.window.to_json(),
            "time": self.time,
            "values": {name: _in_language(value, "en") for name, value in self.values.items()},
            "text": self.text(),
        }


def item_in_words(name: str, title: Text | None, language: str) -> str:
    """Call an item by its id, which commands take, and its title, where it has one: `` `4.1.b` (Stage ready) ``."""
    called = "" if title is None else title.in_language(language)
    if not called or called == name:
        return f"`{name}`"
    return Message("item", id=f"`{name}`", title=called).text(language)


def value_in_words(key: str, text: str, language: str) -> str:
    """Say a value of a plan file in a language; in English as the file writes it.

    Args:
        key: The key that it stands under, such as `when`; `known` and `pinned` for known dates, `done` for a day.
        text: The value.
        language: The language.

    Returns:
        Words; the value itself under keys that hold ids, names and the like.
    """
    if check_language(language) == FIRST:
        return text
    with suppress(RelschedError):
        if key in ("when", "rule", "expected"):
            return _in_language(Timing.parse(text), language)
        if key in ("takes", "lasts"):
            unknown = text == "unknown"
            return _in_language(Message("unknown") if unknown else Offset.parse(text), language)
        if key in ("known", "pinned", "done"):
            known = Known.read("item", f"done {text}" if key == "done" else text)
            return known_in_words(known, language)
    return text


def known_in_words(known: Known, language: str) -> str:
    """Say the days of a known date in words; of what is done, only the day."""
    if known.done is not None:
        return render_day(known.done, language)
    if known.within is not None:
        return render_window(known.within.earliest, known.within.latest, language)
    if known.start is None:
        assert known.end is not None
        return Message("whatif until", day=render_day(known.end.day, language)).text(language)
    last = known.start if known.end is None else known.end
    span = render_span(known.start.day, last.day, language)
    return span if known.start.minute is None else f"{span} {time_text(known.start.minute)}"


@short_repr
@attrs.frozen
class Span:
    """All days from the first to the last, where a window would be some day of them."""

    first: date
    last: date


def _in_language(value: object, language: str) -> str:
    if isinstance(value, Span):
        return render_span(value.first, value.last, language)
    if isinstance(value, date):
        return render_day(value, language)
    if isinstance(value, Moment):
        text = render_day(value.day, language)
        time = "" if value.minute is None else f" {time_text(value.minute)}"
        return f"{text}{time}" + (f" {value.zone}" if value.zone else "")
    if isinstance(value, Offset):
        return render_amounts(value.parts()) if language == "vi" else str(value)
    if isinstance(value, Timing | Point):
        if check_language(language) == "en":
            return str(value)
        from relsched.phrases.timing_in_words import (
            timing_in_words,  # its grammars aren't read where nobody asks
        )

        return timing_in_words(value, language)
    if isinstance(value, Window):
        return render_window(value.earliest, value.latest, language)
    if isinstance(value, Readable):
        return value.text(language)
    if isinstance(value, Mapping):
        return str(value.get(language) or next(iter(value.values())))
    if isinstance(value, tuple):
        return ", ".join(str(_in_language(part, language)) for part in value)
    return str(value)


@short_repr
@attrs.frozen
class Explanation:
    """The chain behind the dates of one item, from what it says down to what is known."""

    item: str
    title: Mapping[str, str] = attrs.field(hash=False)
    outcome: tuple[Step, ...]
    steps: tuple[Step, ...]
    language: str = "en"

    def text(self, language: str | None = None) -> str:
        """Give the chain as text: what came out, then the steps in the order they were taken."""
        language = check_language(language or self.language)
        title = self.title.get(language) or self.title.get("main", "")
        lines = [printable(f"{self.item}  {title}").rstrip()]
        lines += [f"  {step.text(language)}" for step in self.outcome]
        lines += [f"  {n}. {step.text(language)}" for n, step in enumerate(self.steps, start=1)]
        return "\n".join(lines)

    def __str__(self) -> str:
        return self.text()

    def to_json(self) -> dict[str, Any]:
        """Give the chain as plain values."""
        return {
            "item": self.item,
            "outcome": [step.to_json() for step in self.outcome],
            "steps": [step.to_json() for step in self.steps],
        }
