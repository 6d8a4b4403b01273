"""The version of relsched, for whatever writes it down: the same as in pyproject.toml."""

from __future__ import annotations

__version__ = "0.1.0"
