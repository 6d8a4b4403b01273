"""The nodes of a plan file to a plan. The only door to cattrs.

All problems of a file are reported at once, each with its line.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from functools import cache
from typing import TYPE_CHECKING, Any

import attrs

from relsched.dates.calendar_spec import CalendarSpec
from relsched.dates.calendars import Calendars
from relsched.dates.working_calendar import WorkingCalendar
from relsched.errors import DocumentError, Path, Place, RelschedError, one_or_all, unknown
from relsched.messages.message import Message, verbatim
from relsched.plan import dependency_graph
from relsched.plan.items import Deadline, Event, Phase, Unit, Wait
from relsched.plan.known_dates import is_nothing
from relsched.plan.plan import Plan
from relsched.plan.plan_questions import PlanQuestion
from relsched.planfile.foreign_files import old_letters_in, refuse_document
from relsched.planfile.keyboard_slips import MendedText, mend
from relsched.planfile.keys import KEY_OF, REQUIRED, SHAPES, Shape, kind_error
from relsched.planfile.nodes import (
    Node,
    ScalarNode,
    parse_nodes,
    plain_values,
)
from relsched.planfile.text_files import MAX_BYTES, too_large
from relsched.planfile.words import offering, read_words, with_timings

if TYPE_CHECKING:
    from cattrs import Converter


# ---------------------------------------------------------------- structure

_ABSENT = object()


@cache
def _converter() -> Converter:
    """Make the converter that builds a plan and its parts from plain values."""
    from cattrs import Converter
    from cattrs.gen import make_dict_structure_fn, override

    converter = Converter(detailed_validation=True)
    for cls, shapes in SHAPES.items():
        chosen: dict[str, Any] = {}
        for field in attrs.fields(cls):
            key = KEY_OF.get((cls, field.name), field.name)
            if key in shapes:
                hook = _field_hook(key, shapes[key], field)
                chosen[field.name] = override(rename=key, struct_hook=hook)
            else:
                chosen[field.name] = override(omit=True)
        structure = make_dict_structure_fn(cls, converter, _cattrs_forbid_extra_keys=True, **chosen)
        converter.register_structure_hook(cls, _class_hook(cls, structure))
    return converter


def _field_hook(key: str, shape: Shape, field: attrs.Attribute[Any]) -> Callable[[Any, Any], Any]:
    """Read one field, and run its own checks now, so that its error stands at its own key."""

    def hook(value: Any, _: Any) -> Any:
        if value is _ABSENT:
            raise DocumentError(
                Message("error missing-key", key=key),
                code="missing-key",
                fix=Message("error missing-key fix", key=key),
            )
        found = shape.read(value)
        if shape.each is not None:
            found = _converter().structure(found, tuple[shape.each, ...])  # type: ignore[name-defined]
        elif shape.mapping is not None and isinstance(found, Mapping):
            found = _structure(found, shape.mapping)
        if field.converter is not None:
            assert callable(field.converter)
            found = field.converter(found)
        if field.validator is not None:
            field.validator(None, field, found)
        return found

    return hook


def _class_hook(cls: type[Any], structure: Callable[[Any, Any], Any]) -> Callable[[Any, Any], Any]:
    def hook(value: Any, kind: Any) -> Any:
        if not isinstance(value, Mapping):
            # A waiting deadline may name what it waits for without more.
            if cls is Wait and not isinstance(value, list | tuple) and value is not None:
                return Wait(SHAPES[Wait]["item"].read(value))
            raise kind_error(Message("value mapping"), value)
        # `key:` with nothing behind it is as if it weren't there.
        known = SHAPES[cls]
        given = {
            str(key): part
            for key, part in value.items()
            if not is_nothing(part) or key not in known
        }
        return structure({**dict.fromkeys(REQUIRED[cls], _ABSENT), **given}, kind)

    return hook


def _structure(value: Any, cls: type[Any]) -> Any:
    """Build a value, and report everything that is wrong with it, each at its path.

    Raises:
        RelschedError: The problem, or all of them.
    """
    from cattrs.errors import BaseValidationError

    try:
        return _converter().structure(value, cls)
    except BaseValidationError as error:
        raise one_or_all(
            list(_problems_of(error, (), None)), Message("problems of input")
        ) from None


def _problems_of(error: Exception, path: Path, within: type[Any] | None) -> Iterator[RelschedError]:
    """Turn what cattrs gathered into our errors, in the order of the fields."""
    from cattrs.errors import (
        AttributeValidationNote,
        BaseValidationError,
        ForbiddenExtraKeysError,
        IterableValidationNote,
    )

    for note in getattr(error, "__notes__", ()):
        if isinstance(note, IterableValidationNote):
            path = (*path, note.index)
        elif isinstance(note, AttributeValidationNote):
            path = (*path, KEY_OF.get((within, note.name), note.name))
    if isinstance(error, BaseValidationError):
        for part in error.exceptions:
            yield from _problems_of(part, path, error.cl)
    elif isinstance(error, ForbiddenExtraKeysError):
        for key in sorted(error.extra_fields):
            yield _unknown_key(key, SHAPES[error.cl]).moved_to(Place(path=path))
    elif isinstance(error, RelschedError):
        moved = error.moved_to(Place(path=path))
        yield from moved.problems
    else:
        raise error


def _unknown_key(key: str, known: Iterable[str]) -> DocumentError:
    why, fix = unknown(Message("kinds keys"), key, known)
    return DocumentError(
        Message("error unknown-key", key=key),
        code="unknown-key",
        where=Place(path=(key,)),
        why=why,
        fix=fix,
    )


# ---------------------------------------------------------------- reading


@attrs.frozen
class PlanReading:
    """What the text of a plan file came to: a plan, or all that is wrong with it.

    Attributes:
        name: What the file is called in messages.
        nodes: The node at each path, as `nodes_of` gives them.
        plan: The plan; None where something is wrong.
        problems: What is wrong, as it was found.
        sound: Of a broken plan the sound parts, where all that their dates depend on is sound.
        places: For each list of these the places that its items have in the file.
        words: The places of timings that are written in words, each with its words.
        mended: The text that was read, where slips had to be taken back in it first.
        language: The language that the file names, also where the rest of it can't be read.
    """

    name: str
    nodes: dict[Path, Node]
    plan: Plan | None
    problems: tuple[RelschedError, ...] = ()
    sound: Plan | None = None
    places: Mapping[str, Sequence[int]] = attrs.field(factory=dict)
    words: Mapping[Path, str] = attrs.field(factory=dict)
    mended: MendedText | None = None
    language: str | None = None

    def error(self, beyond: RelschedError | None = None) -> RelschedError:
        """Give everything that is wrong, all at once, each with its line.

        Args:
            beyond: What a resolve of the sound parts raised. The dates that it can't reach are reported with the rest.
        """
        further = () if beyond is None else beyond.problems
        found = [
            *self.problems,
            *(
                _in_the_file(problem, self.places)
                for problem in further
                if problem.code in ("outside-calendar", "outside-horizon")
            ),
        ]
        located = [_located(error, self.nodes, self.name) for error in _distinct(found)]
        if self.mended is not None:
            located = [_moved_back(error, self.mended) for error in located]
        located.sort(key=lambda error: _line_of(error))
        return one_or_all(located, verbatim(self.name))


def read_plan_text(
    text: str, name: str, calendars: Mapping[str, WorkingCalendar] | None = None
) -> PlanReading:
    """Read a plan from the text of a plan file.

    Args:
        text: The YAML.
        name: What the file is called in messages.
        calendars: Working calendars that the plan may name beside its own and the countries'.

    Raises:
        DocumentError: The text is too large to be looked at.
    """
    if _is_too_large(text):
        raise too_large(name)
    refuse_document(text[:1024].encode("utf-8", "replace"), name)
    old = old_letters_in(text, name)
    if old:
        return _unread(text, name, old)
    reading: PlanReading | None = None
    stopped: RelschedError | None = None
    try:
        reading = _read_nodes(text, name, (), calendars)
    except RelschedError as error:
        stopped = error
    if reading is not None and (reading.plan is not None or _is_too_deep(reading)):
        return reading
    # Only what is no plan is looked through for slips: that reads it many times.
    mended = mend(text, name)
    if not mended.errors:
        if reading is None:
            assert stopped is not None
            reading = _unread(text, name, stopped.problems)
        return reading
    try:
        reading = _read_nodes(mended.text, name, mended.errors, calendars)
    except RelschedError as error:
        # What is left may be what a slip that was taken back in a wrong way leads to: it is said all the same.
        reading = _unread(text, name, (*mended.errors, *error.problems))
    return attrs.evolve(reading, mended=mended)


def _unread(text: str, name: str, problems: tuple[RelschedError, ...]) -> PlanReading:
    named = _LANGUAGE.search(text)
    return PlanReading(name, {}, None, problems, language=None if named is None else named[1])


_LANGUAGE = re.compile(r"""^language:[ \t]*["']?([\w-]+)""", re.MULTILINE)


def _read_nodes(
    text: str,
    name: str,
    errors: Iterable[RelschedError],
    calendars: Mapping[str, WorkingCalendar] | None,
) -> PlanReading:
    root, more = parse_nodes(text, name)
    found = [*errors, *more]
    places: dict[Path, Node] = {}
    value = plain_values(root, (), places, found)
    language = getattr(places.get(("language",)), "text", None)
    return attrs.evolve(_read_values(value, name, places, found, calendars), language=language)


def _is_too_deep(reading: PlanReading) -> bool:
    return any(problem.code == "too-deep" for problem in reading.problems)


def _moved_back(error: RelschedError, mended: MendedText) -> RelschedError:
    """Give an error about a mended text the column that its place has in the text as it is."""
    where = error.where
    if where is None or where.line is None or where.column is None:
        return error
    if any(error is slip or error == slip for slip in mended.errors):
        return error
    column = mended.moved_back(where.line, where.column)
    return error.with_parts(where=attrs.evolve(where, column=column))


def _read_values(
    value: Any,
    name: str,
    nodes: dict[Path, Node],
    errors: list[RelschedError],
    calendars: Mapping[str, WorkingCalendar] | None,
) -> PlanReading:
    """Make a plan of the values of a plan file, or find everything that is wrong with them.

    Args:
        value: What stands at the top of the file, a mapping where it is one.
        name: What the file is called in messages.
        nodes: The node at each path, none for values that stand in no file.
        errors: What is wrong already.
        calendars: Working calendars that the plan may name beside its own and the countries'.
    """
    plan: Plan | None = None
    before = list(errors)
    try:
        plan = _structure(value, Plan)
    except RelschedError as error:
        errors.extend(error.problems)
    if plan is not None:
        try:
            dependency_graph.check(plan)
        except RelschedError as error:
            errors.extend(error.problems)
        errors.extend(Calendars(plan.calendars, calendars).problems(plan.calendar_names()))
        return PlanReading(name, nodes, None if errors else plan, tuple(errors))
    if not isinstance(value, Mapping):
        return PlanReading(name, nodes, None, tuple(errors))
    across, sound, indices = _across(value, calendars)
    if sound is not None:
        said = read_words(value, errors, sound, _language_of(value))
        if said.timings:
            given = with_timings(value, said.timings)
            again = _read_values(given, name, nodes, before, calendars)
            written = {path: value[str(path[0])][path[1]][path[2]] for path in said.timings}
            return attrs.evolve(again, words={**again.words, **written})
        errors = [offering(error, said.offers) for error in errors]
    return PlanReading(name, nodes, None, (*errors, *across), sound, indices)


def _language_of(value: Mapping[str, Any]) -> str:
    """Give the language that the values of a plan name, or English."""
    with suppress(RelschedError):
        return str(_structure({"plan": "plan", "language": value.get("language")}, Plan).language)
    return "en"


def plan_of_values(
    value: object,
    calendars: Mapping[str, WorkingCalendar] | None = None,
    errors: Iterable[RelschedError] = (),
) -> Plan:
    """Make a plan from plain values that somebody hands in, and look at its calendars too.

    Args:
        value: The values of a plan file: a mapping.
        calendars: Working calendars that the plan may name beside its own and the countries'.
        errors: What is wrong with them already.

    Raises:
        RelschedError: Everything that is wrong, all at once, each with its path.
    """
    if not isinstance(value, Mapping):
        wrong = kind_error(Message("value mapping"), value)
        raise wrong.moved_to(Place(part=Message("place plan data")))
    reading = _read_values(value, "", {}, list(errors), calendars)
    if reading.plan is None:
        raise one_or_all(_distinct([*reading.problems]), Message("problems of plan data"))
    return reading.plan


def _is_too_large(text: str) -> bool:
    return len(text.encode("utf-8", "surrogatepass")) > MAX_BYTES


def matches_text(text: str, plan: Plan) -> bool:
    """Tell whether a plan is what the text of a plan file says."""
    if _is_too_large(text):
        return False
    try:
        root, errors = parse_nodes(text, "")
        value = plain_values(root, (), {}, errors)
        return not errors and bool(_structure(value, Plan) == plan)
    except RelschedError:
        return False


def with_lines(error: RelschedError, places: Mapping[Path, Node], name: str) -> RelschedError:
    """Give an error that came up after a plan file was read its line in the file.

    Args:
        error: What `resolve` raised, or several at once.
        places: The node at each path of the file.
        name: What the file is called in messages.
    """
    parts = error.problems
    found = [
        _located(part, places, name) if part.where is not None and part.where.path else part
        for part in parts
    ]
    found.sort(key=_line_of)
    return one_or_all(found, verbatim(name))


def _in_the_file(problem: RelschedError, places: Mapping[str, Sequence[int]]) -> RelschedError:
    """Give a problem of the sound parts of a plan the path that its part has in the file."""
    path = () if problem.where is None else problem.where.path
    if len(path) < 2 or path[0] not in places or not isinstance(path[1], int):
        return problem
    moved = problem.moved_to(Place())
    moved.where = Place(path=(path[0], places[str(path[0])][path[1]], *path[2:]))
    return moved


def _across(
    value: Mapping[str, Any], calendars: Mapping[str, WorkingCalendar] | None
) -> tuple[list[RelschedError], Plan | None, dict[str, list[int]]]:
    """Check the sound parts of a broken plan against one another, so that nothing waits for a second run.

    Returns:
        What contradicts something, the plan of the sound parts where their dates can be trusted, and for each of its
        lists the places of the items in the file.
    """
    problems: list[RelschedError] = []
    head, whole = _head(value)
    kept: dict[str, list[Any]] = {}
    indices: dict[str, list[int]] = {}
    names: dict[str, type[Any]] = {
        "calendars": CalendarSpec,
        "units": Unit,
        "phases": Phase,
        "events": Event,
        "deadlines": Deadline,
        "questions": PlanQuestion,
    }
    for name, cls in names.items():
        kept[name], indices[name] = [], []
        listed = value.get(name)
        for index, part in enumerate(listed if isinstance(listed, list | tuple) else []):
            try:
                kept[name].append(_structure(part, cls))
            except RelschedError as error:
                whole = whole and cls is not CalendarSpec
                sound = _without_broken(part, error, cls)
                if sound is None:
                    continue
                kept[name].append(sound)
            indices[name].append(index)

    # What contradicts something is reported, then emptied, so that what stands behind it comes to light as well.
    while True:
        try:
            plan = Plan(
                "plan",
                **head,
                **{name: tuple(items) for name, items in kept.items()},  # type: ignore[arg-type]
            )
            dependency_graph.check(plan)
        except RelschedError as error:
            errors = list(error.problems)
        else:
            errors = list(Calendars(plan.calendars, calendars).problems(plan.calendar_names()))
            if not errors:
                break
        problems += [_in_the_file(problem, indices) for problem in errors]
        doubled: set[tuple[str, int]] = set()
        emptied = False
        for problem in errors:
            path = () if problem.where is None else problem.where.path
            if path == ("calendar",):
                emptied = head.pop("calendar", None) is not None or emptied
            if len(path) < 3 or path[0] not in indices or not isinstance(path[1], int):
                continue
            name, index, field = str(path[0]), path[1], str(path[2])
            whole = whole and name != "calendars"
            if problem.code == "duplicate-id":
                doubled.add((name, index))
            elif field != "id":
                empty: Any = (
                    () if field in ("support", "after", "parts", "aliases", "readings") else None
                )
                kept[name][index] = attrs.evolve(kept[name][index], **{field: empty})
                emptied = True
        for name, index in sorted(doubled, reverse=True):
            del kept[name][index], indices[name][index]
        if not (emptied or doubled):
            return problems, None, indices
    return problems, plan if whole else None, indices


def _head(value: Mapping[str, Any]) -> tuple[dict[str, Any], bool]:
    """Give the sound single values of a broken plan that dates depend on, and whether all of them are sound."""
    head: dict[str, Any] = {}
    whole = True
    for key in ("issued", "timezone", "calendar", "horizon", "conventions"):
        if value.get(key) is None:
            continue
        try:
            found = _structure({"plan": "plan", key: value[key]}, Plan)
        except RelschedError:
            whole = False
        else:
            head[key] = getattr(found, key)
    return head, whole


def _without_broken(part: Any, error: RelschedError, cls: type[Any]) -> Any:
    """Build an item from its sound keys, so that these are checked too; None where it has no name."""
    broken = {
        problem.where.path[0] for problem in error.problems if problem.where and problem.where.path
    }
    if not isinstance(part, Mapping) or "id" in broken:
        return None
    sound = {key: text for key, text in part.items() if broken and key not in broken}
    for given in (sound, {"id": part.get("id")}):
        try:
            return _structure(given, cls)
        except RelschedError:
            continue
    return None


def _distinct(errors: list[RelschedError]) -> list[RelschedError]:
    seen: dict[tuple[str, Path, int | None, str], RelschedError] = {}
    for error in errors:
        where = error.where or Place()
        seen.setdefault((error.code, where.path, where.line, error.what), error)
    return list(seen.values())


def _located(error: RelschedError, places: Mapping[Path, Node], name: str) -> RelschedError:
    where = error.where or Place()
    if where.line is not None:
        return error.moved_to(Place(document=name))
    path = where.path
    node: Node | None = places.get(("key", *path)) if error.code == "unknown-key" else None
    while node is None:
        node = places.get(path)
        if node is None and not path:
            break
        path = path[:-1]
    error.where = Place(
        document=name,
        line=None if node is None else node.line,
        column=None if node is None else node.column,
        path=where.path,
    )
    # The user's own words, where the path leads to some.
    is_cut = error.value is not None and str(error.value).endswith("…")
    own = error.value is None or (node is places.get(where.path) and not is_cut)
    if own and error.code != "unknown-key" and isinstance(node, ScalarNode):
        error.value = node.text
    return error


def _line_of(error: RelschedError) -> tuple[int, int]:
    where = error.where
    if where is None:
        return (0, 0)
    return (where.line or 0, where.column or 0)


def plan_from_dict(value: Mapping[str, Any]) -> Plan:
    """Make a plan from plain values, as `plan_to_dict` gives them.

    Raises:
        RelschedError: Everything that is wrong, all at once, each with its path.
    """
    plan: Plan = _structure(value, Plan)
    dependency_graph.check(plan)
    return plan
