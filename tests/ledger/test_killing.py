"""Nothing that was confirmed is lost, whatever is killed; nobody ever reads half a feed or an old one.

`scripts/prove ledger` does the same at the full size: 1,000 kills, 100 servers stopped, 16 publishers of 50 each.
"""

from __future__ import annotations

from pathlib import Path
from random import Random

import pytest

import killing
from databases import Databases, Server


@pytest.mark.slow
@pytest.mark.process
def test_a_killed_publisher_loses_nothing(databases: Databases) -> None:
    """40 publishers on SQLite are killed at random moments: each confirmed revision is there, the rest is whole."""
    urls = iter(lambda: databases.fresh("sqlite"), "")
    tally = killing.kill_publishers(urls, 40, Random(40))
    assert tally.is_clean, tally.problems + tally.seen.failed
    assert tally.trials == 40
    assert tally.confirmed > 40
    assert tally.seen.polls > 40


@pytest.mark.slow
@pytest.mark.process
@pytest.mark.database
def test_a_killed_publisher_loses_nothing_on_a_server(databases: Databases) -> None:
    """The same with a server: what a publisher leaves unfinished is as if it had never begun."""
    urls = iter(lambda: databases.fresh("postgresql"), "")
    tally = killing.kill_publishers(urls, 10, Random(10))
    assert tally.is_clean, tally.problems + tally.seen.failed
    assert tally.confirmed > 10


@pytest.mark.slow
@pytest.mark.process
@pytest.mark.database
def test_a_stopped_server_loses_nothing() -> None:
    """3 servers of PostgreSQL are stopped at once, as when the power goes: each confirmed revision is there."""
    server = Server()
    try:
        tally = killing.stop_servers(server, 3, Random(3))
    finally:
        server.close()
    assert tally.is_clean, tally.problems + tally.seen.failed
    assert tally.trials == 3
    assert tally.seen.polls > 3


@pytest.mark.slow
@pytest.mark.process
def test_publishers_never_overwrite_each_other(url: str) -> None:
    """Of many publishes at once each is accepted under a number of its own or refused; no number is left out."""
    found = killing.race(url, publishers=8, each=6)
    assert found.is_clean, (found, found.others, found.problems)
    assert found.publishes == len(found.accepted) + found.refused == 48
    assert found.accepted


@pytest.mark.slow
@pytest.mark.process
def test_many_may_open_a_new_ledger_at_once(url: str) -> None:
    """Whoever comes first makes the tables, the others wait; none fails."""
    assert killing.open_at_once(url, 6) == [0] * 6


@pytest.mark.slow
@pytest.mark.process
def test_feeds_as_files_are_never_half(databases: Databases, tmp_path: Path) -> None:
    """While revisions are published and the writer of the files is killed, each file is whole at any moment."""
    seen, written = killing.write_files(databases.fresh("sqlite"), tmp_path, 30, Random(30))
    assert (seen.torn, seen.stale, seen.failed) == (0, 0, [])
    assert seen.polls > 30
    assert written > 3


def test_the_reader_knows_a_torn_feed() -> None:
    """Half a feed, two rounds in one and a round that is too old are reported from a sound one."""
    from relsched.feeds.calendar_file import feed
    from relsched.schedule.resolver import resolve

    def made(number: int) -> bytes:
        schedule = resolve(killing.plan_of(number), killing.known_of(number))
        return feed(schedule, stamp=killing.FIRST)

    first, second = made(1), made(2)
    seen = killing.Seen()
    seen.look(first, 1)
    assert (seen.polls, seen.torn, seen.stale, seen.newest) == (1, 0, 0, 1)
    seen.look(first, 2)
    assert (seen.torn, seen.stale) == (0, 1)
    middle = len(first) // 2
    halves = [first[:middle], first[:-2], b"", first[:middle] + second[middle:]]
    for n, data in enumerate(halves, start=1):
        seen.look(data, 1)
        assert seen.torn == n
