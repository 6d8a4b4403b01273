"""Days, windows of days and amounts of time, in the words of a language."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

import attrs

from relsched.messages.catalogue import FIRST
from relsched.messages.message import Message

_WEEKDAYS = {
    "en": ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"),
    "vi": ("thứ Hai", "thứ Ba", "thứ Tư", "thứ Năm", "thứ Sáu", "thứ Bảy", "Chủ nhật"),
}


def render_day(day: date, language: str) -> str:
    """Write a day with its weekday: `Sat 2020-10-03`, `thứ Bảy 03/10/2020`."""
    weekday = _WEEKDAYS[language][day.weekday()]
    text = f"{day.day:02}/{day.month:02}/{day.year:04}" if language == "vi" else day.isoformat()
    return f"{weekday} {text}"


@attrs.frozen
class NamedDay:
    """A day that is written with its weekday where it stands in a message."""

    day: date

    def text(self, language: str = FIRST, /) -> str:
        """Write the day as `render_day` does."""
        return render_day(self.day, language)


def render_days(count: int, language: str) -> str:
    """Write a number of days: `1 day`, `-1 day`, `6 days`, `6 ngày`."""
    if language == "vi":
        return f"{count} ngày"
    return f"{count} day" if abs(count) == 1 else f"{count} days"


_UNITS = {
    "years": "năm",
    "months": "tháng",
    "weeks": "tuần",
    "days": "ngày",
    "clear days": "ngày trọn",
    "working days": "ngày làm việc",
    "hours": "giờ",
    "minutes": "phút",
}


def render_amounts(amounts: Iterable[tuple[int, str]]) -> str:
    """Write the parts of an offset in Vietnamese: `3 tuần và 2 ngày`."""
    words = [f"{amount} {_UNITS[unit]}" for amount, unit in amounts]
    return " và ".join([*words[:-2], " và ".join(words[-2:])]) if words else ""


def render_window(earliest: date | None, latest: date | None, language: str) -> str:
    """Write the days in which something may lie, in words."""
    if earliest is None and latest is None:
        return Message("unknown").text(language)
    if earliest is None:
        assert latest is not None
        return Message("until", last=render_day(latest, language)).text(language)
    if latest is None:
        return Message("since", first=render_day(earliest, language)).text(language)
    if earliest == latest:
        return render_day(earliest, language)
    return Message(
        "between", first=render_day(earliest, language), last=render_day(latest, language)
    ).text(language)


def render_span(first: date, last: date, language: str) -> str:
    """Write a span from a first day to a last."""
    if first == last:
        return render_day(first, language)
    return f"{render_day(first, language)} – {render_day(last, language)}"
