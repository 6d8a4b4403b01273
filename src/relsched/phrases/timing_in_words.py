"""A timing is said in a language: so that it reads back as the same, or for people who read a plan."""

from __future__ import annotations

from contextlib import suppress
from functools import lru_cache

from relsched.messages.catalogue import check_language
from relsched.phrases.context import PhraseContext
from relsched.phrases.languages import language
from relsched.phrases.phrase_reader import PhraseReader
from relsched.phrases.rendering import NoWordsError, WordsRenderer
from relsched.timing.points import Point
from relsched.timing.timings import Timing


def render_timing(timing: Timing, context: PhraseContext | None = None) -> str:
    """Say a timing in a language; reading it in the same context gives the same timing.

    Args:
        timing: The timing.
        context: The language, and the names of events.

    Returns:
        A sentence such as `10 ngày trước khai mạc Đại hội`; where the language has no words for a form, or
        the context no name for an event, the canonical text.
    """
    return PhraseReader(context or PhraseContext()).render(timing)


def timing_in_words(value: Timing | Point, code: str) -> str:
    """Say a timing or a point of a plan in a language for people to read, who see its items by their ids.

    What comes out needn't be read back as the same timing, as what `render_timing` gives; what the language has no
    words for is the canonical text, and so is English.

    Args:
        value: The timing or the point.
        code: The language.
    """
    if check_language(code) == "en":
        return str(value)
    with suppress(NoWordsError):
        renderer = _words_renderer(code)
        return renderer.render(value) if isinstance(value, Timing) else renderer.point(value)
    return str(value)


@lru_cache(maxsize=16)
def _words_renderer(code: str) -> WordsRenderer:
    return WordsRenderer(language(code).sentences, PhraseContext(code))
