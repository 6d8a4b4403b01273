"""The rooms of src/relsched with their levels, and the imports of its files, read from the source."""

from __future__ import annotations

import ast
from collections.abc import Iterable
from pathlib import PurePosixPath
from typing import NamedTuple

from places import SOURCES

# A room imports from rows above its own only; "name/" is a room, the others are single modules.
LEVELS: tuple[tuple[str, ...], ...] = (
    ("version", "short_repr", "doors"),
    ("messages/",),
    ("errors",),
    ("dates/", "documents/"),
    ("timing/",),
    ("plan/",),
    ("engine/", "phrases/", "planfile/"),
    ("explain/",),
    ("feasibility/",),
    ("schedule/",),
    ("analysis/", "feeds/", "intake/"),
    ("editing/", "ledger/"),
    ("server/",),
    ("cli/",),
)
LEVEL = {module: level for level, row in enumerate(LEVELS) for module in row}

# The package's own two files stand above the table: they import what they like, and nobody
# imports from them.
FREE = ("__init__", "__main__")


class Import(NamedTuple):
    """One import: the full name of what is imported, and where it stands."""

    line: int
    name: str
    when_loaded: bool  # at module level, and not only for type checking


class ImportReader(ast.NodeVisitor):
    """Gathers every import of a module, wherever it stands."""

    def __init__(self, package: tuple[str, ...]) -> None:
        self.package = package  # what a relative import starts from
        self.found: list[Import] = []
        self.when_loaded = True

    def add(self, node: ast.stmt | ast.expr, name: str) -> None:
        self.found.append(Import(node.lineno, name, self.when_loaded))

    def visit_Import(self, node: ast.Import) -> None:
        for alias in node.names:
            self.add(node, alias.name)

    def visit_ImportFrom(self, node: ast.ImportFrom) -> None:
        start = self.package[: len(self.package) - node.level + 1] if node.level else ()
        for alias in node.names:
            parts = (*start, *([node.module] if node.module else []), alias.name)
            self.add(node, ".".join(parts))

    def visit_Call(self, node: ast.Call) -> None:
        """`import_module("lark")` and `__import__("lark")` are imports too."""
        called = node.func.attr if isinstance(node.func, ast.Attribute) else None
        called = node.func.id if isinstance(node.func, ast.Name) else called
        if called in {"import_module", "__import__"} and node.args:
            name = node.args[0]
            if isinstance(name, ast.Constant) and isinstance(name.value, str):
                self.add(node, name.value)
        self.generic_visit(node)

    def visit_If(self, node: ast.If) -> None:
        if ast.unparse(node.test) not in {"TYPE_CHECKING", "typing.TYPE_CHECKING"}:
            self.generic_visit(node)
            return
        self.visit_later(node.body)
        for statement in node.orelse:
            self.visit(statement)

    def visit_FunctionDef(self, node: ast.FunctionDef) -> None:
        self.visit_later(ast.iter_child_nodes(node))

    def visit_AsyncFunctionDef(self, node: ast.AsyncFunctionDef) -> None:
        self.visit_later(ast.iter_child_nodes(node))

    def visit_later(self, nodes: Iterable[ast.AST]) -> None:
        """What doesn't run when the module is loaded."""
        before, self.when_loaded = self.when_loaded, False
        for node in nodes:
            self.visit(node)
        self.when_loaded = before


def module_of(path: PurePosixPath) -> str:
    """The entry of the table a file below src/relsched belongs to."""
    return path.stem if len(path.parts) == 1 else f"{path.parts[0]}/"


def target_of(name: str) -> str:
    """The entry of the table that `relsched.a.b` means; `__init__` for the package itself."""
    parts = name.split(".")
    if len(parts) == 1:
        return "__init__"
    if f"{parts[1]}/" in LEVEL:
        return f"{parts[1]}/"
    return parts[1] if parts[1] in LEVEL or parts[1] in FREE else "__init__"


def imports_in(path: PurePosixPath, source: str) -> list[Import]:
    """Every import of a file below src/relsched, in the order of the source."""
    reader = ImportReader(("relsched", *path.parts[:-1]))
    reader.visit(ast.parse(source, filename=str(path)))
    return reader.found


def name_of(path: PurePosixPath) -> str:
    """The name that a file below src/relsched is imported by."""
    parts = path.with_suffix("").parts
    return ".".join(("relsched", *(parts[:-1] if parts[-1] == "__init__" else parts)))


def files() -> list[PurePosixPath]:
    """Every module of the package, in a stable order."""
    return sorted(PurePosixPath(path.relative_to(SOURCES)) for path in SOURCES.rglob("*.py"))
