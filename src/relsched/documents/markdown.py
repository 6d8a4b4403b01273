"""Markdown to blocks: tables, headings, lists. The only door to markdown-it."""

from __future__ import annotations

import re
from importlib import import_module
from typing import Any

from relsched.documents.content import Block, Cell, Content, DocumentPlace, Grid, Paragraph
from relsched.documents.html import read_html


def read_markdown(text: str, file: str) -> Content:
    """Read Markdown with pipe tables; a table written as HTML inside is read too."""
    markdown_it: Any = import_module("markdown_it")
    parser = markdown_it.MarkdownIt("commonmark", {"html": True}).enable("table")
    parser.disable(["image", "autolink", "reference"])
    parser.core.ruler.disable("inline")
    reader = _Reader(file, parser)
    for token in parser.parse(text):
        reader.take(token)
    return Content("markdown", tuple(reader.blocks))


MAX_MARKED = 10_000  # characters of a paragraph in which marks of emphasis are looked for


class _Reader:
    """Goes through the tokens of a Markdown text."""

    def __init__(self, file: str, parser: Any) -> None:
        self.file, self.parser = file, parser
        self.blocks: list[Block] = []
        self.rows: list[list[Cell]] = []
        self.line = 1
        self.level = self.depth = self.tables = 0
        self.ordinals: list[int | None] = []
        self.marks: list[str] = []
        self.is_cell = False
        self.first = 1

    def take(self, token: Any) -> None:
        """Take one token."""
        if token.map:
            self.line = token.map[0] + 1
        kind = token.type
        if kind == "heading_open":
            self.level = int(token.tag[1:])
        elif kind == "heading_close":
            self.level = 0
        elif kind in ("bullet_list_open", "ordered_list_open"):
            start = int(token.attrs.get("start", 1)) if kind == "ordered_list_open" else None
            self.ordinals.append(start)
        elif kind in ("bullet_list_close", "ordered_list_close"):
            self.ordinals.pop()
        elif kind == "list_item_open":
            ordinal = self.ordinals[-1]
            self.marks.append("- " if ordinal is None else f"{ordinal}. ")
            if ordinal is not None:
                self.ordinals[-1] = ordinal + 1
        elif kind == "table_open":
            self.rows, self.first = [], self.line
        elif kind == "table_close":
            self.tables += 1
            self.blocks.append(
                Grid.of(DocumentPlace(self.file, table=self.tables, line=self.first), self.rows)
            )
        elif kind == "tr_open":
            self.rows.append([])
        elif kind in ("th_open", "td_open"):
            self.is_cell = True
        elif kind in ("th_close", "td_close"):
            self.is_cell = False
        elif kind == "inline":
            self._inline(token)
        elif kind == "html_block" and "<table" in token.content.lower():
            for block in read_html(token.content, self.file, first_line=self.line).blocks:
                self.blocks.append(block)
        elif kind in ("code_block", "fence"):
            for index, line in enumerate(token.content.split("\n")):
                self._paragraph(line, self.line + index, bool(index))

    def _inline(self, token: Any) -> None:
        text = self._text(token.content)
        if self.is_cell:
            self.rows[-1].append(Cell(text, DocumentPlace(self.file, line=self.line)))
            return
        for index, line in enumerate(text.split("\n")):
            self._paragraph(line, self.line + index, bool(index))

    def _paragraph(self, line: str, number: int, is_more: bool) -> None:
        text = " ".join(line.split())
        if not text:
            return
        depth = len(self.ordinals)
        if self.marks and not is_more:
            # A mark stands before the first line of its point only.
            text, self.marks = self.marks[-1] + text, []
        self.blocks.append(
            Paragraph(
                text,
                DocumentPlace(self.file, line=number),
                self.level,
                depth,
                after_gap=not is_more,
            )
        )

    def _inline_tokens(self, source: str) -> list[Any]:
        tokens: list[Any] = []
        self.parser.inline.parse(source, self.parser, {}, tokens)
        return tokens

    def _text(self, source: str) -> str:
        """Give the text of a paragraph or cell without marks of emphasis, with its line breaks."""
        parts = [source]
        if len(source) <= MAX_MARKED:
            parts = []
            for child in self._inline_tokens(source):
                if child.type in ("softbreak", "hardbreak") or _is_break(child):
                    parts.append("\n")
                elif child.type in ("text", "code_inline"):
                    parts.append(child.content)
        lines = (" ".join(line.split()) for line in "".join(parts).split("\n"))
        return "\n".join(line for line in lines if line)


def _is_break(child: Any) -> bool:
    return (
        child.type == "html_inline" and re.match(r"<br\b", child.content, re.IGNORECASE) is not None
    )
