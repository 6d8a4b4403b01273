"""The error family: every refusal says what, where, why and how to repair it.

The text of an error is made from its parts, so that a program can read the parts and a person the sentence.
The parts are messages of the catalogue: `str(error)` is English, `error.text("vi")` Vietnamese.

    The offset of deadline `visa-letters` can't be read.
      where: congress.yaml, line 41, deadlines[4].when = "10 dayz before opening"
      why:   `dayz` isn't a unit; units are days, working days, weeks, months
      fix:   write "10 days before opening"

`Problems` holds all that is wrong with one input, because whoever repairs a plan wants the whole list.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, ClassVar, NamedTuple, TypedDict, Unpack

import attrs

from relsched.messages.catalogue import check_language
from relsched.messages.message import Message, Readable, verbatim
from relsched.short_repr import cut, short_repr

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


@short_repr
@attrs.frozen
class Place:
    """Where in the user's input something stands. Any part may be unknown.

    `part` is a part of a document that has other parts than lines, such as a row of a table or a sheet.
    """

    document: str | None = None
    line: int | None = None
    column: int | None = None
    path: Path = ()
    part: Readable | None = None

    def text(self, language: str = "en") -> str:
        """Write the place in a language; what is unknown is left out."""
        check_language(language)
        parts = []
        if self.document is not None:
            parts.append(self.document)
        if self.line is not None:
            parts.append(Message("place line", number=self.line).text(language))
        if self.column is not None:
            parts.append(Message("place column", name=self.column).text(language))
        if self.path:
            parts.append(path_text(self.path))
        if self.part is not None:
            parts.append(self.part.text(language))
        return ", ".join(parts)

    def __str__(self) -> str:
        return self.text()


class ErrorParts(TypedDict, total=False):
    """The parts of an error by name, as its constructor takes them."""

    what: Message | str
    code: str
    where: Place | None
    value: object
    why: Message | str | None
    fix: Message | str | None


class RelschedError(Exception):
    """Something that was given can't be used, or can't be done with what was given.

    `what`, `why` and `fix` are the parts in English; `text` and `as_dict` give them in any language.

    The single classes are also what Python expects: a `ValueError` where a value can't be read, a `KeyError` where a
    name is looked up that isn't there, an `ImportError` where a package is missing. Errors are equal when they say the
    same.

    Attributes:
        code: A word that never changes, such as `unknown-event`; listed in the error reference.
        where: The place in the user's input, or None when there is no document.
        value: What was found there, in the user's own words.
    """

    family: ClassVar[str] = "error"

    def __init__(
        self,
        what: Message | str,
        *,
        code: str,
        where: Place | None = None,
        value: object = None,
        why: Message | str | None = None,
        fix: Message | str | None = None,
    ) -> None:
        self._what = what
        self.code = code
        self.where = where
        self.value = value
        self._why = why
        self._fix = fix
        super().__init__(str(what))

    @property
    def what(self) -> str:
        """One sentence: what must, or can't, be."""
        return str(self._what)

    @property
    def message(self) -> Message:
        """What must, or can't, be, for a message of its own in any language."""
        return self._what if isinstance(self._what, Message) else verbatim(self._what)

    @property
    def reason(self) -> Message | None:
        """The same of `why`."""
        return verbatim(self._why) if isinstance(self._why, str) else self._why

    @property
    def why(self) -> str | None:
        """What was expected, what was found, which rule says so."""
        return None if self._why is None else str(self._why)

    @property
    def fix(self) -> str | None:
        """One thing to try, or None: better no advice than a guess."""
        return None if self._fix is None else str(self._fix)

    @property
    def problems(self) -> tuple[RelschedError, ...]:
        """The single errors that it holds, in the order of the input: itself alone, where it is one."""
        return (self,)

    @property
    def codes(self) -> tuple[str, ...]:
        """The codes of the single errors, in the same order."""
        return tuple(problem.code for problem in self.problems)

    def _parts(self) -> ErrorParts:
        return {
            "what": self._what,
            "code": self.code,
            "where": self.where,
            "value": self.value,
            "why": self._why,
            "fix": self._fix,
        }

    def __reduce__(self) -> tuple[Any, ...]:
        # Exceptions pickle by their positional arguments; ours are keywords.
        return (_rebuild, (type(self), self._parts()))

    def __eq__(self, other: object) -> bool:
        return type(other) is type(self) and self._content() == other._content()

    def __hash__(self) -> int:
        # By what never changes: an error gets its place on the way out.
        return hash((type(self), self.code))

    def _content(self) -> tuple[object, ...]:
        return tuple(self._parts().values())

    def __repr__(self) -> str:
        return f"{type(self).__name__}({cut(repr(self.what), 130)}, code={self.code!r})"

    def text(self, language: str = "en") -> str:
        """Give the error as a person reads it: what, where, why, and what to try."""
        where = self.where.text(language) if self.where is not None else ""
        if self.value is not None:
            shown = f'"{self.value}"'
            where = f"{where} = {shown}" if where else shown
        parts = {
            "where": where,
            "why": _text(self._why, language),
            "fix": _text(self._fix, language),
        }
        labels = {name: Message(f"error label {name}").text(language) for name in parts}
        width = max(len(label) for label in labels.values()) + 1
        lines = [_text(self._what, language) or ""]
        lines += [f"  {labels[name]:{width}}{part}" for name, part in parts.items() if part]
        return "\n".join(lines)

    def __str__(self) -> str:
        return self.text()

    def as_dict(self, language: str = "en") -> dict[str, Any]:
        """Give the parts as plain values, for `--json` and for other programs."""
        return {
            "code": self.code,
            "what": _text(self._what, language),
            "where": None if self.where is None else self.where.text(language),
            "value": None if self.value is None else str(self.value),
            "why": _text(self._why, language),
            "fix": _text(self._fix, language),
        }

    def moved_to(self, where: Place) -> RelschedError:
        """Give the same error at a better known place; parts already known deeper inside are kept.

        Args:
            where: The place around the one that is known, or the only one.
        """
        inner = self.where
        if inner is not None:
            where = Place(
                document=inner.document or where.document,
                line=inner.line if inner.line is not None else where.line,
                column=inner.column if inner.column is not None else where.column,
                path=where.path + inner.path,
                part=inner.part or where.part,
            )
        return self.with_parts(where=where)

    def with_parts(self, **changed: Unpack[ErrorParts]) -> RelschedError:
        """Give the same error with some of its parts changed, by the names of the constructor."""
        return _rebuild(type(self), self._parts() | changed)


def _rebuild(kind: type[RelschedError], parts: ErrorParts) -> RelschedError:
    error = kind.__new__(kind)
    RelschedError.__init__(error, **parts)
    return error


def _text(part: Message | str | None, language: str) -> str | None:
    return part.text(language) if isinstance(part, Message) else part


class TimingError(RelschedError, ValueError):
    """A timing, point, offset, window or time of day can't be read, or says what can't be."""

    family = "timing"


class PlanError(RelschedError, ValueError):
    """A plan contradicts itself: an unknown name, an id used twice, a dependency cycle."""

    family = "plan"


class DocumentError(RelschedError, ValueError):
    """A plan file can't be read: not YAML, a wrong key, a value of the wrong kind."""

    family = "document"


class CalendarError(RelschedError, ValueError):
    """A working calendar isn't known, can't be combined, or doesn't cover a date it was asked about."""

    family = "calendar"


class OutOfRangeError(RelschedError, ValueError):
    """A date leaves the plan's horizon, or an amount is larger than a century."""

    family = "range"


class KnownError(RelschedError, ValueError):
    """A known date can't be read or names something the plan doesn't have."""

    family = "known"


class LedgerError(RelschedError):
    """A ledger can't be reached, read or written, has been altered, or has gone on since a preview."""

    family = "ledger"


class ServerError(RelschedError):
    """A server can't be started with what was given: where it listens, or what addresses begin with."""

    family = "server"


class UnknownNameError(RelschedError, KeyError):
    """A name is asked for that nothing has; the single classes below say of what."""


class UnknownItemError(UnknownNameError, PlanError):
    """An event or deadline is asked for by an id that the plan, or a result of it, doesn't have."""

    family = "plan"


class UnknownUnitError(UnknownNameError, PlanError):
    """A unit is asked for by an id that the plan doesn't have."""

    family = "plan"


class UnknownCalendarError(UnknownNameError, CalendarError):
    """A working calendar is asked for by a name that means none."""

    family = "calendar"


class UnknownRevisionError(UnknownNameError, LedgerError):
    """A plan or a revision is asked for that isn't in a ledger."""

    family = "ledger"


class MissingExtraError(RelschedError, ImportError):
    """What was asked needs a package that isn't installed; the fix names the extra."""

    family = "extra"


class Problems(RelschedError, ValueError):
    """All that is wrong with one input, in the order of the input.

    Its text is that of the single errors, one after the other, with a count.
    """

    family = "problems"

    def __init__(
        self, problems: Iterable[RelschedError], subject: Message | str | None = None
    ) -> None:
        self._problems = tuple(single for problem in problems for single in problem.problems)
        if not self._problems:
            raise ValueError("Problems must hold at least one error")
        self._subject = Message("problems of input") if subject is None else subject
        count = len(self._problems)
        super().__init__(
            Message("problems counted", subject=self._subject, count=count),
            code=self._problems[0].code if count == 1 else "problems",
            where=self._problems[0].where if count == 1 else None,
        )

    @property
    def problems(self) -> tuple[RelschedError, ...]:
        """The single errors, in the order of the input."""
        return self._problems

    def __reduce__(self) -> tuple[Any, ...]:
        return (type(self), (self.problems, self._subject))

    def _content(self) -> tuple[object, ...]:
        return (self._subject, self.problems)

    def text(self, language: str = "en") -> str:
        """Give every error as a person reads it, and their number."""
        shown = [problem.text(language) for problem in self.problems]
        return "\n\n".join([*shown, _text(self._what, language) or ""])

    def as_dict(self, language: str = "en") -> dict[str, Any]:
        """Give the count and each single error as plain values."""
        return {
            "code": "problems",
            "what": _text(self._what, language),
            "problems": [problem.as_dict(language) for problem in self.problems],
        }

    def moved_to(self, where: Place) -> RelschedError:
        """Give the same problems, each at a better known place.

        Args:
            where: The place around those that are known.
        """
        return Problems((problem.moved_to(where) for problem in self.problems), self._subject)


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


class Unknown(NamedTuple):
    """What can be said of a name that isn't known: why it isn't, and what to write instead."""

    why: Message | None
    fix: Message | None


def unknown(
    kind: Message | None, name: str, among: Iterable[str], *, likeness: float = 0.6
) -> Unknown:
    """Give the reason and the advice of an error about an unknown name.

    Args:
        kind: What has such names, in the plural: the reason lists them all. None for names that are
            somebody's own, such as the ids of a plan, which may be many: they give no reason.
        name: The name that was found.
        among: The names that are known, in the order in which they are listed.
        likeness: How near a name must be to be proposed, from 0 to 1.
    """
    names = tuple(among)
    near = did_you_mean(name, names, likeness=likeness)
    return Unknown(
        None if kind is None else Message("error names are", kind=kind, names=names),
        None if near is None else Message("error write", text=near),
    )


def fold(text: str) -> str:
    """Reduce a text to what is compared when names are matched loosely: lower case, no marks, đ as d."""
    import unicodedata

    decomposed = unicodedata.normalize("NFD", text.casefold())
    bare = "".join(c for c in decomposed if not unicodedata.combining(c))
    return bare.replace("đ", "d").replace("ð", "d").replace("ɖ", "d")


def one_or_all(errors: Sequence[RelschedError], subject: Message | str) -> RelschedError:
    """Give the single error as it is, or several as `Problems`."""
    return errors[0] if len(errors) == 1 else Problems(errors, subject)
