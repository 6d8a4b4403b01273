"""`relsched due`: what is overdue, due today, this week and later, over one plan or several."""

from __future__ import annotations

import re
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from relsched.cli.command_classes import argument, command, option
from relsched.cli.completion import offer_items
from relsched.cli.input import schedule_of
from relsched.cli.language_choice import choice_in, language_of, tell
from relsched.cli.ledger_opening import moment_of
from relsched.cli.options import (
    FILE_OR_INPUT,
    calendar_option,
    format_option,
    known_option,
    newest_options,
    now_option,
    wide_option,
)
from relsched.cli.output import TABLE_FORMS, print_part, write_file
from relsched.cli.printing import echo
from relsched.cli.usage_errors import BadValue, Misuse
from relsched.cli.written_dates import day_text
from relsched.messages.message import Message

if TYPE_CHECKING:
    from relsched.analysis.due_list import DueList
    from relsched.schedule.schedule import Schedule

FORMS = ("table", "text", *TABLE_FORMS[1:])
_SPAN = re.compile(r"([0-9]{1,4}) ?(?:(d|days?|ngày)|(w|weeks?|tuần))?")


def _read_span(_: object, __: object, value: str) -> int:
    """Read a number of days: `30`, `7d`, `2w`."""
    found = _SPAN.fullmatch(value.strip())
    if found is None:
        raise BadValue(Message("usage days"))
    return int(found[1]) * (7 if found[3] else 1)


@command(about=(Message("help due"), Message("help due unit")))
@argument(
    "plan_files",
    nargs=-1,
    required=True,
    label=Message("label plans"),
    about=Message("help argument plan file"),
    type=FILE_OR_INPUT,
)
@known_option
@calendar_option
@newest_options
@option(
    "--within",
    default="30d",
    callback=_read_span,
    label=Message("label days"),
    about=Message("help option due within"),
)
@option(
    "--unit",
    label=Message("label unit"),
    about=Message("help option due unit"),
    shell_complete=offer_items("units"),
)
@option("--as-of", label=Message("label date"), about=Message("help option due as-of"))
@format_option(FORMS)
@option("--json", "as_json", is_flag=True, about=Message("help option json"))
@option(
    "--ics",
    type=click.Path(path_type=Path),
    label=Message("label file"),
    about=Message("help option due ics"),
)
@wide_option
@now_option
def due(
    plan_files: tuple[str, ...],
    known: tuple[str, ...],
    within: int,
    unit: str | None,
    as_of: str | None,
    form: str,
    as_json: bool,
    ics: Path | None,
    now: datetime | None,
) -> int:
    """List what is overdue and what is due soon."""
    from relsched.analysis.due_list import due_list

    if known and len(plan_files) > 1:
        raise Misuse(Message("usage known of one plan", option="--known"))
    schedules = [schedule_of(file, known) for file in plan_files]
    moment = moment_of(now)
    plan = schedules[0].plan
    day = _today(schedules, moment) if as_of is None else day_text(as_of, plan)
    language = language_of(plan) if len(schedules) == 1 else choice_in().in_language
    listed = due_list(schedules, day, within=within, unit=unit, language=language)
    _print(listed, "json" if as_json else form, language)
    if ics is not None:
        _write_calendar(listed, schedules, ics, moment, language)
    return 0


def _today(schedules: list[Schedule], moment: datetime) -> date:
    from relsched.dates.zones import day_of

    return day_of(moment, schedules[0].plan.timezone)


def _print(listed: DueList, form: str, language: str) -> None:
    """Print what is due in one of `FORMS`."""
    from relsched.analysis.due_list import GROUPS, due_sheet, due_table

    if form == "json":
        click.echo(listed.to_json())
        return
    if form == "csv":
        print_part(form, due_sheet(listed), language)
        return
    if form == "text" or not listed.rows:
        echo(listed.text(language))
    for name in GROUPS if form != "text" else ():
        rows = listed.group(name)
        if rows:
            heading = Message(f"due group {name}", count=len(rows)).text(language)
            table = due_table(listed, rows, language)
            print_part(form, table, language, heading, is_part=True)
    if listed.undated:
        tell(Message("due undated", count=listed.undated))


def _write_calendar(
    listed: DueList, schedules: list[Schedule], file: Path, moment: datetime, language: str
) -> None:
    from relsched.feeds.joint_calendar import joint_calendar

    chosen = [
        (schedule, {row.id for row in listed if row.plan == schedule.plan.id})
        for schedule in schedules
    ]
    title = Message("due title", day=listed.as_of).text(language)
    write_file(file, joint_calendar(chosen, title=title, stamp=moment, language=language))
    echo(str(file), err=True, is_whole=True)
