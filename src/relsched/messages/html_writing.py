"""HTML: pages and pieces of pages, from the templates beside this module; the one door to jinja2.

Every value is escaped where it is written, so that nothing from a plan becomes an element or an attribute. The pieces
have neither script nor link, for a notebook or a mail.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from relsched.messages.printable import printable

if TYPE_CHECKING:
    from collections.abc import Sequence

    from jinja2 import Environment

    from relsched.messages.tables import ReportTable

# The colours of what is marked, with black on them; what isn't here isn't coloured.
COLOURS = {
    "best": "#4dac26",
    "good": "#b8e186",
    "closed": "#fee08b",
    "bad": "#f4a582",
    "unusable": "#cccccc",
}


def write_html(template: str, /, **values: object) -> str:
    """Fill a template.

    Args:
        template: Its name, such as `conflict`.
        **values: What it names; a name without a value is an error.
    """
    return _environment().get_template(f"{template}.html").render(values)


def table_html(table: ReportTable, language: str, name: str | None = None) -> str:
    """Write a table as a piece of HTML.

    Args:
        table: The table.
        language: `en` or `vi`.
        name: A class for style sheets.
    """
    return write_html("table", table=table, language=language, name=name)


def part_html(heading: str, table: ReportTable, language: str, notes: Sequence[str] = ()) -> str:
    """Write a part of a report as a piece of HTML: its heading, its table and what is remarked below.

    Args:
        heading: The heading; none where it is empty.
        table: The table.
        language: `en` or `vi`.
        notes: The remarks.
    """
    return write_html("part", heading=heading, rows=table, language=language, notes=notes)


@cache
def _environment() -> Environment:
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    made = Environment(
        autoescape=True,
        finalize=lambda value: printable(value) if type(value) is str else value,
        auto_reload=False,
        loader=FileSystemLoader(Path(__file__).parent / "templates"),
        lstrip_blocks=True,
        trim_blocks=True,
        undefined=StrictUndefined,
    )
    made.globals["colours"] = COLOURS
    return made
