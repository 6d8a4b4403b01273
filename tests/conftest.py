"""What holds for all tests: how many examples are drawn, fixtures, and which tests are marked for what they need."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

import sizes  # noqa: F401 - loads the profile of hypothesis before any test module is read
from databases import databases, server_url, url

__all__ = ["databases", "server_url", "url"]  # fixtures of the tests of the ledger


@pytest.fixture(scope="session", autouse=True)
def own_environment(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Keep the ledger and the addresses of whoever runs the tests out of them."""
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("RELSCHED_DB", raising=False)
        patch.delenv("RELSCHED_BASE_URL", raising=False)
        patch.setenv("XDG_DATA_HOME", str(tmp_path_factory.mktemp("data")))
        yield
