"""What an entry says of its last move: from which days, by which revision, and why."""

from __future__ import annotations

from datetime import date

from relsched.feeds.feed_items import FeedItem
from relsched.feeds.item_texts import cut_at_a_word
from relsched.feeds.text_cleaning import clean_text
from relsched.messages.dates_in_words import dated_day, short_day
from relsched.messages.message import Message

MAX_REASON = 200  # letters of a reason, which may be ten thousand


def moved_from(before: FeedItem, now: FeedItem, number: int, reason: str) -> str | None:
    """Say from which days an entry was moved; None where it wasn't.

    Only what was settled moves: the last day that is surely in time is no date of its own, so what becomes fixed
    hasn't moved. Nor has what was done: its title says so.

    Args:
        before: The entry as it was last shown.
        now: The entry as it is shown now.
        number: The number of the revision that moves it.
        reason: Why, as whoever published gave it.
    """
    if before.status != "CONFIRMED" or before.is_done or now.is_done:
        return None
    if _days(before) == _days(now):
        return None
    why = cut_at_a_word(clean_text(reason, one_line=True), MAX_REASON)
    dates = _in_words(before, now)
    return Message("entry moved", dates=dates, number=number, reason=why).text(now.language)


def _days(item: FeedItem) -> tuple[object, ...]:
    return item.first, item.last, item.starts_at, item.ends_at


def _in_words(before: FeedItem, now: FeedItem) -> str:
    """Write the days without what goes without saying: the year, where it is that of the new ones."""
    language = now.language
    is_same_year = before.first.year == before.last.year == now.first.year == now.last.year

    def day(one: date) -> str:
        return short_day(one, language) if is_same_year else dated_day(one, language)

    if before.first != before.last:
        values = {"first": day(before.first), "last": day(before.last)}
        return Message("entry moved days", **values).text(language)
    moment = before.starts_at if before.is_event else before.ends_at
    if moment is None:
        return day(before.last)
    values = {"day": day(before.last), "time": f"{moment:%H:%M}"}
    return Message("entry moved time", **values).text(language)
