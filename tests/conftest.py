"""How hypothesis searches: the same 200 examples every day, many new ones at night.

`RELSCHED_HYPOTHESIS=nightly` chooses the other profile.
"""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, settings

from databases import databases, server_url, url

__all__ = ["databases", "server_url", "url"]  # fixtures of the tests of the ledger

# How fast a machine is must not decide whether a test passes: no deadline, no "too slow".
settings.register_profile(
    "everyday",
    max_examples=200,
    derandomize=True,
    database=None,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.register_profile(
    "nightly",
    max_examples=10_000,
    derandomize=False,
    database=None,
    deadline=None,
    print_blob=True,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile(os.environ.get("RELSCHED_HYPOTHESIS", "everyday"))


@pytest.fixture(scope="session", autouse=True)
def own_environment(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Keep the ledger and the addresses of whoever runs the tests out of them."""
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("RELSCHED_DB", raising=False)
        patch.delenv("RELSCHED_BASE_URL", raising=False)
        patch.setenv("XDG_DATA_HOME", str(tmp_path_factory.mktemp("data")))
        yield
