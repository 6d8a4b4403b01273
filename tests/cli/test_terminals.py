"""What stands on terminals of many widths: no line is longer, and no date, amount, id or status is broken."""

from __future__ import annotations

import json
import re
import sys
from collections import Counter
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from shutil import copyfile

import pytest
from rich.cells import cell_len

from command_line import CONGRESS, EXAMPLE, in_process_of_its_own, shown_on_a_terminal
from founding_forms import as_docx

pytestmark = [
    pytest.mark.process,
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform == "win32", reason="there are no pseudo-terminals here"),
]

WIDTHS = (60, 80, 100, 120, 200)
LANGUAGES = ("en", "vi")
PLAN = "plan.yaml"
NOW = "2020-09-01T08:00:00Z"
LATER = "congress=2020-10-27..2020-10-29"
COMMANDS = {
    "resolve": ("resolve", PLAN, "--known", CONGRESS),
    "check": ("check", PLAN, "--known", CONGRESS),
    "move": ("move", PLAN, LATER, "--reason", "postponed", "--dry-run", "--now", NOW),
    "why": ("why", PLAN, "4.3.iii", "--known", CONGRESS),
    "due": ("due", PLAN, "--known", CONGRESS, "--as-of", "2020-09-01", "--within", "60d"),
    "float": ("float", PLAN, "--known", CONGRESS),
    "import": ("import", "plan.docx", "-o", "draft.yaml", "--update"),
}
NEXT = ("next: ", "việc tiếp theo: ")
# Written here by hand, as a reader would mark them: days with their weekdays, lengths of time, ids in backticks.
WEEKDAYS = ("thứ Hai", "thứ Ba", "thứ Tư", "thứ Năm", "thứ Sáu", "thứ Bảy", "Chủ nhật")
WHOLE = re.compile(
    r"\d\d/\d\d/\d{4} \((?:thứ (?:Hai|Ba|Tư|Năm|Sáu|Bảy)|Chủ nhật)\)"
    r"|(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun) \d{4}-\d\d-\d\d"
    r"|\d\d/\d\d/\d{4}|\d{4}-\d\d-\d\d"
    r"|\d+ (?:working days?|days?|ngày làm việc|ngày)"
    r"|`[^`]{1,40}`"
)
STATUSES = {
    "en": ("settled", "open", "waiting", "done", "windowed", "undated", "conflict"),
    "vi": (
        "đã xác định",
        "không có hạn cuối",
        "chưa xác định",
        "đã hoàn thành",
        "dự kiến trong khoảng",
        "chưa có thời hạn",
    ),
}


@pytest.fixture(autouse=True)
def place_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep what is published in this test, and work where the plan and a document to import are."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.setenv("RELSCHED_DB", f"sqlite:///{tmp_path / 'ledger.db'}")
    monkeypatch.chdir(tmp_path)
    copyfile(EXAMPLE, tmp_path / PLAN)
    (tmp_path / "plan.docx").write_bytes(as_docx(merged=True))


def whole(lines: Iterable[str]) -> Counter[str]:
    """Count what must not be broken, line by line."""
    return Counter(found for line in lines for found in WHOLE.findall(line))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", COMMANDS)
def test_nothing_is_broken_at_any_width(name: str, language: str) -> None:
    """What a pipe gets in one line stands in one line of the terminal, too, and no line is longer than the terminal."""
    command = (*COMMANDS[name], "--lang", language)
    if name == "move":  # what is moved has been published before
        published = ("publish", PLAN, "--known", CONGRESS, "--reason", "first", "--yes")
        assert in_process_of_its_own(*published, "--now", "2020-03-25T08:00:00Z").returncode == 0
    if name == "import":  # as often as it is shown, it is drawn up anew
        assert in_process_of_its_own(*command[:-3], "--lang", language).returncode == 1
    piped = in_process_of_its_own(*command)
    said = f"{piped.stdout.decode()}\n{piped.stderr.decode()}".splitlines()
    for columns in WIDTHS:
        lines, status = shown_on_a_terminal(*command, columns=columns)
        assert status == piped.returncode
        assert [line for line in lines if cell_len(line) > columns] == []
        last = [
            n for n, line in enumerate(lines) if line.startswith(NEXT)
        ]  # which a pipe isn't told
        assert whole(lines[: last[0] if last else None]) == whole(said), columns


def day_in_words(text: str, language: str) -> str:
    """Write a day as people read it."""
    day = date.fromisoformat(text)
    if language == "en":
        return f"{day:%a %Y-%m-%d}"
    return f"{day:%d/%m/%Y} ({WEEKDAYS[day.weekday()]})"


@pytest.mark.parametrize("columns", WIDTHS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_deadline_is_found(columns: int, language: str) -> None:
    """Every id begins a line, its day and its status stand whole below it or beside it."""
    command = (*COMMANDS["resolve"], "--lang", language)
    entries = json.loads(in_process_of_its_own(*command, "--json").stdout)["entries"]
    lines, _ = shown_on_a_terminal(*command, columns=columns)
    ids = [entry["id"] for entry in entries]
    begins = [
        next(n for n, line in enumerate(lines) if line.split()[:1] == [name] and len(line) > 10)
        for name in ids
    ]
    assert begins == sorted(begins)
    for entry, first, end in zip(entries, begins, [*begins[1:], len(lines)], strict=True):
        shown = lines[first:end]
        assert any(any(s in line for s in STATUSES[language]) for line in shown), entry["id"]
        if entry["status"] == "settled":
            assert any(day_in_words(entry["due"]["latest"], language) in line for line in shown), (
                entry["id"]
            )


def test_a_deadline_takes_two_lines_on_a_narrow_terminal() -> None:
    """The card of a deadline that is due on a day: its id and title, then day, status and lead."""
    lines, _ = shown_on_a_terminal(*COMMANDS["resolve"], "--lang", "vi", columns=80)
    place = lines.index("4.1.b    Thi công xong sân khấu và khuôn viên")
    assert lines[place + 1] == (
        "         03/10/2020 (thứ Bảy) · đã xác định · Phòng Tuyên truyền - Báo chí…"
    )
    assert lines[place + 2].startswith("4.2 ")
    assert len(lines) < 130  # for 38 deadlines and what stands around them


def test_a_wide_table_is_that_of_a_pipe() -> None:
    """With `--wide` the terminal gets what a pipe gets, whatever its width."""
    command = (*COMMANDS["resolve"], "--lang", "vi")
    lines, _ = shown_on_a_terminal(*command, "--wide", columns=60)
    piped = in_process_of_its_own(*command).stdout.decode().splitlines()
    assert [line.rstrip() for line in lines[: len(piped)]] == [line.rstrip() for line in piped]
