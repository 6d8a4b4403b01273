"""What is said otherwise than in version 0.1.0: sentences, and the names of keys and codes.

`test_same_as_before` puts today's output back into the words of before by this table, and compares it with what was
recorded then. Whoever changes a sentence adds a row here; the test prints one that fits. `before_words` tells what a
row may hold.
"""

from __future__ import annotations

# How it is said today, and how it was said.
SENTENCES: list[tuple[str, str]] = []

# Keys and codes of today, and those of before. The changelog lists them too.
NAMES: dict[str, str] = {}

# Keys that JSON didn't have before.
ADDED: frozenset[str] = frozenset()
