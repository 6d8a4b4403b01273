"""Why a date is what it is: the chain behind it, as text in both languages and as values."""

from __future__ import annotations

import json
import re
from datetime import date, timedelta
from importlib.metadata import version
from typing import Any

import pytest
from dateutil.relativedelta import relativedelta
from hypothesis import given
from hypothesis import strategies as st

from places import EXAMPLE_PLAN
from relsched.dates.calendar_spec import CalendarSpec
from relsched.dates.windows import Window
from relsched.plan.items import Deadline, Event, Source, Wait
from relsched.plan.known_dates import Known
from relsched.plan.plan import Plan
from relsched.planfile.plan_file import read_plan
from relsched.schedule.resolver import resolve
from relsched.schedule.schedule import Schedule

FIXED = {"congress": "2020-10-13..2020-10-15", "exhibition": "2020-10-10"}


def example(known: dict[str, str] | None = None) -> Schedule:
    """Resolve the example plan."""
    return resolve(read_plan(EXAMPLE_PLAN), known)


def one(
    when: str | None, known: Any = None, own: dict[str, Any] | None = None, **more: Any
) -> Schedule:
    """Resolve a Vietnamese plan with an opening of three days and one deadline `x`."""
    plan = Plan(
        "small",
        **{
            "issued": "2020-03-25",
            "calendar": "VN",
            "language": "vi",
            "timezone": "Asia/Ho_Chi_Minh",
            "events": [Event("opening", lasts=3, decided_by="Tỉnh ủy")],
            "deadlines": [Deadline("x", {"vi": "Việc", "en": "Thing"}, when, **(own or {}))],
            **more,
        },
    )
    return resolve(plan, known)


def lines(schedule: Schedule, name: str = "x", language: str = "en") -> list[str]:
    """Give the lines of an explanation without the first, which is the title, and without numbers."""
    text = schedule.why(name, language).text()
    return [re.sub(r"^ +(\d+\. )?", "", line) for line in text.splitlines()[1:]]


# ---------------------------------------------------------------- the example

GOLDEN = {
    ("4.1.b", "en", True): """\
4.1.b  Stage and grounds finished
  due Sat 2020-10-03
  1. the document says, row 4.1: “thi công xong trước Đại hội XVII 10 ngày.”
  2. the rule of `4.1.b`: 10 days before congress
  3. the day counted from isn't counted itself
  4. 10 days before congress is Sat 2020-10-03
  5. Sat 2020-10-03 is closed (Saturday); no roll is set, so the date stays
  6. `congress` (17th provincial party congress) is known: Tue 2020-10-13 – Thu 2020-10-15""",
    ("4.1.b", "vi", True): """\
4.1.b  Thi công xong sân khấu và khuôn viên
  Thời hạn: 03/10/2020 (thứ Bảy)
  1. văn bản ghi ở mục 4.1: “thi công xong trước Đại hội XVII 10 ngày.”
  2. quy tắc thời hạn của `4.1.b`: 10 ngày trước `congress`
  3. không tính ngày được lấy làm mốc
  4. 10 ngày trước `congress`: 03/10/2020 (thứ Bảy)
  5. ngày 03/10/2020 (thứ Bảy) là ngày nghỉ hằng tuần; kế hoạch không quy định chuyển ngày nên giữ nguyên
  6. `congress` (Đại hội đại biểu Đảng bộ tỉnh lần thứ XVII) đã ấn định: \
từ ngày 13/10/2020 (thứ Ba) đến ngày 15/10/2020 (thứ Năm)""",
    ("4.1.b", "en", False): """\
4.1.b  Stage and grounds finished
  due between Mon 2020-09-21 and Wed 2020-10-21
  safe on Mon 2020-09-21, whatever happens
  it waits for `congress`
  1. the document says, row 4.1: “thi công xong trước Đại hội XVII 10 ngày.”
  2. the rule of `4.1.b`: 10 days before congress
  3. the day counted from isn't counted itself
  4. 10 days before congress is between Mon 2020-09-21 and Wed 2020-10-21
  5. `congress` (17th provincial party congress) is expected in 2020-10: between Thu 2020-10-01 and Sat 2020-10-31
  6. how long `congress` lasts isn't known, so it may end on any day from its start
  7. Ban Thường vụ Tỉnh ủy decides it""",
    ("4.1.b", "vi", False): """\
4.1.b  Thi công xong sân khấu và khuôn viên
  Thời hạn: trong khoảng từ ngày 21/09/2020 (thứ Hai) đến ngày 21/10/2020 (thứ Tư)
  chắc chắn đúng hạn nếu hoàn thành vào ngày 21/09/2020 (thứ Hai)
  còn chờ `congress`
  1. văn bản ghi ở mục 4.1: “thi công xong trước Đại hội XVII 10 ngày.”
  2. quy tắc thời hạn của `4.1.b`: 10 ngày trước `congress`
  3. không tính ngày được lấy làm mốc
  4. 10 ngày trước `congress`: trong khoảng từ ngày 21/09/2020 (thứ Hai) đến ngày 21/10/2020 (thứ Tư)
  5. `congress` (Đại hội đại biểu Đảng bộ tỉnh lần thứ XVII) dự kiến trong tháng 10/2020: \
trong khoảng từ ngày 01/10/2020 (thứ Năm) đến ngày 31/10/2020 (thứ Bảy)
  6. chưa rõ `congress` kéo dài bao lâu, nên có thể kết thúc vào bất kỳ ngày nào kể từ ngày bắt đầu
  7. do Ban Thường vụ Tỉnh ủy quyết định""",
    ("4.3.iii", "en", True): """\
4.3.iii  Infographic: the resolution of the congress
  not before Thu 2020-10-15
  due Sat 2020-10-17
  1. the document says, row 4.3: “(iii): xong khi bế mạc Đại hội XVII 02 ngày.”
  2. the rule of `4.3.iii`: 2 days after congress
  3. the day counted from isn't counted itself
  4. 2 days after congress is Sat 2020-10-17
  5. Sat 2020-10-17 is closed (Saturday); no roll is set, so the date stays
  6. `congress` (17th provincial party congress) is known: Tue 2020-10-13 – Thu 2020-10-15""",
    ("4.3.iii", "vi", True): """\
4.3.iii  Infographic: nội dung Nghị quyết XVII
  không sớm hơn: 15/10/2020 (thứ Năm)
  Thời hạn: 17/10/2020 (thứ Bảy)
  1. văn bản ghi ở mục 4.3: “(iii): xong khi bế mạc Đại hội XVII 02 ngày.”
  2. quy tắc thời hạn của `4.3.iii`: 2 ngày sau `congress`
  3. không tính ngày được lấy làm mốc
  4. 2 ngày sau `congress`: 17/10/2020 (thứ Bảy)
  5. ngày 17/10/2020 (thứ Bảy) là ngày nghỉ hằng tuần; kế hoạch không quy định chuyển ngày nên giữ nguyên
  6. `congress` (Đại hội đại biểu Đảng bộ tỉnh lần thứ XVII) đã ấn định: \
từ ngày 13/10/2020 (thứ Ba) đến ngày 15/10/2020 (thứ Năm)""",
    ("1.2", "en", False): """\
1.2  Guidance on the provincial Party's 80 years
  due Mon 2020-03-30
  1. the document says, row 1.2: “Xong trước 31/3/2020.”
  2. the rule of `1.2`: before 2020-03-31
  3. “before” leaves the day before as the last (convention before: exclusive)
  4. 1 day before 2020-03-31 is Mon 2020-03-30""",
    ("1.2", "vi", False): """\
1.2  Hướng dẫn tuyên truyền 80 năm Đảng bộ tỉnh
  Thời hạn: 30/03/2020 (thứ Hai)
  1. văn bản ghi ở mục 1.2: “Xong trước 31/3/2020.”
  2. quy tắc thời hạn của `1.2`: trước ngày 31/03/2020
  3. “trước” được hiểu là chậm nhất ngày liền trước (quy ước: không tính chính ngày đó)
  4. 1 ngày trước ngày 31/03/2020: 30/03/2020 (thứ Hai)""",
    ("8.2", "en", False): """\
8.2  Press passes printed and issued
  due not known yet
  no date is safe yet: it must be triggered when the event is known
  it waits for `committee-opinion`
  1. the document says, row 8.2: “Ngay sau khi Thường trực Tỉnh ủy cho ý kiến.”
  2. the rule of `8.2`: immediately after committee-opinion
  3. “immediately” means on the same day (convention immediately)
  4. `committee-opinion` (Standing committee's opinion on the list of reporters (8.1)) isn't known yet
  5. Thường trực Tỉnh ủy decides it""",
    ("8.2", "vi", False): """\
8.2  In và cấp thẻ tác nghiệp
  Thời hạn: chưa xác định
  chưa có ngày nào chắc chắn: phải chờ ấn định ngày của sự kiện
  còn chờ `committee-opinion`
  1. văn bản ghi ở mục 8.2: “Ngay sau khi Thường trực Tỉnh ủy cho ý kiến.”
  2. quy tắc thời hạn của `8.2`: ngay sau `committee-opinion`
  3. “ngay sau” được hiểu là trong cùng ngày
  4. `committee-opinion` (Thường trực Tỉnh ủy cho ý kiến về danh sách phóng viên (8.1)) chưa ấn định ngày
  5. do Thường trực Tỉnh ủy quyết định""",
    ("9", "en", True): """\
9  Publicity watched during the congress
  not before Tue 2020-10-13
  due Thu 2020-10-15
  1. the document says, row 9: “Trong suốt quá trình diễn ra Đại hội XVII.”
  2. the rule of `9`: throughout congress
  3. `congress` (17th provincial party congress) is known: Tue 2020-10-13 – Thu 2020-10-15""",
    ("9", "vi", True): """\
9  Kiểm tra tuyên truyền trong thời gian Đại hội
  không sớm hơn: 13/10/2020 (thứ Ba)
  Thời hạn: 15/10/2020 (thứ Năm)
  1. văn bản ghi ở mục 9: “Trong suốt quá trình diễn ra Đại hội XVII.”
  2. quy tắc thời hạn của `9`: trong suốt thời gian diễn ra `congress`
  3. `congress` (Đại hội đại biểu Đảng bộ tỉnh lần thứ XVII) đã ấn định: \
từ ngày 13/10/2020 (thứ Ba) đến ngày 15/10/2020 (thứ Năm)""",
}


@pytest.mark.parametrize(("name", "language", "fixed"), GOLDEN)
def test_the_chains_of_the_example(name: str, language: str, fixed: bool) -> None:
    """Phrase, row, rule, convention, date with weekday, and what is known: as read and approved."""
    schedule = example(FIXED if fixed else None)
    explanation = schedule.why(name, language)
    assert str(explanation) == explanation.text() == GOLDEN[name, language, fixed]


def test_the_language_is_the_plan_s_unless_asked_otherwise() -> None:
    """Without a language the plan's own is spoken; an explanation can still be reported in the other."""
    explanation = example(FIXED).why("4.1.b")
    assert explanation.text() == GOLDEN["4.1.b", "vi", True]
    assert explanation.text("en") == GOLDEN["4.1.b", "en", True]


@pytest.mark.parametrize("language", ["en", "vi"])
@pytest.mark.parametrize("known", [{}, FIXED, {"congress": "2020-11-03", "7": "done 2020-10-01"}])
def test_every_item_of_the_example_has_a_why(known: dict[str, str], language: str) -> None:
    """Each deadline and event is explained without a hole, and each deadline by its phrase and row."""
    schedule = example(known)
    for entry in schedule.entries:
        explanation = schedule.why(entry.id, language)
        text = explanation.text()
        assert text.startswith(entry.id)
        assert not re.search(r"[{}]|None|Window\(|\d{4}, \d|“”|\(\)", text)
        assert all(line.strip() == line[2:] != "" for line in text.splitlines()[1:])
        if not entry.is_event:
            assert entry.source is not None
            assert f"“{entry.source}”" in text
            assert entry.row is not None
            assert f" {entry.row}: “" in text


# ---------------------------------------------------------------- single steps


@pytest.mark.parametrize(
    ("when", "more", "english", "vietnamese"),
    [
        # Thu 30 April and Fri 1 May are days off, then comes a weekend.
        (
            "2 days after 2020-04-28 rolled forward",
            {},
            "Thu 2020-04-30 is closed (Liberation Day/Reunification Day); rolled forward, it is"
            " Mon 2020-05-04",
            "ngày 30/04/2020 (thứ Năm) là ngày nghỉ (Ngày Chiến thắng); được chuyển về sau: 04/05/2020 (thứ Hai)",
        ),
        (
            "10 days before 2020-10-13 rolled back",
            {},
            "Sat 2020-10-03 is closed (Saturday); rolled back, it is Fri 2020-10-02",
            "ngày 03/10/2020 (thứ Bảy) là ngày nghỉ hằng tuần; được chuyển về trước: 02/10/2020 (thứ Sáu)",
        ),
        (
            "1 month after 2019-12-25",
            {"conventions": {"roll_after": "nearest"}},
            "Sat 2020-01-25 is closed (Lunar New Year); rolled to the nearest open day, it is"
            " Wed 2020-01-22",
            "ngày 25/01/2020 (thứ Bảy) là ngày nghỉ (Tết Nguyên Đán); được chuyển đến ngày làm việc gần"
            " nhất: 22/01/2020 (thứ Tư)",
        ),
        (
            "2 days after 2020-10-29 rolled modified forward",
            {},
            "Sat 2020-10-31 is closed (Saturday); rolled forward within its month, it is"
            " Fri 2020-10-30",
            "ngày 31/10/2020 (thứ Bảy) là ngày nghỉ hằng tuần; được chuyển về sau trong tháng:"
            " 30/10/2020 (thứ Sáu)",
        ),
        # A day off that only the plan has.
        (
            "2 days after 2020-10-12 rolled forward",
            {
                "calendar": "own",
                "calendars": [CalendarSpec("own", closed=[("2020-10-14", "Lễ tang")])],
            },
            "Wed 2020-10-14 is closed (Lễ tang); rolled forward, it is Thu 2020-10-15",
            "ngày 14/10/2020 (thứ Tư) là ngày nghỉ (Lễ tang); được chuyển về sau: 15/10/2020 (thứ Năm)",
        ),
        # Working days that were passed over, and a Saturday that counts.
        (
            "2 working days after 2020-10-08",
            {},
            "not counted, because closed: Sat 2020-10-10, Sun 2020-10-11",
            "không tính vì là ngày nghỉ: 10/10/2020 (thứ Bảy), 11/10/2020 (Chủ nhật)",
        ),
        (
            "2 working days after 2019-05-02",
            {},
            "Sat 2019-05-04 counts (swapped working day)",
            "ngày 04/05/2019 (thứ Bảy) có tính (ngày làm bù)",
        ),
        (
            "10 days before 2020-10-12",
            {"conventions": {"counting": "clear days"}},
            "clear days: neither the day counted from nor the day reached is counted",
            "ngày tròn (không tính hai đầu): không tính cả ngày mốc lẫn ngày đến hạn",
        ),
        (
            "before 2020-03-31",
            {"conventions": {"before": "inclusive"}},
            "“before” allows the day itself (convention before: inclusive)",
            "“trước” được hiểu là chậm nhất chính ngày đó (quy ước: tính cả chính ngày đó)",
        ),
        (
            "after 2020-10-15",
            {},
            "“after” begins on the next day (convention after: exclusive)",
            "“sau” được hiểu là từ ngày kế tiếp (quy ước: không tính chính ngày đó)",
        ),
        (
            "after 2020-10-15",
            {"conventions": {"after": "inclusive"}},
            "“after” begins on the day itself (convention after: inclusive)",
            "“sau” được hiểu là từ chính ngày đó (quy ước: tính cả chính ngày đó)",
        ),
        (
            "on 2020-03-29 at 02:30",
            {"timezone": "Europe/Berlin"},
            "the clock skips 02:30 on that day; the first moment after it is meant",
            "đồng hồ bỏ qua 02:30 trong ngày đó; lấy thời điểm đầu tiên sau đó",
        ),
        (
            "on 2020-10-25 at 02:30",
            {"timezone": "Europe/Berlin"},
            "the clock shows 02:30 twice on that day; the earlier is meant",
            "đồng hồ chỉ 02:30 hai lần trong ngày đó; lấy lần đầu",
        ),
    ],
)
def test_steps_in_both_languages(
    when: str, more: dict[str, Any], english: str, vietnamese: str
) -> None:
    """Rolls name the holiday that caused them, working days what they passed, choices themselves."""
    schedule = one(when, **more)
    assert english in lines(schedule)
    assert vietnamese in lines(schedule, language="vi")


def test_no_step_where_nothing_happened() -> None:
    """A roll that leaves an open day alone, and working days without a closed day between, say nothing."""
    kinds = {step.kind for step in one("2 days after 2020-10-12 rolled forward").why("x").steps}
    assert kinds == {"rule", "convention counting calendar", "step"}
    kinds = {step.kind for step in one("2 working days after 2020-10-12").why("x").steps}
    assert kinds == {"rule", "step"}


def test_a_convention_that_had_no_part_isn_t_named() -> None:
    """“Before” and “immediately” aren't counted in clear days, so these aren't spoken of."""
    clear = {"counting": "clear days", "immediately": "2 days"}
    for when, due in (
        ("before 2020-03-31", "due Mon 2020-03-30"),
        ("immediately after 2020-03-31", "due Thu 2020-04-02"),
    ):
        found = lines(one(when, conventions=clear))
        assert due in found
        assert not any("clear days" in line for line in found)


def test_an_open_beginning_has_no_convention() -> None:
    """“From” includes its day whatever the conventions, so the chain is the rule and the day alone."""
    for choice in ("exclusive", "inclusive"):
        schedule = one("from 2020-10-15", conventions={"after": choice})
        assert lines(schedule) == ["not before Thu 2020-10-15", "the rule of `x`: from 2020-10-15"]
        assert lines(schedule, language="vi") == [
            *(
                "không sớm hơn: 15/10/2020 (thứ Năm)",
                "quy tắc thời hạn của `x`: từ ngày 15/10/2020",
            ),
        ]


def test_a_convention_that_rolled_is_named() -> None:
    """Where a roll comes from a convention and not from the timing, the chain says from which."""
    text = "\n".join(lines(one("2 days after 2020-10-15", conventions="vn-civil-code-2015")))
    assert "rolled forward, it is Mon 2020-10-19" in text
    assert "roll_after" in text
    text = "\n".join(lines(one("2 days after 2020-10-15 rolled forward")))
    assert "roll_after" not in text


def test_a_term_that_was_made_longer_says_so() -> None:
    """Where a term must hold so many working days, the chain names that convention."""
    schedule = one("2 days after 2020-10-02", conventions="eu-1182-71", calendar="weekdays")
    assert "due Tue 2020-10-06" in lines(schedule)
    assert any("least_working_days" in line for line in lines(schedule))
    assert any("ít nhất 2 ngày làm việc" in line for line in lines(schedule, language="vi"))


def test_who_fixed_a_date_when_and_why() -> None:
    """A date fixed from outside is shown with who fixed it, when and for what reason."""
    known = [Known("opening", start="2020-10-13", by="Tỉnh ủy", on="2020-09-01", reason="CV 12")]
    assert lines(one("2 days before opening", known))[-1] == (
        "`opening` is known: Tue 2020-10-13 – Thu 2020-10-15 (Tỉnh ủy, 2020-09-01, CV 12)"
    )
    pinned = one("2 days before opening", [Known("x", start="2020-10-09", reason="theo đề nghị")])
    assert lines(pinned) == ["due Fri 2020-10-09", "`x` is known: Fri 2020-10-09 (theo đề nghị)"]


def test_the_start_of_an_event_that_is_fixed_is_shown_as_fixed() -> None:
    """An event whose first day is fixed and whose length isn't known begins on that day, not later."""
    for language, title, day, later in (
        ("en", "Exhibition", "is known: Sat 2020-10-10", "or later"),
        ("vi", "Triển lãm", "đã ấn định: 10/10/2020 (thứ Bảy)", "trở đi"),
    ):
        found = lines(example(FIXED), "4.4.1", language)
        assert [line for line in found if line.endswith(day)] == [f"`exhibition` ({title}) {day}"]
        assert not any(later in line for line in found)


def test_a_known_time_has_its_weekday_too() -> None:
    """A known date with a time of day is written like every other date, in the language spoken."""
    schedule = one("30 minutes before opening", {"opening": "2020-10-13 08:00"})
    assert lines(schedule)[0] == "due Tue 2020-10-13 07:30"
    assert lines(schedule, language="vi")[0] == "Thời hạn: 13/10/2020 (thứ Ba) 07:30"
    assert "Tue 2020-10-13 08:00" in lines(schedule)[-1]
    assert "13/10/2020 (thứ Ba) 08:00" in lines(schedule, language="vi")[-1]


def test_the_source_names_the_document() -> None:
    """Where the plan knows the document, its name stands beside the phrase and the row."""
    source = Source("Trước khai mạc 10 ngày.", "72-KH/BTGTU", "4.1")
    for language in ("en", "vi"):
        first = next(
            line
            for line in lines(one("by 2020-10-03", own={"source": source}), language=language)
            if "“" in line
        )
        assert "“Trước khai mạc 10 ngày.”" in first
        assert "4.1" in first
        assert "72-KH/BTGTU" in first


def test_waiting_and_gaps() -> None:
    """What a deadline must wait for is reported, with its gap where it has one."""
    plan = Plan(
        "small",
        issued="2020-03-25",
        events=[Event("opening")],
        deadlines=[
            Deadline("a", "A", "10 days before opening"),
            Deadline(
                "b", "B", "by 2020-11-30", after=[Wait("a"), Wait("opening", at_least="3 days")]
            ),
        ],
    )
    found = lines(resolve(plan, {"opening": "2020-10-13"}), "b")
    assert any("`a`" in line and "after" in line for line in found)
    (line,) = [line for line in found if "`opening`" in line and "after" in line]
    assert "3 days" in line


def test_a_conflict_is_part_of_the_outcome() -> None:
    """What makes a deadline impossible stands with what came out, before the steps."""
    schedule = one("from opening to 2020-10-08", {"opening": "2020-10-13"})
    assert lines(schedule)[2] == (
        "`x` can't begin before Tue 2020-10-13, but is due by Thu 2020-10-08: short by 5 days"
    )


def test_a_deadline_without_a_rule() -> None:
    """A deadline without timing says that it has no date."""
    assert lines(one(None)) == ["no date"]
    assert lines(one(None), language="vi") == ["chưa có thời hạn"]


def test_shared_anchors_are_reported_once() -> None:
    """What two roads lead to is reported once; own steps come before those of what is counted from."""
    plan = Plan(
        "small",
        issued="2020-03-25",
        events=[Event("opening")],
        deadlines=[
            Deadline("a", when="10 days before opening"),
            Deadline("b", when="5 days before opening"),
            Deadline("c", when="later of 1 day after a, 1 day after b"),
        ],
    )
    steps = resolve(plan, {"opening": "2020-10-13"}).why("c").steps
    rules = [step.item for step in steps if step.kind == "rule"]
    assert rules == ["c", "a", "b"]
    assert [step.item for step in steps if step.kind == "known"] == ["opening"]


def test_long_chains_are_told_to_their_end() -> None:
    """A chain of two thousand deadlines is explained down to the event, one rule each."""
    deadlines = [Deadline("d0", when="1 day after opening")]
    deadlines += [Deadline(f"d{n}", when=f"1 day after d{n - 1}") for n in range(1, 2_000)]
    plan = Plan("long", issued="2020-03-25", events=[Event("opening")], deadlines=deadlines)
    explanation = resolve(plan, {"opening": "2020-01-01"}).why("d1999")
    rules = [step.item for step in explanation.steps if step.kind == "rule"]
    assert rules == [f"d{n}" for n in range(1_999, -1, -1)]
    assert explanation.steps[-1].item == "opening"
    (due,) = [step.window for step in explanation.outcome if step.kind == "due"]
    assert due == Window.on(date(2020, 1, 1) + timedelta(days=2_000))


# ---------------------------------------------------------------- replay

OFFSET = re.compile(r"(\d+) (day|week|month|year)s? (before|after) (.+)\Z")


def replay(told: dict[str, Any]) -> date:
    """Find the date of an explained item from the rules and known dates that are shown, by dateutil."""
    rules = {
        step["item"]: step["values"]["rule"] for step in told["steps"] if step["kind"] == "rule"
    }
    dates: dict[str, tuple[date, date]] = {}
    for step in told["steps"]:
        if step["kind"] in ("known", "known by"):
            window = step["window"]
            dates[step["item"]] = (
                date.fromisoformat(window["earliest"]),
                date.fromisoformat(window["latest"]),
            )

    def value(text: str, edge: int) -> date:
        match = OFFSET.match(text)
        if match is not None:
            amount, unit, word, anchor = match.groups()
            sign = -1 if word == "before" else 1
            delta: dict[str, Any] = {f"{unit}s": sign * int(amount)}
            return value(anchor, 0 if word == "before" else 1) + relativedelta(**delta)
        if text in dates:
            return dates[text][edge]
        if text in rules:
            return value(rules[text], edge)
        if text.startswith("before "):
            return value(text.removeprefix("before "), 0) - timedelta(days=1)
        if text.startswith("immediately after "):
            return value(text.removeprefix("immediately after "), 1)
        if text.startswith(("on ", "by ")):
            return value(text[3:], edge)
        return date.fromisoformat(text)

    for step in told["steps"]:
        if step["kind"] == "step":
            shown = value(step["values"]["point"], 1).isoformat()
            assert step["window"] == {"earliest": shown, "latest": shown}
    return value(told["item"], 1)


def test_the_steps_of_the_example_replay() -> None:
    """Applying the rules that are shown to the dates that are shown gives the date that is shown."""
    schedule = example(FIXED | {"exhibition": "2020-10-10..2020-10-10"})
    replayed = 0
    for entry in schedule:
        if entry.kind == "deadline" and entry.status == "settled":
            told = json.loads(json.dumps(schedule.why(entry.id).to_json()))
            assert entry.due == Window.on(replay(told))
            replayed += 1
    assert replayed == 20


@given(
    st.dates(date(2000, 1, 1), date(2040, 12, 31)),
    st.integers(1, 9),
    st.lists(
        st.tuples(
            st.integers(0, 40),
            st.sampled_from(["day", "week", "month", "year"]),
            st.sampled_from(["before", "after"]),
        ),
        min_size=1,
        max_size=6,
    ),
)
def test_any_chain_replays(day: date, length: int, offsets: list[tuple[int, str, str]]) -> None:
    """Whatever the offsets of a chain, its steps lead from the known event to the date shown."""
    deadlines, anchor = [], "opening"
    for n, (amount, unit, word) in enumerate(offsets):
        units = unit if amount == 1 else f"{unit}s"
        deadlines.append(Deadline(f"d{n}", when=f"{amount} {units} {word} {anchor}"))
        anchor = f"d{n}"
    events = [Event("opening", lasts=length)]
    plan = Plan("chain", issued="2020-03-25", events=events, deadlines=deadlines)
    schedule = resolve(plan, {"opening": day})
    told = json.loads(json.dumps(schedule.why(anchor).to_json()))
    assert schedule[anchor].due == Window.on(replay(told))


# ---------------------------------------------------------------- values


def test_an_explanation_as_values() -> None:
    """An explanation can be had as plain values, each step with its kind, item, window and sentence."""
    told = example(FIXED).why("4.1.b").to_json()
    assert told["item"] == "4.1.b"
    (outcome,) = told["outcome"]
    day = {"earliest": "2020-10-03", "latest": "2020-10-03"}
    assert (outcome["kind"], outcome["window"], outcome["text"]) == (
        *("due", day, "due Sat 2020-10-03"),
    )
    kinds = [step["kind"] for step in told["steps"]]
    assert kinds == [
        *("phrase row", "rule", "convention counting calendar", "step", "closed", "known"),
    ]
    assert told["steps"][0]["values"] == {
        "phrase": "thi công xong trước Đại hội XVII 10 ngày.",
        "row": "4.1",
    }
    assert told["steps"][3]["window"] == day
    known = told["steps"][-1]
    assert (known["item"], known["window"]) == (
        "congress",
        {"earliest": "2020-10-13", "latest": "2020-10-15"},
    )
    assert json.loads(json.dumps(told)) == told
    for step in (*told["outcome"], *told["steps"]):
        assert set(step) >= {"kind", "item", "window", "values", "text"}


def test_texts_of_the_plan_are_never_patterns() -> None:
    """Braces and percent signs in a phrase or a reason come out as they went in."""
    text = "{item} {0} %s {days!r}"
    schedule = one(
        "2 days before opening",
        [Known("opening", start="2020-10-13", reason=text)],
        own={"source": Source(text, row=text)},
    )
    for language in ("en", "vi"):
        assert sum(line.count(text) for line in lines(schedule, language=language)) == 3


@pytest.mark.parametrize(
    ("when", "kind"),
    [
        ("2 working days in DE after 2020-05-19", "step"),
        ("0 working days in DE after 2020-05-21", "step"),
        ("by last working day in DE of month 2020-05-19", "step"),
        ("by 1 day after 2020-05-20 rolled forward in DE", "roll"),
    ],
)
def test_a_step_names_the_calendar_and_its_data(when: str, kind: str) -> None:
    """What was counted in a working calendar says in which, and from which data it was made."""
    schedule = resolve(Plan("p", calendar="VN", deadlines=[Deadline("a", when=when)]))
    (step,) = [
        step for step in schedule.why("a").steps if step.kind == kind and "calendar" in step.values
    ]
    assert step.values["calendar"] == "DE"
    assert step.values["version"] == f"holidays {version('holidays')}"
    assert step.to_json()["values"]["calendar"] == "DE"


def test_a_closed_day_names_the_calendar_and_its_data() -> None:
    """That a date stays on a closed day is said by the plan's calendar, Vietnam's with its swapped days."""
    schedule = resolve(
        Plan("p", calendar="VN", deadlines=[Deadline("a", when="10 days before 2020-10-13")])
    )
    (step,) = [step for step in schedule.why("a").steps if step.kind == "closed"]
    assert step.values["calendar"] == "VN"
    assert step.values["version"].startswith(f"holidays {version('holidays')}, ")
