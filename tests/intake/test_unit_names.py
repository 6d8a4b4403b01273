"""Several units in one cell are parted where a name begins, and never within a name that is known."""

from __future__ import annotations

import pytest

from relsched.intake.unit_names import Names

PRESS, THEORY = "Phòng Tuyên truyền - Báo chí - Xuất bản", "Phòng Lý luận chính trị - Lịch sử Đảng"


@pytest.mark.parametrize(
    ("cell", "found"),
    [
        ("", ()),
        (" - ", ()),
        (PRESS, (PRESS,)),
        (f"- {PRESS}", (PRESS,)),
        (f"- {THEORY} - Ban Giám khảo - Tổ giúp việc", (THEORY, "Ban Giám khảo", "Tổ giúp việc")),
        (f"- {THEORY}\n- Ban Giám khảo\n- {PRESS}", (THEORY, "Ban Giám khảo", PRESS)),
        (f"{THEORY}; {PRESS};", (THEORY, PRESS)),
        ("Phòng A, Phòng B và Văn phòng", ("Phòng A", "Phòng B", "Văn phòng")),
        ("Sở Văn hóa, Thể thao và Du lịch", ("Sở Văn hóa, Thể thao và Du lịch",)),
        (
            "Sở Văn hóa, Thể thao và Du lịch, Sở Y tế",
            ("Sở Văn hóa, Thể thao và Du lịch", "Sở Y tế"),
        ),
        ("Các sở, ban, ngành", ("Các sở, ban, ngành",)),
        ("Phòng Tuyên truyền -\nBáo chí", ("Phòng Tuyên truyền - Báo chí",)),
        ("Phòng A\nPhòng B", ("Phòng A", "Phòng B")),
        ("Ông An\nBà Bình", ("Ông An", "Bà Bình")),
        ("Phòng Văn hóa\nthông tin", ("Phòng Văn hóa thông tin",)),
        ("Press office and Events office", ("Press office", "Events office")),
        ("Finance office, Legal office", ("Finance office", "Legal office")),
        ("Research and Development", ("Research and Development",)),
        ("Ann, Bob", ("Ann", "Bob")),
        ("Nguyễn Văn A, Trần Thị B", ("Nguyễn Văn A", "Trần Thị B")),
        ("Ministry of Culture, Sports and Tourism", ("Ministry of Culture, Sports and Tourism",)),
        ("the heads of all offices", ("the heads of all offices",)),
    ],
)
def test_a_cell_of_names(cell: str, found: tuple[str, ...]) -> None:
    """Each name comes as it is written, without signs of a list."""
    assert Names.of([PRESS, THEORY]).split(cell) == found


def test_what_is_known_decides() -> None:
    """Whether a dash parts two names shows where one of them stands alone."""
    assert Names().split("- Đội Một - Đội Hai") == ("Đội Một", "Đội Hai")
    assert Names.of(["Đội Một - Đội Hai"]).split("- Đội Một - Đội Hai") == ("Đội Một - Đội Hai",)
    assert Names.of(["Quỹ", "Kho"]).split("- Quỹ - Kho") == ("Quỹ", "Kho")
    assert Names().split("- Quỹ - Kho") == ("Quỹ - Kho",)


def test_only_single_names_are_learned() -> None:
    """A cell that is a list teaches nothing."""
    assert Names.of(["Phòng A, Phòng B", "- Phòng C\n- Phòng D", "Phòng E", "x" * 200]).alone == {
        "Phòng E"
    }
