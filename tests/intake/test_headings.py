"""The heading of the column of timings is read with its cells."""

from __future__ import annotations

import pytest

from relsched.intake.document_reader import read_bytes
from relsched.intake.drafting import draft

TABLES = [
    ("No,Task,Owner,Weeks before the congress\n1,Print the programme,press office,3\n"
     "2,Invite the guests,protocol,10-12\n3,Book the hall,office,by 3 May 2026\n",
     ["3 weeks before congress", "from 12 weeks before congress to 10 weeks before congress",
      "by 2026-05-03"]),
    ("STT,Nội dung công việc,Đơn vị chủ trì,Số ngày trước khai mạc Đại hội\n1,In chương trình,Văn phòng,105\n"
     "2,Mời đại biểu,Ban Tổ chức,90 ngày\n",
     ["105 days before dai-hoi", "90 days before dai-hoi"]),
]  # fmt: skip


@pytest.mark.parametrize(("text", "timings"), TABLES)
def test_cells_below_a_heading_that_counts(text: str, timings: list[str]) -> None:
    """A number under "Weeks before the congress" is so many weeks before it, and the event is found once."""
    found = draft(read_bytes(text.encode(), "plan.csv"), issued="2026-03-25")
    assert [str(deadline.when) for deadline in found.plan.deadlines] == timings
    assert len(found.plan.events) == 1
