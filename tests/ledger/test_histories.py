"""The laws of the ledger, over any history: a state machine on both databases beside a model in plain dictionaries.

| law | |
|---|---|
| H1 | SEQUENCE never falls; it rises by one in a revision in which anything a subscriber sees changed, else stays |
| H2 | publishing without a change is no revision: the same bytes, tags and stamps |
| H3 | what comes back after two changes is two higher |
| H4 | a UID is made of the ids of plan and item; what is put back has its old one |
| H5 | what is taken out stays as CANCELLED for 60 days, 5 revisions and until its day; an open date is left out |
| H6 | revisions are 1, 2, 3 …, each with the hash of the one before; `verify` is content |
| H7 | comparisons: nothing with itself, mirrored, applied, one after the other |
| H8 | a preview writes nothing; what it shows is recorded; a stale one is refused |
| H9 | the whole feed is the union of the feeds of the units, and none has what isn't its own |
| H10 | every revision, resolved again from what it stored, has its dates |
| H11 | SQLite and PostgreSQL export the same bytes |
| H12 | moments never go back, whatever the clock does |
| H13 | what stood on a settled day and stands on another says which, until it changes again |

The dates of the model are counted day by day; its sequences, stamps and states follow the tables above.
"""

from __future__ import annotations

import copy
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, date, datetime, timedelta
from functools import cache
from typing import Any

import icalendar
import pytest
from hypothesis import HealthCheck, note, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from hypothesis.stateful import run_state_machine_as_test as run

from databases import KINDS, Databases, name_of
from relsched.dates.calendar_spec import CalendarSpec
from relsched.errors import LedgerError, PlanError, RelschedError
from relsched.feeds.calendar_file import feed
from relsched.feeds.profiles import Profile
from relsched.ledger import component_sequences, publishing
from relsched.ledger.ledger import Ledger
from relsched.ledger.preview import Preview
from relsched.ledger.records import Published
from relsched.plan.items import Deadline, Event, Unit
from relsched.plan.known_dates import KnownLike
from relsched.plan.plan import Plan
from relsched.schedule.resolver import resolve
from sizes import examples

pytestmark = pytest.mark.no_cover

PLAN = "festival"
NOVEMBER = (date(2026, 11, 1), date(2026, 11, 30))
FIXED = date(2026, 9, 30)
UNITS = ("press", "finance", "hall")
WITH_EVENTS = Profile("events", events=True)
# Lines that say when and how often a component changed; all others are what a subscriber sees.
STAMPS = ("DTSTAMP", "LAST-MODIFIED", "SEQUENCE", "CREATED")
MOVED = "\\nMoved from "
FIRST = datetime(2026, 1, 6, 3, 0, tzinfo=UTC)
ZONE = timedelta(hours=7)  # of the plan: Vietnam, without summer time

State = dict[str, Any]


def first_state() -> State:
    """What is published first: as plain values, so that a copy is a copy."""
    return {
        "events": {"opening": "Opening", "fair": "Fair"},
        "units": list(UNITS),
        "closed": [],
        "known": {},
        "tasks": {
            "posters": task("opening", -10, "days", "press"),
            "tickets": task("opening", 3, "working days", "finance", "press"),
            "stalls": task("fair", -7, "days", "hall"),
            "report": task(None, 0, "days", "finance"),
        },
    }


def task(event: str | None, amount: int, unit: str, lead: str | None, *support: str) -> State:
    return {
        "title": "A task",
        "event": event,
        "amount": amount,
        "unit": unit,
        "lead": lead,
        "support": [name for name in support if name != lead],
    }


# ---------------------------------------------------------------- the plan, and its dates by counting


def plan_of(state: State) -> Plan:
    """Make the plan of a state."""
    return Plan(
        PLAN,
        "Festival",
        issued="2026-01-05",
        timezone="Asia/Ho_Chi_Minh",
        calendar="own",
        calendars=[CalendarSpec("own", closed=state["closed"])],
        units=[Unit(name, name.title()) for name in state["units"]],
        events=[
            Event("opening", state["events"]["opening"]),
            Event("fair", state["events"]["fair"], expected="in 2026-11"),
        ],
        deadlines=[
            Deadline(name, row["title"], when_of(row), lead=row["lead"], support=row["support"])
            for name, row in state["tasks"].items()
        ],
    )


def when_of(row: State) -> str:
    if row["event"] is None:
        return f"by {FIXED}"
    side = "before" if row["amount"] < 0 else "after"
    return f"{abs(row['amount'])} {row['unit']} {side} {row['event']}"


def counted(day: date, amount: int, unit: str, closed: list[str]) -> date:
    """Count from a day, one day after the other."""
    step = timedelta(days=-1 if amount < 0 else 1)
    left = abs(amount)
    while left:
        day += step
        if unit == "days" or (day.weekday() < 5 and day.isoformat() not in closed):
            left -= 1
    return day


def shown_of(state: State) -> dict[str, tuple[date, date, str, str]]:
    """Give what calendars show of each item that has dates: first and last day, status and title.

    An event is there by its name, and for each unit whose tasks depend on it by its name and that of the unit.
    """
    found = {}
    windows: dict[str, tuple[date, date]] = {"fair": NOVEMBER}
    for name, title in state["events"].items():
        if name in state["known"]:
            day = date.fromisoformat(state["known"][name])
            windows[name] = (day, day)
        if name in windows:
            first, last = windows[name]
            is_fixed = first == last
            found[name] = (
                first,
                first,
                "CONFIRMED" if is_fixed else "TENTATIVE",
                title if is_fixed else f"not fixed (November 2026): {title}",
            )
            for unit in state["units"]:
                if name in events_of(state, unit):
                    found[f"{name}:{unit}"] = found[name]
    for name, row in state["tasks"].items():
        title = f"{name} {row['title']}" if name[0].isdigit() else row["title"]
        if name in state["known"]:
            day = date.fromisoformat(state["known"][name])
            found[name] = (day, day, "CONFIRMED", title)
        elif row["event"] is None:
            found[name] = (FIXED, FIXED, "CONFIRMED", title)
        elif row["event"] in windows:
            first, last = windows[row["event"]]
            due = counted(first, row["amount"], row["unit"], state["closed"])
            if first == last:
                found[name] = (due, due, "CONFIRMED", title)
            elif row["amount"] < 0 or due >= last:  # what comes after an event begins after it
                found[name] = (due, due, "TENTATIVE", f"not fixed: {title}")
    return found


def events_of(state: State, unit: str) -> set[str]:
    """Give the events that a unit's feed holds: those its tasks depend on, and the one that most tasks depend on."""
    counts = {
        name: sum(row["event"] == name for row in state["tasks"].values())
        for name in state["events"]
    }
    most = max(counts.values(), default=0)
    main = {next(name for name, count in counts.items() if count == most)} if most else set()
    own = (row for row in state["tasks"].values() if unit in (row["lead"], *row["support"]))
    return main | {row["event"] for row in own if row["event"] is not None}


# ---------------------------------------------------------------- reading components


def lines_of(component: bytes) -> list[str]:
    return component.replace(b"\r\n ", b"").decode().split("\r\n")


def seen_in(component: bytes) -> tuple[str, ...]:
    """Give what a subscriber sees of a component: its lines without the stamps and without its last move."""
    return tuple(
        line.partition(MOVED)[0]
        for line in lines_of(component)
        if line.partition(":")[0] not in STAMPS
    )


def moved_in(component: bytes) -> str | None:
    """Give what a component says of its last move."""
    (line,) = [line for line in lines_of(component) if line.startswith("DESCRIPTION:")]
    _, found, rest = line.partition(MOVED)
    return found.removeprefix("\\n") + rest if found else None


def stamp_in(component: bytes, name: str) -> str:
    (value,) = [
        line[len(name) + 1 :] for line in lines_of(component) if line.startswith(f"{name}:")
    ]
    return value


@cache
def components_of(data: bytes) -> dict[str, bytes]:
    """Part a feed into its components, by UID."""
    assert data.startswith(b"BEGIN:VCALENDAR\r\n")
    assert data.endswith(b"END:VEVENT\r\nEND:VCALENDAR\r\n")
    icalendar.Calendar.from_ical(data)
    body = data[data.index(b"BEGIN:VEVENT\r\n") : -len(b"END:VCALENDAR\r\n")]
    end = b"END:VEVENT\r\n"
    parts = [part + end for part in body.split(end)[:-1]]
    found = {stamp_in(part, "UID"): part for part in parts}
    assert len(found) == len(parts)
    return found


@cache
def event_of(component: bytes) -> icalendar.Event:
    """Read one component with icalendar."""
    made = icalendar.Event.from_ical(component)
    assert isinstance(made, icalendar.Event)
    return made


def fresh(state: State) -> dict[str, tuple[str, ...]]:
    """Give what a feed of the schedule alone, made without any ledger, shows of each item."""
    schedule = resolve(plan_of(state), state["known"])
    found: dict[str, tuple[str, ...]] = {}
    for audience in ("plan", *(f"unit:{unit}" for unit in state["units"])):
        profile = WITH_EVENTS if audience == "plan" else "default"
        with suppress(PlanError):  # nothing of it is dated
            data = feed(schedule, stamp=FIRST, profile=profile, audience=audience)
            found |= {uid: seen_in(part) for uid, part in components_of(data).items()}
    return found


# ---------------------------------------------------------------- the model


class Model:
    """What the ledger must hold, by the tables in the head of this file and nothing of the ledger's code."""

    def __init__(self) -> None:
        self.states: list[State] = []  # one a revision
        self.moments: list[tuple[datetime, datetime]] = []
        self.components: dict[str, State] = {}
        self.again: list[int | None] = []

    @property
    def number(self) -> int:
        return len(self.states)

    def publish(self, state: State, now: datetime, again: int | None = None) -> bool:
        """Record a revision; False where it is no change."""
        if self.states and as_text(state) == as_text(self.states[-1]):
            return False
        at, stamp = now, now.replace(microsecond=0)
        if self.moments:
            at = max(at, self.moments[-1][0] + timedelta(microseconds=1))
            stamp = max(stamp, self.moments[-1][1] + timedelta(seconds=1))
        self.states.append(copy.deepcopy(state))
        self.moments.append((at, stamp))
        self.again.append(again)
        shown = shown_of(state)
        texts = fresh(state)
        planned = {f"{PLAN}:{name}@relsched": name for name in (*state["events"], *state["tasks"])}
        for uid in {*self.components, *(f"{PLAN}:{name}@relsched" for name in shown)}:
            name = uid.removesuffix("@relsched").partition(":")[2]
            old = self.components.get(uid)
            if name in shown:
                self.components[uid] = self._shown(old, texts[uid], shown[name], stamp)
            elif old is not None:
                is_planned = f"{PLAN}:{name.partition(':')[0]}@relsched" in planned
                self._leave(old, is_planned, stamp, (at + ZONE).date())
        return True

    def _shown(
        self,
        old: State | None,
        seen: tuple[str, ...],
        days: tuple[date, date, str, str],
        stamp: datetime,
    ) -> State:
        new: State = {"state": "shown", "seen": seen, "days": days}
        if old is None:
            return {**new, "sequence": 0, "created": stamp, "modified": stamp, "moved": None}
        if old["state"] == "shown" and old["seen"] == seen:
            return {**old, **new}
        new["moved"] = self._moved(old["days"], days)
        return {**old, **new, "sequence": old["sequence"] + 1, "modified": stamp}

    def _moved(
        self, before: tuple[date, date, str, str], now: tuple[date, date, str, str]
    ) -> str | None:
        if before[2] != "CONFIRMED" or before[0] == now[0]:
            return None
        (day,) = {*before[:2]}  # all that is settled lies on one day here
        year = "" if day.year == now[0].year else f" {day.year}"
        return f"Moved from {day.day} {day:%b}{year} (revision {self.number}: decided)"

    def _leave(self, old: State, is_planned: bool, stamp: datetime, today: date) -> None:
        if is_planned:
            old["state"] = "open"
        elif old["state"] == "shown":
            old.update(
                state="cancelled",
                sequence=old["sequence"] + 1,
                modified=stamp,
                moved=None,
                since=(stamp, self.number),
            )
        elif old["state"] == "cancelled":
            then, number = old["since"]
            is_old = (stamp - then).days >= 60 and self.number - number >= 5
            if is_old and old["days"][1] < today:
                old["state"] = "gone"
        else:
            old["state"] = "gone"


def as_text(state: State) -> str:
    """Write a state down; the order of tasks counts, as it does in a plan."""
    known = sorted(state["known"].items())
    return json.dumps({**state, "known": known})


# ---------------------------------------------------------------- the world: the ledgers and the model together


class World:
    """Both ledgers and the model; every act is done on all of them, and their answers are compared."""

    def __init__(self, urls: list[str]) -> None:
        self.urls = urls
        self.ledgers = [Ledger.open(url) for url in urls]
        self.model = Model()
        self.draft = first_state()
        self.now = FIRST
        self.pending: list[tuple[list[Preview], State, int, int | None]] = []
        self.data: list[tuple[bytes, bytes]] = []  # the feeds of each revision when it was new
        self.secrets: list[State] = []

    def close(self) -> None:
        for ledger in self.ledgers:
            ledger.close()

    # ------------------------------------------------------------ previews and publishing

    def preview(self, again: int | None = None) -> None:
        """Look at what publishing the draft, or an old revision, would do; nothing is written."""
        before = [list(ledger.export()) for ledger in self.ledgers]
        if again is None:
            state = copy.deepcopy(self.draft)
            head = self.model.states[-1]["known"] if self.model.states else {}
            kept = {k: v for k, v in head.items() if k in state["tasks"] or k in state["events"]}
            changes: dict[str, KnownLike] = {
                k: v for k, v in state["known"].items() if kept.get(k) != v
            }
            changes |= {name: None for name in kept if name not in state["known"]}
            previews = [
                ledger.preview(plan_of(state), changes, now=self.now) for ledger in self.ledgers
            ]
        else:
            state = copy.deepcopy(self.model.states[again - 1])
            previews = [ledger.preview_again(PLAN, again, now=self.now) for ledger in self.ledgers]
        assert len({preview.id for preview in previews}) == 1
        assert [list(ledger.export()) for ledger in self.ledgers] == before  # H8
        self.pending.append((previews, state, self.model.number, again))

    def publish(self, index: int = -1) -> None:
        """Publish a preview that was made before; one that isn't from the newest revision is refused."""
        previews, state, base, again = self.pending.pop(index)
        if base != self.model.number:
            for ledger, preview in zip(self.ledgers, previews, strict=True):
                before = list(ledger.export())
                with pytest.raises(LedgerError) as error:
                    ledger.publish(preview, now=self.now, reason="decided", by="An")
                assert error.value.code == "plan-changed"
                assert list(ledger.export()) == before
            return
        feeds_before = [ledger.feed(PLAN) for ledger in self.ledgers] if base else []
        is_change = self.model.publish(state, self.now, again)
        assert {preview.is_change for preview in previews} == {is_change}
        made = [
            ledger.publish(preview, now=self.now, reason="decided", by="An")
            for ledger, preview in zip(self.ledgers, previews, strict=True)
        ]
        assert len(set(made)) == 1
        if not is_change:  # H2
            assert made[0].number == base
            assert [ledger.feed(PLAN) for ledger in self.ledgers] == feeds_before
        else:
            self.check_preview(previews[0])
            self.data.append(self.whole_feeds(self.ledgers[0], None))
        self.check()

    def check_preview(self, preview: Preview) -> None:
        """What was recorded is what the preview showed (H8)."""
        ledger = self.ledgers[0]
        states = {
            s.uid: {name: value for name, value in s.content.items() if name != "moved"}
            for s in ledger.published(PLAN)
            if s.state == "shown"
        }
        assert states == {item.uid: item.to_json() for item in preview.items}
        assert ledger.schedule(PLAN).to_dict()["entries"] == preview.schedule.to_dict()["entries"]
        if preview.comparison is not None:
            found = ledger.compare(PLAN, preview.base, as_of=preview.comparison.as_of)
            assert found.to_dict() == preview.comparison.to_dict()

    def whole_feeds(self, ledger: Ledger, number: int | None) -> tuple[bytes, bytes]:
        return (
            ledger.feed(PLAN, profile=WITH_EVENTS, number=number).data,
            ledger.feed(PLAN, profile="tools", number=number).data,
        )

    # ------------------------------------------------------------ disturbances

    def restart(self) -> None:
        """Close both ledgers and open them again."""
        self.close()
        self.ledgers = [Ledger.open(url, create=False) for url in self.urls]

    def crash(self, statement: int) -> None:
        """Publish the draft and break off in the middle: at some statement, or at the commit."""
        self.preview()
        previews, _, _, _ = self.pending.pop()
        for ledger, preview in zip(self.ledgers, previews, strict=True):
            before = list(ledger.export())
            with broken_off(ledger, statement), pytest.raises(Crash):
                ledger.publish(preview, now=self.now, reason="decided", by="An")
            assert list(ledger.export()) == before
        self.restart()
        for ledger in self.ledgers:
            assert ledger.verify().is_sound

    # ------------------------------------------------------------ addresses

    def share(self, audience: str) -> None:
        plan = plan_of(self.model.states[-1])
        unit = audience.partition(":")[2]
        if unit and unit not in plan.units_by_id:
            return
        made = [ledger.addresses.share(plan, audience, now=self.now) for ledger in self.ledgers]
        self.secrets.append({"made": made, "audience": audience, "ends": None})

    def rotate(self, index: int) -> None:
        """Change an address for a new one, which begins at once while the old one goes on for a week."""
        old = self.secrets[index % len(self.secrets)]
        if old["ends"] is not None and self.now >= old["ends"]:
            return
        pairs = zip(self.ledgers, old["made"], strict=True)
        made = [ledger.addresses.rotate(new.address.id, now=self.now) for ledger, new in pairs]
        self._end(old, self.now + timedelta(days=7))
        self.secrets.append({"made": made, "audience": old["audience"], "ends": None})

    def unshare(self, index: int) -> None:
        old = self.secrets[index % len(self.secrets)]
        for ledger, new in zip(self.ledgers, old["made"], strict=True):
            ledger.addresses.unshare(new.address.id, now=self.now)
        self._end(old, self.now)

    def _end(self, old: State, moment: datetime) -> None:
        old["ends"] = moment if old["ends"] is None else min(old["ends"], moment)

    # ------------------------------------------------------------ what must hold

    def check(self) -> None:
        """Hold both ledgers to the model."""
        for ledger in self.ledgers:
            self.check_history(ledger)
            self.check_components(ledger)
        self.check_changes(self.ledgers[0])
        self.check_feeds(self.ledgers[0])
        self.check_addresses()

    def check_history(self, ledger: Ledger) -> None:
        history = ledger.history(PLAN)
        assert [r.number for r in history] == list(range(1, self.model.number + 1))  # H6
        assert [r.previous for r in history] == ["", *(r.hash for r in history[:-1])]
        assert [(r.at, r.stamp) for r in history] == self.model.moments  # H12
        assert [r.again for r in history] == self.model.again
        state = self.model.states[-1]
        assert ledger.plan(PLAN) == plan_of(state)
        assert {name: k.text for name, k in ledger.known(PLAN).items()} == state["known"]

    def check_components(self, ledger: Ledger) -> None:
        found: dict[str, Published] = {s.uid: s for s in ledger.published(PLAN)}
        assert set(found) == set(self.model.components)  # H4
        for uid, wanted in self.model.components.items():
            state = found[uid]
            told = (state.state, state.sequence, state.created)
            assert told == (wanted["state"], wanted["sequence"], wanted["created"]), uid  # H1, H5
            if wanted["state"] in ("open", "gone"):
                assert state.component is None
                continue
            component = state.component
            assert component is not None
            event = event_of(component)
            first, last, status, title = wanted["days"]
            assert event.decoded("dtstart") == first
            assert event.decoded("dtend") == last + timedelta(days=1)
            assert event.decoded("sequence") == wanted["sequence"]
            assert event.decoded("created") == wanted["created"]
            assert event.decoded("dtstamp") == event.decoded("last-modified") == wanted["modified"]
            assert moved_in(component) == wanted["moved"], uid  # H13
            if wanted["state"] == "cancelled":
                assert event["status"] == "CANCELLED"
                assert title in str(event["summary"])
            else:
                assert (event["status"], event["summary"]) == (status, title)
                assert seen_in(component) == wanted["seen"]

    def check_changes(self, ledger: Ledger) -> None:
        """A revision holds what it changed and nothing else."""
        number = self.model.number
        before = {s.uid: s for s in ledger.published(PLAN, number - 1)} if number > 1 else {}
        for state in ledger.changed(PLAN, number):
            old = before.get(state.uid)
            assert old is None or (state.state, state.content) != (old.state, old.content)

    def check_feeds(self, ledger: Ledger) -> None:
        """The feeds of the units are parts of the whole (H9), and each change is stamped, or none is (H1)."""
        whole = components_of(ledger.feed(PLAN).data)
        state = self.model.states[-1]
        holders: dict[str, set[str]] = {}
        for unit in state["units"]:
            data = ledger.feed(PLAN, f"unit:{unit}").data
            parts = components_of(data)
            for uid, part in parts.items():
                if uid.endswith(":notice@relsched"):
                    assert len(parts) == 1
                    continue
                name = uid.removesuffix("@relsched").partition(":")[2]
                if name.endswith(f":{unit}"):  # an event, with what of the unit waits for it
                    assert name.partition(":")[0] not in state["tasks"]
                    continue
                assert whole[uid] == part
                holders.setdefault(uid, set()).add(unit)
        for name, row in state["tasks"].items():
            uid = f"{PLAN}:{name}@relsched"
            if uid in whole:
                units = {row["lead"], *row["support"]} - {None}
                assert holders.get(uid, set()) == units
        for kind in (0, 1):
            feeds_of = [components_of(pair[kind]) for pair in self.data[-2:]]
            for uid, part in feeds_of[-1].items():
                before = feeds_of[0].get(uid)
                if (
                    len(feeds_of) == 2
                    and before is not None
                    and not uid.endswith(":notice@relsched")
                ):
                    numbers = [int(stamp_in(one, "SEQUENCE")) for one in (before, part)]
                    stamps = [stamp_in(one, "LAST-MODIFIED") for one in (before, part)]
                    assert (
                        (part == before) == (numbers[0] == numbers[1]) == (stamps[0] == stamps[1])
                    )
                    assert numbers[0] <= numbers[1]
                    assert stamps[0] <= stamps[1]

    def check_addresses(self) -> None:
        for entry in self.secrets:
            is_open = entry["ends"] is None or self.now < entry["ends"]
            for ledger, made in zip(self.ledgers, entry["made"], strict=True):
                found = ledger.addresses.find(made.secret, now=self.now)
                assert (found is not None) == is_open
                assert found is None or found.audience == entry["audience"]

    def check_whole(self) -> None:
        """What costs more: everything hashed and resolved again, old feeds, comparisons, equal exports."""
        for ledger in self.ledgers:
            found = ledger.verify(replay=True)  # H6, H10
            assert found.problems == ()
            assert found.revisions == self.model.number
        exports = [[shared(line) for line in ledger.export()] for ledger in self.ledgers]
        assert all(export == exports[0] for export in exports)  # H11
        ledger = self.ledgers[-1]
        for number, data in enumerate(self.data, start=1):
            assert self.whole_feeds(ledger, number) == data
        if self.model.number:
            self.check_comparisons(ledger)
            for number, (at, _) in enumerate(self.model.moments, start=1):
                assert ledger.at(PLAN, at) == ledger.revision(PLAN, number)

    def check_comparisons(self, ledger: Ledger) -> None:
        """H7, between the first, the middle and the last revision."""
        last = self.model.number
        first, middle = 1, (last + 1) // 2
        numbers = (first, middle, last)
        entries = {n: tuple(ledger.schedule(PLAN, n).entries) for n in numbers}
        assert not ledger.compare(PLAN, last, last)
        there, back = ledger.compare(PLAN, first, last), ledger.compare(PLAN, last, first)
        assert there.apply(entries[first]) == entries[last]
        assert back.apply(entries[last]) == entries[first]
        assert {c.id for c in there} == {c.id for c in back}
        half = ledger.compare(PLAN, first, middle)
        rest = ledger.compare(PLAN, middle, last)
        assert rest.apply(half.apply(entries[first])) == entries[last]
        assert tuple(half.then(rest)) == tuple(there)
        days = [shown_of(self.model.states[n - 1]) for n in (first, last)]
        for name in {*days[0], *days[1]}:
            if ":" not in name and days[0].get(name) != days[1].get(name):
                assert there.find(name) is not None, name


def shared(line: str) -> str:
    """Give a line of an export without what is random in it: ids and secrets of addresses, and their hashes."""
    row = json.loads(line)
    if row["table"] == "addresses":
        for name in ("address", "secret_sha", "hash", "previous"):
            del row[name]
        return json.dumps(row)
    return line


class Crash(BaseException):
    """The end of a process, as far as a transaction can tell."""


@contextmanager
def broken_off(ledger: Ledger, statement: int) -> Iterator[None]:
    """Break off at a statement that writes, counted from 0; when there aren't so many, at the commit."""
    from sqlalchemy import event

    count = [statement]

    def at_statement(_: object, __: object, sql: str, *___: object) -> None:
        if sql.lstrip().upper().startswith("INSERT"):
            count[0] -= 1
            if count[0] < 0:
                raise Crash

    def at_commit(_: object) -> None:
        raise Crash

    engine = ledger.store.engine
    event.listen(engine, "before_cursor_execute", at_statement)
    event.listen(engine, "commit", at_commit)
    try:
        yield
    finally:
        event.remove(engine, "before_cursor_execute", at_statement)
        event.remove(engine, "commit", at_commit)


# ---------------------------------------------------------------- the acts on the draft


def add_task(state: State, name: str, row: State) -> None:
    if name not in state["tasks"]:
        lead = row["lead"] if row["lead"] in state["units"] else None
        support = [unit for unit in row["support"] if unit in state["units"] and unit != lead]
        state["tasks"][name] = {**copy.deepcopy(row), "lead": lead, "support": support}


def remove_task(state: State, name: str) -> None:
    state["tasks"].pop(name, None)
    state["known"].pop(name, None)


def withdraw_unit(state: State, unit: str) -> None:
    if unit in state["units"]:
        state["units"].remove(unit)
        for row in state["tasks"].values():
            row["lead"] = None if row["lead"] == unit else row["lead"]
            row["support"] = [name for name in row["support"] if name != unit]


def change_calendar(state: State, day: str) -> None:
    state["closed"] = sorted({*state["closed"]} ^ {day})


names = st.sampled_from(["posters", "tickets", "stalls", "report", "4.10", "4.2"])
units = st.sampled_from([*UNITS, None])
rows = st.builds(
    task,
    st.sampled_from(["opening", "opening", "fair", None]),
    st.integers(-12, 12).filter(bool),
    st.sampled_from(["days", "working days"]),
    units,
    st.sampled_from(UNITS),
)
openings = st.dates(date(2026, 9, 1), date(2026, 10, 31)).map(date.isoformat)
fairs = st.dates(*NOVEMBER).map(date.isoformat)
titles = st.sampled_from(["Print", "Pay; and, pay\\", "Chuẩn bị khánh tiết", "x" * 90, "A task"])


class Ledgers(RuleBasedStateMachine):
    """Any history of a plan, on both databases at once."""

    databases: Databases
    template: str

    def __init__(self) -> None:
        super().__init__()
        server = self.databases.server
        self.name = server.copy(self.template)
        self.world = World([self.databases.fresh("sqlite"), server.url(self.name)])

    @initialize()
    def begin(self) -> None:
        self.world.preview()
        self.world.publish()

    # ------------------------------------------------------------ the plan

    @rule(name=names, row=rows)
    def edit_task(self, name: str, row: State) -> None:
        tasks = self.world.draft["tasks"]
        if name in tasks:
            title = tasks[name]["title"]
            position = list(tasks)
            del tasks[name]
            add_task(self.world.draft, name, {**row, "title": title})
            self.world.draft["tasks"] = {key: tasks[key] for key in position}

    @rule(name=names, title=titles)
    def rename_title(self, name: str, title: str) -> None:
        if name in self.world.draft["tasks"]:
            self.world.draft["tasks"][name]["title"] = title

    @rule(title=titles)
    def rename_event(self, title: str) -> None:
        self.world.draft["events"]["opening"] = title

    @rule(day=openings)
    def move_opening(self, day: str) -> None:
        self.world.draft["known"]["opening"] = day

    @rule(day=fairs)
    def move_fair(self, day: str) -> None:
        self.world.draft["known"]["fair"] = day

    @rule(name=st.sampled_from(["opening", "fair"]))
    def unset_event(self, name: str) -> None:
        self.world.draft["known"].pop(name, None)

    @rule(name=names, day=openings)
    def pin_task(self, name: str, day: str) -> None:
        known = self.world.draft["known"]
        if name in known:
            del known[name]
        elif name in self.world.draft["tasks"]:
            known[name] = day

    @rule(name=names)
    def remove_task(self, name: str) -> None:
        remove_task(self.world.draft, name)

    @rule(name=names, row=rows)
    def add_or_restore_task(self, name: str, row: State) -> None:
        old = first_state()["tasks"].get(name, row)
        add_task(self.world.draft, name, old)

    @rule(day=openings)
    def change_calendar(self, day: str) -> None:
        change_calendar(self.world.draft, day)

    @rule(unit=st.sampled_from(UNITS))
    def withdraw_unit(self, unit: str) -> None:
        withdraw_unit(self.world.draft, unit)

    @rule(unit=st.sampled_from(UNITS))
    def bring_unit_back(self, unit: str) -> None:
        if unit not in self.world.draft["units"]:
            self.world.draft["units"].append(unit)

    # ------------------------------------------------------------ publishing

    @rule()
    def preview(self) -> None:
        self.world.preview()

    @rule()
    def preview_and_publish(self) -> None:
        self.world.preview()
        self.world.publish()

    @rule()
    def publish_without_change(self) -> None:
        self.world.draft = copy.deepcopy(self.world.model.states[-1])
        self.world.preview()
        self.world.publish()

    @precondition(lambda self: self.world.pending)
    @rule(index=st.integers(0, 9))
    def publish_an_earlier_preview(self, index: int) -> None:
        self.world.publish(index % len(self.world.pending))

    @rule(back=st.integers(0, 4))
    def publish_again(self, back: int) -> None:
        number = max(1, self.world.model.number - back)
        self.world.preview(number)
        self.world.publish()
        self.world.draft = copy.deepcopy(self.world.model.states[-1])

    @rule(statement=st.integers(0, 7))
    def crash_during_publish(self, statement: int) -> None:
        self.world.draft["events"]["fair"] += "!"  # there is something to publish
        self.world.crash(statement)

    @rule()
    def restart(self) -> None:
        self.world.restart()

    @rule(seconds=st.sampled_from([0, 0.25, 1, 3600, 86400, 31 * 86400, 60 * 86400, -5, -86400]))
    def time_goes_by(self, seconds: float) -> None:
        self.world.now += timedelta(seconds=seconds)

    # ------------------------------------------------------------ addresses

    @rule(audience=st.sampled_from(["plan", "unit:press", "unit:hall", "lead:finance"]))
    def share(self, audience: str) -> None:
        self.world.share(audience)

    @precondition(lambda self: self.world.secrets)
    @rule(index=st.integers(0, 9))
    def rotate(self, index: int) -> None:
        self.world.rotate(index)

    @precondition(lambda self: self.world.secrets)
    @rule(index=st.integers(0, 9))
    def unshare(self, index: int) -> None:
        self.world.unshare(index)

    @invariant()
    def addresses_open_what_they_should(self) -> None:
        self.world.check_addresses()

    def teardown(self) -> None:
        try:
            note(f"{self.world.model.number} revisions")
            self.world.check_whole()
        finally:
            self.world.close()
            self.databases.server.drop(self.name)


@pytest.mark.slow
@pytest.mark.database
@pytest.mark.hypothesis  # a state machine, which isn't marked by itself
def test_any_history_keeps_the_laws(databases: Databases) -> None:
    """Whatever is done to a plan in whatever order, both ledgers agree with the model."""
    empty = databases.fresh("postgresql")
    Ledger.open(empty).close()
    Ledgers.databases, Ledgers.template = databases, name_of(empty)
    run(
        Ledgers,
        settings=settings(
            max_examples=examples(everyday=10, full=600),
            stateful_step_count=examples(everyday=30, full=60),
            suppress_health_check=list(HealthCheck),
        ),
    )


# ---------------------------------------------------------------- each law has its slip


def a_history(world: World) -> None:
    """Do something of everything, in an order that each law has a say in."""
    draft = world.draft

    def go(days: float = 0) -> None:
        world.now += timedelta(days=days)
        world.preview()
        world.publish()

    def rename(times: int, days: float = 0) -> None:
        for _ in range(times):
            draft["tasks"]["tickets"]["title"] += "!"
            go(days)

    go()
    draft["known"]["opening"] = "2026-10-01"
    go()
    draft["tasks"]["report"]["title"] = "Write it all up"
    go()
    draft["known"]["opening"] = "2026-10-08"
    go(1e-6)  # within the same second
    draft["known"]["opening"] = "2026-10-01"
    go()
    go()
    # Five days after the opening: the opening itself looks the same, but for its relations.
    add_task(draft, "4.2", task("opening", 5, "days", "hall"))
    go()
    # Called off in January; its day is 30 September.
    remove_task(draft, "report")
    go()
    rename(4)
    rename(1, 61)
    # Called off in September, on the day itself: 60 days later it is shown, a fifth revision later not.
    remove_task(draft, "posters")
    go(198)
    rename(3)
    rename(1, 61)
    rename(1)
    # Called off after its day: five revisions later it is shown, 60 days later not.
    remove_task(draft, "4.2")
    go()
    rename(5)
    del draft["known"]["opening"]
    rename(1, 61)
    draft["tasks"]["tickets"]["lead"] = "hall"
    go()
    add_task(draft, "posters", first_state()["tasks"]["posters"])
    draft["known"]["opening"] = "2026-10-01"
    go()
    remove_task(draft, "stalls")
    go(-300)
    withdraw_unit(draft, "hall")
    go()
    add_task(draft, "stalls", first_state()["tasks"]["stalls"])
    change_calendar(draft, "2026-10-02")
    go()
    draft["known"]["fair"] = "2026-11-10"
    world.preview()
    world.preview()
    world.publish()
    world.publish()
    world.preview(2)
    world.publish()
    world.check_whole()


def slip_in(old: str, new: str) -> Callable[..., Any]:
    """Give `evolve` with one line of its module changed."""
    import inspect

    source = inspect.getsource(component_sequences)
    assert source.count(old) == 1, old
    made: dict[str, Any] = {"__name__": "slip"}
    exec(compile(source.replace(old, new), "slip", "exec", dont_inherit=True), made)
    found: Callable[..., Any] = made["evolve"]
    return found


SLIPS = {
    "sequence stays": ("old.sequence + 1)", "old.sequence)"),
    "sequence rises by two": ("old.sequence + 1)", "old.sequence + 2)"),
    "created anew": ("Stamps(old.created, stamp,", "Stamps(stamp, stamp,"),
    "stamped as it was": ("Stamps(old.created, stamp,", "Stamps(old.created, old.modified,"),
    "titles don't count": ("old.digest == item.digest", "old.content['first'] == str(item.first)"),
    "everything is rewritten": ("old.content == content:", "old is None:"),
    "called off without the word": ("stamp, cancelled=True)", "stamp, cancelled=False)"),
    "open is called off": ("is_planned = old.item in plan.by_id", "is_planned = False"),
    "moves untold": ("item = attrs.evolve(item, moved=moved)", ""),
    "called off for ever": ("or _is_over(old, number, stamp, today)", ""),
    "forgotten after no days": ("KEPT_DAYS = 60", "KEPT_DAYS = 0"),
    "forgotten after 4 revisions": ("KEPT_REVISIONS = 5", "KEPT_REVISIONS = 4"),
    "kept for 7 revisions": ("KEPT_REVISIONS = 5", "KEPT_REVISIONS = 7"),
    "forgotten before its day": ("and last < today", ""),
    "relations unstamped": ("related_sequence=old.related_sequence + 1, ", ""),
}


@pytest.mark.database
def test_the_history_that_tries_the_slips_keeps_the_laws(databases: Databases) -> None:
    """The history in which every slip shows is right without one, on both databases."""
    world = World([databases.fresh(kind) for kind in KINDS])
    try:
        a_history(world)
    finally:
        world.close()


@pytest.mark.slow
@pytest.mark.parametrize("name", SLIPS)
def test_each_slip_is_found(
    name: str, databases: Databases, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A ledger with one line wrong doesn't agree with the model: the laws say something."""
    monkeypatch.setattr(publishing, "evolve", slip_in(*SLIPS[name]))
    world = World([databases.fresh("sqlite")])
    try:
        with pytest.raises((AssertionError, RelschedError)):
            a_history(world)
    finally:
        world.close()
