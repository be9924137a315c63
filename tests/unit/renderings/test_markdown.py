"""Markdown of blocks: what is parted by empty lines, and what is not."""

from __future__ import annotations

from ocr_service.domain.page import Box, Page
from ocr_service.domain.shapes.blocks import Block, BlockKind
from ocr_service.renderings.markdown import markdown

BOX = Box(0, 0, 10, 10)


def test_pairs_below_each_other_are_lines_of_one_paragraph():
    kinds = (BlockKind.PARAGRAPH, BlockKind.KEY_VALUE, BlockKind.KEY_VALUE, BlockKind.PARAGRAPH)
    texts = ("Invoice", "Number: 7", "Date: 7 May 2024", "Thank you")
    blocks = tuple(Block(kind=kind, box=BOX, text=text) for kind, text in zip(kinds, texts, strict=True))

    text = "".join(markdown([Page(number=1, text="", blocks=blocks)], "invoice.pdf"))

    assert text == "Invoice\n\nNumber: 7  \nDate: 7 May 2024\n\nThank you\n\n"
