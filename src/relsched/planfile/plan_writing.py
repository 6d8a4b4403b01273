"""A plan to plain values and to the text of a plan file."""

from __future__ import annotations

from pathlib import Path as FilePath
from typing import Any

import yaml

from relsched.dates.calendar_spec import CalendarSpec
from relsched.dates.conventions import Conventions
from relsched.plan.items import RELATIONS, Deadline, Event, Source, Text, Wait
from relsched.plan.plan import DEFAULT_HORIZON, Plan
from relsched.plan.plan_questions import WHEN, PlanQuestion
from relsched.planfile.text_files import write_text


def plan_to_dict(plan: Plan) -> dict[str, Any]:
    """Give a plan as plain values in the shape of the plan file; what has its default is left out."""
    found: dict[str, Any] = {"plan": plan.id}
    found |= _given(
        title=_text_value(plan.title),
        issued=_str(plan.issued),
        timezone=None if plan.timezone == "UTC" else plan.timezone,
        language=None if plan.language == "en" else plan.language,
        calendar=None if plan.calendar == "weekdays" else plan.calendar,
        calendars=[_calendar_value(spec) for spec in plan.calendars],
        conventions=_conventions_value(plan.conventions),
        horizon=None if plan.horizon == DEFAULT_HORIZON else str(plan.horizon),
        source=_source_value(plan.source),
        ignore=list(plan.ignore),
        units=[
            _given(
                id=unit.id,
                name=_text_value(unit.name),
                short=_text_value(unit.short),
                contact=unit.contact,
            )
            for unit in plan.units
        ],
        phases=[
            _given(id=phase.id, title=_text_value(phase.title), when=_str(phase.when))
            for phase in plan.phases
        ],
        events=[_event_value(event) for event in plan.events],
        deadlines=[_deadline_value(deadline) for deadline in plan.deadlines],
        questions=[_question_value(question) for question in plan.questions],
    )
    return found


def _given(**values: Any) -> dict[str, Any]:
    return {key: value for key, value in values.items() if value not in (None, "", [], {}, ())}


def _str(value: object) -> str | None:
    return None if value is None else str(value)


def _text_value(text: Text) -> str | dict[str, str]:
    return dict(text.others) if text.others else text.main


def _source_value(source: Source | None) -> Any:
    if source is None:
        return None
    if source.document is None and source.row is None:
        return source.phrase
    return _given(phrase=source.phrase, document=source.document, row=source.row)


def _conventions_value(conventions: Conventions) -> Any:
    if conventions.name is None:
        return conventions.choices()
    base = Conventions.named(conventions.name)
    changed = conventions.choices(base)
    return {"based_on": conventions.name, **changed} if changed else conventions.name


def _calendar_value(spec: CalendarSpec) -> dict[str, Any]:
    from relsched.dates.recurrence import WEEKDAYS

    named = any(text for _, text in spec.closed)
    closed: Any = [day.isoformat() for day, _ in spec.closed]
    if named:
        closed = {day.isoformat(): text for day, text in spec.closed}
    found = _given(
        id=spec.id,
        base=spec.base,
        closed=closed,
        open=[day.isoformat() for day in spec.open],
        covers=_str(spec.covers),
    )
    if spec.weekend is not None:  # an empty one says that no weekday is closed
        found["weekend"] = [WEEKDAYS[day].lower() for day in spec.weekend]
    return found


def _event_value(event: Event) -> dict[str, Any]:
    return _given(
        id=event.id,
        title=_text_value(event.title),
        expected=_str(event.expected),
        lasts="unknown" if event.lasts is None else None if event.lasts == 1 else str(event.lasts),
        parts=list(event.parts),
        aliases={phrase: "event" if edge is None else edge.value for phrase, edge in event.aliases},
        decided_by=event.decided_by,
        follows=_str(event.follows),
        source=_source_value(event.source),
        ignore=list(event.ignore),
    )


def _choices_value(deadline: Deadline) -> dict[str, str]:
    given = dict(deadline.conventions)
    read = Conventions.read(given)
    return {
        name: str(value) if name == "based_on" else read.text_of(name)
        for name, value in given.items()
    }


def _deadline_value(deadline: Deadline) -> dict[str, Any]:
    return _given(
        id=deadline.id,
        title=_text_value(deadline.title),
        short=_text_value(deadline.short),
        when=_str(deadline.when),
        lead=deadline.lead,
        support=list(deadline.support),
        phase=deadline.phase,
        after=[
            wait.item
            if wait == Wait(wait.item)
            else _given(
                item=wait.item,
                at_least=_str(wait.at_least),
                at_most=_str(wait.at_most),
                relation=None if wait.relation == RELATIONS[0] else wait.relation,
            )
            for wait in deadline.after
        ],
        takes=_str(deadline.takes),
        done=_str(deadline.done),
        remind=[str(offset) for offset in deadline.remind],
        conventions=_choices_value(deadline),
        source=_source_value(deadline.source),
        notes=deadline.notes,
        ignore=list(deadline.ignore),
    )


def _question_value(question: PlanQuestion) -> dict[str, Any]:
    return _given(
        id=question.id,
        text=_text_value(question.text),
        item=question.item,
        phase=question.phase,
        asks=None if question.asks == WHEN else question.asks,
        readings=[str(reading) for reading in question.readings],
        phrase=question.phrase,
        place=_text_value(question.place),
        dismissed="true" if question.dismissed else None,
    )


class _Dumper(yaml.SafeDumper):
    """Writes lists indented under their key, as people do."""

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> Any:
        return super().increase_indent(flow, False)


def _write_text(dumper: yaml.SafeDumper, value: str) -> yaml.ScalarNode:
    """Quote texts with unusual line ends, which any other style would fold into spaces."""
    unusual = any(c in value for c in "\x85\u2028\u2029")
    return dumper.represent_scalar("tag:yaml.org,2002:str", value, style='"' if unusual else None)


_Dumper.add_representer(str, _write_text)


def format_plan(plan: Plan) -> str:
    """Give the text of a plan file that reads back as the same plan."""
    return "# yaml-language-server: $schema=plan.schema.json\n" + in_lines(plan_to_dict(plan))


def in_one_line(value: Any, style: str = "") -> str:
    """Write plain values as YAML in one line that may stand anywhere, also inside brackets.

    Args:
        value: A text, a list or a mapping.
        style: The quote that a text gets where it can: `'`, `"`, or none.
    """

    class Dumper(_Dumper):
        pass

    def write(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
        sound = all(c.isprintable() for c in text)
        chosen = style if style in ("'", '"') and text is value else None
        return dumper.represent_scalar(
            "tag:yaml.org,2002:str", text, style=chosen if sound else '"'
        )

    Dumper.add_representer(str, write)
    written: str = yaml.dump(
        [value],
        Dumper=Dumper,
        allow_unicode=True,
        sort_keys=False,
        default_flow_style=True,
        width=10**9,
    )
    return written.strip()[1:-1]


def in_lines(value: Any) -> str:
    """Write plain values as YAML over several lines, as a plan file is written."""
    written: str = yaml.dump(value, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=100)
    return written


def write_plan(plan: Plan, path: str | FilePath) -> None:
    """Write a plan file; it is replaced in one step, so that nobody reads half of it.

    Args:
        plan: The plan.
        path: Where the file is, or shall be.

    Raises:
        OSError: The file can't be written.
    """
    write_text(path, format_plan(plan))
