"""The reference pages tell the truth: every row of their tables is held against the code."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import attrs
import pytest
import yaml

import relsched
from documentation import DOCS, bare, code_blocks, page, rows, tables
from places import ROOT
from relsched import (
    Calendars,
    CalendarSpec,
    Conventions,
    Deadline,
    Entry,
    Event,
    Phase,
    Plan,
    RelschedError,
    Roll,
    Schedule,
    Source,
    Timing,
    Unit,
    Wait,
    convention_report,
    errors,
    resolve,
)
from relsched.analysis.convention_report import ALTERNATIVES
from relsched.cli import main
from relsched.cli.exit_status import BUG, INTERRUPTED, NO, NO_LEDGER, USAGE
from relsched.cli.group import commands
from relsched.dates.conventions import NAMED_SETS, NAMES
from relsched.dates.offsets import LIMITS, UNITS, days
from relsched.dates.rolls import roll_date
from relsched.editing.delete import delete
from relsched.editing.merge import merge
from relsched.editing.rename import rename
from relsched.editing.split import split
from relsched.errors import TimingError
from relsched.feeds.audiences import Audience
from relsched.feeds.profiles import Profile
from relsched.feeds.validation import check
from relsched.intake.document_reader import read_bytes
from relsched.intake.drafting import draft
from relsched.intake.phrase_query import Question
from relsched.plan.checks import MAX_DEADLINES, MAX_EVENTS
from relsched.plan.items import Follow
from relsched.plan.plan_questions import PlanQuestion
from relsched.planfile.keys import REQUIRED, SHAPES
from relsched.planfile.plan_file import parse_plan
from relsched.planfile.plan_writing import format_plan
from relsched.schedule.entry import STATUSES as ENTRY_STATUSES
from relsched.timing.lark_grammar import Grammar
from relsched.timing.parsing import MAX_LENGTH
from relsched.timing.points import MAX_DEPTH
from relsched.timing.timings import Kind

# ---------------------------------------------------------------- pages and their tables


def by_first(found: list[dict[str, str]]) -> list[Any]:
    return [pytest.param(row, id=next(iter(row.values()))) for row in found]


# ---------------------------------------------------------------- timing


EXAMPLE = parse_plan(code_blocks("reference/timing", "yaml")[0], "timing.md")
POINTS = rows("reference/timing", "point", "day", "time", "remark")
TIMINGS = rows("reference/timing", "timing", "not_before", "due", "kind", "remark")
RECURRING = rows("reference/timing", "timing", "days")
WRITTEN = rows("reference/timing", "written", "printed")


def example_with(when: str, plan: Plan = EXAMPLE) -> Schedule:
    return resolve(attrs.evolve(plan, deadlines=(*plan.deadlines, Deadline("row", when=when))))


def shown(window: object) -> str:
    return "–" if window is None else "unknown" if str(window) == ".." else str(window)


@pytest.mark.parametrize("row", by_first(POINTS))
def test_each_point_has_its_day_and_time(row: dict[str, str]) -> None:
    """Every point of the reference has the day and the time that stand in its row."""
    entry = example_with(f"on {row['point']}")["row"]
    assert str(Timing.parse(f"on {row['point']}")) == f"on {row['point']}"
    assert shown(entry.due) == row["day"]
    time = dict(entry.times).get("due", "")
    assert time == (f"{row['day']}T{row['time']}" if row["time"] else "")


@pytest.mark.parametrize("row", by_first(TIMINGS))
def test_each_timing_has_its_points_and_kind(row: dict[str, str]) -> None:
    """Every timing of the reference prints as written, and has the points and the kind of its row."""
    timing = Timing.parse(row["timing"])
    assert str(timing) == row["timing"]
    assert Timing.parse(str(timing)) == timing
    entry = example_with(row["timing"])["row"]
    assert (shown(entry.not_before), shown(entry.due)) == (row["not_before"], row["due"])
    assert entry.kind == row["kind"]


@pytest.mark.parametrize("row", by_first(RECURRING))
def test_each_recurring_duty_has_its_days(row: dict[str, str]) -> None:
    """Every recurrence of the reference prints as written and falls on the days of its row."""
    assert str(Timing.parse(row["timing"])) == row["timing"]
    days = example_with(row["timing"]).occurrences("row")
    assert ", ".join(map(str, days)) == row["days"]


@pytest.mark.parametrize("row", by_first(WRITTEN))
def test_each_other_way_of_writing_prints_canonically(row: dict[str, str]) -> None:
    """What the reference lists as another way of writing prints, and equals, the canonical text."""
    timing = Timing.parse(row["written"])
    assert str(timing) == row["printed"]
    assert timing == Timing.parse(row["printed"])


# ---------------------------------------------------------------- counting

COUNTED = "counted by hand"
PLAIN = rows("reference/counting", "timing", "due", COUNTED)
EVENTS = rows("reference/counting", "event", "timing", "due", COUNTED)
ZONES = rows("reference/counting", "zone", "timing", "due", COUNTED)
CHOICES = rows("reference/counting", "conventions", "timing", "not_before", "due", COUNTED)
DEFAULTS = rows("reference/counting", "convention", "default", "values", "meaning")
ROLLS = rows("reference/counting", "roll", "date", "becomes", COUNTED)
SETS = rows("reference/counting", "set", "calendar", "timing", "due", COUNTED)
SOURCES = rows("reference/counting", "set", "where it comes from")
CALENDARS = rows("reference/counting", "calendar", "timing", "due", COUNTED)
MOST = rows("reference/counting", "limit", "most")
ALTERNATIVE_ROWS = rows(
    "reference/counting", "alternative", "conventions", "timing", "date", "then", COUNTED
)


def flow(text: str) -> dict[str, str]:
    """Read `{a: b, c: d}`; every value is a text."""
    loaded = yaml.load(text, Loader=yaml.BaseLoader)
    assert isinstance(loaded, dict)
    return loaded


def named(row: dict[str, str], *keys: str) -> Any:
    return pytest.param(row, id=" · ".join(row[key] for key in keys))


def counted(when: str, **choices: Any) -> Entry:
    """Resolve a plan with one deadline, `row`, in Vietnam's calendar unless another is chosen."""
    made = {"issued": "2020-03-25", "calendar": "VN"} | choices
    return resolve(Plan("counting", deadlines=[Deadline("row", when=when)], **made))["row"]


def due_text(entry: Entry) -> str:
    """Write the due date as the tables do: with the time where there is one."""
    times = dict(entry.times)
    return times["due"].replace("T", " ") if "due" in times else shown(entry.due)


@pytest.mark.parametrize("row", [named(row, "timing") for row in PLAIN])
def test_each_rule_of_counting_has_its_example(row: dict[str, str]) -> None:
    """What was counted by hand, in Vietnam's calendar and with no convention chosen, comes out."""
    assert due_text(counted(row["timing"])) == row["due"]


@pytest.mark.parametrize("row", [named(row, "event", "timing") for row in EVENTS])
def test_each_event_gives_its_window(row: dict[str, str]) -> None:
    """A deadline counted from an event has the window that stands beside the event."""
    event = Event("event", **flow(row["event"]))
    assert due_text(counted(row["timing"], events=[event])) == row["due"]


@pytest.mark.parametrize("row", [named(row, "zone", "timing") for row in ZONES])
def test_each_time_of_day_comes_out(row: dict[str, str]) -> None:
    """Times of day come out as counted by hand, when clocks change too."""
    assert due_text(counted(row["timing"], timezone=row["zone"])) == row["due"]


@pytest.mark.parametrize("row", [named(row, "conventions", "timing") for row in CHOICES])
def test_each_convention_does_what_its_row_says(row: dict[str, str]) -> None:
    """A convention moves the two points as the page says, for the plan and for one deadline alike."""
    chosen = flow(row["conventions"])
    entry = counted(row["timing"], conventions=chosen)
    assert (shown(entry.not_before), due_text(entry)) == (row["not_before"], row["due"])
    own = Deadline("row", when=row["timing"], conventions=chosen)
    plan = Plan("counting", issued="2020-03-25", calendar="VN", deadlines=[own])
    assert resolve(plan)["row"] == entry


def test_every_convention_and_its_default_is_reported() -> None:
    """The page lists every convention with its default, and shows each in an example."""
    told = {row["convention"]: row["default"] for row in DEFAULTS}
    assert tuple(told) == NAMES
    assert Conventions.read(told) == Conventions()
    assert {name for row in CHOICES for name in flow(row["conventions"])} == set(NAMES)


@pytest.mark.parametrize("row", [named(row, "roll", "date") for row in ROLLS])
def test_each_roll_lands_where_its_row_says(row: dict[str, str]) -> None:
    """Each roll takes the date to the day that was found on a paper calendar."""
    day = date.fromisoformat(row["date"])
    assert str(roll_date(day, Roll.parse(row["roll"]), Calendars().get("VN"))) == row["becomes"]


def test_every_roll_is_reported() -> None:
    """The page has an example of every roll there is."""
    assert {row["roll"] for row in ROLLS} == {roll.value for roll in Roll}


@pytest.mark.parametrize("row", [named(row, "set", "timing") for row in SETS])
def test_each_named_set_counts_as_its_law(row: dict[str, str]) -> None:
    """A named set gives the day that the law it is named after gives."""
    entry = counted(row["timing"], conventions=row["set"], calendar=row["calendar"])
    assert due_text(entry) == row["due"]


@pytest.mark.parametrize("row", [named(row, "alternative") for row in ALTERNATIVE_ROWS])
def test_each_other_way_to_count_moves_its_example(row: dict[str, str]) -> None:
    """What is counted under another convention has the date of its row, and then the other."""
    plan = Plan(
        "otherwise",
        issued="2020-03-25",
        calendar="VN",
        conventions=flow(row["conventions"]),
        phases=[Phase("phase", when="from 2020-10-16 to 2020-12-31")],
        deadlines=[Deadline("row", when=row["timing"], phase="phase")],
    )
    (move,) = convention_report(plan)[row["alternative"]].moved
    texts = []
    for entry in (move.before, move.after):
        assert entry is not None
        due = "" if entry.due is None else str(entry.due)
        texts.append(due if entry.not_before is None else f"{entry.not_before}..{due}")
    assert texts == [row["date"], row["then"]]


def test_every_other_way_to_count_is_reported() -> None:
    """The page has a row for every alternative, in the order of the report."""
    assert [row["alternative"] for row in ALTERNATIVE_ROWS] == [other.id for other in ALTERNATIVES]


def test_every_named_set_has_its_source() -> None:
    """The page tells, for every named set, an example and the law it comes from."""
    assert {row["set"] for row in SETS} == {row["set"] for row in SOURCES} == set(NAMED_SETS)


@pytest.mark.parametrize("row", [named(row, "calendar", "timing") for row in CALENDARS])
def test_each_calendar_counts_its_working_days(row: dict[str, str]) -> None:
    """Working days are counted in the calendar that the plan names."""
    assert due_text(counted(row["timing"], calendar=row["calendar"])) == row["due"]


def test_every_limit_is_reported() -> None:
    """The page gives the limits that the code holds to."""
    limits = {f"{unit.replace('_', ' ')} in an offset": most for unit, most in LIMITS.items()}
    limits |= {
        "deadlines in a plan": MAX_DEADLINES,
        "events in a plan": MAX_EVENTS,
        "characters of a timing": MAX_LENGTH,
        "points inside one another": MAX_DEPTH,
    }
    told = {row["limit"]: int(row["most"]) for row in MOST}
    longest = told.pop("days an event lasts")
    assert told == limits
    assert Event("event", lasts=longest).lasts == longest
    with pytest.raises(TimingError, match=str(longest)):
        Event("event", lasts=longest + 1)


# ---------------------------------------------------------------- the plan file

KEYS = {
    (table.heading, bare(row["key"])): {column: bare(cell) for column, cell in row.items()}
    for table in tables("reference/plan-file")
    if table.columns == ("key", "holds", "default", "example", "remark")
    for row in table.rows
}
HEADINGS: dict[str, type[Any]] = {
    "Plan": Plan,
    "Calendar": CalendarSpec,
    "Unit": Unit,
    "Phase": Phase,
    "Event": Event,
    "Follow": Follow,
    "Deadline": Deadline,
    "Question": PlanQuestion,
    "Wait": Wait,
    "Source": Source,
}
WHOLE = code_blocks("reference/plan-file", "yaml")[0]
KNOWN_EVENTS = rows("reference/plan-file", "known", "start", "end", "meaning")
KNOWN_DEADLINES = rows("reference/plan-file", "known", "due", "status", "meaning")


def whole_with(heading: str, key: str, **value: Any) -> str:
    """Write the page's example with one key of one part given, or left out."""
    whole: dict[str, Any] = yaml.load(WHOLE, Loader=yaml.BaseLoader)
    if heading == "Follow":  # an item of a calendar has one key, an event of a plan has two
        of_a_plan = {"plan": "province", "event": "opening"}
        whole["events"][0]["follows"] = {} if key == "calendar" else of_a_plan
    part = {
        "Plan": whole,
        "Calendar": whole["calendars"][0],
        "Unit": whole["units"][0],
        "Phase": whole["phases"][0],
        "Event": whole["events"][0],
        "Follow": whole["events"][0].get("follows", {}),
        "Deadline": whole["deadlines"][-1],
        "Wait": whole["deadlines"][-1]["after"][0],
        "Source": whole["source"],
        "Question": whole["questions"][0],
    }[heading]
    if (heading, key) == ("Plan", "deadlines"):
        whole["deadlines"] = []
    if (heading, key) in {("Plan", "deadlines"), ("Question", "phase")}:
        del whole["questions"][0][
            "item"
        ]  # it isn't there, or the question is about a phase instead
    part.pop(key, None)
    part.update(value)
    return yaml.safe_dump(whole, allow_unicode=True)


def test_every_key_of_the_plan_file_is_reported() -> None:
    """The page has a row for every key that a plan file may hold, in the code's order, and no other."""
    assert set(HEADINGS.values()) == set(SHAPES)
    told = {heading: [key for part, key in KEYS if part == heading] for heading in HEADINGS}
    assert told == {heading: list(SHAPES[made]) for heading, made in HEADINGS.items()}


def test_every_key_that_must_be_given_is_reported() -> None:
    """The page says of exactly the required keys that they must be given."""
    told = {place for place, row in KEYS.items() if row["default"] == "must be given"}
    required = {(heading, key) for heading, made in HEADINGS.items() for key in REQUIRED[made]}
    assert told == required


@pytest.mark.parametrize("place", KEYS, ids=" ".join)
def test_each_key_has_an_example_that_reads(place: tuple[str, str]) -> None:
    """The example of each key is taken by a plan file, and the plan written out reads back the same."""
    heading, key = place
    given = yaml.load(KEYS[place]["example"], Loader=yaml.BaseLoader)
    assert list(given) == [key]
    plan = parse_plan(whole_with(heading, key, **given))
    assert parse_plan(format_plan(plan)) == plan


@pytest.mark.parametrize(
    "place",
    [place for place, row in KEYS.items() if row["default"] not in ("none", "must be given")],
    ids=" ".join,
)
def test_each_default_is_what_leaving_out_means(place: tuple[str, str]) -> None:
    """A key that holds its default gives the same plan as a key that is left out."""
    heading, key = place
    default = yaml.load(KEYS[place]["default"], Loader=yaml.BaseLoader)
    given = parse_plan(whole_with(heading, key, **{key: default}))
    assert given == parse_plan(whole_with(heading, key))


def test_the_whole_example_resolves() -> None:
    """The plan that the page shows is sound, and its dates are those that a person would count."""
    plan = parse_plan(WHOLE)
    assert parse_plan(format_plan(plan)) == plan
    stage = resolve(plan, {"congress": "2020-10-13..2020-10-15"})["4.10"]
    # Two weeks after 12 May, and ten days before 13 October: a Saturday that isn't rolled back.
    assert (str(stage.not_before), str(stage.due)) == ("2020-05-26", "2020-10-03")


def known_from(row: dict[str, str]) -> Schedule:
    plan = Plan(
        "known",
        issued="2020-03-25",
        timezone="Asia/Ho_Chi_Minh",
        events=[Event("congress", lasts=3)],
        deadlines=[Deadline("stage", when="10 days before congress")],
    )
    item, _, text = row["known"].partition("=")
    fixed = {"congress": "2020-10-13"} if item == "stage" else {}
    return resolve(plan, {**fixed, item: text})


@pytest.mark.parametrize("row", [named(row, "known") for row in KNOWN_EVENTS])
def test_each_known_date_of_an_event_fixes_its_days(row: dict[str, str]) -> None:
    """What is known of an event gives it the start and the end of its row."""
    entry = known_from(row)["congress"]
    assert (shown(entry.not_before), shown(entry.due)) == (row["start"], row["end"])


@pytest.mark.parametrize("row", [named(row, "known") for row in KNOWN_DEADLINES])
def test_each_known_date_of_a_deadline_pins_it(row: dict[str, str]) -> None:
    """What is known of a deadline gives it the due date and the status of its row."""
    entry = known_from(row)["stage"]
    assert (shown(entry.due), entry.status) == (row["due"], row["status"])


# ---------------------------------------------------------------- errors

SOURCE = Path(relsched.__file__).parent
CLASSES = rows("reference/errors", "class", "also", "meaning")
ERRORS = rows("reference/errors", "code", "class", "meaning", "example", "what to do")
STATUSES = rows("reference/errors", "status", "meaning")
FINDINGS = rows("reference/errors", "code", "found in", "meaning", "example", "what to do")
NAMESPACE: dict[str, Any] = {
    **{name: getattr(relsched, name) for name in relsched.__all__},
    "UTC": UTC,
    "Path": Path,
    "Question": Question,
    "date": date,
    "datetime": datetime,
    "Audience": Audience,
    "NOW": datetime(2020, 3, 25, tzinfo=UTC),
    "Profile": Profile,
    "check": check,
    "days": days,
    "delete": delete,
    "draft": draft,
    "merge": merge,
    "split": split,
    "parse_plan": parse_plan,
    "read_bytes": read_bytes,
    "rename": rename,
}


def is_error(call: ast.Call) -> bool:
    return isinstance(call.func, ast.Name) and call.func.id.endswith("Error")


def raised_in(tree: ast.Module) -> Iterator[tuple[str, str]]:
    """Go through the classes and codes of the errors that a module makes.

    Most codes are constants. Where a function makes one from an argument, its calls tell which.
    """
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call)]
    found: list[tuple[str, ast.expr, ast.FunctionDef | None]] = []
    inside = {
        id(call): function
        for function in ast.walk(tree)
        if isinstance(function, ast.FunctionDef)
        for call in ast.walk(function)
    }
    for call in filter(is_error, calls):
        codes = [keyword.value for keyword in call.keywords if keyword.arg == "code"]
        found += [(ast.unparse(call.func), code, inside.get(id(call))) for code in codes]
    for kind, code, function in found:
        if isinstance(code, ast.IfExp):
            both = [ast.literal_eval(part) for part in (code.body, code.orelse)]
            yield from ((kind, word) for word in both)
        elif isinstance(code, ast.Constant):
            yield kind, ast.literal_eval(code)
        else:
            assert function is not None, ast.unparse(code)
            names = [argument.arg for argument in function.args.args]
            (name,) = {node.id for node in ast.walk(code) if isinstance(node, ast.Name)} & set(
                names
            )
            for call in calls:
                if isinstance(call.func, ast.Name) and call.func.id == function.name:
                    given = {word.arg: word.value for word in call.keywords}
                    given |= dict(zip(names, call.args, strict=False))
                    value = ast.literal_eval(given[name])
                    yield kind, eval(ast.unparse(code), {name: value})


def modules() -> list[ast.Module]:
    files = sorted(SOURCE.rglob("*.py"))
    return [ast.parse(file.read_text(encoding="utf-8")) for file in files]


@pytest.mark.slow
def test_every_error_code_is_reported() -> None:
    """The page has a row for each class and code that the source makes, and no other."""
    made = {pair for tree in modules() for pair in raised_in(tree)} | {("Problems", "problems")}
    told = {(row["class"], row["code"]) for row in ERRORS}
    assert told == made


def test_every_error_class_is_reported() -> None:
    """The page names each class of the family, and no other."""
    family = {RelschedError}
    for kind in list(vars(errors).values()):
        if isinstance(kind, type) and issubclass(kind, RelschedError):
            family.add(kind)
    assert {row["class"] for row in CLASSES} == {kind.__name__ for kind in family}


@pytest.mark.parametrize("row", CLASSES, ids=lambda row: row["class"])
def test_what_else_each_error_is(row: dict[str, str]) -> None:
    """Each class of errors stands at the top of the package, and is what the page says it is beside."""
    kind = getattr(relsched, row["class"])
    others = {"ValueError", "KeyError", "ImportError", "PlanError", "CalendarError", "LedgerError"}
    also = {base.__name__ for base in kind.__mro__[1:]} & others
    assert set(re.findall(r"\w+", row["also"])) == also


def test_every_finding_is_reported() -> None:
    """The page has a row for each conflict and lint that a schedule can tell, and no other."""
    made = {
        ast.literal_eval(node.args[0])
        for tree in modules()
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id in ("Finding", "FoundConflict", "Conflict")
        and isinstance(node.args[0], ast.Constant)
    }
    assert {row["code"] for row in FINDINGS} == made


# Provoked with the package away, with real ledgers, or with a file, in the tests of these.
ABSENT = (
    *("extra-absent", "ledger-network-drive", "ledger-newer", "ledger-busy", "ledger-not-empty"),
    *("plan-changed", "unknown-revision", "stamp-absent", "ambiguous-name", "known-length"),
)


@pytest.mark.parametrize(
    "row",
    [
        named(row, "class", "code")
        for row in ERRORS
        if row["code"] not in ABSENT
        and (row["class"], row["code"]) != ("LedgerError", "file-exists")
    ],
)
def test_each_error_is_provoked_by_its_example(
    row: dict[str, str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """The example of each code is refused with it, by a message that has a way to be understood."""
    monkeypatch.chdir(tmp_path)
    if row["example"].startswith("relsched "):
        statuses = [main(command.split()[1:]) for command in row["example"].split(" && ")]
        assert statuses[-1] == (3 if row["class"] == "LedgerError" else 2)
        assert "fix:" in capsys.readouterr().err
        return
    with pytest.raises(RelschedError) as caught:
        eval(row["example"], dict(NAMESPACE))
    error = caught.value
    assert (type(error).__name__, error.code) == (row["class"], row["code"])
    assert error.what.endswith(".")


@pytest.mark.parametrize("row", [named(row, "code") for row in FINDINGS])
def test_each_finding_is_provoked_by_its_example(row: dict[str, str]) -> None:
    """The plan of each row has exactly that conflict or lint."""
    found = getattr(resolve(eval(row["example"], dict(NAMESPACE))), row["found in"])
    assert [finding.code for finding in found] == [row["code"]]


# ---------------------------------------------------------------- nothing left out


class Recorder:
    """Actions of a grammar that only note which of them were called."""

    def __init__(self) -> None:
        self.called: set[str] = set()

    def __getattr__(self, name: str) -> Any:
        if not name.islower() or name.startswith("_"):
            raise AttributeError(name)

        def note(_: list[Any]) -> None:
            self.called.add(name)

        return note


def test_every_rule_of_the_grammar_has_a_row() -> None:
    """Each way of the grammar to write a timing is used by some row of the timing page."""
    recorder = Recorder()
    grammar = Grammar("relsched.timing", "timing.lark", recorder)
    for row in POINTS:
        grammar.parse(row["point"], "point")
    for row in (*TIMINGS, *RECURRING):
        grammar.parse(row["timing"], "timing")
    for row in WRITTEN:
        grammar.parse(row["written"], "timing")
    text = (SOURCE / "timing" / "timing.lark").read_text(encoding="utf-8")
    ways = set(re.findall(r"-> (\w+)", text))
    assert ways - recorder.called == set()


def test_every_kind_is_reported() -> None:
    """The timing page has a row of every kind of timing; what is planned, its work says."""
    assert {row["kind"] for row in TIMINGS} == {kind.value for kind in Kind} - {"planned"}


def test_every_unit_of_time_is_reported() -> None:
    """The limits of counting name every unit of time that an offset may have."""
    told = {row["limit"].removesuffix(" in an offset") for row in MOST}
    assert set(UNITS) <= told


CHECKED = {
    "reference/timing": [POINTS, TIMINGS, RECURRING, WRITTEN],
    "reference/counting": [
        *(PLAIN, EVENTS, ZONES, CHOICES, DEFAULTS),
        *(ROLLS, SETS, SOURCES, CALENDARS, MOST, ALTERNATIVE_ROWS),
    ],
    "reference/plan-file": [list(KEYS.values()), KNOWN_EVENTS, KNOWN_DEADLINES],
    "reference/errors": [CLASSES, ERRORS, FINDINGS, STATUSES],
}


@pytest.mark.parametrize("name", CHECKED)
def test_no_row_of_a_reference_page_goes_unchecked(name: str) -> None:
    """Every table of a reference page is one that a test reads: no row can be added unnoticed."""
    assert all(CHECKED[name])
    assert sum(map(len, CHECKED[name])) == sum(len(table.rows) for table in tables(name))


def test_every_exit_status_is_reported() -> None:
    """The page lists the exit statuses that the command line has."""
    assert {int(row["status"]) for row in STATUSES} == {0, NO, USAGE, NO_LEDGER, BUG, INTERRUPTED}


def test_every_word_of_a_schedule_is_in_the_glossary() -> None:
    """The glossary explains the statuses, and what an entry and a plan consist of."""
    terms = set(re.findall(r"^([a-z][a-z ]+)$", page("glossary"), re.MULTILINE))
    words = {*ENTRY_STATUSES, "possible", "safe", "unadjusted", "due", "not before"}
    words |= {"plan", "event", "deadline", "unit", "phase", "source", "known date"}
    words -= {"done"}  # an ordinary word
    assert words - terms == set()


def all_pages() -> str:
    return "\n".join(file.read_text(encoding="utf-8") for file in sorted(DOCS.rglob("*.md")))


def test_every_public_name_is_reported() -> None:
    """Each name that `relsched` offers occurs somewhere in the documentation."""
    text = all_pages()
    assert [name for name in relsched.__all__ if not re.search(rf"\b{name}\b", text)] == []


def test_examples_import_from_the_top_alone() -> None:
    """What a page tells users to import stands at the top of the package; one page is about its inside."""
    pages = [
        ROOT / "README.md",
        *(page for page in sorted(DOCS.rglob("*.md")) if page.name != "architecture.md"),
        *sorted((ROOT / "examples").glob("*.py")),
    ]
    inside = re.compile(
        r"^(?:>>> )?(?:from relsched\.\S+ import|import relsched\.).*$", re.MULTILINE
    )
    found = {page.name: inside.findall(page.read_text(encoding="utf-8")) for page in pages}
    # How a kind of point is added is about the inside.
    assert {name: lines for name, lines in found.items() if lines} == {}


def test_every_command_is_reported() -> None:
    """Each command occurs somewhere in the documentation."""
    text = all_pages()
    assert [name for name in commands.commands if f"relsched {name}" not in text] == []
