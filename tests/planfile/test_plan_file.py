"""A plan file that was read: parsed once in a command, its lines, its errors and its text with changes."""

from __future__ import annotations

import shlex
import shutil
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from places import EXAMPLE_PLAN
from relsched.cli import main
from relsched.dates.working_calendar import WorkingCalendar
from relsched.editing.rename import rename
from relsched.editing.split import split
from relsched.errors import CalendarError, DocumentError, Place, PlanError, Problems
from relsched.plan import dependency_graph as graph
from relsched.plan.plan import Plan
from relsched.planfile.plan_file import PlanFile, locate, parse_plan, read_plan

HELD = "congress=2020-10-13..2020-10-15"
TEXT = """\
plan: fair  # a comment
issued: 2026-03-02
events:
  - {id: fair, title: Fair}
deadlines:
  - id: posters
    when: 10 days before fair
  - id: stalls
    title: Stalls
    when: 2 days before fair
"""


class Counted:
    """The texts that were parsed as YAML, and the plans whose graphs were built."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.texts: list[str] = []
        self.plans: list[Plan] = []
        parse, made_of = yaml.parse, graph._build_graph

        def counted_parse(text: str, *args: Any, **options: Any) -> Any:
            self.texts.append(text)
            return parse(text, *args, **options)

        def counted_build_graph(plan: Plan) -> Any:
            self.plans.append(plan)
            return made_of(plan)

        monkeypatch.setattr(yaml, "parse", counted_parse)
        monkeypatch.setattr(graph, "_build_graph", counted_build_graph)


@pytest.fixture
def counted(monkeypatch: pytest.MonkeyPatch) -> Counted:
    """Count what is parsed and built from here on."""
    return Counted(monkeypatch)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """The plan of the example, as a file of one's own."""
    return Path(shutil.copy(EXAMPLE_PLAN, tmp_path / "plan.yaml"))


# ---------------------------------------------------------------- once in a command


@pytest.mark.parametrize(
    "command",
    [
        "check PLAN",
        f"check PLAN --known {HELD}",
        f"check PLAN --json --known {HELD} --known 4.1.b=2020-12-24",
        f"resolve PLAN --known {HELD}",
        f"why PLAN 4.1.b --known {HELD}",
        "whatif PLAN congress=2020-10-12..2020-10-16",
        "whatif PLAN congress=2020-10-12..2020-10-16 --feasible",
        f"float PLAN --known {HELD}",
        f"feed PLAN -o OUT --known {HELD}",
        "feed PLAN -o OUT --db sqlite:///OUT.db",
        f"publish PLAN --known {HELD} --reason first --yes --db sqlite:///OUT.db",
        f"publish PLAN --known {HELD} --reason first --dry-run --db sqlite:///OUT.db",
        f"move PLAN {HELD} --reason first --yes --db sqlite:///OUT.db",
        "phrase --plan PLAN 'một tháng trước Đại hội'",
    ],
)
def test_a_command_parses_the_file_once_and_builds_one_graph(
    command: str, file: Path, counted: Counted
) -> None:
    """Whatever a command asks of a plan, the file is parsed once and the graph of the plan built once."""
    words = command.replace("PLAN", str(file)).replace("OUT", str(file.parent / "out"))
    assert main(shlex.split(words)) in (0, 1, 2, 3)
    texts, plans = [*counted.texts], [*counted.plans]
    assert texts == [file.read_text(encoding="utf-8")]
    assert plans.count(read_plan(file)) == 1


@pytest.mark.parametrize(
    "operation",
    [
        "rename congress gathering",
        "merge exhibition congress",
        "split congress opening closing --to 4.1.b=opening",
        "delete exhibition --dependants cascade",
    ],
)
def test_an_edit_parses_only_what_it_has_written_beside_the_file(
    operation: str, file: Path, counted: Counted
) -> None:
    """The file is parsed once; the text with the change is parsed once, to see that it says the new plan."""
    before = file.read_text(encoding="utf-8")
    main(["edit", str(file), *operation.split(), "--yes"])
    after = file.read_text(encoding="utf-8")
    assert after != before
    texts, (old, new) = [*counted.texts], counted.plans
    assert texts == [before, after]
    assert (old, new) == (parse_plan(before), parse_plan(after))


def test_an_update_by_a_document_parses_the_file_once(tmp_path: Path, counted: Counted) -> None:
    """What the plan file says and which questions are open in it come from one reading."""
    document, file = tmp_path / "fair.md", tmp_path / "fair.yaml"
    document.write_text(
        "# Plan of the fair\n\nIssued: 2 March 2026\n\n| No | Task | Time | Lead |\n|---|---|---|---|\n"
        "| 1 | Order the stalls | 10 days before the fair | Office |\n"
        "| 2 | Print the posters | 20 April 2026 | Press |\n",
        encoding="utf-8",
    )
    main(["import", str(document), "-o", str(file)])
    before = file.read_text(encoding="utf-8")
    said = document.read_text(encoding="utf-8")
    document.write_text(said.replace("20 April", "27 April"), encoding="utf-8")
    counted.texts.clear()
    counted.plans.clear()
    main(["import", str(document), "-o", str(file), "--update"])
    texts, plans = [*counted.texts], [*counted.plans]
    assert texts == [before]
    assert plans.count(parse_plan(before)) == 1


def test_an_error_of_a_command_is_located_without_another_parse(
    tmp_path: Path, counted: Counted, capsys: pytest.CaptureFixture[str]
) -> None:
    """The line of what comes up while dates are found is known from the reading of the file."""
    file = tmp_path / "plan.yaml"
    file.write_text(f"{TEXT}horizon: 2026-01-01..2026-12-31\n", encoding="utf-8")
    assert main(["resolve", str(file), "--known", "fair=2026-01-05"]) == 2
    assert "plan.yaml, line 7" in capsys.readouterr().err
    assert len(counted.texts) == 1


def test_standard_input_can_be_fed_while_nothing_is_published(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A plan on standard input is read once, for the look into the ledger and for its calendar."""
    from io import BytesIO, TextIOWrapper

    monkeypatch.setattr("sys.stdin", TextIOWrapper(BytesIO(EXAMPLE_PLAN.read_bytes())))
    out = tmp_path / "out"
    assert main(["feed", "-", "-o", str(out), "--db", f"sqlite:///{tmp_path / 'none.db'}"]) == 0
    assert list(out.glob("*.ics"))


# ---------------------------------------------------------------- the value


def test_a_file_has_its_text_its_plan_and_its_name(file: Path) -> None:
    """What is read from a file is what is read from its text; only the name differs."""
    read = PlanFile.read(file)
    text = file.read_text(encoding="utf-8")
    assert (read.text, read.name, read.plan) == (text, str(file), read_plan(file))
    assert read == PlanFile.parse(text, str(file))
    assert read != PlanFile.parse(text)


def test_calendars_from_outside_are_known_to_the_file() -> None:
    """A plan may name a calendar that is given beside the file."""
    text = TEXT.replace("issued", "calendar: works\nissued")
    works = WorkingCalendar.from_rules("works", first=date(2026, 1, 1), last=date(2026, 12, 31))
    calendars = {"works": works}
    assert PlanFile.parse(text, calendars=calendars).plan.calendar == "works"
    with pytest.raises(CalendarError, match="works"):
        PlanFile.parse(text)


def test_lines_are_those_of_keys_and_of_items_of_lists() -> None:
    """A part stands where its key does, an item of a list where it begins."""
    file = PlanFile.parse(TEXT)
    assert file.lines[()] == 1
    assert file.line_of(("plan",)) == 1
    assert file.line_of(("deadlines",)) == 5
    assert file.line_of(("deadlines", 1)) == 8
    assert file.line_of(("deadlines", 1, "when")) == 10
    assert file.line_of(("deadlines", 1, "lead")) is None
    assert all(path[:1] != ("key",) for path in file.lines)


def test_an_error_gets_the_line_of_its_path() -> None:
    """One error, or several in the order of the file; what has no place stays without one."""
    file = PlanFile.parse(TEXT, "fair.yaml")

    def error(*path: str | int) -> DocumentError:
        return DocumentError("It can't be.", code="value-kind", where=Place(path=path))

    found = file.locate(error("deadlines", 0, "when"))
    assert found.where == Place("fair.yaml", 7, 11, path=("deadlines", 0, "when"))
    assert found.value == "10 days before fair"
    both = file.locate(Problems([error("deadlines", 1, "title"), error("events", 0)]))
    assert isinstance(both, Problems)
    assert [each.where.line for each in both.problems if each.where is not None] == [4, 9]
    assert file.locate(PlanError("No.", code="dependency-cycle")).where is None


def test_an_error_gets_its_line_in_a_text_that_is_no_plan() -> None:
    """The text alone says where a path stands, whether or not it can be read as a plan."""
    error = PlanError("No.", code="dependency-cycle", where=Place(path=("deadlines", 0)))
    found = locate(error, "deadlines:\n  - {when: whenever}\n", "odd.yaml")
    assert found.where is not None
    assert (found.where.document, found.where.line) == ("odd.yaml", 2)


def test_the_text_says_another_plan() -> None:
    """The values that change are changed in the text, and its comments stay."""
    file = PlanFile.parse(TEXT)
    edit = rename(file.plan, "fair", "feast")
    patch = file.patched(edit.plan, edit.ids, words=edit.words)
    assert patch == edit.patch(TEXT)
    assert patch.text == TEXT.replace("id: fair", "id: feast").replace(
        "before fair", "before feast"
    )
    assert not patch.is_rewritten


def test_an_edit_that_goes_wrong_is_seen_by_reading_what_it_wrote() -> None:
    """The dash of an item is looked for before it, and this one has another in its comment."""
    text = TEXT.replace(
        "  - {id: fair, title: Fair}", "  - # not the feast - the fair\n    id: fair"
    )
    edit = split(parse_plan(text), "fair", "opening", "closing")
    patch = PlanFile.parse(text).patched(edit.plan, edit.ids, words=edit.words)
    assert patch.is_rewritten
    assert parse_plan(patch.text) == edit.plan
