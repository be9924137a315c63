"""The text as Markdown: headings by size, lists by their marks, tables by their columns."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from statistics import median

from ocr_service.domain.document import DocumentRequest
from ocr_service.domain.page import Page
from ocr_service.pipeline.inspect import Inspection
from ocr_service.pipeline.render.lines import Line, Paragraph, blocks_of
from ocr_service.pipeline.stored_document import StoredDocument

FILE_NAME = "document.md"
_BULLET = re.compile(r"^[•·▪◦‣●○*–—-]\s+")
_NUMBERED = re.compile(r"^(\d{1,3})[.)]\s+")
_SPECIAL = re.compile(r"([\\`*_\[\]<>#|])")
_HEADINGS = ((1.9, "# "), (1.5, "## "), (1.25, "### "))
_HEADING_WORDS = 12
_WIDE_GAP = 1.8


def write_markdown(
    request: DocumentRequest, inspection: Inspection, document: StoredDocument, work: Path
) -> str:
    """Write ``document.md`` page by page; returns its name."""
    with (request.output_folder / FILE_NAME).open("w", encoding="utf-8") as file:
        for place, page in enumerate(document.pages()):
            file.write("\n---\n\n" if place else "")
            file.writelines(f"{part}\n\n" for part in _parts(page))
    return FILE_NAME


def _parts(page: Page) -> Iterator[str]:
    usual = median([word.box.height for word in page.words]) if page.words else 1.0
    for block in blocks_of(page):
        for paragraph in block.paragraphs:
            yield _paragraph(paragraph, usual)


def _paragraph(paragraph: Paragraph, usual: float) -> str:
    lines = paragraph.lines
    rows = [cells_of(line, usual) for line in lines]
    if len(rows) > 1 and len(rows[0]) > 1 and all(len(row) == len(rows[0]) for row in rows):
        return _table(rows)
    if any(_BULLET.match(line.text) or _NUMBERED.match(line.text) for line in lines):
        return "\n".join(map(_list_line, lines))
    return _heading(lines, usual) + _plain(lines)


def cells_of(line: Line, usual: float) -> list[str]:
    """The line's words, parted where a gap is much wider than a letter is high."""
    cells: list[list[str]] = []
    end = None
    for word in line.words:
        if end is None or word.box.left - end > _WIDE_GAP * usual:
            cells.append([])
        cells[-1].append(word.text)
        end = word.box.left + word.box.width
    return [_escaped(" ".join(cell)) for cell in cells]


def _table(rows: Sequence[Sequence[str]]) -> str:
    head, *rest = (f"| {' | '.join(row)} |" for row in rows)
    return "\n".join([head, "|" + " --- |" * len(rows[0]), *rest])


def _list_line(line: Line) -> str:
    text = line.text
    if match := _BULLET.match(text):
        return f"- {_escaped(text[match.end() :])}"
    if match := _NUMBERED.match(text):
        return f"{match[1]}. {_escaped(text[match.end() :])}"
    return f"  {_escaped(text)}"


def _heading(lines: Sequence[Line], usual: float) -> str:
    words = [word for line in lines for word in line.words]
    if len(lines) > 2 or len(words) > _HEADING_WORDS:
        return ""
    height = median(word.box.height for word in words)
    return next((mark for factor, mark in _HEADINGS if height > factor * usual), "")


def _plain(lines: Sequence[Line]) -> str:
    """Lines run on, words broken at a line's end made whole."""
    text = ""
    for line in lines:
        if text.endswith("-") and len(text) > 1 and text[-2].isalpha() and line.text[:1].islower():
            text = text[:-1] + line.text
        else:
            text += (" " if text else "") + line.text
    return _escaped(text)


def _escaped(text: str) -> str:
    return _SPECIAL.sub(r"\\\1", text)
