"""The words of messages and reports: a sentence is looked up by its key and filled with values."""

from __future__ import annotations

from relsched.messages.catalogue import LANGUAGES, SENTENCES


def say(key: str, language: str, **values: object) -> str:
    """Give a sentence in a language, filled with values."""
    return SENTENCES[key][LANGUAGES.index(language)].format(**values)
