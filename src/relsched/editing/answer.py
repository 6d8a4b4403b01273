"""Answer and dismiss: what a person decides about a question of a plan."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import TYPE_CHECKING

import attrs

from relsched.dates.date_reading import parse_date
from relsched.editing.edit import Edit
from relsched.editing.plan_editor import PlanEditor
from relsched.errors import PlanError, RelschedError
from relsched.messages.message import Message, in_backticks, verbatim
from relsched.phrases.context import PhraseContext
from relsched.phrases.phrase_reader import read_phrase
from relsched.plan.checks import timing_problems
from relsched.plan.items import ISSUED, Deadline, Event
from relsched.plan.known_dates import Known, KnownDates
from relsched.plan.plan import Plan
from relsched.plan.plan_questions import DONE, DROPPED, PlanQuestion
from relsched.timing.points import Day
from relsched.timing.timings import On, Timing

if TYPE_CHECKING:
    from relsched.dates.working_calendar import WorkingCalendar


def answer(
    plan: Plan,
    question: str,
    given: int | str | Timing,
    known: KnownDates | Iterable[Known] | None = None,
    calendars: Mapping[str, WorkingCalendar] | None = None,
) -> Edit:
    """Answer a question of a plan: what it is about gets the timing, and the question is taken out.

    An event gets it as what is `expected`. Where the question is when a plan was issued, or when something was done,
    the answer is a day; a deadline without a timing that was done on a day is then also due on it.

    Args:
        plan, known, calendars: As for `resolve`.
        question: Id of the question.
        given: The number of a reading that it offers, from 1; or a timing, its canonical text, or words of the plan's
            language that have one reading only.

    Raises:
        UnknownItemError: `unknown-question`.
        PlanError: `answer-form`: a number that isn't offered, words that aren't read or may mean several timings, a
            question that no date answers.
        RelschedError: What can't stand together in the new plan, such as a dependency cycle.
    """
    editor = PlanEditor(plan, known, calendars)
    asked = plan.question(question)
    changed = editor.rows()
    del changed.questions[question]
    fixed = dict(editor.known)
    row = changed.rows.get(asked.item or "")
    if asked.asks == DROPPED:
        raise _refused(
            asked, str(given), Message("error answer-form dropped fix", item=asked.item or "")
        )
    if asked.item == ISSUED and row is None:
        changed.head["issued"] = _day(given)
        fixed.pop(ISSUED, None)
    elif isinstance(row, Deadline) and asked.asks == DONE:
        day = _day(given)
        changed.rows[row.id] = attrs.evolve(row, done=day, when=row.when or On(Day(day)))
    elif isinstance(row, Deadline):
        changed.rows[row.id] = attrs.evolve(row, when=_timing(plan, asked, given))
    elif isinstance(row, Event):
        changed.rows[row.id] = attrs.evolve(row, expected=_timing(plan, asked, given))
    elif asked.phase is not None:
        phase = changed.phases[asked.phase]
        changed.phases[phase.id] = attrs.evolve(phase, when=_timing(plan, asked, given))
    else:
        raise _refused(asked, str(given), Message("error answer-form whole fix"))
    return editor.edit("answer", changed, fixed, {})


def dismiss(
    plan: Plan,
    question: str,
    known: KnownDates | Iterable[Known] | None = None,
    calendars: Mapping[str, WorkingCalendar] | None = None,
) -> Edit:
    """Dismiss a question of a plan: it stays as it is, and is neither reported nor asked again.

    Args:
        plan, known, calendars: As for `resolve`.
        question: Id of the question.

    Raises:
        UnknownItemError: `unknown-question`.
    """
    editor = PlanEditor(plan, known, calendars)
    changed = editor.rows()
    changed.questions[question] = attrs.evolve(plan.question(question), dismissed=True)
    return editor.edit("dismiss", changed, editor.known, {})


def _refused(asked: PlanQuestion, given: str, fix: Message) -> PlanError:
    return PlanError(
        Message("error answer-form none", question=asked.id),
        code="answer-form",
        value=given,
        why=verbatim(str(asked.text)),
        fix=fix,
    )


def _day(given: int | str | Timing) -> date:
    point = given.point if isinstance(given, On) else None
    if isinstance(point, Day):
        return point.day
    return parse_date(str(given))


def _timing(plan: Plan, asked: PlanQuestion, given: int | str | Timing) -> Timing:
    """Take the reading of a number, else a timing, else words that have one reading."""
    if isinstance(given, Timing):
        return given
    text = str(given).strip()
    if text.isdecimal() and len(text) < 3:
        number = int(text)
        if not 1 <= number <= len(asked.readings):
            raise PlanError(
                Message("error answer-form number", question=asked.id, count=len(asked.readings)),
                code="answer-form",
                value=text,
                fix=Message("error answer-form fix"),
            )
        return asked.readings[number - 1]
    try:
        timing = Timing.parse(text)
        refused = next(timing_problems(plan, timing, asked.item or "", ()), None)
    except RelschedError as error:
        refused = error
    if refused is None:
        return timing
    phrase = read_phrase(text, PhraseContext.of_plan(plan, plan.language))
    timings = [reading.timing for reading in phrase.readings if reading.timing is not None]
    if not timings:
        raise PlanError(
            Message("error answer-form unread"),
            code="answer-form",
            value=text,
            why=refused.why if refused.why is not None else refused.message,
            fix=Message("error answer-form fix"),
        )
    fix: Message | None = Message("error write", text=str(timings[0]))
    if phrase.proposed:
        names = in_backticks(each.title for each in phrase.proposed)
        why, fix = Message("error answer-form event", names=names), None
    elif phrase.unread:
        why = Message("error answer-form words", words=phrase.unread)
    elif len(timings) > 1 or len(phrase.parts) > 1:
        parts = [part.readings[0].timing for part in phrase.parts if part.readings]
        offered = timings if len(timings) > 1 else [part for part in parts if part is not None]
        why = Message("error answer-form several", timings=in_backticks(map(str, offered)))
        fix = Message("error answer-form several fix")
    else:
        return timings[0]
    raise PlanError(
        Message("error answer-form unclear"), code="answer-form", value=text, why=why, fix=fix
    )
