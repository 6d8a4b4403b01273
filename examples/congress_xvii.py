"""The founding plan: how a provincial department prepared a party congress in 2020, as a relsched plan.

Four scenes: only October is known; the congress and the exhibition are fixed; the congress moves; and why
the stage must be finished when it must. Then the calendars for the whole plan and each unit are written.

Run it:  python examples/congress_xvii.py [DIRECTORY]
The same plan as a file stands beside this one: congress_xvii.yaml.
"""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path

from relsched import Deadline, Event, Phase, Plan, RelschedError, Schedule, Unit, feed, resolve

PLAN = Plan(
    id="congress-xvii",
    title={
        "vi": "Tuyên truyền Đại hội Đảng bộ tỉnh lần thứ XVII",
        "en": "Publicity for the 17th provincial party congress",
    },
    issued="2020-03-25",
    timezone="Asia/Ho_Chi_Minh",
    language="vi",
    calendar="VN",
    source={"document": "72-KH/BTGTU"},
    units=[
        Unit(
            "press", {"vi": "Phòng Tuyên truyền - Báo chí - Xuất bản", "en": "Publicity and press"}
        ),
        Unit(
            "theory",
            {"vi": "Phòng Lý luận chính trị - Lịch sử Đảng", "en": "Theory and party history"},
        ),
        Unit("culture", {"vi": "Phòng Văn hóa - Văn nghệ", "en": "Culture and arts"}),
        Unit("general", {"vi": "Phòng Tổng hợp", "en": "General office"}),
        Unit("science", {"vi": "Phòng Khoa giáo", "en": "Science and education"}),
        Unit("all-units", {"vi": "Các phòng trong Ban", "en": "The offices within the board"}),
        Unit("units-of-board", {"vi": "Các phòng thuộc Ban", "en": "The offices of the board"}),
        Unit("jury", {"vi": "Ban Giám khảo", "en": "Jury of the contest"}),
        Unit("contest-team", {"vi": "Tổ giúp việc", "en": "Support team of the contest"}),
        Unit("editors", {"vi": "Thành viên Tổ biên tập", "en": "Members of the editing team"}),
    ],
    phases=[
        Phase(
            "before",
            {"vi": "Trước Đại hội XVII", "en": "Before the congress"},
            when="from issued to 2020-10-31",
        ),
        Phase(
            "during",
            {"vi": "Trong quá trình diễn ra Đại hội XVII", "en": "During the congress"},
            when="throughout congress",
        ),
        Phase(
            "after",
            {
                "vi": "Từ sau Đại hội XVII đến Đại hội XIII của Đảng",
                "en": "From the congress to the national congress",
            },
            when="from 1 day after congress to national-congress",
        ),
    ],
    events=[
        Event(
            "congress",
            {
                "vi": "Đại hội đại biểu Đảng bộ tỉnh lần thứ XVII",
                "en": "17th provincial party congress",
            },
            expected="in 2020-10",
            lasts="unknown",
            aliases={
                "Đại hội XVII": "event",
                "khai mạc Đại hội XVII": "start",
                "Đại hội XVII khai mạc": "start",
                "bế mạc Đại hội XVII": "end",
            },
            decided_by="Ban Thường vụ Tỉnh ủy",
        ),
        Event(
            "exhibition",
            {"vi": "Triển lãm", "en": "Exhibition"},
            lasts="unknown",
            aliases={"khai mạc triển lãm": "start"},
        ),
        Event(
            "anniversary",
            {
                "vi": "Kỷ niệm 80 năm thành lập Đảng bộ tỉnh",
                "en": "80th anniversary of the provincial party",
            },
            expected="on 2020-11-23",
            aliases={"dịp 80 năm thành lập Đảng bộ tỉnh": "event"},
        ),
        Event(
            "district-congresses",
            {"vi": "Đại hội cấp huyện và tương đương", "en": "Congresses of the districts"},
            expected="in July and August 2020",
            lasts="unknown",
            aliases={"kết thúc tổ chức đại hội cấp huyện và tương đương": "end"},
        ),
        Event(
            "national-congress",
            {"vi": "Đại hội XIII của Đảng", "en": "13th national party congress"},
            lasts="unknown",
            aliases={"Đại hội XIII của Đảng": "event"},
            decided_by="Ban Chấp hành Trung ương",
        ),
        Event(
            "committee-opinion",
            {
                "vi": "Thường trực Tỉnh ủy cho ý kiến về danh sách phóng viên (8.1)",
                "en": "Standing committee's opinion on the list of reporters (8.1)",
            },
            aliases={"Thường trực Tỉnh ủy cho ý kiến": "event"},
            decided_by="Thường trực Tỉnh ủy",
        ),
        Event(
            "political-report-draft",
            {
                "vi": "Tiến độ dự thảo báo cáo chính trị",
                "en": "Progress of the draft political report",
            },
            lasts="unknown",
            aliases={"tiến độ của Tiểu ban Văn kiện": "event"},
            decided_by="Tiểu ban Văn kiện",
        ),
        Event(
            "contest-plan",
            {
                "vi": "Kế hoạch 140-KH/TU và Thể lệ Cuộc thi",
                "en": "Plan 140-KH/TU and the rules of the contest",
            },
            lasts="unknown",
            decided_by="Ban Tổ chức Cuộc thi",
        ),
    ],
    deadlines=[
        Deadline(
            "1.1",
            {
                "vi": "Theo dõi, đôn đốc tuyên truyền 90 năm lịch sử Đảng",
                "en": "Follow up the campaign on the Party's 90 years",
            },
            "continuously",
            lead="press",
            phase="before",
            source={"phrase": "Thường xuyên, liên tục", "row": "1.1"},
        ),
        Deadline(
            "1.2",
            {
                "vi": "Hướng dẫn tuyên truyền 80 năm Đảng bộ tỉnh",
                "en": "Guidance on the provincial Party's 80 years",
            },
            "before 2020-03-31",
            lead="press",
            phase="before",
            source={"phrase": "Xong trước 31/3/2020.", "row": "1.2"},
        ),
        Deadline(
            "1.3",
            {
                "vi": "Đề cương tuyên truyền 80 năm Đảng bộ tỉnh",
                "en": "Outline on the provincial Party's 80 years",
            },
            "before 2020-03-31",
            lead="theory",
            support=["press"],
            phase="before",
            source={"phrase": "Xong trước 31/3/2020.", "row": "1.3"},
        ),
        Deadline(
            "1.4",
            {
                "vi": "Cuộc thi tìm hiểu 80 năm Đảng bộ tỉnh",
                "en": "History contest for the 80 years",
            },
            "as set by contest-plan",
            lead="press",
            support=["theory", "jury", "contest-team"],
            phase="before",
            source={
                "phrase": "Theo Kế hoạch 140-KH/TU, ngày 12/12/2019 của Ban Thường vụ Tỉnh ủy và Thể lệ Cuộc thi.",
                "row": "1.4",
            },
        ),
        Deadline(
            "1.5",
            {
                "vi": "Hướng dẫn tuyên truyền Đại hội XVII",
                "en": "Guidance on publicity for the congress",
            },
            "on 2020-03-16",
            lead="press",
            support=["culture"],
            phase="before",
            done="2020-03-16",
            source={
                "phrase": "Đã ban hành Hướng dẫn số 110-HD/BTGTU, ngày 16/3/2020",
                "row": "1.5",
            },
        ),
        Deadline(
            "1.6",
            {
                "vi": "Tái bản sách Lịch sử Đảng bộ tỉnh 1930-2020",
                "en": "New edition of the Party's provincial history",
            },
            "in 2020-11",
            lead="theory",
            phase="before",
            source={
                "phrase": "Phát hành vào dịp 80 năm thành lập Đảng bộ tỉnh (tháng 11/2020).",
                "row": "1.6",
            },
            notes="Ngày thành lập là 23/11/2020 (sự kiện `anniversary`); văn bản chỉ ghi tháng.",
        ),
        Deadline(
            "2.1",
            {
                "vi": "Đưa dự thảo báo cáo chính trị lên báo chí",
                "en": "Draft political report given to the press",
            },
            "as set by political-report-draft",
            lead="press",
            phase="before",
            source={
                "phrase": "Thực hiện theo tiến độ hoàn thành dự thảo báo cáo chính trị của Tiểu ban Văn kiện.",
                "row": "2.1",
            },
        ),
        Deadline(
            "2.2",
            {
                "vi": "Hội nghị lấy ý kiến trí thức, chuyên gia",
                "en": "Conference of scholars on the draft",
            },
            "as set by political-report-draft",
            lead="science",
            support=["general"],
            phase="before",
            source={"phrase": "Theo tiến độ của Tiểu ban Văn kiện.", "row": "2.2"},
        ),
        Deadline(
            "2.3",
            {
                "vi": "Tổng hợp góp ý của Nhân dân trên báo chí",
                "en": "Public comments on the draft collected",
            },
            "as set by political-report-draft",
            lead="press",
            phase="before",
            source={"phrase": "Tiến độ: theo tiến độ của Tiểu ban Văn kiện.", "row": "2.3"},
        ),
        Deadline(
            "3.1",
            {"vi": "Theo dõi, định hướng dư luận xã hội", "en": "Public opinion followed"},
            "continuously",
            lead="theory",
            support=["general"],
            phase="before",
            source={"phrase": "Thường xuyên, liên tục.", "row": "3.1"},
        ),
        Deadline(
            "3.2",
            {
                "vi": "Đề nghị các đoàn thể, cấp ủy chia sẻ thông tin tích cực",
                "en": "Organisations asked to share good news",
            },
            "before 2020-03-31",
            lead="theory",
            support=["general"],
            phase="before",
            source={"phrase": "Xong trước 31/3/2020.", "row": "3.2"},
        ),
        Deadline(
            "4.1.a",
            {
                "vi": "Thẩm định ma-két sân khấu và khuôn viên",
                "en": "Designs of stage and grounds appraised",
            },
            "before 2020-05-15",
            lead="press",
            support=["culture"],
            phase="before",
            source={"phrase": "Thẩm định trước 15/5/2020", "row": "4.1"},
        ),
        Deadline(
            "4.1.b",
            {"vi": "Thi công xong sân khấu và khuôn viên", "en": "Stage and grounds finished"},
            "10 days before congress",
            lead="press",
            support=["culture"],
            phase="before",
            source={"phrase": "thi công xong trước Đại hội XVII 10 ngày.", "row": "4.1"},
        ),
        Deadline(
            "4.2",
            {
                "vi": "Kiểm tra cổ động trực quan tại địa phương",
                "en": "Visits to inspect posters and banners",
            },
            "in 2020-09",
            lead="press",
            support=["all-units"],
            phase="before",
            source={
                "phrase": "Kiểm tra một số địa phương, đơn vị trong tháng 9/2020 (có thông báo sau).",
                "row": "4.2",
            },
            notes="Lịch cụ thể có thông báo sau.",
        ),
        Deadline(
            "4.3.i",
            {
                "vi": "Infographic: 5 năm thực hiện Nghị quyết XVI",
                "en": "Infographic: five years of resolution XVI",
            },
            "before 2020-04-15",
            lead="press",
            support=["theory"],
            phase="before",
            source={"phrase": "(i) : Trước 15/4/2020", "row": "4.3"},
        ),
        Deadline(
            "4.3.ii",
            {
                "vi": "Infographic: tiểu sử lãnh đạo khóa XVII",
                "en": "Infographic: lives of the new leaders",
            },
            "immediately after congress",
            lead="press",
            support=["theory"],
            phase="before",
            source={"phrase": "(ii): Xong ngay sau khi bế mạc Đại hội XVII", "row": "4.3"},
        ),
        Deadline(
            "4.3.iii",
            {
                "vi": "Infographic: nội dung Nghị quyết XVII",
                "en": "Infographic: the resolution of the congress",
            },
            "2 days after congress",
            lead="press",
            support=["theory"],
            phase="before",
            source={"phrase": "(iii): xong khi bế mạc Đại hội XVII 02 ngày.", "row": "4.3"},
        ),
        Deadline(
            "4.4.1",
            {"vi": "Thẩm định triển lãm thành tựu", "en": "Exhibition of achievements appraised"},
            "1 month before exhibition",
            lead="press",
            support=["theory"],
            phase="before",
            source={"phrase": "Trước ngày khai mạc triển lãm 01 tháng.", "row": "4.4.1"},
        ),
        Deadline(
            "4.4.2",
            {"vi": "Thẩm định triển lãm tranh cổ động", "en": "Poster exhibition appraised"},
            "1 month before exhibition",
            lead="culture",
            support=["press"],
            phase="before",
            source={"phrase": "Trước ngày khai mạc triển lãm 01 tháng.", "row": "4.4.2"},
        ),
        Deadline(
            "5.1",
            {
                "vi": "Tổng duyệt chương trình văn nghệ khai mạc",
                "en": "Opening performance rehearsed",
            },
            "10 days before congress",
            lead="press",
            support=["culture"],
            phase="before",
            source={"phrase": "Trước khai mạc Đại hội XVII 10 ngày.", "row": "5.1"},
        ),
        Deadline(
            "5.2",
            {
                "vi": "Chương trình nghệ thuật mừng thành công",
                "en": "Performance to celebrate the outcome",
            },
            "10 days before congress",
            lead="culture",
            support=["press"],
            phase="before",
            source={"phrase": "Trước khai mạc Đại hội XVII 10 ngày.", "row": "5.2"},
        ),
        Deadline(
            "6",
            {"vi": "Hội nghị báo cáo viên Tỉnh ủy", "en": "Conference of the committee's speakers"},
            "in July and August 2020",
            lead="general",
            phase="before",
            source={
                "phrase": "Sau khi kết thúc tổ chức đại hội cấp huyện và tương đương (tháng 7, 8/2020).",
                "row": "6",
            },
            notes="Văn bản không rõ “tháng 7, 8/2020” là thời gian của hội nghị hay của đại hội cấp huyện (`district-congresses`).",
        ),
        Deadline(
            "7",
            {"vi": "Họp báo trước Đại hội XVII", "en": "Press conference before the congress"},
            "10 days before congress",
            lead="press",
            support=["units-of-board"],
            phase="before",
            source={"phrase": "Trước khai mạc Đại hội XVII 10 ngày.", "row": "7"},
        ),
        Deadline(
            "8.1",
            {"vi": "Trình danh sách phóng viên tác nghiệp", "en": "List of reporters submitted"},
            "10 days before congress",
            lead="press",
            support=["units-of-board"],
            phase="before",
            source={"phrase": "Xong trước Đại hội XVII khai mạc 10 ngày", "row": "8.1"},
        ),
        Deadline(
            "8.2",
            {"vi": "In và cấp thẻ tác nghiệp", "en": "Press passes printed and issued"},
            "immediately after committee-opinion",
            lead="press",
            support=["units-of-board"],
            phase="before",
            source={"phrase": "Ngay sau khi Thường trực Tỉnh ủy cho ý kiến.", "row": "8.2"},
            notes="Chờ ý kiến về danh sách của mục 8.1.",
        ),
        Deadline(
            "9",
            {
                "vi": "Kiểm tra tuyên truyền trong thời gian Đại hội",
                "en": "Publicity watched during the congress",
            },
            "throughout congress",
            lead="press",
            support=["all-units"],
            phase="during",
            source={"phrase": "Trong suốt quá trình diễn ra Đại hội XVII.", "row": "9"},
        ),
        Deadline(
            "10",
            {"vi": "Kế hoạch họp báo sau bế mạc", "en": "Plan for the closing press conference"},
            "immediately after congress",
            lead="press",
            support=["units-of-board"],
            phase="during",
            source={"phrase": "Tổ chức ngay sau khi bế mạc Đại hội XVII.", "row": "10"},
        ),
        Deadline(
            "11.1",
            {"vi": "Dự thảo Thông báo nhanh", "en": "Quick notice drafted"},
            "immediately after congress",
            lead="press",
            support=["theory"],
            phase="during",
            source={"phrase": "Phát hành ngay sau khi bế mạc Đại hội XVII.", "row": "11.1"},
        ),
        Deadline(
            "11.2",
            {"vi": "Hướng dẫn thông báo nhanh kết quả", "en": "Guidance on the quick notice"},
            "immediately after congress",
            lead="theory",
            support=["press"],
            phase="during",
            source={"phrase": "Phát hành ngay sau khi bế mạc Đại hội XVII.", "row": "11.2"},
        ),
        Deadline(
            "12.1",
            {
                "vi": "Theo dõi mạng xã hội, tham mưu xử lý",
                "en": "Online discussion followed, advice given",
            },
            "continuously",
            lead="general",
            phase="during",
            source={"phrase": "Thường xuyên, liên tục.", "row": "12.1"},
        ),
        Deadline(
            "12.2",
            {"vi": "Phản bác quan điểm sai trái", "en": "Hostile claims answered"},
            "continuously",
            lead="theory",
            support=["all-units"],
            phase="during",
            source={"phrase": "Thường xuyên, liên tục.", "row": "12.2"},
        ),
        Deadline(
            "13",
            {"vi": "Họp báo thông báo kết quả Đại hội", "en": "Press conference on the outcome"},
            "immediately after congress",
            lead="press",
            support=["units-of-board"],
            phase="after",
            source={"phrase": "Ngay sau khi bế mạc Đại hội XVII.", "row": "13"},
        ),
        Deadline(
            "14.1",
            {"vi": "Ban hành Thông báo nhanh kết quả", "en": "Quick notice signed and issued"},
            "immediately after congress",
            lead="press",
            support=["all-units"],
            phase="after",
            source={"phrase": "Ngay sau khi bế mạc Đại hội XVII.", "row": "14.1"},
        ),
        Deadline(
            "14.2",
            {
                "vi": "Kế hoạch học tập Nghị quyết Đại hội XVII",
                "en": "Plan for studying the resolution",
            },
            "in 2020-10",
            lead="theory",
            support=["all-units"],
            phase="after",
            source={"phrase": "Trong tháng 10/2020.", "row": "14.2"},
            notes="Nên xong sau khi Đại hội bế mạc; nếu bế mạc muộn thì chỉ còn ít ngày của tháng 10.",
        ),
        Deadline(
            "15",
            {
                "vi": "Theo dõi không gian mạng sau Đại hội",
                "en": "Online discussion followed after the congress",
            },
            "continuously",
            lead="theory",
            support=["all-units"],
            phase="after",
            source={"phrase": "Thường xuyên, liên tục.", "row": "15"},
        ),
        Deadline(
            "16.1",
            {
                "vi": "Phát hành tài liệu nghiên cứu Nghị quyết",
                "en": "Study material on the resolution issued",
            },
            "in 2020-12",
            lead="theory",
            support=["editors"],
            phase="after",
            source={"phrase": "Phát hành trong tháng 12/2020.", "row": "16.1"},
        ),
        Deadline(
            "16.2",
            {
                "vi": "Phát hành tài liệu hỏi - đáp Nghị quyết",
                "en": "Questions and answers on the resolution issued",
            },
            "in 2020-12",
            lead="theory",
            support=["editors"],
            phase="after",
            source={"phrase": "Phát hành trong tháng 12/2020.", "row": "16.2"},
        ),
        Deadline(
            "III.3",
            {
                "vi": "Dự toán kinh phí gửi phòng Tuyên truyền",
                "en": "Budgets for extra costs handed in",
            },
            "before 2020-04-14",
            lead="units-of-board",
            support=["press"],
            phase="before",
            source={"phrase": "Tiến độ: Trước ngày 14/4/2020.", "row": "III.3"},
        ),
    ],
)


FIRST = {"congress": "2020-10-13..2020-10-15", "exhibition": "2020-10-10"}
MOVED = {"congress": "2020-10-27..2020-10-29", "exhibition": "2020-10-10"}


def show(scene: str, schedule: Schedule) -> None:
    """Print a scene: a heading, and the schedule under it."""
    print(f"\n{scene}\n{'=' * len(scene)}")
    print(schedule)
    for finding in schedule.conflicts:
        print(f"conflict: {finding.text('en')}")


def write_calendars(schedule: Schedule, directory: Path) -> list[Path]:
    """Write the calendar of the plan and of each unit that has a date, and give the files."""
    directory.mkdir(parents=True, exist_ok=True)
    stamp = datetime(2020, 3, 25, tzinfo=UTC)
    written = []
    for unit in (None, *(unit.id for unit in PLAN.units)):
        file = directory / (f"{PLAN.id}.ics" if unit is None else f"{PLAN.id}.{unit}.ics")
        try:
            file.write_bytes(feed(schedule, stamp=stamp, unit=unit))
        except RelschedError as error:
            if error.code != "feed-empty":
                raise
            continue  # this unit has nothing with a date yet
        written.append(file)
    return written


def main(directory: Path) -> None:
    """Play the four scenes and write the calendars."""
    show("1. Only October 2020 is known", resolve(PLAN))
    fixed = resolve(PLAN, FIRST)
    show("2. The congress is fixed for 13–15 October, the exhibition for 10 October", fixed)
    moved = resolve(PLAN, MOVED)
    show("3. The congress moves to 27–29 October", moved)
    print("\nWhat moved")
    for entry in fixed:
        later = moved[entry.id]
        if entry.due != later.due:
            print(f"  {entry.id:8} {entry.due} -> {later.due}  {entry.title}")
    print("\n4. Why 4.1.b has its date\n=========================")
    print(fixed.why("4.1.b", "en"))
    print()
    print(fixed.why("4.1.b", "vi"))
    files = write_calendars(fixed, directory)
    print(f"\n{len(files)} calendars are in {directory}: {', '.join(file.name for file in files)}")


if __name__ == "__main__":
    main(Path(sys.argv[1] if len(sys.argv) > 1 else "build"))
