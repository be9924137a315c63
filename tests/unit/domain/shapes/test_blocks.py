"""Blocks keep their cells and entries on the way through JSON."""

from __future__ import annotations

from ocr_service.domain.page import Box, Page
from ocr_service.domain.shapes.blocks import Block, BlockKind, Cell, Part, Table


def test_a_page_keeps_its_blocks_through_json():
    box = Box(1, 2, 30, 4)
    cells = (
        Cell(row=0, column=0, box=box, text="Item", column_span=2, is_header=True, words=(0,)),
        Cell(row=1, column=0, box=box, text="1", confidence=91.5, words=(1,)),
        Cell(row=1, column=1, box=box),
    )
    page = Page(
        number=1,
        text="Item\n1",
        blocks=(
            Block(kind=BlockKind.HEADING, level=2, box=box, text="Prices", words=(2,)),
            Block(kind=BlockKind.TABLE, box=box, table=Table(rows=2, columns=2, cells=cells)),
            Block(kind=BlockKind.LIST, box=box, items=(Part(text="one", mark="1.", box=box, words=(3,)),)),
        ),
    )

    assert Page.from_json(page.to_json()) == page


def test_a_page_that_was_stored_without_blocks_has_none():
    stored = Page(number=1, text="").to_json()
    del stored["blocks"]

    assert Page.from_json(stored).blocks == ()
