"""Text, Source, Event, Deadline, Unit, Phase: the parts of a plan.

There is no computed date in any of these values. They are frozen, checked when they are made, and equal
when they mean the same.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Any, TypeAlias

import attrs

from relsched.dates.conventions import NAMES as CONVENTION_NAMES
from relsched.dates.conventions import ConventionLike, Conventions
from relsched.dates.date_reading import plain, to_day
from relsched.dates.offsets import Offset
from relsched.errors import PlanError, TimingError, unknown
from relsched.messages.message import Message
from relsched.plan.ids import check_id, id_of
from relsched.short_repr import short_repr
from relsched.timing.points import Edge, Reference
from relsched.timing.timings import Both, Kind, Timing, TimingLike, to_timing

MAX_TITLE = 500
MAX_SHORT = 60  # letters; more than a calendar or a column shows
MAX_NOTE = 10_000
MAX_UID = 1_000  # a calendar's own limit is 255 octets, which not every program keeps to
LANGUAGES = ("en", "vi")
# What `relsched check` may find that deserves a look, in the order in which it is reported.
LINTS = (
    "closed-day",
    "outside-phase",
    "reversed-window",
    "zero-slack",
    "duplicate",
    "overlap",
    "never-binds",
    "undeclared-event",
    "unused-event",
    "undecided-event",
    "event-on-closed-day",
    "undated",
    "in-words",
)


def nfc(value: str) -> str:
    """Compose a text: letters and their marks in Unicode's composed form."""
    return unicodedata.normalize("NFC", value)


def _optional_text(value: str | None) -> str | None:
    """Compose a text; an empty one says nothing, and is as if it weren't there."""
    return nfc(value) if value else None


def _limit(length: int) -> Callable[[object, attrs.Attribute[Any], str | None], None]:
    def check(_: object, attribute: attrs.Attribute[Any], value: str | None) -> None:
        if value is not None:
            check_length(attribute.name, length, value)

    return check


def check_length(name: str, most: int, value: str) -> None:
    """Refuse a text that is longer than its key may hold."""
    if len(value) > most:
        raise PlanError(
            Message("error too-long text", name=name, most=most),
            code="too-long",
            value=value[:60] + "…",
            why=Message("error too-long text why", count=len(value)),
        )


def _title_length(_: object, __: object, value: str) -> None:
    check_length("title", MAX_TITLE, value)


def _translations(pairs: Iterable[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    found = tuple((language, nfc(text)) for language, text in pairs)
    for language, text in found:
        if language not in LANGUAGES:
            why, fix = unknown(Message("kinds languages"), language, LANGUAGES)
            raise PlanError(
                Message("error unknown-language title", language=language),
                code="unknown-language",
                value=language,
                why=why,
                fix=fix,
            )
        check_length("title", MAX_TITLE, text)
    return found


@short_repr
@attrs.frozen
class Text:
    """A title in the plan's language, with the same in other languages beside it.

    Made from a string, or from a mapping such as `{"vi": "Khai mạc", "en": "Opening"}` whose first
    entry is the main one. Always in Unicode's composed form.
    """

    main: str = attrs.field(converter=nfc, validator=_title_length)
    others: tuple[tuple[str, str], ...] = attrs.field(default=(), converter=_translations)

    @classmethod
    def read(cls, value: Text | str | Mapping[str, str] | None) -> Text:
        """Make a text from what a plan may hold.

        Args:
            value: A `Text`, one text for every language, texts by language, or None for an empty one.
        """
        if isinstance(value, Text):
            return value
        if value is None:
            return cls("")
        if isinstance(value, str):
            return cls(value)
        pairs = tuple(value.items())
        return cls(pairs[0][1], pairs) if pairs else cls("")

    def __str__(self) -> str:
        return self.main

    def __bool__(self) -> bool:
        return bool(self.main)

    def in_language(self, language: str | None) -> str:
        """Give the text in a language, or the main one where it isn't there."""
        return dict(self.others).get(language or "", self.main)


def to_text(value: Text | str | Mapping[str, str] | None) -> Text:
    """Take what a plan may hold as a text."""
    return Text.read(value)


def _short(_: object, __: object, value: Text) -> None:
    for text in (value.main, *(text for _, text in value.others)):
        check_length("short", MAX_SHORT, text)


def _timing(value: TimingLike | None) -> Timing | None:
    return None if plain(value) is None else to_timing(value)  # type: ignore[arg-type]


def _offset(value: Offset | str | None) -> Offset | None:
    return Offset.parse(value) if isinstance(value, str) else value


def _offsets(values: Iterable[Offset | str]) -> tuple[Offset, ...]:
    values = (values,) if isinstance(values, str | Offset) else values
    return tuple(Offset.parse(value) if isinstance(value, str) else value for value in values)


def _ids(values: str | Iterable[str]) -> tuple[str, ...]:
    return (values,) if isinstance(values, str) else tuple(dict.fromkeys(values))


def to_lints(values: str | Iterable[str]) -> tuple[str, ...]:
    """Read the codes of lints that shall not be reported."""
    codes = _ids(values)
    for code in codes:
        if code not in LINTS:
            why, fix = unknown(Message("kinds lints"), code, LINTS)
            raise PlanError(
                Message("error unknown-lint", code=code),
                code="unknown-lint",
                value=code,
                why=why,
                fix=fix,
            )
    return codes


@short_repr
@attrs.frozen
class Source:
    """Where something stands in the document the plan was made from: the phrase verbatim, and its row."""

    phrase: str | None = attrs.field(
        default=None, converter=_optional_text, validator=_limit(MAX_NOTE)
    )
    document: str | None = attrs.field(default=None, converter=_optional_text)
    row: str | None = attrs.field(default=None, converter=_optional_text)

    @classmethod
    def read(cls, value: Source | str | Mapping[str, str] | None) -> Source | None:
        """Make a source from a phrase alone or from its parts.

        Args:
            value: A `Source`, the phrase, the parts by their names, or None.
        """
        if value is not None and not isinstance(value, Source):
            value = cls(phrase=value) if isinstance(value, str) else cls(**value)
        return value if value != cls() else None


def to_source(value: Source | str | Mapping[str, str] | None) -> Source | None:
    """Take a phrase alone or its parts as a source; one that says nothing as None."""
    return Source.read(value)


def _lasts(value: int | str | Offset | None) -> int | None:
    """Read how long an event lasts: a number of days from 1 up, `3 days`, or `unknown` as None."""
    if plain(value) is None or value == "unknown":
        return None
    if isinstance(value, str):
        is_number = re.match(r"[0-9]{1,9}\Z", value)
        value = int(value) if is_number else Offset.parse(value)
    if isinstance(value, Offset):
        if not value.is_pure_days or value.clear_days is not None:
            raise TimingError(
                Message("error lasts-form unit"),
                code="lasts-form",
                value=str(value),
                fix=Message("error lasts-form unit fix"),
            )
        value = value.day_count
    if not isinstance(value, int) or not 1 <= value <= 3_660:
        raise TimingError(
            Message("error lasts-form days"),
            code="lasts-form",
            value=str(value),
            why=Message("error lasts-form days why"),
        )
    return value


# The phrases that mean an event: one, several, or with the edge of it that each means.
AliasesLike: TypeAlias = (
    "str | Iterable[str | tuple[str, Edge | str | None]] | Mapping[str, Edge | str | None]"
)


def _aliases(value: AliasesLike) -> tuple[tuple[str, Edge | None], ...]:
    """Read aliases: a list of phrases, or a mapping from phrase to `start`, `end` or the whole event."""
    if isinstance(value, str):
        value = [value]
    pairs = value.items() if isinstance(value, Mapping) else value
    aliases: list[tuple[str, Edge | None]] = []
    for pair in pairs:
        phrase, edge = (pair, None) if isinstance(pair, str) else pair
        if isinstance(edge, str):
            word = edge.rpartition(".")[2]
            if word not in ("start", "end", "event"):
                raise PlanError(
                    Message("error alias-edge"),
                    code="alias-edge",
                    value=edge,
                )
            edge = None if word == "event" else Edge(word)
        aliases.append((nfc(phrase), edge))
    meanings = dict(aliases)
    for phrase, edge in aliases:
        if meanings[phrase] is not edge:
            raise PlanError(
                Message("error alias-repeated", alias=phrase),
                code="alias-repeated",
                value=phrase,
                fix=Message("error alias-repeated fix"),
            )
    return tuple(meanings.items())


def _no_follow(value: str | None, why: Message) -> PlanError:
    return PlanError(
        Message("error follows-form"),
        code="follows-form",
        value=value,
        why=why,
        fix=Message("error follows-form fix"),
    )


def _uid(value: str | None) -> str | None:
    return _optional_text(value and value.strip())


@short_repr
@attrs.frozen
class Follow:
    """Where an event takes its date from: an item of a calendar, or an event of another plan.

    Its text is `uid:` with the UID of the item, or the ids of plan and event: `congress-xvii:congress`.

    Attributes:
        calendar: The UID of an item in a calendar file.
        plan: The id of another plan.
        event: The event of that plan, or a deadline of it.
    """

    calendar: str | None = attrs.field(default=None, converter=_uid, kw_only=True)
    plan: str | None = attrs.field(default=None, kw_only=True)
    event: str | None = attrs.field(default=None, kw_only=True)

    def __attrs_post_init__(self) -> None:
        if (self.calendar is None) == (self.plan is None or self.event is None) or (
            self.calendar is not None and (self.plan, self.event) != (None, None)
        ):
            raise _no_follow(None, Message("error follows-form either"))
        if self.calendar is not None:
            if len(self.calendar) > MAX_UID or not self.calendar.isprintable():
                raise _no_follow(
                    self.calendar[:60] + "…",
                    Message("error follows-form long", most=MAX_UID),
                )
            return
        assert self.plan is not None
        assert self.event is not None
        if self.plan == "uid":
            raise _no_follow(str(self), Message("error follows-form uid"))
        check_id(self.plan, "a plan")
        check_id(self.event, "an event", in_timings=True)

    @classmethod
    def parse(cls, text: str) -> Follow:
        """Read `congress-xvii:congress` or `uid:20201013-congress@example.vn`.

        Args:
            text: A plan's id and an event's, or `uid:` and the UID of a calendar's item.

        Raises:
            PlanError: `follows-form`, `id-form`, `id-reserved`.
        """
        head, colon, rest = (part.strip() for part in text.partition(":"))
        if not (head and colon and rest):
            raise _no_follow(text, Message("error follows-form colon"))
        return cls(calendar=rest) if head == "uid" else cls(plan=head, event=rest)

    def __str__(self) -> str:
        return f"uid:{self.calendar}" if self.calendar is not None else f"{self.plan}:{self.event}"

    @classmethod
    def read(cls, value: Follow | str | Mapping[str, str] | None) -> Follow | None:
        """Make it from its text or from its parts.

        Args:
            value: A `Follow`, its text, its parts by their names, or None.
        """
        if value is None or isinstance(value, Follow):
            return value
        return cls.parse(value) if isinstance(value, str) else cls(**value)


def _follow(value: Follow | str | Mapping[str, str] | None) -> Follow | None:
    return Follow.read(value)


@short_repr
@attrs.frozen
class Event:
    """A happening whose date others decide, such as the opening of a congress.

    It has two days, `start` and `end`, both part of it.

    Attributes:
        id: Permanent name, used in timings.
        title: What people call it.
        expected: What is announced so far, such as `in October 2020`. A window holds the whole event;
            an offset such as `3 days after congress` says the very day it begins.
        lasts: Days from start to end, both counted; None when nobody knows.
        parts: Events it consists of: it begins with the first and ends with the last.
        aliases: Phrases that mean it in a document, with the edge they mean.
        decided_by: Whom to ask.
        follows: Where its date is taken from: an item of a calendar, or an event of another plan.
        source: Where the plan speaks of it.
        ignore: Codes of lints that aren't reported of it.
    """

    id: str = attrs.field(validator=id_of("an event", in_timings=True))
    title: Text = attrs.field(default=None, converter=to_text)
    expected: Timing | None = attrs.field(default=None, converter=_timing, kw_only=True)
    lasts: int | None = attrs.field(default=1, converter=_lasts, kw_only=True)
    parts: tuple[str, ...] = attrs.field(default=(), converter=_ids, kw_only=True)
    aliases: tuple[tuple[str, Edge | None], ...] = attrs.field(
        default=(), converter=_aliases, kw_only=True
    )
    decided_by: str | None = attrs.field(default=None, converter=_optional_text, kw_only=True)
    follows: Follow | None = attrs.field(default=None, converter=_follow, kw_only=True)
    source: Source | None = attrs.field(default=None, converter=to_source, kw_only=True)
    ignore: tuple[str, ...] = attrs.field(default=(), converter=to_lints, kw_only=True)

    @property
    def start(self) -> Reference:
        """The point at which it begins."""
        return Reference(self.id, Edge.START)

    @property
    def end(self) -> Reference:
        """The point at which it ends."""
        return Reference(self.id, Edge.END)

    def as_point(self) -> Reference:
        """Give the event as a point: its start where something comes before it, else its end."""
        return Reference(self.id)


ISSUED = "issued"  # the word of timings for the date of issue


@attrs.frozen
class DateOfIssue(Event):
    """The date of issue of a plan that doesn't say it: what is counted from it waits for it as for an event."""

    id: str = ISSUED

    @classmethod
    def of(cls, language: str) -> DateOfIssue:
        """Make it with its title in the language of a plan, and in the others."""
        titles = {"en": "Date of issue", "vi": "Ngày ban hành"}
        return cls(title={language: titles[language], **titles})


RELATIONS = ("finish-start", "start-start", "finish-finish", "start-finish")


def _relation(value: str) -> str:
    words = "-".join(value.replace("_", "-").casefold().split())
    if words in RELATIONS:
        return words
    raise PlanError(
        Message("error wait-relation", value=value),
        code="wait-relation",
        value=value,
        why=Message("error wait-relation why", names=RELATIONS),
        fix=unknown(None, words, RELATIONS).fix,
    )


@short_repr
@attrs.frozen
class Wait:
    """Something a deadline must wait for, with the least and greatest gap.

    Without a gap it may begin as the convention `after` says: on the next day, unless that is inclusive.

    Attributes:
        item: The event or deadline that is waited for.
        at_least: The least gap between the two points.
        at_most: The greatest gap between the two points.
        relation: Which points the gap lies between: first that of what is waited for, then that of the
            deadline. With `start-start`, `finish-finish` and `start-finish` no gap means the same day.

    Raises:
        PlanError: `wait-relation`.
    """

    item: str
    at_least: Offset | None = attrs.field(default=None, converter=_offset)
    at_most: Offset | None = attrs.field(default=None, converter=_offset)
    relation: str = attrs.field(default="finish-start", converter=_relation)

    @property
    def follows_start(self) -> bool:
        """Whether the gap is counted from the start of what is waited for, not from its finish."""
        return self.relation.startswith("start")

    @property
    def bounds_start(self) -> bool:
        """Whether the gap bounds the start of the deadline, not its finish."""
        return self.relation.endswith("start")

    @property
    def gaps(self) -> tuple[Offset, ...]:
        """The gaps that are given."""
        return tuple(gap for gap in (self.at_least, self.at_most) if gap is not None)

    @classmethod
    def read(cls, value: WaitLike) -> Wait:
        """Make it from an id alone or from its parts.

        Args:
            value: A `Wait`, its text, or its parts by their names.
        """
        if isinstance(value, Wait):
            return value
        return cls(value) if isinstance(value, str) else cls(**value)  # type: ignore[arg-type]


# What a deadline waits for: the id of an item, or the parts of a wait.
WaitLike: TypeAlias = "Wait | str | Mapping[str, str | Offset | None]"


def _waits(values: WaitLike | Iterable[WaitLike]) -> tuple[Wait, ...]:
    if isinstance(values, str | Mapping | Wait):
        values = (values,)
    return tuple(Wait.read(value) for value in values)


def _choices(value: Mapping[str, ConventionLike] | str | None) -> tuple[tuple[str, Any], ...]:
    if not value:
        return ()
    if isinstance(value, str):
        value = {"based_on": value}
    pairs: tuple[tuple[str, Any], ...] = tuple(
        value.items() if isinstance(value, Mapping) else value
    )
    read = Conventions.read(dict(pairs))  # refuses what can't be, here where it stands
    given = dict(pairs)
    chosen: tuple[tuple[str, Any], ...] = tuple(
        (name, getattr(read, name)) for name in CONVENTION_NAMES if name in given
    )
    return (("based_on", str(given["based_on"])), *chosen) if "based_on" in given else chosen


@short_repr
@attrs.frozen
class Deadline:
    """Something that a unit must do, and when.

    Attributes:
        id: Permanent name, the user's own, such as `4.3.iii`.
        title: What is due, in one line.
        short: The same in at most 60 letters, for calendars and wherever there is little room.
        when: Its timing; None when it only waits for others.
        lead: The unit that answers for it. `support`: units that help.
        phase: The phase of the plan it stands in.
        after: What it must wait for.
        takes: Working time needed.
        done: The day on which it was completed.
        remind: How long before to remind.
        conventions: Choices of counting that differ from the plan's, for this deadline alone.
        source: The phrase and row of the document. `notes`: anything else.
        ignore: Codes of lints that aren't reported of it.
    """

    id: str = attrs.field(validator=id_of("a deadline", in_timings=True))
    title: Text = attrs.field(default=None, converter=to_text)
    when: Timing | None = attrs.field(default=None, converter=_timing)
    short: Text = attrs.field(default=Text(""), converter=to_text, validator=_short, kw_only=True)
    lead: str | None = attrs.field(default=None, kw_only=True)
    support: tuple[str, ...] = attrs.field(default=(), converter=_ids, kw_only=True)
    phase: str | None = attrs.field(default=None, kw_only=True)
    after: tuple[Wait, ...] = attrs.field(default=(), converter=_waits, kw_only=True)
    takes: Offset | None = attrs.field(default=None, converter=_offset, kw_only=True)
    done: date | None = attrs.field(default=None, converter=to_day, kw_only=True)
    remind: tuple[Offset, ...] = attrs.field(default=(), converter=_offsets, kw_only=True)
    conventions: tuple[tuple[str, Any], ...] = attrs.field(
        default=(), converter=_choices, kw_only=True
    )
    source: Source | None = attrs.field(default=None, converter=to_source, kw_only=True)
    notes: str | None = attrs.field(
        default=None, converter=_optional_text, validator=_limit(MAX_NOTE), kw_only=True
    )
    ignore: tuple[str, ...] = attrs.field(default=(), converter=to_lints, kw_only=True)

    @property
    def kind(self) -> Kind:
        """What sort of thing its timing says; open when it has none, planned when it is due once its work is done."""
        if self._is_planned:
            return Kind.PLANNED
        return Kind.OPEN if self.when is None else self.when.kind

    @property
    def _is_planned(self) -> bool:
        """Whether it takes time, has a beginning, and nothing limits it."""
        if self.takes is None or any(wait.at_most is not None for wait in self.after):
            return False
        if self.when is None:
            return bool(self.after)
        parts = self.when.timings if isinstance(self.when, Both) else (self.when,)
        return all(part.kind is Kind.OPEN for part in parts)

    def as_point(self) -> Reference:
        """Give the deadline as a point: its due date, or the day it was done once that is known."""
        return Reference(self.id)


@short_repr
@attrs.frozen
class Unit:
    """A department or person that deadlines belong to.

    Attributes:
        id: Permanent name.
        name: What it is called.
        short: The same in at most 60 letters, for calendars and wherever there is little room.
        contact: How it is reached.
    """

    id: str = attrs.field(validator=id_of("a unit"))
    name: Text = attrs.field(default=None, converter=to_text)
    short: Text = attrs.field(default=Text(""), converter=to_text, validator=_short, kw_only=True)
    contact: str | None = attrs.field(default=None, converter=_optional_text, kw_only=True)


@short_repr
@attrs.frozen
class Phase:
    """A label for a part of the plan, with the time it is meant to fill."""

    id: str = attrs.field(validator=id_of("a phase"))
    title: Text = attrs.field(default=None, converter=to_text)
    when: Timing | None = attrs.field(default=None, converter=_timing, kw_only=True)
