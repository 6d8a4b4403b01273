"""Vietnamese in the letters of old fonts is recognised wherever it is given, and never read as rubbish in silence."""

from __future__ import annotations

import re
import shutil
import subprocess
import unicodedata
from pathlib import Path
from typing import Literal

import pytest

from command_line import relsched_ as relsched
from places import EXAMPLE_PLAN
from relsched.documents.old_letters import OldLetters, recognised
from relsched.errors import RelschedError
from relsched.planfile.plan_file import parse_plan, read_plan

# Written by hand, as these fonts have it.
PHRASES = {
    "Kế hoạch tuyên truyền Đại hội": (
        "KÕ ho¹ch tuyªn truyÒn §¹i héi",
        "Keá hoaïch tuyeân truyeàn Ñaïi hoäi",
    ),
    "Đảng bộ tỉnh": ("§¶ng bé tØnh", "Ñaûng boä tænh"),
    "Phòng Truyền thông": ("Phßng TruyÒn th«ng", "Phoøng Truyeàn thoâng"),
    "trước ngày khai mạc": ("tr\u00adíc ngµy khai m¹c", "tröôùc ngaøy khai maïc"),
    "mười ngày kể từ khi kết thúc": (
        "m\u00adêi ngµy kÓ tõ khi kÕt thóc",
        "möôøi ngaøy keå töø khi keát thuùc",
    ),
}
# Texts of other languages, and Vietnamese in Unicode, with letters that the old tables have too.
OTHERS = (
    "Über die Größe der Tür für Käufer, schöne Grüße aus Köln",
    "Le président a été élu à l'école, né à Orléans; où élève déjà",
    "El niño pequeño: ¿qué día será según mañana? «Así» nº 1ª",
    "São Paulo: coração, não, então, amanhã, você está",
    "Møde på Ærø om bøger, være få gå; ½ × ¾ µm ±",
    "Các đồng chí lãnh đạo đã họp về kế hoạch",
    "là có và tài nói thì mà cá bò bé hè à ê",
    "§ 5, § 17a BGB; 3µm; ®; ©; «quote»",
)


@pytest.mark.parametrize(("place", "name"), [(0, "TCVN3"), (1, "VNI")])
def test_old_letters_are_recognised_and_converted(place: int, name: str) -> None:
    """Phrases in either table become what they say, capitals as capitals; those in Unicode among them stay."""
    texts = [old[place] for old in PHRASES.values()]
    letters = recognised([*texts, "Người dân của tỉnh"])
    assert letters == OldLetters(name)
    assert [letters.converted(text) for text in texts] == list(PHRASES)
    assert letters.converted("Người có") == "Người có"


def test_capitals_of_vni_are_capitals() -> None:
    """VNI has signs of its own for capitals."""
    letters = OldLetters("VNI")
    assert letters.converted("KEÁ HOAÏCH ÑAÏI HOÄI ÑAÛNG BOÄ") == "KẾ HOẠCH ĐẠI HỘI ĐẢNG BỘ"


@pytest.mark.parametrize("text", OTHERS)
def test_other_languages_are_left_alone(text: str) -> None:
    """No text of another language, and no Vietnamese in Unicode, is taken for old letters."""
    assert recognised([text]) is None
    assert recognised(list(OTHERS)) is None


def test_a_plan_in_unicode_is_left_alone() -> None:
    """The example plan holds hundreds of Vietnamese words, composed or with marks apart."""
    text = EXAMPLE_PLAN.read_text(encoding="utf-8")
    forms: tuple[Literal["NFC", "NFD"], ...] = ("NFC", "NFD")
    for form in forms:
        assert recognised(unicodedata.normalize(form, text).splitlines()) is None


@pytest.mark.process
@pytest.mark.skipif(shutil.which("iconv") is None, reason="needs iconv")
def test_every_letter_of_tcvn3_is_that_of_iconv() -> None:
    """The table is the one that the C library has of TCVN 5712, for every byte that ABC fonts use."""
    for code in range(0xA1, 0x100):
        sign = chr(code)
        ours = OldLetters("TCVN3").converted(sign)
        if ours == sign:
            continue
        run = subprocess.run(
            ["iconv", "-f", "TCVN5712-1", "-t", "UTF-8"],
            input=bytes([code]),
            capture_output=True,
            check=False,
        )
        if run.returncode:
            pytest.skip("this iconv has no TCVN5712-1")
        assert unicodedata.normalize("NFC", run.stdout.decode()) == ours


PLAN = """\
plan: p
issued: '2020-03-25'
title: {0}
events:
  - id: congress
    title: {1}
deadlines:
  - id: a
    title: {2}
    when: 10 days before congress
"""


@pytest.mark.parametrize("place", [0, 1])
@pytest.mark.parametrize("encoding", ["utf-8", "latin-1"])
def test_a_plan_in_old_letters_is_refused_with_each_line_as_it_should_be(
    place: int, encoding: str, tmp_path: Path
) -> None:
    """Each line is located; written as the fixes say, the file is the plan that was meant."""
    file = tmp_path / "plan.yaml"
    text = PLAN.format(*(old[place] for old in PHRASES.values()))
    file.write_bytes(text.encode(encoding))
    with pytest.raises(RelschedError) as caught:
        read_plan(file)
    error = caught.value
    assert set(error.codes) == {"old-letters"}
    lines = text.split("\n")
    for problem in error.problems:
        fix = re.fullmatch(r"write line (\d+) as `(.*)`", problem.fix or "")
        assert fix is not None
        assert problem.where is not None
        assert problem.where.line == int(fix[1])
        lines[int(fix[1]) - 1] = fix[2]
    assert [problem.where.line for problem in error.problems if problem.where] == [3, 6, 9]
    assert parse_plan("\n".join(lines)) == parse_plan(PLAN.format(*PHRASES))


TABLE = (
    ("Nội dung", "Tiến độ"),
    ("Khai mạc Đại hội", "trước ngày 10/10/2020"),
    ("Phòng Truyền thông họp", "trước ngày 12/10/2020"),
)
OLD_TABLE = (
    ("Néi dung", "TiÕn ®é"),
    ("Khai m¹c §¹i héi", "tr\u00adíc ngµy 10/10/2020"),
    ("Phßng TruyÒn th«ng häp", "tr\u00adíc ngµy 12/10/2020"),
)


@pytest.mark.parametrize("kind", ["txt", "txt of bytes", "docx", "xlsx"])
def test_a_document_in_old_letters_is_read_in_unicode(kind: str, tmp_path: Path) -> None:
    """`import` reads what the fonts show, and says so; the draft is that of the same document in Unicode."""
    drafts = []
    for name, table in (("old", OLD_TABLE), ("new", TABLE)):
        folder = tmp_path / name
        folder.mkdir()
        file = folder / f"plan.{kind.partition(' ')[0]}"
        if kind == "docx":
            docx = pytest.importorskip("docx")
            document = docx.Document()
            made = document.add_table(rows=0, cols=2)
            for row in table:
                for cell, text in zip(made.add_row().cells, row, strict=True):
                    cell.text = text
            document.save(str(file))
        elif kind == "xlsx":
            openpyxl = pytest.importorskip("openpyxl")
            book = openpyxl.Workbook()
            for row in table:
                book.active.append(row)
            book.save(file)
        else:
            text = "".join("\t".join(row) + "\n" for row in table)
            is_old = name == "old" and kind.endswith("bytes")
            file.write_bytes(text.encode("latin-1" if is_old else "utf-8"))
        target = folder / "plan.yaml"
        result = relsched(
            "import", str(file), "-o", str(target), "--issued", "2020-03-25", "--lang", "vi"
        )
        assert result.exit_code in (0, 1), result.stderr
        said = " ".join((result.stdout + result.stderr).split())
        assert ("bảng mã TCVN3" in said) == (name == "old"), said
        drafts.append(target.read_text(encoding="utf-8"))
    assert drafts[0] == drafts[1]
    assert "Khai mạc Đại hội" in drafts[0]
