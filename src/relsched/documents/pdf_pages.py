"""The pages of a PDF file as plain values; run as a process of its own. The only door to pdfplumber.

A PDF file may unpack without bound wherever it is touched, so it is read in a process whose memory and
time are limited: `python -m relsched.documents.pdf_pages` takes the file on standard input and writes JSON.
"""

from __future__ import annotations

import json
import sys
from importlib import import_module
from io import BytesIO
from typing import Any

MEMORY = 448 * 1024 * 1024
SECONDS = 60

Box = tuple[float, float, float, float]


def limit() -> None:
    """Limit the memory and time of this process, where the system can."""
    try:
        resource: Any = import_module("resource")
    except ImportError:
        return  # Windows: the parent's clock is all there is
    for name, value in (("RLIMIT_DATA", MEMORY), ("RLIMIT_CPU", SECONDS)):
        kind = getattr(resource, name, None)
        if kind is not None:
            try:
                resource.setrlimit(kind, (value, value))
            except (OSError, ValueError):
                continue


def read(data: bytes, most: int) -> dict[str, Any]:
    """Read the pages: lines of text outside tables, and tables with the boxes of their cells."""
    pdfplumber: Any = import_module("pdfplumber")
    with pdfplumber.open(BytesIO(data)) as pdf:
        count = len(pdf.pages)
        if count > most:
            return {"error": "pages", "count": count}
        pages = []
        for page in pdf.pages:
            pages.append(_page(page))
            page.close()
        return {"pages": pages}


def _page(page: Any) -> dict[str, Any]:
    tables = page.find_tables()
    boxes = [table.bbox for table in tables]

    def is_outside(thing: dict[str, Any]) -> bool:
        x, y = (thing["x0"] + thing["x1"]) / 2, (thing["top"] + thing["bottom"]) / 2
        return not any(
            left <= x <= right and top <= y <= bottom for left, top, right, bottom in boxes
        )

    blocks: list[dict[str, Any]] = [
        {"top": table.bbox[1], "rows": table.extract(), "boxes": [row.cells for row in table.rows]}
        for table in tables
    ]
    blocks += [
        {"top": line["top"], "bottom": line["bottom"], "text": line["text"]}
        for line in page.filter(is_outside).extract_text_lines(return_chars=False)
    ]
    blocks.sort(key=lambda block: float(block["top"]))
    return {"blocks": blocks, "pictures": len(page.images), "letters": len(page.chars)}


def main() -> None:
    """Read a file from standard input, write what is in it to standard output."""
    limit()
    most = int(sys.argv[1])
    data = sys.stdin.buffer.read()
    try:
        found = read(data, most)
    except MemoryError:
        found = {"error": "memory"}
    except ImportError as error:
        found = {"error": "absent", "why": str(error)}
    except RecursionError:
        found = {"error": "nested"}
    except Exception as error:  # pdfminer raises whatever comes up in a damaged file
        names = {kind.__name__ for kind in type(error).__mro__} | {type(error.__cause__).__name__}
        names |= {type(argument).__name__ for argument in error.args}
        if "MemoryError" in names:
            return _answer({"error": "memory"})
        is_locked = bool(names & {"PDFPasswordIncorrect", "PDFEncryptionError"})
        found = {
            "error": "locked" if is_locked else "broken",
            "why": f"{type(error).__name__}: {error}"[:200],
        }
    _answer(found)


def _answer(found: dict[str, Any]) -> None:
    sys.stdout.buffer.write(json.dumps(found).encode())


if __name__ == "__main__":
    main()
