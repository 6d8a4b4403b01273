"""Plan documents to items: what is to be done, by whom and when, as the document words it.

`read_document` reads a file, `read_bytes` what is already in memory. Timing phrases are left as they are.
"""

from __future__ import annotations

from relsched.tables.reading import read_bytes, read_document
from relsched.tables.values import (
    Cell,
    Defect,
    Document,
    Grid,
    Head,
    Item,
    Paragraph,
    Place,
    Section,
)

__all__ = [
    "Cell",
    "Defect",
    "Document",
    "Grid",
    "Head",
    "Item",
    "Paragraph",
    "Place",
    "Section",
    "read_bytes",
    "read_document",
]
