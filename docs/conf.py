"""How Sphinx makes the documentation: `sphinx-build -W docs build/docs`."""

from __future__ import annotations

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
    app.connect("autodoc-process-docstring", tables)
