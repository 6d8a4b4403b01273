"""The server over real connections: what a calendar program, a browser, a guesser and a log get to see."""

from __future__ import annotations

import gzip
import hashlib
import inspect
import logging
import os
import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime, parsedate_to_datetime
from pathlib import Path
from urllib.parse import quote

import attrs
import httpx
import icalendar
import pytest
from hypothesis import given
from hypothesis import strategies as st

from databases import Databases
from festival import FESTIVAL, OPENING, START, publish, read
from relsched.ledger.ledger import Ledger
from relsched.plan.items import Deadline, Unit
from relsched.plan.plan import Plan
from serving import BASE, Client, Clock, Reply, festival_ledger, path_of, running
from sizes import sized

NOW = START + timedelta(hours=5)


@pytest.fixture
def clock() -> Clock:
    return Clock(NOW)


@pytest.fixture
def ledger(databases: Databases) -> Iterator[Ledger]:
    """A ledger with the festival in it, as of the first revision."""
    with festival_ledger(databases.fresh("sqlite")) as opened:
        yield opened


@pytest.fixture
def client(request: pytest.FixtureRequest) -> Iterator[Client]:
    """A client of a server: of the one for all tests, or of its own for a test that changes ledger or clock."""
    if _is_for_all(request):
        yield request.getfixturevalue("for_all")[0]
        return
    ledger, clock = map(request.getfixturevalue, ("ledger", "clock"))
    with running(ledger, now=clock) as made:
        yield made


@pytest.fixture
def secret(request: pytest.FixtureRequest) -> str:
    """The secret of the address of the whole plan."""
    if _is_for_all(request):
        return str(request.getfixturevalue("for_all")[1])
    return share(request.getfixturevalue("ledger"), "plan")


def _is_for_all(request: pytest.FixtureRequest) -> bool:
    return not {"ledger", "clock"} & set(inspect.signature(request.function).parameters)


@pytest.fixture(scope="module")
def for_all(databases: Databases) -> Iterator[tuple[Client, str]]:
    """A server with a clock that runs so fast that no miss is one too many, and the secret of the whole plan."""
    clock = Clock(NOW)
    clock.step = timedelta(seconds=1)
    with festival_ledger(databases.fresh("sqlite")) as ledger:
        secret = share(ledger, "plan")
        with running(ledger, now=clock) as client:
            yield client, secret


def share(ledger: Ledger, audience: str, profile: str = "default") -> str:
    return ledger.addresses.share(FESTIVAL, audience, profile, now=START).secret


# ---------------------------------------------------------------- the feed


def test_a_feed_is_what_the_ledger_published(ledger: Ledger, client: Client) -> None:
    """At an address there is the feed of its audience and profile, byte for byte, with that address in it."""
    for audience, profile in (("plan", "default"), ("unit:press", "google"), ("plan", "tools")):
        secret = share(ledger, audience, profile)
        found = client.ask(path_of(secret))
        wanted = ledger.feed("festival", audience, profile, source=f"{BASE}/f/{secret}.ics")
        assert (found.status, found.body) == (200, wanted.data)
        source = icalendar.Calendar.from_ical(found.body)["source"]
        assert str(source) == f"{BASE}/f/{secret}.ics"


def test_the_dates_are_those_of_the_plan(client: Client, secret: str) -> None:
    """10 days before Thursday 1 October is Monday 21 September: a subscriber sees it."""
    assert str(read(client.ask(path_of(secret)).body)["posters"].first) == "2026-09-21"


def test_what_a_feed_comes_with(client: Client, secret: str) -> None:
    """The headers of a feed: what it is, how long it keeps, and nothing that tells others of it."""
    found = client.ask(path_of(secret))
    assert found["content-type"] == "text/calendar; charset=utf-8"
    assert found["content-length"] == str(len(found.body))
    assert found["cache-control"] == "private, max-age=300"
    assert found["vary"] == "accept-encoding"
    assert found["content-disposition"] == 'inline; filename="festival.ics"'
    assert found["accept-ranges"] == "none"
    assert parsedate_to_datetime(found["last-modified"]) == START
    assert re.fullmatch(r'"[0-9a-f]{32}"', found["etag"])
    for name in ("content-encoding", "set-cookie", "server", "access-control-allow-origin"):
        assert not found.has(name)


def test_the_tag_is_of_the_bytes(client: Client, secret: str) -> None:
    """The entity tag is a hash of the very bytes that are sent, so equal tags are equal bytes."""
    for accepted in ("identity", "gzip"):
        found = client.ask(path_of(secret), {"Accept-Encoding": accepted})
        assert found["etag"] == f'"{hashlib.sha256(found.body).hexdigest()[:32]}"'


def test_a_file_saved_from_a_browser_is_not_named_after_the_secret(
    ledger: Ledger, client: Client
) -> None:
    """The name of a download is that of plan and audience."""
    for audience, name in (
        ("unit:press", "festival.press.ics"),
        ("lead:press", "festival.lead.press.ics"),
        ("chain:posters", "festival.chain.posters.ics"),
    ):
        found = client.ask(path_of(share(ledger, audience)))
        assert found["content-disposition"] == f'inline; filename="{name}"'


PATHS = ("/f/none.ics", "/health", "/robots.txt", "/", "/nothing", "/f/", "/f/a/b.ics")


@pytest.mark.parametrize("path", [*PATHS, "feed"])
@pytest.mark.parametrize("method", ["GET", "POST", "OPTIONS"])
def test_every_answer_is_guarded(client: Client, secret: str, path: str, method: str) -> None:
    """Whatever is answered, no page may frame it, no crawler index it, no link lead on with a Referer."""
    found = client.ask(path_of(secret) if path == "feed" else path, method=method)
    assert found["referrer-policy"] == "no-referrer"
    assert found["x-robots-tag"] == "noindex, nofollow"
    assert found["x-content-type-options"] == "nosniff"
    policy = found["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert not found.has("server")
    assert not found.has("location")


@pytest.mark.parametrize("path", [*PATHS, "feed"])
@pytest.mark.parametrize("asked", [{}, {"Accept-Encoding": "gzip"}, {"If-None-Match": "*"}])
def test_head_is_get_without_its_body(
    client: Client, secret: str, path: str, asked: dict[str, str]
) -> None:
    """HEAD gives the status and the headers of GET."""
    path = path_of(secret) if path == "feed" else path
    got, headed = client.ask(path, asked), client.ask(path, asked, method="HEAD")
    assert headed.lasting == (*got.lasting[:2], b"")


@pytest.mark.parametrize(
    "method", ["POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "PROPFIND", "get"]
)
def test_nothing_but_get_and_head(client: Client, secret: str, method: str) -> None:
    """Other methods are refused alike, whether the secret is one or not."""
    there, not_there = (
        client.ask(path_of(name), method=method, body=b"x") for name in (secret, "none")
    )
    assert there.lasting == not_there.lasting
    assert (there.status, there["allow"]) == (405, "GET, HEAD")


def test_no_part_of_a_feed_is_given(client: Client, secret: str) -> None:
    """A Range is ignored: the whole feed comes."""
    whole = client.ask(path_of(secret))
    for wanted in ("bytes=0-10", "bytes=-5", "bytes=" + ",".join("0-1" for _ in range(1000))):
        assert client.ask(path_of(secret), {"Range": wanted}).lasting == whole.lasting


# ---------------------------------------------------------------- asking again


def test_a_known_feed_is_not_sent_again(client: Client, secret: str) -> None:
    """With its tag, written in any way that HTTP has, a feed is answered by 304 and no bytes."""
    tag = client.ask(path_of(secret))["etag"]
    for known in (tag, f"W/{tag}", f'"other", {tag}', f'"a,b",W/{tag} , "c"', "*", f" {tag} "):
        found = client.ask(path_of(secret), {"If-None-Match": known})
        assert (found.status, found.body, found["etag"]) == (304, b"", tag)
        for name in ("cache-control", "vary", "last-modified", "date"):
            assert found.has(name)
        assert not found.has("content-type")


@pytest.mark.parametrize("known", ['"other"', "", "nonsense", '"', '"other', 'W/"x", "y"', "é"])
def test_an_unknown_tag_brings_the_feed(client: Client, secret: str, known: str) -> None:
    """Another tag, and what isn't a tag, brings the whole feed, also with a date that says it is known."""
    since = client.ask(path_of(secret))["last-modified"]
    for more in ({}, {"If-Modified-Since": since}):
        found = client.ask(path_of(secret), {"If-None-Match": known, **more})
        assert found.status == 200
        assert found.body


def test_a_tag_wins_over_a_date(client: Client, secret: str) -> None:
    """With a tag that is known, the date isn't looked at."""
    tag = client.ask(path_of(secret))["etag"]
    long_ago = "Thu, 01 Jan 1970 00:00:00 GMT"
    found = client.ask(path_of(secret), {"If-None-Match": tag, "If-Modified-Since": long_ago})
    assert found.status == 304


@pytest.mark.parametrize(
    ("since", "status"),
    [
        (START, 304),
        (START + timedelta(seconds=1), 304),
        (NOW, 304),
        (START - timedelta(seconds=1), 200),
        (NOW + timedelta(days=1), 200),
    ],
)
def test_a_date_brings_what_is_newer(
    client: Client, secret: str, since: datetime, status: int
) -> None:
    """A feed that hasn't changed since then isn't sent; a date yet to come says nothing."""
    found = client.ask(path_of(secret), {"If-Modified-Since": format_datetime(since, usegmt=True)})
    assert found.status == status


@pytest.mark.parametrize(
    "since",
    [
        "",
        "yesterday",
        "2026-01-06T08:00:00Z",
        "1767672000",
        "Tue, 06 Jan 2026 08:00:00 +0700",
        "Tue, 06 Jan 2026 08:00:00",
        "Tue, 32 Jan 2026 08:00:00 GMT",
        "Tue, 06 jan 2026 08:00:00 GMT",
        "Tue, 06 Jan 2026 08:00:00 GMT, Tue, 06 Jan 2026 08:00:00 GMT",
        "Thứ Ba, 06 Jan 2026 08:00:00 GMT",
    ],
)
def test_a_malformed_date_is_ignored(client: Client, secret: str, since: str) -> None:
    """What isn't a date of HTTP brings the whole feed."""
    sent = since.encode().decode("latin-1")
    assert client.ask(path_of(secret), {"If-Modified-Since": sent}).status == 200


def test_the_old_forms_of_a_date_are_read(client: Client, secret: str) -> None:
    """The two obsolete forms of RFC 9110 count as well: START is Tuesday 6 January 2026, 03:00 UTC."""
    for since in ("Tuesday, 06-Jan-26 03:00:00 GMT", "Tue Jan  6 03:00:00 2026"):
        assert client.ask(path_of(secret), {"If-Modified-Since": since}).status == 304


def test_no_date_that_is_yet_to_come(ledger: Ledger, secret: str) -> None:
    """While the stamp of a revision lies ahead, there is no Last-Modified, and no date brings a 304."""
    early = Clock(START - timedelta(seconds=1))
    with running(ledger, now=early) as client:
        found = client.ask(path_of(secret))
        assert not found.has("last-modified")
        since = format_datetime(START, usegmt=True)
        assert client.ask(path_of(secret), {"If-Modified-Since": since}).status == 200
        known = client.ask(path_of(secret), {"If-None-Match": found["etag"]})
        assert known.status == 304
        assert not known.has("last-modified")


def test_a_new_revision_is_seen_at_once(ledger: Ledger, client: Client, secret: str) -> None:
    """After a publish has returned, the next request gets its dates, and the old tag and date bring them."""
    before = client.ask(path_of(secret))
    publish(ledger, changes={"opening": "2026-10-08"}, now=START + timedelta(hours=1))
    asked = {"If-None-Match": before["etag"]}
    after = client.ask(path_of(secret), asked)
    assert after.status == 200
    # 10 days before Thursday 8 October is Monday 28 September.
    assert str(read(after.body)["posters"].first) == "2026-09-28"
    assert after["etag"] != before["etag"]
    assert parsedate_to_datetime(after["last-modified"]) == START + timedelta(hours=1)
    assert client.ask(path_of(secret), {"If-Modified-Since": before["last-modified"]}).status == 200


def test_a_publish_of_another_plan_changes_nothing(
    ledger: Ledger, client: Client, secret: str
) -> None:
    """A feed stays the same, tag and all, when another plan is published."""
    before = client.ask(path_of(secret))
    other = attrs.evolve(FESTIVAL, id="fair")
    publish(ledger, other, OPENING, now=START + timedelta(hours=1))
    assert client.ask(path_of(secret)).lasting == before.lasting


# ---------------------------------------------------------------- gzip


def test_gzip_is_the_same_feed(client: Client, secret: str) -> None:
    """Unpacked, it is the plain feed; it is shorter, and has a tag of its own."""
    plain = client.ask(path_of(secret))
    packed = client.ask(path_of(secret), {"Accept-Encoding": "br, gzip;q=0.8"})
    assert packed["content-encoding"] == "gzip"
    assert packed["content-type"] == plain["content-type"]
    assert packed["content-length"] == str(len(packed.body))
    assert gzip.decompress(packed.body) == plain.body
    assert len(packed.body) < len(plain.body)
    assert packed["etag"] != plain["etag"]
    assert packed["vary"] == plain["vary"] == "accept-encoding"


def test_an_http_library_reads_it(client: Client, secret: str) -> None:
    """httpx, told nothing of how it is packed, gets the plain feed, and 304 when it asks with what it was given."""
    plain = client.ask(path_of(secret))
    with httpx.Client(base_url=f"http://127.0.0.1:{client.port}", trust_env=False) as other:
        found = other.get(path_of(secret))
        assert found.headers["content-encoding"] == "gzip"
        assert (found.content, found.encoding) == (plain.body, "utf-8")
        for name, known in (
            ("if-none-match", found.headers["etag"]),
            ("if-modified-since", found.headers["last-modified"]),
        ):
            again = other.get(path_of(secret), headers={name: known})
            assert (again.status_code, again.content) == (304, b"")
            assert again.headers["etag"] == found.headers["etag"]


@pytest.mark.parametrize(
    ("accepted", "is_packed"),
    [
        ("gzip", True),
        ("GZIP", True),
        ("x-gzip", True),
        ("gzip, deflate, br", True),
        ("*", True),
        ("gzip;q=0.5", True),
        ("gzip ; q=1.0", True),
        ("deflate, gzip;Q=0.001", True),
        ("gzip;q=0", False),
        ("gzip;q=0.000, *", False),
        ("*;q=0", False),
        ("identity;q=1, gzip;q=0.5", False),
        ("identity;q=0.5, gzip", True),
        ("gzip;q=2", False),
        ("gzip;level=9", False),
        ("gzipped", False),
        ("deflate", False),
        ("", False),
        (",,;;q=", False),
    ],
)
def test_gzip_only_for_who_takes_it(
    client: Client, secret: str, accepted: str, is_packed: bool
) -> None:
    """It is packed when Accept-Encoding says so by the weights of RFC 9110, and plain otherwise."""
    found = client.ask(path_of(secret), {"Accept-Encoding": accepted})
    assert found.has("content-encoding") == is_packed


def test_tags_of_both_forms_are_known(client: Client, secret: str) -> None:
    """Who takes gzip may hold either form; who doesn't can only hold the plain one."""
    forms = {
        accepted: client.ask(path_of(secret), {"Accept-Encoding": accepted})["etag"]
        for accepted in ("identity", "gzip")
    }
    for accepted, holds, status in (
        ("identity", "identity", 304),
        ("identity", "gzip", 200),
        ("gzip", "identity", 304),
        ("gzip", "gzip", 304),
    ):
        asked = {"Accept-Encoding": accepted, "If-None-Match": forms[holds]}
        found = client.ask(path_of(secret), asked)
        assert found.status == status
        assert found["etag"] == (forms[holds] if status == 304 else forms[accepted])


# ---------------------------------------------------------------- what isn't there


def not_there(ledger: Ledger, secret: str) -> list[str]:
    """Paths at which there is nothing, among them one that has ended."""
    ended = ledger.addresses.share(FESTIVAL, "plan", now=START)
    ledger.addresses.unshare(ended.address.id, now=START)
    swapped = secret.swapcase()
    return [
        path_of(ended.secret),
        path_of("rs_" + "A" * 43),
        path_of(secret[:-1]),
        path_of(secret + "A"),
        path_of(swapped),
        path_of(quote("é")),
        path_of("%ff%fe"),
        path_of("%00"),
        path_of("a" * 5000),
        path_of(""),
        path_of(ended.address.id),
        f"/f/{secret}",
        f"/f/{secret}.ICS",
        f"/f/{secret}.ics/",
        f"/f/{secret}.ics.ics",
        f"/f/{secret}.json",
        f"/f//{secret}.ics",
        f"//f/{secret}.ics",
        f"/F/{secret}.ics",
        f"/{secret}.ics",
        f"/f/{secret}%2eics/..",
        f"/f/x/../{secret}.ics",
        f"/f/{secret}.ics%00",
        f"/f/{secret}%20.ics",
        f"/f/.{secret}.ics",
        "/f/../../etc/passwd",
        "/f/%2e%2e/%2e%2e/etc/passwd.ics",
        "/f/..%5c..%5cwindows.ics",
        "/f/festival.ics",
        "/f/plan.ics",
        "/f",
        "/f/",
        "/",
        "/v/" + secret,
        "/openapi.json",
        "/.well-known/caldav",
        "/health/",
        "/%2566/x.ics",
    ]


def test_what_is_not_there_is_reported_alike(
    ledger: Ledger, client: Client, clock: Clock, secret: str
) -> None:
    """Unknown, ended, malformed, not even ASCII: the same bytes and headers, also for any other path."""
    clock.step = timedelta(seconds=1)  # so that the limit of misses isn't met
    first = client.ask("/f/none.ics")
    assert first.status == 404
    for path in not_there(ledger, secret):
        assert client.ask(path).lasting == first.lasting, path


def test_a_feed_cannot_be_reached_through_the_name_of_its_plan(
    ledger: Ledger, client: Client, secret: str
) -> None:
    """What stands after a question mark, and headers, choose nothing: the feed is that of the secret alone."""
    press = share(ledger, "unit:press")
    wanted = client.ask(path_of(press)).lasting
    for asked in ("?audience=plan", "?unit=finance&profile=tools", "?number=1", ";plan"):
        found = client.ask(path_of(press) + asked, {"Cookie": f"s={secret}", "X-Unit": "finance"})
        if asked.startswith("?"):
            assert found.lasting == wanted
        else:
            assert found.status == 404


def test_of_20_units_and_20_secrets_each_opens_its_own_feed_and_nothing_else(
    databases: Databases, clock: Clock
) -> None:
    """400 requests: half of one secret joined to half of another opens nothing, the whole one its unit's feed."""
    clock.step = timedelta(seconds=1)
    names = [f"unit-{number:02}" for number in range(20)]
    plan = Plan(
        "matrix",
        "Matrix",
        issued="2026-01-05",
        units=[Unit(name, name) for name in names],
        deadlines=[
            Deadline(f"of-{name}", f"Work of {name}", "by 2026-12-15", lead=name) for name in names
        ],
    )
    with Ledger.open(databases.fresh("sqlite")) as ledger:
        publish(ledger, plan)
        secrets = [ledger.addresses.share(plan, f"unit:{name}", now=START).secret for name in names]
        with running(ledger, now=clock) as client:
            opened, others = [], set()
            for row, first in enumerate(secrets):
                for column, second in enumerate(secrets):
                    found = client.ask(path_of(first[:24] + second[24:]))
                    if found.status == 200:
                        opened.append((row, column))
                        # Not even a word of another unit is in it.
                        text = found.body.decode().replace("\r\n ", "")
                        assert set(re.findall(r"unit-\d\d", text)) == {names[row]}
                        assert list(read(found.body)) == [f"of-{names[row]}"]
                    else:
                        others.add(found.lasting)
    assert opened == [(number, number) for number in range(20)]
    (other,) = others
    assert other[0] == 404


def test_a_revoked_address_is_gone_at_once(ledger: Ledger, client: Client, clock: Clock) -> None:
    """20 times: an address that was just read is ended, and the next request finds nothing."""
    clock.step = timedelta(seconds=1)
    nothing = client.ask("/f/none.ics").lasting
    for _ in range(20):
        made = ledger.addresses.share(FESTIVAL, "plan", now=START)
        tag = client.ask(path_of(made.secret))["etag"]
        ledger.addresses.unshare(made.address.id, now=clock.moment)
        assert client.ask(path_of(made.secret)).lasting == nothing
        assert client.ask(path_of(made.secret), {"If-None-Match": tag}).lasting == nothing


def test_an_old_address_goes_on_until_its_overlap_ends(
    ledger: Ledger, client: Client, clock: Clock
) -> None:
    """After a rotation with 7 days of overlap both addresses are read for 7 days, then the new one alone."""
    old = ledger.addresses.share(FESTIVAL, "unit:press", now=START)
    new = ledger.addresses.rotate(old.address.id, now=START, overlap=timedelta(days=7))
    for passed, statuses in (
        (timedelta(0), (200, 200)),
        (timedelta(days=7, microseconds=-1), (200, 200)),
        (timedelta(days=7), (404, 200)),
        (timedelta(days=3650), (404, 200)),
    ):
        clock.moment = START + passed
        found = [client.ask(path_of(made.secret)) for made in (old, new)]
        assert tuple(one.status for one in found) == statuses
    clock.moment = START
    ledger.addresses.unshare(new.address.id, now=START)
    assert client.ask(path_of(new.secret)).status == 404


# ---------------------------------------------------------------- misses


def test_too_many_misses_are_slowed_down(client: Client, clock: Clock) -> None:
    """60 misses at once, then 429 until a second has passed for one more, and 60 again after a minute."""

    def ask() -> Reply:
        return client.ask("/f/none.ics")

    assert [ask().status for _ in range(62)] == [404] * 60 + [429] * 2
    assert ask()["retry-after"] == "1"
    clock.moment += timedelta(seconds=1)
    assert [ask().status for _ in range(2)] == [404, 429]
    clock.moment += timedelta(seconds=60)
    assert [ask().status for _ in range(61)] == [404] * 60 + [429]


def test_misses_stop_nobody_from_what_is_there(ledger: Ledger, client: Client, secret: str) -> None:
    """Feeds, health and robots.txt are given however much was missed; an ended address is reported as a guess is."""
    ended = ledger.addresses.share(FESTIVAL, "plan", now=START)
    ledger.addresses.unshare(ended.address.id, now=START)
    while client.ask("/nothing").status == 404:
        pass
    assert client.ask(path_of(ended.secret)).lasting == client.ask("/f/none.ics").lasting
    for path in (path_of(secret), "/health", "/robots.txt"):
        assert client.ask(path).status == 200


def test_misses_are_counted_for_each_client_behind_a_proxy(client: Client, clock: Clock) -> None:
    """A proxy on this computer tells whom it asks for; one client's misses aren't another's."""

    def ask(of: str) -> int:
        return client.ask("/f/none.ics", {"X-Forwarded-For": of}).status

    assert [ask("203.0.113.7") for _ in range(61)] == [404] * 60 + [429]
    assert ask("203.0.113.8") == 404
    # What the client itself wrote before the proxy's entry doesn't count.
    assert ask("198.51.100.1, 203.0.113.7") == 429
    assert [ask(f"2001:db8:1:2::{number:x}") for number in range(1, 62)][-1] == 429


# ---------------------------------------------------------------- the ledger away


def test_a_ledger_that_cannot_be_read_is_reported_as_that(
    ledger: Ledger, client: Client, secret: str, caplog: pytest.LogCaptureFixture
) -> None:
    """503 with Retry-After for what is there and what isn't; never 404, nor an empty feed; then all is as before."""
    before = client.ask(path_of(secret))
    file = Path(ledger.store.place)
    aside = file.with_suffix(".aside")
    file.rename(aside)
    with caplog.at_level(logging.INFO, "relsched.server"):
        away = [
            client.ask(path, {"If-None-Match": before["etag"]})
            for path in (path_of(secret), path_of(secret), path_of("none"), "/health")
        ]
        assert {one.lasting for one in away} == {away[0].lasting}
        assert (away[0].status, away[0]["retry-after"], away[0]["cache-control"]) == (
            503,
            "60",
            "no-store",
        )
        assert away[0].body
        # A crawler takes an error here as a no to everything.
        assert client.ask("/robots.txt").status == 200
        assert not file.exists(), "asking must not make an empty ledger"
        aside.rename(file)
        assert client.ask(path_of(secret)).lasting == before.lasting
        assert client.ask("/health").status == 200
    told = [record.message for record in caplog.records if record.name == "relsched.server"]
    assert len(told) == 2
    assert "isn't there" in told[0]
    assert told[1] == "The ledger can be read again."


def test_another_file_in_its_place_is_read(
    databases: Databases, ledger: Ledger, client: Client, clock: Clock, secret: str
) -> None:
    """When a backup has been put in its place, that is what is served."""
    clock.step = timedelta(seconds=1)
    file = Path(ledger.store.place)
    backup = file.with_suffix(".backup")
    ledger.backup(backup)
    later = share(ledger, "plan")
    publish(ledger, changes={"opening": "2026-10-08"}, now=START + timedelta(hours=1))
    newest = client.ask(path_of(secret))
    assert client.ask(path_of(later)).status == 200
    for left in (f"{file}-wal", f"{file}-shm"):
        Path(left).unlink(missing_ok=True)
    os.replace(backup, file)
    restored = client.ask(path_of(secret))
    assert str(read(newest.body)["posters"].first) == "2026-09-28"
    assert str(read(restored.body)["posters"].first) == "2026-09-21"
    assert client.ask(path_of(later)).status == 404


def test_damage_is_not_served(ledger: Ledger, client: Client, secret: str) -> None:
    """A ledger overwritten with something else gives 503, never half a feed."""
    Path(ledger.store.place).write_bytes(b"not a ledger at all" * 1000)
    for left in ("-wal", "-shm"):
        Path(ledger.store.place + left).unlink(missing_ok=True)
    assert client.ask(path_of(secret)).status == 503


def test_a_feed_that_cannot_be_made_is_reported_as_that(
    ledger: Ledger, client: Client, caplog: pytest.LogCaptureFixture
) -> None:
    """When the newest plan no longer has the unit, calendars keep what they have, and the log says why, once."""
    made = ledger.addresses.share(FESTIVAL, "unit:hall", now=START)
    assert client.ask(path_of(made.secret)).status == 200
    rows = [row for row in FESTIVAL.deadlines if row.lead != "hall"]
    units = [unit for unit in FESTIVAL.units if unit.id != "hall"]
    fewer = attrs.evolve(FESTIVAL, deadlines=rows, units=units)
    publish(ledger, fewer, now=START + timedelta(hours=1))
    with caplog.at_level(logging.INFO, "relsched.server"):
        found = [client.ask(path_of(made.secret)) for _ in range(3)]
    assert [one.status for one in found] == [503] * 3
    (told,) = [record.message for record in caplog.records if record.name == "relsched.server"]
    assert made.address.id in told
    assert "no unit `hall`" in told


# ---------------------------------------------------------------- hosts and robots


@pytest.mark.parametrize(
    ("host", "status"),
    [
        ("dates.example.vn", 200),
        ("DATES.example.vn", 200),
        ("dates.example.vn:443", 200),
        ("localhost:8000", 200),
        ("127.0.0.1", 200),
        ("[::1]:8000", 200),
        ("evil.example", 400),
        ("dates.example.vn.evil.example", 400),
        ("evil.example:dates.example.vn", 400),
        ("evil.example/dates.example.vn", 400),
        ("dates.example.vn@evil.example", 400),
        ("192.0.2.1", 400),
        ("", 400),
    ],
)
def test_only_our_host_is_answered(client: Client, secret: str, host: str, status: int) -> None:
    """A request for another host is refused, so a page whose name leads here reads nothing."""
    assert client.ask(path_of(secret), {"Host": host}).status == status
    assert client.ask("/health", {"Host": host or "x"}).status == 200


def test_the_host_header_makes_no_address(client: Client, secret: str) -> None:
    """What stands in the feed is the base URL, whatever host, scheme or prefix a request tells."""
    asked = {
        "Host": "localhost:1234",
        "X-Forwarded-Host": "evil.example",
        "X-Forwarded-Proto": "http",
        "X-Forwarded-Prefix": "/evil",
        "Forwarded": "host=evil.example",
    }
    assert client.ask(path_of(secret), asked).lasting == client.ask(path_of(secret)).lasting


def test_robots_may_fetch(client: Client) -> None:
    """Nothing is forbidden: Google Calendar obeys robots.txt when it fetches a feed."""
    from urllib.robotparser import RobotFileParser

    found = client.ask("/robots.txt")
    assert found["content-type"].startswith("text/plain")
    rules = RobotFileParser()
    rules.parse(found.body.decode().splitlines())
    for agent in ("Google-Calendar-Importer", "Googlebot", "*"):
        assert rules.can_fetch(agent, f"{BASE}/f/rs_x.ics")


# ---------------------------------------------------------------- the log


LINE = re.compile(
    r"(?P<at>\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ) (?P<client>\S+)"
    r' "(?P<method>\S+) (?P<path>\S+)" (?P<status>\d{3}) (?P<bytes>\d+) \d+\.\dms'
    r' (?P<address>[0-9a-f]{10}|-) "(?P<program>[ -~]*)"'
)


def logged(caplog: pytest.LogCaptureFixture) -> list[re.Match[str]]:
    found = []
    for record in caplog.records:
        if record.name == "relsched.server.access":
            match = LINE.fullmatch(record.getMessage())
            assert match is not None, record.getMessage()
            found.append(match)
    return found


def test_an_access_is_a_line_without_the_secret(
    ledger: Ledger, clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    """The line has moment, client, request, status, bytes, address and program; of the secret only a hash."""
    made = ledger.addresses.share(FESTIVAL, "plan", now=START)
    with (
        caplog.at_level(logging.INFO, "relsched.server.access"),
        running(ledger, now=clock) as client,
    ):
        body = client.ask(path_of(made.secret), {"User-Agent": 'Cal"1\\'}).body
        client.ask(path_of("guess") + "?x=y", {"X-Forwarded-For": "203.0.113.7"}, method="HEAD")
    first, second = logged(caplog)
    digest = hashlib.sha256(made.secret.encode()).hexdigest()
    assert first.groupdict() == {
        "at": "2026-01-06T08:00:00Z",
        "client": "127.0.0.1",
        "method": "GET",
        "path": f"/f/{digest[:6]}.ics",
        "status": "200",
        "bytes": str(len(body)),
        "address": made.address.id,
        "program": "Cal?1?",
    }
    assert second["path"] == f"/f/{hashlib.sha256(b'guess').hexdigest()[:6]}.ics"
    assert (second["client"], second["address"], second["bytes"]) == ("203.0.113.7", "-", "0")


def test_the_logs_of_1000_requests_hold_no_secret(
    ledger: Ledger,
    clock: Clock,
    caplog: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
) -> None:
    """Right, ended, mistyped, in the wrong place, in a header or a query: no secret gets into any log."""
    clock.step = timedelta(seconds=1)
    secrets = [share(ledger, "plan") for _ in range(10)]
    ways: tuple[Callable[[str], tuple[str, dict[str, str], str]], ...] = (
        lambda s: (f"/f/{s}.ics", {}, "GET"),
        lambda s: (f"/f/{s}.ics", {"If-None-Match": "*"}, "HEAD"),
        lambda s: (f"/f/{s}.ics", {}, "POST"),
        lambda s: (f"/f/{s}", {}, "GET"),
        lambda s: (f"/{s}.ics", {}, "GET"),
        lambda s: (f"/f/{s}.ics?again={s}", {"Referer": f"{BASE}/f/{s}.ics"}, "GET"),
        lambda s: (f"/?{s}", {"User-Agent": f"Cal (+{BASE}/f/{s}.ics)"}, "GET"),
        lambda s: (f"/f/{s}.ics", {"Host": f"{s}.example"}, "GET"),
        lambda s: (f"/f/{s}.ics", {"Upgrade": "websocket", "Connection": "upgrade"}, "GET"),
        lambda s: (f"/f/{quote(s, safe='').replace('_', '%5f')}.ics", {}, "GET"),
    )
    with caplog.at_level(logging.DEBUG), running(ledger, now=clock) as client:
        for _ in range(10):
            for secret in secrets:
                for way in ways:
                    path, headers, method = way(secret)
                    client.ask(path, headers, method=method)
        for secret in secrets:
            client.raw(f"GET /f/{secret}.ics HTTP/1.1\r\nHost {secret}\r\n\r\n".encode())
            client.raw(f"{secret} /f/{secret}.ics\r\n\r\n".encode())
    text = caplog.text + "".join(capfd.readouterr())
    assert len(logged(caplog)) == 1000
    for secret in secrets:
        # Not the secret, and no long part of it either.
        for start in range(3, len(secret) - 8):
            assert secret[start : start + 8] not in text


def test_what_fails_is_reported_without_secrets(
    ledger: Ledger, clock: Clock, secret: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A bug of ours gives 500 and a traceback in the log, in which what looks like a secret is a hash."""
    import io

    from relsched.server.access_log import PROBLEMS, Formatter

    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(Formatter("%(message)s"))

    def broken(*_: object, **given: object) -> None:
        raise RuntimeError(f"cannot write {given['source']}")

    monkeypatch.setattr(ledger, "feed", broken)
    PROBLEMS.addHandler(handler)
    try:
        with running(ledger, now=clock) as client:
            found = client.ask(path_of(secret))
            assert client.ask("/health").status == 200
    finally:
        PROBLEMS.removeHandler(handler)
    assert (found.status, found["retry-after"]) == (500, "60")
    assert secret not in found.body.decode()
    text = stream.getvalue()
    assert "RuntimeError" in text
    assert "cannot write" in text
    assert secret not in text


# ---------------------------------------------------------------- anything at all


TOKEN = st.text("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ-", min_size=1, max_size=12)
VALUE = st.text(st.characters(min_codepoint=32, max_codepoint=255), max_size=60).map(
    lambda text: text.replace("\x7f", "").strip()
)
HEADERS = st.dictionaries(
    st.sampled_from(
        (
            "Accept-Encoding",
            "If-None-Match",
            "If-Modified-Since",
            "If-Match",
            "Range",
            "Accept",
            "User-Agent",
            "X-Forwarded-For",
            "X-Forwarded-Proto",
            "Cookie",
            "Expect",
        )
    ),
    VALUE,
    max_size=5,
)
ROUTES = {
    "feed": st.just(""),
    "f": st.text(max_size=80).map(lambda text: "/f/" + quote(text, safe="")),
    "ics": st.text(max_size=80).map(lambda text: f"/f/{quote(text, safe='')}.ics"),
    "bytes": st.binary(max_size=40).map(lambda data: "/f/" + quote(data, safe="") + ".ics"),
    "health": st.just("/health"),
    "robots": st.just("/robots.txt"),
    "any": st.text(max_size=60).map(lambda text: "/" + quote(text, safe="/?;=&")),
}


@pytest.mark.hypothesis  # the property stands inside
@pytest.mark.parametrize("route", ROUTES)
def test_no_request_makes_it_fail(for_all: tuple[Client, str], route: str) -> None:
    """200 requests a route, of any method, path and headers: each is answered, none by 5xx."""
    client, secret = for_all

    @sized(200)
    @given(ROUTES[route], st.sampled_from(("GET", "HEAD", "POST")) | TOKEN, HEADERS)
    def every(path: str, method: str, headers: dict[str, str]) -> None:
        if method == "CONNECT":
            return
        found = client.ask(path or path_of(secret), headers, method=method)
        assert found.status in (200, 304, 404, 405), found
        if path == "" and method == "GET":
            assert found.status in (200, 304)

    every()


@sized(200)
@given(st.binary(max_size=200) | st.binary(max_size=60).map(lambda data: b"GET /f/" + data))
def test_no_bytes_make_it_fail(for_all: tuple[Client, str], data: bytes) -> None:
    """Whatever comes on a connection, it is answered by a refusal or closed, and the next client is served."""
    client, _ = for_all
    found = client.raw(data + b"\r\n\r\n")
    assert not found or re.match(rb"HTTP/1\.1 [1234]\d\d ", found)
    assert client.ask("/health").status == 200


def test_a_path_of_raw_bytes_is_refused(client: Client) -> None:
    """`/f/é.ics` written as UTF-8, without percent signs, isn't HTTP; it is refused, not failed at."""
    found = client.raw("GET /f/é.ics HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
    assert found.startswith(b"HTTP/1.1 400 ")


def test_times_are_utc() -> None:
    """The clock that a server has by itself gives moments with a zone."""
    from relsched.server.launch import _clock

    assert _clock().tzinfo is UTC
