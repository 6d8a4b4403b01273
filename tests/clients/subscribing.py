"""vdirsyncer and khal: one fetches a feed it is subscribed to, the other shows what is then in the calendar.

Each runs as a program of its own, with its own configuration, in a directory of the test.
"""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import NamedTuple

from clients.seen import Complaint

_VDIRSYNCER = """\
[general]
status_path = "{home}/status"

[pair feed]
a = "published"
b = "own"
collections = null

[storage published]
type = "http"
url = "{url}"

[storage own]
type = "filesystem"
path = "{home}/calendar"
fileext = ".ics"
"""
_KHAL = """\
[calendars]
[[own]]
path = {home}/calendar
readonly = True

[sqlite]
path = {home}/khal.db

[locale]
timeformat = %H:%M
dateformat = %Y-%m-%d
longdateformat = %Y-%m-%d
datetimeformat = %Y-%m-%d %H:%M
longdatetimeformat = %Y-%m-%d %H:%M
local_timezone = {zone}
default_timezone = {zone}
"""


class Shown(NamedTuple):
    """An item as `khal list` has it: both days are part of it."""

    first: date
    last: date
    title: str


class Subscriber:
    """Somebody who has subscribed to a feed: `sync` fetches it, `shown` looks at the calendar.

    Attributes:
        calendar: The directory that vdirsyncer keeps the items in, a file each.
    """

    def __init__(self, home: Path, url: str, *, zone: str = "Asia/Ho_Chi_Minh") -> None:
        self.home = home
        self.calendar = home / "calendar"
        self.calendar.mkdir(parents=True)
        (home / "vdirsyncer.conf").write_text(_VDIRSYNCER.format(home=home, url=url), "utf-8")
        (home / "khal.conf").write_text(_KHAL.format(home=home, zone=zone), "utf-8")
        self._run("vdirsyncer", "-c", f"{home}/vdirsyncer.conf", "discover")

    def sync(self) -> str:
        """Fetch the feed, and give what vdirsyncer says it did.

        Raises:
            Complaint: It found fault with the feed, or couldn't get it.
        """
        return self._run("vdirsyncer", "-c", f"{self.home}/vdirsyncer.conf", "sync")

    def render(self, first: date, last: date) -> list[Shown]:
        """Give the items that the calendar shows on days from first to last, each once."""
        form = "{start-date}\t{end-date}\t{title}"
        asked = ["--once", "--day-format", "", "--format", form, str(first), str(last)]
        printed = self._run("khal", "-c", f"{self.home}/khal.conf", "list", *asked)
        rows = [line.split("\t") for line in printed.splitlines() if line.strip()]
        return sorted(
            Shown(date.fromisoformat(begins), date.fromisoformat(ends), title)
            for begins, ends, title in rows
        )

    def hours(self, day: date) -> list[tuple[str, str]]:
        """Give the hours of what a day has at a time of day, as `16:30-17:00`, each with its title."""
        form = "{start-time}-{end-time}\t{title}"
        asked = ["--day-format", "", "--format", form, str(day), str(day)]
        printed = self._run("khal", "-c", f"{self.home}/khal.conf", "list", *asked)
        rows = [line.split("\t") for line in printed.splitlines() if line.strip()]
        return sorted((hours, title) for hours, title in rows)

    def files(self) -> dict[str, tuple[int, int, bytes]]:
        """Give the files of the calendar, each with its inode, the moment it was written, and its bytes."""
        return {
            file.name: (file.stat().st_ino, file.stat().st_mtime_ns, file.read_bytes())
            for file in self.calendar.iterdir()
        }

    def _run(self, program: str, *arguments: str) -> str:
        # Nothing of whoever runs the tests: neither their calendars nor their settings.
        home = {name: str(self.home) for name in ("HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME")}
        done = subprocess.run(
            [str(Path(sys.executable).with_name(program)), *arguments],
            env={
                **home,
                "XDG_CACHE_HOME": str(self.home),
                "PATH": os.environ["PATH"],
                "LC_ALL": "C.UTF-8",
                "PYTHONUTF8": "1",
                "NO_PROXY": "*",
            },
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            check=False,
            timeout=120,
        )
        if done.returncode or "warning" in done.stdout.casefold():
            raise Complaint(f"{program} {' '.join(arguments)}:\n{done.stdout}")
        return done.stdout


class _Quiet(SimpleHTTPRequestHandler):
    extensions_map = {".ics": "text/calendar; charset=utf-8"}  # noqa: RUF012

    def log_message(self, format: str, *arguments: object) -> None:
        """Say nothing."""


@contextmanager
def serving(directory: Path) -> Iterator[str]:
    """Serve the files of a directory on loopback, and give the address they are below."""
    handler = partial(_Quiet, directory=str(directory))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_address[1]}"
        finally:
            server.shutdown()
            thread.join()
