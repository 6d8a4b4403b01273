"""The blind sets: expectations parse, every kind is there, and no fewer phrases are read right than were at last.

The first-run figures, when nobody who wrote the grammar had seen the sets, stand in benchmarks/README.md.
"""

from __future__ import annotations

from collections import Counter

import pytest

from blind_sets import blind_phrases, faults, tally

SETS = ("one_vi", "one_en", "two_vi", "two_en")
# Shares that were right, and wrong, when the sets were last mended by; of at least 200 phrases each.
RIGHT = {"one_vi": 0.90, "one_en": 0.93, "two_vi": 0.84, "two_en": 0.88}
WRONG = {"one_vi": 0.04, "one_en": 0.03, "two_vi": 0.04, "two_en": 0.04}


@pytest.mark.parametrize("name", SETS)
def test_expectations_are_timings(name: str) -> None:
    """Each expected text parses; each kind of failure has at least five phrases, each set at least 200."""
    assert list(faults(name)) == []
    kinds = Counter(phrase.kind for phrase in blind_phrases(name))
    assert kinds.total() >= 200
    assert all(kinds[kind] >= 5 for kind in range(1, 12))


@pytest.mark.parametrize("name", SETS)
def test_no_fewer_are_right(name: str) -> None:
    """What was read right stays so, and what is wrong doesn't grow."""
    found = tally(name)
    assert found["right"] / found.total() >= RIGHT[name], found
    assert found["wrong"] / found.total() <= WRONG[name], found
