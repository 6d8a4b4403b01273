"""Data runs one way: each import in src/relsched goes to a lower level, never in a cycle; each door has one place.

The imports are read from the source, so those inside functions and for type checking count too.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Mapping
from itertools import pairwise
from pathlib import PurePosixPath

import networkx as nx
import pytest

from places import SOURCES
from rooms import FREE, LEVEL, LEVELS, Import, files, imports_in, module_of, name_of, target_of

# A door is the only place that imports an outside package, so its surprises have one place:
# a module, or a room where several of its modules need the package.
DOORS = {
    "alembic": "ledger/",
    "cattrs": "planfile/plan_reading",
    "click": "cli/",
    "docx": "documents/word",
    "holidays": "dates/country_holidays",
    "icalendar": "feeds/",
    "jinja2": "messages/html_writing",
    "lark": "timing/lark_grammar",
    "lunar_vn": "phrases/lunar",
    "lxml": "documents/",
    "markdown_it": "documents/markdown",
    "networkx": "plan/dependency_graph",
    "openpyxl": "documents/excel",
    "pdfplumber": "documents/pdf_pages",
    "pendulum": "dates/zones",
    "psycopg": "ledger/",
    "rich": "cli/output",
    "sqlalchemy": "ledger/",
    "starlette": "server/",
    "uvicorn": "server/",
    "yaml": "planfile/",
}

# Elsewhere numpy is imported inside a function, so that reading a plan doesn't wait for it.
NUMPY_AT_THE_TOP = (
    *("dates/days", "engine/", "feasibility/", "schedule/resolver", "analysis/whatif/"),
)


def problems_in(path: PurePosixPath, source: str) -> Iterator[str]:
    """What a file below src/relsched breaks: file, line and rule."""
    file = f"src/relsched/{path}"
    module = module_of(path)
    if module not in LEVEL and module not in FREE:
        yield f"{file}:1: {module} is not in the table of levels of tests/rooms.py"
        return
    told = set()
    for found in imports_in(path, source):
        for problem in rules_broken(path, found):
            if (found.line, problem) not in told:
                told.add((found.line, problem))
                yield f"{file}:{found.line}: {problem}"


def stands_in(path: PurePosixPath, place: str) -> bool:
    """Whether a file is the module of that name, or lies in the folder, whose name ends in a slash."""
    return str(path).startswith(place) if place.endswith("/") else str(path) == f"{place}.py"


def rules_broken(path: PurePosixPath, found: Import) -> Iterator[str]:
    """The rules that one import breaks."""
    module = module_of(path)
    top = found.name.partition(".")[0]
    if top in DOORS and not stands_in(path, DOORS[top]):
        yield f"{top} is imported in {DOORS[top]} only, not in {path}"
    may_load = module in FREE or any(stands_in(path, place) for place in NUMPY_AT_THE_TOP)
    if top == "numpy" and found.when_loaded and not may_load:
        yield (
            f"numpy at the top of a module is for {', '.join(NUMPY_AT_THE_TOP)} only;"
            f" {path} imports it inside a function"
        )
    if top != "relsched" or module in FREE:
        return
    target = target_of(found.name)
    if target in FREE:
        yield f"{module} imports {found.name} from the package, which stands above all levels"
    elif target == module:
        if not module.endswith("/"):
            yield f"{module} imports itself"
    elif LEVEL[target] >= LEVEL[module]:
        yield (
            f"{module} (level {LEVEL[module]}) imports {target} (level {LEVEL[target]});"
            " only lower levels may be imported"
        )


def cycles_among(sources: Mapping[PurePosixPath, str]) -> Iterator[str]:
    """The cycles in which modules import one another, each told by its shortest chain of imports.

    Args:
        sources: The source of each file, by its path below src/relsched.
    """
    modules = {name_of(path): path for path in sources}
    imports: nx.DiGraph[str] = nx.DiGraph()
    for module, path in modules.items():
        for found in imports_in(path, sources[path]):
            meant = found.name  # `from relsched.a import b` means a module b of a, or else a itself
            while meant and meant not in modules:
                meant = meant.rpartition(".")[0]
            if meant and meant != module and not imports.has_edge(module, meant):
                imports.add_edge(module, meant, line=found.line)
    for cycle in nx.strongly_connected_components(imports):
        if len(cycle) > 1:
            within = imports.subgraph(cycle)
            chains = ([a, *nx.shortest_path(within, b, a)] for a, b in sorted(within.edges))
            chain = min(chains, key=len)
            told = [
                f"{b} (src/relsched/{modules[a]}:{imports.edges[a, b]['line']})"
                for a, b in pairwise(chain)
            ]
            yield " -> ".join([chain[0], *told])


@pytest.mark.parametrize("path", files(), ids=str)
def test_a_module_imports_only_from_below(path: PurePosixPath) -> None:
    """Each module keeps to its level, its doors and the place of numpy."""
    problems = list(problems_in(path, (SOURCES / path).read_text(encoding="utf-8")))
    assert not problems, "\n".join(problems)


def test_no_modules_import_one_another_in_a_cycle() -> None:
    """Each module can be read and tried without those that import it."""
    paths = files()
    sources = {path: (SOURCES / path).read_text(encoding="utf-8") for path in paths}
    cycles = list(cycles_among(sources))
    assert not cycles, "\n".join(cycles)


def repeated(names: Iterable[tuple[str, PurePosixPath]]) -> dict[str, list[str]]:
    """The names that stand in several places, with these."""
    found: dict[str, list[str]] = {}
    for name, path in names:
        found.setdefault(name, []).append(str(path))
    return {name: places for name, places in found.items() if len(places) > 1}


def test_no_two_modules_have_one_name() -> None:
    """A module is found by its name alone, whatever its room."""
    modules = [path for path in files() if path.stem not in ("__init__", "__main__")]
    assert repeated((path.stem, path) for path in modules) == {}


def test_no_two_public_classes_have_one_name() -> None:
    """A class means one thing wherever its name is read."""
    classes = [
        (node.name, path)
        for path in files()
        for node in ast.parse((SOURCES / path).read_text(encoding="utf-8")).body
        if isinstance(node, ast.ClassDef) and not node.name.startswith("_")
    ]
    assert len(classes) > 100
    assert repeated(classes) == {}


def test_a_repeated_name_is_found() -> None:
    """Two of one name are reported with both places."""
    one, other = PurePosixPath("plan/a.py"), PurePosixPath("feeds/a.py")
    assert repeated([("a", one), ("b", one), ("a", other)]) == {"a": ["plan/a.py", "feeds/a.py"]}


def test_the_package_is_found() -> None:
    """Looking in the wrong folder would let everything pass."""
    assert PurePosixPath("errors.py") in files()


def test_a_name_stands_in_the_table_once() -> None:
    """A room in two rows would have two levels."""
    assert len(LEVEL) == sum(len(row) for row in LEVELS)


def exists(place: str) -> bool:
    """Whether a folder with modules, or a module, of that name stands below src/relsched."""
    if place.endswith("/"):
        return any((SOURCES / place).glob("*.py"))
    return (SOURCES / f"{place}.py").is_file()


@pytest.mark.parametrize("place", [*LEVEL, *DOORS.values(), *NUMPY_AT_THE_TOP])
def test_every_place_in_the_tables_is_there(place: str) -> None:
    """A row without a room is refused, and a door misspelt would lock its package out of everywhere."""
    assert exists(place)


def test_a_place_that_is_not_there_is_missed() -> None:
    """The look at the folders finds what isn't there."""
    assert not exists("cellar/")
    assert not exists("cellar")


@pytest.mark.parametrize(
    ("path", "source", "line", "rule"),
    [
        ("dates/windows.py", "import relsched.plan", 1, "dates/ (level 3) imports plan/ (level 5)"),
        ("dates/windows.py", "from relsched import plan", 1, "imports plan/ (level 5)"),
        ("dates/windows.py", "\nfrom ..plan.plan import Plan", 2, "imports plan/ (level 5)"),
        ("dates/windows.py", "from .. import plan", 1, "imports plan/ (level 5)"),
        (
            "documents/word.py",
            "from relsched.dates.days import D",
            1,
            "documents/ (level 3) imports dates/ (level 3)",
        ),
        ("errors.py", "from relsched.errors import W", 1, "errors imports itself"),
        ("errors.py", "def f():\n    from relsched import cli", 2, "imports cli/ (level 13)"),
        (
            "errors.py",
            "if TYPE_CHECKING:\n    from relsched.plan.plan import Plan",
            2,
            "imports plan/",
        ),
        ("errors.py", "import_module('relsched.plan.plan')", 1, "imports plan/ (level 5)"),
        ("errors.py", "from relsched import Plan", 1, "which stands above all levels"),
        ("feeds/items.py", "from relsched import __version__", 1, "which stands above all levels"),
        ("phrases/vi/words.py", "from ...intake import prose", 1, "imports intake/ (level 10)"),
        (
            "timing/points.py",
            "import lark",
            1,
            "lark is imported in timing/lark_grammar only, not in timing/points.py",
        ),
        (
            "plan/plan.py",
            "def f():\n    import yaml",
            2,
            "yaml is imported in planfile/ only, not in plan/plan.py",
        ),
        (
            "plan/plan.py",
            "from rich.table import Table",
            1,
            "rich is imported in cli/output only, not in plan/plan.py",
        ),
        (
            "dates/zones.py",
            "import numpy as np",
            1,
            "numpy at the top of a module is for dates/days",
        ),
        (
            "dates/zones.py",
            "try:\n    import numpy.typing\nfinally:\n    pass",
            2,
            "dates/zones.py imports it inside",
        ),
        ("sundry.py", "", 1, "sundry is not in the table of levels"),
        ("sundry/more.py", "", 1, "sundry/ is not in the table of levels"),
    ],
)
def test_a_broken_rule_is_caught(path: str, source: str, line: int, rule: str) -> None:
    """Upward imports, second doors and unknown modules are reported with file, line and rule."""
    (problem,) = problems_in(PurePosixPath(path), source)
    assert problem.startswith(f"src/relsched/{path}:{line}: ")
    assert rule in problem


@pytest.mark.parametrize(
    ("path", "source"),
    [
        ("dates/windows.py", "from relsched.errors import TimingError"),
        ("dates/rolls.py", "from relsched.dates import calendars, days"),
        ("phrases/vi/words.py", "from relsched.phrases import result\nfrom .. import result"),
        ("timing/lark_grammar.py", "from lark import Lark"),
        ("feeds/items.py", "from relsched.version import __version__"),
        ("cli/output.py", "import click\nfrom rich.table import Table"),
        ("dates/days.py", "import numpy as np"),
        ("analysis/whatif/trials.py", "import numpy as np"),
        ("dates/zones.py", "def f():\n    import numpy as np"),
        ("dates/zones.py", "if TYPE_CHECKING:\n    import numpy as np"),
        ("__init__.py", "from relsched.schedule.resolver import resolve"),
        ("__main__.py", "from relsched.cli import main"),
    ],
)
def test_what_is_allowed_passes(path: str, source: str) -> None:
    """The rules forbid nothing that the design asks for."""
    assert list(problems_in(PurePosixPath(path), source)) == []


def planted(**sources: str) -> dict[PurePosixPath, str]:
    """Sources by path; in the names of files `__` stands for a slash."""
    return {PurePosixPath(f"{name.replace('__', '/')}.py"): text for name, text in sources.items()}


INIT = PurePosixPath("a/__init__.py")


@pytest.mark.parametrize(
    ("sources", "chain"),
    [
        (
            planted(a="from relsched.b import B", b="\nimport relsched.a"),
            "relsched.a -> relsched.b (src/relsched/a.py:1) -> relsched.a (src/relsched/b.py:2)",
        ),
        (
            planted(a="from . import b", b="def f():\n    from relsched.a import A"),
            "relsched.a -> relsched.b (src/relsched/a.py:1) -> relsched.a (src/relsched/b.py:2)",
        ),
        (
            planted(a="from .b import B", b="if TYPE_CHECKING:\n    from relsched import a"),
            "relsched.a -> relsched.b (src/relsched/a.py:1) -> relsched.a (src/relsched/b.py:2)",
        ),
        (  # a module of a package, and the package itself
            {INIT: "from relsched.a.x import X"} | planted(a__x="from relsched.a import Y"),
            "relsched.a -> relsched.a.x (src/relsched/a/__init__.py:1)"
            " -> relsched.a (src/relsched/a/x.py:1)",
        ),
        (  # the shortest chain of a larger cycle
            planted(
                a="from relsched import b, c",
                b="import relsched.c",
                c="import relsched.d",
                d="import relsched.a",
            ),
            "relsched.a -> relsched.c (src/relsched/a.py:1) -> relsched.d (src/relsched/c.py:1)"
            " -> relsched.a (src/relsched/d.py:1)",
        ),
    ],
)
def test_a_planted_cycle_is_caught(sources: dict[PurePosixPath, str], chain: str) -> None:
    """Imports inside functions and for type checking close a cycle too; it is reported as a chain."""
    assert list(cycles_among(sources)) == [chain]


@pytest.mark.parametrize(
    "sources",
    [
        planted(a="from relsched.b import B", b="from relsched.errors import E", errors=""),
        {INIT: "from relsched.a.x import X"}
        | planted(
            a__x="from relsched.a import y\nfrom . import z",
            a__y="",
            a__z="import relsched.b",
            b="",
        ),
        planted(a="import relsched.a", b="import relsched.a\nimport networkx"),
    ],
)
def test_what_is_no_cycle_passes(sources: dict[PurePosixPath, str]) -> None:
    """A name that a package's module imports from the package may be another module of it."""
    assert list(cycles_among(sources)) == []
