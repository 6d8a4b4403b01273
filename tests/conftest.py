"""What holds for all tests: how many examples are drawn, shared fixtures, and marks for what a test needs.

A test that starts a process is marked `process`, `database` or `client`; one that isn't fails, so that a run without
these marks starts none.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Generator, Iterator
from contextlib import contextmanager, nullcontext
from typing import Any

import pytest
from hypothesis import is_hypothesis_test

import sizes  # noqa: F401 - loads the profile of hypothesis before any test module is read
from databases import databases, server_url, url

__all__ = ["databases", "server_url", "url"]  # fixtures of the tests of the ledger

# What these speak with - terminals, users, signals, fork - is there on POSIX only; elsewhere they can't be read.
collect_ignore = (
    []
    if os.name == "posix"
    else ["cli/test_ledger_commands.py", "ledger/test_killing.py", "ledger/test_opening.py"]
)

STARTS_PROCESSES = ("process", "database", "client", "browser")


@pytest.fixture(scope="session", autouse=True)
def own_environment(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Keep the ledger, the addresses and the language of whoever runs the tests out of them.

    A run that was begun in the background ignores Ctrl-C, and so would each process that a test interrupts.
    """
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("RELSCHED_DB", raising=False)
        patch.delenv("RELSCHED_BASE_URL", raising=False)
        for name in ("RELSCHED_LANG", "LC_ALL", "LC_MESSAGES"):
            patch.delenv(name, raising=False)
        patch.setenv("LANG", "C.UTF-8")  # no language that there are messages in
        patch.setenv("XDG_DATA_HOME", str(tmp_path_factory.mktemp("data")))
        yield


@pytest.hookimpl(wrapper=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> Generator[None]:
    """Mark what a fixture tells, before tests are chosen by their marks.

    Measuring coverage makes a property three times slower, and what is marked slow about twice; other tests reach the
    same lines.
    """
    for item in items:
        if "server_url" in getattr(item, "fixturenames", ()):
            item.add_marker("database")
        is_property = is_hypothesis_test(getattr(item, "obj", None))
        if is_property or any(map(item.get_closest_marker, ("slow", "hypothesis"))):
            item.add_marker("no_cover")
    yield


@contextmanager
def untraced() -> Iterator[None]:
    """Let nothing measure what runs here.

    pytest-cov pauses its own measuring for a test marked `no_cover`, but a worker of pytest-xdist has a second one
    below, which then goes on: such tests took five times as long.
    """
    ours, of_threads = sys.gettrace(), threading.gettrace()
    sys.settrace(None)
    threading.settrace(None)
    try:
        yield
    finally:
        threading.settrace(of_threads)
        sys.settrace(ours)


@pytest.hookimpl(wrapper=True, trylast=True)
def pytest_runtest_setup(item: pytest.Item) -> Generator[None, object, object]:
    """Measure no coverage either while something is set up for a test without it."""
    with untraced() if item.get_closest_marker("no_cover") else nullcontext():
        return (yield)


@pytest.hookimpl(wrapper=True, trylast=True)
def pytest_runtest_call(item: pytest.Item) -> Generator[None, object, object]:
    """Measure no coverage where a test is marked so; fail one that starts a process and isn't marked so."""
    with untraced() if item.get_closest_marker("no_cover") else nullcontext():
        return (yield from watched_for_processes(item))


def watched_for_processes(item: pytest.Item) -> Generator[None, object, object]:
    """Let a test run, and fail it where it starts a process without a mark for it."""
    if any(item.get_closest_marker(name) for name in STARTS_PROCESSES):
        return (yield)
    with pytest.MonkeyPatch.context() as patch:
        started: list[object] = []
        begin: Any = subprocess.Popen.__init__
        fork: Any = getattr(os, "fork", None)  # Windows has none

        def popen(self: Any, arguments: object, *more: Any, **options: Any) -> None:
            started.append(arguments)
            begin(self, arguments, *more, **options)

        def forked() -> Any:
            started.append("fork")
            return fork()

        patch.setattr(subprocess.Popen, "__init__", popen)
        if fork is not None:
            patch.setattr(os, "fork", forked)
        found = yield
    if started:
        pytest.fail(f"starts a process, so it should be marked `process`: {started[0]}")
    return found
