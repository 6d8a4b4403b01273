"""ical.js, the reader of Thunderbird and of Nextcloud, in strict mode, run by Node."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Sequence
from datetime import date, datetime

from clients.installing import HERE, AbsentError, installed, node
from clients.seen import Complaint, Seen, absent, span_of


def read(feeds: Sequence[bytes]) -> list[list[Seen]]:
    """Read feeds."""
    try:
        command = [*node(), str(HERE / "icaljs.mjs"), str(installed())]
    except AbsentError as error:
        absent("ical.js", str(error))
    done = subprocess.run(
        command,
        input=json.dumps([data.decode() for data in feeds]).encode(),
        capture_output=True,
        check=False,
        timeout=120,
    )
    if done.returncode:
        raise Complaint(done.stderr.decode())
    return [
        [
            Seen(uid, *span_of(_read(begins), _read(ends)), title, description)
            for uid, begins, ends, title, description in listed
        ]
        for listed in json.loads(done.stdout)
    ]


def _read(text: str) -> date:
    return datetime.fromisoformat(text) if "T" in text else date.fromisoformat(text)
