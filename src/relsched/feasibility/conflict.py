"""Conflicts: rules and known dates that can't all hold, by how many days, and what would repair them.

A conflict is a value first; text, HTML and JSON are made from it. Each deadline is taken as done on its due date, as
the plan publishes it, and each event as what is known or expected of it:

- `impossible`: a deadline can't be begun or finished by its due date, or several can't together;
- `against-expectation`: an event is known, or follows from others, outside of what was expected of it.

A conflict is *certain* where nothing that may still happen avoids it, and *possible* where some of it does; then the
cases are reported.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cached_property, partial
from typing import Any

import attrs

from relsched.dates.windows import Window
from relsched.engine.propagators import Rule
from relsched.errors import Path, line_of
from relsched.explain.steps import Step
from relsched.messages.dates_in_words import render_days
from relsched.messages.html_writing import write_html
from relsched.messages.message import Message
from relsched.short_repr import short_repr


def render_lines(
    paths: Iterable[Path],
    places: Mapping[Path, int] | None,
    language: str = "en",
    document: str | None = None,
) -> str:
    """Say in brackets where some paths stand, as `(plan.yaml:12)`; nothing where no line is known of any."""
    found = dict.fromkeys(line_of(path, places or {}) for path in paths)
    places_of_rule = [
        Message("place line", number=line).text(language)
        if document is None
        else f"{document}:{line}"
        for line in found
        if line is not None
    ]
    return f"  ({', '.join(places_of_rule)})" if places_of_rule else ""


@short_repr
@attrs.frozen
class Member:
    """One rule or known date of a conflict, with what follows from it in the chain.

    Attributes:
        rule: Which one.
        step: What it says.
        path: Where it stands in the plan file; empty for what is known from outside.
        follows: The bounds that it gives in this conflict, one after another.
        adds: Whether there would be a conflict without it, which would be short by fewer days.
    """

    rule: Rule
    step: Step
    path: Path = ()
    row: str | None = None
    phrase: str | None = None
    follows: tuple[Step, ...] = ()
    adds: bool = False

    def text(self, language: str = "en") -> str:
        """Give what it says as a sentence."""
        return self.step.text(language)

    def to_json(self, places: Mapping[Path, int] | None = None) -> dict[str, Any]:
        """Give it as plain values; with the lines of a plan file also its own.

        Args:
            places: The line of each path of the plan file; `PlanFile.lines` holds them.
        """
        line = {} if places is None else {"line": line_of(self.path, places)}
        return {
            "item": self.rule.item,
            "kind": self.rule.kind,
            "index": self.rule.index,
            "path": list(self.path),
            **line,
            "row": self.row,
            "phrase": self.phrase,
            "text": self.text(),
            "follows": [step.text() for step in self.follows],
        }


@short_repr
@attrs.frozen
class Repair:
    """A change of one rule or known date that removes a conflict, and is as small as it can be.

    Attributes:
        rule: What is changed.
        days: By how many calendar days.
        step: The change as a sentence.
        moves: How many deadlines and events it may move: what is counted from the item, and itself.
        concerns: The units that lead what is changed, or whoever decides it.
        breaks: The items that would be in conflict then and aren't now, by their own dates.
    """

    rule: Rule
    days: int
    step: Step
    moves: int = 1
    concerns: tuple[str, ...] = ()
    breaks: tuple[str, ...] = ()

    def text(self, language: str = "en") -> str:
        """Give it as a sentence, with whom it concerns and how much else may move."""
        remarks = [", ".join(self.concerns)] if self.concerns else []
        if self.moves > 1:
            remarks.append(Message("conflict others", number=self.moves - 1).text(language))
        if self.breaks:
            items = ", ".join(f"`{name}`" for name in self.breaks)
            remarks.append(Message("conflict breaks", items=items).text(language))
        sentence = self.step.text(language)
        return f"{sentence} ({'; '.join(remarks)})" if remarks else sentence

    def to_json(self) -> dict[str, Any]:
        """Give it as plain values."""
        return {
            "item": self.rule.item,
            "kind": self.rule.kind,
            "index": self.rule.index,
            "days": self.days,
            "moves": self.moves,
            "concerns": list(self.concerns),
            "breaks": list(self.breaks),
            "text": self.text(),
        }


@short_repr
@attrs.frozen
class Case:
    """Days of an event on which a possible conflict comes about.

    Attributes:
        item, edge: The point that is meant: `start` or `end` of an event.
        window: The days, as far as the event may lie on them; open where any further day would do.
        sure: Whether it comes about whatever else happens; else only in some of the cases.
    """

    item: str
    edge: str
    window: Window
    sure: bool = True

    @property
    def step(self) -> Step:
        """Give it as a step, so that it reads in either language."""
        word = "sure" if self.sure else "some"
        return Step(f"case {self.edge} {word}", self.item, self.window)

    def to_json(self) -> dict[str, Any]:
        """Give it as plain values."""
        return {
            "item": self.item,
            "edge": self.edge,
            "window": self.window.to_json(),
            "sure": self.sure,
            "text": self.step.text(),
        }


@short_repr
@attrs.frozen
class FoundConflict:
    """A conflict before it is explained: what is wrong with which items, in one sentence."""

    code: str
    items: tuple[str, ...]
    step: Step
    shortfall: int | None = None
    ends: tuple[int, int] | None = None
    core: frozenset[Rule] | None = None


@short_repr
@attrs.frozen
class Explained:
    """What is worked out of a conflict when it is looked at.

    `least` is by how many days it would be short without the members that only add to it.
    """

    members: tuple[Member, ...] = ()
    repairs: tuple[Repair, ...] = ()
    working_days: int | None = None
    least: int | None = None


def _as_explained(explained: Explained) -> Explained:
    return explained


@short_repr
@attrs.frozen(slots=False)
class Conflict:
    """A smallest set of rules and known dates that can't all hold, with the days they fall short.

    The set and the repairs are worked out when they are first looked at.

    Attributes:
        code: `impossible` or `against-expectation`.
        items: The deadlines that can't be met, or the event.
        step: The conflict in one sentence.
        is_certain: Whether nothing that may still happen avoids it.
        shortfall: The calendar days by which the ends miss each other, at most where it depends on the case; None
            where no number of days would help.
        calendar: The working calendar in which open days are counted.
        cases: When it comes about, for a possible one.
        counted: For a possible one, in how many of how many cases; None where they couldn't be gone through.
        is_exact: Whether cases were gone through, or nothing was open; else it was decided from bounds alone.
    """

    code: str
    items: tuple[str, ...]
    step: Step
    is_certain: bool = True
    shortfall: int | None = None
    calendar: str = ""
    cases: tuple[Case, ...] = ()
    counted: tuple[int, int] | None = None
    is_exact: bool = True
    explain: Callable[[], Explained] = attrs.field(default=Explained, eq=False, repr=False)

    def __getstate__(self) -> dict[str, Any]:
        # What explains it holds all the rules of the plan; a copy takes along what they came to.
        fields = {
            name: getattr(self, name) for name in (each.name for each in attrs.fields(Conflict))
        }
        return fields | {"explain": partial(_as_explained, self._explained)}

    @cached_property
    def _explained(self) -> Explained:
        return self.explain()

    @property
    def members(self) -> tuple[Member, ...]:
        """The set, in the order of the chain."""
        return tuple(member for member in self._explained.members if not member.adds)

    @property
    def adds(self) -> tuple[Member, ...]:
        """Rules that the set doesn't need, without which it would be short by fewer days."""
        return tuple(member for member in self._explained.members if member.adds)

    @property
    def repairs(self) -> tuple[Repair, ...]:
        """The least changes that remove it, each of one rule or known date, the smallest first."""
        return self._explained.repairs

    @property
    def working_days(self) -> int | None:
        """The open days of the calendar that it falls short by; None where the calendar doesn't cover them."""
        return self._explained.working_days

    @property
    def rules(self) -> tuple[Rule, ...]:
        """The rules of the set."""
        return tuple(member.rule for member in self.members)

    def text(self, language: str = "en") -> str:
        """Give it in one sentence."""
        return self.step.text(language)

    def lines(
        self,
        language: str = "en",
        places: Mapping[Path, int] | None = None,
        document: str | None = None,
    ) -> Iterator[str]:
        """Go through it line by line: the sentence, the cases, the members with what follows, and the repairs.

        Args:
            language: `en` or `vi`.
            places: For paths of a plan file the lines on which they stand.
            document: What the file is called; without it only the line is said.
        """
        yield self.text(language)
        for case in self.cases:
            yield f"  {case.step.text(language)}"
        if self.counted is not None:
            some, of = self.counted
            yield "  " + Message("conflict counted", some=some, of=of).text(language)
        if not self.is_exact:
            yield "  " + Message("conflict bounds only").text(language)
        if self.members:
            number = len(self._explained.members)
            yield "  " + Message("conflict members", number=number).text(language)
        for place, member in enumerate(self._explained.members, start=1):
            places_of_rule = render_lines([member.path], places, language, document)
            mark = "+" if member.adds else " "
            yield f"  {mark} {place}. {member.text(language)}{places_of_rule}"
            for step in member.follows:
                yield f"       {step.text(language)}"
        if self.adds and self._explained.least is not None:
            least = render_days(self._explained.least, language)
            yield "  " + Message("conflict adds", days=least).text(language)
        if self.shortfall is not None and self.working_days is not None:
            yield "  " + Message(
                "conflict short",
                days=render_days(self.shortfall, language),
                working=self.working_days,
                calendar=self.calendar,
            ).text(language)
        for repair in self.repairs:
            yield "  " + Message("conflict repair", repair=repair.text(language)).text(language)

    def to_text(self, language: str = "en", places: Mapping[Path, int] | None = None) -> str:
        """Give all of it as text.

        Args:
            places: The line of each path of the plan file; `PlanFile.lines` holds them.
        """
        return "\n".join(self.lines(language, places))

    def __str__(self) -> str:
        return self.to_text()

    def to_html(self, language: str = "en") -> str:
        """Give it as a piece of HTML: a section with the sentence, the members as a list, and the repairs."""
        members = [
            {
                "adds": member.adds,
                "text": member.text(language),
                "follows": [step.text(language) for step in member.follows],
            }
            for member in self._explained.members
        ]
        return write_html(
            "conflict",
            language=language,
            text=self.text(language),
            cases=[case.step.text(language) for case in self.cases],
            members=members,
            repairs_title=Message("conflict repairs").text(language),
            repairs=[repair.text(language) for repair in self.repairs],
        )

    def _repr_html_(self) -> str:
        return self.to_html()

    def to_json(
        self, places: Mapping[Path, int] | None = None, *, explained: bool = True
    ) -> dict[str, Any]:
        """Give it as plain values, in the documented shape.

        Args:
            places: For paths of a plan file the lines on which they stand, for `line` of the members.
            explained: Whether the set and the repairs are worked out for it; else their lists are empty.
        """
        if not explained:
            bare = attrs.evolve(self, explain=Explained)
            return bare.to_json() | {"explained": False}
        return {
            "code": self.code,
            "items": list(self.items),
            "text": self.text(),
            "certain": self.is_certain,
            "exact": self.is_exact,
            "explained": True,
            "shortfall": None
            if self.shortfall is None
            else {
                "days": self.shortfall,
                "working_days": self.working_days,
                "calendar": self.calendar,
            },
            "members": [member.to_json(places) for member in self.members],
            "adds": [member.to_json(places) for member in self.adds],
            "repairs": [repair.to_json() for repair in self.repairs],
            "cases": [case.to_json() for case in self.cases],
            "counted": None
            if self.counted is None
            else {"conflicting": self.counted[0], "cases": self.counted[1]},
        }

    def dumps(self, *, indent: int | None = None) -> str:
        """Give `to_json` as JSON text."""
        return json.dumps(self.to_json(), ensure_ascii=False, indent=indent)
