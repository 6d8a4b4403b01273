"""A document that is given as a plan is told by its content, and the command that reads it is named."""

from __future__ import annotations

from pathlib import Path

import pytest

from command_line import relsched_ as relsched


def document(kind: str) -> bytes:
    """Make a small file of a kind, by another library where it needs one."""
    from io import BytesIO

    out = BytesIO()
    if kind == "docx":
        pytest.importorskip("docx").Document().save(out)
    elif kind == "xlsx":
        pytest.importorskip("openpyxl").Workbook().save(out)
    elif kind == "large docx":
        made = pytest.importorskip("docx").Document()
        made.save(out)
        import os
        from zipfile import ZIP_STORED, ZipFile

        with ZipFile(out, "a", ZIP_STORED) as package:
            package.writestr("word/media/picture.bin", os.urandom(6 * 1024 * 1024))
    return out.getvalue() or TEXTS[kind]


TEXTS = {
    "pdf": b"%PDF-1.7\n%\xe2\xe3\n1 0 obj\n",
    "page": b"<!DOCTYPE html>\n<html><body><table><tr><td>Task</td></tr></table></body></html>",
    "calendar": b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nEND:VCALENDAR\r\n",
    "calendar with a mark": b"\xef\xbb\xbfBEGIN:VCALENDAR\r\nVERSION:2.0\r\nEND:VCALENDAR\r\n",
}


@pytest.mark.parametrize("name", ["plan.yaml", "kế hoạch.docx", "x"])
@pytest.mark.parametrize(
    ("kind", "why"),
    [
        ("docx", "it is a Word document"),
        ("large docx", "it is a Word document"),
        ("xlsx", "it is an Excel workbook"),
        ("pdf", "it is a PDF file"),
        ("page", "it is a web page"),
        ("calendar", "it is an iCalendar file, which holds dates and no plan"),
        ("calendar with a mark", "it is an iCalendar file, which holds dates and no plan"),
    ],
)
def test_a_document_given_as_a_plan_names_the_way(
    kind: str, why: str, name: str, tmp_path: Path
) -> None:
    """Whatever the file is called, and from standard input too, its kind is said, and the command that reads it."""
    data = document(kind)
    file = tmp_path / name
    file.write_bytes(data)
    for given, stdin in ((str(file), None), ("-", data)):
        result = relsched("check", given, stdin=stdin)
        assert result.exit_code == 2
        shown = "standard input" if stdin else str(file)
        assert result.stderr.startswith(
            f"A plan file can't be a document or a calendar.\n  where: {shown}\n  why:   {why}\n"
        )
        typed = "FILE" if stdin else f"'{file}'" if " " in name else str(file)
        way = (
            f"--from-calendar {typed}"
            if "calendar" in kind
            else f"relsched import {typed} -o draft.yaml"
        )
        assert f"`{way}`" in result.stderr


def test_what_no_command_reads_says_how_to_save_it(tmp_path: Path) -> None:
    """A document of an old program is refused with the program that saves it anew."""
    file = tmp_path / "plan.yaml"
    file.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "WordDocument".encode("utf-16-le"))
    result = relsched("check", str(file))
    assert result.exit_code == 2
    assert "save it as .docx" in result.stderr


def test_a_picture_is_told_as_one(tmp_path: Path) -> None:
    """A picture of a plan, such as a scan, is refused as a picture, not as a text in another encoding."""
    file = tmp_path / "plan.yaml"
    file.write_bytes(b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR")
    result = relsched("check", str(file))
    assert result.exit_code == 2
    assert "it is a PNG picture" in result.stderr
