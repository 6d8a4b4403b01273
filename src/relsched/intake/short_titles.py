"""Short titles for tasks and units, of at most 60 letters, made of the document's own words.

What says the least goes first: who is coordinated with, brackets, what is done by which document. What is left is cut
where a phrase ends. Only where that leaves too little it is cut at a word, and says so by dots.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping

import attrs

from relsched.intake.document_words import begins_with_unit, is_unit
from relsched.plan.items import MAX_SHORT

LONG_UNIT = 30  # letters; a shorter name stands in a list of calendars as it is
_MOST = 2_000  # letters of a task that are looked at; no title comes from further behind
_LEAST = 16  # letters that a title needs to say something
_ENOUGH = 26  # letters after which the end of a phrase will do


@attrs.frozen
class _Wording:
    """What the titles of one language are made of, as regular expressions on the text as written.

    Attributes:
        verbs: What people do, in small letters.
        goes_on: What must follow an opening that names others, for that to be left off.
        fillers: Openings that say nothing of what is done.
        charged: Words behind the subject of a sentence, from which on it says what is to be done.
        coordination: Openings that name others up to the verb, which must follow.
        asked: Openings that name for whom it is prepared, up to the verb, which must follow.
        matters: What a verb that names its receiver first may be about: `trình Thường trực Tỉnh ủy danh sách …`.
        aside: Parts anywhere that name others or say how.
        beginnings: Words with which what can be left off begins.
        empty: Words that can be left out in the middle.
        hanging: Words that can't be the last, and before which a phrase ends.
        numbers: Words that can't be the last either, since a number or a name belongs to them; no phrase ends there.
        apart: Words after which a unit's name goes on with whom it belongs to.
    """

    verbs: str
    goes_on: str
    fillers: str
    charged: str
    coordination: str
    asked: str
    matters: str
    aside: str
    beginnings: str
    empty: str
    hanging: str
    numbers: str
    apart: str


_VIETNAMESE = _Wording(
    verbs=(
        "tham mưu|xây dựng|tổ chức|thẩm định|biên tập|biên soạn|soạn thảo|in ấn|in|triển khai|thực hiện|ban hành"
        "|hướng dẫn|kiểm tra|theo dõi|lập|rà soát|báo cáo|đề xuất|đề nghị|tổng hợp|tổng duyệt|chuẩn bị|trình"
        "|cung cấp|tuyên truyền|đăng tải|bố trí|phân công|đôn đốc|giám sát|đánh giá|hoàn thiện|hoàn thành|góp ý"
        "|lấy ý kiến|phát hành|cập nhật|thống nhất|ký|sản xuất|xuất bản|thiết kế|thi công|lắp đặt|trang trí|mời|gửi"
        "|tiếp nhận|thành lập|kiện toàn|quản lý|bảo đảm|đảm bảo|phục vụ|vận động|tái bản|chỉnh lý|bổ sung|sửa đổi"
        "|chỉ đạo|nắm bắt|định hướng|thông tin|công bố|phê duyệt|nghiệm thu|khảo sát|tập huấn|xử lý|giải quyết"
        "|tiếp thu|chỉnh sửa|lựa chọn|tham gia|huy động|tập hợp|thu thập|viết|dựng|quay|chụp|mua|cấp phát|cấp"
        "|kiểm điểm|sơ kết|tổng kết|đón tiếp|tiếp đón|bàn giao|niêm yết|treo|chạy thử|khai mạc|công nhận|thông báo"
    ),
    goes_on="",
    fillers=(
        r"(?:chịu trách nhiệm(?: chính)?(?: trong việc| về việc| về)?|có trách nhiệm|chủ trì|chủ động|tích cực|kịp thời"
        r"|tiếp tục|tăng cường|đẩy mạnh)(?:\s*,?\s+và|\s*,)?\s+"
    ),
    charged="chủ trì|chịu trách nhiệm|có trách nhiệm|phối hợp|chủ động|có nhiệm vụ",
    coordination=r"(?:phối hợp(?: chặt chẽ)?(?: với| cùng)|cùng với)\s+(?:.{2,160}?)(?:,|\s)\s*(?:để\s+)?",
    asked=r"(?:tham mưu|giúp)(?: cho)?\s+(?P<whom>.{3,70}?)\s+",
    matters=(
        "phương án|danh sách|dự thảo|nội dung|kế hoạch|báo cáo|chương trình|văn bản|đề án|hồ sơ|kịch bản|tài liệu"
        "|kết quả|ý kiến|tờ trình|quyết định"
    ),
    aside=r",?\s+(?:có sự )?phối hợp (?:với|cùng) [^,;.:]+",
    beginnings=(
        r"theo(?! dõi)|căn cứ|nhằm|góp phần|gắn với|gửi kèm|bảo đảm|đảm bảo|phục vụ|để|do|trong quá trình"
        r"|đăng tải trên|công bố trên|trên các|(?<!quá )(?<!chương )(?<!công )(?<!quy )(?<!lộ )trình"
        r"|và các nội dung khác|và chỉ đạo|và chuyển|và văn bản"
    ),
    empty=r"(?:công tác(?!\s+(?:của|tại|ở|trong|cho|từ)\b)|toàn bộ|tình hình|về việc|triển khai tốt|tích cực)\s+",
    hanging=(
        "và hoặc hay của với cho để từ đến tại về trong ngoài trên dưới theo do bởi khi sau trước các những một"
        " được vào nhằm mà thì như cùng giữa qua"
    ),
    numbers="bằng ra lần thứ số ngày tháng năm cấp việc là có không",
    apart=r"trực thuộc|thuộc|của",
)

_ENGLISH = _Wording(
    verbs=(
        "prepare|draft|print|send|invite|book|choose|clean|arrange|organi[sz]e|check|review|approve|publish|design|build"
        "|install|collect|compile|write|issue|hold|train|order|submit|sign|set up|plan|report|monitor|follow up"
        "|coordinate|confirm|update|deliver|distribute|announce|brief|recruit|hire|test|inspect|appoint|register"
        "|translate|record|evaluate|present|finali[sz]e|complete|agree|select|provide|ensure|manage|conduct|carry out"
        "|produce|edit|supervise|advise|propose|lead|appraise|develop|implement|assess|identify|establish|launch"
    ),
    goes_on="[a-z]+",
    fillers=(
        r"(?:shall|will|must|should|(?:is|are) to(?= [a-z])|(?:to )?(?:be|is|are) responsible for|responsible for"
        r"|take charge of|(?:take the )?lead(?: in| on| and)?"
        r"|be in charge of|in charge of|ensure that|make sure that)\s+(?:the\s+(?=\w+ing\b))?"
    ),
    charged="shall|will|must|should|is to|are to",
    coordination=(
        r"(?:in (?:close )?(?:coordination|co-ordination|cooperation|co-operation|collaboration|consultation) with"
        r"|together with)\s+[^,;]{2,120},\s*"
        r"|(?:coordinate|co-ordinate|cooperate|collaborate|work|liaise)(?: closely)? with\s+[^,;]{2,120}?"
        r"\s+(?:to|and)\s+"
    ),
    asked=r"(?:advise|assist|help|support)\s+(?:the\s+)?(?P<whom>.{3,70}?)\s+(?:to|in)\s+",
    matters="a|the|all",
    aside=(
        r",?\s+(?:in (?:close )?(?:coordination|co-ordination|cooperation|co-operation|collaboration|consultation)"
        r"|together) with [^,;.:]+"
    ),
    beginnings=(
        r"in accordance with|according to|pursuant to|in line with|in order to|so that|so as to|as set out|as laid down"
        r"|as required|including|such as|which|who|on the basis of|based on|with a view to|with the aim of"
    ),
    empty=r"(?:the process of|all necessary|any necessary|the various|all relevant|relevant)\s+",
    hanging=(
        "a an the and or nor but of to in on at by for from with without as that which who into onto under over about"
        " between among during before after until its their his her our your this these those is are be than via per"
        " any all each no not"
    ),
    numbers="no no. number part phase",
    apart=r"of the|of|within|under|at the|for the",
)

_WORDINGS = {"vi": _VIETNAMESE, "en": _ENGLISH}


def short_title(
    task: str, intro: str, action: str, names: Mapping[str, str], language: str
) -> str | None:
    """Propose a title of at most 60 letters for a task; None where its words don't give one.

    Args:
        task: What is to be done, without its number.
        intro: What the number above says of all its parts, such as `Thẩm định nội dung:`; its verb is kept.
        action: What is done of it by this timing, such as `Thi công`.
        names: For long names of events the short ones.
        language: The language of the document.
    """
    wording = _WORDINGS.get(language, _ENGLISH)
    lead = _verbs_of(_told(intro, names, wording), wording)
    told = _told(task, names, wording)
    own = _verbs_of(told, wording)
    if action:
        # The verb of the action takes the place of the task's own.
        told = f"{action.strip(' :,–-')} {_lowered(told[len(own) :].strip(' :') or told)}"
    elif lead and not own:
        told = f"{lead} {_lowered(told)}"
    return _fitting(told, wording)


def short_unit(name: str, text: str, language: str) -> str | None:
    """Propose a short name for a unit: what the document itself calls it in brackets, else its name without its owner.

    Args:
        name: Its name.
        text: The whole document, in one line a paragraph.
        language: The language of the document.
    """
    if len(name) <= LONG_UNIT:
        return None
    called = (
        r"(?:sau đây )?(?:gọi|viết) tắt là|(?:hereinafter|hereafter)(?: called| referred to as)?"
        r"|abbreviated(?: as)?|the"
    )
    given = re.search(
        rf"{re.escape(name)}\s*\(\s*(?:(?:{called})\s*:?\s*)*[“\"']?(?:the\s+)?([^()“”\"]{{2,{LONG_UNIT}}}?)[”\"']?\s*\)",
        text,
        re.IGNORECASE,
    )
    if given is not None and given[1][:1].isupper() and len(given[1]) < len(name):
        return given[1].strip()
    if len(name) <= MAX_SHORT:
        return None
    wording = _WORDINGS.get(language, _ENGLISH)
    plain = " ".join(re.sub(r"\([^()]*\)", " ", name).split())
    belongs = re.search(rf"\s(?:{wording.apart})\s", plain)
    if belongs is not None and belongs.start() >= _LEAST:
        plain = plain[: belongs.start()]
    return plain if len(plain) <= MAX_SHORT else _at_a_word(plain, wording)


def _told(text: str, names: Mapping[str, str], wording: _Wording) -> str:
    """Give a text without brackets and openings that say nothing, with short names of events."""
    plain = " ".join(text[:_MOST].split()).strip(" .;:")
    plain = re.sub(r"\s*\([^()]*(?:\)|$)", "", plain)
    for long, short in names.items():
        plain = re.sub(rf"{re.escape(long)}\b", short, plain, flags=re.IGNORECASE)
    subject = re.match(
        rf"(?:the )?(?P<whom>.{{3,80}}?)\s(?=(?:{wording.charged})\b)", plain, re.IGNORECASE
    )
    if subject is not None and is_unit(_raised(subject["whom"])):
        plain = plain[subject.end() :]
    while True:
        again = re.sub(rf"^{wording.fillers}", "", plain, count=1, flags=re.IGNORECASE)
        if again == plain:
            again = _opened(wording.coordination, plain, wording)
        if again == plain or len(again) < _LEAST // 2:
            break
        plain = again
    begun, rest = plain[:_LEAST], plain[_LEAST:]
    return _raised(begun + re.sub(wording.aside, "", rest))


def _opened(opening: str, plain: str, wording: _Wording) -> str:
    """Take off an opening that names others, where a verb follows."""
    # Capitals count in what follows, and a name goes on in small letters: `Ban Tổ chức`, `Ban chỉ đạo 35` are no verbs.
    follows = (
        rf"(?<!\b[Bb]an )(?<!\b[Tt]ổ )(?<!\b[Đđ]oàn )(?=(?:{wording.goes_on or wording.verbs})\b)"
    )
    match = re.match(rf"(?i:{opening}){follows}", plain)
    if match is None or ("whom" in match.groupdict() and not begins_with_unit(match["whom"])):
        return plain
    return plain[match.end() :]


def _verbs_of(text: str, wording: _Wording) -> str:
    """Give the verbs with which a text begins: `Biên tập, in và phát hành`."""
    one = wording.verbs
    match = re.match(
        rf"(?:{one})\b(?:(?:\s*,\s*(?:và\s+|and\s+)?|\s+(?:và|and)\s+)(?:{one})\b)*", _small(text)
    )
    return "" if match is None else text[: match.end()]


def _small(text: str) -> str:
    return text[:1].lower() + text[1:]


def _raised(text: str) -> str:
    return text[:1].upper() + text[1:]


def _lowered(text: str) -> str:
    """Write the first letter small behind a verb, but not that of a name: `Đại hội XVII`, `BTGTU`."""
    first, _, rest = text.partition(" ")
    following = rest[:1]
    return text if first[1:] != first[1:].lower() or following.isupper() else _small(text)


def _fitting(text: str, wording: _Wording) -> str | None:
    """Take away what says the least, until the text fits."""
    steps: tuple[Callable[[str, _Wording], str], ...] = (
        _first_sentence,
        _without_whom,
        _without_receiver,
        _without_endings,
        _last_verb,
        _without_empty,
        _at_a_phrase,
        _at_a_word,
    )
    plain = _raised(text.strip(" ,;:.–-"))
    for step in (None, *steps):
        if step is not None:
            changed = step(plain, wording)
            plain = _raised(changed.strip(" ,;:.–-")) if len(changed) >= _LEAST else plain
            if step is _at_a_word:
                plain = changed
        if len(plain) <= MAX_SHORT:
            break
    # A unit alone, the subject of a long sentence, doesn't say what is to be done.
    says_what = bool(_verbs_of(plain, wording)) or not begins_with_unit(plain)
    return plain if _LEAST <= len(plain) <= MAX_SHORT and says_what else None


def _first_sentence(text: str, _: _Wording) -> str:
    return re.split(r"\.{2,}|…|[.;:]\s", text, maxsplit=1)[0]


def _without_endings(text: str, wording: _Wording) -> str:
    """Leave off what tells by which document, for what and when, from the last such words on."""
    found = [
        match.start()
        for match in re.finditer(rf",?\s(?:{wording.beginnings})\s", text)
        if match.start() >= _ENOUGH
    ]
    fits = [at for at in found if at <= MAX_SHORT]
    return _unhung(text[: fits[-1] if fits else found[0]], wording) if found else text


def _without_whom(text: str, wording: _Wording) -> str:
    again = _opened(wording.asked, text, wording)
    return again if again != text else re.sub(r"^Tham mưu\s+", "", text)


def _without_receiver(text: str, wording: _Wording) -> str:
    """Leave off to whom something is submitted, where what it is stands behind."""
    verbs = _verbs_of(text, wording)
    inner = rf"((?:\s+(?:{wording.verbs}))*(?:\s+cho)?)\s+(?P<whom>.{{3,70}}?)\s+(?=(?:{wording.matters})\b)"
    match = re.match(inner, text[len(verbs) :]) if verbs else None
    if match is None or not begins_with_unit(match["whom"]):
        return text
    return f"{verbs}{match[1]} {text[len(verbs) + match.end() :]}"


def _last_verb(text: str, wording: _Wording) -> str:
    """Leave the last of several verbs, to which what stands behind belongs."""
    verbs = _verbs_of(text, wording)
    last = re.split(r"\s*,\s*(?:(?:và|and)\s+)?|\s+(?:và|and)\s+", verbs)[-1]
    return last + text[len(verbs) :] if verbs and last != verbs else text


def _without_empty(text: str, wording: _Wording) -> str:
    return re.sub(rf"(?<=\s){wording.empty}", "", text)


def _at_a_phrase(text: str, wording: _Wording) -> str:
    """Cut before a comma or a word that joins, where enough is left."""
    joins = wording.hanging.replace(" ", "|")
    ends = [
        match.start()
        for match in re.finditer(rf"\s*,\s|\s(?:{joins})\s(?!dõi)|\s[–-]\s", text)
        if _ENOUGH <= match.start() <= MAX_SHORT
    ]
    return _unhung(text[: ends[-1]], wording) if ends else text


def _at_a_word(text: str, wording: _Wording) -> str:
    cut = text[: MAX_SHORT - 1]
    words = (cut.rpartition(" ")[0] if text[MAX_SHORT - 1 : MAX_SHORT] != " " else cut).split(" ")
    # Half a name says less than none: `… thành công Đại hội XVII`.
    while len(words) > 2 and words[-1][:1].isupper():
        words.pop()
    return f"{_unhung(' '.join(words), wording)}…" if words[0] else text


def _unhung(text: str, wording: _Wording) -> str:
    """Take off the last words as long as they join to what is gone."""
    words = text.rstrip(" ,;:.–-").split(" ")
    while len(words) > 1 and _is_hanging(words[-1], wording):
        words.pop()
    return " ".join(words).rstrip(" ,;:.–-")


def _is_hanging(word: str, wording: _Wording) -> bool:
    plain = word.strip(",;:.").casefold()
    return plain in wording.hanging.split() or plain in wording.numbers.split()


def names_of_events(called: Iterable[tuple[str, Iterable[str]]]) -> dict[str, str]:
    """Give for long names of events the title, the longest first; what isn't shorter stays.

    Args:
        called: For each event its title, and all its names.
    """
    pairs = [(name, title) for title, names in called for name in names if len(name) > len(title)]
    return dict(sorted(pairs, key=lambda pair: -len(pair[0])))
