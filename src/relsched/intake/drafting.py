"""A plan document to a draft plan: what could be read, and all that a person must look at.

Phrases are read twice: first to find the events they name, then with these events known.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from functools import cached_property
from pathlib import PurePath
from typing import Any

import attrs

from relsched.dates.date_reading import DateLike, to_day
from relsched.documents.content import Defect, DocumentPlace
from relsched.errors import RelschedError, TimingError, fold
from relsched.intake.draft import Draft
from relsched.intake.draft_events import AND_THE_LIKE, EDGES, FoundEvent, event_key, full_names
from relsched.intake.draft_ids import question_ids, sound_id, taken_ids
from relsched.intake.draft_merging import Merging, place_texts
from relsched.intake.draft_report import ImportChange, Remark, Report, Unread
from relsched.intake.plan_document import PlanDocument
from relsched.intake.short_titles import names_of_events, short_title, short_unit
from relsched.intake.task_rows import TaskRow
from relsched.messages.catalogue import languages
from relsched.messages.message import Message
from relsched.phrases.context import PhraseContext
from relsched.phrases.phrase_reader import PhraseReader
from relsched.phrases.readings import Note, Part, Phrase, Proposed, Reading
from relsched.plan.checks import timing_problems
from relsched.plan.ids import slug
from relsched.plan.items import (
    ISSUED,
    MAX_NOTE,
    MAX_SHORT,
    MAX_TITLE,
    Deadline,
    Event,
    Phase,
    Source,
    Unit,
)
from relsched.plan.plan import Plan
from relsched.plan.plan_questions import DONE, WHEN, PlanQuestion
from relsched.schedule.entry import Entry
from relsched.schedule.resolver import resolve
from relsched.timing.points import Day, Edge, Reference
from relsched.timing.timings import By, FromTo, Kind, On, Timing

# What goes with a language where the document says nothing of it: the working calendar and the zone.
HOMES = {"vi": ("VN", "Asia/Ho_Chi_Minh"), "en": ("weekdays", "UTC")}


def draft(
    document: PlanDocument,
    *,
    issued: DateLike | None = None,
    language: str | None = None,
    into: Plan | None = None,
) -> Draft:
    """Make a draft plan of a document.

    Args:
        document: The document, read.
        issued: The date of the plan, where the document doesn't give it.
        language: The language to read phrases in; that of the document if absent.
        into: A plan made from an earlier version: its ids, decisions and questions are kept.
    """
    return _Drafter(document, to_day(issued), language or document.language, into).build()


@attrs.define(slots=False)
class _Drafter:
    document: PlanDocument
    given: date | None
    language: str
    into: Plan | None
    events: dict[str, FoundEvent] = attrs.field(factory=dict)
    choices: list[Remark] = attrs.field(factory=list)
    questions: list[Remark] = attrs.field(factory=list)
    unread: list[Unread] = attrs.field(factory=list)
    changes: list[ImportChange] = attrs.field(factory=list)
    units: dict[str, Unit] = attrs.field(factory=dict)
    known: dict[str, Reference] = attrs.field(factory=dict)
    reader: PhraseReader = attrs.field(init=False)
    main: str | None = None
    named: set[str] = attrs.field(factory=set)
    phrases: dict[tuple[str, str], Phrase] = attrs.field(factory=dict)
    merging: Merging | None = None

    def build(self) -> Draft:
        issued = self._issued()
        self._find_events(issued)
        used = taken_ids(self.events)
        if self.into is not None:
            used |= taken_ids(event.id for event in self.into.events)
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
        plan = self._with_questions(plan, kept)
        report = Report(
            self.document.file,
            self.document.format,
            self.language,
            plan.id,
            len(self.document.items),
            len(deadlines),
            plan.events,
            tuple(self.choices),
            tuple(self.questions),
            tuple(self.unread),
            tuple(sorted(self._defects(plan), key=lambda defect: _order(defect.place))),
            tuple(self.changes),
        )
        return Draft(plan, report)

    def _with_questions(self, plan: Plan, kept: set[str]) -> Plan:
        """Give the plan with all that is open: what it asked already, then what is asked now."""
        before = () if self.merging is None else self.merging.kept_questions()
        ids = question_ids(() if self.into is None else self.into.questions)
        self.questions = [
            attrs.evolve(each, id=next(ids))
            for each in self.questions
            if (each.about or "") in kept
        ]
        self.unread = [attrs.evolve(each, id=next(ids)) for each in self.unread]
        new = [
            self._question(plan, each)
            for each in (*self.questions, *(unread.as_question() for unread in self.unread))
        ]
        if self.merging is not None:
            self.questions += self.merging.remarks()
        return attrs.evolve(plan, questions=(*before, *new))

    def _question(self, plan: Plan, remark: Remark) -> PlanQuestion:
        """Make the question of a plan, in its language and the others."""
        about = remark.about or None
        item = ISSUED if remark.note.code == "import undated" else about
        readings = [
            reading
            for reading in remark.readings
            if not any(True for _ in timing_problems(plan, reading, about or "", ()))
        ]
        codes = (plan.language, *languages())
        return PlanQuestion(
            remark.id or "",
            {code: _short(remark.note.text(code)) for code in codes},
            item=None if remark.is_of_phase else item,
            phase=about if remark.is_of_phase else None,
            asks=remark.asks,
            readings=readings,
            phrase=(remark.phrase or "")[:MAX_NOTE],
            place={} if remark.place is None else place_texts(remark.place, plan.language),
        )

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
        taken = taken_ids(plan.by_id)
        for phase in plan.phases:
            if _is_absolute(phase.when):
                name = sound_id(phase.id, "phase", taken)
                spans[phase.id] = Deadline(name, when=phase.when)
        if not spans:
            return
        try:
            schedule = resolve(attrs.evolve(plan, deadlines=(*plan.deadlines, *spans.values())))
        except RelschedError:  # a plan that is brought up to date may have problems of its own
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

    def _issued(self) -> date | None:
        """Give the date of issue; where nothing says it, days without a year are left to a person."""
        found = self.given or self.document.head.issued or (self.into.issued if self.into else None)
        if found is None:
            self._ask("import undated", "")
        return found

    def _choose(self, code: str, about: str | None = None, /, **values: Any) -> None:
        self.choices.append(Remark(Note(code, values), about))

    def _ask(self, code: str, about: str, /, **values: Any) -> None:
        """Ask what isn't about words that stand at one place."""
        self.questions.append(Remark(Note(code, values), about))

    # ------------------------------------------------------------ events

    def _find_events(self, issued: date | None) -> None:
        """Read all phrases once, take what they name as events, and make the reader that knows these."""
        country = None
        if self.into is not None:
            context = PhraseContext.of_plan(self.into, self.language)
            self.known = dict(context.names)
            self.main = context.main
        first = PhraseReader(PhraseContext(self.language, issued, self.known, self.main, country))
        text = self._text
        read: dict[tuple[str, str], Phrase] = {}
        for item in self.document.items:
            for words, heading in ((item.timing, item.heading), (item.begin, "")):
                if (words, heading) not in read:
                    read[words, heading] = _read(first, words, heading)
                for proposed in read[words, heading].proposed:
                    self._name(proposed, item, words)
        self._free_ids()
        for found in list(self.events.values()):
            for title in list(found.names):
                for name in full_names(text, title):
                    found.names.setdefault(name, 0)
                for match in re.finditer(
                    re.escape(title) + AND_THE_LIKE.pattern, text, re.IGNORECASE
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
        self.reader = PhraseReader(PhraseContext(self.language, issued, names, self.main, country))

    def _name(self, proposed: Proposed, item: TaskRow, words: str) -> None:
        key = event_key(proposed.title)
        for name, reference in self.known.items():
            if event_key(name) == key and reference.edge is None:
                self.known[proposed.title] = reference
                return
        for found in self.events.values():
            if any(event_key(name) == key for name in found.names):
                found.names[proposed.title] = found.names.get(proposed.title, 0) + 1
                return
        source = Source(words[:MAX_NOTE], self.document.head.number or None, item.id)
        self.events[proposed.id] = FoundEvent(proposed.id, {proposed.title: 1}, source)

    def _free_ids(self) -> None:
        """Give an event another id where a row has it, or where it can't be one."""
        rows = taken_ids(item.id for item in self.document.items)
        if self.into is not None:
            rows |= taken_ids(self.into.by_id)
        for found in list(self.events.values()):
            free = sound_id(found.id, "event", rows)
            del self.events[found.id]
            found.id = free
            self.events[free] = found

    @cached_property
    def _text(self) -> str:
        """The whole document in one line a part."""
        parts = [paragraph.text for paragraph in self.document.paragraphs]
        parts += [f"{section.title} {section.timing}" for section in self.document.sections]
        for item in self.document.items:
            parts += [*item.context, item.task, item.timing, item.begin]
        return "\n".join(" ".join(part.split()) for part in parts)

    def _event(self, found: FoundEvent, text: str, seen: set[str]) -> Event:
        """Make the event of a plan, with the names and the edges that the document writes."""
        aliases: dict[str, Edge | None] = {}
        plain = text.casefold()
        title = found.title[:MAX_TITLE]
        own = {title.casefold()}
        for name in found.names:
            if name.casefold() not in own | seen:
                aliases[name] = None
                own.add(name.casefold())
            for form, edge in EDGES.get(self.language, ()):
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
            ids = taken_ids(unit.id for unit in self.units.values())
            short = short_unit(name, self._text, self.language)
            found = Unit(sound_id(slug(name), "unit", ids), _short(name), short=short)
            self._learn(found)
        return found.id

    def _phases(self) -> tuple[list[Phase], dict[int, str]]:
        old = {fold(p.title.main): p for p in self.into.phases} if self.into else {}
        ids = taken_ids(phase.id for phase in old.values())
        phases: list[Phase] = []
        phase_of: dict[int, str] = {}
        for section in self.document.sections:
            kept = old.get(fold(section.title))
            if kept is not None:
                phase_of[id(section)] = kept.id
                continue
            name = sound_id(slug(section.title or section.number), "phase", ids)
            phases.append(Phase(name, _short(section.title), when=self._when(section, name)))
            phase_of[id(section)] = name
        # Items hold equal sections, not always the same ones.
        for item in self.document.items:
            if item.section is not None and id(item.section) not in phase_of:
                same = next(s for s in self.document.sections if s == item.section)
                phase_of[id(item.section)] = phase_of[id(same)]
        return phases, phase_of

    def _when(self, section: Any, name: str) -> Timing | None:
        """Read when a phase is: its bracket, else its title where that names no other events."""

        def ask(note: Note, readings: tuple[Timing, ...] = ()) -> None:
            words = section.timing or section.title
            self.questions.append(
                Remark(
                    note,
                    name,
                    section.place,
                    phrase=words,
                    readings=readings,
                    is_of_phase=True,
                )
            )

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
                ask(reading.question, _timings(phrase.readings))
            return reading.timing
        ask(Note("import phase", {"title": section.title}))
        return None

    @cached_property
    def _names(self) -> dict[str, str]:
        """Give the short names of the events that have long ones."""
        called = [(found.title, list(found.names)) for found in self.events.values()]
        called += [
            (str(event.title), [name for name, edge in event.aliases if edge is None])
            for event in (self.into.events if self.into else ())
        ]
        return names_of_events(called)

    # ------------------------------------------------------------ deadlines

    def _deadlines(self, item: TaskRow, phase: str | None, used: set[str]) -> Iterator[Deadline]:
        place = item.places.get("timing", item.place)
        phrase = self._read(item.timing, item.heading)
        for proposed in phrase.proposed:
            self._name(proposed, item, item.timing)
        leads = [self._unit(name) for name in item.lead]
        lead = leads[0] if leads else None
        support = (*leads[1:], *map(self._unit, item.support))
        several = len(phrase.parts) > 1
        for number, part in enumerate(phrase.parts):
            label = part.label if several else ""
            tail = f".{label or chr(ord('a') + number % 26)}" if several else ""
            new_id = sound_id(f"{item.id}{tail}", "item", used)
            begin, end = part.span
            words = (item.timing[begin:end] if several else item.timing).strip(" ;\n\t")
            title = _title(item, part if several else None)
            short = _short_of(item, part if several else None, title, self._names, self.language)
            notes = [item.notes] if item.notes else []
            if len(title) > MAX_TITLE:
                notes.insert(0, title)
            timing, done = self._read_part(part, words, new_id, item, place, notes)
            yield Deadline(
                new_id,
                _short(title),
                timing,
                short=short,
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
        self,
        part: Part,
        words: str,
        item_id: str,
        item: TaskRow,
        place: DocumentPlace,
        notes: list[str],
    ) -> tuple[Timing | None, date | None]:
        """Take the best reading of a part, and tell what it leaves open."""

        def ask(
            note: Note | str,
            readings: Sequence[Timing] = (),
            at: DocumentPlace = place,
            asks: str = WHEN,
            phrase: str = words,
        ) -> None:
            said = Note(note) if isinstance(note, str) else note
            self.questions.append(
                Remark(said, item_id, at, phrase=phrase, readings=tuple(readings), asks=asks)
            )

        if not part.readings:
            if item.begin:
                started = self._best(item.begin)
                if started is not None and started.timing is not None:
                    ask("import begin alone", [started.timing], phrase=item.begin)
                    return started.timing, None
            if item.timing.strip():
                text = " ".join(item.timing.split())[:200]
                ask(Note("import not read", {"text": text}))
            else:
                ask("import not said", at=item.place)
            return None, None
        reading = part.readings[0]
        timings = _timings(part.readings)
        # What a question offers must be there to be taken.
        for other in timings:
            self.named.update(reference.item for reference in other.references())
        for note in reading.notes:
            self.choices.append(Remark(note, item_id, place))
        if reading.question is not None:
            ask(reading.question, timings)
        if part.unread and part.unread != part.action:
            unread = Unread(part.unread, item_id, place, phrase=words, readings=timings)
            self.unread.append(unread)
        if reading.timing is None:
            if reading.kind == "on-demand":
                return None, None
            if reading.done is None:
                ask("import done when", asks=DONE)
                return None, None
            return On(Day(reading.done)), reading.done
        if reading.is_delegated and reading.question is None:
            ask("import delegated")
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
                asked = Note("import begin", {"text": item.begin})
                ask(asked, [timing], item.places.get("begin", place))
        return timing, reading.done

    def _read(self, words: str, heading: str = "") -> Phrase:
        """Read a phrase as the document's other phrases are, below its heading; many say the same."""
        if (words, heading) not in self.phrases:
            self.phrases[words, heading] = _read(self.reader, words, heading)
        return self.phrases[words, heading]

    def _best(self, words: str) -> Reading | None:
        readings = self._read(words).readings
        return readings[0] if readings else None

    # ------------------------------------------------------------ the plan

    def _plan(self, issued: date | None, phases: list[Phase], deadlines: list[Deadline]) -> Plan:
        head = self.document.head
        stem = PurePath(self.document.file).stem
        if self.into is None:
            calendar, zone = HOMES.get(self.language, HOMES["en"])
            self._choose("import home", calendar=calendar, zone=zone)
            base = Plan(
                sound_id(slug(head.number or stem), "plan", set()),
                _short(head.title or stem),
                issued=issued,
                timezone=zone,
                language=self.language,
                calendar=calendar,
                source={"document": head.number} if head.number else None,
            )
        else:
            base = self.into
            self.merging = Merging(
                self.into, self.changes, self.questions, self.choices, self.unread
            )
            deadlines = self.merging.merged(deadlines)
        if self.into is not None:
            have = set(self.into.units_by_id)
            units = [*base.units, *(u for u in _distinct(self.units) if u.id not in have)]
        else:
            units = list(_distinct(self.units))
        text = self._text
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
                ImportChange("new event", event.id, after=str(event.title))
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
        found: dict[str, Message] = {}

        def seek(names: Sequence[str]) -> None:
            """Halve what is tried until the timings that can't be dated are left."""
            kept = {*ours, *names}
            try:
                resolve(
                    plan([d if d.id in kept else attrs.evolve(d, when=None) for d in deadlines])
                )
            except RelschedError as error:
                if len(names) == 1:
                    found[names[0]] = error.message
                elif names:
                    seek(names[: len(names) // 2])
                    seek(names[len(names) // 2 :])

        seek(tried)
        for deadline in deadlines:
            if deadline.id in found:
                values = {"timing": str(deadline.when), "why": found[deadline.id]}
                self._ask("import no date", deadline.id, **values)
        return [attrs.evolve(d, when=None) if d.id in found else d for d in deadlines]


def _timings(readings: Sequence[Reading]) -> tuple[Timing, ...]:
    """Give the timings of readings, the best first."""
    return tuple(reading.timing for reading in readings if reading.timing is not None)


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


def _order(place: DocumentPlace) -> tuple[int, ...]:
    numbers = (place.page, place.line, place.table, place.paragraph, place.row)
    return tuple(number or 0 for number in numbers)


def _read(reader: PhraseReader, words: str, heading: str = "") -> Phrase:
    """Read a phrase below its heading; one that is too long for a phrase has no reading."""
    try:
        return reader.below(heading).read(words)
    except TimingError:
        return Phrase(words, reader.context.language, (Part("", "", (), "", (0, len(words))),))


def _short(text: str) -> str:
    """Cut a text to the length of a title, at the end of a word."""
    plain = " ".join(text.split())
    if len(plain) <= MAX_TITLE:
        return plain
    cut = plain[: MAX_TITLE - 1]
    return (cut.rpartition(" ")[0] or cut).rstrip(" ,;:.") + "…"


def _title(item: TaskRow, part: Part | None) -> str:
    """Say what is to be done: the task below its introduction; of a part, its own words first."""
    task = " ".join(item.task.split()).rstrip(" .;")
    above = _intro(item)
    if part is not None and part.label:
        own = _own_words(task, part.label)
        return own[1].strip(" ,;.") if own is not None else f"({part.label}) {task}"
    if above:
        task = f"{above} {task}"
    if part is not None and part.action:
        action = part.action[:1].upper() + part.action[1:]
        return f"{action} – {task}"
    return task


def _intro(item: TaskRow) -> str:
    """Give what the number above says of all its parts; empty where it is a heading of its own."""
    above = item.context[-1] if item.context else ""
    return above if above.endswith(":") else ""


def _own_words(task: str, label: str) -> re.Match[str] | None:
    """Find what a task says behind a label, such as `(ii)`."""
    return re.search(
        rf"\(?\b{re.escape(label)}\)\s*:?\s*(.+?)(?=[,;.]?\s*\(?\b(?:[ivx]+|[a-hđ]|[0-9])\)\s|$)",
        task,
    )


def _short_of(
    item: TaskRow, part: Part | None, title: str, names: Mapping[str, str], language: str
) -> str | None:
    """Propose a short title for one that is longer than a calendar shows."""
    if len(title) <= MAX_SHORT:
        return None
    task, intro, action = " ".join(item.task.split()), _intro(item), ""
    own = _own_words(task, part.label) if part is not None and part.label else None
    if own is not None:
        # The words before the first label say what is done with each: `Thẩm định …: (i) …; (ii) …`.
        before = re.split(r"\s*\(?\b(?:i|a|1)\)\s", task, maxsplit=1)[0]
        task, intro = own[1], before or intro
    elif part is not None:
        action = part.action[:1].upper() + part.action[1:]
    return short_title(task, intro, action, names, language)


def _distinct(units: Mapping[str, Unit]) -> Iterator[Unit]:
    seen: set[str] = set()
    for unit in units.values():
        if unit.id not in seen:
            seen.add(unit.id)
            yield unit
