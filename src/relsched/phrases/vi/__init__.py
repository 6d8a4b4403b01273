"""Vietnamese phrases of time."""

from __future__ import annotations

import re
from fractions import Fraction
from itertools import pairwise

from relsched.dates.date_reading import last_of_month
from relsched.dates.recurrence import Frequency
from relsched.messages.dates_in_words import render_amounts
from relsched.phrases.headings import HeadingWords
from relsched.phrases.languages import Language, Pattern
from relsched.phrases.letters import bare
from relsched.phrases.raw_dates import (
    RawCode,
    RawDate,
    RawDay,
    RawDayOf,
    RawEnd,
    RawHoliday,
    RawLunar,
    RawMonths,
    RawRange,
    RawRelative,
    RawTime,
    RawYear,
    year_of,
)
from relsched.phrases.sentences import Sentences

_Y4 = r"(?:19|20)[0-9]{2}"
_END = r"(?![\w])"
_SEP = r" ?[/.\-] ?"
_D = r"(?:0?[1-9]|[12][0-9]|3[01])"
_M = r"(?:0?[1-9]|1[0-2])"
_WORDS = {
    "gieng": 1, "mot": 1, "hai": 2, "ba": 3, "tu": 4, "bon": 4, "nam": 5, "sau": 6, "bay": 7, "tam": 8, "chin": 9,
    "muoi": 10, "muoi mot": 11, "muoi hai": 12, "chap": 12, "nhat": 1, "nhi": 2,
    "dau": 1, "dau tien": 1, "cuoi": -1, "cuoi cung": -1,
}  # fmt: skip
_ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4}
_WEEKDAYS = {"hai": 0, "2": 0, "ba": 1, "3": 1, "tu": 2, "4": 2, "nam": 3, "5": 3,
             "sau": 4, "6": 4, "bay": 5, "7": 5}  # fmt: skip
_DAY_WORD = (
    r"(?:ba mươi(?: mốt)?|hai mươi (?:mốt|hai|ba|tư|bốn|lăm|sáu|bảy|tám|chín)|hai mươi|mười (?:một|hai|ba|bốn|lăm|sáu"
    r"|bảy|tám|chín)|mười|một|hai|ba|bốn|năm|sáu|bảy|tám|chín)"
)
_MONTH_WORD = r"mười hai|mười một|mười|giêng|hai|ba|tư|bốn|năm|sáu|bảy|tám|chín|chạp|một"


def _number(text: str) -> int:
    text = " ".join(text.split())
    if text.isdecimal():
        return int(text)
    if text in _ROMAN:
        return _ROMAN[text]
    return _WORDS[bare(text)]


def _day(text: str) -> int:
    """Read a day of a month in figures or words."""
    if text.isdecimal():
        return int(text)
    words = bare(text).split()
    units = {**_WORDS, "mot": 1, "lam": 5}
    if "muoi" not in words:
        return units[words[0]]
    at = words.index("muoi")
    tens = units[words[0]] if at else 1
    return 10 * tens + (units[words[at + 1]] if at + 1 < len(words) else 0)


def _group(match: re.Match[str], *names: str) -> str | None:
    for name in names:
        value: str | None = match[name]
        if value is not None:
            return value
    return None


def _date(match: re.Match[str], day: str, month: str, year: str) -> RawDate:
    return _in_figures(int(match[day]), _number(match[month]), year_of(_group(match, year)))


def _in_figures(day: int, month: int, year: int | None = None) -> RawDate:
    """Give a date that is written in figures, with what it is where the month comes first."""
    turned = RawDate(month, day, year) if day <= 12 and month <= 12 else None
    return RawDate(day, month, year, turned=turned)


def _range(match: re.Match[str]) -> RawRange:
    year = year_of(_group(match, "r_y"))
    last_month = int(match["r_m"])
    first_month = int(match["r_m0"] or last_month)
    first_year = year_of(_group(match, "r_y0"))
    if first_year is None and year is not None:
        first_year = year - 1 if first_month > last_month else year
    return RawRange(
        RawDate(int(match["r_a"]), first_month, first_year),
        RawDate(int(match["r_b"]), last_month, year),
    )


def _days(match: re.Match[str]) -> RawRange | None:
    listed = re.sub(
        r"[/.\-].*| tháng .*| thang .*", "", match.group()[match.start("e_a") - match.start() :]
    )
    days = [int(day) for day in re.findall("[0-9]+", listed)]
    if any(later != day + 1 for day, later in pairwise(days)):
        return None  # the 5th and the 12th are no range
    year = year_of(_group(match, "e_y"))
    month = int(match["e_m"])
    return RawRange(
        RawDate(int(match["e_a"]), month, year), RawDate(int(match["e_b"]), month, year)
    )


def _months(match: re.Match[str]) -> RawMonths | None:
    first = _number(match["m_a"])
    last = _number(match["m_b"]) if match["m_b"] else first
    return RawMonths(first, last, year_of(_group(match, "m_y"))) if first <= last <= 12 else None


def _quarter(match: re.Match[str]) -> RawMonths:
    first = _number(match["q_n"])
    last = _number(match["q_n2"]) if match["q_n2"] else first
    return RawMonths(3 * first - 2, 3 * last, year_of(_group(match, "q_y")))


def _half_year(match: re.Match[str]) -> RawMonths:
    first = bare(match["h_w"]) == "dau"
    return RawMonths(1 if first else 7, 6 if first else 12, year_of(_group(match, "h_y")))


def _nine_months(match: re.Match[str]) -> RawMonths:
    count = int(match["n_n"])
    first = bare(match["n_w"]) == "dau"
    return RawMonths(
        1 if first else 13 - count, count if first else 12, year_of(_group(match, "n_y"))
    )


def _years(match: re.Match[str]) -> RawRange | None:
    named = [int(year) for year in re.findall(_Y4, match.group())]
    if any(later <= year for year, later in pairwise(named)):
        return None
    listed = "-" not in match.group() and "đến" not in match.group() and "den" not in match.group()
    if listed and any(later != year + 1 for year, later in pairwise(named)):
        return None  # 2021 and 2023 are no range
    return RawRange(RawDate(1, 1, named[0]), RawDate(31, 12, named[-1]))


def _month_end(year: int, month: int) -> RawDate:
    last = last_of_month(year, month)
    return RawDate(last.day, month, year)


_YEARS_ON = {"nay": 0, "sau": 1, "toi": 1}


def _months_of(match: re.Match[str], year: int | None) -> RawMonths | None:
    if year is None:
        return None
    year += _YEARS_ON[bare(match["mw_w"])]
    if match["mw_m"]:
        return RawMonths(_number(match["mw_m"]), _number(match["mw_m"]), year)
    quarter = _number(match["mw_q"])
    return RawMonths(3 * quarter - 2, 3 * quarter, year)


def _roll(match: re.Match[str]) -> str:
    """Give which way a day moves off a closed one."""
    if match["ro_c"]:
        return "nearest"
    within = "modified " if match["ro_m"] or match["ro_n"] else ""
    return within + (
        "following" if match["ro_a"] or match["ro_s"] or match["ro_d"] else "preceding"
    )


def _end_letters(match: re.Match[str]) -> RawEnd:
    """Read `EOM` and its like as the period whose end is meant."""
    units = {"m": "months", "q": "quarters", "w": "weeks"}
    if match["el_u"] == "y":
        year = int(match["el_y"]) if match["el_y"] else None
        return RawEnd(RawYear(year, None if year else 0))
    return RawEnd(RawRelative(units[match["el_u"]], 0))


def _time(match: re.Match[str]) -> RawTime | None:
    hour = int(match["t_h"])
    minute = int(match["t_m"] or match["t_m2"] or match["t_m3"] or 0)
    if match["t_r"]:
        minute = 30
    part = bare((match["t_p"] or "").strip())
    if part in ("chieu", "toi", "dem") and hour < 12:
        hour += 12
    if part == "trua" and hour < 3:
        hour += 12
    if hour == 24 and minute == 0:
        return RawTime(1440)
    return RawTime(60 * hour + minute) if hour <= 23 and minute <= 59 else None


def _lunar(match: re.Match[str]) -> RawLunar:
    word = match["l_w"]
    day = 15 if word else _number(match["l_d"])
    return RawLunar(
        day,
        _number(match["l_m"]),
        year_of(_group(match, "l_y", "l_y2")),
        is_leap=match["l_n"] is not None,
    )


def _lunar_slashed(match: re.Match[str]) -> RawLunar:
    return RawLunar(int(match["k_d"]), int(match["k_m"]), year_of(_group(match, "k_y", "k_y2")))


def _relative(match: re.Match[str]) -> RawRelative | RawYear | None:
    units = {"tuan": "weeks", "thang": "months", "nam": "years", "quy": "quarters"}
    unit = units[bare(match["v_u"]).replace("qui", "quy")]
    shift = 0 if bare(match["v_w"]) == "nay" else 1
    return RawYear(shift=shift) if unit == "years" else RawRelative(unit, shift)


def _year(match: re.Match[str]) -> RawYear:
    return RawYear(int(match["y_y"]))


_CODE_UNITS = {
    "d": "days", "ngay": "days", "w": "weeks", "tuan": "weeks", "m": "months", "thang": "months", "h": "hours", "gio": "hours",
    "ngay lam viec": "working_days",
}  # fmt: skip


def _code(match: re.Match[str]) -> RawCode:
    letter = match["c_l"] if match["c_l"] in "wm" else "d"
    unit = _CODE_UNITS[bare(match["c_u"] or letter)]
    return RawCode(int(match["c_n"]), unit, match["c_s"] != "+")


def _place(match: re.Match[str], name: str) -> int:
    return _number(match[name])


_HOLIDAYS = (
    (r"tết nguyên đán|tết âm lịch|tết cổ truyền|tết ta|tết", "Lunar New Year"),
    (r"tết dương lịch|năm mới dương lịch", "01-01"),
    (r"giỗ tổ hùng vương|giỗ tổ|quốc giỗ", "Hung Kings' Commemoration Day"),
    (r"quốc khánh|quốc khánh 2/9|quốc khánh \(2/9\)|quốc khánh nước", "National Day"),
    (r"ngày giải phóng miền nam|giải phóng miền nam|ngày thống nhất đất nước", "Liberation Day"),
    (r"quốc tế lao động|ngày lao động", "International Labor Day"),
    (r"giáng sinh|noel|nô-en|lễ giáng sinh", "12-25"),
    (r"ngày nhà giáo việt nam|nhà giáo việt nam", "11-20"),
    (r"ngày phụ nữ việt nam", "10-20"),
    (r"quốc tế phụ nữ", "03-08"),
    (r"ngày thương binh liệt sĩ|thương binh liệt sĩ|thương binh - liệt sĩ", "07-27"),
    (r"ngày thành lập đảng cộng sản việt nam|thành lập đảng cộng sản việt nam", "02-03"),
    (r"quốc tế thiếu nhi", "06-01"),
)
_HOLIDAY_WORDS = sorted(
    ((word, key) for words, key in _HOLIDAYS for word in words.split("|")),
    key=lambda pair: -len(pair[0]),
)


def _holiday(match: re.Match[str]) -> RawHoliday:
    word_given = bare(" ".join(match["o_w"].split()))
    name = next(key for word, key in _HOLIDAY_WORDS if bare(word.replace("\\", "")) == word_given)
    return RawHoliday(name, year_of(_group(match, "o_y")))


def _year_after(name: str) -> str:
    return rf"(?:(?: ?[/.\-] ?| ?,? năm | )(?P<{name}>{_Y4}))"


def _lunar_year(name: str) -> str:
    return rf"(?: ?[/,]? ?(?:năm )?(?P<{name}>{_Y4}))"


# Behind a fraction stands what it is a part of.
_SHARED = (
    r"(?! (?:số|tổng|kinh phí|diện tích|dân số|thành viên|đại biểu|ngân sách|quân số|khối lượng|thời lượng|thời gian"
    r"|phiếu|cử tri|hội viên|đảng viên|ủy viên|giá trị|chi phí)\b)"
)


_LUNAR = r"\(?(?:âm lịch|âl|al)\)?"


_PATTERNS = (
    Pattern(
        "DATE",
        rf"(?:ngày )?(?P<dw_d>{_D})(?:/| tháng )(?P<dw_m>{_M})(?: của)? năm (?P<dw_w>nay|này|sau|tới){_END}",
        lambda match, year: (
            RawDate(int(match["dw_d"]), int(match["dw_m"]), year + _YEARS_ON[bare(match["dw_w"])])
            if year
            else None
        ),
    ),
    Pattern(
        "RANGE",
        rf"(?:từ )?tháng (?P<mo_a>{_M}) ?[/.] ?(?P<mo_ya>{_Y4})(?: ?[-–] ?| đến (?:hết )?| tới )(?:tháng )?"
        rf"(?P<mo_b>{_M}) ?[/.] ?(?P<mo_yb>{_Y4}){_END}",
        lambda match, _: RawRange(
            RawDate(1, int(match["mo_a"]), int(match["mo_ya"])),
            _month_end(int(match["mo_yb"]), int(match["mo_b"])),
        ),
    ),
    Pattern(
        "PERIOD",
        rf"(?:tháng (?P<mw_m>{_M}|{_MONTH_WORD})|(?:quý|quí) (?P<mw_q>iv|iii|ii|i|[1-4]))(?: của)? năm (?P<mw_w>nay|này|sau|tới){_END}",
        lambda match, year: _months_of(match, year),
    ),
    Pattern(
        "RANGE",
        rf"(?:từ )?(?:ngày )?(?P<r_a>{_D})(?:{_SEP}(?P<r_m0>{_M}))?(?:{_SEP}(?P<r_y0>{_Y4}))?"
        rf"\s*(?:-|–|đến ngày|đến hết ngày|đến hết|đến|tới)\s*(?P<r_b>{_D})"
        rf"(?:[/.\-]|/ | tháng )(?P<r_m>{_M})(?:(?:[/.\-]| năm )(?P<r_y>{_Y4}))?{_END}(?![/\-.][0-9])",
        lambda match, _: _range(match),
    ),
    Pattern(
        "RANGE",
        rf"(?:0?[2-9] )?(?:các )?ngày (?P<e_a>{_D})(?: ?, ?{_D})*(?: và | ?, ?)(?:ngày )?(?P<e_b>{_D})(?:[/.\-]| tháng )(?P<e_m>{_M})"
        rf"(?:(?:[/.\-]| năm )(?P<e_y>{_Y4}))?{_END}",
        lambda match, _: _days(match),
    ),
    Pattern(
        "DATE",
        rf"(?:ngày )?(?:(?P<l_w>rằm)|(?:mùng|mồng|ngày|mùng ngày) (?P<l_d>{_D}|{_MONTH_WORD}))"
        rf" (?:tháng )(?P<l_m>{_M}|{_MONTH_WORD})(?: (?P<l_n>nhuận))?(?:{_lunar_year('l_y')})?"
        rf"(?:,? {_LUNAR})(?:{_lunar_year('l_y2')})?{_END}",
        lambda match, _: _lunar(match),
    ),
    Pattern(
        "DATE",
        rf"(?:ngày )?(?P<k_d>{_D})/(?P<k_m>{_M})(?:/(?P<k_y>{_Y4}))?,? {_LUNAR}(?:{_lunar_year('k_y2')})?",
        lambda match, _: _lunar_slashed(match),
    ),
    Pattern(
        "DATE",
        rf"(?:ngày )?rằm tháng (?P<x_m>{_M}|{_MONTH_WORD})(?:{_lunar_year('x_y')})?{_END}",
        lambda match, _: RawLunar(15, _number(match["x_m"]), year_of(match["x_y"])),
    ),
    # Days counted with `mùng` are lunar, unless a year of the solar calendar is reported.
    Pattern(
        "DATE",
        rf"(?:ngày )?(?:mùng|mồng) (?P<x2_d>{_D}|{_MONTH_WORD}) tháng (?P<x2_m>{_M}|{_MONTH_WORD}){_END}(?!,? năm|[/ ][0-9]{{4}})",
        lambda match, _: RawLunar(_number(match["x2_d"]), _number(match["x2_m"])),
    ),
    Pattern(
        "DATE",
        rf"(?:ngày )?(?P<a_d>[0-9]{{1,2}})(?P<a_s>{_SEP})(?P<a_m>[0-9]{{1,2}})(?P=a_s)(?P<a_y>{_Y4}|[0-9]{{2}}){_END}",
        lambda match, _: _date(match, "a_d", "a_m", "a_y"),
    ),
    Pattern(
        "DATE",
        rf"(?:ngày )?(?P<b_d>[0-9]{{1,2}}) ?(?:/|-|\.) ?(?P<b_m>[0-9]{{1,2}})(?: năm |/ | / |-)(?P<b_y>{_Y4}){_END}",
        lambda match, _: _date(match, "b_d", "b_m", "b_y"),
    ),
    Pattern(
        "DATE",
        rf"ngày (?P<v1_d>{_D}) tháng (?P<v1_w>này|nay|sau|tới){_END}",
        lambda match, _: RawDayOf(int(match["v1_d"]), 0 if bare(match["v1_w"]) == "nay" else 1),
    ),
    Pattern(
        "DATE",
        rf"(?:ngày |mùng |mồng |ngày mùng |ngày mồng )(?P<x1_d>{_D}) tháng (?P<x1_m>giêng|chạp)(?:{_lunar_year('x1_y')})?{_END}",
        lambda match, _: RawLunar(
            int(match["x1_d"]), _number(match["x1_m"]), year_of(match["x1_y"])
        ),
    ),
    Pattern(
        "DATE",
        rf"(?:ngày )(?:mùng |mồng )?(?P<c_d>{_D}|{_DAY_WORD}),? tháng (?P<c_m>{_M}|{_MONTH_WORD})(?:,? năm (?P<c_y>{_Y4})|/(?P<c_y2>{_Y4})| (?P<c_y3>{_Y4}))?{_END}",
        lambda match, _: RawDate(
            _day(match["c_d"]), _number(match["c_m"]), year_of(_group(match, "c_y", "c_y2", "c_y3"))
        ),
    ),
    Pattern(
        "DATE",
        rf"(?P<c4_d>{_D}) tháng (?P<c4_m>{_M}),? năm (?P<c4_y>{_Y4}){_END}",
        lambda match, _: _date(match, "c4_d", "c4_m", "c4_y"),
    ),
    Pattern(
        "DATE",
        rf"(?P<i_y>{_Y4})-(?P<i_m>[0-9]{{2}})-(?P<i_d>[0-9]{{2}}){_END}",
        lambda match, _: RawDate(int(match["i_d"]), int(match["i_m"]), int(match["i_y"])),
    ),
    Pattern(
        "DATE",
        rf"(?:ngày )(?P<d_d>[0-9]{{1,2}})[/.\-](?P<d_m>[0-9]{{1,2}}){_END}(?![/\-.][0-9])",
        lambda match, _: _date_short(match, "d_d", "d_m"),
    ),
    Pattern(
        "DATE",
        rf"(?P<f_d>[0-9]{{1,2}})/(?P<f_m>[0-9]{{1,2}}){_END}(?![/\-][0-9]){_SHARED}",
        lambda match, _: _date_short(match, "f_d", "f_m"),
    ),
    Pattern(
        "DATE",
        rf"ngày (?:mùng |mồng )?(?P<g_d>{_D})(?![\w/\-])(?! (?:ngày|tháng(?! (?:thứ|đầu|cuối))|tuần|năm|giờ))",
        lambda match, _: RawDay(int(match["g_d"])),
    ),
    Pattern(
        "DATE",
        rf"(?:ngày )?(?:mùng|mồng) (?P<g2_d>{_D}){_END}(?![/\-.])(?! (?:tháng|tết))",
        lambda match, _: RawDay(int(match["g2_d"])),
    ),
    Pattern("NOUN", rf"năm học {_Y4}(?: ?[-–] ?{_Y4})?{_END}", lambda match, _: match.group()),
    Pattern(
        "DATE",
        rf"ngày (?P<gw_d>{_DAY_WORD})(?= (?:hằng|hàng|mỗi|của) )",
        lambda match, _: RawDay(_day(match["gw_d"])),
    ),
    # A day of the month, of no one month: of every one.
    Pattern("EVERY", r"của tháng(?=\s*(?:[.,;)]|\Z))", lambda match, _: "months"),
    Pattern(
        "DECIMAL",
        r"(?P<ha_n>[0-9]{1,3})?½",
        lambda match, _: int(match["ha_n"] or 0) + Fraction(1, 2),
    ),
    Pattern(
        "TOLERANCE",
        r"(?:[-–] ?(?P<w_a>[0-9]{1,3}) ?/? ?\+ ?(?P<w_b>[0-9]{1,3})|\+ ?(?P<w_c>[0-9]{1,3}) ?/? ?[-–] ?(?P<w_d>[0-9]{1,3}))(?: ngày)?(?![\w])",
        lambda match, _: (
            int(match["w_a"] or match["w_d"]),
            int(match["w_b"] or match["w_c"]),
        ),
    ),
    Pattern(
        "PERIOD",
        rf"eo(?P<el_u>[mqwy])(?:,? ?/?(?P<el_y>{_Y4}))?{_END}",
        lambda match, _: _end_letters(match),
    ),
    # How often within a unit of time says no day.
    Pattern(
        "VAGUE",
        r"(?:(?:0?[2-9]|[1-9][0-9])|hai|ba|bốn|năm|sáu|bảy|tám|chín|mười|nhiều|mấy|vài) "
        r"(?:lần|(?:buổi|kỳ|đợt|ca|phiên)(?= ?/| (?:mỗi|một) ))"
        r"(?:(?: ?/ ?| (?:mỗi|một|trong|trên) )(?:ngày|tuần|tháng|quý|năm))?\b",
        lambda match, _: match.group(),
    ),
    Pattern(
        "VAGUE", r"[0-9]{1,3} ?/ ?(?:ngày|tuần|tháng|quý|năm)\b", lambda match, _: match.group()
    ),
    Pattern(
        "PERIOD",
        rf"(?:(?:0?6|sáu) tháng (?P<h_w>đầu|cuối)(?: năm(?: (?P<h_y>{_Y4}))?)?){_END}",
        lambda match, _: _half_year(match),
    ),
    Pattern(
        "PERIOD",
        rf"(?:0?(?P<n_n>[39]) tháng (?P<n_w>đầu|cuối)(?: năm(?: (?P<n_y>{_Y4}))?)){_END}",
        lambda match, _: _nine_months(match),
    ),
    Pattern(
        "PERIOD",
        rf"(?:các )?tháng (?P<m_a>{_M}|{_MONTH_WORD})(?:(?:(?: ?,| ?-| ?–| và| đến| -) ?{_M})*(?: ?, ?| ?- ?| ?– ?| và )(?:tháng )?(?P<m_b>{_M}))?"
        rf"(?:{_year_after('m_y')})?{_END}(?! ngày| lần)",
        lambda match, _: _months(match),
    ),
    Pattern(
        "PERIOD",
        rf"(?:các )?(?:quý|quí) (?P<q_n>iv|iii|ii|i|[1-4]|một|hai|ba|bốn|tư)(?:(?: ?, ?| ?- ?| và )(?:(?:quý|quí) )?(?P<q_n2>iv|iii|ii|i|[1-4]))?"
        rf"(?:(?: ?[/.\-] ?| năm | ,? ?)(?P<q_y>{_Y4}))?{_END}",
        lambda match, _: _quarter(match),
    ),
    Pattern(
        "PERIOD",
        rf"t\.? ?(?P<t1_m>{_M})[/.\-](?P<t1_y>{_Y4}){_END}",
        lambda match, _: RawMonths(int(match["t1_m"]), int(match["t1_m"]), int(match["t1_y"])),
    ),
    Pattern(
        "PERIOD",
        rf"q\.? ?(?P<q1_n>iv|iii|ii|i|[1-4]) ?[/.\- ] ?(?P<q1_y>{_Y4}){_END}",
        lambda match, _: RawMonths(
            3 * _number(match["q1_n"]) - 2, 3 * _number(match["q1_n"]), int(match["q1_y"])
        ),
    ),
    Pattern(
        "PERIOD",
        rf"(?P<v_u>tuần|tháng|quý|quí|năm) (?P<v_w>này|nay|sau|tới){_END}(?! (?:khi|đó))",
        lambda match, _: _relative(match),
    ),
    Pattern(
        "RANGE",
        rf"(?:từ |các |trong các |[2-9] |hai |ba )?năm (?P<ya_a>{_Y4})(?:(?: ?, ?| và )(?:năm )?{_Y4})*"
        rf"(?: ?[-–] ?| đến (?:hết |cuối )?| và | ?, ?)(?:năm )?(?P<ya_b>{_Y4}){_END}",
        lambda match, _: _years(match),
    ),
    Pattern(
        "DATE",
        rf"(?:ngày (?P<to_d>mai|kia|mốt)|(?:sáng|trưa|chiều|tối|đêm)(?: ngày)? (?P<to_p>mai|nay)){_END}",
        lambda match, _: RawRelative(
            "days", {"mai": 1, "kia": 2, "mot": 2, "nay": 0}[bare(match["to_d"] or match["to_p"])]
        ),
    ),
    Pattern(
        "ROLL",
        r"(?:(?:nếu|trường hợp|trong trường hợp|khi) )?(?:(?:ngày|thời hạn|hạn|ngày cuối)(?: (?:đó|này|trên|cuối cùng|cuối|nộp))? )?"
        r"(?:trùng|rơi|gặp|vướng)(?: vào| với| phải)?(?: các)?(?: ngày)? (?:nghỉ|lễ|tết|cuối tuần|thứ bảy|chủ nhật)"
        r"(?:(?:,| hoặc| và| hay)? (?:ngày|nghỉ|lễ|tết|cuối tuần|thứ bảy|chủ nhật))*,? (?:thì )?(?:được |sẽ )?"
        r"(?:(?:tính|chuyển|lùi|dời|đẩy|tổ chức|thực hiện|hoàn thành|nộp|lấy|là)(?: lên| xuống| lùi| dời| chuyển)? )"
        r"(?:(?:sang|vào|đến|về|tới|là|lại|theo) )?(?:(?P<ro_s>sau)(?P<ro_m> trong tháng)?|(?P<ro_t>trước)(?P<ro_n> trong tháng)?"
        r"|(?:ngày )?làm việc (?:(?P<ro_a>tiếp theo|kế tiếp|liền kề|liền sau|tiếp sau|sau đó|đầu tiên|kế sau|sau)"
        r"|(?P<ro_b>liền trước|trước đó|liền trước đó|ngay trước|kế trước|gần nhất trước đó|trước)"
        r"|(?P<ro_c>gần nhất))|(?:ngày )?(?P<ro_d>thứ hai)(?: (?:đó|sau đó|sau|sau kỳ nghỉ|tiếp theo|sau ngày nghỉ|sau ngày lễ))*)(?![\w])",
        lambda match, _: _roll(match),
    ),
    Pattern("PERIOD", rf"năm (?P<y_y>{_Y4}){_END}(?! ?[-–])", lambda match, _: _year(match)),
    Pattern(
        "TIME",
        rf"(?P<t_h>[0-9]{{1,2}}) ?(?:(?:h|g|giờ) ?(?P<t_m>[0-9]{{2}})(?! (?:ngày|tuần|tháng)(?: làm việc)? (?:trước|sau|kể|tính))(?: ?(?:phút|'|p))?|:(?P<t_m3>[0-9]{{2}})|(?:h|g)(?P<t_m2>)"
        rf"|giờ(?P<t_r> rưỡi)?(?= ngày| đến| ?[-–]|,? sáng| chiều| tối| trưa| đêm|,| thứ| hằng| hàng| [0-9]|\)|\.|$| cùng| vào| rưỡi| \(| ict| gmt| utc| giờ))"
        rf"(?P<t_p> (?:sáng|chiều|tối|trưa|đêm))?(?! ?\+)(?:,? \(?(?:(?:gmt|utc) ?\+ ?0?7|giờ (?:hà nội|việt nam)|ict)(?!\w)\)?)?{_END}",
        lambda match, _: _time(match),
    ),
    Pattern(
        "CODE",
        rf"(?P<c_l>[tdenđwm]) ?(?P<c_s>[-−–+]) ?(?P<c_n>[0-9]{{1,3}}) ?(?P<c_u>[dwmh]|ngày làm việc|ngày|tuần|tháng|giờ)?{_END}",
        lambda match, _: _code(match),
    ),
    Pattern(
        "NTH_WORKING",
        rf"ngày làm việc (?:thứ )?(?P<w_n>đầu tiên|đầu|cuối cùng|cuối|[0-9]{{1,2}}|nhất|hai|ba|tư|năm){_END}",
        lambda match, _: _place(match, "w_n"),
    ),
    Pattern(
        "NTH_DAY",
        rf"(?:ngày|hôm)(?: thứ)? (?P<z_n>đầu tiên|đầu|cuối cùng|cuối){_END}",
        lambda match, _: _place(match, "z_n"),
    ),
    Pattern(
        "NTH_DAY",
        rf"(?:ngày|hôm) thứ (?P<z2_n>[0-9]{{1,3}}|nhất|nhì|hai|ba|tư|năm|sáu|bảy)(?= (?:của|đại hội|hội nghị|kỳ|trong|tại|khóa|sau|trước|kể từ)){_END}",
        lambda match, _: _place(match, "z2_n"),
    ),
    Pattern(
        "NTH_MONTH",
        r"tháng (?:thứ )?(?P<nm_n>đầu tiên|đầu|cuối cùng|cuối|nhất|hai|ba|1|2|3)"
        r"(?=(?: của)? (?:quý|quí)\b| của năm\b)",
        lambda match, _: _place(match, "nm_n"),
    ),
    Pattern(
        "DAY_PART",
        r"(?:buổi )?(?:sáng|trưa|chiều|tối|đêm)(?: sớm)?"
        r"(?= (?:ngày|thứ|chủ nhật|mùng|mồng|rằm|[0-9]{1,2}/[0-9]|khai mạc|bế mạc|diễn ra))",
        lambda match, _: match.group(),
    ),
    Pattern(
        "NTH_WEEK",
        rf"tuần (?:lễ )?(?:thứ )?(?P<u_n>đầu tiên|đầu|cuối cùng|cuối|[1-5]|0[1-5]|nhất|hai|ba|tư){_END}(?! ?[-–]| tuần)",
        lambda match, _: _place(match, "u_n"),
    ),
    Pattern(
        "NTH_WEEKDAY",
        rf"(?:ngày )?(?:thứ (?P<j_d>hai|ba|tư|năm|sáu|bảy|[2-7])|(?P<j_s>chủ nhật)) (?:lần )?(?:thứ )?(?P<j_n>đầu tiên|đầu|cuối cùng|cuối|nhất|[1-5])"
        rf"(?=(?: (?:của|hằng|hàng|mỗi|tháng|sau|trước|và)\b|,)){_END}",
        lambda match, _: (
            _place(match, "j_n"),
            6 if match["j_s"] else _WEEKDAYS[bare(match["j_d"])],
        ),
    ),
    Pattern(
        "HOLIDAY",
        rf"(?:ngày )?(?P<o_w>{'|'.join(word for word, _ in _HOLIDAY_WORDS)})(?:,? (?:ngày )?\(?[0-9]{{1,2}}/[0-9]{{1,2}}\)?)?"
        rf"(?: (?:giáp|ất|bính|đinh|mậu|kỷ|canh|tân|nhâm|quý) (?:tý|sửu|dần|mão|thìn|tỵ|ngọ|mùi|thân|dậu|tuất|hợi))?(?:(?: năm | |/)?(?P<o_y>{_Y4}))?{_END}",
        lambda match, _: _holiday(match),
    ),
    Pattern(
        "DOCUMENT",
        rf"(?:kế hoạch|hướng dẫn|quyết định|công văn|thông báo|nghị quyết|chỉ thị|thông tư|nghị định|tờ trình|báo cáo|văn bản|luật)"
        rf"(?: số)? ?:? ?[0-9]{{1,5}}[-/][^\s,;]+(?:,? ngày (?P<p_d>{_D})[/.\-](?P<p_m>{_M})[/.\-](?P<p_y>{_Y4}))?",
        lambda match, _: (
            RawDate(int(match["p_d"]), int(match["p_m"]), int(match["p_y"]))
            if match["p_d"]
            else True
        ),
    ),
)


def _date_short(match: re.Match[str], day: str, month: str) -> RawDate | None:
    first, second = int(match[day]), int(match[month])
    return _in_figures(first, second) if 1 <= first <= 31 and 1 <= second <= 31 else None


_ROMAN_QUARTERS = ("I", "II", "III", "IV")


def _render_months(year: int, first: int, last: int) -> str:
    if (first, last) == (1, 12):
        return f"năm {year}"
    if first % 3 == 1 and last == first + 2:
        return f"quý {_ROMAN_QUARTERS[last // 3 - 1]}/{year}"
    if first == last:
        return f"tháng {first}/{year}"
    return f"tháng {first}{', ' if last == first + 1 else ' - '}{last}/{year}"


_SENTENCES = Sentences(
    forms={
        "and": " và ",
        "by": "chậm nhất {p}",
        "before": "trước {p}",
        "after": "sau {p}",
        "from": "từ {p}",
        "on": "vào {p}",
        "immediately": "ngay sau {p}",
        "offset before": "{a} trước {p}",
        "offset after": "{a} sau {p}",
        "term": "{p}",
        "within before": "trong vòng {a} trước {p}",
        "within both": "trong vòng {a} trước hoặc sau {p}",
        "in": "trong {p}",
        "from to": "từ {p} đến hết {q}",
        "either way": "{p} ± {a}",
        "throughout": "trong suốt thời gian diễn ra {p}",
        "continuously": "thường xuyên",
        "span": " từ {p} đến hết {q}",
        "span from": " từ {p}",
        "span to": " đến hết {q}",
        "set by": "theo {name}",
        "issued": "ngày ban hành kế hoạch",
        "at": "{q} {p}",
        "at name": "{q} ngày {p}",
        "at offset": "{p}, lúc {q}",
        "weekday before": "{a} trước {p}",
        "weekday after": "{a} sau {p}",
        "edge start": "khai mạc {p}",
        "edge end": "bế mạc {p}",
        "week of": "tuần có {p}",
        "on weekdays": "{a} {p}",
        "last working day of every": "ngày làm việc cuối cùng {p}",
        "day of month": "ngày {a}",
        "day and month": "ngày {a}/{p}",
        "on day of every": "{a} {p}",
        "term within": "trong vòng {p}",
        "earlier": "mốc sớm nhất trong các mốc ({p})",
        "later": "mốc muộn nhất trong các mốc ({p})",
        "rolled none": "{p}",
        "rolled following": "{p}, gặp ngày nghỉ thì dời về sau{a}",
        "rolled preceding": "{p}, gặp ngày nghỉ thì dời về trước{a}",
        "rolled nearest": "{p}, gặp ngày nghỉ thì dời đến ngày làm việc gần nhất{a}",
        "rolled modified following": "{p}, gặp ngày nghỉ thì dời về sau trong tháng{a}",
        "rolled modified preceding": "{p}, gặp ngày nghỉ thì dời về trước trong tháng{a}",
        "start of week": "ngày đầu tuần của {p}",
        "start of month": "ngày đầu tháng của {p}",
        "start of quarter": "ngày đầu quý của {p}",
        "start of year": "ngày đầu năm của {p}",
        "end of week": "ngày cuối tuần của {p}",
        "end of month": "ngày cuối tháng của {p}",
        "end of quarter": "ngày cuối quý của {p}",
        "end of year": "ngày cuối năm của {p}",
        "of month": "{a} của tháng có {p}",
        "of quarter": "{a} của quý có {p}",
        "of year": "{a} của năm có {p}",
        "in the month": "{a} của tháng {n}",
        "brackets": "({p})",
        "date set": "ngày đã ấn định của {p}",
        "date that is": "ngày rơi vào {p}",
        "nth week": "tuần thứ {n} của {p}",
        "first": "{a} đầu tiên",
        "last": "{a} cuối cùng",
        "nth": "{a} lần thứ {n}",
        "nth last": "{a} lần thứ {n} tính từ cuối",
        "working nth": "{a} thứ {n}",
        "working nth last": "{a} thứ {n} tính từ cuối",
        "days": "thời gian từ {p} đến hết {q}",
        "day": "ngày",
        "working day": "ngày làm việc",
        "in calendar": " theo lịch {name}",
        "weekday or before": "{a} đúng hoặc ngay trước {p}",
        "weekday or after": "{a} đúng hoặc ngay sau {p}",
        "edge due": "hạn của {p}",
        "edge not_before": "ngày được bắt đầu {p}",
    },
    day=lambda day: f"ngày {day:%d/%m/}{day.year:04}",
    amount=lambda offset: render_amounts(offset.parts()),
    months=_render_months,
    parts={
        "early": "thượng tuần {p}",
        "mid": "trung tuần {p}",
        "late": "hạ tuần {p}",
        "first half": "nửa đầu {p}",
        "second half": "nửa cuối {p}",
    },
    weekdays=("thứ Hai", "thứ Ba", "thứ Tư", "thứ Năm", "thứ Sáu", "thứ Bảy", "Chủ nhật"),
    month_names=tuple(map(str, range(1, 13))),
    ordinal=str,
    frequencies={
        Frequency.DAY: ("hằng ngày", "định kỳ {n} ngày một lần"),
        Frequency.WORKING_DAY: ("mỗi ngày làm việc", ""),
        Frequency.WEEK: ("hằng tuần", "định kỳ {n} tuần một lần"),
        Frequency.MONTH: ("hằng tháng", "định kỳ {n} tháng một lần"),
        Frequency.QUARTER: ("hằng quý", "định kỳ {n} quý một lần"),
        Frequency.YEAR: ("hằng năm", "định kỳ {n} năm một lần"),
    },
)

LANGUAGE = Language(
    code="vi",
    patterns=_PATTERNS,
    sentences=_SENTENCES,
    country="VN",
    has_marks=True,
    month_end_is_inclusive=True,
    thirds_are_days=True,
    headings=HeadingWords(
        counts=("số", "tổng số", "bao nhiêu"),
        relative=("so với", "tính theo", "đối chiếu với"),
        general=(
            "sự kiện",
            "sự kiện chính",
            "ngày sự kiện",
            "ngày diễn ra sự kiện",
            "ngày tổ chức",
        ),
    ),
    thousands=".",
    says_rhythm_once=True,
    function_words=frozenset(
        [
            "được",
            "bị",
            "có",
            "của",
            "cho",
            "đã",
            "việc",
            "sẽ",
            "khi",
            "ngày",
            "buổi",
            "lễ",
            "cuộc",
            "do",
            "bởi",
            "từ",
            "phía",
            "xong",
            "về",
        ]
    ),
)
