"""`resolve` and `show` as a table, comma-separated values, Markdown, HTML and JSON: each says the same."""

from __future__ import annotations

import csv
import io
import json
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

from command_line import CONGRESS, EXAMPLE, relsched_

GIVEN = ("--known", CONGRESS, "--lang", "vi", "--no-ledger")


class Cells(HTMLParser):
    """The rows of all tables of a page, and its headings."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.rows: list[list[str]] = []
        self.headings: list[str] = []
        self.inside = ""
        self.feed(text)

    def handle_starttag(self, tag: str, _: object) -> None:
        self.inside = tag
        if tag == "tr":
            self.rows.append([])
        elif tag in ("td", "th"):
            self.rows[-1].append("")

    def handle_endtag(self, _: str) -> None:
        self.inside = ""

    def handle_data(self, data: str) -> None:
        if self.inside in ("td", "th"):
            self.rows[-1][-1] += data
        elif self.inside == "h2":
            self.headings.append(data)


def form(name: str, *command: str) -> str:
    result = relsched_(*(command or ("resolve", EXAMPLE, *GIVEN)), "--format", name)
    assert result.exit_code == 0, result.output
    return result.stdout


def entries() -> list[dict[str, object]]:
    found: list[dict[str, object]] = json.loads(form("json"))["entries"]
    return found


def test_json_is_that_of_its_own_option() -> None:
    """`--format json` is `--json`."""
    assert form("json") == relsched_("resolve", EXAMPLE, *GIVEN, "--json").stdout


def test_comma_separated_values_have_days_of_their_own() -> None:
    """A row for each deadline, its days as ISO 8601 writes them; what is settled has the same day twice."""
    head, *rows = csv.reader(io.StringIO(form("csv")))
    assert head[:4] == ["Mã số", "Nội dung công việc", "Từ ngày", "Đến hết ngày"]
    assert [row[0] for row in rows] == [entry["id"] for entry in entries()]
    by_id = {row[0]: row for row in rows}
    assert by_id["4.1.b"][2:4] == ["2020-10-03", "2020-10-03"]  # 10 days before 13 October
    assert by_id["9"][2:4] == ["2020-10-13", "2020-10-15"]  # while it lasts
    assert by_id["1.1"][2:4] == ["", ""]  # all the time
    assert by_id["1.5"][2:4] == ["2020-03-16", "2020-03-16"]  # done
    assert by_id["1.1"][1] == "Theo dõi, đôn đốc tuyên truyền 90 năm lịch sử Đảng"  # with its comma


def test_markdown_and_html_have_the_cells_of_the_table() -> None:
    """The same rows in both; the heading is the title of the plan."""
    markdown = form("markdown").splitlines()
    assert markdown[0] == "## Tuyên truyền Đại hội Đảng bộ tỉnh lần thứ XVII"
    lines = [line for line in markdown if line.startswith("| ")]
    page = Cells(form("html"))
    assert page.headings == ["Tuyên truyền Đại hội Đảng bộ tỉnh lần thứ XVII"]
    plain = [[re.sub(r"\\(.)", r"\1", c.strip()) for c in line[1:-1].split(" |")] for line in lines]
    assert plain == page.rows
    assert len(plain) == 1 + len(entries())
    row = next(cells for cells in plain if cells[0] == "4.1.b")
    assert row[2] == "03/10/2020 (thứ Bảy)"


def test_titles_are_text_in_every_form(tmp_path: Path) -> None:
    """No title becomes an element or a mark."""
    plan = tmp_path / "plan.yaml"
    plan.write_text(
        "plan: p\ntitle: '<b>T</b> | *x*'\nissued: 2020-01-01\ndeadlines:\n"
        "  - {id: a, title: '<i>A</i> | *y*', when: by 2020-10-01}\n"
    )
    page = form("html", "resolve", str(plan))
    assert "<b>" not in page
    assert "<i>" not in page
    assert Cells(page).rows[1][1] == "<i>A</i> | *y*"
    assert "## \\<b\\>T\\</b\\> \\| \\*x\\*" in form("markdown", "resolve", str(plan))


@pytest.mark.parametrize("name", ["markdown", "html", "csv"])
def test_conflicts_stand_below(name: str, tmp_path: Path) -> None:
    """What can't hold is a list below the table; comma-separated values are the table alone."""
    plan = tmp_path / "plan.yaml"
    plan.write_text(
        "plan: p\nissued: 2020-01-01\nevents: [{id: e}]\ndeadlines:\n"
        "  - {id: a, when: 10 days before e}\n  - {id: b, when: by 2020-10-01, after: [a]}\n"
    )
    shown = form(name, "resolve", str(plan), "--known", "e=2020-12-24")
    mark = {"markdown": "\n- ", "html": "<li>", "csv": "\nb,"}[name]
    assert shown.count(mark) == 1


def test_a_revision_in_every_form(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """`show` gives the schedule of the revision and what was known; comma-separated values the schedule."""
    monkeypatch.setenv("RELSCHED_DB", f"sqlite:///{tmp_path / 'ledger.db'}")
    done = relsched_("publish", EXAMPLE, "--known", CONGRESS, "--reason", "first", "--yes")
    assert done.exit_code == 0, done.output
    assert form("csv", "show", "--lang", "vi") == form("csv")
    pages = Cells(form("html", "show", "--lang", "vi"))
    assert len(pages.headings) == 2
    assert pages.rows[-1][0] == CONGRESS
    assert form("markdown", "show", "--lang", "vi").startswith(form("markdown"))
    assert json.loads(form("json", "show"))["format"] == "relsched/show/1"
