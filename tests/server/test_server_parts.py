"""The parts of the server, each by itself: base URLs, moments of HTTP, misses, the look at a ledger, the feed cache."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from databases import Databases
from festival import FESTIVAL, OPENING, START, after, publish
from relsched.errors import LedgerError, MissingExtraError, ServerError
from relsched.ledger.change_marks import Glance, State, Watch
from relsched.ledger.ledger import Ledger
from relsched.messages.message import Message
from relsched.server.base_url import BaseUrl, is_loopback
from relsched.server.feed_cache import FeedCache
from relsched.server.launch import create_app, need_extra
from relsched.server.listener import Listener
from relsched.server.rate_limit import Misses
from relsched.server.responses import Ready, read_http_date, refusal, write_http_date
from serving import BASE, festival_ledger

# ---------------------------------------------------------------- where it is reached


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("https://dates.example.vn", "https://dates.example.vn"),
        ("https://dates.example.vn/", "https://dates.example.vn"),
        ("HTTPS://Dates.Example.VN", "https://dates.example.vn"),
        ("https://dates.example.vn:8443", "https://dates.example.vn:8443"),
        ("https://example.vn/dates/", "https://example.vn/dates"),
        ("https://xn--lch-0ia.example.vn", "https://xn--lch-0ia.example.vn"),
        ("https://[2001:db8::1]:8443/a/b", "https://[2001:db8::1]:8443/a/b"),
        ("http://127.0.0.1:8000", "http://127.0.0.1:8000"),
        ("http://localhost:8000", "http://localhost:8000"),
        ("http://[::1]:8000", "http://[::1]:8000"),
        (" https://dates.example.vn ", "https://dates.example.vn"),
    ],
)
def test_a_base_url_is_read_and_written(text: str, written: str) -> None:
    """What is written reads back as the same; addresses begin with it."""
    base = BaseUrl.parse(text)
    assert str(base) == written
    assert BaseUrl.parse(written) == base
    assert base.feed("rs_x") == f"{written}/f/rs_x.ics"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "dates.example.vn",
        "ftp://dates.example.vn",
        "//dates.example.vn",
        "https://",
        "https:///f",
        "https://an@dates.example.vn",
        "https://an:secret@dates.example.vn",
        "https://dates.example.vn?x=1",
        "https://dates.example.vn?",
        "https://dates.example.vn#f",
        "https://dates.example.vn:port",
        "https://dates.example.vn:99999",
        "https://lịch.example.vn",
        "https://dates.example.vn/lịch",
        "https://dates.example.vn/a b",
        "https://dates.example.vn/%2e",
        "https://dates.example.vn/a\r\nX-Evil: 1",
        "https://dates..example.vn",
        "https://dates.exam\nple.vn",
        "https://" + "a" * 64 + ".vn",
        "https://" + "a." * 127 + "vn",
        "https://[fe80::1%25eth0]",
        "https://-x.example.vn",
        "https://[not-an-address]",
        "http://dates.example.vn",
        "http://192.168.1.5:8000",
        "http://localhost.example.vn",
    ],
)
def test_what_is_no_base_url_is_refused(text: str) -> None:
    """A base URL has a scheme, an ASCII host, perhaps a port and a path; plain http is for this computer alone."""
    with pytest.raises(ServerError) as caught:
        BaseUrl.parse(text)
    assert caught.value.code == "base-url-form"
    assert caught.value.why


@given(st.text(max_size=60) | st.text(max_size=40).map(lambda text: "https://" + text))
def test_any_text_is_a_base_url_or_refused(text: str) -> None:
    """Whatever is given, it is refused by our error, or written so that it reads back, in ASCII."""
    try:
        base = BaseUrl.parse(text)
    except ServerError:
        return
    assert BaseUrl.parse(str(base)) == base
    assert str(base).isascii()
    assert str(base).isprintable()


@pytest.mark.parametrize("host", ["127.0.0.1", "127.8.9.10", "localhost", "LOCALHOST", "::1"])
def test_loopback_needs_no_base_url(host: str) -> None:
    """What only this computer reaches may be plain http."""
    assert is_loopback(host)
    Listener(host, 8000, None)


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.168.1.5", "example.vn", "", "127.0.0.1.x"])
def test_others_need_an_https_base_url(host: str) -> None:
    """Listening to others is refused without https in front, and allowed with it."""
    assert not is_loopback(host)
    for base in (None, "http://127.0.0.1:8000"):
        with pytest.raises(ServerError) as caught:
            Listener(host, 8000, base)
        assert caught.value.code == "base-url-absent"
        assert "https://" in (caught.value.fix or "")
    Listener(host, 8000, BASE)


def test_a_port_in_use_is_reported() -> None:
    """Two can't listen at one port; the second is reported which."""
    with Listener("127.0.0.1", 0, None).open() as first:
        port = first.getsockname()[1]
        with pytest.raises(ServerError) as caught:
            Listener("127.0.0.1", port, None).open()
    assert caught.value.code == "address-unusable"
    assert caught.value.value == f"127.0.0.1:{port}"
    assert "in use" in (caught.value.why or "")


@pytest.mark.parametrize("host", ["nothing.invalid", "a" * 300])
def test_a_host_that_is_none_is_reported(host: str) -> None:
    """A name that leads nowhere is refused by our error."""
    with pytest.raises(ServerError) as caught:
        Listener(host, 8000, BASE).open()
    assert caught.value.code == "address-unusable"


def test_answers_are_not_held_back() -> None:
    """What is accepted is known as TCP, so that asyncio sends each part at once."""
    import socket

    with Listener("127.0.0.1", 0, None).open() as listening:
        listening.setblocking(True)
        with (
            socket.create_connection(listening.getsockname()),
            listening.accept()[0] as accepted,
        ):
            assert accepted.proto == socket.IPPROTO_TCP


def test_an_absent_extra_is_reported(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without Starlette or uvicorn the error names what is missing, and the extra that brings it."""
    import relsched.server.launch

    monkeypatch.setattr(relsched.server.launch, "find_spec", lambda name: None)
    for ask in (need_extra, lambda: create_app("ledger.db", base_url=BASE)):
        with pytest.raises(MissingExtraError) as caught:
            ask()
        assert caught.value.code == "extra-absent"
        assert "`starlette` and `uvicorn`" in caught.value.what
        assert caught.value.fix == 'pip install "relsched[server]"'


def test_a_ledger_that_is_absent_is_reported_at_once(tmp_path: Any) -> None:
    """An application for a ledger that isn't there isn't made, nor is the ledger."""
    with pytest.raises(LedgerError) as caught:
        create_app(str(tmp_path / "none.db"), base_url=BASE)
    assert caught.value.code == "ledger-absent"
    assert not list(tmp_path.iterdir())


# ---------------------------------------------------------------- moments

MOMENTS = st.datetimes(datetime(1900, 1, 1), datetime(2199, 12, 31), timezones=st.just(UTC)).map(
    lambda moment: moment.replace(microsecond=0)
)
NOW = datetime(2026, 1, 6, tzinfo=UTC)
DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


@given(MOMENTS)
def test_moments_are_written_and_read_as_http_does(moment: datetime) -> None:
    """Reading and writing are inverse, whatever the zone, and the text is the form that HTTP prefers."""
    text = write_http_date(moment)
    assert (
        text
        == f"{DAYS[moment.weekday()]}, {moment.day:02} {MONTHS[moment.month - 1]} {moment:%Y %H:%M:%S} GMT"
    )
    assert write_http_date(moment.astimezone(timezone(timedelta(hours=7)))) == text
    assert read_http_date(text) == moment


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        # The three examples of RFC 9110, 5.6.7; 6 November 1994 is a Sunday.
        ("Sun, 06 Nov 1994 08:49:37 GMT", datetime(1994, 11, 6, 8, 49, 37, tzinfo=UTC)),
        ("Sunday, 06-Nov-94 08:49:37 GMT", datetime(1994, 11, 6, 8, 49, 37, tzinfo=UTC)),
        ("Sun Nov  6 08:49:37 1994", datetime(1994, 11, 6, 8, 49, 37, tzinfo=UTC)),
        # A year of two digits is up to 2068; one ahead of now and one long ago say the same of a feed.
        ("Sunday, 06-Nov-76 00:00:00 GMT", datetime(1976, 11, 6, tzinfo=UTC)),
        ("Sunday, 06-Nov-77 00:00:00 GMT", datetime(1977, 11, 6, tzinfo=UTC)),
        # A leap second is none that Python has; the client gets the feed again.
        ("Thu, 31 Dec 1998 23:59:60 GMT", None),
        ("Sun, 06 Nov 1994 24:00:00 GMT", None),
        ("Sun, 6 Nov 1994 08:49:37 GMT", None),
        ("Sun, 06 Nov 1994 08:49:37 UTC", None),
        ("Sun, 06 Nov 1994 08:49:37 +0000", None),
        ("Sun, 06 Nov 94 08:49:37 GMT", None),
        ("Sun, 06 Nov 1994 8:49:37 GMT", None),
        ("Sun, ٠٦ Nov 1994 08:49:37 GMT", None),
        ("Sun, 06 Foo 1994 08:49:37 GMT", None),
        ("Sun, 00 Nov 1994 08:49:37 GMT", None),
        ("Sun, 06 Nov 0000 08:49:37 GMT", None),
        ("Sun, 06 Nov 1994 08:49:37 GMT\n", None),
        ("Mon, 29 Feb 2027 00:00:00 GMT", None),
        ("0", None),
        ("", None),
    ],
)
def test_the_forms_of_a_moment(text: str, moment: datetime | None) -> None:
    """The three forms of HTTP are read, and nothing that only looks like them."""
    assert read_http_date(text) == moment


@given(st.text(max_size=60))
def test_any_text_is_a_moment_or_none(text: str) -> None:
    """No text makes the reader fail."""
    read_http_date(text)


# ---------------------------------------------------------------- misses


def test_misses_of_many_clients_take_bounded_memory() -> None:
    """However many ask, the latest 10,000 are remembered, and those still rightly."""
    misses = Misses(per_minute=2)
    for number in range(25_000):
        assert misses.wait(f"10.{number >> 16}.{number >> 8 & 255}.{number & 255}", NOW) is None
    assert len(misses) == 10_000
    last = "10.0.97.167"  # 24,999 = 97 · 256 + 167
    assert misses.wait(last, NOW) is None
    assert misses.wait(last, NOW) == 30
    assert len(misses) == 10_000


@pytest.mark.parametrize(
    ("one", "other", "are_same"),
    [
        ("2001:db8:1:2::1", "2001:db8:1:2:ffff::", True),
        ("2001:db8:1:2::1", "2001:db8:1:3::1", False),
        ("fe80::1%eth0", "fe80::1", True),
        ("::ffff:203.0.113.7", "203.0.113.7", True),
        ("203.0.113.7", "203.0.113.8", False),
        ("", "203.0.113.7", False),
        ("testclient", "testclient", True),
        ("x" * 64 + "1", "x" * 64 + "2", True),
    ],
)
def test_what_counts_as_one_client(one: str, other: str, are_same: bool) -> None:
    """An IPv4 address is a client, and so is the /64 that a connection is given in IPv6."""
    misses = Misses(per_minute=1)
    assert misses.wait(one, NOW) is None
    assert (misses.wait(other, NOW) is not None) == are_same


def test_a_clock_set_back_stops_nobody_for_long() -> None:
    """Time that goes back gives no misses, and takes none."""
    misses = Misses(per_minute=2)
    assert misses.wait("a", NOW) is None
    assert misses.wait("a", NOW - timedelta(days=365)) is None
    assert misses.wait("a", NOW - timedelta(days=365)) == 30
    assert misses.wait("a", NOW - timedelta(days=365) + timedelta(seconds=30)) is None


# ---------------------------------------------------------------- the look at a ledger


@pytest.fixture
def ledger(url: str) -> Iterator[Ledger]:
    with festival_ledger(url) as opened:
        yield opened


@pytest.fixture
def watch(ledger: Ledger) -> Iterator[Watch]:
    made = Watch(ledger.store)
    yield made
    made.close()


def test_a_look_finds_what_the_ledger_finds(ledger: Ledger, watch: Watch) -> None:
    """Open, ended, rotated and unknown secrets are found at each moment as `Addresses.find` finds them."""
    addresses = ledger.addresses
    made = [addresses.share(FESTIVAL, name, now=START) for name in ("plan", "unit:press")]
    made.append(addresses.share(FESTIVAL, "plan", "google", now=START, by="An"))
    made.append(addresses.rotate(made[0].address.id, now=after(days=1)))
    addresses.unshare(made[1].address.id, now=after(days=2))
    secrets = [one.secret for one in made] + ["", "é", "rs_", "\ud800", made[0].secret + "x"]
    secrets += ["x" * 100, "x" * 101, made[0].secret[:-1]]
    for days in (0, 1, 2, 7, 8, 9):
        for secret in secrets:
            moment = after(days=days)
            found = watch.look().find(secret, now=moment)
            assert found == addresses.find(secret, now=moment)
    assert watch.look().find(made[2].secret, now=START) == made[2].address


def test_a_look_sees_all_that_was_written(ledger: Ledger, watch: Watch) -> None:
    """After each publish, share and unshare that returned, the next look has it."""
    for number in range(2, 12):
        other = attrs.evolve(FESTIVAL, title=f"Festival {number}")
        published = publish(ledger, other, now=after(hours=number))
        newest = watch.look().newest["festival"]
        assert (newest.number, newest.hash) == (number, published.hash)
        made = ledger.addresses.share(FESTIVAL, "plan", now=after(hours=number))
        assert watch.look().find(made.secret, now=after(hours=number)) is not None
        ledger.addresses.unshare(made.address.id, now=after(hours=number))
        assert watch.look().find(made.secret, now=after(hours=number)) is None


def test_a_look_reads_nothing_while_nothing_is_written(
    ledger: Ledger, watch: Watch, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Looking again costs one question; only what was written is read."""
    reads: list[State] = []
    read = Watch._read

    def counted(self: Watch) -> State:
        reads.append(read(self))
        return reads[-1]

    monkeypatch.setattr(Watch, "_read", counted)
    first = watch.look()
    assert all(watch.look() is first for _ in range(100))
    assert len(reads) == 1
    publish(ledger, attrs.evolve(FESTIVAL, title="Other"), now=after(hours=1))
    assert watch.look() is not first
    assert len(reads) == 2
    assert watch.look().addresses is first.addresses


def test_a_glance_tells_all_that_is_written(databases: Databases) -> None:
    """Its mark stays while nothing is written, and is another after each write, also by another process's way in."""
    url = databases.fresh("sqlite")
    with festival_ledger(url) as ledger, Ledger.open(url) as other:
        glance = Glance(ledger.store)
        assert glance.mark() is None  # not ready yet
        glance.open()
        mark = glance.mark()
        assert mark is not None
        for number in range(1, 6):
            ledger.feed("festival")
            assert glance.mark() == mark
            publish(other, attrs.evolve(FESTIVAL, title=f"F {number}"), now=after(hours=number))
            assert glance.mark() != mark
            mark = glance.mark()
        file = Path(ledger.store.place)
        file.rename(file.with_suffix(".aside"))
        assert glance.mark() is None
        glance.open()
        assert glance.mark() is None
        assert not file.exists()
        file.with_suffix(".aside").rename(file)
        glance.open()
        assert glance.mark() == glance.mark() is not None
        glance.close()


@pytest.mark.database
def test_a_glance_leaves_postgresql_to_a_look(databases: Databases) -> None:
    """What must be asked over a connection is never told at once."""
    with festival_ledger(databases.fresh("postgresql")) as ledger:
        glance = Glance(ledger.store)
        glance.open()
        assert glance.mark() is None


@pytest.mark.database
def test_a_look_goes_on_after_the_server_was_started_again(databases: Databases) -> None:
    """While PostgreSQL is down a look fails by our error; when it is up again, the next one is right."""
    with festival_ledger(databases.fresh("postgresql")) as ledger:
        watch = Watch(ledger.store)
        before = watch.look()
        databases.server.stop()
        try:
            for _ in range(2):
                with pytest.raises(LedgerError):
                    watch.look()
        finally:
            databases.server.start()
        assert watch.look() == before
        # Nothing is said of a server that was down between two looks.
        databases.server.stop()
        databases.server.start()
        assert watch.look() == before
        watch.close()


# ---------------------------------------------------------------- the feed cache


@pytest.fixture
def opened(databases: Databases) -> Iterator[Ledger]:
    with festival_ledger(databases.fresh("sqlite")) as made:
        yield made


def test_a_request_never_gets_an_older_look(
    opened: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A request that comes while a look is under way waits for the next; those that wait share one."""
    begun, go_on = threading.Semaphore(0), threading.Semaphore(0)
    look = Watch.look
    looks = 0

    def slow(self: Watch) -> State:
        nonlocal looks
        looks += 1
        begun.release()
        assert go_on.acquire(timeout=30)
        return look(self)

    async def scene() -> None:
        cache = FeedCache(opened, BaseUrl.parse(BASE))
        first = asyncio.ensure_future(cache.state())
        await asyncio.to_thread(begun.acquire)
        late = [asyncio.ensure_future(cache.state()) for _ in range(50)]
        await asyncio.sleep(0)
        go_on.release()
        await first
        assert not any(one.done() for one in late)
        await asyncio.to_thread(begun.acquire)
        # It may have been published between the two looks: the late ones have it.
        publish(opened, changes={"opening": "2026-10-08"}, now=after(hours=1))
        go_on.release()
        found = await asyncio.gather(*late)
        assert {one.newest["festival"].number for one in found} == {2}
        assert looks == 2
        await cache.close()

    monkeypatch.setattr(Watch, "look", slow)
    asyncio.run(scene())


def test_a_ledger_that_does_not_answer_is_given_up(
    opened: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After its patience a request is refused by our error; when the ledger answers again, so does the feed cache."""
    stuck = threading.Event()
    look = Watch.look

    def slow(self: Watch) -> State:
        assert stuck.wait(30)
        return look(self)

    async def scene() -> None:
        cache = FeedCache(opened, BaseUrl.parse(BASE), patience=0.01)
        for _ in range(3):
            with pytest.raises(LedgerError) as caught:
                await cache.state()
            assert caught.value.code == "ledger-unreachable"
        stuck.set()
        cache = FeedCache(opened, BaseUrl.parse(BASE), patience=30)
        assert (await cache.state()).newest["festival"].number == 1
        await cache.close()

    monkeypatch.setattr(Watch, "look", slow)
    asyncio.run(scene())


def test_a_feed_is_made_once_for_all_that_ask(
    opened: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    """100 requests at once, and later ones, get one feed that was made once; of a new revision another one."""
    made = opened.addresses.share(FESTIVAL, "plan", now=START)
    calls = []
    feed = Ledger.feed

    def counted(self: Ledger, *given: Any, **named: Any) -> Any:
        calls.append(named["number"])
        return feed(self, *given, **named)

    async def ask(cache: FeedCache) -> Ready:
        state = await cache.state()
        address = state.find(made.secret, now=START)
        assert address is not None
        return await cache.feed(made.secret, address, state.newest["festival"])

    async def scene() -> None:
        cache = FeedCache(opened, BaseUrl.parse(BASE))
        first, *others = await asyncio.gather(*(ask(cache) for _ in range(100)))
        assert all(one is first for one in others)
        assert await ask(cache) is first
        assert calls == [1]
        publish(opened, changes={"opening": "2026-10-08"}, now=after(hours=1))
        assert (await ask(cache)).plain.data != first.plain.data
        assert calls == [1, 2]
        await cache.close()

    monkeypatch.setattr(Ledger, "feed", counted)
    asyncio.run(scene())


def test_feeds_kept_ready_take_bounded_memory(opened: Ledger) -> None:
    """Beyond its room the feed cache forgets the feed that was asked for longest ago."""
    made = [opened.addresses.share(FESTIVAL, "plan", now=START) for _ in range(5)]

    async def scene() -> None:
        cache = FeedCache(opened, BaseUrl.parse(BASE))
        state = await cache.state()
        newest = state.newest["festival"]
        ready = await cache.feed(made[0].secret, made[0].address, newest)
        cache._room = ready.size * 5 // 2  # room for two
        for number in (1, 0, 2, 3, 4, 4, 0):
            await cache.feed(made[number].secret, made[number].address, newest)
        assert list(cache._kept) == [made[4].address.id, made[0].address.id]
        assert cache._size == sum(one.size for _, one in cache._kept.values()) <= cache._room
        await cache.close()

    asyncio.run(scene())


def test_an_application_closes_what_it_opened(databases: Databases) -> None:
    """Given an address, it opens the ledger and closes it at its end; given a ledger, it leaves it open."""
    url = databases.fresh("sqlite")
    with festival_ledger(url) as ledger:
        for given in (url, ledger):
            application = create_app(given, base_url=BASE)

            async def life(application: Any = application) -> None:
                async with application.router.lifespan_context(application):
                    pass

            asyncio.run(life())
        publish(ledger, changes=OPENING | {"fair": "2026-11-11"}, now=after(hours=1))


def test_a_refusal_is_said_in_every_language() -> None:
    """Whoever meets it in a browser reads one of its lines."""
    answer = refusal(404, Message("server nothing"))
    assert answer.body.decode() == "There is nothing here.\nỞ đây không có gì.\n"
    assert (b"content-type", b"text/plain; charset=utf-8") in answer.headers
