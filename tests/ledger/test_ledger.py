"""The ledger: what it records, what it gives back, and how what it publishes changes, on both databases."""

from __future__ import annotations

import hashlib
import json
from datetime import UTC, date, datetime, timedelta
from typing import Any

import attrs
import pytest

from festival import (
    DEADLINES,
    FESTIVAL,
    OPENING,
    START,
    after,
    changed,
    feed,
    publish,
    read,
    without,
)
from relsched import __version__
from relsched.dates.calendar_spec import CalendarSpec
from relsched.dates.windows import Window
from relsched.dates.working_calendar import WorkingCalendar
from relsched.errors import KnownError, LedgerError, PlanError, RelschedError
from relsched.ledger.ledger import Ledger
from relsched.plan.items import Deadline


@pytest.fixture
def ledger(url: str) -> Any:
    """An empty ledger."""
    with Ledger.open(url) as opened:
        yield opened


def code_of(error: pytest.ExceptionInfo[RelschedError]) -> str:
    return error.value.code


def whole(ledger: Ledger) -> list[str]:
    return list(ledger.export())


# ---------------------------------------------------------------- the first revision


def test_the_first_revision_records_who_when_and_why(ledger: Ledger) -> None:
    """A revision holds its number, moment, author, reason and the version that made it."""
    now = datetime(2026, 1, 6, 3, 0, 0, 250_001, tzinfo=UTC)
    made = publish(ledger, changes=OPENING, now=now, reason="the hall is booked", by="An")
    assert (made.plan, made.number, made.previous, made.again) == ("festival", 1, "", None)
    assert (made.at, made.stamp) == (now, datetime(2026, 1, 6, 3, tzinfo=UTC))
    assert (made.by, made.reason, made.version) == ("An", "the hall is booked", __version__)
    assert ledger.head("festival") == made
    assert ledger.revision("festival") == ledger.revision("festival", 1) == made
    assert ledger.history("festival") == [made]
    assert ledger.plans() == ["festival"]


def test_a_moment_may_be_given_in_any_zone(ledger: Ledger) -> None:
    """What is recorded is the moment, told in UTC."""
    from zoneinfo import ZoneInfo

    made = publish(ledger, now=datetime(2026, 1, 6, 10, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh")))
    assert made.at == START
    assert made.at.utcoffset() == timedelta(0)


def test_a_moment_without_a_zone_is_refused(ledger: Ledger) -> None:
    """A moment without a zone says nothing; it is a mistake of the program."""
    preview = ledger.preview(FESTIVAL, now=START)
    with pytest.raises(ValueError, match="zone"):
        ledger.publish(preview, now=datetime(2026, 1, 6), reason="decided")
    assert whole(ledger) == []


def test_the_feed_shows_the_dates_worked_out_by_hand(ledger: Ledger) -> None:
    """Each dated deadline is in the feed, settled or not, with SEQUENCE 0 and the stamp of the revision."""
    publish(ledger, changes=OPENING)
    shown = feed(ledger)
    assert {name: entry[:4] for name, entry in shown.items()} == {
        "posters": (date(2026, 9, 21), date(2026, 9, 21), "CONFIRMED", "Print the posters"),
        "tickets": (date(2026, 10, 6), date(2026, 10, 6), "CONFIRMED", "Settle the tickets"),
        # A week before 1 November is the last day that is surely in time.
        "stalls": (
            date(2026, 10, 25),
            date(2026, 10, 25),
            "TENTATIVE",
            "not fixed: Let the stalls",
        ),
        "report": (date(2026, 12, 15), date(2026, 12, 15), "CONFIRMED", "Write the report"),
        "opening": (date(2026, 10, 1), date(2026, 10, 1), "CONFIRMED", "Opening"),
        "fair": (
            *(date(2026, 11, 1), date(2026, 11, 1), "TENTATIVE"),
            "not fixed (November 2026): Fair",
        ),
    }
    assert {(s.sequence, s.created, s.modified) for s in shown.values()} == {(0, START, START)}
    names = [
        s.uid.removeprefix("festival:").removesuffix("@relsched")
        for s in ledger.published("festival")
    ]
    assert [name for name in names if name in shown] == list(shown)


def test_the_hash_is_what_its_description_says(ledger: Ledger) -> None:
    """The hash of a revision can be made again from what is exported, by somebody else's program."""
    publish(ledger, changes=OPENING)
    publish(ledger, changes={"opening": "2026-10-02"}, now=after(days=1))
    rows: dict[str, list[dict[str, Any]]] = {}
    for line in ledger.export():
        row = json.loads(line)
        rows.setdefault(row.pop("table"), []).append(row)
    previous = ""
    for row in rows["revisions"]:
        own = {key: value for key, value in row.items() if key not in ("hash", "previous")}
        items = {}
        for item in rows["items"]:
            if item["revision"] == row["number"]:
                component = item["component"]
                if component is not None:
                    component = hashlib.sha256(component.encode()).hexdigest()
                items[item["uid"]] = digest({**item, "component": component})
        assert row["previous"] == previous
        assert row["hash"] == digest({**own, "items": items, "previous": previous})
        previous = row["hash"]
    assert len(rows["revisions"]) == 2
    assert previous == ledger.verify().heads["festival"]


def digest(value: object) -> str:
    text = json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def test_what_was_published_comes_back(ledger: Ledger) -> None:
    """The plan, what was known and the schedule of any revision are given back as they were."""
    publish(ledger, changes=OPENING)
    second = changed("posters", title="Print all posters")
    publish(ledger, second, {"opening": "2026-10-08"}, now=after(days=1))
    assert ledger.plan("festival", 1) == FESTIVAL
    assert ledger.plan("festival") == second
    assert ledger.schedule("festival", 1)["posters"].due == Window.on(date(2026, 9, 21))
    assert ledger.schedule("festival")["posters"].due == Window.on(date(2026, 9, 28))
    assert ledger.known("festival", 1)["opening"].text == "2026-10-01"
    assert ledger.known("festival")["opening"].text == "2026-10-08"


def test_a_ledger_outlives_its_connection(url: str) -> None:
    """What was published is there when the ledger is opened again."""
    with Ledger.open(url) as first:
        made = publish(first, changes=OPENING)
        data = first.feed("festival")
    with Ledger.open(url, create=False) as second:
        assert second.head("festival") == made
        assert second.feed("festival") == data


# ---------------------------------------------------------------- the next revisions


def test_only_what_changed_is_written_again(ledger: Ledger) -> None:
    """A moved event rewrites its dependants with SEQUENCE +1 and a later stamp; the rest keeps its bytes."""
    publish(ledger, changes=OPENING)
    before = feed(ledger)
    made = publish(ledger, changes={"opening": "2026-10-08"}, now=after(days=2))
    shown = feed(ledger)
    assert (made.number, made.previous) == (2, ledger.revision("festival", 1).hash)
    # Thursday a week later: everything counted from it a week later.
    assert shown["posters"][:2] == (date(2026, 9, 28), date(2026, 9, 28))
    assert shown["tickets"][:2] == (date(2026, 10, 13), date(2026, 10, 13))
    for name in ("posters", "tickets"):
        assert shown[name].sequence == 1
        assert (shown[name].created, shown[name].modified) == (START, after(days=2))
    for name in ("stalls", "report"):
        assert shown[name] == before[name]
    assert {s.item for s in ledger.changed("festival", 2)} == {"opening", "posters", "tickets"}


@pytest.mark.parametrize(
    ("values", "status"),
    [
        ({"title": "Print all posters"}, "CONFIRMED"),
        ({"notes": "A3, matt"}, "CONFIRMED"),
        ({"lead": "hall"}, "CONFIRMED"),
        ({"when": "in 2026-09"}, "CONFIRMED"),
        ({"when": "7 days before fair"}, "TENTATIVE"),
    ],
)
def test_every_change_that_is_seen_raises_the_sequence(
    ledger: Ledger, values: dict[str, Any], status: str
) -> None:
    """A changed title, note, unit or status is a change as a changed date is: SEQUENCE +1 and a new stamp."""
    publish(ledger, changes=OPENING)
    publish(ledger, changed("posters", **values), now=after(days=1))
    shown = feed(ledger)
    assert (shown["posters"].sequence, shown["posters"].modified) == (1, after(days=1))
    assert shown["posters"].status == status
    assert {s.sequence for name, s in shown.items() if name != "posters"} == {0}


def test_publishing_without_a_change_records_nothing(ledger: Ledger) -> None:
    """The newest revision comes back, and every byte, tag and stamp stays."""
    made = publish(ledger, changes=OPENING)
    before, data = whole(ledger), ledger.feed("festival")
    preview = ledger.preview(FESTIVAL, now=after(days=3))
    assert not preview.is_change
    assert ledger.publish(preview, now=after(days=3), reason="again") == made
    assert publish(ledger, changes=OPENING, now=after(days=4)) == made
    assert whole(ledger) == before
    assert ledger.feed("festival") == data


def test_a_change_of_the_plan_that_no_feed_shows_is_a_revision(ledger: Ledger) -> None:
    """An event's announcement may change without any component changing; it is recorded all the same."""
    publish(ledger, changes=OPENING)
    before = feed(ledger)
    other = attrs.evolve(FESTIVAL, source="minutes of 5 January")
    assert publish(ledger, other, now=after(days=1)).number == 2
    assert ledger.changed("festival", 2) == []
    assert feed(ledger) == before


def test_there_and_back_is_two_changes(ledger: Ledger) -> None:
    """A to B to A: the dates return, and SEQUENCE is two higher."""
    publish(ledger, changes=OPENING)
    first = feed(ledger)["posters"]
    publish(ledger, changes={"opening": "2026-11-05"}, now=after(days=1))
    publish(ledger, changes=OPENING, now=after(days=2))
    last = feed(ledger)["posters"]
    assert last[:4] == first[:4]
    assert (first.sequence, last.sequence) == (0, 2)
    assert last.created == first.created


def test_an_old_feed_stays_as_it_was(ledger: Ledger) -> None:
    """The feed of an earlier revision is given with the bytes it had."""
    publish(ledger, changes=OPENING)
    data = ledger.feed("festival").data
    publish(ledger, without("report"), {"opening": "2026-11-05"}, now=after(days=1))
    assert ledger.feed("festival").data != data
    assert ledger.feed("festival", number=1).data == data


# ---------------------------------------------------------------- removed, restored, open again


def test_what_is_taken_out_is_called_off(ledger: Ledger) -> None:
    """A removed deadline stays as CANCELLED with SEQUENCE +1, on its days, and says so in its title."""
    publish(ledger, changes=OPENING)
    before = feed(ledger)["posters"]
    publish(ledger, without("posters"), now=after(days=1))
    shown = feed(ledger)["posters"]
    assert (shown.status, shown.sequence, shown.modified) == ("CANCELLED", 1, after(days=1))
    assert shown[:2] == before[:2]
    assert shown.created == before.created
    assert shown.summary != before.summary
    assert "Print the posters" in shown.summary


def test_what_is_put_back_has_its_old_identity(ledger: Ledger) -> None:
    """A restored deadline is the same component again, with a SEQUENCE above that of its calling off."""
    publish(ledger, changes=OPENING)
    first = feed(ledger)["posters"]
    publish(ledger, without("posters"), now=after(days=1))
    publish(ledger, now=after(days=2))
    shown = feed(ledger)["posters"]
    assert shown[:4] == first[:4]
    assert (shown.sequence, shown.created, shown.modified) == (2, START, after(days=2))


# Days since it was called off, revisions since then, and whether its date (2026-09-21) has gone by.
@pytest.mark.slow
@pytest.mark.parametrize(
    ("removed", "days", "revisions", "is_kept"),
    [
        ("2026-09-01", 59, 5, True),
        ("2026-09-01", 60, 5, False),
        ("2026-09-01", 60, 4, True),
        ("2026-09-01", 400, 4, True),
        ("2026-09-01", 59, 50, True),
        ("2026-03-01", 60, 5, True),  # its date is still to come
        ("2026-03-01", 204, 5, True),  # 21 September is today
        ("2026-03-01", 205, 5, False),
    ],
)
def test_what_was_called_off_is_shown_for_long_enough(
    ledger: Ledger, removed: str, days: int, revisions: int, *, is_kept: bool
) -> None:
    """It leaves the feed after 60 days and 5 revisions, when its own date has passed; not one sooner."""
    then = datetime.fromisoformat(f"{removed}T03:00:00+00:00")
    publish(ledger, changes=OPENING)
    plan = without("posters")
    publish(ledger, plan, now=then)
    for number in range(revisions):
        now = then + timedelta(days=days) if number == revisions - 1 else then
        publish(ledger, changed("report", plan, title=f"Report {number}"), now=now)
    assert ("posters" in feed(ledger)) is is_kept
    assert ledger.verify(replay=True).is_sound


def test_what_has_left_the_feed_may_come_back(ledger: Ledger) -> None:
    """Even after its calling off has been forgotten, a deadline comes back with a greater SEQUENCE."""
    publish(ledger, changes=OPENING)
    plan = without("posters")
    for number in range(7):
        publish(ledger, changed("report", plan, title=str(number)), now=after(days=300 * number))
    assert "posters" not in feed(ledger)
    publish(ledger, now=after(days=2200))
    assert feed(ledger)["posters"][2:6] == ("CONFIRMED", "Print the posters", 2, START)


def test_a_date_that_is_open_again_is_not_called_off(ledger: Ledger) -> None:
    """What has no date any more is left out; with a date it is back under its UID, SEQUENCE +1."""
    publish(ledger, changes=OPENING)
    publish(ledger, changes={"opening": None}, now=after(days=1))
    assert set(feed(ledger)) == {"stalls", "report", "fair"}
    states = {s.item: (s.state, s.component) for s in ledger.published("festival")}
    assert states["posters"] == states["tickets"] == ("open", None)
    publish(ledger, changes=OPENING, now=after(days=2))
    shown = feed(ledger)["posters"]
    assert (shown.status, shown.sequence, shown.created) == ("CONFIRMED", 1, START)


def test_what_is_put_back_without_a_date_is_not_called_off_any_more(ledger: Ledger) -> None:
    """A called-off deadline that is in the plan again, but waits for its event, leaves the feed at once."""
    publish(ledger, changes=OPENING)
    publish(ledger, without("posters"), now=after(days=1))
    assert feed(ledger)["posters"].status == "CANCELLED"
    publish(ledger, changes={"opening": None}, now=after(days=2))
    assert "posters" not in feed(ledger)
    publish(ledger, changes=OPENING, now=after(days=3))
    assert feed(ledger)["posters"].sequence == 2


def test_what_is_taken_out_while_open_is_never_called_off(ledger: Ledger) -> None:
    """Nobody's calendar shows it, so there is nothing to call off; a later date has a greater SEQUENCE."""
    publish(ledger, changes=OPENING)
    publish(ledger, changes={"opening": None}, now=after(days=1))
    publish(ledger, without("posters"), now=after(days=2))
    assert "posters" not in feed(ledger)
    publish(ledger, without("posters"), OPENING, now=after(days=3))
    assert "posters" not in feed(ledger)
    publish(ledger, now=after(days=4))
    assert feed(ledger)["posters"].sequence == 1


def test_occurrences_are_components_of_their_own(ledger: Ledger) -> None:
    """A duty that recurs has a component a time; when it ends sooner, the last ones leave the feed."""
    weekly = Deadline("news", "Newsletter", "every Monday from 2026-03-02 until 2026-03-16")
    plan = attrs.evolve(FESTIVAL, deadlines=[weekly])
    publish(ledger, plan)
    days = {f"news:2026-W{10 + n}": date(2026, 3, 2 + 7 * n) for n in range(3)}
    assert {name: shown.first for name, shown in feed(ledger).items()} == days
    shorter = changed("news", plan, when="every Monday from 2026-03-02 until 2026-03-09")
    publish(ledger, shorter, now=after(days=1))
    assert set(feed(ledger)) == {"news:2026-W10", "news:2026-W11"}
    publish(ledger, plan, now=after(days=2))
    assert {name: (s.first, s.sequence) for name, s in feed(ledger).items()} == {
        name: (day, 1 if name == "news:2026-W12" else 0) for name, day in days.items()
    }  # the others speak of themselves only


# ---------------------------------------------------------------- time


def test_the_moment_never_goes_back(ledger: Ledger) -> None:
    """With a clock that is set back, a revision counts as just after the last one, its stamp a second later."""
    publish(ledger, changes=OPENING, now=after(days=1))
    made = publish(ledger, changes={"opening": "2026-10-08"}, now=START)
    assert made.at == after(days=1, microseconds=1)
    assert made.stamp == after(days=1, seconds=1)
    assert feed(ledger)["posters"].modified == after(days=1, seconds=1)
    assert ledger.verify().is_sound


def test_two_revisions_in_one_second_have_different_stamps(ledger: Ledger) -> None:
    """Calendars know whole seconds and drop what isn't later, so each revision's stamp is later."""
    for number in range(4):
        publish(
            ledger, changes={"opening": f"2026-10-0{number + 1}"}, now=after(microseconds=number)
        )
        assert feed(ledger)["posters"].modified == after(seconds=number)
    assert [r.at for r in ledger.history("festival")] == [after(microseconds=n) for n in range(4)]
    # Once the clock has caught up, the stamps are those of the clock again.
    publish(ledger, changes={"opening": "2026-10-05"}, now=after(seconds=9))
    assert feed(ledger)["posters"].modified == after(seconds=9)


def test_what_held_at_a_moment(ledger: Ledger) -> None:
    """A revision holds from its own moment until the next one's."""
    publish(ledger, changes=OPENING)
    publish(ledger, changes={"opening": "2026-10-08"}, now=after(days=10))
    asked = [after(seconds=-1), START, after(days=9), after(days=10), after(days=900)]
    found = [ledger.at("festival", moment) for moment in asked]
    assert [None if r is None else r.number for r in found] == [None, 1, 1, 2, 2]
    assert ledger.at("fair", START) is None


# ---------------------------------------------------------------- known dates


def test_known_dates_are_signed_by_the_revision_that_brought_them(ledger: Ledger) -> None:
    """Who, when and why stand with a known date, and stay until it is another date."""
    publish(ledger, changes=OPENING, reason="the hall is booked", by="An")
    publish(
        ledger, changes={"fair": "2026-11-10"}, now=after(days=1), reason="the mayor", by="Binh"
    )
    known = ledger.known("festival")
    assert {(k.item, k.text, k.by, k.reason) for k in known.values()} == {
        ("opening", "2026-10-01", "An", "the hall is booked"),
        ("fair", "2026-11-10", "Binh", "the mayor"),
    }
    assert known["opening"].on == "2026-01-06T03:00:00+00:00"
    assert known["fair"].on == "2026-01-07T03:00:00+00:00"
    # The same date given again is no news.
    publish(ledger, without("report"), OPENING, now=after(days=2), reason="no report", by="Chi")
    assert ledger.known("festival") == known


def test_a_known_date_is_taken_away_by_none(ledger: Ledger) -> None:
    """None takes a known date away; what wasn't known may be taken away too, what isn't in the plan not."""
    publish(ledger, changes=OPENING)
    publish(ledger, changes={"opening": None, "fair": None}, now=after(days=1))
    assert ledger.known("festival") == {}
    with pytest.raises(KnownError) as error:
        ledger.preview(FESTIVAL, {"openning": None}, now=START)
    assert (code_of(error), error.value.fix) == ("unknown-event", "write `opening`")


def test_known_dates_go_by_titles_too(ledger: Ledger) -> None:
    """An event may be called by its title where a date is taken away."""
    publish(ledger, changes=OPENING)
    publish(ledger, changes={"Opening": None}, now=after(days=1))
    assert ledger.known("festival") == {}


def test_a_known_date_of_what_is_gone_is_dropped_and_told(ledger: Ledger) -> None:
    """A date pinned on a deadline goes with the deadline, and the preview says so."""
    publish(ledger, changes={"report": "2026-12-18"})
    assert feed(ledger)["report"].first == date(2026, 12, 18)
    preview = ledger.preview(without("report"), now=START)
    assert [str(entry) for entry in preview.dropped] == ["report=2026-12-18"]
    assert "report=2026-12-18" in preview.text("en")
    ledger.publish(preview, now=after(days=1), reason="no report")
    assert ledger.known("festival") == {}


def test_a_done_deadline_stays_where_it_was_done(ledger: Ledger) -> None:
    """Marking a deadline done is a change; afterwards its event may move without it."""
    publish(ledger, changes=OPENING)
    publish(ledger, changes={"posters": "done 2026-09-18"}, now=after(days=1))
    before = feed(ledger)["posters"]
    assert (before.status, before.sequence) == ("CONFIRMED", 1)
    assert ledger.schedule("festival")["posters"].done == date(2026, 9, 18)
    assert ledger.known("festival")["posters"].text == "done 2026-09-18"


def test_a_plan_that_contradicts_its_calendar_is_refused_before_anything_is_written(
    ledger: Ledger,
) -> None:
    """A date outside the plan's horizon is told by the preview; the ledger stays empty."""
    narrow = attrs.evolve(FESTIVAL, horizon="2026-01-01..2026-12-31")
    with pytest.raises(RelschedError) as error:
        ledger.preview(narrow, {"opening": "2026-12-31"}, now=START)
    assert code_of(error) == "outside-horizon"
    assert whole(ledger) == []


# ---------------------------------------------------------------- calendars


def test_a_revision_rests_on_the_calendar_days_it_was_published_with(ledger: Ledger) -> None:
    """A calendar given from outside is kept with the revision: its dates follow from what was stored."""

    def closed(*days: str) -> dict[str, WorkingCalendar]:
        made = WorkingCalendar.from_rules(
            "town",
            first=date(2026, 1, 1),
            last=date(2026, 12, 31),
            weekend=(5, 6),
            closed=[date.fromisoformat(day) for day in days],
        )
        return {"town": made}

    plan = attrs.evolve(FESTIVAL, calendar="town")
    first = ledger.preview(plan, OPENING, now=START, calendars=closed())
    ledger.publish(first, now=START, reason="decided")
    # The town closes on Monday 5 October: the tickets are due a day later, on Wednesday.
    second = ledger.preview(plan, now=after(days=1), calendars=closed("2026-10-05"))
    assert second.is_change
    ledger.publish(second, now=after(days=1), reason="a day off")
    assert feed(ledger, 1)["tickets"].first == date(2026, 10, 6)
    assert feed(ledger, 2)["tickets"].first == date(2026, 10, 7)
    due = [ledger.schedule("festival", number)["tickets"].due for number in (1, 2)]
    assert due == [Window.on(date(2026, 10, 6)), Window.on(date(2026, 10, 7))]
    assert ledger.verify(replay=True).is_sound


def test_a_changed_calendar_of_the_plan_is_a_change(ledger: Ledger) -> None:
    """A day off in the plan's own calendar moves what counts working days over it, and nothing else."""
    plan = attrs.evolve(FESTIVAL, calendar="own", calendars=[CalendarSpec("own")])
    publish(ledger, plan, OPENING)
    off = attrs.evolve(plan, calendars=[CalendarSpec("own", closed=["2026-10-02"])])
    publish(ledger, off, now=after(days=1))
    shown = feed(ledger)
    assert (shown["tickets"].first, shown["tickets"].sequence) == (date(2026, 10, 7), 1)
    assert shown["stalls"].sequence == shown["report"].sequence == 0


# ---------------------------------------------------------------- previews


def test_a_preview_writes_nothing(ledger: Ledger) -> None:
    """Looking at what would change leaves the ledger as it is, also the first time."""
    ledger.preview(FESTIVAL, OPENING, now=START)
    assert whole(ledger) == []
    publish(ledger, changes=OPENING)
    before = whole(ledger)
    preview = ledger.preview(without("report"), {"opening": "2026-10-08"}, now=after(days=1))
    assert whole(ledger) == before
    assert preview.is_change
    assert (preview.base, preview.base_hash) == (1, ledger.revision("festival").hash)


def test_what_is_published_is_what_the_preview_showed(ledger: Ledger) -> None:
    """The components and dates recorded are those of the preview, and what it compared is what changed."""
    publish(ledger, changes=OPENING)
    preview = ledger.preview(without("report"), {"opening": "2026-10-08"}, now=after(days=1))
    ledger.publish(preview, now=after(days=2), reason="moved")
    states = {s.uid: s for s in ledger.published("festival") if s.state == "shown"}
    assert {item.uid: item.to_json() for item in preview.items} == {
        uid: {name: value for name, value in state.content.items() if name != "moved"}
        for uid, state in states.items()
    }
    assert preview.comparison is not None
    assert (
        preview.comparison.to_dict()
        == ledger.compare("festival", 1, as_of=date(2026, 1, 7)).to_dict()
    )
    assert ledger.schedule("festival").to_dict() == preview.schedule.to_dict()


def test_a_preview_is_known_by_what_it_would_publish(ledger: Ledger) -> None:
    """Equal previews have equal ids, whenever they were made; any difference gives another id."""
    publish(ledger, changes=OPENING)
    ids = [
        ledger.preview(FESTIVAL, {"opening": "2026-10-08"}, now=after(days=1)).id,
        ledger.preview(FESTIVAL, {"opening": "2026-10-09"}, now=after(days=1)).id,
        ledger.preview(without("report"), {"opening": "2026-10-08"}, now=after(days=1)).id,
    ]
    assert len(set(ids)) == 3
    assert ledger.preview(FESTIVAL, {"opening": "2026-10-08"}, now=after(days=5)).id == ids[0]
    publish(ledger, without("report"), now=after(days=6))
    assert ledger.preview(without("report"), {"opening": "2026-10-08"}, now=START).id not in ids


def test_a_stale_preview_is_refused(ledger: Ledger) -> None:
    """When somebody else has published since the preview, nothing is merged and nothing is written."""
    publish(ledger, changes=OPENING)
    stale = ledger.preview(FESTIVAL, {"opening": "2026-10-08"}, now=after(days=1))
    publish(ledger, without("report"), now=after(days=1), by="Binh")
    before = whole(ledger)
    with pytest.raises(LedgerError) as error:
        ledger.publish(stale, now=after(days=2), reason="moved")
    assert code_of(error) == "plan-changed"
    assert (
        error.value.why
        == "the preview starts from revision 1, the ledger is at revision 2, by Binh"
    )
    assert whole(ledger) == before


def test_a_stale_first_preview_is_refused(ledger: Ledger) -> None:
    """Of two who publish a plan for the first time, one is refused."""
    first, second = (ledger.preview(FESTIVAL, OPENING, now=START) for _ in range(2))
    ledger.publish(first, now=START, reason="decided")
    with pytest.raises(LedgerError) as error:
        ledger.publish(second, now=START, reason="decided")
    assert code_of(error) == "plan-changed"
    assert len(ledger.history("festival")) == 1


def test_a_preview_can_be_published_once(ledger: Ledger) -> None:
    """Publishing the same preview again would be publishing over a change, its own."""
    preview = ledger.preview(FESTIVAL, OPENING, now=START)
    ledger.publish(preview, now=START, reason="decided")
    with pytest.raises(LedgerError) as error:
        ledger.publish(preview, now=START, reason="decided")
    assert code_of(error) == "plan-changed"


def test_previews_say_what_would_change(ledger: Ledger) -> None:
    """The text of a preview is there in both languages, and its JSON holds the same."""
    first = ledger.preview(FESTIVAL, OPENING, now=START)
    for language in ("en", "vi"):
        assert "4" in first.text(language)
    assert json.loads(json.dumps(first.to_dict()))["base"] == 0
    publish(ledger, changes=OPENING)
    second = ledger.preview(FESTIVAL, {"opening": "2026-10-08"}, now=after(days=1))
    assert "2026-09-28" in second.text("en") or "28" in second.text("en")
    told = json.loads(json.dumps(second.to_dict(), ensure_ascii=False))
    assert (told["base"], told["is_change"], told["known"]) == (1, True, {"opening": "2026-10-08"})
    assert told["comparison"]


def test_a_reason_is_asked_for(ledger: Ledger) -> None:
    """Publishing without a reason, or with one of blanks and hidden marks, is refused."""
    preview = ledger.preview(FESTIVAL, OPENING, now=START)
    for reason in ("", "  \n", "\u200b\u202e\x00"):
        with pytest.raises(LedgerError) as error:
            ledger.publish(preview, now=START, reason=reason)
        assert code_of(error) == "reason-absent"
    assert whole(ledger) == []


@pytest.mark.parametrize(
    ("reason", "by", "is_refused"),
    [("r" * 10_000, "n" * 500, False), ("r" * 10_001, None, True), ("r", "n" * 501, True)],
)
def test_texts_have_their_limits(
    ledger: Ledger, reason: str, by: str | None, *, is_refused: bool
) -> None:
    """A reason has at most 10,000 characters, a name 500."""
    preview = ledger.preview(FESTIVAL, OPENING, now=START)
    if not is_refused:
        assert ledger.publish(preview, now=START, reason=reason, by=by).reason == reason
        return
    with pytest.raises(LedgerError) as error:
        ledger.publish(preview, now=START, reason=reason, by=by)
    assert code_of(error) == "too-long"


def test_what_people_write_is_kept_clean(ledger: Ledger) -> None:
    """Control characters and hidden marks in a reason or a name don't reach the ledger."""
    made = publish(ledger, reason="moved\u202e \x00\r\nby the mayor", by="An\n\u200bBinh")
    assert (made.reason, made.by) == ("moved \nby the mayor", "An Binh")
    assert publish(ledger, without("report"), now=after(days=1), by=" ").by is None


# ---------------------------------------------------------------- an old revision again


def test_an_old_revision_published_again_brings_its_dates_back(ledger: Ledger) -> None:
    """What the old revision held is the next revision: its plan, its dates; SEQUENCE goes on up."""
    publish(ledger, changes=OPENING)
    publish(ledger, without("report"), {"opening": "2026-11-05"}, now=after(days=1), by="Binh")
    preview = ledger.preview_again("festival", 1, now=after(days=2))
    assert (preview.again, preview.base) == (1, 2)
    made = ledger.publish(preview, now=after(days=2), reason="back")
    assert (made.number, made.again) == (3, 1)
    assert ledger.plan("festival") == FESTIVAL
    shown, first = feed(ledger), feed(ledger, 1)
    assert {n: s[:4] for n, s in shown.items()} == {n: s[:4] for n, s in first.items()}
    assert {n: s.sequence for n, s in shown.items()} == {
        "posters": 2,
        "tickets": 2,
        "stalls": 0,
        "report": 2,
        "opening": 2,
        "fair": 0,
    }
    assert ledger.verify(replay=True).is_sound


def test_the_newest_revision_published_again_is_no_change(ledger: Ledger) -> None:
    """There is nothing to bring back."""
    made = publish(ledger, changes=OPENING)
    preview = ledger.preview_again("festival", 1, now=after(days=1))
    assert not preview.is_change
    assert ledger.publish(preview, now=after(days=1), reason="again") == made


# ---------------------------------------------------------------- names that aren't there


def test_unknown_plans_and_revisions_are_reported(ledger: Ledger) -> None:
    """Whatever is asked of a plan or revision that isn't there ends in the same words."""
    publish(ledger)
    asked: list[Any] = [
        lambda: ledger.revision("festivl"),
        lambda: ledger.history("festivl"),
        lambda: ledger.plan("festivl"),
        lambda: ledger.known("festivl"),
        lambda: ledger.schedule("festivl"),
        lambda: ledger.published("festivl"),
        lambda: ledger.changed("festivl", 1),
        lambda: ledger.compare("festivl", 1),
        lambda: ledger.feed("festivl"),
        lambda: ledger.preview_again("festivl", 1, now=START),
    ]
    for ask in asked:
        with pytest.raises(LedgerError) as error:
            ask()
        assert code_of(error) == "unknown-plan"
        assert error.value.fix == "write `festival`"
    assert ledger.head("festivl") is None
    for ask in (
        lambda: ledger.revision("festival", 2),
        lambda: ledger.schedule("festival", 0),
        lambda: ledger.compare("festival", 1, 7),
        lambda: ledger.feed("festival", number=-1),
        lambda: ledger.changed("festival", 2),
    ):
        with pytest.raises(LedgerError) as error:
            ask()
        assert code_of(error) == "unknown-revision"
        assert error.value.why == "it has one, 1"


def test_audiences_and_profiles_that_are_not_there_are_reported(ledger: Ledger) -> None:
    """A feed for nobody, or for a client nobody knows, is refused."""
    publish(ledger)
    for audience, profile in (("unit:pres", "default"), ("plan", "defaul"), ("nobody", "default")):
        with pytest.raises(PlanError):
            ledger.feed("festival", audience, profile)


# ---------------------------------------------------------------- feeds


# The opening, which most deadlines are counted from, is in every feed; the fair where a deadline depends on it.
EVENTS_OF = {"press": {"opening"}, "finance": {"opening"}, "hall": {"opening", "fair"}}


def test_the_feed_of_a_unit_holds_the_same_bytes(ledger: Ledger) -> None:
    """Each unit's feed has what it leads or supports, each component with the bytes of the whole feed."""
    publish(ledger, changes=OPENING)
    publish(ledger, changes={"opening": "2026-10-08"}, now=after(days=1))
    whole_feed = feed(ledger)
    hold = {
        "press": {"posters", "tickets"},
        "finance": {"tickets", "report"},
        "hall": {"stalls"},
    }
    for unit, names in hold.items():
        shown = read(ledger.feed("festival", f"unit:{unit}").data)
        events = {name for name in shown if name.endswith(f":{unit}")}
        assert {name.partition(":")[0] for name in events} == EVENTS_OF[unit]
        assert {name: s for name, s in shown.items() if name not in events} == {
            name: whole_feed[name] for name in names
        }
    lead = read(ledger.feed("festival", "lead:press").data)
    assert set(lead) == {"posters", "opening:press"}


def test_equal_tags_mean_equal_bytes(ledger: Ledger) -> None:
    """The entity tag changes with the bytes and only with them; the feed says when it was last published."""
    publish(ledger, changes=OPENING)
    press, hall = (ledger.feed("festival", f"unit:{unit}") for unit in ("press", "hall"))
    publish(ledger, changes={"opening": "2026-10-08"}, now=after(days=1))
    moved = ledger.feed("festival", "unit:press")
    assert moved.etag != press.etag
    assert (moved.revision, moved.modified, moved.count) == (2, after(days=1), 3)
    same = ledger.feed("festival", "unit:hall")
    assert (same.etag == hall.etag) is (same.data == hall.data)


def test_a_feed_is_never_empty(ledger: Ledger) -> None:
    """Where nothing has a date yet, the feed has one component that says so."""
    publish(ledger, attrs.evolve(FESTIVAL, deadlines=[DEADLINES["posters"]]))
    found = ledger.feed("festival")
    assert found.data.count(b"BEGIN:VEVENT") == 1
    assert len(read(found.data)) == 1


def test_plans_do_not_disturb_each_other(ledger: Ledger) -> None:
    """Each plan has revisions of its own, numbered from 1, and feeds of its own."""
    other = attrs.evolve(FESTIVAL, id="fair-week")
    publish(ledger, changes=OPENING)
    before = ledger.feed("festival")
    publish(ledger, other, {"opening": "2026-05-07"}, now=after(days=1))
    publish(ledger, without("report", plan=other), now=after(days=2))
    assert ledger.feed("festival") == before
    assert ledger.plans() == ["fair-week", "festival"]
    assert [len(ledger.history(plan)) for plan in ledger.plans()] == [2, 1]
    found = ledger.verify(replay=True)
    assert found.is_sound
    assert (found.revisions, set(found.heads)) == (3, {"festival", "fair-week"})


def test_two_open_ledgers_see_each_other(url: str) -> None:
    """What one process has published, another that has the ledger open reads at once."""
    with Ledger.open(url) as one, Ledger.open(url) as other:
        publish(one, changes=OPENING)
        assert feed(other) == feed(one)
        publish(other, changes={"opening": "2026-10-08"}, now=after(days=1))
        assert feed(one)["posters"].first == date(2026, 9, 28)
        assert one.schedule("festival")["posters"].due == Window.on(date(2026, 9, 28))


def test_revisions_are_compared(ledger: Ledger) -> None:
    """Comparing a revision with itself finds nothing; two revisions differ in what was published."""
    publish(ledger, changes=OPENING)
    publish(ledger, changes={"opening": "2026-10-08"}, now=after(days=1))
    assert not ledger.compare("festival", 1, 1)
    assert not ledger.compare("festival", 2)
    assert ledger.compare("festival", 1)
    assert "posters" in json.dumps(ledger.compare("festival", 1, 2).to_dict())
