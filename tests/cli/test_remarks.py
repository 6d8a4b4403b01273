"""What may be meant and rarely is, is remarked on: days of another year, addresses nobody reaches, names as ids."""

from __future__ import annotations

from pathlib import Path

import pytest

from command_line import relsched_ as relsched

PLAN = """\
plan: p
issued: '2020-03-25'
timezone: Asia/Ho_Chi_Minh
deadlines:
  - id: a
    when: by 2020-10-01
  - id: b
    when: by 2020-10-09
"""
PAST = "every deadline of the plan lies before today"
AHEAD = "deadline is done on a day that is still to come: `a`"


@pytest.fixture
def office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a plan and no ledger yet."""
    (tmp_path / "plan.yaml").write_text(PLAN, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("RELSCHED_BASE_URL", raising=False)
    monkeypatch.setenv("RELSCHED_DB", f"sqlite:///{tmp_path / 'ledger.db'}")
    return tmp_path


def published(*arguments: str, now: str) -> str:
    result = relsched(
        "publish", "plan.yaml", "--yes", "--reason", "agreed", "--now", now, *arguments
    )
    assert result.exit_code == 0, result.stderr
    return " ".join((result.stdout + result.stderr).split())


# The last deadline ends on 9 October in Vietnam, which is until 17:00 in London's winter time of UTC.
@pytest.mark.parametrize(
    ("now", "is_past"),
    [
        ("2020-10-01T00:00:00Z", False),
        ("2020-10-09T16:59:00Z", False),
        ("2020-10-09T17:00:00Z", True),
    ],
)
def test_a_plan_wholly_in_the_past_is_remarked(office: Path, now: str, is_past: bool) -> None:
    """Publishing a plan for the first time says where all its days are over, counted where the plan is."""
    assert (PAST in published(now=now)) == is_past


def test_a_plan_that_has_run_its_course_is_published_again_in_peace(office: Path) -> None:
    """A later revision, which records what was done, brings no such remark."""
    published(now="2020-09-01T00:00:00Z")
    assert PAST not in published("--known", "a=done 2020-09-30", now="2021-01-01T00:00:00Z")


@pytest.mark.parametrize(("day", "is_ahead"), [("2020-09-02", False), ("2020-09-03", True)])
def test_a_deadline_done_in_the_future_is_remarked(office: Path, day: str, is_ahead: bool) -> None:
    """`done --on` with a day that is still to come is recorded, and said."""
    published(now="2020-09-01T00:00:00Z")
    result = relsched(
        "done",
        "plan.yaml",
        "a",
        "--on",
        day,
        "--yes",
        "--reason",
        "met",
        "--now",
        "2020-09-02T05:00:00Z",
    )
    assert result.exit_code == 0, result.stderr
    assert (AHEAD in " ".join(result.stdout.split())) == is_ahead, result.stdout


@pytest.mark.parametrize(
    ("base", "is_local"),
    [
        (None, True),
        ("http://localhost:9000", True),
        ("http://[::1]:9000/x", True),
        ("http://127.3.2.1", True),
        ("https://dates.example.vn", False),
        ("http://192.168.1.7:8000", False),
    ],
)
def test_an_address_that_nobody_else_reaches_is_remarked(
    base: str | None, is_local: bool, office: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """`share` says so where its address leads to this computer alone; standard output is the same."""
    if base is not None:
        monkeypatch.setenv("RELSCHED_BASE_URL", base)
    published(now="2020-09-01T00:00:00Z")
    result = relsched("share", "plan")
    assert result.exit_code == 0, result.stderr
    assert ("set RELSCHED_BASE_URL" in result.stderr) == is_local
    assert len(result.stdout.split()) == 2


@pytest.mark.parametrize(
    ("name", "proposed"), [("khai-mạc", "khai-mac"), ("Họp báo", "hop-bao"), ("đại-hội", "dai-hoi")]
)
def test_a_name_with_marks_is_told_from_an_id(office: Path, name: str, proposed: str) -> None:
    """`rename` to a title says what an id is for, where the title goes, and proposes an id, which is taken."""
    result = relsched("edit", "plan.yaml", "rename", "a", name, "--yes")
    assert result.exit_code == 2
    assert "what people read is its title, which takes every letter" in result.stderr
    assert f"  fix:   write `{proposed}`\n" in result.stderr
    assert relsched("edit", "plan.yaml", "rename", "a", proposed, "--yes").exit_code == 0
