"""Free text of plans to timings, and timings to sentences. A language is a folder."""

from __future__ import annotations

from relsched.phrases.reader import MAX_LENGTH, PhraseReader, language, languages, read, retell, say
from relsched.phrases.reading import Context, Note, Part, Phrase, Proposed, Reading

__all__ = [
    "MAX_LENGTH",
    "Context",
    "Note",
    "Part",
    "Phrase",
    "PhraseReader",
    "Proposed",
    "Reading",
    "language",
    "languages",
    "read",
    "retell",
    "say",
]
