"""What a document says of itself: number, date, place, title, who issued it and who receives it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date
from functools import cache

import attrs

from relsched.documents.content import DocumentPlace, Paragraph
from relsched.documents.numbering import split_bullet, split_roman
from relsched.errors import fold
from relsched.intake.document_words import LANGUAGES, folded

# 72-KH/BTGTU, 12/2020/QĐ-UBND, 15/KH-SVHTTDL
SYMBOL = r"[0-9]{1,5}(?:/[0-9]{4})?[-/][A-ZĐ][A-ZĐƯƠÔÂĂa-z]{0,8}(?:[-/.][A-ZĐƯƠÔÂĂ&][A-ZĐƯƠÔÂĂa-z0-9&]{0,15}){0,4}"
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_DATES = (
    r"(?P<d>[0-9]{1,2})\s?[/.-]\s?(?P<m>[0-9]{1,2})\s?[/.-]\s?(?P<y>[0-9]{4})",
    r"(?P<d>[0-9]{1,2})\s+thang\s+(?P<m>[0-9]{1,2})(?:,?\s+|/)nam\s+(?P<y>[0-9]{4})",
    r"(?P<y>[0-9]{4})-(?P<m>[0-9]{2})-(?P<d>[0-9]{2})",
    r"(?P<d>[0-9]{1,2})(?:st|nd|rd|th)?\s+(?:of\s+)?(?P<n>[a-z]{3,9})\.?,?\s+(?P<y>[0-9]{4})",
    r"(?P<n>[a-z]{3,9})\.?\s+(?P<d>[0-9]{1,2})(?:st|nd|rd|th)?,?\s+(?P<y>[0-9]{4})",
)
MARGIN = 40  # paragraphs among which number, date and title are looked for


@attrs.frozen
class DocumentHead:
    """What a document says of itself; what it doesn't say is None or empty.

    Attributes:
        title: Its title, on one line.
        number: Its number, such as `72-KH/BTGTU`.
        issued: Its date.
        issued_text: The date verbatim.
        town: Where it was issued, as before the date.
        issuer: Who issued it.
        addressees: Who receives it, each verbatim.
        signed: Who signed it.
        places: Where each of these stands.
    """

    title: str = ""
    number: str = ""
    issued: date | None = None
    issued_text: str = ""
    town: str = ""
    issuer: str = ""
    addressees: tuple[str, ...] = ()
    signed: str = ""
    places: Mapping[str, DocumentPlace] = attrs.field(factory=dict, eq=False)


@attrs.frozen
class _Found:
    value: str
    place: DocumentPlace


@cache
def _words(name: str) -> str:
    return "|".join(f"(?:{getattr(words, name)})" for words in LANGUAGES.values())


def find_date(text: str) -> tuple[date, str] | None:
    """Find the first date of a text, with its words as they stand."""
    plain = fold(text)
    found: list[tuple[int, int, date]] = []
    for pattern in _DATES:
        for match in re.finditer(rf"(?<![\w/.-]){pattern}(?![\w/])", plain):
            parts = match.groupdict()
            name = parts.get("n")
            if name is not None and name[:3] not in _MONTHS:
                continue
            month = _MONTHS.index(name[:3]) + 1 if name is not None else int(parts["m"])
            try:
                found.append(
                    (match.start(), match.end(), date(int(parts["y"]), month, int(parts["d"])))
                )
            except ValueError:
                continue
    if not found:
        return None
    start, end, day = min(found, key=lambda f: f[0])
    # Folding keeps the places of composed text; of other text the date is reported again.
    return day, text[start:end] if len(plain) == len(text) else day.isoformat()


def read_head(paragraphs: Sequence[Paragraph]) -> DocumentHead:
    """Read what a document says of itself from its paragraphs."""
    top = list(paragraphs[:MARGIN])
    number, issuer, issued, town = _own_number(top), None, None, None
    annexed = _annexed(paragraphs)
    if annexed is not None:
        number = number or annexed.get("number")
        issued, issuer = annexed.get("issued"), annexed.get("issuer")
    placed = _dated(top)
    if placed is not None:
        issued, town = placed.get("issued"), placed.get("town")
    title = _title(top)
    addressees, signed = _addressees(paragraphs)
    found = {
        name: value
        for name, value in {
            "number": number, "issued": issued, "town": town, "title": title, "issuer": issuer or _issuer(top),
            "signed": signed,
        }.items()
        if value is not None
    }  # fmt: skip
    day = find_date(found["issued"].value) if "issued" in found else None
    places = {name: value.place for name, value in found.items()}
    if addressees:
        places["addressees"] = addressees[0].place
    return DocumentHead(
        title=found["title"].value if "title" in found else "",
        number=found["number"].value if "number" in found else "",
        issued=day[0] if day is not None else None,
        issued_text=found["issued"].value if "issued" in found else "",
        town=found["town"].value if "town" in found else "",
        issuer=found["issuer"].value if "issuer" in found else "",
        addressees=tuple(found.value for found in addressees),
        signed=found["signed"].value if "signed" in found else "",
        places=places,
    )


def _own_number(top: Sequence[Paragraph]) -> _Found | None:
    """Find a number that stands by itself: `Số: 72-KH/BTGTU`, `Plan No. 12`."""
    for paragraph in top:
        match = re.match(rf"(?:Số|SỐ|So)\s*[:.]?\s*({SYMBOL})\s*$", paragraph.text)
        if match is None:
            match = re.match(
                r"[A-Za-z ]{0,30}\b(?:No\.?|Number|Ref(?:erence)?\.?)\s*[:.]?\s*"
                r"([A-Z0-9][A-Za-z0-9./-]{0,40})\s*$",
                paragraph.text,
            )
        if match is not None and any(char.isdigit() for char in match[1]):
            return _Found(match[1], paragraph.place)
    return None


def _annexed(paragraphs: Sequence[Paragraph]) -> dict[str, _Found] | None:
    """Read `(Kèm theo Kế hoạch số 72-KH/BTGTU, ngày 25/3/2020 của Ban Tuyên giáo Tỉnh ủy)`."""
    for paragraph in paragraphs:
        plain = fold(paragraph.text)
        if len(paragraph.text) > 400 or not re.match(rf"\W{{0,3}}(?:{_words('annexed')})\b", plain):
            continue
        found: dict[str, _Found] = {}
        symbol = re.search(SYMBOL, paragraph.text) or re.search(
            r"(?<=No\. )[A-Z0-9][\w./-]*[\w]", paragraph.text
        )
        if symbol is not None:
            found["number"] = _Found(symbol.group(), paragraph.place)
        day = find_date(paragraph.text)
        if day is not None:
            found["issued"] = _Found(day[1], paragraph.place)
        issuer = re.search(
            r"\b(?:của|of the|by the|by|of)\s+([^\W\d_][^()]{2,120}?)\s*\)?\.?$", paragraph.text
        )
        if issuer is not None and find_date(issuer[1]) is None:
            found["issuer"] = _Found(issuer[1], paragraph.place)
        if found:
            return found
    return None


def _dated(top: Sequence[Paragraph]) -> dict[str, _Found] | None:
    """Read the line of place and date: `Đắk Lắk, ngày 25 tháng 3 năm 2020`, `Date: 25 March 2020`."""
    for paragraph in top:
        day = find_date(paragraph.text)
        if day is None or len(paragraph.text) > 120:
            continue
        before, _, after = paragraph.text.partition(day[1])
        if after.strip(" .)"):
            continue
        plain = folded(before)
        match = re.fullmatch(rf"(?:(?P<town>.*?)[,:;]?\s*)?(?:{_words('issued')})?", plain)
        town = before
        if match is not None and (match["town"] or "") != plain:
            town = before[: len(match["town"] or "")]
        town = town.strip(" ,.:;(")
        if len(town.split()) > 6 or any(char.isdigit() for char in town):
            continue
        found = {"issued": _Found(day[1], paragraph.place)}
        if town and town[0].isupper() and not re.fullmatch(_words("kinds"), folded(town)):
            found["town"] = _Found(town, paragraph.place)
        return found
    return None


def _title(top: Sequence[Paragraph]) -> _Found | None:
    """Find the title: a heading, or what begins with the kind of the document, as `KẾ HOẠCH`."""
    for paragraph in top:
        if paragraph.level == 1:
            return _Found(paragraph.text, paragraph.place)
    kinds = re.compile(rf"(?:{_words('kinds')})\b")
    annexed = re.compile(rf"\W{{0,3}}(?:{_words('annexed')})\b")
    for index, paragraph in enumerate(top):
        plain = folded(paragraph.text)
        if (
            len(paragraph.text) > 400
            or paragraph.text.endswith(":")
            or split_roman(paragraph.text)[0]
        ):
            continue
        if annexed.match(plain):
            continue
        first = re.split(r"[\s,.:]+", paragraph.text, maxsplit=1)[0]
        if kinds.match(plain) and (first.isupper() or kinds.fullmatch(plain)):
            text = paragraph.text
            below = top[index + 1].text if index + 1 < len(top) else ""
            if kinds.fullmatch(plain) and below and ":" not in below[:30] and not find_date(below):
                text = f"{text} {below}"
            return _Found(text, paragraph.place)
    capitals = [
        p
        for p in top[:15]
        if kinds.search(folded(p.text))
        and not annexed.match(folded(p.text))
        and 8 < len(p.text) <= 200
        and not p.text.endswith((".", ";", ":"))
    ]
    return _Found(capitals[0].text, capitals[0].place) if capitals else None


def _issuer(top: Sequence[Paragraph]) -> _Found | None:
    """Find who issued it: the line of capitals right above its number."""
    for index, paragraph in enumerate(top):
        if re.match(rf"(?:Số|SỐ)\s*[:.]?\s*{SYMBOL}", paragraph.text):
            for above in reversed(top[:index]):
                text = above.text.strip(" *-–")
                is_kind = re.match(rf"(?:{_words('kinds')})\b", folded(text)) is not None
                if text.isupper() and len(text) > 5 and not is_kind:
                    return _Found(text, above.place)
    return None


def _addressees(paragraphs: Sequence[Paragraph]) -> tuple[list[_Found], _Found | None]:
    """Read the list below `Nơi nhận:` or `To:`, and who signed below it."""
    found: list[_Found] = []
    words = re.compile(rf"(?:{_words('addressees')})")
    for index, paragraph in enumerate(paragraphs):
        before, colon, after = paragraph.text.partition(":")
        if not colon or len(before) > 40 or not words.fullmatch(folded(before)):
            continue
        if after.strip():
            found += [
                _Found(part.strip(" .;,"), paragraph.place)
                for part in re.split(r"[;]\s*|\s-\s", after)
                if part.strip(" .;,-")
            ]
        last = index
        for following in paragraphs[index + 1 : index + 60]:
            is_point, text = split_bullet(following.text)
            if not is_point:
                break
            last += 1
            found += [
                _Found(part.strip(" .;,"), following.place)
                for part in re.split(r"[;]\s+", text)
                if part.strip(" .;,")
            ]
        signed = paragraphs[last + 1] if last + 1 < len(paragraphs) and last > index else None
        if (
            signed is not None
            and re.fullmatch(r"(?:[^\W\d_]+\.?\s){1,5}[^\W\d_]+", signed.text)
            and signed.text.istitle()
        ):
            return found, _Found(signed.text, signed.place)
        return found, None
    return [], None
