"""Dates and names as people write them on the command line: `13/10/2020`, `20 May 2027`, the title of an event.

What the strict forms don't know is read by the phrase reader. It is taken only where there is exactly one reading, a
day, days from a first to a last or a period, with no word left over and nothing to ask; what was understood is said.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from datetime import date
from typing import TYPE_CHECKING

from relsched.cli.language_choice import choice_in, language_of, tell
from relsched.dates.date_reading import parse_date
from relsched.errors import KnownError, RelschedError, TimingError, fold
from relsched.messages.message import Message, in_backticks, verbatim
from relsched.plan.known_dates import Known

if TYPE_CHECKING:
    from relsched.phrases.readings import Phrase, Reading
    from relsched.plan.items import Deadline, Event
    from relsched.plan.plan import Plan


def item_named(plan: Plan, name: str) -> str:
    """Give the id of the event or deadline that a person names: by its id, its title or an alias, whatever the case.

    Args:
        plan: The plan.
        name: What was typed.

    Returns:
        The id; a name that nothing bears comes back as it is, for the error about it.

    Raises:
        KnownError: `ambiguous-name`: several bear the title.
    """
    found = plan.item_id(name)
    if found is not None:
        return found
    wanted = fold(" ".join(name.split()))
    items: tuple[Event | Deadline, ...] = (*plan.events, *plan.deadlines)
    bearers = [item.id for item in items if any(fold(t) == wanted for t in _titles(item))]
    if len(bearers) > 1:
        raise KnownError(
            Message("error ambiguous-name", name=name),
            code="ambiguous-name",
            value=name,
            fix=Message("error ambiguous-name fix", ids=in_backticks(bearers)),
        )
    return bearers[0] if bearers else name


def _titles(item: Event | Deadline) -> Iterator[str]:
    for language in (None, "en", "vi"):
        title = item.title.in_language(language)
        if title:
            yield title


def known_text(plan: Plan, item: str, written: str) -> str:
    """Give what a person wrote as known of an item in the strict form, as `Known.parse` reads it behind `item=`.

    Args:
        plan: The plan, whose language and date of issue count.
        item: The id of the item.
        written: What was typed: any strict form, or a day, days or a period in words.

    Raises:
        KnownError: `known-form`, with what could be meant.
    """
    try:
        Known.parse(f"{item}={written}")
    except RelschedError as strict:
        if strict.code not in _NO_FORM:
            raise
        phrase, reading = _only_reading(plan, written)
        text = None if reading is None else _as_known(reading)
        if text is None:
            offered = tuple(
                dict.fromkeys(filter(None, map(_as_known, phrase.readings if phrase else ())))
            )
            if offered:
                raise KnownError(
                    Message("error known-form", item=item),
                    code="known-form",
                    value=written,
                    why=Message("error known-form readings why"),
                    fix=Message(
                        "error write one of", texts=in_backticks(f"{item}={t}" for t in offered)
                    ),
                ) from None
            raise strict from None
        tell(Message("dates understood", written=verbatim(written), meant=f"{item}={text}"))
        return text
    return written


# The text is none of the strict forms; anything else is a fault in one.
_NO_FORM = frozenset({"known-form", "timing-form", "date-form"})


def day_text(written: str, plan: Plan | None = None) -> date:
    """Read a day that a person wrote, as an option such as `--as-of` takes it.

    Args:
        written: A date in the strict form, or in words of either language.
        plan: The plan whose language and date of issue count, if there is one.

    Raises:
        DateError: It is no day, or could be several.
    """
    try:
        return parse_date(written)
    except RelschedError:
        _, reading = _only_reading(plan, written)
        text = None if reading is None else _as_known(reading)
        with suppress(RelschedError):
            day = parse_date(text or "")
            tell(Message("dates understood", written=verbatim(written), meant=str(day)))
            return day
        raise


def _only_reading(plan: Plan | None, written: str) -> tuple[Phrase | None, Reading | None]:
    """Read a text in the language of the plan, else in another; its one reading, if nothing is left to ask."""
    from relsched.phrases.context import PhraseContext
    from relsched.phrases.languages import languages
    from relsched.phrases.phrase_reader import read_phrase

    first = language_of(plan) if plan is not None else choice_in().in_language
    issued = None if plan is None else plan.issued
    best: Phrase | None = None
    for code in (first, *(each for each in languages() if each != first)):
        try:
            phrase = read_phrase(written, PhraseContext(code, issued))
        except TimingError:
            return None, None
        readings = [reading for part in phrase.parts for reading in part.readings]
        if readings and best is None:
            best = phrase
        if not readings or phrase.unread or phrase.proposed:
            continue
        guessed = any(note.code == "phrase about" for each in readings for note in each.notes)
        if len(readings) == 1 and readings[0].question is None and not guessed:
            return phrase, readings[0]
        return (
            phrase,
            None,
        )  # in this language it may mean several things, which another can't settle
    return best, None


def _as_known(reading: Reading) -> str | None:
    """Give a reading as what is known: a day, with its time, days from a first to a last, or a period."""
    from relsched.timing.clock_times import time_text
    from relsched.timing.points import At, Day
    from relsched.timing.timings import FromTo, In, On

    timing = reading.timing
    if reading.kind == "done" and reading.done is not None:
        return f"done {reading.done}"
    if isinstance(timing, In):
        return str(timing)
    if isinstance(timing, On) and isinstance(timing.point, Day):
        return str(timing.point)
    if isinstance(timing, On) and isinstance(timing.point, At) and timing.point.zone is None:
        moment = timing.point
        return (
            f"{moment.point} {time_text(moment.minute)}" if isinstance(moment.point, Day) else None
        )
    if (
        isinstance(timing, FromTo)
        and isinstance(timing.first, Day)
        and isinstance(timing.last, Day)
    ):
        return f"{timing.first}..{timing.last}"
    return None
