"""English phrases of time."""

from __future__ import annotations

import re
from fractions import Fraction

from relsched.dates.recurrence import MONTHS, WEEKDAYS, Frequency, ordinal
from relsched.phrases.headings import HeadingWords
from relsched.phrases.languages import Language, Pattern
from relsched.phrases.raw_dates import (
    RawCode,
    RawDate,
    RawEnd,
    RawHoliday,
    RawMonths,
    RawRange,
    RawRelative,
    RawTime,
    RawYear,
    year_of,
)
from relsched.phrases.sentences import Sentences

_MONTH = (
    "january|february|march|april|may|june|july|august|september|october|november|december"
    "|jan|feb|mar|apr|jun|jul|aug|sept|sep|oct|nov|dec"
)
_NUMBER_OF = {
    name: place % 12 + 1 for place, name in enumerate(_MONTH.replace("|sept|", "|").split("|")[:12])
} | {
    short: place
    for place, shorts in enumerate(
        ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep sept", "oct", "nov", "dec"), 1
    )
    for short in shorts.split()
}
_WEEKDAY = r"(?:mon|tues|wednes|thurs|fri|satur|sun)day,?"
_DAY = r"(?:0?[1-9]|[12][0-9]|3[01])(?:st|nd|rd|th)?"
_YEAR = r"[12][0-9]{3}"
_END = r"(?![\w])"


# Misspellings that are seen often enough.
_MISSPELT = {"febuary": 2, "feburary": 2, "janurary": 1, "setember": 9, "septmber": 9, "ocotber": 10, "novemeber": 11, "decmber": 12, "agust": 8}  # fmt: skip
_NUMBER_OF |= _MISSPELT
_MONTH = f"{_MONTH}|{'|'.join(_MISSPELT)}"


def _month(text: str) -> int:
    return _NUMBER_OF[text]


def _plain(text: str) -> int:
    found = re.match(r"[0-9]+", text)
    assert found is not None
    return int(found.group())


def _group(match: re.Match[str], name: str) -> str | None:
    value: str | None = match[name]
    return value


def _named(match: re.Match[str], day: str, month: str, year: str) -> RawDate:
    return RawDate(_plain(match[day]), _month(match[month]), year_of(_group(match, year)))


def _years_alone(match: re.Match[str]) -> RawRange | None:
    """A span of years that is the whole of a text; beside other words it is the name of a term."""
    first, last = int(match["yy_a"]), int(match["yy_b"])
    if match.start() or first >= last:
        return None
    return RawRange(RawDate(1, 1, first), RawDate(31, 12, last))


def _iso(match: re.Match[str]) -> RawDate:
    return RawDate(int(match["iso_d"]), int(match["iso_m"]), int(match["iso_y"]))


def _numeric(match: re.Match[str]) -> RawDate | None:
    first, second = int(match["n_a"]), int(match["n_b"])
    year = year_of(_group(match, "n_y"))
    if first > 12 and second > 12:
        return RawDate(first, second, year)
    if first > 12:
        return RawDate(first, second, year)
    if second > 12:
        return RawDate(second, first, year)
    if match["n_s"] == ".":
        return RawDate(first, second, year)  # dots are day first everywhere
    other = RawDate(first, second, year) if first != second else None
    return RawDate(second, first, year, other)


def _months(match: re.Match[str]) -> RawMonths | None:
    first = _month(match["m_a"])
    last = _month(match["m_b"]) if match["m_b"] else first
    return RawMonths(first, last, year_of(_group(match, "m_y"))) if first <= last else None


def _quarter(match: re.Match[str]) -> RawMonths:
    word = match["q_n"] or match["q_w"] or match["q_o"]
    number = _ORDINALS.get(word) or int(re.sub(r"[^0-9]", "", word))
    return RawMonths(3 * number - 2, 3 * number, year_of(match["q_y"] or match["q_y2"]))


_ORDINALS = {"first": 1, "second": 2, "third": 3, "fourth": 4, "last": 4, "final": 4}


def _two_days(match: re.Match[str]) -> RawRange | None:
    """Two days that follow one another: `10 and 11 May`."""
    one, other = match["tw_a"] or match["tw_c"], match["tw_b"] or match["tw_d"]
    month = _month(match["tw_m"] or match["tw_n"])
    if _plain(other) != _plain(one) + 1:
        return None
    year = year_of(_group(match, "tw_y"))
    return RawRange(RawDate(_plain(one), month, year), RawDate(_plain(other), month, year))


def _range(match: re.Match[str]) -> RawRange:
    year = year_of(_group(match, "r_y"))
    month = _month(match["r_m"])
    first = _month(match["r_m0"]) if match["r_m0"] else month
    earlier = year - 1 if year and first > month else year
    return RawRange(
        RawDate(_plain(match["r_a"]), first, earlier), RawDate(_plain(match["r_b"]), month, year)
    )


def _range_month_first(match: re.Match[str]) -> RawRange:
    year = year_of(_group(match, "s_y"))
    first = _month(match["s_m"])
    last = _month(match["s_m2"]) if match["s_m2"] else first
    earlier = year - 1 if year and first > last else year
    return RawRange(
        RawDate(_plain(match["s_a"]), first, earlier), RawDate(_plain(match["s_b"]), last, year)
    )


def _time(match: re.Match[str]) -> RawTime | None:
    if match["t_w"]:
        return RawTime(720 if match["t_w"].endswith(("noon", "midday")) else 1440)
    hour = int(match["t_h"] or match["t_h2"] or match["t_h3"])
    minute = int(match["t_m"] or match["t_m2"] or match["t_m3"] or 0)
    if match["t_h2"] and (hour, minute) == (24, 0):
        return RawTime(1440)
    half = (match["t_p"] or match["t_p2"] or "").replace(".", "").replace(" ", "")
    if half:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if half == "pm" else 0)
    return RawTime(hour * 60 + minute) if hour <= 23 and minute <= 59 else None


_CODE_UNITS = {"d": "days", "w": "weeks", "m": "months", "h": "hours"}


def _code(match: re.Match[str]) -> RawCode:
    unit = "working_days" if match["c_w"] else _CODE_UNITS[match["c_u"] or "d"]
    return RawCode(int(match["c_n"]), unit, match["c_s"] != "+")


def _letter_code(match: re.Match[str]) -> RawCode:
    return RawCode(int(match["l_n"]), _CODE_UNITS[match["l_u"]], match["l_s"] != "+")


def _day_code(match: re.Match[str]) -> RawCode:
    return RawCode(int(match["e_n"]), "days", match["e_s"] != "+")


def _tolerance(match: re.Match[str]) -> tuple[int, int]:
    less = match["w_a"] or match["w_d"]
    return int(less), int(match["w_b"] or match["w_c"])


_ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4}


def _roman_quarter(match: re.Match[str]) -> RawMonths:
    last = 3 * _ROMAN[match["rq_n"]]
    return RawMonths(last - 2, last, year_of(_group(match, "rq_y")))


def _years(match: re.Match[str]) -> RawRange | None:
    first, last = int(match["yr_a"]), int(match["yr_b"])
    return RawRange(RawDate(1, 1, first), RawDate(31, 12, last)) if first < last else None


def _end_letters(match: re.Match[str]) -> RawEnd:
    unit = {"m": "months", "q": "quarters", "w": "weeks", "y": "years"}[match["el_u"]]
    year = year_of(_group(match, "el_y"))
    if unit == "years":
        return RawEnd(RawYear(year) if year else RawYear(shift=0))
    return RawEnd(RawRelative(unit, 0))


# Zones whose letters mean one place or one offset; CST and IST are several.
_ZONES = {
    "utc": "UTC", "gmt": "UTC", "z": "UTC", "aoe": "Etc/GMT+12", "ict": "Asia/Ho_Chi_Minh", "cet": "Europe/Paris",
    "cest": "Europe/Paris", "wib": "Asia/Jakarta", "est": "America/New_York", "edt": "America/New_York",
    "et": "America/New_York", "pst": "America/Los_Angeles", "pdt": "America/Los_Angeles", "pt": "America/Los_Angeles",
    "mst": "America/Denver", "mdt": "America/Denver", "jst": "Asia/Tokyo", "kst": "Asia/Seoul", "sgt": "Asia/Singapore",
    "hkt": "Asia/Hong_Kong", "eet": "Europe/Helsinki", "eest": "Europe/Helsinki", "bst": "Europe/London",
    "aest": "Australia/Sydney", "aedt": "Australia/Sydney",
}  # fmt: skip


_CLOSED = r"(?:a |an |any |the )?(?:week ?ends?|(?:public |legal |bank |national )?holidays?|non-?[ -]?(?:working|business) days?|days? off|saturdays?|sundays?)"
_CLOSED_DAYS = rf"{_CLOSED}(?:(?:,| or|, or| and|/) {_CLOSED}){{0,4}}"
_IT = r"(?:that|this|it|such|the|said|due|that|last|final|date|day|deadline|term)(?: (?:date|day|due|deadline|last|final)){0,3}"
_IF_CLOSED = rf"(?:if|should|when|where|in case)(?: {_IT} (?:is|be|falls?|lands?|are|happens to be|should fall))?(?: on| upon)? {_CLOSED_DAYS}"
_OPEN_DAY = r"(?:then )?(?:it )?(?:is )?(?:moves?|moved|shifts?|shifted|goes|rolls?|extended|postponed|deferred|brought forward|due|use|by|on)? ?(?:back |forward )?(?:to |on |until |by )?(?:the )?(?P<ro_w{n}>next|following|first following|immediately following|previous|preceding|prior|last|nearest) (?:working|business|work|open) ?day"


def _roll(match: re.Match[str]) -> str:
    word = match["ro_w1"] or match["ro_w2"] or match["ro_w3"]
    if word in ("previous", "preceding", "prior", "last"):
        return "preceding"
    return "nearest" if word == "nearest" else "following"


def _relative(match: re.Match[str]) -> RawRelative | RawYear:
    shift = {"this": 0, "current": 0, "next": 1, "coming": 1}[match["v_w"]]
    unit = match["v_u"]
    return RawYear(shift=shift) if unit == "year" else RawRelative(f"{unit}s", shift)


_FRACTIONS = {"½": Fraction(1, 2), "¼": Fraction(1, 4), "¾": Fraction(3, 4)}


_PATTERNS = (
    Pattern(
        "DECIMAL",
        r"(?P<u_n>[0-9]{1,4})? ?(?P<u_f>[½¼¾])(?![\w])",
        lambda match, _: int(match["u_n"] or 0) + _FRACTIONS[match["u_f"]],
    ),
    Pattern(
        "ROLL",
        rf"(?:{_IF_CLOSED},? {_OPEN_DAY.format(n=1)}|(?:or )?(?:on )?{_OPEN_DAY.format(n=2)},? {_IF_CLOSED}|or (?:on )?{_OPEN_DAY.format(n=3)}(?! (?:before|after|of|in|following))){_END}",
        lambda match, _: _roll(match),
    ),
    Pattern(
        "RANGE",
        rf"(?:(?<=in )|(?<=during )|(?<=years )|(?<=from )|(?<=throughout )|(?<=period ))(?P<yr_a>20[0-9]{{2}}) ?[-–] ?(?P<yr_b>20[0-9]{{2}}){_END}",
        lambda match, _: _years(match),
    ),
    Pattern(
        "RANGE",
        rf"(?<!between )(?:(?P<tw_a>{_DAY}) (?:and|&) (?P<tw_b>{_DAY})(?: of)? (?P<tw_m>{_MONTH})|(?P<tw_n>{_MONTH}) (?P<tw_c>{_DAY}) (?:and|&) (?P<tw_d>{_DAY})(?! (?:{_MONTH}|of)))"
        rf"\.?(?:,? (?P<tw_y>{_YEAR}))?{_END}",
        lambda match, _: _two_days(match),
    ),
    Pattern(
        "TOLERANCE",
        r"(?:[-–] ?(?P<w_a>[0-9]{1,3}) ?(?:/|,|to|and)? ?\+ ?(?P<w_b>[0-9]{1,3})|\+ ?(?P<w_c>[0-9]{1,3}) ?(?:/|,|to|and)? ?[-–] ?(?P<w_d>[0-9]{1,3}))(?: ?d(?:ays?)?)?(?![\w])",
        lambda match, _: _tolerance(match),
    ),
    Pattern(
        "ZONE",
        rf"(?P<zo>{'|'.join(sorted(_ZONES, key=len, reverse=True))}){_END}",
        lambda match, _: _ZONES[match["zo"]],
    ),
    Pattern(
        "PERIOD",
        rf"eo(?P<el_u>[mqwy])(?:,? (?P<el_y>{_YEAR}))?{_END}",
        lambda match, _: _end_letters(match),
    ),
    Pattern(
        "PERIOD",
        rf"(?:q|quarter )(?P<rq_n>iv|iii|ii|i)(?:[ /-]*(?P<rq_y>{_YEAR}))?{_END}",
        lambda match, _: _roman_quarter(match),
    ),
    Pattern(
        "DAY_CODE",
        rf"day ?(?P<e_s>[-−–+]) ?(?P<e_n>[0-9]{{1,3}}){_END}",
        lambda match, _: _day_code(match),
    ),
    Pattern(
        "LETTER_CODE",
        rf"(?P<l_u>[wm]) ?(?P<l_s>[-−–+]) ?(?P<l_n>[0-9]{{1,2}}){_END}",
        lambda match, _: _letter_code(match),
    ),
    Pattern(
        "RANGE",
        rf"(?:{_WEEKDAY} )?(?P<r_a>{_DAY})(?: (?P<r_m0>{_MONTH}))?\s*(?:-|–|to|until|through)\s*(?:{_WEEKDAY} )?(?P<r_b>{_DAY})(?: of)?"
        rf" (?P<r_m>{_MONTH})\.?(?:,? (?P<r_y>{_YEAR}))?{_END}",
        lambda match, _: _range(match),
    ),
    Pattern(
        "RANGE",
        rf"(?P<s_m>{_MONTH})\.? (?P<s_a>{_DAY})\s*(?:-|–|to|until|through)\s*(?:(?P<s_m2>{_MONTH})\.? )?(?P<s_b>{_DAY})(?!:[0-9]| ?[ap]\.? ?m\b)"
        rf"(?:,? (?P<s_y>{_YEAR}))?{_END}",
        lambda match, _: _range_month_first(match),
    ),
    Pattern(
        "DATE",
        rf"(?P<a_d>{_DAY})(?: day)?(?: of)?[ -](?P<a_m>{_MONTH})\.?(?:,?[ -](?P<a_y>{_YEAR}))?{_END}",
        lambda match, _: _named(match, "a_d", "a_m", "a_y"),
    ),
    Pattern(
        "DATE",
        rf"(?P<b_m>{_MONTH})\.? (?:the )?(?P<b_d>{_DAY})(?:,? (?P<b_y>{_YEAR}))?{_END}",
        lambda match, _: _named(match, "b_d", "b_m", "b_y"),
    ),
    Pattern(
        "DATE",
        rf"(?P<sy_d>{_DAY})[ -](?P<sy_m>{_MONTH})\.?[ -]['’]?(?P<sy_y>[2-9][0-9])(?=\s*(?:[.,;)]|\Z))",
        lambda match, _: _named(match, "sy_d", "sy_m", "sy_y"),
    ),
    Pattern(
        "DATE",
        rf"(?P<iso_y>{_YEAR})(?P<iso_s>[-/.])(?P<iso_m>[0-9]{{1,2}}(?!\.[0-9]\b))(?P=iso_s)(?P<iso_d>[0-9]{{1,2}}){_END}",
        lambda match, _: _iso(match),
    ),
    Pattern(
        "DATE",
        rf"(?P<n_a>[0-9]{{1,2}})(?P<n_s>[/.-])(?P<n_b>[0-9]{{1,2}})(?P=n_s)(?P<n_y>{_YEAR}|[0-9]{{2}}){_END}",
        lambda match, _: _numeric(match),
    ),
    Pattern(
        "PERIOD",
        rf"(?:(?P<q_n>q[1-4])|(?P<q_w>[1-4])q|(?:the )?(?P<q_o>first|second|third|fourth|last|final|1st|2nd|3rd|4th)"
        rf" quarter)(?:(?: of)?,?[ /-]*(?P<q_y>{_YEAR})|(?: of)?,? ?(?P<q_y2>[0-9]{{2}})(?![0-9]))?{_END}",
        lambda match, _: _quarter(match),
    ),
    Pattern(
        "PERIOD",
        rf"(?P<z_y>{_YEAR}),? ?q(?P<z_n>[1-4]){_END}",
        lambda match, _: RawMonths(
            3 * int(match["z_n"]) - 2, 3 * int(match["z_n"]), int(match["z_y"])
        ),
    ),
    Pattern(
        "PERIOD",
        rf"h(?P<f_n>[12])(?: of)? ?(?P<f_y>{_YEAR}){_END}",
        lambda match, _: RawMonths(
            6 * int(match["f_n"]) - 5, 6 * int(match["f_n"]), int(match["f_y"])
        ),
    ),
    Pattern(
        "RANGE",
        rf"(?<![\w])(?P<yy_a>{_YEAR}) ?[-–] ?(?P<yy_b>{_YEAR})\s*\Z",
        lambda match, _: _years_alone(match),
    ),
    # A span of years is the name of a term, not a time to do something in.
    Pattern("OTHER", rf"{_YEAR} ?[-–/] ?(?:{_YEAR}|[0-9]{{2}}){_END}", lambda match, _: True),
    Pattern(
        "PERIOD",
        rf"(?P<m_a>{_MONTH})\.?(?:(?:,? (?:{_MONTH})){{0,3}},?\s*(?:and|&|/|-|–|or)\s*(?P<m_b>{_MONTH})\.?)?(?:,?(?: of)? ?(?P<m_y>{_YEAR}))?{_END}",
        lambda match, _: _months(match),
    ),
    Pattern(
        "PERIOD",
        rf"(?P<j_m>0?[1-9]|1[0-2])/(?P<j_y>{_YEAR}){_END}",
        lambda match, _: RawMonths(int(match["j_m"]), int(match["j_m"]), int(match["j_y"])),
    ),
    Pattern(
        "DATE",
        rf"(?P<k_w>tomorrow|the day after tomorrow){_END}",
        lambda match, _: RawRelative("days", 1 if match["k_w"] == "tomorrow" else 2),
    ),
    Pattern(
        "PERIOD",
        rf"(?P<v_w>this|current|next|coming) (?P<v_u>week|month|quarter|year){_END}",
        lambda match, _: _relative(match),
    ),
    Pattern(
        "PERIOD",
        rf"(?P<x_u>year|month|quarter)[ -]end{_END}(?! report)",
        lambda match, _: (
            RawYear(shift=0) if match["x_u"] == "year" else RawRelative(f"{match['x_u']}s", 0)
        ),
    ),
    Pattern(
        "PERIOD",
        rf"(?:the year |(?<=in )|(?<=during )|(?<=of )|(?<=by )|(?<=late )|(?<=early )|(?<=mid-)|(?<=mid )|(?<=before )|(?<=after )"
        rf"|(?<=until )|(?<=throughout )|^)(?P<y_y>20[0-9]{{2}}){_END}",
        lambda match, _: RawYear(int(match["y_y"])),
    ),
    Pattern(
        "PERIOD",
        r"(?:(?<=from )|(?<=to )|(?<=since )|(?<=between )|(?<=and )|(?<=through ))(?P<yb_y>20[0-9]{2})(?=\s*(?:$|[.,;:)–-]|to |until |through |and |onwards?\b|or |before |after ))",
        lambda match, _: RawYear(int(match["yb_y"])),
    ),
    Pattern(
        "TIME",
        rf"(?:(?P<t_h>[0-9]{{1,2}})(?:[:.](?P<t_m>[0-9]{{2}}))? ?(?P<t_p>[ap]\.? ?m\.?)|(?P<t_h2>[0-9]{{1,2}}):(?P<t_m2>[0-9]{{2}})"
        rf"(?: ?(?P<t_p2>[ap]\.?m\.?))?(?: ?(?:hrs|hours|h))?|(?<=at )(?P<t_h3>[0-9]{{1,2}})\.(?P<t_m3>[0-9]{{2}})|(?P<t_w>(?:12 )?(?:noon|midnight|midday)|cob|eod|close of business|close of play|end of business|end of day)){_END}",
        lambda match, _: _time(match),
    ),
    Pattern(
        "VAGUE", rf"(?:fy|fiscal year|financial year) ?'?[0-9]{{2,4}}{_END}", lambda match, _: True
    ),
    Pattern(
        "CODE",
        rf"[tl][ -](?P<v_s>minus|plus) (?P<v_n>[0-9]{{1,3}}) (?P<v_x>days?|weeks?|months?|hours?){_END}",
        lambda match, _: RawCode(
            int(match["v_n"]), f"{match['v_x'].rstrip('s')}s", match["v_s"] == "minus"
        ),
    ),
    Pattern(
        "CODE",
        rf"(?:t|d|e|l|x|g|election) ?(?P<c_s>[-−–+]) ?(?P<c_n>[0-9]{{1,3}}) ?(?:(?P<c_u>[dwmh])?(?:ays?|eeks?|onths?)?|(?P<c_w>(?:business|working|court) days?|bd)){_END}",
        lambda match, _: _code(match),
    ),
    Pattern(
        "NTH",
        rf"(?P<o_n>[0-9]{{1,3}})(?:st|nd|rd|th){_END}",
        lambda match, _: int(match["o_n"]),
    ),
    Pattern(
        "HOLIDAY",
        rf"(?P<h_w>christmas(?: day)?|xmas|christmas eve|new year's day|new year’s day|thanksgiving(?: day)?|labou?r day|memorial day"
        rf"|independence day|(?:4th|fourth) of july|veterans day|columbus day|martin luther king(?: jr\.?)? day"
        rf"|presidents' day|presidents’ day|washington's birthday|washington’s birthday|juneteenth"
        rf"|tet|lunar new year|new year's eve|new year’s eve|good friday|easter monday|boxing day|national day)"
        rf"(?:,?(?: of)? (?P<h_y>{_YEAR}))?{_END}",
        lambda match, _: _holiday(match),
    ),
)


_HOLIDAYS = {
    "christmas": "12-25",
    "christmas day": "12-25",
    "xmas": "12-25",
    "christmas eve": "12-24",
    "new year's day": "01-01",
    "new year's eve": "12-31",
    "thanksgiving": "Thanksgiving Day",
    "thanksgiving day": "Thanksgiving Day",
    "labor day": "Labor Day",
    "labour day": "Labor Day",
    "memorial day": "Memorial Day",
    "independence day": "Independence Day",
    "4th of july": "Independence Day",
    "fourth of july": "Independence Day",
    "veterans day": "Veterans Day",
    "columbus day": "Columbus Day",
    "martin luther king day": "Martin Luther King Jr. Day",
    "martin luther king jr day": "Martin Luther King Jr. Day",
    "martin luther king jr. day": "Martin Luther King Jr. Day",
    "presidents' day": "Washington's Birthday",
    "washington's birthday": "Washington's Birthday",
    "juneteenth": "Juneteenth National Independence Day",
    "tet": "Lunar New Year",
    "lunar new year": "Lunar New Year",
    "good friday": "Good Friday",
    "easter monday": "Easter Monday",
    "boxing day": "12-26",
    "national day": "National Day",
}


def _holiday(match: re.Match[str]) -> RawHoliday:
    name = match["h_w"].replace("’", "'")
    return RawHoliday(_HOLIDAYS[name], year_of(_group(match, "h_y")))


def _render_months(year: int, first: int, last: int) -> str:
    if (first, last) == (1, 12):
        return f"{year}"
    if first % 3 == 1 and last == first + 2:
        return f"Q{last // 3} {year}"
    if first == last:
        return f"{MONTHS[first - 1]} {year}"
    joint = " and " if last == first + 1 else " - "
    return f"{MONTHS[first - 1]}{joint}{MONTHS[last - 1]} {year}"


def _ordinal(number: int) -> str:
    return "1st" if number == 1 else ordinal(number)


_SENTENCES = Sentences(
    forms={
        "and": " and ",
        "by": "by {p}",
        "before": "before {p}",
        "after": "after {p}",
        "from": "from {p}",
        "on": "on {p}",
        "immediately": "immediately after {p}",
        "offset before": "{a} before {p}",
        "offset after": "{a} after {p}",
        "term": "within {p}",
        "within before": "within {a} before {p}",
        "within both": "within {a} before or after {p}",
        "in": "in {p}",
        "from to": "from {p} through {q}",
        "either way": "{p} ± {a}",
        "throughout": "throughout {p}",
        "continuously": "continuously",
        "span": " from {p} through {q}",
        "span from": " from {p}",
        "span to": " through {q}",
        "set by": "as set by {name}",
        "issued": "the date of this plan",
        "at": "{p} at {q}",
        "at name": "{p} at {q}",
        "at offset": "{p}, at {q}",
        "weekday before": "the {a} before {p}",
        "weekday after": "the {a} after {p}",
        "edge start": "the opening of {p}",
        "edge end": "the closing of {p}",
        "week of": "the week of {p}",
        "on weekdays": "{p} on {a}",
        "last working day of every": "on the last working day of {p}",
        "day of month": "the {a}",
        "day and month": "the {a} of {p}",
        "in the month": "{a} of {n}",
        "brackets": "({p})",
        "date set": "the date set for {p}",
        "date that is": "the date that is {p}",
        "nth week": "the {n} week of {p}",
        "on day of every": "on {a} of {p}",
        "term within": "within {p}",
        "earlier": "the earliest of ({p})",
        "later": "the latest of ({p})",
        "rolled none": "{p}",
        "rolled following": "{p}, or the next working day{a}",
        "rolled preceding": "{p}, or the working day before{a}",
        "rolled nearest": "{p}, or the nearest working day{a}",
        "rolled modified following": "{p}, or the next working day of the month{a}",
        "rolled modified preceding": "{p}, or the working day before in the month{a}",
        "start of week": "the first day of the week in which {p} falls",
        "start of month": "the first day of the month in which {p} falls",
        "start of quarter": "the first day of the quarter in which {p} falls",
        "start of year": "the first day of the year in which {p} falls",
        "end of week": "the last day of the week in which {p} falls",
        "end of month": "the last day of the month in which {p} falls",
        "end of quarter": "the last day of the quarter in which {p} falls",
        "end of year": "the last day of the year in which {p} falls",
        "of month": "{a} of the month in which {p} falls",
        "of quarter": "{a} of the quarter in which {p} falls",
        "of year": "{a} of the year in which {p} falls",
        "first": "the first {a}",
        "last": "the last {a}",
        "nth": "the {n} {a}",
        "nth last": "the {n} last {a}",
        "working nth": "the {n} {a}",
        "working nth last": "the {n} last {a}",
        "days": "the days from {p} to {q}",
        "day": "day",
        "working day": "working day",
        "in calendar": " of the calendar {name}",
        "weekday or before": "the last {a} on or before {p}",
        "weekday or after": "the first {a} on or after {p}",
        "edge due": "the due date of {p}",
        "edge not_before": "the first possible day of {p}",
    },
    day=lambda day: f"{day.day} {MONTHS[day.month - 1]} {day.year:04}",
    amount=str,
    months=_render_months,
    parts={
        "early": "early {p}",
        "mid": "mid-{p}",
        "late": "late {p}",
        "first half": "the first half of {p}",
        "second half": "the second half of {p}",
    },
    weekdays=WEEKDAYS,
    month_names=MONTHS,
    ordinal=_ordinal,
    frequencies={
        Frequency.DAY: ("every day", "every {n} days"),
        Frequency.WORKING_DAY: ("every working day", ""),
        Frequency.WEEK: ("every week", "every {n} weeks"),
        Frequency.MONTH: ("every month", "every {n} months"),
        Frequency.QUARTER: ("every quarter", "every {n} quarters"),
        Frequency.YEAR: ("every year", "every {n} years"),
    },
)

LANGUAGE = Language(
    code="en",
    patterns=_PATTERNS,
    sentences=_SENTENCES,
    country="US",
    month_first=True,
    articles=frozenset({"the", "a", "an"}),
    dropped=frozenset({"the", "any", "officially", "formally", "actually"}),
    capitals=frozenset({"may", "march"}),
    has_misprints=True,
    main_names=frozenset({"event", "the event", "main event", "the main event"}),
    headings=HeadingWords(
        counts=("number of", "no. of", "count of", "how many", "#"),
        relative=(
            "relative to",
            "in relation to",
            "with respect to",
            "compared to",
            "counted from",
            "from",
            "vs",
            "vs.",
        ),
        general=(
            "event",
            "main event",
            "event day",
            "event date",
            "day of event",
            "start of event",
        ),
        units=("days", "weeks", "months", "hours", "working days", "business days"),
    ),
)
