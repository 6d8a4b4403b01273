"""Days, windows of days and amounts of time, in the words of a language."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

import attrs

from relsched.messages.catalogue import FIRST, check_language
from relsched.messages.message import Message, day_in_figures

_WEEKDAYS = {
    "en": ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"),
    "vi": ("thứ Hai", "thứ Ba", "thứ Tư", "thứ Năm", "thứ Sáu", "thứ Bảy", "Chủ nhật"),
}


def render_day(day: date, language: str) -> str:
    """Write a day with its weekday: `Sat 2020-10-03`, `03/10/2020 (thứ Bảy)`."""
    weekday = _WEEKDAYS[check_language(language)][day.weekday()]
    figures = day_in_figures(day, language)
    return f"{figures} ({weekday})" if language == "vi" else f"{weekday} {figures}"


@attrs.frozen
class NamedDay:
    """A day that is written with its weekday where it stands in a message."""

    day: date

    def text(self, language: str = FIRST, /) -> str:
        """Write the day as `render_day` does."""
        return render_day(self.day, language)


def render_days(count: int, language: str) -> str:
    """Write a number of days: `1 day`, `-1 day`, `6 days`, `6 ngày`."""
    if check_language(language) == "vi":
        return f"{count} ngày"
    return f"{count} day" if abs(count) == 1 else f"{count} days"


_UNITS = {
    "years": "năm",
    "months": "tháng",
    "weeks": "tuần",
    "days": "ngày",
    "clear days": "ngày tròn (không tính hai đầu)",
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
    """Write all the days from a first to a last: `Mon 2020-10-05 – Wed 2020-10-07`."""
    if first == last:
        return render_day(first, language)
    return Message("span", first=render_day(first, language), last=render_day(last, language)).text(
        language
    )


# ---------------------------------------------------------------- for readers of calendars and pages

_MONTHS = (
    *("Jan", "Feb", "Mar", "Apr", "May", "Jun"),
    *("Jul", "Aug", "Sep", "Oct", "Nov", "Dec"),
)


def short_day(day: date, language: str) -> str:
    """Write a day as briefly as a title can bear, without its year: `31 Oct`, `31/10`."""
    if language == "vi":
        return f"{day.day:02}/{day.month:02}"
    return f"{day.day} {_MONTHS[day.month - 1]}"


def spelt_day(day: date, language: str) -> str:
    """Write a day as letters do, with its weekday: `Tue 13 Oct 2020`, `13/10/2020 (thứ Ba)`."""
    if language == "vi":
        return render_day(day, language)
    return f"{_WEEKDAYS['en'][day.weekday()]} {short_day(day, 'en')} {day.year:04}"


def dated_day(day: date, language: str) -> str:
    """Write a day with its year and without its weekday: `13 Oct 2020`, `13/10/2020`."""
    if language == "vi":
        return day_in_figures(day, language)
    return f"{short_day(day, language)} {day.year:04}"
