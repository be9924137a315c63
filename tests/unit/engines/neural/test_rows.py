"""Lines found in no order become rows, and rows blocks."""

from __future__ import annotations

from ocr_service.domain.page import Box, Word
from ocr_service.engines.neural.rows import in_blocks
from ocr_service.engines.word_table import join_words


def line(number: int, left: float, top: float, *texts: str) -> list[Word]:
    return [Word(text, Box(left + 60 * n, top, 50, 20), 90.0, 1, 1, number) for n, text in enumerate(texts)]


def test_rows_run_from_left_to_right_and_down_the_page():
    found = (
        line(1, 400, 103, "4,50")
        + line(2, 10, 140, "Tea")
        + line(3, 10, 100, "Bread")
        + line(4, 400, 141, "2,00")
    )

    words = in_blocks(found, is_one_block=True)

    assert join_words(words) == "Bread 4,50\nTea 2,00"


def test_columns_are_blocks_of_their_own():
    left = [word for n in range(3) for word in line(n, 10, 100 + 30 * n, "left", str(n))]
    right = [word for n in range(3) for word in line(10 + n, 600, 100 + 30 * n, "right", str(n))]

    words = in_blocks(left + right, is_one_block=False)

    assert join_words(words) == "left 0\nleft 1\nleft 2\n\nright 0\nright 1\nright 2"


def test_pieces_with_a_blank_between_them_are_one_line():
    words = in_blocks(line(1, 10, 100, "one") + line(2, 75, 102, "two"), is_one_block=False)

    assert join_words(words) == "one two"


def test_no_lines_are_no_words():
    assert in_blocks([], is_one_block=False) == in_blocks([], is_one_block=True) == []
