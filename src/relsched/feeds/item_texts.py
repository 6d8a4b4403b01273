"""Titles and descriptions of feeds, for people who have never seen the plan: by names, without ids or rules."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from functools import cached_property

from relsched.dates.offsets import Offset
from relsched.dates.windows import Window
from relsched.feeds.shown_days import ShownDays
from relsched.feeds.text_cleaning import clean_text
from relsched.messages.dates_in_words import render_amounts, short_day, spelt_day
from relsched.messages.message import Message, listed
from relsched.phrases.timing_in_words import timing_for_readers, window_in_words
from relsched.plan.items import MAX_SHORT, Deadline, Event, Source, Wait
from relsched.plan.plan import Plan
from relsched.schedule.entry import Entry
from relsched.schedule.schedule import Schedule
from relsched.timing.points import Day, Edge
from relsched.timing.timings import By, In, On, Recurring, Timing

MAX_LISTED = 40  # rows that an event lists
_NUMBER = re.compile(r"[0-9]+(?:\.[0-9]+|\.[a-z]{1,4})*\Z")
_IN_BACKTICKS = re.compile(r"`([^`\n]*)`")


def cut_at_a_word(text: str, most: int = MAX_SHORT) -> str:
    """Cut a text to a number of letters at the end of a word; inside none that is written with several characters."""
    if len(text) <= most:
        return text
    cut = most - 1
    while cut and _joins(text[cut - 1], text[cut]):
        cut -= 1
    at_word = text[: cut + 1].rpartition(" ")[0]
    return (at_word or text[:cut]).rstrip(" ,;:.–-") + "…"


def _joins(before: str, after: str) -> bool:
    """Whether two characters make one letter: a mark on the first, or both joined by U+200D."""
    return unicodedata.category(after).startswith("M") or "\u200d" in (before, after)


class ItemTexts:
    """Says the entries of a schedule in one language.

    Args:
        schedule: The schedule.
        language: The language.
    """

    def __init__(self, schedule: Schedule, language: str) -> None:
        self.schedule = schedule
        self.plan: Plan = schedule.plan
        self.language = language

    # ------------------------------------------------------------ names

    @cached_property
    def _called(self) -> dict[str, str]:
        """What each item is called in a sentence, by its id and by its other names."""
        found = {}
        for name, item in self.plan.by_id.items():
            title = self._line(item.title.in_language(self.language)) or name
            if isinstance(item, Deadline):
                found[name] = f"“{cut_at_a_word(title)}”"
                continue
            found[name] = title
            for alias, _ in item.aliases:
                found.setdefault(alias, title)
        return found

    @cached_property
    def _lasting(self) -> frozenset[str]:
        events = self.plan.all_events.values()
        return frozenset(event.id for event in events if event.lasts != 1 or event.parts)

    def unit(self, name: str | None) -> str | None:
        """Give the name of a unit; None where there is none."""
        unit = self.plan.units_by_id.get(name or "")
        return None if unit is None else self._line(unit.name.in_language(self.language)) or None

    def phase(self, name: str | None) -> str | None:
        """Give the name of a phase; None where there is none."""
        phase = self.plan.phases_by_id.get(name or "")
        return None if phase is None else self._line(phase.title.in_language(self.language)) or None

    def number(self, row: Event | Deadline) -> str | None:
        """Give the number of a deadline in its document: its id where that is one, else that of its row."""
        if isinstance(row, Event):
            return None
        number = None if row.source is None else self._line(row.source.row or "") or None
        if _NUMBER.match(row.id) or (
            number is not None and (row.id == number or row.id.startswith(f"{number}."))
        ):
            return row.id
        return number if number is not None and _NUMBER.match(number) else None

    def title(self, row: Event | Deadline) -> str:
        """Give number and short title: the plan's own short one, or the title cut at a word."""
        full = self._line(row.title.in_language(self.language))
        short = (
            self._line(row.short.in_language(self.language)) if isinstance(row, Deadline) else ""
        )
        number = self.number(row)
        title = short or cut_at_a_word(full)
        if not title:
            return row.id
        return title if number is None else f"{number} {title}"

    def label(self, row: Event | Deadline) -> str:
        """Call a row as briefly as can be: by its number, or by its title where it has none."""
        return self.number(row) or self.title(row)

    def _line(self, text: str) -> str:
        return clean_text(text, one_line=True)

    def _say(self, message: Message) -> str:
        return message.text(self.language)

    def _day(self, day: date) -> str:
        return spelt_day(day, self.language)

    # ------------------------------------------------------------ the title

    def summary(self, row: Event | Deadline, shown: ShownDays, entry: Entry) -> str:
        """Give the title of an item, which says what its day means: calendars show the status to nobody."""
        title = self.title(row)
        if shown.manner == "open" and entry.is_event:
            return self._say(
                Message("entry open in", window=self._event_window(entry), title=title)
            )
        day = short_day(shown.last, self.language)
        apart = self._numbered_apart(row, title)
        meant = {
            "by": Message("entry by", day=day, title=apart),
            "ends": Message("entry ends", day=day, title=apart),
            "done": Message("entry done", title=title),
            "open": Message("entry open", title=title),
        }.get(shown.manner)
        return title if meant is None else self._say(meant)

    def _numbered_apart(self, row: Event | Deadline, title: str) -> str:
        """Give a title as it stands behind a date: "30/06: 6 Handover" would be read as a time or an amount."""
        number = self.number(row)
        is_bare = number is not None and number.isdecimal() and title.startswith(f"{number} ")
        return f"{number}.{title[len(str(number)) :]}" if is_bare else title

    # ------------------------------------------------------------ the description

    def description(
        self,
        row: Event | Deadline,
        shown: ShownDays,
        entry: Entry,
        *,
        occurrence: bool = False,
        waiting: Sequence[str] = (),
    ) -> str:
        """Give the description of an item, a sentence a line.

        Args:
            row: The event or deadline.
            shown: The days it is shown on.
            entry: Its dates.
            occurrence: Whether it is one of several, of which the others aren't to be spoken of.
            waiting: Of an event, the deadlines that aren't shown until it has a date.
        """
        lines = []
        full = self._line(row.title.in_language(self.language))
        if full and full not in self.title(row):
            lines.append(full)
        lines += self._dates(shown, entry)
        if isinstance(row, Event):
            lines += self._of_event(row, entry, waiting)
        else:
            lines += self._of_deadline(row, entry, occurrence=occurrence)
        source = self._source(row.source)
        if source:
            lines.append(source)
        if isinstance(row, Deadline) and row.notes:
            lines.append(self._named(row.notes))
        return clean_text("\n".join(lines), one_line=False)

    def _dates(self, shown: ShownDays, entry: Entry) -> Iterator[str]:
        """Say the due date, with its window."""
        if shown.manner == "done":
            yield self._say(Message("entry done on", day=self._day(shown.last)))
        elif shown.manner == "open":
            yield from self._open(shown, entry)
        elif shown.manner == "span":
            yield self._say(Message("entry span", dates=self._span(shown.first, shown.last)))
            if shown.starts_at is not None and shown.ends_at is not None:
                values = {"first": f"{shown.starts_at:%H:%M}", "last": f"{shown.ends_at:%H:%M}"}
                yield self._say(Message("entry hours", **values, zone=str(shown.starts_at.tzinfo)))
        elif shown.manner == "ends":
            yield self._say(Message("entry ends on", day=self._day(shown.last)))
        elif shown.ends_at is not None:
            time = f"{shown.ends_at:%H:%M}"
            values = {"day": self._day(shown.last), "time": time}
            yield self._say(Message("entry due at", **values, zone=str(shown.ends_at.tzinfo)))
        else:
            yield self._say(Message("entry due", day=self._day(shown.last)))
        if shown.manner == "by":
            begins = entry.not_before
            if shown.window is not None:
                yield self._say(Message("entry window", dates=self._span(*shown.window)))
            elif begins is not None and not begins.is_settled:
                yield self._say(Message("entry beginning open"))
        if entry.status == "conflict":
            yield self._say(Message("entry conflict"))

    def _open(self, shown: ShownDays, entry: Entry) -> Iterator[str]:
        if entry.is_event:
            yield self._say(Message("entry not fixed", dates=self._event_window(entry)))
            return
        assert entry.due is not None
        dates = self._span(*shown.window) if shown.window else self._window(entry.due)
        yield self._say(Message("entry not fixed", dates=dates))
        yield self._say(Message("entry safe", day=self._day(shown.last)))
        waits = [self._waited_for(name) for name in entry.waits_for if name != entry.id]
        if waits:
            yield self._say(Message("entry waits", items=listed(waits)))

    def _waited_for(self, name: str) -> str:
        item = self.plan.by_id[name]
        called = self._called[name]
        if isinstance(item, Event) and item.decided_by:
            return self._say(
                Message("entry waits decided", item=called, unit=self._line(item.decided_by))
            )
        return called

    def _event_window(self, entry: Entry) -> str:
        first = None if entry.not_before is None else entry.not_before.earliest
        last = None if entry.due is None else entry.due.latest
        return window_in_words(first, last, self.language)

    def _window(self, window: Window) -> str:
        if window.earliest is not None and window.latest is not None:
            return self._span(window.earliest, window.latest)
        return window_in_words(window.earliest, window.latest, self.language)

    def _span(self, first: date, last: date) -> str:
        if first == last:
            return self._day(first)
        return self._say(Message("span", first=self._day(first), last=self._day(last)))

    def _of_event(self, event: Event, entry: Entry, waiting: Sequence[str]) -> Iterator[str]:
        if event.decided_by and not (entry.not_before and entry.not_before.is_settled):
            yield self._say(Message("entry decided", unit=self._line(event.decided_by)))
        if waiting:
            rows = [self.label(self.plan.by_id[name]) for name in waiting[:MAX_LISTED]]
            more = ["…"] if len(waiting) > MAX_LISTED else []
            yield self._say(Message("entry depends", items=", ".join([*rows, *more])))

    def _of_deadline(self, row: Deadline, entry: Entry, *, occurrence: bool) -> Iterator[str]:
        lead = self.unit(entry.lead)
        if lead is not None:
            yield self._say(Message("entry lead", unit=lead))
        support = [found for name in entry.support if (found := self.unit(name)) is not None]
        if support:
            yield self._say(Message("entry support", units="; ".join(support)))
        if entry.done is None:
            yield from self._reason(row, entry, occurrence=occurrence)

    # ------------------------------------------------------------ why

    def _reason(self, row: Deadline, entry: Entry, *, occurrence: bool) -> Iterator[str]:
        """Say in one sentence why it is due then; the whole chain is for `why` and the page."""
        if entry.pinned is not None:
            yield self._say(Message("entry pinned"))
            return
        when = row.when
        if isinstance(when, Recurring) and occurrence:
            when = Recurring(when.recurrence)
        parts: list[str] = []
        said: list[tuple[str, Edge | None]] = []
        if when is not None and not _says_only_a_date(when):
            text = timing_for_readers(when, self.language, self._called, self._lasting, said)
            parts += [] if text is None else [text]
        if not occurrence:
            parts += map(self._wait, row.after)
        if not parts:
            return
        rule = "; ".join(parts)
        names = list(dict.fromkeys((self.plan.item_id(name), edge) for name, edge in said))
        if len(names) == 1 and names[0][0] is not None and not row.after:
            rule = self._say(
                Message("entry counted from", rule=rule, dates=self._anchor(*names[0]))
            )
        yield self._say(Message("entry why", rule=rule))
        plain = entry.unadjusted
        if occurrence or plain is None or entry.due is None or plain == entry.due:
            return
        if plain.is_settled and entry.due.is_settled:
            values = {"plain": self._day(plain.day), "day": self._day(entry.due.day)}
            yield self._say(Message("entry adjusted", **values))

    def _wait(self, wait: Wait) -> str:
        name = self.plan.item_id(wait.item) or wait.item
        item = self._called.get(name, name)
        if wait.follows_start:
            item = self._say(Message("entry start of", item=item))
        gaps = []
        if wait.at_least is not None:
            least = Message("entry wait least", gap=self._amount(wait.at_least), item=item)
            gaps.append(self._say(least))
        if wait.at_most is not None:
            most = Message("entry wait most", gap=self._amount(wait.at_most), item=item)
            gaps.append(self._say(most))
        return "; ".join(gaps) or self._say(Message("entry wait", item=item))

    def _amount(self, gap: Offset) -> str:
        return render_amounts(gap.parts()) if self.language == "vi" else str(gap)

    def _anchor(self, name: str | None, edge: Edge | None) -> str:
        """Say the date that something is counted from, as far as it is known."""
        entry = self.schedule[str(name)]
        if entry.done is not None:
            return self._day(entry.done)
        window = entry.not_before if edge in (Edge.START, Edge.NOT_BEFORE) else entry.due
        if entry.is_event and edge is None and entry.not_before and entry.due:
            if entry.not_before.is_settled and entry.due.is_settled:
                return self._span(entry.not_before.day, entry.due.day)
            window = Window(entry.not_before.earliest, entry.due.latest)
        if window is None or window == Window.unknown():
            return self._say(Message("entry anchor unknown"))
        if window.is_settled:
            return self._day(window.day)
        dates = window_in_words(window.earliest, window.latest, self.language)
        return self._say(Message("entry anchor open", dates=dates))

    # ------------------------------------------------------------ where it stands

    def _source(self, source: Source | None) -> str:
        """Give the document, the row and the row's own phrase."""
        if source is None:
            return ""
        own = self.plan.source.document if self.plan.source is not None else None
        document = source.document or own
        row = (
            None
            if source.row is None
            else self._say(Message("entry row", row=self._line(source.row)))
        )
        place = ", ".join(part for part in (document, row) if part)
        phrase = "" if source.phrase is None else f"“{source.phrase}”"
        return ": ".join(part for part in (place, phrase) if part)

    def _named(self, notes: str) -> str:
        """Put names in place of the ids that notes hold in backticks."""
        return _IN_BACKTICKS.sub(lambda found: self._called.get(found[1], found[1]), notes)


def _says_only_a_date(timing: Timing) -> bool:
    """Whether a timing says nothing but the date itself, which has been said."""
    return isinstance(timing, In) or (isinstance(timing, On | By) and isinstance(timing.point, Day))


def joined_names(names: Iterable[str | None]) -> tuple[str, ...]:
    """Give the names that there are."""
    return tuple(name for name in names if name)
