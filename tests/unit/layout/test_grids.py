"""Grids: blocks of text that are cells of one table."""

from __future__ import annotations

from ocr_service.domain.page import Word
from ocr_service.layout.fragments import fragments_of
from ocr_service.layout.grids import grids_of
from ocr_service.layout.text_blocks import TextBlock, text_blocks
from tests.support.set_words import set_line


def page(*rows: tuple[float, list[tuple[float, str]]]) -> list[TextBlock]:
    """Blocks of cells: baseline of each row, then left edge and text of each cell."""
    words: list[Word] = []
    for baseline, cells in rows:
        for left, text in cells:
            words += set_line(text, left, baseline)
    return text_blocks(fragments_of(words))


def test_cells_in_rows_and_columns_are_one_grid() -> None:
    blocks = page(
        (100, [(0, "Garden chair"), (500, "four"), (800, "320.00")]),
        (180, [(0, "Candles"), (500, "one"), (800, "15.60")]),
        (260, [(0, "Paper"), (500, "two"), (800, "8.10")]),
    )

    assert grids_of(blocks) == [frozenset(blocks)]


def test_two_cells_below_each_other_are_no_grid() -> None:
    assert grids_of(page((100, [(0, "Garden")]), (180, [(0, "House")]))) == []


def test_columns_that_do_not_line_up_are_no_grid() -> None:
    blocks = page((100, [(0, "Garden"), (500, "House and river")]), (180, [(90, "Chair"), (590, "Bridge")]))

    assert grids_of(blocks) == []


def test_a_paragraph_below_a_table_is_no_part_of_it() -> None:
    blocks = page(
        (100, [(0, "Chair"), (500, "four")]),
        (180, [(0, "Paper"), (500, "two")]),
        (300, [(0, "Please pay before the end of the month to our account in Oxford")]),
    )

    assert grids_of(blocks) == [frozenset(blocks[:-1])]
