"""Blocks that are no more than the engine's own: every one a paragraph, for a page that cannot be told better."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from ocr_service.domain.page import Page
from ocr_service.domain.shapes.blocks import Block, BlockKind
from ocr_service.layout.blocks.lines import lines_on
from ocr_service.layout.blocks.prose import joined


def plain_blocks(page: Page) -> Iterator[Block]:
    """The page's words by the engine's blocks, line by line."""
    for _, places in groupby(range(len(page.words)), key=lambda place: page.words[place].block):
        yield joined(lines_on(page, places), BlockKind.PARAGRAPH)
