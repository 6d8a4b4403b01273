"""How many examples each property is tried on: few at work, some every day, many where a law is to be proved.

`RELSCHED_HYPOTHESIS` names the size. `quick` and `everyday` draw the same examples each time; `nightly`, which
`scripts/prove` asks for, draws new ones. How many a property gets is that of its size, unless the property says
otherwise with `sized`. What isn't drawn and yet takes long, a plan of 100,000 deadlines or every day of a century, has
the size that `size` gives; its tests are marked `scaled`, so that `scripts/prove sizes` finds them.
"""

from __future__ import annotations

import os
from typing import Any

from hypothesis import HealthCheck, settings

QUICK, EVERYDAY, NIGHTLY = "quick", "everyday", "nightly"
EXAMPLES = {QUICK: 20, EVERYDAY: 100, NIGHTLY: 10_000}
SIZE = os.environ.get("RELSCHED_HYPOTHESIS", EVERYDAY)

for profile, most in EXAMPLES.items():
    # How fast a machine is must not decide whether a test passes: no deadline, no "too slow".
    settings.register_profile(
        profile,
        max_examples=most,
        derandomize=profile != NIGHTLY,
        print_blob=profile == NIGHTLY,
        database=None,
        deadline=None,
        suppress_health_check=[HealthCheck.too_slow],
    )
settings.load_profile(SIZE)


def examples(everyday: int, full: int) -> int:
    """Give how many examples are drawn at the chosen size; a quick run draws a tenth of those of every day."""
    return {QUICK: max(1, everyday // 10), EVERYDAY: everyday, NIGHTLY: full}[SIZE]


def sized(everyday: int, full: int = EXAMPLES[NIGHTLY], **more: Any) -> settings:
    """Give the settings of a property whose examples take long, so that fewer are drawn every day."""
    return settings(max_examples=examples(everyday, full), **more)


def size(everyday: int, full: int) -> int:
    """Give how large something is that isn't drawn; a quick run makes it as large as every day."""
    return full if SIZE == NIGHTLY else everyday
