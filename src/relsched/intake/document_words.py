"""The words by which columns, labels, units, headings and timings are known, a set for each language.

Texts are compared without marks and capitals, so both ways of placing a tone mark are one. A further
language is one more `Words` in `LANGUAGES`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache, cached_property, lru_cache

import attrs

from relsched.errors import fold

ROLES = ("number", "content", "task", "lead", "support", "begin", "timing", "notes")


@attrs.frozen(slots=False)
class Words:
    """The words of one language, as regular expressions on folded text.

    Attributes:
        roles: What a heading says, tried in this order; each must match the heading as a whole.
            `text` is content or task, whichever is free; `other` is a column that isn't read.
        units: Words that a unit's name begins with.
        together: Words between two units.
        timing: Words that a timing has and other cells seldom.
        limit: Words before a date that make it a limit, for running text.
        sections: Words that a heading over rows begins with.
        ditto: Cells that mean "as above".
        kinds: What a document may call itself, in its title or before its number.
        addressees: What stands over the list of those who receive it.
        issued: Words before its date.
        numbered: Words before its number.
        annexed: Words before a number when a table says which document it belongs to.
        gathering: Words for a happening that is counted: congress, session.
        earlier: Words that explain why an earlier one is named.
    """

    roles: tuple[tuple[str, str], ...]
    units: str
    together: str
    timing: str
    limit: str
    sections: str
    ditto: str
    kinds: str
    addressees: str
    issued: str
    numbered: str
    annexed: str
    gathering: str
    earlier: str

    @cached_property
    def compiled_roles(self) -> tuple[tuple[str, re.Pattern[str]], ...]:
        """The roles with their patterns made."""
        return tuple((role, re.compile(pattern)) for role, pattern in self.roles)


VIETNAMESE = Words(
    roles=(
        ("number", r"stt|tt|so tt|so thu tu|so|ma|ma so|ma viec|muc"),
        ("notes", r"ghi chu|luu y|chu thich|san pham.*|ket qua( dau ra| can dat| du kien)?"),
        (
            "other",
            r"kinh phi.*|dia diem.*|dia ban.*|don vi tinh|tinh trang.*|trang thai.*|so luong.*",
        ),
        ("begin", r"(thoi gian |thoi diem |ngay )?bat dau( .*)?|khoi dong|tu ngay"),
        (
            "timing",
            r"(du kien )?(tien do|thoi gian|thoi han|thoi diem|han chot|han cuoi|han hoan thanh|ky han"
            r"|moc thoi gian)( .*)?|(ngay )?(hoan thanh|ket thuc|den ngay)( .*)?|ngay( thang)?|khi nao|han"
            r"|lich( trinh)?( thuc hien)?|(so )?(ngay|tuan|thang|gio)( lam viec)? (truoc|sau|so voi) .*"
            r"|so (ngay|tuan|thang|gio)( lam viec)?",
        ),
        ("lead", r".*chu tri.*phoi hop.*"),
        ("support", r"(?!.*(noi dung|nhiem vu)).*(phoi hop|tham gia|ho tro|cung thuc hien).*"),
        (
            "lead",
            r".*(chu tri|phu trach|chiu trach nhiem|dau moi).*|(don vi|co quan|nguoi|bo phan|ca nhan|phong ban"
            r"|to chuc|can bo|giao)( .*)?|phong|ban|phan cong( .*)?|trach nhiem|thuc hien|ai",
        ),
        (
            "text",
            r"(cac )?(ten )?(noi dung|cong viec|nhiem vu|hoat dong|hang muc|dau viec|viec|muc|chuong trinh"
            r"|linh vuc|buoc|giai phap|van ban)( .*)?",
        ),
    ),
    units=(
        r"phong|ban|so|to|van phong|hoi|doan|trung tam|cong an|uy ban|ubnd|hdnd|cac|bao(?! chi)|dai|thanh vien"
        r"|vien|chi cuc|cuc|tong cuc|vu|bo|khoa|truong|doi|nhom|tieu ban|ban chi|ubmttq|mttq|mat tran"
        r"|lien doan|lien hiep|thuong truc|ong|ba|dong chi|d/c|cong ty|chi nhanh|cong thong tin|thanh tra"
        r"|huyen uy|thi uy|thanh uy|tinh uy|dang uy|chi bo|bi thu|to trinh|kho bac|toa an|vien kiem sat"
    ),
    together=r",?\s+và\s+|\s*;\s*|\s*,\s*|\s*\n\s*",
    timing=(
        r"truoc|sau|trong|thang|quy|tuan|ngay|cham nhat|muon nhat|thuong xuyen|lien tuc|dinh ky|hang|tu nay"
        r"|den|theo tien do|theo ke hoach|xong|hoan thanh|da ban hanh|khi|nam"
    ),
    limit=r"(?:truoc|cham nhat|muon nhat|han cuoi|han chot|khong qua|den het)(?: (?:la|vao))?(?: ngay)?",
    sections=r"phan|giai doan|muc|chuong|dot|buoc|nhom",
    ditto=r"nt|nhu tren|-nt-|\"|''|”|〃|- \" -",
    kinds=(
        r"ke hoach|chuong trinh|huong dan|thong bao|quyet dinh|cong van|de an|chi thi|phuong an|thong tri"
        r"|phu luc|bang|lich|de cuong"
    ),
    addressees=r"noi nhan|kinh gui|kinh chuyen",
    issued=r"ngay",
    numbered=r"so",
    annexed=r"kem theo|ban hanh kem",
    gathering=r"dai hoi|hoi nghi|ky hop|khoa|hoi thao|lien hoan|hoi thi",
    earlier=r"nghi quyet|nhiem ky|so ket|tong ket|ket qua|khoa",
)

ENGLISH = Words(
    roles=(
        ("number", r"no|nr|num|number|item no|ref( no)?|id|s n|sn|step no|#|task id|task no"),
        ("notes", r"notes?|remarks?|comments?|outputs?|results?"),
        ("other", r"status|progress|budget|costs?|place|venue|location|duration|priority|done"),
        ("begin", r"start(s|ing)?( date| on| by)?|begin(s|ning)?( date)?|from"),
        (
            "timing",
            r"(by )?when|due( date| by| on)?|deadlines?|timings?|time ?(line|frame)|time|(target |due )?dates?"
            r"|schedule|target|(to be )?complet(e|ed|ion)( by| date| on)?|finish(ed)?( by| date)?"
            r"|end(s)?( date| on)?|lead time( .*)?|until|to"
            r"|((no|number) of )?((working|business|calendar) )?(day|week|month|hour)s?"
            r" (before|after|prior|relative|ahead|in advance|out)( .*)?",
        ),
        (
            "support",
            r"(together |in cooperation )?with|support(ed|ing|s)?( by| units?| offices?| teams?| staff)?"
            r"|partners?|helpers?|(in )?(cooperat|coordinat|collaborat|assist|contribut|consult|help)\w*"
            r"( by| with| units?| offices?| teams?)?|also involved|participants?",
        ),
        (
            "lead",
            r"lead(s|ing)?( by| units?| offices?| teams?| person)?|led by|owners?|(person |unit |team |office )?"
            r"responsib\w*( .*)?|accountable( .*)?|assigned( to)?|assignees?|who|(by )?whom|person( in charge)?"
            r"|pic|departments?|units?|teams?|in charge|offices?|task owner",
        ),
        (
            "text",
            r"(the )?(specific |main |key )?(tasks?|activit(y|ies)|actions?|what|descriptions?|deliverables?"
            r"|work|contents?|milestones?|to do|todo|steps?|items?|areas?|categor(y|ies)|workstreams?"
            r"|subjects?|jobs?|topics?)( .*)?",
        ),
    ),
    units=(
        r"office|department|unit|team|committee|board|division|bureau|section|ministry|group|council"
        r"|agency|mr|mrs|ms|dr|center|centre|school|faculty|company"
    ),
    together=r",?\s+and\s+|\s*;\s*|\s*,\s*|\s*&\s*|\s*\n\s*",
    timing=(
        r"before|after|by|within|during|throughout|until|weekly|monthly|quarterly|daily|ongoing|continuous(ly)?"
        r"|days?|weeks?|months?|q[1-4]|quarter|prior|later than|immediately|as soon as|every|early|mid|late"
        r"|january|february|march|april|may|june|july|august|september|october|november|december|jan|feb|mar"
        r"|apr|jun|jul|aug|sept?|oct|nov|dec"
    ),
    limit=r"(?:by|before|no later than|not later than|until|on or before|at the latest on)(?: the)?",
    sections=r"part|phase|stage|section|chapter|step|group",
    ditto=r"ditto|do|as above|same|id|idem",
    kinds=(
        r"plan|programme|program|schedule|timetable|guidance|notice|decision|memorandum|memo|annex|appendix"
        r"|action plan|work ?plan|checklist"
    ),
    addressees=r"(send |sent )?to|recipients?|distribution( list)?|cc|copies to|copy to",
    issued=r"dated|date|issued( on)?|on",
    numbered=r"no|number|nr|ref(erence)?|plan no",
    annexed=r"annex to|attached to|enclosed with|issued with|appendix to",
    gathering=r"congress|conference|session|assembly|meeting|convention|summit|general assembly",
    earlier=r"resolution|report|result|outcome|minutes|previous|last|former",
)

LANGUAGES: dict[str, Words] = {"vi": VIETNAMESE, "en": ENGLISH}


def folded(text: str) -> str:
    """Reduce a text to what is compared: no marks, no capitals, single spaces, no punctuation at its ends."""
    return _folded(text) if len(text) <= 200 else _folded.__wrapped__(text)


@lru_cache(maxsize=16_384)
def _folded(text: str) -> str:
    plain = re.sub(r"<[^<>]{1,40}>|&nbsp;", " ", text) if "<" in text or "&" in text else text
    return " ".join(fold(plain).split()).strip(" .:;,*_()[]")


@lru_cache(maxsize=4096)
def role_of(heading: str) -> str | None:
    """Tell what a column or label is about by its words: a role, `text`, `other`, or None."""
    if len(heading) > 80:
        return None
    plain = " ".join(re.sub(r"[^\w#]+", " ", folded(heading)).split())
    if not plain:
        return None
    for words in LANGUAGES.values():
        for role, pattern in words.compiled_roles:
            if pattern.fullmatch(plain):
                return role
    return None


def is_heading(text: str) -> bool:
    """Whether a text reads as the heading of a column."""
    return role_of(text) is not None


@cache
def _any(name: str, form: str) -> re.Pattern[str]:
    """Make one pattern of what all languages have under a name."""
    together = "|".join(f"(?:{getattr(words, name)})" for words in LANGUAGES.values())
    return re.compile(form.format(f"(?:{together})"))


def begins_with_unit(text: str) -> bool:
    """Whether a text begins as the name of a unit does: with a capital and one of its words."""
    return text[:1].isupper() and bool(_any("units", r"{}\b").match(folded(text)))


def is_unit(text: str) -> bool:
    """Whether a text reads as the name of one unit: begins so, or, as in English, ends so."""
    if not text[:1].isupper() or len(text) > 120:
        return False
    return begins_with_unit(text) or bool(re.search(rf"\b(?:{ENGLISH.units})$", folded(text)))


def begins_section(text: str) -> bool:
    """Whether a text begins with a word for a part of a plan and its number."""
    return bool(_any("sections", r"{}\s+(?:[ivxlc]+|\d+|[a-z])\b").match(folded(text)))


@lru_cache(maxsize=4096)
def is_ditto(text: str) -> bool:
    """Whether a cell says that the cell above holds."""
    if len(text) > 16:
        return False
    return bool(_any("ditto", r"{}").fullmatch(" ".join(fold(text).split()).strip(" .")))


_DATE = re.compile(
    r"\b\d{1,2}\s?[/.-]\s?\d{1,2}\b|\b\d{4}-\d{2}-\d{2}\b|\b(19|20)\d\d\b|\b[a-z]\s?[-+]\s?\d{1,3}\b"
)


def looks_like_timing(text: str) -> bool:
    """Whether a text may well be a timing: short, with a date or words of time."""
    plain = folded(text)
    if not plain or len(plain) > 250:
        return False
    return bool(_DATE.search(plain) or _any("timing", r"\b{}\b").search(plain))


def limits(text: str) -> list[str]:
    """Find limits in running text: words such as `by` or `trước` right before a date; a list of folded texts."""
    plain = " ".join(fold(text).split())
    date = (
        r"(?:\d{1,2}\s?[/.-]\s?\d{1,2}(?:\s?[/.-]\s?\d{4})?|\d{4}-\d{2}-\d{2}|\d{1,2} thang \d{1,2}"
        r"|\d{1,2}(?:st|nd|rd|th)? [a-z]{3,9} \d{4}|[a-z]{3,9} \d{1,2}, \d{4})"
    )
    pattern = _any("limit", r"\b{} " + date.replace("{", "{{").replace("}", "}}"))
    return [match.group() for match in pattern.finditer(plain)]


_VIETNAMESE_LETTERS = re.compile(
    r"[ăâđêôơưạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ]", re.IGNORECASE
)


def language_of(texts: list[str], headings: Iterable[str] = ()) -> str:
    """Tell the language of a document: Vietnamese by its letters, or, written without marks, by its headings."""
    letters = sum(len(text) for text in texts)
    if sum(len(_VIETNAMESE_LETTERS.findall(text)) for text in texts) > letters / 50:
        return "vi"
    known = [folded(heading) for heading in headings]
    shares = {
        name: sum(any(p.fullmatch(heading) for _, p in words.compiled_roles) for heading in known)
        for name, words in LANGUAGES.items()
    }
    return "vi" if shares["vi"] > shares["en"] else "en"
