"""Plan, Event, Deadline, Unit, Phase, Known: what the organisers wrote, and what has been fixed since.

There is no computed date in any of these values. They are frozen, checked when they are made, and equal
when they mean the same.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, Set
from datetime import date, datetime
from functools import cached_property
from typing import Any

import attrs

from relsched.dates.calendar_spec import CalendarSpec
from relsched.dates.conventions import NAMES as CONVENTION_NAMES
from relsched.dates.conventions import Conventions
from relsched.dates.offsets import Offset
from relsched.dates.recurrence import WEEKDAYS
from relsched.dates.windows import Window, parse_date
from relsched.errors import (
    KnownError,
    Path,
    Place,
    PlanError,
    RelschedError,
    TimingError,
    did_you_mean,
    fold,
    one_or_all,
)
from relsched.timing.clock_times import parse_time, time_text
from relsched.timing.parsing import GRAMMAR
from relsched.timing.points import Day, Edge, Reference
from relsched.timing.timings import After, By, From, FromTo, In, Kind, SetBy, Timing, to_timing

MAX_DEADLINES = 100_000
MAX_EVENTS = 1_000
MAX_TITLE = 500
MAX_NOTE = 10_000
MAX_UID = 1_000  # a calendar's own limit is 255 octets, which not every program keeps to
DEFAULT_HORIZON = Window("1900-01-01", "2199-12-31")
LANGUAGES = ("en", "vi")
# What `relsched check` may find that deserves a look, in the order in which it is told.
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
)

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

    Raises:
        PlanError: `id-form` or `id-reserved`.
    """
    if not _ID.match(value):
        raise PlanError(
            f"`{value}` can't be the id of {noun}.",
            code="id-form",
            value=value,
            why="an id has 1 to 64 letters a-z, digits, dots, dashes and underscores,"
            " and begins with a letter or digit",
            fix=_id_fix(value),
        )
    if value.casefold().partition(".")[0] in _DEVICES or (
        in_timings and _means_something_else(value)
    ):
        raise PlanError(
            f"`{value}` can't be the id of {noun}.",
            code="id-reserved",
            value=value,
            why="it means something else in a timing or in a file name",
            fix=f"write `{value.rstrip('.')}-1` or another name",
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
    made = re.sub("-+", "-", plain).strip("-")[:60].strip("-")
    return made or "item"


def _free_id(name: str, taken: Set[str]) -> str:
    """Make an id for a document that a timing names, clear of other ids and of words that mean something."""
    base = slug(name)[:48]
    tries = (base, *(f"{base}-document{n}" for n in ("", *range(2, len(taken) + 3))))
    return next(
        made
        for made in tries
        if made not in taken
        and not _means_something_else(made)
        and made.partition(".")[0] not in _DEVICES
    )


def _id_fix(value: str) -> str | None:
    made = slug(value)
    return f"write `{made}`" if _ID.match(made) and made != "item" else None


def _nfc(value: str) -> str:
    return unicodedata.normalize("NFC", value)


def _optional_text(value: str | None) -> str | None:
    """Compose a text; an empty one says nothing, and is as if it weren't there."""
    return _nfc(value) if value else None


def _limit(length: int) -> Callable[[object, attrs.Attribute[Any], str | None], None]:
    def check(_: object, attribute: attrs.Attribute[Any], value: str | None) -> None:
        if value is not None:
            _check_length(attribute.name, length, value)

    return check


def _check_length(name: str, most: int, value: str) -> None:
    if len(value) > most:
        raise PlanError(
            f"`{name}` must not be longer than {most} characters.",
            code="too-long",
            value=value[:60] + "…",
            why=f"it has {len(value)}",
        )


def _title_length(_: object, __: object, value: str) -> None:
    _check_length("title", MAX_TITLE, value)


def _id_of(noun: str, *, in_timings: bool = False) -> Callable[[object, object, str], None]:
    def check(_: object, __: object, value: str) -> None:
        check_id(value, noun, in_timings=in_timings)

    return check


def _spoken(pairs: Iterable[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    found = tuple((language, _nfc(text)) for language, text in pairs)
    for language, text in found:
        if language not in LANGUAGES:
            near = did_you_mean(language, LANGUAGES)
            raise PlanError(
                f"A title can't be in the language `{language}`.",
                code="unknown-language",
                value=language,
                why=f"languages are {', '.join(LANGUAGES)}",
                fix=f"write `{near}`" if near else None,
            )
        _check_length("title", MAX_TITLE, text)
    return found


@attrs.frozen
class Text:
    """A title in the plan's language, with the same in other languages beside it.

    Made from a string, or from a mapping such as `{"vi": "Khai mạc", "en": "Opening"}` whose first
    entry is the main one. Always in Unicode's composed form.
    """

    main: str = attrs.field(converter=_nfc, validator=_title_length)
    others: tuple[tuple[str, str], ...] = attrs.field(default=(), converter=_spoken)

    @classmethod
    def read(cls, value: Text | str | Mapping[str, str] | None) -> Text:
        """Make a text from what a plan may hold."""
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

    def spoken(self, language: str | None) -> str:
        """Give the text in a language, or the main one where it isn't there."""
        return dict(self.others).get(language or "", self.main)


def _text(value: Text | str | Mapping[str, str] | None) -> Text:
    return Text.read(value)


def _timing(value: object) -> Timing | None:
    return None if value is None else to_timing(value)


def _offset(value: Offset | str | None) -> Offset | None:
    return Offset.parse(value) if isinstance(value, str) else value


def _offsets(values: Iterable[Offset | str]) -> tuple[Offset, ...]:
    values = (values,) if isinstance(values, str | Offset) else values
    return tuple(Offset.parse(value) if isinstance(value, str) else value for value in values)


def _date(value: date | str | None) -> date | None:
    if value is None or (isinstance(value, date) and not isinstance(value, datetime)):
        return None if value is None else date(value.year, value.month, value.day)
    if isinstance(value, datetime):
        raise TypeError("a day must be a date, not a datetime")
    return parse_date(value)


def _ids(values: str | Iterable[str]) -> tuple[str, ...]:
    return (values,) if isinstance(values, str) else tuple(dict.fromkeys(values))


def _lints(values: str | Iterable[str]) -> tuple[str, ...]:
    """Read the codes of lints that shall not be told."""
    codes = _ids(values)
    for code in codes:
        if code not in LINTS:
            near = did_you_mean(code, LINTS)
            raise PlanError(
                f"The lint `{code}` isn't known.",
                code="unknown-lint",
                value=code,
                why=f"lints are {', '.join(LINTS)}",
                fix=f"write `{near}`" if near else None,
            )
    return codes


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
        """Make a source from a phrase alone or from its parts."""
        if value is not None and not isinstance(value, Source):
            value = cls(phrase=value) if isinstance(value, str) else cls(**value)
        return value if value != cls() else None


def _source(value: Source | str | Mapping[str, str] | None) -> Source | None:
    return Source.read(value)


def _lasts(value: int | str | Offset | None) -> int | None:
    """Read how long an event lasts: a number of days from 1 up, `3 days`, or `unknown` as None."""
    if value is None or value == "unknown":
        return None
    if isinstance(value, str):
        is_number = re.match(r"[0-9]{1,9}\Z", value)
        value = int(value) if is_number else Offset.parse(value)
    if isinstance(value, Offset):
        if not value.is_pure_days or value.clear_days is not None:
            raise TimingError(
                "An event must last a number of whole days, or `unknown`.",
                code="lasts-form",
                value=str(value),
                fix="write it in days",
            )
        value = value.day_count
    if not isinstance(value, int) or not 1 <= value <= 3_660:
        raise TimingError(
            "An event must last a whole number of days from 1 to 3660.",
            code="lasts-form",
            value=str(value),
            why="the first day counts, so a one-day event lasts 1 day",
        )
    return value


def _aliases(value: Any) -> tuple[tuple[str, Edge | None], ...]:
    """Read aliases: a list of phrases, or a mapping from phrase to `start`, `end` or the whole event."""
    if isinstance(value, str):
        value = [value]
    pairs = value.items() if isinstance(value, Mapping) else value
    aliases = []
    for pair in pairs:
        phrase, edge = (pair, None) if isinstance(pair, str) else pair
        if isinstance(edge, str):
            word = edge.rpartition(".")[2]
            if word not in ("start", "end", "event"):
                raise PlanError(
                    "An alias must mean the `start`, the `end` or the whole `event`.",
                    code="alias-edge",
                    value=edge,
                )
            edge = None if word == "event" else Edge(word)
        aliases.append((_nfc(phrase), edge))
    meanings = dict(aliases)
    for phrase, edge in aliases:
        if meanings[phrase] is not edge:
            raise PlanError(
                f"The alias `{phrase}` must not mean two edges.",
                code="alias-repeated",
                value=phrase,
                fix="leave one of the two out",
            )
    return tuple(meanings.items())


def _no_follow(value: str | None, why: str) -> PlanError:
    return PlanError(
        "What an event follows can't be read.",
        code="follows-form",
        value=value,
        why=why,
        fix="write `plan:event` with the ids of a plan and of an event in it, or `uid:` and the UID of"
        " an item in a calendar",
    )


def _uid(value: str | None) -> str | None:
    return _optional_text(value and value.strip())


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
            raise _no_follow(None, "it is an item of a calendar, or an event of a plan")
        if self.calendar is not None:
            if len(self.calendar) > MAX_UID or not self.calendar.isprintable():
                raise _no_follow(
                    self.calendar[:60] + "…",
                    f"a UID has at most {MAX_UID} characters and no control characters",
                )
            return
        assert self.plan is not None
        assert self.event is not None
        if self.plan == "uid":
            raise _no_follow(str(self), "`uid:` begins the UID of an item in a calendar")
        check_id(self.plan, "a plan")
        check_id(self.event, "an event", in_timings=True)

    @classmethod
    def parse(cls, text: str) -> Follow:
        """Read `congress-xvii:congress` or `uid:20201013-congress@example.vn`.

        Raises:
            PlanError: `follows-form`, `id-form`, `id-reserved`.
        """
        head, colon, rest = (part.strip() for part in text.partition(":"))
        if not (head and colon and rest):
            raise _no_follow(text, "there must be something on both sides of a colon")
        return cls(calendar=rest) if head == "uid" else cls(plan=head, event=rest)

    def __str__(self) -> str:
        return f"uid:{self.calendar}" if self.calendar is not None else f"{self.plan}:{self.event}"

    @classmethod
    def read(cls, value: Follow | str | Mapping[str, str] | None) -> Follow | None:
        """Make it from its text or from its parts."""
        if value is None or isinstance(value, Follow):
            return value
        return cls.parse(value) if isinstance(value, str) else cls(**value)


def _follow(value: Follow | str | Mapping[str, str] | None) -> Follow | None:
    return Follow.read(value)


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
        ignore: Codes of lints that aren't told of it.
    """

    id: str = attrs.field(validator=_id_of("an event", in_timings=True))
    title: Text = attrs.field(default=None, converter=_text)
    expected: Timing | None = attrs.field(default=None, converter=_timing, kw_only=True)
    lasts: int | None = attrs.field(default=1, converter=_lasts, kw_only=True)
    parts: tuple[str, ...] = attrs.field(default=(), converter=_ids, kw_only=True)
    aliases: tuple[tuple[str, Edge | None], ...] = attrs.field(
        default=(), converter=_aliases, kw_only=True
    )
    decided_by: str | None = attrs.field(default=None, converter=_optional_text, kw_only=True)
    follows: Follow | None = attrs.field(default=None, converter=_follow, kw_only=True)
    source: Source | None = attrs.field(default=None, converter=_source, kw_only=True)
    ignore: tuple[str, ...] = attrs.field(default=(), converter=_lints, kw_only=True)

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


RELATIONS = ("finish-start", "start-start", "finish-finish", "start-finish")


def _relation(value: str) -> str:
    words = "-".join(value.replace("_", "-").casefold().split())
    if words in RELATIONS:
        return words
    near = did_you_mean(words, RELATIONS)
    raise PlanError(
        f"`{value}` can't be the relation of a deadline to what it waits for.",
        code="wait-relation",
        value=value,
        why=f"relations are {', '.join(RELATIONS)}: the point of what is waited for, then its own",
        fix=f"write `{near}`" if near else None,
    )


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
    def read(cls, value: Wait | str | Mapping[str, Any]) -> Wait:
        """Make it from an id alone or from its parts."""
        if isinstance(value, Wait):
            return value
        return cls(value) if isinstance(value, str) else cls(**value)


def _waits(values: Any) -> tuple[Wait, ...]:
    if isinstance(values, str | Mapping | Wait):
        values = (values,)
    return tuple(Wait.read(value) for value in values)


def _choices(value: Mapping[str, Any] | str | None) -> tuple[tuple[str, Any], ...]:
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


@attrs.frozen
class Deadline:
    """Something that a unit must do, and when.

    Attributes:
        id: Permanent name, the user's own, such as `4.3.iii`.
        title: What is due, in one line.
        when: Its timing; None when it only waits for others.
        lead: The unit that answers for it. `support`: units that help.
        phase: The phase of the plan it stands in.
        after: What it must wait for.
        takes: Working time needed.
        done: The day on which it was completed.
        remind: How long before to remind.
        conventions: Choices of counting that differ from the plan's, for this deadline alone.
        source: The phrase and row of the document. `notes`: anything else.
        ignore: Codes of lints that aren't told of it.
    """

    id: str = attrs.field(validator=_id_of("a deadline", in_timings=True))
    title: Text = attrs.field(default=None, converter=_text)
    when: Timing | None = attrs.field(default=None, converter=_timing)
    lead: str | None = attrs.field(default=None, kw_only=True)
    support: tuple[str, ...] = attrs.field(default=(), converter=_ids, kw_only=True)
    phase: str | None = attrs.field(default=None, kw_only=True)
    after: tuple[Wait, ...] = attrs.field(default=(), converter=_waits, kw_only=True)
    takes: Offset | None = attrs.field(default=None, converter=_offset, kw_only=True)
    done: date | None = attrs.field(default=None, converter=_date, kw_only=True)
    remind: tuple[Offset, ...] = attrs.field(default=(), converter=_offsets, kw_only=True)
    conventions: tuple[tuple[str, Any], ...] = attrs.field(
        default=(), converter=_choices, kw_only=True
    )
    source: Source | None = attrs.field(default=None, converter=_source, kw_only=True)
    notes: str | None = attrs.field(
        default=None, converter=_optional_text, validator=_limit(MAX_NOTE), kw_only=True
    )
    ignore: tuple[str, ...] = attrs.field(default=(), converter=_lints, kw_only=True)

    @property
    def kind(self) -> Kind:
        """What sort of thing its timing says; open when it has none."""
        return Kind.OPEN if self.when is None else self.when.kind

    def as_point(self) -> Reference:
        """Give the deadline as a point: its due date, or the day it was done once that is known."""
        return Reference(self.id)


@attrs.frozen
class Unit:
    """A department or person that deadlines belong to."""

    id: str = attrs.field(validator=_id_of("a unit"))
    name: Text = attrs.field(default=None, converter=_text)
    contact: str | None = attrs.field(default=None, converter=_optional_text, kw_only=True)


@attrs.frozen
class Phase:
    """A label for a part of the plan, with the time it is meant to fill."""

    id: str = attrs.field(validator=_id_of("a phase"))
    title: Text = attrs.field(default=None, converter=_text)
    when: Timing | None = attrs.field(default=None, converter=_timing, kw_only=True)


# ---------------------------------------------------------------- the plan


def _conventions(value: Conventions | str | Mapping[str, Any] | None) -> Conventions:
    return Conventions.read(value)


def _calendar_specs(values: Iterable[CalendarSpec]) -> tuple[CalendarSpec, ...]:
    return tuple(values)


def _units(values: Iterable[Unit]) -> tuple[Unit, ...]:
    return tuple(values)


def _phases(values: Iterable[Phase]) -> tuple[Phase, ...]:
    return tuple(values)


def _events(values: Iterable[Event]) -> tuple[Event, ...]:
    return tuple(values)


def _deadlines(values: Iterable[Deadline]) -> tuple[Deadline, ...]:
    return tuple(values)


def _require_date(value: date | str) -> date:
    day = _date(value)
    if day is None:
        raise TypeError("a plan must have the date of its issue")
    return day


def _zone(value: str) -> str:
    from relsched.dates.zones import check_zone

    # UTC needs no look-up, so the zone data is only loaded for plans that name a zone.
    if value != "UTC":
        check_zone(value)
    return value


def _language(value: str) -> str:
    if value not in LANGUAGES:
        near = did_you_mean(value, LANGUAGES)
        raise PlanError(
            f"A plan can't be in the language `{value}`.",
            code="unknown-language",
            value=value,
            why=f"languages are {', '.join(LANGUAGES)}",
            fix=f"write `{near}`" if near else None,
        )
    return value


def _horizon(value: Window | str) -> Window:
    window = Window.parse(value) if isinstance(value, str) else value
    if window.earliest is None or window.latest is None or window.latest > date(9998, 12, 31):
        raise PlanError(
            "The horizon of a plan must have two ends, at most 9998-12-31.",
            code="horizon-form",
            value=str(window),
            fix=f"write {DEFAULT_HORIZON}",
        )
    return window


@attrs.frozen(slots=False)
class Plan:
    """What the organisers wrote: events, deadlines, rules, calendars.

    Attributes:
        id: Permanent name; the identity of published items hangs on it.
        issued: Date of the plan, which `issued` in a timing means.
        timezone: The zone in which its days and times are meant.
        language: `vi` or `en`, for titles and reports.
        calendar: Name of the working calendar that `working days` and rolls mean without a name.
        calendars: The plan's own calendars.
        conventions: How it counts.
        horizon: Days it may reach; a date outside is refused.
        ignore: Codes of lints that aren't told of it at all.

    Raises:
        RelschedError: Everything that is wrong between the parts, all at once.
    """

    id: str = attrs.field(validator=_id_of("a plan"))
    title: Text = attrs.field(default=None, converter=_text)
    issued: date = attrs.field(default=date(1970, 1, 1), converter=_require_date, kw_only=True)
    timezone: str = attrs.field(default="UTC", converter=_zone, kw_only=True)
    language: str = attrs.field(default="en", converter=_language, kw_only=True)
    calendar: str = attrs.field(default="weekdays", kw_only=True)
    calendars: tuple[CalendarSpec, ...] = attrs.field(
        default=(), converter=_calendar_specs, kw_only=True
    )
    conventions: Conventions = attrs.field(
        default=Conventions(), converter=_conventions, kw_only=True
    )
    units: tuple[Unit, ...] = attrs.field(default=(), converter=_units, kw_only=True)
    phases: tuple[Phase, ...] = attrs.field(default=(), converter=_phases, kw_only=True)
    events: tuple[Event, ...] = attrs.field(default=(), converter=_events, kw_only=True)
    deadlines: tuple[Deadline, ...] = attrs.field(default=(), converter=_deadlines, kw_only=True)
    horizon: Window = attrs.field(default=DEFAULT_HORIZON, converter=_horizon, kw_only=True)
    source: Source | None = attrs.field(default=None, converter=_source, kw_only=True)
    ignore: tuple[str, ...] = attrs.field(default=(), converter=_lints, kw_only=True)

    def __attrs_post_init__(self) -> None:
        errors = list(_contradictions(self))
        if errors:
            raise one_or_all(errors, f"The plan `{self.id}`")

    @cached_property
    def all_events(self) -> dict[str, Event]:
        """Events by id, with those that stand for documents named in `as set by`, in order."""
        events = {event.id: event for event in self.events}
        taken = {deadline.id for deadline in self.deadlines}
        for deadline in self.deadlines:
            for name in _deciders(deadline.when):
                if self._event_named(name, events) is None:
                    made = _free_id(name, {*events, *taken})
                    events[made] = Event(made, name, aliases=(name,), lasts="unknown")
        return events

    @cached_property
    def by_id(self) -> dict[str, Event | Deadline]:
        """Events and deadlines by id, events first, in order."""
        items: dict[str, Event | Deadline] = dict(self.all_events)
        items.update((deadline.id, deadline) for deadline in self.deadlines)
        return items

    def item(self, name: str) -> Event | Deadline:
        """Give an event or deadline by its id.

        Raises:
            PlanError: `unknown-item`.
        """
        found = self.by_id.get(name)
        if found is None:
            near = did_you_mean(name, self.by_id)
            raise PlanError(
                f"The plan `{self.id}` has no event or deadline `{name}`.",
                code="unknown-item",
                value=name,
                fix=f"write `{near}`" if near else None,
            )
        return found

    @cached_property
    def positions(self) -> dict[str, int]:
        """The place of each event and deadline in the plan's order, by id."""
        return {name: index for index, name in enumerate(self.by_id)}

    @cached_property
    def paths(self) -> dict[str, Path]:
        """Where each event and deadline stands in a plan file, by id; what only a timing names stands nowhere."""
        found: dict[str, Path] = {event.id: ("events", n) for n, event in enumerate(self.events)}
        return found | {row.id: ("deadlines", n) for n, row in enumerate(self.deadlines)}

    @cached_property
    def units_by_id(self) -> dict[str, Unit]:
        """Units by id."""
        return {unit.id: unit for unit in self.units}

    @cached_property
    def phases_by_id(self) -> dict[str, Phase]:
        """Phases by id."""
        return {phase.id: phase for phase in self.phases}

    @staticmethod
    def _event_named(name: str, events: Mapping[str, Event]) -> str | None:
        if name in events:
            return name
        wanted = _nfc(name).casefold()
        for event in events.values():
            titles = (str(event.title), *(phrase for phrase, _ in event.aliases))
            if any(wanted == title.casefold() for title in titles):
                return event.id
        return None

    def item_id(self, name: str) -> str | None:
        """Find the id that a name in a timing means: an id itself, else an event's title or alias."""
        if name in self.by_id:
            return name
        return self._event_named(name, self.all_events)

    def calendar_names(self) -> Iterator[tuple[str, Path]]:
        """Go through the names of working calendars in the plan, each with the path at which it stands."""
        for index, spec in enumerate(self.calendars):
            if spec.base is not None:
                yield spec.id, ("calendars", index, "base")
        yield self.calendar, ("calendar",)
        timings: list[tuple[Timing | None, Path]] = [
            *((phase.when, ("phases", n, "when")) for n, phase in enumerate(self.phases)),
            *((event.expected, ("events", n, "expected")) for n, event in enumerate(self.events)),
            *((row.when, ("deadlines", n, "when")) for n, row in enumerate(self.deadlines)),
        ]
        for timing, path in timings:
            for name in () if timing is None else timing.calendar_names():
                yield name, path
        for n, row in enumerate(self.deadlines):
            gaps = [
                (offset, ("after", i)) for i, wait in enumerate(row.after) for offset in wait.gaps
            ]
            for offset, where in [(row.takes, ("takes",)), *gaps]:
                if offset is not None and offset.calendar is not None:
                    yield offset.calendar, ("deadlines", n, *where)

    def conventions_for(self, deadline: Deadline) -> Conventions:
        """Give the conventions that hold for a deadline: the plan's, with its own choices on top."""
        if not deadline.conventions:
            return self.conventions
        choices = dict(deadline.conventions)
        base = choices.pop("based_on", None)
        start = self.conventions if base is None else Conventions.named(str(base))
        return start.with_choices(choices)


def _deciders(timing: Timing | None) -> Iterator[str]:
    if isinstance(timing, SetBy):
        yield timing.name
    for part in getattr(timing, "timings", ()):
        yield from _deciders(part)


def _contradictions(plan: Plan) -> Iterator[RelschedError]:
    yield from _too_many(plan)
    yield from _repeats(plan)
    for index, event in enumerate(plan.events):
        yield from _check_timing(plan, event.expected, event.id, ("events", index, "expected"))
        for part in event.parts:
            if part not in plan.all_events:
                yield _unknown(part, plan.all_events, "event", ("events", index, "parts"))
        if event.follows is not None and event.follows.plan == plan.id:
            yield PlanError(
                f"The event `{event.id}` can't follow an event of its own plan.",
                code="loop",
                where=Place(path=("events", index, "follows")),
                value=str(event.follows),
                fix=f"write `expected: on {event.follows.event}`, or name another plan",
            )
    for index, phase in enumerate(plan.phases):
        yield from _check_timing(plan, phase.when, phase.id, ("phases", index, "when"))
    for index, deadline in enumerate(plan.deadlines):
        yield from _check_deadline(plan, deadline, ("deadlines", index))


def _check_deadline(plan: Plan, deadline: Deadline, path: Path) -> Iterator[RelschedError]:
    yield from _check_timing(plan, deadline.when, deadline.id, (*path, "when"))
    for index, wait in enumerate(deadline.after):
        if wait.item not in plan.by_id:
            yield _unknown(wait.item, plan.by_id, "event or deadline", (*path, "after", index))
        elif wait.item == deadline.id:
            yield PlanError(
                f"The deadline `{deadline.id}` can't wait for itself.",
                code="loop",
                where=Place(path=(*path, "after", index)),
                value=wait.item,
            )
    if deadline.lead is not None and deadline.lead not in plan.units_by_id:
        yield _unknown(deadline.lead, plan.units_by_id, "unit", (*path, "lead"))
    for unit in deadline.support:
        if unit not in plan.units_by_id:
            yield _unknown(unit, plan.units_by_id, "unit", (*path, "support"))
    if deadline.phase is not None and deadline.phase not in plan.phases_by_id:
        yield _unknown(deadline.phase, plan.phases_by_id, "phase", (*path, "phase"))


def _too_many(plan: Plan) -> Iterator[RelschedError]:
    for noun, items, most in (
        ("deadlines", plan.deadlines, MAX_DEADLINES),
        ("events", plan.events, MAX_EVENTS),
    ):
        if len(items) > most:
            yield PlanError(
                f"A plan can't have more than {most} {noun}.",
                code="too-many",
                where=Place(path=(noun,)),
                value=str(len(items)),
                fix="split it into several plans",
            )


def _repeats(plan: Plan) -> Iterator[RelschedError]:
    groups: tuple[tuple[tuple[str, tuple[Any, ...]], ...], ...] = (
        (("events", plan.events), ("deadlines", plan.deadlines)),
        (("units", plan.units),),
        (("phases", plan.phases),),
        (("calendars", plan.calendars),),
    )
    for group in groups:
        seen: dict[str, Path] = {}
        for name, items in group:
            for index, item in enumerate(items):
                path: Path = (name, index, "id")
                # Units name feed files, and some file systems don't tell upper from lower case.
                key = item.id.casefold() if name == "units" else item.id
                if key in seen:
                    earlier = "[".join(str(part) for part in seen[key][:2]) + "]"
                    yield PlanError(
                        f"The id `{item.id}` must not be used twice.",
                        code="duplicate-id",
                        where=Place(path=path),
                        value=item.id,
                        why=f"it is already the id of {earlier}",
                        fix="give one of the two another id",
                    )
                seen.setdefault(key, path)


def _check_timing(
    plan: Plan, timing: Timing | None, owner: str, path: Path
) -> Iterator[RelschedError]:
    if timing is None:
        return
    deciders = set(_deciders(timing))
    for reference in dict.fromkeys(timing.references()):
        if reference.item in deciders:
            continue
        item = plan.by_id.get(reference.item)
        if item is None:
            yield _unknown(reference.item, plan.by_id, "event or deadline", path, text=str(timing))
            continue
        if reference.item == owner and owner in plan.by_id and path[0] != "phases":
            yield PlanError(
                f"`{owner}` can't be counted from itself.",
                code="loop",
                where=Place(path=path),
                value=str(timing),
                fix="name the event or deadline it is counted from",
            )
        yield from _check_edge(reference, item, path, timing)


def _check_edge(
    reference: Reference, item: Event | Deadline, path: Path, timing: Timing
) -> Iterator[RelschedError]:
    is_event = isinstance(item, Event)
    edges = (Edge.START, Edge.END) if is_event else (Edge.DUE, Edge.NOT_BEFORE)
    if reference.edge is not None and reference.edge not in edges:
        noun = "event" if is_event else "deadline"
        words = " and ".join(f"`{reference.item}.{edge.value}`" for edge in edges)
        yield PlanError(
            f"`{reference.item}.{reference.edge.value}` can't be a point.",
            code="wrong-edge",
            where=Place(path=path),
            value=str(timing),
            why=f"`{reference.item}` is {'an' if is_event else 'a'} {noun}; its points are {words}",
        )


def _unknown(
    name: str, known: Iterable[str], noun: str, path: Path, text: str | None = None
) -> PlanError:
    near = did_you_mean(name, known)
    return PlanError(
        f"The plan can't name `{name}`: it has no {noun} of that id.",
        code=f"unknown-{noun.split()[0]}",
        where=Place(path=path),
        value=text if text is not None else name,
        fix=f"write `{near}`" if near else f"add {_article(noun)} {noun.split()[0]} `{name}`",
    )


def _article(noun: str) -> str:
    return "an" if noun[0] in "aeio" else "a"


# ---------------------------------------------------------------- known dates


@attrs.frozen
class Moment:
    """A day, with a time of day where one is known: `2020-10-13`, `2020-10-13 08:00 Asia/Ho_Chi_Minh`."""

    day: date
    minute: int | None = None
    zone: str | None = None

    def __str__(self) -> str:
        if self.minute is None:
            return self.day.isoformat()
        return f"{self.day} {time_text(self.minute)}" + (f" {self.zone}" if self.zone else "")

    def is_before(self, other: Moment) -> bool:
        """Whether it surely comes before another; on one day only times in one zone are compared."""
        if self.day != other.day or self.zone != other.zone:
            return self.day < other.day
        if self.minute is None or other.minute is None:
            return False
        return self.minute < other.minute

    @classmethod
    def read(cls, value: Moment | date | str) -> Moment:
        """Make a moment from a date, from a datetime without zone or with a named one, or from its text."""
        if isinstance(value, Moment):
            return value
        if isinstance(value, datetime):
            zone = getattr(value.tzinfo, "key", None)
            if value.tzinfo is not None and zone is None:
                raise KnownError(
                    "The zone of a time must have a name.",
                    code="known-form",
                    value=value.isoformat(),
                    fix="give the time in the plan's zone without tzinfo, or with a ZoneInfo",
                )
            return cls(value.date(), value.hour * 60 + value.minute, zone)
        if isinstance(value, date):
            return cls(date(value.year, value.month, value.day))
        day, _, rest = value.strip().replace("T", " ", 1).partition(" ")
        if not rest:
            return cls(parse_date(day))
        time, _, zone = rest.strip().partition(" ")
        return cls(parse_date(day), parse_time(time), _zone(zone.strip()) if zone else None)


def _moment(value: Moment | date | str | None) -> Moment | None:
    return None if value is None else Moment.read(value)


@attrs.frozen
class Known:
    """What has been fixed from outside about an event or a deadline, with who, when and why.

    | text | meaning |
    |---|---|
    | `2020-10-13` | an event begins on that day; a deadline is due on it, whatever its rule says |
    | `2020-10-13 08:00` | the same, with the time |
    | `2020-10-13..2020-10-15` | from the first day to the last |
    | `..2020-10-15` | an event ends on that day |
    | `in October 2020` · `from 2020-10-01 to 2020-10-20` | it lies somewhere in these days |
    | `done 2020-10-02` | it was completed on that day |
    """

    item: str
    start: Moment | None = attrs.field(default=None, converter=_moment)
    end: Moment | None = attrs.field(default=None, converter=_moment)
    within: Window | None = None
    done: date | None = attrs.field(default=None, converter=_date)
    by: str | None = attrs.field(default=None, kw_only=True)
    on: str | None = attrs.field(default=None, kw_only=True)
    reason: str | None = attrs.field(default=None, kw_only=True)

    def __attrs_post_init__(self) -> None:
        if self.start is not None and self.end is not None and self.end.is_before(self.start):
            raise KnownError(
                f"The known date of `{self.item}` must not end before it begins.",
                code="window-reversed",
                value=str(self),
                fix=f"write {self.end}..{self.start} if the ends were swapped",
            )
        if all(part is None for part in (self.start, self.end, self.within, self.done)):
            raise KnownError(
                f"The known date of `{self.item}` must say something.", code="known-form"
            )

    @property
    def text(self) -> str:
        """Its text form, without the item."""
        if self.done is not None:
            return f"done {self.done}"
        if self.within is not None:
            return str(_window_timing(self.within))
        if self.end is None:
            return str(self.start)
        return f"{self.start or ''}..{self.end}"

    def __str__(self) -> str:
        return f"{self.item}={self.text}"

    @classmethod
    def read(cls, item: str, value: object) -> Known:
        """Make it from what a caller may hand in: a `Known`, a date, a pair of dates, a window or a text.

        Raises:
            KnownError: `known-form` where the text has none of the forms.
        """
        if isinstance(value, Known):
            return value
        if isinstance(value, Window):
            return cls(item, within=value)
        if isinstance(value, date):
            return cls(item, start=Moment.read(value))
        if isinstance(value, tuple) and len(value) == 2:
            return cls(item, start=value[0], end=value[1])
        if isinstance(value, str):
            return cls._parse(item, value.strip())
        raise TypeError(f"a known date must be a date, a window or a text, not {value!r}")

    @classmethod
    def _parse(cls, item: str, text: str) -> Known:
        if not text:
            raise KnownError(
                f"The known date of `{item}` must say something.",
                code="known-form",
                value=f"{item}=",
                fix=f"write {item}=2020-10-13, or leave it out",
            )
        name, _, edge = item.rpartition(".")
        if name and edge in ("start", "end"):
            moment = Moment.read(text)
            return cls(name, start=moment) if edge == "start" else cls(name, end=moment)
        try:
            if text.startswith("done"):
                return cls(item, done=parse_date(text[4:].removeprefix(" on").strip()))
            if ".." in text:
                first, _, last = text.partition("..")
                return cls(item, start=first.strip() or None, end=last.strip() or None)
            if re.match(r"[0-9]{4}-", text):
                return cls(item, start=Moment.read(text))
            window = _window_of(Timing.parse(text))
        except TimingError as error:
            error.what = f"The known date of `{item}` can't be read."
            error.value = f"{item}={text}"
            raise
        if window is None:
            raise KnownError(
                f"The known date of `{item}` can't be read.",
                code="known-form",
                value=f"{item}={text}",
                why="a known date is a day, two days with `..` between them, a period such as"
                " `in October 2020`, or `done` and a day",
                fix=f"write it like {item}=2020-10-13 or {item}=2020-10-13..2020-10-15",
            )
        return cls(item, within=window)


def _window_of(timing: Timing) -> Window | None:
    if isinstance(timing, In):
        return timing.period.window
    if (
        isinstance(timing, FromTo)
        and isinstance(timing.first, Day)
        and isinstance(timing.last, Day)
    ):
        return Window(timing.first.day, timing.last.day)
    if isinstance(timing, By) and isinstance(timing.point, Day):
        return Window.until(timing.point.day)
    if isinstance(timing, After) and isinstance(timing.point, Day):
        return Window.since(date.fromordinal(timing.point.day.toordinal() + 1))
    if isinstance(timing, From) and isinstance(timing.point, Day):
        return Window.since(timing.point.day)
    return None


def _window_timing(window: Window) -> Timing:
    if window.earliest is None:
        assert window.latest is not None
        return By(Day(window.latest))
    if window.latest is None:
        return After(Day(date.fromordinal(window.earliest.toordinal() - 1)))
    return FromTo(Day(window.earliest), Day(window.latest))


KnownDates = Mapping[str, object]


def read_known(plan: Plan, known: KnownDates | Iterable[Known] | None) -> dict[str, Known]:
    """Make known dates from a mapping of ids to dates, checked against a plan, in the plan's order.

    Raises:
        RelschedError: Everything that can't be used, all at once.
    """
    pairs: list[tuple[str, object]]
    if known is None:
        pairs = []
    elif isinstance(known, Mapping):
        pairs = list(known.items())
    else:
        pairs = [(value.item, value) for value in known]
    found: dict[str, Known] = {}
    errors: list[RelschedError] = []
    for item, value in pairs:
        try:
            entry = Known.read(item, value)
        except RelschedError as error:
            errors.append(error)
            continue
        if isinstance(value, Known) and value.item != item:
            errors.append(
                KnownError(
                    f"The known date of `{value.item}` can't stand under `{item}`.",
                    code="known-form",
                    value=str(value),
                    fix=f"put it under `{value.item}`",
                )
            )
            continue
        if entry.item not in plan.by_id:
            near = did_you_mean(entry.item, plan.by_id)
            errors.append(
                KnownError(
                    f"The plan has no event or deadline `{entry.item}`.",
                    code="unknown-event",
                    value=str(entry),
                    fix=f"write `{near}`" if near else None,
                )
            )
            continue
        earlier = found.get(entry.item)
        found[entry.item] = entry if earlier is None else _merged(earlier, entry)
    if errors:
        raise one_or_all(errors, "What is known")
    return {item: found[item] for item in sorted(found, key=plan.positions.__getitem__)}


def _merged(earlier: Known, later: Known) -> Known:
    """Put two known dates of one item together (a start and an end); what came later wins."""
    return attrs.evolve(
        later,
        start=later.start or earlier.start,
        end=later.end or earlier.end,
        within=later.within or earlier.within,
        done=later.done or earlier.done,
    )


def is_clocked(plan: Plan) -> bool:
    """Tell whether the plan itself speaks of times of day."""
    timings = [deadline.when for deadline in plan.deadlines]
    timings += [event.expected for event in plan.events]
    return any(
        point.has_clock for timing in timings if timing is not None for point in timing.points
    )
