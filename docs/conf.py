"""How Sphinx makes the documentation: `sphinx-build -W docs build/docs`."""

from __future__ import annotations

import re
from typing import Any

import relsched

project = "relsched"
author = "The authors of relsched"
copyright = "the authors of relsched"
language = "en"

extensions = ["myst_parser", "sphinx.ext.autodoc", "sphinx.ext.napoleon"]
source_suffix = {".md": "markdown"}
exclude_patterns = ["_build"]

myst_enable_extensions = ["colon_fence", "deflist"]
myst_heading_anchors = 3
nitpicky = True
# Types in signatures: a name of ours leads to its entry, see `public_name`; others lead nowhere.
nitpick_ignore_regex = [("py:.*", ".*")]
suppress_warnings = [
    "ref.python"
]  # `kind` in a type, a choice in words, is no reference to an attribute

# Docstrings are Google's sections around plain text, in which backticks mean code.
default_role = "literal"
napoleon_numpy_docstring = False
napoleon_use_ivar = True
autodoc_default_options = {"members": True, "member-order": "bysource"}
autodoc_typehints_format = "short"
python_use_unqualified_type_names = True

html_theme = "furo"
html_title = "relsched"
html_show_sphinx = False
html_copy_source = False


def public_name(app: Any, env: Any, node: Any, content: Any) -> Any:
    """Resolve a reference to a class by the name it has at the top, wherever it is defined."""
    name = node.get("reftarget", "").rpartition(".")[2]
    if node.get("refdomain") != "py" or name not in relsched.__all__:
        return None
    domain = env.domains["py"]
    return domain.resolve_xref(
        env, node.get("refdoc"), app.builder, "obj", f"relsched.{name}", node, content
    )


SECTIONS = re.compile(r"\s*(Args|Attributes|Raises|Returns|Yields):")
SEVERAL = re.compile(r"(\s+)(\w+(?:, \w+)+)(: .*)")
FIELDS = ("attribute", "data", "property")
_kept: dict[str, list[str]] = {}


def before_sections(
    app: Any, what: str, name: str, value: object, options: Any, lines: list[str]
) -> None:
    """Make ready what the reader of sections takes for something else.

    The sentence of a property may have a colon, before which it looks for a type; and one entry for several attributes
    becomes one for each.
    """
    if what in FIELDS and not any(map(SECTIONS.match, lines)):
        _kept[name] = list(lines)
        lines[:] = [""]
    written: list[str] = []
    for number, line in enumerate(lines):
        several = SEVERAL.match(line)
        if several is None:
            written.append(line)
            continue
        indent = len(several[1])
        rest = lines[number + 1 :]
        end = next((n for n, each in enumerate(rest) if _indent(each) <= indent), len(rest))
        *names, last = several[2].split(", ")
        for each in names:
            written += [f"{several[1]}{each}{several[3]}", *rest[:end]]
        written.append(f"{several[1]}{last}{several[3]}")
    lines[:] = written


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip())


def after_sections(
    app: Any, what: str, name: str, value: object, options: Any, lines: list[str]
) -> None:
    """Put the sentence of a property back."""
    lines[:] = _kept.pop(name, lines)


def tables(app: Any, what: str, name: str, value: object, options: Any, lines: list[str]) -> None:
    """Write the Markdown tables of a docstring as reStructuredText, which Sphinx reads."""
    written: list[str] = []
    for number, line in enumerate(lines):
        if not line.startswith("|"):
            written.append(line)
            continue
        if number == 0 or not lines[number - 1].startswith("|"):
            written += [".. list-table::", "   :header-rows: 1", ""]
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if set("".join(cells)) != {"-"}:
            written += [
                f"   {'  ' if column else '* '}- {cell}" for column, cell in enumerate(cells)
            ]
    lines[:] = written


def setup(app: Any) -> None:
    app.connect("missing-reference", public_name)
    app.connect("autodoc-process-docstring", before_sections, priority=400)
    app.connect("autodoc-process-docstring", after_sections, priority=600)
    app.connect("autodoc-process-docstring", tables, priority=700)
