"""Secret addresses of feeds: who has one reads that feed, who hasn't learns nothing."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import attrs
import pytest

from databases import Databases
from festival import FESTIVAL, OPENING, START, after, publish
from relsched.errors import LedgerError, PlanError
from relsched.ledger.ledger import Ledger
from relsched.plan.items import Unit


@pytest.fixture
def ledger(url: str) -> Iterator[Ledger]:
    """A ledger in which the festival has been published."""
    with Ledger.open(url) as opened:
        publish(opened, changes=OPENING)
        yield opened


def test_an_address_is_found_by_its_secret_alone(ledger: Ledger) -> None:
    """The secret gives the audience and the profile; the id gives nothing."""
    made = ledger.addresses.share(FESTIVAL, "unit:press", "apple", now=START, by="An")
    found = ledger.addresses.find(made.secret, now=after(days=400))
    assert found == made.address
    assert (found.plan, found.audience, found.profile) == ("festival", "unit:press", "apple")
    assert (found.since, found.by, found.ends) == (START, "An", None)
    assert ledger.addresses.find(made.address.id, now=START) is None
    assert ledger.addresses.get(made.address.id) == made.address


def test_secrets_are_long_and_known_as_such(ledger: Ledger) -> None:
    """256 random bits behind a fixed prefix; never shown by accident."""
    made = [ledger.addresses.share(FESTIVAL, "plan", now=START) for _ in range(20)]
    assert len({one.secret for one in made}) == len({one.address.id for one in made}) == 20
    for one in made:
        assert one.secret.startswith("rs_")
        assert len(one.secret) == 3 + 43  # 32 octets in base64 without padding
        assert one.secret not in repr(one)


@pytest.mark.parametrize("overlap", [timedelta(0), timedelta(days=7)])
def test_a_clock_that_was_ahead_keeps_no_address_open(ledger: Ledger, overlap: timedelta) -> None:
    """What was ended at once by a clock that was years ahead is closed when the clock is right again.

    An address that was to go on for a week goes on until the moment that was promised: nothing tells that it is wrong.
    """
    ended, rotated = (ledger.addresses.share(FESTIVAL, "plan", now=START) for _ in range(2))
    ahead = after(days=4000)
    ledger.addresses.unshare(ended.address.id, now=ahead)
    made = ledger.addresses.rotate(rotated.address.id, now=ahead, overlap=overlap)
    for now in (after(days=1), ahead + timedelta(days=8)):
        assert ledger.addresses.find(ended.secret, now=now) is None
        assert ledger.addresses.find(made.secret, now=now) is not None
    goes_on = ledger.addresses.find(rotated.secret, now=after(days=1)) is not None
    assert goes_on == (overlap > timedelta(0))
    # Put back, the clock is behind the newest row: the week is still a week by it.
    again = ledger.addresses.rotate(made.address.id, now=after(days=2))
    assert ledger.addresses.find(made.secret, now=after(days=8)) is not None
    assert ledger.addresses.find(made.secret, now=after(days=9)) is None
    assert ledger.addresses.find(again.secret, now=after(days=9)) is not None
    assert ledger.verify().is_sound


@pytest.mark.parametrize(
    "secret",
    ["", "rs_", "rs_" + "A" * 43, "é", "\ud800", "\x00", "' OR 1=1 --", "A" * 10_000, "../rs_"],
)
def test_what_is_no_secret_finds_nothing(ledger: Ledger, secret: str) -> None:
    """Whatever is asked, the answer is None: no error, no hint."""
    made = ledger.addresses.share(FESTIVAL, "plan", now=START)
    assert ledger.addresses.find(secret, now=START) is None
    for near in (made.secret[:-1], made.secret + "A", made.secret.upper(), f" {made.secret}"):
        assert ledger.addresses.find(near, now=START) is None


def test_an_ended_address_finds_nothing_at_once(ledger: Ledger) -> None:
    """Once it is ended, the secret is as good as any other text, whatever a clock says."""
    made = ledger.addresses.share(FESTIVAL, "plan", now=START)
    ended = ledger.addresses.unshare(made.address.id, now=after(days=1), by="An")
    assert ended.ends == after(days=1)
    for moment in (after(days=1), after(days=1, microseconds=-1), START):
        assert ledger.addresses.find(made.secret, now=moment) is None
        assert not ended.is_open(moment)
    assert "was_ended" not in ended.to_dict()
    # Ending it again changes nothing.
    before = list(ledger.export())
    assert ledger.addresses.unshare(made.address.id, now=after(days=2)) == ended
    assert list(ledger.export()) == before


def test_a_rotated_address_goes_on_for_a_week(ledger: Ledger) -> None:
    """The new secret opens the same feed; the old one still does until the overlap is over."""
    old = ledger.addresses.share(FESTIVAL, "lead:press", "google", now=START)
    new = ledger.addresses.rotate(old.address.id, now=after(days=1))
    assert (new.address.audience, new.address.profile) == ("lead:press", "google")
    assert new.secret != old.secret
    for moment, is_open in ((after(days=1), True), (after(days=8, microseconds=-1), True)):
        assert (ledger.addresses.find(old.secret, now=moment) is not None) is is_open
    assert ledger.addresses.find(old.secret, now=after(days=8)) is None
    assert ledger.addresses.find(new.secret, now=after(days=900)) == new.address
    # Ending the old one within the overlap ends it at once.
    ledger.addresses.unshare(old.address.id, now=after(days=2))
    assert ledger.addresses.find(old.secret, now=after(days=2)) is None


def test_an_overlap_may_be_none(ledger: Ledger) -> None:
    """Without an overlap the old address ends as the new one begins."""
    old = ledger.addresses.share(FESTIVAL, "plan", now=START)
    new = ledger.addresses.rotate(old.address.id, now=after(days=1), overlap=timedelta(0))
    assert ledger.addresses.find(old.secret, now=after(days=1)) is None
    assert ledger.addresses.find(new.secret, now=after(days=1)) is not None


def test_ids_that_are_not_there_are_reported(ledger: Ledger) -> None:
    """An unknown id, or the secret in place of the id, is refused; so is rotating an ended address."""
    made = ledger.addresses.share(FESTIVAL, "plan", now=START)
    for name in ("0123456789", made.secret):
        for act in (ledger.addresses.unshare, ledger.addresses.rotate):
            with pytest.raises(LedgerError) as error:
                act(name, now=START)
            assert error.value.code == "unknown-address"
        with pytest.raises(LedgerError):
            ledger.addresses.get(name)
    ledger.addresses.unshare(made.address.id, now=after(days=1))
    with pytest.raises(LedgerError) as error:
        ledger.addresses.rotate(made.address.id, now=after(days=2))
    assert error.value.code == "unknown-address"


@pytest.mark.parametrize(
    ("audience", "profile", "code"),
    [
        ("unit:pres", "default", "unknown-unit"),
        ("lead:nobody", "default", "unknown-unit"),
        ("chain:poster", "default", "unknown-item"),
        ("press", "default", "audience-form"),
        ("plan", "googel", "unknown-profile"),
    ],
)
def test_what_the_plan_does_not_have_is_not_shared(
    ledger: Ledger, audience: str, profile: str, code: str
) -> None:
    """An address is made only for a feed that there is."""
    with pytest.raises(PlanError) as error:
        ledger.addresses.share(FESTIVAL, audience, profile, now=START)
    assert error.value.code == code
    assert ledger.addresses.of("festival") == []


def test_addresses_are_listed_without_secrets(ledger: Ledger) -> None:
    """All addresses of a plan are reported, oldest first, those that have ended too; not those of others."""
    first = ledger.addresses.share(FESTIVAL, "plan", now=START)
    second = ledger.addresses.share(FESTIVAL, "unit:hall", now=START)
    other = attrs.evolve(FESTIVAL, id="other")
    publish(ledger, other)
    ledger.addresses.share(other, "plan", now=START)
    ledger.addresses.unshare(first.address.id, now=after(days=1))
    listed = ledger.addresses.of("festival")
    assert [one.id for one in listed] == [first.address.id, second.address.id]
    assert [one.is_open(after(days=1)) for one in listed] == [False, True]
    text = json.dumps([one.to_dict() for one in listed])
    assert first.secret not in text
    assert second.secret not in text


def test_the_ledger_does_not_hold_the_secrets(databases: Databases) -> None:
    """Of 100 secrets none is in the file, its log or its backup: whoever steals it can read no feed by it."""
    file = Path(databases.fresh("sqlite").removeprefix("sqlite:///"))
    with Ledger.open(str(file)) as ledger:
        publish(ledger, changes=OPENING)
        secrets = [ledger.addresses.share(FESTIVAL, "plan", now=START).secret for _ in range(100)]
        with ledger.store.reading() as connection:
            connection.exec_driver_sql("SELECT count(*) FROM plans")
            files = [entry for entry in file.parent.iterdir() if entry.name.startswith(file.name)]
            data = b"".join(entry.read_bytes() for entry in files)
        export = "\n".join(ledger.export())
    assert len(data) > 10_000
    for secret in secrets:
        assert secret.encode() not in data
        assert secret.removeprefix("rs_").encode() not in data
        assert secret not in export


def test_the_chain_of_addresses_is_verified(ledger: Ledger) -> None:
    """Making and ending addresses is recorded in a chain of its own, whose moments never go back."""
    made = ledger.addresses.share(FESTIVAL, "plan", now=after(days=5))
    ledger.addresses.rotate(made.address.id, now=after(days=1), by="Binh\u202e\n")
    ledger.addresses.share(FESTIVAL, "unit:press", now=after(days=2))
    found = ledger.verify()
    assert found.is_sound
    assert found.addresses == 4
    rows = [json.loads(line) for line in ledger.export() if '"table":"addresses"' in line]
    assert [row["number"] for row in rows] == [1, 2, 3, 4]
    assert [row["action"] for row in rows] == ["share", "share", "end", "share"]
    moments = [row["at"] for row in rows]
    assert moments == sorted(set(moments))
    assert [row["previous"] for row in rows] == ["", *(row["hash"] for row in rows[:-1])]
    assert rows[1]["by"] == "Binh"


def test_the_address_of_a_unit_that_is_gone(ledger: Ledger) -> None:
    """A unit withdrawn from the plan keeps its address, and whoever reads it is reported that it is gone."""
    made = ledger.addresses.share(FESTIVAL, "unit:hall", now=START)
    rows = [row for row in FESTIVAL.deadlines if row.lead != "hall"]
    units = [Unit("press", "Press office"), Unit("finance", "Finance")]
    publish(ledger, attrs.evolve(FESTIVAL, deadlines=rows, units=units), now=after(days=1))
    found = ledger.addresses.find(made.secret, now=after(days=1))
    assert found == made.address
    with pytest.raises(PlanError) as error:
        ledger.feed("festival", found.audience, found.profile)
    assert error.value.code == "unknown-unit"
