"""Print without words is told from pictures, rules and what words explain."""

from __future__ import annotations

import pytest

from ocr_service.domain.page import Box, Word
from ocr_service.pipeline.imaging.line_pieces import Piece
from ocr_service.pipeline.imaging.print_pieces import PrintPieces
from ocr_service.pipeline.reading.text_layers.unread_ink import ink_of


def line(top: int, first: int = 2, last: int = 12) -> list[Piece]:
    return [Piece(strip, top, 8) for strip in range(first, last)]


def word(top: float, left: float, width: float) -> Word:
    return Word("word", Box(left, top, width, 10), 100, 0, 0, 0)


def ink(pieces: list[Piece], words: list[Word]):
    """On a page of 480 x 720 points, drawn at 60 dpi: a strip is 20 points wide, a pixel 1.2 points."""
    return ink_of(words, 480, 720, PrintPieces(tuple(pieces), 400, 600))


def test_words_over_their_print_explain_it():
    assert ink(line(100), [word(120, 40, 200)]).coverage == 1.0


def test_lines_without_words_are_unread():
    found = ink([*line(100), *line(120), *line(140)], [word(120, 40, 200)])

    assert found.hides_text
    assert found.coverage == pytest.approx(1 / 3)


def test_specks_and_a_short_mark_are_no_print():
    found = ink(
        [*line(100), Piece(3, 300, 8), Piece(9, 400, 12), Piece(4, 500, 8), Piece(5, 500, 8)],
        [word(120, 40, 200)],
    )

    assert (found.unread, found.coverage) == (0, 1.0)


def test_a_page_without_size_or_print_is_explained():
    assert ink([], []).coverage == 1.0
    assert ink_of([], 0, 0, PrintPieces((), 1, 1)).coverage == 1.0
