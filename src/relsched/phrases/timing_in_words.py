"""A timing is said in a language: so that it reads back as the same, or for people who read a plan."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from datetime import date, timedelta
from functools import lru_cache

from relsched.messages.catalogue import check_language
from relsched.messages.dates_in_words import dated_day
from relsched.messages.message import Message
from relsched.phrases.context import PhraseContext
from relsched.phrases.languages import language
from relsched.phrases.phrase_reader import PhraseReader
from relsched.phrases.rendering import NoWordsError, ReaderRenderer, WordsRenderer
from relsched.timing.points import Edge, Point
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


def timing_for_readers(
    timing: Timing,
    code: str,
    called: Mapping[str, str],
    lasting: frozenset[str],
    said: list[tuple[str, Edge | None]],
) -> str | None:
    """Say a timing by the names of its items, to people who have never seen the plan.

    Args:
        timing: The timing.
        code: The language.
        called: What the items of the plan are called, by id.
        lasting: Items of which a first and a last day are told apart.
        said: Takes down the items that are named, in order, each with the edge that is meant.

    Returns:
        A sentence such as `10 days before the opening of the congress`, without its full stop; None where the language
        has no words for it.
    """
    renderer = ReaderRenderer(
        language(code).sentences, PhraseContext(code), called=called, lasting=lasting, said=said
    )
    with suppress(NoWordsError):
        return renderer.render(timing)
    return None


def window_in_words(earliest: date | None, latest: date | None, code: str) -> str:
    """Write the days in which something may lie as briefly as a title can bear it.

    Args:
        earliest: The first day; None where nobody knows.
        latest: The last day; None where nobody knows.
        code: The language.

    Returns:
        `October 2020` for whole months of a year, else `1 Oct 2020 – 5 Nov 2020`, `from 1 Oct 2020` or `by 5 Nov 2020`.
    """
    if earliest is not None and latest is not None:
        if earliest == latest:
            return dated_day(earliest, code)
        has_whole_months = earliest.day == 1 and (latest + timedelta(days=1)).day == 1
        if has_whole_months and earliest.year == latest.year:
            return language(code).sentences.months(earliest.year, earliest.month, latest.month)
        return f"{dated_day(earliest, code)} – {dated_day(latest, code)}"
    if latest is not None:
        return Message("brief until", last=dated_day(latest, code)).text(code)
    if earliest is not None:
        return Message("brief since", first=dated_day(earliest, code)).text(code)
    return Message("unknown").text(code)
