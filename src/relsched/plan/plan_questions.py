"""What a plan still asks a person: which reading of a phrase is meant, or when something is due at all."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import attrs

from relsched.errors import Place, PlanError, RelschedError, one_or_all, unknown
from relsched.messages.message import Message
from relsched.plan.ids import id_of
from relsched.plan.items import MAX_NOTE, Text, check_length, nfc, to_text
from relsched.short_repr import short_repr
from relsched.timing.timings import Timing, TimingLike, to_timing

# What an answer gives: a timing (of the plan itself the day it was issued), the day something was done, or
# whether an item that its document no longer has is to go.
ASKS = WHEN, DONE, DROPPED = ("when", "done", "dropped")


def _asks(value: str | None) -> str:
    word = value or WHEN
    if word in ASKS:
        return word
    why, fix = unknown(Message("kinds asks"), word, ASKS)
    raise PlanError(
        Message("error question-form asks", value=word),
        code="question-form",
        value=word,
        why=why,
        fix=fix,
    )


def _readings(values: TimingLike | Iterable[TimingLike]) -> tuple[Timing, ...]:
    """Read the timings that are offered; what is wrong with each is reported at its number."""
    given = [values] if isinstance(values, str | Timing) else list(values)  # type: ignore[arg-type]
    found: list[Timing] = []
    errors: list[RelschedError] = []
    for index, value in enumerate(given):
        try:
            found.append(to_timing(value))
        except RelschedError as error:
            errors.append(error.moved_to(Place(path=(index,))))
    if errors:
        raise one_or_all(errors, Message("problems of readings"))
    return tuple(dict.fromkeys(found))


def _dismissed(value: bool | str | None) -> bool:
    if value is None or isinstance(value, bool):
        return bool(value)
    if value in ("true", "false"):
        return value == "true"
    raise PlanError(
        Message("error question-form dismissed"),
        code="question-form",
        value=value,
        fix=Message("error question-form dismissed fix"),
    )


def _words(value: str | None) -> str | None:
    if not value:
        return None
    check_length("phrase", MAX_NOTE, value)
    return nfc(value)


def _place(value: Text | str | Mapping[str, str] | None) -> Text:
    return to_text(value)


@short_repr
@attrs.frozen
class PlanQuestion:
    """Something that a person must decide about a plan, such as which reading of a phrase is meant.

    It is open until it is answered, which takes it out of the plan, or dismissed, which keeps it there.

    Attributes:
        id: Permanent name, such as `q1`.
        text: The question.
        item: The event or deadline that it is about; `issued` for the date of issue.
        phase: The phase that it is about. With neither it is about the whole plan.
        asks: What an answer gives: `when` it is, the day it was `done`, or whether it is to be `dropped`.
        readings: The timings that are offered, the one that the plan has first; none where nothing was understood.
        phrase: The words of the document that it is about, verbatim.
        place: Where these stand in the document.
        dismissed: Whether it needs no answer: it isn't reported any more, nor asked again.

    Raises:
        RelschedError: `question-form`; what is wrong with each reading.
    """

    id: str = attrs.field(validator=id_of("a question"))
    text: Text = attrs.field(default=None, converter=to_text)
    item: str | None = attrs.field(default=None, kw_only=True)
    phase: str | None = attrs.field(default=None, kw_only=True)
    asks: str = attrs.field(default=WHEN, converter=_asks, kw_only=True)
    readings: tuple[Timing, ...] = attrs.field(default=(), converter=_readings, kw_only=True)
    phrase: str | None = attrs.field(default=None, converter=_words, kw_only=True)
    place: Text = attrs.field(default=None, converter=_place, kw_only=True)
    dismissed: bool = attrs.field(default=False, converter=_dismissed, kw_only=True)

    @property
    def about(self) -> str | None:
        """The id of the item or phase that it is about; None for the whole plan."""
        return self.item if self.item is not None else self.phase
