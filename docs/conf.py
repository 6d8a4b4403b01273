"""How Sphinx makes the documentation: `sphinx-build -W docs build/docs`."""

from __future__ import annotations

project = "relsched"
author = "The authors of relsched"
copyright = "the authors of relsched"
language = "en"

extensions = ["myst_parser"]
source_suffix = {".md": "markdown"}
exclude_patterns = ["_build"]

myst_enable_extensions = ["colon_fence", "deflist"]
myst_heading_anchors = 3
nitpicky = True

html_theme = "furo"
html_title = "relsched"
html_show_sphinx = False
html_copy_source = False
