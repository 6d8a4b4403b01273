"""The README stands alone: a package index shows it without the files beside it."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

from places import ROOT
from relsched.version import __version__

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
SOURCE = PROJECT["urls"]["Source"]
README = (ROOT / "README.md").read_text(encoding="utf-8")
SECURITY = (ROOT / "SECURITY.md").read_text(encoding="utf-8")
LINKS = re.findall(r"\]\(([^)\s]+)\)", README + SECURITY)


def file_of(link: str) -> Path | None:
    """The file of the project that an address shows; None where it is on another site."""
    raw = SOURCE.replace("github.com", "raw.githubusercontent.com")
    for start in (f"{SOURCE}/blob/main/", f"{raw}/main/"):
        if link.startswith(start):
            return ROOT / link.removeprefix(start).partition("#")[0]
    return None


@pytest.mark.parametrize("link", LINKS)
def test_a_link_is_absolute_and_leads_to_a_file(link: str) -> None:
    """A link works on any page, and what it shows of this project is there."""
    assert link.startswith("https://")
    file = file_of(link)
    assert file is None or file.is_file()


def test_links_are_found() -> None:
    """Links misread would let everything pass."""
    assert f"{SOURCE}/blob/main/LICENSE" in LINKS
    assert len([link for link in LINKS if file_of(link)]) > 30


def test_every_guide_is_in_the_reading_list() -> None:
    """The README leads to each tutorial, how-to, explanation and page of reference."""
    pages = {
        path
        for folder in ("tutorial", "how-to", "explanation", "reference")
        for path in (ROOT / "docs" / folder).glob("*.md")
    }
    assert {path.name for path in pages} - {
        file.name for link in LINKS if (file := file_of(link))
    } == set()


def test_the_addresses_of_the_project_agree() -> None:
    """All addresses of the project lie below one."""
    assert all(url.startswith(SOURCE) for url in PROJECT["urls"].values())
    assert file_of(PROJECT["urls"]["Changelog"]) == ROOT / "CHANGELOG.md"


def test_the_version_is_one() -> None:
    """What the program says of itself is what it is packed as, and the changelog has it."""
    assert PROJECT["version"] == __version__
    assert f"## [{__version__}]" in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")


def test_every_extra_is_reported() -> None:
    """The guide for programs has a row of each extra."""
    guide = (ROOT / "docs" / "how-to" / "library.md").read_text(encoding="utf-8")
    told = set(re.findall(r"^\| `(\w+)` \|", guide, re.MULTILINE))
    assert set(PROJECT["optional-dependencies"]) <= told
