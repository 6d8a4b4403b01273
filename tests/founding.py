"""The founding plan as a reader has it, typed from the document by hand: rows that the pages cut are whole."""

from __future__ import annotations

from typing import NamedTuple

from places import TESTS

FOUNDING = TESTS / "documents" / "plan_72.txt"

PRESS = "Phòng Tuyên truyền - Báo chí - Xuất bản"
THEORY = "Phòng Lý luận chính trị - Lịch sử Đảng"
CULTURE = "Phòng Văn hóa - Văn nghệ"
GENERAL = "Phòng Tổng hợp"
SCIENCE = "Phòng Khoa giáo"
IN_BOARD = "Các phòng trong Ban"
OF_BOARD = "Các phòng thuộc Ban"
EDITORS = "Thành viên Tổ biên tập"

HEADING = (
    "STT",
    "Nội dung",
    "Công việc cụ thể",
    "Đơn vị chủ trì tham mưu",
    "Đơn vị phối hợp",
    "Tiến độ",
)

PHASES = {
    "I": ("TRƯỚC ĐẠI HỘI XVII", "Từ nay đến tháng 10/2020"),
    "II": ("TRONG QUÁ TRÌNH DIỄN RA ĐẠI HỘI XVII", ""),
    "III": ("TỪ SAU ĐẠI HỘI ĐẢNG BỘ TỈNH LẦN THỨ XVIII ĐẾN ĐẠI HỘI XIII CỦA ĐẢNG", ""),
}
PHASE_ROWS = {
    "01": "I. TRƯỚC ĐẠI HỘI XVII (Từ nay đến tháng 10/2020)",
    "09": "II. TRONG QUÁ TRÌNH DIỄN RA ĐẠI HỘI XVII",
    "13": "III. TỪ SAU ĐẠI HỘI ĐẢNG BỘ TỈNH LẦN THỨ XVIII ĐẾN ĐẠI HỘI XIII CỦA ĐẢNG",
}


class Expected(NamedTuple):
    """One item of the table: what must come out of every form of the document."""

    id: str
    phase: str
    task: str
    lead: str
    support: tuple[str, ...]
    timing: str
    context: tuple[str, ...]


CONTENTS = {
    "01": (
        "Tuyên truyền về lịch sử Đảng Cộng sản Việt Nam, vai trò lãnh đạo của Đảng; mục đích, ý nghĩa Đại hội "
        "XVII và Đại hội XIII của Đảng; gắn với tuyên truyền 80 năm lịch sử về vang Đảng bộ tỉnh và các kỳ Đại "
        "hội Đảng bộ tỉnh."
    ),
    "02": "Tuyên truyền dự thảo báo cáo chính trị Đại hội XVII:",
    "03": "Chủ trì tham mưu cho Ban chỉ đạo 35 cấp tỉnh và chỉ đạo Ban chỉ đạo 35 cấp huyện:",
    "04": "Công tác tuyên truyền, cổ động trực quan",
    "05": "Chủ trì, phối hợp với Sở Văn hóa, Thể thao và Du lịch thẩm định:",
    "06": "Tổ chức Hội nghị báo cáo viên Tỉnh ủy",
    "07": "Tổ chức họp báo về Đại hội XVII",
    "08": (
        "Trên cơ sở đề nghị của Sở TTTT, tổng hợp trình Thường trực Tỉnh ủy danh sách cấp thẻ tác nghiệp tại "
        "Đại hội XVII cho phóng viên báo chí"
    ),
    "09": "Kiểm tra, đôn đốc công tác tuyên truyền",
    "10": "Tổ chức họp báo sau khi bế mạc Đại hội XVII",
    "11": "Thông báo nhanh về Đại hội XVII",
    "12": "Theo dõi tình hình không gian mạng, nắm bắt dư luận xã hội",
    "13": "Họp báo sau Đại hội XVII.",
    "14": (
        "Thông báo nhanh kết quả Đại hội và Kế hoạch tuyên truyền, nghiên cứu, quán triệt, học tập Nghị quyết "
        "Đại hội XVII."
    ),
    "15": "Theo dõi tình hình không gian mạng",
    "16": "Biên tập, in và phát hành 02 tài liệu",
}
APPRAISE = "Thẩm định nội dung:"
EDIT = "Chủ trì, phối hợp với các cơ quan có liên quan biên tập, in và phát hành:"

# Row of the first column; number in the task; task; who leads; who helps; when.
ROWS: tuple[tuple[str, str, str, str, tuple[str, ...], str], ...] = (
    ("01", "1.1", "Theo dõi, đôn đốc công tác tuyên truyền 90 năm lịch sử Đảng Cộng sản Việt Nam theo đề cương tuyên truyền gửi kèm Kế hoạch 142-KH/TU, ngày 26/12/2019 của Ban Thường vụ Tỉnh ủy", PRESS, (), "Thường xuyên, liên tục"),
    ("01", "1.2", "Tham mưu Hướng dẫn tuyên truyền 80 năm lịch sử về vang Đảng bộ tỉnh.", PRESS, (), "Xong trước 31/3/2020."),
    ("01", "1.3", "Biên soạn đề cương tuyên truyền 80 năm lịch sử về vang Đảng bộ tỉnh.", THEORY, (PRESS,), "Xong trước 31/3/2020."),
    ("01", "1.4", "Tham mưu Ban Tổ chức Cuộc thi triển khai tốt Cuộc thi tìm hiểu 80 năm lịch sử về vang Đảng bộ tỉnh Đắk Lắk (23/11/1940 - 23/11/2020).", PRESS, (THEORY, "Ban Giám khảo", "Tổ giúp việc"), "Theo Kế hoạch 140-KH/TU, ngày 12/12/2019 của Ban Thường vụ Tỉnh ủy và Thể lệ Cuộc thi."),
    ("01", "1.5", "Hướng dẫn tuyên truyền Đại hội đại biểu Đảng bộ tỉnh lần thứ XVII theo Kế hoạch 148-KH/TU của Ban Thường vụ Tỉnh ủy, Kế hoạch số 02-KH/TBTTBVPV của Tiểu ban", PRESS, (CULTURE,), "Đã ban hành Hướng dẫn số 110-HD/BTGTU, ngày 16/3/2020"),
    ("01", "1.6", "Tái bản, chỉnh lý, bổ sung, in và phát hành Sách Lịch sử Đảng bộ tỉnh 1930-2020.", THEORY, (), "Phát hành vào dịp 80 năm thành lập Đảng bộ tỉnh (tháng 11/2020)."),
    ("02", "2.1", "Cung cấp dự thảo báo cáo chính trị cho các cơ quan báo chí của tỉnh công bố trên các phương tiện thông tin đại chúng. Tuyên truyền kết quả nổi bật về thực hiện Nghị quyết Đại hội Đảng bộ tỉnh lần thứ XVI, nhiệm kỳ 2015-2020 gắn với thực hiện Nghị quyết Trung ương 4 khóa XI, khóa XII và Chỉ thị 05-CT/TW của Bộ Chính trị.", PRESS, (), "Thực hiện theo tiến độ hoàn thành dự thảo báo cáo chính trị của Tiểu ban Văn kiện."),
    ("02", "2.2", "Chủ trì, phối hợp với Mặt trận Tổ quốc và Liên hiệp các hội Khoa học kỹ thuật tỉnh tham mưu Tiểu ban Văn kiện tổ chức hội nghị lấy ý kiến của nhân sỹ, trí thức, chuyên gia... vào dự thảo Báo cáo chính trị.", SCIENCE, (GENERAL,), "Theo tiến độ của Tiểu ban Văn kiện."),
    ("02", "2.3", "Tổng hợp ý kiến góp ý của các tầng lớp Nhân dân đăng tải trên các phương tiện thông tin đại chúng của tỉnh.", PRESS, (), "Tiến độ: theo tiến độ của Tiểu ban Văn kiện."),
    ("03", "3.1", "Theo dõi, định hướng dư luận xã hội; kịp thời tham mưu, đề xuất Ban Thường vụ, Thường trực cấp uỷ phương án giải quyết khi nảy sinh vấn đề phức tạp về tư tưởng, chính trị.", THEORY, (GENERAL,), "Thường xuyên, liên tục."),
    ("03", "3.2", "Đề nghị Mặt trận và các đoàn thể chính trị xã hội; các sở, ban, ngành; các huyện uỷ, thị uỷ, thành uỷ, đảng uỷ trực thuộc tuyên truyền, vận động cán bộ, công chức, đoàn viên, hội viên thường xuyên, tích cực chia sẻ thông tin tích cực về đại hội đảng bộ các cấp, Đại hội XVII và Đại hội XIII của Đảng.", THEORY, (GENERAL,), "Xong trước 31/3/2020."),
    ("04", "4.1", "Chủ trì thẩm định ma-ket (sân khấu chính, hai bên cánh gà, phía đối diện sân khấu chính bên trong Hội trường Tỉnh uỷ) và khuôn viên Tỉnh uỷ do Sở Văn hóa thể thao và Du lịch trình thực hiện.", PRESS, (CULTURE,), "Thẩm định trước 15/5/2020; thi công xong trước Đại hội XVII 10 ngày."),
    ("04", "4.2", "Theo dõi, kiểm tra, đôn đốc công tác tuyên truyền, cổ động trực quan phục vụ Đại hội XVII theo hướng dẫn tuyên truyền của Ban Tuyên giáo Tỉnh ủy, tiến độ.", PRESS, (IN_BOARD,), "Kiểm tra một số địa phương, đơn vị trong tháng 9/2020 (có thông báo sau)."),
    ("04", "4.3", "Chủ trì thẩm định một số thiết kế Infographic về Đại hội XVII, phục vụ tuyên truyền trên các trang thông tin điện tử, mạng xã hội do Sở Thông tin và Truyền Thông trình, gồm: (i) kết quả 5 năm thực hiện Nghị quyết Đại hội XVI, (ii) Chân dung, tiểu sử, quá trình công tác của đồng chí Bí thư Tỉnh ủy, Phó bí thư Tỉnh ủy, Ủy viên Ban Thường vụ Tỉnh ủy khóa XVII, (iii) một số nội dung chính Nghị quyết Đại hội XVII.", PRESS, (THEORY,), "(i) : Trước 15/4/2020; (ii): Xong ngay sau khi bế mạc Đại hội XVII; (iii): xong khi bế mạc Đại hội XVII 02 ngày."),
    ("04", "4.4.1", "Triển lãm thành tựu thực hiện Nghị quyết đại hội Đảng bộ tỉnh lần thứ XVI và các kỳ đại hội đại biểu Đảng bộ tỉnh Đắk Lắk.", PRESS, (THEORY,), "Trước ngày khai mạc triển lãm 01 tháng."),
    ("04", "4.4.2", "Triển lãm tranh cổ động tầm lớn về Đảng quang vinh, Bác Hồ vĩ đại và về công cuộc xây dựng và bảo vệ Tổ quốc.", CULTURE, (PRESS,), "Trước ngày khai mạc triển lãm 01 tháng."),
    ("05", "5.1", "Kịch bản, nội dung và tổng duyệt chương trình văn nghệ Chào mừng Đại hội XVII tại phiên khai mạc", PRESS, (CULTURE,), "Trước khai mạc Đại hội XVII 10 ngày."),
    ("05", "5.2", "Chương trình nghệ thuật chào mừng thành công Đại hội XVII.", CULTURE, (PRESS,), "Trước khai mạc Đại hội XVII 10 ngày."),
    ("06", "", "Thông tin kết quả đại hội cấp cơ sở, cấp trên cơ sở và các nội dung khác có liên quan đến Đại hội XVII.", GENERAL, (), "Sau khi kết thúc tổ chức đại hội cấp huyện và tương đương (tháng 7, 8/2020)."),
    ("07", "", "Tham mưu Thường trực Tỉnh ủy tổ chức họp báo trước khi Đại hội XVII.", PRESS, (OF_BOARD,), "Trước khai mạc Đại hội XVII 10 ngày."),
    ("08", "8.1", "Tổng hợp trình Thường trực Tỉnh ủy danh sách phóng viên tác nghiệp tại Đại hội;", PRESS, (OF_BOARD,), "Xong trước Đại hội XVII khai mạc 10 ngày"),
    ("08", "8.2", "Đề nghị Văn phòng Tỉnh ủy in thẻ tác nghiệp cho phóng viên và chuyển cho Sở Thông tin và truyền thông cấp phát.", PRESS, (OF_BOARD,), "Ngay sau khi Thường trực Tỉnh ủy cho ý kiến."),
    ("09", "", "Chủ động theo dõi, kiểm tra, đôn đốc toàn bộ công tác tuyên truyền trong quá trình diễn ra Đại hội XVII.", PRESS, (IN_BOARD,), "Trong suốt quá trình diễn ra Đại hội XVII."),
    ("10", "", "Chủ trì, phối hợp với Sở TTTT và các cơ quan có liên quan xây dựng Kế hoạch tổ chức họp báo sau khi bế mạc Đại hội XVII.", PRESS, (OF_BOARD,), "Tổ chức ngay sau khi bế mạc Đại hội XVII."),
    ("11", "11.1", "Xây dựng dự thảo Thông báo nhanh về Đại hội XVII, phục vụ công tác tuyên truyền miệng.", PRESS, (THEORY,), "Phát hành ngay sau khi bế mạc Đại hội XVII."),
    ("11", "11.2", "Tham mưu hướng dẫn thông báo nhanh kết quả Đại hội và văn bản chỉ đạo các đảng ủy trực thuộc và các binh chủng tuyên truyền tổ chức tuyên truyền sâu rộng, kịp thời kết quả Đại hội XVII.", THEORY, (PRESS,), "Phát hành ngay sau khi bế mạc Đại hội XVII."),
    ("12", "12.1", "Kịp thời tham mưu, đề xuất Ban Thường vụ Tỉnh ủy, Thường trực Tỉnh ủy phương án giải quyết khi nảy sinh vấn đề phức tạp về tư tưởng, chính trị.", GENERAL, (), "Thường xuyên, liên tục."),
    ("12", "12.2", "Tham mưu Ban chỉ đạo 35 tỉnh chỉ đạo, tổ chức đấu tranh phản bác các quan điểm sai trái, thù địch chống phá Đại hội XVII, (đặc biệt là đấu tranh, phản bác các thông tin xấu độc phủ nhận các quan điểm, định hướng lớn nêu trong các dự thảo văn kiện Đại hội XVII, đề án nhân sự giới thiệu để Đại hội XVII bầu...).", THEORY, (IN_BOARD,), "Thường xuyên, liên tục."),
    ("13", "", "Chủ trì, phối hợp với Sở TTTT tham mưu Thường trực Tỉnh ủy tổ chức họp báo, thông báo kết quả Đại hội XVII.", PRESS, (OF_BOARD,), "Ngay sau khi bế mạc Đại hội XVII."),
    ("14", "14.1", "Tham mưu Thường trực Tỉnh ủy ký ban hành Thông báo nhanh kết quả Đại hội và chỉ đạo công tác tuyên truyền.", PRESS, (IN_BOARD,), "Ngay sau khi bế mạc Đại hội XVII."),
    ("14", "14.2", "Tham mưu Ban Thường vụ Tỉnh ủy ban hành Kế hoạch tuyên truyền, nghiên cứu, quán triệt, học tập Nghị quyết Đại hội XVII.", THEORY, (IN_BOARD,), "Trong tháng 10/2020."),
    ("15", "", "Theo dõi tình hình không gian mạng, nắm bắt dư luận xã hội, kịp thời tham mưu Ban chỉ đạo 35 các cấp chỉ đạo, đấu tranh phản bác các quan điểm sai trái, thù địch chống phá Đại hội XVII và Đại hội XIII của Đảng.", THEORY, (IN_BOARD,), "Thường xuyên, liên tục."),
    ("16", "16.1", "Tài liệu nghiên cứu Nghị quyết Đại hội đại biểu Đảng bộ tỉnh lần thứ XVII (phục vụ cán bộ chủ chốt và báo cáo viên các cấp).", THEORY, (EDITORS,), "Phát hành trong tháng 12/2020."),
    ("16", "16.2", "Tài liệu hỏi - đáp Nghị quyết Đại hội đại biểu Đảng bộ tỉnh lần thứ XVII (phục vụ đảng viên, hội viên các đoàn thể và Nhân dân).", THEORY, (EDITORS,), "Phát hành trong tháng 12/2020."),
)  # fmt: skip


def _context(row: str, number: str) -> tuple[str, ...]:
    content = (CONTENTS[row],)
    if number.startswith("4.4."):
        return (*content, APPRAISE)
    return (*content, EDIT) if number.startswith("16.") else content


def _phase(row: str) -> str:
    return "I" if int(row) <= 8 else "II" if int(row) <= 12 else "III"


ITEMS = tuple(
    Expected(
        number or str(int(row)), _phase(row), task, lead, support, timing, _context(row, number)
    )
    for row, number, task, lead, support, timing in ROWS
)

# The one deadline of the running text; the units are those that its sentences name.
IN_TEXT = Expected(
    "III.3",
    "",
    "Các phòng thuộc Ban Tuyên giáo Tỉnh ủy căn cứ nội dung, nhiệm vụ, tiến độ nêu tại mục II, chủ động, tích cực "
    "triển khai thực hiện. Đối với các nội dung công việc phát sinh kinh phí ngoài dự toán đã cấp, đề nghị các phòng "
    "có liên quan lập dự toán kinh phí gửi về phòng Tuyên truyền - Báo chí - Xuất bản để tổng hợp tham mưu Lãnh đạo "
    "Ban trình Thường trực Tỉnh ủy.",
    OF_BOARD,
    (PRESS,),
    "Trước ngày 14/4/2020.",
    (),
)

# A document to build other forms from: rows of six cells, as they stand before a page cuts them.
Cells = tuple[str, str, str, str, str, str]


def table(support_break: str = " ") -> list[Cells | str]:
    """Give the rows of the table, a text alone for the heading of a phase.

    A row has its number and content where they begin, and empty cells below; the timing of 4.4 stands
    in the first of its two rows.
    """
    rows: list[Cells | str] = []
    before = ""
    for row, number, task, lead, support, timing in ROWS:
        if row != before and row in PHASE_ROWS:
            rows.append(PHASE_ROWS[row])
        if number == "4.4.1":
            task = f"4.4. {APPRAISE} 4.4.1. {task}"
        elif number == "16.1":
            task = f"{EDIT} 16.1. {task}"
        elif number:
            task = f"{number}. {task}"
        helpers = support[0] if len(support) == 1 else support_break.join(f"- {u}" for u in support)
        first = (row, CONTENTS[row]) if row != before else ("", "")
        rows.append((*first, task, lead, helpers, "" if number == "4.4.2" else timing))
        before = row
    return rows
