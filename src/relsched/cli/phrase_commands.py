"""`phrase`: a timing as people write it, read and dated."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING, Any

import click

from relsched.cli.command_classes import argument, choose_language, command, option
from relsched.cli.completion import offer_items
from relsched.cli.exit_status import USAGE
from relsched.cli.input import UNKNOWN, item_and_dates, plan_file_of
from relsched.cli.language_choice import choice_in, note_language, tell
from relsched.cli.newest_known import newest_known
from relsched.cli.options import json_option, newest_options
from relsched.cli.printing import echo
from relsched.cli.usage_errors import Misuse
from relsched.errors import DocumentError, Place, RelschedError
from relsched.messages.message import Message, verbatim

if TYPE_CHECKING:
    from relsched.intake import phrase_query


@command(about=(Message("help phrase"), Message("help phrase status")))
@argument(
    "text",
    required=False,
    label=Message("label text optional"),
    about=Message("help argument phrase text"),
)
@option("--jsonl", "lines", is_flag=True, about=Message("help option phrase jsonl"))
@option(
    "--plan", "plan_file", label=Message("label plan"), about=Message("help option phrase plan")
)
@option("--issued", label=Message("label date"), about=Message("help option phrase issued"))
@option(
    "--known",
    multiple=True,
    label=Message("label event dates"),
    about=Message("help option phrase known"),
    shell_complete=offer_items("events", "deadlines", sign="="),
)
@newest_options
@option(
    "--lang",
    label=verbatim("[en|vi]"),
    is_eager=True,
    callback=choose_language,
    about=Message("help option phrase lang"),
)
@json_option
def phrase(
    text: str | None,
    lines: bool,
    plan_file: str | None,
    issued: str | None,
    known: tuple[str, ...],
    lang: str | None,
    as_json: bool,
) -> int:
    """Read a timing as people write it in plans, and date it; status 1 when nothing was read."""
    from relsched.intake.phrase_query import Question

    if (text is None) != lines:
        raise Misuse(Message("usage text or lines", option="--jsonl"))
    if lines and plan_file == "-":
        raise Misuse(Message("usage input taken", option="--jsonl", other="--plan"))
    given: dict[str, Any] = {"language": lang, "issued": issued}
    by_hand = {
        item: None if dates == UNKNOWN else dates for item, dates in map(item_and_dates, known)
    }
    newest: dict[str, str] = {}
    if plan_file is not None:
        given["plan"] = plan_file_of(plan_file).plan
        newest = {name: entry.text for name, entry in newest_known(given["plan"]).items()}
    given["known"] = {**newest, **by_hand}
    if text is None:
        return _answer_lines(given)
    # What a terminal hands over that isn't UTF-8 could not be printed.
    sound = text.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
    answer = Question.about(sound, **given).answer()
    if as_json:
        click.echo(answer.to_json())
    else:
        _print_answer(answer)
    return 0 if answer.readings else 1


def _answer_lines(given: dict[str, Any]) -> int:
    """Answer each line of standard input before the next is read; status 2 when any can't be used."""
    language = choice_in().written
    from relsched.intake.phrase_query import FORMAT, Question

    # What the options say must hold for all lines; a wrong option isn't the fault of the first line.
    Question.about("", **given)
    status = 0
    for number, data in enumerate(sys.stdin.buffer, 1):
        if not data.strip():
            continue
        try:
            found = Question.parse(_line(data), **given).answer().to_dict()
        except RelschedError as error:
            status = USAGE
            moved = error.moved_to(Place(document="standard input", line=number))
            found = {"format": FORMAT, "error": moved.as_dict(language)}
        try:
            out = json.dumps(found, ensure_ascii=False).encode()
        except UnicodeEncodeError:  # half a character, which JSON can write and UTF-8 can't
            out = json.dumps(found).encode()
        sys.stdout.buffer.write(out + b"\n")
        sys.stdout.buffer.flush()
    return status


def _line(data: bytes) -> str:
    try:
        return data.decode("utf-8-sig").strip()
    except UnicodeDecodeError as error:
        raise DocumentError(
            Message("error file-encoding line"),
            code="file-encoding",
            why=Message("error file-encoding why", offset=error.start),
        ) from None


def _print_answer(answer: phrase_query.PhraseAnswer) -> None:
    note_language(answer.phrase.language)
    language = choice_in().in_language
    unread = []
    for part in answer.phrase.parts:
        head = " ".join(word for word in (part.label and f"({part.label})", part.action) if word)
        if head and part.readings:
            echo(head)
        for dated in answer.of(part):
            _print_reading(dated, language, "  " if head else "")
        if part.unread and (not part.readings or part.unread != part.action):
            unread.append(part.unread)
    for event in answer.phrase.proposed:
        echo(Message("reading event", id=event.id, title=event.title).text(language))
    for note in answer.phrase.notes:
        echo(Message("reading note", text=note.text(language)).text(language))
    if unread:
        echo(Message("reading unread", text=" … ".join(unread)).text(language))
    if not answer.readings:
        tell(Message("reading nothing"))


def _print_reading(dated: phrase_query.Dated, language: str, indent: str) -> None:
    reading = dated.reading
    kind = Message(f"kind {reading.kind}").text(language)
    name = kind if reading.timing is None else f"{reading.timing}  ({kind})"
    first = dated.rank == 1
    echo(indent + (name if first else f"{Message('reading or').text(language)} {name}"))
    found = _dates_of(dated, language)
    if first:  # the others were made by the same choices
        found += [
            Message("reading note", text=note.text(language)).text(language)
            for note in reading.notes
        ]
        if reading.question is not None:
            asked = reading.question.text(language)
            found.append(Message("reading question", text=asked).text(language))
    for line in found:
        echo(f"{indent}  {line}")


def _dates_of(dated: phrase_query.Dated, language: str) -> list[str]:
    from relsched.messages.dates_in_words import render_day
    from relsched.schedule.entry import describe

    reading = dated.reading
    if dated.error is not None:
        return [str(dated.error.as_dict(language)["what"])]
    if dated.entry is None:
        return [] if reading.done is None else [render_day(reading.done, language)]
    days = ", ".join(render_day(day, language) for day in dated.occurrences)
    return [describe(dated.entry, language), *([days] if days else [])]
