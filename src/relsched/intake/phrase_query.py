"""A phrase to dates: what a text says, resolved against what is known of its events.

A `Question` is a text with what it is read against, as a line of JSON or in parts; its `answer` holds each
reading with its dates. The dates come from a small plan: the events that are named, and a deadline a reading.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from datetime import date
from itertools import count, islice
from typing import Any, TypedDict, Unpack

import attrs

from relsched.dates.calendar_spec import WEEKDAY_NAMES, CalendarSpec
from relsched.dates.date_reading import DateLike, parse_date, to_day
from relsched.dates.windows import Window
from relsched.errors import (
    DocumentError,
    Path,
    Place,
    PlanError,
    RelschedError,
    one_or_all,
    unknown,
)
from relsched.messages.catalogue import check_language
from relsched.messages.message import Message, verbatim
from relsched.phrases.context import PhraseContext, refused_setting
from relsched.phrases.languages import language as language_of
from relsched.phrases.phrase_reader import read_phrase
from relsched.phrases.readings import Part, Phrase, Reading
from relsched.plan.items import Deadline, Event
from relsched.plan.known_dates import Known, KnownDates, is_nothing, read_known
from relsched.plan.plan import Plan
from relsched.schedule.entry import Entry
from relsched.schedule.resolver import resolve
from relsched.schedule.schedule import Schedule
from relsched.short_repr import short_repr
from relsched.timing.points import Edge, Reference

FORMAT = "relsched/phrase/2"
SETTINGS = ("main", "heading", "day_zero", "date_order")
KEYS = ("text", "lang", "issued", "known", "aliases", "calendar", *SETTINGS)
CALENDAR_KEYS = ("weekend", "holidays")
EXAMPLE = '{"text": "10 days before congress"}'  # what advice shows

# ---------------------------------------------------------------- the language of a text

# Words that the other language doesn't have: what a time is said with, and what stands around it.
_VIETNAMESE = """
truoc sau ngay thang nam tuan quy gio trong den tu tai va cua cho khi cham nhat muon hang moi dinh ky thuong xuyen
lien tuc hoan thanh ket thuc khai mac be dai hoi dau cuoi giua han lam viec theo ke hoach thu hai ba bon bay chu
khoi qua vong
"""
_ENGLISH = """
before after by on in the of a an to and or day days week weeks month months year years quarter hour hours working
business every each from until till within at than later latest no not during throughout between immediately soon as
end start early mid late first last half daily weekly monthly quarterly done completed january february march april
may june july august september october november december monday tuesday wednesday thursday friday saturday sunday
"""
_WORDS = {**dict.fromkeys(_VIETNAMESE.split(), "vi"), **dict.fromkeys(_ENGLISH.split(), "en")}
_MARKS_OF_VIETNAMESE = re.compile("[\u0300\u0301\u0303\u0309\u0323\u0306\u031b]|\u0302|đ")


def find_language(text: str, default: str = "en") -> str:
    """Tell which language a text is in, `vi` or `en`: the one that more of its words belong to.

    A word with a mark that Vietnamese writes counts as Vietnamese, so does a common word without its marks.
    Where neither has more, as in `31/3/2020`, it is the one given.
    """
    import unicodedata

    vietnamese = english = 0
    for word in re.findall(r"[^\W\d_]+", unicodedata.normalize("NFC", text).casefold()):
        if _MARKS_OF_VIETNAMESE.search(unicodedata.normalize("NFD", word)):
            vietnamese += 1
        else:
            vietnamese += _WORDS.get(word) == "vi"
            english += _WORDS.get(word) == "en"
    if vietnamese == english:
        return default
    return "vi" if vietnamese > english else "en"


# ---------------------------------------------------------------- the answer


@short_repr
@attrs.frozen
class Dated:
    """A reading with its dates.

    Attributes:
        part: The part of the text that it is a reading of.
        rank: Its place among the readings of the part, 1 for the best.
        reading: What was read.
        entry: Its dates; None for what is done, and where `error` tells why there are none.
        occurrences: The days of what recurs, where both of its ends are known.
        error: Why no date can be given.
    """

    part: Part
    rank: int
    reading: Reading
    entry: Entry | None = None
    occurrences: tuple[date, ...] = ()
    error: RelschedError | None = None

    def to_json(self, language: str) -> dict[str, Any]:
        """Give it as plain values, its notes and question in a language."""
        check_language(language)
        reading, entry = self.reading, self.entry
        return {
            "timing": None if reading.timing is None else str(reading.timing),
            "kind": reading.kind,
            "not_before": None if entry is None else _json(entry.not_before),
            "due": None if entry is None else _json(entry.due),
            "times": {} if entry is None else dict(entry.times),
            "occurrences": [day.isoformat() for day in self.occurrences],
            "notes": [note.text(language) for note in reading.notes],
            "question": None if reading.question is None else reading.question.text(language),
            "done": None if reading.done is None else reading.done.isoformat(),
            "part": self.part.label,
            "action": self.part.action,
            "rank": self.rank,
            "error": None if self.error is None else self.error.as_dict(language),
        }


def _json(window: Window | None) -> dict[str, str | None] | None:
    return None if window is None else window.to_json()


@short_repr
@attrs.frozen
class PhraseAnswer:
    """What a text says, with dates."""

    phrase: Phrase
    readings: tuple[Dated, ...]

    def of(self, part: Part) -> Iterator[Dated]:
        """Go through the readings of a part, the best first."""
        return (dated for dated in self.readings if dated.part is part)

    def to_dict(self, language: str | None = None) -> dict[str, Any]:
        """Give it as plain values, in the documented shape; its sentences are in the language of the text."""
        phrase = self.phrase
        chosen = check_language(language or phrase.language)
        return {
            "format": FORMAT,
            "lang": phrase.language,
            "readings": [dated.to_json(chosen) for dated in self.readings],
            "unread": phrase.unread,
            "proposed": [{"id": event.id, "title": event.title} for event in phrase.proposed],
            "notes": [note.text(chosen) for note in phrase.notes],
        }

    def to_json(self, language: str | None = None) -> str:
        """Give it as JSON on one line."""
        return json.dumps(self.to_dict(language), ensure_ascii=False)


# ---------------------------------------------------------------- the question


class QuestionDefaults(TypedDict, total=False):
    """What a question is made with where its own text says nothing; `Question.about` tells what each is."""

    language: str | None
    issued: DateLike | None
    known: KnownDates | None
    aliases: Mapping[str, str] | None
    calendar: CalendarSpec | None
    plan: Plan | None
    main: str | None
    heading: str | None
    day_zero: int | None
    date_order: str | None


@short_repr
@attrs.frozen
class Question:
    """A text, and what it is read and dated against.

    Attributes:
        text: The text.
        context: Language, date of issue and names for the reader. Without a date of issue, nothing that is
            counted from it has a date.
        plan: The events, calendars and conventions that dates are counted with.
        known: The known dates of its events.
    """

    text: str
    context: PhraseContext
    plan: Plan
    known: Mapping[str, Known] = attrs.field(factory=dict, hash=False)

    @classmethod
    def about(
        cls,
        text: str,
        *,
        language: str | None = None,
        issued: DateLike | None = None,
        known: KnownDates | None = None,
        aliases: Mapping[str, str] | None = None,
        calendar: CalendarSpec | None = None,
        plan: Plan | None = None,
        main: str | None = None,
        heading: str | None = None,
        day_zero: int | None = None,
        date_order: str | None = None,
    ) -> Question:
        """Make a question from its parts.

        Args:
            text: The text.
            language: Its language; told from the text where it isn't given.
            issued: The date of the plan; else that of `plan`.
            known: For events their day or moment, or a pair of first and last day, or None where nothing is
                known. One day alone means an event of one day.
            aliases: For phrases the event, or the edge of one, that they mean.
            calendar: The working calendar; else that of `plan`, or Monday to Friday.
            plan: A plan whose events, names, date and conventions count too.
            main: Id of the event that is meant where the text names none; else the one that `plan` counts most from, or
                the only one.
            heading: What stands above the text, as the heading of its column: "Weeks before the opening" over "3".
            day_zero: The number of the first day of an event, 0 or 1, in texts such as "Day 21 ± 3 days".
            date_order: `dmy` or `mdy`, for dates such as 3/4/2027.

        Raises:
            RelschedError: Everything that can't be used, each with its path.
        """
        gathered = _Gathered()
        default = find_language(heading or "", "en" if plan is None else plan.language)
        with_code = language or find_language(text, default)
        gathered.take(("lang",), lambda: language_of(with_code))
        day = gathered.take(("issued",), lambda: _day(issued))
        dates, lengths = _known_dates(known or {}, gathered)
        names = {phrase: Reference.read(meant) for phrase, meant in (aliases or {}).items()}
        for phrase, meant in names.items():
            if not phrase.strip():
                gathered.errors.append(_unnamed(phrase))
            if meant.edge not in _EDGES_OF_EVENTS and (
                plan is None or meant.item not in plan.by_id
            ):
                gathered.errors.append(_no_edge(phrase, meant))
            lengths.setdefault(meant.item, (("aliases", phrase), None))
        taken = plan.by_id if plan is not None else {}
        events = [
            gathered.take(path, lambda name=name, lasts=lasts: Event(name, lasts=lasts))  # type: ignore[misc]
            for name, (path, lasts) in lengths.items()
            # A plan says which events there are, so a known date of another is a mistake.
            if name not in taken and (plan is None or path[0] == "aliases")
        ]
        for name, value in (
            ("heading", heading),
            ("day_zero", day_zero),
            ("date_order", date_order),
        ):
            if value is not None:
                gathered.take((), lambda name=name, value=value: PhraseContext(**{name: value}))  # type: ignore[misc]
        events_named = {*taken, *lengths}
        if main is not None and main not in events_named:
            gathered.errors.append(
                refused_setting("main", main, Message("error phrase-setting main"))
            )
        gathered.check()
        changes: dict[str, Any] = {}
        if day is not None:
            changes["issued"] = day
        if calendar is not None:
            own = () if plan is None else plan.calendars
            kept = tuple(spec for spec in own if spec.id != calendar.id)
            changes |= {"calendar": calendar.id, "calendars": (*kept, calendar)}
        if plan is None:
            whole = Plan("phrase", events=events, **changes)
            only = next(iter(lengths)) if len(lengths) == 1 else None
            context = PhraseContext(with_code, day, main=only)
        else:
            whole = attrs.evolve(plan, events=(*plan.events, *events), **changes)
            context = attrs.evolve(
                PhraseContext.of_plan(plan, with_code), issued=day or plan.issued
            )
        ids = {name: Reference(name) for name in lengths}
        given: dict[str, Any] = {
            "main": main, "heading": heading, "day_zero": day_zero, "date_order": date_order,
        }  # fmt: skip
        chosen = {name: value for name, value in given.items() if value is not None}
        context = attrs.evolve(context, names={**ids, **context.names, **names}, **chosen)
        return cls(text, context, whole, read_known(whole, dates))

    @classmethod
    def read(cls, value: Mapping[str, Any], **defaults: Unpack[QuestionDefaults]) -> Question:
        """Make a question from plain values, such as `{"text": "10 days before congress", "lang": "en"}`.

        Args:
            value: A mapping with the keys `text`, `lang`, `issued`, `known`, `aliases`, `calendar`, `main`, `heading`,
                `day_zero` and `date_order`.
            defaults: What `about` is given where the value says nothing.

        Raises:
            RelschedError: Everything that can't be used, each with its path.
        """
        gathered = _Gathered()
        found = _object(value, (), gathered, KEYS)
        gathered.check()
        if found.get("text") is None:
            raise DocumentError(
                Message("error missing-key text"),
                code="missing-key",
                where=Place(path=("text",)),
                fix=Message("error write", text=EXAMPLE),
            )
        for name in ("text", "lang", "issued", "main", "heading", "date_order"):
            _texts([found.get(name)], (name,), gathered)
        known = _object(found.get("known"), ("known",), gathered)
        for event, dates in known.items():
            path = ("known", event)
            if isinstance(dates, list) and len(dates) != 2:
                gathered.errors.append(_kind("pair", dates, path))
            _texts(dates if isinstance(dates, list) else [dates], path, gathered)
        aliases = _object(found.get("aliases"), ("aliases",), gathered)
        for phrase, meant in aliases.items():
            if not isinstance(meant, str):
                gathered.errors.append(_kind("text", meant, ("aliases", phrase)))
        calendar = _calendar(found.get("calendar"), gathered)
        gathered.check()
        given: dict[str, Any] = {
            "language": found.get("lang"),
            "issued": found.get("issued"),
            "known": {
                event: tuple(dates) if isinstance(dates, list) else dates
                for event, dates in known.items()
            },
            "aliases": aliases,
            "calendar": calendar,
            **{name: found.get(name) for name in SETTINGS},
        }
        chosen: dict[str, Any] = {
            name: part for name, part in given.items() if part not in (None, {})
        }
        if "known" in chosen:
            chosen["known"] = {**(defaults.get("known") or {}), **chosen["known"]}
        return cls.about(found["text"], **{**defaults, **chosen})

    @classmethod
    def parse(cls, line: str, **defaults: Unpack[QuestionDefaults]) -> Question:
        """Make a question from a line of JSON; see `read`.

        Args:
            line: An object in JSON.
            defaults: What holds for keys that it leaves out.

        Raises:
            RelschedError: `json-form`, or everything that can't be used, each with its path.
        """
        try:
            value = json.loads(line, object_pairs_hook=_pairs)
        except RelschedError:
            raise  # a key twice
        except (ValueError, RecursionError) as error:
            raise DocumentError(
                Message("error json-form"),
                code="json-form",
                where=Place(column=getattr(error, "colno", None)),
                value=line[:60] + ("…" if len(line) > 60 else ""),
                why=verbatim(error.msg)
                if isinstance(error, json.JSONDecodeError)
                else Message("error json-form why"),
                fix=Message("error json-form fix", example=EXAMPLE),
            ) from None
        return cls.read(value, **defaults)

    def answer(self) -> PhraseAnswer:
        """Read the text and date what it says.

        Raises:
            RelschedError: `phrase-length`, or what is known can't be.
        """
        phrase = read_phrase(self.text, self.context)
        plan = attrs.evolve(self.plan, events=(*self.plan.events, *self._proposed(phrase)))
        rows = [
            Dated(part, rank, reading)
            for part in phrase.parts
            for rank, reading in enumerate(part.readings, 1)
        ]
        timed = [row for row in rows if row.reading.timing is not None]
        try:
            found = iter(self._dated(plan, timed))
        except RelschedError:
            # One of them has no date; unless what is known can't be, the others have theirs.
            resolve(plan, self.known)
            found = iter([self._alone(plan, row) for row in timed])
        return PhraseAnswer(
            phrase, tuple(row if row.reading.timing is None else next(found) for row in rows)
        )

    def _proposed(self, phrase: Phrase) -> Iterator[Event]:
        for event in phrase.proposed:
            if event.id not in self.plan.by_id:
                # What can't be an event is missed by the reading that names it, which then tells why.
                with suppress(RelschedError):
                    yield Event(event.id, event.title[:500], lasts="unknown")

    def _dated(self, plan: Plan, rows: list[Dated]) -> list[Dated]:
        if not rows:
            return []
        names = (f"reading-{number}" for number in count(1))
        free = list(islice((name for name in names if name not in plan.by_id), len(rows)))
        deadlines = [
            Deadline(name, when=row.reading.timing) for name, row in zip(free, rows, strict=True)
        ]
        whole = attrs.evolve(plan, deadlines=(*plan.deadlines, *deadlines))
        schedule = resolve(whole, self.known)
        return [self._with_dates(row, schedule, name) for name, row in zip(free, rows, strict=True)]

    def _alone(self, plan: Plan, row: Dated) -> Dated:
        try:
            return self._dated(plan, [row])[0]
        except RelschedError as error:
            error.where = None  # it would name a place of the plan made here
            return attrs.evolve(row, error=error)

    def _with_dates(self, row: Dated, schedule: Schedule, name: str) -> Dated:
        entry, days = schedule[name], schedule.occurrences(name)
        return attrs.evolve(row, entry=entry, occurrences=days)


# ---------------------------------------------------------------- plain values


class _Gathered:
    """The problems of one question, told together."""

    def __init__(self) -> None:
        self.errors: list[RelschedError] = []

    def take(self, path: Path, make: Callable[[], Any]) -> Any:
        """Make something, or keep its problem at its path and give None."""
        try:
            return make()
        except RelschedError as error:
            self.errors.append(error.moved_to(Place(path=path)))
            return None

    def check(self) -> None:
        """Raise what was gathered."""
        if self.errors:
            raise one_or_all(self.errors, Message("problems of question"))


def _pairs(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise DocumentError(
            Message("error duplicate-key", key=twice),
            code="duplicate-key",
            where=Place(path=(twice,)),
            why=Message("error duplicate-key why"),
            fix=Message("error duplicate-key fix"),
        )
    return found


def _kind(wanted: str, value: object, path: Path) -> DocumentError:
    found = {dict: "object", list: "list", str: "text", bool: "boolean"}
    name = "null" if value is None else found.get(type(value), "number")
    return DocumentError(
        Message("error value-kind question", wanted=Message(f"value kind {wanted}")),
        code="value-kind",
        where=Place(path=path),
        value=json.dumps(value, ensure_ascii=False)[:60],
        why=Message("error value-kind question why", found=Message(f"value kind {name}")),
    )


def _object(
    value: object, path: Path, gathered: _Gathered, keys: tuple[str, ...] = ()
) -> dict[str, Any]:
    """Take an object, with these keys only where any are reported; null is an empty one below the top."""
    if not isinstance(value, dict):
        if value is not None or not path:
            gathered.errors.append(_kind("object", value, path))
        return {}
    for key in value if keys else ():
        if key not in keys:
            why, fix = unknown(Message("kinds keys"), key, keys)
            gathered.errors.append(
                DocumentError(
                    Message("error unknown-key question", key=key),
                    code="unknown-key",
                    where=Place(path=(*path, key)),
                    why=why,
                    fix=fix,
                )
            )
    return value


def _texts(values: Iterable[object], path: Path, gathered: _Gathered) -> None:
    for value in values:
        if value is not None and not isinstance(value, str):
            gathered.errors.append(_kind("text", value, path))


def _unnamed(phrase: str) -> DocumentError:
    return DocumentError(
        Message("error value-kind alias"),
        code="value-kind",
        where=Place(path=("aliases", phrase)),
        value=phrase,
    )


_EDGES_OF_EVENTS = (None, Edge.START, Edge.END)


def _no_edge(phrase: str, meant: Reference) -> PlanError:
    return PlanError(
        Message("error alias-edge question"),
        code="alias-edge",
        where=Place(path=("aliases", phrase)),
        value=str(meant),
        fix=Message("error alias-edge question fix", item=meant.item),
    )


_MOMENT = re.compile(
    r"(?P<day>[0-9]{4}-[0-9]{2}-[0-9]{2})[Tt ](?P<time>[0-9]{2}:[0-9]{2})"
    r"(?::[0-9]{2}(?:\.[0-9]+)?)?(?:[Zz]|[+-][0-9]{2}:?[0-9]{2})?\Z"
)


def _moment(value: Any) -> Any:
    """Take the local day and minute of a date-time: plans count in days of the place where things happen."""
    found = _MOMENT.match(value.strip()) if isinstance(value, str) else None
    return value if found is None else f"{found['day']} {found['time']}"


def _day(value: DateLike | None) -> date | None:
    if not isinstance(value, str):
        return to_day(value)
    found = _MOMENT.match(value.strip())
    return parse_date(value.strip() if found is None else found["day"])


def _known_dates(
    known: KnownDates, gathered: _Gathered
) -> tuple[list[Known], dict[str, tuple[Path, int | None]]]:
    """Give the known dates, and for each event where it stands and how long it lasts."""
    dates: list[Known] = []
    lengths: dict[str, tuple[Path, int | None]] = {}
    for name, value in known.items():
        path: Path = ("known", name)
        given = tuple(map(_moment, value)) if isinstance(value, tuple | list) else _moment(value)
        known_date = None
        both = given if isinstance(given, tuple) else (given,)
        if not all(map(is_nothing, both)):
            known_date = gathered.take(path, lambda name=name, given=given: Known.read(name, given))  # type: ignore[misc]
            if known_date is None:
                continue
            dates.append(known_date)
        item = name if known_date is None else known_date.item
        is_one_day = (
            known_date is not None and known_date.start is not None and known_date.end is None
        )
        is_open = isinstance(given, tuple) or (isinstance(given, str) and ".." in given)
        one = 1 if is_one_day and not is_open and item not in lengths else None
        lengths[item] = (path, one)
    return dates, lengths


_SHORT_WEEKDAYS = {name[:3].casefold(): name for name in WEEKDAY_NAMES}


def _calendar(value: object, gathered: _Gathered) -> CalendarSpec | None:
    found = _object(value, ("calendar",), gathered, CALENDAR_KEYS)
    if value is None or not isinstance(value, dict):
        return None
    weekend, closed = found.get("weekend"), found.get("holidays")
    sound = True
    for name, days, kinds in (("weekend", weekend, (str, int)), ("holidays", closed, (str,))):
        if days is None:
            continue
        path: Path = ("calendar", name)
        if name == "holidays" and isinstance(days, dict):
            days = [*days, *days.values()]
        wrong = not isinstance(days, list) or any(
            not isinstance(day, kinds) or isinstance(day, bool) for day in days
        )
        if wrong:
            sound = False
            gathered.errors.append(_kind(_LISTED[name], days, path))
    if not sound:
        return None
    weekdays_off = None
    if weekend is not None:
        weekdays_off = [
            _SHORT_WEEKDAYS.get(day.strip().casefold(), day) if isinstance(day, str) else day
            for day in weekend
        ]
    off = gathered.take(
        ("calendar", "weekend"), lambda: CalendarSpec("given", weekend=weekdays_off)
    )
    calendar = gathered.take(
        ("calendar", "holidays"), lambda: attrs.evolve(off or CalendarSpec("given"), closed=closed)
    )
    assert calendar is None or isinstance(calendar, CalendarSpec)
    return calendar


_LISTED = {"weekend": "weekdays", "holidays": "dates"}


__all__ = ["FORMAT", "Dated", "PhraseAnswer", "Question", "find_language"]
