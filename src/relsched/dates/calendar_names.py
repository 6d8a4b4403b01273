"""Names of working calendars: `VN`, `A+B` and `A~B`, taken apart and put into one form.

Source: names and combinations as in Strata `HolidayCalendarId`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from relsched.errors import CalendarError
from relsched.messages.message import Message

ATOM = re.compile(r"[A-Za-z][A-Za-z0-9_-]{0,63}\Z")


def check_atom(atom: str, name: str) -> str:
    """Give a single name that stands in a name.

    Raises:
        CalendarError: `calendar-name` for a text that can't be one.
    """
    if not ATOM.match(atom):
        raise CalendarError(
            Message("error calendar-name", name=name),
            code="calendar-name",
            value=name,
            why=Message("error calendar-name why"),
        )
    return atom


def terms_of(name: str) -> tuple[tuple[str, ...], ...]:
    """Take a name apart: names joined by `+` inside, by `~` outside, sorted and without repeats."""
    return tuple(
        sorted({tuple(sorted({atom.strip() for atom in t.split("+")})) for t in name.split("~")})
    )


def joined(terms: Iterable[Iterable[str]]) -> str:
    """Put a name together again."""
    return "~".join("+".join(term) for term in terms)


def atoms(name: str) -> tuple[str, ...]:
    """Give the single names in a name, sorted and without repeats.

    Raises:
        CalendarError: `calendar-name`.
    """
    return tuple(sorted({check_atom(atom, name) for term in terms_of(name) for atom in term}))


def canonical_name(name: str) -> str:
    """Give the one form of a name that is kept: `US+VN` for `US+VN+US`, `VN + US` and `VN+US`.

    Raises:
        CalendarError: `calendar-name` for a text that can't be a name.

    Example:
        >>> canonical_name("VN~US+VN+US")
        'US+VN~VN'
    """
    atoms(name)
    return joined(terms_of(name))
