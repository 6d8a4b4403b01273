"""What a phrase is read against: its language, the date of the plan, and the names of events."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING

import attrs

from relsched.dates.date_reading import to_day
from relsched.errors import Place, TimingError
from relsched.messages.message import Message
from relsched.short_repr import short_repr
from relsched.timing.points import Edge, Reference

if TYPE_CHECKING:
    from relsched.plan.plan import Plan


def _names(value: Mapping[str, Reference | str]) -> dict[str, Reference]:
    return {
        phrase: meant if isinstance(meant, Reference) else Reference.read(meant)
        for phrase, meant in value.items()
    }


DATE_ORDERS = ("dmy", "mdy")
MAX_HEADING = 300


def refused_setting(name: str, value: object, why: Message) -> TimingError:
    """Give the error of a setting that a phrase can't be read with.

    Args:
        name: Its name.
        value: What it was given as.
        why: What it must be.
    """
    return TimingError(
        Message("error phrase-setting", name=name),
        code="phrase-setting",
        where=Place(path=(name,)),
        value=str(value)[:80],
        why=why,
    )


@short_repr
@attrs.frozen
class PhraseContext:
    """What a phrase is read against.

    Attributes:
        language: The language it is written in, `en` or `vi` or another that is installed.
        issued: The date of the plan: what "from now on" and dates without a year are counted from.
        names: Phrases that mean an event, with its id and the edge they mean, such as
            `{"khai mạc Đại hội": "congress.start"}`.
        main: The event that is meant where a phrase leaves it out ("10 days before").
        heading: What stands above the text, as the heading of its column; an amount may leave out what it says.
        day_zero: The number of the first day of an event, 0 or 1, in texts that number days; None where nobody said.
        date_order: `dmy` or `mdy`, where a date such as 3/4/2027 could be either; None for what the language has.
        country: Whose public holidays are meant by name, as an ISO code; that of the language if absent.
    """

    language: str = "en"
    issued: date | None = attrs.field(default=None, converter=to_day)
    names: Mapping[str, Reference] = attrs.field(factory=dict, converter=_names, hash=False)
    main: str | None = None
    country: str | None = None
    heading: str = attrs.field(default="")
    day_zero: int | None = attrs.field(default=None)
    date_order: str | None = attrs.field(default=None)

    @heading.validator
    def _check_heading(self, _: object, value: object) -> None:
        if not isinstance(value, str) or len(value) > MAX_HEADING:
            raise refused_setting(
                "heading", value, Message("error phrase-setting heading", most=MAX_HEADING)
            )

    @day_zero.validator
    def _check_day_zero(self, _: object, value: object) -> None:
        if value is not None and (isinstance(value, bool) or value not in (0, 1)):
            raise refused_setting("day_zero", value, Message("error phrase-setting day_zero"))

    @date_order.validator
    def _check_date_order(self, _: object, value: object) -> None:
        if value not in (None, *DATE_ORDERS):
            raise refused_setting("date_order", value, Message("error phrase-setting date_order"))

    @classmethod
    def of_plan(cls, plan: Plan, language: str, main: str | None = None) -> PhraseContext:
        """Take ids, titles and aliases of a plan's events, and ids of its deadlines, as names.

        The main event is the one that most deadlines are counted from, unless it is given.

        Args:
            plan: The plan.
            main: Id of the event that a phrase means when it names none.
        """
        names: dict[str, Reference] = {}
        for deadline in plan.deadlines:
            if any(
                map(str.isalpha, deadline.id)
            ):  # `10` or `4.3` would be taken for numbers and dates
                names[deadline.id] = Reference(deadline.id, Edge.DUE)
        uses: dict[str, int] = {}
        for event in plan.events:
            names[event.id] = Reference(event.id)
            for title in (event.title.in_language(None), event.title.in_language(language)):
                if title:
                    names[title] = Reference(event.id)
            for alias, edge in event.aliases:
                names[alias] = Reference(event.id, edge)
            uses[event.id] = 0
        for deadline in plan.deadlines:
            for reference in deadline.when.references() if deadline.when else ():
                if reference.item in uses:
                    uses[reference.item] += 1
        if main is None and uses:
            main = max(uses, key=lambda event: uses[event])
        return cls(language, plan.issued, names, main)
