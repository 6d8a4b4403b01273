"""The error family: every refusal says what, where, why and how to mend it.

A message is made from its parts, so that a program can read the parts and a person the sentence:

    The offset of deadline `visa-letters` can't be read.
      where: congress.yaml, line 41, deadlines[4].when = "10 dayz before opening"
      why:   `dayz` isn't a unit; units are days, working days, weeks, months
      fix:   write "10 days before opening"

`Troubles` holds all that is wrong with one input, because whoever mends a plan wants the whole list.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, ClassVar

import attrs

Path = tuple[str | int, ...]


def path_text(path: Path) -> str:
    """Write a path as a reader of the file would: `deadlines[4].when`."""
    text = ""
    for part in path:
        if isinstance(part, int):
            text += f"[{part}]"
        else:
            text += f".{part}" if text else part
    return text


def line_of(path: Path, places: Mapping[Path, int]) -> int | None:
    """Find the line of a path in a plan file, or of the nearest part around it that the file has.

    What a file leaves to a default stands where its item does; what stands in no file has no line.
    """
    while path and path not in places:
        path = path[:-1]
    return places[path] if path else None


@attrs.frozen
class Place:
    """Where in the user's input something stands: document, line, column, path. Any part may be unknown."""

    document: str | None = None
    line: int | None = None
    column: int | None = None
    path: Path = ()

    def __str__(self) -> str:
        parts = []
        if self.document is not None:
            parts.append(self.document)
        if self.line is not None:
            parts.append(f"line {self.line}")
        if self.column is not None:
            parts.append(f"column {self.column}")
        if self.path:
            parts.append(path_text(self.path))
        return ", ".join(parts)


class RelschedError(Exception):
    """Something that was given can't be used, or can't be done with what was given.

    Attributes:
        code: A word that never changes, such as `unknown-event`; listed in the error reference.
        what: One sentence: what must, or can't, be.
        where: The place in the user's input, or None when there is no document.
        value: What was found there, in the user's own words.
        why: What was expected, what was found, which rule says so.
        fix: One thing to try, or None: better no advice than a guess.
    """

    family: ClassVar[str] = "error"

    def __init__(
        self,
        what: str,
        *,
        code: str,
        where: Place | None = None,
        value: object = None,
        why: str | None = None,
        fix: str | None = None,
    ) -> None:
        self.what = what
        self.code = code
        self.where = where
        self.value = value
        self.why = why
        self.fix = fix
        super().__init__(what)

    def __reduce__(self) -> tuple[Any, ...]:
        # Exceptions pickle by their positional arguments; ours are keywords.
        return (_rebuild, (type(self), self.as_dict() | {"where": self.where, "value": self.value}))

    def __str__(self) -> str:
        lines = [self.what]
        where = str(self.where) if self.where is not None else ""
        if self.value is not None:
            shown = f'"{self.value}"'
            where = f"{where} = {shown}" if where else shown
        if where:
            lines.append(f"  where: {where}")
        if self.why:
            lines.append(f"  why:   {self.why}")
        if self.fix:
            lines.append(f"  fix:   {self.fix}")
        return "\n".join(lines)

    def as_dict(self) -> dict[str, Any]:
        """Give the parts as plain values, for `--json` and for other programs."""
        return {
            "code": self.code,
            "what": self.what,
            "where": None if self.where is None else str(self.where),
            "value": None if self.value is None else str(self.value),
            "why": self.why,
            "fix": self.fix,
        }

    def moved_to(self, where: Place) -> RelschedError:
        """Give the same error at a better known place; parts already known deeper inside are kept."""
        inner = self.where
        if inner is not None:
            where = Place(
                document=inner.document or where.document,
                line=inner.line if inner.line is not None else where.line,
                column=inner.column if inner.column is not None else where.column,
                path=where.path + inner.path,
            )
        moved = type(self).__new__(type(self))
        RelschedError.__init__(
            moved,
            self.what,
            code=self.code,
            where=where,
            value=self.value,
            why=self.why,
            fix=self.fix,
        )
        return moved


def _rebuild(kind: type[RelschedError], parts: dict[str, Any]) -> RelschedError:
    error = kind.__new__(kind)
    RelschedError.__init__(error, parts.pop("what"), **parts)
    return error


class TimingError(RelschedError):
    """A timing, point, offset, window or time of day can't be read, or says what can't be."""

    family = "timing"


class PlanError(RelschedError):
    """A plan contradicts itself: an unknown name, an id used twice, a loop."""

    family = "plan"


class DocumentError(RelschedError):
    """A plan file can't be read: not YAML, a wrong key, a value of the wrong kind."""

    family = "document"


class CalendarError(RelschedError):
    """A working calendar isn't known, can't be combined, or doesn't cover a date it was asked about."""

    family = "calendar"


class OutOfRangeError(RelschedError):
    """A date leaves the plan's horizon, or an amount is larger than a century."""

    family = "range"


class KnownError(RelschedError):
    """A known date can't be read or names something the plan doesn't have."""

    family = "known"


class LedgerError(RelschedError):
    """A ledger can't be reached, read or written, has been altered, or has gone on since a preview."""

    family = "ledger"


class ServerError(RelschedError):
    """A server can't be started with what was given: where it listens, or what addresses begin with."""

    family = "server"


class MissingExtraError(RelschedError):
    """What was asked needs a package that isn't installed; the fix names the extra."""

    family = "extra"


class Troubles(RelschedError):
    """All that is wrong with one input, in the order of the input.

    `troubles` holds the single errors; the text is theirs, one after the other, with a count.
    """

    family = "troubles"

    def __init__(self, troubles: Iterable[RelschedError], what: str = "The input") -> None:
        self.troubles: tuple[RelschedError, ...] = tuple(_flat(troubles))
        if not self.troubles:
            raise ValueError("Troubles must hold at least one error")
        count = len(self.troubles)
        noun = "trouble" if count == 1 else "troubles"
        super().__init__(
            f"{what} has {count} {noun}.",
            code=self.troubles[0].code if count == 1 else "troubles",
            where=self.troubles[0].where if count == 1 else None,
        )

    def __reduce__(self) -> tuple[Any, ...]:
        return (_rebuild_troubles, (self.troubles, self.what))

    def __str__(self) -> str:
        return "\n\n".join([*(str(trouble) for trouble in self.troubles), self.what])

    @property
    def codes(self) -> tuple[str, ...]:
        """The codes of the single errors, in order."""
        return tuple(trouble.code for trouble in self.troubles)

    def as_dict(self) -> dict[str, Any]:
        """Give the count and each single error as plain values."""
        return {
            "code": "troubles",
            "what": self.what,
            "troubles": [trouble.as_dict() for trouble in self.troubles],
        }

    def moved_to(self, where: Place) -> RelschedError:
        """Give the same troubles, each at a better known place."""
        return Troubles((trouble.moved_to(where) for trouble in self.troubles), self._subject())

    def _subject(self) -> str:
        return self.what.rsplit(" has ", 1)[0]


def _rebuild_troubles(troubles: Sequence[RelschedError], what: str) -> Troubles:
    return Troubles(troubles, what.rsplit(" has ", 1)[0])


def _flat(troubles: Iterable[RelschedError]) -> Iterable[RelschedError]:
    for trouble in troubles:
        if isinstance(trouble, Troubles):
            yield from trouble.troubles
        else:
            yield trouble


def did_you_mean(word: str, known: Iterable[str], *, likeness: float = 0.6) -> str | None:
    """Find the known word nearest to a misspelt one, or None when nothing is near.

    Case and Vietnamese marks are ignored in the comparison, since both are lost easily in typing.
    """
    import difflib

    folded: dict[str, str] = {}
    for candidate in known:
        folded.setdefault(fold(candidate), candidate)
    near = difflib.get_close_matches(fold(word), folded, n=1, cutoff=likeness)
    return folded[near[0]] if near else None


def fold(text: str) -> str:
    """Reduce a text to what is compared when names are matched loosely: lower case, no marks, đ as d."""
    import unicodedata

    decomposed = unicodedata.normalize("NFD", text.casefold())
    bare = "".join(c for c in decomposed if not unicodedata.combining(c))
    return bare.replace("đ", "d").replace("ð", "d").replace("ɖ", "d")


def one_or_all(errors: Sequence[RelschedError], what: str) -> RelschedError:
    """Give the single error as it is, or several as `Troubles`."""
    return errors[0] if len(errors) == 1 else Troubles(errors, what)
