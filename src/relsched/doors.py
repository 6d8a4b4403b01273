"""How a value offers as a method what a higher room does: by the package's own public name, found when it is called.

`plan.write(path)` is `relsched.write_plan(plan, path)`. A room still imports none above it, and loads none before it is
asked for.
"""

from __future__ import annotations

import sys
from typing import Any


def public(name: str) -> Any:
    """Give what the package offers under a name; whoever calls it states the type."""
    return getattr(sys.modules[__package__], name)
