"""Put the codes that were read in pictures among the blocks of their pages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from ocr_service.domain.facts import Facts, FieldValue
from ocr_service.domain.page import Box, Page
from ocr_service.domain.shapes.blocks import Block, BlockKind
from ocr_service.layout.blocks.lines import within
from ocr_service.layout.blocks.page_blocks import among
from ocr_service.pipeline.understanding.stored_document import StoredDocument

# A share of a block that a code covers, from which on it is the code itself: its picture, or what was read of its bars.
_OWN = 0.7


def add_code_blocks(document: StoredDocument, facts: Facts) -> None:
    """Write the pages anew on which ``facts["barcodes"]`` stand. Raises ``OSError``."""
    found = facts.get("barcodes", ())
    codes = [code for code in (found if isinstance(found, tuple) else (found,)) if code.box and code.page]
    if codes:
        numbers = {code.page for code in codes}
        document.change(
            lambda page: with_codes(page, [code for code in codes if code.page == page.number]), numbers
        )


def with_codes(page: Page, codes: Sequence[FieldValue]) -> Page:
    """The page with a block a code; what a code covers is part of its block."""
    made: list[Block] = []
    others = list(page.blocks)
    for code in codes:
        if code.box is None:
            continue
        box = within(page, code.box)
        covered = [block for block in others if _is_within(block, box)]
        others = [block for block in others if not _is_within(block, box)]
        words = tuple(sorted(place for block in covered for place in block.words))
        made.append(
            Block(
                kind=BlockKind.BARCODE,
                box=box,
                text=code.text,
                confidence=100 * code.confidence,
                words=words,
            )
        )
    return replace(page, blocks=tuple(among(others, made)))


def _is_within(block: Block, box: Box) -> bool:
    area = block.box.width * block.box.height
    return block.table is None and area > 0 and _shared(block.box, box) >= _OWN * area


def _shared(one: Box, other: Box) -> float:
    """The area that two boxes share."""
    across = min(one.left + one.width, other.left + other.width) - max(one.left, other.left)
    down = min(one.top + one.height, other.top + other.height) - max(one.top, other.top)
    return max(0.0, across) * max(0.0, down)
