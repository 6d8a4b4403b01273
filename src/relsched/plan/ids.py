"""Ids: what may be one, and ids made from texts."""

from __future__ import annotations

import re
from collections.abc import Callable, Set

from relsched.dates.recurrence import WEEKDAYS
from relsched.errors import PlanError, fold
from relsched.messages.message import Message
from relsched.timing.parsing import GRAMMAR
from relsched.timing.points import Edge

_ID = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9_.-]{0,62}[A-Za-z0-9_-])?\Z")
_EDGE_WORDS = frozenset(edge.value for edge in Edge)
_DATE_LIKE = re.compile(r"[0-9]{4}-[0-9]{2}(-[0-9]{2})?\Z")
_ORDINAL = re.compile(r"([0-9]{1,3}(st|nd|rd|th)|second)\Z")
# Names that some file systems can't store; ids become the names of feed files.
_DEVICES = frozenset(
    ["con", "prn", "aux", "nul", *(f"com{n}" for n in range(10)), *(f"lpt{n}" for n in range(10))]
)


def check_id(value: str, noun: str, *, in_timings: bool = False) -> None:
    """Refuse what can't be an id.

    An id that stands `in_timings`, as those of events and deadlines do, may not be a word of theirs.
    The noun says what has the id, with its article, as the keys of the catalogue do: `an event`.

    Raises:
        PlanError: `id-form` or `id-reserved`.
    """
    if not _ID.match(value):
        raise PlanError(
            Message("error id-form", value=value, id=Message(f"id of {noun}")),
            code="id-form",
            value=value,
            # Whoever writes a name of several words, or with marks, means the title.
            why=Message("error id-form why" if value.isascii() else "error id-form why name"),
            fix=_id_fix(value),
        )
    if value.casefold().partition(".")[0] in _DEVICES or (
        in_timings and _means_something_else(value)
    ):
        raise PlanError(
            Message("error id-form", value=value, id=Message(f"id of {noun}")),
            code="id-reserved",
            value=value,
            why=Message("error id-reserved why"),
            fix=Message("error id-reserved fix", text=f"{value.rstrip('.')}-1"),
        )


def _means_something_else(value: str) -> bool:
    """Would a timing read this id as a keyword, a date, a weekday, an ordinal or an edge?"""
    last = value.rpartition(".")[2]
    return (
        value in GRAMMAR.keywords
        or value in ("first", "issued")
        or value in WEEKDAYS
        or (last != value and last in _EDGE_WORDS)
        or _DATE_LIKE.match(value) is not None
        or _ORDINAL.match(value) is not None
    )


def slug(text: str) -> str:
    """Make an id from any text: letters without marks, digits, and dashes between."""
    plain = "".join(c if c.isascii() and c.isalnum() else "-" for c in fold(text))
    joined = re.sub("-+", "-", plain).strip("-")[:60].strip("-")
    return joined or "item"


def free_id(name: str, taken: Set[str]) -> str:
    """Make an id for a document that a timing names, clear of other ids and of words that mean something."""
    base = slug(name)[:48]
    tries = (base, *(f"{base}-document{n}" for n in ("", *range(2, len(taken) + 3))))
    return next(
        candidate
        for candidate in tries
        if candidate not in taken
        and not _means_something_else(candidate)
        and candidate.partition(".")[0] not in _DEVICES
    )


def _id_fix(value: str) -> Message | None:
    proposed = slug(value)
    return (
        Message("error write", text=proposed)
        if _ID.match(proposed) and proposed != "item"
        else None
    )


def id_of(noun: str, *, in_timings: bool = False) -> Callable[[object, object, str], None]:
    """Make the validator of an id."""

    def check(_: object, __: object, value: str) -> None:
        check_id(value, noun, in_timings=in_timings)

    return check
