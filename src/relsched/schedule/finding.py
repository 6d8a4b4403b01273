"""Finding: something in a schedule that deserves a look."""

from __future__ import annotations

from typing import Any

import attrs

from relsched.errors import Path
from relsched.explain.steps import Step
from relsched.short_repr import short_repr


@short_repr
@attrs.frozen
class Finding:
    """Something that deserves a look: a code, the items concerned, and a sentence in either language.

    `paths` tells where each of the items stands in a plan file; empty for what no list of the plan declares.
    """

    code: str
    items: tuple[str, ...]
    step: Step
    paths: tuple[Path, ...] = attrs.field(default=(), kw_only=True)

    def text(self, language: str = "en") -> str:
        """Give it as a sentence."""
        return self.step.text(language)

    def to_json(self) -> dict[str, Any]:
        """Give it as plain values."""
        return {
            "code": self.code,
            "items": list(self.items),
            "text": self.text(),
            "paths": [list(path) for path in self.paths],
        }
