"""The founding plan in every format, written by other libraries' writers."""

from __future__ import annotations

import csv
import html
import unicodedata
from collections.abc import Callable
from io import BytesIO, StringIO

import docx
import font_roboto  # type: ignore[import-untyped]
import pytest
import xlsxwriter  # type: ignore[import-untyped]
from docx.enum.text import WD_BREAK
from fpdf import FPDF, Align, FontFace, XPos, YPos

from founding import HEADING, Cells, table

TITLE = "KẾ HOẠCH tuyên truyền Đại hội đại biểu Đảng bộ tỉnh lần thứ XVII"


NUMBER = "Số: 72-KH/BTGTU"


DATED = "Đắk Lắk, ngày 25 tháng 3 năm 2020"


def as_docx(merged: bool) -> bytes:
    """A Word document: with merged cells and the heading repeated, or with each cell by itself."""
    document = docx.Document()
    document.add_paragraph(NUMBER)
    document.add_paragraph(DATED)
    document.add_paragraph(TITLE)
    rows = table("\n")
    grid = document.add_table(rows=1, cols=6)
    for cell, text in zip(grid.rows[0].cells, HEADING, strict=True):
        cell.text = text
    begun: dict[int, int] = {}
    for index, row in enumerate(rows):
        if index == 20:
            for cell, text in zip(grid.add_row().cells, HEADING, strict=True):
                cell.text = text
            begun = {}
        cells = grid.add_row().cells
        last = len(grid.rows) - 1
        if isinstance(row, str):
            begun = {}
            if merged:
                cells[0].merge(cells[5]).text = row
            else:
                cells[0].text = row
            continue
        for column, text in enumerate(row):
            if text:
                cells[column].text = text
                begun[column] = last
            elif (
                merged
                and (column in (0, 1) or (column == 5 and row[2].startswith("4.4.2")))
                and column in begun
            ):
                above = grid.rows[begun[column]].cells[column]
                kept = above.text
                above.merge(cells[column]).text = kept
    document.add_paragraph().add_run().add_break(WD_BREAK.PAGE)
    stream = BytesIO()
    document.save(stream)
    return stream.getvalue()


def as_xlsx() -> bytes:
    """A workbook with title rows above the table, merged cells, and the first column as numbers."""
    stream = BytesIO()
    with xlsxwriter.Workbook(stream) as book:
        sheet = book.add_worksheet("Kế hoạch")
        two = book.add_format({"num_format": "00"})
        sheet.merge_range(0, 0, 0, 5, TITLE)
        sheet.write(1, 0, NUMBER)
        sheet.write(1, 4, DATED)
        sheet.write_row(3, 0, HEADING)
        at = 4
        rows = table("\n")
        for index, row in enumerate(rows):
            if isinstance(row, str):
                sheet.merge_range(at, 0, at, 5, row)
            else:
                following = rows[index + 1] if index + 1 < len(rows) else None
                if row[0]:
                    sheet.write_number(at, 0, int(row[0]), two)
                for column, text in enumerate(row[1:], 1):
                    if not text:
                        continue
                    if column == 5 and row[2].startswith("4.4.") and following is not None:
                        sheet.merge_range(at, 5, at + 1, 5, text)
                    else:
                        sheet.write_string(at, column, text)
            at += 1
    return stream.getvalue()


def as_csv(encoding: str, separator: str = ",") -> bytes:
    """Separated values in an encoding."""
    stream = StringIO()
    writer = csv.writer(stream, delimiter=separator)
    writer.writerow(HEADING)
    for row in table("\n"):
        writer.writerow([row] if isinstance(row, str) else row)
    if encoding == "cp1258":
        return _as_1258(stream.getvalue())
    return stream.getvalue().encode(encoding)


def _as_1258(text: str) -> bytes:
    """Windows-1258 has letters such as ê and ơ, and tone marks that follow them."""
    out = b""
    for char in text:
        try:
            out += char.encode("cp1258")
        except UnicodeEncodeError:
            parts = unicodedata.normalize("NFD", char)
            base, marks = parts[0], parts[1:]
            tones = [mark for mark in marks if mark in "\u0300\u0301\u0303\u0309\u0323"]
            others = [mark for mark in marks if mark not in tones]
            letter = unicodedata.normalize("NFC", base + "".join(others))
            out += (letter + "".join(tones)).encode("cp1258")
    return out


def as_markdown() -> bytes:
    """A Markdown table; a phase stands in its first cell."""
    lines = [f"# {TITLE}", "", NUMBER, "", DATED, ""]
    lines += ["| " + " | ".join(HEADING) + " |", "|" + "---|" * 6]
    for row in table("<br>"):
        cells = [f"**{row}**", "", "", "", "", ""] if isinstance(row, str) else row
        lines.append("| " + " | ".join(cells) + " |")
    return "\n".join(lines).encode()


def as_html(merged: bool) -> bytes:
    """A web page: with merged cells, or with empty ones."""
    rows = table("<br>")
    out = [
        f"<!DOCTYPE html><html><head><title>x</title></head><body><h1>{TITLE}</h1><p>{NUMBER}</p><p>{DATED}</p>"
    ]
    out.append(
        "<table><thead><tr>"
        + "".join(f"<th>{text}</th>" for text in HEADING)
        + "</tr></thead><tbody>"
    )
    for index, row in enumerate(rows):
        if isinstance(row, str):
            out.append(f'<tr><td colspan="6"><b>{html.escape(row)}</b></td></tr>')
            continue
        out.append("<tr>")
        for column, text in enumerate(row):
            high = 1
            if merged and column in (0, 1):
                if not text:
                    continue
                while index + high < len(rows) and _is_below(rows[index + high]):
                    high += 1
            if merged and column == 5 and row[2].startswith("4.4."):
                if not text:
                    continue
                high = 2
            span = f' rowspan="{high}"' if high > 1 else ""
            out.append(f"<td{span}>{'<br>'.join(map(html.escape, text.split('<br>')))}</td>")
        out.append("</tr>")
    out.append("</tbody></table></body></html>")
    return "\n".join(out).encode()


def _is_below(row: Cells | str) -> bool:
    return not isinstance(row, str) and not row[0]


def as_pdf() -> bytes:
    """A PDF of several pages whose heading is repeated, with numbered pages; rows stay whole."""

    class Pages(FPDF):
        def footer(self) -> None:
            self.set_y(-10)
            self.cell(0, 5, f"Trang {self.page_no()}", align=Align.C)

    pdf = Pages(orientation="landscape")
    pdf.add_font("Roboto", fname=font_roboto.Roboto)
    pdf.set_font("Roboto", size=9)
    pdf.add_page()
    for text in (NUMBER, DATED, TITLE):
        pdf.multi_cell(0, 6, text, new_x=XPos.LMARGIN, new_y=YPos.NEXT)
        pdf.ln(4)
    with pdf.table(
        col_widths=(8, 50, 90, 45, 45, 45),
        text_align=Align.L,
        first_row_as_headings=True,
        headings_style=FontFace(emphasis=None),
    ) as grid:
        grid.row(HEADING)
        for row in table("\n"):
            cells = grid.row()
            if isinstance(row, str):
                cells.cell(row, colspan=6)
                continue
            for text in row:
                cells.cell(text)
    return bytes(pdf.output())


FORMS: dict[str, tuple[str, Callable[[], bytes]]] = {
    "docx, merged": ("plan.docx", lambda: as_docx(merged=True)),
    "docx, plain": ("plan.docx", lambda: as_docx(merged=False)),
    "xlsx": ("plan.xlsx", as_xlsx),
    "csv": ("plan.csv", lambda: as_csv("utf-8")),
    "csv with a mark": ("plan.csv", lambda: as_csv("utf-8-sig")),
    "csv, semicolons": ("plan.csv", lambda: as_csv("utf-8", ";")),
    "csv, UTF-16": ("plan.csv", lambda: as_csv("utf-16")),
    "csv, UTF-16 without a mark": ("plan.csv", lambda: as_csv("utf-16-le")),
    "csv, Windows-1258": ("plan.csv", lambda: as_csv("cp1258")),
    "tsv": ("plan.tsv", lambda: as_csv("utf-8", "\t")),
    "Markdown": ("plan.md", as_markdown),
    "HTML, merged": ("plan.html", lambda: as_html(merged=True)),
    "PDF": ("plan.pdf", as_pdf),
    "HTML, plain": ("plan.html", lambda: as_html(merged=False)),
}
# As parameters of a test: a PDF file is read in a process of its own.
EACH_FORM = [
    pytest.param(form, marks=pytest.mark.process) if form == "PDF" else form for form in FORMS
]
