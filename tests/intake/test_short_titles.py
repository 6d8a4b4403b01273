"""Short titles that an import proposes: what an office worker would understand on a phone, in at most 60 letters."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from founding import FOUNDING
from founding_forms import EACH_FORM, FORMS
from relsched.intake.document_reader import read_bytes, read_document
from relsched.intake.drafting import draft
from relsched.intake.short_titles import short_title, short_unit
from relsched.plan.items import MAX_SHORT

# What each long task of the founding document is called; read one by one by somebody who knows such plans.
FOUNDING_TITLES = {
    "1.1": "Đôn đốc tuyên truyền 90 năm lịch sử Đảng Cộng sản Việt Nam",
    "1.2": "Hướng dẫn tuyên truyền 80 năm lịch sử về vang Đảng bộ tỉnh",
    "1.3": "Biên soạn đề cương tuyên truyền 80 năm lịch sử",
    "1.4": "Triển khai tốt Cuộc thi tìm hiểu 80 năm lịch sử",
    "1.5": "Hướng dẫn tuyên truyền Đại hội XVII",
    "1.6": "Phát hành Sách Lịch sử Đảng bộ tỉnh 1930-2020",
    "2.1": "Cung cấp dự thảo báo cáo chính trị cho các cơ quan báo chí",
    "2.2": "Tổ chức hội nghị lấy ý kiến của nhân sỹ, trí thức",
    "2.3": "Tổng hợp ý kiến góp ý của các tầng lớp Nhân dân",
    "3.1": "Theo dõi, định hướng dư luận xã hội",
    "3.2": "Đề nghị Mặt trận và các đoàn thể chính trị xã hội",
    "4.1.a": "Thẩm định ma-ket và khuôn viên Tỉnh uỷ",
    "4.1.b": "Thi công ma-ket và khuôn viên Tỉnh uỷ",
    "4.2": "Đôn đốc công tác tuyên truyền, cổ động trực quan",
    "4.3.ii": "Thẩm định chân dung, tiểu sử, quá trình công tác",
    "4.4.1": "Thẩm định triển lãm thành tựu thực hiện Nghị quyết đại hội…",
    "4.4.2": "Thẩm định triển lãm tranh cổ động tầm lớn về Đảng quang vinh",
    "5.1": "Thẩm định kịch bản, nội dung",
    "5.2": "Thẩm định chương trình nghệ thuật chào mừng thành công…",
    "6": "Thông tin kết quả đại hội cấp cơ sở, cấp trên cơ sở",
    "7": "Tổ chức họp báo trước khi Đại hội XVII",
    "8.1": "Tổng hợp trình danh sách phóng viên tác nghiệp tại Đại hội",
    "8.2": "Đề nghị Văn phòng Tỉnh ủy in thẻ tác nghiệp cho phóng viên",
    "9": "Theo dõi, kiểm tra, đôn đốc toàn bộ công tác tuyên truyền",
    "10": "Xây dựng Kế hoạch tổ chức họp báo",
    "11.1": "Xây dựng dự thảo Thông báo nhanh về Đại hội XVII",
    "11.2": "Hướng dẫn thông báo nhanh kết quả Đại hội",
    "12.1": "Đề xuất phương án giải quyết khi nảy sinh vấn đề phức tạp",
    "12.2": "Tổ chức đấu tranh phản bác các quan điểm sai trái",
    "13": "Tổ chức họp báo, thông báo kết quả Đại hội XVII",
    "14.1": "Ký ban hành Thông báo nhanh kết quả Đại hội",
    "14.2": "Ban hành Kế hoạch tuyên truyền, nghiên cứu, quán triệt",
    "15": "Theo dõi không gian mạng, nắm bắt dư luận xã hội",
    "16.1": "Phát hành tài liệu nghiên cứu Nghị quyết Đại hội XVII",
    "16.2": "Phát hành tài liệu hỏi - đáp Nghị quyết Đại hội XVII",
}


def test_the_titles_of_the_founding_document() -> None:
    """Long tasks get these; short ones keep their titles, and a sentence of which only the subject fits gets none."""
    plan = draft(read_document(FOUNDING)).plan
    found = {row.id: str(row.short) for row in plan.deadlines if row.short}
    assert found == FOUNDING_TITLES
    without = {row.id for row in plan.deadlines if not row.short}
    assert without == {"4.3.i", "4.3.iii", "III.3"}
    assert not any(unit.short for unit in plan.units)


@pytest.mark.parametrize("form", EACH_FORM)
def test_they_are_the_same_in_every_form_of_the_document(form: str) -> None:
    """Word, Excel, a web page and the rest give the titles of the text."""
    pytest.importorskip("docx")
    name, make = FORMS[form]
    plan = draft(read_bytes(make(), name)).plan
    assert {row.id: str(row.short) for row in plan.deadlines if row.short} == FOUNDING_TITLES


@pytest.mark.parametrize(
    ("task", "intro", "action", "expected"),
    [
        (
            "Phối hợp với Công an tỉnh và Bộ Chỉ huy Quân sự tỉnh xây dựng phương án bảo đảm an ninh trật tự trước,"
            " trong và sau Đại hội",
            *("", ""),
            "Xây dựng phương án bảo đảm an ninh trật tự",
        ),
        (
            "Chịu trách nhiệm chuẩn bị cơ sở vật chất, trang thiết bị phục vụ các phiên họp của Đại hội đại biểu",
            *("", ""),
            "Chuẩn bị cơ sở vật chất, trang thiết bị",
        ),
        (
            "Văn phòng Tỉnh ủy chủ trì, phối hợp với Ban Tổ chức Tỉnh ủy chuẩn bị tài liệu, văn phòng phẩm cho đại"
            " biểu dự Đại hội",
            *("", ""),
            "Chuẩn bị tài liệu, văn phòng phẩm cho đại biểu dự Đại hội",
        ),
        (
            "Giấy mời đại biểu chính thức, đại biểu khách mời, phóng viên báo chí trong nước và nước ngoài",
            *("In ấn, phát hành:", ""),
            "Phát hành giấy mời đại biểu chính thức, đại biểu khách mời",
        ),
        (
            "Chủ trì, phối hợp với Sở Tài chính, Sở Kế hoạch và Đầu tư và các đơn vị liên quan lập dự toán kinh phí"
            " tổ chức Đại hội trình cấp có thẩm quyền phê duyệt",
            *("", ""),
            "Lập dự toán kinh phí tổ chức Đại hội",
        ),
        # A verb is no more than its word: `theo dõi` isn't `theo`, `chương trình` isn't `trình`.
        (
            "Tổng hợp kết quả chương trình theo dõi việc thực hiện Nghị quyết của các cấp ủy trực thuộc tỉnh",
            *("", ""),
            "Tổng hợp kết quả chương trình theo dõi việc thực hiện…",
        ),
    ],
)
def test_vietnamese_titles(task: str, intro: str, action: str, expected: str) -> None:
    """Who is coordinated with goes, the verb and what it is done to stay."""
    assert short_title(task, intro, action, {}, "vi") == expected


@pytest.mark.parametrize(
    ("task", "intro", "action", "expected"),
    [
        (
            "In coordination with the Press Office, prepare and circulate the draft programme of the opening ceremony",
            *("", ""),
            "Prepare and circulate the draft programme",
        ),
        (
            "Be responsible for preparing the accreditation badges of all journalists and for their distribution",
            *("", ""),
            "Preparing the accreditation badges of all journalists",
        ),
        (
            "Coordinate with the Ministry of Foreign Affairs to issue invitations to the heads of delegations",
            *("", ""),
            "Issue invitations to the heads of delegations",
        ),
        (
            "The programme booklet with the names of all speakers and the map of the venue in both languages",
            *("Print the following materials:", ""),
            "Print the programme booklet with the names of all speakers",
        ),
        (
            "Review the design of the stage and the two side wings opposite the main stage inside the hall",
            *("", "Approve"),
            "Approve the design of the stage",
        ),
    ],
)
def test_english_titles(task: str, intro: str, action: str, expected: str) -> None:
    """The same in English."""
    assert short_title(task, intro, action, {}, "en") == expected


@pytest.mark.parametrize(
    ("name", "text", "language", "expected"),
    [
        (
            "Ban Tuyên giáo Tỉnh uỷ",
            "Ban Tuyên giáo Tỉnh uỷ (BTGTU)",
            "vi",
            None,
        ),  # short enough as it is
        (
            "Sở Thông tin và Truyền thông tỉnh Đắk Lắk",
            "… Sở Thông tin và Truyền thông tỉnh Đắk Lắk (Sở TTTT) …",
            "vi",
            "Sở TTTT",
        ),
        (
            "Ban Tổ chức Cuộc thi tìm hiểu 80 năm lịch sử",
            "Ban Tổ chức Cuộc thi tìm hiểu 80 năm lịch sử (sau đây gọi tắt là Ban Tổ chức)",
            "vi",
            "Ban Tổ chức",
        ),
        (
            "Secretariat of the Organising Committee",
            "Secretariat of the Organising Committee (hereinafter “the Secretariat”)",
            "en",
            "Secretariat",
        ),
        ("Phòng Tuyên truyền - Báo chí - Xuất bản", "", "vi", None),
        (
            "Phòng Quản lý Văn hóa, Thể thao, Du lịch và Gia đình thuộc Sở Văn hóa, Thể thao và Du lịch",
            "",
            "vi",
            "Phòng Quản lý Văn hóa, Thể thao, Du lịch và Gia đình",
        ),
    ],
)
def test_units(name: str, text: str, language: str, expected: str | None) -> None:
    """What the document calls it itself comes first; else a name that doesn't fit loses its owner."""
    assert short_unit(name, text, language) == expected


PIECES = "tổ chức in và của Chủ trì, phối hợp với Sở Tài chính theo Kế hoạch ( ) ; : … . - the of in and prepare"
WORDS = st.sampled_from(PIECES.split(" "))
TEXTS = st.one_of(st.lists(WORDS, max_size=60).map(" ".join), st.text(max_size=300))
HANGING = {"và", "của", "với", "theo", "the", "of", "and", "with"}


@given(TEXTS, TEXTS, st.sampled_from(["", "Thi công", "Approve"]), st.sampled_from(["vi", "en"]))
def test_whatever_is_written_gives_a_title_that_fits_or_none(
    task: str, intro: str, action: str, language: str
) -> None:
    """It has at most 60 letters, ends with no hanging word, and is one line."""
    found = short_title(task, intro, action, {}, language)
    if found is not None:
        assert 0 < len(found) <= MAX_SHORT
        assert found == " ".join(found.split())
        if len(found) == MAX_SHORT or found.endswith("…"):
            assert found.rstrip("…").split(" ")[-1] not in HANGING


@pytest.mark.parametrize("size", [10_000, 1_000_000])
def test_long_cells_take_no_time(size: int) -> None:
    """A cell of a million letters is looked at as far as a title can come from."""
    for part in ("(", "phối hợp với a ", "tổ chức, ", "a b ", "và "):
        short_title(part * (size // len(part)), "", "", {}, "vi")
