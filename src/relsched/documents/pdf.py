"""PDF files to blocks: the tables that are drawn with lines, and the lines of text around them."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

from relsched.documents import file_limits, pdf_pages
from relsched.documents.content import Block, Cell, Content, DocumentPlace, Grid, Paragraph
from relsched.documents.numbering import split_bullet, split_letter, split_number
from relsched.documents.optional_libraries import absent
from relsched.messages.message import Grouped, Message

WAIT = 90  # seconds for a whole file
MAX_ANSWER = 64 * file_limits.MIB


def read_pdf(data: bytes, file: str) -> Content:
    """Read a PDF file.

    Raises:
        DocumentError: It is damaged, encrypted, has too many pages, or takes too much memory or time.
        MissingExtraError: pdfplumber isn't installed.
    """
    answer = _ask(data, file)
    _check(answer, file)
    blocks: list[Block] = []
    pictures = tables = letters = 0
    for number, page in enumerate(answer["pages"], 1):
        pictures += page["pictures"]
        letters += page["letters"]
        bottom: float | None = None
        line = 0
        for block in page["blocks"]:
            if "rows" in block:
                tables += 1
                place = DocumentPlace(file, page=number, table=tables)
                grid = _grid(block["rows"], block["boxes"], place)
                if grid is not None:
                    blocks.append(grid)
                bottom = None
                continue
            line += 1
            text = " ".join(block["text"].split())
            height = block["bottom"] - block["top"]
            gap = bottom is None or block["top"] - bottom > 0.6 * height
            bottom = block["bottom"]
            if text:
                blocks.append(
                    Paragraph(text, DocumentPlace(file, page=number, line=line), after_gap=gap)
                )
    return Content("pdf", tuple(blocks), pictures=pictures)


def _ask(data: bytes, file: str) -> Any:
    """Have the pages read by a process with limits."""
    root = str(Path(__file__).resolve().parents[2])
    paths = [root, *(path for path in sys.path if path)]
    environment = {
        **os.environ,
        "PYTHONPATH": os.pathsep.join(dict.fromkeys(paths)),
        "PYTHONUTF8": "1",
    }
    try:
        done = subprocess.run(
            [
                sys.executable,
                "-P",
                "-W",
                "ignore",
                "-m",
                pdf_pages.__name__,
                str(file_limits.MAX_PAGES),
            ],
            input=data,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=WAIT,
            env=environment,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return {"error": "memory"}
    if done.returncode != 0 or len(done.stdout) > MAX_ANSWER:
        return {"error": "memory"}
    try:
        return json.loads(done.stdout)
    except ValueError:
        return {"error": "pages unreadable"}


def _check(answer: Any, file: str) -> None:
    error = answer.get("error")
    if error is None:
        return
    if error == "locked":
        raise file_limits.locked(file)
    if error == "pages":
        why = Message(
            "error document-unsafe pages",
            count=Grouped(answer["count"]),
            limit=file_limits.MAX_PAGES,
        )
        raise file_limits.unsafe(file, why)
    if error == "memory":
        raise file_limits.unsafe(file, Message("error document-unsafe memory"))
    if error == "absent":
        raise absent("pdfplumber", file, "pdf", answer["why"])
    if error == "pages unreadable":
        raise file_limits.broken(file, Message("error document-broken pages"))
    if error == "nested":
        raise file_limits.broken(file, Message("error document-broken nested"))
    reason = answer.get("why", "")
    raise file_limits.broken(file, Message("error document-broken pdf", reason=reason))


def _grid(
    texts: list[list[str | None]], boxes: list[list[pdf_pages.Box | None]], place: DocumentPlace
) -> Grid | None:
    """Make a grid of a table; a place without a cell is covered by the cell whose box reaches over it."""
    rows: list[list[Cell]] = []
    starts = _starts(boxes)
    for index, (row_texts, row_boxes) in enumerate(zip(texts, boxes, strict=True)):
        row_place = DocumentPlace(place.file, page=place.page, table=place.table, row=index + 1)
        row: list[Cell] = []
        top = min((box[1] for box in row_boxes if box is not None), default=0.0)
        for column, text in enumerate(row_texts):
            if row_boxes[column] is not None:
                row.append(Cell(_joined(text or ""), row_place))
                continue
            anchor: Cell | None = None
            across = False
            for left in range(column - 1, -1, -1):
                box = row_boxes[left]
                if box is not None:
                    across = column in starts and box[2] > starts[column] + 1
                    anchor = row[left] if across else None
                    break
            if anchor is None:
                for above in range(index - 1, -1, -1):
                    box = boxes[above][column] if column < len(boxes[above]) else None
                    if box is not None:
                        anchor = rows[above][column] if box[3] > top + 1 else None
                        break
            row.append(Cell("", row_place, anchor, across))
        rows.append(row)
    if not any(cell.text for row in rows for cell in row):
        return None
    return Grid.of(place, rows)


def _starts(boxes: list[list[pdf_pages.Box | None]]) -> dict[int, float]:
    """Tell where each column begins."""
    found: dict[int, float] = {}
    for row in boxes:
        for column, box in enumerate(row):
            if box is not None:
                found[column] = box[0]
    return found


def _joined(text: str) -> str:
    """Join the lines of a cell, which the width of its column broke; a point of a list stays a line."""
    joined = ""
    for line in text.split("\n"):
        plain = " ".join(line.split())
        if not plain:
            continue
        is_point = (
            split_bullet(plain)[0]
            or split_number(plain)[0] is not None
            or split_letter(plain)[0] is not None
            or re.match(r"\([ivxlc]{1,5}\)", plain) is not None
        )
        joined += ("\n" if is_point else " ") if joined else ""
        joined += plain
    return joined
