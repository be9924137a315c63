"""The words of all pages as a table in Tesseract's columns; boxes in pixels of each page."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ocr_service.domain.page import Box, Page
from ocr_service.renderings.lines import blocks_of

FILE_NAME = "document.tsv"
_HEAD = "level\tpage_num\tblock_num\tpar_num\tline_num\tword_num\tleft\ttop\twidth\theight\tconf\ttext\n"
_NO_CONFIDENCE = -1.0


def tsv(pages: Iterable[Page], filename: str) -> Iterator[str]:
    """``document.tsv``, page by page."""
    yield _HEAD
    for page in pages:
        yield from _rows(page)


def _rows(page: Page) -> list[str]:
    whole = Box(0, 0, page.width, page.height)
    rows = [_row((1, page.number, 0, 0, 0, 0), whole)]
    for block_number, block in enumerate(blocks_of(page), start=1):
        rows.append(_row((2, page.number, block_number, 0, 0, 0), block.box))
        for number, paragraph in enumerate(block.paragraphs, start=1):
            rows.append(_row((3, page.number, block_number, number, 0, 0), paragraph.box))
            for line_number, line in enumerate(paragraph.lines, start=1):
                place = (page.number, block_number, number, line_number)
                rows.append(_row((4, *place, 0), line.box))
                rows += [
                    _row((5, *place, word_number), word.box, word.confidence, word.text)
                    for word_number, word in enumerate(line.words, start=1)
                ]
    return rows


def _row(place: tuple[int, ...], box: Box, confidence: float = _NO_CONFIDENCE, text: str = "") -> str:
    cells = [*map(str, place), *(f"{value:.0f}" for value in box), f"{confidence:g}", text]
    return "\t".join(cells) + "\n"
