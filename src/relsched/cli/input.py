"""Reading what a command is given: plan files, known dates, calendar files, standard input."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, TypeVar

from relsched.cli.language_choice import language_of, note_language
from relsched.cli.newest_known import newest_known
from relsched.cli.options import calendars_given
from relsched.cli.printing import echo
from relsched.cli.progress import working
from relsched.cli.written_dates import item_named, known_text
from relsched.errors import DocumentError, KnownError, Place, RelschedError, one_or_all
from relsched.messages.message import Message
from relsched.messages.system_errors import reason

if TYPE_CHECKING:
    from relsched.feeds.external_dates import Followed
    from relsched.plan.known_dates import Known, KnownDates
    from relsched.plan.plan import Plan
    from relsched.planfile.plan_file import PlanFile
    from relsched.planfile.plan_reading import PlanReading
    from relsched.schedule.schedule import Schedule

Answer = TypeVar("Answer")
UNKNOWN = "unknown"  # what `--known ITEM=…` says to take back what is known


def plan_file_of(named: str) -> PlanFile:
    """Read the plan file that a command was given, once: what the command asks later goes by this."""
    from relsched.planfile.plan_file import PlanFile

    text, name = text_of(named)
    reading = _reading(text, name)
    if reading.plan is None:
        raise reading.error()
    return PlanFile(text, name, reading.plan, reading.nodes, reading.words)


def _reading(text: str, name: str) -> PlanReading:
    """Read the text of a plan file; the language that it names counts for errors about it, too."""
    from relsched.planfile.plan_reading import read_plan_text

    with working(language_of()):
        reading = read_plan_text(text, name)
    note_language(reading.language)
    return reading


def resolvable_plan_file(named: str) -> PlanFile:
    """Read the plan file of a command that is going to resolve it.

    Where something is wrong with it, the dates that its sound parts can't reach are reported with the rest.
    """
    return resolvable(*text_of(named))


def resolvable(text: str, name: str) -> PlanFile:
    """Read the text of a plan file that is going to be resolved; see `resolvable_plan_file`."""
    from relsched.planfile.plan_file import PlanFile
    from relsched.schedule.resolver import resolve

    reading = _reading(text, name)
    if reading.plan is not None:
        return PlanFile(text, name, reading.plan, reading.nodes, reading.words)
    try:
        if reading.sound is not None:
            resolve(reading.sound)
    except RelschedError as error:
        raise reading.error(error) from None
    raise reading.error()


def text_of(plan_file: str) -> tuple[str, str]:
    """Give the text of a plan file, and what it is called in messages."""
    from relsched.planfile.text_files import decode, read_text

    if plan_file == "-":
        name = "standard input"
        return decode(sys.stdin.buffer.read(), name), name
    return read_text(plan_file), plan_file


def known_dates(plan: Plan, values: Sequence[str]) -> dict[str, Known]:
    """Give what is known: as of the newest revision, before that from calendars, before that as given by hand."""
    from relsched.plan.known_dates import changed_known, read_known

    found: list[Known] = []
    away: dict[str, None] = {}
    errors: list[RelschedError] = []
    changes: KnownDates = {}
    try:
        followed = followed_calendars(plan)
        changes = {} if followed is None else followed.changes
    except RelschedError as error:
        errors.append(error)
    for value in values:
        try:
            name, dates = item_and_dates(value)
            item = item_named(plan, name)
            if dates == UNKNOWN:  # what was said of it before doesn't count any more
                found = [entry for entry in found if entry.item != item]
                away[item] = None
                continue
            found.append(known_date(f"{item}={known_text(plan, item, dates)}"))
        except RelschedError as error:
            errors.append(error)
    given: Mapping[str, Known] = {}
    try:
        given = read_known(plan, found)
    except RelschedError as error:
        errors.append(error)
    try:
        known, _ = changed_known(plan, {}, {**changes, **away, **given})
    except RelschedError as error:
        errors.append(error)
    if errors:
        raise one_or_all(errors, Message("problems of known"))
    # Nothing is said of a ledger before what was given is known to be right.
    return changed_known(plan, newest_known(plan), {**changes, **away, **known})[0]


def followed_calendars(plan: Plan) -> Followed | None:
    """Give what the calendar files that were given say of the events that follow them; None without files."""
    files = calendars_given()
    if not files:
        return None
    from relsched.feeds.external_dates import known_from_calendars

    followed = known_from_calendars(plan, {_display_name(file): _calendar(file) for file in files})
    language = language_of(plan)
    for note in followed.notes:
        echo(note.text(language), err=True)
    return followed


def _display_name(file: str) -> str:
    return "standard input" if file == "-" else file


def _calendar(file: str) -> bytes:
    """Give the bytes of a calendar file, or of a few more than are read of one."""
    from relsched.feeds.ics_reading import MAX_BYTES

    if file == "-":
        return sys.stdin.buffer.read(MAX_BYTES + 1)
    try:
        with open(file, "rb") as handle:
            return handle.read(MAX_BYTES + 1)
    except OSError as error:
        raise DocumentError(
            Message("error file-absent calendar"),
            code="file-absent",
            where=Place(document=file),
            why=reason(error),
        ) from None


def known_date(value: str) -> Known:
    """Read what is known of one item, as an option says it."""
    from relsched.plan.known_dates import Known

    item_and_dates(value)  # refuses what has no equals sign, in the words of the option
    return Known.parse(value)


def item_and_dates(value: str) -> tuple[str, str]:
    """Part `item=dates` into the two."""
    item, sign, dates = value.partition("=")
    if not sign:
        raise KnownError(
            Message("error known-form sign", value=value),
            code="known-form",
            value=value,
            why=Message("error known-form sign why"),
            fix=Message("error write", text=f"--known {value}=2020-10-13"),
        )
    return item.strip(), dates.strip()


def schedule_of(plan_file: str, known: Sequence[str]) -> Schedule:
    """Give the schedule of the plan in a file."""
    from relsched.schedule.resolver import resolve

    return resolved(resolvable_plan_file(plan_file), known, resolve)


def resolved(
    file: PlanFile, known: Sequence[str], resolve: Callable[[Plan, Iterable[Known]], Answer]
) -> Answer:
    """Give what a function makes of the plan in a file and what is known."""
    given = known_dates(file.plan, known)
    try:
        with working(language_of(file.plan)):
            return resolve(file.plan, given.values())
    except RelschedError as error:
        raise file.locate(error) from None
