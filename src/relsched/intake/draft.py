"""A document that has been read, to a draft plan: what could be read, and all that a person must look at.

Phrases are read twice: first to find the events they name, then with these events known.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import cached_property
from pathlib import PurePath
from typing import Any, TypeVar

import attrs

from relsched.documents.document import Defect, Document, Item
from relsched.documents.document import Place as TablePlace
from relsched.errors import DocumentError, Place, RelschedError, TimingError, fold
from relsched.messages.catalogue import say
from relsched.phrases.parser import PhraseReader
from relsched.phrases.result import Context, Note, Part, Phrase, Proposed, Reading
from relsched.plan.plan import (
    MAX_NOTE,
    MAX_TITLE,
    Deadline,
    Event,
    Phase,
    Plan,
    Source,
    Unit,
    check_id,
    slug,
)
from relsched.planfile.plan_writing import format_plan
from relsched.schedule.resolver import resolve
from relsched.schedule.schedule import Entry
from relsched.timing.timings import By, Day, Edge, FromTo, Kind, On, Reference, Timing

FORMAT = "relsched/import/1"
# What goes with a language where the document says nothing of it: the working calendar and the zone.
HOMES = {"vi": ("VN", "Asia/Ho_Chi_Minh"), "en": ("weekdays", "UTC")}
# Words for the edges of an event, as they stand around its name.
_EDGES: dict[str, tuple[tuple[str, Edge], ...]] = {
    "vi": (
        ("khai mạc {}", Edge.START),
        ("{} khai mạc", Edge.START),
        ("bế mạc {}", Edge.END),
        ("{} bế mạc", Edge.END),
    ),
    "en": (
        ("opening of {}", Edge.START),
        ("opening of the {}", Edge.START),
        ("{} opens", Edge.START),
        ("closing of {}", Edge.END),
        ("closing of the {}", Edge.END),
        ("{} closes", Edge.END),
    ),
}
_AND_THE_LIKE = re.compile(r"\s+(?:và tương đương|or equivalent|and the like)\b", re.IGNORECASE)
_NUMERAL = re.compile(
    r"(?P<head>.*?)\s+(?:lan\s+thu\s+)?(?P<numeral>[ivxlc]+|[0-9]{1,3})"
    r"|(?P<ordinal>[0-9]{1,3})(?:st|nd|rd|th)\s+(?P<counted>.*)"
)
_HAPPENINGS = ("dai hoi", "hoi nghi", "ky hop", "congress", "conference", "session", "assembly")


# ---------------------------------------------------------------- values


@attrs.frozen
class Remark:
    """A choice that was made, or a question to a person.

    Attributes:
        note: What is said.
        about: The deadline, phase or event it is about; None where it is about the whole.
        place: Where the document says it.
    """

    note: Note
    about: str | None = None
    place: TablePlace | None = None

    def said(self, language: str) -> str:
        """Give its sentence in a language."""
        return self.note.said(language)


@attrs.frozen
class Unread:
    """Words of a timing cell that no reading uses."""

    text: str
    about: str
    place: TablePlace


Told = TypeVar("Told", Remark, Unread)


@attrs.frozen
class Change:
    """What another version of the document does to a plan.

    `kind` is `added`, `changed`, `vanished` or `differs`; what was kept as it is isn't told.
    """

    kind: str
    about: str
    before: str = ""
    after: str = ""

    def said(self, language: str) -> str:
        """Give its sentence in a language."""
        return say(
            f"import {self.kind}", language, item=self.about, before=self.before, after=self.after
        )


@attrs.frozen
class Report:
    """What an import found, chose and left open.

    Attributes:
        document: The name of the file. `format`: its kind. `language`: the one it was read in.
        plan: The id of the plan.
        rows: How many items were read. `deadlines`: how many deadlines they give.
        events: The events of the plan.
        choices: What was chosen between sound readings, or taken for granted.
        questions: What a person must decide.
        unread: Words that no reading uses.
        defects: What is wrong with the document.
        changes: What differs from the plan that was there.
    """

    document: str
    format: str
    language: str
    plan: str
    rows: int
    deadlines: int
    events: tuple[Event, ...] = ()
    choices: tuple[Remark, ...] = ()
    questions: tuple[Remark, ...] = ()
    unread: tuple[Unread, ...] = ()
    defects: tuple[Defect, ...] = ()
    changes: tuple[Change, ...] = ()

    @property
    def is_open(self) -> bool:
        """Whether a person must look at something."""
        return bool(self.questions or self.unread or self.defects)

    def to_dict(self, language: str | None = None) -> dict[str, Any]:
        """Give it as plain values, in the shape `relsched/import/1`."""
        chosen = language or self.language

        def remarks(found: Iterable[Remark]) -> list[dict[str, Any]]:
            return [
                {
                    "about": remark.about,
                    "code": remark.note.code,
                    "text": remark.said(chosen),
                    "place": _said(remark.place, chosen),
                }
                for remark in found
            ]

        return {
            "format": FORMAT,
            "document": self.document,
            "kind": self.format,
            "language": self.language,
            "plan": self.plan,
            "rows": self.rows,
            "deadlines": self.deadlines,
            "events": [{"id": event.id, "title": str(event.title)} for event in self.events],
            "choices": remarks(self.choices),
            "questions": remarks(self.questions),
            "unread": [
                {"about": each.about, "text": each.text, "place": _said(each.place, chosen)}
                for each in self.unread
            ],
            "defects": [
                {
                    "code": defect.code,
                    "text": defect.said(chosen),
                    "place": _said(defect.place, chosen),
                }
                for defect in self.defects
            ],
            "changes": [
                {
                    "kind": change.kind,
                    "about": change.about,
                    "before": change.before or None,
                    "after": change.after or None,
                    "text": change.said(chosen),
                }
                for change in self.changes
            ],
        }

    def to_json(self, language: str | None = None) -> str:
        """Give it as JSON."""
        return json.dumps(self.to_dict(language), ensure_ascii=False, indent=2)

    def summary(self, language: str | None = None) -> str:
        """Give one line: how much was read."""
        return say(
            "import summary",
            language or self.language,
            document=self.document,
            rows=self.rows,
            deadlines=self.deadlines,
            events=len(self.events),
        )

    def rows_of(
        self, language: str | None = None
    ) -> Iterator[tuple[str, list[tuple[str, str, str]]]]:
        """Give each part that has something to say: its heading, and rows of what, where and text."""
        chosen = language or self.language
        parts: tuple[tuple[str, list[tuple[str, str, str]]], ...] = (
            (
                say("import head changes", chosen),
                [(change.about, "", change.said(chosen)) for change in self.changes],
            ),
            (
                say("import head questions", chosen),
                [
                    (each.about or "", _said(each.place, chosen) or "", each.said(chosen))
                    for each in self.questions
                ],
            ),
            (
                say("import head unread", chosen),
                [(each.about, _said(each.place, chosen) or "", each.text) for each in self.unread],
            ),
            (
                say("import head defects", chosen),
                [("", _said(each.place, chosen) or "", each.said(chosen)) for each in self.defects],
            ),
            (
                say("import head choices", chosen),
                [
                    (each.about or "", _said(each.place, chosen) or "", each.said(chosen))
                    for each in self.choices
                ],
            ),
            (
                say("import head events", chosen),
                [(event.id, "", str(event.title)) for event in self.events],
            ),
        )
        for heading, rows in parts:
            if rows:
                yield heading, rows

    def to_markdown(self, language: str | None = None) -> str:
        """Give it as a Markdown text."""
        chosen = language or self.language
        heads = [say(f"import column {name}", chosen) for name in ("item", "place", "text")]
        lines = [f"# {_cell(self.document)} → {self.plan}", "", self.summary(chosen)]
        for heading, rows in self.rows_of(chosen):
            lines += ["", f"## {heading}", "", f"| {' | '.join(heads)} |", "|---|---|---|"]
            lines += [f"| {' | '.join(map(_cell, row))} |" for row in rows]
        return "\n".join(lines) + "\n"


def _said(place: TablePlace | None, language: str) -> str | None:
    return None if place is None else place.said(language)


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("\\", "\\\\").replace("|", "\\|")


@attrs.frozen(slots=False)
class Draft:
    """A plan made from a document, and the report on how."""

    plan: Plan
    report: Report

    @cached_property
    def text(self) -> str:
        """The plan file, with each open question as a comment above what it is about."""
        language = self.report.language
        asked: dict[str, list[str]] = {}
        for remark in self.report.questions:
            asked.setdefault(remark.about or "", []).append(remark.said(language))
        for unread in self.report.unread:
            words = say("import words", language, text=unread.text)
            asked.setdefault(unread.about, []).append(words)
        lines = format_plan(self.plan).split("\n")
        made = lines[:1] + [f"# ? {_comment(text)}" for text in asked.pop("", [])]
        ids: dict[str, Iterator[str]] = {
            "phases:": iter([phase.id for phase in self.plan.phases]),
            "events:": iter([event.id for event in self.plan.events]),
            "deadlines:": iter([deadline.id for deadline in self.plan.deadlines]),
        }
        here: Iterator[str] = iter(())
        for line in lines[1:]:
            if line[:1] not in (" ", ""):
                here = ids.get(line, iter(()))
            elif line.startswith("  - id: "):
                made += [f"  # ? {_comment(text)}" for text in asked.get(next(here, ""), ())]
            made.append(line)
        return "\n".join(made)


def _comment(text: str) -> str:
    """Bring a text into one line that YAML takes as a comment."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())


def open_questions(text: str) -> dict[str, list[str]]:
    """Find the questions (`# ?`) of a plan file, by the id of what stands below them."""
    found: dict[str, list[str]] = {}
    waiting: list[str] = []
    for line in text.splitlines():
        plain = line.strip()
        if plain.startswith("# ?"):
            waiting.append(plain[3:].strip())
        elif waiting and not plain.startswith("#"):
            own = re.match(r"\s*- id:\s*(['\"]?)(?P<id>[\w.-]+)\1\s*(?:#.*)?$", line)
            found.setdefault(own["id"] if own else "", []).extend(waiting)
            waiting = []
    return found


# ---------------------------------------------------------------- events


@attrs.define
class _Found:
    """An event that phrases name: its names in the order of their use."""

    id: str
    names: dict[str, int] = attrs.field(factory=dict)
    source: Source | None = None

    @property
    def count(self) -> int:
        return sum(self.names.values())

    @property
    def title(self) -> str:
        best = max(self.names, key=lambda name: self.names[name])
        return best[:1].upper() + best[1:]


def _key(title: str) -> tuple[str, str]:
    """Give what two names of one event share: the kind of happening and its numeral, else all words."""
    plain = " ".join(fold(title).split())
    match = _NUMERAL.fullmatch(plain)
    if match is not None:
        words = match["head"] or match["counted"] or ""
        for happening in _HAPPENINGS:
            if words.startswith(happening) or words.endswith(f" {happening}"):
                # "Đại hội XIII của Đảng" is told apart by what stands behind its numeral: no match there.
                return happening, match["numeral"] or match["ordinal"]
    return re.sub(r"^(?:the|an?) ", "", plain), ""


def _full_names(text: str, title: str) -> Iterator[str]:
    """Find longer names in a text: `Đại hội đại biểu Đảng bộ tỉnh lần thứ XVII` for `Đại hội XVII`."""
    match = re.fullmatch(r"([^\W\d_]+ [^\W\d_]+) ([IVXLC]+)", title)
    if match is None:
        return
    first = re.escape(match[1])
    pattern = rf"\b{first}((?:(?! {first}\b) [^\W\d_]+){{1,8}}) lần thứ {match[2]}\b"
    for found in re.finditer(pattern, text, re.IGNORECASE):
        yield found[0]


# ---------------------------------------------------------------- the draft


def draft(
    document: Document,
    *,
    issued: date | None = None,
    language: str | None = None,
    into: Plan | None = None,
    asked: Mapping[str, Sequence[str]] | None = None,
) -> Draft:
    """Make a draft plan of a document.

    Args:
        document: The document, read.
        issued: The date of the plan, where the document doesn't give it.
        language: The language to read phrases in; that of the document if absent.
        into: A plan made from an earlier version: its ids and decisions are kept.
        asked: What its file still asks, as `open_questions` finds it.

    Raises:
        DocumentError: `document-undated`.
    """
    return _Drafter(document, issued, language or document.language, into, asked or {}).made()


@attrs.define
class _Drafter:
    document: Document
    given: date | None
    language: str
    into: Plan | None
    asked: Mapping[str, Sequence[str]]
    events: dict[str, _Found] = attrs.field(factory=dict)
    choices: list[Remark] = attrs.field(factory=list)
    questions: list[Remark] = attrs.field(factory=list)
    unread: list[Unread] = attrs.field(factory=list)
    changes: list[Change] = attrs.field(factory=list)
    units: dict[str, Unit] = attrs.field(factory=dict)
    known: dict[str, Reference] = attrs.field(factory=dict)
    reader: PhraseReader = attrs.field(init=False)
    main: str | None = None
    named: set[str] = attrs.field(factory=set)
    phrases: dict[str, Phrase] = attrs.field(factory=dict)

    def made(self) -> Draft:
        issued = self._issued()
        self._find_events(issued)
        used = _taken(self.events)
        if self.into is not None:
            used |= _taken(event.id for event in self.into.events)
        for unit in self.into.units if self.into else ():
            self._learn(unit)
        phases, phase_of = self._phases()
        deadlines: list[Deadline] = []
        for item in self.document.items:
            phase = phase_of.get(id(item.section))
            deadlines += self._deadlines(item, phase, used)
        plan = self._plan(issued, phases, deadlines)
        kept = {each.id for each in plan.deadlines} | {p.id for p in plan.phases} | {""}
        kept |= {event.id for event in plan.events}
        report = Report(
            self.document.file,
            self.document.format,
            self.language,
            plan.id,
            len(self.document.items),
            len(deadlines),
            plan.events,
            tuple(self.choices),
            tuple(each for each in self.questions if (each.about or "") in kept),
            tuple(self.unread),
            tuple(sorted(self._defects(plan), key=lambda defect: _order(defect.place))),
            tuple(self.changes),
        )
        return Draft(plan, report)

    def _defects(self, plan: Plan) -> Iterator[Defect]:
        """Give the defects of the document, and those that show when its timings have been read."""
        yield from self.document.defects
        whole = [item for item in self.document.items if item.id.isdecimal() and item.context]
        parts = [item for item in self.document.items if re.fullmatch(r"[0-9]+\.[0-9.]+", item.id)]
        if whole and len(parts) > len(whole):
            numbers = ", ".join(item.id for item in whole)
            yield Defect("no part number", whole[0].place, {"items": numbers})
        places = {item.id: item.places.get("timing", item.place) for item in self.document.items}
        spans: dict[str, Deadline] = {}
        taken = _taken(plan.by_id)
        for phase in plan.phases:
            if _is_absolute(phase.when):
                name = _sound_id(phase.id, "phase", taken)
                spans[phase.id] = Deadline(name, when=phase.when)
        if not spans:
            return
        try:
            schedule = resolve(attrs.evolve(plan, deadlines=(*plan.deadlines, *spans.values())))
        except RelschedError:  # a plan that is brought up to date may have troubles of its own
            return
        for deadline in plan.deadlines:
            span = spans.get(deadline.phase or "")
            row = deadline.source.row if deadline.source is not None else None
            if span is None or row not in places or deadline.done is not None:
                continue
            if _is_absolute(deadline.when) and _is_apart(schedule[deadline.id], schedule[span.id]):
                values = {
                    "item": deadline.id,
                    "timing": str(deadline.when),
                    "phase": str(plan.phases_by_id[deadline.phase or ""].title),
                    "span": str(span.when),
                }
                yield Defect("outside phase", places[row], values)

    # ------------------------------------------------------------ head

    def _issued(self) -> date:
        found = self.given or self.document.head.issued or (self.into.issued if self.into else None)
        if found is None:
            raise DocumentError(
                "A plan must have the date on which it was issued.",
                code="document-undated",
                where=Place(document=self.document.file),
                why="the document doesn't say it, and years and periods are told from it",
                fix="give it with --issued, such as --issued 2020-03-25",
            )
        return found

    def _choose(self, code: str, about: str | None = None, /, **values: Any) -> None:
        self.choices.append(Remark(Note(code, values), about))

    def _ask(
        self, code: str, about: str, place: TablePlace | None = None, /, **values: Any
    ) -> None:
        self.questions.append(Remark(Note(code, values), about, place))

    # ------------------------------------------------------------ events

    def _find_events(self, issued: date) -> None:
        """Read all phrases once, take what they name as events, and make the reader that knows these."""
        country = None
        if self.into is not None:
            context = Context.of_plan(self.into, self.language)
            self.known = dict(context.names)
            self.main = context.main
        first = PhraseReader(Context(self.language, issued, self.known, self.main, country))
        text = self._text()
        read: dict[str, Phrase] = {}
        for item in self.document.items:
            for words in (item.timing, item.begin):
                if words not in read:
                    read[words] = _read(first, words)
                for proposed in read[words].proposed:
                    self._name(proposed, item, words)
        self._free_ids()
        for found in list(self.events.values()):
            for title in list(found.names):
                for name in _full_names(text, title):
                    found.names.setdefault(name, 0)
                for match in re.finditer(
                    re.escape(title) + _AND_THE_LIKE.pattern, text, re.IGNORECASE
                ):
                    found.names[match[0]] = found.names[title] + 1
        names = dict(self.known)
        for found in self.events.values():
            names.update({name: Reference(found.id) for name in found.names})
        if self.main is None and self.events:
            best = max(self.events.values(), key=lambda found: found.count)
            self.main = best.id
            self._choose("import main", best.id, title=best.title, count=best.count)
        for found in self.events.values():
            if len(found.names) > 1:
                self._choose("import one event", found.id, names="; ".join(found.names))
        self.reader = PhraseReader(Context(self.language, issued, names, self.main, country))

    def _name(self, proposed: Proposed, item: Item, words: str) -> None:
        key = _key(proposed.title)
        for name, reference in self.known.items():
            if _key(name) == key and reference.edge is None:
                self.known[proposed.title] = reference
                return
        for found in self.events.values():
            if any(_key(name) == key for name in found.names):
                found.names[proposed.title] = found.names.get(proposed.title, 0) + 1
                return
        source = Source(words[:MAX_NOTE], self.document.head.number or None, item.id)
        self.events[proposed.id] = _Found(proposed.id, {proposed.title: 1}, source)

    def _free_ids(self) -> None:
        """Give an event another id where a row has it, or where it can't be one."""
        rows = _taken(item.id for item in self.document.items)
        if self.into is not None:
            rows |= _taken(self.into.by_id)
        for found in list(self.events.values()):
            free = _sound_id(found.id, "event", rows)
            del self.events[found.id]
            found.id = free
            self.events[free] = found

    def _text(self) -> str:
        parts = [paragraph.text for paragraph in self.document.paragraphs]
        parts += [f"{section.title} {section.timing}" for section in self.document.sections]
        for item in self.document.items:
            parts += [*item.context, item.task, item.timing, item.begin]
        return "\n".join(" ".join(part.split()) for part in parts)

    def _event(self, found: _Found, text: str, seen: set[str]) -> Event:
        """Make the event of a plan, with the names and the edges that the document writes."""
        aliases: dict[str, Edge | None] = {}
        plain = text.casefold()
        title = found.title[:MAX_TITLE]
        own = {title.casefold()}
        for name in found.names:
            if name.casefold() not in own | seen:
                aliases[name] = None
                own.add(name.casefold())
            for form, edge in _EDGES.get(self.language, ()):
                alias = form.format(name)
                if alias.casefold() in plain and alias.casefold() not in own | seen:
                    aliases[alias] = edge
                    own.add(alias.casefold())
        seen |= own
        return Event(
            found.id, title, lasts="unknown", aliases=tuple(aliases.items()), source=found.source
        )

    # ------------------------------------------------------------ units and phases

    def _learn(self, unit: Unit) -> None:
        for name in (unit.name.main, *(text for _, text in unit.name.others), unit.id):
            self.units.setdefault(fold(name), unit)

    def _unit(self, name: str) -> str:
        found = self.units.get(fold(name))
        if found is None:
            ids = _taken(unit.id for unit in self.units.values())
            found = Unit(_sound_id(slug(name), "unit", ids), _short(name))
            self._learn(found)
        return found.id

    def _phases(self) -> tuple[list[Phase], dict[int, str]]:
        old = {fold(p.title.main): p for p in self.into.phases} if self.into else {}
        ids = _taken(phase.id for phase in old.values())
        made: list[Phase] = []
        phase_of: dict[int, str] = {}
        for section in self.document.sections:
            kept = old.get(fold(section.title))
            if kept is not None:
                phase_of[id(section)] = kept.id
                continue
            name = _sound_id(slug(section.title or section.number), "phase", ids)
            made.append(Phase(name, _short(section.title), when=self._when(section, name)))
            phase_of[id(section)] = name
        # Items hold equal sections, not always the same ones.
        for item in self.document.items:
            if item.section is not None and id(item.section) not in phase_of:
                same = next(s for s in self.document.sections if s == item.section)
                phase_of[id(item.section)] = phase_of[id(same)]
        return made, phase_of

    def _when(self, section: Any, name: str) -> Timing | None:
        """Read when a phase is: its bracket, else its title where that names no other events."""
        for text, is_title in ((section.timing, False), (section.title, True)):
            phrase = self._read(text)
            if len(phrase.parts) != 1 or not phrase.readings or phrase.proposed:
                continue
            if is_title and phrase.unread:
                continue
            reading = phrase.readings[0]
            for note in reading.notes:
                self.choices.append(Remark(note, name, section.place))
            if reading.question is not None:
                self.questions.append(Remark(reading.question, name, section.place))
            return reading.timing
        self._ask("import phase", name, section.place, title=section.title)
        return None

    # ------------------------------------------------------------ deadlines

    def _deadlines(self, item: Item, phase: str | None, used: set[str]) -> Iterator[Deadline]:
        place = item.places.get("timing", item.place)
        phrase = self._read(item.timing)
        for proposed in phrase.proposed:
            self._name(proposed, item, item.timing)
        leads = [self._unit(name) for name in item.lead]
        lead = leads[0] if leads else None
        support = (*leads[1:], *map(self._unit, item.support))
        several = len(phrase.parts) > 1
        for number, part in enumerate(phrase.parts):
            label = part.label if several else ""
            tail = f".{label or chr(ord('a') + number % 26)}" if several else ""
            made = _sound_id(f"{item.id}{tail}", "item", used)
            begin, end = part.span
            words = (item.timing[begin:end] if several else item.timing).strip(" ;\n\t")
            title = _title(item, part if several else None)
            notes = [item.notes] if item.notes else []
            if len(title) > MAX_TITLE:
                notes.insert(0, title)
            timing, done = self._read_part(part, made, item, place, notes)
            yield Deadline(
                made,
                _short(title),
                timing,
                lead=lead,
                support=tuple(unit for unit in support if unit != lead),
                phase=phase,
                done=done,
                source=Source(words[:MAX_NOTE], self.document.head.number or None, item.id),
                notes="\n".join(notes)[:MAX_NOTE] or None,
            )
        for note in phrase.notes:
            self.choices.append(Remark(note, item.id, place))

    def _read_part(
        self, part: Part, made: str, item: Item, place: TablePlace, notes: list[str]
    ) -> tuple[Timing | None, date | None]:
        """Take the best reading of a part, and tell what it leaves open."""
        if not part.readings:
            if item.begin:
                started = self._best(item.begin)
                if started is not None and started.timing is not None:
                    self._ask("import begin alone", made, place)
                    return started.timing, None
            if item.timing.strip():
                self._ask("import not read", made, place, text=" ".join(item.timing.split())[:200])
            else:
                self._ask("import not said", made, item.place)
            return None, None
        reading = part.readings[0]
        # What a question offers must be there to be taken.
        for other in part.readings:
            if other.timing is not None:
                self.named.update(reference.item for reference in other.timing.references())
        for note in reading.notes:
            self.choices.append(Remark(note, made, place))
        if reading.question is not None:
            self.questions.append(Remark(reading.question, made, place))
        if part.unread and part.unread != part.action:
            self.unread.append(Unread(part.unread, made, place))
        if reading.timing is None:
            if reading.done is None:
                self._ask("import done when", made, place)
                return None, None
            return On(Day(reading.done)), reading.done
        if reading.is_delegated:
            self._ask("import delegated", made, place)
        timing = reading.timing
        if item.begin:
            started = self._best(item.begin)
            if (
                started is not None
                and isinstance(started.timing, On)
                and isinstance(timing, On | By)
            ):
                timing = FromTo(started.timing.point, timing.point)
            else:
                notes.append(item.begin)
                self._ask("import begin", made, item.places.get("begin", place), text=item.begin)
        return timing, reading.done

    def _read(self, words: str) -> Phrase:
        """Read a phrase as the document's other phrases are; many say the same."""
        if words not in self.phrases:
            self.phrases[words] = _read(self.reader, words)
        return self.phrases[words]

    def _best(self, words: str) -> Reading | None:
        readings = self._read(words).readings
        return readings[0] if readings else None

    # ------------------------------------------------------------ the plan

    def _plan(self, issued: date, phases: list[Phase], deadlines: list[Deadline]) -> Plan:
        head = self.document.head
        stem = PurePath(self.document.file).stem
        if self.into is None:
            calendar, zone = HOMES.get(self.language, HOMES["en"])
            self._choose("import home", calendar=calendar, zone=zone)
            base = Plan(
                _sound_id(slug(head.number or stem), "plan", set()),
                _short(head.title or stem),
                issued=issued,
                timezone=zone,
                language=self.language,
                calendar=calendar,
                source={"document": head.number} if head.number else None,
            )
        else:
            base = self.into
            merging = _Merging(
                self.into, self.asked, self.changes, self.questions, self.choices, self.unread
            )
            deadlines = merging.merged(deadlines)
        if self.into is not None:
            have = set(self.into.units_by_id)
            units = [*base.units, *(u for u in _distinct(self.units) if u.id not in have)]
        else:
            units = list(_distinct(self.units))
        text = self._text()
        seen = {str(e.title).casefold() for e in base.events}
        seen |= {alias.casefold() for e in base.events for alias, _ in e.aliases}
        named = self.named | {
            reference.item
            for timing in [d.when for d in deadlines] + [p.when for p in phases]
            if timing is not None
            for reference in timing.references()
        }
        events = [
            *base.events,
            *(
                self._event(found, text, seen)
                for found in self.events.values()
                if found.id in named
            ),
        ]
        if self.into is not None:
            self.changes += [
                Change("new event", event.id, after=str(event.title))
                for event in events[len(base.events) :]
            ]

        def plan(kept: Sequence[Deadline]) -> Plan:
            return attrs.evolve(
                base,
                units=units,
                phases=[*base.phases, *phases],
                events=events,
                deadlines=kept,
            )

        return plan(self._that_resolve(plan, deadlines))

    def _that_resolve(self, plan: Any, deadlines: list[Deadline]) -> list[Deadline]:
        """Take the timing off what can't be dated, such as a day beyond the years of a calendar."""
        try:
            resolve(plan(deadlines))
        except RelschedError:
            pass
        else:
            return deadlines
        ours = {d.id for d in self.into.deadlines} if self.into else set()
        tried = [d.id for d in deadlines if d.when is not None and d.id not in ours]
        found: dict[str, str] = {}

        def seek(names: Sequence[str]) -> None:
            """Halve what is tried until the timings that can't be dated are left."""
            kept = {*ours, *names}
            try:
                resolve(
                    plan([d if d.id in kept else attrs.evolve(d, when=None) for d in deadlines])
                )
            except RelschedError as error:
                if len(names) == 1:
                    found[names[0]] = error.what
                elif names:
                    seek(names[: len(names) // 2])
                    seek(names[len(names) // 2 :])

        seek(tried)
        for deadline in deadlines:
            if deadline.id in found:
                values = {"timing": str(deadline.when), "why": found[deadline.id]}
                self._ask("import no date", deadline.id, **values)
        return [attrs.evolve(d, when=None) if d.id in found else d for d in deadlines]


def _is_absolute(timing: Timing | None) -> bool:
    """Whether a timing says its days without any event."""
    return (
        timing is not None
        and timing.kind is not Kind.DELEGATED
        and not any(True for _ in timing.references())
    )


def _is_apart(item: Entry, phase: Entry) -> bool:
    """Whether an item is over before its phase begins, or begins after its end."""

    def ends(entry: Entry) -> tuple[date | None, date | None]:
        last = entry.due.latest if entry.due is not None else None
        first = entry.not_before.earliest if entry.not_before is not None else None
        return first, last

    (first, last), (begin, end) = ends(item), ends(phase)
    first = first or last
    return bool((first and end and first > end) or (last and begin and last < begin))


def _order(place: TablePlace) -> tuple[int, ...]:
    numbers = (place.page, place.line, place.table, place.paragraph, place.row)
    return tuple(number or 0 for number in numbers)


def _read(reader: PhraseReader, words: str) -> Phrase:
    """Read a phrase; one that is too long for a phrase has no reading."""
    try:
        return reader.read(words)
    except TimingError:
        return Phrase(words, reader.context.language, (Part("", "", (), "", (0, len(words))),))


def _sound_id(name: str, otherwise: str, taken: set[str]) -> str:
    """Give an id near a name that may be one and isn't taken, and take it.

    Ids that differ in capitals alone would be one file on some systems.
    """
    base = name
    for tried in (name, slug(name), f"{otherwise}-{slug(name)[:50]}"):
        base = tried[:64]
        try:
            check_id(base, "an item", in_timings=True)
        except RelschedError:
            continue
        break
    free, again = base, 1
    while free.casefold() in taken:
        again += 1
        free = f"{base[:58]}-{again}"
    taken.add(free.casefold())
    return free


def _taken(ids: Iterable[str]) -> set[str]:
    return {each.casefold() for each in ids}


def _short(text: str) -> str:
    """Cut a text to the length of a title, at the end of a word."""
    plain = " ".join(text.split())
    if len(plain) <= MAX_TITLE:
        return plain
    cut = plain[: MAX_TITLE - 1]
    return (cut.rpartition(" ")[0] or cut).rstrip(" ,;:.") + "…"


def _title(item: Item, part: Part | None) -> str:
    """Say what is to be done: the task below its introduction; of a part, its own words first."""
    task = " ".join(item.task.split()).rstrip(" .;")
    above = item.context[-1] if item.context else ""
    if part is not None and part.label:
        label = re.escape(part.label)
        own = re.search(
            rf"\(?\b{label}\)\s*:?\s*(.+?)(?=[,;.]?\s*\(?\b(?:[ivx]+|[a-hđ]|[0-9])\)\s|$)", task
        )
        if own is not None:
            return own[1].strip(" ,;.")
        return f"({part.label}) {task}"
    if above.endswith(":"):
        task = f"{above} {task}"
    if part is not None and part.action:
        action = part.action[:1].upper() + part.action[1:]
        return f"{action} – {task}"
    return task


def _distinct(units: Mapping[str, Unit]) -> Iterator[Unit]:
    seen: set[str] = set()
    for unit in units.values():
        if unit.id not in seen:
            seen.add(unit.id)
            yield unit


# ---------------------------------------------------------------- into a plan


def _phrase(deadline: Deadline) -> str:
    words = deadline.source.phrase if deadline.source is not None else None
    return " ".join(fold(words or "").split()).strip(" .;")


def _row(deadline: Deadline) -> str:
    return (deadline.source.row if deadline.source is not None else None) or ""


def _name(deadline: Deadline) -> str:
    return fold(deadline.title.main)


@attrs.define
class _Merging:
    """Deadlines of another version into those of a plan: what has the same phrase stays as it is."""

    plan: Plan
    asked: Mapping[str, Sequence[str]]
    changes: list[Change]
    questions: list[Remark]
    choices: list[Remark]
    unread: list[Unread]
    # What a new deadline is called in the plan; None where the plan's own stays as it was.
    now: dict[str, str | None] = attrs.field(factory=dict)
    again: list[Remark] = attrs.field(factory=list)

    def merged(self, made: list[Deadline]) -> list[Deadline]:
        """Put the new deadlines into the plan's, and bring the remarks on them to their ids."""
        result = self._merged(made)
        self.questions[:] = [*self._renamed(self.questions), *self.again]
        self.choices[:] = self._renamed(self.choices)
        self.unread[:] = self._renamed(self.unread)
        return result

    def _renamed(self, found: list[Told]) -> list[Told]:
        named = [(each, self.now.get(each.about or "", each.about)) for each in found]
        return [
            attrs.evolve(each, about=about)
            for each, about in named
            if about is not None or each.about is None
        ]

    def _merged(self, made: list[Deadline]) -> list[Deadline]:
        pairs = self._pairs(made)
        for name in [*(p.id for p in self.plan.phases), *(e.id for e in self.plan.events), ""]:
            self._ask_again(name)
        taken = _taken(self.plan.by_id)
        kept: dict[str, Deadline] = {}
        above = ""  # the deadline of the plan that a new one stands below
        new_below: dict[str, list[Deadline]] = {}
        for new in made:
            old = pairs.get(new.id)
            if old is not None:
                above = old.id
                kept[above] = self._kept(old, new)
                continue
            again = attrs.evolve(new, id=_sound_id(new.id, "item", taken))
            new_below.setdefault(above, []).append(again)
            self.now[new.id] = again.id
            self.changes.append(Change("added", again.id, after=str(again.when or "")))
        result = new_below.get("", [])
        for old in self.plan.deadlines:
            result += [kept.get(old.id, old), *new_below.get(old.id, ())]
        found = {old.id for old in pairs.values()}
        for old in self.plan.deadlines:
            if old.id not in found and _phrase(old):
                phrase = old.source.phrase if old.source else ""
                self.changes.append(Change("vanished", old.id, before=phrase or ""))
                self.again.append(Remark(Note("import is it dropped"), old.id))
            elif old.id not in found:
                self._ask_again(old.id)
        return result

    def _kept(self, old: Deadline, new: Deadline) -> Deadline:
        if _phrase(old) == _phrase(new):
            # It stays as it is, whoever made it so; what its file no longer asks has been decided.
            self.now[new.id] = None
            self._ask_again(old.id)
            self._told(old, new)
            return old
        self.now[new.id] = old.id
        self.changes.append(
            Change(
                "changed",
                old.id,
                (old.source.phrase if old.source else None) or "",
                (new.source.phrase if new.source else None) or "",
            )
        )
        self._told(old, new)
        return attrs.evolve(old, when=new.when, done=new.done or old.done, source=new.source)

    def _told(self, old: Deadline, new: Deadline) -> None:
        """Tell who is named otherwise now; who does it stays as the plan has it."""
        for was, now in ((old.lead, new.lead), (", ".join(old.support), ", ".join(new.support))):
            if (was or "") != (now or ""):
                self.changes.append(Change("differs", old.id, was or "–", now or "–"))

    def _ask_again(self, name: str) -> None:
        self.again += [
            Remark(Note("import asked", {"text": text}), name or None)
            for text in self.asked.get(name, ())
        ]

    def _pairs(self, made: list[Deadline]) -> dict[str, Deadline]:
        """Find for each deadline the one it was: by phrase with title or row first, then by title, then by row."""
        keys = (
            lambda d: (_row(d), _phrase(d), _name(d)),
            lambda d: (_phrase(d), _name(d)),
            lambda d: (_row(d), _name(d)),
            lambda d: (_row(d), _phrase(d)),
            _name,
            lambda d: (_row(d), d.id),
        )
        pairs: dict[str, Deadline] = {}
        free = [old for old in self.plan.deadlines if old.source is not None]
        for key in keys:
            have: dict[Any, list[Deadline]] = {}
            for old in free:
                have.setdefault(key(old), []).append(old)
            for new in made:
                if new.id not in pairs and have.get(key(new)):
                    pairs[new.id] = have[key(new)].pop(0)
            used = {old.id for old in pairs.values()}
            free = [old for old in free if old.id not in used]
        return pairs
