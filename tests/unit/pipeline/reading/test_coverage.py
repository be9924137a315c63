"""How many of a page's lines stand under words that were read."""

from __future__ import annotations

import pytest

from ocr_service.domain.page import Box, Page, Word
from ocr_service.pipeline.imaging.line_pieces import Piece, line_places
from ocr_service.pipeline.reading.coverage import covered_share

STRIPS, TEXT_HEIGHT = 10, 20
LINES = range(100, 900, 40)


def page(tops: range, *, skew: float = 0.0) -> Page:
    """A page of 1,000 pixels with words over its whole width at these heights."""
    words = tuple(
        Word("word", Box(left, top, 80, TEXT_HEIGHT), 90.0, 1, 1, top)
        for top in tops
        for left in range(0, 1000, 100)
    )
    return Page(number=1, text="", words=words, width=1000, height=1000, skew=skew)


def pieces(height: int = TEXT_HEIGHT) -> list[Piece]:
    return [Piece(strip, top, height) for top in LINES for strip in range(STRIPS)]


def places(height: int = TEXT_HEIGHT):
    return line_places(pieces(height), TEXT_HEIGHT, STRIPS, 1000)


def test_a_page_that_was_read_whole_is_covered():
    assert covered_share(page(LINES), places(), STRIPS) == 1.0


def test_lines_without_words_are_not_covered():
    half = page(LINES[: len(LINES) // 2])

    assert covered_share(half, places(), STRIPS) == pytest.approx(0.5)


def test_rules_and_pictures_are_no_lines():
    assert line_places([*pieces(3), *pieces(200)], TEXT_HEIGHT, STRIPS, 1000) == ()


def test_too_few_lines_tell_nothing():
    assert covered_share(page(range(0)), places()[:5], STRIPS) == 1.0


def test_places_that_hardly_a_word_stands_at_are_no_print():
    grain = line_places(
        [Piece(strip, 950, TEXT_HEIGHT) for strip in range(STRIPS)] * 3, TEXT_HEIGHT, STRIPS, 1000
    )

    assert covered_share(page(LINES), grain, STRIPS) == 1.0


def test_words_of_a_deskewed_page_lie_where_the_lines_were_before():
    line = [Piece(strip, round(500 - (strip - 4.5) * 14), TEXT_HEIGHT) for strip in range(STRIPS)] * 3
    slanted = line_places(line, TEXT_HEIGHT, STRIPS, 1000)

    straight = page(range(500, 501), skew=-8.0)

    assert covered_share(straight, slanted, STRIPS) == 1.0
    assert covered_share(page(range(500, 501)), slanted, STRIPS) < 1.0
