"""Tables on a terminal: every text as it is, what is marked in its style, the columns as they ask."""

from __future__ import annotations

import io
from collections.abc import Callable

import pytest
from rich.console import Console
from rich.style import Style

from relsched.cli import output
from relsched.cli.output import STYLES, print_months, print_schedule, print_table, print_text
from relsched.messages.message import Message
from relsched.messages.tables import ReportColumn, ReportRow, ReportTable
from relsched.plan.items import Deadline
from relsched.plan.plan import Plan
from relsched.schedule.entry import STATUSES
from relsched.schedule.resolver import resolve

Printed = Callable[[], list[str]]


@pytest.fixture
def printed(capsys: pytest.CaptureFixture[str]) -> Printed:
    """Give the lines that were printed since, without the spaces at their ends."""
    return lambda: [line.rstrip() for line in capsys.readouterr().out.splitlines()]


@pytest.fixture
def coloured(monkeypatch: pytest.MonkeyPatch) -> io.StringIO:
    """Print to a terminal with colours, of which the text is given."""
    text = io.StringIO()

    def make() -> Console:
        return Console(
            file=text, force_terminal=True, color_system="standard", width=60, highlight=False
        )

    monkeypatch.setattr(output, "make_console", make)
    return text


def test_a_table_with_its_title(printed: Printed) -> None:
    """The title stands in the middle, numbers on the right, a line below the heads and one below a group."""
    columns = (
        ReportColumn(Message("column id"), is_whole=True),
        ReportColumn(),
        ReportColumn(Message("column by"), is_number=True),
    )
    rows = (
        ReportRow(("4.1.b", "★", "1"), ends_group=True),
        ReportRow(("9", "two\nlines", "12")),
    )
    print_table(ReportTable(columns, rows), "en", "[b]Fair[/b]")
    assert printed() == [
        "     [b]Fair[/b]",
        "",
        "  id              by",
        " ────────────────────",
        "  4.1.b   ★        1",
        "",
        "  9       two     12",
        "          lines",
        "",
    ]


def test_one_of_several_tables(printed: Printed) -> None:
    """Its title is a heading, on the left; no heads are printed where there are none."""
    table = ReportTable((ReportColumn(), ReportColumn()), (ReportRow(("[a]", "b")),))
    print_table(table, "vi", "Part", is_part=True)
    assert printed() == ["Part", "", "  [a]   b", ""]


def test_nothing_is_cut_where_no_terminal_bounds_it(printed: Printed) -> None:
    """An id of 200 letters stands in one line."""
    table = ReportTable((ReportColumn(is_whole=True),), (ReportRow(("x" * 200,)),))
    print_table(table, "en")
    assert f"  {'x' * 200}" in printed()


@pytest.mark.parametrize(
    ("row", "styles"),
    [
        (ReportRow(("a", "b"), "bad"), ("bad", "bad")),
        (ReportRow(("a", "b"), marks=("name", "")), ("name", "")),
        (ReportRow(("a", "b"), "bad", ("", "minor")), ("bad", "minor")),
        (ReportRow(("a", "b"), "of no style"), ("", "")),
    ],
    ids=["row", "cell", "both", "neither"],
)
def test_what_is_marked_has_its_style(
    coloured: io.StringIO, row: ReportRow, styles: tuple[str, str]
) -> None:
    """A cell looks as its own mark says, or else as that of its row."""
    print_table(ReportTable((ReportColumn(), ReportColumn()), (row,)), "en")
    for cell, style in zip(row.cells, styles, strict=True):
        look = Style.parse(STYLES.get(style, "")).render(cell)
        assert look in coloured.getvalue()
        assert (f"m{cell}" in coloured.getvalue()) == bool(style)


def test_calendars_side_by_side(printed: Printed) -> None:
    """Each has its title above it and seven places in a week."""
    week = [(f"{day}·", "minor") for day in range(1, 8)]
    print_months([("2020-10", [week]), ("2020-11", [week, [("", "")] * 7])])
    lines = printed()
    assert lines[0].split() == ["2020-10", "2020-11"]
    assert lines[2].split() == [f"{day}·" for day in range(1, 8)] * 2


def test_every_status_has_a_style(coloured: io.StringIO, printed: Printed) -> None:
    """A schedule shows each status in its colour, and its conflicts below the table."""
    assert STYLES.keys() >= set(STATUSES)
    plan = Plan("fair", deadlines=[Deadline("a", when="by 2020-10-01")])
    print_schedule(resolve(plan), "en")
    assert Style.parse(STYLES["settled"]).render("settled") in coloured.getvalue()


def test_a_text_is_no_markup(printed: Printed) -> None:
    """Square brackets stay."""
    print_text("[bold]a[/bold]", "minor")
    assert printed() == ["[bold]a[/bold]"]
